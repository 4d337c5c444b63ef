"""Words that set people and groups apart: counts by hand, scores, groups, and what is asked wrongly."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit.measures.words import groups_of_people, word_groupings


def log_of(answers: dict[str, str], **columns: list[object]) -> sk.Log:
    """Return a log in which each person gives one answer."""
    people = list(answers)
    return sk.Log.from_tables(
        contacts=pd.DataFrame({"contact": people, "name": [person.title() for person in people], **columns}),
        meetings=pd.DataFrame({"meeting": people, "contact": people, "starts_at": "2026-10-01", "status": "held"}),
        answers=pd.DataFrame({"meeting": people, "position": 1, "question": "Why?", "answer": list(answers.values())}))


@pytest.fixture
def wards() -> sk.Log:
    return log_of({"ann": "Nights, nights. The ward!", "ben": "Nights and WARD, ward.", "cem": "Soil and maps, soil.",
                   "dee": "Ward maps maps maps"},
                  field=["care", "care", "land", None], trades=["nurse; teacher", "nurse", "teacher;", "smith"])


def test_counts_of_people_and_of_mentions(wards: sk.Log) -> None:
    table = sk.distinctive(wards, by="field").set_index(["group", "word"])
    assert table.index.tolist() == [("care", "nights"), ("care", "ward"), ("land", "soil"), ("land", "maps"),
                                    ("not stated", "maps")]
    assert table.loc[("care", "ward")].drop(["log_odds", "z"]).to_dict() == {
        "people": 2, "heard": 2, "people_elsewhere": 1, "heard_elsewhere": 2,
        "mentions": 3, "words": 6, "mentions_elsewhere": 1, "words_elsewhere": 7}
    assert table.loc[("land", "soil")].drop(["log_odds", "z"]).to_dict() == {
        "people": 1, "heard": 1, "people_elsewhere": 0, "heard_elsewhere": 3,
        "mentions": 2, "words": 3, "mentions_elsewhere": 0, "words_elsewhere": 10}


def test_the_score_is_the_formula(wards: sk.Log) -> None:
    row = sk.distinctive(wards, by="field").set_index(["group", "word"]).loc[("care", "ward")]
    # 13 words of four people: the prior has 13 / 4 words, 4 in 13 of them "ward".
    a, a0 = 4 / 4, 13 / 4
    ratio = math.log((3 + a) / (6 + a0 - 3 - a)) - math.log((1 + a) / (7 + a0 - 1 - a))
    assert row["log_odds"] == pytest.approx(ratio)
    assert row["z"] == pytest.approx(ratio / math.sqrt(1 / (3 + a) + 1 / (1 + a)))


def test_the_published_score_from_a_log() -> None:
    log = log_of({"one": "the quick brown fox jumps over the lazy pig",
                  "two": "the lazy purple pig jumps over the lazier donkey"})
    table = sk.distinctive(log, prior=0.05, stop_words=None)
    assert table["word"].tolist() == ["quick", "brown", "fox", "purple", "lazier", "donkey"]
    assert table["z"].tolist() == pytest.approx([0.6894227886807968] * 6, rel=1e-14)
    assert table["group"].tolist() == ["One"] * 3 + ["Two"] * 3


def test_chi_square_by_hand() -> None:
    log = log_of({"one": "b b b b b b b c c c", "two": "c c c c c c c b b"})
    table = sk.distinctive(log, method="chi2", stop_words=None)
    assert table.columns[-1] == "chi2"
    assert table[["group", "word"]].values.tolist() == [["One", "b"], ["Two", "c"]]
    assert table["chi2"].tolist() == pytest.approx([2.632438271604939] * 2)


def test_one_talkative_person_does_not_speak_for_a_group() -> None:
    log = log_of({"a": "comet comet comet comet comet comet lathe", "b": "lathe wood", "c": "soup", "d": "bread"},
                 field=["craft", "craft", "food", "food"])
    table = sk.distinctive(log, by="field")
    craft = table[table["group"] == "craft"].set_index("word")
    assert craft.index.tolist() == ["lathe", "comet", "wood"]
    assert craft["z"].idxmax() == "comet"
    assert craft["people"].tolist() == [2, 1, 1]
    # Of two whose words nobody shares, the score alone decides; a group of one person has no other voice.
    assert sk.distinctive(log)["word"].iloc[0] == "comet"


def test_a_person_can_be_in_several_groups(wards: sk.Log) -> None:
    groups = groups_of_people(wards, "trades")
    assert groups.values.tolist() == [["Ann", "nurse"], ["Ann", "teacher"], ["Ben", "nurse"], ["Cem", "teacher"],
                                      ["Cem", "not stated"], ["Dee", "smith"]]
    table = sk.distinctive(wards, by="trades").set_index(["group", "word"])
    assert table.loc[("teacher", "soil"), ["people", "heard", "people_elsewhere", "heard_elsewhere"]].tolist() == [
        1, 2, 0, 2]
    assert "" not in table.index.get_level_values("group")


def test_as_many_words_as_one_likes(wards: sk.Log) -> None:
    assert sk.distinctive(wards, top=1)["group"].tolist() == ["Ann", "Ben", "Cem", "Dee"]
    assert len(sk.distinctive(wards, top=None)) >= len(sk.distinctive(wards, top=2)) > 4


def test_stop_words_can_be_replaced(wards: sk.Log) -> None:
    assert "the" not in set(sk.distinctive(wards)["word"])
    assert "the" in set(sk.distinctive(wards, stop_words=None)["word"])
    left = sk.distinctive(wards, stop_words=["SOIL"])
    assert "soil" not in set(left["word"]) and "the" in set(left["word"])


@pytest.mark.parametrize("by", ["person", "field"])
def test_nobody_to_compare_with(by: str) -> None:
    for log in (sk.Log.from_tables(), log_of({"ann": "Nights and days on the ward."}, field=["care"])):
        table = sk.distinctive(log, by=by)
        assert len(table) == 0
        assert table.columns.tolist()[:2] == ["group", "word"]


def test_a_single_word_in_the_whole_log() -> None:
    assert len(sk.distinctive(log_of({"ann": "soup", "ben": "soup"}))) == 0


def test_the_log_stays_as_it_is(wards: sk.Log) -> None:
    before = {name: table.copy() for name, table in wards.tables.items()}
    first = sk.distinctive(wards, by="trades")
    pd.testing.assert_frame_equal(first, sk.distinctive(wards, by="trades"))
    for name, table in wards.tables.items():
        pd.testing.assert_frame_equal(table, before[name])


def test_columns_that_make_groups() -> None:
    assert word_groupings(sk.example("student")) == ["field", "source", "tie"]
    assert word_groupings(sk.Log.from_tables()) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["ash", "birch", "cedar", "elm"]), max_size=8), min_size=2, max_size=5))
def test_what_is_said_here_and_elsewhere_is_all_that_is_said(said: list[list[str]]) -> None:
    log = log_of({f"p{number}": " ".join(words) or "-" for number, words in enumerate(said)})
    table = sk.distinctive(log, top=None)
    for row in table.itertuples():
        assert row.mentions + row.mentions_elsewhere == sum(words.count(row.word) for words in said)
        assert row.people + row.people_elsewhere == sum(row.word in words for words in said)
        assert row.words + row.words_elsewhere == sum(map(len, said))
        assert row.z > 0 and row.log_odds > 0


@pytest.mark.parametrize(("asked", "says"), [
    ({"by": "feild"}, "`by` must be one of person, student, contact,"), ({"by": "feild"}, "Did you mean 'field'?"),
    ({"method": "chi"}, "`method` must be one of log_odds, chi2; it was 'chi'."),
    ({"prior": 0}, "`prior` must be a number above 0, such as 0.05, or left out; it was 0."),
    ({"prior": "much"}, "`prior` must be a number above 0, such as 0.05, or left out; it was 'much'."),
    ({"top": 0}, "`top` must be a whole number above 0, or None for all words; it was 0."),
    ({"stop_words": "the"}, r"`stop_words` must be a list, such as \['the'\]."),
])
def test_what_is_asked_wrongly_is_said(wards: sk.Log, asked: dict[str, object], says: str) -> None:
    with pytest.raises(sk.LogError, match=says):
        sk.distinctive(wards, **asked)


def test_a_path_is_no_log() -> None:
    with pytest.raises(sk.LogError, match="`distinctive` needs a log"):
        sk.distinctive("my-log")
