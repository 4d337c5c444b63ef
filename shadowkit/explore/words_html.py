"""The words people use as HTML tables: what sets them apart, where a word is said, and answers that are alike."""

from __future__ import annotations

import html

import pandas as pd

from shadowkit import text

#: More passages than these are not shown at once.
SHOWN = 40
#: Words of an answer that are shown before it is opened, and how many more it takes to fold them.
WORDS_SHOWN, FOLDED = 60, 10
_TABLE = "border-collapse:collapse;line-height:1.35;width:100%;color:#222"
_CELL = "padding:3px 8px;vertical-align:top;border-bottom:1px solid #ddd;overflow-wrap:anywhere;text-align:{}"


def words_html(table: pd.DataFrame, chosen: str) -> str:
    """Return the words of one group of :func:`shadowkit.distinctive` with the counts behind them, the chosen marked."""
    score = table.columns[-1]
    rows = []
    for row in table.to_dict("records"):
        here = row["word"] == chosen
        counts = (f"{row['people']} of {row['heard']}", f"{row['people_elsewhere']} of {row['heard_elsewhere']}",
                  row["mentions"], row["mentions_elsewhere"], f"{row[score]:.1f}")
        word = f"<b>▸ {html.escape(row['word'])}</b>" if here else html.escape(row["word"])
        rows.append(_row(word, [(count, "right") for count in counts], current=here))
    return _table("Words that set apart", rows, [
        ("word", "left"), *((name, "right") for name in ("people", "others", "mentions", "others’", "score"))])


def passages_html(table: pd.DataFrame, label: str = "Where it is said") -> str:
    """Return the passages of :func:`shadowkit.concordance`: who, and the words around the match."""
    if not len(table):
        return ""
    rows = [_row(html.escape(row.person), [(html.escape(row.before), "right"),
                                           (f"<b>{html.escape(row.match)}</b>", "center"),
                                           (html.escape(row.after), "left")]) for row in table.head(SHOWN).itertuples()]
    more = f"<p>{len(table) - SHOWN:,} more are in the table.</p>" if len(table) > SHOWN else ""
    return _table(label, rows, [("who", "left"), ("before", "right"), ("word", "center"), ("after", "left")]) + more


def similar_html(table: pd.DataFrame) -> str:
    """Return the answers of :func:`shadowkit.similar` below the one they are like, the shared words in bold."""
    about = table.attrs
    everything = {word for words in table["shared_words"] for word in words.split(", ")}
    first = _answer("this answer", about["person"] or "", about["question"], about["text"], everything)
    rows = [_answer(f"{row.similarity:.2f}", row.person, row.question, row.answer, set(row.shared_words.split(", ")))
            for row in table.itertuples()]
    return _table("Answers that are alike", [first, *rows], [
        (name, "left") for name in ("similarity", "who and what was asked", "what was said")])


def _answer(similarity: str, person: str, question: object, answer: str, shared: set[str]) -> str:
    asked = "" if question is None or pd.isna(question) else html.escape(str(question))
    who = f'<b>{html.escape(person)}</b><br><span style="color:#555">{asked}</span>'
    return _row(similarity, [(who, "left;width:28%"), (_with_bold(answer, shared), "left")])


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


def _row(first: str, cells: list[tuple[object, str]], *, current: bool = False) -> str:
    mark = ' aria-current="true" style="background:#e8f1f8"' if current else ""
    rest = "".join(f'<td style="{_CELL.format(side)}">{cell}</td>' for cell, side in cells)
    return f'<tr{mark}><th scope="row" style="{_CELL.format("left")};font-weight:normal">{first}</th>{rest}</tr>'


def _table(label: str, rows: list[str], columns: list[tuple[str, str]]) -> str:
    head = "".join(f'<th scope="col" style="{_CELL.format(side)}">{name}</th>' for name, side in columns)
    return (f'<table aria-label="{html.escape(label)}" style="{_TABLE}"><thead><tr>{head}</tr></thead>'
            f'<tbody>{"".join(rows)}</tbody></table>')
