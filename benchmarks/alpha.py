"""Krippendorff's alpha beside the package ``krippendorff``: speed, and memory where all values are different.

Each library answers in a process of its own, started by :func:`rows` with a file of ratings (coders × units). For each
level it reads it gives one line of JSON: the seconds of one call, alpha, and the most memory the process ever held.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import memory
import numpy as np

HERE = Path(__file__).resolve().parent
PYTHON = {"shadowkit": sys.executable, "krippendorff": HERE.parent / ".venv-peers" / "bin" / "python"}
LEVELS = ("nominal", "ordinal", "interval", "ratio")
#: No process takes more than this, so that one that wants more fails and the machine does not.
ROOM = 8 * 2**30


def rows(folder: Path) -> list[tuple[str, str, str, str, str]]:
    """Compare 20 coders of 100,000 units and five values, then two coders of 2,400 units whose values all differ."""
    rng = np.random.default_rng(1)
    truth = rng.integers(1, 6, 100_000)
    many = np.where(rng.random((20, 100_000)) < 0.7, truth, rng.integers(1, 6, (20, 100_000))).astype(float)
    many[rng.random(many.shape) < 0.1] = np.nan
    first = rng.random(2_400)
    different = np.stack([first, first + 0.1 * rng.random(2_400)])
    np.save(folder / "many.npy", many)
    np.save(folder / "different.npy", different)
    found = []
    with asked("shadowkit", folder / "many.npy") as ours, asked("krippendorff", folder / "many.npy") as theirs:
        for level in LEVELS:
            one, other = ours(level), theirs(level)
            np.testing.assert_allclose(one["alpha"], other["alpha"], rtol=1e-6)
            pairs = [(ours(level)["seconds"], theirs(level)["seconds"]) for _ in range(7)]
            mine, peer = (statistics.median(times) for times in zip(*pairs, strict=True))
            found.append((f"{level} alpha of 20 coders, 100,000 units", f"{mine * 1000:.0f} ms", "krippendorff",
                          f"{peer * 1000:.0f} ms", f"{statistics.median(a / b for a, b in pairs):.2f}"))
    for level in LEVELS:
        said = []
        for library in PYTHON:
            with asked(library, folder / "different.npy") as alpha:
                said.append(alpha(level))
        what = f"{level} alpha of 2 coders, 2,400 units, all values different"
        found.append((what, _cost(said[0]), "krippendorff", _cost(said[1]), ""))
    return found


@contextmanager
def asked(library: str, ratings: Path) -> Iterator[object]:
    """Give a call that asks a library in a process of its own for alpha at a level."""
    command = [PYTHON[library], HERE / "alpha.py", library, ratings]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        def ask(level: str) -> dict[str, float]:
            print(level, file=process.stdin, flush=True)
            return json.loads(process.stdout.readline())
        yield ask
        process.stdin.close()


def _cost(said: dict[str, float]) -> str:
    if "seconds" not in said:
        return f"out of memory at {ROOM / 2**30:.0f} GB"
    return f"{said['seconds'] * 1000:.0f} ms, {said['peak_mb']:,.0f} MB"


def answer(library: str, path: str) -> None:
    """Answer each line of the standard input, a level, with one line of JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
    ratings = np.load(path)
    if library == "shadowkit":
        from shadowkit.stats import krippendorff_alpha as alpha
    else:
        import krippendorff

        def alpha(ratings: np.ndarray, level: str) -> float:
            return krippendorff.alpha(reliability_data=ratings, level_of_measurement=level)

    for line in sys.stdin:
        start = time.perf_counter()
        try:
            said = {"alpha": float(alpha(ratings, line.strip()))}
        except MemoryError:
            said = {}
        else:
            said["seconds"] = time.perf_counter() - start
        print(json.dumps(said | {"peak_mb": memory.peak()}), flush=True)


if __name__ == "__main__":
    answer(*sys.argv[1:])
