"""Read what stands above a note: front matter between lines of dashes, or lines of keys and values, a title, a day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shadowkit import cells
from shadowkit.errors import Problem
from shadowkit.readers import file_names, headers

if TYPE_CHECKING:
    from markdown_it.token import Token

Row = dict[str, str | None]

_KEY = re.compile(r"^[A-Za-z][\w -]*:(\s|$)")
#: A line as Notion exports properties, or as people type them: ``Date: October 22, 2026``, ``- **Role:** nurse``.
_PROPERTY = re.compile(r"^(?:[-*][ \t]+)?(?:\*\*)?([A-Za-z][\w /-]{0,30}?)(?:\*\*)?:{1,2}(?:\*\*)?(?:[ \t]+(.*))?$")
#: At least one of these keys makes such lines properties, and not words of the note.
_KNOWN = frozenset(["date", "tags", "status"])
#: A field as Obsidian has them in a note, on a line of its own: ``up:: [[Nursing]]``.
_FIELD = re.compile(r"^[ \t]*(?:[-*][ \t]+)?([\[(])?([^\W\d_][\w -]{0,30})::[ \t]+(\S.*?)(?(1)[\])])[ \t]*$")
_LINK = re.compile(r"\[\[(?:[^\[\]|]*\|)?([^\[\]]+)\]\]")
#: A day, with its weekday before it and how long it took behind, as Otter writes it.
_STAMP = re.compile(r"^(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?[ \t]+)?(.{6,40}?)"
                    r"(?:[ \t]+[•·|][ \t]+((?:\d+:)?\d+:\d\d|\d+[ \t]*min\w*))?$", re.IGNORECASE)
_LASTS = re.compile(r"^(?:(?:(\d+):)?(\d+):\d\d|(\d+)[ \t]*min(?:utes?)?\.?)$", re.IGNORECASE)
#: What Otter writes on a line of its own above a list.
_LISTS = {"SUMMARY KEYWORDS": "keywords", "SPEAKERS": "speakers"}
HASHTAGS = re.compile(r"(?:#[^\W\d][\w/-]*\s*)+")
_LONGEST_TITLE = 10
_FRONT_MATTER_IS_SHORT = 4000
_EMPTY_YAML = ("", "~", "null", "Null", "NULL")


def read(
    closed: Token | None, lines: list[str], file: str, first: int, problems: list[Problem]
) -> tuple[Row, bool]:
    """Return the front matter's values, and whether lines were blanked so that the note is to be parsed again.

    ``closed`` is the parser's token where it is closed, ``lines`` those of the note, ``first`` the number of the first.
    """
    import yaml

    if closed is not None:
        content, stop = closed.content, closed.map[1]
    else:
        stop = next((at for at, line in enumerate(lines) if at and (not line.strip() or line[0] == "#")), len(lines))
        content = "\n".join(lines[1:stop])
        if not _KEY.match(content):
            return {}, False
    try:
        values = _values(content)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        row = first + 1 + mark.line if mark else first
        fate = "it was left out" if closed is not None else "it was read as words of the note"
        why = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is nested too deeply"
        problems.append(Problem(
            file, row, None, content,
            f"The front matter of {file} cannot be read at line {row} ({why}), so {fate}; write each line as "
            "`key: value`, with quotes around a value that holds a colon, and --- below the last one."))
        return {}, False
    if values is None:
        problems.append(Problem(
            file, first, None, content, f"What stands between the lines --- of {file} holds no keys, so it was read as "
            "words of the note; write each line of front matter as `key: value`."))
        lines[0] = ""
        if closed is not None:
            lines[stop - 1] = ""
        return {}, True
    if closed is None:
        problems.append(Problem(
            file, first, None, content, f"The front matter of {file} is never closed, so its lines up to the first "
            "blank line or heading were read as front matter; write --- below it."))
        lines[:stop] = [""] * stop
        return values, True
    return values, False


def above(lines: list[str], at: int, stem: str) -> Row:
    """Return what is said above a note, from a line on, without dashes around it, and blank the lines that say it."""
    found: Row = {}
    while at < len(lines):
        if not lines[at].strip() or lines[at].startswith("# "):
            at += 1
            continue
        stop = next((stop for stop in range(at, len(lines)) if not lines[stop].strip()), len(lines))
        block = [line.strip() for line in lines[at:stop]]
        pairs = [_PROPERTY.match(line) for line in block]
        if all(pairs) and any(_is_known(pair[1]) for pair in pairs):
            for pair in pairs:
                found.setdefault(pair[1], pair[2] or None)
            taken = len(block)
        elif HASHTAGS.fullmatch(" ".join(block)) and len(tags := " ".join(block).replace("#", " ").split()) > 1:
            found["tags"] = "; ".join(filter(None, [found.get("tags"), *tags]))
            taken = len(block)
        else:
            taken = _take_title(block, found, stem)
        lines[at:at + taken] = [""] * taken
        at = stop
        if taken < len(block):
            break
    return found


def inline(tokens: list[Token], lines: list[str]) -> Row:
    """Return the fields on lines of their own below the front matter, as Obsidian has them, and blank those lines."""
    found: Row = {}
    for number in (at for token in tokens if token.type == "inline" and token.map and "::" in token.content
                   for at in range(*token.map)):
        if field := _FIELD.match(lines[number]):
            found[field[2]] = "; ".join(filter(None, [found.get(field[2]), field[3]]))
            lines[number] = ""
    return found


def unlinked(value: str | None) -> str | None:
    """Return a value with the words of its links to other notes."""
    return value and _LINK.sub(r"\1", value)


def _is_known(key: str) -> bool:
    """Tell whether a key is one that notes have, or one of a person, as lists of people have it."""
    return key.lower() in _KNOWN or any(
        guess.share == 1 and guess.target.startswith("contacts.") for guess in headers.guesses(key))


def _take_title(block: list[str], found: Row, stem: str) -> int:
    """Add what the first lines say of the whole, as a title, a day or Otter's lists; return how many do."""
    for number, line in enumerate(block):
        words = line.strip("*_ \t")
        if said := _stamp(words):
            found |= said
        elif words in _LISTS and number + 1 < len(block):
            continue
        elif number and block[number - 1] in _LISTS:
            found[_LISTS[block[number - 1]]] = words.replace(", ", "; ")
        elif found or number or not _is_title(words, block[1] if len(block) > 1 else "", stem):
            return number
        else:
            found["title"] = words
    return len(block)


def _is_title(words: str, below: str, stem: str) -> bool:
    """Tell whether a line is a title: it says with whom one talked, is the file's name, or a day stands below it."""
    name = file_names.who_and_when(words)[0] or words
    return len(words.split()) <= _LONGEST_TITLE and ":" not in words and words[-1:] not in ("?", ".") and (
        words == stem or name != words and len(name.split()) > 1 or bool(_stamp(below.strip("*_ \t"))))


def _stamp(line: str) -> Row:
    """Return the day that a line is, and how many minutes it took; nothing where it says something else."""
    found = _STAMP.match(line)
    parts = cells.date_parts(found[1]) if found else None
    row: Row = {"date": found[1]} if parts and cells.moment_of(parts, "day")[0] is not None else {}
    lasts = _LASTS.match((found[2] or "") if row else line)
    if lasts:
        hours, minutes, only = (int(part or 0) for part in lasts.groups())
        row["minutes"] = str(60 * hours + minutes + only or 1)
    return row


def _values(content: str) -> Row | None:
    """Return the front matter's values as text, or None where it holds something other than keys and values."""
    import yaml

    # These loaders keep every value as it was written, so that 10:30 is not 630 and No is not False. The one in C is
    # fast; nested some thousand deep it ends the whole program, which the other one answers with a RecursionError.
    fast = len(content) < _FRONT_MATTER_IS_SHORT
    found = yaml.load(content, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader) if fast else yaml.BaseLoader)
    if found is None or found == "":
        return {}
    if not isinstance(found, dict):
        return None
    return {str(key): _value(value) for key, value in found.items()}


def _value(value: object) -> str | None:
    if isinstance(value, str):
        return None if value in _EMPTY_YAML else value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(item for item in value if item not in _EMPTY_YAML) or None
    if not value:
        return None
    import yaml

    return yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=1e9).strip()
