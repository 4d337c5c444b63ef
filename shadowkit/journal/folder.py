"""The files of one log, held together: locked while they are written, and compared with what others wrote meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import filelock

from shadowkit import schema
from shadowkit.errors import LogError, one_of
from shadowkit.journal.history import UNDOABLE, History, splices_of
from shadowkit.journal.sheet import Row, Sheet, Splice, Stamp, differences

Key = tuple[str, ...]
#: How a table is had by its name.
Look = Callable[[str], Sheet]
#: How long to wait while another notebook writes, in seconds.
PATIENCE = 20
#: How often to begin again where another program saves the same file at the same moment.
TRIES = 5
#: A file that another program saved less than these seconds ago may still be growing.
_FRESH = 1.0
#: No file's state.
_UNLIKE = (-1, -1, -1, -1)


class Conflict(LogError):
    """A row was changed by somebody else since one last looked; ``yours`` and ``theirs`` are both in the history."""

    def __init__(self, message: str, *, yours: Row | None, theirs: Row | None) -> None:
        super().__init__(message)
        self.yours, self.theirs = yours, theirs


@dataclass
class Change:
    """One change to one row, as it is to be written; ``result`` is the key under which the row is found afterwards."""

    sheet: Sheet
    did: str
    says: str
    splice: Splice
    key: Key
    result: Key
    more: dict[str, object] = field(default_factory=dict)


class Folder:
    """The sheets of a log and its history.

    ``seen`` has rows as they were when one last looked, where somebody else has changed them since; None for a row that
    was not there.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.history = History(path)
        self.seen: dict[tuple[str, Key], Row | None] = {}
        self._looked_at: dict[str, Stamp | None] = {}
        self._sheets: dict[str, Sheet] = {}
        self._unfit: dict[str, LogError] = {}
        self._taken_in = self._copy = 0

    def look(self) -> dict[str, Stamp | None]:
        """Return the state of every file, and take it that what is in them now has been seen."""
        self._looked_at = {name: Sheet(self.path, table).stamp_now() for name, table in schema.TABLES.items()}
        self.seen.clear()
        return self._looked_at

    def sheet(self, table: str) -> Sheet:
        """Return a table as it is on disk now, for looking only: the history is not told what is found."""
        if table not in schema.TABLES:
            raise one_of("table", table, schema.TABLES)
        sheet = self._sheets.get(table)
        if sheet is None or sheet.stamp != sheet.stamp_now():
            sheet = Sheet(self.path, schema.TABLES[table])
            sheet.read()
        return sheet

    def change(self, decide: Callable[[Look], Change | None]) -> Change | None:
        """Hold the log, and write what ``decide`` makes of its tables as they are on disk now."""
        with self._locked():
            for _ in range(TRIES):
                self._look_again()
                change = decide(self._at_hand)
                if change is None or self._commit(change):
                    return change
        raise LogError(f"Another program keeps saving {change.sheet.path.name} at this very moment, so nothing was "
                       "written; close the file there and try again.")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = filelock.FileLock(self.path / ".lock")
        try:
            lock.acquire(timeout=PATIENCE)
        except filelock.Timeout as error:
            raise LogError(f"Another notebook has been writing to {self.path.name} for {PATIENCE} seconds; nothing was "
                           "written. Try again, and close that notebook if it hangs.") from error
        except OSError as error:
            raise _cannot_write(str(self.path), error) from error
        try:
            yield
        finally:
            lock.release()

    def _look_again(self) -> None:
        """Take in what other notebooks and programs have written since, and tell the history what it does not know."""
        self.history.read_on()
        if self._copy != self.history.copy:
            self._sheets, self._copy, self._taken_in = {}, self.history.copy, len(self.history.changes)
        for change in self.history.changes[self._taken_in:]:
            if change["table"] in self._sheets and change.get("rows"):
                self._take_in(self._sheets[change["table"]], list(splices_of(change)))
        self._taken_in = len(self.history.changes)
        self._unfit = {}
        for table in schema.TABLES:
            known = self._sheets.get(table)
            if known is None or known.stamp != known.stamp_now():
                if known is not None:
                    _wait_until_saved(known)
                try:
                    self._compare(table, known)
                except LogError as error:
                    # It keeps nobody from writing to the other tables.
                    self._unfit[table] = error

    def _compare(self, table: str, known: Sheet | None) -> None:
        sheet = self.sheet(table)
        expected = self.history.rows(table) if known is None else known.rows
        if sheet.rows != expected:
            self._tell(sheet, differences(expected, sheet.rows), len(expected), known)
        self._sheets[table] = sheet

    def _at_hand(self, table: str) -> Sheet:
        """Return a table while the log is held; raise what keeps it from being written to."""
        if table in self._unfit:
            raise self._unfit[table]
        return self._sheets[table]

    def _take_in(self, sheet: Sheet, splices: list[Splice]) -> None:
        """Do what another journal has done; then the file need not be read again."""
        self._remember(sheet, splices)
        sheet.splice(splices)
        stamp = sheet.stamp_now()
        # Where the file holds something else (the other was killed before it wrote), it has to be looked at.
        same = stamp is not None and sheet.path.read_bytes() == sheet.data()
        sheet.stamp = stamp if same else _UNLIKE

    def _tell(self, sheet: Sheet, splices: list[Splice], expected: int, known: Sheet | None) -> None:
        """Write to the history that a file does not hold what it is to hold."""
        table, name = sheet.table.name, sheet.path.name
        last = next((change for change in reversed(self.history.changes) if change["table"] == table), None)
        # What one has seen in the file was not cut short.
        cut_short = (known is None or known.stamp == _UNLIKE) and last is not None and splices == [
            (place, added, removed) for place, removed, added in splices_of(last)] and (
            last["did"] in (*UNDOABLE, "undo", "redo"))
        if not sheet.head and not cut_short:
            raise LogError(f"{name} is gone or empty, and the history knows {counted(expected)} of it, so nothing was "
                           f"written. Put the file back, or write journal.restore({table!r}).")
        with told(sheet):
            if last is None:
                self._tell_history("found", table, f"found {counted(len(sheet.rows))} in {name}", splices)
            elif cut_short:
                self._tell_history("cut short", table, f"cut short and not in {name}: {last['says']}", splices,
                                   of=last.get("of", last["change"]), what=last["did"])
            else:
                count = sum(max(len(removed), len(added)) for _, removed, added in splices)
                self._tell_history("outside", table, f"another program changed {counted(count)} of {name}", splices)
        if known is not None:
            self._remember(sheet, splices)

    def _remember(self, sheet: Sheet, splices: list[Splice]) -> None:
        if self._looked_at.get(sheet.table.name) == sheet.stamp_now():
            return
        for _, removed, added in splices:
            before = {sheet.key_of(row): row for row in removed}
            for key in before.keys() | {sheet.key_of(row) for row in added}:
                self.seen.setdefault((sheet.table.name, key), before.get(key))

    def _tell_history(self, *args: object, **more: object) -> Callable[[], None]:
        take_back = self.history.add(*args, **more)
        self._taken_in = len(self.history.changes)
        return take_back

    def _commit(self, change: Change) -> bool:
        """Write a change to the history and to the file, both or neither; false where the file was just saved."""
        sheet, taken_back = change.sheet, []

        def tell() -> None:
            taken_back.append(self._tell_history(
                change.did, sheet.table.name, change.says, [change.splice], key=change.key, **change.more))

        done = False
        with told(sheet):
            try:
                done = sheet.write(sheet.data_with([change.splice]), tell)
            finally:
                if not done:
                    for take_back in taken_back:
                        take_back()
                    self._taken_in = len(self.history.changes)
        if done:
            sheet.splice([change.splice])
        return done

    def conflict(self, sheet: Sheet, key: Key, yours: Row | None, theirs: Row | None, says: str,
                 **more: object) -> Conflict:
        """Keep both versions in the history, and return what to raise."""
        self.seen.pop((sheet.table.name, key), None)
        with told(sheet):
            self._tell_history("conflict", sheet.table.name, says, key=key, yours=yours, theirs=theirs, **more)
        return Conflict(says, yours=yours, theirs=theirs)

    def restore(self, table: str) -> None:
        """Write a table's file as the history has it, where the file is gone or empty."""
        with self._locked():
            self.history.read_on()
            sheet = self.sheet(table)
            if sheet.head:
                raise LogError(f"{sheet.path.name} is there and was left as it is; take it out of the folder first, if "
                               "it is to be written anew from the history.")
            with told(sheet):
                sheet.write(sheet.data_with([(0, [], self.history.rows(table))]), lambda: None)
            self._sheets.pop(table, None)


def _wait_until_saved(sheet: Sheet) -> None:
    """Wait until a file that another program is just saving no longer grows."""
    stamp, end = sheet.stamp_now(), time.monotonic() + PATIENCE
    while stamp is not None and time.time() - stamp[2] / 1e9 < _FRESH and time.monotonic() < end:
        time.sleep(0.05)
        if sheet.stamp_now() == stamp:
            return
        stamp = sheet.stamp_now()


@contextmanager
def told(sheet: Sheet) -> Iterator[None]:
    """Say in a sentence what the machine could not do with a file."""
    try:
        yield
    except OSError as error:
        raise _cannot_write(sheet.path.name, error) from error


def counted(rows: int) -> str:
    """Return a number of rows as a sentence has it: 1 row, 4 rows."""
    return f"{rows:,} row{'' if rows == 1 else 's'}"


def _cannot_write(what: str, error: OSError) -> LogError:
    return LogError(f"{what} cannot be written to ({error.strerror or error}); nothing was changed. Make room on the "
                    "disk, close the file in other programs, check that the folder may be written to, and try again.")
