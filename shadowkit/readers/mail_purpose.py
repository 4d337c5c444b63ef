"""What the student's messages are for: whom of all people they ask, and which of them ask, thank, or do neither."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from shadowkit.readers import About, mail_facts, mail_words
from shadowkit.readers.mail_facts import Message, Said
from shadowkit.readers.mail_people import rows_of
from shadowkit.readers.mail_threads import Asked

_DAYS_TO_THANK = timedelta(days=14)


def said(words: str | None, message: Message, about: About) -> Said:
    """Return what a message of the student says in its own words."""
    base, kind = mail_facts.base_subject(message.subject)
    by_subject = kind != "forward" and mail_words.asks(base, "")
    # Words are looked at only where they matter, because that takes long.
    in_words = bool(words) and (not by_subject or bool(message.references)) and mail_words.asks("", words)
    return Said(None if words is None else len(re.findall(r"\w+", words)),
                by_subject or in_words, in_words,
                mail_words.follows_up(base, words or ""), mail_words.thanks(base, words or ""),
                words if about.keep_text else None)


def asked(talks: Iterable[Sequence[Message]], known: Iterable[str]) -> tuple[set[str], dict[str, set[str]]]:
    """Return who was asked: who is known, and with whom the student has a conversation that asks, or thanks for a talk.

    Of those who were asked in so many words, the messages of these conversations are returned too.
    What is only forwarded to somebody asks them nothing, unless it says so itself.
    """
    people: set[str] = set(known)
    asking: dict[str, set[str]] = defaultdict(set)
    for talk in talks:
        mine = [(message, message.said) for message in talk if message.said]
        asks = any(said.asks for _, said in mine)
        if not asks and not any(said.thanks.for_a_talk for _, said in mine):
            continue
        for message, said in mine:
            if said.asks or mail_facts.base_subject(message.subject)[1] != "forward":
                people.update(message.persons)
                for person in message.persons if asks else ():
                    asking[person].add(message.identity)
    return people, asking


class Purposes:
    """Tells an ask from a thank-you, from what is arranged in between, and from what is about something else.

    ``persons`` are the contacts of the log as people of the mailbox, ``asking`` is what ``asked`` returns of whom was
    asked in so many words, and ``heard`` has what each person wrote.
    """

    def __init__(self, about: About, persons: Mapping[str, str], asking: Mapping[str, set[str]],
                 heard: Mapping[str, Sequence[Message]]) -> None:
        self._asking, self._heard = asking, heard
        self._thanked: set[tuple[str, str]] = set()
        self._asked: set[str] = set()
        self._met: dict[str, list[str]] = {}
        for row in rows_of(about.meetings):
            person = persons.get(row.get("contact", ""))
            if person and "starts_at" in row and row.get("status") not in ("cancelled", "no_show"):
                self._met.setdefault(person, []).append(row["starts_at"])

    def of(self, one: Asked, said: Said) -> str:
        """Return what one message is for; those before it were asked about before."""
        message, person, thanks = one.message, one.person, said.thanks
        kind = mail_facts.base_subject(message.subject)[1]
        if met := self._before(person, message.when):
            meeting, same_day = met
            if thanks.in_subject or thanks.in_words or not same_day and (person, meeting) not in self._thanked:
                self._thanked.add((person, meeting))
                return "thanks"
        wrote = any(other.moment < message.moment for other in self._heard.get(person, ()))
        if (thanks.in_subject and not kind) or (
                thanks.in_words and (one.heard_before or not said.asks or wrote) and person not in self._met):
            return "thanks"
        # Who is asked in so many words in one conversation is asked nothing in another, unless that follows up.
        elsewhere = person in self._asking and message.identity not in self._asking[person] and not (
            said.follows_up and person in self._asked and not wrote)
        # Who wrote first is asked by the answer to that, where it asks them alone, and in so many words.
        answers = one.heard_before and not (one.wrote_first and said.asks_in_words and len(message.persons) == 1)
        if answers or elsewhere or kind == "forward" and not one.asked_before:
            return "other"
        self._asked.add(person)
        return "ask"

    def _before(self, person: str, sent: datetime | None) -> tuple[str, bool] | None:
        """Return the latest meeting some days before a message, and whether the message may be of before it."""
        found: list[tuple[datetime, str, bool]] = []
        for text in self._met.get(person, ()) if sent else ():
            try:
                start = datetime.fromisoformat(text)
            except ValueError:
                # What is no time here is a problem of the table of meetings, and is told there.
                continue
            # On the wall both clocks show the same, unless the meeting's has an offset of its own.
            wall = sent.replace(tzinfo=None)
            if start.tzinfo:
                start = (start.astimezone(sent.tzinfo) if sent.tzinfo else start).replace(tzinfo=None)
            if start < wall <= start + _DAYS_TO_THANK:
                found.append((start, text, len(text) <= 10 and start.date() == wall.date()))
        return max(found)[1:] if found else None
