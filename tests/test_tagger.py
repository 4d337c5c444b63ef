"""Marking passages: what is marked is in the log at once, and nothing is marked that was not meant."""

from __future__ import annotations

from pathlib import Path

import pytest

import shadowkit as sk
from shadowkit.errors import LogError
from shadowkit.journal import Journal

TEXT = "I 😀 like <script>alert(1)</script> mornings."


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    journal = sk.open_journal(tmp_path / "rosa")
    for contact, name in (("amara", "Amara Okonkwo"), ("tomas", "Tomáš Dvořák")):
        journal.add("contacts", contact=contact, name=name)
        journal.add("meetings", meeting=f"m-{contact}", contact=contact, status="held", starts_at="2026-09-22")
    journal.add("answers", meeting="m-amara", question="What is best?", answer=TEXT)
    journal.add("answers", meeting="m-amara", question="And worst?", answer="The nights.")
    journal.add("answers", meeting="m-tomas", question="What is best?", answer="My hands.")
    return journal


def passages(journal: Journal) -> list[tuple]:
    columns = ["meeting", "position", "start", "end", "tag", "coder"]
    return [tuple(row) for row in journal.log.tags[columns].itertuples(index=False)]


def test_what_is_marked_is_in_the_log_at_once(journal: Journal) -> None:
    reader = sk.forms.tagger(journal)
    assert [one["person"] for one in reader.answers] == ["Amara Okonkwo", "Amara Okonkwo", "Tomáš Dvořák"]
    start = TEXT.index("mornings")
    assert reader.mark(start, start + 8, " early  days ", definition="What the morning is like.") == (
        "m-amara", "1", str(start), str(start + 8), "early days", "rosa")
    assert reader.status == "Saved: “early days” is marked, and is in the codebook." and not reader.wrong
    assert passages(journal) == [("m-amara", 1, start, start + 8, "early days", "rosa")]
    assert journal.log.codebook["definition"].tolist() == ["What the morning is like."]
    assert [(one["quote"], one["person"]) for one in reader.quotes] == [("mornings", "Amara Okonkwo")]
    assert reader.marked == [1, 0, 0]


def test_passages_may_overlap_and_carry_several_tags(journal: Journal) -> None:
    reader = sk.forms.tagger(journal)
    for start, end, tag in ((0, 8, "a"), (4, 12, "b"), (4, 12, "a")):
        assert reader.mark(start, end, tag)
    assert [(one["start"], one["end"], one["tag"]) for one in reader.passages] == [
        (0, 8, "a"), (4, 12, "b"), (4, 12, "a")]
    assert reader.mark(4, 12, "A") is None
    assert reader.status == "This passage has the tag “a” already." and reader.wrong


def test_undo_takes_back_the_last_step_and_says_which(journal: Journal) -> None:
    reader = sk.forms.tagger(journal)
    key = reader.mark(0, 8, "a")
    assert reader.unmark(key) is True
    assert reader.next_undo.startswith("removed m-amara")
    assert reader.undo().startswith("undone: removed m-amara")
    assert len(passages(journal)) == 1 and reader.passages[0]["tag"] == "a"


def test_undo_of_something_else_is_refused(journal: Journal) -> None:
    reader = sk.forms.tagger(journal)
    says = reader.next_undo
    sk.open_journal(journal.path).add("contacts", contact="mei")
    assert reader.undo(says) is None
    assert reader.status.startswith("Something was written elsewhere meanwhile, so nothing was undone.")
    assert "mei" in journal.log.contacts["contact"].tolist()


def test_only_the_words_that_were_meant_are_marked(journal: Journal) -> None:
    reader = sk.forms.tagger(journal)
    sk.open_journal(journal.path).amend("answers", ("m-amara", "1"), answer="Something else altogether.")
    assert reader.mark(2, 8, "a", words=TEXT[2:8], about=("m-amara", "1")) is None
    assert reader.status == ("The answer was changed meanwhile, so nothing was marked. Look at it again, and mark the "
                             "passage anew.")
    assert passages(journal) == [] and reader.answer["text"] == "Something else altogether."


def test_a_passage_that_fits_no_more_is_said_to(journal: Journal) -> None:
    reader = sk.forms.tagger(journal)
    reader.mark(20, 40, "a")
    journal.amend("answers", ("m-amara", "1"), answer="Short.")
    reader.refresh()
    assert [(one["fits"], one["quote"]) for one in reader.passages] == [(False, "")]


def test_a_passage_whose_answer_has_other_words_there_now_says_what_it_was(journal: Journal) -> None:
    reader = sk.forms.tagger(journal)
    start = TEXT.index("mornings")
    reader.mark(start, start + 8, "a")
    reader.mark(0, 1, "self")
    journal.amend("answers", ("m-amara", "1"), answer=TEXT.replace("like", "do like"))
    reader.refresh()
    assert [(one["tag"], one["fits"], one["quote"], one["was"]) for one in reader.passages] == [
        ("self", True, "I", ""), ("a", False, "", "mornings")]
    # What is marked after the change is what the answer says now; taking the change back brings the old words back.
    reader.mark(start + 3, start + 11, "b")
    assert [(one["tag"], one["quote"]) for one in reader.passages if one["fits"]] == [("self", "I"), ("b", "mornings")]
    journal.amend("answers", ("m-amara", "1"), answer=TEXT)
    reader.refresh()
    assert [(one["tag"], one["quote"], one["was"]) for one in reader.passages] == [
        ("self", "I", ""), ("a", "mornings", ""), ("b", "", "mornings")]


@pytest.mark.parametrize(("tagged_at", "was"), [("2020-01-01", "nights"), ("2020-01-01T10:00", "nights"),
                                                ("2099-01-01", ""), ("", "")])
def test_a_passage_from_elsewhere_is_told_by_its_date(journal: Journal, tagged_at: str, was: str) -> None:
    (journal.path / "tags.csv").write_text(
        f"meeting,position,start,end,tag,coder,tagged_at\nm-amara,2,4,10,dark,noor,{tagged_at}\n", encoding="utf-8")
    reader = sk.forms.tagger(journal)
    assert reader.marked == [0, 1, 0]
    (journal.path / "answers.csv").write_text((journal.path / "answers.csv").read_text(encoding="utf-8-sig").replace(
        "The nights.", "Sometimes the nights."), encoding="utf-8")
    reader.refresh()
    reader.chosen = 1
    assert [(one["was"], one["fits"]) for one in reader.passages] == [(was, not was)]


def test_who_marks_blind_neither_sees_nor_takes_back_what_another_marked(journal: Journal) -> None:
    seeing, blind = sk.forms.tagger(journal), sk.forms.tagger(journal, coder="noor", blind=True)
    seeing.mark(0, 8, "a")
    assert blind.next_undo == "" and "rosa" in seeing.next_undo
    assert blind.undo() is None and blind.status == "There is nothing to undo."
    assert len(passages(journal)) == 1
    blind.mark(0, 8, "a")
    assert blind.next_undo == "added m-amara, 1, 0, 8, a, noor to tags"
    assert blind.undo() and [row[-1] for row in passages(journal)] == ["rosa"]


def test_blind_hides_what_others_marked_and_theirs_stays_theirs(journal: Journal) -> None:
    first = sk.forms.tagger(journal)
    key = first.mark(0, 8, "a")
    blind, seeing = (sk.forms.tagger(journal, coder="noor", blind=hidden) for hidden in (True, False))
    assert (blind.passages, blind.marked) == ([], [0, 0, 0])
    assert [one["coder"] for one in seeing.passages] == ["rosa"]
    assert seeing.unmark(key) is False
    assert seeing.status == ("rosa marked that passage, and it stays theirs; to change it, open "
                             "sk.forms.tagger(journal, coder='rosa').")
    blind.mark(0, 8, "a")
    assert [row[-1] for row in passages(journal)] == ["rosa", "noor"]
    assert [one["coder"] for one in first.passages] == ["rosa", "noor"], "what one writes, the other shows at once"


@pytest.mark.parametrize(("start", "end", "tag", "says"), [
    (0, 999, "a", "A passage must lie within its answer, from 0 to 44; this one was 0 to 999."),
    (5, 5, "a", "A passage must lie within its answer, from 0 to 44; this one was 5 to 5."),
    (0, 3, "  ", "Choose a tag, or type a new one."),
])
def test_what_cannot_be_marked(journal: Journal, start: int, end: int, tag: str, says: str) -> None:
    reader = sk.forms.tagger(journal)
    assert reader.mark(start, end, tag) is None
    assert (reader.status, reader.wrong) == (says, True)
    assert passages(journal) == []


def test_some_people_only(journal: Journal) -> None:
    reader = sk.forms.tagger(journal, people=["tomas"])
    assert [one["person"] for one in reader.answers] == ["Tomáš Dvořák"]
    with pytest.raises(LogError, match="`people` must be a list, such as"):
        sk.forms.tagger(journal, people="tomas")
    with pytest.raises(LogError, match="`people` must be one of Amara Okonkwo, Tomáš Dvořák; it was 'mei'"):
        sk.forms.tagger(journal, people=["mei"])
    with pytest.raises(LogError, match="`coder` must be the name of whoever marks, such as 'rosa'; it was ''"):
        sk.forms.tagger(journal, coder="")


def test_a_log_without_answers(tmp_path: Path) -> None:
    reader = sk.forms.tagger(tmp_path)
    assert reader.answers == [] and reader.mark(0, 1, "a") is None
    assert reader.status == "There is no answer yet; write one down with sk.forms.answers."


def test_what_the_page_asks_for_is_done(journal: Journal) -> None:
    reader = sk.forms.tagger(journal)
    reader._asked(reader, {"do": "mark", "with": {"start": 0, "end": 1, "tag": "self", "definition": "", "words": "I",
                                                  "about": ["m-amara", 1]}}, [])
    reader._asked(reader, {"do": "here"}, [])
    assert [row[4] for row in passages(journal)] == ["self"]
    reader.chosen = 99
    assert reader.chosen == 2 and reader.answer["text"] == "My hands."
