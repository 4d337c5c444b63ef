"""A picture of what several people said, where they differ, and what one alone said."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from shadowkit import guide
from shadowkit.captions.common_ground import names
from shadowkit.plot.canvas import COLOURS, FAINT, INK, SOFT, axes_for, finished, must_be, share_axis, short

#: A picture with more things than these nobody reads.
THINGS = 40
#: What a kind is called, the colour of its bars and their pattern.
_KINDS = {"several": ("Several say the same", COLOURS[5], ""), "different": ("They differ on {}", COLOURS[4], "///"),
          "only one": ("One person alone", "#ffffff", ""), "term": ("Several use the word", "#d9d9d9", "..")}


def common_ground(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw of each thing that was said how many people say it, of all heard on the topic, and who they are.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.common_ground` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        A bar per thing, 0 to 100 % of the people heard, under a heading that says whether several say it, people
        differ, or one stands alone; a line for the 95 % interval; the count and the names at the right. Of more than
        forty things the first forty.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.common_ground(sk.common_ground(sk.example("student"), topics=["advancement"]))
    >>> figure.axes[0].get_title(loc="left")
    'Who says what: what opportunities for promotion exist (6 people heard)'
    """
    must_be(table, "common_ground")
    heard = table.attrs["heard"]
    things = table.drop_duplicates(["topic", "kind", "what", "from"]).head(THINGS)
    lines = _lines(things, several_topics=len(heard) > 1)
    axes = axes_for(ax, height=1.3 + 0.36 * max(len(lines), 1))
    labels = []
    for y, (heading, thing) in enumerate(lines):
        if thing is None:
            axes.text(0.01, y + 0.12, heading, fontsize=10, fontweight="bold", color=INK, va="center")
            continue
        _, colour, pattern = _KINDS[_sort_of(thing)]
        axes.barh(y, thing["share"], height=0.6, color=colour, hatch=pattern, edgecolor=INK, linewidth=0.8, zorder=2)
        axes.plot([thing["low"], thing["high"]], [y, y], color=INK, linewidth=1.2, zorder=3, solid_capstyle="butt")
        axes.text(1.02, y, _who(table, thing), va="center", color=INK, fontsize=9, clip_on=False)
        words = f"“{thing['what']}”" if thing["from"] == "term" else thing["what"]
        labels.append((y, short(words, 44)))
    axes.set_yticks([y for y, _ in labels], [label for _, label in labels])
    axes.set_ylim(max(len(lines), 1) - 0.4, -0.6)
    share_axis(axes.xaxis, axes.set_xlim)
    axes.set_xlabel("share of the people heard; line: 95 % interval")
    axes.grid(axis="x", color=FAINT, zorder=0)
    if not lines:
        axes.text(0.5, 0, "nothing is marked yet", ha="center", va="center", color=SOFT, style="italic")
    return finished(axes, table, _title(table, heard))


def _lines(things: pd.DataFrame, *, several_topics: bool) -> list[tuple[str, dict | None]]:
    """Return what stands beneath each other: headings, and the things under them."""
    lines, topic, under = [], None, None
    for thing in things.to_dict("records"):
        on = thing["parent"] if thing["kind"] == "different" else ""
        if several_topics and thing["topic"] != topic:
            lines.append((guide.TOPICS[thing["topic"]].upper(), None))
            under = None
        if (_sort_of(thing), on) != under:
            lines.append((short(_KINDS[_sort_of(thing)][0].format(on), 70), None))
        topic, under = thing["topic"], (_sort_of(thing), on)
        lines.append(("", thing))
    return lines


def _sort_of(thing: dict) -> str:
    return thing["kind"] if thing["from"] == "tag" else "term"


def _who(table: pd.DataFrame, thing: dict) -> str:
    count = f"{thing['people']} of {thing['heard']}"
    if table.attrs["students"] > 1:
        return count
    of = table[(table["topic"] == thing["topic"]) & (table["what"] == thing["what"]) & (table["from"] == thing["from"])]
    return f"{count}:  {short(names(list(dict.fromkeys(of['person'])), table.attrs['heard'][thing['topic']]), 90)}"


def _title(table: pd.DataFrame, heard: dict[str, list[str]]) -> str:
    people = len({person for on in heard.values() for person in on})
    on = f": {guide.TOPICS[next(iter(heard))]}" if len(heard) == 1 else f", on {len(heard)} topics" if heard else ""
    things = len(table.drop_duplicates(["topic", "kind", "what", "from"]))
    of = f", the first {THINGS} of {things:,} things" if things > THINGS else ""
    return f"Who says what{on} ({people:,} {'person' if people == 1 else 'people'} heard{of})"
