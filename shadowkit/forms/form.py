"""What all forms share: fields with their messages, a draft that is never lost, saving, and undoing."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import anywidget
import ipywidgets as widgets
import traitlets

from shadowkit import schema
from shadowkit.errors import LogError, one_of
from shadowkit.forms import fields, followers
from shadowkit.forms.drafts import Drafts
from shadowkit.forms.fields import Row
from shadowkit.journal import Journal, open_journal
from shadowkit.log import Log

#: Few, because the room for them is kept so that nothing jumps; the rest is in the log's history.
SHOWN_CHANGES = 3
_HANDLES = {"contacts": lambda log, typed: fields.people(log), "meetings": lambda log, typed: fields.meetings(log)}


@dataclass(frozen=True)
class Choice:
    """What a form may be about: the cells that name it, and the key of the row it amends (None: a row is added)."""

    label: str
    about: Row
    key: tuple[str, ...] | None

    @property
    def name(self) -> str:
        """What the choice is called in the field ``about`` and in its draft."""
        return " ".join(filter(None, self.about.values())) or self.label

    def fits(self, row: Row) -> bool:
        """Tell whether a row is one that this choice is about."""
        return all(row.get(name) == value for name, value in self.about.items())


@dataclass(frozen=True)
class Plan:
    """A form in a few lines: the columns of a table, what they begin with, and what may be chosen."""

    name: str
    table: str
    columns: tuple[str, ...]
    #: What fields hold until somebody types: from the log, what is typed, and the moment the form was emptied.
    defaults: Callable[[Log, Row, datetime], Row] = lambda log, typed, now: {}
    #: What the row is about, where that is chosen first; the choice's word, and what to say where there is none.
    choices: Callable[[Log], list[Choice]] | None = None
    chosen: str = ""
    none_left: str = ""
    #: Whether the row that was chosen is shown in the fields.
    loads: bool = False
    #: Columns that stay as they are after saving.
    stays: tuple[str, ...] = ()
    #: What may be completed while typing, by column: each suggestion with what is stored.
    suggests: Mapping[str, Callable[[Log, Row], dict[str, str]]] = field(default_factory=dict)
    #: Cells that a new row gets beside those of its fields.
    also: Callable[[datetime], Row] = lambda now: {}
    #: What may be a slip though it can be saved, by column: from the log, what the row is about, and what is typed.
    doubts: Callable[[Log, Row, Row], Row] = lambda log, about, typed: {}
    #: A text beneath the fields, to copy from.
    beneath: Callable[[Log, Row], str] | None = None


class Page(anywidget.AnyWidget):
    """Gives a form its keys and its focus on the page; shows nothing itself."""

    _esm = Path(__file__).with_name("forms.js")
    # Where a form is so narrow that what is wrong stands below its field, a row to mend is higher.
    _css = (".shadowkit-form-problems { container-type: inline-size } .shadowkit-form-problems > * { --row: 104px } "
            "@container (width < 545px) { .shadowkit-form-problems > * { --row: 124px } }")
    label = traitlets.Unicode().tag(sync=True)

    def answers(self, came: Callable[[], None]) -> None:
        """Call ``came`` when somebody comes to the form; tell the page, where it asks, that all typed has arrived."""
        def heard(_page: object, said: object, _buffers: object) -> None:
            if said == "here":
                came()
            elif said == "arrived?":
                self.send({"arrived": True})

        self.on_msg(heard)


class Form(widgets.VBox):
    """Fields built from the schema, to write a row of a log; what is typed is kept as a draft until it is saved.

    ``fields`` are the controls by column, ``messages`` what stands beside each, ``status`` what became of the last
    step. Where the form asks first what it is about, that is the field ``about``.
    """

    def __init__(self, journal: Journal | str | Path, plan: Plan) -> None:
        self.journal = open_journal(journal) if isinstance(journal, str | Path) else journal
        self.plan, self._table = plan, schema.TABLES[plan.table]
        self._drafts, self._log, self._quiet = Drafts(self.journal.path), self.journal.log, False
        self._now, self._base, self._kept, self._handles = datetime.now(), {}, {}, {}
        self._picked = False
        self._suggests = {name: _HANDLES[self._table[name].refers_to] for name in plan.columns
                          if self._table[name].refers_to in _HANDLES} | plan.suggests
        self.fields = {"about": fields.dropdown(plan.chosen)} if plan.choices else {}
        self.fields |= {name: fields.control(self._table[name], name in self._suggests) for name in plan.columns}
        self.messages = {name: widgets.HTML() for name in self.fields}
        self.status, self.recent, self.beneath = (widgets.HTML(layout=widgets.Layout(
            height=f"{height}px", overflow="auto", margin="2px")) for height in (34, 18 + 18 * SHOWN_CHANGES, 268))
        self._save = widgets.Button(description="Save", button_style="primary").add_class("shadowkit-save")
        self._undo = widgets.Button(layout=widgets.Layout(width="auto", max_width="80%"))
        self._page = Page(label=f"Write down: {fields.plain(plan.name)}")
        parts = [fields.row_of(name, field, self.messages[name]) for name, field in self.fields.items()]
        super().__init__(
            [*parts, *([self.beneath] if plan.beneath else []), widgets.HBox([self._save, self._undo]),
             self.status.add_class("shadowkit-status"), self.recent, self._page],
            layout=widgets.Layout(overflow="hidden", max_width="940px"))
        self.add_class("shadowkit-form").add_class(f"shadowkit-form-{plan.name.replace('_', '-')}")
        for control in self.fields.values():
            control.observe(self._changed, names="value")
        self._save.on_click(lambda _: self.save())
        self._undo.on_click(lambda _: self.undo())
        self._page.answers(self._came)
        mine = [found for name, found in self._drafts.read().items() if name.split(" ")[0] == plan.name]
        self._tell(self._drafts.trouble, wrong=True)
        self._renew(first=True)
        self._begin(mine[-1] if mine else {})
        followers.follow(self.journal.path, plan.name, self)

    def __repr__(self) -> str:
        return f"A form to write down: {fields.plain(self.plan.name)}. Run this cell to see it."

    def save(self) -> object:
        """Write what the fields hold to the log; return the row's key, or None where something is wrong with it."""
        with self._telling(beside=True):
            self._take_in()
            choice, row = self._choice(), self._row()
            if choice is None:
                raise LogError("Choose first what this is about." if self._choices else
                               self.plan.none_left, column="about")
            if wrong := self._wrong(row):
                raise LogError(next(iter(wrong.values())), column=next(iter(wrong)))
            if not (row if choice.key else self._differing()):
                raise LogError("There is nothing to save yet: nothing was typed or changed.")
            told = len(self.journal.notices)
            if choice.key:
                key = self.journal.amend(self.plan.table, choice.key, **row)
            else:
                key = self.journal.add(self.plan.table, **self.plan.also(datetime.now()), **choice.about | row)
            self._drafts.keep(self._draft_name(), {})
            self._kept = {name: self.fields[name].value for name in self.plan.stays}
            self._log = self.journal.log
            self._renew(first=True)
            self._begin({})
            noted = " ".join(f"Note: {says}." for says in self.journal.notices[told:])
            self._tell(f"Saved: {self.journal.history()['says'].iloc[-1]}. {noted}".rstrip())
            self._focus(next(name for name in self.fields if name not in self.plan.stays))
            followers.tell_others(self.journal.path, self)
            return key

    def undo(self) -> str | None:
        """Take back the last change of the log; what was in its row comes back into the fields. Return what it was."""
        with self._telling():
            meant, before = self._offered, fields.rows(self.journal.log, self.plan.table)
            self.refresh()
            says, self._log = self.journal.undo(meant), self.journal.log
            after = fields.rows(self._log, self.plan.table)
            busy, gone = self._differing(), [row for row in before if row not in after]
            self._renew()
            # A choice with a key was amended, one without was added.
            choice = max((one for one in self._choices if len(gone) == 1 and one.fits(gone[0]) and
                          bool(one.key) == (len(before) == len(after))), key=lambda one: len(one.about), default=None)
            if choice and not busy:
                self._begin({name: gone[0][name] for name in self.plan.columns} | {"about": choice.name})
                self._keep()
            self._tell(says[0].upper() + says[1:] + ("." if not choice or busy else "; it is in the fields again."))
            followers.tell_others(self.journal.path, self)
            return says

    def refresh(self) -> None:
        """Take in what was changed elsewhere; what is typed stays."""
        with self._telling():
            self._take_in(newest=True)

    def _take_in(self, *, newest: bool = False) -> None:
        if (log := self.journal.log) is self._log:
            return
        before, mine = self._old(), self._differing()
        self._log = log
        # Until somebody has chosen or typed, the newest is meant.
        self._renew(first=newest and not (self._picked or mine))
        after = self._old()
        for name in mine:
            if after and name in before and before[name] != after[name]:
                raise LogError(f"`{name}` was changed elsewhere meanwhile, from {before[name]!r} to {after[name]!r}. "
                               "Yours is still in its field; save to put it in that one's place.", column=name)

    def _renew(self, *, first: bool = False) -> None:
        """Offer what the log now has; a choice that is there no more is not replaced by another in silence."""
        plan, chosen = self.plan, self._choice_name()
        self._choices = plan.choices(self._log) if plan.choices else [Choice(plan.name, {}, None)]
        if plan.choices:
            names = [one.name for one in self._choices] or [""]
            with self._quietly():
                self.fields["about"].options = [(one.label, one.name) for one in self._choices] or [("none", "")]
                # What was chosen and is gone is not replaced; where there was nothing to choose, nothing was chosen.
                first = first or (chosen == "" and not self._differing())
                self.fields["about"].value = names[0] if first else chosen if chosen in names else None
        self._follow()
        changes = self.journal.history()
        mine = changes[(changes["table"] == plan.table) & (changes["did"] != "found")].tail(SHOWN_CHANGES).iloc[::-1]
        one_line = "white-space:nowrap;overflow:hidden;text-overflow:ellipsis"
        lines = [f'<li style="{one_line}">{html.escape(at[:16].replace("T", " "))}: {html.escape(says)}</li>'
                 for at, says in zip(mine["at"], mine["says"], strict=True)]
        # A long line is cut short instead of widening what is around it.
        self.recent.value = ('<div style="font-size:12px;line-height:18px;color:#555;width:0;min-width:100%">' + (
            f'Written last:<ul style="margin:0;padding:0;list-style:none">{"".join(lines)}</ul>' if lines else
            "Nothing written yet.") + "</div>")
        next_undo = self.journal.next_undo()
        self._undo.disabled = next_undo is None
        self._offered = next_undo or ""
        self._undo.description = self._undo.tooltip = "Undo" if next_undo is None else f"Undo: {next_undo}"
        self._say()

    def _begin(self, draft: Row) -> None:
        """Empty the fields, then put a draft into them."""
        self._now, self._base, self._picked = datetime.now(), {}, False
        with self._quietly():
            if draft and "about" in self.fields:
                # What was typed about one thing is not put into another's row.
                offered = draft.get("about") in [one.name for one in self._choices]
                self.fields["about"].value = draft["about"] if offered else None
                self._picked = True
            for name in self.plan.columns:
                self.fields[name].value = ""
            self._follow()
            for name, value in draft.items():
                if name in self.plan.columns and fields.takes(self.fields[name], value):
                    self.fields[name].value = value
            self._follow()
        self._say()

    def _follow(self) -> None:
        """Give the fields that nobody has touched what they begin with, and complete what may be completed."""
        for name, suggest in self._suggests.items():
            self._handles[name] = suggest(self._log, self._typed())
            if self.fields[name].options != tuple(self._handles[name]):
                self.fields[name].options = tuple(self._handles[name])
        choice, old = self._choice(), self._old()
        fresh = dict.fromkeys(self.plan.columns, "") | old
        if not (self.plan.loads and old):
            begun = self.plan.defaults(self._log, self._typed(), self._now) | self._kept
            fresh |= {name: value for name, value in begun.items() if not fresh[name]}
        with self._quietly():
            for name, value in fresh.items():
                if self.fields[name].value == self._base.get(name, "") and fields.takes(self.fields[name], value):
                    self.fields[name].value = value
        self._base = fresh
        if self.plan.loads and (own := self._table.key[-1]) in self.fields:
            self.fields[own].disabled = bool(old)
        if self.plan.beneath:
            text = self.plan.beneath(self._log, choice.about) if choice else ""
            self.beneath.value = f'<div style="white-space:pre-wrap;line-height:1.35">{html.escape(text)}</div>'

    def _changed(self, change: dict) -> None:
        if self._quiet:
            return
        with self._telling():
            self._tell("")
            self._picked |= change["owner"] is self.fields.get("about")
            if self.plan.loads and change["owner"] is self.fields["about"]:
                self._begin(self._drafts.read().get(self._draft_name(), {}))
            else:
                self._follow()
                self._say()
                self._keep()

    def _keep(self) -> None:
        """Keep what is typed as a draft: of a new row all of it, of one that is there what was changed."""
        draft, choice = self._differing(), self._choice()
        if draft and not (choice and choice.key):
            draft = {name: self.fields[name].value for name in self.plan.columns}
        self._drafts.keep(self._draft_name(), draft and draft | {"about": self._choice_name()})

    def _say(self) -> None:
        """Say beside each field what is wrong with it, how it was read, or what it means."""
        wrong, choice = self._wrong(self._row()), self._choice()
        doubts = self.plan.doubts(self._log, choice.about, self._typed()) if choice else {}
        for name, message in self.messages.items():
            message.value = fields.said(wrong[name], wrong=True) if name in wrong else fields.said(
                doubts.get(name) or self._hint(name), doubt=name in doubts)

    def _hint(self, name: str) -> str:
        if name == "about":
            return "" if self._choices else self.plan.none_left
        typed, column = self.fields[name].value, self._table[name]
        found = next((option for option, handle in self._handles.get(name, {}).items()
                      if column.refers_to and handle == self._typed()[name]), None)
        return found or fields.reading(column, typed) or column.says + (" (needed)" if column.required else "")

    def _wrong(self, row: Row) -> dict[str, str]:
        """Return what is wrong with what is typed, by column."""
        wrong = self.journal.check(self.plan.table, **row)
        for name in self.plan.suggests:
            offered = list(self._handles[name].values())
            if self._table[name].refers_to and offered and row.get(name, offered[0]) not in offered:
                wrong.setdefault(name, str(one_of(name, row[name], offered)))
        return wrong

    def _typed(self) -> Row:
        """Return what the fields hold, handles in the place of names."""
        return {name: fields.handle_of(self.fields[name].value, self._handles.get(name, {}))
                for name in self.plan.columns}

    def _row(self) -> Row:
        """Return the cells to be written: those that differ from what the log has."""
        old = self._old()
        return {name: value for name, value in self._typed().items() if value != old.get(name, "")}

    def _old(self) -> Row:
        """Return the fields' cells of the row that is amended; none where a row is added."""
        choice = self._choice()
        found = [row for row in fields.rows(self._log, self.plan.table) if choice and choice.key and choice.fits(row)]
        return {name: found[-1][name] for name in self.plan.columns} if found else {}

    def _differing(self) -> Row:
        """Return what somebody has typed."""
        return {name: value for name in self.plan.columns if (value := self.fields[name].value) != self._base.get(name)}

    def _choice_name(self) -> str | None:
        return self.fields["about"].value if "about" in self.fields else self.plan.name

    def _choice(self) -> Choice | None:
        return next((one for one in self._choices if one.name == self._choice_name()), None)

    def _draft_name(self) -> str:
        return f"{self.plan.name} {self._choice_name()}" if self.plan.loads else self.plan.name

    def _tell(self, text: str, *, wrong: bool = False) -> None:
        self.status.value = fields.said(text, wrong=wrong) if text else ""

    @contextmanager
    def _telling(self, *, beside: bool = False) -> Iterator[None]:
        """Say what goes wrong, beside its field where it has one: JupyterLab does not show what fails in a callback."""
        try:
            yield
        except LogError as error:
            if beside and error.column in self.messages:
                self.messages[error.column].value = fields.said(str(error), wrong=True)
                self._focus(error.column)
                self._tell(f"Not saved. Look at “{self.fields[error.column].description}”.", wrong=True)
            else:
                self._tell(str(error), wrong=True)
        except Exception as error:
            self._tell(str(error) or repr(error), wrong=True)
            raise

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before

    def _came(self) -> None:
        """Take in what was changed elsewhere when somebody comes to the form."""
        # Nothing changes under the hand that comes: what is chosen stays, as long as it is there.
        with self._telling():
            self._take_in()

    def _focus(self, name: str) -> None:
        self._page.send({"focus": list(self.fields).index(name)})
