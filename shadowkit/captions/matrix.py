"""Who said what, in words."""

from __future__ import annotations

import pandas as pd

from shadowkit import guide
from shadowkit.captions.words import listed


def perspectives(table: pd.DataFrame) -> str:
    """Say how much of the matrix is filled, and who stands alone."""
    people = list(table.columns[4:])
    if not people or not len(table):
        return f"{_only(table)}Nobody has answered a question yet. {guide.ONE_VIEW}"
    what = "topics" if table.attrs["rows"] == "topic" else "questions"
    count = int(table[people].notna().sum().sum())
    said = [f"{len(people)} {'person' if len(people) == 1 else 'people'} on {len(table)} "
            f"{what if len(table) > 1 else what[:-1]}: {count} of {len(people) * len(table)} places hold an answer."]
    most = table["people"].max()
    top = table[table["people"] == most]
    said.append(f"Most were heard on {_quoted(top)}, with {most} of {len(people)}." if len(table) > 1 else
                f"{_quoted(top)} was answered by {most} of {len(people)}.")
    single = table[table["people"] == 1]
    if len(single) and len(people) > 1:
        said.append(f"Only one person spoke on {_quoted(single)}.")
    own = sum(map(len, table.attrs.get("summaries", {}).values()))
    if own:
        said.append(f"In {own} of the places your own line stands before the answer.")
    varied = int((table["wordings"] > 1).sum())
    if varied and what == "questions":
        said.append(f"{varied} of the questions {'was' if varied == 1 else 'were'} asked in more than one wording.")
    return _only(table) + " ".join([*said, guide.ONE_VIEW])


def _only(table: pd.DataFrame) -> str:
    common = [f"{name.replace('_', ' ')} “{listed(values)}”" for name, values in table.attrs.get("where", {}).items()]
    return f"Only people with {listed(common)}. " if common else ""


def _quoted(rows: pd.DataFrame) -> str:
    names = [f"“{question}”" if isinstance(question, str) else "what was said without a question noted"
             for question in rows["question"].head(2)]
    return f"{', '.join(names)} and {len(rows) - 2} more" if len(rows) > 2 else listed(names)
