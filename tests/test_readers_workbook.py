"""A log from a workbook with a sheet per table."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from shadowkit.errors import LogError
from shadowkit.readers import workbook

TABLES = "students, contacts, outreach, meetings, answers, observations, reflections, tags, codebook, summaries"
PROTECTED = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "tables" / "calamine" / "pass_protected.xlsx"


def write(path: Path, **sheets: list[list]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_every_cell_is_text(tmp_path: Path) -> None:
    path = write(tmp_path / "log.xlsx", Outreach_=[
        [],
        ["contact", " sent_at ", "extra"],
        ["jane", date(2026, 3, 1), 45.0],
        ["tom", datetime(2026, 3, 1, 10, 0), 4.5],
        [None, None, None],
        ["=cmd", time(10, 30), True],
        ["eve", timedelta(hours=30), "  "],
        ["mia", None, 5551234567],
    ])
    reading = workbook.read(path)
    frame = reading.tables["outreach"]
    assert reading.problems == []
    assert list(frame.columns) == ["contact", "sent_at", "extra", "_row"]
    assert frame["contact"].dropna().tolist() == ["jane", "tom", "eve", "mia"]
    assert frame["sent_at"].dropna().tolist() == ["2026-03-01", "2026-03-01T10:00:00", "10:30:00", "30:00:00"]
    assert frame["extra"].dropna().tolist() == ["45", "4.5", "yes", "5551234567"]
    assert frame["_row"].tolist() == [3, 4, 6, 7, 8]
    assert [str(kind) for kind in frame.dtypes] == ["str", "str", "str", "int64"]


def test_other_sheets_are_said(tmp_path: Path) -> None:
    path = write(tmp_path / "log.xlsx", contacts=[["contact"], ["jane"]], Meting=[["x"]], Prices=[["y"]], Blank=[])
    reading = workbook.read(path)
    assert list(reading.tables) == ["contacts"]
    assert [(problem.problem, problem.suggestion) for problem in reading.problems] == [
        ("The sheet 'Meting' of log.xlsx is not named like a table of the log, so it was left out; rename it if it is "
         "one. Did you mean 'meetings'?", "meetings"),
        ("The sheet 'Prices' of log.xlsx is not named like a table of the log, so it was left out; rename it if it is "
         f"one. The tables are {TABLES}.", None),
    ]


def test_column_names_missing_or_used_twice(tmp_path: Path) -> None:
    path = write(tmp_path / "log.xlsx", contacts=[["contact", None, "note", "note"], ["jane", "b", "c", "d"]])
    reading = workbook.read(path)
    assert reading.tables["contacts"].to_dict("records") == [
        {"contact": "jane", "column B": "b", "note": "c", "note_2": "d", "_row": 2}]
    assert [problem.problem for problem in reading.problems] == [
        "A column of sheet 'contacts' of log.xlsx has cells but no name in row 1, so it is called 'column B'; write a "
        "name above it.",
        "The column name 'note' cannot be used again in row 1 of sheet 'contacts' of log.xlsx, so that column is "
        "called 'note_2'; give each column a name of its own.",
    ]


def test_two_sheets_for_one_table_are_put_together(tmp_path: Path) -> None:
    path = write(tmp_path / "log.xlsx", contacts=[["contact"], ["jane"]], Contacts_=[["contact"], ["tom"]])
    reading = workbook.read(path)
    assert reading.tables["contacts"]["contact"].tolist() == ["jane", "tom"]
    assert len(reading.problems) == 1


def test_an_empty_sheet_is_an_empty_table(tmp_path: Path) -> None:
    reading = workbook.read(write(tmp_path / "log.xlsx", contacts=[], meetings=[["meeting", "contact"]]))
    assert {name: frame.shape for name, frame in reading.tables.items()} == {"contacts": (0, 1), "meetings": (0, 3)}


def message(path: Path) -> str:
    with pytest.raises(LogError) as caught:
        workbook.read(path)
    return str(caught.value)


def test_no_sheet_is_a_table(tmp_path: Path) -> None:
    path = write(tmp_path / "prices.xlsx", Prices=[["x"]], More=[["y"]])
    assert message(path) == (
        "prices.xlsx has no sheet that is a table of a log; name at least one of its sheets (Prices, More) as one of "
        f"{TABLES}.")


def test_files_that_are_no_workbooks(tmp_path: Path) -> None:
    whole = write(tmp_path / "log.xlsx", contacts=[["contact"], ["jane"]]).read_bytes()
    for name, data in {"text.xlsx": b"contact\njane\n", "half.xlsx": whole[:len(whole) // 2], "empty.xls": b""}.items():
        (tmp_path / name).write_bytes(data)
        assert message(tmp_path / name) == (
            f"{name} is not a workbook that can be read, or it is damaged; open it in a spreadsheet program and save "
            "it again as .xlsx.")
    gone = tmp_path / "gone.xlsx"
    assert message(gone) == f"{gone} does not exist; check the path of the workbook."
    assert message(tmp_path) == f"{tmp_path} is a folder, not a workbook; name the workbook file inside it."


@pytest.mark.skipif(not PROTECTED.is_file(), reason=f"the workbook with a password is not in {PROTECTED.parent}")
def test_a_password() -> None:
    assert message(PROTECTED) == (
        "pass_protected.xlsx is protected by a password; save a copy without one and load the copy.")
