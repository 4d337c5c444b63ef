"""Which of a log's problems are one cell of one of its files, so that somebody can mend it where it stands."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from shadowkit import schema
from shadowkit.errors import LogError, Problem
from shadowkit.journal.sheet import Row, Sheet

if TYPE_CHECKING:
    from shadowkit.journal.journal import Journal


class Cell(NamedTuple):
    """A cell that was not understood: where it stands, its row as it is in the file, and what is wrong with it."""

    table: str
    place: int
    row: Row
    problem: Problem

    @property
    def column(self) -> schema.Column:
        """The column it is in."""
        return schema.TABLES[self.table][str(self.problem.column)]

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.row.get(self.column.name, "")


def cells_to_mend(journal: Journal) -> tuple[list[Cell], list[Problem]]:
    """Return the problems of a log that are one cell of a file of its own, and the others, each once."""
    cells: dict[tuple[str, int, str], Cell] = {}
    others: list[Problem] = []
    sheets: dict[str, Sheet | None] = {}
    for found in journal.log.problems.to_dict("records"):
        problem = Problem(**{name: None if pd.isna(value) else value for name, value in found.items()})
        table = str(problem.file).rpartition(".")[0].lower()
        if table in schema.TABLES and table not in sheets:
            sheets[table] = _sheet(journal, table)
        cell = _cell(sheets.get(table), problem)
        if cell is None:
            others.append(problem)
        else:
            # Of two things wrong with a cell, mending the first may mend the other.
            cells.setdefault((cell.table, cell.place, cell.column.name), cell)
    return list(cells.values()), others


def mend(journal: Journal, cell: Cell, text: str) -> object:
    """Write a text in the place of what was not understood; return the row's key."""
    sheet = journal._folder.sheet(cell.table)
    if sheet.rows[cell.place:cell.place + 1] != [cell.row]:
        raise LogError(f"Row {cell.problem.row} of {cell.problem.file} was changed meanwhile; look at it again.")
    return journal.amend(cell.table, sheet.key_of(cell.row), **{cell.column.name: text})


def _sheet(journal: Journal, table: str) -> Sheet | None:
    try:
        return journal._folder.sheet(table)
    except LogError:
        # A file that cannot be written to: its problems stand among those that are no single cell.
        return None


def _cell(sheet: Sheet | None, problem: Problem) -> Cell | None:
    """Return the cell that a problem is about; None where it is about something else."""
    if sheet is None or sheet.path.name != problem.file or problem.row is None:
        return None
    if problem.column not in sheet.table.names:
        return None
    place = int(problem.row) - 1 - _rows_above(sheet)
    row = sheet.rows[place] if 0 <= place < len(sheet.rows) else {}
    text, value = row.get(problem.column, ""), problem.value or ""
    # A date is told without its time of day; a cell that should not be empty, with all that is in its row.
    is_said = text == value or bool(value) and text.startswith(value) or (
        not text and problem.column in (*sheet.table.required, "student"))
    return Cell(sheet.table.name, place, row, problem) if row and is_said else None


def _rows_above(sheet: Sheet) -> int:
    """Return how many rows a spreadsheet program shows down to the names of the columns."""
    # A file that was just made, or given a further column, has their names alone in its first row.
    return len(list(csv.reader(io.StringIO(sheet.head, newline=""), delimiter=sheet.separator))) or 1
