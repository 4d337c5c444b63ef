"""Errors: one sentence with the thing, the place and the next step."""

from __future__ import annotations

import pytest

from shadowkit.errors import LogError, Problem, nearest, one_of


@pytest.mark.parametrize(("word", "found"), [
    ("mail", "email"), ("E-Mail", "email"), ("leter", "letter"), ("  Call ", "call"), ("by post", None), ("", None),
])
def test_the_nearest_word(word: str, found: str | None) -> None:
    assert nearest(word, ["email", "letter", "referral", "call", "organization"]) == found


def test_words_keep_their_capitals_and_blanks_count_as_underscores() -> None:
    assert nearest("JOHN smith", ["John_Smith", "Jane"]) == "John_Smith"
    assert nearest("anything", []) is None


def test_a_wrong_argument_is_told_in_one_sentence() -> None:
    error = one_of("rows", "questoin", ("question", "topic"))
    assert isinstance(error, LogError) and isinstance(error, ValueError)
    assert str(error) == "`rows` must be one of question, topic; it was 'questoin'. Did you mean 'question'?"
    assert str(one_of("rows", 7, iter(("question", "topic")))) == "`rows` must be one of question, topic; it was 7."


def test_a_problem_has_the_columns_of_the_problems() -> None:
    assert Problem._fields == ("file", "row", "column", "value", "problem", "suggestion", "kind")
    assert Problem("outreach.csv", 7, "channel", "mail", "…").suggestion is None
