"""Agreement against published tables, and what must hold whatever coders give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit.stats import (
    NOT_COMPARED,
    NOT_TWO,
    UNDEFINED,
    agreement_estimates,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
    tally,
    tally_counts,
    two_by_two,
    wilson,
)
from shadowkit.stats.agreement import chance

LEVELS = ("nominal", "ordinal", "interval", "ratio")
N = None
#: Krippendorff's 4 coders × 12 units.
FOUR = [[1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N], [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
        [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N], [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N]]
#: 3 coders × 15 units.
THREE = [[N, N, N, N, N, 3, 4, 1, 2, 1, 1, 3, 3, N, 3], [1, N, 2, 1, 3, 3, 4, 3, N, N, N, N, N, N, N],
         [N, N, 2, 1, 3, 4, 4, N, 2, 1, 1, 3, 3, N, 4]]
#: Five observers, from Gwet's Handbook of Inter-Rater Reliability, unit by unit.
FIVE = [[1, 1, 2, N, 2], [1, 1, 0, 1, N], [2, 3, 3, 3, N], [N, 0, 0, N, 0], [0, 0, 0, N, 0], [0, 0, 0, N, 0],
        [1, 0, 2, N, 1], [1, N, 2, 0, N], [2, 2, 2, N, 2], [2, 1, 1, 1, N], [N, 1, 0, 0, N], [0, 0, 0, 0, N],
        [1, 2, 2, 2, N], [3, 3, 2, 2, 3], [1, 1, 1, N, 1]]
#: Fleiss (1971): 10 subjects × 5 categories, 14 raters.
FOURTEEN = [[0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1], [7, 7, 0, 0, 0],
            [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7]]


@pytest.mark.parametrize(("ratings", "published"), [
    (FOUR, (0.743421052631579, 0.8153875037548814, 0.8491071428571428, 0.7974027747116121)),
    (THREE, (0.691358, 0.806721, 0.810845, 0.808944)),
])
def test_krippendorffs_examples(ratings: list, published: tuple[float, ...]) -> None:
    digits = 1e-14 if len(ratings) == 4 else 5e-7
    for level, value in zip(LEVELS, published, strict=True):
        assert krippendorff_alpha(ratings, level) == pytest.approx(value, abs=digits)
        assert krippendorff_alpha(np.array(ratings, dtype=float), level) == pytest.approx(value, abs=digits)


def test_words_in_their_order_are_ordinal() -> None:
    words = ["very low", "low", "middle", "high", "very high"]
    said = [[None if code is None else words[code - 1] for code in row] for row in FOUR]
    assert krippendorff_alpha(tally(said, values=words), "ordinal") == pytest.approx(0.8153875037548814, abs=1e-14)
    assert krippendorff_alpha(said) == pytest.approx(0.743421052631579, abs=1e-14)


def test_krippendorff_from_counts() -> None:
    rows = ["1000", "0000", "0200", "2000", "0020", "0021", "0003", "1010", "0200", "2000", "2000", "0020", "0020",
            "0000", "0011"]
    counts = tally_counts([[int(digit) for digit in row] for row in rows], values=[1, 2, 3, 4])
    assert krippendorff_alpha(counts) == pytest.approx(0.691358, abs=5e-7)
    assert krippendorff_alpha(counts, "ratio") == pytest.approx(0.808944, abs=5e-7)


def test_two_coders_ten_segments() -> None:
    # Krippendorff (2004): agreement 60 %, by chance 56 %.
    coders = [[1, 1, 0, 0, 0, 0, 0, 0, 0, 0], [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]]
    assert percent_agreement(coders) == pytest.approx(0.6)
    assert krippendorff_alpha(coders) == pytest.approx(0.09523809523809534, abs=1e-15)
    # What both mark is 6 of 20, so that chance brings 42 % of disagreement, and 44.2 % in a sample of 20.
    assert 1 - 0.4 / (1 - krippendorff_alpha(coders)) == pytest.approx(0.558, abs=5e-4)


def test_gwets_four_raters() -> None:
    found = gwet_ac1(FOUR)
    assert [round(number, 5) for number in found] == [0.77544, 0.14295, 0.46081, 1]
    assert percent_agreement(FOUR) == pytest.approx(0.81818, abs=5e-6)
    assert chance(tally(FOUR), "gwet")[0] == pytest.approx(0.19032, abs=5e-6)
    fleiss = fleiss_kappa(FOUR)
    assert [round(number, 5) for number in fleiss] == [0.76117, 0.15302, 0.42438, 1]
    assert chance(tally(FOUR), "fleiss")[0] == pytest.approx(0.23872, abs=5e-6)


def test_gwets_five_observers() -> None:
    ratings = np.array(FIVE, dtype=float).T
    assert krippendorff_alpha(ratings) == pytest.approx(0.48053, abs=5e-6)
    assert gwet_ac1(ratings).value == pytest.approx(0.49662, abs=5e-6)
    assert fleiss_kappa(ratings).value == pytest.approx(0.45762, abs=5e-6)


def test_fleiss() -> None:
    counts = tally_counts(FOURTEEN)
    assert round(fleiss_kappa(counts).value, 3) == 0.210
    assert percent_agreement(counts, np.eye(10)).round(3).tolist() == [
        1, 0.253, 0.308, 0.440, 0.330, 0.462, 0.242, 0.176, 0.286, 0.286]
    assert fleiss_kappa(tally_counts([[7, 1], [3, 5]])).value == pytest.approx(0.161905, abs=5e-7)
    assert fleiss_kappa(tally_counts([[6, 1, 0], [0, 7, 0]])).value == pytest.approx(0.708333, abs=5e-7)


def test_cohens_kappa_of_artstein_and_poesio() -> None:
    assert round(cohen_kappa([[20, 20], [10, 50]]).value, 3) == 0.348


def test_cohens_kappa_of_sas() -> None:
    assert [round(number, 4) for number in cohen_kappa([[0, 4, 1], [0, 8, 0], [0, 1, 5]])] == [
        0.4842, 0.1380, 0.2137, 0.7547]


@pytest.mark.parametrize(("other", "weights", "published"), [
    ((52, 32, 16), None, 0.8013), ((50, 40, 10), None, 0.9315), ((50, 40, 10), "linear", 0.9412),
    ((50, 40, 10), "quadratic", 0.9541),
])
def test_weighted_kappa(other: tuple[int, ...], weights: str | None, published: float) -> None:
    table = two_by_two([np.repeat([0, 1, 2], [46, 44, 10]), np.repeat([0, 1, 2], other)])
    assert round(cohen_kappa(table, weights=weights).value, 4) == published


def test_what_cannot_vary_is_undefined() -> None:
    found = agreement_estimates([[1, 1, 1], [1, 1, 1]])
    assert found["percent"].value == 1
    for name in ("kappa", "alpha", "ac1"):
        assert np.isnan(found[name].value) and found[name].note == UNDEFINED == "undefined: no variation"
    assert np.isnan(krippendorff_alpha([[1, 1, 1], [1, 1, 1]]))
    assert np.isnan(cohen_kappa([[0, 0], [0, 3]]).value)
    assert np.isnan(gwet_ac1([[1, 1, 1], [1, 1, 1]]).value)
    # Where a second value could have been given, AC1 has a chance to go by, and says 1.
    assert agreement_estimates([[1, 1, 1], [1, 1, 1]], values=[0, 1])["ac1"].value == 1


def test_a_coder_who_always_says_the_same_leaves_kappa_at_0() -> None:
    found = agreement_estimates([[1, 1, 1, 1], [1, 0, 1, 1]])
    assert found["kappa"].value == 0 and found["kappa"].note == ""


def test_nothing_seen_by_two_is_no_agreement() -> None:
    for ratings in ([[1, N], [N, 1]], [[1, 0, 1]], np.empty((2, 0)), [[N, N], [N, N]]):
        assert {each.note for each in agreement_estimates(ratings).values()} == {NOT_COMPARED}
        assert np.isnan(percent_agreement(ratings)) and np.isnan(krippendorff_alpha(ratings))


def test_kappa_is_for_two() -> None:
    assert agreement_estimates(FOUR)["kappa"].note == NOT_TWO


def test_few_units_without_a_disagreement_are_not_certain() -> None:
    coders = [[1, 1, 0, 0, 0], [1, 1, 0, 0, 0]]
    found = agreement_estimates(coders)
    low = float(wilson(1, 5)[0])
    assert found["percent"][:3] == pytest.approx((1, low, 1))
    assert found["kappa"].low == pytest.approx((low - 0.52) / 0.48)
    assert found["alpha"].low == pytest.approx((low - 0.52) / 0.48)
    many = agreement_estimates(np.tile(coders, 100))
    assert 0.97 < many["alpha"].low < 1 == many["alpha"].high


def test_the_interval_is_nearly_the_analytic_one_where_units_are_many() -> None:
    rng = np.random.default_rng(3)
    one = rng.random(2000) < 0.4
    other = np.where(rng.random(2000) < 0.8, one, rng.random(2000) < 0.4)
    found = agreement_estimates([one, other])
    kappa, ac1 = cohen_kappa(two_by_two([one, other])), gwet_ac1([one, other])
    for estimate, analytic in ((found["kappa"], kappa), (found["ac1"], ac1)):
        assert estimate.value == pytest.approx(analytic.value)
        assert (estimate.low, estimate.high) == pytest.approx((analytic.low, analytic.high), abs=0.006)


def test_passages_of_an_answer_are_drawn_together() -> None:
    rng = np.random.default_rng(4)
    one = rng.random(40) < 0.5
    other = np.where(rng.random(40) < 0.8, one, ~one)
    each, by = np.repeat([one, other], 25, axis=1), np.repeat(np.arange(40), 25)
    together, alone = agreement_estimates(each, clusters=by), agreement_estimates(each)
    plain, lengths = agreement_estimates([one, other]), agreement_estimates([one, other], sizes=[25] * 40)
    # Twenty-five characters of an answer that are marked alike say no more than one.
    assert together["percent"].high - together["percent"].low == pytest.approx(
        plain["percent"].high - plain["percent"].low, abs=0.06)
    assert alone["percent"].high - alone["percent"].low < 0.1
    # A passage of 25 characters is 25 characters.
    assert lengths["alpha"].value == together["alpha"].value == alone["alpha"].value
    assert lengths["alpha"][:3] == pytest.approx(together["alpha"][:3], abs=0.1)


def test_the_same_seed_gives_the_same_interval() -> None:
    assert agreement_estimates(FOUR, seed=7) == agreement_estimates(FOUR, seed=7)
    assert agreement_estimates(FOUR, seed=7)["alpha"].low != agreement_estimates(FOUR, seed=8)["alpha"].low


def test_without_draws_there_is_no_interval() -> None:
    found = agreement_estimates(FOUR, resamples=0)["alpha"]
    assert found.value == pytest.approx(0.743421052631579) and np.isnan([found.low, found.high]).all()


@pytest.mark.parametrize(("call", "message"), [
    (lambda: krippendorff_alpha(FOUR, "ordnal"), "`level` must be one of nominal, ordinal, interval, ratio; it was "
                                                 "'ordnal'. Did you mean 'ordinal'?"),
    (lambda: krippendorff_alpha([["a", "b"], ["a", "a"]], "interval"), "`level` is 'interval', which needs numbers, "
     "and the first value is 'a'; use 'nominal', or 'ordinal' with `values` in their order."),
    (lambda: krippendorff_alpha([[-1, 2], [1, 1]], "ratio"), "`level` is 'ratio', which needs values of 0 or more, and "
                                                             "there is -1; use 'interval'."),
    (lambda: tally([["yes", "no"], ["yess", "no"]], values=["no", "yes"]), "`ratings` must be one of no, yes; it was "
                                                                         "'yess'. Did you mean 'yes'?"),
    (lambda: cohen_kappa([[1, 2]]), "`table` must have as many rows as columns, a value each, and its shape is (1, 2); "
                                    "make it with stats.two_by_two([one coder's values, the other's])."),
    (lambda: cohen_kappa([[1, 2], [2, 3]], weights="cubic"), "`weights` must be one of linear, quadratic; it was "
                                                             "'cubic'."),
])
def test_what_does_not_fit_is_said(call: object, message: str) -> None:
    with pytest.raises(sk.LogError) as raised:
        call()
    assert str(raised.value) == message


@st.composite
def coded(draw: st.DrawFn) -> np.ndarray:
    coders, units = draw(st.integers(2, 5)), draw(st.integers(1, 12))
    cell = st.sampled_from([np.nan, 0.0, 1.0, 2.0, 5.0])
    return np.array(draw(st.lists(st.lists(cell, min_size=units, max_size=units), min_size=coders, max_size=coders)))


def by_definition(ratings: np.ndarray, level: str) -> float:
    """Compute alpha pair by pair, as its definition reads, without any short cut."""
    units = [column[~np.isnan(column)] for column in ratings.T]
    units = [unit for unit in units if len(unit) > 1]
    every = np.concatenate(units) if units else np.empty(0)

    def far(a: float, b: float) -> float:
        if a == b:
            return 0.0
        low, high = min(a, b), max(a, b)
        between = sum(low <= value <= high for value in every) - ((every == low).sum() + (every == high).sum()) / 2
        return {"nominal": 1, "ordinal": between**2, "interval": (a - b) ** 2, "ratio": ((a - b) / (a + b)) ** 2}[level]

    seen = sum(sum(far(a, b) for a in unit for b in unit) / (len(unit) - 1) for unit in units)
    by_chance = sum(far(a, b) for a in every for b in every) / max(len(every) - 1, 1)
    return 1 - seen / by_chance if by_chance else np.nan


@given(coded(), st.sampled_from(LEVELS))
@settings(max_examples=150, deadline=None)
def test_alpha_is_what_its_definition_says(ratings: np.ndarray, level: str) -> None:
    assert krippendorff_alpha(ratings, level) == pytest.approx(by_definition(ratings, level), abs=1e-9, nan_ok=True)


@given(coded(), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_who_is_named_first_does_not_matter(ratings: np.ndarray, random: object) -> None:
    order, units = list(range(len(ratings))), list(range(ratings.shape[1]))
    random.shuffle(order), random.shuffle(units)
    shuffled = ratings[order][:, units]
    for coefficient in (krippendorff_alpha, percent_agreement, lambda given: gwet_ac1(given).value):
        assert coefficient(shuffled) == pytest.approx(coefficient(ratings), nan_ok=True)


@given(coded())
@settings(max_examples=60, deadline=None)
def test_estimates_are_the_coefficients_within_their_bounds(ratings: np.ndarray) -> None:
    found = agreement_estimates(ratings, level="interval", resamples=60)
    if found["percent"].note:
        return
    assert found["percent"].value == pytest.approx(percent_agreement(ratings))
    assert found["alpha"].value == pytest.approx(krippendorff_alpha(ratings, "interval"), nan_ok=True)
    assert found["ac1"].value == pytest.approx(gwet_ac1(ratings).value, nan_ok=True)
    if len(ratings) == 2:
        assert found["kappa"].value == pytest.approx(cohen_kappa(two_by_two(ratings)).value, nan_ok=True)
    for each in found.values():
        assert np.isnan(each.value) == bool(each.note)
        assert np.isnan(each.low) or -1 <= each.low <= each.high <= 1


def test_values_that_are_all_different_need_no_table_of_all_with_all() -> None:
    ratings = np.random.default_rng(5).random((2, 3000))
    some = ratings[:, :40]
    for level in LEVELS:
        assert -0.2 < krippendorff_alpha(ratings, level) < 0.2
        assert krippendorff_alpha(some, level) == pytest.approx(by_definition(some, level), abs=1e-9)
