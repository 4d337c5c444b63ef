"""Table in, table out: what a log says, in numbers."""
