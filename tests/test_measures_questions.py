"""Questions typed by hand, good and bad: what the checks say of each, and that what they suggest is better."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit import guide
from shadowkit.measures.questions import CHECKS, questions_in

GOOD = """
Why?
What's your day like?
Tell me about yesterday.
And how did you decide?
WHAT DO YOU LIKE MOST?
What do you like most and least?
What do you like and what do you dislike about your work?
What do you love, and what do you hate?
What don't you like about it?
Why didn't you go into research?
Could you tell me how you came here?
Can you please describe a typical day?
I was wondering how you decided on this.
In your experience, what makes a good nurse?
If you were me, whom would you ask?
When did you begin, and why?
What skills matter, and how did you learn them?
What challenges do you face and how do you deal with them?
What kind of person is happy here and why?
Everybody talks about machines. Where is the profession going?
With whom do you work most closely?
Who inspires you, and what do they do differently?
""".strip().splitlines()
CLOSED = {
    "Do you like your job?": "What do you like about your job?",
    "DO YOU ENJOY WORKING HERE?": "What do you like about working here?",
    "You like it here?": "What do you like about it here?",
    "Is it hard?": "How hard is it?",
    "Is nursing stressful?": "How stressful is nursing?",
    "Isn’t it": None,
    "Are there opportunities for promotion?": "What opportunities for promotion are there?",
    "Are there many women here?": None,
    "Do you have any advice for me?": "What advice do you have for me?",
    "Has the work changed?": "How has the work changed?",
    "Would you do it again?": "Why would you do it again, or why not?",
    "Should I get a master's degree?": "Why should I get a master's degree, or why not?",
    "Have you ever thought of leaving?": "When did you last think of leaving, and what kept you?",
    "So, was it worth it?": None,
    "Can you tell me if you like it?": None,
    "When you started, did you feel ready?": None,
    "How often do you travel?": None,
    "How many hours do you work?": "What did you do yesterday, hour by hour?",
    "In what year did you begin?": None,
    "Is this the right path for a shy person?": "How did you come into this profession?",
}
LEADING = {
    "Don't you think nurses are underpaid?": None,
    "DONT YOU THINK SO?": None,
    "You love your work, don't you?": "What do you like about your work?",
    "It's a hard job, isn't it?": None,
    "It is hard isn’t it?": None,
    "Surely you must be tired?": None,
    "Wouldn't you agree that the pay is bad?": None,
    "Everyone knows the pay is bad, so why do you stay?": "Why do you stay?",
    "Who is the most difficult patient you had, right?": "Who is the most difficult patient you had?",
    "What do you like about it, since it must be exciting?": None,
    "Would you say the best part is the patients?": "What do you like most about this work?",
    "Would you agree that nurses are underpaid?": None,
}
TWO_IN_ONE = {
    "How did you start and how do you see the field?": "How did you start?",
    "How did you begin? What do you like?": "How did you begin?",
    "What would you do differently, or would you do it all again?": "What would you do differently?",
    "Do you like it or do you want to leave?": None,
    "Is it hard or is it easy?": None,
    "What do you like, and what did you study?": "What do you like?",
}
LOOKED_UP = ["What is the salary?", "How much do you earn?", "What does a nurse earn?", "Which degree do I need?",
             "Is a degree required?", "How many people work here?", "What's the address of the clinic?",
             "What are your opening hours?", "What does your company do?", "Where is your office?"]
NOT_OPEN_FACTS = {
    "When was your company founded?": "What would surprise somebody who has only read about this place?",
    "What degree do I need to become an architect?": "What of your training do you use in your work?",
    "How much do you earn?": "What does this work give you besides the money?",
}
FOR_A_JOB = ["Could you hire me?", "Are you hiring?", "Do you have any openings?", "Is there an internship for me?"]
NOT_JUDGED = ["Was machst du an einem normalen Tag?", "¿Cómo llegaste a esta profesión?", "どうして看護師に？",
              "Comment êtes-vous devenu infirmier ?", "Jak pan zaczął?"]


def row(question: str) -> pd.Series:
    table = sk.question_check(question)
    assert len(table) == 1
    return table.iloc[0]


def test_a_table_typed_by_hand() -> None:
    table = sk.question_check("1. Is nursing hard?\n\n- What do you like most about this work?\n* Quel salaire ?")
    assert table.columns.tolist() == ["question", "topic", "open", "leading", "double_barrelled", "could_be_looked_up",
                                      "advice", "better"]
    assert [[None if pd.isna(cell) else cell for cell in line] for line in table.to_numpy()] == [
        ["Is nursing hard?", None, False, False, False, False,
         "Yes, no or a number would answer it; begin with what, how or why.", "How hard is nursing?"],
        ["What do you like most about this work?", "best_worst", True, False, False, False, None, None],
        ["Quel salaire ?", None, None, None, None, None, None, None]]
    assert table.attrs == {"measure": "question_check"}


@pytest.mark.parametrize("question", GOOD)
def test_good_questions_have_no_trouble(question: str) -> None:
    found = row(question)
    assert [found["open"], found["leading"], found["double_barrelled"], found["could_be_looked_up"]] == [
        True, False, False, False]
    assert pd.isna(found["advice"]) and pd.isna(found["better"])


@pytest.mark.parametrize(("check", "question", "better"), [
    *(("open", *pair) for pair in CLOSED.items()), *(("leading", *pair) for pair in LEADING.items()),
    *(("double_barrelled", *pair) for pair in TWO_IN_ONE.items()),
    *(("could_be_looked_up", question, None) for question in LOOKED_UP)])
def test_bad_questions_have_theirs_and_something_better(check: str, question: str, better: str | None) -> None:
    found = row(question)
    assert found[check] == (check != "open")
    assert found["advice"] in [advice for _, _, advice in CHECKS.values()]
    assert found["better"] != question
    if better:
        assert found["better"] == better
    mended = row(found["better"])
    assert mended["open"] and pd.isna(mended["advice"])


@pytest.mark.parametrize(("question", "better"), NOT_OPEN_FACTS.items())
def test_a_fact_is_not_open_and_what_is_suggested_has_to_do_with_it(question: str, better: str) -> None:
    assert row(question)[["open", "could_be_looked_up", "better"]].tolist() == [False, True, better]


@pytest.mark.parametrize("question", FOR_A_JOB)
def test_who_asks_for_a_job_is_told_what_the_talk_is_for(question: str) -> None:
    found = row(question)
    assert found["advice"] == (
        "It asks for a job, and the talk is for information only, not for a job; ask about the work itself.")
    assert pd.isna(row(found["better"])["advice"])


def test_what_is_liked_has_a_topic() -> None:
    assert row("Do you like your job?")["topic"] == "best_worst"
    assert pd.isna(row("How did you get your first job here?")["advice"])


@pytest.mark.parametrize("question", [*CLOSED, *LOOKED_UP])
def test_what_is_closed_or_looked_up_need_not_be_leading_or_two(question: str) -> None:
    found = row(question)
    assert not found["double_barrelled"]
    assert found["leading"] == (question == "Isn’t it")


@pytest.mark.parametrize("question", NOT_JUDGED)
def test_what_is_not_english_is_not_judged(question: str) -> None:
    assert row(question)[[*CHECKS, "advice", "better"]].isna().all()


@pytest.mark.parametrize("question", ["And the nights?", "Your favorite tool?"])
def test_where_the_beginning_does_not_tell(question: str) -> None:
    found = row(question)
    assert pd.isna(found["open"])
    assert not found["leading"] and pd.isna(found["advice"])


@pytest.mark.parametrize("topic", guide.TOPICS)
def test_the_guide_asks_as_it_teaches(topic: str) -> None:
    table = sk.question_check(guide.QUESTIONS[topic])
    assert table["topic"].fillna("other").unique().tolist() == [topic]
    assert table["open"].all() and table["better"].isna().all()
    assert not table[["leading", "double_barrelled", "could_be_looked_up"]].any(axis=None)


def test_of_rosas_questions_six_are_two_in_one_and_one_is_closed() -> None:
    table = sk.question_check(sk.example().answers["question"])
    assert len(table) == 43
    assert table.loc[~table["open"], "question"].tolist() == [
        "Does anybody get promoted in a practice like yours? What is the next step up?"]
    assert table.loc[table["double_barrelled"], "better"].tolist() == [
        "What has changed since you began?", "What do you enjoy about it?", "What should I have asked that I did not?",
        "What is your background?", "What sets the people who get ahead apart?", "What part of it is rewarding?"]
    assert not table["leading"].any() and not table["could_be_looked_up"].any()


def test_what_weighs_most_is_said_first() -> None:
    assert row("You earn a good salary, don't you?")["advice"].startswith("This can be looked up")
    assert row("You like it, don't you?")["advice"].startswith("It contains its own answer")
    assert row("Is it hard or is it easy?")["advice"].startswith("It asks two things at once")


def test_missing_questions_are_passed_over() -> None:
    assert sk.question_check(pd.Series([None, "Why?", float("nan"), " ", "?"]))["question"].tolist() == ["Why?"]
    empty = sk.question_check(sk.Log.from_tables().answers["question"])
    assert len(empty) == 0 and str(empty["open"].dtype) == "boolean"


@pytest.mark.parametrize(("text", "says"), [
    (" \n ", '`text` has no question in it; write one, such as sk.question_check("How did you come into this '
             'profession?").'),
    (["Why?", 7], "`text` must be a question, or a list of questions; it has 7, of type int. Put the question in "
                  "quotation marks."),
    (7, "`text` must be a question, or a list of questions; it has 7, of type int. Put the question in quotation "
        "marks.")])
def test_errors_say_what_to_do(text: object, says: str) -> None:
    with pytest.raises(sk.LogError) as error:
        sk.question_check(text)
    assert str(error.value) == says


def test_sentences_that_ask() -> None:
    assert questions_in("I like it. Do you? Yes! And why?") == ["Do you?", "And why?"]
    assert questions_in("No question.") == questions_in(None) == []


@settings(deadline=None)
@given(st.lists(st.sampled_from(["do", "you", "what", "and", "isn't", "it", ",", "?", "how", "salary", "hard", ".",
                                 "or", "many", "the", "when", "naïve", "当", "-"]), max_size=12).map(" ".join))
def test_any_words_get_a_verdict_and_what_is_suggested_is_clean(text: str) -> None:
    for _, found in sk.question_check([text]).iterrows():
        assert pd.isna(found["better"]) == pd.isna(found["advice"])
        if pd.notna(found["better"]):
            assert found["better"] != found["question"]
            assert sk.question_check(found["better"])["advice"].isna().all()
