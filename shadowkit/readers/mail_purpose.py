"""What a message is for, and what a reply says, where plain words tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import pandas as pd

from shadowkit.readers import About, mail_text
from shadowkit.readers.mail_facts import Address
from shadowkit.readers.mail_people import People
from shadowkit.readers.people import address as address_in

_DAYS_TO_THANK = timedelta(days=14)
_THANKS_SUBJECT = re.compile(
    r"(?:a (?:big |quick )?(?:note of )?)?(?:thank(?:s|\s?you)|many thanks|with thanks)|(?:vielen |herzlichen )?dank|"
    r"merci|(?:muchas )?gracias|grazie|(?:muito )?obrigad[oa]|(?:hartelijk )?(?:be)?dank|(?:tusen )?tack|takk?\b|"
    r"kiitos|dziękuję|děkuji|köszönöm|спасибо|teşekkür|ευχαριστώ|ありがとう|お礼|谢谢|感谢|謝謝|감사", re.IGNORECASE)
_THANKS = re.compile(
    r"\b(?:(?:thanks?|thank you|appreciated|grateful)\b[^.!?\n]{0,70}\b(?:meeting|met|speaking|talking|chat\w*|"
    r"(?:the|our) talk|conversation|call|interview|visit|shadow\w*|having me|hosting|showing me|taking the time|"
    r"your time|time today|time yesterday|advice|insights?|sharing|today|yesterday)|"
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
#: What is thanked for by its day alone.
_A_DAY = re.compile(r"\b(?:today|yesterday|heute|gestern|hier|ayer|hoy|ieri|oggi|ontem|hoje|gisteren|i ?går)\b",
                    re.IGNORECASE)
_AWAY = re.compile(
    r"(?:(?:hi|hello|dear|hallo|guten tag|bonjour|hola|sehr geehrte\w*|thank(?:s| you)|(?:vielen )?dank|danke|merci|"
    r"gracias|grazie|obrigad[oa]|bedankt|dank|tack?k?)\b[^.!?]{0,90}?[.!,;]\s+){0,3}"
    r"(?:(?:please note|be advised) that |(?:at|for) the moment,? )?(?:"
    r"(?:i am|i['’]m|i will be) (?:currently |now )?(?:out of (?:the |my )?office|away\b|(?:on|taking) (?:\w+ )?"
    r"(?:leave|vacation|holidays?)|travell?ing|not in the office)|"
    r"ich bin (?:[^!?]{0,60} )?(?:nicht (?:im (?:büro|haus|dienst)|erreichbar)|abwesend|im urlaub|außer haus)|"
    r"je suis (?:[^!?]{0,60} )?(?:absente?|en congés?|en vacances|hors du bureau)|"
    r"(?:estoy|estaré) (?:[^!?]{0,60} )?(?:fuera de la oficina|ausente|de vacaciones)|"
    r"(?:sono|sarò) (?:[^!?]{0,60} )?(?:fuori (?:ufficio|sede)|assente|in ferie)|"
    r"(?:estou|estarei) (?:[^!?]{0,60} )?(?:fora do escritório|ausente|de férias)|"
    r"ik ben (?:[^!?]{0,60} )?(?:afwezig|niet (?:aanwezig|op kantoor)|op vakantie)|"
    r"jag är (?:[^!?]{0,60} )?(?:inte på kontoret|bortrest|på semester|ledig)|"
    r"jeg er (?:[^!?]{0,60} )?(?:ikke på kontoret|bortrejst|på (?:ferie|reise)|fraværende))", re.IGNORECASE)
#: What no machine says.
_PERSONAL = re.compile(
    r"\?|\b(?:happy|glad|love|like) to (?:talk|chat|meet|speak|have you)|let['’]?s\b|let us (?:talk|meet)|"
    r"(?:works?|suits?) for me|see you|call me on|gerne?\b|avec plaisir|con gusto|volentieri|graag (?:met|praat)",
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


class Thanks(NamedTuple):
    """Whether the subject of a new message says thanks, and whether its first lines do for a meeting, or for a talk."""

    in_subject: bool
    in_words: bool
    for_a_talk: bool


def thanks(subject: str, words: str) -> Thanks:
    """Return how a message of the student says thanks; for yesterday may be for anything."""
    lines = [line for line in words.split("\n") if line.strip()][:4]
    first = "\n".join(lines)[:500]
    found = _THANKS.search(first)
    sentence = first[found.start():].partition("\n")[0][:200] if found else ""
    in_words = found is not None and not _NOT_YET.search(re.split(r"[.!?]", sentence)[0])
    return Thanks(_THANKS_SUBJECT.match(subject) is not None, in_words,
                  in_words and _THANKS.search(_A_DAY.sub("", first)) is not None)


def says_away(text: str) -> bool:
    r"""Tell whether the first words of a message are those of a machine that answers for somebody who is away.

    >>> says_away("Thank you for your message.\n\nI am out of the office until 5 October.")
    True
    >>> says_away("I am away this week. How about Tuesday the 6th?")
    False
    """
    words = " ".join(mail_text.own_words(text)[:600].split())
    return _AWAY.match(words) is not None and not _PERSONAL.search(words)


class Meetings:
    """When the student met whom, as far as the log knows."""

    def __init__(self, about: About, persons: Mapping[str, str]) -> None:
        self._by_person: dict[str, list[str]] = {}
        if about.meetings is None or not {"contact", "starts_at"} <= set(about.meetings.columns):
            return
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


def contacts(about: About, people: People) -> dict[str, str]:
    """Return which person of the mailbox each contact of the log is, by address and by name."""
    rows = [] if about.contacts is None or "contact" not in about.contacts else about.contacts.to_dict("records")
    known = [(str(row["contact"]), *(value.strip() if isinstance(value := row.get(column), str) else ""
                                     for column in ("name", "email", "also_called"))) for row in rows]
    persons: dict[str, str] = {}
    for contact, name, email, also in known:
        if address := address_in(email):
            people.meet(Address(address, name))
            persons[contact] = address
        elif named := next(filter(None, map(people.named, [name, *also.split("; ")])), None):
            persons[contact] = named
    told = {f"{name}\n": named for name in about.same or {} if (named := people.named(name))}
    return {contact: people.person(email) for contact, email in (persons | told).items()}
