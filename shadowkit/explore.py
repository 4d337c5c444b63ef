"""Two or three controls on a measure: each change redraws the picture and says it anew."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from pathlib import Path

import anywidget
import ipywidgets as widgets
import pandas as pd

from shadowkit import guide, plot
from shadowkit.captions import caption
from shadowkit.errors import LogError
from shadowkit.log import Log
from shadowkit.measures import outreach
from shadowkit.measures import perspectives as compared
from shadowkit.privacy import protect

#: Choices that stand for no choice. A dropdown whose value is None looks empty in the browser.
EVERYBODY, ALL_TOPICS = "everybody", "all"
PEOPLE_PER_PAGE = 12
#: Words of an answer that are shown before it is opened.
WORDS_SHOWN = 60


class _Page(anywidget.AnyWidget):
    """Hands an explorer's box to its script once it is on the page; shows nothing itself."""

    _esm = Path(__file__).with_suffix(".js")


class Explorer(widgets.VBox):
    """Controls above a picture and its caption; set a control's ``value`` and both follow.

    ``controls`` are the widgets by name, ``picture`` and ``caption`` show the result, ``status`` what went wrong. The
    choices are kept with the log, so running the cell again does not lose them.
    """

    def __init__(self, name: str, log: Log, controls: dict[str, widgets.Widget], show: Callable[..., tuple[str, str]],
                 *, height: int) -> None:
        self._show = show
        self._chosen = log.once(("chosen", name), dict)
        self.controls = controls
        self.picture = widgets.HTML()
        self.caption = widgets.HTML(layout=widgets.Layout(max_width="60em"))
        self.status = widgets.HTML()
        for label, control in controls.items():
            control.layout.margin = "2px 16px 2px 2px"
            if label in self._chosen and self._chosen[label] in _values(control):
                control.value = self._chosen[label]
            control.observe(self._changed, names="value")
        row = widgets.HBox(list(controls.values()), layout=widgets.Layout(flex_flow="row wrap"))
        row.add_class("shadowkit-controls")
        # The height is fixed, so that the page does not jump when a picture has other rows; what is taller scrolls.
        room = widgets.Layout(height=f"{height}px", overflow="auto")
        result = widgets.VBox([self.picture, self.caption], layout=room)
        result.add_class("shadowkit-result")
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


def response_rates(log: Log, *, min_count: int | None = None) -> Explorer:
    """Explore response rates: choose the groups and how many days people have for a reply.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    min_count : int, optional
        Groups with fewer people or students are hidden; by default 10 where the log is of several students.

    Returns
    -------
    Explorer
        With the controls ``by`` and ``within_days``.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.response_rates(sk.example("student"))
    >>> explorer.controls["by"].value = "tie"
    >>> "By tie" in explorer.caption.value
    True
    """
    columns = outreach.groupings(log)
    largest = max((_count_values(log, column) for column in columns), default=1)
    controls = {"by": _groups(columns, "channel"), "within_days": _days((7, 14, 21, 28), 14)}
    show = _protected(log, outreach.response_rates, plot.response_rates, min_count)
    return Explorer("response_rates", log, controls, show, height=min(225 + 43 * largest, 600))


def reply_curve(log: Log, *, min_count: int | None = None) -> Explorer:
    """Explore reply curves: choose the groups and the last day.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    min_count : int, optional
        Groups with fewer people or students are hidden; by default 10 where the log is of several students.

    Returns
    -------
    Explorer
        With the controls ``by`` and ``within_days``.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.reply_curve(sk.example("student"))
    >>> explorer.controls["within_days"].value = 14
    >>> "by day 14" in explorer.caption.value
    True
    """
    # More than six curves in one picture cannot be told apart.
    columns = [column for column in outreach.groupings(log) if _count_values(log, column) <= 6]
    controls = {"by": _groups(columns, None), "within_days": _days((14, 28, 42), 28)}
    show = _protected(log, outreach.reply_curve, plot.reply_curve, min_count)
    return Explorer("reply_curve", log, controls, show, height=600)


def coverage(log: Log) -> Explorer:
    """Explore who has been heard on which topic: choose what makes the kinds of people.

    Parameters
    ----------
    log : Log
        The log of one student or of many.

    Returns
    -------
    Explorer
        With the control ``by``.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.coverage(sk.example("student"))
    >>> explorer.controls["by"].value = "source"
    >>> explorer.caption.value.count("by source")
    1
    """
    columns = [name for name in outreach.groupings(log) if name in log.contacts.columns] or ["field"]
    by = widgets.Dropdown(options=[(_plain(name), name) for name in columns], description="Kinds of people by",
                          value="field" if "field" in columns else columns[0], style={"description_width": "initial"})
    longest = max((len(kind) for name in columns for kind in log.contacts[name].dropna().unique()), default=0)
    return Explorer("coverage", log, {"by": by}, lambda by: _drawn(plot.coverage, compared.coverage(log, by=by)),
                    height=460 + 7 * min(longest, 30))


def perspectives(log: Log, *, people: Sequence[str] | None = None, identifying: bool = False) -> Explorer:
    """Explore what different people said: choose the topic, what a row is, and the order of the people.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    people : list of str, optional
        Handles or names of the contacts to compare; by default all, twelve to a page.
    identifying : bool
        Whether to show what single people said to students, where the log is of several; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``topic``, ``rows``, ``order``, ``view`` and, for more than twelve people, ``page``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.perspectives(sk.example("student"))
    >>> explorer.controls["topic"].value = "outlook"
    >>> "“where they see the profession heading”" in explorer.caption.value
    True
    """
    if len(log.students) > 1 and not identifying:
        raise LogError("`explore.perspectives` shows what single people said to single students, and this log is of "
                       "several. Load one student's log, or write identifying=True and show it to nobody.")

    def matrix(topic: str, rows: str, order: str, page: int) -> pd.DataFrame:
        table = log.once(("matrix", topic, rows, order, tuple(people or ())), lambda: compared.perspectives(
            log, topics=None if topic == ALL_TOPICS else [topic], rows=rows, order=order, people=people))
        across = list(table.columns[4:])[page * PEOPLE_PER_PAGE: (page + 1) * PEOPLE_PER_PAGE]
        # Who said nothing on this stands behind those who did.
        across = sorted(across, key=lambda person: not table[person].notna().any())
        part = table[[*table.columns[:4], *across]]
        return part.assign(people=part[across].notna().sum(axis=1))[part[across].notna().any(axis=1).to_numpy()]

    def show(topic: str, rows: str, order: str, view: str, page: int = 0) -> tuple[str, str]:
        table = matrix(topic, rows, order, page)
        return _drawn(plot.perspectives, table) if view == "overview" else (matrix_html(table), caption(table))

    heard = compared.answers_heard(log)
    topics = [name for name in guide.TOPICS if name in set(heard["topic"])]
    wide = {"description_width": "initial"}
    controls: dict[str, widgets.Widget] = {
        "topic": widgets.Dropdown(options=[("all topics", ALL_TOPICS), *((guide.TOPICS[name], name)
                                                                         for name in topics)],
                                  description="Topic", style=wide),
        "rows": widgets.Dropdown(options=[("topics", "topic"), ("questions", "question")], description="Side by side",
                                 # A few questions that everybody was asked need no topics.
                                 value="question" if heard["group"].nunique() <= 10 else "topic", style=wide),
        "order": widgets.Dropdown(options=[("as they were met", "met"), *(
            (f"by {_plain(name)}", name) for name in ("field", "role", "organization", "source", "tie")
            if log.contacts[name].notna().any())], description="People", style=wide),
        "view": widgets.Dropdown(options=[("what they said", "answers"), ("who answered what", "overview")],
                                 description="Show", style=wide)}
    count = heard["person"].nunique() if people is None else len(people)
    if count > PEOPLE_PER_PAGE:
        starts = range(0, count, PEOPLE_PER_PAGE)
        pages = [(f"{start + 1} to {min(start + PEOPLE_PER_PAGE, count)} of {count}", page)
                 for page, start in enumerate(starts)]
        controls["page"] = widgets.Dropdown(options=pages, description="Page", style=wide)
    return Explorer("perspectives", log, controls, show, height=640)


def matrix_html(table: pd.DataFrame) -> str:
    """Return the matrix of :func:`shadowkit.perspectives` as an HTML table; long answers open on request."""
    if not len(table):
        return "<p>Nobody has answered a question on this yet.</p>"
    head = "".join(f'<th scope="col" style="{_CELL};{_STICK}top:0;min-width:15em">{html.escape(str(name))}</th>'
                   for name in table.columns[4:])
    body = []
    for _, row in table.iterrows():
        asked = f'<br><span style="font-weight:normal">{row["people"]} answered</span>'
        cells = "".join(f'<td style="{_CELL}">{_answer(row.iloc[place])}</td>' for place in range(4, len(row)))
        question = html.escape(str(row["question"] or "no question noted"))
        body.append(f'<tr><th scope="row" style="{_CELL};{_STICK}left:0;width:11em">{question}{asked}</th>{cells}</tr>')
    corner = f'<td style="{_CELL};{_STICK}top:0;left:0;z-index:2"></td>'
    return (f'<div tabindex="0" role="region" aria-label="Answers side by side" style="max-height:520px;overflow:auto">'
            f'<table style="border-collapse:separate;border-spacing:0;line-height:1.4;font-size:13px">'
            f"<thead><tr>{corner}{head}</tr></thead><tbody>{''.join(body)}</tbody></table></div>")


_CELL = "text-align:left;vertical-align:top;padding:8px 10px;border-bottom:1px solid #ccc;white-space:normal"
_STICK = "position:sticky;background:#f4f4f4;color:#222;"


def _answer(answer: object) -> str:
    if not isinstance(answer, str):
        return '<span style="color:#6b6b6b">not asked, or no answer</span>'
    words = answer.split(" ")
    if len(words) <= WORDS_SHOWN + 40:
        return _lines(answer)
    start, rest = " ".join(words[:WORDS_SHOWN]), " ".join(words[WORDS_SHOWN:])
    return (f"{_lines(start)} <details><summary>… {len(words) - WORDS_SHOWN} more words</summary>"
            f"{_lines(rest)}</details>")


def _lines(answer: str) -> str:
    return html.escape(answer).replace("\n", "<br>")


def _drawn(draw: Callable[[pd.DataFrame], object], table: pd.DataFrame) -> tuple[str, str]:
    figure = draw(table)
    return f'<figure style="margin:0">{plot.image(figure)}</figure>', figure.alt


def _protected(log: Log, measure: Callable[..., pd.DataFrame], draw: Callable[[pd.DataFrame], object],
               min_count: int | None) -> Callable[[str, int], tuple[str, str]]:
    """Return what shows a table of rates, small groups hidden where the log is of several students."""
    if min_count is None and len(log.students) > 1:
        min_count = 10

    def show(by: str, within_days: int) -> tuple[str, str]:
        table = measure(log, by=None if by == EVERYBODY else by, within_days=within_days)
        return _drawn(draw, table if min_count is None else protect(table, min_count=min_count))

    return show


def _groups(columns: list[str], first: str | None) -> widgets.Dropdown:
    options = [("everybody together", EVERYBODY), *((_plain(name), name) for name in columns)]
    return widgets.Dropdown(options=options, value=first if first in columns else EVERYBODY, description="Compare by",
                            style={"description_width": "initial"})


def _days(choices: Sequence[int], first: int) -> widgets.Dropdown:
    return widgets.Dropdown(options=[(f"{days} days", days) for days in choices], value=first,
                            description="Time for a reply", style={"description_width": "initial"})


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _values(control: widgets.Widget) -> list[object]:
    return [value for _, value in control._options_full]


def _count_values(log: Log, column: str) -> int:
    return next(frame[column].nunique() for frame in (log.outreach, log.contacts, log.students) if column in frame) + 1
