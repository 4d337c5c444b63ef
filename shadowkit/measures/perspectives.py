"""What different people said to the same question, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from shadowkit import guide
from shadowkit.errors import must_be_among, one_of
from shadowkit.log import Log
from shadowkit.measures import chosen, must_be_log, wordings

#: Columns of the matrix before the people.
MATRIX_COLUMNS = ("topic", "question", "wordings", "people")
BETWEEN_ANSWERS = "\n\n"
#: What stands before the student's own line.
IN_SHORT = "In short: "


def perspectives(
    log: Log, *, topics: Sequence[str] | None = None, people: Sequence[str] | None = None,
    where: Mapping[str, str | Sequence[str]] | None = None, rows: str = "question", order: str = "met",
    summaries: bool = True,
) -> pd.DataFrame:
    """Put what each person said side by side: the questions down the side, the people across.

    One row per question, or per topic. Wordings that mean the same are one question, as :func:`question_groups` shows;
    a question without a topic gets the one its words give away.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    topics : list of str, optional
        The guide's topics to show: path, day, best_worst, outlook, advancement, other; by default all.
    people : list of str, optional
        Handles or names of the contacts to show; by default all who were asked something.
    where : dict, optional
        What these people have in common: columns of contacts with a value or a list of values, such as
        ``{"field": "patient care"}``; "not stated" stands for an empty cell.
    rows : {"question", "topic"}
        What a row is.
    order : str
        ``"met"`` puts people in the order they were met; a column of contacts (``"field"``, ``"role"``, ``"name"``, …)
        puts those alike side by side; ``"most"`` begins with who said most.
    summaries : bool
        Whether a cell of a topic begins with your own line on it, after "In short: ", where you wrote one
        (:func:`sk.forms.summary`).

    Returns
    -------
    DataFrame
        ``topic``; ``question`` (the wording most were asked; where none has more than half, the guide's that it
        counts as; or what the topic means); ``wordings`` (how many ways it was asked); ``people`` (how many answered);
        then one column per person with the answer, missing where there is none. ``attrs["summaries"]`` has your own
        lines by topic and person.

    Raises
    ------
    LogError
        If a topic, person, column or value does not exist.

    Examples
    --------
    >>> import shadowkit as sk
    >>> matrix = sk.perspectives(sk.example("student"), topics=["outlook"], rows="topic")
    >>> matrix["people"].tolist()
    [6]
    >>> care = sk.perspectives(sk.example("student"), where={"field": "patient care"}, rows="topic")
    >>> care.columns[4:].tolist()
    ['Amara Okonkwo', 'Björn Lindqvist', 'Nadia Haddad', 'Marisol Vega, veterinary technician']
    >>> care.loc[care["topic"] == "advancement", "Nadia Haddad"].item()[:53]
    'In short: No ladder: the same post with better shoes.'
    """
    must_be_log(log, "perspectives")
    if rows not in ("question", "topic"):
        raise one_of("rows", rows, ("question", "topic"))
    must_be_among("topics", topics, guide.TOPICS)
    across = chosen.people_across(log, answers_heard(log), people=people, where=where, order=order)
    matrix = matrix_of(log, across, topics=topics, rows=rows, summaries=summaries)
    if where:
        matrix.attrs["where"] = {name: [value] if isinstance(value, str) else list(value)
                                 for name, value in where.items()}
    return matrix


def matrix_of(log: Log, across: list[str], *, topics: Sequence[str] | None, rows: str,
              summaries: bool = True) -> pd.DataFrame:
    """Return the matrix of these people, as they are called in :func:`answers_heard`, in this order."""
    heard = answers_heard(log)
    heard = heard[heard["person"].isin(across) & heard["answer"].notna()]
    if topics is not None:
        heard = heard[heard["topic"].isin(topics)]
    row = (heard["topic"] if rows == "topic" else heard["group"]).rename("row")
    about = heard.groupby(row, observed=True).agg(
        topic=("topic", lambda of: of.mode().iloc[0]), wordings=("question", "nunique"), people=("person", "nunique"),
        question=("counts_as", "first"))
    if rows == "topic":
        about["question"] = [guide.TOPICS[topic] for topic in about.index]
    about["place"] = about["topic"].map(list(guide.TOPICS).index) if len(about) else []
    about = about.sort_values(["place", "people"], ascending=[True, False], kind="stable")
    answers = _cells(row, heard, about.index, across)
    lines = _lines(log, heard) if summaries and rows == "topic" else {}
    for topic, by_person in lines.items():
        for person, line in by_person.items():
            answers.loc[topic, person] = f"{IN_SHORT}{line}{BETWEEN_ANSWERS}{answers.loc[topic, person]}"
    matrix = pd.concat([about[list(MATRIX_COLUMNS)], answers], axis=1).reset_index(drop=True)
    matrix.attrs = {"measure": "perspectives", "rows": rows, "students": len(log.students)} | (
        {"summaries": lines} if lines else {})
    return matrix


def _cells(row: pd.Series, heard: pd.DataFrame, down: pd.Index, across: list[str]) -> pd.DataFrame:
    """Return what each person said in each row; in arrays, because grouping tables takes long for many people."""
    cells = np.full((len(down), len(across)), None, dtype=object)
    places = {person: place for place, person in enumerate(across)}
    for y, x, answer in zip(down.get_indexer(row), heard["person"].map(places), heard["answer"], strict=True):
        cells[y, x] = answer if cells[y, x] is None else cells[y, x] + BETWEEN_ANSWERS + answer
    return pd.DataFrame(cells, down, across, dtype="str")


def _lines(log: Log, heard: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Return the student's own lines by topic and person; the last, where one was written twice."""
    # Who speaks at a contact's meeting without being on the list has no line of one's own.
    own = heard[~heard["stranger"]].drop_duplicates(["student", "contact", "topic"])
    found = own.merge(log.summaries.dropna(subset="summary").drop_duplicates(
        ["student", "contact", "topic"], keep="last"), on=["student", "contact", "topic"])
    lines: dict[str, dict[str, str]] = {}
    for topic, person, line in found[["topic", "person", "summary"]].itertuples(index=False):
        lines.setdefault(topic, {})[person] = line
    return lines


def only_answer(matrix: pd.DataFrame, topic: str, person: str, cell: object) -> object:
    """Return a cell of the matrix without the student's own line before it."""
    line = matrix.attrs.get("summaries", {}).get(topic, {}).get(person)
    return cell if line is None or not isinstance(cell, str) else cell.removeprefix(
        f"{IN_SHORT}{line}{BETWEEN_ANSWERS}")


def answers_heard(log: Log) -> pd.DataFrame:
    """Return one row per question that was put to somebody: who answered, and the topic it belongs to.

    Where the answer has no words (a picture, say) it is missing; questions prepared for a meeting to come are left out.

    Columns ``student``, ``meeting``, ``contact``, ``person`` (the name, made different where two are alike),
    ``position``, ``topic``, ``question``, ``group`` (number of the question that wordings alike share), ``answer``,
    ``counts_as`` (the question it counts as), ``why`` (why it does), ``stranger`` (whether the person is no contact).
    """
    return log.once("answers heard", lambda: _answers_heard(log))


def _answers_heard(log: Log) -> pd.DataFrame:
    who = log.meetings[["student", "meeting", "contact", "starts_at", "status"]]
    # What students said themselves is no answer that was heard.
    said = log.answers[~is_own(log)].merge(who, on=["student", "meeting"], how="left")
    said = said[said["answer"].notna() | said["status"].isna() | (said["status"] == "held")].reset_index(drop=True)
    # An answer of a meeting that is not in the log is still an answer: its meeting stands for the person.
    said["contact"] = said["contact"].fillna(said["meeting"])
    # On a shadow others speak too; their words are theirs.
    said["contact"], stranger = _speakers(said, log.contacts)
    said = said.merge(names_of(log, said), on=["student", "contact"], how="left")
    said["person"], said["stranger"] = stranger.fillna(said["person"]), stranger.notna()
    said = said.assign(**wordings.counted(said))
    return said.sort_values(["starts_at", "student", "meeting", "position"], kind="stable", ignore_index=True)


def is_own(log: Log) -> pd.Series:
    """Tell of each row of answers whether the speaker is the student: by handle, by name, or as the one who asked."""
    speaker = log.answers["speaker"].str.strip().str.casefold()
    own = speaker == log.answers["student"].str.casefold()
    if "name" in log.students:
        names = log.students.drop_duplicates("student").set_index("student")["name"]
        own |= speaker == log.answers["student"].map(names).astype("str").str.casefold()
    if "asked_by" in log.answers:
        own |= speaker == log.answers["asked_by"].astype("str").str.strip().str.casefold()
    return own.fillna(False).astype(bool)


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


def names_of(log: Log, more: pd.DataFrame | None = None) -> pd.DataFrame:
    """Name every contact so that no two look the same, those of ``more`` included whom the contacts do not have."""
    key = ["student", "contact"]
    contacts = pd.concat([log.contacts[[*key, "name"]], *([] if more is None else [more[key]])],
                         ignore_index=True).drop_duplicates(key)
    name = contacts["name"].fillna(contacts["contact"])
    several = len(log.students) > 1
    alike = name.duplicated(keep=False)
    handle = contacts["contact"] + (", " + contacts["student"] if several else "")
    return contacts[key].assign(person=np.where(alike, name + " (" + handle + ")", name))
