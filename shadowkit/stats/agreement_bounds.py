"""How sure the agreement of coders is: every coefficient with its interval, from the units drawn again and again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from shadowkit.stats.agreement import chance, krippendorff_alpha, percent_agreement
from shadowkit.stats.ratings import codes_of, sums_by_value, tally_codes
from shadowkit.stats.shares import wilson

RESAMPLES, SEED = 1000, 20261122
#: Why a coefficient is missing.
UNDEFINED, NOT_COMPARED, NOT_TWO = "undefined: no variation", "undefined: nothing seen by two coders", "two coders only"
#: Numbers that are held at a time while units are drawn.
_CELLS = 4_000_000


class Estimate(NamedTuple):
    """A coefficient and its 95 % interval; where it is missing, ``note`` says why."""

    value: float
    low: float
    high: float
    note: str = ""


def agreement_estimates(
    ratings: object, *, level: str = "nominal", values: Sequence[object] | None = None,
    sizes: Sequence[float] | None = None, clusters: Sequence[object] | None = None, resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, Estimate]:
    """Return percent agreement, Cohen's kappa, Krippendorff's alpha and Gwet's AC1, each with its interval.

    Parameters
    ----------
    ratings : array, coders × units
        Numbers or words; NaN or None is missing, which is no answer.
    level : {"nominal", "ordinal", "interval", "ratio"}
        What a difference between two values means to alpha.
    values : list, optional
        All values there are, in their order; by default those that were given, sorted.
    sizes : array of float, units, optional
        How much each unit counts, such as the characters of a passage; by default all alike.
    clusters : array, units, optional
        Which units belong together and are drawn together, such as the passages of an answer; by default each is drawn
        for itself.
    resamples : int
        How often the units are drawn again, with replacement.
    seed : int
        The same seed gives the same intervals.

    Returns
    -------
    dict
        ``percent`` (a share, 0 to 1), ``kappa`` (of two coders), ``alpha`` and ``ac1``: an Estimate each. Its note says
        "undefined: no variation" where everybody always gave the same single value.

    Notes
    -----
    The interval is from the 2.5 to the 97.5 % point of the coefficient over the draws (Efron 1979, Annals of Statistics
    7, 1-26); a draw in which it is undefined is left out. Where coders never differ, or always, drawing shows no doubt
    at all, however few the units; there the bounds are those that Wilson's interval of the agreement would give.

    Examples
    --------
    >>> found = agreement_estimates([[1, 1, 0, 0, 0, 1], [1, 0, 0, 0, 0, 1]], seed=1)
    >>> print("{:.2f} ({:.2f} to {:.2f})".format(*found["alpha"]))
    0.69 (-0.10 to 1.00)
    """
    domain, codes = codes_of(ratings, values)
    seen = (codes >= 0).any(axis=0)
    sizes = None if sizes is None else np.asarray(sizes, dtype=float)[seen]
    clusters = None if clusters is None else np.asarray(clusters)[seen]
    patterns, of = _patterns(codes[:, seen], len(domain))
    twice = (patterns >= 0).sum(axis=0) >= 2
    if not twice.any():
        return dict.fromkeys(("percent", "kappa", "alpha", "ac1"), Estimate(*[np.nan] * 3, NOT_COMPARED))
    given, draws = tally_codes(domain, patterns), _draws(of, len(twice), sizes, clusters, resamples, seed)
    found: list[dict[str, np.ndarray]] = []
    for times in draws:
        percent, by_chance = percent_agreement(given, times), chance(given, "gwet", times)[0]
        with np.errstate(divide="ignore", invalid="ignore"):
            each = {"percent": percent, "alpha": krippendorff_alpha(given, level, times),
                    "ac1": np.where(by_chance < 1, (percent - by_chance) / (1 - by_chance), np.nan)}
        if len(codes) == 2:
            each["kappa"], of_two = _kappa(patterns, len(domain), times)
        if not found:
            compared = twice[of]
            size = compared.sum() if clusters is None else len(np.unique(clusters[compared]))
            chances = {"percent": 0.0, "alpha": chance(given, "fleiss", times)[0][0], "ac1": by_chance[0],
                       "kappa": of_two[0] if len(codes) == 2 else np.nan}
            bounds = wilson(percent[0], size) if percent[0] in (0, 1) else ()
        found.append(each)
    every = {name: np.concatenate([each[name] for each in found]) for name in found[0]}
    order = ("percent", "kappa", "alpha", "ac1")
    # How far apart values are that never were the same, the agreement does not tell.
    unknown = level != "nominal" and every["percent"][0] == 0
    return {name: _estimate(every[name], chances[name], () if unknown and name == "alpha" else bounds)
            if name in every else Estimate(*[np.nan] * 3, NOT_TWO) for name in order}


def _patterns(codes: np.ndarray, values: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what coders give together, each once, and which of these each unit has: few where values are few."""
    if (values + 1.0) ** len(codes) >= 2**62:
        return codes, np.arange(codes.shape[1])
    number = np.zeros(codes.shape[1], dtype=np.int64)
    for row in codes:
        number = number * (values + 1) + row + 1
    _, first, of = np.unique(number, return_index=True, return_inverse=True)
    return codes[:, first], of


def _draws(of: np.ndarray, patterns: int, sizes: np.ndarray | None, clusters: np.ndarray | None, resamples: int,
           seed: int) -> Iterator[np.ndarray]:
    """Yield how often each pattern counts: in what was seen, then in draws of as many units, or clusters of them."""
    rng = np.random.default_rng(seed)
    # Units that look alike need not be drawn one by one: how many of each come up is multinomial.
    alone = clusters is None and sizes is None
    if alone:
        share = np.bincount(of, minlength=patterns) / len(of)
    else:
        _, group = np.unique(np.arange(len(of)) if clusters is None else clusters, return_inverse=True)
        groups = int(group.max()) + 1
        weight = np.bincount(group * patterns + of, sizes, minlength=groups * patterns).reshape(groups, patterns)
    yield (np.bincount(of, minlength=patterns) if alone else weight.sum(axis=0))[None].astype(float)
    step = max(1, _CELLS // max(patterns if alone else groups, patterns))
    for start in range(0, resamples, step):
        some = min(step, resamples - start)
        if alone:
            yield rng.multinomial(len(of), share, size=some).astype(float)
        else:
            drawn = rng.integers(0, groups, (some, groups)) + np.arange(some)[:, None] * groups
            yield np.bincount(drawn.ravel(), minlength=some * groups).reshape(some, groups) @ weight


def _kappa(codes: np.ndarray, values: int, times: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Cohen's kappa in each repeat, and the agreement that chance would bring; no table of values × values."""
    both = (codes >= 0).all(axis=0)
    (one, other), times = codes[:, both], times[:, both]
    size = times.sum(axis=1)
    units = np.arange(both.sum())
    rows, columns = (sums_by_value(times, units, given, np.ones(len(units)), values) for given in (one, other))
    with np.errstate(divide="ignore", invalid="ignore"):
        by_chance = (rows * columns).sum(axis=1) / size**2
        return np.where(by_chance < 1, (times @ (one == other) / size - by_chance) / (1 - by_chance), np.nan), by_chance


def _estimate(found: np.ndarray, by_chance: float, bounds: Sequence[float]) -> Estimate:
    value, drawn = float(found[0]), found[1:][~np.isnan(found[1:])]
    if np.isnan(value):
        return Estimate(np.nan, np.nan, np.nan, UNDEFINED)
    reach = [*np.quantile(drawn, (0.025, 0.975))] if len(drawn) else [np.nan, np.nan]
    reach += [(bound - by_chance) / (1 - by_chance) for bound in bounds]
    return Estimate(value, max(float(np.nanmin(reach)), -1.0) if len(drawn) else np.nan,
                    float(np.nanmax(reach)) if len(drawn) else np.nan)
