"""The only writer of a log: what it has written is on disk, and whatever was there before can be had back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from shadowkit import log as logs
from shadowkit import schema
from shadowkit.errors import LogError, one_of
from shadowkit.journal import rules
from shadowkit.journal.bringing_in import BringingIn
from shadowkit.journal.codebook import Codebook
from shadowkit.journal.folder import Change, Folder, Key, Look, check_folder
from shadowkit.journal.questions import Questions
from shadowkit.journal.sheet import Row, Sheet, one_difference
from shadowkit.journal.undoing import back_or_forth, whole


def open_journal(path: str | Path) -> Journal:
    """Open the journal of a log, the one way in which this package writes to it.

    Parameters
    ----------
    path : str or Path
        The folder of one student's log, with a CSV file per table; made where it does not exist.

    Returns
    -------
    Journal

    Raises
    ------
    LogError
        If there is something else at ``path``, such as a workbook or a folder of several logs.

    Examples
    --------
    >>> import tempfile, shadowkit as sk
    >>> journal = sk.open_journal(tempfile.mkdtemp())
    >>> journal.add("contacts", contact="amara", name="Amara Okonkwo", tie="known")
    'amara'
    >>> journal.amend("contacts", "amara", role="nurse")
    'amara'
    >>> journal.undo()
    'undone: changed amara in contacts: role from nothing to “nurse”'
    """
    return Journal(path)


class Journal(BringingIn, Codebook, Questions):
    """Writes to the log in a folder: every call checks what it is given, and is on disk when it returns.

    Files are plain CSV in UTF-8, or in the character set that they had, as long as that has all letters; what nobody
    changes in them stays as it was written. Each change is a line of ``history.jsonl`` beside them. Several notebooks
    may write at once, and a file that another program saved meanwhile is read again before it is written to.
    """

    def __init__(self, path: str | Path) -> None:
        if not isinstance(path, str | os.PathLike):
            hint = f", {str(path.name)!r} say" if isinstance(path, logs.Log) else ""
            raise LogError(f"A journal is opened with the path of a log's folder{hint}; this is a "
                           f"{type(path).__name__}.")
        self.path = Path(path).expanduser().absolute()
        check_folder(self.path)
        try:
            self.path.mkdir(exist_ok=True)
        except OSError as error:
            raise LogError(f"The folder {str(path)!r} cannot be made ({error.strerror}); check the path.") from error
        self._folder = Folder(self.path)
        self._log: tuple[object, logs.Log] | None = None

    def __repr__(self) -> str:
        name = self.path.resolve().name
        try:
            last = self._changes()[-1:]
        except LogError as error:
            return f"Journal of {name!r}: {error}"
        until = f", the last: {last[0]['says']}" if last else ""
        notice = f"\n{self.notices[-1]}" if self.notices else ""
        return f"Journal of {name!r}: {len(self._changes())} changes{until}{notice}"

    @property
    def notices(self) -> list[str]:
        """What this journal has met that one should know, in sentences, the newest last.

        Rows that were put back after another program had saved an old state of the file, cells that both have changed,
        and changes that were cut short.
        """
        return list(self._folder.notices)

    def _changes(self) -> list[dict]:
        self._folder.check_there()
        self._folder.history.read_on()
        return self._folder.history.changes

    @property
    def log(self) -> logs.Log:
        """The log as it is on disk now; who looks at it has seen what others changed."""
        stamps = self._folder.look()
        if self._log is None or self._log[0] != stamps:
            there = any(stamps.values())
            name = self.path.resolve().name
            self._log = stamps, logs.load_tables(self.path) if there else logs.Log.from_tables(name=name)
        return self._log[1]

    def add(self, table: str, /, *nameless: object, **row: object) -> str | Key:
        """Add a row at the end of a table.

        Parameters
        ----------
        table : str
            One of the ten tables.
        **row
            Its cells by column, as text or as Python values; an answer without a ``position`` gets the next one.

        Returns
        -------
        str or tuple of str
            The row's key, as :meth:`amend` and :meth:`remove` take it.

        Raises
        ------
        LogError
            If a cell cannot be understood, or there is such a row already; then nothing is written.
        """
        if nameless:
            if table not in schema.TABLES:
                raise one_of("table", table, schema.TABLES)
            first = next(name for name in schema.TABLES[table].names if name != "student" or table == "students")
            raise LogError(f"Every cell needs the name of its column: journal.add({table!r}, {first}={nameless[0]!r}).")

        def decide(look: Look) -> Change:
            sheet = look(table)
            new = rules.checked(sheet, row, look)
            if "student" in sheet.names and "student" not in new:
                new["student"] = rules.whose(sheet, look)
            if table == "answers" and "position" not in new:
                new["position"] = rules.next_position(sheet, new.get("meeting"))
            key = self._free_key(sheet, new)
            return Change(sheet, "add", f"added {rules.short(key)} to {table}", (len(sheet.rows), [], [new]), key, key)

        return self._written(table, decide)

    def amend(self, table: str, key: object, /, **changes: object) -> str | Key:
        """Change cells of a row; None or an empty text empties a cell.

        Parameters
        ----------
        table : str
            One of the ten tables.
        key : str or tuple
            What :meth:`add` returned: the cells of the table's key columns, without the student.
        **changes
            The new cells by column.

        Returns
        -------
        str or tuple of str
            The row's key, which is another one where a cell of it was changed.

        Raises
        ------
        Conflict
            If somebody else changed the same cell since one last looked; saying it again overwrites theirs.
        LogError
            If there is no such row, or a cell cannot be understood; then nothing is written.
        """
        def decide(look: Look) -> Change | None:
            sheet = look(table)
            named = rules.key_given(sheet, key)
            self._not_removed(sheet, named, changes)
            place = rules.place_of(sheet, named)
            old, wanted = sheet.rows[place], rules.checked(sheet, changes, look, amends=True)
            new = {name: value for name, value in (old | wanted).items() if value}
            self._not_changed(sheet, named, old, new)
            rules.nobody_refers(sheet, old, new, look)
            result = named if sheet.key_of(new) == named else self._free_key(sheet, new)
            says = f"changed {rules.short(named)} in {table}: {rules.told(old, new)}"
            return None if new == old else Change(sheet, "amend", says, (place, [old], [new]), named, result)

        return self._written(table, decide) or _single(rules.key_given(self._folder.sheet(table), key))

    def remove(self, table: str, key: object, /) -> None:
        """Remove a row; the history keeps it.

        Parameters
        ----------
        table : str
            One of the ten tables.
        key : str or tuple
            What :meth:`add` returned.

        Raises
        ------
        Conflict
            If somebody else changed the row since one last looked; saying it again removes it.
        LogError
            If there is no such row, or other rows speak of it.
        """
        def decide(look: Look) -> Change:
            sheet = look(table)
            named = rules.key_given(sheet, key)
            place = rules.place_of(sheet, named)
            old = sheet.rows[place]
            self._not_changed(sheet, named, old, {})
            rules.nobody_refers(sheet, old, {}, look)
            says = f"removed {rules.short(named)} from {table}"
            return Change(sheet, "remove", says, (place, [old], []), named, named)

        self._written(table, decide)

    def undo(self, meant: str | None = None) -> str | None:
        """Take back the latest change of this log that was not taken back yet, whoever made it.

        Parameters
        ----------
        meant : str, optional
            What :meth:`next_undo` told; where something else was written since, or nothing is left, that is an error.

        Returns
        -------
        str or None
            What was undone, in words; None where there is nothing to undo.

        Raises
        ------
        Conflict
            If the row was changed by another program since; the next call goes on to the change before.
        """
        return back_or_forth(self._folder, "undo", "undone", meant)

    def redo(self) -> str | None:
        """Do again what was undone last, as long as nothing else was written since; see :meth:`undo`."""
        return back_or_forth(self._folder, "redo", "done again")

    def next_undo(self) -> str | None:
        """Return in words what :meth:`undo` would take back; None where there is nothing."""
        self._changes()
        done, _ = self._folder.history.stacks()
        return whole(done[-1]) if done else None

    def check(self, table: str, /, **row: object) -> dict[str, str]:
        """Return what is wrong with single cells, a sentence for each column; nothing is written."""
        sheet = self._folder.sheet(table)
        found = {name: rules.understood(sheet, name, value, self._folder.sheet)[1] for name, value in row.items()}
        return {name: sentence for name, sentence in found.items() if sentence}

    def history(self) -> pd.DataFrame:
        """Return all changes, the first on top.

        Returns
        -------
        DataFrame
            One row per change: ``change`` (its number, from 1), ``at`` (ISO 8601, with offset), ``did``, ``table``,
            ``key``, ``says`` (in words). Besides what was called for, ``did`` is "found" (the table as it was when the
            journal was first opened), "retag" (a step in merging, splitting or renaming tags, or a
            wording that came to count as another question), "import" (a step of :meth:`bring_in`), "outside" (another
            program saved the file), "kept" (what that program could not know of was put back), "recoded" (the
            file is in UTF-8 from then on, because its own character set does not have all letters), "conflict" or "cut
            short".
        """
        columns = ["change", "at", "did", "table", "key", "says"]
        found = [(number, change.get("at", ""), change["did"], change["table"], rules.short(change.get("key", ())),
                  change["says"]) for number, change in enumerate(self._changes(), start=1)]
        return pd.DataFrame(found, columns=columns).astype({"change": "int64"} | dict.fromkeys(columns[1:], "str"))

    def past(self, change: int) -> logs.Log:
        """Return the log as it was just after a change, counted as in :meth:`history`."""
        self._check_number(change)
        rows = {table: self._folder.history.rows(table, until=change) for table in schema.TABLES}
        return logs.Log.from_tables(name=self.path.resolve().name, **{
            table: pd.DataFrame(found, dtype="str") for table, found in rows.items() if found})

    def restore(self, table: str, /, change: int | None = None) -> None:
        """Write a table's file anew from the history.

        Parameters
        ----------
        table : str
            One of the ten tables.
        change : int, optional
            Write the table as it was just after this change, counted as in :meth:`history`; :meth:`undo` takes that
            back. Without it, a file that is gone or empty is written as it was last.
        """
        if change is None:
            return self._folder.restore(table)
        self._check_number(change)
        if self._folder.is_lost(table):
            self._folder.restore(table)

        def decide(look: Look) -> Change | None:
            sheet = look(table)
            splice = one_difference(sheet.rows, self._folder.history.rows(table, until=change))
            says = f"wrote {table} as it was after change {change}"
            return Change(sheet, "restore", says, splice, (), ()) if any(splice[1:]) else None

        self._written(table, decide)

    def _check_number(self, change: object) -> None:
        last = len(self._changes())
        if isinstance(change, bool) or not hasattr(change, "__index__") or not 0 <= change <= last:
            raise LogError(f"`change` must be a number from 0 to {last}, as in history(); it was {change!r}.")

    def _written(self, table: str, decide: Callable[[Look], Change | None]) -> str | Key | None:
        if table not in schema.TABLES:
            raise one_of("table", table, schema.TABLES)
        change = self._folder.change(decide)
        return None if change is None else _single(change.result)

    def _free_key(self, sheet: Sheet, new: Row) -> Key:
        """Return the key of a new row, which no other row may have."""
        key = sheet.key_of(new)
        if not (there := sheet.places(key)):
            return key
        says = f"{sheet.table.name} already has a row with {rules.said(sheet, key)}"
        if self._folder.seen.get((sheet.table.name, key), {}) is None:
            raise self._folder.conflict(sheet, key, new, sheet.rows[there[0]], f"{says}, which somebody else has added "
                                        "since you last looked. Yours is kept in the history; amend theirs, or make "
                                        "yours differ.")
        raise LogError(f"{says}; amend that one, or make yours differ.", column=sheet.key[-1])

    def _not_removed(self, sheet: Sheet, key: Key, changes: dict[str, object]) -> None:
        theirs = self._folder.seen.get((sheet.table.name, key))
        if theirs is not None and not sheet.places(key):
            yours = theirs | {name: str(value) for name, value in changes.items()}
            if other := rules.rewritten(sheet, key):
                # The same row under another name is no news of its own.
                self._folder.seen.pop((sheet.table.name, sheet.key_of(other[0])), None)
                raise self._folder.conflict(sheet, key, yours, *other)
            raise self._folder.conflict(sheet, key, yours, None, f"Somebody else has removed {rules.short(key)} from "
                                        f"{sheet.table.name} since you last looked. Yours is kept in the history; "
                                        "add the row again if it is to stay.")

    def _not_changed(self, sheet: Sheet, key: Key, old: Row, new: Row) -> None:
        """Raise a conflict where somebody else has changed a cell that is to be changed here, to something else."""
        place = sheet.table.name, key
        seen = self._folder.seen.get(place, old) or {}
        theirs = {name for name in old | seen if old.get(name, "") not in (seen.get(name, ""), new.get(name, ""))}
        mine = {name for name in old | new if old.get(name, "") != new.get(name, "")}
        if both := [name for name in old | seen if name in theirs & mine]:
            told = rules.told({name: seen.get(name, "") for name in both}, {name: old.get(name, "") for name in both})
            raise self._folder.conflict(sheet, key, new, old, f"Somebody else has changed {rules.short(key)} in "
                                        f"{sheet.table.name} since you last looked: {told}. Nothing was overwritten "
                                        "and yours is kept in the history; do it again to put yours in its place.")
        if place in self._folder.seen:
            # What is written now is no longer news to whoever writes it.
            self._folder.seen[place] = seen | {name: new.get(name, "") for name in mine}


def _single(key: Key) -> str | Key:
    return key[0] if len(key) == 1 else key
