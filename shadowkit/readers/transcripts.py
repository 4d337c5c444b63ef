"""Read what a recording's transcript says: who spoke, from when on, and under which heading.

Services that write transcripts, and people who correct them, put a label above or before each turn: ``**Ali** [0:21]``,
``Ali  0:21``, ``[00:00:21] Ali:``, or only ``Ali:``. A text is a transcript if nearly all of its words stand below such
labels; labels without times must also come back and be of more than one speaker. Captions are transcripts too.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from shadowkit.readers import captions, charset

_TIME = r"(?P<time>\d{1,2}(?::[0-5]\d){1,2})(?:[.,]\d{1,3})?"
_CLOSED = rf"(?:\[{_TIME}\]|\({_TIME.replace('time', 'round')}\))"
_OPEN = _TIME.replace("time", "open")
_BOLD = r"\*\*(?P<bold>[^*\n]{1,60}?):?\*\*:?"
_NAME = r"(?P<name>[^\W\d_][^:*\[\](){}<>!?\n]{0,59}?)"
#: Bounded, so that a line of blanks alone takes no time.
_GAP = r"[ \t]{1,20}"
_TIMED = [re.compile(rf"^[ \t]*{form}[ \t]*$") for form in (
    rf"{_BOLD}{_GAP}(?:{_CLOSED}:?(?P<words>[ \t].*)?|{_OPEN})",
    # A name that is not set off needs something else that sets it off: brackets, two blanks, a colon.
    rf"{_NAME}:?{_GAP}{_CLOSED}:?(?P<words>[ \t].*)?", rf"{_NAME}(?:[ \t]{{2,20}}|\t|:{_GAP}){_OPEN}",
    rf"(?:{_CLOSED}|{_OPEN}){_GAP}(?:{_BOLD}|{_NAME}:)(?P<words>[ \t].*)?")]
_UNTIMED = re.compile(r"^[ \t]*(?:>>[ \t]*)?(?:\*\*(?P<bold>[^*:\n]{1,60})(?::\*\*|\*\*:)|"
                      r"(?P<name>[^\W\d_][^:*\[\]{}<>!?\n]{0,59}):)(?:[ \t]+(?P<words>\S.*))?$")
_CHAT = re.compile(rf"^(?P<said_at>\d{{1,2}}:\d\d:\d\d){_GAP}from{_GAP}(?P<name>[^:\n]{{1,80}}?)"
                   rf"(?:{_GAP}to{_GAP}[^:\n]{{1,80}}?)?[ \t]{{0,20}}:(?P<words>[ \t].*)?$", re.IGNORECASE)
_CLOCK_ALONE = re.compile(rf"^[ \t]*[\[(]?{_TIME}[\])]?[ \t]*$")
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_LINK_ALONE = re.compile(r"^[\w .,'’&-]{0,60}:?[ \t]*https?://\S+$")
_UNKNOWN = re.compile(r"unknown( speaker)?|speaker \?", re.IGNORECASE)
#: Labels such as ``Adam Jonas (AJ)``, after which ``AJ`` is enough; and what people add to their names in calls.
_INITIALS = re.compile(r"^(.*\S)\s*\(([^\W\d_]{1,4})\)$")
_PRONOUNS = re.compile(r"\s*\((?:she|he|they)\b[^)]*\)$", re.IGNORECASE)
#: What services write below a transcript.
SERVICE = re.compile(r"^(?:Transcribed by https?://\S+|(?:Transcription|Meeting) ended after \d.*|"
                      r"This (?:editable )?transcript was (?:computer|automatically) generated.*)$", re.MULTILINE)
#: The share of a text's words that stand below a label, where the text is a transcript.
_NEARLY_ALL = 0.9
#: The share of lines with a label, where even one that does not come back is a name.
_MOSTLY = 0.8
#: Of so many paragraphs, at least one begins with a label where labels have no times.
_PARAGRAPHS_A_LABEL = 4
_LONGEST, _LONGEST_NAME, _FEWEST_UNTIMED = 20_000_000, 6, 3


class Turn(NamedTuple):
    """What somebody said until another began; ``line`` is where it begins in the file.

    ``at_seconds`` is the place in the recording, ``said_at`` a time of day, ``section`` the heading above.
    """

    speaker: str | None
    at_seconds: int | None
    words: str
    line: int
    section: str | None = None
    said_at: str | None = None


class Talk(NamedTuple):
    """The turns of a transcript, what stands in it without a speaker, and the words below ``Reflection``."""

    turns: list[Turn]
    rest: list[tuple[int, str]]
    reflections: list[tuple[int, str]]


class _Label(NamedTuple):
    name: str
    words: str
    clock: str | None = None
    said_at: str | None = None

    @property
    def timed(self) -> bool:
        return bool(self.clock or self.said_at)


def holds(path: Path) -> bool:
    """Tell whether a file is a transcript: captions, or a text with speakers."""
    text = charset.glance(path, _LONGEST)
    return text is not None and (captions.parse(text) is not None or talk(text) is not None)


def talk(text: str, known: Iterable[str] = ()) -> Talk | None:
    """Return the turns of a transcript, or None where a text is something else; ``known`` people may speak once."""
    lines = html.unescape(text).replace("\r\n", "\n").split("\n")
    found = {number: label for number, line in enumerate(lines, 1) if ":" in line and (label := _label(line))}
    if len(found) < 2:
        return None
    headings = {number: line for number, line in enumerate(lines, 1) if line[:1] == "#" and _HEADING.match(line)}
    filled = [number for number, line in enumerate(lines, 1) if line.strip() and number not in headings]
    starts = [number for number in filled if number == 1 or number - 1 in headings or not lines[number - 2].strip()]
    labels = _trusted(found, known, _mostly(found, filled) or len(starts) > 2 and _mostly(found, starts))
    timed = any(label.timed for label in labels.values())
    if len(labels) < (2 if timed else _FEWEST_UNTIMED):
        return None
    if headings and sum(line.rstrip(" #").endswith("?") for line in headings.values()) * 2 > len(headings):
        # Headings that ask are the questions of a note.
        return None
    if not timed and len(starts) > _PARAGRAPHS_A_LABEL * len(labels):
        return None
    return _turns(lines, labels, headings, timed)


def _label(line: str) -> _Label | None:
    """Return the label that a line begins with."""
    found = _CHAT.match(line) or next((found for form in _TIMED if (found := form.match(line))), None)
    found = found or _UNTIMED.match(line)
    if not found:
        return None
    named = found.groupdict()
    name = _PRONOUNS.sub("", (named.get("bold") or named.get("name") or "").strip())
    clock = named.get("time") or named.get("round") or named.get("open")
    if not name or len(name.split()) > _LONGEST_NAME:
        return None
    return _Label(name, (named.get("words") or "").strip(), clock, named.get("said_at"))


def _mostly(found: dict[int, _Label], lines: list[int]) -> bool:
    """Tell whether most of some lines begin with a label."""
    return sum(number in found for number in lines) >= _MOSTLY * len(lines)


def _trusted(found: dict[int, _Label], known: Iterable[str], everywhere: bool) -> dict[int, _Label]:
    """Return the labels that are names of speakers, each person under one name."""
    initials = {short[2]: short[1] for label in found.values() if (short := _INITIALS.match(label.name))}
    full = {label.name: short[1] for label in found.values() if (short := _INITIALS.match(label.name))} | initials
    found = {number: label._replace(name=full.get(label.name, label.name)) for number, label in found.items()}
    timed = {label.name for label in found.values() if label.timed}
    if sum(label.timed for label in found.values()) >= 2:
        return {number: label for number, label in found.items() if label.name in timed}
    counts = Counter(label.name for label in found.values())
    # Keys and values, such as ``Role: nurse``, look like speakers of whom none comes back.
    names = _names(counts, known, everywhere) if max(counts.values(), default=0) > 1 else set()
    names -= {label.name for label in found.values() if counts[label.name] == 1 and _LINK_ALONE.match(label.words)}
    return {number: label for number, label in found.items() if label.name in names} if len(names) > 1 else {}


def _names(counts: Counter[str], known: Iterable[str], everywhere: bool) -> set[str]:
    """Return which labels without times are names: those that come back, those known, and full names.

    Where nearly all begins with a label (``everywhere``), so are others that are written like a name.
    """
    known = set(known)
    others = everywhere or max(counts.values(), default=0) > 1
    return {name for name, times in counts.items() if name in known or others and _is_full_name(name)
            or times > 1 and (len(name.split()) < 3 or _is_capital(name)) or everywhere and _is_capital(name)}


def _is_capital(label: str) -> bool:
    """Tell whether the words of a label have capital letters, but for short ones such as ``van``."""
    return not any(word[0].islower() for word in label.split() if len(word) > 3 or word == label)


def _is_full_name(label: str) -> bool:
    """Tell whether a label looks like first and last name, not like ``Speaker 2`` or ``Another thing``."""
    words = label.split()
    return 2 <= len(words) <= 4 and all(word[0].isupper() and re.sub("[.'’-]", "", word).isalpha() for word in words)


def _turns(lines: list[str], labels: dict[int, _Label], headings: dict[int, str], timed: bool) -> Talk | None:
    turns: list[Turn] = []
    rest: list[tuple[int, str]] = []
    reflections: list[tuple[int, str]] = []
    section, clock, gathered, begins, where, deep, below_heading = None, None, [], 1, "rest", 0, False

    def done() -> None:
        words = _joined(gathered)
        if where == "turn":
            turns[-1] = turns[-1]._replace(words="\n\n".join(filter(None, [turns[-1].words, words])))
        elif words:
            (rest if where == "rest" else reflections).append((begins, words))

    for number, line in enumerate(lines, 1):
        label = labels.get(number)
        if label:
            done()
            at = label.clock or clock
            speaker = None if _UNKNOWN.fullmatch(label.name) else label.name
            turns.append(Turn(speaker, _seconds(at) if at else None, "", number, section, label.said_at))
            gathered, where, clock, below_heading = [label.words], "turn", None, False
        elif number in headings:
            done()
            marks, name = _HEADING.match(line).groups()
            if where == "reflection" and len(marks) > deep:
                gathered = [name]
                continue
            where = "turn" if turns else "rest"
            if name.strip(" :").casefold() in ("reflection", "reflections"):
                where, deep = "reflection", len(marks)
            elif name:
                section = name
            gathered, begins, below_heading = [], number + 1, True
        elif not timed and (found := _CLOCK_ALONE.match(line)):
            clock = found["time"]
        elif below_heading and where == "turn" and not any(gathered) and _LINK_ALONE.match(line):
            # Below a heading, a link on a line of its own is nobody's words.
            rest.append((number, line.strip()))
        else:
            begins = begins if any(gathered) else number
            gathered.append(line.rstrip())
    done()
    spoken = sum(len(turn.words.split()) for turn in turns)
    before = sum(len(line.split()) for begun, words in rest if begun < turns[0].line for line in words.split("\n")
                 # Above turns with times, services write titles and lists; sentences are somebody's notes.
                 if not timed or line.rstrip().endswith((".", "?", "!")))
    if spoken < _NEARLY_ALL * (spoken + before):
        return None
    last = turns[-1]
    services = SERVICE.findall(last.words)
    turns[-1] = last._replace(words=SERVICE.sub("", last.words).strip())
    rest += [(len(lines), words) for words in services]
    return Talk(turns, rest, reflections)


def from_captions(found: captions.Captions, known: Iterable[str] = ()) -> Talk:
    """Return what captions say as turns: by time, cues of one speaker together, and goes on without a name."""
    said: list[tuple[captions.Cue, str | None, str]] = []
    for cue in sorted(found.cues, key=lambda cue: cue.start):
        said += [(cue, voice, line) for voice, words in captions.voices(cue.text)
                 for line in ([words.replace("\n", " ")] if voice else words.split("\n"))]
    labels = {at: label for at, (_, voice, line) in enumerate(said)
              if voice is None and ":" in line and (label := _UNTIMED.match(line))}
    # Of two cues both with a label, neither comes back.
    unnamed = sum(voice is None for _, voice, _ in said)
    names = _names(Counter(_named(label) for label in labels.values()), known, len(labels) >= _MOSTLY * unnamed)
    turns: list[Turn] = []
    words: list[list[str]] = []
    for at, (cue, voice, line) in enumerate(said):
        label = labels.get(at)
        speaker = _PRONOUNS.sub("", voice) if voice else None
        if label and _named(label) in names:
            speaker, line = _named(label), label["words"] or ""
        unknown = speaker is not None and _UNKNOWN.fullmatch(speaker) is not None
        # Without a name, the last speaker goes on.
        who = None if unknown else speaker or (turns[-1].speaker if turns else None)
        if not turns or turns[-1].speaker != who:
            turns.append(Turn(who, int(cue.start), "", cue.line))
            words.append([])
        words[-1].append(line)
    turns = [turn._replace(words=" ".join(filter(None, lines))) for turn, lines in zip(turns, words, strict=True)]
    return Talk(turns, found.rest, [])


def _named(label: re.Match[str]) -> str:
    return _PRONOUNS.sub("", (label["bold"] or label["name"]).strip())


def _seconds(clock: str) -> int:
    seconds = 0
    for part in clock.split(":"):
        seconds = 60 * seconds + int(part)
    return seconds


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
