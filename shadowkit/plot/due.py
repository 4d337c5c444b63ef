"""Pictures of what is due."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shadowkit.measures.clock import in_words
from shadowkit.plot.canvas import COLOURS, FAINT, INK, SOFT, axes_for, finished, must_be, short, wrapped

_THINGS = 15
_MEETINGS = 30
#: Hours after a meeting beyond which a note is drawn at the edge.
_LONGEST = 72


def thank_yous(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw how long after each meeting the thank-you was sent, against the line of 24 hours.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.thank_yous` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        One row per meeting (the last 30): a dot at the hours, an arrow where it took more than 72, a pale bar over the
        hours in question where only the day is known, a cross where no note was sent.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.thank_yous(sk.thank_yous(sk.example("student")))
    >>> figure.alt.startswith("7 of 9 thank-yous were sent within 24 hours")
    True
    """
    must_be(table, "thank_yous")
    rows = table.tail(_MEETINGS)
    axes = axes_for(ax, height=1.5 + 0.36 * max(len(rows), 1))
    for y, row in enumerate(rows.itertuples()):
        good = row.status == "in time"
        colour = COLOURS[0] if good else COLOURS[1] if row.status in ("late", "not sent") else SOFT
        if pd.notna(row.hours_after):
            beyond = row.hours_after > _LONGEST
            place = min(max(row.hours_after, 0), _LONGEST)
            axes.plot([0, place], [y, y], color=colour, linewidth=2, zorder=2)
            axes.plot([place], [y], ">" if beyond else "o" if good else "s", color=colour, markersize=7, zorder=3,
                      clip_on=False)
        elif row.status in ("in time", "late"):
            axes.barh(y, 24 if good else _LONGEST - 24, left=0 if good else 24, height=0.5, color=colour, alpha=0.25)
        elif row.status == "not sent":
            axes.plot([24], [y], "x", color=colour, markersize=9, markeredgewidth=2.4, zorder=3)
        axes.text(1.02, y, _how_long(row), va="center", color=INK, transform=axes.get_yaxis_transform())
    if not len(rows):
        axes.text(0.5, 0.5, "no meeting yet", ha="center", color=SOFT, style="italic", transform=axes.transAxes)
    axes.axvline(24, color=INK, linewidth=1.2, linestyle="--", zorder=1.5)
    days = [f"{when.day} {when:%b}" if pd.notna(when) else "no date" for when in rows["starts_at"]]
    axes.set_yticks(np.arange(len(rows)), [f"{short(str(name), 28)}, {day}"
                                           for name, day in zip(rows["name"], days, strict=True)])
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    axes.set_xlim(0, _LONGEST)
    axes.set_xticks([0, 24, 48, 72])
    axes.set_xlabel("hours after the meeting")
    axes.grid(axis="x", color=FAINT)
    axes.set_axisbelow(True)
    last = f"; the last {_MEETINGS} meetings" if len(table) > len(rows) else ""
    count = "1 meeting" if len(table) == 1 else f"{len(table):,} meetings"
    return finished(axes, table, f"When the thank-you was sent ({count}{last})")


def _how_long(row: object) -> str:
    if row.status == "earlier day":
        return "earlier day of a shadow"
    if pd.isna(row.hours_after):
        return row.status + (", by its date" if row.status in ("in time", "late") else "")
    return f"{row.status}, {'at once' if row.hours_after < 1 else in_words(row.hours_after).replace('in', 'after', 1)}"


def today(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw what to do next by the time that is left.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.today` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        One row per thing, the first 15: a bar from now to the time it is due, to the left with a square where it is
        overdue, with an arrow where that is further away than the picture goes.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.today(sk.today(sk.example("student"), now="2026-11-20T09:00"))
    >>> figure.alt.startswith("7 things to do within 7 days")
    True
    """
    must_be(table, "today")
    rows = table.head(_THINGS)
    more = len(table) - len(rows)
    axes = axes_for(ax, height=1.7 + 0.46 * max(len(rows) + bool(more), 1))
    edge = max(float(min(table.attrs["within_days"], 36525)), 1.0)
    for y, row in enumerate(rows.itertuples()):
        days = row.hours_left / 24
        if pd.notna(days):
            place = min(max(days, -edge), edge)
            mark = ("<" if days < -edge else "s") if days < 0 else (">" if days > edge else "o")
            colour = COLOURS[1] if days < 0 else COLOURS[0]
            axes.plot([0, place], [y, y], color=colour, linewidth=3, zorder=2, solid_capstyle="butt")
            axes.plot([place], [y], mark, color=colour, markersize=8, zorder=3, clip_on=False)
        axes.text(1.02, y, in_words(row.hours_left), va="center", color=INK, transform=axes.get_yaxis_transform())
    labels = wrapped([what.rstrip(".") for what in rows["what"]], 44)
    if more:
        labels.append(f"and {more:,} more")
    if not len(rows):
        axes.text(0.75, 0.5, "nothing to do", ha="center", color=SOFT, style="italic", transform=axes.transAxes)
    axes.set_yticks(np.arange(len(labels)), labels)
    axes.set_ylim(max(len(labels), 1) - 0.4, -0.6)
    axes.axvline(0, color=INK, linewidth=1.2)
    axes.set_xlim(-edge, edge)
    axes.set_xlabel("← overdue, days     now     due in days →")
    step = max(round(edge / 4), 1)
    days = np.arange(0, edge + 0.01, step)
    axes.set_xticks([*-days[:0:-1], *days], [f"{day:g}" for day in [*days[:0:-1], *days]])
    axes.grid(axis="x", color=FAINT)
    axes.set_axisbelow(True)
    count = "1 thing" if len(table) == 1 else f"{len(table):,} things"
    return finished(axes, table, f"What to do next ({count})")
