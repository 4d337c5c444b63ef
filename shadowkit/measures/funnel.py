"""How far one comes with people, from a name on the list to the next name, told from dated events."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from shadowkit import guide, stats
from shadowkit.errors import LogError, one_of
from shadowkit.log import Log
from shadowkit.measures.counting import (
    SENT,
    columns_of,
    day_numbers,
    day_of,
    day_text,
    grouped,
    last_day,
    people_asked,
    spread,
    whole_days,
)
from shadowkit.measures.due import thank_yous
from shadowkit.readers.assembling import pair_numbers

#: A day after all days: what cannot happen any more is looked at to the end.
_NEVER = 10**6


def funnel(
    log: Log, *, by: str | Sequence[str] | None = None, stages: Sequence[str] = tuple(guide.STAGES),
    within_days: int = 28, as_of: str | pd.Timestamp | None = None,
) -> pd.DataFrame:
    """Say how many people came how far, which share of them went on at each stage, and how long that took.

    One row per group and stage. Stages are told from dated events, never from a status: whoever came to a stage has
    passed all before it, whether or not the log has them. Who has not gone on yet, and still has time, is neither
    counted as gone on nor as lost; who said no has no time left.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    by : str, list of str, or None
        Column of outreach, contacts or students that makes the groups; None for everybody together. Where it is a
        column of outreach, a person belongs to the group of the first message, and the stages begin with ``asked``.
    stages : list of str
        Two or more of ``guide.STAGES``: named, asked, replied, agreed, met, thanked, referred; those left out are
        passed over, so that ``["asked", "met"]`` says how many of those asked one meets.
    within_days : int
        How many days people have from one stage to the next.
    as_of : date, optional
        The day the log is looked at; by default its latest date.

    Returns
    -------
    DataFrame
        The group, where there is one; ``stage``; ``asked``: people who came to the stage before; ``replied``: those of
        them who came to this one in time; ``waiting``: those who did not yet, and still have time; ``by_day``,
        ``rate``, ``low``, ``high``: the share who go on within that many days (0 to 1, 95 %), missing for the first
        stage; ``half_by_day``: the day by which half had gone on, missing where fewer do; ``came``: people who came to
        this stage at all, be it later; ``logged``: people with an event of this very stage in the log; ``left_out``:
        people without a usable date of one of the two stages, who are in ``asked`` and ``came`` alone. With several
        students also ``students``.

    Raises
    ------
    LogError
        If a column or a stage does not exist.

    Notes
    -----
    See :func:`shadowkit.stats.reply_shares` for the estimate, its interval and their sources. People are thanked and
    refer one on only where they were met; a shadow's or an interview's meeting has to have taken place.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.funnel(sk.example("student"))
    >>> dict(zip(table["stage"], table["came"]))
    {'named': 25, 'asked': 23, 'replied': 13, 'agreed': 10, 'met': 8, 'thanked': 8, 'referred': 5}
    """
    stages = [stages] if isinstance(stages, str) else list(guide.STAGES) if stages is None else list(stages)
    for stage in stages:
        if stage not in guide.STAGES:
            raise one_of("stages", stage, guide.STAGES)
    chosen = [stage for stage in guide.STAGES if stage in stages]
    if len(chosen) < 2:
        raise LogError(f"`stages` needs two or more of {', '.join(guide.STAGES)}, to go from one to the next.")
    within_days, by, end = whole_days(within_days), columns_of(by), day_of(as_of, log)
    if len(chosen) > 2 and any(name != "student" and (name in log.outreach or name in SENT) for name in by):
        # A message makes the groups, and who was not asked yet has none.
        chosen = [stage for stage in chosen if stage != "named"]
    people = log.once(("funnel", end), lambda: _people(log, 0 if end is None else end))
    rows = log.once(("funnel steps", end, tuple(chosen)), lambda: _steps(people, chosen, 0 if end is None else end))
    groups, group = grouped(log, people, by)
    width, steps = len(chosen), len(groups) * len(chosen)
    number = group[rows["person"]] * width + rows["step"].to_numpy()
    table = groups.loc[np.repeat(np.arange(len(groups)), width)].reset_index(drop=True).assign(
        stage=np.tile(chosen, len(groups)), **_counts(rows, number, steps, within_days))
    for name in ("by_day", "rate", "low", "high", "half_by_day"):
        # No step leads to the first stage.
        table[name] = table[name].mask(np.tile(np.arange(width) == 0, len(groups)))
    table["stage"] = table["stage"].astype("str")
    if not by:
        table = table.drop(columns="group")
    if len(log.students) > 1:
        pairs = pd.DataFrame({"number": number, "student": people["student"].to_numpy()[rows["person"]]})
        table["students"] = np.bincount(pairs.drop_duplicates()["number"], minlength=steps)
    table.attrs = {"measure": "funnel", "by": by, "within_days": within_days, "unit": "person", "stages": chosen,
                   "as_of": day_text(end), "left_out": 0}
    return table


def _counts(rows: pd.DataFrame, number: np.ndarray, steps: int, within_days: int) -> dict[str, object]:
    """Return the columns of the funnel, a place for each step of each group."""
    day, went_on, known = (rows[name].to_numpy() for name in ("day", "went_on", "known"))
    replied, censored = spread(number[known], {
        "day": day[known], "replied": went_on[known], "count": np.ones(known.sum(), dtype=int)}, steps, within_days)
    shares = stats.reply_shares(replied, censored)
    last, row, half = last_day(shares), np.arange(steps), shares["rate"] >= 0.5

    def count(chosen: np.ndarray) -> np.ndarray:
        return np.bincount(number[chosen], minlength=steps)

    return {
        "asked": np.bincount(number, minlength=steps), "replied": count(went_on & known & (day <= within_days)),
        "waiting": count(~went_on & known & (day < within_days)), "by_day": pd.array(last, dtype="Int64"),
        **{name: shares[name][row, last] for name in ("rate", "low", "high")},
        "half_by_day": pd.Series(np.argmax(half, axis=1), dtype="Int64").where(half.any(axis=1)),
        "came": count(went_on), "logged": count(rows["logged"].to_numpy()), "left_out": count(~known)}


def _steps(people: pd.DataFrame, stages: list[str], end: int) -> pd.DataFrame:
    """Return one row per step and person who came to the stage before: whether and after how many days they went on."""
    parts = []
    for step, stage in enumerate(stages):
        came = people[people[f"came {stages[max(step - 1, 0)]}"]]
        went_on = came[f"came {stage}"]
        if step:
            day = came[f"day {stage}"].where(went_on, end).mask(~went_on & came[f"never {stage}"], _NEVER)
            day = day - came[f"day {stages[step - 1]}"]
        else:
            day = pd.Series(0.0, came.index)
        parts.append(pd.DataFrame({"person": came.index, "step": step, "day": day.fillna(0).astype("int64"),
                                   "went_on": went_on, "known": day.notna(), "logged": came[f"logged {stage}"]}))
    return pd.concat(parts, ignore_index=True)


def _people(log: Log, end: int) -> pd.DataFrame:
    """Return one row per person: for each stage whether and on which day they came to it, as seen on a day.

    ``logged``: the log has an event of the stage. ``came``: of it, or of a later one. ``day``: of the event, or of a
    later one that is dated before it; missing where the log has no date of the stage itself. ``never``: it cannot be
    reached any more.
    """
    asked = log.once(("people", "person"), lambda: people_asked(log, "person"))
    # One table of all who are on the list, were asked or met, each with a number.
    tables = {"contacts": log.contacts, "outreach": log.outreach, "meetings": log.meetings}
    every = pd.concat([frame[["student", "contact"]] for frame in tables.values()], ignore_index=True)
    pairs, _ = pair_numbers(every, "contact", every.iloc[:0], "contact")
    numbers, found = pd.factorize(pairs)
    start = np.cumsum([0, *(len(frame) for frame in tables.values())])
    person = {name: numbers[a:b] for name, a, b in zip(tables, start, start[1:], strict=False)}
    place = pd.Index(np.arange(len(found)))

    def earliest(of: np.ndarray, day: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return whether a person has an event by the end, dated or not, and the day of the first."""
        seen = ~(day > end)
        days = pd.Series(day[seen]).groupby(of[seen]).min().reindex(place).to_numpy(dtype=float)
        return np.isin(place, of[seen]), days

    events = _events(log, asked, person, end)
    came = {stage: earliest(*events[stage]) for stage in guide.STAGES}
    met = came["met"][0]
    table = pd.DataFrame({
        "student": every["student"].to_numpy()[np.unique(numbers, return_index=True)[1]],
        "outreach_row": _row_of(person["outreach"][asked["outreach_row"]], asked["outreach_row"], len(found)),
        "contact_row": _row_of(person["contacts"], np.arange(len(log.contacts)), len(found))}, index=place)
    later_came, later_day = np.zeros(len(found), dtype=bool), np.full(len(found), np.nan)
    for stage in reversed(guide.STAGES):
        logged, day = came[stage]
        if stage in ("thanked", "referred"):
            logged, day = logged & met, np.where(met, day, np.nan)
        later_came = later_came | logged
        day = np.where(logged, np.fmin(day, np.where(np.isnan(day), np.nan, later_day)), np.nan)
        later_day = np.fmin(later_day, day)
        table[f"logged {stage}"], table[f"came {stage}"], table[f"day {stage}"] = logged, later_came, day
        table[f"never {stage}"] = False
    refused = log.outreach["answer"].isin(("no", "redirect")).to_numpy() & ~(
        day_numbers(log.outreach["replied_at"]) > end)
    off = log.meetings["status"].isin(("cancelled", "no_show")).to_numpy()
    on = log.meetings["status"].isin(("planned", "held")).to_numpy() | log.meetings["status"].isna().to_numpy()
    table["never agreed"] = np.isin(place, person["outreach"][refused])
    table["never met"] = np.isin(place, person["meetings"][off]) & ~np.isin(place, person["meetings"][on])
    for stage in ("met", "thanked", "referred"):
        # What comes after a stage that cannot be reached cannot be reached either.
        before = list(guide.STAGES)[list(guide.STAGES).index(stage) - 1]
        table[f"never {stage}"] |= table[f"never {before}"] & ~table[f"came {before}"]
    return table[table["came named"]].reset_index(drop=True)


def _events(log: Log, asked: pd.DataFrame, person: dict[str, np.ndarray], end: int) -> dict[str, tuple]:
    """Return the persons and days of what is logged for each stage; a day that is not known is missing."""
    outreach, meetings, contacts = log.outreach, log.meetings, log.contacts
    ask = (outreach["purpose"].isna() | (outreach["purpose"] == "ask")).to_numpy()
    replied_day = day_numbers(outreach["replied_at"])
    answered = ask & (outreach["replied_at"].notna() | outreach["answer"].notna()
                      | (outreach["replied_at_precision"] == "unreadable")).to_numpy()
    yes = ask & (outreach["answer"] == "yes").to_numpy()
    day = day_numbers(meetings["starts_at"])
    # A meeting that is planned was agreed, on a day not known; looking back, only those whose day had come were known.
    agreed = (day <= end) | (end >= (day_of(None, log) or 0))
    # A meeting without a status took place when its day has come.
    held = ((meetings["status"] == "held") | (meetings["status"].isna() & (day <= end))).to_numpy()
    notes = thank_yous(log)
    notes = notes[notes["thanked_at"].notna() | notes["thanked_at_precision"].notna()]
    numbers = dict(zip(zip(contacts["student"], contacts["contact"], strict=True), person["contacts"], strict=True))
    numbers |= dict(zip(zip(meetings["student"], meetings["contact"], strict=True), person["meetings"], strict=True))
    thanked = np.array([numbers[pair] for pair in zip(notes["student"], notes["contact"], strict=True)], dtype=int)
    led = contacts[contacts["referred_by"].notna()]
    led_by = np.array([numbers.get(pair, -1) for pair in zip(led["student"], led["referred_by"], strict=True)],
                      dtype=int)
    naming = held & meetings["referrals"].notna().to_numpy()
    return {
        "named": (person["contacts"], day_numbers(contacts["added_on"])),
        "asked": (person["outreach"][ask], day_numbers(outreach["sent_at"])[ask]),
        "replied": (person["outreach"][answered], replied_day[answered]),
        "agreed": (np.concatenate([person["outreach"][yes], person["meetings"][agreed]]),
                   np.concatenate([replied_day[yes], np.full(agreed.sum(), np.nan)])),
        "met": (person["meetings"][held], day[held]),
        "thanked": (thanked, day_numbers(notes["thanked_at"])),
        "referred": (np.concatenate([led_by[led_by >= 0], person["meetings"][naming]]),
                     np.concatenate([day_numbers(led["added_on"])[led_by >= 0], day[naming]]))}


def _row_of(person: np.ndarray, rows: np.ndarray, people: int) -> np.ndarray:
    """Return the row of each person in a table; -1 where there is none."""
    found = np.full(people, -1)
    found[person] = rows
    return found


def reached(log: Log) -> dict[str, np.ndarray]:
    """Return for each row of the contacts whether the person came to each stage, by the log's last day."""
    end = day_of(None, log)
    people = log.once(("funnel", end), lambda: _people(log, 0 if end is None else end))
    rows = people[people["contact_row"] >= 0]
    found = {stage: np.zeros(len(log.contacts), dtype=bool) for stage in guide.STAGES}
    for stage in guide.STAGES:
        found[stage][rows["contact_row"]] = rows[f"came {stage}"]
    return found
