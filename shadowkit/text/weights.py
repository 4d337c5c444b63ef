"""How much each word tells of a text: often in it, and in few others."""

from __future__ import annotations

import numpy as np

from shadowkit.text.words import Counts


def rarity(counts: Counts) -> np.ndarray:
    """Return of each word, and of one that no text has, log((1 + texts) / (1 + texts with the word)) + 1."""
    having = np.bincount(counts.word, minlength=len(counts.words) + 1)
    return np.log((1 + counts.texts) / (1 + having)) + 1


def weights(text: np.ndarray, count: np.ndarray, rare: np.ndarray, texts: int) -> np.ndarray:
    """Return the weight of each word of each text: its count times its rarity, each text's of length 1.

    The product of the weights of the words that two texts share, added up, is the cosine between them (Salton, Wong and
    Yang 1975).

    Examples
    --------
    >>> weights(np.array([0, 0, 1]), np.array([3, 2, 1]), np.array([1.0, 2.0, 1.0]), 2).tolist()
    [0.6, 0.8, 1.0]
    """
    weight = count * rare
    return weight / np.sqrt(np.bincount(text, weight**2, texts))[text]
