"""Cleans the cells of a tracker for the columns they go to: what a cell says beside it is kept, or is a problem."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from shadowkit import cells
from shadowkit.errors import Problem, rows_named
from shadowkit.readers import headers, outcomes, people, proposing, slips
from shadowkit.readers.grid import Cells, Sheet
from shadowkit.readers.outcomes import Outcome
from shadowkit.readers.proposing import Choice

_ADDRESS = re.compile(r"[^@\s<>,;:()\[\]\"]+@[^@\s<>,;:()\[\]\"]+\.[A-Za-z]{2,}")
#: A column with more words that are not understood is hardly of slips.
_MOST_SUGGESTIONS = 200
_TIMES = ("outreach.follow_up_at", "outreach.asked", "outreach.replied", "outreach.replied_at")


@dataclass
class Cleaned:
    """Columns by where they go; outcomes and texts by their own names; rows whose time or answer cannot be read."""

    sheet: Sheet
    values: dict[str, Cells] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, list[Outcome | None]] = field(default_factory=dict)
    texts: dict[str, Cells] = field(default_factory=dict)
    unreadable: dict[str, set[int]] = field(default_factory=dict)
    unclear: dict[int, str] = field(default_factory=dict)
    _notes: dict[tuple, list[int]] = field(default_factory=dict)

    def note(self, column: str, at: int, value: str | None, says: str, suggestion: str | None = None,
             kind: str = "mend") -> None:
        """Note one cell; the same of other rows becomes one problem with it."""
        self._notes.setdefault((column, value, says, suggestion, kind), []).append(self.sheet.numbers[at])

    def problems(self) -> list[Problem]:
        """Return what was noted, the cells that say the same together."""
        file, found = self.sheet.file, []
        for (column, value, says, suggestion, kind), rows in self._notes.items():
            hint = f" Did you mean {suggestion!r}?" if suggestion else ""
            found.append(Problem(file, rows[0], column, value, f"{column!r} in {rows_named(rows)} of {file} has "
                                 f"{value!r}{says}{hint}", suggestion, kind))
        return found


def clean(sheet: Sheet, choices: Mapping[str, Choice]) -> Cleaned:
    """Return the cells of a sheet, column by column, as the tables they go to want them."""
    cleaned = Cleaned(sheet)
    for name, choice in choices.items():
        column = sheet.columns[name]
        if choice.to is None:
            continue
        cleaned.columns[choice.to] = name
        if choice.to == "answers.answer":
            cleaned.texts[name] = _texts(name, choice, column, cleaned)
        elif choice.to.partition(".")[2] in ("asked", "replied", "replied_at", "said", "status") and (
                choice.to.startswith("outreach.")):
            _outcomes(name, choice.to, column, cleaned)
        else:
            cleaned.values[choice.to] = _column(name, choice, column, cleaned)
    _join_names(cleaned.values)
    _join_time(cleaned)
    return cleaned


def _column(name: str, choice: Choice, column: Cells, cleaned: Cleaned) -> Cells:
    table, _, ours = (choice.to or "").partition(".")
    spec = proposing.column_of(choice.to)
    if choice.to in _TIMES or spec and spec.kind == "time":
        return _times(name, choice.to, column, cleaned)
    if choice.to == "contacts.email":
        return _emails(name, column, cleaned)
    if spec is None and choice.to not in proposing.SPECIAL or ours == "note" or table == "reflections" and (
            spec and spec.kind == "text"):
        # What is kept as it is, is.
        return _chosen(choice, column)
    read = people.spoken if choice.to == "contacts.name" else str
    if spec and spec.kind == "word":
        def read(cell: str) -> str:
            return choice.words.get(cell, cell)
    elif spec and spec.kind == "number":
        read = proposing.minutes
    elif spec and spec.high == 5:
        read = proposing.on_scale
    meant: dict[str | None, str | None] = {cell: " ".join(read(cell).split()) for cell in set(filter(None, column))}
    says = ", which was taken as an empty cell; leave it empty, or write what you know."
    return _chosen(choice, _without_nothing(name, column, meant, cleaned, says))


def _without_nothing(name: str, column: Cells, meant: dict[str | None, str | None], cleaned: Cleaned,
                     says: str) -> Cells:
    """Return what the cells mean; those that say there is nothing yet are noted, and are empty."""
    nothing = {cell for cell in meant if cell and slips.is_nothing(cell)}
    for at, cell in enumerate(column) if nothing else ():
        if cell in nothing:
            cleaned.note(name, at, cell, says, kind="know")
    meant |= dict.fromkeys([None, *nothing])
    return [meant[cell] for cell in column]


def _chosen(choice: Choice, column: Cells) -> Cells:
    """Return cells that hold several of the known options with semicolons between them; others stay whole."""
    if not choice.options:
        return column
    parts = {cell: proposing.parted(cell, choice.options) for cell in set(filter(None, column))}
    return ["; ".join(parts[cell]) if cell and parts[cell] else cell for cell in column]


def _texts(name: str, choice: Choice, column: Cells, cleaned: Cleaned) -> Cells:
    says = ", which is no answer; leave it empty, or write what was said."
    found = column.copy()
    for at, cell in enumerate(column):
        if cell and len(cell) < 12 and slips.is_nothing(cell):
            cleaned.note(name, at, cell, says, kind="know")
            found[at] = None
    return _chosen(choice, found)


def _emails(name: str, column: Cells, cleaned: Cleaned) -> Cells:
    found: Cells = []
    for at, cell in enumerate(column):
        # A long text is none; and to look through it for one would take long.
        addresses = _ADDRESS.findall(cell) if cell and "@" in cell and len(cell) < 500 else []
        found.append(addresses[0].rstrip(".") if addresses else None)
        if cell and (len(addresses) != 1 or len(cell) > len(addresses[0]) + 60):
            cleaned.note(name, at, cell, ", which is no e-mail address; write it as name@example.org."
                         if not addresses else f", of which only {addresses[0]} was taken as the address; put the rest "
                         "into a column of its own.")
    return found


# Times and outcomes


def _times(name: str, target: str, column: Cells, cleaned: Cleaned) -> Cells:
    if all(map(slips.ISO.match, filter(None, column))):
        return column
    found: Cells = []
    dates = slips.Dates(column)
    for at, cell in enumerate(column):
        cell = slips.of_form(cell) if cell else None
        if cell and not slips.is_plain(cell):
            if slips.is_nothing(cell):
                cleaned.note(name, at, cell, ", which was taken as an empty cell; leave it empty, or write the day.",
                             kind="know")
                cell = None
            elif slipped := slips.slip(cell, at, dates):
                # The cell stays as it is written, to be mended in the log.
                cleaned.note(name, at, cell, *slipped)
                cleaned.unreadable.setdefault(target, set()).add(at)
        found.append(cell)
    return found


def _outcomes(name: str, target: str, column: Cells, cleaned: Cleaned) -> None:
    """Read cells that hold a day, or words for how it went; each cell decides for itself which it is."""
    about = target.partition(".")[2].removesuffix("_at")
    date_column = {"asked": "outreach.sent_at", "replied": "outreach.replied_at"}.get(about)
    dates: Cells = [None] * len(column)
    said: list[Outcome | None] = [None] * len(column)
    known = {cell: outcomes.outcome(cell, about) for cell in set(filter(None, column))}
    suggested: dict[str, str | None] = {}
    for at, cell in enumerate(column):
        if not cell:
            continue
        if known[cell]:
            said[at] = known[cell]
        elif date_column and (headers.is_date(cell) or any(sign.isdigit() for sign in cell)):
            dates[at] = cell
        elif slips.is_nothing(cell):
            cleaned.note(name, at, cell, ", which was taken as an empty cell; leave it empty, or write what you know.",
                         kind="know")
        else:
            suggested.setdefault(cell, outcomes.meant(cell) if len(suggested) < _MOST_SUGGESTIONS else None)
            cleaned.note(name, at, cell, ", and what it says about the ask is not plain; write for example no "
                         "response, replied, declined, meeting scheduled or completed.", suggested[cell])
            cleaned.unclear.setdefault(at, cell)
    cleaned.outcomes[name] = said
    if any(dates):
        found = _times(name, date_column, dates, cleaned)
        before = cleaned.values.get(date_column)
        cleaned.values[date_column] = [a or b for a, b in zip(before, found, strict=True)] if before else found
        cleaned.columns.setdefault(date_column, name)


# Cells that belong together


def _join_names(values: dict[str, Cells]) -> None:
    first, last = values.pop("contacts.first_name", None), values.pop("contacts.last_name", None)
    if first is None and last is None:
        return
    parts = [column for column in (first, last) if column]
    joined = [" ".join(filter(None, names)) or None for names in zip(*parts, strict=True)]
    whole = values.get("contacts.name")
    values["contacts.name"] = [a or b for a, b in zip(whole, joined, strict=True)] if whole else joined


def _join_time(cleaned: Cleaned) -> None:
    """Put the time of day beside its date, where the date has none."""
    clock = cleaned.values.pop("meetings.starts_time", None)
    days = cleaned.values.get("meetings.starts_at") or [None] * len(clock or ())
    found: Cells = []
    for at, (day, time) in enumerate(zip(days, clock or (), strict=False)):
        joined = _moment(day, time) if day and time else None
        if time and not joined:
            cleaned.note(cleaned.columns["meetings.starts_time"], at, time, ", and no day that it may belong to; write "
                         "day and time into one cell, such as 2026-09-14T10:30.")
        found.append(joined or day)
    if clock and any(found):
        cleaned.values["meetings.starts_at"] = found


def _moment(day: str, time: str) -> str | None:
    """Return a day and a time of day as one text that can be read, None where they make none."""
    if ":" in day:
        return None
    if clock := re.fullmatch(r"(\d\d?):(\d\d)(?::\d\d)?", time):
        time = f"{int(clock[1]):02d}:{clock[2]}"
    elif hour := re.fullmatch(r"(\d\d?) ?([ap])\.?m\.?", time.lower()):
        time = f"{hour[1]}:00 {hour[2]}m"
    joined = f"{day}T{time}" if clock and re.fullmatch(r"\d{4}-\d\d-\d\d", day) else f"{day} {time}"
    return joined if cells.date_parts(joined) else None
