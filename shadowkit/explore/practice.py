"""Controls on how the meetings themselves went, and a box in which to try a question."""

from __future__ import annotations

import html

import ipywidgets as widgets
import pandas as pd

from shadowkit import guide, plot
from shadowkit.captions import caption
from shadowkit.explore.explorer import WIDE, Explorer, choice, drawn, for_one
from shadowkit.log import Log
from shadowkit.measures import practice, questions
from shadowkit.plot.practice import LISTENING, ROWS

_ALL = "all"


def steps(log: Log, *, identifying: bool = False) -> Explorer:
    """Explore which steps were done: choose the kind of meeting and the order.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to show single meetings where the log is of several students; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``kind`` and ``order``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.steps(sk.example("student"))
    >>> explorer.controls["kind"].value = "shadow"
    >>> explorer.caption.value.count("2 meetings held")
    1
    """
    for_one(log, "steps", identifying)

    def show(kind: str, order: str) -> tuple[str, str]:
        table = practice.steps(log)
        if kind != _ALL:
            table = table[(table["kind"] == kind).to_numpy()]
        if order == "done":
            count = table.groupby(["student", "meeting"])["done"].transform("sum")
            table = table.iloc[count.argsort(kind="stable")]
        return drawn(plot.steps, table)

    kinds = [("all meetings", _ALL), *((f"{kind}s", kind) for kind in guide.MEETING_KINDS)]
    controls = {"kind": choice("Show", kinds),
                "order": choice("Order", [("by date", "date"), ("fewest steps first", "done")])}
    return Explorer("steps", log, controls, show, height=_height(practice.steps(log)["meeting"].nunique()))


def shadow_day(log: Log, *, identifying: bool = False) -> Explorer:
    """Explore the days that were watched: choose one.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to show single days where the log is of several students; for your eyes only.

    Returns
    -------
    Explorer
        With the control ``day``: the handle of a meeting, or student and handle where there are several students.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.shadow_day(sk.example("student"))
    >>> explorer.controls["day"].value = "m09b"
    >>> explorer.caption.value.count("30 October 2026")
    1
    """
    for_one(log, "shadow_day", identifying)
    several = len(log.students) > 1
    found = {f"{student}, {meeting}" if several else meeting: (student, meeting, name, date) for
             student, meeting, name, date in practice.shadow_days(log)[
                 ["student", "meeting", "name", "starts_at"]].itertuples(index=False)}
    options = [(f"{name}, {'no date' if pd.isna(date) else f'{date.day} {date:%B %Y}'} ({day})", day)
               for day, (_, _, name, date) in found.items()]

    def show(day: str) -> tuple[str, str]:
        student, meeting, *_ = found.get(day, (None, None))
        return drawn(plot.shadow_day, practice.shadow_day(log, meeting, student=student))

    # Room for a name, a long date and a handle.
    control = widgets.Dropdown(options=options or [("none yet", "")], description="Day", style=WIDE,
                               layout=widgets.Layout(width="30em", max_width="95%"))
    longest = log.observations.groupby(["student", "meeting"]).size().max()
    return Explorer("shadow_day", log, {"day": control}, show, height=_height(0 if pd.isna(longest) else longest))


def listening(log: Log, *, identifying: bool = False) -> Explorer:
    """Explore who did the talking: choose words, time or questions.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to show single meetings where the log is of several students; for your eyes only.

    Returns
    -------
    Explorer
        With the control ``measure``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.listening(sk.example("student"))
    >>> explorer.controls["measure"].value = "questions"
    >>> explorer.status.value
    ''
    """
    for_one(log, "listening", identifying)
    table = practice.listening(log)
    control = widgets.Dropdown(options=list(LISTENING), description="Compare", style=WIDE)
    return Explorer("listening", log, {"measure": control}, lambda measure: drawn(
        lambda talks: plot.listening(talks, show=measure), table), height=_height(len(table)))


def question_check(text: str = "") -> Explorer:
    """Try a question: type it, press Enter, and read what might be put better.

    Parameters
    ----------
    text : str
        The question to begin with.

    Returns
    -------
    Explorer
        With the control ``text``.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.question_check("Is it hard?")
    >>> explorer.caption.value.count("Try: “How hard is it?”")
    1
    """
    def show(text: str) -> tuple[str, str]:
        if not text.strip():
            return "", "Type a question and press Enter."
        table = questions.question_check(text)
        return "".join(map(_verdict, table.to_dict("records"))), caption(table)

    box = widgets.Text(value=text, placeholder="What would you like to ask?", description="Your question", style=WIDE,
                       continuous_update=False, layout=widgets.Layout(width="44em", max_width="95%"))
    return Explorer("question_check", None, {"text": box}, show, height=190)


def _verdict(row: dict) -> str:
    """Return what the checks say of one question, as an HTML list."""
    said = []
    for check, (good, trouble, _) in reversed(questions.CHECKS.items()):
        told = pd.notna(row[check])
        fine = told and row[check] == (check == "open")
        said.append(f"<li>{'✓' if fine else '✗' if told else '?'} "
                    f"{good if fine else trouble if told else 'cannot be told: ' + good}</li>")
    return (f"<p style='margin:4px 0'><b>{html.escape(row['question'])}</b></p>"
            f"<ul style='list-style:none;margin:4px 0;padding:0;line-height:1.5'>{''.join(said)}</ul>")


def _height(rows: int) -> int:
    return min(300 + 43 * min(int(rows), ROWS), 780)
