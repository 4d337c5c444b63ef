"""Forms through their traits, without a browser: what is typed is kept, what is wrong says so beside its field."""

import html
import json
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strange import MARKUP

import shadowkit as sk
from shadowkit import forms
from shadowkit.forms import _handle
from shadowkit.forms.fields import control, handle_of, reading, rows, takes
from shadowkit.schema import TABLES

FORMS = ("contact", "outreach", "reply", "meeting", "answers", "observations", "thank_you", "reflection",
         "summary")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Return the folder of a log of two people, a message to each, an interview that took place and a shadow."""
    journal = sk.open_journal(tmp_path_factory.mktemp("written") / "log")
    journal.add("contacts", contact="amara", name="Amara Okonkwo")
    journal.add("contacts", contact="tomas", name="Tomáš Dvořák")
    journal.add("outreach", contact="amara", sent_at="2026-09-14T09:20", channel="call", note="rang twice")
    journal.add("outreach", contact="tomas", sent_at="2026-09-15", channel="letter")
    journal.add("meetings", meeting="m01", contact="amara", kind="interview", starts_at="2026-09-22T15:30",
                status="held", minutes=42)
    journal.add("meetings", meeting="m02", contact="tomas", kind="shadow", starts_at="2026-09-24", status="held")
    return journal.path


@pytest.fixture
def journal(written, tmp_path):
    return sk.open_journal(shutil.copytree(written, tmp_path / "log"))


def fill(form, **values):
    for name, value in values.items():
        form.fields[name].value = value
    return form


def words(widget):
    """Return what is said, without markup."""
    return html.unescape(re.sub(r"<[^>]*>", "", widget.value))


def values(form):
    return {name: field.value for name, field in form.fields.items()}


def draft(journal):
    path = journal.path / ".drafts.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


@pytest.mark.parametrize("name", FORMS)
def test_every_field_has_a_label_and_says_what_it_means(journal, name):
    form = getattr(sk.forms, name)(journal)
    for column, field in form.fields.items():
        assert field.description
        assert form.messages[column].value or column == "about"
    assert form.status.value == ""


@pytest.mark.parametrize("name", FORMS)
def test_an_empty_log_has_forms_too(tmp_path, name):
    form = getattr(sk.forms, name)(tmp_path / "new")
    assert form.save() is None or name == "reflection"
    assert "shadowkit-wrong" in form.status.value


@pytest.mark.parametrize("table", TABLES)
def test_every_column_has_a_control_that_begins_empty(table):
    for column in TABLES[table].columns:
        field = control(column)
        assert field.value == ""
        if column.words:
            assert [value for _, value in field.options] == ["", *column.words]


def test_a_score_says_what_its_ends_mean():
    assert [label for label, _ in control(TABLES["observations"]["energy"]).options] == [
        "", "1: drained", "2", "3", "4", "5: lit up"]
    assert [label for label, _ in control(TABLES["reflections"]["fit_values"]).options] == [
        "", "1: very little", "2", "3", "4", "5: very much"]


def test_a_word_is_shown_with_what_it_means():
    assert control(TABLES["outreach"]["channel"]).options[1] == ("email: an e-mail", "email")
    assert control(TABLES["contacts"]["tie"]).options[1] == ("known: somebody I knew already", "known")
    assert [label for label, _ in control(TABLES["meetings"]["listen"]).options] == ["not known", "yes", "no"]


@pytest.mark.parametrize("typed, says", [
    ("2026-09-14T09:30", "read as 14 September 2026, 09:30"),
    ("14 Sep 2026", "read as 14 September 2026, no time of day"),
    ("14.9.2026 9:30", "read as 14 September 2026, 09:30"),
    ("3/4/2026", None), ("soon", None), ("", None), ("  ", None),
])
def test_a_time_says_how_it_is_read(typed, says):
    assert reading(TABLES["outreach"]["sent_at"], typed) == says


@pytest.mark.parametrize("typed, handle", [
    ("amara", "amara"), (" AMARA ", "amara"), ("Amara Okonkwo", "amara"), ("amara – Amara Okonkwo", "amara"),
    ("jon", "jon"), ("Jon Lee", "Jon Lee"), ("nobody", "nobody"), ("", ""),
])
def test_a_handle_and_a_name_both_work(typed, handle):
    # Two people of one name are told apart by their handles only.
    handles = {"amara – Amara Okonkwo": "amara", "jon – Jon Lee": "jon", "jon2 – Jon Lee": "jon2"}
    assert handle_of(typed, handles) == handle


@pytest.mark.parametrize("name, taken, handle", [
    ("Amara Okonkwo", set(), "amara"), ("Amara Okonkwo", {"amara"}, "amarao"),
    ("Amara Okonkwo", {"amara", "amarao"}, "amara2"), ("Tomáš", {"tomas"}, "tomas2"),
    ("Dr. Søren Ægir", set(), "soren"), ("…", set(), "person"),
    ("李雷", set(), "person"), ("李雷", {"person"}, "person2"), ("", set(), ""), ("  ", set(), ""),
])
def test_a_handle_is_proposed_from_the_name(name, taken, handle):
    assert _handle(name, taken) == handle


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30), st.sets(st.sampled_from(["a", "aa", "a2", "person", "person2", "b", "b2"])))
def test_a_proposed_handle_is_plain_and_free(name, taken):
    handle = _handle(name, taken)
    assert re.fullmatch(r"[a-z0-9]*", handle)
    assert handle not in taken
    assert bool(handle) == bool(name.strip())


def test_a_contact_is_saved_and_shown(journal):
    form = fill(sk.forms.contact(journal), name="Łucja Novák", tie="new", referred_by="Tomáš Dvořák")
    assert form.fields["contact"].value == "lucja"
    assert form.save() == "lucja"
    row = journal.log.contacts.set_index("contact").loc["lucja"]
    assert (row["name"], row["tie"], row["referred_by"]) == ("Łucja Novák", "new", "tomas")
    assert row["added_on"].date() == datetime.now().date() and row["added_on_precision"] == "date"
    assert form.fields["name"].value == form.fields["contact"].value == ""
    assert words(form.status) == "Saved: added lucja to contacts."
    assert "added lucja to contacts" in words(form.recent)


def test_a_handle_somebody_typed_stays(journal):
    form = fill(sk.forms.contact(journal), contact="ama", name="Amara Okonkwo")
    assert form.fields["contact"].value == "ama"


def test_a_message_begins_with_the_last_channel_and_now(journal):
    form = sk.forms.outreach(journal)
    assert (form.fields["channel"].value, form.fields["purpose"].value) == ("letter", "ask")
    assert abs(datetime.fromisoformat(form.fields["sent_at"].value) - datetime.now()) < timedelta(minutes=2)
    fill(form, contact="Amara Okonkwo", sent_at="16 Sep 2026", channel="email")
    assert words(form.messages["contact"]) == "amara – Amara Okonkwo"
    assert form.save() == ("amara", "2026-09-16")
    assert "amara,2026-09-16,email,ask" in (journal.path / "outreach.csv").read_text(encoding="utf-8")
    assert form.fields["channel"].value == "email"


@pytest.mark.parametrize("column, typed, says", [
    ("contact", "tomaz", "Did you mean 'tomas'?"),
    ("sent_at", "3/4/2026", "which may be 2026-04-03 or 2026-03-04, and nothing in the column decides; write the one "
     "you mean."),
])
def test_wrong_input_says_so_beside_its_field_and_stays(journal, column, typed, says):
    form = fill(sk.forms.outreach(journal), contact="amara")
    form.fields[column].value = typed
    assert words(form.messages[column]).startswith(f"`{column}` ") and words(form.messages[column]).endswith(says)
    assert "shadowkit-wrong" in form.messages[column].value
    before = len(journal.log.outreach)
    assert form.save() is None
    assert form.fields[column].value == typed and len(journal.log.outreach) == before
    assert words(form.status) == f"Not saved. Look at “{form.fields[column].description}”."
    fill(form, contact="amara", sent_at="2026-10-01")
    assert "shadowkit-wrong" not in form.messages[column].value


def test_a_number_is_never_clamped(journal):
    form = fill(sk.forms.meeting(journal), contact="amara", minutes="-5")
    assert form.save() is None
    assert form.fields["minutes"].value == "-5"
    assert words(form.messages["minutes"]) == "`minutes` must be 0 to 10080; this row has '-5'."


def test_a_needed_field_left_empty_is_named_when_one_saves(journal):
    form = fill(sk.forms.outreach(journal), note="hello")
    assert words(form.messages["contact"]) == "short handle of the person (needed)"
    assert form.save() is None
    assert words(form.messages["contact"]).startswith("`contact` is empty, so the row would say nothing; fill it in")
    assert form.fields["note"].value == "hello"


def test_nothing_typed_is_nothing_saved(journal):
    for name in ("contact", "outreach", "answers", "observations", "reflection"):
        form = getattr(sk.forms, name)(journal)
        assert form.save() is None
        assert words(form.status) == "There is nothing to save yet: nothing was typed or changed."


def test_a_reply_goes_to_its_message_and_keeps_the_note(journal):
    form = sk.forms.reply(journal)
    assert form.fields["about"].options == (("Tomáš Dvořák: letter of 15 September 2026", "tomas 2026-09-15"),
                                            ("Amara Okonkwo: call of 14 September 2026", "amara 2026-09-14 09:20"))
    fill(form, answer="yes", about="amara 2026-09-14 09:20")
    assert (form.fields["answer"].value, form.fields["note"].value) == ("yes", "rang twice")
    fill(form, replied_at="2026-09-16")
    assert form.save() == ("amara", "2026-09-14T09:20")
    row = journal.log.outreach.iloc[0]
    assert (row["answer"], row["note"], str(row["replied_at"].date())) == ("yes", "rang twice", "2026-09-16")
    assert [name for _, name in form.fields["about"].options] == ["tomas 2026-09-15"]


def test_a_message_answered_elsewhere_is_not_replaced_by_another(journal):
    form = fill(sk.forms.reply(journal), answer="no")
    journal.amend("outreach", ("tomas", "2026-09-15"), answer="yes")
    form.refresh()
    assert form.fields["about"].value is None and form.fields["answer"].value == "no"
    assert form.save() is None
    assert words(form.messages["about"]) == "Choose first what this is about."
    assert journal.log.outreach["answer"].tolist()[1] == "yes"


def test_a_meeting_gets_a_handle_and_is_changed_later(journal):
    form = sk.forms.meeting(journal)
    assert form.fields["meeting"].value == "m03" and not form.fields["meeting"].disabled
    fill(form, contact="amara", kind="interview", starts_at="2026-10-01 10:00")
    assert form.save() == "m03"
    fill(form, about="m01")
    assert (form.fields["meeting"].value, form.fields["minutes"].value) == ("m01", "42")
    assert form.fields["meeting"].disabled
    fill(form, listen="yes", minutes="45")
    assert form.save() == "m01"
    row = journal.log.meetings.set_index("meeting").loc["m01"]
    assert (row["minutes"], row["listen"], row["status"]) == (45, True, "held")
    assert pd.isna(row["homework"])


def test_each_meeting_has_its_own_draft(journal):
    form = fill(sk.forms.meeting(journal), about="m01")
    fill(form, minutes="50")
    fill(form, about="m02")
    assert form.fields["minutes"].value == ""
    fill(form, about="m01")
    assert form.fields["minutes"].value == "50"
    again = sk.forms.meeting(journal)
    assert (again.fields["about"].value, again.fields["minutes"].value) == ("m01", "50")


def test_answers_follow_one_another(journal):
    form = sk.forms.answers(journal)
    assert form.fields["meeting"].value == "m02"
    fill(form, meeting="m01", topic="day", question="Who feeds the cat?", answer="I do.\nAlways.")
    assert "What did you do yesterday, hour by hour?" in form.fields["question"].options
    assert "What do you like most about this work?" not in form.fields["question"].options
    assert form.save() == ("m01", "1")
    assert form.fields["meeting"].value == "m01" and form.fields["answer"].value == ""
    fill(form, question="What do you like most about this work?", answer="The dog.")
    assert form.fields["topic"].value == "best_worst"
    assert form.save() == ("m01", "2")
    fill(form, topic="day")
    assert "Who feeds the cat?" in form.fields["question"].options
    assert journal.log.answers["answer"].tolist() == ["I do.\nAlways.", "The dog."]


def test_observations_are_of_shadows(journal):
    form = sk.forms.observations(journal)
    assert form.fields["meeting"].options == ("m02 – Tomáš Dvořák, 24 September 2026",)
    assert form.fields["meeting"].value == "m02"
    fill(form, starts_at="2026-09-24 10:30", activity="coffee", energy="2", meeting="m01")
    assert form.save() is None
    assert words(form.messages["meeting"]) == "`meeting` must be one of m02; it was 'm01'. Did you mean 'm02'?"
    fill(form, meeting="m02")
    assert form.save() == ("m02", "2026-09-24T10:30")
    assert form.fields["meeting"].value == "m02" and form.fields["starts_at"].value == ""


def test_now_stamps_this_minute(journal):
    form = sk.forms.observations(journal)
    button = form.children[1].children[0].children[1]
    assert button.description == "Now"
    button.click()
    assert abs(datetime.fromisoformat(form.fields["starts_at"].value) - datetime.now()) < timedelta(minutes=2)


def test_thanks_are_offered_for_meetings_that_took_place(journal):
    journal.add("meetings", meeting="m03", contact="amara", status="planned")
    form = sk.forms.thank_you(journal)
    assert [name for _, name in form.fields["about"].options] == ["m02", "m01"]
    fill(form, about="m01", thanked_at="2026-09-22 18:40")
    assert "Subject: Thank you for 22 September 2026\n\nDear Amara Okonkwo,\n" in words(form.beneath)
    assert form.save() == "m01"
    assert form.save() == "m02"
    assert form.save() is None
    assert words(form.messages["about"]) == "Everybody you met has been thanked."
    assert words(form.beneath) == ""
    assert journal.log.meetings["thanked_at"].notna().tolist() == [True, True, False]


def test_before_and_after_are_one_row(journal):
    form = fill(sk.forms.reflection(journal), about="m01")
    fill(form, interest_before="2")
    form.save()
    again = fill(sk.forms.reflection(journal), about="m01")
    assert again.fields["interest_before"].value == "2"
    fill(again, interest_after="5", surprised="The smell.")
    again.save()
    reflections = journal.log.reflections
    assert reflections[["meeting", "interest_before", "interest_after"]].values.tolist() == [["m01", 2, 5]]
    assert reflections["written_at"].notna().all()
    fill(again, about="the whole")
    assert words(again.beneath).startswith("Questions to ask yourself:\nYour interest rose most after Amara Okonkwo")
    fill(again, next_step="Write to Nadia.")
    again.save()
    assert journal.log.reflections["meeting"].isna().tolist() == [False, True]


@pytest.mark.parametrize("name, typed", [
    ("contact", {"name": "Jon Lee", "note": "two\nlines “and” ☂"}), ("outreach", {"contact": "am", "sent_at": "3/4"}),
    ("reply", {"answer": "no", "note": "perhaps later"}), ("meeting", {"minutes": "long", "listen": "no"}),
    ("answers", {"meeting": "m01", "answer": "half a sen"}), ("observations", {"activity": "wait", "energy": "5"}),
    ("thank_you", {"thanked_at": "yesterday"}), ("reflection", {"about": "the whole", "confirmed": "that"}),
])
def test_what_is_typed_is_there_again(journal, name, typed):
    form = fill(getattr(sk.forms, name)(journal), **typed)
    again = getattr(sk.forms, name)(sk.open_journal(journal.path))
    assert values(again) == values(form)


def test_a_saved_row_has_no_draft(journal):
    form = fill(sk.forms.contact(journal), name="Jon Lee")
    assert list(draft(journal)) == ["contact"]
    form.save()
    assert draft(journal) == {}
    fill(form, name="J")
    fill(form, name="")
    assert draft(journal) == {}


@pytest.mark.parametrize("broken", [b"{", b"[]", b'{"contact": 3}', b"\xff\xfe\x00", b""])
def test_drafts_that_cannot_be_read_are_put_aside(journal, broken):
    (journal.path / ".drafts.json").write_bytes(broken)
    form = sk.forms.contact(journal)
    assert words(form.status) == (
        "The drafts in .drafts.json could not be read and were put aside as .drafts-unreadable-1.json.")
    assert (journal.path / ".drafts-unreadable-1.json").read_bytes() == broken
    fill(form, name="Jon")
    assert draft(journal)["contact"]["name"] == "Jon"


def test_drafts_that_may_not_be_read_are_put_aside_or_said(journal, monkeypatch):
    # A folder in the file's place cannot be read as a file, whoever one is.
    (journal.path / ".drafts.json").mkdir()

    def not_allowed(*_):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr("os.replace", not_allowed)
        assert words(sk.forms.contact(journal).status) == (
            "The drafts in .drafts.json can neither be read nor put aside (Permission denied), so what is typed is not "
            "kept until it is saved; check who may read and write that file.")
    assert "put aside as .drafts-unreadable-1.json." in words(sk.forms.contact(journal).status)
    assert (journal.path / ".drafts-unreadable-1.json").is_dir()


def test_a_person_of_the_same_name_is_pointed_out_and_may_be_saved(journal):
    form = fill(sk.forms.contact(journal), name=" amara  okonkwo")
    assert words(form.messages["name"]) == (
        "Somebody of that name is on the list already, as amara; save only if this is somebody else.")
    assert form.fields["contact"].value == "amarao"
    assert form.save() == "amarao"
    assert "already" not in words(fill(form, name="Amara").messages["name"])


@pytest.mark.parametrize(("typed", "early"), [("1.9.2026", True), ("2026-09-13 23:59", True), ("2026-09-14", False),
                                              ("2026-09-14 09:29", True), ("2026-09-14 09:30", False), ("soon", False)])
def test_a_reply_or_thanks_before_its_cause_is_pointed_out(tmp_path, typed, early):
    journal = sk.open_journal(tmp_path)
    journal.add("outreach", contact="amara", sent_at="2026-09-14T09:30")
    journal.add("meetings", meeting="m01", contact="amara", status="held", starts_at="2026-09-14T09:30")
    reply, thanks = sk.forms.reply(journal), sk.forms.thank_you(journal)
    said = (words(fill(reply, replied_at=typed).messages["replied_at"]),
            words(fill(thanks, thanked_at=typed).messages["thanked_at"]))
    assert (said == ("That is before the message of 14 September 2026; look at the date again.",
                     "That is before the meeting of 14 September 2026; look at the date again.")) is early
    assert ("That is before" in said[0] + said[1]) is early


def test_a_draft_of_another_version_is_taken_as_far_as_it_goes(journal):
    (journal.path / ".drafts.json").write_text(json.dumps(
        {"outreach": {"channel": "pigeon", "note": "hello", "sent_at": None, "gone": "x", "about": 7}}))
    form = sk.forms.outreach(journal)
    assert form.fields["note"].value == "hello" and form.fields["channel"].value == "letter"


def test_a_draft_that_cannot_be_kept_is_said(journal, monkeypatch):
    form = sk.forms.contact(journal)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    fill(form, name="Jon")
    assert words(form.status).startswith("What is typed cannot be kept as a draft (No space left on device); save it")
    assert form.fields["name"].value == "Jon"


def test_undo_says_what_it_will_undo_and_brings_the_values_back(journal):
    form = sk.forms.outreach(journal)
    fill(form, contact="amara", sent_at="2026-10-01 08:00", channel="email", note="again").save()
    assert form._undo.description == "Undo: added amara, 2026-10-01T08:00 to outreach"
    assert form.undo() == "undone: added amara, 2026-10-01T08:00 to outreach"
    assert len(journal.log.outreach) == 2
    assert words(form.status) == "Undone: added amara, 2026-10-01T08:00 to outreach; it is in the fields again."
    assert (form.fields["contact"].value, form.fields["note"].value) == ("amara", "again")
    assert form.fields["sent_at"].value == "2026-10-01 08:00"
    assert draft(journal)["outreach"]["note"] == "again"
    assert form.save() == ("amara", "2026-10-01T08:00")


def test_undo_leaves_what_is_typed_alone(journal):
    form = sk.forms.contact(journal)
    fill(form, name="Jon Lee").save()
    fill(form, name="Nadia Haddad")
    form.undo()
    assert form.fields["name"].value == "Nadia Haddad"
    assert words(form.status) == "Undone: added jon to contacts."


def test_undoing_a_reply_brings_it_back(journal):
    form = fill(sk.forms.reply(journal), answer="redirect", replied_at="2026-09-20")
    form.save()
    assert form.fields["about"].value == "amara 2026-09-14 09:20"
    form.undo()
    assert values(form) == {"about": "tomas 2026-09-15", "replied_at": "2026-09-20", "answer": "redirect", "note": ""}


def test_undoing_what_was_written_elsewhere_fills_nothing_in(journal):
    reply = sk.forms.reply(journal)
    journal.add("outreach", contact="amara", sent_at="2026-10-01")
    # What the button said is not what would be undone.
    assert reply.undo() is None and len(journal.log.outreach) == 3
    assert words(reply.status) == ("Something was written elsewhere meanwhile, so nothing was undone. Look at what the "
                                   "button says now, and press it again if you mean that.")
    assert reply._undo.description == "Undo: added amara, 2026-10-01 to outreach"
    assert reply.undo() and len(journal.log.outreach) == 2
    assert reply.fields["answer"].value == ""


def test_when_nothing_is_left_undo_is_off(tmp_path):
    form = sk.forms.contact(tmp_path / "log")
    assert form._undo.disabled and form._undo.description == "Undo"
    fill(form, name="Jon").save()
    assert not form._undo.disabled
    form.undo()
    assert form._undo.disabled
    assert form.undo() is None and words(form.status) == "There is nothing to undo."


def test_the_last_three_changes_are_shown_newest_first(tmp_path):
    form = sk.forms.contact(tmp_path / "log")
    for name in ("Ann", "Bea", "Cem", "Dan", "Eva", "Fay"):
        fill(form, name=name).save()
    assert re.findall(r"added (\w+) to", words(form.recent)) == ["fay", "eva", "dan"]


def test_a_form_sees_what_another_wrote(journal):
    outreach, contact = sk.forms.outreach(journal), sk.forms.contact(sk.open_journal(journal.path))
    fill(outreach, note="half")
    fill(contact, name="Nadia Haddad").save()
    outreach._came()
    assert "nadia – Nadia Haddad" in outreach.fields["contact"].options
    assert outreach.fields["note"].value == "half"


def test_a_row_changed_elsewhere_is_shown_and_what_is_typed_stays(journal):
    form = fill(sk.forms.meeting(journal), about="m01")
    fill(form, referrals="Nadia")
    journal.amend("meetings", "m01", minutes=50)
    form.refresh()
    assert (form.fields["minutes"].value, form.fields["referrals"].value) == ("50", "Nadia")
    form.save()
    assert journal.log.meetings["minutes"].tolist()[0] == 50


def test_another_error_is_said_and_raised(journal, monkeypatch):
    form = fill(sk.forms.contact(journal), name="Jon")

    def broken(*_, **__):
        raise RuntimeError("out of order")

    monkeypatch.setattr(journal, "add", broken)
    with pytest.raises(RuntimeError, match="out of order"):
        form.save()
    assert words(form.status) == "out of order" and form.fields["name"].value == "Jon"


def test_markup_is_text(journal):
    form = fill(sk.forms.contact(journal), name=MARKUP, contact="p00", added_on=MARKUP)
    form.save()
    fill(form, added_on="2026-09-01").save()
    other = fill(sk.forms.outreach(journal), contact="p00")
    shown = [form.recent, form.status, *form.messages.values(), *other.messages.values(), other.recent]
    assert all("<script" not in widget.value and "<img" not in widget.value for widget in shown)
    assert journal.log.contacts["name"].tolist()[-1] == MARKUP


def test_rows_as_fields_show_them(tmp_path):
    folder = tmp_path / "log"
    folder.mkdir()
    (folder / "outreach.csv").write_text(
        "contact,sent_at,replied_at\nann,2026-09-14T09:30:15-05:30,soon\nbea,2026-09-14,\n", encoding="utf-8")
    shown = [(row["sent_at"], row["replied_at"]) for row in rows(sk.load(folder), "outreach")]
    assert shown == [("2026-09-14 09:30:15-05:30", "unreadable"), ("2026-09-14", "")]


def test_a_time_with_an_offset_names_its_row(tmp_path):
    journal = sk.open_journal(tmp_path / "log")
    journal.add("outreach", contact="ann", sent_at="2026-09-14T09:30+02:00")
    form = fill(sk.forms.reply(journal), answer="yes")
    assert form.save() == ("ann", "2026-09-14T09:30+02:00")


@pytest.mark.parametrize("name", FORMS)
def test_each_form_opens_on_the_example(tmp_path, name):
    shutil.copytree(sk.log.example_path("student"), tmp_path / "log")
    form = getattr(sk.forms, name)(tmp_path / "log")
    assert form.status.value == ""
    assert "shadowkit-wrong" not in "".join(message.value for message in form.messages.values())


def test_a_control_takes_what_it_can_hold():
    assert takes(control(TABLES["outreach"]["channel"]), "email")
    assert not takes(control(TABLES["outreach"]["channel"]), "pigeon")
    assert not takes(control(TABLES["outreach"]["note"]), None)


def test_all_forms_are_named():
    others = {"Form", "Tagger", "codebook", "problems", "question_groups", "tagger"}
    assert sorted(FORMS) == sorted(set(forms.__all__) - others)


def test_a_cell_that_was_changed_elsewhere_is_not_overwritten_unasked(tmp_path: Path) -> None:
    journal = sk.open_journal(tmp_path / "rosa")
    journal.add("contacts", contact="amara")
    journal.add("meetings", meeting="m01", contact="amara", minutes=30)
    form = sk.forms.meeting(journal)
    form.fields["about"].value = "m01"
    form.fields["minutes"].value = "45"
    sk.open_journal(journal.path).amend("meetings", "m01", minutes=50, mode="phone")
    assert form.save() is None
    assert "`minutes` was changed elsewhere meanwhile, from &#x27;30&#x27; to &#x27;50&#x27;." in (
        form.messages["minutes"].value)
    assert (form.fields["minutes"].value, form.fields["mode"].value) == ("45", "phone")
    assert journal.log.meetings["minutes"].tolist() == [50.0]
    assert form.save() == "m01"
    assert journal.log.meetings["minutes"].tolist() == [45.0]


def test_what_was_typed_about_one_message_is_not_put_into_anothers_row(tmp_path: Path) -> None:
    journal = sk.open_journal(tmp_path / "rosa")
    journal.add("outreach", contact="cleo", sent_at="2026-09-10")
    journal.add("outreach", contact="ben", sent_at="2026-09-14")
    form = sk.forms.reply(journal)
    form.fields["note"].value = "Ben says he is leaving the firm"
    sk.open_journal(journal.path).amend("outreach", ("ben", "2026-09-14"), replied_at="2026-09-15", answer="no")
    again = sk.forms.reply(journal.path)
    assert (again.fields["about"].value, again.fields["note"].value) == (None, "Ben says he is leaving the firm")
    assert again.save() is None
    assert journal.log.outreach["note"].isna().all()


def test_the_newest_message_is_meant_until_somebody_chooses(tmp_path: Path) -> None:
    journal = sk.open_journal(tmp_path / "rosa")
    journal.add("outreach", contact="cleo", sent_at="2026-09-10")
    form = sk.forms.reply(journal)
    journal.add("outreach", contact="ben", sent_at="2026-09-14")
    form.refresh()
    assert form.fields["about"].value == "ben 2026-09-14"
    form.fields["about"].value = "cleo 2026-09-10"
    journal.add("outreach", contact="ann", sent_at="2026-09-20")
    form.refresh()
    assert form.fields["about"].value == "cleo 2026-09-10"


def test_what_is_shown_is_not_exchanged_under_the_hand_that_comes(tmp_path: Path) -> None:
    journal = sk.open_journal(tmp_path / "rosa")
    journal.add("outreach", contact="cleo", sent_at="2026-09-10")
    form = sk.forms.reply(journal)
    journal.add("outreach", contact="ben", sent_at="2026-09-14")
    form._came()
    assert form.fields["about"].value == "cleo 2026-09-10"
    assert [name for _, name in form.fields["about"].options] == ["ben 2026-09-14", "cleo 2026-09-10"]


def test_a_form_that_had_nothing_to_choose_takes_what_comes(tmp_path: Path) -> None:
    journal = sk.open_journal(tmp_path / "rosa")
    form = sk.forms.reply(journal)
    journal.add("outreach", contact="ben", sent_at="2026-09-14")
    form._came()
    assert form.fields["about"].value == "ben 2026-09-14"


def test_what_one_form_writes_another_offers_at_once(tmp_path: Path) -> None:
    journal = sk.open_journal(tmp_path / "rosa")
    journal.add("outreach", contact="cleo", sent_at="2026-09-10")
    replies, elsewhere = sk.forms.reply(journal), sk.forms.reply(tmp_path / "jon")
    outreach = fill(sk.forms.outreach(journal), contact="ben", sent_at="2026-09-14")
    outreach.save()
    assert replies.fields["about"].value == "ben 2026-09-14" and elsewhere.fields["about"].value == ""
    replies.fields["answer"].value = "no"
    fill(outreach, contact="ann", sent_at="2026-09-20").save()
    assert replies.fields["about"].value == "ben 2026-09-14" and replies.fields["answer"].value == "no"
    outreach.undo()
    assert [name for _, name in replies.fields["about"].options] == ["ben 2026-09-14", "cleo 2026-09-10"]


def test_what_a_stale_copy_had_lost_is_said(tmp_path: Path) -> None:
    journal = sk.open_journal(tmp_path / "rosa")
    journal.add("contacts", contact="amara", name="Amara Okonkwo")
    stale = (tmp_path / "rosa" / "contacts.csv").read_bytes()
    journal.add("contacts", contact="jon", name="Jon Lee")
    form = fill(sk.forms.contact(journal), name="Mia Berg")
    # A spreadsheet program that had opened the file before Jon was added saves it.
    (tmp_path / "rosa" / "contacts.csv").write_bytes(stale)
    assert form.save() == "mia"
    assert journal.log.contacts["contact"].tolist() == ["amara", "jon", "mia"]
    assert words(form.status).startswith(
        "Saved: added mia to contacts. Note: contacts.csv was saved by another program")
    assert "added jon to contacts" in words(form.status)
