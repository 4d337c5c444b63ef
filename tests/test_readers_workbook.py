"""A log from a workbook with a sheet per table."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from shadowkit.errors import LogError
from shadowkit.readers import About, Reading, tracker, workbook

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


def read(path: Path) -> Reading:
    return tracker.read([path], About("ann"))


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
    reading = read(path)
    frame = reading.tables["outreach"]
    assert reading.problems == []
    assert list(frame.columns) == ["contact", "sent_at", "extra", "_row", "_file", "student"]
    assert frame["contact"].dropna().tolist() == ["jane", "tom", "eve", "mia"]
    assert frame["sent_at"].dropna().tolist() == ["2026-03-01", "2026-03-01T10:00:00", "10:30:00", "30:00:00"]
    assert frame["extra"].dropna().tolist() == ["45", "4.5", "yes", "5551234567"]
    assert frame["_row"].tolist() == [3, 4, 6, 7, 8]
    assert [str(kind) for kind in frame.dtypes] == ["str", "str", "str", "int64", "str", "str"]


def test_other_sheets_are_said(tmp_path: Path) -> None:
    path = write(tmp_path / "log.xlsx", contacts=[["contact"], ["jane"]], Meting=[[], [1]], Blank=[])
    reading = read(path)
    assert list(reading.tables) == ["contacts"]
    assert [(problem.problem, problem.suggestion) for problem in reading.problems] == [
        ("The sheet 'Meting' of log.xlsx has no table, so it was left out; give it a header and rows below it.",
         "meetings")]


def test_column_names_missing_or_used_twice(tmp_path: Path) -> None:
    path = write(tmp_path / "log.xlsx", contacts=[["contact", None, "note", "note"], ["jane", "b", "c", "d"]])
    reading = read(path)
    assert reading.tables["contacts"].to_dict("records") == [
        {"contact": "jane", "column B": "b", "note": "c", "note_2": "d", "_row": 2, "_file": "log.xlsx (contacts)",
         "student": "ann"}]
    assert [problem.problem for problem in reading.problems] == [
        "A column of sheet 'contacts' of log.xlsx has cells but no name in row 1, so it is called 'column B'; write a "
        "name above it.",
        "The column name 'note' cannot be used again in row 1 of sheet 'contacts' of log.xlsx, so that column is "
        "called 'note_2'; give each column a name of its own.",
    ]


def test_an_empty_sheet_is_an_empty_table(tmp_path: Path) -> None:
    reading = read(write(tmp_path / "log.xlsx", contacts=[], meetings=[["meeting", "contact"]]))
    assert {name: frame.shape for name, frame in reading.tables.items()} == {"contacts": (0, 3), "meetings": (0, 5)}


def message(path: Path) -> str:
    with pytest.raises(LogError) as caught:
        workbook.grids(path, [])
    return str(caught.value)


def test_files_that_are_no_workbooks(tmp_path: Path) -> None:
    whole = write(tmp_path / "log.xlsx", contacts=[["contact"], ["jane"]]).read_bytes()
    for name, data in {"text.xlsx": b"contact\njane\n", "half.xlsx": whole[:len(whole) // 2], "empty.xls": b""}.items():
        (tmp_path / name).write_bytes(data)
        assert message(tmp_path / name) == (
            f"{name} is not a workbook that can be read, or it is damaged; open it in a spreadsheet program and save "
            "it again as .xlsx.")


@pytest.mark.skipif(not PROTECTED.is_file(), reason=f"the workbook with a password is not in {PROTECTED.parent}")
def test_a_password() -> None:
    assert message(PROTECTED) == (
        "pass_protected.xlsx is protected by a password; save a copy without one and load the copy.")
