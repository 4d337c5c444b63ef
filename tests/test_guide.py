"""The guide: its words, exactly, and that a question's words give its topic away."""

from __future__ import annotations

import pytest

from shadowkit import guide, text


def test_the_words_and_their_order() -> None:
    assert list(guide.MEETING_KINDS) == ["interview", "shadow"]
    assert list(guide.SOURCES) == ["field", "path", "insider"]
    assert list(guide.CHANNELS) == ["email", "letter", "referral", "call", "organization"]
    assert list(guide.TIES) == ["known", "introduced", "new"]
    assert list(guide.STEPS) == ["logistics", "confirm", "homework", "purpose", "listen", "time", "follow_through"]
    assert list(guide.TOPICS) == ["path", "day", "best_worst", "outlook", "advancement", "other"]
    assert list(guide.PURPOSES) == ["ask", "thanks", "other"]
    assert list(guide.REPLIES) == ["yes", "no", "redirect"]
    assert list(guide.MEETING_MODES) == ["in_person", "video", "phone"]
    assert list(guide.MEETING_STATUS) == ["planned", "held", "cancelled", "no_show"]
    assert guide.PROMISES == (
        "insight and better decisions", "overcoming barriers", "connections", "presenting oneself")
    assert guide.ONE_VIEW == "This is one view of many: meet several people and compare."


def test_what_the_words_mean() -> None:
    assert "30 to 60 minutes" in guide.MEETING_KINDS["interview"]
    assert "a few hours up to a week" in guide.MEETING_KINDS["shadow"]
    assert "easiest to begin" in guide.TIES["known"]
    assert "not a job" in guide.STEPS["logistics"]
    assert "for information only" in guide.STEPS["confirm"]
    assert "unless invited to stay" in guide.STEPS["time"]
    assert "thank-you note within 24 hours, always" in guide.STEPS["follow_through"]


def test_every_topic_has_questions_and_clues() -> None:
    assert list(guide.QUESTIONS) == list(guide.TOPICS)
    assert all(len(questions) >= 2 for questions in guide.QUESTIONS.values())
    # What has no clues is "other".
    assert list(guide.TOPIC_CLUES) == ["path", "day", "best_worst", "outlook", "advancement"]
    assert all(guide.TOPIC_CLUES.values())


@pytest.mark.parametrize(("topic", "question"), [
    (topic, question) for topic, questions in guide.QUESTIONS.items() for question in questions])
def test_each_question_of_the_bank_gives_its_topic_away(topic: str, question: str) -> None:
    assert text.topic_of(question) == (None if topic == "other" else topic)


def test_clues_are_written_as_words_are_compared() -> None:
    for clues in guide.TOPIC_CLUES.values():
        assert [" ".join(text.words(clue)) for clue in clues] == list(clues)
