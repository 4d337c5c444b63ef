"""Time zones by the names that calendars give them: of the IANA, of Windows, of a vendor, or the calendar's own."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shadowkit.readers.recurrences import Rule, completed, days, rule_of

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?")


class Zones:
    """The time zones one calendar speaks of; a name everybody knows counts more than what the calendar says of it.

    ``definitions`` are the lines of each ``VTIMEZONE`` by its name.
    """

    def __init__(self, definitions: dict[str, list[str]]) -> None:
        self.definitions = definitions
        self._found: dict[str, tzinfo | None] = {}

    def named(self, name: str) -> tzinfo | None:
        """Return the zone of a name, or None where nobody knows it."""
        if name not in self._found:
            self._found[name] = _known(name) or _defined(self.definitions.get(name, ()))
        return self._found[name]


def _known(name: str) -> tzinfo | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    plain = name.strip().strip('"/')
    if offset := _OFFSET.fullmatch(plain):
        hours, minutes = int(offset[2]), int(offset[3] or 0)
        ahead = timedelta(hours=hours, minutes=minutes) * (1 if offset[1] == "+" else -1)
        return timezone(ahead) if hours < 15 else None
    # Vendors put words of their own before the name: /mozilla.org/20070129_1/America/New_York
    parts = plain.split("/")[-6:]
    for candidate in (WINDOWS_TO_OLSON.get(plain, plain), *("/".join(parts[at:]) for at in range(1, len(parts)))):
        try:
            return ZoneInfo(candidate)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            # A name that is no zone's, no file's, or that of a folder of zones.
            continue
    return None


class _Observance(NamedTuple):
    """One half of a zone: from when on which offset counts, each year anew where there is a rule."""

    begins: datetime
    before: timedelta
    offset: timedelta
    is_daylight: bool
    rule: Rule | None
    more: tuple[datetime, ...]


class _Defined(tzinfo):
    """A zone as a calendar itself defines it."""

    def __init__(self, observances: list[_Observance]) -> None:
        self.observances = sorted(observances, key=lambda observance: observance.begins)
        self._changes: dict[int, list[tuple[datetime, _Observance]]] = {}

    def _at(self, moment: datetime) -> tuple[timedelta, timedelta]:
        """Return the offset at a wall clock's time, and how much of it is daylight saving."""
        wall = moment.replace(tzinfo=None)
        for year in (wall.year, wall.year - 1):
            for begins, observance in reversed(self._changes_of(year)):
                if begins <= wall:
                    saved = observance.offset - observance.before if observance.is_daylight else timedelta(0)
                    return observance.offset, saved
        begun = [observance for observance in self.observances if observance.begins <= wall]
        return (begun[-1].offset if begun else self.observances[0].before), timedelta(0)

    def _changes_of(self, year: int) -> list[tuple[datetime, _Observance]]:
        if year not in self._changes:
            found = []
            for observance in self.observances:
                moments = [observance.begins, *observance.more]
                if observance.rule and 1 < year < 9999:
                    clock = observance.begins.time()
                    moments += [datetime.combine(day, clock) for day in
                                days(observance.rule, date(year, 1, 1), date(year, 12, 31))]
                found += [(moment, observance) for moment in moments
                          if moment.year == year and observance.begins <= moment and not _is_over(observance, moment)]
            self._changes[year] = sorted(found, key=lambda change: change[0])
        return self._changes[year]

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Return the offset from UTC."""
        return None if moment is None else self._at(moment)[0]

    def dst(self, moment: datetime | None) -> timedelta | None:
        """Return what of it is daylight saving."""
        return None if moment is None else self._at(moment)[1]

    def tzname(self, moment: datetime | None) -> str | None:
        """Return no name: it is the calendar's own."""
        return None


def _is_over(observance: _Observance, moment: datetime) -> bool:
    until = observance.rule.until if observance.rule else None
    if isinstance(until, datetime) and until.tzinfo:
        until = until.replace(tzinfo=None) + observance.before
    return until is not None and moment.date() > (until.date() if isinstance(until, datetime) else until)


def _defined(lines: Sequence[str]) -> tzinfo | None:
    """Return the zone that the lines of a ``VTIMEZONE`` define, or None where they say nothing that is understood."""
    found, block = [], None
    for line in lines:
        name, _, value = line.upper().partition(":")
        if name == "BEGIN":
            block = [line] if value.strip() in ("STANDARD", "DAYLIGHT") else None
        elif name == "END":
            observance = _observance(block) if block else None
            found, block = [*found, *([observance] if observance else [])], None
        elif block is not None:
            block.append(line)
    return _Defined(found) if found else None


def _observance(lines: list[str]) -> _Observance | None:
    from icalendar import Component

    daylight = "DAYLIGHT" in lines[0].upper()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            half = Component.from_ical("\r\n".join([*lines, "END:DAYLIGHT" if daylight else "END:STANDARD"]))
        begins = datetime.combine(half["DTSTART"].dt, datetime.min.time()) if not isinstance(
            half["DTSTART"].dt, datetime) else half["DTSTART"].dt.replace(tzinfo=None)
        listed = half.get("RDATE", [])
        more = tuple(entry.dt.replace(tzinfo=None) for dates in (listed if isinstance(listed, list) else [listed])
                     for entry in dates.dts if isinstance(entry.dt, datetime))
        rule = completed(rule_of(half["RRULE"]), begins.date()) if "RRULE" in half else None
        if rule and rule.frequency != "YEARLY":
            return None
        return _Observance(begins, half["TZOFFSETFROM"].td, half["TZOFFSETTO"].td, daylight, rule, more)
    except Exception:
        # Whatever is wrong with it, a zone that cannot be understood is one nobody knows, and that is said where an
        # event speaks of it.
        return None
