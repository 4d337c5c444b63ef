"""Proposes which of our columns each column of a tracker goes to: by its header, then by its cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from shadowkit import cells, guide, schema
from shadowkit.readers import headers, outcomes, slips
from shadowkit.readers.grid import Sheet

#: Cells of a column that are looked at to propose where it goes.
_LOOKED_AT = 200
#: Options that a question of a form may have; what has more different cells is written freely.
_MOST_OPTIONS = 25
#: Columns that more than one may go to.
MANY = ("answers.answer",)
#: What may be asked of a column beside the columns of our tables.
SPECIAL = {
    "student": "the student whose row it is",
    "contacts.first_name": "first part of contacts.name", "contacts.last_name": "last part of contacts.name",
    "outreach.asked": "asked or not; or the day", "outreach.replied": "a reply or none; or its day",
    "outreach.said": "what the reply said", "outreach.status": "how it went: asked, replied, met",
    "outreach.follow_up_at": "when one wrote once more: a message of its own",
    "meetings.starts_time": "the time of day that belongs to meetings.starts_at",
}
_WORD_OF = {"call": ("phone call", "telephone call", "phoned", "anruf", "telefon", "llamada", "teléfono"),
            "email": ("emailed", "e mail", "correo"),
            "organization": ("through organization", "career center", "career centre", "alumni office"),
            "referral": ("mutual contact", "introduced"), "video": ("zoom call", "video call", "teams", "google meet",
                                                                    "virtual", "skype", "facetime", "zoom meeting"),
            "phone": ("phone call", "call", "telephone"), "in_person": ("face to face", "on site", "onsite", "coffee"),
            "interview": ("informational interview", "coffee chat", "informational"),
            "shadow": ("job shadowing", "shadowing", "job shadow")}
_ON_SCALE = re.compile(r"([1-5])(?:\.0)?(?:\s*(?:/ ?5\b|\(|[-–—:=.](?!\s*\d)).*)?", re.DOTALL)


@dataclass
class Choice:
    """Where a column goes and why; what its cells' words mean, and the options that its cells may hold several of."""

    to: str | None
    why: str
    words: dict[str, str] = field(default_factory=dict)
    options: list[str] = field(default_factory=list)


def propose(sheet: Sheet) -> dict[str, Choice]:
    """Return a choice for each column of a sheet; what is not understood is kept under its own name."""
    looks = {name: list(islice(filter(None, column), _LOOKED_AT)) for name, column in sheet.columns.items()}
    chosen: dict[str, Choice] = {}
    wanted = sorted(((guess.share, -place, name, guess) for place, name in enumerate(sheet.columns)
                     for guess in headers.guesses(name)), key=lambda one: one[:2], reverse=True)
    taken: set[str] = set()
    for _, _, name, guess in wanted:
        if name in chosen:
            continue
        target = _fitting(guess.target, name, looks[name])
        if target and target not in taken:
            taken.add(target)
            chosen[name] = Choice(target, f"the header says “{guess.words}”")
    for name, column in looks.items():
        if name not in chosen and (choice := _by_cells(name, column, taken)):
            chosen[name] = choice
            taken.add(choice.to)
    _settle(chosen, sheet, looks, taken)
    for name, choice in chosen.items():
        choice.words = words_of(choice.to, sheet.columns[name])
        choice.options = options_of(sheet.columns[name]) if _may_be_many(choice.to) else []
    return {name: chosen[name] for name in sheet.columns}


def is_understood(choices: Iterable[Choice]) -> bool:
    """Tell whether a proposal makes a log: people and something about them, or several answers or reflections."""
    targets = [choice.to for choice in choices if choice.to and not choice.why.startswith(KEPT)]
    who = [target for target in targets if target in ("contacts.name", "contacts.email", "contacts.first_name",
                                                     "contacts.contact")]
    said = [target for target in targets if target.split(".")[0] in ("answers", "reflections")]
    return bool(who) and len(targets) > 1 or len(said) > 1


#: How the reason begins where a column is only kept.
KEPT = "kept as it is"


# By header


def _fitting(target: str, name: str, look: list[str]) -> str | None:
    """Return the column that a header's guess comes to once its cells are looked at, None where they speak against."""
    if target == "note" and (group := headers.guesses(name.rpartition(" / ")[0])) and "." in group[0].target:
        return f"{group[0].target.partition('.')[0]}.note"
    if target in ("note", "timestamp"):
        return target
    if target == "contacts.name" and _share(look, headers.is_email) > 0.5:
        return "contacts.email"
    if target in ("contacts.email", "student") and not look:
        return target
    if target == "contacts.email":
        return target if _share(look, lambda cell: "@" in cell or slips.is_nothing(cell)) >= 0.5 else None
    dates = _share(look, headers.is_date)
    if target in ("outreach.sent_at", "outreach.replied", "outreach.replied_at"):
        # A header such as "Contacted" may stand over days as well as over yes and no.
        asked = target == "outreach.sent_at"
        if dates >= 0.5 or not look:
            return target if asked else "outreach.replied" if target == "outreach.replied" else "outreach.replied_at"
        understood = _share(look, lambda cell: headers.is_date(cell) or slips.is_nothing(cell) or outcomes.outcome(
            cell, "asked" if asked else "replied") is not None)
        return None if understood < 0.5 else "outreach.asked" if asked else "outreach.replied"
    if target == "outreach.said":
        said = [cell for cell in look if not slips.is_nothing(cell)]
        if _share(said, _is_yes_no) > 0.9 and headers.guesses(name)[0].words in (
                "response", "result", "outcome", "antwort", "ergebnis", "respuesta", "resultado"):
            return "outreach.replied"
        return target if not look or _share(look, lambda cell: outcomes.outcome(cell, "said") or outcomes.meant(
            cell)) >= 0.3 else None
    if target == "outreach.status":
        return target if not look or _share(look, lambda cell: outcomes.outcome(cell, "status") or outcomes.meant(
            cell)) >= 0.3 else None
    if target.endswith(("_at", ".added_on")):
        return target if not look or dates >= 0.5 else None
    if target == "meetings.starts_time":
        return target if _share(look, lambda cell: bool(re.match(r"\d\d?(:\d\d| ?[ap])", cell.lower()))) > 0.5 else None
    column = column_of(target)
    if target in ("contacts.first_name", "contacts.last_name", "contacts.name") and dates >= 0.5:
        # "Last contact" is a day, and nobody's name.
        return None
    if column is None:
        return target
    if column.low == 1 and column.high == 5:
        return target if _share(look, lambda cell: bool(_ON_SCALE.fullmatch(cell))) >= 0.5 else None
    if column.kind == "number":
        return target if _share(look, lambda cell: minutes(cell) != cell or cell.isdigit()) >= 0.5 else None
    if column.kind == "word" and target != "outreach.channel":
        return target if not look or _share(look, lambda cell: bool(word_of(cell, column))) >= 0.3 else None
    if headers.is_question(name) and target.startswith("contacts.") and _share(look, lambda c: len(c) > 80) > 0.5:
        return None
    return target


def column_of(target: str | None) -> schema.Column | None:
    """Return the column of the schema that is meant; None where a target is another one."""
    table, _, name = (target or "").partition(".")
    spec = schema.TABLES.get(table)
    return spec[name] if spec and name in spec.names else None


def _share(look: list[str], says: Callable[[str], object]) -> float:
    return sum(map(bool, map(says, look))) / len(look) if look else 0.0


def _is_yes_no(cell: str) -> bool:
    return cell.lower() in cells.YES | cells.NO | {"ja", "nein", "sí", "si"}


# By cells


def _by_cells(name: str, look: list[str], taken: set[str]) -> Choice | None:
    if "contacts.email" not in taken and _share(look, headers.is_email) >= 0.8:
        return Choice("contacts.email", "its cells are e-mail addresses")
    if headers.is_question(name):
        if headers.is_about_oneself(name):
            return Choice(f"reflections.{name}", "the header asks who fills in the form")
        # Without a question mark it may be anything that begins so, as "How I wrote"; then its cells decide.
        asks = name.rstrip(" *").endswith("?") or _share(look, lambda cell: len(cell.split()) > 3) >= 0.5
        worded = _share(look, lambda cell: re.search(r"[^\W\d_]{2}", cell)) >= 0.5
        if asks and (not look or worded and _share(look, _is_yes_no) < 0.8):
            return Choice("answers.answer", "the header is a question")
    if headers.has_topic(name) and _share(look, lambda cell: len(cell.split()) > 3) >= 0.5:
        return Choice("answers.answer", "the header is one of the guide's topics, and its cells are texts")
    for target in ("outreach.channel", "meetings.mode", "meetings.kind", "contacts.tie", "contacts.source"):
        column = column_of(target)
        known = [cell for cell in look if word_of(cell, column)]
        if target not in taken and len(set(look)) > 1 and len(look) > 2 and len(known) >= 0.8 * len(look):
            return Choice(target, f"its cells are words of {target}")
    return None


def _settle(chosen: dict[str, Choice], sheet: Sheet, looks: dict[str, list[str]], taken: set[str]) -> None:
    """Decide what depends on the other columns: notes, times of answering, dates alone, and who filled in a form."""
    names = list(sheet.columns)
    tables = {target.partition(".")[0] for target in taken}
    stamp = next((name for name in chosen if chosen[name].to == "timestamp"), None)
    if stamp:
        chosen[stamp].to = "reflections.written_at" if "reflections" in tables else "contacts.added_on"
    _who_fills_in(chosen, names, stamp, sheet)
    home = next((one for one in ("outreach", "meetings", "contacts", "reflections")
                 if one in tables or one == "meetings" and "answers" in tables), "contacts")
    for name in names:
        if name in chosen and chosen[name].to == "note":
            chosen[name].to = f"{home}.note"
        if name in chosen:
            continue
        if headers.guesses(name) == () and re.search(r"\b(date|when|day|datum|wann|tag|fecha)\b", name.lower()) and (
                _share(looks[name], headers.is_date) >= 0.5):
            met = tables & {"meetings", "answers", "reflections"} and "outreach" not in tables
            target = "meetings.starts_at" if met else "outreach.sent_at"
            if target not in taken:
                taken.add(target)
                chosen[name] = Choice(target, "its cells are dates")
                continue
        chosen[name] = Choice(f"{home}.{name}", f"{KEPT}, in a column of its own")


#: Why who fills in a form is who was asked, and why who does is a student.
ANSWERS = "who fills in the form answers its questions, and it names nobody else"
ASKS_FIRST = "a form asks first for the address of whoever fills it in"


def _who_fills_in(chosen: dict[str, Choice], names: list[str], stamp: str | None, sheet: Sheet) -> None:
    """Tell who fills in a form: a student who names somebody met, or where nobody else is named, who is met."""
    called = {name: chosen[name] for name in names if name in chosen and chosen[name].to in (
        "student", "contacts.name", "contacts.first_name", "contacts.last_name")}
    own = [name for name in called if headers.is_of_who_fills_in(name)]
    others = [name for name in names if name not in own and (name in called or name not in chosen and any(
        guess.target == "contacts.name" and guess.share == 1 for guess in headers.guesses(name)))]
    # A form asks for the address at once, and for nobody's but that of who fills it in.
    first = [name for name in names[names.index(stamp) + 1:][:3] if called and name in chosen
             and chosen[name].to == "contacts.email"] if stamp else []
    named: dict[str, set[tuple]] = {}
    for email, *who in zip(*(sheet.columns[name] for name in [*first[:1], *own]), strict=True) if first else ():
        if email:
            named.setdefault(email.lower(), set()).add(tuple(who))
    asked = any(choice.to == "answers.answer" for choice in chosen.values())
    if asked and not others and all(len(whos) == 1 for whos in named.values()) and (len(named) > 1 or not first):
        for name in [*first, *(name for name in own if chosen[name].to == "student")]:
            is_email = name in first or _share(list(filter(None, sheet.columns[name])), headers.is_email) > 0.5
            target = "contacts.email" if is_email else "contacts.name"
            if name in first or all(choice.to != target for choice in chosen.values()):
                chosen[name] = Choice(target, ANSWERS)
        return
    if others and stamp and not any(name in chosen for name in others):
        # Beside whom one met, a bare name is that of who fills in the form.
        for name in own:
            chosen[name] = Choice(f"students.{name}", "the form names somebody else too")
        chosen[others[0]] = Choice("contacts.name", "who fills in the form is named beside")
    for name in first:
        if len(set(filter(None, sheet.columns[name]))) > 1:
            chosen[name] = Choice("student", ASKS_FIRST)
        else:
            chosen[name] = Choice(None, "it is the same in every row: the address of whoever filled in the form")


# Words and options


def words_of(target: str | None, column: Iterable[str | None]) -> dict[str, str]:
    """Return what the cells of a column of words mean, where they are not the words themselves."""
    ours = column_of(target)
    if ours is None or ours.kind != "word":
        return {}
    found = {cell: word_of(cell, ours) for cell in dict.fromkeys(filter(None, column))}
    return {cell: word for cell, word in found.items() if word and word != cells.plain_name(cell)}


def word_of(cell: str, column: schema.Column) -> str | None:
    """Return the one word of a column that a cell plainly says."""
    plain = cells.plain_name(re.sub(r"[()\"']", "", cell))
    also = guide.ALSO_CALLED.get(plain, plain)
    if also in column.words:
        return also
    if len(cell) > 60 or re.search(r"[,;&/+|]|\b(and|or)\b", cell):
        return None
    text = f" {plain.replace('_', ' ')} "
    found = {word for word in column.words
             if any(f" {part} " in text for part in (word.replace("_", " "), *_WORD_OF.get(word, ())))}
    return found.pop() if len(found) == 1 else None


def _may_be_many(target: str | None) -> bool:
    column = column_of(target)
    return target in ("answers.answer", "meetings.referrals") or bool(target) and column is None


def options_of(column: Sequence[str | None]) -> list[str]:
    """Return the options of a question that several may be ticked of, as its cells with one of them show."""
    if len({cell for cell in column[:_LOOKED_AT] if cell and "," not in cell}) > _MOST_OPTIONS:
        return []
    filled = Counter(cell for cell in column if cell)
    single = [cell for cell in filled if "," not in cell and len(cell) < 80]
    if not single or len(single) > _MOST_OPTIONS:
        return []
    several = [cell for cell in filled if "," in cell]
    split = [cell for cell in several if parted(cell, single)]
    # What is written freely has no options that come again and again.
    if not split or len(split) * 2 < len(several) or sum(filled[cell] for cell in single) < 2 * len(single):
        return []
    return single


def parted(cell: str, options: Iterable[str]) -> list[str] | None:
    """Return the options that a cell holds, or None where it is not made of them alone."""
    longest_first = sorted(filter(None, options), key=len, reverse=True)
    found, rest = [], cell
    while rest:
        for option in longest_first:
            if rest == option or rest.startswith((f"{option},", f"{option};")):
                found.append(option)
                rest = rest[len(option) + 1:].strip()
                break
        else:
            return None
    return found or None


def minutes(cell: str) -> str:
    """Return how long something took, such as 45 min, 1.5 hours or 1h 15m, in minutes; other text as it is."""
    text = cell.lower()
    if found := re.fullmatch(r"(?:about |~|approx\.? )?(\d+(?:\.\d+)?)\s*(?:m|min|mins|minutes?)\.?", text):
        return found[1]
    if found := re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:h|hrs?|hours?)\.?(?:\s*(?:and )?(\d+)\s*(?:m|min|mins|minutes?)?)?",
                             text):
        return f"{float(found[1]) * 60 + float(found[2] or 0):g}"
    if found := re.fullmatch(r"(\d\d?):([0-5]\d)(?::00)?", text):
        return str(int(found[1]) * 60 + int(found[2]))
    return cell


def on_scale(cell: str) -> str:
    """Return the number of a scale such as "4 - a lot" or "4/5"; other text as it is."""
    found = _ON_SCALE.fullmatch(cell)
    return found[1] if found else cell
