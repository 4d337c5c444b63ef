"""What the rows of a log were before, and which rows were removed from it: told by the history of its changes.

An edit of a row at the same place is its next form, unless it then tells of somebody or something else, which only a
person who amends a row can mean to be the same. What an undo took back counts as never there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from shadowkit import schema
from shadowkit.journal.history import splices_of
from shadowkit.journal.sheet import Row, Splice
from shadowkit.readers import people
from shadowkit.readers.there import Line, bare

#: What tells one from another: the same in the first is the same thing, and two of these that differ are two things.
_TELLING = {"contacts": ("email", "name", "contact"), "meetings": ("uid", "meeting", "contact", "starts_at"),
            "outreach": ("message_id", "contact", "sent_at"), "answers": ("at_seconds", "question", "answer")}


@dataclass(eq=False, slots=True)
class _Form:
    """A row as it was once, and what it was before; where it was removed, by which change."""

    row: Row
    before: _Form | None = None
    gone: int | None = None

    def line(self) -> Line:
        forms, form = [self.row], self.before
        while form:
            forms, form = [*forms, form.row] if form.row not in forms else forms, form.before
        return Line(forms, self.gone)


class Earlier:
    """The rows of one table through all its changes."""

    def __init__(self, table: str, changes: list[dict]) -> None:
        self._table = table
        self._key = [name for name in schema.TABLES[table].key if name != "student"]
        self._here: list[_Form] = []
        self._gone: dict[Hashable, dict[int, _Form]] = {}
        self._did: dict[int, tuple[list[_Form], list[_Form], list[_Form]]] = {}
        for number, change in enumerate(changes, start=1):
            if change["table"] == table and change.get("rows"):
                self._follow(number, change)

    def lines(self, rows: list[Row]) -> list[Line]:
        """Return what is known of the rows of a table, and of those that were removed, which come last."""
        here = self._here
        if [form.row for form in here] != rows:
            # A history that was damaged does not know all of them.
            known = {_content(form.row): form for form in here}
            here = [known.get(_content(row)) or _Form(row) for row in rows]
        gone = {place: form for forms in self._gone.values() for place, form in forms.items() if form.gone}
        return [form.line() for form in [*here, *gone.values()]]

    def _follow(self, number: int, change: dict) -> None:
        of = change.get("of", 0)
        taken, put, again = self._did.get(of, ([], [], []))
        splices = list(splices_of(change))
        added = [row for _, _, rows in splices for row in rows]
        if of in self._did and added in ([form.row for form in taken], [form.row for form in put]):
            is_undone = added == [form.row for form in taken]
            new = taken if is_undone else put
            old = self._splice(splices, new)
            self._mark(old, None if is_undone else number, but={id(form) for form in _with_before(new)})
            self._mark(new, None)
            self._mark(again, number if is_undone else None)
            return
        new, again = self._paired(splices, is_meant=change["did"] == "amend")
        old = self._splice(splices, new)
        kept = {id(form) for form in _with_before(new)}
        # Who writes a table as it was before takes back what came since.
        self._mark(old, None if change["did"] == "restore" else number, but=kept)
        self._mark(again, None)
        self._did[number] = old, new, again

    def _splice(self, splices: list[Splice], new: list[_Form]) -> list[_Form]:
        """Put forms in the place of others, and return those, both in the order of the splices."""
        old, at = [], 0
        for place, removed, added in splices:
            old += self._here[place:place + len(removed)]
            self._here[place:place + len(removed)] = new[at:at + len(added)]
            at += len(added)
        return old

    def _paired(self, splices: list[Splice], *, is_meant: bool) -> tuple[list[_Form], list[_Form]]:
        """Return a form for each row that comes, with what it was before, and those that had been removed.

        Who amends one row means the same by it, whatever it tells then.
        """
        left = {id(form): form for place, removed, _ in splices for form in self._here[place:place + len(removed)]}
        rows = [row for _, _, added in splices for row in added]
        if is_meant:
            return [_Form(rows[0], *left.values())], []
        new: list[_Form | None] = [None] * len(rows)
        for sign in (_content, self._key_of) if left else ():
            forms: dict[Hashable, list[_Form]] = {}
            for form in reversed(left.values()):
                forms.setdefault(sign(form.row), []).append(form)
            many = Counter(map(sign, rows))
            for at, row in enumerate(rows):
                found = sign(row)
                # A handle that two rows have by now tells nothing, nor one that was given to somebody else.
                if new[at] is None and forms.get(found) and (sign == _content or found and many[found] == 1 and (
                        not _are_two(self._table, forms[found][-1].row, row))):
                    form = forms[found].pop()
                    new[at] = form if form.row == row else _Form(row, form)
                    del left[id(form)]
        at = 0
        for place, removed, added in splices:
            if len(removed) == len(added):
                for number, form in enumerate(self._here[place:place + len(removed)], start=at):
                    if id(form) in left and new[number] is None and not _are_two(self._table, form.row, rows[number]):
                        new[number] = _Form(rows[number], form)
            at += len(added)
        again: dict[int, _Form] = {}
        for at, row in enumerate(rows):
            if new[at] is None:
                known = (form for sign in (_content, self._key_of)
                         for form in reversed(self._gone.get(sign(row), {}).values())
                         if form.gone and id(form) not in again and not _are_two(self._table, form.row, row))
                form = next(known, None) if self._gone else None
                again |= {id(form): form} if form else {}
                new[at] = form if form and form.row == row else _Form(row, form)
        return new, list(again.values())

    def _mark(self, forms: Iterable[_Form], number: int | None, but: Iterable[int] = ()) -> None:
        """Mark forms as removed by a change, or as there; those that go on as another form are neither."""
        for form in forms:
            if id(form) not in but:
                form.gone = number
                for sign in filter(None, (_content(form.row), self._key_of(form.row))) if number else ():
                    self._gone.setdefault(sign, {})[id(form)] = form

    def _key_of(self, row: Row) -> Hashable | None:
        key = tuple(row.get(name, "") for name in self._key)
        return key if any(key) else None


def _content(row: Row) -> Hashable:
    return frozenset(row.items())


def _are_two(table: str, one: Row, other: Row) -> bool:
    """Tell whether two rows tell of two people or things, whatever handle they have."""
    sure, *_ = telling = _TELLING.get(table, ("",))
    differ = [name for name in telling if one.get(name) and other.get(name) and bare(one[name]) != bare(other[name])]
    if "name" in differ and people.near(one["name"], [other["name"]]):
        differ.remove("name")
    return len(differ) > 1 and (sure in differ or not (one.get(sure) and other.get(sure)))


def _with_before(forms: list[_Form]) -> list[_Form]:
    return [*forms, *(form.before for form in forms if form.before)]
