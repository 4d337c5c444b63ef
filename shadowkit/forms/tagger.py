"""Read an answer, mark passages of it, and lay all passages of a tag side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import anywidget
import pandas as pd
import traitlets

from shadowkit.errors import LogError
from shadowkit.forms import fields, followers
from shadowkit.forms.changed_answers import ChangedAnswers
from shadowkit.journal import Journal, open_journal
from shadowkit.log import Log
from shadowkit.measures.chosen import said_by
from shadowkit.measures.perspectives import answers_heard

#: More passages of one tag than these are not laid side by side at once.
SHOWN_PASSAGES = 200
#: What names an answer, and what names a passage in it as the journal knows it.
_ANSWER, _PASSAGE = ("meeting", "position"), ("meeting", "position", "start", "end", "tag", "coder")
_CHANGED = "The answer was changed meanwhile, so nothing was marked. Look at it again, and mark the passage anew."


def tagger(journal: Journal | str | Path, *, coder: str | None = None, people: Sequence[str] | None = None,
           blind: bool = False) -> Tagger:
    """Read answers and mark passages of them, with the mouse or the keys; lay the passages of a tag side by side.

    Parameters
    ----------
    journal : Journal or str or Path
        An open journal, or the folder of the log.
    coder : str, optional
        Who marks; by default the student whose log it is.
    people : list of str, optional
        Handles or names of the contacts whose answers to read; by default everybody's.
    blind : bool
        Whether to hide what others have marked, so that :func:`shadowkit.agreement` compares what each saw alone.

    Returns
    -------
    Tagger
        What is marked is saved at once, in the table of tags; a new tag goes into the codebook.

    Raises
    ------
    LogError
        If a person does not exist, or the coder has no name.

    Examples
    --------
    >>> import tempfile, shadowkit as sk
    >>> journal = sk.open_journal(tempfile.mkdtemp())
    >>> journal.add("meetings", meeting="m01", contact="amara")
    'm01'
    >>> journal.add("answers", meeting="m01", question="What is best?", answer="The quiet before the shift.")
    ('m01', '1')
    >>> reader = sk.forms.tagger(journal, coder="rosa")
    >>> reader.mark(4, 9, "quiet", definition="Moments of rest.")
    ('m01', '1', '4', '9', 'quiet', 'rosa')
    >>> reader.quotes[0]["quote"]
    'quiet'
    """
    return Tagger(journal, coder, people, blind)


class Tagger(anywidget.AnyWidget):
    """An answer to read, its marked passages, and all passages of one tag side by side; every step is saved at once.

    Set ``chosen`` (a place in ``answers``) to show another answer and ``tag`` to show another tag's passages;
    ``answer``, ``passages``, ``quotes`` and ``codebook`` follow. ``status`` says what became of the last step. Places
    in an answer are counted in characters as Python counts them, from 0.
    """

    _esm = Path(__file__).with_suffix(".js")
    _css = Path(__file__).with_suffix(".css")
    answers = traitlets.List(help="person and question of each answer").tag(sync=True)
    marked = traitlets.List(help="number of passages of each answer").tag(sync=True)
    chosen = traitlets.Int(help="the place in `answers` of the answer shown").tag(sync=True)
    answer = traitlets.Dict(help="the answer shown").tag(sync=True)
    passages = traitlets.List(help="the passages of the answer shown").tag(sync=True)
    codebook = traitlets.List(help="all tags, with how many passages and people each has").tag(sync=True)
    tag = traitlets.Unicode(help="the tag whose passages are side by side").tag(sync=True)
    quotes = traitlets.List(help="the passages of that tag").tag(sync=True)
    coder = traitlets.Unicode(help="who marks").tag(sync=True)
    blind = traitlets.Bool(help="whether the passages of others are hidden").tag(sync=True)
    next_undo = traitlets.Unicode(help="what Undo would take back; empty where there is nothing").tag(sync=True)
    status = traitlets.Unicode().tag(sync=True)
    wrong = traitlets.Bool(help="whether the status says that something went wrong").tag(sync=True)

    def __init__(self, journal: Journal | str | Path, coder: str | None, people: Sequence[str] | None,
                 blind: bool) -> None:
        self.journal = open_journal(journal) if isinstance(journal, str | Path) else journal
        self._log = self.journal.log
        self._student = next(iter(self._log.students["student"]), self.journal.path.resolve().name)
        if coder is not None and (not isinstance(coder, str) or not coder.strip()):
            raise LogError(f"`coder` must be the name of whoever marks, such as {self._student!r}; it was {coder!r}.")
        said_by(people, answers_heard(self._log))
        self._people = None if people is None else list(people)
        self._changed = ChangedAnswers(self.journal)
        super().__init__(coder=self._student if coder is None else coder.strip(), blind=blind)
        self.layout.width = "100%"
        self.on_msg(self._asked)
        self._renew()
        self.tag = next((one["tag"] for one in self.codebook if one["passages"]), "")
        followers.follow(self.journal.path, f"tagger of {self.coder}", self)

    def __repr__(self) -> str:
        return "A place to read answers and mark passages of them. Run this cell to see it."

    def mark(self, start: int, end: int, tag: str, *, definition: str = "", words: str | None = None,
             about: Sequence[object] | None = None) -> tuple[str, ...] | None:
        """Give a passage of the answer that is shown a tag; a tag that is new goes into the codebook first.

        Parameters
        ----------
        start, end : int
            The first character of the passage, counted from 0, and the one after it.
        tag : str
            The tag.
        definition : str
            What the tag means, where it is new.
        words : str, optional
            The words that are meant: where the answer has others there, nothing is marked.
        about : tuple, optional
            Meeting and position of the answer that is meant, where it is not the one that is shown.

        Returns
        -------
        tuple of str or None
            The passage's key in the table of tags; None where nothing was marked, and ``status`` says why.
        """
        with self._telling():
            self._take_in()
            answer = self._heard[self._place(about)] if about else self.answer
            if not answer:
                raise LogError("There is no answer yet; write one down with sk.forms.answers.")
            text, wanted = answer["text"], " ".join(str(tag).split())
            if not 0 <= start < end <= len(text):
                raise LogError(_CHANGED if words else f"A passage must lie within its answer, from 0 to {len(text)}; "
                                                      f"this one was {start} to {end}.")
            if words is not None and text[start:end] != words:
                raise LogError(_CHANGED)
            name, is_new = self._tag_named(wanted, definition)
            cells = {"meeting": answer["meeting"], "position": answer["position"], "start": start, "end": end,
                     "tag": name}
            if any(one["mine"] and all(one[column] == cells[column] for column in cells) for one in self._marks):
                raise LogError(f"This passage has the tag “{name}” already.")
            if is_new:
                self.journal.add("codebook", tag=name, definition=definition)
            key = self.journal.add("tags", **cells, coder=self.coder,
                                   tagged_at=fields.now_text(datetime.now()))
            self._written(tag=name)
            self._tell(f"Saved: “{name}” is marked" + (", and is in the codebook." if is_new else "."))
            return key

    def unmark(self, key: Sequence[object]) -> bool:
        """Take a tag from a passage, named as :meth:`mark` returned it; true where that was done."""
        with self._telling():
            self._take_in()
            named = tuple(map(str, key))
            mark = next((one for one in self._marks if tuple(one["key"]) == named), None)
            if mark is None:
                raise LogError("That passage is not marked any more.")
            if not mark["mine"]:
                raise LogError(f"{mark['coder']} marked that passage, and it stays theirs; to change it, open "
                               f"sk.forms.tagger(journal, coder={mark['coder']!r}).")
            self.journal.remove("tags", named)
            self._written()
            self._tell(f"Saved: “{mark['tag']}” is removed.")
            return True
        return False

    def undo(self, says: str | None = None) -> str | None:
        """Take back the last change of the log, and return what it was; not where it is not the one that is meant."""
        with self._telling():
            meant = self.next_undo if says is None else says
            self._take_in()
            undone = self.journal.undo(meant)
            self._written()
            self._tell(f"{undone[0].upper()}{undone[1:]}.")
            return undone

    def refresh(self) -> None:
        """Take in what was changed elsewhere; the answer that is shown stays."""
        with self._telling():
            self._take_in()

    def _take_in(self) -> None:
        if (log := self.journal.log) is not self._log:
            self._log = log
            self._renew()

    def _written(self, tag: str | None = None) -> None:
        """Show what was written just now, here and in the other forms of this log."""
        self._log = self.journal.log
        with self.hold_sync():
            if tag is not None:
                self.tag = tag
            self._renew()
        followers.tell_others(self.journal.path, self)

    def _renew(self) -> None:
        """Show what the log now has."""
        shown = self.answer
        self._heard = _heard(self._log, self._people)
        self._changed.look(self._log.answers)
        self._marks = self._all_marks()
        places = {(one["meeting"], one["position"]): place for place, one in enumerate(self._heard)}
        with self.hold_sync():
            self.answers = [{name: one[name] for name in (*_ANSWER, "person", "question")} for one in self._heard]
            counts = pd.Series([one["answer"] for one in self._marks], dtype="int64").value_counts()
            self.marked = [int(counts.get(place, 0)) for place in range(len(self._heard))]
            self.codebook = self._tags()
            self.next_undo = self._next_undo()
            self.chosen = places.get((shown["meeting"], shown["position"]), 0) if shown else self.chosen
            self._show()
        if shown and (shown["meeting"], shown["position"]) not in places:
            raise LogError("The answer that was shown is not in the log any more.")

    def _next_undo(self) -> str:
        """Return what Undo would take back; who marks blind neither sees nor takes back what another has marked."""
        says = self.journal.next_undo() or ""
        if says and self.blind:
            history = self.journal.history()
            last = history[history["says"] == says].tail(1)
            if (last["table"] == "tags").any() and not last["key"].str.endswith(f", {self.coder}").all():
                return ""
        return says

    @traitlets.validate("chosen")
    def _in_range(self, proposal: dict) -> int:
        return max(0, min(proposal["value"], len(self._heard) - 1))

    @traitlets.observe("chosen", "tag")
    def _show(self, change: object = None) -> None:
        with self.hold_sync():
            self.answer = self._heard[self.chosen] if self._heard else {}
            self.passages = [one for one in self._marks if one["answer"] == self.chosen] if self._heard else []
            self.quotes = [one for one in self._marks if one["tag"] == self.tag][:SHOWN_PASSAGES]

    def _all_marks(self) -> list[dict]:
        """Return the passages that may be seen, in the order of the answers."""
        answers = {(one["student"], one["meeting"], one["position"]): place for place, one in enumerate(self._heard)}
        found = []
        for row, shown in zip(self._log.tags.to_dict("records"), fields.rows(self._log, "tags"), strict=True):
            raw = "" if pd.isna(row["coder"]) else row["coder"]
            coder, place = raw or self._student, answers.get((row["student"], row["meeting"], row["position"]), -1)
            if pd.isna(row["tag"]) or (self.blind and coder != self.coder) or (place < 0 and self._people is not None):
                continue
            text = self._heard[place]["text"] if place >= 0 else ""
            start, end = (-1 if pd.isna(row[name]) else int(row[name]) for name in ("start", "end"))
            key = ["" if pd.isna(row[name]) else str(row[name]) for name in _PASSAGE]
            was = self._changed.words_then(key, shown["tagged_at"][:16], text) or ""
            fits = 0 <= start < end <= len(text) and not was
            found.append({
                "key": key, "answer": place, "was": was,
                "meeting": row["meeting"], "position": row["position"], "start": start, "end": end, "tag": row["tag"],
                "coder": coder, "mine": coder == self.coder, "fits": fits, "quote": text[start:end] if fits else "",
                "person": self._heard[place]["person"] if place >= 0 else "",
                "question": self._heard[place]["question"] if place >= 0 else ""})
        return sorted(found, key=lambda one: (one["answer"], one["start"], -one["end"]))

    def _tags(self) -> list[dict]:
        """Return the codebook, with the tags that only passages know at its end, and what each is used for."""
        table = self._log.codebook
        defined = {row["tag"]: row for row in table[table["tag"].notna()].fillna("").to_dict("records")}
        used: dict[str, list[dict]] = {tag: [] for tag in defined}
        for mark in self._marks:
            used.setdefault(mark["tag"], []).append(mark)
        return [{"tag": tag, "definition": defined.get(tag, {}).get("definition", ""),
                 "parent": defined.get(tag, {}).get("parent", ""), "passages": len(marks),
                 "people": len({one["person"] for one in marks if one["person"]})} for tag, marks in used.items()]

    def _tag_named(self, wanted: str, definition: str) -> tuple[str, bool]:
        """Return a tag as the codebook writes it, and whether it is not in there yet."""
        if not wanted:
            raise LogError("Choose a tag, or type a new one.")
        there = {tag.casefold(): tag for tag in self._log.codebook["tag"].dropna()}
        used = {one["tag"].casefold(): one["tag"] for one in self.codebook}
        if definition and wanted.casefold() in there:
            raise LogError(f"“{there[wanted.casefold()]}” is in the codebook already, and its definition stays as it "
                           "is; leave the definition empty.")
        return used.get(wanted.casefold(), wanted), wanted.casefold() not in there

    def _place(self, about: Sequence[object]) -> int:
        found = [place for place, one in enumerate(self._heard)
                 if (one["meeting"], str(one["position"])) == tuple(map(str, about))]
        if not found:
            raise LogError("The answer is not in the log any more, so nothing was marked.")
        return found[0]

    def _tell(self, text: str, *, wrong: bool = False) -> None:
        with self.hold_sync():
            self.status, self.wrong = text, wrong

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say what goes wrong: JupyterLab does not show what fails in a callback."""
        try:
            yield
        except Exception as error:
            self._tell(str(error) or repr(error), wrong=True)
            if not isinstance(error, LogError):
                raise

    def _asked(self, _widget: object, said: dict, _buffers: object) -> None:
        """Do what the page asks for."""
        steps = {"mark": self.mark, "unmark": self.unmark, "undo": self.undo, "here": self.refresh}
        steps[said["do"]](**said.get("with", {}))


def _heard(log: Log, people: list[str] | None) -> list[dict]:
    """Return the answers that have words, in the order in which people were met."""
    heard = answers_heard(log)
    # Somebody may have lost their last answer since they were chosen.
    if people is not None:
        heard = heard[heard["person"].isin(people) | heard["contact"].isin(people)]
    heard = heard[heard["answer"].notna()].drop_duplicates(["student", *_ANSWER])
    heard = heard[["student", *_ANSWER, "person", "topic", "question", "answer"]].rename(columns={"answer": "text"})
    return heard.astype({"question": "object"}).fillna({"question": ""}).to_dict("records")
