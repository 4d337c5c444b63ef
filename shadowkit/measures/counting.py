"""Who was asked and when they replied: the one table behind all measures of outreach, and the groups people are in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from numbers import Real

import narwhals as nw
import numpy as np
import pandas as pd

from shadowkit import schema, stats
from shadowkit.errors import LogError, one_of
from shadowkit.log import Log
from shadowkit.readers.assembling import pair_numbers

NOT_STATED = "not stated"
EVERYBODY = "everybody"
#: Groups that a message's own time makes: the day of the week, the time of day, the month it was sent.
SENT = ("sent_weekday", "sent_hour", "sent_month")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HOURS = (9, 12, 15, 18)
#: How many days after the ask a reply counts of which only is known that it came.
_UNDATED_DAY = 14
RATE_COLUMNS = ("asked", "replied", "waiting", "by_day", "rate", "low", "high")
#: Columns that say something about a message, a person or a student, but name no group worth comparing.
_NO_GROUPS = frozenset({"note", "email", "name", "contact", "purpose", "answer", "sent_at", "replied_at", "added_on",
                        "referred_by"})


def kinds_of_people(log: Log) -> list[str]:
    """Return the columns of contacts by which people can be grouped."""
    return [name for name in groupings(log) if name in log.contacts.columns]


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
    return stats.last_day(shares["at_risk"], shares["rate"][:, -1])


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
    about = {"by": by, "within_days": within_days, "unit": unit, "left_out": days["left_out"],
             "undated": days["undated"], "as_of": day_text(end)}
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
    silent = ~(days["replied"] & (days["day"] <= within_days))
    laid_out = np.zeros((2, groups, within_days + 1), dtype=int)
    # Adding to one flat array is several times faster than to rows and columns.
    cells = (silent * groups + group) * (within_days + 1) + np.minimum(days["day"], within_days)
    np.add.at(laid_out.reshape(-1), cells, days["count"])
    return tuple(laid_out)


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
    end = 0 if end is None else end
    columns = [people[name].to_numpy() for name in ("asked_day", "replied_day", "student")]
    columns += [label.codes for label in labels.values()]
    known, left_out = people["known"].to_numpy(), 0
    undated = np.count_nonzero(people["undated"].to_numpy() & (columns[1] <= end))
    # Who is asked after the day one looks is not there yet, and a reply after it has not come yet.
    seen = known & (columns[0] <= end)
    if not seen.all():
        left_out = np.count_nonzero(~known & ~(columns[0] > end))
        columns = [column[seen] for column in columns]
    asked_day, replied_day, student, *codes = columns
    replied = replied_day <= end
    day = np.fmin(replied_day, end)
    day -= asked_day
    day = day.astype("int64")
    # All are small whole numbers now, so each cell is one number, counted as such: grouping a table costs many times
    # that. Sums are made in place because fresh memory for a million people costs more than the sum.
    group, groups = 0 if by else np.zeros(len(day), dtype="int64"), pd.DataFrame(index=[0])
    for (name, label), code in zip(labels.items(), codes, strict=True):
        size = len(label.categories)
        group = np.add(group * size, code, dtype="int64")
        found, _ = _tally(group, len(groups) * size)
        groups = groups.iloc[found // size].reset_index(drop=True).assign(**{name: label.categories.take(found % size)})
        if len(found) and found[-1] >= len(found):
            group = np.searchsorted(found, group)
    found = {"left_out": left_out, "undated": undated,
             "groups": groups if by else pd.DataFrame({"group": [EVERYBODY]}),
             "students": _students(group, len(groups), student) if "student" not in by else np.ones(len(groups), int)}
    days = int(day.max(initial=0)) + 1
    if by and len(groups) * days > len(day):
        # Hardly two people of a group would share a day; they are counted where they are laid out.
        return found | {"group": group, "day": day, "replied": replied, "count": np.ones(len(day), int)}
    group *= days
    group += day
    group *= 2
    group += replied
    cells, count = _tally(group, len(groups) * days * 2)
    return found | {"group": cells // 2 // days, "day": cells // 2 % days, "replied": cells % 2 == 1, "count": count}


def _students(group: np.ndarray, groups: int, student: np.ndarray) -> np.ndarray:
    """Count the students of each group."""
    many = int(student.max(initial=0)) + 1
    pairs = group * many
    pairs += student
    if groups * many > 8 * len(pairs) + 1000:
        return np.bincount(np.unique(pairs) // many, minlength=groups)
    there = np.zeros(groups * many, dtype=bool)
    there[pairs] = True
    return np.count_nonzero(there.reshape(groups, many), axis=1)


def _tally(numbers: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return which of the whole numbers under ``size`` occur, in order, and how often."""
    if size > 2 * len(numbers) + 1000:
        return np.unique(numbers, return_counts=True)
    count = np.bincount(numbers, minlength=size)
    found = np.flatnonzero(count)
    return found, count[found]


def people_asked(log: Log, unit: str) -> pd.DataFrame:
    """Return one row per person asked (or per message): first ask and first reply as day numbers.

    ``known`` is false where the ask has no usable date, or the reply came before the ask: such a person can be counted
    neither as a reply nor as silence. Who is known to have replied, but not when (``undated``), is counted as of day
    14, or of the log's last day where that is earlier: left out, the rate would be that of those who did not reply.
    """
    asks = _asks(log)
    undated_reply = asks["replied_at"].isna() & (
        asks["answer"].notna() | (asks[schema.precision_of("replied_at")] == "unreadable"))
    pairs, _ = _pairs(log, asks)
    # Small numbers in the order of the messages: the pairs of a large cohort are far apart.
    person, _ = pd.factorize(pairs)
    student, _ = _factorized(log)
    if unit == "message":
        person = np.arange(len(asks))
    sent_at = asks["sent_at"].to_numpy()
    messages = pd.DataFrame({
        "person": person, "sent_at": sent_at, "sent_day": day_numbers(asks["sent_at"]),
        "replied_day": day_numbers(asks["replied_at"]), "undated": undated_reply.to_numpy().astype("int64")})
    table = nw.from_native(messages).group_by("person").agg(
        nw.col("sent_at").min(), nw.col("sent_day").min().alias("asked_day"),
        nw.col("replied_day").min(), nw.col("undated").max()).sort("person").to_native()
    undated = (table["undated"] == 1) & table["replied_day"].isna() & table["asked_day"].notna()
    if undated.any():
        last = np.fmin(table["asked_day"] + _UNDATED_DAY, np.fmax(day_of(None, log), table["asked_day"]))
        table["replied_day"] = table["replied_day"].mask(undated, last)
    table["undated"] = undated
    table["known"] = table["asked_day"].notna() & ~(table["replied_day"] < table["asked_day"])
    # The first message of each person, written last so that it stays: persons are numbered from 0, as rows are. Undated
    # asks have none; any message will do for a label, since they are left out.
    first = np.flatnonzero(sent_at == table["sent_at"].to_numpy()[person])[::-1]
    row, rows = np.zeros(len(table), dtype="int64"), asks.index.to_numpy()
    row[person[first]] = first
    table["outreach_row"], table["student"], table["pair"] = rows[row], student[rows[row]], pairs[row]
    return table


def _factorized(log: Log) -> tuple[np.ndarray, pd.Index]:
    """Return the student of each message as a number, and the students."""
    return log.once("students", lambda: pd.factorize(log.outreach["student"]))


def _asks(log: Log) -> pd.DataFrame:
    asked = (log.outreach["purpose"].isna() | (log.outreach["purpose"] == "ask")).to_numpy()
    return log.outreach if asked.all() else log.outreach[asked]


def _pairs(log: Log, asks: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return numbers of the people asked, and of the contacts: kept, to look the contacts up once groups need them."""
    return log.once("pairs", lambda: pair_numbers(asks, "contact", log.contacts, "contact"))


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
    if name in log.outreach and not (name == "student" and "contact_row" in people):
        values, rows = log.outreach[name], people["outreach_row"].to_numpy()
    elif name in log.contacts and name != "student":
        values, rows = log.contacts[name], _contact_rows(log, people)
    elif name in log.students:
        values, rows = log.students[name], _student_rows(log, people)
    elif name in SENT:
        values, rows = _sent(log.outreach, name), people["outreach_row"].to_numpy()
        words = tuple(values.categories)
    else:
        raise one_of("by", name, [*groupings(log), "student"])
    # Students are numbered already, with the people.
    codes, found = _factorized(log) if name == "student" and "pair" in people else pd.factorize(values)
    found = found.tolist()  # Arrow's strings are slow one by one.
    order = [word for word in words if word in set(found)] if words else sorted(found, key=str)
    place = {word: i for i, word in enumerate(order)}
    new = np.array([*(place[word] for word in found), len(order)])
    codes = np.append(new[codes], len(order))[rows]
    return pd.Categorical.from_codes(codes, [*map(str, order), NOT_STATED])


def _contact_rows(log: Log, people: pd.DataFrame) -> np.ndarray:
    """Return the row of each person among the contacts; -1 where the list does not have them."""
    if "contact_row" in people:
        return people["contact_row"].to_numpy()
    _, listed = _pairs(log, _asks(log))
    return pd.Index(listed).get_indexer(people["pair"])


def _student_rows(log: Log, people: pd.DataFrame) -> np.ndarray:
    """Return the row of each person's student; people who were not asked have a student all the same."""
    students = pd.Index(log.students["student"])
    if "contact_row" in people:
        return students.get_indexer(people["student"])
    return students.get_indexer(log.outreach["student"])[people["outreach_row"]]
