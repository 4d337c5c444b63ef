"""The files of one log, held together: locked while they are written, and compared with what others wrote meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

import filelock

from shadowkit import schema
from shadowkit.errors import LogError, one_of
from shadowkit.journal.history import UNDOABLE, History, splices_of
from shadowkit.journal.merge import Merged, inverse, merged, read_from, spliced
from shadowkit.journal.sheet import Row, Sheet, Splice, Stamp, differences

Key = tuple[str, ...]
#: Files that hold a whole log in another form.
OTHER_FORMS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".md", ".markdown")
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


#: What makes a change of the tables as they are on disk; None where there is nothing to change.
Decide = Callable[[Look], Change | None]


class Folder:
    """The sheets of a log and its history.

    ``seen`` has rows as they were when one last looked, where somebody else has changed them since; None for a row that
    was not there. ``notices`` says what was not as it was left, the newest last.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.history = History(path)
        self.seen: dict[tuple[str, Key], Row | None] = {}
        self.notices: list[str] = []
        self._looked_at: dict[str, Stamp | None] = {}
        self._sheets: dict[str, Sheet] = {}
        self._unfit: dict[str, LogError] = {}
        self._taken_in = self._copy = 0

    def look(self) -> dict[str, Stamp | None]:
        """Return the state of every file, and take it that what is in them now has been seen."""
        self.check_there()
        self._looked_at = {name: Sheet(self.path, table).stamp_now() for name, table in schema.TABLES.items()}
        self.seen.clear()
        return self._looked_at

    def sheet(self, table: str) -> Sheet:
        """Return a table as it is on disk now, for looking only: the history is not told what is found."""
        if table not in schema.TABLES:
            raise one_of("table", table, schema.TABLES)
        self.check_there()
        sheet = self._sheets.get(table)
        if sheet is None or sheet.stamp != sheet.stamp_now():
            sheet = Sheet(self.path, schema.TABLES[table])
            sheet.read()
        return sheet

    def change(self, decide: Decide) -> Change | None:
        """Hold the log, and write what ``decide`` makes of its tables as they are on disk now."""
        return self.changes([decide])[0]

    def changes(self, decides: Iterable[Decide]) -> list[Change | None]:
        """Hold the log, and write one change after the other; each is on disk before the next is decided upon."""
        with self._locked():
            return [self._changed(decide) for decide in decides]

    def _changed(self, decide: Decide) -> Change | None:
        for _ in range(TRIES):
            self._look_again()
            change = decide(self._at_hand)
            if change is None or self._commit(change):
                return change
        raise keeps_saving(change.sheet)

    def check_there(self) -> None:
        """Raise where the whole folder is gone: a new one would be taken for the log, and hold nothing of it."""
        if not self.path.is_dir():
            raise LogError(f"The folder {str(self.path)!r} is gone, and the log with it; nothing was read or written. "
                           "Put it back, from the bin or a copy say, and try again; sk.open_journal begins a new log.")

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.check_there()
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
                if change["did"] == "kept":
                    self.notices.append(change["says"])
        for table in {change["table"] for change in self.history.changes[self._taken_in:]} & self._sheets.keys():
            if self._unsettled(table):
                # Another journal was killed before it could put anything back.
                del self._sheets[table]
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
        """Take in a file that was saved meanwhile; what its program could not know of is put back."""
        for _ in range(TRIES):
            sheet = self.sheet(table)
            expected = self.history.rows(table) if known is None else known.rows
            same = sheet.rows == expected and not self._unsettled(table)
            if not same and known is None:
                _wait_until_saved(sheet)
                if sheet.stamp_now() != sheet.stamp:
                    continue
            if same or self._settle(sheet, expected, known):
                self._sheets[table] = sheet
                return
            known = None
        raise keeps_saving(sheet)

    def _settle(self, sheet: Sheet, expected: list[Row], known: Sheet | None) -> bool:
        """Tell the history what a file holds, and merge it where it is a stale one; false where it was saved just now.

        The two are two lines of the history. Where the first is its last, whoever looks next goes on with the second.
        """
        table, whole, since = sheet.table.name, None, self._unsettled(sheet.table.name)
        again, cut_short = since is not None, self._cut_short(sheet, expected, known)
        if again:
            base, ours = (self.history.rows(table, until=since[name]) for name in ("base", "ours"))
            whole = merged(sheet, base, ours)
        elif sheet.head and not cut_short and (found := read_from(self.history.changes, sheet, expected)):
            since = {"base": found[0], "ours": len(self.history.changes)}
            whole = merged(sheet, found[1], expected)
        to_do = again or (whole is not None and whole.rows != sheet.rows)
        if sheet.rows != expected:
            self._tell(sheet, expected, cut_short, since if to_do else {})
        # From here on the sheet that was known is not what the history has; it is there again when all is done.
        self._sheets.pop(table, None)
        if known is not None:
            self._remember(sheet, differences(known.rows, whole.rows if whole else sheet.rows))
        return whole is None or self._put_back(sheet, whole, since if to_do else None)

    def _put_back(self, sheet: Sheet, whole: Merged, since: dict[str, int] | None) -> bool:
        """Write a merged file; of what both sides have changed, both versions go into the history."""
        table = sheet.table.name
        with told(sheet):
            last = takewhile(lambda change: change["did"] == "conflict", reversed(self.history.changes))
            known = [(tuple(change.get("key", ())), change.get("yours"), change.get("theirs")) for change in last]
            for conflict in whole.conflicts:
                if (conflict.key, conflict.yours, conflict.theirs) in known:
                    continue
                self.notices.append(conflict.says(table))
                self._tell_history("conflict", table, self.notices[-1], key=conflict.key, yours=conflict.yours,
                                   theirs=conflict.theirs)
            if since is None:
                return True
            count = sum(change["table"] == table and change["did"] in (*UNDOABLE, "undo", "redo", "kept")
                        for change in self.history.changes[since["base"]:since["ours"]])
            splices, says = differences(sheet.rows, whole.rows), whole.says(sheet.path.name, table, count)
            if not splices:
                self._tell_history("kept", table, says)
                return True
        if not self._write(sheet, splices, "kept", says):
            return False
        self.notices.append(says)
        return True

    def _unsettled(self, table: str) -> dict[str, int] | None:
        """Return the changes between which a stale file was read, where nobody has put back what it lacks."""
        last = next((change for change in reversed(self.history.changes)
                     if change["table"] == table and change["did"] != "conflict"), {})
        since = {name: last[name] for name in ("base", "ours") if name in last}
        return since if last.get("did") == "outside" and since else None

    def _cut_short(self, sheet: Sheet, expected: list[Row], known: Sheet | None) -> dict | None:
        """Return the last change where its writer was killed before the file was written; that it then still waits."""
        last = next((change for change in reversed(self.history.changes) if change["table"] == sheet.table.name), None)
        # What one has seen in the file was not cut short.
        if (known is None or known.stamp == _UNLIKE) and last and last["did"] in (*UNDOABLE, "undo", "redo"):
            splices = list(splices_of(last))
            with told(sheet):
                if sheet.rows == spliced(expected, inverse(splices)) and sheet.beside.is_file():
                    return last if sheet.beside.read_bytes() == sheet.data_with(splices) else None
        return None

    def _at_hand(self, table: str) -> Sheet:
        """Return a table while the log is held; raise what keeps it from being written to."""
        if table in self._unfit:
            raise self._unfit[table]
        return self._sheets[table]

    def _take_in(self, sheet: Sheet, splices: list[Splice]) -> None:
        """Do what another journal has done; then the file need not be read again."""
        self._remember(sheet, splices)
        sheet.splice(splices)
        stamp, data = sheet.stamp_now(), sheet.data()
        # Where the file holds something else (the other was killed before it wrote), it has to be looked at.
        same = stamp is not None and sheet.path.read_bytes() == data
        if same:
            # The other has said it in the history.
            sheet.written(data)
        sheet.stamp = stamp if same else _UNLIKE

    def _tell(self, sheet: Sheet, expected: list[Row], cut_short: dict | None, more: dict[str, int]) -> None:
        """Write to the history that a file does not hold what it is to hold."""
        table, name, splices = sheet.table.name, sheet.path.name, differences(expected, sheet.rows)
        if not sheet.head and not cut_short:
            raise LogError(f"{name} is gone or empty, and the history knows {counted(len(expected))} of it, so nothing "
                           f"was written. Put the file back, or write journal.restore({table!r}).")
        with told(sheet):
            if cut_short:
                self.notices.append(f"cut short and not in {name}: {cut_short['says']}")
                self._tell_history("cut short", table, self.notices[-1], splices,
                                   of=cut_short.get("of", cut_short["change"]), what=cut_short["did"])
            elif not any(change["table"] == table for change in self.history.changes):
                self._tell_history("found", table, f"found {counted(len(sheet.rows))} in {name}", splices)
            else:
                count = sum(max(len(removed), len(added)) for _, removed, added in splices)
                self._tell_history("outside", table, f"another program changed {counted(count)} of {name}", splices,
                                   **more)

    def _remember(self, sheet: Sheet, splices: list[Splice]) -> None:
        if self._looked_at.get(sheet.table.name) == sheet.stamp_now():
            return
        for _, removed, added in splices:
            before = dict(zip(sheet.keys_of(removed), removed, strict=True))
            for key in before.keys() | set(sheet.keys_of(added)):
                self.seen.setdefault((sheet.table.name, key), before.get(key))

    def _tell_history(self, *args: object, **more: object) -> Callable[[], None]:
        take_back = self.history.add(*args, **more)
        self._taken_in = len(self.history.changes)
        return take_back

    def _commit(self, change: Change) -> bool:
        return self._write(change.sheet, [change.splice], change.did, change.says, key=change.key, **change.more)

    def _write(self, sheet: Sheet, splices: list[Splice], did: str, says: str, **more: object) -> bool:
        """Write a change to the history and to the file, both or neither; false where the file was just saved."""
        taken_back = []

        def tell() -> None:
            taken_back.append(self._tell_history(did, sheet.table.name, says, splices, **more))

        done = False
        with told(sheet):
            data = sheet.data_with(splices)
            try:
                done = sheet.write(data, tell)
            finally:
                if not done:
                    for take_back in taken_back:
                        take_back()
                    self._taken_in = len(self.history.changes)
        if done:
            sheet.splice(splices)
            if recoded := sheet.written(data):
                self.notices.append(recoded)
                with told(sheet):
                    self._tell_history("recoded", sheet.table.name, recoded)
        return done

    def conflict(self, sheet: Sheet, key: Key, yours: Row | None, theirs: Row | None, says: str,
                 **more: object) -> Conflict:
        """Keep both versions in the history, and return what to raise."""
        self.seen.pop((sheet.table.name, key), None)
        with told(sheet):
            self._tell_history("conflict", sheet.table.name, says, key=key, yours=yours, theirs=theirs, **more)
        return Conflict(says, yours=yours, theirs=theirs)

    def restore(self, table: str) -> None:
        """Write a table's file as the history has it last, where the file is gone or empty."""
        with self._locked():
            self.history.read_on()
            sheet = self.sheet(table)
            if sheet.head:
                last = max((number for number, change in enumerate(self.history.changes) if change["table"] == table
                            and change["did"] == "outside"), default=None)
                before = "" if last is None else f": {last} is how it was before another program last changed it"
                raise LogError(f"{sheet.path.name} is there and was left as it is. To have an earlier state of it "
                               f"back, write journal.restore({table!r}, n) with the number of a change in "
                               f"journal.history(){before}.")
            with told(sheet):
                sheet.write(sheet.data_with([(0, [], self.history.rows(table))]), lambda: None)
            self._sheets.pop(table, None)

    def is_lost(self, table: str) -> bool:
        """Tell whether a table's file is gone or empty though the history knows rows of it."""
        self.history.read_on()
        return not self.sheet(table).head and bool(self.history.rows(table))


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


def keeps_saving(sheet: Sheet) -> LogError:
    """Return what is to be said where a file changes whenever it is about to be written."""
    return LogError(f"Another program keeps saving {sheet.path.name} at this very moment, so nothing was written; "
                    "close the file there and try again.")


def counted(rows: int) -> str:
    """Return a number of rows as a sentence has it: 1 row, 4 rows."""
    return f"{rows:,} row{'' if rows == 1 else 's'}"


def _cannot_write(what: str, error: OSError) -> LogError:
    return LogError(f"{what} cannot be written to ({error.strerror or error}); nothing was changed. Make room on the "
                    "disk, close the file in other programs, check that the folder may be written to, and try again.")


def check_folder(path: Path) -> None:
    """Raise where there is something else than the folder of one student's log."""
    if path.exists() and not path.is_dir():
        raise LogError(f"A journal writes to a folder of CSV files, and {str(path)!r} is a file. Save its tables as "
                       f"CSV, named {', '.join(schema.TABLES)}, in a folder of their own, and open that.")
    files = list(path.iterdir()) if path.is_dir() else []
    tables = [file for file in files if file.stem.lower() in schema.TABLES]
    if other := [file.name for file in tables if file.suffix.lower() not in (".csv", ".tsv")]:
        raise LogError(f"A journal writes CSV, and {other[0]} in {str(path)!r} is something else; save it as "
                       f"{Path(other[0]).stem}.csv first.")
    if not tables and (kept := [file.name for file in files if file.suffix.lower() in OTHER_FORMS
                                and file.stem.lower() != "readme"]):
        raise LogError(f"A journal writes CSV, and the log in {str(path)!r} is kept in {kept[0]}; tables beside it "
                       "would hide it. Open a journal in a folder of its own.")
    if not tables and any((file / f"{table}.csv").exists() for file in files for table in schema.TABLES):
        raise LogError(f"{str(path)!r} holds the logs of several students; open the folder of one of them.")
