"""Captions: every cue where the standard has one, who speaks in it, and not a word lost."""

from __future__ import annotations

import ast
import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit.errors import LogError
from shadowkit.readers import About, Reading, captions, notes, transcripts

REAL = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "transcripts"
STANDARD = REAL / "wpt_webvtt" / "test" / "wpt-file-parsing"
MOZILLA = REAL / "mozilla_vttjs" / "tests"
SAMPLES = REAL / "webvtt_py"
#: Where Mozilla's old parser and the standard part ways: hours may have one digit, minutes two at most, and a line
#: ``-->`` that is no times begins no cue of its own.
OTHERWISE = {"cue-times/min-top-digits.vtt", "cue-times/minimum-spots-over-sixty.vtt", "integration/id.vtt"}

ZOOM = """WEBVTT

1
00:00:01.000 --> 00:00:03.000
Ali Khan: Hello. How did you

2
00:00:03.000 --> 00:00:05.000
Ali Khan: come into this profession?

3
00:00:06.000 --> 00:00:09.500
Ruth Gray: By luck, mostly.

4
00:00:09.500 --> 00:00:12.000
I stayed: it was warm.
"""
TEAMS = """WEBVTT

5f1c/2-0
00:00:06.120 --> 00:00:09.000
<v Ruth Gray>By luck,
mostly &amp; by mail.</v>

5f1c/1-0
00:00:01.480 --> 00:00:05.000
<v Ali Khan>How did you
begin?</v>
"""
STREAM = """WEBVTT

NOTE duration:"00:12:34.0000000"

NOTE language:en-us

NOTE Confidence: 0.88

2b1c0e9a-0000-4b6f-9f0a-3a4b5c6d7e8f
00:00:00.500 --> 00:00:02.000
Welcome.

NOTE Confidence: 0.31

7c1c0e9a-0000-4b6f-9f0a-3a4b5c6d7e8f
00:00:02.000 --> 00:00:04.000
Let us begin.
"""
SUBRIP = """1
00:00:01,000 --> 00:00:03,000
ALI: <i>Why</i> here?

2
00:00:04,000 --> 00:00:06,000
RUTH: {\\an8}Luck.
ALI: Oh?
3
00:00:07,000 --> 00:00:08,000
RUTH: Yes, at <Company>.
"""
SBV = "0:00:01.000,0:00:03.000\nAli: Why?\n\n0:00:04.000,0:00:06.000\nRuth: Luck.\n\n0:00:07.0,0:00:08.0\nAli: Oh.\n"


def turns(text: str) -> list[tuple]:
    talk = transcripts.from_captions(captions.parse(text))
    return [(turn.speaker, turn.at_seconds, turn.words, turn.line) for turn in talk.turns]


@pytest.mark.parametrize(("text", "expected"), [
    (ZOOM, [("Ali Khan", 1, "Hello. How did you come into this profession?", 4),
            ("Ruth Gray", 6, "By luck, mostly. I stayed: it was warm.", 12)]),
    (TEAMS, [("Ali Khan", 1, "How did you begin?", 9), ("Ruth Gray", 6, "By luck, mostly & by mail.", 4)]),
    (STREAM, [(None, 0, "Welcome. Let us begin.", 10)]),
    (SUBRIP, [("ALI", 1, "Why here?", 2), ("RUTH", 4, "Luck.", 6), ("ALI", 4, "Oh?", 6),
              ("RUTH", 7, "Yes, at <Company>.", 10)]),
    (SBV, [("Ali", 1, "Why?", 1), ("Ruth", 4, "Luck.", 4), ("Ali", 7, "Oh.", 7)]),
    (ZOOM.replace("\n\n1\n", "\n1\n").replace("Ali Khan:", "Ali Khan (she/her):"),
     [("Ali Khan", 1, "Hello. How did you come into this profession?", 3),
      ("Ruth Gray", 6, "By luck, mostly. I stayed: it was warm.", 11)]),
    ("WEBVTT\n\n0:0:1.5 --> 0:0:3.25\n<v Unknown Speaker>Hm.\n\n0:0:4.0 --> 0:0:5.0\n<v Ali>Yes.",
     [(None, 1, "Hm.", 3), ("Ali", 4, "Yes.", 6)]),
], ids=["Zoom", "Teams", "Stream", "SubRip", "SBV", "pronouns", "unpadded"])
def test_each_form_is_read(text: str, expected: list[tuple]) -> None:
    assert turns(text) == expected
    assert captions.parse(text).rest == []


@pytest.mark.parametrize(("text", "expected"), [
    ("a <b>b</b> <c.loud>c</c>", [(None, "a b c")]), ("<v.x Ann Lee>Hi\n there</v> you", [("Ann Lee", "Hi\nthere"),
                                                                                       (None, "you")]),
    ("<v Ann>a<v Bo>b", [("Ann", "a"), ("Bo", "b")]), ("1 < 2 and <Company>", [(None, "1 < 2 and <Company>")]),
    ("a<00:01.500>b &lt;i&gt;", [(None, "ab <i>")]), ("<v >a", [(None, "a")]), ("  ", [])])
def test_who_says_what_in_a_cue(text: str, expected: list[tuple]) -> None:
    assert list(captions.voices(text)) == expected


@pytest.mark.parametrize("text", ["", "some text", "1", "WEBVTTX\n", "# Notes\n\n## Why?\n\nAt 0:01 --> 0:02.",
                                  "WEBVTT-like words\n"])
def test_other_texts_are_no_captions(text: str) -> None:
    assert captions.parse(text) is None


def read_one(folder: Path, text: str | bytes, name: str, about: About | None = None) -> Reading:
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return notes.read([folder / name], about or About("ann"))


def test_what_the_student_asks_is_the_question_and_the_file_name_gives_the_day(tmp_path: Path) -> None:
    reading = read_one(tmp_path, ZOOM, "GMT20260914-140000_Recording.vtt", About("ann", student_name="ali khan"))
    assert reading.problems == []
    assert reading.tables["contacts"][["contact", "name"]].to_numpy().tolist() == [["ruth-gray", "Ruth Gray"]]
    assert reading.tables["meetings"][["meeting", "contact", "starts_at"]].to_numpy().tolist() == [
        ["ruth-gray-2026-09-14", "ruth-gray", "2026-09-14T14:00:00+00:00"]]
    assert reading.tables["answers"][["question", "answer", "speaker", "at_seconds", "_row"]].to_numpy().tolist() == [
        ["Hello. How did you come into this profession?", "By luck, mostly. I stayed: it was warm.", "Ruth Gray", "1",
         4]]


def test_words_without_times_and_comments_of_people_are_listed(tmp_path: Path) -> None:
    text = ZOOM.replace("2\n00:00:03.000 -->", "2\n00:00:3x.000 -->") + "\nlost words\n\nNOTE ask her again\n"
    reading = read_one(tmp_path, text, "ruth.vtt", About("ann", student_name="Ali"))
    assert [(problem.row, problem.value, problem.problem) for problem in reading.problems] == [
        (7, "2\n00:00:3x.000 --> 00:00:05.000\nAli Khan: come into this profession?",
         "'2\\n00:00:3x.000 --> 00:00:05.000\\nAli Khan: come into this pro' in line 7 of ruth.vtt has no times that "
         "can be read, so it was left out; write them in the line above it, as elsewhere in the file."),
        (19, "lost words", "'lost words' in line 19 of ruth.vtt has no times that can be read, so it was left out; "
                           "write them in the line above it, as elsewhere in the file."),
        (21, "NOTE ask her again", "'NOTE ask her again' in line 21 of ruth.vtt has no times that can be read, so it "
                                   "was left out; write them in the line above it, as elsewhere in the file.")]


def test_captions_without_names_are_one_answer(tmp_path: Path) -> None:
    reading = read_one(tmp_path, STREAM, "talk.vtt")
    assert reading.tables["answers"][["answer", "at_seconds"]].to_numpy().tolist() == [["Welcome. Let us begin.", "0"]]
    assert [problem.problem for problem in reading.problems] == [
        "talk.vtt names no speakers, so all of it was kept as one answer; write `Name: ` before the words where "
        "somebody begins."]


@pytest.mark.parametrize("name", ["talk.vtt", "talk.srt", "talk.sbv"])
def test_a_file_named_like_captions_that_holds_none(tmp_path: Path, name: str) -> None:
    reading = read_one(tmp_path, "some words\n", name)
    assert [problem.value for problem in reading.problems] == ["some words", None]
    assert reading.problems[1].problem == (f"{name} holds no captions that can be read, so it makes no meeting; export "
                                           "it again from where it was made.")
    assert len(reading.tables["meetings"]) == 0


def test_the_head_of_a_file_tells_captions(tmp_path: Path) -> None:
    for name, text, expected in (("a", ZOOM, True), ("b.txt", SUBRIP, True), ("c", SBV, True),
                                 ("d.vtt", "words", False), ("e", "\ufeff" + TEAMS, True)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert captions.holds(tmp_path / name) is expected, name
    assert captions.holds(tmp_path / "gone") is False


def test_subrip_in_another_character_set(tmp_path: Path) -> None:
    text = "1\n00:00:01,000 --> 00:00:03,000\n李雷: 他能徒手抓住子弹吗？\n\n2\n00:00:04,000 --> 00:00:06,000\n" \
           "韩梅: 他能拦住疾速的火车，轻轻一跳就能飞跃高楼。\n\n3\n00:00:07,000 --> 00:00:08,000\n李雷: 谢谢。\n\n" \
           "4\n00:00:09,000 --> 00:00:10,000\n韩梅: 再见。\n"
    reading = read_one(tmp_path, text.encode("gb18030"), "talk.srt", About("ann", student_name="李雷"))
    assert reading.tables["answers"][["question", "answer", "speaker"]].fillna("").to_numpy().tolist() == [
        ["他能徒手抓住子弹吗？", "他能拦住疾速的火车，轻轻一跳就能飞跃高楼。\n\n再见。", "韩梅"],
        ["", "谢谢。", "李雷"]]
    assert [problem.problem for problem in reading.problems] == [
        "talk.srt is not written in UTF-8, so it was read as GB 18030; where its accents are wrong, save it as "
        "UTF-8."]


times = st.integers(0, 35_999_999).map(lambda thousandths: timedelta(milliseconds=thousandths))
said = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="<>&{}"), min_size=1, max_size=20)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(times, times, said), min_size=1, max_size=8))
def test_what_another_program_writes_is_read_back(cues: list[tuple]) -> None:
    import srt

    written = srt.compose([srt.Subtitle(number, start, end, words)
                           for number, (start, end, words) in enumerate(cues, 1)], reindex=False)
    found = captions.parse(written)
    assert found.rest == []
    assert [(cue.start, cue.end, cue.text) for cue in found.cues] == [
        (pytest.approx(start.total_seconds()), pytest.approx(end.total_seconds()), words) for start, end, words in cues]


pieces = st.lists(st.sampled_from(["WEBVTT", "\n", "\n\n", "-->", "00:01.000", "00:00:01,5", " --> ", "<v Ann>", "</v",
                                   "NOTE", "Ali: ", "words ", "&amp", "\0", "\ufeff", "0:00:01.0,0:00:02.0", "1", ">"]),
                  max_size=40).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(pieces, pieces.map("WEBVTT\n\n".__add__), st.binary()), st.sampled_from([".vtt", ".srt", ".sbv", ""]))
def test_any_bytes_make_a_reading(tmp_path: Path, text: str | bytes, suffix: str) -> None:
    try:
        reading = read_one(tmp_path, text, f"talk{suffix}")
    except LogError as error:
        assert "is not a text file" in str(error)
        return
    assert set(reading.tables) == {"contacts", "meetings", "answers"}
    assert all("talk" in problem.problem for problem in reading.problems)


@settings(max_examples=200, deadline=None)
@given(pieces.map("WEBVTT\n\n".__add__))
def test_every_line_is_in_a_cue_or_listed(text: str) -> None:
    found = captions.parse(text)
    lines = text.replace("\0", "\ufffd").split("\n")[1:]
    kept = "\n".join([*(cue.text + cue.id for cue in found.cues), *(words for _, words in found.rest)])
    times = {cue.line for cue in found.cues}
    for number, line in enumerate(lines, 2):
        if line.strip() and number not in times and not line.startswith("NOTE"):
            assert line.strip() in kept or number == 2, (number, line)


@pytest.mark.skipif(not STANDARD.is_dir(), reason=f"the tests of the WebVTT standard are not in {STANDARD}")
def test_the_tests_of_the_standard() -> None:
    expected = json.loads((STANDARD / "expected.json").read_text(encoding="utf-8"))
    asserted = 0
    for case in expected:
        cues = captions.parse(_text(STANDARD / case["file"])).cues
        # Of the one on style sheets, no number of cues is asserted.
        assert case["n_cues"] in (len(cues), None), case["file"]
        for number, name, value in case["asserts"]:
            has = {"text": "text", "id": "id", "startTime": "start", "endTime": "end"}.get(name)
            if has:
                assert getattr(cues[number], has) == ast.literal_eval(value), (case["file"], number, name)
                asserted += 1
    assert (len(expected), asserted) == (37, 59)


@pytest.mark.skipif(not MOZILLA.is_dir(), reason=f"the tests of Mozilla's parser are not in {MOZILLA}")
def test_the_tests_of_another_parser() -> None:
    otherwise, alike = set(), 0
    for path in sorted(MOZILLA.rglob("*.vtt")):
        if not path.with_suffix(".json").exists():
            continue
        found = captions.parse(_text(path))
        expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["cues"]
        if [(cue.start, cue.end, cue.text) for cue in found.cues] == [
                (cue["startTime"], cue["endTime"], cue["text"]) for cue in expected]:
            alike += 1
        else:
            otherwise.add(str(path.relative_to(MOZILLA)))
    assert otherwise == OTHERWISE and alike == 148


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"the samples of webvtt-py are not in {SAMPLES}")
def test_the_samples_of_another_package() -> None:
    import webvtt

    read = {".vtt": webvtt.read, ".srt": webvtt.from_srt, ".sbv": webvtt.from_sbv}
    counted = {}
    for path in sorted(SAMPLES.iterdir()):
        if path.suffix in read:
            found = captions.parse(_text(path))
            try:
                theirs = sum(bool(caption.text.strip()) for caption in read[path.suffix](str(path)))
            except webvtt.errors.MalformedFileError:
                theirs = None
            counted[path.name] = (found and sum(bool(cue.text.strip()) for cue in found.cues), theirs)
    # Without the word WEBVTT at its start, the times still tell that a file holds captions.
    assert counted.pop("invalid.vtt") == (7, None)
    assert counted.pop("invalid_format4.srt") == (0, None)
    assert len(counted) == 19 and all(ours == theirs for ours, theirs in counted.values()), counted


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")


def test_two_recordings_of_one_day_are_two_meetings(tmp_path: Path) -> None:
    for clock in ("140000", "160000"):
        (tmp_path / f"GMT20260914-{clock}_Recording.vtt").write_text(ZOOM)
    reading = notes.read(sorted(tmp_path.iterdir()), About("ann", student_name="ali khan"))
    assert reading.tables["meetings"]["meeting"].tolist() == ["ruth-gray-2026-09-14", "ruth-gray-2026-09-14-2"]
    assert reading.tables["contacts"]["contact"].tolist() == ["ruth-gray"]


def test_recordings_of_which_nobody_says_who_is_the_student_are_meetings_with_people_of_their_own(
    tmp_path: Path
) -> None:
    for clock in ("140000", "160000"):
        (tmp_path / f"GMT20260914-{clock}_Recording.transcript.vtt").write_text(ZOOM)
    log = sk.load(tmp_path)
    assert log.meetings[["contact", "starts_at"]].astype(str).to_numpy().tolist() == [
        ["GMT20260914-140000_Recording.transcript", "2026-09-14 14:00:00"],
        ["GMT20260914-160000_Recording.transcript", "2026-09-14 16:00:00"]]
    assert log.meetings["starts_at_offset_minutes"].tolist() == [0, 0]
    assert log.contacts["name"].isna().all(), "what a program calls a recording is nobody's name"
    assert log.answers[["question", "answer", "speaker"]].fillna("").to_numpy().tolist() == 2 * [
        ["", "Hello.", "Ali Khan"],
        ["How did you come into this profession?", "By luck, mostly. I stayed: it was warm.", "Ruth Gray"]]
    assert log.problems["problem"].str.contains("the student is not known").tolist() == [True, True]
