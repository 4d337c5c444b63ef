"""Every table in a sentence or two: what a figure shows, read aloud, for those who cannot see it and those who can."""

from __future__ import annotations

import html
from collections.abc import Iterable

import pandas as pd

from shadowkit import guide, stats
from shadowkit.errors import LogError
from shadowkit.measures.outreach import EVERYBODY, NOT_STATED

_DEFINITION = {
    "person": "People are counted, not messages; any reply counts, and who is still waiting is no refusal.",
    "message": "Messages are counted; any reply counts, and what is still waiting is no refusal.",
}
#: More sentences of one kind than these nobody follows.
_CURVES_SAID = 8


class Caption(str):
    """A caption, which a notebook shows as a paragraph."""

    def _repr_html_(self) -> str:
        return f'<p style="max-width:60em;line-height:1.45">{html.escape(self)}</p>'


def caption(table: pd.DataFrame) -> Caption:
    """Say in words what a table of this package shows.

    Parameters
    ----------
    table : DataFrame
        What a measure returned: rates, a curve, a matrix, a coverage table.

    Returns
    -------
    str
        Two to five sentences, shown as a paragraph in a notebook; the alternative text of the table's figure.

    Raises
    ------
    LogError
        If the table did not come from a measure of this package, or lost its origin on the way.

    Examples
    --------
    >>> import shadowkit as sk
    >>> print(sk.caption(sk.response_rates(sk.example("student"), by=None))[:41])
    Of 23 people asked, 12 replied within 14
    """
    about = table.attrs.get("measure")
    if about not in _SAYS:
        raise LogError("`caption` needs a table just as a measure returned it, such as sk.response_rates(log); this "
                       "one does not say where it comes from.")
    return Caption(_SAYS[about](table))


def group_label(table: pd.DataFrame) -> list[str]:
    """Return the name of each row's group, as charts and captions write it."""
    names = list(table.columns[: list(table.columns).index("asked")])
    return [" · ".join(map(str, labels)) for labels in zip(*(table[name] for name in names), strict=True)]


def percent(share: float) -> str:
    """Return a share from 0 to 1 as a whole percentage."""
    return f"{share * 100:.0f} %"


def interval(row: pd.Series) -> str:
    """Return a rate with its interval: 40 % (12 to 77 %)."""
    return f"{percent(row['rate'])} ({row['low'] * 100:.0f} to {percent(row['high'])})"


def span(days: int) -> str:
    """Return a number of days as a sentence has it: 1 day, 14 days."""
    return f"{days} day{'' if days == 1 else 's'}"


def listed(things: Iterable[str]) -> str:
    """Join things as a sentence does: a, b and c."""
    things = list(things)
    return things[0] if len(things) == 1 else ", ".join(things[:-1]) + " and " + things[-1] if things else "none"


def count_label(row: pd.Series) -> str:
    """Return the counts behind a rate: 3 of 8, 2 still waiting."""
    waiting = f", {row['waiting']} still waiting" if row["waiting"] else ""
    return f"{row['replied']} of {row['asked']}{waiting}"


def _response_rates(table: pd.DataFrame) -> str:
    about = table.attrs
    shown = table[~table["hidden"]] if "hidden" in table else table
    asked = shown["asked"].sum()
    if not len(shown) or not asked:
        return _hidden(table).lstrip() or _nobody(about)
    whom = "people" if about["unit"] == "person" else "messages"
    days = about["within_days"]
    replied, waiting = shown["replied"].sum(), shown["waiting"].sum()
    answered = "replied" if whom == "people" else "was answered" if replied == 1 else "were answered"
    said = [f"Of {asked:,} {whom} {'asked' if whom == 'people' else 'sent'}, {replied:,} {answered} within "
            f"{span(days)}"
            + (f" and {waiting:,} {'is' if waiting == 1 else 'are'} still waiting" if waiting else "") + "."]
    groups = shown.assign(label=group_label(shown)).dropna(subset="rate").sort_values("rate", ascending=False)
    if len(groups) == 1:
        said.append(f"The rate is {interval(groups.iloc[0])}.")
    else:
        # "Not stated" is no group of people that one could choose.
        stated = groups[groups["label"] != NOT_STATED]
        compared = stated if len(stated) > 1 else groups
        top, bottom = compared.iloc[0], compared.iloc[-1]
        by = " and ".join(about["by"])
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
    return " ".join(said) + _footnotes(about) + _hidden(table)


def _nobody(about: dict) -> str:
    if about["left_out"]:
        were = "was" if about["left_out"] == 1 else "were"
        return f"No rate: {about['left_out']} {were} asked, but no date of an ask and its reply can be used."
    return "Nobody has been asked yet, so there is no rate: no data is not zero."


def _verdict(top: pd.Series, bottom: pd.Series, groups: int) -> str:
    numbers = [row[name] for row in (top, bottom) for name in ("rate", "low", "high")]
    gap, low, high = stats.difference(*numbers)
    if low <= 0:
        return "That is too few to tell them apart."
    largest = f", the largest gap among {groups} groups, so look again when more have been asked" if groups > 2 else ""
    return f"The first is higher by {low * 100:.0f} to {high * 100:.0f} points{largest}."


def _footnotes(about: dict) -> str:
    left_out = about["left_out"]
    missing = (f" {left_out} {'was' if left_out == 1 else 'were'} left out, because the date of the ask or of the "
               "reply cannot be used." if left_out else "")
    return f" {_DEFINITION[about['unit']]} Intervals are 95 %; the log is seen as of {about['as_of']}.{missing}"


def _hidden(table: pd.DataFrame) -> str:
    if "hidden" not in table:
        return ""
    groups = [name for name, hidden in zip(group_label(table), table["hidden"], strict=True) if hidden]
    groups = list(dict.fromkeys(groups))
    if not groups:
        return ""
    if len(groups) > 10:
        groups = [*groups[:9], f"{len(groups) - 9} more"]
    return (f" Hidden because fewer than {table.attrs['min_count']} people or students stand behind them: "
            f"{listed(groups)}. They may still be worked out from totals, so show none beside this.")


def _reply_curve(table: pd.DataFrame) -> str:
    about = table.attrs
    shown = table[~table["hidden"]] if "hidden" in table else table
    if not len(shown) or not shown["asked"].sum():
        return _hidden(table).lstrip() or _nobody(about)
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
    return " ".join(said) + _footnotes(about) + _hidden(table)


def _perspectives(table: pd.DataFrame) -> str:
    people = list(table.columns[4:])
    if not people or not len(table):
        return f"Nobody has answered a question yet. {guide.ONE_VIEW}"
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
    varied = int((table["wordings"] > 1).sum())
    if varied and what == "questions":
        said.append(f"{varied} of the questions {'was' if varied == 1 else 'were'} asked in more than one wording.")
    return " ".join([*said, guide.ONE_VIEW])


def _quoted(rows: pd.DataFrame) -> str:
    names = [f"“{question}”" for question in rows["question"].head(2)]
    return f"{', '.join(names)} and {len(rows) - 2} more" if len(rows) > 2 else listed(names)


def _coverage(table: pd.DataFrame) -> str:
    by = table.attrs["by"]
    if not table["people"].sum():
        return "Nobody has spoken on any of the five topics yet."
    kinds = table[by].nunique()
    none, one = table[table["people"] == 0], table[table["people"] == 1]
    said = [f"{kinds} {'kind' if kinds == 1 else 'kinds'} of people by {by}, five topics, {len(table)} places: "
            f"{len(table) - len(none) - len(one)} with two voices or more, {len(one)} with one, {len(none)} with none."]
    empty = none.assign(topic=none["topic"].map(guide.TOPICS)).groupby(by, sort=False)["topic"].agg(list)
    for kind, topics in list(empty.items())[:4]:
        whose = f"whose {by} is not stated" if kind == NOT_STATED else f"from {kind}"
        said.append(f"Nobody {whose} has spoken on {listed(topics) if len(topics) < 5 else 'any topic'}.")
    if len(empty) > 4:
        said.append(f"{len(empty) - 4} more kinds have gaps.")
    return " ".join(said)


_SAYS = {"response_rates": _response_rates, "reply_curve": _reply_curve, "perspectives": _perspectives,
         "coverage": _coverage}
