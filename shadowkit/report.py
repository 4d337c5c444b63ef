"""The main job without a browser: one HTML file that needs nothing else."""

from __future__ import annotations

import html

import pandas as pd

from shadowkit import plot
from shadowkit.captions import caption
from shadowkit.errors import what_to_mend
from shadowkit.log import Log
from shadowkit.measures import coverage as covered
from shadowkit.measures import outreach
from shadowkit.measures import perspectives as compared
from shadowkit.privacy import protect

_STYLE = """body{font:16px/1.55 system-ui,sans-serif;max-width:62em;margin:2em auto;padding:0 1em;color:#222}
figure{margin:1.5em 0}figcaption{max-width:46em}table{border-collapse:collapse;font-size:14px}
th,td{text-align:left;vertical-align:top;padding:.4em .7em;border-bottom:1px solid #ccc}
.wide{overflow:auto;max-height:44em;border:1px solid #ccc}.wide td{min-width:16em}
thead th{position:sticky;top:0;background:#f4f4f4}caption{text-align:left;font-weight:600;padding:.4em 0}"""


def report(log: Log) -> str:
    """Return a log's rates, curve, gaps and, for one student, the answers side by side, as one HTML page.

    Of several students only groups of ten and more are shown, and no answers.

    Parameters
    ----------
    log : Log
        The log of one student or of many.

    Returns
    -------
    str
        A page with its pictures inside, which opens without a network.

    Examples
    --------
    >>> import shadowkit as sk
    >>> page = sk.report.report(sk.example("student"))
    >>> page.count("<figure>"), "<script" in page
    (5, False)
    """
    several = len(log.students) > 1
    hide = protect if several else (lambda table: table)
    tables = [hide(outreach.response_rates(log, by=by)) for by in ("channel", "tie")]
    pictures = [plot.response_rates(table) for table in tables]
    if not any(table["hidden"].any() for table in tables if "hidden" in table):
        # A curve of everybody gives a total, from which a hidden group could be worked out.
        pictures.append(plot.reply_curve(hide(outreach.reply_curve(log))))
    parts = [f"<h1>{html.escape(log.name)}</h1>", "" if several else _counts(log), "<h2>How outreach is answered</h2>",
             *map(_figure, pictures)]
    if not several and log.answers["answer"].notna().any():
        parts += ["<h2>Who has been heard on what</h2>", _figure(plot.coverage(covered.coverage(log)))]
        matrix = compared.perspectives(log, rows="topic")
        parts += [_figure(plot.perspectives(matrix)), "<h2>What they said</h2>", _matrix(matrix)]
    if len(log.problems):
        # The places of problems name students and the people they wrote to.
        parts.append(f"<p>In the logs: {what_to_mend(log.problems['kind'])}.</p>" if several
                     else _problems(log.problems))
    return (f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{html.escape(log.name)}: shadowkit '
            f"report</title><style>{_STYLE}</style></head><body><main>{''.join(parts)}</main></body></html>")


def _counts(log: Log) -> str:
    counted = ", ".join(f"{count:,} {what}" for what, count in log.counts().items())
    return f"<p>{html.escape(counted)}. People and words are the log's own; keep this page where you keep the log.</p>"


def _figure(figure: plot.Picture) -> str:
    return f"<figure>{plot.image(figure)}<figcaption>{html.escape(figure.alt)}</figcaption></figure>"


def _matrix(matrix: pd.DataFrame) -> str:
    head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in matrix.columns[4:])
    rows = "".join(
        f'<tr><th scope="row">{html.escape(str(row["question"]))}</th>'
        + "".join(f"<td>{html.escape(cell) if isinstance(cell, str) else ''}</td>" for cell in row.iloc[4:]) + "</tr>"
        for _, row in matrix.iterrows())
    return (f'<div class="wide" tabindex="0" role="region" aria-label="Answers side by side"><table><caption>'
            f'{html.escape(caption(matrix))}</caption><thead><tr><th scope="col">Topic</th>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>")


def _problems(problems: pd.DataFrame) -> str:
    shown = ""
    for kind, heading in (("mend", "What to mend"), ("know", "Good to know")):
        sentences = problems.loc[problems["kind"] == kind, "problem"]
        if len(sentences):
            rows = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in sentences.head(200))
            more = f"<p>… and {len(sentences) - 200} more.</p>" if len(sentences) > 200 else ""
            shown += f"<h2>{heading}</h2><ul>{rows}</ul>{more}"
    return shown
