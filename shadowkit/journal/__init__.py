"""Writes to a log without fear: checked at once, on disk when it returns, never lost, undone with a word."""

from shadowkit.journal.folder import Conflict
from shadowkit.journal.journal import Journal, open_journal

__all__ = ["Conflict", "Journal", "open_journal"]
