"""What words people use, in words."""

from __future__ import annotations

import pandas as pd

from shadowkit.captions.coding import counted, quoted
from shadowkit.captions.words import listed

#: As many groups and words a sentence takes.
NAMED = 4


def distinctive(table: pd.DataFrame) -> str:
    """Say which words each group says more than all others, and that a score is no test."""
    groups, by = table.attrs["groups"], table.attrs["by"]
    if len(groups) < 2:
        return "There is nobody to compare with yet: the words of one are told apart by those of others."
    several = table.attrs["students"] > 1
    kinds = counted(table.attrs["heard"], "person", "people")
    if by != "person":
        kinds += f" in {len(groups)} groups by {by.replace('_', ' ')}"
    said = [f"Of {kinds}, the words that each says more than all others together."]
    shown = list(dict.fromkeys(table["group"]))
    if not len(table):
        said = [f"Of {kinds}, none says a word more than all others together."]
    elif by == "person" and several:
        said.append("Words can tell who is speaking: show this to nobody else.")
    elif by == "person":
        said += [f"{name}: {quoted(table.loc[table['group'] == name, 'word'].head(3), 3)}." for name in shown[:NAMED]]
    else:
        said.append("; ".join(f"{name}: {listed(_words(table[table['group'] == name].head(2)))}"
                              for name in shown[:3]) + ".")
    if (more := len(shown) - (NAMED if by == "person" else 3)) > 0:
        said.append(f"{more} more {_are(more)} in the table.")
    alone = table[(table["people"] == 1) & (table["heard"] > 1)]
    if len(alone) and by != "person":
        said.append(f"{counted(len(alone), 'word')} of the {len(table):,} {_are(len(alone))} said by one person alone "
                    "of several.")
    return " ".join(said) + " The score says where to start reading; it is no test."


def _words(rows: pd.DataFrame) -> list[str]:
    return [f"“{row.word}” ({row.people} of {row.heard} people, {row.people_elsewhere} of {row.heard_elsewhere} "
            "elsewhere)" for row in rows.itertuples()]


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
