"""What is due: thank-you notes within 24 hours of a meeting, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from numbers import Real

import numpy as np
import pandas as pd

from shadowkit import guide, schema, text
from shadowkit.errors import LogError
from shadowkit.log import Log
from shadowkit.measures import must_be_log
from shadowkit.measures.clock import DAY, HOUR, MINUTE, Clock, clock_of, in_words, offset_minutes
from shadowkit.measures.counting import RATE_COLUMNS
from shadowkit.measures.outreach import later_replies
from shadowkit.readers.people import plain

#: What comes first in the list when it is overdue or due within 48 hours.
TIME_CRITICAL = ("thank_you", "report", "prepare", "arrange")
_KEY = ["student", "contact"]
_THING = ("student", "kind", "contact", "name", "meeting", "what", "why", "due_at", "hours_left", *RATE_COLUMNS)


def thank_yous(log: Log) -> pd.DataFrame:
    """Say for each meeting whether a thank-you note was sent within 24 hours of its end.

    One row per held meeting: its status is held, or it has none and its date is not after the log's last day. A shadow
    of several days (days with the same person, each at most 3 after the one before) needs one note, 24 hours after its
    last day. A message with the purpose ``thanks`` counts for the person's last meeting that had begun by then; of
    several notes the earliest counts.

    Parameters
    ----------
    log : Log
        The log of one student or of many.

    Returns
    -------
    DataFrame
        ``student``, ``meeting``, ``contact``, ``name``, ``kind``; ``starts_at``; ``ended_at`` (start and real or else
        planned length; missing where there is none, or only a date); ``due_at`` (24 hours later, or 23:59 of the day
        after the meeting); ``thanked_at`` and ``thanked_at_precision``; ``hours_after`` (from end to note; missing
        where one has no time of day); ``in_time`` (a note dated without a time is in time on the same or the next day;
        no where it is late, or not sent though due; missing where that is not known, not due yet, or not the shadow's
        last day); ``status`` (in time, late, not sent, still time, earlier day, not known: see ``guide.THANKED``).

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.thank_yous(sk.example("student"))
    >>> table["status"].value_counts().to_dict()
    {'in time': 7, 'late': 2, 'earlier day': 1}
    """
    must_be_log(log, "thank_yous")
    begun = False if log.as_of is None else log.meetings["starts_at"] < log.as_of + DAY
    held = log.meetings[(log.meetings["status"] == "held") | (log.meetings["status"].isna() & begun)]
    held = _named(held, log).sort_values(["starts_at", "student", "meeting"], ignore_index=True)
    clock = Clock(pd.NaT, None)
    held = held.assign(row=held.index, visit=_visits(held), ended_at=_ends(held, clock), due_at=_due(held, clock, 1))
    held["due_at"] = held.groupby("visit")["due_at"].transform("max")
    held["last"] = ~held.duplicated("visit", keep="last")
    table = held.drop(columns=[name for name in held if str(name).startswith("thanked_at")]).merge(
        _first_notes(held, log), on="row", how="left").fillna({"thanked_at_precision": ""})
    exact = table["thanked_at_precision"] == "time"
    # Where both tell their offset, an hour is an hour; else the clock on the wall is all there is.
    turned = (offset_minutes(table, "starts_at") - table["thanked_at_offset_minutes"]).fillna(0) / 60
    table["hours_after"] = ((table["thanked_at"] - table["ended_at"]) / HOUR + turned).where(exact)
    day = table["ended_at"].fillna(table["starts_at"]).dt.normalize()
    note_day = table["thanked_at"].dt.normalize()
    slip = note_day < table["starts_at"].dt.normalize()
    in_time = (table["hours_after"] <= 24).where(table["hours_after"].notna(), note_day <= day + DAY)
    absent = table["thanked_at_precision"] == ""
    still = absent & (table["due_at"].dt.normalize() > (log.as_of if log.as_of is not None else pd.NaT))
    unknown = (~absent & table["thanked_at"].isna()) | slip | table["starts_at"].isna()
    table["status"] = np.select([~table["last"], unknown, still, absent, in_time],
                                ["earlier day", "not known", "still time", "not sent", "in time"], "late")
    table["in_time"] = (table["status"] == "in time").astype("boolean").mask(
        table["status"].isin(("earlier day", "not known", "still time")))
    table["hours_after"] = table["hours_after"].mask(slip)
    table = table.assign(thanked_at_precision=table["thanked_at_precision"].replace("", None).astype("str"))[[
        "student", "meeting", "contact", "name", "kind", "starts_at", "ended_at", "due_at", "thanked_at",
        "thanked_at_precision", "hours_after", "in_time", "status"]]
    table.attrs = {"measure": "thank_yous", "as_of": None if log.as_of is None else str(log.as_of.date())}
    return table


def today(log: Log, now: object = None, *, within_days: float = 7) -> pd.DataFrame:
    """List what to do next, the most urgent first.

    One row per thing. First come notes, reports, preparations and arrangements that are overdue or due within 48 hours,
    by the time they are due; then the rest, what is due nearest to now first, so that old silences come last (what has
    no date after all; ties by kind as in ``guide.TASKS``, student, name, meeting). Nothing is said of people whose last
    answer was no. A follow-up is offered from 5 business days after the last message on (10 after a letter, or where an
    organization was asked; of a message that came back, on the next), to people never heard from nor met, and never
    beyond two asks; holidays are not known. What the log dates after ``now`` has not happened yet.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    now : time, optional
        When one looks; by default the machine's clock and zone. A time with a zone says in which zone the log's times
        are meant, and hours are real hours also when clocks change; one without is counted as on a wall clock.
    within_days : float
        How many days ahead to look.

    Returns
    -------
    DataFrame
        ``student``; ``kind`` (a word of ``guide.TASKS``); ``contact``, ``name``, ``meeting``; ``what`` to do; ``why``;
        ``due_at`` (wall clock); ``hours_left`` (negative when overdue); and for follow-ups how often others in the log
        who had been silent as long wrote within 28 days after: ``asked`` (those silent as long), ``replied``,
        ``waiting``, ``by_day`` (days from then), ``rate``, ``low``, ``high`` (0 to 1, 95 %; missing where not known).

    Raises
    ------
    LogError
        If ``log`` is no log, ``now`` no time, or ``within_days`` no number of days.

    Notes
    -----
    See :func:`shadowkit.stats.reply_shares` for the estimate, its interval and their sources.

    Examples
    --------
    >>> import shadowkit as sk
    >>> things = sk.today(sk.example("student"), now="2026-11-20T09:00")
    >>> print(things["what"].iloc[0])
    Prepare for your interview with Aoife Brennan on Tuesday 24 November, 15:30.
    """
    must_be_log(log, "today")
    if isinstance(within_days, bool) or not isinstance(within_days, Real) or not within_days >= 0:
        raise LogError(f"`within_days` must be a number of days, 0 or more; it was {within_days!r}.")
    clock = clock_of(now)
    seen = _seen(log, clock)
    until = clock.now + min(float(within_days), 36525.0) * DAY
    answer = _last_answers(seen)
    refused = set(_pairs(answer[answer["refused"]]))
    things = [*_after_meetings(seen, clock), *_before_meetings(seen, clock, until), *_unarranged(seen, answer, clock),
              *_silent(seen, clock), *_unasked(seen, clock), *_unlisted(seen, clock)]
    table = pd.DataFrame([thing for thing in things if (thing["student"], thing["contact"]) not in refused],
                         columns=_THING)
    due = table["due_at"].astype("datetime64[us]")
    table = table.astype(dict.fromkeys(("student", "kind", "contact", "name", "meeting", "what", "why"), "str")
                         | dict.fromkeys(("asked", "replied", "waiting", "by_day"), "Int64")
                         | dict.fromkeys(("rate", "low", "high"), "float64"))
    table = table.assign(due_at=clock.wall(due), hours_left=(due - clock.now) / HOUR)
    urgent = table["kind"].isin(TIME_CRITICAL) & (table["hours_left"] <= 48)
    table = table.assign(later=~urgent, far=table["hours_left"].where(urgent, table["hours_left"].abs()),
                         order=table["kind"].map(list(guide.TASKS).index))
    table = table[~(due > until)].sort_values(["later", "far", "order", "student", "name", "meeting"])
    table = table[list(_THING)].reset_index(drop=True)
    table.attrs = {"measure": "today", "now": clock.wall(pd.Series([clock.now])).iloc[0].isoformat(timespec="minutes"),
                   "within_days": within_days, "contacts": len(seen.contacts)}
    return table


def _seen(log: Log, clock: Clock) -> Log:
    """Return the log as it was at that time, names filled in: what is dated later has not happened."""
    def begun(frame: pd.DataFrame, column: str) -> pd.Series:
        return ~(clock.read(frame, column) > clock.now)

    def until_now(frame: pd.DataFrame, column: str, *also: str) -> pd.DataFrame:
        names = [column, schema.precision_of(column), *also]
        return frame.assign(**{name: frame[name].where(begun(frame, column)) for name in names})

    outreach = until_now(log.outreach[begun(log.outreach, "sent_at")], "replied_at", "answer")
    meetings = until_now(log.meetings, "thanked_at")
    ended = _ends(meetings, clock)
    over = ended.fillna(clock.end_of(clock.days(meetings, "starts_at"))) <= clock.now
    held = meetings["status"] == "held"
    # A meeting that the log calls held is over when its time is; without a length, as soon as it has begun.
    planned = (held & ~(ended <= clock.now).where(ended.notna(), begun(meetings, "starts_at"))) | (
        meetings["status"].isna() & meetings["starts_at"].notna() & ~over) | (
        (meetings["status"] == "no_show") & ~begun(meetings, "starts_at"))
    status = meetings["status"].mask(meetings["status"].isna() & over, "held").mask(planned, "planned")
    contacts = log.contacts[begun(log.contacts, "added_on")]
    contacts = contacts.assign(name=contacts["name"].fillna(contacts["contact"]))
    return replace(
        log, _made={}, contacts=contacts, outreach=_named(outreach, log),
        meetings=_named(meetings.assign(status=status, over=over), log),
        reflections=log.reflections[begun(log.reflections, "written_at")])


def _after_meetings(seen: Log, clock: Clock) -> Iterator[dict]:
    """Yield what a meeting leaves to do: say what became of it, thank, reflect."""
    meetings = seen.meetings.assign(due=_due(seen.meetings, clock, 1), due_reflection=_due(seen.meetings, clock, 2),
                                    day=clock.wall(clock.read(seen.meetings, "starts_at")))
    for row in meetings[(meetings["status"] == "planned") & meetings["over"]].itertuples():
        yield _thing("report", row, row.due, f"Say what became of your {row.kind_words} with {row.name}.",
                     f"It was planned for {_on(row.day)}, and that is over: was it held or cancelled, or did one side "
                     "not come?")
    held = meetings[meetings["status"] == "held"].sort_values("starts_at")
    notes = thank_yous(seen)
    thankless = _among(held, notes[notes["status"].isin(("not sent", "still time"))], "meeting")
    held = held.assign(visit=_visits(held), thankless=thankless)
    done = set(held["visit"][_among(held, seen.reflections, "meeting")])
    for row in held.drop_duplicates("visit", keep="last").itertuples():
        met = f"You met {f'on {_on(row.day)}' if pd.notna(row.day) else 'on a day that is not in the log'}"
        if row.thankless:
            yield _thing("thank_you", row, row.due, f"Send {row.name} a thank-you note.", f"{met}; the note is due "
                         f"24 hours later, always: {in_words((row.due - clock.now) / HOUR)}.")
        if row.visit not in done:
            yield _thing("reflect", row, row.due_reflection, f"Write down what your {row.kind_words} with {row.name} "
                         "meant to you.", f"{met}, and no reflection on it is in the log yet.")


def _before_meetings(seen: Log, clock: Clock, until: pd.Timestamp) -> Iterator[dict]:
    """Yield what is still open before a meeting; of a shadow of several days before the first one."""
    meetings = seen.meetings[~seen.meetings["status"].isin(("cancelled", "no_show"))].sort_values("starts_at")
    meetings = meetings.assign(visit=_visits(meetings), start=clock.read(meetings, "starts_at"))
    meetings = meetings[~meetings.duplicated("visit") | (meetings["kind"] != "shadow")]
    exact = meetings["starts_at_precision"] == "time"
    day = clock.wall(meetings["start"]).dt.normalize()
    coming = (meetings["status"] == "planned") & (meetings["start"] <= until) & (
        (meetings["start"] > clock.now).where(exact, ~meetings["over"]))
    due = (meetings["start"] - DAY).where(exact, clock.end_of(day - DAY))
    meetings = meetings.assign(due=due, day=clock.wall(meetings["start"]), exact=exact)[coming]
    asked = seen.answers[seen.answers["question"].notna() & seen.answers["meeting"].isin(meetings["meeting"])]
    topics = asked["topic"].fillna(asked["question"].map(text.topic_of))
    chosen = set(zip(asked["student"], asked["meeting"], topics, strict=True))
    for row in meetings.fillna({"homework": False, "confirm": False}).itertuples():
        still = [] if row.homework else ["read up on the profession and the organization"]
        if not row.confirm:
            still.append("restate the time with thanks (a résumé may go along, “for information only”)")
        lacking = [means for topic, means in guide.TOPICS.items()
                   if topic != "other" and (row.student, row.meeting, topic) not in chosen]
        if lacking:
            still.append("choose your questions" if len(lacking) == 5 else "add a question on " + ", on ".join(lacking))
        if still:
            when = f"{_on(row.day)}{f', {row.day:%H:%M}' if row.exact else ''}"
            yield _thing("prepare", row, row.due, f"Prepare for your {row.kind_words} with {row.name} on {when}.",
                         f"Still open: {'; '.join(still)}.")


def _unarranged(seen: Log, answer: pd.DataFrame, clock: Clock) -> Iterator[dict]:
    """Yield people who said yes and with whom no meeting of any status is dated since, not even a cancelled one."""
    agreed = answer[answer["answer"] == "yes"].reset_index(drop=True)
    met = seen.meetings.assign(met=clock.days(seen.meetings, "starts_at")).merge(agreed[[*_KEY, "day"]], on=_KEY)
    since = set(_pairs(met[~(met["met"] < met["day"])]))
    due = clock.end_of(clock.business_days_after(agreed["day"], guide.ARRANGE_WITHIN))
    for row in agreed.assign(due=due).itertuples():
        if (row.student, row.contact) not in since:
            when = f" on {_on(row.day)}" if pd.notna(row.day) else ""
            yield _thing("arrange", row, row.due, f"Agree a day and time with {row.name}.",
                         f"The answer{when} was yes, and no meeting since then is in the log.")


def _silent(seen: Log, clock: Clock) -> Iterator[dict]:
    """Yield people to write to once more, with what became of others who had been silent as long."""
    sent = seen.outreach
    ask = sent["purpose"].isna() | (sent["purpose"] == "ask")
    # Who wrote back is not silent; where a message has no date, how long the silence is cannot be told.
    out = sent[["replied_at", "replied_at_precision", "answer"]].notna().any(axis=1) | sent["sent_at"].isna()
    sent = sent.assign(at=clock.read(sent, "sent_at"), asks=ask, first=sent["sent_at"].where(ask), out=out)
    people = sent.groupby(_KEY)
    sent = sent.assign(asks=people["asks"].transform("sum"), first=people["first"].transform("min"))
    last = sent[~people["out"].transform("max")].sort_values("at").drop_duplicates(_KEY, keep="last")
    last = last[last["asks"].between(1, guide.MOST_ASKS - 1) & ~_among(last, seen.meetings)]
    last = last.assign(came_back=last["bounced_at"].notna() if "bounced_at" in last else False)
    day = clock.wall(last["at"]).dt.normalize()
    wait = last["channel"].map(guide.FOLLOW_UP_AFTER).fillna(5).mask(last["came_back"], 1).astype(int)
    due_day = clock.business_days_after(day, wait)
    last = last.assign(day=day, due=clock.end_of(due_day), silent=(clock.day - last["first"].dt.normalize()).dt.days)
    last = last[due_day <= clock.day]
    days = sorted(last["silent"].unique())
    chances = later_replies(seen, days, as_of=clock.day).set_index(pd.Index(days)) if days else None
    for row in last.itertuples():
        if row.came_back:
            yield _thing("follow_up", row, row.due, f"Find another address for {row.name}, and write there.",
                         f"Your message of {_on(row.day)} came back as not delivered.")
            continue
        passed = np.busday_count((row.day + DAY).date(), (clock.day + DAY).date())
        final = " After this one, silence is an answer too." if row.asks + 1 == guide.MOST_ASKS else ""
        chance = chances.loc[row.silent].to_dict()
        yield _thing("follow_up", row, row.due, f"Write to {row.name} once more.", f"No reply to your message of "
                     f"{_on(row.day)}, {passed} business days ago. {_chance(chance, row.silent)}{final}", **chance)


def _chance(chance: dict[str, float], silent: int) -> str:
    asked, replied, waiting = (int(chance[name]) for name in ("asked", "replied", "waiting"))
    if not asked:
        return f"Nobody else in the log has been silent for {silent} days, so the chance of a reply is not known."
    if pd.isna(chance["rate"]):
        return (f"Whether replies still come after {silent} days, this log cannot tell yet: nobody in it has been "
                "silent for longer.")
    others = f"Of {asked} other {'person' if asked == 1 else 'people'} silent for {silent} days,"
    return f"{others} {replied or 'nobody'} wrote later{f', and {waiting} may still' if waiting else ''}."


def _unasked(seen: Log, clock: Clock) -> Iterator[dict]:
    """Yield people on the list who have been neither written to nor met."""
    names = dict(zip(_pairs(seen.contacts), seen.contacts["name"], strict=True))
    day = clock.days(seen.contacts, "added_on")
    people = seen.contacts.assign(day=day, due=clock.end_of(clock.business_days_after(day, guide.ASK_WITHIN)))
    for row in people[~_among(people, seen.outreach) & ~_among(people, seen.meetings)].itertuples():
        since = f" since {_on(row.day)}" if pd.notna(row.day) else ""
        by = names.get((row.student, row.referred_by), row.referred_by)
        named = f"Named by {by}: say so when you write. " if pd.notna(by) else ""
        yield _thing("ask", row, row.due, f"Write to {row.name} for the first time.",
                     f"{named}On your list{since}, and not written to yet.")


def _unlisted(seen: Log, clock: Clock) -> Iterator[dict]:
    """Yield people named at a meeting who are not on the list, each once."""
    listed = {(row.student, plain(str(name))) for row in seen.contacts.itertuples() for name in (row.name, row.contact)}
    held = seen.meetings[(seen.meetings["status"] == "held") & seen.meetings["referrals"].notna()]
    held = held.assign(day=clock.days(held, "starts_at")).sort_values("starts_at")
    for row in held.assign(due=clock.end_of(clock.business_days_after(held["day"], guide.ASK_WITHIN))).itertuples():
        for name in filter(None, map(str.strip, row.referrals.split(";"))):
            if (row.student, plain(str(name))) not in listed:
                listed.add((row.student, plain(str(name))))
                when = f" on {_on(row.day)}" if pd.notna(row.day) else ""
                yield _thing("ask", row, row.due, f"Put {name} on your list.", f"{row.name} named this person{when}.",
                             contact=None, name=name)


def _thing(kind: str, row: object, due: pd.Timestamp, what: str, why: str, **more: object) -> dict:
    return {"student": row.student, "kind": kind, "contact": row.contact, "name": row.name,
            "meeting": getattr(row, "meeting", None), "what": what, "why": why, "due_at": due} | more


def _last_answers(seen: Log) -> pd.DataFrame:
    """Return the last answer of each person and its day, by student and contact; of two on one day no is the last."""
    said = seen.outreach[seen.outreach["answer"].notna()]
    day = said["replied_at"].fillna(said["sent_at"]).dt.normalize()
    said = said.assign(day=day, refused=said["answer"] == "no").sort_values(["day", "refused"])
    return said.drop_duplicates(_KEY, keep="last")


def _visits(meetings: pd.DataFrame) -> pd.Series:
    """Give each visit a number: days of a shadow with the same person, at most 3 days apart, are one."""
    ordered = meetings.sort_values([*_KEY, "kind", "starts_at"])
    before = ordered.shift()
    days_apart = (ordered["starts_at"].dt.normalize() - before["starts_at"].dt.normalize()).dt.days
    same = (ordered[[*_KEY, "kind"]] == before[[*_KEY, "kind"]]).all(axis=1)
    return (~(same & (ordered["kind"] == "shadow") & (days_apart <= 3))).cumsum().reindex(meetings.index)


def _ends(meetings: pd.DataFrame, clock: Clock) -> pd.Series:
    """Return when each meeting ends, as an instant; missing where its time of day or its length is not known."""
    minutes = pd.to_timedelta(meetings["minutes"].fillna(meetings["minutes_planned"]), unit="min")
    start = clock.read(meetings, "starts_at").where(meetings["starts_at_precision"] == "time")
    return (start + minutes).astype("datetime64[us]")


def _due(meetings: pd.DataFrame, clock: Clock, days: int) -> pd.Series:
    """Return the instant that many times 24 hours after the end, else the end of that day."""
    day = clock.days(meetings, "starts_at")
    return (_ends(meetings, clock) + days * DAY).fillna(clock.end_of(day + days * DAY))


def _first_notes(held: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Return the earliest thank-you for each row of the meetings: when, how exact, and its offset."""
    def notes(frame: pd.DataFrame, column: str, *also: str) -> pd.DataFrame:
        precision = frame[schema.precision_of(column)].astype("str")
        found = frame[[*_KEY, *also]].assign(thanked_at=frame[column], thanked_at_precision=precision,
                                   thanked_at_offset_minutes=offset_minutes(frame, column))
        # A note dated without a time may have been sent at the end of that day.
        found["by"] = frame[column].mask(precision == "date", frame[column] + (DAY - MINUTE))
        return found[precision.notna()]

    visits = held.groupby("visit")
    own = notes(held.assign(last_row=visits["row"].transform("max"), last_start=visits["starts_at"].transform("max")),
                "thanked_at", "row", "last_row", "last_start")
    # A note noted with an earlier day of a shadow, but sent when the last had begun, is the shadow's note.
    own["row"] = own["row"].mask(own["by"] >= own["last_start"], own["last_row"])
    sent = notes(log.outreach[log.outreach["purpose"] == "thanks"], "sent_at").reset_index(names="note")
    sent = sent.merge(held[[*_KEY, "starts_at", "row"]], on=_KEY).query("starts_at <= by")
    every = pd.concat([own, sent.sort_values("row").drop_duplicates("note", keep="last")])
    day = every["thanked_at"].dt.normalize()
    every = every.assign(day=day, vague=every["thanked_at_precision"] == "date").sort_values(
        ["row", "day", "vague", "thanked_at"])
    return every.drop_duplicates("row")[["row", "thanked_at", "thanked_at_precision", "thanked_at_offset_minutes"]]


def _named(frame: pd.DataFrame, log: Log) -> pd.DataFrame:
    """Return a table with the name of each contact, or the handle, and for a meeting what its kind is called."""
    frame = frame.drop(columns="name", errors="ignore").merge(log.contacts[[*_KEY, "name"]], on=_KEY, how="left")
    return frame.assign(name=frame["name"].fillna(frame["contact"]),
                        **({"kind_words": frame["kind"].fillna("meeting")} if "kind" in frame else {}))


def _pairs(frame: pd.DataFrame, key: str = "contact") -> list[tuple[str, str]]:
    return list(zip(frame["student"], frame[key], strict=True))


def _among(frame: pd.DataFrame, others: pd.DataFrame, key: str = "contact") -> pd.Series:
    pairs = set(_pairs(others, key))
    return pd.Series([pair in pairs for pair in _pairs(frame, key)], frame.index, dtype=bool)


def _on(day: pd.Timestamp) -> str:
    return f"{day:%A} {day.day} {day:%B}"
