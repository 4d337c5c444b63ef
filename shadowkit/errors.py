"""What went wrong, in one sentence: the thing, the place, the next step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

    ``row`` is the row a spreadsheet program shows (the header is row 1), and of mail, calendars and other texts the
    line; missing where the whole file is meant. Its ``kind`` is ``mend`` where somebody should correct something or
    answer a question, and ``know`` where it is only said, so that nothing is left out in silence.
    """

    file: str
    row: int | None
    column: str | None
    value: str | None
    problem: str
    suggestion: str | None = None
    kind: str = "mend"


def what_to_mend(kinds: Iterable[str]) -> str:
    """Say of what kinds problems are: ``3 things to mend, 8 good to know``."""
    kinds = list(kinds)
    number, known = kinds.count("mend"), len(kinds) - kinds.count("mend")
    if not kinds:
        return "everything understood"
    said = f"{number:,} thing{'' if number == 1 else 's'} to mend" if number else "nothing to mend"
    return said + (f", {known:,} good to know" if known else "")


def rows_named(rows: Sequence[int]) -> str:
    """Name rows: ``row 3``, ``rows 3 and 5``, or ``rows 3, 5, 9 and 27 more``."""
    if len(rows) == 1:
        return f"row {rows[0]}"
    shown = [str(row) for row in (rows if len(rows) <= 4 else rows[:3])]
    last = shown.pop() if len(rows) <= 4 else f"{len(rows) - 3:,} more"
    return f"rows {', '.join(shown)} and {last}"


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word that looks most like ``word``, or None where none comes near."""
    by_spelling = {name.lower(): name for name in allowed}
    close = get_close_matches(word.strip().lower().replace("-", "_").replace(" ", "_"), by_spelling, n=1, cutoff=0.6)
    return by_spelling[close[0]] if close else None


def must_be_list(thing: str, given: object) -> None:
    """Raise where an argument ``thing`` that takes a list got a single word."""
    if isinstance(given, str):
        raise LogError(f"`{thing}` must be a list, such as [{given!r}].")


def must_be_among(thing: str, given: Iterable[str] | None, allowed: Iterable[str]) -> None:
    """Raise where an argument ``thing``, where it is given, is no list, or has a word that is not allowed."""
    must_be_list(thing, given)
    allowed = list(dict.fromkeys(allowed))
    known = set(allowed)
    for word in given or ():
        if word not in known:
            raise one_of(thing, word, allowed)


def one_of(thing: str, word: object, allowed: Iterable[str]) -> LogError:
    """Return the error for an argument ``thing`` that got ``word`` instead of an allowed one."""
    allowed = list(allowed)
    close = nearest(str(word), allowed)
    hint = f" Did you mean {close!r}?" if close else ""
    return LogError(f"`{thing}` must be one of {', '.join(allowed)}; it was {word!r}.{hint}")
