"""Interest and fit, as they were written down: a small log typed by hand."""

from __future__ import annotations

import pandas as pd
import pytest

import shadowkit as sk
from shadowkit.log import Log


def frame(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def log(*more: tuple) -> Log:
    """Return a log of ann and ben (law), cas (art) and dot, whose field is not noted."""
    return Log.from_tables(
        contacts=frame("contact name field", ("ann", "Ann Lee", "law"), ("ben", "Ben Ode", "law"),
                       ("cas", "Cas Roy", "art"), ("dot", "Dot Ek", None)),
        meetings=frame("meeting contact starts_at kind", ("m1", "ann", "2026-09-01", "interview"),
                       ("m2", "ben", "2026-09-02", "interview"), ("m3", "cas", "2026-09-03", "interview"),
                       ("m4", "ann", "2026-09-04", "shadow"), ("m5", "dot", "2026-09-05", "interview")),
        reflections=frame("meeting written_at interest_before interest_after fit_interests fit_abilities fit_values",
                          ("m1", "2026-09-01", 2, 4, 5, 4, 3), ("m2", "2026-09-02", 3, 1, 2, 2, 2),
                          ("m3", "2026-09-03", 4, None, 4, 5, None), ("m4", "2026-09-04", 4, 5, 3, 3, 1),
                          ("m5", "2026-09-05", 3, 3, None, None, None), (None, "2026-09-30", 2, 5, 4, 4, 4), *more))


def rows(table: pd.DataFrame) -> list[list]:
    return table.astype(object).where(table.notna(), None).to_numpy().tolist()


def test_interest_before_and_after() -> None:
    table = sk.interest(log())
    assert rows(table[["meeting", "name", "field", "before", "after", "change"]]) == [
        ["m1", "Ann Lee", "law", 2, 4, 2], ["m2", "Ben Ode", "law", 3, 1, -2], ["m3", "Cas Roy", "art", 4, None, None],
        ["m4", "Ann Lee", "law", 4, 5, 1], ["m5", "Dot Ek", None, 3, 3, 0], [None, None, None, 2, 5, 3]]
    assert sk.caption(table) == (
        "4 reflections on 3 people: interest rose after 2, fell after 1 and stayed as it was after 1. It rose most "
        "after Ann Lee (2 to 4) and fell most after Ben Ode (3 to 1). On the whole it went from 2 to 5. In 1 more, "
        "before or after is not noted. One talk tells of one person as much as of a field.")


def test_each_person_counts_once_in_a_group() -> None:
    table = sk.interest(log(), by="field")
    # Ann: 2 before the first meeting, 5 after the last; Cas has no interest after.
    assert rows(table) == [["law", 2, 3, 2.5, 3.0, 0.5, 1, 1, 0], ["not stated", 1, 1, 3.0, 3.0, 0.0, 0, 0, 1]]
    assert list(table) == ["field", "people", "reflections", "before", "after", "change", "rose", "fell", "same"]
    assert sk.caption(table) == (
        "Interest by field, from 1 to 5, as a mean over people: law 2.5 before and 3.0 after (2 people); not stated "
        "3.0 before and 3.0 after (1 person). Only 1 person stands behind not stated: one view.")


def test_fit() -> None:
    table = sk.fit(log())
    assert rows(table[["meeting", "fit_interests", "fit_abilities", "fit_values"]]) == [
        ["m1", 5, 4, 3], ["m2", 2, 2, 2], ["m3", 4, 5, None], ["m4", 3, 3, 1], [None, 4, 4, 4]]
    assert sk.caption(table) == (
        "4 reflections on 3 people. With my interests: best Ann Lee (5 of 5), least Ben Ode (2). With my abilities: "
        "best Cas Roy (5 of 5), least Ben Ode (2). With my values: best Ann Lee (3 of 5), least Ann Lee (1). On the "
        "whole: interests 4 of 5, abilities 4 of 5, values 4 of 5.")
    groups = sk.fit(log(), by="field")
    # The last reflection on Ann that answers all three; Cas has none.
    assert rows(groups) == [["law", 2, 3, 2.5, 2.5, 1.5]]
    assert list(groups) == ["field", "people", "reflections", "fit_interests", "fit_abilities", "fit_values"]
    assert sk.caption(groups) == (
        "Fit by field, from 1 to 5 for interests, abilities and values, as a mean over people: law 2.5, 2.5, 1.5 "
        "(2 people). This is one view of many: meet several people and compare.")


def test_nothing_written_and_a_meeting_that_is_not_in_the_log() -> None:
    empty = Log.from_tables()
    assert len(sk.interest(empty)) == len(sk.fit(empty)) == len(sk.interest(empty, by="field")) == 0
    assert sk.caption(sk.interest(empty)) == sk.caption(sk.interest(empty, by="tie")) == (
        "No interest before or after a meeting is noted yet: write it down, from 1 to 5, before and after.")
    assert sk.caption(sk.fit(empty)) == (
        "No fit is noted yet: after a meeting, write from 1 to 5 how well the work fits you.")
    lost = sk.interest(log(("m9", "2026-10-01", 1, 2, 3, 3, 3)))
    assert lost[["contact", "name"]].iloc[-1].tolist() == ["m9", "m9"]
    whole = Log.from_tables(reflections=frame("written_at interest_before interest_after", ("2026-09-30", 2, 5)))
    assert sk.caption(sk.interest(whole)) == (
        "On the whole it went from 2 to 5. One talk tells of one person as much as of a field.")
    assert len(sk.interest(whole, by="field")) == 0


def test_wrong_arguments() -> None:
    for measure in (sk.interest, sk.fit):
        with pytest.raises(sk.LogError, match="Did you mean 'field'"):
            measure(log(), by="feild")
        with pytest.raises(sk.LogError, match=f"`{measure.__name__}` needs a log, and it got str"):
            measure("my-log")


def test_of_several_students_nobody_is_shown_by_accident() -> None:
    several = Log.from_tables(
        meetings=frame("student meeting contact", ("q", "m", "a"), ("r", "m", "a")),
        reflections=frame("student meeting interest_before interest_after fit_values", ("q", "m", 1, 2, 3),
                          ("r", "m", 4, 3, 2)))
    assert sk.interest(several)[["student", "change"]].values.tolist() == [["q", 1], ["r", -1]]
    for explore in (sk.explore.interest, sk.explore.fit):
        with pytest.raises(sk.LogError, match="write identifying=True and show it to nobody"):
            explore(several)
        assert explore(several, identifying=True).status.value == ""
    with pytest.raises(sk.LogError):
        sk.protect(sk.interest(several))
