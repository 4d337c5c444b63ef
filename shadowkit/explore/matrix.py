"""Controls on who said what, and in them one's own line on each answer."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import anywidget
import ipywidgets as widgets
import pandas as pd
import traitlets

from shadowkit import guide, plot
from shadowkit.captions import caption
from shadowkit.errors import LogError
from shadowkit.explore.explorer import WIDE, Explorer, choice, drawn, plain
from shadowkit.explore.matrix_html import interview_html, matrix_html
from shadowkit.journal import Journal
from shadowkit.log import Log
from shadowkit.measures import chosen, must_be_log
from shadowkit.measures import perspectives as compared
from shadowkit.measures.counting import NOT_STATED

#: The choice that stands for no choice. A dropdown whose value is None looks empty in the browser.
ALL_TOPICS = EVERYBODY = "all"
PEOPLE_PER_PAGE = 12
#: An attribute with more values than that is no choice but a search.
_MOST_VALUES = 40


def perspectives(log: Log | Journal, *, people: Sequence[str] | None = None, identifying: bool = False) -> Matrix:
    """Explore what different people said: choose the topic, what a row is, and who stands beside whom.

    A click on a cell, or Enter, opens the whole answer in its place in the interview; Esc goes back. With a journal in
    the place of the log, your own line on an answer is written there, and saved as soon as you leave its field.

    Parameters
    ----------
    log : Log or Journal
        The log of one student or of many; to write your own lines, the journal of one.
    people : list of str, optional
        Handles or names of the contacts to compare; by default all, twelve to a page.
    identifying : bool
        Whether to show what single people said to students, where the log is of several; for your eyes only.

    Returns
    -------
    Explorer
        With the controls ``topic``, ``rows``, ``order``, ``only`` and ``view``; for more than twelve people ``page``
        and a field ``find``. ``open_answer`` and ``back`` do what a click does, ``write`` what is typed in ``line``.

    Raises
    ------
    LogError
        If the log is of several students and ``identifying`` is not set.

    Examples
    --------
    >>> import shadowkit as sk
    >>> explorer = sk.explore.perspectives(sk.example("student"))
    >>> explorer.controls["topic"].value = "outlook"
    >>> "“where they see the profession heading”" in explorer.caption.value
    True
    >>> explorer.open_answer("outlook", "Mei-Ling Zhao")
    >>> "How did you get into medical writing?" in explorer.picture.value
    True
    """
    own = log.log if isinstance(log, Journal) else log
    must_be_log(own, "explore.perspectives")
    if len(own.students) > 1 and not identifying:
        raise LogError("`explore.perspectives` shows what single people said to single students, and this log is of "
                       "several. Load one student's log, or write identifying=True and show it to nobody.")
    return Matrix(log, people)


class _Cells(anywidget.AnyWidget):
    """Tells which cell is opened on the page; shows nothing itself."""

    _esm = Path(__file__).with_suffix(".js")
    opened = traitlets.Unicode().tag(sync=True)


class Matrix(Explorer):
    """The explorer of the matrix: what is opened, and one's own line on it."""

    def __init__(self, source: Log | Journal, people: Sequence[str] | None) -> None:
        self.journal = source if isinstance(source, Journal) else None
        self._log = source.log if isinstance(source, Journal) else source
        self._people, self._table, self._keys, self._quiet = people, pd.DataFrame(), [], False
        self.cells = _Cells()
        self.find = widgets.Text(description="Find", placeholder="a name, or part of one", continuous_update=False,
                                 style=WIDE)
        self.line = widgets.Text(description="Your line", continuous_update=False, style=WIDE,
                                 layout=widgets.Layout(width="auto", max_width="52em"))
        self._undo = widgets.Button(layout=widgets.Layout(width="auto", max_width="95%"))
        self.saved = widgets.HTML(layout=widgets.Layout(height="24px"))
        controls = self._controls()
        super().__init__("perspectives", self._log, controls, self._shown, height=640)
        if "page" in controls:
            self.children[0].children += (self.find,)
        own = [self.line, widgets.HBox([self._undo, self.saved])] if self.journal else []
        box = widgets.VBox(own).add_class("shadowkit-own")
        self.saved.add_class("shadowkit-saved")
        self.children += (box, self.cells)
        self.cells.observe(self._opened, names="opened")
        self.find.observe(self._changed, names="value")
        self.line.observe(self._typed, names="value")
        self._undo.on_click(lambda _: self.undo())
        self._renew_line()

    def open_answer(self, row: str, person: str) -> None:
        """Open what a person said, in its place in the interview; ``row`` is a topic or a question."""
        people = list(self._table.columns[4:])
        if person not in people or row not in self._keys:
            raise LogError(f"There is no answer of {person!r} on {row!r} on this page.")
        self.cells.opened = f"{self._keys.index(row)},{people.index(person)}"

    def back(self) -> None:
        """Go back to the matrix."""
        self.cells.opened = ""

    def write(self, line: str) -> None:
        """Save one's own line on the answer that is opened; an empty one takes it out."""
        about = self._about()
        if self.journal is None:
            raise LogError("Your own line is saved in a journal: sk.explore.perspectives(sk.open_journal(folder)).")
        if about is None:
            raise LogError("Open an answer first: your line is about it.")
        line, was = " ".join(line.split()), self._line_of(about)
        if line == was:
            return
        if not line:
            self.journal.remove("summaries", about)
        elif was or self._is_there(about):
            self.journal.amend("summaries", about, summary=line, written_at=_now())
        else:
            self.journal.add("summaries", contact=about[0], topic=about[1], summary=line, written_at=_now())
        self._take_in(f"Saved: {self.journal.history()['says'].iloc[-1]}.")

    def undo(self) -> str | None:
        """Take back the last change of the log; return what it was."""
        try:
            says = self.journal.undo(self._offered)
        except LogError as error:
            self._take_in(str(error))
            return None
        self._take_in(f"{says[0].upper()}{says[1:]}.")
        return says

    def _controls(self) -> dict[str, widgets.Widget]:
        heard = compared.answers_heard(self._log)
        topics = [name for name in guide.TOPICS if name in set(heard["topic"])]
        attributes = chosen.attributes(self._log)
        controls: dict[str, widgets.Widget] = {
            "topic": choice("Topic", [("all topics", ALL_TOPICS), *((guide.TOPICS[name], name) for name in topics)]),
            # A few questions that everybody was asked need no topics.
            "rows": choice("Side by side", [("topics", "topic"), ("questions", "question")],
                           "question" if heard["group"].nunique() <= 10 else "topic"),
            "order": choice("People", [("as they were met", "met"), ("who said most first", "most"),
                                       *((f"by {plain(name)}", name) for name in ["name", *attributes])]),
            "only": choice("Only", self._kinds(heard)),
            "view": choice("Show", [("what they said", "answers"), ("who answered what", "overview")])}
        if len(chosen.people_across(self._log, heard, people=self._people)) > PEOPLE_PER_PAGE:
            controls["page"] = choice("Page", [("", 0)])
            self._pages(controls, self._across(controls))
        return controls

    def _kinds(self, heard: pd.DataFrame) -> list[tuple[str, str]]:
        kinds = [("everybody", EVERYBODY)]
        across = chosen.people_across(self._log, heard, people=self._people)
        for name, theirs in chosen.attributes_of(self._log, heard).loc[across].items():
            values = theirs.fillna(NOT_STATED).value_counts().sort_index()
            if len(values) <= _MOST_VALUES:
                kinds += [(f"{plain(str(name))}: {value} ({count})", f"{name}={value}")
                          for value, count in values.items()]
        return kinds

    def _where(self, only: str) -> dict[str, str] | None:
        return None if only == EVERYBODY else dict([only.split("=", 1)])

    def _across(self, controls: dict[str, widgets.Widget]) -> list[str]:
        """Return everybody who fits the choices, also those on other pages."""
        order, only, find = controls["order"].value, controls["only"].value, self.find.value.strip().casefold()
        heard = compared.answers_heard(self._log)
        across = self._log.once(("across", order, only, tuple(self._people or ())), lambda: chosen.people_across(
            self._log, heard, people=self._people, where=self._where(only), order=order))
        if not find:
            return across
        said = self._log.once("what one may find", lambda: {person: " ".join(map(str, [person, *about])).casefold()
                                                            for person, *about in chosen.attributes_of(
                                                                self._log, heard).fillna("").itertuples()})
        return [person for person in across if find in said[person]]

    def _pages(self, controls: dict[str, widgets.Widget], across: list[str]) -> None:
        count = len(across)
        starts = range(0, max(count, 1), PEOPLE_PER_PAGE)
        options = tuple((f"{start + 1} to {min(start + PEOPLE_PER_PAGE, count)} of {count:,}" if count else
                         "nobody is called so", page) for page, start in enumerate(starts))
        if controls["page"].options != options:
            controls["page"].options = options

    def _changed(self, change: dict | None = None) -> None:
        if self._quiet:
            return
        self._quiet = True
        try:
            if self.journal is not None:
                self._log = self.journal.log
            # What was open is left when something else is chosen.
            self.cells.opened = ""
            if "page" in self.controls and change and change["owner"] is not self.controls["page"]:
                self._pages(self.controls, self._across(self.controls))
                self.controls["page"].value = 0
            super()._changed(change)
        finally:
            self._quiet = False
        self._renew_line()

    def _shown(self, topic: str, rows: str, order: str, only: str, view: str, page: int = 0) -> tuple[str, str]:
        across = self._across(self.controls)[page * PEOPLE_PER_PAGE: (page + 1) * PEOPLE_PER_PAGE]
        table = compared.matrix_of(self._log, across, topics=None if topic == ALL_TOPICS else [topic], rows=rows)
        # Who said nothing on this stands behind those who did.
        people = sorted(across, key=lambda person: not table[person].notna().any())
        where = self._where(only)
        self._table = table[[*table.columns[:4], *people]]
        self._table.attrs = table.attrs | ({"where": {name: [value] for name, value in where.items()}} if where else {})
        self._keys = [row["topic"] if rows == "topic" or not isinstance(row["question"], str) else row["question"]
                      for row in self._table[["topic", "question"]].to_dict("records")]
        if view == "overview":
            return drawn(plot.perspectives, self._table)
        label = f"Answers side by side{f', only {plain(only)}' if where else ''}"
        return matrix_html(self._table, opens=True, label=label), caption(self._table)

    def _opened(self, change: dict) -> None:
        if self._quiet:
            return
        if change["new"]:
            heard = compared.answers_heard(self._log)
            self.picture.value = interview_html(self._log, heard, self._answers())
            self.saved.value = ""
            self.cells.send({"opened": True, "was": ""})
        else:
            self._changed()
            self.cells.send({"opened": False, "was": change["old"]})
        self._renew_line()

    def _answers(self) -> pd.DataFrame:
        """Return the answers of the cell that is opened."""
        row, column = map(int, self.cells.opened.split(","))
        key, person = self._keys[row], self._table.columns[4 + column]
        heard = compared.answers_heard(self._log)
        mine = heard[(heard["person"] == person) & heard["answer"].notna()]
        if self.controls["topic"].value != ALL_TOPICS:
            mine = mine[mine["topic"] == self.controls["topic"].value]
        if self.controls["rows"].value == "topic":
            return mine[mine["topic"] == key]
        noted = isinstance(self._table["question"].iloc[row], str)
        return mine[mine["counts_as"] == key] if noted else mine[mine["counts_as"].isna() & (mine["topic"] == key)]

    def _about(self) -> tuple[str, str] | None:
        """Return the contact and the topic of the cell that is opened, where a line may be written on it."""
        answers = self._answers() if self.cells.opened else pd.DataFrame()
        if not len(answers) or answers["stranger"].iloc[0]:
            return None
        return answers["contact"].iloc[0], answers["topic"].mode().iloc[0]

    def _is_there(self, about: tuple[str, str]) -> bool:
        lines = self._log.summaries
        return bool(((lines["contact"] == about[0]) & (lines["topic"] == about[1])).any())

    def _line_of(self, about: tuple[str, str]) -> str:
        lines = self._log.summaries
        mine = lines[(lines["contact"] == about[0]) & (lines["topic"] == about[1])]["summary"].dropna()
        return mine.iloc[-1] if len(mine) else ""

    def _typed(self, change: dict) -> None:
        if self._quiet:
            return
        try:
            self.write(change["new"])
        except LogError as error:
            self._tell(str(error))

    def _take_in(self, told: str) -> None:
        self._log = self.journal.log
        if self.cells.opened:
            self._renew_line()
        else:
            self._changed()
        self._tell(told)

    def _tell(self, told: str) -> None:
        self.saved.value = f'<span role="status" style="font-size:12px">{html.escape(told)}</span>'

    def _renew_line(self) -> None:
        """Show the line on what is opened, and what Undo would take back."""
        if self.journal is None:
            return
        about = self._about()
        self._quiet, before = True, self._quiet
        self.line.value = self._line_of(about) if about else ""
        self._quiet = before
        self.line.disabled = about is None
        name = self._answers()["person"].iloc[0] if about else ""
        self.line.placeholder = (f"{name} on {guide.TOPICS[about[1]]}, in a line of your own" if about else
                                 "open an answer to write a line of your own on it")
        last = self.journal.next_undo()
        self._undo.disabled = last is None
        self._offered = last or ""
        self._undo.description = self._undo.tooltip = "Undo" if last is None else f"Undo: {last}"


def _now() -> str:
    return f"{datetime.now():%Y-%m-%d %H:%M}"
