"""Which wordings count as the same question: look through them, and move one elsewhere; saved at once."""

from __future__ import annotations

from pathlib import Path

import ipywidgets as widgets

from shadowkit import guide, schema
from shadowkit.captions.question_groups import groups_html
from shadowkit.errors import LogError
from shadowkit.forms import fields, followers
from shadowkit.forms.form import Page
from shadowkit.journal import Journal, open_journal
from shadowkit.measures.question_groups import question_groups as grouped
from shadowkit.measures.wordings import STATED

#: The choice that leaves a wording to its words.
BY_WORDS = ""
_SHOWN = 100


class GroupsForm(widgets.VBox):
    """All wordings, one of them chosen to be moved to another question or topic.

    ``fields`` are the controls by name: ``about`` chooses the wording, ``counts_as`` the question it counts as and
    ``topic`` its topic; what is chosen there is saved at once. ``status`` says what became of the last step, ``book``
    shows all wordings by question.
    """

    def __init__(self, journal: Journal | str | Path) -> None:
        self.journal = open_journal(journal) if isinstance(journal, str | Path) else journal
        self._quiet = False
        self.fields = {"about": fields.dropdown("Asked as"), "counts_as": fields.dropdown("Counts as"),
                       "topic": fields.control(schema.TABLES["answers"]["topic"])}
        self.messages = {name: widgets.HTML() for name in self.fields}
        self.status = widgets.HTML(layout=widgets.Layout(height="34px", overflow="auto", margin="2px"))
        self.book = widgets.HTML(layout=widgets.Layout(height="360px", overflow="auto", margin="6px 0 8px",
                                                             border_bottom="1px solid #999"))
        self._undo = widgets.Button(layout=widgets.Layout(width="auto", max_width="95%"))
        self._page = Page(label="Which wordings count as the same question")
        rows = [fields.row_of(name, field, self.messages[name]) for name, field in self.fields.items()]
        super().__init__([*rows, widgets.HBox([self._undo]), self.status.add_class("shadowkit-status"), self.book,
                          self._page], layout=widgets.Layout(overflow="hidden", max_width="940px"))
        self.add_class("shadowkit-form").add_class("shadowkit-form-question-groups")
        for field in self.fields.values():
            field.observe(self._changed, names="value")
        self._undo.on_click(lambda _: self.undo())
        self._page.answers(self._renew)
        self._renew()
        followers.follow(self.journal.path, "question_groups", self)

    def __repr__(self) -> str:
        return "Wordings and the questions they count as. Run this cell to see them."

    def undo(self) -> str | None:
        """Take back the last change of the log; return what it was."""
        try:
            says = self.journal.undo(self._offered)
        except LogError as error:
            self._renew()
            self.status.value = fields.said(str(error), wrong=True)
            return None
        self._renew()
        self.status.value = fields.said(f"{says[0].upper()}{says[1:]}.")
        followers.tell_others(self.journal.path, self)
        return says

    def refresh(self) -> None:
        """Take in what was changed elsewhere."""
        self._renew()

    def _changed(self, change: dict) -> None:
        if self._quiet:
            return
        try:
            if change["owner"] is not self.fields["about"]:
                name = "question" if change["owner"] is self.fields["counts_as"] else "topic"
                self.journal.count_as(self.fields["about"].value, **{name: change["new"]})
                self.status.value = fields.said(f"Saved: {self.journal.next_undo()}.")
                followers.tell_others(self.journal.path, self)
            else:
                self.status.value = ""
            self._renew()
        except LogError as error:
            self._renew()
            self.status.value = fields.said(str(error), wrong=True)

    def _renew(self) -> None:
        """Show the log as it is now."""
        log = self.journal.log
        table = grouped(log)
        rows = fields.rows(log, "answers")
        wordings = table.drop_duplicates("wording")
        self._quiet = True
        about = self.fields["about"]
        chosen = about.value if about.value in set(wordings["wording"]) else next(iter(wordings["wording"]), "")
        about.options = [(_short(row["wording"]), row["wording"]) for row in wordings.to_dict("records")] or [
            ("nothing was asked yet", "")]
        about.value = chosen
        own = [row for row in rows if row["question"] == chosen and chosen]
        stated = next((row["counts_as"] for row in own if row["counts_as"]), BY_WORDS)
        questions = dict.fromkeys([*table["question"], *guide.TOPIC_OF])
        others = [question for question in questions if question != chosen]
        extra = [stated] if stated not in (BY_WORDS, chosen, *others) else []
        self.fields["counts_as"].options = [
            ("what its words say", BY_WORDS), ("a question of its own", chosen or "-"),
            *((_short(question), question) for question in [*extra, *others])]
        self.fields["counts_as"].value = stated
        self.fields["topic"].value = next((row["topic"] for row in own if row["topic"]), "")
        self._quiet = False
        for name in ("counts_as", "topic"):
            self.fields[name].disabled = not own
        now = table[table["wording"] == chosen].head(1).to_dict("records")
        says = {"about": f"{len(wordings)} wordings, {table['question'].nunique()} questions",
                "counts_as": f"now “{_short(now[0]['question'])}” ({now[0]['why']})" if now else "",
                "topic": f"now: {guide.TOPICS[now[0]['topic']]}" if now else ""}
        if now and now[0]["why"] == STATED:
            says["counts_as"] += "; the first choice leaves it to its words again"
        for name, words in says.items():
            self.messages[name].value = fields.said(words)
        last = self.journal.next_undo()
        self._undo.disabled = last is None
        self._offered = last or ""
        self._undo.description = self._undo.tooltip = "Undo" if last is None else f"Undo: {last}"
        self.book.value = groups_html(table, chosen=chosen)


def question_groups(journal: Journal | str | Path) -> GroupsForm:
    """Look through which wordings count as the same question, and move one to another question or topic.

    What is chosen is saved at once, and can be undone.

    Parameters
    ----------
    journal : Journal or str or Path
        An open journal, or the folder of the log.

    Returns
    -------
    GroupsForm
        Its field ``about`` chooses the wording, ``counts_as`` the question it counts as, ``topic`` its topic.

    Examples
    --------
    >>> import tempfile, shadowkit as sk
    >>> journal = sk.open_journal(tempfile.mkdtemp())
    >>> journal.add("answers", meeting="m01", question="Are you well paid?", answer="No.")
    ('m01', '1')
    >>> form = sk.forms.question_groups(journal)
    >>> form.fields["counts_as"].value = "What opportunities for promotion are there, and who gets them?"
    >>> sk.question_groups(journal.log)["topic"].tolist()
    ['advancement']
    """
    return GroupsForm(journal)


def _short(wording: str) -> str:
    words = " ".join(wording.split())
    return words if len(words) <= _SHOWN else f"… {words[2 - _SHOWN:]}"
