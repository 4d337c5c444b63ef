"""Whom of all the people they write to a student asks for a talk, a visit, advice or a name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from shadowkit.errors import Problem
from shadowkit.readers import mail_facts
from shadowkit.readers.mail_facts import Message
from shadowkit.readers.mail_purpose import Thanks

#: How many are named in a sentence.
_NAMED_AT_MOST = 20
_LONGEST = 5_000

#: Somebody's work, in the languages in which "your" alone would be too much; it counts where it is asked about.
_THEIRS = (
    r"your (?:line of work|work|job|field|paths?|journey|profession|industry|occupation|role|position|research|"
    r"experience|background|company|firm|team|way into)\b|"
    r"(?:ihr|dein)\w{0,2} (?:\w+ )?(?:arbeit|beruf|weg|bereich|tätigkeit|fach|alltag|rolle|branche|laufbahn|stelle|"
    r"erfahrung)\w*|"
    r"(?:uw|jouw|je) (?:werk|vak|vakgebied|beroep|loopbaan|functie|carrière|baan|ervaring|pad)\b|"
    r"(?:ditt?|din|deres|ert) (?:arbete|jobb?|arbeid|arbejde|yrke|väg|vei|vej|bana|fag|felt|rolle?|erfaring\w*)\b")
_ASKED_ABOUT = (r"\b(?:about|into|in|like|know|hear|learn|understand|how|über|in|zu|mehr|von|over|om|hvordan|hur)\b"
                rf"[^.?!]{{0,60}}?\b(?:{_THEIRS})")
_LANGUAGES = {
    "English": r"informational|shadowing|(?:job|work)[ -]?shadow\w*|shadow (?:you|him|her|them|some\w+|for an?)\b|"
               r"(?:to|may i|might i|could i|can i) shadow\b|interview you\b|coffee chat|pick your brain|"
               r"(?:watch|observe|follow|accompany)\b[^.?!]{0,40}\bfor (?:an?|one|half an?) (?:day|morning|afternoon)|"
               r"careers?\b(?! (?:cent|fair|service|office))|learn more about|(?:hear|know|find out) more about your|"
               r"(?:short|quick|brief|virtual|introductory|minute) (?:[\w-]+ )?"
               r"(?:chat|call|coffee|conversation|talk|meeting|interview|zoom)\b|"
               r"how you (?:became|got|came)\b|interested in becoming|(?<!legal )advice\b|"
               r"your (?:insights?|perspective|guidance)\b|typical (?:work)?day|day in the life|"
               r"(?:minutes|some|bit|hour) of your time|"
               r"referr(?:ed|al)\b|(?:introduced|recommended) (?:me|us|by|that i|i)\b|introduc(?:tion to|e me)\b|"
               r"(?:gave|given|passed) me your (?:name|contact|address|e-?mail)|"
               r"suggest(?:ed|s) (?:that )?i (?:contact|write|reach|speak|talk|get in touch|e-?mail|ask|meet)",
    "German": r"informations?(?:gespräch|interview)\w*|informelles interview|hospit(?:ation|ieren)|schnupper\w+|"
              r"die schulter|berufs(?:weg|alltag|einstieg|leben|praxis|feld|bild)\w*|werdegang|arbeitsalltag|"
              r"karriere\w*|kurze\w* (?:gespräch|telefonat|austausch|treffen|anruf|kaffee)|ratschl[aä]g\w*|"
              r"um (?:\w+ )?rat\b|einen tag (?:lang )?(?:begleiten|zu(?:sehen|schauen))|halbe stunde zeit|"
              r"(?:empfahl|empfohlen|nannte) (?:mir|sie|dich)|"
              r"hat (?:mir|mich) [^.?!]{0,40}(?:empfohlen|verwiesen|genannt)",
    "French": r"entre(?:tien|vue) (?:d['’]information|informati\w+|réseau|exploratoire|métier)|stage d['’]observation|"
              r"(?:vous|te) (?:observer|suivre|accompagner)\b|(?:votre|ton|vos) (?:métier|travail|parcours|profession|"
              r"poste|domaine|carrière|secteur|expérience|quotidien)\b|(?:vos|tes|des|quelques|votre|un) conseils?\b|"
              r"(?:bref|brève|courte?|rapide) (?:échange|appel|entretien|conversation|discussion|rencontre|café)|"
              r"m['’]a (?:donné|transmis) votre|recommandé de|de la part de",
    "Spanish": r"entrevista informativa|(?:su|tu) (?:trabajo|profesión|carrera|trayectoria|campo|puesto|experiencia|"
               r"camino)\b|(?:acompañar|observar|seguir)(?:l[eoa]|te)\b|consejos?\b|"
               r"(?:breve|corta|rápida) (?:charla|llamada|conversación|entrevista|reunión)|"
               r"me (?:dio|pasó) su|me recomend\w+|de parte de",
    "Italian": r"(?:colloquio|intervista) informativ\w|(?:suo|sua|tuo|tua) (?:lavoro|percorso|professione|carriera|"
               r"ruolo|settore|esperienza|mestiere)\b|affiancar\w+|osservar(?:l[ao]|ti)\b|consigli[oa]?\b|"
               r"(?:breve|rapida) (?:chiacchierata|telefonata|chiamata|conversazione|incontro|colloquio)|"
               r"mi ha (?:dato|fatto) il suo",
    "Portuguese": r"(?:seu|sua|teu|tua) (?:trabalho|profissão|carreira|percurso|trajet[óo]ria|área|experiência|função|"
                  r"cargo)\b|acompanhá-l[ao]|conselhos?\b|"
                  r"(?:breve|curta|rápida) (?:conversa|chamada|ligação|reunião|entrevista)|"
                  r"(?:deu-me|me (?:deu|passou)) (?:o )?seu",
    "Dutch": r"(?:informatief|oriënter\w+) gesprek|netwerkgesprek|mee(?:lopen|loop\w+|kijken)\b|carrière|"
             r"advies\b|(?:kort|snel) (?:gesprek|telefoontje|belletje|praatje)|gaf mij uw|doorverwezen",
    "Scandinavian": r"informa(?:tions|sjons)(?:intervju|interview|samtale?)|jobb?sk(?:ugg|yg)\w*|skugga dig|"
                    r"følge (?:deg|dig)\b|karri[äe]r\w*|"
                    r"(?:kort|snabbt?|hurtig) (?:samtale?|prat|snak|møde|möte|møte|kaffe)|(?:goda |gode )?råd\b",
}
#: So many minutes are asked for where a talk or time is spoken of; the heating may be off as long.
_MINUTES = (r"(?<!\bin )(?<!\bdans )(?<!\ben )(?<!\btra )(?<!\bover )(?<!\bom )(?<!\bem )"
            r"(?:(?:10|15|20|25|30|40|45|fifteen|twenty|thirty|fünfzehn|zwanzig|dreißig|quinze|vingt|trente|quince|veinte|"
            r"treinta|quindici|venti|trenta|vinte|trinta|vijftien|twintig|dertig|tjugo|trettio|tyve|tretti)[ -]?min\w*|"
            r"half(?: an)?[ -]hour|halbe stunde|demi-heure|media hora|mezz['’]ora|meia hora|half uur\w*|"
            r"halv ?tim[me]e)\b(?! (?:late|away|ago|later|walk|drive|early|before|after|from))")
_TALK = (r"talk|chat|call|speak|convers|zoom|phone|spare|time\b|questions|gespräch|sprech|telefon|zeit\b|fragen|"
         r"échange|appel|parler|entretien|temps\b|charla|hablar|llama|tiempo|parlare|tempo\b|chiama|conversa|falar|gesprek|"
         r"praten|bellen|tijd\b|samtal|prat|snak|tid\b")
_ASKS = re.compile(
    "|".join([*(rf"\b(?:{words})" for words in _LANGUAGES.values()), _ASKED_ABOUT,
              rf"{_MINUTES}[^.,;?!]{{0,60}}\b(?:{_TALK})", rf"\b(?:{_TALK})[^.?!]{{0,80}}?{_MINUTES}"]), re.IGNORECASE)
_SUBJECT_ASKS = re.compile(rf"\b(?:{_THEIRS})|{_MINUTES}|^(?:intro|introduction)\b", re.IGNORECASE)


def asks(subject: str, words: str) -> bool:
    """Tell whether a subject, or what somebody wrote below it, asks for a talk, a visit, advice or a name.

    >>> asks("Your work", ""), asks("Hello", "Might I shadow you for a day?"), asks("Rent", "The heating is off again.")
    (True, True, False)
    """
    # A sentence goes on over the end of a line.
    subject, words = " ".join(subject.split()), " ".join(words[:_LONGEST].split())
    return any(pattern.search(text) is not None for pattern, text in (
        (_SUBJECT_ASKS, subject), (_ASKS, subject), (_ASKS, words)))


class Said(NamedTuple):
    """What one message of the student says: how many words, whether it asks or thanks; its text where that is kept."""

    number: int | None
    asks: bool
    thanks: Thanks
    text: str | None


def who(
    talks: Iterable[Sequence[Message]], recipients: Mapping[str, Sequence[str]], said: Mapping[str, Said],
    known: Iterable[str],
) -> tuple[set[str], dict[str, set[str]]]:
    """Return who was asked: who is known, and with whom the student has a conversation that asks, or thanks for a talk.

    Of those who were asked in so many words, the messages of these conversations are returned too.
    What is only forwarded to somebody asks them nothing, unless it says so itself.
    """
    people: set[str] = set(known)
    about: dict[str, set[str]] = defaultdict(set)
    for talk in talks:
        mine = [message for message in talk if message.identity in recipients]
        asking = any(said[message.identity].asks for message in mine)
        if not asking and not any(said[message.identity].thanks.for_a_talk for message in mine):
            continue
        for message in mine:
            if said[message.identity].asks or not is_forwarded(message):
                people.update(recipients[message.identity])
                for person in recipients[message.identity] if asking else ():
                    about[person].add(message.identity)
    return people, about


def is_forwarded(message: Message) -> bool:
    """Tell whether somebody else's words are passed on in a message."""
    return mail_facts.base_subject(message.subject)[1] == "forward"


def left_out(written: Iterable[tuple[Message, str, str]]) -> list[Problem]:
    """Say for each file to whom the student wrote and asked nothing: the message, who it is, and how they are named."""
    files: dict[str, dict[str, str]] = defaultdict(dict)
    told: set[str] = set()
    for message, person, name in written:
        if person not in told:
            told.add(person)
            files[message.file][person] = name
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
