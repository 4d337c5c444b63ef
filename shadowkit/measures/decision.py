"""The options a student weighs, beside what was heard of each: voices counted, gaps named, and no score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from shadowkit import cells, guide
from shadowkit.errors import LogError, one_of
from shadowkit.log import Log
from shadowkit.measures import must_be_log
from shadowkit.measures.coding import quotes
from shadowkit.measures.counting import NOT_STATED
from shadowkit.measures.coverage import TOPICS, next_people
from shadowkit.measures.perspectives import answers_heard, names_of
from shadowkit.measures.reflection import FIT, reflected
from shadowkit.measures.saturation import marks_of

Options = Sequence[str] | Mapping[str, Sequence[str]] | None
#: What each option is looked at for, and in words.
CRITERIA = guide.TOPICS | {
    "interest": "your interest before and after", "fit": "how it fits you, from 1 to 5",
    "still_unknown": "what you still do not know", "next_step": "what you do next"}
#: What a piece may be, in the order in which pieces are read.
PIECES = ("own line", "quote", "answer", "note", "gap", "suggestion")
PIECE_COLUMNS = ("option", "criterion", "piece", "person", "tag", "text")
DECISION_COLUMNS = ("option", "criterion", "says", "voices", "people", "heard")
_KEY = ["student", "contact"]
_WORDS = 30


def decision(log: Log, options: Options = None, *, by: str = "field") -> pd.DataFrame:
    """Put the options a student weighs beside what was heard of each, and what the student wrote.

    One row per option and criterion: the guide's topics, then interest, fit, what is still unknown and what comes next.
    Nothing is added up: how much a voice, a fit or a gap weighs is for the student to say.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    options : list of str, or dict of str to list of str, optional
        Values of the column ``by``, in the order to show them; or names of options, each with the handles or names of
        the people who stand for it. By default the values of ``by`` of everybody who was met, most voices first.
    by : str
        Column of contacts that the options are values of: field, role, organization, …

    Returns
    -------
    DataFrame
        ``option``; ``criterion`` and what it ``says``; ``voices``: how many different people stand behind it, and
        ``people``: who; ``heard``: the student's own lines, marked passages, answers or notes, a line each.

    Raises
    ------
    LogError
        If the column, an option or a person does not exist.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.decision(sk.example("student"), ["public health", "laboratory"])
    >>> table[table["criterion"] == "advancement"][["option", "voices"]].values.tolist()
    [['public health', 2], ['laboratory', 0]]
    >>> print(table["heard"].iloc[6])
    Lucía Fernández: 3 → 4 (1 Oct)
    Grace Mwenzi: 1 → 4 (27 Oct)
    """
    must_be_log(log, "decision")
    found, order = pieces(log, options, by=by)
    rows = []
    shown = [name for name in CRITERIA if name != "other" or (found["criterion"] == "other").any()]
    for option in order:
        for criterion in shown:
            of = found[(found["option"] == option) & (found["criterion"] == criterion)]
            who = of["person"].dropna().unique().tolist()
            rows.append((option, criterion, CRITERIA[criterion], len(who), ", ".join(who), _lines(of)))
    table = pd.DataFrame(rows, columns=DECISION_COLUMNS).astype(
        dict.fromkeys(("option", "criterion", "says", "people", "heard"), "str") | {"voices": int})
    voices = found[found["piece"].isin(PIECES[:3])].groupby("option")["person"].nunique().to_dict()
    table.attrs = {"measure": "decision", "by": None if isinstance(options, Mapping) else by,
                   "students": len(log.students),
                   "voices": {option: voices.get(option, 0) for option in order}}
    return table


def pieces(log: Log, options: Options = None, *, by: str = "field") -> tuple[pd.DataFrame, list[str]]:
    """Return all that stands behind each option, a row each, and the options in their order."""
    heard = answers_heard(log).dropna(subset="answer")
    written = reflected(log)
    members, order = _members(log, heard, written, options, by)
    own = log.summaries.dropna(subset="summary").drop_duplicates([*_KEY, "topic"], keep="last")
    marked = quotes(log).dropna(subset="quote").merge(
        marks_of(log)[0][["student", "coder"]].drop_duplicates(), on=["student", "coder"])
    # Nobody but the person met is named by the student's own lines and notes; on a shadow others speak too.
    parts = [
        own.assign(piece="own line", criterion=own["topic"], text=own["summary"]),
        marked.assign(piece="quote", criterion=marked["topic"], text=marked["quote"]),
        heard.assign(piece="answer", criterion=heard["topic"], text=heard["answer"])]
    noted = written[written["contact"].notna()]
    for criterion, text in (
        ("interest", [_change(row) for row in noted.to_dict("records")]),
        ("fit", [_fit(row) for row in noted.to_dict("records")]),
        ("still_unknown", noted["still_unknown"]), ("next_step", noted["next_step"])):
        parts.append(noted.assign(piece="note", criterion=criterion, text=text))
    said = pd.concat([part.reindex(columns=[*_KEY, "piece", "criterion", "person", "tag", "text"]).astype("str")
                      for part in parts], ignore_index=True).dropna(subset=["text", "criterion"])
    found = members[["option", *_KEY, "name"]].merge(said, on=_KEY)
    found["person"] = found["person"].fillna(found["name"])
    voiced = set(zip(found["option"], found["criterion"], strict=True))
    gaps = [(option, "still_unknown", "gap", None, None, f"Nobody has spoken on {guide.TOPICS[topic]}.")
            for option in order for topic in TOPICS if (option, topic) not in voiced]
    found = pd.concat([found[list(PIECE_COLUMNS)], pd.DataFrame(gaps + _suggestions(log, order, options, by),
                                                                columns=PIECE_COLUMNS).astype("str")])
    place = {option: number for number, option in enumerate(order)}
    found = found.assign(place=found["option"].map(place), at=found["criterion"].map(list(CRITERIA).index),
                         kind=found["piece"].map(PIECES.index))
    found = found.sort_values(["place", "at", "kind"], kind="stable", ignore_index=True)[list(PIECE_COLUMNS)]
    return found.drop_duplicates(ignore_index=True), order


def _members(log: Log, heard: pd.DataFrame, written: pd.DataFrame, options: Options, by: str,
             ) -> tuple[pd.DataFrame, list[str]]:
    """Return who stands for which option, with their name, and the options in their order."""
    if by not in log.contacts.columns:
        raise one_of("by", by, log.contacts.columns)
    contacts = log.contacts.drop_duplicates(_KEY)
    # Two of one name are told apart as they are in the matrix.
    contacts = contacts.assign(name=names_of(log)["person"].to_numpy(), kind=cells.as_text(contacts[by]),
                               heard=_among(contacts, heard))
    if isinstance(options, str):
        raise LogError(f"`options` must be a list, such as [{options!r}], or a dict from options to people.")
    if isinstance(options, Mapping):
        return _chosen(contacts, options), list(options)
    if options is None:
        met = contacts[contacts["heard"] | _among(contacts, written)]
        kinds = met.dropna(subset="kind").groupby("kind")["heard"].sum()
        options = kinds.sort_index().sort_values(ascending=False, kind="stable").index.tolist()
    for option in options:
        if option not in set(contacts["kind"]):
            raise one_of("options", option, sorted(contacts["kind"].dropna().unique()))
    members = contacts[contacts["kind"].isin(list(options))].rename(columns={"kind": "option"})
    return members[["option", *_KEY, "name"]], list(dict.fromkeys(options))


def _among(contacts: pd.DataFrame, others: pd.DataFrame) -> np.ndarray:
    return pd.MultiIndex.from_frame(contacts[_KEY]).isin(pd.MultiIndex.from_frame(others[_KEY]))


def _chosen(contacts: pd.DataFrame, options: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    parts = []
    for option, people in options.items():
        if isinstance(people, str):
            raise LogError(f"The people of option {option!r} must be a list, such as [{people!r}].")
        for person in people:
            if person not in set(contacts["contact"]) | set(contacts["name"]):
                raise one_of("options", person, contacts["name"])
        chosen = contacts["contact"].isin(list(people)) | contacts["name"].isin(list(people))
        parts.append(contacts[chosen].assign(option=str(option)))
    return pd.concat([contacts.iloc[:0].assign(option=""), *parts])[["option", *_KEY, "name"]]


def _suggestions(log: Log, order: list[str], options: Options, by: str) -> list[tuple]:
    """Suggest for each option whom to meet next, where options are values of a column."""
    if isinstance(options, Mapping) or by in (*_KEY, "name"):
        return []
    rows = next_people(log, by=by).drop_duplicates(by)
    return [(row[by], "next_step", "suggestion", None, None,
             f"You could meet {row['name']}. {row['why']}" if isinstance(row["name"], str) else row["why"])
            for row in rows.to_dict("records") if row[by] in order and row[by] != NOT_STATED]


def _change(row: Mapping[str, object]) -> str | None:
    before, after = row["interest_before"], row["interest_after"]
    if pd.isna(before) and pd.isna(after):
        return None
    return f"{'not noted' if pd.isna(before) else before} → {'not noted' if pd.isna(after) else after}{_day(row)}"


def _fit(row: Mapping[str, object]) -> str | None:
    noted = [f"{whose} {row[name]}" for name, whose in FIT.items() if pd.notna(row[name])]
    return ", ".join(noted) + _day(row) if noted else None


def _day(row: Mapping[str, object]) -> str:
    day = row["starts_at"] if pd.notna(row["starts_at"]) else row["written_at"]
    return f" ({day.day} {day:%b})" if pd.notna(day) else ""


def _lines(of: pd.DataFrame) -> str:
    """Return what was heard, a line each: own lines, then quotes, and the answers of whom neither speaks."""
    lines, told = [], set()
    for row in of.to_dict("records"):
        if row["piece"] == "answer" and row["person"] in told:
            continue
        told.add(row["person"])
        words = str(row["text"]).split()
        short = " ".join(words[:_WORDS]) + (" …" if len(words) > _WORDS else "")
        text = {"quote": f"“{row['text']}”", "answer": f"“{short}”"}.get(row["piece"], row["text"])
        lines.append(f"{row['person']}: {text}" if isinstance(row["person"], str) else str(text))
    return "\n".join(lines)
