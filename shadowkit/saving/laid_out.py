"""What a measure's table looks like on paper, whatever the file: a title, what it says, and parts with their rows."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from shadowkit import captions
from shadowkit.measures.perspectives import MATRIX_COLUMNS

#: Measures whose tables are laid out in a way of their own, and their titles.
_TITLES = {"perspectives": "What they said", "quotes": "Marked passages"}
#: A reader of quotes needs these; the places of a passage are for programs.
_OF_QUOTES = ("tag", "person", "quote", "question", "coder")
_PASSAGE = ["student", "meeting", "position", "start", "end"]
_PLACES = ("contact", "meeting", "position", "start", "end")


class Part(NamedTuple):
    """Some rows under a heading; the first cell of a row is its heading."""

    heading: str | None
    columns: list[str]
    rows: list[list[object]]


class LaidOut(NamedTuple):
    """A table as a person reads it."""

    measure: str
    title: str
    caption: str
    parts: list[Part]

    @property
    def widest(self) -> int:
        """The number of columns of the widest part."""
        return max((len(part.columns) for part in self.parts), default=0)


def laid_out(table: pd.DataFrame) -> LaidOut:
    """Return a measure's table as it is read."""
    measure = table.attrs.get("measure")
    # Says what to do where the table does not say where it comes from.
    caption = str(captions.caption(table))
    parts = {"perspectives": _matrix, "quotes": _quotes}.get(measure, _plain)(table)
    return LaidOut(measure, _TITLES.get(measure, named(measure).capitalize()), caption, parts)


def named(column: object) -> str:
    """Return a column's or measure's name as people read it."""
    return str(column).replace("_", " ")


def words(cell: object) -> str:
    """Return a cell as people read it."""
    if isinstance(cell, list | tuple | set):
        return ", ".join(map(words, cell))
    if pd.api.types.is_scalar(cell) and pd.isna(cell):
        return ""
    if pd.api.types.is_bool(cell):
        return "yes" if cell else "no"
    if isinstance(cell, pd.Timestamp):
        return cell.date().isoformat() if cell == cell.normalize() else cell.isoformat(" ", "minutes")
    return f"{cell:.4g}" if isinstance(cell, float) and not cell.is_integer() else (
        f"{cell:.0f}" if isinstance(cell, float) else str(cell))


def _matrix(table: pd.DataFrame) -> list[Part]:
    # By place: somebody may be called like one of the first columns.
    about, said = table.iloc[:, :len(MATRIX_COLUMNS)], table.iloc[:, len(MATRIX_COLUMNS):]
    rows = [[question if isinstance(question, str) else "no question noted", people, *answers]
            for question, people, answers in zip(about["question"], about["people"],
                                                 said.itertuples(index=False, name=None), strict=True)]
    first = "Topic" if table.attrs.get("rows") == "topic" else "Question"
    return [Part(None, [first, "People who answered", *map(str, said.columns)], rows)]


def _quotes(table: pd.DataFrame) -> list[Part]:
    parts = []
    for tag, rows in table.groupby("tag", sort=False):
        # A passage that several marked is one passage.
        coders = rows.groupby(_PASSAGE, sort=False, dropna=False)["coder"].transform(
            lambda of: captions.listed(dict.fromkeys(of.dropna())))
        once = rows.assign(coder=coders).drop_duplicates(_PASSAGE)
        people, count = rows["person"].nunique(), len(once)
        said = f"{people} {'person' if people == 1 else 'people'}, {count} {'passage' if count == 1 else 'passages'}"
        parts.append(Part(f"{tag} ({said})", ["Who", "Words", "Asked", "Marked by"],
                          once[list(_OF_QUOTES[1:])].to_numpy(dtype=object).tolist()))
    return parts


def _plain(table: pd.DataFrame) -> list[Part]:
    named_too = {"name", "person"} & set(table.columns)
    alone = "student" not in table or table["student"].nunique() <= 1
    shown = [name for name in table.columns if table[name].notna().any() or name == table.columns[0]]
    if named_too:
        # Handles and places are for programs, where there are names and words for people.
        shown = [name for name in shown if name not in _PLACES and not (alone and name == "student")] or shown
    return [whole(table[shown])]


def whole(table: pd.DataFrame) -> Part:
    """Return all of a table as one part."""
    return Part(None, [named(name).capitalize() for name in table.columns],
                [list(row) for row in table.astype(object).itertuples(index=False, name=None)])
