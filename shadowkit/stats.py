"""Rates that do not lie: numpy on small arrays of counts, one interval everywhere."""

from __future__ import annotations

import math

import numpy as np

#: The 97.5 % point of the normal distribution, for intervals of 95 %.
Z = 1.959963984540054


def wilson(rate: np.ndarray | float, size: np.ndarray | float, *, z: float = Z) -> tuple[np.ndarray, np.ndarray]:
    """Return Wilson's score interval of a rate seen in a sample of some size.

    Parameters
    ----------
    rate : array of float
        Observed rates, 0 to 1.
    size : array of float
        Sample sizes, whole or effective; nothing is known where it is 0.
    z : float
        Normal quantile of the confidence; 1.96 for 95 %.

    Returns
    -------
    low, high : array of float
        Bounds from 0 to 1, of the shape of ``rate``; missing where there is no sample.

    Notes
    -----
    Wilson (1927), as method 3 of Newcombe (1998), Statistics in Medicine 17, 857-872.

    Examples
    --------
    >>> low, high = wilson(81 / 263, 263)
    >>> f"{low:.4f} to {high:.4f}"
    '0.2553 to 0.3662'
    """
    rate, size = np.asarray(rate, dtype=float), np.asarray(size, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (rate + z * z / (2 * size)) / (1 + z * z / size)
        half = z / (1 + z * z / size) * np.sqrt(rate * (1 - rate) / size + z * z / (4 * size * size))
        # Rounding must not push a bound past the rate it belongs to.
        low, high = np.minimum(np.maximum(middle - half, 0), rate), np.maximum(np.minimum(middle + half, 1), rate)
    return np.where(size > 0, low, np.nan), np.where(size > 0, high, np.nan)


def difference(
    rate: np.ndarray | float, low: np.ndarray | float, high: np.ndarray | float,
    other_rate: np.ndarray | float, other_low: np.ndarray | float, other_high: np.ndarray | float,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the difference of two independent rates with Newcombe's hybrid score interval.

    Parameters
    ----------
    rate, low, high : array of float
        One rate and its interval, as :func:`wilson` or :func:`reply_shares` give it, 0 to 1.
    other_rate, other_low, other_high : array of float
        The rate that is taken away, and its interval.

    Returns
    -------
    difference, low, high : array of float
        ``rate - other_rate`` and its bounds, -1 to 1.

    Notes
    -----
    Method 10 of Newcombe (1998), Statistics in Medicine 17, 873-890.

    Examples
    --------
    >>> _, low, high = difference(56 / 70, *wilson(56 / 70, 70), 48 / 80, *wilson(48 / 80, 80))
    >>> f"{low:.4f} to {high:.4f}"
    '0.0524 to 0.3339'
    """
    rate, low, high, other_rate, other_low, other_high = (
        np.asarray(value, dtype=float) for value in (rate, low, high, other_rate, other_low, other_high))
    gap = rate - other_rate
    return (
        gap,
        gap - np.sqrt((rate - low) ** 2 + (other_high - other_rate) ** 2),
        gap + np.sqrt((high - rate) ** 2 + (other_rate - other_low) ** 2),
    )


def reply_shares(replied: np.ndarray, still_waiting: np.ndarray, *, last_only: bool = False) -> dict[str, np.ndarray]:
    """Return the share who have replied by each day, when some have not had the time yet.

    Parameters
    ----------
    replied : array of int, groups × days
        How many of a group replied on day 0, 1, 2, …
    still_waiting : array of int, groups × days
        How many without a reply were last looked at on that day, or later in the last column.
    last_only : bool
        Whether only each group's :func:`last_day` is wanted, as one column: for many groups that costs half.

    Returns
    -------
    dict of arrays, groups × days
        ``at_risk`` (people not heard from before that day and still looked at), ``rate`` (share who have replied by the
        end of the day, Kaplan-Meier; missing in an empty group), ``size`` (effective sample size), ``low`` and ``high``
        (95 %). With ``last_only`` groups × 1, and ``day``: which day that is.

    Notes
    -----
    Kaplan and Meier (1958); a reply on a day counts before a censoring on that day. The interval is Wilson's at the
    effective sample size F(1 - F) / Var(F) with Greenwood's variance (Rothman 1978, Journal of Chronic Diseases 31,
    557-560). Where the share is 0 or 1 that variance is 0; then, as with the variance of Peto et al. (1977, British
    Journal of Cancer 35, 1-39), the size is the number at risk over the share silent before, on that day, or on the day
    the last one at risk replied. With nobody waiting it is Wilson's interval.

    Examples
    --------
    >>> shares = reply_shares(np.array([[0, 2, 1]]), np.array([[0, 0, 5]]))
    >>> shares["rate"].round(3).tolist()
    [[0.0, 0.25, 0.375]]
    """
    replied, still_waiting = np.asarray(replied, dtype=float), np.asarray(still_waiting, dtype=float)
    gone = np.cumsum(replied + still_waiting, axis=1)
    asked = gone[:, -1:]
    at_risk = asked - gone + replied + still_waiting
    with np.errstate(divide="ignore", invalid="ignore"):
        # Counts are whole: a divisor of at least 1 changes only those of 0, and costs less than a choice in each cell.
        silent = np.cumprod(1 - replied / np.maximum(at_risk, 1), axis=1)
        rest = at_risk * (at_risk - replied)
        greenwood = np.cumsum(replied / np.maximum(rest, 1) * (rest > 0), axis=1)
        # The last one at risk decides: the share silent is exactly 0 from the day that all at risk have replied.
        last = np.argmax(silent == 0, axis=1)[:, None]
        before = np.where(last > 0, np.take_along_axis(silent, np.maximum(last - 1, 0), axis=1), 1.0)
        in_the_end = np.take_along_axis(at_risk, last, axis=1) / before
        if last_only:
            day = last_day(at_risk, np.where(asked > 0, 1 - silent[:, -1:], np.nan)[:, 0])[:, None]
            at_risk, silent, greenwood = (
                np.take_along_axis(each, day, axis=1) for each in (at_risk, silent, greenwood))
        rate = np.where(asked > 0, 1 - silent, np.nan)
        between = rate * (1 - rate) / (silent**2 * greenwood)
    size = np.where(silent == 1, at_risk, np.where(silent == 0, in_the_end, between))
    low, high = wilson(rate, size)
    shares = {"at_risk": at_risk, "rate": rate, "size": size, "low": low, "high": high}
    return shares | {"day": day} if last_only else shares


def last_day(at_risk: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Return the day each group's rate is for: the last with somebody at risk, or the end once all have replied.

    Parameters
    ----------
    at_risk : array of float, groups × days
        As :func:`reply_shares` gives it.
    rate : array of float
        The share of each group who have replied in the end.

    Returns
    -------
    array of int

    Examples
    --------
    >>> last_day(np.array([[5.0, 3.0, 0.0], [2.0, 1.0, 0.0]]), np.array([0.4, 1.0])).tolist()
    [1, 2]
    """
    end = at_risk.shape[1] - 1
    last = end - np.argmax(at_risk[:, ::-1] > 0, axis=1)
    return np.where((rate == 1) | np.isnan(rate), end, last)


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


#: Two rates whose difference is surely below this, up and down, are said to be about the same.
SAME = 0.05
TOO_FEW = "too few to tell"


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


def shares_by_cause(replied: np.ndarray, still_waiting: np.ndarray) -> dict[str, np.ndarray]:
    """Return the share of people for whom each of several things came first, when some have not had the time yet.

    Parameters
    ----------
    replied : array of int, causes × days
        For how many each thing happened on day 0, 1, 2, …; each person is counted once.
    still_waiting : array of int, days
        For how many nothing had happened when they were last looked at, by day; or later, in the last column.

    Returns
    -------
    dict of arrays, causes
        ``rate`` by the last day with somebody at risk, ``low`` and ``high`` (95 %); the rates of all causes together
        are that of :func:`reply_shares`.

    Notes
    -----
    Aalen and Johansen (1978); Wilson's interval at the effective size of :func:`reply_shares`, with the variance that
    Marubini and Valsecchi (1995, Analysing Survival Data, 10.3) give. With nobody waiting it is Wilson's interval.

    Examples
    --------
    >>> first_then_second = np.array([[3, 1, 0, 0], [0, 0, 2, 0]])
    >>> shares_by_cause(first_then_second, np.array([0, 0, 0, 4]))["rate"].round(2).tolist()
    [0.4, 0.2]
    """
    replied, still_waiting = np.asarray(replied, dtype=float), np.asarray(still_waiting, dtype=float)
    any_cause = replied.sum(axis=0)
    shares = {name: values[0] for name, values in reply_shares(any_cause[None], still_waiting[None]).items()}
    at_risk = shares["at_risk"]
    before = np.concatenate([[1.0], 1 - shares["rate"][:-1]])
    with np.errstate(divide="ignore", invalid="ignore"):
        steps = np.where(at_risk > 0, before * replied / at_risk, 0.0)
        so_far = np.cumsum(steps, axis=1)
        rate = so_far[:, -1]
        later = rate[:, None] - so_far
        variance = (
            np.where(at_risk > any_cause, later**2 * any_cause / (at_risk * (at_risk - any_cause)), 0.0)
            + np.where(at_risk > 0, before**2 * replied * (at_risk - replied) / at_risk**3, 0.0)
            - np.where(at_risk > 0, 2 * later * before * replied / at_risk**2, 0.0)).sum(axis=1)
        last = max(int(np.count_nonzero(at_risk)) - 1, 0)
        size = np.where((rate > 0) & (rate < 1), rate * (1 - rate) / variance, at_risk[last] / before[last])
    low, high = wilson(rate, size)
    return {"rate": np.where(at_risk[0] > 0, rate, np.nan), "low": low, "high": high}
