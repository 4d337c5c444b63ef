"""The words people use, in captions, pictures and explorers."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest
from strange import MARKUP, tables

import shadowkit as sk
from shadowkit.explore import words_html

EXPLORERS = ("distinctive", "concordance", "similar")


def log_of(**answers: str) -> sk.Log:
    """Return a log in which each person gives one answer; those whose names begin alike are in one field."""
    people = list(answers)
    return sk.Log.from_tables(
        contacts=pd.DataFrame({"contact": people, "name": [name.title() for name in people],
                               "field": [name[0] for name in people]}),
        meetings=pd.DataFrame({"meeting": people, "contact": people, "starts_at": "2026-10-01", "status": "held"}),
        answers=pd.DataFrame({"meeting": people, "question": "Why this?", "answer": list(answers.values())}))


@pytest.fixture
def log() -> sk.Log:
    return log_of(ann="nights ward nights", abe="nights farm farm farm", ben="soil maps", bob="maps ink", cem="ink")


def words(explorer: sk.explore.Explorer) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", explorer.caption.value))


def test_what_sets_groups_apart_in_words(log: sk.Log) -> None:
    assert sk.caption(sk.distinctive(log, by="field", top=2)) == (
        "Of 5 people in 3 groups by field, the words that each says more than all others together. "
        "a: “nights” (2 of 2 people, 0 of 3 elsewhere) and “farm” (1 of 2 people, 0 of 3 elsewhere); "
        "b: “maps” (2 of 2 people, 0 of 3 elsewhere) and “soil” (1 of 2 people, 0 of 3 elsewhere); "
        "c: “ink” (1 of 1 people, 1 of 4 elsewhere). 2 words of the 5 are said by only one person of a group. "
        "The score says where to start reading; it is no test.")
    assert sk.caption(sk.distinctive(log, top=1)) == (
        "Of 5 people, the words that each says more than all others together. Abe: “farm”. Ann: “nights”. "
        "Ben: “soil”. Bob: “maps”. 1 more person is in the table. The score says where to start reading; it is no "
        "test.")


def test_one_group_in_words(log: sk.Log) -> None:
    def said(by: str, group: str) -> str:
        table = sk.distinctive(log, by=by, top=2)
        part = table[table["group"] == group]
        part.attrs = table.attrs
        return sk.caption(part)

    assert said("person", "Cem") == ("What Cem says more than the 4 people besides: “ink”. The score says where to "
                                     "start reading; it is no test.")
    assert said("field", "a") == (
        "What 2 people of a say more than the 3 people besides: “nights” (2 of 2 people, 0 of 3 elsewhere) and “farm” "
        "(1 of 2 people, 0 of 3 elsewhere). 1 word of these 2 is said by one of them alone. The score says where to "
        "start reading; it is no test.")


def test_where_a_word_is_said_in_words(log: sk.Log) -> None:
    read = "Read each in its place: the same word can mean different things."
    assert sk.caption(sk.concordance(log, "nights")) == (
        f"“nights” is said 3 times, by 2 of the 5 people heard. Ann 2 times and Abe once. {read}")
    assert sk.caption(sk.concordance(log, "soil")) == (
        f"“soil” is said once, by 1 of the 5 people heard. Only Ben says it. {read}")
    assert sk.caption(sk.concordance(log, "zebra")) == (
        "Nobody of the 5 people heard says “zebra”. Words are found whole; nurs* finds all that begin like that.")
    assert sk.caption(sk.concordance(log, "z+", regex=True)) == "Nobody of the 5 people heard says “z+”."


def test_what_is_alike_in_words(log: sk.Log) -> None:
    end = ("Similarity runs from 0, no word in common, to 1, the same words equally often. Words are compared, not "
           "what is meant: read the answers.")
    assert sk.caption(sk.similar(log, ("bob", 1))) == (
        "Most like what Bob said to “Why this?” is what Cem said to “Why this?”: similarity 0.71, by the words ink. "
        f"Then comes Ben (0.44). {end}")
    assert sk.caption(sk.similar(log, "the soil of a very large and stony piece of land")) == (
        "Most like “the soil of a very large and stony …” is what Ben said to “Why this?”: similarity 0.27, by the "
        f"words soil. {end}")
    assert sk.caption(sk.similar(log, "zebras")) == "No answer shares with “zebras” a word that counts."


def test_nothing_to_say_yet() -> None:
    empty = sk.Log.from_tables()
    assert sk.caption(sk.distinctive(empty)).startswith("There is nobody to compare with yet")
    assert sk.caption(sk.concordance(empty, "a")) == "Nobody has been heard yet, so there are no words to look for."
    assert words(sk.explore.concordance(empty)) == "Type a word and press Enter."
    assert words(sk.explore.similar(empty)) == "Nobody has been heard yet, so there are no answers to compare."


@pytest.mark.parametrize("noun", EXPLORERS)
def test_several_students_people_are_not_named_by_accident(noun: str) -> None:
    several = sk.Log.from_tables(**{name: pd.concat([table.assign(student=student) for student in ("q", "r")])
                                    for name, table in log_of(ann="nights", ben="soil nights").tables.items()
                                    if name in ("contacts", "meetings", "answers")})
    with pytest.raises(sk.LogError, match="Load one student's log, or write identifying=True and show it to nobody."):
        getattr(sk.explore, noun)(several)
    assert getattr(sk.explore, noun)(several, identifying=True).caption.value
    table = {"distinctive": lambda: sk.distinctive(several), "concordance": lambda: sk.concordance(several, "nights"),
             "similar": lambda: sk.similar(several, ("q", "ann", 1))}[noun]()
    assert "Ann" not in sk.caption(table) and "Ben" not in sk.caption(table)


def test_a_word_leads_to_its_passages() -> None:
    explorer = sk.explore.distinctive(log_of(
        ann="nights ward nights", abe="nights farm farm farm", ben="soil maps", bob="maps ink", cem="ink", cid="wood"))
    explorer.controls["by"].value = "field"
    explorer.controls["word"].value = "nights"
    shown = explorer.picture.value
    assert "“nights”: a (3)" in shown and "all others" not in shown
    assert shown.count("<tr") == 8 and '<tr aria-current="true"' in shown and "<b>▸ nights</b>" in shown
    explorer.controls["group"].value = "c"
    assert explorer.controls["word"].value == "wood"
    explorer.controls["word"].value = "ink"
    assert "“ink”: c (1)" in explorer.picture.value and "“ink”: all others (1)" in explorer.picture.value
    assert explorer.status.value == ""


def test_a_word_typed_is_looked_for(log: sk.Log) -> None:
    explorer = sk.explore.concordance(log, "ward")
    assert words(explorer).startswith("“ward” is said once")
    explorer.controls["words"].value = "n*"
    assert words(explorer).startswith("“n*” is said 3 times")
    explorer.controls["words"].value = "..."
    assert "`words` must have a word to look for" in html.unescape(explorer.status.value)
    explorer.controls["words"].value = "(a+)+b"
    assert explorer.status.value == ""
    explorer.controls["view"].value = "picture"
    assert "<img" in explorer.picture.value
    explorer.controls["words"].value = "soil"
    assert sk.explore.concordance(log).controls["words"].value == "soil"


def test_it_begins_with_a_word_that_many_say(log: sk.Log) -> None:
    assert sk.explore.concordance(log).controls["words"].value in ("nights", "maps", "ink")


def test_shared_words_stand_out_and_long_answers_are_folded() -> None:
    long = "soil & <b>maps</b> " + "word " * 80 + "soil"
    explorer = sk.explore.similar(log_of(ann="Soil!", ben=long))
    shown = explorer.picture.value
    assert "<b><u>soil</u></b> &amp; &lt;" in shown and "<b><u>Soil</u></b>!" in shown
    assert shown.count("<details>") == shown.count("</details>") == 1


def test_many_passages_are_not_shown_at_once() -> None:
    shown = words_html.passages_html(sk.concordance(log_of(ann="soil " * 100), "soil"))
    assert shown.count("<tr>") == words_html.SHOWN + 1
    assert "60 more are in the table." in shown


@pytest.mark.parametrize("noun", EXPLORERS)
def test_markup_in_a_log_stays_text(noun: str) -> None:
    strange = sk.Log.from_tables(**tables())
    explorer = getattr(sk.explore, noun)(strange)
    if noun == "concordance":
        explorer.controls["words"].value = "script"
    assert "<script" not in explorer.picture.value and "<img src=x" not in explorer.picture.value
    assert MARKUP not in explorer.picture.value


def test_beside_the_bars_stand_people(log: sk.Log) -> None:
    figure = sk.plot.distinctive(sk.distinctive(log, by="field", top=2))
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts[:3] == ["a", "2 of 2 people, elsewhere 0 of 3; 3 of 3 mentions",
                         "one person alone, elsewhere 0 of 3; 3 of 3 mentions"]
