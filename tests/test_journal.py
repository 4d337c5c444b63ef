"""The journal: what was written is on disk, what was there stays, and every past state can be had back."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from journals import as_loaded, in_file, in_history, visible, words

import shadowkit as sk
from shadowkit import Journal, LogError
from shadowkit.journal import Conflict
from shadowkit.readers import charset

BOM = b"\xef\xbb\xbf"
HEAD = "contact,name,role,organization,field,source,tie,referred_by,email,added_on,note\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "rosa"


@pytest.fixture
def journal(folder: Path) -> Journal:
    """Return the journal of a log with two people, a message and a meeting with two answers."""
    journal = sk.open_journal(folder)
    journal.add("contacts", contact="amara", name="Amara Okonkwo", role="nurse", tie="known")
    journal.add("contacts", contact="jon", name="Jon Vale", referred_by="amara")
    journal.add("outreach", contact="amara", sent_at="2026-09-14T09:20", channel="email")
    journal.add("meetings", meeting="m1", contact="amara", kind="interview", starts_at="2026-09-22T15:30")
    return journal


def refused(call: Callable, *args: object, **more: object) -> str:
    with pytest.raises(LogError) as error:
        call(*args, **more)
    return str(error.value)


def did(journal: Journal) -> list[str]:
    return journal.history()["did"].tolist()


def put(folder: Path, data: bytes | str, name: str = "contacts.csv") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


# What is on disk


def test_the_file_and_the_history_to_the_letter(folder: Path, journal: Journal) -> None:
    assert (folder / "contacts.csv").read_bytes() == BOM + (
        HEAD + "amara,Amara Okonkwo,nurse,,,,known,,,,\njon,Jon Vale,,,,,,amara,,,\n").encode()
    assert (folder / "outreach.csv").read_bytes() == BOM + (
        b"contact,sent_at,channel,purpose,replied_at,answer,template,note\namara,2026-09-14T09:20,email,,,,,\n")
    assert sorted(visible(folder)) == ["contacts.csv", "history.jsonl", "meetings.csv", "outreach.csv"]
    first = json.loads((folder / "history.jsonl").read_text().split("\n")[0])
    assert abs(dt.datetime.now().astimezone() - dt.datetime.fromisoformat(first.pop("at"))) < dt.timedelta(minutes=5)
    assert first == {
        "change": 1, "says": "added amara to contacts", "did": "add", "table": "contacts", "key": ["amara"],
        "rows": [{"place": 0, "removed": [], "added": [
            {"contact": "amara", "name": "Amara Okonkwo", "role": "nurse", "tie": "known"}]}]}
    assert journal.history()[["change", "did", "table", "key", "says"]].to_numpy().tolist() == [
        [1, "add", "contacts", "amara", "added amara to contacts"],
        [2, "add", "contacts", "jon", "added jon to contacts"],
        [3, "add", "outreach", "amara, 2026-09-14T09:20", "added amara, 2026-09-14T09:20 to outreach"],
        [4, "add", "meetings", "m1", "added m1 to meetings"]]
    assert len(as_loaded(folder).contacts) == 2


def test_what_comes_back_is_the_key(folder: Path, journal: Journal) -> None:
    assert journal.add("contacts", contact="eve") == "eve"
    assert journal.add("outreach", contact="eve", sent_at=dt.date(2026, 9, 15)) == ("eve", "2026-09-15")
    assert journal.add("answers", meeting="m1", answer="By luck.") == ("m1", "1")
    assert journal.add("answers", meeting="m1", answer="Mornings.") == ("m1", "2")
    assert journal.amend("answers", ("m1", 2), answer="Evenings.") == ("m1", "2")
    assert journal.remove("answers", ("m1", "1")) is None
    assert in_file(folder, "answers") == [{"meeting": "m1", "position": "2", "answer": "Evenings."}]


@pytest.mark.parametrize("text", [
    'She said "no", twice', "a,b;c\td", "one\ntwo\n\nthree", "🙂 𝔄", "عمر "
        "الخيّام", "007", "=1+1", "-5", "+1", "@x", "'", '"',
    "NA", "null", "nan", "None", "True", "1e5", "2026-09-14", "\u2028line", "tab\there", "x" * 70_000, "\x1bcolour",
    "\x85next", "a\x0bb", "\ufeffmark", "\\", "\\n", "#", "<b>bold</b>"])
def test_a_text_stays_as_it_was_written(folder: Path, journal: Journal, text: str) -> None:
    journal.add("contacts", contact="eve", note=text)
    read = sk.load(folder)
    assert read.problems.empty and read.contacts["note"].tolist()[2] == text.strip()
    with_pandas = pd.read_csv(folder / "contacts.csv", dtype="str", keep_default_na=False, encoding="utf-8-sig")
    assert with_pandas["note"].tolist() == ["", "", text.strip()]
    assert in_file(folder)[2] == {"contact": "eve", "note": text.strip()}
    assert in_history(folder) == in_file(folder)


def test_line_breaks_are_those_of_a_text_file(folder: Path, journal: Journal) -> None:
    journal.add("contacts", contact="eve", note=" one\r\ntwo\rthree \n")
    assert in_file(folder)[2]["note"] == "one\ntwo\nthree"


def test_values_of_python_become_what_a_person_would_type(folder: Path, journal: Journal) -> None:
    journal.add("meetings", meeting="m2", contact="amara", starts_at=dt.datetime(2026, 10, 1, 9, 5), minutes=45.0,
                minutes_planned=30, listen=True, time=False, mode="In person", thanked_at=pd.Timestamp("2026-10-02"),
                referrals=None, invited_to_stay=pd.NA)
    assert in_file(folder, "meetings")[1] == {
        "meeting": "m2", "contact": "amara", "starts_at": "2026-10-01T09:05", "minutes_planned": "30", "minutes": "45",
        "mode": "in_person", "listen": "yes", "time": "no", "thanked_at": "2026-10-02T00:00"}


@pytest.mark.parametrize(("typed", "written"), [
    ("14 Sep 2026", "2026-09-14"), ("2026-09-14 9:05", "2026-09-14T09:05"), ("14.9.2026", "2026-09-14"),
    ("2026-09-14T09:05:00Z", "2026-09-14T09:05+00:00"), ("2026-09-14T09:05-07:00", "2026-09-14T09:05-07:00"),
    (dt.date(2026, 9, 14), "2026-09-14"), (dt.datetime(2026, 9, 14, 9, 5, tzinfo=dt.UTC), "2026-09-14T09:05+00:00")])
def test_a_time_is_written_in_one_way(folder: Path, journal: Journal, typed: object, written: str) -> None:
    assert journal.add("outreach", contact="jon", sent_at=typed) == ("jon", written)
    assert in_file(folder, "outreach")[1] == {"contact": "jon", "sent_at": written}


@pytest.mark.parametrize("same", ["2026-09-14T09:20:00", "2026-09-14 09:20", "14 September 2026 9:20",
                                  dt.datetime(2026, 9, 14, 9, 20)])
def test_the_same_moment_written_otherwise_is_the_same_row(journal: Journal, same: object) -> None:
    assert refused(journal.add, "outreach", contact="amara", sent_at=same) == (
        "outreach already has a row with contact 'amara', sent_at '2026-09-14T09:20'; amend that one, or make yours "
        "differ.")
    assert journal.amend("outreach", ("amara", same), answer="yes") == ("amara", "2026-09-14T09:20")


def test_a_change_is_one_line_in_a_diff(tmp_path: Path, folder: Path, journal: Journal) -> None:
    if not shutil.which("git"):
        pytest.skip("git is not installed")

    def changed(call: Callable[[], object]) -> str:
        before = shutil.copy(folder / "contacts.csv", tmp_path / "before.csv")
        call()
        done = subprocess.run(["git", "diff", "--no-index", "--numstat", str(before), str(folder / "contacts.csv")],
                              capture_output=True, text=True, check=False)
        return "".join(done.stdout.split("\t")[:2])

    assert changed(lambda: journal.add("contacts", contact="eve", name="Eve, “the third”")) == "10"
    assert changed(lambda: journal.amend("contacts", "jon", role="baker", tie="new")) == "11"
    assert changed(lambda: journal.undo()) == "11"
    assert changed(lambda: journal.remove("contacts", "jon")) == "01"
    assert changed(lambda: journal.undo()) == "10"
    assert changed(lambda: journal.amend("contacts", "jon", name="Jon Vale")) == ""


def test_the_log_is_read_again_when_it_has_changed(folder: Path, journal: Journal) -> None:
    assert journal.log is journal.log
    journal.add("contacts", contact="eve")
    assert journal.log.contacts["contact"].tolist() == ["amara", "jon", "eve"]
    assert repr(sk.open_journal(folder.parent / "empty").log) == (
        "Log 'empty': 0 people asked, 0 replies, 0 meetings, 0 answers, 0 problems")


def test_what_is_written_is_on_disk_before_it_is_said(
        folder: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    events = []

    def sync(handle: int, real: Callable = os.fsync) -> None:
        status = os.fstat(handle)
        name = next(path.name for path in (folder, *folder.iterdir()) if path.stat().st_ino == status.st_ino)
        whole = name != "rosa" and (folder / name).read_bytes().endswith((b"eve,,,,,,,,,,\n", b"}\n"))
        events.append((f"sync {name}", whole))
        real(handle)

    def replace(old: Path, new: Path, real: Callable = os.replace) -> None:
        events.append((f"{Path(old).name} becomes {Path(new).name}", True))
        real(old, new)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", replace)
    journal.add("contacts", contact="eve")
    assert events == [("sync .contacts.csv.new", True), ("sync history.jsonl", True),
                      (".contacts.csv.new becomes contacts.csv", True), ("sync rosa", False)]


def test_a_drive_that_cannot_sync_folders(folder: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    def sync(handle: int, real: Callable = os.fsync) -> None:
        if os.path.samestat(os.fstat(handle), folder.stat()):
            raise OSError(22, "Invalid argument")
        real(handle)

    monkeypatch.setattr(os, "fsync", sync)
    assert journal.add("contacts", contact="eve") == "eve"
    assert journal.add("contacts", contact="mia") == "mia"
    assert in_history(folder) == in_file(folder) == [A, J, {"contact": "eve"}, {"contact": "mia"}]


# What a person may not do; nothing is left of it


@pytest.mark.parametrize(("table", "row", "sentence"), [
    ("people", {"contact": "eve"}, "`table` must be one of students, contacts, outreach, meetings, answers, "
     "observations, reflections, tags, codebook, summaries; it was 'people'."),
    ("contacts", {"contact": "eve", "nmae": "Eve"}, "contacts has no column 'nmae'. Did you mean 'name'?"),
    ("contacts", {"contact": "eve", "phone": "44"}, "contacts has no column 'phone'. Its columns are contact, name, "
     "role, organization, field, source, tie, referred_by, email, added_on, note."),
    ("contacts", {"name": "Eve"}, "`contact` is empty, so the row would say nothing; fill it in: short handle of the "
     "person."),
    ("contacts", {"contact": "  "}, "`contact` is empty, so the row would say nothing; fill it in: short handle of the "
     "person."),
    ("contacts", {"contact": "jon"}, "contacts already has a row with contact 'jon'; amend that one, or make yours "
     "differ."),
    ("contacts", {"contact": "eve", "tie": "freind"}, "`tie` must be one of known, introduced, new; this row has "
     "'freind'."),
    ("contacts", {"contact": "eve", "referred_by": "amra"}, "`referred_by` speaks of 'amra', which is not in contacts. "
     "Did you mean 'amara'?"),
    ("contacts", {"contact": "eve", "note": "a\0b"}, "`note` holds a sign that no text file can keep; type it again "
     "without it."),
    ("contacts", {"contact": "eve", "note": "\ud800"}, "`note` holds a sign that no text file can keep; type it again "
     "without it."),
    ("outreach", {"contact": "amara", "sent_at": "8-Jul"}, "`sent_at` in this row has '8-Jul'; write it as 2026-09-14 "
     "or 2026-09-14T10:30."),
    ("outreach", {"contact": "amara", "sent_at": "05/09/2026"}, "`sent_at` in this row has '05/09/2026', which may be "
     "2026-09-05 or 2026-05-09, and nothing in the column decides; write the one you mean."),
    ("outreach", {"contact": "amara", "sent_at": "2026-02-30"}, "`sent_at` in this row has '2026-02-30', a day that "
     "does not exist: that month has 28 days. Did you mean '2026-02-28'?"),
    ("outreach", {"contact": "amara", "channel": "mail"}, "`channel` must be one of email, letter, referral, call, "
     "organization; this row has 'mail'. Did you mean 'email'?"),
    ("outreach", {"contact": "zoe", "channel": "call"}, "`contact` speaks of 'zoe', which is not in contacts. Add it "
     "to contacts first."),
    ("meetings", {"meeting": "m2", "contact": "jon", "minutes": "half an hour"}, "`minutes` must be a number; this row "
     "has 'half an hour'."),
    ("meetings", {"meeting": "m2", "contact": "jon", "minutes": -5}, "`minutes` must be 0 to 10080; this row has "
     "'-5'."),
    ("meetings", {"meeting": "m2", "contact": "jon", "minutes": 10 ** 400}, "`minutes` must be a number; this row has "
     ""),
    ("meetings", {"meeting": "m2", "contact": "jon", "minutes": float("inf")}, "`minutes` must be a number; this row "
     "has 'inf'."),
    ("meetings", {"meeting": "m2", "contact": "jon", "listen": "maybe"}, "`listen` must be yes or no; this row has "
     "'maybe'."),
    ("answers", {"meeting": "m1", "position": 1.5}, "`position` must be a whole number; this row has '1.5'."),
    ("answers", {"meeting": "m2", "answer": "No."}, "`meeting` speaks of 'm2', which is not in meetings. Add it to "
     "meetings first."),
    ("reflections", {"meeting": "m1", "interest_after": 6}, "`interest_after` must be 1 to 5; this row has '6'."),
])
def test_what_cannot_be_understood_is_refused_and_leaves_nothing(
        folder: Path, journal: Journal, table: str, row: dict, sentence: str) -> None:
    before = visible(folder)
    assert refused(journal.add, table, **row).startswith(sentence)
    assert visible(folder) == before


@pytest.mark.parametrize(("call", "sentence"), [
    (lambda j: j.amend("contacts", "jonn", role="baker"), "contacts has no row with contact 'jonn'. Did you mean "
     "'jon'?"),
    (lambda j: j.amend("outreach", "amara", answer="yes"), "A row of outreach is named by contact, sent_at, and the "
     "key was 'amara'."),
    (lambda j: j.amend("outreach", ("amara", "2026-09-15"), answer="yes"), "outreach has no row with contact 'amara', "
     "sent_at '2026-09-15'."),
    (lambda j: j.amend("contacts", "jon", contact=None), "`contact` is empty, so the row would say nothing; fill it "
     "in: short handle of the person."),
    (lambda j: j.amend("contacts", "jon", contact="amara"), "contacts already has a row with contact 'amara'; amend "
     "that one, or make yours differ."),
    (lambda j: j.amend("contacts", "amara", contact="mara"), "1 row of contacts still speaks of 'amara'; change or "
     "remove it first."),
    (lambda j: j.remove("contacts", "amara"), "1 row of contacts still speaks of 'amara'; change or remove it first."),
    (lambda j: j.remove("meetings", "m1"), "2 rows of answers still speak of 'm1'; change or remove them first."),
    (lambda j: j.remove("contacts", "eve"), "contacts has no row with contact 'eve'."),
    (lambda j: j.past(7), "`change` must be a number from 0 to 6, as in history(); it was 7."),
])
def test_what_cannot_be_done_is_refused_and_leaves_nothing(
        folder: Path, journal: Journal, call: Callable[[Journal], object], sentence: str) -> None:
    journal.add("answers", meeting="m1", answer="By luck.")
    journal.add("answers", meeting="m1", answer="Mornings.")
    before = visible(folder)
    assert refused(call, journal) == sentence
    assert visible(folder) == before


def test_an_error_names_its_column(journal: Journal) -> None:
    for row, column in (({"contact": "eve", "tie": "x"}, "tie"), ({"contact": "jon"}, "contact"), ({}, "contact")):
        with pytest.raises(LogError) as error:
            journal.add("contacts", **row)
        assert error.value.column == column


def test_cells_are_checked_without_writing(folder: Path, journal: Journal) -> None:
    before = visible(folder)
    assert journal.check("outreach", contact="jonn", sent_at="2026-09-15", channel="mail") == {
        "contact": "`contact` speaks of 'jonn', which is not in contacts. Did you mean 'jon'?",
        "channel": "`channel` must be one of email, letter, referral, call, organization; this row has 'mail'. Did you "
                   "mean 'email'?"}
    assert visible(folder) == before


def test_an_answer_without_a_place_comes_after_those_that_have_none_either(folder: Path) -> None:
    put(folder, "meeting,contact\nm1,amara\n", "meetings.csv")
    put(folder, "meeting,answer\nm1,By luck.\nm1,Mornings.\n", "answers.csv")
    assert sk.open_journal(folder).add("answers", meeting="m1", answer="Evenings.") == ("m1", "3")
    assert sk.load(folder).answers[["position", "answer"]].to_numpy().tolist() == [
        [1, "By luck."], [2, "Mornings."], [3, "Evenings."]]


# Undo, redo, and the past


def test_undo_and_redo_over_restarts(folder: Path, journal: Journal) -> None:
    journal.amend("contacts", "jon", role="baker")
    journal.remove("outreach", ("amara", "2026-09-14T09:20"))
    assert journal.next_undo() == "removed amara, 2026-09-14T09:20 from outreach"
    assert sk.open_journal(folder).undo() == "undone: removed amara, 2026-09-14T09:20 from outreach"
    assert in_file(folder, "outreach") == [{"contact": "amara", "sent_at": "2026-09-14T09:20", "channel": "email"}]
    assert sk.open_journal(folder).undo() == "undone: changed jon in contacts: role from nothing to “baker”"
    assert sk.open_journal(folder).undo() == "undone: added m1 to meetings"
    assert "role" not in in_file(folder)[1] and in_file(folder, "meetings") == []
    assert sk.open_journal(folder).redo() == "done again: added m1 to meetings"
    assert sk.open_journal(folder).redo() == "done again: changed jon in contacts: role from nothing to “baker”"
    assert in_file(folder)[1]["role"] == "baker" and len(in_file(folder, "meetings")) == 1
    journal.add("contacts", contact="eve")
    assert journal.redo() is None
    for _ in range(6):
        assert journal.undo() is not None
    assert journal.undo() is None and journal.next_undo() is None
    assert in_file(folder) == in_file(folder, "outreach") == in_file(folder, "meetings") == []


def test_the_past_can_be_had_back(folder: Path, journal: Journal) -> None:
    journal.amend("contacts", "amara", role="midwife")
    journal.undo()
    assert [journal.past(change).contacts["role"].dropna().tolist() for change in range(7)] == [
        [], ["nurse"], ["nurse"], ["nurse"], ["nurse"], ["midwife"], ["nurse"]]
    assert [len(journal.past(change).meetings) for change in (0, 3, 4)] == [0, 0, 1]
    assert journal.past(2).name == "rosa" and journal.past(2).contacts["student"].tolist() == ["rosa", "rosa"]


@pytest.mark.parametrize("replaced", [True, False], ids=["history and file", "history alone"])
def test_a_power_cut_at_any_byte_of_the_last_line(folder: Path, journal: Journal, replaced: bool) -> None:
    files = visible(folder)
    journal.add("contacts", contact="eve", name=words("eve"))
    whole, after = (folder / "history.jsonl").read_bytes(), (folder / "contacts.csv").read_bytes()
    start = len(files["history.jsonl"])
    for size in (*range(start, len(whole), 23), *range(len(whole) - 2, len(whole) + 1)):
        put(folder, whole[:size], "history.jsonl")
        put(folder, after if replaced else files["contacts.csv"])
        again = sk.open_journal(folder)
        again.add("contacts", contact="mia")
        contacts = again.past(len(again.history())).contacts["contact"].tolist()
        assert contacts == [row["contact"] for row in in_file(folder)], f"cut after {size} bytes"
        # Where the whole line is there, nobody can tell whether the call had returned, so that the row is kept.
        assert contacts == ["amara", "jon", *["eve"] * (replaced or size == len(whole)), "mia"]
        assert again.undo() == "undone: added mia to contacts"


def test_a_line_of_the_history_that_nobody_can_read_is_passed_over(folder: Path, journal: Journal) -> None:
    lines = (folder / "history.jsonl").read_bytes().split(b"\n")
    put(folder, b"\n".join([lines[0], b"\xff\xfe{", b"[1]", b"", *lines[1:]]), "history.jsonl")
    again = sk.open_journal(folder)
    assert again.history()["did"].tolist() == ["add", "unreadable", "unreadable", "unreadable", "add", "add", "add"]
    again.add("contacts", contact="eve")
    assert again.past(len(again.history())).contacts["contact"].tolist() == ["amara", "jon", "eve"]


@pytest.mark.parametrize("look", [repr, Journal.history, Journal.next_undo, lambda journal: journal.past(0),
                                  lambda journal: journal.log, lambda journal: journal.check("contacts", contact="x")])
def test_looking_between_two_writers_changes_nothing(
        folder: Path, journal: Journal, look: Callable[[Journal], object]) -> None:
    other = sk.open_journal(folder)
    other.add("contacts", contact="eve")
    journal.add("contacts", contact="mia")
    look(other)
    other.add("contacts", contact="zoe")
    look(journal)
    journal.add("contacts", contact="ben")
    assert set(did(journal)) == {"add"}
    assert [row["contact"] for row in in_history(folder)] == ["amara", "jon", "eve", "mia", "zoe", "ben"]
    assert in_history(folder) == in_file(folder)


def test_looking_while_a_line_is_taken_back(
        folder: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    other = sk.open_journal(folder)
    other.add("contacts", contact="eve")
    with monkeypatch.context() as patch:
        def full(*_: object) -> None:
            other.history()
            raise OSError(28, "No space left on device")

        patch.setattr(os, "replace", full)
        assert refused(journal.add, "contacts", contact="mia").startswith("contacts.csv cannot be written to (")
    journal.add("contacts", contact="somebody with a longer handle", note="and a note")
    assert other.history()["says"].iloc[-1] == "added somebody with a longer handle to contacts"
    other.add("contacts", contact="zoe")
    assert in_history(folder) == in_file(folder)
    assert [row["contact"] for row in in_file(folder)] == ["amara", "jon", "eve", "somebody with a longer "
        "handle", "zoe"]


def test_a_torn_line_and_a_full_disk(folder: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder, (folder / "history.jsonl").read_bytes() + b'{"did": "ad', "history.jsonl")
    for name in ("fsync", "replace"):
        calls = []

        real = getattr(os, name)

        def full(*args: object, name: str = name, calls: list = calls, real: Callable = real) -> object:
            calls.append(name)
            if len(calls) == (2 if name == "fsync" else 1):
                raise OSError(28, "No space left on device")
            return real(*args)

        before, again = visible(folder), sk.open_journal(folder)
        with monkeypatch.context() as patch:
            patch.setattr(os, name, full)
            refused(again.add, "contacts", contact="eve")
        assert visible(folder) == before
    again.add("contacts", contact="eve")
    again.add("contacts", contact="mia")
    last = sk.open_journal(folder)
    assert did(last) == ["add"] * 4 + ["unreadable", "add", "add"]
    lines = (folder / "history.jsonl").read_text().split("\n")
    assert [json.loads(line)["change"] for line in lines[-3:-1]] == [6, 7]
    assert last.past(7).contacts["contact"].tolist() == ["amara", "jon", "eve", "mia"]


# Files that another program has written


FORMS = {
    "no mark, no last line break": (b"contact,name\namara,Amara", BOM + b"contact,name\namara,Amara\njon,\n"),
    "semicolons, Windows-1252, CRLF": (b"contact;name\r\namara;Ren\xe9e\r\n",
                                       b"contact;name\r\namara;Ren\xe9e\r\njon;\r\n"),
    "a mark": (BOM + b"contact,name\r\namara,Amara\r\n", BOM + b"contact,name\r\namara,Amara\r\njon,\r\n"),
    "UTF-16 with tabs": ("contact\tname\r\namara\tRenée\r\n".encode("utf-16"),
                         "contact\tname\r\namara\tRenée\r\njon\t\r\n".encode("utf-16")),
    "UTF-16 without a mark": ("contact\tname\r\namara\tRenée\r\n".encode("utf-16-be"),
                              "contact\tname\r\namara\tRenée\r\njon\t\r\n".encode("utf-16-be")),
    "Windows-1251": ("contact,name\namara,Ольга Смирнова\n".encode("cp1251"),
                     "contact,name\namara,Ольга Смирнова\njon,\n".encode("cp1251")),
    "quotes and blanks": (b'"contact","name"\n"amara" , " Amara "\n',
                          BOM + b'"contact","name"\n"amara" , " Amara "\njon,\n'),
    "blank lines": (b"\ncontact,name\n\namara,Amara\n\n", BOM + b"\ncontact,name\n\namara,Amara\n\njon,\n"),
    "ragged rows": (b"contact,name\namara\neve,Eve,and,more\n", BOM + b"contact,name\namara\neve,Eve,and,more\njon,\n"),
    "double rows": (b"contact,name\namara,One\namara,Two\n", BOM + b"contact,name\namara,One\namara,Two\njon,\n"),
    "unknown columns": (b"Shoe,Contact,Name\n44,amara,Amara\n", BOM + b"Shoe,Contact,Name\n44,amara,Amara\n,jon,\n"),
    "cells nobody understands": (b"contact,tie,added_on\namara,pal,8-Jul\n",
                                 BOM + b"contact,tie,added_on\namara,pal,8-Jul\njon,,\n"),
    "only a header": (b"contact,name\n", BOM + b"contact,name\njon,\n"),
    "a column of students": (b"student,contact\nrosa,amara\n", BOM + b"student,contact\nrosa,amara\nrosa,jon\n"),
    "nothing": (b"", BOM + (HEAD + "jon,,,,,,,,,,\n").encode())}


@pytest.mark.parametrize(("before", "after"), FORMS.values(), ids=FORMS)
def test_what_nobody_changes_stays_to_the_letter(folder: Path, before: bytes, after: bytes) -> None:
    journal = sk.open_journal(put(folder, before))
    journal.add("contacts", contact="jon")
    assert (folder / "contacts.csv").read_bytes() == after
    journal.amend("contacts", "jon", contact="jo")
    wide = [encoding for encoding in ("utf-16-le", "utf-16-be") if "jon".encode(encoding) in after]
    then = after.replace("jon".encode(*wide), "jo".encode(*wide))
    assert (folder / "contacts.csv").read_bytes() == then
    journal.remove("contacts", "jo")
    assert journal.undo() == "undone: removed jo from contacts"
    assert (folder / "contacts.csv").read_bytes() == then and not journal.notices


def test_a_letter_that_the_character_set_lacks_makes_it_utf_8_and_that_is_said(folder: Path) -> None:
    journal = sk.open_journal(put(folder, "contact;name\r\nzoe;Zoë Þórsdóttir\r\n".encode("cp1252")))
    journal.add("contacts", contact="lukasz", name="Łukasz")
    assert (folder / "contacts.csv").read_bytes() == BOM + (
        "contact;name\r\nzoe;Zoë Þórsdóttir\r\nlukasz;Łukasz\r\n".encode())
    said = "contacts.csv is written in UTF-8 from now on, so that all its letters are read as they are meant"
    assert journal.notices == [said] and did(journal) == ["found", "add", "recoded"]
    assert journal.history()["says"].tolist()[2] == said
    other = sk.open_journal(folder)
    assert other.undo() == "undone: added lukasz to contacts" and other.notices == []
    assert (folder / "contacts.csv").read_bytes() == BOM + "contact;name\r\nzoe;Zoë Þórsdóttir\r\n".encode()
    assert journal.add("contacts", contact="eve") == "eve" and did(journal)[3:] == ["undo", "add"]


def test_a_file_that_another_journal_made_utf_8_stays_so_and_it_is_said_once(folder: Path) -> None:
    journal = sk.open_journal(put(folder, "contact,name\nzoe,Zoë Þórsdóttir\n".encode("cp1252")))
    journal.add("contacts", contact="eve")
    sk.open_journal(folder).add("contacts", contact="lukasz", name="Łukasz")
    journal.add("contacts", contact="jon")
    assert did(journal) == ["found", "add", "add", "recoded", "add"]
    journal.undo()
    journal.undo()
    assert (folder / "contacts.csv").read_bytes() == BOM + "contact,name\nzoe,Zoë Þórsdóttir\neve,\n".encode()


def test_a_file_of_two_character_sets_becomes_one_of_utf_8(folder: Path) -> None:
    journal = sk.open_journal(put(folder, "contact,name\nzoe,Zoë Þórsdóttir\n".encode() + b"ren,Ren\xe9e\n"))
    journal.amend("contacts", "zoe", name="Zoë")
    assert (folder / "contacts.csv").read_bytes() == BOM + "contact,name\nzoe,Zoë\nren,Renée\n".encode()
    assert did(journal) == ["found", "amend", "recoded"]


SETS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "cp1250", "cp1251", "koi8_r", "cp1253",
        "mac_roman", "gb18030", "big5", "cp949", "latin-1")


def in_set(encoding: str) -> st.SearchStrategy[tuple[str, list[str]]]:
    letters = st.text(st.characters(codec=encoding, exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=8)
    return st.tuples(st.just(encoding), st.lists(letters, min_size=1, max_size=4))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SETS).flatmap(in_set), st.sampled_from(["", "plain", "Łąż", "é", "中"]))
def test_one_cell_is_changed_and_all_others_are_read_as_before_in_any_character_set(
        written: tuple[str, list[str]], typed: str) -> None:
    encoding, names = written
    text = "contact;name;note\r\n" + "".join(f'c{at};"{name.replace(chr(34), "")}x";\r\n'
                                             for at, name in enumerate(names))
    with tempfile.TemporaryDirectory() as temporary:
        folder = put(Path(temporary, "log"), text.encode(encoding))
        path = folder / "contacts.csv"
        before = charset.read(path.read_bytes())
        loaded = sk.load(folder).contacts
        if encoding.startswith("utf") and encoding != "utf-16-le":
            assert before.text == text
        sk.open_journal(folder).amend("contacts", "c0", note=typed)
        after = charset.read(path.read_bytes())
        assert before.text.split("\r\n")[:1] + before.text.split("\r\n")[2:] == (
            after.text.split("\r\n")[:1] + after.text.split("\r\n")[2:])
        expected = loaded.assign(note=[typed or None, *loaded["note"][1:]]).astype({"note": "str"})
        pd.testing.assert_frame_equal(sk.load(folder).contacts, expected)


def test_a_changed_row_leaves_the_others_to_the_letter(folder: Path) -> None:
    lines = [b"contact;shoe;name", b'"amara";44; Amara', b"jon;45;Jon;and more", b'"eve";;"Eve"', b""]
    journal = sk.open_journal(put(folder, b"\r\n".join(lines)))
    journal.amend("contacts", "amara", name="A; B")
    assert (folder / "contacts.csv").read_bytes() == BOM + b"\r\n".join([lines[0], b'amara;44;"A; B"', *lines[2:]])


def test_two_rows_of_one_key_are_not_told_apart(folder: Path) -> None:
    journal = sk.open_journal(put(folder, "contact,name\namara,One\namara,Two\n"))
    assert refused(journal.amend, "contacts", "amara", role="nurse") == (
        "contacts has 2 rows with contact 'amara', so it is not clear which is meant; make them differ in "
        "contacts.csv.")


@pytest.mark.parametrize(("data", "sentence"), [
    ('contact,name\namara,"Amara\njon,Jon\n', "Row 2 of contacts.csv opens a quotation mark that is never closed, so "
     "nothing can be written below it; close it, or remove it, and try again."),
    ("person,name\namara,Amara\n", "contacts.csv has no column `contact`, so no row can be written to it; its "
     "columns are person, name. Give the column that says it the name `contact`."),
    ("contact,x,x\namara,1,2\n", "contacts.csv has two columns named 'x', so nothing was written to it; give each a "
     "name of its own."),
    (b"contact\0name\n", "contacts.csv is not a text file, whatever its name says, so nothing was written to it; "
     "export it again as CSV."),
])
def test_a_file_that_cannot_be_written_to_safely_is_left_alone(folder: Path, data: bytes | str, sentence: str) -> None:
    journal, before = sk.open_journal(put(folder, data)), visible(folder)
    assert refused(journal.add, "contacts", contact="eve") == sentence
    assert visible(folder) == before


def by_hand(folder: Path, edit: Callable[[list[list[str]]], list[list[str]]], *, rename: bool = False) -> None:
    """Save the file as a spreadsheet program may: other signs, other bytes, in place or anew."""
    rows = [line.split(",") for line in (folder / "contacts.csv").read_text("utf-8-sig").splitlines()]
    data = "".join(";".join(row) + "\r\n" for row in edit(rows)).encode("cp1252")
    put(folder, data, "other.csv" if rename else "contacts.csv")
    if rename:
        (folder / "other.csv").replace(folder / "contacts.csv")


A = {"contact": "amara", "name": "Amara Okonkwo", "role": "nurse", "tie": "known"}
J = {"contact": "jon", "name": "Jon Vale", "referred_by": "amara"}
Z = {"contact": "zoe", "name": "Zoë"}
EDITS = {
    "saved as it was": (lambda rows: rows, [A, J], None),
    "a row added": (lambda rows: [*rows, ["zoe", "Zoë", *[""] * 9]], [A, J, Z], "1 row"),
    "a row put in": (lambda rows: [rows[0], ["zoe", "Zoë", *[""] * 9], *rows[1:]], [Z, A, J], "1 row"),
    "a row changed": (lambda rows: [*rows[:2], ["jon", "Jon", *[""] * 9]], [A, {"contact": "jon", "name": "Jon"}], "1 "
    "row"),
    "a row removed": (lambda rows: [rows[0], rows[2]], [J], "1 row"),
    "rows sorted": (lambda rows: [rows[0], rows[2], rows[1]], [J, A], "2 rows"),
    "a column added": (lambda rows: [[*row, "Shoe" if row is rows[0] else "44"] for row in rows],
                       [A | {"Shoe": "44"}, J | {"Shoe": "44"}], "2 rows"),
    "a column moved": (lambda rows: [row[::-1] for row in rows], [A, J], None)}


@pytest.mark.parametrize("rename", [False, True], ids=["in place", "anew"])
@pytest.mark.parametrize(("edit", "rows", "told"), EDITS.values(), ids=EDITS)
def test_a_file_saved_by_another_program_is_read_again(
        folder: Path, journal: Journal, edit: Callable, rows: list[dict], told: str | None, rename: bool) -> None:
    by_hand(folder, edit, rename=rename)
    journal.add("contacts", contact="eve")
    # In the character set of that program, where its letters are told from UTF-8.
    data = (folder / "contacts.csv").read_bytes()
    found = pd.read_csv(io.BytesIO(data), sep=";", dtype="str", encoding="utf-8-sig" if BOM in data else "cp1252")
    assert [row.dropna().to_dict() for _, row in found.iterrows()] == [*rows, {"contact": "eve"}]
    assert in_history(folder) == [*rows, {"contact": "eve"}]
    assert did(journal)[4:] == (["outside", "add"] if told else ["add"])
    if told:
        outside = journal.history().query("did == 'outside'")
        assert outside["says"].tolist()[0].startswith(f"another program changed {told} of contacts.csv") or (
            edit is EDITS["rows sorted"][0])
    assert journal.undo() == "undone: added eve to contacts"
    assert in_history(folder) == rows


@pytest.mark.parametrize("moment", [1, 2], ids=["the file waits beside", "the history is written"])
@pytest.mark.parametrize("rename", [False, True], ids=["in place", "anew"])
def test_a_file_saved_at_the_very_moment(
        folder: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch, moment: int, rename: bool) -> None:
    synced, real = [], os.fsync

    def save_meanwhile(handle: int) -> None:
        synced.append(real(handle))
        if len(synced) == moment:
            by_hand(folder, lambda rows: [*rows, ["zoe", "Zoë", *[""] * 9]], rename=rename)

    monkeypatch.setattr(os, "fsync", save_meanwhile)
    journal.add("contacts", contact="eve")
    monkeypatch.undo()
    assert in_history(folder) == [A, J, Z, {"contact": "eve"}]
    assert sk.load(folder).contacts["contact"].tolist() == ["amara", "jon", "zoe", "eve"]
    assert did(journal)[4:] == ["outside", "add"]


def test_a_file_that_is_saved_all_the_time(
        folder: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    real, saves = os.fsync, []

    def save_meanwhile(handle: int) -> None:
        real(handle)
        saves.append(handle)
        by_hand(folder, lambda rows: [*rows[:3], [f"zoe {len(saves)}", *[""] * 10]])

    monkeypatch.setattr(os, "fsync", save_meanwhile)
    assert refused(journal.add, "contacts", contact="eve") == (
        "Another program keeps saving contacts.csv at this very moment, so nothing was written; close the file there "
        "and try again.")
    monkeypatch.undo()
    assert "eve" not in sk.load(folder).contacts["contact"].tolist()
    assert journal.add("contacts", contact="eve") == "eve"
    assert in_history(folder) == [A, J, {"contact": f"zoe {len(saves)}"}, {"contact": "eve"}]


@pytest.mark.parametrize("lost", [Path.unlink, lambda path: path.write_bytes(b""), lambda path: path.write_bytes(BOM)])
@pytest.mark.parametrize("again", [True, False], ids=["a new journal", "the same journal"])
def test_a_lost_file_is_not_taken_for_an_empty_one(
        folder: Path, journal: Journal, lost: Callable[[Path], object], again: bool) -> None:
    path = folder / "contacts.csv"
    whole = path.read_bytes()
    lost(path)
    journal = sk.open_journal(folder) if again else journal
    before = visible(folder)
    assert refused(journal.add, "contacts", contact="eve") == (
        "contacts.csv is gone or empty, and the history knows 2 rows of it, so nothing was written. Put the file back, "
        "or write journal.restore('contacts').")
    assert visible(folder) == before
    journal.restore("contacts")
    assert path.read_bytes() == whole
    assert journal.add("contacts", contact="eve") == "eve"
    assert in_history(folder) == in_file(folder) == [A, J, {"contact": "eve"}]


def test_restoring_a_file_that_is_there_loses_nothing(folder: Path, journal: Journal) -> None:
    by_hand(folder, lambda rows: [*rows[:2], ["zoe", "Zoë", *[""] * 9]])
    try:
        journal.restore("contacts")
    except LogError as error:
        assert "contacts.csv" in str(error)
    states = [journal.past(change).contacts["contact"].tolist() for change in range(len(journal.history()) + 1)]
    assert ["amara", "zoe"] in [*states, sk.load(folder).contacts["contact"].tolist()]


def test_a_log_that_was_there_before_its_journal(tmp_path: Path) -> None:
    folder = shutil.copytree(sk.log.example_path("student"), tmp_path / "rosa")
    (folder / "history.jsonl").unlink(missing_ok=True)
    before, now = visible(folder), sk.load(folder)
    journal = sk.open_journal(folder)
    assert visible(folder) == before
    journal.amend("contacts", now.contacts["contact"][0], note="asked again")
    assert {name for name, data in visible(folder).items() if data != before.get(name)} == {
        "contacts.csv", "history.jsonl"}
    assert set(did(journal)[:-1]) == {"found"}
    past = journal.past(len(journal.history()) - 1)
    for table in ("contacts", "outreach", "answers", "meetings"):
        pd.testing.assert_frame_equal(past.tables[table], now.tables[table])
    assert journal.undo() is not None and journal.undo() is None


# Somebody else


def test_both_versions_of_a_conflict_are_kept(folder: Path, journal: Journal) -> None:
    other = sk.open_journal(folder)
    assert other.log.contacts["role"].tolist()[0] == "nurse" and journal.log.contacts["role"].tolist()[0] == "nurse"
    other.amend("contacts", "amara", role="midwife", note="moved")
    with pytest.raises(Conflict) as conflict:
        journal.amend("contacts", "amara", role="vet")
    assert str(conflict.value) == (
        "Somebody else has changed amara in contacts since you last looked: role from “nurse” to “midwife”. Nothing "
        "was overwritten and yours is kept in the history; do it again to put yours in its place.")
    assert conflict.value.theirs == A | {"role": "midwife", "note": "moved"}
    assert conflict.value.yours == A | {"role": "vet", "note": "moved"}
    assert in_file(folder)[0] == A | {"role": "midwife", "note": "moved"}
    line = json.loads((folder / "history.jsonl").read_text().split("\n")[-2])
    assert (line["did"], line["yours"], line["theirs"]) == ("conflict", conflict.value.yours, conflict.value.theirs)
    journal.amend("contacts", "amara", role="vet")
    assert in_file(folder)[0] == A | {"role": "vet", "note": "moved"}
    assert in_history(folder) == in_file(folder)


def test_an_outside_edit_is_no_less_a_conflict(folder: Path, journal: Journal) -> None:
    journal.amend("contacts", "jon", role="baker")
    by_hand(folder, lambda rows: [*rows[:2], ["jon", "Jon Vale", "cook", *[""] * 8]])
    with pytest.raises(Conflict) as conflict:
        journal.amend("contacts", "jon", role="chef")
    assert conflict.value.theirs == {"contact": "jon", "name": "Jon Vale", "role": "cook"}
    # Another cell of it, and the same word for the same cell, are no conflict.
    by_hand(folder, lambda rows: [*rows[:2], ["jon", "Jon Vale", "smith", *[""] * 8]])
    journal.amend("contacts", "jon", role="smith", note="late")
    assert in_history(folder)[1] == {"contact": "jon", "name": "Jon Vale", "role": "smith", "note": "late"}


def test_who_has_looked_has_no_conflict(folder: Path, journal: Journal) -> None:
    sk.open_journal(folder).amend("contacts", "amara", role="midwife")
    assert journal.log.contacts["role"].tolist()[0] == "midwife"
    journal.amend("contacts", "amara", role="vet")
    assert in_file(folder)[0]["role"] == "vet"


def test_a_row_that_somebody_else_has_removed_or_added(folder: Path, journal: Journal) -> None:
    other = sk.open_journal(folder)
    other.remove("contacts", "jon")
    other.add("contacts", contact="eve", role="vet")
    with pytest.raises(Conflict) as conflict:
        journal.amend("contacts", "jon", role="baker")
    assert conflict.value.yours == J | {"role": "baker"} and conflict.value.theirs is None
    with pytest.raises(Conflict) as conflict:
        journal.add("contacts", contact="eve", role="cook")
    assert conflict.value.yours == {"contact": "eve", "role": "cook"}
    assert conflict.value.theirs == {"contact": "eve", "role": "vet"}
    assert in_history(folder) == in_file(folder) == [A, {"contact": "eve", "role": "vet"}]


def test_an_undo_does_not_overwrite_somebody_else(folder: Path, journal: Journal) -> None:
    journal.amend("contacts", "jon", role="baker")
    by_hand(folder, lambda rows: [*rows[:2], ["jon", "Jon Vale", "cook", *[""] * 8]])
    with pytest.raises(Conflict) as conflict:
        journal.undo()
    assert conflict.value.yours == J and conflict.value.theirs == {"contact": "jon", "name": "Jon Vale", "role": "cook"}
    assert journal.undo() == "undone: added m1 to meetings"
    assert in_history(folder)[1] == {"contact": "jon", "name": "Jon Vale", "role": "cook"}


# What is no folder of one log


def test_only_the_folder_of_one_log_is_opened(tmp_path: Path) -> None:
    put(tmp_path / "rosa", "contact\namara\n")
    assert refused(sk.open_journal, tmp_path) == (
        f"{str(tmp_path)!r} holds the logs of several students; open the folder of one of them.")
    assert refused(sk.open_journal, tmp_path / "rosa" / "contacts.csv") == (
        f"A journal writes to a folder of CSV files, and {str(tmp_path / 'rosa' / 'contacts.csv')!r} is a file. Save "
        "its tables as CSV, named students, contacts, outreach, meetings, answers, observations, reflections, tags, "
        "codebook, summaries, in a folder of their own, and open that.")
    assert refused(sk.open_journal, tmp_path / "none" / "rosa") == (
        f"The folder {str(tmp_path / 'none' / 'rosa')!r} cannot be made (No such file or directory); check the path.")
    put(tmp_path / "mia", b"PAR1", "outreach.parquet")
    assert refused(sk.open_journal, tmp_path / "mia") == (
        f"A journal writes CSV, and outreach.parquet in {str(tmp_path / 'mia')!r} is something else; save it as "
        "outreach.csv first.")


@pytest.mark.parametrize("name", ["rosa.xlsx", "amara.md", "Contacts.csv"])
def test_a_log_of_another_form_is_not_hidden(folder: Path, name: str) -> None:
    put(folder, "---\ncontact: amara\nkind: interview\n---\n# How did you begin?\nBy luck.\n" if name.endswith(".md")
        else "contact\namara\n", name)
    if name.endswith(".xlsx"):
        book = openpyxl.Workbook()
        book.active.title = "contacts"
        book.active.append(["contact"])
        book.active.append(["amara"])
        book.save(folder / name)
    before = sk.load(folder)
    try:
        sk.open_journal(folder).add("contacts", contact="eve")
    except LogError as error:
        assert name in str(error)
    after = sk.load(folder)
    assert set(before.contacts["contact"]) <= set(after.contacts["contact"])
    assert len(after.answers) == len(before.answers)


def test_a_table_with_tabs_stays_one(folder: Path) -> None:
    sk.open_journal(put(folder, "contact\tname\namara\tAmara\n", "contacts.tsv")).add("contacts", contact="jon")
    assert visible(folder)["contacts.tsv"] == BOM + b"contact\tname\namara\tAmara\njon\t\n"
    assert "contacts.csv" not in visible(folder)


def test_a_link_stays_a_link_and_rights_stay_rights(tmp_path: Path, folder: Path) -> None:
    put(tmp_path, "contact\namara\n", "elsewhere.csv")
    (tmp_path / "elsewhere.csv").chmod(0o640)
    folder.mkdir()
    try:
        (folder / "contacts.csv").symlink_to(tmp_path / "elsewhere.csv")
    except OSError as error:
        pytest.skip(f"no links can be made here: {error}")
    sk.open_journal(folder).add("contacts", contact="jon")
    assert (folder / "contacts.csv").is_symlink()
    assert (tmp_path / "elsewhere.csv").read_bytes() == BOM + b"contact\namara\njon\n"
    assert (tmp_path / "elsewhere.csv").stat().st_mode & 0o777 == 0o640


# How fast


@pytest.mark.parametrize(("data", "sentence"), [
    (b",,,\n,,,\n", "contacts.csv has separators and no names of columns, so no row can be written to it; write "),
    ("contact,name\nann,Ann\n".encode("utf-16") + b"\0", "contacts.csv is not a text file, whatever its name says"),
])
def test_what_has_no_header_or_letters_is_left_alone(folder: Path, data: bytes, sentence: str) -> None:
    journal = sk.open_journal(put(folder, data))
    assert refused(journal.add, "contacts", contact="eve").startswith(sentence)
    assert (folder / "contacts.csv").read_bytes() == data
    assert journal.add("students", student="rosa") == "rosa"


def test_a_journal_stays_with_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    journal = sk.open_journal("rosa")
    monkeypatch.chdir(tmp_path / "elsewhere")
    journal.add("contacts", contact="ann")
    assert [path.name for path in tmp_path.rglob("contacts.csv")] == ["contacts.csv"]
    assert (tmp_path / "rosa" / "contacts.csv").exists()


def test_a_broken_file_keeps_nobody_from_the_other_tables(folder: Path) -> None:
    put(folder, 'contact,name\namara,"Amara\n')
    journal = sk.open_journal(folder)
    assert refused(journal.add, "contacts", contact="eve").startswith("Row 2 of contacts.csv opens a quotation mark")
    # Who is asked has to be looked up there; a student is not.
    assert refused(journal.add, "outreach", contact="amara").startswith("Row 2 of contacts.csv opens a quotation mark")
    assert journal.add("students", student="rosa") == "rosa"
    put(folder, 'contact,name\namara,Amara\n')
    assert journal.add("outreach", contact="amara", sent_at="2026-09-14") == ("amara", "2026-09-14")
    assert in_history(folder) == in_file(folder)


# Any sequence of calls equals a list in memory

HANDLES = ("amara", "=1+1", "عمر", '"q", x', "007")
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
    st.sampled_from(["", 'a"b', "a,b", "a\nb", "a\r\nb", "0012", "-1", "é", "\ufeff", "NA"]))


class AnySequence(RuleBasedStateMachine):
    """One journal, closed and opened at will."""

    @initialize()
    def begin(self) -> None:
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name) / "rosa"
        self.journal = sk.open_journal(self.folder)
        self.rows: list[dict[str, str]] = []
        self.done: list[list] = []
        self.undone: list[list] = []
        self.states = {0: []}

    def became(self, rows: list[dict[str, str]], *, undoable: bool = True) -> None:
        if undoable and rows != self.rows:
            self.done.append(self.rows)
            self.undone = []
        self.rows = rows
        self.states[len(self.journal.history())] = rows

    def place(self, handle: str) -> int | None:
        return next((place for place, row in enumerate(self.rows) if row["contact"] == handle), None)

    def call(self, name: str, *args: object, **more: object) -> None:
        getattr(self.journal, name)(*args, **more)

    @rule(handle=st.sampled_from(HANDLES), note=TEXTS, role=TEXTS)
    def add(self, handle: str, note: str, role: str) -> None:
        if self.place(handle) is not None:
            assert refused(self.call, "add", "contacts", contact=handle).startswith("contacts already has a row with ")
            return
        self.call("add", "contacts", contact=handle, note=note, role=role)
        self.became([*self.rows, kept({"contact": handle, "note": note, "role": role})])

    @rule(handle=st.sampled_from(HANDLES), new=st.sampled_from(HANDLES), note=TEXTS)
    def amend(self, handle: str, new: str, note: str) -> None:
        place = self.place(handle)
        if place is None or self.place(new) not in (None, place):
            assert refused(self.call, "amend", "contacts", handle, contact=new)
            return
        self.call("amend", "contacts", handle, contact=new, note=note)
        row = kept(self.rows[place] | {"contact": new, "note": note})
        self.became([*self.rows[:place], row, *self.rows[place + 1:]])

    @rule(handle=st.sampled_from(HANDLES))
    def remove(self, handle: str) -> None:
        place = self.place(handle)
        if place is None:
            assert refused(self.call, "remove", "contacts", handle)
            return
        self.call("remove", "contacts", handle)
        self.became([*self.rows[:place], *self.rows[place + 1:]])

    @rule()
    def undo(self) -> None:
        told = self.journal.undo()
        assert (told is None) == (not self.done)
        if self.done:
            self.undone.append(self.rows)
            self.became(self.done.pop(), undoable=False)

    @rule()
    def redo(self) -> None:
        told = self.journal.redo()
        assert (told is None) == (not self.undone)
        if self.undone:
            self.done.append(self.rows)
            self.became(self.undone.pop(), undoable=False)

    @rule()
    def open_again(self) -> None:
        self.journal = sk.open_journal(self.folder)

    @invariant()
    def the_file_and_the_history_hold_the_rows(self) -> None:
        if hasattr(self, "folder"):
            assert in_file(self.folder) == in_history(self.folder) == self.rows

    def teardown(self) -> None:
        if not hasattr(self, "folder"):
            return
        for change, rows in self.states.items():
            past = self.journal.past(change).contacts
            assert [row.dropna().to_dict() for _, row in past[["contact", "role", "note"]].iterrows()] == [
                {name: row[name] for name in ("contact", "role", "note") if name in row} for row in rows]
        if self.rows:
            as_loaded(self.folder)
        self.temporary.cleanup()


def kept(row: dict[str, str]) -> dict[str, str]:
    """Return a row as the file keeps it: in its order, line breaks of one kind, no blanks around, nothing empty."""
    texts = {name: text.replace("\r\n", "\n").replace("\r", "\n").strip() for name, text in row.items()}
    return {name: texts[name] for name in ("contact", "role", "note") if texts.get(name)}


class WithOthers(AnySequence):
    """A second journal that writes in turn, and a spreadsheet program that saves in between."""

    @initialize(target=None)
    def begin_with_others(self) -> None:
        self.edited = False

    @rule()
    def the_other_journal_goes_on(self) -> None:
        self.other, self.journal = self.journal, getattr(self, "other", None) or sk.open_journal(self.folder)

    def call(self, name: str, *args: object, **more: object) -> None:
        try:
            super().call(name, *args, **more)
        except Conflict:
            # Who says it again means it.
            super().call(name, *args, **more)

    @precondition(lambda self: getattr(self, "rows", None))
    @rule(note=TEXTS, turned=st.booleans(), less=st.booleans())
    def somebody_saves_the_file(self, note: str, turned: bool, less: bool) -> None:
        # What they do is new every time: going back to what was there before would be taken for an old copy.
        path, self.saves = self.folder / "contacts.csv", getattr(self, "saves", 0) + 1
        frame = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        frame.loc[0, "note"] = kept({"note": f"{note} {self.saves}"})["note"]
        if less:
            frame = frame[~frame["contact"].str.startswith("theirs")]
        else:
            frame.loc[len(frame), "contact"] = f"theirs {self.saves}"
        frame = frame.fillna("")[:: -1 if turned else 1]
        frame.to_csv(path, index=False)
        self.rows = [kept(row) for row in frame.to_dict("records")]
        self.edited = True

    @precondition(lambda self: not getattr(self, "edited", False))
    @rule()
    def undo(self) -> None:
        super().undo()

    @precondition(lambda self: not getattr(self, "edited", False))
    @rule()
    def redo(self) -> None:
        super().redo()

    @invariant()
    def the_file_and_the_history_hold_the_rows(self) -> None:
        if hasattr(self, "folder"):
            assert in_file(self.folder) == self.rows

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.journal.add("contacts", contact="the last")
            assert in_history(self.folder) == in_file(self.folder) == [*self.rows, {"contact": "the last"}]
            self.rows = in_file(self.folder)
        super().teardown()


AnySequence.TestCase.settings = WithOthers.TestCase.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None)
TestAnySequence, TestWithOthers = AnySequence.TestCase, WithOthers.TestCase
