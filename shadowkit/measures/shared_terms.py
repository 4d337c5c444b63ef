"""Words, and pairs of words, that several people use on one topic and fewer use on others."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from shadowkit import text
from shadowkit.log import Log
from shadowkit.measures.perspectives import answers_heard

#: What is known of a passage: who said it, in which words, and where.
PASSAGE = ("person", "quote", "question", "student", "contact", "meeting", "position", "start", "end")
#: How many people must use a term before one looks at it; two share some word by chance on any topic.
ENOUGH = 3
#: A sentence longer than this is shown around the term only.
LONG = 280
#: Where a sentence ends; not after a title.
_BETWEEN = re.compile(r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bSt\.)(?<=[.!?…])\s+|(?<=[。！？])|\n+")
#: Words by which people measure, whatever they speak of.
_MEASURES = frozenset(re.split(r"\s+", """anybody day days eight eleven evening fifteen fifty first five forty four
half hour hours hundred later minute minutes month months morning nine nobody one people person second seven six
somebody something ten third thirty thousand three time times twelve twenty two week weeks work working works year
years"""))
_ENDINGS = ("ss", "us", "is")


@dataclass(frozen=True)
class _Spoken:
    """Each time a term was said: its number, the row of its answer, and where it begins and ends in it."""

    heard: pd.DataFrame
    term: np.ndarray
    row: np.ndarray
    start: np.ndarray
    end: np.ndarray
    person: np.ndarray
    words: list[frozenset[str]]


def shared_terms(log: Log, topic: str, most: int) -> list[tuple[str, pd.DataFrame]]:
    """Return the terms that set a topic apart, those of most people more than elsewhere first, with a sentence of each.

    Words of the question do not count, nor do stop words, numbers and words that measure time.
    """
    spoken = log.once("terms", lambda: _spoken(log))
    here = (spoken.heard["topic"] == topic).to_numpy()[spoken.row]
    size = len(spoken.words)
    people, elsewhere = (_people(spoken, mask, size) for mask in (here, ~here))
    candidates = np.flatnonzero((people >= ENOUGH) & (people > elsewhere))
    pair = np.array([len(spoken.words[number]) for number in candidates], dtype=int)
    order = np.lexsort((candidates, -pair, -people[candidates], (elsewhere - people)[candidates]))
    found: list[tuple[str, pd.DataFrame]] = []
    words: set[str] = set()
    for number in candidates[order]:
        if len(found) == most:
            break
        # A pair says more than each of its words, and is not said twice.
        if not words & spoken.words[number]:
            words |= spoken.words[number]
            found.append(_with_quotes(spoken, np.flatnonzero(here & (spoken.term == number))))
    return found


def _spoken(log: Log) -> _Spoken:
    heard = answers_heard(log).dropna(subset="answer").reset_index(drop=True)
    said, asked = text.find_words(heard["answer"].tolist()), text.find_words(heard["question"].tolist())
    number: dict[str, int] = {}
    fold, fold_asked = (np.array([number.setdefault(_folded(word), len(number)) for word in found.words],
                                 dtype=np.int64) for found in (said, asked))
    size = len(number) + 1
    word = fold[said.word]
    kept = np.array([_tells(word) for word in said.words], dtype=bool)[said.word]
    kept &= ~np.isin(said.text * size + word, asked.text * size + fold_asked[asked.word])
    # Two words are a pair where a blank alone stands between them.
    near = (said.text[:-1] == said.text[1:]) & (said.start[1:] - said.end[:-1] == 1)
    first = np.flatnonzero(kept[:-1] & kept[1:] & near)
    pairs, pair = np.unique(word[first] * size + word[first + 1], return_inverse=True)
    alone = np.flatnonzero(kept)
    names = list(number)
    words = [frozenset((name,)) for name in names]
    words += [frozenset((names[key // size], names[key % size])) for key in pairs]
    row = np.concatenate([said.text[alone], said.text[first]])
    return _Spoken(heard, np.concatenate([word[alone], len(names) + pair]), row,
                   np.concatenate([said.start[alone], said.start[first]]),
                   np.concatenate([said.end[alone], said.end[first + 1]]), pd.factorize(heard["person"])[0][row], words)


def _people(spoken: _Spoken, mask: np.ndarray, size: int) -> np.ndarray:
    """Count the different people of each term."""
    many = int(spoken.person.max(initial=0)) + 1
    return np.bincount(np.unique(spoken.term[mask] * many + spoken.person[mask]) // many, minlength=size)


def _with_quotes(spoken: _Spoken, uses: np.ndarray) -> tuple[str, pd.DataFrame]:
    """Return a term as most people write it, and of each of them the first sentence with it."""
    uses = uses[np.lexsort((spoken.start[uses], spoken.row[uses]))]
    # The first time that each of them says it, in the order in which they were met.
    uses = uses[np.sort(np.unique(spoken.person[uses], return_index=True)[1])]
    said = spoken.heard.iloc[spoken.row[uses]]
    places = list(zip(said["answer"], spoken.start[uses].tolist(), spoken.end[uses].tolist(), strict=True))
    spans = [_sentence(*place) for place in places]
    quotes = [answer[first:last] for (answer, *_), (first, last) in zip(places, spans, strict=True)]
    passages = said.assign(quote=quotes, start=[first for first, _ in spans], end=[last for _, last in spans])
    written = Counter(text.normal(answer[start:end]) for answer, start, end in places)
    return written.most_common(1)[0][0], passages[list(PASSAGE)].reset_index(drop=True)


def _sentence(answer: str, start: int, end: int) -> tuple[int, int]:
    """Return where the sentence around a term begins and ends, or what of it is near."""
    breaks = [found.span() for found in _BETWEEN.finditer(answer)]
    first = max((after for _, after in breaks if after <= start), default=0)
    last = min((before for before, _ in breaks if before >= end), default=len(answer))
    if last - first > LONG:
        first, last = max(first, start - LONG // 2), min(last, start + LONG // 2)
    quote = answer[first:last]
    return first + len(quote) - len(quote.lstrip()), last - len(quote) + len(quote.rstrip())


def _tells(word: str) -> bool:
    return word not in text.STOP_WORDS and word not in _MEASURES and not word.isdigit() and (
        len(word) > 2 or not word.isascii())


def _folded(word: str) -> str:
    """Return a word without the ending of an English plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(_ENDINGS) else word
