"""Write a log as a REFI-QDA project (.qdpx) or its codebook (.qdc), which programs for coding interviews read.

The standard is REFI-QDA 1.0 (Rotterdam Exchange Format Initiative, 2019). One interview is one text, laid out by
:mod:`shadowkit.readers.interview_text`, a person is a case, and who marked a passage is a user.
"""

from __future__ import annotations

import io
import re
import uuid
import warnings
import zipfile
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import pandas as pd

from shadowkit import schema
from shadowkit.errors import LogError
from shadowkit.log import Log
from shadowkit.readers import interview_text
from shadowkit.readers.refi import ORIGIN, OWN, WHOLE

_PLACE = "urn:QDA-XML:{what}:1.0 http://schema.qdasoftware.org/versions/{file}/v1.0/{file}.xsd"
_NAMESPACE = uuid.UUID("6f6f2f6e-6c0b-5d0c-9a8e-2f3c51d4a001")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COLOUR = re.compile(r"#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")


def codebook(log: Log) -> bytes:
    """Return the codebook of a log as the standard's XML."""
    root = _root("CodeBook", "codebook", origin=ORIGIN)
    _codes(root, log)
    if not len(root):
        raise LogError("This log has no tag yet, and the standard knows no codebook without one; mark a passage first.")
    return _xml(root)


def project(log: Log) -> bytes:
    """Return answers, people, codebook and tags of a log as a project: a zip of one description and the texts."""
    root = _root("Project", "project", name=log.name, origin=ORIGIN)
    users = _users(root, log)
    _codes(SubElement(root, "CodeBook"), log)
    if not len(root.find("CodeBook")):
        root.remove(root.find("CodeBook"))
    people = _written(log.contacts, "contacts")
    interviews = dict(list(log.answers.groupby(["student", "meeting"], sort=False)))
    about = {key: {"student": key[0], "meeting": key[1]} for key in interviews}
    about |= {key: row for row in _written(log.meetings, "meetings")
              if (key := (row["student"], row["meeting"])) in interviews}
    names = dict.fromkeys(("student", "contact", "meeting"))
    for row in [*people, *about.values()]:
        names |= dict.fromkeys(row)
    variables = SubElement(root, "Variables")
    for name in names:
        SubElement(variables, "Variable", guid=_guid("variable", name), name=_plain(name), typeOfVariable="Text")
    _cases(root, people, about)
    texts = _sources(root, log, interviews, about, people, users)
    return _zipped(root, texts)


def _root(tag: str, what: str, **attributes: str) -> Element:
    return Element(tag, {"xmlns": f"urn:QDA-XML:{what}:1.0", "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
                         "xsi:schemaLocation": _PLACE.format(what=what, file=what.capitalize()),
                         **{name: _plain(value) for name, value in attributes.items()}})


def _guid(*parts: object) -> str:
    """Return a number that is the same each time the same thing is written."""
    return str(uuid.uuid5(_NAMESPACE, "\x1f".join(map(str, parts))))


def _plain(words: object) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _NOT_XML.sub("\ufffd", str(words))


def _xml(root: Element) -> bytes:
    # A carriage return inside a text would come back as a line feed.
    text = ElementTree.tostring(root, encoding="unicode").replace("\r", "&#13;")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + text.encode("utf-8")


def _users(root: Element, log: Log) -> dict[tuple[str, str | None], str]:
    """Add everybody who marked a passage, and return their numbers by student and coder."""
    users, numbers = SubElement(root, "Users"), {}
    # Who marked a passage and is not named is the student.
    for student in dict.fromkeys(log.tags["student"][log.tags["coder"].isna()]):
        numbers[student, None] = _guid("student", student)
        SubElement(users, "User", guid=numbers[student, None], name=_plain(student), id=OWN)
    for coder in dict.fromkeys(log.tags["coder"].dropna()):
        SubElement(users, "User", guid=_guid("coder", coder), name=_plain(coder))
        numbers |= {(student, coder): _guid("coder", coder) for student in log.students["student"]}
    if not len(users):
        root.remove(users)
    return numbers


def _codes(root: Element, log: Log) -> None:
    """Add the codebook and every tag in use, each below its parent."""
    book = log.codebook.drop_duplicates("tag").set_index("tag")
    tags = list(dict.fromkeys([*book.index, *log.tags["tag"].dropna(), *book["parent"].dropna()]))
    if not tags:
        return
    parent = {tag: above for tag, above in book["parent"].dropna().items() if not _circular(tag, book["parent"])}
    codes = SubElement(root, "Codes")
    below: dict[str | None, list[str]] = {}
    for tag in tags:
        below.setdefault(parent.get(tag), []).append(tag)
    waiting = [(codes, tag) for tag in reversed(below.get(None, []))]
    while waiting:
        above, tag = waiting.pop()
        row = book.loc[tag] if tag in book.index else pd.Series(dtype="str")
        code = SubElement(above, "Code", guid=_guid("code", tag), name=_plain(tag), isCodable="true")
        if isinstance(colour := row.get("color"), str) and _COLOUR.fullmatch(colour):
            code.set("color", colour)
        if isinstance(row.get("definition"), str):
            SubElement(code, "Description").text = _plain(row["definition"])
        waiting += [(code, inner) for inner in reversed(below.get(tag, []))]


def _circular(tag: str, parent: pd.Series) -> bool:
    """Tell whether the way up from a tag never ends; such a tag stands at the top."""
    seen = set()
    while isinstance(tag, str) and tag not in seen:
        seen.add(tag)
        tag = parent.get(tag)
    return isinstance(tag, str)


def _written(frame: pd.DataFrame, table: str) -> list[dict[str, str]]:
    """Return the rows of a table with their cells as they stand in a file, without the empty ones."""
    spec, columns = schema.TABLES[table], {}
    beside = {f"{column.name}{end}" for column in spec.columns if column.kind == "time"
              for end in ("_precision", "_offset_minutes")}
    for name in frame.columns:
        if name in beside:
            continue
        kind = spec[name].kind if name in spec.names else "text"
        columns[name] = _times(frame, name) if kind == "time" else [_cell(cell) for cell in frame[name]]
    rows = (dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True))
    return [{name: cell for name, cell in row.items() if cell is not None} for row in rows]


def _cell(cell: object) -> str | None:
    if pd.isna(cell):
        return None
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _times(frame: pd.DataFrame, name: str) -> list[str | None]:
    """Return times as ISO 8601: a date alone where no more is known, and the offset where there was one."""
    precision = frame[schema.precision_of(name)]
    offsets = frame.get(f"{name}_offset_minutes", pd.Series(float("nan"), index=frame.index))
    times = []
    for when, exact, offset in zip(frame[name], precision, offsets, strict=True):
        if pd.isna(when):
            times.append(None)
        elif exact == "date":
            times.append(when.date().isoformat())
        else:
            sign, minutes = "-" if offset < 0 else "+", 0 if pd.isna(offset) else int(abs(offset))
            times.append(when.isoformat() + ("" if pd.isna(offset) else f"{sign}{minutes // 60:02}:{minutes % 60:02}"))
    return times


def _values(element: Element, row: dict[str, str]) -> None:
    for name, words in row.items():
        value = SubElement(element, "VariableValue")
        SubElement(value, "VariableRef", targetGUID=_guid("variable", name))
        SubElement(value, "TextValue").text = _plain(words)


def _cases(root: Element, people: list[dict[str, str]], about: dict[tuple, dict[str, str]]) -> None:
    cases = SubElement(root, "Cases") if people else None
    met: dict[tuple, list[tuple]] = {}
    for key, meeting in about.items():
        met.setdefault((meeting["student"], meeting.get("contact")), []).append(key)
    for row in people:
        case = SubElement(cases, "Case", guid=_guid("case", row["student"], row["contact"]),
                          name=_plain(row.get("name", row["contact"])))
        _values(case, row)
        for key in met.get((row["student"], row["contact"]), ()):
            SubElement(case, "SourceRef", targetGUID=_guid("source", *key))


def _sources(root: Element, log: Log, interviews: dict, about: dict, people: list, users: dict) -> dict[str, str]:
    """Add every interview with its passages, and return the texts by the name of their file."""
    names = {(row["student"], row["contact"]): row.get("name", row["contact"]) for row in people}
    marked = dict(list(log.tags.groupby(["student", "meeting"], sort=False)))
    sources = SubElement(root, "Sources") if interviews else None
    texts, lost = {}, sum(len(tags) for key, tags in marked.items() if key not in interviews)
    for key, answers in interviews.items():
        row, guid = about[key], _guid("source", *key)
        person = names.get((row["student"], row.get("contact")), row.get("contact", row["meeting"]))
        day = f", {row['starts_at'][:10]}" if "starts_at" in row else ""
        columns = ["position", "topic", "question", "answer", "speaker", "at_seconds"]
        text, places = interview_text.written(f"Interview with {person}{day}", answers[columns].itertuples(index=False))
        texts[f"sources/{guid}.txt"] = text
        source = SubElement(sources, "TextSource", guid=guid, name=_plain(f"{person} ({row['meeting']})"),
                            plainTextPath=f"internal://{guid}.txt")
        at: dict[int, tuple[int, int]] = {}
        for position, place in zip(answers["position"], places, strict=True):
            at.setdefault(position, place)
        if key in marked:
            lost += _passages(source, marked[key], at, users)
        _values(source, row)
    if lost:
        warnings.warn(f"{lost} {'tag lies' if lost == 1 else 'tags lie'} outside of every answer and could not be "
                      "written; sk.quotes(log) shows them without words.", stacklevel=5)
    return texts


def _passages(source: Element, tags: pd.DataFrame, at: dict[int, tuple[int, int]], users: dict) -> int:
    """Add the passages of one interview, and return how many lie outside of its answers."""
    lost, onto_all = 0, []
    for number, (row, when) in enumerate(zip(tags.itertuples(index=False), _times(tags, "tagged_at"), strict=True)):
        guid = _guid("passage", row.student, row.meeting, number)
        coding = Element("Coding", guid=_guid(guid), creatingUser=users[row.student, None if pd.isna(row.coder)
                                                                        else row.coder])
        if when:
            coding.set("creationDateTime", when if "T" in when else f"{when}T00:00:00")
        SubElement(coding, "CodeRef", targetGUID=_guid("code", row.tag))
        if pd.isna(row.position):
            onto_all.append(coding)
            continue
        whole = pd.isna(row.start) and pd.isna(row.end)
        first, last = at.get(row.position, (0, -1))
        begin, stop = (first, last) if whole else (first + row.start, first + row.end) if not (
            pd.isna(row.start) or pd.isna(row.end)) else (0, -1)
        if not (first <= begin <= stop <= last and (whole or begin < stop)):
            lost += 1
            continue
        passage = SubElement(source, "PlainTextSelection", guid=guid, startPosition=str(begin), endPosition=str(stop),
                             **({"name": WHOLE} if whole else {}))
        passage.append(coding)
    source.extend(onto_all)
    return lost


def _zipped(root: Element, texts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in {"project.qde": _xml(root), **{path: text.encode("utf-8", "replace")
                                                         for path, text in texts.items()}}.items():
            # A fixed date: the same log gives the same file.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()
