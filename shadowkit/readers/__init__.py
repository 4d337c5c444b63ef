"""Readers: each turns files of one form into the tables of a log, cell by cell as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from shadowkit import schema
from shadowkit.errors import LogError

if TYPE_CHECKING:
    import pandas as pd

    from shadowkit.errors import Problem


class SeveralStudents(LogError):
    """What is to be part of one student's log is of several."""


class Reading(NamedTuple):
    """What a reader found: tables whose cells are text or missing, and what it could not understand.

    Columns ``_file`` and ``_row`` say where a row came from, where that is known.
    """

    tables: dict[str, pd.DataFrame]
    problems: list[Problem]


@dataclass(frozen=True)
class About:
    """What is known when a file is read: whose log it is, and whom and what the log has already.

    ``contacts``, ``meetings`` and ``outreach`` are tables as a reading has them; None where nothing is known yet.
    ``student_name`` and ``student_email`` are as people write them, to tell in a transcript or a mailbox who is the
    student; more than one address may be given, with commas between. Texts of messages are kept only with
    ``keep_text``. ``tell`` is called before files are read, with the name of the first, and with how many of how many
    groups have been read. ``same`` says who is whom: a name as one file has it, and the handle or name of that person
    in another. Where the log is of ``one_student``, what is of several is none of its files.
    """

    student: str
    student_name: str | None = None
    student_email: str | None = None
    keep_text: bool = False
    contacts: pd.DataFrame | None = None
    meetings: pd.DataFrame | None = None
    outreach: pd.DataFrame | None = None
    tell: Callable[[str, int, int], None] | None = None
    same: Mapping[str, str] | None = None
    one_student: bool = False


def table_of(name: str, rows: Sequence[Mapping[str, object]], always: Iterable[str] = ()) -> pd.DataFrame:
    """Return rows as a table of text: the schema's columns first, then others, and last where each row is from.

    A column is there where a row has it; those to have ``always`` also where none has.
    """
    import pandas as pd

    there = dict.fromkeys(always)
    for row in rows:
        there.update(dict.fromkeys(row))
    order = dict.fromkeys(column for column in schema.TABLES[name].names if column in there)
    order |= dict.fromkeys(column for column in there if column not in ("_file", "_row"))
    order |= {"_file": None} if "_file" in there else {}
    frame = pd.DataFrame({column: [row.get(column) for row in rows] for column in order}, dtype="str")
    if "_row" in there:
        frame["_row"] = pd.Series([int(row.get("_row") or 0) for row in rows], dtype="int64")
    return frame
