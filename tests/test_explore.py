"""Explorers through their traits, without a browser: what is chosen is what is shown, and nothing is lost."""

import html
import re

import pandas as pd
import pytest
from strange import MARKUP, tables

import shadowkit as sk
from shadowkit import explore

STUDENT_EXPLORERS = {
    "response_rates": ("by", "within_days"), "reply_curve": ("by", "within_days", "view"), "coverage": ("by",),
    "perspectives": ("topic", "rows", "order", "only", "view"), "compare_rates": ("by", "adjust_for", "within_days"),
    "follow_ups": ("by", "within_days"), "funnel": ("by", "stages", "within_days"), "referrals": ("tree",),
    "quotes": ("tag", "coder", "view"), "tag_counts": ("by", "coder"), "co_occurrence": ("coder", "view"),
    "distinctive": ("by", "group", "word"), "similar": ("person", "answer", "view"),
    "common_ground": ("topic", "kind", "view"),
    "next_people": ("by", "view"), "saturation": ("rule", "threshold", "coder"),
    "agreement": ("on", "coefficient"), "disagreements": ("on", "tag", "view"),
    "interest": ("by", "order"), "fit": ("by", "order"), "question_groups": ("topic", "view"),
    "prompts": ("kind", "most", "view"), "decision": ("by", "about", "view"),
}
#: Controls that show or sort the same answers otherwise, so that the words about them may stay.
PICTURE_ONLY = ("view", "order")


@pytest.fixture
def log():
    return sk.example("student")


@pytest.fixture
def strange():
    return sk.log.Log.from_tables(name="strange", **tables())


def values(control):
    return [value for _, value in control._options_full]


def words(explorer):
    """Return the caption as it is read, without markup."""
    return html.unescape(re.sub(r"<[^>]*>", "", explorer.caption.value))


@pytest.mark.parametrize("name", STUDENT_EXPLORERS)
def test_each_control_changes_picture_and_caption(log, name):
    explorer = getattr(sk.explore, name)(log)
    assert tuple(explorer.controls) == STUDENT_EXPLORERS[name]
    for label, control in explorer.controls.items():
        first = control.value
        for value in [other for other in values(control) if other != first]:
            before = explorer.picture.value, explorer.caption.value
            control.value = value
            assert explorer.status.value == ""
            assert explorer.picture.value != before[0], (label, value)
            if label not in PICTURE_ONLY:
                assert explorer.caption.value != before[1], (label, value)
        control.value = first


@pytest.mark.parametrize("name", STUDENT_EXPLORERS)
def test_every_dropdown_shows_a_choice_and_has_a_label(log, name):
    for control in getattr(sk.explore, name)(log).controls.values():
        # A value of None is no choice: the browser shows an empty dropdown.
        assert control.index is not None
        assert None not in values(control)
        assert control.description
        assert control.style.description_width == "initial"


def test_the_picture_says_its_caption(log):
    explorer = sk.explore.response_rates(log)
    explorer.controls["by"].value = "tie"
    explorer.controls["within_days"].value = 7
    table = sk.response_rates(log, by="tie", within_days=7)
    assert words(explorer) == sk.caption(table)
    assert re.search(r'<img alt="([^"]*)"', explorer.picture.value).group(1) == words(explorer)


def test_everybody_together_is_the_plain_call(log):
    explorer = sk.explore.response_rates(log)
    explorer.controls["by"].value = explore.EVERYBODY
    assert words(explorer) == sk.caption(sk.response_rates(log, by=None))


@pytest.mark.parametrize("name", STUDENT_EXPLORERS)
def test_an_error_is_said_and_the_picture_stays(log, name, monkeypatch):
    explorer = getattr(sk.explore, name)(log)
    before = explorer.picture.value, explorer.caption.value

    def fail(**values):
        raise sk.LogError("`by` must be one of tie; it was '<b>'.")

    show = explorer._show
    monkeypatch.setattr(explorer, "_show", fail)
    control = next(iter(explorer.controls.values()))
    control.value = next(value for value in values(control) if value != control.value)
    assert "`by` must be one of tie; it was &#x27;&lt;b&gt;&#x27;." in explorer.status.value
    assert 'role="alert"' in explorer.status.value
    assert (explorer.picture.value, explorer.caption.value) == before
    monkeypatch.setattr(explorer, "_show", show)
    explorer._changed()
    assert explorer.status.value == ""
    assert explorer.picture.value != before[0]


def test_other_exceptions_are_not_hidden(log, monkeypatch):
    explorer = sk.explore.response_rates(log)
    monkeypatch.setattr(explorer, "_show", lambda **values: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        explorer.controls["by"].value = "tie"


@pytest.mark.parametrize("name", STUDENT_EXPLORERS)
def test_choices_are_kept_when_the_cell_runs_again(log, name):
    first = getattr(sk.explore, name)(log)
    for control in first.controls.values():
        control.value = values(control)[-1]
    again = getattr(sk.explore, name)(log)
    assert {label: control.value for label, control in again.controls.items()} == {
        label: control.value for label, control in first.controls.items()}
    assert again.picture.value == first.picture.value
    fresh = getattr(sk.explore, name)(sk.example("student"))
    assert {label: control.value for label, control in fresh.controls.items()} != {
        label: control.value for label, control in first.controls.items()}


def test_a_kept_choice_that_is_gone_is_forgotten(log):
    log.once(("chosen", "response_rates"), dict)["by"] = "shoe size"
    assert sk.explore.response_rates(log).controls["by"].value == "channel"


@pytest.mark.parametrize("name", STUDENT_EXPLORERS)
def test_markup_in_a_log_stays_text(strange, name):
    explorer = getattr(sk.explore, name)(strange)
    seen = []
    for control in explorer.controls.values():
        for value in values(control):
            control.value = value
            seen.append(explorer.picture.value + explorer.caption.value)
        control.value = values(control)[0]
    assert all("<script" not in shown and "<img src=x" not in shown for shown in seen)
    if name == "perspectives":
        assert any(MARKUP.replace("<", "&lt;").replace(">", "&gt;").replace("'", "&#x27;") in shown for shown in seen)


def test_thirty_people_come_in_pages(strange):
    explorer = sk.explore.perspectives(strange)
    page = explorer.controls["page"]
    assert [label for label, _ in page._options_full] == ["1 to 12 of 30", "13 to 24 of 30", "25 to 30 of 30"]
    shown = []
    for number in range(3):
        page.value = number
        shown.append(re.findall(r'<th scope="col"[^>]*>(.*?)</th>', explorer.picture.value))
    assert [len(names) for names in shown] == [12, 12, 6]
    assert len({name for names in shown for name in names}) == 30
    assert words(explorer).startswith("6 people")


def test_people_can_be_chosen(log):
    explorer = sk.explore.perspectives(log, people=["tomas", "mei"])
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', explorer.picture.value) == ["Tomáš Dvořák", "Mei-Ling Zhao"]
    assert "page" not in explorer.controls


def test_long_answers_open_on_request():
    long = " ".join(f"word{number}" for number in range(200))
    contacts = pd.DataFrame({"contact": ["a"], "name": ["Ada (invented)"]})
    meetings = pd.DataFrame({"meeting": ["m"], "contact": ["a"], "starts_at": ["2026-10-01"]})
    answers = pd.DataFrame({"meeting": ["m"], "question": ["How did you get into this?"], "answer": [long]})
    explorer = sk.explore.perspectives(sk.log.Log.from_tables(contacts=contacts, meetings=meetings, answers=answers))
    assert "word59 … (140 more words)" in explorer.picture.value and "word199" not in explorer.picture.value
    explorer.open_answer("How did you get into this?", "Ada (invented)")
    assert "word199" in explorer.picture.value
    table = sk.perspectives(sk.log.Log.from_tables(contacts=contacts, meetings=meetings, answers=answers))
    assert "<details><summary>… 140 more words</summary>" in explore.matrix_html(table)


def test_small_groups_of_a_cohort_are_hidden():
    cohort = sk.example("cohort")
    explorer = sk.explore.response_rates(cohort)
    explorer.controls["by"].value = "major"
    assert "Hidden because fewer than 10" in words(explorer)
    assert words(explorer) == sk.caption(sk.protect(sk.response_rates(cohort, by="major")))
    explorer = sk.explore.reply_curve(cohort, min_count=400)
    explorer.controls["by"].value = "tie"
    assert words(explorer) == sk.caption(sk.protect(sk.reply_curve(cohort, by="tie"), min_count=400))
    assert "Hidden because fewer than 400" in words(explorer)


def test_hiding_can_be_chosen():
    cohort = sk.example("cohort")
    explorer = sk.explore.response_rates(cohort, min_count=1000)
    assert "Hidden because fewer than 1000" in explorer.caption.value
    assert "Hidden" not in sk.explore.response_rates(sk.example("student")).caption.value


def test_no_name_of_a_cohort_is_shown_with_its_rates():
    cohort = sk.example("cohort")
    assert "student" not in values(sk.explore.response_rates(cohort).controls["by"])
    assert "name" not in values(sk.explore.response_rates(cohort).controls["by"])


@pytest.mark.parametrize("name", STUDENT_EXPLORERS)
def test_an_empty_log_has_explorers_too(name):
    explorer = getattr(sk.explore, name)(sk.log.Log.from_tables())
    assert explorer.status.value == ""
    assert words(explorer)
    for control in explorer.controls.values():
        for value in values(control):
            control.value = value


@pytest.mark.parametrize("name", STUDENT_EXPLORERS)
def test_nothing_is_left_open_in_pyplot(log, name):
    import matplotlib.pyplot as plt

    getattr(sk.explore, name)(log)
    assert plt.get_fignums() == []


def test_what_single_people_said_to_several_students_is_not_shown_by_accident():
    asked = sk.Log.from_tables(
        meetings=pd.DataFrame({"student": ["q", "r"], "meeting": ["m", "m"], "contact": ["a", "a"],
                               "status": ["held", "held"]}),
        answers=pd.DataFrame({"student": ["q", "r"], "meeting": ["m", "m"], "question": ["Why?", "Why?"],
                              "answer": ["Because.", "Who knows."]}))
    with pytest.raises(sk.LogError, match="Load one student's log, or write identifying=True and show it to nobody."):
        sk.explore.perspectives(asked)
    assert "Because." in sk.explore.perspectives(asked, identifying=True).picture.value


def test_a_cohort_stands_beside_ones_own_rates(log):
    explorer = sk.explore.response_rates(log, benchmark=sk.example("cohort"))
    assert "Of the benchmark, " in words(explorer)
    for value in values(explorer.controls["by"]):
        explorer.controls["by"].value = value
        assert explorer.status.value == ""


def test_few_people_are_drawn_one_by_one_and_a_curve_is_there_for_the_asking():
    few = sk.Log.from_tables(outreach=pd.DataFrame({
        "contact": list("abc"), "sent_at": "2026-10-01", "replied_at": ["2026-10-03", None, None]}))
    explorer = sk.explore.reply_curve(few)
    assert explorer.controls["view"].value == "people"
    one_by_one = explorer.picture.value
    explorer.controls["view"].value = "curve"
    assert explorer.picture.value != one_by_one and explorer.status.value == ""
    assert "view" not in sk.explore.reply_curve(sk.example("cohort")).controls


def test_groups_are_not_compared_within_themselves(log):
    explorer = sk.explore.compare_rates(log)
    by, adjust_for = explorer.controls["by"], explorer.controls["adjust_for"]
    adjust_for.value = "tie"
    by.value = "tie"
    assert adjust_for.value == explore.EVERYBODY and "tie" not in values(adjust_for)
    adjust_for.value = "field"
    by.value = "channel"
    assert adjust_for.value == "field" and explorer.status.value == ""
    again = sk.explore.compare_rates(log)
    assert (again.controls["by"].value, again.controls["adjust_for"].value) == ("channel", "field")


@pytest.mark.parametrize("name", ["compare_rates", "follow_ups", "funnel"])
def test_small_groups_of_a_cohort_are_hidden_in_every_explorer(name):
    explorer = getattr(sk.explore, name)(sk.example("cohort"), min_count=100)
    explorer.controls["by"].value = "channel"
    assert "Hidden because fewer than 100 people or students stand behind them" in words(explorer)
    assert explorer.status.value == ""
