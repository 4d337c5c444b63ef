"""Bringing notes, lists and whole folders into a journal: nothing twice, nothing lost, taken back in one step."""

from __future__ import annotations

import re
import shutil
from contextlib import suppress
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit.journal.earlier import Earlier

NOTE = "---\nname: Amara Okonkwo\nemail: amara@example.org\n---\n\n" \
       "## What is best?\n\nThe quiet.\n\n## And worst?\n\nNights.\n"


@pytest.fixture
def journal(tmp_path) -> sk.Journal:
    journal = sk.open_journal(tmp_path / "rosa")
    journal.add("contacts", contact="amara", name="Amara Okonkwo", role="nurse")
    journal.add("meetings", meeting="m1", contact="amara", starts_at="2026-09-22", status="held")
    return journal


@pytest.fixture
def note(tmp_path) -> Path:
    path = tmp_path / "2026-09-22 amara.md"
    path.write_text(NOTE, encoding="utf-8")
    return path


def test_what_is_there_already_is_filled_and_the_rest_added(journal, note) -> None:
    brought = journal.bring_in(note)
    assert brought.counts.values.tolist() == [
        [note.name, "contacts", 1, 0, 1], [note.name, "meetings", 1, 0, 1], [note.name, "answers", 2, 2, 0]]
    assert repr(brought) == "Brought into 'rosa': 2 rows of answers; 2 empty cells filled; everything understood"
    log = journal.log
    assert log.contacts[["contact", "name", "role", "email"]].values.tolist() == [
        ["amara", "Amara Okonkwo", "nurse", "amara@example.org"]]
    assert log.answers[["meeting", "position", "question", "answer"]].values.tolist() == [
        ["m1", 1, "What is best?", "The quiet."], ["m1", 2, "And worst?", "Nights."]]
    assert (journal.path / "meetings.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith(
        "m1,amara,interview,2026-09-22")


def test_the_same_thing_twice_adds_nothing_and_writes_nothing(journal, note) -> None:
    journal.bring_in(note)
    before = len(journal.history())
    again = journal.bring_in(note)
    assert again.counts[["added", "filled"]].sum().tolist() == [0, 0]
    assert repr(again) == "Brought into 'rosa': nothing new; everything understood"
    assert len(journal.history()) == before


def test_what_was_edited_since_stays_edited(journal, note) -> None:
    journal.bring_in(note)
    journal.amend("answers", ("m1", 2), answer="The nights, mostly.")
    brought = journal.bring_in(note)
    assert journal.log.answers["answer"].tolist() == ["The quiet.", "The nights, mostly."]
    assert brought.counts["added"].sum() == 0 and brought.problems.empty


def test_a_day_and_a_question_that_were_mended_stay_mended(journal, tmp_path) -> None:
    note = tmp_path / "2026-09-22 Amara Okonkwo.md"
    note.write_text("## What is best?\n\nThe quiet before the shift, when nobody has rung yet.\n")
    journal.bring_in(note)
    journal.amend("meetings", "m1", starts_at="2026-09-23")
    journal.amend("answers", ("m1", 1), question="What do you like best?")
    assert journal.bring_in(note).counts["added"].sum() == 0
    assert len(journal.log.meetings) == 1
    assert journal.log.answers["question"].tolist() == ["What do you like best?"]


def test_one_undo_takes_all_of_it_back(journal, note) -> None:
    files = {path.name: path.read_bytes() for path in journal.path.glob("*.csv")}
    journal.bring_in(note)
    assert journal.undo() == f"undone: brought in {note.name}"
    log = journal.log
    assert log.answers.empty
    assert log.contacts["email"].isna().all()
    assert (journal.path / "contacts.csv").read_bytes() == files["contacts.csv"]
    # A column that came stays, empty.
    assert log.meetings["brought_from"].isna().all() and log.meetings["kind"].isna().all()
    assert journal.redo() == f"done again: brought in {note.name}"
    assert len(journal.log.answers) == 2


def test_an_undo_that_another_program_stands_in_the_way_of_says_what_it_took_back(tmp_path, note) -> None:
    journal = sk.open_journal(tmp_path / "new")
    journal.bring_in(note)
    own = journal.path / "contacts.csv"
    own.write_text(own.read_text(encoding="utf-8-sig").replace("amara@", "okonkwo@"), encoding="utf-8")
    with pytest.raises(sk.LogError) as raised:
        journal.undo()
    assert str(raised.value).endswith(
        "Already undone: brought in 2 rows of answers; brought in 1 row of meetings; journal.redo() takes that back.")
    journal.redo()
    assert len(journal.log.answers) == 2


def test_what_is_not_understood_is_written_as_it_stands_and_mended_in_the_log(journal, tmp_path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "contacts.csv").write_text("contact,name\njon,Jon Reyes\n")
    (folder / "outreach.csv").write_text("contact,sent_at,channel,mood\njon,8-Jul,emial,brave\n")
    journal.bring_in(folder)
    problems = journal.log.problems
    assert problems[["file", "column", "value", "suggestion"]].astype("object").where(problems.notna(), None)[
        ["file", "column", "value"]].values.tolist() == [
        ["outreach.csv", "sent_at", "8-Jul"], ["outreach.csv", "channel", "emial"]]
    assert journal.log.outreach["mood"].tolist() == ["brave"]
    journal.amend("outreach", ("jon", "8-Jul"), sent_at="2026-07-08", channel="email")
    assert journal.log.problems.empty


def test_a_slip_that_was_brought_in_can_be_mended_with_the_form_in_its_own_row(journal, tmp_path) -> None:
    table = tmp_path / "outreach.csv"
    table.write_text("contact,sent_at,channel,mood\namara,2026-09-01,emial,calm\namara,2026-09-02,emial,brave\n")
    journal.bring_in(table)
    form = sk.forms.problems(journal)
    assert list(form.fields) == ["channel-outreach-2", "channel-outreach-3"]
    assert form.mend("channel-outreach-2") == ("amara", "2026-09-01")
    assert journal.log.problems[["row", "value"]].values.tolist() == [[3, "emial"]]


def test_what_came_from_where_names_each_file_once_and_is_text(journal, note, tmp_path) -> None:
    path = tmp_path / "<b>list.csv"
    path.write_text("Name,Company,Date contacted\nJon Reyes,Ferry,8-Jul\n")
    brought = journal.bring_in(note, path)
    assert brought.counts[["source", "table"]].values.tolist() == [
        [path.name, "contacts"], [path.name, "outreach"],
        [note.name, "contacts"], [note.name, "meetings"], [note.name, "answers"]]
    shown = brought._repr_html_()
    assert shown.count(f">{note.name}</th>") == 1 and 'scope="rowgroup"' in shown and 'rowspan="3"' in shown
    assert "<b>list" not in shown and "&lt;b&gt;list.csv</th>" in shown
    assert "a day without its year" in shown and "<details open><summary>To mend: 1</summary>" in shown
    assert "1 row of contacts; 1 row of outreach; 2 rows of answers" in shown


def test_near_misses_are_proposed_and_may_be_said_to_be_the_same(journal, tmp_path) -> None:
    path = tmp_path / "A. Okonkwo.md"
    path.write_text("## What is best?\n\nThe quiet.\n")
    brought = journal.bring_in(path)
    assert brought.problems[["value", "suggestion"]].values.tolist() == [["A. Okonkwo", "amara"]]
    assert journal.log.contacts["contact"].tolist() == ["amara", "A. Okonkwo"]
    journal.undo()
    assert journal.bring_in(path, same={"A. Okonkwo": "amara"}).problems.empty
    assert journal.log.contacts["contact"].tolist() == ["amara"]
    assert journal.log.answers["meeting"].tolist() == ["m1"]
    with pytest.raises(sk.LogError, match="`same` must be one of Amara Okonkwo; it was 'Amarra O"):
        journal.bring_in(path, same={"A. Okonkwo": "Amarra O"})


def test_what_took_place_in_the_log_tells_what_is_to_come(journal, tmp_path) -> None:
    journal.add("outreach", contact="amara", sent_at="2026-09-01")
    journal.amend("meetings", "m1", starts_at="2026-12-04", status="planned")
    note = tmp_path / "Amara Okonkwo.md"
    note.write_text("## What is best?\n\nThe quiet.\n")
    journal.bring_in(note)
    assert journal.log.meetings["status"].tolist() == ["planned", "held"]


def test_two_whom_the_log_has_already_are_not_made_one_by_half(journal, tmp_path) -> None:
    path = tmp_path / "A. Okonkwo.md"
    path.write_text("## What is best?\n\nThe quiet.\n")
    journal.bring_in(path)
    before = {table.name: table.read_bytes() for table in journal.path.glob("*.csv")}
    with pytest.raises(sk.LogError, match="the log has both already, as 'A. Okonkwo' and 'amara'. Take back what"):
        journal.bring_in(path, same={"A. Okonkwo": "Amara Okonkwo"})
    assert before == {table.name: table.read_bytes() for table in journal.path.glob("*.csv")}
    journal.undo()
    journal.bring_in(path, same={"A. Okonkwo": "Amara Okonkwo"})
    assert journal.log.contacts["contact"].tolist() == ["amara"]


def test_who_is_whom_is_remembered(journal, tmp_path) -> None:
    path = tmp_path / "A. Okonkwo.md"
    path.write_text("## What is best?\n\nThe quiet.\n")
    journal.bring_in(path, same={"A. Okonkwo": "Amara Okonkwo"})
    assert journal.bring_in(path).counts[["added", "filled"]].to_numpy().sum() == 0
    assert journal.log.contacts[["contact", "also_called"]].values.tolist() == [["amara", "A. Okonkwo"]]
    with pytest.raises(sk.LogError, match="`same` names 'B. Okonkwo', and nobody in the log or in what was read"):
        journal.bring_in(path, same={"B. Okonkwo": "Amara Okonkwo"})


def test_what_cannot_be_brought_in(journal, tmp_path) -> None:
    with pytest.raises(sk.LogError, match="Say what to bring in"):
        journal.bring_in()
    with pytest.raises(sk.LogError, match="There is nothing at .*nowhere.md"):
        journal.bring_in(tmp_path / "nowhere.md")
    with pytest.raises(sk.LogError, match="is this log itself"):
        journal.bring_in(journal.path)
    two = tmp_path / "two"
    two.mkdir()
    (two / "contacts.csv").write_text("student,contact\nana,x\nben,y\n")
    before = len(journal.history())
    with pytest.raises(sk.LogError, match=r"contacts\.csv is of 2 students, as the column 'student' says"):
        journal.bring_in(two)
    assert len(journal.history()) == before


FORM = """Timestamp,Email Address,{},What does a typical day look like?
2026-11-20 10:00,nina@example.org,Nina Berg,Mail until noon
2026-11-21 11:00,jon@example.org,Jon Vale,Welding
"""
EVENT = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
BEGIN:VEVENT
UID:1
DTSTART:20261204T100000
DTEND:20261204T104500
SUMMARY:Informational interview with Nina Berg
ATTENDEE;CN=Nina Berg:mailto:nina@example.org
END:VEVENT
END:VCALENDAR
"""


def test_who_answers_a_form_is_met_and_not_whose_log_it_is(tmp_path, note) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    note.rename(folder / note.name)
    (folder / "form.csv").write_text(FORM.format("Name"))
    (folder / "calendar.ics").write_text(EVENT)
    journal = sk.open_journal(tmp_path / "log")
    brought = journal.bring_in(folder)
    log = journal.log
    assert log.contacts[["name", "email"]].fillna("").to_numpy().tolist()[:2] == [
        ["Nina Berg", "nina@example.org"], ["Jon Vale", "jon@example.org"]]
    assert log.meetings[["contact", "starts_at", "status"]].astype(str).fillna("").to_numpy().tolist()[:2] == [
        ["nina-berg", "2026-12-04 10:00:00", "planned"], ["jon-vale", "", ""]]
    assert log.answers["answer"].tolist()[:2] == ["Mail until noon", "Welding"]
    assert set(log.contacts["student"]) == {"log"} and len(log.contacts) == 3
    said = brought.problems.loc[brought.problems["column"] == "Email Address", "problem"]
    assert re.sub(r"mapping\('.*?'\)", "mapping(…)", said.item()) == (
        "'Email Address' of form.csv was taken for that of the people who were asked, since who fills in the form "
        "answers its questions, and it names nobody else; if students filled it in, say so with mapping = "
        "sk.mapping(…), and then mapping['Email Address'] = 'student'.")
    assert journal.bring_in(folder).counts[["added", "filled"]].to_numpy().sum() == 0
    assert sk.load(folder).contacts["name"].tolist() == log.contacts["name"].tolist()


@pytest.mark.parametrize(("file", "text", "column"), [
    ("form.csv", FORM.format("Who did you interview?"), "Email Address"),
    ("contacts.csv", "student,contact\nana,x\nben,y\n", "student")])
def test_of_several_files_only_that_of_several_students_is_left_out(tmp_path, note, file, text, column) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / file).write_text(text)
    for number, sources in enumerate([[folder, note], [folder / file, note]]):
        journal = sk.open_journal(tmp_path / f"log{number}")
        brought = journal.bring_in(*sources)
        left = brought.problems[brought.problems["problem"].str.contains("left out")]
        assert left["kind"].tolist() == ["mend"] and set(journal.log.answers["meeting"]) == {"amara"}
        assert all(part in left["problem"].item() for part in (file, f"'{column}'", "is of 2 students", "log of one"))
    with pytest.raises(sk.LogError, match=f"'{column}'"):
        journal.bring_in(folder)


def test_a_form_that_was_said_to_be_of_students_is_left_out(tmp_path, note, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    form = tmp_path / "form.csv"
    form.write_text(FORM.format("Name"))
    mapping = sk.mapping(form)
    mapping["Email Address"] = "student"
    mapping.save()
    journal = sk.open_journal(tmp_path / "log")
    brought = journal.bring_in(form, note)
    assert brought.problems["problem"].tolist()[0] == (
        "form.csv was left out: 'Email Address' says whose each row of form.csv is, so it is of 2 students, and part "
        "of no log of one student; if those are people who were asked, say so with mapping = sk.mapping('form.csv'), "
        "and then mapping['Email Address'] = 'contacts.email' (or 'contacts.name'), and if all is one student's, with "
        "None.")
    assert len(journal.log.contacts) == 1
    alone = sk.load(form)
    assert sorted(set(alone.contacts["student"])) == ["jon@example.org", "nina@example.org"]
    assert len(alone.problems) == 0


def test_what_is_named_is_read_whatever_it_is_called(journal, tmp_path, note) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# Jon Reyes\n\n## What is best?\n\nMy hands.\n")
    journal.bring_in(readme, note)
    assert sorted(journal.log.answers["answer"]) == ["My hands.", "Nights.", "The quiet."]


def test_whom_the_log_knows_a_folder_need_not_name(journal, tmp_path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "contacts.csv").write_text("contact,name\namara,Amara Singh\n", encoding="utf-8")
    (folder / "zoom.ics").write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nSUMMARY:Zoom\nDTSTART:20260914T150000Z\n"
        "DTEND:20260914T153000Z\nATTENDEE;CN=Amara Okonkwo:mailto:amara@mercy.example\n"
        "ORGANIZER:mailto:rosa@uni.example\nEND:VEVENT\nEND:VCALENDAR\n", encoding="utf-8")
    journal.bring_in(folder)
    assert journal.log.contacts["name"].tolist() == ["Amara Okonkwo", "Amara Singh"]
    assert journal.log.meetings[["contact", "starts_at"]].astype(str).values.tolist() == [
        ["amara", "2026-09-22 00:00:00"], ["amara", "2026-09-14 15:00:00"]]


def test_into_an_empty_folder(tmp_path, note) -> None:
    journal = sk.open_journal(tmp_path / "new")
    journal.bring_in(note)
    assert journal.log.counts() == {"people asked": 0, "replies": 0, "meetings": 1, "answers": 2, "problems": 0}


def test_a_cell_that_was_mended_or_emptied_stays_so_whatever_the_row_is_known_by(journal, note) -> None:
    journal.bring_in(note)
    journal.amend("contacts", "amara", name="Amara Bello", email="a.bello@example.org")
    journal.amend("meetings", "m1", starts_at="2026-09-23", kind=None)
    journal.amend("answers", ("m1", 1), question="What do you like?", answer="The quiet at dawn.")
    again = journal.bring_in(note)
    assert again.counts[["added", "filled"]].to_numpy().sum() == 0
    assert again.problems.empty
    log = journal.log
    assert log.contacts[["name", "email"]].values.tolist() == [["Amara Bello", "a.bello@example.org"]]
    assert log.meetings["kind"].isna().all()
    assert log.answers["answer"].tolist() == ["The quiet at dawn.", "Nights."]


def test_who_is_given_the_name_of_somebody_else_is_not_taken_for_them(journal, tmp_path) -> None:
    journal.add("contacts", contact="ao", name="A. Okonkwo")
    note = tmp_path / "2026-09-22 Amara Okonkwo.md"
    note.write_text("## What is best?\n\nThe quiet.\n")
    journal.bring_in(note)
    journal.amend("contacts", "ao", name="Amara Okonkwo")
    again = journal.bring_in(note)
    assert again.counts[["added", "filled"]].to_numpy().sum() == 0
    assert again.problems["problem"].tolist() == [
        f"Amara Okonkwo in line 1 of {note.name} may be each of 2 people of that name, and was taken for 'amara' "
        "(nurse), who was called so first; if that is wrong, write the e-mail address in both places."]


def test_a_cell_that_was_emptied_is_not_filled_with_something_else_either(journal, note, tmp_path) -> None:
    journal.bring_in(note)
    journal.amend("contacts", "amara", email=None)
    other = tmp_path / "list.csv"
    other.write_text("Name,Email,Company\nAmara Okonkwo,other@example.org,Clinic\n")
    said = journal.bring_in(other).problems["problem"]
    assert journal.log.contacts["email"].isna().all()
    assert journal.log.contacts["organization"].tolist() == ["Clinic"]
    assert "Amara Okonkwo in row 2 of list.csv has 'other@example.org' for email, where contacts.csv has a cell that " \
           "was emptied, and stays so; correct whichever is wrong." in said.tolist()


def test_what_was_removed_does_not_come_back_until_it_is_restored(journal, note) -> None:
    journal.bring_in(note)
    journal.remove("answers", ("m1", 1))
    journal.remove("answers", ("m1", 2))
    journal.remove("meetings", "m1")
    last = len(journal.history())
    again = journal.bring_in(note)
    assert again.counts.values.tolist() == [
        [note.name, "contacts", 1, 0, 0], [note.name, "meetings", 1, 0, 0], [note.name, "answers", 2, 0, 0]]
    assert again.problems["kind"].tolist() == ["know", "know"]
    assert again.problems["problem"].tolist() == [
        f"1 row of meetings in {note.name}, of Amara Okonkwo, was left out, because it was removed from the log; to "
        f"have it back, journal.restore('meetings', {last - 1}) writes that table as it was then, without what came "
        "since, and undo takes that back.",
        f"2 rows of answers in {note.name}, of Amara Okonkwo, were left out, because they were removed from the log; "
        f"to have them back, journal.restore('answers', {last - 3}) writes that table as it was then, without what "
        "came since, and undo takes that back."]
    journal.restore("meetings", last - 1)
    journal.undo()
    assert journal.log.meetings.empty
    journal.redo()
    journal.restore("answers", last - 3)
    assert journal.bring_in(note).problems.empty
    assert len(journal.log.answers) == 2


def test_what_is_new_of_somebody_who_was_removed_is_left_out_too(journal, note) -> None:
    journal.remove("meetings", "m1")
    journal.remove("contacts", "amara")
    again = journal.bring_in(note)
    assert again.counts["added"].sum() == 0
    assert again.problems["problem"].tolist()[-1] == (
        f"2 rows of answers in {note.name}, of Amara Okonkwo, were left out, because they were removed from the log "
        "with what they are of; to have them back, bring back what they are of first, then bring this in again.")
    journal.undo()
    journal.undo()
    assert journal.bring_in(note).counts["added"].sum() == 2


def test_what_an_undo_took_back_was_never_there(tmp_path, note) -> None:
    journal = sk.open_journal(tmp_path / "new")
    journal.bring_in(note)
    journal.undo()
    assert journal.bring_in(note).counts["added"].tolist() == [1, 1, 2]
    # A name that was written by mistake is no name of hers.
    [handle] = journal.log.contacts["contact"]
    journal.amend("contacts", handle, name="Jon Reyes", email="jon@example.org")
    journal.undo()
    jon = tmp_path / "Jon Reyes.md"
    jon.write_text("## What is best?\n\nMy hands.\n")
    journal.bring_in(jon)
    assert journal.log.contacts["name"].tolist() == ["Amara Okonkwo", "Jon Reyes"]


def test_what_another_program_sorted_edited_and_deleted_is_known_as_well(tmp_path) -> None:
    table = tmp_path / "outreach.csv"
    table.write_text("contact,sent_at,mood\namara,2026-09-01,calm\njon,2026-09-02,brave\nmei,2026-09-03,shy\n")
    journal = sk.open_journal(tmp_path / "new")
    journal.bring_in(table)
    own = journal.path / "outreach.csv"
    head, amara, jon, mei = own.read_text(encoding="utf-8-sig").splitlines()
    own.write_text("\n".join([head, mei.replace("2026-09-03", "2026-09-30"), jon]), encoding="utf-8")
    again = journal.bring_in(table)
    assert journal.log.outreach["contact"].tolist() == ["mei", "jon"]
    assert again.counts["added"].sum() == 0
    # What was sent to Mei was moved and dated otherwise at once, and nothing else is put in the place of another.
    assert "2 rows of outreach in outreach.csv were left out" in again.problems["problem"].tolist()[-1]


@pytest.mark.parametrize("row", ["p1,Ben Ito,ben@example.org", "ben,Ben Ito,"])
def test_who_is_put_in_the_row_of_somebody_else_is_not_taken_for_them(tmp_path, note, row) -> None:
    own = tmp_path / "new" / "contacts.csv"
    own.parent.mkdir()
    own.write_text("contact,name,email\np1,Amara Okonkwo,amara@example.org\np2,Jon Reyes,\n")
    journal = sk.open_journal(own.parent)
    journal.add("contacts", contact="mei", name="Mei Lin")
    own.write_text(own.read_text().replace("p1,Amara Okonkwo,amara@example.org", row))
    again = journal.bring_in(note)
    assert journal.log.meetings.empty
    assert f"1 row of contacts in {note.name}, of Amara Okonkwo, was left out" in again.problems["problem"].iloc[0]


def test_what_has_the_handle_of_what_was_removed_is_something_else(journal, note) -> None:
    journal.bring_in(note)
    journal.remove("answers", ("m1", 2))
    journal.add("answers", meeting="m1", question="And next?", answer="A year abroad.")
    said = journal.bring_in(note).problems["problem"]
    assert f"1 row of answers in {note.name}, of Amara Okonkwo, was left out" in said.iloc[0]
    for table, key in [("answers", ("m1", 1)), ("answers", ("m1", 2)), ("meetings", "m1"), ("contacts", "amara")]:
        journal.remove(table, key)
    journal.add("contacts", contact="amara", name="Amara Diop")
    journal.bring_in(note)
    assert journal.log.meetings.empty
    assert journal.log.contacts["email"].isna().all()


def test_a_long_history_gives_each_row_its_forms() -> None:
    changes = []
    for number in range(10_000):
        row = {"contact": f"c{number % 3000}", "name": f"n{number}"}
        old = {"contact": f"c{number % 3000}", "name": f"n{number - 3000}"}
        changes.append({"did": "amend" if number >= 3000 else "add", "table": "contacts", "says": "", "rows": [
            {"place": number % 3000, "removed": [old] if number >= 3000 else [], "added": [row]}]})
    rows = [{"contact": f"c{place}", "name": f"n{9000 + place if place < 1000 else 6000 + place}"}
            for place in range(3000)]
    lines = Earlier("contacts", changes).lines(rows)
    assert [row["name"] for row in lines[5].forms] == ["n9005", "n6005", "n3005", "n5"]


CALENDAR = ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1@x\r\nDTSTART:20260922T150000\r\n"
            "SUMMARY:Coffee chat with Amara\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
MAIL = ("From: Rosa <rosa@school.example>\nTo: Amara Okonkwo <amara@example.org>\nMessage-ID: <1@x>\n"
        "Date: Mon, 14 Sep 2026 10:00:00 +0200\nSubject: Your work as a nurse\n\nMay I ask you about your work?\n")


@pytest.mark.parametrize("order", [*permutations(("week.ics", "2026-09-22 Amara Okonkwo.md", "ask.eml")), ("",)])
def test_who_is_who_in_any_order(tmp_path, order) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "week.ics").write_text(CALENDAR)
    (mine / "2026-09-22 Amara Okonkwo.md").write_text("## What is best?\n\nThe quiet.\n")
    (mine / "ask.eml").write_text(MAIL)
    journal = sk.open_journal(tmp_path / "rosa")
    said = [sentence for part in order
            for sentence in journal.bring_in(mine / part, student_email="rosa@school.example").problems["problem"]]
    # Only somebody met on the same day is surely the same; the mail alone says nothing of the day.
    is_sure = order[-1] != "2026-09-22 Amara Okonkwo.md"
    assert len(journal.log.contacts) == (1 if is_sure else 2)
    assert len(journal.log.meetings) == (1 if is_sure else 2)
    assert len(said) == (0 if is_sure else 2)
    if not is_sure:
        assert any("Amara Okonkwo; if so" in sentence or "may be Amara; if so" in sentence for sentence in said)
        assert "may be Amara as well, who was met on the same day; if so, let the rows of 'amara' speak of " \
               "'amara-okonkwo'." in said[-1]
        journal.amend("meetings", "amara-2026-09-22", contact="amara-okonkwo")
        journal.remove("contacts", "amara")
    for part in order:
        assert journal.bring_in(mine / part, student_email="rosa@school.example").counts["added"].sum() == 0
    assert len(journal.log.contacts) == 1


def test_a_calendar_that_was_brought_in_too_early_is_brought_in_again(tmp_path) -> None:
    calendar, mail = tmp_path / "week.ics", tmp_path / "ask.eml"
    calendar.write_text(CALENDAR.replace("Coffee chat with Amara", "Thursday").replace(
        "SUMMARY", "ATTENDEE;CN=Amara:mailto:amara@example.org\r\nSUMMARY"))
    mail.write_text(MAIL)
    journal = sk.open_journal(tmp_path / "rosa")
    [said] = journal.bring_in(calendar).problems["problem"]
    assert "bring in mail or notes with that person first, and then this calendar again" in said
    journal.bring_in(mail, student_email="rosa@school.example")
    journal.bring_in(calendar)
    assert journal.log.meetings[["contact", "event_title"]].values.tolist() == [["amara-okonkwo", "Thursday"]]


def test_an_empty_folder_says_what_can_be_brought_in(journal, tmp_path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(sk.LogError, match=r"it holds nothing, .* and brought in, is notes \(.md, .txt\), a transcript"):
        journal.bring_in(tmp_path / "empty")


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


NAMES = ("Amara Okonkwo", "amara", "Jon Reyes", "2026-09-22 Jon Reyes", "Ann-Lee")


@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(notes=st.dictionaries(st.sampled_from(NAMES), st.lists(st.tuples(WORDS, WORDS), max_size=3), min_size=1))
def test_whatever_is_brought_in_is_brought_in_once(tmp_path_factory, notes) -> None:
    folder = tmp_path_factory.mktemp("notes")
    for name, said in notes.items():
        text = "".join(f"## {question}\n\n{answer}\n\n" for question, answer in said)
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    journal = sk.open_journal(tmp_path_factory.mktemp("log"))
    first = journal.bring_in(folder)
    tables = {name: table.to_csv() for name, table in journal.log.tables.items()}
    again = journal.bring_in(folder)
    assert first.counts["found"].sum() == again.counts["found"].sum()
    assert again.counts[["added", "filled"]].to_numpy().sum() == 0
    assert {name: table.to_csv() for name, table in journal.log.tables.items()} == tables
    assert len(journal.log.answers) == first.counts.loc[first.counts["table"] == "answers", "found"].sum()


def mixed(folder: Path) -> Path:
    """Write what one student has of five people: notes, a calendar, a list of one's own, and mail."""
    folder.mkdir(exist_ok=True)
    (folder / "2026-09-22 Amara Okonkwo.md").write_text(NOTE)
    (folder / "Jon Reyes.md").write_text("## What is best?\n\nMy hands, and what they have made by the evening.\n")
    (folder / "tracker.csv").write_text(
        "Name,Company,Email,Date contacted,Method,Replied on,Outcome\n"
        "Jon Reyes,Ferry,,2026-09-01,email,2026-09-04,yes\n"
        "Mei-Ling Zhao,Library,mei@example.org,2026-09-02,call,,\nAnn Lee,Mill,,2026-09-03,email,,no\n"
        "Ann Lee,Mill,,2026-09-10,email,,\n")
    (folder / "week.ics").write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(
            f"BEGIN:VEVENT\r\n{uid}DTSTART:{day}T150000\r\nSUMMARY:Informational interview with {name}\r\n"
            "END:VEVENT\r\n"
            for uid, day, name in (("UID:1@x\r\n", "20260922", "Amara"), ("", "20261001", "Mei-Ling Zhao"),
                                   ("", "20261008", "Mei-Ling Zhao"))) + "END:VCALENDAR\r\n")
    (folder / "ask.eml").write_text(
        "From: Rosa <rosa@school.example>\nTo: Amara Okonkwo <amara@example.org>\nMessage-ID: <1@x>\n"
        "Date: Mon, 14 Sep 2026 10:00:00 +0200\nSubject: Your work as a nurse\n\nMay I ask you about your work?\n")
    return folder


#: What somebody may write into a cell; among it what other rows have in theirs.
CELLS = {
    "contacts": {"name": ("Amara Bello", "Jon Reyes", "A. Lee", None), "email": ("a@x.org", "mei@example.org", None),
                 "organization": ("Ferries", None), "contact": ("amara", "someone-else")},
    "outreach": {"sent_at": ("2026-09-02", "2026-09-30", None), "channel": ("letter", "email", None),
                 "answer": ("redirect", None), "contact": ("jon-reyes", "Jon Reyes", "mei-ling-zhao")},
    "meetings": {"contact": ("jon-reyes", "Jon Reyes", "mei-ling-zhao"), "status": ("held", "cancelled"),
                 "starts_at": ("2026-10-01", "2026-11-02", None), "kind": ("shadow",), "meeting": ("m9",)},
    "answers": {"answer": ("Mornings.", None), "question": ("Why?", None), "position": ("7",), "topic": ("day",)}}
EDITS = st.one_of(
    *(st.tuples(st.just(table), st.integers(0, 9), st.just(column), st.sampled_from(cells))
      for table, columns in CELLS.items() for column, cells in columns.items()),
    st.tuples(st.sampled_from([*CELLS]), st.integers(0, 9), st.just("remove"), st.none()),
    st.tuples(st.sampled_from([*CELLS]), st.integers(0, 9), st.just("amend again"), st.none()),
    st.tuples(st.just(""), st.just(0), st.sampled_from(("undo", "redo")), st.none()))


def edit(journal: sk.Journal, table: str, number: int, what: str, cell: str | None) -> None:
    """Do one thing as a person does it with the journal; what it does not allow is not done."""
    if what == "undo":
        if not journal.next_undo().startswith("brought in"):
            journal.undo()
        return
    if what == "redo":
        journal.redo()
        return
    sheet = journal._folder.sheet(table)
    if not sheet.rows:
        return
    row = sheet.rows[number % len(sheet.rows)]
    if what == "remove":
        journal.remove(table, sheet.key_of(row))
    elif what == "amend again":
        journal.amend(table, sheet.key_of(row), **{sheet.table.names[-1]: "again"})
    else:
        journal.amend(table, sheet.key_of(row), **{what: cell})


@pytest.fixture(scope="module")
def brought(tmp_path_factory) -> tuple[Path, Path]:
    """Return what one student has, and the log into which it was brought."""
    folder, log = mixed(tmp_path_factory.mktemp("mine")), tmp_path_factory.mktemp("rosa")
    sk.open_journal(log).bring_in(folder, student_email="rosa@school.example")
    return folder, log


@settings(max_examples=40, deadline=None)
@given(edits=st.lists(EDITS, min_size=1, max_size=12))
def test_whatever_was_mended_in_the_log_stays_and_nothing_comes_again(tmp_path_factory, brought, edits) -> None:
    folder, log = brought
    journal = sk.open_journal(shutil.copytree(log, tmp_path_factory.mktemp("copies") / "rosa"))
    for one in edits:
        with suppress(sk.LogError):
            edit(journal, *one)
    before = {path.name: path.read_bytes() for path in journal.path.glob("*.csv")}
    again = journal.bring_in(folder, student_email="rosa@school.example")
    assert again.counts[["added", "filled"]].to_numpy().sum() == 0
    assert {path.name: path.read_bytes() for path in journal.path.glob("*.csv")} == before
