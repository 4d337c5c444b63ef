"""The options a student weighs, beside what was heard of each: a small log typed by hand."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest

import shadowkit as sk
from shadowkit.log import Log

MARKUP = "<script>window.pwned = true</script>"


def frame(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def log(**changes: pd.DataFrame) -> Log:
    """Return a log of ann and ben (law), cas (art), and dot (sea), who was not met."""
    return Log.from_tables(**({
        "contacts": frame("contact name field role", ("ann", "Ann Lee", "law", "judge"),
                          ("ben", "Ben Ode", "law", "clerk"), ("cas", "Cas Roy", "art", "painter"),
                          ("dot", "Dot Ek", "sea", "sailor")),
        "meetings": frame("meeting contact starts_at status", ("m1", "ann", "2026-09-01", "held"),
                          ("m2", "ben", "2026-09-02", "held"), ("m3", "cas", "2026-09-03", "held")),
        "answers": frame("meeting position topic question answer speaker",
                         ("m1", 1, "day", "Your day?", "Files all day.", None),
                         ("m2", 1, "day", "Your day?", "Calls. " + "word " * 40, None),
                         ("m2", 2, "path", "How come?", "By chance.", "Zoe, usher"),
                         ("m3", 1, "day", "Your day?", f"I paint {MARKUP}", None)),
        "tags": frame("meeting position start end tag coder", ("m1", 1, 0, 5, "paper", None),
                      ("m1", 1, 0, 5, "other paper", "noor")),
        "summaries": frame("contact topic summary", ("cas", "day", "Paint.")),
        "reflections": frame("meeting written_at interest_before interest_after fit_interests fit_abilities fit_values "
                             "still_unknown next_step",
                             ("m1", "2026-09-01", 2, 4, 5, None, 3, "The pay.", "Read."),
                             ("m3", "2026-09-03", 3, None, None, None, None, None, None)),
    } | changes))


def heard(table: pd.DataFrame, option: str, criterion: str) -> tuple[int, str]:
    row = table[(table["option"] == option) & (table["criterion"] == criterion)].iloc[0]
    return int(row["voices"]), row["heard"]


def test_what_stands_behind_each_option() -> None:
    table = sk.decision(log())
    assert table["option"].unique().tolist() == ["law", "art"]
    assert table["criterion"].unique().tolist() == [
        "path", "day", "best_worst", "outlook", "advancement", "interest", "fit", "still_unknown", "next_step"]
    # The tag of another coder is not the student's; Ann's answer is told by its quote; Ben's is cut.
    assert heard(table, "law", "day") == (2, "Ann Lee: “Files”\nBen Ode: “Calls." + " word" * 29 + " …”")
    assert heard(table, "art", "day") == (1, "Cas Roy: Paint.")
    assert heard(table, "law", "path") == (1, "Zoe, usher: “By chance.”")
    assert heard(table, "art", "path") == (0, "")
    assert heard(table, "law", "interest") == (1, "Ann Lee: 2 → 4 (1 Sep)")
    assert heard(table, "art", "interest") == (1, "Cas Roy: 3 → not noted (3 Sep)")
    assert heard(table, "law", "fit") == (1, "Ann Lee: my interests 5, my values 3 (1 Sep)")
    assert heard(table, "law", "still_unknown")[1].splitlines() == [
        "Ann Lee: The pay.", "Nobody has spoken on what they like most and least.",
        "Nobody has spoken on where they see the profession heading.",
        "Nobody has spoken on what opportunities for promotion exist."]
    assert heard(table, "law", "next_step")[1].startswith("Ann Lee: Read.\nNobody from law has spoken with you on")
    assert sk.caption(table) == (
        "2 options by field, with the people heard: law (3 people), art (1 person: one view). For law, nobody has "
        "spoken on what they like most and least, where they see the profession heading and what opportunities for "
        "promotion exist. For art, nobody has spoken on their way into the profession, what they like most and least, "
        "where they see the profession heading and what opportunities for promotion exist. Nothing is added up: what "
        "weighs most is yours to say.")


def test_options_of_ones_own() -> None:
    assert sk.decision(log(), ["sea", "law"])["option"].unique().tolist() == ["sea", "law"]
    assert "sea (nobody)" in sk.caption(sk.decision(log(), ["sea", "law"]))
    assert sk.decision(log(), by="role")["option"].unique().tolist() == ["clerk", "judge", "painter"]
    table = sk.decision(log(), {"stay": ["ann", "Cas Roy"], "go": ["ann"], "neither": []})
    assert table.attrs["voices"] == {"stay": 2, "go": 1, "neither": 0}
    assert heard(table, "stay", "day") == (2, "Cas Roy: Paint.\nAnn Lee: “Files”")
    assert heard(table, "neither", "next_step") == (0, "")
    assert sk.caption(table).startswith("3 options, with the people heard: stay (2 people), go (1 person: one view), ")


@pytest.mark.parametrize(("options", "more", "says"), [
    (["lav"], {}, "`options` must be one of art, law, sea; it was 'lav'. Did you mean 'law'?"),
    ("law", {}, "`options` must be a list, such as ['law'], or a dict from options to people."),
    ({"stay": "ann"}, {}, "The people of option 'stay' must be a list, such as ['ann']."),
    ({"stay": ["Anne Lee"]}, {},
     "`options` must be one of Ann Lee, Ben Ode, Cas Roy, Dot Ek; it was 'Anne Lee'. Did you mean 'Ann Lee'?"),
])
def test_wrong_options(options: object, more: dict, says: str) -> None:
    with pytest.raises(sk.LogError) as caught:
        sk.decision(log(), options, **more)
    assert str(caught.value) == says


def test_wrong_arguments_and_nothing_to_weigh() -> None:
    with pytest.raises(sk.LogError, match="Did you mean 'field'"):
        sk.decision(log(), by="feild")
    with pytest.raises(sk.LogError, match="`decision` needs a log"):
        sk.decision("my-log")
    assert sk.caption(sk.decision(Log.from_tables())) == (
        "Nobody has been met yet, so there is no option to weigh: meet people, and write down what they say.")


def test_the_page() -> None:
    explorer = sk.explore.decision(log(), ["law", "art"])
    page = explorer.picture.value
    assert "by" not in explorer.controls and "page" not in explorer.controls
    text = html.unescape(re.sub(r"<[^>]*>", "|", page))
    assert "law||3 people" in text and "art||1 person: one view" in text and "nobody yet: a gap" in text
    assert page.count("<details>") == 3 and "2 whole answers" in page
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "score" not in page


def test_more_than_four_options_come_in_pages() -> None:
    people = [f"p{number}" for number in range(6)]
    many = Log.from_tables(
        contacts=pd.DataFrame([{"contact": person, "field": person, "tie": "known"} for person in people]),
        meetings=pd.DataFrame([{"meeting": person, "contact": person, "status": "held"} for person in people]),
        answers=pd.DataFrame([{"meeting": person, "topic": "day", "answer": "Long."} for person in people]))
    explorer = sk.explore.decision(many, people)
    heads = re.compile(r'<th scope="col"[^>]*>(.*?)<br>')
    assert heads.findall(explorer.picture.value) == people[:4]
    explorer.controls["page"].value = 1
    assert heads.findall(explorer.picture.value) == people[4:]
    assert [label for label, _ in explorer.controls["page"]._options_full] == ["1 to 4 of 6", "5 to 6 of 6"]


def test_of_several_students_nothing_is_shown_by_accident() -> None:
    several = Log.from_tables(
        contacts=frame("student contact field", ("q", "a", "law"), ("r", "a", "law")),
        meetings=frame("student meeting contact status", ("q", "m", "a", "held"), ("r", "m", "a", "held")),
        answers=frame("student meeting topic answer", ("q", "m", "day", "Long."), ("r", "m", "day", "Short.")))
    assert heard(sk.decision(several), "law", "day") == (2, "a (a, q): “Long.”\na (a, r): “Short.”")
    with pytest.raises(sk.LogError, match="write identifying=True"):
        sk.explore.decision(several)
    with pytest.raises(sk.LogError, match="write identifying=True"):
        sk.save(sk.decision(several), "page.html")
