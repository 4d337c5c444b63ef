"""Read mailboxes (mbox, as Google Takeout gives them too) and messages (eml): whom the student asked, and who replied.

Texts are read only of messages that the student sent, and of their replies, to count words and to know a thank-you;
they are kept only where that is asked for. Attachments are never looked at.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from shadowkit.errors import LogError, Problem
from shadowkit.readers import (
    About,
    Reading,
    file_names,
    mail_asked,
    mail_earlier,
    mail_facts,
    mail_purpose,
    mail_rows,
    mail_threads,
    mailbox,
    people,
    table_of,
)
from shadowkit.readers.mail_facts import Address, Message, same_box
from shadowkit.readers.mail_people import Evidence, People
from shadowkit.readers.mail_rows import Row, Said, cell
from shadowkit.readers.mail_threads import Pairs

holds = mailbox.holds

_CONTACTS = ["student", "contact", "name", "email", "_file", "_row"]
_OUTREACH = ["student", "contact", "sent_at", "channel", "purpose", "replied_at", "answer", "template", "subject",
             "message_id", "words", "replied_by", "auto_replied_at", "bounced_at", "_file", "_row"]
_FAILED = re.compile(rb"^(?:final|original)-recipient:[^;\r\n]*;[ \t]*<?([^\s<>;]{3,300})",
                     re.IGNORECASE | re.MULTILINE)
_INNER_ID = re.compile(rb"^message-id:\s*<([^<>\s]{1,990})>", re.IGNORECASE | re.MULTILINE)


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
    earlier = list(mail_earlier.rows(about, messages))
    if not any(evidence.writes[box] for box in student) and not earlier:
        if evidence.messages:
            problems.append(_whose(files, evidence, student))
        return _reading([], [], problems)
    reading = _tables(list(messages.values()), evidence, student, totals, about, earlier, problems)
    if not student and reading.tables["outreach"].empty:
        problems.append(_whose(files, evidence, student))
    return reading


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
                "there, and whom its replies answer is not known; bring in the mailbox of what was sent, and then this "
                "one again, or load a folder with both, or name another address with")
    else:
        said = (f"Which address is the student's does not show in {where}, so no outreach was read from there; load it "
                "with")
    return Problem(next(iter(files.values())), None, "student_email", ", ".join(seen) or None,
                   f"{said} sk.load(path, student_email=\"…\"). Addresses seen: {', '.join(seen) or 'none'}.",
                   seen[0] if seen and seen[0] not in student else None)


# Tables


def _tables(
    messages: list[Message], evidence: Evidence, student: frozenset[str], totals: Counter[str], about: About,
    earlier: list[tuple[mail_earlier.Row, str]], problems: list[Problem],
) -> Reading:
    people = People(about)
    for message in messages:
        for address in (message.sender, *message.to, *message.copied):
            if address and same_box(address.email) not in student:
                people.meet(address, times=2 if address is message.sender else 1)
    known = mail_purpose.contacts(about, people)
    sent, recipients = set(), {}
    for message in messages:
        if message.sender and same_box(message.sender.email) in student:
            sent.add(message.identity)
            persons = [people.person(address.email) for address in message.to
                       if _may_be_asked(address, student, evidence)]
            if persons and message.kind == "written":
                recipients[message.identity] = list(dict.fromkeys(persons))
    said = {message.identity: mail_rows.said(message, about, problems)
            for message in messages if message.identity in recipients}
    here, in_log = {message.identity for message in messages}, {}
    for row, email in earlier:
        ask = mail_earlier.asked(row, email)
        in_log[ask.identity], recipients[ask.identity] = row, [people.person(email)]
        said[ask.identity] = Said(None, row.get("purpose") in (None, "ask"), mail_purpose.thanks("", ""), None)
        messages += filter(None, (ask, mail_earlier.reply(row, email)))
    boxes = {person for persons in recipients.values() for person in persons}
    for message in messages:
        if message.kind == "bounce":
            _look_into(message, boxes, people, problems)
    theirs = sorted((message for message in messages if message.kind != "draft" and (
        message.identity in recipients or message.identity not in sent)), key=lambda message: message.moment)
    talks = mail_threads.conversations(theirs, people, recipients)
    asked, asking = mail_asked.who(talks, recipients, said, known.values())
    written = [(message, recipients[message.identity]) for message in theirs if message.identity in recipients]
    problems += mail_asked.left_out(
        (message, person, _named(person, message, people)) for message, persons in written
        for person in persons if person not in asked)
    problems += _of_one_name(written, asked, people)
    recipients = {name: there for name, persons in recipients.items()
                  if (there := [person for person in persons if person in asked])}
    pairs = mail_threads.pair(
        ([message for message in talk if message.identity in recipients or message.identity not in sent]
         for talk in talks), people, recipients, here, mail_rows.text_of)
    contacts = _contacts(pairs, people, about)
    meetings = mail_purpose.Meetings(about, known)
    rows = mail_rows.outreach(pairs, meetings, contacts, said, asking, in_log, about, problems)
    _say_unpaired(pairs, problems)
    used = {message.identity for message, _ in (*pairs.strangers, *pairs.elsewhere)}
    used |= {message.identity for one in pairs.asked for message in (one.message, *one.came)}
    used |= {message.identity for message in messages
             if message.sender and people.person(message.sender.email) in contacts}
    unused = [message for message in theirs if message.identity not in used]
    problems += _answering_elsewhere(unused, here | in_log.keys(), boxes, people)
    _say_left_out(used, messages, totals, student, problems)
    return _reading(list(contacts.values()), rows, problems)


def _reading(contacts: list[Row], outreach: list[Row], problems: list[Problem]) -> Reading:
    return Reading({"contacts": table_of("contacts", contacts, _CONTACTS),
                    "outreach": table_of("outreach", outreach, _OUTREACH)}, problems)


def _may_be_asked(address: Address, student: frozenset[str], evidence: Evidence) -> bool:
    box = same_box(address.email)
    return box not in student and box not in evidence.lists and not mail_facts.is_machine(box)


def _look_into(bounce: Message, boxes: set[str], persons: People, problems: list[Problem]) -> None:
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
    failed = [*bounce.failed, *(match.decode("utf-8", "replace").casefold() for match in _FAILED.findall(raw))]
    if not failed:
        # One that is no report names the address in its text, above what it gives back.
        named = (email.casefold() for email in re.findall(r"[^\s<>,;:\"'()]+@[\w.-]*\w", mail_rows.text_of(bounce)))
        failed = [email for email in named if persons.person(email) in boxes][:1]
    bounce.references = tuple(dict.fromkeys([*bounce.references, *inner[:50]]))
    bounce.failed = tuple(dict.fromkeys(failed[:50]))


def _named(person: str, message: Message, persons: People) -> str:
    """Return how somebody is written to: the name, and the address in angle brackets."""
    email = next(address.email for address in message.to if persons.person(address.email) == person)
    name = persons.name(person)
    return f"{name} <{email}>" if name else email


def _of_one_name(written: list[tuple[Message, list[str]]], asked: set[str], persons: People) -> list[Problem]:
    """Say who was asked at addresses of several domains: two people may have one name."""
    found: dict[str, dict[str, Message]] = defaultdict(dict)
    for message, _ in written:
        for address in message.to:
            if (person := persons.person(address.email)) in asked and message.file:
                found[person].setdefault(address.email, message)
    problems = []
    for person, emails in found.items():
        if len({email.partition("@")[2] for email in emails}) > 1:
            message, name = list(emails.values())[-1], persons.name(person)
            problems.append(Problem(
                message.file, message.line, "name", "; ".join(emails), f"{name} was written to at "
                f"{' and at '.join(emails)} (line {message.line} of {message.file}), and the name being the same, they "
                f"were taken for one person. If they are two, put {name} on the list of contacts once for each, with "
                "the address, and read the mail again; what was brought in already, undo first.",
                kind="know"))
    return problems


def _contacts(pairs: Pairs, persons: People, about: About) -> dict[str, Row]:
    """Return a row for each person who was asked."""
    taken: dict[str, int] = {}
    contacts: dict[str, Row] = {}
    for one in sorted(pairs.asked, key=lambda one: one.message.moment):
        if one.person not in contacts and (place := one.place):
            name = persons.name(one.person)
            handle = people.unused(people.handle(name, one.address) or "contact", taken)
            contacts[one.person] = {
                "student": about.student, "contact": handle, "name": name or None, "email": one.address,
                "_file": place.file, "_row": place.line}
    return contacts


def _say_unpaired(pairs: Pairs, problems: list[Problem]) -> None:
    """Say which messages may be replies, and were not taken for one."""
    for message, one in pairs.strangers:
        who = message.sender.email if message.sender else "Somebody"
        problems.append(Problem(
            message.file, message.line, "replied_at", message.subject or None,
            f"{who} answered the message of {cell(one.message.at) or 'an unknown day'} to {one.address}, which was not "
            f"to {who} (line {message.line} of {message.file}), so it counts as nobody's reply; if it is one, write "
            "its date in `replied_at`.", cell(message.at or message.arrived)))
    for message, one in pairs.elsewhere:
        problems.append(Problem(
            message.file, message.line, "replied_at", message.subject or None,
            f"{one.address} was asked and did not reply, but wrote under another subject "
            f"({message.subject!r}, line {message.line} of {message.file}); if that is the reply, write its date in "
            "`replied_at`.", cell(message.at or message.arrived)))


def _answering_elsewhere(
    unused: list[Message], known: set[str], written_to: set[str], persons: People,
) -> list[Problem]:
    """Say for each file which messages answer what is neither here nor in the log."""
    found: dict[str, list[Message]] = defaultdict(list)
    for message in unused:
        if message.kind == "written" and message.sender and message.references and known.isdisjoint(
                message.references) and persons.person(message.sender.email) not in written_to:
            found[message.file].append(message)
    return [Problem(
        file, there[0].line, "replied_at", there[0].subject or None, f"{_count(len(there), 'message')} of {file} answer"
        f"{'s' if len(there) == 1 else ''} what is not there, such as {there[0].subject!r} of {there[0].sender.email} "
        f"(line {there[0].line}); if you asked that, bring in the mailbox of what was sent, and then this one again.",
        None, "know") for file, there in found.items() if there[0].sender]


def _say_left_out(
    used: set[str], messages: list[Message], totals: Counter[str], student: frozenset[str], problems: list[Problem],
) -> None:
    """Say for each file how many messages made no row."""
    counted = Counter(message.file for message in messages if message.identity in used)
    for file, total in totals.items():
        if student and (left := total - counted[file]):
            which, are = ("it", "it is") if left == 1 else ("them", "they are")
            problems.append(Problem(
                file, None, None, None, f"{left} of {_count(total, 'message')} of {file} made no row: the student "
                f"({', '.join(sorted(student))}) asked nobody in {which}, as in newsletters, lists, drafts and private "
                f"mail, or {are} there twice.", None, "know"))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
