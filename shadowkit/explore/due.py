"""Controls on what is due."""

from __future__ import annotations

import pandas as pd

from shadowkit import guide, plot
from shadowkit.captions import caption
from shadowkit.explore.explorer import Explorer, choice, drawn, for_one, plain
from shadowkit.log import Log
from shadowkit.markup import cell, lines, listing
from shadowkit.measures import due
from shadowkit.measures.clock import clock_of

#: The choice that stands for no choice.
EVERYTHING = "everything"


def today(log: Log, now: object = None, *, identifying: bool = False) -> Explorer:
    """Explore what to do next: choose the kind of thing, how far to look ahead, and a list or a picture.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    now : time, optional
        When one looks, as for :func:`shadowkit.today`; by default the machine's clock, read at each change.
    identifying : bool
        Whether to name people where the log is of several students; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``kind``, ``within_days`` and ``view``.

    Raises
    ------
    LogError
        If ``now`` is no time, or the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.today(sk.example("student"), now="2026-11-20T09:00")
    >>> explorer.controls["kind"].value = "prepare"
    >>> explorer.caption.value.count("1 thing to do of the kind “prepare”")
    1
    """
    for_one(log, "today", identifying)
    clock_of(now)

    def show(kind: str, within_days: int, view: str) -> tuple[str, str]:
        table = due.today(log, now, within_days=within_days)
        if kind != EVERYTHING:
            table = table[table["kind"] == kind]
            table.attrs["only"] = plain(kind)
        return drawn(plot.today, table) if view == "picture" else (things_html(table), caption(table))

    # Only what there is to choose within the longest time.
    there = set(due.today(log, now, within_days=28)["kind"])
    controls = {
        "kind": choice("Kind", [("everything", EVERYTHING), *((plain(kind), kind) for kind in guide.TASKS
                                                               if kind in there)]),
        "within_days": choice("Due within", [("24 hours", 1), ("7 days", 7), ("28 days", 28)], 7),
        "view": choice("Show", [("a list", "list"), ("a picture", "picture")])}
    return Explorer("today", log, controls, show, height=600)


def thank_yous(log: Log, *, identifying: bool = False) -> Explorer:
    """Explore how soon thank-yous were sent: choose the kind of meeting and the order.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to name people where the log is of several students; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``kind`` and ``order``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.thank_yous(sk.example("student"))
    >>> explorer.controls["kind"].value = "interview"
    >>> explorer.caption.value.count("6 of 8 thank-yous")
    1
    """
    for_one(log, "thank_yous", identifying)

    kinds = due.thank_yous(log)["kind"].unique()

    def show(kind: str, order: str) -> tuple[str, str]:
        table = due.thank_yous(log)
        table = table if kind == EVERYTHING else table[table["kind"] == kind]
        return drawn(plot.thank_yous, table if order == "held" else table.sort_values(
            "hours_after", ascending=False, kind="stable", na_position="first"))

    controls = {
        "kind": choice("Meetings", [("all", EVERYTHING), *((f"{kind}s", kind) for kind in guide.MEETING_KINDS
                                                              if kind in kinds)]),
        "order": choice("Order", [("as they were held", "held"), ("the longest wait first", "waited")])}
    return Explorer("thank_yous", log, controls, show, height=600)


def things_html(table: pd.DataFrame) -> str:
    """Return the list of :func:`shadowkit.today` as an HTML table."""
    if not len(table):
        return "<p>Nothing to do here.</p>"
    several = table["student"].nunique() > 1
    rows = []
    for one in table.itertuples():
        late = one.hours_left < 0
        when = f"<strong>{due.in_words(one.hours_left)}</strong>" if late else due.in_words(one.hours_left)
        exact = f"<br>{one.due_at.day} {one.due_at:%B, %H:%M}" if pd.notna(one.due_at) else ""
        whose = cell(lines(one.student)) if several else ""
        what = cell((lines(one.what), "width:16em;min-width:9em"), head="row")
        due_at = cell((when + exact, f"width:11.5em;min-width:6em;color:{'#a03c00' if late else 'inherit'}"))
        rows.append(f"<tr>{whose}{what}{cell(lines(one.why))}{due_at}</tr>")
    heads = [*(["student"] if several else []), "what to do", "why", "due"]
    return listing("What to do next", heads, rows, height=500)
