"""The history of a log: a line for every change, only ever added to, enough to rebuild any past state."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from shadowkit.errors import LogError
from shadowkit.journal.sheet import Row, Splice

#: The changes that a person makes, and so may undo.
UNDOABLE = ("add", "amend", "remove", "restore", "retag", "import")
#: Ends a line that was cut short, so that nobody takes it for a change that happened.
_SEAL = b" (cut short)\n"
#: How many bytes before the place one has read to must still be the same.
_REMEMBERED = 256


class History:
    """The file ``history.jsonl`` of a log; ``changes`` are its lines, read on as others add to them."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "history.jsonl"
        self.changes: list[dict] = []
        self.copy = 0
        self._read_to = 0
        self._last = self._torn = b""

    def read_on(self) -> None:
        """Read the changes that were added since one last looked; ``copy`` counts on where another file is there."""
        data = b""
        try:
            with open(self.path, "rb") as file:
                file.seek(self._read_to - len(self._last))
                data = file.read()
        except FileNotFoundError:
            pass
        except OSError as error:
            raise LogError(f"{self.path.name} cannot be read ({error.strerror or error}), and without it nothing can "
                           "be undone, so nothing was written. Check that it is a file, and one that you may read, and "
                           "try again.") from error
        if not data.startswith(self._last):
            self.changes, self._read_to, self._last, self.copy = [], 0, b"", self.copy + 1
            return self.read_on()
        new = data[len(self._last):]
        whole = new[: new.rfind(b"\n") + 1]
        # A line without an end was cut short, by a power cut say.
        self._torn = new[len(whole):]
        self._read_to += len(whole)
        self._last = (self._last + whole)[-_REMEMBERED:]
        self.changes += [_parsed(line) for line in whole.split(b"\n")[:-1]]

    def add(self, did: str, table: str, says: str, splices: list[Splice] = (), **more: object) -> Callable[[], None]:
        """Write a change at the end, and make sure that it is on disk; return what takes it back.

        Where there is no room for it, nothing is left of it.
        """
        before = self._read_to, self._last, self._torn, len(self.changes)
        end = self._read_to + len(self._torn)
        if self._torn:
            self.changes.append(_parsed(self._torn + _SEAL))
        change = {"change": len(self.changes) + 1, "at": datetime.now().astimezone().isoformat(timespec="seconds"),
                  "says": says, "did": did, "table": table, **more}
        if splices:
            change["rows"] = [{"place": place, "removed": removed, "added": added}
                              for place, removed, added in splices]
        line = (_SEAL if self._torn else b"") + json.dumps(change, ensure_ascii=False).encode() + b"\n"

        def take_back() -> None:
            os.truncate(self.path, end)
            self._read_to, self._last, self._torn, count = before
            del self.changes[count:]

        with open(self.path, "ab", buffering=0) as file:
            try:
                _write_whole(file, line)
                os.fsync(file.fileno())
            except BaseException:
                take_back()
                raise
        self._read_to, self._last, self._torn = end + len(line), line[-_REMEMBERED:], b""
        self.changes.append(change)
        return take_back

    def stacks(self) -> tuple[list[dict], list[dict]]:
        """Return the changes that can be undone and those that can be done again, the latest last."""
        done: list[dict] = []
        undone: list[dict] = []
        for change in self.changes:
            # An undoing that was cut short is the doing again, and the other way round.
            did = {"undo": "redo", "redo": "undo"}.get(change.get("what"), change["did"])
            of = change.get("of")
            if did in UNDOABLE:
                done.append(change)
                undone = []
            elif did == "undo":
                undone += _taken(done, of)
            elif did == "redo":
                done += _taken(undone, of)
            elif did in ("conflict", "cut short"):
                # Nothing stands in the way of undoing what came before, but for what belongs to the same doing.
                for stack in (done, undone):
                    gone = _taken(stack, of)
                    if did == "conflict" and gone and (group := gone[0].get("group")):
                        stack[:] = [change for change in stack if change.get("group") != group]
        return done, undone

    def rows(self, table: str, *, until: int | None = None) -> list[Row]:
        """Return the rows of a table as they were after a change; by default after the last."""
        rows: list[Row] = []
        for change in self.changes[:until]:
            if change["table"] == table:
                for place, removed, added in splices_of(change):
                    rows[place:place + len(removed)] = added
        return rows

    def last_with(self, table: str, row: Row) -> int:
        """Return the last change after which a table had a row; the one before it went."""
        places = (number for number in range(len(self.changes), 0, -1) if self.changes[number - 1]["table"] == table
                  and any(row in part["removed"] for part in self.changes[number - 1].get("rows", ())))
        return next(places, 1) - 1


def splices_of(change: dict) -> Iterator[Splice]:
    """Return what a change did to the rows of its table, the last place first."""
    for part in sorted(change.get("rows", ()), key=lambda part: -part["place"]):
        yield part["place"], part["removed"], part["added"]


def _taken(stack: list[dict], number: object) -> list[dict]:
    found = [change for change in stack if change["change"] == number]
    stack[:] = [change for change in stack if change["change"] != number]
    return found


def _write_whole(file: BinaryIO, data: bytes) -> None:
    """Write all of the bytes; a disk that fills up takes a part and says nothing the first time."""
    while data:
        data = data[file.write(data):]


def _parsed(line: bytes) -> dict:
    try:
        change = json.loads(line)
    except (ValueError, RecursionError):
        return _unreadable(line)
    return change if _is_change(change) else _unreadable(line)


def _is_change(change: object) -> bool:
    """Tell whether all that is made use of is what it must be; a history may be edited by hand, and damaged."""
    return (isinstance(change, dict) and all(isinstance(change.get(name), str) for name in ("did", "table", "says"))
            and all(isinstance(change.get(name, ""), str) for name in ("at", "what", "whole"))
            and isinstance(parts := change.get("rows", []), list) and all(map(_is_part, parts))
            and isinstance(key := change.get("key", []), list) and all(isinstance(cell, str) for cell in key)
            and (change["did"] not in UNDOABLE or {"change", "key", "rows"} <= set(change) and len(parts) == 1)
            and all(type(change.get(name, 0)) is int for name in ("change", "base", "ours", "of", "group"))
            and ("base" in change) == ("ours" in change))


def _is_part(part: object) -> bool:
    return (isinstance(part, dict) and type(part.get("place")) is int and part["place"] >= 0
            and all(isinstance(rows := part.get(name), list) and all(map(_is_row, rows)) for name in (
                "removed", "added")))


def _is_row(row: object) -> bool:
    return isinstance(row, dict) and all(isinstance(cell, str) for cell in row.values())


def _unreadable(line: bytes) -> dict:
    return {"did": "unreadable", "table": "", "at": "", "says": line.decode(errors="replace")}
