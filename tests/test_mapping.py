"""The mapping of a tracker: proposed, shown, changed, kept beside its file, and applied next time."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit.errors import LogError
from shadowkit.readers import About, tracker

TEXT = """Name,Company,Date contacted,Method,Mood,Topics
Amara Okonkwo,Lowell Clinic,2026-09-14,LinkedIn,007,"Pay, Hours, nights"
Jon Vale,Acme,2026-09-15,Email,8,Pay
"""


@pytest.fixture(autouse=True)
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a tracker, and stand where it is, as who reads the sentences does."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tracker.csv").write_text(TEXT, encoding="utf-8")
    return tmp_path / "tracker.csv"


def sentences(path: Path) -> list[str]:
    return [problem.problem for problem in tracker.read([path], About("ann")).problems]


def test_it_is_proposed_and_shown(path: Path) -> None:
    found = sk.mapping(path)
    assert dict(zip(found, map(found.__getitem__, found), strict=True)) == {
        "Name": "contacts.name", "Company": "contacts.organization", "Date contacted": "outreach.sent_at",
        "Method": "outreach.channel", "Mood": "outreach.Mood", "Topics": "outreach.Topics"}
    assert len(found) == 6 and not found.is_saved
    assert repr(found).splitlines()[:2] == [
        "How tracker.csv is read (proposed; keep it with .save())",
        "Name            contacts.name          the header says “name”                 Amara Okonkwo | Jon Vale"]


def test_what_is_shown_in_a_notebook_is_text(path: Path) -> None:
    path.write_text("Name,<b>Mood</b>\n<script>x</script>,1\n", encoding="utf-8")
    shown = sk.mapping(path)._repr_html_()
    assert "<script>" not in shown and "&lt;script&gt;x&lt;/script&gt;" in shown and "<b>Mood" not in shown
    assert 'scope="col"' in shown and "aria-label=" in shown


def test_it_is_changed_like_a_dictionary_and_kept(path: Path) -> None:
    found = sk.mapping(path)
    found["Company"] = "contacts.field"
    found["Mood"] = None
    found.columns["Method"].words["LinkedIn"] = "organization"
    found.columns["Topics"].options = ["Pay", "Hours, nights"]
    assert found.save() == path.with_name("tracker.csv.shadowkit.yaml")
    assert yaml.safe_load(found.save().read_text(encoding="utf-8")) == {"columns": {
        "Name": "contacts.name", "Company": "contacts.field", "Date contacted": "outreach.sent_at",
        "Method": {"to": "outreach.channel", "words": {"LinkedIn": "organization"}}, "Mood": None,
        "Topics": {"to": "outreach.Topics", "options": ["Pay", "Hours, nights"]}}}
    reading = tracker.read([path], About("ann"))
    assert reading.tables["contacts"]["field"].tolist() == ["Lowell Clinic", "Acme"]
    assert reading.tables["outreach"]["channel"].tolist() == ["organization", "Email"]
    assert reading.tables["outreach"]["Topics"].tolist() == ["Pay; Hours, nights", "Pay"]
    assert "Mood" not in reading.tables["outreach"]
    assert [problem.problem for problem in reading.problems] == [
        "No column of a log was found for 'Topics' of tracker.csv, so what stands there was kept in a column of the "
        "same name; see sk.mapping('tracker.csv').",
        "'Mood' of tracker.csv was left out, as the mapping says; see sk.mapping('tracker.csv')."]
    again = sk.mapping(path)
    assert again.is_saved and repr(again).startswith("How tracker.csv is read (kept in tracker.csv.shadowkit.yaml)")
    for table, frame in found.tables("ann").items():
        pd.testing.assert_frame_equal(frame, reading.tables[table])


def test_a_column_to_the_answers(path: Path) -> None:
    found = sk.mapping(path)
    found["Mood"] = found["Topics"] = "answers.answer"
    assert found.tables()["answers"][["position", "question", "answer"]].to_numpy().tolist() == [
        ["1", "Mood", "007"], ["2", "Topics", "Pay, Hours, nights"], ["1", "Mood", "8"], ["2", "Topics", "Pay"]]


@pytest.mark.parametrize(("column", "target", "says"), [
    ("Companie", None, "tracker.csv has no column 'Companie'; it has 'Name', 'Company', 'Date contacted', 'Method', "
                       "'Mood', 'Topics'. Did you mean 'Company'?"),
    ("Company", "contacts.name", "'Name' goes to `contacts.name` already, and only one column can; send that one "
                                 "elsewhere first, or leave it out with mapping['Name'] = None."),
    ("Company", "organization", "'Company' must go to a column of a log, such as contacts.name or answers.answer, or "
                                "to None; it was 'organization'. Did you mean 'contacts.organization'?"),
    ("Company", "contacts.organisation", "'Company' cannot go to `contacts.organisation`, which looks like "
                                         "`contacts.organization` written wrong; write that, or `contacts.Company` to "
                                         "keep the column under its own name."),
    ("Mood", "answers.question", "'Mood' cannot go to `answers.question`, which is made from the other columns; whose "
                                 "row it is goes to `student`, and what was said to `answers.answer`."),
    ("Mood", "contacts._row", "'Mood' must go to a column of a log, such as contacts.name or answers.answer, or to "
                              "None; it was 'contacts._row'. Did you mean 'contacts.role'?")])
def test_what_cannot_be_said_of_a_column(path: Path, column: str, target: str | None, says: str) -> None:
    found = sk.mapping(path)
    with pytest.raises(LogError) as caught:
        found[column] = target
    assert str(caught.value) == says


def test_columns_that_came_and_went_since_are_said(path: Path) -> None:
    sk.mapping(path).save()
    path.write_text(TEXT.replace("Mood", "Feeling"), encoding="utf-8")
    assert sentences(path)[:2] == [
        "'Feeling' of tracker.csv is not in tracker.csv.shadowkit.yaml, so where it goes was proposed; see "
        "sk.mapping('tracker.csv').",
        "tracker.csv.shadowkit.yaml speaks of 'Mood', which tracker.csv does not have any more; write the name "
        "that it has now, or delete its line."]


@pytest.mark.parametrize("kept", [
    "columns: {Name: [", "- a\n- b\n", "", "columns: 3\n", "x" * 1_000_001, "columns: !!python/object:os.system {}\n",
    "a: &a [x]\ncolumns: *b\n"])
def test_a_kept_mapping_that_cannot_be_read_is_a_problem_and_the_proposal_holds(path: Path, kept: str) -> None:
    path.with_name("tracker.csv.shadowkit.yaml").write_text(kept, encoding="utf-8")
    said = sentences(path)
    assert any("was proposed, not told" in sentence for sentence in said)
    assert kept == "columns: 3\n" or said[0].startswith("tracker.csv.shadowkit.yaml cannot be read (")
    assert len(tracker.read([path], About("ann")).tables["contacts"]) == 2


def test_what_a_kept_mapping_says_wrong_of_a_column_is_a_problem(path: Path) -> None:
    path.with_name("tracker.csv.shadowkit.yaml").write_text(
        "columns:\n  Name: contacts.name\n  Company: contact.name\n  Date contacted: [1]\n  Method: contacts.name\n"
        "  Mood:\n    to: contacts.role\n    words: [1]\n    options: 7\n  Topics:\n", encoding="utf-8")
    said = sentences(path)
    cannot = "tracker.csv.shadowkit.yaml cannot be followed for {}, so where it goes was proposed: {}"
    assert said[:4] == [
        cannot.format("'Company'", "'Company' must go to a column of a log, such as contacts.name or answers.answer, "
                      "or to None; it was 'contact.name'. Did you mean 'contacts.name'?"),
        cannot.format("'Date contacted'", "'Date contacted' must go to a column of a log, such as contacts.name or "
                      "answers.answer, or to None; it was 'a list'."),
        cannot.format("'Method'", "'Name' goes to `contacts.name` already, and only one column can."),
        "tracker.csv.shadowkit.yaml says 'words', 'options' of 'Mood' in a way that is not understood, so it was left "
        "out; `to` is a column of a log, `words` has cells and what they mean, `options` is a list."]
    contacts = tracker.read([path], About("ann")).tables["contacts"]
    assert contacts["role"].tolist() == ["007", "8"] and contacts["organization"].tolist() == ["Lowell Clinic", "Acme"]


def test_a_column_that_a_kept_mapping_names_twice_is_said(path: Path) -> None:
    path.with_name("tracker.csv.shadowkit.yaml").write_text(
        "columns:\n  Name: contacts.name\n  Mood: contacts.field\n  Mood: null\n", encoding="utf-8")
    assert sentences(path)[0] == ("tracker.csv.shadowkit.yaml names 'Mood' more than once, and what it says last was "
                                  "followed; delete the other lines.")
    assert "Mood" not in tracker.read([path], About("ann")).tables["contacts"]


def test_a_word_that_is_none_of_ours_is_said_of_the_cell_it_is_for(path: Path) -> None:
    says = ("'LinkedIn' in 'Method' of tracker.csv cannot mean 'emial': `outreach.channel` must be one of email, "
            "letter, referral, call, organization. Did you mean 'email'?")
    found = sk.mapping(path)
    found.columns["Method"].words["LinkedIn"] = "emial"
    with pytest.raises(LogError) as caught:
        found.save()
    assert str(caught.value) == says and not found.is_saved
    path.with_name("tracker.csv.shadowkit.yaml").write_text(
        "columns:\n  Method:\n    words: {LinkedIn: emial}\n", encoding="utf-8")
    reading = tracker.read([path], About("ann"))
    assert reading.tables["outreach"]["channel"].tolist() == ["LinkedIn", "Email"] and says in sentences(path)


def test_the_path_is_one_that_works_from_where_one_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (path.parent / "my lists").mkdir()
    given = Path("my lists", "Ann's list.csv")
    given.write_text(TEXT, encoding="utf-8")
    for one in (given, given.resolve()):
        [said] = [sentence for sentence in sentences(one) if "look at it with" in sentence]
        call = said.partition("look at it with ")[2].partition(", change")[0]
        assert call == """sk.mapping("my lists/Ann's list.csv")"""
        assert len(eval(call)) == 6
    monkeypatch.chdir("/")
    assert f"sk.mapping({str(path.relative_to('/'))!r})" in " ".join(sentences(path))


def test_a_table_about_nothing_of_a_log_says_so_and_can_still_be_told(path: Path) -> None:
    path.write_text("item,price\npen,2\nink,3\n", encoding="utf-8")
    says = ("Nothing in tracker.csv looks like people or outreach, so nothing is taken from it; its columns are "
            "'item', 'price'. If it is about people, say which is what: mapping = sk.mapping('tracker.csv'), and then, "
            "say, mapping['item'] = 'contacts.name'.")
    found = sk.mapping(path)
    assert repr(found).splitlines() == [says, "item   (not known)    pen | ink", "price  (not known)    2 | 3"]
    shown = found._repr_html_().partition("<tbody")[2]
    assert "(not known)" in shown and "contacts." not in shown
    for whatever in (found.tables, lambda: tracker.read([path], About("ann"))):
        with pytest.raises(LogError) as caught:
            whatever()
        assert str(caught.value) == says
    found["item"] = "contacts.name"
    assert found.tables()["contacts"][["contact", "price"]].to_numpy().tolist() == [["pen", "2"], ["ink", "3"]]


def test_a_mapping_changed_after_an_import_takes_the_step_that_its_docs_name(path: Path) -> None:
    journal = sk.open_journal(path.parent / "rosa")
    journal.bring_in(path)
    found = sk.mapping(path)
    found["Company"] = "contacts.field"
    found.save()
    assert "journal.undo()" in sk.mapping.__doc__ and "journal.undo()" in found.save.__doc__
    journal.undo()
    journal.bring_in(path)
    assert journal.log.contacts["field"].tolist() == ["Lowell Clinic", "Acme"]
    assert journal.log.contacts["organization"].isna().all()


def test_a_laughing_mapping_stays_small(path: Path) -> None:
    laughs = "a0: &a0 [ha]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    path.with_name("tracker.csv.shadowkit.yaml").write_text(f"{laughs}columns:\n  Name: *a11\n  Mood: {{to: *a11}}\n",
                                                           encoding="utf-8")
    assert [sentence[:60] for sentence in sentences(path)[:2]] == [
        "tracker.csv.shadowkit.yaml cannot be followed for 'Name', so",
        "tracker.csv.shadowkit.yaml cannot be followed for 'Mood', so"]


def test_sheets_of_a_workbook_are_mapped_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    made = openpyxl.Workbook()
    for name in ("Asks", "Talks"):
        sheet = made.create_sheet(name)
        for row in [["Name", "Company", "Mood"], ["Amara", "Lowell", "x"]]:
            sheet.append(row)
    made.create_sheet("Prices").append(["pen", "paper"])
    made.save(path)
    with pytest.raises(LogError) as caught:
        sk.mapping(path)
    assert str(caught.value) == ("all.xlsx has 2 sheets that may be mapped: 'Asks', 'Talks'; say which, as in "
                                 "sk.mapping('all.xlsx', sheet='Asks').")
    with pytest.raises(LogError) as caught:
        sk.mapping(path, sheet="asks")
    assert str(caught.value) == ("all.xlsx has no sheet 'asks' with a table; it has 'Asks', 'Talks', 'Prices'. Did you "
                                 "mean 'Asks'?")
    for name, target in (("Asks", "contacts.field"), ("Talks", "contacts.role")):
        found = sk.mapping(path, sheet=name)
        found["Mood"] = target
        found.save()
    assert sk.mapping(path, sheet="Asks")["Mood"] == "contacts.field"
    assert sk.mapping(path, sheet="Talks")["Mood"] == "contacts.role"
    assert list(yaml.safe_load((tmp_path / "all.xlsx.shadowkit.yaml").read_text())["sheets"]) == ["Asks", "Talks"]


def test_a_table_that_nobody_understands_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("wer,wo\nAmara,Lowell\n", encoding="utf-8")
    assert not tracker.holds(path)
    found = sk.mapping(path)
    found["wer"], found["wo"] = "contacts.name", "contacts.organization"
    found.save()
    assert tracker.holds(path)
    reading = tracker.read([path], About("ann"))
    assert reading.tables["contacts"][["contact", "organization"]].to_numpy().tolist() == [["amara", "Lowell"]]
    assert reading.problems == []


def test_where_there_is_nothing_to_map(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    for name, says in (("empty.csv", "holds no table"), ("gone.csv", "does not exist")):
        with pytest.raises(LogError, match=says):
            sk.mapping(tmp_path / name)


@settings(max_examples=60, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200) | st.recursive(
    st.none() | st.text(max_size=12) | st.integers() | st.sampled_from(["contacts.name", "outreach.asked", "student"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["columns", "sheets", "to", "words", "options", "Name", "Company", "Mood"]) | st.integers(),
        inner, max_size=4)).map(lambda value: yaml.safe_dump(value)))
def test_whatever_is_kept_the_file_is_read(path: Path, kept: str) -> None:
    path.with_name("tracker.csv.shadowkit.yaml").write_text(kept, encoding="utf-8")
    try:
        reading = tracker.read([path], About("ann"))
    except LogError as error:
        assert "tracker.csv" in str(error)
        return
    assert all(problem.problem.endswith((".", "?")) for problem in reading.problems)
