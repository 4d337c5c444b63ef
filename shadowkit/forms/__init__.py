"""Forms to keep a log with: each writes one kind of row, at once checked, never lost, undone with a button."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from pathlib import Path

from shadowkit import guide, text
from shadowkit.forms import fields
from shadowkit.forms.codebook import codebook
from shadowkit.forms.fields import Row
from shadowkit.forms.form import Choice, Form, Plan
from shadowkit.forms.problems import problems
from shadowkit.forms.question_groups import question_groups
from shadowkit.forms.summary import summary
from shadowkit.forms.tagger import Tagger, tagger
from shadowkit.journal import Journal
from shadowkit.log import Log
from shadowkit.measures import prompts as comparison
from shadowkit.schema import TABLES

__all__ = ["Form", "Tagger", "answers", "codebook", "contact", "meeting", "observations", "outreach", "problems",
           "question_groups", "reflection", "reply", "summary", "tagger", "thank_you"]

#: Letters that are no other letter with an accent.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_TITLES = {"dr", "prof", "mr", "mrs", "ms", "miss"}


def contact(journal: Journal | str | Path) -> Form:
    """Write down a person who may be asked; a handle is proposed from the name.

    Parameters
    ----------
    journal : Journal or str or Path
        An open journal, or the folder of the log.

    Returns
    -------
    Form

    Examples
    --------
    >>> import tempfile, shadowkit as sk
    >>> form = sk.forms.contact(tempfile.mkdtemp())
    >>> form.fields["name"].value = "Amara Okonkwo"
    >>> form.fields["contact"].value
    'amara'
    >>> form.save()
    'amara'
    """
    def defaults(log: Log, typed: Row, now: datetime) -> Row:
        taken = {row["contact"].casefold() for row in fields.rows(log, "contacts")}
        return {"contact": _handle(typed["name"], taken), "added_on": fields.now_text(now, "added_on")}

    def doubts(log: Log, about: Row, typed: Row) -> Row:
        name = typed["name"].casefold().split()
        there = [row["contact"] for row in fields.rows(log, "contacts") if row["name"].casefold().split() == name]
        return {"name": f"Somebody of that name is on the list already, as {there[0]}; save only if this is somebody "
                        "else."} if name and there else {}

    return Form(journal, Plan("contact", "contacts", (
        "name", "contact", "role", "organization", "field", "source", "tie", "referred_by", "email", "added_on", "note",
    ), defaults, doubts=doubts))


def outreach(journal: Journal | str | Path) -> Form:
    """Write down a message, letter or call that was sent to somebody.

    Parameters
    ----------
    journal : Journal or str or Path
        An open journal, or the folder of the log.

    Returns
    -------
    Form

    Examples
    --------
    >>> import tempfile, shadowkit as sk
    >>> journal = sk.open_journal(tempfile.mkdtemp())
    >>> journal.add("contacts", contact="amara", name="Amara Okonkwo")
    'amara'
    >>> form = sk.forms.outreach(journal)
    >>> form.fields["contact"].value, form.fields["sent_at"].value = "Amara Okonkwo", "14.9.2026 9:30"
    >>> form.save()
    ('amara', '2026-09-14T09:30')
    """
    def defaults(log: Log, typed: Row, now: datetime) -> Row:
        used = [row["channel"] for row in fields.rows(log, "outreach") if row["channel"]]
        return {"sent_at": fields.now_text(now), "channel": used[-1] if used else "", "purpose": "ask"}

    return Form(journal, Plan("outreach", "outreach", ("contact", "sent_at", "channel", "purpose", "template", "note"),
                              defaults))


def reply(journal: Journal | str | Path) -> Form:
    """Write down a reply to a message that was sent.

    Parameters
    ----------
    journal : Journal or str or Path
        An open journal, or the folder of the log.

    Returns
    -------
    Form
        Its field ``about`` chooses among the messages without a reply, the newest first.

    Examples
    --------
    >>> import tempfile, shadowkit as sk
    >>> journal = sk.open_journal(tempfile.mkdtemp())
    >>> journal.add("outreach", contact="amara", sent_at="2026-09-14")
    ('amara', '2026-09-14')
    >>> form = sk.forms.reply(journal)
    >>> form.fields["answer"].value = "yes"
    >>> form.save()
    ('amara', '2026-09-14')
    """
    def choices(log: Log) -> list[Choice]:
        waiting = [row for row in fields.rows(log, "outreach")
                   if not row["replied_at"] and not row["answer"] and row["purpose"] != "thanks"]
        return [Choice(f"{fields.names(log).get(row['contact'], row['contact'])}: {row['channel'] or 'message'} of "
                       f"{fields.day_text(row['sent_at'])}", about, tuple(about.values()))
                for row in fields.newest(waiting, "sent_at")
                for about in [{name: row[name] for name in ("contact", "sent_at")}]]

    def doubts(log: Log, about: Row, typed: Row) -> Row:
        early = fields.too_early(typed["replied_at"], TABLES["outreach"]["replied_at"], about["sent_at"])
        return {"replied_at": f"That is before the message of {fields.day_text(about['sent_at'])}; look at the date "
                              "again."} if early else {}

    return Form(journal, Plan(
        "reply", "outreach", ("replied_at", "answer", "note"),
        lambda log, typed, now: {"replied_at": fields.now_text(now)}, choices=choices, chosen="Message", doubts=doubts,
        none_left="No message waits for a reply; write a new one down with sk.forms.outreach."))


def meeting(journal: Journal | str | Path) -> Form:
    """Write down a meeting, or what became of it.

    Parameters
    ----------
    journal : Journal or str or Path
        An open journal, or the folder of the log.

    Returns
    -------
    Form
        Its field ``about`` chooses a new meeting or, by its handle, one that is there and is shown to be changed.

    Examples
    --------
    >>> import tempfile, shadowkit as sk
    >>> form = sk.forms.meeting(tempfile.mkdtemp())
    >>> form.fields["contact"].value, form.fields["kind"].value = "amara", "interview"
    >>> form.save()
    'm01'
    >>> form.fields["about"].value = "m01"
    >>> form.fields["listen"].value = "yes"
    >>> form.save()
    'm01'
    """
    def defaults(log: Log, typed: Row, now: datetime) -> Row:
        taken = [row["meeting"] for row in fields.rows(log, "meetings")]
        numbers = [int(found[1]) for handle in taken if (found := re.match(r"m(\d{1,6})", handle))]
        return {"meeting": f"m{max(numbers, default=0) + 1:02d}", "status": "planned"}

    def choices(log: Log) -> list[Choice]:
        return [Choice("a new meeting", {}, None), *(
            Choice(label, {"meeting": handle}, (handle,)) for label, handle in fields.meetings(log).items())]

    return Form(journal, Plan("meeting", "meetings", (
        "meeting", "contact", "kind", "starts_at", "minutes_planned", "minutes", "mode", "status", "invited_to_stay",
        *guide.STEPS, "referrals"), defaults, choices=choices, chosen="Which", loads=True))


def answers(journal: Journal | str | Path) -> Form:
    """Write down what was answered at a meeting, one question after the other.

    Parameters
    ----------
    journal : Journal or str or Path
        An open journal, or the folder of the log.

    Returns
    -------
    Form
        Questions of the guide and those asked before may be completed; an answer's position is counted by itself.

    Examples
    --------
    >>> import tempfile, shadowkit as sk
    >>> form = sk.forms.answers(tempfile.mkdtemp())
    >>> form.fields["meeting"].value, form.fields["question"].value = "m01", "What do you like most about this work?"
    >>> form.fields["topic"].value
    'best_worst'
    >>> form.fields["answer"].value = "The mornings."
    >>> form.save()
    ('m01', '1')
    >>> form.fields["meeting"].value
    'm01'
    """
    def defaults(log: Log, typed: Row, now: datetime) -> Row:
        asked = typed["question"]
        return {"meeting": _latest(log, now), "topic": guide.TOPIC_OF.get(asked) or text.topic_of(asked) or ""}

    def questions(log: Log, typed: Row) -> dict[str, str]:
        bank = [(topic, question) for topic, asked in guide.QUESTIONS.items() for question in asked]
        own = [(row["topic"], row["question"]) for row in fields.rows(log, "answers") if row["question"]]
        return {question: question for topic, question in bank + own if typed["topic"] in ("", topic)}

    return Form(journal, Plan("answers", "answers", ("meeting", "topic", "question", "answer"), defaults,
                              stays=("meeting",), suggests={"question": questions}))


def observations(journal: Journal | str | Path) -> Form:
    """Write down what somebody is doing while one watches, one activity after the other.

    Parameters
    ----------
    journal : Journal or str or Path
        An open journal, or the folder of the log.

    Returns
    -------
    Form
        ``Now`` stamps the start of an activity with this minute.

    Examples
    --------
    >>> import tempfile, shadowkit as sk
    >>> form = sk.forms.observations(tempfile.mkdtemp())
    >>> form.fields["meeting"].value, form.fields["starts_at"].value = "m02", "2026-10-29 10:30"
    >>> form.fields["activity"].value, form.fields["energy"].value = "coffee and case notes", "2"
    >>> form.save()
    ('m02', '2026-10-29T10:30')
    """
    return Form(journal, Plan(
        "observations", "observations", ("meeting", "starts_at", "activity", "people", "energy", "minutes", "note"),
        lambda log, typed, now: {"meeting": _latest(log, now, "shadow")}, stays=("meeting",),
        suggests={"meeting": lambda log, typed: fields.meetings(log, "shadow")}))


def thank_you(journal: Journal | str | Path) -> Form:
    """Write down that somebody was thanked for a meeting.

    Parameters
    ----------
    journal : Journal or str or Path
        An open journal, or the folder of the log.

    Returns
    -------
    Form
        Its field ``about`` chooses among the meetings that took place and have no thanks yet, the newest first.

    Examples
    --------
    >>> import tempfile, shadowkit as sk
    >>> journal = sk.open_journal(tempfile.mkdtemp())
    >>> journal.add("meetings", meeting="m01", contact="amara", status="held")
    'm01'
    >>> sk.forms.thank_you(journal).save()
    'm01'
    """
    def choices(log: Log) -> list[Choice]:
        open_ones = {row["meeting"] for row in fields.rows(log, "meetings")
                     if row["status"] in ("held", "") and not row["thanked_at"]}
        return [Choice(label, {"meeting": handle}, (handle,)) for label, handle in fields.meetings(log).items()
                if handle in open_ones]

    def met(log: Log, about: Row) -> Row:
        return next(row for row in fields.rows(log, "meetings") if row["meeting"] == about["meeting"])

    def doubts(log: Log, about: Row, typed: Row) -> Row:
        start = met(log, about)["starts_at"]
        early = fields.too_early(typed["thanked_at"], TABLES["meetings"]["thanked_at"], start)
        return {"thanked_at": f"That is before the meeting of {fields.day_text(start)}; look at the date again."
                } if early else {}

    def note(log: Log, about: Row) -> str:
        row = met(log, about)
        known = {"name": fields.names(log).get(row["contact"], row["contact"])}
        draft = guide.draft("thank_you", **known, meeting_day=row["starts_at"] and fields.day_text(row["starts_at"]))
        return f"A note to begin with: change it, and send it yourself.\n\nSubject: {draft.subject}\n\n{draft}"

    return Form(journal, Plan(
        "thank_you", "meetings", ("thanked_at",), lambda log, typed, now: {"thanked_at": fields.now_text(now)},
        choices=choices, chosen="Meeting", none_left="Everybody you met has been thanked.", beneath=note,
        doubts=doubts))


def reflection(journal: Journal | str | Path) -> Form:
    """Write down what one thinks before and after a meeting, or of the whole.

    Parameters
    ----------
    journal : Journal or str or Path
        An open journal, or the folder of the log.

    Returns
    -------
    Form
        Its field ``about`` chooses a meeting, the one closest to now first, or ``the whole``. What was written of it
        before is shown, and changed: before and after are one row. Beneath stand questions of :func:`shadowkit.prompts`
        about this person, or about the whole.

    Examples
    --------
    >>> import tempfile, shadowkit as sk
    >>> form = sk.forms.reflection(tempfile.mkdtemp())
    >>> form.fields["surprised"].value = "How much of the work is listening."
    >>> key = form.save()
    >>> form.fields["surprised"].value
    'How much of the work is listening.'
    """
    def choices(log: Log) -> list[Choice]:
        written = {row["meeting"]: (row["meeting"], row["written_at"]) for row in fields.rows(log, "reflections")}
        starts = {row["meeting"]: row["starts_at"] for row in fields.rows(log, "meetings")}
        return [*(Choice(label, {"meeting": handle}, written.get(handle)) for label, handle in sorted(
            fields.meetings(log).items(), key=lambda item: _distance(starts[item[1]]))),
            Choice("the whole", {"meeting": ""}, written.get(""))]

    def questions(log: Log, about: Row) -> str:
        asked = log.once("prompts for a form", lambda: comparison.prompts(log, most=10))
        met = log.meetings.loc[log.meetings["meeting"] == about["meeting"], "contact"]
        asked = asked[asked["contact"].isin(met)] if about["meeting"] else asked.drop_duplicates("kind")
        return "\n".join(["Questions to ask yourself:", *asked["prompt"].head(5)]) if len(asked) else ""

    return Form(journal, Plan("reflection", "reflections", (
        "interest_before", "interest_after", "fit_interests", "fit_abilities", "fit_values", "surprised", "confirmed",
        "still_unknown", "next_step"), choices=choices, chosen="About", loads=True, beneath=questions,
        also=lambda now: {"written_at": fields.now_text(now)}))


def _latest(log: Log, now: datetime, kind: str | None = None) -> str:
    """Return the handle of the latest meeting that has begun."""
    offered = set(fields.meetings(log, kind).values())
    begun = [row for row in fields.rows(log, "meetings") if row["meeting"] in offered
             and row["status"] not in ("cancelled", "no_show") and row["starts_at"] <= fields.now_text(now)]
    return fields.newest(begun, "starts_at")[0]["meeting"] if begun else ""


def _distance(starts_at: str) -> float:
    """Return how far from now a meeting is, in seconds; one without a date is farther than any."""
    try:
        return abs((datetime.fromisoformat(starts_at).replace(tzinfo=None) - datetime.now()).total_seconds())
    except ValueError:
        return float("inf")


def _handle(name: str, taken: set[str]) -> str:
    """Return a handle for a name that nobody has yet: the first name, then with an initial, then with a number.

    Examples
    --------
    >>> _handle("Łucja Óberg", {"lucja"})
    'lucjao'
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN)).encode("ascii", "ignore").decode()
    parts = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _TITLES] or ["person"]
    if not name.strip():
        return ""
    wanted = [parts[0], *([parts[0] + parts[-1][0]] if len(parts) > 1 else []),
              *(f"{parts[0]}{number}" for number in range(2, len(taken) + 3))]
    return next(handle for handle in wanted if handle not in taken)
