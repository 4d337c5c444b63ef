"""Whether new meetings bring new things: the published interviews as a log, and small logs typed by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from test_stats_saturation import INSECTS, NEW

import shadowkit as sk
from shadowkit.log import Log


def marked(*meetings: str, coder: str | None = None, start: int = 1) -> Log:
    """Return a log of meetings, each with the tags written as one string."""
    handles = [f"m{number:02d}" for number in range(start, start + len(meetings))]
    return Log.from_tables(
        contacts=pd.DataFrame({"contact": handles, "name": [f"Person {handle}" for handle in handles]}),
        meetings=pd.DataFrame({"meeting": handles, "contact": handles, "status": "held", "starts_at": pd.date_range(
            "2026-09-01", periods=len(handles))}),
        tags=pd.DataFrame([(handle, tag, coder) for handle, tags in zip(handles, meetings, strict=True)
                           for tag in tags.split()], columns=["meeting", "tag", "coder"]))


def test_the_published_interviews() -> None:
    table = sk.saturation(marked(*INSECTS.split("|")))
    assert table["new"].tolist() == NEW
    assert table["tags"].tolist() == [5, 4, 4, 2, 4, 3, 4, 3, 4, 2, 3, 3, 4, 4, 3]
    assert table["cumulative"].tolist() == [5, 9, 12, 13, 14, 15, 15, 16, 16, 16, 17, 17, 18, 18, 18]
    assert table["new_in_run"].dropna().tolist() == [2, 1, 1, 1, 0, 1, 1, 1, 1, 0]
    assert table["share"].dropna().tolist() == [count / 13 for count in [2, 1, 1, 1, 0, 1, 1, 1, 1, 0]]
    assert table["met"].dropna().tolist() == [count == 0 for count in [2, 1, 1, 1, 0, 1, 1, 1, 1, 0]]
    assert table.attrs["met"] == "8+2" and table.attrs["in_base"] == 13
    assert sk.caption(table) == (
        "15 meetings and one coder (log): 18 different tags, 5 of them in the first meeting and 0 new in the last. The "
        "rule (in 2 meetings in a row at most 5 % new, of the tags in the first 4) is met at 8+2: the 2 after the "
        "first 8 brought 0 against 13 in the base, yet 2 more new tags came in the 5 meetings after that. Met does not "
        "mean that all has been said: the next person may still bring something new. In 1,000 random orders of the "
        "meetings, the first 8 bring 13 to 18 tags (95 % of the orders), so the order alone makes a difference.")
    assert (table["low"] <= table["mean"]).all() and (table["mean"] <= table["high"]).all()
    assert table[["mean", "low", "high"]].iloc[-1].tolist() == [18, 18, 18]


def test_not_met_and_too_few() -> None:
    assert "is not met: the last 2 brought 2 new, 40 % of the 5 in the base, so new things still come." in sk.caption(
        sk.saturation(marked("a b", "c", "d", "e", "f", "g")))
    few = sk.caption(sk.saturation(marked("a b", "a")))
    assert few == (
        "2 meetings and one coder (log): 2 different tags, 2 of them in the first meeting and 0 new in the last. The "
        "rule (in 2 meetings in a row at most 5 % new, of the tags in the first 4) needs 6 meetings, so it cannot be "
        "looked at yet. In 1,000 random orders of the meetings, the first one brings 1 to 2 tags (95 % of the orders), "
        "so the order alone makes a difference.")
    assert sk.caption(sk.saturation(marked("a"))).startswith("1 meeting and one coder (log): 1 different tag, 1 of")
    assert sk.caption(sk.saturation(Log.from_tables())) == (
        "No passage is marked yet, so there are no tags to count: mark what you notice, interview by interview.")


def test_meetings_without_marks_are_left_out_and_said() -> None:
    log = marked("a", "", "b")
    log = Log.from_tables(**{name: table for name, table in log.tables.items() if name in ("meetings", "tags")},
                          answers=pd.DataFrame({"meeting": ["m01", "m02", "m02"], "answer": ["Yes.", "No.", "Well."]}))
    table = sk.saturation(log)
    assert table["meeting"].tolist() == ["m01", "m03"] and table["name"].tolist() == ["m01", "m03"]
    assert sk.caption(table).endswith("Not counted: 1 meeting without a marked passage.")


def test_one_coder_is_counted() -> None:
    own, other = marked("a b", "b c"), marked("a b", coder="noor")
    both = Log.from_tables(meetings=own.meetings, tags=pd.concat([own.tags, other.tags]))
    table = sk.saturation(both)
    assert table["tags"].tolist() == [2, 2] and table["new"].tolist() == [2, 1]
    assert table.attrs["coders"] == ["log"] and table.attrs["other_coders"] == ["noor"]
    assert "Not counted: what noor marked." in sk.caption(table)
    assert sk.saturation(both, coder="noor")["meeting"].tolist() == ["m01"]
    # Another coder marked more meetings, and the student's own marks count; where there are none, whoever marked most.
    more = marked("x", "y", "z", coder="noor")
    assert sk.saturation(Log.from_tables(tags=pd.concat([own.tags, more.tags])))["tags"].tolist() == [2, 2]
    two = Log.from_tables(tags=pd.concat([more.tags, marked("x", coder="abe").tags]))
    assert sk.saturation(two).attrs["coders"] == ["noor"]
    with pytest.raises(sk.LogError, match="`coder` must be one of log, noor; it was 'nor'. Did you mean 'noor'?"):
        sk.saturation(both, coder="nor")


def test_a_mark_of_a_meeting_that_is_not_in_the_log_comes_last() -> None:
    log = marked("a", "b")
    table = sk.saturation(Log.from_tables(meetings=log.meetings[log.meetings["meeting"] == "m02"], tags=log.tags))
    assert table["meeting"].tolist() == ["m02", "m01"]


@pytest.mark.parametrize(("given", "says"), [
    ({"base": 0}, "`base` must be a whole number, 1 or more; it was 0."),
    ({"run": 1.5}, "`run` must be a whole number, 1 or more; it was 1.5."),
    ({"orders": "many"}, "`orders` must be a whole number, 1 or more; it was 'many'."),
    ({"threshold": 5}, "`threshold` must be a share from 0 to 1, such as 0.05 for 5 %; it was 5."),
])
def test_wrong_arguments(given: dict, says: str) -> None:
    with pytest.raises(sk.LogError) as caught:
        sk.saturation(marked("a", "b"), **given)
    assert str(caught.value) == says


def test_the_log_stays_as_it_is_and_the_seed_gives_the_same() -> None:
    log = sk.example("student")
    before = log.tags.copy()
    pd.testing.assert_frame_equal(sk.saturation(log), sk.saturation(log))
    assert not sk.saturation(log)["mean"].equals(sk.saturation(log, seed=2)["mean"])
    pd.testing.assert_frame_equal(log.tags, before)
