"""What went wrong, in one sentence: the thing, the place, the next step."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple


class LogError(ValueError):
    """A log, a file or an argument that cannot be used at all; its message says what to do next.

    ``column`` names the column it is about, where it is about one.
    """

    def __init__(self, message: str, *, column: str | None = None) -> None:
        super().__init__(message)
        self.column = column


class Problem(NamedTuple):
    """One thing in a log that was not understood, with its original text.

    ``row`` is the row a spreadsheet program shows (the header is row 1); missing where the whole file is meant.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    problem: str
    suggestion: str | None = None


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word that looks most like ``word``, or None where none comes near."""
    by_spelling = {name.lower(): name for name in allowed}
    close = get_close_matches(word.strip().lower().replace("-", "_").replace(" ", "_"), by_spelling, n=1, cutoff=0.6)
    return by_spelling[close[0]] if close else None


def one_of(thing: str, word: object, allowed: Iterable[str]) -> LogError:
    """Return the error for an argument ``thing`` that got ``word`` instead of an allowed one."""
    allowed = list(allowed)
    close = nearest(str(word), allowed)
    hint = f" Did you mean {close!r}?" if close else ""
    return LogError(f"`{thing}` must be one of {', '.join(allowed)}; it was {word!r}.{hint}")
