"""Who has been heard on what, and whom to meet next: small logs typed by hand."""

from __future__ import annotations

import pandas as pd
import pytest

import shadowkit as sk
from shadowkit.log import Log


def frame(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def log(**changes: pd.DataFrame) -> Log:
    """Return a log of ann (met, law) and of people who were not met, one in each state."""
    return Log.from_tables(**({
        "contacts": frame("contact name field tie referred_by",
                          ("ann", "Ann Lee", "law", "known", None), ("ben", "Ben Ode", "law", "new", None),
                          ("cas", "Cas Roy", "law", "introduced", "ann"), ("dot", "Dot Ek", "art", "known", None),
                          ("eli", "Eli Fox", "art", "new", None), ("fay", "Fay Hu", "art", "known", None),
                          ("gus", "Gus Orr", "sea", "new", None), ("hal", "Hal Ito", None, "known", None)),
        "outreach": frame("contact sent_at replied_at answer",
                          ("ann", "2026-09-01", "2026-09-02", "yes"), ("ben", "2026-09-10", None, None),
                          ("dot", "2026-09-01", "2026-09-03", "no"), ("eli", "2026-09-28", None, None),
                          ("gus", "2026-09-01", None, None), ("gus", "2026-09-08", None, None)),
        "meetings": frame("meeting contact starts_at status", ("m1", "ann", "2026-09-05", "held"),
                          ("m2", "fay", "2026-10-20", "planned")),
        "answers": frame("meeting topic question answer", ("m1", "day", "What is a typical day?", "Files."),
                         ("m1", "path", "How did you get into this?", "By chance."),
                         ("m1", "outlook", "Where is it heading?", "Who knows."),
                         ("m1", "other", "Tea?", "Yes.")),
        "reflections": frame("meeting written_at surprised", ("m1", "2026-09-30", "The files.")),
    } | changes))


def test_who_fills_most_gaps_comes_first_and_nobody_fills_one_twice() -> None:
    table = sk.next_people(log())
    assert table.drop(columns=["student", "why"]).astype(object).where(table.notna(), None).to_numpy().tolist() == [
        ["fay", "Fay Hu", "art", 5, "path, day, best_worst, outlook, advancement", 0, "", "planned", "known"],
        ["cas", "Cas Roy", "law", 2, "best_worst, advancement", 3, "path, day, outlook", "not asked", "introduced"],
        ["eli", "Eli Fox", "art", 0, "", 5, "path, day, best_worst, outlook, advancement", "waiting", "new"],
        ["ben", "Ben Ode", "law", 0, "", 2, "best_worst, advancement", "silent", "new"],
        [None, None, "sea", 5, "path, day, best_worst, outlook, advancement", 0, "", "look for", None]]
    assert table["why"].tolist() == [
        "Nobody from art has spoken with you on any of the five topics. You know this person already, so it is easy to "
        "begin here. A meeting is planned for 20 October: put the question there.",
        "Nobody from law has spoken with you on what they like most and least and what opportunities for promotion "
        "exist. You were introduced by Ann Lee: say so. Not asked yet.",
        "Once those above are met, one person alone from art has spoken on their way into the profession, a typical "
        "day, what they like most and least, where they see the profession heading and what opportunities for "
        "promotion exist: this would be a second view. Asked on 28 September, and may still reply.",
        "Once those above are met, one person alone from law has spoken on what they like most and least and what "
        "opportunities for promotion exist: this would be a second view. Asked once on 10 September, without a reply: "
        "one more message is fair.",
        "Nobody from sea has spoken with you on any of the five topics. Nobody who is left on your list would fill "
        "this: look for somebody from sea."]
    assert sk.caption(table) == (
        "4 people on the list would add something: 2 fill a gap, 2 would be a second view. First, Fay Hu. "
        f"{table['why'].iloc[0]} Then Cas Roy, Eli Fox and Ben Ode. Nobody left on the list would fill the gaps of 1 "
        "kind of people: look for somebody from sea. Of 1 on the list the field is not noted, so they are not judged.")


@pytest.mark.parametrize(("sent", "meetings", "state"), [
    ([], [], "not asked"),
    ([("2026-10-01", None, None)], [], "waiting"),
    ([("2026-09-01", None, None)], [], "silent"),
    ([("2026-09-01", None, None), ("2026-10-01", None, None)], [], "waiting"),
    ([("2026-08-01", None, None), ("2026-09-01", None, None)], [], None),  # asked twice: silence is an answer too
    ([("2026-09-01", "2026-09-02", "yes")], [], "agreed"),
    ([("2026-09-01", "2026-09-02", "yes")], [("2026-09-20", "cancelled")], "agreed"),
    ([("2026-09-01", "2026-09-02", "yes")], [("2026-11-20", "planned")], "planned"),
    ([("2026-09-01", "2026-09-02", "yes")], [("2026-11-20", None)], "planned"),
    ([("2026-09-01", "2026-09-02", "yes")], [("2026-09-20", "held")], None),
    ([("2026-09-01", "2026-09-02", "yes")], [("2026-09-20", None)], None),
    ([], [(None, "planned")], "planned"),
    ([("2026-09-01", "2026-09-02", "no")], [], None),
    ([("2026-09-01", "2026-09-02", "redirect")], [], None),
    ([("2026-09-01", "2026-09-02", "no"), ("2026-10-01", "2026-10-02", "yes")], [], "agreed"),
])
def test_the_state_of_somebody_on_the_list(sent: list, meetings: list, state: str | None) -> None:
    others = ("b", "2026-10-05", None, None)
    table = sk.next_people(Log.from_tables(
        contacts=frame("contact field", ("a", "law"), ("b", "art")),
        outreach=frame("contact sent_at replied_at answer", *(("a", *row) for row in sent), others),
        meetings=frame("meeting contact starts_at status", *((f"m{n}", "a", *row) for n, row in enumerate(meetings)))))
    of = dict(zip(table["field"], table["state"], strict=True))
    assert of["law"] == (state or "look for") and of["art"] == "waiting"
    assert table["name"].dropna().tolist() == (["b"] if state is None else ["a", "b"] if state in (
        "planned", "agreed", "not asked", "waiting") else ["b", "a"])


def test_each_student_has_a_list_of_their_own() -> None:
    several = Log.from_tables(
        contacts=frame("student contact field", ("q", "a", "law"), ("r", "a", "law"), ("r", "b", "law")),
        meetings=frame("student meeting contact status", ("q", "m", "a", "held")),
        answers=frame("student meeting topic answer", ("q", "m", "day", "Long.")))
    table = sk.next_people(several)
    assert table[["student", "name", "gaps", "second"]].astype(object).where(table.notna(), None).values.tolist() == [
        ["q", None, 4, 1], ["r", "a", 5, 0], ["r", "b", 0, 5]]


def test_where_enough_is_heard_nobody_is_suggested() -> None:
    topics = ("path", "day", "best_worst", "outlook", "advancement")
    full = Log.from_tables(
        contacts=frame("contact field", ("a", "law"), ("b", "law"), ("c", "law")),
        meetings=frame("meeting contact status", ("m1", "a", "held"), ("m2", "b", "held")),
        answers=pd.DataFrame([{"meeting": meeting, "topic": topic, "answer": "So."}
                              for meeting in ("m1", "m2") for topic in topics]))
    assert len(sk.next_people(full)) == 0
    assert sk.caption(sk.next_people(full)) == (
        "By field, two people or more have spoken on each of the five topics, so nobody is suggested. This is one view "
        "of many: meet several people and compare.")
    assert sk.caption(sk.next_people(Log.from_tables())) == (
        "There is nobody on the list yet: put people on it, those you know first, and ask them.")


@pytest.mark.parametrize("by", sk.example().contacts.columns)
def test_any_column_makes_kinds(by: str) -> None:
    table = sk.next_people(sk.example("student"), by=by)
    assert table.columns.is_unique and by in table and table["why"].notna().all()
    assert sk.caption(table)


def test_wrong_arguments() -> None:
    with pytest.raises(sk.LogError, match="Did you mean 'field'"):
        sk.next_people(log(), by="feild")
    with pytest.raises(sk.LogError, match="`next_people` needs a log, and it got str"):
        sk.next_people("my-log")
    with pytest.raises(sk.LogError, match="`coverage` needs a log"):
        sk.coverage(None)


def test_of_several_students_small_kinds_are_hidden() -> None:
    students = [f"s{number}" for number in range(12)]
    several = Log.from_tables(
        contacts=pd.DataFrame([{"student": student, "contact": kind, "field": kind} for student in students
                               for kind in ("law", "art") if kind == "law" or student in ("s0", "s1")]),
        meetings=frame("student meeting contact status", ("s0", "m", "law", "held"), ("s1", "m", "art", "held")),
        answers=frame("student meeting topic answer", ("s0", "m", "day", "Files."), ("s1", "m", "day", "Clay.")))
    table = sk.coverage(several)
    assert table[table["topic"] == "day"].values.tolist() == [["day", "art", 1, 1, 2, 2], ["day", "law", 1, 1, 12, 12]]
    shown = sk.protect(table)
    assert shown.loc[shown["hidden"], ["people", "answers", "known", "students"]].isna().all(axis=None)
    assert shown["hidden"].tolist() == (table["field"] == "art").tolist()
    words = sk.caption(shown)
    assert "Hidden because fewer than 10 people or students stand behind them: art. " in words
    assert "from art" not in words
    explorer = sk.explore.coverage(several)
    assert "Hidden because fewer than 10" in explorer.caption.value and "To meet next" not in explorer.caption.value
    assert sk.caption(sk.protect(table, min_count=13)).startswith(
        "Hidden because fewer than 13 people or students stand behind them: art and law. ")
    sk.plot.coverage(sk.protect(table, min_count=13))
    with pytest.raises(sk.LogError):
        sk.protect(sk.next_people(several))
    for explore in (sk.explore.next_people, sk.explore.saturation):
        with pytest.raises(sk.LogError, match="Load one student's log, or write identifying=True"):
            explore(several)
        assert explore(several, identifying=True).status.value == ""


def test_the_explorer_of_coverage_says_whom_to_meet() -> None:
    assert "To meet next: Aoife Brennan. Nobody from laboratory has spoken with you on what" in (
        sk.explore.coverage(sk.example("student")).caption.value)
