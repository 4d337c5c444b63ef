"""The words that set what one person, or one kind of person, says apart from what all others say."""

from __future__ import annotations

from collections.abc import Iterable
from numbers import Real

import numpy as np
import pandas as pd

from shadowkit import stats, text
from shadowkit.errors import LogError, one_of
from shadowkit.log import Log
from shadowkit.measures import must_be_log
from shadowkit.measures.words import groups_of_people, words_of_people

#: The columns each method adds; the last is what words are ranked by.
SCORES = {"log_odds": ("log_odds", "z"), "chi2": ("chi2",)}
COLUMNS = ("group", "word", "people", "heard", "people_elsewhere", "heard_elsewhere", "mentions", "words",
           "mentions_elsewhere", "words_elsewhere")
#: A score that is nought but for the last digits of a sum.
_NOISE = 1e-9


def distinctive(
    log: Log, *, by: str = "person", method: str = "log_odds", prior: float | None = None, top: int | None = 20,
    stop_words: Iterable[str] | None = text.STOP_WORDS,
) -> pd.DataFrame:
    """Find the words that each person, or each group of people, says more than all others together.

    One row per group and word; the largest groups on top, people in the order in which they were met. Within a group
    the highest scores come first, but words that one alone of several people says stand behind those that more of them
    share: one talkative person does not speak for a group. A score is a place to start reading
    (:func:`shadowkit.concordance` shows the passages), and no test: words come in bursts, and were not drawn at random.

    Parameters
    ----------
    log : Log
        The log of one student or of many. Words can tell who is speaking: of several students' logs, a table by person
        is for nobody else to see, nor is a group of few people.
    by : str
        ``"person"``, or a column of contacts (``"field"``, ``"role"``, or one of your own). Where a cell lists several
        things with a semicolon between them, the person belongs to each of these groups.
    method : {"log_odds", "chi2"}
        What scores a word: the log-odds described below, or the chi-square of its two-by-two table.
    prior : float, optional
        a, how often everybody is taken to have said each word before anything is counted. By default each word's own
        share of all that is said, times the words of an average person: as if each group had one person more, who
        speaks like all people together. The prior holds back words that are rarely said.
    top : int, optional
        How many words of each group at most; None for all.
    stop_words : collection of str, optional
        Words that are not counted, by default English ones that say little; None counts every word.

    Returns
    -------
    DataFrame
        ``group``, ``word``; ``people`` who said it, of ``heard`` in the group; ``people_elsewhere``, of
        ``heard_elsewhere``; ``mentions``, of ``words`` in the group, and the same elsewhere: ``mentions_elsewhere``,
        ``words_elsewhere``; the score: ``log_odds`` and ``z``, or ``chi2``. Only words said more here than elsewhere.

        With y mentions of n words here, y' of n' elsewhere, a of the word and a0 of all words in the prior, log_odds is
        log((y+a)/(n+a0-y-a)) - log((y'+a)/(n'+a0-y'-a)), and z is log_odds divided by the root of 1/(y+a) + 1/(y'+a)
        (Monroe, Colaresi and Quinn 2008, with their informative prior by default).

    Raises
    ------
    LogError
        If the column or the method does not exist, or ``prior`` or ``top`` is no number above 0.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.distinctive(sk.example("student"), by="field", top=3)
    >>> table.loc[table["group"] == "laboratory", "word"].tolist()
    ['part', 'hundred', 'chemistry']
    """
    must_be_log(log, "distinctive")
    if by != "person" and by not in log.contacts.columns:
        raise one_of("by", by, ["person", *log.contacts.columns])
    if method not in SCORES:
        raise one_of("method", method, SCORES)
    if prior is not None and not (isinstance(prior, Real) and 0 < prior < np.inf):
        raise LogError(f"`prior` must be a number above 0, such as 0.05, or left out; it was {prior!r}.")
    if top is not None and not (isinstance(top, Real) and top >= 1):
        raise LogError(f"`top` must be a whole number above 0, or None for all words; it was {top!r}.")
    spoken, people, words = words_of_people(log, stop_words)
    groups = groups_of_people(log, by)
    size = groups["group"].value_counts(sort=by != "person")
    table = _mentions(spoken, pd.Index(people).get_indexer(groups["person"]), size.index.get_indexer(groups["group"]))
    table["heard"] = size.to_numpy()[table["group"]]
    table["heard_elsewhere"] = len(people) - table["heard"]
    said, share = int(spoken["mentions"].sum()), (table["mentions"] + table["mentions_elsewhere"]).to_numpy()
    a, a0 = (share / max(len(people), 1), said / max(len(people), 1)) if prior is None else (
        prior, prior * spoken["word"].nunique())
    counts = [table[name].to_numpy() for name in ("mentions", "mentions_elsewhere", "words", "words_elsewhere")]
    if method == "chi2":
        table["chi2"] = stats.keyness(*counts)
    else:
        table["log_odds"], table["z"] = stats.log_odds(*counts, prior=a, prior_words=a0)
    table = table.iloc[_best(table, SCORES[method][-1], top)]
    table = table.assign(group=size.index.to_numpy()[table["group"]], word=np.array(words, dtype=object)[table["word"]])
    table = table[[*COLUMNS, *SCORES[method]]].astype({"group": "str", "word": "str"}).reset_index(drop=True)
    table.attrs = {"measure": "distinctive", "by": by, "method": method, "groups": len(size),
                   "heard": len(people), "students": len(log.students)}
    return table


def _best(table: pd.DataFrame, score: str, top: int | None) -> np.ndarray:
    """Return the rows of each group's best words, in order; those that one alone of several people says come last."""
    rows = np.flatnonzero(table[score].to_numpy() > _NOISE)
    group, people, heard, value = (table[name].to_numpy()[rows] for name in ("group", "people", "heard", score))
    order = np.argsort(-value, kind="stable")
    part = (2 * group + ((people == 1) & (heard > 1)))[order]
    # Numbers of 16 bits are sorted without comparing them.
    order = order[np.argsort(part.astype(np.min_scalar_type(part.max(initial=0))), kind="stable")]
    size = np.bincount(group)
    place = np.arange(len(order)) - (np.cumsum(size) - size)[group[order]]
    return rows[order if top is None else order[place < top]]


def _mentions(spoken: pd.DataFrame, person: np.ndarray, group: np.ndarray) -> pd.DataFrame:
    """Return people and mentions of each word by the people of each group, and of all others."""
    if len(group) == len(np.unique(person)) == len(np.unique(group)):
        # Each person is a group: there is nothing to add up.
        of = np.empty(len(group), dtype=np.int64)
        of[person] = group
        table = spoken.assign(group=of[spoken["person"]], people=1)
    else:
        members = pd.DataFrame({"person": person, "group": group})
        table = spoken.merge(members, on="person").groupby(["group", "word"], as_index=False, sort=False).agg(
            people=("mentions", "size"), mentions=("mentions", "sum"))
    table["words"] = table.groupby("group")["mentions"].transform("sum")
    everywhere = spoken.groupby("word").agg(people=("mentions", "size"), mentions=("mentions", "sum"))
    for name in ("people", "mentions"):
        table[f"{name}_elsewhere"] = everywhere[name].reindex(table["word"]).to_numpy() - table[name]
    table["words_elsewhere"] = spoken["mentions"].sum() - table["words"]
    return table
