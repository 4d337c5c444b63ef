"""Tags renamed, merged, split and defined: no passage is lost, one undo takes it back, a kill leaves a whole log."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journals import in_file, in_history

import shadowkit as sk
from shadowkit import Journal, LogError
from shadowkit.journal import Conflict

BOOK = """tag,definition,parent,colour
promotion,moving up,,red
ladder,there is one,promotion,
none,there is none,promotion,
nights,,,
"""
TAGS = """meeting,position,start,end,tag,coder,tagged_at,note
m1,1,0,9,ladder,rosa,2026-11-01,
m1,1,0,9,none,rosa,,both
m1,1,0,9,none,noor,,
m2,2,3,8,ladder,,,
m2,3,3,8,nights,,,mine
m2,3,9,12,stray,,,
"""


def begun(folder: Path, *, book: str | None = BOOK, tags: str = TAGS) -> Path:
    for name, text in (("codebook", book), ("tags", tags)):
        if text is not None:
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def marks(folder: Path) -> list[tuple[str, ...]]:
    return [(*(row[name] for name in ("meeting", "position", "start", "end", "tag")), row.get("coder", ""))
            for row in in_file(folder, "tags")]


def book(folder: Path) -> dict[str, str]:
    return {row["tag"]: row.get("parent", "") for row in in_file(folder, "codebook")}


def both(folder: Path) -> tuple[list, list]:
    return in_file(folder, "tags"), in_file(folder, "codebook")


def test_a_tag_is_renamed_in_passages_and_parents(tmp_path: Path) -> None:
    journal = sk.open_journal(begun(tmp_path))
    before = both(tmp_path)
    assert journal.rename_tag("ladder", "a ladder") == "a ladder"
    assert [tag for *_, tag, _ in marks(tmp_path)] == ["a ladder", "none", "none", "a ladder", "nights", "stray"]
    assert in_file(tmp_path, "codebook")[1] == {"tag": "a ladder", "definition": "there is one", "parent": "promotion"}
    journal.rename_tag("promotion", "moving up")
    assert book(tmp_path) == {"moving up": "", "a ladder": "moving up", "none": "moving up", "nights": ""}
    assert in_file(tmp_path, "codebook")[0]["colour"] == "red"
    assert journal.next_undo() == "renamed the tag “promotion” to “moving up”"
    assert journal.undo() == "undone: renamed the tag “promotion” to “moving up”"
    assert journal.undo() == "undone: renamed the tag “ladder” to “a ladder”, in 2 passages"
    assert journal.undo() is None and both(tmp_path) == before
    assert journal.redo() == "done again: renamed the tag “ladder” to “a ladder”, in 2 passages"
    assert journal.redo() and journal.redo() is None
    assert book(tmp_path) == {"moving up": "", "a ladder": "moving up", "none": "moving up", "nights": ""}
    assert in_history(tmp_path, "tags") == in_file(tmp_path, "tags")
    assert in_history(tmp_path, "codebook") == in_file(tmp_path, "codebook")


def test_merged_tags_stand_once_and_lose_no_cell(tmp_path: Path) -> None:
    journal = sk.open_journal(begun(tmp_path))
    assert journal.merge_tags(["none", "ladder"], into="ladder") == "ladder"
    assert marks(tmp_path) == [
        ("m1", "1", "0", "9", "ladder", "rosa"), ("m1", "1", "0", "9", "ladder", "noor"),
        ("m2", "2", "3", "8", "ladder", ""), ("m2", "3", "3", "8", "nights", ""), ("m2", "3", "9", "12", "stray", "")]
    assert in_file(tmp_path, "tags")[0]["note"] == "both" and in_file(tmp_path, "tags")[0]["tagged_at"] == "2026-11-01"
    assert book(tmp_path) == {"promotion": "", "ladder": "promotion", "nights": ""}
    assert journal.undo() == "undone: merged “none” into “ladder”, in 2 passages"
    assert len(marks(tmp_path)) == 6


def test_tags_merged_into_a_new_one_keep_their_meaning_and_parent(tmp_path: Path) -> None:
    sk.open_journal(begun(tmp_path)).merge_tags(["ladder", "none"], into="way up")
    assert in_file(tmp_path, "codebook")[1] == {
        "tag": "way up", "definition": "there is one; there is none", "parent": "promotion"}


@pytest.mark.parametrize(("gone", "into", "expected"), [
    (["b"], "c", {"a": "", "c": "a"}), (["a"], "c", {"b": "c", "c": ""}), (["a", "b"], "c", {"c": ""}),
    (["c"], "a", {"a": "", "b": "a"}), (["b"], "a", {"a": "", "c": "a"}), (["a", "c"], "new", {"new": "", "b": "new"})])
def test_no_tag_comes_to_stand_above_itself(tmp_path: Path, gone: list[str], into: str, expected: dict) -> None:
    journal = sk.open_journal(begun(tmp_path, book="tag,parent\na,\nb,a\nc,b\n", tags="meeting,tag\n"))
    journal.merge_tags(gone, into=into)
    assert book(tmp_path) == expected


def test_blanks_around_a_name_are_no_part_of_it(tmp_path: Path) -> None:
    journal = sk.open_journal(begun(tmp_path))
    with pytest.raises(LogError, match="There is nothing to merge into 'none'"):
        journal.merge_tags(["none"], into=" none ")
    assert journal.rename_tag(" none", "nothing ") == "nothing"
    assert journal.define_tag("nights ", parent=" nothing") == "nights" and book(tmp_path)["nights"] == "nothing"


def test_passages_split_off_get_a_tag_under_the_same_parent(tmp_path: Path) -> None:
    journal = sk.open_journal(begun(tmp_path))
    assert journal.split_tag("none", [("m1", 1, 0, 9, "none", "rosa")], into="nothing above") == "nothing above"
    assert [tag for *_, tag, _ in marks(tmp_path)] == [
        "ladder", "nothing above", "nothing above", "ladder", "nights", "stray"]
    assert book(tmp_path)["nothing above"] == "promotion" and "none" in book(tmp_path)
    assert journal.undo() == "undone: gave 1 passage of “none” the tag “nothing above”"
    assert "nothing above" not in book(tmp_path)


def test_quotes_say_which_passages_to_split_off(tmp_path: Path) -> None:
    begun(tmp_path)
    (tmp_path / "answers.csv").write_text("meeting,position,answer\nm2,2,No ladder is here\n", encoding="utf-8")
    journal = sk.open_journal(tmp_path)
    passages = sk.quotes(journal.log, tags=["ladder"])
    journal.split_tag("ladder", passages[passages["quote"] == "ladde"], into="nights")
    assert marks(tmp_path)[3] == ("m2", "2", "3", "8", "nights", "")
    assert marks(tmp_path)[0][4] == "ladder"


def test_a_tag_is_defined_and_put_beneath_another(tmp_path: Path) -> None:
    journal = sk.open_journal(begun(tmp_path))
    assert journal.define_tag("nights", definition="work at night", parent="promotion") == "nights"
    assert in_file(tmp_path, "codebook")[3] == {"tag": "nights", "definition": "work at night", "parent": "promotion"}
    journal.define_tag("nights", parent="")
    assert in_file(tmp_path, "codebook")[3] == {"tag": "nights", "definition": "work at night"}
    # A tag that stands in passages only was a problem of the log, and is none once it is defined.
    assert len(journal.log.problems) == 1
    assert journal.define_tag("stray") == "stray" and journal.log.problems.empty


def test_a_tag_that_is_in_passages_only_may_be_renamed_and_merged(tmp_path: Path) -> None:
    journal = sk.open_journal(begun(tmp_path))
    journal.rename_tag("stray", "found")
    assert book(tmp_path)["found"] == "" and journal.log.problems.empty
    journal.undo()
    journal.merge_tags(["stray"], into="nights")
    assert "stray" not in book(tmp_path) and journal.log.problems.empty
    # Where there is no codebook, none is begun: one that lacks other tags would make problems of them.
    (tmp_path / "bare").mkdir()
    bare = sk.open_journal(begun(tmp_path / "bare", book=None))
    bare.rename_tag("stray", "found")
    assert in_file(tmp_path / "bare", "codebook") == [] and marks(tmp_path / "bare")[5][4] == "found"


@pytest.mark.parametrize(("call", "says"), [
    (lambda journal: journal.rename_tag("lader", "x"), "codebook has no row with tag 'lader'. Did you mean 'ladder'?"),
    (lambda journal: journal.rename_tag("ladder", "none"), "There is a tag 'none' already; to make one of the two, "
     "call journal.merge_tags(['ladder'], into='none')."),
    (lambda journal: journal.rename_tag("ladder", "stray"), "There is a tag 'stray' already; to make one of the two, "
     "call journal.merge_tags(['ladder'], into='stray')."),
    (lambda journal: journal.rename_tag("ladder", " "), "`tag` is empty, so the row would say nothing; fill it in: the "
     "tag."),
    (lambda journal: journal.merge_tags("ladder", into="none"), "`tags` must be a list, such as ['ladder']."),
    (lambda journal: journal.merge_tags(["none"], into="none"), "There is nothing to merge into 'none'; name the other "
     "tags in the list."),
    (lambda journal: journal.merge_tags(["none", "x"], into="ladder"), "codebook has no row with tag 'x'."),
    (lambda journal: journal.split_tag("none", [], into="x"), "`passages` is empty; name at least one, such as rows of "
     "sk.quotes(log)."),
    (lambda journal: journal.split_tag("none", ["m1"], into="x"), "A passage is named by its meeting, position, start, "
     "end, such as ('m01', 2, 0, 14); this was 'm1'."),
    (lambda journal: journal.split_tag("none", [("m9", 1, 0, 9)], into="x"), "No passage at m9, 1, 0, 9 carries the "
     "tag 'none'; a passage is named by its meeting, position, start, end, as in sk.quotes(log, tags=['none'])."),
    (lambda journal: journal.split_tag("none", journal.log.codebook, into="x"), "`passages` needs the columns meeting, "
     "position, start, end, as in sk.quotes(log); it lacks `meeting`."),
    (lambda journal: journal.split_tag("none", [("m1", 1, 0, 9)], into="none"), "'none' cannot be split into itself; "
     "give the passages a tag of another name."),
    (lambda journal: journal.define_tag("promotion", parent="none"), "'none' cannot stand above 'promotion', which "
     "would then stand above itself; choose another one."),
    (lambda journal: journal.define_tag("none", parent="nigts"), "`parent` speaks of 'nigts', which is not in "
     "codebook. Did you mean 'nights'?")])
def test_what_cannot_be_done_is_said_and_nothing_is_written(tmp_path: Path, call: object, says: str) -> None:
    journal = sk.open_journal(begun(tmp_path))
    with pytest.raises(LogError) as error:
        call(journal)
    assert str(error.value) == says
    assert (tmp_path / "tags.csv").read_text("utf-8") == TAGS
    assert (tmp_path / "codebook.csv").read_text("utf-8") == BOOK


DOINGS = st.one_of(
    st.tuples(st.just("rename"), st.integers(0, 4), st.integers(0, 6)),
    st.tuples(st.just("merge"), st.integers(0, 4), st.integers(0, 6)),
    st.tuples(st.just("split"), st.integers(0, 4), st.integers(0, 6)),
    st.tuples(st.just("define"), st.integers(0, 4), st.integers(0, 6)))
NAMES = ("promotion", "ladder", "none", "nights", "stray", "new", "newer")


def do(journal: Journal, doing: tuple[str, int, int]) -> bool:
    """Do one thing to the codebook; false where it cannot be done."""
    what, one, other = doing
    tag, into = NAMES[one], NAMES[other]
    places = [row[:4] for row in marks(journal.path) if row[4] == tag][:1]
    try:
        if what == "rename":
            journal.rename_tag(tag, into)
        elif what == "merge":
            journal.merge_tags([tag, NAMES[(one + 1) % 5]], into=into)
        elif what == "split":
            journal.split_tag(tag, places, into=into)
        else:
            journal.define_tag(tag, definition="means " + into, parent=into)
    except LogError:
        return False
    return True


@settings(deadline=None, max_examples=25)
@given(st.lists(DOINGS, max_size=5))
def test_whatever_is_done_no_passage_is_lost_and_undoing_all_is_the_start(doings: list[tuple]) -> None:
    with tempfile.TemporaryDirectory() as name:
        journal = sk.open_journal(begun(Path(name)))
        start, places, done = both(journal.path), {mark[:4] for mark in marks(journal.path)}, 0
        coders = {(*mark[:4], mark[5]) for mark in marks(journal.path)}
        for doing in doings:
            before = both(journal.path)
            if do(journal, doing):
                done += before != both(journal.path)
                assert {mark[:4] for mark in marks(journal.path)} == places
                assert {(*mark[:4], mark[5]) for mark in marks(journal.path)} == coders
                assert len(set(marks(journal.path))) == len(marks(journal.path))
            else:
                assert both(journal.path) == before
            for tag in (above := book(journal.path)):
                seen = [tag]
                while (tag := above.get(tag, "")) and tag not in seen:
                    seen.append(tag)
                assert not tag, "a tag stands above itself"
        end = both(journal.path)
        assert sum(journal.undo() is not None for _ in range(20)) == done
        assert both(journal.path) == start
        assert sum(journal.redo() is not None for _ in range(20)) == done
        assert both(journal.path) == end


def test_what_another_program_did_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    journal = sk.open_journal(begun(tmp_path))
    journal.rename_tag("ladder", "a ladder")
    path = tmp_path / "tags.csv"
    path.write_text(path.read_text("utf-8-sig").replace("m1,1,0,9,a ladder", "m1,1,0,7,a ladder"), encoding="utf-8")
    with pytest.raises(Conflict, match="Not undone: renamed the tag “ladder” to “a ladder”, in 2 passages. Another "
                                       "program has changed these rows since; to write the table as it was all the "
                                       r"same, call journal.restore\('tags', \d+\)."):
        journal.undo()
    # Both tags are in the codebook, so the log is whole; what came before can still be undone.
    assert {"ladder", "a ladder"} <= book(tmp_path).keys() and marks(tmp_path)[0][3:5] == ("7", "a ladder")
    assert journal.undo() is None


def test_two_notebooks_see_each_others_doings(tmp_path: Path) -> None:
    one, other = sk.open_journal(begun(tmp_path)), sk.open_journal(tmp_path)
    assert len(other.log.tags) == 6
    one.merge_tags(["none"], into="ladder")
    assert other.undo() == "undone: merged “none” into “ladder”, in 2 passages"
    other.rename_tag("none", "nothing")
    assert one.redo() is None
    assert one.undo() == "undone: renamed the tag “none” to “nothing”, in 2 passages"


def renaming(folder: Path) -> Iterator[str]:
    journal = sk.open_journal(folder)
    yield "begun"
    journal.merge_tags(["none", "nights"], into="all")
    yield "merged"
    journal.undo()
    yield "undone"


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither fork nor signals")
def test_killed_at_any_moment_the_log_is_whole_and_can_be_taken_back(tmp_path: Path) -> None:
    import killer

    halfway = kills = 0
    for number, at in enumerate(range(3, 4000, 37 if killer.TRACES else 97)):
        folder = tmp_path / str(number)
        folder.mkdir()
        stray = TAGS.replace("stray", "nights")
        start = both(begun(folder, tags=stray))
        fate = killer.run(renaming(folder), stop_at=at)
        kills += fate.killed
        # Every tag of a passage is in the codebook, and every passage is there.
        log = sk.load(folder)
        assert log.problems.empty, log.problems["problem"].tolist()
        assert len({mark[:4] for mark in marks(folder)}) == 4
        halfway += {"none", "all"} <= set(log.codebook["tag"])
        journal = sk.open_journal(folder)
        # The journal told the history of what was cut short; then nothing stands in the way.
        for _ in range(3):
            journal.undo()
        assert both(folder) == start, f"killed at stop {at}"
        journal.merge_tags(["none", "nights"], into="all")
        assert list(book(folder)) == ["promotion", "ladder", "all"]
        assert all(in_history(folder, table) == in_file(folder, table) for table in ("tags", "codebook"))
        if not fate.killed:
            break
    print(f"{kills} kills, {halfway} of them with both tags in the codebook")
    assert not killer.TRACES or (kills > 15 and halfway > 3 and not fate.killed)
