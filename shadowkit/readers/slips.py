"""Dates that people slip on, and cells that say there is nothing yet: what is wrong, and what was meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property

from shadowkit import cells

#: What stands in a cell that has nothing to say yet.
NOTHING = frozenset(("n/a", "na", "n.a.", "tbd", "tba", "t.b.d.", "none", "nil", "-", "--", "---", "–", "—", "?", "??",
                     "???", "unknown", "pending", "not yet", "null", "n/a.", ".", "/", "x/x", "tbc", "#n/a", "no date"))
_NAME = r"(?P<name>[A-Za-z]{3,9})\.?"
ISO = re.compile(r"\d{4}-\d\d-\d\d")
_NO_YEAR = [re.compile(form) for form in (rf"(?P<day>\d\d?)(?:st|nd|rd|th)?[- .]+{_NAME}",
                                          rf"{_NAME}[- .]*(?P<day>\d\d?)(?:st|nd|rd|th)?")]
_NO_SLASH = re.compile(r"(\d\d?)[/.-](\d\d?)((?:19|20)\d\d)|(\d\d?)(\d\d)[/.-]((?:19|20)\d\d)")
#: Longer cells are texts, not dates.
_LONGEST = 100
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ONE = (r"\d{4}-\d\d?-\d\d?|\d\d?[/.]\d\d?[/.]\d{2,4}|\d\d?[/.]\d\d?|\d\d?(?:st|nd|rd|th)?[ -][A-Za-z]{3,9}\.?"
        r"(?:,? \d{4})?|[A-Za-z]{3,9}\.? \d\d?(?:st|nd|rd|th)?(?:,? \d{4})?")
_TWO = re.compile(rf"({_ONE})\s*(?:,|;|&|/|\+|\band\b|\bor\b|\bto\b|\n|–|—| - |\bthen\b)+\s*({_ONE})", re.IGNORECASE)
#: Whole days since the end of 1899, as spreadsheets count, of 2005 to 2050.
_SERIAL = re.compile(r"(?:3[89]|4\d|5[0-4])\d{3}(?:\.\d+)?")
_FORMS = re.compile(r"(\d{4})/(\d\d)/(\d\d) (\d\d?):(\d\d):(\d\d) ([AP]M) (?:GMT|UTC|[A-Z]{2,5})([+-]\d\d?(?::\d\d)?)?")


def is_nothing(text: str) -> bool:
    """Tell whether a cell says that there is nothing yet."""
    return len(text) < 12 and text.lower() in NOTHING


def is_plain(text: str) -> bool:
    """Tell whether a date is left to be read as it stands, be it understood or not."""
    return bool(ISO.match(text)) or cells.date_parts(text) is not None


def of_form(text: str) -> str:
    """Return the time of a form's answer, such as 2026/09/14 3:04:05 PM GMT+2, in ISO 8601; any other text as it is."""
    found = _FORMS.fullmatch(text) if text[4:5] == "/" else None
    if not found:
        return text
    year, month, day, hour, minute, second, half, offset = found.groups()
    hour = int(hour) % 12 + (12 if half == "PM" else 0)
    if offset:
        hours, _, minutes = offset[1:].partition(":")
        offset = f"{offset[0]}{int(hours):02d}:{minutes or '00'}"
    return f"{year}-{month}-{day}T{hour:02d}:{minute}:{second}{offset or ''}"


class Dates:
    """A column of dates, and what its other cells tell of one that is written wrong."""

    def __init__(self, column: Sequence[str | None]) -> None:
        self.column = column

    @cached_property
    def order(self) -> str | None:
        """Whether the dates are day first or month first, where that is plain."""
        found = set()
        for text in dict.fromkeys(filter(None, self.column)):
            if (parts := cells.date_parts(text)) and parts.get("mark") == "/":
                first, second = int(parts["first"]), int(parts["second_number"])
                found |= {"day"} if first > 12 >= second else {"month"} if second > 12 >= first else set()
        return found.pop() if len(found) == 1 else None

    @cached_property
    def _years(self) -> list[int | None]:
        found = [_YEAR.search(text) if text else None for text in self.column]
        return [int(one[0]) if one else None for one in found]

    def year_beside(self, at: int, *, reach: int = 200) -> int | None:
        """Return the year of the dates nearest above and below, where they agree."""
        above = next((year for year in reversed(self._years[max(at - reach, 0):at]) if year), None)
        below = next((year for year in self._years[at + 1:at + reach] if year), None)
        years = {above, below} - {None}
        return years.pop() if len(years) == 1 else None


def slip(text: str, at: int, dates: Dates) -> tuple[str, str | None] | None:
    """Return the rest of a sentence about a date that is written wrong, and what was meant; None of any other text."""
    if len(text) > _LONGEST:
        return None
    if _SERIAL.fullmatch(text):
        day = date(1899, 12, 30) + timedelta(days=int(float(text)))
        return ", which is a spreadsheet's number for a day; give the column a date format.", day.isoformat()
    if found := _TWO.search(text):
        return (", which is more than one date; keep one, and give the other a row of its own.",
                _iso(found[1].strip(), at, dates))
    for form in _NO_YEAR:
        if (found := form.fullmatch(text)) and found["name"][:3].lower() in cells.MONTHS:
            return ", a day without its year; write the year too.", _iso(text, at, dates)
    if _NO_SLASH.fullmatch(text):
        return ", where a sign between the numbers is missing.", _iso(text, at, dates)
    return None


def _iso(text: str, at: int, dates: Dates) -> str | None:
    """Return a date in ISO 8601 where what is lacking can be told from the others of its column."""
    found = _NO_SLASH.fullmatch(text)
    numbers = [int(part) for part in found.groups() if part] if found else None
    parts = cells.date_parts(text)
    if parts and "first" in parts and len(parts["year"]) == 4:
        numbers = [int(parts[name]) for name in ("first", "second_number", "year")]
    if numbers:
        first, second, year = numbers
        orders = [(first, second), (second, first)]
        known = dates.order
        allowed = [orders[0]] if known == "day" or first == second else [orders[1]] if known == "month" else orders
        days = [day for pair in allowed if (day := _day(year, pair[1], pair[0]))]
        return days[0] if len(days) == 1 else None
    if parts and "day" in parts and len(parts["year"]) == 4:
        month = cells.MONTHS.get(parts["name"][:3].lower()) if "name" in parts else int(parts.get("month", 0))
        return _day(int(parts["year"]), month or 0, int(parts["day"]))
    for form in _NO_YEAR:
        if (found := form.fullmatch(text)) and (year := dates.year_beside(at)):
            return _day(year, cells.MONTHS.get(found["name"][:3].lower(), 0), int(found["day"]))
    return None


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
