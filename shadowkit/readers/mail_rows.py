"""The rows of outreach that a mailbox makes: each message of the student to somebody asked, and what came back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from shadowkit.errors import Problem
from shadowkit.readers import About, mail_asked, mail_earlier, mail_facts, mail_purpose, mail_text, mailbox
from shadowkit.readers.mail_asked import Said
from shadowkit.readers.mail_facts import Message
from shadowkit.readers.mail_threads import Asked, Pairs

Row = dict[str, object]


def said(message: Message, about: About, problems: list[Problem]) -> Said:
    """Return what a message of the student says; its text is read once, and kept only where that is asked for."""
    words = _own_words(message, problems)
    base, kind = mail_facts.base_subject(message.subject)
    return Said(None if words is None else len(re.findall(r"\w+", words)),
                mail_asked.asks("" if kind == "forward" else base, words or ""),
                mail_purpose.thanks(base, words or ""), words if about.keep_text else None)


def outreach(
    pairs: Pairs, meetings: mail_purpose.Meetings, contacts: Mapping[str, Row], facts: Mapping[str, Said],
    asking: Mapping[str, set[str]], in_log: Mapping[str, mail_earlier.Row], about: About, problems: list[Problem],
) -> list[Row]:
    """Return a row for each message to each person asked; of those that only the log has, where something came back."""
    rows: list[Row] = []
    thanked: set[tuple[str, str]] = set()
    for one in sorted(pairs.asked, key=lambda one: (one.message.moment, one.message.file, one.message.line)):
        message, sent = one.message, one.message.at or one.message.arrived
        known = in_log.get(message.identity, {})
        purpose = known.get("purpose") or _purpose(one, facts[message.identity], asking, pairs, meetings, thanked)
        if one.place is None:
            continue
        if message.at is None and not known:
            _say_undated(message, sent, problems)
        number, email = facts[message.identity].number, one.address
        row: Row = {
            "student": about.student, "contact": contacts[one.person]["contact"],
            "sent_at": known.get("sent_at") or cell(sent), "channel": "email", "purpose": purpose,
            "subject": message.subject or None, "message_id": message.identity,
            "words": None if number is None else str(number), "auto_replied_at": _came(one.automatic, sent),
            "bounced_at": _came(one.bounced, sent), "_file": one.place.file, "_row": one.place.line}
        if about.keep_text:
            row["text"] = facts[message.identity].text or None
        row |= _reply(one, sent, known, problems)
        if one.bounced:
            problems.append(Problem(
                one.bounced.file, one.bounced.line, "email", email,
                f"The message of {row['sent_at'] or 'an unknown day'} to {email} came back as not delivered (line "
                f"{one.bounced.line} of {one.bounced.file}); look for another address."))
        rows.append(row)
    return rows


def _purpose(
    one: Asked, says: Said, asking: Mapping[str, set[str]], pairs: Pairs, meetings: mail_purpose.Meetings,
    thanked: set[tuple[str, str]],
) -> str:
    """Tell an ask from a thank-you, from what is arranged in between, and from what is about something else."""
    message, person = one.message, one.person
    kind = mail_facts.base_subject(message.subject)[1]
    if met := meetings.before(person, message.at or message.arrived):
        meeting, same_day = met
        if says.thanks.in_subject or says.thanks.in_words or not same_day and (person, meeting) not in thanked:
            thanked.add((person, meeting))
            return "thanks"
    heard = one.heard_before or not says.asks or any(
        other.moment < message.moment for other in pairs.heard.get(person, ()))
    if (says.thanks.in_subject and not kind) or (says.thanks.in_words and heard and not meetings.known(person)):
        return "thanks"
    # Who is asked in so many words in one conversation is asked nothing in another.
    elsewhere = person in asking and message.identity not in asking[person]
    return "other" if one.heard_before or elsewhere or kind == "forward" and not one.asked_before else "ask"


def _reply(one: Asked, sent: datetime | None, known: Mapping[str, str], problems: list[Problem]) -> Row:
    """Return the cells that tell of the reply: one's own before that of somebody who answers for the one asked."""
    replies = one.replies or [message for message in [one.answered_for] if message]
    if not replies:
        return {}
    # A wrong clock must not hide a reply with a right one.
    reply = next((reply for reply in replies if not reply.file or _after(reply, sent)), replies[0])
    if not reply.file:
        return {column: known.get(column) for column in ("replied_at", "answer", "replied_by")}
    by = reply.sender.email if reply.sender else None
    asked = {mail_facts.same_box(address.email) for address in one.message.to}
    return {"replied_at": _replied_at(reply, sent, problems),
            "answer": mail_purpose.plain_answer(_own_words(reply, problems) or ""),
            "replied_by": by if by and mail_facts.same_box(by) not in asked else None}


def _after(reply: Message, sent: datetime | None) -> datetime | None:
    """Return when a reply came, by its own clock or that of the mailbox, where that is after its message."""
    return next((when for when in (reply.at, reply.arrived) if when and (
        sent is None or not (when.tzinfo and sent.tzinfo) or when >= sent)), None)


def _replied_at(reply: Message, sent: datetime | None, problems: list[Problem]) -> str | None:
    """Return when a reply came, on the student's clock.

    A date that cannot be is kept in words, which the log counts as a reply on an unknown day: empty, it would be none.
    """
    if when := _after(reply, sent):
        return cell(_on_clock(when, sent))
    same_day = reply.at and sent and _on_clock(reply.at, sent).date() == sent.date()
    stands = sent.date().isoformat() if same_day and sent else f"dated {reply.date}" if reply.date else "undated"
    problems.append(Problem(
        reply.file, reply.line, "replied_at", reply.date or None, f"The reply in line {reply.line} of {reply.file} "
        + ("has no date that can be read" if reply.at is None else f"is dated {reply.date!r}, before the message it "
           "answers") + f" (of {cell(sent) or 'an unknown day'}), so `replied_at` has {stands!r}; "
        "write the day in."))
    return stands


def _own_words(message: Message, problems: list[Problem]) -> str | None:
    """Return the message's own words; None, with a problem, where its text cannot be read."""
    try:
        text = mailbox.text_of(mailbox.packed(message.path, message.start, message.end))
    except Exception as error:  # what the standard library raises on broken mail has no common class
        problems.append(Problem(message.file, message.line, "text", message.subject or None,
                                f"The text of the message in line {message.line} of {message.file} cannot be read "
                                f"({type(error).__name__}), so its words were not counted; the rest of it was read.",
                                kind="know"))
        return None
    return mail_text.own_words(text, message.sender.name if message.sender else None)


def text_of(message: Message) -> str:
    """Return the whole text of a message, with what it quotes; empty where it cannot be read, or is in no file."""
    try:
        return mailbox.text_of(mailbox.packed(message.path, message.start, message.end)) if message.file else ""
    except Exception:  # what the standard library raises on broken mail has no common class
        # A message that makes a row tells so when its own words are read.
        return ""


def _say_undated(message: Message, instead: datetime | None, problems: list[Problem]) -> None:
    has = f"has a date that cannot be read ({message.date!r})" if message.date else "has no date"
    problems.append(Problem(
        message.file, message.line, "sent_at", message.date or None,
        f"The message in line {message.line} of {message.file} {has}; "
        + (f"the mailbox says {cell(instead)}, which was taken." if instead else "write the day in."), cell(instead),
        "know" if instead else "mend"))


def cell(when: datetime | None) -> str | None:
    """Return a time as a cell has it."""
    return when.isoformat(timespec="seconds") if when else None


def _on_clock(when: datetime, sent: datetime | None) -> datetime:
    """Return a time on the clock of the student's message, so that days are the student's."""
    return when.astimezone(sent.tzinfo) if when.tzinfo and sent and sent.tzinfo else when


def _came(message: Message | None, sent: datetime | None) -> str | None:
    when = message and (message.at or message.arrived)
    return cell(_on_clock(when, sent)) if when else None
