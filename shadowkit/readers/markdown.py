"""Read Markdown into headings and plain words, as a person reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from shadowkit.errors import Problem
from shadowkit.readers import front_matter

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

Row = dict[str, str | None]

#: The levels of a bold line, of a numbered one, and of one that only ends in a question mark, as questions.
BOLD, NUMBERED, PLAIN = 7, 8, 9
_REFLECTION = re.compile(r"(?:my |personal )?(?:reflections?|thoughts|impressions?|takeaways?|conclusions?)"
                         r"|what i (?:now )?think(?: now)?|notes? to (?:my)?self", re.IGNORECASE)
_ASKED = re.compile(r"[?？؟][\s\"”’')*:]*(?:\s#[\w/-]+)*$")
_COUNTED = re.compile(r"^(?:q(?:uestion)?\s*)?\(?\d{1,2}\s*[.):]\s*(\S.*)$", re.IGNORECASE)
_MAY_ASK = re.compile(r"\*\*|__|\A.*[?？؟]$|^(?:q(?:uestion)?\s*)?\(?\d{1,2}\s*\\?[.):]", re.IGNORECASE | re.MULTILINE)
#: A heading typed without the blank after its marks. CommonMark takes it for words; people mean a heading, or tags.
_GLUED = re.compile(r"^(#{1,6})(?![# \t]|$|[^\s#]+(?:[ \t]+#[^\s#]+)+[ \t]*$)(.*)$", re.MULTILINE)
_LINK = re.compile(r"^[</#]|^\.{0,2}/|://|^\w+:|\w\.\w|/$|^$")
_DEFINITION = re.compile(r"""^ {0,3}(\[[^\[\]]+\]:)[ \t]*(<?\w+://\S+)[ \t]*(?:["'(].*)?$""")
#: What Obsidian alone understands: a picture, a link to a note with the words to show, the kind of a callout; tags.
_OBSIDIAN = re.compile(r"!\[\[[^\[\]\n]*\.\w{2,4}(?:\|[^\[\]\n]*)?\]\]|!?\[\[(?:[^\[\]|\n]*\|)?([^\[\]\n]+)\]\]|"
                       r"^\[!\w+\][+-]?[ \t]*")
_HIGHLIGHT = re.compile(r"(?<![\w=])==(?=[^\s=])([^=\n]*[^\s=])==(?![\w=])")
#: Google writes the blanks behind bold words before the marks, which makes them no marks.
_LOOSE_BOLD = re.compile(r"^(\*\*(?:[^*\n]*[^*\s])?)[ \t]+(\*\*)[ \t]*$", re.MULTILINE)
_TAG = re.compile(r"^</?([A-Za-z][A-Za-z0-9]*)")
#: The parser compares every opening bracket with all that follow.
_MOST_BRACKETS = 5_000
#: Tags that mark up words inside a line. What looks like another tag, such as <Company>, is something a person wrote.
_INLINE_TAGS = frozenset([
    "a", "abbr", "b", "big", "br", "cite", "code", "del", "em", "font", "i", "img", "input", "ins", "kbd", "mark", "q",
    "s", "script", "small", "span", "strike", "strong", "style", "sub", "sup", "tt", "u",
])


class Part(NamedTuple):
    """A heading (level 1 to 6) or a block of words (level 0) of a note, with the line where it stands.

    ``asks`` is how the block reads if its bold lines (level 7), its numbered lines and items (8) or a first line that
    ends in a question mark (9) are questions.
    """

    level: int
    text: str
    line: int
    glued: bool = False
    joined: bool = False
    asks: tuple[Part, ...] = ()

    @property
    def is_reflection(self) -> bool:
        """Whether it is the heading of the student's own reflection."""
        return bool(self.level) and _REFLECTION.fullmatch(self.text.strip(" :")) is not None

    @property
    def is_asked(self) -> bool:
        """Whether it ends in a question mark."""
        return _ASKED.search(self.text) is not None

    @property
    def as_words(self) -> str:
        """The words as typed, where a heading turned out to be none; nothing but tags is read without their marks."""
        text = "#" * self.level + self.text if self.glued else self.text
        return text.replace("#", "") if front_matter.HASHTAGS.fullmatch(text) else text


def parse(text: str, file: str, problems: list[Problem]) -> tuple[Row, list[Part]]:
    """Return the front matter's values and the parts of a note."""
    # Front matter begins in the first line. Blank lines above it are taken off and count in the line numbers only.
    body = re.sub(r"\A(?:[ \t]*\n)+", "", _LOOSE_BOLD.sub(r"\1\2", text))
    first = 1 + text.count("\n") - body.count("\n")
    if body.startswith("---") and body.split("\n", 1)[0].strip("- \t"):
        # A first line of dashes and words is not front matter, which the parser would take it for.
        body = "\\" + body
    lines = body.split("\n")
    env: dict = {}
    tokens = _parser().parse(body, env)
    front: Row = {}
    changed = False
    if body.startswith("---"):
        closed = tokens[0] if tokens and tokens[0].type == "front_matter" else None
        front, changed = front_matter.read(closed, lines, file, first, problems)
    start = tokens[0].map[1] if front and not changed else 0
    if said := front_matter.above(lines, start, PurePath(file).stem):
        front, changed = said | front, True
    if said := front_matter.inline(tokens, lines):
        front, changed = said | front, True
    swallowed = _swallowed(env)
    broken = _broken_definitions(tokens, lines)
    if changed or swallowed or broken:
        for line in swallowed:
            lines[line] = lines[line].replace("[", "\\[", 1)
        for line in broken:
            lines[line] = ""
        lines += ["", *broken.values()]
        env = {}
        tokens = _parser().parse("\n".join(lines), env)
    if "crowded" in env:
        row = first + env["crowded"]
        problems.append(Problem(
            file, row, None, None, f"The paragraph in line {row} of {file} has more than {_MOST_BRACKETS:,} opening "
                                   "brackets, so no links were looked for in it; split it into several.", kind="know"))
    return front, list(_parts(tokens, env, lines, first, file, problems))


# Markdown


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.front_matter import front_matter_plugin

    # Beyond its nesting limit, 20 as it comes, the parser drops what it finds.
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table").use(front_matter_plugin)
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    # An HTML block may run to the end of the note and swallow headings; as paragraphs, its words are read like others.
    parser.disable("html_block")
    parser.core.ruler.before("inline", "crowded", _crowded)
    parser.block.ruler.before("html_block", "comment", _comment, {"alt": ["paragraph", "reference", "blockquote"]})
    return parser


def _crowded(state: StateCore) -> None:
    """Take the brackets of a paragraph for words, where comparing each with each would take too long."""
    for token in state.tokens:
        if token.type == "inline" and token.content.count("[") > _MOST_BRACKETS:
            token.content = token.content.replace("[", "\\[")
            state.env.setdefault("crowded", token.map[0] if token.map else 0)


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Skip a comment that stands on lines of its own and is closed."""
    # Where one was not closed, those that begin inside of it are not either.
    if start < state.env.get("open_comment", 0) or state.is_code_block(start):
        return False
    if not state.src.startswith("<!--", state.bMarks[start] + state.tShift[start]):
        return False
    for line in range(start, end):
        if line > start and state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return False
        words = state.src[state.bMarks[line] + state.tShift[line]:state.eMarks[line]]
        if "-->" in words:
            if words.split("-->", 1)[1].strip():
                state.env["open_comment"] = line + 1
                return False
            if not silent:
                state.line = line + 1
            return True
    state.env["open_comment"] = end
    return False


def _swallowed(env: dict) -> list[int]:
    """Return the lines that read like ``[Jane]: Yes``: by form a link definition, which nobody sees, but words."""
    definitions = [*env.get("references", {}).values(), *env.get("duplicate_refs", ())]
    return [found["map"][0] for found in definitions if not _LINK.search(found["href"])]


def _broken_definitions(tokens: list[Token], lines: list[str]) -> dict[int, str]:
    """Return, by line, link definitions that are no definitions by form: under words, or with quotes in a quote."""
    broken = {}
    for token in tokens:
        if token.type == "inline" and token.map and "]:" in token.content:
            for line in range(*token.map):
                found = _DEFINITION.match(lines[line])
                if found:
                    broken[line] = f"{found[1]} {found[2]}"
    return broken


def _parts(
    tokens: list[Token], env: dict, lines: list[str], first: int, file: str, problems: list[Problem]
) -> Iterator[Part]:
    """Yield the headings and the blocks of words of a note."""
    marked = any(token.type == "heading_open" and token.level == 0 and token.markup[0] == "#" for token in tokens)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        line = first + token.map[0] if token.map else first
        if token.type == "paragraph_open":
            yield from _paragraph(tokens[at + 1], env, line)
            at += 3
        elif token.type == "heading_open":
            words = _words(tokens[at + 1].children)
            # Where headings are marked with #, dashes below a paragraph are meant as a line across the page.
            level = 0 if token.markup == "-" and marked else int(token.tag[1])
            if words:
                yield Part(level, words.replace("\n", " ") if level else words, line)
            at += 3
        else:
            if token.type == "fence" and _hides_headings(token, lines):
                problems.append(Problem(file, line, None, lines[token.map[0]], (
                    f"The code block that begins in line {line} of {file} is never closed, so the headings below it "
                    f"were read as its text; write {token.markup} below the code.")))
            stop = _close(tokens, at)
            asks = tuple(_items(tokens, at, stop, first)) if token.type.endswith("list_open") else ()
            yield from (Part(0, words, line, asks=asks) for words in _blocks(tokens, at, stop))
            at = stop


def _hides_headings(fence: Token, lines: list[str]) -> bool:
    start, stop = fence.map
    closed = stop - start > 1 and lines[stop - 1].strip().startswith(fence.markup)
    return not closed and any(line.startswith("#") for line in fence.content.split("\n"))


def _paragraph(inline: Token, env: dict, line: int) -> Iterator[Part]:
    """Yield a paragraph's words, apart from lines in it that are headings without the blank after their marks."""
    content = inline.content
    if "#" not in content or not _GLUED.search(content):
        words = _words(inline.children)
        if words:
            yield Part(0, words, line, asks=_asking(inline, line) if _MAY_ASK.search(content) else ())
        return

    def piece(source: str, start: int, level: int = 0) -> Iterator[Part]:
        words = _words(_parser().parseInline(source.strip(), env)[0].children)
        if words:
            yield Part(level, words, line + content.count("\n", 0, start), glued=level > 0, joined=start > 0)

    done = 0
    for found in _GLUED.finditer(content):
        yield from piece(content[done:found.start()], done)
        yield from piece(found[2].rstrip("# \t"), found.start(), len(found[1]))
        done = found.end() + 1
    yield from piece(content[done:], done)


def _asking(inline: Token, line: int) -> tuple[Part, ...]:
    """Return a paragraph with the lines apart that may be questions, or nothing where it has none."""
    parts: list[Part] = []
    for number, row in enumerate(_rows(inline), line):
        for level, words in _asked_in(row):
            if not (parts or level) and _ASKED.search(words):
                level = PLAIN
            if words:
                parts.append(Part(level, words, number, joined=bool(parts) and parts[-1].level == 0))
    return tuple(parts) if any(part.level for part in parts) else ()


def _rows(inline: Token) -> list[list[Token]]:
    """Return the lines of a paragraph."""
    rows: list[list[Token]] = [[]]
    for child in inline.children or ():
        if child.type in ("softbreak", "hardbreak"):
            rows.append([])
        elif child.type != "text" or child.content:
            rows[-1].append(child)
    return rows


def _asked_in(row: list[Token]) -> list[tuple[int, str]]:
    """Return the question that begins a line, and the words behind it."""
    words = _words(row)
    if row and row[0].type in ("strong_open", "em_open"):
        close = f"{row[0].type[:-4]}close"
        end = next((at for at, one in enumerate(row, 1) if one.type == close and one.level == row[0].level), 0)
        bold = any(token.type == "strong_open" for token in row[:2])
        said, behind = _words(row[:end]), _words(row[end:])
        if bold and end and (not behind.strip(" :?") or _ASKED.search(said)):
            counted = _COUNTED.match(said)
            question = (counted[1] if counted else said).rstrip(" :") + ("?" if behind.startswith("?") else "")
            return [(BOLD, question), (0, behind.lstrip(" :?"))]
    counted = _COUNTED.match(words)
    return [(NUMBERED, counted[1])] if counted and _ASKED.search(words) else [(0, words)]


def _items(tokens: list[Token], at: int, stop: int, first: int) -> Iterator[Part]:
    """Yield the items of a list as questions, those that ask or are a number by itself, and what is below them."""
    items, is_numbered = [], tokens[at].type == "ordered_list_open"
    at += 1
    while at < stop - 1:
        end = _close(tokens, at)
        items.append((at, end))
        at = end
    for begin, end in items:
        line = first + tokens[begin].map[0]
        head = tokens[begin + 2] if end - begin > 3 and tokens[begin + 1].type == "paragraph_open" else None
        # What goes on in the next line of the same paragraph is the answer.
        start, *more = [_words(row) for row in _rows(head)] if head else [""]
        if not start or not (_ASKED.search(start) or is_numbered and len(items) == 1):
            yield from (Part(0, words, line) for words in _blocks(tokens, begin + 1, end - 1))
            continue
        yield Part(NUMBERED, start, line)
        if any(more):
            yield Part(0, " ".join(filter(None, more)), line + 1)
        yield from (Part(0, words, line + 1) for words in _blocks(tokens, begin + 4, end - 1))


def _blocks(tokens: list[Token], at: int, stop: int) -> list[str]:
    """Return the words of the blocks between two places, one text a block."""
    blocks: list[str] = []
    while at < stop:
        token = tokens[at]
        if token.type == "inline":
            blocks.append(_words(token.children))
        elif token.type in ("fence", "code_block"):
            # One word after the marks names a language; several are words of the note.
            said = [token.info.strip()] if len(token.info.split()) > 1 else []
            blocks.append("\n".join([*said, token.content.strip("\n")]))
        elif token.type in ("bullet_list_open", "ordered_list_open", "table_open", "footnote_reference_open"):
            end = _close(tokens, at)
            if token.type == "table_open":
                blocks.append(_table(tokens, at, end))
            elif token.type != "footnote_reference_open":
                blocks.append(_list(tokens, at, end))
            at = end
            continue
        at += 1
    return [block for block in blocks if block.strip()]


def _close(tokens: list[Token], at: int) -> int:
    """Return the place after the block that begins at ``at``."""
    level = tokens[at].level
    if tokens[at].nesting == 1:
        at += 1
        while tokens[at].level > level:
            at += 1
    return at + 1


def _list(tokens: list[Token], at: int, stop: int) -> str:
    opening = tokens[at]
    start = opening.attrGet("start")
    number = 1 if start is None else int(start)
    items = []
    at += 1
    while at < stop - 1:
        end = _close(tokens, at)
        mark = "- " if opening.type == "bullet_list_open" else f"{number}{opening.markup} "
        words = "\n".join(_blocks(tokens, at + 1, end - 1))
        if words:
            items.append(mark + words.replace("\n", "\n" + " " * len(mark)))
        number += 1
        at = end
    return "\n".join(items)


def _table(tokens: list[Token], at: int, stop: int) -> str:
    rows: list[list[str]] = []
    for token in tokens[at:stop]:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_words(token.children))
    return "\n".join(" | ".join(row) for row in rows)


def _words(children: list[Token] | None) -> str:
    """Return the words of a line of Markdown as a person reads them."""
    words: list[str] = []
    gap = False
    for child in children or ():
        kind = child.type
        if kind == "text" or kind == "code_inline":
            words.append(child.content)
        elif kind == "softbreak":
            words.append(" ")
        elif kind == "hardbreak":
            words.append("\n")
        elif kind == "html_inline":
            words.append(_tag(child.content))
            gap = True
        elif kind == "image" or kind == "footnote_ref":
            gap = True
    text = "".join(words).strip()
    if gap:
        text = re.sub(r" *\n[ \n]*", "\n", re.sub(r"[ \t]{2,}", " ", text))
    text = _HIGHLIGHT.sub(r"\1", text) if "==" in text else text
    return _OBSIDIAN.sub(r"\1", text).strip() if "[" in text else text


def _tag(source: str) -> str:
    """Return what an HTML tag leaves behind: nothing, a line break, or itself where it is no tag of HTML."""
    from markdown_it.common.html_blocks import block_names

    found = _TAG.match(source)
    name = found[1].lower() if found else ""
    if name == "br" or name in block_names:
        return "\n"
    return "" if name in _INLINE_TAGS or source.startswith("<!--") else source
