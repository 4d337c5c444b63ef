"""Controls on the words people use; every word leads to the passages in which it is said."""

from __future__ import annotations

import html
from functools import lru_cache

import ipywidgets as widgets
import pandas as pd

from shadowkit import plot, text
from shadowkit.captions import caption
from shadowkit.explore.explorer import WIDE, Explorer, choice, drawn, for_one, plain
from shadowkit.log import Log
from shadowkit.measures import words as counted
from shadowkit.measures.concordance import concordance as found
from shadowkit.measures.distinctive import distinctive as apart
from shadowkit.measures.similar import similar as alike
from shadowkit.plot.canvas import short

#: The choice where there is nothing to choose from. A dropdown whose value is None looks empty in the browser.
NOTHING = "*"
#: More passages than these are not shown at once.
SHOWN = 40
#: As many words of a group can be chosen.
WORDS = 12
#: Words of an answer that are shown before it is opened.
WORDS_SHOWN = 60
_CELL = "padding:3px 8px;vertical-align:top;border-bottom:1px solid #ddd;text-align:{}"


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

    @lru_cache(maxsize=8)
    def picture(by: str, group: str) -> tuple[str, str]:
        whole = table(by)
        return drawn(plot.distinctive, _rows(whole, whole["group"] == group))

    def show(by: str, group: str, word: str) -> tuple[str, str]:
        shown, words = picture(by, group)
        if word == NOTHING:
            return shown, words
        passages = found(log, word)
        here = passages["person"].isin(members(by)[group])
        return (shown + _section(_rows(passages, here), f"“{word}”: {group}")
                + _section(_rows(passages, ~here), f"“{word}”: all others"), f"{words} {caption(passages)}")

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
    group.layout.width = word.layout.width = "300px"
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


def passages_html(table: pd.DataFrame, label: str = "Where it is said") -> str:
    """Return the passages of :func:`shadowkit.concordance` as a table: who, and the words around the match."""
    rows = "".join(
        f'<tr><th scope="row" style="{_CELL.format("left")};font-weight:normal;color:#555">{html.escape(row.person)}'
        f'</th><td style="{_CELL.format("right")}">{html.escape(row.before)}</td>'
        f'<td style="{_CELL.format("center")};font-weight:bold">{html.escape(row.match)}</td>'
        f'<td style="{_CELL.format("left")}">{html.escape(row.after)}</td></tr>'
        for row in table.head(SHOWN).itertuples())
    more = f"<p>{len(table) - SHOWN:,} more are in the table.</p>" if len(table) > SHOWN else ""
    head = "".join(f'<th scope="col" style="{_CELL.format(side)}">{name}</th>' for name, side in (
        ("who", "left"), ("before", "right"), ("word", "center"), ("after", "left")))
    return (f'<table aria-label="{html.escape(label)}" style="border-collapse:collapse;line-height:1.35;width:100%;'
            f'color:#222"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>{more}') if rows else ""


def similar_html(table: pd.DataFrame) -> str:
    """Return the answers of :func:`shadowkit.similar` below the one they are like, the shared words in bold."""
    about = table.attrs
    everything = {word for words in table["shared_words"] for word in words.split(", ")}
    first = _answer_row("this answer" if about["person"] is not None else "this text", about["person"],
                        about["question"], about["text"], everything)
    rows = "".join(_answer_row(f"{row.similarity:.2f}", row.person, row.question, row.answer,
                               set(row.shared_words.split(", "))) for row in table.itertuples())
    head = "".join(f'<th scope="col" style="{_CELL.format("left")}">{name}</th>'
                   for name in ("similarity", "who and what was asked", "what was said"))
    return ('<table aria-label="Answers that are alike" style="border-collapse:collapse;line-height:1.4;width:100%;'
            f'color:#222"><thead><tr>{head}</tr></thead><tbody>{first}{rows}</tbody></table>')


def _answer_row(similarity: str, person: str | None, question: object, answer: str, shared: set[str]) -> str:
    asked = "" if question is None or pd.isna(question) else str(question)
    return (f'<tr><th scope="row" style="{_CELL.format("left")};font-weight:normal;white-space:nowrap">{similarity}'
            f'</th><td style="{_CELL.format("left")};width:28%"><b>{html.escape(person or "")}</b><br>'
            f'<span style="color:#555">{html.escape(asked)}</span></td>'
            f'<td style="{_CELL.format("left")}">{_with_bold(answer, shared)}</td></tr>')


def _with_bold(answer: str, shared: set[str]) -> str:
    """Return an answer with the shared words in bold; what comes after its first sixty words opens below."""
    starts, ends = text.spans(answer)
    parts, place = [], 0
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if number == WORDS_SHOWN and len(starts) > WORDS_SHOWN + 10:
            parts.append(f"<details><summary>… {len(starts) - WORDS_SHOWN} more words</summary>")
        word = html.escape(answer[start:end])
        bold = text.normal(answer[start:end]) in shared
        parts.append(html.escape(answer[place:start]) + (f"<b><u>{word}</u></b>" if bold else word))
        place = end
    folded = len(starts) > WORDS_SHOWN + 10
    return "".join(parts) + html.escape(answer[place:]) + ("</details>" if folded else "")


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
