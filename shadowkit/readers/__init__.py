"""Readers: each turns files of one form into the tables of a log, cell by cell as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from shadowkit.errors import Problem


class Reading(NamedTuple):
    """What a reader found: tables whose cells are text or missing, and what it could not understand.

    Columns ``_file`` and ``_row`` say where a row came from, where that is known.
    """

    tables: dict[str, pd.DataFrame]
    problems: list[Problem]


@dataclass(frozen=True)
class About:
    """What is known when a file is read: whose log it is, and whom and what the log has already.

    ``contacts`` and ``meetings`` are tables as a reading has them; None where nothing is known yet. ``student_name``
    and ``student_email`` are as people write them, to tell in a transcript or a mailbox who is the student; more than
    one address may be given, with commas between. Texts of messages are kept only with ``keep_text``. ``tell`` is
    called before files are read, with the name of the first, and with how many of how many groups have been read.
    ``same`` says who is whom: a name as one file has it, and the handle or name of that person in another.
    """

    student: str
    student_name: str | None = None
    student_email: str | None = None
    keep_text: bool = False
    contacts: pd.DataFrame | None = None
    meetings: pd.DataFrame | None = None
    tell: Callable[[str, int, int], None] | None = None
    same: Mapping[str, str] | None = None
