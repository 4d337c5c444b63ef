"""What the title of an event, of a note or of a file says: that it is an occasion, of what kind, and with whom."""

from __future__ import annotations

import re

from shadowkit import guide
from shadowkit.readers import people

_SPLIT = re.compile(r"\s[-–—|/]\s|[:;,()\[\]|•<>&+]|\b(?:and|und)\b", re.IGNORECASE)
_WITH = re.compile(r"\b(?:with|mit)\s|\bw/\s*", re.IGNORECASE)
_PLACE = re.compile(r"(?:\s+at\s|\s*@\s).*", re.IGNORECASE)
_OCCASION = (r"interview(?:ing|ed)?|informational|shadow(?:ing|ed)?|chat|call|coffee|lunch|talk|meeting|zoom|gespräch|"
             r"conversation|notes?|recording|transcript(?:ion)?|audio|captions?")
_CLUES = re.compile(r"\b(?:{})\w*|\b(?:{}|video|phone|with|for)\b".format("|".join(
    sorted((re.sub(r"[ -]", r"[\\s-]+", words) for all_words in guide.TITLE_CLUES.values() for words in all_words),
           key=len, reverse=True)), _OCCASION), re.IGNORECASE)
_IS_OCCASION = re.compile(rf"\b(?:{_OCCASION})\b|{_WITH.pattern}|<>", re.IGNORECASE)
_IS_SHADOW = re.compile(r"\bshadow(?:ing|ed)?\b", re.IGNORECASE)
#: Small words that belong to a name, and those that no name has; in a title without capitals these are more.
_PARTICLES = frozenset({"de", "da", "do", "dos", "del", "della", "di", "der", "den", "van", "von", "zu", "la", "le",
                        "al", "el", "bin", "binti", "ibn", "y"})
_NO_NAMES = frozenset({"the", "from", "about", "of", "hospital", "clinic", "school", "university", "college", "center",
                       "centre", "company", "inc", "llc", "office", "department"})
_NO_NAMES_SMALL = _NO_NAMES | {"a", "an", "my", "our", "me", "on", "in", "to", "career", "day"}



def is_occasion(title: str) -> bool:
    """Tell whether a title names an occasion, such as an interview or a coffee, and not only a person."""
    return _IS_OCCASION.search(title) is not None


def is_shadow(title: str) -> bool:
    """Tell whether a title says that somebody was watched at work."""
    return _IS_SHADOW.search(title) is not None


def person(title: str, me: str = "") -> str | None:
    """Return the person a title such as ``Coffee chat with Amara Okonkwo (video)`` names, who is not ``me``."""
    parts = _WITH.split(title, maxsplit=1)
    for at, part in enumerate(reversed(parts)):
        is_behind_with = len(parts) == 2 and at == 0
        for piece in _SPLIT.split(part):
            words = re.sub(r"['’]s$", "", _CLUES.sub(" ", _PLACE.sub("", f" {piece}")).strip()).split()
            name = " ".join(words)
            if _is_name(words, alone=is_behind_with, lower=title.islower()) and people.plain(name) not in ("", me):
                return name
    return None


def _is_name(words: list[str], *, alone: bool, lower: bool) -> bool:
    """Tell whether words are a person's name; one word only where it stands ``alone`` behind *with*.

    In a title without capitals (``lower``), those of names need none either.
    """
    is_titled = bool(words) and people.bare(words[0]) in people.TITLES
    rest = words[1:] if is_titled else words
    if not 1 <= len(rest) <= 5 or any(re.search(r"[\d?!#*/\\]", word) for word in rest):
        return False
    if any(word.casefold() in (_NO_NAMES_SMALL if lower else _NO_NAMES) or not word[0].isalpha() for word in rest):
        return False
    if not lower and any(word[0].islower() for word in rest if word.casefold() not in _PARTICLES):
        return False
    return len(rest) > 1 or is_titled or alone
