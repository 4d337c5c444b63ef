"""What a row must be before it is written: its cells, what it refers to, and that it can be told from the others."""

from __future__ import annotations

from collections.abc import Callable

from shadowkit import schema
from shadowkit.errors import LogError, nearest
from shadowkit.journal import entry
from shadowkit.journal.folder import Key, Look, counted
from shadowkit.journal.merge import may_be
from shadowkit.journal.sheet import Row, Sheet

_SHOWN = 40


def understood(sheet: Sheet, name: str, value: object, look: Look) -> tuple[str, str | None]:
    """Return a cell as the file will hold it, and a sentence where something is wrong with it."""
    if name in sheet.table.names:
        column = sheet.table[name]
        text, sentence = entry.understood(value, column)
        return text, sentence or unknown(sheet, column, text, look)
    if name in sheet.names:
        return entry.understood(value, schema.Column(name, "text", ""))
    close = nearest(name, sheet.table.names)
    hint = f"Did you mean {close!r}?" if close else f"Its columns are {', '.join(sheet.names)}."
    return "", f"{sheet.table.name} has no column {name!r}. {hint}"


def unknown(sheet: Sheet, column: schema.Column, text: str, look: Look) -> str | None:
    """Return a sentence where a handle is not in the table it refers to; a table without rows knows everything."""
    if not column.refers_to or not text:
        return None
    theirs = sheet if column.refers_to == sheet.table.name else look(column.refers_to)
    if not theirs.rows or theirs.places((text,)):
        return None
    close = nearest(text, [row[theirs.key[0]] for row in theirs.rows if theirs.key[0] in row])
    hint = f"Did you mean {close!r}?" if close else f"Add it to {column.refers_to} first."
    return f"`{column.name}` speaks of {text!r}, which is not in {column.refers_to}. {hint}"


def checked(sheet: Sheet, row: dict[str, object], look: Look, *, amends: bool = False) -> Row:
    """Return the cells as the file will hold them, or raise what is wrong with the first that is wrong."""
    new: Row = {}
    for name, value in row.items():
        text, sentence = understood(sheet, name, value, look)
        if sentence:
            raise LogError(sentence, column=name)
        if text or amends:
            new[name] = text
    for name in sheet.table.required:
        if not new.get(name) and (name in new or not amends):
            raise LogError(f"`{name}` is empty, so the row would say nothing; fill it in: "
                           f"{sheet.table[name].says}.", column=name)
    return new


def whose(sheet: Sheet, look: Look) -> str:
    """Return the student whose rows a table holds, where it has a column for that."""
    named = ({row["student"] for row in rows if row.get("student")} for rows in (sheet.rows, look("students").rows))
    students = next(filter(None, named), {sheet.path.parent.name})
    if len(students) > 1:
        raise LogError(f"{sheet.path.name} holds several students; say whose row it is with student=….",
                       column="student")
    return students.pop()


def next_position(sheet: Sheet, meeting: str | None) -> str:
    """Return the place after the last answer of a meeting."""
    taken = [row.get("position", "") for row in sheet.rows if row.get("meeting") == meeting]
    # Those without a place are counted on from the last that has one, when the log is loaded.
    return str(max((int(place) for place in taken if place.isdigit()), default=0) + taken.count("") + 1)


def nobody_refers(sheet: Sheet, old: Row, new: Row, look: Look,
                  already: Callable[[str], list[Row]] = lambda table: []) -> None:
    """Raise where rows would be left speaking of a handle that is gone; those that did so ``already`` may go on."""
    handle = old.get(sheet.key[-1])
    if handle is None or handle == new.get(sheet.key[-1]):
        return
    for table, spec in schema.TABLES.items():
        for column in spec.columns:
            if column.refers_to == sheet.table.name:
                rows = (sheet if table == sheet.table.name else look(table)).rows
                left = [row for row in rows if row.get(column.name) == handle and row is not old]
                known = already(table) if left else []
                if count := sum(row not in known for row in left):
                    raise LogError(f"{counted(count)} of {table} still speak{'s' if count == 1 else ''} of "
                                   f"{handle!r}; change or remove {'it' if count == 1 else 'them'} first.",
                                   column=sheet.key[-1])


def key_given(sheet: Sheet, key: object) -> Key:
    """Return a key as a caller gave it, in the form in which rows are compared."""
    parts = list(key) if isinstance(key, tuple | list) else [key]
    if len(parts) != len(sheet.key):
        raise LogError(f"A row of {sheet.table.name} is named by {', '.join(sheet.key)}, and the key was {key!r}.")
    return tuple(entry.understood(part, sheet.table[name])[0] for part, name in zip(parts, sheet.key, strict=True))


def place_of(sheet: Sheet, key: Key) -> int:
    """Return where the one row of a key stands, or raise."""
    places = sheet.places(key)
    if len(places) == 1:
        return places[0]
    if places:
        raise LogError(f"{sheet.table.name} has {len(places)} rows with {said(sheet, key)}, so it is not clear which "
                       f"is meant; make them differ in {sheet.path.name}.")
    if (other := rewritten(sheet, key)) is not None:
        raise LogError(other[1])
    handles = [row[sheet.key[0]] for row in sheet.rows if sheet.key[0] in row]
    close = nearest(key[0], handles) if len(key) == 1 else None
    raise LogError(f"{sheet.table.name} has no row with {said(sheet, key)}."
                   + (f" Did you mean {close!r}?" if close else ""))


def rewritten(sheet: Sheet, key: Key) -> tuple[Row, str] | None:
    """Return the row of a key whose time a spreadsheet program has written in its own way, and what to do about it."""
    times = [name for name in sheet.key if sheet.table[name].kind == "time"]
    if not times:
        return None
    wanted = dict(zip(sheet.key, key, strict=True))
    found = [row for row in sheet.rows if all(row.get(name, "") == wanted[name] for name in sheet.key
                                              if name not in times)
             and all(may_be(row.get(name, ""), wanted[name]) for name in times)]
    if len(found) != 1:
        return None
    there = tuple(found[0].get(name, "") for name in sheet.key)
    cells = ", ".join(f"{name}={wanted[name]!r}" for name in times)
    return found[0], (
        f"The row with {said(sheet, key)} is still in {sheet.path.name}, but another program has written its time as "
        f"{found[0][times[0]]!r}. Put it right with journal.amend({sheet.table.name!r}, {there!r}, {cells}), and try "
        "again.")


def said(sheet: Sheet, key: Key) -> str:
    """Return a key as a sentence has it: contact 'amara', sent_at '2026-09-14'."""
    return ", ".join(f"{name} {part!r}" for name, part in zip(sheet.key, key, strict=True))


def short(key: Key) -> str:
    """Return a key as a heading has it: amara, 2026-09-14."""
    return ", ".join(part for part in key if part)


def told(old: Row, new: Row) -> str:
    """Return in words how a row was changed."""
    names = [name for name in old | new if old.get(name, "") != new.get(name, "")]
    return "; ".join(f"{name} from {_cut(old.get(name))} to {_cut(new.get(name))}" for name in names)


def _cut(value: str | None) -> str:
    text = " ".join((value or "").split())
    text = text if len(text) <= _SHOWN else text[: _SHOWN - 2] + " …"
    return f"“{text}”" if text else "nothing"
