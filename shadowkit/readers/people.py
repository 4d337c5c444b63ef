"""Who is whom where several files speak of people: the same e-mail address, or else the same name.

Every reader compares names, and makes handles of them, with what is here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import takewhile

#: Words before and after a name that are no part of it.
TITLES = frozenset({
    "dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "rev", "fr", "herr", "frau", "mme",
    "m", "sr", "sra", "dipl", "ing",
})
_SUFFIXES = frozenset({
    "jr", "sr", "ii", "iii", "iv", "phd", "dphil", "mba", "esq", "edd",
})
#: Those that are suffixes after a comma only: Ma is also somebody's name.
_AFTER_COMMA = _SUFFIXES | frozenset({
    "md", "do", "ma", "msc", "ba", "bsc", "bs", "ms", "meng", "rn", "np", "cpa", "cfa", "jd", "llm", "mph", "mpa",
    "pe", "pmp", "phr", "shrm", "dds", "dvm", "bcba", "lcsw",
})
_TITLES_BEHIND = frozenset({"dr", "prof", "professor", "dipl", "ing"})
#: How alike two names must be to be proposed as one, where neither says so by itself.
_ALIKE = 0.87


@lru_cache(maxsize=100_000)
def plain(name: str) -> str:
    """Return a name without regard to case, accents, titles and suffixes, the given name first.

    Examples
    --------
    >>> plain("Dr. Tomáš Dvořák, MBA"), plain("DVOŘÁK, Tomáš")
    ('tomas dvorak', 'tomas dvorak')
    """
    _, said, _ = _parted(name)
    return " ".join(map(bare, said)) or " ".join(map(bare, _words(name)))


def _parted(name: str) -> tuple[list[str], list[str], list[str]]:
    """Return the titles of a name, its words in the order one says them, and what stands behind it."""
    first, *others = [part for part in map(_words, re.sub(r"\([^)]*\)", " ", name).split(",")) if part] or [[]]
    titles, behind, parts = [], [], [first]
    for part in others:
        is_name = any(bare(word) not in _AFTER_COMMA | _TITLES_BEHIND for word in part)
        (parts if is_name else behind).append(part if is_name else " ".join(part))
    for part in parts:
        while len(part) > 1 and bare(part[0]) in TITLES:
            titles.append(part.pop(0))
        while len(part) > 1 and bare(part[-1]) in _SUFFIXES | _TITLES_BEHIND:
            word = part.pop()
            (titles if bare(word) in _TITLES_BEHIND else behind).insert(0, word)
    said = [word for part in (parts[::-1] if len(parts) == 2 else parts) for word in part]
    # A family name may stand first in capitals; what is short is initials, or a firm.
    family = list(takewhile(lambda word: word.isupper() and len(bare(word)) > 3, said))
    rest = said[len(family):]
    return titles, said if any(map(str.isupper, rest)) else rest + family, behind


def words(name: str | None) -> frozenset[str]:
    """Return the words of a name as they are compared, whatever stands between them."""
    return frozenset(plain(re.sub(r"[-_.]", " ", name or "")).split())


def spoken(name: str) -> str:
    """Return a name as one says it: the given name first."""
    if "," not in name and not any(map(str.isupper, name.split())):
        return " ".join(name.split())
    titles, said, behind = _parted(name)
    if said == [word for word in _words(name) if word in said]:
        return " ".join(name.split())
    return ", ".join([" ".join([*titles, *said, *re.findall(r"\([^)]*\)", name)]), *behind])


@lru_cache(maxsize=100_000)
def handle(name: str, email: str = "") -> str:
    """Return a short handle for a person, of the address where there is no name; empty where there is neither.

    Examples
    --------
    >>> handle("Dr. Amara Okonkwo"), handle("", "a.okonkwo@example.org"), handle("李 明")
    ('amara-okonkwo', 'a-okonkwo', '李-明')
    """
    said = plain(name) or email.partition("@")[0].casefold()
    return "-".join(re.findall(r"[^\W_]+", said))[:60].strip("-")


def unused(handle: str, taken: dict[str, int]) -> str:
    """Return a handle that is not among those taken yet, with a number behind it where it is, and take it."""
    own = handle
    while own in taken:
        # Of many with one name, each counts on from the last.
        taken[handle] += 1
        own = f"{handle}-{taken[handle]}"
    taken[own] = 1
    return own


def address(email: str) -> str:
    """Return an e-mail address so that the same one is the same text: without name, brackets and case."""
    found = re.search(r"[^\s<>,;:\"']+@[^\s<>,;:\"']+", email)
    return found[0].casefold().strip(".") if found else ""


def near(name: str, others: Iterable[str]) -> str | None:
    """Return the one of other names that may be the same person's, written otherwise; never one that is the same."""
    words = plain(name).split()
    if not words:
        return None
    best, close, said = _ALIKE, None, " ".join(words)
    # Most names are told apart by their letters alone, which is far quicker than laying them side by side.
    letters = SequenceMatcher(None, "", said)
    for other in others:
        theirs = plain(other).split()
        if not theirs or theirs == words:
            continue
        if _is_short_for(words, theirs) or _is_short_for(theirs, words):
            return other
        letters.set_seq1(" ".join(theirs))
        if letters.real_quick_ratio() >= best and letters.quick_ratio() >= best and (
                ratio := SequenceMatcher(None, said, " ".join(theirs)).ratio()) >= best:
            best, close = ratio, other
    return close


def _is_short_for(short: list[str], long: list[str]) -> bool:
    """Tell whether a name may be another one with an initial, without a middle name, or the first name alone."""
    if len(short) == 1:
        return len(long) > 1 and short[0] == long[0] and len(short[0]) > 1
    if short[-1] != long[-1] or len(short) > len(long):
        return False
    one, other = short[0], long[0]
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\s_/]+", name) if bare(word)]


@lru_cache(maxsize=100_000)
def bare(word: str) -> str:
    """Return a word as it is compared: its letters and digits without case and accents."""
    letters = unicodedata.normalize("NFKD", word.casefold().replace("ø", "o").replace("ł", "l").replace("đ", "d"))
    return "".join(letter for letter in letters if letter.isalnum() or letter == "-" and len(word) > 1).strip("-")
