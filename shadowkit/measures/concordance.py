"""A word wherever it is said, with what stands around it and who said it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from numbers import Real

import numpy as np
import pandas as pd

from shadowkit import text
from shadowkit.errors import LogError
from shadowkit.log import Log
from shadowkit.measures import must_be_log
from shadowkit.measures.chosen import said_by
from shadowkit.measures.words import answers_said, words_said

#: Stands for any letters at the beginning or the end of a word.
ANY = "*"
COLUMNS = ("person", "topic", "question", "before", "match", "after", "student", "contact", "meeting", "position",
           "start", "end", "at_word")


def concordance(
    log: Log, words: str, *, regex: bool = False, window: int = 7, people: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Find a word, or several in a row, wherever it is said: keyword in context.

    One row per mention, in the order in which people were met. Capitals, the kind of apostrophe and whatever stands
    between two words make no difference. Words are found whole, as :func:`shadowkit.distinctive` counts them:
    ``"night"`` is neither in "nights" nor in "night-time", and ``"night*"`` finds all three.

    Parameters
    ----------
    log : Log
        The log of one student or of many; of many, show to nobody what single people said.
    words : str
        What to look for; ``*`` at the end or beginning of a word stands for any letters.
    regex : bool
        Whether ``words`` is a regular expression of Python's, capitals making no difference. It is tried on each answer
        as it is written, without a limit of time: one with a repeated repetition, such as ``(a+)+b``, may take for
        ever. Whole words are never tried like that, and explorers look for nothing else.
    window : int
        How many words before and after.
    people : list of str, optional
        Handles or names of the contacts whose words to search; by default everybody's.

    Returns
    -------
    DataFrame
        ``person``, and the ``topic`` and ``question`` that were answered; ``before``, ``match``, ``after``;
        ``student``, ``contact``, ``meeting``, ``position`` of the answer in it; ``start`` and ``end``: characters of
        the answer, counted from 0; ``at_word``: the word of the answer in which the match begins, counted from 1.

    Raises
    ------
    LogError
        If there is no word to look for, the regular expression is none, a person does not exist, or ``window`` is no
        whole number.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.concordance(sk.example("student"), "nurse", window=2)
    >>> table[["before", "match", "after"]].values.tolist()[0]
    ['a night', 'nurse', 'called Bernadette']
    """
    must_be_log(log, "concordance")
    if not isinstance(words, str):
        raise LogError(f"`words` must be what to look for, such as 'night'; it was {words!r}.")
    if not (isinstance(window, Real) and window >= 0 and window % 1 == 0):
        raise LogError(f"`window` must be a whole number of words, 0 or more; it was {window!r}.")
    said, found = answers_said(log), words_said(log)
    row, start, end = _of_pattern(said["answer"], words) if regex else _of_words(found, words)
    searched = said_by(people, said)
    kept = searched[row]
    row, start, end = row[kept], start[kept], end[kept]
    table = said.iloc[row].drop(columns="answer").assign(
        start=start, end=end, **_around(said["answer"].tolist(), found, row, start, end, int(window)))
    table = table[list(COLUMNS)].reset_index(drop=True)
    table.attrs = {"measure": "concordance", "words": words, "regex": regex, "students": len(log.students),
                   "heard": said.loc[searched, "person"].nunique()}
    return table


def _of_words(found: text.Found, words: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return text, start and end of every place where words stand in a row."""
    wanted = [_wanted(found.words, word, *open_at) for word, *open_at in _pieces(words)]
    # Where the last words of all texts stand, there is no room for more behind them.
    first = np.arange(max(len(found.word) - len(wanted) + 1, 0))
    for place, those in enumerate(wanted):
        first = first[those[found.word[first + place]]]
    last = first + len(wanted) - 1
    together = found.text[first] == found.text[last]
    first, last = first[together], last[together]
    return found.text[first], found.start[first], found.end[last]


def _pieces(words: str) -> list[tuple[str, bool, bool]]:
    """Return each word to look for, and whether other letters may stand before and after it."""
    plain = text.normal(words)
    pieces = [(plain[start:end], plain[:start].endswith(ANY), plain[end:].startswith(ANY))
              for start, end in zip(*text.spans(plain), strict=True)]
    if not pieces:
        raise LogError(f"`words` must have a word to look for, such as 'night' or 'night{ANY}'; it was {words!r}.")
    return pieces


def _wanted(words: list[str], word: str, open_before: bool, open_after: bool) -> np.ndarray:
    """Tell which words of all that are said are looked for."""
    fits = {(False, False): word.__eq__, (False, True): lambda other: other.startswith(word),
            (True, False): lambda other: other.endswith(word), (True, True): lambda other: word in other}
    return np.fromiter(map(fits[open_before, open_after], words), dtype=bool, count=len(words))


def _of_pattern(answers: pd.Series, pattern: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return text, start and end of every match of a regular expression that is not empty."""
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        where = "" if error.pos is None else f" at character {error.pos + 1}"
        raise LogError(f"`words` is not a regular expression: {error.msg}{where} of {pattern!r}; write a backslash "
                       "before a sign that is meant as it stands, or leave `regex` out to look for words.") from None
    places = [(row, *match.span()) for row, answer in enumerate(answers) for match in compiled.finditer(answer)
              if match.end() > match.start()]
    return tuple(np.array(places, dtype=np.int64).reshape(-1, 3).T)


def _around(answers: list[str], found: text.Found, row: np.ndarray, start: np.ndarray, end: np.ndarray,
            window: int) -> dict[str, object]:
    """Return the words before and after each match, and the number of the word in which it begins."""
    # One number for each place in all texts lets all be looked up at once.
    width = int(max(found.end.max(initial=0), end.max(initial=0))) + 1
    first, behind = np.searchsorted(found.text, row), np.searchsorted(found.text, row, side="right")
    before = np.searchsorted(found.text * width + found.start, row * width + start)
    after = np.searchsorted(found.text * width + found.end, row * width + end, side="right")
    # Where there is no word before or after, nothing stands around the match.
    begins = np.where(before > first, np.append(found.start, 0)[np.maximum(before - window, first)], start)
    ends = np.where(after < behind, np.append(found.end, 0)[np.minimum(after + window, behind) - 1], end)
    begins, ends = (begins, ends) if window else (start, end)
    inside = np.searchsorted(found.text * width + found.start, row * width + start, side="right")
    places = list(zip(row.tolist(), begins.tolist(), start.tolist(), end.tolist(), ends.tolist(), strict=True))
    return {"before": [" ".join(answers[at][begin:stop].split()) for at, begin, stop, _, _ in places],
            "match": [answers[at][begin:stop] for at, _, begin, stop, _ in places],
            "after": [" ".join(answers[at][begin:stop].split()) for at, _, _, begin, stop in places],
            "at_word": np.maximum(inside - first, 1)}
