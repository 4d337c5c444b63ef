"""Mending what was not understood, through traits: each cell is on disk at once, and what is no cell is listed."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import ipywidgets as widgets
import pytest
from strange import MARKUP

import shadowkit as sk
from shadowkit import forms
from shadowkit.forms.problems import SHOWN, ProblemsForm
from shadowkit.log import example_path

DATE, CHANNEL, PERSON = "added_on-contacts-17", "channel-outreach-11", "contact-outreach-13"


@pytest.fixture
def form(tmp_path: Path) -> ProblemsForm:
    shutil.copytree(example_path("student"), tmp_path / "rosa")
    return forms.problems(tmp_path / "rosa")


def made(folder: Path, **files: str) -> ProblemsForm:
    folder.mkdir(exist_ok=True)
    for table, text in files.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    return forms.problems(folder)


def words(widget: widgets.HTML) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", widget.value))


def counted(form: ProblemsForm) -> str:
    return words(form.count).strip()


def headings(form: ProblemsForm) -> list[str]:
    return [" ".join(words(box.children[0]).split()) for box in form._grid.children
            if box.layout.display != "none"]


def visible(form: ProblemsForm) -> list[str]:
    return [name for name, box in zip(form.fields, form._grid.children, strict=True) if box.layout.display != "none"]


def test_each_cell_is_a_row_with_what_stands_there_what_is_wrong_and_what_is_proposed(form: ProblemsForm) -> None:
    assert counted(form) == "3 things to mend, all of them here."
    assert headings(form) == [
        "Bruno Carvalho , person on the list (row 17 of contacts.csv) : “2026-09-31”",
        "Delphine Aubry , message of 24 September 2026 (row 11 of outreach.csv) : “e-mail”",
        "kwane , message of 25 September 2026 (row 13 of outreach.csv) : “kwane”"]
    assert {name: (type(field).__name__, field.description, field.value) for name, field in form.fields.items()} == {
        DATE: ("Text", "Added on", "2026-09-30"), CHANNEL: ("Dropdown", "Channel", "email"),
        PERSON: ("Combobox", "Contact", "kwame")}
    assert "a day that does not exist" in words(form.messages[DATE])
    assert "kwame – Kwame Boateng" in form.fields[PERSON].options
    assert [value for _, value in form.fields[CHANNEL].options] == ["", *sk.guide.CHANNELS]
    assert form.status.value == form.others.value == "" and form._turning.layout.display == "none"
    assert repr(form) == "What was not understood in a log, to mend. Run this cell to see it."


def test_what_is_mended_is_on_disk_and_its_row_goes(form: ProblemsForm) -> None:
    sent: list[object] = []
    form._page.send = sent.append
    height = form._grid.layout.height
    assert form.mend(CHANNEL) == ("delphine", "2026-09-24T08:50")
    assert words(form.status).strip() == (
        "Saved: changed delphine, 2026-09-24T08:50 in outreach: channel from “e-mail” to “email”.")
    assert visible(form) == [DATE, PERSON] and sent == [{"focus": 2}]
    assert counted(form) == "2 things to mend, all of them here."
    assert len(sk.check(form.journal.path)) == 2
    form.fields[PERSON].value = "Kwame Boateng"
    assert form.mend(PERSON) == ("kwame", "2026-09-25T16:00") and sent[1:] == [{"focus": 0}]
    assert form.mend(DATE) == "bruno"
    assert counted(form) == "Everything in this log is understood."
    assert sk.check(form.journal.path).empty and form._grid.layout.height == height
    assert sk.load(form.journal.path).outreach["contact"].tolist().count("kwame") == 2


def test_an_undo_brings_the_row_back(form: ProblemsForm) -> None:
    form.fields[DATE].value = "1.10.2026"
    assert words(form.messages[DATE]).strip() == "read as 1 October 2026, no time of day"
    form.mend(CHANNEL)
    assert form._undo.description == ("Undo: changed delphine, 2026-09-24T08:50 in outreach: channel from “e-mail” to "
                                      "“email”")
    assert form.undo().startswith("undone: changed delphine")
    assert "Undone: changed delphine" in words(form.status) and visible(form) == [DATE, CHANNEL, PERSON]
    assert form.fields[DATE].value == "1.10.2026", "what is typed stays"
    assert form._undo.disabled and form.undo() is None and "There is nothing to undo." in words(form.status)


@pytest.mark.parametrize(("name", "typed", "says"), [
    (CHANNEL, "", "Choose or type what is meant by 'e-mail'."),
    (DATE, "3/4/2026", "which may be 2026-04-03 or 2026-03-04"),
    (DATE, "soon", "write it as 2026-09-14 or 2026-09-14T10:30."),
    (PERSON, "kwune", "`contact` speaks of 'kwune', which is not in contacts. Did you mean 'kwame'?")])
def test_what_cannot_be_so_is_said_beside_its_field(form: ProblemsForm, name: str, typed: str, says: str) -> None:
    form.fields[name].value = typed
    assert form.mend(name) is None
    assert says in words(form.messages[name]) and "shadowkit-wrong" in form.messages[name].value
    assert f"Not saved. Look at “{form.fields[name].description}” in row" in words(form.status)
    assert "amend" not in set(form.journal.history()["did"]) and len(sk.check(form.journal.path)) == 3
    assert visible(form) == [DATE, CHANNEL, PERSON]
    form.fields[name].value = "email" if name == CHANNEL else "2026-10-01" if name == DATE else "kwame"
    assert form.status.value == "" and form.mend(name)


def test_what_is_no_single_cell_is_listed_with_what_to_do(tmp_path: Path) -> None:
    contacts = f"contact,name\namara,Amara\namara,{MARKUP}\n,Nobody\n"
    form = made(tmp_path / "log", contacts=contacts, meetings="meeting,contact,kind\nm1,amara,talk\n")
    assert list(form.fields) == ["contact-contacts-4", "kind-meetings-2"]
    assert counted(form) == "3 things to mend: 2 of them here, and the rest stands below."
    assert "contacts already has contact 'amara' in row 2 of contacts.csv" in words(form.others)
    assert "<script" not in form.others.value and "<img" not in form.others.value
    assert headings(form) == ["Nobody , person on the list (row 4 of contacts.csv) : nothing",
                              "Amara , meeting (row 2 of meetings.csv) : “talk”"]
    assert form.fields["kind-meetings-2"].value == "interview", "what the guide calls a talk"
    form.fields["contact-contacts-4"].value = "nobody"
    assert form.mend("contact-contacts-4") == "nobody" and form.mend("kind-meetings-2") == "m1"
    assert counted(form) == "1 thing to mend; what to do about it stands below."


def test_two_rows_of_one_key_cannot_be_told_apart_and_that_is_said(tmp_path: Path) -> None:
    form = made(tmp_path / "log", outreach="contact,sent_at,channel\na,2026-09-14,fax\na,2026-09-14,fax\n")
    form.fields["channel-outreach-2"].value = "letter"
    assert form.mend("channel-outreach-2") is None
    assert "outreach has 2 rows with contact 'a', sent_at '2026-09-14', so it is not clear which is meant" in words(
        form.status)


def test_blank_rows_above_the_names_and_between_do_not_move_a_cell(tmp_path: Path) -> None:
    text = '\n,,\ncontact,sent_at,note\na,2026-09-14,"two\nlines"\n,,\nb,soon,\nc,later,\n'
    form = made(tmp_path / "log", outreach=text)
    assert list(form.fields) == ["sent_at-outreach-6", "sent_at-outreach-7"]
    assert headings(form) == ["b , message (row 6 of outreach.csv) : “soon”",
                              "c , message (row 7 of outreach.csv) : “later”"]
    form.fields["sent_at-outreach-6"].value = "2026-09-15 9:30"
    assert form.mend("sent_at-outreach-6") == ("b", "2026-09-15T09:30")
    assert form.journal.log.outreach["contact"][1] == "b" and visible(form) == ["sent_at-outreach-7"]


def test_a_file_that_nothing_can_be_written_to_has_its_problems_listed(tmp_path: Path) -> None:
    form = made(tmp_path / "log", outreach="contact,sent_at,channel,x,x\na,2026-09-14,fax,1,2\n")
    assert not form.fields and "row 2 of outreach.csv has 'fax'" in words(form.others)
    assert made(tmp_path / "empty").count.value.count("Everything in this log is understood.") == 1


def many(number: int) -> str:
    return "contact,sent_at,channel\n" + "".join(f"p{one},2026-09-14,fax\n" for one in range(number))


def test_more_than_a_page_is_turned_and_what_is_left_moves_up(tmp_path: Path) -> None:
    form = made(tmp_path / "log", outreach=many(45))
    assert len(form.fields) == SHOWN and form._place.value == "1 to 20 of 45" and form._back.disabled
    assert (form._turning.layout.display, form._turning.layout.visibility) == ("flex", "visible")
    form._on.click()
    assert list(form.fields)[0] == "channel-outreach-22" and form._place.value == "21 to 40 of 45"
    form._on.click()
    assert len(form.fields) == 5 and form._on.disabled and not form._back.disabled
    for name in list(form.fields):
        form.fields[name].value = "call"
        assert form.mend(name)
    # The last page is done, so the one before it is shown.
    assert form._place.value == "21 to 40 of 40" and len(visible(form)) == SHOWN
    form._back.click()
    assert form._place.value == "1 to 20 of 40"
    assert sk.load(tmp_path / "log").outreach["channel"].tolist().count("call") == 5


def test_what_was_written_elsewhere_is_taken_in(form: ProblemsForm) -> None:
    form.fields[DATE].value = "2026-10-02"
    other = sk.open_journal(form.journal.path)
    other.amend("outreach", ("delphine", "2026-09-24T08:50"), channel="letter")
    form.refresh()
    assert visible(form) == [DATE, PERSON] and form.fields[DATE].value == "2026-10-02"
    contact = forms.contact(form.journal)
    for name in ("name", "contact"):
        contact.fields[name].value = "kwane"
    contact.save()
    assert visible(form) == [DATE], "the person is on the list by now"


def test_a_cell_that_another_program_has_changed_is_not_overwritten(form: ProblemsForm) -> None:
    path = form.journal.path / "outreach.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("e-mail", "pigeon"), encoding="utf-8")
    assert form.mend(CHANNEL) is None
    assert "Row 11 of outreach.csv was changed meanwhile; look at it again." in words(form.status)
    assert "“pigeon”" in headings(form)[1]
    assert form.mend(CHANNEL) is None or "pigeon" not in path.read_text(encoding="utf-8")
