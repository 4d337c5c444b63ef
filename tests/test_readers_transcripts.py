"""Transcripts with names and times: every style of label, who asked what, and not a word lost."""

import html
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit.errors import LogError
from shadowkit.readers import About, exchanges, notes, transcripts

REAL = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "transcripts"
OTTER, EDITED = REAL / "otter", REAL / "front_matter"
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
        "Who speaks is not known in 1 of 3 turns of talk.txt (line 3); undo this where it is in a log already, write "
        "the names into the file, and read it again.",
        "Line 7 of talk.txt is earlier in the recording than the turn above it; correct one of the times.",
        "'Transcribed by https://otter.ai' in talk.txt is what the service wrote below, so it was left out."]
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


TALK = """Ali Khan: Thanks for your time.
Ruth Gray: With pleasure.

Ali Khan: I read about your ward. How did you begin?

Ruth Gray: By luck.

Unlabelled words go on.

Ali Khan: I see.
Ruth Gray: Then I stayed.
Ali Khan: Tell me about your day.
Ruth Gray: I rise at five.
Omar: And I at six.
Ruth Gray: He does.
Ali Khan: What next?
"""
ANSWERS = [
    ("", "With pleasure.", "Ruth Gray", 2),
    ("I read about your ward. How did you begin?", "By luck.\n\nUnlabelled words go on.\n\nThen I stayed.", "Ruth Gray",
     4),
    ("", "I see.", "Ali Khan", 10),
    ("Tell me about your day.", "I rise at five.\n\nHe does.", "Ruth Gray", 12),
    ("Tell me about your day.", "And I at six.", "Omar", 14),
    ("What next?", "", "", 16)]


def read_one(folder, text, about=None, name="talk.txt"):
    (folder / name).write_text(text, encoding="utf-8")
    return notes.read([folder / name], about or About("ann"))


def cells(reading, *columns):
    frame = reading.tables["answers"]
    return list(frame[list(columns)].astype(object).where(frame[list(columns)].notna(), "").itertuples(
        index=False, name=None))


def test_what_the_student_asks_is_a_question_and_what_follows_its_answer(tmp_path):
    reading = read_one(tmp_path, TALK, About("ann", student_name="ali khan"))
    assert cells(reading, "question", "answer", "speaker", "_row") == ANSWERS
    assert reading.tables["contacts"][["contact", "name"]].to_numpy().tolist() == [["ruth-gray", "Ruth Gray"]]
    assert reading.tables["meetings"][["meeting", "contact"]].to_numpy().tolist() == [["talk", "ruth-gray"]]
    assert reading.problems == []


def test_what_the_student_says_before_asking_is_kept_with_the_meeting_and_is_no_answer(tmp_path):
    (tmp_path / "talk.txt").write_text(TALK.replace("I see.", "Gratitude, gratitude."), encoding="utf-8")
    log = sk.load(tmp_path / "talk.txt", student_name="Ali Khan")
    assert log.meetings["opening"].tolist() == ["Thanks for your time."]
    own = log.answers[log.answers["speaker"] == "Ali Khan"]
    assert own[["question", "answer"]].fillna("").to_numpy().tolist() == [["", "Gratitude, gratitude."]]
    matrix, told = sk.perspectives(log), sk.distinctive(log)
    assert list(matrix.columns[4:]) == ["Ruth Gray", "Omar"] and "ratitude" not in matrix.to_string()
    assert matrix["question"].fillna("").tolist() == [
        "I read about your ward. How did you begin?", "Tell me about your day.", ""]
    assert set(told["group"]) == {"Ruth Gray", "Omar"} and not set(told["word"]) & {"gratitude", "thanks"}
    covered = sk.coverage(log).set_index("topic")
    assert covered.loc[["path", "day"], ["people", "answers"]].to_numpy().tolist() == [[1, 1], [2, 2]]
    assert covered["answers"].sum() == 3
    assert sk.concordance(log, "gratitude").empty and sk.concordance(log, "thanks").empty


OTTER_EXPORT = """Informational interview with Ruth Gray
Tue, Sep 22, 2026 2:00PM • 1:24:31

SUMMARY KEYWORDS
nursing, night shift

SPEAKERS
Speaker 1, Speaker 2

Speaker 1  0:03
How did you begin?

Speaker 2  0:13
By luck.

Transcribed by https://otter.ai
"""


@pytest.mark.parametrize(("text", "starts", "minutes"), [
    (OTTER_EXPORT, "2026-09-22 14:00", 84),
    ("Ruth Gray interview\nSep 22, 2026\n24 min\n\n" + OTTER_EXPORT[OTTER_EXPORT.index("Speaker 1  "):],
     "2026-09-22 00:00", 24)])
def test_an_export_of_otter_with_one_turn_for_each_speaker(tmp_path, text, starts, minutes):
    log = loaded(tmp_path, text)
    assert [(f"{when:%Y-%m-%d %H:%M}", lasted) for when, lasted in zip(
        log.meetings["starts_at"], log.meetings["minutes"], strict=True)] == [(starts, minutes)]
    assert log.contacts["name"].tolist() == ["Ruth Gray"]
    assert log.answers[["question", "answer", "speaker", "at_seconds", "asked_by"]].to_numpy().tolist() == [
        ["How did you begin?", "By luck.", "Speaker 2", 13.0, "Speaker 1"]]
    assert log.problems[["value", "kind"]].to_numpy().tolist() == [
        ["Speaker 1; Speaker 2", "mend"], ["Transcribed by https://otter.ai", "know"]]


def test_sentences_above_turns_with_times_are_a_note(tmp_path):
    assert transcripts.talk("I met her at noon, and it was warm.\n\nAli  0:05\nWhy?\nRuth  0:07\nLuck.\n") is None


people = pd.DataFrame({"contact": ["ruth", "omar", "mei"], "name": ["Dr. Ruth Gray", "Omar Said", None]}, dtype="str")


@pytest.mark.parametrize(("about", "text", "name"), [
    (About("ann", student_name="Álì"), TALK, "talk.txt"), (About("ali-khan"), TALK, "talk.txt"),
    (About("ali"), TALK, "ruth.txt"), (About("ann", contacts=people), TALK, "talk.txt"),
    (About("ann"), TALK.replace("Ali Khan", "Interviewer"), "talk.txt"),
    (About("ann"), TALK.replace("Ali Khan", "Me"), "ruth.md"),
    (About("ann"), TALK.replace("Ali Khan", "Q").replace("Omar", "Guest"), "talk.txt")])
def test_who_the_student_is(tmp_path, about, text, name):
    reading = read_one(tmp_path, text, about, name)
    assert reading.problems == []
    assert [(question, answer) for question, answer, _ in cells(reading, "question", "answer", "speaker")] == [
        (question, answer) for question, answer, _, _ in ANSWERS]


def test_a_log_called_after_its_file_does_not_make_the_person_met_the_student(tmp_path):
    log = loaded(tmp_path, TALK, "2026-10-03-ruth-gray.txt")
    assert set(log.answers["speaker"].dropna()) == {"Ali Khan", "Ruth Gray", "Omar"}
    assert log.problems["problem"].str.contains("is the student is not known").tolist() == [True]


@pytest.mark.parametrize(("about", "text", "name", "problem"), [
    (About("ann"), TALK, "talk.txt", "Which of 'Ali Khan', 'Ruth Gray' and 'Omar' is the student is not known in "
     "talk.txt, so every turn was kept as an answer of who said it; say it with sk.load(path, student_name='Ali "
     "Khan')."),
    (About("ruth"), TALK, "ruth.txt", "Which of 'Ali Khan', 'Ruth Gray' and 'Omar' is the student is not known in "
     "ruth.txt, so every turn was kept as an answer of who said it; say it with sk.load(path, student_name='Ali "
     "Khan')."),
    (About("ann", student_name="Zoe"), TALK, "talk.txt", "'Zoe' is not just one of the speakers of talk.txt, who are "
     "'Ali Khan', 'Ruth Gray' and 'Omar', so every turn was kept as an answer of who said it; give the name as it is "
     "written there, such as student_name='Ali Khan'."),
    (About("ann"), "".join(f"Person {number}: Hello.\nAli: Yes.\n" for number in range(8)), "talk.txt",
     "Which of 'Person 0', 'Ali', 'Person 1', 'Person 2', 'Person 3' and 4 more is the student is not known in "
     "talk.txt, so every turn was kept as an answer of who said it; say it with sk.load(path, "
     "student_name='Person 0').")])
def test_who_the_student_is_is_asked_for(tmp_path, about, text, name, problem):
    reading = read_one(tmp_path, text, about, name)
    assert [found.problem for found in reading.problems] == [problem]
    assert reading.tables["contacts"]["contact"].tolist() == [name.split(".")[0]]
    assert "ann" not in set(reading.tables["answers"]["speaker"])


@pytest.mark.parametrize("folder", ["ruth", "ruth-gray", "ruth gray notes", "ali khan notes", "khan"])
def test_a_folder_makes_nobody_the_student_who_asks_less_or_is_called_otherwise(tmp_path, folder):
    reading = read_one(tmp_path, TALK, About(folder))
    assert [problem.problem.partition(" is not known")[0] for problem in reading.problems] == [
        "Which of 'Ali Khan', 'Ruth Gray' and 'Omar' is the student"]
    assert not {row for row in cells(reading, "question", "answer") if row[0] == "By luck."}


def test_where_the_student_asks_nothing_and_somebody_else_nearly_all_it_is_said(tmp_path):
    reading = read_one(tmp_path, TALK, About("ann", student_name="Ruth Gray"))
    assert [problem.problem for problem in reading.problems] == [
        "'Ruth Gray' was taken for the student in talk.txt, and asks in 0 of 11 turns, 'Ali Khan' in 3; if the student "
        "is 'Ali Khan', undo this where it is in a log already, and read it again with student_name='Ali Khan'."]
    assert reading.problems[0].kind == "mend"


def test_what_students_say_without_asking_is_never_the_other_persons(tmp_path):
    two = TALK.replace("I see.", "Mm-hmm.").replace("Omar: And I at six.\n", "")
    (tmp_path / "talk.txt").write_text(two, encoding="utf-8")
    journal = sk.open_journal(tmp_path / "my log")
    journal.bring_in(tmp_path / "talk.txt", student_name="Ali Khan")
    log = journal.log
    own = log.answers[log.answers["answer"] == "Mm-hmm."]
    assert own[["speaker", "asked_by"]].to_numpy().tolist() == [["Ali Khan", "Ali Khan"]]
    assert list(sk.perspectives(log).columns[4:]) == ["Ruth Gray"]
    assert sk.concordance(log, "mm-hmm").empty and "Ali Khan" not in set(sk.distinctive(log)["group"])
    heard = sk.listening(log)
    assert heard[["student_words", "other_words"]].to_numpy().tolist() == [[17, 17]]


def test_a_transcript_without_question_marks(tmp_path):
    text = "Ali: how did you begin\nRuth: by luck\nAli: and now\nRuth: here I am\n"
    about = About("ann", student_name="Ali")
    assert cells(read_one(tmp_path, text, about), "question", "answer") == [
        ("how did you begin", "by luck"), ("and now", "here I am")]


def test_question_and_answer_by_their_letters(tmp_path):
    reading = read_one(tmp_path, "Q: Why?\nA: Luck.\n\nQ: Where?\nA: Here.\n", name="ruth.txt")
    assert cells(reading, "question", "answer", "speaker") == [("Why?", "Luck.", ""), ("Where?", "Here.", "")]
    assert reading.tables["contacts"]["name"].tolist() == ["ruth"] and reading.problems == []


@pytest.mark.parametrize("text", [
    "Ali: Why?\nRuth: Luck.\nAli: Oh.\n", "**Ali:** Why?\n\n**Ruth:** Luck.\n\n**Ali:** Oh.\n",
    "**Ali**: Why?\n**Ruth**: Luck.\n**Ali**: Oh.\n", "Ali:\nWhy?\n\nRuth:\nLuck.\n\nAli:\nOh.\n",
    ">> Ali: Why?\n>> Ruth: Luck.\n>> Ali: Oh.\n", "ALI (she/her): Why?\nRUTH: Luck.\nALI (she/her): Oh.\n",
    "Ali (A): Why?\nRuth (R): Luck.\nA: Oh.\n", "Speaker 0: Why?\n\nRuth: Luck.\n\nSpeaker 0: Oh.\n"])
def test_labels_without_times(text):
    said = transcripts.talk(text)
    assert [turn.words for turn in said.turns] == ["Why?", "Luck.", "Oh."] and said.rest == []
    one, two, three = (turn.speaker for turn in said.turns)
    assert one == three and one.title() in ("Ali", "Speaker 0") and two.title() == "Ruth"
    assert {turn.at_seconds for turn in said.turns} == {None}


@pytest.mark.parametrize("text", [
    "Name: Ruth Gray\nRole: Nurse\nPlace: Ward 3\nDate: Monday\n\nShe was calm.\n",
    "Ali: Why?\nRuth: Luck.\n", "Note: one\n\nNote: two\n\nNote: three\n",
    "## Why?\n\nRuth: Luck.\nOmar: Work.\n\n## Where?\n\nRuth: Here.\nOmar: There.\n",
    "Ruth: a\nOmar: b\nRuth: c\n\n" + "A paragraph of my own.\n\n" * 20])
def test_other_texts_with_colons_are_no_transcripts(text):
    assert transcripts.talk(text) is None


def test_front_matter_sections_links_and_reflections(tmp_path):
    text = ("---\ntitle: A talk on nursing\ndate: 2026-10-03\nspeakers: [Ruth Gray]\n---\n\n## Beginnings\n\n"
            "Ali: 00:00:05\n\nWhy?\n\nRuth: 00:01:10\n\nLuck.\n\n## The ward\n\nSite: https://example.org\n\n"
            "Ali: 00:02:00\n\nWhere?\n\nRuth: 1:02:03\n\nHere.\n\n## Reflection\n\nShe was calm.\n\n### Later\n\nI "
            "was not.\n")
    reading = read_one(tmp_path, text, About("ali"), "talk.md")
    assert cells(reading, "section", "question", "answer", "speaker", "at_seconds") == [
        ("Beginnings", "Why?", "Luck.", "Ruth Gray", "5"), ("The ward", "Where?", "Here.", "Ruth Gray", "120")]
    assert reading.tables["reflections"]["note"].tolist() == ["She was calm.", "Later\n\nI was not."]
    assert reading.tables["meetings"]["starts_at"].tolist() == ["2026-10-03"]
    assert reading.tables["contacts"][["contact", "name"]].to_numpy().tolist() == [["ruth-gray", "Ruth Gray"]]
    assert reading.tables["meetings"]["title"].tolist() == ["A talk on nursing"]
    assert [(problem.row, problem.value) for problem in reading.problems] == [(19, "Site: https://example.org")]


def test_a_chat(tmp_path):
    text = ("10:01:02 From Ali Khan to Everyone:\n\tWhere is the ward?\n10:01:30\t From  Ruth Gray : Here:\n"
            "10:01:31 From Ruth Gray To Ali Khan(Direct Message): https://example.org\n"
            "10:02:00 From Ali Khan to Everyone: Thanks\n")
    reading = read_one(tmp_path, text, About("ali"), "meeting_saved_chat.txt")
    assert cells(reading, "question", "answer", "speaker", "at_seconds", "said_at") == [
        ("Where is the ward?", "Here:\n\nhttps://example.org", "Ruth Gray", "", "10:01:02"),
        ("", "Thanks", "Ali Khan", "", "10:02:00")]
    assert reading.problems == []


def test_clocks_on_lines_of_their_own_and_the_footer_of_a_service(tmp_path):
    text = ("00:00:00\n\nAli: Why?\nRuth: Luck.\n\n00:05:00\n\nAli: Where?\nRuth: Here.\n\n"
            "Transcription ended after 00:10:00\n")
    reading = read_one(tmp_path, text, About("ali"))
    assert cells(reading, "question", "answer", "at_seconds") == [("Why?", "Luck.", "0"), ("Where?", "Here.", "300")]
    assert [problem.value for problem in reading.problems] == ["Transcription ended after 00:10:00"]


def test_labels_that_lost_their_times(tmp_path):
    said = transcripts.talk("Ali  0:00\nWhy?\nRuth: Luck.\nNote: none\nRuth  0:10\nAnd work.\n")
    assert [(turn.speaker, turn.at_seconds, turn.words) for turn in said.turns] == [
        ("Ali", 0, "Why?"), ("Ruth", None, "Luck.\nNote: none"), ("Ruth", 10, "And work.")]


labels = st.lists(st.sampled_from(["Ali", "Ruth Gray", "Speaker 1", "A", "Q", "0:05", "**Ali**", ": ", ":", "  ", "\n",
                                   "\n\n", "words?", "## Why", "From", " to ", "10:00:00 ", "---\n", "&amp;", "https://x.y"]),
                  max_size=40).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(labels, st.binary()), st.sampled_from(["ann", "ali", "ruth-gray"]))
def test_any_text_makes_a_reading(tmp_path, text, student):
    path = tmp_path / "talk.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        reading = notes.read([path], About(student))
    except LogError as error:
        assert "talk.txt is not a text file" in str(error)
        return
    assert len(reading.tables["contacts"]) == len(reading.tables["meetings"]) <= 1
    assert reading.tables["answers"]["position"].tolist() == [
        str(number) for number in range(1, len(reading.tables["answers"]) + 1)]


turn = st.tuples(st.sampled_from(["Ali", "Ruth", "Omar"]), st.lists(st.sampled_from(["Why?", "Luck.", "here", "tea"]),
                                                                  min_size=1, max_size=5).map(" ".join))


@settings(max_examples=200, deadline=None)
@given(st.lists(turn, min_size=1, max_size=20))
def test_no_word_is_lost_between_turns_and_answers(said):
    # A number makes each turn's words its own, so that a question of which two rows tell counts once.
    turns = [transcripts.Turn(speaker, number, f"{number} {words}", number)
             for number, (speaker, words) in enumerate(said, 1)]
    opening, others = exchanges.opening(turns, "Ali")
    rows = exchanges.exchanges(others, "Ali")
    kept = [*filter(None, [opening]),
            *{row["question"] for row in rows if row.get("question")}, *filter(None, (row["answer"] for row in rows))]
    assert sorted(" ".join(kept).split()) == sorted(" ".join(turn.words for turn in turns).split())


@pytest.mark.skipif(not EDITED.is_dir(), reason=f"The transcripts with front matter are not at {EDITED}.")
def test_real_transcripts_with_front_matter():
    paths = sorted(path for path in EDITED.glob("*.md") if path.name != "LICENSE.md")
    reading = notes.read(paths, About("ann", student_name="Adam Jonas"))
    answers = reading.tables["answers"]
    assert answers.groupby("meeting")["speaker"].agg(lambda names: sorted(set(names.dropna()))).to_dict() == {
        "bitcoin-core-27-0": ["Speaker 0", "Speaker 1"],
        "carl-dong-reproducible-builds": ["Adam Jonas", "Carl Dong", "Murch"],
        "crashing-bitcoin-core-with-niklas-gogges-fuzzamoto": ["Speaker 0", "Speaker 1"],
        "simple-taproot-channels": ["Adam Jonas", "Elle Mouton", "Mark Erhardt", "Oliver Gugger"]}
    assert reading.tables["contacts"]["name"].tolist()[0] == "Carl Dong"
    assert reading.tables["meetings"]["starts_at"].tolist() == ["2020-11-30", "2024-04-10", "2026-02-10", "2023-07-15"]
    assert [problem.value for problem in reading.problems if problem.column is None] == [
        "Carl Dong’s presentation at Breaking Bitcoin 2019 on “Bitcoin Build System Security”: "
        "https://diyhpl.us/wiki/transcripts/breaking-bitcoin/2019/bitcoin-build-system/",
        "Bitcoin Build System Security presentation: "
        "https://diyhpl.us/wiki/transcripts/breaking-bitcoin/2019/bitcoin-build-system/", "Guix: https://guix.gnu.org/"]


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
