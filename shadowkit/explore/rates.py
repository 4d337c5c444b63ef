"""Controls on how outreach is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import ipywidgets as widgets
import pandas as pd

from shadowkit import plot
from shadowkit.explore.explorer import Explorer, choice, drawn, plain
from shadowkit.log import Log
from shadowkit.measures import compare, counting, outreach
from shadowkit.measures.counting import EVERYBODY
from shadowkit.plot.rates import FEW, ONE_BY_ONE
from shadowkit.privacy import protect


def response_rates(log: Log, *, benchmark: Log | None = None, min_count: int | None = None) -> Explorer:
    """Explore response rates: choose the groups and how many days people have for a reply.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    benchmark : Log, optional
        The log of a cohort, whose rates of the same groups stand beside; its small groups are left out.
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
    columns = counting.groupings(log)
    largest = max((count_values(log, column) for column in columns), default=1)
    controls = {"by": groups_choice(columns, "channel"), "within_days": days_choice((7, 14, 21, 28), 14)}
    beside = {} if benchmark is None else {"benchmark": benchmark}
    if benchmark is not None:
        # A column that the cohort lacks has no benchmark.
        theirs = {*benchmark.outreach, *benchmark.contacts, *benchmark.students, *counting.SENT}
        controls["by"] = groups_choice([column for column in columns if column in theirs], "channel")
    show = _protected(log, partial(outreach.response_rates, **beside), plot.response_rates, min_count)
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
        With the controls ``by`` and ``within_days``, and where people are few enough to be drawn one by one, ``view``:
        the curve or the people; these first where they are fewer than ten.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.reply_curve(sk.example("student"))
    >>> explorer.controls["within_days"].value = 14
    >>> "by day 14" in explorer.caption.value
    True
    """
    # More than six curves in one picture cannot be told apart.
    columns = [column for column in counting.groupings(log) if count_values(log, column) <= 6]
    controls = {"by": groups_choice(columns), "within_days": days_choice((14, 28, 42), 28)}
    asked = log.counts()["people asked"]
    if 0 < asked <= ONE_BY_ONE:
        controls["view"] = choice("Show", [("the share by day", "curve"), ("people, one by one", "people")],
                                  "people" if asked < FEW else "curve")

    def show(by: str, within_days: int, view: str = "curve") -> tuple[str, str]:
        table = outreach.reply_curve(log, by=None if by == EVERYBODY else by, within_days=within_days)
        return drawn(lambda shown: plot.reply_curve(shown, show=view), shielded(table, log, min_count))

    return Explorer("reply_curve", log, controls, show, height=600)


def compare_rates(log: Log, *, min_count: int | None = None) -> Explorer:
    """Explore which groups reply more often: choose the groups, and what they are to have in common.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    min_count : int, optional
        Pairs with fewer people or students in a group are hidden; by default 10 where the log is of several students.

    Returns
    -------
    Explorer
        With the controls ``by``, ``adjust_for`` and ``within_days``.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.compare_rates(sk.example("student"))
    >>> explorer.controls["adjust_for"].value = "field"
    >>> "Within the same field" in explorer.caption.value
    True
    """
    columns = counting.groupings(log) or ["channel"]
    by = choice("Compare by", [(plain(name), name) for name in columns],
                "channel" if "channel" in columns else columns[0])
    adjust_for = choice("Within the same", [("anything", EVERYBODY)])

    def offer(_: object = None) -> None:
        """Offer every other column: groups have themselves in common."""
        kept = adjust_for.value
        adjust_for.options = [("anything", EVERYBODY), *((plain(name), name) for name in columns if name != by.value)]
        adjust_for.value = kept if kept != by.value else EVERYBODY

    offer()
    by.observe(offer, names="value")
    controls = {"by": by, "adjust_for": adjust_for, "within_days": days_choice((7, 14, 21, 28), 14)}

    def show(by: str, adjust_for: str, within_days: int) -> tuple[str, str]:
        table = compare.compare_rates(log, by=by, within_days=within_days,
                                      adjust_for=None if adjust_for == EVERYBODY else adjust_for)
        return drawn(plot.compare_rates, shielded(table, log, min_count))

    most = max(count_values(log, column) for column in columns) - 1
    return Explorer("compare_rates", log, controls, show, height=min(320 + 26 * most * (most - 1), 840))


def follow_ups(log: Log, *, min_count: int | None = None) -> Explorer:
    """Explore what writing again brings: choose the groups and how many days people have for a reply.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    min_count : int, optional
        Rows with fewer people or students are hidden; by default 10 where the log is of several students.

    Returns
    -------
    Explorer
        With the controls ``by`` and ``within_days``.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.follow_ups(sk.example("student"))
    >>> explorer.controls["by"].value = "tie"
    >>> "known: 4 of 5" in explorer.caption.value
    True
    """
    columns = [column for column in counting.groupings(log) if count_values(log, column) <= 6]
    controls = {"by": groups_choice(columns), "within_days": days_choice((7, 14, 21, 28), 14)}
    show = _protected(log, compare.follow_ups, plot.follow_ups, min_count)
    return Explorer("follow_ups", log, controls, show, height=520)


def _protected(log: Log, measure: Callable[..., pd.DataFrame], draw: Callable[[pd.DataFrame], object],
               min_count: int | None) -> Callable[[str, int], tuple[str, str]]:
    """Return what shows a table of rates, small groups hidden where the log is of several students."""
    def show(by: str, within_days: int) -> tuple[str, str]:
        table = measure(log, by=None if by == EVERYBODY else by, within_days=within_days)
        return drawn(draw, shielded(table, log, min_count))

    return show


def shielded(table: pd.DataFrame, log: Log, min_count: int | None) -> pd.DataFrame:
    """Hide small groups, where somebody asked for it or the log is of several students."""
    if min_count is None and len(log.students) < 2:
        return table
    return protect(table, min_count=10 if min_count is None else min_count)


def groups_choice(columns: list[str], first: str | None = None) -> widgets.Dropdown:
    """Return the choice of groups, everybody together among them."""
    options = [("everybody together", EVERYBODY), *((plain(name), name) for name in columns)]
    return widgets.Dropdown(options=options, value=first if first in columns else EVERYBODY, description="Compare by",
                            style={"description_width": "initial"})


def days_choice(choices: Sequence[int], first: int, label: str = "Time for a reply") -> widgets.Dropdown:
    """Return the choice of days that people have."""
    return widgets.Dropdown(options=[(f"{days} days", days) for days in choices], value=first,
                            description=label, style={"description_width": "initial"})


def count_values(log: Log, column: str) -> int:
    """Return how many rows a table by this column may have."""
    if column in counting.SENT:
        return {"sent_weekday": 7, "sent_hour": 5, "sent_month": log.outreach["sent_at"].dt.strftime("%Y-%m").nunique()
                }[column] + 1
    return next(frame[column].nunique() for frame in (log.outreach, log.contacts, log.students) if column in frame) + 1
