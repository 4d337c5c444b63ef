"""Controls on what one thought before and after."""

from __future__ import annotations

from shadowkit import plot
from shadowkit.explore.explorer import Explorer, choice, drawn, for_one, plain
from shadowkit.log import Log
from shadowkit.measures import counting
from shadowkit.measures import reflection as reflected
from shadowkit.measures.reflection import FIT

#: The choice that stands for no groups.
EACH = "each reflection"


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
    columns = [name for name in counting.groupings(log) if name in log.contacts.columns]
    return choice("Show", [(EACH, EACH), *((f"by {plain(name)}", name) for name in columns)])


def _height(rows: int) -> int:
    return 330 + 42 * min(max(rows, 4), 14)
