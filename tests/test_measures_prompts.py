"""Questions to ask oneself: each made from what the log holds, typed by hand."""

from __future__ import annotations

import pandas as pd
import pytest

import shadowkit as sk
from shadowkit.log import Log
from shadowkit.measures.prompts import PROMPT_KINDS, PROMPTS


def frame(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def log(**changes: pd.DataFrame) -> Log:
    """Return a log of ann and ben (law), who differ on promotion, cas (art), and dot, who was not met."""
    return Log.from_tables(**({
        "contacts": frame("contact name field tie", ("ann", "Ann Lee", "law", "new"), ("ben", "Ben Ode", "law", "new"),
                          ("cas", "Cas Roy", "art", "new"), ("dot", "Dot Ek", "art", "known")),
        "meetings": frame("meeting contact starts_at status", ("m1", "ann", "2026-09-01", "held"),
                          ("m2", "ben", "2026-09-02", "held"), ("m3", "cas", "2026-09-03", "held")),
        "answers": frame("meeting position topic question answer", ("m1", 1, "advancement", "Up?", "Never. Long days."),
                         ("m2", 1, "advancement", "Up?", "Always. Long days."),
                         ("m3", 1, "day", "Your day?", "I paint.")),
        "codebook": frame("tag parent", ("ladder", None), ("closed", "ladder"), ("open", "ladder"), ("long", None)),
        "tags": frame("meeting position start end tag", ("m1", 1, 0, 6, "closed"), ("m2", 1, 0, 7, "open"),
                      ("m1", 1, 7, 17, "long"), ("m2", 1, 8, 18, "long")),
        "reflections": frame("meeting written_at interest_before interest_after fit_values surprised still_unknown "
                             "next_step",
                             ("m1", "2026-09-01", 2, 5, 4, "The days.", None, None),
                             ("m2", "2026-09-02", 4, 1, None, None, "Why so glad?", None),
                             ("m3", "2026-09-03", 3, 3, None, None, None, "Buy paint.")),
    } | changes))


def asked(table: pd.DataFrame, kind: str) -> list[str]:
    return table.loc[table["kind"] == kind, "prompt"].tolist()


def test_each_question_is_tied_to_what_was_said_or_written() -> None:
    table = sk.prompts(log())
    assert asked(table, "surprised") == [
        "Your interest rose most after Ann Lee, from 2 to 5. What did you hear there that you had not expected?",
        "Your interest fell most after Ben Ode, from 4 to 1. Was it the person, the place, or the work itself?"]
    assert asked(table, "confirmed") == [
        "2 of 2 people speak of “long”. Did you expect that, and does it draw you to the work or away from it?",
        "After Ann Lee you gave the fit with your values 4 of 5. What in the work was it?",
        "Before Cas Roy your interest was 3, and so it was afterwards. What did the talk confirm?"]
    assert asked(table, "still_unknown") == [
        "People differ on ladder: “closed” (Ann Lee); “open” (Ben Ode). What would decide it for you?",
        "Nobody from art has spoken on their way into the profession: is it still unknown, and does it matter to you?",
        "After Ben Ode you did not know yet: “Why so glad?” Have you heard it since, or who could tell you?"]
    assert asked(table, "next_step") == [
        "You could meet Dot Ek next. What would you ask first, now that you have heard the others?",
        "After Cas Roy your next step was: “Buy paint.” Is it done, and what came of it?",
        "All that you know from art comes from Cas Roy. Who could give you a second view?"]
    evidence = dict(zip(table["prompt"], table["evidence"], strict=True))
    assert evidence[asked(table, "surprised")[0]] == "You wrote: “The days.”"
    assert evidence[asked(table, "surprised")[1]] == "Interest 4 before, 1 after."
    assert evidence[asked(table, "still_unknown")[0]] == "Ann Lee: “Never.”\nBen Ode: “Always.”"
    differ = table[table["tag"] == "ladder"].iloc[0]
    assert (differ["about"], differ["topic"]) == ("tag", "advancement")
    rose = table.iloc[0]
    assert (rose["about"], rose["contact"], rose["name"], rose["meeting"]) == ("meeting", "ann", "Ann Lee", "m1")
    assert sk.caption(table) == (
        "11 questions to ask yourself: 2 on what surprised you, 3 on what was confirmed, 3 on what you still do not "
        f"know and 3 on what you do next. The first: {rose['prompt']} No answer is the right one; write yours into a "
        "reflection.")


def test_at_most_so_many_of_each_kind() -> None:
    assert len(sk.prompts(log(), most=1)) == 4
    assert sk.prompts(log(), most=99)["kind"].value_counts()["still_unknown"] > 3
    with pytest.raises(sk.LogError, match="`most` must be a whole number, 1 or more; it was 0."):
        sk.prompts(log(), most=0)
    with pytest.raises(sk.LogError, match="`prompts` needs a log"):
        sk.prompts("my-log")


def test_a_log_with_little_in_it() -> None:
    assert sk.caption(sk.prompts(Log.from_tables())) == (
        "Nothing to ask about yet: write down answers, mark passages, and reflect on a meeting or two.")
    whole = Log.from_tables(reflections=frame("written_at next_step", ("2026-09-01", "Sleep {over} it.")))
    assert sk.prompts(whole)["prompt"].tolist() == [
        "Looking back on the whole your next step was: “Sleep {over} it.” Is it done, and what came of it?"]
    contacts = Log.from_tables(contacts=frame("contact field", ("ann", "law")))
    assert sk.prompts(contacts)["prompt"].tolist() == [
        "You could meet ann next. What would you ask first, now that you have heard the others?"]


def test_each_student_is_asked_about_their_own() -> None:
    one = {name: table.assign(student="q") for name, table in log().tables.items() if len(table) and name != "students"}
    two = {name: pd.concat([table, table.assign(student="r")]) for name, table in one.items()}
    several = Log.from_tables(**two)
    table = sk.prompts(several)
    for student in ("q", "r"):
        assert table.loc[table["student"] == student, "prompt"].tolist() == sk.prompts(log())["prompt"].tolist()
    with pytest.raises(sk.LogError, match="write identifying=True"):
        sk.explore.prompts(several)


def test_the_sentences_are_of_the_four_kinds() -> None:
    assert list(PROMPTS) == list(PROMPT_KINDS)
    assert all(sentence.rstrip().endswith("?") for group in PROMPTS.values() for sentence in group.values())
