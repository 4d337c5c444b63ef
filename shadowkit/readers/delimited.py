"""Reads a CSV file as text, cell by cell, whatever program wrote it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from itertools import chain, groupby, islice
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from shadowkit.errors import LogError, Problem
from shadowkit.readers import charset

#: A file in UTF-8, or the text of one that is not.
Source = Path | str
Found = TypeVar("Found")
_ZIP = b"PK\x03\x04"
_HEAD = 1 << 16
#: Names that the readers give to columns of their own.
_OURS = ("_row", "_file")


def read(path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the file as a frame of text, blanks missing, and the problems met.

    A column ``_row`` is added where a row's number is not simply its place below the header.
    """
    (frame, problems), more = _in_its_letters(path, lambda source, start: _read_from(path.name, source, start))
    problems += more
    if frame.shape[1] and frame.iloc[:, 0].isna().any():
        blank = frame.drop(columns="_row", errors="ignore").isna().all(axis=1).to_numpy()
        if "_row" not in frame:
            frame = frame.assign(_row=np.arange(len(frame)) + 2)
        frame = frame[~blank]
    return frame, problems


def rows(path: Path, *, most: int | None = None) -> tuple[list[list[str | None]], list[Problem]]:
    """Return the rows of a file of any layout, blank cells missing, and the problems met; only the first ``most``."""
    def cut(source: Source, start: str) -> tuple[list[list[str]], int | None, str]:
        separator = _steady_separator(start)
        if most is None:
            return *_lines(source, separator), separator
        return list(islice(csv.reader(io.StringIO(start, newline=""), delimiter=separator), most)), None, separator

    try:
        (lines, unclosed, separator), problems = _in_its_letters(path, cut, is_glance=most is not None)
    except csv.Error as error:
        raise LogError(f"{path.name} cannot be read as a table ({error}); save it again as CSV from the program it "
                       "comes from.") from None
    if unclosed:
        problems.append(_never_closed(path.name, unclosed, separator.join(lines[unclosed - 1])))
    return [[cell.strip() or None for cell in line] for line in lines], problems


def _in_its_letters(path: Path, read: Callable[[Source, str], Found], *, is_glance: bool = False,
                    ) -> tuple[Found, list[Problem]]:
    """Read a file as UTF-8 if it is that, and otherwise the text it is taken for; ``read`` gets its beginning too."""
    head = _head(path)
    if b"\0" not in head:
        try:
            # Where the head ends in the middle of a letter, that letter is not missed.
            return read(path, head.decode("utf-8-sig", "strict" if len(head) < _HEAD else "replace")), []
        except UnicodeDecodeError:
            pass
    how = charset.read(head if is_glance else path.read_bytes())
    if how is None or not (how.is_whole or is_glance):
        raise _no_text(path)
    return read(how.text, how.text[:_HEAD]), charset.doubts(how, path.name)


def _steady_separator(start: str) -> str:
    """Return the sign that cuts most lines below each other into the same number of cells, titles above them or not."""
    def steadiness(separator: str) -> tuple[int, int]:
        lines = islice(csv.reader(io.StringIO(start, newline=""), delimiter=separator), 50)
        runs = [(len(list(run)), width) for width, run in groupby(map(len, filter(None, lines))) if width > 1]
        return max(runs, default=(0, 0))

    return max(",;\t|", key=steadiness)


def _head(path: Path) -> bytes:
    """Return how a file begins; one that is no text is refused."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise LogError(f"{path.name} cannot be opened ({error.strerror or error}); close it in other programs and "
                       "check that it is a file that may be read.") from error
    if head.startswith(_ZIP) or not charset.is_text(head):
        raise _no_text(path)
    return head


def _never_closed(file: str, row: int, text: str) -> Problem:
    return Problem(file, row, None, text, f"row {row} of {file} opens a quotation mark that is never closed, so "
                   "everything below it was taken into that cell; close it, or remove it.")


def _no_text(path: Path) -> LogError:
    return LogError(f"{path.name} is not a text file, whatever its name says; if it is a workbook, name it "
                    f"{path.stem}.xlsx, otherwise export it again as CSV.")


def _read_from(file: str, source: Source, start: str) -> tuple[pd.DataFrame, list[Problem]]:
    separator = separator_of(start)
    frame = _read_fast(source, separator) if _is_plain(start, separator) else None
    return (frame, []) if frame is not None else _read_row_by_row(file, source, separator)


def separator_of(start: str) -> str:
    """Return the sign that stands between the names of the columns."""
    first_line = re.split(r"[\r\n]", start.strip(), maxsplit=1)[0]
    return max(",;\t", key=first_line.count)


def _is_plain(start: str, separator: str) -> bool:
    """Tell whether every column has a name of its own, and the first row no more cells than the header.

    Where it has more, pandas takes its first cells for row labels.
    """
    records = csv.reader(io.StringIO(start, newline=""), delimiter=separator)
    header, first, second = (next(records, []) for _ in range(3))
    names = [name.strip() for name in header]
    seen_whole = bool(second) or len(start) < _HEAD // 4
    return (bool(names) and all(names) and len(set(names)) == len(names) and not set(names) & set(_OURS)
            and len(first) <= len(names) and seen_whole)


def _read_fast(source: Source, separator: str) -> pd.DataFrame | None:
    """Read with pandas; None where its parser would drop or move cells."""
    # Without dtype and parse_dates pandas reads in parallel; a column it took for numbers is read again as text,
    # so that leading zeros and the way a number was written survive.
    how = {"sep": separator, "keep_default_na": False, "na_values": [""],
           "skip_blank_lines": False}
    try:
        frame = pd.read_csv(_readable(source), **how)
        if not isinstance(frame.index, pd.RangeIndex):
            return None
        guessed = [name for name in frame.columns
                   if not isinstance(frame[name].dtype, pd.StringDtype) and frame[name].notna().any()]
        if guessed:
            frame[guessed] = pd.read_csv(_readable(source), usecols=guessed, dtype="str", **how)
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return None
    return frame


def _readable(source: Source) -> Path | io.StringIO:
    return source if isinstance(source, Path) else io.StringIO(source, newline="")


def _read_row_by_row(file: str, source: Source, separator: str) -> tuple[pd.DataFrame, list[Problem]]:
    problems: list[Problem] = []
    lines, unclosed = _lines(source, separator)
    at = next((i for i, line in enumerate(lines) if any(cell.strip() for cell in line)), None)
    if at is None:
        return pd.DataFrame(), [Problem(
            file, None, None, None, f"{file} is empty, without even a header line; it was taken as a table "
            "with no rows. Write its column names in the first line, or remove it.")]
    if unclosed:
        problems.append(_never_closed(file, unclosed, separator.join(lines[unclosed - 1])))
    width = len(lines[at])
    kept = []
    for number, line in enumerate(lines[at + 1:], start=at + 2):
        extra = [cell for cell in line[width:] if cell.strip()]
        if extra:
            problems.append(Problem(
                file, number, None, separator.join(line), f"row {number} of {file} has {len(line)} cells "
                f"where the header has {width}; what stands after the first {width} was left out. If a text holds the "
                f"sign {separator!r}, put the text in quotation marks."))
        kept.append((line + [""] * width)[:width])
    columns = {}
    for place, name in enumerate(lines[at], start=1):
        cells = [line[place - 1] or None for line in kept]
        if name.strip() or any(cells):
            columns[_own_name(name.strip(), place, columns, file, at + 1, problems)] = cells
    frame = pd.DataFrame(columns, dtype="str")
    return frame.assign(_row=np.arange(len(kept)) + at + 2), problems


def _lines(source: Source, separator: str) -> tuple[list[list[str]], int | None]:
    """Return the rows of a file, and the number of the row whose quotation mark is never closed."""
    limit = csv.field_size_limit(2**31 - 1)
    try:
        with source.open(newline="", encoding="utf-8-sig") if isinstance(source, Path) else _readable(source) as file:
            # An open quotation mark takes in whatever follows, so it takes in this mark as well.
            mark = "\0end"
            lines = list(csv.reader(chain(file, [mark]), delimiter=separator))
    finally:
        csv.field_size_limit(limit)
    if lines[-1] == [mark]:
        return lines[:-1], None
    lines[-1][-1] = lines[-1][-1].removesuffix(mark)
    return lines, len(lines)


def _own_name(name: str, place: int, taken: dict, file: str, row: int, problems: list[Problem]) -> str:
    """Return a name that no other column of the file has, and say so where it is not the one in the file."""
    if name and name not in taken and name not in _OURS:
        return name
    number, own = 2, name or f"column {place}"
    while own in taken or own in _OURS:
        number, own = number + 1, f"{name or 'column'}_{number}"
    sentence = (f"The column name {name!r} cannot be used again in row {row} of {file}, so that column is called "
                f"{own!r}; give each column a name of its own." if name else
                f"A column of {file} has cells but no name in row {row}, so it is called {own!r}; write a name above "
                "it.")
    problems.append(Problem(file, row, name or None, name or None, sentence))
    return own
