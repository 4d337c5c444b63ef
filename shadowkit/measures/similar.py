"""The answers that are most like one answer, and the words that make them so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Real

import numpy as np
import pandas as pd

from shadowkit import text
from shadowkit.errors import LogError
from shadowkit.log import Log
from shadowkit.measures import must_be_log
from shadowkit.measures.words import answers_said, checked_stop_words, words_said

COLUMNS = ("person", "topic", "question", "answer", "similarity", "shared_words", "student", "contact", "meeting",
           "position")
#: As many words say why two answers are alike.
SHARED = 6
_KEY = ("student", "meeting", "position")


def similar(
    log: Log, answer: str | tuple | Mapping[str, object] | pd.Series, *, top: int = 5, others_only: bool = True,
    stop_words: Iterable[str] | None = text.STOP_WORDS,
) -> pd.DataFrame:
    """Find the answers most like one answer, or like a text, by the words they share.

    One row per answer, the most alike on top. Words are compared and not what is meant: two who say the same in other
    words are not found, and the shared words say why two are.

    Parameters
    ----------
    log : Log
        The log of one student or of many; of many, show to nobody what single people said.
    answer : tuple, row or str
        An answer of the log as ``(meeting, position)`` or ``(student, meeting, position)``, or a row of any table that
        has these columns; or a text of your own.
    top : int
        How many answers at most.
    others_only : bool
        Whether to leave out what the same person said elsewhere. The answer itself is always left out.
    stop_words : collection of str, optional
        Words that do not count, by default English ones that say little; None counts every word.

    Returns
    -------
    DataFrame
        ``person``, ``topic``, ``question``, ``answer``; ``similarity``: from 0, no word in common, to 1, the same words
        equally often; ``shared_words``: those that make it so, the weightiest first; ``student``, ``contact``,
        ``meeting``, ``position``. Answers that share no word are left out.

        The similarity is the cosine between the answers' words, each word's count weighed by
        log((1 + answers) / (1 + answers with the word)) + 1 (Salton, Wong and Yang 1975).

    Raises
    ------
    LogError
        If there is no such answer, or ``top`` is no number above 0.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.similar(sk.example("student"), ("m01", 5), top=2)
    >>> table[["person", "shared_words"]].values.tolist()[0]
    ['Grace Mwenzi', 'ladder, clinical, promoted, people']
    """
    must_be_log(log, "similar")
    if not (isinstance(top, Real) and top >= 1):
        raise LogError(f"`top` must be a whole number above 0; it was {top!r}.")
    said = answers_said(log)
    left_out = checked_stop_words(stop_words)
    index = log.once(("answers weighed", left_out), lambda: _weighed(words_said(log), left_out))
    own = np.zeros(len(said), dtype=bool) if isinstance(answer, str) else _rows_of(said, answer)
    asked = None if isinstance(answer, str) else said[own].iloc[0]
    words = answer if asked is None else asked["answer"]
    shares = index.weight * _query(index, words, left_out)[index.counts.word]
    similarity = np.bincount(index.counts.text, shares, len(said))
    if asked is not None:
        similarity[own | (others_only & (said["person"] == asked["person"]).to_numpy())] = 0
    order = np.argsort(-similarity, kind="stable")[: int(top)]
    order = order[similarity[order] > 0]
    table = said.iloc[order].assign(similarity=similarity[order].clip(max=1), shared_words=pd.Series(
        [_shared(index, shares, row) for row in order], said.index[order], dtype="str"))
    table = table[list(COLUMNS)].reset_index(drop=True)
    table.attrs = {"measure": "similar", "text": words, "students": len(log.students), "compared": int(len(said)),
                   "person": None if asked is None else asked["person"],
                   "question": None if asked is None or pd.isna(asked["question"]) else asked["question"]}
    return table


@dataclass(frozen=True)
class _Index:
    """The words of all answers, weighed."""

    counts: text.Counts
    number: dict[str, int]
    rarity: np.ndarray
    weight: np.ndarray


def _weighed(found: text.Found, stop_words: frozenset[str] | None) -> _Index:
    counts = found.counts(stop_words)
    rare = text.rarity(counts)
    return _Index(counts, {word: place for place, word in enumerate(counts.words)}, rare,
                  text.weights(counts.text, counts.count, rare[counts.word], counts.texts))


def _query(index: _Index, words: str, stop_words: frozenset[str] | None) -> np.ndarray:
    """Return the weight of each word of the log in a text; words that no answer has make the others weigh less."""
    counts = text.count_words([words], stop_words=stop_words)
    place = np.array([index.number.get(word, len(index.number)) for word in counts.words], dtype=np.int64)
    place = place[counts.word]
    weight = np.zeros(len(index.number) + 1)
    np.add.at(weight, place, text.weights(counts.text, counts.count, index.rarity[place], 1))
    return weight


def _shared(index: _Index, shares: np.ndarray, row: int) -> str:
    """Return the words that make an answer alike, the weightiest first."""
    first, behind = np.searchsorted(index.counts.text, [row, row + 1])
    order = first + np.argsort(-shares[first:behind], kind="stable")[:SHARED]
    return ", ".join(index.counts.words[word] for word in index.counts.word[order[shares[order] > 0]])


def _rows_of(said: pd.DataFrame, answer: object) -> np.ndarray:
    """Tell which rows are the answer that is asked for."""
    if isinstance(answer, Mapping | pd.Series) and {"meeting", "position"} <= set(answer.keys()):
        wanted = {name: answer[name] for name in _KEY if name in answer}
    elif isinstance(answer, tuple) and len(answer) in (2, 3):
        wanted = dict(zip(_KEY[-len(answer):], answer, strict=True))
    else:
        raise LogError("`answer` must be a text, an answer of the log such as ('m01', 2), the meeting and its "
                       f"position, or a row with these columns; it was {str(answer)[:60]!r}.")
    rows = np.logical_and.reduce([(said[name] == value).fillna(False).to_numpy(dtype=bool)
                                  for name, value in wanted.items()])
    place = ", ".join(f"{name} {value!r}" for name, value in wanted.items())
    if not rows.any():
        raise LogError(f"There is no answer with words at {place}; the columns `meeting` and `position` of log.answers "
                       "say which there are.")
    if said.loc[rows, "student"].nunique() > 1:
        raise LogError(f"Several students have an answer at {place}; write (student, meeting, position).")
    return rows
