"""Reads a CSV file as text, cell by cell, whatever program wrote it."""

from __future__ import annotations

import csv
import io
import re
from itertools import chain, groupby, islice
from pathlib import Path

import numpy as np
import pandas as pd

from shadowkit.errors import LogError, Problem

UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ZIP = b"PK\x03\x04"
_HEAD = 1 << 16
#: Names that the readers give to columns of their own.
_OURS = ("_row", "_file")


def read(path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the file as a frame of text, blanks missing, and the problems met.

    A column ``_row`` is added where a row's number is not simply its place below the header.
    """
    problems: list[Problem] = []
    head = _head(path)
    for encoding in encodings(head):
        try:
            frame, more = _read_as(path, head, encoding)
            break
        except UnicodeError:
            continue
    else:
        raise _no_text(path)
    problems += more
    problems += _about_encoding(path, encoding)
    if frame.shape[1] and frame.iloc[:, 0].isna().any():
        blank = frame.drop(columns="_row", errors="ignore").isna().all(axis=1).to_numpy()
        if "_row" not in frame:
            frame = frame.assign(_row=np.arange(len(frame)) + 2)
        frame = frame[~blank]
    return frame, problems


def rows(path: Path, *, most: int | None = None) -> tuple[list[list[str | None]], list[Problem]]:
    """Return the rows of a file of any layout, blank cells missing, and the problems met; only the first ``most``."""
    head = _head(path)
    for encoding in encodings(head):
        try:
            start = head.decode(encoding, errors="strict" if len(head) < _HEAD else "replace").lstrip("\ufeff")
            separator = _steady_separator(start)
            lines, unclosed = _lines(path, separator, encoding) if most is None else (
                list(islice(csv.reader(io.StringIO(start, newline=""), delimiter=separator), most)), None)
            break
        except UnicodeError:
            continue
        except csv.Error as error:
            raise LogError(f"{path.name} cannot be read as a table ({error}); save it again as CSV from the program it "
                           "comes from.") from None
    else:
        raise _no_text(path)
    problems = _about_encoding(path, encoding)
    if unclosed:
        problems.append(_never_closed(path, unclosed, separator.join(lines[unclosed - 1])))
    return [[cell.strip() or None for cell in line] for line in lines], problems


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
    if head.startswith(_ZIP) or (b"\0" in head and head[:2] not in UTF16):
        raise _no_text(path)
    return head


def _about_encoding(path: Path, encoding: str) -> list[Problem]:
    if encoding not in ("cp1252", "latin-1"):
        return []
    return [Problem(path.name, None, None, None, f"{path.name} is not written in UTF-8; it was read as Windows-1252 "
                    "(Latin-1). Check names with accents, and save it as UTF-8 to be sure.", kind="know")]


def _never_closed(path: Path, row: int, text: str) -> Problem:
    return Problem(path.name, row, None, text, f"row {row} of {path.name} opens a quotation mark that is never closed, "
                   "so everything below it was taken into that cell; close it, or remove it.")


def _no_text(path: Path) -> LogError:
    return LogError(f"{path.name} is not a text file, whatever its name says; if it is a workbook, name it "
                    f"{path.stem}.xlsx, otherwise export it again as CSV.")


def encodings(head: bytes) -> tuple[str, ...]:
    """Return the encodings that a file which begins so may have, the likeliest first."""
    if head[:2] in UTF16:
        return ("utf-16",)
    # Latin-1 takes any byte, so the last try always succeeds.
    return ("utf-8-sig" if head[:3] == b"\xef\xbb\xbf" else "utf-8", "cp1252", "latin-1")


def _read_as(path: Path, head: bytes, encoding: str) -> tuple[pd.DataFrame, list[Problem]]:
    start = head.decode(encoding, errors="replace").lstrip("\ufeff")
    separator = separator_of(start)
    frame = _read_fast(path, separator, encoding) if _is_plain(start, separator) else None
    return (frame, []) if frame is not None else _read_row_by_row(path, separator, encoding)


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


def _read_fast(path: Path, separator: str, encoding: str) -> pd.DataFrame | None:
    """Read with pandas; None where its parser would drop or move cells."""
    # Without dtype and parse_dates pandas reads in parallel; a column it took for numbers is read again as text,
    # so that leading zeros and the way a number was written survive.
    how = {"sep": separator, "encoding": encoding, "keep_default_na": False, "na_values": [""],
           "skip_blank_lines": False}
    try:
        frame = pd.read_csv(path, **how)
        if not isinstance(frame.index, pd.RangeIndex):
            return None
        guessed = [name for name in frame.columns
                   if not isinstance(frame[name].dtype, pd.StringDtype) and frame[name].notna().any()]
        if guessed:
            frame[guessed] = pd.read_csv(path, usecols=guessed, dtype="str", **how)
    except (pd.errors.ParserError, pd.errors.EmptyDataError):
        return None
    return frame


def _read_row_by_row(path: Path, separator: str, encoding: str) -> tuple[pd.DataFrame, list[Problem]]:
    problems: list[Problem] = []
    lines, unclosed = _lines(path, separator, encoding)
    at = next((i for i, line in enumerate(lines) if any(cell.strip() for cell in line)), None)
    if at is None:
        return pd.DataFrame(), [Problem(
            path.name, None, None, None, f"{path.name} is empty, without even a header line; it was taken as a table "
            "with no rows. Write its column names in the first line, or remove it.")]
    if unclosed:
        problems.append(_never_closed(path, unclosed, separator.join(lines[unclosed - 1])))
    width = len(lines[at])
    kept = []
    for number, line in enumerate(lines[at + 1:], start=at + 2):
        extra = [cell for cell in line[width:] if cell.strip()]
        if extra:
            problems.append(Problem(
                path.name, number, None, separator.join(line), f"row {number} of {path.name} has {len(line)} cells "
                f"where the header has {width}; what stands after the first {width} was left out. If a text holds the "
                f"sign {separator!r}, put the text in quotation marks."))
        kept.append((line + [""] * width)[:width])
    columns = {}
    for place, name in enumerate(lines[at], start=1):
        cells = [line[place - 1] or None for line in kept]
        if name.strip() or any(cells):
            columns[_own_name(name.strip(), place, columns, path.name, at + 1, problems)] = cells
    frame = pd.DataFrame(columns, dtype="str")
    return frame.assign(_row=np.arange(len(kept)) + at + 2), problems


def _lines(path: Path, separator: str, encoding: str) -> tuple[list[list[str]], int | None]:
    """Return the rows of a file, and the number of the row whose quotation mark is never closed."""
    limit = csv.field_size_limit(2**31 - 1)
    try:
        with path.open(newline="", encoding=encoding) as file:
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
