"""How far one comes with people, told from dated events typed by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit import guide
from shadowkit.log import Log


def frame(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


# Seen on 31 October. ana: all seven stages. ben: said no. cy: was met, though no message to him is in the log. dot: no
# reply yet. eve: on the list alone. fay: said yes, her meeting was called off. gil: agreed, is to be met in November.
# hal: named Ida instead, so that he is no step to her of his own; Ida is on the list because of ana.
LOG = Log.from_tables(
    contacts=frame(
        "contact tie referred_by added_on",
        ("ana", "known", None, "2026-09-01"), ("ben", "known", None, "2026-09-01"), ("cy", "known", None, "2026-09-01"),
        ("dot", "new", None, "2026-10-20"), ("eve", "new", None, "2026-10-25"), ("fay", "new", None, "2026-09-01"),
        ("gil", "new", None, "2026-09-01"), ("hal", "new", None, "2026-09-01"), ("ida", "introduced", "ana",
                                                                                 "2026-09-12")),
    outreach=frame(
        "contact sent_at purpose replied_at answer",
        ("ana", "2026-09-02", "ask", "2026-09-04", "yes"), ("ben", "2026-09-02", "ask", "2026-09-05", "no"),
        ("dot", "2026-10-21", "ask", None, None), ("fay", "2026-09-03", "ask", "2026-09-06", "yes"),
        ("gil", "2026-10-01", "ask", "2026-10-20", "yes"), ("hal", "2026-09-03", "ask", "2026-09-04", "redirect"),
        ("cy", "2026-09-15", "thanks", None, None)),
    meetings=frame(
        "meeting contact starts_at minutes status thanked_at",
        ("a", "ana", "2026-09-10T10:00", 30, "held", "2026-09-11"),
        ("c", "cy", "2026-09-14T10:00", 30, "held", None), ("f", "fay", "2026-09-20", 30, "cancelled", None),
        ("g", "gil", "2026-11-05", 30, "planned", None)))


def rows(table: pd.DataFrame, *names: str) -> list[list]:
    return [[None if pd.isna(value) else value for value in row] for row in table[list(names)].to_numpy().tolist()]


def test_each_stage_by_hand() -> None:
    table = sk.funnel(LOG, as_of="2026-10-31")
    assert rows(table, "stage", "asked", "replied", "waiting", "came", "logged", "left_out") == [
        ["named", 9, 9, 0, 9, 9, 0],
        # cy has no message, but was met: he passed. gil was asked after 30 days; eve, who was not, has had 6.
        ["asked", 9, 5, 1, 7, 6, 1],
        ["replied", 7, 5, 1, 6, 5, 1],
        # ben and hal said no. Of cy it is not known when.
        ["agreed", 6, 3, 0, 4, 4, 1],
        # gil's meeting is to come; fay's was called off.
        ["met", 4, 1, 1, 2, 2, 1],
        ["thanked", 2, 2, 0, 2, 2, 0],
        # Ida was put on the list two days after ana was met, one day after the thanks.
        ["referred", 2, 1, 0, 1, 1, 0]]
    assert pd.isna(table["rate"].iloc[0]) and pd.isna(table["by_day"].iloc[0])
    assert table["rate"].iloc[1:].tolist() == pytest.approx(
        # Asked within 28 days: five of eight who are known, all before eve, on day 6, is looked at no longer. Of those
        # asked, dot is looked at until day 10, and gil, who alone is left, replies on day 19.
        [5 / 8, 1, 3 / 5, 1 / 3, 1, 1 / 2])
    assert rows(table, "half_by_day")[1:] == [[2], [3], [0], [None], [1], [1]]


def test_the_caption_reads_it_aloud() -> None:
    said = sk.caption(sk.funnel(LOG, as_of="2026-10-31"))
    assert said.startswith("Of 9 people named, 7 were asked, 6 replied, 4 agreed to meet, 2 were met, 2 were thanked "
                           "and 1 named somebody else. Most are lost between replied and agreed: 2 of 6. 60 % (23 to "
                           "88 %) go on within 28 days")
    assert "Not in the log, but passed over, since a later stage is: asked (1) and replied (1)." in said


def test_stages_can_be_left_out() -> None:
    table = sk.funnel(LOG, stages=["met", "asked"], as_of="2026-10-31")
    # Asked: ana was met; ben, fay and hal cannot be any more; dot and gil may still be; of cy the day is not known.
    assert rows(table, "stage", "asked", "replied", "waiting", "came", "left_out") == [
        ["asked", 7, 7, 0, 7, 0], ["met", 7, 1, 1, 2, 1]]
    assert table["rate"].iloc[1] == pytest.approx(1 / 6)
    said = sk.caption(table)
    assert "17 % (3 to 56 %) go on from asked to met within 28 days" in said
    assert "So for each one who is to be met, plan on 2 to 34 people asked." in said


def test_by_group() -> None:
    table = sk.funnel(LOG, by="tie", stages=["named", "met"], as_of="2026-10-31")
    assert rows(table, "tie", "stage", "asked", "came") == [
        ["known", "named", 3, 3], ["known", "met", 3, 2], ["introduced", "named", 1, 1], ["introduced", "met", 1, 0],
        ["new", "named", 5, 5], ["new", "met", 5, 0]]


def test_nothing_after_the_day_one_looks() -> None:
    table = sk.funnel(LOG, as_of="2026-09-05")
    assert rows(table, "stage", "came")[:4] == [["named", 6], ["asked", 4], ["replied", 3], ["agreed", 1]]
    # Gil, who was asked in October, is on the list but not asked; nobody was met.
    assert table["came"].tolist()[4:] == [0, 0, 0]


def test_a_referral_without_a_meeting_is_no_stage() -> None:
    log = Log.from_tables(
        contacts=frame("contact referred_by added_on", ("hal", None, "2026-09-01"), ("ida", "hal", "2026-09-05")),
        outreach=frame("contact sent_at replied_at answer", ("hal", "2026-09-02", "2026-09-04", "redirect")))
    assert sk.funnel(log)["came"].tolist() == [2, 1, 1, 0, 0, 0, 0]


def test_a_note_that_is_not_in_the_log_was_not_sent_as_far_as_one_knows() -> None:
    log = Log.from_tables(
        contacts=frame("contact referred_by added_on", ("ana", None, "2026-09-01"), ("ida", "ana", "2026-09-09")),
        meetings=frame("meeting contact starts_at status", ("m", "ana", "2026-09-08", "held")))
    table = sk.funnel(log)
    assert rows(table, "stage", "came", "logged")[4:] == [["met", 1, 1], ["thanked", 1, 0], ["referred", 1, 1]]
    assert "1 was met, nobody was thanked and 1 named somebody else" in sk.caption(table)


def test_groups_made_by_messages_begin_with_asked() -> None:
    table = sk.funnel(sk.example("cohort"), by="channel")
    assert table["stage"].unique().tolist() == [stage for stage in guide.STAGES if stage != "named"]
    students = sk.funnel(sk.example("cohort"), by="student", stages=["named", "asked"])
    assert students["student"].nunique() == 200 and "not stated" not in set(students["student"])


def test_people_not_asked_yet_belong_to_their_own_student() -> None:
    log = Log.from_tables(
        students=frame("student major", ("s1", "Law"), ("s2", "Art")),
        contacts=frame("student contact added_on", ("s1", "a", "2026-09-01"), ("s1", "b", "2026-09-01"),
                       ("s2", "c", "2026-09-01")),
        outreach=frame("student contact sent_at", ("s1", "a", "2026-09-02"), ("s2", "c", "2026-09-02")))
    for by, first, second in (("major", "Art", "Law"), ("student", "s2", "s1")):
        table = sk.funnel(log, by=by, stages=["named", "asked"])
        counts = {(group, stage): came for group, stage, came in rows(table, by, "stage", "came")}
        assert counts == {(first, "named"): 1, (first, "asked"): 1, (second, "named"): 2, (second, "asked"): 1}


def test_no_plan_is_made_before_the_days_are_over() -> None:
    log = Log.from_tables(outreach=frame("contact sent_at", ("a", "2026-09-01"), ("b", "2026-09-02")))
    said = sk.caption(sk.funnel(log, stages=["asked", "met"]))
    assert "0 % (0 to 79 %) go on from asked to met by day 1, too early for 28 days." in said
    assert "plan on" not in said


def test_a_day_that_is_not_known_is_said() -> None:
    log = Log.from_tables(contacts=frame("contact added_on", ("a", None), ("b", "2026-09-01")),
                          outreach=frame("contact sent_at", ("a", "2026-09-03"), ("b", "2026-09-04")))
    table = sk.funnel(log, stages=["named", "asked"])
    assert rows(table, "came", "left_out") == [[2, 0], [2, 1]]
    assert "Who has no usable date of a stage is counted" in sk.caption(table)


@pytest.mark.parametrize(("how", "message"), [
    ({"stages": ["asked", "meet"]}, "`stages` must be one of named, asked, replied, agreed, met, thanked, referred; it "
                                    "was 'meet'. Did you mean 'met'?"),
    ({"stages": "asked"}, "`stages` needs two or more of named, asked, replied, agreed, met, thanked, referred, to go "
                          "from one to the next."),
    ({"within_days": -1}, "`within_days` must be a whole number of days, 0 or more; it was -1.")])
def test_mistakes(how: dict, message: str) -> None:
    with pytest.raises(sk.LogError) as caught:
        sk.funnel(LOG, **how)
    assert str(caught.value) == message


def test_nobody() -> None:
    table = sk.funnel(Log.from_tables())
    assert table["came"].tolist() == [0] * 7 and table["rate"].isna().all()
    assert sk.caption(table) == "There is nobody on the list yet, and nobody was asked."


DAYS = st.one_of(st.none(), st.integers(0, 60).map(lambda n: f"{pd.Timestamp('2026-09-01') + pd.Timedelta(n, 'D'):%F}"))
PERSON = st.integers(0, 6).map("p{}".format)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(PERSON, DAYS), max_size=8),
       st.lists(st.tuples(PERSON, DAYS, DAYS, st.sampled_from([None, "yes", "no"])), max_size=12),
       st.lists(st.tuples(PERSON, DAYS, st.sampled_from([None, "held", "planned", "cancelled"]), DAYS), max_size=8))
def test_who_came_to_a_stage_passed_all_before(contacts: list, outreach: list, meetings: list) -> None:
    log = Log.from_tables(
        contacts=frame("contact added_on", *contacts), outreach=frame("contact sent_at replied_at answer", *outreach),
        meetings=frame("contact starts_at status thanked_at", *meetings).assign(
            meeting=[f"m{number}" for number in range(len(meetings))]))
    table = sk.funnel(log)
    assert table["came"].is_monotonic_decreasing
    assert table["asked"].tolist()[1:] == table["came"].tolist()[:-1]
    assert (table["logged"] <= table["came"]).all()
    assert (table["replied"] + table["waiting"] + table["left_out"] <= table["asked"]).all()
    known = table["rate"].notna()
    assert ((table["low"] <= table["rate"]) & (table["rate"] <= table["high"]))[known].all()
    assert table["stage"].tolist() == list(guide.STAGES)
