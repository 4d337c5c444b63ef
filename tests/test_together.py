"""Several readings as one log: people, meetings and messages that two files tell of are one, and nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import shadowkit as sk
from shadowkit.readers import Reading, people
from shadowkit.readers.together import Together


def frame(columns: str, *rows: tuple, file: str = "notes") -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split(), dtype="str").assign(_file=file)


def whole(*readings: dict[str, pd.DataFrame]) -> Together:
    one = Together("rosa")
    for tables in readings:
        one.take(Reading(tables, []))
    return one


def cells(one: Together, table: str, *names: str) -> list[tuple]:
    return [tuple(row.get(name, "") for name in names) for row in one.tables[table]]


def test_a_day_that_its_neighbours_made_plain_stays_so_among_others() -> None:
    met = frame("meeting contact starts_at", ("m1", "ann", "10/8/2026"), ("m2", "bo", "10/15/2026"), file="list.csv")
    event = frame("meeting contact starts_at", ("e1", "bo", "2026-10-15T14:00"), file="zoom.ics")
    one = whole({"meetings": met}, {"meetings": event})
    assert cells(one, "meetings", "contact", "starts_at") == [("ann", "2026-10-08"), ("bo", "2026-10-15T14:00")]


def test_what_can_be_read_takes_the_place_of_what_cannot() -> None:
    one = whole({"outreach": frame("contact sent_at replied_at", ("ann", "2026-10-01", "Oct 12"))},
                {"outreach": frame("contact sent_at replied_at", ("ann", "2026-10-01", "2026-10-12"))},
                {"outreach": frame("contact sent_at replied_at", ("ann", "2026-10-01", "12th"))})
    assert cells(one, "outreach", "sent_at", "replied_at") == [("2026-10-01", "2026-10-12")]


def test_a_shadow_is_more_than_what_nobody_named() -> None:
    listed = frame("meeting contact kind starts_at", ("m1", "ann", "interview", "2026-10-15"), file="list.csv")
    event = frame("meeting contact kind starts_at", ("e1", "ann", "shadow", "2026-10-15"), file="work.ics")
    for order in ((listed, event), (event, listed)):
        one = whole(*({"meetings": part} for part in order))
        assert cells(one, "meetings", "contact", "kind") == [("ann", "shadow")] and not one.problems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tomáš Dvořák", "tomas dvorak"),
        ("DVOŘÁK, Tomáš", "Dr. Tomáš Dvořák, MBA"),
        ("Ma, Anna", "Anna Ma"),
        ("Smith, Jon, PhD", "Jon Smith Jr."),
        ("Amara Okonkwo (she/her)", "Ms Amara  Okonkwo, RN"),
        ("Søren Łuk", "Soren Luk"),
        ("李小龍", "李小龍"),
    ],
)
def test_one_name_written_in_two_ways(one, other) -> None:
    assert people.plain(one) == people.plain(other) != ""


@pytest.mark.parametrize(
    ("name", "others", "close"),
    [
        ("A. Okonkwo", ["Jon Reyes", "Amara Okonkwo"], "Amara Okonkwo"),
        ("Amara", ["Amara Okonkwo"], "Amara Okonkwo"),
        ("Tomas Dvorakk", ["Tomáš Dvořák"], "Tomáš Dvořák"),
        ("John Lee", ["Jane Lee"], None),
        ("Anna Maria Ruiz", ["Anna Ruiz"], "Anna Ruiz"),
        ("", ["Anna Ruiz"], None),
        ("Anna Ruiz", [], None),
    ],
)
def test_names_that_come_near(name, others, close) -> None:
    assert people.near(name, others) == close


def test_the_same_address_is_the_same_person_and_handles_go_over() -> None:
    one = whole(
        {"contacts": frame("contact name email", ("amara", "Amara Okonkwo", "amara@example.org"), file="contacts.csv")},
        {
            "contacts": frame("contact name email role", ("a-okonkwo", "A. Okonkwo", "<Amara@Example.org>", "nurse")),
            "outreach": frame("contact sent_at", ("a-okonkwo", "2026-09-14T10:00")),
        },
    )
    assert cells(one, "contacts", "contact", "name", "role") == [("amara", "Amara Okonkwo", "nurse")]
    assert cells(one, "outreach", "contact", "sent_at") == [("amara", "2026-09-14T10:00")]
    assert one.problems == []


def test_one_address_of_two_names_is_said() -> None:
    one = whole(
        {"contacts": frame("contact name email", ("amara", "Amara Okonkwo", "lab@example.org"))},
        {"contacts": frame("contact name email", ("jon", "Jon Reyes", "lab@example.org"), file="mail.mbox")},
    )
    assert len(one.tables["contacts"]) == 1
    assert [problem.problem for problem in one.problems] == [
        "Jon Reyes in mail.mbox has the e-mail address of Amara Okonkwo, so both were taken for one person; "
        "if they are two, give them addresses of their own."
    ]


def test_a_near_miss_is_proposed_and_never_merged() -> None:
    one = whole(
        {"contacts": frame("contact name", ("amara", "Amara Okonkwo"))},
        {"contacts": frame("contact name", ("amara-okonkwu", "Amara Okonkwu"), file="tracker.csv")},
    )
    assert cells(one, "contacts", "contact") == [("amara",), ("amara-okonkwu",)]
    [problem] = one.problems
    assert (problem.file, problem.column, problem.value, problem.suggestion) == (
        "tracker.csv",
        "name",
        "Amara Okonkwu",
        "amara",
    )
    assert problem.problem == (
        "Amara Okonkwu in tracker.csv may be Amara Okonkwo; if so, write the same name or e-mail "
        "address in both places. Until then they are two people."
    )


def test_two_of_one_name_are_not_guessed_between() -> None:
    one = whole(
        {"contacts": frame("contact name email", ("ann1", "Ann Lee", "a@x.org"), ("ann2", "Ann Lee", "b@x.org"))},
        {"contacts": frame("contact name", ("ann-lee", "Ann Lee"), file="tracker.csv")},
    )
    assert cells(one, "contacts", "contact") == [("ann1",), ("ann2",), ("ann-lee",)]
    assert "may be each of 2 people of that name" in one.problems[0].problem


def test_another_cell_tells_two_of_one_name_apart_and_both_are_named() -> None:
    there = frame("contact name email organization", ("ann-lee", "Ann Lee", "a@x.org", "Mill"),
                  ("ann-lee-2", "Ann Lee", "b@x.org", "Ferry"))
    rows = ("ann-lee", "Ann Lee", "", "Ferry"), ("x", "Ann Lee", "a@x.org", "")
    sure = whole({"contacts": there}, {"contacts": frame("contact name email organization", *rows)})
    assert cells(sure, "contacts", "contact") == [("ann-lee",), ("ann-lee-2",)]
    assert sure.problems == []
    one = whole({"contacts": there}, {"contacts": frame("contact name", ("ann-lee", "Ann Lee"), file="tracker.csv")})
    assert cells(one, "contacts", "contact") == [("ann-lee",), ("ann-lee-2",), ("ann-lee-3",)]
    assert [problem.problem for problem in one.problems] == [
        "Ann Lee in tracker.csv may be each of 2 people of that name, 'ann-lee' (a@x.org, Mill) and 'ann-lee-2' "
        "(b@x.org, Ferry), and was taken for somebody else; write the e-mail address in both places."]


def test_people_of_one_reading_stay_apart_and_a_taken_handle_gets_a_number() -> None:
    one = whole(
        {"contacts": frame("contact name", ("ann", "Ann Lee"))},
        {"contacts": frame("contact name", ("ann", "Ann Berg"), ("ann-b", "Ann Berg"))},
    )
    assert cells(one, "contacts", "contact", "name") == [
        ("ann", "Ann Lee"),
        ("ann-2", "Ann Berg"),
        ("ann-b", "Ann Berg"),
    ]


def test_a_meeting_in_the_calendar_and_in_a_note_is_one() -> None:
    person = frame("contact name", ("amara", "Amara Okonkwo"))
    one = whole(
        {
            "contacts": person,
            "meetings": frame("meeting contact starts_at status", ("m1", "amara", "2026-09-22", "held")),
            "answers": frame("meeting position question answer", ("m1", "1", "What is best?", "Mornings.")),
        },
        {
            "contacts": person,
            "meetings": frame(
                "meeting contact starts_at status mode minutes_planned",
                ("e1", "amara", "2026-09-22T15:00+02:00", "planned", "video", "30"),
                file="week.ics",
            ),
            "answers": frame("meeting position question answer", ("e1", "1", "What is worst?", "Nights.")),
        },
    )
    assert cells(one, "meetings", "meeting", "starts_at", "status", "mode", "minutes_planned") == [
        ("m1", "2026-09-22T15:00+02:00", "held", "video", "30")
    ]
    assert cells(one, "answers", "meeting", "position", "answer") == [("m1", "1", "Mornings."), ("m1", "2", "Nights.")]
    # A calendar says what was planned, a note what took place.
    assert [problem.problem for problem in one.problems] == []


def test_what_was_planned_took_place() -> None:
    person = frame("contact name", ("amara", "Amara Okonkwo"))
    one = whole(
        {
            "contacts": person,
            "meetings": frame("meeting contact starts_at status", ("e", "amara", "2026-09-22T15:00", "planned")),
        },
        {"contacts": person, "meetings": frame("meeting contact starts_at status", ("m", "amara", "", "held"))},
    )
    assert cells(one, "meetings", "meeting", "starts_at", "status") == [("e", "2026-09-22T15:00", "held")]


@pytest.mark.parametrize("turn", [1, -1])
def test_what_is_to_come_did_not_take_place_yet(turn: int) -> None:
    person = frame("contact name", ("amara", "Amara Okonkwo"))
    event = frame("meeting contact starts_at status", ("e", "amara", "2026-12-04T10:00", "planned"))
    told = frame("meeting contact starts_at status", ("m", "amara", "", "held"))
    readings = [{"contacts": person, "meetings": meetings} for meetings in (event, told)[::turn]]
    one = whole({"outreach": frame("contact sent_at", ("amara", "2026-12-03"))}, *readings)
    assert sorted(cells(one, "meetings", "meeting", "starts_at", "status")) == [
        ("e", "2026-12-04T10:00", "planned"), ("m", "", "held")]
    # Once something took place later, the day is over, and the two are one.
    one = whole({"outreach": frame("contact sent_at", ("amara", "2026-12-05"))}, *readings)
    assert [row[1:] for row in cells(one, "meetings", "meeting", "starts_at", "status")] == [
        ("2026-12-04T10:00", "held")]


def test_where_two_files_differ_the_first_is_kept_and_the_other_said() -> None:
    one = whole(
        {"contacts": frame("contact name role", ("amara", "Amara Okonkwo", "nurse"), file="contacts.csv")},
        {
            "contacts": frame("contact name role", ("x", "Amara Okonkwo", "midwife"), file="tracker.csv").assign(
                _row="7"
            )
        },
    )
    assert cells(one, "contacts", "role") == [("nurse",)]
    assert [tuple(problem) for problem in one.problems] == [
        (
            "tracker.csv",
            7,
            "role",
            "midwife",
            "Amara Okonkwo in row 7 of tracker.csv has 'midwife' for role, where "
            "contacts.csv has 'nurse', which was kept; correct whichever is wrong.",
            None,
            "mend",
        )
    ]


def test_a_message_in_a_tracker_and_in_the_mailbox_is_one() -> None:
    person = frame("contact name", ("amara", "Amara Okonkwo"))
    one = whole(
        {
            "contacts": person,
            "outreach": frame(
                "contact sent_at channel", ("amara", "2026-09-14", "email"), ("amara", "2026-09-14", "call")
            ),
        },
        {
            "contacts": person,
            "outreach": frame(
                "contact sent_at channel purpose replied_at message_id",
                ("amara", "2026-09-14T10:30", "email", "ask", "2026-09-15T08:00", "<1@x>"),
            ),
        },
    )
    assert cells(one, "outreach", "sent_at", "channel", "replied_at") == [
        ("2026-09-14T10:30", "email", "2026-09-15T08:00"),
        ("2026-09-14", "call", ""),
    ]
    assert one.problems == []


def test_two_messages_of_one_day_are_two() -> None:
    person = frame("contact name", ("amara", "Amara Okonkwo"))
    columns = "contact sent_at channel purpose message_id"
    one = whole(
        {"contacts": person, "outreach": frame(columns, ("amara", "2026-09-14T09:20", "email", "ask", "1@x"))},
        {"contacts": person, "outreach": frame(columns, ("amara", "2026-09-14T12:20", "email", "ask", "2@x"))},
    )
    assert cells(one, "outreach", "sent_at", "message_id") == [("2026-09-14T09:20", "1@x"), ("2026-09-14T12:20", "2@x")]


def test_taking_the_same_in_twice_adds_nothing() -> None:
    tables = {
        "contacts": frame("contact name email", ("amara", "Amara Okonkwo", "a@x.org"), ("jon", "Jon Reyes", "")),
        "outreach": frame("contact sent_at", ("amara", "2026-09-14"), ("jon", ""), ("jon", "8-Jul")),
        "meetings": frame(
            "meeting contact starts_at", ("m1", "amara", "2026-09-22"), ("m2", "amara", ""), ("m3", "jon", "")
        ),
        "answers": frame(
            "meeting position question answer",
            ("m1", "1", "Why?", "So."),
            ("m1", "2", "", "And so."),
            ("m1", "3", "Why?", "Because."),
        ),
        "reflections": frame("meeting note", ("m1", "Good."), ("", "Better.")),
    }
    once, twice = whole(tables), whole(tables, tables)
    assert once.tables == twice.tables
    assert [len(rows) for rows in once.tables.values()] == [0, 2, 3, 3, 3, 0, 2, 0, 0, 0]
    assert twice.problems == []


def test_a_handle_that_was_renamed_is_found_again() -> None:
    base = {"contacts": frame("contact name", ("ann", "Ann Lee"))}
    more = {
        "contacts": frame("contact name", ("ann", "Ann Berg")),
        "meetings": frame("meeting contact starts_at", ("ann", "ann", "2026-09-22")),
    }
    assert whole(base, more).tables == whole(base, more, more).tables


def everything(folder: Path) -> Path:
    """Write a folder in which somebody keeps a list of people as a table and what they said as notes."""
    folder.mkdir()
    (folder / "contacts.csv").write_text("contact,name,email\namara,Amara Okonkwo,amara@example.org\n")
    (folder / "outreach.csv").write_text("contact,sent_at\namara,2026-09-14\n")
    (folder / "2026-09-22 Amara Okonkwo.md").write_text("## What is best?\n\nMornings.\n")
    (folder / "Jon Reyes.md").write_text("## What is best?\n\nMy hands.\n")
    return folder


def test_a_folder_of_tables_and_notes_is_one_log(tmp_path) -> None:
    log = sk.load(everything(tmp_path / "rosa"))
    assert log.contacts["contact"].tolist() == ["amara", "Jon Reyes"]
    assert log.meetings["contact"].tolist() == ["amara", "Jon Reyes"]
    assert log.answers["answer"].tolist() == ["Mornings.", "My hands."]
    assert log.problems.empty


def test_what_lies_beside_a_journal_is_left_alone_until_it_is_brought_in(tmp_path) -> None:
    folder = everything(tmp_path / "rosa")
    sk.open_journal(folder).add("contacts", contact="mei", name="Mei-Ling Zhao")
    log = sk.load(folder)
    assert log.contacts["contact"].tolist() == ["amara", "mei"]
    assert log.problems["file"].tolist() == ["2026-09-22 Amara Okonkwo.md", "Jon Reyes.md"]
    assert log.problems["problem"][1].startswith("Jon Reyes.md is not part of this log and was left alone.")


def test_a_file_that_cannot_be_read_does_not_keep_the_others(tmp_path) -> None:
    folder = everything(tmp_path / "rosa")
    (folder / "tracker.xlsx").write_bytes(b"PK not a workbook")
    log = sk.load(folder)
    assert len(log.answers) == 2
    assert log.problems["file"].tolist() == ["tracker.xlsx"]
    assert log.problems["problem"][0].startswith("tracker.xlsx was left out: ")


def test_a_log_may_be_sorted_into_folders(tmp_path) -> None:
    folder = everything(tmp_path / "rosa")
    for name in ("notes", "photos", "zoe"):
        (folder / name).mkdir()
    (folder / "notes" / "2026-10-01 Mei-Ling Zhao.md").write_text("## What is best?\n\nWords.\n")
    (folder / "notes" / "sketch.png").write_bytes(b"\x89PNG")
    (folder / "photos" / "one.jpg").write_bytes(b"\xff\xd8")
    (folder / "zoe" / "contacts.csv").write_text("contact\nkim\n")
    log = sk.load(folder)
    assert log.contacts["name"].tolist() == ["Amara Okonkwo", "Jon Reyes", "Mei-Ling Zhao"]
    assert log.problems["problem"].tolist() == [
        "zoe is a folder with tables beside the log's own and was left alone; load it by itself, or give every student "
        "a folder and load the one around them.",
        "In the folder notes sketch.png is not part of this log and was left alone."]


def test_two_students_may_give_two_people_one_handle() -> None:
    form = {
        "contacts": frame("student contact name", ("rosa", "amara", "Amara Okonkwo"), ("ben", "amara", "Amara Bello"),
                          ("ben", "ao", "Ali Omar"), ("rosa", "jon", "Jon Vale"), file="form.xlsx"),
        "outreach": frame("student contact sent_at", ("rosa", "amara", "2026-09-14"), ("ben", "amara", "2026-09-15"),
                          ("ben", "ao", "2026-09-16"), ("rosa", "jon", "2026-09-17"), file="form.xlsx")}
    there = frame("student contact name", ("rosa", "ao", "Amara Okonkwo"), ("rosa", "jon", "Jon Reyes"),
                  ("ben", "amara-2", "Eve Stone"))
    one = whole({"contacts": there}, form)
    assert cells(one, "contacts", "student", "contact", "name") == [
        ("rosa", "ao", "Amara Okonkwo"), ("rosa", "jon", "Jon Reyes"), ("ben", "amara-2", "Eve Stone"),
        ("ben", "amara", "Amara Bello"), ("ben", "ao", "Ali Omar"), ("rosa", "jon-2", "Jon Vale")]
    assert cells(one, "outreach", "student", "contact") == [
        ("rosa", "ao"), ("ben", "amara"), ("ben", "ao"), ("rosa", "jon-2")]
    assert one.problems == []


def test_a_word_that_is_understood_is_kept_before_one_that_is_not() -> None:
    person = frame("contact name", ("amara", "Amara Okonkwo"))
    one = whole({"contacts": person,
                 "outreach": frame("contact sent_at answer", ("amara", "2026-09-14", "yes - we meet"))},
                {"contacts": person, "outreach": frame("contact sent_at answer", ("amara", "2026-09-14T10:30", "yes"))})
    assert cells(one, "outreach", "answer") == [("yes",)]
    assert one.problems == []


def test_what_was_cancelled_did_not_take_place_in_a_note_without_a_date() -> None:
    person = frame("contact name", ("amara", "Amara Okonkwo"))
    event = {"contacts": person,
             "meetings": frame("meeting contact starts_at status", ("e", "amara", "2026-10-07", "cancelled"))}
    note = {"contacts": person, "meetings": frame("meeting contact starts_at status", ("n", "amara", "", "held"))}
    for one in (whole(event, note), whole(note, event)):
        assert sorted(cells(one, "meetings", "starts_at", "status")) == [("", "held"), ("2026-10-07", "cancelled")]
