"""How far coders agree, and where they do not, in words."""

from __future__ import annotations

import pandas as pd

from shadowkit.captions.words import listed
from shadowkit.measures.agreement import ALL_TAGS, COEFFICIENTS
from shadowkit.stats import NOT_TWO, TOO_FEW, UNDEFINED

#: What each coefficient does, so that it need not be looked up.
_WHAT = {"alpha": "Krippendorff's alpha takes that chance away", "kappa": "Cohen's kappa takes away the chance that "
         "comes from how many each of them marked", "ac1": "Gwet's AC1 takes chance away, and counts it as small where "
         "a tag is rare or nearly everywhere"}
_SAYS = {"reliable": "which is reliable", "tentative": "which is enough to conclude with care",
         "too low": "which is too low to conclude anything", "too few to tell": "on too few marks to tell"}
_CUSTOM = ("By custom, which is no law, 0.8 is asked for to conclude and 0.667 to conclude with care; here the whole "
           "range must be there.")


def agreement(table: pd.DataFrame) -> str:
    """Say on how much coders agree, how much of that chance would bring, and on which tag they agree least."""
    about = table.attrs
    if not len(table):
        return _nothing(about["coders"]) + _left_out(about)
    name, whole, tags = about["coefficient"], table.iloc[-1], table[table["tag"] != ALL_TAGS]
    what = "answer" if about["on"] == "answers" else "character"
    places = (f"{whole['units']:,} places (each {what} with each tag)" if whole["tag"] == ALL_TAGS else
              f"{_count(whole['units'], what)} about “{whole['tag']}”")
    by_chance = f"{whole['by_chance'] * whole['units']:,.0f}"
    said = [f"{_who(about['coders'])} {_count(whole['answers'], 'answer')} and agree on {whole['agreed']:,} of "
            f"{places}; if they marked as many at random, it would be about {by_chance}.", _beyond_chance(whole, name)]
    known = tags.dropna(subset=name)
    unsure = int((known["verdict"] == TOO_FEW).sum())
    few = f"for {unsure} of {len(tags)} tags there are too few marks to tell" if unsure else ""
    least = known[known[name] < 1]
    if len(tags) > 1 and len(least):
        row = least.iloc[0]
        said.append(f"They agree least on “{row['tag']}”, {row['agreed']:,} of {row['units']:,} and "
                    f"{_number(row[name])}{'; ' + few if few else ''}.")
    undefined = tags["tag"][tags["verdict"] == UNDEFINED]
    if len(tags) > 1 and len(undefined):
        named = listed(f"“{tag}”" for tag in undefined[:3]) + (" and others" if len(undefined) > 3 else "")
        said.append(f"For {named} it is {UNDEFINED}, as everybody gave it everywhere.")
    return " ".join([*said, _CUSTOM if pd.notna(whole[name]) else ""]).rstrip() + _left_out(about)


def disagreements(table: pd.DataFrame) -> str:
    """Say how often coders differ, on what most, and with which place to begin."""
    about = table.attrs
    if len(about["coders"]) < 2 or not about["answers"]:
        return _nothing(about["coders"])
    read = f"{_who(about['coders'])} {_count(about['answers'], 'answer')}"
    if not len(table):
        return f"{read} and nowhere differ{_on_tags(about)}."
    often = table["tag"].value_counts()
    most = [f"“{tag}”" for tag in often.index[often == often.iloc[0]]]
    said = [f"{read} and differ in {_count(len(table), 'place')}"
            f"{_on_tags(about) or ', on ' + _count(len(often), 'tag')}."]
    if len(often) > 1 and len(most) < 4:
        each = " each" if len(most) > 1 else ""
        said.append(f"Most often on {listed(most)} ({_count(often.iloc[0], 'place')}{each}).")
    first = table.iloc[0]
    whose = f", with {first['person']}" if pd.notna(first["person"]) else ""
    if pd.notna(first["not_marked_by"]):
        other = f", and {first['not_marked_by']} gave “{first['instead']}”" if pd.notna(first["instead"]) else (
            f", and {first['not_marked_by']} did not")
        said.append(f"Begin{whose}: {first['marked_by']} marked “{first['tag']}”{other}.")
    else:
        said.append(f"Begin{whose}: {first['marked_by']} marked other words with “{first['tag']}”.")
    said.append("Who is right is not decided by counting: ask what each of you saw, then sharpen the tag's definition.")
    return " ".join(said)


def _nothing(coders: list[str]) -> str:
    if not coders:
        return "Nobody has marked a passage yet, so there is no agreement to look at."
    if len(coders) == 1:
        return (f"Only {coders[0]} has marked passages, so there is nobody to agree with: let a second person code "
                "some of the meetings without seeing these marks.")
    return f"{_names(coders)} have marked no meeting in common, so there is nothing to compare."


def _on_tags(about: dict[str, object]) -> str:
    return f" on {listed(f'“{tag}”' for tag in about['tags'])}" if about["tags"] else ""


def _names(coders: list[str]) -> str:
    return listed(coders) if len(coders) < 5 else f"{len(coders)} coders"


def _who(coders: list[str]) -> str:
    return f"{_names(coders)} both read" if len(coders) == 2 else f"Two or more of {_names(coders)} read"


def _beyond_chance(row: pd.Series, name: str) -> str:
    if row["verdict"] == NOT_TWO:
        return "Cohen's kappa is for two coders only; take alpha, or name two in `coders`."
    if pd.isna(row[name]):
        return f"{COEFFICIENTS[name]} is {row['verdict']}."
    drawn = "" if pd.isna(row[f"{name}_low"]) else (
        f"; the answers drawn again give {_number(row[f'{name}_low'])} to {_number(row[f'{name}_high'])} (95 %)")
    return (f"{_WHAT[name]}: it is {_number(row[name])}, where 1 is full agreement and 0 is chance{drawn}, "
            f"{_SAYS[row['verdict']]}.")


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")


def _left_out(about: dict[str, object]) -> str:
    """Say what is not in the numbers."""
    said = ""
    if about["alone"]:
        said += f" Left out: {_count(about['alone'], 'tag')} given only where one alone has read."
    lost = about["nowhere"] + about["unfound"]
    if lost:
        said += f" Left out: {_count(lost, 'mark')} outside of the answers."
    return said


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"
