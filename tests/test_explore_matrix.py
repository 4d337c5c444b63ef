"""The matrix through its traits: an answer opens in its interview, people are found, one's own lines are saved."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest

import shadowkit as sk
from shadowkit import LogError


def across(explorer: object) -> list[str]:
    return [html.unescape(name) for name in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', explorer.picture.value)]


def many(count: int) -> sk.Log:
    """Make a log of that many people, every third in care, each of whom was asked two questions."""
    handles = [f"p{number}" for number in range(count)]
    return sk.Log.from_tables(
        contacts=pd.DataFrame({"contact": handles, "name": [f"Person {number}" for number in range(count)],
                               "field": ["care" if number % 3 == 0 else None for number in range(count)]}),
        meetings=pd.DataFrame({"meeting": handles, "contact": handles, "starts_at": "2026-10-01", "status": "held"}),
        answers=pd.DataFrame({"meeting": handles * 2, "question": ["Why?"] * count + ["How?"] * count,
                              "answer": [f"Because of {handle}." for handle in handles * 2]}))


@pytest.fixture
def journal(tmp_path):
    """Return a journal with Amara and Jon, who were met in m1 and m2."""
    written = sk.open_journal(tmp_path / "rosa")
    for handle, name in (("amara", "Amara Okonkwo"), ("jon", "Jon Vale")):
        written.add("contacts", contact=handle, name=name, role="nurse")
    for meeting, contact in (("m1", "amara"), ("m2", "jon")):
        written.add("meetings", meeting=meeting, contact=contact, kind="interview", starts_at="2026-10-01",
                    status="held")
    for meeting, topic, answer in (("m1", "path", "By chance."), ("m1", "day", "Rounds."), ("m1", "outlook", "Grey."),
                                   ("m2", "day", "<b>Calls.")):
        written.add("answers", meeting=meeting, topic=topic, question=f"And the {topic}?", answer=answer)
    return written


def test_an_answer_opens_in_its_place_in_the_interview() -> None:
    explorer = sk.explore.perspectives(sk.example("student"))
    matrix = explorer.picture.value
    explorer.open_answer("day", "Mei-Ling Zhao")
    page = explorer.picture.value
    order = [page.index(part) for part in (
        "Mei-Ling Zhao, medical writer, 13 October 2026", "How did you get into medical", "data-here", "The answer you",
        "What does your daily routine look", "I work from my kitchen", "What part of it is rewarding")]
    assert order == sorted(order) and page.count("The answer you opened") == 1 and page.count("data-here") == 1
    explorer.back()
    assert explorer.picture.value == matrix
    with pytest.raises(LogError, match="There is no answer of 'Nobody' on 'day' on this page."):
        explorer.open_answer("day", "Nobody")


def test_a_question_opens_too_and_all_answers_to_it_are_marked() -> None:
    explorer = sk.explore.perspectives(sk.example("student"))
    explorer.controls["rows"].value = "question"
    explorer.open_answer("What do you like most about this work?", "Björn Lindqvist")
    # He was asked on a talk and on the day that was watched: both meetings are shown.
    assert explorer.picture.value.count("The answer you opened") == 2 and explorer.picture.value.count("<h3") == 2


def test_what_is_open_is_left_when_something_else_is_chosen() -> None:
    explorer = sk.explore.perspectives(sk.example("student"))
    explorer.open_answer("day", "Mei-Ling Zhao")
    explorer.controls["topic"].value = "outlook"
    assert explorer.cells.opened == "" and "data-back" not in explorer.picture.value


def test_cells_can_be_reached_by_keys() -> None:
    explorer = sk.explore.perspectives(sk.example("student"))
    buttons = re.findall(r'data-cell tabindex="(-?[01])" aria-label="([^"]*)"', explorer.picture.value)
    assert [place for place, _ in buttons].count("0") == 1 and len(buttons) == explorer.picture.value.count("data-open")
    assert "Open: Amara Okonkwo on a typical day" in [label for _, label in buttons]


def test_only_people_who_have_something_in_common() -> None:
    explorer = sk.explore.perspectives(sk.example("student"))
    explorer.controls["only"].value = "field=patient care"
    assert across(explorer) == ["Amara Okonkwo", "Björn Lindqvist", "Nadia Haddad",
                                "Marisol Vega, veterinary technician"]
    assert "Only people with field “patient care”. 4 people" in html.unescape(explorer.caption.value)
    labels = [label for label, _ in explorer.controls["only"].options]
    assert {"everybody", "field: laboratory (1)", "role: science teacher (1)", "tie: known (3)"} <= set(labels)


def test_somebody_is_found_among_many() -> None:
    explorer = sk.explore.perspectives(many(300))
    assert len(explorer.controls["page"].options) == 25
    explorer.controls["page"].value = 20
    explorer.find.value = "person 29"
    assert across(explorer) == ["Person 29", *(f"Person {number}" for number in range(290, 300))]
    assert explorer.controls["page"].options == (("1 to 11 of 11", 0),)
    explorer.find.value = "CARE"
    assert len(explorer.controls["page"].options) == 9 and across(explorer)[1] == "Person 102"
    explorer.find.value = "nobody of that name"
    assert across(explorer) == [] and explorer.status.value == ""
    assert explorer.controls["page"].options == (("nobody is called so", 0),)
    explorer.find.value = ""
    explorer.controls["only"].value = "field=not stated"
    assert explorer.controls["page"].options[0] == ("1 to 12 of 200", 0) and across(explorer)[0] == "Person 1"


def test_ones_own_line_is_saved_in_the_matrix_and_taken_back(journal) -> None:
    explorer = sk.explore.perspectives(journal)
    explorer.controls["rows"].value = "topic"
    assert explorer.line.disabled and explorer.line.placeholder == "open an answer to write a line of your own on it"
    explorer.open_answer("day", "Jon Vale")
    assert explorer.line.placeholder == "Jon Vale on a typical day, in a line of your own"
    assert not explorer.line.disabled
    explorer.line.value = "All day  on the telephone."
    found = sk.load(journal.path).summaries
    assert found[["contact", "topic", "summary"]].to_numpy().tolist() == [["jon", "day", "All day on the telephone."]]
    assert found["written_at"].notna().all() and "Saved: added jon, day to summaries." in explorer.saved.value
    explorer.line.value = "Telephones."
    assert sk.load(journal.path).summaries["summary"].tolist() == ["Telephones."]
    explorer.back()
    assert "<strong>In short: Telephones.</strong><br>&lt;b&gt;Calls." in explorer.picture.value
    explorer.undo()
    assert sk.load(journal.path).summaries["summary"].tolist() == ["All day on the telephone."]
    assert "In short: All day on the telephone." in explorer.picture.value
    explorer.open_answer("day", "Jon Vale")
    assert explorer.line.value == "All day on the telephone."
    explorer.line.value = ""
    assert len(sk.load(journal.path).summaries) == 0
    explorer.undo()
    assert len(sk.load(journal.path).summaries) == 1 and explorer.line.value == "All day on the telephone."


def test_what_was_written_elsewhere_is_not_undone_by_accident(journal) -> None:
    explorer = sk.explore.perspectives(journal)
    sk.open_journal(journal.path).add("contacts", contact="mei", name="Mei")
    assert explorer.undo() is None and "Something was written elsewhere" in explorer.saved.value
    assert explorer.undo() == "undone: added mei to contacts"


def test_a_line_needs_a_journal_and_an_answer(journal) -> None:
    with pytest.raises(LogError, match="Your own line is saved in a journal"):
        sk.explore.perspectives(sk.example("student")).write("A line.")
    with pytest.raises(LogError, match="Open an answer first"):
        sk.explore.perspectives(journal).write("A line.")


def test_who_is_no_contact_has_no_line(tmp_path, journal) -> None:
    journal.add("answers", meeting="m1", topic="day", question="And you?", answer="The same.", speaker="Ruth")
    explorer = sk.explore.perspectives(journal)
    explorer.controls["rows"].value = "topic"
    explorer.open_answer("day", "Ruth")
    assert explorer.line.disabled


@pytest.mark.parametrize("given", ["data/student", None, 7])
def test_not_a_log(given) -> None:
    with pytest.raises(LogError):
        sk.explore.perspectives(given)
