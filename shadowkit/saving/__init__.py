"""Save what was found: a page, a sheet, a document, rows, or a project for other programs."""

from shadowkit.saving.save import save

__all__ = ["save"]
