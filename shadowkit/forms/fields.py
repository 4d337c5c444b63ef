"""From a column of the schema to a field of a form, and from a row of the log to what its fields show."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import datetime

import ipywidgets as widgets
import pandas as pd

from shadowkit import guide, schema
from shadowkit.journal import entry
from shadowkit.log import Log

Row = dict[str, str]
#: Columns of text that want room for more than a line, and how much of it, in pixels.
LONG = dict.fromkeys(("note", "surprised", "confirmed", "still_unknown", "next_step"), 84) | {"answer": 160}
#: What stands between a handle and the name it stands for.
DASH = " – "
#: Room for a field of one line and a message of three, in pixels.
HEIGHT = 50


def plain(name: str) -> str:
    """Return a column's name as a field shows it."""
    return name.replace("_", " ")


def dropdown(label: str, options: Sequence[tuple[str, str]] = ()) -> widgets.Dropdown:
    """Return a labelled choice."""
    return widgets.Dropdown(options=options, **_shared(label))


def control(column: schema.Column, completes: bool = False) -> widgets.Widget:
    """Return the control in which a cell of this column is typed or chosen; its value is always text."""
    label = plain(column.name).capitalize()
    if options := _choices(column):
        return dropdown(label, options)
    if column.kind == "text" and column.name in LONG:
        return widgets.Textarea(**_shared(label, height=f"{LONG[column.name]}px"))
    if completes:
        return widgets.Combobox(placeholder="type to search", **_shared(label))
    return widgets.Text(**_shared(label))


def takes(field: widgets.Widget, value: object) -> bool:
    """Tell whether a control can hold a value."""
    return isinstance(value, str) and (not isinstance(field, widgets.Dropdown)
                                       or value in [one for _, one in field._options_full])


def _shared(label: str, **layout: str) -> dict[str, object]:
    return {"description": label, "style": {"description_width": "9em"},
            "layout": widgets.Layout(width="100%", min_width="0", flex="1 1 auto", margin="0", **layout)}


def _choices(column: schema.Column) -> list[tuple[str, str]]:
    if column.words:
        says = next(words for words in vars(guide).values() if isinstance(words, dict) and tuple(words) == column.words)
        return [("", ""), *((f"{plain(word)}: {re.split('[,;]', text)[0]}", word) for word, text in says.items())]
    if column.kind == "yes_no":
        return [("not known", ""), ("yes", "yes"), ("no", "no")]
    if column.kind == "whole" and column.high == 5:
        least, most = re.findall(r"\d \((.+?)\)", column.says) or ("very little", "very much")
        ends = {1: f"1: {least}", 5: f"5: {most}"}
        return [("", ""), *((ends.get(number, str(number)), str(number)) for number in range(1, 6))]
    return []


def row_of(name: str, field: widgets.Widget, message: widgets.HTML) -> widgets.HBox:
    """Return a field with its message beside it; the room for the message is kept, so that nothing jumps."""
    left = [field]
    if isinstance(field, widgets.Text) and name.endswith(("_at", "_on")):
        now = widgets.Button(description="Today" if name.endswith("_on") else "Now", tooltip=f"for {plain(name)}",
                             layout=widgets.Layout(width="64px", flex="0 0 auto", margin="0 0 0 4px"))
        now.on_click(lambda _: setattr(field, "value", now_text(datetime.now(), name)))
        left.append(now)
    message.layout = widgets.Layout(height="45px", flex="2 1 200px", margin="3px 0 0 12px", overflow="auto")
    tall = LONG[name] + 8 if isinstance(field, widgets.Textarea) else HEIGHT
    # Where both have no room beside each other, the message stands beneath: a whole date and its meaning can be read.
    box = widgets.HBox([widgets.HBox(left, layout=widgets.Layout(flex="3 1 330px", min_width="0")), message],
                       layout=widgets.Layout(min_height=f"{tall}px", flex_flow="row wrap", overflow="hidden"))
    return box.add_class("shadowkit-field").add_class(f"shadowkit-field-{name.replace('_', '-')}")


def now_text(now: datetime, name: str = "") -> str:
    """Return a moment as a field shows it: the minute, or for a column of days the day."""
    return f"{now:%Y-%m-%d}" if name.endswith("_on") else f"{now:%Y-%m-%d %H:%M}"


def said(text: str, *, wrong: bool = False, doubt: bool = False) -> str:
    """Return a message as HTML; what is in doubt stands out, but is not marked as wrong."""
    color = "#a00" if wrong else "#8a4b00" if doubt else "#555"
    return (f'<div class="shadowkit-{"wrong" if wrong else "said"}" '
            f'style="color:{color};font-size:12px;line-height:15px">{html.escape(text)}</div>')


def reading(column: schema.Column, text: str) -> str | None:
    """Say how a time is understood; None for any other column, and where it is not understood.

    Examples
    --------
    >>> from shadowkit.schema import TABLES
    >>> reading(TABLES["outreach"]["sent_at"], "14.9.2026 9:30")
    'read as 14 September 2026, 09:30'
    """
    iso, wrong = entry.understood(text, column) if column.kind == "time" and text.strip() else ("", None)
    if wrong or not iso:
        return None
    when = datetime.fromisoformat(iso)
    clock = f", {when:%H:%M}" if "T" in iso else ", no time of day"
    return f"read as {when.day} {when:%B %Y}{clock}{iso[len('2026-09-14T09:30'):]}"


def too_early(typed: str, column: schema.Column, earliest: str) -> bool:
    """Tell whether a time that is typed lies before one that a field shows, by the day where one has no more.

    Examples
    --------
    >>> from shadowkit.schema import TABLES
    >>> column = TABLES["meetings"]["thanked_at"]
    >>> too_early("3.10.2026", column, "2026-10-04 09:30"), too_early("4.10.2026", column, "2026-10-04 09:30")
    (True, False)
    """
    iso, wrong = entry.understood(typed, column) if typed.strip() else ("", None)
    try:
        times = [datetime.fromisoformat(time) for time in (iso, earliest)]
    except ValueError:
        return False
    if wrong:
        return False
    if len(iso) == 10 or len(earliest) == 10:
        return times[0].date() < times[1].date()
    # Where only one tells its offset, the clocks on the wall are compared.
    one_sided = any(time.tzinfo is None for time in times)
    said_at, first = (time.replace(tzinfo=None) if one_sided else time for time in times)
    return said_at < first


def handle_of(text: str, handles: dict[str, str]) -> str:
    """Return the handle that is meant by a suggestion, its handle or its name; other text as it is.

    Examples
    --------
    >>> handle_of("Amara Okonkwo", {"amara – Amara Okonkwo": "amara"})
    'amara'
    """
    typed = text.strip().casefold()
    for part in (lambda option, handle: handle, lambda option, handle: option,
                 lambda option, handle: option.removeprefix(handle + DASH)):
        found = {handle for option, handle in handles.items() if part(option, handle).casefold() == typed}
        if len(found) == 1:
            return found.pop()
    return text


def rows(log: Log, table: str) -> list[Row]:
    """Return the rows of a table as fields show them, an empty text where a cell is empty; made once per log."""
    return log.once(("shown", table), lambda: [
        {column.name: _shown(row, column) for column in schema.TABLES[table].columns}
        for row in getattr(log, table).to_dict("records")])


def _shown(row: dict[str, object], column: schema.Column) -> str:
    value, kind = row[column.name], row.get(schema.precision_of(column.name))
    if pd.isna(value):
        return "unreadable" if kind == "unreadable" else ""
    if column.kind != "time":
        return {True: "yes", False: "no"}[value] if column.kind == "yes_no" else (
            f"{value:.10g}" if column.kind in ("whole", "number") else str(value))
    if kind == "date":
        return f"{value:%Y-%m-%d}"
    minutes = row.get(f"{column.name}_offset_minutes")
    zone = "" if minutes is None or pd.isna(minutes) else (
        f"{'-' if minutes < 0 else '+'}{abs(int(minutes)) // 60:02d}:{abs(int(minutes)) % 60:02d}")
    return f"{value:%Y-%m-%d %H:%M}{f':{value:%S}' if value.second else ''}{zone}"


def day_text(text: str) -> str:
    """Return the day of a time that a field shows, in words."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return "no date"
    return f"{when.day} {when:%B %Y}"


def names(log: Log) -> dict[str, str]:
    """Return what people are called, by handle."""
    return {row["contact"]: row["name"] or row["contact"] for row in rows(log, "contacts")}


def people(log: Log) -> dict[str, str]:
    """Return the suggestions for a person, each with its handle."""
    return {f"{handle}{DASH}{name}": handle for handle, name in names(log).items()}


def meetings(log: Log, kind: str | None = None) -> dict[str, str]:
    """Return the suggestions for a meeting, the newest first, each with its handle."""
    called = names(log)
    return {f"{row['meeting']}{DASH}{called.get(row['contact'], row['contact'])}, {day_text(row['starts_at'])}":
            row["meeting"] for row in newest(rows(log, "meetings"), "starts_at") if kind in (None, row["kind"])}


def newest(found: list[Row], column: str) -> list[Row]:
    """Return rows with the newest first; those without a date last."""
    return sorted(found, key=lambda row: row[column].replace("unreadable", ""), reverse=True)
