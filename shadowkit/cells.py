"""From text to typed cells: what is understood goes to the table, what is not goes to the problems, nothing is lost."""

from __future__ import annotations

import contextlib
import re
from calendar import monthrange
from datetime import datetime

import numpy as np
import pandas as pd

from shadowkit import guide, schema
from shadowkit.errors import Problem, nearest

YES = frozenset({"yes", "y", "true", "1", "1.0", "x", "✓", "done"})
NO = frozenset({"no", "n", "false", "0", "0.0"})
#: A year outside of these is a slip of the pen or of a parser, not a date of somebody's log.
YEARS = (1970, 2100)
MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}

PRECISIONS = ["time", "date", "unreadable"]

_CLOCK = (r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
          r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?")
_OFFSET = r"^(.{10,}:\d{2}(?:\.\d+)?)\s*(Z|[+-]\d{2}(?::?\d{2})?)$"
#: What is left of ISO 8601 where its offset could not be told apart.
_WITHOUT_OFFSET = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:[\d:.]+)?"
_FORMS = [re.compile(rf"^{form}{_CLOCK}$") for form in (
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
    r"(?P<first>\d{1,2})(?P<mark>[-/.])(?P<second_number>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})",
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?[ -](?P<name>[A-Za-z]{3,9})\.?,?[ -](?P<year>\d{4})",
    r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,? (?P<year>\d{4})",
)]


class Notes:
    """Collects the problems of a table, so that every sentence names its place the same way."""

    def __init__(self, files: str | pd.Series, rows: pd.Series) -> None:
        self.files, self.rows, self.problems = files, rows, []

    def file(self, label: object) -> str:
        """Name the file a row came from."""
        return self.files if isinstance(self.files, str) else str(self.files[label])

    def cell(self, label: object, column: str, value: object, sentence: str, suggestion: str | None = None) -> None:
        """Note one cell; ``{place}`` in the sentence becomes its row and file."""
        file, row = self.file(label), int(self.rows[label])
        hint = f" Did you mean {suggestion!r}?" if suggestion else ""
        text = sentence.replace("{place}", schema.place_in(file, row)) + hint
        self.problems.append(Problem(file, row, column, str(value), text, suggestion))


def headed(frame: pd.DataFrame, table: schema.Table, *, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Return ``frame`` with the schema's names for its columns, and the problems of its header.

    Names are compared without regard to case, blanks and hyphens. Columns the schema does not know are kept; one that
    looks like a column that is absent is a problem. Without a required column no row says anything.
    """
    problems = []
    plain = {name: plain_name(name) for name in frame.columns}
    known = [name for name in plain.values() if name in table.names]
    frame = frame.rename(columns={old: new for old, new in plain.items() if known.count(new) == 1})
    for name in sorted({name for name in known if known.count(name) > 1}):
        written = ", ".join(repr(str(old)) for old, new in plain.items() if new == name)
        problems.append(Problem(
            file, None, name, written, f"{file} has {known.count(name)} columns that may be `{name}`: {written}. Only "
            f"one that is written just `{name}` was read; give the others another name."))
    absent = [name for name in table.names if name not in frame.columns]
    for name in map(str, frame.columns):
        if name in table.names or name.removesuffix("_precision") in table.names or name.startswith("_"):
            continue
        if close := nearest(name, absent) or _same_words(name, absent):
            problems.append(Problem(
                file, None, name, name, f"{file} has a column {name!r} and none named `{close}`; if it is the same, "
                f"rename it to `{close}`. It was kept as it is.", close))
    for name in table.required:
        if name in absent and name != "student" and len(frame):
            headers = ", ".join(str(header) for header in frame.columns if not str(header).startswith("_"))
            problems.append(Problem(
                file, None, name, headers, f"{file} has no column `{name}`, so none of its {len(frame)} rows can be "
                f"used; its columns are {headers}. Give the column that says it the name `{name}`."))
            frame = frame.iloc[:0]
    return frame, problems


def plain_name(name: object) -> str:
    """Return a column's name without regard to case, blanks and hyphens."""
    return re.sub(r"[\s\-]+", "_", str(name).strip()).lower()


def _same_words(name: str, absent: list[str]) -> str | None:
    words = {word[:4] for word in re.findall(r"[a-z]+", name.lower())} - {"date", "time", "at", "of", "the"}
    shared = [column for column in absent if words & {word[:4] for word in column.split("_")}]
    return shared[0] if shared else None


def typed(frame: pd.DataFrame, table: schema.Table, *, file: str) -> tuple[pd.DataFrame, Notes]:
    """Return a frame with known headers as the table of the schema, and the notes taken on the way.

    Cells of any kind are allowed; text is read as a person wrote it. Columns the schema does not know are kept at the
    end. Columns ``_row`` and ``_file`` say where a row came from, where that is not simply 2, 3, 4, … of ``file``.
    The notes keep the place of every row that is left.
    """
    frame = frame.reset_index(drop=True)
    rows = frame["_row"] if "_row" in frame else pd.Series(np.arange(len(frame)) + 2, index=frame.index)
    notes = Notes(frame.get("_file", file), rows)
    columns: dict[str, pd.Series] = {}
    for column in table.columns:
        given = frame[column.name] if column.name in frame else pd.Series(None, index=frame.index, dtype="str")
        columns |= READERS[column.kind](given, column, notes)
    columns |= {name: frame[name] for name in frame.columns if name not in columns and name not in ("_row", "_file")}
    columns |= _precision_given(frame, columns, table, notes)
    result = _without_empty_keys(pd.DataFrame(columns, index=frame.index), frame, table, notes)
    return result, notes


def _precision_given(
    frame: pd.DataFrame, columns: dict[str, pd.Series], table: schema.Table, notes: Notes,
) -> dict[str, pd.Series]:
    """Keep what an earlier reading said about midnights: whether they were dates alone, or could not be read."""
    kept = {}
    for column in table.columns:
        name = schema.precision_of(column.name)
        if column.kind == "time" and name in frame:
            when, said, found = columns[column.name], as_text(frame[name]), columns[name]
            for label in said.index[said.notna() & ~said.isin(PRECISIONS)]:
                notes.cell(label, name, said[label], f"`{name}` says how exact `{column.name}` is, in the words "
                           f"{', '.join(PRECISIONS)}; {{place}} has {said[label]!r}.", nearest(said[label], PRECISIONS))
            midnight = when.notna() & (when == when.dt.normalize())
            trusted = (midnight & said.isin(("time", "date"))) | (when.isna() & (said == "unreadable"))
            kept[name] = found.astype("str").mask(trusted, said).astype(found.dtype)
    return kept


def as_text(values: pd.Series) -> pd.Series:
    """Return a column as text: dates in ISO 8601, whole numbers without a point, yes and no, blanks as missing."""
    if isinstance(values.dtype, pd.StringDtype):
        text = values.astype("str")
    elif values.isna().all():
        return pd.Series(None, index=values.index, dtype="str")
    else:
        text = values.map(_as_word, na_action="ignore").astype("str")
    text = text.str.strip()
    return text.mask(text == "") if (text == "").any() else text


def _as_word(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _without_empty_keys(result: pd.DataFrame, raw: pd.DataFrame, table: schema.Table, notes: Notes) -> pd.DataFrame:
    for name in table.required:
        empty = result[name].isna()
        if name != "student" and empty.any():
            for label in result.index[empty]:
                notes.cell(label, name, _row_text(raw.loc[label]),
                           f"`{name}` is empty in {{place}}, so the row says nothing; fill it in.")
            result = result[~empty]
    return result


def without_doubles(result: pd.DataFrame, table: schema.Table, notes: Notes) -> pd.DataFrame:
    """Return the table with the first row of each key; the others become problems."""
    key = list(table.key)
    doubled = result.duplicated(key)
    if not doubled.any():
        return result
    first_label = result.index.to_series().groupby([result[name] for name in key], dropna=False).transform("first")
    for label in result.index[doubled]:
        first = first_label[label]
        notes.cell(label, key[-1], _row_text(result.loc[label]),
                   f"{table.name} already has {key[-1]} {result.at[label, key[-1]]!r} in row {int(notes.rows[first])} "
                   f"of {notes.file(first)}; {{place}} was left out. Give it a handle of its own, or remove one of the "
                   "two.")
    return result[~doubled]


def _row_text(row: pd.Series) -> str:
    return "; ".join(f"{name}: {value}" for name, value in row.items()
                     if pd.notna(value) and not str(name).startswith("_"))


def _texts(given: pd.Series, column: schema.Column, notes: Notes) -> dict[str, pd.Series]:
    return {column.name: as_text(given)}


def _words(given: pd.Series, column: schema.Column, notes: Notes) -> dict[str, pd.Series]:
    if isinstance(given.dtype, pd.StringDtype) and set(given.unique()) - {np.nan} <= set(column.words):
        return {column.name: given.astype("str")}
    codes, found = pd.factorize(as_text(given))
    plain = [re.sub(r"[\s\-]+", "_", str(word)).lower() for word in found]
    words = [word if word in column.words else None for word in plain]
    for label, code in _places(codes, [word is None for word in words], given.index):
        notes.cell(label, column.name, found[code],
                   f"`{column.name}` must be one of {', '.join(column.words)}; {{place}} has {found[code]!r}.",
                   _meant(plain[code], column.words))
    # The place after the last word is for missing cells, whose code is -1.
    words = pd.Series(np.array([*words, None], dtype=object), dtype="str")
    return {column.name: words.take(codes).set_axis(given.index)}


def _meant(word: str, words: tuple[str, ...]) -> str | None:
    also = guide.ALSO_CALLED.get(word)
    return also if also in words else nearest(word, words)


def _yes_no(given: pd.Series, column: schema.Column, notes: Notes) -> dict[str, pd.Series]:
    codes, found = pd.factorize(as_text(given))
    truth = [True if str(w).lower() in YES else False if str(w).lower() in NO else pd.NA for w in found]
    for label, code in _places(codes, [value is pd.NA for value in truth], given.index):
        notes.cell(label, column.name, found[code],
                   f"`{column.name}` must be yes or no; {{place}} has {found[code]!r}.")
    return {column.name: pd.Series([*truth, pd.NA], dtype="boolean").take(codes).set_axis(given.index)}


def _places(codes: np.ndarray, bad: list[bool], index: pd.Index) -> list[tuple[object, int]]:
    if not any(bad):
        return []
    at = np.flatnonzero(np.array([*bad, False])[codes])
    return [(index[i], int(codes[i])) for i in at]


def _numbers(given: pd.Series, column: schema.Column, notes: Notes) -> dict[str, pd.Series]:
    text = as_text(given)
    number = pd.to_numeric(text, errors="coerce").astype("float64")
    number = number.mask(~np.isfinite(number))
    outside = (number < column.low) | (number > column.high) if column.low is not None else number != number
    broken = (number % 1 != 0) & number.notna() if column.kind == "whole" else number != number
    for label in text.index[text.notna() & number.isna()]:
        swapped = text[label].replace(",", ".", 1)
        suggestion = swapped if re.fullmatch(r"-?\d+\.\d+", swapped) else None
        notes.cell(label, column.name, text[label], f"`{column.name}` must be a number; {{place}} has {text[label]!r}.",
                   suggestion)
    for label in text.index[number.notna() & (outside | broken)]:
        what = "a whole number" if broken[label] else f"{column.low:g} to {column.high:g}"
        notes.cell(label, column.name, text[label], f"`{column.name}` must be {what}; {{place}} has {text[label]!r}.")
    number = number.mask(outside | broken)
    return {column.name: number.astype("Int64") if column.kind == "whole" else number}


def _times(given: pd.Series, column: schema.Column, notes: Notes) -> dict[str, pd.Series]:
    companion = schema.precision_of(column.name)
    result = {column.name: given, companion: given}
    if isinstance(given.dtype, pd.DatetimeTZDtype):
        offset = given.dt.tz_localize(None) - given.dt.tz_convert("UTC").dt.tz_localize(None)
        result[f"{column.name}_offset_minutes"] = offset.dt.total_seconds() / 60
        given = given.dt.tz_localize(None)
    if pd.api.types.is_datetime64_dtype(given.dtype) and (given.isna() | given.dt.year.between(*YEARS)).all():
        # A column of midnights throughout holds dates; one with any other time of day holds times.
        dates = (given.dropna() == given.dropna().dt.normalize()).all()
        return result | {column.name: given.astype("datetime64[us]"),
                         companion: _precision(np.where(given.isna(), -1, 1 if dates else 0), given.index)}
    written = text = as_text(given)
    length = text.str.len()
    if ((length == 17) | (length >= 20)).any():
        wall_clock, offset = (part for _, part in text.str.extract(_OFFSET).items())
        if offset.notna().any():
            # What people remember is the time on the wall; the offset is kept beside it.
            text, length = wall_clock.fillna(text), wall_clock.str.len().fillna(length)
            result[f"{column.name}_offset_minutes"] = offset.map(_minutes, na_action="ignore").astype("float64")
    length = length.to_numpy(dtype="float64", na_value=np.nan)
    usual = (length == 10) | (length == 16) | (length >= 19) | np.isnan(length)
    when = _iso(text if usual.all() else text.where(usual))
    if when.min().year < YEARS[0] or when.max().year > YEARS[1]:
        when = when.mask(~when.dt.year.between(*YEARS))
    missing = when.isna().to_numpy()
    code = np.where(missing, -1, length == 10).astype("int8")
    left = text[missing & ~np.isnan(length)]
    if len(left):
        when, code = _unusual_times(left, written, when, code, column, notes)
    # An offset counts only where the time before it is understood.
    if (offset_minutes := f"{column.name}_offset_minutes") in result:
        result[offset_minutes] = result[offset_minutes].mask(when.isna())
    return result | {column.name: when, companion: _precision(code, given.index)}


def _iso(text: pd.Series) -> pd.Series:
    """Return ISO 8601 text as times, missing where it is something else."""
    if text.dtype.storage == "pyarrow" and len(text) > 10_000:
        # Five times as fast as pandas on a long column, but all or nothing.
        import pyarrow

        with contextlib.suppress(pyarrow.ArrowInvalid):
            times = pyarrow.array(text, from_pandas=True).cast(pyarrow.timestamp("us"))
            return pd.Series(times.to_numpy(zero_copy_only=False), index=text.index)
    try:
        return pd.to_datetime(text, format="ISO8601", errors="coerce", cache=False).astype("datetime64[us]")
    except (TypeError, ValueError):
        # Offsets of an unusual form are left, and pandas would move the clock; those cells are no times.
        plain = text.where(text.str.fullmatch(_WITHOUT_OFFSET).fillna(False).astype(bool))
        return pd.to_datetime(plain, format="ISO8601", errors="coerce", cache=False).astype("datetime64[us]")


def _precision(code: np.ndarray, index: pd.Index) -> pd.Series:
    return pd.Series(pd.Categorical.from_codes(code, PRECISIONS), index=index)


def _unusual_times(
    left: pd.Series, written: pd.Series, when: pd.Series, code: np.ndarray, column: schema.Column, notes: Notes,
) -> tuple[pd.Series, np.ndarray]:
    """Read the times that are not plain ISO 8601: other orders, names of months; each file decides for itself."""
    when, code = when.copy(), code.copy()
    files = left.index.map(notes.file)
    for file in files.unique():
        part = left[files == file]
        read = {value: date_parts(value) for value in part.unique()}
        orders = {order_of(parts) for parts in read.values() if parts} & {"day", "month"}
        decided = orders.pop() if len(orders) == 1 else None
        found = {value: moment_of(parts, decided) for value, parts in read.items()}
        good = part[part.map(lambda value, found=found: found[value][0] is not None)]
        when.loc[good.index] = pd.Series([found[value][0] for value in good], good.index, dtype="datetime64[us]")
        clock = np.array([bool(read[value].get("hour")) for value in good], dtype=bool)
        code[good.index] = np.where(clock, 0, 1)
        for label, value in part.drop(good.index).items():
            _, sentence, suggestion = found[value]
            code[label], value = 2, written[label]
            notes.cell(label, column.name, value, f"`{column.name}` in {{place}} has {value!r}{sentence}", suggestion)
    return when, code


def date_parts(value: str) -> dict[str, str] | None:
    """Return the parts of a date as it is written, or None where it is none that is known."""
    for form in _FORMS:
        if match := form.match(value):
            return {name: part for name, part in match.groupdict().items() if part}
    return None


def _may_begin_with_year(parts: dict[str, str]) -> bool:
    """Say whether a date such as 26-09-14 may be of 2026 as well as of 2014."""
    return (len(parts["year"]) == 2 and parts["mark"] == "-" and int(parts["first"]) > 12
            and int(parts["second_number"]) <= 12 and 0 < int(parts["year"]) <= 31)


def order_of(parts: dict[str, str]) -> str:
    """Say whether a date written 14/9/2026 must be day first, must be month first, or may be either."""
    if "first" not in parts:
        return "clear"
    first, second = int(parts["first"]), int(parts["second_number"])
    if _may_begin_with_year(parts):
        return "either"
    if parts["mark"] == "." or first == second or min(first, second) > 12:
        return "clear"
    return "day" if first > 12 else "month" if second > 12 else "either"


def moment_of(parts: dict[str, str] | None, decided: str | None):
    """Return the moment, or None with the rest of a sentence that says why, and a suggestion where there is one."""
    if not parts:
        return None, "; write it as 2026-09-14 or 2026-09-14T10:30.", None
    year = int(parts["year"]) + (2000 if len(parts["year"]) == 2 else 0)
    if "name" in parts:
        day, month = int(parts["day"]), MONTHS.get(parts["name"][:3].lower(), 0)
    elif "first" in parts:
        order = order_of(parts)
        decided = None if _may_begin_with_year(parts) else decided
        order = decided if order == "either" else "day" if order == "clear" else order
        numbers = int(parts["first"]), int(parts["second_number"])
        if order is None:
            one, other = (f"{year}-{m:02d}-{d:02d}" for d, m in (numbers, numbers[::-1]))
            if _may_begin_with_year(parts):
                other = f"{2000 + numbers[0]}-{numbers[1]:02d}-{int(parts['year']):02d}"
            return None, (f", which may be {one} or {other}, and nothing in the column decides; write the one you "
                          "mean."), None
        day, month = numbers if order == "day" else numbers[::-1]
    else:
        day, month = int(parts["day"]), int(parts["month"])
    hour = int(parts.get("hour", 0))
    if half := parts.get("half", "").lower()[:1]:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        moment = datetime(year, month, day, hour, int(parts.get("minute", 0)), int(parts.get("second", 0)))
    except ValueError:
        if 1 <= month <= 12 and day > (last := monthrange(year or 1, month)[1]):
            return None, f", a day that does not exist: that month has {last} days.", f"{year}-{month:02d}-{last:02d}"
        return None, ", which is no date; write it as 2026-09-14 or 2026-09-14T10:30.", None
    if not YEARS[0] <= year <= YEARS[1]:
        return None, f", in a year outside of {YEARS[0]} to {YEARS[1]}; check the year.", None
    return pd.Timestamp(moment), "", None


def _minutes(offset: str) -> int:
    if offset == "Z":
        return 0
    sign, digits = offset[0], offset[1:].replace(":", "")
    return (1 if sign == "+" else -1) * (int(digits[:2]) * 60 + int(digits[2:] or 0))


READERS = {"text": _texts, "word": _words, "yes_no": _yes_no, "whole": _numbers, "number": _numbers, "time": _times}
