"""The log: ten tables and what was not understood, read from whatever a person keeps."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

import pandas as pd

from shadowkit import cells, schema
from shadowkit.errors import LogError, Problem, nearest, one_of
from shadowkit.readers import About, assembling, registry

EXAMPLES = ("student", "cohort", "everything")
#: What happened, and so tells until when a log was kept; a planned meeting does not.
_HAPPENED = {"contacts": "added_on", "outreach": "sent_at", "meetings": "starts_at", "reflections": "written_at",
             "tags": "tagged_at", "summaries": "written_at"}
#: One of what a log counts, where it is not the word without its last letter.
_ONE = {"people asked": "person asked", "replies": "reply", "good to know": "good to know"}


@dataclass(frozen=True, eq=False, repr=False)
class Log:
    """A frozen bundle of ten tables and the problems met while reading them; one student is a cohort of one.

    Each table is a DataFrame with the columns of the data dictionary; a table that is not there is empty. ``problems``
    has one row per cell, row or file that was not understood: ``file``, ``row`` (as a spreadsheet counts, the header
    being row 1; of a text the line), ``column``, ``value`` (the original text), ``problem`` (a sentence),
    ``suggestion`` and ``kind``: ``mend`` where somebody should correct something or answer a question, ``know`` where
    it is only said how something was understood, or what was left out.
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
            Whether to raise at the first thing to mend instead of listing it in ``problems``.
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
                # Whether a meeting without a status took place is not known; it must not move the day.
                frame = frame[frame["status"].isin(("held", "no_show"))]
            times.append(frame[column])
        latest = pd.Series([time.max() for time in times], dtype="datetime64[us]").max()
        if pd.isna(latest):
            latest = self.meetings["starts_at"][self.meetings["status"].isna()].max()
        return None if pd.isna(latest) else latest.normalize()

    def once(self, key: object, make: Callable[[], object]) -> object:
        """Return what ``make`` gives, made only the first time this log is asked for it."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def to_come(self) -> pd.Series:
        """Tell of each meeting whether it is planned, or has no status and a date after the log's last day."""
        status, starts = self.meetings["status"], self.meetings["starts_at"]
        later = False if self.as_of is None else starts >= self.as_of + pd.Timedelta(days=1)
        return (status == "planned") | (status.isna() & later)

    def counts(self) -> dict[str, int]:
        """Count what is in the log, in the words of its summary."""
        return self.once("counts", self._counts)

    def _counts(self) -> dict[str, int]:
        asks = self.outreach[self.outreach["purpose"].isna() | (self.outreach["purpose"] == "ask")]
        replied = asks[asks["replied_at"].notna() | asks["answer"].notna()]
        key = ["student", "contact"]
        held = (self.meetings["status"] == "held") | (self.meetings["status"].isna() & ~self.to_come())
        known = int((self.problems["kind"] == "know").sum())
        students = {"students": self.students["student"].nunique()} if len(self.students) > 1 else {}
        return students | {
            "people asked": len(asks.drop_duplicates(key)), "replies": len(replied.drop_duplicates(key)),
            "meetings": int(held.sum()), "answers": int(self.answers["answer"].notna().sum()),
            "problems": len(self.problems) - known} | ({"good to know": known} if known else {})

    def __repr__(self) -> str:
        return f"Log {self.name!r}: " + ", ".join(
            f"{count:,} {what if count != 1 else _ONE.get(what, what[:-1])}" for what, count in self.counts().items())

    def _repr_html_(self) -> str:
        rows = "".join(f'<tr><th scope="row" style="text-align:left">{what}</th><td>{count:,}</td></tr>'
                       for what, count in self.counts().items())
        until = f", until {self.as_of.day} {self.as_of:%B %Y}" if self.as_of is not None else ""
        hint = "<p>What was not understood is listed in <code>log.problems</code>.</p>" if len(self.problems) else ""
        caption = f'<caption style="text-align:left;white-space:nowrap">Log “{html.escape(self.name)}”{until}</caption>'
        return f"<table>{caption}{rows}</table>{hint}"


def load(path: str | Path, *, strict: bool = False, student_name: str | None = None,
         student_email: str | None = None, keep_text: bool = False, same: Mapping[str, str] | None = None) -> Log:
    """Load a log from wherever it is kept; what is not understood is listed in ``log.problems``, never lost.

    Parameters
    ----------
    path : str or Path
        A file or a folder, told by what is in it: notes (Markdown, or text with questions), transcripts and captions,
        mail (``.mbox``, ``.eml``), calendars (``.ics``), lists and forms in columns of their own, LinkedIn's
        connections; a log's own tables (CSV or Parquet files named like them, a workbook with a sheet per table); a
        REFI-QDA project or codebook. A folder may mix these: people are then matched by e-mail address, or else by
        name, and what two files tell of is one row. A folder of logs is one per student.
    strict : bool
        Whether to raise at the first thing to mend instead of listing it.
    student_name, student_email : str, optional
        Who the student is in transcripts and in mail, where the log does not say; several addresses with commas.
    keep_text : bool
        Whether the texts of messages are kept.
    same : dict, optional
        Who is whom where names differ: a name as one file has it, and the name of that person in another.

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
    name = path.resolve().name if path.is_dir() else path.stem
    about = About(name, student_name, student_email, keep_text, same=same)
    raw, files = (registry.read_file if path.is_file() else registry.read_folder)(path, problems, about)
    return _assembled(raw, problems, name=name, files=files, strict=strict)


def load_tables(folder: Path) -> Log:
    """Load the tables of a folder alone, whatever else lies in it."""
    problems: list[Problem] = []
    name = folder.resolve().name
    raw, files = registry.read_folder(folder, problems, About(name), only_tables=True)
    return _assembled(raw, problems, name=name, files=files, strict=False)


def check(path: str | Path) -> pd.DataFrame:
    """Return what is not understood in a log, one row per cell, row or file.

    Parameters
    ----------
    path : str or Path
        Anything :func:`load` reads.

    Returns
    -------
    DataFrame
        ``file``, ``row`` (as a spreadsheet counts, of a text the line; missing for a whole file), ``column``, ``value``
        (the original text), ``problem`` (a sentence with the next step), ``suggestion`` (the nearest allowed word, or
        missing), ``kind`` (``mend`` where somebody should correct something or answer a question; below these,
        ``know``).

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
    name : {"student", "cohort", "everything"}
        One student's term; 200 students; what a student keeps who keeps no log, in six forms.

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
    looked = "" if path.is_absolute() else f" (looked in {str(Path.cwd())!r})"
    return f"There is no log at {str(path)!r}{looked}. {hint}"


def _assembled(raw: dict[str, pd.DataFrame], problems: list[Problem], *, name: str, files: dict[str, str],
               strict: bool) -> Log:
    """Make a log of the tables that were read."""
    made = assembling.assembled(raw, problems, name=name, files=files)
    to_mend = [problem.problem for problem in problems if problem.kind == "mend"]
    if strict and to_mend:
        raise LogError(to_mend[0] + (f" ({len(to_mend) - 1} more)" if len(to_mend) > 1 else ""))
    return Log(**made, problems=assembling.problem_table(problems), name=name)
