"""What the meetings did to interest, and how well the work fits, in words."""

from __future__ import annotations

import pandas as pd

from shadowkit import guide
from shadowkit.captions.words import listed
from shadowkit.measures.coverage import TOPICS
from shadowkit.measures.prompts import PROMPT_KINDS
from shadowkit.measures.reflection import FIT

#: Groups that are said one by one.
_GROUPS = 5


def interest(table: pd.DataFrame) -> str:
    """Say after whom interest rose and fell, or how it changed in each group, always with the number of people."""
    if not len(table):
        return "No interest before or after a meeting is noted yet: write it down, from 1 to 5, before and after."
    by = table.attrs["by"]
    if by is not None:
        means = [f"{row[by]} {row['before']:.1f} before and {row['after']:.1f} after ({_people(row['people'])})"
                 for row in table.head(_GROUPS).to_dict("records")]
        return " ".join([f"Interest by {by.replace('_', ' ')}, from 1 to 5, as a mean over people: {'; '.join(means)}"
                         f"{_more(table)}.", _alone(table, by)])
    told = table.dropna(subset="change")
    met = told[told["contact"].notna()]
    said = []
    if len(met):
        counts = {"rose": (met["change"] > 0).sum(), "fell": (met["change"] < 0).sum(),
                  "stayed as it was": (met["change"] == 0).sum()}
        people = len(met.drop_duplicates(["student", "contact"]))
        said.append(f"{len(met)} reflection{'' if len(met) == 1 else 's'} on {_people(people)}: interest "
                    f"{listed(f'{words} after {count}' for words, count in counts.items() if count)}.")
        ends = [f"{how} most after {_ends(met[met['change'] == met['change'].agg(end)])}"
                for how, end, sign in (("rose", "max", 1), ("fell", "min", -1)) if met["change"].agg(end) * sign > 0]
        said += [f"It {listed(ends)}."] if ends else []
    whole = told[told["contact"].isna()]
    if len(whole):
        last = whole.iloc[-1]
        said.append(f"On the whole it went from {last['before']} to {last['after']}.")
    if len(told) < len(table):
        said.append(f"In {len(table) - len(told)} more, before or after is not noted.")
    return " ".join([*said, "One talk tells of one person as much as of a field."])


def fit(table: pd.DataFrame) -> str:
    """Say whose work fits best and worst on each of the three, or the means of each group with the number of people."""
    if not len(table):
        return "No fit is noted yet: after a meeting, write from 1 to 5 how well the work fits you."
    by = table.attrs["by"]
    if by is not None:
        means = [f"{row[by]} {_three(row, '.1f')} ({_people(row['people'])})"
                 for row in table.head(_GROUPS).to_dict("records")]
        return " ".join([f"Fit by {by.replace('_', ' ')}, from 1 to 5 for interests, abilities and values, as a mean "
                         f"over people: {'; '.join(means)}{_more(table)}.", _alone(table, by)])
    met = table[table["contact"].notna()]
    people = len(met.drop_duplicates(["student", "contact"]))
    said = [f"{len(met)} reflection{'' if len(met) == 1 else 's'} on {_people(people)}."] if len(met) else []
    for name, whose in FIT.items():
        noted = met.dropna(subset=name)
        if noted[name].nunique() > 1:
            high, low = (noted[noted[name] == noted[name].agg(end)] for end in ("max", "min"))
            said.append(f"With {whose}: best {_named(high)} ({high[name].iloc[0]} of 5), least {_named(low)} "
                        f"({low[name].iloc[0]}).")
        elif len(noted):
            said.append(f"With {whose}: {noted[name].iloc[0]} of 5 everywhere.")
    whole = table[table["contact"].isna()]
    if len(whole):
        last = whole.iloc[-1]
        each = [f"{whose.removeprefix('my ')} {last[name]} of 5" for name, whose in FIT.items() if pd.notna(last[name])]
        said += [f"On the whole: {', '.join(each)}."] if each else []
    return " ".join(said)


def _three(row: dict[str, object], digits: str) -> str:
    return ", ".join("not noted" if pd.isna(row[name]) else format(float(row[name]), digits) for name in FIT)


def _ends(rows: pd.DataFrame) -> str:
    changes = rows[["before", "after"]].drop_duplicates()
    if len(changes) > 1:
        return f"{_named(rows)} (by {abs(rows['change'].iloc[0])})"
    return f"{_named(rows)} ({changes['before'].iloc[0]} to {changes['after'].iloc[0]})"


def _named(rows: pd.DataFrame) -> str:
    names = rows["name"].drop_duplicates().tolist()
    return listed(names if len(names) < 4 else [*names[:2], f"{len(names) - 2} more"])


def _alone(table: pd.DataFrame, by: str) -> str:
    single = table[table["people"] == 1][by].tolist()
    if not single:
        return guide.ONE_VIEW
    names = listed(single if len(single) < 4 else [*single[:2], f"{len(single) - 2} more"])
    return f"Only 1 person stands behind {'each of ' if len(single) > 1 else ''}{names}: one view."


def _more(table: pd.DataFrame) -> str:
    return f"; and {len(table) - _GROUPS} more groups" if len(table) > _GROUPS else ""


def _people(number: int) -> str:
    return f"{number} {'person' if number == 1 else 'people'}"


def prompts(table: pd.DataFrame) -> str:
    """Say how many questions there are of each kind, and one of them."""
    if not len(table):
        return "Nothing to ask about yet: write down answers, mark passages, and reflect on a meeting or two."
    counts = [f"{(table['kind'] == kind).sum()} on {says}" for kind, says in PROMPT_KINDS.items()
              if (table["kind"] == kind).any()]
    return (f"{len(table)} question{'' if len(table) == 1 else 's'} to ask yourself: {listed(counts)}. The first: "
            f"{table['prompt'].iloc[0]} No answer is the right one; write yours into a reflection.")


def decision(table: pd.DataFrame) -> str:
    """Say how many voices each option rests on, where there are gaps, and that nothing is added up."""
    voices = table.attrs["voices"]
    if not voices:
        return "Nobody has been met yet, so there is no option to weigh: meet people, and write down what they say."
    by = f" by {table.attrs['by'].replace('_', ' ')}" if table.attrs["by"] else ""
    shown = list(dict.fromkeys(table["option"]))
    counts = [f"{option} ({'nobody' if not voices[option] else _people(voices[option])}"
              f"{': one view' if voices[option] == 1 else ''})" for option in shown[:_GROUPS]]
    more = f" and {len(shown) - _GROUPS} more" if len(shown) > _GROUPS else ""
    said = [f"{len(shown)} option{'' if len(shown) == 1 else 's'}{by}, with the people heard: {', '.join(counts)}"
            f"{more}."]
    if table["criterion"].nunique() == 1:
        said.append(f"Shown is {table['says'].iloc[0]}.")
    gaps = table[table["criterion"].isin(TOPICS) & (table["voices"] == 0)]
    for option, says in list(gaps.groupby("option", sort=False)["says"].agg(list).items())[:3]:
        said.append(f"For {option}, nobody has spoken on {listed(says) if len(says) < len(TOPICS) else 'any topic'}.")
    return " ".join([*said, "Nothing is added up: what weighs most is yours to say."])
