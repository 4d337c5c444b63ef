"""Who led to whom: small forests typed by hand, circles, and a forest of sixty."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg

import shadowkit as sk
from shadowkit.log import Log


def forest(*pairs: tuple[str, str | None], **tables: pd.DataFrame) -> Log:
    """Return a log of contacts, each with who named them."""
    return Log.from_tables(contacts=pd.DataFrame(pairs, columns=["contact", "referred_by"]), **tables)


def rows(log: Log, *names: str) -> list[list]:
    return [[None if pd.isna(value) else value for value in row]
            for row in sk.referrals(log)[list(names)].to_numpy().tolist()]


def test_a_forest_by_hand() -> None:
    log = forest(
        ("zoe", None), ("ana", None), ("ben", "ana"), ("cy", "ben"), ("dot", "ana"), ("eve", "zoe"),
        outreach=pd.DataFrame({"contact": ["ben", "cy", "eve"], "sent_at": "2026-10-01",
                               "replied_at": ["2026-10-02", "2026-10-03", None]}),
        meetings=pd.DataFrame({"meeting": ["m"], "contact": ["cy"], "starts_at": ["2026-10-05"], "status": ["held"]}))
    assert rows(log, "contact", "referred_by", "root", "depth", "led_to", "people", "replies", "meetings", "stage") == [
        ["ana", None, "ana", 0, 2, 3, 2, 1, "named"], ["ben", "ana", "ana", 1, 1, 1, 1, 1, "replied"],
        ["cy", "ben", "ana", 2, 0, 0, 0, 0, "met"], ["dot", "ana", "ana", 1, 0, 0, 0, 0, "named"],
        ["zoe", None, "zoe", 0, 1, 1, 0, 0, "named"], ["eve", "zoe", "zoe", 1, 0, 0, 0, 0, "asked"]]
    assert sk.caption(sk.referrals(log)) == (
        "Of 6 people on the list, 4 were named by others. ana led to 3 (replies: 2, met: 1); zoe led to 1 (replies: 0, "
        "met: 0). The longest chain: ana → ben → cy. 1 of those you met has named nobody so far: ask whom else to talk "
        "to.")


def test_who_named_somebody_not_on_the_list_yet_has_named_somebody() -> None:
    log = forest(("ann", None), ("ben", None), ("cy", "ben"), meetings=pd.DataFrame({
        "meeting": ["m"], "contact": ["ann"], "starts_at": ["2026-10-05"], "status": ["held"],
        "referrals": ["Gwen Pryce"]}))
    assert rows(log, "contact", "led_to", "named_others") == [["ben", 1, True], ["cy", 0, False], ["ann", 0, True]]
    assert "named nobody so far" not in sk.caption(sk.referrals(log))


def test_of_several_students_only_counts_are_said() -> None:
    assert sk.caption(sk.referrals(sk.example("cohort"))) == (
        "Of 2,426 people on the list, 351 were named by others. The longest chain has 4 people.")


def test_a_tree_with_rows_taken_out_is_drawn() -> None:
    table = sk.referrals(sk.example("student"))
    chosen = table[table["stage"] == "met"]
    chosen.attrs = table.attrs
    assert sk.plot.referrals(chosen).alt


def test_a_name_that_is_not_on_the_list_begins_a_tree() -> None:
    assert rows(forest(("ana", "nobody"), ("ben", "ana")), "contact", "depth") == [["ana", 0], ["ben", 1]]


@pytest.mark.parametrize(("pairs", "problems", "trees"), [
    ([("ana", "ana")], ["row 2 of contacts says that ana was named by ana: nobody leads to oneself; write who it was, "
                        "or leave `referred_by` empty."], [["ana", 0]]),
    ([("ana", "ben"), ("ben", "ana"), ("cy", "ben")],
     ["row 2 of contacts says that ana was named by ben, who was named by ana: a circle; empty `referred_by` of the "
      "one you found first."], [["ana", 0], ["ben", 1], ["cy", 2]]),
    ([("dot", "cy"), ("ana", "ben"), ("ben", "cy"), ("cy", "ana")],
     ["row 3 of contacts says that ana was named by ben, who was named by cy, who was named by ana: a circle; empty "
      "`referred_by` of the one you found first."], [["ana", 0], ["cy", 1], ["dot", 2], ["ben", 2]]),
    ([("ana", None), ("ben", "ana")], [], [["ana", 0], ["ben", 1]])])
def test_circles_are_problems_and_cut(pairs: list, problems: list[str], trees: list) -> None:
    log = forest(*pairs)
    assert log.problems["problem"].tolist() == problems
    assert rows(log, "contact", "depth") == trees


def test_the_same_handle_of_two_students_is_two_people() -> None:
    contacts = pd.DataFrame([("s1", "ana", None), ("s1", "ben", "ana"), ("s2", "ana", "ben"), ("s2", "ben", None)],
                            columns=["student", "contact", "referred_by"])
    log = Log.from_tables(contacts=contacts)
    assert len(log.problems) == 0
    assert rows(log, "student", "contact", "depth") == [["s1", "ana", 0], ["s1", "ben", 1], ["s2", "ben", 0],
                                                        ["s2", "ana", 1]]
    with pytest.raises(sk.LogError, match="names the people whom single students meet"):
        sk.plot.referrals(sk.referrals(log))
    with pytest.raises(sk.LogError, match="`explore.referrals` names the people"):
        sk.explore.referrals(log)
    explorer = sk.explore.referrals(log, identifying=True)
    assert [label for label, _ in explorer.controls["tree"].options] == ["s1", "s2"]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.one_of(st.none(), st.integers(0, 11)), max_size=12))
def test_any_list_is_a_forest(parents: list[int | None]) -> None:
    log = forest(*((f"p{number}", None if parent is None else f"p{parent}") for number, parent in enumerate(parents)))
    table = sk.referrals(log)
    assert sorted(table["contact"]) == sorted(f"p{number}" for number in range(len(parents)))
    roots = table[table["depth"] == 0]
    assert (roots["people"] + 1).sum() == len(parents)
    assert roots["contact"].tolist() == roots["root"].tolist() and roots["referred_by"].isna().all()
    assert table["led_to"].sum() == len(parents) - len(roots)


def test_sixty_people_can_be_read() -> None:
    pairs = [("p0", None), *((f"p{number}", f"p{(number - 1) // 3}") for number in range(1, 60))]
    figure = sk.plot.referrals(sk.referrals(forest(*pairs)))
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    boxes = [text.get_window_extent(canvas.get_renderer()) for text in figure.axes[0].texts
             if text.get_text().strip().startswith("p")]
    assert len(boxes) == 60
    tops = sorted(boxes, key=lambda box: -box.y0)
    assert all(above.y0 >= below.y1 - 1 for above, below in zip(tops, tops[1:], strict=False))
