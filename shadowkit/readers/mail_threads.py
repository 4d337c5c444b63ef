"""Which message answers which: by the messages it names, then by subject and people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shadowkit.readers.mail_facts import Message, base_subject
from shadowkit.readers.mail_people import People

#: The same subject between the same people belongs together within so many seconds.
_APART = 60 * 86_400.0


@dataclass
class Asked:
    """One message of the student to one person, and what came back for it."""

    message: Message
    person: str
    reply: Message | None = None
    automatic: Message | None = None
    bounced: Message | None = None
    #: Whether the person wrote before in the same conversation, and whether the student did.
    heard_before: bool = False
    asked_before: bool = False


@dataclass
class Pairs:
    """The student's messages with what came back, and the messages that fit to none of them."""

    asked: list[Asked] = field(default_factory=list)
    #: When each person wrote, in whatever conversation.
    heard: dict[str, list[Message]] = field(default_factory=lambda: defaultdict(list))
    #: Replies of somebody who is none of the several people that were asked.
    strangers: list[tuple[Message, Asked]] = field(default_factory=list)
    #: First messages of somebody asked that answer nothing, by what they name or by their subject.
    elsewhere: list[tuple[Message, Asked]] = field(default_factory=list)
    #: All messages that a row was made of, or that came back for one.
    used: set[str] = field(default_factory=set)


def pair(messages: Iterable[Message], people: People, recipients: Mapping[str, list[str]]) -> Pairs:
    """Pair the student's messages with what came back; ``recipients`` has the people of each message of theirs."""
    pairs = Pairs()
    ordered = sorted(messages, key=lambda message: message.moment)
    unplaced: list[Message] = []
    for conversation in _conversations(ordered, people, recipients):
        mine = {message.identity: [Asked(message, person) for person in recipients[message.identity]]
                for message in conversation if message.identity in recipients}
        heard: dict[str, list[Message]] = defaultdict(list)
        for message in conversation:
            if message.identity not in mine and not _place(message, mine, heard, people, pairs):
                unplaced.append(message)
        before: set[str] = set()
        for one in (one for ones in mine.values() for one in ones):
            one.heard_before = any(other.moment < one.message.moment or other.identity in one.message.references
                                   for other in heard[one.person])
            one.asked_before = one.person in before
            before.add(one.person)
            pairs.asked.append(one)
    pairs.used |= recipients.keys()
    _look_elsewhere(unplaced, people, pairs)
    return pairs


def _place(
    message: Message, mine: dict[str, list[Asked]], heard: dict[str, list[Message]], people: People, pairs: Pairs,
) -> bool:
    """Note what a message that the student did not send came back for; tell whether it is known."""
    person = people.person(message.sender.email) if message.sender else ""
    if message.kind == "written":
        heard[person].append(message)
        pairs.heard[person].append(message)
    named = [mine[reference] for reference in reversed(message.references) if reference in mine]
    one = _answered(message, person, named, mine)
    if one is None:
        if named and message.kind == "written":
            pairs.strangers.append((message, named[0][0]))
            return True
        return False
    pairs.used.add(message.identity)
    if message.kind == "written":
        # Somebody may answer for the person who was asked, or the person from another address.
        if one.person != person:
            heard[one.person].append(message)
            pairs.heard[one.person].append(message)
        one.reply = one.reply or message
    elif message.kind == "bounce":
        one.bounced = one.bounced or message
    else:
        one.automatic = one.automatic or message
    return True


def _answered(message: Message, person: str, named: list[list[Asked]], mine: dict[str, list[Asked]]) -> Asked | None:
    """Return the message of the student that another answers, and the person it was asked of."""
    inside = [one for ones in named for one in ones if one.person == person]
    # Where one person was asked, whoever answers does so for that person.
    inside += [ones[0] for ones in named if len(ones) == 1]
    if inside:
        return inside[0]
    if named:
        return None
    earlier = [one for ones in mine.values() for one in ones
               if one.person == person and one.message.moment <= message.moment]
    return earlier[-1] if earlier else None


def _look_elsewhere(unplaced: list[Message], people: People, pairs: Pairs) -> None:
    """Find bounces that name the address alone, and first messages of people asked under another subject."""
    by_person: dict[str, list[Asked]] = defaultdict(list)
    for one in sorted(pairs.asked, key=lambda one: one.message.moment):
        by_person[one.person].append(one)
    told: set[str] = set()
    for message in sorted(unplaced, key=lambda message: message.moment):
        persons = [people.person(email) for email in message.failed] if message.kind == "bounce" else [
            people.person(message.sender.email)] if message.sender else []
        for person in persons:
            earlier = [one for one in by_person.get(person, ()) if one.message.moment <= message.moment]
            if not earlier:
                continue
            pairs.used.add(message.identity)
            if message.kind == "bounce":
                earlier[-1].bounced = earlier[-1].bounced or message
            elif message.kind == "automatic":
                earlier[-1].automatic = earlier[-1].automatic or message
            elif person not in told and not any(one.reply for one in by_person[person]):
                told.add(person)
                pairs.elsewhere.append((message, earlier[-1]))


def _conversations(
    ordered: list[Message], people: People, recipients: Mapping[str, list[str]],
) -> list[list[Message]]:
    """Return the messages of each conversation, in order of time."""
    above: dict[str, str] = {}

    def root(name: str) -> str:
        path = []
        while (upper := above.get(name, name)) != name:
            path.append(name)
            name = upper
        for passed in path:
            above[passed] = name
        return name

    known = {message.identity for message in ordered}
    latest: dict[tuple[str, str], Message] = {}
    for message in ordered:
        links = [*message.references, *([f"thread {message.thread}"] if message.thread else [])]
        base, _ = base_subject(message.subject)
        persons = recipients.get(message.identity) or (
            [people.person(message.sender.email)] if message.sender else [])
        for person in persons:
            other = latest.get((base, person))
            if other and known.isdisjoint(message.references) and not message.moment - other.moment > _APART:
                links.append(other.identity)
            latest[base, person] = message
        for link in links:
            above[root(link)] = root(message.identity)
    found: dict[str, list[Message]] = defaultdict(list)
    for message in ordered:
        found[root(message.identity)].append(message)
    return list(found.values())
