"""Rows of outreach and messages: the row that each message of the student makes, and the messages that a log has."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import datetime

from shadowkit.errors import Problem
from shadowkit.readers import About, mail_facts, mail_words, people
from shadowkit.readers.mail_facts import Address, Message, Said
from shadowkit.readers.mail_people import People, rows_of
from shadowkit.readers.mail_purpose import Purposes
from shadowkit.readers.mail_threads import Asked, Pairs

Row = dict[str, object]


# What the log has


def in_log(about: About, here: Container[str], persons: People) -> list[Message]:
    """Return what the log has of mail that is not ``here`` once more: messages and replies, which are in no file.

    So a mailbox with the replies finds what was asked in another.
    """
    emails = {row.get("contact"): email for row in rows_of(about.contacts)
              if (email := people.address(row.get("email", "")))}
    sent: dict[str, Message] = {}
    replies: list[Message] = []
    for row in rows_of(about.outreach):
        identity, email = row.get("message_id"), emails.get(row.get("contact"))
        if not identity or identity in here or not email:
            continue
        ask = sent.setdefault(identity, _message(identity, row, "sent_at"))
        ask.is_sent, asks = True, row.get("purpose") in (None, "ask") or bool(ask.said and ask.said.asks)
        ask.said = Said(None, asks, False, False, mail_words.thanks("", ""), None)
        ask.to += (Address(email, ""),)
        ask.in_log[person := persons.person(email)] = row
        ask.persons = [*ask.persons, person]
        if "replied_at" in row:
            by = Address(row.get("replied_by", email), "")
            replies.append(_message(f"reply to {identity} by {email}", row, "replied_at", by, identity))
    return [*sent.values(), *replies]


def _message(identity: str, row: Mapping[str, str], column: str, sender: Address | None = None,
             *references: str) -> Message:
    try:
        at = datetime.fromisoformat(row.get(column, ""))
    except ValueError:
        # What is no time in the log is told when the log is opened.
        at = None
    return Message(identity, sender, (), at, row.get(column, ""), row.get("subject", ""), references)


# What a mailbox makes


def contacts(pairs: Pairs, persons: People, about: About) -> dict[str, Row]:
    """Return a row for each person who was asked."""
    taken: dict[str, int] = {}
    found: dict[str, Row] = {}
    for one in sorted(pairs.asked, key=lambda one: one.message.moment):
        if one.person not in found and (place := one.place):
            name = persons.name(one.person)
            handle = people.unused(people.handle(name, one.address) or "contact", taken)
            found[one.person] = {"student": about.student, "contact": handle, "name": name or None,
                                 "email": one.address, "_file": place.file, "_row": place.line}
    return found


def outreach(pairs: Pairs, purposes: Purposes, handles: Mapping[str, Row], about: About,
             problems: list[Problem]) -> list[Row]:
    """Return a row for each message to each person asked; of those that only the log has, where something came back."""
    rows: list[Row] = []
    for one in sorted(pairs.asked, key=lambda one: (one.message.moment, one.message.file, one.message.line)):
        message, said, known = one.message, one.message.said, one.message.in_log.get(one.person, {})
        if said is None:
            continue
        purpose = known.get("purpose") or purposes.of(one, said)
        if one.place is None:
            continue
        if message.at is None and not known:
            problems.append(_undated(message))
        row: Row = {
            "student": about.student, "contact": handles[one.person]["contact"],
            "sent_at": known.get("sent_at") or cell(message.when), "channel": "email", "purpose": purpose,
            "subject": message.subject or None, "message_id": message.identity,
            "words": None if said.number is None else str(said.number),
            "auto_replied_at": _came(one.automatic, message), "bounced_at": _came(one.bounced, message),
            "_file": one.place.file, "_row": one.place.line}
        if about.keep_text:
            row["text"] = said.text or None
        row |= _reply(one, known, problems)
        if one.bounced:
            problems.append(one.bounced.problem(
                "email", one.address, f"The message of {row['sent_at'] or 'an unknown day'} to {one.address} came back "
                f"as not delivered (line {one.bounced.line} of {one.bounced.file}); look for another address."))
        rows.append(row)
    return rows


def _reply(one: Asked, known: Mapping[str, str], problems: list[Problem]) -> Row:
    """Return the cells that tell of the reply: one's own before that of somebody who answers for the one asked."""
    replies = one.replies or [message for message in [one.answered_for] if message]
    if not replies:
        return {}
    # A wrong clock must not hide a reply with a right one.
    reply = next((reply for reply in replies if not reply.file or _after(reply, one.message)), replies[0])
    if not reply.file:
        return {column: known.get(column) for column in ("replied_at", "answer", "replied_by")}
    asked = {mail_facts.same_box(address.email) for address in one.message.to}
    return {"replied_at": _replied_at(reply, one.message, problems),
            "answer": mail_words.plain_answer(reply.own_words(problems) or ""),
            "replied_by": reply.email if mail_facts.same_box(reply.email) not in asked else None}


# Times


def cell(when: datetime | None) -> str | None:
    """Return a time as a cell has it."""
    return when.isoformat(timespec="seconds") if when else None


def _on_clock(when: datetime, message: Message) -> datetime:
    """Return a time on the clock of the student's message, so that days are the student's."""
    return when.astimezone(message.when.tzinfo) if when.tzinfo and message.when and message.when.tzinfo else when


def _came(reply: Message | None, message: Message) -> str | None:
    return cell(_on_clock(reply.when, message)) if reply and reply.when else None


def _after(reply: Message, message: Message) -> datetime | None:
    """Return when a reply came, by its own clock or that of the mailbox, where that is after its message."""
    sent = message.when
    return next((when for when in (reply.at, reply.arrived) if when and (
        sent is None or not (when.tzinfo and sent.tzinfo) or when >= sent)), None)


def _replied_at(reply: Message, message: Message, problems: list[Problem]) -> str:
    """Return when a reply came, on the student's clock.

    A date that cannot be is kept in words, which the log counts as a reply on an unknown day: empty, it would be none.
    """
    sent = message.when
    if when := _after(reply, message):
        return _on_clock(when, message).isoformat(timespec="seconds")
    same_day = reply.at and sent and _on_clock(reply.at, message).date() == sent.date()
    stands = sent.date().isoformat() if same_day and sent else f"dated {reply.date}" if reply.date else "undated"
    wrong = "has no date that can be read" if reply.at is None else (
        f"is dated {reply.date!r}, before the message it answers")
    problems.append(reply.problem(
        "replied_at", reply.date or None, f"The reply in line {reply.line} of {reply.file} {wrong} (of "
        f"{cell(sent) or 'an unknown day'}), so `replied_at` has {stands!r}; write the day in."))
    return stands


def _undated(message: Message) -> Problem:
    has = f"has a date that cannot be read ({message.date!r})" if message.date else "has no date"
    instead = cell(message.when)
    return message.problem(
        "sent_at", message.date or None, f"The message in line {message.line} of {message.file} {has}; "
        + (f"the mailbox says {instead}, which was taken." if instead else "write the day in."), instead,
        "know" if instead else "mend")
