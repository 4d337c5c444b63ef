"""Controls on how far coders agree, and on where they do not."""

from __future__ import annotations

import html

import pandas as pd

from shadowkit import plot
from shadowkit.captions import caption
from shadowkit.explore.explorer import Explorer, choice, drawn, for_one
from shadowkit.log import Log
from shadowkit.markup import SOFT, lines, listing, row
from shadowkit.measures import agreement as agreed
from shadowkit.measures import disagreements as differ
from shadowkit.measures import must_be_log
from shadowkit.measures.disagreements import KINDS

#: The choice that stands for no choice. A dropdown whose value is None looks empty in the browser.
ALL = "all"
#: More rows than these nobody reads; the rest are in the table.
_ROWS = 200


def agreement(log: Log, *others: Log) -> Explorer:
    """Explore how far coders agree: choose on what, and the coefficient that takes chance away.

    Parameters
    ----------
    log : Log
        The log whose answers were coded.
    *others : Log
        Copies of it in which others coded on their own.

    Returns
    -------
    Explorer
        With the controls ``on`` and ``coefficient``.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.agreement(sk.example("student"))
    >>> explorer.controls["coefficient"].value = "kappa"
    >>> "Cohen&#x27;s kappa" in explorer.caption.value
    True
    """
    for each in (log, *others):
        must_be_log(each, "explore.agreement")
    controls = {"on": choice("Compared are", [("answers", "answers"), ("characters", "characters")]),
                "coefficient": choice("Beyond chance", [(says, name) for name, says in agreed.COEFFICIENTS.items()])}

    def show(on: str, coefficient: str) -> tuple[str, str]:
        return drawn(plot.agreement, log.once(("agreement", on, coefficient, others), lambda: agreed.agreement(
            log, *others, on=on, coefficient=coefficient)))

    tags = pd.concat([each.tags["tag"] for each in (log, *others)]).nunique()
    return Explorer("agreement", log, controls, show, height=min(380 + 31 * tags, 900))


def disagreements(log: Log, *others: Log, identifying: bool = False) -> Explorer:
    """Explore where coders differ: choose on what, the tag, and a list to talk about or a picture.

    Parameters
    ----------
    log : Log
        The log whose answers were coded.
    *others : Log
        Copies of it in which others coded on their own.
    identifying : bool
        Whether to show what single people said to students, where the log is of several; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``on``, ``tag`` and ``view``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.disagreements(sk.example("student"))
    >>> explorer.controls["tag"].value = "open ladder"
    >>> "Amara Okonkwo" in explorer.picture.value
    True
    """
    for_one(log, "disagreements", identifying)

    def table(on: str, tag: str) -> pd.DataFrame:
        return log.once(("disagreements", on, tag, others), lambda: differ.disagreements(
            log, *others, on=on, tags=None if tag == ALL else [tag]))

    def show(on: str, tag: str, view: str) -> tuple[str, str]:
        part = table(on, tag)
        return drawn(plot.disagreements, part) if view == "picture" else (disagreements_html(part), caption(part))

    tags = sorted(table("characters", ALL)["tag"].unique())
    controls = {"on": choice("Compared are", [("answers", "answers"), ("characters", "characters")]),
                "tag": choice("Tag", [("all tags", ALL), *((tag, tag) for tag in tags)]),
                "view": choice("Show", [("a list to talk about", "list"), ("a picture", "picture")])}
    return Explorer("disagreements", log, controls, show, height=640)


def disagreements_html(table: pd.DataFrame) -> str:
    """Return the list of :func:`shadowkit.disagreements` as an HTML table, in the order in which to talk about it."""
    if not len(table):
        return f"<p>{html.escape(caption(table))}</p>"
    more = f"<p>{len(table) - _ROWS:,} more are in the table of sk.disagreements.</p>" if len(table) > _ROWS else ""
    heads = ["Tag", "The words", "Marked by", "Not marked by", "How they differ"]
    return listing("Where coders differ", heads, map(_row, table.head(_ROWS).to_dict("records")), height=520) + more


def _row(one: dict[str, object]) -> str:
    where = f"{_said(one['person'], 'somebody')}, asked “{_said(one['question'], 'no question noted')}”"
    instead = "" if pd.isna(one["instead"]) else f": <b>{_said(one['instead'])}</b>"
    words = f'{_said(one["quote"], "the words cannot be found")}<br><span style="{SOFT}">{where}</span>'
    return row((_said(one["tag"]), "min-width:8em"), (words, "min-width:20em"), _said(one["marked_by"]),
               _said(one["not_marked_by"], "–"), (f"{KINDS[one['kind']]}{instead}", "min-width:10em"))


def _said(words: object, nothing: str = "") -> str:
    return nothing if pd.isna(words) else lines(words)
