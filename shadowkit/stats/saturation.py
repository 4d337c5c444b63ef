"""Have I heard enough? New things per interview, the rule of base, run and threshold, and what another order gives."""

from __future__ import annotations

import numpy as np


def new_things(interview: np.ndarray, thing: np.ndarray, interviews: int) -> np.ndarray:
    """Count what is heard for the first time at each interview.

    Parameters
    ----------
    interview, thing : ndarray of int
        One entry per mention: the place of the interview, counted from 0, and the number of the thing. A thing that is
        mentioned twice in an interview may stand twice.
    interviews : int
        How many interviews there are.

    Returns
    -------
    ndarray of int
        One count per interview.

    Examples
    --------
    >>> new_things(np.array([0, 0, 1, 2, 2]), np.array([0, 1, 1, 0, 2]), 3).tolist()
    [2, 0, 1]
    """
    order = np.argsort(interview, kind="stable")
    _, first = np.unique(thing[order], return_index=True)
    return np.bincount(interview[order][first], minlength=interviews)


def rule_met(new: np.ndarray, *, base: int, run: int, threshold: float) -> int | None:
    """Return after how many interviews nothing much new came in a run, or None where that never was.

    The rule of Guest, Namey and Chen (2020), PLoS ONE 15, e0232076: of the first ``base`` interviews the different
    things are counted. Then each run of ``run`` interviews in a row is looked at, runs overlapping, the first beginning
    right after the base. The rule is met at the first run where (new things in the run) / (things in the base) is at
    most ``threshold``; the quotient is not rounded. "8+2" means met after 8 interviews, confirmed by the 2 after them.

    Parameters
    ----------
    new : ndarray of int
        New things per interview, in the order of the interviews.
    base, run : int
        How many interviews are the base, and how many make a run.
    threshold : float
        The largest share that is not much, 0 to 1.

    Returns
    -------
    int or None
        The interviews before the run: 8 of "8+2".

    Examples
    --------
    >>> rule_met(np.array([5, 4, 3, 1, 1, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0]), base=4, run=2, threshold=0.05)
    8
    """
    heard = np.concatenate([[0], np.cumsum(new)])
    if len(new) < base + run or not heard[base]:
        return None
    met = (heard[base + run:] - heard[base:-run]) / heard[base] <= threshold
    return base + int(met.argmax()) if met.any() else None


def in_random_orders(
    interview: np.ndarray, thing: np.ndarray, interviews: int, *, orders: int = 1000, seed: int = 1,
    share: float = 0.95,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return how many things are heard by the k-th interview when the interviews come in random orders.

    In an order a thing is heard first at the smallest place among the interviews that mention it, so no order is ever
    walked through, and what counts is how many mentions there are. Of these first places, sorted within an order, the
    m-th is at most k where m things or more are heard by k; so the bounds come from sorting the m-th over the orders.

    Parameters
    ----------
    interview, thing : ndarray of int
        As for :func:`new_things`.
    interviews : int
        How many interviews there are.
    orders : int
        How many random orders.
    seed : int
        Seed of the random numbers: the same seed gives the same orders.
    share : float
        The share of orders between the bounds.

    Returns
    -------
    mean, low, high : ndarray of float, int, int
        One value per interview. The bounds are the quantiles ``(1 - share) / 2`` and ``(1 + share) / 2`` of the orders
        (inverse of the distribution function, so they are counts that occurred).

    Examples
    --------
    >>> mean, low, high = in_random_orders(np.array([0, 1, 1]), np.array([0, 0, 1]), 2)
    >>> low.tolist(), high.tolist(), bool(1.4 < mean[0] < 1.6), float(mean[1])
    ([1, 2], [2, 2], True, 2.0)
    """
    pairs = np.unique(np.column_stack([thing, interview]), axis=0)
    _, starts = np.unique(pairs[:, 0], return_index=True)
    small = np.min_scalar_type(max(interviews, 1))
    places = np.random.default_rng(seed).permuted(
        np.broadcast_to(np.arange(interviews, dtype=small), (orders, interviews)), axis=1)
    # One row per interview, so that the smallest place is taken over whole rows.
    places = np.ascontiguousarray(places.T)
    first = np.array([places[rows].min(axis=0) for rows in np.split(pairs[:, 1], starts[1:]) if len(rows)],
                     dtype=small).reshape(-1, orders)
    mean = np.cumsum(np.bincount(first.ravel(), minlength=interviews)) / orders
    first = np.sort(np.sort(first, axis=0), axis=1)
    low, high = (first[:, orders - max(int(np.ceil(orders * quantile)), 1)] for quantile in
                 ((1 - share) / 2, (1 + share) / 2))
    return mean, *(np.cumsum(np.bincount(bound, minlength=interviews)) for bound in (low, high))
