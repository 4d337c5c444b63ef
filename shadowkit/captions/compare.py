"""Whether groups differ, and what writing again adds, in words."""

from __future__ import annotations

import pandas as pd

from shadowkit.captions.rates import footnotes, hidden_rows, shown_rows
from shadowkit.captions.words import group_label, interval, listed, percent, points, records, span

#: More sentences of one kind than these nobody follows.
_SAID = 4
_GAP = ("difference", "difference_low", "difference_high")
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def compare_rates(table: pd.DataFrame) -> str:
    """Say which pairs can be told apart, and what looking at many pairs, or within strata, does to that."""
    about = table.attrs
    by = about["by"][0].replace("_", " ")
    shown = shown_rows(table).dropna(subset="difference")
    if not len(shown):
        return hidden_rows(table).lstrip() or f"By {by}, there are no two groups to compare yet."
    told = shown[shown["p_holm"] < 0.05].sort_values("p_holm")
    said = [f"{row['group']} is {row['verdict'].split(' by ')[0]} than {row['other']} by "
            f"{row['verdict'].partition(' by ')[2]}: {percent(row['rate'])} of {row['asked']:,} asked against "
            f"{percent(row['other_rate'])} of {row['other_asked']:,}." for row in records(told[:_SAID])]
    said = [sentence[0].upper() + sentence[1:] for sentence in said]
    if len(told) > _SAID:
        said.append(f"{len(told) - _SAID} more pairs can be told apart; they are in the table.")
    rest = shown.drop(told.index)
    if len(shown) == 1 and len(rest):
        row = records(rest)[0]
        said.append(f"{row['group']} {percent(row['rate'])} of {row['asked']:,} asked, {row['other']} "
                    f"{percent(row['other_rate'])} of {row['other_asked']:,}: the difference is "
                    f"{points(row['difference'], row['difference_low'], row['difference_high'])}, {row['verdict']}.")
    elif len(rest):
        kinds = rest["verdict"].value_counts(sort=False)
        which = f"the other {len(rest)}" if len(told) else f"all {len(rest)}"
        said.append(f"Of {len(shown)} pairs by {by}, {which} {'is' if len(rest) == 1 else 'are'} "
                    + listed(f"{kind} ({count})" if len(kinds) > 1 else kind for kind, count in kinds.items()) + ".")
        if not len(told):
            row = records(rest.loc[[rest["difference"].abs().idxmax()]])[0]
            ahead = (row["group"], row["other"], *(row[name] for name in _GAP)) if row["difference"] >= 0 else (
                row["other"], row["group"], -row["difference"], -row["difference_high"], -row["difference_low"])
            said.append(f"The widest gap, {ahead[0]} less {ahead[1]}, is {points(*ahead[2:])}.")
    if len(shown) > 1:
        said.append(f"With {len(shown)} pairs, chance alone makes some look different, so Holm's stricter rule "
                    "decides.")
    alone = rest[rest["p_value"] < 0.05]
    if len(alone):
        said.append(f"Looked at alone, {listed(group_label(alone)[:_SAID])} would be told apart; among so many pairs, "
                    "not.")
    said.append(f"Replies count within {span(about['within_days'])}.")
    return " ".join(said) + _within(shown, about) + footnotes(about) + hidden_rows(table)


def _within(shown: pd.DataFrame, about: dict) -> str:
    """Say what is left of a difference within strata."""
    if not about["adjust_for"]:
        return ""
    what = about["adjust_for"].replace("_", " ")
    known = shown[shown["strata"] > 0]
    if not len(known):
        return f" No {what} has people of two groups, so nothing can be compared within it."
    turned = known["reversed"].astype(bool)
    # The pairs worth a sentence: those that can be told apart, or the only one.
    worth = known[(known["p_holm"] < 0.05) & ~turned]
    said = _pairs(known if len(known) == 1 and not turned.any() else worth)
    said = f" Within the same {what}: {said}." if said else f" Each pair is compared within the same {what}, too."
    if turned.any():
        said += (f" Careful: within the same {what} the order is the other way round: {_pairs(known[turned])}. So the "
                 f"difference above may come from {what}, not from {about['by'][0].replace('_', ' ')}.")
    return said


def _pairs(rows: pd.DataFrame) -> str:
    """Say the differences within strata."""
    said = [f"{row['group']} less {row['other']} "
            f"{points(row['adjusted_difference'], row['adjusted_low'], row['adjusted_high'])}"
            for row in records(rows[:_SAID])]
    return "; ".join(said + ([f"{len(rows) - _SAID} more in the table"] if len(rows) > _SAID else []))


def follow_ups(table: pd.DataFrame) -> str:
    """Say how each message was answered, and what it added."""
    about = table.attrs
    shown = shown_rows(table).dropna(subset="rate")
    if not len(shown):
        return hidden_rows(table).lstrip() or "Nobody has been asked yet, so there is no rate: no data is not zero."
    said = _each(shown, about) if not about["by"] else _each_group(shown, about)
    said.append("Whom one writes to again is one's own choice, so it is no trial of the second message.")
    return " ".join(said) + footnotes(about) + hidden_rows(table)


def _each(shown: pd.DataFrame, about: dict) -> list[str]:
    said, total = [], shown["replied"].sum()
    for row in records(shown[:_SAID]):
        ordinal = _ORDINALS.get(row["attempt"], f"{row['attempt']}th")
        waiting = f", {row['waiting']:,} still waiting" if row["waiting"] else ""
        if row["attempt"] == 1:
            said.append(f"Of {row['asked']:,} people asked, {row['replied']:,} replied within "
                        f"{span(about['within_days'])} of the first message{waiting}: {interval(row)}.")
            continue
        were = "was" if row["asked"] == 1 else "were"
        added = points(row["added"], row["added_low"], row["added_high"], sign=False)
        said.append(f"{row['asked']:,} {were} silent and written to a {ordinal} time, and {row['replied']:,} of them "
                    f"replied{waiting}: {interval(row)}. So the {ordinal} message brought {row['replied']:,} of "
                    f"{total:,} replies, and added {added} to the share of everybody asked.")
    if len(shown) == 1:
        said.append("Nobody was written to again.")
    return said


def _each_group(shown: pd.DataFrame, about: dict) -> list[str]:
    label = pd.Series(group_label(shown.drop(columns="attempt")), shown.index)
    said = [f"{name}: " + ", then ".join(f"{row['replied']:,} of {row['asked']:,}" for row in records(part))
            for name, part in shown.groupby(label, sort=False)]
    more = [f"{len(said) - 8} more in the table"] if len(said) > 8 else []
    return [f"People who replied within {span(about['within_days'])} of the first, then of the second message and so "
            f"on, of those who got it. {'; '.join(said[:8] + more)}."]
