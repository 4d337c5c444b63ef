"""Words: their number, the topic they give away, and questions that mean the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shadowkit import text


def test_words_in_any_script() -> None:
    assert text.words("Don’t PANIC: it's a day-to-day job.") == ["don’t", "panic", "it's", "a", "day-to-day", "job"]
    assert text.words("Zoë läuft 3 км; 日本語 -- snake_case") == ["zoë", "läuft", "3", "км", "日本語", "snake", "case"]
    assert text.words(" … !") == []


def test_how_many_words() -> None:
    said = ["Two words", "", None, float("nan"), "it's one-to-one"]
    assert [text.word_count(words) for words in said] == [2, 0, 0, 0, 2]


@pytest.mark.parametrize(("question", "topic"), [
    ("How did you become a nurse?", "path"),
    ("What does your DAILY routine look like?", "day"),
    ("What do you enjoy most?", "best_worst"),
    ("Where is the profession heading in the next ten years?", "outlook"),
    ("Who gets promoted?", "advancement"),
    ("Who are you, and what do you do?", "path"),
    ("What hardware do you use?", "day"),
    ("And what software?", "day"),
    ("What would be your dream setup?", "outlook"),
    ("Shall we sit down?", None),
    ("", None),
    (None, None),
    (float("nan"), None),
])
def test_the_topic_a_question_gives_away(question: object, topic: str | None) -> None:
    assert text.topic_of(question) == topic


def test_the_more_clues_the_surer() -> None:
    assert text.topic_of("What do you like most, and what is most rewarding, on a typical day?") == "best_worst"


@pytest.mark.parametrize("question", ["Whatever comes to mind?", "Do people praise you?", "Is empathy a part of it?"])
def test_a_clue_is_the_beginning_of_a_word(question: str) -> None:
    assert text.topic_of(question) is None


def test_wordings_that_mean_the_same() -> None:
    assert text.alike(["What do you like most?", "What do you enjoy most?", "What hardware do you use?"]) == [0, 0, 2]
    assert text.alike(["Describe a typical day.", "What does a normal day look like?", "How usual was your day?"]) == [
        0, 0, 0]


def test_the_most_frequent_wording_stands_for_its_group() -> None:
    assert text.alike(["What do you enjoy most?", "What do you like most?", "What do you like most?"]) == [1, 1, 1]


def test_questions_of_empty_words_are_alike_only_where_they_are_the_same() -> None:
    assert text.alike(["Why?", "How?", "Why?", "", ""]) == [0, 1, 0, 3, 3]
    assert text.alike([]) == []


def test_most_and_least_are_two_questions() -> None:
    assert text.alike(["What do you like most?", "What do you like least?"]) == [0, 1]


wording = st.one_of(st.text(max_size=30), st.sampled_from(["What do you like?", "What do you enjoy?"]))


@given(st.lists(wording, max_size=8))
def test_each_wording_has_one_group(questions: list[str]) -> None:
    places = text.alike(questions)
    assert len(places) == len(questions)
    assert [places[place] for place in places] == places
    assert all(questions.index(questions[place]) == place for place in places)
    groups = {}
    assert all(groups.setdefault(question, place) == place for question, place in zip(questions, places, strict=True))
