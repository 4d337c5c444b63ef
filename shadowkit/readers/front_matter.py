"""Read the front matter of a note: lines ``key: value`` between lines of dashes, at its start."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from shadowkit.errors import Problem

if TYPE_CHECKING:
    from markdown_it.token import Token

Row = dict[str, str | None]

_KEY = re.compile(r"^[A-Za-z][\w -]*:(\s|$)")
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
