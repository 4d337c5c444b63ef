"""Read Markdown into headings and plain words, as a person reads it, and front matter into keys and values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from shadowkit.errors import Problem

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token

Row = dict[str, str | None]

_REFLECTIONS = ("reflection", "reflections")
#: A heading typed without the blank after its marks. CommonMark takes it for words; people mean a heading.
_GLUED = re.compile(r"^(#{1,6})(?![# \t]|$)(.*)$", re.MULTILINE)
_KEY = re.compile(r"^[A-Za-z][\w -]*:(\s|$)")
_LINK = re.compile(r"^[</#]|^\.{0,2}/|://|^\w+:|\w\.\w|/$|^$")
_DEFINITION = re.compile(r"""^ {0,3}(\[[^\[\]]+\]:)[ \t]*(<?\w+://\S+)[ \t]*(?:["'(].*)?$""")
_TAG = re.compile(r"^</?([A-Za-z][A-Za-z0-9]*)")
_FRONT_MATTER_IS_SHORT = 4000
_EMPTY_YAML = ("", "~", "null", "Null", "NULL")
#: Tags that mark up words inside a line. What looks like another tag, such as <Company>, is something a person wrote.
_INLINE_TAGS = frozenset([
    "a", "abbr", "audio", "b", "bdi", "bdo", "big", "br", "button", "canvas", "cite", "code", "data", "del", "dfn",
    "em", "embed", "font", "i", "img", "input", "ins", "kbd", "label", "map", "mark", "meter", "object", "picture",
    "pre", "q", "rp", "rt", "ruby", "s", "samp", "script", "select", "small", "span", "strike", "strong", "style",
    "sub", "sup", "svg", "textarea", "time", "tt", "u", "var", "video", "wbr",
])


class Part(NamedTuple):
    """A heading (level 1 to 6) or a block of words (level 0) of a note, with the line where it stands."""

    level: int
    text: str
    line: int
    glued: bool = False
    joined: bool = False

    @property
    def is_reflection(self) -> bool:
        """Whether it is the heading of the student's own reflection."""
        return bool(self.level) and self.text.strip(" :").casefold() in _REFLECTIONS

    @property
    def as_words(self) -> str:
        """The words as typed, where a heading turned out to be none."""
        return "#" * self.level + self.text if self.glued else self.text


def parse(text: str, file: str, problems: list[Problem]) -> tuple[Row, list[Part]]:
    """Return the front matter's values and the parts of a note."""
    # Front matter begins in the first line. Blank lines above it are taken off and count in the line numbers only.
    body = re.sub(r"\A(?:[ \t]*\n)+", "", text)
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
        front, changed = _front_matter(closed, lines, file, first, problems)
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
    return front, list(_parts(tokens, env, lines, first, file, problems))


# Front matter


def _values(content: str) -> Row | None:
    """Return the front matter's values as text, or None where it holds something other than keys and values."""
    import yaml

    # These loaders keep every value as it was written, so that 10:30 is not 630 and No is not False. The one in C is
    # fast; nested some thousand deep it ends the whole program, which the other one answers with a RecursionError.
    fast = len(content) < _FRONT_MATTER_IS_SHORT
    found = yaml.load(content, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader) if fast else yaml.BaseLoader)
    if found is None or found == "":
        return {}
    if not isinstance(found, dict):
        return None
    return {str(key): _value(value) for key, value in found.items()}


def _value(value: object) -> str | None:
    if isinstance(value, str):
        return None if value in _EMPTY_YAML else value
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(item for item in value if item not in _EMPTY_YAML) or None
    if not value:
        return None
    import yaml

    return yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=1e9).strip()


def _front_matter(
    closed: Token | None, lines: list[str], file: str, first: int, problems: list[Problem]
) -> tuple[Row, bool]:
    """Return the front matter's values, and whether lines were blanked so that the note is to be parsed again."""
    import yaml

    if closed is not None:
        content, stop = closed.content, closed.map[1]
    else:
        stop = next((at for at, line in enumerate(lines) if at and (not line.strip() or line[0] == "#")), len(lines))
        content = "\n".join(lines[1:stop])
        if not _KEY.match(content):
            return {}, False
    try:
        values = _values(content)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        row = first + 1 + mark.line if mark else first
        fate = "it was left out" if closed is not None else "it was read as words of the note"
        why = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is nested too deeply"
        problems.append(Problem(
            file, row, None, content,
            f"The front matter of {file} cannot be read at line {row} ({why}), so {fate}; write each line as "
            "`key: value`, with quotes around a value that holds a colon, and --- below the last one."))
        return {}, False
    if values is None:
        problems.append(Problem(
            file, first, None, content, f"What stands between the lines --- of {file} holds no keys, so it was read as "
            "words of the note; write each line of front matter as `key: value`."))
        lines[0] = ""
        if closed is not None:
            lines[stop - 1] = ""
        return {}, True
    if closed is None:
        problems.append(Problem(
            file, first, None, content, f"The front matter of {file} is never closed, so its lines up to the first "
            "blank line or heading were read as front matter; write --- below it."))
        lines[:stop] = [""] * stop
        return values, True
    return values, False


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
    parser.block.ruler.before("html_block", "comment", _comment, {"alt": ["paragraph", "reference", "blockquote"]})
    return parser


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Skip a comment that stands on lines of its own and is closed."""
    if state.is_code_block(start) or not state.src.startswith("<!--", state.bMarks[start] + state.tShift[start]):
        return False
    for line in range(start, end):
        if line > start and state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return False
        words = state.src[state.bMarks[line] + state.tShift[line]:state.eMarks[line]]
        if "-->" in words:
            if words.split("-->", 1)[1].strip():
                return False
            if not silent:
                state.line = line + 1
            return True
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
            yield from (Part(0, words, line) for words in _blocks(tokens, at, stop))
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
            yield Part(0, words, line)
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
    return text


def _tag(source: str) -> str:
    """Return what an HTML tag leaves behind: nothing, a line break, or itself where it is no tag of HTML."""
    from markdown_it.common.html_blocks import block_names

    found = _TAG.match(source)
    name = found[1].lower() if found else ""
    if name == "br" or name in block_names:
        return "\n"
    return "" if name in _INLINE_TAGS or source.startswith("<!--") else source
