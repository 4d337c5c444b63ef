"""One cell as a person types it: how the file will hold it, or what is wrong with it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd

from shadowkit import cells, schema

_ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:(?!00)\d\d)?)?")
_WHOLE = re.compile(r"0|[1-9]\d{0,8}")


class _ThisRow(cells.Notes):
    """Notes on the one row that is being written: its place is no row of a file yet."""

    def __init__(self) -> None:
        super().__init__("", pd.Series([0]))

    def cell(self, label: object, column: str, value: object, sentence: str, suggestion: str | None = None) -> None:
        hint = f" Did you mean {suggestion!r}?" if suggestion else ""
        self.problems.append(sentence.replace("{place}", "this row") + hint)


def understood(value: object, column: schema.Column) -> tuple[str, str | None]:
    """Return the text that the file will hold, and a sentence where the value cannot be understood.

    Times become ISO 8601, words the guide's words; nothing and a missing value become the empty text.
    """
    text = _written(value)
    if "\0" in text or not _can_be_saved(text):
        return text, f"`{column.name}` holds a sign that no text file can keep; type it again without it."
    if _is_plain(text, column):
        return text, None
    notes = _ThisRow()
    read = cells.READERS[column.kind](pd.Series([text], dtype="str"), column, notes)
    if notes.problems:
        return text, notes.problems[0]
    return _as_written(read, column)[0], None


def alike(texts: Sequence[str], column: schema.Column) -> list[str]:
    """Return cells of a file so that the same moment, word or number is the same text, however it is written."""
    if all(_is_plain(text, column) for text in texts):
        return list(texts)
    read = cells.READERS[column.kind](pd.Series(list(texts), dtype="str"), column, cells.Notes(
        "", pd.Series(range(len(texts)))))
    return [new or text for new, text in zip(_as_written(read, column), texts, strict=True)]


def _is_plain(text: str, column: schema.Column) -> bool:
    """Tell, without pandas, whether a text is just what the file is to hold."""
    if not text or column.kind == "text" or text in column.words:
        return True
    if column.kind == "yes_no":
        return text in ("yes", "no")
    if column.kind in ("whole", "number"):
        return bool(_WHOLE.fullmatch(text)) and column.low <= int(text) <= column.high
    if column.kind == "time" and _ISO.fullmatch(text):
        try:
            return cells.YEARS[0] <= datetime.fromisoformat(text).year <= cells.YEARS[1]
        except ValueError:
            return False
    return False


def _written(value: object) -> str:
    if isinstance(value, str):
        # Line breaks inside of a cell are those of a text file, whatever machine they come from.
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds" if value.second else "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return cells.as_text(pd.Series([value], dtype="object"))[0]


def _as_written(read: dict[str, pd.Series], column: schema.Column) -> list[str]:
    values = read[column.name]
    if column.kind != "time":
        return ["" if pd.isna(value) else _written(value if column.kind != "yes_no" else "yes" if value else "no")
                for value in values]
    dates = (read[schema.precision_of(column.name)] == "date").to_list()
    offsets = read.get(f"{column.name}_offset_minutes", pd.Series(None, index=values.index, dtype="float64"))
    return ["" if pd.isna(value) else _written(value.date() if is_date else value.to_pydatetime()) + _offset(minutes)
            for value, is_date, minutes in zip(values, dates, offsets, strict=True)]


def _offset(minutes: float) -> str:
    if math.isnan(minutes):
        return ""
    hours, rest = divmod(abs(int(minutes)), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def _can_be_saved(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
