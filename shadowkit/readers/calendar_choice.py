"""Which events of a calendar are interviews and shadows, and with whom: by who is to come, else by their titles."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from shadowkit import guide
from shadowkit.readers import About, people, titles
from shadowkit.readers.calendar_events import Event, Person

#: Minutes from which on a meeting with a contact that does not say what it is, is a shadow rather than an interview.
_LONG = 180
#: A word with what stands inside of it, as in O'Neil; what hangs on behind, as in Amara's, is another.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]{2,})*")


class Choice(NamedTuple):
    """Why an event is a meeting, of what kind, and with whom.

    ``handle`` is that of a contact the log has already; ``is_guess`` says that who the student is had to be guessed.
    """

    kind: str
    decided_by: str
    person: Person | None
    handle: str | None = None
    is_guess: bool = False


class Chooser:
    """Chooses the meetings among events, by what is known of the student and of the contacts."""

    def __init__(self, about: About) -> None:
        self.me = people.plain(about.student_name or "")
        self.mine = {part.strip().casefold() for part in (about.student_email or "").split(",") if part.strip()}
        rows = about.contacts.to_dict("records") if about.contacts is not None else []
        known = [{column: value for column, value in row.items() if isinstance(value, str) and value.strip()}
                 for row in rows]
        known = [row for row in known if "contact" in row]
        self.by_email = {row["email"].strip().casefold(): row for row in known if "email" in row}
        self.by_name = {name: row for row in known if (name := people.plain(row.get("name", "")))}

    def choice(self, event: Event) -> Choice | None:
        """Return why an event is a meeting, or None where nothing says that it is one."""
        title = _spelled(event.title)
        clue = next(((kind, words) for kind, all_words in guide.TITLE_CLUES.items() for words in all_words
                     if f" {words}" in title), None)
        kind = clue[0] if clue else "shadow" if " shadow" in title else None
        others, is_guess = self.others(event)
        is_long = event.starts is not None and (event.starts.is_day or (event.minutes or 0) >= _LONG)
        for person in others:
            if row := self._known(person):
                person = person._replace(name=row.get("name") or person.name)
                return Choice(kind or ("shadow" if is_long else "interview"),
                              f"{person.email or person.name} is a contact", person, row["contact"])
        row = next((row for name, row in self.by_name.items() if " " in name and _spelled(name) in title), None)
        # A whole day with nothing but a name is more often a birthday.
        if row and (kind or not (event.starts and event.starts.is_day)):
            person = Person(row["name"], row.get("email"), False, False)
            return Choice(kind or "interview", f"the title names {row['name']}, a contact", person, row["contact"])
        if clue is None:
            return None
        person, is_guess = _likeliest(others, titles.person(event.title, self.me), is_guess)
        return Choice(clue[0], f"the title says {clue[1]!r}", person, None, is_guess)

    def others(self, event: Event) -> tuple[list[Person], bool]:
        """Return who is to come besides the student, and whether who the student is had to be guessed."""
        others = [person for person in event.people if not self.is_student(person, event)]
        if self.mine or self.me or event.owner or any(map(self._known, others)):
            return others, False
        # Who keeps a calendar made most of what is in it.
        guests = [person for person in others if not person.is_organizer]
        return guests, bool(guests) and len(guests) < len(others)

    def is_student(self, person: Person, event: Event) -> bool:
        """Tell whether somebody is the student, by the addresses and the name that are known."""
        email = (person.email or "").casefold()
        return email in self.mine or bool(email) and email == (event.owner or "").casefold() or (
            bool(self.me) and people.plain(person.name or "") == self.me)

    def _known(self, person: Person) -> dict[str, str] | None:
        return self.by_email.get((person.email or "").casefold()) or self.by_name.get(
            people.plain(person.name or ""))


def _likeliest(others: list[Person], named: str | None, is_guess: bool) -> tuple[Person | None, bool]:
    """Return whom of those to come a title names; the one it names if nobody, and else the first."""
    words = people.words(named)
    called = next((person for person in others if words & people.words(person.name)), None)
    if called:
        return called, False
    if named and len(others) == 1 and others[0].name is None:
        return others[0]._replace(name=named), is_guess
    if named:
        return Person(named, None, False, False), False
    return (others[0], is_guess) if others else (None, False)


def _spelled(text: str) -> str:
    """Return the words of a text as they are compared, with a blank on either side of each."""
    return f" {' '.join(map(people.bare, _WORD.findall(unicodedata.normalize('NFC', text))))} "
