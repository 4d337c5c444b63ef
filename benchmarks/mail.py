"""Reading mailboxes of 10 and 100 MB: the time, and the memory at its highest, beside the standard library's own.

Each mailbox is read in a process of its own, because the highest memory of a process never falls again. The standard
library gives messages one by one and keeps nothing of them, which is less than a log needs.
"""

from __future__ import annotations

import base64
import random
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIZES = (10, 100)
WALK = "`mailbox.mbox`, each message once"
OURS = """
from pathlib import Path
from shadowkit.readers import About, mail
about = About("ana", student_email="ana@uni.example")
def read(path):
    tables = mail.read([Path(path)], about).tables
    return len(tables["outreach"]), int(tables["outreach"]["replied_at"].notna().sum())
"""
PEER = """
import mailbox, pandas
def read(path):
    found = sent = 0
    for message in mailbox.mbox(path, create=False):
        found += 1
        sent += "ana@uni" in str(message["From"])
    return found, sent
"""
MEASURE = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})
import memory
import sys, time
start = time.perf_counter()
found = read(sys.argv[1])
print(time.perf_counter() - start, memory.peak(), found, sep="|")
"""


def make(path: Path, megabytes: int) -> Path:
    """Write a mailbox as Google Takeout does: half newsletters, a third with attachments, some asks and replies."""
    draw = random.Random(1)
    words = ["the", "work", "of", "a", "day", "begins", "with", "tea", "letters", "numbers", "people", "noon"]
    size, number, when = 0, 0, datetime(2026, 1, 1)
    with path.open("w", encoding="ascii") as file:
        while size < megabytes * 1_000_000:
            number += 1
            when += timedelta(minutes=7)
            kind = draw.random()
            text = "\n".join(" ".join(draw.choices(words, k=12)) for _ in range(draw.randint(5, 60)))
            more, body = "", text
            by, to = f"Shop {number % 90} <news{number % 90}@shop.example>", "ana@uni.example"
            subject = f"Offer {number}"
            if kind < 0.5:
                more = f"List-Unsubscribe: <https://shop.example/{number}>\nPrecedence: bulk\n"
            elif kind < 0.85:
                by = f"Friend {number % 400} <friend{number % 400}@x.example>"
                data = base64.encodebytes(draw.randbytes(30_000)).decode()
                more = "Content-Type: multipart/mixed; boundary=b\n"
                body = (f"--b\nContent-Type: text/plain\n\n{text}\n--b\nContent-Type: image/png\n"
                        f"Content-Transfer-Encoding: base64\n\n{data}\n--b--\n")
            elif kind < 0.9:
                # A student writes to a few hundred people at most, however much comes in.
                by, to, subject = "Ana Lima <ana@uni.example>", f"p{number % 200}@work.example", f"Your work, {number}"
            elif kind < 0.95:
                by, more = f"p{number % 200}@work.example", f"In-Reply-To: <{number - 200}@x.example>\n"
            head = (f"From 1{number}@xxx Thu Jan 01 00:00:00 +0000 2026\nDelivered-To: ana@uni.example\n"
                    f"Received: by 10.0.0.1 with SMTP id {number}; {when:%d %b %Y %H:%M:%S} +0000\nFrom: {by}\n"
                    f"To: {to}\nSubject: {subject}\nDate: {when:%d %b %Y %H:%M:%S} +0000\n"
                    f"Message-ID: <{number}@x.example>\n{more}\n")
            size += file.write(f"{head}{body}\n\n")
    return path


def measured(code: str, path: Path) -> tuple[float, float]:
    """Return the seconds and the highest megabytes of a process that runs code on a mailbox."""
    command = [sys.executable, "-c", code + MEASURE, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE.parent)
    seconds, memory, found = done.stdout.strip().split("|")
    if "(0," in found or ", 0)" in found:
        raise SystemExit(f"Nothing was found in {path}: {found}. A race to nothing says nothing.")
    return float(seconds), float(memory)


def rows(folder: Path) -> list[tuple[str, str, str, str, str]]:
    """Compare reading a mailbox into a log with the standard library's walk through it, in time and in memory."""
    found, highest = [], {}
    for size in SIZES:
        path = make(folder / f"{size}.mbox", size)
        ours, peer = measured(OURS, path), measured(PEER, path)
        highest[size] = ours[1]
        found += [(f"mailbox of {size} MB, read", f"{ours[0]:.2f} s", WALK, f"{peer[0]:.2f} s",
                   f"{ours[0] / peer[0]:.2f}"),
                  (f"mailbox of {size} MB, highest memory with pandas", f"{ours[1]:.0f} MB", WALK, f"{peer[1]:.0f} MB",
                   f"{ours[1] / peer[1]:.2f}")]
    small, large = highest[SIZES[0]], highest[SIZES[-1]]
    what = f"mailbox of {SIZES[-1]} MB, highest memory with pandas"
    return [*found, (what, f"{large:.0f} MB", f"of {SIZES[0]} MB", f"{small:.0f} MB", f"{large / small:.2f}")]


if __name__ == "__main__":
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as temporary:
        for row in rows(Path(temporary)):
            print("| " + " | ".join(row) + " |")
    print(f"{time.perf_counter() - begun:.0f} s")
