"""What passages a student has marked in the answers, and who said them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from shadowkit.errors import LogError, one_of
from shadowkit.log import Log
from shadowkit.measures import must_be_log
from shadowkit.measures.perspectives import answers_heard

QUOTE_COLUMNS = ("tag", "person", "topic", "question", "quote", "coder", "student", "contact", "meeting", "position",
                 "start", "end")


def quotes(log: Log, *, tags: Sequence[str] | None = None, people: Sequence[str] | None = None) -> pd.DataFrame:
    """Return every marked passage with its words, who said them, and the question they answer.

    One row per passage and coder, tag by tag, in the order in which people were met.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    tags : list of str, optional
        The tags to return; by default all.
    people : list of str, optional
        Handles or names of the contacts whose words to return; by default everybody's.

    Returns
    -------
    DataFrame
        ``tag``; ``person`` who said it; ``topic`` and ``question`` it answers; ``quote``: the words; ``coder`` who
        marked it; ``student``, ``contact``, ``meeting``, ``position`` of the answer in it; ``start`` and ``end``:
        characters of the answer, counted from 0. A tag that lies outside of its answer has no quote.

    Raises
    ------
    LogError
        If a tag or a person does not exist.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.quotes(sk.example("student"), tags=["no ladder"])
    >>> sorted(table["person"].unique())
    ['Björn Lindqvist', 'Marisol Vega, veterinary technician', 'Nadia Haddad']
    """
    must_be_log(log, "quotes")
    for name, given in (("tags", tags), ("people", people)):
        if isinstance(given, str):
            raise LogError(f"`{name}` must be a list, such as [{given!r}].")
    key = ["student", "meeting", "position"]
    heard = answers_heard(log)
    heard = heard.assign(place=range(len(heard)))
    about = heard.drop_duplicates(key)[[*key, "contact", "person", "topic", "question", "answer", "place"]]
    marked = log.tags[[*key, "start", "end", "tag", "coder"]].merge(about, on=key, how="left")
    marked["quote"] = pd.Series([
        answer[start:end] if isinstance(answer, str) and pd.notna(start) and pd.notna(end)
        and 0 <= start < end <= len(answer) else None
        for answer, start, end in zip(marked["answer"], marked["start"], marked["end"], strict=True)], dtype="str")
    if tags is not None:
        for tag in tags:
            if tag not in set(marked["tag"]) | set(log.codebook["tag"]):
                raise one_of("tags", tag, sorted(set(marked["tag"]) | set(log.codebook["tag"])))
        marked = marked[marked["tag"].isin(tags)]
    if people is not None:
        for person in people:
            if person not in set(heard["person"]) | set(heard["contact"]):
                raise one_of("people", person, heard["person"].unique())
        marked = marked[marked["person"].isin(people) | marked["contact"].isin(people)]
    marked = marked.sort_values(["tag", "place", "start", "coder"], kind="stable", ignore_index=True)
    table = marked[list(QUOTE_COLUMNS)]
    table.attrs = {"measure": "quotes"}
    return table
