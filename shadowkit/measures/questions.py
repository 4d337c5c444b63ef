"""Whether a question opens a talk: open, not leading, one at a time, and not to be looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from shadowkit import guide
from shadowkit import text as words
from shadowkit.errors import LogError

#: The four checks: column, what a good question is, what the trouble is called, and why it is one. Worst first.
CHECKS = {
    "could_be_looked_up": ("not to be looked up", "could be looked up",
                           "This can be looked up; keep the time for what only this person can tell you."),
    "leading": ("not leading", "leading", "It contains its own answer; ask so that any answer is welcome."),
    "double_barrelled": ("one at a time", "two in one", "It asks two things at once, and one of them stays unanswered; "
                                                        "ask one, listen, then ask the other."),
    "open": ("open", "not open", "Yes, no or a number would answer it; begin with what, how or why."),
}
#: What weighs more than any check.
NO_JOB = "It asks for a job, and the talk is for information only, not for a job; ask about the work itself."
#: The rules go by words, written here without apostrophes: "don't" is "dont".
_ASK = r"(?:what|how|why|which|who|whom|whose|when|where|whats|hows|whos|wheres|whys)"
_VERB = r"(?:do|does|did|is|are|am|was|were|have|has|had|can|could|would|will|should|shall|may|might|must)"
_NOT = r"(?:dont|doesnt|didnt|isnt|arent|wasnt|werent|havent|hasnt|hadnt|cant|couldnt|wouldnt|wont|shouldnt)"
_WHO = r"(?:you|it|that|this|there|they|he|she|we|i|one|people|everybody|everyone)"
_STATES = r"(?:youre|youve|its|thats|theres|theyre|you|it|they|that|this|there|he|she)"
_BEFORE_IT = re.compile(r"(?:and|so|but|or|well|okay|ok|also|then|now|please|maybe|by the way|say|surely) (?=.)")
_REQUEST = re.compile(
    r"(?:(?:can|could|would|will) you (?:please |maybe |perhaps )?(?=(?:tell|describe|explain|walk|talk|share) )"
    r"|(?:i wonder|i was wondering|i would like to know|id like to know|i want to know|(?:may|can|could) i ask(?: you)?"
    r"|do you mind if i ask|would you mind telling me) )")
_OPEN = re.compile(rf"(?:(?:in|at|on|of|to|with|from|for|by|about|under|through) )?(?:{_ASK}|(?:tell|describe|explain|"
                   r"walk|talk|share)) |why$|how$")
_WHETHER = re.compile(r"(?:tell me |explain )?(?:if|whether) ")
_NUMBER = re.compile(r"how (?:many|much|old|often|long|far|big|large|high) |(?:in |at |since )?(?:what|which) (?:year|"
                     r"time|age|percentage|date) |what is the (?:number|percentage) ")
_CLOSED = re.compile(rf"(?:{_VERB}|{_NOT}|dyou|{_STATES}) ")
#: "When you began, did you …" asks nothing before its comma; "When did you begin, and why?" does.
_CLAUSE = re.compile(rf"(?:when|where|while|if|since|as|before|after|because|although) (?!{_VERB}\b|{_NOT}\b)")
_TAG = re.compile(rf"(?:{_VERB}|{_NOT}) {_WHO}|right|correct|no|yes|yeah|huh|eh|am i right")
_LEADING = re.compile(
    rf"(?:^| )(?:surely|obviously|undoubtedly|of course|you agree|(?:you|it|that|this|they) must (?:be|have|love|hate|"
    rf"like|feel|get)|everybody knows|everyone knows|we all know|would you not|do you not|you probably|i (?:guess|"
    rf"assume|suppose|bet) (?:that )?(?:{_STATES}|its|the|your))(?: |$)|{_NOT} {_WHO}$")
_SECOND = re.compile(rf",? (?:and|or|but)(?: also)? (?=(?:(?:in|of|to|with|for) )?{_ASK}\b|(?:{_VERB}|{_NOT}) {_WHO}"
                     r"\b)", re.IGNORECASE)
_PAIRS = [pair.split() for pair in ("like dislike", "love hate", "best worst", "good bad", "easy hard", "pros cons")]
_OPPOSITE = dict(_PAIRS) | {other: one for one, other in _PAIRS}
_BACK = frozenset(re.split(" ", "it its them they their that this those these one ones so there him her"))
_SUGGESTS = re.compile(rf"(?:would you|do you not|wouldnt you|dont you) (?:say|agree) (?!{_ASK}\b|about\b|more\b|to\b|"
                       r"something\b|anything\b)\w")
_JOB = re.compile(r"\b(?:(?:hire|employ|recruit) me|(?:give|offer|get|find) me (?:a |an |any )?(?:\w+ )?(?:job|"
                  r"position|internship)|(?:job|position|internship|opening|vacancy|vacancies)s? for me|are you hiring|"
                  r"(?:do you have|are there|is there) (?:a |an |any )?(?:open )?(?:jobs?|positions?|internships?|"
                  r"openings?|vacanc(?:y|ies))|can i (?:work|intern) (?:here|for you|with you))\b")
#: What print and the Internet answer.
_LOOKED_UP = re.compile(
    r"\b(?:salar(?:y|ies)|pay (?:scale|grade|range)|wages?|how much (?:money )?(?:do|does|can|would|will|did) \w+ "
    r"(?:earn|make|get paid)|what (?:do|does|can) (?!you do )(?:\w+ ){1,4}earn"
    r"|(?:what|which) (?:degree|qualification|certificate|licen[cs]e|grade)s? (?:do|does|is|are|would|must|should)"
    r"|degrees? (?:is |are |do you )?(?:required|needed|necessary|need)|(?:entry|admission|degree) requirements?"
    r"|how long (?:is|does|do) the (?:degree|training|course|program|programme|studies)"
    r"|how many (?:\w+ )?(?:employees|staff|people|locations|offices|branches|beds|students|patients) (?:work|are "
    r"there|do you have|does|have|has)|number of employees|(?:opening|office|visiting) hours"
    r"|(?:your|the|its) (?:\w+ )?(?:address|website|(?:tele)?phone number)|where (?:is|are) (?:your|the) (?:\w+ )?"
    r"(?:offices?|headquarters|company|hospital|clinic|laboratory)(?: located)?$"
    r"|what (?:services |products )?(?:does|do) (?:your|the|this) (?:company|organi[sz]ation|firm|business|agency|"
    r"institute|hospital|department|clinic|employer) (?:do|make|sell|offer|produce)"
    r"|when was (?:your|the|this) \w+ founded)\b")
#: What to ask instead of what can be looked up, where the guide's questions on the topic lead elsewhere.
_INSTEAD = (
    (re.compile(r"\b(?:salar|pay|wage|earn|how much)"), "What does this work give you besides the money?"),
    (re.compile(r"\b(?:degree|qualification|certificate|licen[cs]e|training|course|program|studies|requirement)"),
     "What of your training do you use in your work?"),
    (re.compile(r"\b(?:company|organi[sz]ation|firm|business|agency|institute|hospital|department|clinic|employer|employees|"
                r"staff|founded|headquarters|office)"),
     "What would surprise somebody who has only read about this place?"),
)
#: Words that point to a topic where the question itself has no clue of one; only for the wording suggested.
_NEAR = {topic: frozenset(near.split()) for topic, near in {
    "day": "hours often travel office team colleagues boss nights shifts employees company address patients",
    "best_worst": "hard happy tired underpaid like love stay leave leaving worth bored boring regret recommend again",
    "path": "degree degrees required school study college always want wanted experience long started apply hire ready",
    "outlook": "change changed jobs robots ai machines expect",
    "advancement": "pay paid salary salaries wage wages money earn make career rich",
}.items()}
_ENGLISH = frozenset(re.split(r"\s+", """what how why which who whom whose when where whats hows tell describe explain
does did were could would should you your youre the and it its this that there they about with dont doesnt isnt arent
wouldnt wont cant couldnt shouldnt didnt wasnt"""))
_ENGLISH_START = re.compile(r"(?:is|are|do|has|have|can|am) ")
#: Closed questions that turn into open ones without a change of sense.
_TURNED = (
    (r"(?:(?:do|dont|would|wouldnt) )?you (?:also |really )?(?:think|believe|agree|say|feel) that (.+)",
     "What do you think about the idea that {}?"),
    (r"(?:(?:do|did|dont|didnt) )?you (?:really |actually )?(?:like|enjoy|love) (.+)", "What do you like about {}?"),
    (r"(?:are|arent) there (?:any )?(?!many|more|enough|a |lots|still|ever|too|the |that|always|really)(.+)",
     "What {} are there?"),
    (r"(?:do|dont) you have any (advice|tips|suggestions|regrets|plans|doubts|worries|ideas)( .+)?",
     "What {} do you have{}?"),
    (r"(?:is|isnt) (it|this|that|(?:your|the|this) \w+|\w+ing) (?:really |very |so )?(hard|difficult|stressful|boring|"
     r"rewarding|lonely|easy|competitive|tiring|exciting|satisfying|interesting|risky|dangerous)", "How {1} is {0}?"),
    (r"(has|have) (.+) changed( .+)?", "How {} {} changed{}?"),
    (r"(would|should) (you|i|one|somebody) (?!mind|like|prefer|have|be|say)(.+)", "Why {} {} {}, or why not?"),
)
_MARKS = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,3}[.)]|[Qq]\d*[:.])\s+")


def question_check(text: str | Iterable[str]) -> pd.DataFrame:
    """Check whether questions are open, not leading, one at a time, and worth a person's time.

    One row per question. The rules go by English words and are kept few; they point at wordings worth a second look
    and are no verdict on a talk. A second part that leads on from the first ("and what kept you?", "and who gets
    them?") or puts it the other way round ("and what do you like least?") is no second question.

    Parameters
    ----------
    text : str, or list or Series of str
        Questions, one a line or one an item: what is on one line is asked in one breath. Missing items are passed over.

    Returns
    -------
    DataFrame
        ``question``; ``topic``: the guide's topic its words give away, or missing; ``open`` (yes, no, a number or a
        fact would not do as an answer), ``leading`` (it contains its answer), ``double_barrelled`` (two questions in
        one), ``could_be_looked_up``: true or false, missing where the words are not English, ``open`` also where its
        beginning does not tell; ``advice``: one sentence on what weighs most (above all, that one does not ask for a
        job), and ``better``: a wording to try, turned from the question or from the guide's questions on its topic;
        both missing where nothing is wrong.

    Raises
    ------
    LogError
        If there is no question in the text, or it is no text.

    Examples
    --------
    >>> import shadowkit as sk
    >>> checked = sk.question_check("Do you like your job?")
    >>> checked["open"].tolist(), checked["better"].tolist()
    ([False], ['What do you like about your job?'])
    """
    if isinstance(text, str):
        lines = text.splitlines()
        if not any(map(words.word_count, lines)):
            raise LogError("`text` has no question in it; write one, such as sk.question_check(\"How did you come into "
                           "this profession?\").")
    else:
        lines = list(text) if isinstance(text, Iterable) else [text]
        wrong = next((line for line in lines if not isinstance(line, str) and not pd.isna(line)), None)
        if wrong is not None:
            raise LogError(f"`text` must be a question, or a list of questions; it has {wrong!r}, of type "
                           f"{type(wrong).__name__}. Put the question in quotation marks.")
    # A list mark is not part of the question.
    asked = [" ".join(_MARKS.sub("", line).split()) for line in lines if words.word_count(line)]
    columns = ["question", "topic", "open", "leading", "double_barrelled", "could_be_looked_up", "advice", "better"]
    table = pd.DataFrame([_checked(question) for question in asked], columns=columns)
    table = table.astype({name: "boolean" for name in CHECKS} | dict.fromkeys(
        ("question", "topic", "advice", "better"), "str"))
    table.attrs = {"measure": "question_check"}
    return table


def questions_in(said: object) -> list[str]:
    """Return the sentences of a text that end in a question mark."""
    sentences = re.findall(r"[^.!?…]+[?？؟]", said) if isinstance(said, str) else []
    return [sentence.strip() for sentence in sentences if words.word_count(sentence)]


def _checked(question: str) -> dict[str, object]:
    found = _judged(question)
    row = {"question": question, "topic": words.topic_of(question)} | found
    trouble = _trouble(question, found)
    if trouble:
        row |= {"advice": NO_JOB if trouble == "job" else CHECKS[trouble][2], "better": _better(question, trouble)}
    return row


def _trouble(question: str, found: dict[str, bool | None]) -> str | None:
    """Return what weighs most of what is wrong: that it asks for a job, or else the first check it fails."""
    if found["leading"] is not None and _JOB.search(_plain(question)):
        return "job"
    return next((check for check in CHECKS if found[check] is (check != "open")), None)


def _judged(question: str) -> dict[str, bool | None]:
    """Apply the rules; nothing is known of a question that is not in English."""
    plain = _plain(question)
    if _ENGLISH.isdisjoint(plain.split()) and not _ENGLISH_START.match(plain):
        return dict.fromkeys(CHECKS)
    sentences = questions_in(question) or [question]
    # A first part that ends in a comma may be no question yet: "In your view, …", "When you began, …".
    parts = [part for part in map(_plain, re.split(r"[,;:–—]", sentences[0])) if part]
    starts = [_stripped(part) for part in parts if not _CLAUSE.match(part)] or [_stripped(parts[0])]
    begins = next((start for start in starts if _OPEN.match(start) or _CLOSED.match(start + " ")
                   or _WHETHER.match(start) or _NUMBER.match(start + " ")), "")
    closed = _WHETHER.match(begins) or _NUMBER.match(begins + " ") or not _OPEN.match(begins)
    tagged = len(parts) > 1 and _TAG.fullmatch(parts[-1])
    starts_wrong = re.match(rf"{_NOT} {_WHO}\b", begins)
    fact = bool(_LOOKED_UP.search(plain))
    return {"could_be_looked_up": fact,
            "leading": bool(tagged or starts_wrong or _SUGGESTS.match(begins) or _LEADING.search(plain)
                            or (re.match(_STATES + " ", begins) and begins.endswith((" right", " correct")))),
            "double_barrelled": len(sentences) > 1 or _second(sentences[0]) is not None,
            "open": False if fact else not closed if begins else None}


def _plain(said: str) -> str:
    """Return the words alone, lower case, without apostrophes, hyphens or marks."""
    return " ".join(words.words(said)).replace("'", "").replace("’", "").replace("-", " ")


def _stripped(part: str) -> str:
    """Take away what comes before the question itself: "and", "could you please", "I wonder"."""
    part = _BEFORE_IT.sub("", part, count=1) if _BEFORE_IT.match(part) else part
    request = _REQUEST.match(part)
    return part[request.end():] if request else part


def _second(question: str) -> int | None:
    """Return where a second question begins in a sentence, unless it leads on from the first or mirrors it."""
    for found in _SECOND.finditer(question):
        first, second = (set(_plain(half).split()) for half in (question[: found.start()], question[found.end():]))
        follows = re.match(_ASK, _plain(question[found.end():])) and (
            len(second) <= 3 or second & _BACK or _mirrored(first, second))
        if not follows and len(first) > 1:
            return found.start()
    return None


def _mirrored(first: set[str], second: set[str]) -> bool:
    """Tell whether the second half has the words of the first that say what is asked: most … and least …."""
    said = {word for word in second if not re.fullmatch(f"{_ASK}|{_VERB}|{_WHO}|your|the|a|an|of|in|about", word)}
    first = first | {_OPPOSITE[word] for word in first if word in _OPPOSITE}
    return bool(said) and 2 * len(said & first) >= len(said)


def _better(question: str, trouble: str) -> str:
    """Return a wording without the trouble: turned where that is safe, or else the guide's nearest one."""
    first = (questions_in(question) or [question])[0]
    first = first.capitalize() if first.isupper() else first
    candidates = []
    if trouble == "double_barrelled":
        candidates.append(first[: _second(first)].rstrip(" ,.;:?!") + "?")
    if trouble == "leading":
        parts = [_BEFORE_IT.sub("", part.strip(" ?").lower(), count=1) for part in re.split(r"[,;:–—]", first)]
        candidates += [part[0].upper() + part[1:] + "?" for part in parts if part]
    # The words as they were written, but for the first capital and the "n't", which the patterns do not know.
    bare = re.sub(r"(?<=n)['’](?=t\b)", "", first.strip(" ?.!"))
    bare = bare[:1].lower() + bare[1:]
    bare = re.sub(rf",? (?:{_TAG.pattern})$", "", bare, flags=re.IGNORECASE)
    for pattern, wording in _TURNED:
        turned = re.fullmatch(pattern, bare, re.IGNORECASE)
        if turned and "," not in bare:
            candidates.append(wording.format(*(words_of or "" for words_of in turned.groups())))
    if trouble == "could_be_looked_up":
        candidates += [wording for clue, wording in _INSTEAD if clue.search(_plain(question))]
    own = set(_plain(question).split())
    near = max(_NEAR, key=lambda topic: len(own & _NEAR[topic]))
    topic = words.topic_of(question) or (near if own & _NEAR[near] else "other")
    candidates += sorted(guide.QUESTIONS[topic], key=lambda other: -len(own & set(_plain(other).split())))
    return next(wording for wording in candidates if _plain(wording) != _plain(question) and _fine(wording))


def _fine(question: str) -> bool:
    found = _judged(question)
    return bool(found["open"]) and _trouble(question, found) is None
