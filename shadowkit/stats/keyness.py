"""What sets the words of one group apart from those of another: arrays of counts in, scores out."""

from __future__ import annotations

import numpy as np


def log_odds(here: np.ndarray, elsewhere: np.ndarray, words_here: np.ndarray, words_elsewhere: np.ndarray, *,
             prior: np.ndarray | float, prior_words: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
    """Return how much likelier each word is here than elsewhere (log-odds, Dirichlet prior), and its z score.

    With y mentions of n words here and y' of n' elsewhere, and a prior as if everybody had said the word a times more
    among a0 more words: log_odds = log((y+a)/(n+a0-y-a)) - log((y'+a)/(n'+a0-y'-a)), and z = log_odds divided by the
    root of 1/(y+a) + 1/(y'+a), the two-term form of the variance (Monroe, Colaresi and Quinn 2008, "Fightin' Words",
    Political Analysis 16:372-403).

    Parameters
    ----------
    here, elsewhere : array of int
        Mentions of each word.
    words_here, words_elsewhere : int or array of int
        Mentions of all words.
    prior, prior_words : float or array of float
        a of each word, and a0, their sum.

    Returns
    -------
    tuple of array
        The log-odds and z; missing where no other word was said.

    Examples
    --------
    >>> ratio, z = log_odds(np.array([1, 1]), np.array([0, 1]), 9, 9, prior=0.05, prior_words=0.55)
    >>> z.round(4).tolist()
    [0.6894, 0.0]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (np.log((here + prior) / (words_here + prior_words - here - prior))
                 - np.log((elsewhere + prior) / (words_elsewhere + prior_words - elsewhere - prior)))
    ratio = np.where(np.isfinite(ratio), ratio, np.nan)
    return ratio, ratio / np.sqrt(1 / (here + prior) + 1 / (elsewhere + prior))


def keyness(here: np.ndarray, elsewhere: np.ndarray, words_here: np.ndarray, words_elsewhere: np.ndarray) -> np.ndarray:
    """Return the chi-square of each word's two-by-two table, with a minus where it is rarer here than elsewhere.

    The table has mentions of the word and of all other words, here and elsewhere. Yates' correction of one half is made
    where an expected count is below 5 and does not exceed the difference, as corpus linguists do (Yates 1934).

    Parameters
    ----------
    here, elsewhere : array of int
        Mentions of each word.
    words_here, words_elsewhere : int or array of int
        Mentions of all words.

    Returns
    -------
    array of float
        Missing where a row or column of the table is empty.

    Examples
    --------
    >>> keyness(np.array([48]), np.array([6]), 1000, 2000).round(2).tolist()
    [76.37]
    """
    a, b = np.asarray(here, dtype=float), np.asarray(elsewhere, dtype=float)
    c, d = words_here - a, words_elsewhere - b
    total, cross = a + b + c + d, a * d - b * c
    with np.errstate(divide="ignore", invalid="ignore"):
        least = np.minimum(a + b, c + d) * np.minimum(a + c, b + d) / total
        apart = np.abs(cross) - np.where((least < 5) & (np.abs(cross) >= total / 2), total / 2, 0)
        return np.sign(cross) * total * apart**2 / ((a + b) * (c + d) * (a + c) * (b + d))
