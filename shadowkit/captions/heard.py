"""Whether enough has been heard, in words."""

from __future__ import annotations

import pandas as pd

from shadowkit import guide
from shadowkit.captions.rates import hidden_rows, shown_rows
from shadowkit.captions.words import listed, percent
from shadowkit.measures.coverage import of_kind


def coverage(table: pd.DataFrame) -> str:
    """Say which kinds of people have not been heard on which topics."""
    by = table.attrs["by"]
    hidden = hidden_rows(table, table[by])
    table = shown_rows(table)
    if not table["people"].sum():
        return hidden.lstrip() or "Nobody has spoken on any of the five topics yet."
    kinds = table[by].nunique()
    none, one = table[table["people"] == 0], table[table["people"] == 1]
    said = [f"{kinds} {'kind' if kinds == 1 else 'kinds'} of people by {by}, 5 topics, {len(table)} places: "
            f"{len(table) - len(none) - len(one)} with two voices or more, {len(one)} with one, {len(none)} with none."]
    empty = none.assign(topic=none["topic"].map(guide.TOPICS)).groupby(by, sort=False)["topic"].agg(list)
    for kind, topics in list(empty.items())[:4]:
        said.append(f"Nobody {of_kind(by, kind)} has spoken on {listed(topics) if len(topics) < 5 else 'any topic'}.")
    if len(empty) > 4:
        said.append(f"{len(empty) - 4} more kinds have gaps.")
    return " ".join(said) + hidden


def next_people(table: pd.DataFrame) -> str:
    """Say whom to meet next and why, and what kind of person is missing on the list."""
    about, by = table.attrs, table.attrs["by"]
    known, missing = table[table["state"] != "look for"], table[table["state"] == "look for"]
    unknown, of = about["not_stated"], by.replace("_", " ")
    note = f" Of {unknown} on the list the {of} is not noted, so they are not judged." if unknown else ""
    if not about["listed"]:
        return "There is nobody on the list yet: put people on it, those you know first, and ask them."
    if not len(table):
        return (f"By {of}, two people or more have spoken on each of the five topics, so nobody is "
                f"suggested. {guide.ONE_VIEW}{note}")
    said = []
    if len(known):
        gaps = int((known["gaps"] > 0).sum())
        said.append(f"{len(known)} {'person' if len(known) == 1 else 'people'} on the list would add something: "
                    f"{gaps or 'none'} fill{'s' if gaps == 1 else ''} a gap, {len(known) - gaps or 'none'} "
                    f"would be a second view.")
        first = known.iloc[0]
        said.append(f"First, {first['name']}. {first['why']}")
        if len(known) > 1:
            after = known["name"].iloc[1:4].tolist() + ([f"{len(known) - 4} more"] if len(known) > 4 else [])
            said.append(f"Then {listed(after)}.")
    if len(missing):
        kinds = [of_kind(by, kind) for kind in missing[by].iloc[:3]]
        more = f", and for {len(missing) - 3} more kinds" if len(missing) > 3 else ""
        said.append(f"Nobody left on the list would fill the gaps of {_count(len(missing), 'kind')} of people: look "
                    f"for somebody {', or '.join(kinds)}{more}.")
    return " ".join(said) + note


def saturation(table: pd.DataFrame) -> str:
    """Say how many new tags still come, whether the rule is met, and that it may be met and new things still come."""
    about, count = table.attrs, len(table)
    coders = about["coders"]
    whose = f"one coder ({coders[0]})" if len(coders) == 1 else f"{len(coders)} coders"
    if not count:
        return "No passage is marked yet, so there are no tags to count: mark what you notice, interview by interview."
    total = int(table["cumulative"].iloc[-1])
    said = [f"{_count(count, 'meeting')} and {whose}: {_count(total, 'different tag')}, {table['new'].iloc[0]} of them "
            f"in the first meeting" + (f" and {table['new'].iloc[-1]} new in the last." if count > 1 else "."),
            _rule(table)]
    if count > 1:
        half = (count + 1) // 2
        row = table.iloc[half - 1]
        first = "the first one brings" if half == 1 else f"the first {half} bring"
        said.append(f"In {about['orders']:,} random orders of the meetings, {first} {row['low']} to {row['high']} tags "
                    "(95 % of the orders), so the order alone makes a difference.")
    left = [f"{_count(about['unmarked'], 'meeting')} without a marked passage"] if about["unmarked"] else []
    left += [f"what {listed(about['other_coders'])} marked"] if about["other_coders"] else []
    return " ".join([*said, f"Not counted: {listed(left)}."] if left else said)


def _rule(table: pd.DataFrame) -> str:
    about, count = table.attrs, len(table)
    base, run, in_base = about["base"], about["run"], about["in_base"]
    little = percent(about["threshold"])
    rule = f"The rule (in {run} meetings in a row at most {little} new, of the tags in the first {base})"
    if count < base + run:
        return f"{rule} needs {base + run} meetings, so it cannot be looked at yet."
    if about["met"] is None:
        last = table.iloc[-1]
        return (f"{rule} is not met: the last {run} brought {last['new_in_run']} new, {percent(last['share'])} of the "
                f"{in_base} in the base, so new things still come.")
    after = int(about["met"].split("+")[0]) + run
    met = table.iloc[after - 1]
    later = int(table["new"].iloc[after:].sum())
    then = (f"yet {_count(later, 'more new tag')} came in the {_count(count - after, 'meeting')} after that"
            if later else f"and none came in the {_count(count - after, 'meeting')} after that" if count > after else
            "and nobody has been met since")
    return (f"{rule} is met at {about['met']}: the {run} after the first {after - run} brought {met['new_in_run']} "
            f"against {in_base} in the base, {then}. Met does not mean that all has been said: the next person may "
            "still bring something new.")


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"
