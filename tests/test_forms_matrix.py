"""Forms beside the matrix: one's own line on an answer, and which wordings count as the same question."""

from __future__ import annotations

import pytest

import shadowkit as sk
from shadowkit import LogError


@pytest.fixture
def journal(tmp_path):
    """Return a journal in which Amara and Jon were met and asked."""
    written = sk.open_journal(tmp_path / "rosa")
    for handle, name in (("amara", "Amara Okonkwo"), ("jon", "Jon Vale")):
        written.add("contacts", contact=handle, name=name)
    for meeting, contact in (("m1", "amara"), ("m2", "jon")):
        written.add("meetings", meeting=meeting, contact=contact, starts_at="2026-10-01", status="held")
    for meeting, question in (("m1", "What led you here?"), ("m1", "Is it well paid?"), ("m2", "Is it well paid?")):
        written.add("answers", meeting=meeting, question=question, answer="Well, yes.")
    return written


def groups(journal) -> list[list]:
    return sk.question_groups(sk.load(journal.path)).to_numpy().tolist()


def test_a_line_is_written_once_and_changed_after(journal) -> None:
    form = sk.forms.summary(journal)
    assert [label for label, _ in form.fields["about"].options] == [
        "Amara Okonkwo: their way into the profession", "Amara Okonkwo: anything else worth asking",
        "Jon Vale: anything else worth asking"]
    form.fields["about"].value = "jon other"
    assert "Well, yes." in form.beneath.value
    form.fields["summary"].value = "Paid well."
    assert form.save() == ("jon", "other")
    form.fields["about"].value = "jon other"
    assert form.fields["summary"].value == "Paid well."
    form.fields["summary"].value = "Paid."
    assert form.save() == ("jon", "other")
    found = sk.load(journal.path).summaries
    assert found[["contact", "topic", "summary"]].to_numpy().tolist() == [["jon", "other", "Paid."]]
    assert "In short: Paid." in sk.perspectives(journal.log, rows="topic")["Jon Vale"].iloc[1]
    form.undo()
    assert sk.load(journal.path).summaries["summary"].tolist() == ["Paid well."]


def test_no_answer_no_line(tmp_path) -> None:
    form = sk.forms.summary(tmp_path / "new")
    assert form.save() is None and "Nobody has answered anything yet" in form.messages["about"].value


def test_a_wording_is_moved_and_moved_back(journal) -> None:
    form = sk.forms.question_groups(journal)
    assert form.fields["about"].value == "What led you here?"
    form.fields["about"].value = "Is it well paid?"
    assert form.fields["counts_as"].value == form.fields["topic"].value == ""
    before = groups(journal)
    form.fields["counts_as"].value = "How did you come into this profession?"
    assert groups(journal) == [
        ["path", "Is it well paid?", "Is it well paid?", 2, "stated by you"],
        ["path", "Is it well paid?", "What led you here?", 1, "the guide's words"]]
    assert "Saved: “Is it well paid?” counts as “How did you come" in form.status.value
    form.fields["topic"].value = "advancement"
    assert sk.load(journal.path).answers["topic"].fillna("").tolist() == ["", "advancement", "advancement"]
    form.undo()
    form.undo()
    assert groups(journal) == before and form.fields["counts_as"].value == ""


def test_a_wording_stands_alone_and_is_left_to_its_words_again(journal) -> None:
    form = sk.forms.question_groups(journal)
    form.fields["counts_as"].value = "What led you here?"
    assert groups(journal)[0] == ["path", "What led you here?", "What led you here?", 1, "stated by you"]
    form.fields["counts_as"].value = ""
    assert groups(journal)[0][4] == "the guide's words"
    assert sk.load(journal.path).answers["counts_as"].isna().all()


def test_a_question_of_ones_own_is_offered_to_the_others(journal) -> None:
    journal.count_as("Is it well paid?", "Pay", topic="advancement")
    form = sk.forms.question_groups(journal)
    assert ("Pay", "Pay") in form.fields["counts_as"].options
    form.fields["about"].value = "Is it well paid?"
    assert (form.fields["counts_as"].value, form.fields["topic"].value) == ("Pay", "advancement")
    assert "▸ Is it well paid?" in form.book.value


def test_what_cannot_be_moved(journal) -> None:
    with pytest.raises(LogError, match="No answer in the log has the question 'Why\\?'; take one of those in"):
        journal.count_as("Why?", "Pay")
    with pytest.raises(LogError, match="Did you mean 'advancement'"):
        journal.count_as("Is it well paid?", topic="advancment")
    assert journal.count_as("Is it well paid?", "Is it well paid?") is None
    changes = len(journal.history())
    journal.count_as("Is it well paid?", "Is it well paid?")
    assert len(journal.history()) == changes


def test_an_empty_log_has_the_form_too(tmp_path) -> None:
    form = sk.forms.question_groups(tmp_path / "new")
    assert form.fields["about"].options == (("nothing was asked yet", ""),)
    assert form.fields["counts_as"].disabled and "No question has been asked yet" in form.book.value
    assert form.undo() is None and "There is nothing to undo." in form.status.value


def test_a_form_follows_what_another_writes(journal) -> None:
    form = sk.forms.question_groups(journal)
    answers = sk.forms.answers(journal)
    answers.fields["meeting"].value, answers.fields["question"].value = "m1", "<script>?"
    answers.fields["answer"].value = "No."
    answers.save()
    assert "&lt;script&gt;?" in form.book.value and "<script>" not in form.book.value
