"""Mailboxes: whom the student asked, who replied and when, what is no reply, and not a message lost."""

import email.utils
import time
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shadowkit.errors import LogError
from shadowkit.readers import About, mail, mail_facts, mail_people, mail_text, mailbox, people

REAL = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "mail"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the real mail is not on this machine")
ANA, RUTH, OMAR = "Ana Lima <ana@uni.example>", "Ruth Gray <ruth@bank.example>", "Omar Haddad <omar@law.example>"


def message(number, by, to, subject="Your work", words="Hello.", *, day=14, hour=9, answers=(), **more):
    """Return one message as it stands in a file; ``more`` are further headers."""
    lines = {"From": by, "To": to, "Subject": subject, "Message-ID": f"<{number}@x.example>",
             "Date": f"{day} Sep 2026 {hour:02}:20:00 -0400"}
    if answers:
        lines["In-Reply-To"] = f"<{answers[-1]}@x.example>"
        lines["References"] = " ".join(f"<{answer}@x.example>" for answer in answers)
    lines |= {name.replace("_", "-"): value for name, value in more.items()}
    return "".join(f"{name}: {value}\n" for name, value in lines.items() if value is not None) + f"\n{words}\n"


def mbox(*messages):
    return "".join(f"From 17@xxx Mon Sep 14 09:20:00 +0000 2026\n{text}\n" for text in messages)


def read(folder, *messages, about=None, name="all.mbox", **known):
    path = folder / name
    path.write_bytes(messages[0] if isinstance(messages[0], bytes) else mbox(*messages).encode("utf-8"))
    return mail.read([path], about or About("ana", student_email="ana@uni.example", **known))


def cells(reading, *columns, table="outreach"):
    frame = reading.tables[table][list(columns)]
    return [[None if pd.isna(cell) else cell for cell in row] for row in frame.to_numpy().tolist()]


def said(reading):
    return [problem.problem for problem in reading.problems]


# Whom, when, and what came back


def test_an_ask_and_its_reply_are_one_row(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH, words="Dear Ruth,\n\nmay I ask you about your day?\n\nBest,\nAna"),
                   message(2, RUTH, ANA, "Re: Your work", "Yes, gladly.\n\nOn 14 Sep 2026 Ana wrote:\n> may I?",
                           day=15, hour=10, answers=[1]))
    assert cells(reading, "contact", "name", "email", table="contacts") == [
        ["ruth-gray", "Ruth Gray", "ruth@bank.example"]]
    assert reading.tables["outreach"].iloc[0].dropna().to_dict() == {
        "student": "ana", "contact": "ruth-gray", "sent_at": "2026-09-14T09:20:00-04:00", "channel": "email",
        "purpose": "ask", "replied_at": "2026-09-15T10:20:00-04:00", "answer": "yes", "subject": "Your work",
        "message_id": "1@x.example", "words": "9", "_file": "all.mbox", "_row": 1}
    assert reading.problems == []


def test_the_text_is_kept_only_where_it_is_asked_for(tmp_path):
    text = message(1, ANA, RUTH, words="May I?\n\nOn Monday, 7 Sep 2026, Ruth wrote:\n> Hm.\n\n-- \nAna")
    assert "text" not in read(tmp_path, text).tables["outreach"]
    assert cells(read(tmp_path, text, keep_text=True), "text", "words") == [["May I?", "2"]]


def test_a_reply_is_told_on_the_student_s_clock(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH),
                   message(2, RUTH, ANA, answers=[1], Date="Tue, 15 Sep 2026 01:00:00 +0200"))
    assert cells(reading, "replied_at") == [["2026-09-14T19:00:00-04:00"]]


def test_follow_ups_are_asks_and_what_is_arranged_after_a_reply_is_not(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, ANA, RUTH, "Re: Your work", day=16, answers=[1]),
                   message(3, RUTH, ANA, "Re: Your work", day=17, answers=[1, 2]),
                   message(4, ANA, RUTH, "Re: Your work", "Thanks for your reply! Tuesday?", day=18, answers=[2, 3]),
                   message(5, RUTH, ANA, "Re: Your work", "Fine.", day=19, answers=[3, 4]))
    assert cells(reading, "message_id", "purpose", "replied_at") == [
        ["1@x.example", "ask", None], ["2@x.example", "ask", "2026-09-17T09:20:00-04:00"],
        ["4@x.example", "other", "2026-09-19T09:20:00-04:00"]]


def test_who_answers_a_letter_of_somebody_else_s_asks_nothing(tmp_path):
    reading = read(tmp_path, message(1, RUTH, ANA), message(2, ANA, RUTH, "AW: Your work", day=15, answers=[1]),
                   message(3, ANA, OMAR, "Fwd: Your work", day=16))
    assert cells(reading, "contact", "purpose") == [["ruth-gray", "other"], ["omar-haddad", "other"]]


@pytest.mark.parametrize("subject", ["Re: Your work", "AW: Your work", "SV: RE[2]: your  work", "Re: [EXT] Your work",
                                     "[EXTERNAL] Re: Your work", "回复：Your work", '"Your work"', "Odp: Your work",
                                     "Antw: Re: Your work (fwd)"])
def test_a_reply_that_names_no_message_is_known_by_subject_and_person(tmp_path, subject):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, OMAR, ANA, subject, day=15),
                   message(3, RUTH, ANA, subject, day=16))
    assert cells(reading, "contact", "replied_at") == [["ruth-gray", "2026-09-16T09:20:00-04:00"]]


def test_the_same_subject_a_year_later_is_another_conversation(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA, Date="14 Sep 2027 09:20:00 -0400"))
    assert cells(reading, "replied_at") == [[None]]
    assert "wrote under another subject ('Your work', line 10 of all.mbox)" in said(reading)[0]


def test_another_subject_is_told_and_not_taken_for_a_reply(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA, "Coffee?", day=20))
    assert cells(reading, "replied_at") == [[None]]
    assert [(problem.row, problem.column, problem.value, problem.suggestion) for problem in reading.problems] == [
        (10, "replied_at", "Coffee?", "2026-09-20T09:20:00-04:00")]


def test_a_reply_from_another_address_counts(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, '"Gray, Ruth" <r.gray@home.example>', ANA, day=15,
                                                            answers=[1]))
    assert cells(reading, "contact", "email", table="contacts") == [["ruth-gray", "ruth@bank.example"]]
    assert cells(reading, "replied_at", "replied_by") == [["2026-09-15T09:20:00-04:00", "r.gray@home.example"]]


def test_somebody_may_answer_for_the_one_who_was_asked(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, OMAR, ANA, day=15, answers=[1]),
                   message(3, ANA, RUTH, day=16, answers=[1]))
    assert cells(reading, "contact", table="contacts") == [["ruth-gray"], ["omar-haddad"]]
    assert cells(reading, "contact", "purpose", "replied_by") == [
        ["ruth-gray", "ask", "omar@law.example"], ["ruth-gray", "other", None]]


def test_each_of_several_recipients_is_asked(tmp_path):
    reading = read(tmp_path, message(1, ANA, f"{RUTH}, {OMAR}"), message(2, OMAR, ANA, day=15, answers=[1]),
                   message(3, "Kim <kim@else.example>", ANA, day=15, answers=[1]))
    assert cells(reading, "contact", "replied_at") == [
        ["ruth-gray", None], ["omar-haddad", "2026-09-15T09:20:00-04:00"]]
    assert said(reading) == [
        "kim@else.example answered a message to several people, of 2026-09-14T09:20:00-04:00, and is none of them "
        "(line 21 of all.mbox), so it counts as nobody's reply; if it is one, write its date in `replied_at`."]


# What is no reply


@pytest.mark.parametrize("more", [
    {"Auto_Submitted": "auto-replied"}, {"X_Autoreply": "yes"}, {"Precedence": "auto_reply"}, {"Return_Path": "<>"},
    {"Subject": "Automatic reply: Your work"}, {"Subject": "Abwesenheitsnotiz: Your work"},
    {"Subject": "Réponse automatique : Your work"}, {"Subject": "Out of office"}, {"Subject": "自動返信: Your work"},
    {"Subject": "=?utf-8?q?Fr=C3=A5nvaro?="},
    {"Content_Type": "multipart/report; report-type=disposition-notification"},
])
def test_automatic_replies_are_no_replies(tmp_path, more):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA, answers=[1], hour=10, **more))
    assert cells(reading, "replied_at", "auto_replied_at") == [[None, "2026-09-14T10:20:00-04:00"]]
    assert reading.problems == []


@pytest.mark.parametrize("more", [{"Auto_Submitted": "no"}, {"Subject": "Re: Out of office hours?"},
                                  {"X_Auto_Response_Suppress": "All"}, {"Subject": "Out of office hours suit me"}])
def test_people_s_replies_are_replies(tmp_path, more):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA, answers=[1], hour=10, **more))
    assert cells(reading, "replied_at", "auto_replied_at") == [["2026-09-14T10:20:00-04:00", None]]


BOUNCE = """--b
Content-Type: text/plain

No such person.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.bank.example

Final-Recipient: rfc822; ruth@bank.example
Action: {action}

--b
Content-Type: message/rfc822

{original}
--b--
"""


@pytest.mark.parametrize("original", ["Message-ID: <1@x.example>\nSubject: Your work\n\nHello.\n", "\n\n"])
def test_a_message_that_came_back_is_no_reply_and_is_told(tmp_path, original):
    reading = read(tmp_path, message(1, ANA, RUTH), message(
        2, "Mail Delivery System <MAILER-DAEMON@uni.example>", ANA, "Undelivered Mail", hour=10,
        words=BOUNCE.format(action="failed", original=original),
        Content_Type="multipart/report; report-type=delivery-status; boundary=b"))
    assert cells(reading, "contact", table="contacts") == [["ruth-gray"]]
    assert cells(reading, "replied_at", "bounced_at") == [[None, "2026-09-14T10:20:00-04:00"]]
    assert said(reading) == [
        "The message of 2026-09-14T09:20:00-04:00 to ruth@bank.example came back as not delivered (line 10 of "
        "all.mbox); look for another address."]


def test_a_message_that_is_only_late_did_not_come_back(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(
        2, "MAILER-DAEMON@uni.example", ANA, "Delayed", words=BOUNCE.format(action="delayed", original="\n"),
        Content_Type="multipart/report; report-type=delivery-status; boundary=b"))
    assert cells(reading, "bounced_at") == [[None]]


def test_what_the_student_only_received_is_counted_once(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, "News <news@shop.example>", ANA, List_Id="<news>"),
                   message(3, OMAR, ANA), message(4, OMAR, RUTH), message(5, ANA, "no-reply@shop.example"),
                   message(6, ANA, "ana+note@uni.example"), message(7, ANA, OMAR, X_Gmail_Labels="Drafts"))
    assert cells(reading, "contact", table="contacts") == [["ruth-gray"]]
    assert said(reading) == ["6 of 7 messages of all.mbox made no row: the student (ana@uni.example) wrote to nobody "
                             "in them, as in newsletters, lists and drafts, or they are there twice."]


def test_a_mailing_list_is_nobody_to_ask(tmp_path):
    reading = read(tmp_path, message(1, ANA, "talk@lists.example"),
                   message(2, RUTH, "talk@lists.example", List_Post="<mailto:talk@lists.example>"))
    assert reading.tables["contacts"].empty and reading.tables["outreach"].empty


# Thanks


MEETINGS = {"contacts": pd.DataFrame({"contact": ["ruth"], "email": ["ruth@bank.example"], "name": ["Ruth Gray"]}),
            "meetings": pd.DataFrame({"contact": ["ruth"], "starts_at": ["2026-09-17T15:00"], "status": ["held"]})}


@pytest.mark.parametrize(("subject", "words", "day", "known", "purpose"), [
    ("Re: Your work", "Thank you for speaking with me yesterday.", 18, {}, "thanks"),
    ("Re: Your work", "Vielen Dank für das Gespräch!", 18, {}, "thanks"),
    ("Thank you!", "You are kind.", 18, {}, "thanks"),
    ("Re: Your work", "Thank you for agreeing to meet for a chat.", 16, {}, "other"),
    ("Re: Your work", "Thank you for your reply.", 16, {}, "other"),
    ("Re: Your work", "It was lovely.", 18, MEETINGS, "thanks"),
    ("Lovely", "It was lovely.", 18, MEETINGS, "thanks"),
    ("Re: Your work", "Thanks for your time, see you at the interview.", 16, MEETINGS, "other"),
    ("Re: Your work", "See you there.", 17, {**MEETINGS, "meetings": MEETINGS["meetings"].assign(
        starts_at="2026-09-17")}, "other"),
    ("Re: Your work", "Shall we meet anew?", 18, {**MEETINGS, "meetings": MEETINGS["meetings"].assign(
        status="cancelled")}, "other"),
])
def test_thank_you_notes_are_known(tmp_path, subject, words, day, known, purpose):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA, "Re: Your work", day=15, answers=[1]),
                   message(3, ANA, RUTH, subject, words, day=day, answers=[1, 2]), **known)
    assert cells(reading, "purpose") == [["ask"], [purpose]]


def test_only_the_first_message_after_a_meeting_thanks_without_a_word_of_it(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA, day=15, answers=[1]),
                   message(3, ANA, RUTH, words="It was lovely.", day=18, answers=[2]),
                   message(4, ANA, RUTH, words="One more thing.", day=19, answers=[2]), **MEETINGS)
    assert cells(reading, "purpose") == [["ask"], ["thanks"], ["other"]]


def test_thanks_before_anybody_wrote_back_are_an_ask(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH, words="Thank you for talking to us at the fair today. May I ask?"))
    assert cells(reading, "purpose") == [["ask"]]


# Whose mailbox it is


def whose(folder, *messages, name="all.mbox", **known):
    reading = read(folder, *messages, about=About("ana", **known), name=name)
    return sorted(set(reading.tables["outreach"]["contact"])), said(reading)


def test_the_student_is_found_by_what_was_sent(tmp_path):
    found, problems = whose(tmp_path, message(1, ANA, RUTH, X_Gmail_Labels="Sent,Opened"), message(2, RUTH, ANA))
    assert (found, problems) == (["ruth-gray"], [])


def test_the_student_is_found_by_the_folder_of_what_was_sent(tmp_path):
    (tmp_path / "Sent.mbox").write_text(mbox(message(1, ANA, RUTH)))
    (tmp_path / "Inbox.mbox").write_text(mbox(message(2, RUTH, ANA, answers=[1])))
    reading = mail.read([tmp_path], About("ana"))
    assert cells(reading, "contact", "replied_at", "_file") == [
        ["ruth-gray", "2026-09-14T09:20:00-04:00", "Sent.mbox"]]


def test_a_folder_called_sent_may_hold_replies_too(tmp_path):
    found, _ = whose(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA, answers=[1]), message(3, ANA, OMAR),
                     name="Sent.mbox")
    assert found == ["omar-haddad", "ruth-gray"]


def test_the_student_is_found_by_what_was_delivered(tmp_path):
    found, _ = whose(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA, Delivered_To="ana@uni.example"))
    assert found == ["ruth-gray"]


def test_the_student_is_found_in_the_middle(tmp_path):
    found, _ = whose(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA), message(3, ANA, OMAR))
    assert found == ["omar-haddad", "ruth-gray"]


def test_the_student_is_found_by_name(tmp_path):
    found, _ = whose(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA), student_name="ana  LIMA")
    assert found == ["ruth-gray"]


def test_the_student_is_found_beside_a_known_contact(tmp_path):
    found, _ = whose(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA), contacts=MEETINGS["contacts"])
    assert found == ["ruth-gray"]


def test_a_mailbox_without_what_was_sent_says_so(tmp_path):
    assert whose(tmp_path, message(1, RUTH, ANA, Delivered_To="ana@uni.example"), message(2, OMAR, ANA)) == ([], [
        "No message in all.mbox was sent from ana@uni.example, so no outreach was read from there; put the mailbox of "
        "what was sent into the same folder and load that, or name another address with sk.load(path, "
        "student_email=\"…\"). Addresses seen: ana@uni.example, ruth@bank.example, omar@law.example."])


def test_where_nothing_decides_the_addresses_are_asked_for(tmp_path):
    assert whose(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA)) == ([], [
        "Which address is the student's does not show in all.mbox, so no outreach was read from there; load it with "
        "sk.load(path, student_email=\"…\"). Addresses seen: ana@uni.example, ruth@bank.example."])


def test_an_address_that_sent_nothing_is_told(tmp_path):
    _, problems = whose(tmp_path, message(1, ANA, RUTH), student_email="Ana@Home.example; a@b.example")
    assert problems[0].startswith("No message in all.mbox was sent from a@b.example, ana@home.example, so no outreach")


def test_more_than_one_address_may_be_the_student_s(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, "a.na+x@gmail.com", OMAR),
                   about=About("ana", student_email="ana@uni.example, ana@gmail.com"))
    assert cells(reading, "contact") == [["ruth-gray"], ["omar-haddad"]]


# Files


def test_the_same_message_twice_is_one(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(1, ANA, RUTH))
    assert len(reading.tables["outreach"]) == 1


def test_two_messages_of_one_message_id_are_both_read_and_told(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(1, ANA, OMAR, "Other"))
    assert cells(reading, "contact", "message_id") == [["ruth-gray", "1@x.example"], ["omar-haddad", "1@x.example#2"]]
    assert [(problem.row, problem.column, problem.value) for problem in reading.problems] == [
        (10, "message_id", "1@x.example")]


def test_a_message_without_id_gets_the_same_one_each_time(tmp_path):
    ids = [cells(read(tmp_path, message(1, ANA, RUTH, Message_ID=None)), "message_id") for _ in range(2)]
    assert ids[0] == ids[1] and ids[0][0][0].startswith("made-")


@pytest.mark.parametrize(("date", "received", "sent_at"), [
    (None, "from a by b; Mon, 14 Sep 2026 08:00:00 -0400", "2026-09-14T08:00:00-04:00"),
    ("Soon", "x", "2026-09-14T09:20:00+00:00"), ("14 Sep 3026 09:20:00", None, "2026-09-14T09:20:00+00:00"),
    ("2026-09-14 07:00:00+02:00", None, "2026-09-14T07:00:00+02:00"),
    ("Mon, 14 Sep 2026 09:20:00 -0000", None, "2026-09-14T09:20:00+00:00"),
    ("Mon, 14 Sep 2026 09:20 EST (a (nested) comment)", None, "2026-09-14T09:20:00-05:00"),
])
def test_missing_and_broken_dates_are_made_good(tmp_path, date, received, sent_at):
    reading = read(tmp_path, message(1, ANA, RUTH, Date=date, Received=received))
    assert cells(reading, "sent_at") == [[sent_at]]
    broken = date in (None, "Soon", "14 Sep 3026 09:20:00")
    assert [(problem.row, problem.column, problem.value, problem.suggestion) for problem in reading.problems] == (
        [(1, "sent_at", date, sent_at)] if broken else [])


def test_a_message_without_any_date_is_kept(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH, Date=None).encode(), name="one.eml")
    assert cells(reading, "contact", "sent_at") == [["ruth-gray", None]]
    assert said(reading) == ["The message in line 1 of one.eml has no date; write the day in."]


def test_a_reply_dated_before_its_question_is_told(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA, hour=1, answers=[1], Received="x; " +
                   email.utils.format_datetime(pd.Timestamp("2026-09-14T03:00-04:00").to_pydatetime())))
    assert cells(reading, "replied_at") == [[None]]
    assert "is dated before the message it answers" in said(reading)[0]


FROM_LINES = ["From ana@uni.example Mon Sep 14 09:20:00 2026", "From josé Mon Sep 14 09:20:00 2026", "From - Mon",
              "From 1777@xxx Mon Sep 14 09:20:00 +0000 2026", "From \xff\xfe"]


@pytest.mark.parametrize("line", FROM_LINES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_each_message_begins_where_it_does(tmp_path, line, end):
    words = "Hello.\n\nFrom here on it is mine.\n\nFrom now on: no.\n>From the start.\n"
    text = "".join(f"{line}\n{message(number, ANA, RUTH, words=words)}\n" for number in (1, 2))
    reading = read(tmp_path, text.replace("\n", end).encode("latin-1"), keep_text=True)
    assert cells(reading, "message_id", "_row") == [["1@x.example", 1], ["2@x.example", 16]]
    assert cells(reading, "text")[0] == ["Hello.\n\nFrom here on it is mine.\n\nFrom now on: no.\nFrom the start."]


def test_messages_without_a_blank_line_between_are_told_apart(tmp_path):
    text = mbox(message(1, ANA, RUTH)).rstrip("\n") + "\n" + mbox(message(2, ANA, RUTH))
    assert cells(read(tmp_path, text.encode()), "message_id") == [["1@x.example"], ["2@x.example"]]


def test_headers_in_any_encoding_are_read(tmp_path):
    names = [b"=?utf-8?b?Sm9zw6k=?= =?utf-8?q?_N=C3=BA=C3=B1ez?=", "José Núñez".encode(),
             "José Núñez".encode("latin-1")]
    for name in names:
        text = message(1, ANA, "NAME <j@x.example>", "=?no-such?q?caf=E9?=").encode().replace(b"NAME", name)
        reading = read(tmp_path, text, name="one.eml")
        assert cells(reading, "contact", "name", table="contacts") == [["jose-nunez", "José Núñez"]]
        assert cells(reading, "subject") == [["café"]]


def test_html_is_text_and_nothing_of_it_is_run(tmp_path):
    words = ("<html><head><style>p{color:red}</style><script>alert('x')</script></head><body><p>Dear Ruth,</p>"
             "<p onclick=\"x()\">may I &lt;b&gt; ask<img src='http://x.example/y.png'>?</p><!-- no -->"
             "<blockquote>Old <b>words</b></blockquote></body></html>")
    reading = read(tmp_path, message(1, ANA, RUTH, words=words, Content_Type="text/html"), keep_text=True)
    assert cells(reading, "text") == [["Dear Ruth,\n\nmay I <b> ask?"]]


def test_attachments_are_never_looked_at_nor_written(tmp_path):
    words = ("--b\nContent-Type: text/plain; name=\"../../evil.txt\"\nContent-Disposition: attachment; "
             "filename=\"../../evil.txt\"\n\nevil\n--b\nContent-Type: message/rfc822\n\nSubject: x\n\nevil\n"
             "--b\nContent-Type: text/plain\n\nGood.\n--b--\n")
    box = tmp_path / "in" / "side"
    box.mkdir(parents=True)
    reading = read(box, message(1, ANA, RUTH, words=words, Content_Type="multipart/mixed; boundary=b"), keep_text=True)
    assert cells(reading, "text") == [["Good."]]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["all.mbox"]


BOMBS = {
    "packed deep": "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(2_000)),
    "packed in messages": "Content-Type: message/rfc822\n\n" * 3_000,
    "comments": "To: " + "(" * 100_000 + "\n\n",
    "a long header": "X-Long: " + "a" * 100_000 + "\n\n",
    "many headers": "X-Many: a\n" * 10_000 + "\n",
    "folded": "Subject: a\n" + " =?utf-8?q?a?=\n" * 6_000 + "\n",
    "references": "References: " + "<a@b> <" * 14_000 + "\n\n",
    "addresses": "To: " + "a@b.c, " * 14_000 + "\n\n",
    "open tags": "Content-Type: text/html\n\n" + "<a b='" * 16_000,
    "open comments": "Content-Type: text/html\n\n" + "<!--" * 25_000,
    "blank lines": "\n" + "\n" * 100_000,
    "attributions": "\n" + "On 1.1.2020 a@b.c wrote:\n" * 4_000,
    "one line": "\n" + "a " * 50_000,
    "fields": "\n" + "From: \n" * 14_000,
    "froms": "\n" + "\nFrom x 10:00 2026\n" * 5_000,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS)
@pytest.mark.parametrize("name", ["one.eml", "all.mbox"])
def test_bombs_take_no_time(tmp_path, bomb, name):
    text = message(1, ANA, RUTH).partition("\n\n")[0] + "\n" + bomb
    start = time.perf_counter()
    reading = read(tmp_path, (mbox(text, message(2, ANA, OMAR)) if name == "all.mbox" else text).encode(), name=name)
    assert "ruth-gray" in set(reading.tables["outreach"]["contact"])
    assert time.perf_counter() - start < 10


def test_headers_without_end_are_cut_and_told(tmp_path):
    text = message(1, ANA, RUTH).partition("\n\n")[0] + "\nX-Long: a" + "a" * 400_000 + "\n\nHello.\n"
    reading = read(tmp_path, text.encode(), name="one.eml")
    assert cells(reading, "contact") == [["ruth-gray"]]
    assert said(reading) == ["The headers of the message in line 1 of one.eml are too long, so only their beginning "
                             "was read."]


@pytest.mark.parametrize(("name", "data", "why"), [
    ("a.mbox", b"", "holds no mail"), ("a.eml", b"\n\n", "holds no mail"), ("a.mbox", b"\0\1\2", "holds no mail"),
    ("a.msg", b"\xd0\xcf\x11\xe0 rest", "only Outlook reads"), ("nowhere.mbox", None, "cannot be opened")])
def test_what_is_no_mail_is_refused_alone_and_told_among_others(tmp_path, name, data, why):
    path, good = tmp_path / name, tmp_path / "good.eml"
    if data is not None:
        path.write_bytes(data)
    good.write_text(message(1, ANA, RUTH))
    about = About("ana", student_email="ana@uni.example")
    with pytest.raises(LogError, match=why):
        mail.read([path], about)
    reading = mail.read([path, good], about)
    assert cells(reading, "contact") == [["ruth-gray"]]
    assert [problem.file for problem in reading.problems] == [name] and why in said(reading)[0]


def test_a_folder_without_mail_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("Hello.")
    with pytest.raises(LogError, match="There is no mail in"):
        mail.read([tmp_path], About("ana"))


def test_a_cut_mailbox_says_where(tmp_path):
    reading = read(tmp_path, (mbox(message(1, ANA, RUTH)) + "From x Mon Sep 14 09:20:00 2026\n\nlost\n").encode())
    assert said(reading)[0] == ("1 message of all.mbox (at line 10) has no sender, date or subject, so nothing was "
                                "read from there; look whether the mailbox was cut.")


def test_folders_are_read_with_all_that_is_in_them(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "1.eml").write_text(message(1, ANA, RUTH))
    (tmp_path / "deep" / "1.eml").write_text(message(2, RUTH, ANA, day=15, answers=[1]))
    (tmp_path / "deep" / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "deep" / "3.emlx").write_bytes(b"400 \n" + message(3, ANA, OMAR).encode() + b"<?xml?><plist/>")
    reading = mail.read([tmp_path], About("ana", student_email="ana@uni.example"))
    assert cells(reading, "contact", "replied_at", "_file") == [
        ["omar-haddad", None, "3.emlx"], ["ruth-gray", "2026-09-15T09:20:00-04:00", f"{tmp_path.name}/1.eml"]]


@pytest.mark.parametrize(("text", "held"), [
    (mbox(message(1, ANA, RUTH)), True), (message(1, ANA, RUTH), True), ("\ufeff" + message(1, ANA, RUTH), True),
    ("Ali: Hello\nRuth: Hello\n", False), ("# Notes\n\nFrom: here\n", False), ("From here on.\n\nIt goes.\n", False),
    ("date,subject\n1,2\n", False), ("---\ndate: 2026-09-14\nsubject: x\n---\n", False), ("", False),
    ("WEBVTT\n\n00:00.000 --> 00:01.000\nHi\n", False), ("BEGIN:VCALENDAR\nMETHOD:REQUEST\n", False)])
def test_mail_is_known_by_what_it_holds(tmp_path, text, held):
    (tmp_path / "file").write_text(text, encoding="utf-8")
    assert mail.holds(tmp_path / "file") is held
    assert mail.holds(tmp_path / "nowhere") is False and mail.holds(tmp_path) is False


# Any bytes


@settings(max_examples=150, deadline=5_000)
@given(data=st.one_of(
    st.binary(max_size=2_000),
    st.lists(st.sampled_from([
        b"From x Mon Sep 14 10:00:00 2026\n", b"From: ana@uni.example\n", b"To: Ruth <r@x.example>\n", b"\n", b"\xff\n",
        b"Subject: =?utf-8?b?x?=\n", b"Date: 99 Foo 2026\n", b"In-Reply-To: <1>\n", b"Message-ID: <1>\n", b"\x00: \n",
        b"Content-Type: multipart/mixed; boundary=\"--\"\n", b"----\n", b"Content-Type: text/html; charset=x-y\n",
        b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: x-uuencode\n", b"<a href='\n", b" b\n",
        b"From: r@x.example\n", b"To: ana@uni.example\n", b"Content-Type: multipart/report\n", b"begin 666 x\n",
    ]), max_size=40).map(b"".join)), name=st.sampled_from(["a.eml", "a.mbox", "a"]))
def test_any_bytes_are_read_or_refused(tmp_path_factory, data, name):
    path = tmp_path_factory.mktemp("mail") / name
    path.write_bytes(data)
    assert mail.holds(path) in (True, False)
    try:
        reading = mail.read([path], About("ana", student_email="ana@uni.example", keep_text=True))
    except LogError as error:
        assert path.name in str(error)
        return
    assert set(reading.tables) == {"contacts", "outreach"}
    assert set(reading.tables["outreach"]["contact"]) <= set(reading.tables["contacts"]["contact"])


@given(st.text(max_size=400))
def test_own_words_are_words_of_the_text(text):
    assert set(mail_text.own_words(text).split()) <= set(text.split())


@given(st.text(alphabet="<>!-/ab='\"& \n", max_size=200))
def test_any_markup_is_read(markup):
    assert "\x00" not in mail_text.plain(markup)


# Own words, subjects, names


@pytest.mark.parametrize(("text", "own"), [
    ("Yes.\n\nAm 14.09.2026 um 10:00 schrieb Ana Lima <ana@uni.example>:\n> Frage", "Yes."),
    ("Yes.\nLe lun. 14 sept. 2026 à 10:00, Ana Lima <ana@uni.example> a\nécrit :\n\n> Question", "Yes."),
    ("Yes.\n\n2026年9月14日(月) 10:00 Ana <ana@uni.example>:\n\n> 質問", "Yes."),
    ("On 14 Sep 2026, Ana wrote:\n> When?\nTuesday.\n> Where?\nHere.", "Tuesday.\nHere."),
    ("Yes.\n________________________________\nVon: Ana\nGesendet: Montag\nAn: Ruth\nBetreff: Frage\n\nFrage", "Yes."),
    ("Yes.\n\n-----Original Message-----\nFrom: Ana\n\nQuestion", "Yes."),
    ("On second thought, yes.\nOn Mon, Sep 14, 2026 at 10:00 AM Ana <a@x.example> wrote:\n> May I?",
     "On second thought, yes."),
    ("Where: here\nWhen: now\nTo: you", "Where: here\nWhen: now\nTo: you"),
    ("I said:\nno quote at all in 2026", "I said:\nno quote at all in 2026"),
    ("Yes.\n\nBest regards,\nRuth Gray\nBank\n+1 555 0100", "Yes."),
    ("Yes.\n\nMit freundlichen Grüßen\nRuth", "Yes."),
    ("Yes.\n\nruth gray\nBank", "Yes."),
    ("Yes.\n\nBest,\nRuth\n\nP.S. Bring tea.", "Yes.\n\nP.S. Bring tea."),
    ("Thanks,\nsee you on Tuesday", "Thanks,\nsee you on Tuesday"),
    ("Three things:\n- tea\n- rest\n- work\nand more of it", "Three things:\n- tea\n- rest\n- work\nand more of it"),
    ("Yes.\n\nSent from my iPhone", "Yes."), ("Ja.\n\nVon meinem iPhone gesendet", "Ja."),
])
def test_history_and_signatures_are_cut(text, own):
    assert mail_text.own_words(text, "Ruth Gray") == own


@pytest.mark.parametrize(("name", "tidy"), [
    ("Gray, Ruth", "Ruth Gray"), ("Dr. Ruth Gray, MBA", "Dr. Ruth Gray, MBA"), ("'Ruth Gray'", "Ruth Gray"),
    ("Ruth Gray (Bank)", "Ruth Gray"), ("ruth@bank.example", ""), ("Ruth", "Ruth"), ("Ruth Gray via Docs", "Ruth Gray"),
    ("Ruth Gray, PhD", "Ruth Gray, PhD")])
def test_names_are_as_one_says_them(name, tidy):
    assert mail_people.tidy_name(name) == tidy


def test_handles_are_short_and_unique():
    names, taken = ("Ruth Núñez", "Ruth Nunez", "", "李 明"), {}
    assert [people.unused(people.handle(name, "r.g@x.example"), taken) for name in names] == [
        "ruth-nunez", "ruth-nunez-2", "r-g", "李-明"]


def test_a_subject_of_prefixes_alone_is_empty():
    assert mail_facts.base_subject("Re: AW: ") == ("", "reply") and mail_facts.base_subject("") == ("", "")


# Real mail


@needs_real
@pytest.mark.parametrize("client", ["android", "aol", "apple_mail", "apple_mail_2", "comcast", "gmail", "hotmail",
                                    "iphone", "outlook", "sparrow", "thunderbird", "yahoo"])
def test_the_same_reply_from_each_client_is_the_same_words(client):
    path = REAL / "talon" / "standard_replies" / f"{client}.eml"
    assert mail_text.own_words(mailbox.text_of(path.read_bytes())) == "Hello"


@needs_real
@pytest.mark.parametrize("client", ["gmail", "hotmail", "mail_ru", "ms_outlook_2003", "ms_outlook_2007",
                                    "ms_outlook_2010", "thunderbird", "windows_mail", "yandex_ru"])
def test_the_same_reply_in_html_is_the_same_words(client):
    markup = (REAL / "talon" / "html_replies" / f"{client}.html").read_text(encoding="utf-8")
    assert mail_text.own_words(mail_text.plain(markup)) == "Hi. I am fine."


@needs_real
def test_every_real_message_is_read_or_refused():
    files = [path for path in sorted(REAL.rglob("*")) if path.is_file()]
    held = [path for path in files if mail.holds(path)]
    assert len(held) == 163
    assert sum(path.suffix == ".eml" for path in files) == sum(path.suffix == ".eml" for path in held)
    senders = 0
    for path in files:
        try:
            sender = mail_facts.facts(next(mailbox.pieces(path)), path, path.name).sender
            about = About("ana", student_email=sender.email if sender else "a@b.example", keep_text=True)
            reading = mail.read([path], about)
        except (LogError, StopIteration):
            assert path not in held or path.stat().st_size < 5_000
            continue
        senders += len(reading.tables["outreach"]) > 0
    assert senders > 100


@needs_real
def test_a_folder_of_real_messages_is_read_as_one():
    reading = mail.read([REAL], About("ana", student_email="mikel@test.lindsaar.net, test@lindsaar.net"))
    assert sorted(reading.tables["contacts"]["email"]) == [
        "mikel@lindsaar", "raasdnil@gmail.com", "smith@gmail.com", "tom@gmail.com"]
    assert not [problem for problem in reading.problems if not problem.problem.endswith(".")]
