"""The text of one interview as programs for coding show it, laid out so that it is read back to the letter.

Each question and each answer has a line of its own above it: its position, the topic, the place in the recording, and
who spoke, such as ``[3 · outlook · 65 s · answer · Ruth]``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import pandas as pd

BETWEEN = "\n\n"


class Said(NamedTuple):
    """One answer of an interview, and where its words begin and end in the text."""

    position: str
    topic: str | None
    question: str | None
    answer: str | None
    speaker: str | None
    at_seconds: str | None
    start: int
    end: int


def written(heading: str, answers: Iterable[tuple]) -> tuple[str, list[tuple[int, int]]]:
    """Return the text of one interview, and where each answer begins and ends in it.

    An answer is its position, topic, question, answer, speaker and place in seconds, as they are in a log.
    """
    answers = [tuple(None if pd.isna(cell) else cell for cell in row) for row in answers]
    words = [text for _, _, question, answer, _, _ in answers for text in (question, answer) if text]
    brackets = 1
    # An answer may itself hold such a line; more brackets than any of those has make the difference.
    while any(_marks(brackets).search(text) for text in words):
        brackets += 1
    text, places = " ".join(heading.split()) + BETWEEN, []
    for position, topic, question, answer, speaker, seconds in answers:
        head = [str(position), *filter(None, [topic])]
        if seconds is not None:
            head.append(f"{int(seconds) if seconds == int(seconds) else seconds} s")
        who = [speaker.replace("\n", " ")] if speaker else []
        if question:
            text += _mark(brackets, [*head, "question"]) + question + BETWEEN
        text += _mark(brackets, [*head, "answer", *who])
        places.append((len(text), len(text) + len(answer or "")))
        text += (answer or "") + BETWEEN
    return text, places


def read(text: str) -> list[Said] | None:
    """Return what was said in a text laid out by :func:`written`, or None where it is another text."""
    first = _marks().search(text)
    if not first:
        return None
    found = list(_marks(len(first[1])).finditer(text))
    said, question = [], None
    for mark, following in zip(found, [*found[1:], None], strict=True):
        whole = text[mark.end() + 1: following.start() if following else len(text)]
        words = whole.strip()
        if mark["what"] == "question":
            question = words or None
            continue
        start = mark.end() + 1 + (len(whole) - len(whole.lstrip()) if words else 0)
        said.append(Said(mark["position"], mark["topic"], question, words or None, mark["speaker"], mark["seconds"],
                         start, start + len(words)))
        question = None
    return said


def _mark(brackets: int, parts: list[str]) -> str:
    return "[" * brackets + " · ".join(parts) + "]" * brackets + "\n"


def _marks(brackets: int | None = None) -> re.Pattern[str]:
    many = "+" if brackets is None else f"{{{brackets}}}"
    return re.compile(rf"^(\[{many})(?P<position>\d+)(?: · (?P<topic>[a-z_]+))?(?: · (?P<seconds>[\d.e+-]+) s)? · "
                      rf"(?P<what>question|answer)(?: · (?P<speaker>.*))?\]{many}\r?$", re.MULTILINE)
