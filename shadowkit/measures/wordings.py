"""Which question each wording counts as, and why: by your own word, the guide's words, or its likeness to others."""

from __future__ import annotations

from collections import Counter, defaultdict

import pandas as pd

from shadowkit import guide, text

#: Why a wording counts as a question.
STATED, GUIDE, LIKE, ALONE = WHY = ("stated by you", "the guide's words", "like the others", "alone")
#: A question: what made it, and the words that stand for it.
Group = tuple[str, str]


def counted(said: pd.DataFrame) -> dict[str, pd.Series]:
    """Return for each answer the question it counts as, why, the number of that question, and its topic.

    What the log says comes first: an answer's own ``counts_as``, else that of the same student's same wording. Then the
    guide's question whose words a wording has, then the question of the wordings most like it. Naming a wording as the
    question it counts as itself lets it stand alone.
    """
    question = said["question"].fillna("")
    stated = said["counts_as"].fillna(said.groupby(["student", "question"])["counts_as"].transform("first"))
    topic_of = said.dropna(subset=["question", "topic"]).groupby("question")["topic"].agg(lambda of: of.mode().iloc[0])
    found = _by_words(question.tolist(), topic_of.to_dict())
    apart = set(stated[stated == question].dropna())
    groups, whys = [], []
    for asked, own, topic in zip(question, stated, said["topic"], strict=True):
        if isinstance(own, str):
            group = ("own", own) if own in apart or not (own in found or own in guide.TOPIC_OF) else (
                found[own][0] if own in found else ("guide", own))
            why = STATED
        elif asked:
            group, why = found[asked]
        else:
            # Answers noted without a question belong together where their topic does.
            group, why = ("topic", topic if isinstance(topic, str) else "other"), None
        groups.append(group)
        whys.append(why)
    labels = _labels(groups, question)
    counts_as = pd.Series([labels[group] for group in groups], said.index, dtype="str")
    number = pd.Series(pd.factorize(pd.Series([labels[group] or group for group in groups], dtype="object"))[0],
                       said.index)
    several = question.groupby(number).transform("nunique") > 1
    why = pd.Series(whys, said.index, dtype="str")
    why = why.mask((why == ALONE) & several, LIKE)
    return {"counts_as": counts_as, "why": why, "group": number,
            "topic": _topics(said, question.map(topic_of), groups, counts_as, number)}


def _by_words(questions: list[str], topics: dict[str, str]) -> dict[str, tuple[Group, str]]:
    """Return the group of each wording that was asked, and why, as far as words tell."""
    guides = {asked: text.guide_question(asked, topics.get(asked)) for asked in dict.fromkeys(questions)}
    leaders = {asked: questions[place] for asked, place in zip(questions, text.alike(questions), strict=True)}
    return {asked: (("guide", own), GUIDE) if own else
            (("guide", guides[leaders[asked]]), LIKE) if guides[leaders[asked]] else (("words", leaders[asked]), ALONE)
            for asked, own in guides.items() if asked}


def _labels(groups: list[Group], question: pd.Series) -> dict[Group, str | None]:
    """Return the words that stand for each group: the wording most were asked, or the guide's own."""
    wordings: dict[Group, Counter[str]] = defaultdict(Counter)
    for group, asked in zip(groups, question, strict=True):
        wordings[group][asked] += 1
    labels: dict[Group, str | None] = {}
    for (kind, words), asked in wordings.items():
        most, times = asked.most_common(1)[0]
        # The guide's question stands for its wordings until one of them is what most were asked.
        own = kind == "own" or (kind == "guide" and (2 * times <= asked.total() or words in most))
        labels[kind, words] = None if kind == "topic" else words if own or not most else most
    return labels


def _topics(said: pd.DataFrame, same: pd.Series, groups: list[Group], counts_as: pd.Series,
            number: pd.Series) -> pd.Series:
    """Return the topic of each answer: as noted, noted for the same wording, given away by words, or of its group."""
    guessed = {label: text.topic_of(label) for label in counts_as.dropna().unique()}
    guided = pd.Series([guide.TOPIC_OF.get(words) if kind == "guide" else None for kind, words in groups], said.index,
                       dtype="str")
    words = said["question"].map({asked: text.topic_of(asked) for asked in said["question"].dropna().unique()})
    noted = said.groupby(number)["topic"].agg(lambda of: of.mode().iloc[0] if of.notna().any() else None)
    topic = said["topic"]
    for other in (same, guided, counts_as.map(guessed), words, number.map(noted)):
        topic = topic.fillna(other.astype("str"))
    return topic.fillna("other")
