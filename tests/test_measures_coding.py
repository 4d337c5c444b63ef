"""What is marked, counted by hand: quotes, people per tag, and tags that go together."""

from __future__ import annotations

import pandas as pd
import pytest

import shadowkit as sk
from shadowkit.log import Log

ANSWERS = {("m1", 1): "No ladder here. I wait, and I like it.", ("m1", 2): "Nights are hard.",
           ("m2", 1): "There is a ladder. Ask for a problem.", ("m3", 1): "No ladder, none."}


def log(marks: list[tuple], **more: pd.DataFrame) -> Log:
    """Return a log of three people, two in care, with passages: meeting, position, words or span, tag, coder."""
    rows = []
    for meeting, position, words, tag, coder in marks:
        start = ANSWERS[meeting, position].index(words) if isinstance(words, str) else words[0]
        end = start + len(words) if isinstance(words, str) else words[1]
        rows.append((meeting, position, start, end, tag, coder))
    frames = {
        "contacts": pd.DataFrame({"contact": ["a", "b", "c"], "name": ["Ada", "Bo", "Cy"],
                                  "field": ["care", "care", None]}),
        "meetings": pd.DataFrame({"meeting": ["m1", "m2", "m3"], "contact": ["a", "b", "c"], "status": "held",
                                  "starts_at": ["2026-10-01", "2026-10-02", "2026-10-03"]}),
        "answers": pd.DataFrame([(*key, "Is there a ladder?", said) for key, said in ANSWERS.items()],
                                columns=["meeting", "position", "question", "answer"]),
        "tags": pd.DataFrame(rows, columns=["meeting", "position", "start", "end", "tag", "coder"]),
        "codebook": pd.DataFrame({"tag": ["nights", "promotion", "no ladder", "ladder"],
                                  "parent": [None, None, "promotion", "promotion"]})} | more
    return Log.from_tables(name="rosa", **frames)


TAGS = [("m1", 1, "No ladder", "no ladder", None), ("m1", 1, "No ladder", "no ladder", "noor"),
        ("m1", 1, "ladder here", "nights", "noor"), ("m1", 2, "Nights", "nights", None),
        ("m2", 1, "There is a ladder", "ladder", "rosa"), ("m3", 1, "No ladder", "no ladder", "rosa")]


def test_quotes_are_the_words_with_who_said_them_and_where() -> None:
    table = sk.quotes(log(TAGS), tags=["no ladder"])
    assert table[["person", "quote", "coder", "meeting", "position"]].values.tolist() == [
        ["Ada", "No ladder", "noor", "m1", 1], ["Ada", "No ladder", "rosa", "m1", 1],
        ["Cy", "No ladder", "rosa", "m3", 1]]
    assert sk.quotes(log(TAGS), people=["b"])["quote"].tolist() == ["There is a ladder"]
    assert sk.quotes(log(TAGS), tags=["promotion"]).empty


def test_a_mark_that_lies_outside_of_its_answer_has_no_quote() -> None:
    table = sk.quotes(log([("m1", 2, (4, 900), "nights", None), ("m1", 2, (7, 7), "nights", None)]))
    assert table["quote"].isna().all() and table["person"].tolist() == ["Ada", "Ada"]
    assert "2 marks lie outside of any answer in the log." in sk.caption(table)


@pytest.mark.parametrize(("arguments", "says"), [
    ({"tags": "nights"}, r"`tags` must be a list, such as \['nights'\]."),
    ({"tags": ["night"]}, "`tags` must be one of ladder, nights, no ladder, promotion; it was 'night'. Did you mean "
                          "'nights'?"),
    ({"people": ["Adda"]}, "`people` must be one of Ada, Bo, Cy; it was 'Adda'. Did you mean 'Ada'?")])
def test_what_is_not_there_cannot_be_quoted(arguments: dict, says: str) -> None:
    with pytest.raises(sk.LogError, match=says):
        sk.quotes(log(TAGS), **arguments)


def test_people_are_counted_and_a_parent_counts_all_beneath() -> None:
    table = sk.tag_counts(log(TAGS))
    assert table[["tag", "people", "heard", "passages"]].values.tolist() == [
        ["nights", 1, 3, 2], ["promotion", 3, 3, 3], ["no ladder", 2, 3, 2], ["ladder", 1, 3, 1]]
    assert table["parent"].fillna("").tolist() == ["", "", "promotion", "promotion"]
    # Wilson's interval of 2 of 3, and of 3 of 3.
    assert table["low"].tolist()[1:3] == pytest.approx([0.43850296824495, 0.20765960080204], abs=1e-9)
    assert table["high"].tolist()[1:3] == pytest.approx([1.0, 0.9385080552796], abs=1e-9)


def test_each_person_has_a_column_of_one_or_nought() -> None:
    table = sk.tag_counts(log(TAGS), by="person")
    assert table[["Ada", "Bo", "Cy"]].values.tolist() == [[1, 0, 0], [1, 1, 1], [1, 0, 1], [0, 1, 0]]


def test_groups_have_all_tags_and_their_own_number_of_people() -> None:
    table = sk.tag_counts(log(TAGS), by="field")
    assert table[table["tag"] == "no ladder"][["field", "people", "heard", "share"]].values.tolist() == [
        ["care", 1, 2, 0.5], ["not stated", 1, 1, 1.0]]
    assert len(table) == 8


def test_one_coder_or_all() -> None:
    assert sk.tag_counts(log(TAGS), coder="noor").set_index("tag")["people"].tolist() == [1, 1, 1, 0]
    # A mark without a coder is the student's own.
    assert sk.tag_counts(log(TAGS), coder="rosa").set_index("tag")["people"].tolist() == [1, 3, 2, 1]
    with pytest.raises(sk.LogError, match="`coder` must be one of rosa, noor; it was 'nor'. Did you mean 'noor'?"):
        sk.tag_counts(log(TAGS), coder="nor")
    with pytest.raises(sk.LogError, match="Nobody has marked a passage yet, so there is no coder 'noor'; leave"):
        sk.tag_counts(Log.from_tables(), coder="noor")


def test_a_circle_in_the_codebook_and_a_tag_that_is_not_in_it() -> None:
    book = pd.DataFrame({"tag": ["a", "b", "self"], "parent": ["b", "a", "self"]})
    table = sk.tag_counts(log([("m1", 1, "wait", "a", None), ("m2", 1, "Ask", "new", None)], codebook=book))
    assert table[["tag", "people"]].values.tolist() == [["a", 1], ["b", 1], ["self", 0], ["new", 1]]


def test_marks_in_answers_that_are_not_there_are_left_out_and_said() -> None:
    tags = pd.DataFrame({"meeting": ["m9", "m1"], "position": [1, 1], "start": [0, 0], "end": [2, 2],
                         "tag": ["nights", "nights"]})
    table = sk.tag_counts(log([], tags=tags))
    assert table["people"].tolist() == [1, 0, 0, 0]
    assert sk.caption(table).endswith("1 mark in answers that are not in the log is left out.")


def test_tags_that_go_together() -> None:
    table = sk.co_occurrence(log(TAGS))
    assert table[["tag", "other", "people", "either", "jaccard", "answers", "overlaps"]].values.tolist() == [
        ["nights", "no ladder", 1, 2, 0.5, 1, 1], ["nights", "ladder", 0, 2, 0.0, 0, 0],
        ["no ladder", "ladder", 0, 3, 0.0, 0, 0]]
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx([0.09453120573423, 0.90546879426577], abs=1e-9)


def test_passages_that_only_touch_do_not_overlap() -> None:
    table = sk.co_occurrence(log([("m1", 1, (0, 3), "nights", None), ("m1", 1, (3, 9), "ladder", None)]))
    assert table[["answers", "overlaps"]].values.tolist() == [[1, 0]]


def test_a_cohort_is_counted_and_its_small_groups_are_hidden() -> None:
    frames = log(TAGS).tables
    two = {name: pd.concat([frame.assign(student=who) for who in "qr"]) for name, frame in frames.items()
           if len(frame) and name in ("contacts", "meetings", "answers", "tags", "codebook")}
    several = Log.from_tables(**two)
    table = sk.tag_counts(several, by="field")
    assert table[table["tag"] == "no ladder"][["people", "heard", "students"]].values.tolist() == [[2, 4, 2], [2, 2, 2]]
    shown = sk.protect(table, min_count=3)
    assert shown["hidden"].all() and shown[["people", "heard", "share", "low", "passages"]].isna().all(axis=None)
    assert "hidden: fewer than 3" in {text.get_text() for text in sk.plot.tag_counts(shown).axes[0].texts}
    assert "Hidden because fewer than 3" in sk.caption(shown)
    assert not sk.protect(table, min_count=2)["hidden"].any()
    with pytest.raises(sk.LogError, match="has a column for each person"):
        sk.protect(sk.tag_counts(several, by="person"))
    with pytest.raises(sk.LogError, match="names the people whom single students meet"):
        sk.explore.quotes(several)
    explorer = sk.explore.tag_counts(several)
    assert "person" not in [value for _, value in explorer.controls["by"].options]
    assert "Hidden because fewer than 10 people or students" in explorer.caption.value
    assert "Hidden" not in sk.explore.tag_counts(several, min_count=0).caption.value
    assert "3 pairs of fewer than 10 people are left out." in sk.explore.co_occurrence(several).caption.value
    assert "left out" not in sk.explore.co_occurrence(several, min_count=0).caption.value
    assert "Ada" not in sk.caption(sk.quotes(several, tags=["ladder"]))


@pytest.mark.parametrize("measure", ["quotes", "tag_counts", "co_occurrence"])
def test_a_path_is_no_log_and_an_empty_log_says_so(measure: str) -> None:
    with pytest.raises(sk.LogError, match=f"`{measure}` needs a log, and it got str 'my-log'"):
        getattr(sk, measure)("my-log")
    table = getattr(sk, measure)(Log.from_tables())
    assert table.empty and sk.caption(table)
    assert getattr(sk.plot, measure)(table).alt == sk.caption(table)
