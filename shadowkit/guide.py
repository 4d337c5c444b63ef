"""The career guide behind the kit, as data: every other module takes its words from here."""

from __future__ import annotations

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
    "organization": "asked an organization to be put in touch",
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

#: Word beginnings that give a question's topic away. The more of them a question has, the surer the topic.
TOPIC_CLUES = {
    "path": ("path", "way into", "come into", "came into", "get into", "got into", "get started", "got started",
             "become", "became", "background", "career path", "journey", "begin your", "end up", "who are you",
             "what do you do", "before this", "led you", "choose this", "chose this", "studied", "how did you",
             "did you do before", "on your way here"),
    "day": ("typical day", "day look", "typical week", "hour by hour", "yesterday", "daily", "day-to-day",
            "your day", "your week", "a day in", "week look", "routine", "spend your time", "hardware",
            "software", "tools do you"),
    "best_worst": ("like most", "like least", "like best", "enjoy", "favorite", "favourite", "best part",
                   "worst part", "hardest", "rewarding", "frustrat", "love about", "hate", "dislike", "difficult",
                   "challeng", "stress", "thought of leaving", "think of leaving"),
    "outlook": ("future", "heading", "outlook", "years from now", "trend", "will change", "has changed",
                "automat", "going to look", "the profession going", "dream setup", "next ten years", "industry chang",
                "you learn now", "starting today"),
    "advancement": ("promot", "advance", "get ahead", "move up", "career ladder", "senior", "next step up",
                    "opportunities for", "grow in", "growth", "raise", "after five years"),
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

PROMISES = ("insight and better decisions", "overcoming barriers", "connections", "presenting oneself")

ONE_VIEW = "This is one view of many: meet several people and compare."
