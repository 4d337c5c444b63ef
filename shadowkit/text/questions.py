"""Questions: the topic one is about, and which mean the same."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from shadowkit import guide
from shadowkit.text.words import words

#: Words that say nothing about what a question is about.
_EMPTY = frozenset(re.split(r"\s+", """a an and are as at be been but by can could did do does for from had has have
how i if in into is it its me my of on or our she he so some tell that the their them there they this to us was we were
what when where which who whom why will with would you your yourself about please thing things describe explain any out
up"""))
#: Words that mean the same in a question about work; the left one stands for all of them.
_SAME = {word: words.split()[0] for words in (
    "profession job work career occupation field role position", "typical usual normal ordinary average regular",
    "like enjoy love favorite favourite best", "least worst dislike hate hardest", "start started begin began get got "
    "come came become became enter", "future heading outlook trend", "promotion promoted advance advancement advancing",
) for word in words.split()}


def topic_of(question: object) -> str | None:
    """Return the guide's topic whose clues a question has the most of, or None where it has none.

    Examples
    --------
    >>> topic_of("What does a typical day look like for you?")
    'day'
    """
    if not isinstance(question, str):
        return None
    # A clue is the beginning of a word: "hate" is not in "whatever".
    plain = " " + " ".join(words(question))
    hits = Counter({topic: sum(" " + clue in plain for clue in clues) for topic, clues in guide.TOPIC_CLUES.items()})
    topic, count = hits.most_common(1)[0]
    return topic if count else None


def alike(questions: Sequence[str], *, at_least: float = 0.6) -> list[int]:
    """Group questions by their wording: return for each the place of the wording that stands for its group.

    Wordings are compared by the cosine of the words they have, empty words left out and words that mean the same at
    work counting as one; the most frequent wording of a group stands for it.

    Examples
    --------
    >>> alike(["What do you like most?", "What do you enjoy most?", "What hardware do you use?"])
    [0, 0, 2]
    """
    wordings = Counter(questions)
    order = [wording for wording, _ in wordings.most_common()]
    bags = [{_stem(_SAME.get(word, word)) for word in words(wording)} - _EMPTY for wording in order]
    leader_of: dict[str, str] = {}
    leaders_with: dict[str, list[int]] = {}
    for row, (wording, bag) in enumerate(zip(order, bags, strict=True)):
        shared = Counter(leader for word in bag for leader in leaders_with.get(word, ()))
        close = {leader: count / math.sqrt(len(bag) * len(bags[leader])) for leader, count in shared.items()}
        best = max(close, key=close.get, default=None)
        if best is not None and close[best] >= at_least:
            leader_of[wording] = order[best]
            continue
        leader_of[wording] = wording
        for word in bag:
            leaders_with.setdefault(word, []).append(row)
    first_place = {wording: place for place, wording in reversed(list(enumerate(questions)))}
    return [first_place[leader_of[question]] for question in questions]


def _stem(word: str) -> str:
    for ending in ("ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
