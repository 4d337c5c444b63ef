"""What words people use, in words."""

from __future__ import annotations

import pandas as pd

from shadowkit.captions.words import NAMED, counted, listed, quoted


def distinctive(table: pd.DataFrame) -> str:
    """Say which words each group says more than all others, and that a score is no test."""
    groups, by = table.attrs["groups"], table.attrs["by"]
    if groups < 2:
        return "There is nobody to compare with yet: the words of one are told apart by those of others."
    several = table.attrs["students"] > 1
    shown = list(dict.fromkeys(table["group"]))
    if len(shown) == 1 and not (several and by == "person"):
        return _one_group(table, shown[0])
    kinds = counted(table.attrs["heard"], "person", "people")
    if by != "person":
        kinds += f" in {groups:,} groups by {by.replace('_', ' ')}"
    said = [f"Of {kinds}, the words that each says more than all others together."]
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
        what = ("person" if more == 1 else "people") if by == "person" else "group" if more == 1 else "groups"
        said.append(f"{more} more {what} {_are(more)} in the table.")
    alone = table[(table["people"] == 1) & (table["heard"] > 1)]
    if len(alone) and by != "person":
        said.append(f"{counted(len(alone), 'word')} of the {len(table):,} {_are(len(alone))} said by only one person "
                    "of a group.")
    return " ".join(said) + " The score says where to start reading; it is no test."


def concordance(table: pd.DataFrame) -> str:
    """Say how often something is said, and by whom."""
    heard, words = table.attrs["heard"], table.attrs["words"]
    if not heard:
        return "Nobody has been heard yet, so there are no words to look for."
    of = f"the {heard:,} people heard" if heard > 1 else "the one person heard"
    if not len(table):
        hint = "" if table.attrs["regex"] else " Words are found whole; nurs* finds all that begin like that."
        return f"Nobody of {of} says “{words}”.{hint}"
    often = table["person"].value_counts()
    said = [f"“{words}” is said {_times(len(table))}, by {len(often):,} of {of}."]
    if table.attrs["students"] <= 1 and heard > 1:
        most = [f"{person} {_times(count)}" for person, count in often.head(NAMED).items()]
        said.append(f"{listed(most)}{f', and {len(often) - NAMED:,} more' if len(often) > NAMED else ''}."
                    if len(often) > 1 else f"Only {often.index[0]} says it.")
    return " ".join([*said, "Read each in its place: the same word can mean different things."])


def similar(table: pd.DataFrame) -> str:
    """Say which answer is most like the one asked for, and by which words."""
    about = table.attrs
    named = about["students"] <= 1
    asked = f"“{_start(about['text'])}”" if about["person"] is None else _answer(
        about["person"] if named else "one person", about["question"])
    if not len(table):
        return f"No answer shares with {asked} a word that counts."
    first = table.iloc[0]
    said = [f"Most like {asked} is {_answer(first['person'] if named else 'somebody', first['question'])}: similarity "
            f"{first['similarity']:.2f}, by the words {first['shared_words']}."]
    if len(table) > 1 and named:
        then = [f"{row.person} ({row.similarity:.2f})" for row in table.iloc[1:NAMED].itertuples()]
        said.append(f"Then {'comes' if len(then) == 1 else 'come'} {listed(then)}.")
    return " ".join([*said, "Similarity runs from 0, no word in common, to 1, the same words equally often. Words are "
                            "compared, not what is meant: read the answers."])


def _one_group(table: pd.DataFrame, group: str) -> str:
    row = table.iloc[0]
    others = counted(int(row["heard_elsewhere"]), "person", "people")
    if row["heard"] == 1:
        said = [f"What {group} says more than the {others} besides: {quoted(table['word'], 6)}."]
    else:
        said = [f"What {row['heard']} people of {group} say more than the {others} besides: "
                f"{listed(_words(table.head(3)))}."]
        if (alone := int((table["people"] == 1).sum())):
            said.append(f"{counted(alone, 'word')} of these {len(table)} {_are(alone)} said by one of them alone.")
    return " ".join([*said, "The score says where to start reading; it is no test."])


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _start(text: str) -> str:
    words = text.split()
    return " ".join(words[:8]) + (" …" if len(words) > 8 else "")


def _answer(person: str, question: object) -> str:
    return f"what {person} said" + ("" if pd.isna(question) or not question else f" to “{_start(str(question))}”")


def _words(rows: pd.DataFrame) -> list[str]:
    return [f"“{row.word}” ({row.people} of {row.heard} people, {row.people_elsewhere} of {row.heard_elsewhere} "
            "elsewhere)" for row in rows.itertuples()]


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
