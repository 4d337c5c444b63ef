"""Times lifelines, which needs an older pandas and so an environment of its own: ``.venv-peers``.

Started by run.py with a file of people (group, days, whether they replied) and of their messages. Each line it reads
names what to time, once; it answers with one line of JSON. One process for the whole run: what it imports is not timed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter


def curves(people: pd.DataFrame) -> dict[str, KaplanMeierFitter]:
    """Fit each group; the confidence interval is part of every fit."""
    return {group: KaplanMeierFitter().fit(part["days"], part["replied"])
            for group, part in people.groupby("group", observed=True)}


def from_messages(messages: pd.DataFrame, end: np.datetime64) -> dict[str, KaplanMeierFitter]:
    """Make one row per person asked with pandas, then fit each group."""
    people = messages.groupby(["student", "contact"], sort=False).agg(
        sent=("sent_at", "min"), replied=("replied_at", "min"), group=("group", "first"))
    replied = people["replied"].notna()
    days = people["replied"].fillna(end).dt.floor("D") - people["sent"].dt.floor("D")
    return curves(pd.DataFrame({"group": people["group"], "days": days.dt.days, "replied": replied}))


def main() -> None:
    """Answer each line of the standard input with the seconds one run took, and the rates it found by one day."""
    path, day = sys.argv[1], int(sys.argv[2])
    with np.load(path) as file:
        people = pd.DataFrame({name: file[name] for name in ("days", "replied")})
        # lifelines' best case: a group is a number already, as it is for shadowkit once the people are counted.
        people["group"] = pd.Categorical.from_codes(file["group"], file["groups"])
        words = {name: file[f"{name}s"].astype(object)[file[name]] for name in ("group", "student")}
        messages = pd.DataFrame({name: file[name] for name in ("sent_at", "replied_at")}).assign(
            contact=file["contact"].astype(object), **words)
        end = file["end"][()]
    make: dict[str, Callable[[], dict[str, KaplanMeierFitter]]] = {
        "people": lambda: curves(people), "messages": lambda: from_messages(messages, end)}
    for line in sys.stdin:
        start = time.perf_counter()
        found = make[line.strip()]()
        taken = time.perf_counter() - start
        rates = {str(group): 1 - float(fit.predict(day)) for group, fit in found.items()}
        print(json.dumps({"seconds": taken, "rates": rates}), flush=True)


if __name__ == "__main__":
    main()
