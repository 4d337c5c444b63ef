"""The events of calendar files (RFC 5545), each ``VEVENT`` by itself, so that a broken one spoils no other."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple

from shadowkit.errors import Problem
from shadowkit.readers import people
from shadowkit.readers.timezones import Zones

#: Where people meet who do not meet in one place: words of a link, of what programs write, and of a property's name.
_VIDEO = re.compile(r"\bzoom\b|teams\.(microsoft|live)\.com|microsoft teams|meet\.google\.com|google meet|"
                    r"webex|whereby\.com|meet\.jit\.si|gotomeet|bluejeans|facetime|skype|video ?(call|chat)",
                    re.IGNORECASE)
_PHONE = re.compile(r"\btel:|\b(tele)?phone\b|\bcall (me|her|him|them)\b|^\W*\+?\d[\d\s().-]{6,}\d\W*$", re.IGNORECASE)
_CONFERENCES = ("X-GOOGLE-CONFERENCE", "X-GOOGLE-HANGOUT", "X-MICROSOFT-SKYPETEAMSMEETINGURL",
                "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK", "X-TELECONFERENCE")
_NOT_PEOPLE = re.compile(r"(no-?reply|do-?not-?reply|unknownorganizer)\b.*@|@(group|resource)\.calendar\.google\.com$",
                         re.IGNORECASE)


class Moment(NamedTuple):
    """A day, or a time on a wall's clock with its zone; ``unknown`` is the name of a zone that nobody knows."""

    wall: datetime | date
    zone: tzinfo | None = None
    unknown: str | None = None

    @property
    def is_day(self) -> bool:
        """Whether it is a whole day."""
        return not isinstance(self.wall, datetime)

    @property
    def day(self) -> date:
        """The day it is on."""
        return self.wall.date() if isinstance(self.wall, datetime) else self.wall

    def on_clock(self, zone: tzinfo | None) -> datetime | date:
        """Return what a clock in a zone shows then; the own clock's time where one of the zones is not known."""
        if self.is_day or self.zone is None or zone is None or zone is self.zone:
            return self.wall
        try:
            return self.wall.replace(tzinfo=self.zone).astimezone(zone).replace(tzinfo=None)  # type: ignore[call-arg]
        except (OverflowError, ValueError):
            # On the first or last day there is, other zones have none.
            return self.wall

    def minutes_until(self, other: Moment) -> float | None:
        """Return how long it is until another moment, where both have a time of day."""
        if self.is_day or other.is_day:
            return None
        return (other.on_clock(UTC) - self.on_clock(UTC)).total_seconds() / 60  # type: ignore[operator]


class Person(NamedTuple):
    """Somebody an event names: as organizer, or as one who is to come."""

    name: str | None
    email: str | None
    is_organizer: bool
    declined: bool


class Event(NamedTuple):
    """One event, or one changed date of an event that comes again."""

    file: str
    line: int
    owner: str | None
    home: tzinfo | None
    uid: str | None
    title: str
    starts: Moment | None
    ends: Moment | None
    lasts: timedelta | None
    cancelled: bool
    version: tuple[int, str]
    written: date | None
    rule: object
    more: tuple[tuple[Moment, timedelta | None], ...]
    without: tuple[Moment, ...]
    instead_of: Moment | None
    people: tuple[Person, ...]
    place: str | None
    mode: str | None
    description: str | None

    @property
    def called(self) -> str:
        """What a sentence calls it."""
        return f"{self.title or 'An event without a title'!r} in line {self.line} of {self.file}"

    @property
    def minutes(self) -> float | None:
        """How long it is to last; None where it says nothing, or whole days."""
        if self.starts is None or self.starts.is_day:
            return None
        if self.ends is not None:
            return self.starts.minutes_until(self.ends)
        return self.lasts.total_seconds() / 60 if self.lasts is not None else None

    @property
    def whole_days(self) -> int:
        """How many days it takes, each of them from its start on; 1 where it is over within a day."""
        if self.starts is None:
            return 1
        if self.minutes is not None:
            return max(1, -int(-self.minutes // (24 * 60)))
        last = self.starts.day + self.lasts if self.lasts is not None else self.ends.day if self.ends else None
        return max(1, (last - self.starts.day).days) if last else 1


class _Calendar:
    """The lines of one calendar: what it says of itself, its zones, and its events."""

    def __init__(self) -> None:
        self.about: dict[str, str] = {}
        self.zones: list[list[str]] = []
        self.events: list[tuple[int, list[tuple[int, str]]]] = []


def decoded(data: bytes) -> bytes:
    """Return a file's bytes in UTF-8 as far as can be told, without the mark at its beginning."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").encode("utf-8")
    return data.removeprefix(b"\xef\xbb\xbf")


def events(data: bytes, file: str, problems: list[Problem]) -> list[Event] | None:
    """Return the events of a file, or None where it holds no part of a calendar."""
    calendars = _calendars(_lines(data, file, problems), file, problems)
    if calendars is None:
        return None
    found = []
    for calendar in calendars:
        zones = Zones({name: lines for lines in calendar.zones if (name := _zone_name(lines))})
        parsed = [(line, *_parsed(lines)) for line, lines in calendar.events]
        home = _home(calendar, zones, [event for _, event, _ in parsed])
        for line, event, left in parsed:
            if left:
                where = "Line " + str(left[0][0]) if len(left) == 1 else f"{len(left)} lines from line {left[0][0]} on"
                problems.append(Problem(
                    file, left[0][0], None, "\n".join(text for _, text in left), f"{where} of {file} cannot be "
                    f"understood and {'was' if len(left) == 1 else 'were'} left out of the event "
                    f"{_text(event, 'SUMMARY') or 'without a title'!r}; correct the event in the calendar and export "
                    "it again."))
            found.append(_event(event, file, line, calendar, zones, home))
    return found


def _lines(data: bytes, file: str, problems: list[Problem]) -> list[tuple[int, str]]:
    """Return the lines of a file with their numbers, those that go on below put together before they are decoded."""
    whole: list[tuple[int, list[bytes]]] = []
    for number, line in enumerate(data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), 1):
        if line[:1] in (b" ", b"\t") and whole:
            whole[-1][1].append(line[1:])
        elif line.strip():
            whole.append((number, [line]))
    joined = [(number, b"".join(parts)) for number, parts in whole]
    try:
        return [(number, line.decode("utf-8")) for number, line in joined]
    except UnicodeDecodeError:
        problems.append(Problem(
            file, None, None, None, f"{file} is not written in UTF-8, so what is not was read as Windows-1252; look "
            "whether the accents of names are right.", kind="know"))
    return [(number, _western(line)) for number, line in joined]


def _western(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _calendars(lines: Sequence[tuple[int, str]], file: str, problems: list[Problem]) -> list[_Calendar] | None:
    """Sort the lines of a file by calendar, zone and event; an event that is not closed ends where the next begins."""
    calendars = [_Calendar()]
    inside: list[str] = []
    begun: tuple[int, list[tuple[int, str]]] | None = None
    parts = 0

    def unclosed() -> None:
        if begun is not None:
            problems.append(Problem(
                file, begun[0], None, "\n".join(text for _, text in begun[1][:5]), f"The event in line {begun[0]} of "
                f"{file} has no end, as if the file was cut off there; what stands there was read. Export the calendar "
                "again."))

    for number, text in lines:
        word, _, value = text.partition(":")
        word, value = word.strip().upper(), value.strip().upper()
        if word == "BEGIN":
            parts += 1
            if value in ("VCALENDAR", "VEVENT"):
                unclosed()
                begun = None
                inside = inside[:inside.index("VEVENT")] if "VEVENT" in inside else inside
            if value == "VCALENDAR":
                calendars.append(_Calendar())
                inside = []
            elif value == "VEVENT":
                begun = (number, [])
                calendars[-1].events.append(begun)
            elif value == "VTIMEZONE" and "VTIMEZONE" not in inside:
                calendars[-1].zones.append([])
            elif "VTIMEZONE" in inside:
                calendars[-1].zones[-1].append(text)
            inside.append(value)
        elif word == "END":
            if value in inside[-1:] or value in ("VEVENT", "VCALENDAR", "VTIMEZONE") and value in inside:
                inside = inside[:len(inside) - 1 - inside[::-1].index(value)]
                begun = None if value in ("VEVENT", "VCALENDAR") else begun
                if "VTIMEZONE" in inside:
                    calendars[-1].zones[-1].append(text)
        elif inside[-1:] == ["VEVENT"] and begun is not None:
            # Exchange writes blanks into the weekdays of a rule.
            begun[1].append((number, re.sub(r"\s+", "", text) if word == "RRULE" else text))
        elif "VTIMEZONE" in inside:
            calendars[-1].zones[-1].append(text)
        elif inside[-1:] in ([], ["VCALENDAR"]):
            calendars[-1].about.setdefault(word.partition(";")[0], text.partition(":")[2].strip())
    unclosed()
    return calendars if parts else None


def _zone_name(lines: list[str]) -> str | None:
    named = [line.partition(":")[2].strip() for line in lines if re.match(r"TZID\b", line, re.IGNORECASE)]
    return named[0] if named else None


def _home(calendar: _Calendar, zones: Zones, parsed: Sequence[object]) -> tzinfo | None:
    """Return the zone a calendar is kept in, where it says so or speaks of only one: times in UTC are shown in it."""
    if named := calendar.about.get("X-WR-TIMEZONE"):
        return zones.named(named)
    names = {_first(event, "DTSTART").params.get("TZID") for event in parsed if _first(event, "DTSTART") is not None}
    names = names - {None} or {_zone_name(lines) for lines in calendar.zones} - {None}
    return zones.named(str(names.pop())) if len(names) == 1 else None


def _parsed(lines: list[tuple[int, str]]) -> tuple[object, list[tuple[int, str]]]:
    """Return an event and the lines that had to be left out of it."""
    event, failed = _attempt(lines)
    if not failed:
        return event, []
    good, bad = [], []
    for line in lines:
        (bad if _attempt([line])[1] else good).append(line)
    event, failed = _attempt(good)
    return (event, bad) if not failed else (_attempt([])[0], lines)


def _attempt(lines: list[tuple[int, str]]) -> tuple[object, bool]:
    """Return the event that lines make, and whether there is something in them that is not understood."""
    from icalendar import Event as Parsed

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            event = Parsed.from_ical("\r\n".join(["BEGIN:VEVENT", *(text for _, text in lines), "END:VEVENT"]))
    except Exception:
        # Whatever it stumbled over: the line it is in is found by itself and said to be left out.
        return Parsed(), True
    return event, bool(event.errors) or event.name != "VEVENT"


def _event(event: object, file: str, line: int, calendar: _Calendar, zones: Zones, home: tzinfo | None) -> Event:
    owner = calendar.about.get("X-WR-CALNAME", "")
    stamps = [_in_utc(_first(event, name)) for name in ("LAST-MODIFIED", "DTSTAMP", "CREATED")]
    written = max((stamp.date() for stamp in stamps if stamp), default=None)
    stamp = next((stamp for stamp in stamps if stamp), None)
    title = " ".join((_text(event, "SUMMARY") or "").split())
    called_off = re.match(r"(cancell?ed)\s*:\s*", title, re.IGNORECASE)
    sequence = _first(event, "SEQUENCE")
    lasts = _first(event, "DURATION")
    status = (_text(event, "STATUS") or "").upper()
    starts = _moment(event, "DTSTART", zones)
    if starts and not starts.is_day and (_text(event, "X-MICROSOFT-CDO-ALLDAYEVENT") or "").upper() == "TRUE":
        starts = Moment(starts.day)
    ends = _moment(event, "DTEND", zones)
    if starts and starts.is_day and ends:
        ends = Moment(ends.day)
    elif ends and ends.is_day:
        ends = None
    return Event(
        file=file, line=line, owner=owner if "@" in owner else None, home=home, uid=_text(event, "UID"),
        title=title[called_off.end():] if called_off else title, starts=starts, ends=ends,
        lasts=lasts.dt if lasts is not None and isinstance(lasts.dt, timedelta) else None,
        cancelled=bool(called_off) or status == "CANCELLED" or calendar.about.get("METHOD", "").upper() == "CANCEL",
        version=(int(sequence) if sequence is not None else 0, stamp.isoformat() if stamp else ""), written=written,
        rule=_first(event, "RRULE"), more=tuple(_listed(event, "RDATE", zones)),
        without=tuple(moment for moment, _ in _listed(event, "EXDATE", zones)),
        instead_of=_moment(event, "RECURRENCE-ID", zones), people=tuple(_people(event)),
        place=_text(event, "LOCATION"), mode=_mode(event), description=_text(event, "DESCRIPTION"))


def _all(event: object, name: str) -> list:
    found = event.get(name)  # type: ignore[attr-defined]
    return found if isinstance(found, list) else [] if found is None else [found]


def _first(event: object, name: str):
    return next(iter(_all(event, name)), None)


def _text(event: object, name: str) -> str | None:
    found = _first(event, name)
    return str(found).strip() or None if found is not None else None


def _in_utc(stamp: object) -> datetime | None:
    moment = getattr(stamp, "dt", None)
    return moment.replace(tzinfo=None) if isinstance(moment, datetime) and 1970 <= moment.year <= 2100 else None


def _moment(event: object, name: str, zones: Zones) -> Moment | None:
    found = _first(event, name)
    return None if found is None else _as_moment(found.dt, found.params.get("TZID"), zones)


def _as_moment(value: object, zone_name: str | None, zones: Zones) -> Moment | None:
    if not isinstance(value, datetime):
        return Moment(value) if isinstance(value, date) else None
    wall = value.replace(tzinfo=None)
    if zone_name is None:
        return Moment(wall, UTC if value.tzinfo is not None else None)
    zone = zones.named(str(zone_name))
    return Moment(wall, zone, None if zone else str(zone_name))


def _listed(event: object, name: str, zones: Zones) -> list[tuple[Moment, timedelta | None]]:
    """Return the moments of a list of dates, and how long each is to last where it says so."""
    found = []
    for listed in _all(event, name):
        for entry in listed.dts:
            begins, lasts = entry.dt if isinstance(entry.dt, tuple) else (entry.dt, None)
            if isinstance(lasts, datetime):
                lasts = lasts.replace(tzinfo=None) - begins.replace(tzinfo=None)
            if moment := _as_moment(begins, listed.params.get("TZID"), zones):
                found.append((moment, lasts))
    return found


def _people(event: object) -> list[Person]:
    """Return who is to come, the organizer first; no rooms, no lists, no addresses that nobody reads."""
    found: dict[tuple[str | None, str | None], Person] = {}
    for name in ("ORGANIZER", "ATTENDEE"):
        for given in _all(event, name):
            params = getattr(given, "params", {})
            written = re.sub(r"^mailto:", "", str(given).strip(), flags=re.IGNORECASE).strip()
            addresses = [text for text in (written, str(params.get("EMAIL", ""))) if re.fullmatch(r"\S+@\S+", text)]
            email = addresses[0] if addresses else ""
            called = people.spoken(str(params.get("CN", "")).strip("'\" "))
            called = "" if "@" in called else called
            kind = str(params.get("CUTYPE", "")).upper()
            if kind in ("ROOM", "RESOURCE", "GROUP") or _NOT_PEOPLE.search(email) or not (email or called):
                continue
            key = (email.casefold() or None, None if email else called.casefold())
            declined = str(params.get("PARTSTAT", "")).upper() == "DECLINED"
            if known := found.get(key):
                found[key] = known._replace(name=known.name or called or None, declined=known.declined or declined)
            else:
                found[key] = Person(called or None, email or None, name == "ORGANIZER", declined)
    return list(found.values())


def _mode(event: object) -> str | None:
    """Return how one meets: what the place says counts before links that programs add by themselves."""
    place = _text(event, "LOCATION") or ""
    features = " ".join(str(given.params.get("FEATURE", "")) for given in _all(event, "CONFERENCE")).upper()
    linked = " ".join([*(str(given) for given in _all(event, "CONFERENCE")), *filter(None, (
        _text(event, name) for name in ("URL", "DESCRIPTION")))])
    if _VIDEO.search(place) or re.match(r"https?://", place):
        return "video"
    if _PHONE.search(place):
        return "phone"
    if place:
        return "in_person"
    if "VIDEO" in features or any(_text(event, name) for name in _CONFERENCES) or _VIDEO.search(linked):
        return "video"
    called = " ".join(filter(None, (_text(event, name) for name in ("SUMMARY", "URL"))))
    return "phone" if "PHONE" in features or _PHONE.search(called) else None
