"""The tables in a file as people lay them out: a workbook has one per sheet, a CSV file one."""

from __future__ import annotations

from pathlib import Path

from shadowkit.errors import LogError, Problem
from shadowkit.readers import charset, delimited, grid
from shadowkit.readers.grid import Grid, Sheet

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: Parts that tell a zipped workbook from other zipped files, and streams that tell an old one from a letter.
_PARTS = ("xl/workbook.xml", "xl/workbook.bin")
_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book", "EncryptedPackage"))


def is_workbook(path: Path) -> bool:
    """Tell by what a file holds whether it is a workbook, whatever its name says."""
    import zipfile

    try:
        with path.open("rb") as file:
            head = file.read(len(_OLE))
            if head == _OLE:
                rest = file.read(50_000_000)
                return any(name in rest for name in _STREAMS)
        if not head.startswith(_ZIP):
            return False
        with zipfile.ZipFile(path) as book:
            names = {name.lower() for name in book.namelist()}
            if names & set(_PARTS):
                return True
            with book.open("mimetype") as file:
                return b"spreadsheet" in file.read(200)
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, EOFError):
        return False


def read(path: Path) -> tuple[dict[str, Sheet], list[Problem]]:
    """Return the tables of a file by the names of their sheets (one without a name in a CSV file)."""
    if not path.exists():
        raise LogError(f"{path} does not exist; check its path.")
    problems: list[Problem] = []
    if path.is_file() and (is_workbook(path) or path.suffix.lower() in (".xls", ".xlsx", ".xlsm", ".xlsb", ".ods")
                           and not _is_text(path)):
        from shadowkit.readers import workbook

        found = {}
        for one in workbook.grids(path, problems):
            if table := of_grid(one, path):
                found[one.sheet] = table
        return found, problems
    rows, problems = delimited.rows(path)
    table = of_grid(Grid("", rows), path)
    return {"": table} if table else {}, problems


def of_grid(one: Grid, path: Path) -> Sheet | None:
    """Return the table of one sheet, under the name to show for it."""
    return grid.find_table(one, f"{path.name} ({one.sheet})" if one.sheet else path.name)


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(4096)
    return bool(head) and not head.startswith((_ZIP, _OLE)) and charset.is_text(head)
