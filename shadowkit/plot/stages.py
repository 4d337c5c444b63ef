"""Pictures of how far one came with people, and of who led to whom."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shadowkit.captions import group_label, interval, records, span
from shadowkit.errors import LogError
from shadowkit.plot.canvas import COLOURS, FAINT, INK, SOFT, axes_for, finished, must_be, short

#: How far one came with a person: a sign, whether it is filled, and what it means.
_SIGNS = {"met": ("o", COLOURS[0], COLOURS[0], "met"), "replied": ("o", COLOURS[0], "#bcd9ec", "replied"),
          "asked": ("o", COLOURS[0], "white", "asked, no reply"), "named": ("X", SOFT, "white", "not asked yet")}
#: More people than these cannot be read in one picture.
MOST = 90


def funnel(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw how many people came to each stage, with the share who went on.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.funnel` returned, protected or not.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        One bar per stage, as long as people came to it; beside it how many, and the share of the stage before who went
        on within the days, with its 95 % interval; on the bar that interval as a line.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.funnel(sk.funnel(sk.example("student")))
    >>> figure.alt.startswith("Of 25 people named, 23 were asked")
    True
    """
    must_be(table, "funnel")
    about, rows = table.attrs, records(table)
    names = group_label(table.drop(columns="stage")) if about["by"] else [""] * len(rows)
    axes = axes_for(ax, height=1.1 + 0.4 * max(len(rows), 1))
    most = max([row["came"] for row in rows if not row.get("hidden")], default=1) or 1
    stages = about["stages"]
    for y, row in enumerate(rows):
        if row.get("hidden"):
            axes.text(0.01 * most, y, f"hidden: fewer than {about['min_count']}", va="center", color=SOFT,
                      style="italic")
            continue
        axes.barh(y, row["came"], height=0.66, color=COLOURS[5], zorder=2)
        words = f"{row['came']:,}"
        if row["stage"] != stages[0] and pd.notna(row["rate"]):
            # Whoever has no usable date is in the bar, but not in the rate.
            base = row["asked"] - row["left_out"]
            axes.plot([row["low"] * base, row["high"] * base], [y, y], color=INK, linewidth=1.6,
                      zorder=3, solid_capstyle="butt")
            waiting = f", {row['waiting']:,} with time left" if row["waiting"] else ""
            half = f", half by day {row['half_by_day']}" if pd.notna(row["half_by_day"]) and row["half_by_day"] else ""
            dated = " with dates" if row["left_out"] else ""
            early = f" by day {row['by_day']}" if row["by_day"] < about["within_days"] else ""
            words += f":  {interval(row)} of {base:,}{dated}{early}{half}{waiting}"
        axes.text(1.02, y, words, va="center", color=INK, transform=axes.get_yaxis_transform(), clip_on=False)
        if y and row["stage"] == stages[0]:
            axes.axhline(y - 0.5, color=FAINT, linewidth=1)
    axes.set_yticks(np.arange(len(rows)), [f"{short(name, 24) + ': ' if name else ''}{row['stage']}"
                                           for name, row in zip(names, rows, strict=True)])
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    axes.set_xlim(0, most)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.set_xlabel("people", labelpad=2)
    axes.grid(axis="x", color=FAINT, zorder=0)
    return finished(axes, table, f"How far people came, and who went on within {span(about['within_days'])}")


def referrals(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw who led to whom as a forest: each person on a line, under the one who named them.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.referrals` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        One line per person in a tree of two or more, further right the more steps away; the sign says how far one came.
        People who led to nobody and were named by nobody are counted beneath. At most ninety people are drawn.

    Raises
    ------
    LogError
        If the table is of several students, whose contacts nobody may see.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.referrals(sk.referrals(sk.example("student")))
    >>> figure.alt.startswith("Of 24 people on the list, 7 were named by others.")
    True
    """
    must_be(table, "referrals")
    if table["student"].nunique() > 1:
        raise LogError("`plot.referrals` names the people whom single students meet, and this table is of several; "
                       "choose one student's rows, with table[table[\"student\"] == …].")
    trees = table[(table["depth"] > 0) | (table["people"] > 0)]
    rows, alone = records(trees[:MOST]), len(table) - len(trees)
    axes = axes_for(ax, height=1.5 + 0.27 * max(len(rows), 2))
    line = {row["contact"]: y for y, row in enumerate(rows)}
    for y, row in enumerate(rows):
        if row["depth"] and row["referred_by"] in line:
            x, above = row["depth"] - 1, line[row["referred_by"]]
            axes.plot([x, x, row["depth"]], [above, y, y], color=FAINT, linewidth=1.5, zorder=1)
        sign, edge, fill, _ = _SIGNS[row["stage"]]
        axes.plot(row["depth"], y, sign, color=edge, markerfacecolor=fill, markersize=9, markeredgewidth=1.5, zorder=2)
        led = f"   led to {row['people']:,}" if not row["depth"] else ""
        axes.text(row["depth"] + 0.13, y, short(row["name"], 36) + led, va="center", color=INK,
                  fontweight="normal" if row["depth"] else "bold", fontsize=10)
    if not rows:
        axes.text(0, 0, "nobody was named by another yet", va="center", color=SOFT, style="italic")
    deepest = max([row["depth"] for row in rows], default=1)
    axes.set_xlim(-0.25, max(deepest + 1.6, 3))
    axes.set_ylim(len(rows) + 0.4, -0.8)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.axis("off")
    under = len(rows) - 0.1
    for number, (sign, edge, fill, says) in enumerate(_SIGNS.values() if rows else ()):
        x = -0.05 + number * max(deepest + 1.6, 3) / 4.4
        axes.plot(x, under, sign, color=edge, markerfacecolor=fill, markersize=7, markeredgewidth=1.3, clip_on=False)
        axes.text(x + 0.09, under, says, va="center", fontsize=9, color=SOFT)
    more = [f"{alone:,} more led to nobody and {'was' if alone == 1 else 'were'} named by nobody"] if alone else []
    more += [f"{len(trees) - MOST:,} more are in the table"] if len(trees) > MOST else []
    title = "Who led to whom" + (f" ({'; '.join(more)})" if more else "")
    return finished(axes, table, title)
