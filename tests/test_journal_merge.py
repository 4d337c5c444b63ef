"""The journal and programs that know nothing of it: what they save from an old copy takes nothing away."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from journals import in_file, in_history, visible

import shadowkit as sk
from shadowkit import Journal, LogError
from shadowkit.journal import Conflict

A = {"contact": "amara", "name": "Amara"}
J = {"contact": "jon", "name": "Jon"}
E = {"contact": "eve", "name": "Eve"}
M = {"contact": "mia"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "rosa"


@pytest.fixture
def journal(folder: Path) -> Journal:
    """Return the journal of a log with one person."""
    journal = sk.open_journal(folder)
    journal.add("contacts", **A)
    return journal


def refused(call: Callable, *args: object, **more: object) -> str:
    with pytest.raises(LogError) as error:
        call(*args, **more)
    return str(error.value)


def save(folder: Path, rows: list[dict[str, str]], table: str = "contacts", *, like: bytes = b"") -> None:
    """Save rows as a spreadsheet program does: in place, in its own way, with the columns that it read."""
    path = folder / f"{table}.csv"
    names = next(csv.reader(io.StringIO((like or path.read_bytes()).decode("utf-8-sig"), newline="")))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


def says(journal: Journal, did: str) -> list[str]:
    return journal.history().query("did == @did")["says"].tolist()


def met(journal: Journal, folder: Path, again: bool) -> Journal:
    """Write the next row, with a new journal or with the one that was open; history and file must be one."""
    journal = sk.open_journal(folder) if again else journal
    journal.add("contacts", **M)
    assert in_history(folder) == in_file(folder)
    return journal


AGAIN = pytest.mark.parametrize("again", [False, True], ids=["the same journal", "a new journal"])

# A copy that was read before, and saved after


@AGAIN
def test_what_a_stale_copy_lacks_is_put_back_and_what_is_new_in_it_stays(
        folder: Path, journal: Journal, again: bool) -> None:
    journal.add("contacts", **J)
    journal.amend("contacts", "amara", name="Amara Okonkwo")
    save(folder, [A | {"role": "nurse"}, E])
    journal = met(journal, folder, again)
    assert in_file(folder) == [{"contact": "amara", "name": "Amara Okonkwo", "role": "nurse"}, J, E, M]
    assert says(journal, "outside") == ["another program changed 2 rows of contacts.csv"]
    assert says(journal, "kept") == journal.notices == [
        "contacts.csv was saved by another program as it was before 2 changes; these were put back: added jon to "
        "contacts; changed amara in contacts; if a row is to go all the same, write journal.remove('contacts', 'jon')"]
    assert repr(journal).endswith(f"\n{journal.notices[-1]}")
    assert "cut short" not in journal.history()["did"].tolist()
    # What was found is no less a past state.
    found = journal.past(int(journal.history().query("did == 'outside'")["change"].iloc[0]))
    assert found.contacts["contact"].tolist() == ["amara", "eve"]


@AGAIN
def test_what_was_put_back_can_be_undone_and_done_again(folder: Path, journal: Journal, again: bool) -> None:
    journal.add("contacts", **J)
    save(folder, [A])
    journal = met(journal, folder, again)
    assert in_file(folder) == [A, J, M]
    assert journal.undo() == "undone: added mia to contacts"
    assert journal.undo() == "undone: added jon to contacts"
    assert in_file(folder) == [A]
    assert journal.redo() == "done again: added jon to contacts"
    journal.remove("contacts", "jon")
    assert in_file(folder) == in_history(folder) == [A]


@AGAIN
def test_rows_that_were_removed_stay_removed(folder: Path, journal: Journal, again: bool) -> None:
    journal.add("contacts", **J)
    journal.add("contacts", **E)
    journal.remove("contacts", "jon")
    save(folder, [A, J, E | {"role": "vet"}])
    journal = met(journal, folder, again)
    assert in_file(folder) == [A, E | {"role": "vet"}, M]
    assert journal.notices[-1].endswith("as it was before 1 change; this was put back: removed jon from contacts")


@AGAIN
def test_a_cell_that_both_have_changed_is_a_conflict_with_both_versions_kept(
        folder: Path, journal: Journal, again: bool) -> None:
    journal.add("contacts", **J)
    journal.add("contacts", **E)
    read = in_file(folder)
    journal.amend("contacts", "amara", role="nurse", note="ours")
    journal.remove("contacts", "eve")
    journal.amend("contacts", "jon", role="baker", tie="known")
    journal.add("contacts", contact="ben")
    journal.add("contacts", contact="zoe")
    save(folder, [read[0] | {"role": "vet"}, read[2] | {"role": "cook"}])
    journal = met(journal, folder, again)
    assert in_file(folder) == [A | {"role": "vet", "note": "ours"}, J | {"role": "baker", "tie": "known"},
                               {"contact": "ben"}, {"contact": "zoe"}, E | {"role": "cook"}, M]
    assert says(journal, "conflict") == journal.notices[:3] == [
        "another program changed amara in contacts, which was changed here too: role is “vet” there and was “nurse” "
        "here; theirs stays in the file, and both versions are kept in the history",
        "another program removed jon in contacts, which was changed here; it was put back, so write "
        "journal.remove('contacts', 'jon') if it is to go",
        "another program changed eve in contacts, which was removed here; it stays as theirs, so write "
        "journal.remove('contacts', 'eve') if it is to go"]
    lines = [json.loads(line) for line in (folder / "history.jsonl").read_text("utf-8").splitlines()]
    assert [(line["yours"], line["theirs"]) for line in lines if line["did"] == "conflict"] == [
        (A | {"role": "nurse", "note": "ours"}, A | {"role": "vet"}),
        (J | {"role": "baker", "tie": "known"}, None), (None, E | {"role": "cook"})]


@AGAIN
def test_a_program_that_keeps_its_copy_open_and_saves_it_again_and_again(
        folder: Path, journal: Journal, again: bool) -> None:
    copy = in_file(folder)
    journal.add("contacts", **J)
    for number in range(3):
        copy = [*copy, {"contact": f"theirs {number}"}]
        save(folder, copy)
        journal = sk.open_journal(folder) if again else journal
        journal.add("contacts", contact=f"ours {number}")
    # It takes out what it has put in itself.
    save(folder, copy[:-1])
    journal = met(journal, folder, again)
    handles = {row["contact"] for row in in_file(folder)}
    assert handles == {"amara", "jon", "theirs 0", "theirs 1", "ours 0", "ours 1", "ours 2", "mia"}


def test_rows_that_a_program_had_put_there_go_when_it_takes_them_out(folder: Path, journal: Journal) -> None:
    save(folder, [A, J, E])
    met(journal, folder, False)
    save(folder, [A, M])
    journal.add("contacts", contact="zoe")
    assert in_file(folder) == [A, M, {"contact": "zoe"}] and not journal.notices


def test_a_fresh_edit_is_no_stale_one(folder: Path, journal: Journal) -> None:
    for number in range(12):
        journal.add("contacts", contact=f"p{number}", name=f"P {number}", role="vet")
    for rows in (lambda rows: rows[1:], lambda rows: rows[5:], lambda rows: [row | {"note": "x"} for row in rows],
                 lambda rows: [row for row in rows if row["contact"] != "p7"], lambda rows: rows[::-1],
                 lambda rows: [row | {"role": "cook"} for row in rows], lambda rows: [rows[0], rows[-1]]):
        wanted = rows(in_file(folder))
        save(folder, wanted)
        handle = journal.add("contacts", contact=f"new {len(journal.history())}")
        assert in_file(folder) == in_history(folder) == [*wanted, {"contact": handle}]
    assert not journal.notices


def test_the_row_that_was_written_last_is_kept_and_that_is_said(folder: Path, journal: Journal) -> None:
    # Nobody can tell taking it out from a copy that never had it.
    journal.add("contacts", **J)
    save(folder, [])
    met(journal, folder, False)
    assert in_file(folder) == [A, J, M]
    assert "write journal.remove('contacts', 'amara')" in journal.notices[-1]


def test_rows_that_cannot_be_told_apart_are_all_kept(folder: Path) -> None:
    folder.mkdir()
    (folder / "outreach.csv").write_text("contact,sent_at,note\namara,,one\namara,,two\n,,lost\n", "utf-8")
    journal = sk.open_journal(folder)
    journal.add("contacts", **A)
    read = in_file(folder, "outreach")
    journal.add("outreach", contact="amara", sent_at="2026-09-14", note="three")
    journal.add("outreach", contact="amara", sent_at="2026-09-15", note="four")
    save(folder, [*read, {"contact": "amara", "note": "five"}, {"note": "six"}], "outreach")
    journal.add("outreach", contact="amara", sent_at="2026-09-16")
    assert {row.get("note") for row in in_file(folder, "outreach")} == {
        "one", "two", "lost", "three", "four", "five", "six", None}
    assert in_history(folder, "outreach") == in_file(folder, "outreach")


def test_times_that_a_program_writes_in_its_own_way_make_no_other_rows(folder: Path, journal: Journal) -> None:
    for day, hour in ((10, 9), (11, 14), (10, 15)):
        journal.add("outreach", contact="amara", sent_at=f"2026-09-{day}T{hour:02}:20", channel="email")
    read = in_file(folder, "outreach")
    journal.amend("outreach", ("amara", "2026-09-10T09:20"), answer="yes")
    journal.add("outreach", contact="amara", sent_at="2026-09-12T09:20")
    theirs = ["9/10/2026 9:20", "9/11/2026 14:20", "9/10/2026 15:20"]
    save(folder, [row | {"sent_at": time} for row, time in zip(read, theirs, strict=True)], "outreach")
    journal.add("contacts", **J)
    assert in_file(folder, "outreach") == [
        read[0] | {"sent_at": theirs[0], "answer": "yes"}, read[1] | {"sent_at": theirs[1]},
        read[2] | {"sent_at": theirs[2]}, {"contact": "amara", "sent_at": "2026-09-12T09:20"}]


@AGAIN
def test_amending_a_row_whose_time_was_written_otherwise(folder: Path, journal: Journal, again: bool) -> None:
    key = journal.add("outreach", contact="amara", sent_at="2026-09-10T09:20", channel="email")
    save(folder, [{"contact": "amara", "sent_at": "9/10/2026 9:20", "channel": "email"}], "outreach")
    journal = sk.open_journal(folder) if again else journal
    for _ in range(2):
        assert refused(journal.amend, "outreach", key, answer="yes") == (
            "The row with contact 'amara', sent_at '2026-09-10T09:20' is still in outreach.csv, but another program "
            "has written its time as '9/10/2026 9:20'. Put it right with journal.amend('outreach', ('amara', "
            "'9/10/2026 9:20'), sent_at='2026-09-10T09:20'), and try again.")
    journal.amend("outreach", ("amara", "9/10/2026 9:20"), sent_at="2026-09-10T09:20")
    assert journal.amend("outreach", key, answer="yes") == key
    assert len(in_file(folder, "outreach")) == 1


# Cut off between the two lines, and before the file


@pytest.mark.parametrize("syncs", range(1, 6))
@pytest.mark.parametrize("who", ["the same journal", "a new journal", "another that was open"])
def test_merging_goes_on_where_it_was_cut_off(
        folder: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch, syncs: int, who: str) -> None:
    other = sk.open_journal(folder)
    other.add("contacts", **J)
    journal.amend("contacts", "amara", role="nurse")
    save(folder, [A | {"note": "theirs"}, E])
    calls, real = [], os.fsync

    def stop(handle: int) -> None:
        calls.append(handle)
        if len(calls) == syncs:
            raise OSError(5, "Input/output error")
        real(handle)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", stop)
        try:
            journal.add("contacts", contact="zoe")
        except LogError as error:
            assert "Input/output error" in str(error)
    journal = {"the same journal": journal, "a new journal": sk.open_journal(folder)}.get(who, other)
    journal.add("contacts", **M)
    rows = [row for row in in_file(folder) if row["contact"] != "zoe"]
    assert rows == [A | {"role": "nurse", "note": "theirs"}, J, E, M]
    assert in_history(folder) == in_file(folder)


def test_a_line_that_was_written_before_the_file_is_only_then_called_cut_short(folder: Path, journal: Journal) -> None:
    before = (folder / "contacts.csv").read_bytes()
    journal.add("contacts", **J)
    after = (folder / "contacts.csv").read_bytes()
    (folder / "contacts.csv").write_bytes(before)
    # As a killed writer leaves it: the new file is still waiting.
    (folder / ".contacts.csv.new").write_bytes(after)
    journal = met(journal, folder, True)
    assert in_file(folder) == [A, M] and journal.notices == ["cut short and not in contacts.csv: added jon to contacts"]


# Any state of a table, had back


@pytest.mark.parametrize("lost", [False, True], ids=["the file is there", "the file is lost"])
def test_a_table_is_written_as_it_was_after_any_change(folder: Path, journal: Journal, lost: bool) -> None:
    journal.add("contacts", **J)
    journal.add("contacts", **E)
    save(folder, [J, E])
    met(journal, folder, False)
    if lost:
        (folder / "contacts.csv").unlink()
    journal.restore("contacts", 3)
    assert in_file(folder) == in_history(folder) == [A, J, E]
    assert journal.next_undo() == "wrote contacts as it was after change 3"
    assert sk.open_journal(folder).undo() == "undone: wrote contacts as it was after change 3"
    assert in_file(folder) == in_history(folder) == [J, E, M]
    assert journal.redo() == "done again: wrote contacts as it was after change 3"
    assert in_file(folder) == in_history(folder) == [A, J, E]
    journal.restore("contacts", 3)
    assert len(journal.history()) == 8
    journal.restore("contacts", 0)
    assert in_file(folder) == in_history(folder) == []


def test_what_is_said_about_restoring_is_true(folder: Path, journal: Journal) -> None:
    journal.add("contacts", **J)
    journal.add("contacts", **E)
    save(folder, [A, E])
    met(journal, folder, False)
    assert refused(journal.restore, "contacts") == (
        "contacts.csv is there and was left as it is. To have an earlier state of it back, write "
        "journal.restore('contacts', n) with the number of a change in journal.history(): 3 is how it was before "
        "another program last changed it.")
    journal.undo(), journal.undo()
    with pytest.raises(Conflict) as conflict:
        journal.undo()
    assert str(conflict.value) == (
        "Not undone: added jon to contacts. Another program has removed that row since; to have it back, write the "
        "table as it was then, with journal.restore('contacts', 3). The change is kept in the history.")
    journal.restore("contacts", 3)
    assert in_file(folder) == [A, J, E]
    save(folder, [A | {"note": "x"}, J, E])
    journal.restore("contacts", 1)
    save(folder, [A | {"note": "y"}])
    assert refused(journal.undo) == (
        "Not undone: wrote contacts as it was after change 1. Another program has changed these rows since; to write "
        "the table as it was all the same, call journal.restore('contacts', 10).")


def test_a_number_must_be_one_of_a_change(journal: Journal) -> None:
    for call in (journal.past, lambda change: journal.restore("contacts", change)):
        for wrong in ("1", 1.0, True, -1, 2, [1]):
            assert refused(call, wrong) == (
                f"`change` must be a number from 0 to 1, as in history(); it was {wrong!r}.")


# A history, a folder or a call that is not what it must be


def test_a_history_that_cannot_be_read(folder: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    before = visible(folder)
    (folder / "history.jsonl").unlink()
    (folder / "history.jsonl").mkdir()
    for call in (journal.history, journal.undo, lambda: journal.add("contacts", **J), lambda: journal.past(0)):
        assert refused(call).startswith("history.jsonl cannot be read (Is a directory), and without it nothing can be")
    assert in_file(folder) == [A] and repr(journal).startswith("Journal of 'rosa': history.jsonl cannot be read (")
    (folder / "history.jsonl").rmdir()
    (folder / "history.jsonl").write_bytes(before["history.jsonl"])

    def forbidden(path: Path, mode: str, real: Callable = open, **more: object) -> object:
        if Path(path).name == "history.jsonl":
            raise PermissionError(13, "Permission denied")
        return real(path, mode, **more)

    with monkeypatch.context() as patch:
        patch.setattr("builtins.open", forbidden)
        assert refused(journal.add, "contacts", **J).startswith("history.jsonl cannot be read (Permission denied)")
    assert visible(folder) == before


@pytest.mark.parametrize("damage", [
    {"rows": "x"}, {"rows": [{"place": "0", "removed": [], "added": []}]}, {"rows": [{"place": 0, "removed": []}]},
    {"rows": [{"place": -1, "removed": [], "added": []}]}, {"rows": [{"place": 0, "removed": [], "added": [["x"]]}]},
    {"rows": [{"place": 0, "removed": [], "added": [{"contact": 1}]}]}, {"rows": {}}, {"key": "x"}, {"key": None},
    {"table": 3}, {"table": ["contacts"]}, {"says": None}, {"at": 5}, {"did": {}}, {"change": "x"}, {"rows": []}])
def test_a_damaged_line_is_passed_over(folder: Path, journal: Journal, damage: dict) -> None:
    journal.add("contacts", **J)
    lines = (folder / "history.jsonl").read_text("utf-8").splitlines()
    lines[1] = json.dumps(json.loads(lines[1]) | damage)
    (folder / "history.jsonl").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    again = sk.open_journal(folder)
    assert again.history()["did"].tolist() == ["add", "unreadable"] and "jon" in again.history()["says"].iloc[1]
    again.add("contacts", **M)
    assert in_file(folder) == [A, J, M]
    assert again.past(len(again.history())).contacts["contact"].tolist() == ["amara", "jon", "mia"]


def test_a_folder_that_is_gone_is_not_begun_anew(folder: Path, journal: Journal) -> None:
    kept = shutil.move(folder, folder.parent / "in the bin")
    for call in (lambda: journal.add("contacts", **J), journal.undo, lambda: journal.restore("contacts"),
                 lambda: journal.log, lambda: journal.check("contacts", contact="x"), journal.history):
        assert refused(call) == (
            f"The folder {str(folder)!r} is gone, and the log with it; nothing was read or written. Put it back, from "
            "the bin or a copy say, and try again; sk.open_journal begins a new log.")
        assert not folder.exists()
    shutil.move(kept, folder)
    journal.add("contacts", **J)
    assert in_file(folder) == in_history(folder) == [A, J]


def test_what_is_no_path_and_no_cell(folder: Path, journal: Journal) -> None:
    assert refused(sk.open_journal, None) == (
        "A journal is opened with the path of a log's folder; this is a NoneType.")
    assert refused(sk.open_journal, journal.log) == (
        "A journal is opened with the path of a log's folder, 'rosa' say; this is a Log.")
    assert refused(journal.add, "contacts", "jon") == (
        "Every cell needs the name of its column: journal.add('contacts', contact='jon').")
    assert refused(journal.add, "people", "jon").startswith("`table` must be one of students, contacts, ")
    assert in_file(folder) == [A]


# Whatever a program does with an old copy

HANDLES = ("amara", "jon", "eve", "mia", "zoe")
CELLS = ("role", "note", "field")


class OldCopies(RuleBasedStateMachine):
    """Two journals, and a spreadsheet program that reads at one moment, edits its copy, and saves it at another.

    ``promised`` has the rows whose calls have returned. Every text is new, so that no edit goes back to an old state.
    """

    @initialize()
    def begin(self) -> None:
        self.temporary = tempfile.TemporaryDirectory()
        self.folder = Path(self.temporary.name) / "rosa"
        self.journals = [sk.open_journal(self.folder), sk.open_journal(self.folder)]
        self.journals[0].add("contacts", contact="first")
        self.promised: dict[str, dict[str, str]] = {"first": {"contact": "first"}}
        self.count = 0
        self.read()

    def text(self) -> str:
        self.count += 1
        return f"text {self.count}"

    @rule()
    def read(self) -> None:
        self.copy, self.like = in_file(self.folder), (self.folder / "contacts.csv").read_bytes()
        self.edited: set[tuple[str, str]] = set()
        self.removed: set[str] = set()

    @rule(place=st.integers(0, 4), name=st.sampled_from(CELLS))
    def they_edit(self, place: int, name: str) -> None:
        if place < len(self.copy):
            self.copy[place] = self.copy[place] | {name: self.text()}
            self.edited.add((self.copy[place]["contact"], name))

    @rule()
    def they_add(self) -> None:
        self.copy.append({"contact": f"theirs {self.text()}", "note": self.text()})

    @rule(place=st.integers(0, 4))
    def they_remove(self, place: int) -> None:
        if place < len(self.copy) and self.copy[place]["contact"] != "first":
            self.removed.add(self.copy.pop(place)["contact"])

    @rule()
    def they_save(self) -> None:
        save(self.folder, self.copy, like=self.like)
        for handle in self.removed:
            # It was meant; what is written under that name from now on is there again.
            self.promised.pop(handle, None)
        self.removed = set()
        for handle, name in self.edited:
            # Where both have changed a cell, theirs stays.
            if handle in self.promised:
                self.promised[handle].pop(name, None)
        self.saved = True

    def call(self, which: int, name: str, *args: object, **more: object) -> object:
        self.saved = False
        for _ in range(2):
            try:
                return getattr(self.journals[which], name)(*args, **more)
            except Conflict:
                # Who says it again means it.
                continue
            except LogError:
                return None
        return None

    @rule(which=st.integers(0, 1), handle=st.sampled_from(HANDLES), name=st.sampled_from(CELLS))
    def add(self, which: int, handle: str, name: str) -> None:
        row = {"contact": handle, name: self.text()}
        if self.call(which, "add", "contacts", **row):
            self.promised[handle] = row

    @rule(which=st.integers(0, 1), handle=st.sampled_from(("first", *HANDLES)), name=st.sampled_from(CELLS))
    def amend(self, which: int, handle: str, name: str) -> None:
        text = self.text()
        if self.call(which, "amend", "contacts", handle, **{name: text}):
            self.promised.setdefault(handle, {"contact": handle})[name] = text

    @rule(which=st.integers(0, 1), handle=st.sampled_from(HANDLES))
    def remove(self, which: int, handle: str) -> None:
        self.call(which, "remove", "contacts", handle)
        if handle not in {row["contact"] for row in in_file(self.folder)}:
            self.promised.pop(handle, None)

    @rule(which=st.integers(0, 1))
    def undo(self, which: int) -> None:
        next_one = self.journals[which].next_undo()
        if next_one and next_one != "added first to contacts":
            self.saved = False
            # After a conflict, another call would go on to the change before.
            with suppress(Conflict):
                self.journals[which].undo()
                self.renew(next_one)

    def renew(self, undone: str) -> None:
        """Take over what undoing has made of the one row of which it speaks."""
        handle = undone.split(" ")[1]
        rows = {row["contact"]: row for row in in_file(self.folder)}
        self.promised.pop(handle, None)
        if handle in rows:
            self.promised[handle] = rows[handle]

    @rule(which=st.integers(0, 1))
    def open_again(self, which: int) -> None:
        self.journals[which] = sk.open_journal(self.folder)

    @invariant()
    def what_was_promised_is_there(self) -> None:
        # A call that meets what was saved has to have come first.
        if not hasattr(self, "folder") or getattr(self, "saved", False):
            return
        rows = {row["contact"]: row for row in in_file(self.folder)}
        for handle, promised in self.promised.items():
            assert promised.items() <= rows.get(handle, {}).items(), (handle, promised, rows.get(handle))

    @precondition(lambda self: hasattr(self, "folder"))
    @rule()
    def the_history_is_enough(self) -> None:
        self.call(0, "amend", "contacts", "first", note=(note := self.text()))
        self.promised["first"]["note"] = note
        assert in_history(self.folder) == in_file(self.folder)
        assert len({row["contact"] for row in in_file(self.folder)}) == len(in_file(self.folder))

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.the_history_is_enough()
            self.saved = False
            self.what_was_promised_is_there()
            self.temporary.cleanup()


OldCopies.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestOldCopies = OldCopies.TestCase
