"""The rows of a table that are there, found by the signs that two rows tell of the same thing.

A row of a log is also found by what it was before it was mended, and so is one that was removed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from typing import NamedTuple

from shadowkit import schema
from shadowkit.readers import people

#: A row as text; names that begin with a bar are not columns of the log: where it is from, and its day.
Row = dict[str, str]
Key = Callable[[Row], Hashable | None]
#: When it was, by column: the day, and whether the time of day is known too.
When = dict[str, tuple[str, bool]]
#: What two readings may write differently of the same thing: names and handles are matched, positions counted on.
FREE = {("contacts", "name"), ("contacts", "contact"), ("meetings", "meeting"), ("answers", "position")}
#: Answers that are longer than so many signs are given once.
_LONG = 30


class Line(NamedTuple):
    """A row of a log and what it was before, the latest first; where it was removed, by which change."""

    forms: list[Row]
    removed_by: int | None = None


class There:
    """The rows of one table, of the log or of the readings so far; those that were removed from it are marked."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.whens: list[When] = []
        self.removed: dict[int, int] = {}
        self._before: dict[int, list[Row]] = {}

    def begin(self, row: Row, when: When, before: list[Row], removed_by: int | None) -> None:
        """Take in a row of a log, with what it was before."""
        place = len(self.rows)
        self.rows.append(row)
        self.whens.append(when)
        self._before[place] = before
        self.removed |= {place: removed_by} if removed_by else {}

    def forms(self, place: int) -> list[Row]:
        """Return a row and what it was before."""
        return [self.rows[place], *self._before.get(place, ())]

    def was(self, place: int, column: str, cell: str) -> bool:
        """Tell whether a cell of a row was this before it was mended."""
        return any(bare(form.get(column)) == bare(cell) for form in self._before.get(place, ()))

    def was_emptied(self, place: int, column: str) -> bool:
        """Tell whether somebody has emptied a cell of a row."""
        return not self.rows[place].get(column) and any(column in form for form in self._before.get(place, ()))

    def index(self, key: Callable[[Row], Hashable | None], *, gone: bool | None = None,
              before: bool = True) -> dict[Hashable, list[int]]:
        """Return the places of rows by a key of them: what they are first, and then what they were before.

        Those that were removed come last; they alone are meant where ``gone``, and they are not where that is false.
        """
        found: dict[Hashable, dict[int, None]] = defaultdict(dict)
        for place, form in self._all(before):
            if (gone is None or gone == (place in self.removed)) and (sign := key(form)) is not None:
                found[sign][place] = None
        return {sign: list(places) for sign, places in found.items()}

    def _all(self, before: bool) -> Iterator[tuple[int, Row]]:
        yield from ((place, row) for place, row in enumerate(self.rows) if place not in self.removed)
        earlier = [(place, form) for place, forms in self._before.items() for form in forms] if before else []
        yield from ((place, form) for place, form in earlier if place not in self.removed)
        yield from ((place, self.rows[place]) for place in self.removed)
        yield from ((place, form) for place, form in earlier if place in self.removed)


def called(row: Row) -> str:
    """Return what a person is called."""
    return row.get("name") or row.get("contact", "").replace("-", " ").replace("_", " ")


def is_called(row: Row, who: str) -> bool:
    """Tell whether a person has this handle, this name, or is also called so."""
    names = [called(row), *row.get("also_called", "").split("; ")]
    return row.get("contact") == who or people.plain(who) in map(people.plain, names)


def bare(cell: str | None) -> str:
    """Return a cell as it is compared: without regard to case and to how many blanks stand where."""
    return " ".join((cell or "").split()).casefold()


def all_of(name: str) -> Key:
    """Return the key that only rows of a table have which say the same in every cell, but for their handles."""
    free = {column for table, column in FREE if table == name and column != "name"} | {"student"}

    def key(row: Row) -> Hashable | None:
        return frozenset((column, bare(cell)) for column, cell in row.items()
                         if cell and column not in free and not column.startswith("_")) or None

    return key


def _by(*names: str, needs: str | None = None) -> Key:
    """Return the key made of some columns, for rows that have the one it ``needs``."""
    def key(row: Row) -> Hashable | None:
        found = tuple(bare(row.get(name)) for name in names)
        return found if any(found) and (needs is None or row.get(needs)) else None

    return key


def _purpose(*names: str, needs: str | None = None) -> Key:
    """Return the key of messages, which are asks where nothing is said."""
    rest = _by(*names, needs=needs)
    return lambda row: (row.get("purpose") or "ask", found) if (found := rest(row)) is not None else None


#: What makes two rows tell of the same thing: the surest sign first.
_KEYS: dict[str, list[Key]] = {
    "meetings": [_by("contact", "brought_from", needs="brought_from"), _by("uid", needs="uid"),
                 _by("meeting", "contact", "_day"),
                 _by("contact", "_day", "kind", needs="_day"), _by("contact", "_day", needs="_day")],
    "outreach": [_by("contact", "message_id", needs="message_id"), _purpose("contact", "sent_at", needs="sent_at"),
                 _purpose("contact", "_day", needs="_day")],
    "answers": [_by("meeting", "question", "answer"), _by("meeting", "question", needs="question"),
                # Whose question was put otherwise since; a short answer may be to several.
                lambda row: (row.get("meeting"), bare(row["answer"])) if len(row.get("answer", "")) > _LONG else None,
                _by("meeting", "speaker", "at_seconds", needs="at_seconds")],
    "observations": [_by("meeting", "starts_at", "activity")],
    "reflections": [_by(*(name for name in schema.TABLES["reflections"].names if name != "student"), "note")],
}
#: What rows without a date are of.
UNDATED: dict[str, Key] = {"meetings": _by("contact", needs="contact"), "outreach": _purpose("contact")}


def signs(name: str) -> list[Key]:
    """Return the keys by which rows of a table are the same, the surest first."""
    return [all_of(name), *(_KEYS.get(name) or [_by(*schema.TABLES[name].key)])]
