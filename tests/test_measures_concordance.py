"""Words in context: published positions, whole words in any script, regular expressions, and what is asked wrongly."""

from __future__ import annotations

import re
import string

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shadowkit as sk

ALPHABET = " ".join(string.ascii_uppercase)


def log_of(*answers: str | None, people: int = 1) -> sk.Log:
    """Return a log of these answers, given in turn by as many people."""
    handles = [f"p{number}" for number in range(people)]
    return sk.Log.from_tables(
        contacts=pd.DataFrame({"contact": handles, "name": [f"Person {number}" for number in range(people)]}),
        meetings=pd.DataFrame({"meeting": handles, "contact": handles, "starts_at": "2026-10-01", "status": "held"}),
        answers=pd.DataFrame({"meeting": [handles[number % people] for number in range(len(answers))],
                              "question": "Why?", "answer": list(answers)}))


@pytest.mark.parametrize(("answer", "word", "rows"), [
    (ALPHABET, "D", [(4, "A B C", "E F G H I")]),
    (ALPHABET, "A", [(1, "", "B C D E F")]),
    (ALPHABET, "Z", [(26, "U V W X Y", "")]),
    (f"{ALPHABET} {ALPHABET}", "A", [(1, "", "B C D E F"), (27, "V W X Y Z", "B C D E F")]),
    ("what does the fox say fox", "fox", [(4, "what does the", "say fox"), (6, "what does the fox say", "")]),
])
def test_published_positions(answer: str, word: str, rows: list[tuple[int, str, str]]) -> None:
    table = sk.concordance(log_of(answer), word, window=5)
    assert list(table[["at_word", "before", "after"]].itertuples(index=False, name=None)) == rows
    pattern = sk.concordance(log_of(answer), rf"\b{word}\b", regex=True, window=5)
    pd.testing.assert_frame_equal(table, pattern)


def test_where_and_by_whom() -> None:
    log = log_of("Nights are long.\n\nI like nights!", None, "At night: nothing.", people=3)
    table = sk.concordance(log, "Night*", window=2)
    assert table.columns.tolist() == ["person", "topic", "question", "before", "match", "after", "student", "contact",
                                      "meeting", "position", "start", "end", "at_word"]
    assert table[["person", "before", "match", "after", "meeting", "position", "start", "end", "at_word"]
                 ].values.tolist() == [
        ["Person 0", "", "Nights", "are long", "p0", 1, 0, 6, 1],
        ["Person 0", "I like", "nights", "", "p0", 1, 25, 31, 6],
        ["Person 2", "At", "night", ": nothing", "p2", 1, 3, 8, 2]]
    assert table.attrs == {"measure": "concordance", "words": "Night*", "regex": False, "students": 1, "heard": 2}


@pytest.mark.parametrize(("answer", "wanted", "matches"), [
    ("Night, nights, night-time, midnight", "night", ["Night"]),
    ("Night, nights, night-time, midnight", "night*", ["Night", "nights", "night-time"]),
    ("Night, nights, night-time, midnight", "*night", ["Night", "midnight"]),
    ("Night, nights, night-time, midnight", "*nigh*", ["Night", "nights", "night-time", "midnight"]),
    ("I don’t, I don't, I do", "don't", ["don’t", "don't"]),
    ("I don’t, I don't, I do", "DON’T", ["don’t", "don't"]),
    ("été e\u0301te\u0301 ETE", "Été", ["été", "e\u0301te\u0301"]),
    ("Straße, STRASSE, ÅRHUS, århus", "århus", ["ÅRHUS", "århus"]),
    ("काम हिन्दी में काम", "काम", ["काम", "काम"]),
    ("Well, actually. Well -- actually? well", "well actually", ["Well, actually", "Well -- actually"]),
    ("a very very very long day", "very very", ["very very", "very very"]),
    ("a.c abc", "a.c", ["a.c"]),
    ("nothing", "something", []),
    ("<script>alert(1)</script>", "script", ["script", "script"]),
])
def test_whole_words_in_any_script(answer: str, wanted: str, matches: list[str]) -> None:
    assert sk.concordance(log_of(answer), wanted)["match"].tolist() == matches


def test_words_of_two_answers_are_not_in_a_row() -> None:
    assert len(sk.concordance(log_of("at night", "shift work"), "night shift")) == 0


def test_regular_expressions() -> None:
    log = log_of("Twelve nights; 12 nights!", "!!!", "A midnight shift", people=3)
    table = sk.concordance(log, r"\d+ NIGHTS|idn|!+", regex=True, window=1)
    assert table[["person", "before", "match", "after", "at_word"]].values.tolist() == [
        ["Person 0", "nights;", "12 nights", "", 3],
        ["Person 0", "nights", "!", "", 4],
        ["Person 1", "", "!!!", "", 1],
        ["Person 2", "m", "idn", "ight", 2]]
    assert len(sk.concordance(log, "x*", regex=True)) == 0
    assert sk.concordance(log_of("?!"), "[?]", regex=True)[["before", "match", "after"]].values.tolist() == [
        ["", "?", ""]]


def test_no_words_around() -> None:
    table = sk.concordance(log_of("one two three"), "two", window=0)
    assert table[["before", "match", "after"]].values.tolist() == [["", "two", ""]]


def test_only_of_some_people() -> None:
    log = log_of("night", "night", "night", people=3)
    assert sk.concordance(log, "night", people=["p2", "Person 0"])["person"].tolist() == ["Person 0", "Person 2"]
    assert sk.concordance(log, "night", people=["p2"]).attrs["heard"] == 1


def test_an_empty_log() -> None:
    assert len(sk.concordance(sk.Log.from_tables(), "night")) == 0
    assert len(sk.concordance(sk.Log.from_tables(), "night", regex=True)) == 0


def test_every_score_leads_to_its_passages() -> None:
    log = sk.example("student")
    for row in sk.distinctive(log, top=8, stop_words=["the"]).itertuples():
        there = sk.concordance(log, row.word)
        assert (there["person"] == row.group).sum() == row.mentions
        assert len(there) == row.mentions + row.mentions_elsewhere
        assert there["person"].nunique() == row.people + row.people_elsewhere


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="ab'’- .\u0301é\x00", max_size=12), min_size=1, max_size=4), st.integers(0, 3))
def test_what_is_found_is_where_it_is_said_to_be(answers: list[str], window: int) -> None:
    log = log_of(*answers, people=len(answers))
    said = log.answers.set_index("meeting")["answer"]
    for word in ("a", "b*", "a b"):
        for row in sk.concordance(log, word, window=window).itertuples():
            answer = said[row.meeting]
            assert answer[row.start:row.end] == row.match
            context = " ".join(f"{row.before} {row.match} {row.after}".split())
            assert re.sub(r"\s", "", context) in re.sub(r"\s", "", answer)


@pytest.mark.parametrize(("asked", "says"), [
    ({"words": "…!"}, "`words` must have a word to look for, such as 'night' or 'night*'; it was '…!'."),
    ({"words": ""}, "`words` must have a word to look for, such as 'night' or 'night*'; it was ''."),
    ({"words": None}, "`words` must be what to look for, such as 'night'; it was None."),
    ({"words": "(night", "regex": True},
     "`words` is not a regular expression: missing ), unterminated subpattern at character 1 of '(night'; write a "
     "backslash before a sign that is meant as it stands, or leave `regex` out to look for words."),
    ({"words": "a", "window": -1}, "`window` must be a whole number of words, 0 or more; it was -1."),
    ({"words": "a", "window": "5"}, "`window` must be a whole number of words, 0 or more; it was '5'."),
    ({"words": "a", "people": "p0"}, "`people` must be a list, such as ['p0']."),
    ({"words": "a", "people": ["Persom 0"]}, "`people` must be one of Person 0; it was 'Persom 0'. Did you mean "
                                             "'Person 0'?"),
])
def test_what_is_asked_wrongly_is_said(asked: dict[str, object], says: str) -> None:
    with pytest.raises(sk.LogError, match=f"^{re.escape(says)}$"):
        sk.concordance(log_of("a b"), **asked)


def test_a_path_is_no_log() -> None:
    with pytest.raises(sk.LogError, match="`concordance` needs a log"):
        sk.concordance("my-log", "night")
