"""How far one came, and who led to whom, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from shadowkit.captions.rates import hidden_rows, shown_rows
from shadowkit.captions.words import group_label, interval, listed, records, span

_DID = {"named": "named", "asked": "asked", "replied": "replied", "agreed": "agreed to meet", "met": "met",
        "thanked": "thanked", "referred": "named somebody else"}
_WAS = {"named", "asked", "met", "thanked"}
_NEXT = {"replied": "replies", "agreed": "agrees", "referred": "names somebody else"}
_SAID = 3
#: Of a longer chain the first and the last are named.
_CHAIN = 6


def funnel(table: pd.DataFrame) -> str:
    """Say how many came how far, where most are lost, and how long it took."""
    about = table.attrs
    shown = shown_rows(table)
    if not len(shown) or not shown["came"].sum():
        return hidden_rows(table).lstrip() or "There is nobody on the list yet, and nobody was asked."
    days = span(about["within_days"])
    if about["by"]:
        said = _each_group(shown, days)
    else:
        first, *later = records(shown)
        said = [f"Of {first['came']:,} {'person' if first['came'] == 1 else 'people'} {_DID[first['stage']]}, "
                + listed(_came(row) for row in later) + "."]
        known = [row for row in later if pd.notna(row["rate"])]
        if len(later) > 1 and known:
            # Who still has time is not lost.
            most = max(known, key=lambda row: row["asked"] - row["came"] - row["waiting"])
            lost = most["asked"] - most["came"] - most["waiting"]
            before = about["stages"][about["stages"].index(most["stage"]) - 1]
            if lost:
                said.append(f"Most are lost between {before} and {most['stage']}: {lost:,} of {most['asked']:,}. "
                            f"{interval(most)} go on {_by(most, about)}{_time(most)}.")
        elif known:
            said.append(_one_step(known[0], about))
        waiting = [row for row in later if row["waiting"]]
        if waiting:
            said.append("Still time for: " + listed(f"{row['stage']} ({row['waiting']:,})" for row in waiting) + ".")
        unseen = [row for row in later if row["came"] > row["logged"]]
        if unseen:
            said.append("Not in the log, but passed over, since a later stage is: " + listed(
                f"{row['stage']} ({row['came'] - row['logged']:,})" for row in unseen) + ".")
    if shown["left_out"].sum():
        said.append("Who has no usable date of a stage is counted, but not in the share who go on.")
    as_of = f"; the log is seen as of {about['as_of']}" if about["as_of"] else ""
    return (" ".join(said) + f" People are counted, from dated events; any reply counts. Intervals are 95 %{as_of}."
            + hidden_rows(table))


def _came(row: Mapping[str, object]) -> str:
    were = ("was " if row["came"] == 1 else "were ") if row["stage"] in _WAS else ""
    # Of the thank-you notes only those that are in the log were sent, as far as one knows.
    row = dict(row) | {"came": row["logged"] if row["stage"] == "thanked" else row["came"]}
    if not row["came"]:
        return f"nobody {were and 'was '}{_DID[row['stage']]}"
    return f"{row['came']:,} {were}{_DID[row['stage']]}"


def _time(row: Mapping[str, object]) -> str:
    return f"; half had by day {row['half_by_day']}" if pd.notna(row["half_by_day"]) else ""


def _by(row: Mapping[str, object], about: dict) -> str:
    """Say within how many days, or by which earlier day where nobody has been looked at for so long."""
    days = about["within_days"]
    return f"by day {row['by_day']}, too early for {span(days)}" if row["by_day"] < days else f"within {span(days)}"


def _one_step(row: Mapping[str, object], about: dict) -> str:
    """Say how many people one step takes: what to plan with."""
    start, end = about["stages"]
    said = f"{interval(row)} go on from {start} to {end} {_by(row, about)}{_time(row)}."
    if row["low"] >= 0.02 and row["by_day"] == about["within_days"]:
        # Whole people: a plan is rounded up.
        most, least = math.ceil(1 / row["low"]), math.ceil(1 / row["high"])
        many = f"{least} to {most} people" if least < most else f"{most} {'person' if most == 1 else 'people'}"
        said += f" So for each one who is to be {end}, plan on {many} {start}." if end in _WAS else (
            f" So for each one who {_NEXT[end]}, plan on {many} {start}.")
    return said


def _each_group(shown: pd.DataFrame, days: str) -> list[str]:
    label = pd.Series(group_label(shown.drop(columns="stage")), shown.index)
    said = [f"{name}: " + " → ".join(f"{row['came']:,} {row['stage']}" for row in records(part))
            for name, part in shown.groupby(label, sort=False)]
    more = [f"and {len(said) - 6} more in the table"] if len(said) > 6 else []
    return ["; ".join(said[:6] + more) + ". These came so far at all; the shares in the picture are of those who go on "
            f"within {days}."]


def referrals(table: pd.DataFrame) -> str:
    """Say who led to the most people, and how long the longest chain is."""
    if not len(table):
        return "There is nobody on the list yet."
    named = int((table["depth"] > 0).sum())
    people = f"{len(table):,} {'person' if len(table) == 1 else 'people'} on the list"
    if not named:
        return (f"Of {people}, nobody was named by another yet. Ask everybody you meet: whom else should I talk to? "
                "Then write the name into referred_by.")
    if table["student"].nunique() > 1:
        # The people whom single students meet are named to nobody.
        longest = table["depth"].max() + 1
        return f"Of {people}, {named:,} were named by others. The longest chain has {longest} people."
    roots = table[(table["depth"] == 0) & (table["people"] > 0)]
    led = [f"{row['name']} led to {row['people']:,} (replies: {row['replies']:,}, met: {row['meetings']:,})"
           for row in records(roots.head(_SAID))]
    more = f" {len(roots) - _SAID} more began a chain." if len(roots) > _SAID else ""
    deepest = table.loc[table["depth"].idxmax()]
    chain = _chain(table, deepest)
    if len(chain) > _CHAIN:
        chain = [*chain[:3], f"{len(chain) - 6} more", *chain[-3:]]
    longest = f" The longest chain: {' → '.join(chain)}." if len(chain) > 2 else ""
    last = int((~table["named_others"] & (table["stage"] == "met")).sum())
    ask = (f" {last:,} of those you met {'has' if last == 1 else 'have'} named nobody so far: ask whom else to talk to."
           if last else "")
    were = "was" if named == 1 else "were"
    return f"Of {people}, {named:,} {were} named by others. {'; '.join(led)}.{more}{longest}{ask}"


def _chain(table: pd.DataFrame, last: pd.Series) -> list[str]:
    mine = table[(table["student"] == last["student"]) & (table["root"] == last["root"])].set_index("contact")
    names, contact = [], last["contact"]
    while contact in mine.index:
        names.insert(0, mine.at[contact, "name"])
        contact = mine.at[contact, "referred_by"]
    return names
