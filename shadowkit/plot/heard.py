"""Pictures of whether enough has been heard."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shadowkit import guide
from shadowkit.plot.canvas import COLOURS, FAINT, INK, SOFT, axes_for, finished, grid_map, must_be, short, wrapped

#: A picture with more rows than these nobody reads.
ROWS = 24


def coverage(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw how many people of each kind have spoken on each topic; what is hidden in a protected table is left out.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.coverage` returned, or that protected.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        Topics down, kinds of people across; in each cell the number of different people.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.coverage(sk.coverage(sk.example("student")))
    >>> figure.alt.startswith("4 kinds of people by field")
    True
    """
    must_be(table, "coverage")
    by = table.attrs["by"]
    shown = table[~table["hidden"]] if "hidden" in table else table
    wide = shown.pivot(index="topic", columns=by, values="people").reindex(
        index=shown["topic"].unique(), columns=shown[by].unique())
    names = [guide.TOPICS[topic] for topic in wide.index]
    title = f"People heard, by topic and {by}"
    return grid_map(table, wide.to_numpy(dtype=float), wrapped(names, 40), wide.columns, title, ax)


def next_people(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw whom to meet next: on how many topics each would be the first voice of their kind, or the second.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.next_people` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        One bar per suggested person or missing kind, the state things are in beside it. Of more than twenty-four the
        first twenty-four are drawn.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.next_people(sk.next_people(sk.example("student")))
    >>> "First, Aoife Brennan." in figure.alt
    True
    """
    must_be(table, "next_people")
    rows, by = table.head(ROWS), table.attrs["by"]
    axes = axes_for(ax, height=1.75 + 0.44 * max(len(rows), 1))
    parts = ((rows["gaps"], 0, COLOURS[0], ""),
             (rows["second"], rows["gaps"], "#9cc8e3", "///"))
    for values, left, colour, hatch in parts:
        axes.barh(range(len(rows)), values, left=left, height=0.6, color=colour, hatch=hatch, edgecolor="white",
                  linewidth=0, zorder=2)
    for y, row in enumerate(rows.to_dict("records")):
        axes.text(row["gaps"] + row["second"] + 0.1, y, row["state"], va="center", color=INK, fontsize=9.5)
    who = [f"somebody: {row[by]}" if row["state"] == "look for" else f"{row['name']}, {row[by]}"
           for row in rows.to_dict("records")]
    axes.set_yticks(range(len(rows)), wrapped(who, 34))
    axes.set_ylim(max(len(rows), 1) - 0.4, -0.6)
    axes.set_xlim(0, 6.2)
    axes.set_xticks(range(6))
    axes.set_xlabel("topics; dark: first voice\nof their kind, hatched: second")
    axes.grid(axis="x", color=FAINT, zorder=0)
    of = f"the first {ROWS} of {len(table)}" if len(table) > ROWS else f"{len(table)}"
    return finished(axes, table, f"Whom to meet next, by {by.replace('_', ' ')} ({of})")


def saturation(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw how many different tags have been heard after each meeting, and what random orders would have shown.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.saturation` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        Meetings across, different tags up; the new ones of each meeting are written at its point, the band holds 95 %
        of the random orders, and a dotted line ends the base and the run at which the rule is met.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.saturation(sk.saturation(sk.example("student")))
    >>> figure.alt.startswith("9 meetings and one coder (rosa)")
    True
    """
    must_be(table, "saturation")
    about, count = table.attrs, len(table)
    axes = axes_for(ax, height=4.6, width=min(max(7.2, 2 + 0.55 * count), 12))
    place, heard = table["place"], table["cumulative"]
    axes.fill_between(place, table["low"], table["high"], color="#cfe4f3", linewidth=0, zorder=1)
    axes.plot(place, table["mean"], color=COLOURS[0], linestyle="--", linewidth=1.2, zorder=2)
    axes.plot(place, heard, color=INK, linewidth=1.6, marker="o" if count <= 60 else "", markersize=5, zorder=3)
    top = max(int(table["high"].max()), 1) if count else 1
    if count <= 30:
        for x, y, new in zip(place, heard, table["new"], strict=True):
            # Above its point and a little to the left, where the line that climbs on does not run through it.
            axes.annotate(f"+{new}" if new else "0", (x, y), (-5 if new else 0, 6), textcoords="offset points",
                          ha="center", va="bottom", fontsize=9.5, zorder=4, color=INK if new else SOFT,
                          fontweight="bold" if new else "normal")
    if count:
        axes.annotate("as you met them", (count, heard.iloc[-1]), (24, 4), textcoords="offset points", va="bottom",
                      fontsize=9.5, color=INK)
        axes.annotate("in random orders:\n95 % in the band", (count, table["low"].iloc[-1]), (24, -6),
                      textcoords="offset points", va="top", fontsize=9.5, color="#00507f")
    lines = [(about["base"], f"base: {about['in_base']} tags")] if count >= about["base"] else []
    if about["met"]:
        lines.append((sum(map(int, about["met"].split("+"))), f"rule met: {about['met']}"))
    for x, says in lines:
        axes.axvline(x + 0.5, color=SOFT, linestyle=":", zorder=0)
        axes.annotate(f"{says} ", (x + 0.5, 0), (0, 4), textcoords="offset points", ha="right", va="bottom",
                      color=SOFT, fontsize=9.5)
    if count <= 30:
        axes.set_xticks(place, [short(name, 22) for name in table["name"]], rotation=40, ha="right",
                        rotation_mode="anchor")
    axes.set_xlabel(f"meetings as they were held; rule: in {about['run']} in a row\n"
                    f"at most {about['threshold'] * 100:.0f} % new, of the tags in the first {about['base']}")
    axes.set_ylim(0, top * 1.18)
    axes.set_xlim(0.5, max(count, 1) + 0.6)
    axes.set_yticks(range(0, int(top * 1.18) + 1, max(1, round(top / 6))))
    axes.set_ylabel("different tags so far")
    axes.grid(axis="y", color=FAINT, zorder=0)
    one = "meeting" if count == 1 else "meetings"
    return finished(axes, table, f"Do new meetings still bring new things? ({count:,} {one})")
