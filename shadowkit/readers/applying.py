"""Turns the rows of a tracker into rows of a log, as a mapping says: people, asks, meetings, answers, reflections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from shadowkit import guide, schema
from shadowkit.errors import Problem
from shadowkit.readers import Reading, outcomes, people, proposing
from shadowkit.readers.cleaning import Cleaned, clean
from shadowkit.readers.grid import Cells, Sheet
from shadowkit.readers.proposing import Choice

#: What tells that a row has a meeting, an ask, a reflection; other columns only say more about it.
_MEETS = ("starts_at", "minutes", "minutes_planned", "status", "thanked_at", "referrals")
_ASKS = ("sent_at", "channel", "replied_at", "answer", "template", "purpose")
#: Columns of which one names the person.
_WHO = ("contacts.name", "contacts.first_name", "contacts.last_name", "contacts.email", "contacts.contact")
_SUM = re.compile(r"(?:(?:grand |sub-?)?totals?|sum|summe|suma|(?:ins)?gesamt(?:summe)?|average|mean|durchschnitt|count"
                  r"|anzahl)(?: (?:asked|contacted|sent|repl\w+|responses?|people|contacts|interviews|meetings|minutes"
                  r"|hours))?\s*[:=]?\s*[\d.,:%]*", re.IGNORECASE)
_NUMBERS = re.compile(r"[$€£]?\s*\d[\d.,:]*\s*(?:%|[$€£]|[^\W\d]+)?")
_KEYS = {"students": (), "codebook": (), "contacts": ("contact",), "outreach": ("contact",), "summaries": ("contact",),
         "meetings": ("meeting", "contact"), "answers": ("meeting",), "observations": ("meeting",),
         "reflections": ("meeting",), "tags": ("meeting",)}


def tables(sheet: Sheet, choices: Mapping[str, Choice], student: str) -> Reading:
    """Return the tables that the rows of a sheet feed, and what in them was not understood."""
    return _Applying(sheet, choices, student).reading()


class _Applying:
    def __init__(self, sheet: Sheet, choices: Mapping[str, Choice], student: str) -> None:
        self.problems: list[Problem] = []
        self.sheet = sheet = self._without_sums(sheet, choices)
        self.choices = choices
        self.size = len(sheet.numbers)
        self.cleaned: Cleaned = clean(sheet, choices)
        self.values = self.cleaned.values
        students = self.values.get("student")
        self.students = [one or student for one in students] if students else [student] * self.size
        self.made: dict[str, pd.DataFrame] = {}
        self.numbers = np.array(sheet.numbers, dtype="int64")
        self._masks: dict[int, tuple[Cells, np.ndarray]] = {}
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

    def _filled(self, columns: Iterable[Cells]) -> np.ndarray:
        """Tell for each row whether any of some columns has a cell there."""
        mask = np.zeros(self.size, dtype=bool)
        for column in columns:
            if id(column) not in self._masks:
                # The list is kept too, so that no other gets its place in memory.
                self._masks[id(column)] = column, np.fromiter(map(bool, column), dtype=bool, count=self.size)
            mask |= self._masks[id(column)][1]
        return mask

    # People

    def _without_sums(self, sheet: Sheet, choices: Mapping[str, Choice]) -> Sheet:
        """Return the sheet without rows that only sum up the others, by a word such as Total or as bare numbers."""
        names = [sheet.columns[name] for name, choice in choices.items() if choice.to in _WHO]
        nobody = {at for at, who in enumerate(zip(*names, strict=True)) if not any(who)}
        sums = set()
        for at, row in enumerate(zip(*sheet.columns.values(), strict=True)):
            first = row[0] or next(filter(None, row), "")
            if len(first) < 40 and (_SUM.fullmatch(first) or at in nobody and _NUMBERS.fullmatch(first)):
                filled = [cell for cell in row if cell]
                if all(map(_NUMBERS.fullmatch, filled[1:])):
                    sums.add(at)
                    self.problems.append(Problem(
                        sheet.file, sheet.numbers[at], None, "; ".join(filled), f"row {sheet.numbers[at]} of "
                        f"{sheet.file} looks like a sum of other rows ({'; '.join(filled)}), so it was left out; if it "
                        "is about somebody, write a name into it.", kind="know"))
        if not sums:
            return sheet
        kept = [at for at in range(len(sheet.numbers)) if at not in sums]
        return replace(sheet, numbers=[sheet.numbers[at] for at in kept],
                       columns={name: [column[at] for at in kept] for name, column in sheet.columns.items()})

    def _find_people(self) -> None:
        """Tell for each row whom it is about: the same address, else the same name, else the same organization."""
        names, emails = self.values.get("contacts.name"), self.values.get("contacts.email")
        places, given = self.values.get("contacts.organization"), self.values.get("contacts.contact")
        nobody = [None] * self.size
        names, emails, places, given = (column or nobody for column in (names, emails, places, given))
        anybody = names is not nobody or emails is not nobody or given is not nobody or places is not nobody
        self.handles: list[str | None] = [None] * self.size
        # Keys are texts: a hundred thousand tuples would be looked through by every collection of garbage.
        self.people: list[str | None] = [None] * self.size
        self.first_row: dict[str, int] = {}
        taken: dict[str, int] = {}
        self.known = known = dict[str, str]()
        email_of: dict[str, str] = {}
        for at, (student, name, email, place, own) in enumerate(
                zip(self.students, names, emails, places, given, strict=True)):
            email = email.lower() if email else None
            by_email = f"{student}\n@{email}" if email else ""
            by_name = f"{student}\n={people.plain(name)}" if name else ""
            person = f"{student}\n{own}" if own else known.get(by_email)
            if person is None and (person := known.get(by_name)) and email and email_of.get(person, email) != email:
                self._say(at, "contacts.name", name, f"{name!r} in {self._place(at)} has another e-mail address "
                          "than in an earlier row, so the two were taken for two people; write the same address if "
                          "they are one.")
                person = None
            if person is None:
                # In the name of a place, nothing before a comma is a family name.
                base = people.handle(name or "", email or "") or people.handle((place or "").replace(",", " "))
                if not base and (email or name):
                    base = "person"
                if not base:
                    if anybody or not any(column[at] for column in self.sheet.columns.values()):
                        self._nobody(at)
                        continue
                    base = f"row-{self.sheet.numbers[at]}"
                by_place = f"{student}\n#{base}" if not name and not email and place else ""
                person = known.get(by_place)
                if person is None:
                    person = people.unused(f"{student}\n{base}", taken)
                    if by_place:
                        known[by_place] = person
            self.people[at], self.handles[at] = person, person[len(student) + 1:]
            self.first_row.setdefault(person, at)
            taken.setdefault(person, 1)
            if email:
                known.setdefault(by_email, person)
                email_of.setdefault(person, email)
            if name:
                known.setdefault(by_name, person)

    def _nobody(self, at: int) -> None:
        # A reflection may be on the whole, so it is kept.
        says = "; ".join(f"{name}: {column[at]}" for name, column in self.sheet.columns.items() if column[at] and not (
            self.choices[name].to or "").startswith("reflections."))
        if says:
            self._say(at, None, says, f"{self._place(at)} names nobody, so what it says is about nobody and was left "
                      "out; write a name or an e-mail address into it.")

    def _say(self, at: int, target: str | None, value: str | None, sentence: str) -> None:
        column = self.cleaned.columns.get(target) if target else None
        self.problems.append(Problem(self.sheet.file, self.sheet.numbers[at], column, value, sentence))

    def _place(self, at: int) -> str:
        return f"row {self.sheet.numbers[at]} of {self.sheet.file}"

    def _list_people(self) -> None:
        """Make one row per person; what a later row says otherwise about somebody is a problem."""
        places = {key: place for place, key in enumerate(self.first_row)}
        if not places:
            return
        place_of = list(map(places.get, self.people))
        firsts = list(self.first_row.values())
        later = [at for at, place in enumerate(place_of) if place is not None and firsts[place] != at]
        columns: dict[str, Cells] = {}
        for name, column in [*self._of("contacts").items(), *self.further]:
            if name == "referred_by":
                # People write a name where a log has a handle.
                column = [self.known.get(f"{student}\n={people.plain(who)}", f"\n{who}").partition("\n")[2]
                          if who else None for student, who in zip(self.students, column, strict=True)]
            rows = later if name not in columns else range(self.size)
            found = columns.setdefault(name, [column[at] for at in firsts])
            joined: dict[int, dict[str, None]] = {}
            for at in rows:
                place, value = place_of[at], column[at]
                if value is None or place is None:
                    continue
                if found[place] is None:
                    found[place] = value
                elif name == "note" or name not in schema.TABLES["contacts"].names:
                    joined.setdefault(place, {found[place]: None})[value] = None
                elif name != "added_on" and not _same(name, value, found[place]):
                    self._say(at, f"contacts.{name}", value, f"{self._place(at)} says {value!r} for {name} of "
                              f"{self.handles[at]!r}, where an earlier row says {found[place]!r}, which was kept; "
                              "write the same in both.")
            for place, said in joined.items():
                found[place] = "\n".join(said)
        columns["contact"] = [self.handles[at] for at in firsts]
        columns = {name: pd.Series(column, dtype="str") for name, column in columns.items()}
        self._make("contacts", {}, firsts, own=columns)

    # Events

    def _ask(self) -> None:
        """Make a row per ask, and one more per follow-up; a status says what it plainly says, and no day."""
        columns, nothing = self._of("outreach"), [None] * self.size
        missed = {name: self.cleaned.unreadable.get(f"outreach.{name}", set()) for name in ("sent_at", "replied_at")}
        answers = list(columns.get("answer", nothing))
        sent, replied = columns.get("sent_at", nothing), columns.get("replied_at", nothing)
        here = self._filled(columns[name] for name in _ASKS if name in columns)
        here[[*missed["sent_at"], *missed["replied_at"]]] = True
        told = here | self._filled(self.cleaned.outcomes.values())
        rows = []
        for at in np.flatnonzero(told & self._filled([self.handles])).tolist():
            found = {name: one[at] for name, one in self.cleaned.outcomes.items() if one[at]}
            asked = [one.asked for one in found.values()]
            if not (here[at] or any(asked)) or not all(asked) and not sent[at] and not replied[at]:
                continue
            rows.append(at)
            words = dict.fromkeys(one.answer for one in found.values() if one.answer)
            if len(words) > 1:
                self._say(at, None, ", ".join(words), f"{self._place(at)} says in different columns that the answer "
                          f"was {' and '.join(words)}; the first was kept. Write the same in both.")
            answers[at] = answers[at] or next(iter(words), None)
            if at in self.cleaned.unclear and not answers[at]:
                # What is not understood stays as it is written, to be mended in the log.
                answers[at] = self.cleaned.unclear[at]
            name = next((name for name, one in found.items() if one.replied), None)
            is_plain = not self._is_contradicted(at, found, name, bool(replied[at]))
            if name and not answers[at] and not replied[at]:
                # The reply counts, and the day it came stays open.
                missed["replied_at"].add(at)
                if is_plain:
                    self.cleaned.note(name, at, self.sheet.columns[name][at], ", which says that there was a reply and "
                                      "not on which day, so rates count it from day 14 on; write the day if you know "
                                      "it.")
        if rows:
            self._make("outreach", columns | {"answer": answers}, rows, missed)
        self._follow_up(columns)

    def _is_contradicted(self, at: int, found: Mapping[str, outcomes.Outcome], name: str | None, day: bool) -> bool:
        """Tell and say whether one cell of a row tells of a reply, or of its day, and another that there was none."""
        silent = next((name for name, one in found.items() if one.replied is False), None)
        if not silent or not (name or day):
            return False
        if day:
            # A header such as "Replied" may stand over days as well as over yes and no.
            name = next(name for name, choice in self.choices.items() if self.sheet.columns[name][at]
                        and name not in found and choice.to in ("outreach.replied", "outreach.replied_at"))
        one, other = (self.sheet.columns[column][at] for column in (silent, name))
        self.problems.append(Problem(
            self.sheet.file, self.sheet.numbers[at], silent, one, f"{self._place(at)} has {one!r} under {silent!r} and "
            f"{other!r} under {name!r}, so whether there was a reply is not plain, and one was counted; correct "
            "whichever is wrong."))
        return True

    def _follow_up(self, columns: dict[str, Cells]) -> None:
        again = self.values.get("outreach.follow_up_at")
        missed = self.cleaned.unreadable.get("outreach.follow_up_at", set())
        rows = [at for at, handle in enumerate(self.handles) if handle and again and (again[at] or at in missed)]
        if not rows:
            return
        first = self.made.pop("outreach", None)
        channel = {name: column for name, column in columns.items() if name == "channel"}
        self._make("outreach", {"sent_at": again} | channel, rows, {"sent_at": missed})
        if first is not None:
            both = pd.concat([first, self.made["outreach"]], ignore_index=True)
            self.made["outreach"] = both.sort_values("_row", kind="stable", ignore_index=True)

    def _meet(self) -> None:
        """Make a row per meeting: where there is a day, or anything that only a meeting gives."""
        columns = self._of("meetings")
        nothing: Cells = [None] * self.size
        missed = {name: self.cleaned.unreadable.get(f"meetings.{name}", set()) for name in ("starts_at", "thanked_at")}
        answered = self._filled(self.cleaned.texts[name] for name in self._said) | self._filled(
            column for name, column in self._of("reflections").items() if name != "written_at")
        told = self._filled(column for name, column in columns.items() if name in _MEETS or name in guide.STEPS)
        told[[*missed["starts_at"], *missed["thanked_at"]]] = True
        said = [[one.meeting if one else None for one in column] for column in self.cleaned.outcomes.values()]
        here = (answered | told | self._filled(said)) & self._filled([self.handles])
        dates, status = columns.get("starts_at", nothing), list(columns.get("status", nothing))
        kinds, default = columns.get("kind", nothing), self._kind()
        self.meetings: Cells = [None] * self.size
        taken: dict[str, int] = {}
        rows = np.flatnonzero(here).tolist()
        for at in rows:
            if not status[at]:
                # Who only answers, as in a form, may be met later or never.
                status[at] = "held" if answered[at] and told[at] else next((one[at] for one in said if one[at]), None)
            day = dates[at][:10] if dates[at] and dates[at][4:5] == "-" else None
            meeting = f"{self.people[at]}-{day}" if day else self.people[at]
            self.meetings[at] = people.unused(meeting, taken)[len(self.students[at]) + 1:]
        if rows:
            columns["kind"] = [kind or default for kind in kinds]
            columns["meeting"], columns["status"] = self.meetings, status
            self._make("meetings", columns, rows, missed)

    def _kind(self) -> str:
        words = " ".join([self.sheet.title, self.sheet.file, self.cleaned.columns.get("meetings.starts_at") or ""])
        return "shadow" if "shadow" in words.lower() and "interview" not in words.lower() else "interview"

    def _answer(self) -> None:
        """Make a row per answer, those of a meeting below each other."""
        if not self._said:
            return
        texts = np.array([self.cleaned.texts[name] for name in self._said], dtype=object)
        rows, places = np.nonzero((texts.astype(bool) & self._filled([self.meetings])).T)
        if len(rows):
            questions = pd.Series(self._said, dtype="str")
            positions = pd.Series([str(place) for place in range(1, len(self._said) + 1)], dtype="str")
            self._make("answers", {}, rows, own={"position": positions.take(places), "question": questions.take(places),
                                                 "answer": pd.Series(texts[places, rows], dtype="str")})

    def _reflect(self) -> None:
        columns = self._of("reflections")
        # Who says nothing about a meeting may still say something about the whole.
        rows = np.flatnonzero(self._filled(column for name, column in columns.items() if name != "written_at")).tolist()
        if rows:
            self._make("reflections", columns, rows,
                       {"written_at": self.cleaned.unreadable.get("reflections.written_at", set())})

    def _others(self) -> None:
        """Make the tables that a tracker seldom has, and keep with the person what has no row in its own table."""
        for table in ("students", "observations", "summaries", "codebook", "tags"):
            columns = self._of(table)
            rows = np.flatnonzero(self._filled(columns.values())).tolist()
            if table == "students":
                first = {self.students[at]: at for at in reversed(rows)}
                rows = sorted(first.values())
            if rows:
                self._make(table, columns, rows)
        self.further: list[tuple[str, Cells]] = []
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
                self.further.append((name, left))

    def _make(self, table: str, columns: Mapping[str, Cells], rows: Sequence[int],
              missed: Mapping[str, Iterable[int]] | None = None, *, own: Mapping[str, pd.Series] | None = None) -> None:
        """Add a table: the cells that columns have at the given rows, and cells of its own."""
        spec, index = schema.TABLES[table], pd.RangeIndex(len(rows))
        taken = {"student": self.students, "contact": self.handles, "meeting": getattr(self, "meetings", self.handles)}
        taken = {name: taken[name] for name in ("student", *_KEYS[table])} | dict(columns)
        made = {name: self._text(column) for name, column in taken.items()}
        if len(rows) < self.size or table in ("contacts", "answers"):
            made = {name: column.take(rows) for name, column in made.items()}
        made |= dict(own or {})
        for name, places in (missed or {}).items():
            if places:
                made[schema.precision_of(name)] = pd.Series(["unreadable" if at in places else None for at in rows],
                                                            dtype="str")
        made |= dict.fromkeys([name for name in spec.names if name not in made],
                              pd.Series(None, index=index, dtype="str"))
        order = [*spec.names, *(name for name in made if name not in spec.names)]
        frame = pd.DataFrame({name: made[name].set_axis(index) for name in order}, copy=False)
        frame["_file"] = pd.Series(self.sheet.file, index=index, dtype="str")
        frame["_row"] = self.numbers.take(rows)
        self.made[table] = frame

    def _text(self, column: Cells) -> pd.Series:
        """Return a column as pandas keeps text; one that several tables have is made once."""
        if id(column) not in self._texts:
            same = column[0] if column and column.count(column[0]) == len(column) else None
            # The list is kept too, so that no other gets its place in memory.
            self._texts[id(column)] = column, pd.Series(column if same is None else same, index=range(len(column)),
                                                        dtype="str")
        return self._texts[id(column)][1]


def _same(column: str, one: str, other: str) -> bool:
    """Tell whether two cells say the same of a person, however they are written."""
    if column == "name":
        return people.plain(one) == people.plain(other)
    return one.casefold() == other.casefold()
