"""Time zones by the names that calendars give them: of the IANA, of Windows, of a vendor, or the calendar's own."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from datetime import date, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shadowkit.readers.recurrences import days, rule_of

_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d{2})?")
_FOUR_YEARS = date(2020, 1, 1), date(2024, 1, 1)


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


def _defined(lines: Sequence[str]) -> tzinfo | None:
    """Return the zone that the lines of a ``VTIMEZONE`` define, or None where they say nothing that is understood."""
    from icalendar import Timezone

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            zone = Timezone.from_ical("\r\n".join(["BEGIN:VTIMEZONE", *lines, "END:VTIMEZONE"]))
            rules = [rule_of(half["RRULE"]) for half in zone.subcomponents if "RRULE" in half]
            # Rules by the second, or that never come, would be followed until the year 9999.
            if any(rule.frequency != "YEARLY" or not any(days(rule, *_FOUR_YEARS)) for rule in rules):
                return None
            return zone.to_tz(lookup_tzid=False)
    except Exception:
        # Whatever is wrong with it, a zone that cannot be understood is one nobody knows, and that is said where an
        # event speaks of it.
        return None
