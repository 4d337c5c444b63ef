"""Controls on how far one comes with people, and on who led to whom."""

from __future__ import annotations

from shadowkit import guide, plot
from shadowkit.explore.explorer import Explorer, choice, drawn, for_one
from shadowkit.explore.rates import count_values, days_choice, groups_choice, shielded
from shadowkit.log import Log
from shadowkit.measures import counting
from shadowkit.measures import funnel as told
from shadowkit.measures import referrals as led
from shadowkit.measures.counting import EVERYBODY


def funnel(log: Log, *, min_count: int | None = None) -> Explorer:
    """Explore how far one comes with people: choose the groups, the stages, and the days from one to the next.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    min_count : int, optional
        Rows with fewer people or students are hidden; by default 10 where the log is of several students.

    Returns
    -------
    Explorer
        With the controls ``by``, ``stages`` and ``within_days``.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.funnel(sk.example("student"))
    >>> explorer.controls["stages"].value = ("asked", "met")
    >>> "23 people asked, 8 were met" in explorer.caption.value
    True
    """
    columns = [column for column in counting.groupings(log) if count_values(log, column) <= 6]
    stages = [tuple(guide.STAGES), ("asked", "replied", "met"), ("asked", "met"), ("met", "thanked"),
              ("met", "referred")]
    controls = {
        "by": groups_choice(columns),
        "stages": choice("Stages", [("all seven", stages[0]), *((" → ".join(some), some) for some in stages[1:])]),
        "within_days": days_choice((14, 28, 42), 28, "Time for a step")}

    def show(by: str, stages: tuple[str, ...], within_days: int) -> tuple[str, str]:
        table = told.funnel(log, by=None if by == EVERYBODY else by, stages=stages, within_days=within_days)
        return drawn(plot.funnel, shielded(table, log, min_count))

    return Explorer("funnel", log, controls, show, height=520)


def referrals(log: Log, *, identifying: bool = False) -> Explorer:
    """Explore who led to whom: choose the trees that are shown.

    Parameters
    ----------
    log : Log
        The log of one student.
    identifying : bool
        Whether to show people by name although the log is of several students; then one student is chosen.

    Returns
    -------
    Explorer
        With the control ``tree``: everybody, or those whom one person led to; with several students, one of them.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.referrals(sk.example("student"))
    >>> "Omar Siddiqui led to 2" in explorer.caption.value
    True
    """
    for_one(log, "referrals", identifying)
    whole = led.referrals(log)
    students = whole["student"].drop_duplicates().tolist()
    roots = whole[(whole["depth"] == 0) & (whole["people"] > 0)]
    trees = [(f"{row['name']}: {row['people']}", (row["student"], row["contact"])) for row in roots.to_dict("records")]
    controls = {"tree": choice("Show", [("everybody", (EVERYBODY, "")), *trees])} if len(students) < 2 else {
        "tree": choice("Student", [(student, (student, "")) for student in students])}

    def show(tree: tuple[str, str]) -> tuple[str, str]:
        student, root = tree
        chosen = whole if student == EVERYBODY else whole[whole["student"] == student]
        chosen = chosen[chosen["root"] == root] if root else chosen
        chosen = chosen.reset_index(drop=True)
        chosen.attrs = whole.attrs
        return drawn(plot.referrals, chosen)

    people = int((whole.groupby("student")["depth"].count()).max()) if len(whole) else 1
    return Explorer("referrals", log, controls, show, height=min(260 + 27 * people, 600))
