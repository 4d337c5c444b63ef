"""What the names of files, and the titles in them, say: whom a note is about, and when it was written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from shadowkit import cells
from shadowkit.readers import people, titles

_MONTH = rf"(?:{'|'.join(cells.MONTHS)})[a-z]*\.?"
#: A date stands at the start or at the end of a name, or is all of it; with the time of day, as Teams and Google write
#: it, anywhere. Zoom names its recordings by the time in Greenwich.
_DATE = re.compile(rf"""(?:^|(?<=[-_. (]))(?:
    (?:GMT)?(?P<digits>20\d{{6}})
    |(?P<numbers>\d{{4}}(?P<mark>[-_.])\d\d(?P=mark)\d\d|\d{{1,2}}(?P<other>[-_.])\d{{1,2}}(?P=other)\d{{4}})
    |(?P<words>\d{{1,2}}(?:st|nd|rd|th)?[-_. ]{_MONTH}[-_. ]\d{{4}}
        |{_MONTH}[-_. ]\d{{1,2}}(?:st|nd|rd|th)?,?[-_. ]+\d{{4}})
    )(?:[-_ T](?P<clock>(?:[01]\d|2[0-3])[-_.:]?[0-5]\d(?:[-_.:]?[0-5]\d)?))?
    (?:$|(?=[-_. )]))""", re.IGNORECASE | re.VERBOSE)
_BETWEEN = "-_. ()–—,"
_LONGEST_TITLE = 200
#: What Notion puts behind the name of a page, and Otter behind that of a talk.
_ADDED = re.compile(r"(?:[ _-][0-9a-f]{32}|_otter_ai)$")
#: What programs call a file that nobody has named.
_UNNAMED = re.compile(r"(audio|captions?|gmt\d|meeting|note(?:_otter_ai)?$|recording|transcri|untitled|zoom)",
                      re.IGNORECASE)

class Named(NamedTuple):
    """What a file's name says: a handle that no other file has, whom it is about, and the day."""

    handle: str
    stem: str
    day: str | None


def shown(paths: Iterable[Path]) -> list[str]:
    """Return for each file the name to show, with its folder where several are named so."""
    paths = list(paths)
    times_named = Counter(path.name for path in paths)
    return [path.name if times_named[path.name] == 1 else f"{path.parent.name}/{path.name}" for path in paths]


def named(paths: list[Path]) -> list[Named]:
    """Return what the names of files say; which number is the day, other names in the same folder may decide."""
    orders: dict[Path, set[str]] = {path.parent: set() for path in paths}
    for path in paths:
        orders[path.parent] |= {_order(text) for _, _, text in _dates(path.stem)} & {"day", "month"}
    split = []
    for path in paths:
        order = orders[path.parent]
        short, day = split_date(_ADDED.sub("", path.stem), next(iter(order)) if len(order) == 1 else None)
        # Recordings that nobody has named are told apart by their dates.
        split.append((path.stem if is_unnamed(short) else short, day))
    stems = Counter(path.stem for path in paths)
    names = Counter(name for path, (short, _) in zip(paths, split, strict=True) for name in {path.stem, short})
    found: list[Named] = []
    taken: dict[str, int] = {}
    for path, (short, day) in zip(paths, split, strict=True):
        handle = short
        if names[short] > 1:
            handle = path.stem if stems[path.stem] == 1 else f"{path.parent.name}-{path.stem}"
        found.append(Named(people.unused(handle, taken), short, day))
    return found


def is_unnamed(stem: str) -> bool:
    """Tell whether a name is what a program calls a recording."""
    return _UNNAMED.match(stem) is not None and who_and_when(stem)[0] is None


def split_date(stem: str, decided: str | None = None) -> tuple[str, str | None]:
    """Return a name without the date in it, and the date; a name that is only a date stays.

    A date that may be read in two ways stays as it is written, unless "day" or "month" is ``decided`` to come first.
    """
    for before, after, text in _dates(stem):
        moment, _, _ = cells.moment_of(cells.date_parts(text), decided)
        if moment is not None:
            zone = "+00:00" if stem.upper().startswith("GMT") else ""
            return before or after or stem, moment.isoformat() + zone if "T" in text else f"{moment:%Y-%m-%d}"
        if _order(text) == "either":
            return before or after or stem, text
    return stem, None


def readings(text: str) -> str | None:
    """Return both days that a date may be, where it may be read in two ways."""
    if _order(text) != "either":
        return None
    return " or ".join(f"{cells.moment_of(cells.date_parts(text), first)[0]:%Y-%m-%d}" for first in ("day", "month"))


def _dates(stem: str) -> Iterator[tuple[str, str, str]]:
    """Yield what stands before and behind what may be a date in a name, and that date as one writes it in a table."""
    for found in _DATE.finditer(stem):
        before, after = stem[:found.start()].strip(_BETWEEN), stem[found.end():].strip(_BETWEEN)
        clock = re.sub(r"\D", "", found["clock"] or "")
        if clock or not (before and after):
            text = found["numbers"] or re.sub(r"[-_. ]+", " ", found["words"] or "")
            text = text.replace("_", "-") or re.sub(r"(....)(..)(..)", r"\1-\2-\3", found["digits"])
            yield before, after, text + (f"T{clock[:2]}:{clock[2:4]}:{clock[4:] or '00'}" if clock else "")


def _order(text: str) -> str | None:
    parts = cells.date_parts(text)
    return cells.order_of(parts) if parts else None


def is_date(stem: str) -> bool:
    """Tell whether a name is nothing but a date."""
    return any(not before and not after for before, after, _ in _dates(stem)) and split_date(stem)[1] is not None


def who_and_when(title: str, me: str = "") -> tuple[str | None, str | None]:
    """Return the name in a title such as "Interview with Jane Smith, 3 Oct 2026", and the date.

    A title that names an occasion and nobody has no name; any other is one.
    """
    if len(title) > _LONGEST_TITLE:
        return title, None
    name, day = split_date(title)
    if not name or is_date(name):
        return None, day
    said = re.sub("_" if " " in name else "[-_]", " ", name)
    return (titles.person(said, me) if titles.is_occasion(said) else name), day
