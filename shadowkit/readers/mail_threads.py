"""Which message answers which: by the messages it names, then by subject and people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field

from shadowkit.readers import mail_text, mail_words
from shadowkit.readers.mail_facts import Message, base_subject
from shadowkit.readers.mail_people import People

#: The same subject between the same people belongs together within so many seconds.
_APART = 60 * 86_400.0


@dataclass
class Asked:
    """One message of the student to one person, and what came back for it."""

    message: Message
    person: str
    address: str
    replies: list[Message] = field(default_factory=list)
    #: What somebody at the same domain wrote for the one who was asked.
    answered_for: Message | None = None
    automatic: Message | None = None
    bounced: Message | None = None
    #: Whether the person wrote before in the same conversation, and whether the student did, or what began it.
    heard_before: bool = False
    asked_before: bool = False
    wrote_first: bool = False

    @property
    def came(self) -> list[Message]:
        """What came back, of whatever kind."""
        return [message for message in (*self.replies, self.answered_for, self.automatic, self.bounced) if message]

    def note(self, message: Message, person: str) -> None:
        """Take in what came back, and who sent it."""
        if message.kind == "bounce":
            self.bounced = self.bounced or message
        elif message.kind != "written":
            self.automatic = self.automatic or message
        elif self.person == person:
            self.replies.append(message)
        else:
            self.answered_for = self.answered_for or message

    @property
    def place(self) -> Message | None:
        """The message whose place is told: the student's, or what came back for one that only the log has."""
        return next((message for message in (self.message, *self.came) if message.file), None)


def conversations(ordered: Sequence[Message], people: People) -> list[list[Message]]:
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
        for person in message.persons or ([people.person(message.email)] if message.sender else ()):
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


class Pairs:
    """The student's messages with what came back, and the messages that fit to none of them.

    ``heard`` has what each person wrote, in whatever conversation; ``strangers`` replies of somebody to whom the
    message was not written; ``elsewhere`` first messages of somebody asked that answer nothing, by what they name or
    by their subject; ``invitations`` meetings that somebody asked has proposed instead of a reply.
    """

    def __init__(self, talks: Iterable[Sequence[Message]], people: People, here: Set[str]) -> None:
        self.asked: list[Asked] = []
        self.heard: dict[str, list[Message]] = defaultdict(list)
        self.strangers: list[tuple[Message, Asked]] = []
        self.elsewhere: list[tuple[Message, Asked]] = []
        self.invitations: list[tuple[Message, Asked]] = []
        self._people = people
        unplaced = [message for talk in talks for message in self._pair(talk, here)]
        self._look_elsewhere(unplaced)

    def _pair(self, talk: Sequence[Message], here: Set[str]) -> list[Message]:
        """Pair the messages of a conversation, and return those that answer nothing in it; ``here`` names all."""
        mine = {message.identity: [Asked(message, person, self._address(message, person)) for person in message.persons]
                for message in talk if message.persons}
        heard: dict[str, list[Message]] = defaultdict(list)
        unplaced = [message for message in talk if not message.persons and not message.is_sent
                    and not self._place(message, mine, heard)]
        before: set[str] = set()
        for one in (one for ones in mine.values() for one in ones):
            one.asked_before = one.person in before
            earlier = [other for other in heard[one.person] if _was_before(other, one.message)]
            one.wrote_first = not one.asked_before and not any(
                other.references or base_subject(other.subject)[1] for other in earlier)
            one.heard_before = bool(earlier) or (
                # What the student answers after an ask, and is not here, is most often the reply.
                one.asked_before and not here.issuperset(one.message.references))
            before.add(one.person)
            self.asked.append(one)
        return unplaced

    def _address(self, message: Message, person: str) -> str:
        return next(address.email for address in message.to if self._people.person(address.email) == person)

    def _place(self, message: Message, mine: dict[str, list[Asked]], heard: dict[str, list[Message]]) -> bool:
        """Note what a message that the student did not send came back for; tell whether it is known."""
        person = self._people.person(message.email)
        named = [mine[reference] for reference in reversed(message.references) if reference in mine]
        one = _answered(message, person, named, mine)
        if one and one.person == person and message.kind == "automatic" and message.is_invitation():
            message.kind = "written"
        if message.kind == "written" and one and _says_away(message):
            message.kind = "automatic"
        if message.kind == "written":
            for who in {person, one.person if one else person}:
                heard[who].append(message)
                self.heard[who].append(message)
        if one:
            one.note(message, person)
        elif named and message.kind == "written" and not any(
                self._people.person(address.email) == person for address in named[0][0].message.to):
            self.strangers.append((message, named[0][0]))
        else:
            return False
        return True

    def _look_elsewhere(self, unplaced: list[Message]) -> None:
        """Find what names an address alone, what an assistant writes anew, and first messages under another subject."""
        by_person: dict[str, list[Asked]] = defaultdict(list)
        by_subject: dict[str, list[Asked]] = defaultdict(list)
        for one in sorted(self.asked, key=lambda one: one.message.moment):
            by_person[one.person].append(one)
            by_subject[base_subject(one.message.subject)[0]].append(one)
        told: set[str] = set()
        for message in sorted(unplaced, key=lambda message: message.moment):
            sender = self._people.person(message.email)
            if message.kind == "written" and sender not in by_person:
                base, _ = base_subject(message.subject)
                one = _stands_for(message, [one for one in by_subject.get(base, ())
                                            if 0 <= message.moment - one.message.moment <= _APART]) if base else None
                if one and _speaks_of(message, one, self._people) and not _says_away(message):
                    one.note(message, sender)
                continue
            for person in map(self._people.person, message.failed) if message.kind == "bounce" else [sender]:
                earlier = [one for one in by_person.get(person, ()) if one.message.moment <= message.moment]
                has_replied = any(one.replies or one.answered_for for one in by_person[person])
                if earlier and message.kind != "bounce" and not has_replied and message.is_invitation():
                    message.kind = "written"
                    earlier[-1].note(message, person)
                    self.invitations.append((message, earlier[-1]))
                elif earlier and message.kind != "written":
                    earlier[-1].note(message, person)
                elif earlier and person not in told and not has_replied:
                    told.add(person)
                    self.elsewhere.append((message, earlier[-1]))


def _was_before(other: Message, message: Message) -> bool:
    """Tell whether a message was there before another, which a clock that is wrong does not say of its own reply."""
    return other.identity in message.references or (
        other.moment < message.moment and message.identity not in other.references)


def _answered(message: Message, person: str, named: list[list[Asked]], mine: dict[str, list[Asked]]) -> Asked | None:
    """Return the message of the student that another answers, and the person it was asked of."""
    every = [one for ones in named for one in ones]
    if own := [one for one in every if one.person == person]:
        return own[0]
    if named and message.kind != "written":
        # What a machine says of a message to one person, it says of that person.
        return next((one for one in every if len(one.message.to) == 1 and not _has_copy(message, one)), None)
    if named:
        return _stands_for(message, every)
    earlier = [one for ones in mine.values() for one in ones
               if one.person == person and one.message.moment <= message.moment]
    return earlier[-1] if earlier else None


def _stands_for(message: Message, ones: Sequence[Asked]) -> Asked | None:
    """Return the message to the only person asked at the sender's domain, for whom an assistant answers.

    Who got a copy answers for themselves.
    """
    there = [one for one in ones if message.sender and not _has_copy(message, one)
             and one.address.partition("@")[2] == message.sender.email.partition("@")[2]]
    return there[0] if len({one.person for one in there}) == 1 else None


def _has_copy(message: Message, one: Asked) -> bool:
    got = {address.email for address in (*one.message.to, *one.message.copied)}
    return message.sender is not None and message.sender.email in got


def _speaks_of(message: Message, one: Asked, people: People) -> bool:
    """Tell whether a message goes to the one who was asked too, or has that address or name in its text."""
    if any(people.person(address.email) == one.person for address in (*message.to, *message.copied)):
        return True
    words, name = message.text().casefold(), people.name(one.person).casefold()
    return one.address in words or " " in name and name in words


def _says_away(message: Message) -> bool:
    return mail_words.says_away(mail_text.own_words(message.text()))
