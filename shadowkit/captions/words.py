"""Pieces of sentences: percentages, intervals, lists."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd


def group_label(table: pd.DataFrame) -> list[str]:
    """Return the name of each row's group, as charts and captions write it."""
    names = list(table.columns[: list(table.columns).index("asked")])
    return [" · ".join(map(str, labels)) for labels in zip(*(table[name] for name in names), strict=True)]


def percent(share: float) -> str:
    """Return a share from 0 to 1 as a whole percentage."""
    return f"{share * 100:.0f} %"


def interval(row: pd.Series) -> str:
    """Return a rate with its interval: 40 % (12 to 77 %)."""
    return f"{percent(row['rate'])} ({row['low'] * 100:.0f} to {percent(row['high'])})"


def span(days: int) -> str:
    """Return a number of days as a sentence has it: 1 day, 14 days."""
    return f"{days} day{'' if days == 1 else 's'}"


def listed(things: Iterable[str]) -> str:
    """Join things as a sentence does: a, b and c."""
    things = list(things)
    return things[0] if len(things) == 1 else ", ".join(things[:-1]) + " and " + things[-1] if things else "none"


def count_label(row: pd.Series) -> str:
    """Return the counts behind a rate: 3 of 8, 2 still waiting."""
    waiting = f", {row['waiting']} still waiting" if row["waiting"] else ""
    return f"{row['replied']} of {row['asked']}{waiting}"
