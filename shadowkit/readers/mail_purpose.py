"""What a message is for, and what a reply says, where plain words tell."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pandas as pd

from shadowkit.readers import About
from shadowkit.readers.mail_facts import Address
from shadowkit.readers.mail_people import People

_DAYS_TO_THANK = timedelta(days=14)
_THANKS_SUBJECT = re.compile(
    r"(?:a (?:big |quick )?(?:note of )?)?(?:thank(?:s|\s?you)|many thanks|with thanks)|(?:vielen |herzlichen )?dank|"
    r"merci|(?:muchas )?gracias|grazie|(?:muito )?obrigad[oa]|(?:hartelijk )?(?:be)?dank|(?:tusen )?tack|takk?\b|"
    r"kiitos|dziękuję|děkuji|köszönöm|спасибо|teşekkür|ευχαριστώ|ありがとう|お礼|谢谢|感谢|謝謝|감사", re.IGNORECASE)
_THANKS = re.compile(
    r"\b(?:(?:thanks?|thank you|appreciated|grateful)\b[^.!?\n]{0,70}\b(?:meeting|met|speaking|talking|chat\w*|"
    r"conversation|call|interview|visit|shadow\w*|having me|hosting|showing me|taking the time|your time|time today|"
    r"time yesterday|advice|insights?|sharing|today|yesterday)|"
    r"dank\w*\b[^.!?\n]{0,70}\b(?:gespräch\w*|zeit|treffen|einblick\w*|gestern|heute|besuch|interview)|"
    r"(?:re)?merci\w*\b[^.!?\n]{0,70}\b(?:entretien|rencontre|échange|temps|conversation|conseils|accueil|hier|reçue?)|"
    r"gracias\b[^.!?\n]{0,70}\b(?:tiempo|conversación|charla|entrevista|reunión|consejos|ayer|hoy)|"
    r"grazie\b[^.!?\n]{0,70}\b(?:tempo|incontro|conversazione|chiacchierata|intervista|consigli|ieri|oggi)|"
    r"obrigad[oa]\b[^.!?\n]{0,70}\b(?:tempo|conversa|entrevista|encontro|conselhos|ontem|hoje)|"
    r"(?:be)?dankt?\b[^.!?\n]{0,70}\b(?:gesprek|tijd|gisteren|ontmoeting)|"
    r"tac?kk?\b[^.!?\n]{0,70}\b(?:samtal\w*|tid\w*|möte\w*|møde\w*|møte\w*|i ?går|intervju\w*|interview\w*))",
    re.IGNORECASE)
_NOT_YET = re.compile(r"\b(?:agree\w*|willing\w*|offer\w*|accept\w*|confirm\w*|schedul\w*|arrang\w*|advance|forward to|"
                      r"to (?:reply|respond|answer|write|get(?:ting)? back)|im voraus|por adelantado|d'avance)\b",
                      re.IGNORECASE)
_GREETING = re.compile(r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b[^.!?\n]{0,40}[,!.:\n-]+\s*",
                       re.IGNORECASE)
_YES = re.compile(
    r"(?:(?:thanks?(?: you)?|great|nice)\b[^.!?\n]{0,60}[.!]\s+)?"
    r"(?:yes|sure|of course|certainly|absolutely|with pleasure|gladly|(?:i(?:'d| would| am|'m)(?: be)? )?"
    r"(?:more than |very )?(?:happy|glad|delighted) to (?:talk|chat|meet|speak|help|connect))\b", re.IGNORECASE)
_NO = re.compile(
    r"\b(?:i (?:must|have to|will have to|need to)|i['’]ll have to|i['’]m going to have to) (?:decline|pass|say no)\b",
    re.IGNORECASE)
_HEDGE = re.compile(
    r"\b(?:but|unfortunately|however|instead|sorry|afraid|not|cannot|if|unless|maybe|perhaps|colleague)\b|n['’]t\b",
    re.IGNORECASE)


def plain_answer(words: str) -> str | None:
    r"""Return yes or no where a reply says so in plain words and takes nothing back; else None, which is most often.

    >>> plain_answer("Hi Ana,\n\nYes, I'd be happy to talk."), plain_answer("Yes, but not with me.")
    ('yes', None)
    """
    words = words[:1_500]
    opening = words[greeting.end():] if (greeting := _GREETING.match(words)) else words
    if _NO.search(words):
        return "no"
    return "yes" if _YES.match(opening) and not _HEDGE.search(opening) else None


def thanks_in_words(subject: str, words: str) -> tuple[bool, bool]:
    """Tell whether the subject of a new message says thanks, and whether its first lines thank for a meeting."""
    lines = [line for line in words.split("\n") if line.strip()][:4]
    first = "\n".join(lines)[:500]
    found = _THANKS.search(first)
    sentence = first[found.start():].partition("\n")[0][:200] if found else ""
    return (_THANKS_SUBJECT.match(subject) is not None,
            found is not None and not _NOT_YET.search(re.split(r"[.!?]", sentence)[0]))


class Meetings:
    """When the student met whom, as far as the log knows."""

    def __init__(self, about: About, people: People) -> None:
        self._by_person: dict[str, list[str]] = {}
        if about.meetings is None or not {"contact", "starts_at"} <= set(about.meetings.columns):
            return
        persons = _persons(about.contacts, people)
        for row in about.meetings.to_dict("records"):
            person = persons.get(str(row["contact"]))
            if person and not pd.isna(row["starts_at"]) and row.get("status") not in ("cancelled", "no_show"):
                self._by_person.setdefault(person, []).append(str(row["starts_at"]))

    def known(self, person: str) -> bool:
        """Tell whether the log has a meeting with a person."""
        return person in self._by_person

    def before(self, person: str, sent: datetime | None) -> tuple[str, bool] | None:
        """Return the latest meeting some days before a message, and whether the message may be of before it."""
        if sent is None:
            return None
        found: list[tuple[datetime, str, bool]] = []
        for text in self._by_person.get(person, ()):
            try:
                start = datetime.fromisoformat(text)
            except ValueError:
                # What is no time here is a problem of the table of meetings, and is told there.
                continue
            # On the wall both clocks show the same, unless the meeting's has an offset of its own.
            wall = sent.replace(tzinfo=None)
            if start.tzinfo:
                start = (start.astimezone(sent.tzinfo) if sent.tzinfo else start).replace(tzinfo=None)
            dated = len(text) <= 10 and start.date() == wall.date()
            if start < wall <= start + _DAYS_TO_THANK:
                found.append((start, text, dated))
        return max(found)[1:] if found else None


def _persons(contacts: pd.DataFrame | None, people: People) -> dict[str, str]:
    """Return which person of the mailbox each contact of the log is, by address and by name."""
    persons: dict[str, str] = {}
    for row in [] if contacts is None or "contact" not in contacts else contacts.to_dict("records"):
        name, email = (value.strip() if isinstance(value := row.get(column), str) else ""
                       for column in ("name", "email"))
        if "@" in email:
            people.meet(Address(email.casefold(), name))
            persons[str(row["contact"])] = email
        elif named := people.named(name):
            persons[str(row["contact"])] = named
    return {contact: people.person(email) for contact, email in persons.items()}
