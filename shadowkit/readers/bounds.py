"""Refuses a workbook that would grow without bound, before anything opens it: calamine would take the kernel along."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from xml.parsers import expat

from shadowkit.errors import LogError

#: Bytes that a workbook may unpack to: more than ten times the largest that a person keeps.
MOST = 500_000_000
#: Cells of a sheet from its first filled one to its last, which all take room, filled or not.
MOST_CELLS = 20_000_000
_PIECE = 1 << 20
#: How the sheet of an .xlsb begins, wherever it lies.
_BINARY_SHEET = b"\x81\x01"
#: A place as programs write it, of a row up to 99,999 and a column up to FZ: alone those reach not far enough.
_NEAR = rb'"(?:[A-Z]\d{1,5}"|[A-F][A-Z]\d{1,5}"|[\d.]{0,5}")'
_FAR = re.compile(rb"r(?:=(?!" + _NEAR + rb")[\"'][^\"'<>]{0,40}[\"']|=\s|\s+=)")
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)0*(\d*)""")


def check(path: Path) -> None:
    """Raise where a zipped workbook unpacks to too much, or a sheet reaches over too many cells."""
    if not zipfile.is_zipfile(path):
        return
    left = MOST
    try:
        with zipfile.ZipFile(path) as book:
            for entry in book.infolist():
                if entry.file_size > left:
                    raise _too_large(path)
                if (cells := _reach(entry.filename.lower(), partial(_pieces, book, entry))) > MOST_CELLS:
                    raise LogError(f"{path.name} has a sheet that reaches over {cells:,} cells, nearly all of them "
                                   "empty, so it was not read; delete the cells far below or far to the right of the "
                                   "table, and save it again.")
                left -= entry.file_size
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error, ValueError) as error:
        if isinstance(error, LogError):
            raise
        raise LogError(f"{path.name} is not a workbook that can be read, or it is damaged; open it in a spreadsheet "
                       "program and save it again as .xlsx.") from None


def _too_large(path: Path) -> LogError:
    return LogError(f"{path.name} unpacks to more than {MOST // 1_000_000} MB, which no log needs and which can do "
                    "harm, so it was not read; save the sheet with the log as a workbook of its own.")


def _pieces(book: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack a file in pieces; zipfile gives no more than the stated size, and an error where that is a lie."""
    with book.open(entry) as file:
        while piece := file.read(_PIECE):
            yield piece


def _reach(name: str, unpack: Callable[[], Iterator[bytes]]) -> int:
    """Return over how many cells a part of a workbook reaches, having unpacked all of it."""
    if name == "content.xml":
        return _open_document_cells(unpack())
    if name.endswith(".bin"):
        data = b"".join(unpack())
        return _binary_cells(data) if data.startswith(_BINARY_SHEET) else 0
    # A sheet may have any name; other parts have no places of cells.
    if name.endswith("sharedstrings.xml"):
        return sum(0 for _ in unpack())
    return _cells(unpack)


def _cells(unpack: Callable[[], Iterator[bytes]]) -> int:
    """Return over how many cells the sheet of an .xlsx reaches, 0 where it cannot be too many."""
    if not any([_FAR.search(piece) for piece in _overlapping(unpack())]):
        return 0
    rows = columns = 1
    for piece in _overlapping(unpack()):
        for letters, number in set(_PLACE.findall(piece)):
            rows, columns = max(rows, int(number[:9] or 0)), max(columns, _column(letters))
    return rows * columns


def _overlapping(pieces: Iterator[bytes], *, most: int = 60) -> Iterator[bytes]:
    """Return pieces that begin with the end of the one before, so that what is cut in two is whole in one."""
    before = b""
    for piece in pieces:
        yield before + piece
        before = piece[-most:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:6].upper():
        number = number * 26 + letter - 64
    return number


def _binary_cells(data: bytes) -> int:
    """Return over how many cells the sheet of an .xlsb reaches: records of a kind, a size and as many bytes."""
    at, rows, columns = 0, 1, 1
    while at < len(data):
        kind, at = _packed_number(data, at, 2)
        size, at = _packed_number(data, at, 4)
        if kind == 0:
            rows = max(rows, int.from_bytes(data[at:at + 4], "little") + 1)
        elif kind <= 11:
            columns = max(columns, int.from_bytes(data[at:at + 4], "little") + 1)
        at += size
    return rows * columns


def _packed_number(data: bytes, at: int, most: int) -> tuple[int, int]:
    number = 0
    for place in range(most):
        byte = data[at] if at < len(data) else 0
        number, at = number | (byte & 127) << 7 * place, at + 1
        if byte < 128:
            break
    return number, at


def _open_document_cells(pieces: Iterator[bytes]) -> int:
    """Return the most cells that a sheet of an .ods reaches over; a row or cell may be said to repeat."""
    rows = widest = most = 0
    width = filled = repeat = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        nonlocal rows, widest, width, filled, repeat
        name = tag.rpartition(":")[2]
        if name == "table":
            rows = widest = 0
        elif name == "table-row":
            width, filled, repeat = 0, 0, _times(attributes.get("table:number-rows-repeated"))
        elif name in ("table-cell", "covered-table-cell"):
            width += _times(attributes.get("table:number-columns-repeated"))
            if any(key.endswith(("value-type", ":formula")) for key in attributes):
                filled = width

    def end(tag: str) -> None:
        nonlocal rows, widest, most
        if tag.rpartition(":")[2] == "table-row":
            # Empty rows below the last filled one take no room, but those between filled ones do.
            rows += repeat
            widest = max(widest, filled)
            if filled:
                most = max(most, rows * widest)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    try:
        for piece in pieces:
            parser.Parse(piece)
    except expat.ExpatError:
        # Not well-formed: calamine says so.
        return most
    return most


def _times(repeated: str | None) -> int:
    return int(repeated) if repeated and repeated.isdecimal() and len(repeated) < 12 else 1
