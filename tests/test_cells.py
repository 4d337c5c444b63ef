"""From text to typed cells: each kind of cell, and the sentence for what is not understood."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shadowkit import cells, schema
from shadowkit.errors import Problem


def read(column: str, *values: object, table: str = "outreach", **more: list) -> tuple[pd.DataFrame, list[Problem]]:
    """Type one column; each row has a contact and a meeting, so that it says something."""
    handles = [f"c{number}" for number in range(len(values))]
    given = {"contact": handles, "meeting": handles, "tag": handles} | {column: list(values)} | more
    frame = pd.DataFrame({name: cells for name, cells in given.items()
                          if name in schema.TABLES[table].names or name.startswith("_")})
    result, notes = cells.typed(frame, schema.TABLES[table], file=f"{table}.csv")
    return result, notes.problems


def plain(series: pd.Series) -> list:
    return [None if pd.isna(value) else value for value in series]


def times(*values: object, column: str = "sent_at") -> tuple[list, list, list[str]]:
    """Return the moments as text, their precisions, and the sentences."""
    result, problems = read(column, *values)
    moments = [None if pd.isna(when) else when.isoformat() for when in result[column]]
    return moments, plain(result[f"{column}_precision"]), [problem.problem for problem in problems]


# Text, words, yes and no


def test_text_keeps_what_was_written() -> None:
    result, problems = read("note", " 007 ", "1e5", "NA", "null", "  ", "", None, "a\nb", table="contacts")
    assert plain(result["note"]) == ["007", "1e5", "NA", "null", None, None, None, "a\nb"]
    assert problems == []


def test_text_of_other_types() -> None:
    result, _ = read("note", True, 7.0, 7.5, date(2026, 9, 14), pd.Timestamp("2026-09-14"),
                     pd.Timestamp("2026-09-14T10:30"), table="contacts")
    assert plain(result["note"]) == ["yes", "7", "7.5", "2026-09-14", "2026-09-14", "2026-09-14T10:30:00"]


def test_words_in_any_case() -> None:
    result, problems = read("mode", "in_person", "In person", "IN-PERSON", " video ", None, table="meetings")
    assert plain(result["mode"]) == ["in_person", "in_person", "in_person", "video", None]
    assert problems == []


def test_a_word_that_is_none_of_the_allowed() -> None:
    result, problems = read("channel", "email", "mail", "pigeon", "mail")
    assert plain(result["channel"]) == ["email", None, None, None]
    assert problems == [
        Problem("outreach.csv", 3, "channel", "mail", "`channel` must be one of email, letter, referral, call, "
                "organization; row 3 of outreach.csv has 'mail'. Did you mean 'email'?", "email"),
        Problem("outreach.csv", 4, "channel", "pigeon", "`channel` must be one of email, letter, referral, call, "
                "organization; row 4 of outreach.csv has 'pigeon'.", None),
        Problem("outreach.csv", 5, "channel", "mail", "`channel` must be one of email, letter, referral, call, "
                "organization; row 5 of outreach.csv has 'mail'. Did you mean 'email'?", "email")]


def test_yes_and_no() -> None:
    words = ["yes", "Y", "TRUE", "1", "1.0", "x", "✓", "done", "no", "N", "False", "0", "0.0", None, "maybe"]
    result, problems = read("listen", *words, table="meetings")
    assert plain(result["listen"]) == [True] * 8 + [False] * 5 + [None, None]
    assert str(result["listen"].dtype) == "boolean"
    assert problems == [Problem("meetings.csv", 16, "listen", "maybe",
                                "`listen` must be yes or no; row 16 of meetings.csv has 'maybe'.")]


def test_truth_values_of_a_frame() -> None:
    result, problems = read("listen", True, False, None, table="meetings")
    assert plain(result["listen"]) == [True, False, None] and problems == []


# Numbers


def test_numbers() -> None:
    result, problems = read("minutes", "45", "4.5", "1e2", "007", None, "0", "10080", table="meetings")
    assert plain(result["minutes"]) == [45, 4.5, 100, 7, None, 0, 10080]
    assert problems == []


def test_numbers_that_are_none() -> None:
    result, problems = read("minutes", "forty", "4,5", "1,000,000", "-5", "20000", "inf", "nan", table="meetings")
    assert plain(result["minutes"]) == [None] * 7
    assert [(problem.row, problem.value, problem.problem, problem.suggestion) for problem in sorted(problems)] == [
        (2, "forty", "`minutes` must be a number; row 2 of meetings.csv has 'forty'.", None),
        (3, "4,5", "`minutes` must be a number; row 3 of meetings.csv has '4,5'. Did you mean '4.5'?", "4.5"),
        (4, "1,000,000", "`minutes` must be a number; row 4 of meetings.csv has '1,000,000'.", None),
        (5, "-5", "`minutes` must be 0 to 10080; row 5 of meetings.csv has '-5'.", None),
        (6, "20000", "`minutes` must be 0 to 10080; row 6 of meetings.csv has '20000'.", None),
        (7, "inf", "`minutes` must be a number; row 7 of meetings.csv has 'inf'.", None),
        (8, "nan", "`minutes` must be a number; row 8 of meetings.csv has 'nan'.", None)]


def test_whole_numbers() -> None:
    result, problems = read("energy", "5", "1.0", "4.5", "6", None, table="observations")
    assert plain(result["energy"]) == [5, 1, None, None, None]
    assert str(result["energy"].dtype) == "Int64"
    assert [problem.problem for problem in problems] == [
        "`energy` must be a whole number; row 4 of observations.csv has '4.5'.",
        "`energy` must be 1 to 5; row 5 of observations.csv has '6'."]


# Times


def test_iso_times_and_dates() -> None:
    assert times("2026-09-14T10:30", "2026-09-14 10:30:15", "2026-09-14", None, "2026-09-14T00:00") == (
        ["2026-09-14T10:30:00", "2026-09-14T10:30:15", "2026-09-14T00:00:00", None, "2026-09-14T00:00:00"],
        ["time", "time", "date", None, "time"], [])


def test_an_offset_keeps_the_time_on_the_wall() -> None:
    result, problems = read("sent_at", "2026-09-14T23:30+02:00", "2026-09-14T23:30:00Z", "2026-09-14T23:30:00.5-0330",
                            "2026-09-14T23:30", "2026-09-14 23:30-05", "2026-09-14")
    assert [when.isoformat()[:16] for when in result["sent_at"]] == ["2026-09-14T23:30"] * 5 + ["2026-09-14T00:00"]
    assert plain(result["sent_at_offset_minutes"]) == [120, 0, -210, None, -300, None]
    assert plain(result["sent_at_precision"]) == ["time"] * 5 + ["date"]
    assert problems == []


def test_without_offsets_there_is_no_column_for_them() -> None:
    assert "sent_at_offset_minutes" not in read("sent_at", "2026-09-14T23:30")[0]


def test_an_offset_after_no_time_is_kept_in_the_problem() -> None:
    result, problems = read("sent_at", "next week about 10:30Z", "2026-09-14T10+02:00", "2026-09-14T10:30Z")
    assert plain(result["sent_at_offset_minutes"]) == [None, None, 0]
    assert [problem.value for problem in problems] == ["next week about 10:30Z", "2026-09-14T10+02:00"]


def test_day_first_is_decided_by_another_cell() -> None:
    assert times("03/04/2026", "14/9/2026", "1/2/26 8:05 pm", "2026-01-01") == (
        ["2026-04-03T00:00:00", "2026-09-14T00:00:00", "2026-02-01T20:05:00", "2026-01-01T00:00:00"],
        ["date", "date", "time", "date"], [])


def test_month_first_is_decided_by_another_cell() -> None:
    assert times("03/04/2026", "9/14/2026")[0] == ["2026-03-04T00:00:00", "2026-09-14T00:00:00"]


def test_what_nothing_decides_is_a_problem_and_no_guess() -> None:
    assert times("03/04/2026", "05/05/2026", "2026-09-14") == (
        [None, "2026-05-05T00:00:00", "2026-09-14T00:00:00"], ["unreadable", "date", "date"],
        ["`sent_at` in row 2 of outreach.csv has '03/04/2026', which may be 2026-04-03 or 2026-03-04, and nothing in "
         "the column decides; write the one you mean."])


def test_a_column_that_contradicts_itself_decides_nothing() -> None:
    assert times("14/9/2026", "9/14/2026", "03/04/2026") == (
        ["2026-09-14T00:00:00", "2026-09-14T00:00:00", None], ["date", "date", "unreadable"],
        ["`sent_at` in row 4 of outreach.csv has '03/04/2026', which may be 2026-04-03 or 2026-03-04, and nothing in "
         "the column decides; write the one you mean."])


def test_what_is_no_date_is_no_evidence() -> None:
    assert times("13/14/2026", "03/04/2026")[1] == ["unreadable", "unreadable"]


def test_evidence_in_another_column_does_not_decide() -> None:
    result, problems = read("sent_at", "03/04/2026", "03/05/2026", replied_at=["14/9/2026", "15/9/2026"])
    assert plain(result["sent_at"]) == [None, None] and len(problems) == 2
    assert result["replied_at"].notna().all()


def test_evidence_in_one_file_of_a_cohort_does_not_decide_for_another() -> None:
    result, problems = read("sent_at", "03/04/2026", "14/9/2026", "03/04/2026", _row=[2, 3, 2],
                            _file=["ann/outreach.csv", "ann/outreach.csv", "bea/outreach.csv"])
    assert plain(result["sent_at"].dt.strftime("%Y-%m-%d")) == ["2026-04-03", "2026-09-14", None]
    assert problems == [Problem(
        "bea/outreach.csv", 2, "sent_at", "03/04/2026", "`sent_at` in row 2 of bea/outreach.csv has '03/04/2026', "
        "which may be 2026-04-03 or 2026-03-04, and nothing in the column decides; write the one you mean.")]


@pytest.mark.parametrize("value", ["14.9.2026", "14 Sep 2026", "14th September 2026", "Sep 14, 2026", "2026/9/14",
                                   "2026-9-14", "14-Sep-2026", "September 14th, 2026", "14.09.26"])
def test_other_ways_to_write_a_date(value: str) -> None:
    assert times(value) == (["2026-09-14T00:00:00"], ["date"], [])


@pytest.mark.parametrize(("value", "hour"), [
    ("2026-9-14 9:30", 9), ("14.9.2026, 9:30", 9), ("14 Sep 2026 9:30 p.m.", 21), ("2026-09-14 12:30 AM", 0),
    ("2026-09-14 12:30 pm", 12), ("Sep 14, 2026 9:30am", 9)])
def test_other_ways_to_write_a_time(value: str, hour: int) -> None:
    assert times(value) == ([f"2026-09-14T{hour:02d}:30:00"], ["time"], [])


@pytest.mark.parametrize(("value", "rest"), [
    ("8-Jul", "; write it as 2026-09-14 or 2026-09-14T10:30."),
    ("8/82019", "; write it as 2026-09-14 or 2026-09-14T10:30."),
    ("yesterday", "; write it as 2026-09-14 or 2026-09-14T10:30."),
    ("now", "; write it as 2026-09-14 or 2026-09-14T10:30."),
    ("20260914", "; write it as 2026-09-14 or 2026-09-14T10:30."),
    ("46279", "; write it as 2026-09-14 or 2026-09-14T10:30."),
    ("2026-13-01", ", which is no date; write it as 2026-09-14 or 2026-09-14T10:30."),
    ("2026-09-14T25:00", ", which is no date; write it as 2026-09-14 or 2026-09-14T10:30."),
    ("14 Brumaire 2026", ", which is no date; write it as 2026-09-14 or 2026-09-14T10:30."),
    ("2026-02-31", ", a day that does not exist: that month has 28 days. Did you mean '2026-02-28'?"),
    ("31/02/2026", ", a day that does not exist: that month has 28 days. Did you mean '2026-02-28'?"),
    ("2028-02-30", ", a day that does not exist: that month has 29 days. Did you mean '2028-02-29'?"),
    ("0001-01-01", ", in a year outside of 1970 to 2100; check the year."),
    ("2206-09-14T10:30", ", in a year outside of 1970 to 2100; check the year."),
])
def test_what_is_no_date(value: str, rest: str) -> None:
    assert times(value) == ([None], ["unreadable"], [f"`sent_at` in row 2 of outreach.csv has {value!r}{rest}"])


def test_typed_dates() -> None:
    days = pd.Series(pd.to_datetime(["2026-09-14", None]))
    clock = pd.Series([pd.Timestamp("2026-09-14"), pd.Timestamp("2026-09-14T10:30")])
    assert times(*days) == (["2026-09-14T00:00:00", None], ["date", None], [])
    assert times(*clock)[1] == ["time", "time"]
    result, problems = read("sent_at", *clock.dt.tz_localize("Europe/Oslo"))
    assert [when.isoformat() for when in result["sent_at"]] == ["2026-09-14T00:00:00", "2026-09-14T10:30:00"]
    assert plain(result["sent_at_offset_minutes"]) == [120, 120] and problems == []


def test_a_typed_date_of_year_one_is_no_date_either() -> None:
    result, problems = read("sent_at", *pd.Series(np.array(["0001-07-08", "2026-09-14"], dtype="datetime64[us]")))
    assert plain(result["sent_at_precision"]) == ["unreadable", "date"]
    assert [problem.problem for problem in problems] == [
        "`sent_at` in row 2 of outreach.csv has '0001-07-08', in a year outside of 1970 to 2100; check the year."]


def test_a_table_read_before_keeps_its_precisions() -> None:
    first, _ = read("sent_at", "2026-09-14", "2026-09-15T10:30", "2026-09-16T00:00", "8-Jul", None)
    again, notes = cells.typed(first, schema.TABLES["outreach"], file="outreach")
    pd.testing.assert_frame_equal(again, first)
    assert plain(again["sent_at_precision"]) == ["date", "time", "time", "unreadable", None]
    assert notes.problems == []


def test_a_precision_in_other_words_is_not_lost() -> None:
    frame = pd.DataFrame({"contact": ["amara"], "sent_at": ["2026-09-14"], "sent_at_precision": ["roughly"]})
    result, notes = cells.typed(frame, schema.TABLES["outreach"], file="outreach.csv")
    assert plain(result["sent_at_precision"]) == ["date"]
    assert [problem.problem for problem in notes.problems] == [
        "`sent_at_precision` says how exact `sent_at` is, in the words time, date, unreadable; row 2 of outreach.csv "
        "has 'roughly'."]


# Rows


def test_a_row_without_its_handle_keeps_its_text_in_the_problem() -> None:
    frame = pd.DataFrame({"contact": ["amara", " ", None], "sent_at": ["2026-09-14", "2026-09-15", None],
                          "note": [None, "rang back", None]})
    result, notes = cells.typed(frame, schema.TABLES["outreach"], file="outreach.csv")
    assert plain(result["contact"]) == ["amara"]
    assert [(problem.row, problem.column, problem.value, problem.problem) for problem in notes.problems] == [
        (3, "contact", "contact:  ; sent_at: 2026-09-15; note: rang back",
         "`contact` is empty in row 3 of outreach.csv, so the row says nothing; fill it in."),
        (4, "contact", "", "`contact` is empty in row 4 of outreach.csv, so the row says nothing; fill it in.")]


def test_the_first_row_of_a_handle_stays() -> None:
    table = schema.TABLES["contacts"]
    frame = pd.DataFrame({"student": ["ann", "ann", "bea", None, None], "contact": ["jon", "jon", "jon", "mia", "mia"],
                          "name": ["Jon Vale", "Jon Hart", "Jon Reed", "Mia", "Mia"]})
    result, notes = cells.typed(frame, table, file="contacts.csv")
    kept = cells.without_doubles(result, table, notes)
    assert plain(kept["name"]) == ["Jon Vale", "Jon Reed", "Mia"]
    assert [(problem.row, problem.column, problem.value) for problem in notes.problems] == [
        (3, "contact", "student: ann; contact: jon; name: Jon Hart"), (6, "contact", "contact: mia; name: Mia")]
    assert notes.problems[0].problem == (
        "contacts already has contact 'jon' in row 2 of contacts.csv; row 3 of contacts.csv was left out. Give it a "
        "handle of its own, or remove one of the two.")


def test_further_columns_stand_at_the_end_as_they_are() -> None:
    frame = pd.DataFrame({"mood": ["007", " x "], "contact": ["amara", "jon"]})
    result, notes = cells.typed(frame, schema.TABLES["outreach"], file="outreach.csv")
    assert result.columns[-1] == "mood" and plain(result["mood"]) == ["007", " x "]
    assert notes.problems == []


def test_every_column_of_the_schema_is_there() -> None:
    for table in schema.TABLES.values():
        result, notes = cells.typed(pd.DataFrame(), table, file="nothing")
        assert [name for name in result.columns if not name.endswith("_precision")] == table.names
        assert len(result) == 0 and notes.problems == []


# Headers


def headed(*names: str, table: str = "outreach", rows: int = 1) -> tuple[list[str], int, list[Problem]]:
    frame = pd.DataFrame([["x"] * len(names)] * rows, columns=list(names))
    result, problems = cells.headed(frame, schema.TABLES[table], file=f"{table}.csv")
    return list(result.columns), len(result), problems


def test_case_blanks_and_hyphens_do_not_matter() -> None:
    assert headed("Contact", " Sent at ", "REPLIED-AT", "Mood") == (["contact", "sent_at", "replied_at", "Mood"], 1, [])


def test_a_header_in_other_words() -> None:
    names, rows, problems = headed("contact", "chanel", "Date sent")
    assert (names, rows) == (["contact", "chanel", "Date sent"], 1)
    assert problems == [
        Problem("outreach.csv", None, "chanel", "chanel", "outreach.csv has a column 'chanel' and none named "
                "`channel`; if it is the same, rename it to `channel`. It was kept as it is.", "channel"),
        Problem("outreach.csv", None, "Date sent", "Date sent", "outreach.csv has a column 'Date sent' and none named "
                "`sent_at`; if it is the same, rename it to `sent_at`. It was kept as it is.", "sent_at")]


def test_without_its_handle_no_row_says_anything() -> None:
    names, rows, problems = headed("who", "sent_at", rows=3)
    assert (names, rows) == (["who", "sent_at"], 0)
    assert problems == [Problem(
        "outreach.csv", None, "contact", "who, sent_at", "outreach.csv has no column `contact`, so none of its 3 rows "
        "can be used; its columns are who, sent_at. Give the column that says it the name `contact`.")]


def test_a_header_alone_needs_no_handle() -> None:
    assert headed("sent_at", rows=0) == (["sent_at"], 0, [])


def test_two_names_that_differ_in_case_alone_are_left_apart() -> None:
    assert headed("contact", "Contact")[0] == ["contact", "Contact"]


# Whatever is written


cell = st.one_of(
    st.none(), st.text(max_size=30), st.text(alphabet="0123456789-/.: TZ+,ampAPM", max_size=28),
    st.sampled_from(["2026-09-14", "14/9/2026", "03/04/2026", "9/14/2026", "2026-02-31", "8-Jul", "email", "yes", "4,5",
                     "2026-09-14T10:30+02:00", "1e400", "-0", " ", "2026-09-14T10+02:00", "NaT", "nan", "today"]))
places = [(table.name, column.name) for table in schema.TABLES.values() for column in table.columns]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(places), st.lists(cell, max_size=6))
def test_no_cell_is_lost(place: tuple[str, str], values: list[str | None]) -> None:
    table, column = place
    frame = pd.DataFrame({name: [f"c{row}" for row in range(len(values))] for name in schema.TABLES[table].required}
                         | {column: pd.Series(values, dtype="str")})
    result, notes = cells.typed(frame, schema.TABLES[table], file="x.csv")
    in_problems = {problem.value for problem in notes.problems}
    for row, value in enumerate(values):
        if value is not None and value.strip():
            kept = row in result.index and pd.notna(result.at[row, column])
            assert kept or value.strip() in in_problems
            if kept and schema.TABLES[table][column].kind == "text":
                assert result.at[row, column] == value.strip()
    assert all(problem.problem.endswith((".", "?")) and problem.row >= 2 for problem in notes.problems)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.datetimes(pd.Timestamp("1970-01-01"), pd.Timestamp("2100-12-31")), min_size=1, max_size=5),
       st.sampled_from(["minutes", "seconds", "microseconds"]))
def test_iso_times_come_back(moments: list, spec: str) -> None:
    result, problems = read("sent_at", *(moment.isoformat(timespec=spec) for moment in moments))
    assert [when.isoformat(timespec=spec) for when in result["sent_at"]] == [
        moment.isoformat(timespec=spec) for moment in moments]
    assert problems == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dates(date(1970, 1, 1), date(2100, 12, 31)), min_size=1, max_size=5))
def test_iso_dates_come_back(days: list[date]) -> None:
    moments, precisions, problems = times(*(day.isoformat() for day in days))
    assert moments == [f"{day.isoformat()}T00:00:00" for day in days]
    assert set(precisions) == {"date"} and problems == []


def test_a_long_column_is_read_like_a_short_one() -> None:
    values = ["2026-09-14T10:30", "2026-09-14", None, "2026-09-14T10:30:15"] * 3000
    fast, _ = read("sent_at", *values)
    slow, problems = read("sent_at", *values, "8-Jul")
    pd.testing.assert_frame_equal(fast, slow.iloc[:-1])
    assert len(problems) == 1


def test_a_two_digit_year_in_front_is_not_guessed() -> None:
    moments, precisions, sentences = times("26-09-14", "9/14/26", "14.09.26")
    assert moments == [None, "2026-09-14T00:00:00", "2026-09-14T00:00:00"]
    assert precisions == ["unreadable", "date", "date"]
    assert sentences == ["`sent_at` in row 2 of outreach.csv has '26-09-14', which may be 2014-09-26 or 2026-09-14, "
                         "and nothing in the column decides; write the one you mean."]


def test_two_headers_of_one_name_are_said() -> None:
    frame = pd.DataFrame({"contact": ["a"], "sent_at": [None], "Sent At": ["2026-09-01"]})
    _, problems = cells.headed(frame, schema.TABLES["outreach"], file="outreach.csv")
    assert problems[0].problem == (
        "outreach.csv has 2 columns that may be `sent_at`: 'sent_at', 'Sent At'. Only one that is written just "
        "`sent_at` was read; give the others another name.")


@pytest.mark.parametrize(("written", "meant"), [("e-mail", "email"), ("Phone", "call"), ("post", "letter")])
def test_ordinary_words_are_led_to_the_guides(written: str, meant: str) -> None:
    _, problems = read("channel", written)
    assert problems[0].suggestion == meant
