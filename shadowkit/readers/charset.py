"""Find the character set of a text from its bytes, and write it again in the same; say what it was taken for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from shadowkit.errors import Problem

#: By which spreadsheet programs know UTF-8.
MARK = b"\xef\xbb\xbf"
_MARKS = ((MARK, "utf-8"), (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"), (b"\xff\xfe", "utf-16-le"),
          (b"\xfe\xff", "utf-16-be"))
#: The sets that people's programs still write, and their names; of two that are equally likely, the first is taken.
_NAMES = {
    "cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251", "koi8_r": "KOI8-R",
    "cp1253": "Windows-1253", "cp1254": "Windows-1254", "cp1255": "Windows-1255", "cp1256": "Windows-1256",
    "mac_roman": "Mac Roman", "gb18030": "GB 18030", "big5": "Big5", "cp932": "Shift JIS", "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
}
#: Takes any byte, so that nothing is lost where no set is the right one.
_LAST = {"latin-1": "Latin-1"}
_OTHERS = re.compile(r"[\udc80-\udcff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
#: Without the mark at its start, UTF-16 shows in the zeros of every other byte.
_ZEROS = 0.3
#: Where fewer bytes than these are zero, it is a text with some slips.
_FEW = 0.05


class Written(NamedTuple):
    """A text and how it is written: its character set, the mark before it, and what is to be said of that.

    ``is_whole`` is false where some of the bytes are no text in it.
    """

    text: str
    encoding: str
    mark: bytes = b""
    doubt: str | None = None
    is_whole: bool = True


def read(data: bytes) -> Written | None:
    """Return the text of bytes; None where they are none."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            # In UTF-8 there may be slips behind the mark as well.
            return _guessed(data) if encoding == "utf-8" else _decoded(data[len(mark):], encoding, mark)
    if not is_text(data):
        return None
    if b"\0" not in data:
        return _guessed(data)
    if zeros := _zeros(data):
        return _decoded(data, zeros)
    text = data.decode("utf-8", "replace").replace("\0", "\ufffd")
    return Written(text, "utf-8", doubt="has signs in it that no text has, which became \ufffd.", is_whole=False)


def is_text(data: bytes) -> bool:
    """Tell whether bytes, those at the beginning of a file say, may be a text."""
    if b"\0" not in data or data.startswith(tuple(mark for mark, _ in _MARKS)) or _zeros(data):
        return True
    try:
        return data.count(0) < _FEW * len(data) and bool(data.decode())
    except UnicodeDecodeError:
        return False


def again(text: str, how: Written) -> bytes:
    """Return a text in the character set in which it was read; in UTF-8 where it would not be read so again."""
    if how.encoding != "utf-8":
        try:
            data = how.mark + text.encode(how.encoding)
        except UnicodeEncodeError:
            data = b""
        if (found := read(data)) and found.text == text:
            return data
    return MARK + text.encode()


def doubts(how: Written, file: str) -> list[Problem]:
    """Return what is to be said of a text's character set, with the first line where it matters."""
    if not how.doubt:
        return []
    text = how.text.replace("\r\n", "\n").replace("\r", "\n")
    found = _NOT_ASCII.search(text)
    row = text.count("\n", 0, found.start()) + 1 if found else None
    value = text.split("\n")[row - 1][:80] if row else None
    return [Problem(file, row, None, value, f"{file} {how.doubt}", kind="know" if how.is_whole else "mend")]


def decoded(data: bytes, file: str, problems: list[Problem]) -> str | None:
    """Return bytes as text whose lines end as they do in Unix, or None with a problem where they are no text."""
    how = read(data)
    if how is None:
        problems.append(Problem(file, None, None, None, f"{file} is not a text file, so it was left out; save it as "
                                                        "plain text."))
        return None
    problems += doubts(how, file)
    return how.text.replace("\r\n", "\n").replace("\r", "\n")


def glance(path: Path, longest: int) -> str | None:
    """Return the text of a file for whoever only wants to know what it is; None where it has none, or is too long."""
    try:
        data = path.read_bytes() if path.stat().st_size <= longest else b"\0"
    except OSError:
        # Whoever reads the file itself says why it cannot be opened.
        return None
    return decoded(data, path.name, [])


def _zeros(data: bytes) -> str | None:
    """Name the kind of UTF-16 that bytes without a mark are, if they are."""
    even, odd = (data[start::2].count(0) / len(data[start::2] or b"-") for start in (0, 1))
    if max(even, odd) >= _ZEROS and min(even, odd) < _ZEROS / 3:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def _decoded(data: bytes, encoding: str, mark: bytes = b"") -> Written:
    text = data.decode(encoding, "replace")
    is_whole = text.encode(encoding) == data
    return Written(text, encoding, mark, None if is_whole else "has bytes in it that are no text, which became \ufffd.",
                   is_whole)


def _guessed(data: bytes) -> Written:
    mark = MARK if data.startswith(MARK) else b""
    text = data.decode("utf-8-sig", "surrogateescape")
    broken = len(_OTHERS.findall(text))
    if not broken:
        return Written(text, "utf-8", mark)
    if mark or broken < len(_NOT_ASCII.findall(text)) - broken:
        return Written(_OTHERS.sub(lambda one: _western(ord(one[0]) - 0xDC00), text), "utf-8", mark, (
            f"is written in UTF-8 but for {broken} of its bytes, which were read as Windows-1252; where its "
            "accents are wrong, save it as UTF-8."))
    from charset_normalizer import from_bytes

    matches = list(from_bytes(data, cp_isolation=list(_NAMES)))
    first = [match for match in matches if (match.chaos, match.coherence) == (matches[0].chaos, matches[0].coherence)]
    # Several sets that give the very same letters count as the likeliest of them.
    sets = sorted((min(match.could_be_from_charset, key=list(_NAMES).index) for match in first), key=list(_NAMES).index)
    name = next(name for name in [*sets, *_LAST] if _takes(name, data))
    others = [_NAMES[other] for other in sets if other != name]
    also = f" (it may also be {' or '.join(others)})" if others else ""
    return Written(data.decode(name), name, doubt=(
        f"is not written in UTF-8, so it was read as {(_NAMES | _LAST)[name]}{also}; where its accents are wrong, "
        "save it as UTF-8."))


def _takes(encoding: str, data: bytes) -> bool:
    try:
        return data.decode(encoding).encode(encoding) == data
    except UnicodeError:
        return False


def _western(byte: int) -> str:
    return bytes([byte]).decode("cp1252" if _takes("cp1252", bytes([byte])) else "latin-1")
