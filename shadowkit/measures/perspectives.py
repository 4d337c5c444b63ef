"""What different people said to the same question, side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from shadowkit import guide
from shadowkit.errors import LogError, one_of
from shadowkit.log import Log
from shadowkit.measures import wordings

#: Columns of the matrix before the people.
MATRIX_COLUMNS = ("topic", "question", "wordings", "people")
BETWEEN_ANSWERS = "\n\n"


def perspectives(
    log: Log, *, topics: Sequence[str] | None = None, people: Sequence[str] | None = None, rows: str = "question",
    order: str = "met",
) -> pd.DataFrame:
    """Put what each person said side by side: the questions down the side, the people across.

    One row per question, or per topic. Wordings that mean the same are one question; a question without a topic gets
    the one its words give away.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    topics : list of str, optional
        The guide's topics to show: path, day, best_worst, outlook, advancement, other; by default all.
    people : list of str, optional
        Handles or names of the contacts to show; by default all who were asked something.
    rows : {"question", "topic"}
        What a row is.
    order : str
        ``"met"`` puts people in the order they were met; a column of contacts (``"field"``, ``"role"``, …) puts those
        alike side by side.

    Returns
    -------
    DataFrame
        ``topic``; ``question`` (the wording most were asked; where none has more than half, the guide's that it
        counts as; or what the topic means); ``wordings`` (how many ways it was
        asked); ``people`` (how many answered); then one column per person with the answer, missing where there is none.

    Raises
    ------
    LogError
        If a topic, person or column does not exist.

    Examples
    --------
    >>> import shadowkit as sk
    >>> matrix = sk.perspectives(sk.example("student"), topics=["outlook"], rows="topic")
    >>> matrix["people"].tolist()
    [6]
    """
    if rows not in ("question", "topic"):
        raise one_of("rows", rows, ("question", "topic"))
    if isinstance(topics, str):
        raise LogError(f"`topics` must be a list, such as [{topics!r}].")
    for topic in topics or ():
        if topic not in guide.TOPICS:
            raise one_of("topics", topic, guide.TOPICS)
    heard = answers_heard(log)
    across = _people_across(log, heard, people, order)
    heard = heard[heard["person"].isin(across) & heard["answer"].notna()]
    if topics is not None:
        heard = heard[heard["topic"].isin(topics)]
    row = heard["topic"] if rows == "topic" else heard["group"]
    said = heard.groupby([row.rename("row"), "person"], observed=True)["answer"].agg(BETWEEN_ANSWERS.join)
    about = heard.groupby(row.rename("row"), observed=True).agg(
        topic=("topic", lambda of: of.mode().iloc[0]), wordings=("question", "nunique"), people=("person", "nunique"),
        question=("counts_as", "first"))
    if rows == "topic":
        about["question"] = [guide.TOPICS[topic] for topic in about.index]
    about["place"] = about["topic"].map(list(guide.TOPICS).index) if len(about) else []
    about = about.sort_values(["place", "people"], ascending=[True, False], kind="stable")
    answers = said.unstack("person").reindex(index=about.index, columns=across)
    matrix = pd.concat([about[list(MATRIX_COLUMNS)], answers], axis=1).reset_index(drop=True)
    matrix.attrs = {"measure": "perspectives", "rows": rows, "students": len(log.students)}
    return matrix


def answers_heard(log: Log) -> pd.DataFrame:
    """Return one row per question that was put to somebody: who answered, and the topic it belongs to.

    Where the answer has no words (a picture, say) it is missing; questions prepared for a meeting to come are left out.

    Columns ``student``, ``meeting``, ``contact``, ``person`` (the name, made different where two are alike),
    ``position``, ``topic``, ``question``, ``group`` (number of the question that wordings alike share), ``answer``,
    ``counts_as`` (the question it counts as), ``why`` (why it does).
    """
    return log.once("answers heard", lambda: _answers_heard(log))


def _answers_heard(log: Log) -> pd.DataFrame:
    who = log.meetings[["student", "meeting", "contact", "starts_at", "status"]]
    said = log.answers.merge(who, on=["student", "meeting"], how="left")
    said = said[said["answer"].notna() | said["status"].isna() | (said["status"] == "held")].reset_index(drop=True)
    # An answer of a meeting that is not in the log is still an answer: its meeting stands for the person.
    said["contact"] = said["contact"].fillna(said["meeting"])
    # On a shadow others speak too; their words are theirs.
    said["contact"], stranger = _speakers(said, log.contacts)
    said = said.merge(_names(log, said), on=["student", "contact"], how="left")
    said["person"] = stranger.fillna(said["person"])
    said = said.assign(**wordings.counted(said))
    return said.sort_values(["starts_at", "student", "meeting", "position"], kind="stable", ignore_index=True)


def _speakers(said: pd.DataFrame, contacts: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the contact who gave each answer, and the name of the speaker where it is none of the contacts."""
    met = said[["student", "contact"]].merge(contacts[["student", "contact", "name"]], on=["student", "contact"],
                                             how="left")
    speaker = said["speaker"].mask((said["speaker"] == met["contact"]) | (said["speaker"] == met["name"]))
    if speaker.isna().all():
        return said["contact"], speaker
    named = contacts[["student", "contact", "name"]].dropna().drop_duplicates(["student", "name"], keep=False)
    known = {(student, name): handle for student, handle, name in named.itertuples(index=False)}
    known |= {(student, handle): handle for student, handle in contacts[["student", "contact"]].itertuples(index=False)}
    who = pd.Series([known.get(pair) for pair in zip(said["student"], speaker, strict=True)], said.index, dtype="str")
    stranger = speaker.mask(who.notna())
    if said["student"].nunique() > 1:
        # Two students may each have heard a Ruth.
        stranger = stranger + " (" + said["student"] + ")"
    return who.fillna(said["contact"]), stranger


def _names(log: Log, said: pd.DataFrame) -> pd.DataFrame:
    """Name every contact so that no two look the same, those included whom only the answers know."""
    key = ["student", "contact"]
    contacts = pd.concat([log.contacts[[*key, "name"]], said[key]], ignore_index=True).drop_duplicates(key)
    name = contacts["name"].fillna(contacts["contact"])
    several = len(log.students) > 1
    alike = name.duplicated(keep=False)
    handle = contacts["contact"] + (", " + contacts["student"] if several else "")
    return contacts[key].assign(person=np.where(alike, name + " (" + handle + ")", name))


def _people_across(log: Log, heard: pd.DataFrame, people: Sequence[str] | None, order: str) -> list[str]:
    across = heard[["student", "contact", "person"]].drop_duplicates("person")
    if people is not None:
        if isinstance(people, str):
            raise LogError(f"`people` must be a list, such as [{people!r}].")
        for wanted in people:
            if wanted not in set(across["person"]) | set(across["contact"]):
                raise one_of("people", wanted, across["person"])
        across = across[across["person"].isin(people) | across["contact"].isin(people)]
    if order != "met":
        if order not in log.contacts.columns:
            raise one_of("order", order, ["met", *log.contacts.columns])
        known = log.contacts.drop_duplicates(["student", "contact"])
        column = pd.Series(known[order].to_numpy(), index=pd.MultiIndex.from_frame(known[["student", "contact"]]))
        keys = column.reindex(pd.MultiIndex.from_frame(across[["student", "contact"]]))
        across = across.assign(key=keys.to_numpy()).sort_values("key", kind="stable", na_position="last")
    return across["person"].tolist()
