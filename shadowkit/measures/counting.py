"""Who was asked and when they replied: the one table behind all measures of outreach, and the groups people are in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Real

import narwhals as nw
import numpy as np
import pandas as pd

from shadowkit import schema
from shadowkit.errors import LogError, one_of
from shadowkit.log import Log, pair_numbers

NOT_STATED = "not stated"
EVERYBODY = "everybody"
#: Groups that a message's own time makes: the day of the week, the time of day, the month it was sent.
SENT = ("sent_weekday", "sent_hour", "sent_month")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = (9, 12, 15, 18)
RATE_COLUMNS = ("asked", "replied", "waiting", "by_day", "rate", "low", "high")
#: Columns that say something about a message, a person or a student, but name no group worth comparing.
_NO_GROUPS = frozenset({"note", "email", "name", "contact", "purpose", "answer", "sent_at", "replied_at", "added_on",
                        "referred_by"})


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
        for name in SENT:
            values = _sent(log.outreach, name).dropna()
            if name not in names and 2 <= len(values.unique()) <= min(30, len(values) / 2):
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
class Counts:
    """Counts of people by group and day, groups down and days across: all that the estimate needs."""

    groups: pd.DataFrame
    replied: np.ndarray
    censored: np.ndarray
    students: np.ndarray
    about: dict[str, object]

    @property
    def asked(self) -> np.ndarray:
        """How many people each group has."""
        return (self.replied + self.censored).sum(axis=1)


def counted(log: Log, by: str | Sequence[str] | None, within_days: int, as_of: object, unit: str) -> Counts:
    """Check what a measure of rates was asked for, and count people by group and day."""
    if unit not in ("person", "message"):
        raise one_of("unit", unit, ("person", "message"))
    within_days, by, end = whole_days(within_days), columns_of(by), day_of(as_of, log)
    days = log.once(("counts", tuple(by), end, unit), lambda: count_days(log, by, end, unit))
    replied, censored = spread(days["group"], days, len(days["groups"]), within_days)
    about = {"by": by, "within_days": within_days, "unit": unit, "left_out": days["left_out"], "as_of": day_text(end)}
    return Counts(days["groups"], replied, censored, days["students"], about)


def whole_days(within_days: object) -> int:
    """Return a number of days, checked."""
    if not isinstance(within_days, Real) or within_days % 1 != 0 or within_days < 0:
        raise LogError(f"`within_days` must be a whole number of days, 0 or more; it was {within_days!r}.")
    return int(within_days)


def columns_of(by: str | Sequence[str] | None) -> list[str]:
    """Return the columns that make groups, each once."""
    several = isinstance(by, Iterable) and not isinstance(by, str)
    return [] if by is None else list(dict.fromkeys(by)) if several else [by]


def spread(group: np.ndarray, days: dict[str, np.ndarray], groups: int, within_days: int) -> tuple[np.ndarray, ...]:
    """Lay counts out as groups × days: who replied on a day, and who was last looked at on it without a reply."""
    in_time = days["replied"] & (days["day"] <= within_days)
    day = np.minimum(days["day"], within_days)
    replied, censored = (np.zeros((groups, within_days + 1), dtype=int) for _ in range(2))
    for target, chosen in ((replied, in_time), (censored, ~in_time)):
        np.add.at(target, (group[chosen], day[chosen]), days["count"][chosen])
    return replied, censored


def day_of(as_of: object, log: Log) -> int | None:
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


def day_text(day: int | None) -> str | None:
    """Return a day number as a date."""
    return None if day is None else str(np.datetime64(day, "D"))


def grouped(log: Log, people: pd.DataFrame, by: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the groups that people are in, one row each, and the number of each person's group."""
    if not by:
        return pd.DataFrame({"group": [EVERYBODY]}), np.zeros(len(people), dtype=int)
    labels = {name: groups_of(log, people, name) for name in by}
    codes = pd.DataFrame({name: label.codes for name, label in labels.items()})
    each = codes.drop_duplicates().sort_values(by)
    groups = pd.DataFrame({name: label.categories.take(each[name]) for name, label in labels.items()})
    return groups, codes.groupby(by).ngroup().to_numpy()


def count_days(log: Log, by: list[str], end: int | None, unit: str) -> dict[str, object]:
    """Count people by group, day and outcome; the only pass over all people for a choice of groups."""
    people = log.once(("people", unit), lambda: people_asked(log, unit))
    labels = {name: log.once(("label", name, unit), lambda name=name: groups_of(log, people, name)) for name in by}
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


def people_asked(log: Log, unit: str) -> pd.DataFrame:
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
        "sent_at": asks["sent_at"].to_numpy(), "sent_day": day_numbers(asks["sent_at"]),
        "replied_day": day_numbers(asks["replied_at"]), "undated": undated_reply.to_numpy().astype("int64")})
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


def _sent(outreach: pd.DataFrame, name: str) -> pd.Categorical:
    """Return when messages were sent, as a kind of time that comes again, or the month; in their order."""
    at = outreach["sent_at"]
    if name == "sent_month":
        codes, found = pd.factorize((at.dt.year * 12 + at.dt.month - 1).to_numpy(), sort=True)
        return pd.Categorical.from_codes(codes, [f"{month // 12:.0f}-{month % 12 + 1:02.0f}" for month in found])
    if name == "sent_weekday":
        return pd.Categorical.from_codes(at.dt.day_of_week.fillna(-1).astype("int64"), _WEEKDAYS)
    # A date without a time was not sent at midnight.
    hour = at.dt.hour.where(outreach[schema.precision_of("sent_at")] == "time")
    return pd.Categorical.from_codes(
        np.where(hour.notna(), np.searchsorted(_HOURS, hour.fillna(0), side="right"), -1),
        [f"before {_HOURS[0]}:00", *(f"{a}:00 to {b}:00" for a, b in zip(_HOURS, _HOURS[1:], strict=False)),
         f"from {_HOURS[-1]}:00"])


def day_numbers(times: pd.Series) -> np.ndarray:
    """Return days since 1970, missing where there is no date."""
    days = times.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype("int64"))


def groups_of(log: Log, people: pd.DataFrame, name: str) -> pd.Categorical:
    """Return the group of each person for one column, in the guide's order where it has one."""
    words = next((column.words for table in (schema.TABLES["outreach"], schema.TABLES["contacts"])
                  for column in table.columns if column.name == name), ())
    if name in log.outreach:
        values, rows = log.outreach[name], people["outreach_row"].to_numpy()
        if name in log.contacts:
            # Who was not asked yet is on somebody's list all the same.
            listed = people["contact_row"].to_numpy()
            rows = np.where(rows >= 0, rows, np.where(listed >= 0, len(values) + listed, -1))
            values = pd.concat([values, log.contacts[name]], ignore_index=True)
    elif name in log.contacts:
        values, rows = log.contacts[name], people["contact_row"].to_numpy()
    elif name in log.students:
        values = log.students[name]
        rows = pd.Index(log.students["student"]).get_indexer(log.outreach["student"])[people["outreach_row"]]
    elif name in SENT:
        values, rows = _sent(log.outreach, name), people["outreach_row"].to_numpy()
        words = tuple(values.categories)
    else:
        raise one_of("by", name, [*groupings(log), "student"])
    codes, found = pd.factorize(values)
    order = [word for word in words if word in set(found)] if words else sorted(found, key=str)
    place = {word: i for i, word in enumerate(order)}
    new = np.array([*(place[word] for word in found), len(order)])
    codes = np.append(new[codes], len(order))[rows]
    return pd.Categorical.from_codes(codes, [*map(str, order), NOT_STATED])
