"""Reads a CSV file as text, cell by cell, whatever program wrote it."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from shadowkit.errors import LogError, Problem

_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read(path: Path) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the file as a frame of text, blanks missing, and the problems met.

    A column ``_row`` is added where a row's number is not simply its place below the header.
    """
    problems: list[Problem] = []
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if head[:2] == b"PK" or (b"\0" in head and head[:2] not in _UTF16):
        raise LogError(f"{path.name} is not a text file, whatever its name says; if it is a workbook, name it "
                       f"{path.stem}.xlsx, otherwise export it again as CSV.")
    if not head.strip(b"\xef\xbb\xbf \t\r\n"):
        problems.append(Problem(path.name, None, None, None, f"{path.name} is empty, without even a header line; it was "
                                "taken as a table with no rows. Write its column names in the first line, or remove it."))
        return pd.DataFrame(), problems
    for encoding in _encodings(head):
        try:
            frame, more = _read_as(path, head, encoding)
            break
        except UnicodeDecodeError:
            continue
    problems += more
    if encoding in ("cp1252", "latin-1"):
        problems.append(Problem(path.name, None, None, None, f"{path.name} is not written in UTF-8; it was read as "
                                "Windows-1252 (Latin-1). Check names with accents, and save it as UTF-8 to be sure."))
    if frame.shape[1] and frame.iloc[:, 0].isna().any():
        blank = frame.drop(columns="_row", errors="ignore").isna().all(axis=1).to_numpy()
        if "_row" not in frame:
            frame = frame.assign(_row=np.arange(len(frame)) + 2)
        frame = frame[~blank]
    return frame, problems


def _encodings(head: bytes) -> tuple[str, ...]:
    if head[:2] in _UTF16:
        return ("utf-16", "latin-1")
    # Latin-1 takes any byte, so the last try always succeeds.
    return ("utf-8-sig" if head[:3] == b"\xef\xbb\xbf" else "utf-8", "cp1252", "latin-1")


def _read_as(path: Path, head: bytes, encoding: str) -> tuple[pd.DataFrame, list[Problem]]:
    first_line = head.decode(encoding, errors="replace").lstrip("\ufeff").strip().splitlines()[0]
    separator = max(",;\t", key=first_line.count)
    frame = _read_fast(path, separator, encoding)
    return (frame, []) if frame is not None else _read_row_by_row(path, separator, encoding)


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
    limit = csv.field_size_limit(sys.maxsize)
    try:
        with path.open(newline="", encoding=encoding) as file:
            lines = list(csv.reader(file, delimiter=separator))
    finally:
        csv.field_size_limit(limit)
    at = next(i for i, line in enumerate(lines) if any(cell.strip() for cell in line))
    header = [name or f"column {i}" for i, name in enumerate(lines[at], start=1)]
    kept = []
    for number, line in enumerate(lines[at + 1:], start=at + 2):
        extra = [cell for cell in line[len(header):] if cell.strip()]
        if extra:
            problems.append(Problem(
                path.name, number, None, separator.join(line), f"row {number} of {path.name} has {len(line)} cells where "
                f"the header has {len(header)}; the last {len(extra)} were left out. If a text holds the sign "
                f"{separator!r}, put the text in quotation marks."))
        kept.append([*(line + [""] * len(header))[:len(header)], number])
    frame = pd.DataFrame(kept, columns=[*header, "_row"])
    text = frame.columns != "_row"
    frame.loc[:, text] = frame.loc[:, text].astype("str").replace("", np.nan)
    return frame, problems
