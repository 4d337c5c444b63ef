"""What people write above their columns, and which column of a log they mean by it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from shadowkit import guide

#: Our columns, and beside them what some cells have to be asked about first: ``outreach.asked`` and
#: ``outreach.replied`` hold a date or yes and no, ``outreach.said`` and ``outreach.status`` words for how it went.
PHRASES = {target: [tuple(phrase.split()) for phrase in phrases.split(";")] for target, phrases in {
    "student": "student;student id;student name;student number;student email;your name;your email;your email address;"
               "netid;net id;username;participant",
    "contacts.name": "name;full name;contact;contact name;person;who;interviewee;interviewee name;professional;"
                     "professional name;person contacted;person interviewed;who interview;who speak;who spoke;"
                     "who meet;who shadow;who talk;contact person;alum;alumni;alumni name;alumna;alumnus;mentor;"
                     "mentor name;name person;name person interviewed;name person interview;name person contacted;"
                     "name professional interviewed;who reach out;who shadowed;person shadowed;host;shadow host",
    "contacts.first_name": "first name;given name;forename;first",
    "contacts.last_name": "last name;surname;family name;last",
    "contacts.role": "title;job title;position;role;job;occupation;current role;current position;what do;profession;"
                     "designation;position title",
    "contacts.organization": "company;organization;organisation;employer;firm;workplace;company name;where work;"
                             "institution;agency;organization name;company organization;place work;hospital",
    "contacts.field": "field;industry;sector;career field;area;field work;career area;career",
    "contacts.email": "email;email address;e mail;mail;contact email;e mail address;contact email address;"
                      "contact info;interviewee email;contact information",
    "contacts.source": "source;why person;why them;reason;why contact",
    "contacts.tie": "relationship;connection;tie;how know;how well know;known through;connection type",
    "contacts.referred_by": "referral;introduced by;named by;mutual contact;connected by;recommended by;referral from;"
                            "referrer;referred",
    "contacts.added_on": "added;date added;date found",
    "note": "note;comment;remark;detail;other note;additional note;additional comment;anything else;misc;"
            "notes comments",
    "outreach.sent_at": "last contact;last email;date contacted;date sent;sent;date contact;first contact;"
                        "date reached out;outreach date;date emailed;emailed;email sent;message sent;initial contact;"
                        "initial outreach;reached out;when reach out;when contact;date first contact;date messaged;"
                        "contacted;date first email;outreach sent;date reach out;first email;date email sent;"
                        "date initial contact;first outreach;last contacted;date message sent;asked on;date asked;"
                        "first message;did contact",
    "outreach.follow_up_at": "follow up sent;followed up;follow up date;follow up;second email;second contact;"
                             "date followed up;2nd email;followup;followup date;follow up email;followup sent;"
                             "second message;date second email;follow up email sent;reminder",
    "outreach.channel": "how reach out;method;contact method;channel;outreach method;how contacted;how contact;medium;"
                        "platform;via;mode contact;type outreach;how make contact;how reached out;contact channel;"
                        "outreach channel;contact type;how reached;contacted via;communication method;contacted by",
    "outreach.replied": "replied;reply;responded;response received;heard back;got response;reply received;"
                        "any response;get response;got reply;get reply;responded yes no;hear back;got back;respond",
    "outreach.replied_at": "date replied;replied on;reply date;response date;date responded;when reply;when respond;"
                           "responded on;date heard back;date response received;when replied;when responded",
    "outreach.said": "response;answer;outcome;result;accepted;reply outcome;decision;agreed;agreed meet;what say;"
                     "response type;agree;did accept;did agree meet",
    "outreach.status": "status;stage;progress;current status;outreach status;contact status;state",
    "outreach.template": "template;draft;email template;message template;template used;version",
    "meetings.starts_at": "interview date;meeting date;date met;met on;call date;chat date;interviewed on;shadow date;"
                          "date visit;coffee chat date;when meet;scheduled date;scheduled for;appointment;"
                          "date interviewed;interview;meeting;informational interview;date conversation;"
                          "interview scheduled;meeting scheduled;date informational interview;call scheduled;"
                          "date shadowed;job shadow date;interview date time;meeting date time;coffee chat;when talk;"
                          "when speak;day meeting;day interview",
    "meetings.starts_time": "interview time;meeting time;start time;call time;time",
    "meetings.minutes": "duration;length;minutes;how long;how long last;length interview;duration interview;"
                        "meeting length;call length;duration minutes;length minutes;how long meet;how long talk;"
                        "how long interview;duration min",
    "meetings.minutes_planned": "planned duration;planned minutes;planned length",
    "meetings.mode": "format;mode;in person virtual;how meet;meeting type;meeting format;interview format;"
                     "interview type;how talk;meeting mode;in person video phone;location",
    "meetings.kind": "type;kind;activity type;interview shadow;type meeting;activity",
    "meetings.status": "meeting status;interview status;completed;held;took place",
    "meetings.thanked_at": "thank you note;thank you;thanked;thank you date;thank you email;date thanked;"
                           "thank you note sent;thank you email sent;thanks sent;date thank you sent;"
                           "thank you note date",
    "meetings.referrals": "referrals;other contact;people recommended;referred to;name given;referral given;"
                          "additional contact;further people;people named;referrals received;who recommend;"
                          "new contacts;who else recommend",
    "reflections.interest_before": "interest before;interested before;interest level before;interest field before;"
                                   "interested field before",
    "reflections.interest_after": "interest after;interested after;interest level after;interest now;interested now;"
                                  "interest field after;interest afterwards;interested field after;"
                                  "interested field now",
    "reflections.fit_interests": "fit interests;match interests;matches interests",
    "reflections.fit_abilities": "fit abilities;match skills;matches skills;fit skills;match abilities;fit strengths;"
                                 "matches abilities;match strengths",
    "reflections.fit_values": "fit values;match values;matches values",
    "reflections.surprised": "surprised;surprise;surprising;biggest surprise",
    "reflections.confirmed": "confirmed",
    "reflections.still_unknown": "still unknown;still want know;still know;question remain;open question;"
                                 "remaining question;still not know;still have question;still wonder",
    "reflections.next_step": "next step;next action;action item;next",
    "timestamp": "timestamp;submitted;submission date;start date;completion time;submission time;date submitted;"
                 "recorded date",
}.items()}

#: The same in German and in Spanish.
for _target, _phrases in {
    "contacts.name": "ansprechpartner;ansprechpartnerin;kontakt;kontaktperson;gesprächspartner;nombre;contacto;"
                     "nombre completo;nombre apellidos;persona",
    "contacts.first_name": "vorname",
    "contacts.last_name": "nachname;apellido;apellidos",
    "contacts.role": "beruf;stelle;puesto;cargo;profesión;profesion",
    "contacts.organization": "firma;unternehmen;arbeitgeber;empresa;organización;organizacion",
    "contacts.field": "branche;bereich;sector;industria",
    "contacts.email": "mail adresse;e mail adresse;correo;correo electrónico;correo electronico",
    "contacts.referred_by": "empfohlen von;vermittelt durch;recomendado por;referido por",
    "note": "notiz;notizen;bemerkung;bemerkungen;anmerkung;anmerkungen;nota;comentario;observaciones",
    "outreach.sent_at": "kontaktiert am;angeschrieben am;angefragt am;kontaktdatum;erstkontakt;erster kontakt;"
                        "gesendet am;datum anfrage;fecha contacto;fecha envío;fecha envio;contactado;"
                        "primer contacto",
    "outreach.follow_up_at": "nachgefasst;nachgefasst am;seguimiento;fecha seguimiento",
    "outreach.channel": "kanal;kontaktweg;medio;canal",
    "outreach.replied": "geantwortet;rückmeldung;respondió;respondio;contestó",
    "outreach.replied_at": "antwort am;antwortdatum;datum antwort;geantwortet am;fecha respuesta",
    "outreach.said": "antwort;ergebnis;respuesta;resultado",
    "outreach.status": "stand;estado;estatus",
    "meetings.starts_at": "gesprächstermin;termin;gespräch am;interview am;datum gespräch;getroffen am;"
                          "fecha entrevista;fecha reunión;fecha reunion;entrevista;cita",
}.items():
    PHRASES[_target] += [tuple(phrase.split()) for phrase in _phrases.split(";")]


def _root(word: str) -> str:
    """Return a word without its plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


#: Words that a question has for its grammar alone.
_EMPTY = frozenset(map(_root, re.split(r"\s+", """a an the of for to in on at and or is was were are be been it its this
that they them their you your my me i did do does have has had with about as by please if any when what how who
where why which most will der die das den dem des de del la el los las""")))
_ASKS = re.compile(r"(what|how|why|which|where|when|who|whom|would|could|can|do|does|did|is|are|was|were|tell me"
                   r"|describe|explain|in what)\b", re.IGNORECASE)
#: What only the one who fills in a form can say, not the person who was asked.
_OF_ONESELF = re.compile(r"\b(did you (learn|think|feel|notice|take|enjoy|find|realize|observe)|you (learned|noticed)|"
                         r"(your|my) (biggest |main |key |overall )?(takeaway|reflection|impression|thoughts|feelings)|"
                         r"will you|would you do differently|are you (more|less|still))", re.IGNORECASE)
#: How a form asks who fills it in, where it does not ask whom that person met.
_OF_WHO_FILLS_IN = re.compile(r"(your|my) .*|((full|first|last|given|family) )?name|e-?mail( address)?|surname|username"
                              r"|participant", re.IGNORECASE)
#: What a header says beside its words: a scale in brackets, the end of "they're" and "company's".
_ASIDE = re.compile(r"\([^()]*\d[^()]*\)|['’](s|re|ve)?\b|\b\d to \d\b|\b\d ?[-–] ?\d\b")
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[A-Za-z]{2,}")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(rf"\d{{4}}[-/.]\d\d?[-/.]\d\d?|\d\d?[-/.]\d\d?[-/.]?\d{{2,4}}|\d\d?(st|nd|rd|th)?[ -.]*{_MONTH}\b"
                   rf"|{_MONTH}\.? *\d", re.IGNORECASE)
_NUMBER = re.compile(r"[-+$€£]?[\d.,]*\d[\d.,]*%?|yes|no|n/a|tbd|true|false|x|-", re.IGNORECASE)


class Guess(NamedTuple):
    """The column a header speaks of, the words that say so, and how much of the header they are."""

    target: str
    words: str
    share: float


def _index() -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for target, phrases in PHRASES.items():
        for phrase in phrases:
            for word in phrase:
                found.setdefault(_root(word), []).append((target, phrase))
    return found


_BY_WORD = _index()


@lru_cache(maxsize=4096)
def guesses(header: str) -> tuple[Guess, ...]:
    """Return the columns that a header may speak of, the likeliest first."""
    if len(header) > 300:
        return ()
    # What stands below a group says which column it is, and the group may be part of its name, as of a date.
    group, _, below = header.rpartition(" / ")
    if group:
        whole = tuple(guess for guess in _guesses(f"{group} {below}") if guess.share == 1)
        return whole or guesses(below)
    return _guesses(header)


def _guesses(header: str) -> tuple[Guess, ...]:
    said = [_root(word) for word in re.findall(r"[^\W_]+", _ASIDE.sub("", header.lower()))]
    tokens = set(said)
    content = tokens - _EMPTY
    found: dict[str, Guess] = {}
    for word in dict.fromkeys(said):
        for target, phrase in _BY_WORD.get(word, ()):
            roots = {_root(part) for part in phrase}
            if not roots <= tokens:
                continue
            share = len(roots) / len(roots | content)
            best = found.get(target)
            if best is None or (share, len(phrase)) > (best.share, len(best.words.split())):
                found[target] = Guess(target, " ".join(phrase), share)
    enough = 0.7 if is_question(header) else 0.5
    return tuple(sorted((guess for guess in found.values() if guess.share >= enough),
                        key=lambda guess: (-guess.share, -len(guess.words.split()))))


def known(header: str) -> bool:
    """Tell whether a text is a name that people give to a column of a log."""
    return bool(guesses(header))


def is_question(header: str) -> bool:
    """Tell whether a header asks something, as those of forms do."""
    return header.rstrip(" *").endswith("?") or bool(_ASKS.match(header)) and len(header.split()) > 2


def is_about_oneself(header: str) -> bool:
    """Tell whether a question is put to whoever fills in the form, not to the person who was asked."""
    return bool(_OF_ONESELF.search(header))


def is_of_who_fills_in(header: str) -> bool:
    """Tell whether a header may ask for the name or address of whoever fills in the form."""
    return bool(_OF_WHO_FILLS_IN.fullmatch(header.strip(" *:?")))


def has_topic(header: str) -> bool:
    """Tell whether a header names one of the guide's topics, as "Typical day" does."""
    plain = f" {header.lower()}"
    return any(f" {clue}" in plain for clues in guide.TOPIC_CLUES.values() for clue in clues)


def is_email(cell: str) -> bool:
    """Tell whether a cell is one e-mail address."""
    return bool(_EMAIL.fullmatch(cell))


def is_date(cell: str) -> bool:
    """Tell whether a cell begins like a date, well written or not."""
    return bool(_DATE.match(cell))


def is_data(cell: str) -> bool:
    """Tell whether a cell can hardly be the name of a column: a date, a number, an address."""
    return is_email(cell) or is_date(cell) or bool(_NUMBER.fullmatch(cell))
