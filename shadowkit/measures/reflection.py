"""What meetings did to one's interest, and how well fields of work fit, as one wrote it down."""

from __future__ import annotations

import pandas as pd

from shadowkit import cells
from shadowkit.errors import one_of
from shadowkit.log import Log
from shadowkit.measures import must_be_log
from shadowkit.measures.counting import NOT_STATED

#: The three questions of fit, and what each asks.
FIT = {"fit_interests": "my interests", "fit_abilities": "my abilities", "fit_values": "my values"}
_ABOUT = ("student", "meeting", "kind", "contact", "name", "field", "starts_at", "written_at")
_KEY = ["student", "contact"]


def interest(log: Log, *, by: str | None = None) -> pd.DataFrame:
    """Put interest before a meeting beside interest afterwards, from 1 to 5, as the student wrote it.

    One row per reflection, in the order they were written; or, with ``by``, one row per group of people, where each
    person counts once: with the interest before the first and after the last reflection on them.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    by : str, optional
        Column of contacts that makes the groups: field, source, tie, …

    Returns
    -------
    DataFrame
        ``student``, ``meeting``, ``kind``, ``contact``, ``name``, ``field``, ``starts_at``, ``written_at``,
        ``before``, ``after``, ``change``; in a reflection on the whole, nobody is named. With ``by``: the group;
        ``people``: with interest before and after; ``reflections`` on them; ``before``, ``after``, ``change``: means
        over these people; ``rose``, ``fell``, ``same``: how many people.

    Raises
    ------
    LogError
        If the column does not exist.

    Examples
    --------
    >>> import shadowkit as sk
    >>> sk.interest(sk.example("student"))[["name", "before", "after", "change"]].values[6].tolist()
    ['Grace Mwenzi', 1, 4, 3]
    >>> sk.interest(sk.example("student"), by="field")[["field", "people", "before", "after"]].values[1].tolist()
    ['patient care', 3, 4.0, 3.3333333333333335]
    """
    must_be_log(log, "interest")
    table = reflected(log, by).rename(columns={"interest_before": "before", "interest_after": "after"})
    table = table[table[["before", "after"]].notna().any(axis=1)]
    table = table.assign(change=table["after"] - table["before"])
    if by is None:
        table = table[[*_ABOUT, "before", "after", "change"]].reset_index(drop=True)
    else:
        people = table[table["contact"].notna()].groupby([*_KEY, "group"]).agg(
            before=("before", "first"), after=("after", "last"), reflections=("before", "size")).dropna().reset_index()
        people["change"] = people["after"] - people["before"]
        people = people.assign(rose=people["change"] > 0, fell=people["change"] < 0, same=people["change"] == 0)
        table = _means(people, by, ("before", "after", "change"), ("rose", "fell", "same"))
    table.attrs = {"measure": "interest", "by": by, "students": len(log.students)}
    return table


def fit(log: Log, *, by: str | None = None) -> pd.DataFrame:
    """Return how well the work of each person met fits one's interests, abilities and values, from 1 to 5.

    One row per reflection, in the order they were written; or, with ``by``, one row per group of people, where each
    person counts once, with the last reflection on them that answers all three.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    by : str, optional
        Column of contacts that makes the groups: field, source, tie, …

    Returns
    -------
    DataFrame
        ``student``, ``meeting``, ``kind``, ``contact``, ``name``, ``field``, ``starts_at``, ``written_at``,
        ``fit_interests``, ``fit_abilities``, ``fit_values``; in a reflection on the whole, nobody is named. With
        ``by``: the group; ``people``; ``reflections`` on them; and the means of the three over these people. There is
        no sum of the three: which of them weighs how much is for the student to say.

    Raises
    ------
    LogError
        If the column does not exist.

    Examples
    --------
    >>> import shadowkit as sk
    >>> sk.fit(sk.example("student"))[["name", "fit_interests", "fit_abilities", "fit_values"]].values[0].tolist()
    ['Amara Okonkwo', 4, 3, 5]
    """
    must_be_log(log, "fit")
    table = reflected(log, by)
    table = table[table[list(FIT)].notna().any(axis=1)]
    if by is None:
        table = table[[*_ABOUT, *FIT]].reset_index(drop=True)
    else:
        whole = table.dropna(subset=["contact", *FIT])
        people = whole.drop_duplicates(_KEY, keep="last").merge(
            whole.groupby(_KEY).size().rename("reflections").reset_index(), on=_KEY)
        table = _means(people, by, tuple(FIT), ())
    table.attrs = {"measure": "fit", "by": by, "students": len(log.students)}
    return table


def reflected(log: Log, by: str | None = None) -> pd.DataFrame:
    """Return the reflections in the order they were written, each with the person it is about and their group."""
    if by is not None and by not in log.contacts.columns:
        raise one_of("by", by, log.contacts.columns)
    meeting = ["student", "meeting"]
    of = log.meetings.drop_duplicates(meeting)[[*meeting, "kind", "contact", "starts_at"]]
    table = log.reflections.merge(of, on=meeting, how="left")
    group = cells.as_text(log.contacts[by or "field"]).fillna(NOT_STATED)
    who = log.contacts.assign(group=group).drop_duplicates(_KEY)[[*_KEY, "name", "field", "group"]]
    table = table.merge(who, on=_KEY, how="left")
    # A meeting that is not in the log was with somebody nevertheless: its handle stands for the person.
    table["contact"] = table["contact"].fillna(table["meeting"])
    table["name"] = table["name"].fillna(table["contact"])
    table["group"] = table["group"].fillna(NOT_STATED)
    return table.sort_values(["written_at", "starts_at", *meeting], kind="stable", ignore_index=True)


def _means(people: pd.DataFrame, by: str, values: tuple[str, ...], counts: tuple[str, ...]) -> pd.DataFrame:
    """Return the means over people of each group, how many people they are of, and how many reflections."""
    groups = people.assign(**{name: people[name].astype(float) for name in values}).groupby("group")
    table = groups.agg(people=("contact", "size"), reflections=("reflections", "sum"),
                       **{name: (name, "mean") for name in values}, **{name: (name, "sum") for name in counts})
    table = table.sort_index(key=lambda names: [(name == NOT_STATED, name) for name in names])
    return table.rename_axis(by).reset_index().astype(dict.fromkeys(("people", "reflections", *counts), int))
