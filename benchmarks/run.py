"""Measures how fast the kit is, each time beside a peer or the floor below it, in the same run.

``make bench`` prints the table and writes it to benchmarks/README.md between its marker lines. Ratios are medians of
pairs measured in turn, so they hold on a machine whose speed drifts; times are medians and hold for one machine only.
"""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import matplotlib  # noqa: E402

matplotlib.use("agg")
import cohort  # noqa: E402
import matplotlib.pyplot as plt  # noqa: E402
import pandas as pd  # noqa: E402

import shadowkit as sk  # noqa: E402

MESSAGES = int(os.environ.get("SHADOWKIT_BENCH_MESSAGES", 1_000_000))
Row = tuple[str, str, str, str, str]


def seconds(do: Callable[[], object]) -> float:
    """Time one call."""
    start = time.perf_counter()
    do()
    return time.perf_counter() - start


def paired(what: str, ours: Callable[[], object], peer_name: str, peer: Callable[[], object], *, runs: int = 7) -> Row:
    """Time two things in turn, after one run of each that is not counted."""
    ours(), peer()
    pairs = [(seconds(ours), seconds(peer)) for _ in range(runs)]
    ratio = statistics.median(a / b for a, b in pairs)
    mine, theirs = (statistics.median(times) for times in zip(*pairs, strict=True))
    return what, _time(mine), peer_name, _time(theirs), f"{ratio:.2f}"


def alone(what: str, do: Callable[[], object], *, runs: int = 7) -> Row:
    """Time one thing."""
    return what, _time(statistics.median(seconds(do) for _ in range(runs))), "", "", ""


def _time(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms" if value < 0.1 else f"{value * 1000:.0f} ms"


def python(code: str) -> Callable[[], object]:
    """Return a call that runs code in a fresh interpreter."""
    return lambda: subprocess.run([sys.executable, "-c", code], check=True)


def imports() -> list[Row]:
    """Compare importing this package, alone and with its loader, with importing pandas."""
    pandas = python("import pandas")
    return [paired("`import shadowkit`", python("import shadowkit"), "`import pandas`", pandas),
            paired("`import shadowkit; shadowkit.load`", python("import shadowkit; shadowkit.load"), "`import pandas`",
                   pandas)]


def loading(folder: Path) -> Row:
    """Compare loading and checking a cohort with pandas' own read and conversion of the same columns."""
    def own() -> None:
        pd.read_csv(folder / "students.csv")
        contacts, outreach = pd.read_csv(folder / "contacts.csv"), pd.read_csv(folder / "outreach.csv")
        for frame, names in ((contacts, ["added_on"]), (outreach, ["sent_at", "replied_at"])):
            for name in names:
                frame[name] = pd.to_datetime(frame[name], format="ISO8601")

    return paired(f"load and check {MESSAGES:,} messages", lambda: sk.load(folder),
                  "`pd.read_csv` and `pd.to_datetime`", own, runs=11)


def measures(log: sk.Log, size: str) -> list[Row]:
    """Time the measures on a log: the first call makes the table of people, later ones use it."""
    rows = [(f"first `response_rates`, {size}", _time(seconds(lambda: sk.response_rates(log))), "", "", "")]
    for what, do in {
        "`response_rates` by tie": lambda: sk.response_rates(log, by="tie"),
        "`reply_curve` by tie": lambda: sk.reply_curve(log, by="tie"),
    }.items():
        def anew(do: Callable[[], object] = do) -> None:
            # Forget the counts, but not the people: this is what a new choice in an explorer costs.
            for key in [key for key in log._made if isinstance(key, tuple) and key[0] == "counts"]:
                del log._made[key]
            do()

        rows.append(alone(f"{what}, {size}", anew))
    return rows


def redrawing(log: sk.Log, size: str) -> list[Row]:
    """Compare a change in an explorer with drawing the same bars with matplotlib and nothing else."""
    explorer = sk.explore.response_rates(log)
    by = explorer.controls["by"]
    choices = ["tie", "source"]

    def change() -> None:
        choices.reverse()
        by.value = choices[0]

    def bare() -> None:
        table = sk.response_rates(log, by=choices[0])
        figure, axes = plt.subplots(figsize=(7.2, 1.35 + 0.42 * len(table)))
        axes.barh(table[choices[0]], table["rate"], xerr=[table["rate"] - table["low"], table["high"] - table["rate"]])
        axes.set_title("People who replied within 14 days")
        figure.savefig(io.BytesIO(), format="png", dpi=120)
        plt.close(figure)

    what = f"explorer: change → picture, in the kernel, {size}"
    return [paired(what, change, "bare matplotlib bars", bare, runs=21)]


def writing(folder: Path, rows: int = 10_000) -> list[Row]:
    """Compare one ``add`` with writing and syncing the bytes of its file, and with saving the table with pandas."""
    journal, path, beside = sk.open_journal(folder), folder / "outreach.csv", folder / ".beside"
    pd.DataFrame({"contact": [f"p{n}" for n in range(rows)], "sent_at": "2026-09-14T09:20", "channel": "email",
                  "replied_at": "2026-09-16T10:05", "answer": "yes", "note": "a few words"}).to_csv(path, index=False)
    handles = (f"new {n}" for n in range(rows))
    data, table = path.read_bytes(), pd.read_csv(path)

    def add() -> None:
        journal.add("outreach", contact=next(handles), sent_at="2026-09-20T11:15", channel="call")

    def synced(write: Callable[[BinaryIO], object]) -> Callable[[], None]:
        def save() -> None:
            with beside.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
        return save

    what = f"`journal.add` to {rows:,} messages"
    return [paired(what, add, "writing and syncing the file's bytes", synced(lambda file: file.write(data)), runs=51),
            paired(what, add, "`to_csv` and syncing", synced(lambda file: table.to_csv(file, index=False)), runs=21)]


def in_the_browser(folder: Path) -> list[Row]:
    """Time change → new picture in JupyterLab in Chromium; nothing where there is none."""
    import nbformat

    sys.path.insert(0, str(HERE.parent / "tests"))
    from browser import drive, latency

    if drive.find_chromium() is None:
        return []
    logs = {"student": HERE.parent / "data" / "student", f"{MESSAGES:,} messages": folder}
    rows = []
    with tempfile.TemporaryDirectory() as temporary:
        for number, path in enumerate(logs.values()):
            cell = f"import shadowkit as sk\nsk.explore.response_rates(sk.load({str(path)!r}))"
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])
            notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
            nbformat.write(notebook, Path(temporary) / f"log{number}.ipynb")
        with drive.lab(Path(temporary)) as address, drive.chromium() as browser:
            for number, size in enumerate(logs):
                page = browser.new_page()
                drive.open_notebook(page, address, f"log{number}.ipynb")
                drive.run_all(page)
                median = latency.median_time(page, ".shadowkit-response-rates")
                rows.append((f"explorer: change → picture, in the browser, {size}", f"{median:.0f} ms", "", "", ""))
                drive.shut_down(page)
    return rows


def main() -> None:
    """Measure, print and write the table."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = cohort.make(Path(temporary) / "cohort", messages=MESSAGES)
        student, large = sk.example("student"), sk.load(folder)
        rows = [*imports(), loading(folder)]
        for log, size in ((student, "student"), (large, f"{MESSAGES:,} messages")):
            rows += [*measures(log, size), *redrawing(log, size)]
        rows += writing(Path(temporary) / "journal")
        rows += [alone("`perspectives`, student", lambda: sk.perspectives(student)),
                 alone("`coverage`, student", lambda: sk.coverage(student)), *in_the_browser(folder)]
    lines = ["| what | time | beside | time | ratio |", "| --- | ---: | --- | ---: | ---: |",
             *(f"| {' | '.join(row)} |" for row in rows)]
    table = "\n".join(lines)
    print(table)
    page = HERE / "README.md"
    before, _, rest = page.read_text(encoding="utf-8").partition("<!-- table -->\n")
    after = rest.partition("<!-- /table -->")[2]
    page.write_text(f"{before}<!-- table -->\n{table}\n<!-- /table -->{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
