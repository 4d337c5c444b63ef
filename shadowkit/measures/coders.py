"""What each coder marked, and what each has read: the one table behind agreement and disagreements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from shadowkit.errors import LogError, one_of
from shadowkit.log import Log
from shadowkit.measures import must_be_log

KEY = ["student", "meeting", "position"]
Meetings = Mapping[str, Sequence[str]] | Sequence[str]


class Coding(NamedTuple):
    """What coders gave to the answers they have read."""

    coders: list[str]
    #: One row per answer that has words: student, meeting, position, answer.
    answers: pd.DataFrame
    #: Whether each coder has read each answer: coders × answers.
    read: np.ndarray
    #: One row per passage in an answer that its coder has read: place (of the answer), who (of the coder), tag, start,
    #: end; and whether its words can be found, so that it counts on characters.
    tags: pd.DataFrame
    #: How many marks lie in no answer of the log.
    nowhere: int


def coding(log: Log, others: Sequence[Log], coders: Sequence[str] | None, meetings: Meetings | None,
           measure: str) -> Coding:
    """Put together what the coders of one or several copies of a log marked, and what they have read."""
    for each in (log, *others):
        must_be_log(each, measure)
    answers = log.answers.dropna(subset="answer").drop_duplicates(KEY)[[*KEY, "answer"]].reset_index(drop=True)
    marked = _marked(log, others, answers)
    every = marked["coder"].unique().tolist()
    chosen = _chosen(every, coders)
    places = answers[KEY].assign(place=np.arange(len(answers)))
    marked = marked[marked["coder"].isin(chosen)].merge(places, on=KEY, how="left")
    nowhere = int(marked["place"].isna().sum())
    marked = marked.dropna(subset="place").astype({"place": "int64"})
    marked["who"] = pd.Index(chosen).get_indexer(marked["coder"])
    read = _read(answers, marked, chosen, meetings)
    marked = marked[read[marked["who"], marked["place"]]]
    length = answers["answer"].str.len().to_numpy(dtype="int64")[marked["place"]]
    # A mark without a passage is one of the whole answer.
    start = marked["start"].fillna(0).to_numpy(dtype="int64")
    end = np.where(marked["end"].isna(), length, marked["end"].fillna(0).to_numpy(dtype="int64"))
    tags = pd.DataFrame({"place": marked["place"], "who": marked["who"], "tag": marked["tag"], "start": start,
                         "end": end, "found": (start < end) & (end <= length)})
    return Coding(chosen, answers, read, tags.reset_index(drop=True), nowhere)


def _marked(log: Log, others: Sequence[Log], answers: pd.DataFrame) -> pd.DataFrame:
    """Return the marks of all copies with the name of their coder; each copy's student is the first one's."""
    alone = log.students["student"].iloc[0] if len(log.students) == 1 else None
    tables = [log.tags.assign(coder=log.tags["coder"].fillna(log.tags["student"]))]
    for other in others:
        tags, theirs = other.tags, other.answers
        if alone is not None and len(other.students) == 1:
            tags, theirs = tags.assign(student=alone), theirs.assign(student=alone)
        tags = tags.assign(coder=tags["coder"].fillna(other.name))
        _must_be_a_copy(answers, theirs, tags, other.name)
        tables.append(tags)
    columns = [*KEY, "tag", "coder", "start", "end"]
    seen: dict[str, set] = {}
    for table in tables:
        for coder, part in table[columns].astype(object).groupby("coder"):
            marks = {tuple(None if pd.isna(cell) else cell for cell in row) for row in part.itertuples(index=False)}
            before = seen.setdefault(str(coder), marks)
            if not (marks <= before or before <= marks):
                raise LogError(f"Two of the logs hold different marks of a coder {coder!r}, so it cannot be told whose "
                               "they are; write each coder's own name in the column `coder` of tags.")
            seen[str(coder)] = marks | before
    return pd.concat([table[columns] for table in tables], ignore_index=True).drop_duplicates(ignore_index=True)


def _must_be_a_copy(answers: pd.DataFrame, theirs: pd.DataFrame, tags: pd.DataFrame, name: str) -> None:
    """Raise where an answer of a meeting that was coded reads otherwise, so that passages lie elsewhere."""
    coded = theirs.merge(tags[["student", "meeting"]].drop_duplicates(), on=["student", "meeting"])
    both = answers.merge(coded[[*KEY, "answer"]], on=KEY, suffixes=("", "_there"))
    other = both[(both["answer"] != both["answer_there"]).fillna(True)]
    if len(other):
        meeting, position = other[["meeting", "position"]].iloc[0]
        raise LogError(f"Answer {position} of meeting {meeting!r} reads otherwise in the log {name!r}, so its passages "
                       "cannot be compared; let all code copies of the same log.")


def _chosen(every: list[str], coders: Sequence[str] | None) -> list[str]:
    if coders is None:
        return every
    if isinstance(coders, str):
        raise LogError(f"`coders` must be a list, such as [{coders!r}, …].")
    for coder in coders:
        if coder not in every:
            raise one_of("coders", coder, every)
    if len(set(coders)) < 2:
        raise LogError("`coders` needs two or more names, as one coder alone has nobody to agree with.")
    return list(dict.fromkeys(coders))


def _read(answers: pd.DataFrame, marked: pd.DataFrame, coders: list[str], meetings: Meetings | None) -> np.ndarray:
    """Tell which answers each coder has read: those of the meetings where anything was marked, unless it is said."""
    held = pd.MultiIndex.from_frame(answers[["student", "meeting"]])
    read = np.zeros((len(coders), len(answers)), dtype=bool)
    for who, part in marked.groupby("who"):
        read[who] = held.isin(pd.MultiIndex.from_frame(part[["student", "meeting"]]))
    if meetings is None:
        return read
    if isinstance(meetings, str):
        raise LogError(f"`meetings` must be a list, such as [{meetings!r}], or name a list for each coder.")
    said = meetings if isinstance(meetings, Mapping) else dict.fromkeys(coders, meetings)
    known = answers["meeting"].unique().tolist()
    for coder, handles in said.items():
        if coder not in coders:
            raise one_of("meetings", coder, coders)
        for handle in handles:
            if handle not in known:
                raise one_of("meetings", handle, known)
        read[coders.index(coder)] = answers["meeting"].isin(list(handles)).to_numpy()
    return read
