"""How the meetings themselves went, in words."""

from __future__ import annotations

import pandas as pd

from shadowkit import guide
from shadowkit.captions.words import listed, percent
from shadowkit.measures.practice import WORD_BY_WORD
from shadowkit.measures.questions import CHECKS

#: What a step is called in a sentence.
_STEPS = {"logistics": "clear logistics", "confirm": "confirming the time", "homework": "homework",
          "purpose": "restating the purpose", "listen": "listening more than talking",
          "time": "keeping to the agreed time", "follow_through": "following through"}


def steps(table: pd.DataFrame) -> str:
    """Say which step was left out most often, how much is not known, and what to do next."""
    if not len(table):
        return "No meeting has been held or planned yet, so there is no step to look at."
    planned = table["status"] == "planned"
    past = table[~planned]
    held, to_come = (len(part.drop_duplicates(["student", "meeting"])) for part in (past, table[planned]))
    said = [f"{_count(held, 'meeting')} held" + (f" and {to_come} planned" if to_come else "") + "."]
    known = past.dropna(subset="done").groupby("step")["done"].agg(known="size", left_out=lambda done: (~done).sum())
    most = known[known["left_out"] == known["left_out"].max()] if len(known) else known
    worst = [step for step in guide.STEPS if step in most.index and most.at[step, "left_out"]]
    if worst:
        each = [f"{_STEPS[step]} ({most.at[step, 'left_out']} of {most.at[step, 'known']})" for step in worst]
        said.append(f"Most often left out, of the meetings where it is known: {listed(each)}.")
    elif len(known):
        said.append("No step was left out, where it is known.")
    unknown = int(past["done"].isna().sum())
    if held:
        said.append(f"Of {len(past)} places, {unknown} {'is' if unknown == 1 else 'are'} not known, which is not a no.")
    if to_come:
        said.append("Before a meeting, what is not done yet is no failure.")
    said.append(f"For the next one, {_STEPS[worst[0]]}: {guide.STEPS[worst[0]]}." if worst else
                "Next, note after each meeting which steps you took.")
    return " ".join(said)


def shadow_day(table: pd.DataFrame) -> str:
    """Say how long the day was, what filled it, and when the person was liveliest."""
    if not len(table):
        return "Nothing has been observed yet: on a shadow, note when each activity begins."
    who, date = table.attrs["name"], table.attrs["date"]
    when = f" on {pd.Timestamp(date).day} {pd.Timestamp(date):%B %Y}" if date else ""
    said = [f"{who}{when}: {_count(len(table), 'activity', 'activities')}" + _observed(table) + "."]
    lengths = table.groupby("activity")["minutes"].sum()
    if len(lengths) and lengths.max() > 0:
        said.append(f"Most time went to {lengths.idxmax()} ({_length(lengths.max())}).")
    energy = table["energy"].dropna()
    if energy.nunique() > 1:
        high, low = (_named(table[table["energy"] == level]) for level in (energy.max(), energy.min()))
        said.append(f"Liveliest, with energy {energy.max()} of 5: {high}; most drained, with {energy.min()}: {low}.")
    else:
        said.append(f"Energy was {energy.iloc[0]} of 5 wherever it was noted." if len(energy) else
                    "No energy was noted.")
    gaps, overlaps = (table["gap_minutes"][chosen] for chosen in (table["gap_minutes"] > 0, table["gap_minutes"] < 0))
    if table["gap_minutes"].notna().any():
        between = f"{_count(len(gaps), 'gap')} ({_length(gaps.sum())} in all)" if len(gaps) else "No gap"
        said.append(f"{between} and {_count(len(overlaps), 'overlap') if len(overlaps) else 'no overlap'} between "
                    "activities.")
    guessed, unplaced = (table["measured"] == "until the next").sum(), table["starts_at"].isna().sum()
    if guessed:
        said.append(f"The length of {guessed} was not noted, and runs until the next began.")
    if unplaced:
        said.append(f"{_count(unplaced, 'activity has', 'activities have')} no time of day and cannot be placed.")
    return " ".join(said)


def listening(table: pd.DataFrame) -> str:
    """Say who did the talking, how many questions were open, and what that rests on."""
    others = table.attrs["left_out"]
    notes = (f" {_count(others, 'meeting has', 'meetings have')} notes alone, which do not show who talked how much."
             if others else "")
    if not len(table):
        return "No meeting has a transcript with times or speakers, so there is nothing to compare." + notes
    said = [f"{_count(len(table), 'meeting')} with a transcript.{notes}"]
    rows = table.dropna(subset="student_share_words").sort_values("student_share_words", ascending=False)
    whose = "The student's share of the words was"
    if len(rows) == 1:
        said.append(f"{whose} {_share(rows.iloc[0])}.")
    elif len(rows):
        said.append(f"{whose} highest with {_share(rows.iloc[0])}, and lowest with {_share(rows.iloc[-1])}.")
    asked = int(table["questions"].sum())
    said.append(f"{table['open_questions'].sum()} of {_count(asked, 'question')} {'is' if asked == 1 else 'are'} open."
                if asked else "No question is written down.")
    marked = table.dropna(subset="interruptions")
    if len(marked):
        said.append(f"The other person was cut short {_count(marked['interruptions'].sum(), 'time')}, in "
                    f"{_count(len(marked), 'transcript')} that {'marks' if len(marked) == 1 else 'mark'} it.")
    if table.attrs["shortened"]:
        said.append(f"Under {WORD_BY_WORD} words a minute are written down in {table.attrs['shortened']}, so they are "
                    "shortened, and the shares are of what was written.")
    return " ".join(said)


def question_check(table: pd.DataFrame) -> str:
    """Say how many questions are open, and the most frequent trouble; of a single one what to mend."""
    if not len(table):
        return "No question to look at yet."
    judged = table.dropna(subset="leading")
    troubles = {says: int((judged[check] == (check != "open")).sum()) for check, (_, says, _) in CHECKS.items()}
    most = [says for says, count in troubles.items() if count == max(troubles.values())]
    if not len(judged):
        return f"{_count(len(table), 'question')}, not judged: the check goes by English words."
    if len(table) == 1:
        row = table.iloc[0]
        if pd.notna(row["advice"]):
            return f"{row['advice']} Try: “{row['better']}”"
        return ("Its beginning does not tell whether it is open; otherwise there is nothing to mend."
                if pd.isna(row["open"]) else
                "Nothing to mend: it is open, not leading, one at a time, and not to be looked up.")
    told = judged["open"].dropna()
    said = [f"{_count(len(table), 'question')}; {told.sum()} of {len(told)} {'is' if told.sum() == 1 else 'are'} open."]
    said.append(f"Most frequent trouble: {listed(most)} ({troubles[most[0]]} of {len(judged)})." if troubles[most[0]]
                else "No trouble was found.")
    if len(table) > len(told):
        said.append(f"Of {len(table) - len(told)} that cannot be told: the check goes by English words.")
    return " ".join([*said, "The words decide here; what a question does in a talk you know better."])


def _observed(table: pd.DataFrame) -> str:
    """Say how long was observed: from the first beginning to the last end, without what lies between activities."""
    starts = table["starts_at"].dropna()
    if not len(starts):
        return ""
    end = table["ends_at"].max()
    end = starts.max() if pd.isna(end) else max(end, starts.max())
    observed = (end - starts.min()) / pd.Timedelta(minutes=1) - table["gap_minutes"].clip(lower=0).sum()
    return f", {_length(observed)} observed between {starts.min():%H:%M} and {end:%H:%M}"


def _named(rows: pd.DataFrame) -> str:
    names = rows["activity"].fillna("something not named").drop_duplicates().tolist()
    return listed(names if len(names) < 4 else [*names[:2], f"{len(names) - 2} more"])


def _share(row: pd.Series) -> str:
    time = "" if pd.isna(row["student_share_time"]) else f"; {percent(row['student_share_time'])} of the time"
    total = row["student_words"] + row["other_words"]
    return (f"{percent(row['student_share_words'])} in the talk with {row['name']} ({row['student_words']:,} of "
            f"{total:,} words{time})")


def _count(number: int, one: str, more: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def _length(minutes: float) -> str:
    hours, rest = divmod(round(minutes), 60)
    pieces = [_count(hours, "hour")] * bool(hours) + [_count(rest, "minute")] * bool(rest or not hours)
    return " ".join(pieces)
