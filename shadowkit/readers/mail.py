"""Read mailboxes (mbox, as Google Takeout gives them too) and messages (eml): whom the student asked, and who replied.

Texts are read only of messages that the student sent, and of their replies, to count words and to know a thank-you;
they are kept only where that is asked for. Attachments are never looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from shadowkit.errors import LogError, Problem
from shadowkit.readers import About, Reading, file_names, mail_facts, mail_purpose, mail_text, mailbox, people, table_of
from shadowkit.readers.mail_facts import Address, Message
from shadowkit.readers.mail_people import Evidence, People, same_box
from shadowkit.readers.mail_threads import Asked, Pairs, pair

holds = mailbox.holds

_CONTACTS = ["student", "contact", "name", "email", "_file", "_row"]
_OUTREACH = ["student", "contact", "sent_at", "channel", "purpose", "replied_at", "answer", "template", "subject",
             "message_id", "words", "replied_by", "auto_replied_at", "bounced_at", "_file", "_row"]
_FAILED = re.compile(rb"^(?:final|original)-recipient:[^;\r\n]*;[ \t]*<?([^\s<>;]{3,300})",
                     re.IGNORECASE | re.MULTILINE)
_INNER_ID = re.compile(rb"^message-id:\s*<([^<>\s]{1,990})>", re.IGNORECASE | re.MULTILINE)
Row = dict[str, object]


def read(paths: Sequence[Path], about: About) -> Reading:
    """Return the contacts and the outreach that mailboxes and messages hold, and what was not understood."""
    files = _files([Path(path) for path in paths])
    problems: list[Problem] = []
    evidence, messages, totals = Evidence(), {}, Counter()
    for path, file in files.items():
        try:
            _read_file(path, file, evidence, messages, totals, problems)
        except LogError as error:
            if len(files) == 1:
                raise
            del totals[file]
            problems.append(Problem(file, None, None, None, str(error)))
    if not files:
        raise LogError(f"There is no mail in {', '.join(str(path) for path in paths) or 'nothing'}; give an .mbox "
                       "file, .eml files, or a folder of them.")
    student = evidence.student(about)
    if not any(evidence.writes[box] for box in student):
        if evidence.messages:
            problems.append(_whose(files, evidence, student))
        return _reading([], [], problems)
    return _tables(list(messages.values()), evidence, student, totals, about, problems)


# Files and their messages


def _files(paths: list[Path]) -> dict[Path, str]:
    """Return each file, those of folders too, with the name to show."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = (inner for inner in sorted(path.rglob("*")) if not inner.name.startswith((".", "~")))
            found |= dict.fromkeys(inner for inner in inside if inner.is_file() and mailbox.holds(inner))
        else:
            found[path] = None
    return dict(zip(found, file_names.shown(found), strict=True))


def _read_file(
    path: Path, file: str, evidence: Evidence, messages: dict[str, Message], totals: Counter[str],
    problems: list[Problem],
) -> None:
    """Add what is worth keeping of each message of a file; raise where the file is no mail."""
    if mailbox.is_outlook(path):
        raise LogError(f"{file} is in a form that only Outlook reads; open it there and save its messages as .eml, or "
                       "move them to a mailbox that can be exported as .mbox.")
    nothing: list[int] = []
    try:
        for piece in mailbox.pieces(path):
            totals[file] += 1
            message = mail_facts.facts(piece, path, file)
            if message.sender is None and not message.date and not message.subject and not message.to:
                nothing.append(piece.line)
                continue
            if not piece.whole:
                problems.append(Problem(file, piece.line, None, None, f"The headers of the message in line "
                                        f"{piece.line} of {file} are too long, so only their beginning was read.",
                                        kind="know"))
            evidence.add(message)
            if message.kind == "bulk":
                continue
            _add(message, messages, problems)
    except OSError as error:
        raise LogError(f"{file} cannot be opened ({error.strerror or error}); check that it is a file that may be "
                       "read.") from error
    if len(nothing) == totals[file]:
        raise LogError(f"{file} holds no mail, neither a mailbox nor a message: nothing in it says who wrote to whom. "
                       "Export the mailbox again, as .mbox or .eml.")
    if nothing:
        totals[file] -= len(nothing)
        lines = ", ".join(map(str, nothing[:5])) + (" …" if len(nothing) > 5 else "")
        problems.append(Problem(file, nothing[0], None, None, f"{_count(len(nothing), 'message')} of {file} (at line "
                                f"{lines}) {'has' if len(nothing) == 1 else 'have'} no sender, date or subject, so "
                                "nothing was read from there; look whether the mailbox was cut."))


def _add(message: Message, messages: dict[str, Message], problems: list[Problem]) -> None:
    """Add a message, once; exports have the same one in several folders."""
    known = messages.setdefault(message.identity, message)
    if known is message or known.fingerprint == message.fingerprint:
        if known.kind == "draft":
            messages[message.identity] = message
        return
    number = 2
    while (name := f"{message.identity}#{number}") in messages:
        if messages[name].fingerprint == message.fingerprint:
            return
        number += 1
    messages[name] = replace(message, identity=name)
    problems.append(Problem(
        message.file, message.line, "message_id", message.identity, f"The message in line {message.line} of "
        f"{message.file} has the Message-ID of another one ({known.file}, line {known.line}) and says something else; "
        "both were read, and which of them a reply means is not known.", kind="know"))


def _whose(files: dict[Path, str], evidence: Evidence, student: frozenset[str]) -> Problem:
    """Say that it is not known, or not true, which address is the student's."""
    where = next(iter(files.values())) + (f" and {len(files) - 1} more" if len(files) > 1 else "")
    seen = [email for email, count in evidence.takes_part.most_common(6) if count]
    if student:
        said = (f"No message in {where} was sent from {', '.join(sorted(student))}, so no outreach was read from "
                "there; put the mailbox of what was sent into the same folder and load that, or name another address "
                "with")
    else:
        said = (f"Which address is the student's does not show in {where}, so no outreach was read from there; load it "
                "with")
    return Problem(next(iter(files.values())), None, "student_email", ", ".join(seen) or None,
                   f"{said} sk.load(path, student_email=\"…\"). Addresses seen: {', '.join(seen) or 'none'}.",
                   seen[0] if seen and seen[0] not in student else None)


# Tables


def _tables(
    messages: list[Message], evidence: Evidence, student: frozenset[str], totals: Counter[str], about: About,
    problems: list[Problem],
) -> Reading:
    people = People()
    for message in messages:
        for address in (message.sender, *message.to, *message.copied):
            if address and same_box(address.email) not in student:
                people.meet(address, times=2 if address is message.sender else 1)
    meetings = mail_purpose.Meetings(about, people)
    recipients: dict[str, list[str]] = {}
    for message in messages:
        if message.sender and same_box(message.sender.email) in student and message.kind == "written":
            persons = [people.person(address.email) for address in message.to
                       if _may_be_asked(address, student, evidence)]
            if persons:
                recipients[message.identity] = list(dict.fromkeys(persons))
        elif message.kind == "bounce":
            _look_into(message, problems)
    theirs = [message for message in messages if message.identity in recipients or not (
        message.sender and same_box(message.sender.email) in student)]
    pairs = pair((message for message in theirs if message.kind != "draft"), people, recipients)
    contacts = _contacts(pairs, people, about)
    known = set(contacts)
    for message in messages:
        if message.sender and people.person(message.sender.email) in known:
            pairs.used.add(message.identity)
    rows = _outreach(pairs, meetings, contacts, about, problems)
    _say_unpaired(pairs, contacts, problems)
    _say_left_out(pairs, messages, totals, student, problems)
    return _reading(list(contacts.values()), rows, problems)


def _reading(contacts: list[Row], outreach: list[Row], problems: list[Problem]) -> Reading:
    return Reading({"contacts": table_of("contacts", contacts, _CONTACTS),
                    "outreach": table_of("outreach", outreach, _OUTREACH)}, problems)


def _may_be_asked(address: Address, student: frozenset[str], evidence: Evidence) -> bool:
    box = same_box(address.email)
    return box not in student and box not in evidence.lists and not mail_facts.is_machine(box)


def _look_into(bounce: Message, problems: list[Problem]) -> None:
    """Add to a bounce what it says of the message that came back; one that is only late has not."""
    try:
        raw = mailbox.packed(bounce.path, bounce.start, bounce.end)
    except OSError as error:
        problems.append(Problem(bounce.file, bounce.line, None, None, f"The message in line {bounce.line} of "
                                f"{bounce.file} could not be opened again ({error.strerror or error})."))
        return
    if re.search(rb"^action:\s*(?:delayed|delivered|relayed|expanded)", raw, re.IGNORECASE | re.MULTILINE) and not (
            re.search(rb"^action:\s*failed", raw, re.IGNORECASE | re.MULTILINE)):
        bounce.kind = "automatic"
    inner = [match.decode("utf-8", "replace") for match in _INNER_ID.findall(raw)]
    failed = [match.decode("utf-8", "replace").casefold() for match in _FAILED.findall(raw)]
    bounce.references = tuple(dict.fromkeys([*bounce.references, *inner[:50]]))
    bounce.failed = tuple(dict.fromkeys([*bounce.failed, *failed[:50]]))


def _contacts(pairs: Pairs, persons: People, about: About) -> dict[str, Row]:
    """Return a row for each person who was written to or replied."""
    names, taken = persons.names(), {}
    first: dict[str, tuple[Message, str]] = {}
    for one in sorted(pairs.asked, key=lambda one: one.message.moment):
        address = next(address for address in one.message.to if persons.person(address.email) == one.person)
        first.setdefault(one.person, (one.message, address.email))
    repliers = [one.reply for one in pairs.asked if one.reply] + [message for message, _ in pairs.strangers]
    for message in sorted(repliers, key=lambda message: message.moment):
        if message.sender:
            first.setdefault(persons.person(message.sender.email), (message, message.sender.email))
    contacts: dict[str, Row] = {}
    for person, (message, email) in first.items():
        name = names.get(person, "")
        handle = people.unused(people.handle(name, email) or "contact", taken)
        contacts[person] = {
            "student": about.student, "contact": handle, "name": name or None, "email": email,
            "_file": message.file, "_row": message.line}
    return contacts


def _outreach(
    pairs: Pairs, meetings: mail_purpose.Meetings, contacts: dict[str, Row], about: About, problems: list[Problem],
) -> list[Row]:
    rows: list[Row] = []
    texts: dict[str, str | None] = {}
    thanked: set[tuple[str, str]] = set()
    for one in sorted(pairs.asked, key=lambda one: (one.message.moment, one.message.file, one.message.line)):
        message = one.message
        if message.identity not in texts:
            # People write to several at once, never to so many that their texts would fill the memory.
            texts = {message.identity: _own_words(message, problems)}
        words = texts[message.identity]
        sent = message.at or message.arrived
        if message.at is None:
            _say_undated(message, sent, problems)
        row: Row = {
            "student": about.student, "contact": contacts[one.person]["contact"], "sent_at": _cell(sent),
            "channel": "email", "purpose": _purpose(one, words or "", pairs, meetings, thanked),
            "replied_at": _replied(one, sent, problems), "subject": message.subject or None,
            "message_id": message.identity, "words": None if words is None else str(len(re.findall(r"\w+", words))),
            "auto_replied_at": _came(one.automatic, sent), "bounced_at": _came(one.bounced, sent),
            "_file": message.file, "_row": message.line}
        if about.keep_text:
            row["text"] = words or None
        if one.reply:
            row["answer"] = mail_purpose.plain_answer(_own_words(one.reply, problems) or "")
            by = one.reply.sender
            asked = {same_box(address.email) for address in message.to}
            row["replied_by"] = by.email if by and same_box(by.email) not in asked else None
        if one.bounced:
            problems.append(Problem(
                one.bounced.file, one.bounced.line, "email", str(contacts[one.person]["email"]),
                f"The message of {row['sent_at'] or 'an unknown day'} to {contacts[one.person]['email']} came back as "
                f"not delivered (line {one.bounced.line} of {one.bounced.file}); look for another address."))
        rows.append(row)
    return rows


def _purpose(
    one: Asked, words: str, pairs: Pairs, meetings: mail_purpose.Meetings, thanked: set[tuple[str, str]],
) -> str:
    """Tell an ask from a thank-you and from what is arranged in between."""
    message, person = one.message, one.person
    base, kind = mail_facts.base_subject(message.subject)
    in_subject, in_words = mail_purpose.thanks_in_words(base, words)
    if met := meetings.before(person, message.at or message.arrived):
        meeting, same_day = met
        if in_subject or in_words or not same_day and (person, meeting) not in thanked:
            thanked.add((person, meeting))
            return "thanks"
    heard = any(other.moment < message.moment for other in pairs.heard.get(person, ()))
    if (in_subject and not kind) or (in_words and heard and not meetings.known(person)):
        return "thanks"
    return "other" if one.heard_before or kind == "forward" and not one.asked_before else "ask"


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


def _replied(one: Asked, sent: datetime | None, problems: list[Problem]) -> str | None:
    """Return when the reply came, on the student's clock."""
    reply = one.reply
    if reply is None:
        return None
    for when in (reply.at, reply.arrived):
        if when and (sent is None or not (when.tzinfo and sent.tzinfo) or when >= sent):
            return _cell(_on_clock(when, sent))
    problems.append(Problem(
        reply.file, reply.line, "replied_at", reply.date or None, f"The reply in line {reply.line} of {reply.file} "
        + ("has no date that can be read" if reply.at is None else "is dated before the message it answers")
        + f" (of {_cell(sent) or 'an unknown day'}), so `replied_at` was left empty; write the day in."))
    return None


def _say_undated(message: Message, instead: datetime | None, problems: list[Problem]) -> None:
    has = f"has a date that cannot be read ({message.date!r})" if message.date else "has no date"
    problems.append(Problem(
        message.file, message.line, "sent_at", message.date or None,
        f"The message in line {message.line} of {message.file} {has}; "
        + (f"the mailbox says {_cell(instead)}, which was taken." if instead else "write the day in."), _cell(instead),
        "know" if instead else "mend"))


def _cell(when: datetime | None) -> str | None:
    return when.isoformat(timespec="seconds") if when else None


def _on_clock(when: datetime, sent: datetime | None) -> datetime:
    """Return a time on the clock of the student's message, so that days are the student's."""
    return when.astimezone(sent.tzinfo) if when.tzinfo and sent and sent.tzinfo else when


def _came(message: Message | None, sent: datetime | None) -> str | None:
    when = message and (message.at or message.arrived)
    return _cell(_on_clock(when, sent)) if when else None


def _say_unpaired(pairs: Pairs, contacts: dict[str, Row], problems: list[Problem]) -> None:
    """Say which messages may be replies, and were not taken for one."""
    for message, one in pairs.strangers:
        who = message.sender.email if message.sender else "Somebody"
        problems.append(Problem(
            message.file, message.line, "replied_at", message.subject or None,
            f"{who} answered a message to several people, of {_cell(one.message.at) or 'an unknown day'}, and is none "
            f"of them (line {message.line} of {message.file}), so it counts as nobody's reply; if it is one, write its "
            "date in `replied_at`.", _cell(message.at or message.arrived)))
    for message, one in pairs.elsewhere:
        problems.append(Problem(
            message.file, message.line, "replied_at", message.subject or None,
            f"{contacts[one.person]['email']} was asked and did not reply, but wrote under another subject "
            f"({message.subject!r}, line {message.line} of {message.file}); if that is the reply, write its date in "
            "`replied_at`.", _cell(message.at or message.arrived)))


def _say_left_out(
    pairs: Pairs, messages: list[Message], totals: Counter[str], student: frozenset[str], problems: list[Problem],
) -> None:
    """Say for each file how many messages made no row."""
    used = Counter(message.file for message in messages if message.identity in pairs.used)
    for file, total in totals.items():
        if left := total - used[file]:
            which, are = ("it", "it is") if left == 1 else ("them", "they are")
            problems.append(Problem(
                file, None, None, None, f"{left} of {_count(total, 'message')} of {file} made no row: the student "
                f"({', '.join(sorted(student))}) wrote to nobody in {which}, as in newsletters, lists and drafts, or "
                f"{are} there twice.", kind="know"))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
