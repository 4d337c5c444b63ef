"""Read Markdown notes: one note is one meeting with one contact, and its headings are the questions.

A transcript with speakers and times is a meeting too; :mod:`shadowkit.readers.transcripts` knows its labels.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from shadowkit.errors import Problem
from shadowkit.readers import Reading, transcripts
from shadowkit.readers.markdown import Part, Row, parse
from shadowkit.schema import TABLES

_COLUMNS = {name: frozenset(TABLES[name].names) for name in ("contacts", "meetings")}
_START = {
    "contacts": ["student", "contact", "name"],
    "meetings": ["student", "meeting", "contact", "kind", "starts_at", "status"],
    "answers": ["student", "meeting", "position", "question", "answer"],
    "reflections": ["student", "meeting", "note"],
}

_DATED = re.compile(r"^(?P<date>\d{4}-\d\d-\d\d)[-_. ]+(?P<rest>.+)$|^(?P<head>.+?)[-_. ]+(?P<late>\d{4}-\d\d-\d\d)$")
_CLOCK = re.compile(r"^(\d{1,2}):(\d\d)(:\d\d)?$")


def read(paths: Sequence[Path], *, student: str) -> Reading:
    """Return contacts, meetings, answers and reflections of a student's notes, and what was not understood."""
    paths = [Path(path) for path in paths]
    problems: list[Problem] = []
    contacts: dict[str, Row] = {}
    rows: dict[str, list[Row]] = {"meetings": [], "answers": [], "reflections": []}
    times_named = Counter(path.name for path in paths)
    for path, (handle, day) in zip(paths, _handles(paths), strict=True):
        file = path.name if times_named[path.name] == 1 else f"{path.parent.name}/{path.name}"
        text = _decode(path, file, problems)
        if text is None:
            continue
        if not text.strip():
            problems.append(Problem(file, None, None, None, f"{file} is empty, so it makes no meeting; write down what "
                                                            "was said, each question as a heading."))
            continue
        stem = _split_date(path.stem)[0]
        if talk := transcripts.talk(text):
            _read_talk(talk, file, handle, stem, day, student, contacts, rows, problems)
        else:
            _read_note(text, file, handle, stem, day, student, contacts, rows, problems)
    tables = {"contacts": list(contacts.values()), **rows}
    return Reading({name: _frame(name, found) for name, found in tables.items() if found or name != "reflections"},
                   problems)


def _read_note(
    text: str, file: str, handle: str, stem: str, day: str | None, student: str,
    contacts: dict[str, Row], rows: dict[str, list[Row]], problems: list[Problem],
) -> None:
    """Add the rows of one note to the tables."""
    front, parts = parse(text, file, problems)
    parts, reflections = _set_reflections_apart(parts, file, problems)
    title, parts = _take_title(parts, file, problems)
    contact, meeting = _place(front, file, student, problems)
    if title and contact.setdefault("name", title) != title:
        contact.setdefault("title", title)
    contact = {"student": student, "contact": handle, "name": stem} | contact
    meeting = {"student": student, "meeting": handle, "contact": contact["contact"], "kind": "interview",
               "starts_at": day, "status": "held"} | meeting
    _add_contact(contact, contacts, file, problems)
    rows["meetings"].append(meeting)
    keys: Row = {"student": student, "meeting": meeting["meeting"]}
    for position, (section, question, words) in enumerate(_answers(parts, file, problems), 1):
        answer = {**keys, "position": str(position), "question": question, "answer": words}
        rows["answers"].append(answer | {"section": section} if section else answer)
    rows["reflections"] += [{**keys, "note": words} for words in reflections]


def _read_talk(
    talk: transcripts.Talk, file: str, handle: str, stem: str, day: str | None, student: str,
    contacts: dict[str, Row], rows: dict[str, list[Row]], problems: list[Problem],
) -> None:
    """Add the turns of one transcript to the tables."""
    for words in talk.rest:
        problems.append(Problem(file, None, None, words, f"{words[:60]!r} in {file} is said by nobody, so it was left "
                                                         "out; put a label such as `Name  0:00` above it."))
    unknown = [turn for turn in talk.turns if turn.speaker is None]
    if unknown:
        lines = ("line " if len(unknown) == 1 else "lines ") + ", ".join(str(turn.line) for turn in unknown[:5])
        problems.append(Problem(file, unknown[0].line, "speaker", "Unknown Speaker", f"Who speaks is not known in "
                                f"{len(unknown)} of {len(talk.turns)} turns of {file} ({lines}); write the "
                                "names."))
    for before, turn in zip(talk.turns, talk.turns[1:], strict=False):
        if turn.at_seconds < before.at_seconds:
            problems.append(Problem(file, turn.line, "at_seconds", str(turn.at_seconds), f"Line {turn.line} of {file} "
                                    "is earlier in the recording than the turn above it; correct one of the times."))
    _add_contact({"student": student, "contact": handle, "name": stem}, contacts, file, problems)
    rows["meetings"].append({"student": student, "meeting": handle, "contact": handle, "kind": "interview",
                             "starts_at": day, "status": "held"})
    rows["answers"] += [{"student": student, "meeting": handle, "position": str(position), **answer}
                        for position, answer in enumerate(transcripts.answers(talk.turns), 1)]


# Files and handles


def _decode(path: Path, file: str, problems: list[Problem]) -> str | None:
    """Return the text of a note, or None with a problem where it is no text."""
    def refuse(why: str) -> None:
        problems.append(Problem(file, None, None, None, why))

    try:
        data = path.read_bytes()
    except OSError as error:
        refuse(f"{file} cannot be opened ({error.strerror or error}), so it was left out; check that it is a file that "
               "may be read.")
        return None
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\0" in data:
        refuse(f"{file} is not a text file, so it was left out; save it as plain text with the ending .md.")
        return None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        refuse(f"{file} is not written in UTF-8, so it was read as Windows-1252; look whether its accents are right "
               "and save it as UTF-8.")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _handles(paths: list[Path]) -> list[tuple[str, str | None]]:
    """Return for each note a handle that no other has, and the date in its file name."""
    split = [_split_date(path.stem) for path in paths]
    stems = Counter(path.stem for path in paths)
    names = Counter(name for path, (short, _) in zip(paths, split, strict=True) for name in {path.stem, short})
    handles: list[tuple[str, str | None]] = []
    taken: set[str] = set()
    for path, (short, day) in zip(paths, split, strict=True):
        if names[short] == 1:
            handle = short
        else:
            handle = path.stem if stems[path.stem] == 1 else f"{path.parent.name}-{path.stem}"
        unique, number = handle, 2
        while unique in taken:
            unique, number = f"{handle}-{number}", number + 1
        taken.add(unique)
        handles.append((unique, day))
    return handles


def _split_date(stem: str) -> tuple[str, str | None]:
    found = _DATED.match(stem)
    if not found:
        day, rest = stem, stem
    else:
        day, rest = found["date"] or found["late"], found["rest"] or found["head"]
    try:
        return rest, date.fromisoformat(day).isoformat()
    except ValueError:
        return stem, None


# Front matter


def _place(front: Row, file: str, student: str, problems: list[Problem]) -> tuple[Row, Row]:
    """Return what the front matter says about the contact and about the meeting."""
    contact: Row = {}
    meeting: Row = {}
    further: Row = {}
    for key, value in front.items():
        column = key.strip().lower().replace(" ", "_")
        if column == "student":
            if value not in (None, student):
                problems.append(Problem(file, None, "student", value, f"{file} names the student {value!r}, and it was "
                                        f"read into the log of {student!r}; take the line out or move the note."))
        elif column == "contact":
            contact[column] = meeting[column] = value
        elif column in _COLUMNS["contacts"]:
            contact[column] = value
        elif column in _COLUMNS["meetings"]:
            meeting[column] = value
        else:
            further[key] = value
    aliases = (("title", contact, "name"), ("summary", contact, "role"), ("date", meeting, "starts_at"))
    for alias, row, column in aliases:
        key = next((key for key in further if key.strip().lower() == alias), None)
        if key is not None and row.get(column) is None:
            row[column] = further.pop(key)
    # A time of day beside the date belongs to it; the column `time` itself says whether the agreed end was kept.
    clock = _CLOCK.match(meeting.get("time") or "")
    if clock and re.fullmatch(r"\d{4}-\d\d-\d\d", meeting.get("starts_at") or ""):
        meeting["starts_at"] = f"{meeting['starts_at']}T{clock[1]:0>2}:{clock[2]}{clock[3] or ''}"
        del meeting["time"]
    given = {column: value for column, value in contact.items() if value is not None}
    return given | further, {column: value for column, value in meeting.items() if value is not None}


def _add_contact(contact: Row, contacts: dict[str, Row], file: str, problems: list[Problem]) -> None:
    """Add a contact, or fill in what an earlier note about the same contact left open."""
    handle = str(contact["contact"])
    known = contacts.setdefault(handle, contact)
    for column, value in contact.items():
        if known.get(column) is None:
            known[column] = value
        elif value is not None and known[column] != value:
            problems.append(Problem(
                file, None, column, value,
                f"{file} says {value!r} for {column} of the contact {handle!r}, where an earlier note says "
                f"{known[column]!r}, which was kept; write the same in both."))


# Questions and answers


def _set_reflections_apart(
    parts: list[Part], file: str, problems: list[Problem]
) -> tuple[list[Part], list[str]]:
    """Return the other parts of a note, and the words of each reflection."""
    others: list[Part] = []
    reflections: list[list[Part]] = []
    inside = 0
    for part in parts:
        if part.is_reflection:
            inside = part.level
            reflections.append([])
            _say_glued(part, file, problems)
            continue
        if part.level and part.level <= inside and not _may_be_hashtag(part):
            inside = 0
        (reflections[-1] if inside else others).append(part)
    return others, [words for words in map(_join, reflections) if words]


def _take_title(parts: list[Part], file: str, problems: list[Problem]) -> tuple[str | None, list[Part]]:
    """Return the title above the questions, if there is one, and the other parts."""
    at = next((at for at, part in enumerate(parts) if part.level and not _may_be_hashtag(part)), None)
    if at is None:
        return None, parts
    part = parts[at]
    alone = sum(other.level == 1 and not other.glued for other in parts) == (0 if part.glued else 1)
    wordless = at + 1 < len(parts) and parts[at + 1].level > 0
    if part.level != 1 or part.text.endswith("?") or not (alone or wordless) or (part.glued and at > 0):
        return None, parts
    _say_glued(part, file, problems)
    return part.text, parts[:at] + parts[at + 1:]


def _question_level(parts: list[Part]) -> int:
    """Return the level of the headings that are questions, 0 where there are none."""
    levels = [part.level for part in parts if part.level and not part.glued]
    levels = levels or [part.level for part in parts if part.level and not _may_be_hashtag(part)]
    counts = Counter(levels)
    return min([level for level in counts if counts[level] > 1] or levels, default=0)


def _answers(
    parts: list[Part], file: str, problems: list[Problem]
) -> list[tuple[str | None, str | None, str | None]]:
    """Return section, question and answer of each row; headings above the questions' level are sections."""
    asked = _question_level(parts)
    found: list[tuple[tuple[str, ...], str | None, list[Part]]] = [((), None, [])]
    sections: list[Part] = []
    for part in parts:
        if part.glued and (part.level != asked or _may_be_hashtag(part)) or not 0 < part.level <= asked:
            found[-1][2].append(part)
            continue
        _say_glued(part, file, problems)
        sections = [section for section in sections if section.level < part.level]
        found.append((tuple(section.text for section in sections), part.text, []))
        if part.level < asked:
            sections.append(part)
    rows = []
    for at, (above, question, words) in enumerate(found):
        answer = _join(words)
        below = found[at + 1][0] if at + 1 < len(found) else ()
        # A section without words of its own is told by the questions in it.
        if answer or question is not None and below[:len(above) + 1] != (*above, question):
            rows.append((" / ".join(above) or None, question, answer or None))
    if not rows:
        problems.append(Problem(file, None, None, None, f"{file} has neither questions nor answers; write each "
                                                        "question as a heading and the answer below it."))
    elif rows[0][1] is None:
        line, start = found[0][2][0].line, (rows[0][2] or "")[:80]
        why = (f"The words of {file} before its first question were kept as an answer without a question; write their "
               "question above them as a heading." if asked else
               f"{file} has no headings, so its text was kept as one answer; write each question as a heading, such as "
               "`## What do you do?`.")
        problems.append(Problem(file, line, "question", start, why))
    return rows


def _may_be_hashtag(part: Part) -> bool:
    """Say whether a line such as ``#networking`` or ``#1 of my reasons`` is hardly a heading."""
    return part.glued and part.level == 1 and (part.text[0].isdigit() or " " not in part.text)


def _say_glued(part: Part, file: str, problems: list[Problem]) -> None:
    if part.glued:
        marks = "#" * part.level
        problems.append(Problem(
            file, part.line, "question", part.as_words,
            f"Line {part.line} of {file} has no blank after {marks}, and was read as the heading {part.text!r}; "
            f"write it as {f'{marks} {part.text}'!r}."))


def _join(parts: list[Part]) -> str:
    """Return the words of a run of parts, a blank line between paragraphs."""
    text = ""
    for part in parts:
        text += ((" " if part.joined else "\n\n") if text else "") + part.as_words
    return text


def _frame(name: str, rows: list[Row]) -> pd.DataFrame:
    columns = dict.fromkeys(_START[name])
    for row in rows:
        columns |= dict.fromkeys(row)
    order = [column for column in TABLES[name].names if column in columns]
    order += [column for column in columns if column not in order]
    return pd.DataFrame({column: [row.get(column) for row in rows] for column in order}, dtype="str")
