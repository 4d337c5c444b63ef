"""Whether groups differ in how they answer, and what writing again adds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from shadowkit import schema, stats
from shadowkit.errors import LogError, one_of
from shadowkit.log import Log
from shadowkit.measures.counting import (
    NOT_STATED,
    RATE_COLUMNS,
    Counts,
    columns_of,
    counted,
    day_numbers,
    day_of,
    day_text,
    grouped,
    last_day,
    people_asked,
    spread,
    whole_days,
)
from shadowkit.readers.assembling import pair_numbers

#: With more groups than these there would be tens of thousands of pairs.
_MOST_GROUPS = 200


def compare_rates(
    log: Log, *, by: str = "channel", against: str | None = None, adjust_for: str | None = None, within_days: int = 14,
    as_of: str | pd.Timestamp | None = None, unit: str = "person",
) -> pd.DataFrame:
    """Say which groups answer more often than others, and how sure that is.

    One row per pair of groups. Both rates of a pair are for the same day, the last on which somebody of either is still
    looked at, so that a group asked long ago is not compared with one asked last week. Whoever has no group stated is
    left out.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    by : str
        Column of outreach, contacts or students that makes the groups.
    against : str, optional
        A group with which all others are compared; by default every group with every other.
    adjust_for : str, optional
        Column that makes strata: groups are compared also within each, so that what differs between strata does not
        count. People without a value there are left out of that.
    within_days : int
        How many days people have for a reply.
    as_of : date, optional
        The day the log is looked at; by default its latest date.
    unit : {"person", "message"}
        What is counted.

    Returns
    -------
    DataFrame
        ``group``; of it ``asked``, ``replied``, ``waiting``, ``by_day``, ``rate``, ``low``, ``high`` as in
        :func:`response_rates`; ``other`` and of it the same, each with ``other_`` before; ``difference``,
        ``difference_low``, ``difference_high`` (-1 to 1, 95 %): the rate less the other's; ``p_value``, and ``p_holm``
        corrected for the number of pairs; ``verdict``, in words, by the corrected one. With ``adjust_for`` also
        ``strata`` (in how many both were asked), ``adjusted_asked`` and ``other_adjusted_asked`` (people in these),
        ``adjusted_difference``, ``adjusted_low``, ``adjusted_high``; ``odds_ratio``, ``odds_ratio_low``,
        ``odds_ratio_high``; ``reversed``: whether within strata the other one is ahead. With several students also
        ``students``, ``other_students``, and ``adjusted_students``: a number that the students of each of the two in
        these strata reach at least.

    Raises
    ------
    LogError
        If a column, a group or an allowed word does not exist.

    Notes
    -----
    See :func:`shadowkit.stats.difference`, :func:`shadowkit.stats.p_value`, :func:`shadowkit.stats.holm` and
    :func:`shadowkit.stats.mantel_haenszel` for the numbers and their sources; with people still waiting, counts are the
    rate times its effective sample size.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.compare_rates(sk.example("student"), by="tie")
    >>> table[["group", "other", "verdict"]].iloc[0].tolist()
    ['known', 'introduced', 'too few to tell']
    """
    for name, column in (("by", by), ("adjust_for", adjust_for)):
        if not isinstance(column, str) and (name == "by" or column is not None):
            raise LogError(f"`{name}` must be the name of one column, such as 'tie'; it was {column!r}.")
    if adjust_for == by:
        raise LogError(f"`adjust_for` must be another column than `by`; both were {by!r}.")
    counts = counted(log, by, within_days, as_of, unit)
    names = counts.groups[by].astype("str").to_numpy()
    stated = np.flatnonzero(names != NOT_STATED)
    if against is not None and against not in names[stated]:
        raise one_of("against", against, names[stated])
    if against is None and len(stated) > _MOST_GROUPS:
        raise LogError(f"`by` makes {len(stated):,} groups of {by}, too many to compare each with every other; "
                       "name one to compare with, against=…, or take another column.")
    pairs = [(i, j) for place, i in enumerate(stated) for j in stated[place + 1:]]
    if against is not None:
        other = int(np.flatnonzero(names == against)[0])
        pairs = [(i, other) for i in stated if i != other]
    first, second = np.array(pairs, dtype=int).reshape(-1, 2).T
    shares = stats.reply_shares(counts.replied, counts.censored)
    last = last_day(shares)
    day = np.minimum(last[first], last[second])
    one, two = (_at(counts, shares, which, day) for which in (first, second))
    gap, low, high = stats.difference(*(side[name] for side in (one, two) for name in ("rate", "low", "high")))
    p_value = stats.p_value(one["rate"], one["size"], two["rate"], two["size"])
    table = pd.DataFrame({
        "group": names[first], **{name: one[name] for name in RATE_COLUMNS},
        "other": names[second], **{f"other_{name}": two[name] for name in RATE_COLUMNS},
        "difference": gap, "difference_low": low, "difference_high": high,
        "p_value": p_value, "p_holm": stats.holm(p_value)})
    table["verdict"] = [stats.verdict(*row) for row in zip(gap, low, high, table["p_holm"], strict=True)]
    table = table.astype({"group": "str", "other": "str", "verdict": "str"})
    if adjust_for is not None:
        table = table.assign(**_adjusted(log, by, adjust_for, names, first, second, gap, within_days, as_of, unit))
    if len(log.students) > 1:
        table = table.assign(students=counts.students[first], other_students=counts.students[second])
    table.attrs = counts.about | {"measure": "compare_rates", "by": [by], "against": against, "adjust_for": adjust_for}
    return table


def follow_ups(
    log: Log, *, by: str | Sequence[str] | None = None, within_days: int = 14, as_of: str | pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Say how often a first, a second, a third message is answered, and what each adds.

    One row per group and attempt. An attempt is a message that asks, sent to somebody who had not replied before. Time
    runs from that message to the first reply; who is written to again before is looked at until then, and counted
    with the next attempt.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    by : str, list of str, or None
        Column of outreach, contacts or students that makes the groups; None for everybody together. A person belongs
        to the group of the first message.
    within_days : int
        How many days people have for a reply to one message.
    as_of : date, optional
        The day the log is looked at; by default its latest date.

    Returns
    -------
    DataFrame
        The group, where there is one; ``attempt`` (1, 2, 3, …); ``asked``: people who got that many messages without
        having replied; ``replied``: those who replied to it in time, before any further one; ``waiting``: those with no
        reply and no further message yet, who still have time; ``by_day``, ``rate``, ``low``, ``high`` as in
        :func:`response_rates`; ``asked_again``: those written to once more without a reply; ``added``, ``added_low``,
        ``added_high``: share of everybody asked whose first reply came after this message (0 to 1, 95 %), by day
        ``added_by_day`` after the first one. With several students also ``students``.

    Raises
    ------
    LogError
        If a column does not exist.

    Notes
    -----
    See :func:`shadowkit.stats.reply_shares` for the rate, and :func:`shadowkit.stats.shares_by_cause` for the share
    added; their sources are there.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.follow_ups(sk.example("student"))
    >>> table[["attempt", "asked", "replied", "asked_again"]].to_numpy().tolist()
    [[1, 23, 10, 6], [2, 6, 2, 0]]
    """
    within_days, by, end = whole_days(within_days), columns_of(by), day_of(as_of, log)
    people = log.once(("people", "person"), lambda: people_asked(log, "person"))
    asks, left_out = _attempts(log, people, 0 if end is None else end)
    groups, code = grouped(log, people, by)
    group = code[asks["person"]]
    most = int(asks["attempt"].max()) if len(asks) else 0
    number = group * most + asks["attempt"].to_numpy() - 1
    replied, asked_again = asks["replied"].to_numpy(), asks["next_day"].notna().to_numpy()
    days = {"day": asks["day"].to_numpy(), "replied": replied, "count": np.ones(len(asks), dtype=int)}
    replies, censored = spread(number, days, len(groups) * most, within_days)
    shares = stats.reply_shares(replies, censored)
    last, row = last_day(shares), np.arange(len(replies))
    young = ~replied & ~asked_again & (days["day"] < within_days)
    table = groups.loc[np.repeat(np.arange(len(groups)), most)].reset_index(drop=True).assign(
        attempt=np.tile(np.arange(1, most + 1), len(groups)), asked=(replies + censored).sum(axis=1),
        replied=replies.sum(axis=1), waiting=np.bincount(number[young], minlength=len(row)),
        by_day=last, **{name: shares[name][row, last] for name in ("rate", "low", "high")},
        asked_again=np.bincount(number[asked_again], minlength=len(row)),
        **_added(asks, group, len(groups), most, within_days))
    if not by:
        table = table.drop(columns="group")
    if len(log.students) > 1:
        pairs = pd.DataFrame({"number": number, "student": people["student"].to_numpy()[asks["person"]]})
        table["students"] = np.bincount(pairs.drop_duplicates()["number"], minlength=len(row))
    table = table[table["asked"] > 0].reset_index(drop=True)
    table.attrs = {"measure": "follow_ups", "by": by, "within_days": within_days, "unit": "person",
                   "left_out": left_out, "as_of": day_text(end)}
    return table


def _at(counts: Counts, shares: dict[str, np.ndarray], group: np.ndarray, day: np.ndarray) -> dict[str, np.ndarray]:
    """Return the columns of rates of groups, each on its day, and the effective size."""
    waiting = np.cumsum(counts.censored, axis=1) - counts.censored
    return {"asked": counts.asked[group], "replied": np.cumsum(counts.replied, axis=1)[group, day],
            "waiting": waiting[group, day], "by_day": day,
            **{name: shares[name][group, day] for name in ("rate", "low", "high", "size")}}


def _adjusted(log: Log, by: str, adjust_for: str, names: np.ndarray, first: np.ndarray, second: np.ndarray,
              gap: np.ndarray, *how: object) -> dict[str, list]:
    """Compare each pair within strata, in each on the last day that both of them have there."""
    counts = counted(log, [adjust_for, by], *how)
    strata = counts.groups[adjust_for].astype("str").to_numpy()
    kept = sorted(set(strata) - {NOT_STATED})
    rows = np.full((len(kept), len(names)), -1)
    place = {name: number for number, name in enumerate(names)}
    for row, (stratum, name) in enumerate(zip(strata, counts.groups[by].astype("str"), strict=True)):
        if stratum != NOT_STATED:
            rows[kept.index(stratum), place[name]] = row
    shares = stats.reply_shares(counts.replied, counts.censored)
    last = last_day(shares)
    found = []
    for i, j, difference in zip(first, second, gap, strict=True):
        one, two = (rows[:, which][(rows[:, [i, j]] >= 0).all(axis=1)] for which in (i, j))
        day = np.minimum(last[one], last[two])
        sides = [shares[name][which, day] for which in (one, two) for name in ("rate", "size")]
        within = stats.mantel_haenszel(*sides)
        found.append({
            "strata": within["strata"], "adjusted_asked": int(counts.asked[one].sum()),
            "other_adjusted_asked": int(counts.asked[two].sum()),
            "adjusted_students": int(min(counts.students[side].max(initial=0) for side in (one, two))),
            "adjusted_difference": within["difference"], "adjusted_low": within["low"],
            "adjusted_high": within["high"],
            **{name: within[name] for name in ("odds_ratio", "odds_ratio_low", "odds_ratio_high")},
            "reversed": bool(within["difference"] * difference < 0)})
    columns = ("strata", "adjusted_asked", "other_adjusted_asked", *(["adjusted_students"] * (len(log.students) > 1)),
               "adjusted_difference", "adjusted_low", "adjusted_high", "odds_ratio", "odds_ratio_low",
               "odds_ratio_high", "reversed")
    return {name: [row[name] for row in found] for name in columns}


def _attempts(log: Log, people: pd.DataFrame, end: int) -> tuple[pd.DataFrame, int]:
    """Return one row per message sent to somebody who had not replied: how often before, and what became of it.

    ``day`` is when it ended, counted from the message: with the first reply, with the next message, or with the day one
    looks. Whoever has a message or reply without a usable date is left out, and counted.
    """
    asked = log.outreach[(log.outreach["purpose"].isna() | (log.outreach["purpose"] == "ask")).to_numpy()]
    person, _ = pair_numbers(asked, "contact", log.contacts, "contact")
    # The people are numbered in the order of the messages, as here.
    person, _ = pd.factorize(person)
    asks = pd.DataFrame({"person": person, "at": asked["sent_at"].to_numpy(),
                         "sent_day": day_numbers(asked["sent_at"]), "row": np.arange(len(asked))})
    # Of a reply on an unknown day nobody can say which message it followed.
    known = (people["known"] & ~people["undated"]).to_numpy() & ~(
        asks["sent_day"].isna().groupby(asks["person"]).any().to_numpy(dtype=bool))
    asks["reply_day"] = people["replied_day"].to_numpy()[person]
    # On one day the clock decides what came first, where both have a time of day.
    reply = asked["replied_at"].where((asked[schema.precision_of("replied_at")] == "time").to_numpy())
    reply = reply.groupby(person).transform("min").to_numpy()
    exact = (asked[schema.precision_of("sent_at")] == "time").to_numpy()
    after = (asks["sent_day"] > asks["reply_day"]) | (
        (asks["sent_day"] == asks["reply_day"]) & exact & (asks["at"] > reply))
    asks = asks[known[person] & (asks["sent_day"] <= end) & ~after]
    asks = asks.sort_values(["person", "at", "row"], ignore_index=True)
    each = asks.groupby("person")
    asks["attempt"], asks["next_day"] = each.cumcount() + 1, each["sent_day"].shift(-1)
    asks["replied"] = (asks["next_day"].isna() & (asks["reply_day"] <= end)).astype(bool)
    until = asks["reply_day"].where(asks["replied"], asks["next_day"].fillna(end))
    asks["day"] = (until - asks["sent_day"]).astype("int64")
    asks["first_day"] = each["sent_day"].transform("min")
    begun = int((people["asked_day"] > end).sum())
    return asks, len(people) - begun - asks["person"].nunique()


def _added(asks: pd.DataFrame, group: np.ndarray, groups: int, most: int, within_days: int) -> dict[str, list[float]]:
    """Return the share of everybody asked whose first reply came after each attempt, group after group."""
    horizon = within_days * max(most, 1)
    ends = asks["next_day"].isna().to_numpy()
    ended, group = asks[ends], group[ends]
    day = np.minimum((ended["day"] + ended["sent_day"] - ended["first_day"]).to_numpy(dtype=int), horizon)
    # Who replied later than the horizon was silent on it.
    late = ((ended["day"] + ended["sent_day"] - ended["first_day"]) > horizon).to_numpy()
    replied = ended["replied"].to_numpy() & ~late
    by_attempt, waiting = np.zeros((groups, most, horizon + 1)), np.zeros((groups, horizon + 1))
    np.add.at(by_attempt, (group[replied], ended["attempt"].to_numpy()[replied] - 1, day[replied]), 1)
    np.add.at(waiting, (group[~replied], day[~replied]), 1)
    found = {name: [] for name in ("added", "added_low", "added_high", "added_by_day")}
    for replies, silent in zip(by_attempt, waiting, strict=True):
        shares = stats.shares_by_cause(replies, silent)
        total = stats.reply_shares(replies.sum(axis=0)[None], silent[None])
        found["added_by_day"] += [int(last_day(total)[0])] * most
        for name, values in (("added", "rate"), ("added_low", "low"), ("added_high", "high")):
            found[name] += shares[values].tolist()
    return found
