"""Pictures of the words people use."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from shadowkit.plot.canvas import COLOURS, FAINT, INK, SOFT, axes_for, finished, must_be, short, wrapped

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
                      hatch="////" if alone else None, edgecolor="white" if alone else None)
            axes.text(1.02 * longest, len(labels), _said(row, alone), va="center", fontsize=8.5, clip_on=False,
                      color=SOFT if alone else INK)
            labels.append(short(row["word"], 28))
    if not labels:
        axes.text(0.5, 0, "no words to compare yet", ha="center", va="center", color=SOFT, style="italic")
    axes.set_yticks(np.arange(max(len(labels), 1)), labels or [""])
    axes.set_ylim(max(len(labels), 1) - 0.4, -0.7)
    _score_axis(axes, longest)
    axes.set_xlabel(_SCORES[score])
    by = table.attrs["by"].replace("_", " ")
    of = f" ({GROUPS} of {len(groups):,})" if len(groups) > GROUPS else ""
    return finished(axes, table, f"Words said more than by all others, by {by}{of}")


def concordance(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw how often each person says what was looked for.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.concordance` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        A bar per person who says it, the thirty who say it most often, and in how many answers.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.concordance(sk.concordance(sk.example("student"), "nurs*"))
    >>> figure.axes[0].get_yticklabels()[0].get_text()
    'Amara Okonkwo'
    """
    must_be(table, "concordance")
    by = table.groupby("person", sort=False)
    often = by.size().sort_values(ascending=False, kind="stable")
    answers = table.drop_duplicates(["student", "meeting", "position"]).groupby("person").size()
    notes = [f"in {answers[person]} answer{'' if answers[person] == 1 else 's'}" for person in often.index[:BARS]]
    words = short(table.attrs["words"], 30)
    of = f"; the first {BARS}" if len(often) > BARS else ""
    axes = _bars(often.head(BARS).to_numpy(), list(often.index[:BARS]), notes, "nobody says it", ax)
    axes.set_xlabel("mentions")
    return finished(axes, table, f"Who says “{words}”: {len(often):,} of {table.attrs['heard']:,} people heard{of}")


def similar(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw how much each answer is like the one asked for, and the words they share.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.similar` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        A bar per answer, the most alike on top, thirty at most; beside it the shared words.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.similar(sk.similar(sk.example("student"), ("m01", 5)))
    >>> figure.axes[0].texts[0].get_text()
    'ladder, clinical, promoted, people'
    """
    must_be(table, "similar")
    part = table.head(BARS)
    who = [person if pd.isna(question) else f"{person}: {question}"
           for person, question in zip(part["person"], part["question"], strict=True)]
    axes = _bars(part["similarity"].to_numpy(), who, [short(words, 60) for words in part["shared_words"]],
                 "no answer shares a word that counts", ax)
    axes.set_xlabel("similarity (0: no word in common, 1: the same words)")
    asked = table.attrs["person"]
    return finished(axes, table, "Answers most like " + (
        "the text" if asked is None else f"one of {short(asked, 30)}") + ", by shared words")


def _bars(lengths: np.ndarray, names: list[str], notes: list[str], nothing: str, ax: Axes | None) -> Axes:
    """Draw a bar for each name, with a note beside it."""
    axes = axes_for(ax, height=1.4 + 0.46 * max(len(names), 1))
    longest = max(lengths, default=1)
    axes.barh(np.arange(len(names)), lengths, height=0.66, color=COLOURS[5], zorder=2)
    for y, note in enumerate(notes):
        axes.text(1.02 * longest, y, note, va="center", fontsize=8.5, color=INK, clip_on=False)
    if not names:
        axes.text(0.5, 0, nothing, ha="center", va="center", color=SOFT, style="italic")
    axes.set_yticks(np.arange(max(len(names), 1)), wrapped(names, 30) or [""])
    axes.set_ylim(max(len(names), 1) - 0.4, -0.7)
    _score_axis(axes, longest, whole=np.issubdtype(lengths.dtype, np.integer))
    return axes


def _score_axis(axes: Axes, longest: float, *, whole: bool = False) -> None:
    """End the axis with the longest bar, so that the notes beside it stand in one column."""
    axes.set_xlim(0, longest)
    # A mark beyond the end would have its label among the notes.
    axes.set_xticks([tick for tick in MaxNLocator(5, integer=whole).tick_values(0, longest) if 0 <= tick <= longest])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=FAINT, zorder=0)


def _said(row: dict[str, object], alone: bool) -> str:
    often = f"{row['mentions']} of {row['mentions'] + row['mentions_elsewhere']} mentions"
    if row["heard"] == 1:
        others = row["people_elsewhere"]
        return f"{often}, {others or 'no'} other {'person' if others == 1 else 'people'}"
    who = "one person alone" if alone else f"{row['people']} of {row['heard']} people"
    return f"{who}, elsewhere {row['people_elsewhere']} of {row['heard_elsewhere']}; {often}"
