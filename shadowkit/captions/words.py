"""Pieces of sentences: percentages, intervals, lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

#: How many things a sentence names before it says how many more there are.
NAMED = 4


def group_label(table: pd.DataFrame) -> list[str]:
    """Return the name of each row's group, as charts and captions write it."""
    names = list(table.columns[: list(table.columns).index("asked")])
    if names[-1:] == ["attempt"]:
        groups = group_label(table.drop(columns="attempt")) if len(names) > 1 else [""] * len(table)
        return [f"{group}{', ' if group else ''}{ordinal(attempt)} message"
                for group, attempt in zip(groups, table["attempt"], strict=True)]
    if "other" in table:
        return [f"{one} against {other}" for one, other in zip(table["group"], table["other"], strict=True)]
    return [" · ".join(map(str, labels)) for labels in zip(*(table[name] for name in names), strict=True)]


def records(table: pd.DataFrame) -> list[dict[str, object]]:
    """Return the rows of a table, whole numbers whole."""
    return table.to_dict("records")


def ordinal(number: int) -> str:
    """Return a place in a row: first, second, third, 4th."""
    return {1: "first", 2: "second", 3: "third"}.get(int(number), f"{number}th")


def percent(share: float) -> str:
    """Return a share from 0 to 1 as a whole percentage."""
    return f"{share * 100:.0f} %"


def interval(row: Mapping[str, float]) -> str:
    """Return a rate with its interval: 40 % (12 to 77 %)."""
    return f"{percent(row['rate'])} ({row['low'] * 100:.0f} to {percent(row['high'])})"


def points(difference: float, low: float, high: float, *, sign: bool = True) -> str:
    """Return a difference of rates with its interval: +12 points (−3 to +27)."""
    plus = "+" if sign else ""
    said = [f"{'−' if whole < 0 else plus if whole > 0 else ''}{abs(whole)}"
            for whole in (round(share * 100) for share in (difference, low, high))]
    return f"{said[0]} point{'' if abs(round(difference * 100)) == 1 else 's'} ({said[1]} to {said[2]})"


def span(days: int) -> str:
    """Return a number of days as a sentence has it: 1 day, 14 days."""
    return f"{days} day{'' if days == 1 else 's'}"


def listed(things: Iterable[str]) -> str:
    """Join things as a sentence does: a, b and c."""
    things = list(things)
    return things[0] if len(things) == 1 else ", ".join(things[:-1]) + " and " + things[-1] if things else "none"


def count_label(row: Mapping[str, object]) -> str:
    """Return the counts behind a rate: 3 of 8, 2 still waiting."""
    waiting = f", {row['waiting']} still waiting" if row["waiting"] else ""
    return f"{row['replied']} of {row['asked']}{waiting}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its thing: 1 tag, 3 tags, 1 person, 2 people."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def quoted(names: object, most: int = NAMED) -> str:
    """Return names in quotation marks as a sentence has them, the first few of many."""
    names = [f"“{name}”" for name in names]
    return listed(names) if len(names) <= most + 1 else f"{', '.join(names[:most])} and {len(names) - most} more"


def is_or_are(number: int) -> str:
    """Return the verb that goes with a number of things."""
    return "is" if number == 1 else "are"
