"""What people have in common and where they differ, in words."""

from __future__ import annotations

import pandas as pd

from shadowkit import guide
from shadowkit.captions.words import NAMED, counted, is_or_are, listed, quoted

_NO_TAGS = ("Nothing is marked on this yet, and whether people agree cannot be told from their words alone. Mark what "
            "they say, with one tag for each position.")


def common_ground(table: pd.DataFrame) -> str:
    """Say of one topic who says what; of several, where people differ most and what most of them share."""
    heard = table.attrs["heard"]
    if not heard:
        return f"Nobody has been heard on this yet. {guide.ONE_VIEW}"
    things = table.drop_duplicates(["topic", "kind", "what", "from"])
    said = _one_topic(table, things, *next(iter(heard.items()))) if len(heard) == 1 else _topics(things, heard)
    left = table.attrs["left_out"]
    if left:
        said.append(f"{counted(left, 'mark')} in answers that are not in the log {is_or_are(left)} left out.")
    return " ".join([*said, guide.ONE_VIEW])


def names(people: list[str], among: list[str], most: int = NAMED) -> str:
    """Return people as a sentence has them, without what stands after a comma where that is clear."""
    short = [person.split(",")[0] for person in among]
    people = [person.split(",")[0] if short.count(person.split(",")[0]) == 1 else person for person in people]
    return listed(people) if len(people) <= most + 1 else f"{', '.join(people[:most])} and {len(people) - most} more"


def _one_topic(table: pd.DataFrame, things: pd.DataFrame, topic: str, heard: list[str]) -> list[str]:
    named = table.attrs["students"] <= 1

    def who(thing: pd.Series) -> str:
        of = table[(table["what"] == thing["what"]) & (table["from"] == thing["from"])]
        return f" ({names(list(dict.fromkeys(of['person'])), heard)})" if named else ""

    def each(rows: pd.DataFrame) -> str:
        said = [f"{thing['people']}{' say' if number == 0 and thing['people'] > 1 else ' says' if number == 0 else ''} "
                f"“{thing['what']}”{who(thing)}" for number, (_, thing) in enumerate(rows.head(NAMED).iterrows())]
        return listed(said) + (f", and {len(rows) - NAMED} things more" if len(rows) > NAMED else "")

    tags, terms = things[things["from"] == "tag"], things[things["from"] == "term"]
    said = [f"On {guide.TOPICS[topic]}, {counted(len(heard), 'person was', 'people were')} heard."]
    for parent, rows in tags[tags["kind"] == "different"].groupby("parent", sort=False):
        said.append(f"They differ on {parent}: {each(rows)}.")
    if len(several := tags[tags["kind"] == "several"]):
        said.append(f"Several say the same: {each(several)}.")
    if len(alone := tags[tags["kind"] == "only one"]):
        said.append(f"Only one: {each(alone)}.")
    if not len(tags):
        said.append(_NO_TAGS)
    if len(terms):
        words = "A word that several use is" if len(terms) == 1 else "Words that several use are"
        said.append(f"{words} {quoted(terms['what'])}; read whether they mean the same by it.")
    marked = table.attrs["marked"][topic]
    silent = [person for person in heard if person not in marked]
    if len(tags) and silent:
        who_else = names(silent, heard) if named else counted(len(silent), "person", "people")
        said.append(f"Nothing that {who_else} said on this is marked.")
    return said


def _topics(things: pd.DataFrame, heard: dict[str, list[str]]) -> list[str]:
    tags = things[things["from"] == "tag"]
    people = len({person for on in heard.values() for person in on})
    said = [f"{counted(people, 'person was', 'people were')} heard on {len(heard)} topics."]
    if not len(tags):
        return [*said, _NO_TAGS.replace(" on this", "")]
    apart = tags[tags["kind"] == "different"].groupby("parent", sort=False).agg(
        positions=("what", "size"), first=("what", "first"), most=("people", "first"))
    if len(apart):
        apart = apart.sort_values("positions", ascending=False, kind="stable")
        one = apart.iloc[0]
        most = f", most of all on {apart.index[0]}" if len(apart) > 1 else ""
        said.append(f"They differ on {listed(apart.index[:NAMED])}{most}: {one['positions']} different things are "
                    f"said, and the most shared of them is “{one['first']}”, by {one['most']}.")
    else:
        said.append("The marks show nobody who differs; that takes a tag for each position, beneath one parent.")
    several = tags[tags["kind"] == "several"].sort_values("people", ascending=False, kind="stable")
    if len(several):
        top = several[several["people"] == several["people"].iloc[0]]
        row = top.iloc[0]
        said.append(f"What most of them share is {quoted(top['what'])}, said by {row['people']} of the {row['heard']} "
                    f"heard on {guide.TOPICS[row['topic']]}.")
    alone = tags[tags["people"] == 1]
    if len(alone):
        each = " each" if len(alone) > 1 else ""
        said.append(f"{quoted(alone['what'])} {is_or_are(len(alone))} said by one person alone{each}.")
    return said
