"""Reads the cells of workbooks (xlsx, xls, xlsb, ods) as text."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from shadowkit.errors import LogError, Problem
from shadowkit.readers import bounds
from shadowkit.readers.grid import Grid, letter

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_WHOLE_UP_TO = 1e15


def grids(path: Path, problems: list[Problem]) -> list[Grid]:
    """Return the cells of each sheet as text; a sheet that cannot be read is a problem."""
    workbook = _open(path)
    return [_grid(workbook, name, path, problems) for name in workbook.sheet_names]


def _open(path: Path) -> CalamineWorkbook:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        bounds.check(path)
        try:
            return CalamineWorkbook.from_path(path)
        except PasswordError:
            raise
        except CalamineError:
            # Its name may say another form than it has; what it holds decides.
            return CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
    except PasswordError:
        message = f"{path.name} is protected by a password; save a copy without one and load the copy."
    except OSError as error:
        message = f"{path.name} cannot be opened ({error}); close it in other programs and check that it may be read."
    except BaseException as error:
        if not isinstance(error, CalamineError) and not _is_panic(error):
            raise
        message = (f"{path.name} is not a workbook that can be read, or it is damaged; open it in a spreadsheet "
                   "program and save it again as .xlsx.")
    raise LogError(message)


def _is_panic(error: BaseException) -> bool:
    """Tell whether calamine gave up at something it did not expect, which is no Exception."""
    return type(error).__name__ == "PanicException"


def _grid(workbook: CalamineWorkbook, name: str, path: Path, problems: list[Problem]) -> Grid:
    """Return the filled area of a sheet with the row and column numbers, from 1, of its first cell."""
    from python_calamine import CalamineError

    try:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.start is None:
            return Grid(name, [])
        row, column = sheet.start
        merged = [((top - row, left - column), (bottom - row, right - column))
                  for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
        with _without_collecting():
            rows = sheet.to_python(skip_empty_area=True)
            for at, cells in enumerate(rows):
                # Most cells are text already; a call for each of them would take as long as reading the file.
                rows[at] = [cell.strip() or None if type(cell) is str else _TEXT[type(cell)](cell)
                            for cell in cells]
        return Grid(name, rows, row + 1, column + 1, merged)
    except BaseException as error:
        if not isinstance(error, (CalamineError, ValueError, OverflowError)) and not _is_panic(error):
            raise
        problems.append(Problem(path.name, None, None, name,
                                f"The sheet {name!r} of {path.name} cannot be read ({error}); "
                                "open the workbook in a spreadsheet program and save it again."))
        return Grid(name, [])


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Put off the collection of garbage while many lists are made that are none; it takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def framed(
    rows: list[list[str | None]], first_row: int, first_column: int, place: str, file: str, problems: list[Problem]
) -> pd.DataFrame:
    """Return a sheet whose first filled row is its header."""
    filled = [(number, row) for number, row in enumerate(rows, first_row) if any(cell is not None for cell in row)]
    if not filled:
        return pd.DataFrame({"_row": pd.Series(dtype="int64")})
    header_row, header = filled[0]
    body = filled[1:]
    columns: dict[str, list[str | None]] = {}
    for at, cell in enumerate(header):
        values = [row[at] for _, row in body]
        name = cell.strip() if cell is not None else ""
        if not name:
            if all(value is None for value in values):
                continue
            name = f"column {letter(first_column + at)}"
            problems.append(Problem(file, header_row, None, None,
                                    f"A column of {place} has cells but no name in row {header_row}, so it is called "
                                    f"{name!r}; write a name above it."))
        if name in columns or name == "_row":
            taken, number = name, 2
            while (name := f"{taken}_{number}") in columns:
                number += 1
            problems.append(Problem(file, header_row, taken, taken,
                                    f"The column name {taken!r} cannot be used again in row {header_row} of {place}, "
                                    f"so that column is called {name!r}; give each column a name of its own."))
        columns[name] = values
    frame = pd.DataFrame(columns, dtype="str")
    frame["_row"] = pd.Series([number for number, _ in body], dtype="int64")
    return frame


def _number(cell: float) -> str:
    return str(int(cell)) if abs(cell) < _WHOLE_UP_TO and cell.is_integer() else repr(cell)


def _duration(cell: timedelta) -> str:
    seconds = round(cell.total_seconds())
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


#: How a cell of each kind is written in a CSV file.
_TEXT: dict[type, Callable[[Any], str]] = {
    bool: {True: "yes", False: "no"}.__getitem__, int: str, float: lru_cache(maxsize=10_000)(_number),
    date: date.isoformat, datetime: datetime.isoformat, time: time.isoformat, timedelta: _duration,
}
