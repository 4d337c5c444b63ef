"""Reads what a journal has written without the package, so that the tests do not lean on what they test."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pandas as pd

import shadowkit as sk


def words(handle: str) -> str:
    """Return a name that a careless writer would break, and that tells whose it is."""
    return f'{handle} “the first”,\n"of, many" =1+1 عمر 🙂'


def in_file(folder: Path, table: str = "contacts") -> list[dict[str, str]]:
    """Return the rows of a file; empty cells are left out, as in the history."""
    path = folder / f"{table}.csv"
    if not path.exists():
        return []
    with path.open(newline="", encoding="utf-8-sig") as file:
        return [{name: value for name, value in row.items() if value} for row in csv.DictReader(file, strict=True)]


def in_history(folder: Path, table: str = "contacts") -> list[dict[str, str]]:
    """Replay the history: what each change has removed must be there, and every change has the next number."""
    path = folder / "history.jsonl"
    lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.exists() else []
    changes = [json.loads(line) for line in lines]
    assert [change["change"] for change in changes] == list(range(1, len(changes) + 1))
    rows: list[dict[str, str]] = []
    for change in changes:
        parts = change.get("rows", []) if change["table"] == table else []
        for part in sorted(parts, key=lambda part: -part["place"]):
            place, removed = part["place"], part["removed"]
            assert rows[place:place + len(removed)] == removed
            rows[place:place + len(removed)] = part["added"]
    return rows


def as_loaded(folder: Path) -> sk.Log:
    """Load a log that must be without a problem, and the same as the last state of its history."""
    log, journal = sk.load(folder), sk.open_journal(folder)
    assert log.problems.empty, log.problems["problem"].tolist()
    past = journal.past(len(journal.history()))
    for table, frame in log.tables.items():
        pd.testing.assert_frame_equal(past.tables[table], frame, obj=table)
    return log


def visible(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder that hold something."""
    files = {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}
    return {name: data for name, data in files.items() if data}
