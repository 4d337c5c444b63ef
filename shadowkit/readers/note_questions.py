"""Decide which parts of a note are questions, which words answer them, and which are the student's reflection.

Headings that ask are the questions. Where none does, bold lines that ask are, else numbered ones, and the headings
above them are sections. Where nothing ends in a question mark, headings are the questions, else bold lines, else
numbered ones; where there is none of these, paragraphs whose first line ends in one begin with their question.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from shadowkit.errors import Problem
from shadowkit.readers.markdown import BOLD, PLAIN, Part


class Answer(NamedTuple):
    """One question of a note with the headings above it and the words below; ``line`` is where it begins."""

    section: str | None
    question: str | None
    words: str | None
    line: int


def set_reflections_apart(
    parts: list[Part], file: str, problems: list[Problem]
) -> tuple[list[Part], list[tuple[int, str]]]:
    """Return the other parts of a note, and the words of each reflection with its line."""
    asked = asked_level(parts)
    others: list[Part] = []
    reflections: list[tuple[int, list[Part]]] = []
    inside = 0
    for part in (piece for block in parts for piece in _pieces(block, asked)):
        if part.is_reflection:
            inside = part.level
            reflections.append((part.line, []))
            _say_glued(part, file, problems)
            continue
        if part.level and part.level <= inside and not _may_be_hashtag(part):
            inside = 0
        (reflections[-1][1] if inside else others).append(part)
    return others, [(line, words) for line, said in reflections if (words := _join(said))]


def _pieces(part: Part, asked: int) -> tuple[Part, ...]:
    """Return a block in pieces, where its bold or numbered lines are questions, or one of them begins a reflection."""
    apart = any(0 < piece.level <= asked or piece.is_reflection for piece in part.asks)
    return part.asks if apart else (part,)


def take_title(parts: list[Part], file: str, problems: list[Problem]) -> tuple[str | None, list[Part]]:
    """Return the title above the questions, if there is one, and the other parts."""
    at = next((at for at, part in enumerate(parts) if part.level and not _may_be_hashtag(part)), None)
    if at is None:
        return None, parts
    part = parts[at]
    alone = sum(other.level == 1 and not (other.glued or other.is_reflection) for other in parts) == (not part.glued)
    wordless = at + 1 < len(parts) and parts[at + 1].level > 0
    if part.level != 1 or part.is_asked or part.is_reflection or not (alone or wordless) or (part.glued and at > 0):
        return None, parts
    _say_glued(part, file, problems)
    return part.text, parts[:at] + parts[at + 1:]


def asked_level(parts: list[Part]) -> int:
    """Return the level of the questions: 1 to 6 for headings, more for bold and numbered lines, 0 where there are none.

    It is the highest at which half of them ask.
    """
    headings = [part for part in parts if 0 < part.level < BOLD]
    headings = [part for part in headings if not part.glued] or [
        part for part in headings if not _may_be_hashtag(part)]
    lines = [piece for part in parts for piece in part.asks or (part,) if piece.level >= BOLD]
    counts = Counter(part.level for part in headings + lines)
    asks = Counter(part.level for part in headings + lines if part.is_asked)
    plain = PLAIN if counts.pop(PLAIN, 0) > 1 else 0
    if found := [level for level in counts if 2 * asks[level] >= counts[level]]:
        first = min(found)
        # One heading that asks, where several lines do, is one question more above them.
        below = [level for level in (*found, plain) if level >= BOLD and asks[level] > 1]
        return min(below) if below and first < BOLD and asks[first] == 1 else first
    levels = [part.level for part in headings] or [level for level in counts if counts[level] > 1]
    return min([level for level in levels if counts[level] > 1] or levels, default=plain)


def answers(parts: list[Part], file: str, problems: list[Problem]) -> tuple[str | None, list[Answer]]:
    """Return what stands before the first question, and the questions with their answers.

    Headings above the questions' level are sections. Where most of a note stands before the questions, that is an
    answer too.
    """
    asked = asked_level(parts)
    found: list[tuple[tuple[str, ...], str | None, list[Part], int]] = [((), None, [], 1)]
    sections: list[Part] = []
    for part in parts:
        if part.glued and (part.level != asked or _may_be_hashtag(part)) or not 0 < part.level <= asked:
            found[-1][2].append(part)
            continue
        _say_glued(part, file, problems)
        sections = [section for section in sections if section.level < part.level]
        found.append((tuple(section.text for section in sections), part.text, [], part.line))
        if part.level < asked:
            sections.append(part)
    rows = []
    for at, (above, question, words, line) in enumerate(found):
        answer = _join(words)
        below = found[at + 1][0] if at + 1 < len(found) else ()
        # A section without words of its own is told by the questions in it.
        if answer or question is not None and below[:len(above) + 1] != (*above, question):
            rows.append(Answer(" / ".join(above) or None, question, answer or None, line))
    if not rows:
        problems.append(Problem(file, None, None, None, f"{file} has neither questions nor answers; write each "
                                                        "question as a heading and the answer below it."))
    elif rows[0].question is None:
        opening, line, start = rows[0].words or "", found[0][2][0].line, (rows[0].words or "")[:80]
        if asked and len(opening.split()) < sum(len((row.words or "").split()) for row in rows[1:]):
            problems.append(Problem(
                file, line, "opening", start, f"The words of {file} before its first question were kept with the "
                "meeting, as its `opening`; if they answer a question, write it above them as the others are written.",
                kind="know"))
            return opening, rows[1:]
        why = "has words before its first question that are most of it, so they were" if asked else (
            "has no headings, so its text was")
        problems.append(Problem(
            file, line, "question", start, f"{file} {why} kept as one answer; write each question as a heading, such "
            "as `## What do you do?`.", kind="know" if asked else "mend"))
    return None, rows


def _may_be_hashtag(part: Part) -> bool:
    """Say whether a line such as ``#networking`` or ``#1 of my reasons`` is hardly a heading."""
    return part.glued and part.level == 1 and (part.text[0].isdigit() or " " not in part.text)


def _say_glued(part: Part, file: str, problems: list[Problem]) -> None:
    if part.glued:
        marks = "#" * part.level
        problems.append(Problem(
            file, part.line, "question", part.as_words,
            f"Line {part.line} of {file} has no blank after {marks}, and was read as the heading {part.text!r}; "
            f"write it as {f'{marks} {part.text}'!r}.", kind="know"))


def _join(parts: list[Part]) -> str:
    """Return the words of a run of parts, a blank line between paragraphs."""
    text = ""
    for part in parts:
        text += ((" " if part.joined else "\n\n") if text else "") + part.as_words
    return text


