"""How often the 95 % intervals of agreement hold the truth, by simulation.

Run with:  python benchmarks/agreement_coverage.py > benchmarks/agreement_coverage.md
"""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from shadowkit import stats
from shadowkit.stats.agreement_bounds import RESAMPLES

SEED, RUNS = 20261122, 1_000
UNITS = (10, 26, 60, 200)
#: The share of answers that have the tag in truth, and the share in which each of two coders errs.
SHARES, ERRORS = (0.1, 0.3, 0.5), (0.02, 0.1, 0.2)
NAMES = ("percent", "kappa", "alpha", "ac1")


def truths(share: float, error: float) -> dict[str, float]:
    """Return what each coefficient is where answers have no end: both coders mark alike often, and err on their own."""
    marked = share * (1 - error) + (1 - share) * error
    percent = (1 - error) ** 2 + error**2
    same, other = marked**2 + (1 - marked) ** 2, 2 * marked * (1 - marked)
    beyond = (percent - same) / (1 - same)
    return {"percent": percent, "kappa": beyond, "alpha": beyond, "ac1": (percent - other) / (1 - other)}


def simulate(*, runs: int = RUNS, seed: int = SEED) -> pd.DataFrame:
    """Return how often each interval holds the truth, for each number of answers, share and error."""
    rng, found = np.random.default_rng(seed), []
    for units, share, error in product(UNITS, SHARES, ERRORS):
        truth, held = truths(share, error), {name: [] for name in NAMES}
        for run in range(runs):
            has = rng.random(units) < share
            coders = has ^ (rng.random((2, units)) < error)
            for name, estimate in stats.agreement_estimates(coders, values=(False, True), seed=run).items():
                if not estimate.note:
                    held[name].append(estimate.low - 1e-12 <= truth[name] <= estimate.high + 1e-12)
        found.append({"answers": units, "share": share, "error": error, "alpha in truth": truth["alpha"],
                      **{name: np.mean(held[name]) for name in NAMES}})
    return pd.DataFrame(found)


def report() -> str:
    """Return the page that stands in benchmarks/agreement_coverage.md."""
    found = simulate()
    lines = [f"| answers | have the tag | each coder errs | alpha in truth | {' | '.join(NAMES)} |",
             "| ---: " * (4 + len(NAMES)) + "|"]
    for row in found.to_dict("records"):
        lines.append(f"| {row['answers']} | {row['share']:.0%} | {row['error']:.0%} | {row['alpha in truth']:.2f} | "
                     + " | ".join(f"{100 * row[name]:.1f}" for name in NAMES) + " |")
    least = found.groupby("answers")[list(NAMES)].min().min(axis=1)
    lowest = ", ".join(f"{100 * low:.0f} % with {units} answers" for units, low in least.items())
    return f"""# How often the 95 % intervals of agreement hold the truth

Made by `python benchmarks/agreement_coverage.py > benchmarks/agreement_coverage.md`, seed {SEED}, {RUNS:,} runs for
each setting, {RESAMPLES:,} draws for each interval. Two coders read every answer, and each errs in a share of them, in
either direction. Numbers are percent of the runs in which the coefficient is defined.

The lowest of all settings and coefficients: {lowest}.

{chr(10).join(lines)}"""


if __name__ == "__main__":
    print(report())
