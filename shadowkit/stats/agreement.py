"""How far coders agree: percent, Cohen's kappa, Krippendorff's alpha, Gwet's AC1 and Fleiss' kappa.

What coders gave is an array of coders × units, and what a coder did not look at is missing in it, which is no answer.
A coefficient that has nothing to go by, because everybody always gave the same, is undefined: it is missing, not 1.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from shadowkit.errors import LogError, one_of
from shadowkit.stats.ratings import Tally, counted, sums_by_value
from shadowkit.stats.shares import Z

LEVELS = ("nominal", "ordinal", "interval", "ratio")
#: Rows of a table of distances between values that are made at a time, so that the whole is never in memory.
_ROWS = 256


class Coefficient(NamedTuple):
    """A coefficient with its standard error and 95 % interval; missing where it is undefined."""

    value: float
    se: float
    low: float
    high: float


def percent_agreement(given: Tally | object, times: np.ndarray | None = None) -> np.ndarray | float:
    """Return the share of pairs of coders who gave the same, the mean over all units that two or more rated.

    Parameters
    ----------
    given : array, coders × units, or Tally
        What was given; NaN or None is missing.
    times : array of float, repeats × units, optional
        How often each unit counts in each of several repeats; by default once.

    Returns
    -------
    float, or array of float, repeats
        0 to 1; missing where no unit was rated twice.

    Examples
    --------
    >>> percent_agreement([[1, 1, 0, 0, 0], [0, 1, 1, 0, None]])
    0.5
    """
    given = counted(given)
    weight = _times(given, times)
    same = np.bincount(given.unit, given.count * (given.count - 1.0), minlength=len(given.rated))
    twice = given.rated >= 2
    share = np.where(twice, same / np.maximum(given.rated * (given.rated - 1.0), 1), 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _as_asked(weight @ share / (weight @ twice), times)


def krippendorff_alpha(
    given: Tally | object, level: str = "nominal", times: np.ndarray | None = None,
) -> np.ndarray | float:
    """Return Krippendorff's alpha: 1 less the disagreement seen over the disagreement that chance would bring.

    Parameters
    ----------
    given : array, coders × units, or Tally
        What was given, by any number of coders; NaN or None is missing. A :func:`tally` also says the order of words.
    level : {"nominal", "ordinal", "interval", "ratio"}
        What a difference between two values means: that they differ; how many ranks lie between; how far they are
        apart; how far apart in proportion to their sum.
    times : array of float, repeats × units, optional
        How often each unit counts in each of several repeats; by default once.

    Returns
    -------
    float, or array of float, repeats
        At most 1, 0 for chance; missing where all values that can be compared are the same, or there is none.

    Raises
    ------
    LogError
        If the level is none of these, or does not fit the values: words have no distance, and a ratio no minus.

    Notes
    -----
    Krippendorff (2004), Content Analysis, chapter 11. For ordinal values the distance is the difference of mid-ranks,
    which is the sum that he gives; no table of values × values is kept, so every value may be different.

    Examples
    --------
    >>> a = [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None]
    >>> b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3]
    >>> c = [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None]
    >>> d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]
    >>> round(krippendorff_alpha([a, b, c, d]), 6)
    0.743421
    """
    if level not in LEVELS:
        raise one_of("level", level, LEVELS)
    given = counted(given)
    if level in ("interval", "ratio") and len(given.values):
        if given.values.dtype.kind not in "biuf":
            raise LogError(f"`level` is {level!r}, which needs numbers, and the first value is "
                           f"{str(given.values[0])!r}; use 'nominal', or 'ordinal' with `values` in their order.")
        if level == "ratio" and (given.values < 0).any():
            raise LogError("`level` is 'ratio', which needs values of 0 or more, and there is "
                           f"{given.values.min():g}; use 'interval'.")
    weight = _times(given, times)
    twice = given.rated[given.unit] >= 2
    unit, value, count = given.unit[twice], given.value[twice], given.count[twice]
    totals = sums_by_value(weight, unit, value, count, len(given.values))
    size = totals.sum(axis=1)
    if level == "ordinal":
        place = np.cumsum(totals, axis=1) - totals / 2
    elif level == "nominal":
        place = None
    else:
        place = given.values.astype(float)[None]
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = _expected(level, totals, size, place) / (size - 1)
        alpha = 1 - _observed(level, unit, value, count, given.rated, weight, place) / expected
        return _as_asked(np.where(expected > 0, alpha, np.nan), times)


def _observed(level: str, unit: np.ndarray, value: np.ndarray, count: np.ndarray, rated: np.ndarray,
              weight: np.ndarray, place: np.ndarray | None) -> np.ndarray:
    """Sum the squared distances of values given to the same unit, each unit by its number of coders less one."""
    units, share = len(rated), (rated >= 2) / np.maximum(rated - 1.0, 1)
    if level == "nominal":
        return weight @ ((rated**2.0 - np.bincount(unit, count * count, minlength=units)) * share)
    if level == "ratio":
        return weight @ (_ratios(unit, place[0][value], count, units) * share)
    # The distances of numbers from each other are those from their mean, so that no two need be put together.
    far = []
    for row in place - place.sum(axis=1, keepdims=True) / max(place.shape[1], 1):
        sums, squares = (np.bincount(unit, count * row[value] ** power, minlength=units) for power in (1, 2))
        far.append(2 * (rated * squares - sums**2) * share)
    return weight @ far[0] if len(far) == 1 else np.array([each @ row for each, row in zip(weight, far, strict=True)])


def _ratios(unit: np.ndarray, place: np.ndarray, count: np.ndarray, units: int) -> np.ndarray:
    """Sum the squared distances of values given to the same unit in proportion to their sum."""
    seen, step = np.zeros(units), 1
    # Entries stand unit by unit, so those of one unit are found a step apart, then two, and so on.
    while len(first := np.flatnonzero(unit[step:] == unit[:-step])):
        other = first + step
        seen += np.bincount(unit[first], 2 * count[first] * count[other] * _distance("ratio", place[first],
                                                                                     place[other]), minlength=units)
        step += 1
    return seen


def _expected(level: str, totals: np.ndarray, size: np.ndarray, place: np.ndarray | None) -> np.ndarray:
    """Sum the squared distances of all values with all."""
    if level == "nominal":
        return size**2 - (totals**2).sum(axis=1)
    if level == "ratio":
        seen, values = np.zeros(len(totals)), place[0]
        for start in range(0, len(values), _ROWS):
            far = _distance(level, values[start: start + _ROWS, None], values)
            seen += ((totals[:, start: start + _ROWS] @ far) * totals).sum(axis=1)
        return seen
    middle = (totals * place).sum(axis=1, keepdims=True) / size[:, None]
    return 2 * size * (totals * (place - middle) ** 2).sum(axis=1)


def _distance(level: str, value: np.ndarray, other: np.ndarray) -> np.ndarray:
    gap, total = value - other, value + other
    return (gap / np.where(total > 0, total, 1)) ** 2 if level == "ratio" else gap**2


def gwet_ac1(given: Tally | object) -> Coefficient:
    """Return Gwet's AC1 of any number of coders, with gaps or without.

    Parameters
    ----------
    given : array, coders × units, or Tally
        What was given; NaN or None is missing. Chance goes by the number of values, so where some were never given,
        name all there are in a :func:`tally`.

    Returns
    -------
    Coefficient
        Missing where there is only one value.

    Notes
    -----
    Gwet (2008), British Journal of Mathematical and Statistical Psychology 61, 29-48; the variance over units and
    Student's interval as in his Handbook of Inter-Rater Reliability (2014).

    Examples
    --------
    >>> a = [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None]
    >>> b = [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3]
    >>> c = [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None]
    >>> d = [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None]
    >>> print("{:.5f}, se {:.5f}, {:.4f} to {:g}".format(*gwet_ac1([a, b, c, d])))
    0.77544, se 0.14295, 0.4608 to 1
    """
    return _beyond_chance(given, "gwet")


def fleiss_kappa(given: Tally | object) -> Coefficient:
    """Return Fleiss' kappa of any number of coders, with gaps or without.

    Parameters
    ----------
    given : array, coders × units, or Tally
        What was given; NaN or None is missing.

    Returns
    -------
    Coefficient
        Missing where everybody always gave the same value.

    Notes
    -----
    Fleiss (1971), Psychological Bulletin 76, 378-382; with gaps, its variance and interval as in Gwet (2014).

    Examples
    --------
    >>> from shadowkit.stats import tally_counts
    >>> round(fleiss_kappa(tally_counts([[6, 1, 0], [0, 7, 0]])).value, 6)
    0.708333
    """
    return _beyond_chance(given, "fleiss")


def chance(given: Tally, kind: str, times: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the agreement that chance would bring in each repeat, by Gwet's or Fleiss' rule, and each value's share.

    Missing by Gwet's rule where there is only one value.
    """
    weight = _times(given, times)
    part = given.count / given.rated[given.unit]
    shares = sums_by_value(weight, given.unit, given.value, part, len(given.values))
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = shares / (weight @ (given.rated > 0))[:, None]
        by_chance = ((shares * (1 - shares)).sum(axis=1) / (np.float64(len(given.values)) - 1) if kind == "gwet"
                     else (shares**2).sum(axis=1))
    return by_chance, shares


def _beyond_chance(given: Tally | object, kind: str) -> Coefficient:
    """Return (agreement - chance) / (1 - chance), with the variance that the units show."""
    given = counted(given)
    rated, values = given.rated, len(given.values)
    units, twice = int((rated > 0).sum()), int((rated >= 2).sum())
    (by_chance,), (shares,) = chance(given, kind)
    if not twice or not by_chance < 1 or (kind == "gwet" and values < 2):
        return Coefficient(*[np.nan] * 4)
    found = (percent_agreement(given) - by_chance) / (1 - by_chance)
    same = np.bincount(given.unit, given.count * (given.count - 1.0), minlength=len(rated))
    # A unit that one coder rated tells of the values, and nothing of agreement.
    same = np.where(rated >= 2, same / np.maximum(rated * (rated - 1.0), 1) - by_chance, 0) * units / twice
    drawn = np.bincount(given.unit, shares[given.value] * given.count, minlength=len(rated)) / np.maximum(rated, 1)
    drawn = (1 - drawn) / (values - 1) if kind == "gwet" else drawn
    each = (same - 2 * (1 - found) * (drawn - by_chance)) / (1 - by_chance)
    each = each[rated > 0]
    if units < 2:
        return Coefficient(float(found), np.nan, np.nan, np.nan)
    se = math.sqrt(float(((each - found) ** 2).sum()) / (units * (units - 1)))
    reach = student_quantile(units - 1) * se
    return Coefficient(float(found), se, float(max(found - reach, -1)), float(min(found + reach, 1)))


def cohen_kappa(table: object, *, weights: str | None = None) -> Coefficient:
    """Return Cohen's kappa of two coders, plain or weighted, with its asymptotic standard error.

    Parameters
    ----------
    table : array of int, values × values
        How often one coder gave the value of the row and the other that of the column.
    weights : {None, "linear", "quadratic"}
        Whether values that are nearer count as agreeing in part.

    Returns
    -------
    Coefficient
        Missing where both always gave one and the same value.

    Raises
    ------
    LogError
        If ``weights`` is another word, or the table is not square.

    Notes
    -----
    Cohen (1960, 1968); the standard error of Fleiss, Cohen and Everitt (1969), Psychological Bulletin 72, 323-327.

    Examples
    --------
    >>> print("{:.4f}, ASE {:.4f}, {:.4f} to {:.4f}".format(*cohen_kappa([[0, 4, 1], [0, 8, 0], [0, 1, 5]])))
    0.4842, ASE 0.1380, 0.2137 to 0.7547
    """
    if weights not in (None, "linear", "quadratic"):
        raise one_of("weights", weights, ("linear", "quadratic"))
    share = np.asarray(table, dtype=float)
    if share.ndim != 2 or share.shape[0] != share.shape[1]:
        raise LogError(f"`table` must have as many rows as columns, a value each, and its shape is {share.shape}; make "
                       "it with stats.two_by_two([one coder's values, the other's]).")
    width, size = len(share), share.sum()
    share = share / max(size, 1)
    apart = np.abs(np.subtract.outer(np.arange(width), np.arange(width))) / max(width - 1, 1)
    agree = (apart == 0) * 1.0 if weights is None else 1 - (apart if weights == "linear" else apart**2)
    row, column = share.sum(axis=1), share.sum(axis=0)
    by_chance = float(row @ agree @ column)
    if not size or not by_chance < 1:
        return Coefficient(*[np.nan] * 4)
    kappa = (float((share * agree).sum()) - by_chance) / (1 - by_chance)
    mean = np.add.outer(agree @ column, row @ agree) * (1 - kappa)
    spread = float((share * (agree - mean) ** 2).sum()) - (kappa - by_chance * (1 - kappa)) ** 2
    se = math.sqrt(max(spread, 0) / size) / (1 - by_chance)
    return Coefficient(kappa, se, max(kappa - Z * se, -1.0), min(kappa + Z * se, 1.0))


def student_quantile(freedom: int) -> float:
    """Return the 97.5 % point of Student's t.

    Examples
    --------
    >>> round(student_quantile(1), 4), round(student_quantile(11), 4), round(student_quantile(100_000), 4)
    (12.7062, 2.201, 1.96)
    """
    node, part = np.polynomial.legendre.leggauss(64)
    scale = math.exp(math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2)) / math.sqrt(math.pi)
    low, high = 0.0, math.atan(13 / math.sqrt(freedom))
    # Within an angle of plus and minus its arc tangent over the root of the degrees of freedom, t has 95 % of its area.
    for _ in range(60):
        angle = (low + high) / 2
        inside = scale * angle * float(part @ np.cos(angle * node) ** (freedom - 1))
        low, high = (angle, high) if inside < 0.95 else (low, angle)
    return math.tan(low) * math.sqrt(freedom)


def _times(given: Tally, times: np.ndarray | None) -> np.ndarray:
    return np.ones((1, len(given.rated))) if times is None else times


def _as_asked(found: np.ndarray, times: np.ndarray | None) -> np.ndarray | float:
    return float(found[0]) if times is None else found
