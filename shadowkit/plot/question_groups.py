"""The picture of which wordings count as the same question."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shadowkit.plot.canvas import COLOURS, INK, axes_for, finished, must_be, wrapped

#: More than that cannot be read; the table has them all.
_SHOWN = 30


def question_groups(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw in how many wordings each question was asked.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.question_groups` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        One bar per question, as long as it has wordings; the thirty with the most.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.question_groups(sk.question_groups(sk.example("student")))
    >>> figure.alt.startswith("43 wordings count as 15 questions")
    True
    """
    must_be(table, "question_groups")
    counts = table.groupby("question", sort=False)["wording"].nunique()
    shown = counts[counts.rank(method="first", ascending=False) <= _SHOWN]
    axes = axes_for(ax, height=1.1 + 0.42 * max(len(shown), 1))
    place = np.arange(len(shown))
    axes.barh(place, shown, color=COLOURS[0], height=0.6)
    for y, count in zip(place, shown, strict=True):
        axes.text(count, y, f" {count}", va="center", color=INK, fontsize=9.5)
    axes.set_yticks(place, wrapped(shown.index, 44))
    axes.set_ylim(max(len(shown), 1) - 0.5, -0.5)
    axes.set_xlim(0, shown.max() * 1.1 if len(shown) else 1)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(left=False)
    more = f", the {len(shown)} with the most of {len(counts)}" if len(counts) > len(shown) else ""
    return finished(axes, table, f"In how many wordings each question was asked{more}")
