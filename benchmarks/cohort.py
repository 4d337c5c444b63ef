"""Makes large cohorts to measure with: 1,000,000 messages of 50,000 students, all invented."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd


def make(folder: Path, *, messages: int = 1_000_000, students: int = 50_000, seed: int = 1) -> Path:
    """Write students.csv, contacts.csv and outreach.csv into ``folder`` and return it."""
    random = np.random.default_rng(seed)
    folder.mkdir(parents=True, exist_ok=True)
    handles = np.array([f"s{number:05d}" for number in range(students)])
    pd.DataFrame({
        "student": handles, "term": "2026 autumn", "year": random.integers(1, 5, students),
        "major": random.choice(["Biology", "Business", "Classics", "English", "Geology", "Nursing"], students),
        "college": random.choice(["Arts", "Science", "Business"], students),
    }).to_csv(folder / "students.csv", index=False)

    # Two messages of three go to a new person, the third follows one up.
    people = messages * 2 // 3
    owner = np.sort(random.integers(0, students, people))
    number = np.arange(people) - np.searchsorted(owner, owner)
    tie = random.choice(["known", "introduced", "new"], people, p=[0.2, 0.3, 0.5])
    day = pd.Timestamp("2026-09-01") + pd.to_timedelta(random.integers(0, 80 * 24 * 60, people), unit="min")
    first = ["ana", "ben", "chi", "dora", "eli", "fay", "gus", "hana", "ivo", "jun", "kim", "lea", "mo", "nia", "ola"]
    contact = np.char.add(random.choice(first, people), number.astype(str))
    pd.DataFrame({
        "student": handles[owner], "contact": contact, "name": np.char.add("Invented ", contact),
        "organization": np.char.add("Company ", random.integers(0, 5000, people).astype(str)),
        "field": random.choice(["health", "law", "software", "teaching", "trade"], people),
        "source": random.choice(["field", "path", "insider"], people), "tie": tie, "added_on": day.strftime("%Y-%m-%d"),
    }).to_csv(folder / "contacts.csv", index=False)

    again = random.integers(0, people, messages - people)
    who = np.concatenate([np.arange(people), again])
    later = np.concatenate([np.zeros(people, int), random.integers(5, 15, len(again))])
    sent = day[who] + pd.to_timedelta(later, unit="D")
    chance = pd.Series(tie[who]).map({"known": 0.6, "introduced": 0.4, "new": 0.15}).to_numpy()
    replied = random.random(messages) < chance
    reply = sent + pd.to_timedelta(random.integers(60, 20 * 24 * 60, messages), unit="min")
    pd.DataFrame({
        "student": handles[owner][who], "contact": contact[who], "sent_at": sent.strftime("%Y-%m-%dT%H:%M"),
        "channel": random.choice(["email", "letter", "referral", "call", "organization"], messages), "purpose": "ask",
        "replied_at": pd.Series(reply.strftime("%Y-%m-%dT%H:%M")).where(replied),
        "answer": pd.Series(random.choice(["yes", "no", "redirect"], messages)).where(replied),
        "template": random.choice(["short", "long"], messages), "note": None,
    }).sort_values(["student", "sent_at"], kind="stable").to_csv(folder / "outreach.csv", index=False)
    return folder


def one_message_each(
    people: int = 1_000_000, *, students: int = 50_000, groups: int = 20, seed: int = 2,
) -> pd.DataFrame:
    """Return a table of outreach with one message to each person; the column ``template`` makes the groups."""
    random = np.random.default_rng(seed)
    sent = pd.Timestamp("2026-09-01") + pd.to_timedelta(random.integers(0, 80 * 24 * 60, people), unit="min")
    template = random.integers(0, groups, people)
    replied = random.random(people) < np.linspace(0.15, 0.6, groups)[template]
    reply = sent + pd.to_timedelta(random.integers(60, 20 * 24 * 60, people), unit="min")
    return pd.DataFrame({
        "student": np.array([f"s{number:05d}" for number in range(students)])[random.integers(0, students, people)],
        "contact": np.char.add("p", np.arange(people).astype(str)), "sent_at": sent, "channel": "email",
        "purpose": "ask", "replied_at": pd.Series(reply).where(replied),
        "template": np.array([f"draft {number:02d}" for number in range(groups)])[template],
    })
