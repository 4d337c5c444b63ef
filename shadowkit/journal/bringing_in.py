"""Bringing into a log what people keep elsewhere: notes, transcripts, mail, calendars, lists of their own.

What is brought in is written as it stands, so that what is not understood can be mended in the log. Bringing in is a
row of changes, table by table, which one call of undo takes back; bringing the same thing in again adds nothing.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from shadowkit import markup
from shadowkit.errors import LogError, Problem, one_of, what_to_mend
from shadowkit.journal.earlier import Earlier
from shadowkit.journal.folder import Change, Decide, Folder, Look, counted
from shadowkit.journal.sheet import Row, one_difference
from shadowkit.readers import About, Reading, SeveralStudents, people, registry
from shadowkit.readers.assembling import problem_table
from shadowkit.readers.there import called, is_called
from shadowkit.readers.together import Count, Together

#: How many rows of a table are shown without scrolling, and how many sentences about what was not understood.
_TALL, _SAID = 15, 50


class BroughtIn:
    """What came from where: ``counts`` has one row per file and table, ``problems`` what to mend or know.

    ``counts``: ``source`` (the file), ``table``, ``found`` (rows in it), ``added`` (rows that are new in the log),
    ``filled`` (empty cells of the log that were filled). ``problems``: as :func:`shadowkit.check` has them.
    """

    def __init__(self, counts: list[Count], problems: list[Problem], log: str) -> None:
        # What one file brought stands together, the files in the order in which they were read.
        places = {source: place for place, source in enumerate(dict.fromkeys(count.source for count in counts))}
        self.counts = pd.DataFrame(sorted(counts, key=lambda count: places[count.source]),
                                   columns=list(Count._fields)).astype({"source": "str", "table": "str"})
        self.problems = problem_table(problems)
        self._log = log

    def __repr__(self) -> str:
        added = self.counts.groupby("table")["added"].sum()
        came = [f"{counted(int(added[table]))} of {table}" for table in Together.ORDER if added.get(table, 0)]
        filled = int(self.counts["filled"].sum())
        came += [f"{filled:,} empty cell{'' if filled == 1 else 's'} filled"] if filled else []
        said = "; ".join(came) if came else "nothing new"
        return f"Brought into {self._log!r}: {said}; {what_to_mend(self.problems['kind'])}"

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(repr(self))}.</p>{self._table()}{self._said()}"

    def _table(self) -> str:
        """Return what came from where, each file named once beside all that it brought."""
        number, rows = "text-align:right", []
        for file, part in self.counts[self.counts["found"] > 0].groupby("source", sort=False):
            # In a narrow notebook it is the name that breaks, and no number goes out of sight.
            name = markup.cell((markup.lines(file), "overflow-wrap:anywhere"), head="rowgroup",
                               more=f' rowspan="{len(part)}"')
            for count in part.itertuples(index=False):
                tail = "".join(markup.cell((f"{value:,}", number)) for value in count[2:])
                rows.append(f'<tr style="background:none">{name}{markup.cell(markup.lines(count.table))}{tail}</tr>')
                name = ""
        heads = [*Count._fields[:2], *((name, number) for name in Count._fields[2:])]
        return markup.listing("What came from where", heads, rows, height=420 if len(rows) > _TALL else None) \
            if rows else ""

    def _said(self) -> str:
        """Return what is to be mended, and what is only good to know, to open on request."""
        shown = ""
        for kind, heading, state in (("mend", "To mend", " open"), ("know", "Good to know", "")):
            sentences = self.problems.loc[self.problems["kind"] == kind, "problem"]
            if count := len(sentences):
                said = "".join(f"<li>{markup.lines(sentence)}</li>" for sentence in sentences[:_SAID])
                more = f"<li>and {count - _SAID:,} more, in <code>.problems</code></li>" if count > _SAID else ""
                shown += f"<details{state}><summary>{heading}: {count:,}</summary><ul>{said}{more}</ul></details>"
        return shown


class BringingIn:
    """The part of a journal that takes in other files; see :class:`shadowkit.Journal`."""

    path: Path
    _folder: Folder

    def bring_in(self, *sources: str | Path, student_name: str | None = None, student_email: str | None = None,
                 keep_text: bool = False, same: Mapping[str, str] | None = None,
                 tell: Callable[[str, int, int], None] | None = None) -> BroughtIn:
        r"""Take what other files tell into the log; what is there already is not added again.

        People are matched by e-mail address, or else by name; names that come near are proposed in the problems and
        never merged. A meeting or message that the log has already gets its empty cells filled; where the two differ,
        the log's own is kept and the other is listed with the problems. What was mended, emptied or removed in the log
        since stays so, which the journal's history tells; what an undo took back counts as never there.

        Parameters
        ----------
        *sources : str or Path
            Anything that :func:`shadowkit.load` reads, of one student: files, or folders that mix them.
        student_name, student_email, keep_text
            As :func:`shadowkit.load` takes them.
        same : dict, optional
            Who is whom where names differ: a name as a source has it, and the handle or name of that person in the
            log, or in a file that is read before.
        tell : callable, optional
            Called before something is read, with its name, and with how many of how many have been read.

        Returns
        -------
        BroughtIn
            ``counts`` and ``problems``: what came from where, and what was not understood.

        Raises
        ------
        LogError
            If a source cannot be read at all, or all that is brought in is of several students; then nothing is
            written. Beside other files, one that is of several students is left out, and said.

        Examples
        --------
        >>> import tempfile, pathlib, shadowkit as sk
        >>> note = pathlib.Path(tempfile.mkdtemp(), "2026-09-22 Amara Okonkwo.md")
        >>> _ = note.write_text("## What is best?\n\nThe quiet before the shift.")
        >>> journal = sk.open_journal(tempfile.mkdtemp())
        >>> journal.bring_in(note).counts[["table", "added"]].values.tolist()
        [['contacts', 1], ['meetings', 1], ['answers', 1]]
        >>> journal.bring_in(note).counts["added"].sum()
        np.int64(0)
        """
        if not sources:
            raise LogError("Say what to bring in: journal.bring_in('notes/'), say, or several files and folders.")
        doing = _Doing(self._folder, [self._source(source) for source in sources],
                       About(self._whose(), student_name, student_email, keep_text, tell=tell, same=same,
                             one_student=True))
        self._folder.changes(doing.steps())
        return BroughtIn(doing.counts, doing.problems, self.path.resolve().name)

    def _source(self, source: str | Path) -> Path:
        path = Path(source).expanduser()
        if not path.exists():
            raise LogError(f"There is nothing at {str(path)!r}, so nothing was brought in; check the path.")
        if path.resolve() == self.path.resolve():
            raise LogError(f"{str(path)!r} is this log itself; name other files or folders.")
        return path

    def _whose(self) -> str:
        students = {row["student"] for row in self._folder.sheet("students").rows if row.get("student")}
        return students.pop() if len(students) == 1 else self.path.resolve().name


class _Doing:
    """A bringing in, in steps: one or two a table, each of which leaves a log that is whole."""

    def __init__(self, folder: Folder, sources: list[Path], about: About) -> None:
        self._folder, self._sources, self._about = folder, sources, about
        self.counts: list[Count] = []
        self.problems: list[Problem] = []
        self._whole: Together | None = None
        self._base: dict[str, list[Row]] = {}
        self._says, self._group = "", 0

    def steps(self) -> Iterator[Decide]:
        for table in Together.ORDER:
            for part in ("filled", "added"):
                yield lambda look, table=table, part=part: self._step(look, table, part)

    def _step(self, look: Look, table: str, part: str) -> Change | None:
        if self._whole is None:
            self._whole = self._read(look)
        sheet = look(table)
        if part == "filled" and sheet.rows != self._base[table]:
            raise LogError(f"{sheet.path.name} was saved by another program while this was brought in; bring it in "
                           "again, and what is there by now is not added twice.")
        ours = "student" in sheet.names or table == "students"
        rows = [_plain(row, keep_student=ours) for row in self._whole.now(table)]
        here = len(self._base[table])
        if part == "added":
            number = len(rows) - here
            splice = (here, [], rows[here:])
            says = f"brought in {counted(number)} of {table}"
        else:
            splice = one_difference(sheet.rows, rows[:here])
            says = f"filled empty cells of {table} from what was brought in"
        if not any(splice[1:]):
            return None
        self._group = self._group or len(self._folder.history.changes) + 1
        return Change(sheet, "import", says, splice, (), (), {"group": self._group, "whole": self._says})

    def _read(self, look: Look) -> Together:
        """Read the sources, each in the light of what the log and the sources before it have."""
        whole = Together(self._about.student, self._about.same)
        sheets = {table: look(table) for table in Together.ORDER}
        self._base = {table: list(sheet.rows) for table, sheet in sheets.items()}
        changes = self._folder.history.changes
        whole.begin({table: Earlier(table, changes).lines(sheet.rows) for table, sheet in sheets.items()},
                    {table: sheet.path.name for table, sheet in sheets.items()})
        self._must_not_be_two(whole.now("contacts"))
        # Files of one form are read together: a reply in one mailbox may be to a message in another.
        files = [source for source in self._sources if source.is_file()]
        parts = ([files] if files else []) + [[source] for source in self._sources if source.is_dir()]
        for part in parts:
            try:
                self._take(whole, part)
            except SeveralStudents as error:
                if len(parts) == 1:
                    raise
                whole.problems.append(Problem(part[0].name, None, None, None, f"{part[0].name} was left out: {error}"))
        there = whole.now("contacts")
        for who in (self._about.same or {}).values():
            if not any(is_called(row, who) for row in there):
                raise one_of("same", who, [row.get("name") or row.get("contact", "") for row in there])
        for name in self._about.same or {}:
            if not any(is_called(row, name) for row in there):
                raise LogError(f"`same` names {name!r}, and nobody in the log or in what was read is called so; check "
                               "the name.")
        self.problems = whole.problems
        names = [source.name for source in self._sources]
        self._says = f"brought in {', '.join(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''}"
        return whole

    def _must_not_be_two(self, there: list[Row]) -> None:
        """Raise where ``same`` names two people whom the log has already, each with rows of their own."""
        for name, who in (self._about.same or {}).items():
            kept = next((row for row in there if is_called(row, who)), None)
            other = next((row for row in there if row is not kept and people.plain(called(row)) == people.plain(name)),
                         None)
            if kept and other:
                raise LogError(f"`same` says that {name!r} is {who!r}, and the log has both already, as "
                               f"{other['contact']!r} and {kept['contact']!r}. Take back what brought the second with "
                               "journal.undo() or shadowkit undo, and bring it in again with `same`.")

    def _take(self, whole: Together, sources: list[Path]) -> None:
        problems: list[Problem] = []
        about = registry.knowing(self._about, whole.known())
        raw, names = (registry.read_files(sources, problems, about) if sources[0].is_file() else
                      registry.read_folder(sources[0], problems, about))
        named = {student for frame in raw.values() if "student" in frame for student in frame["student"].dropna()}
        if len(named) > 1:
            raise SeveralStudents(f"{sources[0].name} is of {len(named)} students, and a journal of one; bring in the "
                                  "part that is theirs.")
        raw = {table: frame.drop(columns="student", errors="ignore") if table != "students" else frame
               for table, frame in raw.items()}
        placed = {table: registry.placed(frame, names[table]) for table, frame in raw.items()}
        self.counts += whole.take(Reading(placed, problems))


def _plain(row: Row, *, keep_student: bool) -> Row:
    """Return a row as a file has it: its cells, and not where they are from."""
    return {name: cell for name, cell in row.items()
            if not name.startswith("_") and cell and (keep_student or name != "student")}
