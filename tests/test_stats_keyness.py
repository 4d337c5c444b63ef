"""What sets words apart: published scores, and what holds whatever is counted."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shadowkit import stats

#: Words of American inaugural speeches after and before 1945, and the chi-square that a documentation of theirs prints.
INAUGURAL = {
    "we": (1048, 779, 764.4484), ".": (2014, 3141, 300.1887), "us": (289, 216, 207.5181), "-": (242, 157, 205.0408),
    "america": (148, 54, 200.5544), ":": (115, 29, 187.9821), "our": (917, 1307, 183.5362),
    "world": (196, 123, 171.9660), "americans": (76, 7, 163.1532), "today": (84, 21, 137.7753),
    "upon": (39, 332, -58.39810), "public": (12, 213, -58.87042), "constitution": (9, 200, -59.66134),
    "it": (266, 1132, -60.68425), "states": (29, 305, -63.87803), "be": (278, 1224, -72.68161),
    "should": (16, 309, -88.14817), "which": (96, 911, -177.10087), "of": (1514, 5666, -197.08830),
    "the": (2089, 8094, -331.99069),
}
QUICK = Counter(["the", "quick", "brown", "fox", "jumps", "over", "the", "lazy", "pig"])
PURPLE = Counter(["the", "lazy", "purple", "pig", "jumps", "over", "the", "lazier", "donkey"])


def both(one: Counter[str], other: Counter[str]) -> tuple[list[str], np.ndarray, np.ndarray]:
    words = sorted({*one, *other})
    return words, np.array([one[word] for word in words]), np.array([other[word] for word in words])


def test_published_log_odds() -> None:
    words, here, elsewhere = both(QUICK, PURPLE)
    _, z = stats.log_odds(here, elsewhere, 9, 9, prior=0.05, prior_words=0.05 * len(words))
    expected = (dict.fromkeys(("brown", "fox", "quick"), 0.6894227886807968)
                | dict.fromkeys(("donkey", "lazier", "purple"), -0.6894227886807968)
                | dict.fromkeys(("jumps", "lazy", "over", "pig", "the"), 0))
    assert dict(zip(words, z, strict=True)) == pytest.approx(expected, rel=1e-15, abs=1e-15)


def test_published_order_of_log_odds() -> None:
    here, elsewhere = np.array([1, 5, 1, 9]), np.array([100, 510, 100, 199])
    _, z = stats.log_odds(here, elsewhere, 16, 909, prior=0.01, prior_words=0.04)
    assert z[1] < z[0] == z[2] < 0 < z[3]


def test_twenty_published_chi_squares() -> None:
    here, elsewhere, printed = (np.array(column) for column in zip(*INAUGURAL.values(), strict=True))
    found = stats.keyness(here, elsewhere, 43_002, 108_539)
    np.testing.assert_allclose(found, printed, rtol=0, atol=5e-5)


@pytest.mark.parametrize(("one", "other", "order"), [
    ("aaabbccccccdefghh", "aabccddddefh", "gcbhaefd"), ("aabccddddefh", "aaabbccccccdefghh", "defabhcg")])
def test_published_order_of_chi_squares(one: str, other: str, order: str) -> None:
    words, here, elsewhere = both(Counter(one), Counter(other))
    score = dict(zip(words, stats.keyness(here, elsewhere, len(one), len(other)), strict=True))
    assert "".join(sorted(words, key=lambda word: -score[word])) == order


def test_published_chi_square_of_small_counts() -> None:
    # Seven of ten against two of nine: one expected count is below 5, so the correction is made.
    assert stats.keyness(np.array([7]), np.array([2]), 10, 9) == pytest.approx([2.632438271604939], rel=1e-14)
    # Ten times as many need none, and give ten times the uncorrected score.
    assert stats.keyness(np.array([70]), np.array([20]), 100, 90) == pytest.approx([43.37160493827161], rel=1e-14)


def test_nothing_else_said() -> None:
    ratio, z = stats.log_odds(np.array([3]), np.array([2]), 3, 2, prior=1.0, prior_words=1.0)
    assert np.isnan(ratio).all() and np.isnan(z).all()
    assert np.isnan(stats.keyness(np.array([3]), np.array([0]), 3, 0)).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=8))
def test_the_other_way_round_is_minus(pairs: list[tuple[int, int]]) -> None:
    here, elsewhere = (np.array(column) for column in zip(*pairs, strict=True))
    sums = here.sum(), elsewhere.sum()
    given_prior = {"prior": 0.5, "prior_words": 0.5 * len(pairs)}
    there = stats.log_odds(here, elsewhere, *sums, **given_prior)
    back = stats.log_odds(elsewhere, here, *sums[::-1], **given_prior)
    np.testing.assert_allclose(there, np.negative(back), atol=1e-12)
    np.testing.assert_allclose(stats.keyness(here, elsewhere, *sums), -stats.keyness(elsewhere, here, *sums[::-1]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 50), min_size=2, max_size=8), st.floats(0.1, 100))
def test_nobody_elsewhere_is_no_difference_with_the_prior_of_all_words(counts: list[int], strength: float) -> None:
    here = np.array(counts)
    ratio, _ = stats.log_odds(here, 0 * here, here.sum(), 0, prior=strength * here / here.sum(), prior_words=strength)
    assert np.allclose(ratio, 0, atol=1e-9)
