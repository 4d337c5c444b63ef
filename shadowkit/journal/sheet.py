"""One CSV file of a log, record by record: what nobody changes stays as it was written, to the letter."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from contextlib import suppress
from copy import copy
from difflib import SequenceMatcher
from pathlib import Path

from shadowkit import cells, schema
from shadowkit.errors import LogError
from shadowkit.journal import entry
from shadowkit.readers import charset, delimited

Row = dict[str, str]
#: What tells one state of a file from another: its place on the disk, size, time and permissions.
Stamp = tuple[int, int, int, int]
#: One place of a table, and what was taken from there and put there.
Splice = tuple[int, list[Row], list[Row]]
#: More changed rows than these are not laid side by side; finding out which is which would take too long.
_COMPARED = 2000


class Sheet:
    """The rows of one file as text, with what is written of them; ``rows`` and ``lines`` go side by side."""

    def __init__(self, folder: Path, table: schema.Table) -> None:
        self.table = table
        self.key = [name for name in table.key if name != "student"] or ["student"]
        there = sorted(file for file in folder.iterdir() if file.stem.lower() == table.name
                       and file.suffix.lower() in (".csv", ".tsv"))
        if len(there) > 1:
            raise LogError(f"There are both {there[0].name} and {there[1].name}; put their rows into one of them, and "
                           "take the other out of the folder.")
        # A link to a file stays a link.
        self.path = Path(os.path.realpath(there[0] if there else folder / f"{table.name}.csv"))
        self._empty()

    def _empty(self) -> None:
        self.stamp: Stamp | None = None
        self.names = [name for name in self.table.names if name != "student" or self.table.name == "students"]
        self.separator = "\t" if self.path.suffix.lower() == ".tsv" else ","
        self.newline, self.head, self.lines, self.rows = "\n", "", [], []
        self._how = charset.Written("", "utf-8")
        self._places: dict[tuple[str, ...], list[int]] | None = None

    @property
    def beside(self) -> Path:
        """Where a new file waits to be put in this one's place; it stays where a writer is killed."""
        return self.path.with_name(f".{self.path.name}.new")

    def stamp_now(self) -> Stamp | None:
        """Return what tells one state of the file on disk from another; None where there is no file."""
        try:
            return _stamp(os.stat(self.path))
        except FileNotFoundError:
            return None

    def read(self) -> None:
        """Read the file as it is on disk now."""
        stamp = self.stamp_now()
        self._empty()
        self.stamp = stamp
        if stamp is None:
            return
        try:
            data = self.path.read_bytes()
        except OSError as error:
            raise LogError(f"{self.path.name} cannot be opened ({error.strerror or error}); close it in other programs "
                           "and check that it is a file that may be read.") from error
        how = charset.read(data)
        if how is None or not how.is_whole or "\0" in how.text:
            raise LogError(f"{self.path.name} is not a text file, whatever its name says, so nothing was written to "
                           "it; export it again as CSV.")
        self._how = how._replace(text="")
        self._take(how.text)

    def _take(self, text: str) -> None:
        if not text.strip():
            return
        self.separator = delimited.separator_of(text)
        self.newline = "\r\n" if "\r\n" in text[: text.find("\n") + 1] else "\n"
        text += "" if text.endswith(("\n", "\r")) else self.newline
        written = list(io.StringIO(text, newline=""))
        records, at = [], 0
        # An open quotation mark takes in whatever follows, so it takes in this mark as well.
        reader = csv.reader([*written, "\0end"], delimiter=self.separator)
        limit = csv.field_size_limit(2**31 - 1)
        try:
            for record in reader:
                records.append((record, "".join(written[at:reader.line_num])))
                at = reader.line_num
        finally:
            csv.field_size_limit(limit)
        if records[-1][0] != ["\0end"]:
            raise LogError(f"Row {len(records)} of {self.path.name} opens a quotation mark that is never closed, so "
                           "nothing can be written below it; close it, or remove it, and try again.")
        del records[-1]
        header = next((place for place, (record, _) in enumerate(records) if any(map(str.strip, record))), None)
        if header is None:
            raise LogError(f"{self.path.name} has separators and no names of columns, so no row can be written to it; "
                           f"write {self.separator.join(self.names)} in its first row, or take it out of the folder.")
        self.names = self._known(records[header][0])
        self.head = "".join(line for _, line in records[: header + 1])
        for record, line in records[header + 1:]:
            # Cells beyond the header are no less somebody's words.
            names = self.names + [f"column {place + 1}" for place in range(len(self.names), len(record))]
            self.rows.append({name: value for name, cell in zip(names, record, strict=False)
                              if (value := cell.strip())})
            self.lines.append(line)

    def _known(self, header: list[str]) -> list[str]:
        plain = [cells.plain_name(name) for name in header]
        names = [new if new in self.table.names and plain.count(new) == 1 else old.strip() or f"column {place}"
                 for place, (old, new) in enumerate(zip(header, plain, strict=True), start=1)]
        if lacking := [name for name in self.table.required if name not in names and name != "student"]:
            raise LogError(f"{self.path.name} has no column `{lacking[0]}`, so no row can be written to it; its "
                           f"columns are {', '.join(names)}. Give the column that says it the name `{lacking[0]}`.")
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            raise LogError(f"{self.path.name} has two columns named {twice!r}, so nothing was written to it; give each "
                           "a name of its own.")
        return names

    def key_of(self, row: Row) -> tuple[str, ...]:
        """Return what names a row, a moment or word written in whatever way alike."""
        return tuple(entry.alike([row.get(name, "")], self.table[name])[0] for name in self.key)

    def keys_of(self, rows: list[Row]) -> list[tuple[str, ...]]:
        """Return what names each of many rows; reading them one by one would take long."""
        columns = [entry.alike([row.get(name, "") for row in rows], self.table[name]) for name in self.key]
        return list(zip(*columns, strict=True))

    def places(self, key: tuple[str, ...]) -> list[int]:
        """Return where the rows of this key stand."""
        if self._places is None:
            self._places = {}
            for place, found in enumerate(self.keys_of(self.rows)):
                if self.rows[place]:
                    self._places.setdefault(found, []).append(place)
        return self._places.get(key, [])

    def data_with(self, splices: list[Splice]) -> bytes:
        """Return the bytes of the file as it would be after a change."""
        changed = copy(self)
        changed.lines, changed.rows, changed._places = list(self.lines), list(self.rows), None
        changed.splice(splices)
        return changed.data()

    def data(self) -> bytes:
        """Return the bytes of the file, in the character set in which it was read.

        Where that does not have its letters it is UTF-8, with the mark by which spreadsheet programs know it.
        """
        return charset.again("".join([self.head or self._line({name: name for name in self.names}), *self.lines]),
                             self._how)

    def written(self, data: bytes) -> str | None:
        """Take it that these bytes are in the file now; say so where its character set is another."""
        if not data.startswith(charset.MARK) or self._how.encoding == "utf-8" and not self._how.doubt:
            return None
        self._how = charset.Written("", "utf-8")
        return f"{self.path.name} is written in UTF-8 from now on, so that all its letters are read as they are meant"

    def splice(self, splices: list[Splice]) -> None:
        """Take rows out and put rows in, at places counted before the change."""
        self._widen({name for _, _, added in splices for row in added for name in row})
        for place, removed, added in sorted(splices, key=lambda splice: -splice[0]):
            at_end = place == len(self.rows) and not removed
            self.lines[place:place + len(removed)] = map(self._line, added)
            self.rows[place:place + len(removed)] = added
            if at_end and self._places is not None:
                for number, row in enumerate(added, start=place):
                    self._places.setdefault(self.key_of(row), []).append(number)
            else:
                self._places = None

    def _widen(self, names: set[str]) -> None:
        """Give the file the columns it lacks, at the end; then every row is written anew."""
        if lacking := names - set(self.names):
            ours = [name for name in self.table.names if name in lacking]
            self.names = [*self.names, *ours, *sorted(lacking - set(ours))]
            self.head, self.lines = "", [self._line(row) for row in self.rows]

    def _line(self, row: Row) -> str:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.separator, lineterminator=self.newline).writerow(
            [row.get(name, "") for name in self.names])
        return text.getvalue()

    def write(self, data: bytes, meanwhile: Callable[[], None]) -> bool:
        """Put bytes in the file's place at once; false, and not done, where another program saved it just now.

        What goes into the history goes there while the new file waits beside the old one: its room on the disk is
        taken by then, and putting it in place cannot run out of any.
        """
        beside = self.beside
        try:
            with open(beside, "wb") as file:
                file.write(data)
                file.flush()
                if self.stamp is not None:
                    os.chmod(beside, self.stamp[-1])
                os.fsync(file.fileno())
                stamp = _stamp(os.fstat(file.fileno()))
            meanwhile()
            if self.stamp_now() != self.stamp:
                return False
            os.replace(beside, self.path)
            self.stamp = stamp
        finally:
            beside.unlink(missing_ok=True)
        sync_folder(self.path.parent)
        return True


def sync_folder(folder: Path) -> None:
    """Make sure that the names of the files in a folder are on disk, as far as the drive can."""
    # Windows does not open folders, and some network drives do not sync them; the row is in its file all the same, so
    # nothing may be taken back for that.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _stamp(status: os.stat_result) -> Stamp:
    return status.st_ino, status.st_size, status.st_mtime_ns, status.st_mode & 0o7777


def one_difference(before: list[Row], after: list[Row]) -> Splice:
    """Return the one splice that makes one list of rows of another."""
    start = next((place for place, (old, new) in enumerate(zip(before, after, strict=False)) if old != new),
                 min(len(before), len(after)))
    tail = next((place for place, (old, new) in enumerate(zip(before[start:][::-1], after[start:][::-1], strict=False))
                 if old != new), min(len(before), len(after)) - start)
    return start, before[start:len(before) - tail], after[start:len(after) - tail]


def differences(before: list[Row], after: list[Row]) -> list[Splice]:
    """Return the splices that make one list of rows of another."""
    start, old, new = one_difference(before, after)
    if not old and not new:
        return []
    if len(old) + len(new) > _COMPARED:
        return [(start, old, new)]
    hashable = [[tuple(sorted(row.items())) for row in rows] for rows in (old, new)]
    matcher = SequenceMatcher(None, *hashable, autojunk=False)
    return [(start + a, old[a:b], new[c:d]) for what, a, b, c, d in matcher.get_opcodes() if what != "equal"]
