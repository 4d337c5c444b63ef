"""Where coders do not see the same: the list to talk about."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from shadowkit.errors import LogError, one_of
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
    if isinstance(tags, str):
        raise LogError(f"`tags` must be a list, such as [{tags!r}].")
    for tag in tags or ():
        if tag not in set(given.tags["tag"]) | set(log.codebook["tag"]):
            raise one_of("tags", tag, sorted(set(given.tags["tag"]) | set(log.codebook["tag"])))
    parents = log.codebook.dropna(subset="parent").drop_duplicates("tag").set_index("tag")["parent"].to_dict()
    rows = [row for place, marks in given.tags.groupby("place") for row in _at(given, place, marks, parents, on)]
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


def _at(given: Coding, place: int, marks: pd.DataFrame, parents: dict[str, str], on: str) -> list[dict[str, object]]:
    """Return the tags on which those who read an answer differ there."""
    readers = {who for who in range(len(given.coders)) if given.read[who, place]}
    rows: list[dict[str, object]] = []
    if len(readers) < 2:
        return rows
    answer = given.answers["answer"].iloc[place]
    for tag, passages in marks.groupby("tag"):
        by = set(passages["who"])
        covered = {who: _covered(passages[passages["who"] == who]) for who in readers}
        common, any_of = set.intersection(*covered.values()), set.union(*covered.values())
        if by == readers and (on == "answers" or common == any_of):
            continue
        kind, instead = (_instead(marks, tag, by, any_of, parents) if by != readers else
                         ("longer or shorter" if common else "other words", []))
        found = passages[passages["found"]]
        rows.append({"place": place, "tag": tag, "marked_by": _names(given, by),
                     "not_marked_by": _names(given, readers - by), "kind": kind, "instead": ", ".join(instead) or None,
                     "quote": _quote(given, answer, found) or None, "characters": len(any_of - common),
                     "start": found["start"].min(), "end": found["end"].max()})
    return rows


def _quote(given: Coding, answer: str, found: pd.DataFrame) -> str:
    """Return the passages, those of each coder for themselves where they are not the same."""
    said = {who: _BETWEEN.join(answer[start:end] for start, end in sorted(
        zip(passages["start"], passages["end"], strict=True))) for who, passages in found.groupby("who")}
    if len(set(said.values())) < 2:
        return next(iter(said.values()), "")
    return "; ".join(f"{given.coders[who]}: “{words}”" for who, words in said.items())


def _covered(passages: pd.DataFrame) -> set[int]:
    """Return the characters that passages cover together."""
    found = passages[passages["found"]]
    return {at for start, end in zip(found["start"], found["end"], strict=True) for at in range(start, end)}


def _instead(marks: pd.DataFrame, tag: str, by: set[int], covered: set[int], parents: dict[str, str],
             ) -> tuple[str, list[str]]:
    """Return how those who did not mark an answer with a tag differ, and what they gave in its place."""
    theirs = marks[~marks["who"].isin(by) & ~marks["tag"].isin(set(marks["tag"][marks["who"].isin(by)]))]
    opposite = sorted({other for other in theirs["tag"] if tag in parents and parents.get(other) == parents[tag]})
    if opposite:
        return "opposite", opposite
    same_words = sorted({other for other, start, end in zip(theirs["tag"], theirs["start"], theirs["end"], strict=True)
                         if not covered.isdisjoint(range(start, end))})
    return ("other tag", same_words) if same_words else ("one side", [])


def _names(given: Coding, who: set[int]) -> str | None:
    return ", ".join(given.coders[number] for number in sorted(who)) or None
