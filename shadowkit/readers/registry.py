"""Finds what lies at a path, by what it holds, and reads it with the reader for that form."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from shadowkit import cells, schema
from shadowkit.errors import LogError, Problem, nearest
from shadowkit.readers import About, Reading, SeveralStudents, delimited, refi
from shadowkit.readers.together import Together

#: What tells a journal from a folder of tables: the history of its changes.
HISTORY = "history.jsonl"
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_NOTES = (".md", ".markdown")
#: What may be a transcript or a note, and is one by what it holds.
_SPOKEN = (".txt", "")
_CAPTIONS = (".vtt", ".srt", ".sbv")
_TABLES = (".csv", ".tsv", ".parquet")
#: What `shadowkit new` puts beside the tables of a log.
_SHIPPED = ("notebooks", "data")
_WHAT_IS_READ = ("notes (.md, .txt), a transcript (.vtt, .srt, text with names), mail (.mbox, .eml), a calendar "
                 "(.ics), a list (.csv, .xlsx, .ods), or a REFI-QDA project (.qdpx, .qdc)")
#: What may lie beside the tables of a log without a word about it.
_BESIDE = ("readme.md", "license", "licence", HISTORY)
_ENDS = ("-report.html", ".shadowkit.yaml")


def read_file(path: Path, problems: list[Problem], about: About) -> tuple[dict, dict]:
    """Read one file, whatever its form; return its tables, and the file that each is said to come from."""
    form = _form(path)
    if form is None:
        raise LogError(f"{path.name} is nothing that can be read as a log; give {_WHAT_IS_READ}.")
    if form == "unnamed":
        from shadowkit.readers import mapping

        close = nearest(path.stem, schema.TABLES)
        hint = f" Did you mean {close}{path.suffix.lower()}?" if close else (
            f" If its columns are your own, say where they go with {mapping.call(path)}.")
        raise LogError(f"{path.name} is not named like a table, so what its rows are is not known; the names are "
                       f"{', '.join(schema.TABLES)}.{hint}")
    return _read(form, [path], problems, about)


def read_files(paths: list[Path], problems: list[Problem], about: About) -> tuple[dict, dict]:
    """Read several files as one log."""
    if len(paths) == 1:
        return read_file(paths[0], problems, about)
    found: dict[str, list[Path]] = {form: [] for form in _FORMS}
    for path in paths:
        form = _form(path)
        if form not in found:
            # One that is of no form says so.
            return read_file(path, problems, about)
        found[form].append(path)
    return _read_forms(found, problems, about)


def read_folder(path: Path, problems: list[Problem], about: About, *, only_tables: bool = False) -> tuple[dict, dict]:
    """Read a folder: one log in any mixture of forms, or a folder of logs, one per student."""
    files, folders = _entries(path)
    # What writes Parquet in parallel makes a folder of parts.
    files += [entry for entry in folders if entry.suffix.lower() == ".parquet"]
    found = _by_form(files)
    if folders and not any(found.values()) and not any(map(_is_part, folders)):
        return _read_cohort(folders, problems, about)
    # One log may be sorted into folders: notes here, mail there.
    inner, left = _entries_below([entry for entry in folders if not (found["table"] and entry.name in _SHIPPED)])
    below = _by_form(inner)
    if only_tables or any(entry.name == HISTORY for entry in files):
        # What a journal writes is its tables; anything else is brought in once, and then belongs to them.
        found, below, inner = {form: found[form] if form == "table" else [] for form in _FORMS}, {}, []
    found = {form: found[form] + below.get(form, []) for form in _FORMS}
    if not any(found.values()):
        names = ", ".join(entry.name for entry in files[:5]) or "nothing"
        raise LogError(f"There is no log in {str(path)!r}: it holds {names}, and none of {', '.join(schema.TABLES)} as "
                       f".csv or .parquet. What can be read besides, and brought in, is {_WHAT_IS_READ}. Check the "
                       "path; a new log is made with: shadowkit new FOLDER.")
    raw, names = _read_forms(found, problems, about)
    for entry in left:
        # Pictures may lie in a folder of their own; further students may not be passed over in silence.
        problems.append(Problem(
            entry.name, None, None, None, f"{entry.name} is a folder with tables beside the log's own and was left "
            "alone; load it by itself, or give every student a folder and load the one around them."))
    taken = {entry for read in found.values() for entry in read}
    _say_left_alone([entry for entry in files if entry not in taken],
                    {entry.stem.lower(): entry for entry in found["table"]}, problems)
    _say_left_below([entry for entry in inner if entry not in taken],
                    {entry.parent for read in below.values() for entry in read}, path, problems)
    return raw, names


#: Forms of which all files are read at once: two of them may tell of the same thing.
_TOGETHER = ("note", "calendar", "mail")
#: The forms that are read, in the order in which they are taken in: what a person wrote down as a log comes first.
_FORMS = ("table", "workbook", "project", "tracker", *_TOGETHER)
_PARTS = {"calendar", "mail"}


def _form(path: Path) -> str | None:
    """Tell the form of a file, by what it holds where its name does not say."""
    suffix = path.suffix.lower()
    if suffix in _TABLES:
        return "table" if path.stem.lower() in schema.TABLES else "tracker" if _is_tracker(path) else "unnamed"
    if suffix in refi.SUFFIXES or suffix not in (*_NOTES, *_WORKBOOKS) and path.is_file() and refi.holds(path):
        return "project"
    if suffix in _WORKBOOKS:
        return "workbook"
    if _is_note(path):
        return "note"
    from shadowkit.readers import calendar, mail

    return next((form for form, holds in (("calendar", calendar.holds), ("mail", mail.holds), ("tracker", _is_tracker))
                 if holds(path)), None)


def _is_tracker(path: Path) -> bool:
    """Tell whether a file is a list in columns of somebody's own, and no table of a log under another name."""
    from shadowkit.readers import sheets, tracker

    if path.suffix.lower() == ".parquet" or not tracker.holds(path):
        return False
    if sheets.is_workbook(path):
        return True
    rows, _ = delimited.rows(path, most=2)
    header = {cells.plain_name(cell) for cell in rows[0] if cell} if rows else set()
    return not any(header <= set(spec.names) and set(spec.required) - {"student"} <= header
                   for spec in schema.TABLES.values())


def _by_form(files: list[Path]) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {form: [] for form in _FORMS}
    for entry in files:
        if _is_beside(entry):
            continue
        form = _form(entry)
        if form in found:
            found[form].append(entry)
    return found


def _is_beside(entry: Path) -> bool:
    name = entry.name.lower()
    return name in _BESIDE or name.endswith(_ENDS) or entry.stem.lower() == "readme"


def _read_forms(found: dict[str, list[Path]], problems: list[Problem], about: About) -> tuple[dict, dict]:
    """Read the files of each form; of several forms, people and what two of them tell of become one."""
    tables: dict[Path, list[Path]] = {}
    for path in found["table"]:
        tables.setdefault(path.parent, []).append(path)
    groups = [("table", paths) for paths in tables.values()]
    groups += [(form, [path]) for form in ("workbook", "project", "tracker") for path in found[form]]
    groups += [(form, found[form]) for form in _TOGETHER if found[form]]
    if len(groups) == 1:
        return _read(*groups[0], problems, about)
    whole, written_to = Together(about.student, about.same), None
    for number, (form, paths) in enumerate(groups):
        if about.tell:
            about.tell(paths[0].name, number, len(groups))
        more: list[Problem] = []
        known = whole.frames()
        if written_to is None and form in _TOGETHER:
            written_to = _written_to(found["mail"], knowing(about, known)) if form != "mail" else pd.DataFrame()
        if form in _TOGETHER and form != "mail" and len(written_to):
            known["contacts"] = pd.concat([known.get("contacts", pd.DataFrame()), written_to], ignore_index=True)
        try:
            raw, names = _read(form, paths, more, knowing(about, known))
        except LogError as error:
            # One file that cannot be read must not keep the others from their log.
            problems.append(Problem(paths[0].name, None, None, None, f"{paths[0].name} was left out: {error}"))
            continue
        whole.take(Reading({table: placed(frame, names[table]) for table, frame in raw.items()}, more))
    problems += whole.problems
    frames = whole.frames()
    return frames, dict.fromkeys(frames, "")


def _written_to(mail: list[Path], about: About) -> pd.DataFrame:
    """Return the people whom mail names: who is whom in transcripts and calendars, which are read before it."""
    if not mail:
        return pd.DataFrame()
    try:
        return _read("mail", mail, [], about)[0].get("contacts", pd.DataFrame())
    except LogError:
        # Said when it is the mail's turn.
        return pd.DataFrame()


def knowing(about: About, known: dict[str, pd.DataFrame]) -> About:
    """Return what a reader is told that is to know further tables; what is asked in one file is answered in another."""
    both = {name: [one for one in (getattr(about, name), known.get(name)) if one is not None]
            for name in ("contacts", "meetings", "outreach")}
    return replace(about, **{name: pd.concat(some, ignore_index=True) if some else None for name, some in both.items()})


def placed(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return a table whose rows say where they are from."""
    frame = frame.assign(_file=name) if "_file" not in frame else frame
    return frame.assign(_row=np.arange(len(frame)) + 2) if "_row" not in frame else frame


def _read(form: str, paths: list[Path], problems: list[Problem], about: About) -> tuple[dict, dict]:
    """Read files of one form."""
    raw, names = _read_form(form, paths, problems, about)
    students = {student for frame in raw.values() for student in cells.as_text(
        frame.get("student", pd.Series(dtype="str"))).dropna()} if about.one_student else ()
    if len(students) > 1:
        table = next(table for table, frame in raw.items() if "student" in frame)
        beside = " and the tables beside it are" if len(raw) > 1 else " is"
        raise SeveralStudents(f"{names[table] or paths[0].name}{beside} of {len(students):,} students, as the column "
                              "'student' says, and part of no log of one student; copy the rows of that student into a "
                              "folder of their own, and take that.")
    return raw, names


def _read_form(form: str, paths: list[Path], problems: list[Problem], about: About) -> tuple[dict, dict]:
    if form == "table":
        return _read_tables({path.stem.lower(): path for path in paths}, problems)
    if form in _TOGETHER:
        from shadowkit.readers import calendar, mail, notes

        reading = {"note": notes, "calendar": calendar, "mail": mail}[form].read(paths, about)
        problems += reading.problems
        return reading.tables, dict.fromkeys(reading.tables, "")
    path = paths[0]
    if form == "project":
        reading = refi.read(path)
        problems += reading.problems
        return reading.tables, dict.fromkeys(reading.tables, path.name)
    from shadowkit.readers import tracker

    reading = tracker.read(paths, about)
    problems += reading.problems
    return reading.tables, dict.fromkeys(reading.tables, path.name)


def _say_left_alone(files: list[Path], tables: dict[str, Path], problems: list[Problem]) -> None:
    for entry in files:
        if _is_beside(entry):
            continue
        if table := _copied_table(entry, tables):
            problems.append(Problem(entry.name, None, None, None, _about_copy(entry, tables[table])))
            continue
        close = nearest(entry.stem, schema.TABLES) if entry.suffix.lower() in _TABLES else None
        hint = f" If it is a table, name it {close}{entry.suffix.lower()}." if close else (
            " To bring it in, call journal.bring_in with its path." if _form(entry) in _FORMS else "")
        problems.append(Problem(
            entry.name, None, None, None, f"{entry.name} is not part of this log and was left alone.{hint}", close,
            "mend" if close else "know"))


def _say_left_below(files: list[Path], read: set[Path], top: Path, problems: list[Problem]) -> None:
    """Say what was not read in the folders inside of a log, a row for a folder; pictures may have one of their own."""
    for folder in dict.fromkeys(entry.parent for entry in files if entry.parent in read):
        there = [entry.name for entry in files if entry.parent == folder and not _is_beside(entry)]
        if there:
            name = folder.relative_to(top).as_posix()
            what = f"{there[0]} is" if len(there) == 1 else f"{len(there)} files, such as {there[0]}, are"
            problems.append(Problem(name, None, None, None, f"In the folder {name} {what} not part of this log and "
                                    f"{'was' if len(there) == 1 else 'were'} left alone.", kind="know"))


def _is_note(path: Path) -> bool:
    """Tell whether a file is a note or a transcript."""
    from shadowkit.readers import notes, transcripts

    suffix = path.suffix.lower()
    return suffix in (*_NOTES, *_CAPTIONS) or suffix in _SPOKEN and (
        transcripts.holds(path) or suffix == ".txt" and notes.holds(path))


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
    return any(entry.stem.lower() in schema.TABLES and entry.suffix.lower() in _TABLES for entry in _entries(folder)[0])


def _is_part(folder: Path) -> bool:
    """Tell whether a folder holds mail or calendars alone, and so is a part of a log and no student's log by itself."""
    forms = {form for form, there in _by_form(_entries(folder)[0]).items() if there}
    return bool(forms) and forms <= _PARTS


def _entries_below(folders: list[Path]) -> tuple[list[Path], list[Path]]:
    """Return the files in folders and in those inside of them, and the folders that are logs of their own."""
    files: list[Path] = []
    left: list[Path] = []
    for folder in folders:
        if _holds_tables(folder):
            left.append(folder)
        elif not folder.is_symlink():
            here, inner = _entries(folder)
            below, more = _entries_below(inner)
            files += here + below
            left += more
    return files, left


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


def _read_cohort(folders: list[Path], problems: list[Problem], about: About) -> tuple[dict, dict]:
    """Read one log per folder, and name the student after the folder where the log does not."""
    parts: dict[str, list[pd.DataFrame]] = {}
    taken: dict[str, str] = {}
    for folder in folders:
        mine: list[Problem] = []
        try:
            raw, names = read_folder(folder, mine, replace(about, student=folder.name))
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
