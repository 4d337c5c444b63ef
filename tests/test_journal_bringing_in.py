"""Bringing notes, lists and whole folders into a journal: nothing twice, nothing lost, taken back in one step."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import shadowkit as sk

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
    [problem] = brought.problems["problem"]
    assert problem.endswith("has 'Nights.' for answer, where answers.csv has 'The nights, mostly.', which was kept; "
                            "correct whichever is wrong.")


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
    with pytest.raises(sk.LogError, match="two is of 2 students, and a journal of one"):
        journal.bring_in(two)
    assert len(journal.history()) == before


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
