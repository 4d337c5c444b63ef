"""Which wordings count as the same question, why, and how that is put right."""

from __future__ import annotations

import pandas as pd
import pytest

import shadowkit as sk
from shadowkit import Log, LogError, guide, text


def asked(*rows: tuple, columns: str = "meeting topic question counts_as") -> Log:
    answers = pd.DataFrame(list(rows), columns=columns.split(), dtype="str").assign(answer="So.")
    return Log.from_tables(name="rosa", answers=answers)


def told(log: Log) -> list[list]:
    table = sk.question_groups(log)
    assert list(table.columns) == ["topic", "question", "wording", "people", "why"]
    assert table.attrs == {"measure": "question_groups", "students": 1}
    return table.to_numpy().tolist()


@pytest.mark.parametrize("question", guide.TOPIC_OF)
def test_each_question_of_the_guide_counts_as_itself(question: str) -> None:
    assert text.guide_question(question) == question and set(guide.QUESTION_CLUES) == set(guide.TOPIC_OF)


@pytest.mark.parametrize(("wording", "question"), [
    ("How did you end up as a nurse?", "How did you come into this profession?"),
    ("I like nights. What do you hate about them?", "What do you like least, and how do you live with it?"),
    ("What do you dislike, and what do you enjoy?", "What do you like least, and how do you live with it?"),
    ("Whatever you promise?", None), ("Warum?", None), ("", None),
])
def test_the_words_of_the_guide(wording: str, question: str | None) -> None:
    assert text.guide_question(wording) == question


def test_with_a_topic_only_its_questions_count() -> None:
    assert text.guide_question("What do you enjoy?", "outlook") is None
    assert told(asked(("m1", "outlook", "What do you enjoy?", None))) == [
        ["outlook", "What do you enjoy?", "What do you enjoy?", 1, "alone"]]


def test_wordings_and_why_they_count_as_a_question() -> None:
    assert told(asked(("m1", None, "How did you get into nursing?", None), ("m2", None, "What led you here?", None),
                      ("m3", None, "Is there a parrot on the ward?", None), ("m4", None, "Why?", None),
                      ("m5", None, "Is a parrot on your ward?", None), ("m6", "day", None, None))) == [
        ["path", "How did you come into this profession?", "How did you get into nursing?", 1, "the guide's words"],
        ["path", "How did you come into this profession?", "What led you here?", 1, "the guide's words"],
        ["other", "Is there a parrot on the ward?", "Is there a parrot on the ward?", 1, "like the others"],
        ["other", "Is there a parrot on the ward?", "Is a parrot on your ward?", 1, "like the others"],
        ["other", "Why?", "Why?", 1, "alone"]]


def test_what_most_were_asked_stands_for_a_question() -> None:
    question = "How did you get into this?"
    groups = told(asked(("m1", None, question, None), ("m2", None, question, None),
                        ("m3", None, "What led you?", None)))
    assert groups == [["path", question, question, 2, "the guide's words"],
                      ["path", question, "What led you?", 1, "the guide's words"]]


def test_a_wording_is_moved_to_another_question() -> None:
    moved = asked(("m1", None, "What keeps you up at night?", "What do you like least, and how do you live with it?"),
                  ("m2", None, "What keeps you up at night?", None), ("m3", None, "What do you hate?", None))
    assert told(moved) == [
        ["best_worst", "What keeps you up at night?", "What keeps you up at night?", 2, "stated by you"],
        ["best_worst", "What keeps you up at night?", "What do you hate?", 1, "the guide's words"]]
    assert len(sk.perspectives(moved)) == 1


def test_a_wording_is_moved_to_the_question_of_another_wording() -> None:
    assert told(asked(("m1", None, "Why parrots?", None), ("m2", None, "And birds?", "Why parrots?"))) == [
        ["other", "Why parrots?", "Why parrots?", 1, "like the others"],
        ["other", "Why parrots?", "And birds?", 1, "stated by you"]]


def test_a_wording_is_given_a_question_of_its_own_name_and_topic() -> None:
    assert told(asked(("m1", "advancement", "What do you enjoy?", "Pay"), ("m2", None, "Is it well paid?", "Pay"))) == [
        ["advancement", "Pay", "What do you enjoy?", 1, "stated by you"],
        ["advancement", "Pay", "Is it well paid?", 1, "stated by you"]]


def test_a_wording_that_counts_as_itself_stands_alone() -> None:
    assert told(asked(("m1", None, "Is there a parrot on the ward?", None),
                      ("m2", None, "Is a parrot on your ward?", "Is a parrot on your ward?"),
                      ("m3", None, "And elsewhere?", "Is a parrot on your ward?"))) == [
        ["other", "Is a parrot on your ward?", "Is a parrot on your ward?", 1, "stated by you"],
        ["other", "Is a parrot on your ward?", "And elsewhere?", 1, "stated by you"],
        ["other", "Is there a parrot on the ward?", "Is there a parrot on the ward?", 1, "alone"]]


def test_one_students_word_is_not_anothers() -> None:
    log = asked(("ann", "m1", "Parrots?", "Birds"), ("bea", "m1", "Parrots?", None),
                columns="student meeting question counts_as")
    assert sk.question_groups(log)["question"].tolist() == ["Birds", "Parrots?"]
    with pytest.raises(LogError, match="identifying=True"):
        sk.explore.question_groups(log)


def test_the_example() -> None:
    table = sk.question_groups(sk.example("student"))
    counts = table.groupby("question")["wording"].nunique()
    assert len(table) == 43 and len(counts) == 15
    assert counts["How did you come into this profession?"] == 9
    assert counts["What do you like most about this work?"] == 7
    assert counts["What opportunities for promotion are there, and who gets them?"] == 5
    assert (table["why"] == "alone").sum() == 2


def test_in_words() -> None:
    assert sk.caption(sk.question_groups(Log.from_tables())) == "No question has been asked yet."
    assert sk.caption(sk.question_groups(asked(("m1", None, "Why parrots?", None),
                                               ("m2", None, "And birds?", "Why parrots?")))) == (
        "2 wordings count as 1 question: 1 by your own word and 1 because they are worded like each other. “Why "
        "parrots?” was asked in the most ways, 2. Who asks two things at once is counted with the first. Words cannot "
        "tell what was meant: look through the list, and say so where a wording belongs elsewhere.")


def test_not_a_log() -> None:
    with pytest.raises(LogError, match="question_groups"):
        sk.question_groups("data/student")
