"""Which wordings count as the same question, and why."""

from __future__ import annotations

import pandas as pd

from shadowkit import guide
from shadowkit.log import Log
from shadowkit.measures import must_be_log
from shadowkit.measures.perspectives import answers_heard


def question_groups(log: Log) -> pd.DataFrame:
    """Show which wordings count as the same question, and why.

    One row per question and wording. Where a wording is grouped wrongly, say what it counts as in the column
    ``counts_as`` of the answers, or with ``sk.forms.question_groups``; its own words there let it stand alone.

    Parameters
    ----------
    log : Log
        The log of one student or of many.

    Returns
    -------
    DataFrame
        ``topic``; ``question`` it counts as; ``wording``; ``people``: how many were asked it so; ``why``: "stated by
        you", "the guide's words" (it has words of ``guide.QUESTION_CLUES``; who asks two things asks the first), "like
        the others" (by the cosine of their words, the rarer the heavier) or "alone".

    Raises
    ------
    LogError
        If it is not given a log.

    Examples
    --------
    >>> import shadowkit as sk
    >>> groups = sk.question_groups(sk.example("student"))
    >>> groups.loc[groups["question"] == "How did you come into this profession?", "people"].sum()
    np.int64(9)
    """
    must_be_log(log, "question_groups")
    heard = answers_heard(log).dropna(subset="question")
    grouped = heard.groupby(["counts_as", "question"], sort=False)
    table = grouped.agg(topic=("topic", lambda of: of.mode().iloc[0]), people=("person", "nunique"),
                        why=("why", "first")).reset_index()
    table = table.rename(columns={"question": "wording", "counts_as": "question"})
    # A question stands where most of its wordings do.
    every = heard.groupby("counts_as").agg(topic=("topic", lambda of: of.mode().iloc[0]), people=("person", "nunique"))
    place = table["question"].map(every["topic"]).map({topic: place for place, topic in enumerate(guide.TOPICS)})
    table = table.assign(place=place, all=table["question"].map(every["people"])).sort_values(
        ["place", "all", "question", "people"], ascending=[True, False, True, False], kind="stable", ignore_index=True)
    table = table[["topic", "question", "wording", "people", "why"]]
    table.attrs = {"measure": "question_groups", "students": len(log.students)}
    return table
