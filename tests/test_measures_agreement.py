"""Agreement between coders on tables typed by hand: what counts as read, as given, as agreed; and where they differ."""

from __future__ import annotations

import html
import re

import numpy as np
import pandas as pd
import pytest

import shadowkit as sk
from shadowkit.measures.agreement import ALL_TAGS

MARKUP = "<script>alert(1)</script>"
Mark = tuple[str, int, int | None, int | None, str, str | None]


def made(*marks: Mark, name: str = "rosa", answers: dict[tuple[str, int], str] | None = None,
         codebook: list[tuple[str, str | None]] = ()) -> sk.Log:
    """Make a log of two meetings of four answers of ten characters, or of the answers given."""
    said = answers or {(meeting, place): "abcdefghij" for meeting in ("m1", "m2") for place in (1, 2, 3, 4)}
    return sk.Log.from_tables(
        name=name,
        contacts=pd.DataFrame({"contact": ["ada", "bo"], "name": ["Ada (invented)", f"Bo {MARKUP}"]}),
        meetings=pd.DataFrame({"meeting": ["m1", "m2"], "contact": ["ada", "bo"], "status": "held"}),
        answers=pd.DataFrame([(*place, "Why?", words) for place, words in said.items()],
                             columns=["meeting", "position", "question", "answer"]),
        tags=pd.DataFrame(list(marks), columns=["meeting", "position", "start", "end", "tag", "coder"]),
        codebook=pd.DataFrame(list(codebook), columns=["tag", "parent"]))


def both(*, tag: str = "care", rosa: tuple[int, ...] = (), noor: tuple[int, ...] = (), meeting: str = "m1",
         ) -> list[Mark]:
    return [(meeting, place, 0, 5, tag, coder) for coder, places in (("rosa", rosa), ("noor", noor))
            for place in places]


def row(table: pd.DataFrame, tag: str = "care") -> dict[str, object]:
    return table[table["tag"] == tag].iloc[0].to_dict()


def test_answers_are_counted() -> None:
    found = row(sk.agreement(made(*both(rosa=(1, 2), noor=(2, 3)))))
    assert [found[name] for name in ("coders", "answers", "units", "marked", "given", "agreed")] == [2, 4, 4, 3, 3, 2]
    assert found["agreement"] == 0.5 and found["kappa"] == 0
    # 4 of 8 values are yes: chance brings 2 × 4 × 4 / (8 × 7) = 4/7 of disagreement, and 1/2 was seen.
    assert found["by_chance"] == pytest.approx(3 / 7) and found["alpha"] == pytest.approx(1 - 0.5 / (4 / 7))
    assert found["ac1"] == 0
    assert found["verdict"] == "too few to tell"


def test_what_a_coder_has_not_read_is_missing() -> None:
    log = made(*both(rosa=(1, 2), noor=(1, 3)), *both(rosa=(1, 2, 3, 4), meeting="m2"))
    table = sk.agreement(log)
    assert row(table)["answers"] == 4 and row(table)["agreed"] == 2
    said = sk.agreement(log, meetings={"noor": ["m1", "m2"]})
    assert row(said)["answers"] == 8 and row(said)["agreed"] == 2
    assert row(sk.agreement(log, meetings=["m2"]))["agreed"] == 0
    assert len(sk.disagreements(log)) == 2 and len(sk.disagreements(log, meetings=["m1", "m2"])) == 6


def test_characters_are_counted() -> None:
    log = made(("m1", 1, 0, 4, "care", "rosa"), ("m1", 1, 2, 6, "care", "noor"), answers={("m1", 1): "abcdefghij"})
    found = row(sk.agreement(log, on="characters"))
    assert [found[name] for name in ("answers", "units", "marked", "given", "agreed")] == [1, 10, 1, 6, 6]
    assert found["agreement"] == 0.6
    # 8 of 20 characters are marked: by chance 2 × 8 × 12 / (20 × 19) differ.
    assert found["alpha"] == pytest.approx(1 - 0.4 / (192 / 380))
    assert np.isnan(found["alpha_low"]) and found["verdict"] == "too few to tell"


def test_characters_are_those_that_one_could_count_one_by_one() -> None:
    rng = np.random.default_rng(2)
    texts = {("m1", place): "x" * int(rng.integers(1, 30)) for place in range(1, 9)}
    marks, said = [], []
    for (meeting, place), text in texts.items():
        given = np.zeros((3, len(text)))
        for who, coder in enumerate(("a", "b", "c")):
            for _ in range(rng.integers(0, 3)):
                start, end = np.sort(rng.integers(0, len(text) + 1, 2))
                if start < end:
                    marks.append((meeting, place, int(start), int(end), "care", coder))
                    given[who, start:end] = 1
        said.append(given)
    found = row(sk.agreement(made(*marks, answers=texts), on="characters"))
    every = np.concatenate(said, axis=1)
    assert found["units"] == every.shape[1]
    assert found["alpha"] == pytest.approx(sk.stats.krippendorff_alpha(every))
    assert found["agreement"] == pytest.approx(sk.stats.percent_agreement(every))
    assert found["ac1"] == pytest.approx(sk.stats.gwet_ac1(sk.stats.tally(every, values=[0, 1])).value)
    assert found["agreed"] == (every.sum(axis=0) % 3 == 0).sum()


def test_all_given_by_all_is_undefined_and_said_to_be() -> None:
    table = sk.agreement(made(*both(rosa=(1, 2, 3, 4), noor=(1, 2, 3, 4)), *both(tag="time", rosa=(1,), noor=(2,))))
    found = row(table)
    assert found["verdict"] == "undefined: no variation" and found["agreement"] == 1
    assert np.isnan(found["alpha"]) and np.isnan(found["kappa"])
    assert "For “care” it is undefined: no variation, as everybody gave it everywhere." in sk.caption(table)
    assert table["tag"].tolist() == ["time", "care", ALL_TAGS]
    shown = [text.get_text() for text in sk.plot.agreement(table).axes[0].texts]
    assert "undefined: no variation" in shown
    only = sk.agreement(made(*both(rosa=(1, 2, 3, 4), noor=(1, 2, 3, 4))))
    assert sk.caption(only) == (
        "rosa and noor both read 4 answers and agree on 4 of 4 answers about “care”; if they marked as many at random, "
        "it would be about 4. Krippendorff's alpha is undefined: no variation.")


def test_kappa_is_for_two_and_alpha_for_any_number() -> None:
    marks = [*both(rosa=(1, 2), noor=(1, 2)), ("m1", 1, 0, 5, "care", "omar"), ("m1", 3, 0, 5, "care", "omar")]
    table = sk.agreement(made(*marks), coefficient="kappa")
    assert row(table)["coders"] == 3 and row(table)["agreed"] == 2
    assert row(table)["agreement"] == pytest.approx((1 + 1 / 3 + 1 / 3 + 1) / 4)
    assert row(table)["verdict"] == "two coders only" and "name two in `coders`" in sk.caption(table)
    two = sk.agreement(made(*marks), coefficient="kappa", coders=["rosa", "noor"])
    assert row(two)["kappa"] == 1 and sk.plot.agreement(table)


def test_together_is_every_answer_with_every_tag() -> None:
    log = made(*both(rosa=(1, 2), noor=(2, 3)), *both(tag="time", rosa=(4,), noor=(4,)))
    found = row(sk.agreement(log), ALL_TAGS)
    assert [found[name] for name in ("answers", "units", "agreed")] == [4, 8, 6]
    assert found["kappa"] == pytest.approx(sk.stats.cohen_kappa([[4, 1], [1, 2]]).value)


def test_a_tag_where_one_alone_has_read_is_left_out() -> None:
    table = sk.agreement(made(*both(rosa=(1,), noor=(1,)), *both(tag="time", rosa=(1,), meeting="m2")))
    assert table["tag"].tolist() == ["care"]
    assert sk.caption(table).endswith(" Left out: 1 tag given only where one alone has read.")


def test_a_mark_without_a_passage_is_one_of_the_whole_answer_and_one_outside_is_left_out() -> None:
    log = made(("m1", 1, None, None, "care", "rosa"), ("m1", 1, 0, 10, "care", "noor"),
               ("m1", 2, 8, 99, "care", "rosa"), ("m9", 1, 0, 5, "care", "rosa"))
    found = sk.agreement(log, on="characters")
    assert row(found)["given"] == 10 and row(found)["agreed"] == 40
    assert "Left out: 2 marks outside of the answers." in sk.caption(found)
    assert row(sk.agreement(log))["given"] == 2


def test_each_codes_a_copy_of_their_own() -> None:
    one = made(*[(*mark[:5], None) for mark in both(rosa=(1, 2))])
    other = made(*[(*mark[:5], None) for mark in both(rosa=(2, 3))], name="noor")
    together = sk.agreement(one, other)
    assert together.attrs["coders"] == ["rosa", "noor"]
    in_one = sk.agreement(made(*both(rosa=(1, 2), noor=(2, 3))))
    pd.testing.assert_frame_equal(together, in_one)
    assert len(sk.disagreements(one, other)) == 2
    assert sk.explore.agreement(one, other).status.value == ""
    assert "noor" in sk.explore.disagreements(one, other).picture.value
    # Who has the others' marks too has the same marks, once.
    pd.testing.assert_frame_equal(sk.agreement(one, other, made(*both(rosa=(1, 2), noor=(2, 3)))), in_one)


def test_copies_must_be_copies() -> None:
    one = made(*both(rosa=(1,)))
    with pytest.raises(sk.LogError) as raised:
        sk.agreement(one, made(*both(noor=(1,)), answers={("m1", 1): "something else"}, name="noor"))
    assert str(raised.value) == ("Answer 1 of meeting 'm1' reads otherwise in the log 'noor', so its passages cannot "
                                 "be compared; let all code copies of the same log.")
    with pytest.raises(sk.LogError) as raised:
        sk.agreement(one, made(*both(rosa=(2,)), name="noor"))
    assert str(raised.value) == ("Two of the logs hold different marks of a coder 'rosa', so it cannot be told whose "
                                 "they are; write each coder's own name in the column `coder` of tags.")


@pytest.mark.parametrize(("arguments", "message"), [
    ({"on": "words"}, "`on` must be one of answers, characters; it was 'words'."),
    ({"coders": "rosa"}, "`coders` must be a list, such as ['rosa', …]."),
    ({"coders": ["rosa"]}, "`coders` needs two or more names, as one coder alone has nobody to agree with."),
    ({"coders": ["rosa", "nor"]}, "`coders` must be one of rosa, noor; it was 'nor'. Did you mean 'noor'?"),
    ({"meetings": "m1"}, "`meetings` must be a list, such as ['m1'], or name a list for each coder."),
    ({"meetings": ["m7"]}, "`meetings` must be one of m1, m2; it was 'm7'."),
    ({"meetings": {"omar": ["m1"]}}, "`meetings` must be one of rosa, noor; it was 'omar'."),
])
def test_what_does_not_exist_is_said(arguments: dict[str, object], message: str) -> None:
    log = made(*both(rosa=(1,), noor=(1,)))
    for measure in (sk.agreement, sk.disagreements):
        with pytest.raises(sk.LogError) as raised:
            measure(log, **arguments)
        assert str(raised.value) == message


def test_other_errors() -> None:
    log = made(*both(rosa=(1,), noor=(1,)))
    with pytest.raises(sk.LogError, match="`coefficient` must be one of alpha, kappa, ac1; it was 'pi'."):
        sk.agreement(log, coefficient="pi")
    with pytest.raises(sk.LogError, match=r"`tags` must be a list, such as \['care'\]."):
        sk.disagreements(log, tags="care")
    with pytest.raises(sk.LogError, match="`tags` must be one of care; it was 'cure'. Did you mean 'care'?"):
        sk.disagreements(log, tags=["cure"])
    for measure in (sk.agreement, sk.disagreements):
        with pytest.raises(sk.LogError, match="needs a log, and it got str 'somewhere'"):
            measure(log, "somewhere")


@pytest.mark.parametrize(("marks", "says"), [
    ((), "Nobody has marked a passage yet, so there is no agreement to look at."),
    (both(rosa=(1, 2)), "Only rosa has marked passages, so there is nobody to agree with: let a second person code "
                        "some of the meetings without seeing these marks."),
    ([*both(rosa=(1,)), *both(noor=(1,), meeting="m2")],
     "rosa and noor have marked no meeting in common, so there is nothing to compare."),
])
def test_nothing_to_compare_is_said(marks: list[Mark], says: str) -> None:
    log = made(*marks)
    for noun in ("agreement", "disagreements"):
        table = getattr(sk, noun)(log)
        assert len(table) == 0 and sk.caption(table).startswith(says)
        assert getattr(sk.plot, noun)(table).alt == sk.caption(table)
        assert getattr(sk.explore, noun)(log).status.value == ""


def test_places_to_talk_about_come_in_order() -> None:
    log = made(
        ("m1", 1, 0, 4, "slow ladder", "rosa"), ("m1", 1, 5, 9, "open ladder", "noor"),
        ("m1", 2, 0, 4, "care", "rosa"), ("m1", 2, 2, 6, "money", "noor"),
        ("m1", 3, 0, 3, "care", "rosa"), ("m1", 3, 6, 9, "time", "rosa"), ("m1", 4, 0, 4, "care", "noor"),
        codebook=[("promotion", None), ("slow ladder", "promotion"), ("open ladder", "promotion")])
    table = sk.disagreements(log)
    assert table[["kind", "tag", "marked_by", "not_marked_by", "position", "quote"]].to_numpy().tolist() == [
        ["opposite", "open ladder", "noor", "rosa", 1, "fghi"], ["opposite", "slow ladder", "rosa", "noor", 1, "abcd"],
        ["other tag", "care", "rosa", "noor", 2, "abcd"], ["other tag", "money", "noor", "rosa", 2, "cdef"],
        ["one side", "care", "rosa", "noor", 3, "abc"], ["one side", "care", "noor", "rosa", 4, "abcd"],
        ["one side", "time", "rosa", "noor", 3, "ghi"]]
    assert table["instead"].tolist()[:4] == ["slow ladder", "open ladder", "money", "care"]
    assert table["instead"].isna().tolist() == [False] * 4 + [True] * 3
    assert table["person"].unique().tolist() == ["Ada (invented)"] and table["question"].unique().tolist() == ["Why?"]
    assert sk.caption(table) == (
        "rosa and noor both read 4 answers and differ in 7 places, on 5 tags. Most often on “care” (3 places). Begin, "
        "with Ada (invented): noor marked “open ladder”, and rosa gave “slow ladder”. Who is right is not decided by "
        "counting: ask what each of you saw, then sharpen the tag's definition.")


def test_other_words_are_a_difference_on_characters_only() -> None:
    log = made(("m1", 1, 0, 4, "care", "rosa"), ("m1", 1, 6, 9, "care", "noor"), ("m1", 2, 0, 4, "care", "rosa"),
               ("m1", 2, 0, 9, "care", "noor"), ("m1", 3, 0, 4, "care", "rosa"), ("m1", 3, 0, 4, "care", "noor"))
    assert len(sk.disagreements(log)) == 0
    assert sk.caption(sk.disagreements(log)) == "rosa and noor both read 4 answers and nowhere differ."
    table = sk.disagreements(log, on="characters")
    assert table["kind"].tolist() == ["other words", "longer or shorter"]
    assert table["characters"].tolist() == [7, 5] and table["marked_by"].unique().tolist() == ["rosa, noor"]
    assert table["quote"].tolist() == ["rosa: “abcd”; noor: “ghi”",
                                       "rosa: “abcd”; noor: “abcdefghi”"]


def test_markup_stays_text() -> None:
    log = made(("m2", 1, 0, len(MARKUP), MARKUP, "rosa"), ("m2", 2, 0, 3, "care", f"noor {MARKUP}"),
               answers={("m2", 1): MARKUP, ("m2", 2): "日本語の答え"})
    shown = []
    for explorer in (sk.explore.agreement(log), sk.explore.disagreements(log)):
        for control in explorer.controls.values():
            for _, value in control._options_full:
                control.value = value
                assert explorer.status.value == ""
                shown.append(explorer.picture.value + explorer.caption.value)
            control.value = control._options_full[0][1]
    assert not any("<script" in page for page in shown)
    assert any(html.escape(MARKUP) in page and "日本語" in page for page in shown)


def test_tags_of_several_students_stay_their_own() -> None:
    frames = {"answers": pd.DataFrame({"student": ["q", "q", "r", "r"], "meeting": "m", "position": [1, 2, 1, 2],
                                       "question": "Why?", "answer": "abcdefghij"}),
              "tags": pd.DataFrame({"student": ["q", "q", "r", "r"], "meeting": "m", "position": [1, 1, 1, 2],
                                    "start": 0, "end": 4, "tag": "care", "coder": ["x", "y", "x", "y"]})}
    log = sk.Log.from_tables(**frames)
    assert row(sk.agreement(log))["agreed"] == 2 and len(sk.disagreements(log)) == 2
    with pytest.raises(sk.LogError, match="Load one student's log, or write identifying=True"):
        sk.explore.disagreements(log)
    assert sk.explore.disagreements(log, identifying=True).status.value == ""


def test_the_list_can_be_read_in_the_explorer() -> None:
    explorer = sk.explore.disagreements(sk.example("student"))
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', explorer.picture.value) == [
        "Tag", "The words", "Marked by", "Not marked by", "How they differ"]
    assert 'tabindex="0"' in explorer.picture.value and "talking to relatives" in explorer.picture.value
    assert explorer.picture.value.count("<tr>") == 1 + len(sk.disagreements(sk.example("student")))


def test_tables_are_not_changed_in_place() -> None:
    log = sk.example("student")
    before = {name: frame.copy() for name, frame in log.tables.items()}
    sk.agreement(log, on="characters"), sk.disagreements(log, on="characters")
    for name, frame in log.tables.items():
        pd.testing.assert_frame_equal(frame, before[name])
