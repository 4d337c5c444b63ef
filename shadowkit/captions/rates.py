"""How outreach is answered, in words."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from shadowkit import stats
from shadowkit.captions.words import count_label, counted, group_label, interval, listed, percent, records, span
from shadowkit.measures.counting import EVERYBODY, NOT_STATED, RATE_COLUMNS

_DEFINITION = {
    "person": "People are counted, not messages; any reply counts, and who is still waiting is no refusal.",
    "message": "Messages are counted; any reply counts, and what is still waiting is no refusal.",
}
#: More sentences of one kind than these nobody follows.
_CURVES_SAID = 8


def response_rates(table: pd.DataFrame) -> str:
    """Say who replied, which groups differ, and how sure that is."""
    about = table.attrs
    shown = shown_rows(table)
    asked = shown["asked"].sum()
    if not len(shown) or not asked:
        return hidden_rows(table).lstrip() or _nobody(about)
    people, days = about["unit"] == "person", about["within_days"]
    replied, waiting = shown["replied"].sum(), shown["waiting"].sum()
    whom = f"{counted(asked, 'person', 'people')} asked" if people else f"{counted(asked, 'message')} sent"
    answered = "replied" if people else "was answered" if replied == 1 else "were answered"
    said = [f"Of {whom}, {replied:,} {answered} within {span(days)}"
            + (f" and {waiting:,} {'is' if waiting == 1 else 'are'} still waiting" if waiting else "") + "."]
    groups = shown.assign(label=group_label(shown)).dropna(subset="rate").sort_values("rate", ascending=False)
    if len(groups) == 1:
        said.append(f"The rate is {interval(groups.iloc[0])}.")
    else:
        # "Not stated" is no group of people that one could choose.
        stated = groups[groups["label"] != NOT_STATED]
        compared = stated if len(stated) > 1 else groups
        top, bottom = compared.iloc[0], compared.iloc[-1]
        by = " and ".join(about["by"]).replace("_", " ")
        if top["rate"] == bottom["rate"]:
            which = "all groups" if len(compared) == len(groups) else "all stated groups"
            said.append(f"By {by}, {which} are at {percent(top['rate'])}.")
        else:
            said.append(f"By {by}, {top['label']} is highest with {interval(top)}, {count_label(top)}, and "
                        f"{bottom['label']} lowest with {interval(bottom)}, {count_label(bottom)}.")
            said.append(_verdict(top, bottom, len(compared)))
    early = groups[groups["by_day"] < days]
    if len(early):
        said.append(f"For {listed(early['label'])} it is too early for {span(days)}; the rate is for the days so far."
                    if len(groups) > 1 else
                    f"It is too early for {span(days)}; it is the rate by day {early['by_day'].iloc[0]}.")
    return " ".join(said) + _beside(groups) + footnotes(about) + hidden_rows(table)


def _beside(groups: pd.DataFrame) -> str:
    """Say what stands beside a group's own rate: a benchmark, and the rate drawn towards all."""
    said = ""
    if "benchmark_rate" in groups and (known := groups.dropna(subset="benchmark_rate")).size:
        theirs = records(known.rename(columns={f"benchmark_{name}": f"their_{name}" for name in RATE_COLUMNS}))
        said += " Of the benchmark, " + listed(_theirs(row) for row in theirs) + (
            "; a difference can come from whom one asks and how they see the one who asks, not only from how one asks.")
    if groups.attrs.get("pooled_left_out"):
        said += " Rates drawn towards the mean are left out, since the hidden groups are in that mean."
    if "pooled_rate" in groups and groups["pooled_rate"].notna().any():
        said += " Squares are the rates drawn towards the mean of all, small groups more than large ones."
    return said


def _theirs(row: dict[str, object]) -> str:
    """Say a group's rate in the benchmark, of how many, and by which day where that is known."""
    day = row["their_by_day"]
    return (f"{row['label']} {interval({name: row[f'their_{name}'] for name in ('rate', 'low', 'high')})} of "
            f"{row['their_asked']:,}" + (f" by day {day}" if pd.notna(day) else ""))


def reply_curve(table: pd.DataFrame) -> str:
    """Say how many had replied by the last day, and by when half had."""
    about = table.attrs
    shown = shown_rows(table)
    if not len(shown) or not shown["asked"].sum():
        return hidden_rows(table).lstrip() or _nobody(about)
    said = []
    curves = list(shown.assign(label=group_label(shown)).groupby("label", sort=False))
    for label, curve in curves[:_CURVES_SAID]:
        last = curve.iloc[-1]
        half = curve[curve["rate"] >= 0.5]
        when = (f"half had replied by day {half['by_day'].iloc[0]}" if len(half) else
                "fewer than half have replied, so there is no usual time to a reply")
        who = "Of" if len(shown["asked"].unique()) == 1 and label == EVERYBODY else f"{label}: of"
        said.append(f"{who} {last['asked']:,} asked, {interval(last)} had replied by day {last['by_day']}; {when}.")
    if len(curves) > _CURVES_SAID:
        said.append(f"{len(curves) - _CURVES_SAID} more groups are in the table.")
    return " ".join(said) + footnotes(about) + hidden_rows(table)


def shown_rows(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table that are not hidden."""
    return table[~table["hidden"]] if "hidden" in table else table


def _nobody(about: dict) -> str:
    if about["left_out"]:
        many = "some" if "min_count" in about else about["left_out"]
        were = "was" if many == 1 else "were"
        return f"No rate: {many} {were} asked, but no date of an ask and its reply can be used."
    return "Nobody has been asked yet, so there is no rate: no data is not zero."


def _verdict(top: pd.Series, bottom: pd.Series, groups: int) -> str:
    numbers = [row[name] for row in (top, bottom) for name in ("rate", "low", "high")]
    gap, low, high = stats.difference(*numbers)
    if low <= 0:
        return "That is too few to tell them apart."
    largest = f", the largest gap among {groups} groups, so look again when more have been asked" if groups > 2 else ""
    return f"The first is higher by {low * 100:.0f} to {high * 100:.0f} points{largest}."


def footnotes(about: dict) -> str:
    """Say what is counted, as of when, and who was left out."""
    left_out, undated = about["left_out"], about.get("undated", 0)
    # Beside hidden groups a number of single people may be that of one of them.
    is_protected = "min_count" in about
    some, replies = ("Some", "some replies") if is_protected else (left_out, counted(undated, "reply", "replies"))
    missing = (f" {some} {'was' if some == 1 else 'were'} left out, because the date of the ask or of the "
               "reply cannot be used." if left_out else "")
    if undated:
        missing += (f" The day of {replies} is not known, so {'it counts' if replies == '1 reply' else 'they count'} "
                    "from day 14 on, or from the last day seen.")
    return f" {_DEFINITION[about['unit']]} Intervals are 95 %; the log is seen as of {about['as_of']}.{missing}"


def hidden_rows(table: pd.DataFrame, labels: Iterable[str] | None = None) -> str:
    """Say which groups are hidden, and why; a table that is not of rates names its own groups."""
    if "hidden" not in table:
        return ""
    labels = group_label(table) if labels is None else labels
    groups = list(dict.fromkeys(name for name, hidden in zip(labels, table["hidden"], strict=True) if hidden))
    if not groups:
        return ""
    if len(groups) > 10:
        groups = [*groups[:9], f"{len(groups) - 9} more"]
    return (f" Hidden because fewer than {table.attrs['min_count']} people or students stand behind them: "
            f"{listed(groups)}. They may still be worked out from totals, so show none beside this.")
