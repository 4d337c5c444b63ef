"""The words people use as HTML tables: what sets them apart, where a word is said, and answers that are alike."""

from __future__ import annotations

import html

import pandas as pd

from shadowkit import text
from shadowkit.markup import SOFT, lines, listing, row

#: More passages than these are not shown at once.
SHOWN = 40
#: Words of an answer that are shown before it is opened, and how many more it takes to fold them.
WORDS_SHOWN, FOLDED = 60, 10
RIGHT, CENTRE = "text-align:right", "text-align:center"


def words_html(table: pd.DataFrame, chosen: str) -> str:
    """Return the words of one group of :func:`shadowkit.distinctive` with the counts behind them, the chosen marked."""
    score = table.columns[-1]
    rows = []
    for one in table.to_dict("records"):
        here = one["word"] == chosen
        counts = (f"{one['people']} of {one['heard']}", f"{one['people_elsewhere']} of {one['heard_elsewhere']}",
                  str(one["mentions"]), str(one["mentions_elsewhere"]), f"{one[score]:.1f}")
        word = f"<b>▸ {lines(one['word'])}</b>" if here else lines(one["word"])
        rows.append(row(word, *((count, RIGHT) for count in counts), chosen=here))
    return listing("Words that set apart", [
        "word", *((name, RIGHT) for name in ("people", "others", "mentions", "others’", "score"))], rows)


def passages_html(table: pd.DataFrame, label: str = "Where it is said") -> str:
    """Return the passages of :func:`shadowkit.concordance`: who, and the words around the match."""
    if not len(table):
        return ""
    rows = [row(lines(one.person), (lines(one.before), RIGHT), (f"<b>{lines(one.match)}</b>", CENTRE), lines(one.after))
            for one in table.head(SHOWN).itertuples()]
    more = f"<p>{len(table) - SHOWN:,} more are in the table.</p>" if len(table) > SHOWN else ""
    return listing(label, ["who", ("before", RIGHT), ("word", CENTRE), "after"], rows) + more


def similar_html(table: pd.DataFrame) -> str:
    """Return the answers of :func:`shadowkit.similar` below the one they are like, the shared words in bold."""
    about = table.attrs
    everything = {word for words in table["shared_words"] for word in words.split(", ")}
    first = _answer("this answer", about["person"] or "", about["question"], about["text"], everything)
    rows = [_answer(f"{one.similarity:.2f}", one.person, one.question, one.answer, set(one.shared_words.split(", ")))
            for one in table.itertuples()]
    return listing("Answers that are alike", ["similarity", "who and what was asked", "what was said"], [first, *rows])


def _answer(similarity: str, person: str, question: object, answer: str, shared: set[str]) -> str:
    asked = "" if question is None or pd.isna(question) else lines(question)
    who = f'<b>{lines(person)}</b><br><span style="{SOFT}">{asked}</span>'
    return row((similarity, "font-weight:normal"), (who, "width:28%"), _with_bold(answer, shared))


def _with_bold(answer: str, shared: set[str]) -> str:
    """Return an answer with the shared words in bold; of a long one, what comes after its beginning opens below."""
    starts, ends = text.spans(answer)
    folded = len(starts) > WORDS_SHOWN + FOLDED
    parts, place = [], 0
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        parts.append(html.escape(answer[place:start]))
        if folded and number == WORDS_SHOWN:
            parts.append(f"<details><summary>… {len(starts) - WORDS_SHOWN} more words</summary>")
        word = html.escape(answer[start:end])
        parts.append(f"<b><u>{word}</u></b>" if text.normal(answer[start:end]) in shared else word)
        place = end
    return "".join([*parts, html.escape(answer[place:]), "</details>" if folded else ""])
