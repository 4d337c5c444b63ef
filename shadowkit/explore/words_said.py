"""Controls on the words people use; every word leads to the passages in which it is said."""

from __future__ import annotations

import html

import ipywidgets as widgets
import pandas as pd

from shadowkit import plot, text
from shadowkit.captions import caption
from shadowkit.explore.explorer import WIDE, Explorer, choice, drawn, for_one, plain
from shadowkit.explore.words_html import passages_html, similar_html, words_html
from shadowkit.log import Log
from shadowkit.measures import words as counted
from shadowkit.measures.concordance import concordance as found
from shadowkit.measures.distinctive import distinctive as apart
from shadowkit.measures.similar import similar as alike
from shadowkit.plot.canvas import short

#: The choice where there is nothing to choose from. A dropdown whose value is None looks empty in the browser.
NOTHING = "*"
#: As many words of a group can be chosen.
WORDS = 12


def distinctive(log: Log, *, identifying: bool = False) -> Explorer:
    """Explore the words that set people apart: choose the groups, one of them, and a word to read where it is said.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to show what single people said to students, where the log is of several; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``by``, ``group`` and ``word``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.distinctive(sk.example("student"))
    >>> explorer.controls["group"].value = "Nadia Haddad"
    >>> explorer.controls["word"].value = "stairs"
    >>> "“stairs” is said 3 times, by 1 of the 9 people heard." in explorer.caption.value
    True
    """
    for_one(log, "distinctive", identifying)

    def table(by: str) -> pd.DataFrame:
        return log.once(("distinctive", by), lambda: apart(log, by=by, top=WORDS))

    def members(by: str) -> dict[str, set[str]]:
        return log.once(("members", by), lambda: counted.groups_of_people(log, by).groupby("group")["person"].agg(
            set).to_dict())

    def show(by: str, group: str, word: str) -> tuple[str, str]:
        whole = table(by)
        part = _rows(whole, whole["group"] == group)
        if word == NOTHING:
            return "", caption(part)
        passages = found(log, word)
        here = passages["person"].isin(members(by)[group])
        sections = (_section(_rows(passages, here), f"“{word}”: {group}")
                    + _section(_rows(passages, ~here), f"“{word}”: all others"))
        return (f'<div style="display:flex;flex-wrap:wrap;gap:24px"><div style="flex:1 1 340px">'
                f'{words_html(part, word)}</div><div style="flex:2 1 420px">{sections}</div></div>',
                f"{caption(part)} {caption(passages)}")

    by = choice("Compare by", [("person", "person"), *((plain(name), name) for name in counted.word_groupings(log))])
    group, word = choice("Who", [("nobody yet", NOTHING)]), choice("Word", [("none", NOTHING)])

    def offer_groups(_: object = None) -> None:
        whole = table(by.value)
        group.options = [(str(name), name) for name in dict.fromkeys(whole["group"])] or [("nobody yet", NOTHING)]
        # Two ways to make groups may have one of the same name.
        offer_words()

    def offer_words(_: object = None) -> None:
        whole = table(by.value)
        rows = whole[whole["group"] == group.value]
        word.options = [(name if heard == 1 else f"{name} ({people} of {heard} people)", name) for name, people, heard
                        in zip(rows["word"], rows["people"], rows["heard"], strict=True)] or [("none", NOTHING)]

    offer_groups()
    by.observe(offer_groups, names="value")
    group.observe(offer_words, names="value")
    return Explorer("distinctive", log, {"by": by, "group": group, "word": word}, show, height=700)


def concordance(log: Log, words: str | None = None, *, identifying: bool = False) -> Explorer:
    """Look for a word in all that was said: type it, press Enter, and read what stands around it.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    words : str, optional
        What to look for first; by default a word that most people say. ``*`` stands for any letters.
    identifying : bool
        Whether to show what single people said to students, where the log is of several; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``view`` and ``words``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.concordance(sk.example("student"))
    >>> explorer.controls["words"].value = "nurs*"
    >>> "“nurs*” is said 13 times, by 5 of the 9 people heard." in explorer.caption.value
    True
    """
    for_one(log, "concordance", identifying)

    def show(view: str, words: str) -> tuple[str, str]:
        if not words.strip():
            return "", "Type a word and press Enter."
        table = found(log, words)
        return drawn(plot.concordance, table) if view == "picture" else (passages_html(table), caption(table))

    box = widgets.Text(value=_said_by_most(log) if words is None else words, placeholder="a word, or nurs*",
                       description="Look for", style=WIDE, continuous_update=False)
    view = choice("Show", [("what they said", "words"), ("who says it how often", "picture")])
    return Explorer("concordance", log, {"view": view, "words": box}, show, height=560)


def similar(log: Log, *, identifying: bool = False) -> Explorer:
    """Find the answers that are most like one: choose a person and an answer, and read what others said alike.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    identifying : bool
        Whether to show what single people said to students, where the log is of several; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``person``, ``answer`` and ``view``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.similar(sk.example("student"))
    >>> explorer.controls["person"].value = "Grace Mwenzi"
    >>> "Most like what Grace Mwenzi said" in explorer.caption.value
    True
    """
    for_one(log, "similar", identifying)
    said = counted.answers_said(log)
    people = list(dict.fromkeys(said["person"]))
    of_person = said.groupby("person").indices

    def show(person: str, answer: int, view: str) -> tuple[str, str]:
        if answer < 0:
            return "", "Nobody has been heard yet, so there are no answers to compare."
        table = alike(log, said.iloc[answer])
        if view == "picture":
            return drawn(plot.similar, table)
        return similar_html(table), caption(table)

    who = choice("Person", [(name, name) for name in people] or [("nobody yet", NOTHING)])
    answer = choice("Answer to", [("none", -1)])

    def offer(_: object = None) -> None:
        rows = of_person.get(who.value, [])
        questions = said["question"].fillna("no question").iloc[rows]
        answer.options = [(f"{number}. {short(question, 90)}", int(row)) for number, (row, question)
                          in enumerate(zip(rows, questions, strict=True), 1)] or [("none", -1)]

    offer()
    who.observe(offer, names="value")
    answer.layout.width = "420px"
    view = choice("Show", [("what they said", "words"), ("how much alike", "picture")])
    return Explorer("similar", log, {"person": who, "answer": answer, "view": view}, show, height=620)


def _section(table: pd.DataFrame, heading: str) -> str:
    return (f'<h4 style="margin:10px 0 4px">{html.escape(heading)} ({len(table):,})</h4>'
            f"{passages_html(table, heading)}") if len(table) else ""


def _rows(table: pd.DataFrame, keep: pd.Series) -> pd.DataFrame:
    """Return some rows of a measure's table, which stay a measure's table."""
    part = table[keep.to_numpy()].reset_index(drop=True)
    part.attrs = table.attrs
    return part


def _said_by_most(log: Log) -> str:
    """Return the word that most people say, stop words left out."""
    spoken, _, words = counted.words_of_people(log, text.STOP_WORDS)
    return words[spoken["word"].value_counts(sort=True).index[0]] if len(spoken) else ""
