"""Measures how fast the kit is, each time beside a peer or the floor below it, in the same run.

``make bench`` prints the table and writes it to benchmarks/README.md between its marker lines. Ratios are medians of
pairs measured in turn, so they hold on a machine whose speed drifts; times are medians and hold for one machine only.
"""

from __future__ import annotations

import io
import json
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
import alpha  # noqa: E402
import cohort  # noqa: E402
import mail  # noqa: E402
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import said  # noqa: E402
import tracker  # noqa: E402

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
    return in_turn(what, ours, peer_name, lambda: seconds(peer), runs=runs)


def in_turn(what: str, ours: Callable[[], object], peer_name: str, peer: Callable[[], float], *, runs: int) -> Row:
    """Time ours in turn with a peer that gives its own seconds, after one run of each that is not counted."""
    ours(), peer()
    pairs = [(seconds(ours), peer()) for _ in range(runs)]
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


def command(*words: str) -> Callable[[], object]:
    """Return a call that runs the command; that it found something to mend is no failure."""
    return lambda: subprocess.run([sys.executable, "-m", "shadowkit", *words], stdout=subprocess.DEVNULL, check=False)


def imports() -> list[Row]:
    """Compare importing this package, alone and with its loader, and its short commands, with importing pandas."""
    pandas = python("import pandas")
    return [paired("`import shadowkit`", python("import shadowkit"), "`import pandas`", pandas),
            paired("`import shadowkit; shadowkit.load`", python("import shadowkit; shadowkit.load"), "`import pandas`",
                   pandas),
            paired("`shadowkit --help`", command("--help"), "`import pandas`", pandas),
            paired("`shadowkit check` of the student", command("check", str(sk.log.example_path("student"))),
                   "`import pandas`", pandas)]


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


def notes(folder: Path) -> Row:
    """Compare loading 1,000 interview notes with what the Markdown parser alone takes to parse them."""
    from markdown_it import MarkdownIt

    folder.mkdir()
    rng, words = np.random.default_rng(1), said.made()
    for number in range(1_000):
        texts = [" ".join(words[place] for place in rng.integers(0, len(words), 2)) for _ in range(6)]
        questions = "".join(f"## {question}\n\n{text}\n\n*{text[:40]}* in [a link](https://example.org/{number}).\n\n"
                            for question, text in zip(sk.guide.TOPICS.values(), texts, strict=True))
        (folder / f"person-{number}.md").write_text(
            f"---\nname: Person {number}\ndate: 2026-10-{number % 28 + 1:02}\n---\n\n{questions}", encoding="utf-8")
    parser = MarkdownIt("commonmark")
    return paired("load 1,000 interview notes", lambda: sk.load(folder), "`markdown-it-py` alone",
                  lambda: [parser.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.md"))])


def measures(log: sk.Log, size: str) -> list[Row]:
    """Time the measures on a log: the first call makes the table of people, later ones use it."""
    rows = [(f"first `response_rates`, {size}", _time(seconds(lambda: sk.response_rates(log))), "", "", "")]
    for what, do in {
        "`response_rates` by tie": lambda: sk.response_rates(log, by="tie"),
        "`reply_curve` by tie": lambda: sk.reply_curve(log, by="tie"),
    }.items():
        rows.append(alone(f"{what}, {size}", again(log, do)))
    return rows


def first(log: sk.Log, do: Callable[[], object]) -> Callable[[], object]:
    """Return a call that forgets all that was made of a log, so that one row per person is made anew."""
    def anew() -> object:
        log._made.clear()
        return do()
    return anew


def again(log: sk.Log, do: Callable[[], object]) -> Callable[[], object]:
    """Return a call that forgets the counts, but not the people: what a new choice in an explorer costs."""
    def anew() -> object:
        for key in [key for key in log._made if isinstance(key, tuple) and key[0] == "counts"]:
            del log._made[key]
        return do()
    return anew


def beside_lifelines(folder: Path, *, within_days: int = 28) -> list[Row]:
    """Compare the curves of 20 groups of 1,000,000 people with lifelines' of the same people.

    lifelines is asked from one row per person (days, replied, group), the table it takes, and from the messages, which
    is where the first call of ours begins. Loading and checking the messages has a row of its own.
    """
    messages = cohort.one_message_each(MESSAGES)
    log = sk.Log.from_tables(outreach=messages)
    end = np.datetime64(log.as_of, "D")
    sent, reply = (messages[name].to_numpy().astype("datetime64[D]") for name in ("sent_at", "replied_at"))
    replied = ~np.isnat(reply)
    people = {"days": (np.where(replied, reply, end) - sent).astype(int), "replied": replied, "end": end}
    for name, column in {"group": "template", "student": "student"}.items():
        people[name], people[f"{name}s"] = pd.factorize(messages[column].to_numpy(object).astype(str), sort=True)
    np.savez(folder / "people.npz", **people, contact=messages["contact"].to_numpy(object).astype(str),
             **{name: messages[name].to_numpy() for name in ("sent_at", "replied_at")})

    def curve() -> pd.DataFrame:
        return sk.reply_curve(log, by="template", within_days=within_days)

    ours = curve().query("by_day == @within_days").set_index("template")["rate"]
    python = HERE.parent / ".venv-peers" / "bin" / "python"
    command = [python, HERE / "peers.py", folder / "people.npz", str(within_days)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        def lifelines(start: str) -> Callable[[], float]:
            def ask() -> float:
                print(start, file=process.stdin, flush=True)
                answer = json.loads(process.stdout.readline())
                # A race between two different sums would say nothing.
                np.testing.assert_allclose(ours, pd.Series(answer["rates"])[ours.index], rtol=1e-9)
                return answer["seconds"]
            return ask

        what = f"`reply_curve` of {ours.size} groups, {MESSAGES:,} people"
        whole, fits = "lifelines, from the messages", "lifelines, from one row per person"
        rows = [in_turn(f"first {what}", first(log, curve), whole, lifelines("messages"), runs=7),
                in_turn(f"first {what}", first(log, curve), fits, lifelines("people"), runs=7),
                in_turn(what, again(log, curve), fits, lifelines("people"), runs=15)]
        process.stdin.close()
    return rows


def beside_group_by(log: sk.Log, *, within_days: int = 14) -> list[Row]:
    """Compare the rates of every student with a bare group-by of the same two counts, without any interval."""
    messages = log.outreach[["student", "contact", "sent_at", "replied_at"]]

    def one_row_each() -> pd.DataFrame:
        people = messages.groupby(["student", "contact"], sort=False, as_index=False).agg(
            sent_at=("sent_at", "min"), replied_at=("replied_at", "min"))
        days = people["replied_at"].dt.floor("D") - people["sent_at"].dt.floor("D")
        return pd.DataFrame({"student": people["student"], "asked": 1, "replied": days.dt.days <= within_days})

    def counts(people: pd.DataFrame) -> pd.DataFrame:
        return people.groupby("student").agg(asked=("asked", "sum"), replied=("replied", "sum"))

    def rates() -> pd.DataFrame:
        return sk.response_rates(log, by="student", within_days=within_days)

    people, found = one_row_each(), rates().set_index("student")
    np.testing.assert_array_equal(found[["asked", "replied"]], counts(people).loc[found.index])
    what = f"`response_rates` of {len(found):,} students, {MESSAGES:,} messages"
    whole, bare = "bare group-bys of the messages", "bare group-by of one row per person"
    return [paired(f"first {what}", first(log, rates), whole, lambda: counts(one_row_each())),
            paired(f"first {what}", first(log, rates), bare, lambda: counts(people)),
            paired(what, again(log, rates), bare, lambda: counts(people), runs=21)]


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


def again_brought_in(notes: Path, folder: Path) -> Row:
    """Compare bringing in notes that a journal has already with loading them."""
    journal = sk.open_journal(folder)
    journal.bring_in(notes)
    return paired("bring in the 1,000 notes again", lambda: journal.bring_in(notes), "load them",
                  lambda: sk.load(notes))


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


def saturation(meetings: int = 5_000, tags: int = 60, orders: int = 1_000) -> list[Row]:
    """Compare what random orders of the meetings give with drawing these orders and nothing else."""
    def draw() -> np.ndarray:
        places = np.broadcast_to(np.arange(meetings, dtype=np.uint16), (orders, meetings))
        return np.random.default_rng(1).permuted(places, axis=1)

    rows = []
    for share in (0.1, 0.5):
        interview, tag = np.nonzero(np.random.default_rng(2).random((meetings, tags)) < share)
        what = f"{orders:,} orders of {meetings:,} meetings × {tags} tags, {share:.0%} marked"
        rows.append(paired(what, lambda interview=interview, tag=tag: sk.stats.in_random_orders(
            interview, tag, meetings, orders=orders), "drawing the orders", draw))
    log = sk.Log.from_tables(tags=pd.DataFrame({"meeting": interview.astype(str), "tag": tag.astype(str)}))
    what = f"`saturation` of a log of {len(log.tags):,} marks"
    return [*rows, paired(what, lambda: sk.saturation(log, orders=orders), "drawing the orders", draw)]


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
        written = Path(temporary) / "notes"
        rows = [*imports(), loading(folder), notes(written), again_brought_in(written, Path(temporary) / "brought")]
        for log, size in ((student, "student"), (large, f"{MESSAGES:,} messages")):
            rows += [*measures(log, size), *redrawing(log, size)]
        rows += [*beside_group_by(large), *beside_lifelines(Path(temporary))]
        rows += [*writing(Path(temporary) / "journal"), *alpha.rows(Path(temporary)), *saturation(),
                 *said.rows(Path(temporary)), *mail.rows(Path(temporary)), tracker.row()]
        rows += [alone("`perspectives`, student", lambda: sk.perspectives(student)),
                 alone("`coverage`, student", lambda: sk.coverage(student)),
                 alone("`today`, 200 students", lambda: sk.today(sk.example("cohort"), "2026-11-19T09:00")),
                 *in_the_browser(folder)]
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
