"""Controls on whether enough has been heard."""

from __future__ import annotations

import pandas as pd

from shadowkit import plot
from shadowkit.captions import caption
from shadowkit.explore.explorer import Explorer, choice, drawn, for_one, kinds_choice, plain
from shadowkit.explore.rates import shielded
from shadowkit.log import Log
from shadowkit.markup import lines, listing, row
from shadowkit.measures import counting, must_be_log
from shadowkit.measures import coverage as covered
from shadowkit.measures import saturation as saturated

#: Bases and runs that can be chosen.
RULES = ((4, 2), (4, 3), (5, 2), (6, 2), (6, 3))


def coverage(log: Log, *, min_count: int | None = None) -> Explorer:
    """Explore who has been heard on which topic: choose what makes the kinds of people.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    min_count : int, optional
        Kinds with fewer people or students are hidden; by default 10 where the log is of several students.

    Returns
    -------
    Explorer
        With the control ``by``. For one student the words end with whom to meet next.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.coverage(sk.example("student"))
    >>> explorer.controls["by"].value = "source"
    >>> explorer.caption.value.count("by source")
    1
    """
    must_be_log(log, "explore.coverage")

    def show(by: str) -> tuple[str, str]:
        picture, words = drawn(plot.coverage, shielded(covered.coverage(log, by=by), log, min_count))
        if len(log.students) > 1 or not len(log.contacts):
            return picture, words
        following = covered.next_people(log, by=by)
        named = following["name"].dropna().head(1).tolist()
        return picture, f"{words} To meet next: {named[0]}. {following['why'].iloc[0]}" if named else words

    columns = counting.kinds_of_people(log)
    longest = max((len(kind) for name in columns for kind in log.contacts[name].dropna().unique()), default=0)
    by = kinds_choice(log, "Kinds of people by")
    return Explorer("coverage", log, {"by": by}, show, height=480 + 7 * min(longest, 30))


def next_people(log: Log, *, identifying: bool = False) -> Explorer:
    """Explore whom to meet next: choose what makes the kinds of people, and a list or a picture.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to name people where the log is of several students; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``by`` and ``view``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.next_people(sk.example("student"))
    >>> explorer.controls["by"].value = "source"
    >>> explorer.caption.value.count("First, Yusuf Demir.")
    1
    """
    for_one(log, "next_people", identifying)

    def show(by: str, view: str) -> tuple[str, str]:
        table = covered.next_people(log, by=by)
        return drawn(plot.next_people, table) if view == "picture" else (people_html(table), caption(table))

    controls = {"by": kinds_choice(log, "Kinds of people by"),
                "view": choice("Show", [("a list", "list"), ("a picture", "picture")])}
    return Explorer("next_people", log, controls, show, height=600)


def saturation(log: Log, *, identifying: bool = False) -> Explorer:
    """Explore whether new meetings still bring new things: choose whose marks, the rule, and how little is little.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to name people where the log is of several students; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``rule``, ``threshold`` and, where several people marked passages, ``coder``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.saturation(sk.example("student"))
    >>> explorer.controls["threshold"].value = 0.1
    >>> explorer.caption.value.count("is met at 4+2")
    1
    """
    for_one(log, "saturation", identifying)

    def show(rule: tuple[int, int], threshold: float, coder: str | None = None) -> tuple[str, str]:
        return drawn(plot.saturation, saturated.saturation(log, base=rule[0], run=rule[1], threshold=threshold,
                                                           coder=coder))

    own, others = saturated.marks_of(log)
    controls = {
        "rule": choice("Rule", [(f"{base} first, then {run} in a row", (base, run)) for base, run in RULES]),
        "threshold": choice("New at most", [("0 %", 0.0), ("5 %", 0.05), ("10 %", 0.1)], 0.05)}
    if others and own["coder"].nunique() == 1:
        controls["coder"] = choice("Marks of", [(name, name) for name in [own["coder"].iloc[0], *others]])
    return Explorer("saturation", log, controls, show, height=620)


def people_html(table: pd.DataFrame) -> str:
    """Return the list of :func:`shadowkit.next_people` as an HTML table."""
    if not len(table):
        return "<p>Nobody to suggest.</p>"
    by = table.attrs["by"]
    rows = []
    for one in table.to_dict("records"):
        who = f"somebody {covered.of_kind(by, one[by])}" if one["state"] == "look for" else one["name"]
        fills = f"{one['gaps']} gap{'' if one['gaps'] == 1 else 's'}" if one["gaps"] else "a second view"
        rows.append(row((lines(who), "width:14em;min-width:9em"), (lines(one[by]), "width:9em"), (fills, "width:6em"),
                        (lines(one["state"]), "width:6em"), lines(one["why"])))
    return listing("Whom to meet next", ["whom to meet", lines(plain(by)), "fills", "state", "why"], rows, height=470)
