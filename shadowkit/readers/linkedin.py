"""Reads the list of connections that LinkedIn exports: notes above the header, blank rows, names with degrees."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from shadowkit import schema
from shadowkit.cells import MONTHS, date_parts
from shadowkit.errors import LogError, Problem
from shadowkit.readers import About, Reading, delimited, people, table_of

_NAMES = {"first name": "first", "last name": "last", "url": "url", "email address": "email",
          "company": "organization", "position": "role", "connected on": "connected_on"}
#: What may stand behind a name: anything after a comma, in brackets at the end, or a degree without a comma.
_BEHIND = re.compile(r"\s*,\s*(.*\S)\s*$|\s*(\([^()]*\))\s*$|"
                     r"\s+((?:MBA|PhD|Ph\.D\.?|CPA|CFA|PMP|MPH|MSW|LCSW|PharmD|SHRM-[A-Z]+|CISSP|Jr\.?|Sr\.?)®?)$")


def holds(path: Path) -> bool:
    """Tell whether a file has LinkedIn's header within its first lines."""
    try:
        return path.is_file() and _header(delimited.rows(path, most=30)[0]) is not None
    except (LogError, OSError):
        return False


def read(paths: Sequence[Path], about: About) -> Reading:
    """Return the connections as contacts that one knows, with the day of the connection and the address kept."""
    problems: list[Problem] = []
    rows: list[dict[str, str | int | None]] = []
    seen: set[str] = set()
    taken: dict[str, int] = {}
    for path in map(Path, paths):
        lines, more = delimited.rows(path)
        problems += more
        _read(path, lines, about, rows, seen, taken, problems)
    always = [*schema.TABLES["contacts"].names, "suffix", "url", "connected_on", "_file", "_row"]
    return Reading({"contacts": table_of("contacts", rows, always)}, problems)


def _header(lines: Sequence[Sequence[str | None]]) -> int | None:
    for at, line in enumerate(lines[:30]):
        names = {(cell or "").lower() for cell in line}
        if {"first name", "last name", "connected on"} <= names:
            return at
    return None


def _read(path: Path, lines: list[list[str | None]], about: About, rows: list, seen: set[str],
          taken: dict[str, int], problems: list[Problem]) -> None:
    at = _header(lines)
    if at is None:
        raise LogError(f"{path.name} has no header with First Name, Last Name and Connected On, so it is not "
                       "LinkedIn's list of connections; export it again under Settings, Data privacy.")
    header = [_NAMES.get((cell or "").lower(), (cell or "").lstrip("_")) for cell in lines[at]]
    for number, line in enumerate(lines[at + 1:], at + 2):
        cells = {name: cell for name, cell in zip(header, line, strict=False) if name and cell}
        if not cells:
            continue
        first, last = cells.pop("first", ""), cells.pop("last", "")
        name, suffix = _without_suffix(re.sub(r"\s+", " ", f"{first} {last}").strip())
        if not name and "email" not in cells and "url" not in cells:
            problems.append(Problem(path.name, number, None, "; ".join(cells.values()), f"row {number} of {path.name} "
                                    "names nobody, as LinkedIn does where somebody hides the name, so it was left "
                                    "out.", kind="know"))
            continue
        key = cells.get("url") or cells.get("email") or name
        if key in seen:
            problems.append(Problem(path.name, number, None, name or key, f"row {number} of {path.name} is "
                                    f"{name or key} once more, so it was left out.", kind="know"))
            continue
        seen.add(key)
        handle = people.unused(people.handle(name, cells.get("email", "")) or "person", taken)
        day = cells.get("connected_on")
        rows.append({"tie": "known", **cells, "student": about.student, "contact": handle, "name": name or None,
                     "suffix": suffix, "connected_on": _iso(day) if day else None, "_file": path.name, "_row": number})


def _without_suffix(name: str) -> tuple[str, str | None]:
    """Return a name and what stands behind it: degrees, and how one wants to be spoken of."""
    behind = []
    while (found := _BEHIND.search(name)) and name[:found.start()].strip():
        behind.insert(0, next(filter(None, found.groups())))
        name = name[:found.start()].strip()
    return name, ", ".join(behind) or None


def _iso(day: str) -> str:
    """Return a day such as 14 Sep 2026 in ISO 8601, other text as it is."""
    parts = date_parts(day)
    month = MONTHS.get(parts["name"][:3].lower()) if parts and "name" in parts else None
    return f"{parts['year']}-{month:02d}-{int(parts['day']):02d}" if month else day
