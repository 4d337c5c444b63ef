"""Read captions, cue by cue: WebVTT by the steps of its standard, and SubRip (SRT) and YouTube's SBV likewise.

A cue is a time and what is said from then on. Who speaks may stand in it: as ``<v Name>`` or as ``Name: words``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_VTT_TIME = r"(?:(\d+):)?([0-5]\d):([0-5]\d)[.](\d{3})(?!\d)"
#: Teams writes 0:0:3.54, which the standard does not allow.
_UNPADDED = r"(0|[1-9]\d*):(\d|[1-5]\d):(\d|[1-5]\d)[.](\d{1,3})(?!\d)"
_SRT_TIME = r"(?:(\d+):)?(\d{1,2}):([0-5]?\d)[.,](\d{1,3})(?!\d)"
_BETWEEN = r"[ \t\f]*-->[ \t\f]*"


def _timing(time: str, between: str = _BETWEEN, end: str = "") -> re.Pattern[str]:
    return re.compile(rf"^[ \t\f]*{time}{between}{time}{end}", re.ASCII)


_STRICT = (_timing(_VTT_TIME), _timing(_UNPADDED))
_SUBRIP = (_timing(_SRT_TIME),)
_SBV = (_timing(_SRT_TIME, ",", r"\s*$"),)
_SIGNATURE = re.compile(r"WEBVTT(?=[ \t\n]|$)")
#: Comments that programs write about their own work, and blocks that say how captions look.
_MACHINES = re.compile(r"NOTE\s*$|NOTE\s+(?:confidence|duration|language|recognizability|paragraph|created)\b|"
                       r"(?:STYLE|REGION)[ \t]*$|X-TIMESTAMP-MAP|(?:Kind|Language|Region)[:=]", re.IGNORECASE)
_TAG = re.compile(r"<(?:(?P<close>/?)(?P<name>c|i|b|u|ruby|rt|v|lang|font)(?:\.[^\s<>]*)?(?:\s(?P<says>[^<>]*))?|"
                  r"\d[\d:.]*|/)>|\{\\an?\d\}", re.IGNORECASE)
_HEAD = 1 << 16
#: Captions without a signature show their first times within so many lines.
_FIRST_LINES = 12


class Cue(NamedTuple):
    """What is said from one time to another, as it is written; ``line`` is the line of the times."""

    start: float
    end: float
    text: str
    line: int
    id: str = ""


class Captions(NamedTuple):
    """The cues of a file, and what stands in it without a time, with its lines."""

    cues: list[Cue]
    rest: list[tuple[int, str]]


def holds(path: Path) -> bool:
    """Tell whether a file holds captions."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        # Whoever reads the file itself says why it cannot be opened.
        return False
    return _form(head.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")) is not None


def _form(text: str) -> tuple[re.Pattern[str], ...] | None:
    """Return how the times of captions are written, or None where a text is something else."""
    if _SIGNATURE.match(text):
        return _STRICT
    start = text.split("\n", _FIRST_LINES)[:_FIRST_LINES]
    return next((form for form in (_SUBRIP, _SBV) if any(form[0].match(line) for line in start)), None)


def parse(text: str) -> Captions | None:
    """Return the cues of captions, or None where a text is something else; lines end as they do in Unix."""
    form = _form(text)
    if form is None:
        return None
    lines = text.replace("\0", "\ufffd").split("\n")
    cues: list[Cue] = []
    rest: list[tuple[int, str]] = []
    at = 0
    if form is _STRICT:
        at = 1
        # What stands right below the signature says something about the file, unless it is a cue.
        while at < len(lines) and lines[at] and "-->" not in lines[at]:
            at += 1
    while at < len(lines):
        at = _block(lines, at, form, cues, rest)
    return Captions(cues, rest)


def _block(
    lines: list[str], at: int, form: tuple[re.Pattern[str], ...], cues: list[Cue], rest: list[tuple[int, str]]
) -> int:
    """Read a block of lines, and return where the next begins."""
    first, times, before = at, None, []
    words: list[str] = []
    while at < len(lines):
        line = lines[at]
        if "-->" in line if form is not _SBV else _SBV[0].match(line):
            # A second line of times begins the next cue, as does one below more than a name.
            if times is not None or at - first > 1:
                if form is _SUBRIP and words and words[-1].strip().isdigit():
                    # Without a blank line above it, the next cue's number looks like words of this one.
                    words.pop()
                    at -= 1
                break
            times, before, words = at, words, []
        elif not line:
            at += 1
            break
        else:
            words.append(line)
        at += 1
    found = next(filter(None, (pattern.match(lines[times]) for pattern in form)), None) if times is not None else None
    if found:
        numbers = found.groups()
        if form is _SUBRIP and any(not line.strip().isdigit() for line in before):
            # The line above the times is a number; anything else is words.
            rest.append((first + 1, before[0]))
        cues.append(Cue(_seconds(numbers[:4]), _seconds(numbers[4:]), "\n".join(words), times + 1, "\n".join(before)))
    else:
        whole = "\n".join(lines[first:at]).strip()
        if whole and not (times is None and _MACHINES.match(whole)):
            rest.append((first + 1, whole))
    return at


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, fraction = parts
    return int((hours or "0")[-9:]) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def voices(text: str) -> Iterator[tuple[str | None, str]]:
    """Yield who says what in a cue; None where it does not say who."""
    speaker, words, done = None, "", 0
    for tag in _TAG.finditer(text):
        words += text[done:tag.start()]
        done = tag.end()
        if (tag["name"] or "").lower() == "v":
            if words.strip():
                yield speaker, _plain(words)
            speaker, words = None if tag["close"] else _plain(tag["says"] or "") or None, ""
    words += text[done:]
    if words.strip():
        yield speaker, _plain(words)


def _plain(words: str) -> str:
    return "\n".join(filter(None, (" ".join(line.split()) for line in html.unescape(words).split("\n"))))
