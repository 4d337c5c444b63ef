"""Controls on how outreach is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import ipywidgets as widgets
import pandas as pd

from shadowkit import plot
from shadowkit.explore.explorer import Explorer, drawn, plain
from shadowkit.log import Log
from shadowkit.measures import outreach
from shadowkit.measures.outreach import EVERYBODY
from shadowkit.privacy import protect


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


def _protected(log: Log, measure: Callable[..., pd.DataFrame], draw: Callable[[pd.DataFrame], object],
               min_count: int | None) -> Callable[[str, int], tuple[str, str]]:
    """Return what shows a table of rates, small groups hidden where the log is of several students."""
    if min_count is None and len(log.students) > 1:
        min_count = 10

    def show(by: str, within_days: int) -> tuple[str, str]:
        table = measure(log, by=None if by == EVERYBODY else by, within_days=within_days)
        return drawn(draw, table if min_count is None else protect(table, min_count=min_count))

    return show


def _groups(columns: list[str], first: str | None) -> widgets.Dropdown:
    options = [("everybody together", EVERYBODY), *((plain(name), name) for name in columns)]
    return widgets.Dropdown(options=options, value=first if first in columns else EVERYBODY, description="Compare by",
                            style={"description_width": "initial"})


def _days(choices: Sequence[int], first: int) -> widgets.Dropdown:
    return widgets.Dropdown(options=[(f"{days} days", days) for days in choices], value=first,
                            description="Time for a reply", style={"description_width": "initial"})


def _count_values(log: Log, column: str) -> int:
    return next(frame[column].nunique() for frame in (log.outreach, log.contacts, log.students) if column in frame) + 1
