"""Reads trackers and forms that people keep in their own columns, as CSV, TSV, XLSX, XLS, XLSB or ODS."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from shadowkit import cells, schema
from shadowkit.errors import LogError, Problem, nearest
from shadowkit.readers import (
    About,
    Reading,
    SeveralStudents,
    delimited,
    linkedin,
    mapping,
    proposing,
    sheets,
)
from shadowkit.readers.grid import Grid, Sheet
from shadowkit.readers.together import Together

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
    found = [one for path in map(Path, paths) for one in (
        [linkedin.read([path], about)] if linkedin.holds(path) else _read(path, about))]
    tables = [one for one in found if one.tables]
    if len(tables) < 2:
        return Reading(tables[0].tables if tables else {}, [problem for one in found for problem in one.problems])
    # Whom two sheets speak of is one person.
    whole = Together(about.student)
    for one in found:
        whole.take(one)
    return Reading(whole.frames(), whole.problems)


def _read(path: Path, about: About) -> list[Reading]:
    """Return a reading of what is a table of a log already, and one of each other sheet."""
    problems: list[Problem] = []
    if sheets.is_workbook(path):
        own, found = _own_sheets(path, problems)
        named = own["students"]["student"].dropna().unique() if "students" in own else []
        student = named[0] if len(named) == 1 else about.student
        for frame in own.values():
            frame["student"] = frame["student"].fillna(student) if "student" in frame else pd.Series(
                student, index=frame.index, dtype="str")
    else:
        own, student = {}, about.student
        found, problems = sheets.read(path)
    readings = [Reading(own, [])] if own else []
    strange, several = [], []
    for name, table in found.items():
        one = mapping.of_sheet(path, name, table)
        if one.is_understood:
            reading = one.reading(student)
            said, is_of_several = _whose(one, table.file, reading)
            if is_of_several and about.one_student:
                several += [problem._replace(kind="mend") for problem in said]
                continue
            if all(choice.to != "student" or choice.why == proposing.ASKS_FIRST for choice in one.columns.values()):
                reading = Reading(reading.tables, [*said, *reading.problems])
            readings.append(reading)
        else:
            strange.append(one.not_understood())
    if not readings and several:
        raise SeveralStudents(several[0].problem)
    if not readings and (strange or problems):
        raise LogError((strange or problems)[0].problem)
    if not readings:
        raise LogError(f"{path.name} holds no table; give it a header and rows below it.")
    return [Reading({}, problems), *readings, Reading({}, [*several, *strange])]


def _whose(one: mapping.Mapping, file: str, reading: Reading) -> tuple[list[Problem], bool]:
    """Say who was taken for a form's students, or for those who are met; tell whether it is of several students."""
    look = f"mapping = {mapping.call(one.path, one.sheet)}, and then mapping"
    column = next((name for name, choice in one.columns.items() if choice.to == "student"), None)
    students = {student for table in reading.tables.values() for student in table["student"].dropna().unique()}
    if column and len(students) > 1:
        return [Problem(file, None, column, None, f"{column!r} says whose each row of {file} is, so it is of "
                        f"{len(students):,} students, and part of no log of one student; if those are people who were "
                        f"asked, say so with {look}[{column!r}] = 'contacts.email' (or 'contacts.name'), and if all is "
                        "one student's, with None.", kind="know")], True
    column = next((name for name, choice in one.columns.items() if choice.why == proposing.ANSWERS), None)
    return [Problem(file, None, column, None, f"{column!r} of {file} was taken for that of the people who were asked, "
                    f"since {proposing.ANSWERS}; if students filled it in, say so with {look}[{column!r}] = 'student'.",
                    kind="know")] if column else [], False


def _own_sheets(path: Path, problems: list[Problem]) -> tuple[dict[str, pd.DataFrame], dict[str, Sheet]]:
    """Return the sheets that are tables of a log by name and columns, and the tables of the others."""
    from shadowkit.readers import workbook

    own: dict[str, pd.DataFrame] = {}
    found: dict[str, Sheet] = {}
    for grid in workbook.grids(path, problems):
        name = grid.sheet.strip().lower()
        file = f"{path.name} ({name})"
        if name in schema.TABLES and _has_keys(grid, schema.TABLES[name]):
            place = f"sheet {grid.sheet!r} of {path.name}"
            frame = workbook.framed(grid.rows, grid.first_row, grid.first_column, place, path.name, problems)
            frame, more = cells.headed(frame, schema.TABLES[name], file=file)
            problems += more
            frame = frame.assign(_file=pd.Series(file, index=frame.index, dtype="str"))
            if name in own:
                problems.append(Problem(path.name, None, None, grid.sheet, f"{path.name} has more than one sheet for "
                                        f"the table {name}, and their rows were put together; keep one sheet a table."))
                frame = pd.concat([own[name], frame], ignore_index=True)
            own[name] = frame
        elif table := sheets.of_grid(grid, path):
            found[grid.sheet] = table
        elif any(any(row) for row in grid.rows):
            close = nearest(grid.sheet, schema.TABLES)
            problems.append(Problem(path.name, None, None, grid.sheet, f"The sheet {grid.sheet!r} of {path.name} has "
                                    "no table, so it was left out; give it a header and rows below it.", close,
                                    "mend" if close else "know"))
    return own, found


def _has_keys(grid: Grid, table: schema.Table) -> bool:
    header = next((row for row in grid.rows if any(row)), [])
    names = {cells.plain_name(cell) for cell in header if cell}
    return not names or set(table.required) - {"student"} <= names and bool(names & set(table.names))
