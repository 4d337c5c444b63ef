"""What is due, as pictures, sentences and explorers show it."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest
from strange import MARKUP, tables

import shadowkit as sk
from shadowkit.log import Log

NOW = "2026-11-20T09:00"
SEEN = " Seen on 2026-11-20 at 09:00."
AS_OF = " The log is seen as of 2026-10-20."


def held(*rows: tuple) -> Log:
    """Return a log of meetings that were held: contact, start, minutes, thanked_at."""
    frame = pd.DataFrame(rows, columns=["contact", "starts_at", "minutes", "thanked_at"])
    return Log.from_tables(meetings=frame.assign(meeting=frame["contact"], kind="interview", status="held"))


IN_TIME = ("ann", "2026-10-05T10:00", 60, "2026-10-05T13:00")
LATE = ("ben", "2026-10-06T10:00", 60, "2026-10-09T11:00")
LATE_BY_DATE = ("cy", "2026-10-07", None, "2026-10-10")
NOT_SENT = ("dot", "2026-10-08T10:00", 60, None)
STILL_TIME = ("eve", "2026-10-20T10:00", 60, None)
UNKNOWN = ("fay", None, None, "2026-10-20")


@pytest.mark.parametrize(("rows", "words"), [
    ((IN_TIME, LATE, LATE_BY_DATE, NOT_SENT, STILL_TIME, UNKNOWN),
     "1 of 4 thank-yous was sent within 24 hours of the meeting. 2 came later, the slowest after 72 hours. 1 is not in "
     "the log as sent: dot. Write now, or note the day where you have. There is still time for 1: eve. For 1 it is not "
     "known how long it took." + AS_OF),
    ((STILL_TIME,), "No thank-you was due yet. There is still time for 1: eve." + AS_OF),
    ((LATE_BY_DATE, STILL_TIME), "0 of 1 thank-you were sent within 24 hours of the meeting. 1 came later. There is "
     "still time for 1: eve." + AS_OF),
    ((), "No meeting that took place is in the log, so no thank-you is due."),
])
def test_caption_of_thank_yous(rows: tuple, words: str) -> None:
    assert sk.caption(sk.thank_yous(held(*rows))) == words


def contacts(*names: str) -> Log:
    return Log.from_tables(contacts=pd.DataFrame({"contact": [name.lower() for name in names], "name": names,
                                                  "added_on": "2026-11-12"}))


def test_caption_of_today() -> None:
    assert sk.caption(sk.today(contacts("Ann", "Ben", "Cy", "Dot"), NOW)) == (
        "4 things to do within 7 days; 4 are overdue. First: Write to Ann for the first time (overdue by 2 days). "
        "Then: Write to Ben for the first time (overdue by 2 days). After that: Write to Cy for the first time "
        "(overdue by 2 days). 1 more is on the list." + SEEN)
    assert sk.caption(sk.today(contacts("Ann"), "2026-11-16T15:00", within_days=1.5)) == (
        "1 thing to do within 1.5 days; nothing is overdue. First: Write to Ann for the first time (in 32 hours). Seen "
        "on 2026-11-16 at 15:00.")
    assert sk.caption(sk.today(contacts("Ann"), "2026-11-12", within_days=1)) == (
        "Nothing is overdue or due within 1 day. Seen on 2026-11-12 at 00:00.")
    assert sk.caption(sk.today(Log.from_tables(), NOW)) == (
        "The list is empty: put the first people on it. It is easiest to begin with people you know." + SEEN)
    assert "for 200 students; " in sk.caption(sk.today(sk.example("cohort"), "2026-11-19T09:00"))


def words_on(figure: object) -> list[str]:
    axes = figure.axes[0]
    return [text.get_text().replace("\n", " ") for text in (*axes.get_yticklabels(), *axes.texts, axes.title)]


def test_picture_of_thank_yous() -> None:
    figure = sk.plot.thank_yous(sk.thank_yous(held(IN_TIME, LATE, LATE_BY_DATE, NOT_SENT, STILL_TIME)))
    said = words_on(figure)
    assert said[:5] == ["ann, 5 Oct", "ben, 6 Oct", "cy, 7 Oct", "dot, 8 Oct", "eve, 20 Oct"]
    assert said[5:10] == ["in time, after 2 hours", "late, after 3 days", "late, by its date", "not sent", "still time"]
    # The place of each mark, and its shape: not by colour alone.
    marks = [(line.get_marker(), line.get_xdata()[0]) for line in figure.axes[0].lines if line.get_marker() != "None"]
    assert marks == [("o", 2.0), ("s", 72.0), ("x", 24)]


def test_pictures_of_long_tables_say_how_much_is_left_out() -> None:
    log = sk.example("cohort")
    assert sk.plot.thank_yous(sk.thank_yous(log)).axes[0].get_title("left").endswith("meetings; the last 30 meetings)")
    table = sk.today(log, "2026-11-19T09:00")
    said = words_on(sk.plot.today(table))
    assert f"and {len(table) - 15:,} more" in said


def test_picture_of_today() -> None:
    log = contacts("Ann", "Ben")
    figure = sk.plot.today(sk.today(log, NOW))
    assert words_on(figure)[:4] == [
        "Write to Ann for the first time", "Write to Ben for the first time", "overdue by 2 days", "overdue by 2 days"]
    ends = [line.get_xdata()[0] for line in figure.axes[0].lines if line.get_marker() == "s"]
    # Due on the 17th at 23:59, seen on the 20th at 9:00: 57 hours and a minute.
    assert ends == pytest.approx([-57.0166667 / 24] * 2)
    assert any(line.get_marker() == "<" for line in sk.plot.today(sk.today(log, "2026-12-20")).axes[0].lines)


@pytest.mark.parametrize("noun", ["thank_yous", "today"])
def test_pictures_and_explorers_of_nothing(noun: str) -> None:
    table = getattr(sk, noun)(Log.from_tables())
    assert getattr(sk.plot, noun)(table).alt == sk.caption(table)
    assert getattr(sk.explore, noun)(Log.from_tables()).status.value == ""


def test_a_table_from_elsewhere() -> None:
    with pytest.raises(sk.LogError, match=r"^`plot.today` needs a table just as sk.today\(log\) returned it"):
        sk.plot.today(sk.thank_yous(sk.example("student")))


def shown(explorer: object) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", explorer.picture.value))


def test_explorer_of_today() -> None:
    log = sk.example("student")
    explorer = sk.explore.today(log, now=NOW)
    assert tuple(explorer.controls) == ("kind", "within_days", "view")
    assert shown(explorer).count("Write to") == 5
    assert "overdue by 58 days" in shown(explorer)
    explorer.controls["within_days"].value = 1
    assert "Prepare" not in shown(explorer)
    explorer.controls["within_days"].value = 28
    explorer.controls["kind"].value = "prepare"
    assert "in 3 days" in shown(explorer) and "Write to" not in shown(explorer)
    assert "1 thing to do of the kind “prepare” within 28 days" in html.unescape(explorer.caption.value)
    explorer.controls["view"].value = "picture"
    assert "<img alt=" in explorer.picture.value
    explorer.controls["within_days"].value = 1
    assert "Nothing of the kind “prepare” is overdue" in html.unescape(explorer.caption.value)
    # What nobody has to do cannot be chosen.
    assert [kind for _, kind in explorer.controls["kind"].options] == ["everything", "prepare", "follow_up", "ask"]


def test_explorer_of_thank_yous() -> None:
    explorer = sk.explore.thank_yous(sk.example("student"))
    first = explorer.picture.value
    explorer.controls["order"].value = "waited"
    assert explorer.picture.value != first
    explorer.controls["kind"].value = "shadow"
    assert "1 of 1 thank-you was sent" in explorer.caption.value


def test_explorers_say_what_goes_wrong_and_name_nobody_of_a_cohort() -> None:
    with pytest.raises(sk.LogError, match="^`now` must be a time"):
        sk.explore.today(sk.example("student"), now="soon")
    for noun in ("today", "thank_yous"):
        with pytest.raises(sk.LogError, match=f"^`explore.{noun}` names the people whom single students meet"):
            getattr(sk.explore, noun)(sk.example("cohort"))
    explorer = sk.explore.today(sk.example("cohort"), now="2026-11-19T09:00", identifying=True)
    assert "student" in shown(explorer)[:20]


def test_markup_in_a_log_is_text() -> None:
    explorer = sk.explore.today(Log.from_tables(**tables()), now="2026-10-20T09:00")
    assert "<script" not in explorer.picture.value + explorer.caption.value
    assert html.escape(MARKUP) in explorer.picture.value
