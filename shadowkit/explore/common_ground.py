"""Controls on what people have in common and where they differ, with their words."""

from __future__ import annotations

import html

import pandas as pd

from shadowkit import guide, plot
from shadowkit.captions import caption
from shadowkit.explore.coding import SHOWN, card, side_by_side
from shadowkit.explore.explorer import Explorer, choice, drawn, for_one
from shadowkit.log import Log
from shadowkit.measures import common_ground as compared
from shadowkit.measures.common_ground import DIFFERENT, KINDS, ONLY_ONE, SEVERAL

#: The choice that stands for no choice. A dropdown whose value is None looks empty in the browser.
ALL = "*"
_HEADINGS = {SEVERAL: "What several say", DIFFERENT: "Where they differ: {}", ONLY_ONE: "What one person alone says",
             "term": "Words that several use; read whether they mean the same by them"}
_NONE = {ALL: "Nothing is marked on this yet.", SEVERAL: "On this, no two people are marked as saying the same.",
         DIFFERENT: "On this, nobody is marked as saying something else than the others.",
         ONLY_ONE: "On this, nothing is marked that one person alone says."}
_HEAD = "margin:10px 0 4px;font-size:{};line-height:1.3"


def common_ground(log: Log, *, identifying: bool = False) -> Explorer:
    """Read what people have in common and where they differ: choose a topic, and see their words side by side.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to show what single people said to students, where the log is of several; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``topic``, ``kind`` and ``view``. It begins with a topic on which people differ, if there is
        one.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.common_ground(sk.example("student"))
    >>> explorer.controls["topic"].value = "advancement"
    >>> "Where they differ: promotion" in explorer.picture.value
    True
    """
    for_one(log, "common_ground", identifying)

    whole = log.once("common ground", lambda: compared.common_ground(log))

    def show(topic: str, kind: str, view: str) -> tuple[str, str]:
        table = of_kind(whole if topic == ALL else on_topic(whole, topic), kind)
        if view == "picture":
            return drawn(plot.common_ground, table)
        return ground_html(table) or f"<p>{_NONE[kind]}</p>", caption(table)

    topics = list(whole.attrs["heard"])
    apart = whole[whole["kind"] == DIFFERENT].groupby("topic")["what"].nunique()
    first = max(topics, key=lambda topic: apart.get(topic, 0), default=ALL)
    controls = {
        "topic": choice("Topic", [*((guide.TOPICS[name], name) for name in topics), ("all topics", ALL)], first),
        "kind": choice("What", [("everything", ALL), ("several say the same", SEVERAL), ("they differ", DIFFERENT),
                                ("one alone says it", ONLY_ONE)]),
        "view": choice("Show", [("what they said", "words"), ("how many said it", "picture")])}
    # The longest topic is to be read whole.
    controls["topic"].layout.width = "360px"
    return Explorer("common_ground", log, controls, show, height=640)


def on_topic(table: pd.DataFrame, topic: str) -> pd.DataFrame:
    """Return what was found on one topic, as if one had looked at it alone."""
    part = table[table["topic"] == topic].reset_index(drop=True)
    part.attrs = table.attrs | {name: {topic: table.attrs[name][topic]} for name in ("heard", "marked")}
    return part


def of_kind(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Return what several say, also where others say something else; or what one alone says; or where they differ."""
    if kind not in KINDS:
        return table
    several, alone = table["people"] > 1, table["people"] == 1
    part = table[{SEVERAL: several, DIFFERENT: table["kind"] == DIFFERENT, ONLY_ONE: alone}[kind]]
    return part.assign(kind=kind).reset_index(drop=True)


def ground_html(table: pd.DataFrame) -> str:
    """Return what :func:`shadowkit.common_ground` found as HTML: positions that differ stand side by side."""
    parts, several = [], len(table.attrs["heard"]) > 1
    for topic, of_topic in table.groupby("topic", sort=False):
        if several:
            parts.append(f'<h3 style="{_HEAD.format("16px")}">{html.escape(guide.TOPICS[topic].capitalize())}</h3>')
        heading = [_HEADINGS[kind if origin == "tag" else "term"].format(parent) for kind, origin, parent in zip(
            of_topic["kind"], of_topic["from"], of_topic["parent"].fillna(""), strict=True)]
        for under, rows in of_topic.groupby(pd.Series(heading, of_topic.index), sort=False):
            parts += _section(under, rows)
    return f'<div style="padding-right:6px">{"".join(parts)}</div>' if parts else ""


def _section(heading: str, rows: pd.DataFrame) -> list[str]:
    """Return a heading and what stands under it: columns of positions, or rows of quotes."""
    parts = [f'<h4 style="{_HEAD.format("15px")}">{html.escape(heading)}</h4>']
    columns = []
    for what, said in rows.groupby("what", sort=False):
        first = said.iloc[0]
        name = f"“{what}”" if first["from"] == "term" else what
        cards = [card(row) for row in said.head(SHOWN).to_dict("records")]
        cards += [f"<p>{len(said) - SHOWN:,} more are in the table.</p>"] if len(said) > SHOWN else []
        head = f'<p style="margin:6px 0"><b>{html.escape(name)}</b>: {first["people"]} of {first["heard"]}</p>'
        if first["kind"] == DIFFERENT:
            stack = "".join(f'<div style="margin-bottom:8px">{one}</div>' for one in cards)
            columns.append(f'<div style="flex:1 1 200px;min-width:0">{head}{stack}</div>')
        else:
            parts.append(head + side_by_side(cards, f"Who says {name}"))
    if columns:
        side = "display:flex;flex-wrap:wrap;gap:12px;align-items:flex-start"
        parts.append(f'<div style="{side}">{"".join(columns)}</div>')
    return parts
