"""Find the character set of a text from its bytes; where it is not UTF-8, say what it was taken for."""

from __future__ import annotations

import re
from pathlib import Path

from shadowkit.errors import Problem

_MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: The sets that people's programs still write, and their names; of two that are equally likely, the first is taken.
_NAMES = {
    "cp1252": "Windows-1252", "cp1250": "Windows-1250", "cp1251": "Windows-1251", "koi8_r": "KOI8-R",
    "cp1253": "Windows-1253", "cp1254": "Windows-1254", "cp1255": "Windows-1255", "cp1256": "Windows-1256",
    "mac_roman": "Mac Roman", "gb18030": "GB 18030", "big5": "Big5", "cp932": "Shift JIS", "euc_jp": "EUC-JP",
    "cp949": "EUC-KR",
}
_OTHERS = re.compile(r"[\udc80-\udcff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
#: Without the mark at its start, UTF-16 shows in the zeros of every other byte.
_ZEROS = 0.3
#: Where fewer bytes than these are zero, it is a text with some slips.
_FEW = 0.05


def decoded(data: bytes, file: str, problems: list[Problem]) -> str | None:
    """Return bytes as text whose lines end as they do in Unix, or None with a problem where they are no text."""
    text, why = _text(data)
    if text is None:
        problems.append(Problem(file, None, None, None, f"{file} is not a text file, so it was left out; save it as "
                                                        "plain text."))
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if why:
        found = _NOT_ASCII.search(text)
        row = text.count("\n", 0, found.start()) + 1 if found else None
        value = text.split("\n")[row - 1][:80] if row else None
        problems.append(Problem(file, row, None, value, f"{file} {why}"))
    return text


def glance(path: Path, longest: int) -> str | None:
    """Return the text of a file for whoever only wants to know what it is; None where it has none, or is too long."""
    try:
        data = path.read_bytes() if path.stat().st_size <= longest else b"\0"
    except OSError:
        # Whoever reads the file itself says why it cannot be opened.
        return None
    return decoded(data, path.name, [])


def _text(data: bytes) -> tuple[str | None, str | None]:
    """Return the text, None where there is none, and what is to be said of its character set."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), None
    if b"\0" in data:
        even, odd = (data[start::2].count(0) / len(data[start::2] or b"-") for start in (0, 1))
        if max(even, odd) >= _ZEROS and min(even, odd) < _ZEROS / 3:
            return data.decode("utf-16-le" if odd > even else "utf-16-be", "replace"), None
        try:
            text = data.decode("utf-8-sig") if data.count(0) < _FEW * len(data) else None
        except UnicodeDecodeError:
            text = None
        return text and text.replace("\0", "\ufffd"), "has signs in it that no text has, which became \ufffd."
    try:
        return data.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        return _guessed(data)


def _guessed(data: bytes) -> tuple[str, str]:
    text = data.decode("utf-8-sig", "surrogateescape")
    broken = len(_OTHERS.findall(text))
    if broken < len(_NOT_ASCII.findall(text)) - broken:
        return _OTHERS.sub(lambda one: bytes([ord(one[0]) - 0xDC00]).decode("cp1252", "replace"), text), (
            f"is written in UTF-8 but for {broken} of its bytes, which were read as Windows-1252; look whether its "
            "accents are right and save it as UTF-8.")
    from charset_normalizer import from_bytes

    matches = list(from_bytes(data, cp_isolation=list(_NAMES)))
    first = [match for match in matches if (match.chaos, match.coherence) == (matches[0].chaos, matches[0].coherence)]
    # Several sets that give the very same letters count as the likeliest of them.
    sets = sorted((min(match.could_be_from_charset, key=list(_NAMES).index) for match in first), key=list(_NAMES).index)
    name, *others = sets or ["cp1252"]
    also = f" (it may also be {' or '.join(_NAMES[other] for other in others)})" if others else ""
    return data.decode(name, "replace"), (
        f"is not written in UTF-8, so it was read as {_NAMES[name]}{also}; look whether its accents are right and save "
        "it as UTF-8.")
