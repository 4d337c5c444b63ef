"""Words in any script, and how often each stands in each text."""

from __future__ import annotations

import unicodedata
from collections import Counter

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shadowkit import text
from shadowkit.text import STOP_WORDS, count_words


def as_counters(counts: text.Counts) -> list[Counter[str]]:
    """Return the counts as one counter for each text."""
    found: list[Counter[str]] = [Counter() for _ in range(counts.texts)]
    for row, word, count in zip(counts.text, counts.word, counts.count, strict=True):
        found[row][counts.words[word]] = int(count)
    return found


def test_counts_of_small_texts() -> None:
    counts = count_words(["The dog saw the dog.", None, "", "A cat; a DOG!"])
    assert counts.texts == 4
    assert as_counters(counts) == [{"dog": 2, "saw": 1}, {}, {}, {"cat": 1, "dog": 1}]
    assert counts.text.tolist() == [0, 0, 3, 3]


@pytest.mark.parametrize(("said", "words"), [
    ("don’t don't DON'T", {"don't": 3}),
    ("e\u0301t\u00e9 \u00e9te\u0301", {"\u00e9t\u00e9": 2}),
    ("'quoted' rock-'n'-roll day-to-day -- a-", {"quoted": 1, "rock": 1, "n": 1, "roll": 1, "day-to-day": 1, "a": 1}),
    ("हिन्दी में काम", {"हिन्दी": 1, "में": 1, "काम": 1}),
    ("snake_case 3 км 日本語", {"snake": 1, "case": 1, "3": 1, "км": 1, "日本語": 1}),
    ("one\x00two", {"one": 1, "two": 1}),
    ("İstanbul", {"i̇stanbul": 1}),
    ("\ud800 lone", {"lone": 1}),
])
def test_words_of_all_scripts(said: str, words: dict[str, int]) -> None:
    assert as_counters(count_words([said], stop_words=None)) == [words]


def test_stop_words_can_be_left_and_replaced() -> None:
    assert as_counters(count_words(["I like the lab"])) == [{"lab": 1}]
    assert as_counters(count_words(["I like the lab"], stop_words=None)) == [{"i": 1, "like": 1, "the": 1, "lab": 1}]
    assert as_counters(count_words(["I DON’T like the lab"], stop_words=["Lab", "don’t"])) == [
        {"i": 1, "like": 1, "the": 1}]
    assert all(word == text.normal(word) for word in STOP_WORDS)


def test_no_text_at_all() -> None:
    counts = count_words([])
    assert (counts.words, counts.texts, len(counts.count)) == ([], 0, 0)
    assert as_counters(count_words(["the", None])) == [{}, {}]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=8))
@example(["a", "\u0301b"])
def test_all_together_is_each_by_itself(texts: list[str]) -> None:
    expected = [Counter(text.words(text.normal(said.replace("\x00", " ")))) for said in texts]
    counts = count_words(texts, stop_words=None)
    assert as_counters(counts) == expected
    assert np.all(np.diff(counts.text) >= 0)
    assert sorted(set(counts.words)) == sorted(counts.words)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_where_words_stand_is_what_they_are(said: str) -> None:
    begins, ends = text.spans(said)
    assert [said[begin:end] for begin, end in zip(begins, ends, strict=True)] == [
        word for word in _by_hand(said)]
    assert text.word_count(said) == len(begins)


def _by_hand(said: str) -> list[str]:
    """Split a text letter by letter."""
    def letter(place: int) -> bool:
        return 0 <= place < len(said) and (said[place].isalnum() or unicodedata.category(said[place]) in ("Mn", "Mc"))

    found, word = [], ""
    for place, character in enumerate(said):
        if letter(place) or (character in "'’-" and letter(place - 1) and letter(place + 1)):
            word += character
        elif word:
            found, word = [*found, word], ""
    return [*found, word] if word else found
