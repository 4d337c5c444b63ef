"""The decision page: options side by side, with what was heard of each."""

from __future__ import annotations

import pandas as pd

from shadowkit import plot
from shadowkit.captions import caption
from shadowkit.explore.explorer import Explorer, choice, drawn, for_one, kinds_choice
from shadowkit.log import Log
from shadowkit.markup import SOFT, STICK, lines, listing, opening, row
from shadowkit.measures import decision as weighed
from shadowkit.measures.decision import CRITERIA, Options

#: The choice that stands for no choice.
EVERYTHING = "everything"
#: So many options can be read side by side.
SIDE_BY_SIDE = 4
_WORDS_SHOWN = 40


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

    by = kinds_choice(log, "Options are")
    there = made(chosen.get("by", by.value))[0]["criterion"].unique()
    controls = {} if chosen else {"by": by}
    controls |= {
        "about": choice("Look at", [("everything", EVERYTHING), *((CRITERIA[name], name) for name in there)]),
        "view": choice("Show", [("what was heard", "page"), ("an overview", "overview")])}
    ways = [chosen["by"]] if chosen else [name for _, name in by.options]
    most = max(made(name)[0]["option"].nunique() for name in ways)
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
    heads = [("", "left:0;z-index:2"), *(
        (f'{lines(option)}<br><span style="font-weight:normal">{_voices(table.attrs["voices"][option])}</span>',
         "min-width:11em") for option in options)]
    counted = table.set_index(["criterion", "option"])["voices"]
    rows = []
    for criterion, says in table.drop_duplicates("criterion")[["criterion", "says"]].itertuples(index=False):
        of = found[found["criterion"] == criterion]
        rows.append(row((lines(says), f"{STICK};left:0;width:8em"), *(
            _cell(of[of["option"] == option], criterion, int(counted[criterion, option])) for option in options)))
    return listing("Options side by side", heads, rows, height=540)


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


def _piece(one: dict[str, object]) -> str:
    who = f"<strong>{lines(one['person'])}</strong>: " if isinstance(one["person"], str) else ""
    text = str(one["text"])
    text = lines(text) if one["piece"] == "answer" else opening(text, _WORDS_SHOWN)
    if one["piece"] == "quote":
        text = f'“{text}” <span style="{SOFT}">[{lines(one["tag"])}]</span>'
    return f'<p style="margin:0 0 6px">{who}{text}</p>'


def _voices(number: int) -> str:
    return {0: "nobody heard yet", 1: "1 person: one view"}.get(number, f"{number} people")

