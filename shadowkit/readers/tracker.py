"""Reads trackers and forms that people keep in their own columns, as CSV, TSV, XLSX, XLS, XLSB or ODS."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from shadowkit import cells, schema
from shadowkit.errors import LogError, Problem, nearest
from shadowkit.readers import About, Reading, delimited, linkedin, mapping, sheets
from shadowkit.readers.grid import Grid

#: Rows that are looked at to tell what a file is.
_HEAD = 60


def holds(path: Path) -> bool:
    """Tell whether a file is a workbook, or text in columns that make a log."""
    try:
        if not path.is_file():
            return False
        if mapping.beside(path).is_file() or sheets.is_workbook(path):
            return True
        if path.suffix.lower() not in (".csv", ".tsv", ".tab", ".xls", ".xlsx", ".txt", ""):
            return False
        rows, _ = delimited.rows(path, most=_HEAD)
        table = sheets.of_grid(Grid("", rows), path)
        # Words in a text stand in columns only by chance.
        return table is not None and len(table.columns) > 1 and mapping.of_sheet(path, "", table).is_understood
    except (LogError, OSError):
        return False


def read(paths: Sequence[Path], about: About) -> Reading:
    """Return the tables of trackers, and what was not understood; sheets named like a table of a log are that table."""
    tables: dict[str, list[pd.DataFrame]] = {}
    problems: list[Problem] = []
    for path in map(Path, paths):
        try:
            reading = linkedin.read([path], about) if linkedin.holds(path) else _read(path, about)
        except LogError as error:
            if len(paths) == 1:
                raise
            problems.append(Problem(path.name, None, None, None, f"{path.name} was left out: {error}"))
            continue
        problems += reading.problems
        for name, frame in reading.tables.items():
            tables.setdefault(name, []).append(frame)
    return Reading({name: _together(name, tables[name]) for name in schema.TABLES if name in tables}, problems)


def _read(path: Path, about: About) -> Reading:
    tables: dict[str, list[pd.DataFrame]] = {}
    if sheets.is_workbook(path):
        problems, own, found = _own_sheets(path, about)
        for name, frame in own:
            tables.setdefault(name, []).append(frame)
    else:
        found, problems = sheets.read(path)
    strange = []
    for name, table in found.items():
        one = mapping.of_sheet(path, name, table)
        if not one.is_understood:
            strange.append((name, table))
            continue
        reading = one.reading(about.student)
        problems += reading.problems
        for made, frame in reading.tables.items():
            tables.setdefault(made, []).append(frame)
    for name, table in strange:
        names = ", ".join(map(repr, list(table.columns)[:8])) + (", …" if len(table.columns) > 8 else "")
        call = f"sk.mapping({path.name!r}" + (f", sheet={name!r})" if name else ")")
        sentence = (f"What the columns of {table.file} ({names}) say about people, asks or meetings is not known, so "
                    f"nothing was taken from it; say where they go with {call}, or leave the file away.")
        if not tables:
            raise LogError(sentence)
        problems.append(Problem(table.file, None, None, names, sentence))
    if not tables and not problems:
        raise LogError(f"{path.name} holds no table; give it a header and rows below it.")
    if not tables and not found:
        raise LogError(problems[0].problem)
    return Reading({name: _together(name, frames) for name, frames in tables.items()}, problems)


def _own_sheets(path: Path, about: About) -> tuple[list[Problem], list[tuple[str, pd.DataFrame]], dict]:
    """Return the sheets that are tables of a log by name and columns, and the tables of the others."""
    from shadowkit.readers import workbook

    problems: list[Problem] = []
    own, found = [], {}
    for grid in workbook.grids(path, problems):
        name = grid.sheet.strip().lower()
        if name in schema.TABLES and _has_keys(grid, schema.TABLES[name]):
            place = f"sheet {grid.sheet!r} of {path.name}"
            frame = workbook.framed(grid.rows, grid.first_row, grid.first_column, place, path.name, problems)
            frame, more = cells.headed(frame, schema.TABLES[name], file=f"{path.name} ({grid.sheet})")
            problems += more
            frame["_file"] = pd.Series(f"{path.name} ({grid.sheet})", index=frame.index, dtype="str")
            if "student" not in frame:
                frame["student"] = pd.Series(about.student, index=frame.index, dtype="str")
            own.append((name, frame))
        elif table := sheets.of_grid(grid, path):
            found[grid.sheet] = table
        elif any(any(row) for row in grid.rows):
            problems.append(Problem(path.name, None, None, grid.sheet, f"The sheet {grid.sheet!r} of {path.name} has "
                                    "no table, so it was left out; give it a header and rows below it.",
                                    nearest(grid.sheet, schema.TABLES)))
    return problems, own, found


def _has_keys(grid: Grid, table: schema.Table) -> bool:
    header = next((row for row in grid.rows if any(row)), [])
    names = {cells.plain_name(cell) for cell in header if cell}
    return not names or set(table.required) - {"student"} <= names and bool(names & set(table.names))


def _together(name: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put the rows of several sheets or files together; handles that two of them made are told apart."""
    if len(frames) == 1:
        return frames[0]
    return pd.concat(frames, ignore_index=True)
