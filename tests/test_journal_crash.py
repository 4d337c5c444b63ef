"""The journal where the machine fails it: killed at any moment, several writers at once, no room on the disk."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from journals import as_loaded, in_file, in_history, visible, words

import shadowkit as sk
from shadowkit import Journal, LogError

if os.name == "nt":
    pytest.skip("Windows has neither fork nor signals", allow_module_level=True)

import resource
import signal

import killer

WAY = "at system calls" if killer.TRACES else "by a timer, as this machine does not let a process trace its child"


def handles(folder: Path) -> list[str]:
    rows = in_file(folder)
    assert all(row == {"contact": row["contact"], "name": words(row["contact"])} for row in rows)
    return [row["contact"] for row in rows]


def adding(folder: Path, new: list[str], *, first: list[str] = ()) -> Iterator[str]:
    """Add people, ``first`` some before the killer looks."""
    journal = sk.open_journal(folder)
    for handle in first:
        journal.add("contacts", contact=handle, name=words(handle))
    yield "begun"
    for handle in new:
        yield journal.add("contacts", contact=handle, name=words(handle))


# Killed


def killed(folder: Path, first: list[str], new: list[str], at: int) -> tuple[bool, bool, int]:
    """Kill a child that adds people; check that the log holds what was promised, and takes the next row.

    Returns whether it was killed, whether that was between the history and the file, and how many rows there are now.
    """
    before = handles(folder)
    fate = killer.run(adding(folder, new, first=first), stop_at=at)
    done = len(fate.said)
    assert fate.said == new[:done]
    assert fate.killed or done == len(new)
    found = handles(folder)
    assert found in (before + first + new[:done], before + first + new[:done + 1]), f"killed at stop {at}"
    after = f"after {at} {len(found)}"
    assert sk.open_journal(folder).add("contacts", contact=after, name=words(after)) == after
    rows = in_file(folder)
    assert rows[:-1] == [{"contact": handle, "name": words(handle)} for handle in found]
    assert rows == in_history(folder)
    cut_short = '"did": "cut short"' in "".join((folder / "history.jsonl").read_text("utf-8").splitlines()[-2:])
    return fate.killed, cut_short, len(rows)


def test_killed_at_every_system_call_of_one_add(tmp_path: Path) -> None:
    kills = between = 0
    for at in range(1, 400 if killer.TRACES else 100):
        was_killed, cut_short, _ = killed(tmp_path, [f"first {at}"], [f"new {at}"], at)
        kills, between = kills + was_killed, between + cut_short
        if killer.TRACES and not was_killed:
            break
    print(f"killed {WAY}: {kills} kills, {between} of them between history and file")
    assert len(as_loaded(tmp_path).contacts) == len(set(handles(tmp_path)))
    # Where nothing fell between history and file, the test would not reach the moment that matters.
    assert not killer.TRACES or (kills == at - 1 > 60 and between > 3)


def test_killed_at_the_first_row_of_a_new_log(tmp_path: Path) -> None:
    for at in range(1, 1000, 13 if killer.TRACES else 29):
        folder = tmp_path / str(at)
        if not killed(folder, [], ["amara"], at)[0]:
            break
        as_loaded(folder)
    assert at > 300 or not killer.TRACES


def test_another_journal_goes_on_where_one_was_killed(tmp_path: Path) -> None:
    other = sk.open_journal(three_people(tmp_path))
    other.amend("contacts", "jon", name=words("jon"))
    for at in range(60, 400):
        before = handles(tmp_path)
        if not killer.run(adding(tmp_path, [f"new {at}"], first=[f"first {at}"]), stop_at=at).killed:
            break
        if f"new {at}" not in handles(tmp_path):
            # What is not in the file may be typed again.
            assert other.add("contacts", contact=f"new {at}", name=words(f"new {at}")) == f"new {at}"
        assert handles(tmp_path) == [*before, f"first {at}", f"new {at}"]
        assert in_history(tmp_path) == in_file(tmp_path)
    as_loaded(tmp_path)


MIXED: list[tuple[Callable[[Journal], object], dict[str, str]]] = [
    (lambda journal: None, {}),
    (lambda journal: journal.add("contacts", contact="amara", role="nurse"), {"amara": "nurse"}),
    (lambda journal: journal.add("contacts", contact="jon", role="baker"), {"amara": "nurse", "jon": "baker"}),
    (lambda journal: journal.amend("contacts", "amara", role="midwife"), {"amara": "midwife", "jon": "baker"}),
    (lambda journal: journal.remove("contacts", "jon"), {"amara": "midwife"}),
    (lambda journal: journal.undo(), {"amara": "midwife", "jon": "baker"}),
    (lambda journal: journal.undo(), {"amara": "nurse", "jon": "baker"}),
    (lambda journal: journal.redo(), {"amara": "midwife", "jon": "baker"}),
    (lambda journal: journal.redo(), {"amara": "midwife"}),
    (lambda journal: journal.undo(), {"amara": "midwife", "jon": "baker"}),
    (lambda journal: journal.undo(), {"amara": "nurse", "jon": "baker"}),
    (lambda journal: journal.undo(), {"amara": "nurse"}),
]


def roles(folder: Path) -> dict[str, str]:
    return {row["contact"]: row["role"] for row in in_file(folder)}


def mixed(folder: Path) -> Iterator[str]:
    journal = sk.open_journal(folder)
    yield "begun"
    for number, (call, _) in enumerate(MIXED):
        call(journal)
        yield str(number)


@pytest.mark.parametrize("step", [47, pytest.param(3, marks=pytest.mark.slow)])
def test_killed_in_adds_amends_removes_undos_and_redos_then_gone_on_with(tmp_path: Path, step: int) -> None:
    kills = 0
    for at in range(5, 5000, step):
        folder = tmp_path / str(at)
        fate = killer.run(mixed(folder), stop_at=at)
        promised = len(fate.said)
        assert fate.said == [str(number) for number in range(promised)]
        if not fate.killed:
            break
        kills += 1
        states = [state for _, state in MIXED[:promised + 1]]
        assert roles(folder) in states[-2:], f"killed at stop {at}"
        # The one under way was done or was not; whoever was cut off goes on from there.
        done = max(number for number, state in enumerate(states) if state == roles(folder))
        for number in range(done + 1, len(MIXED)):
            MIXED[number][0](sk.open_journal(folder))
            assert roles(folder) == MIXED[number][1], f"killed at stop {at} in call {promised}, then call {number}"
        assert in_history(folder) == in_file(folder)
    print(f"killed {WAY}: {kills} kills in {len(MIXED) - 1} calls")
    assert kills >= 1200 // step or not killer.TRACES


def after_a_stale_save(folder: Path) -> Iterator[str]:
    """Meet what another program has saved from a copy that is older than two rows and a cell."""
    journal = sk.open_journal(folder)
    journal.add("contacts", contact="amara", role="nurse")
    copy = (folder / "contacts.csv").read_bytes()
    journal.add("contacts", contact="jon", role="baker")
    journal.add("contacts", contact="eve", role="cook")
    journal.amend("contacts", "amara", role="midwife")
    (folder / "contacts.csv").write_bytes(copy + b"zoe,,vet\n")
    yield "begun"
    yield journal.add("contacts", contact="mia", role="smith")


@pytest.mark.parametrize("step", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_killed_while_a_stale_copy_is_merged(tmp_path: Path, step: int) -> None:
    kills, whole = 0, {"amara": "midwife", "jon": "baker", "eve": "cook", "zoe": "vet"}
    for at in range(1, 2000, step):
        folder = tmp_path / str(at)
        fate = killer.run(after_a_stale_save(folder), stop_at=at)
        sk.open_journal(folder).add("contacts", contact="ben", role="clerk")
        rows = roles(folder)
        assert rows.pop("ben") == "clerk"
        assert rows == whole | {"mia": "smith"} or (rows == whole and not fate.said), f"killed at stop {at}"
        assert in_history(folder) == in_file(folder)
        if not fate.killed:
            break
        kills += 1
    print(f"killed {WAY}: {kills} kills")
    assert kills > 150 // step or not killer.TRACES


@pytest.mark.slow
def test_five_hundred_kills_in_ten_thousand_writes(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    sk.open_journal(tmp_path).add("contacts", contact="first", name=words("first"))
    stops = [killer.run(adding(tmp_path, new, first=[f"warm {len(new)}"])).stops for new in (["a"], ["b", "c"])]
    per_add, kills, between, writes = stops[1] - stops[0], 0, 0, 0
    while kills < 500 or writes < 10_000:
        # Only the last two adds of a child are traced, which is slow; the killer may come at any moment of them.
        # Most kills come while the log is short, since each of them is followed by reading all of it.
        many = 8 if kills < 400 else 65
        first, new = ([f"{kills} {writes} {when} {number}" for number in range(count)]
                      for when, count in (("before", many), ("during", 2)))
        was_killed, cut_short, writes = killed(tmp_path, first, new, chance.randint(1, 2 * per_add))
        kills, between = kills + was_killed, between + cut_short
        if kills % 100 == 0:
            as_loaded(tmp_path)
    print(f"killed {WAY}: {kills} kills, {writes:,} writes, {per_add} boundaries per add, "
          f"{between} killed between history and file")
    assert len(as_loaded(tmp_path).contacts) == len(set(handles(tmp_path))) >= 10_000


# Several writers at once


def in_children(work: Callable, *arguments: tuple) -> list:
    """Call a function in a child for each tuple of arguments, all at once."""
    with multiprocessing.get_context("fork").Pool(len(arguments)) as pool:
        return pool.starmap(work, arguments, chunksize=1)


def add_many(folder: Path, writer: str, count: int) -> None:
    for _ in adding(folder, [f"{writer} {number}" for number in range(count)]):
        pass


@pytest.mark.parametrize("count", [50, pytest.param(1000, marks=pytest.mark.slow)])
def test_four_processes_writing_at_once_lose_nothing(tmp_path: Path, count: int) -> None:
    in_children(add_many, *((tmp_path, writer, count) for writer in "abcd"))
    found = handles(tmp_path)
    assert len(found) == 4 * count
    for writer in "abcd":
        assert [handle for handle in found if handle[0] == writer] == [f"{writer} {n}" for n in range(count)]
    assert in_history(tmp_path) == in_file(tmp_path)
    as_loaded(tmp_path)
    assert sk.open_journal(tmp_path).history()["did"].unique().tolist() == ["add"]


def amend_many(folder: Path, column: str, word: str) -> tuple[list[str], int]:
    """Amend five rows ten times over, saying it again after a conflict; return what was taken, and the conflicts."""
    from shadowkit.journal import Conflict

    journal, taken, conflicts = sk.open_journal(folder), [], 0
    for number in range(50):
        value = f"{word} {number // 5}"
        for _ in range(100):
            try:
                journal.amend("contacts", f"p{number % 5}", **{column: value})
                taken.append(value)
                break
            except Conflict:
                conflicts += 1
    return taken, conflicts


def five_people(folder: Path) -> Path:
    journal = sk.open_journal(folder)
    for number in range(5):
        journal.add("contacts", contact=f"p{number}", role="none", organization="none")
    return folder


def test_two_processes_amending_different_cells_of_the_same_rows(tmp_path: Path) -> None:
    done = in_children(amend_many, (five_people(tmp_path), "role", "nurse"), (tmp_path, "organization", "clinic"))
    assert [conflicts for _, conflicts in done] == [0, 0]
    assert in_file(tmp_path) == [{"contact": f"p{n}", "role": "nurse 9", "organization": "clinic 9"} for n in range(5)]
    assert in_history(tmp_path) == in_file(tmp_path)


def test_two_processes_amending_the_same_cells(tmp_path: Path) -> None:
    done = in_children(amend_many, (five_people(tmp_path), "role", "nurse"), (tmp_path, "role", "baker"))
    assert [len(taken) for taken, _ in done] == [50, 50]
    assert in_history(tmp_path) == in_file(tmp_path)
    assert {row["role"] for row in in_file(tmp_path)} <= {"nurse 9", "baker 9"}
    did = sk.open_journal(tmp_path).history()["did"].value_counts()
    assert (did["amend"], did.get("conflict", 0)) == (100, sum(conflicts for _, conflicts in done))
    # Nobody's word is lost without a conflict: each of them was told whenever the other had been there.
    changes = [json.loads(line) for line in (tmp_path / "history.jsonl").read_text().splitlines()]
    assert all({"yours", "theirs"} <= set(change) for change in changes if change["did"] == "conflict")


# No room, or no right to write

SENTENCE = ("{what} cannot be written to ({why}); nothing was changed. Make room on the disk, close the file in other "
            "programs, check that the folder may be written to, and try again.")


def three_people(folder: Path) -> Path:
    journal = sk.open_journal(folder)
    for handle in ("amara", "jon", "eve"):
        journal.add("contacts", contact=handle, name=words(handle))
    return folder


CALLS = {"add": lambda journal: journal.add("contacts", contact="mia", name=words("mia")),
         "amend": lambda journal: journal.amend("contacts", "amara", name=words("amara") * 3),
         "remove": lambda journal: journal.remove("contacts", "jon"),
         "undo": lambda journal: journal.undo()}


def refused_for_size(folder: Path, name: str) -> tuple[set[str], int, int]:
    """Call with files limited to ever more bytes, until it works; return the sentences and the size that was enough."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    journal, before, sentences = sk.open_journal(folder), visible(folder), set()
    for tries in range(1000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (tries * 17, resource.RLIM_INFINITY))
        try:
            CALLS[name](journal)
            return sentences, tries * 17, tries
        except LogError as error:
            sentences.add(str(error))
        assert visible(folder) == before
    raise AssertionError("it never worked")


@pytest.mark.parametrize("name", CALLS)
def test_a_disk_that_fills_up_at_any_byte(tmp_path: Path, name: str) -> None:
    ((sentences, enough, tries),) = in_children(refused_for_size, (three_people(tmp_path), name))
    assert sentences == {SENTENCE.format(what="contacts.csv", why="File too large")}
    # The history was the longer file, so that many of the tries failed in the middle of its line.
    size = (tmp_path / "history.jsonl").stat().st_size
    assert size <= enough < size + 17 and tries > 40
    assert in_history(tmp_path) == in_file(tmp_path)
    as_loaded(tmp_path)


@contextmanager
def small_disk(folder: Path) -> Iterator[Callable[..., None]]:
    def mount(*options: str) -> None:
        subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", str(folder)], check=True, capture_output=True)

    try:
        mount("-o", "size=64k")
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"a small disk cannot be mounted here: {error}")
    try:
        yield mount
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("begun", [True, False])
def test_a_full_disk(tmp_path: Path, begun: bool) -> None:
    with small_disk(tmp_path):
        folder = three_people(tmp_path / "rosa") if begun else tmp_path / "rosa"
        journal, before, ballast = sk.open_journal(folder), visible(folder), tmp_path / "ballast"
        with ballast.open("wb", buffering=0) as file, pytest.raises(OSError):
            while file.write(bytes(4096)):
                pass
        # A block more is room for the file; a new history finds none.
        for blocks in ([0] if begun else [0, 1]):
            os.truncate(ballast, ballast.stat().st_size - 4096 * blocks)
            with pytest.raises(LogError) as error:
                CALLS["add"](journal)
            assert str(error.value) == SENTENCE.format(what="contacts.csv", why="No space left on device")
            assert visible(folder) == before
        ballast.unlink()
        assert CALLS["add"](journal) == "mia"
        assert handles(folder) == (["amara", "jon", "eve", "mia"] if begun else ["mia"])
        assert in_history(folder) == in_file(folder)


def test_a_disk_that_may_only_be_read(tmp_path: Path) -> None:
    with small_disk(tmp_path) as mount:
        folder = three_people(tmp_path / "rosa")
        journal, before = sk.open_journal(folder), visible(folder)
        mount("-o", "remount,ro")
        assert journal.next_undo() == "added eve to contacts"
        with pytest.raises(LogError) as error:
            CALLS["add"](journal)
        assert str(error.value) == SENTENCE.format(what=folder, why="Read-only file system")
        assert visible(folder) == before
        mount("-o", "remount,rw")
        assert CALLS["add"](journal) == "mia"


def add_as_nobody(folder: Path) -> str:
    if os.geteuid() == 0:
        os.setuid(65534)
    try:
        return CALLS["add"](sk.open_journal(folder))
    except LogError as error:
        return str(error)


def test_a_folder_that_may_only_be_read() -> None:
    # Not in tmp_path, into which nobody but its owner may look.
    with tempfile.TemporaryDirectory() as temporary:
        os.chmod(temporary, 0o755)
        folder = three_people(Path(temporary) / "rosa")
        before = visible(folder)
        os.chmod(folder, 0o555)
        assert in_children(add_as_nobody, (folder,)) == [SENTENCE.format(what=folder, why="Permission denied")]
        assert visible(folder) == before
        os.chmod(folder, 0o755)
        assert CALLS["add"](sk.open_journal(folder)) == "mia"
