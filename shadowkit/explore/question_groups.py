"""Controls on which wordings count as the same question."""

from __future__ import annotations

import html

import pandas as pd

from shadowkit import guide, plot
from shadowkit.captions import caption
from shadowkit.explore.explorer import Explorer, choice, drawn, for_one
from shadowkit.log import Log
from shadowkit.measures.question_groups import question_groups as grouped

_ALL = "all"
#: A page shows that many wordings; the table has them all.
_SHOWN = 300
_CELL = "text-align:left;vertical-align:top;padding:5px 10px;border-bottom:1px solid #ccc;white-space:normal"


def question_groups(log: Log, *, identifying: bool = False) -> Explorer:
    """Explore which wordings count as the same question: choose a topic, and the list or the picture.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to show single wordings where the log is of several students; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``topic`` and ``view``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.question_groups(sk.example("student"))
    >>> explorer.controls["topic"].value = "outlook"
    >>> explorer.caption.value.count("6 wordings count as 2 questions")
    1
    """
    for_one(log, "question_groups", identifying)
    table = grouped(log)

    def show(topic: str, view: str) -> tuple[str, str]:
        part = table if topic == _ALL else table[table["topic"] == topic]
        return drawn(plot.question_groups, part) if view == "picture" else (groups_html(part), caption(part))

    topics = [topic for topic in guide.TOPICS if (table["topic"] == topic).any()]
    controls = {"topic": choice("Topic", [("all topics", _ALL), *((guide.TOPICS[topic], topic) for topic in topics)]),
                "view": choice("Show", [("the wordings", "wordings"), ("how many", "picture")])}
    return Explorer("question_groups", log, controls, show, height=560)


def groups_html(table: pd.DataFrame) -> str:
    """Return the wordings of each question as an HTML table."""
    if not len(table):
        return "<p>No question has been asked yet.</p>"
    body = []
    part = table.head(_SHOWN)
    for question, rows in part.groupby("question", sort=False):
        for place, row in enumerate(rows.to_dict("records")):
            head = (f'<th scope="rowgroup" rowspan="{len(rows)}" style="{_CELL};width:16em">'
                    f"{html.escape(question)}</th>") if not place else ""
            body.append(f'<tr>{head}<td style="{_CELL}">{html.escape(row["wording"])}</td><td style="{_CELL}">'
                        f'{row["people"]}</td><td style="{_CELL};min-width:8em">{html.escape(row["why"])}</td></tr>')
    head = "".join(f'<th scope="col" style="{_CELL};background:#f4f4f4;color:#222">{name}</th>'
                   for name in ("counts as", "asked as", "people", "why"))
    more = f"<p>… and {len(table) - _SHOWN} more wordings.</p>" if len(table) > _SHOWN else ""
    return (f'<table style="border-collapse:collapse;line-height:1.4;font-size:13px"><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(body)}</tbody></table>{more}")
