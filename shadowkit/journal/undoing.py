"""Taking changes back and doing them again, also those of several steps."""

from __future__ import annotations

from collections.abc import Iterator

from shadowkit.errors import LogError
from shadowkit.journal import rules
from shadowkit.journal.folder import Change, Conflict, Decide, Folder, Look
from shadowkit.journal.sheet import Row, Sheet, Splice


def back_or_forth(folder: Folder, did: str, word: str, meant: str | None = None) -> str | None:
    """Undo or redo the change whose turn it is, and with it all steps of the same doing; return in words what it was.

    Every step is a change of its own. Where one of them cannot be taken back, those before it stay taken back. What is
    ``meant`` is the only thing that may be taken back, where it is given.
    """
    last: dict = {}
    done: list[str] = []

    def decide(look: Look) -> Change | None:
        stack = _stack(folder, did)
        if meant is not None and not (stack and meant):
            raise LogError("There is nothing to undo.")
        if not stack:
            return None
        if meant is not None and meant != whole(stack[-1]):
            raise LogError("Something was written elsewhere meanwhile, so nothing was undone. Look at what the button "
                           "says now, and press it again if you mean that.")
        last.update(stack[-1])
        change = _taken_back(folder, look, stack[-1], did, f"{word}: {stack[-1]['says']}")
        done.append(stack[-1]["says"])
        return change

    def steps() -> Iterator[Decide]:
        yield decide
        while "group" in last and (left := _stack(folder, did)) and left[-1].get("group") == last["group"]:
            yield decide

    try:
        folder.changes(steps())
    except Conflict as conflict:
        if not done:
            raise
        already = f"Already {word}: {'; '.join(dict.fromkeys(done))}; journal.{'redo' if did == 'undo' else 'undo'}()"
        raise Conflict(f"{conflict} {already} takes that back.", yours=conflict.yours, theirs=conflict.theirs) from None
    return f"{word}: {whole(last)}" if last else None


def whole(change: dict) -> str:
    """Return in words what was done, where a change is one step of it."""
    return change.get("whole", change["says"])


def _stack(folder: Folder, did: str) -> list[dict]:
    return folder.history.stacks()[did == "redo"]


def _taken_back(folder: Folder, look: Look, change: dict, did: str, says: str) -> Change:
    sheet, part = look(change["table"]), change["rows"][0]
    now, then = (part["added"], part["removed"]) if did == "undo" else (part["removed"], part["added"])
    key = tuple(change["key"])
    if change["did"] in ("restore", "retag", "import"):
        return _rows_taken_back(folder, sheet, did, says, change, (part["place"], now, then))
    place = _still_there(sheet, now, then, part["place"])
    if place is None:
        theirs = sheet.rows[sheet.places(key)[0]] if sheet.places(key) else None
        became = _what_became(folder, sheet, now, theirs)
        raise folder.conflict(sheet, key, then[0] if then else None, theirs, f"Not {says}. {became} The change is kept "
                              "in the history.", of=change["change"])
    for old, new in zip(now, then or [{}], strict=bool(now)):
        # Who spoke of it when the change was made did so before.
        rules.nobody_refers(sheet, old, new, look, lambda table: folder.history.rows(table, until=change["change"]))
    return Change(sheet, did, says, (place, now, then), key, key, {"of": change["change"]})


def _rows_taken_back(folder: Folder, sheet: Sheet, did: str, says: str, change: dict, splice: Splice) -> Change:
    """Return the undoing of a change of many rows, where they are still as they were left."""
    place, now, _ = splice
    if sheet.rows[place:place + len(now)] != now or place > len(sheet.rows):
        number = change["change"] - (did == "undo")
        raise folder.conflict(
            sheet, (), None, None, f"Not {says}. Another program has changed these rows since; to write the table "
            f"as it was all the same, call journal.restore({sheet.table.name!r}, {number}).", of=change["change"])
    return Change(sheet, did, says, splice, (), (), {"of": change["change"]})


def _what_became(folder: Folder, sheet: Sheet, now: list[Row], theirs: Row | None) -> str:
    """Return in words why a row is not as a change left it, and what to do."""
    if theirs is not None:
        return "Another program has changed that row since; amend it by hand."
    if not now:
        return "Another row has its place by now."
    number = folder.history.last_with(sheet.table.name, now[0])
    return ("Another program has removed that row since; to have it back, write the table as it was then, with "
            f"journal.restore({sheet.table.name!r}, {number}).")


def _still_there(sheet: Sheet, now: list[Row], then: list[Row], place: int) -> int | None:
    """Return where the row of a change stands, if it is as the change left it and nothing has its place."""
    keys = [sheet.key_of(row) for row in now]
    if any(sheet.places(sheet.key_of(row)) for row in then if sheet.key_of(row) not in keys):
        return None
    if not now:
        return min(place, len(sheet.rows))
    return next((found for found in sheet.places(keys[0]) if sheet.rows[found] == now[0]), None)
