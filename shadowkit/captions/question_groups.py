"""Which wordings count as the same question, in words."""

from __future__ import annotations

import pandas as pd

from shadowkit.captions.words import listed
from shadowkit.markup import cell, lines, listing

_WHY = {"stated by you": "by your own word", "the guide's words": "by the guide's words in them",
        "like the others": "because they are worded like each other",
        "alone": "alone, because nothing else is like them"}

#: A page shows that many wordings; the table has them all.
_SHOWN = 300


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
    rows = []
    for question, of in table.head(_SHOWN).groupby("question", sort=False):
        for place, one in enumerate(of.to_dict("records")):
            head = cell((lines(question), "width:16em"), head="rowgroup", more=f' rowspan="{len(of)}"')
            wording = lines(one["wording"])
            wording = f"<strong>▸ {wording}</strong>" if one["wording"] == chosen else wording
            cells = map(cell, (wording, str(one["people"]), (lines(one["why"]), "min-width:9.5em")))
            rows.append(f"<tr>{'' if place else head}{''.join(cells)}</tr>")
    more = f"<p>… and {len(table) - _SHOWN} more wordings.</p>" if len(table) > _SHOWN else ""
    return listing("Which wordings count as one question", ["counts as", "asked as", "people", "why"], rows) + more
