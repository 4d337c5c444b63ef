"""From turns to answers: who of the speakers is the student, what the student asks, and what others answer to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from shadowkit.errors import Problem
from shadowkit.readers import About, people
from shadowkit.readers.transcripts import Turn

Row = dict[str, str | int | None]

#: What a student who takes notes writes for the name of either side.
_STUDENT = frozenset(["me", "i", "student", "interviewer", "q", "question", "myself"])
_OTHER = frozenset(["a", "answer", "interviewee", "guest", "contact"])
#: A label that a service gives where it knows no name.
_NUMBERED = re.compile(r"(speaker|participant|person|guest|voice|sprecher|spk)[ _-]*[\dA-Z]{1,3}", re.IGNORECASE)
#: Asking, with the question marks of several scripts (Greek has a semicolon) or without, as people talk.
_ASKS = re.compile(r"[?？؟\u037e]|[\u0370-\u03ff];|\b(?:tell|walk|talk|take) (?:me|us)\b|"
                   r"(?:^|[.!…]\s+)(?:describe|explain)\b", re.IGNORECASE)
#: Where one sentence ends and the next begins.
_BETWEEN = re.compile(r"[.!?…][\"”’')\]]*\s+")
_NAMED_AT_MOST = 5
#: Who asks so many times as often as the student may be the student.
_FAR_MORE = 4


def same(name: str, speakers: Iterable[str]) -> str | None:
    """Return the one speaker who has a name, or a part of it, or it as a part; None where there is not just one."""
    words = people.words(name)
    theirs = {speaker: people.words(speaker) for speaker in speakers}
    near = [speaker for speaker, said in theirs.items() if said == words] or [
        speaker for speaker, said in theirs.items() if words and said and (said < words or words < said)]
    return near[0] if len(near) == 1 else None


def student_among(turns: Sequence[Turn], about: About, handle: str, file: str, problems: list[Problem]) -> str | None:
    """Return the speaker who is the student, or None with a problem that asks for the name.

    The name that was given decides; else the student's handle, where it is nothing but a speaker's name or given name,
    who asks more than the others, and where the file is not named so itself; else a label such as ``Interviewer``; else
    that all others are contacts of the log.
    """
    speakers = list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker))
    first, more = list(map(repr, speakers[:_NAMED_AT_MOST])), len(speakers) - _NAMED_AT_MOST
    *first, last = [*first, f"{more} more"] if more > 0 else first or [""]
    named = f"{', '.join(first)} and {last}" if first else last
    asked = Counter(turn.speaker for turn in turns if turn.speaker and _asks(turn.words))
    likeliest = max(speakers, key=asked.__getitem__, default=None)
    if about.student_name and speakers:
        found = same(about.student_name, speakers)
        if found is None:
            problems.append(Problem(
                file, None, "speaker", about.student_name, f"{about.student_name!r} is not just one of the speakers of "
                f"{file}, who are {named}, so every turn was kept as an answer of who said it; give the name as it is "
                f"written there, such as student_name={likeliest!r}."))
        return found
    # A log that is loaded from one file alone is called after the file.
    own = people.words(about.student)
    if likeliest and own not in (people.words(handle), people.words(Path(file).stem)) and all(
            asked[likeliest] > asked[speaker] for speaker in speakers if speaker != likeliest) and own in (
            people.words(likeliest), people.words(people.plain(likeliest).partition(" ")[0])):
        return likeliest
    roles = [speaker for speaker in speakers if speaker.casefold() in _STUDENT]
    if len(roles) == 1 and len(speakers) > 1:
        return roles[0]
    names = [] if about.contacts is None or "name" not in about.contacts else about.contacts["name"].dropna().tolist()
    met = {found for name in names if (found := same(name, speakers))}
    strangers = [speaker for speaker in speakers if speaker not in met]
    if met and len(strangers) == 1 and not _NUMBERED.fullmatch(strangers[0]):
        return strangers[0]
    if len(speakers) > 1:
        problems.append(Problem(
            file, None, "speaker", "; ".join(speakers), f"Which of {named} is the student is not known in {file}, so "
            "every turn was kept as an answer of who said it; say it with "
            f"sk.load(path, student_name={likeliest!r})."))
    return None


def say_if_swapped(turns: Sequence[Turn], student: str, file: str, problems: list[Problem]) -> None:
    """Say so where the student asks next to nothing and somebody else nearly all."""
    asked = Counter(turn.speaker for turn in turns if turn.speaker and _asks(turn.words))
    other = max(asked, key=asked.__getitem__, default=student)
    if asked[other] > 1 and asked[other] >= _FAR_MORE * asked[student]:
        problems.append(Problem(
            file, None, "speaker", student, f"{student!r} was taken for the student in {file}, and asks in "
            f"{asked[student]} of {len(turns)} turns, {other!r} in {asked[other]}; if the student is {other!r}, undo "
            f"this where it is in a log already, and read it again with student_name={other!r}."))


def other_named(turns: Sequence[Turn], student: str | None) -> str | None:
    """Return who talks most beside the student, where the label is a name and not a number or a part played."""
    words = Counter()
    for turn in turns:
        if turn.speaker and turn.speaker != student:
            words[turn.speaker] += len(turn.words.split())
    most = max(words, key=words.__getitem__, default=None)
    return most if most and is_name(most) else None


def is_name(label: str) -> bool:
    """Tell whether a label is somebody's name, and not a number or a part played, such as ``Interviewee``."""
    return not (_NUMBERED.fullmatch(label) or label.casefold() in _OTHER | _STUDENT)


def opening(turns: Sequence[Turn], student: str) -> tuple[str | None, list[Turn]]:
    """Return what the student says before the first question, which is no answer to one, and all other turns."""
    first = next((at for at, turn in enumerate(turns) if turn.speaker == student and _asks(turn.words)), 0)
    own = [turn for turn in turns[:first] if turn.speaker == student]
    return _words(own), [turn for turn in turns[:first] if turn.speaker != student] + list(turns[first:])


def exchanges(turns: Sequence[Turn], student: str) -> list[Row]:
    """Return the turns but the opening as answers: a turn of the student that asks is a question, what follows answers.

    Each person who answers has a row. What the student says in between without asking is kept in a row of its own,
    whose speaker is who asked (``asked_by``), so that who spoke how much is known; no measure takes it for what was
    heard.
    """
    turns = _run_together(turns)
    asking = [turn.speaker == student and _asks(turn.words) for turn in turns]
    if not any(asking):
        # A transcript without question marks.
        asking = [turn.speaker == student for turn in turns]
    rows: list[Row] = []
    question: Turn | None = None
    said: dict[str | None, list[Turn]] = {}
    for turn, asks in zip(turns, asking, strict=True):
        if asks:
            rows += _exchange(question, said, student) if question else []
            question, said = turn, {}
        elif question:
            said.setdefault(turn.speaker, []).append(turn)
        elif turn.words:
            rows.append(_row(turn, answer=turn.words, speaker=turn.speaker))
    return rows + (_exchange(question, said, student) if question else [])


def _exchange(question: Turn, said: dict[str | None, list[Turn]], student: str) -> list[Row]:
    """Return one question with what each person said to it, and what the student said in between."""
    rows = []
    for speaker, turns in said.items():
        if speaker != student:
            # The exchange begins with the question.
            begins = turns[0] if rows else question
            rows.append(_row(begins, question=question.words, answer=_words(turns), speaker=speaker))
    rows = rows or [_row(question, question=question.words, answer=None, speaker=None)]
    if own := _words(said.get(student, [])):
        # It lies within the exchange, so it has no place in the recording of its own.
        rows.append(_row(said[student][0]._replace(at_seconds=None), answer=own, speaker=student))
    return [row | {"asked_by": student} for row in rows]


def _words(turns: Sequence[Turn]) -> str | None:
    return "\n\n".join(turn.words for turn in turns if turn.words) or None


def turn_by_turn(turns: Sequence[Turn]) -> list[Row]:
    """Return the turns as answers where the student is not known: a question that ends a turn is the next one's.

    ``asked_by`` is who asked.
    """
    rows: list[Row] = []
    asked: Row = {}
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        words, question = turn.words, None
        if following is not None and (following.speaker is None or following.speaker != turn.speaker):
            words, question = _split(words)
        if words or asked:
            rows.append(_row(turn, answer=words or None, speaker=turn.speaker) | asked)
        asked = {"question": question, "asked_by": turn.speaker} if question else {}
    return rows


def _row(turn: Turn, **cells: str | None) -> Row:
    row: Row = {**cells, "at_seconds": None if turn.at_seconds is None else str(turn.at_seconds), "_row": turn.line}
    further = {"section": turn.section, "said_at": turn.said_at}
    return row | {column: value for column, value in further.items() if value}


def _asks(words: str) -> bool:
    return _ASKS.search(words) is not None


def _run_together(turns: Sequence[Turn]) -> list[Turn]:
    """Return turns of which no two in a row are of the same known speaker."""
    runs: list[list[Turn]] = []
    for turn in turns:
        if runs and turn.speaker is not None and runs[-1][0].speaker == turn.speaker:
            runs[-1].append(turn)
        else:
            runs.append([turn])
    return [run[0]._replace(words=_words(run) or "") for run in runs]


def _split(words: str) -> tuple[str, str | None]:
    """Return what is said before the questions that end a turn, and those questions."""
    start = len(words)
    for begin in reversed([0, *(found.end() for found in _BETWEEN.finditer(words))]):
        if not words[begin:start].rstrip(" \n\t\"”’')]").endswith("?"):
            break
        start = begin
    return words[:start].rstrip(), words[start:].strip() or None
