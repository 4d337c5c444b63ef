"""Controls on what one thought before and after."""

from __future__ import annotations

import pandas as pd

from shadowkit import plot
from shadowkit.captions import caption
from shadowkit.explore.explorer import Explorer, choice, drawn, for_one, plain
from shadowkit.log import Log
from shadowkit.markup import SOFT, lines, listing, row
from shadowkit.measures import counting
from shadowkit.measures import prompts as asked
from shadowkit.measures import reflection as reflected
from shadowkit.measures.prompts import PROMPT_KINDS
from shadowkit.measures.reflection import FIT

#: The choice that stands for no groups.
EACH = "each reflection"
#: The choice that stands for no choice of a kind.
EVERYTHING = "everything"


def interest(log: Log, *, identifying: bool = False) -> Explorer:
    """Explore what meetings did to interest: each reflection or groups of people, and the order.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to name people where the log is of several students; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``by`` and ``order``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.interest(sk.example("student"))
    >>> explorer.controls["by"].value = "field"
    >>> "public health 2.0 before and 4.0 after (2 people)" in explorer.caption.value
    True
    """
    for_one(log, "interest", identifying)

    def show(by: str, order: str) -> tuple[str, str]:
        table = reflected.interest(log, by=None if by == EACH else by)
        return drawn(plot.interest, table if order == "written" else table.sort_values(
            order, ascending=False, kind="stable"))

    controls = {"by": _by(log), "order": choice("Order", [
        ("as written", "written"), ("the largest rise first", "change"), ("the greatest after first", "after")])}
    return Explorer("interest", log, controls, show, height=_height(len(reflected.interest(log))))


def fit(log: Log, *, identifying: bool = False) -> Explorer:
    """Explore how well the work of the people met fits: each reflection or groups of people, and the order.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to name people where the log is of several students; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``by`` and ``order``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.fit(sk.example("student"))
    >>> explorer.controls["by"].value = "field"
    >>> "laboratory 4.0, 4.0, 3.0 (1 person)" in explorer.caption.value
    True
    """
    for_one(log, "fit", identifying)

    def show(by: str, order: str) -> tuple[str, str]:
        table = reflected.fit(log, by=None if by == EACH else by)
        return drawn(plot.fit, table if order == "written" else table.sort_values(
            order, ascending=False, kind="stable"))

    controls = {"by": _by(log), "order": choice("Order", [
        ("as written", "written"), *((f"best fit with {whose} first", name) for name, whose in FIT.items())])}
    return Explorer("fit", log, controls, show, height=_height(len(reflected.fit(log))))


def _by(log: Log) -> object:
    return choice("Show", [(EACH, EACH), *((f"by {plain(name)}", name) for name in counting.kinds_of_people(log))])


def _height(rows: int) -> int:
    return 330 + 42 * min(max(rows, 4), 14)


def prompts(log: Log, *, identifying: bool = False) -> Explorer:
    """Explore questions to ask oneself: choose their kind, how many of each, and a list or a sheet to print.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to name people where the log is of several students; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``kind``, ``most`` and ``view``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.prompts(sk.example("student"))
    >>> explorer.controls["kind"].value = "still_unknown"
    >>> explorer.caption.value.count("People differ on promotion")
    1
    """
    for_one(log, "prompts", identifying)

    def show(kind: str, most: int, view: str) -> tuple[str, str]:
        table = log.once(("prompts", most), lambda: asked.prompts(log, most=most))
        if kind != EVERYTHING:
            table = table[table["kind"] == kind]
        return drawn(plot.prompts, table) if view == "sheet" else (prompts_html(table), caption(table))

    controls = {
        "kind": choice("Kind", [("all", EVERYTHING), *((says, kind) for kind, says in PROMPT_KINDS.items())]),
        "most": choice("Of each kind", [("1", 1), ("3", 3), ("10", 10)], 3),
        "view": choice("Show", [("a list", "list"), ("a sheet to print", "sheet")])}
    return Explorer("prompts", log, controls, show, height=620)


def prompts_html(table: pd.DataFrame) -> str:
    """Return the questions of :func:`shadowkit.prompts` as an HTML table, what each rests on beneath it."""
    rows = [row((PROMPT_KINDS[one["kind"]], "width:11em"),
                f'{lines(one["prompt"])}<br><span style="{SOFT};font-size:12.5px">{lines(one["evidence"])}</span>')
            for one in table.to_dict("records")]
    return listing("Questions to ask yourself", [], rows, height=470) if rows else "<p>No question yet.</p>"
