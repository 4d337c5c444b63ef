"""Whether groups differ, and what writing again adds: logs typed by hand, and published tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit.log import Log
from shadowkit.stats import TOO_FEW

#: Admitted and rejected men and women, by department: UCBAdmissions of R, from Bickel, Hammel and O'Connell (1975).
UCB = {"A": (512, 313, 89, 19), "B": (353, 207, 17, 8), "C": (120, 205, 202, 391), "D": (138, 279, 131, 244),
       "E": (53, 138, 94, 299), "F": (22, 351, 24, 317)}


def counted(groups: dict[tuple[str, str], tuple[int, int]], *, waiting: int = 0) -> Log:
    """Return a log of people asked long ago, by group and stratum: how many replied, how many did not."""
    rows = [(group, stratum, "2026-01-02" if number < yes else None)
            for (group, stratum), (yes, no) in groups.items() for number in range(yes + no)]
    people = pd.DataFrame(rows, columns=["tie", "field", "replied_at"])
    people["contact"] = [f"p{number}" for number in people.index]
    outreach = people[["contact", "replied_at"]].assign(sent_at="2026-01-01")
    # Somebody outside of all groups, asked much later, sets the day one looks.
    outreach.loc[len(outreach)] = ["late", None, "2026-06-01"]
    return Log.from_tables(contacts=people[["contact", "tie", "field"]], outreach=outreach)


def test_admissions_the_other_way_round() -> None:
    log = counted({(tie, department): tuple(row[2 * i:2 * i + 2]) for department, row in UCB.items()
                   for i, tie in enumerate(("known", "new"))})
    table = sk.compare_rates(log, by="tie", adjust_for="field")
    assert len(table) == 1
    row = table.iloc[0]
    assert row[["group", "asked", "replied", "other", "other_asked", "other_replied"]].tolist() == [
        "known", 2691, 1198, "new", 1835, 557]
    assert row["difference"] == pytest.approx(0.445187662578967 - 0.303542234332425, abs=1e-12)
    assert row["verdict"] == "higher by 11 to 17 points"
    assert row["odds_ratio"] == pytest.approx(0.904696828258623, abs=1e-12)
    assert row["odds_ratio_low"] == pytest.approx(0.77190736175935, abs=1e-12)
    assert row["odds_ratio_high"] == pytest.approx(1.06032976443666, abs=1e-12)
    assert (row["strata"], row["adjusted_asked"], row["other_adjusted_asked"]) == (6, 2691, 1835)
    assert row["adjusted_low"] < row["adjusted_difference"] < 0 < row["adjusted_high"]
    assert row["reversed"]
    said = sk.caption(table)
    assert ("Known is higher than new by 11 to 17 points: known 45 % (43 to 46 %), 1198 of 2691, against new 30 % (28 "
            "to 32 %), 557 of 1835.") in said
    assert ("Careful: within the same field the order is the other way round: known less new −2 points (−5 to +1), "
            "from 4,526 people in 6 of them. So the difference above may come from field, not from tie.") in said


@pytest.mark.parametrize(("one", "other", "low", "high"), [
    ((56, 14), (48, 32), 0.0524, 0.3339), ((9, 1), (3, 7), 0.1705, 0.8090), ((6, 1), (2, 5), 0.0582, 0.8062),
    ((5, 51), (0, 29), -0.0381, 0.1926), ((0, 10), (0, 20), -0.1611, 0.2775), ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 0), (0, 20), 0.6791, 1), ((10, 0), (0, 10), 0.6075, 1)])
def test_newcombes_differences_from_a_log(one: tuple, other: tuple, low: float, high: float) -> None:
    # Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10.
    row = sk.compare_rates(counted({("known", "x"): one, ("new", "x"): other}), by="tie").iloc[0]
    assert [round(row[name], 4) for name in ("difference_low", "difference_high")] == [low, high]
    assert (row["p_value"] < 0.05) == (low > 0)


def test_pairs_and_verdicts() -> None:
    log = counted({("known", "x"): (60, 40), ("introduced", "x"): (40, 60), ("new", "x"): (38, 62)})
    table = sk.compare_rates(log, by="tie")
    assert table[["group", "other", "verdict"]].to_numpy().tolist() == [
        ["known", "introduced", "higher by 6 to 33 points"], ["known", "new", "higher by 8 to 35 points"],
        ["introduced", "new", TOO_FEW]]
    assert (table["p_holm"] >= table["p_value"]).all()
    against = sk.compare_rates(log, by="tie", against="new")
    assert against[["group", "other"]].to_numpy().tolist() == [["known", "new"], ["introduced", "new"]]


def test_many_pairs_need_more_than_one_pair() -> None:
    groups = {("known", "x"): (33, 27), ("new", "x"): (22, 38)}
    assert sk.compare_rates(counted(groups), by="tie")["verdict"].tolist() == ["higher by 0.5 to 34.6 points"]
    log = counted(groups | {("introduced", "x"): (27, 33)})
    table = sk.compare_rates(log, by="tie")
    assert table["verdict"].tolist() == [TOO_FEW] * 3
    assert "Looked at alone, known against new would be told apart; among so many pairs, not." in sk.caption(table)


def test_large_groups_can_be_about_the_same() -> None:
    table = sk.compare_rates(counted({("known", "x"): (2000, 2000), ("new", "x"): (2010, 1990)}), by="tie")
    assert table["verdict"].tolist() == ["about the same"]


def test_both_of_a_pair_are_looked_at_on_the_same_day() -> None:
    # Who is known was asked 30 days ago and replied late; who is new was asked 4 days ago.
    contacts = pd.DataFrame({"contact": ["a", "b", "c", "d"], "tie": ["known", "known", "new", "new"]})
    outreach = pd.DataFrame({
        "contact": ["a", "b", "c", "d"], "sent_at": ["2026-10-01", "2026-10-01", "2026-10-27", "2026-10-27"],
        "replied_at": ["2026-10-11", None, "2026-10-28", None]})
    table = sk.compare_rates(Log.from_tables(contacts=contacts, outreach=outreach), by="tie", as_of="2026-10-31")
    assert table.loc[0, ["by_day", "replied", "rate", "other_by_day", "other_replied", "other_rate"]].tolist() == [
        4, 0, 0, 4, 1, 0.5]
    assert ("Replies count within 14 days, or by the last day on which both of a pair are looked at: known against new "
            "(by day 4).") in sk.caption(table)


def test_not_stated_is_no_group_and_no_stratum() -> None:
    contacts = pd.DataFrame({"contact": list("abcd"), "tie": ["known", "new", None, "new"],
                             "field": ["law", "law", "law", None]})
    outreach = pd.DataFrame({"contact": list("abcd"), "sent_at": "2026-10-01"})
    table = sk.compare_rates(Log.from_tables(contacts=contacts, outreach=outreach), by="tie", adjust_for="field")
    assert table[["group", "other", "strata", "adjusted_asked", "other_adjusted_asked"]].to_numpy().tolist() == [
        ["known", "new", 1, 1, 1]]
    alone = sk.compare_rates(Log.from_tables(contacts=contacts.head(1), outreach=outreach.head(1)), by="tie")
    assert len(alone) == 0 and alone.columns.tolist()[:9] == [
        "group", "asked", "replied", "waiting", "by_day", "rate", "low", "high", "other"]


def test_strata_that_have_one_group_say_nothing() -> None:
    table = sk.compare_rates(counted({("known", "x"): (3, 2), ("new", "y"): (1, 4)}), by="tie", adjust_for="field")
    row = table.iloc[0]
    assert row["strata"] == 0 and np.isnan(row["adjusted_difference"]) and not row["reversed"]
    assert "No field has enough people of two groups" in sk.caption(table)


@pytest.mark.parametrize(("how", "message"), [
    ({"by": ["tie"]}, "`by` must be the name of one column, such as 'tie'; it was ['tie']."),
    ({"by": "tie", "adjust_for": 3}, "`adjust_for` must be the name of one column, such as 'tie'; it was 3."),
    ({"by": "tie", "adjust_for": "tie"}, "`adjust_for` must be another column than `by`; both were 'tie'."),
    ({"by": "tie", "against": "knwon"},
     "`against` must be one of known, introduced, new; it was 'knwon'. Did you mean 'known'?")])
def test_mistakes(how: dict, message: str) -> None:
    with pytest.raises(sk.LogError) as caught:
        sk.compare_rates(sk.example("student"), **how)
    assert str(caught.value) == message


def test_too_many_groups_to_compare_each_with_every_other() -> None:
    log = counted({(f"g{number}", "x"): (1, 1) for number in range(201)})
    log = Log.from_tables(contacts=log.contacts[["contact", "field"]].assign(field=log.contacts["contact"]),
                          outreach=log.outreach[["contact", "sent_at"]])
    with pytest.raises(sk.LogError, match="`by` makes 402 groups of field, too many to compare each with every other"):
        sk.compare_rates(log, by="field")
    assert len(sk.compare_rates(log, by="field", against="p0")) == 401


# --- follow_ups

# Seen on 31 October: ana replied to the first message; ben to the second, on its day 1; cy was asked three times, in
# vain; dot's second message is 2 days old; eve was asked 3 days ago; fay was asked again after she had replied.
ASKS = pd.DataFrame([
    ("ana", "2026-10-01", "2026-10-02"), ("ben", "2026-10-01", None), ("ben", "2026-10-08", "2026-10-09"),
    ("cy", "2026-10-01", None), ("cy", "2026-10-08", None), ("cy", "2026-10-15", None),
    ("dot", "2026-10-19", None), ("dot", "2026-10-29", None), ("eve", "2026-10-28", None),
    ("fay", "2026-10-01", "2026-10-03"), ("fay", "2026-10-20", None)], columns=["contact", "sent_at", "replied_at"])


def test_each_message_by_hand() -> None:
    table = sk.follow_ups(Log.from_tables(outreach=ASKS), as_of="2026-10-31")
    names = ["attempt", "asked", "replied", "waiting", "by_day", "asked_again"]
    # Nobody was silent for longer than 10 days after a first message, and for longer than 7 after a second.
    assert table[names].to_numpy().tolist() == [[1, 6, 2, 1, 10, 3], [2, 3, 1, 1, 7, 1], [3, 1, 0, 0, 14, 0]]
    # After the first message: day 1, one of six; day 2, one of five. After the second: day 1, one of three.
    assert table["rate"].tolist() == pytest.approx([1 - 5 / 6 * 4 / 5, 1 / 3, 0])
    # Of everybody asked: a third after the first message. Ben replied on his day 8; with him cy and dot were at risk.
    assert table["added"].tolist() == pytest.approx([1 / 3, 2 / 3 * 1 / 3, 0])
    assert table["added_by_day"].tolist() == [30, 30, 30]


def test_a_reply_recorded_with_the_first_message_counts_for_the_last_one_before_it() -> None:
    log = Log.from_tables(outreach=pd.DataFrame({
        "contact": ["ben", "ben"], "sent_at": ["2026-10-01", "2026-10-08"], "replied_at": ["2026-10-10", None]}))
    assert sk.follow_ups(log)[["attempt", "replied"]].to_numpy().tolist() == [[1, 0], [2, 1]]


def test_on_one_day_the_clock_decides_which_message_was_answered() -> None:
    log = Log.from_tables(outreach=pd.DataFrame({
        "contact": ["ben", "ben"], "sent_at": ["2026-10-01", "2026-10-08T15:00"],
        "replied_at": ["2026-10-08T09:00", None]}))
    assert sk.follow_ups(log)[["attempt", "replied"]].to_numpy().tolist() == [[1, 1]]


def test_too_early_is_said() -> None:
    log = Log.from_tables(outreach=pd.DataFrame({
        "contact": list("abcd"), "sent_at": ["2026-10-01", "2026-10-01", "2026-10-01", "2026-10-02"],
        "replied_at": ["2026-10-02", None, None, None]}))
    assert sk.caption(sk.follow_ups(log)).startswith(
        "Of 4 people asked, 1 replied by day 1 after the first message, 3 still waiting: 33 % (6 to 79 %) (too early "
        "for 14 days). Nobody was written to again. People are counted")


def test_thanks_and_other_messages_are_no_attempts() -> None:
    log = Log.from_tables(outreach=ASKS.head(2).assign(contact="ana", purpose=["ask", "thanks"]))
    assert sk.follow_ups(log)["attempt"].tolist() == [1]


def test_people_whose_dates_cannot_be_used_are_left_out_and_counted() -> None:
    more = pd.DataFrame([("gil", "some day", None), ("hal", "2026-10-01", "soon")], columns=ASKS.columns)
    table = sk.follow_ups(Log.from_tables(outreach=pd.concat([ASKS, more])), as_of="2026-10-31")
    assert table["asked"].tolist() == [6, 3, 1] and table.attrs["left_out"] == 2
    assert "2 were left out, because the date of the ask or of the reply cannot be used." in sk.caption(table)


def test_nobody_is_asked_after_the_day_one_looks() -> None:
    table = sk.follow_ups(Log.from_tables(outreach=ASKS), as_of="2026-10-08")
    assert table[["attempt", "asked", "replied", "asked_again"]].to_numpy().tolist() == [[1, 4, 2, 2], [2, 2, 0, 0]]
    assert table.attrs["left_out"] == 0


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40), st.one_of(st.none(), st.integers(0, 30))), min_size=1,
                max_size=25))
def test_what_holds_for_every_log(rows: list[tuple[int, int, int | None]]) -> None:
    def day(number: int) -> str:
        return f"{pd.Timestamp('2026-09-01') + pd.Timedelta(days=number):%Y-%m-%d}"

    log = Log.from_tables(outreach=pd.DataFrame([
        (f"p{person}", day(sent), None if wait is None else day(sent + wait)) for person, sent, wait in rows],
        columns=["contact", "sent_at", "replied_at"]))
    table, rates = sk.follow_ups(log), sk.response_rates(log, by=None)
    assert table["asked"].iloc[0] == rates["asked"].iloc[0] - table.attrs["left_out"] + rates.attrs["left_out"]
    assert table["asked"].iloc[1:].tolist() == table["asked_again"].iloc[:-1].tolist()
    assert (table["asked"] >= table["replied"] + table["waiting"]).all()
    # All messages together add up to the share who reply by that day.
    curve = sk.reply_curve(log, within_days=14 * len(table))
    assert table["added"].sum() == pytest.approx(curve["rate"].iloc[-1])
    assert (table["added_low"] <= table["added"] + 1e-12).all()
    assert (table["added"] <= table["added_high"] + 1e-12).all()


def test_the_cohort_and_its_students() -> None:
    table = sk.follow_ups(sk.example("cohort"), by="tie")
    assert table.columns.tolist()[:2] == ["tie", "attempt"] and "students" in table
    assert table.groupby("tie", observed=True)["attempt"].max().max() == 3
    protected = sk.protect(table, min_count=50)
    assert protected["hidden"].sum() > 0 and protected.loc[protected["hidden"], "added"].isna().all()
