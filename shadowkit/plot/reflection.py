"""Pictures of what the meetings did to interest, and of fit."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shadowkit.measures.prompts import PROMPT_KINDS
from shadowkit.measures.reflection import FIT
from shadowkit.plot.canvas import COLOURS, FAINT, INK, SOFT, axes_for, finished, grid_map, must_be, wrapped

#: A picture with more rows than these nobody reads.
ROWS = 40


def interest(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw interest before and after as arrows from 1 to 5: one per reflection, or one per group of people.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.interest` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        An open dot is before, a full one after; the change is written beside them, for a group with the number of
        people. Of more than forty rows the last forty are drawn.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.interest(sk.interest(sk.example("student")))
    >>> "It rose most after Grace Mwenzi (1 to 4)" in figure.alt
    True
    """
    must_be(table, "interest")
    by, rows = table.attrs["by"], table.tail(ROWS)
    axes = axes_for(ax, height=1.8 + 0.4 * max(len(rows), 1))
    for y, row in enumerate(rows.to_dict("records")):
        before, after, change = row["before"], row["after"], row["change"]
        up = pd.notna(change) and change != 0
        colour = SOFT if not up else COLOURS[0] if change > 0 else COLOURS[1]
        if up:
            axes.annotate("", (after, y), (before, y), zorder=2,
                          arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 2, "shrinkA": 4, "shrinkB": 5})
        for value, fill in ((before, "white"), (after, colour)):
            if pd.notna(value) and not (value == before and before == after and fill == "white"):
                axes.plot(value, y, marker="o", markersize=8, color=colour, markerfacecolor=fill, zorder=3)
        digits = ".1f" if by else ".0f"
        says = "not both noted" if pd.isna(change) else f"{change:+{digits}}".replace("-", "−") if up else "no change"
        people = f", {row['people']} {'person' if row['people'] == 1 else 'people'}" if by else ""
        axes.text(1.02, y, says + people, va="center", color=INK, transform=axes.get_yaxis_transform(), fontsize=9.5)
    axes.set_yticks(range(len(rows)), wrapped(row_names(rows, by), 34))
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    axes.set_xlim(0.7, 5.3)
    axes.set_xticks(range(1, 6), ["1\nlittle", "2", "3", "4", "5\ngreat"])
    axes.set_xlabel("open: before, full: after")
    axes.grid(axis="x", color=FAINT, zorder=0)
    return finished(axes, table, f"Interest before and after ({_count(table, rows, by)})")


def fit(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw how well each person's work fits one's interests, abilities and values, as a map of numbers from 1 to 5.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.fit` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        Reflections or groups down, the three across, darker for a better fit; empty where it is not noted. Of more than
        forty rows the last forty are drawn.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.fit(sk.fit(sk.example("student"), by="field"))
    >>> figure.alt.startswith("Fit by field, from 1 to 5")
    True
    """
    must_be(table, "fit")
    by, rows = table.attrs["by"], table.tail(ROWS)
    names = row_names(rows, by)
    if by:
        names = [f"{name} ({people} {'person' if people == 1 else 'people'})"
                 for name, people in zip(names, rows["people"], strict=True)]
    title = f"How well the work fits me, from 1 to 5 ({_count(table, rows, by)})"
    return grid_map(table, rows[list(FIT)].to_numpy(dtype=float, na_value=float("nan")), wrapped(names, 40),
                    list(FIT.values()), title, ax, digits=1 if by else 0, top=5)


def row_names(rows: pd.DataFrame, by: str | None) -> list[str]:
    """Name each row: its group, or the person, with the day where there are several reflections on one."""
    if by:
        return rows[by].tolist()
    names = rows["name"].fillna("the whole")
    day = rows["starts_at"].fillna(rows["written_at"])
    return [f"{name}, {when.day} {when:%b}" if often and pd.notna(when) else name
            for name, often, when in zip(names, names.duplicated(keep=False), day, strict=True)]


def _count(table: pd.DataFrame, rows: pd.DataFrame, by: str | None) -> str:
    if by:
        people = int(table["people"].sum())
        return f"{people} {'person' if people == 1 else 'people'} by {by.replace('_', ' ')}"
    met = int(table["contact"].notna().sum())
    many = f"{met} reflection{'' if met == 1 else 's'}{' and the whole' if met < len(table) else ''}"
    return many if len(rows) == len(table) else f"the last {len(rows)} of {many}"


def prompts(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw the questions as a sheet to print: one under the other, each with its kind.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.prompts` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        One row per question, at most fourteen.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.prompts(sk.prompts(sk.example("student")))
    >>> figure.alt.startswith("12 questions to ask yourself")
    True
    """
    must_be(table, "prompts")
    rows = table.head(14)
    axes = axes_for(ax, height=0.9 + 0.62 * max(len(rows), 1), width=9)
    for y, row in enumerate(rows.to_dict("records")):
        lines = textwrap.wrap(row["prompt"], 104) or [""]
        says = "\n".join([*lines[:2], lines[2][:96] + (" …" if len(lines) > 3 else "")] if len(lines) > 2 else lines)
        axes.barh(y, 0.006, left=-0.02, height=0.8, color=COLOURS[list(PROMPT_KINDS).index(row["kind"])])
        axes.text(0, y, says, va="center", fontsize=9.5, color=INK)
    axes.set_yticks(range(len(rows)), [row.replace("_", " ") for row in rows["kind"]])
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    axes.set_xlim(-0.02, 1)
    axes.set_xticks([])
    axes.set_yticks([y + 0.5 for y in range(len(rows) - 1)], minor=True)
    axes.grid(axis="y", which="minor", color=FAINT)
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_visible(False)
    return finished(axes, table, f"Questions to ask yourself ({len(table)})")


def decision(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw how many people each option rests on, topic by topic.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.decision` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        What options are looked at for down, options across; in each cell the number of different people.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.decision(sk.decision(sk.example("student"), ["public health", "laboratory"]))
    >>> figure.alt.startswith("2 options by field, with the people heard: public health (2 people)")
    True
    """
    must_be(table, "decision")
    wide = table.pivot(index="says", columns="option", values="voices").reindex(
        index=table["says"].unique(), columns=table["option"].unique())
    title = "How many people each option rests on"
    return grid_map(table, wide.to_numpy(dtype=float), wrapped(wide.index, 40), list(wide.columns), title, ax)
