"""Calendars: which events are meetings and why, their dates however they repeat, and no file that stops the reader."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from dateutil import rrule
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit import guide
from shadowkit.errors import LogError
from shadowkit.readers import About, calendar, titles
from shadowkit.readers.recurrences import Rule, days, rule_of
from shadowkit.readers.timezones import Zones

CALENDARS = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "calendars" / "icalendar"
ME = About("jo", student_name="Jo Student", student_email="jo@uni.example, jo.student@mail.example")
CONTACTS = pd.DataFrame({"student": "jo", "contact": ["amara", "jon", "mei"],
                         "name": ["Amara Okonkwo", "Jon Li", "Dr. Mei Chen, MD"],
                         "email": ["Amara@Mercy.example", None, None]}, dtype="str")
KNOWN = About("jo", student_name="Jo Student", student_email="jo@uni.example", contacts=CONTACTS)
CHAT = """\
UID:chat-1
DTSTAMP:20260901T120000Z
SUMMARY:Coffee chat with Amara Okonkwo
DTSTART;TZID=Europe/Berlin:20260914T100000
DTEND;TZID=Europe/Berlin:20260914T103000
ORGANIZER;CN=Jo Student:mailto:jo@uni.example
ATTENDEE;CN=Jo Student:mailto:jo@uni.example
ATTENDEE;CN=Amara Okonkwo:mailto:amara@mercy.example"""


def ics(*events, head="", tail=""):
    """Return a calendar with events, each given as its lines."""
    inside = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:test\n{head}{inside}{tail}END:VCALENDAR\n"


def reading(folder, *texts, about=ME, names=("one.ics", "two.ics", "three.ics")):
    paths = [folder / name for name, _ in zip(names, texts, strict=False)]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text if isinstance(text, bytes) else text.replace("\n", "\r\n").encode())
    return calendar.read(paths, about)


def meetings(found, *columns):
    frame = found.tables["meetings"][list(columns)]
    rows = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    return [row[0] for row in rows] if len(columns) == 1 else rows


def said(found):
    return [problem.problem for problem in found.problems]


def test_a_meeting_has_its_person_time_length_and_reason(tmp_path):
    found = reading(tmp_path, ics(CHAT))
    assert found.tables["meetings"].drop(columns=["mode", "place", "others"]).to_dict("records") == [{
        "student": "jo", "meeting": "amara-okonkwo-2026-09-14", "contact": "amara-okonkwo", "kind": "interview",
        "starts_at": "2026-09-14T10:00+02:00", "minutes_planned": "30", "status": "planned",
        "event_title": "Coffee chat with Amara Okonkwo", "decided_by": "the title says 'coffee chat'", "uid": "chat-1",
        "event_version": "0 2026-09-01T12:00:00", "_file": "one.ics", "_row": 4}]
    assert found.tables["meetings"][["mode", "place", "others"]].isna().all(axis=None)
    assert found.tables["contacts"].to_dict("records") == [{
        "student": "jo", "contact": "amara-okonkwo", "name": "Amara Okonkwo", "email": "amara@mercy.example",
        "_file": "one.ics", "_row": 4}]
    assert found.problems == []


@pytest.mark.parametrize(("event", "kind", "contact", "why"), [
    ("SUMMARY:Zoom\nATTENDEE:MAILTO:amara@mercy.EXAMPLE", "interview", "amara", "amara@mercy.EXAMPLE is a contact"),
    ("SUMMARY:Zoom\nORGANIZER;CN=Jon Li:mailto:jon@else.example", "interview", "jon",
     "jon@else.example is a contact"),
    ('SUMMARY:Zoom\nATTENDEE;CN="Li, Jon":mailto:x@y.example', "interview", "jon", "x@y.example is a contact"),
    ("SUMMARY:With Mei Chen?", "interview", "mei", "the title names Dr. Mei Chen, MD, a contact"),
    ("SUMMARY:Zoom\nATTENDEE;CN=Prof. Mei Chen:mailto:x@y.example", "interview", "mei", "x@y.example is a contact"),
    ("SUMMARY:Lunch Jon Li & Jo", "interview", "jon", "the title names Jon Li, a contact"),
    ("SUMMARY:Shadow Jon Li at the harbour", "shadow", "jon", "the title names Jon Li, a contact"),
    ("SUMMARY:Zoom\nDTEND:20260914T150000\nATTENDEE:mailto:amara@mercy.example", "shadow", "amara",
     "amara@mercy.example is a contact"),
    ("SUMMARY:Jonathan Lime", None, None, None),
    ("SUMMARY:Dentist", None, None, None),
    ("SUMMARY:Job interview at Acme", None, None, None),
    ("SUMMARY:INFORMATIONAL  interview: Ngozi Adichie (Acme)", "interview", "ngozi-adichie",
     "the title says 'informational'"),
    ("SUMMARY:Job-shadowing w/ Dr. Ngozi Adichie\\, Mercy", "shadow", "ngozi-adichie", "the title says 'job shadow'"),
    ("SUMMARY:Ngozi – career chat", None, None, None),
    ("SUMMARY:Career chat with Ngozi", "interview", "ngozi", "the title says 'career chat'"),
    ("SUMMARY:Ngozi de la Cruz and Jo Student: coffee chat", "interview", "ngozi-de-la-cruz",
     "the title says 'coffee chat'"),
    ("SUMMARY:Shadow day at Mercy Hospital", None, None, None),
    ("SUMMARY:Informational\nATTENDEE;CN=Jo Student:mailto:other@x.example\nATTENDEE:mailto:n.adichie@x.example",
     "interview", "n-adichie", "the title says 'informational'"),
    ("SUMMARY:Informational\nATTENDEE;CUTYPE=ROOM;CN=Room 5:mailto:room@x.example\nATTENDEE;CN=Ngozi A.:invalid:nomail",
     "interview", "ngozi-a", "the title says 'informational'"),
])
def test_what_is_a_meeting_is_decided_by_people_and_titles_and_said(tmp_path, event, kind, contact, why):
    found = reading(tmp_path, ics(f"UID:1\nDTSTART:20260914T100000\n{event}"), about=KNOWN)
    expected = [[kind, contact, why]] if kind else []
    assert meetings(found, "kind", "contact", "decided_by") == expected
    assert bool(found.problems) == (kind is None), "what is left out is said"


def test_a_whole_day_that_only_names_a_contact_is_a_birthday_and_with_the_contact_invited_a_shadow(tmp_path):
    found = reading(tmp_path, ics("UID:1\nDTSTART;VALUE=DATE:20260914\nSUMMARY:Jon Li",
                                  "UID:2\nDTSTART;VALUE=DATE:20260915\nSUMMARY:Mercy\nATTENDEE;CN=Jon Li:mailto:j@l.x"),
                    about=KNOWN)
    assert meetings(found, "starts_at", "kind", "decided_by") == [["2026-09-15", "shadow", "j@l.x is a contact"]]


def test_what_is_left_out_is_counted_once_for_each_file_what_may_be_meant_first(tmp_path):
    other = "UID:{}\nDTSTART;VALUE=DATE:2026091{}\nSUMMARY:{}"
    found = reading(tmp_path, ics(*(other.format(number, number, title) for number, title in enumerate(
        ["Dentist", "Band", "Gym", "Interview with Acme"]))), ics(other.format("5", "5", "Choir")))
    assert meetings(found, "meeting") == []
    assert said(found) == [
        "4 events of one.ics were left out, because nobody who is to come is a contact and no title says that it is an "
        "interview or a shadow, such as 'Interview with Acme' on 2026-09-13, 'Dentist' on 2026-09-10 and 'Band' on "
        "2026-09-11. If one is, write so in its title (as 'informational interview with Amara Okonkwo') or put the "
        "person on the list of contacts, or bring in mail or notes with that person first, and then this "
            "calendar again.",
        "1 event of two.ics was left out, because nobody who is to come is a contact and no title says that it is an "
        "interview or a shadow, such as 'Choir' on 2026-09-15. If it is one, write so in its title (as 'informational "
        "interview with Amara Okonkwo') or put the person on the list of contacts, or bring in mail or notes with "
        "that person first, and then this calendar again."]
    assert found.problems[0].value == "Dentist; Band; Gym; Interview with Acme"


def test_whose_calendar_it_is_may_be_its_name_or_its_organizer(tmp_path):
    nobody = About("jo")
    invited = CHAT.replace("Coffee chat with Amara Okonkwo", "Coffee chat")
    guessed = reading(tmp_path, ics(invited), about=nobody)
    assert meetings(guessed, "contact") == ["amara-okonkwo"]
    assert said(guessed) == [
        "Whose calendar one.ics is, is not known, so Amara Okonkwo was taken for the person met in 'Coffee chat' in "
        "line 4 of one.ics; say which e-mail address is yours, and read it again."]
    by_other = invited.replace("ORGANIZER;CN=Jo Student:mailto:jo@uni.example",
                               "ORGANIZER;CN=Amara Okonkwo:mailto:amara@mercy.example")
    named = reading(tmp_path, ics(by_other, head="X-WR-CALNAME:jo@uni.example\n"), about=nobody)
    assert (meetings(named, "contact"), said(named)) == (["amara-okonkwo"], [])
    alone = reading(tmp_path, ics("UID:1\nSUMMARY:Career chat\nDTSTART:20260914T100000"))
    assert said(alone) == [
        "With whom 'Career chat' in line 4 of one.ics is, it does not say, so it was left out; write the person's name "
        "in its title, such as 'Coffee chat with Amara Okonkwo', and export it again."]
    assert alone.tables["meetings"].empty


def test_who_else_is_to_come_is_kept_beside_the_person_met(tmp_path):
    found = reading(tmp_path, ics(CHAT + "\nATTENDEE;CN=Sam:mailto:sam@x.example\nATTENDEE:mailto:no-reply@x.example\n"
                                         "ATTENDEE:mailto:AMARA@mercy.example"))
    assert meetings(found, "contact", "others") == [["amara-okonkwo", "Sam <sam@x.example>"]]
    assert found.tables["contacts"]["contact"].tolist() == ["amara-okonkwo"]


def test_people_of_one_name_are_told_apart_by_their_addresses(tmp_path):
    again = CHAT.replace("chat-1", "chat-2").replace("20260914", "20260915")
    other = CHAT.replace("chat-1", "chat-3").replace("amara@mercy", "okonkwo@law")
    bare = "UID:4\nSUMMARY:Coffee chat with Dr. AMARA OKONKWO\nDTSTART:20260914T080000"
    found = reading(tmp_path, ics(CHAT, again, other, bare))
    assert found.tables["contacts"][["contact", "email"]].to_numpy().tolist() == [
        ["amara-okonkwo", "amara@mercy.example"], ["amara-okonkwo-2", "okonkwo@law.example"]]
    assert meetings(found, "meeting", "contact") == [
        ["amara-okonkwo-2026-09-14", "amara-okonkwo"], ["amara-okonkwo-2026-09-14-2", "amara-okonkwo"],
        ["amara-okonkwo-2-2026-09-14", "amara-okonkwo-2"], ["amara-okonkwo-2026-09-15", "amara-okonkwo"]]


@pytest.mark.parametrize(("change", "status"), [
    ("\nSTATUS:CONFIRMED", "planned"), ("\nSTATUS:TENTATIVE", "planned"), ("\nSTATUS:CANCELLED", "cancelled"),
    ("\nATTENDEE;PARTSTAT=DECLINED:mailto:amara@mercy.example", "cancelled"),
    ("\nATTENDEE;PARTSTAT=DECLINED:mailto:jo.student@mail.example", "cancelled"),
    ("\nATTENDEE;PARTSTAT=DECLINED:mailto:sam@x.example", "planned")])
def test_a_meeting_is_planned_until_it_is_called_off(tmp_path, change, status):
    assert meetings(reading(tmp_path, ics(CHAT + change)), "status") == [status]


def test_a_message_or_a_title_calls_a_meeting_off(tmp_path):
    message = "UID:chat-1\nSEQUENCE:1\nSUMMARY:Gone"
    both = reading(tmp_path, ics(CHAT), ics(message, head="METHOD:CANCEL\n"))
    assert meetings(both, "status", "event_title") == [["cancelled", "Coffee chat with Amara Okonkwo"]]
    titled = reading(tmp_path, ics(CHAT.replace("SUMMARY:", "SUMMARY:Canceled: ")))
    assert meetings(titled, "status", "event_title") == [["cancelled", "Coffee chat with Amara Okonkwo"]]


@pytest.mark.parametrize(("lines", "mode"), [
    ("", None), ("LOCATION:Mercy Hospital\\, Room 5", "in_person"), ("LOCATION:https://uni.zoom.us/j/1", "video"),
    ("LOCATION:Microsoft Teams Meeting", "video"), ("LOCATION:+49 30 1234567", "phone"), ("LOCATION:Phone", "phone"),
    ("URL:https://meet.google.com/abc", "video"), ("DESCRIPTION:Join https://zoom.us/j/5", "video"),
    ("DESCRIPTION:Phone: 030 1234567", None), ("X-GOOGLE-CONFERENCE:https://x.example", "video"),
    ("X-GOOGLE-CONFERENCE:https://x.example\nLOCATION:Café Sol", "in_person"),
    ("CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO:https://x.example/1", "video"),
    ("CONFERENCE;VALUE=URI;FEATURE=PHONE:tel:+1-412-555-0123", "phone")])
def test_how_one_meets(tmp_path, lines, mode):
    assert meetings(reading(tmp_path, ics(f"{CHAT}\n{lines}")), "mode") == [mode]


@pytest.mark.parametrize(("lines", "minutes"), [
    ("DTSTART:20260914T100000\nDURATION:PT1H30M", "90"), ("DTSTART:20260914T100000", None),
    ("DTSTART:20260914T100000\nDTEND:20260914T100000", None),
    ("DTSTART:20260914T100000Z\nDTEND;TZID=Europe/Berlin:20260914T123000", "30"),
    ("DTSTART;VALUE=DATE:20260914\nDTEND;VALUE=DATE:20260915", None)])
def test_how_long_it_is_to_last(tmp_path, lines, minutes):
    found = reading(tmp_path, ics(f"UID:1\nSUMMARY:Coffee chat with Amara Okonkwo\n{lines}"))
    assert (meetings(found, "minutes_planned"), said(found)) == ([minutes], [])


def test_what_ends_before_it_begins_or_has_no_date_is_a_problem(tmp_path):
    found = reading(tmp_path, ics("UID:1\nSUMMARY:Coffee chat with Amara Okonkwo\nDTSTART:20260914T100000\n"
                                  "DTEND:20260914T090000",
                                  "UID:2\nSUMMARY:Coffee chat with Amara Okonkwo\nDTSTART:20261399T100000"))
    assert meetings(found, "meeting", "starts_at", "minutes_planned") == [
        ["amara-okonkwo-2026-09-14", "2026-09-14T10:00", None], ["amara-okonkwo", None, None]]
    assert said(found) == [
        "Line 13 of one.ics cannot be understood and was left out of the event 'Coffee chat with Amara Okonkwo'; "
        "correct the event in the calendar and export it again.",
        "'Coffee chat with Amara Okonkwo' in line 4 of one.ics ends before it begins, so how long it is to last is not "
        "known; correct its times.",
        "When 'Coffee chat with Amara Okonkwo' in line 10 of one.ics is, it does not say; fill in its date."]
    assert (found.problems[0].row, found.problems[0].value) == (13, "DTSTART:20261399T100000")


@pytest.mark.parametrize(("lines", "starts"), [
    ("DTSTART;VALUE=DATE:20261005\nDTEND;VALUE=DATE:20261008", ["2026-10-05", "2026-10-06", "2026-10-07"]),
    ("DTSTART;VALUE=DATE:20261005", ["2026-10-05"]), ("DTSTART;VALUE=DATE:20261005\nDURATION:P2D",
                                                      ["2026-10-05", "2026-10-06"]),
    ("DTSTART;VALUE=DATE:20261005\nDTEND;VALUE=DATE:20261005", ["2026-10-05"]),
    ("DTSTART:20261005T090000\nDTEND:20261007T170000", ["2026-10-05T09:00", "2026-10-06", "2026-10-07"]),
    ("DTSTART:20261005T220000\nDTEND:20261006T060000", ["2026-10-05T22:00"]),
    ("DTSTART:20261005T000000\nDTEND:20261007T000000\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE", ["2026-10-05", "2026-10-06"])])
def test_a_shadow_of_several_days_is_one_row_a_day(tmp_path, lines, starts):
    found = reading(tmp_path, ics(f"UID:s\nSUMMARY:Job shadow with Mei Chen\n{lines}"))
    assert meetings(found, "starts_at") == starts
    assert meetings(found, "uid") == ([f"s#day {number}" for number in range(1, len(starts) + 1)]
                                      if len(starts) > 1 else ["s"])
    assert said(found) == []


def test_a_shadow_of_months_is_cut_and_said(tmp_path):
    found = reading(tmp_path, ics("UID:s\nSUMMARY:Job shadow with Mei Chen\nDTSTART;VALUE=DATE:20261001\n"
                                  "DTEND;VALUE=DATE:20270101"))
    assert len(meetings(found, "meeting")) == 14
    assert said(found) == ["'Job shadow with Mei Chen' in line 4 of one.ics lasts 92 days, so only its first 14 were "
                           "read; a shadow is over within a week or two. Correct its dates."]


# Times and zones

WEEKLY = CHAT + "\nRRULE:FREQ=WEEKLY;COUNT=3"
CUSTOM = """BEGIN:VTIMEZONE
TZID:Our own
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


@pytest.mark.parametrize(("starts", "head", "expected"), [
    ("DTSTART:20260914T100000", "", "2026-09-14T10:00"), ("DTSTART:20260914T100000Z", "", "2026-09-14T10:00+00:00"),
    ("DTSTART:20260914T100000Z", "X-WR-TIMEZONE:America/New_York\n", "2026-09-14T06:00-04:00"),
    ("DTSTART;TZID=America/New_York:20260914T100000", "", "2026-09-14T10:00-04:00"),
    ("DTSTART;TZID=W. Europe Standard Time:20260914T100000", "", "2026-09-14T10:00+02:00"),
    ('DTSTART;TZID="/mozilla.org/20070129_1/Europe/Berlin":20260914T100000', "", "2026-09-14T10:00+02:00"),
    ("DTSTART;TZID=GMT-0530:20260914T100000", "", "2026-09-14T10:00-05:30"),
    ("DTSTART;TZID=Our own:20260914T100000", CUSTOM, "2026-09-14T10:00+02:00"),
    ("DTSTART;TZID=Our own:20261214T100000", CUSTOM, "2026-12-14T10:00+01:00"),
    ("DTSTART:20261214T090000Z", CUSTOM, "2026-12-14T10:00+01:00"),
    ("DTSTART;TZID=Europe/Berlin:20260914T100000", CUSTOM.replace("Our own", "Europe/Berlin").replace("01", "09"),
     "2026-09-14T10:00+02:00")])
def test_times_stand_as_the_clock_shows_them_with_the_offset_of_their_zone(tmp_path, starts, head, expected):
    found = reading(tmp_path, ics(f"UID:1\nSUMMARY:Coffee chat with Amara Okonkwo\n{starts}", head=head))
    assert (meetings(found, "starts_at"), said(found)) == ([expected], [])


def test_a_zone_that_nobody_knows_is_said_once_a_file(tmp_path):
    odd = "SUMMARY:Coffee chat with Amara Okonkwo\nDTSTART;TZID=Middle Earth:20260914T{}0000"
    found = reading(tmp_path, ics(f"UID:1\n{odd.format(10)}", f"UID:2\n{odd.format(11)}"))
    assert meetings(found, "starts_at") == ["2026-09-14T10:00", "2026-09-14T11:00"]
    assert said(found) == ["The time zone 'Middle Earth' in one.ics is not known, so its times stand as they are "
                           "written; look whether they are right."]


def test_a_zone_of_a_calendars_own_changes_when_it_says():
    ours, berlin = Zones({"Our own": CUSTOM.strip().split("\n")[1:-1]}).named("Our own"), ZoneInfo("Europe/Berlin")
    for hours in range(0, 24 * 730, 7):
        wall = datetime(2026, 1, 1) + timedelta(hours=hours)
        assert wall.replace(tzinfo=ours).utcoffset() == wall.replace(tzinfo=berlin).utcoffset(), wall


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=DAILY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ="])
def test_a_zone_whose_rule_never_comes_or_comes_all_the_time_is_not_known(rule):
    lines = CUSTOM.replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", rule).strip().split("\n")[1:-1]
    assert Zones({"Our own": lines}).named("Our own") is None


@pytest.mark.parametrize("name", ["", "/", "..", "../../etc/passwd", "America", "x" * 5000, "\0", "Europe/\ud800", "é"])
def test_names_that_are_no_zones_are_none(name):
    assert Zones({}).named(name) is None


# What comes again


def test_what_comes_again_is_a_meeting_on_each_date_at_the_same_time_of_day(tmp_path):
    weekly = WEEKLY.replace("COUNT=3", "UNTIL=20261026T090000Z").replace("20260914", "20261012")
    found = reading(tmp_path, ics(weekly))
    assert meetings(found, "starts_at", "uid", "meeting") == [
        ["2026-10-12T10:00+02:00", "chat-1#2026-10-12T08:00:00", "amara-okonkwo-2026-10-12"],
        ["2026-10-19T10:00+02:00", "chat-1#2026-10-19T08:00:00", "amara-okonkwo-2026-10-19"],
        ["2026-10-26T10:00+01:00", "chat-1#2026-10-26T09:00:00", "amara-okonkwo-2026-10-26"]]
    assert said(found) == []


@pytest.mark.parametrize(("more", "dates"), [
    ("EXDATE;TZID=Europe/Berlin:20260921T100000", ["14", "28"]), ("EXDATE:20260921T080000Z", ["14", "28"]),
    ("EXDATE;VALUE=DATE:20260921", ["14", "28"]), ("EXDATE:20260914T080000Z,20260921T080000Z", ["28"]),
    ("RDATE:20260916T080000Z", ["14", "16", "21", "28"]), ("RDATE:20260921T080000Z", ["14", "21", "28"]),
    ("RDATE;VALUE=PERIOD:20260916T080000Z/PT2H", ["14", "16", "21", "28"])])
def test_dates_are_added_and_taken_out(tmp_path, more, dates):
    found = reading(tmp_path, ics(f"{WEEKLY}\n{more}"))
    assert [starts[8:10] for starts in meetings(found, "starts_at")] == dates
    lengths = dict(zip(dates, meetings(found, "minutes_planned"), strict=True))
    assert lengths.get("16", "30") == ("120" if "PERIOD" in more else "30")


MOVED = CHAT.replace("20260914T", "20260922T") + "\nRECURRENCE-ID;TZID=Europe/Berlin:20260921T100000"


def test_one_date_may_be_moved_or_called_off(tmp_path):
    off = CHAT.replace("20260914T", "20260928T") + "\nRECURRENCE-ID:20260928T080000Z\nSTATUS:CANCELLED"
    found = reading(tmp_path, ics(MOVED, WEEKLY, off))
    assert meetings(found, "starts_at", "status", "uid") == [
        ["2026-09-14T10:00+02:00", "planned", "chat-1#2026-09-14T08:00:00"],
        ["2026-09-22T10:00+02:00", "planned", "chat-1#2026-09-21T08:00:00"],
        ["2026-09-28T10:00+02:00", "cancelled", "chat-1#2026-09-28T08:00:00"]]


def test_one_date_alone_is_read_without_the_series(tmp_path):
    found = reading(tmp_path, ics(MOVED))
    assert meetings(found, "starts_at", "uid") == [["2026-09-22T10:00+02:00", "chat-1#2026-09-21T08:00:00"]]


def test_a_single_date_of_another_series_may_be_the_meeting(tmp_path):
    seminar = WEEKLY.replace("Coffee chat with Amara Okonkwo", "Seminar")
    found = reading(tmp_path, ics(seminar, MOVED))
    assert meetings(found, "starts_at") == ["2026-09-22T10:00+02:00"]


@pytest.mark.parametrize(("rule", "reason"), [
    ("FREQ=SECONDLY", "is not understood"), ("FREQ=SECONDLY;COUNT=1000000000", "is not understood"),
    ("FREQ=MINUTELY;UNTIL=20991231T000000Z", "is not understood"), ("FREQ=HOURLY", "is not understood"),
    ("FREQ=DAILY;BYHOUR=1,2,3", "is not understood"), ("FREQ=DAILY;INTERVAL=0", "is not understood"),
    ("RSCALE=CHINESE;FREQ=YEARLY", "is not understood"), ("FREQ=WEEKLY;BYDAY=5MO", "is not understood")])
def test_rules_nobody_writes_are_said_and_only_the_first_date_is_read(tmp_path, rule, reason):
    found = reading(tmp_path, ics(f"{CHAT}\nRRULE:{rule}"))
    assert meetings(found, "starts_at") == ["2026-09-14T10:00+02:00"]
    assert len(said(found)) == 1 and reason in said(found)[0]
    assert found.problems[0].column == "starts_at" and "FREQ=" in found.problems[0].value


@pytest.mark.parametrize(("rule", "first", "last", "many"), [
    ("FREQ=WEEKLY", "2026-09-14", "2026-12-07", 13), ("FREQ=DAILY", "2026-09-14", "2026-12-13", 91),
    ("FREQ=DAILY;COUNT=1000000", "2026-09-14", "2026-12-22", 100),
    ("FREQ=YEARLY;COUNT=100", "2026-09-14", "2031-09-14", 6),
    ("FREQ=DAILY;UNTIL=99991231", "2026-09-14", "2026-12-22", 100)])
def test_rules_without_an_end_or_a_far_one_are_cut_and_said(tmp_path, rule, first, last, many):
    found = reading(tmp_path, ics(f"{CHAT}\nRRULE:{rule}"))
    dates = [starts[:10] for starts in meetings(found, "starts_at")]
    assert (dates[0], dates[-1], len(dates)) == (first, last, many)
    why = "comes again without an end" if "=1" not in rule and "UNTIL" not in rule else "comes again for years"
    assert len(said(found)) == 1
    assert re.fullmatch(rf"'Coffee chat with Amara Okonkwo' in line 4 of one.ics {why} \(.*\), so only its dates until "
                        rf"{last} were read; give it an end in the calendar, or remove the meetings that are not to "
                        r"be\.", said(found)[0])


@pytest.mark.parametrize("rule", [
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=5", "FREQ=DAILY;INTERVAL=7;BYDAY=TU;COUNT=5",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=31;COUNT=5", "FREQ=YEARLY;INTERVAL=999999;COUNT=5"])
def test_rules_that_never_come_end(tmp_path, rule):
    found = reading(tmp_path, ics(f"{CHAT}\nRRULE:{rule}"))
    assert meetings(found, "starts_at") == ["2026-09-14T10:00+02:00"]


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@st.composite
def rules(draw):
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = {"FREQ": [frequency], "INTERVAL": [draw(st.integers(1, 4))], "WKST": [draw(st.sampled_from(WEEKDAYS))]}
    if draw(st.booleans()):
        # Each Monday and the first Monday are each Monday, which dateutil takes for the first Monday alone.
        is_one = frequency in ("MONTHLY", "YEARLY") and draw(st.booleans())
        which = draw(st.lists(st.sampled_from([1, 2, 5, -1, -2]) if is_one else st.just(0), min_size=1, max_size=3))
        parts["BYDAY"] = [f"{number or ''}{draw(st.sampled_from(WEEKDAYS))}" for number in which]
    for name, low, high in (("BYMONTH", 1, 12), ("BYMONTHDAY", -31, 31), ("BYSETPOS", -5, 5)):
        if draw(st.booleans()) and not (name == "BYMONTHDAY" and frequency == "WEEKLY"):
            numbers = st.integers(low, high).filter(bool)
            parts[name] = draw(st.lists(numbers, min_size=1, max_size=3, unique=True))
    # Of a week that has begun, dateutil counts places from the first day on; nobody writes such a rule.
    if frequency in ("DAILY", "WEEKLY") or not parts.keys() & {"BYDAY", "BYMONTH", "BYMONTHDAY"}:
        parts.pop("BYSETPOS", None)
    return parts


@given(rules(), st.dates(date(1999, 1, 1), date(2027, 12, 31)))
@settings(deadline=None, max_examples=150)
@example({"FREQ": ["YEARLY"], "BYDAY": ["-1SU", "2MO"]}, date(2024, 2, 29))
def test_days_of_a_rule_are_those_that_dateutil_finds(parts, first):
    last = first + timedelta(days=1000)
    text = ";".join(f"{name}={','.join(map(str, values))}" for name, values in parts.items())
    with pytest.MonkeyPatch.context() as patch:
        # Or it looks for a day that never comes until the year 9999.
        patch.setattr(rrule, "datetime", SimpleNamespace(**vars(rrule.datetime) | {"MAXYEAR": 2035}))
        theirs = rrule.rrulestr(f"{text};UNTIL={last:%Y%m%d}", dtstart=datetime.combine(first, datetime.min.time()))
        expected = [moment.date() for moment in theirs]
    assert list(days(rule_of(parts), first, last)) == expected


def test_a_rule_keeps_within_its_bounds():
    assert list(days(Rule("DAILY"), date(2026, 9, 14), date(2026, 9, 16))) == [
        date(2026, 9, 14), date(2026, 9, 15), date(2026, 9, 16)]
    assert list(days(Rule("YEARLY"), date(9998, 1, 1), date.max)) == [date(9998, 1, 1), date(9999, 1, 1)]
    assert list(days(Rule("WEEKLY"), date.min, date(1, 1, 9))) == [date(1, 1, 1), date(1, 1, 8)]


# Exports again


def test_exports_of_the_same_week_do_not_double_and_the_last_version_counts(tmp_path):
    later = CHAT.replace("20260914T10", "20260915T11") + "\nSEQUENCE:1"
    for texts in ([ics(CHAT), ics(later)], [ics(later), ics(CHAT)], [ics(CHAT, later)], [ics(CHAT) + ics(later)]):
        found = reading(tmp_path, *texts)
        assert [starts[:13] for starts in meetings(found, "starts_at")] == ["2026-09-15T11"]
    touched = CHAT.replace("20260914T10", "20260916T10") + "\nLAST-MODIFIED:20260909T000000Z"
    found = reading(tmp_path, ics(touched), ics(CHAT))
    assert [starts[:10] for starts in meetings(found, "starts_at")] == ["2026-09-16"]
    again = reading(tmp_path, ics(CHAT, WEEKLY.replace("chat-1", "w"), MOVED.replace("chat-1", "w")))
    twice = reading(tmp_path, *[ics(CHAT, WEEKLY.replace("chat-1", "w"), MOVED.replace("chat-1", "w"))] * 2)
    columns = ["meeting", "starts_at", "uid", "status"]
    assert meetings(twice, *columns) == meetings(again, *columns)


def test_what_was_moved_in_a_series_that_is_another_now_is_moved_no_more(tmp_path):
    tuesdays = WEEKLY.replace("20260914", "20260915") + "\nSEQUENCE:2"
    found = reading(tmp_path, ics(WEEKLY, MOVED), ics(tuesdays))
    assert [starts[8:10] for starts in meetings(found, "starts_at")] == ["15", "22", "29"]


def test_events_without_a_uid_double_only_where_they_are_the_same(tmp_path):
    bare = CHAT.replace("UID:chat-1\n", "")
    found = reading(tmp_path, ics(bare, bare, bare.replace("T10", "T12")))
    assert meetings(found, "meeting", "uid") == [
        ["amara-okonkwo-2026-09-14", None], ["amara-okonkwo-2026-09-14-2", None]]


# Files


@pytest.mark.parametrize(("data", "expected"), [
    (b"BEGIN:VCALENDAR\r\n", True), (b"\xef\xbb\xbfBEGIN:VCALENDAR\n", True), (b"\n\n begin:vcalendar\n", True),
    ("BEGIN:VCALENDAR\n".encode("utf-16"), True), (b"BEGIN:VEVENT\n", True), (b"BEGIN:VCARD\n", False),
    (b"# BEGIN:VCALENDAR\n", False), (b"", False)])
def test_a_calendar_is_known_by_its_first_line(tmp_path, data, expected):
    (tmp_path / "any").write_bytes(data)
    assert calendar.holds(tmp_path / "any") is expected


def test_what_is_no_file_or_no_calendar_is_refused_alone_and_a_problem_among_others(tmp_path):
    assert not calendar.holds(tmp_path) and not calendar.holds(tmp_path / "none.ics")
    with pytest.raises(LogError, match=r"none.ics cannot be opened \(No such file or directory\); check that it is"):
        calendar.read([tmp_path / "none.ics"], ME)
    with pytest.raises(LogError, match=r"one.ics is no calendar: it has no line such as BEGIN:VCALENDAR. Export the"):
        reading(tmp_path, "Dear diary,\n")
    found = reading(tmp_path, "Dear diary,\n", ics(CHAT), ics())
    assert meetings(found, "_file") == ["two.ics"]
    assert said(found) == [
        "one.ics is no calendar: it has no line such as BEGIN:VCALENDAR. Export the calendar from its program as an "
        ".ics file.",
        "three.ics is a calendar without events, so there was nothing to read; export one with your meetings in it."]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        later = CHAT.replace("chat-1", name).replace("20260914", "2026091" + str("ab".index(name)))
        (tmp_path / name / "work.ics").write_text(ics(later), encoding="utf-8")
    found = calendar.read([tmp_path / "a" / "work.ics", tmp_path / "b" / "work.ics"], ME)
    assert sorted(meetings(found, "_file")) == ["a/work.ics", "b/work.ics"]


def test_folded_lines_other_character_sets_and_the_ends_of_lines(tmp_path):
    name = CHAT.replace("Amara Okonkwo", "Žofie Nováková")
    folded = ics(name).encode()
    at = folded.index("Ž".encode()) + 1
    folded = folded[:at] + b"\r\n " + folded[at:]
    expected = [["Coffee chat with Žofie Nováková", "zofie-novakova"]]
    for data in (folded, ics(name).encode("utf-16"), ics(name).replace("\n", "\r").encode(), b"\xef\xbb\xbf" + folded):
        found = reading(tmp_path, data)
        assert (meetings(found, "event_title", "contact"), said(found)) == (expected, [])
    western = reading(tmp_path, ics(CHAT.replace("Amara", "Zoë")).encode("cp1252"))
    assert meetings(western, "contact", "event_title") == [["zoe-okonkwo", "Coffee chat with Zoë Okonkwo"]]
    assert said(western) == ["one.ics is not written in UTF-8, so what is not was read as Windows-1252; look whether "
                             "the accents of names are right."]


def test_an_event_that_is_broken_spoils_no_other(tmp_path):
    broken = "UID:b\nSUMMARY:Coffee chat with Jon Li\nthis is no line\nDTSTART;;:x\nEXDATE:\nDTSTART:20260915T100000"
    alarm = "\nBEGIN:VALARM\nSUMMARY:Wake up\nATTENDEE:mailto:alarm@x.example\nTRIGGER:x\nEND:VALARM"
    found = reading(tmp_path, ics(broken, CHAT + alarm))
    assert [starts[:10] for starts in meetings(found, "starts_at")] == ["2026-09-14", "2026-09-15"]
    assert said(found) == ["3 lines from line 7 on of one.ics cannot be understood and were left out of the event "
                           "'Coffee chat with Jon Li'; correct the event in the calendar and export it again."]
    assert found.problems[0].value == "this is no line\nDTSTART;;:x\nEXDATE:"
    assert meetings(found, "others") == [None, None], "whom an alarm reminds is not to come"


def test_a_file_that_is_cut_off_is_read_to_where_it_ends(tmp_path):
    text = ics(CHAT, CHAT.replace("chat-1", "chat-2").replace("20260914", "20260915"))
    found = reading(tmp_path, text[:text.rindex("ORGANIZER")])
    assert [starts[:10] for starts in meetings(found, "starts_at")] == ["2026-09-14", "2026-09-15"]
    assert said(found) == ["The event in line 14 of one.ics has no end, as if the file was cut off there; what stands "
                           "there was read. Export the calendar again."]


def test_several_calendars_in_a_file_have_zones_of_their_own(tmp_path):
    own = CUSTOM.replace("+0200", "+0900").replace("+0100", "+0800")
    lines = "UID:{}\nSUMMARY:Coffee chat with Amara Okonkwo\nDTSTART;TZID=Our own:2026091{}T100000"
    found = reading(tmp_path, ics(lines.format(1, 4), head=CUSTOM) + ics(lines.format(2, 5), tail=own))
    assert meetings(found, "starts_at") == ["2026-09-14T10:00+02:00", "2026-09-15T10:00+09:00"]


def test_descriptions_are_kept_only_where_asked_for(tmp_path):
    text = ics(CHAT + "\nDESCRIPTION:<b>Secret</b> 123")
    assert "Secret" not in reading(tmp_path, text).tables["meetings"].to_csv()
    kept = reading(tmp_path, text, about=About("jo", student_email="jo@uni.example", keep_text=True))
    assert kept.tables["meetings"]["description"].tolist() == ["<b>Secret</b> 123"]


def test_tables_without_rows_have_their_columns_and_all_cells_are_text(tmp_path):
    empty, full = reading(tmp_path, ics()), reading(tmp_path, ics(CHAT))
    for table in ("contacts", "meetings"):
        assert empty.tables[table].columns.tolist() == full.tables[table].columns.tolist()
        assert set(full.tables[table].drop(columns="_row").dtypes.map(str)) == {"str"}


OWN = """\
UID:own-1
SUMMARY:Informational interview: Amara Okonkwo
LOCATION:Mercy Hospital
DTSTART:20260914T080000Z
DTEND:20260914T083000Z"""
JON = CHAT.replace("chat-1", "chat-2").replace("Amara Okonkwo", "Jon Li").replace("amara@mercy", "jon@li")


@pytest.mark.parametrize("texts", [(ics(CHAT), ics(OWN)), (ics(CHAT, OWN),), (ics(CHAT) + ics(OWN),)],
                         ids=["two files", "one calendar", "two calendars in a file"])
def test_one_meeting_in_two_calendars_is_one(tmp_path, texts):
    found = reading(tmp_path, *texts)
    assert meetings(found, "contact", "starts_at", "place", "uid") == [
        ["amara-okonkwo", "2026-09-14T10:00+02:00", "Mercy Hospital", "chat-1"]]
    assert found.problems == []


@pytest.mark.parametrize(("other", "contacts", "statuses"), [
    (JON, ["amara-okonkwo", "jon-li"], ["planned", "planned"]),
    (OWN.replace("T083000Z", "T090000Z"), ["amara-okonkwo"] * 2, ["planned", "planned"]),
    (OWN.replace("T080000Z", "T070000Z"), ["amara-okonkwo"] * 2, ["planned", "planned"]),
    (OWN + "\nSTATUS:CANCELLED", ["amara-okonkwo"] * 2, ["cancelled", "planned"])],
    ids=["somebody else", "longer", "earlier", "called off and made anew"])
def test_what_is_not_with_the_same_person_from_when_to_when_stays_two(tmp_path, other, contacts, statuses):
    found = reading(tmp_path, ics(CHAT), ics(other))
    assert sorted(meetings(found, "contact")) == contacts and sorted(meetings(found, "status")) == statuses


def test_one_meeting_in_two_calendars_that_are_brought_in_one_after_the_other_is_one(tmp_path):
    reading(tmp_path, ics(CHAT), ics(OWN, JON))
    journal = sk.open_journal(tmp_path / "log")
    for name, added in (("one.ics", 1), ("two.ics", 1), ("one.ics", 0), ("two.ics", 0)):
        brought = journal.bring_in(tmp_path / name, student_email="jo@uni.example")
        assert brought.counts.set_index("table").loc["meetings", "added"] == added
    assert journal.log.meetings["uid"].tolist() == ["chat-1", "chat-2"]


def brought_in(folder, *texts):
    """Bring calendars into a log one after the other; return the log, and what was said of the last."""
    journal = sk.open_journal(folder / "log")
    for text in texts:
        (folder / "one.ics").write_text(text, encoding="utf-8")
        problems = journal.bring_in(folder / "one.ics", student_email="jo@uni.example").problems
    return journal.log, problems[["kind", "problem"]].to_numpy().tolist()


def as_text(log, *columns):
    return log.meetings[list(columns)].astype("str").to_numpy().tolist()


@pytest.mark.parametrize(("before", "after", "starts"), [
    ("20260914T10", "20260914T15", "2026-09-14T15:00+02:00"), ("20260914", "20260921", "2026-09-21T10:00+02:00")])
def test_a_meeting_that_is_moved_in_the_calendar_is_moved_in_the_log_and_said(tmp_path, before, after, starts):
    moved = CHAT.replace(before, after) + "\nSEQUENCE:1"
    log, problems = brought_in(tmp_path, ics(CHAT), ics(moved))
    assert as_text(log, "starts_at", "status") == [[f"{starts[:10]} {starts[11:16]}:00", "planned"]]
    assert problems == [["know", "amara okonkwo in line 4 of one.ics was moved by the calendar from "
                                 f"'2026-09-14T10:00+02:00' to {starts!r}."]]
    for text in (ics(CHAT), ics(moved)):
        log, problems = brought_in(tmp_path, text)
        assert as_text(log, "starts_at") == [[f"{starts[:10]} {starts[11:16]}:00"]] and problems == []
    log, _ = brought_in(tmp_path, ics(moved.replace("SEQUENCE:1", "SEQUENCE:2\nSTATUS:CANCELLED")))
    assert as_text(log, "starts_at", "status") == [[f"{starts[:10]} {starts[11:16]}:00", "cancelled"]]


def test_an_older_export_of_a_calendar_is_nothing_to_mend(tmp_path):
    moved = CHAT.replace("20260914", "20260921") + "\nSEQUENCE:1"
    log, problems = brought_in(tmp_path, ics(moved), ics(CHAT))
    assert as_text(log, "starts_at") == [["2026-09-21 10:00:00"]] and problems == []


def test_a_meeting_that_was_held_is_not_moved(tmp_path):
    log, _ = brought_in(tmp_path, ics(CHAT))
    sk.open_journal(tmp_path / "log").amend("meetings", log.meetings["meeting"].item(), status="held")
    log, problems = brought_in(tmp_path, ics(CHAT.replace("20260914", "20260915") + "\nSEQUENCE:1"))
    assert as_text(log, "starts_at", "status") == [["2026-09-14 10:00:00", "held"]]
    assert [kind for kind, _ in problems] == ["mend"] and "'2026-09-14T10:00+02:00', which was kept" in problems[0][1]


def test_two_meetings_of_one_day_that_are_brought_in_one_after_the_other_are_two(tmp_path):
    log, problems = brought_in(tmp_path, ics(CHAT), ics(CHAT.replace("chat-1", "chat-2").replace("T10", "T16")))
    assert (as_text(log, "starts_at"), problems) == ([["2026-09-14 10:00:00"], ["2026-09-14 16:00:00"]], [])


def test_events_left_out_are_taken_in_once_their_people_are_known(tmp_path):
    reading(tmp_path, ics(CHAT.replace("Coffee chat with Amara Okonkwo", "Zoom"), "UID:x\nSUMMARY:Dentist"))
    journal = sk.open_journal(tmp_path / "log")
    before = journal.bring_in(tmp_path / "one.ics", student_email="jo@uni.example")
    assert before.counts["added"].sum() == 0 and before.problems["value"].tolist() == ["Zoom; Dentist"]
    assert "such as 'Zoom' on 2026-09-14 and 'Dentist'." in before.problems["problem"].iloc[0]
    assert before.problems["problem"].iloc[0].endswith("and then this calendar again.")
    (tmp_path / "amara.md").write_text("Name: Amara Okonkwo\nEmail: amara@mercy.example\n\n## Why?\n\nLuck.\n")
    journal.bring_in(tmp_path / "amara.md")
    after = journal.bring_in(tmp_path / "one.ics", student_email="jo@uni.example")
    assert journal.log.meetings["event_title"].tolist() == ["Zoom"]
    assert after.problems["value"].tolist() == ["Dentist"]


# Anything at all


def read_safely(folder, data, about=KNOWN):
    """Read bytes; whatever they are, there is a reading or a LogError that says what to do."""
    (folder / "any.ics").write_bytes(data)
    try:
        found = calendar.read([folder / "any.ics"], about)
    except LogError as error:
        assert str(error).endswith(".")
        return None
    frame = found.tables["meetings"]
    assert frame["meeting"].is_unique and frame["contact"].isin(found.tables["contacts"]["contact"]).all()
    assert set(frame["status"]) <= set(guide.MEETING_STATUS) and set(frame["kind"]) <= set(guide.MEETING_KINDS)
    assert all(problem.problem and problem.file == "any.ics" for problem in found.problems)
    return found


@given(data=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=10_000)
def test_any_bytes_are_a_reading_or_an_error(tmp_path, data):
    read_safely(tmp_path, data)
    assert read_safely(tmp_path, b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + data) is not None


FULL = ics(WEEKLY + "\nEXDATE;TZID=Europe/Berlin:20260921T100000\nRDATE:20260916T080000Z\nSEQUENCE:2\nDURATION:PT1H\n"
                    "LOCATION:Room 5\nCONFERENCE;FEATURE=VIDEO:https://x.example", MOVED,
           "UID:s\nSUMMARY:Job shadow with Mei Chen\nDTSTART;VALUE=DATE:20261001\nDTEND;VALUE=DATE:20261003",
           "UID:c\nSUMMARY:Career chat with Ngozi\nDTSTART;TZID=Our own:20261001T100000", head=CUSTOM)
_PIECES = st.sampled_from([*"\n\r\t :;=,\"\\-+9TZ\0é", "BEGIN:VEVENT\n", "END:VEVENT\n", "RRULE:FREQ=DAILY\n",
                           "00000000", "99999999T999999", "DTSTART:", ";TZID=", "P9999D"])


@given(changes=st.lists(st.tuples(st.integers(0, len(FULL)), st.integers(0, 12), st.lists(_PIECES, max_size=3)),
                        min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=10_000, max_examples=200)
def test_a_calendar_with_anything_changed_in_it_is_read(tmp_path, changes):
    text = FULL
    for at, length, pieces in changes:
        text = text[:at] + "".join(pieces) + text[at + length:]
    read_safely(tmp_path, text.encode())


@pytest.mark.parametrize("text", [
    "BEGIN:VEVENT\n" * 7000, "BEGIN:VCALENDAR\n" + "BEGIN:X\n" * 12000,
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + ";" * 10**5,
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE" + ";CN=\"x\"" * 14000 + ":mailto:a@b.example\n",
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:coffee chat with " + "A " * 50000,
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:x\n" + " y\n" * 33000,
    ics(*[f"UID:{number}\nSUMMARY:Career chat with A\nDTSTART:20260914T100000\nRRULE:FREQ=DAILY;COUNT=999" for number
          in range(800)]),
    ics(*[f"UID:{number}\nSUMMARY:Career chat with A\nDTSTART;VALUE=DATE:20260914\nRRULE:FREQ=YEARLY;BYMONTHDAY=31;"
          "BYSETPOS=99" for number in range(800)]),
    ics("UID:1\nSUMMARY:Career chat with A\nDTSTART;TZID=Our own:20260914T100000",
        head=CUSTOM.replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "FREQ=SECONDLY"))],
    ids=["events in events", "deep", "semicolons", "parameters", "long name", "folded", "daily", "never", "zone"])
def test_calendars_made_to_be_slow_are_not(tmp_path, text):
    before = datetime.now(UTC)
    assert read_safely(tmp_path, text.encode(), ME) is not None
    assert (datetime.now(UTC) - before).total_seconds() < 30, "a generous bound: it is 2 seconds on a quiet computer"


@pytest.mark.skipif(not CALENDARS.is_dir(), reason=f"The calendars of real programs are not at {CALENDARS}.")
def test_real_calendars_are_read_or_refused_and_none_stops_the_reader(monkeypatch):
    files = sorted(CALENDARS.rglob("*.ics"))
    count = Counter()
    for path in files:
        found = calendar.read([path], ME)
        is_whole = not any("cannot be understood" in problem.problem for problem in found.problems)
        count["whole" if is_whole else "listed"] += 1
    assert count == {"whole": 152, "listed": 11}
    # Taken for meetings, every one of them goes all the way.
    monkeypatch.setattr(guide, "TITLE_CLUES", {"shadow": ("",)})
    monkeypatch.setattr(titles, "person", lambda title, me: "Amara Okonkwo")
    found = calendar.read(files, ME)
    frame = found.tables["meetings"]
    starts = pd.to_datetime(frame["starts_at"].str[:10], errors="coerce")
    assert frame["meeting"].is_unique and len(frame) > 300
    assert starts.notna().sum() == frame["starts_at"].notna().sum()
