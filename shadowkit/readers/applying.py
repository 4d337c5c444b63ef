"""Turns the rows of a tracker into rows of a log, as a mapping says: people, asks, meetings, answers, reflections."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from shadowkit import guide, schema
from shadowkit.errors import Problem
from shadowkit.readers import Reading, people, proposing
from shadowkit.readers.cleaning import Cleaned, clean
from shadowkit.readers.grid import Cells, Sheet
from shadowkit.readers.proposing import Choice

#: What tells that a row has a meeting, an ask, a reflection; other columns only say more about it.
_MEETS = ("starts_at", "minutes", "minutes_planned", "mode", "status", "thanked_at", "referrals")
_ASKS = ("sent_at", "channel", "replied_at", "answer", "template", "purpose")
_KEYS = {"students": (), "codebook": (), "contacts": ("contact",), "outreach": ("contact",), "summaries": ("contact",),
         "meetings": ("meeting", "contact"), "answers": ("meeting",), "observations": ("meeting",),
         "reflections": ("meeting",), "tags": ("meeting",)}


def tables(sheet: Sheet, choices: Mapping[str, Choice], student: str) -> Reading:
    """Return the tables that the rows of a sheet feed, and what in them was not understood."""
    return _Applying(sheet, choices, student).reading()


@lru_cache(maxsize=100_000)
def handle_of(text: str) -> str:
    """Return a short handle for a name, such as amara-okonkwo; signs of other scripts stay."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(sign for sign in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(sign))
    return "-".join(re.findall(r"[^\W_]+", plain))[:60].strip("-")


class _Applying:
    def __init__(self, sheet: Sheet, choices: Mapping[str, Choice], student: str) -> None:
        self.sheet, self.choices = sheet, choices
        self.size = len(sheet.numbers)
        self.cleaned: Cleaned = clean(sheet, choices)
        self.values = self.cleaned.values
        self.problems: list[Problem] = []
        students = self.values.get("student")
        self.students = [one or student for one in students] if students else [student] * self.size
        self.made: dict[str, pd.DataFrame] = {}
        self.numbers = np.array(sheet.numbers, dtype="int64")
        self._texts: dict[int, tuple[Cells, pd.Series]] = {}

    def reading(self) -> Reading:
        self._find_people()
        self._said = [name for name, choice in self.choices.items() if choice.to == "answers.answer"]
        self._ask()
        self._meet()
        self._answer()
        self._reflect()
        self._others()
        self._list_people()
        return Reading({name: self.made[name] for name in schema.TABLES if name in self.made},
                       [*self.cleaned.problems(), *self.problems])

    def _of(self, table: str) -> dict[str, Cells]:
        """Return the columns that go to a table, by our names."""
        return {target.partition(".")[2]: column for target, column in self.values.items()
                if target.startswith(f"{table}.") and target not in proposing.SPECIAL}

    # People

    def _find_people(self) -> None:
        """Tell for each row whom it is about: the same address, else the same name, else the same organization."""
        names, emails = self.values.get("contacts.name"), self.values.get("contacts.email")
        places, given = self.values.get("contacts.organization"), self.values.get("contacts.contact")
        nobody = [None] * self.size
        names, emails, places, given = (column or nobody for column in (names, emails, places, given))
        anybody = names is not nobody or emails is not nobody or given is not nobody or places is not nobody
        self.handles: list[str | None] = [None] * self.size
        self.first_row: dict[tuple[str, str], int] = {}
        known: dict[tuple[str, str, str], str] = {}
        email_of: dict[tuple[str, str], str] = {}
        for at, (student, name, email, place, own) in enumerate(
                zip(self.students, names, emails, places, given, strict=True)):
            by_email = (student, "email", email.lower()) if email else None
            by_name = (student, "name", people.plain(name)) if name else None
            handle = own or known.get(by_email) or self._named(known, email_of, student, by_name, email, at)
            if handle is None:
                base = handle_of(name or (email or "").partition("@")[0] or place or "")
                if not base and (email or name):
                    base = "person"
                if not base:
                    if anybody or not any(column[at] for column in self.sheet.columns.values()):
                        self._nobody(at)
                        continue
                    base = f"row-{self.sheet.numbers[at]}"
                by_place = (student, "place", base) if not name and not email and place else None
                handle = known.get(by_place)
                if handle is None:
                    handle = self._unique(student, base)
                    if by_place:
                        known[by_place] = handle
            self.handles[at] = handle
            self.first_row.setdefault((student, handle), at)
            for key in (by_email, by_name):
                if key:
                    known.setdefault(key, handle)
            if email:
                email_of.setdefault((student, handle), email.lower())

    def _named(self, known: dict, email_of: dict, student: str, by_name: tuple | None, email: str | None,
               at: int) -> str | None:
        handle = known.get(by_name)
        if handle is None or not email or email_of.get((student, handle), email.lower()) == email.lower():
            return handle
        name = self.values["contacts.name"][at]
        self._say(at, "contacts.name", name, f"{name!r} in row {{row}} of {{file}} has another e-mail address than in "
                  "an earlier row, so the two were taken for two people; write the same address if they are one.")
        return None

    def _unique(self, student: str, base: str) -> str:
        handle, number = base, 2
        while (student, handle) in self.first_row:
            handle, number = f"{base}-{number}", number + 1
        return handle

    def _nobody(self, at: int) -> None:
        says = "; ".join(f"{name}: {column[at]}" for name, column in self.sheet.columns.items() if column[at])
        self._say(at, None, says, "row {row} of {file} names nobody, so what it says is about nobody and was left out; "
                  "write a name or an e-mail address into it.")

    def _say(self, at: int, target: str | None, value: str | None, sentence: str) -> None:
        row, file = self.sheet.numbers[at], self.sheet.file
        column = self.cleaned.columns.get(target) if target else None
        self.problems.append(Problem(file, row, column, value, sentence.replace("{row}", str(row)).replace(
            "{file}", file)))

    def _list_people(self) -> None:
        """Make one row per person; what a later row says otherwise about somebody is a problem."""
        people = {key: place for place, key in enumerate(self.first_row)}
        if not people:
            return
        place_of = [people.get((student, handle)) if handle else None
                    for student, handle in zip(self.students, self.handles, strict=True)]
        columns: dict[str, pd.Series] = {}
        for name, column in (self._of("contacts") | self.further).items():
            if name == "contact":
                continue
            found: Cells = [None] * len(people)
            joined = name == "note" or name not in schema.TABLES["contacts"].names
            for at, (place, value) in enumerate(zip(place_of, column, strict=True)):
                if value is None or place is None or found[place] == value:
                    continue
                if found[place] is None:
                    found[place] = value
                elif joined:
                    if value not in found[place].split("\n"):
                        found[place] += f"\n{value}"
                elif name != "added_on" and not _same(name, value, found[place]):
                    self._say(at, f"contacts.{name}", value, f"row {{row}} of {{file}} says {value!r} for {name} of "
                              f"{self.handles[at]!r}, where an earlier row says {found[place]!r}, which was kept; "
                              "write the same in both.")
            columns[name] = pd.Series(found, dtype="str")
        self._make("contacts", {}, list(self.first_row.values()), own=columns)

    # Events

    def _ask(self) -> None:
        """Make a row per ask, and one more per follow-up; a status says what it plainly says, and no day."""
        columns, said = self._of("outreach"), self.cleaned.outcomes
        missed = {name: self.cleaned.unreadable.get(f"outreach.{name}", set()) for name in ("sent_at", "replied_at")}
        answers = list(columns.get("answer") or [None] * self.size)
        evidence = [columns[name] for name in _ASKS if name in columns]
        rows = []
        for at in range(self.size):
            found = [one[at] for one in said.values() if one[at]]
            here = any(column[at] for column in evidence) or any(at in places for places in missed.values())
            if not self.handles[at] or not (here or any(one.asked for one in found)):
                continue
            dated = columns.get("sent_at", [None] * self.size)[at] or columns.get("replied_at", [None] * self.size)[at]
            if any(not one.asked for one in found) and not dated:
                continue
            rows.append(at)
            words = dict.fromkeys(one.answer for one in found if one.answer)
            if len(words) > 1:
                self._say(at, None, ", ".join(words), "row {row} of {file} says in different columns that the answer "
                          f"was {' and '.join(words)}; the first was kept. Write the same in both.")
            answers[at] = answers[at] or next(iter(words), None)
            if answers[at] or (columns.get("replied_at") or [None] * self.size)[at]:
                continue
            if any(one.replied for one in found):
                # The reply counts, and the day it came stays open.
                missed["replied_at"].add(at)
                column = next(name for name, one in said.items() if one[at] and one[at].replied)
                self.cleaned.note(column, at, self.sheet.columns[column][at], ", which says that there was a reply "
                                  "and not on which day, so it counts as one without a day; write the day if you know "
                                  "it.")
        if any(answers):
            columns["answer"] = answers
        if rows:
            self._make("outreach", columns, rows, missed)
            self._follow_up()

    def _follow_up(self) -> None:
        again = self.values.get("outreach.follow_up_at")
        rows = [at for at in range(self.size) if again and again[at] and self.handles[at]]
        if rows:
            columns = {"sent_at": again} | {name: column for name, column in self._of("outreach").items()
                                            if name == "channel"}
            first = self.made["outreach"]
            self._make("outreach", columns, rows)
            more = self.made["outreach"].reindex(columns=first.columns)
            both = pd.concat([first, more], ignore_index=True)
            self.made["outreach"] = both.sort_values("_row", kind="stable", ignore_index=True)

    def _meet(self) -> None:
        """Make a row per meeting: where there is a day, or anything that only a meeting gives."""
        columns = self._of("meetings")
        heard = [self.cleaned.texts[name] for name in self._said]
        felt = list(self._of("reflections").items())
        felt = [column for name, column in felt if name != "written_at"]
        dates = columns.get("starts_at") or [None] * self.size
        missed = self.cleaned.unreadable.get("meetings.starts_at", set())
        evidence = [columns[name] for name in columns if name in _MEETS or name in guide.STEPS]
        status = list(columns.get("status") or [None] * self.size)
        kinds, modes = columns.get("kind"), columns.get("mode")
        default = self._kind()
        self.meetings: Cells = [None] * self.size
        rows, taken = [], Counter()
        for at in range(self.size):
            told = [one[at].meeting for one in self.cleaned.outcomes.values() if one[at] and one[at].meeting]
            done = any(column[at] for column in heard) or any(column[at] for column in felt)
            if not self.handles[at] or not (done or told or at in missed or any(
                    column[at] for column in evidence if column is not modes)):
                continue
            rows.append(at)
            if not status[at]:
                status[at] = "held" if done else told[0] if told else None
            day = re.match(r"\d{4}-\d\d-\d\d", dates[at] or "")
            handle = f"{self.handles[at]}-{day[0]}" if day else self.handles[at]
            taken[self.students[at], handle] += 1
            number = taken[self.students[at], handle]
            self.meetings[at] = handle if number == 1 else f"{handle}-{number}"
        if rows:
            columns["kind"] = [kind or default for kind in kinds] if kinds else [default] * self.size
            columns["meeting"], columns["status"] = self.meetings, status
            self._make("meetings", columns, rows, {"starts_at": missed} | {
                name: self.cleaned.unreadable.get(f"meetings.{name}", set()) for name in ("thanked_at",)})

    def _kind(self) -> str:
        words = " ".join([self.sheet.title, self.sheet.file, self.cleaned.columns.get("meetings.starts_at") or ""])
        return "shadow" if "shadow" in words.lower() and "interview" not in words.lower() else "interview"

    def _answer(self) -> None:
        """Make a row per answer, those of a meeting below each other."""
        found = [(at, place) for place, name in enumerate(self._said)
                 for at, cell in enumerate(self.cleaned.texts[name]) if cell and self.meetings[at]]
        if not found:
            return
        rows, places = np.array(sorted(found)).T
        questions = pd.Series(self._said, dtype="str")
        positions = pd.Series([str(place) for place in range(1, len(self._said) + 1)], dtype="str")
        texts = pd.concat([self._text(self.cleaned.texts[name]) for name in self._said], ignore_index=True)
        self._make("answers", {}, rows, own={
            "position": positions.take(places), "question": questions.take(places),
            "answer": texts.take(places * self.size + rows)})

    def _reflect(self) -> None:
        columns = self._of("reflections")
        evidence = [column for name, column in columns.items() if name != "written_at"]
        # Who says nothing about a meeting may still say something about the whole.
        rows = [at for at in range(self.size) if any(column[at] for column in evidence)]
        if rows:
            self._make("reflections", columns, rows,
                       {"written_at": self.cleaned.unreadable.get("reflections.written_at", set())})

    def _others(self) -> None:
        """Make the tables that a tracker seldom has, and keep with the person what has no row in its own table."""
        for table in ("students", "observations", "summaries", "codebook", "tags"):
            columns = self._of(table)
            rows = [at for at in range(self.size) if any(column[at] for column in columns.values())]
            if table == "students":
                first = {self.students[at]: at for at in reversed(rows)}
                rows = sorted(first.values())
            if rows:
                self._make(table, columns, rows)
        self.further: dict[str, Cells] = {}
        for target, column in self.values.items():
            table, _, name = target.partition(".")
            if table not in ("outreach", "meetings", "reflections", "answers") or target in proposing.SPECIAL:
                continue
            if name != "note" and name in schema.TABLES[table].names:
                continue
            there = set(self.made[table]["_row"]) if table in self.made else set()
            if table == "answers":
                there = set()
            left = [None if number in there else value
                    for number, value in zip(self.sheet.numbers, column, strict=True)]
            if any(left):
                self.further[name] = left

    def _make(self, table: str, columns: Mapping[str, Cells], rows: Sequence[int],
              missed: Mapping[str, Iterable[int]] | None = None, *, own: Mapping[str, pd.Series] | None = None) -> None:
        """Add a table: the cells that columns have at the given rows, and cells of its own."""
        spec, index = schema.TABLES[table], pd.RangeIndex(len(rows))
        taken = {"student": self.students, "contact": self.handles, "meeting": getattr(self, "meetings", self.handles)}
        taken = {name: taken[name] for name in ("student", *_KEYS[table])} | dict(columns)
        made = {name: self._text(column).take(rows) for name, column in taken.items()} | dict(own or {})
        for name, places in (missed or {}).items():
            if places:
                made[schema.precision_of(name)] = pd.Series(["unreadable" if at in places else None for at in rows],
                                                            dtype="str")
        made |= {name: pd.Series(None, index=index, dtype="str") for name in spec.names if name not in made}
        order = [*spec.names, *(name for name in made if name not in spec.names)]
        frame = pd.DataFrame({name: made[name].set_axis(index) for name in order})
        frame["_file"] = pd.Series(self.sheet.file, index=index, dtype="str")
        frame["_row"] = self.numbers.take(rows)
        self.made[table] = frame

    def _text(self, column: Cells) -> pd.Series:
        """Return a column as pandas keeps text; one that several tables have is made once."""
        if id(column) not in self._texts:
            same = column[0] if column and len(set(column)) == 1 else None
            # The list is kept too, so that no other gets its place in memory.
            self._texts[id(column)] = column, pd.Series(column if same is None else same, index=range(len(column)),
                                                        dtype="str")
        return self._texts[id(column)][1]


def _same(column: str, one: str, other: str) -> bool:
    """Tell whether two cells say the same of a person, however they are written."""
    if column == "name":
        return people.plain(one) == people.plain(other)
    return one.casefold() == other.casefold()
