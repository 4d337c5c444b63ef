"""Trackers and forms in people's own columns: where the table is, what its rows say, and what is said of the rest."""

from __future__ import annotations

import json
import os
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shadowkit.errors import LogError, Problem
from shadowkit.log import Log, load
from shadowkit.readers import About, Reading, bounds, headers, outcomes, sheets, slips, tracker
from shadowkit.readers.together import Together

REAL = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "tables"
ABOUT = About("ann")
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason=f"the collected tables are not in {REAL}")
TRACKER = """My outreach,,,,,,,,
,,,,,,,,
Name,Company,Job title,Email address,How did you reach out?,Date contacted,Replied?,Status,Interview date
Amara Okonkwo,Lowell Clinic,Nurse,amara@example.org,Email,2026-09-14,2026-09-16,meeting scheduled,2026-09-28
Jon Vale,,Welder,jon@example.org,Phone call,2026-09-15,No,ghosted,
Mia Hart,Acme,Buyer,mia@example.org,Email,2026-09-15,,rejected,
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand where the files are, as who reads the sentences does."""
    monkeypatch.chdir(tmp_path)


def read(folder: Path, text: str | bytes, name: str = "tracker.csv") -> Reading:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return tracker.read([path], ABOUT)


def rows(reading: Reading, table: str, *columns: str) -> list[list[str | None]]:
    cells = reading.tables[table][list(columns)].to_numpy()
    return [[None if pd.isna(cell) else cell for cell in row] for row in cells]


def sentences(reading: Reading) -> list[str]:
    """Return the problems but the one that says that the mapping was proposed."""
    return [problem.problem for problem in reading.problems if "was proposed, not told" not in problem.problem]


def book(path: Path, merge: tuple[str, ...] = (), **named: list[list]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, cells in named.items():
        sheet = made.create_sheet(name)
        for row in cells:
            sheet.append(row)
        for place in merge:
            sheet.merge_cells(place)
    made.save(path)
    return path


# What a row says


def test_one_row_feeds_people_asks_and_meetings(tmp_path: Path) -> None:
    reading = read(tmp_path, TRACKER)
    assert rows(reading, "contacts", "student", "contact", "name", "organization", "role", "email", "_row") == [
        ["ann", "amara-okonkwo", "Amara Okonkwo", "Lowell Clinic", "Nurse", "amara@example.org", 4],
        ["ann", "jon-vale", "Jon Vale", None, "Welder", "jon@example.org", 5],
        ["ann", "mia-hart", "Mia Hart", "Acme", "Buyer", "mia@example.org", 6]]
    assert rows(reading, "outreach", "contact", "sent_at", "channel", "replied_at", "answer", "_file", "_row") == [
        ["amara-okonkwo", "2026-09-14", "Email", "2026-09-16", "yes", "tracker.csv", 4],
        ["jon-vale", "2026-09-15", "call", None, None, "tracker.csv", 5],
        ["mia-hart", "2026-09-15", "Email", None, "no", "tracker.csv", 6]]
    assert rows(reading, "meetings", "meeting", "contact", "kind", "starts_at", "status") == [
        ["amara-okonkwo-2026-09-28", "amara-okonkwo", "interview", "2026-09-28", "planned"]]
    assert reading.problems == [Problem(
        "tracker.csv", None, None, None, "tracker.csv has columns of its own, so where they go was proposed, not told; "
        "look at it with sk.mapping('tracker.csv'), change what is wrong, and keep it with .save().",
        kind="know")]


def test_a_log_comes_of_it(tmp_path: Path) -> None:
    log = Log.from_tables(**read(tmp_path, TRACKER).tables)
    assert repr(log) == "Log 'log': 3 people asked, 2 replies, 0 meetings, 0 answers, 0 problems"


FORM = """Timestamp,Email Address,Who did you interview?,When did you meet?,How long did it last?,\
How interested were you before? (1-5),How interested are you now? (1-5),What do they like most?,\
What surprised you most?,What did you learn?
2026/09/30 3:04:05 PM GMT+2,s1@example.edu,Amara Okonkwo,2026-09-28,45 minutes,2,4 - a lot,The night shift,Calm,Patience
2026/10/01 9:00:00 AM GMT+2,s2@example.edu,Amara Okonkwo,2026-09-29,1.5 hours,3,5,Nothing much,Noise,
"""


def test_a_form_of_several_students(tmp_path: Path) -> None:
    reading = read(tmp_path, FORM)
    assert rows(reading, "contacts", "student", "contact", "name") == [
        ["s1@example.edu", "amara-okonkwo", "Amara Okonkwo"], ["s2@example.edu", "amara-okonkwo", "Amara Okonkwo"]]
    assert rows(reading, "meetings", "student", "meeting", "minutes", "status") == [
        ["s1@example.edu", "amara-okonkwo-2026-09-28", "45", "held"],
        ["s2@example.edu", "amara-okonkwo-2026-09-29", "90", "held"]]
    assert rows(reading, "answers", "student", "meeting", "position", "question", "answer") == [
        ["s1@example.edu", "amara-okonkwo-2026-09-28", "1", "What do they like most?", "The night shift"],
        ["s2@example.edu", "amara-okonkwo-2026-09-29", "1", "What do they like most?", "Nothing much"]]
    assert rows(reading, "reflections", "meeting", "written_at", "interest_before", "interest_after", "surprised",
                "What did you learn?") == [
        ["amara-okonkwo-2026-09-28", "2026-09-30T15:04:05+02:00", "2", "4", "Calm", "Patience"],
        ["amara-okonkwo-2026-09-29", "2026-10-01T09:00:00+02:00", "3", "5", "Noise", None]]


def test_a_form_of_one_student_keeps_the_logs_student(tmp_path: Path) -> None:
    reading = read(tmp_path, FORM.replace("s2@", "s1@"))
    assert set(reading.tables["meetings"]["student"]) == {"ann"}
    assert "'Email Address' of tracker.csv was left out, as the mapping says; see sk.mapping('tracker.csv')." in (
        sentences(reading))


@pytest.mark.parametrize(("header", "body", "people"), [
    # Whoever answers the questions is met, and is a student only where the form asks whom that one met.
    ("Timestamp,Email Address,Name", ["s1@example.edu,Ann Ek", "s2@example.edu,Bo Ek"],
     [["ann", "Ann Ek", "s1@example.edu"], ["ann", "Bo Ek", "s2@example.edu"]]),
    ("Timestamp,Your email,Your name", ["s1@example.edu,Ann Ek", "s2@example.edu,Bo Ek"],
     [["ann", "Ann Ek", "s1@example.edu"], ["ann", "Bo Ek", "s2@example.edu"]]),
    ("Start time,Completion time,Email,Name", ["2026-10-01,s1@example.edu,Ann Ek", "2026-10-01,s2@example.edu,Bo Ek"],
     [["ann", "Ann Ek", "s1@example.edu"], ["ann", "Bo Ek", "s2@example.edu"]]),
    ("Timestamp,Email Address,Name", ["s1@example.edu,Ann Ek", "s1@example.edu,Bo Ek", "s2@example.edu,Cy Ek"],
     [["s1@example.edu", "Ann Ek", None], ["s1@example.edu", "Bo Ek", None], ["s2@example.edu", "Cy Ek", None]]),
    ("Timestamp,Email Address,Name", ["s1@example.edu,Ann Ek", "s1@example.edu,Bo Ek"],
     [["ann", "Ann Ek", None], ["ann", "Bo Ek", None]]),
    ("Timestamp,Email Address,Name,Interviewee", ["s1@example.edu,Ann Ek,Mia Hart", "s2@example.edu,Bo Ek,Mia Hart"],
     [["s1@example.edu", "Mia Hart", None], ["s2@example.edu", "Mia Hart", None]]),
    ("Student ID,Name", ["007,Ann Ek", "008,Bo Ek"], [["007", "Ann Ek", None], ["008", "Bo Ek", None]])])
def test_who_fills_in_a_form(tmp_path: Path, header: str, body: list[str], people: list) -> None:
    stamp = "2026-10-01," if header.startswith(("Timestamp", "Start")) else ""
    text = "".join(f"{stamp}{row},Nights are quiet\n" for row in body)
    reading = read(tmp_path, f"{header},What do you like most?\n{text}")
    assert rows(reading, "contacts", "student", "name", "email") == people
    assert len(reading.tables["answers"]) == len(body)


@pytest.mark.parametrize("text", [
    "Name;Firma;E-Mail;Datum;Kanal;Antwort;Antwort am;Status;Gesprächstermin;Empfohlen von;Notizen\n"
    "Amara;Klinik;a@example.org;14.09.2026;E-Mail;ja;16.09.2026;Gespräch geführt;28.09.2026;;nett\n"
    "Jon;Acme;j@example.org;15.09.2026;Anruf;nein;;keine Antwort;;Amara;\nMia;Acme;;16.09.2026;E-Mail;;;abgelehnt;;;\n",
    "Nombre,Empresa,Correo electrónico,Fecha de contacto,Medio,Respuesta,Fecha de respuesta,Estado,"
    "Fecha de entrevista,Recomendado por,Notas\n"
    "Amara,Klinik,a@example.org,14/09/2026,Correo,Sí,16/09/2026,Entrevistada,28/09/2026,,nett\n"
    "Jon,Acme,j@example.org,15/09/2026,Llamada,No,,Sin respuesta,,Amara,\n"
    "Mia,Acme,,16/09/2026,Correo,,,Rechazado,,,\n"])
def test_a_tracker_in_german_or_spanish(tmp_path: Path, text: str) -> None:
    log = Log.from_tables(**(reading := read(tmp_path, text)).tables)
    assert sentences(reading) == [] and len(log.problems) == 0
    assert rows(reading, "contacts", "name", "organization", "email", "referred_by") == [
        ["Amara", "Klinik", "a@example.org", None], ["Jon", "Acme", "j@example.org", "amara"],
        ["Mia", "Acme", None, None]]
    assert log.outreach["sent_at"].dt.day.tolist() == [14, 15, 16]
    assert log.outreach["replied_at"].dt.day.fillna(0).tolist() == [16, 0, 0]
    assert log.outreach[["channel", "answer", "note"]].fillna("").to_numpy().tolist() == [
        ["email", "yes", "nett"], ["call", "", ""], ["email", "no", ""]]
    assert log.meetings[["contact", "starts_at", "status"]].to_numpy().tolist() == [
        ["amara", pd.Timestamp("2026-09-28"), "held"]]


def test_leading_zeros_survive(tmp_path: Path) -> None:
    reading = read(tmp_path, "Student ID,Name,Company,Phone\n00712,Amara,Lowell,0049123\n00813,Jon,Acme,007\n")
    assert rows(reading, "contacts", "student", "name", "Phone") == [["00712", "Amara", "0049123"],
                                                                     ["00813", "Jon", "007"]]
    assert sentences(reading) == [
        "No column of a log was found for 'Phone' of tracker.csv, so what stands there was kept in a column of the "
        "same name; see sk.mapping('tracker.csv')."]


def test_a_follow_up_is_a_message_of_its_own(tmp_path: Path) -> None:
    reading = read(tmp_path, "Name,Date contacted,Method,Follow up sent,Response date\n"
                             "Amara,2026-09-14,Email,2026-09-21,2026-09-22\n")
    assert rows(reading, "outreach", "sent_at", "channel", "replied_at") == [
        ["2026-09-14", "Email", "2026-09-22"], ["2026-09-21", "Email", None]]


def test_names_in_two_columns_and_the_time_beside_its_day(tmp_path: Path) -> None:
    reading = read(tmp_path, "First name,Last name,Interview date,Interview time\nAmara,Okonkwo,2026-09-28,9:30\n"
                             "Jon,Vale,9/29/2026,2:15 PM\nMia,Hart,,10:00\n")
    assert rows(reading, "contacts", "name") == [["Amara Okonkwo"], ["Jon Vale"], ["Mia Hart"]]
    assert rows(reading, "meetings", "starts_at") == [["2026-09-28T09:30"], ["9/29/2026 2:15 PM"]]
    assert sentences(reading) == [
        "'Interview time' in row 4 of tracker.csv has '10:00', and no day that it may belong to; write day and time "
        "into one cell, such as 2026-09-14T10:30."]


def test_the_same_person_on_several_rows(tmp_path: Path) -> None:
    reading = read(tmp_path, "Name,Email,Company,Date contacted\nDr. Amara Okonkwo,a@example.org,Lowell,2026-09-14\n"
                             "Amara Okonkwo,,Acme,2026-09-21\nAMARA OKONKWO,A@example.org,Lowell,2026-09-28\n"
                             "Amara Okonkwo,other@example.org,,2026-09-29\n")
    assert rows(reading, "contacts", "contact", "email", "organization") == [
        ["amara-okonkwo", "a@example.org", "Lowell"], ["amara-okonkwo-2", "other@example.org", None]]
    assert reading.tables["outreach"]["contact"].tolist() == ["amara-okonkwo"] * 3 + ["amara-okonkwo-2"]
    assert [problem.row for problem in reading.problems[1:]] == [5, 3]
    assert sentences(reading)[0] == (
        "'Amara Okonkwo' in row 5 of tracker.csv has another e-mail address than in an earlier row, so the two were "
        "taken for two people; write the same address if they are one.")
    assert sentences(reading)[1] == (
        "row 3 of tracker.csv says 'Acme' for organization of 'amara-okonkwo', where an earlier row says 'Lowell', "
        "which was kept; write the same in both.")


def test_a_row_that_names_nobody_is_a_problem_with_its_text(tmp_path: Path) -> None:
    reading = read(tmp_path, "Name,Email,Date contacted,Mood\nAmara,a@example.org,2026-09-14,x\n,,2026-09-15,007\n")
    assert reading.problems[-1] == Problem(
        "tracker.csv", 3, None, "Date contacted: 2026-09-15; Mood: 007", "row 3 of tracker.csv names nobody, so what "
        "it says is about nobody and was left out; write a name or an e-mail address into it.")


def test_a_sum_below_a_list_is_nobody_and_is_said(tmp_path: Path) -> None:
    reading = read(tmp_path, "Name,Company,Date contacted,Minutes\nAmara,Lowell,2026-09-14,30\nTotal,,,75\nSumme:,2,,\n"
                             "Total: 14,,,\nGesamt,,1,75\n,2,,75\nTotal Reed,Acme,2026-09-15,\nSummer Hale,,,45\n")
    assert rows(reading, "contacts", "name", "_row") == [["Amara", 2], ["Total Reed", 8], ["Summer Hale", 9]]
    assert [(problem.row, problem.value) for problem in reading.problems[1:]] == [
        (3, "Total; 75"), (4, "Summe:; 2"), (5, "Total: 14"), (6, "Gesamt; 1; 75"), (7, "2; 75")]
    assert sentences(reading)[0] == ("row 3 of tracker.csv looks like a sum of other rows (Total; 75), so it was left "
                                     "out; if it is about somebody, write a name into it.")


def test_a_mean_below_a_form_is_no_reflection(tmp_path: Path) -> None:
    reading = read(tmp_path, "Name,Interview date,Interest before,Interest after,Surprised\n"
                             "Amara,2026-09-28,2,4 - a lot,Calm\nJon,2026-09-29,3,4.5,\n,,,5,All of it\n,,2.5,4.2,\n")
    assert rows(reading, "reflections", "interest_before", "interest_after", "surprised", "_row") == [
        ["2", "4", "Calm", 2], ["3", "4.5", None, 3], [None, "5", "All of it", 4]]
    assert [problem.row for problem in reading.problems[1:]] == [5]


@pytest.mark.parametrize("name", ['"Dvorak, Tomas Dr."', '"Dr. Tomas Dvorak, MBA"', "DVORAK Tomas",
                                  "Tomas (Tom) Dvorak", '"Dr. Dvorak, Tomas"', "Tomáš DVOŘÁK"])
def test_one_person_under_names_in_any_order(tmp_path: Path, name: str) -> None:
    reading = read(tmp_path, f"Name,Date contacted\nTomas Dvorak,2026-09-14\n{name},2026-09-15\n")
    assert reading.tables["outreach"]["contact"].tolist() == ["tomas-dvorak"] * 2
    assert rows(reading, "contacts", "name") == [["Tomas Dvorak"]] and sentences(reading) == []


def test_a_name_is_shown_as_one_says_it(tmp_path: Path) -> None:
    reading = read(tmp_path, 'Name,Company\n"Dvorak, Tomas Dr.",a\n"Reed, Anna, PhD",a\nBERG Ole,a\n'
                             '"Vale, Jon (he/him)",a\nAJ Lee,a\nIBM Recruiting,a\n"Mia Hart, MBA",a\n"Ek, Bo M.",a\n')
    assert reading.tables["contacts"]["name"].tolist() == [
        "Dr. Tomas Dvorak", "Anna Reed, PhD", "Ole BERG", "Jon Vale (he/him)", "AJ Lee", "IBM Recruiting",
        "Mia Hart, MBA", "Bo M. Ek"]


def test_the_same_file_twice_gives_the_same_handles(tmp_path: Path) -> None:
    one, other = read(tmp_path, TRACKER), read(tmp_path, TRACKER)
    for table, frame in one.tables.items():
        pd.testing.assert_frame_equal(frame, other.tables[table])
    assert one.problems == other.problems


# Words for how it went


@pytest.mark.parametrize(("text", "about", "meaning"), [
    ("Replied", "status", (True, True, None, None)), ("No response yet", "status", (True, False, None, None)),
    ("REJECTED", "status", (True, True, "no", None)), ("Meeting scheduled!", "status", (True, True, "yes", "planned")),
    ("Replied - meeting scheduled", "status", (True, True, "yes", "planned")),
    ("ghosted", "said", (True, False, None, None)), ("Not yet contacted", "status", (False, False, None, None)),
    ("yes", "replied", (True, True, None, None)), ("no", "replied", (True, False, None, None)),
    ("yes", "said", (True, True, "yes", None)), ("no", "said", (True, True, "no", None)),
    ("Referred me to a colleague", "said", (True, True, "redirect", None)),
    ("Interview completed", "status", (True, True, "yes", "held")), ("yes", "status", None),
    ("declined, then accepted", "status", None), ("maybe", "said", None), ("dream job", "status", None)])
def test_outcomes_say_what_they_plainly_say(text: str, about: str, meaning: tuple | None) -> None:
    found = outcomes.outcome(text, about)
    assert (tuple(found) if found else None) == meaning


def test_a_reply_without_a_day_counts_and_gets_no_day(tmp_path: Path) -> None:
    reading = read(tmp_path, "Name,Date contacted,Status\nAmara,2026-09-14,Replied\nJon,2026-09-15,replied\n"
                             "Mia,2026-09-16,reeejected\nTom,,not contacted\nEve,,emailed\n")
    assert rows(reading, "outreach", "contact", "replied_at", "answer", "replied_at_precision") == [
        ["amara", None, None, "unreadable"], ["jon", None, None, "unreadable"], ["mia", None, "reeejected", None],
        ["eve", None, None, None]]
    assert [(problem.row, problem.column, problem.value, problem.suggestion) for problem in reading.problems[1:]] == [
        (4, "Status", "reeejected", "rejected"), (2, "Status", "Replied", None), (3, "Status", "replied", None)]
    assert sentences(reading)[1] == (
        "'Status' in row 2 of tracker.csv has 'Replied', which says that there was a reply and not on which day, so "
        "rates count it from day 14 on; write the day if you know it.")
    log = Log.from_tables(**reading.tables)
    assert log.outreach["replied_at"].isna().all()


def test_a_reply_beside_a_cell_that_denies_it_is_said_with_both_cells(tmp_path: Path) -> None:
    reading = read(tmp_path, "Name,Date contacted,Replied?,Status,Reply date\n"
                             "Amara,2026-09-14,no,interviewed,\nJon,2026-09-15,,ghosted,2026-09-20\n"
                             "Mia,2026-09-15,no,,2026-09-21\nTom,2026-09-15,no,replied,\n"
                             "Bo,2026-09-16,2026-09-22,no response,\nEve,2026-09-16,yes,emailed,2026-09-21\n"
                             "Kim,2026-09-17,no,ghosted,\n")
    assert rows(reading, "outreach", "contact", "replied_at", "answer", "replied_at_precision") == [
        ["amara", None, "yes", None], ["jon", "2026-09-20", None, None], ["mia", "2026-09-21", None, None],
        ["tom", None, None, "unreadable"], ["bo", "2026-09-22", None, None], ["eve", "2026-09-21", None, None],
        ["kim", None, None, None]]
    assert [tuple(problem[:4]) for problem in reading.problems[1:]] == [
        ("tracker.csv", 2, "Replied?", "no"), ("tracker.csv", 3, "Status", "ghosted"),
        ("tracker.csv", 4, "Replied?", "no"), ("tracker.csv", 5, "Replied?", "no"),
        ("tracker.csv", 6, "Status", "no response")]
    assert sentences(reading)[1] == (
        "row 3 of tracker.csv has 'ghosted' under 'Status' and '2026-09-20' under 'Reply date', so whether there was a "
        "reply is not plain, and one was counted; correct whichever is wrong.")


def test_answers_alone_do_not_say_that_one_met(tmp_path: Path) -> None:
    reading = read(tmp_path, "Name,What do you like?,Interview date\nAmara,Nights,\nJon,Sparks,2026-09-28\n")
    assert rows(reading, "meetings", "contact", "starts_at", "status") == [
        ["amara", None, None], ["jon", "2026-09-28", "held"]]
    assert rows(reading, "answers", "meeting", "answer") == [["amara", "Nights"], ["jon-2026-09-28", "Sparks"]]
    both = Together("ann")
    both.take(Reading({"contacts": pd.DataFrame({"contact": ["amara"], "name": ["Amara"]}), "meetings": pd.DataFrame(
        {"meeting": ["m"], "contact": ["amara"], "starts_at": ["2026-12-04T10:00"], "status": ["planned"]})}, []))
    both.take(reading)
    assert both.frames()["meetings"][["meeting", "starts_at", "status"]].to_numpy().tolist() == [
        ["m", "2026-12-04T10:00", "planned"], ["jon-2026-09-28", "2026-09-28", "held"]]
    assert both.problems == reading.problems


# Dates and other cells


@pytest.mark.parametrize(("text", "column", "suggestion"), [
    ("8-Jul", ["2026-07-01", None, "2026-07-15"], "2026-07-08"), ("July 8th", ["2026-07-01", None], "2026-07-08"),
    ("8-Jul", ["2026-12-01", None, "2027-01-15"], None), ("8/82019", ["x", None], "2019-08-08"),
    ("8/72019", ["x", None], None), ("8/72019", ["14/9/2019", None], "2019-07-08"),
    ("8/72019", ["9/14/2019", None], "2019-08-07"), ("46279", [None, None], "2026-09-14"),
    ("2026-09-14, 2026-09-21", ["x", None], "2026-09-14"), ("9/14/2026 and 9/21/2026", ["x", None], "2026-09-14"),
    ("31-Jun", ["2026-07-01", None], None)])
def test_slips_and_what_was_meant(text: str, column: list, suggestion: str | None) -> None:
    found = slips.slip(text, 1, slips.Dates([column[0], text, *column[2:]]))
    assert found is not None and found[0].startswith(", ") and found[0].endswith(".")
    assert found[1] == suggestion


@pytest.mark.parametrize("text", ["2026-09-14", "14/9/2026", "Sep 14, 2026", "yesterday", "", "soon, or later"])
def test_what_is_no_slip(text: str) -> None:
    assert slips.slip(text, 0, slips.Dates([text])) is None


def test_cells_that_are_wrong_keep_their_text_in_the_problems(tmp_path: Path) -> None:
    reading = read(tmp_path, "Name,Email,Date contacted,Interview date\nAmara,n/a,2026-09-14,TBD\nJon,N/A,8-Jul,tbd\n"
                             "Mia,m@example.org; n@example.org,2026-09-16,TBD\nTom,555-1234,8/82019,2026-10-01\n"
                             "Eve,e@example.org,2026-09-17,\nSue,s@example.org,2026-09-18,2026-10-02\n"
                             "Kim,k@example.org,2026-09-18,2026-10-02\nLee,l@example.org,2026-09-18,2026-10-03\n")
    assert rows(reading, "contacts", "email")[:3] == [[None], [None], ["m@example.org"]]
    assert rows(reading, "outreach", "sent_at", "sent_at_precision")[:4] == [
        ["2026-09-14", None], ["8-Jul", "unreadable"], ["2026-09-16", None], ["8/82019", "unreadable"]]
    assert [(problem.row, problem.column, problem.value, problem.suggestion) for problem in reading.problems[1:]] == [
        (2, "Email", "n/a", None), (3, "Email", "N/A", None), (4, "Email", "m@example.org; n@example.org", None),
        (5, "Email", "555-1234", None), (3, "Date contacted", "8-Jul", "2026-07-08"),
        (5, "Date contacted", "8/82019", "2019-08-08"), (2, "Interview date", "TBD", None),
        (3, "Interview date", "tbd", None)]
    assert sentences(reading)[4] == ("'Date contacted' in row 3 of tracker.csv has '8-Jul', a day without its year; "
                                     "write the year too. Did you mean '2026-07-08'?")
    assert sentences(reading)[6] == ("'Interview date' in rows 2 and 4 of tracker.csv has 'TBD', which was taken as an "
                                     "empty cell; leave it empty, or write the day.")


def test_what_many_cells_have_alike_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "tracker.csv"
    path.write_text("Name,Email,Date contacted,Follow up,Replied?,Method\n" + "".join(
        f"Person {at},p{at}@example.org,{'soonish' if at % 2 else '2026-09-14'},{'2026-09-21' if at % 2 else 'tbd'},"
        f"{'' if at % 2 else 'no' if at % 3 else 'maybe'},{'pigeon' if at < 2 else 'email'}\n" for at in range(30)))
    problems = load(path).problems.dropna(subset="row")
    assert problems[["row", "value", "kind"]].to_numpy().tolist() == [
        [2, "maybe", "mend"], [3, "soonish", "mend"], [2, "pigeon", "mend"], [2, "tbd", "know"]]
    assert [re.sub(r"(csv ha(s|ve) '\w+').*", r"\1", sentence) for sentence in problems["problem"]] == [
        "'Replied?' in rows 2, 8, 14 and 2 more of tracker.csv has 'maybe'",
        "`sent_at` in rows 3, 5, 7 and 12 more of tracker.csv has 'soonish'",
        "`channel` must be one of email, letter, referral, call, organization; rows 2 and 3 of tracker.csv have "
        "'pigeon'",
        "'Follow up' in rows 2, 4, 6 and 12 more of tracker.csv has 'tbd'"]


def test_day_first_and_month_first_are_decided_by_the_column_or_reported(tmp_path: Path) -> None:
    text = "Name,Date contacted\nAmara,03/04/2026\nJon,{}\n"
    decided = Log.from_tables(outreach=read(tmp_path, text.format("14/04/2026")).tables["outreach"])
    assert decided.outreach["sent_at"].dt.strftime("%Y-%m-%d").tolist() == ["2026-04-03", "2026-04-14"]
    open_ = Log.from_tables(outreach=read(tmp_path, text.format("05/06/2026")).tables["outreach"])
    assert open_.outreach["sent_at"].isna().all() and len(open_.problems) == 2
    assert open_.problems["value"].tolist() == ["03/04/2026", "05/06/2026"]


def test_several_options_are_split_only_where_they_are_known(tmp_path: Path) -> None:
    answers = ["Pay", "Hours", "Pay, Hours", "Pay", "Hours", "Pay, travel, or both"]
    reading = read(tmp_path, "Name,What did you talk about?\n" + "".join(
        f'Person {chr(65 + at)},"{answer}"\n' for at, answer in enumerate(answers)))
    assert reading.tables["answers"]["answer"].tolist() == ["Pay", "Hours", "Pay; Hours", "Pay", "Hours",
                                                            "Pay, travel, or both"]


def test_free_texts_with_commas_stay_as_they_are(tmp_path: Path) -> None:
    reading = read(tmp_path, 'Name,What do you like?\nAmara,"Nights, quiet"\nJon,Nights\nMia,"Quiet, nights"\n')
    assert reading.tables["answers"]["answer"].tolist() == ["Nights, quiet", "Nights", "Quiet, nights"]


# Where the table is


def test_titles_above_the_header_and_the_header_again_below(tmp_path: Path) -> None:
    reading = read(tmp_path, TRACKER + "Name,Company,Job title,Email address,How did you reach out?,Date contacted,"
                   "Replied?,Status,Interview date\nTom Reed,Acme,,tom@example.org,,2026-09-20,,,\n")
    assert reading.tables["contacts"]["_row"].tolist() == [4, 5, 6, 8]
    assert sentences(reading) == ["row 7 of tracker.csv is the header again, so it was left out."]


def test_merged_cells_and_headers_of_two_rows(tmp_path: Path) -> None:
    path = book(tmp_path / "tracker.xlsx", ("A1:F1", "A2:B2", "C2:D2", "E2:F2", "B4:B5"), Asks=[
        ["Everybody I asked in the autumn"], ["Person", None, "Outreach", None, "Interview", None],
        ["Name", "Company", "Date", "Method", "Date", "Minutes"],
        ["Amara", "Lowell", date(2026, 9, 14), "Email", datetime(2026, 9, 28, 10, 30), 45],
        ["Jon", None, date(2026, 9, 15), "Call", None, None]])
    found, _ = sheets.read(path)
    assert list(found["Asks"].columns) == ["Person / Name", "Person / Company", "Outreach / Date", "Outreach / Method",
                                           "Interview / Date", "Interview / Minutes"]
    reading = tracker.read([path], ABOUT)
    assert rows(reading, "contacts", "name", "organization") == [["Amara", "Lowell"], ["Jon", "Lowell"]]
    assert rows(reading, "outreach", "sent_at", "channel", "_file", "_row") == [
        ["2026-09-14", "Email", "tracker.xlsx (Asks)", 4], ["2026-09-15", "Call", "tracker.xlsx (Asks)", 5]]
    assert rows(reading, "meetings", "starts_at", "minutes") == [["2026-09-28T10:30:00", "45"]]


def test_groups_of_columns_saved_as_csv(tmp_path: Path) -> None:
    reading = read(tmp_path, "Person,,Outreach,,Interview\nName,Company,Date,Method,Date\n"
                             "Amara,Lowell,2026-09-14,Email,2026-09-28\n")
    assert rows(reading, "outreach", "contact", "sent_at", "channel") == [["amara", "2026-09-14", "Email"]]
    assert rows(reading, "meetings", "starts_at") == [["2026-09-28"]]


GROUPS = [["Name", "Outreach", None, None, None, "Interview", None, None, "Thank-you"],
          [None, "Sent", "How", "Replied?", "Notes", "Date", "Minutes", "Notes", "Sent"],
          ["Amara", "2026-09-14", "Email", "yes", "short", "2026-09-28", "45", "calm", "2026-09-29"],
          ["Jon", "2026-09-15", "Call", "no", None, None, None, None, None]]


@pytest.mark.parametrize("form", ["merged.xlsx", "blank.xlsx", "blank.csv", "repeated.csv"])
def test_what_stands_below_a_group_says_which_column_it_is(tmp_path: Path, form: str) -> None:
    path = tmp_path / form
    if form.endswith(".xlsx"):
        book(path, ("B1:E1", "F1:H1", "A1:A2") if form == "merged.xlsx" else (), Asks=GROUPS)
    else:
        lines = pd.DataFrame(GROUPS, dtype="str")
        if form == "repeated.csv":
            lines.iloc[0] = lines.iloc[0].ffill()
        lines.to_csv(path, header=False, index=False)
    reading = tracker.read([path], ABOUT)
    assert rows(reading, "outreach", "contact", "sent_at", "replied_at_precision", "note", "Outreach / How") == [
        ["amara", "2026-09-14", "unreadable", "short", "Email"], ["jon", "2026-09-15", None, None, "Call"]]
    assert rows(reading, "meetings", "contact", "starts_at", "minutes", "note", "thanked_at") == [
        ["amara", "2026-09-28", "45", "calm", "2026-09-29"]]


def test_groups_above_columns_that_are_less_plainly_named(tmp_path: Path) -> None:
    reading = read(tmp_path, "Interview,Interview,Name,Company,Email\nDate,Notes,,,\n"
                             "2026-09-28,calm,Amara,Lowell,a@b.org\n")
    assert rows(reading, "meetings", "contact", "starts_at", "note") == [["amara", "2026-09-28", "calm"]]
    assert sentences(reading) == []


def test_cells_that_say_there_is_nothing_yet_are_good_to_know(tmp_path: Path) -> None:
    reading = read(tmp_path, "Name,Date contacted,Response,What do they like?,Company\n"
                             "Amara,2026-09-14,yes,Nights,n/a\nJon,2026-09-15,no,N/A,Acme\nMia,2026-09-16,tbd,,\n")
    assert rows(reading, "outreach", "contact", "answer", "replied_at_precision") == [
        ["amara", None, "unreadable"], ["jon", None, None], ["mia", None, None]]
    assert rows(reading, "answers", "answer") == [["Nights"]]
    assert [(problem.value, problem.kind) for problem in reading.problems[1:]] == [
        ("tbd", "know"), ("N/A", "know"), ("n/a", "know"), ("yes", "mend")]


def test_each_sheet_is_judged_by_itself(tmp_path: Path) -> None:
    path = book(tmp_path / "all.xlsx", contacts=[["contact", "name"], ["eve", "Eve Stone"]],
                People=[["Name", "Company"], ["Amara", "Lowell"]], Prices=[["thing", "price"], ["pen", 2]], Blank=[])
    reading = tracker.read([path], ABOUT)
    assert rows(reading, "contacts", "student", "contact", "name", "_file") == [
        ["ann", "eve", "Eve Stone", "all.xlsx (contacts)"], ["ann", "amara", "Amara", "all.xlsx (People)"]]
    assert sentences(reading) == [
        "Nothing in all.xlsx (Prices) looks like people or outreach, so nothing is taken from it; its columns are "
        "'thing', 'price'. If it is about people, say which is what: mapping = sk.mapping('all.xlsx', sheet='Prices'), "
        "and then, say, mapping['thing'] = 'contacts.name'."]


def test_a_sheet_named_like_a_table_may_have_columns_of_its_own(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", Contacts=[["Name", "Company"], ["Amara", "Lowell"]])
    assert rows(tracker.read([path], ABOUT), "contacts", "contact", "organization") == [["amara", "Lowell"]]


@pytest.mark.parametrize("name", ["tracker.csv", "tracker.xls", "tracker.txt", "tracker"])
def test_a_workbook_is_known_by_what_it_holds(tmp_path: Path, name: str) -> None:
    path = book(tmp_path / "made.xlsx", Mine=[["Name", "Company"], ["Amara", "Lowell"]]).rename(tmp_path / name)
    assert tracker.holds(path)
    assert rows(tracker.read([path], ABOUT), "contacts", "name") == [["Amara"]]


@pytest.mark.parametrize("name", ["tracker.xlsx", "tracker.xls", "tracker.tsv"])
def test_text_is_known_by_what_it_holds(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, TRACKER, name).tables["contacts"]["contact"].tolist() == ["amara-okonkwo", "jon-vale",
                                                                                    "mia-hart"]
    assert tracker.holds(tmp_path / name)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_other_separators_below_a_title(tmp_path: Path, separator: str) -> None:
    text = f"My list, all of it\nName{separator}Company\nAmara{separator}Lowell, Ltd\n"
    assert rows(read(tmp_path, text), "contacts", "name", "organization") == [["Amara", "Lowell, Ltd"]]


@pytest.mark.parametrize("text", ["a,b,c\n1,2,3\n", "Dear Amara,\n\nThank you, and goodbye, soon.\n", "", "\n\n", "x",
                                  "item,price\npen,2\n", "{\"a\": [1, 2]}\n"])
def test_what_is_no_tracker(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text)
    assert not tracker.holds(path)
    with pytest.raises(LogError, match=r"list\.csv"):
        tracker.read([path], ABOUT)


def test_among_several_one_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx").write_bytes(b"PK\3\4 torn")
    (tmp_path / "tracker.csv").write_text(TRACKER)
    log = load(tmp_path)
    assert len(log.contacts) == 3
    assert log.problems["problem"][0].startswith("list.xlsx was left out: list.xlsx is not a workbook that can be read")


# Headers


@pytest.mark.parametrize(("header", "target"), [
    ("Name", "contacts.name"), ("Company", "contacts.organization"), ("Date contacted", "outreach.sent_at"),
    ("Replied?", "outreach.replied"), ("Response", "outreach.said"), ("Email address", "contacts.email"),
    ("How did you reach out?", "outreach.channel"), ("Interview date", "meetings.starts_at"),
    ("Date of the interview", "meetings.starts_at"), ("What is their job title?", "contacts.role"),
    ("Thank-you note sent", "meetings.thanked_at"), ("Name of the person you interviewed", "contacts.name"),
    ("How interested were you before? (1 = not at all, 5 = very)", "reflections.interest_before"),
    ("Student ID", "student"), ("Where do they work?", "contacts.organization"), ("STATUS", "outreach.status"),
    ("How does it fit my values?", "reflections.fit_values")])
def test_headers_and_what_they_mean(header: str, target: str) -> None:
    assert headers.guesses(header)[0].target == target


@pytest.mark.parametrize("header", [
    "What did they say about their company?", "What do you like most about your job?", "Where do you see this field?",
    "How did you get into this profession?", "Foo", "", "???", "Shoe size", "What does a typical day look like?"])
def test_questions_and_other_headers_mean_no_column(header: str) -> None:
    assert headers.guesses(header) == ()


# What may do harm


def parts(path: Path, **named: str) -> Path:
    """Write a workbook of one sheet, its XML as given."""
    source = book(path.with_name("plain.xlsx"), S=[["Name", "Company"], ["Amara", "Lowell"]])
    with zipfile.ZipFile(source) as plain, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in plain.namelist():
            made.writestr(entry, named.get(Path(entry).stem, plain.read(entry)))
    return path


def sheet_xml(data: str, before: str = "") -> str:
    return (f'<?xml version="1.0"?>{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            f"<sheetData>{data}</sheetData></worksheet>")


def refused(path: Path) -> str:
    with pytest.raises(LogError) as caught:
        tracker.read([path], ABOUT)
    return str(caught.value)


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    parts(path)
    with (zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as made,
          made.open("xl/media.xml", "w", force_zip64=True) as file):
        for _ in range(501):
            file.write(b"\0" * 1_000_000)
    assert path.stat().st_size < 1_000_000
    assert refused(path) == ("bomb.xlsx unpacks to more than 500 MB, which no log needs and which can do harm, so it "
                             "was not read; save the sheet with the log as a workbook of its own.")


def test_a_size_that_is_a_lie_does_not_help(tmp_path: Path) -> None:
    path = tmp_path / "lie.xlsx"
    parts(path, sheet1=sheet_xml("<row r='1'><c r='A1'><v>1</v></c></row>" + " " * 1_000_000))
    data = path.read_bytes()
    size = len(sheet_xml("<row r='1'><c r='A1'><v>1</v></c></row>" + " " * 1_000_000)).to_bytes(4, "little")
    assert size in data
    path.write_bytes(data.replace(size, (100).to_bytes(4, "little")))
    assert refused(path).startswith("lie.xlsx is not a workbook that can be read, or it is damaged;")


@pytest.mark.parametrize("far", [
    "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
    '<row r="1048576"><c r="A1048576"><v>1</v></c></row><row r="1"><c r="XFD1"><v>1</v></c></row>',
    '<row r = "1"><c r\n=\n"XFD1"><v>1</v></c></row><row r="99999"><c r="A99999"><v>1</v></c></row>'])
def test_cells_far_out_do_not_take_the_kernel_along(tmp_path: Path, far: str) -> None:
    said = refused(parts(tmp_path / "far.xlsx", sheet1=sheet_xml(far)))
    assert said.startswith("far.xlsx has a sheet that reaches over ") and "nearly all of them empty" in said


def test_a_wide_or_a_long_sheet_is_no_bomb(tmp_path: Path) -> None:
    wide = parts(tmp_path / "wide.xlsx", sheet1=sheet_xml('<row r="1"><c r="ZZ1"><v>1</v></c></row>'))
    long = parts(tmp_path / "long.xlsx", sheet1=sheet_xml('<row r="900000"><c r="A900000"><v>1</v></c></row>'))
    assert bounds.check(wide) is None and bounds.check(long) is None


def test_entities_are_not_unfolded(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)) + "]>"
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>Name &m;</t></is></c></row>'
    assert "laughs.xlsx" in refused(parts(tmp_path / "laughs.xlsx", sheet1=sheet_xml(cell, laughs)))
    outside = '<!DOCTYPE x [<!ENTITY m SYSTEM "file:///etc/hostname">]>'
    assert "outside.xlsx" in refused(parts(tmp_path / "outside.xlsx", sheet1=sheet_xml(cell, outside)))


def test_repeated_cells_of_an_open_document(tmp_path: Path) -> None:
    names = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in (
        "office", "table", "text"))
    path = tmp_path / "far.ods"
    for rows_, columns, is_far in ((1_000_000, 1000, True), (10, 10, False)):
        with zipfile.ZipFile(path, "w") as made:
            made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            made.writestr("content.xml", f'<?xml version="1.0"?><office:document-content{names}><office:body>'
                          f'<office:spreadsheet><table:table table:name="S"><table:table-row '
                          f'table:number-rows-repeated="{rows_}"><table:table-cell office:value-type="string" '
                          f'table:number-columns-repeated="{columns}"><text:p>x</text:p></table:table-cell>'
                          "</table:table-row></table:table></office:spreadsheet></office:body>"
                          "</office:document-content>")
        assert tracker.holds(path)
        assert ("reaches over 1,000,000,000 cells" in refused(path)) is is_far


def test_a_name_of_a_sheet_is_no_path(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    book(inside / "evil.xlsx", S=[["Name", "Company"], ["Amara", "Lowell"]])
    with zipfile.ZipFile(inside / "evil.xlsx") as plain:
        entries = {name: plain.read(name) for name in plain.namelist()}
    entries["xl/workbook.xml"] = entries["xl/workbook.xml"].replace(b'name="S"', b'name="../../out"')
    with zipfile.ZipFile(inside / "evil.xlsx", "w") as made:
        for name, data in entries.items():
            made.writestr(name, data)
    from shadowkit.readers.mapping import mapping

    found = mapping(inside / "evil.xlsx")
    assert found.sheet == "../../out" and found.save() == inside / "evil.xlsx.shadowkit.yaml"
    assert sorted(os.listdir(tmp_path)) == ["inside"]
    assert sorted(os.listdir(inside)) == ["evil.xlsx", "evil.xlsx.shadowkit.yaml"]


# Whatever is written


quick = settings(max_examples=120, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture])
word = st.one_of(st.sampled_from([
    "Name", "Company", "Email", "Date contacted", "Status", "What do you like?", "Interview date", "Timestamp", "Notes",
    "2026-09-14", "14/9/2026", "8-Jul", "a@b.org", "yes", "n/a", "replied", "Amara", "5", "", "Pay, Hours", "1/2/3/4",
    "First name", "Follow up", "Interview time", "10:30", "Channel", "Thank you sent", "Student"]), st.text(max_size=8))


@quick
@given(st.lists(st.lists(word, max_size=8), max_size=8), st.sampled_from(",;\t"))
def test_no_cell_of_any_table_is_lost(tmp_path: Path, cells: list[list[str]], separator: str) -> None:
    import csv

    path = tmp_path / "any.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=separator).writerows(cells)
    try:
        reading = tracker.read([path], ABOUT)
    except LogError as error:
        assert "any.csv" in str(error)
        return
    for problem in reading.problems:
        assert problem.problem.endswith((".", "?")) and isinstance(problem.file, str)
    for frame in reading.tables.values():
        assert set(frame.drop(columns="_row").dtypes.astype(str)) == {"str"} and frame["_row"].ge(1).all()
    Log.from_tables(**reading.tables)


@quick
@given(st.binary(max_size=3000), st.sampled_from([".csv", ".xlsx", ".ods", ""]), st.sampled_from([
    b"", b"PK\x03\x04", b"Name,Company\n", b"\xff\xfeN\0a\0", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]))
def test_any_bytes_are_a_reading_or_one_error(tmp_path: Path, data: bytes, suffix: str, head: bytes) -> None:
    path = tmp_path / f"any{suffix}"
    path.write_bytes(head + data)
    assert tracker.holds(path) in (True, False)
    try:
        assert isinstance(tracker.read([path], ABOUT), Reading)
    except LogError as error:
        assert f"any{suffix}" in str(error)


@quick
@given(st.integers(0, 6000), st.integers(0, 255))
def test_a_damaged_workbook_is_a_reading_or_one_error(tmp_path: Path, at: int, byte: int) -> None:
    path = tmp_path / "torn.xlsx"
    data = bytearray(book(path, Mine=[["Name", "Company"], ["Amara", "Lowell"]]).read_bytes())
    data[at % len(data)] = byte
    path.write_bytes(data)
    try:
        assert isinstance(tracker.read([path], ABOUT), Reading)
    except LogError as error:
        assert "torn.xlsx" in str(error)


# Real tables


@needs_real
def test_cells_of_real_csv_files_are_those_expected() -> None:
    folder = REAL / "csv_spectrum"
    for path in sorted((folder / "csvs").glob("*.csv")):
        expected = json.loads((folder / "json" / f"{path.stem}.json").read_text(encoding="utf-8"))
        if path.stem == "location_coordinates":
            # What it is expected to hold has another telephone number than it has.
            continue
        found, _ = sheets.read(path)
        table = found[""]
        lines = [dict(zip(table.columns, row, strict=True)) for row in zip(*table.columns.values(), strict=True)]
        expected = [expected] if isinstance(expected, dict) else expected
        assert lines == [
            {name: cell or None for name, cell in line.items()} for line in expected], path.name


@needs_real
def test_headers_of_real_workbooks_of_several_rows() -> None:
    found, _ = sheets.read(REAL / "frictionless" / "multiline-headers.xlsx")
    (table,) = found.values()
    assert {name: cells for name, cells in table.columns.items()} == {
        "Region": ["A"], "Caloric contribution / (%)": ["B"],
        "Cumulative impact of changes on cost of food basket / from previous quarter": ["C"],
        "Cumulative impact of changes on cost of food basket / from baseline (%)": ["D"]}
    assert list(sheets.read(REAL / "csvlint" / "title-row.csv")[0][""].columns) == ["Foo", "Bsr", "Baz"]
    assert sheets.read(REAL / "frictionless" / "leading-zeros.csv")[0][""].columns == {"value": ["01", "002", "00003"]}


@needs_real
def test_a_password_is_said_in_a_sentence() -> None:
    for name in ("pass_protected.xlsx", "pass_protected.xlsb", "pass_protected.ods"):
        assert tracker.holds(REAL / "calamine" / name)
        assert refused(REAL / "calamine" / name) == (
            f"{name} is protected by a password; save a copy without one and load the copy.")


@needs_real
def test_every_real_table_is_read_or_refused_in_a_sentence() -> None:
    tried = 0
    for path in sorted(REAL.rglob("*")):
        if path.suffix.lower() not in (".csv", ".xls", ".xlsx", ".xlsb", ".ods"):
            continue
        tried += 1
        try:
            reading = tracker.read([path], ABOUT)
            assert reading.tables and reading.problems
        except LogError as error:
            assert path.stem in str(error) and str(error).endswith(".")
    assert tried > 60


# As a part of a log


def test_a_workbook_under_another_name_does_not_keep_a_folder_from_its_log(tmp_path: Path) -> None:
    book(tmp_path / "made.xlsx", Mine=[["Name", "Company"], ["Amara", "Lowell"]]).rename(tmp_path / "mine.csv")
    (tmp_path / "tracker.csv").write_text(TRACKER)
    log = load(tmp_path)
    assert log.contacts["contact"].tolist() == ["amara", "amara-okonkwo", "jon-vale", "mia-hart"]


def test_whom_two_sheets_speak_of_is_one_person(tmp_path: Path) -> None:
    path = book(tmp_path / "all.xlsx", Contacts=[["Name", "Company"], ["Amara Okonkwo", "Lowell"]], meetings=[
        ["meeting", "contact", "starts_at"], ["m1", "eve", "2026-09-30"]], Asks=[
        ["Name", "Date contacted"], ["Dr. Amara Okonkwo", date(2026, 9, 14)]])
    log = load(path)
    assert log.contacts["contact"].tolist() == ["amara-okonkwo"]
    assert log.outreach["contact"].tolist() == ["amara-okonkwo"] and log.meetings["contact"].tolist() == ["eve"]
    assert set(log.contacts["student"]) == set(log.meetings["student"]) == {"all"}


def test_two_sheets_of_one_table_are_put_together_and_said(tmp_path: Path) -> None:
    path = book(tmp_path / "all.xlsx", **{"contacts": [["contact"], ["jane"]], "Contacts ": [["contact"], ["tom"]]})
    assert tracker.read([path], ABOUT).tables["contacts"]["contact"].tolist() == ["jane", "tom"]
    assert sentences(tracker.read([path], ABOUT)) == [
        "all.xlsx has more than one sheet for the table contacts, and their rows were put together; keep one sheet a "
        "table."]


def test_a_header_that_only_begins_like_a_question_makes_no_answers(tmp_path: Path) -> None:
    reading = read(tmp_path, "Who,E-mail,When I wrote,How I wrote\nAmara Okonkwo,a@example.org,2026-09-14,E-Mail\n"
                             "Jon Reyes,j@example.org,2026-09-15,phone\nMei Zhao,m@example.org,2026-09-16,email\n")
    assert "answers" not in reading.tables and "meetings" not in reading.tables
    assert rows(reading, "outreach", "contact", "sent_at") == [
        ["amara-okonkwo", "2026-09-14"], ["jon-reyes", "2026-09-15"], ["mei-zhao", "2026-09-16"]]


def test_a_last_contact_is_a_day(tmp_path: Path) -> None:
    reading = read(tmp_path, "Name,Last contact\nAmara Okonkwo,2026-09-01\nJon Reyes,2026-09-02\n")
    assert rows(reading, "contacts", "name") == [["Amara Okonkwo"], ["Jon Reyes"]]
    assert any("2026-09-01" in str(cell) for frame in reading.tables.values() for cell in frame.to_numpy().ravel())
