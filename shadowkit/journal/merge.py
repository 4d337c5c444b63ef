"""A file that another program saved, merged row by row and cell by cell with what was written since it was read there.

A spreadsheet program holds the rows as they were when it opened the file, and knows nothing of what was written since.
What it saves is therefore compared with the past states of the table, too: the one it can most easily have come from is
the one it was read from.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from shadowkit.journal.entry import alike
from shadowkit.journal.sheet import Row, Sheet, Splice

Key = tuple[str, ...]
Token = Callable[[Row], Key]
#: How many changes of a table are looked back through.
FAR = 1000
#: What it takes a person to make one state of another: a cell is typed, a row goes with a click.
_CELL, _ROW_GONE = 2, 1
#: Nobody types by chance the very words that the journal has in the same row.
_SAME_WORDS = 20
#: Two programs beside the journal are less likely than one.
_ONE_MORE_PROGRAM = 1
#: How the sentences go on, and how many rows they name.
_WHERE = {"added": "to", "changed": "in", "removed": "from"}
_TOLD = 5
_SHOWN = 40
#: A day as spreadsheet programs write it, and its parts.
_NUMBERS = re.compile(r"\d+")


@dataclass
class BothChanged:
    """A row that was changed on both sides; None where a side has removed it. ``cells`` are those that differ."""

    key: Key
    yours: Row | None
    theirs: Row | None
    cells: list[str] = field(default_factory=list)

    def says(self, table: str) -> str:
        """Return in words what has met, and what to do."""
        who = f"{_short(self.key)} in {table}"
        remove = f"write journal.remove({table!r}, {_as_argument(self.key)}) if it is to go"
        if self.yours is None:
            return f"another program changed {who}, which was removed here; it stays as theirs, so {remove}"
        if self.theirs is None:
            return f"another program removed {who}, which was changed here; it was put back, so {remove}"
        cells = "; ".join(f"{name} is {_quoted(self.theirs.get(name))} there and was {_quoted(self.yours.get(name))} "
                          "here" for name in self.cells)
        return (f"another program changed {who}, which was changed here too: {cells}; theirs stays in the file, and "
                "both versions are kept in the history")


@dataclass
class Merged:
    """The rows as they are to be; ``put_back`` has what was done again to theirs: a word, and the row's key."""

    rows: list[Row]
    put_back: list[tuple[str, Key]] = field(default_factory=list)
    conflicts: list[BothChanged] = field(default_factory=list)

    def says(self, file: str, table: str, changes: int) -> str:
        """Return in words what was put back, and how to take it out again."""
        when = f"before {changes:,} change{'' if changes == 1 else 's'}" if changes else "earlier"
        done = sorted(self.put_back, key=lambda one: one[0])
        words = [f"{did} {_short(key)} {_WHERE[did]} {table}" for did, key in done[:_TOLD]]
        words += [f"and {len(done) - _TOLD:,} more"] if len(done) > _TOLD else []
        says = f"{file} was saved by another program as it was {when}"
        if not done:
            return f"{says}; nothing had to be put back"
        says += f"; {'this was' if len(done) == 1 else 'these were'} put back: {'; '.join(words)}"
        added = [key for did, key in done if did == "added" and any(key)]
        return f"{says}; if a row is to go all the same, write journal.remove({table!r}, {_as_argument(added[0])})" if (
            added) else says


def read_from(changes: list[dict], sheet: Sheet, ours: list[Row]) -> tuple[int, list[Row]] | None:
    """Return the past state that the rows of a file were read from: the number of its change, and its rows.

    None where that is the present state, ``ours``. Of states that are as near, the one is taken after which the fewest
    of our rows are lost, and of these the latest.
    """
    token = tokens(sheet, ours)
    steps = list(_steps(changes, sheet.table.name))
    nearness = _Nearness(ours, sheet.rows, token, _typed_elsewhere(steps, token))
    rows, best, found, others = list(ours), (nearness.apart, nearness.lost), None, 0
    for number, change, splices in steps:
        back = inverse(splices)
        if any(rows[place:place + len(removed)] != removed for place, removed, _ in back):
            break
        rows = spliced(rows, back)
        nearness.step(back)
        others += _ONE_MORE_PROGRAM * (change["did"] == "outside")
        if (nearness.apart + others, nearness.lost) < best:
            best, found = (nearness.apart + others, nearness.lost), (number - 1, rows)
    return found


def _steps(changes: list[dict], table: str) -> Iterator[tuple[int, dict, list[Splice]]]:
    """Return the changes of a table, the latest first, as far as one looks."""
    left = FAR
    for number in range(len(changes), 0, -1):
        change = changes[number - 1]
        if change["table"] != table or not change.get("rows"):
            continue
        # Before a table was found there it was not empty, only unknown.
        if change["did"] == "found" or not left:
            return
        left -= 1
        yield number, change, [(part["place"], part["removed"], part["added"]) for part in change["rows"]]


def _typed_elsewhere(steps: list[tuple[int, dict, list[Splice]]], token: Token) -> set[Key]:
    """Return the rows that another program has put there: it may as well have taken them out again."""
    whose: dict[Key, str] = {}
    for _, change, splices in steps:
        gone = {token(row) for _, removed, _ in splices for row in removed}
        for key in {token(row) for _, _, added in splices for row in added} - gone:
            whose.setdefault(key, change["did"])
    return {key for key, did in whose.items() if did == "outside"}


class _Nearness:
    """How far a state is from the rows that were found, kept up while one steps back from state to state."""

    def __init__(self, ours: list[Row], theirs: list[Row], token: Token, elsewhere: set[Key]) -> None:
        self._token, self._elsewhere = token, elsewhere
        self._ours, self._theirs, self._state = (grouped(rows, token) for rows in (ours, theirs, ours))
        self.apart = sum(map(self._apart, self._state.keys() | self._theirs.keys()))
        self.lost = sum(map(self._is_lost, self._state))

    def step(self, splices: list[Splice]) -> None:
        touched = {self._token(row) for _, removed, added in splices for row in (*removed, *added)}
        self._count(touched, -1)
        for _, removed, added in splices:
            for row in filter(None, removed):
                self._state[self._token(row)].remove(row)
            for row in filter(None, added):
                self._state[self._token(row)].append(row)
        self._count(touched, 1)

    def _count(self, keys: set[Key], sign: int) -> None:
        self.apart += sign * sum(map(self._apart, keys))
        self.lost += sign * sum(map(self._is_lost, keys))

    def _is_lost(self, key: Key) -> bool:
        """Tell whether a row of ours would be taken for one that they removed."""
        return bool(self._state.get(key) and self._ours.get(key) and not self._theirs.get(key))

    def _apart(self, key: Key) -> int:
        state, theirs = self._state.get(key, []), self._theirs.get(key, [])
        if len(state) == len(theirs) == 1:
            return _CELL * _cells_apart(state[0], theirs[0])
        gone = 0 if key in self._elsewhere else _ROW_GONE
        return gone * len(_without(state, theirs)) + sum(self._typing(key, row) for row in _without(theirs, state))

    def _typing(self, key: Key, row: Row) -> int:
        same = max((_SAME_WORDS * (len(row.items() & ours.items()) - sum(map(bool, key)))
                    + _CELL * _cells_apart(row, ours) for ours in self._ours.get(key, [])), default=0)
        return _CELL * (1 + len(row)) + max(same, 0)


def merged(sheet: Sheet, base: list[Row], ours: list[Row]) -> Merged:
    """Return the rows of a file with what was written since the state ``base``, from which they were read."""
    token = tokens(sheet, ours)
    before, mine, theirs = (grouped(rows, token) for rows in (base, ours, sheet.rows))
    result, missing, changed, dropped = Merged([]), defaultdict(list), {}, set()
    added: dict[Key, list[Row]] = {}
    anchor = None
    for key, row in ((token(row), row) for row in ours):
        if not row:
            continue
        if theirs.get(key):
            anchor = key
        if not any(key) or max(len(rows.get(key, ())) for rows in (before, mine, theirs)) > 1:
            # Which of them is which nobody knows, so what was added is put back, and nothing is dropped.
            if key not in added:
                added[key] = _without(_without(mine[key], before.get(key, [])), theirs.get(key, []))
            if row in added[key]:
                added[key].remove(row)
                missing[anchor].append((row, "added"))
        elif not theirs.get(key):
            if before.get(key) != [row]:
                missing[anchor].append((row, "changed" if before.get(key) else "added"))
                if before.get(key):
                    result.conflicts.append(BothChanged(key, row, None))
        else:
            other = theirs[key][0]
            changed[key], cells = _merged_row(sheet, (before.get(key) or [{}])[0], row, other)
            if cells:
                result.conflicts.append(BothChanged(key, row, other, cells))
            if changed[key] != other:
                result.put_back.append(("changed", key))
    for key in before:
        if key not in mine and any(key) and len(before[key]) == len(theirs.get(key, ())) == 1:
            if _is_untouched(sheet, before[key][0], theirs[key][0]):
                dropped.add(key)
                result.put_back.append(("removed", key))
            else:
                result.conflicts.append(BothChanged(key, None, theirs[key][0]))

    def put(after: Key | None) -> None:
        for row, did in missing.pop(after, ()):
            result.rows.append(row)
            result.put_back.append((did, token(row)))

    put(None)
    for row in sheet.rows:
        key = token(row)
        if key not in dropped:
            result.rows.append(changed.get(key, row) if row else row)
        put(key)
    return result


def _merged_row(sheet: Sheet, before: Row, ours: Row, theirs: Row) -> tuple[Row, list[str]]:
    """Return a row with the cells that either side has changed, and the names of those that both have: theirs stay."""
    row, both = {}, []
    for name in before | ours | theirs:
        was, mine, other = (cells.get(name, "") for cells in (before, ours, theirs))
        value = other
        if mine not in (was, other):
            if other == was or _is_alike(sheet, name, other, was):
                value = mine
            else:
                both.append(name)
        if value:
            row[name] = value
    return row, both


def _is_untouched(sheet: Sheet, before: Row, theirs: Row) -> bool:
    return all(before.get(name) == theirs.get(name)
               or _is_alike(sheet, name, theirs.get(name, ""), before.get(name, "")) for name in before | theirs)


def _is_alike(sheet: Sheet, name: str, one: str, other: str) -> bool:
    """Tell whether a cell was only written in another way, as spreadsheet programs do with a day."""
    if not (one and other and name in sheet.table.names):
        return False
    column = sheet.table[name]
    return (column.kind == "time" and may_be(one, other)) or alike([one], column) == alike([other], column)


def tokens(sheet: Sheet, ours: list[Row]) -> Token:
    """Return what names a row in every state, though a spreadsheet program has written its time in its own way."""
    names = sheet.key
    same: dict[Key, Key] = {}
    time = next((place for place, name in enumerate(names) if sheet.table[name].kind == "time"), None)

    def plainly(row: Row) -> Key:
        return tuple(row.get(name, "") for name in names)

    if time is not None:
        known, found = {plainly(row) for row in ours}, {plainly(row) for row in sheet.rows}
        left: dict[Key, list[Key]] = defaultdict(list)
        for key in known - found:
            left[key[:time] + key[time + 1:]].append(key)
        new = [key for key in map(plainly, sheet.rows) if key not in known and left.get(key[:time] + key[time + 1:])]
        moments = alike([key[time] for key in new], sheet.table[names[time]]) if new else []
        for key, moment in zip(new, moments, strict=True):
            others = left[key[:time] + key[time + 1:]]
            fit = [other for other in others if other[time] == moment] or [
                other for other in others if may_be(key[time], other[time])]
            if len(fit) == 1 and key not in same:
                same[key] = fit[0]
                others.remove(fit[0])

    def token(row: Row) -> Key:
        key = plainly(row)
        return same.get(key, key)

    return token


def may_be(text: str, moment: str) -> bool:
    """Tell whether a text may be a moment in the way of a spreadsheet program: 9/10/2026 9:20 for 2026-09-10T09:20."""
    parts, numbers = ([int(part) for part in _NUMBERS.findall(cell)] for cell in (moment, text))
    if len(parts) < 3 or len(numbers) < 3 or text == moment:
        return False
    day, clock = sorted(part % 100 for part in parts[:3]), parts[3:5]
    return sorted(number % 100 for number in numbers[:3]) == day and (
        not clock or not numbers[3:5] or clock[1:] == numbers[4:5] and clock[0] % 12 == numbers[3] % 12)


def grouped(rows: list[Row], token: Token) -> dict[Key, list[Row]]:
    """Return the rows by what names them; blank rows are nobody's."""
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in rows:
        if row:
            found[token(row)].append(row)
    return found


def _without(rows: list[Row], others: list[Row]) -> list[Row]:
    left, rest = Counter(frozenset(row.items()) for row in others), []
    for row in rows:
        if left[frozenset(row.items())]:
            left[frozenset(row.items())] -= 1
        else:
            rest.append(row)
    return rest


def inverse(splices: list[Splice]) -> list[Splice]:
    """Return the splices that take others back."""
    back, moved = [], 0
    for place, removed, added in sorted(splices, key=lambda splice: splice[0]):
        back.append((place + moved, added, removed))
        moved += len(added) - len(removed)
    return back


def spliced(rows: list[Row], splices: list[Splice]) -> list[Row]:
    """Return rows after a change."""
    rows = list(rows)
    for place, removed, added in sorted(splices, key=lambda splice: -splice[0]):
        rows[place:place + len(removed)] = added
    return rows


def _cells_apart(one: Row, other: Row) -> int:
    return 0 if one == other else sum(one.get(name, "") != other.get(name, "") for name in one.keys() | other.keys())


def _short(key: Key) -> str:
    return ", ".join(part for part in key if part)


def _as_argument(key: Key) -> str:
    return repr(key[0] if len(key) == 1 else key)


def _quoted(cell: str | None) -> str:
    text = " ".join((cell or "").split())
    return "nothing" if not text else f"“{text}”" if len(text) <= _SHOWN else f"“{text[:_SHOWN - 2]} …”"
