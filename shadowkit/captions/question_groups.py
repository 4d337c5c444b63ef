"""Which wordings count as the same question, in words."""

from __future__ import annotations

import html

import pandas as pd

from shadowkit.captions.words import listed

_WHY = {"stated by you": "by your own word", "the guide's words": "by the guide's words in them",
        "like the others": "because they are worded like each other",
        "alone": "alone, because nothing else is like them"}

#: A page shows that many wordings; the table has them all.
_SHOWN = 300
_CELL = "text-align:left;vertical-align:top;padding:5px 10px;border-bottom:1px solid #ccc;white-space:normal"


def question_groups(table: pd.DataFrame) -> str:
    """Say how many questions the wordings make, and why."""
    if not len(table):
        return "No question has been asked yet."
    wordings, questions = table["wording"].nunique(), table["question"].nunique()
    count = table["why"].value_counts()
    whys = listed(f"{count[why]} {says}" for why, says in _WHY.items() if why in count)
    several = table.groupby("question", sort=False)["wording"].nunique()
    said = [f"{wordings} {'wording counts' if wordings == 1 else 'wordings count'} as {questions} "
            f"{'question' if questions == 1 else 'questions'}: {whys}."]
    if several.max() > 1:
        said.append(f"“{several.idxmax()}” was asked in the most ways, {several.max()}.")
    return " ".join([*said, "Who asks two things at once is counted with the first. Words cannot tell what was meant: "
                            "look through the list, and say so where a wording belongs elsewhere."])


def groups_html(table: pd.DataFrame, *, chosen: str | None = None) -> str:
    """Return the wordings of each question as an HTML table, one of them marked."""
    if not len(table):
        return "<p>No question has been asked yet.</p>"
    body = []
    part = table.head(_SHOWN)
    for question, rows in part.groupby("question", sort=False):
        for place, row in enumerate(rows.to_dict("records")):
            head = (f'<th scope="rowgroup" rowspan="{len(rows)}" style="{_CELL};width:16em">'
                    f"{html.escape(question)}</th>") if not place else ""
            wording = html.escape(row["wording"])
            wording = f"<strong>▸ {wording}</strong>" if row["wording"] == chosen else wording
            body.append(f'<tr>{head}<td style="{_CELL}">{wording}</td><td style="{_CELL}">'
                        f'{row["people"]}</td><td style="{_CELL};min-width:8em">{html.escape(row["why"])}</td></tr>')
    head = "".join(f'<th scope="col" style="{_CELL};background:#f4f4f4;color:#222">{name}</th>'
                   for name in ("counts as", "asked as", "people", "why"))
    more = f"<p>… and {len(table) - _SHOWN} more wordings.</p>" if len(table) > _SHOWN else ""
    return (f'<table style="border-collapse:collapse;line-height:1.4;font-size:13px"><thead><tr>{head}</tr></thead>'
            f"<tbody>{''.join(body)}</tbody></table>{more}")
