"""Pictures of whether groups differ, and of what writing again adds."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shadowkit.captions import count_label, group_label, ordinal, records, span
from shadowkit.plot.canvas import COLOURS, FAINT, INK, SOFT, axes_for, finished, must_be, share_axis, short, wrapped

#: More pairs than these cannot be read in one picture.
_PAIRS = 15
_REACH = ("difference_low", "difference_high", "adjusted_low", "adjusted_high")


def compare_rates(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw the difference of each pair of groups with its interval.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.compare_rates` returned, protected or not.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        One row per pair, those that can be told apart first: the difference as a point, in points of percent, its 95 %
        interval as a line, the verdict beside it; the group that is ahead first, unless all are compared with one;
        within strata, where they were asked for, as a hollow diamond. Of many pairs the fifteen with the smallest
        p-values.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.compare_rates(sk.compare_rates(sk.example("student"), by="tie"))
    >>> figure.alt.startswith("Of 3 pairs by tie")
    True
    """
    must_be(table, "compare_rates")
    about = table.attrs
    shown = table[~table["hidden"]] if "hidden" in table else table
    known = shown.dropna(subset="difference").sort_values("p_value", kind="stable")
    # Where no group was named to compare with, the one that is ahead comes first.
    rows = [row if about["against"] or row["difference"] >= 0 else _turned(row) for row in records(known[:_PAIRS])]
    within = bool(about["adjust_for"])
    same = f"within the same {about['adjust_for'].replace('_', ' ')}" if within else ""
    axes = axes_for(ax, height=1.9 + (0.52 if within else 0.42) * max(len(rows), 1))
    for y, row in enumerate(rows):
        sure = row["p_holm"] < 0.05
        colour, lift = COLOURS[0] if sure else SOFT, 0.13 if within else 0
        axes.plot([row["difference_low"], row["difference_high"]], [y - lift] * 2, color=colour, linewidth=2.2)
        axes.plot(row["difference"], y - lift, "o" if sure else "s", color=colour, markersize=7)
        # Within strata there may be nothing to compare, or too few to be shown.
        adjusted = within and pd.notna(row["strata"]) and row["strata"] > 0
        if adjusted:
            axes.plot([row["adjusted_low"], row["adjusted_high"]], [y + 0.2] * 2, color=COLOURS[1], linewidth=1.4)
            axes.plot(row["adjusted_difference"], y + 0.2, "D", color=COLOURS[1], markersize=6, markerfacecolor="white")
        turned = f"; {same} the other way round" if sure and adjusted and row["reversed"] else ""
        early = f", by day {row['by_day']}" if row["by_day"] < about["within_days"] else ""
        axes.text(1.02, y, row["verdict"] + early + turned, va="center", color=INK if sure or turned else SOFT,
                  transform=axes.get_yaxis_transform(), clip_on=False)
    if not rows:
        axes.text(0, 0, "no two groups to compare yet", ha="center", va="center", color=SOFT, style="italic")
    reach = max((abs(row[name]) for row in rows for name in _REACH if pd.notna(row.get(name))), default=1)
    end = next((end for end in (0.1, 0.25, 0.5) if reach <= end), 1)
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_yticks(np.arange(len(rows)), wrapped((f"{row['group']} less {row['other']}" for row in rows), 30))
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    axes.set_xlim(-end, end)
    axes.set_xticks(np.linspace(-end, end, 5), [f"{'−' if side < 0 else '+' if side else ''}{abs(side) * end * 100:.3g}"
                                                for side in (-1, -0.5, 0, 0.5, 1)])
    axes.set_xlabel("points; to the right, the first of the two replies more often", labelpad=4)
    axes.grid(axis="x", color=FAINT, zorder=0)
    if within and rows:
        axes.annotate(f"◇ {same}", (0, 0), (0, -44), fontsize=9,
                      color=COLOURS[1], xycoords="axes fraction", textcoords="offset points", va="top")
    some = f", {_PAIRS} of {len(known):,} pairs" if len(known) > _PAIRS else ""
    by = about["by"][0].replace("_", " ")
    return finished(axes, table, f"Who replies more often, by {by}, within {span(about['within_days'])}{some}")


def _turned(row: dict[str, object]) -> dict[str, object]:
    """Return a pair the other way round."""
    turned = row | {"group": row["other"], "other": row["group"], "verdict": row["verdict"].replace("lower", "higher")}
    for name in ("difference", "adjusted"):
        middle = {"difference": "difference", "adjusted": "adjusted_difference"}[name]
        if middle in row:
            turned |= {middle: -row[middle], f"{name}_low": -row[f"{name}_high"], f"{name}_high": -row[f"{name}_low"]}
    return turned


def follow_ups(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw how each message was answered by those who got it, and what it added for everybody asked.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.follow_ups` returned, protected or not.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        A bar per attempt, 0 to 100 %: of those who got this message the share who replied to it, with its 95 %
        interval and counts; and from the second on, striped, the share of everybody asked that this message added.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.follow_ups(sk.follow_ups(sk.example("student")))
    >>> figure.alt.startswith("Of 23 people asked, 10 replied")
    True
    """
    must_be(table, "follow_ups")
    rows, names = records(table), group_label(table.drop(columns="attempt")) if table.attrs["by"] else [""] * len(table)
    axes = axes_for(ax, height=1.5 + 0.72 * max(len(rows), 1))
    for y, row in enumerate(rows):
        if row.get("hidden"):
            axes.text(0.01, y, f"hidden: fewer than {table.attrs['min_count']}", va="center", color=SOFT,
                      style="italic")
            continue
        # What the first message added to nothing is its own share.
        first = row["attempt"] == 1
        bars = [(y - 0.18, "rate", "low", "high", COLOURS[5], None),
                (y + 0.2, "added", "added_low", "added_high", "#f3d9a4", "///")]
        for place, name, low, high, colour, hatch in bars[: 1 if first else 2]:
            axes.barh(place, row[name], height=0.34, color=colour, hatch=hatch, edgecolor="white", zorder=2)
            axes.plot([row[low], row[high]], [place] * 2, color=INK, linewidth=1.6, zorder=3, solid_capstyle="butt")
            axes.plot(row[name], place, "o", color=INK, markersize=4.5, zorder=4)
        early = f", by day {row['by_day']}" if row["by_day"] < table.attrs["within_days"] else ""
        axes.text(1.02, y - 0.18, count_label(row) + early, va="center", color=INK, clip_on=False)
        if not first:
            axes.text(1.02, y + 0.2, f"adds {row['added'] * 100:.0f} % of everybody asked", va="center", color=SOFT,
                      clip_on=False, fontsize=9)
    if not rows:
        axes.text(0.5, 0, "nobody asked yet", ha="center", va="center", color=SOFT, style="italic")
    labels = [f"{short(name, 24) + ': ' if name else ''}{ordinal(row['attempt'])} message"
              for name, row in zip(names, rows, strict=True)]
    axes.set_yticks(np.arange(len(rows)), labels)
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    share_axis(axes.xaxis, axes.set_xlim)
    axes.grid(axis="x", color=FAINT, zorder=0)
    days = span(table.attrs["within_days"])
    return finished(axes, table, f"Share of those written to who replied within {days}, by message")
