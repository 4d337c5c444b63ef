"""The log: ten tables and what was not understood, read from whatever a person keeps."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd

from shadowkit import cells, schema
from shadowkit.errors import LogError, Problem, nearest, one_of
from shadowkit.readers import delimited

EXAMPLES = ("student", "cohort")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_NOTES = (".md", ".markdown")
#: What happened, and so tells until when a log was kept; a planned meeting does not.
_HAPPENED = {"contacts": "added_on", "outreach": "sent_at", "meetings": "starts_at", "reflections": "written_at",
             "tags": "tagged_at", "summaries": "written_at"}


@dataclass(frozen=True, eq=False, repr=False)
class Log:
    """A frozen bundle of ten tables and the problems met while reading them; one student is a cohort of one.

    Each table is a DataFrame with the columns of the data dictionary; a table that is not there is empty. ``problems``
    has one row per cell, row or file that was not understood: ``file``, ``row`` (as a spreadsheet counts, the header
    being row 1), ``column``, ``value`` (the original text), ``problem`` (a sentence) and ``suggestion``.
    """

    students: pd.DataFrame
    contacts: pd.DataFrame
    outreach: pd.DataFrame
    meetings: pd.DataFrame
    answers: pd.DataFrame
    observations: pd.DataFrame
    reflections: pd.DataFrame
    tags: pd.DataFrame
    codebook: pd.DataFrame
    summaries: pd.DataFrame
    problems: pd.DataFrame
    name: str = "log"
    _made: dict[object, object] = field(default_factory=dict)

    @classmethod
    def from_tables(cls, *, name: str = "log", strict: bool = False, **frames: pd.DataFrame) -> Log:
        """Make a log from DataFrames, one per table, checked like files.

        Parameters
        ----------
        name : str
            What the log is called; also the student's handle where the frames have no column ``student``.
        strict : bool
            Whether to raise at the first problem instead of listing it in ``problems``.
        **frames : DataFrame
            ``outreach=…, contacts=…``: tables by name, with the columns of the data dictionary.

        Returns
        -------
        Log

        Raises
        ------
        LogError
            If a table's name is not one of the ten, or ``strict`` is set and there is a problem.

        Examples
        --------
        >>> import pandas as pd
        >>> asked = pd.DataFrame({"contact": ["amara", "jon"], "sent_at": ["2026-09-14", "2026-09-15"]})
        >>> Log.from_tables(outreach=asked)
        Log 'log': 2 people asked, 0 replies, 0 meetings, 0 answers, 0 problems
        """
        for table in frames:
            if table not in schema.TABLES:
                raise one_of("table", table, schema.TABLES)
        problems: list[Problem] = []
        raw = {}
        for table, frame in frames.items():
            if not isinstance(frame, pd.DataFrame):
                raise LogError(f"`{table}` must be a DataFrame, and it was a {type(frame).__name__}; make one with "
                               f"pd.DataFrame, where one row is {schema.TABLES[table].row}.")
            raw[table], more = cells.headed(frame, schema.TABLES[table], file=table)
            problems += more
        return _assembled(raw, problems, name=name, files={table: table for table in frames}, strict=strict)

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The ten tables by name."""
        return {name: getattr(self, name) for name in schema.TABLES}

    @property
    def as_of(self) -> pd.Timestamp | None:
        """The day the log is looked at: the latest date of anything in it that happened; None in an empty log."""
        return self.once("as_of", self._latest)

    def _latest(self) -> pd.Timestamp | None:
        times = [self.outreach["replied_at"], self.meetings["thanked_at"]]
        for table, column in _HAPPENED.items():
            frame = getattr(self, table)
            if table == "meetings":
                frame = frame[~frame["status"].isin(("planned", "cancelled"))]
            times.append(frame[column])
        latest = pd.Series([time.max() for time in times], dtype="datetime64[us]").max()
        return None if pd.isna(latest) else latest.normalize()

    def once(self, key: object, make: Callable[[], object]) -> object:
        """Return what ``make`` gives, made only the first time this log is asked for it."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def counts(self) -> dict[str, int]:
        """Count what is in the log, in the words of its summary."""
        asks = self.outreach[self.outreach["purpose"].isna() | (self.outreach["purpose"] == "ask")]
        replied = asks[asks["replied_at"].notna() | asks["answer"].notna()]
        key = ["student", "contact"]
        held = self.meetings["status"].isna() | (self.meetings["status"] == "held")
        students = {"students": self.students["student"].nunique()} if len(self.students) > 1 else {}
        return students | {
            "people asked": len(asks.drop_duplicates(key)), "replies": len(replied.drop_duplicates(key)),
            "meetings": int(held.sum()), "answers": int(self.answers["answer"].notna().sum()),
            "problems": len(self.problems)}

    def __repr__(self) -> str:
        return f"Log {self.name!r}: " + ", ".join(f"{count:,} {what}" for what, count in self._counts().items())

    def _repr_html_(self) -> str:
        rows = "".join(f'<tr><th scope="row" style="text-align:left">{what}</th><td>{count:,}</td></tr>'
                       for what, count in self._counts().items())
        until = f", until {self.as_of.day} {self.as_of:%B %Y}" if self.as_of is not None else ""
        hint = "<p>What was not understood is listed in <code>log.problems</code>.</p>" if len(self.problems) else ""
        caption = f'<caption style="text-align:left;white-space:nowrap">Log “{html.escape(self.name)}”{until}</caption>'
        return f"<table>{caption}{rows}</table>{hint}"

    def _counts(self) -> dict[str, int]:
        return self.once("counts", self.counts)


def load(path: str | Path, *, strict: bool = False) -> Log:
    """Load a log from wherever it is kept; what is not understood is listed in ``log.problems``, never lost.

    Parameters
    ----------
    path : str or Path
        A folder of CSV or Parquet files named like the tables (``outreach.csv``, …); a folder of such folders, one per
        student; a workbook with a sheet per table; a Markdown note of one interview, or a folder of notes.
    strict : bool
        Whether to raise at the first problem instead of listing it.

    Returns
    -------
    Log
        The ten tables and the problems.

    Raises
    ------
    LogError
        If there is nothing at ``path``, or a file cannot be read at all; with ``strict``, at the first problem.

    Examples
    --------
    >>> import shadowkit as sk
    >>> log = sk.load(sk.log.example_path("student"))
    >>> len(log.meetings) > 8
    True
    """
    path = Path(path).expanduser()
    if not path.exists():
        raise LogError(_nothing_at(path))
    problems: list[Problem] = []
    if path.is_file():
        raw, files = _read_file(path, problems)
    else:
        raw, files = _read_folder(path, problems)
    name = path.resolve().name if path.is_dir() else path.stem
    return _assembled(raw, problems, name=name, files=files, strict=strict)


def check(path: str | Path) -> pd.DataFrame:
    """Return what is not understood in a log, one row per cell, row or file.

    Parameters
    ----------
    path : str or Path
        Anything :func:`load` reads.

    Returns
    -------
    DataFrame
        ``file``, ``row`` (as a spreadsheet counts; missing for a whole file), ``column``, ``value`` (the original
        text), ``problem`` (a sentence with the next step), ``suggestion`` (the nearest allowed word, or missing).

    Raises
    ------
    LogError
        As :func:`load` does.

    Examples
    --------
    >>> import shadowkit as sk
    >>> len(sk.check(sk.log.example_path("student")))
    3
    """
    return load(path).problems


def example(name: str = "student") -> Log:
    """Return a log that comes with the package; all people in it are invented.

    Parameters
    ----------
    name : {"student", "cohort"}
        One student's term, or 200 students.

    Returns
    -------
    Log

    Raises
    ------
    LogError
        If there is no example of that name.

    Examples
    --------
    >>> import shadowkit as sk
    >>> sk.example("cohort").students["student"].nunique()
    200
    """
    return load(example_path(name))


def example_path(name: str = "student") -> Path:
    """Return the folder of an example that comes with the package."""
    if name not in EXAMPLES:
        raise one_of("name", name, EXAMPLES)
    return shipped("data") / name


def shipped(what: str) -> Path:
    """Return the folder ``data`` or ``notebooks`` that comes with the package, installed or in a checkout."""
    inside = Path(str(resources.files("shadowkit"))) / "_shipped" / what
    return inside if inside.is_dir() else Path(__file__).resolve().parents[1] / what


def _nothing_at(path: Path) -> str:
    there = path.parent.is_dir()
    beside = [entry.name for entry in path.parent.iterdir()] if there else []
    close = nearest(path.name, beside)
    hint = f"Did you mean {str(path.parent / close)!r}?" if close else (
        f"The folder it should be in, {str(path.parent)!r}, is not there either; check the path." if not there
        else "Check the path, or make a new log with: shadowkit new FOLDER.")
    return f"There is no log at {str(path)!r}. {hint}"


def _read_file(path: Path, problems: list[Problem]) -> tuple[dict, dict]:
    """Read one file: a workbook, a note, or a table by its name."""
    suffix = path.suffix.lower()
    if suffix in _NOTES:
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
    if suffix not in (".csv", ".tsv", ".parquet"):
        raise LogError(f"{path.name} is no form of log this version reads; give a folder of CSV files, a workbook "
                       "(.xlsx, .ods), Parquet files, or Markdown notes (.md).")
    table = path.stem.lower()
    if table not in schema.TABLES:
        close = nearest(table, schema.TABLES)
        hint = f" Did you mean {close}{suffix}?" if close else ""
        raise LogError(f"{path.name} is not named like a table, so what its rows are is not known; the names are "
                       f"{', '.join(schema.TABLES)}.{hint}")
    return _read_tables({table: path}, problems)


def _read_folder(path: Path, problems: list[Problem]) -> tuple[dict, dict]:
    """Read a folder: one log of tables or notes, one workbook, or a folder of logs."""
    files, folders = _entries(path)
    # What writes Parquet in parallel makes a folder of parts.
    parts = [entry for entry in folders if entry.suffix.lower() == ".parquet"]
    tables = {entry.stem.lower(): entry for entry in files + parts
              if entry.suffix.lower() in (".csv", ".tsv", ".parquet") and entry.stem.lower() in schema.TABLES}
    notes = [entry for entry in files if entry.suffix.lower() in _NOTES and entry.stem.lower() != "readme"]
    books = [entry for entry in files if entry.suffix.lower() in _WORKBOOKS]
    if tables:
        used, (raw, names) = set(tables.values()), _read_tables(tables, problems)
    elif notes:
        used, (raw, names) = set(notes), _read_notes(notes, problems, student=path.resolve().name)
    elif len(books) == 1:
        used, (raw, names) = set(books), _read_file(books[0], problems)
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
        if entry not in used and entry.name.lower() not in ("readme.md", "license", "licence"):
            close = nearest(entry.stem, schema.TABLES) if entry.suffix.lower() in (".csv", ".tsv", ".parquet") else None
            problems.append(Problem(
                entry.name, None, None, None, f"{entry.name} is not part of this log and was left alone."
                + (f" If it is a table, name it {close}{entry.suffix.lower()}." if close else ""), close))
    return raw, names


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
    for folder in folders:
        mine: list[Problem] = []
        try:
            raw, names = _read_folder(folder, mine)
        except LogError as error:
            # One student's broken file must not keep an advisor from the others.
            problems.append(Problem(folder.name, None, None, None, f"{folder.name} was left out: {error}"))
            continue
        problems += [problem._replace(file=f"{folder.name}/{problem.file}") for problem in mine]
        student = _only_student(raw) or folder.name
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


def _assembled(raw: dict[str, pd.DataFrame], problems: list[Problem], *, name: str, files: dict[str, str],
               strict: bool) -> Log:
    """Give every cell its type, compare handles between tables, and collect the problems."""
    handle = _only_student(raw) or name
    made, notes = {}, {}
    for table, spec in schema.TABLES.items():
        frame, notes[table] = cells.typed(raw.get(table, pd.DataFrame()), spec, file=files.get(table, table))
        made[table] = frame.fillna({"student": handle}) if frame["student"].isna().any() else frame
        if table in schema.UNIQUE:
            made[table] = cells.without_doubles(made[table], spec, notes[table])
    for table, spec in schema.TABLES.items():
        for column in spec.columns:
            if column.refers_to:
                _check_handles(made, table, column, notes[table])
    for table in made:
        problems += notes[table].problems
        made[table] = made[table].reset_index(drop=True)
    made["answers"] = _with_positions(made["answers"])
    made["students"] = _with_all_students(made)
    if strict and problems:
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        raise LogError(problems[0].problem + more)
    listed = pd.DataFrame(problems, columns=schema.PROBLEM_COLUMNS).astype(
        {"row": "Int64"} | dict.fromkeys(("file", "column", "value", "problem", "suggestion"), "str"))
    return Log(**made, problems=listed, name=name)


def _only_student(raw: dict[str, pd.DataFrame]) -> str | None:
    """Return the student's handle, where the table of students names just one."""
    named = cells.as_text(raw.get("students", pd.DataFrame()).get("student", pd.Series(dtype="str"))).dropna().unique()
    return named[0] if len(named) == 1 else None


def _check_handles(made: dict[str, pd.DataFrame], table: str, column: schema.Column, notes: cells.Notes) -> None:
    """Note every handle that its own table does not know; the row stays."""
    theirs = made[column.refers_to]
    frame = made[table]
    key = schema.TABLES[column.refers_to].key[-1]
    if theirs.empty or frame.empty:
        return
    ours, known = pair_numbers(frame, column.name, theirs, key)
    for label in frame.index[~pd.Series(ours).isin(known).to_numpy() & (ours >= 0)]:
        value, student = frame.at[label, column.name], frame.at[label, "student"]
        close = nearest(value, theirs.loc[theirs["student"] == student, key])
        notes.cell(label, column.name, value, f"{{place}} speaks of {key} {value!r}, who is not in {column.refers_to}."
                   if key == "contact" else f"{{place}} speaks of {key} {value!r}, which is not in {column.refers_to}.",
                   close)


def pair_numbers(frame: pd.DataFrame, column: str, theirs: pd.DataFrame, key: str) -> tuple[np.ndarray, np.ndarray]:
    """Give each handle of two tables a number, the same student's same handle alike; -1 where there is no handle."""
    students, _ = pd.factorize(pd.concat([frame["student"], theirs["student"]], ignore_index=True))
    handles, found = pd.factorize(pd.concat([frame[column], theirs[key]], ignore_index=True))
    pairs = np.where(handles >= 0, students.astype("int64") * len(found) + handles, -1)
    return pairs[: len(frame)], pairs[len(frame):]


def _with_positions(answers: pd.DataFrame) -> pd.DataFrame:
    """Count the answers of a meeting whose positions were left empty, on from those that have one."""
    empty = answers["position"].isna()
    if not empty.any():
        return answers
    meeting = [answers["student"], answers["meeting"]]
    taken = answers["position"].fillna(0).groupby(meeting).transform("max")
    place = empty.groupby(meeting).cumsum().astype("Int64")
    return answers.assign(position=answers["position"].fillna(taken + place))


def _with_all_students(made: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Add students that only their tables name, so that a cohort is complete."""
    students = made["students"]
    named = pd.concat([pd.Series(frame["student"].unique()) for frame in [students, *made.values()]])
    # Those of the table of students come first, so what comes after them is new.
    added = named.dropna().unique()[students["student"].nunique():]
    return pd.concat([students, pd.DataFrame({"student": added})], ignore_index=True) if len(added) else students
