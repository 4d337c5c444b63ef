"""Pieces of a page that explorers and forms share: a table, and text from a log that stays text."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

_CELL = "text-align:left;vertical-align:top;padding:6px 9px;border-bottom:1px solid #ccc;white-space:normal"
#: Keeps a head in sight while what it stands over is scrolled.
STICK = "position:sticky;background:#f4f4f4;color:#222"
#: What is said beside something else, less loud.
SOFT = "color:#595959"

#: What a cell holds, as HTML; or that and its style.
Cell = str | tuple[str, str]


def lines(text: object) -> str:
    """Return text as text, whatever it holds, its lines kept."""
    return html.escape(str(text)).replace("\n", "<br>")


def opening(text: str, most: int, *, slack: int = 20) -> str:
    """Return a text whose rest opens on request, where it has that many words more than are shown."""
    words = text.split(" ")
    if len(words) <= most + slack:
        return lines(text)
    return (f"{lines(' '.join(words[:most]))} <details><summary>… {len(words) - most} more words</summary>"
            f"{lines(' '.join(words[most:]))}</details>")


def cell(inside: Cell, *, head: str | None = None, more: str = "") -> str:
    """Return a cell of a table; ``head`` is what it heads, a row, a col or a rowgroup."""
    words, style = inside if isinstance(inside, tuple) else (inside, "")
    tag, scope = ("th", f' scope="{head}"') if head else ("td", "")
    return f'<{tag}{scope} style="{_CELL};{style}"{more}>{words}</{tag}>'


def row(first: Cell, *cells: Cell, chosen: bool = False) -> str:
    """Return a row whose first cell heads it."""
    mark = ' aria-current="true" style="background:#e8f1f8;color:#222"' if chosen else ""
    return f"<tr{mark}>{cell(first, head='row')}{''.join(map(cell, cells))}</tr>"


def listing(label: str, heads: Sequence[Cell], rows: Iterable[str], *, height: int | None = None) -> str:
    """Return a table with a name, for those who do not see it too; what is higher than ``height`` pixels scrolls."""
    named = [(one, "") if isinstance(one, str) else one for one in heads]
    # A corner without words heads nothing.
    head = "".join(cell((words, f"{STICK};top:0;{style}"), head="col" if words else None) for words, style in named)
    head = f"<thead><tr>{head}</tr></thead>" if heads else ""
    whole = (f'<table aria-label="{html.escape(label)}" style="border-collapse:separate;border-spacing:0;'
             f'line-height:1.4;font-size:13px;max-width:70em">{head}<tbody>{"".join(rows)}</tbody></table>')
    if height is None:
        return whole
    return (f'<div tabindex="0" role="region" aria-label="{html.escape(label)}" style="max-height:{height}px;'
            f'overflow:auto;border-bottom:1px solid #999">{whole}</div>')
