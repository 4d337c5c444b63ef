"""Whether groups differ, and what writing again adds, in words."""

from __future__ import annotations

import pandas as pd

from shadowkit.captions.rates import footnotes, hidden_rows, shown_rows
from shadowkit.captions.words import count_label, group_label, interval, listed, ordinal, points, records, span

#: More sentences of one kind than these nobody follows.
_SAID = 4
_GAP = ("difference", "difference_low", "difference_high")


def compare_rates(table: pd.DataFrame) -> str:
    """Say which pairs can be told apart, and what looking at many pairs, or within strata, does to that."""
    about, by = table.attrs, table.attrs["by"][0].replace("_", " ")
    shown = shown_rows(table).dropna(subset="difference")
    if not len(shown):
        return hidden_rows(table).lstrip() or f"By {by}, there are no two groups to compare yet."
    told = shown[shown["p_holm"] < 0.05].sort_values("p_holm")
    rest = shown.drop(told.index)
    said = [_told(row) for row in records(told[:_SAID])]
    if len(told) > _SAID:
        said.append(f"More pairs that can be told apart are in the table: {len(told) - _SAID}.")
    said += _rest(rest, len(told), by) if len(rest) else []
    if len(shown) > 1:
        said.append(f"With {len(shown)} pairs, chance alone makes some look different, so Holm's stricter rule "
                    "decides.")
    alone = rest[rest["p_value"] < 0.05]
    if len(alone):
        said.append(f"Looked at alone, {listed(group_label(alone)[:_SAID])} would be told apart; among so many pairs, "
                    "not.")
    return (" ".join(said) + _days(shown, about["within_days"]) + _within(shown, about) + footnotes(about)
            + hidden_rows(table))


def _told(row: dict[str, object]) -> str:
    """Say who is ahead of whom, and by how much."""
    which, _, much = str(row["verdict"]).partition(" by ")
    return _sentence(f"{row['group']} is {which} than {row['other']} by {much}: {_both(row)}.")


def _rest(rest: pd.DataFrame, told: int, by: str) -> list[str]:
    """Say what is left open: the only pair whole, of several the widest gap."""
    widest = records(rest.loc[[rest["difference"].abs().idxmax()]])[0]
    if len(rest) == 1 and not told:
        gap = points(*(widest[name] for name in _GAP))
        return [_sentence(f"{_both(widest)}: the difference is {gap}, {widest['verdict']}.")]
    kinds = rest["verdict"].value_counts(sort=False)
    which = f"the other {len(rest)}" if told else f"all {len(rest)}"
    said = [f"Of {len(rest) + told} pairs by {by}, {which} {'is' if len(rest) == 1 else 'are'} "
            + listed(f"{kind} ({count})" if len(kinds) > 1 else kind for kind, count in kinds.items()) + "."]
    if not told:
        ahead, behind, *gap = _ahead(widest)
        said.append(f"The widest gap, {ahead} less {behind}, is {points(*gap)}: {_both(widest)}.")
    return said


def _both(row: dict[str, object]) -> str:
    """Return both rates of a pair, the one that is ahead first, with their intervals and counts."""
    other = {name: row[f"other_{name}"] for name in ("asked", "replied", "waiting", "rate", "low", "high")}
    sides = [f"{row['group']} {interval(row)}, {count_label(row)}",
             f"{row['other']} {interval(other)}, {count_label(other)}"]
    return ", against ".join(sides if row["difference"] >= 0 else sides[::-1])


def _ahead(row: dict[str, object], of: str = "difference") -> tuple:
    """Return a pair the way round in which the first is ahead, with its difference."""
    middle = of if of == "difference" else "adjusted_difference"
    gap, low, high = row[middle], row[f"{of}_low"], row[f"{of}_high"]
    if row["difference"] >= 0:
        return row["group"], row["other"], gap, low, high
    return row["other"], row["group"], -gap, -high, -low


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _days(shown: pd.DataFrame, within_days: int) -> str:
    """Say by which day replies count: earlier where one of a pair has not been looked at for that long."""
    early = shown[shown["by_day"] < within_days]
    said = f" Replies count within {span(within_days)}"
    if not len(early):
        return said + "."
    pairs = listed(f"{label} (by day {day})" for label, day in zip(group_label(early)[:_SAID], early["by_day"][:_SAID],
                                                               strict=True))
    more = f", and {len(early) - _SAID} more pairs earlier than that" if len(early) > _SAID else ""
    return f"{said}, or by the last day on which both of a pair are looked at: {pairs}{more}."


def _within(shown: pd.DataFrame, about: dict) -> str:
    """Say what is left of a difference within strata."""
    if not about["adjust_for"]:
        return ""
    what = about["adjust_for"].replace("_", " ")
    known = shown[(shown["strata"] > 0).fillna(False).astype(bool)]
    if not len(known):
        return f" No {what} has enough people of two groups, so nothing can be compared within it."
    sure = known["p_holm"] < 0.05
    turned = known["reversed"].astype(bool)
    widest = known.loc[[known["difference"].abs().idxmax()]]
    worth = known[sure & ~turned] if sure.any() else widest[~widest["reversed"].astype(bool)]
    said = ""
    if len(worth):
        once = "; these intervals are not corrected for the number of pairs" if len(known) > 1 else ""
        said += f" Within the same {what}: {_pairs(worth)}{once}."
    if (turned & sure).any():
        said += (f" Careful: within the same {what} the order is the other way round: {_pairs(known[turned & sure])}. "
                 f"So the difference above may come from {what}, not from {about['by'][0].replace('_', ' ')}.")
    chance = turned & ~sure & (known["adjusted_difference"].abs() >= 0.005)
    if chance.any():
        more = f" and {chance.sum() - _SAID} more" if chance.sum() > _SAID else ""
        said += (f" Careful: within the same {what} the order of {listed(group_label(known[chance])[:_SAID])}{more} "
                 "turns round, though either may be chance.")
    return said or f" Each pair is compared within the same {what}, too."


def _pairs(rows: pd.DataFrame) -> str:
    """Say the differences within strata, and on how many people they rest."""
    said = []
    for row in records(rows[:_SAID]):
        ahead, behind, *gap = _ahead(row, "adjusted")
        people = row["adjusted_asked"] + row["other_adjusted_asked"]
        said.append(f"{ahead} less {behind} {points(*gap)}, from {people:,} people in {row['strata']} of them")
    return "; ".join(said + ([f"{len(rows) - _SAID} more in the table"] if len(rows) > _SAID else []))


def follow_ups(table: pd.DataFrame) -> str:
    """Say how each message was answered, and what it added."""
    about = table.attrs
    shown = shown_rows(table).dropna(subset="rate")
    if not len(shown):
        return hidden_rows(table).lstrip() or "Nobody has been asked yet, so there is no rate: no data is not zero."
    said = _each(shown, about["within_days"]) if not about["by"] else _each_group(shown, about["within_days"])
    if (shown["attempt"] > 1).any():
        said.append("Whom one writes to again is one's own choice, so it is no trial of a further message.")
    return " ".join(said) + footnotes(about) + hidden_rows(table)


def _each(shown: pd.DataFrame, within_days: int) -> list[str]:
    said, total = [], shown["replied"].sum()
    for row in records(shown[:_SAID]):
        waiting = f", {row['waiting']:,} still waiting" if row["waiting"] else ""
        early = f" (too early for {span(within_days)})" if row["by_day"] < within_days else ""
        if row["attempt"] == 1:
            people = "person" if row["asked"] == 1 else "people"
            said.append(f"Of {row['asked']:,} {people} asked, {row['replied']:,} replied by day {row['by_day']} after "
                        f"the first message{waiting}: {interval(row)}{early}.")
            continue
        were = "was" if row["asked"] == 1 else "were"
        added = points(row["added"], row["added_low"], row["added_high"], sign=False)
        nth = ordinal(row["attempt"])
        said.append(f"{row['asked']:,} {were} silent and written to a {nth} time, and {row['replied']:,} of them "
                    f"replied by day {row['by_day']}{waiting}: {interval(row)}{early}. So the {nth} message brought "
                    f"{row['replied']:,} of {total:,} replies that came in time, and added {added} to the share of "
                    f"everybody asked, by day {row['added_by_day']} after the first one.")
    if len(shown) == 1:
        said.append("Nobody was written to again.")
    return said


def _each_group(shown: pd.DataFrame, within_days: int) -> list[str]:
    label = pd.Series(group_label(shown.drop(columns="attempt")), shown.index)
    said = [f"{name}: " + ", then ".join(f"{row['replied']:,} of {row['asked']:,}" for row in records(part))
            for name, part in shown.groupby(label, sort=False)]
    more = [f"and {len(said) - 8} more in the table"] if len(said) > 8 else []
    return [f"People who replied within {span(within_days)} of the first, then of the second message and so on, of "
            f"those who got it. {'; '.join(said[:8] + more)}."]
