"""How the meetings went: steps, a watched day, who did the talking; expected values worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strange import tables

import shadowkit as sk
from shadowkit import Log, LogError

MEASURES = (sk.steps, sk.shadow_day, sk.listening)


def table(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split(), dtype="str")


def plain(frame: pd.DataFrame) -> list[list]:
    return [[None if pd.isna(cell) else cell for cell in row] for row in frame.to_numpy(dtype=object)]


def times(series: pd.Series) -> list[str | None]:
    return [None if pd.isna(time) else f"{time:%H:%M}" for time in series]


def refused(*arguments: object, **more: object) -> str:
    with pytest.raises(LogError) as error:
        sk.shadow_day(*arguments, **more)
    return str(error.value)


# steps

def met(*rows: tuple) -> Log:
    return Log.from_tables(name="rosa", contacts=table("contact name", ("ada", "Ada Hart"), ("jon", None)),
                           meetings=table("meeting contact starts_at status logistics purpose time", *rows))


def test_steps_of_a_meeting_in_the_guides_order() -> None:
    steps = sk.steps(met(("m1", "ada", "2026-10-02", "held", "yes", "no", None)))
    assert steps.columns.tolist() == ["student", "meeting", "contact", "name", "kind", "status", "starts_at", "step",
                                      "done"]
    assert plain(steps[["meeting", "name", "step", "done"]]) == [
        ["m1", "Ada Hart", "logistics", True], ["m1", "Ada Hart", "confirm", None],
        ["m1", "Ada Hart", "homework", None], ["m1", "Ada Hart", "purpose", False],
        ["m1", "Ada Hart", "listen", None], ["m1", "Ada Hart", "time", None],
        ["m1", "Ada Hart", "follow_through", None]]
    assert str(steps["done"].dtype) == "boolean" and steps.attrs == {"measure": "steps"}


def test_meetings_come_by_date_and_only_if_they_took_place_or_may() -> None:
    steps = sk.steps(met(("late", "jon", "2026-10-05", None, "yes", "yes", "yes"),
                         ("off", "ada", "2026-10-01", "cancelled", "yes", None, None),
                         ("alone", "ada", "2026-10-01", "no_show", "yes", None, None),
                         ("undated", "ada", None, "held", "yes", None, None),
                         ("early", "nobody", "2026-10-01", "held", "yes", None, None)))
    assert steps["meeting"].unique().tolist() == ["early", "late", "undated"]
    assert steps["name"].unique().tolist() == ["nobody", "jon", "Ada Hart"]
    assert len(steps) == 21


def test_what_is_not_done_yet_is_no_failure() -> None:
    planned = sk.steps(met(("m1", "ada", "2026-10-02", "planned", "no", "yes", "no"),
                           ("m2", "ada", "2026-10-03", "planned", "yes", "no", None)))
    assert planned["done"].count() == 1
    assert plain(planned.dropna(subset="done")[["meeting", "step", "done"]]) == [["m2", "logistics", True]]


def test_a_meeting_after_the_last_day_without_a_status_is_still_to_come() -> None:
    log = met(("m1", "ada", "2026-10-02", "held", "yes", "no", None),
              ("m2", "jon", "2026-10-03T10:00", None, "yes", "no", "no"), ("m3", "ada", None, None, "yes", "no", None),
              ("m4", "ada", "2026-10-02T23:00", None, "yes", "no", None))
    steps = sk.steps(log)
    assert steps.drop_duplicates("meeting")[["meeting", "status"]].fillna("").to_numpy().tolist() == [
        ["m1", "held"], ["m4", ""], ["m2", "planned"], ["m3", ""]]
    assert steps.loc[steps["meeting"] == "m2", "done"].dropna().tolist() == [True]
    assert steps.loc[steps["meeting"] == "m4", "done"].dropna().tolist() == [True, False]
    assert "3 meetings held and 1 planned." in sk.caption(steps)
    assert "m2" not in sk.thank_yous(log)["meeting"].tolist()
    assert log.counts()["meetings"] == 3


@pytest.mark.parametrize("measure", [*MEASURES, sk.thank_yous, sk.today, sk.explore.today, sk.explore.steps])
def test_a_path_is_no_log(measure) -> None:
    for wrong, shown, path in (("my log", "str 'my log'", "my log"), (None, "NoneType 'None'", "my-log")):
        with pytest.raises(LogError) as error:
            measure(wrong)
        name = measure.__name__ if "measures" in measure.__module__ else f"explore.{measure.__name__}"
        assert str(error.value) == (
            f"`{name}` needs a log, and it got {shown}; give it one that is loaded, such as "
            f"sk.{name}(sk.load({path!r})), or the `log` of a journal.")


# shadow_day

def seen(*rows: tuple, **more: pd.DataFrame) -> Log:
    return Log.from_tables(name="rosa", **({"observations": table("meeting starts_at minutes activity energy", *rows)}
                                           | more))


def test_a_day_in_order_with_gaps_and_overlaps() -> None:
    day = sk.shadow_day(seen(("s", "2026-10-01T10:00", "30", "rounds", "4"), ("s", "2026-10-01", "15", "a chat", "5"),
                             ("s", "2026-10-01T08:00", "60", "handover", None),
                             ("s", "2026-10-01T10:10", "5", "a call", "1"),
                             ("s", "2026-10-01T11:00", None, "notes", "2"),
                             ("s", "2026-10-01T11:45", None, "the end", None)))
    assert day.columns.tolist() == ["student", "meeting", "starts_at", "ends_at", "minutes", "measured", "activity",
                                    "people", "energy", "note", "gap_minutes"]
    assert day["activity"].tolist() == ["handover", "rounds", "a call", "notes", "the end", "a chat"]
    assert times(day["starts_at"]) == ["08:00", "10:00", "10:10", "11:00", "11:45", None]
    assert times(day["ends_at"]) == ["09:00", "10:30", "10:15", "11:45", None, None]
    assert plain(day[["minutes", "measured", "gap_minutes"]]) == [
        [60, "given", None], [30, "given", 60], [5, "given", -20], [45, "until the next", 30], [None, None, 0],
        [15, "given", None]]
    assert day.attrs == {"measure": "shadow_day", "name": "s", "date": "2026-10-01"}


def test_activities_that_begin_together_last_until_the_next_beginning() -> None:
    day = sk.shadow_day(seen(("s", "2026-10-01T08:00", None, "a", None), ("s", "2026-10-01T08:00", None, "b", None),
                             ("s", "2026-10-01T09:00", None, "c", None)))
    assert plain(day[["minutes", "gap_minutes"]]) == [[60, None], [60, -60], [None, 0]]


def test_a_night_is_no_activity() -> None:
    day = sk.shadow_day(seen(("s", "2026-10-01T16:00", None, "forms", None), ("s", "2026-10-02T08:00", "30", "rounds",
                                                                              None)))
    assert plain(day[["minutes"]]) == [[None], [30]]


def test_a_day_without_any_time() -> None:
    day = sk.shadow_day(seen(("s", "2026-10-01", None, "a", None), ("s", None, "20", "b", None)))
    assert day["starts_at"].isna().all() and day["gap_minutes"].isna().all()
    assert plain(day[["minutes", "measured"]]) == [[None, None], [20, "given"]]


def test_which_day() -> None:
    log = sk.example()
    assert sk.shadow_day(log)["meeting"].unique().tolist() == ["m09a"]
    assert sk.shadow_day(log, "m09b")["minutes"].sum() == sk.shadow_day(log, "m09b", student="rosa")["minutes"].sum()
    assert sk.shadow_day(log, "m09b")["minutes"].sum() == 390


def test_a_day_that_is_not_there() -> None:
    assert refused(sk.example(), "m9b") == "`meeting` must be one of m09a, m09b; it was 'm9b'. Did you mean 'm09b'?"
    assert refused(Log.from_tables(), "m1") == (
        "Nothing was observed at meeting 'm1', nor at any other: the table observations is empty; note there what you "
        "saw on a shadow, one activity a row.")


def test_two_students_with_a_day_of_the_same_handle() -> None:
    both = Log.from_tables(observations=table("student meeting starts_at activity",
                                              ("ann", "s", "2026-10-02T09:00", "a"),
                                              ("bea", "s", "2026-10-01T09:00", "b")))
    assert refused(both, "s") == "'s' is a meeting of bea and ann; say whose is meant, with student='bea'."
    assert refused(both, "s", student="anna") == "`student` must be one of bea, ann; it was 'anna'. Did you mean 'ann'?"
    assert sk.shadow_day(both, "s", student="ann")["activity"].tolist() == ["a"]
    assert sk.shadow_day(both)["activity"].tolist() == ["b"]


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 1439), st.one_of(st.none(), st.integers(0, 90))), max_size=8))
def test_the_hours_add_up(rows: list[tuple[int, int | None]]) -> None:
    day = sk.shadow_day(seen(*[("s", f"2026-10-01T{start // 60:02d}:{start % 60:02d}", length, "a", None)
                               for start, length in rows]))
    assert len(day) == len(rows)
    assert (day["ends_at"].dropna() >= day["starts_at"][day["ends_at"].notna()]).all()
    # Minutes that are in some activity, counted one by one.
    covered = {minute for start, minutes in zip(day["starts_at"], day["minutes"], strict=True) if minutes == minutes
               for minute in range(start.hour * 60 + start.minute, start.hour * 60 + start.minute + int(minutes))}
    if len(day) and day["minutes"].notna().all():
        span = (day["ends_at"].max() - day["starts_at"].min()) / pd.Timedelta(minutes=1)
        assert span - day["gap_minutes"].clip(lower=0).sum() == len(covered)


# listening

def talk(*rows: tuple, minutes: str | None = None, **more: pd.DataFrame) -> Log:
    return Log.from_tables(name="rosa", **({
        "contacts": table("contact name", ("ada", "Ada Hart")),
        "meetings": table("meeting contact starts_at minutes", ("m", "ada", "2026-10-01T10:00", minutes)),
        "answers": table("meeting position question answer speaker at_seconds", *rows)} | more))


def test_an_interview_by_hand() -> None:
    heard = sk.listening(talk(
        ("m", "1", "Hello there Ada.", None, None, "0"),                         # 3 words, 10 seconds
        ("m", "2", "How are you?", "Quite well, thank you indeed so—", None, "10"),  # 3 and 6 words, 18 seconds
        ("m", "3", "Do you like it?", None, None, "28"),                         # 4 words, 12 seconds
        ("m", "4", None, "One two three four five.", None, "40"),                # 5 words, 10 seconds
        ("m", "5", None, "Six seven eight nine.", None, "50"),                   # 4 words, 10 seconds
        minutes="1"))
    assert plain(heard.drop(columns="starts_at")) == [
        ["rosa", "m", "ada", "Ada Hart", 4, 10, 15, 0.4, 28 / 60, 9, 20.0, 2, 1, 0.5, 1]]
    assert heard.columns.tolist() == [
        "student", "meeting", "contact", "name", "starts_at", "turns", "student_words", "other_words",
        "student_share_words", "student_share_time", "longest_turn_words", "longest_turn_seconds", "questions",
        "open_questions", "open_share", "interruptions"]
    assert heard.attrs == {"measure": "listening", "left_out": 0, "shortened": 1}


def test_rows_that_the_student_speaks() -> None:
    students = table("student name", ("rosa", "Rosa Keller"))
    for own in ("rosa", "Rosa Keller", "ROSA"):
        heard = sk.listening(talk(("m", "1", None, "Why this work?", own, None), ("m", "2", None, "It found me.", "Ada",
                                                                                  None), students=students))
        assert plain(heard[["turns", "student_words", "other_words", "questions"]]) == [[2, 3, 3, 1]]
        assert heard[["student_share_time", "longest_turn_seconds", "interruptions"]].isna().all(axis=None)
        assert heard.attrs["shortened"] == 0


def test_notes_alone_are_no_transcript() -> None:
    heard = sk.listening(talk(("m", "1", "Why?", "So.", "Ada Hart", None)))
    assert len(heard) == 0 and heard.attrs["left_out"] == 1


def test_the_last_stretch_only_where_it_is_plausible() -> None:
    rows = [("m", "1", "One two?", None, None, "0"), ("m", "2", None, "Three four.", None, "20")]
    shares = [sk.listening(talk(*rows, minutes=minutes))["student_share_time"].tolist()[0]
              for minutes in (None, "0.1", "1", "2")]
    # Without an end, or with one that comes too early or far too late, the first 20 seconds alone count.
    assert shares == [1, 1, 20 / 60, 1]


def test_words_before_the_first_time_and_times_that_run_backwards_have_no_length() -> None:
    heard = sk.listening(talk(("m", "1", "One?", None, None, None), ("m", "2", "Two?", "Three.", None, "10"),
                              ("m", "3", None, "Four.", None, "5"), ("m", "4", None, "Five.", None, "25")))
    assert plain(heard[["student_words", "student_share_time", "longest_turn_seconds"]]) == [[2, 0, None]]


def test_a_break_counts_only_where_the_student_speaks_next() -> None:
    def interruptions(*rows: tuple) -> object:
        return plain(sk.listening(talk(*rows))[["interruptions"]])[0][0]

    assert interruptions(("m", "1", "Why?", "Because it–", None, "0"), ("m", "2", "Yes.", "So.", None, "9")) == 1
    assert interruptions(("m", "1", "Why?", "Because it–", None, "0"), ("m", "2", None, "So.", None, "9")) is None
    assert interruptions(("m", "1", "Why so–", "Because.", None, "0"), ("m", "2", "Yes.", "So.", None, "9")) == 0
    assert interruptions(("m", "1", "Why?", "Because.", None, "0"), ("m", "2", "Yes.", "So–", None, "9")) == 0
    assert interruptions(("m", "1", "Why?", "Because.", None, "0"), ("m", "2", "Yes.", "So.", None, "9")) is None


def test_rosas_three_transcripts() -> None:
    heard = sk.listening(sk.example())
    assert plain(heard[["meeting", "student_words", "other_words", "questions", "open_questions"]]) == [
        ["m03", 145, 390, 5, 5], ["m05", 32, 296, 4, 4], ["m10", 55, 450, 5, 5]]
    assert heard["student_share_words"].round(3).tolist() == [0.271, 0.098, 0.109]
    assert heard.attrs == {"measure": "listening", "left_out": 7, "shortened": 3}
    card = (sk.log.example_path() / "README.md").read_text(encoding="utf-8")
    assert "145 of 535" in card and "55 of 505" in card


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from([None, "A b?", "C-"]), st.sampled_from([None, "D e f.", "G—"]),
                          st.one_of(st.none(), st.integers(0, 99))), min_size=1, max_size=6))
def test_words_are_neither_lost_nor_made(rows: list[tuple]) -> None:
    heard = sk.listening(talk(*[("m", str(place + 1), *row[:2], None, row[2]) for place, row in enumerate(rows)]))
    if len(heard):
        row = heard.iloc[0]
        assert row["student_words"] == sum({"A b?": 2, "C-": 1, None: 0}[asked] for asked, _, _ in rows)
        assert row["other_words"] == sum({"D e f.": 3, "G—": 1, None: 0}[answer] for _, answer, _ in rows)
        assert pd.isna(row["student_share_time"]) or 0 <= row["student_share_time"] <= 1
        assert row["longest_turn_words"] <= row["other_words"]


# all

@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("log", [Log.from_tables(), Log.from_tables(contacts=pd.DataFrame(columns=["contact"])),
                                 Log.from_tables(**{name: pd.DataFrame(columns=table.names) for name, table in
                                                    sk.schema.TABLES.items()})])
def test_an_empty_log_gives_a_table_of_the_same_columns(measure: object, log: Log) -> None:
    empty = measure(log)
    assert len(empty) == 0
    assert empty.columns.tolist() == measure(sk.example()).columns.tolist()
    assert empty.dtypes.tolist() == measure(sk.example()).dtypes.tolist()


@pytest.mark.parametrize("measure", MEASURES)
def test_nothing_is_changed_in_place(measure: object) -> None:
    log = sk.example()
    before = {name: frame.copy() for name, frame in log.tables.items()}
    measure(log)
    for name, frame in log.tables.items():
        pd.testing.assert_frame_equal(frame, before[name])


def test_strange_logs_and_cohorts_have_steps() -> None:
    assert len(sk.steps(Log.from_tables(**tables()))) == 30 * 7
    cohort = sk.steps(sk.example("cohort"))
    assert (cohort.groupby(["student", "meeting"]).size() == 7).all()
