"""Pictures of what passages are marked."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shadowkit.captions.words import counted
from shadowkit.errors import one_of
from shadowkit.plot.canvas import (
    COLOURS,
    FAINT,
    INK,
    SOFT,
    axes_for,
    finished,
    grid_map,
    must_be,
    share_axis,
    short,
    wrapped,
)

#: A picture with more rows than these nobody reads.
ROWS = 40
#: More groups side by side cannot be told apart.
GROUPS = 6
#: What a picture of pairs can count, and what that is called.
PAIRS = {"people": "people who said both", "answers": "answers with both", "overlaps": "passages of both that overlap"}
#: Groups side by side have a colour and a sign of their own.
_SIGNS = ("o", "s", "^", "D", "v", "P", "X", "*")


def quotes(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw how many passages of each person are marked with each tag.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.quotes` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        Tags down, people across in the order they were met; in each cell the number of passages. Of more than forty
        tags those are drawn that most people use.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.quotes(sk.quotes(sk.example("student"), tags=["no ladder", "open ladder"]))
    >>> len(figure.axes[0].get_yticks())
    2
    """
    must_be(table, "quotes")
    place = ["student", "meeting", "position", "start", "end"]
    known = table[table["person"].notna()].drop_duplicates(["tag", *place])
    people = [person for person in table.attrs["people"] if person in set(known["person"])]
    used = known.groupby("tag")["person"].nunique().sort_values(ascending=False, kind="stable")
    tags = [tag for tag in dict.fromkeys(known["tag"]) if tag in set(used.index[:ROWS])]
    counts = pd.crosstab(known["tag"], known["person"]).reindex(index=tags, columns=people, fill_value=0)
    of = f"the {ROWS} most used of {len(used):,} tags" if len(used) > ROWS else counted(len(tags), "tag")
    return grid_map(table, counts.to_numpy(dtype=float).reshape(len(tags), len(people)), wrapped(tags), people,
                    f"Passages marked, by person ({of})", ax)


def tag_counts(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw what share of the people heard said what each tag stands for.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.tag_counts` returned, protected or not.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        A bar per tag with its 95 % interval and its counts; of groups a sign per group, at most six; of people a mark
        for each who said it. Tags that stand beneath another are set in. Of more than forty tags the forty that most
        people said.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.tag_counts(sk.tag_counts(sk.example("student")))
    >>> figure.axes[0].texts[0].get_text()
    '7 of 9'
    """
    must_be(table, "tag_counts")
    most = table.groupby("tag", sort=False)["people"].max().fillna(-1).sort_values(ascending=False, kind="stable")
    part = table[table["tag"].isin(most.index[:ROWS])]
    tags = list(dict.fromkeys(part["tag"]))
    beneath = set(part.loc[part["parent"].isin(tags), "tag"])
    labels = [("–  " if tag in beneath else "") + name for tag, name in zip(tags, wrapped(tags), strict=True)]
    by, heard = table.attrs["by"], table.attrs["heard"]
    of = f", the first {ROWS} of {len(most):,} tags" if len(most) > ROWS else ""
    title = f"People who said it, of {heard:,} heard{of}"
    if by == "person":
        across = list(part.columns[part.columns.get_loc("passages") + 1:].drop("students", errors="ignore"))
        said = part[across].to_numpy(dtype=float).reshape(len(tags), len(across))
        totals = [f"{label}  ({people})" for label, people in zip(labels, part["people"], strict=True)]
        return grid_map(table, said, totals, across, title, ax)
    groups = [""] if by is None else list(dict.fromkeys(
        part.sort_values("heard", ascending=False, kind="stable")[by]))[:GROUPS]
    if by is not None:
        part = part[part[by].isin(groups)]
    step = 1 if by is None else 0.5 + 0.22 * len(groups)
    tall = 0.42 * step if by or len(tags) <= 10 else 0.32
    axes = axes_for(ax, height=1.5 + tall * max(len(tags), 1) + (0.3 if by else 0))
    place = part["tag"].map(tags.index).to_numpy(dtype=float)
    for number, kind in enumerate(groups):
        own = np.full(len(part), True) if by is None else (part[by] == kind).to_numpy()
        beside = 0 if by is None else (number - (len(groups) - 1) / 2) * 0.8 / len(groups)
        _shares(axes, place[own] + beside, part[own], table, number if by else None)
    axes.set_yticks(np.arange(len(tags)), labels)
    axes.set_ylim(len(tags) - 0.4, -0.6)
    share_axis(axes.xaxis, axes.set_xlim)
    axes.set_xlabel("share of the people heard; line: 95 % interval")
    axes.grid(axis="x", color=FAINT, zorder=0)
    if by is not None and len(tags):
        for number, kind in enumerate(groups):
            axes.plot([], [], _SIGNS[number % 8], color=COLOURS[number % 8], label=short(str(kind), 40))
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0), borderaxespad=4.8, frameon=False,
                    ncols=min(len(groups), 3), fontsize=9)
        kinds = table[by].nunique()
        title += f", by {by.replace('_', ' ')}" + (f" ({GROUPS} of {kinds:,} groups)" if kinds > GROUPS else "")
    return finished(axes, table, title)


def _shares(axes: Axes, place: np.ndarray, rows: pd.DataFrame, table: pd.DataFrame, number: int | None) -> None:
    """Draw the shares of one group with their intervals and counts: bars, or the sign of a group among others."""
    share, low, high = (rows[name].to_numpy(dtype=float, na_value=np.nan) for name in ("share", "low", "high"))
    colour = INK if number is None else COLOURS[number % 8]
    if number is None:
        axes.barh(place, np.nan_to_num(share), height=0.62, color=COLOURS[5], zorder=2)
    # One line with gaps is drawn many times faster than a line for each.
    ends = np.column_stack([low, high, np.full(len(rows), np.nan)]).ravel()
    axes.plot(ends, np.repeat(place, 3), color=colour, linewidth=1.6, zorder=3, solid_capstyle="butt")
    axes.plot(share, place, "o" if number is None else _SIGNS[number % 8], color=colour, markersize=5, zorder=4,
              clip_on=False)
    size = 9.5 if number is None else 8
    hidden = rows["hidden"] if "hidden" in rows else np.full(len(rows), False)
    for y, people, heard, concealed in zip(place, rows["people"], rows["heard"], hidden, strict=True):
        if concealed or not heard:
            says = f"hidden: fewer than {table.attrs['min_count']}" if concealed else "nobody heard yet"
            axes.text(0.01, y, says, va="center", color=SOFT, style="italic", fontsize=size)
        else:
            axes.text(1.02, y, f"{people} of {heard}", va="center", color=INK, clip_on=False, fontsize=size)


def co_occurrence(table: pd.DataFrame, *, show: str = "people", ax: Axes | None = None) -> Figure:
    """Draw how often each two tags go together.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.co_occurrence` returned.
    show : {"people", "answers", "overlaps"}
        What is counted: people who said both, answers in which both are marked, or passages that overlap.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        Tags down and across; in each cell the count of the pair, darker where there are more. Of many tags the
        twenty-four whose pairs have most people.

    Raises
    ------
    LogError
        If ``show`` is another word.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.co_occurrence(sk.co_occurrence(sk.example("student")))
    >>> figure.axes[0].get_title(loc="left")
    'How often two tags go together: people who said both (17 tags)'
    """
    must_be(table, "co_occurrence")
    if show not in PAIRS:
        raise one_of("show", show, PAIRS)
    tags = table.attrs["tags"]
    first = list(dict.fromkeys([*table[["tag", "other"]].to_numpy().ravel()]))[:24]
    shown = [tag for tag in tags if tag in first]
    place = {tag: number for number, tag in enumerate(shown)}
    counts = np.full((max(len(shown) - 1, 0), max(len(shown) - 1, 0)), np.nan)
    for one, other, count in zip(table["tag"], table["other"], table[show], strict=True):
        if one in place and other in place:
            across, down = sorted((place[one], place[other]))
            counts[down - 1, across] = count
    of = f"{len(shown)} of {len(tags)} tags" if len(shown) < len(tags) else counted(len(tags), "tag")
    return grid_map(table, counts, [short(tag, 28) for tag in shown[1:]], shown[:-1],
                    f"How often two tags go together: {PAIRS[show]} ({of})", ax)
