"""The decision page: options side by side, with what was heard of each."""

from __future__ import annotations

import html

import pandas as pd

from shadowkit import plot
from shadowkit.captions import caption
from shadowkit.explore.explorer import Explorer, choice, drawn, for_one, plain
from shadowkit.log import Log
from shadowkit.measures import counting
from shadowkit.measures import decision as weighed
from shadowkit.measures.decision import CRITERIA, Options

#: The choice that stands for no choice.
EVERYTHING = "everything"
#: So many options can be read side by side.
SIDE_BY_SIDE = 4
_WORDS_SHOWN = 40
_CELL = "text-align:left;vertical-align:top;padding:8px 10px;border-bottom:1px solid #ccc;white-space:normal"
_STICK = "position:sticky;background:#f4f4f4;color:#222;"


def decision(log: Log, options: Options = None, *, identifying: bool = False) -> Explorer:
    """Explore the options side by side, with what was heard of each: choose what options are, and what to look at.

    Parameters
    ----------
    log : Log
        The log of one student or of many.
    options : list of str, or dict of str to list of str, optional
        Fields, or options with the people who stand for each, as for :func:`shadowkit.decision`.
    identifying : bool
        Whether to name people where the log is of several students; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``by`` (where no options are given), ``about``, ``view`` and, for more than four options,
        ``page``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set, or an option does not exist.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.decision(sk.example("student"), ["public health", "laboratory"])
    >>> explorer.controls["about"].value = "advancement"
    >>> "For laboratory, nobody has spoken on what opportunities for promotion exist." in explorer.caption.value
    True
    """
    for_one(log, "decision", identifying)
    columns = [name for name in counting.groupings(log) if name in log.contacts.columns] or ["field"]
    chosen = {"by": "field"} if options is not None else {}

    def made(by: str) -> tuple[pd.DataFrame, pd.DataFrame]:
        return log.once(("decision", str(options), by), lambda: (
            weighed.decision(log, options, by=by), weighed.pieces(log, options, by=by)[0]))

    def show(about: str, view: str, by: str = "field", page: int = 0) -> tuple[str, str]:
        table, found = made(by)
        names = table["option"].unique()[page * SIDE_BY_SIDE: (page + 1) * SIDE_BY_SIDE]
        table = table[table["option"].isin(names)]
        if about != EVERYTHING:
            table = table[table["criterion"] == about]
        if view == "overview":
            return drawn(plot.decision, table)
        return decision_html(table, found), caption(table)

    by = choice("Options are", [(plain(name), name) for name in columns],
                "field" if "field" in columns else columns[0])
    there = made(chosen.get("by", by.value))[0]["criterion"].unique()
    controls = {} if chosen else {"by": by}
    controls |= {
        "about": choice("Look at", [("everything", EVERYTHING), *((CRITERIA[name], name) for name in there)]),
        "view": choice("Show", [("what was heard", "page"), ("an overview", "overview")])}
    most = max(made(name)[0]["option"].nunique() for name in ([chosen["by"]] if chosen else columns))
    if most > SIDE_BY_SIDE:
        page = controls["page"] = choice("Side by side", [("the first four", 0)])

        def offer(_: object = None) -> None:
            """Offer as many pages as the options make."""
            count = made(chosen.get("by", by.value))[0]["option"].nunique()
            page.options = [(f"{start + 1} to {min(start + SIDE_BY_SIDE, count)} of {count}", number)
                            for number, start in enumerate(range(0, max(count, 1), SIDE_BY_SIDE))]

        offer()
        by.observe(offer, names="value")
    return Explorer("decision", log, controls, show, height=700)


def decision_html(table: pd.DataFrame, found: pd.DataFrame) -> str:
    """Return the options of :func:`shadowkit.decision` side by side as an HTML table; long text opens on request."""
    if not len(table):
        return "<p>No option to weigh yet.</p>"
    options = list(table["option"].unique())
    heads = "".join(f'<th scope="col" style="{_CELL};{_STICK}top:0;min-width:11em">{html.escape(option)}<br>'
                    f'<span style="font-weight:normal">{_voices(table.attrs["voices"][option])}</span></th>'
                    for option in options)
    counted = table.set_index(["criterion", "option"])["voices"]
    body = []
    for criterion, says in table.drop_duplicates("criterion")[["criterion", "says"]].itertuples(index=False):
        of = found[found["criterion"] == criterion]
        cells = "".join(f'<td style="{_CELL}">'
                        f'{_cell(of[of["option"] == option], criterion, int(counted[criterion, option]))}</td>'
                        for option in options)
        body.append(f'<tr><th scope="row" style="{_CELL};{_STICK}left:0;width:8em">{html.escape(says)}</th>{cells}'
                    "</tr>")
    corner = f'<td style="{_CELL};{_STICK}top:0;left:0;z-index:2"></td>'
    return ('<div tabindex="0" role="region" aria-label="Options side by side" style="max-height:540px;overflow:auto">'
            '<table style="border-collapse:separate;border-spacing:0;line-height:1.4;font-size:13px"><thead><tr>'
            f"{corner}{heads}</tr></thead><tbody>{''.join(body)}</tbody></table></div>")


def _cell(of: pd.DataFrame, criterion: str, voices: int) -> str:
    """Return what was heard of one option on one thing: own lines and quotes, whole answers on request."""
    if not len(of):
        return '<em style="color:#6b6b6b">nobody yet: a gap</em>' if criterion != "next_step" else "–"
    parts = []
    if voices and criterion not in ("still_unknown", "next_step"):
        parts.append(f'<p style="margin:0 0 6px;color:#555">{_voices(voices)}</p>')
    # The first passage of each person says most; more of them, and whole answers, open on request.
    first = ~of.duplicated(["piece", "person"]) | ~of["piece"].isin(("quote", "answer"))
    answers, more = of["piece"] == "answer", (of["piece"] == "quote") & ~first
    parts += map(_piece, of[~answers & ~more].to_dict("records"))
    for chosen, what in ((more, "more passage"), (answers, "whole answer")):
        count = int(chosen.sum())
        parts += [f"<details><summary>{count} {what}{'' if count == 1 else 's'}</summary>"
                  f"{''.join(map(_piece, of[chosen].to_dict('records')))}</details>"] if count else []
    return "".join(parts)


def _piece(row: dict[str, object]) -> str:
    who = f"<strong>{html.escape(row['person'])}</strong>: " if isinstance(row["person"], str) else ""
    text = _lines(str(row["text"])) if row["piece"] == "answer" else _opens(str(row["text"]))
    if row["piece"] == "quote":
        text = f'“{text}” <span style="color:#555">[{html.escape(str(row["tag"]))}]</span>'
    return f'<p style="margin:0 0 6px">{who}{text}</p>'


def _voices(number: int) -> str:
    return {0: "nobody heard yet", 1: "1 person: one view"}.get(number, f"{number} people")


def _opens(text: str) -> str:
    words = text.split(" ")
    if len(words) <= _WORDS_SHOWN + 20:
        return _lines(text)
    return (f"{_lines(' '.join(words[:_WORDS_SHOWN]))} <details><summary>… {len(words) - _WORDS_SHOWN} more words"
            f"</summary>{_lines(' '.join(words[_WORDS_SHOWN:]))}</details>")


def _lines(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
