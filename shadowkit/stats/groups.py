"""Groups beside each other: whether they differ, within strata too, and what many of them have in common."""

from __future__ import annotations

import math

import numpy as np

from shadowkit.stats.shares import Z, difference, wilson

#: Two rates whose difference is surely below this, up and down, are said to be about the same.
SAME = 0.05
TOO_FEW = "too few to tell"


def p_value(
    rate: np.ndarray | float, size: np.ndarray | float, other_rate: np.ndarray | float, other_size: np.ndarray | float,
) -> np.ndarray:
    """Return the p-value that belongs to :func:`difference`: one minus the confidence at which its interval touches 0.

    Parameters
    ----------
    rate, size : array of float
        One rate, 0 to 1, and its sample size, whole or effective.
    other_rate, other_size : array of float
        The rate it is compared with, and its sample size.

    Returns
    -------
    p : array of float
        0 to 1; 1 where the rates are the same, missing where one is.

    Notes
    -----
    The interval of Newcombe (1998), method 10, turned round. It leaves 0 out at 95 % exactly where p is below 0.05, so
    that interval and p-value never disagree.

    Examples
    --------
    >>> low = difference(9 / 10, *wilson(9 / 10, 10), 3 / 10, *wilson(3 / 10, 10))[1]
    >>> bool(low > 0), bool(p_value(9 / 10, 10, 3 / 10, 10) < 0.05)
    (True, True)
    """
    rate, size, other_rate, other_size = np.broadcast_arrays(
        *(np.asarray(value, dtype=float) for value in (rate, size, other_rate, other_size)))
    swap = rate < other_rate
    more, more_size = np.where(swap, other_rate, rate), np.where(swap, other_size, size)
    less, less_size = np.where(swap, rate, other_rate), np.where(swap, size, other_size)
    low, high = np.zeros(rate.shape), np.full(rate.shape, 60.0)
    for _ in range(60):
        z = (low + high) / 2
        reach = np.hypot(more - wilson(more, more_size, z=z)[0], wilson(less, less_size, z=z)[1] - less)
        low, high = np.where(more - less > reach, z, low), np.where(more - less > reach, high, z)
    p = np.vectorize(math.erfc, otypes=[float])(low / math.sqrt(2))
    return np.where((size > 0) & (other_size > 0), p, np.nan)


def holm(p: np.ndarray) -> np.ndarray:
    """Return p-values corrected for how many there are, by Holm's step-down rule.

    Parameters
    ----------
    p : array of float
        P-values, 0 to 1; missing ones stay missing and do not count.

    Returns
    -------
    corrected : array of float
        0 to 1.

    Notes
    -----
    Holm (1979), Scandinavian Journal of Statistics 6, 65-70.

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, 0.03])).round(4).tolist()
    [0.03, 0.06, 0.06]
    """
    p = np.asarray(p, dtype=float)
    corrected, order = np.full(len(p), np.nan), np.argsort(p)[: np.count_nonzero(~np.isnan(p))]
    steps = p[order] * np.arange(len(order), 0, -1)
    corrected[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return corrected


def verdict(gap: float, low: float, high: float, p: float) -> str:
    """Say a difference of two rates in words: who is ahead and by how much, about the same, or too few to tell.

    Parameters
    ----------
    gap, low, high : float
        The difference and its interval, -1 to 1.
    p : float
        Its p-value, corrected for the number of comparisons.

    Returns
    -------
    str

    Examples
    --------
    >>> verdict(0.26, 0.12, 0.4, 0.001), verdict(0.26, -0.1, 0.6, 0.2), verdict(0.01, -0.01, 0.03, 0.3)
    ('higher by 12 to 40 points', 'too few to tell', 'about the same')
    """
    if not p < 0.05:
        return "about the same" if max(-low, high) < SAME else TOO_FEW
    low, high = sorted((abs(low), abs(high))) if low * high > 0 else (0.0, max(abs(low), abs(high)))
    digits = 0 if low >= 0.01 else 1
    return f"{'higher' if gap > 0 else 'lower'} by {low * 100:.{digits}f} to {high * 100:.{digits}f} points"


def mantel_haenszel(rate: np.ndarray, size: np.ndarray, other_rate: np.ndarray, other_size: np.ndarray,
                    ) -> dict[str, float]:
    """Compare two groups within strata, so that what differs between the strata does not count.

    Parameters
    ----------
    rate, size : array of float, strata
        The rate of one group in each stratum, 0 to 1, and its sample size, whole or effective.
    other_rate, other_size : array of float, strata
        The same of the other group.

    Returns
    -------
    dict of float
        ``odds_ratio`` with ``odds_ratio_low`` and ``odds_ratio_high`` (95 %; infinite or missing where nobody or
        everybody replied); ``difference`` of the rates with ``low`` and ``high`` (95 %, -1 to 1); ``strata``: in how
        many both groups were asked. All missing where there is none.

    Notes
    -----
    Mantel and Haenszel (1959); the variance of the logarithm of the odds ratio of Robins, Breslow and Greenland (1986,
    Biometrics 42, 311-323). The difference is of the two groups' rates with the Mantel-Haenszel weights of the strata;
    its interval is that of :func:`difference`, each group as large as people of its weights are worth together
    (Kish 1965: one over the sum of weight² / people). With one stratum it is :func:`difference`; with many it is a
    little wide, since what strata explain is not taken off.

    Examples
    --------
    >>> table = mantel_haenszel([0.9, 0.4], [10, 30], [0.8, 0.3], [40, 10])
    >>> round(table["odds_ratio"], 2), round(table["difference"], 2)
    (1.78, 0.1)
    """
    rate, size, other_rate, other_size = (
        np.asarray(value, dtype=float) for value in (rate, size, other_rate, other_size))
    both = (size > 0) & (other_size > 0)
    rate, size, other_rate, other_size = rate[both], size[both], other_rate[both], other_size[both]
    if not len(rate):
        return dict.fromkeys(("odds_ratio", "odds_ratio_low", "odds_ratio_high", "difference", "low", "high"),
                             math.nan) | {"strata": 0}
    total = size + other_size
    yes, no = rate * size, (1 - rate) * size
    other_yes, other_no = other_rate * other_size, (1 - other_rate) * other_size
    concordant, discordant = yes * other_no / total, no * other_yes / total
    p, q = (yes + other_no) / total, (no + other_yes) / total
    r, s = concordant.sum(), discordant.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = r / s
        error = np.sqrt((p * concordant).sum() / (2 * r * r) + (q * discordant).sum() / (2 * s * s)
                        + (p * discordant + q * concordant).sum() / (2 * r * s))
        odds = {"odds_ratio": ratio, "odds_ratio_low": ratio * np.exp(-Z * error),
                "odds_ratio_high": ratio * np.exp(Z * error)}
    weight = size * other_size / total
    weight = weight / weight.sum()
    standard = [((weight * share).sum(), 1 / (weight**2 / people).sum())
                for share, people in ((rate, size), (other_rate, other_size))]
    (one, low, high), (other, other_low, other_high) = ((share, *wilson(share, people)) for share, people in standard)
    gap, low, high = difference(one, low, high, other, other_low, other_high)
    found = odds | {"difference": gap, "low": low, "high": high}
    return {name: float(value) for name, value in found.items()} | {"strata": len(rate)}


def pooled(rate: np.ndarray, size: np.ndarray) -> dict[str, np.ndarray]:
    """Draw the rates of many groups towards their common mean, small groups more than large ones.

    Parameters
    ----------
    rate, size : array of float, groups
        The rate of each group, 0 to 1, and its sample size, whole or effective.

    Returns
    -------
    dict of arrays, groups
        ``weight``: how much of a group's own rate is left, 0 to 1; ``rate``: the pooled rate; ``low`` and ``high``:
        Wilson's interval of 95 %, as if the group were as many larger as its neighbours lend it. All missing with fewer
        than four groups, where nobody could tell how much groups differ.

    Notes
    -----
    A beta-binomial model, its prior estimated as by Morris (1983, Journal of the American Statistical Association 78,
    47-55), with the binomial variance at the mean of all. Where all groups are of one size this is the estimator of
    Efron and Morris (1977, Scientific American 236, 119-127).

    Examples
    --------
    >>> hits = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
    >>> found = pooled(hits / 45, np.full(18, 45))
    >>> found["weight"].round(4)[0].item(), found["rate"].round(3)[0].item()
    (0.2117, 0.294)
    """
    rate, size = np.asarray(rate, dtype=float), np.asarray(size, dtype=float)
    known = (size > 0) & ~np.isnan(rate)
    weight, mean, groups = np.full(len(rate), np.nan), math.nan, int(known.sum())
    if groups >= 4:
        own, people = rate[known], size[known]
        between = 0.0
        for _ in range(200):
            middle = (own * people).sum() / people.sum()
            within = middle * (1 - middle) / people
            trust = 1 / np.maximum(within + between, 1e-300)
            mean = (trust * own).sum() / trust.sum()
            excess = (trust * (groups / (groups - 1) * (own - mean) ** 2 - within)).sum() / trust.sum()
            before, between = between, max(excess, 0.0)
            if abs(before - between) < 1e-12:
                break
        drawn = (groups - 3) / (groups - 1) * within / np.maximum(within + between, 1e-300)
        weight[known] = 1 - drawn
    with np.errstate(divide="ignore", invalid="ignore"):
        together = weight * rate + (1 - weight) * mean
        low, high = wilson(together, size / weight)
    return {"weight": weight, "rate": together, "low": low, "high": high}
