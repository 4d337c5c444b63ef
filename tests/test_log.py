"""The log: every form it is kept in, and one clear sentence for whatever goes wrong."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import shadowkit as sk
from shadowkit import Log, LogError

TABLES = "students, contacts, outreach, meetings, answers, observations, reflections, tags, codebook, summaries"
CONTACTS = "contact,name,tie\namara,Amara Okonkwo,known\njon,Jon Vale,new\n"
OUTREACH = ("contact,sent_at,channel,replied_at\namara,2026-09-14T09:20,email,2026-09-15\njon,2026-09-16,letter,\n"
            "jon,2026-09-20,email,\n")
MEETINGS = "meeting,contact,kind,starts_at,status\nm1,amara,interview,2026-09-22T15:30,held\n"
ANSWERS = "meeting,question,answer\nm1,How did you come into this?,By luck.\nm1,What do you like least?,\n"


def write(folder: Path, **tables: str | bytes) -> Path:
    """Write a folder of CSV files and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, data in tables.items():
        (folder / f"{table}.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def sentences(log: Log) -> list[str]:
    return log.problems["problem"].tolist()


def refused(*path: object, **more: object) -> str:
    with pytest.raises(LogError) as error:
        sk.load(*path, **more)
    return str(error.value)


@pytest.fixture
def rosa(tmp_path: Path) -> Path:
    return write(tmp_path / "rosa", contacts=CONTACTS, outreach=OUTREACH, meetings=MEETINGS, answers=ANSWERS)


# Every form


def test_a_folder_of_csv_files(rosa: Path) -> None:
    log = sk.load(rosa)
    assert repr(log) == "Log 'rosa': 2 people asked, 1 reply, 1 meeting, 1 answer, 0 problems"
    assert {name: len(table) for name, table in log.tables.items()} == {
        "students": 1, "contacts": 2, "outreach": 3, "meetings": 1, "answers": 2, "observations": 0, "reflections": 0,
        "tags": 0, "codebook": 0, "summaries": 0}
    assert log.outreach["student"].tolist() == ["rosa"] * 3
    assert log.students["student"].tolist() == ["rosa"]
    assert log.outreach["sent_at_precision"].tolist() == ["time", "date", "date"]
    assert log.problems.columns.tolist() == ["file", "row", "column", "value", "problem", "suggestion",
                                              "kind"]


def test_a_path_may_be_text(rosa: Path) -> None:
    assert len(sk.load(str(rosa)).outreach) == 3


def test_the_table_of_students_names_the_student(tmp_path: Path) -> None:
    log = sk.load(write(tmp_path / "autumn", students="student,major\n rosa ,Biology\n", outreach=OUTREACH))
    assert log.outreach["student"].unique().tolist() == ["rosa"]
    assert log.students[["student", "major"]].to_numpy().tolist() == [["rosa", "Biology"]]


def test_a_blank_student_is_filled_in(tmp_path: Path) -> None:
    log = sk.load(write(tmp_path / "rosa", contacts="student,contact\n,amara\n  ,jon\nmia,eve\n"))
    assert log.contacts["student"].tolist() == ["rosa", "rosa", "mia"]


def test_a_single_file(rosa: Path) -> None:
    log = sk.load(rosa / "outreach.csv")
    assert repr(log) == "Log 'outreach': 2 people asked, 1 reply, 0 meetings, 0 answers, 0 problems"


def test_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Outreach"
    for row in [["Contact", "Sent at", "Channel"], ["amara", pd.Timestamp("2026-09-14T09:20"), "mail"],
                ["jon", pd.Timestamp("2026-09-15"), "call"]]:
        book.active.append(row)
    book.save(tmp_path / "rosa.xlsx")
    sentence = ("`channel` must be one of email, letter, referral, call, organization; row 2 of rosa.xlsx (outreach) "
                "has 'mail'. Did you mean 'email'?")
    log = sk.load(tmp_path / "rosa.xlsx")
    assert log.name == "rosa" and sentences(log) == [sentence]
    assert log.outreach["sent_at"].tolist() == [pd.Timestamp("2026-09-14T09:20"), pd.Timestamp("2026-09-15")]
    # The only workbook of a folder is its log.
    assert sentences(sk.load(tmp_path)) == [sentence]


def test_a_folder_of_student_folders(tmp_path: Path, rosa: Path) -> None:
    write(tmp_path / "zoe", contacts="contact,name\namara,Somebody else\n", outreach="contact,sent_at\namara,8-Jul\n")
    log = sk.load(tmp_path)
    assert repr(log).endswith(": 2 students, 3 people asked, 1 reply, 1 meeting, 1 answer, 1 problem")
    assert log.contacts[["student", "contact"]].to_numpy().tolist() == [
        ["rosa", "amara"], ["rosa", "jon"], ["zoe", "amara"]]
    assert log.problems[["file", "row", "column", "value"]].to_numpy().tolist() == [
        ["zoe/outreach.csv", 2, "sent_at", "8-Jul"]]
    assert sentences(log) == ["`sent_at` in row 2 of zoe/outreach.csv has '8-Jul', a day without its year; write the "
                              "year too."]


def test_in_a_cohort_too_the_table_of_students_names_the_student(tmp_path: Path) -> None:
    write(tmp_path / "a", students="student,major\nrosa,Biology\n", outreach="contact\namara\n")
    write(tmp_path / "b", outreach="contact\namara\n")
    log = sk.load(tmp_path)
    assert log.outreach["student"].tolist() == ["rosa", "b"]
    assert log.students["student"].tolist() == ["rosa", "b"]


def test_folders_within_folders_keep_their_place(tmp_path: Path) -> None:
    write(tmp_path / "autumn" / "rosa", outreach="contact,channel\namara,mail\n")
    log = sk.load(tmp_path)
    assert log.outreach["student"].tolist() == ["rosa"]
    assert log.problems["file"].tolist() == ["autumn/rosa/outreach.csv"]


def test_one_broken_folder_does_not_keep_the_others_away(tmp_path: Path, rosa: Path) -> None:
    write(tmp_path / "ben", outreach=b"contact\x00")
    (tmp_path / "eva").mkdir()
    log = sk.load(tmp_path)
    assert log.outreach["student"].unique().tolist() == ["rosa"]
    assert log.problems["file"].tolist() == ["ben", "eva"]
    assert sentences(log) == [
        "ben was left out: outreach.csv is not a text file, whatever its name says; if it is a workbook, name it "
        "outreach.xlsx, otherwise export it again as CSV.",
        f"eva was left out: There is no log in {str(tmp_path / 'eva')!r}: it holds nothing, and none of {TABLES} as "
        ".csv or .parquet. What can be read besides, and brought in, is notes (.md, .txt), a transcript (.vtt, .srt, "
        "text with names), mail (.mbox, .eml), a calendar (.ics), a list (.csv, .xlsx, .ods), or a REFI-QDA project "
        "(.qdpx, .qdc). Check the path; a new log is made with: shadowkit new FOLDER."]


def test_a_cohort_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "ben").mkdir()
    (tmp_path / "eva").mkdir()
    assert refused(tmp_path).startswith(
        f"None of the 2 folders in {str(tmp_path)!r} holds a log; the first says: ben was left out: There is no log ")


def test_a_parquet_folder(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    pd.DataFrame({
        "student": ["s1", "s1", "s2"], "contact": ["a", "b", "a"],
        "sent_at": pd.to_datetime(["2026-09-14T09:20", "2026-09-15T10:00", None]),
        "channel": pd.Categorical(["email", "mail", "call"]),
    }).to_parquet(tmp_path / "outreach.parquet")
    pd.DataFrame({"student": ["s1"], "meeting": [7], "contact": ["a"], "minutes": [45], "listen": [True],
                  "starts_at": [pd.Timestamp("2026-09-20").date()]}).to_parquet(tmp_path / "meetings.parquet")
    log = sk.load(tmp_path)
    assert log.outreach["sent_at"].tolist()[:2] == [pd.Timestamp("2026-09-14T09:20"), pd.Timestamp("2026-09-15T10:00")]
    meeting = log.meetings.iloc[0]
    assert (meeting["meeting"], meeting["minutes"], meeting["listen"]) == ("7", 45.0, True)
    assert (meeting["starts_at"], meeting["starts_at_precision"]) == (pd.Timestamp("2026-09-20"), "date")
    assert sentences(log) == ["`channel` must be one of email, letter, referral, call, organization; row 3 of "
                              "outreach.parquet has 'mail'. Did you mean 'email'?"]


def test_a_parquet_table_in_parts(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow", reason="Parquet needs pyarrow")
    (tmp_path / "outreach.parquet").mkdir()
    for part, student in enumerate(["s1", "s2"]):
        pd.DataFrame({"student": [student], "contact": ["a"]}).to_parquet(
            tmp_path / "outreach.parquet" / f"part-{part}.parquet")
    log = sk.load(tmp_path)
    assert log.outreach["student"].tolist() == ["s1", "s2"] and sentences(log) == []


def test_one_note(tmp_path: Path) -> None:
    (tmp_path / "2026-10-03 jane.md").write_text("# Jane Roe\n\n## What is a typical day?\n\nRounds.\n", "utf-8")
    log = sk.load(tmp_path / "2026-10-03 jane.md")
    assert repr(log) == "Log '2026-10-03 jane': 0 people asked, 0 replies, 1 meeting, 1 answer, 0 problems"
    assert log.contacts["name"].tolist() == ["Jane Roe"]
    assert log.meetings["starts_at"].tolist() == [pd.Timestamp("2026-10-03")]


def test_a_folder_of_notes(tmp_path: Path) -> None:
    folder = tmp_path / "rosa"
    folder.mkdir()
    for name in ("jane", "tom"):
        (folder / f"{name}.md").write_text("## What is a typical day?\n\nRounds.\n", "utf-8")
    (folder / "README.md").write_text("About these notes.\n", "utf-8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8")
    log = sk.load(folder)
    assert log.answers[["student", "meeting", "position"]].to_numpy().tolist() == [
        ["rosa", "jane", 1], ["rosa", "tom", 1]]
    assert sentences(log) == ["photo.jpg is not part of this log and was left alone."]


# What cannot be loaded at all


def test_a_missing_folder_with_a_near_name_beside_it(tmp_path: Path, rosa: Path) -> None:
    path = tmp_path / "roza"
    assert refused(path) == f"There is no log at {str(path)!r}. Did you mean {str(rosa)!r}?"


def test_a_missing_folder_with_nothing_near(tmp_path: Path) -> None:
    path = tmp_path / "rosa"
    sentence = f"There is no log at {str(path)!r}. Check the path, or make a new log with: shadowkit new FOLDER."
    assert refused(path) == sentence
    write(tmp_path / "xylophone", outreach=OUTREACH)
    assert refused(path) == sentence


def test_a_missing_folder_in_a_missing_folder(tmp_path: Path) -> None:
    path = tmp_path / "autumn" / "rosa"
    assert refused(path) == (f"There is no log at {str(path)!r}. The folder it should be in, {str(path.parent)!r}, is "
                             "not there either; check the path.")


def test_an_empty_folder(tmp_path: Path) -> None:
    assert refused(tmp_path) == (
        f"There is no log in {str(tmp_path)!r}: it holds nothing, and none of {TABLES} as "
        ".csv or .parquet. What can be read besides, and brought in, is notes (.md, .txt), a transcript (.vtt, .srt, "
        "text with names), mail (.mbox, .eml), a calendar (.ics), a list (.csv, .xlsx, .ods), or a REFI-QDA project "
        "(.qdpx, .qdc). Check the path; a new log is made with: shadowkit new FOLDER.")


def test_a_folder_of_other_things(tmp_path: Path) -> None:
    for name in ("b.txt", "a.pdf", ".hidden.csv"):
        (tmp_path / name).write_text("x")
    assert f"There is no log in {str(tmp_path)!r}: it holds a.pdf, b.txt, and none of students, " in refused(tmp_path)


def test_an_unknown_form(tmp_path: Path) -> None:
    (tmp_path / "log.docx").write_text("x")
    assert refused(tmp_path / "log.docx") == (
        "log.docx is nothing that can be read as a log; give notes (.md, .txt), a transcript (.vtt, .srt, text with "
        "names), mail (.mbox, .eml), a calendar (.ics), a list (.csv, .xlsx, .ods), or a REFI-QDA project (.qdpx, "
        ".qdc).")


def test_a_single_file_that_is_not_named_like_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("outreech.csv", "prices.csv"):
        (tmp_path / name).write_text(OUTREACH)
    start = "is not named like a table, so what its rows are is not known; the names are"
    assert refused(tmp_path / "outreech.csv") == f"outreech.csv {start} {TABLES}. Did you mean outreach.csv?"
    assert refused(tmp_path / "prices.csv") == (
        f"prices.csv {start} {TABLES}. If its columns are your own, say where they go with sk.mapping('prices.csv').")


def test_a_binary_file_named_csv(tmp_path: Path) -> None:
    sentence = ("outreach.csv is not a text file, whatever its name says; if it is a workbook, name it outreach.xlsx, "
                "otherwise export it again as CSV.")
    assert refused(write(tmp_path / "rosa", outreach=b"PK\x03\x04\x14\x00")) == sentence
    assert refused(write(tmp_path / "rosa", outreach=b"GIF89a\x01\x00\x01")) == sentence


# What is left out of the tables stands in the problems


def test_an_empty_file(tmp_path: Path) -> None:
    log = sk.load(write(tmp_path / "rosa", outreach="", contacts=CONTACTS))
    assert len(log.outreach) == 0 and len(log.contacts) == 2
    assert sentences(log) == ["outreach.csv is empty, without even a header line; it was taken as a table with no "
                              "rows. Write its column names in the first line, or remove it."]
    assert log.problems["row"].isna().all()


def test_latin_1(tmp_path: Path) -> None:
    log = sk.load(write(tmp_path / "rosa", contacts="contact,name\nzoe,Zoë Þórsdóttir\n".encode("latin-1")))
    assert log.contacts["name"].tolist() == ["Zoë Þórsdóttir"]
    assert log.problems[["row", "value", "kind"]].values.tolist() == [[2, "zoe,Zoë Þórsdóttir", "know"]]
    assert sentences(log) == [
        "contacts.csv is not written in UTF-8, so it was read as Windows-1252 (it may also be Windows-1250 or "
        "Windows-1254); where its accents are wrong, save it as UTF-8."]


def test_a_header_with_other_words(tmp_path: Path) -> None:
    log = sk.load(write(tmp_path / "rosa", outreach="contact,date sent\namara,2026-09-14\n"))
    assert log.outreach["date sent"].tolist() == ["2026-09-14"]
    assert sentences(log) == ["outreach.csv has a column 'date sent' and none named `sent_at`; if it is the same, "
                              "rename it to `sent_at`. It was kept as it is."]


def test_a_header_without_the_handle(tmp_path: Path) -> None:
    log = sk.load(write(tmp_path / "rosa", outreach="who,sent_at\namara,2026-09-14\n"))
    assert len(log.outreach) == 0
    assert sentences(log) == ["outreach.csv has no column `contact`, so none of its 1 rows can be used; its columns "
                              "are who, sent_at. Give the column that says it the name `contact`."]


def test_the_31st_of_february(tmp_path: Path) -> None:
    log = sk.load(write(tmp_path / "rosa", outreach="contact,sent_at\namara,2026-02-31\n"))
    assert log.outreach[["contact", "sent_at_precision"]].to_numpy().tolist() == [["amara", "unreadable"]]
    assert sentences(log) == ["`sent_at` in row 2 of outreach.csv has '2026-02-31', a day that does not exist: that "
                              "month has 28 days. Did you mean '2026-02-28'?"]
    assert log.problems["suggestion"].tolist() == ["2026-02-28"]


def test_a_contact_that_does_not_exist(tmp_path: Path) -> None:
    log = sk.load(write(tmp_path / "rosa", contacts=CONTACTS, outreach="contact\namara\namarra\nxyz\n"))
    assert log.outreach["contact"].tolist() == ["amara", "amarra", "xyz"]
    assert sentences(log) == [
        "row 3 of outreach.csv speaks of contact 'amarra', who is not in contacts. Did you mean 'amara'?",
        "row 4 of outreach.csv speaks of contact 'xyz', who is not in contacts."]


def test_other_handles_that_do_not_exist(tmp_path: Path) -> None:
    log = sk.load(write(
        tmp_path / "rosa", contacts="contact,referred_by\namara,\njon,amaro\n", meetings="meeting,contact\nm1,amara\n",
        answers="meeting,answer\nm2,Yes.\n", codebook="tag,parent\nnights,\nteam,night\n",
        tags="meeting,tag\nm1,nihgts\n"))
    assert sentences(log) == [
        "row 3 of contacts.csv speaks of contact 'amaro', who is not in contacts. Did you mean 'amara'?",
        "row 2 of answers.csv speaks of meeting 'm2', which is not in meetings.",
        "row 2 of tags.csv speaks of tag 'nihgts', which is not in codebook. Did you mean 'nights'?",
        "row 3 of codebook.csv speaks of tag 'night', which is not in codebook. Did you mean 'nights'?"]
    assert len(log.answers) == len(log.tags) == 1 and len(log.codebook) == 2


def test_handles_belong_to_one_student(tmp_path: Path) -> None:
    write(tmp_path / "ann", contacts="contact\namara\n", outreach="contact\namara\n")
    write(tmp_path / "bea", contacts="contact\njon\n", outreach="contact\namara\n")
    assert sentences(sk.load(tmp_path)) == [
        "row 2 of bea/outreach.csv speaks of contact 'amara', who is not in contacts."]


def test_without_contacts_nobody_is_unknown(tmp_path: Path) -> None:
    assert sentences(sk.load(write(tmp_path / "rosa", outreach=OUTREACH))) == []


def test_a_handle_twice(tmp_path: Path) -> None:
    log = sk.load(write(tmp_path / "rosa", contacts="contact,name\njon,Jon Vale\njon,Jon Hart\n"))
    assert log.contacts["name"].tolist() == ["Jon Vale"]
    assert log.problems["value"].tolist() == ["student: rosa; contact: jon; name: Jon Hart"]
    assert sentences(log) == ["contacts already has contact 'jon' in row 2 of contacts.csv; row 3 of contacts.csv was "
                              "left out. Give it a handle of its own, or remove one of the two."]


def test_files_that_are_no_tables_are_said(rosa: Path) -> None:
    (rosa / "outreech.csv").write_text(OUTREACH)
    (rosa / "plan.txt").write_text("x")
    (rosa / "photos").mkdir()
    write(rosa / "zoe", outreach=OUTREACH)
    log = sk.load(rosa)
    assert log.problems["kind"].tolist() == ["mend", "mend", "know"]
    assert repr(log) == "Log 'rosa': 2 people asked, 1 reply, 1 meeting, 1 answer, 2 problems, 1 good to know"
    assert sentences(log) == [
        "zoe is a folder with tables beside the log's own and was left alone; load it by itself, or give every student "
        "a folder and load the one around them.",
        "outreech.csv is not part of this log and was left alone. If it is a table, name it outreach.csv.",
        "plan.txt is not part of this log and was left alone."]


def test_what_is_only_good_to_know_stands_below_and_is_not_refused(rosa: Path) -> None:
    (rosa / "plan.txt").write_text("x")
    assert sk.load(rosa, strict=True).problems[["file", "kind"]].values.tolist() == [["plan.txt", "know"]]
    assert repr(sk.load(rosa)).endswith(", 0 problems, 1 good to know")


def test_of_a_text_the_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "2026-10-03 Jane Doe.md").write_text("---\nminutes: many\n---\n## Why?\n\nWhy not.\n")
    (tmp_path / "calendar.ics").write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Informational interview with Jane Do\nDTSTART:20261004T100000\n"
        "END:VEVENT\nEND:VCALENDAR\n")
    assert sentences(sk.load(tmp_path)) == [
        "Jane Do in line 2 of calendar.ics may be Jane Doe; if so, write the same name or e-mail address in both "
        "places. Until then they are two people.",
        "`minutes` must be a number; line 1 of 2026-10-03 Jane Doe.md has 'many'."]


def test_strict_raises_at_the_first_problem(tmp_path: Path) -> None:
    path = write(tmp_path / "rosa", outreach="contact,channel\namara,mail\njon,call\n")
    sentence = ("`channel` must be one of email, letter, referral, call, organization; row 2 of outreach.csv has "
                "'mail'. Did you mean 'email'?")
    assert refused(path, strict=True) == sentence
    write(path, contacts="contact\namara\nmia\n")
    assert refused(path, strict=True) == sentence + " (1 more)"


def test_strict_says_nothing_of_a_sound_log(rosa: Path) -> None:
    assert len(sk.load(rosa, strict=True).outreach) == 3


def test_check_gives_the_problems(tmp_path: Path, rosa: Path) -> None:
    assert len(sk.check(rosa)) == 0
    write(rosa, outreach="contact,channel\namara,mail\n")
    pd.testing.assert_frame_equal(sk.check(rosa), sk.load(rosa).problems)
    assert sk.check(rosa)[["file", "row", "column", "value", "suggestion"]].to_numpy().tolist() == [
        ["outreach.csv", 2, "channel", "mail", "email"]]


def test_further_columns_are_kept(tmp_path: Path) -> None:
    log = sk.load(write(tmp_path / "rosa", outreach="Mood,contact,room\ncurious,amara,007\n"))
    assert log.outreach[["Mood", "room"]].to_numpy().tolist() == [["curious", "007"]]
    assert sentences(log) == []


# From frames


def test_from_tables() -> None:
    asked = pd.DataFrame({"contact": ["amara", "jon"], "sent_at": ["2026-09-14", "soon"]}, index=[7, 7])
    before = asked.copy()
    log = Log.from_tables(outreach=asked, name="rosa")
    assert log.outreach["student"].tolist() == ["rosa", "rosa"]
    assert sentences(log) == ["`sent_at` in row 3 of outreach has 'soon'; write it as 2026-09-14 or 2026-09-14T10:30."]
    pd.testing.assert_frame_equal(asked, before)
    with pytest.raises(LogError, match="row 3 of outreach has 'soon'"):
        Log.from_tables(outreach=asked, strict=True)


def test_from_no_tables() -> None:
    log = Log.from_tables()
    assert repr(log) == "Log 'log': 0 people asked, 0 replies, 0 meetings, 0 answers, 0 problems"
    assert log.as_of is None and len(log.students) == 0


def test_from_tables_that_are_none() -> None:
    with pytest.raises(LogError) as error:
        Log.from_tables(outreech=pd.DataFrame())
    assert str(error.value) == f"`table` must be one of {TABLES}; it was 'outreech'. Did you mean 'outreach'?"
    with pytest.raises(LogError) as error:
        Log.from_tables(outreach=[{"contact": "amara"}])
    assert str(error.value) == ("`outreach` must be a DataFrame, and it was a list; make one with pd.DataFrame, where "
                                "one row is one message, letter or call sent to one contact.")


@pytest.mark.parametrize("name", ["student", "cohort"])
def test_the_tables_of_a_log_make_the_same_log(name: str) -> None:
    log = sk.example(name)
    again = Log.from_tables(**log.tables)
    for table, frame in log.tables.items():
        pd.testing.assert_frame_equal(getattr(again, table), frame)
    # Words that were not understood are missing now; a contact nobody knows is still there.
    assert again.problems["value"].tolist() == (["kwane"] if name == "student" else [])


# What a log says of itself


def test_as_of_is_the_latest_date_of_what_happened(tmp_path: Path) -> None:
    def latest(**tables: str) -> pd.Timestamp | None:
        return sk.load(write(tmp_path / str(len(list(tmp_path.iterdir()))), **tables)).as_of

    assert latest(outreach=OUTREACH) == pd.Timestamp("2026-09-20")
    assert latest(outreach="contact,sent_at,replied_at\na,2026-09-14,2026-09-30T10:00\n") == pd.Timestamp("2026-09-30")
    assert latest(contacts="contact,added_on\na,2026-10-01\n") == pd.Timestamp("2026-10-01")
    assert latest(reflections="meeting,written_at\n,2026-10-02\n") == pd.Timestamp("2026-10-02")
    assert latest(summaries="contact,topic,written_at\na,day,2026-10-03\n") == pd.Timestamp("2026-10-03")
    assert latest(meetings="meeting,contact,starts_at,status\n1,a,2026-10-04T09:00,held\n2,a,2026-11-01,planned\n"
                  "3,a,2026-11-02,cancelled\n") == pd.Timestamp("2026-10-04")
    assert latest(meetings="meeting,contact,starts_at\n1,a,2026-10-04\n") == pd.Timestamp("2026-10-04")
    assert latest(meetings="meeting,contact,thanked_at\n1,a,2026-10-05\n") == pd.Timestamp("2026-10-05")
    assert latest(contacts=CONTACTS) is None


def test_the_counts_are_of_people_asked(tmp_path: Path) -> None:
    log = sk.load(write(
        tmp_path / "rosa", outreach="contact,purpose,replied_at,answer\namara,,2026-09-15,\namara,ask,2026-09-16,\n"
        "jon,thanks,2026-09-15,\nmei,ask,,no\n", meetings="meeting,contact,status\n1,a,held\n2,a,\n3,a,no_show\n"))
    assert log.counts() == {"people asked": 2, "replies": 2, "meetings": 2, "answers": 0, "problems": 0}


def test_answers_without_a_position_are_counted(tmp_path: Path) -> None:
    log = sk.load(write(tmp_path / "rosa", answers=(
        "meeting,position,answer\nm1,,a\nm2,,b\nm1,,c\nm3,1,d\nm3,,e\nm3,2,f\nm3,,g\n")))
    assert log.answers["position"].tolist() == [1, 1, 2, 1, 3, 2, 4]


def test_a_log_shows_itself_as_a_table(tmp_path: Path) -> None:
    log = Log.from_tables(name="<b>rosa</b>", outreach=pd.DataFrame({"contact": ["amara"], "sent_at": ["2026-09-04"]}))
    shown = log._repr_html_()
    assert shown.startswith("<table><caption ")
    assert ">Log “&lt;b&gt;rosa&lt;/b&gt;”, until 4 September 2026</caption>" in shown
    assert "<b>" not in shown
    assert shown.count('<th scope="row"') == shown.count("<tr>") == 5
    assert ">people asked</th><td>1</td></tr>" in shown
    assert "log.problems" not in shown
    assert "<code>log.problems</code>" in sk.example()._repr_html_()
    assert "</caption>" in Log.from_tables()._repr_html_()


def test_a_log_is_frozen(rosa: Path) -> None:
    log = sk.load(rosa)
    with pytest.raises(dataclasses.FrozenInstanceError):
        log.outreach = pd.DataFrame()  # type: ignore[misc]
    assert list(log.tables) == TABLES.split(", ")


def test_what_is_made_once_is_made_once() -> None:
    log, made = Log.from_tables(), []
    assert [log.once("key", lambda: made.append(1) or len(made)) for _ in range(3)] == [1, 1, 1]
    assert made == [1]


# The examples


def test_the_student_has_exactly_three_mistakes() -> None:
    log = sk.example("student")
    assert sentences(log) == [
        "`added_on` in row 17 of contacts.csv has '2026-09-31', a day that does not exist: that month has 30 days. Did "
        "you mean '2026-09-30'?",
        "`channel` must be one of email, letter, referral, call, organization; row 11 of outreach.csv has 'e-mail'. "
        "Did you mean 'email'?",
        "row 13 of outreach.csv speaks of contact 'kwane', who is not in contacts. Did you mean 'kwame'?"]
    assert log.as_of == pd.Timestamp("2026-11-20")
    assert log.students["student"].tolist() == ["rosa"]


def test_the_cohort_has_none() -> None:
    log = sk.example("cohort")
    assert sentences(log) == [] and log.as_of == pd.Timestamp("2026-11-19")
    assert repr(log) == ("Log 'cohort': 200 students, 1,365 people asked, 564 replies, 301 meetings, 0 answers, "
                         "0 problems")


def test_the_examples_make_a_cohort_of_their_own() -> None:
    assert sk.load(sk.log.shipped("data")).students["student"].nunique() == 202


def test_an_example_that_is_none() -> None:
    with pytest.raises(LogError) as error:
        sk.example("nonsense")
    assert str(error.value) == f"`name` must be one of {', '.join(sk.log.EXAMPLES)}; it was 'nonsense'."
    with pytest.raises(LogError, match=r"it was 'studnet'\. Did you mean 'student'\?"):
        sk.example("studnet")


def test_a_reply_before_its_message_is_said() -> None:
    log = Log.from_tables(outreach=pd.DataFrame(
        {"contact": ["a"], "sent_at": ["2026-09-20"], "replied_at": ["2026-09-10"]}))
    assert log.problems["problem"].tolist() == [
        "row 2 of outreach has a reply of 2026-09-10, before the message of 2026-09-20; correct one of the two dates."]


def test_a_row_without_a_student_among_several_is_said() -> None:
    log = Log.from_tables(name="term", outreach=pd.DataFrame(
        {"student": ["s1", "s2", None], "contact": ["a", "b", "c"], "sent_at": ["2026-09-01"] * 3}))
    assert log.problems["problem"].tolist() == [
        "`student` is empty in row 4 of outreach, and the log is of several students, so the row was given to one "
        "named 'term'; fill it in."]
    assert log.outreach["student"].tolist() == ["s1", "s2", "term"]


def test_two_folders_of_one_name_stay_two_students(tmp_path: Path) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "students.csv").write_text("student\nme\n")
        (tmp_path / folder / "outreach.csv").write_text("contact,sent_at\na,2026-09-01\nb,2026-09-02\n")
    log = sk.load(tmp_path)
    assert log.counts()["people asked"] == 4
    assert log.students["student"].tolist() == ["me", "y"]
    assert log.problems["problem"].tolist() == [
        "y and x both name their student 'me', so that of y was named after the folder; give each a name of its own."]


def test_a_meeting_of_unknown_status_does_not_move_the_day() -> None:
    log = Log.from_tables(
        outreach=pd.DataFrame({"contact": ["a"], "sent_at": ["2026-09-01"]}),
        meetings=pd.DataFrame({"meeting": ["m"], "contact": ["a"], "starts_at": ["2026-12-01"],
                               "status": ["scheduled"]}))
    assert log.as_of == pd.Timestamp("2026-09-01")
    assert log.problems["suggestion"].tolist() == ["planned"]


def test_a_report_beside_a_log_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "outreach.csv").write_text("contact,sent_at\na,2026-09-01\n")
    (tmp_path / "mine-report.html").write_text("<html></html>")
    assert sk.load(tmp_path).problems.empty


# Files beside the tables


def test_the_history_beside_a_log_is_no_problem(rosa: Path) -> None:
    (rosa / "history.jsonl").write_text("{}\n")
    assert sk.load(rosa).problems.empty


LIKE_A_COPY = ("{name} looks like a second copy of contacts.csv, as synced drives make when two computers wrote at "
               "once, and was left alone. ")


@pytest.mark.parametrize("name", [
    "contacts (conflicted copy 2026-11-22).csv", "contacts (Rosa's conflicted copy 2026-11-22).csv",
    "contacts.sync-conflict-20261122-101112-ABCDEFG.csv", "contacts-LAPTOP7.csv", "contacts (1).csv",
    "Contacts 2.csv"])
def test_a_second_copy_of_a_table_is_told_with_what_it_holds(rosa: Path, name: str) -> None:
    # Another order, another separator, a blank line; jon's tie was changed and eve is new.
    (rosa / name).write_text("Name;contact;tie\nEve Lund;eve;new\n\nJon Vale;jon;known\nAmara Okonkwo;amara;known\n")
    log = sk.load(rosa)
    assert log.contacts["contact"].tolist() == ["amara", "jon"]
    assert log.problems[["file", "problem"]].to_numpy().tolist() == [[name, LIKE_A_COPY.format(name=name) + (
        "Rows in it that contacts.csv does not have: 2 of 3. Copy those into contacts.csv, then delete the copy.")]]


@pytest.mark.parametrize(("data", "sentence"), [
    (CONTACTS.encode("utf-16"), "Rows in it that contacts.csv does not have: none of 2. The copy can be deleted."),
    (b"", "Rows in it that contacts.csv does not have: none of 0. The copy can be deleted."),
    (b"person\namara\n", "Rows in it that contacts.csv does not have: 1 of 1. Copy those into contacts.csv, then "
                         "delete the copy."),
    (b"contact\nmia\nmia\n", "Rows in it that contacts.csv does not have: 2 of 2. Copy those into contacts.csv, then "
                             "delete the copy."),
    (b"PK\x03\x04", "It cannot be compared: contacts (1).csv is not a text file, whatever its name says; if it is a "
                    "workbook, name it contacts (1).xlsx, otherwise export it again as CSV."),
])
def test_a_second_copy_that_holds_the_same_or_nothing_or_cannot_be_read(rosa: Path, data: bytes, sentence: str) -> None:
    (rosa / "contacts (1).csv").write_bytes(data)
    assert sentences(sk.load(rosa)) == [LIKE_A_COPY.format(name="contacts (1).csv") + sentence]


def test_a_name_that_only_begins_like_a_table_is_no_copy(rosa: Path) -> None:
    (rosa / "contactsheet.csv").write_text("contact\n")
    (rosa / "tags (1).csv").write_text("tag\n")
    assert [sentence.split(" and ")[0] for sentence in sentences(sk.load(rosa))] == [
        "contactsheet.csv is not part of this log", "tags (1).csv is not part of this log"]


def test_a_date_that_may_be_two_days_says_which_two(tmp_path: Path) -> None:
    write(tmp_path / "rosa", outreach="contact,sent_at\namara,05/09/2026\n")
    assert sentences(sk.load(tmp_path / "rosa")) == [
        "`sent_at` in row 2 of outreach.csv has '05/09/2026', which may be 2026-09-05 or 2026-05-09, and nothing in "
        "the column decides; write the one you mean."]
