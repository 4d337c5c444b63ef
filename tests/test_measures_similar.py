"""Answers that are alike: the cosine by hand, whose answers count, and what is asked wrongly."""

from __future__ import annotations

import math
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shadowkit as sk


def log_of(*answers: tuple[str, str | None], student: str = "me") -> sk.Log:
    """Return a log of answers, each with the person who gave it."""
    people = list(dict.fromkeys(person for person, _ in answers))
    return sk.Log.from_tables(
        contacts=pd.DataFrame({"student": student, "contact": people, "name": [name.title() for name in people]}),
        meetings=pd.DataFrame({"student": student, "meeting": people, "contact": people, "starts_at": "2026-10-01",
                               "status": "held"}),
        answers=pd.DataFrame({"student": student, "meeting": [person for person, _ in answers],
                              "question": "Why?", "answer": [answer for _, answer in answers]}))


@pytest.fixture
def log() -> sk.Log:
    return log_of(("ann", "Nights, nights, ward"), ("ann", "The ward at nights"), ("ben", "Ward and maps"),
                  ("cem", "Nights NIGHTS ward!"), ("dee", "soil"), ("dee", None))


def test_the_cosine_by_hand(log: sk.Log) -> None:
    table = sk.similar(log, ("ann", 1))
    # Five answers: "nights" in three, "ward" in four, "maps" in one.
    nights, ward, maps = (math.log(6 / (1 + having)) + 1 for having in (3, 4, 1))
    asked = math.hypot(2 * nights, ward)
    assert table["person"].tolist() == ["Cem", "Ben"]
    assert table["similarity"].tolist() == pytest.approx([1, ward * ward / (asked * math.hypot(ward, maps))])
    assert table["shared_words"].tolist() == ["nights, ward", "ward"]
    assert table.columns.tolist() == ["person", "topic", "question", "answer", "similarity", "shared_words", "student",
                                      "contact", "meeting", "position"]


def test_ones_own_answers_too(log: sk.Log) -> None:
    table = sk.similar(log, ("ann", 1), others_only=False)
    assert table[["person", "position"]].values.tolist() == [["Cem", 1], ["Ann", 2], ["Ben", 1]]


def test_as_many_as_one_likes(log: sk.Log) -> None:
    assert sk.similar(log, ("ann", 1), top=1)["person"].tolist() == ["Cem"]


@pytest.mark.parametrize("asked", [("me", "ann", 1), {"meeting": "ann", "position": 1}])
def test_an_answer_can_be_named_in_many_ways(log: sk.Log, asked: object) -> None:
    expected = sk.similar(log, ("ann", 1))
    pd.testing.assert_frame_equal(sk.similar(log, asked), expected)
    row = sk.concordance(log, "nights").iloc[0]
    pd.testing.assert_frame_equal(sk.similar(log, row), expected)
    again = sk.similar(log, expected.iloc[0])
    assert again["person"].tolist() == ["Ann", "Ann", "Ben"]


def test_a_text_of_ones_own(log: sk.Log) -> None:
    table = sk.similar(log, "maps of the soil")
    assert table[["person", "shared_words"]].values.tolist() == [["Dee", "soil"], ["Ben", "maps"]]
    assert table.attrs["person"] is None
    # Words that nobody said make a text less like any answer.
    assert sk.similar(log, "soil, zebras")["similarity"].iloc[0] < sk.similar(log, "soil")["similarity"].iloc[0]
    assert len(sk.similar(log, "zebras")) == len(sk.similar(log, "")) == 0


def test_stop_words_can_be_replaced(log: sk.Log) -> None:
    assert "the" not in sk.similar(log, "the ward")["shared_words"].iloc[0]
    assert "the" in sk.similar(log, "the ward", stop_words=None)["shared_words"].iloc[0]
    assert len(sk.similar(log, "Soil", stop_words=["SOIL"])) == 0


def test_an_empty_log() -> None:
    assert len(sk.similar(sk.Log.from_tables(), "night")) == 0
    assert len(sk.similar(log_of(("ann", "?!")), "night")) == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["ash", "birch", "elm", "fir"]), max_size=6), min_size=2, max_size=6))
def test_likeness_is_mutual_and_between_0_and_1(said: list[list[str]]) -> None:
    log = log_of(*((f"p{number}", " ".join(words) or "-") for number, words in enumerate(said)))
    found = {(one, row.meeting): row.similarity for one in log.meetings["meeting"]
             for row in sk.similar(log, (one, 1), top=99).itertuples()}
    for (one, other), similarity in found.items():
        assert 0 < similarity <= 1
        assert found[other, one] == pytest.approx(similarity)
        assert set(said[int(one[1:])]) & set(said[int(other[1:])])


def test_the_same_meeting_of_two_students() -> None:
    tables = [log_of(("ann", "nights"), student=student).tables for student in ("q", "r")]
    both = sk.Log.from_tables(**{name: pd.concat([table[name] for table in tables])
                                 for name in ("contacts", "meetings", "answers")})
    with pytest.raises(sk.LogError, match=r"Several students have an answer at meeting 'ann', position 1; write"):
        sk.similar(both, ("ann", 1))
    assert sk.similar(both, ("q", "ann", 1))["student"].tolist() == ["r"]


@pytest.mark.parametrize(("asked", "says"), [
    ({"answer": ("ann", 7)}, "There is no answer with words at meeting 'ann', position 7; the columns `meeting` and "
                             "`position` of log.answers say which there are."),
    ({"answer": ("dee", 2)}, "There is no answer with words at meeting 'dee', position 2; the columns `meeting` and "
                             "`position` of log.answers say which there are."),
    ({"answer": 3}, "`answer` must be a text, an answer of the log such as ('m01', 2), the meeting and its position, "
                    "or a row with these columns; it was '3'."),
    ({"answer": "soil", "top": 0}, "`top` must be a whole number above 0; it was 0."),
    ({"answer": "soil", "stop_words": "the"}, "`stop_words` must be a list, such as ['the']."),
])
def test_what_is_asked_wrongly_is_said(log: sk.Log, asked: dict[str, object], says: str) -> None:
    with pytest.raises(sk.LogError, match=f"^{re.escape(says)}$"):
        sk.similar(log, **asked)


def test_a_path_is_no_log() -> None:
    with pytest.raises(sk.LogError, match="`similar` needs a log"):
        sk.similar("my-log", "night")
