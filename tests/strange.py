"""A log that hits where it hurts: thirty people, and markup wherever a text may stand."""

import pandas as pd

MARKUP = "<script>window.pwned = true</script><img src=x onerror='window.pwned = true'>"
TOPICS = ("path", "day", "best_worst", "outlook", "advancement")


def tables() -> dict[str, pd.DataFrame]:
    """Return the tables of the log: p00, the first of thirty people, carries markup in name, field and answers."""
    handles = [f"p{number:02d}" for number in range(30)]
    contacts = pd.DataFrame({
        "contact": handles,
        "name": [MARKUP, *(f"Person {number:02d} (invented)" for number in range(1, 30))],
        "field": [MARKUP] * 3 + ["teaching"] * 12 + ["law"] * 15,
        "tie": ["known", "introduced", "new"] * 10})
    outreach = pd.DataFrame({
        "contact": handles,
        "sent_at": [f"2026-09-{day + 1:02d}" for day in range(30)],
        "channel": ["email", "call", "letter"] * 10,
        "replied_at": [None if number % 3 == 0 else f"2026-{'09' if number < 26 else '10'}-{(number + 4) % 30 + 1:02d}"
                       for number in range(30)]})
    meetings = pd.DataFrame({
        "meeting": [f"m{number:02d}" for number in range(30)], "contact": handles, "kind": "interview",
        "starts_at": [f"2026-10-{number + 1:02d}" for number in range(30)], "status": "held"})
    answers = pd.DataFrame([
        {"meeting": f"m{number:02d}", "position": place + 1, "topic": topic,
         "question": f"What about {topic.replace('_', ' ')}? {MARKUP if number == 0 else ''}",
         "answer": f"{MARKUP if number == 0 else ''} {topic} as seen by {number}: " + "word " * (3 + 8 * number)}
        for number in range(30) for place, topic in enumerate(TOPICS) if (number + place) % 4])
    return {"contacts": contacts, "outreach": outreach, "meetings": meetings, "answers": answers}
