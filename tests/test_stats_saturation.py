"""Saturation against published counts, and against walking through every order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shadowkit.stats import in_random_orders, new_things, rule_met

#: Codes per interview of a study of insects, as published with the R package novelqualcodes (MIT licence).
INSECTS = ("1 2 3 4 5|6 7 8 9|6 10 11 12|12 13|7 8 13 14|6 10 15|3 8 12 15|1 4 16|1 6 7 14|14 16|1 7 17|1 6 9|"
           "1 9 16 18|6 8 10 11|2 12 17")
NEW = [5, 4, 3, 1, 1, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0]
#: What that package's own page says from the eighth interview on, which leaves out three codes.
NEW_AS_PRINTED = [5, 4, 3, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]


def insects() -> tuple[np.ndarray, np.ndarray]:
    pairs = [(place, int(code)) for place, codes in enumerate(INSECTS.split("|")) for code in codes.split()]
    return np.array(pairs).T


def test_the_published_interviews() -> None:
    interview, code = insects()
    assert np.bincount(interview).tolist() == [5, 4, 4, 2, 4, 3, 4, 3, 4, 2, 3, 3, 4, 4, 3]
    new = new_things(interview, code, 15)
    assert new.tolist() == NEW
    assert np.cumsum(new).tolist() == [5, 9, 12, 13, 14, 15, 15, 16, 16, 16, 17, 17, 18, 18, 18]


def test_the_rule_is_met_after_eight_and_two_more_codes_come() -> None:
    assert rule_met(np.array(NEW), base=4, run=2, threshold=0.05) == 8
    assert sum(NEW[10:]) == 2
    assert rule_met(np.array(NEW_AS_PRINTED), base=4, run=2, threshold=0.05) == 6


@pytest.mark.parametrize(("new", "base", "run", "threshold", "met"), [
    ([37, 0, 0, 0, 2, 2, 1, 0], 4, 2, 0.05, 6),  # 1/37 in interviews 7 and 8; 4/37 is 11 %, 3/37 is 8 %
    ([20, 1, 0], 1, 1, 0.05, 1),  # exactly 5 % is at most 5 %
    ([19, 1, 0], 1, 1, 0.05, 2),  # 5.3 % is more, although it is 5 % when rounded
    ([19, 1, 0], 1, 1, 0.0, 2),
    ([9, 1, 1], 1, 2, 0.05, None),
    ([9, 0], 1, 2, 0.05, None),  # no whole run yet
    ([0, 0, 0], 1, 2, 0.05, None),  # nothing in the base, so there is no share
    ([], 4, 2, 0.05, None),
    ([4, 0, 0], 1, 2, 0.05, 1),
])
def test_the_rule(new: list[int], base: int, run: int, threshold: float, met: int | None) -> None:
    assert rule_met(np.array(new, dtype=int), base=base, run=run, threshold=threshold) == met


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.integers(0, 6), max_size=5), min_size=1, max_size=7), st.integers(1, 40), st.integers(0, 9))
def test_random_orders_are_what_walking_through_them_gives(said: list[list[int]], orders: int, seed: int) -> None:
    pairs = [(place, thing) for place, things in enumerate(said) for thing in things]
    interview, thing = np.array(pairs, dtype=int).reshape(-1, 2).T
    n = len(said)
    places = np.random.default_rng(seed).permuted(
        np.broadcast_to(np.arange(n, dtype=np.uint8), (orders, n)), axis=1)
    heard = np.array([[len({t for i, t in pairs if order[i] <= k}) for k in range(n)] for order in places])
    mean, low, high = in_random_orders(interview, thing, n, orders=orders, seed=seed)
    np.testing.assert_allclose(mean, heard.mean(axis=0))
    np.testing.assert_array_equal(low, np.quantile(heard, 0.025, axis=0, method="inverted_cdf"))
    np.testing.assert_array_equal(high, np.quantile(heard, 0.975, axis=0, method="inverted_cdf"))
    assert (np.diff(mean) >= 0).all() and (low <= high).all() and mean[-1] == len({thing for _, thing in pairs})


def test_the_mean_is_that_of_all_orders() -> None:
    """Of f among n interviews none is among the first k with chance C(n - f, k) / C(n, k): Hurlbert (1971)."""
    from math import comb

    interview, code = insects()
    often = np.bincount(code)[1:]
    exact = [sum(1 - comb(15 - f, k) / comb(15, k) for f in often) for k in range(1, 16)]
    mean, low, high = in_random_orders(interview, code, 15, orders=20_000)
    np.testing.assert_allclose(mean, exact, atol=0.05)
    assert low[-1] == high[-1] == 18


def test_a_seed_gives_the_same_orders() -> None:
    interview, code = insects()
    one, same, other = (in_random_orders(interview, code, 15, seed=seed)[0] for seed in (1, 1, 2))
    assert (one == same).all() and (one != other).any()
