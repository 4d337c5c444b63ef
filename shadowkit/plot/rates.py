"""Pictures of how outreach is answered."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from shadowkit.captions import count_label, group_label, span
from shadowkit.errors import LogError, one_of
from shadowkit.measures.counting import EVERYBODY
from shadowkit.plot.canvas import COLOURS, FAINT, INK, SOFT, axes_for, finished, must_be, share_axis, short, wrapped

_STYLES = ("-", "--", "-.", ":")
#: With more people waiting there is a tick on every day, which says nothing; the counts beneath say it.
_TICKS = 40
#: With fewer people than these there is no curve unless one asks for it: each of them is drawn.
FEW = 10
#: More people than these in a group cannot be drawn one by one.
ONE_BY_ONE = 40
#: What may stand beside a group's own rate: its sign, its colour, and what it is.
_BESIDE = {"benchmark": ("D", COLOURS[1], "benchmark, with its 95 % interval"),
           "pooled": ("s", COLOURS[2], "drawn towards the mean of all groups")}


def response_rates(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw a bar per group with its interval and its counts.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.response_rates` returned, protected or not.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        One row per group: the rate as a bar, 0 to 100 %, the 95 % interval as a line, the counts as a label.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.response_rates(sk.response_rates(sk.example("student")))
    >>> figure.alt.startswith("Of 23 people asked")
    True
    """
    must_be(table, "response_rates")
    axes = axes_for(ax, height=1.35 + 0.42 * max(len(table), 1))
    hidden = table["hidden"] if "hidden" in table else pd.Series(False, index=table.index)
    place = np.arange(len(table))
    beside = {name: how for name, how in _BESIDE.items()
              if f"{name}_rate" in table and table[f"{name}_rate"].notna().any()}
    for y, (_, row), concealed in zip(place, table.iterrows(), hidden, strict=True):
        if concealed:
            axes.text(0.01, y, f"hidden: fewer than {table.attrs['min_count']}", va="center", color=SOFT,
                      style="italic")
        elif pd.isna(row["rate"]):
            axes.text(0.01, y, "nobody asked yet", va="center", color=SOFT, style="italic")
        else:
            axes.barh(y, row["rate"], height=0.62, color=COLOURS[5], zorder=2)
            axes.plot([row["low"], row["high"]], [y, y], color=INK, linewidth=1.6, zorder=3, solid_capstyle="butt")
            axes.plot([row["rate"]], [y], "o", color=INK, markersize=5, zorder=4)
            for number, (name, (sign, colour, _)) in enumerate(beside.items(), 1):
                if pd.notna(row[f"{name}_rate"]):
                    at, how = y + 0.22 * number, {"color": colour, "zorder": 3 + number}
                    axes.plot([row[f"{name}_low"], row[f"{name}_high"]], [at, at], linewidth=1.2, **how)
                    axes.plot(row[f"{name}_rate"], at, sign, markerfacecolor="white", markersize=6, **how)
            days = f", by day {row['by_day']}" if row["by_day"] < table.attrs["within_days"] else ""
            axes.text(1.02, y, count_label(row) + days, va="center", color=INK, clip_on=False)
    axes.set_yticks(place, wrapped(group_label(table)))
    axes.set_ylim(len(table) - 0.4, -0.6)
    share_axis(axes.xaxis, axes.set_xlim)
    axes.grid(axis="x", color=FAINT, zorder=0)
    for number, (sign, colour, says) in enumerate(beside.values()):
        axes.annotate(f"{'◇' if sign == 'D' else '□'} {says}", (0, 0), (190 * number, -32), color=colour, fontsize=9,
                      xycoords="axes fraction", textcoords="offset points", va="top")
    about = table.attrs
    by = f", by {' and '.join(about['by']).replace('_', ' ')}" if about["by"] else ""
    asked = f"{int(table['asked'].sum()):,}" if len(table) else "0"
    what = "People who replied" if about["unit"] == "person" else "Messages answered"
    return finished(axes, table, f"{what} within {span(about['within_days'])}{by} ({asked} asked)")


def reply_curve(table: pd.DataFrame, *, show: str | None = None, ax: Axes | None = None) -> Figure:
    """Draw the share who have replied by each day, with its band; with fewer than ten people, each of them.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.reply_curve` returned, protected or not.
    show : {"curve", "people"}, optional
        A curve, or a square per person with the day of the reply; by default people where there are fewer than ten.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        One step line per group, 0 to 100 % over days, with its 95 % band, short ticks on the line for people who are
        still waiting after that many days, and how many are still looked at beneath the axis. Or one square per person:
        full with the day of the reply, empty with the days waited so far, or crossed out after the whole time.

    Raises
    ------
    LogError
        If ``show`` is another word, or there are too many people to be drawn one by one.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.reply_curve(sk.reply_curve(sk.example("student")))
    >>> figure.alt.startswith("Of 23 asked")
    True
    """
    must_be(table, "reply_curve")
    shown = table[~table["hidden"]] if "hidden" in table else table
    shown = shown.assign(label=group_label(shown))
    curves = [(label, curve) for label, curve in shown.groupby("label", sort=False) if curve["asked"].iloc[0]]
    if show not in (None, "curve", "people"):
        raise one_of("show", show, ("curve", "people"))
    if show == "people" or (show is None and 0 < sum(curve["asked"].iloc[0] for _, curve in curves) < FEW):
        return _one_by_one(table, curves, ax)
    axes = axes_for(ax, height=3.6 + 0.17 * len(curves))
    end = max([int(curve["by_day"].iloc[-1]) for _, curve in curves], default=1)
    marks = _day_marks(end)
    label_heights = _apart({label: float(curve["rate"].iloc[-1]) for label, curve in curves})
    for number, (label, curve) in enumerate(curves):
        colour, style = COLOURS[number % len(COLOURS)], _STYLES[number % len(_STYLES)]
        day, rate = curve["by_day"].to_numpy(), curve["rate"].to_numpy(dtype=float)
        axes.fill_between(day, curve["low"].astype(float), curve["high"].astype(float), step="post", color=colour,
                          alpha=0.25 if len(curves) == 1 else 0.12, linewidth=0)
        axes.step(day, rate, where="post", color=colour, linestyle=style, linewidth=2)
        # The count of those waiting after a day is in the next day's row.
        grows = np.flatnonzero(np.diff(curve["waiting"].to_numpy(dtype=float)) > 0)
        if curve["waiting"].iloc[-1] <= _TICKS:
            axes.plot(day[grows], rate[grows], "|", color=colour, markersize=9, markeredgewidth=1.6)
        if label != EVERYBODY:
            axes.text(1.02, label_heights[label], short(label, 40), color=colour, va="center",
                      transform=axes.transAxes)
    if curves:
        _write_at_risk(axes, curves, marks)
    axes.set_xlim(0, max(end, 1))
    axes.set_xticks(marks)
    axes.set_xlabel("days since the first ask", labelpad=2)
    share_axis(axes.yaxis, axes.set_ylim)
    axes.grid(axis="y", color=FAINT)
    asked = sum(int(curve["asked"].iloc[0]) for _, curve in curves)
    return finished(axes, table, f"Share who have replied by each day ({asked:,} asked)")


def _one_by_one(table: pd.DataFrame, curves: list[tuple[str, pd.DataFrame]], ax: Axes | None) -> Figure:
    """Draw a square per person: what counts say before there is a curve."""
    most = max((int(curve["asked"].iloc[0]) for _, curve in curves), default=1)
    if most > ONE_BY_ONE:
        raise LogError(f"{most:,} people are too many to be drawn one by one; draw them with show=\"curve\".")
    axes = axes_for(ax, height=1.5 + 0.42 * max(len(curves), 1))
    for y, (_, curve) in enumerate(curves):
        asked = int(curve["asked"].iloc[0])
        replies = _days_of(curve, "replied")
        waits = _days_of(curve.assign(waiting=curve["waiting"].shift(-1, fill_value=curve["waiting"].iloc[-1])),
                         "waiting")
        last = int(curve["by_day"].iloc[-1])
        if last < table.attrs["within_days"]:
            # Where the curve ends early, those who are left are still waiting too.
            waits = np.append(waits, np.repeat(last, asked - len(replies) - len(waits)))
        signs = [(str(day), COLOURS[0], "white") for day in replies] + [(f"{day}…", "white", INK) for day in waits]
        signs += [("×", FAINT, INK)] * (asked - len(signs))
        for x, (word, fill, ink) in enumerate(signs):
            axes.add_patch(Rectangle((x + 0.06, y - 0.4), 0.88, 0.8, facecolor=fill, edgecolor=SOFT))
            axes.text(x + 0.5, y, word, ha="center", va="center", color=ink, fontsize=9)
        counts = {"asked": asked, "replied": len(replies), "waiting": len(waits)}
        axes.text(len(signs) + 0.2, y, count_label(counts), va="center", color=INK)
    axes.set_yticks(np.arange(len(curves)), wrapped(label for label, _ in curves))
    axes.set_ylim(max(len(curves), 1) - 0.4, -0.6)
    axes.set_xlim(0, max(most, 12) + 3)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_xlabel("each square is a person:  3 replied on day 3,  3… asked 3 days ago and still waiting,\n"
                    f"× no reply in {span(table.attrs['within_days'])}", loc="left", fontsize=9, color=SOFT)
    asked = sum(int(curve["asked"].iloc[0]) for _, curve in curves)
    end = span(table.attrs["within_days"])
    return finished(axes, table, f"Who has replied within {end}, one by one ({asked:,} asked)")


def _days_of(curve: pd.DataFrame, name: str) -> np.ndarray:
    """Return for each person of a running count the day on which it grew."""
    grown = np.diff(curve[name].to_numpy(dtype=int), prepend=0)
    return np.repeat(curve["by_day"].to_numpy(dtype=int), grown)


def _write_at_risk(axes: Axes, curves: list[tuple[str, pd.DataFrame]], marks: list[int]) -> None:
    """Write under each mark of the axis how many people of each curve are still looked at."""
    how = {"textcoords": "offset points", "va": "top", "fontsize": 9, "linespacing": 1.35, "color": SOFT}
    axes.annotate("not heard from before that day, and asked at least as long ago:", (0, 0), (0, -40),
                  xycoords="axes fraction", ha="left", **how)
    at_risk = [curve.set_index("by_day")["at_risk"].reindex(marks) for _, curve in curves]
    for mark in marks:
        counts = "\n".join("" if pd.isna(count[mark]) else f"{count[mark]:,.0f}" for count in at_risk)
        axes.annotate(counts, (mark, 0), (0, -55), xycoords=("data", "axes fraction"), ha="center",
                      **(how | {"color": INK}))
    if len(curves) > 1:
        axes.annotate("\n".join(short(label, 40) for label, _ in curves), (0, 0), (-14, -55),
                      xycoords="axes fraction", ha="right", **(how | {"color": INK}))


def _apart(heights: dict[str, float], gap: float = 0.065) -> dict[str, float]:
    """Return heights for labels that keep their order and do not cover each other."""
    placed: dict[str, float] = {}
    below = -1.0
    for label in sorted(heights, key=heights.get):
        below = placed[label] = max(heights[label], below + gap)
    above = 1.0 + gap
    for label in reversed(placed):
        above = placed[label] = min(placed[label], above - gap)
    return placed


def _day_marks(end: int) -> list[int]:
    step = next((step for step in (1, 2, 7, 14, 28, 56) if end / step <= 8), 112)
    return list(range(0, end + 1, step))
