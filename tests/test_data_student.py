"""What the card of Rosa's log says of her marked passages is true."""

from __future__ import annotations

import pytest

import shadowkit as sk
from shadowkit.log import Log


@pytest.fixture(scope="module")
def rosa() -> Log:
    return sk.example("student")


def test_every_passage_lies_within_its_answer_and_is_made_of_whole_words(rosa: Log) -> None:
    quotes = sk.quotes(rosa)
    said = rosa.answers.set_index(["meeting", "position"])["answer"]
    assert len(quotes) == len(rosa.tags) == 99 and quotes["quote"].notna().all()
    for row in quotes.itertuples():
        answer = said[row.meeting, row.position]
        around = answer[max(row.start - 1, 0):row.start] + answer[row.end:row.end + 1]
        assert not any(letter.isalnum() for letter in around), row.quote


def test_two_coders_and_what_each_has_read(rosa: Log) -> None:
    assert rosa.tags["coder"].value_counts().to_dict() == {"rosa": 67, "noor": 32}
    read = sorted(set(rosa.tags.loc[rosa.tags["coder"] == "noor", "meeting"]))
    assert read == ["m01", "m02", "m05", "m07", "m08"]
    assert rosa.answers["meeting"].isin(read).sum() == 23


def test_tags_above_others_are_not_marked_themselves(rosa: Log) -> None:
    above = set(rosa.codebook["parent"].dropna())
    assert above == {"promotion", "future", "machines"}
    assert above.isdisjoint(rosa.tags["tag"])
    assert set(rosa.tags["tag"]) == set(rosa.codebook["tag"]) - above
    assert rosa.codebook["definition"].notna().all()


def test_later_interviews_bring_fewer_new_tags(rosa: Log) -> None:
    own = rosa.tags[rosa.tags["coder"] == "rosa"]
    first = own.drop_duplicates("tag")["meeting"].value_counts()
    met = ["m01", "m02", "m03", "m04", "m05", "m07", "m08", "m09b", "m10"]
    assert first.reindex(met, fill_value=0).tolist() == [6, 5, 2, 2, 1, 0, 1, 0, 0]


def test_counting_passages_is_not_counting_people(rosa: Log) -> None:
    own = sk.quotes(rosa).query("coder == 'rosa'")
    assert own.loc[own["tag"] == "ladder leads away", "person"].tolist() == ["Amara Okonkwo"] * 2
    assert own.loc[own["tag"] == "no ladder", "person"].nunique() == 3
