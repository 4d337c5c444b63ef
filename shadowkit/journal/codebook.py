"""What a journal does to the codebook: rename, merge, split and define tags, with the passages that carry them.

Such a doing touches two tables, and a change of the journal one. So it is a row of changes, each of which leaves a log
that is whole: the new tag comes into the codebook, the passages go over to it, the old tag leaves. They carry a mark in
the history, by which one call of undo takes all of them back; where a writer is killed between two, it takes back those
that were made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import pandas as pd

from shadowkit import schema
from shadowkit.errors import LogError, must_be_list
from shadowkit.journal import entry, rules
from shadowkit.journal.folder import Change, Decide, Folder, Look, counted
from shadowkit.journal.sheet import Row, Sheet, one_difference

#: What tells one passage from another, whoever marked it.
PLACE = ("meeting", "position", "start", "end")


class Codebook:
    """The part of a journal that looks after the tags; see :class:`shadowkit.Journal`."""

    _folder: Folder
    add: Callable[..., object]
    amend: Callable[..., object]

    def rename_tag(self, old: str, new: str) -> str:
        """Give a tag another name, in the codebook and in all passages.

        Parameters
        ----------
        old, new : str
            The tag, and its new name, which no other tag may have.

        Returns
        -------
        str
            The new name.

        Raises
        ------
        LogError
            If there is no such tag, or there is one of the new name already; then nothing is written.

        Examples
        --------
        >>> import tempfile, shadowkit as sk
        >>> journal = sk.open_journal(tempfile.mkdtemp())
        >>> journal.add("codebook", tag="ladder")
        'ladder'
        >>> journal.add("tags", meeting="m01", position=1, start=0, end=9, tag="ladder")
        ('m01', '1', '0', '9', 'ladder', '')
        >>> journal.rename_tag("ladder", "open ladder")
        'open ladder'
        >>> journal.undo()
        'undone: renamed the tag “ladder” to “open ladder”, in 1 passage'
        """
        old, new = _name(old), _name(new)

        def check(look: Look) -> None:
            _must_be_tag(look, old)
            if _is_tag(look, new):
                raise LogError(f"There is a tag {new!r} already; to make one of the two, call "
                               f"journal.merge_tags([{old!r}], into={new!r}).")

        return _Doing(self._folder, [old], new, check, f"renamed the tag “{old}” to “{new}”").do()

    def merge_tags(self, tags: Sequence[str], *, into: str) -> str:
        """Make one tag of several; a passage that carried two of them by the same coder carries the one.

        Parameters
        ----------
        tags : list of str
            The tags that go.
        into : str
            The tag that stays; it may be one of them, another, or a new one.

        Returns
        -------
        str
            The tag that stays.

        Raises
        ------
        LogError
            If one of the tags does not exist, or none of them would go; then nothing is written.
        """
        must_be_list("tags", tags)
        into = _name(into)
        gone = [tag for tag in dict.fromkeys(map(_name, tags)) if tag != into]
        if not gone:
            raise LogError(f"There is nothing to merge into {into!r}; name the other tags in the list.")

        def check(look: Look) -> None:
            for tag in gone:
                _must_be_tag(look, tag)

        names = " and ".join(f"“{tag}”" for tag in gone)
        return _Doing(self._folder, gone, into, check, f"merged {names} into “{into}”").do()

    def split_tag(self, tag: str, passages: pd.DataFrame | Sequence[tuple], *, into: str) -> str:
        """Give some passages of a tag another one.

        Parameters
        ----------
        tag : str
            The tag.
        passages : DataFrame or list of tuple
            The passages that go: rows of ``sk.quotes(log)``, or their ``(meeting, position, start, end)``; further
            cells, as in a key of :meth:`add`, may follow. A passage goes whoever marked it.
        into : str
            The tag they get: a new one, which comes to stand under the same parent, or one that is there.

        Returns
        -------
        str
            The tag they got.

        Raises
        ------
        LogError
            If there is no such tag or passage, or no passage is given; then nothing is written.
        """
        tag, into = _name(tag), _name(into)
        if tag == into:
            raise LogError(f"{tag!r} cannot be split into itself; give the passages a tag of another name.")
        places = _places(passages)

        def check(look: Look) -> None:
            _must_be_tag(look, tag)
            marked = {_place(row) for row in look("tags").rows if row.get("tag") == tag}
            if lost := [place for place in places if place not in marked]:
                raise LogError(f"No passage at {', '.join(lost[0])} carries the tag {tag!r}; a passage is named by its "
                               f"{', '.join(PLACE)}, as in sk.quotes(log, tags=[{tag!r}]).")

        says = f"gave {counted(len(places)).replace('row', 'passage')} of “{tag}” the tag “{into}”"
        return _Doing(self._folder, [tag], into, check, says, only=frozenset(places)).do()

    def define_tag(self, tag: str, *, definition: str | None = None, parent: str | None = None) -> str:
        """Write down what a tag means, or the tag above it; a tag that is not in the codebook comes into it.

        Parameters
        ----------
        tag : str
            The tag.
        definition, parent : str, optional
            What to write; an empty text empties the cell, and nothing leaves it as it is.

        Returns
        -------
        str
            The tag.

        Raises
        ------
        LogError
            If the tag above does not exist, or would come to stand beneath itself; then nothing is written.
        """
        tag, parent = _name(tag), None if parent is None else _name(parent)
        book = self._folder.sheet("codebook")
        above = {row.get("tag"): row.get("parent") for row in book.rows}
        over, seen = parent, []
        while over and over not in seen:
            if over == tag:
                raise LogError(f"{parent!r} cannot stand above {tag!r}, which would then stand above itself; choose "
                               "another one.", column="parent")
            seen.append(over)
            over = above.get(over)
        cells = {name: value for name, value in (("definition", definition), ("parent", parent)) if value is not None}
        if not book.places((tag,)):
            return str(self.add("codebook", tag=tag, **cells))
        return str(self.amend("codebook", tag, **cells))


class _Doing:
    """Tags that go over to another one, in three steps of which each may be the last."""

    def __init__(self, folder: Folder, gone: list[str], into: str, check: Callable[[Look], None], says: str, *,
                 only: frozenset[tuple[str, ...]] | None = None) -> None:
        self._folder, self._gone, self._into, self._check, self._only = folder, gone, into, check, only
        self._says, self._group = says, 0

    def do(self) -> str:
        self._folder.changes(self._steps())
        return self._into

    def _steps(self) -> Iterable[Decide]:
        yield self._enter
        yield self._go_over
        if self._only is None:
            yield self._leave

    def _enter(self, look: Look) -> Change | None:
        """Put the new tag into the codebook, beside the first of those that go; without a codebook there is no need."""
        self._check(look)
        if self._only is None:
            count = sum(self._goes(row) for row in look("tags").rows)
            self._whole = f"{self._says}, in {counted(count).replace('row', 'passage')}" if count else self._says
        else:
            self._whole = self._says
        book = look("codebook")
        new = rules.checked(book, {"tag": self._into}, look)
        if not book.rows or book.places((self._into,)):
            return None
        places = [rules.place_of(book, (tag,)) for tag in self._gone if book.places((tag,))]
        if "student" in book.names:
            new["student"] = rules.whose(book, look)
        rows = [book.rows[place] for place in places]
        new |= self._told_by(rows)
        place = places[0] + 1 if places else len(book.rows)
        return self._step(book, "add", f"added {self._into} to codebook", (place, [], [new]), (self._into,))

    def _told_by(self, rows: list[Row]) -> Row:
        """Return what the new tag has of the old ones: their definitions, and the tag above all of them."""
        if self._only is not None:
            return {name: row[name] for row in rows for name in ("parent",) if name in row}
        own = rows[0] if len(rows) == 1 else {}
        definitions = list(dict.fromkeys(row["definition"] for row in rows if "definition" in row))
        above = {row.get("parent", "") for row in rows} - set(self._gone)
        told = {name: value for name, value in own.items() if name not in ("tag", "student", "parent")}
        told |= {"definition": "; ".join(definitions)} if definitions else {}
        return told | ({"parent": parent} if len(above) == 1 and (parent := above.pop()) else {})

    def _go_over(self, look: Look) -> Change | None:
        """Give the passages the new tag, all at once; what would then stand twice stands once."""
        sheet = look("tags")
        rows, moved = [], []
        for row in sheet.rows:
            moved.append(self._goes(row))
            rows.append(row | {"tag": self._into} if moved[-1] else row)
        kept: dict[int, Row] = {}
        first: dict[tuple[str, ...], int] = {}
        for number, key in enumerate(sheet.keys_of(rows)):
            at = first.setdefault(key, number)
            if at != number and (moved[at] or moved[number]):
                # The history keeps the second; of its cells those stay that the first has not filled.
                kept[at] = rows[number] | kept[at]
            else:
                kept[number] = rows[number]
        splice = one_difference(sheet.rows, list(kept.values()))
        return self._step(sheet, "retag", self._whole, splice) if any(splice[1:]) else None

    def _goes(self, row: Row) -> bool:
        return row.get("tag") in self._gone and (self._only is None or _place(row) in self._only)

    def _leave(self, look: Look) -> Change | None:
        """Take the old tags out of the codebook; what stood beneath them comes to stand beneath the new one."""
        book = look("codebook")
        above = {row.get("tag", ""): row.get("parent", "") for row in book.rows}
        after = {tag: self._into if parent in self._gone else parent for tag, parent in above.items()
                 if tag not in self._gone}
        after[self._into] = ""
        over, seen = above.get(self._into, ""), []
        while over and over not in seen and (over in self._gone or _reaches(after, over, self._into)):
            seen.append(over)
            over = above.get(over, "")
        after[self._into] = "" if over in seen else over
        rows = [row if row.get("parent", "") == after[row.get("tag", "")] else _without_empty(
            row | {"parent": after[row.get("tag", "")]}) for row in book.rows if row.get("tag", "") not in self._gone]
        splice = one_difference(book.rows, rows)
        left = ", ".join(tag for tag in self._gone if tag in above)
        return self._step(book, "retag", f"took {left} out of codebook" if left else self._whole, splice) if any(
            splice[1:]) else None

    def _step(self, sheet: Sheet, did: str, says: str, splice: tuple, key: tuple[str, ...] = ()) -> Change:
        # The number of the first change that is written tells one doing from another.
        self._group = self._group or len(self._folder.history.changes) + 1
        return Change(sheet, did, says, splice, key, key, {"group": self._group, "whole": self._whole})


def _reaches(above: dict[str, str], tag: str, top: str) -> bool:
    """Tell whether one comes to a tag when one goes up from another."""
    seen: list[str] = []
    while tag and tag not in seen:
        if tag == top:
            return True
        seen.append(tag)
        tag = above.get(tag, "")
    return False


def _without_empty(row: Row) -> Row:
    return {name: value for name, value in row.items() if value}


def _is_tag(look: Look, tag: str) -> bool:
    return bool(look("codebook").places((tag,))) or any(row.get("tag") == tag for row in look("tags").rows)


def _must_be_tag(look: Look, tag: str) -> None:
    if len(look("codebook").places((tag,))) > 1 or not _is_tag(look, tag):
        rules.place_of(look("codebook"), (tag,))


def _name(tag: object) -> str:
    """Return a tag as the files hold it."""
    return entry.understood(tag, schema.TABLES["codebook"]["tag"])[0]


def _place(row: Row) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in PLACE)


def _places(passages: pd.DataFrame | Sequence[tuple]) -> list[tuple[str, ...]]:
    if isinstance(passages, pd.DataFrame):
        if lacking := [name for name in PLACE if name not in passages]:
            raise LogError(f"`passages` needs the columns {', '.join(PLACE)}, as in sk.quotes(log); it lacks "
                           f"`{lacking[0]}`.")
        passages = passages[list(PLACE)].itertuples(index=False, name=None)
    found = []
    for passage in passages:
        if isinstance(passage, str) or not isinstance(passage, Sequence) or len(passage) < len(PLACE):
            raise LogError(f"A passage is named by its {', '.join(PLACE)}, such as ('m01', 2, 0, 14); this was "
                           f"{passage!r}.")
        found.append(tuple("" if pd.isna(cell) else str(cell) for cell in passage[:len(PLACE)]))
    if not found:
        raise LogError("`passages` is empty; name at least one, such as rows of sk.quotes(log).")
    return list(dict.fromkeys(found))
