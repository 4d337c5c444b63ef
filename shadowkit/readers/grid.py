"""Finds the table in a sheet as people lay it out: titles above the header, headers of several rows, merged cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shadowkit.errors import LogError, Problem
from shadowkit.readers import headers

#: How far down a header may begin, and how many rows one may have.
_DEEPEST, _MOST_ROWS = 40, 6
#: Columns that a tracker may have; a table of more is something else.
_MOST_COLUMNS = 1000
Cells = list[str | None]
#: First and last cell of a merged range, each as row and column, counted from 0.
Range = tuple[tuple[int, int], tuple[int, int]]


class Grid(NamedTuple):
    """The cells of a sheet as text, the numbers of its first row and column, and its merged ranges."""

    sheet: str
    rows: list[Cells]
    first_row: int = 1
    first_column: int = 1
    merged: Sequence[Range] = ()


@dataclass
class Sheet:
    """A table found in a sheet: its columns by name, the number of each row, and what was met on the way."""

    file: str
    columns: dict[str, Cells]
    numbers: list[int]
    title: str = ""
    problems: list[Problem] = field(default_factory=list)


def find_table(grid: Grid, file: str) -> Sheet | None:
    """Return the table of a sheet, or None where there is none; ``file`` is the name to show for it."""
    rows, merged = grid.rows, grid.merged
    width = max(map(len, rows), default=0)
    if width > _MOST_COLUMNS:
        raise LogError(f"{file} has {width:,} columns, and a log has at most {_MOST_COLUMNS:,}; keep those that belong "
                       "to it.")
    rows = [[*row, *[None] * (width - len(row))] if len(row) < width else row for row in rows]
    top = _header_row(rows, merged)
    if top is None:
        return None
    first, last = _block(rows, top, merged)
    sheet = Sheet(file, {}, [], title=" ".join(cell for row in rows[:first] for cell in row if cell))
    body = rows[last + 1:]
    for (up, left), (down, _) in merged:
        # A cell merged over several rows says its words for each of them.
        if up > last and left < width and down > up:
            for row in range(up + 1, min(down + 1, len(rows))):
                body[row - last - 1][left] = rows[up][left]
    heads = [rows[row] for row in range(first, last + 1)]
    header = heads[-1] if len(heads) == 1 else _joined(heads, first, merged)
    kept = []
    for number, row in enumerate(body, grid.first_row + last + 1):
        if not any(row):
            continue
        if row == heads[-1] and any(row):
            sheet.problems.append(Problem(file, number, None, "; ".join(filter(None, row)), f"row {number} of {file} "
                                          "is the header again, so it was left out.", kind="know"))
            continue
        kept.append(row)
        sheet.numbers.append(number)
    _name_columns(sheet, header, kept, grid, grid.first_row + last)
    return sheet if sheet.columns else None


def _name_columns(sheet: Sheet, header: Sequence[str | None], body: list[Cells], grid: Grid, row: int) -> None:
    columns = [list(cells) for cells in zip(*body, strict=True)] or [[] for _ in header]
    for place, (head, cells) in enumerate(zip(header, columns, strict=True)):
        name = re.sub(r"\s+", " ", head or "").strip()
        if not name:
            filled = [at for at, cell in enumerate(cells) if cell]
            if not filled:
                continue
            name = f"column {letter(grid.first_column + place)}"
            at = filled[0]
            sheet.problems.append(Problem(
                sheet.file, sheet.numbers[at], None, cells[at], f"A column of {sheet.file} has cells but no name in "
                f"row {row}, so it is called {name!r}; the first of {len(filled)} stands in row {sheet.numbers[at]}. "
                "Write a name above it.", kind="know"))
        if name in sheet.columns:
            if not any(cells):
                # A name merged over more columns than are used.
                continue
            taken, number = name, 2
            while (name := f"{taken} ({number})") in sheet.columns:
                number += 1
            sheet.problems.append(Problem(
                sheet.file, row, taken, taken, f"The column name {taken!r} is used more than once in row {row} of "
                f"{sheet.file}, so a later one is called {name!r}; give each column a name of its own.", kind="know"))
        sheet.columns[name] = cells


def letter(number: int) -> str:
    """Return the letters by which a spreadsheet program calls a column, A for 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


# Where the header is


def _header_row(rows: list[Cells], merged: Sequence[Range]) -> int | None:
    """Return the row that looks most like names of columns: known words, short texts, no dates or addresses."""
    best, top = 0.0, None
    filled = [at for at, row in enumerate(rows) if any(row)]
    for at, row in enumerate(rows[:_DEEPEST]):
        score = sum(map(_headlike, row))
        # A name merged over several columns stands over each of them; a title is merged over all.
        score += sum(right - left for (up, left), (_, right) in merged if up == at and right - left + 1 < len(row))
        if len(row) > 2 and sum(map(bool, row)) == 1:
            # One cell alone over several columns is a title.
            score = min(score, 0.5)
        if len(filled) > 1 and at == filled[-1]:
            # What has nothing below it is hardly a header.
            score -= len(row)
        if score > best:
            best, top = score, at
    return top


def _headlike(cell: str | None) -> float:
    if not cell:
        return 0
    if headers.is_data(cell) or len(cell) > 300:
        return -2
    if headers.known(cell):
        return 3
    # Of rows that are alike the first counts, as of "Foo, Bar" above "Biff, Baff".
    return 1.5 if headers.is_question(cell) else 1


def _block(rows: list[Cells], top: int, merged: Sequence[Range]) -> tuple[int, int]:
    """Return the first and the last row of the header that ``top`` belongs to."""
    width = len(rows[top])
    first = last = top
    for (up, left), (down, right) in merged:
        if up <= top <= down and down - up < _MOST_ROWS:
            first, last = min(first, up), min(max(last, down), len(rows) - 1)
        # A title is merged over the whole width; the name of a group is not.
        if down + 1 == first and right > left and right - left + 1 < width:
            first = up
    if first != last:
        return first, last
    above = rows[top - 1] if top else []
    if _names_groups(above, rows[top]):
        return top - 1, top
    below = rows[top + 1] if top + 1 < len(rows) else []
    if _names_groups(rows[top], below) and not any(headers.is_data(cell) for cell in below if cell):
        filled_only_above = [a and not b for a, b in zip(rows[top], below, strict=True)]
        if any(filled_only_above) and sum(map(bool, below)) > 1:
            return top, top + 1
    return top, top


def _names_groups(above: Cells, below: Cells) -> bool:
    """Tell whether each of several names stands over a run of columns, as where merged cells were saved as CSV."""
    if not below or sum(map(bool, above)) < 2:
        return False
    gaps = [at for at, cell in enumerate(below) if cell and (not above[at] or at and above[at] == above[at - 1])]
    runs = [below[at] for at in gaps if any(above[:at]) and (below[at - 1] or above[at - 1])]
    return bool(runs) and len(runs) == len(gaps) and 2 * sum(map(headers.known, runs)) >= len(runs)


def _joined(heads: list[Cells], first: int, merged: Sequence[Range]) -> Cells:
    """Return one name per column: those of its rows from top to bottom, a merged one for all it spans."""
    heads = [list(row) for row in heads]
    ranges = [((up - first, left), (down - first, right)) for (up, left), (down, right) in merged]
    for (up, left), (_, right) in ranges:
        if 0 <= up < len(heads) and left < len(heads[up]):
            heads[up][left:right + 1] = [heads[up][left]] * (min(right + 1, len(heads[up])) - left)
    if not any(0 <= up < len(heads) for (up, _), _ in ranges):
        for at in range(1, len(heads[0])):
            if heads[0][at] is None and heads[-1][at] and heads[-1][at - 1]:
                heads[0][at] = heads[0][at - 1]
    return [" / ".join(dict.fromkeys(filter(None, column))) for column in
            zip(*heads, strict=True)]
