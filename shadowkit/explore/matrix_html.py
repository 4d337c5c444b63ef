"""The matrix as a page shows it, and an answer in its place in the interview."""

from __future__ import annotations

import html

import pandas as pd

from shadowkit import guide
from shadowkit.log import Log
from shadowkit.markup import SOFT, STICK, cell, lines, listing, opening
from shadowkit.measures.perspectives import IN_SHORT, only_answer

#: Words of an answer that are shown before it is opened: beside few people, beside many, and behind one's own line.
WORDS_SHOWN, BESIDE_MANY, BEHIND_A_LINE = 60, 30, 20
_FEW = 4
_BUTTON = ("font:inherit;font-size:12px;padding:1px 8px;margin-top:4px;border:1px solid #767676;border-radius:3px;"
           "background:#fff;color:#222;cursor:pointer")
_HERE = "border-left:5px solid #0072B2;background:#eaf3fa;color:#111;padding:8px 12px;margin:8px 0"
_BESIDE = "border-left:5px solid transparent;padding:8px 12px;margin:8px 0"


def matrix_html(table: pd.DataFrame, *, opens: bool = False, label: str = "Answers side by side") -> str:
    """Return the matrix of :func:`shadowkit.perspectives` as an HTML table.

    With ``opens``, each answer has a button by which an explorer opens it in its interview; else what is long opens by
    itself.
    """
    if not len(table):
        return "<p>Nobody has answered a question on this yet.</p>"
    people = list(table.columns[4:])
    few = len(people) <= _FEW
    most = WORDS_SHOWN if few else BESIDE_MANY
    heads = [("", "left:0;z-index:2"), *((lines(person), f"min-width:{14 if few else 12}em") for person in people)]
    rows, first = [], True
    for place, one in enumerate(table.to_dict("records")):
        question = one["question"] if isinstance(one["question"], str) else "no question noted"
        asked = f'{lines(question)}<br><span style="font-weight:normal">{one["people"]} answered</span>'
        cells = []
        for number, person in enumerate(people):
            said = one[person]
            if not isinstance(said, str):
                cells.append(cell(f'<span style="{SOFT}">not asked, or no answer</span>'))
                continue
            line = table.attrs.get("summaries", {}).get(one["topic"], {}).get(person)
            answer = only_answer(table, one["topic"], person, said)
            own = f"<strong>{lines(IN_SHORT + line)}</strong><br>" if line else ""
            if opens:
                # One of the buttons takes the Tab key; arrows lead from it to the others.
                about = html.escape(f"Open: {person} on {question}")
                button = (f'<br><button type="button" data-cell tabindex="{0 if first else -1}" aria-label="{about}" '
                          f'style="{_BUTTON}">Open</button>')
                cells.append(cell((f"{own}{_beginning(answer, BEHIND_A_LINE if line else most)}{button}",
                                   "cursor:pointer"), more=f' data-open="{place},{number}"'))
                first = False
            else:
                cells.append(cell(own + opening(answer, WORDS_SHOWN, slack=40)))
        head = cell((asked, f"{STICK};left:0;width:11em"), head="row")
        rows.append(f"<tr>{head}{''.join(cells)}</tr>")
    return listing(label, heads, rows, height=520)


def interview_html(log: Log, heard: pd.DataFrame, opened: pd.DataFrame) -> str:
    """Return the whole interviews in which answers stand, these marked and the others around them as they came."""
    key, parts = ["student", "meeting"], []
    for student, meeting in opened[key].drop_duplicates().itertuples(index=False):
        rows = heard[(heard["student"] == student) & (heard["meeting"] == meeting)].sort_values("position")
        mine = set(opened.loc[(opened["student"] == student) & (opened["meeting"] == meeting), "position"])
        parts.append(f'<h3 style="margin:12px 0 4px">{html.escape(_heading(log, rows))}</h3>')
        parts += [_part(row, row["position"] in mine) for row in rows.to_dict("records")]
    # The first of the marked ones is where one begins to read.
    page = "".join(parts).replace("<section ", '<section tabindex="-1" data-here ', 1)
    return (f'<div style="line-height:1.45;font-size:14px;max-width:52em"><div style="{STICK};top:0;padding:4px">'
            f'<button type="button" data-back style="{_BUTTON};margin:0">Back to the matrix</button> '
            f'<span style="font-size:12px">or press Esc</span></div>{page}</div>')


def _heading(log: Log, rows: pd.DataFrame) -> str:
    row = rows.iloc[0]
    of_contact = (log.contacts["student"] == row["student"]) & (log.contacts["contact"] == row["contact"])
    known = log.contacts[of_contact]
    names = [known["name"].iloc[0], known["role"].iloc[0]] if len(known) else []
    what = log.meetings[(log.meetings["student"] == row["student"]) & (log.meetings["meeting"] == row["meeting"])]
    date = what["starts_at"].iloc[0] if len(what) else pd.NaT
    day = "" if pd.isna(date) else f"{date.day} {date:%B %Y}"
    named = [name for name in names if isinstance(name, str)] or [str(row["person"])]
    return ", ".join(filter(None, [*named, day]))


def _part(row: dict[str, object], here: bool) -> str:
    question = lines(row["question"]) if isinstance(row["question"], str) else "no question noted"
    answer = lines(row["answer"]) if isinstance(row["answer"], str) else "<em>no answer in words</em>"
    told = html.escape(f"{guide.TOPICS[row['topic']]} · {row['person']}")
    mark = "<strong>The answer you opened</strong><br>" if here else ""
    tag, style = ("section", _HERE) if here else ("div", _BESIDE)
    return (f'<{tag} style="{style}">{mark}<strong>{question}</strong><br><span style="font-size:12px;color:#555">'
            f"{told}</span><br>{answer}</{tag}>")


def _beginning(answer: str, most: int) -> str:
    words = answer.split(" ")
    if len(words) <= most + 15:
        return lines(answer)
    return f"{lines(' '.join(words[:most]))} … ({len(words) - most} more words)"
