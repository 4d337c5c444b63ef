"""Finds what lies at a path, by what it holds, and reads it with the reader for that form."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from shadowkit import cells, schema
from shadowkit.errors import LogError, Problem, nearest
from shadowkit.readers import delimited, refi

_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_NOTES = (".md", ".markdown")
#: What may be a transcript, and is one if it has speakers and times.
_SPOKEN = (".txt", "")
_TABLES = (".csv", ".tsv", ".parquet")
#: What may lie beside the tables of a log without a word about it.
_BESIDE = ("readme.md", "license", "licence", "history.jsonl")


def read_file(path: Path, problems: list[Problem]) -> tuple[dict, dict]:
    """Read one file: a workbook, a note, or a table by its name."""
    suffix = path.suffix.lower()
    if suffix in refi.SUFFIXES or suffix not in (*_NOTES, *_WORKBOOKS, *_TABLES) and refi.holds(path):
        reading = refi.read(path)
        problems += reading.problems
        return reading.tables, dict.fromkeys(reading.tables, path.name)
    if _is_note(path):
        return _read_notes([path], problems, student=path.stem)
    if suffix in _WORKBOOKS:
        from shadowkit.readers import workbook

        reading = workbook.read(path)
        problems += reading.problems
        raw = {}
        for table, frame in reading.tables.items():
            raw[table], more = cells.headed(frame, schema.TABLES[table], file=f"{path.name} ({table})")
            problems += more
        return raw, {table: f"{path.name} ({table})" for table in raw}
    if suffix not in _TABLES:
        raise LogError(f"{path.name} is no form of log this version reads; give a folder of CSV files, a workbook "
                       "(.xlsx, .ods), Parquet files, Markdown notes (.md), transcripts with names and times, or a "
                       "REFI-QDA project (.qdpx, .qdc).")
    table = path.stem.lower()
    if table not in schema.TABLES:
        close = nearest(table, schema.TABLES)
        hint = f" Did you mean {close}{suffix}?" if close else ""
        raise LogError(f"{path.name} is not named like a table, so what its rows are is not known; the names are "
                       f"{', '.join(schema.TABLES)}.{hint}")
    return _read_tables({table: path}, problems)


def read_folder(path: Path, problems: list[Problem]) -> tuple[dict, dict]:
    """Read a folder: one log of tables or notes, one workbook, or a folder of logs."""
    files, folders = _entries(path)
    # What writes Parquet in parallel makes a folder of parts.
    parts = [entry for entry in folders if entry.suffix.lower() == ".parquet"]
    tables = {entry.stem.lower(): entry for entry in files + parts
              if entry.suffix.lower() in _TABLES and entry.stem.lower() in schema.TABLES}
    notes = [entry for entry in files if _is_note(entry) and entry.stem.lower() != "readme"]
    books = [entry for entry in files if entry.suffix.lower() in (*_WORKBOOKS, *refi.SUFFIXES)]
    if tables:
        used, (raw, names) = set(tables.values()), _read_tables(tables, problems)
    elif notes:
        used, (raw, names) = set(notes), _read_notes(notes, problems, student=path.resolve().name)
    elif len(books) == 1:
        used, (raw, names) = set(books), read_file(books[0], problems)
    elif folders:
        used, (raw, names) = set(), _read_cohort(folders, problems)
    else:
        found = ", ".join(entry.name for entry in files[:5]) or "nothing"
        raise LogError(f"There is no log in {str(path)!r}: it holds {found}, and none of {', '.join(schema.TABLES)} as "
                       ".csv or .parquet, no workbook and no Markdown notes. Make one with: shadowkit new FOLDER.")
    for entry in folders:
        # Pictures may lie in a folder of their own; further students may not be passed over in silence.
        if used and entry not in used and _holds_tables(entry):
            problems.append(Problem(
                entry.name, None, None, None, f"{entry.name} is a folder with tables beside the log's own and was left "
                "alone; load it by itself, or give every student a folder and load the one around them."))
    for entry in files:
        if entry in used or entry.name.endswith("-report.html") or entry.name.lower() in _BESIDE:
            continue
        if table := _copied_table(entry, tables):
            problems.append(Problem(entry.name, None, None, None, _about_copy(entry, tables[table])))
            continue
        close = nearest(entry.stem, schema.TABLES) if entry.suffix.lower() in _TABLES else None
        problems.append(Problem(
            entry.name, None, None, None, f"{entry.name} is not part of this log and was left alone."
            + (f" If it is a table, name it {close}{entry.suffix.lower()}." if close else ""), close))
    return raw, names


def _is_note(path: Path) -> bool:
    """Tell whether a file is a note or a transcript."""
    from shadowkit.readers import transcripts

    suffix = path.suffix.lower()
    return suffix in _NOTES or suffix in _SPOKEN and transcripts.holds(path)


def _copied_table(entry: Path, tables: dict[str, Path]) -> str | None:
    """Name the table that a file is a copy of by its name, such as ``contacts (1).csv`` or ``contacts-LAPTOP7.csv``."""
    return next((table for table, path in tables.items() if entry.suffix.lower() == path.suffix.lower() != ".parquet"
                 and re.match(rf"{table}[ .(-]", entry.stem.lower())), None)


def _about_copy(copy: Path, path: Path) -> str:
    says = (f"{copy.name} looks like a second copy of {path.name}, as synced drives make when two computers wrote at "
            "once, and was left alone.")
    try:
        theirs, ours = _rows(copy), _rows(path)
    except LogError as error:
        return f"{says} It cannot be compared: {error}"
    lacking, whole = (theirs - ours).total(), theirs.total()
    return f"{says} Rows in it that {path.name} does not have: " + (
        f"{lacking} of {whole}. Copy those into {path.name}, then delete the copy." if lacking
        else f"none of {whole}. The copy can be deleted.")


def _rows(path: Path) -> Counter[frozenset]:
    frame = delimited.read(path)[0].drop(columns="_row", errors="ignore").apply(cells.as_text)
    names = [cells.plain_name(name) for name in frame.columns]
    return Counter(frozenset((name, text) for name, text in zip(names, row, strict=True) if isinstance(text, str))
                   for row in frame.to_numpy())


def _holds_tables(folder: Path) -> bool:
    return any(entry.stem.lower() in schema.TABLES for entry in _entries(folder)[0])


def _entries(path: Path) -> tuple[list[Path], list[Path]]:
    visible = sorted(entry for entry in path.iterdir() if not entry.name.startswith((".", "~", "_")))
    return [entry for entry in visible if entry.is_file()], [entry for entry in visible if entry.is_dir()]


def _read_tables(tables: dict[str, Path], problems: list[Problem]) -> tuple[dict, dict]:
    raw = {}
    for table, path in tables.items():
        if path.suffix.lower() == ".parquet":
            from shadowkit.readers import parquet

            frame = parquet.read(path)
        else:
            frame, more = delimited.read(path)
            problems += more
        raw[table], more = cells.headed(frame, schema.TABLES[table], file=path.name)
        problems += more
    return raw, {table: path.name for table, path in tables.items()}


def _read_notes(paths: list[Path], problems: list[Problem], *, student: str) -> tuple[dict, dict]:
    from shadowkit.readers import notes

    reading = notes.read(paths, student=student)
    problems += reading.problems
    # A note has no row numbers; the tables made from notes speak of the note's place in the folder.
    return reading.tables, dict.fromkeys(reading.tables, "the notes")


def _read_cohort(folders: list[Path], problems: list[Problem]) -> tuple[dict, dict]:
    """Read one log per folder, and name the student after the folder where the log does not."""
    parts: dict[str, list[pd.DataFrame]] = {}
    taken: dict[str, str] = {}
    for folder in folders:
        mine: list[Problem] = []
        try:
            raw, names = read_folder(folder, mine)
        except LogError as error:
            # One student's broken file must not keep an advisor from the others.
            problems.append(Problem(folder.name, None, None, None, f"{folder.name} was left out: {error}"))
            continue
        problems += [problem._replace(file=f"{folder.name}/{problem.file}") for problem in mine]
        student = only_student(raw) or folder.name
        if student in taken:
            problems.append(Problem(
                folder.name, None, "student", student, f"{folder.name} and {taken[student]} both name their student "
                f"{student!r}, so that of {folder.name} was named after the folder; give each a name of its own."))
            raw = {table: frame.drop(columns="student", errors="ignore") for table, frame in raw.items()}
            student = folder.name
        taken[student] = folder.name
        for table, frame in raw.items():
            frame = frame.assign(_file=f"{folder.name}/" + frame.get("_file", names[table]))
            if "_row" not in frame:
                frame["_row"] = np.arange(len(frame)) + 2
            parts.setdefault(table, []).append(_with_student(frame, student))
    if not parts:
        raise LogError(f"None of the {len(folders)} folders in {str(folders[0].parent)!r} holds a log; the first says: "
                       f"{problems[0].problem if problems else 'nothing'}")
    return {table: pd.concat(frames, ignore_index=True) for table, frames in parts.items()}, dict.fromkeys(parts, "")


def _with_student(frame: pd.DataFrame, student: str) -> pd.DataFrame:
    if "student" not in frame:
        return frame.assign(student=student)
    named = cells.as_text(frame["student"])
    return frame.assign(student=named.fillna(student)) if named.isna().any() else frame


def only_student(raw: dict[str, pd.DataFrame]) -> str | None:
    """Return the student's handle, where the table of students names just one."""
    named = cells.as_text(raw.get("students", pd.DataFrame()).get("student", pd.Series(dtype="str"))).dropna().unique()
    return named[0] if len(named) == 1 else None
