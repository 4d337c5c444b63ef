"""Read what a recording's transcript says: who spoke, from when on, and which turn asked for the next one's answer.

Services that write transcripts, and people who correct them, put a label above or before each turn: ``**Ali** [0:21]``,
``Ali  0:21``, ``[00:00:21] Ali:``. A text is a transcript if nearly all of its words stand below such labels.
"""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import NamedTuple

_TIME = r"(?P<time>\d{1,2}(?::[0-5]\d){1,2})(?:[.,]\d{1,3})?"
_CLOSED = rf"(?:\[{_TIME}\]|\({_TIME.replace('time', 'round')}\))"
_OPEN = _TIME.replace("time", "open")
_BOLD = r"\*\*(?P<bold>[^*\n]{1,60}?):?\*\*:?"
_NAME = r"(?P<name>[^\W\d_][^:*\[\](){}<>!?\n]{0,59}?)"
_LABELS = [re.compile(rf"^[ \t]*{form}[ \t]*$") for form in (
    rf"{_BOLD}[ \t]+(?:{_CLOSED}:?(?P<words>[ \t].*)?|{_OPEN})",
    # A name that is not set off needs something else that sets it off: brackets, two blanks, a colon.
    rf"{_NAME}:?[ \t]+{_CLOSED}:?(?P<words>[ \t].*)?", rf"{_NAME}(?:[ \t]{{2,}}|\t){_OPEN}",
    rf"(?:{_CLOSED}|{_OPEN})[ \t]+(?:{_BOLD}|{_NAME}:)(?P<words>[ \t].*)?")]
_UNKNOWN = re.compile(r"unknown( speaker)?|speaker \?", re.IGNORECASE)
_SERVICE = re.compile(r"^Transcribed by https?://\S+$", re.MULTILINE)
#: Where one sentence ends and the next begins.
_BETWEEN = re.compile(r"[.!?…][\"”’')\]]*\s+")
#: The share of a text's words that stand below a label, where the text is a transcript.
_NEARLY_ALL = 0.9
_LONGEST, _LONGEST_NAME = 20_000_000, 6


class Turn(NamedTuple):
    """What somebody said until another began; ``line`` is where it begins in the file."""

    speaker: str | None
    at_seconds: int
    words: str
    line: int


class Talk(NamedTuple):
    """The turns of a transcript, and what stands in it without a speaker."""

    turns: list[Turn]
    rest: list[str]


def holds(path: Path) -> bool:
    """Tell whether a file is a transcript with speakers and times."""
    try:
        data = path.read_bytes() if path.stat().st_size <= _LONGEST else b"\0"
    except OSError:
        # Whoever reads the file itself says why it cannot be opened.
        return False
    return b"\0" not in data and talk(data.decode("utf-8-sig", "replace")) is not None


def talk(text: str) -> Talk | None:
    """Return the turns of a transcript, or None where a text is something else."""
    turns: list[Turn] = []
    before: list[str] = []
    lines = before
    for number, line in enumerate(html.unescape(text).replace("\r\n", "\n").split("\n"), 1):
        label = next((found for form in _LABELS if (found := form.match(line))), None)
        named = label.groupdict() if label else {}
        name = (named.get("bold") or named.get("name") or "").strip()
        if label is None or len(name.split()) > _LONGEST_NAME:
            lines.append(line.rstrip())
            continue
        if turns:
            turns[-1] = turns[-1]._replace(words=_joined(lines))
        clock = named.get("time") or named.get("round") or named.get("open") or ""
        turns.append(Turn(None if _UNKNOWN.fullmatch(name) else name, _seconds(clock), "", number))
        lines = [(named.get("words") or "").strip()]
    if len(turns) < 2:
        return None
    turns[-1] = turns[-1]._replace(words=_joined(lines))
    spoken = sum(len(turn.words.split()) for turn in turns)
    if spoken < _NEARLY_ALL * (spoken + len(" ".join(before).split())):
        return None
    services = _SERVICE.findall(turns[-1].words)
    turns[-1] = turns[-1]._replace(words=_SERVICE.sub("", turns[-1].words).strip())
    return Talk(turns, [*filter(None, [_joined(before)]), *services])


def answers(turns: list[Turn]) -> list[dict[str, str | None]]:
    """Return the turns as answers: the question that ends one turn is the question of the next speaker's answer.

    Who the interviewer is, a transcript does not say; ``asked_by`` is who asked.
    """
    rows: list[dict[str, str | None]] = []
    asked: dict[str, str | None] = {}
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        words, question = turn.words, None
        if following is not None and (following.speaker is None or following.speaker != turn.speaker):
            words, question = _split(words)
        if words or asked:
            rows.append({"answer": words or None, "speaker": turn.speaker, "at_seconds": str(turn.at_seconds), **asked})
        asked = {"question": question, "asked_by": turn.speaker} if question else {}
    return rows


def _split(words: str) -> tuple[str, str | None]:
    """Return what is said before the questions that end a turn, and those questions."""
    start = len(words)
    for begin in reversed([0, *(found.end() for found in _BETWEEN.finditer(words))]):
        if not words[begin:start].rstrip(" \n\t\"”’')]").endswith("?"):
            break
        start = begin
    return words[:start].rstrip(), words[start:].strip() or None


def _seconds(clock: str) -> int:
    seconds = 0
    for part in clock.split(":"):
        seconds = 60 * seconds + int(part)
    return seconds


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
