"""The own words of a message: HTML as plain text, without quoted history and signature.

Everything goes line by line, because patterns that span lines take quadratic time on hostile mail: 3 kB of blank lines
cost mail-parser-reply two seconds. It also leaves in what it has no language for, and all of a reply below its quote.
"""

from __future__ import annotations

import html
import re

from shadowkit.readers import mail_words

#: A comment, or a tag, of which only the name matters; no tag goes on over the next one.
_TAG = re.compile(r"<(?:!--|[!?][^<>]*>|(/?)([a-zA-Z]\w*)[^<>]*>)")
_UNSEEN = ("script", "style", "title")
_BLOCKS = re.compile(
    r"address|article|aside|blockquote|center|d[dlt]|div|footer|form|h[1-6r]|header|li|[ou]l|p|pre|section|table|tr")
_ADDRESS = re.compile(r"[^\s<>@\"]{1,64}@[^\s<>@\"]{2,255}")
_DATE = re.compile(r"\d{1,2}[:.h]\d\d|(?:19|20)\d\d|\d{1,2}[/.]\d{1,2}|\d{1,2}月|\d{1,2}월")
_POSTSCRIPT = re.compile(r"p\.? ?s\b", re.IGNORECASE)
_RULE = re.compile(r"[-_=*~—–\s]+")


def own_words(text: str, sender: str | None = None) -> str:
    """Return what the writer of a message wrote in it, without quoted history, signature and closing."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    own = _without_signature(_without_history(lines), sender)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(own)).strip()


# Quoted history


def _without_history(lines: list[str]) -> list[str]:
    own: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if line.startswith((">", "|>")):
            at += 1
        elif _begins_history(lines, at):
            break
        elif length := _attribution(lines, at):
            at += length
            # Who replies below quotes line by line; without marks, all that follows is history.
            if not _next_filled(lines, at).startswith(">"):
                break
        else:
            own.append(lines[at])
            at += 1
    while own and _RULE.fullmatch(own[-1] or " "):
        own.pop()
    return own


def _next_filled(lines: list[str], at: int) -> str:
    return next((line.strip() for line in lines[at:at + 4] if line.strip()), "")


def _begins_history(lines: list[str], at: int) -> bool:
    """Tell whether an older message begins here: its header as lines, or a line that says so."""
    line = lines[at].strip()[:200]
    if mail_words.FORWARDED.match(line):
        return True
    if not any(field.match(line) for field in mail_words.FIELD.values()):
        return False
    block = [other.strip()[:200] for other in lines[at:at + 9]]
    kinds = {kind for other in block for kind, field in mail_words.FIELD.items() if field.match(other)}
    return "from" in kinds and len(kinds) >= 3


def _attribution(lines: list[str], at: int) -> int:
    """Return how many lines from here on say who wrote the quote that follows, and when; 0 where none do."""
    joined, first = "", lines[at].strip()
    for length in range(1, 5):
        if at + length > len(lines):
            return 0
        line = lines[at + length - 1].strip()
        if not line or line.startswith(">") or len(joined) + len(line) > 400:
            return 0
        joined = f"{joined} {line}".strip()
        if not line.endswith((":", "：")):
            continue
        quoted = _next_filled(lines, at + length).startswith(">")
        if not _says_who_wrote(joined, quoted):
            return 0
        # The writer's own last line may stand right above, so the latest line that may begin it does.
        for later in range(1, length):
            rest = " ".join(other.strip() for other in lines[at + later:at + length])
            if _says_who_wrote(rest, quoted) and (mail_words.OPENS.match(rest) or not mail_words.OPENS.match(first)):
                return 0
        return length
    return 0


def _says_who_wrote(words: str, quoted: bool) -> bool:
    signs = (_ADDRESS.search(words), mail_words.WROTE.search(words), _DATE.search(words))
    return sum(sign is not None for sign in signs) >= (1 if quoted else 2) and (quoted or signs[2] is not None)


# Signatures


def _without_signature(lines: list[str], sender: str | None) -> list[str]:
    filled = [at for at, line in enumerate(lines) if line.strip()]
    for at in filled[1:]:
        if lines[at].strip() in ("--", "—", "__"):
            return lines[:at]
    names = _names(sender)
    for place in range(max(1, len(filled) - 20), len(filled)):
        line, left = lines[filled[place]].strip(), [lines[at].strip() for at in filled[place + 1:]]
        if len(line) > 100:
            continue
        short = all(len(other) <= 100 for other in left)
        if (len(line) >= 3 and _RULE.fullmatch(line) and short and len(left) <= 15
                or line.strip(" -–—,.").casefold() in names and short and len(left) <= 10
                or _is_closing(line) and (not left or _is_name(left[0], names))
                or len(left) < 6 and mail_words.DEVICE.match(line)):
            after = next((at for at in filled[place + 1:] if _POSTSCRIPT.match(lines[at].strip())), len(lines))
            return lines[:filled[place]] + lines[after:]
    return lines


def _names(sender: str | None) -> frozenset[str]:
    name = (sender or "").strip().casefold()
    return frozenset({name, name.split()[0]}) if name and "@" not in name else frozenset()


def _is_closing(line: str) -> bool:
    words = line.strip(" -–—,.!:;~").casefold()
    return words in mail_words.CLOSINGS or line.endswith(",") and any(
        words.startswith(f"{closing} ") for closing in mail_words.CLOSINGS) and len(words.split()) <= 6


def _is_name(line: str, names: frozenset[str]) -> bool:
    words = line.strip(" -–—,.").split()
    if line.strip(" -–—,.").casefold() in names:
        return True
    return 0 < len(words) <= 5 and not line.endswith(("?", "!", ":")) and all(
        not word[0].islower() or word.casefold() in mail_words.PARTICLES for word in words)


# HTML


def plain(markup: str) -> str:
    """Return the text of HTML, a line per block, quoted blocks with ``>`` before each line; nothing of it is run."""
    found: list[str] = []
    depth = at = 0

    def add(text: str) -> None:
        at_start = not found or found[-1].endswith("\n")
        if at_start and text != "\n":
            text = text.lstrip(" ")
        found.extend(["> "] if text.strip("\n") and at_start and depth else [])
        found.extend([text] if text else [])

    while at < len(markup):
        tag = _TAG.search(markup, at)
        add(re.sub(r"\s+", " ", html.unescape(markup[at:tag.start() if tag else None])))
        at, (closes, name) = (tag.end(), tag.groups()) if tag else (len(markup), ("", None))
        name = (name or "").lower()
        if tag and (tag[0] == "<!--" or name in _UNSEEN and not closes):
            at = _behind(markup, "-->" if tag[0] == "<!--" else rf"(?=</{name}\b)", at)
        elif name == "br":
            add("\n")
        elif _BLOCKS.fullmatch(name):
            add("\n" if found and not found[-1].endswith("\n") else "")
            add("\n" if closes and name == "p" else "")
        depth = max(0, depth + (-1 if closes else 1)) if name == "blockquote" else depth
    lines = [re.sub(r"[ \t\xa0\u200b-\u200f]+", " ", line).strip() for line in "".join(found).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _behind(markup: str, ends: str, at: int) -> int:
    """Return where a comment, or what is not seen, has ended; what never ends hides all that follows."""
    end = re.compile(ends, re.IGNORECASE).search(markup, at)
    return end.end() if end else len(markup)
