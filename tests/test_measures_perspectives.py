"""What different people said, side by side, and where nobody has been asked yet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import shadowkit as sk
from shadowkit import Log, LogError
from shadowkit.measures.perspectives import answers_heard

INTERVIEWS = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "interviews" / "usesthis"


def table(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split(), dtype="str")


def log(**changes: pd.DataFrame) -> Log:
    """Make a log of three people: Amara was met first, then Jon, then Mei."""
    return Log.from_tables(name="rosa", **({
        "contacts": table("contact name field tie",
                          ("mei", "Mei Zhao", "writing", "new"), ("amara", "Amara Okonkwo", "care", "known"),
                          ("jon", None, None, "new"), ("eve", "Eve Hart", "care", "new")),
        "meetings": table("meeting contact starts_at status", ("m3", "mei", "2026-10-03", "held"),
                          ("m1", "amara", "2026-10-01", "held"), ("m2", "jon", "2026-10-02", None)),
        "answers": table("meeting position topic question answer",
                         ("m1", "1", "day", "What is a typical day?", "Rounds."),
                         ("m1", "2", None, "What do you like most?", "The mornings."),
                         ("m2", "1", None, "What do you enjoy most?", "The puzzles."),
                         ("m2", "2", None, "What do you like most?", "And the people."),
                         ("m2", "3", None, "Shall we walk?", "Yes."),
                         ("m3", "1", None, "What do you like most?", None),
                         ("m3", "2", "day", "Is it always like this?", "Never."),
                         ("m3", "3", None, None, "Read a lot.")),
    } | changes))


def plain(matrix: pd.DataFrame) -> list[list]:
    return [[None if pd.isna(cell) else cell for cell in row] for row in matrix.to_numpy()]


def refused(measure: object, *arguments: object, **more: object) -> str:
    with pytest.raises(LogError) as error:
        measure(*arguments, **more)
    return str(error.value)


def test_the_matrix_of_questions() -> None:
    matrix = sk.perspectives(log())
    assert list(matrix.columns) == ["topic", "question", "wordings", "people", "Amara Okonkwo", "jon", "Mei Zhao"]
    assert plain(matrix) == [
        ["day", "What is a typical day?", 1, 1, "Rounds.", None, None],
        ["day", "Is it always like this?", 1, 1, None, None, "Never."],
        ["best_worst", "What do you like most?", 2, 2, "The mornings.", "The puzzles.\n\nAnd the people.", None],
        ["other", "Shall we walk?", 1, 1, None, "Yes.", None],
        ["other", None, 0, 1, None, None, "Read a lot."]]
    assert matrix.attrs == {"measure": "perspectives", "rows": "question", "students": 1}


def test_the_matrix_of_topics() -> None:
    matrix = sk.perspectives(log(), rows="topic")
    assert plain(matrix) == [
        ["day", "a typical day", 2, 2, "Rounds.", None, "Never."],
        ["best_worst", "what they like most and least", 2, 2, "The mornings.", "The puzzles.\n\nAnd the people.", None],
        ["other", "anything else worth asking", 1, 2, None, "Yes.", "Read a lot."]]
    assert matrix.attrs == {"measure": "perspectives", "rows": "topic", "students": 1}


def test_some_topics() -> None:
    matrix = sk.perspectives(log(), topics=["best_worst"], rows="topic")
    assert matrix["topic"].tolist() == ["best_worst"]
    assert list(matrix.columns[4:]) == ["Amara Okonkwo", "jon", "Mei Zhao"]
    assert len(sk.perspectives(log(), topics=["outlook"])) == len(sk.perspectives(log(), topics=[])) == 0


def test_some_people() -> None:
    assert list(sk.perspectives(log(), people=["Mei Zhao", "amara"]).columns[4:]) == ["Amara Okonkwo", "Mei Zhao"]
    assert plain(sk.perspectives(log(), people=["jon"], rows="topic")) == [
        ["best_worst", "what they like most and least", 2, 1, "The puzzles.\n\nAnd the people."],
        ["other", "anything else worth asking", 1, 1, "Yes."]]


def test_people_alike_side_by_side() -> None:
    assert list(sk.perspectives(log(), order="field").columns[4:]) == ["Amara Okonkwo", "Mei Zhao", "jon"]
    assert list(sk.perspectives(log(), order="tie").columns[4:]) == ["Amara Okonkwo", "jon", "Mei Zhao"]


def test_people_who_have_something_in_common() -> None:
    def across(**where: object) -> list[str]:
        return list(sk.perspectives(log(), where=where).columns[4:])

    assert across(field="care") == ["Amara Okonkwo"]
    assert across(field=["writing", "care"]) == ["Amara Okonkwo", "Mei Zhao"]
    assert across(field="not stated") == ["jon"]
    assert across(tie="new", field="writing") == ["Mei Zhao"]
    assert across() == ["Amara Okonkwo", "jon", "Mei Zhao"]
    more = log(contacts=table("contact name parrots", ("mei", "Mei Zhao", "two"), ("jon", "Jon", "none")))
    assert list(sk.perspectives(more, where={"parrots": "two"}, rows="topic").columns[4:]) == ["Mei Zhao"]
    assert refused(sk.perspectives, log(), where={"feild": "care"}).endswith("it was 'feild'. Did you mean 'field'?")
    assert refused(sk.perspectives, log(), where={"field": "cure"}) == (
        "`where['field']` must be one of care, not stated, writing; it was 'cure'. Did you mean 'care'?")
    assert refused(sk.perspectives, log(), where="care").startswith("`where` must name a column of contacts")


def test_who_said_most_comes_first() -> None:
    assert list(sk.perspectives(log(), order="most").columns[4:]) == ["jon", "Amara Okonkwo", "Mei Zhao"]
    assert list(sk.perspectives(log(), order="name").columns[4:]) == ["Amara Okonkwo", "Mei Zhao", "jon"]


def test_ones_own_line_stands_before_the_answer() -> None:
    own = log(summaries=table("contact topic summary", ("amara", "day", "Old."), ("amara", "day", "She walks."),
                              ("mei", "path", "Nobody asked."), ("jon", "other", "<b>He walks.")))
    matrix = sk.perspectives(own, rows="topic")
    assert plain(matrix) == [
        ["day", "a typical day", 2, 2, "In short: She walks.\n\nRounds.", None, "Never."],
        ["best_worst", "what they like most and least", 2, 2, "The mornings.", "The puzzles.\n\nAnd the people.", None],
        ["other", "anything else worth asking", 1, 2, None, "In short: <b>He walks.\n\nYes.", "Read a lot."]]
    assert matrix.attrs["summaries"] == {"day": {"Amara Okonkwo": "She walks."}, "other": {"jon": "<b>He walks."}}
    assert "In 2 of the places your own line stands before the answer." in sk.caption(matrix)
    assert plain(sk.perspectives(own, rows="topic", summaries=False)) == plain(sk.perspectives(log(), rows="topic"))
    assert plain(sk.perspectives(own)) == plain(sk.perspectives(log()))
    drawn, bare = (sk.plot.perspectives(sk.perspectives(one, rows="topic")) for one in (own, log()))
    assert [text.get_text() for text in drawn.axes[0].texts] == [text.get_text() for text in bare.axes[0].texts]


def test_a_line_is_not_that_of_somebody_else_who_spoke() -> None:
    own = log(summaries=table("contact topic summary", ("amara", "day", "She walks.")),
              answers=table("meeting topic answer speaker", ("m1", "day", "Rounds.", None),
                            ("m1", "day", "Hm.", "Ruth")))
    assert plain(sk.perspectives(own, rows="topic")) == [
        ["day", "a typical day", 0, 2, "In short: She walks.\n\nRounds.", "Hm."]]


def test_what_students_say_themselves_is_no_answer() -> None:
    said = table("meeting position question answer speaker", ("m1", "1", "Why?", "Luck.", "Amara Okonkwo"),
                 ("m1", "2", None, "I see.", "Rosa"))
    assert answers_heard(log(answers=said))["answer"].tolist() == ["Luck."]
    assert sk.perspectives(log(answers=said)).columns.tolist() == [
        "topic", "question", "wordings", "people", "Amara Okonkwo"]


def test_names_that_do_not_exist() -> None:
    assert refused(sk.perspectives, log(), rows="questions") == (
        "`rows` must be one of question, topic; it was 'questions'. Did you mean 'question'?")
    assert refused(sk.perspectives, log(), topics=["outlok"]) == (
        "`topics` must be one of path, day, best_worst, outlook, advancement, other; it was 'outlok'. Did you mean "
        "'outlook'?")
    assert refused(sk.perspectives, log(), people=["Mai Zhao"]) == (
        "`people` must be one of Amara Okonkwo, jon, Mei Zhao; it was 'Mai Zhao'. Did you mean 'Mei Zhao'?")
    assert refused(sk.perspectives, log(), people="jon") == "`people` must be a list, such as ['jon']."
    assert refused(sk.perspectives, log(), order="feild").endswith("it was 'feild'. Did you mean 'field'?")
    assert refused(sk.coverage, log(), by="feild").endswith("it was 'feild'. Did you mean 'field'?")


def test_a_topic_not_stated_is_that_of_the_same_question_elsewhere() -> None:
    heard = answers_heard(log(answers=table(
        "meeting topic question answer", ("m1", "outlook", "Shall robots do it?", "No."),
        ("m2", None, "Shall robots do it?", "Yes."), ("m3", None, "Why?", "So."))))
    assert heard["topic"].tolist() == ["outlook", "outlook", "other"]


def test_answers_without_a_meeting_are_answers() -> None:
    matrix = sk.perspectives(log(answers=table(
        "meeting question answer", ("m1", "Why?", "So."), ("lost", "Why?", "Or so."))))
    assert plain(matrix) == [["other", "Why?", 1, 2, "So.", "Or so."]]
    assert list(matrix.columns[4:]) == ["Amara Okonkwo", "lost"]


def test_questions_for_a_meeting_to_come_are_not_yet_asked() -> None:
    meetings = table("meeting contact status", ("m1", "amara", "held"), ("m2", "jon", "planned"))
    matrix = sk.perspectives(log(meetings=meetings, answers=table(
        "meeting question answer", ("m1", "Why?", "So."), ("m2", "Why?", None))))
    assert list(matrix.columns[4:]) == ["Amara Okonkwo"]


def test_an_answer_without_words_keeps_its_person_but_is_no_answer() -> None:
    pictures = log(answers=table("meeting question answer", ("m1", "Why?", "So."), ("m2", "Why?", None)))
    assert plain(sk.perspectives(pictures)) == [["other", "Why?", 1, 1, "So.", None]]
    assert list(sk.perspectives(pictures).columns[4:]) == ["Amara Okonkwo", "jon"]
    coverage = sk.coverage(log(answers=table("meeting topic answer", ("m2", "day", None))), by="tie")
    assert coverage["answers"].sum() == coverage["people"].sum() == 0


def test_who_spoke_is_credited() -> None:
    spoken = log(answers=table(
        "meeting question answer speaker", ("m1", "Why?", "So.", None), ("m1", "Why?", "Or so.", "Ruth"),
        ("m1", "How?", "By hand.", "Amara Okonkwo"), ("m1", "How?", "With care.", "amara"),
        ("m1", "How?", "With Amara.", "Mei Zhao")))
    assert list(sk.perspectives(spoken).columns[4:]) == ["Amara Okonkwo", "Ruth", "Mei Zhao"]
    assert plain(sk.perspectives(spoken)) == [
        ["other", "Why?", 1, 2, "So.", "Or so.", None],
        ["other", "How?", 1, 2, "By hand.\n\nWith care.", None, "With Amara."]]
    heard = answers_heard(spoken)
    # Ruth is none of the contacts, so her words count for whom she works with.
    assert heard["contact"].tolist() == ["amara", "amara", "amara", "amara", "mei"]


def test_people_of_one_name_are_kept_apart() -> None:
    contacts = table("contact name", ("kim1", "Kim Lee"), ("kim2", "Kim Lee"), ("jon", "Jon Vale"))
    meetings = table("meeting contact starts_at", ("m1", "kim1", "2026-10-01"), ("m2", "kim2", "2026-10-02"))
    answers = table("meeting question answer speaker", ("m1", "Why?", "So.", "Kim Lee"), ("m2", "Why?", "No.", None))
    matrix = sk.perspectives(log(contacts=contacts, meetings=meetings, answers=answers))
    assert list(matrix.columns[4:]) == ["Kim Lee (kim1)", "Kim Lee (kim2)"]
    assert plain(matrix) == [["other", "Why?", 1, 2, "So.", "No."]]
    assert list(sk.perspectives(log(contacts=contacts, meetings=meetings, answers=answers), people=["kim2"])) == [
        "topic", "question", "wordings", "people", "Kim Lee (kim2)"]


def test_people_of_two_students_are_kept_apart() -> None:
    def said(speaker: str | None) -> Log:
        return Log.from_tables(
            contacts=table("student contact name", ("ann", "c1", "Kim Lee"), ("bea", "c1", "Kim Lee")),
            meetings=table("student meeting contact starts_at", ("ann", "m1", "c1", "2026-10-01"),
                           ("bea", "m1", "c1", "2026-10-02")),
            answers=table("student meeting answer speaker",
                          ("ann", "m1", "So.", speaker), ("bea", "m1", "No.", speaker),
                          ("ann", "m9", "Or so.", None), ("bea", "m9", "Or no.", None)))

    assert list(sk.perspectives(said(None)).columns[4:]) == [
        "Kim Lee (c1, ann)", "Kim Lee (c1, bea)", "m9 (m9, ann)", "m9 (m9, bea)"]
    assert list(sk.perspectives(said("Ruth")).columns[4:]) == [
        "Ruth (ann)", "Ruth (bea)", "m9 (m9, ann)", "m9 (m9, bea)"]


def test_coverage_says_where_nobody_has_spoken() -> None:
    coverage = sk.coverage(log())
    assert coverage.to_numpy().tolist() == [
        ["path", "care", 0, 0, 2], ["path", "writing", 0, 0, 1], ["path", "not stated", 0, 0, 1],
        ["day", "care", 1, 1, 2], ["day", "writing", 1, 1, 1], ["day", "not stated", 0, 0, 1],
        ["best_worst", "care", 1, 1, 2], ["best_worst", "writing", 0, 0, 1], ["best_worst", "not stated", 1, 2, 1],
        ["outlook", "care", 0, 0, 2], ["outlook", "writing", 0, 0, 1], ["outlook", "not stated", 0, 0, 1],
        ["advancement", "care", 0, 0, 2], ["advancement", "writing", 0, 0, 1], ["advancement", "not stated", 0, 0, 1]]
    assert list(coverage.columns) == ["topic", "field", "people", "answers", "known"]
    assert coverage.attrs == {"measure": "coverage", "by": "field"}


@pytest.mark.parametrize("by", ["tie", "source", "contact", "student", "added_on", "added_on_precision"])
def test_coverage_by_any_column(by: str) -> None:
    coverage = sk.coverage(sk.example("student"), by=by)
    assert list(coverage.columns) == ["topic", by, "people", "answers", "known"]
    assert coverage["answers"].sum() == (answers_heard(sk.example("student"))["topic"] != "other").sum()


def test_an_empty_log_makes_empty_tables() -> None:
    silent = table("meeting answer", ("m1", None))
    for empty in (Log.from_tables(), log(answers=silent.iloc[:0]), log(answers=silent)):
        for rows in ("question", "topic"):
            matrix = sk.perspectives(empty, rows=rows, order="field")
            assert list(matrix.columns[:4]) == ["topic", "question", "wordings", "people"] and len(matrix) == 0
        assert sk.coverage(empty)["people"].sum() == 0
    assert list(sk.coverage(Log.from_tables()).columns) == ["topic", "field", "people", "answers", "known"]


def test_the_log_stays_as_it_is() -> None:
    given = log()
    before = {name: frame.copy() for name, frame in given.tables.items()}
    sk.perspectives(given)
    sk.coverage(given)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(given.tables[name], frame)


def test_the_example() -> None:
    example = sk.example("student")
    matrix = sk.perspectives(example, rows="topic")
    assert matrix.set_index("topic")["people"].to_dict() == {
        "path": 9, "day": 8, "best_worst": 8, "outlook": 6, "advancement": 6, "other": 4}
    # Two answers of the shadow are a technician's.
    assert matrix["Marisol Vega, veterinary technician"].notna().sum() == 2
    assert len(matrix.columns) - 4 == 9 and len(answers_heard(example)) == 43
    coverage = sk.coverage(example).set_index(["topic", "field"])["people"]
    assert coverage["outlook", "public health"] == 0
    assert coverage["advancement", "laboratory"] == coverage["advancement", "writing and teaching"] == 0


@pytest.mark.skipif(not INTERVIEWS.is_dir(), reason=f"the published interviews are not in {INTERVIEWS}")
def test_the_published_interviews() -> None:
    interviews = sk.load(INTERVIEWS)
    matrix = sk.perspectives(interviews)
    assert matrix[["topic", "question", "wordings", "people"]].to_numpy().tolist() == [
        ["path", "Who are you, and what do you do?", 1, 936], ["day", "What hardware do you use?", 1, 936],
        ["day", "And what software?", 1, 936], ["outlook", "What would be your dream setup?", 1, 936]]
    people = matrix.columns[4:]
    assert len(people) == people.nunique() == 938
    # Two people answered in pictures only; they stand beside the others without words.
    wordless = matrix[people].isna().all()
    assert len(people[wordless]) == 2
    assert matrix[people].notna().sum().sum() == interviews.answers["answer"].notna().sum() == 4 * 936


def test_answers_without_a_question_keep_to_their_topic() -> None:
    log = sk.Log.from_tables(
        meetings=pd.DataFrame({"meeting": ["m"], "contact": ["ann"], "status": ["held"]}),
        answers=pd.DataFrame({"meeting": ["m", "m"], "topic": ["day", "path"], "answer": ["Long.", "By chance."]}))
    matrix = sk.perspectives(log)
    assert matrix[["topic", "ann"]].values.tolist() == [["path", "By chance."], ["day", "Long."]]
