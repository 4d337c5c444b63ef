"""Read calendar files (``.ics``): which events are interviews and shadows, when, with whom, and why each was taken.

An event is taken if somebody who is to come is a contact, if its title names one, or if its title has words of
``guide.TITLE_CLUES``; the column ``decided_by`` says which. What is left out is counted in a problem of each file.

A calendar says what was agreed, not what came of it. So a meeting is ``planned`` however long ago it was: the list of
today then asks what became of it, and no measure counts it as held. It is ``cancelled`` where the calendar says so: by
its status or title, by a cancelling message, or because the student or the contact declined.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from shadowkit.errors import LogError, Problem
from shadowkit.readers import About, Reading, file_names, people, table_of
from shadowkit.readers.calendar_choice import Choice, Chooser
from shadowkit.readers.calendar_dates import Occurrence, as_changed, occurrences, series
from shadowkit.readers.calendar_events import Event, Moment, Person, decoded, events

Row = dict[str, str | int | None]

_COLUMNS = {
    "contacts": ("student", "contact", "name", "email", "_file", "_row"),
    "meetings": ("student", "meeting", "contact", "kind", "starts_at", "minutes_planned", "mode", "status",
                 "event_title", "place", "others", "decided_by", "uid", "event_version", "_file", "_row"),
}
_HEAD = re.compile(rb"\s*BEGIN\s*:\s*(VCALENDAR|VEVENT|VTODO|VJOURNAL|VFREEBUSY|VTIMEZONE|VALARM|VAVAILABILITY)\b",
                   re.IGNORECASE)
#: Words of titles left out that are shown first, because the event may be meant all the same.
_MAYBE = re.compile(r"interview|shadow|coffee|chat|career|mentor|intro", re.IGNORECASE)
#: How many days of a shadow are read, how many dates of one event, and after how many meetings of a calendar only the
#: first date of each further event: a calendar from somebody else must not fill the log.
_MOST_DAYS, _MOST_DATES, _MOST_MEETINGS = 14, 100, 2000


def holds(path: Path) -> bool:
    """Tell whether a file is a calendar, by its first line."""
    try:
        with path.open("rb") as file:
            return bool(_HEAD.match(decoded(file.read(2000))))
    except OSError:
        # Whoever reads the file itself says why it cannot be opened.
        return False


def read(paths: Sequence[Path], about: About) -> Reading:
    """Return the meetings and contacts of a student's calendar files, and what was not understood.

    Of an event that is in several files, or several times in one, the version written last counts; one with the same
    person from the same time to the same time is the same, whatever calendar it is in. Times stand as a
    clock shows them, with their offset where the zone is known; times in UTC as a clock in the calendar's own zone
    shows them. Beside the columns of the schema, meetings have ``event_title``, ``place``, ``others`` (who else is to
    come), ``decided_by``, and ``uid`` and ``event_version``, by which one recognises the same meeting in a later
    export, and that it was changed since; with ``keep_text`` also ``description``.
    """
    paths = [Path(path) for path in paths]
    problems: list[Problem] = []
    found: list[Event] = []
    for path, file in zip(paths, file_names.shown(paths), strict=True):
        try:
            found += _of_file(path, file, problems)
        except LogError as error:
            if len(paths) == 1:
                raise
            problems.append(Problem(file, None, None, None, str(error)))
    written = max((event.written for event in found if event.written), default=None)
    tables = _Tables(about, problems)
    left: dict[str, list[Event]] = {}
    for whole, changed in series(found):
        choice = tables.chooser.choice(whole) if whole else None
        choices = {id(event): tables.chooser.choice(event) or choice for event in changed}
        taken = [event for event in changed if choices[id(event)]]
        dates = [as_changed(event) for event in taken]
        if whole and choice:
            most = max(1, min(_MOST_DATES, _MOST_MEETINGS - len(tables.meetings)))
            dates = occurrences(whole, taken, problems, written=written, most=most)
        for one in dates:
            tables.add(one, choices.get(id(one.event)) or choice)  # type: ignore[arg-type]
        if not choice and not taken:
            event = whole or changed[0]
            left.setdefault(event.file, []).append(event)
    problems += [_about_left(file, events_left) for file, events_left in left.items()]
    return tables.reading()


def _of_file(path: Path, file: str, problems: list[Problem]) -> list[Event]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LogError(f"{file} cannot be opened ({error.strerror or error}); check that it is a file that may be "
                       "read.") from error
    found = events(decoded(data), file, problems)
    if found is None:
        raise LogError(f"{file} is no calendar: it has no line such as BEGIN:VCALENDAR. Export the calendar from its "
                       "program as an .ics file.")
    if not found:
        problems.append(Problem(file, None, None, None, f"{file} is a calendar without events, so there was nothing to "
                                                        "read; export one with your meetings in it."))
    return found


class _Tables:
    """The rows made so far, and who is in them."""

    def __init__(self, about: About, problems: list[Problem]) -> None:
        self.about, self.problems, self.chooser = about, problems, Chooser(about)
        self.meetings: list[Row] = []
        self.contacts: dict[str, Row] = {}
        self._handles: dict[tuple[str, str], str] = {}
        self._taken: dict[str, int] = {}
        self._said: set[tuple[str, str]] = set()

    def add(self, one: Occurrence, choice: Choice) -> None:
        """Add the meetings of one date of an event: one, or of a shadow one for each of its days."""
        event, person = one.event, choice.person
        if person is None:
            self._say(event, "contact", event.title, f"With whom {event.called} is, it does not say, so it was left "
                      "out; write the person's name in its title, such as 'Coffee chat with Amara Okonkwo', and export "
                      "it again.")
            return
        days = event.whole_days if choice.kind == "shadow" else 1
        minutes = one.lasts.total_seconds() / 60 if one.lasts is not None else event.minutes
        self._say_doubts(one, choice, person, days, minutes)
        # Days after the first begin nobody knows when, and how long each lasts is not said.
        starts = [one.starts, *(Moment(one.starts.day + timedelta(days=number)) for number in range(1, min(
            days, _MOST_DAYS)))] if one.starts else [None]
        others, _ = self.chooser.others(event)
        is_off = event.cancelled or any(came.declined for came in event.people if came.email == person.email
                                        or self.chooser.is_student(came, event))
        row: Row = {
            "student": self.about.student, "contact": self._handle(choice, person, event), "kind": choice.kind,
            "minutes_planned": f"{minutes:g}" if days == 1 and minutes is not None and minutes > 0 else None,
            "mode": event.mode, "status": "cancelled" if is_off else "planned", "event_title": event.title or None,
            "place": event.place, "others": _listed(others, person), "decided_by": choice.decided_by,
            "event_version": f"{event.version[0]} {event.version[1]}".strip(), "_file": event.file, "_row": event.line}
        if self.about.keep_text:
            row["description"] = event.description
        which = one.planned if event.rule or event.more or event.instead_of else None
        for number, moment in enumerate(starts, 1):
            parts = [event.uid, which and which.on_clock(UTC).isoformat(), f"day {number}" if len(starts) > 1 else None]
            self.meetings.append(row | {"starts_at": _written(moment, event) if moment else None,
                                        "uid": "#".join(filter(None, parts)) if event.uid else None})

    def _say_doubts(self, one: Occurrence, choice: Choice, person: Person, days: int, minutes: float | None) -> None:
        event = one.event
        if choice.is_guess:
            shown = person.name or person.email
            self._say(event, "contact", shown, f"Whose calendar {event.file} is, is not known, so {shown} was taken "
                      f"for the person met in {event.called}; say which e-mail address is yours, and read it again.")
        if one.starts is None:
            self._say(event, "starts_at", event.title, f"When {event.called} is, it does not say; fill in its date.")
        elif one.starts.unknown:
            self._say(event, "starts_at", one.starts.unknown, f"The time zone {one.starts.unknown!r} in {event.file} "
                      "is not known, so its times stand as they are written; look whether they are right.", once=True)
        if minutes is not None and minutes < 0:
            self._say(event, "minutes_planned", f"{minutes:g}", f"{event.called} ends before it begins, so how long it "
                      "is to last is not known; correct its times.")
        if days > _MOST_DAYS:
            self._say(event, "starts_at", event.title, f"{event.called} lasts {days} days, so only its first "
                      f"{_MOST_DAYS} were read; a shadow is over within a week or two. Correct its dates.")

    def _say(self, event: Event, column: str, value: str | None, sentence: str, *, once: bool = False) -> None:
        """List a problem, the same one of all dates of an event only once, or only once for a whole file."""
        key = (event.file if once else f"{event.file}:{event.line}", f"{column} {value}")
        if key not in self._said:
            self._said.add(key)
            self.problems.append(Problem(event.file, event.line, column, value or None, sentence))

    def _handle(self, choice: Choice, person: Person, event: Event) -> str:
        """Return the handle of the person met, who is put on the list where the person is not on it yet."""
        email, name = (person.email or "").casefold(), people.plain(person.name or "")
        keys = [(kind, word) for kind, word in (("known", choice.handle), ("email", email), ("name", name)) if word]
        handle = next((self._handles[key] for key in keys if key in self._handles), None)
        row = self.contacts.get(handle or "")
        # Two people of one name have two addresses.
        if row and email and row["email"] and email != str(row["email"]).casefold() and not choice.handle:
            row = None
        if row is None:
            start = choice.handle or people.handle(name, email) or "contact"
            handle = people.unused(start, self._taken)
            row = self.contacts[handle] = {"student": self.about.student, "contact": handle, "name": person.name,
                                           "email": person.email, "_file": event.file, "_row": event.line}
        row["name"], row["email"] = row["name"] or person.name, row["email"] or person.email
        for key in keys:
            self._handles.setdefault(key, str(row["contact"]))
        return str(row["contact"])

    def reading(self) -> Reading:
        """Return the tables, meetings in the order of their dates, each with a handle of its own."""
        whole: dict[object, Row] = {}
        for row in self.meetings:
            # What somebody has in a calendar for work and in one of their own is one meeting.
            starts = str(row["starts_at"] or "")
            key = (row["contact"], len(starts) > 10, datetime.fromisoformat(starts), row["minutes_planned"],
                   row["status"]) if starts else id(row)
            known = whole.setdefault(key, row)
            known.update({column: cell for column, cell in row.items() if known.get(column) is None})
        self.meetings = list(whole.values())
        self.meetings.sort(key=lambda row: (row["starts_at"] is None, str(row["starts_at"])[:16]))
        taken: dict[str, int] = {}
        for row in self.meetings:
            parts = (str(row["contact"]), str(row["starts_at"] or "")[:10])
            row["meeting"] = people.unused("-".join(filter(None, parts)), taken)
        tables = {"contacts": list(self.contacts.values()), "meetings": self.meetings}
        return Reading({name: table_of(name, rows, _COLUMNS[name]) for name, rows in tables.items()}, self.problems)


def _written(moment: Moment, event: Event) -> str:
    """Return a moment in ISO 8601, with the offset of its zone where that is known."""
    zone = moment.zone
    if zone is UTC and event.home is not None:
        moment, zone = moment._replace(wall=moment.on_clock(event.home)), event.home
    if moment.is_day:
        return moment.wall.isoformat()
    text = moment.wall.isoformat(timespec="seconds" if moment.wall.second else "minutes")  # type: ignore
    offset = moment.wall.replace(tzinfo=zone).utcoffset() if zone else None  # type: ignore[call-arg]
    if offset is None:
        return text
    minutes = round(offset.total_seconds() / 60)
    return f"{text}{'+' if minutes >= 0 else '-'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _listed(others: list[Person], met: Person) -> str | None:
    """Return who else is to come."""
    def shown(person: Person) -> str | None:
        return f"{person.name} <{person.email}>" if person.name and person.email else person.name or person.email

    others = [person for person in others if (person.email or "").casefold() != (met.email or "").casefold()
              or not person.email and people.plain(person.name or "") != people.plain(met.name or "")]
    return "; ".join(filter(None, map(shown, others))) or None


def _about_left(file: str, left: list[Event]) -> Problem:
    """Say how many events were left out, with a few of them; first those that sound as if they might be meant."""
    few = [f"{event.title[:60] or 'an event without a title'!r}{f' on {event.starts.day}' if event.starts else ''}"
           for event in sorted(left, key=lambda event: not _MAYBE.search(event.title))[:3]]
    examples = " and ".join(filter(None, [", ".join(few[:-1]), few[-1]]))
    return Problem(
        file, None, None, "; ".join(event.title or "(no title)" for event in left[:50]),
        f"{f'{len(left):,} events' if len(left) > 1 else '1 event'} of {file} {'were' if len(left) > 1 else 'was'} "
        "left out, because nobody who is to come is a contact and no title says that it is an interview or a shadow, "
        f"such as {examples}. If {'one is' if len(left) > 1 else 'it is one'}, write so in its title (as "
        "'informational interview with Amara Okonkwo') or "
        "put the person on the list of contacts, or bring in mail or notes with that person first, and then this "
        "calendar again.", kind="know")
