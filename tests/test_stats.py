"""Rates and intervals against published numbers, and what must hold whatever the counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shadowkit.stats import difference, reply_shares, wilson

SURVIVAL = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "reference" / "survival_r"


# Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3.
@pytest.mark.parametrize(("replied", "asked", "low", "high"), [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
])
def test_newcombe_one_proportion(replied: int, asked: int, low: float, high: float) -> None:
    assert [round(float(bound), 4) for bound in wilson(replied / asked, asked)] == [low, high]


# R's package binom, method "wilson", as statsmodels' results_proportion.py has it.
@pytest.mark.parametrize(("replied", "asked", "low", "high"), [
    (18, 20, 0.6989663547715128, 0.972133518786232),
    (4, 20, 0.0806576625797981, 0.4160174322518935),
    (4, 200, 0.00780442641634947, 0.05028708690582643),
    (190, 200, 0.910421851861224, 0.972617354399236),
    (19, 38, 0.348499283643951, 0.651500716356049),
])
def test_r_binom(replied: int, asked: int, low: float, high: float) -> None:
    assert wilson(replied / asked, asked) == pytest.approx((low, high), abs=1e-12)


@pytest.mark.parametrize(("replied", "asked", "low", "high"), [
    (1, 30, 0.00590859, 0.16670391),
    (29, 30, 0.8332961, 0.9940914),
    (0, 30, 0.0, 0.11351339),
    (30, 30, 0.8864866, 1.0),
])
def test_r_binom_in_fewer_digits(replied: int, asked: int, low: float, high: float) -> None:
    assert wilson(replied / asked, asked) == pytest.approx((low, high), abs=1e-7)


def test_wilson_knows_nothing_of_nobody() -> None:
    assert np.isnan(wilson(np.nan, 0)).all()
    assert np.isnan(wilson(0, 0)).all()


# Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
@pytest.mark.parametrize(("a", "m", "b", "n", "low", "high"), [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
])
def test_newcombe_difference(a: int, m: int, b: int, n: int, low: float, high: float) -> None:
    gap, lower, upper = difference(a / m, *wilson(a / m, m), b / n, *wilson(b / n, n))
    assert gap == a / m - b / n
    assert [round(float(bound), 4) for bound in (lower, upper)] == [low, high]


def by_day(times: list[int], replied: list[bool], days: int) -> tuple[np.ndarray, np.ndarray]:
    """Count the replies and those still waiting of one group on each day."""
    counts = np.zeros((2, 1, days + 1), dtype=int)
    for time, event in zip(times, replied, strict=True):
        counts[0 if event else 1, 0, time] += 1
    return counts[0], counts[1]


# R's package survival, data set aml (Miller 1981): days, + for censored.
@pytest.mark.parametrize(("times", "expected"), [
    ("9 13 13+ 18 23 28+ 31 34 45+ 48 161+",
     {8: "1.000", 9: "0.909", 13: "0.818", 18: "0.716", 23: "0.614", 31: "0.491", 34: "0.368", 47: "0.368",
      48: "0.184", 161: "0.184"}),
    ("5 5 8 8 12 16+ 23 27 30 33 43 45",
     {4: "1.0000", 5: "0.8333", 8: "0.6667", 12: "0.5833", 22: "0.5833", 23: "0.4861", 27: "0.3889", 30: "0.2917",
      33: "0.1944", 43: "0.0972", 45: "0.0000"}),
])
def test_kaplan_meier_of_aml(times: str, expected: dict[int, str]) -> None:
    words = times.split()
    counts = by_day([int(word.rstrip("+")) for word in words], ["+" not in word for word in words], 161)
    silent = 1 - reply_shares(*counts)["rate"][0]
    assert {day: f"{silent[day]:.{len(digits) - 2}f}" for day, digits in expected.items()} == expected


def curves_of_r() -> list[tuple[str, str]]:
    path = SURVIVAL / "expected" / "survfit_tables.csv"
    if not path.is_file():
        return []
    table = pd.read_csv(path)
    return list(dict.fromkeys(zip(table["dataset"], table["strata"], strict=True)))


# survfit of R's package survival 3.5-3, computed under R 4.2.2.
@pytest.mark.skipif(not SURVIVAL.is_dir(), reason=f"the curves of R are not in {SURVIVAL}")
@pytest.mark.parametrize(("dataset", "strata"), curves_of_r())
def test_every_curve_of_r(dataset: str, strata: str) -> None:
    expected = pd.read_csv(SURVIVAL / "expected" / "survfit_tables.csv")
    expected = expected.query("dataset == @dataset and strata == @strata and conf_type == 'log'")
    data = pd.read_csv(SURVIVAL / f"{dataset}.csv").rename(columns={"futime": "time", "fustat": "status"})
    if strata != "all":
        column, value = strata.split("=")
        data = data[data[column].astype(str) == value]
    event = data["status"] == data["status"].max()
    shares = reply_shares(*by_day(data["time"].tolist(), event.tolist(), int(data["time"].max())))
    day = expected["time"].to_numpy()
    rate, silent = shares["rate"][0, day], expected["surv"].to_numpy()
    assert shares["at_risk"][0, day].tolist() == expected["n_risk"].tolist()
    np.testing.assert_allclose(rate, 1 - silent, rtol=0, atol=1e-10)
    # R's standard error is that of the cumulated hazard: the root of Greenwood's sum.
    between = (silent > 0) & (silent < 1)
    hazard_error = expected["std_err_loghaz"].to_numpy()[between]
    size = (rate * (1 - rate))[between] / (silent[between] * hazard_error) ** 2
    np.testing.assert_allclose(shares["size"][0, day][between], size, rtol=1e-9)


def test_same_day_replies_count() -> None:
    # REFERENCE 3.3: t = 0, 0, 1, 5+ gives S(0) = .5 and S(1) = .25 in R.
    shares = reply_shares(*by_day([0, 0, 1, 5], [True, True, True, False], 5))
    assert shares["rate"].tolist() == [[0.5, 0.75, 0.75, 0.75, 0.75, 0.75]]
    assert shares["at_risk"].tolist() == [[4, 2, 1, 1, 1, 1]]


def test_a_reply_counts_before_a_censoring_on_the_same_day() -> None:
    shares = reply_shares(*by_day([3, 3], [True, False], 3))
    assert shares["at_risk"].tolist() == [[2, 2, 2, 2]]
    assert shares["rate"].tolist() == [[0, 0, 0, 0.5]]


def test_nobody_or_everybody_replied() -> None:
    nobody = reply_shares(*by_day([2, 5, 5], [False, False, False], 5))
    assert nobody["rate"].tolist() == [[0] * 6]
    assert nobody["size"].tolist() == [[3, 3, 3, 2, 2, 2]]
    assert [round(bound, 4) for bound in nobody["high"][0]] == [0.5615] * 3 + [0.6576] * 3
    # One was censored on day 1, the other two replied: what is known is known of two people.
    everybody = reply_shares(*by_day([1, 2, 4], [False, True, True], 5))
    assert everybody["rate"].tolist() == [[0, 0, 0.5, 0.5, 1, 1]]
    assert everybody["size"].tolist() == [[3, 3, 2, 2, 2, 2]]
    assert everybody["low"][0, 5] == pytest.approx(1 / (1 + 1.959963984540054**2 / 2))


def test_a_share_of_one_that_rests_on_one_person() -> None:
    # Peto: one of four replies, two are no longer looked at, and the last one, who stands for 3/4, replies.
    shares = reply_shares(*by_day([0, 1, 1, 2], [True, False, False, True], 3))
    assert shares["rate"].tolist() == [[0.25, 0.25, 1, 1]]
    assert shares["size"][0].tolist() == pytest.approx([4, 4, 4 / 3, 4 / 3])


def test_an_empty_group_is_missing() -> None:
    shares = reply_shares(np.array([[0, 0], [1, 0]]), np.array([[0, 0], [0, 1]]))
    for name in ("rate", "low", "high"):
        assert np.isnan(shares[name][0]).all()
        assert not np.isnan(shares[name][1]).any()


COUNTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=6, max_size=6)
GROUPS = st.lists(COUNTS, min_size=1, max_size=4)


def arrays(groups: list[list[tuple[int, int]]]) -> tuple[np.ndarray, np.ndarray]:
    counts = np.array(groups)
    return counts[:, :, 0], counts[:, :, 1]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=30), st.integers(0, 400))
@settings(deadline=None)
def test_with_nobody_waiting_it_is_wilsons_interval(replied: list[int], silent: int) -> None:
    censored = [0] * (len(replied) - 1) + [silent]
    shares = reply_shares(np.array([replied]), np.array([censored]))
    asked, so_far = sum(replied) + silent, np.cumsum(replied)
    if asked:
        low, high = wilson(so_far / asked, asked)
        np.testing.assert_allclose(shares["rate"][0], so_far / asked, atol=1e-9)
        np.testing.assert_allclose(shares["low"][0], low, atol=1e-9)
        np.testing.assert_allclose(shares["high"][0], high, atol=1e-9)


@given(GROUPS)
@settings(deadline=None)
def test_the_rate_never_falls_and_lies_in_its_interval(groups: list[list[tuple[int, int]]]) -> None:
    shares = reply_shares(*arrays(groups))
    rate, low, high = shares["rate"], shares["low"], shares["high"]
    assert not (np.diff(rate, axis=1) < 0).any()
    known = (shares["at_risk"] > 0) | (rate == 1)
    for smaller, larger in ((0, low), (low, rate), (rate, high), (high, 1)):
        assert (smaller <= larger)[known].all()
    asked = sum(arrays(groups)).sum(axis=1)
    assert np.isnan(rate).all(axis=1).tolist() == (asked == 0).tolist()


@given(GROUPS)
@settings(deadline=None)
def test_groups_know_nothing_of_each_other(groups: list[list[tuple[int, int]]]) -> None:
    together = reply_shares(*arrays(groups))
    for number, group in enumerate(groups):
        alone = reply_shares(*arrays([group]))
        for name, values in alone.items():
            np.testing.assert_array_equal(values[0], together[name][number])
