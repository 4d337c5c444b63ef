"""Questions: the topic one is about, the guide's question it asks, and which mean the same."""

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
#: The guide's questions without their signs.
_PLAIN = {question: " ".join(words(question)) + " " for question in guide.TOPIC_OF}


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


def guide_question(question: str, topic: str | None = None) -> str | None:
    """Return the guide's question that a wording asks, by the guide's words in it; None where it has none of them.

    Who asks two things at once asks the first of them; with a topic, only its questions count.

    Examples
    --------
    >>> guide_question("I like nights. But what do you enjoy about them, and what do you dislike?")
    'What do you like most about this work?'
    """
    # What is told before the question is not asked.
    asked = " ".join(re.findall(r"[^.!?…]*\?", question)) or question
    plain = " " + " ".join(words(asked)) + " "
    found = {}
    for known, clues in guide.QUESTION_CLUES.items():
        places = [plain.find(" " + clue) for clue in (*clues, _PLAIN[known])]
        if topic in (None, guide.TOPIC_OF[known]) and max(places) >= 0:
            found[known] = min(place for place in places if place >= 0)
    return min(found, key=found.get) if found else None


def alike(questions: Sequence[str], *, at_least: float = 0.6) -> list[int]:
    """Group questions by their wording: return for each the place of the wording that stands for its group.

    Wordings are compared by the cosine of their words, each counting the more the fewer wordings have it (TF-IDF);
    empty words are left out, and words that mean the same at work count as one. The most frequent wording of a group
    stands for it.

    Examples
    --------
    >>> alike(["What do you like most?", "What do you enjoy most?", "What hardware do you use?"])
    [0, 0, 2]
    """
    wordings = Counter(questions)
    order = [wording for wording, _ in wordings.most_common()]
    weights = _weights(order)
    leader_of: dict[str, str] = {}
    leaders_with: dict[str, list[int]] = {}
    # Without their signs and capitals the same.
    same: dict[str, int] = {}
    for row, wording in enumerate(order):
        plain = " ".join(words(wording)) or wording
        needed = _rarest(weights[row], at_least)
        close = {leader: sum(weight * weights[leader].get(word, 0) for word, weight in weights[row].items())
                 for leader in {leader for word in needed for leader in leaders_with.get(word, ())}}
        best = same.get(plain, max(close, key=close.get, default=row))
        if best != row and (plain in same or close[best] >= at_least):
            leader_of[wording] = order[best]
            continue
        leader_of[wording], same[plain] = wording, row
        for word in needed:
            leaders_with.setdefault(word, []).append(row)
    first_place = {wording: place for place, wording in reversed(list(enumerate(questions)))}
    return [first_place[leader_of[question]] for question in questions]


def _weights(wordings: Sequence[str]) -> list[dict[str, float]]:
    """Return for each wording its words, the rarest first, with weights whose squares sum to one."""
    bags = [{_stem(_SAME.get(word, word)) for word in words(wording)} - _EMPTY for wording in wordings]
    # The guide's questions count too, so that two wordings are not judged by themselves alone.
    common = Counter(word for bag in bags for word in bag)
    common.update(word for known in guide.TOPIC_OF for word in {_stem(_SAME.get(word, word)) for word in words(known)})
    number = len(bags) + len(guide.TOPIC_OF)
    weighted = []
    for bag in bags:
        rarest_first = sorted(bag, key=lambda word: (common[word], word))
        raw = {word: 1 + math.log((1 + number) / (1 + common[word])) for word in rarest_first}
        length = math.sqrt(sum(weight * weight for weight in raw.values()))
        weighted.append({word: weight / length for word, weight in raw.items()})
    return weighted


def _rarest(weights: dict[str, float], at_least: float) -> list[str]:
    """Return a wording's rarest words: two that are close enough share one of these (prefix filtering).

    Bayardo, Ma and Srikant (2007), Scaling up all pairs similarity search.
    """
    left, needed = 1.0, []
    for word, weight in weights.items():
        # By the rest alone two wordings are at most as close as the rest is long.
        if left < at_least * at_least:
            break
        needed.append(word)
        left -= weight * weight
    return needed


def _stem(word: str) -> str:
    for ending in ("ings", "ing", "ies", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word
