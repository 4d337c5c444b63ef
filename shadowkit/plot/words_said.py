"""Pictures of the words people use."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shadowkit.plot.canvas import COLOURS, FAINT, INK, SOFT, axes_for, finished, must_be, short

#: More bars than these nobody reads.
BARS = 30
#: More groups in one picture than these nobody compares.
GROUPS = 6
#: What a score is called on its axis.
_SCORES = {"z": "how much more it is said here (z, a score and no test)", "chi2": "chi-square (a score, no test)"}


def distinctive(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw the words that set each group apart, with how many people said them.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.distinctive` returned, or the rows of some groups of it.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        A bar per word, group by group, as long as its score; beside it people and mentions, here and elsewhere. A word
        that one alone of several people says is hatched and says so. Of more than six groups the first six; thirty
        words at most.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.distinctive(sk.distinctive(sk.example("student"), by="field", top=2))
    >>> figure.axes[0].get_yticklabels()[1].get_text()
    'nursing'
    """
    must_be(table, "distinctive")
    score = table.columns[-1]
    groups = list(dict.fromkeys(table["group"]))
    shown = groups[:GROUPS]
    part = table[table["group"].isin(shown)]
    part = part[(part.groupby("group").cumcount() < BARS // max(len(shown), 1)).to_numpy()]
    axes = axes_for(ax, height=1.5 + 0.3 * (len(part) + len(shown)))
    longest = part[score].max() if len(part) else 1
    labels: list[str] = []
    for group in shown:
        axes.text(0, len(labels), short(str(group), 60), va="center", fontweight="bold", fontsize=9.5, color=INK)
        labels.append("")
        for row in part[part["group"] == group].to_dict("records"):
            alone = row["people"] == 1 and row["heard"] > 1
            axes.barh(len(labels), row[score], height=0.66, color=COLOURS[5], zorder=2,
                      hatch="////" if alone else None, edgecolor="white" if alone else COLOURS[5])
            axes.text(1.02 * longest, len(labels), _said(row, alone), va="center", fontsize=8.5, clip_on=False,
                      color=SOFT if alone else INK)
            labels.append(short(str(row["word"]), 28))
    if not labels:
        axes.text(0.5, 0, "no words to compare yet", ha="center", va="center", color=SOFT, style="italic")
    axes.set_yticks(np.arange(max(len(labels), 1)), labels or [""])
    axes.set_ylim(max(len(labels), 1) - 0.4, -0.7)
    axes.set_xlim(0, longest)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel(_SCORES[score])
    axes.grid(axis="x", color=FAINT, zorder=0)
    by = table.attrs["by"].replace("_", " ")
    of = f" ({GROUPS} of {len(groups):,})" if len(groups) > GROUPS else ""
    return finished(axes, table, f"Words said more than by all others, by {by}{of}")


def _said(row: dict[str, object], alone: bool) -> str:
    often = f"{row['mentions']} of {row['mentions'] + row['mentions_elsewhere']} mentions"
    if row["heard"] == 1:
        others = row["people_elsewhere"]
        return f"{often}, {others or 'no'} other {'person' if others == 1 else 'people'}"
    who = "one person alone" if alone else f"{row['people']} of {row['heard']} people"
    return f"{who}, elsewhere {row['people_elsewhere']} of {row['heard_elsewhere']}; {often}"
