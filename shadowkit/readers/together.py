"""Several readings as one log: people are matched, a meeting or message that two files tell of is one, all else stays.

What came first stays as it is: later readings fill its empty cells and add rows. Where two say something else of the
same thing, the first is kept and the other is a problem, so that nothing is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping
from itertools import islice
from typing import NamedTuple

import numpy as np
import pandas as pd

from shadowkit import cells, schema
from shadowkit.errors import Problem
from shadowkit.readers import Reading, people, table_of
from shadowkit.readers.there import FREE, UNDATED, Key, Line, Row, There, When, bare, called, signs
from shadowkit.readers.who import Who

#: A student, and a handle or another key of that student's.
Owned = tuple[str, Hashable]
#: The column that dates a row.
_DATED = {"outreach": "sent_at", "meetings": "starts_at", "observations": "starts_at", "reflections": "written_at"}
#: What says nothing against another word: what was planned, and what a meeting is where nobody says it.
_SAYS_LITTLE = {("meetings", "status", "planned"), ("meetings", "kind", "interview")}
#: What did not take place is nothing that somebody tells of without a date.
_OFF = ("cancelled", "no_show")
#: What a calendar says of an event, and says anew where it is changed.
_OF_AN_EVENT = ("starts_at", "minutes_planned", "mode", "status", "event_title", "place", "others", "description",
                "event_version")
#: Two events that begin so far apart are two.
_ONE_MEETING = pd.Timedelta(hours=2)
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
        self._there = {name: There() for name in self.ORDER}
        self.tables: dict[str, list[Row]] = {name: there.rows for name, there in self._there.items()}
        self.problems: list[Problem] = []
        #: The latest day of anything that took place; what is later is to come.
        self._last_day = ""

    def begin(self, lines: Mapping[str, list[Line]], files: Mapping[str, str]) -> None:
        """Take in a log as it is written, with what its rows were before, and with those that were removed from it."""
        handles: dict[str, dict[Owned, str]] = {}
        for name in self.ORDER:
            forms = [dict(form, _file=files[name]) for line in lines[name] for form in line.forms]
            whens = _whens(pd.DataFrame(forms), name, [dict(form) for form in forms]) if forms else []
            both = iter(zip(forms, whens, strict=True))
            for line in lines[name]:
                (form, when), *before = islice(both, len(line.forms))
                # What is there stays as it is written, and is found also by whom it speaks of by now.
                before.insert(0, (dict(form), when))
                for one, day in before:
                    self._refer(name, one, day, handles)
                self._refer(name, form, when, {})
                if not line.removed_by:
                    self._take_place(name, form, when)
                self._there[name].begin(form, when, [one for one, _ in before if one != form], line.removed_by)
            if name in ("contacts", "meetings"):
                handles[name] = self._now_called(name)

    def take(self, reading: Reading) -> list[Count]:
        """Take in a reading; what it tells of people, meetings and messages that are there already goes to them."""
        self.problems += reading.problems
        handles: dict[str, dict[Owned, str]] = {}
        counts = []
        rows_of = {name: _rows(reading.tables[name]) for name in self.ORDER if name in reading.tables}
        whens_of = {name: _whens(reading.tables[name], name, rows) for name, rows in rows_of.items()}
        for name, rows in rows_of.items():
            for row, when in zip(rows, whens_of[name], strict=True):
                self._take_place(name, row, when)
        self._met = defaultdict(set)
        for row, when in zip(rows_of.get("meetings", ()), whens_of.get("meetings", ()), strict=True):
            self._met[self._owned(row, "contact")] |= {when["starts_at"][0]} if "starts_at" in when else set()
        for name, rows in rows_of.items():
            whens = whens_of[name]
            for row, when in zip(rows, whens, strict=True):
                self._refer(name, row, when, handles)
            same = self._people(rows) if name == "contacts" else self._same(name, rows)
            if name in ("contacts", "meetings"):
                handles[name] = self._handles(name, rows, same)
                for row, when in zip(rows, whens, strict=True):
                    self._refer(name, row, when, {"contacts": handles["contacts"]} if name == "contacts" else {})
            left = self._left_out(name, rows, same)
            filled = self._add(name, rows, whens, same, left)
            told: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
            for number, (row, place) in enumerate(zip(rows, same, strict=True)):
                told[row.get("_file", "")].append((1, place is None and number not in left, filled[number]))
            counts += [Count(file, name, *map(sum, zip(*part, strict=True))) for file, part in told.items()]
        return counts

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the tables that have rows, cells as text."""
        return {name: table_of(name, rows).drop(columns="_day") for name, rows in self.tables.items() if rows}

    def known(self) -> dict[str, pd.DataFrame]:
        """Return the tables as readers are to know them: people also by what they were called before."""
        there = self._there["contacts"]
        # What is so now comes last, where a later row is the one that counts.
        people = [form for place in range(len(there.rows)) for form in reversed(there.forms(place))]
        return self.frames() | ({"contacts": table_of("contacts", people).drop(columns="_day")} if people else {})

    def now(self, name: str) -> list[Row]:
        """Return the rows of a table that were not removed."""
        removed = self._there[name].removed
        return [row for place, row in enumerate(self.tables[name]) if place not in removed]

    def _refer(self, name: str, row: Row, when: When, handles: Mapping[str, dict[Owned, str]]) -> None:
        """Give a row its day, and the handles of those it speaks of that they have here."""
        row["_day"] = when.get(_DATED.get(name, ""), ("", False))[0]
        for column in schema.TABLES[name].columns:
            became = handles.get(column.refers_to or "", {})
            if became and (named := self._owned(row, column.name)) in became:
                row[column.name] = became[named]

    def _now_called(self, name: str) -> dict[Owned, str]:
        """Return the handle that a person or meeting of the log has now, by each that it had before."""
        column, there = schema.TABLES[name].key[-1], self._there[name]
        index = there.index(lambda row: self._owned(row, column))
        return {owned: there.rows[places[0]].get(column, "") for owned, places in index.items()}

    def _left_out(self, name: str, rows: list[Row], same: list[int | None]) -> set[int]:
        """Return which rows of a reading were removed from the log, or are of what was removed, and say so."""
        gone = {column: {self._owned(self.tables[table][place], column) for place in self._there[table].removed}
                for table, column in (("contacts", "contact"), ("meetings", "meeting"))}
        removed = self._there[name].removed
        left: dict[str, dict[int, int]] = defaultdict(dict)
        for number, (row, place) in enumerate(zip(rows, same, strict=True)):
            if place in removed or place is None and any(
                    self._owned(row, column) in handles for column, handles in gone.items() if row.get(column)):
                left[row.get("_file", "")][number] = removed.get(place, 0)
        for file, numbers in left.items():
            whose = dict.fromkeys(filter(None, (self._of_whom(rows[number]) for number in numbers)))
            few = f", of {', '.join([*whose][:5])}{' and others' if len(whose) > 5 else ''}," if whose else ""
            many, back = len(numbers) != 1, min(filter(None, numbers.values()), default=0)
            step = (f"journal.restore({name!r}, {back - 1}) writes that table as it was then, without what came "
                    "since, and undo takes that back") if back else (
                        "bring back what they are of first, then bring this in again")
            self.problems.append(Problem(
                file, None, None, None, f"{len(numbers):,} row{'s' if many else ''} of {name} in {file}{few} "
                f"{'were' if many else 'was'} left out, because {'they were' if many else 'it was'} removed from the "
                f"log{'' if back else ' with what they are of' if many else ' with what it is of'}; to have "
                f"{'them' if many else 'it'} back, {step}.", kind="know"))
        return {number for numbers in left.values() for number in numbers}

    def _of_whom(self, row: Row) -> str:
        """Return the name of the person whom a row is about."""
        names = {self._owned(one, "contact"): called(one) for one in self.tables["contacts"]}
        meetings = {self._owned(one, "meeting"): one for one in self.tables["meetings"]}
        if "contact" not in row and (meeting := meetings.get(self._owned(row, "meeting"))):
            row = meeting
        return names.get(self._owned(row, "contact"), "")

    def _people(self, rows: list[Row]) -> list[int | None]:
        """Return for each person who it is of those that are there; propose those who may be."""
        there: dict[Owned, set[str]] = defaultdict(set)
        for row in self.now("meetings"):
            there[self._owned(row, "contact")] |= {row["_day"]} - {""}
        days = [lambda row, days=days: days[self._owned(row, "contact")] for days in (self._met, there)]
        return Who(self._there["contacts"], self._told, self._student, *days, self._say).same(rows)

    def _same(self, name: str, rows: list[Row]) -> list[int | None]:
        """Return for each row which one of those that are there tells of the same thing."""
        there, taken = self._there[name], set()
        same: list[int | None] = [None] * len(rows)
        apart = _TOLD_APART.get(name, ())
        for key in map(self._whose, signs(name)):
            index = there.index(key)
            for number, row in enumerate(rows):
                if same[number] is not None:
                    continue
                found = (place for place in index.get(key(row), ()) if place not in taken and not any(
                    row.get(column) and self._differs(there, place, column, row[column]) for column in apart)
                         and not (name == "meetings" and _are_two_events(there.rows[place], row)))
                same[number] = next(found, None)
                taken |= {same[number]} - {None}
        if name in UNDATED:
            self._undated(name, rows, same, taken)
        return same

    def _undated(self, name: str, rows: list[Row], same: list[int | None], taken: set[int]) -> None:
        """Match what has no date with the only one it can be."""
        there, key = self.tables[name], self._whose(UNDATED[name])
        index = self._there[name].index(key, gone=False, before=False)
        for number, row in enumerate(rows):
            if same[number] is None and row.get("status") not in _OFF:
                places = [place for place in index.get(key(row), ())
                          if place not in taken and there[place].get("status") not in _OFF
                          and not (self._is_to_come(row, there[place]) or self._is_to_come(there[place], row))]
                bare_ones = [place for place in places if not there[place]["_day"]]
                only = bare_ones if bare_ones or row["_day"] else places
                if len(only) == 1:
                    same[number] = only[0]
                    taken.add(only[0])

    def _take_place(self, name: str, row: Row, when: When) -> None:
        """Take in the days of what took place, unlike a meeting that may be planned."""
        if name != "meetings" or row.get("status") in ("held", "no_show"):
            self._last_day = max(self._last_day, *(day for day, _ in when.values()), "")

    def _is_to_come(self, one: Row, other: Row) -> bool:
        """Tell whether a row is of a day to come, where another tells of what took place."""
        return one["_day"] > self._last_day > "" and other.get("status") == "held"

    def _differs(self, there: There, place: int, column: str, cell: str) -> bool:
        """Tell whether a cell of a row is and was another one; an empty one is none."""
        return bare(there.rows[place].get(column)) not in ("", bare(cell)) and not there.was(place, column, cell)

    def _student(self, row: Row) -> str:
        return row.get("student") or self.student

    def _owned(self, row: Row, column: str) -> Owned:
        """Return a handle together with whose it is; two students may give two people the same one."""
        return self._student(row), row.get(column, "")

    def _whose(self, key: Key) -> Key:
        """Return the key of what is one student's own."""
        return lambda row: (self._student(row), found) if (found := key(row)) is not None else None

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

    def _add(self, name: str, rows: list[Row], whens: list[When], same: list[int | None],
             left: set[int]) -> list[int]:
        """Add what is new and fill what is there; return how many cells each row filled."""
        filled = [0] * len(rows)
        positions: dict[Owned, set[str]] = defaultdict(set)
        for row in self.now("answers") if name == "answers" else ():
            positions[self._owned(row, "meeting")].add(row.get("position", ""))
        for number, (row, when, place) in enumerate(zip(rows, whens, same, strict=True)):
            if number in left:
                continue
            if place is not None:
                filled[number] = self._fill(name, place, row, when)
                continue
            if name == "answers" and positions:
                used = positions[self._owned(row, "meeting")]
                if row.get("position", "") in used:
                    row["position"] = str(max(int(one) for one in used | {"0"} if one.isdigit()) + 1)
                used.add(row.get("position", ""))
            self.tables[name].append({column: cell for column, cell in row.items() if cell or column == "_day"})
            self._there[name].whens.append(when)
        return filled

    def _fill(self, name: str, place: int, new: Row, whens: When) -> int:
        """Fill the empty cells of a row from another that tells of the same thing; say where they differ."""
        there = self._there[name]
        old, known = there.rows[place], there.whens[place]
        is_moved, is_past = (name == "meetings" and _is_later_version(*pair) for pair in ((new, old), (old, new)))
        filled = 0
        for column, cell in new.items():
            had, when, was = old.get(column), whens.get(column), known.get(column)
            if not cell or column.startswith("_") or column == "student" or bare(had) == bare(cell) or (
                    had and not is_moved and (name, column, cell) in _SAYS_LITTLE) or (
                    column == "email" and people.address(had or "") == people.address(cell)) or (
                    not is_moved and there.was(place, column, cell)) or (
                    had and is_past and column in _OF_AN_EVENT):
                continue
            same_day = when is not None and was is not None and when[0] == was[0]
            # What also says at what time of that day is more exact; a word of the guide says more than one that is
            # none, and a day more than what is none.
            if not (had or there.was_emptied(place, column)) or same_day and when > was or (
                    (name, column, had) in _SAYS_LITTLE) or (
                    is_moved and column in _OF_AN_EVENT) or (
                    had and _is_word(name, column, cell) and not _is_word(name, column, had)) or (
                    had and when is not None and was is None):
                if had and column == "starts_at" and is_moved:
                    what = f"was moved by the calendar from {_short(had)} to {_short(cell)}"
                    self._say(new, column, what, kind="know")
                old[column] = cell
                filled += column in schema.TABLES[name].names
                if when:
                    known[column] = when
                    old["_day"] = when[0] if column == _DATED.get(name) else old["_day"]
            elif not same_day and column in schema.TABLES[name].names and (name, column) not in FREE:
                theirs = f"{_short(had)}, which was kept" if had else "a cell that was emptied, and stays so"
                self._say(new, column, f"has {_short(cell)} for {column}, where {old.get('_file', 'the log')} has "
                          f"{theirs}; correct whichever is wrong")
        return filled

    def _say(self, row: Row, column: str, what: str, suggestion: str | None = None, kind: str = "mend") -> None:
        file, number = row.get("_file", "the log"), row.get("_row")
        place = schema.place_in(file, int(number)) if number else file
        thing = called(row) or next((row[name] for name in ("meeting", "tag", "student") if row.get(name)), "A row")
        self.problems.append(Problem(file, int(number) if number else None, column, row.get(column),
                                     f"{thing} in {place} {what}.", suggestion, kind))


def _is_later_version(new: Row, old: Row) -> bool:
    """Tell whether a calendar says anew of a meeting that is still to be when it is."""
    versions = [(int(number or 0), stamp) for number, _, stamp in (
        row.get("event_version", "").partition(" ") for row in (new, old))]
    return bool(old.get("uid")) and old["uid"] == new.get("uid") and versions[0] > versions[1] and (
        old.get("status", "planned") in ("planned", "cancelled"))


def _are_two_events(one: Row, other: Row) -> bool:
    """Tell whether two rows are of two events of calendars that begin hours apart."""
    if not (one.get("uid") and other.get("uid")) or one["uid"] == other["uid"]:
        return False
    starts = pd.to_datetime([one.get("starts_at"), other.get("starts_at")], format="ISO8601", errors="coerce", utc=True)
    return bool(abs(starts[0] - starts[1]) > _ONE_MEETING)


def _is_word(name: str, column: str, cell: str) -> bool:
    """Tell whether a cell is one of the words that its column allows."""
    spec = schema.TABLES[name]
    return column in spec.names and bare(cell) in spec[column].words


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 60 else f"{cell[:59]}…")


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
