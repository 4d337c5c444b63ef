"""Read what programs for coding interviews exchange: a REFI-QDA project (.qdpx) or its codebook alone (.qdc).

The standard is REFI-QDA 1.0 (Rotterdam Exchange Format Initiative, 2019). Texts, codes, coders and coded passages of
text are read; what a log has no place for is listed with the problems.
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from pathlib import Path
from xml.etree.ElementTree import Element

from shadowkit import cells
from shadowkit.errors import LogError, Problem
from shadowkit.readers import Reading, interview_text, table_of
from shadowkit.readers.archive import Archive, parsed
from shadowkit.schema import TABLES

SUFFIXES = (".qdpx", ".qdc")
#: What a project that we wrote says it comes from, until another program writes it again.
ORIGIN = "shadowkit"
#: Name of a selection that stands for an answer as a whole, and id of a user who is the student.
WHOLE, OWN = "whole answer", "the log's own student"
_IDENTITY = ("student", "contact", "meeting")
_RESERVED = (*_IDENTITY, "_row", "_file")
_SOURCES = {"PictureSource": "a picture", "PDFSource": "a PDF", "AudioSource": "a recording", "VideoSource": "a film"}
#: Parts of a project that a log has no place for, and what each is called.
_LEFT = {"Note": "A note", "Link": "A link", "Set": "A set", "Graph": "A graph"}
Row = dict[str, object]


def holds(path: Path) -> bool:
    """Tell whether a file is a REFI-QDA project or codebook, whatever its name."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return any(name.lower().endswith(".qde") for name in archive.namelist())
    with path.open("rb") as file:
        return b"urn:QDA-XML" in file.read(4000)


def read(path: Path) -> Reading:
    """Return the tables of a project or a codebook, and what could not be read, each with its place."""
    path = Path(path)
    if zipfile.is_zipfile(path):
        with Archive(path) as archive:
            return _Project(path, archive.project(), archive).read()
    if path.suffix.lower() == ".qdpx":
        raise LogError(f"{path.name} is not a REFI-QDA project: it is no archive of files; export it again from the "
                       "program it comes from.")
    return _Project(path, parsed(path.read_bytes(), path.name), None).read()


class _Project:
    """A project while it is being read."""

    def __init__(self, path: Path, root: Element, archive: Archive | None) -> None:
        if root.tag not in ("Project", "CodeBook"):
            raise LogError(f"{path.name} is XML, but neither a project nor a codebook of REFI-QDA: its outermost "
                           f"element is {root.tag!r}.")
        self.file, self.root, self.archive = path.name, root, archive
        self.problems: list[Problem] = []
        self.rows: dict[str, list[Row]] = {name: [] for name in ("contacts", "meetings", "answers", "tags", "codebook")}
        self.users = {user.get("guid"): user for user in root.iterfind("Users/User")}
        self.variables = {one.get("guid"): one.get("name") or "variable" for one in root.iterfind("Variables/Variable")}
        # A project that we wrote says which student, contact and meeting is meant.
        self.ours = set(_IDENTITY) <= set(self.variables.values())
        self.untouched = self.ours and root.get("origin") == ORIGIN
        self.named = {one.get("guid"): one.get("name") for one in root.iter() if one.get("guid")}
        self.taken: Counter[str] = Counter()
        self.texts: set[str | None] = set()

    def read(self) -> Reading:
        codes = self.root.find("Codes" if self.root.tag == "CodeBook" else "CodeBook/Codes")
        self.codes = self._codebook(codes) if codes is not None else {}
        self._cases()
        for source in self.root.iterfind("Sources/*"):
            self._source(source)
        for kind, what in _LEFT.items():
            for element in self.root.iterfind(f"{kind}s/{kind}"):
                self._left(what, element)
        if self.root.findtext("Description"):
            self._left("The project's description", self.root)
        if self.ours:
            self._share_codebook()
        return Reading({name: table_of(name, rows) for name, rows in self.rows.items() if rows}, self.problems)

    def _problem(self, value: str | None, sentence: str, kind: str = "know") -> None:
        self.problems.append(Problem(self.file, None, None, value, sentence, kind=kind))

    def _left(self, what: str, element: Element, place: str = "") -> None:
        name = element.get("name") or element.get("guid") or ""
        words = element.findtext("Description") or element.findtext("PlainTextContent") or self._stored(element) or name
        more = ", ".join(filter(None, (self.named.get(part.get("targetGUID")) for part in element
                                       if part.tag.startswith("Member"))))
        self._problem("; ".join(filter(None, [words, more])) or None,
                      f"{what} of {self.file}, {name!r}{place}, has no place in a log and was not read; keep the "
                      "project for it.")

    # Codes

    def _codebook(self, codes: Element) -> dict[str | None, str]:
        """Add the codes to the codebook and return each one's name by its number."""
        names: dict[str | None, str] = {}
        used: Counter[str] = Counter()
        waiting = [(code, None) for code in reversed(codes.findall("Code"))]
        while waiting:
            code, parent = waiting.pop()
            name = (code.get("name") or "").strip() or "code without a name"
            used[name] += 1
            if used[name] > 1:
                given, name = name, f"{name} ({parent})" if parent else f"{name} ({used[name]})"
                self._problem(given, f"{self.file} has more than one code named {given!r}, so one of them is called "
                                     f"{name!r}.")
                used[name] += 1
            names[code.get("guid")] = name
            self.rows["codebook"].append({"tag": name, "definition": code.findtext("Description"), "parent": parent}
                                         | ({"color": code.get("color")} if code.get("color") else {}))
            waiting += [(inner, name) for inner in reversed(code.findall("Code"))]
        return names

    def _share_codebook(self) -> None:
        """Give every student of the project the codebook, which the standard knows only once."""
        students = list(dict.fromkeys(row["student"] for row in self.rows["meetings"] + self.rows["contacts"]
                                      if row.get("student")))
        self.rows["codebook"] = [{"student": student, **row} for student in students or [None]
                                 for row in self.rows["codebook"]]

    # Persons

    def _cases(self) -> None:
        self.case_of: dict[str | None, str] = {}
        for case in self.root.iterfind("Cases/Case"):
            row = self._values(case)
            name = (case.get("name") or "").strip() or "case without a name"
            if not self.ours:
                row = {"contact": self._unique("contact", name), "name": name} | row
            if case.findtext("Description"):
                row.setdefault("note", case.findtext("Description"))
            self.rows["contacts"].append(row)
            for reference in case.iterfind("SourceRef"):
                first = self.case_of.setdefault(reference.get("targetGUID"), row["contact"])
                if first != row["contact"]:
                    self._problem(name, f"A source of {self.file} belongs to {name!r} and to another case; it was "
                                        f"given to {first!r}, the first of them.")
            for what, thing in (("CodeRef", "codes"), ("SelectionRef", "parts of sources")):
                if count := len(case.findall(what)):
                    self._problem(name, f"The case {name!r} of {self.file} has {count} {thing} of its own, which were "
                                        "not read; code the person's answers instead.")

    def _unique(self, kind: str, name: str) -> str:
        self.taken[kind + name] += 1
        return name if self.taken[kind + name] == 1 else f"{name} ({self.taken[kind + name]})"

    def _values(self, element: Element) -> Row:
        """Return what the variables say about a case or a source."""
        row: Row = {}
        for value in element.iterfind("VariableValue"):
            reference = value.find("VariableRef")
            name = self.variables.get(reference.get("targetGUID") if reference is not None else None, "variable")
            words = next((part.text for part in value if part.tag.endswith("Value")), None)
            plain = cells.plain_name(name)
            known = plain in TABLES["contacts"].names or plain in TABLES["meetings"].names
            name = plain if known and (self.ours or plain not in _RESERVED) else name
            if words and words.strip():
                row[f"{name} (variable)" if name in _RESERVED and not self.ours else name] = words
        return row

    # Texts

    def _source(self, source: Element) -> None:
        name = (source.get("name") or "").strip() or "source without a name"
        inside = source.findall("Representation") + source.findall("Transcript")
        texts = [source] if source.tag == "TextSource" else inside
        if source.tag != "TextSource":
            lost = [part for part in source if part.tag.endswith("Selection")]
            passages = f" with marked places ({len(lost)})" if lost else ""
            text = "; its text was read" if texts else ""
            self._problem(name, f"{name!r} of {self.file} is {_SOURCES.get(source.tag, source.tag)}{passages}, which "
                                f"was not read{text}. Keep the project for it.")
        for text in texts:
            self._text(source, text, name)

    def _stored(self, element: Element) -> str | None:
        """Return the plain text of an element, from inside the project only."""
        path = element.get("plainTextPath") or ""
        if self.archive is None or not path.startswith("internal:"):
            return None
        name = path.replace("\\", "/").rpartition("/")[2]
        return self.archive.read(name).decode("utf-8-sig", "replace") if name in self.archive else None

    def _text(self, source: Element, element: Element, name: str) -> None:
        path = element.get("plainTextPath")
        if path and path in self.texts:
            # Some programs write a transcript twice, as a text and beside its recording.
            return
        self.texts.add(path)
        inside = element.findtext("PlainTextContent")
        text = inside if inside is not None else self._stored(element)
        if text is None:
            self._problem(path, f"The text of {name!r} is not inside {self.file}"
                          + (f" (it is said to be at {path!r})" if path else "") + ", so it was not read; export the "
                          "project with its sources.", "mend")
            return
        shift = [found.start() for found in re.finditer("\r\n", text)] if not self.untouched else []
        if shift:
            self._problem(name, f"The text of {name!r} in {self.file} has line ends of Windows, which programs count "
                                "in two ways; look whether its passages begin and end where they should.")
        row = self._values(source)
        contact = self.case_of.get(source.get("guid"))
        if not self.ours:
            row = {"meeting": self._unique("meeting", name), "contact": contact or name, "status": "held"} | row
        self.rows["meetings"].append(row)
        key = {"student": row.get("student"), "meeting": row.get("meeting")}
        said = interview_text.read(text)
        if said is None:
            words = text.strip()
            start = len(text) - len(text.lstrip())
            said = [interview_text.Said("1", None, None, words or None, None, None, start, start + len(words))]
            self._problem(name, f"Nothing in the text of {name!r} in {self.file} says where questions and answers "
                                "begin, so it is one answer; its passages are where they were.")
        self.rows["answers"] += [
            key | {"position": one.position, "topic": one.topic, "question": one.question, "speaker": one.speaker,
                   "answer": one.answer.replace("\r\n", "\n") if shift and one.answer else one.answer,
                   "at_seconds": one.at_seconds} for one in said]
        for coding in element.iterfind("Coding"):
            self._tag(key, coding, name)
        for selection in element.iterfind("PlainTextSelection"):
            self._selection(key, selection, said, shift, name)
        if lost := len(element.findall("TranscriptSelection")):
            self._problem(name, f"{lost} passages of the transcript {name!r} in {self.file} are marked by places in "
                                "the recording and were not read; mark them in the text.", "mend")

    def _selection(self, key: Row, selection: Element, said: list, shift: list[int], name: str) -> None:
        """Add the tags of one passage; one that reaches over several answers is cut where each ends."""
        codings = selection.findall("Coding")
        words = selection.findtext("Description")
        if words or selection.findall("NoteRef") or not codings:
            self._problem(words or selection.get("name"), f"A passage of {name!r} in {self.file} has "
                          f"{'a note' if codings else 'no code'}, so that was not read; keep the project for it.")
        try:
            start, end = int(selection.get("startPosition", "")), int(selection.get("endPosition", ""))
        except ValueError:
            start = end = -1
        whole = selection.get("name") == WHOLE
        parts = [(one, max(start, one.start), min(end, one.end)) for one in said
                 if max(start, one.start) < min(end, one.end) or whole and (start, end) == (one.start, one.end)]
        if codings and (len(parts) != 1 or parts[0][1:] != (start, end)):
            self._problem(f"{start} to {end}", f"A passage of {name!r} in {self.file} ({start} to {end}) "
                          + ("lies in no answer, so it was left out." if not parts else
                             "reaches beyond one answer and was cut at its ends."))
        for one, begin, stop in parts:
            place = key | {"position": one.position}
            if not whole:
                place |= {which: str(at - one.start - sum(one.start <= end < at - 1 for end in shift))
                          for which, at in (("start", begin), ("end", stop))}
            for coding in codings:
                self._tag(place, coding, name)

    def _tag(self, key: Row, coding: Element, name: str) -> None:
        reference = coding.find("CodeRef")
        tag = self.codes.get(reference.get("targetGUID") if reference is not None else None)
        if tag is None:
            self._problem(name, f"A passage of {name!r} in {self.file} has a code that its codebook does not know, so "
                                "it was left out.")
            return
        user = self.users.get(coding.get("creatingUser"))
        coder = None if user is None or user.get("id") == OWN else user.get("name") or user.get("guid")
        when = coding.get("creationDateTime")
        # The standard has no dates without a time; midnight to the second stands for one.
        when = when.removesuffix("T00:00:00") if when else None
        self.rows["tags"].append(key | {"tag": tag, "coder": coder, "tagged_at": when})
