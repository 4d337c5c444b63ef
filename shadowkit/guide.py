"""The career guide behind the kit, as data: every other module takes its words from here."""

from __future__ import annotations

import html

from shadowkit.errors import LogError, one_of

MEETING_KINDS = {
    "interview": "a talk with somebody about their work, usually 30 to 60 minutes",
    "shadow": "watching somebody at work, a few hours up to a week",
}

SOURCES = {
    "field": "works in a field I consider, or want to know first-hand",
    "path": "has faced challenges I believe I face, or followed a similar path",
    "insider": "knows an organization or industry, or what it looks for in applicants",
}

CHANNELS = {
    "email": "an e-mail",
    "letter": "a letter on paper",
    "referral": "named by a mutual contact, whose name is given",
    "call": "a telephone call",
    "organization": "asked to be put in touch",
}

TIES = {
    "known": "somebody I knew already; it is easiest to begin here",
    "introduced": "somebody I was introduced to",
    "new": "somebody I had no connection with",
}

STEPS = {
    "logistics": "clear that it is for information, not a job; flexible about time and place",
    "confirm": "time restated with thanks; a résumé may be sent ahead, for information only",
    "homework": "read up on the profession and the organization",
    "purpose": "purpose restated at the start; open questions prepared; for a shadow, time one-on-one asked for",
    "listen": "listened more than talked",
    "time": "not past the agreed end, unless invited to stay",
    "follow_through": "asked for further people; thank-you note within 24 hours, always",
}

TOPICS = {
    "path": "their way into the profession",
    "day": "a typical day",
    "best_worst": "what they like most and least",
    "outlook": "where they see the profession heading",
    "advancement": "what opportunities for promotion exist",
    "other": "anything else worth asking",
}

#: Open questions that print and the Internet do not answer, by topic.
QUESTIONS = {
    "path": (
        "How did you come into this profession?",
        "What did you do before, and what of it still helps you?",
        "Which choice on your way here would you make differently?",
    ),
    "day": (
        "What did you do yesterday, hour by hour?",
        "What does a typical day look like, and what does an unusual one look like?",
        "What part of your week would surprise somebody who has only read about it?",
    ),
    "best_worst": (
        "What do you like most about this work?",
        "What do you like least, and how do you live with it?",
        "When did you last think of leaving, and what kept you?",
    ),
    "outlook": (
        "Where do you see this profession heading?",
        "What has changed in the work since you began?",
        "What would you learn now, if you were starting today?",
    ),
    "advancement": (
        "What opportunities for promotion are there, and who gets them?",
        "What does somebody do here after five years?",
        "What sets the people who get ahead apart?",
    ),
    "other": (
        "What should I have asked that I did not?",
        "Whom else would you talk to, if you were me?",
    ),
}
#: The topic of each of them.
TOPIC_OF = {question: topic for topic, questions in QUESTIONS.items() for question in questions}

#: Word beginnings that give a question's topic away. The more of them a question has, the surer the topic.
TOPIC_CLUES = {
    "path": ("path", "way into", "come into", "came into", "get into", "got into", "get started", "got started",
             "become", "became", "background", "career path", "journey", "begin your", "end up", "who are you",
             "what do you do", "before this", "led you", "choose this", "chose this", "studied", "how did you",
             "did you do before", "on your way here"),
    "day": ("typical day", "day look", "typical week", "hour by hour", "yesterday", "daily", "day-to-day",
            "your day", "your week", "a day in", "week look", "routine", "spend your time", "hardware",
            "software", "tools do you"),
    "best_worst": ("like most", "like least", "like best", "do you like", "enjoy", "favorite", "favourite", "best part",
                   "worst part", "hardest", "rewarding", "frustrat", "love about", "hate", "dislike", "difficult",
                   "challeng", "stress", "thought of leaving", "think of leaving"),
    "outlook": ("future", "heading", "outlook", "years from now", "trend", "will change", "has changed",
                "automat", "going to look", "the profession going", "dream setup", "next ten years", "industry chang",
                "you learn now", "starting today"),
    "advancement": ("promot", "advance", "get ahead", "move up", "career ladder", "senior", "next step up",
                    "opportunities for", "grow in", "growth", "raise", "after five years"),
}

#: Word beginnings that give away which of the guide's questions another wording asks.
QUESTION_CLUES = {
    "How did you come into this profession?": (
        "did you come", "came into", "get into", "got into", "got you into", "did you become", "became", "led you",
        "you end up", "ended up", "get started", "got started", "did you begin", "did you start", "way into",
        "your path", "career path", "your journey", "your background", "choose this", "chose this"),
    "What did you do before, and what of it still helps you?": ("do before", "before this", "worked before"),
    "Which choice on your way here would you make differently?": ("make differently", "do differently", "regret"),
    "What did you do yesterday, hour by hour?": ("yesterday", "hour by hour", "did you do today"),
    "What does a typical day look like, and what does an unusual one look like?": (
        "typical day", "typical week", "normal day", "normal week", "ordinary day", "ordinary week", "usual day",
        "average day", "day look", "week look", "routine", "spend your time", "spend your day", "a day in"),
    "What part of your week would surprise somebody who has only read about it?": ("would surprise", "surprise peop"),
    "What do you like most about this work?": (
        "like most", "like best", "like about", "enjoy", "love about", "best part", "rewarding", "favorite",
        "favourite"),
    "What do you like least, and how do you live with it?": (
        "like least", "dislike", "hate", "worst part", "hardest", "frustrat", "do without", "most difficult",
        "most challenging", "stress"),
    "When did you last think of leaving, and what kept you?": (
        "think of leaving", "thought of leaving", "think about leaving", "thought about leaving"),
    "Where do you see this profession heading?": (
        "heading", "future", "outlook", "profession going", "going to look", "in ten years", "next ten years",
        "years from now", "trend"),
    "What has changed in the work since you began?": ("has changed", "have changed", "changed since"),
    "What would you learn now, if you were starting today?": ("you learn now", "starting today", "started today"),
    "What opportunities for promotion are there, and who gets them?": (
        "promot", "opportunities for", "advance", "move up", "next step up", "career ladder", "grow in", "growth",
        "raise"),
    "What does somebody do here after five years?": ("after five years", "after a few years"),
    "What sets the people who get ahead apart?": ("get ahead", "gets ahead", "getting ahead"),
    "What should I have asked that I did not?": ("have asked", "forgot to ask", "forgotten to ask"),
    "Whom else would you talk to, if you were me?": ("whom else", "who else", "else should i talk"),
}

PURPOSES = {
    "ask": "asks for a meeting",
    "thanks": "says thank you",
    "other": "anything else",
}

REPLIES = {
    "yes": "agreed to meet",
    "no": "said no",
    "redirect": "named somebody else to ask instead",
}

MEETING_MODES = {"in_person": "face to face", "video": "by video", "phone": "by telephone"}

MEETING_STATUS = {
    "planned": "agreed, still to come",
    "held": "took place",
    "cancelled": "called off beforehand",
    "no_show": "one side did not come",
}

#: What people write for a word of the guide.
ALSO_CALLED = {
    "e_mail": "email", "mail": "email", "phone": "call", "telephone": "call", "called": "call", "post": "letter",
    "introduction": "referral", "referred": "referral", "done": "held", "completed": "held", "happened": "held",
    "scheduled": "planned", "canceled": "cancelled", "zoom": "video", "online": "video", "face_to_face": "in_person",
    "friend": "known", "family": "known", "friend_of_a_friend": "introduced", "cold": "new", "stranger": "new",
    "thank_you": "thanks", "job_shadow": "shadow", "talk": "interview",
}

#: Words of a calendar event's title that give away that it is a meeting of the log, by kind; plain "interview" is not
#: among them, since most of those are for a job.
TITLE_CLUES = {
    "shadow": ("job shadow", "shadowing", "shadow day", "shadow visit", "work shadow", "day of shadow"),
    "interview": ("informational", "information interview", "info interview", "coffee chat", "career chat",
                  "career talk", "career conversation", "networking chat", "networking call", "virtual coffee"),
}

PROMISES = ("insight and better decisions", "overcoming barriers", "connections", "presenting oneself")

ONE_VIEW = "This is one view of many: meet several people and compare."

#: How far one comes with a person, in order.
STAGES = {
    "named": "on the list of people who may be asked",
    "asked": "written to or called for the first time",
    "replied": "any reply: yes, no, or somebody else's name",
    "agreed": "said yes to a meeting",
    "met": "interviewed, or watched at work",
    "thanked": "sent a thank-you note for a meeting",
    "referred": "named somebody else, when met or later, who was put on the list",
}

#: What the list of today may hold.
TASKS = {
    "thank_you": "send a thank-you note within 24 hours of a meeting",
    "report": "say what became of a planned meeting whose time has passed",
    "prepare": "get ready for a meeting",
    "arrange": "agree a day with somebody who said yes",
    "follow_up": "write once more to somebody who has not replied",
    "ask": "write to somebody for the first time, or put a name on the list",
    "reflect": "write down what a meeting meant",
}

#: What may be said of the thank-you for a meeting.
THANKED = {
    "in time": "sent within 24 hours; where only a date is known, on the same or the next day",
    "late": "sent later than that",
    "not sent": "the 24 hours are over, and no thank-you is in the log",
    "still time": "not sent yet, and not due yet",
    "earlier day": "not the last day of a shadow, which needs one thank-you when it is over",
    "not known": "when it was sent, or when the meeting ended, cannot be told",
}

#: Business days after the last message before one writes again, by channel.
FOLLOW_UP_AFTER = {"email": 5, "letter": 10, "referral": 5, "call": 5, "organization": 10}
#: How often one person is asked: silence is an answer too.
MOST_ASKS = 2
#: Business days to write to somebody on the list, and to agree a day after a yes. With three, whoever is put on
#: the list is due within a week, on every weekday and across changes of the clock; five end more than 7 days ahead.
ASK_WITHIN, ARRANGE_WITHIN = 3, 2

#: Drafts: the subject, the text, and for parts of the text why they are there. Braces are filled in.
DRAFTS = {
    "first_ask": ("A talk about work in {field}?", """Dear {name},

My name is {student}, and {mutual} gave me your name. I want to know what work in {field} is really like, from somebody
who does it.

Would you talk with me for 30 minutes? It is for information only, not for a job. I am flexible about time and place;
a call is fine too.

One thing I would ask you: {question}

If it does not suit you, a short no is a good answer as well. Thank you for reading this.

Kind regards
{student}""", (
        ("{mutual} gave me your name", "Somebody both know is named, so that it is no stranger who writes."),
        ("30 minutes", "A stated, short time is easy to say yes to."),
        ("for information only, not for a job", "This is what sets the talk apart from an application."),
        ("flexible about time and place", "You ask a favour, so it is arranged to suit the other."),
        ("{question}", "A question that only experience answers shows what the talk is about."),
        ("a short no is a good answer", "It lets the other say no without unease."))),
    "follow_up": ("My question about work in {field}", """Dear {name},

On {asked_day} I asked whether you would talk with me about your work in {field}. Days are full, so I ask once more,
and this is the last time.

30 minutes are enough, whenever and wherever it suits you. It is for information only, not for a job.

If it does not suit you, you need not answer.

Kind regards
{student}""", (
        ("On {asked_day} I asked", "The other need not search for your first message."),
        ("Days are full", "No reproach: silence can have many reasons."),
        ("this is the last time", "Two asks are enough: silence is an answer too."),
        ("for information only, not for a job", "Said again, because the first message may not have been read."),
        ("you need not answer", "It takes the pressure out."))),
    "thank_you": ("Thank you for {meeting_day}", """Dear {name},

Thank you for the time you took for me on {meeting_day}.

What stays with me most is this: {learned}

And this is what I do next: {next_step}

Kind regards
{student}""", (
        ("Thank you for the time", "The note goes out within 24 hours, always."),
        ("{learned}", "One thing the other said shows that you listened."),
        ("{next_step}", "What comes of the talk is the best thanks."),
        ("Kind regards", "The note ends here: a thank-you asks for nothing."))),
    "referral_ask": ("Whom else should I talk to?", """Dear {name},

Our talk on {meeting_day} still helps me, above all this: {learned}

It was one view of many, and I would like to hear others. Who else would you talk to about work in {field}, if you were
me? And may I give your name when I write?

As with you, it is for information only, not for a job. If nobody comes to mind, that is fine too.

Kind regards
{student}""", (
        ("{learned}", "It shows what the first talk was good for."),
        ("one view of many", "It says why you ask for more people: you compare."),
        ("Who else would you talk to", "An open question: yes or no would not name anybody."),
        ("may I give your name", "A name is given only by leave."),
        ("If nobody comes to mind", "A favour that may be refused."))),
}

_BLANKS = {
    "name": "[name]", "student": "[your name]", "field": "[field of work]", "mutual": "[who named this person]",
    "question": "[one question that only experience answers]", "asked_day": "[day of your first message]",
    "meeting_day": "[day of the meeting]", "learned": "[what you learned]", "next_step": "[what you do next]",
}


class Draft(str):
    """A message to edit before anybody sends it: the text, its ``subject``, and the ``reasons`` for parts of it."""

    subject: str
    reasons: list[tuple[str, str]]

    def _repr_html_(self) -> str:
        why = "".join(f'<p style="margin:0 0 8px"><strong>“{html.escape(part)}”</strong><br>{html.escape(reason)}</p>'
                      for part, reason in self.reasons)
        return ('<div style="display:flex;flex-wrap:wrap;gap:24px;line-height:1.45"><div style="flex:3 1 24em">'
                f"<strong>Subject: {html.escape(self.subject)}</strong>"
                f'<p style="white-space:pre-wrap;margin:8px 0">{html.escape(self)}</p></div>'
                f'<div style="flex:2 1 16em">{why}</div></div>')


def draft(kind: str, **known: str | None) -> Draft:
    """Return a short message to edit: what you do not give stays a visible blank. Nothing is ever sent.

    A first message to somebody whom nobody named (no ``mutual``, as most are) does without that sentence, and what ends
    without a mark gets one.

    Parameters
    ----------
    kind : {"first_ask", "follow_up", "thank_you", "referral_ask"}
        What the message is for.
    **known : str
        What is known of ``name``, ``student`` (you), ``field``, ``mutual`` (who named this person), ``question``,
        ``asked_day``, ``meeting_day``, ``learned`` (one thing the person said), ``next_step``.

    Returns
    -------
    Draft
        The text, a ``str`` to print and copy; ``subject``; ``reasons``: pairs of a part of the text and why it stands
        there.

    Raises
    ------
    LogError
        If there is no draft of that kind, no such blank, or something is given that is no text.

    Examples
    --------
    >>> note = draft("thank_you", name="Amara Okonkwo", learned="You draw on paper towels.")
    >>> "You draw on paper towels." in note, "[what you do next]" in note
    (True, True)
    """
    # The words alone cost nothing.
    import pandas as pd

    for thing, word, allowed in [("kind", kind, DRAFTS), *(("known", word, _BLANKS) for word in known)]:
        if word not in allowed:
            raise one_of(thing, word, allowed)
    for word, given in known.items():
        # An empty cell of a table is a blank too, whether it is None or not a number.
        if not isinstance(given, str) and not (pd.api.types.is_scalar(given) and pd.isna(given)):
            raise LogError(f"`{word}` must be text, and it was {given!r}, of type {type(given).__name__}; put it in "
                           "quotation marks.")
    given = {word: said.strip() for word, said in known.items() if isinstance(said, str) and said.strip()}
    words = _BLANKS | {word: _ended(word, said) for word, said in given.items()}
    subject, text, reasons = DRAFTS[kind]
    if "mutual" not in given:
        text = text.replace(", and {mutual} gave me your name. I want", ", and I want")
        reasons = [(part, why) for part, why in reasons if "{mutual}" not in part]
    note = Draft("\n\n".join(part if part.startswith("Kind") else part.replace("\n", " ")
                             for part in text.split("\n\n")).format(**words))
    note.subject = subject.format(**words)
    note.reasons = [(part.format(**words), why) for part, why in reasons]
    return note


def _ended(word: str, said: str) -> str:
    """Return what stands as a sentence of its own with a mark at its end: a question mark, or a full stop."""
    mark = {"question": "?", "learned": ".", "next_step": "."}.get(word, "")
    return said if said.rstrip("\"'”’»)").endswith((".", "?", "!", "…")) else said + mark
