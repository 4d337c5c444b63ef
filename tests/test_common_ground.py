"""What several said, where they differ, and what one alone said: counted by hand, and read aloud."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit import guide
from shadowkit.log import Log

INTERVIEWS = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "interviews" / "usesthis"
PEOPLE = ("Ada", "Bo", "Cy", "Di")
VIEW = " This is one view of many: meet several people and compare."


def made(marks: list[tuple], *, answers: dict[tuple[str, int], str] | None = None, **more: object) -> Log:
    """Return a log of four people who were asked about promotion and their day; marks are person, place, tag, coder."""
    meetings = {name: f"m{number}" for number, name in enumerate(PEOPLE)}
    said = answers or {(name, place): f"What {name} said, number {place}." for name in PEOPLE for place in (1, 2)}
    rows = [(meetings[name], place, {1: "advancement", 2: "day"}[place], "Well?", answer)
            for (name, place), answer in said.items()]
    return Log.from_tables(**({
        "contacts": pd.DataFrame({"contact": [name.lower() for name in PEOPLE], "name": PEOPLE}),
        "meetings": pd.DataFrame({"meeting": list(meetings.values()), "contact": [name.lower() for name in PEOPLE],
                                  "starts_at": [f"2026-10-0{number + 1}" for number in range(4)], "status": "held"}),
        "answers": pd.DataFrame(rows, columns=["meeting", "position", "topic", "question", "answer"]),
        "tags": pd.DataFrame([(meetings[name], place, 0, 4, *mark) for name, place, *mark in marks],
                             columns=["meeting", "position", "start", "end", "tag", "coder"]),
        "codebook": pd.DataFrame({"tag": ["promotion", "ladder", "none", "slow", "nights"],
                                  "parent": [None, "promotion", "promotion", "promotion", None]})} | more))


def kinds(table: pd.DataFrame) -> dict[str, tuple[str, int, int]]:
    """Return of each thing its kind, who said it of whom heard."""
    return {row["what"]: (row["kind"], row["people"], row["heard"]) for row in table.to_dict("records")}


def test_people_whose_positions_are_not_the_same_differ() -> None:
    table = sk.common_ground(made([("Ada", 1, "ladder", None), ("Bo", 1, "none", None), ("Cy", 1, "none", None),
                                   ("Ada", 2, "nights", None), ("Bo", 2, "nights", None)]))
    assert kinds(table) == {"none": ("different", 2, 4), "ladder": ("different", 1, 4), "nights": ("several", 2, 4)}
    assert table[table["kind"] == "different"]["parent"].unique().tolist() == ["promotion"]
    assert table[["person", "quote", "meeting", "position", "start", "end"]].values.tolist()[0] == [
        "Ada", "What", "m0", 2, 0, 4]


def test_the_same_two_positions_held_by_all_are_no_difference() -> None:
    both = [(name, 1, tag, None) for name in ("Ada", "Bo") for tag in ("ladder", "slow")]
    assert kinds(sk.common_ground(made(both))) == {"ladder": ("several", 2, 4), "slow": ("several", 2, 4)}
    # Who holds one of the two only differs from who holds both.
    assert kinds(sk.common_ground(made([*both, ("Cy", 1, "slow", None)]))) == {
        "slow": ("different", 3, 4), "ladder": ("different", 2, 4)}


def test_two_positions_of_one_person_alone_are_no_difference() -> None:
    table = sk.common_ground(made([("Ada", 1, "ladder", None), ("Ada", 1, "none", None)]))
    assert kinds(table) == {"ladder": ("only one", 1, 4), "none": ("only one", 1, 4)}


def test_what_two_people_say_on_two_topics_is_said_by_several() -> None:
    table = sk.common_ground(made([("Ada", 1, "nights", None), ("Bo", 2, "nights", None), ("Cy", 2, "nights", None)]))
    # Most said it when asked about their day, so it stands there; Ada was heard on that all the same.
    assert kinds(table) == {"nights": ("several", 3, 4)}
    assert table["topic"].unique().tolist() == ["day"]
    assert len(sk.common_ground(made([("Ada", 1, "nights", None)]), topics=["day"])) == 0


def test_who_spoke_of_it_elsewhere_was_heard_on_it() -> None:
    answers = {("Ada", 1): "What I said.", ("Bo", 2): "What Bo said.", ("Cy", 2): "What Cy said."}
    table = sk.common_ground(made([("Ada", 1, "nights", None), ("Bo", 2, "nights", None), ("Cy", 2, "nights", None)],
                                  answers=answers), topics=["day"])
    assert kinds(table) == {"nights": ("several", 3, 3)}


def test_the_students_own_tags_count_unless_another_coder_is_asked_for() -> None:
    log = made([("Ada", 1, "ladder", None), ("Bo", 1, "none", "noor"), ("Bo", 1, "ladder", None)])
    assert kinds(sk.common_ground(log)) == {"ladder": ("several", 2, 4)}
    assert kinds(sk.common_ground(log, coder="noor")) == {"none": ("only one", 1, 4)}
    assert kinds(sk.common_ground(made([("Bo", 1, "none", "noor")]))) == {"none": ("only one", 1, 4)}


def test_words_that_three_people_use_here_and_fewer_elsewhere() -> None:
    says = {("Ada", 1): "I climbed the career ladders. It was Mrs. Ho who told me.",
            ("Bo", 1): "A career ladder?! Never.",
            ("Cy", 1): "The career ladder is long", ("Di", 1): "It is long and dull, my lunch is long.",
            ("Ada", 2): "Lunch.", ("Bo", 2): "Lunch is long."}
    table = sk.common_ground(made([], answers=says))
    assert table[["topic", "kind", "what", "from", "people"]].drop_duplicates().values.tolist() == [
        ["advancement", "several", "career ladder", "term", 3]]
    assert table[["person", "quote", "start"]].values.tolist() == [
        ["Ada", "I climbed the career ladders.", 0], ["Bo", "A career ladder?!", 0],
        ["Cy", "The career ladder is long", 0]]
    assert sk.common_ground(made([], answers=says), terms=0).empty
    asked = made([], answers=says)
    echoed = Log.from_tables(**{name: asked.tables[name] for name in ("contacts", "meetings")},
                             answers=asked.answers.assign(question="What about a career ladder?"))
    assert sk.common_ground(echoed).empty


@pytest.mark.skipif(not INTERVIEWS.is_dir(), reason="The interviews are not on this machine.")
def test_what_938_professionals_share_is_their_trade_and_their_tools() -> None:
    table = sk.common_ground(sk.load(INTERVIEWS), terms=6).drop_duplicates(["topic", "what"])
    shared = table.groupby("topic")["what"].agg(set)
    assert {"designer", "developer"} <= shared["path"] and {"macbook", "photoshop"} <= shared["day"]
    assert "pretty happy" in shared["outlook"]
    assert (table["people"] > 30).all() and (table["heard"] > 800).all()


def test_a_long_sentence_is_shown_around_its_word() -> None:
    says = {(name, 1): "um " * 300 + "pension " + "er " * 300 for name in ("Ada", "Bo", "Cy")}
    table = sk.common_ground(made([], answers=says))
    assert all(len(quote) <= 280 and "pension" in quote for quote in table["quote"])
    for row in table.to_dict("records"):
        assert says["Ada", 1][row["start"]:row["end"]] == row["quote"]


def test_one_topic_read_aloud() -> None:
    log = made([("Ada", 1, "ladder", None), ("Bo", 1, "none", None), ("Cy", 1, "none", None)])
    assert sk.caption(sk.common_ground(log, topics=["advancement"])) == (
        "On what opportunities for promotion exist, 4 people were heard. They differ on promotion: 2 say “none” (Bo "
        "and Cy) and 1 “ladder” (Ada). Nothing that Di said on this is marked." + VIEW)
    assert sk.caption(sk.common_ground(log, topics=["day"])).startswith(
        "On a typical day, 4 people were heard. Nothing is marked on this yet, and whether people agree cannot be told")
    assert sk.caption(sk.common_ground(made([("Ada", 2, "nights", None)]), topics=["day"])) == (
        "On a typical day, 4 people were heard. Only one: 1 says “nights” (Ada). Nothing that Bo, Cy and Di said on "
        "this is marked." + VIEW)


def test_all_topics_read_aloud() -> None:
    log = made([("Ada", 1, "ladder", None), ("Bo", 1, "none", None), ("Cy", 1, "none", None),
                ("Ada", 2, "nights", None), ("Bo", 2, "nights", None)])
    assert sk.caption(sk.common_ground(log)) == (
        "4 people were heard on 2 topics. They differ on promotion: 2 different things are said, and the most shared "
        "of them is “none”, by 2. What most of them share is “nights”, said by 2 of the 4 heard on a typical day. "
        "“ladder” is said by one person alone." + VIEW)


def test_on_rosas_log_people_differ_on_promotion_future_and_machines() -> None:
    table = sk.common_ground(sk.example("student"))
    assert table[table["kind"] == "different"]["parent"].unique().tolist() == ["future", "machines", "promotion"]
    assert sk.caption(sk.common_ground(sk.example("student"), topics=["advancement"])) == (
        "On what opportunities for promotion exist, 6 people were heard. They differ on promotion: 3 say “no ladder” "
        "(Björn Lindqvist, Nadia Haddad and Marisol Vega), 1 “slow ladder” (Lucía Fernández), 1 “open ladder” (Grace "
        "Mwenzi) and 1 “ladder leads away” (Amara Okonkwo)." + VIEW)


@pytest.mark.parametrize(("arguments", "says"), [
    ({"topics": "day"}, r"`topics` must be a list, such as \['day'\]."),
    ({"topics": ["dy"]}, "`topics` must be one of path, day, .*; it was 'dy'. Did you mean 'day'?"),
    ({"terms": -1}, "`terms` must be a whole number, 0 or more; it was -1."),
    ({"terms": True}, "`terms` must be a whole number, 0 or more; it was True."),
    ({"coder": "noor"}, "Nobody has marked a passage yet, so there is no coder 'noor'")])
def test_what_cannot_be_asked_for(arguments: dict, says: str) -> None:
    with pytest.raises(sk.LogError, match=says):
        sk.common_ground(made([]), **arguments)


def test_nobody_and_nothing() -> None:
    table = sk.common_ground(Log.from_tables())
    assert table.empty and sk.caption(table) == "Nobody has been heard on this yet." + VIEW
    assert sk.plot.common_ground(table).axes[0].texts[0].get_text() == "nothing is marked yet"
    with pytest.raises(sk.LogError, match="`common_ground` needs a log, and it got str 'x'"):
        sk.common_ground("x")


def test_several_students_name_nobody() -> None:
    one = made([("Ada", 1, "ladder", None), ("Bo", 1, "none", None)]).tables
    several = Log.from_tables(**{name: pd.concat([frame.assign(student=who) for who in "qr"])
                                 for name, frame in one.items() if len(frame) and name != "students"})
    table = sk.common_ground(several)
    assert "Ada" not in sk.caption(table) and "Ada" not in sk.caption(sk.common_ground(several, topics=["advancement"]))
    assert not any("Ada" in text.get_text() for text in sk.plot.common_ground(table).axes[0].texts)
    with pytest.raises(sk.LogError, match="Load one student's log, or write identifying=True"):
        sk.explore.common_ground(several)
    assert "Ada" in sk.explore.common_ground(several, identifying=True).picture.value


def test_what_one_alone_says_is_shown_also_where_people_differ() -> None:
    explorer = sk.explore.common_ground(made([("Ada", 1, "ladder", None), ("Bo", 1, "none", None),
                                              ("Cy", 1, "none", None)]))
    assert explorer.controls["topic"].value == "advancement"
    assert "Where they differ: promotion" in explorer.picture.value
    explorer.controls["kind"].value = "only one"
    assert "What one person alone says" in explorer.picture.value and "<b>Ada</b>" in explorer.picture.value
    assert "<b>Bo</b>" not in explorer.picture.value
    explorer.controls["kind"].value = "several"
    assert "<b>Bo</b>" in explorer.picture.value and "<b>Ada</b>" not in explorer.picture.value
    explorer.controls["topic"].value = "day"
    assert "no two people are marked as saying the same" in explorer.picture.value


def test_a_script_in_a_log_stays_the_text_it_is() -> None:
    markup = "<script>alert(1)</script>"
    log = made([("Ada", 1, markup, None), ("Bo", 1, markup, None)], answers={("Ada", 1): markup, ("Bo", 1): markup})
    for explorer in (sk.explore.common_ground(log), sk.explore.quotes(log)):
        assert "<script" not in explorer.picture.value + explorer.caption.value
        assert "&lt;scr" in explorer.picture.value


TAGS = ("ladder", "none", "slow", "nights", "promotion", "new")
MARKS = st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from((1, 2)), st.sampled_from(TAGS),
                           st.sampled_from((None, "noor"))), max_size=12, unique=True)


@settings(deadline=None, max_examples=50)
@given(MARKS)
def test_every_mark_of_the_coder_stands_once_and_people_are_counted(marks: list[tuple]) -> None:
    table = sk.common_ground(made(marks), terms=0)
    own = [mark for mark in marks if mark[3] is None] or marks
    expected = {(name, place, tag) for name, place, tag, _ in own}
    found = [(row["person"], row["position"], row["what"]) for row in table.to_dict("records")]
    assert sorted(found) == sorted(expected)
    for what, rows in table.groupby("what"):
        assert rows["people"].unique().tolist() == [len({name for name, _, tag in expected if tag == what})]
        assert rows["kind"].nunique() == rows["topic"].nunique() == 1
        assert (rows["people"] <= rows["heard"]).all() and rows["share"].between(rows["low"], rows["high"]).all()
    assert guide.ONE_VIEW in sk.caption(table)
