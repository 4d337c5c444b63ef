"""Transcripts with names and times: every style of label, who asked what, and not a word lost."""

import html
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit.readers import exchanges, transcripts

OTTER = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "transcripts" / "otter"
#: The same talk, labelled in the ways that are met with.
STYLES = {
    "bold, brackets, words behind": "**Ali** [00:00:05] How do you begin?\n\n"
                                    "**Ruth Gray** [00:01:10] With tea.\n\nAlways.",
    "bold, brackets, words below": "**Ali** [0:05]\nHow do you begin?\n\n**Ruth Gray** [1:10]\nWith tea.\n\nAlways.",
    "bold, words below": "**Ali** 0:05  \nHow do you begin?\n\n**Ruth Gray**  1:10  \nWith tea.\n\nAlways.",
    "plain": "Ali  0:05  \nHow do you begin?\n\nRuth Gray  1:10\nWith tea.\n\nAlways.\n",
    "plain, round brackets": "Ali (0:05)\nHow do you begin?\n\nRuth Gray (1:10): With tea.\n\nAlways.\n",
    "time first": "[00:00:05] Ali: How do you begin?\n[00:01:10] Ruth Gray: With tea.\n\nAlways.",
    "time first, bold": "0:05 **Ali:** How do you begin?\n1:10 **Ruth Gray** With tea.\n\nAlways.",
    "parts of seconds": "[00:00:05.120] Ali: How do you begin?\n[00:01:10.900] Ruth Gray: With tea.\n\nAlways.",
    "line ends of Windows": "Ali  0:05\r\nHow do you begin?\r\n\r\nRuth Gray  1:10\r\nWith tea.\r\n\r\nAlways.\r\n",
}


def loaded(folder, text, name="talk.txt"):
    (folder / name).write_bytes(text.encode("utf-8"))
    return sk.load(folder / name)


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES)
@pytest.mark.parametrize("name", ["talk.md", "talk.txt", "talk"])
def test_each_style_of_label_is_read_alike(tmp_path, text, name):
    log = loaded(tmp_path, text, name)
    assert log.answers[["position", "question", "answer", "speaker", "at_seconds", "asked_by"]].to_numpy().tolist() == [
        [1, "How do you begin?", "With tea.\n\nAlways.", "Ruth Gray", 70.0, "Ali"]]
    assert log.meetings[["meeting", "contact", "status"]].to_numpy().tolist() == [["talk", "talk", "held"]]
    assert log.problems["problem"].tolist() == [
        f"Which of 'Ali' and 'Ruth Gray' is the student is not known in {name}, so every turn was kept as an answer of "
        "who said it; say it with sk.load(path, student_name='Ali')."]


@pytest.mark.parametrize("text", [
    "# Notes\n\n## What is your day like?\nAt 9:30 she begins.\n\nRuth  9:45\nShe eats.\n",
    "Monday\n\nWe met at 9:30 and talked until\n10:15 about nothing.\n", "Ali  0:05\nHello.", "", "a: b\nc: d\n",
    "See you at 9:30\nSee you at 9:45\nYes.\n"])
def test_other_texts_are_no_transcripts(text):
    assert transcripts.talk(text) is None


def test_what_asks_is_the_question_and_the_rest_stays_what_was_said(tmp_path):
    log = loaded(tmp_path, "Ali  0:00\nWelcome. I am Ali. Shall we? How do you begin?\nRuth  0:05\nReally?\n"
                           "Ali  0:07\nYes.\nAli  0:09\nGo on?\n")
    assert log.answers[["question", "answer", "speaker", "asked_by"]].fillna("").to_numpy().tolist() == [
        ["", "Welcome. I am Ali.", "Ali", ""],
        ["Shall we? How do you begin?", "", "Ruth", "Ali"],
        ["Really?", "Yes.", "Ali", "Ruth"],
        ["", "Go on?", "Ali", ""]], "nobody else answers the last"


@pytest.mark.parametrize(("words", "said", "asked"), [
    ("Why?", "", "Why?"), ("So. Why?", "So.", "Why?"), ("So… “Why?”", "So…", "“Why?”"), ("Why? So.", "Why? So.", None),
    ("", "", None), ("Version 1.5 or 2?", "", "Version 1.5 or 2?"), ("One\n\nTwo. Three?", "One\n\nTwo.", "Three?")])
def test_only_questions_at_the_end_are_taken_off(words, said, asked):
    assert exchanges._split(words) == (said, asked)


@given(st.text("ab .?!…\n”", max_size=60))
def test_nothing_is_lost_between_what_is_said_and_asked(words):
    said, asked = exchanges._split(words)
    assert said.split() + (asked or "").split() == words.split()


def test_unknown_speakers_times_that_go_back_and_words_of_nobody_are_problems(tmp_path):
    text = "Talk of June\n\n" + "Unknown Speaker  0:00\nHello there, all of you who came to listen today.\n" \
           "Ruth  0:30\nGood day to you and everybody here in the room.\nRuth  0:20\nWell, let us begin at once.\n" \
           "Transcribed by https://otter.ai\n"
    log = loaded(tmp_path, text)
    assert log.answers["speaker"].fillna("").tolist() == ["", "Ruth", "Ruth"]
    assert log.problems["problem"].tolist() == [
        "'Talk of June' in talk.txt is said by nobody, so it was left out; put a label such as `Name  0:00` above it.",
        "'Transcribed by https://otter.ai' in talk.txt is said by nobody, so it was left out; put a label such as "
        "`Name  0:00` above it.",
        "Who speaks is not known in 1 of 3 turns of talk.txt (line 3); write the names.",
        "Line 7 of talk.txt is earlier in the recording than the turn above it; correct one of the times."]
    assert log.problems["value"].iloc[0] == "Talk of June"


def test_a_folder_of_transcripts_and_notes_is_one_log(tmp_path):
    (tmp_path / "ruth").write_text(STYLES["plain"], encoding="utf-8")
    (tmp_path / "2026-09-14-omar.txt").write_text(STYLES["time first"], encoding="utf-8")
    (tmp_path / "mei.md").write_text("# Mei\n\n## Why?\n\nBecause.\n", encoding="utf-8")
    log = sk.load(tmp_path)
    assert log.meetings["meeting"].tolist() == ["omar", "mei", "ruth"]
    assert str(log.meetings["starts_at"].iloc[0].date()) == "2026-09-14"
    matrix = sk.perspectives(log)
    assert set(matrix.columns[4:]) == {"Ruth Gray", "Mei"}, "who speaks stands across"
    assert matrix[matrix["question"] == "How do you begin?"]["Ruth Gray"].tolist() == ["With tea.\n\nAlways.\n\n"
                                                                                      "With tea.\n\nAlways."]


def test_markup_and_other_scripts(tmp_path):
    log = loaded(tmp_path, "李雷  0:00\nДа &amp; <b>нет</b>. 为什么?\nŽofie  0:05\nI don&#39;t know.\n")
    assert log.answers["answer"].tolist() == ["Да & <b>нет</b>.", "I don't know."]
    assert log.answers["question"].iloc[1] == "为什么?"


@pytest.mark.skipif(not OTTER.is_dir(), reason=f"The transcripts of a podcast are not at {OTTER}.")
def test_every_word_of_real_transcripts_is_in_the_log_or_a_problem():
    log = sk.load(OTTER)
    files = [path for path in sorted(OTTER.iterdir()) if path.name not in ("LICENSE", "SOURCE.txt")]
    assert log.meetings["meeting"].tolist() == [path.stem for path in files] and len(files) == 12
    assert (len(log.answers), log.answers["answer"].notna().sum()) == (1283, 1275)
    for path in files:
        said = log.answers[log.answers["meeting"] == path.stem]
        listed = log.problems[(log.problems["file"] == path.name) & log.problems["column"].isna()]["value"]
        kept = " ".join(pd.concat([said["question"], said["answer"], listed]).dropna()).split()
        text = html.unescape(path.read_text(encoding="utf-8"))
        whole = re.sub(r"(?m)^(\*\*[^*\n]+\*\*|[A-Z][\w ]+?  )\s*\[?\d+:\d+(:\d+)?\]?", "", text).split()
        assert sorted(kept) == sorted(whole), path.name
    matrix = sk.perspectives(log)
    assert {"Ali", "Amal Hussein", "Wendy Fox", "Monica"} <= set(matrix.columns)
    assert "Most were heard on what was said without a question noted, with 19 of 20." in sk.caption(matrix)
