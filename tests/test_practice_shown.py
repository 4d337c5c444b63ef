"""Steps, watched days, transcripts and questions as they are shown: pictures, captions, explorers."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from strange import MARKUP

import shadowkit as sk
from shadowkit import Log, LogError
from shadowkit.plot.practice import ROWS

NOUNS = ("steps", "shadow_day", "listening")
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk and then some more words for a label"


def table(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split(), dtype="str")


def made(name: str = MARKUP, meetings: int = 1, student: str = "rosa") -> Log:
    """Return a log of meetings with somebody of that name, each watched and written down."""
    handles = [f"m{number:02d}" for number in range(meetings)]
    return Log.from_tables(
        name=student, contacts=table("contact name", ("ada", name)),
        meetings=pd.DataFrame({"meeting": handles, "contact": "ada", "status": "held", "time": "no",
                               "starts_at": [f"2026-09-{1 + number % 30:02d}" for number in range(meetings)]}),
        observations=table("meeting starts_at minutes activity energy",
                           *((handle, "2026-09-01T08:00", "30", name, "2") for handle in handles),
                           *((handle, "2026-09-01T09:00", None, name, None) for handle in handles),
                           *((handle, "2026-09-01", None, None, "4") for handle in handles)),
        answers=table("meeting question answer at_seconds", *((handle, "Why $5?", name, "3") for handle in handles)))


def words(explorer: object) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", explorer.caption.value))


def choices(control: object) -> list:
    return [value for _, value in control._options_full]


# captions

def test_the_picture_of_steps_counts_what_was_held_as_the_log_does() -> None:
    log = sk.example()
    assert sk.plot.steps(sk.steps(log)).axes[0].get_title("left") == (
        "Steps of a good meeting (10 meetings held, 1 planned)")
    assert log.counts()["meetings"] == 10


def test_steps_in_words() -> None:
    assert sk.caption(sk.steps(sk.example())) == (
        "10 meetings held and 1 planned. Most often left out, of the meetings where it is known: confirming the time "
        "(2 of 10), homework (2 of 10), listening more than talking (2 of 9) and following through (2 of 9). "
        "Of 70 places, 5 are not known, which is not a no. Before a meeting, what is not done yet is no failure. "
        "For the next one, confirming the time: time restated with thanks; a résumé may be sent ahead, for "
        "information only.")
    assert sk.caption(sk.steps(Log.from_tables())) == (
        "No meeting has been held or planned yet, so there is no step to look at.")
    done = Log.from_tables(meetings=table("meeting contact logistics", ("m", "a", "yes")))
    assert sk.caption(sk.steps(done)) == (
        "1 meeting held. No step was left out, where it is known. Of 7 places, 6 are not known, which is not a no. "
        "Next, note after each meeting which steps you took.")
    planned = Log.from_tables(meetings=table("meeting contact status", ("m", "a", "planned")))
    assert sk.caption(sk.steps(planned)) == (
        "0 meetings held and 1 planned. Before a meeting, what is not done yet is no failure. Next, note after each "
        "meeting which steps you took.")


def test_a_day_in_words() -> None:
    assert sk.caption(sk.shadow_day(sk.example(), "m09b")) == (
        "Björn Lindqvist on 30 October 2026: 9 activities, 6 hours 30 minutes observed between 08:30 and 15:00. Most "
        "time went to appointments with a full waiting room (2 hours). Liveliest, with energy 5 of 5: visit to a "
        "flock: hooves; most drained, with 1: orders, records, insurance forms. No gap and no overlap between "
        "activities.")
    seen = Log.from_tables(observations=table(
        "meeting starts_at minutes activity energy", ("s", "2026-10-01T08:00", "30", "rounds", "3"),
        ("s", "2026-10-01T09:10", None, "forms", None), ("s", "2026-10-01T09:30", "1", "tea", "3"),
        ("s", "2026-10-01", None, "a talk", None)))
    assert sk.caption(sk.shadow_day(seen)) == (
        "s on 1 October 2026: 4 activities, 51 minutes observed between 08:00 and 09:31. Most time went to rounds (30 "
        "minutes). Energy was 3 of 5 wherever it was noted. 1 gap (40 minutes in all) and no overlap between "
        "activities. The length of 1 was not noted, and runs until the next began. 1 activity has no time of day and "
        "cannot be placed.")
    assert sk.caption(sk.shadow_day(Log.from_tables())) == (
        "Nothing has been observed yet: on a shadow, note when each activity begins.")
    assert sk.caption(sk.shadow_day(Log.from_tables(observations=table("meeting", ("s",))))) == (
        "s: 1 activity. No energy was noted. 1 activity has no time of day and cannot be placed.")


def test_listening_in_words() -> None:
    assert sk.caption(sk.listening(sk.example())) == (
        "3 meetings with a transcript. 7 meetings have notes alone, which do not show who talked how much. The "
        "student's share of the words was highest with 27 % in the talk with Lucía Fernández (145 of 535 words; 25 % "
        "of the time), and lowest with 10 % in the talk with Mei-Ling Zhao (32 of 328 words; 10 % of the time). 14 of "
        "14 questions are open. Under 60 words a minute are written down in 3, so they are shortened, "
        "and the shares are of what was written.")
    assert sk.caption(sk.listening(Log.from_tables())) == (
        "No meeting has a transcript with times or speakers, so there is nothing to compare.")
    cut = Log.from_tables(name="rosa", answers=table(
        "meeting question answer speaker", ("m", "Go on.", None, "rosa"), ("m", None, "I was–", None),
        ("m", "Sorry.", "No.", None)))
    assert sk.caption(sk.listening(cut)) == (
        "1 meeting with a transcript. The student's share of the words was 50 % in the talk with m (3 of 6 words). No "
        "question is written down. The other person was cut short 1 time, in 1 transcript that marks it.")


@pytest.mark.parametrize(("text", "says"), [
    ("Is it hard?", "Yes, no or a number would answer it; begin with what, how or why. Try: “How hard is it?”"),
    ("What was hard?", "Nothing to mend: it is open, not leading, one at a time, and not to be looked up."),
    ("And the nights?", "Its beginning does not tell whether it is open; otherwise there is nothing to mend."),
    ("Quoi ?", "1 question, not judged: the check goes by English words."),
    (["Why?", "How?"], "2 questions; 2 of 2 are open. No trouble was found. The words decide here; what a question "
                       "does in a talk you know better."),
    (["Why?", "Is it?", "Quoi ?"], "3 questions; 1 of 2 is open. Most frequent trouble: not open (1 of 2). Of 1 that "
                                   "cannot be told: the check goes by English words. The words decide here; what a "
                                   "question does in a talk you know better."),
    ([], "No question to look at yet.")])
def test_questions_in_words(text: object, says: str) -> None:
    assert sk.caption(sk.question_check(text)) == says


# pictures

PICTURES = {f"{noun} of {name}": lambda noun=noun, log=log: getattr(sk.plot, noun)(getattr(sk, noun)(log()))
            for noun in NOUNS for name, log in {
                "nothing": Log.from_tables, "one": made, "long": lambda: made(LONG), "many": lambda: made(meetings=50),
                "rosa": sk.example}.items()}
PICTURES |= {f"listening by {show}": lambda show=show: sk.plot.listening(sk.listening(sk.example()), show=show)
             for show in ("words", "time", "questions")}
PICTURES |= {f"{len(asked)} questions": lambda asked=asked: sk.plot.question_check(sk.question_check(asked))
             for asked in ([], [f"What {LONG} {LONG}?"], ["Is it $5 and $6?", "Quoi ?"], ["Why?"] * 60)}


@pytest.mark.parametrize("name", PICTURES)
def test_every_label_is_inside_of_its_picture(name: str) -> None:
    figure = PICTURES[name]()
    FigureCanvasAgg(figure).draw()
    assert figure.alt
    for label in figure.findobj(Text):
        if label.get_visible() and label.get_text():
            box = label.get_window_extent()
            assert box.x0 >= -1 and box.x1 <= figure.bbox.x1 + 1, label.get_text()
            assert box.y0 >= -1 and box.y1 <= figure.bbox.y1 + 1, label.get_text()


def signs(figure: object) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts if text.get_text() in "✓✗?"]


def test_the_signs_of_a_grid() -> None:
    log = Log.from_tables(meetings=table("meeting contact logistics confirm", ("m", "a", "yes", "no")))
    assert signs(sk.plot.steps(sk.steps(log))) == ["✓", "✗", "?", "?", "?", "?", "?"]
    assert signs(sk.plot.question_check(sk.question_check(["Is it hard?", "Quoi ?", "You like it, right?"]))) == [
        "✗", "✓", "✓", "✓", "?", "?", "?", "?", "✗", "✓", "✗", "✓"]


def test_of_many_meetings_the_last_are_drawn() -> None:
    figure = sk.plot.steps(sk.steps(sk.example("cohort")))
    assert len(figure.axes[0].get_yticklabels()) == ROWS
    assert figure.axes[0].get_title(loc="left") == (
        "Steps of a good meeting (the last 40 held of 347 meetings)")


def test_energy_is_a_number_and_a_colour() -> None:
    figure = sk.plot.shadow_day(sk.shadow_day(sk.example(), "m09a"))
    assert [text.get_text() for text in figure.axes[0].texts if text.get_text() in "12345"] == list("332441354")


@pytest.mark.parametrize("noun", [*NOUNS, "question_check"])
def test_a_picture_wants_its_own_table(noun: str) -> None:
    with pytest.raises(LogError, match=rf"`plot.{noun}` needs a table just as sk.{noun}\(log\) returned it"):
        getattr(sk.plot, noun)(sk.coverage(sk.example()))


def test_bars_of_what() -> None:
    with pytest.raises(LogError, match="`show` must be one of words, time, questions; it was 'word'. Did you mean "):
        sk.plot.listening(sk.listening(sk.example()), show="word")


# explorers

@pytest.mark.parametrize(("noun", "controls"), [("steps", ["kind", "order"]), ("shadow_day", ["day"]),
                                                ("listening", ["measure"])])
def test_each_choice_changes_the_picture_and_is_kept(noun: str, controls: list[str]) -> None:
    log = sk.example()
    explorer = getattr(sk.explore, noun)(log)
    assert list(explorer.controls) == controls
    for control in explorer.controls.values():
        first = control.value
        assert control.description and None not in choices(control)
        for value in [other for other in choices(control) if other != first]:
            before = explorer.picture.value
            control.value = value
            assert explorer.status.value == "" and explorer.picture.value != before
        again = getattr(sk.explore, noun)(log)
        assert again.picture.value == explorer.picture.value
        control.value = first


def test_an_explorer_says_what_the_plain_call_says() -> None:
    explorer = sk.explore.shadow_day(sk.example())
    assert words(explorer) == sk.caption(sk.shadow_day(sk.example()))
    explorer.controls["day"].value = "m09b"
    assert words(explorer) == sk.caption(sk.shadow_day(sk.example(), "m09b"))
    assert words(sk.explore.steps(sk.example())) == sk.caption(sk.steps(sk.example()))
    assert words(sk.explore.listening(sk.example())) == sk.caption(sk.listening(sk.example()))


@pytest.mark.parametrize("noun", NOUNS)
def test_an_empty_log_has_explorers_and_markup_stays_text(noun: str) -> None:
    assert getattr(sk.explore, noun)(Log.from_tables()).status.value == ""
    shown = getattr(sk.explore, noun)(made())
    assert "<script" not in shown.picture.value + shown.caption.value


@pytest.mark.parametrize("noun", NOUNS)
def test_single_meetings_of_several_students_are_not_shown_by_accident(noun: str) -> None:
    cohort = Log.from_tables(**{name: pd.concat([frame.assign(student=student) for student in ("ann", "bea")])
                                for name, frame in made().tables.items()})
    with pytest.raises(LogError, match="Load one student's log, or write identifying=True and show it to nobody."):
        getattr(sk.explore, noun)(cohort)
    assert words(getattr(sk.explore, noun)(cohort, identifying=True))


def test_steps_with_fewest_done_come_first() -> None:
    explorer = sk.explore.steps(sk.example())
    explorer.controls["kind"].value = "shadow"
    assert words(explorer).startswith("2 meetings held.")
    by_date = explorer.picture.value
    explorer.controls["order"].value = "done"
    assert explorer.picture.value == by_date
    explorer.controls["kind"].value = "interview"
    assert words(explorer).startswith("8 meetings held and 1 planned.")


def test_a_question_is_judged_when_it_is_typed() -> None:
    explorer = sk.explore.question_check()
    assert words(explorer) == "Type a question and press Enter." and explorer.picture.value == ""
    explorer.controls["text"].value = "Is it hard?"
    assert words(explorer) == sk.caption(sk.question_check("Is it hard?"))
    assert re.findall(r"<li>(.*?)</li>", explorer.picture.value) == [
        "✗ not open", "✓ one at a time", "✓ not leading", "✓ not to be looked up"]
    explorer.controls["text"].value = f"What is {MARKUP}?"
    assert "<script" not in explorer.picture.value and "&lt;script" in explorer.picture.value
    explorer.controls["text"].value = "???"
    assert "`text` has no question in it" in explorer.status.value
    explorer.controls["text"].value = ""
    assert explorer.status.value == "" and words(explorer) == "Type a question and press Enter."
    assert words(sk.explore.question_check("Why?")).startswith("Nothing to mend")
