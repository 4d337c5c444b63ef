"""Who is who in a mailbox: which addresses are the student's, and which belong to one person."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pandas as pd

from shadowkit.readers import About, people
from shadowkit.readers.mail_facts import Address, Message, addresses, is_machine, same_box

Row = dict[str, str]


def rows_of(table: pd.DataFrame | None) -> list[Row]:
    """Return the rows of a table of the log, with the cells that are not empty."""
    return [] if table is None else [{name: cell for name, cell in row.items() if isinstance(cell, str) and cell}
                                     for row in table.to_dict("records")]


def tidy_name(name: str) -> str:
    """Return a name as one says it: the given name first, without quotes and what a service adds; empty for none."""
    name = re.sub(r"\([^()]*\)|\[[^\[\]]*\]|\s+(?:via|at|from|–|\|)\s.*$", " ", name).strip(" '\"“”„«»‘’")
    if "@" in name:
        return ""
    return people.spoken(name)


def full_name(name: str) -> str:
    """Return a full name as it is compared; empty where it is a single word, which names too many."""
    plain = people.plain(tidy_name(name))
    return plain if " " in plain else ""


class Evidence:
    """What all messages of a mailbox together say about whose it is."""

    def __init__(self) -> None:
        self.messages = 0
        self.labelled: Counter[str] = Counter()
        self.owner: Counter[str] = Counter()
        self.delivered: Counter[str] = Counter()
        self.takes_part: Counter[str] = Counter()
        self.writes: Counter[str] = Counter()
        self.named: dict[str, set[str]] = defaultdict(set)
        self.lists: set[str] = set()

    def add(self, message: Message) -> None:
        """Take one message into account."""
        self.messages += 1
        self.lists.update(map(same_box, message.lists))
        for email in dict.fromkeys(same_box(address.email) for address in message.everybody):
            self.takes_part[email] += not is_machine(email)
        if message.sender:
            email = same_box(message.sender.email)
            self.writes[email] += 1
            if message.kind != "draft":
                self.labelled[email] += message.labelled_sent
                self.owner[email] += message.labelled_sent or message.in_sent_folder
            if name := full_name(message.sender.name):
                self.named[name].add(email)
        if message.delivered_to:
            self.delivered[same_box(message.delivered_to)] += 1

    def student(self, about: About) -> frozenset[str]:
        """Return the mailboxes that are the student's; none where the evidence does not decide."""
        if about.student_email:
            given = addresses([about.student_email.replace(";", ",")])
            return frozenset(same_box(address.email) for address in given)
        known = rows_of(about.contacts)
        others = {same_box(people.address(row.get("email", ""))) for row in known}.union(
            *(self.named.get(full_name(row.get("name", "")), ()) for row in known))
        named = self.named.get(full_name(about.student_name or ""), set()) - others
        if named:
            return frozenset(named)
        if owner := [email for email, count in self.owner.most_common() if count and email not in others]:
            # A folder that is called Sent may hold the replies too; what has the label was sent from here.
            return self._with_same_name({owner[0], *(email for email in owner if self.labelled[email])})
        received = {email: count for email, count in self.delivered.items() if email not in others}
        # A list may be named too; whose mailbox it is writes as well, unless what was sent lies elsewhere.
        received = {email: count for email, count in received.items() if self.writes[email]} or received
        if received:
            most = max(received.values())
            return self._with_same_name({email for email, count in received.items() if count * 10 >= most})
        return self._in_the_middle(others)

    def also(self, student: frozenset[str]) -> list[str]:
        """Return further addresses that may be the student's: what came from them was sent here, or has the name."""
        same = self._with_same_name(set(student)) | {email for email, count in self.labelled.items() if count}
        return sorted(email for email in same - student if student and self.writes[email])

    def _in_the_middle(self, others: set[str]) -> frozenset[str]:
        """Return the one who takes part in most messages, where nobody else comes near."""
        shares: Counter[frozenset[str]] = Counter()
        for email, count in self.takes_part.items():
            if email not in others:
                shares[self._with_same_name({email})] += count
        ranked = shares.most_common(2)
        most, next_most = (*(count for _, count in ranked), 0, 0)[:2]
        return ranked[0][0] if most and 2 * most >= self.messages and 3 * next_most <= 2 * most else frozenset()

    def _with_same_name(self, emails: set[str]) -> frozenset[str]:
        return frozenset(emails).union(*(known for known in self.named.values() if known & emails))


class People:
    """The persons of a mailbox, each known by one mailbox of theirs; the same full name is the same person.

    Contacts of one name who have addresses of their own in the log stay apart.
    """

    def __init__(self, about: About) -> None:
        own: dict[str, set[str]] = defaultdict(set)
        for row in rows_of(about.contacts):
            if address := people.address(row.get("email", "")):
                own[full_name(row.get("name", ""))].add(same_box(address))
        self._apart = {box for name, boxes in own.items() if name and len(boxes) > 1 for box in boxes}
        self._same: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        self._names: dict[str, Counter[str]] = defaultdict(Counter)
        self._called: dict[str, Counter[str]] | None = None

    def meet(self, address: Address, *, times: int = 1) -> None:
        """Take in an address and the name beside it; what people call themselves counts more than what others do."""
        box, self._called = same_box(address.email), None
        if name := tidy_name(address.name):
            self._names[box][name] += times
        if (plain := full_name(address.name)) and not is_machine(box):
            first = self._by_name.setdefault(plain, box)
            if box not in self._apart:
                self._same[self._root(box)] = self._root(first)

    def person(self, email: str) -> str:
        """Return the mailbox that stands for the person whose address it is."""
        return self._root(same_box(email))

    def named(self, name: str) -> str | None:
        """Return the person of a full name, where there is one."""
        box = self._by_name.get(full_name(name))
        return None if box is None else self._root(box)

    def contacts(self, about: About) -> dict[str, str]:
        """Return which person of the mailbox each contact of the log is, by address and by name."""
        persons: dict[str, str] = {}
        for row in (row for row in rows_of(about.contacts) if "contact" in row):
            names = [row.get("name", ""), *row.get("also_called", "").split("; ")]
            if address := people.address(row.get("email", "")):
                self.meet(Address(address, names[0]))
                persons[row["contact"]] = address
            elif named := next(filter(None, map(self.named, names)), None):
                persons[row["contact"]] = named
        persons |= {f"{name}\n": named for name in about.same or {} if (named := self.named(name))}
        return {contact: self.person(email) for contact, email in persons.items()}

    def name(self, person: str) -> str:
        """Return how a person is called most often; empty where no name is known."""
        if self._called is None:
            self._called = defaultdict(Counter)
            for box, names in self._names.items():
                self._called[self._root(box)].update(names)
        names = self._called.get(person, Counter())
        return max(names, key=lambda name: (names[name], len(name)), default="")

    def _root(self, box: str) -> str:
        while (above := self._same.get(box, box)) != box:
            box = above
        return box
