"""Several readings as one log: people are matched, a meeting or message that two files tell of is one, all else stays.

What came first stays as it is: later readings fill its empty cells and add rows. Where two say something else of the
same thing, the first is kept and the other is a problem, so that nothing is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from shadowkit import cells, schema
from shadowkit.errors import Problem
from shadowkit.readers import Reading, people, table_of

#: A row as text; names that begin with a bar are not columns of the log: where it is from, and its day.
Row = dict[str, str]
Key = Callable[[Row], Hashable | None]
#: A student, and a handle or another key of that student's.
Owned = tuple[str, Hashable]
#: When it was, by column: the day, and whether the time of day is known too.
When = dict[str, tuple[str, bool]]
#: The column that dates a row.
_DATED = {"outreach": "sent_at", "meetings": "starts_at", "observations": "starts_at", "reflections": "written_at"}
#: What two readings may write differently of the same thing: names and handles are matched, positions counted on.
_FREE = {("contacts", "name"), ("contacts", "contact"), ("meetings", "meeting"), ("answers", "position")}
#: What says nothing against another word: what was planned, and what a note is where it does not say.
_NOTHING_AGAINST = {("meetings", "status", "planned"), ("meetings", "kind", "interview")}
#: Answers that are longer than so many signs are given once.
_LONG = 30
#: What did not take place is nothing that somebody tells of without a date.
_OFF = ("cancelled", "no_show")
#: What two rows of the same day must not have different, to be of the same thing.
_TOLD_APART = {"outreach": ("channel", "message_id")}


class Count(NamedTuple):
    """What a file brought to one table: its rows, those that were new, and the empty cells that were filled."""

    source: str
    table: str
    found: int
    added: int
    filled: int


class Together:
    """The tables of the readings taken in so far, row by row, and what was not understood.

    ``same`` says of people, by the name that a reading has for them, whose handle or name they have in those before.
    """

    #: What other rows refer to comes first.
    ORDER = tuple(dict.fromkeys(("students", "contacts", "meetings", *schema.TABLES)))

    def __init__(self, student: str, same: Mapping[str, str] | None = None) -> None:
        self.student = student
        self._told = {people.plain(name): who for name, who in (same or {}).items()}
        self.tables: dict[str, list[Row]] = {name: [] for name in self.ORDER}
        self.problems: list[Problem] = []
        self._when: dict[str, list[When]] = {name: [] for name in self.ORDER}
        self._begun = False

    def take(self, reading: Reading) -> list[Count]:
        """Take in a reading; what it tells of people, meetings and messages that are there already goes to them."""
        self.problems += reading.problems
        handles: dict[str, dict[Owned, str]] = {}
        counts = []
        # What is there first stays as it is written.
        as_written, self._begun = not self._begun, True
        for name in self.ORDER:
            if name not in reading.tables:
                continue
            rows = _rows(reading.tables[name])
            whens = _whens(reading.tables[name], name, [dict(row) for row in rows] if as_written else rows)
            for row, when in zip(rows, whens, strict=True):
                row["_day"] = when.get(_DATED.get(name, ""), ("", False))[0]
                for column in schema.TABLES[name].columns:
                    became = handles.get(column.refers_to or "", {})
                    if (named := self._owned(row, column.name)) in became:
                        row[column.name] = became[named]
            same = self._people(rows) if name == "contacts" else self._same(name, rows)
            if name in ("contacts", "meetings"):
                handles[name] = self._handles(name, rows, same)
            filled = self._add(name, rows, whens, same)
            told = pd.DataFrame({"source": [row.get("_file", "") for row in rows], "added": [
                place is None for place in same], "filled": filled}).groupby("source", sort=False)
            counts += [Count(file, name, len(part), int(part["added"].sum()), int(part["filled"].sum()))
                       for file, part in told]
        return counts

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the tables that have rows, cells as text."""
        return {name: table_of(name, rows).drop(columns="_day") for name, rows in self.tables.items() if rows}

    def _people(self, rows: list[Row]) -> list[int | None]:
        """Return for each person who it is of those that are there; propose those who may be."""
        there, taken = self.tables["contacts"], set()
        by_mail, by_name, by_handle = (self._index(there, key) for key in (_mail, _name, _handle))
        also = {place: {people.plain(one): one for one in row["also_called"].split("; ")}
                for place, row in enumerate(there) if row.get("also_called")}
        called: dict[str, dict[str | None, str]] = defaultdict(dict)
        for row in there:
            called[self._student(row)][_name(row)] = _called(row)
        same: list[int | None] = []
        for row in rows:
            told = self._told.get(_name(row) or "")
            place = next((place for place, one in enumerate(there) if place not in taken and (
                told and is_called(one, told) or also.get(place, {}).get(_name(row)))), None) if told or also else None
            if place is not None and not is_called(there[place], _called(row)):
                # Who was said to be the same once stays so.
                also.setdefault(place, {})[_name(row)] = _called(row)
                there[place]["also_called"] = "; ".join(also[place].values())
            if place is None:
                place = next(self._free(by_mail, _mail, row, taken), None)
            told = told or any(_name(row) in names for names in also.values())
            if place is not None and not told and not _are_alike(_called(row), _called(there[place])):
                self._say(row, "name", f"has the e-mail address of {_called(there[place])}, so both were taken for one "
                          "person; if they are two, give them addresses of their own")
            if place is None:
                several = list(self._free(by_name, _name, row, taken))
                # Two of one name are told apart by their handles.
                place = several[0] if len(several) == 1 else next(
                    (place for place in several if _handle(there[place]) == _handle(row)), None)
                if len(several) > 1 and place is None:
                    self._say(row, "name", f"may be each of {len(several)} people of that name, and was taken for "
                              "somebody else; write the e-mail address in both places")
                elif place is None:
                    place = next((place for place in self._free(by_handle, _handle, row, taken)
                                  if _are_alike(_called(row), _called(there[place]))), None)
            if place is None and (close := people.near(_called(row), called[self._student(row)].values())):
                handle = next(one.get("contact") for one in there
                              if _called(one) == close and self._student(one) == self._student(row))
                self._say(row, "name", f"may be {close}; if so, write the same name or e-mail address in both places. "
                          "Until then they are two people", handle)
            taken |= {place} - {None}
            same.append(place)
        return same

    def _same(self, name: str, rows: list[Row]) -> list[int | None]:
        """Return for each row which one of those that are there tells of the same thing."""
        there, taken = self.tables[name], set()
        same: list[int | None] = [None] * len(rows)
        apart = _TOLD_APART.get(name, ())
        for key in _KEYS.get(name) or [_by(*schema.TABLES[name].key)]:
            index = self._index(there, key)
            for number, row in enumerate(rows):
                if same[number] is not None:
                    continue
                found = (place for place in self._free(index, key, row, taken)
                         if all(_bare(there[place].get(column)) in ("", _bare(row.get(column))) or not row.get(column)
                                for column in apart))
                same[number] = next(found, None)
                taken |= {same[number]} - {None}
        if name in _UNDATED:
            self._undated(name, rows, same, taken)
        return same

    def _undated(self, name: str, rows: list[Row], same: list[int | None], taken: set[int]) -> None:
        """Match what has no date with the only one it can be."""
        there, key = self.tables[name], _UNDATED[name]
        index = self._index(there, key)
        for number, row in enumerate(rows):
            if same[number] is None and row.get("status") not in _OFF:
                places = [place for place in self._free(index, key, row, taken)
                          if there[place].get("status") not in _OFF]
                bare = [place for place in places if not there[place]["_day"]]
                only = bare if bare or row["_day"] else places
                if len(only) == 1:
                    same[number] = only[0]
                    taken.add(only[0])

    def _student(self, row: Row) -> str:
        return row.get("student") or self.student

    def _owned(self, row: Row, column: str) -> Owned:
        """Return a handle together with whose it is; two students may give two people the same one."""
        return self._student(row), row.get(column, "")

    def _index(self, rows: list[Row], key: Key) -> dict[Owned, list[int]]:
        index = defaultdict(list)
        for place, row in enumerate(rows):
            if (found := key(row)) is not None:
                index[self._student(row), found].append(place)
        return index

    def _free(self, index: dict[Owned, list[int]], key: Key, row: Row, taken: set[int]) -> Iterable[int]:
        """Give the places of what may be the same; each is so for one row of a reading at most."""
        wanted = self._student(row), key(row)
        return (place for place in index.get(wanted, ()) if place not in taken)

    def _handles(self, name: str, rows: list[Row], same: list[int | None]) -> dict[Owned, str]:
        """Give every row a handle that is its own here, and return what the handles of the reading became."""
        column = schema.TABLES[name].key[-1]
        there = self.tables[name]
        taken = {self._owned(row, column) for row in there}
        # Nor may a new handle be one that comes later in the reading.
        reserved = {f"{student}\n{handle}": 1 for student, handle in taken.union(
            self._owned(row, column) for row in rows)}
        became: dict[Owned, str] = {}
        for row, place in zip(rows, same, strict=True):
            student, old = owned = self._owned(row, column)
            if place is not None:
                became[owned] = there[place].get(column, "")
            elif owned not in became:
                became[owned] = old if owned not in taken else (
                    people.unused(f"{student}\n{old}", reserved).rpartition("\n")[2])
                taken.add((student, became[owned]))
            row[column] = became[owned]
        return became

    def _add(self, name: str, rows: list[Row], whens: list[When], same: list[int | None]) -> list[int]:
        """Add what is new and fill what is there; return how many cells each row filled."""
        filled = [0] * len(rows)
        positions: dict[Owned, set[str]] = defaultdict(set)
        for row in self.tables["answers"] if name == "answers" else ():
            positions[self._owned(row, "meeting")].add(row.get("position", ""))
        for number, (row, when, place) in enumerate(zip(rows, whens, same, strict=True)):
            if place is not None:
                filled[number] = self._fill(name, place, row, when)
                continue
            if name == "answers" and positions:
                used = positions[self._owned(row, "meeting")]
                if row.get("position", "") in used:
                    row["position"] = str(max(int(one) for one in used | {"0"} if one.isdigit()) + 1)
                used.add(row.get("position", ""))
            self.tables[name].append({column: cell for column, cell in row.items() if cell or column == "_day"})
            self._when[name].append(when)
        return filled

    def _fill(self, name: str, place: int, new: Row, whens: When) -> int:
        """Fill the empty cells of a row from another that tells of the same thing; say where they differ."""
        old, known = self.tables[name][place], self._when[name][place]
        filled = 0
        for column, cell in new.items():
            had, when, was = old.get(column), whens.get(column), known.get(column)
            if not cell or column.startswith("_") or column == "student" or _bare(had) == _bare(cell) or (
                    had and (name, column, cell) in _NOTHING_AGAINST) or (
                    column == "email" and people.address(had or "") == people.address(cell)):
                continue
            same_day = when is not None and was is not None and when[0] == was[0]
            # What also says at what time of that day is more exact, and a word of the guide more than one that is none.
            if not had or same_day and when > was or (name, column, had) == ("meetings", "status", "planned") or (
                    _is_word(name, column, cell) and not _is_word(name, column, had)):
                old[column] = cell
                filled += column in schema.TABLES[name].names
                if when:
                    known[column] = when
                    old["_day"] = when[0] if column == _DATED.get(name) else old["_day"]
            elif not same_day and column in schema.TABLES[name].names and (name, column) not in _FREE:
                self._say(new, column, f"has {_short(cell)} for {column}, where {old.get('_file', 'the log')} has "
                          f"{_short(had)}, which was kept; correct whichever is wrong")
        return filled

    def _say(self, row: Row, column: str, what: str, suggestion: str | None = None) -> None:
        file, number = row.get("_file", "the log"), row.get("_row")
        place = schema.place_in(file, int(number)) if number else file
        thing = _called(row) or next((row[name] for name in ("meeting", "tag", "student") if row.get(name)), "A row")
        self.problems.append(Problem(file, int(number) if number else None, column, row.get(column),
                                     f"{thing} in {place} {what}.", suggestion))


def _is_word(name: str, column: str, cell: str) -> bool:
    """Tell whether a cell is one of the words that its column allows."""
    spec = schema.TABLES[name]
    return column in spec.names and _bare(cell) in spec[column].words


def is_called(row: Row, who: str) -> bool:
    """Tell whether a person has this handle, this name, or is also called so."""
    names = [_called(row), *row.get("also_called", "").split("; ")]
    return row.get("contact") == who or people.plain(who) in map(people.plain, names)


def _called(row: Row) -> str:
    return row.get("name") or row.get("contact", "").replace("-", " ").replace("_", " ")


def _name(row: Row) -> str | None:
    return people.plain(_called(row)) or None


def _mail(row: Row) -> str | None:
    return people.address(row.get("email", "")) or None


def _handle(row: Row) -> str | None:
    return row.get("contact") or None


def _are_alike(name: str, other: str) -> bool:
    return people.plain(name) == people.plain(other) or people.near(name, [other]) is not None


def _bare(cell: str | None) -> str:
    return " ".join((cell or "").split()).casefold()


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 60 else f"{cell[:59]}…")


def _by(*names: str, needs: str | None = None) -> Key:
    """Return the key made of some columns, for rows that have the one it ``needs``."""
    def key(row: Row) -> Hashable | None:
        found = tuple(_bare(row.get(name)) for name in names)
        return found if any(found) and (needs is None or row.get(needs)) else None

    return key


def _purpose(*names: str, needs: str | None = None) -> Key:
    """Return the key of messages, which are asks where nothing is said."""
    rest = _by(*names, needs=needs)
    return lambda row: (row.get("purpose") or "ask", found) if (found := rest(row)) is not None else None


#: What makes two rows tell of the same thing: the surest sign first.
_KEYS: dict[str, list[Key]] = {
    "meetings": [_by("uid", needs="uid"), _by("contact", "brought_from", needs="brought_from"),
                 _by("meeting", "contact", "_day"),
                 _by("contact", "_day", "kind", needs="_day"), _by("contact", "_day", needs="_day")],
    "outreach": [_by("message_id", needs="message_id"), _purpose("contact", "sent_at", needs="sent_at"),
                 _purpose("contact", "_day", needs="_day")],
    "answers": [_by("meeting", "question", "answer"), _by("meeting", "question", needs="question"),
                # Whose question was put otherwise since; a short answer may be to several.
                lambda row: (row.get("meeting"), _bare(row["answer"])) if len(row.get("answer", "")) > _LONG else None,
                _by("meeting", "speaker", "at_seconds", needs="at_seconds")],
    "observations": [_by("meeting", "starts_at", "activity")],
    "reflections": [_by(*(name for name in schema.TABLES["reflections"].names if name != "student"), "note")],
}
#: What rows without a date are of.
_UNDATED: dict[str, Key] = {"meetings": _by("contact", needs="contact"), "outreach": _purpose("contact")}


def _rows(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a table with the cells that are not empty."""
    frame = frame.drop(columns="_row", errors="ignore").apply(cells.as_text).assign(
        **{"_row": frame["_row"].astype("str")} if "_row" in frame else {})
    return [{name: cell for name, cell in row.items() if isinstance(cell, str) and cell}
            for row in frame.to_dict("records")]


def _whens(frame: pd.DataFrame, name: str, rows: list[Row]) -> list[When]:
    """Return when things were, as far as it is understood; write those days in the one way that needs no neighbours.

    What is day and what month in 3/9/2026, the other rows of its own file decide.
    """
    whens: list[When] = [{} for _ in rows]
    spec, frame = schema.TABLES[name], frame.reset_index(drop=True)
    files = frame["_file"].astype("str") if "_file" in frame else ""
    for column in spec.columns:
        if column.kind != "time" or column.name not in frame:
            continue
        read = cells.READERS["time"](frame[column.name], column, cells.Notes(files, pd.Series(np.arange(len(frame)))))
        exact = read[schema.precision_of(column.name)] == "time"
        for place, (moment, is_exact) in enumerate(zip(read[column.name], exact, strict=True)):
            if pd.notna(moment):
                whens[place][column.name] = (f"{moment:%Y-%m-%d}", bool(is_exact))
                if not rows[place].get(column.name, "").startswith(whens[place][column.name][0]):
                    rows[place][column.name] = f"{moment:%Y-%m-%dT%H:%M}" if is_exact else f"{moment:%Y-%m-%d}"
    return whens
