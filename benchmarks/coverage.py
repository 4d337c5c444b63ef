"""How often the 95 % interval of a reply rate holds the truth, by simulation.

Run with:  python benchmarks/coverage.py > benchmarks/coverage.md
"""

from __future__ import annotations

from itertools import product
from math import erf, log, sqrt

import numpy as np
import pandas as pd

from shadowkit import stats
from shadowkit.measures.counting import last_day

SEED, RUNS = 20261122, 10_000
PEOPLE = (5, 8, 10, 20, 40, 200, 1000)
LOG_DAYS = (14, 30, 60)
TRUE_RATES = (0.05, 0.3, 0.7)
WITHIN_DAYS = 14
#: Days to a reply, of those who ever reply: log-normal, rounded down to whole days.
MEDIAN, SPREAD = 2.5, 1.0


def simulate(*, runs: int = RUNS, seed: int = SEED) -> pd.DataFrame:
    """Return the coverage of the interval for every number of people, length of the log and true rate.

    People are asked on any day of the log alike, and the log is looked at on its last day. The truth is the share of
    people who reply by the day the rate is given for.

    Returns
    -------
    DataFrame
        ``people``, ``log_days``, ``true_rate`` (who ever reply); ``coverage``: share of the runs whose interval holds
        the truth; ``wilson``: the same of Wilson's interval where all were asked long ago; ``by_day``: the mean day.
    """
    rng = np.random.default_rng(seed)
    true_by_day = np.array([
        (1 + erf(log((day + 1) / MEDIAN) / SPREAD / sqrt(2))) / 2 for day in range(WITHIN_DAYS + 1)])
    found = []
    for people, log_days, true_rate in product(PEOPLE, LOG_DAYS, TRUE_RATES):
        looked_at = rng.integers(0, log_days, (runs, people))
        delay = np.floor(MEDIAN * np.exp(SPREAD * rng.standard_normal((runs, people))))
        delay[rng.random((runs, people)) >= true_rate] = np.inf
        replied = delay <= np.minimum(looked_at, WITHIN_DAYS)
        day = np.minimum(np.where(delay <= looked_at, delay, looked_at), WITHIN_DAYS).astype(int)
        shares = stats.reply_shares(_by_day(day, replied), _by_day(day, ~replied))
        by_day = last_day(shares)
        truth = true_rate * true_by_day
        in_full = rng.binomial(people, truth[-1], runs) / people
        found.append({
            "people": people, "log_days": log_days, "true_rate": true_rate,
            "coverage": _holds(truth[by_day], *(shares[name][np.arange(runs), by_day] for name in ("low", "high"))),
            "wilson": _holds(truth[-1], *stats.wilson(in_full, people)), "by_day": by_day.mean()})
    return pd.DataFrame(found)


def _by_day(day: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Count the chosen people of each run by day."""
    runs, days = len(day), WITHIN_DAYS + 1
    place = day + days * np.arange(runs)[:, None]
    return np.bincount(place[chosen], minlength=runs * days).reshape(runs, days)


def _holds(truth: np.ndarray | float, low: np.ndarray, high: np.ndarray) -> float:
    return float(((low <= truth) & (truth <= high)).mean())


def as_markdown(found: pd.DataFrame) -> str:
    """Return the table of coverages, one row per number of people."""
    settings = list(product(TRUE_RATES, LOG_DAYS))
    lines = ["| people asked | mean | worst | Wilson, nobody waiting: mean | worst | "
             + " | ".join(f"{rate:.0%}, {days} days" for rate, days in settings) + " |",
             "| ---: " * (5 + len(settings)) + "|"]
    for people, part in found.groupby("people"):
        cells = part.set_index(["true_rate", "log_days"])["coverage"]
        numbers = [part["coverage"].mean(), part["coverage"].min(), part["wilson"].mean(), part["wilson"].min(),
                   *(cells[setting] for setting in settings)]
        lines.append(f"| {people:,} | " + " | ".join(f"{100 * number:.1f}" for number in numbers) + " |")
    return "\n".join(lines)


def report() -> str:
    """Return the page that stands in benchmarks/coverage.md."""
    return f"""# How often the 95 % interval holds the truth

Made by `python benchmarks/coverage.py > benchmarks/coverage.md`, seed {SEED}, {RUNS:,} runs for each setting.

- People are asked on any day of a log of {", ".join(map(str, LOG_DAYS))} days alike, seen on its last day.
- Of them, {", ".join(f"{rate:.0%}" for rate in TRUE_RATES)} ever reply, after a log-normal number of days
  (median {MEDIAN}, sigma {SPREAD:g}, rounded down).
- The rate is for {WITHIN_DAYS} days, or fewer where nobody has been silent that long; the truth is the share who reply
  by that day.
- Beside it stands Wilson's interval for as many people who were all asked long ago.

Numbers are percent; the last columns are single settings, by true rate and length of the log.

{as_markdown(simulate())}

What was tried to lift the dips at few people, and what it gave: [tried.md](tried.md)."""


if __name__ == "__main__":
    print(report())
