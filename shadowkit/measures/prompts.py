"""Questions to ask oneself, made from what the log holds: each is tied to what was said or written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

import pandas as pd

from shadowkit import guide
from shadowkit.errors import LogError
from shadowkit.log import Log
from shadowkit.measures import must_be_log
from shadowkit.measures.common_ground import DIFFERENT, ONLY_ONE, SEVERAL, common_ground
from shadowkit.measures.coverage import coverage, next_people, of_kind
from shadowkit.measures.perspectives import answers_heard
from shadowkit.measures.reflection import FIT, interest, reflected

#: What one asks oneself after comparing, and the questions that put it into words; braces are filled in from the log.
PROMPT_KINDS = {
    "surprised": "what surprised you",
    "confirmed": "what was confirmed",
    "still_unknown": "what you still do not know",
    "next_step": "what you do next",
}
PROMPTS = {
    "surprised": {
        "rose": "Your interest rose most after {person}, from {before} to {after}. What did you hear there that you "
        "had not expected?",
        "fell": "Your interest fell most after {person}, from {before} to {after}. Was it the person, the place, or "
        "the work itself?",
        "alone": "Of {heard} people heard on {topic}, {person} alone spoke of “{tag}”. Had you expected it of the "
        "others too?",
    },
    "confirmed": {
        "several": "{people} of {heard} people speak of “{tag}”. Did you expect that, and does it draw you to the work "
        "or away from it?",
        "fit": "After {person} you gave the fit with {whose} {score} of 5. What in the work was it?",
        "steady": "Before {person} your interest was {before}, and so it was afterwards. What did the talk confirm?",
    },
    "still_unknown": {
        "differ": "People differ on {parent}: {positions}. What would decide it for you?",
        "gap": "Nobody {kind} has spoken on {topic}: is it still unknown, and does it matter to you?",
        "written": "{when} you did not know yet: “{text}” Have you heard it since, or who could tell you?",
    },
    "next_step": {
        "meet": "You could meet {person} next. What would you ask first, now that you have heard the others?",
        "written": "{when} your next step was: “{text}” Is it done, and what came of it?",
        "one_view": "All that you know {kind} comes from {person}. Who could give you a second view?",
    },
}
PROMPT_COLUMNS = ("student", "kind", "prompt", "about", "topic", "tag", "contact", "name", "meeting", "evidence")
_Found = Iterator[dict[str, object]]


def prompts(log: Log, *, most: int = 3) -> pd.DataFrame:
    """Ask what surprised, what was confirmed, what is still unknown and what comes next, about this log and no other.

    One row per question. They are made from the sentences of ``PROMPTS`` and from the log: the largest changes of
    interest, what people differ on, what several or one alone said, gaps, and what the student left open earlier.
    Of each kind the questions of different making come first.

    Parameters
    ----------
    log : Log
        The log of one student or of many; each student is asked about their own.
    most : int
        How many questions of each kind to ask.

    Returns
    -------
    DataFrame
        ``student``; ``kind`` (surprised, confirmed, still_unknown, next_step: the columns of a reflection that an
        answer belongs in); ``prompt``: the question; ``about`` (topic, tag, person, meeting) and which: ``topic``,
        ``tag``, ``contact`` and ``name``, ``meeting``; ``evidence``: the words or numbers it rests on, a line each.

    Raises
    ------
    LogError
        If ``most`` is no whole number above 0.

    Examples
    --------
    >>> import shadowkit as sk
    >>> table = sk.prompts(sk.example("student"), most=1)
    >>> table["prompt"].iloc[0]
    'Your interest rose most after Grace Mwenzi, from 1 to 4. What did you hear there that you had not expected?'
    >>> table["kind"].tolist()
    ['surprised', 'confirmed', 'still_unknown', 'next_step']
    """
    must_be_log(log, "prompts")
    if not isinstance(most, int) or isinstance(most, bool) or most < 1:
        raise LogError(f"`most` must be a whole number, 1 or more; it was {most!r}.")
    rows = []
    for student, own in _each(log):
        for kind, sources in _sources(own).items():
            # One of each source in turn, so that three changes of interest do not push out all else.
            turns = (row for turn in zip_longest(*sources) for row in turn if row is not None)
            rows += [{"student": student, "kind": kind} | row for row, _ in zip(turns, range(most), strict=False)]
    table = pd.DataFrame(rows, columns=PROMPT_COLUMNS).astype("str")
    table.attrs = {"measure": "prompts", "students": len(log.students)}
    return table


def _each(log: Log) -> Iterator[tuple[str, Log]]:
    """Yield each student with the log of their own."""
    students = log.students["student"].tolist()
    for student in students:
        yield student, log if len(students) == 1 else replace(log, _made={}, **{
            name: table[table["student"] == student].reset_index(drop=True) for name, table in log.tables.items()})


def _sources(log: Log) -> dict[str, list[_Found]]:
    ground = log.once("ground without terms", lambda: common_ground(log, terms=0))
    changes = interest(log)
    changes = changes[changes["contact"].notna()].dropna(subset="change")
    written = reflected(log).iloc[::-1]
    return {
        "surprised": [_changed(changes, written, "rose"), _changed(changes, written, "fell"), _alone(ground)],
        "confirmed": [_several(ground), _fits(written), _steady(changes)],
        "still_unknown": [_differ(ground), _gaps(log), _written(written, "still_unknown")],
        "next_step": [_meet(log), _written(written, "next_step"), _one_view(log)]}


def _prompt(kind: str, name: str, about: str, row: dict[str, object], evidence: str, /, **filled: object) -> dict:
    """Return a question: its sentence filled in, and what of the row it is about."""
    ties = {"topic": ("topic",), "tag": ("topic", "tag"), "person": ("contact", "name"),
            "meeting": ("contact", "name", "meeting")}[about]
    return {"prompt": PROMPTS[kind][name].format(**filled), "about": about, "evidence": evidence} | {
        tie: row.get(tie) for tie in ties}


def _changed(changes: pd.DataFrame, written: pd.DataFrame, name: str) -> _Found:
    """Ask about the largest change of interest in one direction."""
    sign = 1 if name == "rose" else -1
    largest = (sign * changes["change"]).astype(float)
    for row in changes[(largest > 0) & (largest == largest.max())].head(1).to_dict("records"):
        own = written[written["meeting"] == row["meeting"]]["surprised"].dropna().head(1).tolist()
        evidence = f"You wrote: “{own[0]}”" if own else f"Interest {row['before']} before, {row['after']} after."
        yield _prompt("surprised", name, "meeting", row, evidence, person=row["name"], before=row["before"],
                      after=row["after"])


def _alone(ground: pd.DataFrame) -> _Found:
    """Ask about what one person alone said, of three or more heard: on positions too, where others hold another."""
    rows = ground[(ground["people"] == 1) & (ground["heard"] >= 3) & ground["kind"].isin((ONLY_ONE, DIFFERENT))]
    for row in _first_quotes(rows.sort_values("kind", key=lambda kind: kind != ONLY_ONE, kind="stable")):
        yield _prompt("surprised", "alone", "tag", row, _quoted(row), person=row["person"], tag=row["tag"],
                      heard=row["heard"], topic=guide.TOPICS[str(row["topic"])])


def _several(ground: pd.DataFrame) -> _Found:
    rows = ground[(ground["kind"] == SEVERAL) & (ground["people"] >= 2)]
    for row in _first_quotes(rows.sort_values("people", ascending=False, kind="stable")):
        said = ground[ground["what"] == row["what"]].drop_duplicates("person").head(2).to_dict("records")
        yield _prompt("confirmed", "several", "tag", row, "\n".join(map(_quoted, said)), people=row["people"],
                      heard=max(row["heard"], row["people"]), tag=row["tag"])


def _fits(written: pd.DataFrame) -> _Found:
    """Ask about the best fit with interests, abilities or values."""
    met = written[written["contact"].notna()]
    best = met[list(FIT)].max().max()
    for name, whose in FIT.items():
        for row in met[met[name] == best].head(1 if pd.notna(best) and best >= 4 else 0).to_dict("records"):
            noted = [f"{FIT[other].removeprefix('my ')} {row[other]}" for other in FIT if pd.notna(row[other])]
            yield _prompt("confirmed", "fit", "meeting", row, f"Fit noted: {', '.join(noted)}.", person=row["name"],
                          whose=whose.replace("my", "your"), score=row[name])


def _steady(changes: pd.DataFrame) -> _Found:
    same = changes[changes["change"] == 0].sort_values("after", ascending=False, kind="stable")
    for row in same.to_dict("records"):
        yield _prompt("confirmed", "steady", "meeting", row, f"Interest {row['before']} before, {row['after']} after.",
                      person=row["name"], before=row["before"])


def _differ(ground: pd.DataFrame) -> _Found:
    """Ask about each thing on which people hold different positions, with one quote of each position."""
    rows = ground[ground["kind"] == DIFFERENT]
    sizes = rows.groupby("parent", sort=False)[["what", "person"]].nunique().sort_values(
        ["what", "person"], ascending=False, kind="stable")
    for parent in sizes.index:
        said = rows[rows["parent"] == parent]
        # In a list, what tells people of one name apart would look like one more person; alone, nobody needs it.
        named = {person: person.split(",")[0] for person in said["person"].unique()}
        named = {person: short if list(named.values()).count(short) == 1 else person for person, short in named.items()}
        who = said["person"].map(named).groupby(said["what"], sort=False).agg(lambda names: ", ".join(names.unique()))
        positions = "; ".join(f"“{what}” ({names})" for what, names in who.items())
        quotes = "\n".join(_quoted(row) for row in said.drop_duplicates("what").to_dict("records"))
        yield _prompt("still_unknown", "differ", "tag", {"topic": said["topic"].iloc[0], "tag": parent}, quotes,
                      parent=parent, positions=positions)


def _gaps(log: Log) -> _Found:
    """Ask about topics on which nobody has spoken of a field from which somebody was met."""
    table = coverage(log)
    met = table.groupby("field")["people"].transform("sum") > 0
    for row in table[met & (table["people"] == 0)].to_dict("records"):
        yield _prompt("still_unknown", "gap", "topic", row, f"On your list {row['known']}, heard on this 0.",
                      kind=of_kind("field", str(row["field"])), topic=guide.TOPICS[row["topic"]])


def _written(written: pd.DataFrame, column: str) -> _Found:
    """Ask about what the student left open, the latest first."""
    for row in written[written[column].notna()].to_dict("records"):
        day = f" on {row['written_at'].day} {row['written_at']:%B}" if pd.notna(row["written_at"]) else ""
        when = f"After {row['name']}" if pd.notna(row["name"]) else "Looking back on the whole"
        yield _prompt(column, "written", "meeting", row, f"You wrote it{day}.", when=when, text=row[column])


def _meet(log: Log) -> _Found:
    for row in next_people(log).dropna(subset="name").to_dict("records"):
        yield _prompt("next_step", "meet", "person", row, str(row["why"]), person=row["name"])


def _one_view(log: Log) -> _Found:
    """Ask about fields that one person alone stands for."""
    heard = answers_heard(log).dropna(subset="answer").drop_duplicates("person")
    people = heard.merge(log.contacts[["student", "contact", "field"]], on=["student", "contact"])
    for row in people.dropna(subset="field").drop_duplicates("field", keep=False).to_dict("records"):
        yield _prompt("next_step", "one_view", "person", row | {"name": row["person"]}, guide.ONE_VIEW,
                      kind=of_kind("field", str(row["field"])), person=row["person"])


def _first_quotes(rows: pd.DataFrame) -> list[dict[str, object]]:
    return rows.drop_duplicates("what").assign(tag=lambda rows: rows["what"]).to_dict("records")


def _quoted(row: dict[str, object]) -> str:
    return f"{row['person']}: “{row['quote']}”" if pd.notna(row["quote"]) else f"{row['person']}, without words."
