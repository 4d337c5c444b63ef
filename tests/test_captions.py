"""What tables say in words, sentence by sentence."""

from __future__ import annotations

import pandas as pd
import pytest

import shadowkit as sk
from shadowkit import captions, guide
from shadowkit.log import Log

PEOPLE = " People are counted, not messages; any reply counts, and who is still waiting is no refusal."
ONE_VIEW = " This is one view of many: meet several people and compare."
HIDDEN = (" Hidden because fewer than 10 people or students stand behind them: {}. They may still be worked out from "
"totals, so show none beside this.")


def as_of(day: str) -> str:
    return f"{PEOPLE} Intervals are 95 %; the log is seen as of {day}."


def asked(*rows: tuple) -> Log:
    """Return a log of messages: contact, sent_at, replied_at, channel."""
    return Log.from_tables(outreach=pd.DataFrame(rows, columns=["contact", "sent_at", "replied_at", "channel"]))


A, B = ("a", "2026-10-01", "2026-10-03", "email"), ("b", "2026-10-01", None, "email")
C, D = ("c", "2026-10-28", None, "letter"), ("d", "2026-10-31", None, "letter")


def many(channel: str, number: int, replies: int) -> list[tuple]:
    return [(f"{channel}{i}", "2026-10-01", "2026-10-02" if i < replies else None, channel) for i in range(number)]


LARGE = asked(*many("email", 20, 18), *many("letter", 20, 2), ("z", "2026-10-15", "2026-10-15", "call"))
LARGER = asked(*many("email", 20, 18), *many("letter", 20, 2), *many("call", 10, 5))


def test_one_group() -> None:
    assert sk.caption(sk.response_rates(asked(A, B, C, D), by=None)) == (
        "Of 4 people asked, 1 replied within 14 days and 2 are still waiting. The rate is 33 % (6 to 79 %)."
        + as_of("2026-10-31"))


def test_one_is_waiting() -> None:
    assert sk.caption(sk.response_rates(asked(A, B, C), by=None)) == (
        "Of 3 people asked, 1 replied within 14 days and 1 is still waiting. The rate is 50 % (9 to 91 %)."
        + as_of("2026-10-28"))


def test_nobody_is_waiting() -> None:
    assert sk.caption(sk.response_rates(asked(A, B), by=None, as_of="2026-10-31")) == (
        "Of 2 people asked, 1 replied within 14 days. The rate is 50 % (9 to 91 %)." + as_of("2026-10-31"))


def test_too_few_to_tell_and_too_early() -> None:
    assert sk.caption(sk.response_rates(asked(A, B, C, D))) == (
        "Of 4 people asked, 1 replied within 14 days and 2 are still waiting. By channel, email is highest with 50 % "
        "(9 to 91 %), 1 of 2, and letter lowest with 0 % (0 to 79 %), 0 of 2, 2 still waiting. That is too few to tell "
        "them apart. For letter it is too early for 14 days; the rate is for the days so far."
        + as_of("2026-10-31"))


def test_too_early_for_everybody() -> None:
    assert sk.caption(sk.response_rates(asked(A, C), by=None, as_of="2026-11-02")) == (
        "Of 2 people asked, 1 replied within 14 days and 1 is still waiting. The rate is 50 % (9 to 91 %). It is too "
        "early for 14 days; it is the rate by day 5." + as_of("2026-11-02"))


def test_higher_by_points() -> None:
    both = asked(*many("email", 20, 18), *many("letter", 20, 2))
    assert sk.caption(sk.response_rates(both, as_of="2026-10-15")) == (
        "Of 40 people asked, 20 replied within 14 days. By channel, email is highest with 90 % (70 to 97 %), 18 of 20, "
        "and letter lowest with 10 % (3 to 30 %), 2 of 20. The first is higher by 52 to 90 points."
        + as_of("2026-10-15"))


def test_the_largest_gap_of_several_groups() -> None:
    assert " The first is higher by 52 to 90 points, the largest gap among 3 groups, so look again when more have " \
        "been asked. " in sk.caption(sk.response_rates(LARGER, as_of="2026-10-15"))


def test_two_columns() -> None:
    log = Log.from_tables(
        contacts=pd.DataFrame({"contact": ["a", "b"], "tie": ["known", None]}),
        outreach=pd.DataFrame([A, B], columns=["contact", "sent_at", "replied_at", "channel"]))
    said = sk.caption(sk.response_rates(log, by=["tie", "channel"], as_of="2026-10-31"))
    assert ("By tie and channel, known · email is highest with 100 % (21 to 100 %), 1 of 1, and not stated · email "
            "lowest with 0 % (0 to 79 %), 0 of 1.") in said


def test_messages() -> None:
    assert sk.caption(sk.response_rates(asked(A, B, C), by=None, unit="message")) == (
        "Of 3 messages sent, 1 was answered within 14 days and 1 is still waiting. The rate is 50 % (9 to 91 %). "
        "Messages are counted; any reply counts, and what is still waiting is no refusal. Intervals are 95 %; the log "
        "is seen as of 2026-10-28.")
    two = asked(A, A)
    assert sk.caption(sk.response_rates(two, by=None, unit="message")).startswith("Of 2 messages sent, 2 were answered")


def test_nobody_asked() -> None:
    empty = Log.from_tables()
    no_rate = "Nobody has been asked yet, so there is no rate: no data is not zero."
    assert sk.caption(sk.response_rates(empty)) == no_rate
    assert sk.caption(sk.response_rates(empty, by=None)) == no_rate
    assert sk.caption(sk.reply_curve(empty)) == "Nobody has been asked yet, so there is no rate: no data is not zero."
    assert sk.caption(sk.reply_curve(empty, by="channel")) == (
        "Nobody has been asked yet, so there is no rate: no data is not zero.")


def test_left_out() -> None:
    early = ("e", "2026-10-02", "2026-10-01", "email")
    assert sk.caption(sk.response_rates(asked(A, B, early), by=None)).endswith(
        " 1 was left out, because the date of the ask or of the reply cannot be used.")
    assert sk.caption(sk.reply_curve(asked(A, B, early, ("f", None, None, "email")))).endswith(
        " 2 were left out, because the date of the ask or of the reply cannot be used.")


def test_hidden_groups() -> None:
    table = sk.protect(sk.response_rates(LARGE, as_of="2026-10-15"))
    assert sk.caption(table) == (
        "Of 40 people asked, 20 replied within 14 days. By channel, email is highest with 90 % (70 to 97 %), 18 of 20, "
        "and letter lowest with 10 % (3 to 30 %), 2 of 20. The first is higher by 52 to 90 points."
        + as_of("2026-10-15") + HIDDEN.format("call"))


def test_all_groups_hidden() -> None:
    log = asked(A, B, C, D)
    assert sk.caption(sk.protect(sk.response_rates(log))) == HIDDEN.format("email and letter").strip()
    assert sk.caption(sk.protect(sk.reply_curve(log))) == HIDDEN.format("everybody").strip()


def test_a_protected_table_tells_no_number_of_single_people() -> None:
    rows = [(f"m{number}", "2026-10-01", "2026-10-03", None, "email") for number in range(10)]
    rows += [("l1", "2026-10-01", None, "yes", "letter"), ("l2", None, "2026-10-03", None, "letter")]
    columns = ["contact", "sent_at", "replied_at", "answer", "channel"]
    log = Log.from_tables(outreach=pd.DataFrame(rows, columns=columns))
    said = sk.caption(sk.protect(sk.response_rates(log, by="channel")))
    assert " Some were left out, because the date of the ask or of the reply cannot be used. The day of some replies " \
           "is not known, so they count from day 14 on, or from the last day seen. Hidden because" in said


def test_a_curve_that_reaches_half() -> None:
    assert sk.caption(sk.reply_curve(asked(A, B), as_of="2026-10-31")) == (
        "Of 2 asked, 50 % (9 to 91 %) had replied by day 28; half had replied by day 2." + as_of("2026-10-31"))


def test_a_curve_that_does_not_reach_half() -> None:
    assert sk.caption(sk.reply_curve(asked(A, B, C, D))) == (
        "Of 4 asked, 33 % (6 to 79 %) had replied by day 28; fewer than half have replied, so there is no usual time "
        "to a reply." + as_of("2026-10-31"))


def test_several_curves_some_of_them_hidden() -> None:
    table = sk.protect(sk.reply_curve(LARGE, by="channel", as_of="2026-10-15"))
    assert sk.caption(table) == (
        "email: of 20 asked, 90 % (70 to 97 %) had replied by day 14; half had replied by day 1. letter: of 20 asked, "
        "10 % (3 to 30 %) had replied by day 14; fewer than half have replied, so there is no usual time to a reply."
        + as_of("2026-10-15") + HIDDEN.format("call"))


def heard(*answers: tuple) -> Log:
    """Return a log of answers: contact, topic, question; each contact is met once."""
    frame = pd.DataFrame(answers, columns=["contact", "topic", "question"])
    people = list(dict.fromkeys(frame["contact"]))
    return Log.from_tables(
        contacts=pd.DataFrame({"contact": people, "name": [name.title() for name in people],
                               "field": ["law" if name < "c" else "art" for name in people]}),
        meetings=pd.DataFrame({"meeting": people, "contact": people, "starts_at": "2026-10-01"}),
        answers=frame.rename(columns={"contact": "meeting"}).assign(answer="Some words."))


TWO = heard(("ann", "day", "What is a typical day?"), ("ann", "outlook", "Where is it heading?"),
            ("bob", "day", "What is a typical day?"))


def test_perspectives() -> None:
    assert sk.caption(sk.perspectives(TWO)) == (
        "2 people on 2 questions: 3 of 4 places hold an answer. Most were heard on “What is a typical day?”, with 2 "
        "of 2. "
        "Only one person spoke on “Where is it heading?”." + ONE_VIEW)
    assert sk.caption(sk.perspectives(TWO, rows="topic")) == (
        "2 people on 2 topics: 3 of 4 places hold an answer. Most were heard on “a typical day”, with 2 of 2. Only one "
        "person spoke on “where they see the profession heading”." + ONE_VIEW)


def test_one_perspective() -> None:
    assert sk.caption(sk.perspectives(heard(("ann", "day", "What is a typical day?")))) == (
        "1 person on 1 question: 1 of 1 places hold an answer. “What is a typical day?” was answered by 1 of 1."
        + ONE_VIEW)


def test_no_perspective() -> None:
    assert sk.caption(sk.perspectives(Log.from_tables())) == "Nobody has answered a question yet." + ONE_VIEW
    assert ONE_VIEW.strip() == guide.ONE_VIEW


def test_coverage() -> None:
    log = heard(("ann", "day", "What is a typical day?"), ("bob", "day", "What is a typical day?"),
                ("cid", "day", "What is a typical day?"), ("cid", "path", "What was your path?"))
    assert sk.caption(sk.coverage(log)) == (
        "2 kinds of people by field, 5 topics, 10 places: 1 with two voices or more, 2 with one, 7 with none. "
        "Nobody from law has spoken on their way into the profession, what they like most and least, where they see "
        "the "
        "profession heading and what opportunities for promotion exist. Nobody from art has spoken on what they like "
        "most and least, where they see the profession heading and what opportunities for promotion exist.")
    assert sk.caption(sk.coverage(Log.from_tables())) == "Nobody has spoken on any of the five topics yet."


def test_a_table_without_its_origin() -> None:
    table = sk.response_rates(asked(A, B))
    for lost in (pd.DataFrame({"asked": [1]}), pd.DataFrame(table.to_dict())):
        with pytest.raises(sk.LogError) as caught:
            sk.caption(lost)
        assert str(caught.value) == (
            "`caption` needs a table just as a measure returned it, such as sk.response_rates(log); this one does not "
            "say where it comes from.")


def test_small_words() -> None:
    assert captions.listed([]) == "none"
    assert captions.listed(["a"]) == "a"
    assert captions.listed(["a", "b"]) == "a and b"
    assert captions.listed(["a", "b", "c"]) == "a, b and c"
    assert captions.percent(0.125) == "12 %"
    assert captions.group_label(sk.response_rates(asked(A, C), by=["channel", "student"])) == [
        "email · log", "letter · log"]
