"""What several people said, where they differ, and what one alone said, topic by topic."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from shadowkit import guide, stats
from shadowkit.errors import LogError, must_be_among
from shadowkit.log import Log
from shadowkit.measures import coding, must_be_log
from shadowkit.measures.perspectives import answers_heard
from shadowkit.measures.shared_terms import PASSAGE, shared_terms

SEVERAL, DIFFERENT, ONLY_ONE = KINDS = ("several", "different", "only one")
GROUND_COLUMNS = ("topic", "kind", "parent", "what", "from", "people", "heard", "share", "low", "high", *PASSAGE)


def common_ground(
    log: Log, *, topics: Sequence[str] | None = None, coder: str | None = None, terms: int = 3,
) -> pd.DataFrame:
    """Say topic by topic what several people said, where they differ, and what one person alone said.

    One row per passage, under the thing it says. A tag with a parent in the codebook is one position on that parent:
    people whose positions on it are not the same differ. Every other tag is the same thing said by several people, or
    by one alone. A tag and its neighbours under one parent are looked at together, in the topic on which most of their
    people spoke; whoever said such a thing in answer to another question was heard on that topic all the same.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    topics : list of str, optional
        The guide's topics to look at; by default all that somebody was heard on.
    coder : str, optional
        Whose tags count; by default the student's own, and everybody's where the student has marked nothing.
    terms : int
        How many words or pairs of words to add that at least three people use on a topic, and fewer elsewhere; 0 for
        none. Words of the question do not count. A shared word is a place to look, and nobody need agree on it:
        whether they do cannot be told from words, so no difference is ever taken from them.

    Returns
    -------
    DataFrame
        ``topic``; ``kind`` (several, different, only one); ``parent``: what they differ on; ``what`` was said; ``from``
        a tag or a term; ``people`` who said it of ``heard`` on the topic, with ``share``, ``low``, ``high`` (Wilson,
        95 %); then the passage: ``person``, ``quote``, ``question``, ``student``, ``contact``, ``meeting``,
        ``position`` of the answer in it, ``start`` and ``end`` in characters. People are counted, never passages.

    Raises
    ------
    LogError
        If a topic or the coder does not exist, or ``terms`` is no whole number.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.common_ground(sk.example("student"), topics=["advancement"])
    >>> table[table["kind"] == "different"].groupby("what", sort=False)["people"].first().to_dict()
    {'no ladder': 3, 'slow ladder': 1, 'open ladder': 1, 'ladder leads away': 1}
    """
    must_be_log(log, "common_ground")
    must_be_among("topics", topics, guide.TOPICS)
    if isinstance(terms, bool) or not isinstance(terms, int) or terms < 0:
        raise LogError(f"`terms` must be a whole number, 0 or more; it was {terms!r}.")
    marked, left_out = _marked(log, coder)
    heard = answers_heard(log).dropna(subset="answer")
    on = {topic: list(dict.fromkeys(people)) for topic, people in heard.groupby("topic", sort=False)["person"]}
    for topic, people in marked.groupby("topic", sort=False)["person"]:
        on[topic] = list(dict.fromkeys([*on.get(topic, []), *people]))
    wanted = [topic for topic in guide.TOPICS if topic in on and (topics is None or topic in topics)]
    nothing = marked.iloc[:0].assign(kind="", what="", people=0, **{"from": ""})
    found = [nothing]
    for topic in wanted:
        found += _things(marked[marked["topic"] == topic], coding.tags_in_order(log))
        found += [passages.assign(kind=SEVERAL, parent=None, what=what, people=len(passages), topic=topic,
                                  **{"from": "term"}) for what, passages in shared_terms(log, topic, terms)]
    table = pd.concat(found, ignore_index=True)
    table["heard"] = table["topic"].map({topic: len(people) for topic, people in on.items()}).astype("int64")
    table["share"] = (table["people"] / table["heard"]).astype("float64")
    table["low"], table["high"] = stats.wilson(table["share"].to_numpy(), table["heard"].to_numpy())
    table = table.assign(place=table["topic"].map(list(guide.TOPICS).index), row=table["kind"].map(KINDS.index))
    table = table.sort_values(["place", "row"], kind="stable", ignore_index=True)[list(GROUND_COLUMNS)].astype(
        dict.fromkeys(("topic", "kind", "parent", "what", "from"), "str"))
    table.attrs = {"measure": "common_ground", "coder": coder, "left_out": left_out, "students": len(log.students),
                   "heard": {topic: on[topic] for topic in wanted},
                   "marked": {topic: sorted(set(marked.loc[(marked["topic"] == topic) | (marked["asked"] == topic),
                                                           "person"])) for topic in wanted}}
    return table


def _marked(log: Log, coder: str | None) -> tuple[pd.DataFrame, int]:
    """Return the passages that count, each once, with the family of its tag and the topic of that family."""
    table, left_out = coding.marked_passages(log, coder)
    own = table["coder"] == table["student"]
    if coder is None and own.any():
        table = table[own]
    above = coding.parents(log)
    table = table.drop_duplicates(["tag", *PASSAGE]).reset_index(drop=True)
    parent = pd.Series([above.get(pair) for pair in zip(table["student"], table["tag"], strict=True)], table.index,
                       dtype="str")
    table = table.assign(parent=parent, family=parent.fillna(table["tag"]))
    # The topic most of whose people said something of the family; of two, the guide's first.
    people = table.groupby(["family", "topic"])["person"].nunique().reset_index(name="people")
    people["place"] = people["topic"].map(list(guide.TOPICS).index).astype("int64")
    best = people.sort_values(["people", "place"], ascending=[False, True]).drop_duplicates("family")
    topics = dict(zip(best["family"], best["topic"], strict=True))
    return table.assign(asked=table["topic"], topic=table["family"].map(topics)), left_out


def _things(marked: pd.DataFrame, order: list[str]) -> list[pd.DataFrame]:
    """Return what was said on one topic, one table per thing, the most shared on top."""
    positions = marked[marked["parent"].notna()].groupby(["parent", "person"])["tag"].agg(frozenset)
    contested = {parent for parent, held in positions.groupby(level="parent") if held.nunique() > 1}
    things = []
    for tag, passages in marked.groupby("tag", sort=False):
        parent, people = passages["parent"].iloc[0], passages["person"].nunique()
        kind = DIFFERENT if parent in contested else SEVERAL if people > 1 else ONLY_ONE
        things.append((order.index(parent) if kind == DIFFERENT else 0, -people, order.index(tag), passages.assign(
            kind=kind, what=tag, people=people, **{"from": "tag"})))
    return [passages for *_, passages in sorted(things, key=lambda thing: thing[:3])]
