"""Mend what a log did not understand: a row for each cell, saved at once, and taken back with a button."""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ipywidgets as widgets

from shadowkit.errors import LogError, Problem
from shadowkit.forms import fields, followers
from shadowkit.forms.form import Page
from shadowkit.journal import Journal, open_journal
from shadowkit.journal.mending import Cell, cells_to_mend, mend
from shadowkit.log import Log
from shadowkit.markup import SOFT, lines, listing, row

#: How many cells are shown at once, the room for each, and for how many of them there is room.
SHOWN, _HEIGHT, _ROOM = 20, "var(--row, 104px)", 6
_COMPLETED = {"contacts": fields.people, "meetings": fields.meetings}
_CALLED = {"students": "student", "contacts": "person on the list", "outreach": "message", "meetings": "meeting",
           "answers": "answer", "observations": "activity", "reflections": "reflection", "tags": "marked passage",
           "codebook": "tag", "summaries": "line of your own"}


class ProblemsForm(widgets.VBox):
    """The cells of a log that were not understood, each with a field for what was meant.

    ``fields`` are the controls of those that are shown, by column, table and row, such as ``channel-outreach-11``;
    ``messages`` says what is wrong with each, ``count`` how many there are, ``status`` what became of the last step,
    and ``others`` what is no single cell, and what is only good to know.
    """

    def __init__(self, journal: Journal | str | Path) -> None:
        self.journal = open_journal(journal) if isinstance(journal, str | Path) else journal
        self.fields: dict[str, widgets.Widget] = {}
        self.messages: dict[str, widgets.HTML] = {}
        self._shown: dict[str, Cell] = {}
        self._begun: dict[str, str] = {}
        self._all: list[str] = []
        self._first = self._drawn = 0
        self.count, self._place = widgets.HTML(), widgets.HTML(layout=widgets.Layout(margin="0 8px"))
        self.status = widgets.HTML(layout=widgets.Layout(height="34px", overflow="auto", margin="2px"))
        self.others = widgets.HTML()
        self._undo = widgets.Button(layout=widgets.Layout(width="auto", max_width="95%"))
        self._back, self._on = (widgets.Button(description=label, layout=widgets.Layout(width="auto"))
                                for label in ("Previous", "Next"))
        self._turning = widgets.HBox([self._back, self._place, self._on], layout=widgets.Layout(
            align_items="center", display="none"))
        self._page = Page(label="Mend what was not understood")
        self._grid = widgets.VBox(layout=widgets.Layout(display="none", overflow="auto",
                                                        border_bottom="1px solid #ccc"))
        super().__init__([self.count, self._grid, self._turning, widgets.HBox([self._undo]),
                          self.status.add_class("shadowkit-status"), self.others, self._page],
                         layout=widgets.Layout(overflow="hidden", max_width="940px"))
        self.add_class("shadowkit-form").add_class("shadowkit-form-problems")
        self._undo.on_click(lambda _: self.undo())
        self._back.on_click(lambda _: self._turn(-SHOWN))
        self._on.on_click(lambda _: self._turn(SHOWN))
        self._page.answers(self.refresh)
        self._renew()
        followers.follow(self.journal.path, "problems", self)

    def __repr__(self) -> str:
        return "What was not understood in a log, to mend. Run this cell to see it."

    def mend(self, name: str) -> object:
        """Write what a field holds in the place of what was not understood; return the row's key, or None."""
        with self._telling(name):
            cell, typed = self._shown[name], fields.handle_of(self.fields[name].value, self._handles(name)).strip()
            if not typed:
                raise LogError(f"Choose or type what is meant by {cell.text or 'the empty cell'!r}.",
                               column=cell.column.name)
            key = mend(self.journal, cell, typed)
            self._go_on(name)
            self._renew()
            self.status.value = fields.said(f"Saved: {self.journal.next_undo()}.")
            followers.tell_others(self.journal.path, self)
            return key

    def undo(self) -> str | None:
        """Take back the last change of the log; return what it was."""
        with self._telling():
            says = self.journal.undo(self._offered)
            self._renew()
            self.status.value = fields.said(f"{says[0].upper()}{says[1:]}.")
            followers.tell_others(self.journal.path, self)
            return says

    def refresh(self) -> None:
        """Take in what was changed elsewhere; what is typed stays."""
        with self._telling():
            self._renew()

    def _turn(self, step: int) -> None:
        self._first = max(0, self._first + step)
        self.status.value = ""
        self.refresh()

    def _renew(self) -> None:
        """Show the problems that there are now; a row that is no problem any more goes, and the others stay."""
        cells, others = cells_to_mend(self.journal)
        to_mend = sum(problem.kind == "mend" for problem in others)
        counted = _counted(len(cells), to_mend, len(others) - to_mend)
        self.count.value = f'<p style="margin:0;line-height:1.4">{counted}</p>'
        self.others.value = _listed(others)
        there = {_name(cell): cell for cell in cells}
        left = [name for name in self._shown if name in there]
        same = all(there[name].problem == self._shown[name].problem for name in left)
        if left and same and set(there) <= set(self._all) and self._first == self._drawn:
            self._shown |= {name: there[name] for name in left}
            for name, box in zip(self.fields, self._grid.children, strict=True):
                box.layout.display = "flex" if name in left else "none"
        else:
            self._draw(list(there.values()))
        self._all = list(there)
        last = self.journal.next_undo()
        self._undo.disabled = last is None
        self._offered = last or ""
        self._undo.description = self._undo.tooltip = "Undo" if last is None else f"Undo: {last}"

    def _draw(self, cells: list[Cell]) -> None:
        """Make the rows of one page anew; what is typed in those that were there stays."""
        self._first = min(self._first, max(0, (len(cells) - 1) // SHOWN * SHOWN))
        self._drawn = self._first
        typed = {name: field.value for name, field in self.fields.items() if field.value != self._begun[name]}
        self._shown = {_name(cell): cell for cell in cells[self._first:self._first + SHOWN]}
        self.fields, self.messages, self._begun = {}, {}, {}
        rows = [self._row(name, cell) for name, cell in self._shown.items()]
        for name in self.fields.keys() & typed.keys():
            self.fields[name].value = typed[name]
        self._grid.children = rows
        if rows and self._grid.layout.display == "none":
            # From now on the room stays as it is, so that nothing jumps when a row goes; half a row tells of more.
            self._grid.layout.height = f"calc({min(len(rows), _ROOM + 0.5)} * {_HEIGHT} + 4px)"
            self._grid.layout.display = "block"
        last = self._first + len(self._shown)
        self._place.value = f"{self._first + 1} to {last} of {len(cells)}"
        self._back.disabled, self._on.disabled = self._first == 0, last >= len(cells)
        # Where one page holds all, there is nothing to turn; where it did not, the room is kept.
        self._turning.layout.visibility = "visible" if len(cells) > SHOWN else "hidden"
        if len(cells) > SHOWN:
            self._turning.layout.display = "flex"

    def _row(self, name: str, cell: Cell) -> widgets.VBox:
        log, completes = self.journal.log, cell.column.refers_to in _COMPLETED
        field = fields.control(cell.column, completes)
        if completes:
            field.options = tuple(_COMPLETED[cell.column.refers_to](log))
        begin = cell.problem.suggestion or cell.text
        field.value = begin if fields.takes(field, begin) else ""
        button = widgets.Button(description="Mend", tooltip=f"Mend {fields.plain(cell.column.name)} in row "
                                f"{cell.problem.row} of {cell.problem.file}", button_style="primary",
                                layout=widgets.Layout(width="72px", flex="0 0 auto", margin="0 0 0 4px"))
        button.on_click(lambda _: self.mend(name))
        self.fields[name], self._begun[name] = field, field.value
        self.messages[name] = widgets.HTML(fields.said(cell.problem.problem))
        field.observe(lambda _: self._say(name), names="value")
        box = fields.row_of(name, field, self.messages[name])
        # In a narrow notebook what is wrong takes four lines.
        self.messages[name].layout.height = "62px"
        box.children[0].children += (button.add_class("shadowkit-save"),)
        heading = widgets.HTML(_heading(cell, log), layout=widgets.Layout(height="24px", overflow="hidden", margin="0"))
        return widgets.VBox([heading, box], layout=widgets.Layout(
            border_top="1px solid #ccc", padding="6px 2px 0", min_height=_HEIGHT, overflow="hidden"))

    def _say(self, name: str) -> None:
        """Say beside a field how what is typed would be read, or what is wrong with it."""
        cell, typed = self._shown[name], fields.handle_of(self.fields[name].value, self._handles(name))
        wrong = self.journal.check(cell.table, **{cell.column.name: typed}).get(cell.column.name) if typed else None
        says = wrong or fields.reading(cell.column, typed) or cell.problem.problem
        self.messages[name].value = fields.said(says, wrong=bool(wrong))
        self.status.value = ""

    def _handles(self, name: str) -> dict[str, str]:
        suggest = _COMPLETED.get(self._shown[name].column.refers_to or "")
        return suggest(self.journal.log) if suggest else {}

    def _go_on(self, name: str) -> None:
        """Put the focus into the next field before the row that holds it goes."""
        names = list(self.fields)
        at = names.index(name)
        there = [other for other in (*names[at + 1:], *names[:at][::-1]) if other in self._shown]
        visible = [other for other in there if self._grid.children[names.index(other)].layout.display != "none"]
        if visible:
            self._page.send({"focus": names.index(visible[0])})

    @contextmanager
    def _telling(self, name: str | None = None) -> Iterator[None]:
        """Say what goes wrong, beside its field where it has one: JupyterLab does not show what fails in a callback."""
        try:
            yield
        except LogError as error:
            says = str(error)
            if name and error.column == self._shown[name].column.name:
                self.messages[name].value = fields.said(says, wrong=True)
                says = f"Not saved. Look at “{self.fields[name].description}” in row {self._shown[name].problem.row} " \
                       f"of {self._shown[name].problem.file}."
                self._page.send({"focus": list(self.fields).index(name)})
            else:
                self._renew()
            self.status.value = fields.said(says, wrong=True)
        except Exception as error:
            self.status.value = fields.said(str(error) or repr(error), wrong=True)
            raise


def problems(journal: Journal | str | Path) -> ProblemsForm:
    r"""Mend what a log did not understand: choose or type what was meant, cell by cell; each is saved at once.

    Parameters
    ----------
    journal : Journal or str or Path
        An open journal, or the folder of the log.

    Returns
    -------
    ProblemsForm
        Its ``fields`` hold what is proposed for each cell, its ``mend`` writes one of them to the log.

    Examples
    --------
    >>> import tempfile, pathlib, shadowkit as sk
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "outreach.csv").write_text("contact,sent_at,channel\namara,2026-09-14,e-mail\n")
    >>> form = sk.forms.problems(folder)
    >>> form.fields["channel-outreach-2"].value
    'email'
    >>> form.mend("channel-outreach-2")
    ('amara', '2026-09-14')
    >>> len(sk.check(folder))
    0
    """
    return ProblemsForm(journal)


def _name(cell: Cell) -> str:
    return f"{cell.column.name}-{cell.table}-{cell.problem.row}"


def _counted(cells: int, others: int, known: int) -> str:
    if not cells + others:
        return "Nothing in this log is to be mended." if known else "Everything in this log is understood."
    number = cells + others
    things = f"{number:,} thing{'' if number == 1 else 's'} to mend"
    if not others:
        return f"{things}, {'here' if number == 1 else 'all of them here'}."
    if not cells:
        return f"{things}; what to do about {'it' if number == 1 else 'each'} stands below."
    return f"{things}: {cells:,} of them here, and the rest stands below."


def _heading(cell: Cell, log: Log) -> str:
    """Say whose cell it is, where it stands, and what is in it."""
    names, given = fields.names(log), cell.row
    met = {meeting["meeting"]: meeting["contact"] for meeting in fields.rows(log, "meetings")}
    contact = given.get("contact") or met.get(given.get("meeting", ""), "")
    who = names.get(contact, contact) or given.get("name") or given.get("meeting") or given.get("tag") or "?"
    day = fields.day_text(given.get("sent_at") or given.get("starts_at") or given.get("written_at") or "")
    when = f" of {day}" if day != "no date" and cell.table != "contacts" else ""
    stands = f"“{html.escape(cell.text)}”" if cell.text else "nothing"
    # A long text is cut short instead of widening what is around it; what is wrong tells all of it.
    one_line = "white-space:nowrap;overflow:hidden;text-overflow:ellipsis;width:0;min-width:100%;line-height:20px"
    return (f'<div style="{one_line}">'
            f'<strong>{html.escape(who)}</strong>, {_CALLED[cell.table]}{when} <span style="{SOFT}">(row '
            f"{cell.problem.row} of {html.escape(cell.problem.file)})</span>: {stands}</div>")


def _listed(others: list[Problem]) -> str:
    to_mend, known = ([row(lines(one.file), lines(one.problem)) for one in others if one.kind == kind]
                      for kind in ("mend", "know"))
    shown = ('<p style="margin:8px 0 4px">These are no single cell; each says what to do:</p>'
             + listing("What cannot be mended here", ["File", "What to mend"], to_mend, height=220)) if to_mend else ""
    if known:
        shown += (f'<details style="margin:8px 0 4px"><summary>Good to know: {len(known):,}</summary>'
                  + listing("Good to know", ["File", "What is good to know"], known, height=220) + "</details>")
    return shown
