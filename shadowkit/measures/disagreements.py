"""Where coders do not see the same: the list to talk about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from shadowkit.errors import must_be_among, one_of
from shadowkit.log import Log
from shadowkit.measures.agreement import ON
from shadowkit.measures.coders import KEY, Coding, Meetings, coding
from shadowkit.measures.perspectives import answers_heard

#: How coders differ, the most worth talking about first.
KINDS = {"opposite": "another position on the same matter was marked instead",
         "other tag": "the same words got another tag",
         "one side": "not everybody marked it",
         "other words": "all marked it, and have no word in common",
         "longer or shorter": "all marked it, from or to other words"}
COLUMNS = ("tag", "person", "question", "marked_by", "not_marked_by", "kind", "instead", "quote", "characters",
           "student", "meeting", "position", "start", "end")
_BETWEEN = " … "


class _Mark(NamedTuple):
    """A passage of an answer, with the number of its coder; ``found`` where it lies within the answer."""

    who: int
    tag: str
    start: int
    end: int
    found: bool


def disagreements(log: Log, *others: Log, on: str = "answers", tags: Sequence[str] | None = None,
                  coders: Sequence[str] | None = None, meetings: Meetings | None = None) -> pd.DataFrame:
    """List the places where coders differ, those most worth talking about first.

    One row per tag and answer: first where coders put one answer into opposite positions (tags with the same parent in
    the codebook), then where the same words got another tag, then where only some marked it; within these, the tags on
    which coders differ most often.

    Parameters
    ----------
    log : Log
        The log whose answers were coded. A coder without a name is its student.
    *others : Log
        Copies of it in which others coded on their own, as for :func:`shadowkit.agreement`.
    on : {"answers", "characters"}
        Whether coders differ where some gave the tag nowhere in the answer; or also where all gave it, to other words.
    tags : list of str, optional
        The tags to look at; by default all.
    coders : list of str, optional
        Who is compared; by default all who marked anything.
    meetings : list of str, or dict of coder to list of str, optional
        What coders have read, as for :func:`shadowkit.agreement`; who has not read an answer does not differ.

    Returns
    -------
    DataFrame
        ``tag``; ``person`` who said it; ``question``; ``marked_by`` and ``not_marked_by``: the coders who read the
        answer, separated by commas; ``kind``: "opposite", "other tag", "one side", "other words" or "longer or
        shorter"; ``instead``: what those who did not mark it gave in its place; ``quote``: the passages, by coder where
        they differ; ``characters`` that some marked and others did not; ``student``, ``meeting`` and ``position`` of
        the answer; ``start`` and ``end`` of the passages together, missing where they lie outside of the answer.

    Raises
    ------
    LogError
        As :func:`shadowkit.agreement` does.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.disagreements(sk.example("student"))
    >>> table.loc[0, ["kind", "tag", "instead"]].tolist()
    ['other tag', 'one person at a time', 'work comes home']
    """
    if on not in ON:
        raise one_of("on", on, ON)
    given = coding(log, others, coders, meetings, "disagreements")
    must_be_among("tags", tags, sorted({*given.tags["tag"], *log.codebook["tag"]}))
    parents = log.codebook.dropna(subset="parent").drop_duplicates("tag").set_index("tag")["parent"].to_dict()
    marks: dict[int, list[_Mark]] = {}
    for place, *mark in given.tags[["place", *_Mark._fields]].itertuples(index=False):
        marks.setdefault(place, []).append(_Mark(*mark))
    rows = [row for place in sorted(marks) for row in _at(given, place, marks[place], parents, on)]
    own = [name for name in COLUMNS if name not in ("person", "question", *KEY)]
    table = pd.DataFrame(rows, columns=["place", *own])
    table = table if tags is None else table[table["tag"].isin(tags)].reset_index(drop=True)
    table = pd.concat([table, given.answers.iloc[table["place"].astype(int)][KEY].reset_index(drop=True)], axis=1)
    about = answers_heard(log).drop_duplicates(KEY)[[*KEY, "person", "question"]]
    table = table.merge(about, on=KEY, how="left")
    often = table.groupby("tag")["tag"].transform("size")
    table = table.assign(often=-often, rank=table["kind"].map(list(KINDS).index)).sort_values(
        ["rank", "often", "tag", "place"], kind="stable", ignore_index=True)[list(COLUMNS)]
    table = table.astype(dict.fromkeys(("tag", "marked_by", "not_marked_by", "kind", "instead", "quote"), "str")
                         | {"start": "Int64", "end": "Int64", "characters": "int64"})
    table.attrs = {"measure": "disagreements", "on": on, "tags": None if tags is None else list(tags),
                   "coders": given.coders, "answers": int((given.read.sum(axis=0) >= 2).sum()),
                   "students": len(log.students)}
    return table


def _at(given: Coding, place: int, marks: list[_Mark], parents: dict[str, str], on: str) -> list[dict[str, object]]:
    """Return the tags on which those who read an answer differ there."""
    readers = set(np.flatnonzero(given.read[:, place]).tolist())
    rows: list[dict[str, object]] = []
    if len(readers) < 2:
        return rows
    answer = given.answers["answer"].iat[place]
    for tag in sorted({mark.tag for mark in marks}):
        passages = [mark for mark in marks if mark.tag == tag]
        by = {mark.who for mark in passages}
        if by == readers and on == "answers":
            continue
        covered = {who: {at for mark in passages if mark.found and mark.who == who
                         for at in range(mark.start, mark.end)} for who in readers}
        common, any_of = set.intersection(*covered.values()), set.union(*covered.values())
        if by == readers and common == any_of:
            continue
        kind, instead = (_instead(marks, tag, by, any_of, parents) if by != readers else
                         ("longer or shorter" if common else "other words", []))
        rows.append({"place": place, "tag": tag, "marked_by": _names(given, by),
                     "not_marked_by": _names(given, readers - by), "kind": kind, "instead": ", ".join(instead) or None,
                     "quote": _quote(given, answer, passages) or None, "characters": len(any_of - common),
                     "start": min(any_of, default=None), "end": max(any_of) + 1 if any_of else None})
    return rows


def _quote(given: Coding, answer: str, passages: list[_Mark]) -> str:
    """Return the passages, those of each coder for themselves where they are not the same."""
    said: dict[int, list[str]] = {}
    for mark in sorted(passages, key=lambda mark: (mark.who, mark.start, mark.end)):
        if mark.found:
            said.setdefault(mark.who, []).append(answer[mark.start:mark.end])
    quotes = {who: _BETWEEN.join(words) for who, words in said.items()}
    if len(set(quotes.values())) < 2:
        return next(iter(quotes.values()), "")
    return "; ".join(f"{given.coders[who]}: “{words}”" for who, words in quotes.items())


def _instead(marks: list[_Mark], tag: str, by: set[int], covered: set[int], parents: dict[str, str],
             ) -> tuple[str, list[str]]:
    """Return how those who did not mark an answer with a tag differ, and what they gave in its place."""
    shared = {mark.tag for mark in marks if mark.who in by}
    theirs = [mark for mark in marks if mark.who not in by and mark.tag not in shared]
    opposite = {mark.tag for mark in theirs if tag in parents and parents.get(mark.tag) == parents[tag]}
    if opposite:
        return "opposite", sorted(opposite)
    same_words = {mark.tag for mark in theirs if not covered.isdisjoint(range(mark.start, mark.end))}
    return ("other tag", sorted(same_words)) if same_words else ("one side", [])


def _names(given: Coding, who: set[int]) -> str | None:
    return ", ".join(given.coders[number] for number in sorted(who)) or None
