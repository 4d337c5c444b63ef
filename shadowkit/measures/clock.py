"""Clocks: what the times of a log mean where one looks, and hours that are hours when clocks change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from numbers import Real

import numpy as np
import pandas as pd
from dateutil.tz import tzlocal

from shadowkit.errors import LogError

DAY, HOUR, MINUTE = pd.Timedelta(days=1), pd.Timedelta(hours=1), pd.Timedelta(minutes=1)


@dataclass(frozen=True)
class Clock:
    """When one looks, and the zone in which the log's times are meant; without a zone a day always has 24 hours.

    Instants are times in UTC, or with no zone just what the clock on the wall says.
    """

    now: pd.Timestamp
    zone: tzinfo | None

    def read(self, frame: pd.DataFrame, column: str) -> pd.Series:
        """Return a time column as instants; a cell with an offset of its own is one already."""
        offset = offset_minutes(frame, column)
        instants = self.instants(frame[column])
        known = frame[column] - pd.to_timedelta(offset, unit="min")
        return instants if self.zone is None else instants.mask(offset.notna(), known)

    def instants(self, wall: pd.Series) -> pd.Series:
        """Return times of the wall clock as instants."""
        if self.zone is None:
            return wall
        # An hour that comes twice in autumn is the first one; one that spring leaves out is the next.
        aware = wall.dt.tz_localize(self.zone, ambiguous=np.ones(len(wall), dtype=bool), nonexistent="shift_forward")
        return aware.dt.tz_convert("UTC").dt.tz_localize(None)

    def wall(self, instants: pd.Series) -> pd.Series:
        """Return instants as times of the wall clock."""
        if self.zone is None:
            return instants
        return instants.dt.tz_localize("UTC").dt.tz_convert(self.zone).dt.tz_localize(None)

    def days(self, frame: pd.DataFrame, column: str) -> pd.Series:
        """Return the days of a time column, as the wall clock has them."""
        return self.wall(self.read(frame, column)).dt.normalize()

    @property
    def day(self) -> pd.Timestamp:
        """The day on which one looks."""
        return self.wall(pd.Series([self.now])).iloc[0].normalize()

    def end_of(self, days: pd.Series) -> pd.Series:
        """Return 23:59 of each day, as instants."""
        return self.instants(days + (DAY - MINUTE))

    def business_days_after(self, days: pd.Series, count: object) -> pd.Series:
        """Return the day that many business days later; from a weekend one counts as from its Friday."""
        later = np.busday_offset(days.to_numpy("datetime64[D]"), count, roll="backward")
        return pd.Series(later, days.index).astype("datetime64[us]")


def clock_of(now: object) -> Clock:
    """Return the clock for what a caller gives as ``now``; the machine's where that is None."""
    try:
        # A bare number would be nanoseconds since 1970.
        when = _machine_time() if now is None else pd.NaT if isinstance(now, Real) else pd.Timestamp(now)
    except (TypeError, ValueError):
        when = pd.NaT
    if pd.isna(when):
        raise LogError(f"`now` must be a time such as 2026-11-20T09:00; it was {now!r}.")
    naive = when if when.tzinfo is None else when.tz_convert("UTC").tz_localize(None)
    return Clock(naive.as_unit("us"), when.tzinfo)


def _machine_time() -> pd.Timestamp:
    return pd.Timestamp.now(tzlocal())


def offset_minutes(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return the offset that cells of a time column came with, in minutes; missing where they had none."""
    return frame.get(f"{column}_offset_minutes", pd.Series(np.nan, frame.index))


def in_words(hours_left: float) -> str:
    """Say how long until something is due: in 5 hours, overdue by 3 days."""
    if pd.isna(hours_left):
        return "at no set time"
    count, unit = (abs(hours_left), "hour") if abs(hours_left) < 48 else (abs(hours_left) / 24, "day")
    much = f"{int(count)} {unit}{'' if int(count) == 1 else 's'}" if count >= 1 else "less than an hour"
    return f"in {much}" if hours_left >= 0 else f"overdue by {much}"
