"""What all explorers share: controls above a picture and its caption."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path

import anywidget
import ipywidgets as widgets
import pandas as pd

from shadowkit import plot
from shadowkit.errors import LogError
from shadowkit.log import Log
from shadowkit.measures import counting, must_be_log

#: A label is as wide as its words.
WIDE = {"description_width": "initial"}
#: In a narrow window two controls still stand beside each other.
_BESIDE = "max(260px, calc(50% - 18px))"


class _Page(anywidget.AnyWidget):
    """Hands an explorer's box to its script once it is on the page; shows nothing itself."""

    _esm = Path(__file__).with_suffix(".js")
    _css = Path(__file__).with_suffix(".css")


class Explorer(widgets.VBox):
    """Controls above a picture and its caption; set a control's ``value`` and both follow.

    ``controls`` are the widgets by name, ``picture`` and ``caption`` show the result, ``status`` what went wrong. The
    choices are kept with the log, if there is one, so running the cell again does not lose them.
    """

    def __init__(self, name: str, log: Log | None, controls: dict[str, widgets.Widget],
                 show: Callable[..., tuple[str, str]], *, height: int) -> None:
        self._show = show
        self._chosen = {} if log is None else log.once(("chosen", name), dict)
        self.controls = controls
        self.picture = widgets.HTML()
        self.caption = widgets.HTML(layout=widgets.Layout(max_width="60em"))
        self.status = widgets.HTML()
        for label, control in controls.items():
            control.layout.margin = "2px 16px 2px 2px"
            if control.layout.width is None and control.layout.max_width is None:
                control.layout.max_width = _BESIDE
            if label in self._chosen and _can_be(control, self._chosen[label]):
                control.value = self._chosen[label]
            control.observe(self._changed, names="value")
        row = widgets.HBox(list(controls.values()), layout=widgets.Layout(flex_flow="row wrap"))
        row.add_class("shadowkit-controls")
        # The height is fixed, so that the page does not jump when a picture has other rows; one that is taller scrolls
        # above its caption.
        room = widgets.Layout(height=f"{height}px", overflow="auto")
        result = widgets.VBox([self.picture, self.caption], layout=room)
        result.add_class("shadowkit-result")
        self.picture.add_class("shadowkit-picture")
        self.caption.add_class("shadowkit-words")
        super().__init__([row, self.status, result, _Page()], layout=widgets.Layout(overflow="hidden"))
        self.add_class("shadowkit-explorer").add_class(f"shadowkit-{name.replace('_', '-')}")
        self._changed()

    def __repr__(self) -> str:
        return "Controls, a picture and its caption: run this cell to see them."

    def _changed(self, change: object = None) -> None:
        values = {label: control.value for label, control in self.controls.items()}
        try:
            picture, words = self._show(**values)
        except Exception as error:
            # JupyterLab does not show what goes wrong in a callback, so it is said here too.
            self.status.value = f'<p role="alert" style="color:#a00">{html.escape(str(error) or repr(error))}</p>'
            if isinstance(error, LogError):
                return
            raise
        self._chosen.update(values)
        self.status.value = ""
        self.picture.value = picture
        self.caption.value = f'<p style="line-height:1.45;margin:0">{html.escape(words)}</p>'


def choice(label: str, options: list[tuple[str, object]], first: object = None) -> widgets.Dropdown:
    """Return a dropdown; the first option is chosen unless another is named."""
    return widgets.Dropdown(options=options, value=options[0][1] if first is None else first, description=label,
                            style=WIDE)


def kinds_choice(log: Log, label: str) -> widgets.Dropdown:
    """Return the choice of what makes the kinds of people; the field, where it can."""
    columns = counting.kinds_of_people(log) or ["field"]
    return choice(label, [(plain(name), name) for name in columns], "field" if "field" in columns else columns[0])


def for_one(log: Log, noun: str, identifying: bool) -> None:
    """Raise where there is no log, or where people whom several students meet would be named."""
    must_be_log(log, f"explore.{noun}")
    if len(log.students) > 1 and not identifying:
        raise LogError(f"`explore.{noun}` names the people whom single students meet, and this log is of several. "
                       "Load one student's log, or write identifying=True and show it to nobody.")


def drawn(draw: Callable[[pd.DataFrame], object], table: pd.DataFrame) -> tuple[str, str]:
    """Return a table's picture as HTML, and its caption."""
    figure = draw(table)
    return f'<figure style="margin:0">{plot.image(figure)}</figure>', figure.alt


def plain(name: str) -> str:
    """Return a column's name as a control shows it."""
    return name.replace("_", " ")


def _can_be(control: widgets.Widget, value: object) -> bool:
    """Tell whether a control offers a value; in a box one can type anything."""
    return isinstance(control, widgets.Text) or value in [offered for _, offered in control._options_full]
