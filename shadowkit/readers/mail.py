"""Read mailboxes (mbox, as Google Takeout gives them too) and messages (eml): whom the student asked, and who replied.

Texts are read only of messages that the student sent, and of their replies, to count words and to know a thank-you;
they are kept only where that is asked for. Attachments are never looked at.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from shadowkit.errors import LogError, Problem
from shadowkit.readers import (
    About,
    Reading,
    file_names,
    mail_facts,
    mail_purpose,
    mail_rows,
    mail_threads,
    mail_words,
    mailbox,
    table_of,
)
from shadowkit.readers.mail_facts import Message, same_box
from shadowkit.readers.mail_people import Evidence, People
from shadowkit.readers.mail_rows import Row, cell

holds = mailbox.holds

_CONTACTS = ["student", "contact", "name", "email", "_file", "_row"]
_OUTREACH = ["student", "contact", "sent_at", "channel", "purpose", "replied_at", "answer", "template", "subject",
             "message_id", "words", "replied_by", "auto_replied_at", "bounced_at", "_file", "_row"]
#: How many are named in a sentence.
_NAMED_AT_MOST = 20
_FAILED = re.compile(rb"^(?:final|original)-recipient:[^;\r\n]*;[ \t]*<?([^\s<>;]{3,300})",
                     re.IGNORECASE | re.MULTILINE)
_INNER_ID = re.compile(rb"^message-id:\s*<([^<>\s]{1,990})>", re.IGNORECASE | re.MULTILINE)
_ACTION = re.compile(rb"^action:\s*(\w+)", re.IGNORECASE | re.MULTILINE)


def read(paths: Sequence[Path], about: About) -> Reading:
    """Return the contacts and the outreach that mailboxes and messages hold, and what was not understood."""
    files = _files([Path(path) for path in paths])
    if not files:
        raise LogError(f"There is no mail in {', '.join(str(path) for path in paths) or 'nothing'}; give an .mbox "
                       "file, .eml files, or a folder of them.")
    mail = _Mail()
    for path, file in files.items():
        try:
            mail.read(path, file)
        except LogError as error:
            if len(files) == 1:
                raise
            del mail.totals[file]
            mail.problems.append(Problem(file, None, None, None, str(error)))
    student, people = mail.evidence.student(about), People(about)
    messages = list(mail.messages.values())
    for message in messages:
        for address in message.everybody:
            if same_box(address.email) not in student:
                people.meet(address, times=2 if address is message.sender else 1)
    known = people.contacts(about)
    earlier = mail_rows.in_log(about, mail.messages, people)
    if also := mail.evidence.also(student):
        all_of_them, number = ", ".join([*sorted(student), *also]), sum(mail.evidence.writes[box] for box in also)
        mail.problems.append(Problem(
            next(iter(files.values())), None, "student_email", "; ".join(also), f"{_count(number, 'message')} came "
            f"from {' and '.join(also)}, which may be the student's too; if so, bring the mail in with student_email="
            f"\"{all_of_them}\", so that who was asked from there counts.", all_of_them))
    is_there = bool(earlier) or any(mail.evidence.writes[box] for box in student)
    contacts, outreach = _rows(mail, messages + earlier, student, people, known, about) if is_there else ([], [])
    if mail.evidence.messages and not outreach and not (student and is_there):
        mail.problems.append(_whose(files, mail.evidence, student))
    return Reading({"contacts": table_of("contacts", contacts, _CONTACTS),
                    "outreach": table_of("outreach", outreach, _OUTREACH)}, mail.problems)


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


class _Mail:
    """What files hold: the messages that may matter, each once, what all say of whose they are, and their number."""

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}
        self.evidence = Evidence()
        self.totals: Counter[str] = Counter()
        self.problems: list[Problem] = []

    def read(self, path: Path, file: str) -> None:
        """Add what is worth keeping of each message of a file; raise where the file is no mail."""
        if mailbox.is_outlook(path):
            raise LogError(f"{file} is in a form that only Outlook reads; open it there and save its messages as .eml, "
                           "or move them to a mailbox that can be exported as .mbox.")
        nothing: list[int] = []
        try:
            for piece in mailbox.pieces(path):
                self.totals[file] += 1
                message = mail_facts.facts(piece, path, file)
                if message.sender is None and not message.date and not message.subject and not message.to:
                    nothing.append(piece.line)
                    continue
                if not piece.whole:
                    self.problems.append(Problem(
                        file, piece.line, None, None, f"The headers of the message in line {piece.line} of {file} are "
                        "too long, so only their beginning was read.", kind="know"))
                self.evidence.add(message)
                if message.kind != "bulk":
                    self._add(message)
        except OSError as error:
            raise LogError(f"{file} cannot be opened ({error.strerror or error}); check that it is a file that may be "
                           "read.") from error
        if len(nothing) == self.totals[file]:
            raise LogError(f"{file} holds no mail, neither a mailbox nor a message: nothing in it says who wrote to "
                           "whom. Export the mailbox again, as .mbox or .eml.")
        if nothing:
            self.totals[file] -= len(nothing)
            lines = ", ".join(map(str, nothing[:5])) + (" …" if len(nothing) > 5 else "")
            self.problems.append(Problem(
                file, nothing[0], None, None, f"{_count(len(nothing), 'message')} of {file} (at line {lines}) "
                f"{'has' if len(nothing) == 1 else 'have'} no sender, date or subject, so nothing was read from there; "
                "look whether the mailbox was cut."))

    def _add(self, message: Message) -> None:
        """Add a message, once; exports have the same one in several folders."""
        name, number = message.identity, 1
        while known := self.messages.get(name):
            if known.fingerprint == message.fingerprint:
                if known.kind == "draft":
                    self.messages[name] = replace(message, identity=name)
                return
            number += 1
            name = f"{message.identity}#{number}"
        if number > 1:
            first = self.messages[message.identity]
            self.problems.append(message.problem(
                "message_id", message.identity, f"The message in line {message.line} of {message.file} has the "
                f"Message-ID of another one ({first.file}, line {first.line}) and says something else; both were read, "
                "and which of them a reply means is not known.", kind="know"))
        self.messages[name] = replace(message, identity=name)


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


# Rows


def _rows(
    mail: _Mail, messages: list[Message], student: frozenset[str], people: People, known: dict[str, str], about: About,
) -> tuple[list[Row], list[Row]]:
    """Return the rows of contacts and of outreach; ``known`` are the contacts of the log as people of the mailbox."""
    problems = mail.problems
    for message in messages:
        if same_box(message.email) in student:
            message.is_sent = True
            if all(same_box(address.email) in student for address in message.to):
                # Who got a blind copy of what is to others as well knows of it, and is not asked.
                message.to += message.hidden
            if message.kind == "written":
                message.persons = list(dict.fromkeys(
                    people.person(address.email) for address in message.to
                    if (box := same_box(address.email)) not in student | mail.evidence.lists
                    and not mail_facts.is_machine(box)))
            if message.persons:
                message.said = mail_purpose.said(message.own_words(problems), message, about)
    written_to = {person for message in messages for person in message.persons}
    for message in messages:
        if message.kind == "bounce":
            _look_into(message, written_to, people, problems)
    theirs = sorted((message for message in messages if message.kind != "draft" and (
        message.persons or not message.is_sent)), key=lambda message: message.moment)
    talks = mail_threads.conversations(theirs, people)
    asked, asking = mail_purpose.asked(talks, known.values())
    problems += _not_asked(theirs, asked, people)
    for message in theirs:
        message.persons = [person for person in message.persons if person in asked]
    problems += _of_one_name(theirs, people)
    pairs = mail_threads.Pairs(talks, people, {message.identity for message in messages if message.file})
    contacts = mail_rows.contacts(pairs, people, about)
    purposes = mail_purpose.Purposes(about, known, asking, pairs.heard)
    outreach = mail_rows.outreach(pairs, purposes, contacts, about, problems)
    problems += _unpaired(pairs)
    used = _say_to_whom(messages, student, problems)
    used |= {message.identity for message, _ in (*pairs.strangers, *pairs.elsewhere)}
    used |= {message.identity for one in pairs.asked for message in (one.message, *one.came)}
    used |= {message.identity for message in messages if people.person(message.email) in contacts}
    problems += _answering_elsewhere(
        [message for message in theirs if message.identity not in used
         and people.person(message.email) not in written_to], {message.identity for message in messages})
    used_of = Counter(message.file for message in messages if message.identity in used)
    problems += [_left_out(file, total, left, student) for file, total in mail.totals.items()
                 if student and (left := total - used_of[file])]
    return list(contacts.values()), outreach


def _look_into(bounce: Message, written_to: set[str], people: People, problems: list[Problem]) -> None:
    """Add to a bounce what it says of the message that came back; one that is only late has not."""
    try:
        raw = bounce.raw()
    except OSError as error:
        problems.append(Problem(bounce.file, bounce.line, None, None, f"The message in line {bounce.line} of "
                                f"{bounce.file} could not be opened again ({error.strerror or error})."))
        return
    actions = {action.lower() for action in _ACTION.findall(raw)}
    if actions and b"failed" not in actions:
        bounce.kind = "automatic"
    inner = [found.decode("utf-8", "replace") for found in _INNER_ID.findall(raw)]
    failed = [*bounce.failed, *(found.decode("utf-8", "replace").casefold() for found in _FAILED.findall(raw))]
    if not failed:
        # One that is no report names the address in its text, above what it gives back.
        named = (email.casefold() for email in re.findall(r"[^\s<>,;:\"'()]+@[\w.-]*\w", bounce.text()))
        failed = [email for email in named if people.person(email) in written_to][:1]
    bounce.references = tuple(dict.fromkeys([*bounce.references, *inner[:50]]))
    bounce.failed = tuple(dict.fromkeys(failed[:50]))


# What is said of the rest


def _not_asked(messages: Iterable[Message], asked: set[str], people: People) -> list[Problem]:
    """Say for each file to whom the student wrote and asked nothing."""
    files: dict[str, dict[str, str]] = defaultdict(dict)
    told = set(asked)
    for message in messages:
        for address in message.to if message.persons else ():
            person = people.person(address.email)
            if person in message.persons and person not in told:
                told.add(person)
                name = people.name(person)
                files[message.file][person] = f"{name} <{address.email}>" if name else address.email
    problems = []
    for file, names in files.items():
        listed = list(names.values())
        some, more = ", ".join(listed[:_NAMED_AT_MOST]), len(listed) - _NAMED_AT_MOST
        some += f", and {more:,} more" if more > 0 else ""
        were, one = ("1 person", "was") if len(listed) == 1 else (f"{len(listed):,} people", "were")
        problems.append(Problem(
            file, None, "contact", "; ".join(listed), f"{were} to whom the student wrote in {file} {one} left out, "
            f"because nothing that was written to them asks for a talk, a visit or advice: {some}. To take one in, add "
            "the person with this address to the contacts, and bring the mail in again.", None, "know"))
    return problems


def _of_one_name(messages: Iterable[Message], people: People) -> list[Problem]:
    """Say who was asked at addresses of several domains: two people may have one name."""
    found: dict[str, dict[str, Message]] = defaultdict(dict)
    for message in messages:
        for address in message.to if message.file else ():
            if (person := people.person(address.email)) in message.persons:
                found[person].setdefault(address.email, message)
    problems = []
    for person, emails in found.items():
        if len({email.partition("@")[2] for email in emails}) > 1:
            message, name = list(emails.values())[-1], people.name(person)
            problems.append(message.problem(
                "name", "; ".join(emails), f"{name} was written to at {' and at '.join(emails)} (line {message.line} "
                f"of {message.file}), and the name being the same, they were taken for one person. If they are two, "
                f"put {name} on the list of contacts once for each, with the address, and read the mail again; what "
                "was brought in already, undo first.", kind="know"))
    return problems


def _unpaired(pairs: mail_threads.Pairs) -> list[Problem]:
    """Say which messages may be replies, and were not taken for one."""
    said = [(message, f"{message.email or 'Somebody'} answered the message of "
             f"{cell(one.message.at) or 'an unknown day'} to {one.address}, which was not to "
             f"{message.email or 'Somebody'} (line {message.line} of {message.file}), so it counts as nobody's reply; "
             "if it is one, write its date in `replied_at`.") for message, one in pairs.strangers]
    said += [(message, f"{one.address} was asked and did not reply, but wrote under another subject "
              f"({message.subject!r}, line {message.line} of {message.file}); if that is the reply, write its date in "
              "`replied_at`.") for message, one in pairs.elsewhere]
    taken = [message.problem(
        "replied_at", message.subject or None, f"The invitation {message.subject!r} of {one.address} (line "
        f"{message.line} of {message.file}) was taken for the reply to the message of "
        f"{cell(one.message.at) or 'an unknown day'}; if it is none, empty `replied_at`.", kind="know")
        for message, one in pairs.invitations]
    return taken + [message.problem("replied_at", message.subject or None, says, cell(message.when))
                    for message, says in said]


def _say_to_whom(messages: list[Message], student: frozenset[str], problems: list[Problem]) -> set[str]:
    """Say which messages name nobody whom they went to and were answered; return those, and the answers."""
    nameless = {message.identity: message for message in messages if message.is_sent and message.kind == "written"
                and all(same_box(address.email) in student for address in message.to)}
    answers: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        asked = next((name for name in reversed(message.references) if name in nameless), None)
        if asked and message.kind == "written" and message.sender and not message.is_sent:
            answers[asked].append(message)
    answers = {name: came for name, came in answers.items() if mail_words.asks(
        mail_facts.base_subject(nameless[name].subject)[0], nameless[name].text())}
    for name, came in answers.items():
        message, who = nameless[name], list(dict.fromkeys(answer.email for answer in came))
        problems.append(message.problem(
            "contact", "; ".join(who), f"The message {message.subject!r} in line {message.line} of {message.file} does "
            f"not say to whom it went, as blind copies are not kept everywhere, and was answered by {', '.join(who)}; "
            "add everybody whom you asked by it to the contacts and to the outreach, with those who did not reply."))
    return {*answers, *(message.identity for came in answers.values() for message in came)}


def _answering_elsewhere(unused: list[Message], here: set[str]) -> list[Problem]:
    """Say for each file which messages answer what is neither here nor in the log."""
    found: dict[str, list[Message]] = defaultdict(list)
    for message in unused:
        if message.kind == "written" and message.sender and message.references and here.isdisjoint(message.references):
            found[message.file].append(message)
    return [there[0].problem(
        "replied_at", there[0].subject or None, f"{_count(len(there), 'message')} of {file} "
        f"answer{'s' if len(there) == 1 else ''} what is not there, such as {there[0].subject!r} of {there[0].email} "
        f"(line {there[0].line}); if you asked that, bring in the mailbox of what was sent, and then this one again.",
        kind="know") for file, there in found.items()]


def _left_out(file: str, total: int, left: int, student: frozenset[str]) -> Problem:
    """Say how many messages of a file made no row."""
    which, are = ("it", "it is") if left == 1 else ("them", "they are")
    return Problem(
        file, None, None, None, f"{left} of {_count(total, 'message')} of {file} made no row: the student "
        f"({', '.join(sorted(student))}) asked nobody in {which}, as in newsletters, lists, drafts and private mail, "
        f"or {are} there twice.", None, "know")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
