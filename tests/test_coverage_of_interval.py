"""The 95 % interval holds the truth about as often as it says (DESIGN 6, rule 4)."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).resolve().parents[1] / "benchmarks" / "coverage.py"


@pytest.mark.slow
def test_coverage() -> None:
    found = runpy.run_path(str(BENCHMARK))["simulate"]()
    mean = found.groupby("people")["coverage"].mean()
    assert mean.index.tolist() == [5, 8, 10, 20, 40, 200, 1000]
    assert mean.between(0.93, 0.98).all(), mean
    low = found[(found["people"] >= 20) & (found["coverage"] < 0.93)]
    assert low.empty, low
