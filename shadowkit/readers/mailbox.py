"""Mailboxes as files: where each message of an mbox begins, what its headers say, and its text when asked for.

An mbox may be larger than the memory, so its lines pass by once; of a message only its facts stay, and where it lies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from email.message import Message

#: No header and no text that people write is longer; the rest of a message is passed over.
_LONGEST_HEAD, _LONGEST_BODY, _LONGEST_LINE = 256_000, 512_000, 65_536
#: So much is read of a file to know what it is.
_GLANCE = 8_192
#: Of fewer bytes the character set cannot be told.
_ENOUGH_TO_TELL = 100
_SUFFIXES = (".mbox", ".mbx", ".eml", ".emlx")
#: Outlook's own forms, which only Outlook and libraries under other licences read.
_OUTLOOK = {".msg": b"\xd0\xcf\x11\xe0", ".pst": b"!BDN"}
_KNOWN = frozenset(b"from to cc bcc date subject message-id received return-path delivered-to mime-version".split()) | (
    frozenset(b"content-type reply-to sender status references in-reply-to dkim-signature arc-seal".split()))
#: Headers that mail has and other files that begin with ``Name: value`` have not.
_TELLING = frozenset(b"from received return-path message-id mime-version delivered-to".split())
_HEADER = re.compile(rb"([!-9;-~]{1,76})[ \t]*:")
_CLOCK, _YEAR = re.compile(rb"\d\d:\d\d"), re.compile(rb"(?:19|20)\d\d")
_CHARSETS = {"ks_c_5601-1987": "cp949", "gb2312": "gb18030", "iso-8859-1": "cp1252", "us-ascii": "cp1252"}


class Piece(NamedTuple):
    """Where one message lies in its file, and its headers; ``whole`` is False where they were too long to keep."""

    line: int
    start: int
    end: int
    head: bytes
    whole: bool
    from_line: bytes


def holds(path: Path) -> bool:
    """Tell whether a file holds mail: an mbox, or one message."""
    if (head := _head(path)) is None:
        return False
    if path.suffix.lower() in _SUFFIXES or is_outlook(path):
        return True
    lines = _first_lines(head)
    if lines and _begins_mailbox(lines[0]):
        return len(lines) > 1 and _is_separator(lines[0], lines[1], after_blank=True)
    names = [match[1].lower() if (match := _HEADER.match(line)) else b"" for line in lines
             if not line.startswith((b" ", b"\t"))]
    whole = names[:-1] if len(head) == _GLANCE else names
    known = _KNOWN.intersection(names)
    return len(known) >= 2 and bool(known & _TELLING) and all(whole)


def is_outlook(path: Path) -> bool:
    """Tell whether a file is in a form of Outlook's own."""
    mark = _OUTLOOK.get(path.suffix.lower())
    return mark is not None and (_head(path) or b"").startswith(mark)


def _head(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(_GLANCE)
    except (OSError, ValueError):
        # Whoever reads the file itself says why it cannot be opened.
        return None


def _begins_mailbox(line: bytes) -> bool:
    return line.startswith(b"From ") and _HEADER.match(line) is None


def _first_lines(head: bytes) -> list[bytes]:
    """Return the lines of a file's beginning up to the first blank one."""
    lines: list[bytes] = []
    for line in head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").split(b"\n"):
        if not line.strip():
            break
        lines.append(line)
    return lines


# Messages of a file


def pieces(path: Path) -> Iterator[Piece]:
    """Yield where each message of a file lies, whatever the file holds; may raise OSError."""
    with path.open("rb") as file:
        first = file.readline(_LONGEST_LINE)
        while first and not first.strip(b"\r\n\xef\xbb\xbf \t"):
            first = file.readline(_LONGEST_LINE)
        file.seek(0)
        if _begins_mailbox(first.removeprefix(b"\xef\xbb\xbf")):
            yield from _messages(file)
        elif first.strip().isdigit():
            # Apple Mail writes the length of the message above it, and a list of its own below.
            file.readline(_LONGEST_LINE)
            length = min(int(first.strip()[:12]), 1 << 40)
            yield _single(file, 2, file.tell() + length)
        else:
            yield _single(file, 1, None)


def _single(file: BinaryIO, line: int, end: int | None) -> Piece:
    start, head, size = file.tell(), [], 0
    while size < _LONGEST_HEAD and (text := file.readline(_LONGEST_LINE)):
        if not text.strip(b"\r\n"):
            if head:
                break
            continue
        head.append(text)
        size += len(text)
    whole = size < _LONGEST_HEAD
    size = file.seek(0, 2)
    return Piece(line, start, size if end is None else min(end, size), b"".join(head), whole, b"")


def _messages(file: BinaryIO) -> Iterator[Piece]:
    """Yield the messages of an mbox; a line that begins with ``From`` begins one only where a header follows."""
    number = offset = size = 0
    start, line_of_start, head, from_line = 0, 1, [], b""
    waiting: tuple[int, int, bytes, bool] | None = None
    in_head = complete = begun = False
    blank, at_line_start = True, True
    while text := file.readline(_LONGEST_LINE):
        number += at_line_start
        if waiting is not None:
            line, where, separator, after_blank = waiting
            waiting = None
            if _is_separator(separator, text, after_blank=after_blank):
                if begun:
                    yield Piece(line_of_start, start, where, b"".join(head), size < _LONGEST_HEAD, from_line)
                start, line_of_start, head, size, from_line = offset, line, [], 0, separator
                begun, in_head = True, True
        candidate = text.removeprefix(b"\xef\xbb\xbf") if number == 1 else text
        if at_line_start and candidate.startswith(b"From ") and len(text) < 1_000:
            waiting = (number, offset, candidate, blank)
        elif in_head:
            if not text.strip(b"\r\n"):
                in_head = False
            elif size < _LONGEST_HEAD:
                head.append(text)
                size += len(text)
        offset += len(text)
        complete = text.endswith(b"\n")
        blank = at_line_start and not text.strip(b"\r\n")
        at_line_start = complete
    if begun:
        yield Piece(line_of_start, start, offset, b"".join(head), size < _LONGEST_HEAD, from_line)


def _is_separator(line: bytes, following: bytes, *, after_blank: bool) -> bool:
    """Tell whether a ``From`` line begins a message, rather than a sentence that was not marked with ``>``."""
    header = _HEADER.match(following)
    known = header is not None and (header[1].lower() in _KNOWN or header[1].lower().startswith(b"x-"))
    dated = _CLOCK.search(line) is not None and _YEAR.search(line) is not None
    if known:
        return dated or after_blank
    return dated and after_blank and (header is not None or not following.strip())


def headers(head: bytes) -> dict[str, list[str]]:
    """Return what the headers of a message say, by their names in small letters; lines that are none are passed over.

    The standard library's parser stops at the first line that is no header, and loses those behind it.
    """
    found: dict[str, list[list[bytes]]] = {}
    last: list[bytes] | None = None
    for line in head.split(b"\n"):
        if line[:1] in (b" ", b"\t"):
            if last is not None:
                last.append(line.strip())
        elif match := _HEADER.match(line):
            last = [line[match.end():].strip()]
            found.setdefault(match[1].decode("ascii").lower(), []).append(last)
        else:
            last = None
    return {name: [decoded(b" ".join(lines)) for lines in values] for name, values in found.items()}


# Text


def decoded(data: bytes, charset: str | None = None) -> str:
    """Return bytes as text: in the character set they name where it fits them, else in the likeliest."""
    for name in (charset, "utf-8"):
        try:
            if name:
                return data.decode(_CHARSETS.get(name.lower(), name))
        except (LookupError, ValueError):
            # An unknown character set, or one that the bytes are not in: the next one may be right.
            continue
    if charset and len(data) >= _ENOUGH_TO_TELL:
        from charset_normalizer import from_bytes

        if best := from_bytes(data[:4_000]).best():
            return data.decode(best.encoding, "replace")
    return data.decode("cp1252", "replace")


def packed(path: Path, piece_start: int, piece_end: int) -> bytes:
    """Return a message as it lies in its file, up to the length that is looked at."""
    with path.open("rb") as file:
        file.seek(piece_start)
        return file.read(min(piece_end - piece_start, _LONGEST_HEAD + _LONGEST_BODY))


def text_of(raw: bytes) -> str:
    """Return the text of a message that its reader sees first: plain where there is a plain one, else from HTML.

    Attachments are never looked at. What the standard library's parser raises on broken mail goes to the caller.
    """
    from email import policy
    from email.parser import BytesParser

    from shadowkit.readers import mail_text

    text = _first_text(BytesParser(policy=policy.compat32).parsebytes(raw))
    return "" if text is None else mail_text.plain(text[1]) if text[0] == "text/html" else text[1]


def _first_text(part: Message) -> tuple[str, str] | None:
    """Return the form and the words of the first text of a part that people see; a packed message has none."""
    kind = part.get_content_type()
    if part.is_multipart():
        inner = part.get_payload() if part.get_content_maintype() == "multipart" else []
        found = [text for text in map(_first_text, inner) if text]
        if kind == "multipart/alternative":
            found.sort(key=lambda text: text[0] == "text/html")
        return found[0] if found else None
    hidden = str(part.get("content-disposition", "")).strip().lower().startswith("attachment") or part.get_filename()
    if hidden or kind not in ("text/plain", "text/html"):
        return None
    payload = part.get_payload(decode=True)
    words = decoded(payload if isinstance(payload, bytes) else b"", part.get_content_charset() or "utf-8")
    if kind == "text/plain":
        words = re.sub(r"(?m)^>(>*From )", r"\1", words)
    return (kind, words) if words.strip() else None
