"""On which days a calendar's event comes again: its rule, as calendar programs write it, within given bounds.

``dateutil.rrule`` looks for the next day until the year 9999, so a rule that never comes (``DAILY;INTERVAL=7`` from a
Monday on, ``BYDAY=TU``) holds it for seconds, and one by the second for hours; a calendar from somebody else must not.
Here every day between two bounds is looked at once. Its days are compared with those of ``dateutil`` in the tests.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_PARTS = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS")
_DAY = timedelta(days=1)


class Rule(NamedTuple):
    """How often something comes again; ``weekdays`` are pairs of which one (0 for each of them) and the weekday."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: datetime | date | None = None
    week_start: int = 0
    weekdays: frozenset[tuple[int, int]] = frozenset()
    months: frozenset[int] = frozenset()
    month_days: frozenset[int] = frozenset()
    places: tuple[int, ...] = ()


def rule_of(parts: Mapping[str, Sequence[object]]) -> Rule:
    """Return the rule that the parts of an ``RRULE`` make; raise ValueError where it is one not met in calendars."""
    parts = {name.upper(): list(values) for name, values in parts.items()}
    if parts.get("RSCALE") == ["GREGORIAN"] and "SKIP" not in parts:
        del parts["RSCALE"]
    if strange := [name for name in parts if name not in _PARTS]:
        raise ValueError(f"{strange[0]} is not followed")
    frequency = str(parts.get("FREQ", [""])[0]).upper()
    interval = int(str(parts.get("INTERVAL", [1])[0]))
    count = int(str(parts["COUNT"][0])) if "COUNT" in parts else None
    until = parts["UNTIL"][0] if "UNTIL" in parts else None
    if frequency not in _FREQUENCIES or interval < 1 or not isinstance(until, date | None):
        raise ValueError(f"{frequency} is not followed")
    weekdays = []
    for word in parts.get("BYDAY", ()):
        found = re.fullmatch(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", str(word).strip().upper())
        if not found or (found[1] and frequency in ("DAILY", "WEEKLY")):
            raise ValueError(f"{word} is no weekday")
        weekdays.append((int(found[1] or 0), _WEEKDAYS.index(found[2])))
    numbers = {name: tuple(int(str(value)) for value in parts.get(name, ()))
               for name in ("BYMONTH", "BYMONTHDAY", "BYSETPOS")}
    start = str(parts.get("WKST", ["MO"])[0]).upper()
    return Rule(frequency, interval, count, until, _WEEKDAYS.index(start), frozenset(weekdays),
                frozenset(numbers["BYMONTH"]), frozenset(numbers["BYMONTHDAY"]), numbers["BYSETPOS"])


def days(rule: Rule, first: date, last: date) -> Iterator[date]:
    """Yield the days of a rule that begins on ``first``, in order, up to ``last``, whatever its count and end say."""
    rule = completed(rule, first)
    begins = _period_of(first, rule)
    while begins <= last:
        found = [day for day in _days_from(begins, rule) if _fits(day, rule)]
        if rule.places:
            at = {place - 1 if place > 0 else place for place in rule.places if 0 < abs(place) <= len(found)}
            found = sorted({found[place] for place in at})
        yield from (day for day in found if first <= day <= last)
        try:
            begins = _following(begins, rule, rule.interval)
        except (OverflowError, ValueError):
            # The next time is after the last year there is.
            return


def completed(rule: Rule, first: date) -> Rule:
    """Return the rule with the day it begins on, where it names none itself."""
    if rule.weekdays or rule.month_days or rule.frequency == "DAILY":
        return rule
    if rule.frequency == "WEEKLY":
        return rule._replace(weekdays=frozenset({(0, first.weekday())}))
    months = rule.months or (frozenset({first.month}) if rule.frequency == "YEARLY" else frozenset())
    return rule._replace(months=months, month_days=frozenset({first.day}))


def _period_of(day: date, rule: Rule) -> date:
    """Return the first day of the week, month or year that a day is in."""
    if rule.frequency == "WEEKLY":
        back = (day.weekday() - rule.week_start) % 7
        return day - back * _DAY if day.toordinal() > back else date.min
    return {"DAILY": day, "MONTHLY": day.replace(day=1), "YEARLY": day.replace(month=1, day=1)}[rule.frequency]


def _following(begins: date, rule: Rule, periods: int) -> date:
    if rule.frequency in ("DAILY", "WEEKLY"):
        return begins + periods * (7 if rule.frequency == "WEEKLY" else 1) * _DAY
    months = begins.month - 1 + periods * (12 if rule.frequency == "YEARLY" else 1)
    return begins.replace(year=begins.year + months // 12, month=months % 12 + 1)


def _days_from(begins: date, rule: Rule) -> Iterator[date]:
    """Yield the days of the period that begins on a day; of a year only those in its months."""
    if rule.frequency == "YEARLY":
        for month in sorted(rule.months & set(range(1, 13))) if rule.months else range(1, 13):
            for number in range(1, monthrange(begins.year, month)[1] + 1):
                yield date(begins.year, month, number)
        return
    length = {"DAILY": 1, "WEEKLY": 7}.get(rule.frequency) or monthrange(begins.year, begins.month)[1]
    for number in range(min(length, date.max.toordinal() - begins.toordinal() + 1)):
        yield begins + number * _DAY


def _fits(day: date, rule: Rule) -> bool:
    if rule.months and day.month not in rule.months:
        return False
    length = monthrange(day.year, day.month)[1]
    if rule.month_days and day.day not in rule.month_days and day.day - length - 1 not in rule.month_days:
        return False
    return not rule.weekdays or any(
        weekday == day.weekday() and (not which or which in _places(day, length, rule))
        for which, weekday in rule.weekdays)


def _places(day: date, length: int, rule: Rule) -> tuple[int, int]:
    """Return which of its weekday a day is in its month or year, counted from the start and from the end."""
    number = day.day
    if rule.frequency == "YEARLY" and not rule.months:
        number, length = day.timetuple().tm_yday, date(day.year, 12, 31).timetuple().tm_yday
    return (number - 1) // 7 + 1, -((length - number) // 7 + 1)
