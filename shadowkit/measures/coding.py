"""What passages a student has marked in the answers, and who said them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pandas as pd

from shadowkit import stats
from shadowkit.errors import LogError, must_be_among, one_of
from shadowkit.log import Log
from shadowkit.measures import must_be_log
from shadowkit.measures.chosen import kind_of, said_by
from shadowkit.measures.counting import NOT_STATED
from shadowkit.measures.perspectives import answers_heard

QUOTE_COLUMNS = ("tag", "person", "topic", "question", "quote", "coder", "student", "contact", "meeting", "position",
                 "start", "end")
#: What :func:`tag_counts` says of each tag, or tag and group.
COUNT_COLUMNS = ("people", "heard", "share", "low", "high", "passages")


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
        marked it, the student where the log does not say; ``student``, ``contact``, ``meeting``, ``position`` of the
        answer in it; ``start`` and ``end``: characters of the answer, counted from 0. A tag that lies outside of its
        answer has no quote.

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
    key = ["student", "meeting", "position"]
    heard = answers_heard(log)
    heard = heard.assign(place=range(len(heard)))
    about = heard.drop_duplicates(key)[[*key, "contact", "person", "topic", "question", "answer", "place"]]
    marked = log.tags.assign(coder=log.tags["coder"].fillna(log.tags["student"]))
    marked = marked[[*key, "start", "end", "tag", "coder"]].merge(about, on=key, how="left")
    marked["quote"] = pd.Series([
        answer[start:end] if isinstance(answer, str) and pd.notna(start) and pd.notna(end)
        and 0 <= start < end <= len(answer) else None
        for answer, start, end in zip(marked["answer"], marked["start"], marked["end"], strict=True)], dtype="str")
    if tags is not None:
        must_be_among("tags", tags, sorted({*marked["tag"], *log.codebook["tag"]}))
        marked = marked[marked["tag"].isin(tags)]
    marked = marked[said_by(people, marked, among=heard)]
    marked = marked.sort_values(["tag", "place", "start", "coder"], kind="stable", ignore_index=True)
    table = marked[list(QUOTE_COLUMNS)]
    met = marked.dropna(subset="person").sort_values("place", kind="stable")["person"]
    table.attrs = {"measure": "quotes", "students": len(log.students), "people": list(dict.fromkeys(met))}
    return table


def tag_counts(log: Log, *, by: str | None = None, coder: str | None = None) -> pd.DataFrame:
    """Count the people who said what a tag stands for, of all who were heard.

    One row per tag, in the order of the codebook; with a column of contacts, one per tag and group. A tag above others
    counts everybody who said one of those beneath it.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    by : str, optional
        ``"person"`` adds a column per person; a column of contacts (``"field"``, ``"role"``, …) makes groups.
    coder : str, optional
        Whose tags count; by default everybody's together, and a person counts once.

    Returns
    -------
    DataFrame
        ``tag``; ``parent``, the tag above it; the group, if any; ``people`` who said it; ``heard``: people whose
        answers are in the log; ``share``, ``low``, ``high``: 0 to 1, 95 % (Wilson 1927); ``passages`` marked. With
        several students also ``students``: how many of them heard the people of the group. With ``by="person"`` then
        one column per person: 1 who said it, 0 who did not; such a table names people and cannot be protected.

    Raises
    ------
    LogError
        If the column or the coder does not exist.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.tag_counts(sk.example("student"), coder="rosa").set_index("tag")
    >>> table.loc["no ladder", ["people", "heard"]].tolist()
    [3, 9]
    """
    must_be_log(log, "tag_counts")
    if by not in (None, "person") and by not in log.contacts.columns:
        raise one_of("by", by, ["person", *log.contacts.columns])
    marked, left_out = marked_passages(log, coder)
    people = _people_heard(log, marked)
    order = tags_in_order(log)
    above = log.once("parents", lambda: parents(log))
    place = ["student", "person", "meeting", "position", "start", "end"]
    pairs = [(row, tag) for row, key in enumerate(zip(marked["student"], marked["tag"], strict=True))
             for tag in lineage(above, *key)]
    rows, tags = zip(*pairs, strict=True) if pairs else ((), ())
    # Two coders, or two tags beneath the same one, may have marked the very same words.
    said = marked.iloc[list(rows)][place].assign(tag=list(tags)).drop_duplicates()
    group = "group"
    people[group] = "" if by in (None, "person") else kind_of(log, people, by)
    said = said.merge(people[["person", group]], on="person")
    groups = sorted(people[group].unique(), key=lambda name: (name == NOT_STATED, name))
    every = pd.MultiIndex.from_product([order, groups if by not in (None, "person") else [""]], names=["tag", group])
    counted = said.groupby(["tag", group])
    table = pd.DataFrame({"people": counted["person"].nunique(), "passages": counted.size()}).reindex(
        every, fill_value=0).astype("int64").reset_index()
    table["heard"] = table[group].map(people.groupby(group)["person"].nunique()).fillna(0).astype("int64")
    table["share"] = (table["people"] / table["heard"]).where(table["heard"] > 0)
    table["low"], table["high"] = stats.wilson(table["share"].to_numpy(dtype=float), table["heard"].to_numpy())
    first = {tag: parent for (_, tag), parent in reversed(above.items())}
    table["parent"] = pd.Series([first.get(tag) for tag in table["tag"]], table.index, dtype="str")
    more = []
    if len(log.students) > 1:
        table["students"] = table[group].map(people.groupby(group)["student"].nunique()).fillna(0).astype("int64")
        more = ["students"]
    names = [] if by in (None, "person") else [by]
    result = table.rename(columns={group: by} if names else {})[["tag", "parent", *names, *COUNT_COLUMNS, *more]]
    if by == "person":
        across = pd.crosstab(said["tag"], said["person"]).reindex(index=order, columns=people["person"], fill_value=0)
        result = pd.concat([result, (across > 0).astype("int64").reset_index(drop=True)], axis=1)
    result.attrs = {"measure": "tag_counts", "by": by, "coder": coder, "left_out": left_out, "heard": len(people),
                    "marked": marked["tag"].nunique()}
    if by == "person":
        result.attrs["students"] = len(log.students)
    return result


def co_occurrence(log: Log, *, coder: str | None = None) -> pd.DataFrame:
    """Count how often two tags go together: the same people, the same answers, the same words.

    One row per pair of tags that are used, those that most people share on top.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    coder : str, optional
        Whose tags count; by default everybody's together.

    Returns
    -------
    DataFrame
        ``tag``, ``other``; ``people`` who said both; ``either``: people who said one or both; ``jaccard``: the first of
        the second (Jaccard 1912), with ``low`` and ``high`` (Wilson, 95 %); ``answers`` in which both are marked;
        ``overlaps``: pairs of passages, one of each, that have words in common.

    Raises
    ------
    LogError
        If the coder does not exist.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.co_occurrence(sk.example("student"), coder="rosa")
    >>> table[["tag", "other", "people", "either"]].values.tolist()[0]
    ['turning point', 'one person at a time', 5, 7]
    """
    must_be_log(log, "co_occurrence")
    marked, left_out = marked_passages(log, coder)
    used = [tag for tag in tags_in_order(log) if tag in set(marked["tag"])]
    answer = list(zip(marked["student"], marked["meeting"], marked["position"], strict=True))
    marked = marked.assign(answer=answer)
    people, answers = (marked.groupby("tag")[name].agg(set) for name in ("person", "answer"))
    overlaps = _overlaps(marked)
    rows = [(one, other, len(people[one] & people[other]), len(people[one] | people[other]),
             len(answers[one] & answers[other]), overlaps.get(frozenset((one, other)), 0))
            for one, other in combinations(used, 2)]
    table = pd.DataFrame(rows, columns=["tag", "other", "people", "either", "answers", "overlaps"]).astype(
        {"tag": "str", "other": "str"} | dict.fromkeys(("people", "either", "answers", "overlaps"), "int64"))
    table.insert(4, "jaccard", table["people"] / table["either"])
    low, high = stats.wilson(table["jaccard"].to_numpy(dtype=float), table["either"].to_numpy())
    table.insert(5, "low", low)
    table.insert(6, "high", high)
    table = table.sort_values(["people", "jaccard", "answers", "overlaps"], ascending=False, kind="stable",
                              ignore_index=True)
    table.attrs = {"measure": "co_occurrence", "coder": coder, "left_out": left_out, "tags": used,
                   "heard": len(_people_heard(log, marked))}
    return table


def coders(log: Log) -> list[str]:
    """Return who has marked passages, the busiest first; where the log does not say, it is the student."""
    return log.tags["coder"].fillna(log.tags["student"]).value_counts().index.tolist()


def marked_passages(log: Log, coder: str | None = None) -> tuple[pd.DataFrame, int]:
    """Return the passages of answers that are in the log, and how many stand in others and so are nobody's."""
    if coder is not None and not len(log.tags):
        raise LogError(f"Nobody has marked a passage yet, so there is no coder {coder!r}; leave `coder` out.")
    if coder is not None and coder not in coders(log):
        raise one_of("coder", coder, coders(log))
    table = log.once("quotes", lambda: quotes(log))
    if coder is not None:
        table = table[table["coder"] == coder]
    known = table["person"].notna()
    return table[known].reset_index(drop=True), int((~known).sum())


def tags_in_order(log: Log) -> list[str]:
    """Return all tags, those of the codebook in its order, then those that stand only in passages."""
    return list(dict.fromkeys([*log.codebook["tag"].dropna(), *sorted(log.tags["tag"].dropna().unique())]))


def parents(log: Log) -> dict[tuple[str, str], str]:
    """Return the tag above each tag, by student and tag."""
    book = log.codebook.dropna(subset="parent")
    return {(student, tag): parent for student, tag, parent in
            zip(book["student"], book["tag"], book["parent"], strict=True) if tag != parent}


def lineage(above: dict[tuple[str, str], str], student: str, tag: str) -> list[str]:
    """Return a tag and all above it; a circle in the codebook is gone round once."""
    found = [tag]
    while (tag := above.get((student, tag))) and tag not in found:
        found.append(tag)
    return found


def _people_heard(log: Log, marked: pd.DataFrame) -> pd.DataFrame:
    """Return the people whose answers are in the log, in the order in which they were met."""
    heard = answers_heard(log)
    said = heard[heard["answer"].notna() | heard["person"].isin(marked["person"])]
    return said[["student", "contact", "person"]].drop_duplicates("person", ignore_index=True)


def _overlaps(marked: pd.DataFrame) -> dict[frozenset[str], int]:
    """Count the pairs of passages of two tags that have words in common, by pair of tags."""
    found: dict[frozenset[str], int] = {}
    place = ["tag", "answer", "start", "end"]
    for _, of_answer in marked.dropna(subset=["start", "end"]).drop_duplicates(place).groupby("answer", sort=False):
        rows = list(of_answer[["tag", "start", "end"]].itertuples(index=False, name=None))
        for (one, start, end), (other, start_too, end_too) in combinations(rows, 2):
            if one != other and max(start, start_too) < min(end, end_too):
                pair = frozenset((one, other))
                found[pair] = found.get(pair, 0) + 1
    return found
