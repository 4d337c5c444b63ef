"""Make the cohort of 200 invented students in data/cohort/. The same seed gives the same files, byte for byte.

Run ``python data/make_cohort.py`` from the top of the repository. What is true in this made world stands in the
constants below, so that a reader can compare what a chart says with what is so.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20261120
OUT = Path(__file__).parent / "cohort"
START = np.datetime64("2026-09-07")  # the term's first day; days are counted from here
END, LAST_ASK = 74.0, 72.0  # nothing after 19 November is in the log; hardly anybody is asked after the 17th

# How many students each major has, and its college; two majors are small on purpose.
MAJORS = {"Biology": (52, "Sciences"), "Business": (48, "Business"), "Computer Science": (41, "Sciences"),
          "Psychology": (30, "Humanities"), "English": (18, "Humanities"), "Geology": (7, "Sciences"),
          "Classics": (4, "Humanities")}
ADVISORS = {"Sciences": ("Advisor A", "Advisor B"), "Business": ("Advisor C", "Advisor D"),
            "Humanities": ("Advisor E", "Advisor F")}
FIELDS = ("health", "education", "software", "finance", "media", "environment", "public service")
ORGANIZATIONS = ("Alder & Finch", "Bluewater Works", "Cobalt Street Clinic", "Dunmore Trust", "Elmhurst Analytics",
                 "Fenwick Press", "Greyfell Survey", "Harrow Lane School", "Ironbridge Mutual", "Juniper Housing")

# Whom students ask, by which way, and how surely a person replies in the end: the tie matters much, the way a little.
TIES = {"known": 0.25, "introduced": 0.30, "new": 0.45}
CHANNELS = {"email": 0.25, "letter": -0.25, "referral": -0.10, "call": 0.10, "organization": -0.15}  # to the logit
MIX = {"known": (0.58, 0.05, 0.12, 0.20, 0.05),  # chance of each way of CHANNELS, in that order, for each tie
       "introduced": (0.26, 0.04, 0.57, 0.09, 0.04),
       "new": (0.72, 0.07, 0.04, 0.07, 0.10)}
REPLY_LOGIT = {"known": 0.85, "introduced": 0.0, "new": -1.75}  # about 70, 50 and 15 %, before the student's own touch
DELAY_MEDIAN, DELAY_SPREAD, DELAY_LONGEST = 2.0, 1.05, 25.0  # days from one message to its reply, log-normal
ANSWERS = {"yes": 0.72, "no": 0.16, "redirect": 0.12}
STEPS = {"logistics": 0.92, "confirm": 0.70, "homework": 0.75, "purpose": 0.65, "listen": 0.80, "time": 0.85,
         "follow_through": 0.60}


def stamp(days: float) -> str:
    """Return the moment this many days after the start, between 8 and 19 o'clock, to the minute."""
    return str((START + int(days)).astype("datetime64[m]") + int(60 * (8 + 11 * (days % 1))))


def yes(rng: np.random.Generator, chance: float) -> str:
    """Return yes with this chance, else no."""
    return "yes" if rng.random() < chance else "no"


def students(rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per student, in mixed order, so that handles say nothing about majors."""
    majors = rng.permutation(np.repeat(list(MAJORS), [count for count, _ in MAJORS.values()]))
    colleges = [MAJORS[major][1] for major in majors]
    return pd.DataFrame({
        "student": [f"s{i:03d}" for i in range(1, len(majors) + 1)], "term": "autumn 2026", "major": majors,
        "college": colleges, "year": rng.choice([1, 2, 3, 4], len(majors), p=[0.1, 0.3, 0.35, 0.25]),
        "advisor": [str(rng.choice(ADVISORS[college])) for college in colleges]})


def contacts_of(rng: np.random.Generator, student: str, effort: float, begins: float) -> list[dict]:
    """Return the people one student puts on the list, five to thirty; who does little lists few."""
    rows = []
    for i in range(int(np.clip(rng.poisson(4 + 19 * effort), 5, 30))):
        tie = str(rng.choice(list(TIES), p=list(TIES.values())))
        known = [row["contact"] for row in rows if row["tie"] != "new"]
        named = known and tie == "introduced" and rng.random() < 0.5
        rows.append({"student": student, "contact": f"c{i + 1:02d}", "name": "", "role": "",
                     "organization": str(rng.choice(ORGANIZATIONS)), "field": str(rng.choice(FIELDS)),
                     "source": str(rng.choice(["field", "path", "insider"], p=[0.55, 0.25, 0.20])), "tie": tie,
                     "referred_by": str(rng.choice(known)) if named else "", "added_on": stamp(begins)[:10]})
    return rows


def ask(rng: np.random.Generator, contact: dict, logit: float, first: float) -> tuple[list[dict], float | None]:
    """Return the messages to one contact, and the day of a yes, if it came before the log ended."""
    channel = str(rng.choice(list(CHANNELS), p=MIX[contact["tie"]]))
    chance = 1 / (1 + np.exp(-(REPLY_LOGIT[contact["tie"]] + CHANNELS[channel] + logit)))
    rows, agreed, day = [], None, first
    for attempt in range(3):  # a first message, and at most two more while nothing is heard
        replies = rng.random() < (chance if attempt == 0 else 0.25 * chance)
        delay = min(DELAY_LONGEST, DELAY_MEDIAN * np.exp(DELAY_SPREAD * rng.normal())) if replies else np.inf
        seen = day + delay < END
        answer = str(rng.choice(list(ANSWERS), p=list(ANSWERS.values()))) if seen else ""
        rows.append({"student": contact["student"], "contact": contact["contact"], "sent_at": stamp(day),
                     "channel": channel, "purpose": "ask", "replied_at": stamp(day + delay) if seen else "",
                     "answer": answer})
        agreed = day + delay if answer == "yes" else None
        wait = rng.uniform(7, 12)
        if seen or rng.random() > 0.55 or day + wait > LAST_ASK:
            break  # a further message goes out only where none is answered, and not by everybody
        day += wait
    return rows, agreed


def meeting(rng: np.random.Generator, contact: dict, number: int, agreed: float) -> dict:
    """Return the meeting that follows a yes, three to fourteen days later, held if that lies within the log."""
    day = agreed + rng.uniform(3, 14)
    shadow = rng.random() < 0.12
    day = np.floor(day) + 0.1 if shadow else day  # a shadow begins in the morning
    planned = int(rng.choice([180, 240, 360])) if shadow else int(rng.choice([30, 45, 60]))
    status = "planned" if day + 0.6 >= END else str(rng.choice(["held", "cancelled", "no_show"], p=[0.90, 0.07, 0.03]))
    held = status == "held"
    minutes = planned + int(rng.integers(-8, 20)) if held else ""
    thanks = day + (rng.uniform(0.3, 0.9) if rng.random() < 0.65 else rng.uniform(2, 6))
    thanked = held and rng.random() < 0.8 and max(thanks, np.floor(day) + 1) < END
    thanked_at = stamp(np.floor(day) + 1)[:10] if thanks < day + 1 else stamp(thanks)
    mode = "in_person" if shadow else str(rng.choice(["in_person", "video", "phone"], p=[0.5, 0.35, 0.15]))
    return {"student": contact["student"], "meeting": f"m{number:02d}", "contact": contact["contact"],
            "kind": "shadow" if shadow else "interview", "starts_at": stamp(day), "minutes_planned": planned,
            "minutes": minutes, "mode": mode, "status": status, "invited_to_stay": yes(rng, 0.2) if held else "",
            **{step: yes(rng, chance) if held and rng.random() < 0.93 else "" for step, chance in STEPS.items()},
            "thanked_at": thanked_at if thanked else ""}


def main() -> None:
    """Write the four files."""
    rng = np.random.default_rng(SEED)
    roll = students(rng)
    contacts, outreach, meetings = [], [], []
    for position, student in enumerate(roll["student"]):
        effort = float(rng.beta(1.6, 1.9))  # 0 to 1: some do far more than others
        touch = float(rng.normal(0, 0.35)) - (4.0 if position % 29 == 7 else 0.0)  # a handful hear hardly anything
        begins = rng.uniform(0, 20)
        people = contacts_of(rng, student, effort, begins)
        share = effort ** 0.5 * rng.uniform(0.5, 1.0)
        asked = rng.permutation(len(people))[: 0 if effort < 0.03 else 1 + int(len(people) * share)]
        number = 0
        for place in sorted(asked):
            rows, agreed = ask(rng, people[place], touch, begins + (LAST_ASK - begins) * rng.beta(1.1, 1.2))
            outreach += rows
            if agreed is not None and rng.random() < 0.9:
                number += 1
                meetings.append(meeting(rng, people[place], number, agreed))
        contacts += people
    sent = pd.DataFrame(outreach).sort_values(["student", "sent_at", "contact"])
    listed = pd.DataFrame(contacts)
    listed["name"] = [f"Contact {i:04d} (fictional)" for i in range(1, len(listed) + 1)]
    listed["role"] = listed["field"] + " professional"
    frames = {"students": roll, "contacts": listed, "outreach": sent, "meetings": pd.DataFrame(meetings)}
    OUT.mkdir(exist_ok=True)
    for name, frame in frames.items():
        frame.to_csv(OUT / f"{name}.csv", index=False, lineterminator="\n")
        print(f"{name}: {len(frame)} rows")


if __name__ == "__main__":
    main()
