"""Who has been heard on what, where nobody has, and whom to meet next."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shadowkit import cells, guide
from shadowkit.errors import one_of
from shadowkit.log import Log
from shadowkit.measures import must_be_log
from shadowkit.measures.chosen import kind_of
from shadowkit.measures.counting import NOT_STATED
from shadowkit.measures.perspectives import answers_heard

#: What may be said of somebody who is on the list and was not met: in which order they come, and in words.
STATES = {
    "planned": "A meeting is planned{when}: put the question there.",
    "agreed": "Agreed to meet; no meeting is planned yet.",
    "not asked": "Not asked yet.",
    "waiting": "Asked{when}, and may still reply.",
    "silent": "Asked once{when}, without a reply: one more message is fair.",
    "look for": "Nobody who is left on your list would fill this: look for somebody {kind}.",
}
#: So many days somebody who was asked may still reply.
WAIT_DAYS = 14
#: The five topics of the guide that every profession has something to say on.
TOPICS = tuple(topic for topic in guide.TOPICS if topic != "other")
_EASY = {"known": 0, "introduced": 1}
_KEY = ["student", "contact"]


def coverage(log: Log, *, by: str = "field") -> pd.DataFrame:
    """How many people of each kind have spoken on each topic: where you have no voice at all, or only one.

    One row per topic and kind of person; every pair is there, also those nobody has spoken on.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    by : str
        Column of contacts that makes the kinds: field, source, tie, organization, …

    Returns
    -------
    DataFrame
        ``topic`` (the guide's five); the kind of person; ``people``: how many different people answered a question on
        it; ``answers``: how many answers; ``known``: how many people of that kind are among the contacts. With several
        students also ``students``: how many of them have somebody of that kind on their list; such a table is for your
        eyes only until :func:`protect` has hidden small groups.

    Raises
    ------
    LogError
        If the column does not exist.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.coverage(sk.example("student"), by="tie")
    >>> table.columns.tolist()
    ['topic', 'tie', 'people', 'answers', 'known']
    """
    must_be_log(log, "coverage")
    contacts = _with_kind(log, by)
    known = contacts.groupby("kind")["contact"].size()
    heard = _heard(log, by)
    kinds = sorted(set(known.index) | set(heard["kind"]), key=lambda name: (name == NOT_STATED, name))
    every = pd.MultiIndex.from_product([TOPICS, kinds], names=["topic", by])
    grouped = heard.groupby(["topic", "kind"])
    table = pd.DataFrame({"people": grouped["person"].nunique(), "answers": grouped.size()})
    table.index.names = ["topic", by]
    table = table.reindex(every, fill_value=0).reset_index()
    table["known"] = table[by].map(known).fillna(0).astype(int)
    if len(log.students) > 1:
        table["students"] = table[by].map(contacts.groupby("kind")["student"].nunique()).fillna(0).astype(int)
    table.attrs = {"measure": "coverage", "by": by}
    return table


def next_people(log: Log, *, by: str = "field") -> pd.DataFrame:
    """Suggest whom to meet next: who on the list would fill most of the gaps that :func:`coverage` shows, and why.

    One row per person on the list who was not met, did not say no or name somebody else instead, and was not asked
    twice without a reply. Each row supposes that those above it have been met and asked on all five topics, so that
    three people of one kind are not suggested for the same gap; who would fill none is left out. People who fill as
    many gaps come in this order: a meeting is planned, they agreed to one, they are known, they were introduced, the
    rest; among these first who was not asked yet, then who may still reply. It is easiest to begin with people one
    knows. Last come the kinds of people who are missing on the list.

    Parameters
    ----------
    log : Log
        The log of one student or of many; people are suggested to each student on their own.
    by : str
        Column of contacts that makes the kinds: field, source, tie, organization, …

    Returns
    -------
    DataFrame
        ``student``; ``contact`` and ``name`` (missing where somebody is to be looked for); the kind of person;
        ``gaps``: on how many of the five topics nobody of that kind has spoken, and ``topics``: which; ``second`` and
        ``second_topics``: those on which one person alone has; ``state`` (planned, agreed, not asked, waiting, silent,
        look for); ``tie``; ``why``: a sentence or two.

    Raises
    ------
    LogError
        If the column does not exist.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.next_people(sk.example("student"))
    >>> table[["name", "field", "topics", "state"]].head(2).values.tolist()
    [['Aoife Brennan', 'laboratory', 'advancement', 'planned'],
     ['Paolo Ricci', 'writing and teaching', 'advancement', 'agreed']]
    """
    must_be_log(log, "next_people")
    contacts = _with_kind(log, by)
    heard = _heard(log, by)
    stated = contacts[contacts["kind"] != NOT_STATED]
    voices = heard.groupby(["student", "kind", "topic"])["person"].nunique().unstack("topic").reindex(
        columns=TOPICS).reindex(pd.MultiIndex.from_frame(stated[["student", "kind"]].drop_duplicates())).fillna(0)
    left = _not_met(log, stated)
    state = left["state"].map(list(STATES).index)
    # Who has agreed comes first, then who is easy to begin with, then who may be asked now.
    left["place"] = 100 * state.clip(upper=2) + 10 * left["tie"].map(_EASY).fillna(2) + state
    left = left.sort_values(["student", "place", "added_on", "contact"], kind="stable")
    left["above"] = left.groupby(["student", "kind"]).cumcount()
    absent = voices.index.difference(pd.MultiIndex.from_frame(left[["student", "kind"]])).to_frame(index=False)
    absent = absent.reindex(columns=["student", "kind"]).assign(state="look for", above=0)
    rows = pd.concat([left, absent], ignore_index=True)
    there = voices.reindex(pd.MultiIndex.from_frame(rows[["student", "kind"]])).to_numpy().reshape(-1, len(TOPICS))
    there = there + rows["above"].to_numpy(dtype=float).reshape(-1, 1)
    for count, topics, number in (("gaps", "topics", 0), ("second", "second_topics", 1)):
        rows[count] = (there == number).sum(axis=1)
        rows[topics] = pd.Series([", ".join(np.array(TOPICS)[row]) for row in there == number], rows.index, dtype="str")
    rows = rows[(rows["gaps"] > 0) | ((rows["second"] > 0) & (rows["state"] != "look for"))]
    rows = rows.assign(last=rows["state"] == "look for", name=rows["name"].fillna(rows["contact"])).sort_values(
        ["student", "last", "gaps", "second", "place"], ascending=[True, True, False, False, True], kind="stable")
    names = dict(zip(zip(contacts["student"], contacts["contact"], strict=True), contacts["name"], strict=True))
    rows["why"] = pd.Series([_why(row, by, names) for row in rows.to_dict("records")], rows.index, dtype="str")
    # Where the kind is a column of the table anyway, it stands there once.
    columns = dict.fromkeys((*_KEY, "name", by, "gaps", "topics", "second", "second_topics", "state", "tie", "why"))
    table = rows.assign(**{} if by in (*_KEY, "name") else {by: rows["kind"]})[list(columns)].reset_index(drop=True)
    table.attrs = {"measure": "next_people", "by": by, "students": len(log.students), "listed": len(contacts),
                   "not_stated": len(contacts) - len(stated)}
    return table


def of_kind(by: str, kind: str) -> str:
    """Say in words of which kind somebody is, to stand after "somebody" or "nobody"."""
    if kind == NOT_STATED:
        return f"whose {by.replace('_', ' ')} is not stated"
    return f"from {kind}" if by in ("field", "organization") else f"with the {by.replace('_', ' ')} {kind}"


def _with_kind(log: Log, by: str) -> pd.DataFrame:
    if by not in log.contacts.columns:
        raise one_of("by", by, log.contacts.columns)
    return log.contacts.assign(kind=cells.as_text(log.contacts[by]).fillna(NOT_STATED))


def _heard(log: Log, by: str) -> pd.DataFrame:
    """Return the answers in words, each with the kind of person who gave it."""
    heard = answers_heard(log).dropna(subset="answer")
    return heard.assign(kind=kind_of(log, heard, by))


def _not_met(log: Log, contacts: pd.DataFrame) -> pd.DataFrame:
    """Return the people who may still be met, with the state things are in and its day."""
    asks = log.outreach[log.outreach["purpose"].isna() | (log.outreach["purpose"] == "ask")].sort_values("sent_at")
    asks = asks.assign(replied=asks[["replied_at", "answer"]].notna().any(axis=1)).groupby(_KEY).agg(
        asks=("student", "size"), asked_at=("sent_at", "max"), replied=("replied", "any"), answer=("answer", "last"))
    to_come = log.to_come()
    meetings = log.meetings.assign(
        coming=to_come, met=(log.meetings["status"] == "held") | (log.meetings["status"].isna() & ~to_come),
        planned_at=log.meetings["starts_at"].where(to_come)).groupby(_KEY)[["coming", "met", "planned_at"]].agg(
        {"coming": "any", "met": "any", "planned_at": "min"})
    people = contacts.drop_duplicates(_KEY).merge(asks, on=_KEY, how="left").merge(meetings, on=_KEY, how="left")
    coming, met = (people[name].fillna(False).astype(bool) for name in ("coming", "met"))
    silent = ~people["replied"].fillna(False).astype(bool)
    late = (people["asked_at"] + pd.Timedelta(days=WAIT_DAYS) < log.as_of) if log.as_of is not None else False
    people["state"] = np.select(
        [coming, people["answer"].isin(("no", "redirect")), people["answer"] == "yes", people["asks"].isna(),
         silent & ~late, silent & (people["asks"] < guide.MOST_ASKS)],
        ["planned", "refused", "agreed", "not asked", "waiting", "silent"], "asked often enough")
    people["when"] = people["planned_at"].where(coming, people["asked_at"])
    return people[~met & people["state"].isin(list(STATES))].copy()


def _why(row: dict[str, object], by: str, names: dict[tuple[str, str], object]) -> str:
    """Say which gaps somebody would fill, how one knows them, and what comes next."""
    kind = of_kind(by, str(row["kind"]))
    said = []
    if row["gaps"]:
        gaps = str(row["topics"]).split(", ")
        said.append(f"Nobody {kind} has spoken with you on "
                    f"{'any of the five topics' if len(gaps) == len(TOPICS) else _topics(gaps)}.")
    else:
        second = str(row["second_topics"]).split(", ")
        so_far = "Once those above are met, one person alone" if row["above"] else "One person alone"
        said.append(f"{so_far} {kind} has spoken on {_topics(second)}: this would be a second view.")
    if row["tie"] == "known":
        said.append("You know this person already, so it is easy to begin here.")
    elif row["tie"] == "introduced":
        by_whom = names.get((row["student"], row["referred_by"]), row["referred_by"])
        said.append(f"You were introduced by {by_whom}: say so." if pd.notna(by_whom) else "You were introduced.")
    when = row.get("when")
    day = f" {'for' if row['state'] == 'planned' else 'on'} {when.day} {when:%B}" if pd.notna(when) else ""
    return " ".join([*said, STATES[str(row["state"])].format(when=day, kind=kind)])


def _topics(topics: list[str]) -> str:
    *first, last = (guide.TOPICS[topic] for topic in topics)
    return f"{', '.join(first)} and {last}" if first else last
