"""The checks say what is off, and in which direction, but not the answer."""

import re

import pytest

from shadowkit import classroom
from shadowkit.errors import LogError


def test_right_answers_are_all_right():
    # Wilson's interval for 3 of 8 is 0.1368 to 0.6943; the check allows 0.06.
    feedback = classroom.check("three_of_eight", rate=0.375, low=0.14, high=0.69)
    assert feedback
    assert feedback.right == ("rate", "low", "high")
    assert str(feedback).endswith("All right.")


@pytest.mark.parametrize(("answers", "name", "thought"), [
    ({"rate": 0.2}, "rate", "Too low. How many replied, of how many?"),
    ({"rate": 0.5}, "rate", "Too high. How many replied, of how many?"),
    ({"low": 0.3}, "low", "Too high: eight people are few, and such a result still comes about with a lower rate."),
    ({"low": 0.0}, "low", "Lower than need be: would three of eight reply if almost nobody does?"),
    ({"high": 0.5}, "high", "Too low: eight people are few, and such a result still comes about with a higher rate."),
    ({"high": 0.9}, "high", "Higher than need be: would only three of eight reply if almost everybody does?"),
])
def test_what_is_off_is_said_with_its_direction(answers, name, thought):
    feedback = classroom.check("three_of_eight", **({"rate": 0.375, "low": 0.14, "high": 0.69} | answers))
    assert not feedback
    assert feedback.off == ((name, thought),)


@pytest.mark.parametrize("exercise", classroom.EXERCISES)
def test_the_answer_is_not_given_away(exercise):
    parts = classroom.EXERCISES[exercise]
    for wrong in (0.0, 1.0):
        said = str(classroom.check(exercise, **dict.fromkeys(parts, wrong)))
        assert not re.search(r"\d", said)


def test_the_feedback_shows_itself_as_a_list():
    page = classroom.check("three_of_eight", rate=0.375, low=0.14, high=0.2)._repr_html_()
    assert page.count("<li>") == 3
    assert "✓ <b>rate</b>: right." in page
    assert "✗ <b>high</b>: Too low" in page


@pytest.mark.parametrize(("call", "sentence"), [
    (("three_of_ate", {}), "`exercise` must be one of three_of_eight, thirty_of_eighty; it was 'three_of_ate'. "
                           "Did you mean 'three_of_eight'?"),
    (("three_of_eight", {"hihg": 0.5}), "`answer` must be one of rate, low, high; it was 'hihg'. Did you mean 'high'?"),
    (("three_of_eight", {"rate": 0.5, "low": 0.1}),
     "`high` is still missing; give it as high=0.5, a share from 0 to 1."),
    (("three_of_eight", {"rate": 37.5, "low": 0.1, "high": 0.5}),
     "`rate` must be a share from 0 to 1, such as 0.5 for 50 %; it was 37.5."),
])
def test_a_slip_in_the_call_is_one_sentence(call, sentence):
    exercise, answers = call
    with pytest.raises(LogError) as error:
        classroom.check(exercise, **answers)
    assert str(error.value) == sentence
