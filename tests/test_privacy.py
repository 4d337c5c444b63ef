"""What is hidden before a table about many students is shown."""

from __future__ import annotations

import pandas as pd
import pytest

import shadowkit as sk
from shadowkit.log import Log

NUMBERS = ["asked", "replied", "waiting", "by_day", "rate", "low", "high", "students"]


def cohort(**students: int) -> Log:
    """Return a log of majors with so many students, each of whom asks two people; the first replies."""
    people = [(f"{major}{number}", major) for major, count in students.items() for number in range(count)]
    return Log.from_tables(
        students=pd.DataFrame(people, columns=["student", "major"]),
        outreach=pd.DataFrame([
            (student, contact, "2026-09-01", replied_at)
            for student, _ in people for contact, replied_at in (("c1", "2026-09-03"), ("c2", None))],
            columns=["student", "contact", "sent_at", "replied_at"]))


@pytest.fixture(scope="module")
def rates() -> pd.DataFrame:
    return sk.response_rates(cohort(Art=9, Law=10), by="major")


def test_too_few_students(rates: pd.DataFrame) -> None:
    # 18 people were asked in Art, but by 9 students.
    assert rates[["asked", "students"]].to_numpy().tolist() == [[18, 9], [20, 10]]
    shown = sk.protect(rates)
    assert shown.columns.tolist() == ["major", *NUMBERS, "hidden"]
    assert shown["hidden"].tolist() == [True, False]
    assert shown.loc[0, NUMBERS].isna().all()
    pd.testing.assert_frame_equal(shown.loc[[1], ["major", *NUMBERS]], rates.loc[[1]], check_dtype=False)
    assert shown.attrs == rates.attrs | {"min_count": 10}


def test_too_few_asked() -> None:
    one_student = sk.response_rates(sk.example("student"))
    assert sk.protect(one_student, min_count=5)["hidden"].tolist() == [False, True, False, True, True]


def test_any_number_can_be_set(rates: pd.DataFrame) -> None:
    assert sk.protect(rates, min_count=9)["hidden"].tolist() == [False, False]
    assert sk.protect(rates, min_count=11)["hidden"].tolist() == [True, True]


def test_the_given_table_is_left_alone(rates: pd.DataFrame) -> None:
    before = rates.copy()
    sk.protect(rates)
    pd.testing.assert_frame_equal(rates, before)
    assert "min_count" not in rates.attrs


def test_a_curve_is_hidden_with_all_its_days() -> None:
    curve = sk.protect(sk.reply_curve(cohort(Art=9, Law=10), by="major", within_days=2))
    assert curve["hidden"].tolist() == [True, True, True, False, False, False]
    assert curve.loc[:2, [*NUMBERS, "at_risk"]].isna().all(axis=None)
    assert curve.loc[3:, "replied"].tolist() == [0, 0, 10]


def test_what_is_hidden_stays_hidden(rates: pd.DataFrame) -> None:
    for again in (sk.protect(sk.protect(rates), min_count=2), sk.protect(sk.protect(rates, min_count=2))):
        assert again["hidden"].tolist() == [True, False]
        assert again.columns.tolist() == ["major", *NUMBERS, "hidden"]
        assert again.attrs["min_count"] == 10
        assert "Hidden because fewer than 10" in sk.caption(again)


def test_an_empty_table() -> None:
    assert sk.protect(sk.response_rates(Log.from_tables()))["hidden"].tolist() == []
    assert sk.protect(sk.response_rates(Log.from_tables(), by=None))["hidden"].tolist() == [True]


@pytest.mark.parametrize(("min_count", "message"), [
    (0, "`min_count` must be 1 or more; it was 0."),
    ("10", "`min_count` must be 1 or more; it was '10'."),
    (float("nan"), "`min_count` must be 1 or more; it was nan."),
])
def test_mistakes(rates: pd.DataFrame, min_count: object, message: str) -> None:
    with pytest.raises(sk.LogError) as caught:
        sk.protect(rates, min_count=min_count)
    assert str(caught.value) == message


def test_another_table() -> None:
    with pytest.raises(sk.LogError) as caught:
        sk.protect(pd.DataFrame({"a": [1], "b": [2]}))
    assert str(caught.value) == "`protect` needs a table with a column `asked`; this one has a, b."


def test_a_table_of_single_people_is_not_protected_by_hiding_counts():
    things = sk.today(sk.example("cohort"), now="2026-11-19T09:00")
    with pytest.raises(sk.LogError, match="row for single people, in its column `contact`; show it to nobody"):
        sk.protect(things)


def test_a_pair_is_hidden_with_either_group() -> None:
    table = sk.compare_rates(sk.example("cohort"), by="major", adjust_for="tie")
    shown = sk.protect(table)
    small = table["group"].isin(("Classics", "Geology")) | table["other"].isin(("Classics", "Geology"))
    assert shown["hidden"].tolist() == small.tolist() and small.sum() == 11
    numbers = shown.loc[small].drop(columns=["group", "other", "hidden"])
    assert numbers.isna().all(axis=None)
    # The pairs that are shown are corrected for each other alone: a hidden p-value cannot be read off.
    kept = shown[~small]
    assert kept["p_holm"].tolist() == pytest.approx(sk.stats.holm(kept["p_value"].to_numpy(dtype=float)).tolist())


def test_what_rests_on_few_people_within_strata_is_hidden() -> None:
    contacts = pd.DataFrame([(f"s{number}", "a", tie, "law" if number in (0, 12) else f"{tie} field")
                             for number, tie in enumerate(["known"] * 12 + ["new"] * 12)],
                            columns=["student", "contact", "tie", "field"])
    log = sk.Log.from_tables(contacts=contacts, outreach=contacts[["student", "contact"]].assign(sent_at="2026-10-01"))
    table = sk.compare_rates(log, by="tie", adjust_for="field")
    assert table[["strata", "adjusted_asked", "other_adjusted_asked"]].to_numpy().tolist() == [[1, 1, 1]]
    shown = sk.protect(table)
    assert shown["hidden"].tolist() == [False]
    assert shown.loc[0, "strata":"reversed"].isna().all()
    assert "No field has enough people of two groups" in sk.caption(shown)


def test_a_sure_pair_with_too_few_people_within_strata_is_drawn() -> None:
    contacts = pd.DataFrame([(f"s{number}", "a", tie, "law" if number in (0, 12) else f"{tie} field")
                             for number, tie in enumerate(["known"] * 12 + ["new"] * 12)],
                            columns=["student", "contact", "tie", "field"])
    outreach = contacts[["student", "contact"]].assign(
        sent_at="2026-10-01", replied_at=["2026-10-02"] * 12 + [None] * 12)
    shown = sk.protect(sk.compare_rates(sk.Log.from_tables(contacts=contacts, outreach=outreach), by="tie",
                                        adjust_for="field", as_of="2026-11-01"))
    assert shown["verdict"].str.startswith("higher by").tolist() == [True] and shown["strata"].isna().all()
    said = [text.get_text() for text in sk.plot.compare_rates(shown).axes[0].texts]
    assert shown["verdict"].iloc[0] in said


def test_no_row_tells_the_size_of_a_hidden_one() -> None:
    again = sk.protect(sk.follow_ups(sk.example("cohort"), by="major"))
    above = again["hidden"].shift(-1, fill_value=False) & ~again["hidden"]
    assert above.any() and again.loc[above, "asked_again"].isna().all()
    stages = sk.protect(sk.funnel(sk.example("cohort"), by="channel"))
    shown = stages[~stages["hidden"]]
    assert stages["hidden"].any() and (shown["came"] >= 10).all() and (shown["asked"] >= 10).all()
