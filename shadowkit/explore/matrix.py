"""Controls on who said what."""

from __future__ import annotations

import html
from collections.abc import Sequence

import ipywidgets as widgets
import pandas as pd

from shadowkit import guide, plot
from shadowkit.captions import caption
from shadowkit.errors import LogError
from shadowkit.explore.explorer import Explorer, drawn, plain
from shadowkit.log import Log
from shadowkit.measures import perspectives as compared

#: The choice that stands for no choice. A dropdown whose value is None looks empty in the browser.
ALL_TOPICS = "all"
PEOPLE_PER_PAGE = 12
#: Words of an answer that are shown before it is opened.
WORDS_SHOWN = 60


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
        return drawn(plot.perspectives, table) if view == "overview" else (matrix_html(table), caption(table))

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
            (f"by {plain(name)}", name) for name in ("field", "role", "organization", "source", "tie")
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
