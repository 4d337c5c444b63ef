"""What coders gave to units, counted: how many of them gave each value to each unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from shadowkit.errors import one_of

#: Cells of a table of units × values that may be made at a time; with more, entries are summed one repeat at a time.
_DENSE = 4_000_000
_FEW = 32


class Tally(NamedTuple):
    """How many coders gave each value to each unit; only what was given is listed, unit by unit."""

    values: np.ndarray
    #: Of each entry the number of its unit, the number of its value, and how many coders gave it.
    unit: np.ndarray
    value: np.ndarray
    count: np.ndarray
    #: Of each unit how many coders gave it a value.
    rated: np.ndarray


def codes_of(ratings: object, values: Sequence[object] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct values in order, and what each coder gave as their numbers, -1 where missing.

    Parameters
    ----------
    ratings : array, coders × units
        Numbers or words; NaN or None is missing.
    values : list, optional
        All values there are, in their order; by default those that were given, sorted.

    Returns
    -------
    values : array
    codes : array of int, coders × units

    Raises
    ------
    LogError
        If something was given that is not among ``values``.
    """
    given, missing, domain = _read(ratings, values)
    order = np.argsort(domain, kind="stable")
    codes = np.full(given.shape, -1, dtype=np.int64)
    codes[~missing] = order[np.searchsorted(domain[order], given[~missing])]
    return domain, codes


def tally(ratings: object, *, values: Sequence[object] | None = None) -> Tally:
    """Count how many coders gave each value to each unit.

    Parameters
    ----------
    ratings : array, coders × units
        Numbers or words; NaN or None is missing.
    values : list, optional
        All values there are, in their order; by default those that were given, sorted.

    Returns
    -------
    Tally

    Raises
    ------
    LogError
        If something was given that is not among ``values``.

    Examples
    --------
    >>> tally([[1, 2, 2], [1, 1, None]]).count.tolist()
    [2, 1, 1, 1]
    """
    given, _, domain = _read(ratings, values)
    if not 0 < len(domain) <= _FEW:
        return tally_codes(*codes_of(ratings, values))
    # Of few values, to look for each is faster than to look each up.
    counts = np.stack([np.add.reduce(given == value, axis=0, dtype=np.int32) for value in domain], axis=1)
    return tally_counts(counts, values=domain)


def tally_codes(values: np.ndarray, codes: np.ndarray) -> Tally:
    """Count how many coders gave each value to each unit, from what :func:`codes_of` returned."""
    units, width = codes.shape[1], max(len(values), 1)
    cells = (codes + np.arange(units) * width)[codes >= 0]
    if units * width <= 4 * codes.size:
        every = np.bincount(cells, minlength=units * width)
        found = np.flatnonzero(every)
        count = every[found]
    else:
        found, count = np.unique(cells, return_counts=True)
    unit, value = np.divmod(found, width)
    return Tally(values, unit, value, count, np.bincount(unit, count, minlength=units))


def tally_counts(counts: object, *, values: Sequence[object] | None = None) -> Tally:
    """Take a table of units × values that is counted already, as it is published for many raters.

    Examples
    --------
    >>> tally_counts([[7, 1], [3, 5]]).rated.tolist()
    [8, 8]
    """
    counts = np.asarray(counts)
    unit, value = np.nonzero(counts)
    named = np.arange(counts.shape[1]) if values is None else np.asarray(values)
    return Tally(named, unit, value, counts[unit, value].astype("int64"), counts.sum(axis=1, dtype="int64"))


def sums_by_value(times: np.ndarray, unit: np.ndarray, value: np.ndarray, amount: np.ndarray, values: int,
                  ) -> np.ndarray:
    """Sum the amounts of entries by their value, in each of several repeats: repeats × values.

    Parameters
    ----------
    times : array of float, repeats × units
        How often each unit counts in each repeat.
    unit, value : array of int, entries
        The unit and the value that each entry is of.
    amount : array of float, entries
    values : int
        How many values there are.
    """
    units = times.shape[1]
    if units * values <= _DENSE:
        return times @ np.bincount(unit * values + value, amount, minlength=units * values).reshape(units, values)
    return np.stack([np.bincount(value, amount * each[unit], minlength=values) for each in times])


def two_by_two(ratings: object, *, values: Sequence[object] | None = None) -> np.ndarray:
    """Return how often one coder gave the value of the row and the other that of the column.

    Examples
    --------
    >>> two_by_two([[1, 1, 0, 0, 0], [0, 1, 1, 0, None]]).tolist()
    [[1, 1], [1, 1]]
    """
    domain, codes = codes_of(ratings, values)
    one, other = codes[:, (codes >= 0).all(axis=0)]
    return np.bincount(one * len(domain) + other, minlength=len(domain) ** 2).reshape(len(domain), len(domain))


def counted(given: Tally | object) -> Tally:
    """Return the tally of ratings that may be tallied already."""
    return given if isinstance(given, Tally) else tally(given)


def _read(ratings: object, values: Sequence[object] | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return ratings as an array of numbers or of words, which of them are missing, and the values there are."""
    given = np.atleast_2d(np.asarray(ratings))
    if given.dtype.kind in "OUS":
        words = given.astype(object)
        missing = np.equal(words, None) | np.not_equal(words, words)
        given = words if any(isinstance(value, str) for value in words.flat) else words.astype(float)
    else:
        missing = np.isnan(given)
    there = np.unique(given[~missing])
    if values is None:
        return given, missing, there
    for value in there.tolist():
        if value not in values:
            raise one_of("ratings", value, map(str, values))
    return given, missing, np.asarray(values, dtype=object if given.dtype == object else None)
