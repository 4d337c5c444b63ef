"""The ten tables of a log: what one row is, and what each column means, allows and refers to.

Everything that needs to know about a column asks here: reading, checking, forms, help and the data dictionary.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from shadowkit import guide

#: What a cell may hold. ``time`` is ISO 8601, with or without a time of day; ``yes_no`` is yes or no.
KINDS = ("text", "word", "time", "whole", "number", "yes_no")


@dataclass(frozen=True)
class Column:
    """One column of a table: its name, what kind of cell it holds, and what it means."""

    name: str
    kind: str
    says: str
    words: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    required: bool = False
    refers_to: str | None = None

    @property
    def allows(self) -> str:
        """Say in words what a cell of this column may hold."""
        if self.words:
            return ", ".join(self.words)
        if self.low is not None:
            return f"{self.low:,.0f} to {self.high:,.0f}"
        return {"time": "a date, or a date and time", "yes_no": "yes or no"}.get(self.kind, self.kind)


@dataclass(frozen=True)
class Table:
    """One table of a log: its name, what one row is, the columns that name a row, and all columns."""

    name: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> list[str]:
        """The names of all columns, key first."""
        return [column.name for column in self.columns]

    @property
    def required(self) -> list[str]:
        """The names of the columns without which a row says nothing."""
        return [column.name for column in self.columns if column.required]


def _text(name: str, says: str, **more: object) -> Column:
    return Column(name, "text", says, **more)  # type: ignore[arg-type]


def _time(name: str, says: str, **more: object) -> Column:
    return Column(name, "time", says, **more)  # type: ignore[arg-type]


def _word(name: str, says: str, words: object) -> Column:
    return Column(name, "word", says, words=tuple(words))  # type: ignore[arg-type]


def _score(name: str, says: str) -> Column:
    return Column(name, "whole", says, low=1, high=5)


def _minutes(name: str, says: str) -> Column:
    return Column(name, "number", says, low=0, high=60 * 24 * 7)


_STUDENT = _text("student", "the student whose log this is; a folder's name where the column is absent")
_CONTACT = _text("contact", "short handle of the person", required=True, refers_to="contacts")
_MEETING = _text("meeting", "short handle of the meeting", required=True, refers_to="meetings")
_POSITION = Column("position", "whole", "place of the answer in the meeting, counted from 1", low=1, high=1e6)

_TABLES = (
    Table("students", "one student", ("student",), (
        _text("student", "the student's handle", required=True),
        _text("term", "term of study in which the log was kept"),
        _text("major", "field of study"),
        _text("college", "college or faculty"),
        _text("year", "year of study"),
        _text("advisor", "who advises the student"),
    )),
    Table("contacts", "one person who may be asked", ("student", "contact"), (
        _STUDENT,
        _text("contact", "short handle of the person", required=True),
        _text("name", "the person's full name"),
        _text("role", "what the person does"),
        _text("organization", "where the person works"),
        _text("field", "field of work"),
        _word("source", "why this person", guide.SOURCES),
        _word("tie", "how close the person was at first", guide.TIES),
        _text("referred_by", "the contact who named this person", refers_to="contacts"),
        _text("email", "e-mail address"),
        _time("added_on", "when the person was put on the list"),
        _text("note", "anything else"),
    )),
    Table("outreach", "one message, letter or call sent to one contact", ("student", "contact", "sent_at"), (
        _STUDENT,
        _CONTACT,
        _time("sent_at", "when it was sent"),
        _word("channel", "the way of making contact", guide.CHANNELS),
        _word("purpose", "what it was for; an ask where empty", guide.PURPOSES),
        _time("replied_at", "when the person replied; empty while there is no reply"),
        _word("answer", "what the reply said", guide.REPLIES),
        _text("template", "which draft was used"),
        _text("note", "anything else"),
    )),
    Table("meetings", "one interview, or one day of a shadow", ("student", "meeting"), (
        _STUDENT,
        _text("meeting", "short handle of the meeting", required=True),
        _CONTACT,
        _word("kind", "interview or shadow", guide.MEETING_KINDS),
        _time("starts_at", "when it began or is to begin"),
        _minutes("minutes_planned", "agreed length, in minutes"),
        _minutes("minutes", "real length, in minutes"),
        _word("mode", "how one met", guide.MEETING_MODES),
        _word("status", "what became of it", guide.MEETING_STATUS),
        Column("invited_to_stay", "yes_no", "invited to stay past the agreed end"),
        *(Column(step, "yes_no", f"step done: {says}") for step, says in guide.STEPS.items()),
        _text("referrals", "people named for further meetings, separated by semicolons"),
        _time("thanked_at", "when the thank-you note was sent"),
    )),
    Table("answers", "one answer to one question at one meeting", ("student", "meeting", "position"), (
        _STUDENT,
        _MEETING,
        _POSITION,
        _word("topic", "what the question is about", guide.TOPICS),
        _text("question", "the question as asked"),
        _text("answer", "the answer as noted"),
        _text("speaker", "who answered, where several spoke"),
        Column("at_seconds", "number", "place in the recording, in seconds", low=0, high=1e6),
        _text("counts_as", "the question it counts as, where its wording alone groups it wrongly"),
    )),
    Table("observations", "one activity seen on a shadow", ("student", "meeting", "starts_at"), (
        _STUDENT,
        _MEETING,
        _time("starts_at", "when the activity began"),
        _minutes("minutes", "how long it took, in minutes"),
        _text("activity", "what was done"),
        _text("people", "who took part"),
        _score("energy", "how lively the person seemed, 1 (drained) to 5 (lit up)"),
        _text("note", "anything else"),
    )),
    Table("reflections", "one reflection, on a meeting or on the whole", ("student", "meeting", "written_at"), (
        _STUDENT,
        _text("meeting", "the meeting it is about; empty for the whole", refers_to="meetings"),
        _time("written_at", "when it was written"),
        _score("interest_before", "interest in the field before, 1 to 5"),
        _score("interest_after", "interest in the field afterwards, 1 to 5"),
        _score("fit_interests", "fit with my interests, 1 to 5"),
        _score("fit_abilities", "fit with my abilities, 1 to 5"),
        _score("fit_values", "fit with my values, 1 to 5"),
        _text("surprised", "what surprised me"),
        _text("confirmed", "what was confirmed"),
        _text("still_unknown", "what I still do not know"),
        _text("next_step", "what I do next"),
    )),
    Table("tags", "one passage marked by one coder",
          ("student", "meeting", "position", "start", "end", "tag", "coder"), (
        _STUDENT,
        _MEETING,
        _POSITION,
        Column("start", "whole", "first character of the passage, counted from 0", low=0, high=1e9),
        Column("end", "whole", "character after the passage", low=0, high=1e9),
        _text("tag", "the tag", required=True, refers_to="codebook"),
        _text("coder", "who marked it"),
        _time("tagged_at", "when it was marked"),
    )),
    Table("codebook", "one tag", ("student", "tag"), (
        _STUDENT,
        _text("tag", "the tag", required=True),
        _text("definition", "what it means"),
        _text("parent", "the tag above it", refers_to="codebook"),
    )),
    Table("summaries", "one line of the student's own for one cell of the matrix", ("student", "contact", "topic"), (
        _STUDENT,
        _CONTACT,
        _word("topic", "what the line is about", guide.TOPICS),
        _text("summary", "in one line, what this answer says"),
        _time("written_at", "when it was written"),
    )),
)

#: The ten tables by name.
TABLES: dict[str, Table] = {table.name: table for table in _TABLES}

#: Tables whose key other tables refer to, or that would count twice: a second row of the same key is a problem.
UNIQUE = ("students", "contacts", "meetings", "codebook")

#: The files that have rows; of others it is the line that is counted.
_IN_ROWS = re.compile(r"\.(?:csv|tsv|tab|xls[xmb]?|ods|parquet|qdpx|qd[ce])\b", re.IGNORECASE)
#: What goes to ``log.problems``.
PROBLEM_COLUMNS = ("file", "row", "column", "value", "problem", "suggestion", "kind")


def place_in(file: str, number: int) -> str:
    """Say where in a file something stands: in the row of a table, or in the line of a text."""
    # A frame that was given has the name of its table.
    is_table = _IN_ROWS.search(file) or file in TABLES
    return f"{'row' if is_table else 'line'} {number} of {file}"


def precision_of(column: str) -> str:
    """Name the companion of a time column, which says how exact each cell is.

    Its words are ``time`` (date and time of day), ``date`` (a date alone, which is not midnight), ``unreadable``
    (a cell whose text is in ``log.problems``), and missing where the cell is empty.
    """
    return f"{column}_precision"


def dictionary() -> str:
    """Return the data dictionary of all tables as Markdown, as it stands in ``data/README.md``."""
    lines = []
    for table in TABLES.values():
        key = ", ".join(f"`{name}`" for name in table.key)
        lines += [f"### `{table.name}`", "", f"One row is {table.row}. Key: {key}.", "",
                  "| column | holds | means |", "| --- | --- | --- |"]
        lines += [f"| `{c.name}` | {c.allows} | {c.says}{' (required)' if c.required else ''} |" for c in table.columns]
        lines.append("")
    return "\n".join(lines)
