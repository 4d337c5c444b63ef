"""How outreach is answered: rates and curves that count people, not messages, and tell "not yet" from "no"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Real

import narwhals as nw
import numpy as np
import pandas as pd

from shadowkit import schema, stats
from shadowkit.errors import LogError, one_of
from shadowkit.log import Log, pair_numbers

NOT_STATED = "not stated"
EVERYBODY = "everybody"
RATE_COLUMNS = ("asked", "replied", "waiting", "by_day", "rate", "low", "high")
#: Columns that say something about a message, a person or a student, but name no group worth comparing.
_NO_GROUPS = frozenset({"note", "email", "name", "contact", "purpose", "answer", "sent_at", "replied_at", "added_on",
                        "referred_by"})


def response_rates(
    log: Log, *, by: str | Sequence[str] | None = "channel", within_days: int = 14,
    as_of: str | pd.Timestamp | None = None, unit: str = "person",
) -> pd.DataFrame:
    """Share of the people asked who replied within some days, with its interval.

    One row per group. Any reply counts: yes, no, or "ask her instead". Time runs from the first ask to a person until
    the first reply from that person; people who have not had the full time yet are neither counted as replies nor as
    refusals (Kaplan-Meier).

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    by : str, list of str, or None
        Column of outreach, contacts or students that makes the groups; None for everybody together. A person belongs
        to the group of the first message.
    within_days : int
        How many days people have for a reply.
    as_of : date, optional
        The day the log is looked at; by default its latest date.
    unit : {"person", "message"}
        What is counted.

    Returns
    -------
    DataFrame
        The group; ``asked``, ``replied`` (within the days), ``waiting`` (no reply yet, and asked fewer days ago than
        that): counts; ``by_day``: the day the rate is for, earlier than ``within_days`` where nobody has been
        silent that long; ``rate``, ``low``, ``high``: 0 to 1, 95 %, missing where nobody was asked. With several
        students also ``students``: how many of them asked somebody in the group.

    Raises
    ------
    LogError
        If a column or an allowed word does not exist.

    Notes
    -----
    See :func:`shadowkit.stats.reply_shares` for the estimate, its interval and their sources.

    Examples
    --------
    >>> import shadowkit as sk
    >>> rates = sk.response_rates(sk.example("student"), by=None)
    >>> rates.columns.tolist()
    ['group', 'asked', 'replied', 'waiting', 'by_day', 'rate', 'low', 'high']
    """
    counts = _counts(log, by, within_days, as_of, unit)
    shares = stats.reply_shares(counts.replied, counts.censored)
    last = last_day(shares)
    row = np.arange(len(last))
    table = counts.groups.assign(
        asked=counts.asked, replied=counts.replied.sum(axis=1), waiting=counts.censored[:, :-1].sum(axis=1),
        by_day=last, **{name: shares[name][row, last] for name in ("rate", "low", "high")})
    if len(log.students) > 1:
        table["students"] = counts.students
    table.attrs = counts.about | {"measure": "response_rates"}
    return table


def reply_curve(
    log: Log, *, by: str | Sequence[str] | None = None, within_days: int = 28,
    as_of: str | pd.Timestamp | None = None, unit: str = "person",
) -> pd.DataFrame:
    """Share of the people asked who had replied by each day, with its interval.

    One row per group and day. The row of a day equals what :func:`response_rates` gives for that many days, so a bar
    and a curve never disagree.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    by : str, list of str, or None
        Column of outreach, contacts or students that makes the groups; None for everybody together.
    within_days : int
        The last day of the curve; it ends earlier where nobody has been silent that long.
    as_of : date, optional
        The day the log is looked at; by default its latest date.
    unit : {"person", "message"}
        What is counted.

    Returns
    -------
    DataFrame
        The group; ``asked``, ``replied`` (by that day), ``waiting`` (no reply yet, and asked fewer days ago):
        counts; ``by_day``: the day, from 0; ``rate``, ``low``, ``high``: 0 to 1, 95 %; ``at_risk``: people not heard
        from before that day and asked at least as long ago. With several students also ``students``.

    Raises
    ------
    LogError
        If a column or an allowed word does not exist.

    Notes
    -----
    See :func:`shadowkit.stats.reply_shares` for the estimate, its interval and their sources.

    Examples
    --------
    >>> import shadowkit as sk
    >>> curve = sk.reply_curve(sk.example("student"), within_days=14)
    >>> bar = sk.response_rates(sk.example("student"), by=None)
    >>> bool(curve["rate"].iloc[-1] == bar["rate"].iloc[0])
    True
    """
    counts = _counts(log, by, within_days, as_of, unit)
    shares = stats.reply_shares(counts.replied, counts.censored)
    group, day = np.nonzero(np.arange(counts.replied.shape[1]) <= last_day(shares)[:, None])
    waiting = np.cumsum(counts.censored, axis=1) - counts.censored
    table = counts.groups.iloc[group].reset_index(drop=True).assign(
        asked=counts.asked[group], replied=np.cumsum(counts.replied, axis=1)[group, day], waiting=waiting[group, day],
        by_day=day, **{name: shares[name][group, day] for name in ("rate", "low", "high")},
        at_risk=shares["at_risk"][group, day].astype(int))
    if len(log.students) > 1:
        table["students"] = counts.students[group]
    table.attrs = counts.about | {"measure": "reply_curve"}
    return table


def later_replies(log: Log, silent_days: Sequence[int], *, within_days: int = 28, as_of: object = None) -> pd.DataFrame:
    """Return how often people silent for some days wrote later, one row per number of days, seen by one of them.

    Columns of rates as in :func:`response_rates`, days counted from then on. The one who looks is left out, being
    silent that long too. The rate is missing where nobody has been looked at for longer than that.
    """
    end = _day(as_of, log)
    days = log.once(("counts", (), end, "person"), lambda: _count_days(log, [], end, "person"))
    silent = np.asarray(silent_days, dtype="int64")[:, None]
    group, row = np.nonzero(np.where(days["replied"], days["day"] > silent, days["day"] >= silent))
    later = {"day": days["day"][row] - silent[group, 0], "replied": days["replied"][row]}
    later["count"] = days["count"][row] - ((later["day"] == 0) & ~later["replied"])
    replied, censored = _spread(group, later, len(silent), within_days)
    shares = stats.reply_shares(replied, censored)
    each, last = np.arange(len(silent)), last_day(shares)
    known = np.where(censored[:, 0] < (replied + censored).sum(axis=1), 1.0, np.nan)
    return pd.DataFrame({
        "asked": (replied + censored).sum(axis=1), "replied": replied.sum(axis=1),
        "waiting": censored[:, :-1].sum(axis=1), "by_day": last,
        **{name: shares[name][each, last] * known for name in ("rate", "low", "high")}})


def groupings(log: Log) -> list[str]:
    """Return the columns that make groups worth comparing in this log: two to thirty values, twice each or more."""
    def found() -> list[str]:
        names = []
        for frame in (log.outreach, log.contacts, log.students):
            for name in frame.columns:
                if name in _NO_GROUPS or name == "student" or "_precision" in str(name) or name in names:
                    continue
                if isinstance(frame[name].dtype, pd.StringDtype):
                    values = frame[name].nunique()
                    if 2 <= values <= min(30, frame[name].count() / 2):
                        names.append(name)
        return names

    return list(log.once("groupings", found))


def last_day(shares: dict[str, np.ndarray]) -> np.ndarray:
    """Return the day each group's rate is for: the last with somebody at risk, or the end once all have replied."""
    end = shares["at_risk"].shape[1] - 1
    last = end - np.argmax(shares["at_risk"][:, ::-1] > 0, axis=1)
    rate = shares["rate"][:, -1]
    return np.where((rate == 1) | np.isnan(rate), end, last)


@dataclass(frozen=True)
class _Counts:
    """Counts of people by group and day, groups down and days across: all that the estimate needs."""

    groups: pd.DataFrame
    replied: np.ndarray
    censored: np.ndarray
    students: np.ndarray
    about: dict[str, object]

    @property
    def asked(self) -> np.ndarray:
        return (self.replied + self.censored).sum(axis=1)


def _counts(log: Log, by: str | Sequence[str] | None, within_days: int, as_of: object, unit: str) -> _Counts:
    if unit not in ("person", "message"):
        raise one_of("unit", unit, ("person", "message"))
    if not isinstance(within_days, Real) or within_days % 1 != 0 or within_days < 0:
        raise LogError(f"`within_days` must be a whole number of days, 0 or more; it was {within_days!r}.")
    within_days = int(within_days)
    by = [] if by is None else list(dict.fromkeys(by)) if isinstance(by, Iterable) and not isinstance(by, str) else [by]
    end = _day(as_of, log)
    days = log.once(("counts", tuple(by), end, unit), lambda: _count_days(log, by, end, unit))
    replied, censored = _spread(days["group"], days, len(days["groups"]), within_days)
    about = {"by": by, "within_days": within_days, "unit": unit, "left_out": days["left_out"],
             "as_of": None if end is None else str(np.datetime64(end, "D"))}
    return _Counts(days["groups"], replied, censored, days["students"], about)


def _spread(group: np.ndarray, days: dict[str, np.ndarray], groups: int, within_days: int) -> tuple[np.ndarray, ...]:
    """Lay counts out as groups × days: who replied on a day, and who was last looked at on it without a reply."""
    in_time = days["replied"] & (days["day"] <= within_days)
    day = np.minimum(days["day"], within_days)
    replied, censored = (np.zeros((groups, within_days + 1), dtype=int) for _ in range(2))
    for target, chosen in ((replied, in_time), (censored, ~in_time)):
        np.add.at(target, (group[chosen], day[chosen]), days["count"][chosen])
    return replied, censored


def _day(as_of: object, log: Log) -> int | None:
    """Return the day a log is looked at as a number of days since 1970."""
    if as_of is None:
        return None if log.as_of is None else int(np.datetime64(log.as_of, "D").astype(int))
    try:
        # A bare number would be nanoseconds since 1970.
        when = pd.NaT if isinstance(as_of, Real) else pd.Timestamp(as_of)
    except (TypeError, ValueError):
        when = pd.NaT
    if pd.isna(when):
        raise LogError(f"`as_of` must be a date such as 2026-11-20; it was {as_of!r}.")
    return int(np.datetime64(when.tz_localize(None), "D").astype(int))


def _count_days(log: Log, by: list[str], end: int | None, unit: str) -> dict[str, object]:
    """Count people by group, day and outcome; the only pass over all people for a choice of groups."""
    people = log.once(("people", unit), lambda: _people(log, unit))
    labels = {name: log.once(("label", name, unit), lambda name=name: _labels(log, people, name)) for name in by}
    frame = pd.DataFrame({"asked_day": people["asked_day"], "replied_day": people["replied_day"],
                          "student": people["student"]} | {f"by {name}": label.codes for name, label in labels.items()})
    known = people["known"].to_numpy()
    end = 0 if end is None else end
    # Who is asked after the day one looks is not there yet, and a reply after it has not come yet.
    left_out = int((~known & ~(frame["asked_day"] > end).to_numpy()).sum())
    frame = frame[known & (frame["asked_day"] <= end).to_numpy()]
    replied = (frame["replied_day"] <= end).to_numpy()
    frame = frame.assign(day=np.where(replied, frame["replied_day"], end) - frame["asked_day"], replied=replied)
    frame["day"] = frame["day"].astype("int64")
    keys = [f"by {name}" for name in by]
    tally = (nw.from_native(frame).group_by(*keys, "day", "replied").agg(nw.len().alias("count"))
             .sort(*keys, "day", "replied").to_native())
    found = {"left_out": left_out, **{name: tally[name].to_numpy() for name in ("day", "replied", "count")}}
    if not by:
        return found | {"groups": pd.DataFrame({"group": [EVERYBODY]}), "group": np.zeros(len(tally), dtype=int),
                        "students": np.array([frame["student"].nunique()])}
    pairs = nw.from_native(frame).group_by(*keys, "student").agg(nw.len().alias("count"))
    students = pairs.group_by(*keys).agg(nw.len().alias("students")).sort(*keys).to_native()
    groups = pd.DataFrame({name: labels[name].categories.take(students[f"by {name}"]) for name in by})
    # Both are sorted by the groups, so the number of a group is its row.
    return found | {"groups": groups, "group": tally.groupby(keys).ngroup().to_numpy(),
                    "students": students["students"].to_numpy()}


def _people(log: Log, unit: str) -> pd.DataFrame:
    """Return one row per person asked (or per message): first ask and first reply as day numbers.

    ``known`` is false where the ask or the reply has no usable date, or the reply came before the ask: such a person
    can be counted neither as a reply nor as silence.
    """
    asks = log.outreach[(log.outreach["purpose"].isna() | (log.outreach["purpose"] == "ask")).to_numpy()]
    undated_reply = asks["replied_at"].isna() & (
        asks["answer"].notna() | (asks[schema.precision_of("replied_at")] == "unreadable"))
    person, listed = pair_numbers(asks, "contact", log.contacts, "contact")
    # Small numbers in the order of the messages: the pairs of a large cohort are far apart.
    person, found = pd.factorize(person)
    student, _ = pd.factorize(asks["student"])
    row = np.arange(len(asks))
    messages = pd.DataFrame({
        "person": row if unit == "message" else person, "row": row,
        "sent_at": asks["sent_at"].to_numpy(), "sent_day": _day_numbers(asks["sent_at"]),
        "replied_day": _day_numbers(asks["replied_at"]), "undated": undated_reply.to_numpy().astype("int64")})
    narrow = nw.from_native(messages)
    people = narrow.group_by("person").agg(
        nw.col("sent_at").min().alias("first_sent"), nw.col("sent_day").min().alias("asked_day"),
        nw.col("replied_day").min(), nw.col("undated").max())
    first = (narrow.join(people.select("person", "first_sent"), on="person", how="inner")
             .filter(nw.col("sent_at") == nw.col("first_sent")).group_by("person").agg(nw.col("row").min()))
    table = people.join(first, on="person", how="left").sort("person").to_native()
    replied = table["replied_day"].notna()
    table["known"] = table["asked_day"].notna() & np.where(
        replied, ~(table["replied_day"] < table["asked_day"]), table["undated"] == 0)
    # Undated asks have no first message; any of the person's will do for a label, since they are left out.
    table["row"] = table["row"].fillna(0).astype("int64")
    if len(asks):
        table["outreach_row"] = asks.index.to_numpy()[table["row"]]
        table["student"] = student[table["row"]]
        table["contact_row"] = pd.Index(listed).get_indexer(found)[person[table["row"]]]
    else:
        table = table.assign(outreach_row=table["row"], student=table["row"], contact_row=table["row"])
    return table


def _day_numbers(times: pd.Series) -> np.ndarray:
    days = times.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype("int64"))


def _labels(log: Log, people: pd.DataFrame, name: str) -> pd.Categorical:
    """Return the group of each person for one column, in the guide's order where it has one."""
    if name in log.outreach:
        values, rows = log.outreach[name], people["outreach_row"].to_numpy()
    elif name in log.contacts:
        values, rows = log.contacts[name], people["contact_row"].to_numpy()
    elif name in log.students:
        values = log.students[name]
        rows = pd.Index(log.students["student"]).get_indexer(log.outreach["student"])[people["outreach_row"]]
    else:
        raise one_of("by", name, [*groupings(log), "student"])
    codes, found = pd.factorize(values)
    words = next((column.words for table in (schema.TABLES["outreach"], schema.TABLES["contacts"])
                  for column in table.columns if column.name == name), ())
    order = [word for word in words if word in set(found)] if words else sorted(found, key=str)
    place = {word: i for i, word in enumerate(order)}
    new = np.array([*(place[word] for word in found), len(order)])
    codes = np.append(new[codes], len(order))[rows]
    return pd.Categorical.from_codes(codes, [*map(str, order), NOT_STATED])
