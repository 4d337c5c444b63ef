"""The codebook: what tags there are and mean, and rename, merge, split or define them; each step is saved at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import ipywidgets as widgets
import pandas as pd

from shadowkit import schema
from shadowkit.captions.words import counted
from shadowkit.errors import LogError
from shadowkit.forms import fields, followers
from shadowkit.forms.form import Page
from shadowkit.journal import Journal, open_journal
from shadowkit.log import Log
from shadowkit.markup import lines, listing, row
from shadowkit.measures import coding

#: The choice of a tag that is not there yet, and that of no tag.
NEW = NONE = ""
_SHOWN = 70


class CodebookForm(widgets.VBox):
    """The tags of a log, one of them chosen to be renamed, defined, merged or split.

    ``fields`` are the controls by name: ``about`` chooses the tag; ``tag``, ``definition`` and ``parent`` are what
    :meth:`save` writes; ``into`` is what :meth:`merge` makes of it; ``passages`` and ``new_tag`` are what :meth:`split`
    gives another tag. ``status`` says what became of the last step, ``book`` shows all tags.
    """

    def __init__(self, journal: Journal | str | Path) -> None:
        self.journal = open_journal(journal) if isinstance(journal, str | Path) else journal
        self._log, self._quiet, self._base = self.journal.log, False, {}
        columns = schema.TABLES["codebook"]
        self.fields = {
            "about": fields.dropdown("Tag"), "tag": fields.control(columns["tag"]),
            "definition": fields.control(columns["definition"]), "parent": fields.dropdown("Beneath"),
            "into": fields.dropdown("Merge into"),
            "passages": widgets.SelectMultiple(rows=5, **_wide("Passages")),
            "new_tag": widgets.Combobox(placeholder="a new tag, or one that is there", **_wide("Split off as"))}
        self.fields["tag"].description = "Name"
        self.messages = {name: widgets.HTML() for name in self.fields}
        self.status = widgets.HTML(layout=widgets.Layout(height="34px", overflow="auto", margin="2px"))
        self.book = widgets.HTML(layout=widgets.Layout(height="300px", overflow="auto", margin="6px 0 8px",
                                                             border_bottom="1px solid #999"))
        rows = {name: fields.row_of(name, field, self.messages[name]) for name, field in self.fields.items()}
        rows["passages"].layout.min_height = "112px"
        save = _button("Save", self.save).add_class("shadowkit-save")
        save.button_style = "primary"
        self._undo = _button("Undo", self.undo, width="auto")
        self._merge, self._split = _button("Merge", self.merge), _button("Split off", self.split)
        for name, button in (("into", self._merge), ("new_tag", self._split)):
            rows[name].children[0].children += (button.add_class("shadowkit-save"),)
        self._page = Page(label="Look after the codebook")
        first = [rows[name] for name in ("about", "tag", "definition", "parent")]
        super().__init__([*first, widgets.HBox([save, self._undo]), self.status.add_class("shadowkit-status"),
                          *(rows[name] for name in ("into", "passages", "new_tag")), self.book, self._page],
                         layout=widgets.Layout(overflow="hidden", max_width="940px"))
        self.add_class("shadowkit-form").add_class("shadowkit-form-codebook")
        self._page.answers(self.refresh)
        self.fields["about"].observe(self._chosen, names="value")
        self._renew(next(iter(coding.tags_in_order(self._log)), NEW))
        followers.follow(self.journal.path, "codebook", self)

    def __repr__(self) -> str:
        return "The codebook, to look after. Run this cell to see it."

    @property
    def tag(self) -> str:
        """The tag that is chosen; an empty text for a new one."""
        return self.fields["about"].value or NEW

    def save(self) -> str | None:
        """Write the name, the definition and the tag above; return the tag, or None where something is wrong."""
        with self._doing() as told:
            typed = {name: self.fields[name].value.strip() for name in ("tag", "definition", "parent")}
            changed = {name: value for name, value in typed.items() if value != self._base[name]}
            if not changed:
                raise LogError("There is nothing to save yet: nothing was typed or changed.")
            if not typed["tag"]:
                raise LogError("A tag needs a name; type one in “Name”.")
            if "tag" in changed and typed["tag"] in coding.tags_in_order(self.journal.log):
                raise LogError(f"There is a tag {typed['tag']!r} already; " + (
                    "choose it in “Tag” to change it." if self.tag == NEW else
                    "to make one of the two, choose it in “Merge into”."))
            if self.tag == NEW or changed.keys() & {"definition", "parent"}:
                self.journal.define_tag(self.tag or typed["tag"], **{
                    name: typed[name] for name in ("definition", "parent") if name in changed})
            if self.tag != NEW and "tag" in changed:
                self.journal.rename_tag(self.tag, typed["tag"])
            return told(typed["tag"])
        return None

    def merge(self) -> str | None:
        """Give all passages of the tag the one chosen in ``into``, and take it out of the codebook."""
        with self._doing() as told:
            self._must_be_chosen()
            if self.fields["into"].value == NONE:
                raise LogError("Choose the tag that stays in “Merge into”.")
            return told(self.journal.merge_tags([self.tag], into=self.fields["into"].value))
        return None

    def split(self) -> str | None:
        """Give the passages that are chosen the tag typed in ``new_tag``."""
        with self._doing() as told:
            self._must_be_chosen()
            if not self.fields["passages"].value:
                raise LogError("Choose passages in “Passages”; with Ctrl or Shift several.")
            return told(self.journal.split_tag(self.tag, self.fields["passages"].value,
                                               into=self.fields["new_tag"].value.strip()))
        return None

    def undo(self) -> str | None:
        """Take back the last change of the log; return what it was."""
        with self._doing() as told:
            meant = self._offered
            self.refresh()
            says = self.journal.undo(meant)
            told(self.tag, says[0].upper() + says[1:] + ".")
            return says
        return None

    def refresh(self) -> None:
        """Take in what was changed elsewhere; what is typed stays."""
        with self._telling():
            if self.journal.log is not self._log:
                typed = {name: self.fields[name].value for name in self._base
                         if self.fields[name].value != self._base[name]}
                self._renew(self.tag)
                for name, value in typed.items():
                    if fields.takes(self.fields[name], value):
                        self.fields[name].value = value

    def _must_be_chosen(self) -> None:
        if self.tag == NEW:
            raise LogError("Choose a tag in “Tag” first.")

    @contextmanager
    def _doing(self) -> Iterator[Callable[..., str]]:
        """Do a step, and show what became of it: the tag that is chosen then, and what was written."""
        def told(tag: str, says: str = "") -> str:
            self._renew(tag)
            noted = "".join(f" Note: {notice}." for notice in self.journal.notices[known:])
            says = says or f"Saved: {self.journal.next_undo()}."
            self.status.value = fields.said(says + noted)
            followers.tell_others(self.journal.path, self)
            return tag

        known = len(self.journal.notices)
        with self._telling():
            yield told

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say what goes wrong: JupyterLab does not show what fails in a callback."""
        try:
            yield
        except LogError as error:
            self.status.value = fields.said(str(error), wrong=True)
        except Exception as error:
            self.status.value = fields.said(str(error) or repr(error), wrong=True)
            raise

    def _chosen(self, change: dict) -> None:
        if not self._quiet:
            with self._telling():
                self.status.value = ""
                self._renew(self.tag)

    def _renew(self, tag: str) -> None:
        """Show the log as it is now, with a tag of it chosen."""
        self._log = self.journal.log
        tags = coding.tags_in_order(self._log)
        counts = coding.tag_counts(self._log).drop_duplicates("tag").set_index("tag")
        said = {name: f"{name} ({counted(int(counts.at[name, 'passages']), 'passage')})" for name in tags}
        tag = tag if tag in (NEW, *tags) else next(iter(tags), NEW)
        others = [name for name in tags if name != tag]
        self._quiet = True
        self.fields["about"].options = [*((said[name], name) for name in tags), ("a new tag", NEW)]
        self.fields["about"].value = tag
        self._quiet = False
        now = next((one for one in fields.rows(self._log, "codebook") if one["tag"] == tag), {})
        self._base = {"tag": tag, "definition": now.get("definition", ""), "parent": now.get("parent", "")}
        above = self._base["parent"]
        self.fields["parent"].options = [("no other tag", NONE), *((name, name) for name in others), *(
            [(f"{above} (not in the codebook)", above)] if above not in (NONE, *others) else [])]
        for name, value in self._base.items():
            self.fields[name].value = value
        self.fields["into"].options = [("", NONE), *((name, name) for name in others)]
        self.fields["into"].value = NONE
        self.fields["passages"].options = _passages(self._log, tag)
        self.fields["passages"].value = ()
        self.fields["new_tag"].options, self.fields["new_tag"].value = tuple(others), ""
        self._merge.disabled = tag == NEW or not others
        self._split.disabled = not self.fields["passages"].options
        last = self.journal.next_undo()
        self._undo.disabled = last is None
        self._offered = last or ""
        self._undo.description = self._undo.tooltip = "Undo" if last is None else f"Undo: {last}"
        self._say(tag)
        self.book.value = book_html(self._log, counts, tag)

    def _say(self, tag: str) -> None:
        """Say beside each field what it is for."""
        named = f"“{tag}”"
        says = {"about": f"{len(coding.tags_in_order(self._log))} tags; “a new tag” begins one",
                "tag": "another name changes in all passages too" if tag else "what the new tag is called",
                "definition": "what it means, so that one marks the same next time",
                "parent": "tags beneath the same one are different things people say about it",
                "into": f"all passages of {named} get that tag, and {named} goes" if tag else "choose a tag first",
                "passages": "those that mean something else; with Ctrl or Shift several",
                "new_tag": f"what is chosen above gets it in the place of {named}" if tag else "choose a tag first"}
        for name, text in says.items():
            self.messages[name].value = fields.said(text)


def codebook(journal: Journal | str | Path) -> CodebookForm:
    """Look after the tags: rename, define, merge and split them; each step is saved at once, and can be undone.

    Parameters
    ----------
    journal : Journal or str or Path
        An open journal, or the folder of the log.

    Returns
    -------
    CodebookForm
        Its field ``about`` chooses the tag.

    Examples
    --------
    >>> import tempfile, shadowkit as sk
    >>> form = sk.forms.codebook(tempfile.mkdtemp())
    >>> form.fields["tag"].value, form.fields["definition"].value = "no ladder", "Nothing above."
    >>> form.save()
    'no ladder'
    >>> form.fields["tag"].value = "nothing above"
    >>> form.save()
    'nothing above'
    """
    return CodebookForm(journal)


def book_html(log: Log, counts: pd.DataFrame, chosen: str) -> str:
    """Return the codebook as an HTML table, tags beneath another set in."""
    above = coding.parents(log)
    student = next(iter(log.codebook["student"]), "")
    told = {one["tag"]: one for one in fields.rows(log, "codebook")}
    rows = []
    for tag, depth in _tree(list(counts.index), {own: parent for (whose, own), parent in above.items()
                                                 if whose == student}):
        means = told.get(tag, {"definition": "not in the codebook yet; write down what it means"})["definition"]
        name = f'<span style="padding-left:{18 * depth}px">{"└ " if depth else ""}{lines(tag)}</span>'
        numbers = [(str(counts.at[tag, name_]), "text-align:right") for name_ in ("people", "passages")]
        weight = "bold" if tag == chosen else "normal"
        rows.append(row((name, f"font-weight:{weight}"), *numbers, lines(means), chosen=tag == chosen))
    if not rows:
        return "<p>There is no tag yet: type a name and what it means, and save.</p>"
    heads = ["Tag", ("People", "text-align:right"), ("Passages", "text-align:right"), "Meaning"]
    return listing("All tags", heads, rows)


def _tree(tags: list[str], above: dict[str, str]) -> list[tuple[str, int]]:
    """Return tags with their depth, each after the one above it."""
    found: list[tuple[str, int]] = []

    def put(tag: str, depth: int) -> None:
        if tag in tags and tag not in [known for known, _ in found]:
            found.append((tag, depth))
            for child in tags:
                if above.get(child) == tag:
                    put(child, depth + 1)

    for tag in tags:
        if above.get(tag) not in tags:
            put(tag, 0)
    for tag in tags:
        # Tags that stand above each other in a circle have no first.
        put(tag, 0)
    return found


def _passages(log: Log, tag: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the passages of a tag as a list to choose from, each once, though several marked it."""
    if tag not in set(log.tags["tag"]):
        return []
    found = {}
    for one in coding.quotes(log, tags=[tag]).to_dict("records"):
        place = tuple("" if pd.isna(one[name]) else str(one[name]) for name in ("meeting", "position", "start", "end"))
        words = " ".join(str(one["quote"]).split()) if pd.notna(one["quote"]) else f"{one['start']} to {one['end']}"
        words = words if len(words) <= _SHOWN else f"{words[:_SHOWN - 2]} …"
        who = one["person"] if pd.notna(one["person"]) else "?"
        found[place] = f"{who}: {words} ({place[0]}, answer {place[1]})"
    return [(label, place) for place, label in found.items()]


def _wide(label: str) -> dict[str, object]:
    return {"description": label, "style": {"description_width": "9em"},
            "layout": widgets.Layout(width="100%", min_width="0", flex="1 1 auto", margin="0")}


def _button(label: str, press: Callable[[], object], width: str = "92px") -> widgets.Button:
    button = widgets.Button(description=label, layout=widgets.Layout(
        width=width, max_width="80%", flex="0 0 auto", margin="0 0 0 4px"))
    button.on_click(lambda _: press())
    return button
