"""Rates with their interval, when some have not had the time yet: by day, and by what came first."""

from __future__ import annotations

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
