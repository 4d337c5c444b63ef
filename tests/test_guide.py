"""The guide: its words, exactly, and that a question's words give its topic away."""

from __future__ import annotations

import html

import pytest

from shadowkit import guide, text
from shadowkit.errors import LogError


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


def test_the_words_of_what_is_due() -> None:
    assert list(guide.TASKS) == ["thank_you", "report", "prepare", "arrange", "follow_up", "ask", "reflect"]
    assert list(guide.THANKED) == ["in time", "late", "not sent", "still time", "earlier day", "not known"]
    assert list(guide.FOLLOW_UP_AFTER) == list(guide.CHANNELS)
    assert (guide.MOST_ASKS, guide.ASK_WITHIN, guide.ARRANGE_WITHIN) == (2, 3, 2)


KNOWN = {"name": "Amara Okonkwo", "student": "Rosa", "field": "nursing", "mutual": "Omar Siddiqui",
         "learned": "You draw.", "next_step": "I write to Nadia.", "meeting_day": "Tuesday", "asked_day": "Monday",
         "question": "What surprised you?"}


@pytest.mark.parametrize("known", [{}, KNOWN])
@pytest.mark.parametrize("kind", ["first_ask", "follow_up", "thank_you", "referral_ask"])
def test_drafts(kind: str, known: dict[str, str]) -> None:
    note = guide.draft(kind, **known)
    assert 20 < len(note.split()) < 150
    assert len(note.reasons) >= 4
    for part, why in note.reasons:
        assert part in note and why.endswith(".")
    assert ("[" in note) == (not known)
    for begging in ("hire", "hiring", "vacanc", "opening", "position", "employ", "internship", "job for me"):
        assert begging not in note.lower()
    assert note.replace("not for a job", "").count("job") == 0
    assert note.startswith(f"Dear {known.get('name', '[name]')},")
    assert note.endswith(known.get("student", "[your name]"))
    assert "{" not in note + note.subject and note.subject


def test_what_each_draft_says() -> None:
    first = guide.draft("first_ask", **KNOWN)
    for part in ("Omar Siddiqui gave me your name", "30 minutes", "for information only, not for a job",
                 "flexible about time and place", "What surprised you?"):
        assert part in first
    assert guide.draft("first_ask", field="nursing").subject == "A talk about work in nursing?"
    assert "On Monday I asked" in guide.draft("follow_up", **KNOWN)
    thanks = guide.draft("thank_you", **KNOWN)
    assert "You draw." in thanks and "I write to Nadia." in thanks and "?" not in thanks
    assert "Who else would you talk to" in guide.draft("referral_ask", **KNOWN)


@pytest.mark.parametrize("empty", [None, "", "  ", float("nan")])
def test_what_is_not_known_stays_a_visible_blank(empty: object) -> None:
    assert "[what you learned]" in guide.draft("thank_you", learned=empty)


def test_most_first_messages_name_nobody() -> None:
    for mutual in (None, " "):
        note = guide.draft("first_ask", **KNOWN | {"mutual": mutual})
        assert note.startswith("Dear Amara Okonkwo,\n\nMy name is Rosa, and I want to know what work in nursing is "
                               "really like, from somebody who does it.\n\nWould you talk")
        assert "gave me" not in note and "[" not in note
        assert not any("named" in why for _, why in note.reasons)
    assert "My name is Rosa, and Omar Siddiqui gave me your name. I want to know" in guide.draft("first_ask", **KNOWN)


@pytest.mark.parametrize(("said", "ended"), [
    ("you draw", "you draw."), ("You draw.", "You draw."), ("“You draw!”", "“You draw!”"), ("why you draw?", "why you "
                                                                                        "draw?"), ("Go on…", "Go on…")])
def test_what_is_said_ends_with_a_mark(said: str, ended: str) -> None:
    assert f"What stays with me most is this: {ended}\n" in guide.draft("thank_you", learned=said)
    assert f"And this is what I do next: {ended}\n" in guide.draft("thank_you", next_step=said)


def test_text_begins_with_a_capital_and_a_question_asks() -> None:
    for kind in guide.DRAFTS:
        assert guide.draft(kind).split("\n\n")[1][0].isupper()
    assert "One thing I would ask you: How did you begin?\n" in guide.draft("first_ask", question="How did you begin")


def test_what_is_no_text_is_said() -> None:
    with pytest.raises(LogError, match=r"^`name` must be text, and it was 5, of type int; put it in quotation marks"):
        guide.draft("thank_you", name=5)


def test_braces_and_markup_in_a_name_are_text() -> None:
    note = guide.draft("first_ask", name="<b>{student}</b>", student="<script>")
    assert note.startswith("Dear <b>{student}</b>,")
    shown = note._repr_html_()
    assert "<b>{student}" not in shown and "<script>" not in shown
    assert html.escape("Dear <b>{student}</b>,") in shown
    assert all(html.escape(part) in shown for part, _ in note.reasons) and html.escape(note.subject) in shown


def test_a_draft_is_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    note = guide.draft("thank_you")
    print(note)
    assert capsys.readouterr().out == note + "\n"


def test_no_such_draft() -> None:
    with pytest.raises(LogError, match=r"^`kind` must be one of first_ask, follow_up, thank_you, referral_ask; it "
                                         r"was 'thanks'\. Did you mean 'thank_you'\?$"):
        guide.draft("thanks")
    with pytest.raises(LogError, match=r"^`known` must be one of name, .*; it was 'nmae'\. Did you mean 'name'\?$"):
        guide.draft("thank_you", nmae="Amara")
