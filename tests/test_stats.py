"""Rates and intervals against published numbers, and what must hold whatever the counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shadowkit.stats import difference, holm, mantel_haenszel, p_value, pooled, reply_shares, shares_by_cause, wilson

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


def test_holm_as_r_does_it() -> None:
    # p.adjust(p, "holm") of R 4.2.2.
    p = [0.01, 0.02, 0.03, 0.04, 0.05, 0.001, 0.2, 0.049, 0.5, 0.04]
    assert holm(np.array(p)).tolist() == pytest.approx([0.09, 0.16, 0.21, 0.24, 0.24, 0.01, 0.4, 0.24, 0.5, 0.24])
    assert holm(np.array([0.04, np.nan])).tolist()[0] == 0.04
    assert holm(np.array([])).tolist() == []


COUNT = st.integers(1, 60).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size)))


@given(COUNT, COUNT)
@settings(deadline=None)
def test_interval_and_p_value_never_disagree(one: tuple[int, int], other: tuple[int, int]) -> None:
    (yes, size), (other_yes, other_size) = one, other
    rate, other_rate = yes / size, other_yes / other_size
    gap, low, high = difference(rate, *wilson(rate, size), other_rate, *wilson(other_rate, other_size))
    p = p_value(rate, size, other_rate, other_size)
    assert (p < 0.05) == (low > 0 or high < 0)
    assert p == pytest.approx(p_value(other_rate, other_size, rate, size))
    assert (p == 1) == (gap == 0)


def test_admissions_by_department() -> None:
    # mantelhaen.test(UCBAdmissions) of R 4.2.2.
    yes, no = np.array([512, 353, 120, 138, 53, 22]), np.array([313, 207, 205, 279, 138, 351])
    other_yes, other_no = np.array([89, 17, 202, 131, 94, 24]), np.array([19, 8, 391, 244, 299, 317])
    found = mantel_haenszel(yes / (yes + no), yes + no, other_yes / (other_yes + other_no), other_yes + other_no)
    assert [found[name] for name in ("odds_ratio", "odds_ratio_low", "odds_ratio_high")] == pytest.approx(
        [0.904696828258623, 0.77190736175935, 1.06032976443666], abs=1e-12)


@given(COUNT, COUNT)
@settings(deadline=None)
def test_one_stratum_is_no_adjustment(one: tuple[int, int], other: tuple[int, int]) -> None:
    (yes, size), (other_yes, other_size) = one, other
    rate, other_rate = yes / size, other_yes / other_size
    found = mantel_haenszel(np.array([rate]), np.array([size]), np.array([other_rate]), np.array([other_size]))
    expected = difference(rate, *wilson(rate, size), other_rate, *wilson(other_rate, other_size))
    assert [found[name] for name in ("difference", "low", "high")] == pytest.approx([float(x) for x in expected])


@pytest.mark.parametrize("sizes", [[3, 4, 5, 2, 6], [1] * 12, [20, 30, 5]])
@pytest.mark.parametrize(("base", "gap"), [(0.1, 0), (0.3, 0.2), (0.5, 0.3)])
def test_the_adjusted_interval_holds_the_truth(sizes: list[int], base: float, gap: float) -> None:
    rng = np.random.default_rng(20261125)
    size, other_size = np.array(sizes), np.array(sizes[::-1])
    other = base + np.linspace(-0.05, 0.05, len(sizes))
    held = 0
    for _ in range(1000):
        found = mantel_haenszel(rng.binomial(size, other + gap) / size, size,
                                rng.binomial(other_size, other) / other_size, other_size)
        held += found["low"] <= gap <= found["high"]
    # Three standard errors of 1,000 runs below 95 %.
    assert held >= 929


#: Hits of 45 of eighteen batters, and what is published of their shrinkage: Efron and Morris (1977).
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
LATER = np.array([.346, .298, .276, .222, .273, .270, .263, .210, .269, .230, .264, .256, .303, .264, .226, .285, .316,
                  .200])


def test_efron_and_morris() -> None:
    found = pooled(HITS / 45, np.full(18, 45))
    assert found["weight"].round(4).tolist() == [0.2117] * 18
    assert found["rate"].round(3).tolist() == [.294, .289, .285, .280, .275, .275, .270, .266, .261, .261, .256, .256,
                                               .256, .256, .256, .252, .247, .242]
    raw, drawn = ((np.asarray(rate) - LATER) ** 2 for rate in (HITS / 45, found["rate"]))
    assert [round(raw.sum(), 5), round(drawn.sum(), 5)] == [0.07532, 0.02131]
    assert (drawn < raw).sum() == 16


def test_pooling_few_same_or_missing_groups() -> None:
    assert np.isnan(pooled(np.array([0.2, 0.4, 0.6]), np.array([5, 5, 5]))["rate"]).all()
    alike = pooled(np.full(6, 0.4), np.array([5, 10, 20, 40, 80, 160]))
    assert alike["rate"].tolist() == pytest.approx([0.4] * 6)
    # Groups that do not differ more than chance are drawn in as far as six groups allow.
    assert alike["weight"].tolist() == pytest.approx([0.4] * 6)
    some = pooled(np.array([0.2, np.nan, 0.6, 0.4, 0.5]), np.array([10, 0, 10, 10, 10]))
    assert np.isnan(some["rate"]).tolist() == [False, True, False, False, False]
    none = pooled(np.zeros(5), np.full(5, 8))
    assert none["rate"].tolist() == [0] * 5 and (none["high"] > 0).all()


def test_small_groups_are_drawn_in_more() -> None:
    found = pooled(np.array([0.1, 0.9, 0.2, 0.8, 0.5]), np.array([5, 5, 200, 200, 50]))
    assert found["weight"][0] == found["weight"][1] < found["weight"][4] < found["weight"][2]
    assert 0.1 < found["rate"][0] < found["rate"][4]


CAUSES = st.lists(st.lists(st.integers(0, 6), min_size=5, max_size=5), min_size=1, max_size=3)


@given(CAUSES, st.lists(st.integers(0, 6), min_size=5, max_size=5))
@settings(deadline=None)
def test_all_causes_together_are_the_curve(causes: list[list[int]], silent: list[int]) -> None:
    replied, waiting = np.array(causes), np.array(silent)
    found = shares_by_cause(replied, waiting)
    curve = reply_shares(replied.sum(axis=0)[None], waiting[None])
    np.testing.assert_allclose(found["rate"].sum(), curve["rate"][0, -1], atol=1e-12)
    # With nobody waiting each is a plain share with Wilson's interval.
    full = shares_by_cause(replied, np.array([0, 0, 0, 0, waiting.sum()]))
    asked = replied.sum() + waiting.sum()
    if asked:
        np.testing.assert_allclose(full["rate"], replied.sum(axis=1) / asked, atol=1e-12)
        low, high = wilson(replied.sum(axis=1) / asked, asked)
        np.testing.assert_allclose(full["low"], low, atol=1e-9)
        np.testing.assert_allclose(full["high"], high, atol=1e-9)


def test_the_share_of_one_cause_is_the_curve_with_its_interval() -> None:
    found = shares_by_cause(np.array([[3, 1, 0, 2]]), np.array([1, 2, 0, 4]))
    curve = reply_shares(np.array([[3, 1, 0, 2]]), np.array([[1, 2, 0, 4]]))
    assert [found[name][0] for name in ("rate", "low", "high")] == pytest.approx(
        [curve[name][0, -1] for name in ("rate", "low", "high")])
