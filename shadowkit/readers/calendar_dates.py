"""Which events of calendars belong together, which version of each counts, and on which dates it is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from shadowkit.errors import Problem
from shadowkit.readers.calendar_events import Event, Moment
from shadowkit.readers.recurrences import days, rule_of

#: How far ahead of the export an event without an end is read, and how far from its first date one with an end.
_AHEAD, _FARTHEST = timedelta(days=90), timedelta(days=5 * 366)


class Series(NamedTuple):
    """An event that may come again, and the dates of it that were changed; without one where only those are known."""

    event: Event | None
    changed: list[Event]


class Occurrence(NamedTuple):
    """One date of an event: when it is, which one it was by the rule, and the event that says more of it."""

    planned: Moment | None
    starts: Moment | None
    event: Event
    lasts: timedelta | None = None


def series(found: Iterable[Event]) -> list[Series]:
    """Return the events in the order of the files; of each, or changed date of one, the version written last."""
    newest: dict[object, Event] = {}
    for event in found:
        known = newest.get(key := _key(event))
        if known is None or event.version >= known.version:
            # A message that calls something off need not say again what it is.
            newest[key] = known._replace(cancelled=True, version=event.version) if (
                known and event.cancelled and not event.rule) else event
    together: dict[object, Series] = {}
    for key, event in newest.items():
        one = together.setdefault(event.uid or key, Series(None, []))
        if event.instead_of is None:
            together[event.uid or key] = one._replace(event=event)
        else:
            one.changed.append(event)
    return list(together.values())


def _key(event: Event) -> tuple[object, ...]:
    if event.uid:
        return event.uid, event.instead_of and event.instead_of.on_clock(UTC)
    return event.title, event.starts and event.starts.on_clock(UTC), event.place, event.instead_of


def occurrences(
    event: Event, changed: list[Event], problems: list[Problem], *, written: date | None, most: int,
) -> list[Occurrence]:
    """Return the dates of an event, each changed one in place of the one it was; ``written`` is the export's day."""
    if event.starts is None or not 1970 <= event.starts.day.year <= 2100:
        return [Occurrence(None, event.starts, event), *map(as_changed, changed)]
    starts, zone = event.starts, event.starts.zone
    found = {starts.wall: Occurrence(starts, starts, event)}
    for day in _days(event, starts, problems, written, most):
        wall = datetime.combine(day, starts.wall.time()) if isinstance(starts.wall, datetime) else day
        found[wall] = Occurrence(starts._replace(wall=wall), starts._replace(wall=wall), event)
    for moment, lasts in event.more:
        found[moment.on_clock(zone)] = Occurrence(moment, moment, event, lasts)
    excluded = {moment.on_clock(zone) for moment in event.without}
    kept = {wall: one for wall, one in found.items()
            if wall not in excluded and not (isinstance(wall, datetime) and wall.date() in excluded)}
    for other in changed:
        wall = other.instead_of.on_clock(zone) if other.instead_of else None
        # What was changed in an older version of what is another series now, is changed no more.
        if wall in kept or other.version[0] >= event.version[0]:
            kept[wall] = as_changed(other)
    return list(kept.values())


def as_changed(event: Event) -> Occurrence:
    """Return the one date that a changed date of an event is."""
    return Occurrence(event.instead_of, event.starts or event.instead_of, event)


def _days(event: Event, starts: Moment, problems: list[Problem], written: date | None, most: int) -> list[date]:
    """Return the days on which an event comes again, as many as are reasonable; say where those are not all."""
    if event.rule is None:
        return []
    first, text = starts.day, event.rule.to_ical().decode("utf-8", "replace")  # type: ignore[attr-defined]
    try:
        rule = rule_of(event.rule)  # type: ignore[arg-type]
    except ValueError:
        problems.append(Problem(
            event.file, event.line, "starts_at", text, f"{event.called} comes again by a rule that is not understood "
            f"({text}), so only its first date was read; add the others by hand."))
        return []
    until = rule.until
    if isinstance(until, datetime):
        until = Moment(until.replace(tzinfo=None), UTC if until.tzinfo else None).on_clock(starts.zone)
    end = until.date() if isinstance(until, datetime) else until
    is_open = end is None and rule.count is None
    farthest = max(written or first, first) + _AHEAD if is_open else first + _FARTHEST
    found, is_cut = [first], False
    for day in days(rule, first, min(end or farthest, farthest)):
        is_over = isinstance(until, datetime) and isinstance(starts.wall, datetime) and (
            datetime.combine(day, starts.wall.time()) > until)
        if is_over or len(found) == rule.count:
            break
        if is_cut := len(found) == most and day > first:
            break
        found += [day] if day > first else []
    else:
        is_cut = not is_open and (end > farthest if end else len(found) < (rule.count or 1))
    if is_open or is_cut:
        why = "comes again without an end" if is_open else "comes again for years"
        problems.append(Problem(
            event.file, event.line, "starts_at", text, f"{event.called} {why} ({text}), so only its dates until "
            f"{found[-1]} were read; give it an end in the calendar, or remove the meetings that are not to be."))
    return found
