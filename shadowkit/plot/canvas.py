"""What all pictures share: colours, axes, labels that fit, and the alternative text."""

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

from shadowkit.captions import caption
from shadowkit.errors import LogError

#: Okabe and Ito (2008): colours that colour-blind readers can tell apart.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D00")
INK, SOFT, FAINT = "#222222", "#6b6b6b", "#d9d9d9"
_WIDTH = 7.2
_DOTS = 120


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


def must_be(table: pd.DataFrame, measure: str) -> None:
    """Raise where a table did not come from the measure that the picture shows."""
    if table.attrs.get("measure") != measure:
        raise LogError(f"`plot.{measure}` needs a table just as sk.{measure}(log) returned it; this one comes from "
                       f"{table.attrs.get('measure') or 'somewhere else'}.")


def axes_for(ax: Axes | None, *, height: float, width: float = _WIDTH) -> Axes:
    """Return the axes given, or those of a new picture."""
    if ax is not None:
        return ax
    # Made without pyplot, which would show it a second time and takes long to load.
    return Picture(figsize=(width, height), dpi=_DOTS).subplots()


def finished(axes: Axes, table: pd.DataFrame, title: str) -> Figure:
    """Tidy the axes, make room for the labels, and give the figure its alternative text."""
    figure = axes.figure
    axes.spines[["top", "right"]].set_visible(False)
    # Unless ticks stand above, its place is known; else matplotlib measures every label anew at each drawing.
    place = None if axes.xaxis.get_ticks_position() == "top" else 1
    heading = axes.set_title(textwrap.fill(title, 72), loc="left", fontsize=11, fontweight="bold", y=place)
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


def grid_map(table: pd.DataFrame, counts: np.ndarray, down: list[str], across: list[str], title: str,
             ax: Axes | None, *, digits: int = 0, top: float | None = None) -> Figure:
    """Draw counts as a grid of cells, the number in each, nothing where there is none."""
    across = [short(str(name), 28) for name in across]
    rows, columns = max(len(down), 1), max(len(across), 1)
    longest = max((len(name) for name in across), default=0)
    axes = axes_for(ax, height=1.5 + (0.4 if rows <= 12 else 0.32) * rows + 0.07 * longest,
                    width=max(_WIDTH, 3.2 + 0.5 * columns))
    top = top or max(np.nanmax(counts, initial=1), 1)
    numbered = columns <= 24 and rows <= 40
    shades = np.where(counts > 0, 0.12 + 0.5 * counts / top, np.where(np.isnan(counts), np.nan, 0))
    axes.imshow(shades.reshape(rows, columns) if counts.size else np.zeros((rows, columns)), cmap="Blues", vmin=0,
                vmax=1, aspect="auto")
    for y, x in np.argwhere(counts == 0) if numbered else ():
        axes.text(x, y, "none" if columns <= 8 else "–", ha="center", va="center", color=SOFT, fontsize=9)
    for y, x in np.argwhere(counts > 0) if numbered else ():
        axes.text(x, y, f"{counts[y, x]:.{digits}f}", ha="center", va="center", color=INK)
    axes.set_xticks(np.arange(len(across)), wrapped(across, 16) if columns <= 8 else list(across),
                    rotation=0 if columns <= 5 else 40, ha="center" if columns <= 5 else "right")
    axes.set_yticks(np.arange(len(down)), down)
    # Lines between the cells; a grid of ticks takes many times longer to draw.
    axes.vlines(np.arange(columns + 1) - 0.5, -0.5, rows - 0.5, color="white", linewidth=3)
    axes.hlines(np.arange(rows + 1) - 0.5, -0.5, columns - 0.5, color="white", linewidth=3)
    axes.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5))
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return finished(axes, table, title)


def share_axis(axis: object, set_limits: object) -> None:
    """Make an axis of shares from 0 to 100 %."""
    set_limits(0, 1)
    axis.set_ticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])


def wrapped(names: Iterable[object], width: int = 26) -> list[str]:
    """Break names into lines, and cut those that would take more than two."""
    return [textwrap.fill(short(str(name), 2 * width), width) for name in names]


def short(name: str, width: int) -> str:
    """Cut a name after a word so that it fits."""
    name = " ".join(name.split())
    cut = name[: width - 2]
    return name if len(name) <= width else (cut.rpartition(" ")[0] or cut) + " …"
