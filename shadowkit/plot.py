"""Pictures of the measures' tables; each carries its caption as alternative text."""

from __future__ import annotations

import base64
import html
import io
import textwrap
from collections.abc import Iterable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from shadowkit import guide, text
from shadowkit.captions import caption, count_label, group_label, span
from shadowkit.errors import LogError
from shadowkit.measures.outreach import EVERYBODY

#: Okabe and Ito (2008): colours that colour-blind readers can tell apart.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D00")
INK, SOFT, FAINT = "#222222", "#6b6b6b", "#d9d9d9"
_STYLES = ("-", "--", "-.", ":")
_WIDTH = 7.2
_DOTS = 120
#: With more people waiting there is a tick on every day, which says nothing; the counts beneath say it.
_TICKS = 40


class Picture(Figure):
    """A figure that shows itself with an alternative text, in notebooks and in what is made from them."""

    alt = ""

    def _repr_html_(self) -> str:
        return image(self)


def image(figure: Figure) -> str:
    """Return a figure as an HTML image that carries its alternative text and needs no other file."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=_DOTS, pil_kwargs={"compress_level": 2})
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    width = int(figure.get_figwidth() * 100)
    return (f'<img alt="{html.escape(getattr(figure, "alt", ""))}" style="width:{width}px;max-width:100%;height:auto" '
            f'src="data:image/png;base64,{data}">')


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
    _must_be(table, "response_rates")
    axes = _axes(ax, height=1.35 + 0.42 * max(len(table), 1))
    hidden = table["hidden"] if "hidden" in table else pd.Series(False, index=table.index)
    place = np.arange(len(table))
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
            days = f", by day {row['by_day']}" if row["by_day"] < table.attrs["within_days"] else ""
            axes.text(1.02, y, count_label(row) + days, va="center", color=INK, clip_on=False)
    axes.set_yticks(place, _wrapped(group_label(table)))
    axes.set_ylim(len(table) - 0.4, -0.6)
    _share_axis(axes.xaxis, axes.set_xlim)
    axes.grid(axis="x", color=FAINT, zorder=0)
    about = table.attrs
    by = f", by {' and '.join(about['by'])}" if about["by"] else ""
    asked = f"{int(table['asked'].sum()):,}" if len(table) else "0"
    what = "People who replied" if about["unit"] == "person" else "Messages answered"
    return _finished(axes, table, f"{what} within {span(about['within_days'])}{by} ({asked} asked)")


def reply_curve(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw the share who have replied by each day, with its band.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.reply_curve` returned, protected or not.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        One step line per group, 0 to 100 % over days, with its 95 % band, short ticks on the line for people who are
        still waiting after that many days, and how many are still looked at beneath the axis.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.reply_curve(sk.reply_curve(sk.example("student")))
    >>> figure.alt.startswith("Of 23 asked")
    True
    """
    _must_be(table, "reply_curve")
    shown = table[~table["hidden"]] if "hidden" in table else table
    shown = shown.assign(label=group_label(shown))
    curves = [(label, curve) for label, curve in shown.groupby("label", sort=False) if curve["asked"].iloc[0]]
    axes = _axes(ax, height=3.6 + 0.17 * len(curves))
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
            axes.text(1.02, label_heights[label], _short(label, 40), color=colour, va="center",
                      transform=axes.transAxes)
    if curves:
        _write_at_risk(axes, curves, marks)
    axes.set_xlim(0, max(end, 1))
    axes.set_xticks(marks)
    axes.set_xlabel("days since the first ask", labelpad=2)
    _share_axis(axes.yaxis, axes.set_ylim)
    axes.grid(axis="y", color=FAINT)
    asked = sum(int(curve["asked"].iloc[0]) for _, curve in curves)
    return _finished(axes, table, f"Share who have replied by each day ({asked:,} asked)")


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
        axes.annotate("\n".join(_short(label, 40) for label, _ in curves), (0, 0), (-14, -55),
                      xycoords="axes fraction", ha="right", **(how | {"color": INK}))


def perspectives(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw who answered what: the matrix as a map, darker for longer answers.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.perspectives` returned.
    ax : Axes, optional
        Where to draw; a figure of its own by default.

    Returns
    -------
    Figure
        Questions or topics down, people across; in each cell the number of words of the answer.

    Examples
    --------
    >>> import shadowkit as sk
    >>> figure = sk.plot.perspectives(sk.perspectives(sk.example("student"), rows="topic"))
    >>> len(figure.axes)
    1
    """
    _must_be(table, "perspectives")
    people = list(table.columns[4:])
    counts = table[people].map(text.word_count).to_numpy(dtype=float).reshape(len(table), len(people))
    names = [guide.TOPICS[topic] for topic in table["topic"]] if table.attrs["rows"] == "topic" else table["question"]
    title = f"How many words each person said ({len(people)} {'person' if len(people) == 1 else 'people'})"
    return _map(table, counts, _wrapped(names, 40), people, title, ax)


def coverage(table: pd.DataFrame, *, ax: Axes | None = None) -> Figure:
    """Draw how many people of each kind have spoken on each topic; empty places are framed.

    Parameters
    ----------
    table : DataFrame
        What :func:`shadowkit.coverage` returned.
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
    _must_be(table, "coverage")
    by = table.attrs["by"]
    wide = table.pivot(index="topic", columns=by, values="people").reindex(
        index=table["topic"].unique(), columns=table[by].unique())
    names = [guide.TOPICS[topic] for topic in wide.index]
    title = f"People heard, by topic and {by}"
    return _map(table, wide.to_numpy(dtype=float), _wrapped(names, 40), wide.columns, title, ax)


def _map(table: pd.DataFrame, counts: np.ndarray, down: list[str], across: list[str], title: str,
         ax: Axes | None) -> Figure:
    """Draw counts as a grid of cells, the number in each, nothing where there is none."""
    across = [_short(str(name), 28) for name in across]
    rows, columns = max(len(down), 1), max(len(across), 1)
    axes = _axes(ax, height=1.5 + 0.4 * rows + 0.07 * max((len(str(name)) for name in across), default=0),
                 width=max(_WIDTH, 3.2 + 0.5 * columns))
    top = max(np.nanmax(counts, initial=1), 1)
    numbered = columns <= 24 and rows <= 40
    axes.imshow(np.where(counts > 0, 0.12 + 0.5 * counts / top, 0).reshape(rows, columns) if counts.size
                else np.zeros((rows, columns)), cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for y, x in np.argwhere(counts == 0) if numbered else ():
        axes.text(x, y, "none" if columns <= 8 else "–", ha="center", va="center", color=SOFT, fontsize=9)
    for y, x in np.argwhere(counts > 0) if numbered else ():
        axes.text(x, y, f"{counts[y, x]:.0f}", ha="center", va="center", color=INK)
    axes.set_xticks(np.arange(len(across)), _wrapped(across, 16) if columns <= 8 else list(across),
                    rotation=0 if columns <= 5 else 40, ha="center" if columns <= 5 else "right")
    axes.set_yticks(np.arange(len(down)), down)
    axes.set_xticks(np.arange(columns + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(rows + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=3)
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_visible(False)
    return _finished(axes, table, title)


def _must_be(table: pd.DataFrame, measure: str) -> None:
    if table.attrs.get("measure") != measure:
        raise LogError(f"`plot.{measure}` needs a table just as sk.{measure}(log) returned it; this one comes from "
                       f"{table.attrs.get('measure') or 'somewhere else'}.")


def _axes(ax: Axes | None, *, height: float, width: float = _WIDTH) -> Axes:
    if ax is not None:
        return ax
    # Made without pyplot, which would show it a second time and takes long to load.
    return Picture(figsize=(width, height), dpi=_DOTS).subplots()


def _finished(axes: Axes, table: pd.DataFrame, title: str) -> Figure:
    """Tidy the axes, make room for the labels, and give the figure its alternative text."""
    figure = axes.figure
    axes.spines[["top", "right"]].set_visible(False)
    heading = axes.set_title(textwrap.fill(title, 72), loc="left", fontsize=11, fontweight="bold")
    axes.tick_params(labelsize=9.5)
    for words in axes.findobj(Text):
        # A dollar sign in a log is a dollar sign, not the beginning of a formula.
        words.set_parse_math(False)
    if isinstance(figure, Picture):
        figure.alt = caption(table)
        # One pass of what a layout engine does in several: leave as much room as the labels take.
        heading.set_in_layout(False)
        inner, outer = axes.get_window_extent(), axes.get_tightbbox()
        left, right = inner.x0 - outer.x0 + 8, max(outer.x1 - inner.x1, 0) + 12
        above = max(outer.y1, heading.get_window_extent().y1) - inner.y1 + 8
        figure.set_figwidth(max(figure.get_figwidth(), (left + right) / figure.dpi + 2))
        width, height = figure.bbox.size
        figure.subplots_adjust(
            left=left / width, right=1 - right / width, bottom=(inner.y0 - outer.y0 + 8) / height,
            top=1 - above / height)
        # The title begins where the labels begin, so that it has the whole width.
        heading.set_x((8 - left) / (width - left - right))
        heading.set_in_layout(True)
    return figure


def _share_axis(axis: object, set_limits: object) -> None:
    set_limits(0, 1)
    axis.set_ticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])


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


def _wrapped(names: Iterable[object], width: int = 26) -> list[str]:
    return [textwrap.fill(_short(str(name), 2 * width), width) for name in names]


def _short(name: str, width: int) -> str:
    name = " ".join(name.split())
    cut = name[: width - 2]
    return name if len(name) <= width else (cut.rpartition(" ")[0] or cut) + " …"
