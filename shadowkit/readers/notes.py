"""Read notes and transcripts: each is one meeting with one contact.

In a note, headings are the questions, or bold or numbered lines are (:mod:`shadowkit.readers.note_questions`). A
transcript (:mod:`shadowkit.readers.transcripts`) has speakers, and what the student asks is the question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from shadowkit.errors import LogError, Problem
from shadowkit.readers import (
    About,
    Reading,
    captions,
    charset,
    exchanges,
    file_names,
    front_matter,
    headers,
    note_questions,
    outcomes,
    people,
    table_of,
    titles,
    transcripts,
)
from shadowkit.readers.exchanges import Row
from shadowkit.readers.markdown import PLAIN, parse
from shadowkit.schema import TABLES

_COLUMNS = {name: frozenset(TABLES[name].names) for name in ("contacts", "meetings")}
_ALWAYS = {
    "contacts": ["student", "contact", "name", "_file", "_row"],
    "meetings": ["student", "meeting", "contact", "kind", "starts_at", "status", "_file", "_row"],
    "answers": ["student", "meeting", "position", "question", "answer", "_file", "_row"],
    "reflections": ["student", "meeting", "note", "_file", "_row"],
}
#: What a note's front matter calls a column; a transcript's title and summary are those of a talk, not of a person.
_DATE = ("date", "meetings", "starts_at")
_ALIASES = (("summary", "contacts", "role"), _DATE)
_CLOCK = re.compile(r"^(\d{1,2}):(\d\d)(:\d\d)?$")
_FRONT = re.compile(r"\A(?:[ \t]*\n)*---[ \t]*\n(?:.*\n)*?---[ \t]*(?:\n|\Z)")
_CAPTIONS = (".vtt", ".srt", ".sbv")
#: A plain text is a note if it asks at least so many questions.
_FEWEST_QUESTIONS = 2
_LONGEST = 2_000_000


class _Source(NamedTuple):
    """One file: its name in sentences, handles of its meeting and contact, what its name says besides, and its text."""

    file: str
    handle: str
    contact: str
    stem: str
    day: str | None
    text: str


@dataclass
class _Found:
    """What was found in all files so far."""

    about: About
    taken: dict[str, int]
    contacts: dict[str, Row] = field(default_factory=dict)
    by_name: dict[str, object] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=lambda: {"meetings": [], "answers": [], "reflections": []})
    problems: list[Problem] = field(default_factory=list)

    @property
    def me(self) -> str:
        """The student's name as names are compared, empty where it is not known."""
        return people.plain(self.about.student_name or "")


def holds(path: Path) -> bool:
    """Tell whether a plain text is a note: whether it asks questions in lines of their own."""
    text = charset.glance(path, _LONGEST)
    if text is None or text.count("?") < _FEWEST_QUESTIONS:
        return False
    parts = parse(text, path.name, [])[1]
    asked = note_questions.asked_level(parts)
    pieces = [piece for part in parts for piece in (part.asks or (part,))]
    found = [piece for piece, below in zip(pieces, [*pieces[1:], None], strict=True) if piece.level == asked > 0
             and piece.is_asked and (asked < PLAIN or below is not None and below.level == 0)]
    if asked == PLAIN and found:
        from shadowkit.readers import mail

        # Letters ask too.
        return len(found) >= _FEWEST_QUESTIONS and not mail.holds(path)
    return len(found) >= _FEWEST_QUESTIONS


def read(paths: Sequence[Path], about: About) -> Reading:
    """Return contacts, meetings, answers and reflections of a student's notes and transcripts, and the problems."""
    paths = [Path(path) for path in paths]
    names = file_names.named(paths)
    folders = Counter(stem for stem, _ in {(name.stem, path.parent) for name, path in zip(names, paths, strict=True)})
    found = _Found(about, {name.handle: 1 for name in names})
    for path, file, (handle, stem, day) in zip(paths, file_names.shown(paths), names, strict=True):
        text = _text(path, file, found.problems)
        if text is None:
            if len(paths) == 1:
                raise LogError(found.problems[-1].problem)
            continue
        # Notes of several days under one name in one folder are about one person.
        source = _Source(file, handle, stem if folders[stem] == 1 else handle, stem, day, text)
        if not text.strip():
            found.problems.append(Problem(
                file, None, None, None, f"{file} is empty, so it makes no meeting; write down what was said, each "
                                        "question as a heading."))
        elif (cues := captions.parse(text)) or path.suffix.lower() in _CAPTIONS:
            _read_captions(cues or captions.Captions([], [(1, text.strip())]), source, found)
        else:
            _read_text(source, found)
    tables = {"contacts": list(found.contacts.values()), **found.rows}
    return Reading({name: table_of(name, rows, _ALWAYS[name]) for name, rows in tables.items()
                    if rows or name != "reflections"}, found.problems)


def _text(path: Path, file: str, problems: list[Problem]) -> str | None:
    """Return the text of a file, or None with a problem where it has none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        problems.append(Problem(file, None, None, None, f"{file} cannot be opened ({error.strerror or error}), so it "
                                "was left out; check that it is a file that may be read."))
        return None
    return charset.decoded(data, file, problems)


def _read_text(source: _Source, found: _Found) -> None:
    """Add the rows of a text: a transcript where it has speakers, else a note."""
    front = _FRONT.match(source.text)
    # Blank lines in the place of the front matter keep the numbers of the lines.
    body = "\n" * front[0].count("\n") + source.text[front.end():] if front else source.text
    talk = transcripts.talk(body, _known(found.about))
    if talk is None:
        _read_note(source, found)
        return
    values = parse(front[0], source.file, found.problems)[0] if front else {}
    lines = body.split("\n")[:talk.turns[0].line - 1]
    # What a service writes above the turns is known; what else stands there is left out and said.
    values = front_matter.above(lines, 0, source.stem) | values
    for line, words in talk.rest:
        if line < talk.turns[0].line and not any(map(str.strip, lines[line - 1:line + words.count("\n")])):
            continue
        if transcripts.SERVICE.fullmatch(words):
            found.problems.append(Problem(source.file, line, None, words, f"{words!r} in {source.file} is what the "
                                          "service wrote below, so it was left out.", kind="know"))
            continue
        found.problems.append(Problem(
            source.file, line, None, words, f"{words[:60]!r} in {source.file} is said by nobody, so it was left out; "
                                            "put a label such as `Name  0:00` above it."))
    _read_talk(talk, values, source, found)


def _known(about: About) -> list[str]:
    contacts = about.contacts
    names = [] if contacts is None or "name" not in contacts else contacts["name"].dropna().tolist()
    return [*names, about.student_name] if about.student_name else names


def _read_note(source: _Source, found: _Found) -> None:
    """Add the rows of one note to the tables."""
    file, problems, student = source.file, found.problems, found.about.student
    front, parts = parse(source.text, file, problems)
    title, parts = note_questions.take_title(parts, file, problems)
    parts, reflections = note_questions.set_reflections_apart(parts, file, problems)
    contact, meeting = _place(front, _ALIASES, file, student, problems)
    _take_titles(contact, meeting, [contact.pop("title", None), title], source, found)
    who = file_names.who_and_when(source.stem, found.me)[0]
    if not {"name", "contact"} & set(contact) and who is None:
        _say_unnamed(source, found)
    named = {"contact": source.contact, "name": who}
    opening, answers = note_questions.answers(parts, file, problems)
    keys = _add_meeting(named | contact, meeting | ({"opening": opening} if opening else {}), source, found)
    for position, answer in enumerate(answers, 1):
        row = {**keys, "position": str(position), "question": answer.question, "answer": answer.words,
               "_row": answer.line}
        found.rows["answers"].append(row | {"section": answer.section} if answer.section else row)
    found.rows["reflections"] += [{**keys, "note": words, "_row": line} for line, words in reflections]


# Transcripts


def _read_captions(cues: captions.Captions, source: _Source, found: _Found) -> None:
    """Add the cues of one file of captions to the tables."""
    file, problems = source.file, found.problems
    for line, words in cues.rest:
        problems.append(Problem(
            file, line, None, words, f"{words[:60]!r} in line {line} of {file} has no times that can be read, so it "
                                     "was left out; write them in the line above it, as elsewhere in the file."))
    talk = transcripts.from_captions(cues, _known(found.about))
    if not talk.turns:
        problems.append(Problem(file, None, None, None, f"{file} holds no captions that can be read, so it makes no "
                                                        "meeting; export it again from where it was made."))
        return
    if not any(turn.speaker for turn in talk.turns):
        problems.append(Problem(
            file, talk.turns[0].line, "speaker", None, f"{file} names no speakers, so all of it was kept as one "
                                       "answer; write `Name: ` before the words where somebody begins."))
    _read_talk(talk, {}, source, found)


def _read_talk(talk: transcripts.Talk, front: Row, source: _Source, found: _Found) -> None:
    """Add the turns of one transcript to the tables."""
    file, about, turns = source.file, found.about, talk.turns
    _say_what_is_odd(turns, file, found.problems)
    student = exchanges.student_among(turns, about, source.handle, file, found.problems)
    contact, meeting = _place(front, (_DATE,), file, about.student, found.problems)
    _take_titles(contact, meeting, [contact.pop("title", None)], source, found, is_talk=True)
    others = {turn.speaker for turn in turns if turn.speaker and turn.speaker != student}
    other = exchanges.other_named(turns, student) if student or len(others) == 1 else None
    unnamed = file_names.is_unnamed(source.stem)
    handle, name = source.handle, file_names.who_and_when(source.stem, found.me)[0] or other
    named = next((one for one in (other, front.get("speakers")) if one and ";" not in one and len(one.split()) > 1), "")
    if named:
        name = named
        if not people.words(source.stem) & people.words(named):
            # The file's name says nothing about the person.
            handle = people.handle(named) or handle
            if unnamed:
                day = f"-{source.day[:10]}" if source.day else ""
                source = source._replace(handle=people.unused(handle + day, found.taken))
    contact = {"contact": handle, "name": name} | contact
    if student and not contact["name"]:
        _say_unnamed(source, found)
    if student:
        exchanges.say_if_swapped(turns, student, file, found.problems)
        opening, turns = exchanges.opening(turns, student)
        meeting |= {"opening": opening} if opening else {}
    keys = _add_meeting(contact, meeting, source, found)
    rows = exchanges.exchanges(turns, student) if student else exchanges.turn_by_turn(turns)
    if student:
        # The contact is called one thing; a label that is no name is left out where only one other person speaks.
        called = {label: None for label in others if len(others) == 1 and not exchanges.is_name(label)}
        if label := exchanges.same(str(contact["name"]), others):
            called[label] = contact["name"]
        rows = [row | {"speaker": called.get(row["speaker"], row["speaker"])} for row in rows]
    for position, row in enumerate(rows, 1):
        found.rows["answers"].append({**keys, "position": str(position), **row})
    found.rows["reflections"] += [{**keys, "note": words, "_row": line} for line, words in talk.reflections]


def _say_what_is_odd(turns: list[transcripts.Turn], file: str, problems: list[Problem]) -> None:
    unknown = [turn for turn in turns if turn.speaker is None]
    if unknown and len(turns) > 1:
        lines = ("line " if len(unknown) == 1 else "lines ") + ", ".join(str(turn.line) for turn in unknown[:5])
        problems.append(Problem(file, unknown[0].line, "speaker", "Unknown Speaker", f"Who speaks is not known in "
                                f"{len(unknown)} of {len(turns)} turns of {file} ({lines}); undo this where it is in a "
                                "log already, write the names into the file, and read it again."))
    times = [turn for turn in turns if turn.at_seconds is not None]
    for before, turn in zip(times, times[1:], strict=False):
        if turn.at_seconds < before.at_seconds:
            problems.append(Problem(file, turn.line, "at_seconds", str(turn.at_seconds), f"Line {turn.line} of {file} "
                                    "is earlier in the recording than the turn above it; correct one of the times."))


# Contacts and meetings


def _place(
    front: Row, aliases: Sequence[tuple[str, str, str]], file: str, student: str, problems: list[Problem]
) -> tuple[Row, Row]:
    """Return what the front matter says about the contact and about the meeting."""
    contact: Row = {}
    meeting: Row = {}
    further: Row = {}
    for key, value in front.items():
        column, value = key.strip().lower().replace(" ", "_"), front_matter.unlinked(value)
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
        elif column == "title":
            contact[column] = value
        else:
            # What begins with a bar says where a row is from.
            further[key.lstrip("_") or key] = value
    for key, value in list(further.items()):
        if found := _listed(key, value):
            table, column, word = found
            row = contact if table == "contacts" else meeting
            if row.get(column) is None:
                row[column] = word
            if str(row[column]).casefold() == str(value).casefold():
                del further[key]
    for alias, table, column in aliases:
        row = contact if table == "contacts" else meeting
        key = next((key for key in further if key.strip().lower() == alias), None)
        if key is not None and row.get(column) is None:
            row[column] = further.pop(key)
    # A time of day beside the date belongs to it; the column `time` itself says whether the agreed end was kept.
    clock = _CLOCK.match(meeting.get("time") or "")
    if clock and re.fullmatch(r"\d{4}-\d\d-\d\d", meeting.get("starts_at") or ""):
        meeting["starts_at"] = f"{meeting['starts_at']}T{clock[1]:0>2}:{clock[2]}{clock[3] or ''}"
        del meeting["time"]
    if came := outcomes.outcome(f"meeting {meeting.get('status') or ''}", "status"):
        # What other programs call done was held.
        meeting["status"] = came.meeting or meeting["status"]
    given = {column: value for column, value in contact.items() if value is not None}
    return given | further, {column: value for column, value in meeting.items() if value is not None}


def _listed(key: str, value: str | None) -> tuple[str, str, str] | None:
    """Return the table and column to which lists take a column called so, and what of the value may stand there."""
    for guess in headers.guesses(key) if value else ():
        table, _, column = guess.target.partition(".")
        spec = TABLES[table][column] if column in _COLUMNS.get(table, ()) else None
        if spec is None or guess.share < 1 or spec.refers_to:
            continue
        said = value.casefold().replace(" ", "_")
        words = [word for word in spec.words if word in ([said] if table == "contacts" else re.split(r"[\W_]", said))]
        if len(words) == 1 or table == "contacts" and not spec.words:
            return table, column, next(iter(words), value)
    return None


def _take_titles(contact: Row, meeting: Row, said: Sequence[str | None], source: _Source, found: _Found, *,
                 is_talk: bool = False) -> None:
    """Take from titles with whom, on what day and of what kind a meeting was, and keep what they say besides.

    What is only a name is that of the person met, but above a transcript it may be that of the talk.
    """
    for title in filter(None, said):
        name, day = file_names.who_and_when(title, found.me)
        if day and not source.day:
            meeting.setdefault("starts_at", day)
        if name and (name != title or not is_talk):
            contact.setdefault("name", name)
        if title not in (contact.get("name"), source.stem) and not file_names.is_date(title):
            meeting["title"] = "; ".join(filter(None, [meeting.get("title"), title]))
    if any(map(titles.is_shadow, [*filter(None, said), source.stem])):
        meeting.setdefault("kind", "shadow")


def _say_unnamed(source: _Source, found: _Found) -> None:
    """Ask who was met."""
    found.problems.append(Problem(
        source.file, 1, "name", source.stem, f"Who was met is not said in {source.file}; write `name:` between two "
        "lines of three dashes at its top, or the name into that of the file; in a log that has it already, write the "
        "name into its contacts instead."))


def _add_meeting(contact: Row, meeting: Row, source: _Source, found: _Found) -> Row:
    """Add a meeting and its contact, and return what a row of the meeting begins with."""
    place: Row = {"student": found.about.student, "_file": source.file, "_row": 1}
    name = people.plain(str(contact.get("name") or ""))
    if "contact" not in meeting and len(name.split()) > 1:
        # Who is not named by a handle is the one of that name, in whatever file; two names are two people.
        others = [known for known, handle in found.by_name.items() if handle == contact["contact"] and known != name]
        if others and name not in found.by_name and people.near(name, others) is None:
            contact = contact | {"contact": people.unused(people.handle(name), dict.fromkeys(found.contacts, 1))}
        contact = contact | {"contact": found.by_name.setdefault(name, contact["contact"])}
    _add_contact(contact | place, source.file, found)
    meeting = {"meeting": source.handle, "contact": contact["contact"], "kind": "interview", "starts_at": source.day,
               "status": "held", "brought_from": source.file} | meeting
    if meeting["starts_at"] == source.day and (readings := file_names.readings(source.day or "")):
        found.problems.append(Problem(
            source.file, 1, "starts_at", source.day, f"The date in {source.file} may be {readings}, and "
            "no other file name in its folder decides; write it with the year first."))
    found.rows["meetings"].append(meeting | place)
    return {"student": found.about.student, "meeting": meeting["meeting"], "_file": source.file}


def _add_contact(contact: Row, file: str, found: _Found) -> None:
    """Add a contact, or fill in what an earlier note about the same contact left open."""
    handle = str(contact["contact"])
    known = found.contacts.setdefault(handle, contact)
    for column, value in contact.items():
        if known.get(column) is None:
            known[column] = value
        elif value is not None and known[column] != value and not column.startswith("_"):
            found.problems.append(Problem(
                file, None, column, str(value),
                f"{file} says {value!r} for {column} of the contact {handle!r}, where an earlier note says "
                f"{known[column]!r}, which was kept; write the same in both."))
