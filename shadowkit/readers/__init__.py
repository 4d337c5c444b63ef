"""Readers: each turns files of one form into the tables of a log, cell by cell as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from shadowkit.errors import Problem


class Reading(NamedTuple):
    """What a reader found: tables whose cells are text or missing, and what it could not understand."""

    tables: dict[str, pd.DataFrame]
    problems: list[Problem]
