"""Measures how fast a workbook of a form with 30,000 answers is read, beside pandas' own reading of its cells.

``python benchmarks/tracker.py`` prints a row; the workbook is made in a temporary folder.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

import pandas as pd  # noqa: E402

from shadowkit.readers import About, tracker  # noqa: E402

HEADER = ["Timestamp", "Email Address", "Who did you interview?", "Where do they work?", "When did you meet?",
          "How long did it last?", "How interested were you before? (1-5)", "How interested are you now? (1-5)",
          "How did they come into this profession?", "What does a typical day look like?",
          "What do they like most about the work?", "What do they like least?", "Where do they see it heading?",
          "What surprised you most?", "What will you do next?"]
WORDS = """the ward at night is quiet until somebody rings and then all of it happens at once as in any place where
people wait for each other and nobody knows when the next one comes"""


def make(path: Path, rows: int) -> None:
    """Write a form's answers: some students, people, days, scales and texts of 5 to 40 words."""
    import openpyxl

    chance, words = random.Random(20261122), WORDS.split()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Form Responses 1")
    sheet.append(HEADER)
    start = datetime(2026, 9, 1, 8, 0, 0)
    for row in range(rows):
        texts = [" ".join(chance.choices(words, k=chance.randint(5, 40))) for _ in range(7)]
        when = start + timedelta(minutes=7 * row)
        sheet.append([when, f"s{row % 5000}@example.org", f"Person {row % 9000}", f"Place {row % 300}",
                      when.date() - timedelta(days=2), f"{chance.choice((30, 45, 60))} minutes", chance.randint(1, 5),
                      chance.randint(1, 5), *texts])
    book.save(path)


def seconds(do) -> float:
    """Time one call."""
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def row(rows: int = 30_000, runs: int = 5) -> tuple[str, str, str, str, str]:
    """Return a row of the table; the ratio is the median of pairs measured in turn after one run of each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        make(path, rows)
        about = About("cohort")

        def ours() -> object:
            return tracker.read([path], about)

        def peer() -> object:
            return pd.read_excel(path, engine="calamine")

        ours(), peer()
        pairs = [(seconds(ours), seconds(peer)) for _ in range(runs)]
    ratio = statistics.median(a / b for a, b in pairs)
    mine, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    return (f"a form's workbook of {rows:,} rows", f"{mine:.2f} s", '`pd.read_excel(engine="calamine")`',
            f"{theirs:.2f} s", f"{ratio:.2f}")


if __name__ == "__main__":
    print("| " + " | ".join(row()) + " |")
