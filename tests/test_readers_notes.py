"""Notes: one Markdown file is one meeting with one contact."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit.errors import LogError
from shadowkit.readers import About, Reading, notes

INTERVIEWS = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "interviews" / "usesthis"

JANE = """---
name: Jane Roe
role: Nurse
Organization: City Hospital
date: 2026-10-03
minutes: 45
mode: video
tags: [health, night shift]
---

# Coffee with Jane

## How did you *come into* this profession?

By way of [biology](https://example.org "a page") &amp; luck.
Then I stayed.

Twice.[^1]

## What is a typical day?

- rounds
- notes
  1. for us
  2. for them

> quoted `as is`

### In winter

It is darker.

## What do you like least?

## Reflection

I had thought it calmer.

[^1]: A footnote.
[biology]: https://example.org
<!-- ask again

in spring -->
"""


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read_one(folder: Path, text: str | bytes, name: str = "jane.md") -> Reading:
    return notes.read([write(folder, name, text)], About("ann"))


def rows(reading: Reading, table: str = "answers", *columns: str) -> list[tuple]:
    frame = reading.tables[table][list(columns or ("question", "answer"))].astype(object)
    return list(frame.where(frame.notna(), None).itertuples(index=False, name=None))


def told(reading: Reading, table: str) -> list[dict]:
    return reading.tables[table].drop(columns=["_file", "_row"]).to_dict("records")


def first_problem(reading: Reading) -> str:
    assert len(reading.problems) == 1, reading.problems
    return reading.problems[0].problem


def test_a_whole_note(tmp_path: Path) -> None:
    reading = read_one(tmp_path, JANE)
    assert reading.problems == []
    assert told(reading, "contacts") == [{
        "student": "ann", "contact": "jane", "name": "Jane Roe", "role": "Nurse", "organization": "City Hospital",
        "tags": "health; night shift",
    }]
    assert told(reading, "meetings") == [{
        "student": "ann", "meeting": "jane", "contact": "jane", "kind": "interview", "starts_at": "2026-10-03",
        "minutes": "45", "mode": "video", "status": "held",
        "brought_from": "jane.md", "title": "Coffee with Jane"}]
    assert rows(reading, "answers", "student", "meeting", "position", "question", "answer") == [
        ("ann", "jane", "1", "How did you come into this profession?",
         "By way of biology & luck. Then I stayed.\n\nTwice."),
        ("ann", "jane", "2", "What is a typical day?",
         "- rounds\n- notes\n  1. for us\n  2. for them\n\nquoted as is\n\nIn winter\n\nIt is darker."),
        ("ann", "jane", "3", "What do you like least?", None),
    ]
    assert told(reading, "reflections") == [
        {"student": "ann", "meeting": "jane", "note": "I had thought it calmer."}]
    for frame in reading.tables.values():
        assert {str(kind) for kind in frame.drop(columns="_row").dtypes} == {"str"} and frame["_row"].dtype == "int64"
        assert set(frame["_file"]) == {"jane.md"}
    assert reading.tables["answers"]["_row"].tolist() == [13, 20, 33] and reading.tables["reflections"]["_row"][0] == 35


def test_a_title_is_the_name_and_the_file_name_the_handle(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "# Jane Roe\n\n## Why?\n\nBecause.\n", "2026-10-03-jane.md")
    assert rows(reading, "contacts", "contact", "name") == [("jane", "Jane Roe")]
    assert rows(reading, "meetings", "meeting", "contact", "starts_at") == [("jane", "jane", "2026-10-03")]
    assert rows(read_one(tmp_path, "## Why?\n\nBecause.\n"), "contacts", "name") == [("jane",)]


def test_level_one_headings_can_be_the_questions(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "# Why here?\nLuck.\n# Where to?\nUp.\n")
    assert rows(reading) == [("Why here?", "Luck."), ("Where to?", "Up.")]
    assert rows(reading, "contacts", "name") == [("jane",)]


def test_a_heading_above_the_questions_is_a_section(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "# Jane\n## Work\n### Why?\nLuck.\n### Where?\nHere.\n")
    assert rows(reading, "answers", "section", "question", "answer") == [
        ("Work", "Why?", "Luck."), ("Work", "Where?", "Here.")]


def test_headings_below_a_reflection_belong_to_it(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "# Jane\n## Talk\n### Why?\na\n### Where?\nb\n## reflection\n### Surprised\nc\n")
    assert [question for _, question in rows(reading, "answers", "position", "question")] == ["Why?", "Where?"]
    assert rows(reading, "reflections", "note") == [("Surprised\n\nc",)]


def test_a_heading_without_its_blank(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "### Why?\n\nLuck.\n###Where next?\nUp.\n\n#networking is all\n\n### How?\n\nSo.\n")
    assert rows(reading) == [("Why?", "Luck."), ("Where next?", "Up.\n\n#networking is all"), ("How?", "So.")]
    assert reading.problems[0].row == 4
    assert first_problem(reading) == (
        "Line 4 of jane.md has no blank after ###, and was read as the heading 'Where next?'; "
        "write it as '### Where next?'.")


def test_an_empty_heading_is_ignored(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "## Why?\n\nLuck.\n\n##\n\nAnd more.\n\n## Where?\n\nHere.\n")
    assert rows(reading) == [("Why?", "Luck.\n\nAnd more."), ("Where?", "Here.")]
    assert reading.problems == []


def test_words_before_the_first_question_are_kept_with_the_meeting(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "# Jane\n\nBy chance.\n\n## Why?\n\nLuck.\n\n## Where?\n\nHere and there.\n")
    assert rows(reading) == [("Why?", "Luck."), ("Where?", "Here and there.")]
    assert rows(reading, "meetings", "opening") == [("By chance.",)]
    assert (reading.problems[0].value, reading.problems[0].kind) == ("By chance.", "know")
    assert first_problem(reading) == (
        "The words of jane.md before its first question were kept with the meeting, as its `opening`; if they answer a "
        "question, write it above them as the others are written.")


def test_where_most_stands_before_the_first_question_it_is_an_answer(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "# Jane\n\nMet by chance.\n\n## Why?\n\nLuck.\n\n## Where?\n\nHere.\n")
    assert rows(reading) == [(None, "Met by chance."), ("Why?", "Luck."), ("Where?", "Here.")]
    assert first_problem(reading) == (
        "jane.md has words before its first question that are most of it, so they were kept as one answer; write each "
        "question as a heading, such as `## What do you do?`.")


@pytest.mark.parametrize("mark", ["{0}. {1}\n", "**{1}**\n", "## {1}\n\n", "{1}\n"])
@pytest.mark.parametrize("heading", ["## How long?\n", ""])
def test_a_heading_written_above_the_first_words_is_one_question_more(tmp_path: Path, mark: str, heading: str) -> None:
    asked = [("What do you like?", "The names, and all those who have them."), ("And now?", "Here.")]
    below = "\n\n".join(mark.format(number, question) + answer for number, (question, answer) in enumerate(asked, 1))
    path = write(tmp_path, "jane.md", f"phone, 25 min\n\n{below}\n")
    journal = sk.open_journal(tmp_path / "log")
    journal.bring_in(path)
    assert journal.log.meetings["opening"].tolist() == ["phone, 25 min"]
    path.write_text((heading or mark.format(0, "How long?")) + path.read_text())
    again = journal.bring_in(path)
    assert again.counts["added"].sum() == 1 and again.problems.empty
    assert sorted(journal.log.answers[["question", "answer"]].to_numpy().tolist()) == sorted(
        map(list, [*asked, ("How long?", "phone, 25 min")]))


def test_a_note_without_headings(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "All went well.\n\nThe end.\n")
    assert rows(reading) == [(None, "All went well.\n\nThe end.")]
    assert first_problem(reading) == (
        "jane.md has no headings, so its text was kept as one answer; write each question as a heading, "
        "such as `## What do you do?`.")


def test_an_empty_note(tmp_path: Path) -> None:
    reading = read_one(tmp_path, " \n")
    assert first_problem(reading) == (
        "jane.md is empty, so it makes no meeting; write down what was said, each question as a heading.")
    assert [len(frame) for frame in reading.tables.values()] == [0, 0, 0]


@pytest.mark.parametrize(("typed", "read"), [
    ("one  \ntwo", "one\ntwo"),
    ("see ![a cat](cat.png) here", "see here"),
    ("an <strike>old</strike> <em>idea</em><br>more", "an old idea\nmore"),
    ("<div>in a box</div>", "in a box"),
    ("I work at <Company> now", "I work at <Company> now"),
    ("a <script>alert(1)</script> b", "a alert(1) b"),
    ("<!-- never closed\n\nwords", "<!-- never closed\n\nwords"),
    ("<!-- closed --> words", "words"),
    ("[Jane]: Yes.", "[Jane]: Yes."),
    ("[site]: https://example.org 'Jane's site'\n[a]: https://example.org/a\n\n[A] and [site]", "A and site"),
    ("as [here][x]\n[x]: https://example.org", "as here"),
    ("| a | b |\n| - | - |\n| 1 | 2 |", "a | b\n1 | 2"),
    ("```python\nx = 1\n\ny = 2\n```", "x = 1\n\ny = 2"),
    ("2019) it began", "2019) it began"),
    (">" * 30 + " deep", "deep"),
    ("a\n---\nb", "a\n\nb"),
    ("3 < 4 &lt; 5, *so* \\*there\\*", "3 < 4 < 5, so *there*"),
])
def test_an_answer_is_what_a_person_reads(tmp_path: Path, typed: str, read: str) -> None:
    assert rows(read_one(tmp_path, f"## Why?\n\n{typed}\n")) == [("Why?", read)]


@pytest.mark.parametrize(("typed", "read"), [
    ("Ask [[Amara Okonkwo]] at [[Mercy Hospital|the hospital]].", "Ask Amara Okonkwo at the hospital."),
    ("![[ward.png]] and ![[ward.png|200]] here", "and  here"), ("![[Path]]", "Path"),
    ("> [!note] Remember\n> It was luck.", "Remember It was luck."), ("> [!quote]-\n> Luck.", "Luck."),
    ("#night-shift #nursing/ward", "night-shift nursing/ward"), ("#nursing", "nursing"),
    ("By ==sheer luck==, ==**so** I== say.", "By sheer luck, so I say."), ("a==b, c==d, e == f", "a==b, c==d, e == f"),
    ("I follow #rstats.", "I follow #rstats."), ("a [b] [[c", "a [b] [[c")])
def test_what_obsidian_marks_is_read_as_words(tmp_path: Path, typed: str, read: str) -> None:
    reading = read_one(tmp_path, f"## Why? #path\n\n{typed}\n\n## How? #day\n")
    assert rows(reading) == [("Why? #path", read), ("How? #day", None)] and reading.problems == []


PROPERTIES = "Date: October 22, 2026\nPerson: Amara Okonkwo\nRole: Charge nurse\nTags: health, ward\nStatus: Done\n"
QUESTIONS = [("How did you begin?", "By luck."), ("And now?", "Here.")]


@pytest.mark.parametrize(("name", "text"), [
    ("Coffee chat 8f3a1b2c4d5e6f708192a3b4c5d6e7f8.md", "# Coffee chat\n\n" + PROPERTIES),
    ("amara.md", PROPERTIES), ("amara.md", PROPERTIES.replace(":", "::")),
    ("amara.md", "# Coffee\n\n" + re.sub("(?m)^(.*?:)", r"**\1**", PROPERTIES)),
    ("amara.md", re.sub("(?m)^(.*?):", r"- **\1**:", PROPERTIES).replace("\n", "  \n"))])
def test_properties_above_a_note(tmp_path: Path, name: str, text: str) -> None:
    reading = read_one(tmp_path, text + "\n## How did you begin?\n\nBy luck.\n\n## And now?\n\nHere.\n", name)
    assert rows(reading) == QUESTIONS and reading.problems == []
    assert rows(reading, "contacts", "name", "role", "Tags") == [("Amara Okonkwo", "Charge nurse", "health, ward")]
    assert rows(reading, "meetings", "starts_at", "status") == [("October 22, 2026", "held")]
    assert reading.tables["answers"]["_row"].tolist()[0] == text.count("\n") + 2


@pytest.mark.parametrize("text", [
    "Note: one\n", "Interview: late\n", "Date: Monday\nIt was warm.\n", "She said: no.\n", "Role models matter.\n"])
def test_other_words_with_colons_above_a_note_stay_words(tmp_path: Path, text: str) -> None:
    reading = read_one(tmp_path, text + "\n## Why?\n\nLuck.\n\n## How?\n\nSo.\n")
    assert rows(reading)[0] == (None, " ".join(text.split())) and len(reading.problems) == 1


@pytest.mark.parametrize(("name", "title"), [
    ("talk.md", "**Interview with Amara Okonkwo**  \nOctober 22, 2026"), ("talk.txt", "Amara Okonkwo\n22 October 2026"),
    ("Amara Okonkwo.txt", "Amara Okonkwo\n\nThu, Oct 22, 2026"),
    ("talk.md", "Amara Okonkwo interview\nOct 22, 2026"), ("22-10-2026 Amara Okonkwo interview.md", "")])
@pytest.mark.parametrize("marks", ["**{}**\n\n", "**{}  **\n\n", "**1\\. {}**\n", "{}\n", "{}\n\n"])
def test_text_pasted_from_other_programs(tmp_path: Path, name: str, title: str, marks: str) -> None:
    text = "\n\n".join([title, *(marks.format(question) + answer for question, answer in QUESTIONS)])
    path = write(tmp_path, name, text)
    log = sk.load(path)
    assert log.answers[["question", "answer"]].to_numpy().tolist() == [list(pair) for pair in QUESTIONS]
    assert log.contacts["name"].tolist() == ["Amara Okonkwo"]
    assert log.meetings["starts_at"].astype(str).tolist() == ["2026-10-22"] and log.problems.empty


def test_a_letter_that_asks_is_no_note(tmp_path: Path) -> None:
    letter = "From: ann@uni.example\nTo: jane@mercy.example\nDate: Mon, 5 Oct 2026 10:00:00 +0000\n\n"
    path = write(tmp_path, "letter.txt", letter + "May we meet?\nIn May.\n\nWhen?\nAny day.\n")
    assert not notes.holds(path)
    assert not notes.holds(write(tmp_path, "list.txt", "Why?\n\nHow?\n\nWhere?\n")), "nobody has answered"


def test_two_people_behind_one_title_stay_two(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"Coffee chat {digit * 32}.md", f"# Coffee chat\n\nPerson: {name}\n\n## Why?\n\nLuck.\n")
             for digit, name in (("1", "Amara Okonkwo"), ("2", "Jon Li"), ("3", "Amara Okonkwo"))]
    reading = notes.read(paths, About("ann"))
    assert rows(reading, "contacts", "contact", "name") == [("Coffee chat", "Amara Okonkwo"), ("jon-li", "Jon Li")]
    assert rows(reading, "meetings", "contact") == [("Coffee chat",), ("jon-li",), ("Coffee chat",)]
    assert reading.problems == []


def test_front_matter_never_closed(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "---\nname: Jane Roe\ntags:\n- a\n\n## Why?\n\nLuck.\n")
    assert rows(reading, "contacts", "name", "tags") == [("Jane Roe", "a")]
    assert rows(reading) == [("Why?", "Luck.")]
    assert reading.problems[0].value == "name: Jane Roe\ntags:\n- a"
    assert first_problem(reading) == (
        "The front matter of jane.md is never closed, so its lines up to the first blank line or heading were read as "
        "front matter; write --- below it.")


def test_front_matter_that_cannot_be_read(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "---\ndate: 2026-10-03\ntitle: Jane: a nurse\n---\n## Why?\n\nLuck.\n")
    assert rows(reading) == [("Why?", "Luck.")]
    assert reading.problems[0].value == "date: 2026-10-03\ntitle: Jane: a nurse"
    assert first_problem(reading) == (
        "The front matter of jane.md cannot be read at line 3 (mapping values are not allowed in this context), so it "
        "was left out; write each line as `key: value`, with quotes around a value that holds a colon, and --- below "
        "the last one.")


def test_words_between_two_rules_are_no_front_matter(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "---\nJust words\n---\n\n## Why?\n\nLuck.\n")
    assert rows(reading) == [(None, "Just words"), ("Why?", "Luck.")]


def test_values_of_front_matter_stay_as_written(tmp_path: Path) -> None:
    front = "name: No\ndate: 2026-10-03\ntime: 9:30\nminutes: 045\nemail: ~\nlinks:\n- a: b\n"
    reading = read_one(tmp_path, f"---\n{front}---\n## Why?\n\nLuck.\n")
    assert rows(reading, "contacts", "name", "links") == [("No", "[{a: b}]")]
    assert rows(reading, "meetings", "starts_at", "minutes") == [("2026-10-03T09:30", "045")]


def test_front_matter_nested_without_end(tmp_path: Path) -> None:
    reading = read_one(tmp_path, f"---\n{'[' * 50_000}\n---\n## Why?\n\nLuck.\n")
    assert rows(reading) == [("Why?", "Luck.")]
    assert "it is nested too deeply" in first_problem(reading)


def test_two_notes_on_one_contact(tmp_path: Path) -> None:
    text = "---\ncontact: jane\nname: Jane\nrole: {}\n---\n## Why?\n\nLuck.\n"
    paths = [write(tmp_path, "first.md", text.format("Nurse")), write(tmp_path, "second.md", text.format("Doctor"))]
    reading = notes.read(paths, About("ann"))
    assert rows(reading, "contacts", "contact", "role") == [("jane", "Nurse")]
    assert rows(reading, "meetings", "meeting", "contact") == [("first", "jane"), ("second", "jane")]
    assert first_problem(reading) == (
        "second.md says 'Doctor' for role of the contact 'jane', where an earlier note says 'Nurse', which was kept; "
        "write the same in both.")


def test_handles_are_unique(tmp_path: Path) -> None:
    names = ["a/jane.md", "b/jane.md", "2026-10-03-tom.md", "2026-10-04-tom.md", "eve-2026-10-05.md", "2026-99-99-x.md"]
    reading = notes.read([write(tmp_path, name, "## Why?\n\nLuck.\n") for name in names], About("ann"))
    assert rows(reading, "contacts", "contact", "name") == [
        ("a-jane", "jane"), ("b-jane", "jane"), ("tom", "tom"), ("eve", "eve"), ("2026-99-99-x", "2026-99-99-x")]
    # Two days with one person.
    assert rows(reading, "meetings", "meeting", "contact")[2:4] == [
        ("2026-10-03-tom", "tom"), ("2026-10-04-tom", "tom")]
    assert rows(reading, "meetings", "starts_at") == [
        (None,), (None,), ("2026-10-03",), ("2026-10-04",), ("2026-10-05",), (None,)]


def test_encodings(tmp_path: Path) -> None:
    text = "## Where?\r\n\r\nIn a café.\r\n"
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        reading = read_one(tmp_path, text.encode(encoding))
        assert rows(reading) == [("Where?", "In a café.")]
        assert reading.problems == []
    reading = read_one(tmp_path, text.encode("cp1252"))
    assert rows(reading) == [("Where?", "In a café.")]
    assert first_problem(reading) == (
        "jane.md is not written in UTF-8, so it was read as Windows-1252; where its accents are wrong, save it as "
        "UTF-8.")


def test_a_file_that_is_no_text_does_not_stop_the_others(tmp_path: Path) -> None:
    photo, jane = write(tmp_path, "photo.md", b"\x89PNG\0\0"), write(tmp_path, "jane.md", "## Why?\nLuck.")
    reading = notes.read([photo, tmp_path / "gone.md", jane], About("ann"))
    assert rows(reading) == [("Why?", "Luck.")]
    assert [problem.problem for problem in reading.problems] == [
        "photo.md is not a text file, so it was left out; save it as plain text.",
        "gone.md cannot be opened (No such file or directory), so it was left out; check that it is a file that may be "
        "read.",
    ]


def test_a_code_block_never_closed_is_said(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "## Why?\n\n```\nLuck.\n\n## Where?\n\nHere.\n")
    assert rows(reading) == [("Why?", "Luck.\n\n## Where?\n\nHere.")]
    assert first_problem(reading) == (
        "The code block that begins in line 3 of jane.md is never closed, so the headings below it were read as its "
        "text; write ``` below the code.")


def test_no_notes() -> None:
    reading = notes.read([], About("ann"))
    assert {name: len(frame) for name, frame in reading.tables.items()} == {"contacts": 0, "meetings": 0, "answers": 0}


quick = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
signs = st.text(alphabet="-#>`~[]()<>!:^|*_.\\&; \t\n\r\x00é1aB", max_size=80)


@quick
@given(st.one_of(st.text(), signs, signs.map("---\n".__add__), st.binary()))
def test_any_text_makes_a_reading(tmp_path: Path, text: str | bytes) -> None:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    try:
        reading = read_one(tmp_path, data)
    except LogError as error:
        assert b"\0" in data and str(error).startswith("jane.md is not a text file")
        return
    assert len(reading.tables["contacts"]) == len(reading.tables["meetings"]) <= 1
    assert all(problem.problem.startswith(("jane.md", "The ", "Line ", "What ")) for problem in reading.problems)


words = st.lists(st.text(alphabet=st.characters(categories=("L",)), min_size=1, max_size=8), min_size=1, max_size=8)


@quick
@given(st.lists(st.lists(words, min_size=1, max_size=3), min_size=1, max_size=4))
def test_every_word_under_a_heading_is_in_its_answer(tmp_path: Path, typed: list[list[list[str]]]) -> None:
    text = "\n\n".join(f"## Question {at}?\n\n" + "\n\n".join(map(" ".join, said)) for at, said in enumerate(typed))
    found = rows(read_one(tmp_path, text))
    assert [question for question, _ in found] == [f"Question {at}?" for at in range(len(typed))]
    for said, (_, answer) in zip(typed, found, strict=True):
        assert answer == "\n\n".join(map(" ".join, said))


@pytest.mark.skipif(not INTERVIEWS.is_dir(), reason=f"the published interviews are not in {INTERVIEWS}")
def test_the_published_interviews() -> None:
    reading = notes.read(sorted(INTERVIEWS.glob("*.markdown")), About("ann"))
    answers = reading.tables["answers"]
    assert {name: len(frame) for name, frame in reading.tables.items()} == {
        "contacts": 938, "meetings": 938, "answers": 3752}
    assert answers["question"].value_counts().to_dict() == {
        "Who are you, and what do you do?": 938, "What hardware do you use?": 938, "And what software?": 938,
        "What would be your dream setup?": 938}
    # Two people answered in pictures only.
    assert set(answers.loc[answers["answer"].isna(), "meeting"]) == {"pirijan", "why"}
    assert not any(re.search(r"^\s*\[[^\]]+\]:", text, re.MULTILINE) for text in answers["answer"].dropna())
    assert answers.loc[answers["position"] == "4", "answer"].str.split().str.len().median() == 92.5
    assert [(problem.file, problem.row) for problem in reading.problems] == [("tamas.kemenczy.markdown", 38)]


@pytest.mark.parametrize("text", [
    "**Why?**\n\nLuck.\n\n**What next?**\n\nUp.\n", "**Why?**\nLuck.\n**What next?**\nUp.\n",
    "**Why?** Luck.\n\n**What next?** Up.\n", "__1. Why?__\n\nLuck.\n\n***2. What next?***\n\nUp.\n",
    "**Why**?\nLuck.\n\n**What next?**:\nUp.\n", "1. Why?\nLuck.\n2. What next?\nUp.\n",
    "1. Why?\n\n   Luck.\n\n2. What next?\n\n   Up.\n", "1. Why?\n\nLuck.\n\n2. What next?\n\nUp.\n",
    "1) **Why?**\nLuck.\n2) **What next?**\nUp.\n", "Q1: Why?\nLuck.\nQ2: What next?\nUp.\n",
    "Question 1. Why?\n\nLuck.\n\nQuestion 2. What next?\n\nUp.\n", "(1) Why?\nLuck.\n\n(2) What next?\nUp.\n",
    "1\\. Why?\n\nLuck.\n\n2\\. What next?\n\nUp.\n"])
@pytest.mark.parametrize("name", ["jane.md", "jane.txt"])
def test_bold_and_numbered_lines_are_questions_where_no_headings_are(tmp_path: Path, text: str, name: str) -> None:
    reading = read_one(tmp_path, text, name)
    assert rows(reading) == [("Why?", "Luck."), ("What next?", "Up.")]
    assert reading.problems == []
    assert notes.holds(tmp_path / name)


def test_bold_lines_below_headings_that_do_not_ask(tmp_path: Path) -> None:
    text = ("# Jane\n\n## Past\n\n**Why?**\n\nLuck.\n\n**Where?**\n\nHere.\n\n"
            "## Future\n\nIt is open.\n\n**What next?**\n\nUp.\n")
    assert rows(read_one(tmp_path, text), "answers", "section", "question", "answer") == [
        ("Past", "Why?", "Luck."), ("Past", "Where?", "Here."), (None, "Future", "It is open."),
        ("Future", "What next?", "Up.")]


def test_bold_and_numbered_lines_stay_words_where_headings_ask(tmp_path: Path) -> None:
    text = "## Why?\n\n**Really?**\n\nYes.\n\n1. So?\n2. So.\n\n## Where?\n\n#### Here\n\nAnd there.\n"
    assert rows(read_one(tmp_path, text)) == [
        ("Why?", "Really?\n\nYes.\n\n1. So?\n2. So."), ("Where?", "Here\n\nAnd there.")]


def test_one_question_with_headings_in_its_answer(tmp_path: Path) -> None:
    assert rows(read_one(tmp_path, "## What is your day like?\n\n#### Morning\n\nTea.\n\n#### Evening\n\nMail.\n")) == [
        ("What is your day like?", "Morning\n\nTea.\n\nEvening\n\nMail.")]


@pytest.mark.parametrize(("text", "expected"), [
    ("**Past**\n\nLuck.\n\n**Future**\n\nUp.\n", [("Past", "Luck."), ("Future", "Up.")]),
    ("1. Past\n\nLuck.\n\n2. Future\n\nUp.\n", [("Past", "Luck."), ("Future", "Up.")]),
    ("1. Why?\n   - luck\n   - work\n2. Where?\n", [("Why?", "- luck\n- work"), ("Where?", None)]),
    ("1. Why?\n2. Tell me more.\nYes.\n\n**Bold** words.\n", [("Why?", "Tell me more. Yes.\n\nBold words.")]),
    ("Some **bold** words.\n\n1. one\n2. two\n", [(None, "Some bold words.\n\n1. one\n2. two")]),
    ("**Salary:** 50k\n\n**Place:** here\n", [(None, "Salary: 50k\n\nPlace: here")])])
def test_bold_and_numbered_lines_that_do_not_ask(tmp_path: Path, text: str, expected: list[tuple]) -> None:
    assert rows(read_one(tmp_path, text)) == expected


@pytest.mark.parametrize("heading", ["## Reflection", "**Reflection**", "## My reflections:", "**Reflection:**"])
def test_reflections(tmp_path: Path, heading: str) -> None:
    question = "## {}" if heading[0] == "#" else "**{}**"
    text = f"{question.format('Why?')}\n\nLuck.\n\n{heading}\n\nCalm.\n\n{question.format('Where?')}\n\nHere.\n"
    reading = read_one(tmp_path, text)
    assert rows(reading) == [("Why?", "Luck."), ("Where?", "Here.")]
    assert rows(reading, "reflections", "note") == [("Calm.",)]


def test_plain_texts_that_ask_nothing_are_no_notes(tmp_path: Path) -> None:
    for text in ("1. Grant of licence.\n2. No warranty.\n", "Why? Who knows? Nobody.\n", "", "1. One question?\n"):
        assert not notes.holds(write(tmp_path, "licence.txt", text)), text
    assert not notes.holds(write(tmp_path, "photo.txt", b"\x89PNG\0\0??")) and not notes.holds(tmp_path / "gone.txt")


@pytest.mark.parametrize(("name", "handle", "day"), [
    ("2026-10-03-jane.md", "jane", "2026-10-03"), ("jane 2026.10.03.md", "jane", "2026-10-03"),
    ("20261003_jane.md", "jane", "2026-10-03"), ("jane 3 Oct 2026.md", "jane", "2026-10-03"),
    ("October 3, 2026 - jane.md", "jane", "2026-10-03"), ("jane (2026-10-03).md", "jane", "2026-10-03"),
    ("2026-10-03.md", "2026-10-03", "2026-10-03"), ("GMT20261003-090500_jane.md", "jane", "2026-10-03T09:05:00+00:00"),
    ("22-10-2026 jane.md", "jane", "2026-10-22"), ("jane - 22_10_2026.md", "jane", "2026-10-22"),
    ("10-22-2026 jane.md", "jane", "2026-10-22"), ("03.10.2026 jane.md", "jane", "2026-10-03"),
    ("22 Oct 2026 jane.md", "jane", "2026-10-22"), ("Oct 22, 2026 jane.md", "jane", "2026-10-22"),
    ("31-02-2026 jane.md", "31-02-2026 jane", None),
    ("jane 8f3a1b2c4d5e6f708192a3b4c5d6e7f8.md", "jane", None), ("20261399 jane.md", "20261399 jane", None),
    ("jane-12345678.md", "jane-12345678", None), ("may jane.md", "may jane", None)])
def test_dates_in_file_names(tmp_path: Path, name: str, handle: str, day: str | None) -> None:
    reading = read_one(tmp_path, "## Why?\n\nLuck.\n", name)
    assert rows(reading, "meetings", "meeting", "starts_at") == [(handle, day)]


@pytest.mark.parametrize(("other", "day"), [
    ("22-10-2026 omar.md", "2026-04-03"), ("10-22-2026 omar.md", "2026-03-04"), ("03-03-2026 omar.md", None),
    ("2026-10-22 omar.md", None), ("elsewhere/22-10-2026 omar.md", None)])
def test_which_number_in_a_file_name_is_the_day_other_names_of_its_folder_decide(
    tmp_path: Path, other: str, day: str | None
) -> None:
    paths = [write(tmp_path, name, "## Why?\n\nLuck.\n") for name in ("03-04-2026 jane.md", other)]
    reading = notes.read(paths, About("ann"))
    assert rows(reading, "meetings", "meeting", "starts_at")[0] == ("jane", day or "03-04-2026")
    assert [(problem.file, problem.value, problem.problem) for problem in reading.problems] == ([] if day else [
        ("03-04-2026 jane.md", "03-04-2026", "The date in 03-04-2026 jane.md may be 2026-04-03 or 2026-03-04, and no "
         "other file name in its folder decides; write it with the year first.")])


@pytest.mark.parametrize(("name", "start"), [
    ("2026-10-22 14.05 Jane Roe", "2026-10-22T14:05:00"),
    ("Jane Roe-20261022_140512-Meeting Recording", "2026-10-22T14:05:12"),
    ("Coffee chat with Jane Roe (2026-10-22 14_05 GMT-4) - Transcript", "2026-10-22T14:05:00"),
    ("Meeting with Jane Roe_otter_ai", None)])
def test_what_teams_google_and_otter_call_a_file(tmp_path: Path, name: str, start: str | None) -> None:
    reading = read_one(tmp_path, "## Why?\n\nLuck.\n", f"{name}.md")
    assert rows(reading, "meetings", "starts_at") == [(start,)]
    assert rows(reading, "contacts", "name") == [("Jane Roe",)] and reading.problems == []


def test_what_otter_calls_a_talk_that_nobody_named_is_nobodys_name(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "## Why?\n\nLuck.\n", "Note_otter_ai.txt")
    assert rows(reading, "contacts", "name") == [(None,)]
    assert first_problem(reading).startswith("Who was met is not said in Note_otter_ai.txt; ")


def test_items_of_a_list_that_ask_are_questions(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "- **What is best?**\n    \n    Rounds.\n    \n    - early\n- Where next?\n    - Up.")
    assert rows(reading) == [("What is best?", "Rounds.\n\n- early"), ("Where next?", "- Up.")]


def test_tags_above_the_questions_are_those_of_the_note(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "# Jane Roe\n\n#nursing #care\n\n## Why?\n\nLuck, C# and #4.\n\n#tired\n")
    assert rows(reading) == [("Why?", "Luck, C# and #4.\n\ntired")]
    assert rows(reading, "contacts", "name", "tags") == [("Jane Roe", "nursing; care")] and reading.problems == []


def test_a_title_that_repeats_the_name_of_the_file_is_that_name(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "Interview with Jane Roe\nOctober 22, 2026\n\n## Why?\n\nLuck.\n", "Jane Roe.md")
    assert rows(reading, "contacts", "name") == [("Jane Roe",)]


def test_titles_made_to_be_slow_are_not(tmp_path: Path) -> None:
    before = time.perf_counter()
    assert len(read_one(tmp_path, "a " * 50_000).tables["answers"]) == 1
    assert time.perf_counter() - before < 20, "a generous bound: it is below a second on a quiet computer"


@pytest.mark.parametrize(("words", "encoding", "called"), [
    ("In a café, naïve as I was.", "cp1252", "Windows-1252 (it may also be Windows-1250)"),
    ("Zażółć gęślą jaźń, dziękuję bardzo.", "cp1250", "Windows-1250"),
    ("Добрый день, я работаю учителем.", "cp1251", "Windows-1251"),
    ("Привет, как дела? Всё хорошо, спасибо. Я работаю учителем.", "koi8_r", "KOI8-R"),
    ("こんにちは。今日はどんなお仕事をされていますか。", "cp932", "Shift JIS (it may also be EUC-KR)"),
    ("Καλημέρα, δουλεύω σε νοσοκομείο.", "cp1253", "Windows-1253")])
def test_character_sets_are_found(tmp_path: Path, words: str, encoding: str, called: str) -> None:
    reading = read_one(tmp_path, f"## Why?\n\n{words}\n".encode(encoding))
    assert rows(reading) == [("Why?", words)]
    assert (reading.problems[0].row, reading.problems[0].value) == (3, words)
    assert first_problem(reading) == (f"jane.md is not written in UTF-8, so it was read as {called}; where its accents "
                                      "are wrong, save it as UTF-8.")


def test_character_sets_without_a_mark_and_with_slips(tmp_path: Path) -> None:
    text = "## Where?\n\nIn a café, été.\n"
    for encoding in ("utf-16-le", "utf-16-be", "utf-32"):
        assert rows(read_one(tmp_path, text.encode(encoding))) == [("Where?", "In a café, été.")], encoding
    reading = read_one(tmp_path, text.encode() + b"na\xefve\n")
    assert rows(reading) == [("Where?", "In a café, été. naïve")]
    assert first_problem(reading) == ("jane.md is written in UTF-8 but for 1 of its bytes, which were read as "
                                      "Windows-1252; where its accents are wrong, save it as UTF-8.")
    reading = read_one(tmp_path, "## Where?\n\nIn a \0 caf\u00e9, and so on, at length.\n")
    assert rows(reading) == [("Where?", "In a \ufffd café, and so on, at length.")] and len(reading.problems) == 1


def test_a_file_alone_that_is_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LogError, match="^photo.md is not a text file, so it was left out; save it as plain text.$"):
        read_one(tmp_path, b"\x89PNG\0\0", "photo.md")
    with pytest.raises(LogError, match="^gone.md cannot be opened"):
        notes.read([tmp_path / "gone.md"], About("ann"))


def test_brackets_without_end(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "## Why?\n\n" + "[" * 100_000 + "\n")
    assert rows(reading) == [("Why?", "[" * 100_000)]
    assert first_problem(reading) == ("The paragraph in line 3 of jane.md has more than 5,000 opening brackets, so no "
                                      "links were looked for in it; split it into several.")


def test_comments_never_closed(tmp_path: Path) -> None:
    text = "<!--\n" * 20_000
    assert rows(read_one(tmp_path, f"## Why?\n\n{text}")) == [("Why?", " ".join(["<!--"] * 20_000))]
    assert rows(read_one(tmp_path, "## Why?\n\n<!-- a\n\nb\n\n<!-- c --> d\n\n<!-- e -->\n")) == [
        ("Why?", "<!-- a\n\nb\n\nd")]


def test_front_matter_cannot_say_where_a_row_is_from(tmp_path: Path) -> None:
    reading = read_one(tmp_path, "---\n_row: abc\n_file: x.md\n---\n# Jane\n\n## Why?\n\nSo.\n")
    assert reading.tables["contacts"][["row", "file", "_file", "_row"]].to_numpy().tolist() == [
        ["abc", "x.md", "jane.md", 1]]


def test_a_date_is_nobody_and_thoughts_are_the_students_own(tmp_path: Path) -> None:
    reading = notes.read([write(tmp_path, "2026-10-03.md", "## Why?\n\nLuck.\n\n## My thoughts\n\nI doubt it.\n")],
                         About("ann"))
    assert rows(reading) == [("Why?", "Luck.")]
    assert rows(reading, "reflections", "note") == [("I doubt it.",)]
    assert first_problem(reading) == (
        "Who was met is not said in 2026-10-03.md; write `name:` between two lines of three dashes at its top, or the "
        "name into that of the file; in a log that has it already, write the name into its contacts instead.")


def test_an_occasion_is_no_part_of_a_name(tmp_path: Path) -> None:
    texts = {"a.md": "# Interview with Jane Smith, Data Scientist at Acme\n\n## Why?\n\nLuck.\n",
             "b.md": "# Informational interview: Tomáš Dvořák — 3 Oct 2026\n\n## Why?\n\nLuck.\n",
             "Notes from my chat with Ann Lee.md": "## Why?\n\nLuck.\n",
             "2026-10-12 Smith, Jane.md": "## And now?\n\nWork.\n"}
    reading = notes.read([write(tmp_path, name, text) for name, text in texts.items()], About("ann"))
    assert [row[0] for row in rows(reading, "contacts", "name")] == ["Jane Smith", "Tomáš Dvořák", "Ann Lee"]
    assert rows(reading, "meetings", "contact", "starts_at") == [
        ("a", None), ("b", "2026-10-03"), ("Notes from my chat with Ann Lee", None), ("a", "2026-10-12")]


@pytest.mark.parametrize(("title", "name", "kind"), [
    ("Coffee with Bo Ray, 8 October 2026", "Bo Ray", "interview"), ("Interview: Bo Ray", "Bo Ray", "interview"),
    ("Shadow day at Mercy (Bo Ray)", "Bo Ray", "shadow"), ("Bo Ray <> me", "Bo Ray", "interview"),
    ("Informational interview with Dr. Amara Okonkwo @ Mercy", "Dr. Amara Okonkwo", "interview"),
    ("Call w/ Bo Ray", "Bo Ray", "interview"), ("Mercy Hospital shadow day - Bo Ray", "Bo Ray", "shadow"),
    ("Ann Lee <> Bo Ray", "Bo Ray", "interview"), ("bo-ray-interview", "bo ray", "interview"),
    ("Shadowing on the ward", None, "shadow"), ("Coffee chat", None, "interview")])
@pytest.mark.parametrize("place", ["heading", "front matter", "file name"])
def test_a_title_that_says_an_occasion_names_whom_one_met(
    tmp_path: Path, title: str, name: str | None, kind: str, place: str
) -> None:
    above = {"heading": f"# {title}\n\n", "front matter": f"---\ntitle: '{title}'\n---\n\n", "file name": ""}[place]
    file = "notes.md" if above else f"{title.replace('/', 'ith')}.md"
    reading = notes.read([write(tmp_path, file, f"{above}## Why?\n\nLuck.\n")], About("ann", student_name="Ann Lee"))
    assert rows(reading, "contacts", "name") == [(name,)] and rows(reading, "meetings", "kind") == [(kind,)]
    if "8 October" in title:
        assert rows(reading, "meetings", "starts_at") == [("2026-10-08",)]
    assert [problem.problem for problem in reading.problems] == ([] if name else [
        f"Who was met is not said in {file}; write `name:` between two lines of three dashes at its top, or the name "
        "into that of the file; in a log that has it already, write the name into its contacts instead."])
    assert above == "" or rows(reading, "meetings", "title") == [(title,)]


def test_notes_on_two_meetings_with_one_person_may_have_two_titles(tmp_path: Path) -> None:
    paths = [write(tmp_path, f"{number}.md", f"# {title}\n\n## Why?\n\nLuck.\n")
             for number, title in enumerate(["Coffee with Bo Ray", "Shadow day: Bo Ray"])]
    reading = notes.read(paths, About("ann"))
    assert rows(reading, "contacts", "name") == [("Bo Ray",)] and reading.problems == []
    assert rows(reading, "meetings", "title") == [("Coffee with Bo Ray",), ("Shadow day: Bo Ray",)]


@pytest.mark.parametrize("form", ["{}: {}", "---\n{}: {}\n---", "**{}:** {}"])
@pytest.mark.parametrize(("key", "value", "table", "column", "cell"), [
    ("Company", "Mercy", "contacts", "organization", "Mercy"), ("Job title", "Nurse", "contacts", "role", "Nurse"),
    ("Industry", "Health", "contacts", "field", "Health"), ("Interviewee", "Bo Ray", "contacts", "name", "Bo Ray"),
    ("Type", "Shadow", "meetings", "kind", "shadow"), ("Type", "Job shadow", "meetings", "kind", "shadow"),
    ("Type", "note", "contacts", "Type", "note"), ("Format", "Video", "meetings", "mode", "video"),
    ("Connection", "Introduced", "contacts", "tie", "introduced"), ("Connection", "my aunt", "contacts", "Connection",
                                                                    "my aunt")])
def test_notes_know_the_words_that_lists_have_for_columns(
    tmp_path: Path, form: str, key: str, value: str, table: str, column: str, cell: str
) -> None:
    above = form.format(key, value).replace("---\n", "---\ndate: 2026-10-08\n", 1)
    above += "" if "---" in form else f"\n{form.format('Date', '2026-10-08')}"
    reading = read_one(tmp_path, f"{above}\n\n## Why?\n\nLuck.\n")
    assert rows(reading, table, column) == [(cell,)] and reading.problems == [] and rows(reading) == [("Why?", "Luck.")]
    kept = reading.tables["contacts"].get(key)
    assert (kept is None) == (column != key and cell.casefold() == value.casefold())
    assert kept is None or kept.tolist() == [value], "what says more than the column has room for stays as well"


def test_fields_on_lines_of_their_own_are_properties_and_no_words(tmp_path: Path) -> None:
    text = ("---\ncompany: '[[Mercy Hospital]]'\n---\n# Bo Ray\n\n"
            "## Why?\n\nup:: [[Nursing]]\nLuck.\n- mood:: calm\n\n## How?\n\nSo: `a:: b`.\n"
            "[up:: [[Care|care]]]\n\n```\nstd:: vector\n```\n")
    reading = read_one(tmp_path, text)
    assert rows(reading) == [("Why?", "Luck."), ("How?", "So: a:: b.\n\nstd:: vector")] and reading.problems == []
    assert rows(reading, "contacts", "name", "organization", "up", "mood") == [
        ("Bo Ray", "Mercy Hospital", "Nursing; care", "calm")]


def test_a_name_that_was_missing_is_written_into_the_log_and_nothing_comes_twice(tmp_path: Path) -> None:
    path = write(tmp_path, "Coffee chat.md", "# Coffee chat\n\n## Why?\n\nLuck.\n")
    journal = sk.open_journal(tmp_path / "log")
    journal.bring_in(path)
    journal.amend("contacts", "Coffee chat", name="Bo Ray")
    assert journal.bring_in(path).counts["added"].sum() == 0
    path.write_text(f"---\nname: Bo Ray\n---\n{path.read_text()}")
    assert journal.bring_in(path).counts["added"].sum() == 0
