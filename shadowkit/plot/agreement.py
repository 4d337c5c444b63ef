"""Pictures of how far coders agree, and of what they differ on."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shadowkit.measures.agreement import ALL_TAGS, COEFFICIENTS, RELIABLE, TENTATIVE
from shadowkit.measures.disagreements import KINDS
from shadowkit.plot.canvas import COLOURS, FAINT, INK, SOFT, axes_for, finished, must_be, wrapped

#: More tags than these cannot be read in one picture; those on which coders agree least are shown.
_TAGS = 25
_HATCHES = ("", "///", "..", "xx", "\\\\")


def agreement(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw for each tag how far coders agree, with and without chance, and how sure that is.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.agreement` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        One row per tag, those on which coders agree least first: a square for the agreement and a dot for the
        coefficient that takes chance away, each with its 95 % interval as a line; dashed lines where custom concludes;
        beside it how many agree, and the verdict. Of many tags the first twenty-five.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.agreement(sk.agreement(sk.example("student")))
    >>> figure.alt.startswith("rosa and noor both read 23 answers")
    True
    """
    must_be(table, "agreement")
    about = table.attrs
    name = about["coefficient"]
    tags = table[table["tag"] != ALL_TAGS]
    shown = pd.concat([tags.head(_TAGS), table[table["tag"] == ALL_TAGS]])
    axes = axes_for(ax, height=2.1 + 0.31 * max(len(shown), 1))
    place = np.arange(len(shown))
    _mark(axes, place - 0.14, shown, "agreement", "s", SOFT)
    _mark(axes, place + 0.14, shown, name, "o", COLOURS[0])
    for y, row in enumerate(shown.to_dict("records")):
        if pd.isna(row[name]):
            axes.text(0.01, y + 0.16, row["verdict"], va="center", color=SOFT, style="italic", fontsize=9)
        judged = f"; {row['verdict']}" if pd.notna(row[name]) else ""
        axes.text(1.02, y, f"{row['agreed']:,} of {row['units']:,}{judged}", va="center", color=INK, fontsize=9,
                  transform=axes.get_yaxis_transform(), clip_on=False)
    if not len(shown):
        axes.text(0.5, 0, "nothing that two have read and marked", ha="center", va="center", color=SOFT, style="italic")
    lowest = np.nanmin([0, *shown[f"{name}_low"].to_numpy(dtype=float), *shown[name].to_numpy(dtype=float)])
    start = max(np.floor(lowest * 4) / 4, -1)
    for limit in (TENTATIVE, RELIABLE):
        axes.axvline(limit, color=COLOURS[1], linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    axes.axvline(0, color=INK, linewidth=1, zorder=1)
    axes.set_yticks(place, wrapped(shown["tag"], 24))
    axes.set_ylim(max(len(shown), 1) - 0.4, -0.6)
    axes.set_xlim(start, 1.02)
    ticks = [tick for tick in (-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1) if tick >= start]
    axes.set_xticks(ticks, [f"{tick:g}".replace("-", "−") for tick in ticks])
    axes.grid(axis="x", color=FAINT, zorder=0)
    for number, (says, colour) in enumerate((
            (f"● {COEFFICIENTS[name]}: 0 is chance, 1 is full agreement", COLOURS[0]),
            ("□ share of pairs who say the same", SOFT),
            ("┆ asked for by custom: 0.667 to conclude with care, 0.8 to conclude", COLOURS[1]))):
        axes.annotate(says, (0, 0), (0, -26 - 14 * number), color=colour, fontsize=9, xycoords="axes fraction",
                      textcoords="offset points", va="top")
    some = f", {_TAGS} of {len(tags)} tags" if len(tags) > _TAGS else ""
    answers = int(shown["answers"].max()) if len(shown) else 0
    return finished(axes, table, f"How far {len(about['coders'])} coders agree on {about['on']} "
                                 f"({answers:,} answers read by two or more{some})")


def _mark(axes: Axes, place: np.ndarray, rows: pd.DataFrame, name: str, sign: str, colour: str) -> None:
    low, value, high = (rows[f"{name}{bound}"].to_numpy(dtype=float) for bound in ("_low", "", "_high"))
    known = ~np.isnan(low)
    axes.hlines(place[known], low[known], high[known], color=colour, linewidth=1.8, zorder=2)
    axes.plot(value, place, sign, color=colour, markersize=6, zorder=3,
              markerfacecolor="white" if sign == "s" else colour)


def disagreements(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw on which tags coders differ, how often and in which way.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.disagreements` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        A bar per tag, in as many places as coders differ, striped by the way they do. Of many tags the first
        twenty-five.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.disagreements(sk.disagreements(sk.example("student")))
    >>> figure.alt.startswith("rosa and noor both read 23 answers and differ")
    True
    """
    must_be(table, "disagreements")
    counts = pd.crosstab(table["tag"], table["kind"]) if len(table) else pd.DataFrame()
    counts = counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    shown, kinds = counts.head(_TAGS), [kind for kind in KINDS if kind in counts]
    axes = axes_for(ax, height=1.5 + 0.4 * max(len(shown), 1) + 0.2 * len(kinds))
    left = np.zeros(len(shown))
    for kind in kinds:
        style = list(KINDS).index(kind)
        axes.barh(np.arange(len(shown)), shown[kind], left=left, height=0.62, color=COLOURS[(5, 4, 2, 3, 7)[style]],
                  hatch=_HATCHES[style], edgecolor="white", zorder=2, label=KINDS[kind])
        left += shown[kind].to_numpy()
        for y, (count, end) in enumerate(zip(shown[kind], left, strict=True)):
            if count:
                axes.text(end - count / 2, y, str(count), ha="center", va="center", color=INK, fontsize=9, zorder=3,
                          bbox={"facecolor": "white", "edgecolor": "none", "pad": 1})
    if not len(shown):
        axes.text(0.5, 0, "nowhere, or nothing to compare", ha="center", va="center", color=SOFT, style="italic")
    axes.set_yticks(np.arange(len(shown)), wrapped(shown.index, 24))
    axes.set_ylim(max(len(shown), 1) - 0.4, -0.6)
    axes.set_xlim(0, max(left.max(initial=0), 1))
    if kinds:
        axes.legend(loc="upper left", bbox_to_anchor=(0, 0), borderaxespad=2.4, frameon=False, fontsize=9)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.grid(axis="x", color=FAINT, zorder=0)
    some = f", {_TAGS} of {len(counts)} tags" if len(counts) > _TAGS else ""
    return finished(axes, table, f"Where coders differ, by tag ({len(table):,} "
                                 f"place{'' if len(table) == 1 else 's'}{some})")
