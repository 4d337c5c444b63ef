"""The codebook's form through its traits: each step is on disk at once, said in words, and taken back with a button."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import shadowkit as sk
from shadowkit import forms
from shadowkit.forms.codebook import CodebookForm
from shadowkit.log import example_path


@pytest.fixture
def form(tmp_path: Path) -> CodebookForm:
    shutil.copytree(example_path("student"), tmp_path / "rosa")
    return forms.codebook(tmp_path / "rosa")


def tags(form: CodebookForm) -> list[str]:
    return sk.load(form.journal.path).codebook["tag"].tolist()


def choose(form: CodebookForm, tag: str) -> None:
    form.fields["about"].value = tag
    assert form.status.value == ""


def test_a_tag_is_chosen_and_shown(form: CodebookForm) -> None:
    assert form.tag == "detour"
    choose(form, "slow ladder")
    assert {name: form.fields[name].value for name in ("tag", "definition", "parent")} == {
        "tag": "slow ladder", "definition": "Grades that one climbs by waiting.", "parent": "promotion"}
    assert [label for label, _ in form.fields["passages"].options] == [
        "Lucía Fernández: Slowly, and by waiting for a chair to become empty. (m03, answer 4)",
        "Lucía Fernández: there are three analyst grades, each takes at least four years (m03, answer 4)"]
    assert "slow ladder" not in [value for _, value in form.fields["into"].options]


def test_a_tag_is_renamed_and_defined_at_once(form: CodebookForm) -> None:
    choose(form, "slow ladder")
    form.fields["tag"].value, form.fields["definition"].value = "waiting", "One waits."
    assert form.save() == "waiting"
    assert "Saved: renamed the tag “slow ladder” to “waiting”, in 2 passages." in form.status.value
    assert form.tag == "waiting" and "waiting" in tags(form) and "slow ladder" not in tags(form)
    assert form._undo.description == "Undo: renamed the tag “slow ladder” to “waiting”, in 2 passages"
    assert form.undo() == "undone: renamed the tag “slow ladder” to “waiting”, in 2 passages"
    assert "Undone: renamed the tag" in form.status.value and "slow ladder" in tags(form)
    assert form.undo().startswith("undone: changed slow ladder in codebook: definition from “Grades that")


def test_a_new_tag(form: CodebookForm) -> None:
    choose(form, "")
    assert form.fields["tag"].value == "" and form._merge.disabled and form._split.disabled
    form.fields["tag"].value, form.fields["parent"].value = "ladder of glass", "promotion"
    assert form.save() == "ladder of glass"
    assert sk.load(form.journal.path).codebook.iloc[-1][["tag", "parent"]].tolist() == ["ladder of glass", "promotion"]


def test_tags_are_merged(form: CodebookForm) -> None:
    choose(form, "slow ladder")
    form.fields["into"].value = "no ladder"
    assert form.merge() == "no ladder"
    assert form.tag == "no ladder" and "slow ladder" not in tags(form)
    assert len(form.fields["passages"].options) == 7
    form.undo()
    assert "slow ladder" in tags(form)


def test_passages_are_split_off(form: CodebookForm) -> None:
    choose(form, "no ladder")
    form.fields["passages"].value = [value for label, value in form.fields["passages"].options if "Nadia" in label][:1]
    form.fields["new_tag"].value = "title only"
    assert form.split() == "title only"
    assert form.tag == "title only" and form.fields["parent"].value == "promotion"
    assert len(form.fields["passages"].options) == 1


@pytest.mark.parametrize(("do", "says"), [
    (lambda form: form.save(), "There is nothing to save yet: nothing was typed or changed."),
    (lambda form: (setattr(form.fields["tag"], "value", " "), form.save()), "A tag needs a name; type one in “Name”."),
    (lambda form: (setattr(form.fields["tag"], "value", "growing"), form.save()), "There is a tag &#x27;growing&#x27; "
     "already; to make one of the two, choose it in “Merge into”."),
    (lambda form: form.merge(), "Choose the tag that stays in “Merge into”."),
    (lambda form: form.split(), "Choose passages in “Passages”; with Ctrl or Shift several."),
    (lambda form: form.undo(), "There is nothing to undo.")])
def test_what_cannot_be_done_is_said(form: CodebookForm, do: object, says: str) -> None:
    before = tags(form)
    do(form)
    assert says in form.status.value and "shadowkit-wrong" in form.status.value and tags(form) == before


def test_a_new_tag_of_a_name_that_is_taken(form: CodebookForm) -> None:
    choose(form, "")
    form.fields["tag"].value = "growing"
    assert form.save() is None
    assert "There is a tag &#x27;growing&#x27; already; choose it in “Tag” to change it." in form.status.value
    assert form.merge() is None and "Choose a tag in “Tag” first." in form.status.value


def test_what_was_written_elsewhere_is_taken_in_and_what_is_typed_stays(form: CodebookForm) -> None:
    other = sk.open_journal(form.journal.path)
    form.fields["definition"].value = "typed"
    other.rename_tag("promotion", "moving up")
    form.refresh()
    assert form.fields["definition"].value == "typed" and "moving up" in dict(form.fields["about"].options).values()
    other.rename_tag("growing", "more of it")
    assert form.undo() is None and "Something was written elsewhere meanwhile" in form.status.value
    assert form._undo.description.endswith("renamed the tag “growing” to “more of it”, in 6 passages")
    other.merge_tags(["detour"], into="turning point")
    form.refresh()
    # The tag that was chosen is gone, so the first is.
    assert form.tag == "turning point"


def test_what_another_form_undoes_is_seen_at_once(form: CodebookForm) -> None:
    contact = forms.contact(form.journal)
    form.fields["tag"].value = "a way round"
    form.save()
    assert contact._undo.description == "Undo: renamed the tag “detour” to “a way round”, in 12 passages"
    contact.undo()
    assert form.tag == form.fields["tag"].value == "detour"


def test_markup_and_a_circle_are_shown_as_they_are(tmp_path: Path) -> None:
    book = "tag,definition,parent\n<b>a</b>,<script>,b\nb,,<b>a</b>\nc,,gone\n"
    (tmp_path / "codebook.csv").write_text(book, "utf-8")
    (tmp_path / "tags.csv").write_text("meeting,position,start,end,tag\nm1,1,0,4,stray\n", "utf-8")
    form = forms.codebook(tmp_path)
    assert "<script" not in form.book.value and "&lt;script&gt;" in form.book.value
    assert form.book.value.count("<tr") == 5 and "not in the codebook yet" in form.book.value
    choose(form, "c")
    assert ("gone (not in the codebook)", "gone") in form.fields["parent"].options
    choose(form, "stray")
    assert [label for label, _ in form.fields["passages"].options] == ["?: 0 to 4 (m1, answer 1)"]
    assert repr(form) == "The codebook, to look after. Run this cell to see it."


def test_an_empty_log_has_a_form_too(tmp_path: Path) -> None:
    form = forms.codebook(tmp_path / "new")
    assert form.tag == "" and "There is no tag yet" in form.book.value
