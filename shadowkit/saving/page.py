"""One HTML page that needs nothing else: it reads well on a screen, on paper, by keyboard and aloud."""

from __future__ import annotations

import html

import pandas as pd

from shadowkit import plot
from shadowkit.saving.laid_out import LaidOut, Part, laid_out, words

#: People beside whom a matrix still fits on a sheet of paper; of more, each answer is printed below the last.
_ON_PAPER = 4
_STYLE = """:root{color-scheme:light dark;--ink:#1f1f1f;--soft:#595959;--line:#c9c9c9;--head:#f1f1f1;--back:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#ececec;--soft:#b8b8b8;--line:#555;--head:#2b2b2b;--back:#1b1b1b}}
body{font:16px/1.5 system-ui,sans-serif;margin:2em auto;padding:0 1em;max-width:110em;color:var(--ink);
background:var(--back)}
h1{font-size:1.6em;margin:0 0 .4em}h2{font-size:1.15em;margin:2em 0 .5em}
a{color:inherit}nav ul{columns:18em;padding-left:1.2em}.note{color:var(--soft)}
figure{margin:1em 0}figure img{background:#fff;max-width:100%;height:auto}
.wide{overflow:auto;max-height:88vh;border:1px solid var(--line)}:focus-visible{outline:3px solid #0072b2}
table{border-collapse:separate;border-spacing:0}
caption{text-align:left;padding:.6em .7em;max-width:60em}
th,td{text-align:left;vertical-align:top;padding:.5em .7em;border-bottom:1px solid var(--line);overflow-wrap:break-word}
.long td{min-width:15em;max-width:26em}td{white-space:pre-line}.long td.count{min-width:4em}
thead th{position:sticky;top:0;background:var(--head);z-index:1}
tbody th{position:sticky;left:0;background:var(--head);font-weight:600;min-width:7em;max-width:14em}
td.number{text-align:right;font-variant-numeric:tabular-nums}
.nothing{color:var(--soft)}
@media print{:root{--ink:#000;--soft:#444;--line:#999;--head:#fff;--back:#fff}@page{size:A4 landscape;margin:14mm}
body{margin:0;padding:0;font-size:10.5pt;max-width:none}.wide{overflow:visible;max-height:none;border:0}
thead th,tbody th{position:static}table{width:100%}.long td,tbody th{min-width:0;max-width:none}
thead{display:table-header-group}tr{break-inside:avoid}nav{display:none}
.many table,.many caption,.many tbody,.many tr,.many tbody th,.many td{display:block;max-width:none}
.many thead,.many td:empty,.many td.nothing{display:none}.many tr{break-inside:auto;margin-bottom:1em}
.many td{break-inside:avoid}.many tbody th{break-after:avoid;font-size:1.1em}
.many td::before{content:attr(data-who) ": ";font-weight:600}}"""


def page(table: pd.DataFrame) -> bytes:
    """Return a measure's table as a page."""
    shown = laid_out(table)
    own = {"perspectives": _matrix, "quotes": _quotes}.get(shown.measure)
    title = html.escape(shown.title)
    body = own(shown) if own else _picture(table) + _table(shown.parts[0], shown, "")
    return (f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" '
            f'content="width=device-width,initial-scale=1"><meta name="generator" content="shadowkit"><title>{title}'
            f"</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>{body}</main></body></html>\n"
            ).encode("utf-8", "replace")


def _matrix(shown: LaidOut) -> str:
    part, = shown.parts
    if not part.rows:
        return f"<p>{html.escape(shown.caption)}</p>"
    many = " many" if len(part.columns) - 2 > _ON_PAPER else ""
    return _table(part, shown, f"long{many}", empty="not asked, or no answer")


def _quotes(shown: LaidOut) -> str:
    places = [f"tag-{number}" for number in range(1, len(shown.parts) + 1)]
    links = "".join(f'<li><a href="#{place}">{html.escape(str(part.heading))}</a></li>'
                    for place, part in zip(places, shown.parts, strict=True))
    nav = f'<nav aria-label="Tags"><ul>{links}</ul></nav>' if len(places) > 1 else ""
    sections = "".join(
        f'<section><h2 id="{place}">{html.escape(str(part.heading))}</h2>'
        f'{_table(part, None, "long")}</section>' for place, part in zip(places, shown.parts, strict=True))
    return f"<p>{html.escape(shown.caption)}</p>{nav}{sections}"


def _picture(table: pd.DataFrame) -> str:
    measure = table.attrs["measure"]
    # Not every table has a picture.
    if measure not in plot.__all__ or not len(table):
        return ""
    return f"<figure>{plot.image(getattr(plot, measure)(table))}</figure>"


def _table(part: Part, shown: LaidOut | None, kind: str, empty: str = "") -> str:
    """Return the rows of a part; with what the whole says above them, where the part is the whole."""
    head = "".join(f'<th scope="col">{html.escape(name)}</th>' for name in part.columns)
    rows = "".join(
        f'<tr><th scope="row">{_cell_words(row[0], empty)}</th>'
        + "".join(_cell(cell, who, empty) for who, cell in zip(part.columns[1:], row[1:], strict=True)) + "</tr>"
        for row in part.rows)
    label = html.escape(str(part.heading) if shown is None else shown.title, quote=True)
    says = "" if shown is None else f"<caption>{html.escape(shown.caption)}</caption>"
    return (f'<div class="wide {kind}" tabindex="0" role="region" aria-label="{label}"><table>{says}<thead><tr>{head}'
            f"</tr></thead><tbody>{rows}</tbody></table></div>")


def _cell(cell: object, who: str, empty: str) -> str:
    said = words(cell)
    number = pd.api.types.is_number(cell) and not pd.api.types.is_bool(cell)
    kind = ' class="number count"' if number and said else "" if said else ' class="nothing"'
    return f'<td{kind} data-who="{html.escape(who, quote=True)}">{_cell_words(cell, empty)}</td>'


def _cell_words(cell: object, empty: str) -> str:
    return html.escape(words(cell)) or empty
