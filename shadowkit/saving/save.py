"""Decide by the path how something is saved, and see to it that nothing of value is overwritten."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

import pandas as pd

from shadowkit import schema
from shadowkit.errors import LogError, one_of
from shadowkit.log import Log

_OF_TABLES = (".html", ".xlsx", ".docx", ".csv")
_OF_LOGS = (".qdpx", ".qdc")


def save(what: Log | pd.DataFrame, path: str | Path, *, identifying: bool = False) -> Path:
    """Save a measure's table or a log as a file for other programs; the end of the path says which.

    A table is saved as a page (``.html``: one file that needs nothing else), a spreadsheet (``.xlsx``, or ``.csv``,
    which for quotes has one row per quote) or as a document (``.docx``). A log is saved as a REFI-QDA project
    (``.qdpx``: answers, people, codebook and tags) or its codebook (``.qdc``), for ATLAS.ti, MAXQDA, NVivo, QualCoder
    and others; :func:`shadowkit.load` reads both. Messages, observations, reflections and summaries have no place
    there.

    Parameters
    ----------
    what : Log or DataFrame
        A log, or a table just as a measure returned it, such as ``sk.perspectives(log)`` or ``sk.quotes(log)``.
    path : str or Path
        Where to; a file of that name is replaced, unless it belongs to a log or to another program's project.
    identifying : bool
        Whether to write what single people said to several students; for your eyes only.

    Returns
    -------
    Path
        The file that was written.

    Raises
    ------
    LogError
        If the path cannot be written or its end is not known, or it names people met by several students.

    Examples
    --------
    >>> import shadowkit as sk, tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> log = sk.example("student")
    >>> sk.save(sk.perspectives(log), folder / "matrix.html").name
    'matrix.html'
    >>> sk.load(sk.save(log, folder / "project.qdpx")).tags.shape[0] == log.tags.shape[0]
    True
    """
    if not isinstance(path, str | Path):
        raise LogError(f"`path` must be the path of a file, such as 'matrix.html'; it was {str(path)[:60]!r}.")
    path = Path(path).expanduser()
    suffix = path.suffix.lower()
    allowed = _OF_LOGS if isinstance(what, Log) else _OF_TABLES
    if not isinstance(what, Log | pd.DataFrame):
        raise LogError(f"`save` needs a table, such as sk.perspectives(log), or a log, and it got "
                       f"{type(what).__name__} {str(what)[:60]!r}.")
    if suffix not in allowed:
        kind = "a log" if isinstance(what, Log) else "a table"
        raise one_of(f"the end of the path of {kind}", suffix or path.name, allowed)
    if _students(what) > 1 and not identifying:
        raise LogError("This names the people whom single students meet, and it is of several students. Save one "
                       "student's, or write identifying=True and show it to nobody.")
    _must_be_free(path)
    _write(path, _made(what, suffix))
    return path


def _made(what: Log | pd.DataFrame, suffix: str) -> bytes:
    if isinstance(what, Log):
        from shadowkit.saving import refi

        return (refi.project if suffix == ".qdpx" else refi.codebook)(what)
    from shadowkit.saving import document, page, sheet

    return {".html": page.page, ".xlsx": sheet.workbook, ".csv": sheet.rows, ".docx": document.document}[suffix](what)


def _students(what: Log | pd.DataFrame) -> int:
    """Count the students whose people something names."""
    if isinstance(what, Log):
        return len(what.students)
    return int(what.attrs.get("students") or (what["student"].nunique() if "student" in what else 1))


def _must_be_free(path: Path) -> None:
    """Raise where a file would do away with a part of a log, or with another program's project."""
    suffix = path.suffix.lower()
    if not path.parent.is_dir():
        raise LogError(f"There is no folder {str(path.parent)!r} for {path.name}; make it first, or name another "
                       "place.")
    if path.is_dir():
        raise LogError(f"{str(path)!r} is a folder; name a file in it.")
    if suffix == ".csv" and path.stem.lower() in schema.TABLES:
        raise LogError(f"{path.name} is how a log names its own table; give the file another name, such as "
                       f"{path.stem}-out.csv.")
    if not path.exists():
        return
    if suffix == ".xlsx" and _is_log_workbook(path):
        raise LogError(f"{path.name} is there already and is a log; give the file another name.")
    if suffix in _OF_LOGS and not _is_ours(path):
        raise LogError(f"{path.name} is there already and comes from another program, whose notes and pictures would "
                       "be lost; give the file another name.")


def _is_log_workbook(path: Path) -> bool:
    from shadowkit.readers import workbook

    with contextlib.suppress(LogError):
        return any(grid.sheet.strip().lower() in schema.TABLES for grid in workbook.grids(path, []))
    return False


def _is_ours(path: Path) -> bool:
    from shadowkit.readers import archive
    from shadowkit.readers.refi import ORIGIN

    try:
        if path.suffix.lower() == ".qdc":
            root = archive.parsed(path.read_bytes(), path.name)
        else:
            with archive.Archive(path) as opened:
                root = opened.project()
    except LogError:
        return False
    return root.get("origin") == ORIGIN


def _write(path: Path, data: bytes) -> None:
    """Write a file as a whole or not at all."""
    beside = None
    try:
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=".part")
        beside = Path(name)
        with os.fdopen(number, "wb") as file:
            file.write(data)
        # A temporary file is for its owner alone; the saved one is like any other.
        mask = os.umask(0)
        os.umask(mask)
        beside.chmod(0o666 & ~mask)
        os.replace(beside, path)
    except OSError as error:
        raise LogError(f"{path.name} could not be written to {str(path.parent)!r} ({error.strerror or error}); close "
                       "it in other programs, or name another place.") from error
    finally:
        if beside is not None and beside.exists():
            beside.unlink()
