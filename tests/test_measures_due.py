"""What is due: thank-yous against 24 hours, and the list of today hour by hour across both changes of the clock."""

from __future__ import annotations

import time
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from dateutil.tz import tzlocal
from hypothesis import given, settings
from hypothesis import strategies as st
from strange import MARKUP, tables

import shadowkit as sk
from shadowkit import guide
from shadowkit.log import Log
from shadowkit.measures.due import TIME_CRITICAL, in_words
from shadowkit.measures.outreach import later_replies

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


def frame(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def meetings(*rows: tuple, **more: object) -> Log:
    """Return a log of meetings: handle, contact, kind, start, minutes, thanked_at."""
    return Log.from_tables(
        meetings=frame("meeting contact kind starts_at minutes thanked_at", *rows).assign(status="held"), **more)


def statuses(log: Log) -> list[str]:
    return sk.thank_yous(log)["status"].tolist()


# --- thank_yous

OTHER = ("z", "zoe", "interview", "2026-10-20T10:00", 30, "2026-10-20T12:00")


@pytest.mark.parametrize(("start", "minutes", "thanked", "hours", "status"), [
    ("2026-10-05T10:00", 60, "2026-10-05T12:30", 1.5, "in time"),
    ("2026-10-05T10:00", 60, "2026-10-06T11:00", 24.0, "in time"),
    ("2026-10-05T10:00", 60, "2026-10-06T11:01", 24 + 1 / 60, "late"),
    ("2026-10-05T10:00", 60, "2026-10-06", None, "in time"),
    ("2026-10-05T10:00", 60, "2026-10-07", None, "late"),
    ("2026-10-05T10:00", None, "2026-10-06T22:00", None, "in time"),
    ("2026-10-05", 60, "2026-10-06T22:00", None, "in time"),
    ("2026-10-05", 60, "2026-10-07T00:30", None, "late"),
    ("2026-10-05T10:00", 60, None, None, "not sent"),
    ("2026-10-05T10:00", 60, "soon", None, "not known"),
    ("2026-10-05T10:00", 60, "2026-10-04T09:00", None, "not known"),
    (None, 60, "2026-10-04T09:00", None, "not known"),
    ("2026-10-19T10:00", 60, None, None, "not sent"),
    ("2026-10-20T10:00", 60, None, None, "still time"),
])
def test_one_meeting(start: str, minutes: float, thanked: str, hours: float | None, status: str) -> None:
    table = sk.thank_yous(meetings(("a", "ann", "interview", start, minutes, thanked), OTHER))
    row = table[table["meeting"] == "a"].iloc[0]
    assert row["status"] == status
    assert (None if pd.isna(row["hours_after"]) else row["hours_after"]) == (hours and pytest.approx(hours))
    in_time = {"in time": True, "late": False, "not sent": False}.get(status)
    assert (None if pd.isna(row["in_time"]) else bool(row["in_time"])) is in_time


def test_when_it_is_due() -> None:
    table = sk.thank_yous(Log.from_tables(meetings=frame(
        "meeting contact starts_at minutes_planned minutes status",
        ("a", "ann", "2026-10-05T10:00", 30, 45, "held"), ("b", "ben", "2026-10-06T10:00", 30, None, "held"),
        ("c", "cy", "2026-10-07", 30, 45, "held"), ("d", "dot", "2026-10-08T10:00", None, None, "held"))))
    assert table["ended_at"].map(str).tolist() == ["2026-10-05 10:45:00", "2026-10-06 10:30:00", "NaT", "NaT"]
    assert table["due_at"].map(str).tolist() == [
        "2026-10-06 10:45:00", "2026-10-07 10:30:00", "2026-10-08 23:59:00", "2026-10-09 23:59:00"]


def test_only_meetings_that_took_place() -> None:
    rows = frame("meeting contact starts_at status", ("a", "ann", "2026-10-05", "held"),
                 ("b", "ben", "2026-10-04", None), ("c", "cy", "2026-10-04", "cancelled"),
                 ("d", "dot", "2026-10-04", "planned"),
                 ("e", "eve", "2026-10-06", None))
    assert sk.thank_yous(Log.from_tables(meetings=rows))["meeting"].tolist() == ["b", "a"]


def test_a_thank_you_among_the_messages_counts_for_the_last_meeting_before_it() -> None:
    log = meetings(
        ("a", "ann", "interview", "2026-10-05T10:00", 60, None),
        ("b", "ann", "interview", "2026-10-12T10:00", 60, None),
        ("c", "ben", "interview", "2026-10-12T10:00", 60, "2026-10-14T10:00"),
        ("d", "cy", "interview", "2026-10-12T10:00", 60, None),
        outreach=frame("contact sent_at purpose", ("ann", "2026-10-12", "thanks"),
                       ("ben", "2026-10-12T13:00", "thanks"),
                       ("cy", "2026-10-12T09:00", "thanks"), ("cy", "2026-10-12T13:00", "other")))
    table = sk.thank_yous(log)
    # Ann's note of the 12th is for that day's meeting; Ben's message was earlier than the note; Cy's came before.
    assert table[["meeting", "status"]].to_numpy().tolist() == [
        ["a", "not sent"], ["b", "in time"], ["c", "in time"], ["d", "not sent"]]
    assert table["hours_after"].tolist()[2] == 2.0


def test_a_shadow_of_several_days_needs_one_note_after_its_last_day() -> None:
    days = [("a", "ann", "shadow", "2026-10-01T09:00", 480, "2026-10-01T20:00"),
            ("b", "ann", "shadow", "2026-10-02T09:00", 480, "2026-10-05T20:00"),
            ("c", "ann", "shadow", "2026-10-05T09:00", 480, None)]
    table = sk.thank_yous(meetings(*days))
    # The note of Monday stands in Friday's row, and is the whole shadow's.
    assert table["status"].tolist() == ["earlier day", "earlier day", "in time"]
    assert table["hours_after"].fillna(-1).tolist() == [3.0, -1.0, 3.0]
    assert table["due_at"].map(str).unique().tolist() == ["2026-10-06 17:00:00"]
    # Four days apart they are two visits; and so are two interviews.
    assert statuses(meetings(days[1], ("c", "ann", "shadow", "2026-10-06T09:00", 480, None), OTHER)) == [
        "late", "not sent", "in time"]
    assert statuses(meetings(*[(*day[:2], "interview", *day[3:]) for day in days], OTHER)) == [
        "in time", "late", "not sent", "in time"]


def test_offsets_are_instants_when_both_have_one() -> None:
    row = ("a", "ann", "interview", "2026-10-24T15:00+02:00", 60)
    # 16:30 in New York is 22:30 in Berlin: six and a half hours later, not half an hour.
    assert sk.thank_yous(meetings((*row, "2026-10-24T16:30-04:00")))["hours_after"].tolist() == [6.5]
    assert sk.thank_yous(meetings((*row, "2026-10-24T16:30")))["hours_after"].tolist() == [0.5]


@pytest.mark.parametrize("measure", [sk.thank_yous, sk.today])
def test_empty_logs(measure) -> None:
    full = measure(sk.example("student"))
    for log in (Log.from_tables(), Log.from_tables(contacts=pd.DataFrame(columns=["contact"]))):
        table = measure(log)
        assert len(table) == 0
        assert table.columns.tolist() == full.columns.tolist()
        assert table.dtypes.to_dict() == full.dtypes.to_dict()


# --- today: the week in which the clock changes

def week(saturday: str) -> Log:
    """Return a made-up week around a Saturday before the clock changes; with 8 people."""
    def at(number: int, clock: str) -> str:
        return f"{pd.Timestamp(saturday) + pd.Timedelta(days=number):%Y-%m-%d}T{clock}"

    return Log.from_tables(
        contacts=frame("contact name referred_by added_on", *(
            (who, f"{who.title()} Made-Up", "ann" if who == "gil" else None, at(-20, "09:00")[:10] if who != "gil" else
             at(-1, "09:00")[:10]) for who in ("ann", "ben", "cy", "dot", "eve", "fay", "gil", "hal"))),
        outreach=frame(
            "contact sent_at channel purpose replied_at answer",
            ("ann", at(-19, "09:00"), "email", "ask", at(-18, "09:00"), "yes"),
            ("ben", at(-19, "09:30"), "email", "ask", at(-17, "09:00"), "yes"),
            ("cy", at(-19, "10:00"), "email", "ask", at(-15, "09:00"), "no"),
            ("dot", at(-12, "09:00"), "email", "ask", None, None),
            ("dot", at(-5, "09:00"), "email", None, None, None),
            ("eve", at(-4, "09:00"), "email", "ask", at(4, "12:00"), "yes"),
            ("fay", at(-4, "10:00"), "letter", "ask", None, None),
            ("hal", at(-12, "10:00"), "call", "ask", at(-1, "10:00"), "yes"),
            ("ann", at(1, "16:30"), "email", "thanks", None, None),
            ("ben", at(-17, "10:00"), "email", "other", None, None),
            ("eve", at(4, "13:00"), "email", "other", None, None),
            ("hal", at(3, "10:00"), "email", "other", None, None)),
        meetings=frame(
            "meeting contact kind starts_at minutes_planned status homework confirm referrals thanked_at",
            ("m1", "ann", "interview", at(0, "15:00"), 60, "held", "yes", "yes", "Ida Made-Up", None),
            ("m2", "ben", "interview", at(3, "10:00"), 30, "planned", "no", "yes", None, None),
            ("m3", "cy", "interview", at(-14, "10:00"), 30, "cancelled", None, None, None, None),
            ("m4", "hal", "interview", at(5, "11:00"), 30, "held", "yes", "yes", None, at(5, "12:30")),
            ("m5", "ben", "interview", at(20, "10:00"), 30, "planned", None, None, None, None)),
        answers=frame("meeting position topic question answer", *(
            ("m2", place, topic, f"What about {topic}?", None)
            for place, topic in enumerate(("path", "day", "best_worst", "outlook"), 1)), *(
            (meeting, place, topic, f"What about {topic}?", None) for meeting in ("m1", "m4")
            for place, topic in enumerate(("path", "day", "best_worst", "outlook", "advancement"), 1))),
        reflections=frame("meeting written_at", ("m1", at(1, "18:00"))))


def history(log: Log, zone: ZoneInfo, saturday: str) -> dict[tuple[str, str], tuple]:
    """Look every real hour for a week from Saturday 0:00: for each thing the first and last hour, how many, overdue."""
    end = pd.Timestamp(saturday) + pd.Timedelta(days=7)
    seen: dict[tuple[str, str], dict[str, list[str]]] = {}
    for now in pd.date_range(saturday, end, freq="h", tz=zone, inclusive="left"):
        for row in sk.today(log, now).itertuples():
            key = (row.kind, row.meeting if pd.notna(row.meeting) else row.contact)
            spans = seen.setdefault(key, {"there": [], "overdue": []})
            spans["there"].append(f"{now:%a %H:%M}")
            if row.hours_left < 0:
                spans["overdue"].append(f"{now:%a %H:%M}")
    return {key: (spans["there"][0], spans["there"][-1], len(spans["there"]), (spans["overdue"] or [None])[0])
            for key, spans in seen.items()}


#: What is seen, hour by hour: the first and the last hour, and the first in which it is overdue.
EXPECTED = {
    # Over at 16:00 on Saturday; thanked on Sunday at 16:30, an hour and more after the 24 real hours.
    ("thank_you", "m1"): ("Sat 16:00", "Sun 16:00", None),
    # Written down on Sunday at 18:00.
    ("reflect", "m1"): ("Sat 16:00", "Sun 17:00", None),
    # Named on Saturday, never put on the list; due at the end of Wednesday.
    ("ask", "m1"): ("Sat 16:00", "Fri 23:00", "Thu 00:00"),
    # Tuesday at 10:00, a question still to choose; due on Monday at 10:00.
    ("prepare", "m2"): ("Sat 00:00", "Tue 09:00", "Mon 11:00"),
    # Over on Tuesday at 10:30, and nobody said what became of it; due on Wednesday at 10:30.
    ("report", "m2"): ("Tue 11:00", "Fri 23:00", "Wed 11:00"),
    # On the list since Friday; due at the end of Wednesday.
    ("ask", "gil"): ("Sat 00:00", "Fri 23:00", "Thu 00:00"),
    # Written to on Tuesday by e-mail; five business days later is Tuesday; a yes on Wednesday at 12:00 ends it.
    ("follow_up", "eve"): ("Tue 00:00", "Wed 11:00", "Wed 00:00"),
    # The yes of Wednesday has no meeting yet; due at the end of Friday.
    ("arrange", "eve"): ("Wed 12:00", "Fri 23:00", None),
    # Over on Thursday at 11:30, thanked an hour later; due two days after.
    ("thank_you", "m4"): ("Thu 12:00", "Thu 12:00", None),
    ("reflect", "m4"): ("Thu 12:00", "Fri 23:00", None),
}


@pytest.mark.parametrize(("zone", "saturday", "hours", "overdue_at"), [
    # Sunday has 25 hours: the note is due at 15:00 on the wall, and there from Saturday 16:00 for 26 looks.
    (BERLIN, "2026-10-24", 26, "Sun 16:00"),
    # Sunday has 23 hours: the note is due at 17:00, which is after it was sent.
    pytest.param(NEW_YORK, "2026-03-07", 24, None, marks=pytest.mark.slow),
])
def test_a_week_hour_by_hour(zone, saturday, hours, overdue_at) -> None:
    found = history(week(saturday), zone, saturday)
    assert found["thank_you", "m1"] == ("Sat 16:00", "Sun 16:00", hours, overdue_at)
    assert {key: (first, last, late) for key, (first, last, _, late) in found.items()} == EXPECTED | {
        ("thank_you", "m1"): ("Sat 16:00", "Sun 16:00", overdue_at)}


@pytest.mark.parametrize(("zone", "saturday", "wall_due"), [
    (BERLIN, "2026-10-24", "2026-10-25T15:00"), (NEW_YORK, "2026-03-07", "2026-03-08T17:00"),
    (None, "2026-10-24", "2026-10-25T16:00")])
def test_24_hours_are_24_hours(zone, saturday, wall_due) -> None:
    log = week(saturday)
    things = sk.today(log, pd.Timestamp(f"{saturday}T16:00").tz_localize(zone))
    note = things[things["kind"] == "thank_you"].iloc[0]
    assert (note["due_at"], note["hours_left"]) == (pd.Timestamp(wall_due), 24.0)
    assert note["what"] == "Send Ann Made-Up a thank-you note."
    assert note["why"].endswith("the note is due 24 hours later, always: in 24 hours.")


def test_a_cell_with_an_offset_is_an_instant() -> None:
    log = Log.from_tables(meetings=frame("meeting contact starts_at minutes status",
                                         ("a", "ann", "2026-10-24T10:00-04:00", 60, "held")))
    # 10:00 in New York is 16:00 in Berlin; over at 17:00, due on Sunday at 16:00 by the wall.
    assert sk.today(log, pd.Timestamp("2026-10-24T16:59", tz=BERLIN)).empty
    things = sk.today(log, pd.Timestamp("2026-10-24T17:00", tz=BERLIN))
    assert things["due_at"].tolist()[0] == pd.Timestamp("2026-10-25T16:00")
    assert things["hours_left"].tolist()[0] == 24.0


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this machine's zone cannot be set for a test")
def test_the_machines_clock_and_zone(monkeypatch) -> None:
    # Berlin's rule written out, so that no zone file is needed.
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    moment = pd.Timestamp("2026-10-24T16:00", tz=BERLIN)
    monkeypatch.setattr("shadowkit.measures.clock._machine_time", lambda: moment.tz_convert(tzlocal()))
    try:
        things = sk.today(week("2026-10-24"))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert (things["due_at"].iloc[0], things["hours_left"].iloc[0]) == (pd.Timestamp("2026-10-25T15:00"), 24.0)


# --- today: one thing at a time

NOW = "2026-10-28T12:00"  # a Wednesday


def kinds(now: str = NOW, within_days: float = 7, **frames: pd.DataFrame) -> list[tuple]:
    table = sk.today(Log.from_tables(**frames), now, within_days=within_days)
    return list(zip(table["kind"], table["name"], table["due_at"].map(str), strict=True))


@pytest.mark.parametrize(("rows", "due"), [
    # Wednesday to Wednesday by e-mail; ten business days by letter and through an organization.
    ([("2026-10-21T09:00", "email", "ask", None, None)], "2026-10-28 23:59:00"),
    ([("2026-10-21T09:00", None, None, None, None)], "2026-10-28 23:59:00"),
    ([("2026-10-22T09:00", "email", "ask", None, None)], None),
    ([("2026-10-14", "letter", "ask", None, None)], "2026-10-28 23:59:00"),
    ([("2026-10-15", "letter", "ask", None, None)], None),
    ([("2026-10-15", "organization", "ask", None, None)], None),
    # Saturday and Sunday count as Friday.
    ([("2026-10-17", "email", "ask", None, None)], "2026-10-23 23:59:00"),
    ([("2026-10-18", "email", "ask", None, None)], "2026-10-23 23:59:00"),
    # A later message of any purpose begins the wait anew.
    ([("2026-10-01", "email", "ask", None, None), ("2026-10-22", "email", "other", None, None)], None),
    ([("2026-10-01", "email", "ask", None, None), ("2026-10-20", "call", "other", None, None)], "2026-10-27 23:59:00"),
    # Two asks are enough.
    ([("2026-10-01", "email", "ask", None, None), ("2026-10-08", "email", None, None, None)], None),
    ([("2026-10-01", "email", "ask", "2026-10-02", "redirect")], None),
    ([("2026-10-01", "email", "ask", "2026-10-02", None)], None),
    ([("2026-10-01", "email", "ask", "last week", None)], None),
    ([("2026-10-01", "email", "ask", None, "no")], None),
    ([("2026-10-01", "email", "thanks", None, None)], None),
    ([("2026-10-01", "email", "ask", None, None), ("some day", "email", "other", None, None)], None),
])
def test_follow_up(rows: list[tuple], due: str | None) -> None:
    outreach = frame("sent_at channel purpose replied_at answer", *rows).assign(contact="ann")
    assert kinds(outreach=outreach) == ([("follow_up", "ann", due)] if due else [])


def test_a_message_that_came_back_needs_another_address() -> None:
    sent = frame("contact sent_at bounced_at", ("ann", "2026-10-27T10:00", "2026-10-27T10:01"),
                 ("ben", "2026-10-27T10:00", None), ("cy", "2026-10-01", "2026-10-01"), ("cy", "2026-10-27", None))
    table = sk.today(Log.from_tables(outreach=sent), NOW)
    assert table[["what", "why"]].to_numpy().tolist() == [[
        "Find another address for ann, and write there.",
        "Your message of Tuesday 27 October came back as not delivered."]]
    assert table["rate"].isna().all()


def test_nobody_met_already_is_followed_up() -> None:
    asked = frame("contact sent_at", ("ann", "2026-10-01"))
    met = frame("meeting contact starts_at status", ("a", "ann", "2026-12-24", "planned"))
    assert kinds(outreach=asked) != []
    assert kinds(outreach=asked, meetings=met) == []


def test_the_chance_counts_people_silent_as_long() -> None:
    # On 29 October Ann has been silent for 8 days. Ben wrote on day 3 and Cy on day 8: they were not silent as long.
    # Dot wrote on day 10, Eve on day 20; Fay has been silent for 30 days, Gil for 8, Hal (asked later) for 5.
    outreach = frame("contact sent_at replied_at", ("ann", "2026-10-21", None), ("ben", "2026-09-01", "2026-09-04"),
                     ("cy", "2026-09-01", "2026-09-09"), ("dot", "2026-09-01", "2026-09-11"),
                     ("eve", "2026-09-01", "2026-09-21"), ("fay", "2026-09-29", None), ("gil", "2026-10-21", None),
                     ("hal", "2026-10-24", None))
    table = sk.today(Log.from_tables(outreach=outreach), "2026-10-29T12:00").set_index("contact")
    ann = table.loc["ann"]
    # At risk beyond day 8: Dot, Eve, Fay. By day 2 after one of three wrote, by day 12 one of the two left.
    assert ann[["asked", "replied", "waiting", "by_day"]].tolist() == [4, 2, 2, 22]
    assert ann["rate"] == pytest.approx(2 / 3)
    assert ann["low"] < 2 / 3 < ann["high"]
    assert ann["why"] == ("No reply to your message of Wednesday 21 October, 6 business days ago. Of 4 other people "
                          "silent for 8 days, 2 wrote later, and 2 may still. After this one, silence is an answer "
                          "too.")
    fay = table.loc["fay"]
    assert fay[["asked", "rate"]].isna().tolist() == [False, True]
    assert "Nobody else in the log has been silent for 30 days, so the chance of a reply is not known." in fay["why"]


def test_where_nobody_was_silent_for_longer_the_log_cannot_tell() -> None:
    outreach = frame("contact sent_at", ("ann", "2026-10-01"), ("ben", "2026-10-01"))
    assert sk.today(Log.from_tables(outreach=outreach), "2026-10-23T12:00")["why"].tolist()[0].endswith(
        "Whether replies still come after 22 days, this log cannot tell yet: nobody in it has been silent for longer. "
        "After this one, silence is an answer too.")


def test_later_replies_is_the_curve_from_that_day_on() -> None:
    log = sk.example("cohort")
    curve = sk.reply_curve(log, within_days=35).set_index("by_day")["rate"]
    later = later_replies(log, [0, 7])
    assert later["rate"].tolist() == pytest.approx([
        1 - (1 - curve[day + 28]) / (1 - curve[day]) for day in (0, 7)])
    one = Log.from_tables(outreach=frame(
        "contact sent_at", ("a", "2026-10-01"), ("b", "2026-10-01"), ("c", "2026-10-09")))
    # Of the two asked on the first, one looks; the other is no longer silent than that.
    assert later_replies(one, [8])[["asked", "replied", "waiting"]].to_numpy().tolist() == [[1, 0, 1]]
    assert later_replies(one, [8])["rate"].isna().tolist() == [True]


def test_ask_and_names_not_on_the_list() -> None:
    contacts = frame("contact name referred_by added_on", ("ann", "Ann Ek", None, "2026-10-01"),
                     ("ben", "Ben Oh", "ann", "2026-10-23"), ("cy", "Cy Wu", None, None),
                     ("jose", "José  Ruiz", None, "2026-10-30"))
    met = frame("meeting contact starts_at minutes status referrals thanked_at",
                ("a", "ann", "2026-10-26T10:00", 30, "held", "JOSE RUIZ; Dr. Oh, Ben;; Ida Noor", "2026-10-26"))
    reflections = frame("meeting written_at", ("a", "2026-10-26"))
    got = sk.today(Log.from_tables(contacts=contacts, meetings=met, reflections=reflections), NOW)
    # José comes to the list on the 30th only, so on the 28th his name is still to be put there.
    assert list(zip(got["what"], got["due_at"].map(str), strict=True)) == [
        ("Write to Ben Oh for the first time.", "2026-10-28 23:59:00"),
        ("Put Ida Noor on your list.", "2026-10-29 23:59:00"),
        ("Put JOSE RUIZ on your list.", "2026-10-29 23:59:00"),
        ("Write to Cy Wu for the first time.", "NaT")]
    assert got["why"].tolist()[0] == (
        "Named by Ann Ek: say so when you write. On your list since Friday 23 October, and not written to yet.")
    assert got["why"].tolist()[1] == "Ann Ek named this person on Monday 26 October."
    later = sk.today(Log.from_tables(contacts=contacts, meetings=met, reflections=reflections), "2026-10-30T12:00")
    assert "Put JOSE RUIZ on your list." not in later["what"].tolist()


@pytest.mark.parametrize("zone", [None, BERLIN, NEW_YORK])
@pytest.mark.parametrize("day", pd.date_range("2026-10-19", "2026-11-04").strftime("%Y-%m-%d"))
def test_who_is_put_on_the_list_today_or_named_today_is_in_the_list_at_once(day: str, zone: ZoneInfo | None) -> None:
    log = Log.from_tables(
        contacts=frame("contact name added_on", ("ann", "Ann Ek", day), ("ben", "Ben Oh", day)),
        meetings=frame("meeting contact starts_at minutes status referrals", ("a", "ann", f"{day}T00:00", 1, "held",
                                                                              "Ida Noor")))
    for clock in ("00:01", "23:59"):
        whats = sk.today(log, pd.Timestamp(f"{day}T{clock}").tz_localize(zone))["what"].tolist()
        assert {"Write to Ben Oh for the first time.", "Put Ida Noor on your list."} < set(whats)


def test_prepare_says_what_is_open() -> None:
    def why(**step: object) -> list[str]:
        row = frame("meeting contact kind starts_at status",
                    ("a", "ann", "interview", "2026-10-30T09:30", "planned"))
        return sk.today(Log.from_tables(meetings=row.assign(**step), answers=answers), NOW)["why"].tolist()

    answers = frame("meeting question", ("a", "How did you come into this profession?"),
                    ("a", "What is a typical day?"))
    assert why() == ["Still open: read up on the profession and the organization; restate the time with thanks (a "
                     "résumé may go along, “for information only”); add a question on what they like most and least, "
                     "on where they see the profession heading, on what opportunities for promotion exist."]
    answers = frame("meeting topic question", *(("a", topic, "?") for topic in guide.TOPICS if topic != "other"))
    assert why(homework="yes") == ["Still open: restate the time with thanks (a résumé may go along, “for information "
                                   "only”)."]
    assert why(homework="yes", confirm="yes") == []
    answers = answers.iloc[:0]
    assert why(homework="yes", confirm="yes") == ["Still open: choose your questions."]


def test_prepare_is_due_the_day_before_and_looks_only_so_far() -> None:
    row = frame("meeting contact starts_at status", ("a", "ann", "2026-10-30T09:30", "planned"))
    assert kinds(meetings=row) == [("prepare", "ann", "2026-10-29 09:30:00")]
    assert kinds(meetings=row, within_days=1) == []
    dated = row.assign(starts_at="2026-10-30")
    assert kinds(meetings=dated) == [("prepare", "ann", "2026-10-29 23:59:00")]
    # On the day itself, without a time: still to come, until the day is over.
    assert kinds("2026-10-30T12:00", meetings=dated)[0][0] == "prepare"
    assert kinds("2026-10-31T00:00", meetings=dated) == [("report", "ann", "2026-10-31 23:59:00")]
    # What has no date can be neither.
    assert kinds(meetings=row.assign(starts_at=None)) == []


def test_a_shadow_of_two_days_is_prepared_thanked_and_reflected_once() -> None:
    days = frame("meeting contact kind starts_at minutes status",
                 ("a", "ann", "shadow", "2026-10-26T09:00", 300, "held"),
                 ("b", "ann", "shadow", "2026-10-27T09:00", 300, "held"))
    assert kinds(meetings=days) == [
        ("thank_you", "ann", "2026-10-28 14:00:00"), ("reflect", "ann", "2026-10-29 14:00:00")]
    assert kinds("2026-10-25T12:00", meetings=days) == [("prepare", "ann", "2026-10-25 09:00:00")]
    reflection = frame("meeting written_at", ("a", "2026-10-26T20:00"))
    assert [row[0] for row in kinds(meetings=days, reflections=reflection)] == ["thank_you"]


@pytest.mark.parametrize(("status", "starts_at", "expected"), [
    (None, None, ["arrange"]),
    ("planned", "2026-12-01T10:00", []),
    ("held", "2026-10-25T10:00", ["thank_you", "reflect"]),
    ("held", "2026-10-10T10:00", ["thank_you", "arrange", "reflect"]),
    ("cancelled", "2026-10-25T10:00", []),
    ("cancelled", "2026-10-10T10:00", ["arrange"]),
])
def test_arrange(status: str | None, starts_at: str | None, expected: list[str]) -> None:
    yes = frame("contact sent_at replied_at answer", ("ann", "2026-10-15", "2026-10-20", "yes"))
    met = frame("meeting contact starts_at status", *([("a", "ann", starts_at, status)] if status else []))
    found = kinds(outreach=yes, meetings=met)
    assert [kind for kind, _, _ in found] == expected
    if "arrange" in expected:
        assert ("arrange", "ann", "2026-10-22 23:59:00") in found


def test_a_person_who_said_no_is_left_alone() -> None:
    met = frame("meeting contact starts_at status", ("a", "ann", "2026-10-20", "held"),
                ("b", "ann", "2026-10-30", "planned"))
    said = frame("contact sent_at replied_at answer", ("ann", "2026-10-01", "2026-10-02", "yes"),
                 ("ann", "2026-10-21", "2026-10-22", "no"))
    assert kinds(outreach=said, meetings=met) == []
    # What is said later counts, and until the no has come, nobody knows of it.
    assert kinds(outreach=said.iloc[::-1].assign(answer=["yes", "no"]), meetings=met) != []
    assert kinds("2026-10-21T12:00", outreach=said, meetings=met) != []


def test_a_shadow_goes_on_where_its_first_day_was_cancelled() -> None:
    days = frame("meeting contact kind starts_at status",
                 ("a", "ann", "shadow", "2026-10-27T10:00", "cancelled"),
                 ("b", "ann", "shadow", "2026-10-28T10:00", "planned"))
    assert [row[:2] for row in kinds("2026-10-26T09:00", meetings=days)] == [("prepare", "ann")]


def test_the_order() -> None:
    met = frame("meeting contact starts_at minutes status", ("a", "ann", "2026-10-27T10:00", 60, "held"),
                ("b", "ben", "2026-10-26T10:00", 60, "planned"), ("c", "cy", "2026-11-02T10:00", 60, "planned"))
    asked = frame("contact sent_at", ("dot", "2026-10-01"))
    # What cannot wait, by its time; then what is nearest to now, before or after, so an old silence comes last.
    assert [row[:2] for row in kinds(meetings=met, outreach=asked)] == [
        ("report", "ben"), ("thank_you", "ann"), ("reflect", "ann"), ("prepare", "cy"), ("follow_up", "dot")]


def test_every_word_of_tasks_is_made_and_only_those() -> None:
    assert set(sk.today(sk.example("cohort"), "2026-11-19T09:00")["kind"]) <= set(guide.TASKS)
    assert {kind for kind, _ in EXPECTED} == set(guide.TASKS)
    assert set(TIME_CRITICAL) < set(guide.TASKS)


@pytest.mark.parametrize("now", [5, "soon", "", float("nan"), object, [1]])
def test_a_bad_now(now) -> None:
    with pytest.raises(sk.LogError, match=r"^`now` must be a time such as 2026-11-20T09:00; it was "):
        sk.today(sk.example("student"), now)


@pytest.mark.parametrize("days", [-1, "7", float("nan"), True, None])
def test_a_bad_number_of_days(days) -> None:
    with pytest.raises(sk.LogError, match=r"^`within_days` must be a number of days, 0 or more; it was "):
        sk.today(sk.example("student"), NOW, within_days=days)


@pytest.mark.parametrize(("hours", "words"), [
    (0.5, "in less than an hour"), (1, "in 1 hour"), (24, "in 24 hours"), (47.9, "in 47 hours"), (48, "in 2 days"),
    (0, "in less than an hour"), (-0.1, "overdue by less than an hour"), (-5, "overdue by 5 hours"),
    (-72, "overdue by 3 days"), (float("nan"), "at no set time")])
def test_hours_in_words(hours: float, words: str) -> None:
    assert in_words(hours) == words


def test_several_students_do_not_mix() -> None:
    asked = frame("student contact sent_at answer", ("amy", "x", "2026-10-01", None), ("bob", "x", "2026-10-01", "no"))
    table = sk.today(Log.from_tables(outreach=asked), NOW)
    assert table[["student", "kind", "contact"]].to_numpy().tolist() == [["amy", "follow_up", "x"]]


def test_strange_texts_and_nothing_changed_in_place() -> None:
    log = Log.from_tables(**tables())
    before = {name: table.copy() for name, table in log.tables.items()}
    table = sk.today(log, "2026-10-20T09:00")
    assert MARKUP in " ".join(table["what"])
    sk.thank_yous(log)
    for name, frame_before in before.items():
        pd.testing.assert_frame_equal(log.tables[name], frame_before)


def test_a_cohort_has_things_to_do() -> None:
    assert len(sk.today(sk.example("cohort"), "2026-11-19T09:00")) > 1000


# --- today: what holds for every log

moments = st.datetimes(pd.Timestamp("2026-10-05").to_pydatetime(), pd.Timestamp("2026-11-05").to_pydatetime())
cells = st.one_of(st.none(), moments.map(lambda at: at.isoformat(timespec="minutes")),
                  moments.map(lambda at: at.date().isoformat()))
people = st.sampled_from(["ann", "ben", "cy"])
logs = st.builds(
    lambda outreach, met: Log.from_tables(
        contacts=frame("contact added_on", ("ann", "2026-10-05"), ("ben", None), ("cy", "2026-10-20")),
        outreach=frame("contact sent_at channel purpose replied_at answer", *outreach),
        meetings=frame("contact kind starts_at minutes status referrals thanked_at", *met).assign(
            meeting=[f"m{number}" for number in range(len(met))])),
    st.lists(st.tuples(people, cells, st.sampled_from(["email", "letter", None]),
                       st.sampled_from(["ask", "thanks", "other", None]), cells,
                       st.sampled_from(["yes", "no", "redirect", None])), max_size=6),
    st.lists(st.tuples(people, st.sampled_from(["interview", "shadow", None]), cells, st.sampled_from([None, 30.0]),
                       st.sampled_from([*guide.MEETING_STATUS, None]), st.sampled_from([None, "Ida; Ann"]), cells),
             max_size=4))


@settings(max_examples=30, deadline=None)
@given(logs, moments, st.sampled_from([None, BERLIN, NEW_YORK]), st.sampled_from([0, 1, 7, 28]))
def test_what_holds_for_every_log(log: Log, now, zone: ZoneInfo | None, within_days: int) -> None:
    for moment in (now, now + pd.Timedelta(hours=30)):
        when = pd.Timestamp(moment.replace(tzinfo=zone) if zone else moment)
        table = sk.today(log, when, within_days=within_days)
        # Nothing about a person who has only ever said no, by then.
        for who, said in log.outreach[log.outreach["answer"].notna()].groupby("contact"):
            if (said["answer"] == "no").all() and (said[["sent_at", "replied_at"]].max(axis=1) < moment).all() and (
                    zone is None):
                assert who not in set(table["contact"])
        # An hour that comes twice may be either.
        once, twice = ([(due.tz_localize(zone, ambiguous=first) - when) / pd.Timedelta(hours=1)
                        for due in table["due_at"].dropna()] for first in (True, False))
        left = table.dropna(subset="due_at")["hours_left"]
        assert (np.isclose(left, once) | np.isclose(left, twice)).all()
        assert not (table["hours_left"] > within_days * 24).any()
        assert not table[table["kind"] == "follow_up"].duplicated(["student", "contact"]).any()
        urgent = table["kind"].isin(TIME_CRITICAL) & (table["hours_left"] <= 48)
        far = table["hours_left"].where(urgent, table["hours_left"].abs()).fillna(np.inf)
        order = list(zip(~urgent, far, table["kind"].map(list(guide.TASKS).index),
                         table["student"], table["name"], table["meeting"].fillna("~"), strict=True))
        assert order == sorted(order)
        for who in table[table["kind"] == "follow_up"]["contact"]:
            sent = log.outreach[(log.outreach["contact"] == who) & (log.outreach["sent_at"] <= moment)]
            assert np.busday_count(sent["sent_at"].max().date() + pd.Timedelta(days=1),
                                   moment.date() + pd.Timedelta(days=1)) >= 5
        assert (table[table["kind"] != "follow_up"][["asked", "rate"]].isna()).all(axis=None)
