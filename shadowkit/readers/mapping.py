"""Which of our columns each column of a person's own tracker or form goes to: proposed, shown, edited, kept."""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from shadowkit import cells, markup, schema
from shadowkit.errors import LogError, Problem, nearest
from shadowkit.readers import Reading, applying, proposing, sheets
from shadowkit.readers.grid import Sheet
from shadowkit.readers.proposing import Choice

if TYPE_CHECKING:
    import yaml

#: What the name of a kept mapping ends in, after that of its file.
SUFFIX = ".shadowkit.yaml"
#: Why a column goes where somebody sent it.
_TOLD = "as you said"
_LARGEST = 1_000_000
_TOP = ("# How shadowkit reads {}: each column, and the column of a log that it goes to; null leaves it out.\n"
        "# A column may also have `words:` (what its cells mean) and `options:` (what its cells may hold several "
        "of).\n")


def mapping(path: str | Path, sheet: str | None = None) -> Mapping:
    r"""Return how a tracker or a form is read: the mapping kept beside it, else one that is proposed.

    Parameters
    ----------
    path : str or Path
        A file of any layout, in CSV, TSV, XLSX, XLS, XLSB or ODS.
    sheet : str, optional
        Which sheet of a workbook; needed where more than one is understood.

    Returns
    -------
    Mapping
        Shows each column, where it goes, why, and three of its cells. Change it with
        ``mapping["Company"] = "contacts.organization"`` (``None`` leaves a column out), look at what comes of it with
        ``mapping.tables()``, and keep it with ``mapping.save()``; it is applied whenever the file is loaded.

    Raises
    ------
    LogError
        If the file cannot be read, holds no table, or has no such sheet.

    Notes
    -----
    A mapping says how a file is read from now on. A log that has the file already keeps the rows it made: take them
    back with ``journal.undo()`` (or ``shadowkit undo``), and bring the file in again.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = Path(folder.name) / "tracker.csv"
    >>> _ = path.write_text("Name,Company,Date contacted\nAmara Okonkwo,Lowell Clinic,2026-09-14\n")
    >>> found = mapping(path)
    >>> found["Company"], found["Date contacted"]
    ('contacts.organization', 'outreach.sent_at')
    >>> found.tables()["outreach"][["contact", "sent_at"]].values.tolist()
    [['amara-okonkwo', '2026-09-14']]
    >>> folder.cleanup()
    """
    path = Path(path).expanduser()
    found, problems = sheets.read(path)
    if sheet is not None:
        if sheet not in found:
            close = nearest(sheet, found)
            raise LogError(f"{path.name} has no sheet {sheet!r} with a table; it has "
                           f"{', '.join(map(repr, found)) or 'none'}." + (f" Did you mean {close!r}?" if close else ""))
        return of_sheet(path, sheet, found[sheet])
    if not found:
        raise LogError(f"{path.name} holds no table, so there is nothing to map"
                       + (f": {problems[0].problem}" if problems else "; give it a header and rows below it."))
    made = [of_sheet(path, name, table) for name, table in found.items()]
    understood = [one for one in made if one.is_understood] or made
    if len(understood) > 1:
        names = ", ".join(repr(one.sheet) for one in understood)
        raise LogError(f"{path.name} has {len(understood)} sheets that may be mapped: {names}; say which, as in "
                       f"{call(path, understood[0].sheet)}.")
    return understood[0]


class Mapping:
    """Where each column of one sheet goes; ``columns`` has each choice with its ``words`` and ``options``.

    ``words`` says what a cell means, as in ``mapping.columns["Method"].words["LinkedIn"] = "email"``; ``options`` lists
    what a cell may hold several of, with commas between them.
    """

    def __init__(self, path: Path, sheet: str, table: Sheet, choices: dict[str, Choice], *, is_saved: bool,
                 problems: list[Problem]) -> None:
        self.path, self.sheet, self.columns, self.is_saved = path, sheet, choices, is_saved
        self._table, self._problems = table, problems

    def __getitem__(self, column: str) -> str | None:
        return self.columns[self._known(column)].to

    def __setitem__(self, column: str, target: str | None) -> None:
        choice = self.columns[self._known(column)]
        if target is not None:
            target = _checked(target, column)
            other = next((name for name, one in self.columns.items() if one.to == target and name != column), None)
            if other and target not in proposing.MANY:
                raise LogError(f"{other!r} goes to `{target}` already, and only one column can; send that one "
                               f"elsewhere first, or leave it out with mapping[{other!r}] = None.")
        choice.to, choice.why = target, _TOLD
        choice.words = proposing.words_of(target, self._table.columns[column])

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def is_understood(self) -> bool:
        """Whether what the columns go to makes a log, or somebody said where one goes."""
        return (self.is_saved or any(choice.why == _TOLD for choice in self.columns.values())
                or proposing.is_understood(self.columns.values()))

    def save(self) -> Path:
        """Keep the mapping beside its file, where loading the file finds it; return where it is.

        What was brought into a log before stays there as it is: take it back with ``journal.undo()``, and bring the
        file in again.
        """
        import yaml

        for wrong in self._wrong_words():
            raise LogError(wrong.problem)
        target = beside(self.path)
        kept = _kept(self.path, [])
        mine = {"columns": {name: _plain(choice) for name, choice in self.columns.items()}}
        if self.sheet:
            kept.pop("columns", None)
            others = kept.get("sheets") if isinstance(kept.get("sheets"), dict) else {}
            mine = {"sheets": others | {self.sheet: mine}}
        text = _TOP.format(self.path.name) + yaml.safe_dump(kept | mine, sort_keys=False, allow_unicode=True, width=120)
        draft = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            draft.write_text(text, encoding="utf-8")
            draft.replace(target)
        except OSError as error:
            raise LogError(f"The mapping could not be written to {str(target)!r} ({error.strerror or error}); copy the "
                           "file to a folder of your own and map it there.") from error
        self.is_saved = True
        return target

    def reading(self, student: str = "me") -> Reading:
        """Return the tables that come of the file, and what was not understood."""
        if not self.is_understood:
            raise LogError(self.not_understood().problem)
        wrong = list(self._wrong_words())
        left = {(one.column, one.value) for one in wrong}
        found = applying.tables(self._table, {name: replace(choice, words={
            cell: word for cell, word in choice.words.items() if (name, cell) not in left})
            for name, choice in self.columns.items()}, student)
        return Reading(found.tables, [*self._table.problems, *self._problems, *self._said(), *wrong, *found.problems])

    def tables(self, student: str = "me") -> dict[str, pd.DataFrame]:
        """Return the tables that come of the file, cells as text."""
        return self.reading(student).tables

    def not_understood(self) -> Problem:
        """Say that nothing in the table looks like a log, what it has, and how to tell what it is."""
        names, file = list(self.columns), self._table.file
        close = nearest(self.sheet or self.path.stem, schema.TABLES)
        hint = f" If it is a table of a log, name it {close!r}, and its columns as that table's." if close else ""
        return Problem(file, None, None, ", ".join(names[:8]), f"Nothing in {file} looks like people or outreach, so "
                       f"nothing is taken from it; its columns are {_listed(names, 8)}. If it is about people, say "
                       f"which is what: mapping = {call(self.path, self.sheet)}, and then, say, mapping[{names[0]!r}] "
                       f"= 'contacts.name'.{hint}", close)

    def _wrong_words(self) -> Iterator[Problem]:
        """Say which words that cells are said to mean are none of their column."""
        for name, choice in self.columns.items():
            column = proposing.column_of(choice.to)
            for cell, word in choice.words.items() if column and column.kind == "word" else ():
                if cells.plain_name(word) not in column.words:
                    close = nearest(word, column.words)
                    yield Problem(self._table.file, None, name, cell, f"{cell!r} in {name!r} of {self._table.file} "
                                  f"cannot mean {word!r}: `{choice.to}` must be one of {', '.join(column.words)}."
                                  + (f" Did you mean {close!r}?" if close else ""), close)

    def _said(self) -> list[Problem]:
        """Say once what was proposed, kept as it is and left out."""
        file, found, look = self._table.file, [], call(self.path, self.sheet)
        if not self.is_saved:
            found.append(Problem(file, None, None, None, f"{file} has columns of its own, so where they go was "
                                 f"proposed, not told; look at it with {look}, change what is wrong, and keep it with "
                                 ".save().", kind="know"))
        kept = [name for name, one in self.columns.items() if one.to and _is_extra(one.to)]
        if kept:
            found.append(Problem(file, None, None, ", ".join(kept), f"No column of a log was found for "
                                 f"{_listed(kept)} of {file}, so what stands there was kept in "
                                 f"{'a column' if len(kept) == 1 else 'columns'} of the same name; see {look}.",
                                 kind="know"))
        left = [name for name, one in self.columns.items() if one.to is None]
        if left:
            found.append(Problem(file, None, None, ", ".join(left), f"{_listed(left)} of {file} "
                                 f"{'was' if len(left) == 1 else 'were'} left out, as the mapping says; see {look}.",
                                 kind="know"))
        return found

    def _known(self, column: str) -> str:
        if column not in self.columns:
            close = nearest(str(column), self.columns)
            raise LogError(f"{self._table.file} has no column {column!r}; it has {', '.join(map(repr, self.columns))}."
                           + (f" Did you mean {close!r}?" if close else ""))
        return column

    def _samples(self, column: str) -> list[str]:
        found = dict.fromkeys(filter(None, self._table.columns[column]))
        return [cell if len(cell) <= 40 else f"{cell[:39]}…" for cell, _ in zip(found, range(3), strict=False)]

    def _goes(self, column: str) -> tuple[str, str]:
        choice = self.columns[column]
        if choice.why.startswith(proposing.KEPT) and not self.is_understood:
            return "(not known)", ""
        return choice.to or "(left out)", choice.why

    def __repr__(self) -> str:
        rows = [(name, *self._goes(name), " | ".join(self._samples(name))) for name in self.columns]
        rows = [tuple(" ".join(cell.split()) for cell in row) for row in rows]
        widths = [min(max([len(row[at]) for row in rows], default=0), 44) for at in range(3)]
        lines = ["  ".join([*(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=False)), row[3]]).rstrip()
                 for row in rows]
        return "\n".join([self._headline(), *lines])

    def _headline(self) -> str:
        if not self.is_understood:
            return self.not_understood().problem
        how = f"kept in {beside(self.path).name}" if self.is_saved else "proposed; keep it with .save()"
        return f"How {self._table.file} is read ({how})"

    def _repr_html_(self) -> str:
        rows = [markup.row(*map(markup.lines, (name, *self._goes(name), " · ".join(self._samples(name)))))
                for name in self.columns]
        table = markup.listing(f"How {self._table.file} is read", ["your column", "goes to", "why", "for example"],
                               rows)
        return f"<p>{markup.lines(self._headline())}</p>{table}"


def of_sheet(path: Path, name: str, table: Sheet) -> Mapping:
    """Return the mapping kept for a sheet, completed where it has columns of its own; else the proposed one."""
    problems: list[Problem] = []
    choices = proposing.propose(table)
    kept = _kept(path, problems)
    part = kept.get("sheets", {}).get(name) if name and isinstance(kept.get("sheets"), dict) else kept
    told = part.get("columns") if isinstance(part, dict) else None
    if not isinstance(told, dict):
        return Mapping(path, name, table, choices, is_saved=False, problems=problems)
    known = {column: told[column] for column in map(str, choices) if column in told}
    _apply_kept(known, choices, beside(path).name, problems)
    new = [column for column in choices if column not in told]
    if new:
        problems.append(Problem(table.file, None, None, ", ".join(new), f"{_listed(new)} of {table.file} "
                                f"{'is' if len(new) == 1 else 'are'} not in {beside(path).name}, so where "
                                f"{'it goes' if len(new) == 1 else 'they go'} was proposed; see "
                                f"{call(path, name)}.", kind="know"))
    gone = [str(column) for column in told if column not in choices]
    if gone:
        problems.append(Problem(table.file, None, None, ", ".join(gone), f"{beside(path).name} speaks of "
                                f"{_listed(gone)}, which {table.file} does not have any more; write the name that it "
                                "has now, or delete its line."))
    return Mapping(path, name, table, choices, is_saved=True, problems=problems)


def _apply_kept(told: dict, choices: dict[str, Choice], file: str, problems: list[Problem]) -> None:
    """Take over what a kept mapping says of each column; what it says wrong is a problem, and the proposal stays."""
    taken: dict[str, str] = {}
    said = {}
    for column, entry in told.items():
        details = entry if isinstance(entry, dict) else {"to": entry}
        target = details["to"] if "to" in details else choices[column].to
        try:
            if target is not None:
                target = _checked(target, column)
                if target in taken and target not in proposing.MANY:
                    raise LogError(f"{taken[target]!r} goes to `{target}` already, and only one column can.")
        except LogError as error:
            problems.append(Problem(file, None, column, None, f"{file} cannot be followed for {column!r}, so where it "
                                    f"goes was proposed: {error}"))
            continue
        taken |= {target: column} if target else {}
        kinds = {"to": object, "words": dict, "options": list}
        if strange := [key for key, value in details.items() if not isinstance(value, kinds.get(key, ()))]:
            problems.append(Problem(file, None, column, None, f"{file} says {_listed(strange)} of {column!r} in a way "
                                    "that is not understood, so it was left out; `to` is a column of a log, `words` "
                                    "has cells and what they mean, `options` is a list."))
        words, options = (None if key in strange else details.get(key) for key in ("words", "options"))
        said[column] = Choice(target, f"as {file} says", {
            str(cell): str(word) for cell, word in (words or {}).items() if isinstance(word, str | int | float)}, [
            str(one) for one in options or () if isinstance(one, str | int | float)])
    for column, choice in choices.items():
        # What was proposed for a column that is not told may not take the place of one that is.
        if column not in said and choice.to in taken and choice.to not in proposing.MANY:
            choices[column] = Choice(f"contacts.{column}", f"{proposing.KEPT}, in a column of its own")
    choices |= said


def call(path: Path, sheet: str = "") -> str:
    """Return the call that shows how a file is read, with a path that works from where one is."""
    shown = str(path)
    # On Windows there is no way from one drive to another.
    with contextlib.suppress(ValueError):
        shown = min(shown, os.path.relpath(path), key=len)
    return f"sk.mapping({shown!r}" + (f", sheet={sheet!r})" if sheet else ")")


def beside(path: Path) -> Path:
    """Return where the mapping of a file is kept."""
    return path.with_name(path.name + SUFFIX)


def _kept(path: Path, problems: list[Problem]) -> dict:
    """Return what is kept beside a file; what cannot be read is a problem."""
    import yaml

    target = beside(path)
    if not target.is_file():
        return {}
    try:
        if target.stat().st_size > _LARGEST:
            raise ValueError("it is larger than 1 MB")
        text = target.read_text(encoding="utf-8-sig")
        found = yaml.safe_load(text)
        if not isinstance(found, dict):
            raise ValueError("it has no columns")
        for name in _doubled(yaml.compose(text, yaml.SafeLoader), set()):
            problems.append(Problem(target.name, None, name, None, f"{target.name} names {name!r} more than once, and "
                                    "what it says last was followed; delete the other lines."))
        return found
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        why = str(error).splitlines()[0][:200]
        problems.append(Problem(target.name, None, None, None, f"{target.name} cannot be read ({why}), so the columns "
                                f"of {path.name} were proposed anew; correct it, or delete it."))
        return {}


def _doubled(node: yaml.Node, seen: set[int]) -> Iterator[str]:
    """Return the names that a mapping in YAML has twice, which reading it passes over in silence."""
    if node.id == "mapping" and id(node) not in seen:
        seen.add(id(node))
        yield from (name for name, count in Counter(key.value for key, _ in node.value if key.id == "scalar").items()
                    if count > 1)
        for _, below in node.value:
            yield from _doubled(below, seen)


def _plain(choice: Choice) -> object:
    more = {name: value for name, value in (("words", dict(choice.words)), ("options", list(choice.options))) if value}
    return {"to": choice.to} | more if more else choice.to


def _checked(target: object, column: str) -> str:
    """Return a target, or raise where it is neither a column of ours nor a new name in one of our tables."""
    # What is no text may be of any size, and is not shown.
    written = target[:80] if isinstance(target, str) else f"a {type(target).__name__}"
    if written in proposing.SPECIAL:
        return written
    table, _, name = written.partition(".")
    if not isinstance(target, str) or table not in schema.TABLES or not name or name.startswith("_"):
        choices = [f"{one.name}.{column.name}" for one in schema.TABLES.values() for column in one.columns]
        close = nearest(written, [*choices, *proposing.SPECIAL])
        raise LogError(f"{column!r} must go to a column of a log, such as contacts.name or answers.answer, or to None; "
                       f"it was {written!r}." + (f" Did you mean {close!r}?" if close else ""))
    if name in ("student", "meeting") or table == "answers" and name != "answer":
        raise LogError(f"{column!r} cannot go to `{target}`, which is made from the other columns; whose row it is "
                       "goes to `student`, and what was said to `answers.answer`.")
    known = schema.TABLES[table].names
    if name not in known and name != column and (close := nearest(name, known)):
        raise LogError(f"{column!r} cannot go to `{target}`, which looks like `{table}.{close}` written wrong; write "
                       f"that, or `{table}.{column}` to keep the column under its own name.")
    return target


def _is_extra(target: str) -> bool:
    table, _, name = target.partition(".")
    return target not in proposing.SPECIAL and name != "note" and name not in schema.TABLES[table].names


def _listed(names: list[str], most: int = 12) -> str:
    shown = ", ".join(map(repr, names[:most]))
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
