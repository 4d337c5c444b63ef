"""REFI-QDA: what is written keeps to the standard's schemas, comes back as it was, and nothing of others is lost."""

import functools
import io
import re
import warnings
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

import shadowkit as sk
from shadowkit.readers import archive, interview_text

SCHEMAS = Path(__file__).parent / "refi_qda"
INTERVIEWS = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "interviews" / "usesthis"
#: A project as other programs write one: their own text, codes below codes, and things that a log has no place for.
FOREIGN = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Study" origin="Another program 12" basePath="">
 <Users><User guid="8ca3a2c1-8b7a-41c3-a9dd-a8fb46caa645" name="Ida"/></Users>
 <CodeBook><Codes>
  <Code guid="11111111-8b7a-41c3-a9dd-a8fb46caa645" name="Work" isCodable="false" color="#ff0000">
   <Code guid="22222222-8b7a-41c3-a9dd-a8fb46caa645" name="nights" isCodable="true">
    <Description>Works at night.</Description></Code></Code>
  <Code guid="33333333-8b7a-41c3-a9dd-a8fb46caa645" name="nights" isCodable="true"/>
 </Codes></CodeBook>
 <Variables>
  <Variable guid="44444444-8b7a-41c3-a9dd-a8fb46caa645" name="Field" typeOfVariable="Text"/>
  <Variable guid="55555555-8b7a-41c3-a9dd-a8fb46caa645" name="Age" typeOfVariable="Integer"/>
 </Variables>
 <Cases>
  <Case guid="66666666-8b7a-41c3-a9dd-a8fb46caa645" name="Ruth Gray">
   <VariableValue><VariableRef targetGUID="44444444-8b7a-41c3-a9dd-a8fb46caa645"/>
    <TextValue>nursing</TextValue></VariableValue>
   <VariableValue><VariableRef targetGUID="55555555-8b7a-41c3-a9dd-a8fb46caa645"/>
    <IntegerValue>51</IntegerValue></VariableValue>
   <SourceRef targetGUID="77777777-8b7a-41c3-a9dd-a8fb46caa645"/>
   <SelectionRef targetGUID="99999999-8b7a-41c3-a9dd-a8fb46caa645"/></Case>
 </Cases>
 <Sources>
  <TextSource guid="77777777-8b7a-41c3-a9dd-a8fb46caa645" name="ruth.docx" plainTextPath="internal://ruth.txt">
   <PlainTextSelection guid="88888888-8b7a-41c3-a9dd-a8fb46caa645" startPosition="4" endPosition="10">
    <Coding guid="aaaaaaaa-8b7a-41c3-a9dd-a8fb46caa645" creatingUser="8ca3a2c1-8b7a-41c3-a9dd-a8fb46caa645"
            creationDateTime="2025-06-08T12:42:55Z"><CodeRef targetGUID="22222222-8b7a-41c3-a9dd-a8fb46caa645"/>
    </Coding>
   </PlainTextSelection></TextSource>
  <TextSource guid="bbbbbbbb-8b7a-41c3-a9dd-a8fb46caa645" name="omar.docx"><PlainTextContent>Days.</PlainTextContent>
   <Coding guid="cccccccc-8b7a-41c3-a9dd-a8fb46caa645"><CodeRef targetGUID="33333333-8b7a-41c3-a9dd-a8fb46caa645"/>
   </Coding></TextSource>
  <TextSource guid="dddddddd-8b7a-41c3-a9dd-a8fb46caa645" name="gone" plainTextPath="internal://../../etc/passwd"/>
  <PictureSource guid="eeeeeeee-8b7a-41c3-a9dd-a8fb46caa645" name="ward.png" path="internal://ward.png"/>
  <AudioSource guid="ffffffff-8b7a-41c3-a9dd-a8fb46caa645" name="ruth.m4a" path="relative:///ruth.m4a"/>
 </Sources>
 <Notes><Note guid="12121212-8b7a-41c3-a9dd-a8fb46caa645" name="memo">
  <PlainTextContent>Ask her again.</PlainTextContent></Note></Notes>
 <Links><Link guid="13131313-8b7a-41c3-a9dd-a8fb46caa645" name="leads to"/></Links>
 <Sets><Set guid="14141414-8b7a-41c3-a9dd-a8fb46caa645" name="ward">
  <MemberSource targetGUID="77777777-8b7a-41c3-a9dd-a8fb46caa645"/></Set></Sets>
 <Graphs><Graph guid="15151515-8b7a-41c3-a9dd-a8fb46caa645" name="map"/></Graphs>
</Project>"""


def project(folder, qde, name="study.qdpx", **sources):
    with zipfile.ZipFile(folder / name, "w") as packed:
        packed.writestr("Study.qde", qde)
        for path, text in sources.items():
            packed.writestr(f"Sources/{path}.txt", text)
    return folder / name


def same(ours, theirs, table, columns=None):
    key = [name for name in sk.schema.TABLES[table].key if name in ours]
    left, right = (frame.sort_values(key, na_position="first").reset_index(drop=True) for frame in (ours, theirs))
    pd.testing.assert_frame_equal(left[columns or left.columns], right[columns or left.columns], check_dtype=False,
                                  check_categorical=False)


def must_keep_to_the_schema(data, schema):
    validator(schema).assertValid(etree.fromstring(data))


@functools.cache
def validator(schema):
    return etree.XMLSchema(etree.parse(str(SCHEMAS / schema)))


def described(path):
    with zipfile.ZipFile(path) as packed:
        return packed.read("project.qde")


def test_the_example_comes_back_as_it_was(tmp_path):
    log = sk.example("student")
    back = sk.load(sk.save(log, tmp_path / "rosa.qdpx"))
    must_keep_to_the_schema(described(tmp_path / "rosa.qdpx"), "Project.xsd")
    for table in ("answers", "tags", "codebook"):
        same(getattr(log, table), getattr(back, table), table)
    # What was not understood in the first place has no text to be kept.
    same(log.contacts.drop(columns="added_on_precision"), back.contacts, "contacts")
    same(log.meetings[log.meetings["meeting"].isin(log.answers["meeting"])], back.meetings, "meetings")
    assert back.problems.empty
    assert len(log.tags) == 99 and set(back.tags["coder"]) == {"rosa", "noor"}


def test_passages_point_at_their_words_in_the_text(tmp_path):
    log = sk.example("student")
    with zipfile.ZipFile(sk.save(log, tmp_path / "rosa.qdpx")) as packed:
        root = etree.fromstring(packed.read("project.qde"))
        words = set()
        for source in root.iterfind(".//{*}TextSource"):
            text = packed.read(f"sources/{source.get('guid')}.txt").decode("utf-8")
            words |= {text[int(one.get("startPosition")):int(one.get("endPosition"))]
                      for one in source.iterfind("{*}PlainTextSelection")}
    assert words == set(sk.quotes(log)["quote"])


def test_a_text_reads_like_a_transcript():
    text, places = interview_text.written("Interview with Ruth", [
        (1, "day", "Your day?", "Long.", None, None), (2, None, None, "Short.", "Omar", 65.0), (3, "path", "How?", None,
                                                                                              None, 1.5)])
    assert text == ("Interview with Ruth\n\n[1 · day · question]\nYour day?\n\n[1 · day · answer]\nLong.\n\n"
                    "[2 · 65 s · answer · Omar]\nShort.\n\n[3 · path · 1.5 s · question]\nHow?\n\n"
                    "[3 · path · 1.5 s · answer]\n\n\n")
    assert [text[start:end] for start, end in places] == ["Long.", "Short.", ""]


def test_an_answer_may_hold_a_line_like_the_layout():
    rows = [(1, None, None, "Before\n[2 · answer]\nafter\n[[3 · question]]", None, None),
            (2, None, "Q?", "A", "B]", 2.0)]
    text, _ = interview_text.written("Interview", rows)
    assert text.count("\n[[[") == 3
    assert [(one.question, one.answer, one.speaker) for one in interview_text.read(text)] == [
        (None, rows[0][3], None), ("Q?", "A", "B]")]


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30).map(str.strip).filter(
    lambda word: word and not pd.Series([word]).str.strip().ne(word).any())
LINES = st.lists(WORDS | st.just("[1 · answer]"), min_size=1, max_size=3).map("\n".join)


@st.composite
def logs(draw):
    """Draw a log: some meetings, their answers, passages in them by several coders, and a codebook with parents."""
    answers, tags = [], []
    names = draw(st.lists(WORDS, min_size=1, max_size=4, unique=True))
    for meeting in ("m1", "m2"):
        for position in range(1, draw(st.integers(1, 3)) + 1):
            answer = draw(LINES)
            answers.append({"meeting": meeting, "position": position, "question": draw(st.none() | LINES),
                            "answer": answer, "topic": draw(st.sampled_from([None, "day", "path"])),
                            "speaker": draw(st.none() | WORDS), "at_seconds": draw(st.none() | st.floats(0, 1e5))})
            for _ in range(draw(st.integers(0, 2))):
                start = draw(st.integers(0, len(answer) - 1))
                tags.append({"meeting": meeting, "position": position, "tag": draw(st.sampled_from(names)),
                             "start": start, "end": draw(st.integers(start + 1, len(answer))),
                             "coder": draw(st.sampled_from([None, "ann", "ben"])),
                             "tagged_at": draw(st.sampled_from([None, "2026-11-02", "2026-11-02T10:30:05"]))})
    book = [{"tag": name, "definition": draw(st.none() | LINES), "parent": draw(st.sampled_from([None, *names[:at]]))
             if at else None} for at, name in enumerate(names)]
    contacts = [{"contact": "ruth", "name": draw(WORDS), "role": draw(st.none() | WORDS), "tie": "new",
                 "added_on": "2026-09-01", "shoe size": draw(st.none() | WORDS)}]
    meetings = [{"meeting": "m1", "contact": "ruth", "starts_at": "2026-09-14T10:00+02:00", "minutes": 30.5,
                 "time": "yes"}]
    made = {"contacts": contacts, "meetings": meetings, "answers": answers, "tags": tags, "codebook": book}
    return sk.Log.from_tables(name="rosa", **{table: pd.DataFrame(rows) for table, rows in made.items() if rows})


@given(logs())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_log_comes_back_as_it_was(tmp_path_factory, log):
    path = sk.save(log, tmp_path_factory.mktemp("refi") / "rosa.qdpx")
    must_keep_to_the_schema(described(path), "Project.xsd")
    back = sk.load(path)
    for table in ("answers", "tags", "codebook", "contacts"):
        ours = getattr(log, table).dropna(axis="columns", how="all")
        key = ours.columns.tolist()
        same(ours.drop_duplicates(), getattr(back, table).drop_duplicates(), table, key)
    times = ["starts_at", "starts_at_precision", "starts_at_offset_minutes", "minutes", "time"]
    same(log.meetings, back.meetings[back.meetings["meeting"] == "m1"], "meetings", times)


def test_the_codebook_alone(tmp_path):
    log = sk.example("student")
    path = sk.save(log, tmp_path / "codes.qdc")
    must_keep_to_the_schema(path.read_bytes(), "Codebook.xsd")
    back = sk.load(path)
    columns = ["tag", "definition", "parent"]
    same(log.codebook[columns], back.codebook[columns], "codebook", columns)
    assert back.problems.empty and len(back.answers) == 0
    with pytest.raises(sk.LogError, match="^This log has no tag yet, and the standard knows no codebook without one"):
        sk.save(sk.Log.from_tables(), tmp_path / "empty.qdc")


def test_an_empty_log_is_a_project(tmp_path):
    path = sk.save(sk.Log.from_tables(), tmp_path / "empty.qdpx")
    must_keep_to_the_schema(described(path), "Project.xsd")
    assert len(sk.load(path).answers) == 0


def test_tags_of_a_whole_answer_a_whole_interview_and_nowhere(tmp_path):
    answers = pd.DataFrame({"meeting": "m1", "position": [1, 2], "answer": ["Long days.", None]})
    tags = pd.DataFrame({"meeting": ["m1", "m1", "m1", "m1", "m9"], "position": [1, None, 2, 1, 1],
                         "start": [None, None, None, 4, 0], "end": [None, None, None, 99, 1],
                         "tag": ["a", "b", "c", "d", "e"], "coder": "ann"})
    log = sk.Log.from_tables(name="rosa", answers=answers, tags=tags)
    with pytest.warns(UserWarning, match="^2 tags lie outside of every answer and could not be written; "):
        path = sk.save(log, tmp_path / "a.qdpx")
    same(log.tags.iloc[:3], sk.load(path).tags, "tags", ["position", "start", "end", "tag", "coder"])


def test_a_circle_of_parents_stands_at_the_top(tmp_path):
    book = pd.DataFrame({"tag": ["a", "b", "c"], "parent": ["b", "a", "a"], "color": ["#ff0000", "red", None]})
    back = sk.load(sk.save(sk.Log.from_tables(codebook=book), tmp_path / "codes.qdc")).codebook
    assert dict(zip(back["tag"], back["parent"].fillna(""), strict=True)) == {"a": "", "b": "", "c": ""}
    assert dict(zip(back["tag"], back["color"].fillna(""), strict=True)) == {"a": "#ff0000", "b": "", "c": ""}


def test_several_students_share_a_codebook_and_are_kept_to_oneself(tmp_path):
    answers = pd.DataFrame({"student": ["ann", "ben"], "meeting": "m1", "position": 1, "answer": ["Yes.", "No."]})
    tags = answers[["student", "meeting", "position"]].assign(start=0, end=2, tag=["a", "b"])
    log = sk.Log.from_tables(answers=answers, tags=tags)
    with pytest.raises(sk.LogError, match="^This names the people whom single students meet, and it is of several st"):
        sk.save(log, tmp_path / "two.qdpx")
    back = sk.load(sk.save(log, tmp_path / "two.qdpx", identifying=True))
    same(log.answers, back.answers, "answers", ["student", "meeting", "answer"])
    same(log.tags, back.tags, "tags", ["student", "start", "end", "tag", "coder"])
    assert back.codebook["student"].tolist() == ["ann", "ann", "ben", "ben"]


def test_another_programs_project_is_read_and_the_rest_is_listed(tmp_path):
    log = sk.load(project(tmp_path, FOREIGN, ruth="\ufeff On nights,\r\nalways.", note="x"))
    assert log.answers[["meeting", "answer"]].to_numpy().tolist() == [
        ["ruth.docx", "On nights,\nalways."], ["omar.docx", "Days."]]
    assert log.contacts[["contact", "name", "field", "Age"]].to_numpy().tolist() == [
        ["Ruth Gray", "Ruth Gray", "nursing", "51"]]
    assert log.meetings["contact"].tolist() == ["Ruth Gray", "omar.docx"]
    quotes = sk.quotes(log)
    assert quotes[["tag", "quote", "coder", "person"]].iloc[0].tolist() == ["nights", "nights", "Ida", "Ruth Gray"]
    assert log.tags["tag"].tolist() == ["nights", "nights (2)"] and pd.isna(log.tags["position"].iloc[1])
    assert log.codebook[["tag", "definition", "parent"]].fillna("").to_numpy().tolist() == [
        ["Work", "", ""], ["nights", "Works at night.", "Work"], ["nights (2)", "", ""]]
    assert set(log.problems["file"]) == {"study.qdpx"}
    listed = " ".join(log.problems["problem"])
    for said in ("more than one code named 'nights'", "line ends of Windows", "'ward.png' of study.qdpx is a picture",
                 "'ruth.m4a' of study.qdpx is a recording", "The text of 'gone' is not inside study.qdpx",
                 "A note of study.qdpx, 'memo'", "A link of study.qdpx, 'leads to'", "A set of study.qdpx, 'ward'",
                 "A graph of study.qdpx, 'map'", "has 1 parts of sources of its own",
                 "Nothing in the text of 'omar.docx'"):
        assert said in listed
    assert "Ask her again." in log.problems["value"].tolist(), "the words of a note are kept"


def test_passages_beyond_an_answer_are_cut_and_said(tmp_path):
    answers = pd.DataFrame({"meeting": "m1", "position": [1, 2], "answer": ["Long days.", "Short nights."]})
    tags = pd.DataFrame({"meeting": ["m1"], "position": [1], "start": [5], "end": [10], "tag": ["a"]})
    path = sk.save(sk.Log.from_tables(name="rosa", answers=answers, tags=tags), tmp_path / "a.qdpx")
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name).decode("utf-8") for name in packed.namelist()}
    end = next(text for name, text in parts.items() if name.endswith(".txt")).index("nights")
    # As another program would give it back: the passage made longer, and its own name as the origin.
    parts["project.qde"] = re.sub(r'endPosition="\d+"', f'endPosition="{end}"', parts["project.qde"]).replace(
        'origin="shadowkit"', 'origin="Another program"')
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    log = sk.load(path)
    assert sk.quotes(log)["quote"].tolist() == ["days.", "Short "]
    assert "reaches beyond one answer and was cut at its ends." in log.problems["problem"].iloc[-1]
    with pytest.raises(sk.LogError, match="^a.qdpx is there already and comes from another program, whose not"):
        sk.save(log, path)


def test_our_texts_are_known_when_another_program_has_given_them_line_ends_of_windows(tmp_path):
    answers = pd.DataFrame({"meeting": "m1", "position": [1, 2], "question": "Why?", "topic": "path",
                            "answer": ["Long.\nVery long.", "Short nights."]})
    tags = pd.DataFrame({"meeting": "m1", "position": [1, 2], "start": [6, 6], "end": [10, 12], "tag": "a"})
    log = sk.Log.from_tables(name="rosa", answers=answers, tags=tags)
    path = sk.save(log, tmp_path / "a.qdpx")
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name).decode("utf-8") for name in packed.namelist()}
    text = next(text for name, text in parts.items() if name.endswith(".txt"))

    def counted(found):
        place = int(found[2])
        return f'{found[1]}="{place + text[:place].count(chr(10))}"'

    qde = re.sub(r'(startPosition|endPosition)="(\d+)"', counted, parts["project.qde"])
    parts["project.qde"] = qde.replace('origin="shadowkit"', 'origin="Another program"')
    with zipfile.ZipFile(path, "w") as packed:
        for name, words in parts.items():
            packed.writestr(name, words.replace("\n", "\r\n") if name.endswith(".txt") else words)
    back = sk.load(path)
    same(log.answers, back.answers, "answers")
    assert sk.quotes(back)["quote"].tolist() == ["Very", "nights"]
    assert "line ends of Windows" in back.problems["problem"].iloc[-1]


@pytest.mark.skipif(not INTERVIEWS.is_dir(), reason=f"The interviews are not at {INTERVIEWS}.")
def test_hundreds_of_real_interviews_come_back_as_they_were(tmp_path):
    log = sk.load(INTERVIEWS)
    back = sk.load(sk.save(log, tmp_path / "all.qdpx"))
    assert len(back.meetings) == 938 and back.problems.empty
    columns = ["meeting", "position", "topic", "question", "answer"]
    same(log.answers, back.answers, "answers", columns)


def test_it_is_known_by_what_it_holds(tmp_path):
    project(tmp_path, FOREIGN, "study.zip", ruth="Nights, always.")
    assert len(sk.load(tmp_path / "study.zip").answers) == 2
    (tmp_path / "study.zip").rename(tmp_path / "study.qdpx")
    assert len(sk.load(tmp_path).answers) == 2, "a folder with a project alone"
    (tmp_path / "book.xml").write_text('<CodeBook xmlns="urn:QDA-XML:codebook:1:0"><Codes><Code guid="x" name="a" '
                                       'isCodable="true"/></Codes></CodeBook>', encoding="utf-8")
    assert sk.load(tmp_path / "book.xml").codebook["tag"].tolist() == ["a"]


BOMB = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><Project name="&b;"/>'
FILE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><Project><Description>&f;</Description></Project>'


@pytest.mark.parametrize(("qde", "says"), [
    (BOMB, "^study.qde in study.qdpx declares a document type, which no REFI-QDA file needs"),
    (FILE, "^study.qde in study.qdpx declares a document type"),
    (BOMB.encode("utf-16"), "^study.qde in study.qdpx declares a document type"),
    ("<Project><Users>", "^study.qde in study.qdpx is not well-formed XML"),
    ("<html/>", "^study.qdpx is XML, but neither a project nor a codebook of REFI-QDA: its outermost element is"),
    ("<a>" * 300, "^study.qde in study.qdpx is nested more than 200 deep"),
    (b"\x00\x01", "^study.qde in study.qdpx is not well-formed XML"),
], ids=["entities", "file", "utf-16", "broken", "other", "deep", "binary"])
def test_what_may_do_harm_or_is_broken_is_refused_in_one_sentence(tmp_path, qde, says):
    with pytest.raises(sk.LogError, match=says):
        sk.load(project(tmp_path, qde))


def test_archives_that_grow_without_bound_or_are_none(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST", 10_000)
    path = tmp_path / "study.qdpx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("project.qde", "<Project>" + " " * 1_000_000 + "</Project>")
    with pytest.raises(sk.LogError, match="^study.qdpx unpacks to more than 0 MB of text, so it was not read"):
        sk.load(path)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(sk.LogError, match="^study.qdpx is not a REFI-QDA project: it is no archive of files"):
        sk.load(path)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("readme.txt", "hello")
    with pytest.raises(sk.LogError, match=r"^study.qdpx holds no file that ends in .qde"):
        sk.load(path)


def test_the_same_log_gives_the_same_file(tmp_path):
    log = sk.example("student")
    first, second = (sk.save(log, tmp_path / name).read_bytes() for name in ("a.qdpx", "b.qdpx"))
    assert first == second
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert zipfile.ZipFile(io.BytesIO(first)).testzip() is None
