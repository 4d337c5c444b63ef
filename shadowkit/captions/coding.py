"""What passages are marked, in words."""

from __future__ import annotations

import pandas as pd

from shadowkit.captions.words import NAMED, counted, is_or_are, listed, percent, quoted

#: With fewer people than these, a share says little.
FEW = 20


def quotes(table: pd.DataFrame) -> str:
    """Say how many passages of how many people are marked, and which tags one person alone holds."""
    known = table[table["person"].notna()]
    if not len(known):
        return "No passage is marked yet. Read an answer, and mark the words that you want to find again."
    people = known.groupby("tag")["person"].nunique().sort_values(ascending=False, kind="stable")
    passages = len(known.drop_duplicates(["student", "meeting", "position", "start", "end", "tag"]))
    who = list(dict.fromkeys(known["person"]))
    several = table.attrs["students"] > 1
    # Whom single students meet is not read out where several students' logs lie on top of each other.
    by = counted(len(who), "person", "people") if several or len(who) > NAMED else listed(who)
    if len(people) == 1:
        said = [f"{counted(passages, 'passage')} of {by} {is_or_are(passages)} marked “{people.index[0]}”."]
    else:
        said = [f"{counted(passages, 'passage')} of {by} are marked with {len(people)} tags."]
        top = people[people == people.iloc[0]].index
        said.append(f"What most of them said is {quoted(top)}, by {counted(int(people.iloc[0]), 'person', 'people')}.")
        if len(alone := people[people == 1]) and len(who) > 1:
            said.append(_alone(alone.index))
    if (lost := int(table["quote"].isna().sum())):
        said.append(f"{counted(lost, 'mark')} {'lies' if lost == 1 else 'lie'} outside of any answer in the log.")
    return " ".join([*said, "People are counted, not passages."])


def tag_counts(table: pd.DataFrame) -> str:
    """Say what most people said, by group if there are groups."""
    heard, by = table.attrs["heard"], table.attrs["by"]
    hidden = table["hidden"].any() if "hidden" in table else False
    if not table["people"].sum() and not hidden:
        return "No passage is marked yet, so nothing can be counted." + _left_out(table)
    whose = f" by {table.attrs['coder']}" if table.attrs["coder"] else ""
    used = table[(table["people"] > 0).fillna(False)]
    marked = table.attrs["marked"]
    said = [f"{counted(marked, 'tag')} {is_or_are(marked)} marked{whose} "
            f"in what {counted(heard, 'person', 'people')} said."]
    if hidden:
        said = [f"{counted(heard, 'person', 'people')} were heard."]
        said.append(f"Hidden because fewer than {table.attrs['min_count']} people or students stand behind them: "
                    f"{int(table['hidden'].sum())} of {len(table)} rows.")
    if not len(used):
        pass
    elif by in (None, "person"):
        said += _most(used)
        if len(alone := used[used["people"] == 1]) and heard > 1:
            said.append(_alone(alone["tag"]))
        if by == "person":
            said += _by_person(table)
    else:
        said += _groups(table, by)
    if table.attrs["coder"]:
        said.append(f"Whoever's answers {table.attrs['coder']} has not read counts as one who did not say it.")
    if table["parent"].isin(table["tag"]).any():
        said.append("A tag above others counts everybody beneath it.")
    few = " With so few people the intervals are wide: take a share for a hint." if 0 < heard < FEW else ""
    return f"{' '.join(said)} People are counted, not passages; intervals are 95 %.{few}{_left_out(table)}"


def co_occurrence(table: pd.DataFrame) -> str:
    """Say which tags the same people hold, and which mark the same words."""
    hidden = f" {counted(table.attrs['hidden'], 'pair')} of fewer than {table.attrs['min_count']} people " \
        f"{is_or_are(table.attrs['hidden'])} left out." if "hidden" in table.attrs else ""
    if not len(table) and hidden:
        return hidden.strip()
    if not len(table):
        tags = len(table.attrs["tags"])
        return f"{counted(tags, 'tag')} {is_or_are(tags)} used so far; a pair needs two."
    top = table.iloc[0]
    said = [f"{len(table.attrs['tags'])} tags make {counted(len(table), 'pair')}."]
    if top["people"]:
        also = int((table["people"] == top["people"]).sum()) - 1
        more = f"; {counted(also, 'other pair')} by as many" if also else ""
        share = f"{percent(top['jaccard'])}, {top['low'] * 100:.0f} to {percent(top['high'])}"
        said.append(f"“{top['tag']}” and “{top['other']}” are both said by "
                    f"{counted(top['people'], 'person', 'people')} of the {top['either']} who said one or the other "
                    f"({share}){more}.")
    else:
        said.append("No two are said by the same person.")
    same = table[table["overlaps"] > 0].sort_values("overlaps", ascending=False, kind="stable")
    if len(same):
        first = same.iloc[0]
        often = "once" if first["overlaps"] == 1 else counted(first["overlaps"], "time")
        said.append(f"“{first['tag']}” and “{first['other']}” mark the same words {often}: look whether they are two "
                    "things or one.")
    said.append("That two things are said by the same people does not mean that one leads to the other.")
    return " ".join(said) + hidden + _left_out(table)


def _most(used: pd.DataFrame) -> list[str]:
    top = used[used["people"] == used["people"].max()]
    row = top.iloc[0]
    each = " each" if len(top) > 1 else ""
    return [f"What most of them said is {quoted(top['tag'])}, by {row['people']} of {row['heard']}{each} "
            f"({percent(row['share'])}, {row['low'] * 100:.0f} to {percent(row['high'])})."]


def _by_person(table: pd.DataFrame) -> list[str]:
    across = table.columns[table.columns.get_loc("passages") + 1:].drop("students", errors="ignore")
    tags = table[across].sum().sort_values(ascending=False, kind="stable")
    few = f", and {tags.index[-1]} with the fewest, {tags.iloc[-1]}" if tags.iloc[-1] < tags.iloc[0] else ""
    return [f"{tags.index[0]} is marked with the most tags, {tags.iloc[0]}{few}."]


def _groups(table: pd.DataFrame, by: str) -> list[str]:
    if "hidden" in table:
        table = table[~table["hidden"]]
    kinds = list(dict.fromkeys(table[by]))
    said = [f"By {by.replace('_', ' ')} there {is_or_are(len(kinds))} "
            f"{counted(len(kinds), 'group')}."]
    for kind in kinds[:NAMED]:
        of = table[table[by] == kind]
        row = of.loc[of["people"].idxmax()]
        said.append(f"{kind}: most say “{row['tag']}”, {row['people']} of {row['heard']}." if row["people"] else
                    f"{kind}: nothing is marked in what {counted(row['heard'], 'person', 'people')} said.")
    if len(kinds) > NAMED:
        said.append(f"{len(kinds) - NAMED} more groups are in the table.")
    return said


def _left_out(table: pd.DataFrame) -> str:
    count = table.attrs["left_out"]
    return f" {counted(count, 'mark')} in answers that are not in the log {is_or_are(count)} left out." if count else ""


def _alone(tags: pd.Series | pd.Index) -> str:
    """Say which things one person alone said; not the same person all of them."""
    return f"{quoted(tags)} {is_or_are(len(tags))} said by one person alone{' each' if len(tags) > 1 else ''}."
