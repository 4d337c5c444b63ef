"""What the names of files say: whom a note is about, and when it was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from shadowkit.readers import people

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
#: A date stands at the start or at the end of a name, or is all of it. One in numbers alone begins with the year.
_DATES = [re.compile(rf"(?:^|(?<=[-_. (])){form}(?:$|(?=[-_. )]))", re.IGNORECASE) for form in (
    r"GMT(?P<year>\d{4})(?P<number>\d\d)(?P<day>\d\d)-(?P<clock>\d{6})",
    r"(?P<year>\d{4})(?P<mark>[-_.])(?P<number>\d\d)(?P=mark)(?P<day>\d\d)",
    r"(?P<year>20\d\d)(?P<number>\d\d)(?P<day>\d\d)",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-_. ]{_MONTH}[-_. ](?P<year>\d{{4}})",
    rf"{_MONTH}[-_. ](?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[-_. ]+(?P<year>\d{{4}})")]
_BETWEEN = "-_. ()–—,"
#: What a title says before the name: that it is an interview, a chat, notes.
_OCCASION = re.compile(r"^(?:(?:my|the|a|an|some|informational|coffee|career|video|phone|job|notes?|from|on|of)\W+)*"
                       r"(?:interview|chat|call|talk|meeting|conversation|notes?|shadow(?:ing)?|gespräch)"
                       r"(?:\W+(?:with|mit|of)\W+|\s*[:–—]\s*)(?=\S)", re.IGNORECASE)


def shown(paths: Iterable[Path]) -> list[str]:
    """Return for each file the name to show, with its folder where several are named so."""
    paths = list(paths)
    times_named = Counter(path.name for path in paths)
    return [path.name if times_named[path.name] == 1 else f"{path.parent.name}/{path.name}" for path in paths]


def handles(paths: list[Path]) -> list[tuple[str, str | None]]:
    """Return for each file a handle that no other has, and the date in its name."""
    split = [split_date(path.stem) for path in paths]
    stems = Counter(path.stem for path in paths)
    names = Counter(name for path, (short, _) in zip(paths, split, strict=True) for name in {path.stem, short})
    found: list[tuple[str, str | None]] = []
    taken: dict[str, int] = {}
    for path, (short, day) in zip(paths, split, strict=True):
        if names[short] == 1:
            handle = short
        else:
            handle = path.stem if stems[path.stem] == 1 else f"{path.parent.name}-{path.stem}"
        found.append((people.unused(handle, taken), day))
    return found


def split_date(stem: str) -> tuple[str, str | None]:
    """Return a name without the date in it, and the date; a name that is only a date stays."""
    for form in _DATES:
        found = form.search(stem)
        if not found:
            continue
        before, after = stem[:found.start()].strip(_BETWEEN), stem[found.end():].strip(_BETWEEN)
        if before and after and not found.groupdict().get("clock"):
            continue
        parts = found.groupdict()
        month = int(parts["number"]) if parts.get("number") else _MONTHS.index(parts["month"][:3].lower()) + 1
        try:
            day = date(int(parts["year"]), month, int(parts["day"])).isoformat()
            if clock := parts.get("clock"):
                # Zoom names its recordings by the time in Greenwich.
                day = datetime.strptime(f"{day} {clock}", "%Y-%m-%d %H%M%S").isoformat() + "+00:00"
        except ValueError:
            continue
        return before or after or stem, day
    return stem, None


def is_date(stem: str) -> bool:
    """Tell whether a name is nothing but a date."""
    return any((found := form.search(stem)) and not stem[:found.start()].strip(_BETWEEN)
               and not stem[found.end():].strip(_BETWEEN) for form in _DATES)


def who_and_when(title: str) -> tuple[str, str | None]:
    """Return the name in a title such as "Interview with Jane Smith, 3 Oct 2026", and the date."""
    name, day = split_date(title)
    if found := _OCCASION.match(name):
        name = name[found.end():]
        before = name.partition(",")[0].partition("(")[0].strip()
        name = before if len(before.split()) > 1 else name
    return name.strip(), day
