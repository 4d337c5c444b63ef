"""What is due, in words."""

from __future__ import annotations

import pandas as pd

from shadowkit.captions.words import listed
from shadowkit.measures.clock import in_words

#: More things of a list than these nobody follows in a sentence.
_SAID = 3


def thank_yous(table: pd.DataFrame) -> str:
    """Say how many notes were sent within 24 hours, and which are still to be sent."""
    if not len(table):
        return "No meeting that took place is in the log, so no thank-you is due."
    judged = table.dropna(subset="in_time")
    late, absent, still = (table[table["status"] == status] for status in ("late", "not sent", "still time"))
    said = ["No thank-you was due yet." if not len(judged) else
            f"{judged['in_time'].sum():,} of {_count(judged, 'thank-you')} "
            f"{'was' if judged['in_time'].sum() == 1 else 'were'} sent within 24 hours of the meeting."]
    if len(late):
        slowest = late["hours_after"].max()
        how = f", the slowest after {slowest:,.0f} hours" if pd.notna(slowest) else ""
        said.append(f"{len(late):,} came later{how}.")
    if len(absent):
        said.append(f"{len(absent):,} {'is' if len(absent) == 1 else 'are'} not in the log as sent: {_names(absent)}. "
                    "Write now, or note the day where you have.")
    if len(still):
        said.append(f"There is still time for {len(still):,}: {_names(still)}.")
    days, unknown = ((table["status"] == status).sum() for status in ("earlier day", "not known"))
    if days:
        said.append("1 earlier day of a shadow needs no note of its own." if days == 1 else
                    f"{days:,} earlier days of shadows need no note of their own.")
    if unknown:
        said.append(f"For {unknown:,} it is not known how long it took.")
    return " ".join([*said, f"The log is seen as of {table.attrs['as_of']}."])


def today(table: pd.DataFrame) -> str:
    """Say how much there is to do, what comes first, and when it is due."""
    about = table.attrs
    within = f"{about['within_days']:g} day{'' if about['within_days'] == 1 else 's'}"
    only = f" of the kind “{about['only']}”" if "only" in about else ""
    when = f" Seen on {pd.Timestamp(about['now']):%Y-%m-%d at %H:%M}."
    if not len(table):
        return (f"Nothing{only} is overdue or due within {within}." if about["contacts"] else
                "The list is empty: put the first people on it. It is easiest to begin with people you know.") + when
    overdue = int((table["hours_left"] < 0).sum())
    students = table["student"].nunique()
    said = [f"{_count(table, 'thing')} to do{only} within {within}"
            + (f", for {students:,} students" if students > 1 else "")
            + (f"; {overdue:,} {'is' if overdue == 1 else 'are'} overdue." if overdue else "; nothing is overdue.")]
    for word, row in zip(("First", "Then", "After that"), table.head(_SAID).itertuples(), strict=False):
        said.append(f"{word}: {row.what.rstrip('.')} ({in_words(row.hours_left)}).")
    if len(table) > _SAID:
        said.append(f"{len(table) - _SAID:,} more {'is' if len(table) == _SAID + 1 else 'are'} on the list.")
    return " ".join(said) + when


def _count(table: pd.DataFrame, thing: str) -> str:
    return f"{len(table):,} {thing}{'' if len(table) == 1 else 's'}"


def _names(table: pd.DataFrame) -> str:
    names = table["name"].tolist()
    return listed([*names[:_SAID], f"{len(names) - _SAID:,} more"] if len(names) > _SAID + 1 else names)
