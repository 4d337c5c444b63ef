"""Words of texts, in any script: found, told from those that say nothing, and counted."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

#: English words that stand in every text and say nothing about it. Another list, or none, may be given instead.
STOP_WORDS = frozenset(re.split(r"\s+", """
a about above after again against all almost along already also although always am among an
and another any anybody anyone anything are aren't around as at away back be became because become been before began
being below between both but by came can can't cannot come could couldn't did didn't do does doesn't doing don't done
down during each either else enough even ever every everybody everyone everything few first for from further gave get
gets getting give go goes going gone got had hadn't has hasn't have haven't having he he'd he'll he's her here here's
hers herself him himself his how how's however i i'd i'll i'm i've if in into is isn't it it'd it'll it's its itself
just kind know last least less let let's like little lot lots made make makes many may maybe me mean might mine more
most much must my myself need never next no nobody none nor not nothing now of off often oh ok okay on once one ones
only onto or other others our ours ourselves out over own perhaps per put quite rather really right said same say says
see seem seems seen several shall she she'd she'll she's should shouldn't since so some somebody someone something
sometimes somewhat soon still such sure take taken than that that'll that's the their theirs them themselves then there
there's these they they'd they'll they're they've thing things think this those though thought three through thus till
to together too took toward towards two under until up upon us use used uses using very want was wasn't way we we'd
we'll we're we've well went were weren't what what's whatever when when's where where's whether which while who who's
whole whom whose why will with within without won't would wouldn't yeah yes yet you you'd you'll you're you've your
yours yourself yourselves""".strip()))

#: Stands between two texts, and is no word.
_BETWEEN = "\x00"
#: The vowel signs of many scripts, without which their words would fall to pieces.
_MARKS = ("Mn", "Mc")
_APOSTROPHES = "'’ʼ"
_JOINING = np.array([ord(character) for character in _APOSTROPHES + "-"], dtype=np.uint32)


@dataclass(frozen=True)
class Found:
    """Every word of many texts in its place, in the order in which they are said.

    ``words`` has each word once; ``word``, ``text``, ``start`` and ``end`` have one entry for each time one is said:
    its place in ``words``, the place of its text, and the characters of the text it stands on. ``texts`` is how many
    texts there are.
    """

    words: list[str]
    word: np.ndarray
    text: np.ndarray
    start: np.ndarray
    end: np.ndarray
    texts: int

    def counts(self, stop_words: Iterable[str] | None = STOP_WORDS) -> Counts:
        """Return how often each word stands in each text, stop words left out."""
        return _counts(self.words, self.word, self.text, self.texts, stop_words)


@dataclass(frozen=True)
class Counts:
    """How often each word stands in each text; what is not there is nought.

    ``words`` has each word once; ``text``, ``word`` and ``count`` have one entry for each word of each text: the place
    of the text, the place in ``words``, and how often; ordered by text. ``texts`` is how many texts there are.
    """

    words: list[str]
    text: np.ndarray
    word: np.ndarray
    count: np.ndarray
    texts: int


def words(text: str) -> list[str]:
    """Return the words of a text, lower case, in any script."""
    return _words_alone(text.lower())[0].split()


def word_count(text: object) -> int:
    """Return how many words a text has; none where it is missing."""
    return len(spans(text)[0]) if isinstance(text, str) else 0


def normal(text: str) -> str:
    """Return a text as words are compared: lower case, letters composed, every apostrophe the same."""
    text = text if text.isascii() else unicodedata.normalize("NFC", text).replace("’", "'").replace("ʼ", "'")
    return text.lower()


def spans(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Return where the words of a text begin, and where they end."""
    return _edges(_words_alone(text)[1])


def find_words(texts: Sequence[str | None]) -> Found:
    """Find every word of many texts; a missing text has none.

    Examples
    --------
    >>> found = find_words(["The dog, the dog!", "A dog"])
    >>> found.words, found.word.tolist(), found.text.tolist(), found.start.tolist()
    (['the', 'dog', 'a'], [0, 1, 0, 1, 2, 1], [0, 0, 0, 0, 1, 1], [0, 4, 9, 13, 0, 2])
    """
    words, word, text, begins, ends, first = _found(texts)
    return Found(words, word, text, begins - first[text], ends - first[text], len(texts))


def count_words(texts: Sequence[str | None], *, stop_words: Iterable[str] | None = STOP_WORDS) -> Counts:
    """Count the words of many texts.

    Parameters
    ----------
    texts : sequence of str
        A missing text has no words.
    stop_words : collection of str, optional
        Words that are not counted; None counts them all.

    Returns
    -------
    Counts

    Examples
    --------
    >>> counts = count_words(["The dog and the dog", "A cat"])
    >>> counts.words, counts.text.tolist(), counts.word.tolist(), counts.count.tolist()
    (['dog', 'cat'], [0, 1], [0, 1], [2, 1])
    """
    words, word, text, *_ = _found(texts)
    return _counts(words, word, text, len(texts), stop_words)


def worth_counting(words: Sequence[str], stop_words: Iterable[str] | None) -> np.ndarray:
    """Tell of each word whether it is none of the stop words."""
    left_out = frozenset(map(normal, stop_words or ()))
    return np.array([word not in left_out for word in words], dtype=bool)


def tally(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the different keys in order, and how often each is there."""
    if keys.max(initial=0) < np.iinfo(np.int32).max:
        # Half the bytes are sorted in half the time.
        keys = keys.astype(np.int32)
    keys = np.sort(keys)
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    return keys[first].astype(np.int64), np.diff(first, append=len(keys))


def _counts(words: list[str], word: np.ndarray, text: np.ndarray, texts: int,
            stop_words: Iterable[str] | None) -> Counts:
    kept = worth_counting(words, stop_words)
    there = kept[word]
    new, size = np.cumsum(kept) - 1, max(int(kept.sum()), 1)
    key, count = tally(text[there] * size + new[word[there]])
    return Counts([name for name, keep in zip(words, kept, strict=True) if keep], key // size, key % size, count, texts)


def _found(texts: Sequence[str | None]) -> tuple[list[str], np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the words; of each time one is said its number, its text, and where it begins and ends; the texts' begins.

    Begins and ends are counted through all texts, as if they were one.
    """
    plain = [text.replace(_BETWEEN, " ") if isinstance(text, str) else "" for text in texts]
    alone, inside = _words_alone(_BETWEEN.join(plain))
    # Lower case is not wanted before the places are known: a letter may become two.
    said = (alone.lower() if alone.isascii() else alone).split()
    # One dictionary numbers all words at once, each new one by how many it has; one for each text takes twice as long.
    spelling: defaultdict[str, int] = defaultdict()
    spelling.default_factory = spelling.__len__
    word = np.fromiter(map(spelling.__getitem__, said), dtype=np.int64, count=len(said))
    number: dict[str, int] = {}
    same = np.array([number.setdefault(normal(word), len(number)) for word in spelling], dtype=np.int64)
    begins, ends = _edges(inside)
    first = np.cumsum([0, *(len(text) + 1 for text in plain)])
    text = np.searchsorted(first, begins, side="right") - 1
    return list(number), same[word], text, begins, ends, first


def _edges(inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    edges = np.flatnonzero(np.diff(inside, prepend=False, append=False))
    return edges[::2], edges[1::2]


def _codes(text: str) -> tuple[np.ndarray, str]:
    """Return the number of each character, and the narrowest encoding that has one number for each."""
    if text.isascii():
        return np.frombuffer(text.encode("ascii"), dtype=np.uint8), "ascii"
    data = text.encode("utf-16-le", "surrogatepass")
    if len(data) == 2 * len(text):
        return np.frombuffer(data, dtype="<u2"), "utf-16-le"
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4"), "utf-32-le"


def _words_alone(text: str) -> tuple[str, np.ndarray]:
    """Return a text with blanks for whatever is no part of a word, and which of its characters are."""
    codes, encoding = _codes(text)
    letter = np.zeros(int(codes.max(initial=0)) + 1, dtype=bool)
    letter[codes] = True
    there = np.flatnonzero(letter)
    letter[there] = [(character.isalnum() and character not in _APOSTROPHES)
                     or unicodedata.category(character) in _MARKS for character in map(chr, there)]
    inside = letter[codes]
    # An apostrophe or a hyphen belongs to a word where it stands between two letters.
    joins = np.zeros(len(letter), dtype=bool)
    joins[_JOINING[len(joins) > _JOINING]] = True
    inside[1:-1] |= joins[codes[1:-1]] & inside[:-2] & inside[2:]
    return np.where(inside, codes, codes.dtype.type(32)).tobytes().decode(encoding), inside
