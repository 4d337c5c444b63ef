"""One's own line on what a person said about a topic, beside the answer."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from shadowkit import guide
from shadowkit.forms import fields
from shadowkit.forms.fields import Row
from shadowkit.forms.form import Choice, Form, Plan
from shadowkit.journal import Journal
from shadowkit.log import Log
from shadowkit.measures.perspectives import BETWEEN_ANSWERS, answers_heard


def summary(journal: Journal | str | Path) -> Form:
    """Write your own line on what a person said about a topic; the matrix shows it before the answer.

    Parameters
    ----------
    journal : Journal or str or Path
        An open journal, or the folder of the log.

    Returns
    -------
    Form
        Its field ``about`` chooses a person and a topic, those without a line first. The answer stands beneath; a line
        that is there is shown, and changed.

    Examples
    --------
    >>> import tempfile, shadowkit as sk
    >>> journal = sk.open_journal(tempfile.mkdtemp())
    >>> journal.add("meetings", meeting="m01", contact="amara", status="held")
    'm01'
    >>> journal.add("answers", meeting="m01", topic="day", question="And the nights?", answer="Long, and never dull.")
    ('m01', '1')
    >>> form = sk.forms.summary(journal)
    >>> form.fields["summary"].value = "Nights are not dull."
    >>> form.save()
    ('amara', 'day')
    """
    def choices(log: Log) -> list[Choice]:
        written = {(row["contact"], row["topic"]) for row in fields.rows(log, "summaries")}
        cells = sorted(_answers(log).index, key=lambda cell: cell in written)
        called = fields.names(log)
        return [Choice(f"{called.get(contact, contact)}: {guide.TOPICS[topic]}{' (written)' if there else ''}",
                       {"contact": contact, "topic": topic}, (contact, topic) if there else None)
                for contact, topic in cells for there in [(contact, topic) in written]]

    def beneath(log: Log, about: Row) -> str:
        return _answers(log).get((about["contact"], about["topic"]), "")

    return Form(journal, Plan(
        "summary", "summaries", ("summary",), choices=choices, chosen="Answer", loads=True, beneath=beneath,
        none_left="Nobody has answered anything yet; write an answer down with sk.forms.answers.",
        also=lambda now: {"written_at": fields.now_text(now)}))


def _answers(log: Log) -> pd.Series:
    """Return what each contact said on each topic, in the order of the matrix."""
    def made() -> pd.Series:
        heard = answers_heard(log)
        said = heard[heard["answer"].notna() & ~heard["stranger"]]
        place = said["topic"].map({topic: place for place, topic in enumerate(guide.TOPICS)})
        return said.assign(place=place).sort_values("place", kind="stable").groupby(
            ["contact", "topic"], sort=False)["answer"].agg(BETWEEN_ANSWERS.join)

    return log.once("what each contact said", made)
