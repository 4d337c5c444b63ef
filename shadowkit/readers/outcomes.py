"""What became of an ask, in the words people write into a tracker."""

from __future__ import annotations

import re
from typing import NamedTuple

from shadowkit.errors import nearest


class Outcome(NamedTuple):
    """Whether one asked and got a reply (None: it does not say), what that said, and what became of the meeting."""

    asked: bool = True
    replied: bool | None = None
    answer: str | None = None
    meeting: str | None = None


_NONE, _UNASKED = Outcome(replied=False), Outcome(asked=False, replied=False)
_WORDS = {
    _UNASKED: "not contacted;not yet contacted;to contact;to do;todo;not started;need to contact;will contact;"
              "plan to contact;not sent;to reach out;identified;researching;drafted;to be contacted;"
              "haven t contacted;have not contacted;not reached out;not emailed",
    Outcome(): "pending;sent;emailed;contacted;reached out;followed up;follow up sent;messaged;called;left voicemail;"
               "left message;email sent;message sent;nothing;initial;angeschrieben;kontaktiert;angefragt;gesendet;"
               "contactado;contactada;enviado",
    _NONE:
        "no response;no reply;no answer;ghosted;waiting;waiting for reply;waiting for response;awaiting reply;"
        "awaiting response;awaiting;unanswered;not replied;not responded;did not reply;did not respond;didn t reply;"
        "didn t respond;never replied;never responded;never heard back;bounced;out of office;automatic reply;no word;"
        "silence;waiting to hear;waiting to hear back;no news;not heard back;hasn t replied;hasn t responded;"
        "keine antwort;noch keine antwort;keine rückmeldung;nicht geantwortet;sin respuesta;no respondió;no contestó",
    Outcome(replied=True): "replied;responded;reply received;response received;heard back;answered;got back;"
                           "wrote back;in contact;in touch;in conversation;received reply;received response;"
                           "got reply;got response;geantwortet;respondió;contestó",
    Outcome(replied=True, answer="no"): "rejected;declined;refused;said no;not interested;turned down;turned me down;"
                                        "unavailable;not available;too busy;rejection;denied;unable to meet;"
                                        "can t meet;cannot meet;abgelehnt;abgesagt;absage;"
                                        "rechazado;rechazó",
    Outcome(replied=True, answer="yes"): "accepted;agreed;agreed to meet;said yes;confirmed;will meet;willing to meet;"
                                         "happy to meet;agreed to talk;agreed to chat;"
                                         "zugesagt;zusage;aceptado;aceptó",
    Outcome(replied=True, answer="yes", meeting="planned"):
        "scheduled;meeting scheduled;interview scheduled;call scheduled;scheduled meeting;scheduled interview;"
        "scheduled call;chat scheduled;meeting set;meeting planned;booked;meeting booked;interview booked;"
        "meeting confirmed;interview confirmed;rescheduled;meeting arranged;meeting set up;interview set up;"
        "coffee scheduled;appointment made;termin vereinbart;gespräch vereinbart;entrevista programada;cita programada",
    Outcome(replied=True, answer="yes", meeting="held"):
        "completed;met;interviewed;interview completed;meeting completed;interview done;meeting held;meeting done;"
        "interview held;chat completed;call completed;interview complete;meeting complete;talked;spoke;had a call;"
        "shadowed;completed interview;completed meeting;interview conducted;had meeting;gespräch geführt;"
        "interview geführt;getroffen;entrevistado;entrevistada;entrevista realizada",
    Outcome(replied=True, answer="yes", meeting="cancelled"):
        "cancelled;canceled;meeting cancelled;meeting canceled;interview cancelled;interview canceled;called off",
    Outcome(replied=True, answer="yes", meeting="no_show"): "no show;did not show;didn t show;did not show up",
    Outcome(replied=True, answer="redirect"):
        "redirected;redirect;referred me;referred to someone else;referred to somebody else;referred to colleague;"
        "referred me to someone else;referred me to colleague;forwarded;passed on;suggested someone else;"
        "recommended someone else;referred to another person;referred on",
}
#: What each phrase says.
OUTCOMES = {phrase: outcome for outcome, phrases in _WORDS.items() for phrase in phrases.split(";")}
#: A bare yes or no: to "Replied?" it speaks of a reply, to "Answer" of what the reply said.
_YES_NO = {
    "replied": {"yes": Outcome(replied=True), "y": Outcome(replied=True), "no": _NONE, "n": _NONE,
                "true": Outcome(replied=True), "false": _NONE, "not yet": _NONE, "x": Outcome(replied=True)},
    "asked": {"yes": Outcome(), "y": Outcome(), "x": Outcome(), "true": Outcome(), "no": _UNASKED,
              "n": _UNASKED, "false": _UNASKED, "not yet": _UNASKED},
    "said": {"yes": Outcome(replied=True, answer="yes"), "no": Outcome(replied=True, answer="no"),
             "y": Outcome(replied=True, answer="yes"), "n": Outcome(replied=True, answer="no"), "not yet": _NONE},
    "status": {},
}
for _meanings in _YES_NO.values():
    # A ticked box, and the same in German and in Spanish.
    _meanings |= {other: _meanings[word] for word, others in (("yes", ("ja", "sí", "si", "checked")), ("no", ("nein",)))
                  if word in _meanings for other in others}
_BY_LENGTH = sorted(OUTCOMES, key=len, reverse=True)
_PHRASE = re.compile(r"\b(" + "|".join(map(re.escape, _BY_LENGTH)) + r")\b")
_FILLING = frozenset(re.split(" ", "yet the a an for was were they me my i has have been still by and but so far we it "
                                   "is on"))


def outcome(text: str, asked_about: str) -> Outcome | None:
    """Return what a cell says, where it says it plainly; None where anything in it is not understood.

    ``asked_about`` is what its column is about: ``asked``, ``replied``, ``said`` or ``status``.
    """
    plain = " ".join(word for word in re.findall(r"[^\W_]+", text.lower()) if word not in ("a", "an", "the"))
    if plain in _YES_NO[asked_about]:
        return _YES_NO[asked_about][plain]
    if len(plain) > 120:
        return None
    found = [OUTCOMES[match[1]] for match in _PHRASE.finditer(plain)]
    rest = set(_PHRASE.sub(" ", plain).split()) - _FILLING
    if not found or rest:
        return None
    answers = {one.answer for one in found} - {None}
    meetings = [one.meeting for one in found if one.meeting]
    if len(answers) > 1 or len({one.asked for one in found}) > 1:
        return None
    said = [one.replied for one in found if one.replied is not None]
    replied = any(said) if said else None
    if replied and not all(one.replied for one in found) and any(not one.replied and "no" in plain.split()
                                                                 for one in found):
        return None
    return Outcome(found[0].asked, replied, answers.pop() if answers else None, meetings[-1] if meetings else None)


def meant(text: str) -> str | None:
    """Return the phrase that a misspelt cell looks like."""
    plain = re.sub(r"(.)\1+", r"\1", " ".join(re.findall(r"[^\W_]+", text.lower())))
    squeezed = {re.sub(r"(.)\1+", r"\1", phrase).replace(" ", "_"): phrase for phrase in OUTCOMES}
    close = nearest(plain, squeezed) if 3 < len(plain) < 40 else None
    return squeezed[close] if close else None
