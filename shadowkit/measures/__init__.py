"""Table in, table out: what a log says, in numbers."""

from __future__ import annotations

from pathlib import PurePath

from shadowkit.errors import LogError
from shadowkit.log import Log


def must_be_log(log: object, measure: str) -> None:
    """Raise where a measure got a path, or nothing, instead of a log."""
    if not isinstance(log, Log):
        where = repr(str(log)) if isinstance(log, str | PurePath) else "'my-log'"
        raise LogError(f"`{measure}` needs a log, and it got {type(log).__name__} {str(log)[:60]!r}; give it one that "
                       f"is loaded, such as sk.{measure}(sk.load({where})), or the `log` of a journal.")
