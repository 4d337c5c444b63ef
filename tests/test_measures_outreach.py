"""Rates and curves of who replies, on logs typed by hand, made up at random, and shipped."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit.log import Log
from shadowkit.measures.counting import groupings

CONTACTS = pd.DataFrame(
    [("ana", "known", "law"), ("ben", "known", "law"), ("cleo", "introduced", "law"), ("dov", "new", "art"),
     ("eve", "new", "art"), ("fay", None, "art"), ("gus", "new", "law"), ("hal", "introduced", "art")],
    columns=["contact", "tie", "field"])

COLUMNS = ["contact", "sent_at", "channel", "purpose", "replied_at", "answer"]
# Seen on 31 October: ana replied on day 0, gus on day 6, ben on day 8 (to the second message), cleo too late on day 20;
# dov has been silent for 14 days; fay (6 days), eve (3) and hal (0) are waiting.
OUTREACH = pd.DataFrame([
    ("ana", "2026-10-01T09:00", "email", "ask", "2026-10-01T17:00", "yes"),
    ("ben", "2026-10-01T10:00", "email", "ask", None, None),
    ("cleo", "2026-10-05", "referral", "ask", "2026-10-25", "redirect"),
    ("ben", "2026-10-08", "email", "ask", "2026-10-09", "no"),
    ("gus", "2026-10-10", "letter", None, "2026-10-16", None),
    ("dov", "2026-10-17", "email", "ask", None, None),
    ("ana", "2026-10-20", "letter", "thanks", None, None),
    ("fay", "2026-10-25", "email", "ask", None, None),
    ("eve", "2026-10-28", "letter", "ask", None, None),
    ("zoe", "2026-10-29", "email", "thanks", "2026-10-29", None),
    ("fay", "2026-10-30", "referral", "ask", None, None),
    ("hal", "2026-10-31", "referral", "ask", None, None),
], columns=COLUMNS)


@pytest.fixture(scope="module")
def log() -> Log:
    return Log.from_tables(contacts=CONTACTS, outreach=OUTREACH)


def asked(*rows: tuple, **columns: str) -> Log:
    """Return a log of messages: contact, sent_at, replied_at and, where given, answer."""
    frame = pd.DataFrame(rows, columns=["contact", "sent_at", "replied_at", "answer"][: len(rows[0])])
    return Log.from_tables(outreach=frame.assign(**columns))


def rows(table: pd.DataFrame) -> list[tuple]:
    """Return the rows with bounds in four digits, so that they can be spelled out."""
    table = table.assign(**{name: table[name].round(4) for name in ("rate", "low", "high")})
    return [tuple(row) for row in table.itertuples(index=False)]


def counts(table: pd.DataFrame) -> list[tuple]:
    return [tuple(row) for row in table.loc[:, : "by_day"].itertuples(index=False)]


def test_everybody(log: Log) -> None:
    table = sk.response_rates(log, by=None)
    assert table.columns.tolist() == ["group", "asked", "replied", "waiting", "by_day", "rate", "low", "high"]
    # 7/8 are silent after day 0, 4/5 of those after day 6, 2/3 of those after day 8.
    assert table["rate"].tolist() == [pytest.approx(1 - 7 / 8 * 4 / 5 * 2 / 3)]
    assert counts(table) == [("everybody", 8, 3, 3, 14)]
    assert table.attrs == {"measure": "response_rates", "by": [], "within_days": 14, "unit": "person", "left_out": 0,
                           "undated": 0, "as_of": "2026-10-31"}


def test_by_channel_in_the_guides_order(log: Log) -> None:
    table = sk.response_rates(log)
    assert table.columns.tolist() == ["channel", "asked", "replied", "waiting", "by_day", "rate", "low", "high"]
    assert rows(table) == [
        # 3/4 silent after day 0; fay is no longer looked at after day 6, so half of ben and dov reply on day 8. By
        # Greenwood that is worth 5/8 · 3/8 / (3/8)² / (1/12 + 1/2) = 20/7 people.
        ("email", 4, 2, 1, 14, 0.625, 0.1798, 0.9269),
        ("letter", 2, 1, 1, 14, 1.0, 0.2065, 1.0),
        ("referral", 2, 0, 1, 14, 0.0, 0.0, 0.7935),
    ]


def test_a_missing_group_is_not_stated_and_last(log: Log) -> None:
    assert rows(sk.response_rates(log, by="tie")) == [
        ("known", 2, 2, 0, 14, 1.0, 0.3424, 1.0),
        ("introduced", 2, 0, 1, 14, 0.0, 0.0, 0.7935),
        ("new", 3, 1, 1, 14, 0.5, 0.0945, 0.9055),
        # Nobody without a tie has been silent for 14 days: the rate is for 6.
        ("not stated", 1, 0, 1, 6, 0.0, 0.0, 0.7935),
    ]


def test_by_two_columns(log: Log) -> None:
    table = sk.response_rates(log, by=["tie", "channel"])
    assert table.columns.tolist()[:3] == ["tie", "channel", "asked"]
    assert counts(table) == [
        ("known", "email", 2, 2, 0, 14),
        ("introduced", "referral", 2, 0, 1, 14),
        ("new", "email", 1, 0, 0, 14),
        ("new", "letter", 2, 1, 1, 14),
        ("not stated", "email", 1, 0, 1, 6),
    ]
    assert table.attrs["by"] == ["tie", "channel"]


def test_other_columns_in_the_order_of_their_letters(log: Log) -> None:
    assert counts(sk.response_rates(log, by="field")) == [("art", 4, 0, 3, 14), ("law", 4, 3, 0, 14)]
    assert sk.response_rates(log, by=["field", "field"]).equals(sk.response_rates(log, by="field"))


def test_messages_instead_of_people(log: Log) -> None:
    # Now ben's first message is silence, and each of fay's is waiting in its own group.
    assert counts(sk.response_rates(log, unit="message")) == [
        ("email", 5, 2, 1, 14), ("letter", 2, 1, 1, 14), ("referral", 3, 0, 2, 14)]


def test_fewer_days(log: Log) -> None:
    # ben's reply on day 8 is late for a week; fay has been silent for 6 days of 7, dov for longer.
    assert counts(sk.response_rates(log, by=None, within_days=7)) == [("everybody", 8, 2, 3, 7)]
    assert counts(sk.response_rates(log, by=None, within_days=6)) == [("everybody", 8, 2, 2, 6)]
    assert counts(sk.response_rates(log, by=None, within_days=0)) == [("everybody", 8, 1, 0, 0)]
    assert counts(sk.response_rates(log, by=None, within_days=20)) == [("everybody", 8, 4, 4, 20)]
    # Nobody has been silent for longer than cleo, who replied: the share stays 1.
    assert counts(sk.response_rates(log, by=None, within_days=60)) == [("everybody", 8, 4, 4, 60)]


def test_exactly_so_many_days_ago_is_not_waiting(log: Log) -> None:
    dov = asked(("dov", "2026-10-17", None))
    assert counts(sk.response_rates(dov, by=None, as_of="2026-10-31")) == [("everybody", 1, 0, 0, 14)]
    assert counts(sk.response_rates(dov, by=None, as_of="2026-10-30")) == [("everybody", 1, 0, 1, 13)]


def test_an_earlier_day_hides_what_came_later(log: Log) -> None:
    # ana has replied; ben was asked 7 days ago and cleo 3; ben replies on the next day.
    assert counts(sk.response_rates(log, by=None, as_of="2026-10-08")) == [("everybody", 3, 1, 2, 7)]
    assert counts(sk.response_rates(log, by=None, as_of="2026-10-09")) == [("everybody", 3, 2, 1, 14)]
    assert counts(sk.response_rates(log, by=None, as_of="2026-09-30")) == [("everybody", 0, 0, 0, 14)]
    assert sk.response_rates(log, as_of="2026-09-30").empty
    assert sk.response_rates(log, as_of="2026-10-08").attrs["as_of"] == "2026-10-08"


@pytest.mark.parametrize("as_of", [
    pd.Timestamp("2026-10-08T23:59"), pd.Timestamp("2026-10-08T23:00+05:00"), pd.Timestamp("2026-10-08").date(),
    np.datetime64("2026-10-08")])
def test_any_kind_of_date(log: Log, as_of: object) -> None:
    assert counts(sk.response_rates(log, by=None, as_of=as_of)) == [("everybody", 3, 1, 2, 7)]


def test_by_day_is_the_last_day_with_somebody_silent() -> None:
    log = asked(("a", "2026-10-01", "2026-10-02"), ("b", "2026-10-26", None))
    table = sk.response_rates(log, by=None, as_of="2026-10-31")
    assert rows(table) == [("everybody", 2, 1, 1, 5, 0.5, 0.0945, 0.9055)]
    assert sk.reply_curve(log, as_of="2026-10-31")["by_day"].tolist() == [0, 1, 2, 3, 4, 5]


def test_by_day_stays_where_all_have_replied() -> None:
    log = asked(("a", "2026-10-30", "2026-10-30"), ("b", "2026-10-30", "2026-10-31"))
    assert rows(sk.response_rates(log, by=None)) == [("everybody", 2, 2, 0, 14, 1.0, 0.3424, 1.0)]
    assert sk.reply_curve(log, within_days=3)["rate"].tolist() == [0.5, 1, 1, 1]


@pytest.mark.parametrize(("row", "why"), [
    (("b", None, None, None), "no date of the ask"),
    (("b", "soon", None, None), "a date that cannot be read"),
    (("b", "2026-10-02", "2026-10-01", "yes"), "a reply before the ask"),
])
def test_what_has_no_usable_date_is_left_out_and_said(row: tuple, why: str) -> None:
    log = asked(("a", "2026-10-01", "2026-10-03", "yes"), row, ("c", "2026-10-31", None, None))
    table = sk.response_rates(log, by=None)
    assert counts(table) == [("everybody", 2, 1, 1, 14)]
    assert table.attrs["left_out"] == 1
    assert sk.caption(table).endswith(
        " 1 was left out, because the date of the ask or of the reply cannot be used.")


@pytest.mark.parametrize("reply", [(None, "yes"), (None, "no"), ("last week", None)])
def test_a_reply_on_an_unknown_day_counts_from_day_14_on(reply: tuple) -> None:
    log = asked(("a", "2026-10-01", *reply), ("b", "2026-10-01", None, None), ("c", "2026-10-28", *reply),
                ("d", "2026-10-28", None, None))
    assert counts(sk.response_rates(log, by=None, as_of="2026-10-31")) == [("everybody", 4, 2, 1, 14)]
    assert counts(sk.response_rates(log, by=None, as_of="2026-10-31", within_days=7)) == [("everybody", 4, 1, 1, 7)]
    table = sk.reply_curve(log, as_of="2026-10-31")
    assert table.drop_duplicates("replied")[["by_day", "replied"]].to_numpy().tolist() == [[0, 1], [14, 2]]
    assert table.attrs["undated"] == 2 and table.attrs["left_out"] == 0
    assert sk.caption(table).endswith(
        " The day of 2 replies is not known, so they count from day 14 on, or from the last day seen.")


def test_a_list_that_says_only_who_replied_has_a_rate() -> None:
    log = asked(*((str(number), "2026-10-01", None, "yes" if number < 3 else None) for number in range(6)),
                ("late", "2026-10-31", None, None))
    assert counts(sk.response_rates(log, by=None)) == [("everybody", 7, 3, 1, 14)]
    assert sk.follow_ups(log).attrs["left_out"] == 3


def test_of_several_replies_one_with_a_day_counts() -> None:
    log = asked(("a", "2026-10-01", None, "yes"), ("a", "2026-10-05", "2026-10-06", "yes"),
                ("b", "2026-10-31", None, None))
    table = sk.response_rates(log, by=None, within_days=5)
    assert counts(table) == [("everybody", 2, 1, 1, 5)] and table.attrs["undated"] == 0


def test_who_is_asked_later_is_not_left_out_yet() -> None:
    log = asked(("a", "2026-10-01", None, None), ("b", "2026-10-20", "2026-10-19", "yes"))
    assert sk.response_rates(log, by=None, as_of="2026-10-19").attrs["left_out"] == 0
    assert sk.response_rates(log, by=None, as_of="2026-10-20").attrs["left_out"] == 1


def test_the_group_is_that_of_the_first_message() -> None:
    frame = pd.DataFrame([("a", "2026-10-02", "letter", None), ("a", "2026-10-01T16:00", "call", None),
                          ("a", "2026-10-01T09:00", "email", "2026-10-05")],
                         columns=["contact", "sent_at", "channel", "replied_at"])
    assert counts(sk.response_rates(Log.from_tables(outreach=frame))) == [("email", 1, 1, 0, 14)]


def test_an_empty_log() -> None:
    log = Log.from_tables()
    table = sk.response_rates(log, by=None)
    assert counts(table) == [("everybody", 0, 0, 0, 14)]
    assert table[["rate", "low", "high"]].isna().all(axis=None)
    assert sk.response_rates(log).columns.tolist() == [
        "channel", "asked", "replied", "waiting", "by_day", "rate", "low", "high"]
    assert len(sk.response_rates(log)) == 0
    assert sk.reply_curve(log, within_days=2)["rate"].isna().tolist() == [True, True, True]
    assert len(sk.reply_curve(log, by="channel")) == 0
    assert table.attrs["as_of"] is None


def test_the_same_handle_of_two_students_is_two_people() -> None:
    log = Log.from_tables(
        students=pd.DataFrame({"student": ["s1", "s2", "s3"], "major": ["Art", "Art", None]}),
        outreach=pd.DataFrame([("s1", "c1", "2026-10-01", "2026-10-02"), ("s2", "c1", "2026-10-01", None),
                               ("s2", "c2", "2026-10-01", None), ("s3", "c1", "2026-10-20", None)],
                              columns=["student", "contact", "sent_at", "replied_at"]))
    table = sk.response_rates(log, by="major")
    assert table.columns.tolist() == [
        "major", "asked", "replied", "waiting", "by_day", "rate", "low", "high", "students"]
    assert table[["major", "asked", "replied", "waiting", "students"]].to_numpy().tolist() == [
        ["Art", 3, 1, 0, 2], ["not stated", 1, 0, 1, 1]]
    assert sk.response_rates(log, by=None)["students"].tolist() == [3]
    assert sk.reply_curve(log, by="major", within_days=1)["students"].tolist() == [2, 2, 1]


def test_the_shipped_student() -> None:
    assert counts(sk.response_rates(sk.example("student"))) == [
        ("email", 9, 3, 1, 14), ("letter", 3, 1, 1, 14), ("referral", 5, 4, 0, 14), ("call", 3, 2, 0, 14),
        ("organization", 3, 2, 1, 14)]


def test_the_curve(log: Log) -> None:
    table = sk.reply_curve(log, by="channel", within_days=8)
    assert table.columns.tolist() == [
        "channel", "asked", "replied", "waiting", "by_day", "rate", "low", "high", "at_risk"]
    email = table[table["channel"] == "email"]
    assert email["by_day"].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8]
    assert email["replied"].tolist() == [1, 1, 1, 1, 1, 1, 1, 1, 2]
    assert email["waiting"].tolist() == [0, 0, 0, 0, 0, 0, 0, 1, 1]
    assert email["at_risk"].tolist() == [4, 3, 3, 3, 3, 3, 3, 2, 2]
    assert email["rate"].tolist() == [0.25] * 8 + [0.625]


MESSAGES = st.lists(st.tuples(
    st.integers(0, 6), st.integers(0, 15), st.sampled_from(["email", "letter", None]),
    st.one_of(st.none(), st.integers(0, 12))), min_size=1, max_size=14)


def made(messages: list[tuple]) -> Log:
    start = pd.Timestamp("2026-10-01")
    return Log.from_tables(outreach=pd.DataFrame([
        (f"c{person}", start + pd.Timedelta(days=day), channel,
         None if delay is None else start + pd.Timedelta(days=day + delay))
        for person, day, channel, delay in messages], columns=["contact", "sent_at", "channel", "replied_at"]))


@given(MESSAGES)
@settings(deadline=None, max_examples=15)
def test_a_row_of_the_curve_is_the_rate_of_that_day(messages: list[tuple]) -> None:
    log = made(messages)
    curve = sk.reply_curve(log, by="channel", within_days=14)
    for day in range(15):
        bars = sk.response_rates(log, by="channel", within_days=day)
        points = curve[curve["by_day"] == day].reset_index(drop=True)
        there = bars[bars["by_day"] == day].reset_index(drop=True)
        pd.testing.assert_frame_equal(points[there.columns.tolist()], there, check_exact=True)
        # Where the bar is for an earlier day, the curve has ended on that day.
        for _, bar in bars[bars["by_day"] < day].iterrows():
            mine = curve[curve["channel"] == bar["channel"]]
            assert mine["by_day"].max() == bar["by_day"]
            assert mine["rate"].iloc[-1] == bar["rate"]


@given(MESSAGES)
@settings(deadline=None, max_examples=15)
def test_random_logs_counted_again(messages: list[tuple]) -> None:
    assert_counted_again(made(messages), ["channel"])


@pytest.mark.parametrize("by", [["major"], ["tie"], ["tie", "channel"]])
def test_the_cohort_counted_again(by: list[str]) -> None:
    assert_counted_again(sk.example("cohort"), by)


def assert_counted_again(log: Log, by: list[str]) -> None:
    table = sk.response_rates(log, by=by)
    expected = counted_again(log, by)
    found = {tuple(row[:len(by)]): row[len(by):len(by) + 7] for row in table.itertuples(index=False)}
    assert found.keys() == expected.keys()
    for group, numbers in expected.items():
        assert found[group][:4] == numbers[:4]
        assert found[group][4:] == pytest.approx(numbers[4:], abs=1e-12)


def counted_again(log: Log, by: list[str], within: int = 14) -> dict[tuple, tuple]:
    """Compute a table of rates once more, person by person in plain Python, for logs where every date is usable."""
    about_students = {row["student"]: row for row in log.students.to_dict("records")}
    about_contacts = {(row["student"], row["contact"]): row for row in log.contacts.to_dict("records")}
    messages = defaultdict(list)
    for row in log.outreach.to_dict("records"):
        if row["purpose"] not in ("thanks", "other"):
            messages[row["student"], row["contact"]].append(row)
    groups = defaultdict(list)
    for person, sent in messages.items():
        first = min(sent, key=lambda row: row["sent_at"])
        group = []
        for name in by:
            place = first if name in first else about_contacts.get(person, {}) if name in log.contacts else (
                about_students[person[0]])
            group.append("not stated" if pd.isna(place.get(name)) else place[name])
        asked_on = first["sent_at"].date()
        replies = [row["replied_at"].date() for row in sent if pd.notna(row["replied_at"])]
        waited = ((min(replies) if replies else log.as_of.date()) - asked_on).days
        groups[tuple(group)].append((waited, bool(replies)))
    return {group: rates_again(people, within) for group, people in groups.items()}


def rates_again(people: list[tuple[int, bool]], within: int) -> tuple:
    replied = sum(reply and waited <= within for waited, reply in people)
    waiting = sum(not reply and waited < within for waited, reply in people)
    silent, spread = 1.0, 0.0
    for day in range(within + 1):
        at_risk = sum(waited >= day for waited, _ in people)
        events = sum(reply and waited == day for waited, reply in people)
        if at_risk:
            last, stands_for = day, at_risk / silent
            silent *= (at_risk - events) / at_risk
            spread += events / (at_risk * (at_risk - events)) if at_risk > events else 0
    rate, left = 1 - silent, sum(waited >= last for waited, _ in people)
    size = left if replied == 0 else stands_for if silent == 0 else rate / (silent * spread)
    z = 1.959963984540054
    middle, half = rate + z * z / (2 * size), z * math.sqrt(rate * (1 - rate) / size + (z / (2 * size)) ** 2)
    share = 1 + z * z / size
    return (len(people), replied, waiting, within if silent == 0 else last, rate,
            max((middle - half) / share, 0), min((middle + half) / share, 1))


def test_columns_worth_comparing(log: Log) -> None:
    assert groupings(log) == ["channel", "field", "tie"]


BY = "`by` must be one of channel, field, tie, student"


@pytest.mark.parametrize(("arguments", "message"), [
    ({"by": "chanel"}, f"{BY}; it was 'chanel'. Did you mean 'channel'?"),
    ({"by": ["tie", "shoe size"]}, f"{BY}; it was 'shoe size'."),
    ({"by": 5}, f"{BY}; it was 5."),
    ({"unit": "persons"}, "`unit` must be one of person, message; it was 'persons'. Did you mean 'person'?"),
    ({"within_days": -1}, "`within_days` must be a whole number of days, 0 or more; it was -1."),
    ({"within_days": 2.5}, "`within_days` must be a whole number of days, 0 or more; it was 2.5."),
    ({"within_days": "14"}, "`within_days` must be a whole number of days, 0 or more; it was '14'."),
    ({"within_days": None}, "`within_days` must be a whole number of days, 0 or more; it was None."),
    ({"within_days": float("nan")}, "`within_days` must be a whole number of days, 0 or more; it was nan."),
    ({"as_of": "yesterday-ish"}, "`as_of` must be a date such as 2026-11-20; it was 'yesterday-ish'."),
    ({"as_of": ""}, "`as_of` must be a date such as 2026-11-20; it was ''."),
    ({"as_of": 20261120}, "`as_of` must be a date such as 2026-11-20; it was 20261120."),
])
def test_mistakes(log: Log, arguments: dict, message: str) -> None:
    for measure in (sk.response_rates, sk.reply_curve):
        with pytest.raises(sk.LogError) as caught:
            measure(log, **arguments)
        assert str(caught.value) == message


def test_a_whole_number_of_any_type(log: Log) -> None:
    assert counts(sk.response_rates(log, by=None, within_days=7.0)) == [("everybody", 8, 2, 3, 7)]
    assert sk.reply_curve(log, within_days=np.int64(2))["by_day"].tolist() == [0, 1, 2]


# --- groups made of the time of sending

def test_by_weekday_time_of_day_and_month() -> None:
    log = asked(("a", "2026-10-05T08:59", "2026-10-06"), ("b", "2026-10-05T09:00", None),
                ("c", "2026-11-07T18:30", None), ("d", "2026-11-08", None))
    assert sk.response_rates(log, by="sent_weekday")[["sent_weekday", "asked", "replied"]].to_numpy().tolist() == [
        ["Monday", 2, 1], ["Saturday", 1, 0], ["Sunday", 1, 0]]
    assert sk.response_rates(log, by="sent_hour")[["sent_hour", "asked"]].to_numpy().tolist() == [
        ["before 9:00", 1], ["9:00 to 12:00", 1], ["from 18:00", 1], ["not stated", 1]]
    assert sk.response_rates(log, by="sent_month")[["sent_month", "asked"]].to_numpy().tolist() == [
        ["2026-10", 2], ["2026-11", 2]]


def test_a_column_of_ones_own_of_that_name_goes_first() -> None:
    log = asked(("a", "2026-10-05", None), ("b", "2026-10-06", None), sent_weekday="my own")
    assert sk.response_rates(log, by="sent_weekday")["sent_weekday"].tolist() == ["my own"]


# --- a benchmark, and pooled rates

COHORT = pd.DataFrame({"channel": ["email", "call"], "asked": [200, 50], "rate": [0.4, 0.5], "low": [0.33, 0.37],
                       "high": [0.47, 0.63]})


def test_a_benchmark_stands_beside_the_same_group(log: Log) -> None:
    table = sk.response_rates(log, benchmark=COHORT)
    assert table["channel"].tolist() == ["email", "letter", "referral"]
    assert table["benchmark_asked"].tolist()[0] == 200
    assert table["benchmark_asked"].isna().tolist() == [False, True, True]
    assert table["benchmark_rate"].tolist()[0] == 0.4
    plain = sk.response_rates(log)
    pd.testing.assert_frame_equal(table[plain.columns.tolist()], plain)
    assert "Of the benchmark, email 40 % (33 to 47 %) of 200;" in sk.caption(table)


def test_a_cohort_as_a_benchmark_gives_no_small_group_away() -> None:
    # One student whose contacts are marked with majors of the cohort; Classics has 4 students there.
    mine = Log.from_tables(
        contacts=pd.DataFrame({"contact": ["a", "b"], "major": ["Classics", "Biology"]}),
        outreach=pd.DataFrame({"contact": ["a", "b"], "sent_at": "2026-10-01"}))
    table = sk.response_rates(mine, by="major", benchmark=sk.example("cohort")).set_index("major")
    assert table.loc["Biology", ["benchmark_asked", "benchmark_replied", "benchmark_by_day"]].tolist() == [402, 161, 14]
    assert table.loc["Classics", [name for name in table if name.startswith("benchmark")]].isna().all()


@pytest.mark.parametrize(("benchmark", "message"), [
    (5, "`benchmark` must be a log, or a table of sk.response_rates; it was a int."),
    (COHORT.drop(columns="low"), "`benchmark` needs the column `low`, as in sk.response_rates(log, by=['channel']); it "
                                 "has channel, asked, rate, high."),
    (pd.concat([COHORT, COHORT]), "`benchmark` has several rows for one group; give it one row for each.")])
def test_benchmarks_that_fit_nothing(log: Log, benchmark: object, message: str) -> None:
    with pytest.raises(sk.LogError) as caught:
        sk.response_rates(log, benchmark=benchmark)
    assert str(caught.value) == message


def test_a_benchmark_for_other_days(log: Log) -> None:
    with pytest.raises(sk.LogError, match="`benchmark` is for 7 days, and these rates are for 14"):
        sk.response_rates(log, benchmark=sk.response_rates(log, within_days=7))


def test_a_benchmark_of_messages_beside_people(log: Log) -> None:
    with pytest.raises(sk.LogError, match="`benchmark` counts every message, and these rates every person"):
        sk.response_rates(log, benchmark=sk.response_rates(log, unit="message"))


def test_pooled_rates_stand_beside_the_raw_ones() -> None:
    cohort = sk.example("cohort")
    table, raw = sk.response_rates(cohort, by="major", pool=True), sk.response_rates(cohort, by="major")
    pd.testing.assert_frame_equal(table[raw.columns.tolist()], raw)
    classics = table.set_index("major").loc["Classics"]
    assert classics["rate"] < classics["pooled_rate"] < table["rate"].median()
    assert (table["pooled_high"] - table["pooled_low"] < table["high"] - table["low"]).all()
    # What is drawn towards all would give away the groups that are hidden.
    assert not any(str(name).startswith("pooled") for name in sk.protect(table))
    assert "left out, since the hidden groups are in that mean" in sk.caption(sk.protect(table))
    # Three ties and one person without one are no four groups.
    assert sk.response_rates(sk.example(), by="tie", pool=True)["pooled_rate"].isna().all()
