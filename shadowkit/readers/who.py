"""Which people of a reading are which of those that are there: matched where that is sure, proposed where it may be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from itertools import chain

from shadowkit.readers import people
from shadowkit.readers.there import Key, Row, There, all_of, bare, called, is_called

#: Cells that tell two people of one name apart.
_TELLING = ("organization", "field", "role")


class Who:
    """Matches the people of one reading, each with one of those that are there at most.

    ``told`` says who is whom, ``met`` on which days somebody was met by the reading, and ``met_there`` by those before.
    """

    def __init__(self, there: There, told: Mapping[str, str], whose: Callable[[Row], str],
                 met: Callable[[Row], set[str]], met_there: Callable[[Row], set[str]],
                 say: Callable[..., None]) -> None:
        self._there, self._told, self._whose, self._say = there, told, whose, say
        self._met, self._met_there = met, met_there
        self._taken: set[int] = set()
        self._present = [place for place in range(len(there.rows)) if place not in there.removed]
        self._called: dict[str, dict[str, Row]] = defaultdict(dict)
        for row in map(there.rows.__getitem__, self._present):
            self._called[whose(row)][called(row)] = row
        self._by = {(key, gone): there.index(self._owned(key), gone=gone)
                    for key in (_exact, _mail, _name, _handle) for gone in (False, True)}
        self._first = there.index(self._owned(_first), gone=False, before=False)
        self._also: dict[int, dict[str | None, str]] = {
            place: {people.plain(one): one for one in there.rows[place]["also_called"].split("; ")}
            for place in self._present if there.rows[place].get("also_called")}

    def same(self, rows: list[Row]) -> list[int | None]:
        """Return for each person who it is of those that are there; propose those who may be."""
        same: list[int | None] = [None] * len(rows)
        self._named = Counter(self._owned(_first)(row) for row in rows)
        # A person who was removed is nobody else, unless somebody of that name was put there since.
        for way in (self._as_told, self._by_all, self._by_mail, self._by_name, self._removed, self._by_name_alone,
                    self._by_handle, self._by_day):
            for number, row in enumerate(rows):
                if same[number] is None and (place := way(row)) is not None:
                    same[number] = place
                    self._taken.add(place)
        for row, place in zip(rows, same, strict=True):
            self._propose(row, place)
        return same

    def _free(self, key: Key, row: Row, *, gone: bool = False) -> Iterator[int]:
        found = self._by[key, gone].get(self._owned(key)(row), ())
        return (place for place in found if place not in self._taken)

    def _owned(self, key: Key) -> Key:
        return lambda row: (self._whose(row), found) if (found := key(row)) is not None else None

    def _as_told(self, row: Row) -> int | None:
        told = self._told.get(_name(row) or "")
        if not told and not self._also:
            return None
        place = next((place for place in self._present if place not in self._taken and (
            told and is_called(self._there.rows[place], told) or self._also.get(place, {}).get(_name(row)))), None)
        if place is not None:
            self._call_also(place, row)
        return place

    def _call_also(self, place: int, row: Row) -> None:
        """Remember who was found to be the same."""
        there = self._there.rows[place]
        if not any(is_called(form, called(row)) for form in self._there.forms(place)):
            self._also.setdefault(place, {})[_name(row)] = called(row)
            there["also_called"] = "; ".join(self._also[place].values())

    def _by_all(self, row: Row) -> int | None:
        return next(self._free(_exact, row), None)

    def _by_mail(self, row: Row) -> int | None:
        places = list(self._free(_mail, row))
        alike = [place for place in places if self._is_alike(place, row)]
        told = self._told.get(_name(row) or "") or any(_name(row) in names for names in self._also.values())
        if places and not alike and not told:
            self._say(row, "name", f"has the e-mail address of {called(self._there.rows[places[0]])}, so both were "
                      "taken for one person; if they are two, give them addresses of their own")
        return next(iter(alike or places), None)

    def _by_name(self, row: Row) -> int | None:
        """Return the one of that name; of several the one for whom another cell speaks."""
        several = list(self._free(_name, row))
        mails = {place: {_mail(form) for form in self._there.forms(place)} - {None} for place in several}
        if len(several) == 1:
            [place] = several
            return place if not _mail(row) or not mails[place] or _mail(row) in mails[place] else None
        for column in _TELLING:
            found = [place for place in several if row.get(column) and any(
                bare(form.get(column)) == bare(row[column]) for form in self._there.forms(place))]
            if len(found) == 1:
                return found[0]
        first = [place for place in several if _name(self._there.forms(place)[-1]) == _name(row)]
        if several and len(first) == 1:
            self._say(row, "name", f"may be each of {len(several)} people of that name, and was taken for "
                      f"{_known(self._there.rows[first[0]])}, who was called so first; if that is wrong, write the "
                      "e-mail address in both places")
            return first[0]
        # A handle that a reader made of the name tells nothing.
        found = [place for place in several if _handle(self._there.rows[place]) == _handle(row)]
        return found[0] if found and _handle(row) != people.handle(called(row)) else None

    def _removed(self, row: Row) -> int | None:
        by_key = (place for key in (_exact, _mail, _name) for place in self._free(key, row, gone=True))
        by_other_name = (place for place in self._there.removed if "also_called" in self._there.rows[place]
                         and place not in self._taken and is_called(self._there.rows[place], called(row)))
        return next(chain(by_key, by_other_name), None)

    def _by_name_alone(self, row: Row) -> int | None:
        several = list(self._free(_name, row))
        return several[0] if len(several) == 1 else None

    def _by_handle(self, row: Row) -> int | None:
        return next((place for place in self._free(_handle, row)
                     if not list(self._free(_name, row)) and self._is_alike(place, row)), None)

    def _is_alike(self, place: int, row: Row) -> bool:
        return any(_name(form) == _name(row) or people.near(called(row), [called(form)])
                   for form in self._there.forms(place))

    def _by_day(self, row: Row) -> int | None:
        """Return the one who was met on the same day, where one of the two is called by the first name alone."""
        found = self._met_too(row)
        if len(found) != 1 or self._named[self._owned(_first)(row)] > 1:
            return None
        self._call_also(found[0], row)
        return found[0]

    def _met_too(self, row: Row) -> list[int]:
        days = self._met(row)
        own = len((_name(row) or "").split())
        return [place for place in self._first.get(self._owned(_first)(row), ()) if days and place not in self._taken
                and (own == 1) != (len((_name(self._there.rows[place]) or "").split()) == 1)
                and days & self._met_there(self._there.rows[place])]

    def _propose(self, row: Row, place: int | None) -> None:
        near = self._called[self._whose(row)]
        if place is None and (several := list(self._free(_name, row))):
            both = " and ".join(_known(self._there.rows[one]) for one in several)
            self._say(row, "name", f"may be each of {len(several)} people of that name, {both}, and was taken for "
                      "somebody else; write the e-mail address in both places")
        elif place is None and (close := people.near(called(row), near)):
            self._say(row, "name", f"may be {close}; if so, write the same name or e-mail address in both places. "
                      "Until then they are two people", near[close].get("contact"))
        elif place is not None and place not in self._there.removed and self._met(row) - self._met_there(
                self._there.rows[place]):
            for one in self._met_too(row):
                other = self._there.rows[one]
                self._say(row, "name", f"may be {called(other)} as well, who was met on the same day; if so, let the "
                          f"rows of {other['contact']!r} speak of {self._there.rows[place]['contact']!r}. Until then "
                          "they are two people", other["contact"])


def _known(row: Row) -> str:
    """Return how one tells a person from another of the same name."""
    more = ", ".join(filter(None, (row.get("email"), *(row.get(column) for column in _TELLING))))
    return f"{row.get('contact', '')!r}{f' ({more})' if more else ''}"


def _name(row: Row) -> str | None:
    return people.plain(called(row)) or None


def _first(row: Row) -> str | None:
    return (_name(row) or "").partition(" ")[0] or None


def _mail(row: Row) -> str | None:
    return people.address(row.get("email", "")) or None


def _handle(row: Row) -> str | None:
    return row.get("contact") or None


def _exact(row: Row) -> Hashable | None:
    """Return all that is said of somebody; a name alone says no more than it does."""
    found = _all(row)
    return found if found and len(found) > 1 else None


_all = all_of("contacts")
