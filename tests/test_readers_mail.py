"""Mailboxes: whom the student asked, who replied and when, what is no reply, and not a message lost."""

import email.utils
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shadowkit as sk
from shadowkit.errors import LogError
from shadowkit.readers import About, mail, mail_facts, mail_people, mail_text, mailbox, people

REAL = Path(__file__).resolve().parents[2] / "shared" / "realdata" / "mail"
needs_real = pytest.mark.skipif(not REAL.is_dir(), reason="the real mail is not on this machine")
ANA, RUTH, OMAR = "Ana Lima <ana@uni.example>", "Ruth Gray <ruth@bank.example>", "Omar Haddad <omar@law.example>"
KIM = "Kim Sato <kim@bank.example>"


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
    assert cells(reading, "contact", "purpose") == [["ruth-gray", "other"]]
    assert "1 person to whom the student wrote in all.mbox was left out" in said(reading)[0]


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


def test_an_assistant_may_answer_for_the_one_who_was_asked(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, KIM, ANA, day=15, answers=[1]),
                   message(3, ANA, RUTH, day=16, answers=[1]))
    assert cells(reading, "contact", table="contacts") == [["ruth-gray"]]
    assert cells(reading, "contact", "purpose", "replied_by") == [
        ["ruth-gray", "ask", "kim@bank.example"], ["ruth-gray", "other", None]]


def test_an_assistant_never_hides_the_reply_of_the_one_who_was_asked(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, KIM, ANA, day=15, answers=[1]),
                   message(3, RUTH, ANA, day=17, answers=[1]))
    assert cells(reading, "replied_at", "replied_by") == [["2026-09-17T09:20:00-04:00", None]]


@pytest.mark.parametrize(("more", "words", "by"), [
    ({"Cc": RUTH}, "She is free on Tuesday.", "kim@bank.example"),
    ({}, "Tuesday?\n\nTo: ruth@bank.example\n> May I ask?", "kim@bank.example"),
    ({}, "Ruth Gray is free on Tuesday.", "kim@bank.example"), ({}, "Your offer of the week.", None)])
def test_an_assistant_may_write_anew_under_the_same_subject(tmp_path, more, words, by):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, KIM, ANA, "Re: Your work", words, day=15, **more))
    assert cells(reading, "contact", "replied_by") == [["ruth-gray", by]]


@pytest.mark.parametrize(("by", "copy"), [(OMAR, OMAR), (KIM, KIM), (OMAR, None)])
def test_who_only_got_a_copy_answers_for_nobody(tmp_path, by, copy):
    reading = read(tmp_path, message(1, ANA, RUTH, Cc=copy), message(2, by, f"{ANA}, {RUTH}", day=15, answers=[1]))
    assert cells(reading, "contact", "purpose", "replied_at") == [["ruth-gray", "ask", None]]
    email = by.partition("<")[2].strip(">")
    assert said(reading) == [
        f"{email} answered the message of 2026-09-14T09:20:00-04:00 to ruth@bank.example, which was not to {email} "
        f"(line {10 if copy is None else 11} of all.mbox), so it counts as nobody's reply; if it is one, write its "
        "date in `replied_at`."]
    own = read(tmp_path, message(1, ANA, RUTH, Cc=copy), message(2, by, f"{ANA}, {RUTH}", day=15, answers=[1]),
               message(3, RUTH, ANA, day=16, answers=[1]))
    assert cells(own, "replied_at", "replied_by") == [["2026-09-16T09:20:00-04:00", None]]


def test_each_of_several_recipients_is_asked(tmp_path):
    reading = read(tmp_path, message(1, ANA, f"{RUTH}, {OMAR}"), message(2, OMAR, ANA, day=15, answers=[1]),
                   message(3, "Kim <kim@else.example>", ANA, day=15, answers=[1]))
    assert cells(reading, "contact", "replied_at") == [
        ["ruth-gray", None], ["omar-haddad", "2026-09-15T09:20:00-04:00"]]
    assert said(reading) == [
        "kim@else.example answered the message of 2026-09-14T09:20:00-04:00 to ruth@bank.example, which was not to "
        "kim@else.example (line 21 of all.mbox), so it counts as nobody's reply; if it is one, write its date in "
        "`replied_at`."]


# Who was asked


GRANDMA, LANDLORD = "Grandma <grandma@home.example>", "Mr Rent <rent@flats.example>"


@pytest.mark.parametrize(("subject", "words"), [
    ("Informational interview request", ""), ("Your way into law", ""), ("Introduction: Ana and Ruth", ""),
    ("Hello", "Would you have 15-20 minutes for a\ncall?"), ("Hello", "May I shadow you for a day?"),
    ("Hello", "I would value your advice on studying law."), ("Hello", "I would like to learn more about banking."),
    ("Hello", "Could we have a quick chat next week?"), ("Hello", "Omar Haddad gave me your name."),
    ("Hello", "I was referred to you by Omar."), ("Hello", "I am thinking of a career in banking."),
    ("Hello", "Might I watch for a day?"), ("Hello", "I should love to hear about your work."),
    ("Hallo", "Hätten Sie 20 Minuten Zeit für ein Gespräch?"), ("Hallo", "Ich wüsste gern mehr über Ihren Beruf."),
    ("Bonjour", "Je voudrais en savoir plus sur votre métier."),
    ("Bonjour", "Auriez-vous une demi-heure pour un appel ?"),
    ("Hola", "¿Podría hacerle una entrevista informativa?"), ("Hola", "Me interesa su trabajo en el banco."),
    ("Buongiorno", "Vorrei chiederle un consiglio sul suo lavoro."),
    ("Olá", "Gostaria de saber mais sobre o seu trabalho."),
    ("Dag", "Mag ik een dag meelopen?"), ("Dag", "Ik wil graag meer weten over uw werk."),
    ("Hej", "Jag vill gärna veta mer om ditt yrke."), ("Hej", "Har du tid til et kort møde?"),
    ("Hello", "Thank you for speaking with me yesterday."),
])
def test_who_is_asked_for_a_talk_or_a_visit_is_a_contact(tmp_path, subject, words):
    reading = read(tmp_path, message(1, ANA, RUTH, subject, words), message(2, ANA, GRANDMA, "Cake", "See you soon!"))
    assert cells(reading, "contact", table="contacts") == [["ruth-gray"]]


@pytest.mark.parametrize(("subject", "words"), [
    ("Rent", "The heating has been off for 30 minutes, please call the plumber."), ("Cake", "Thanks for yesterday!"),
    ("Heating", "I paid for your work on the boiler."), ("Friday", "We arrive in 20 minutes, have you time?"),
    ("Miete", "Wir kommen in 20 Minuten, hast du Zeit?"), ("Homework", "Attached is my work of this week."),
    ("Fwd: Your work", "Look, she wrote back!"), ("On your way", "How was your day?"),
])
def test_who_is_asked_nothing_is_left_out(tmp_path, subject, words):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, ANA, LANDLORD, subject, words))
    assert cells(reading, "contact", table="contacts") == [["ruth-gray"]]
    assert said(reading) == [
        "1 person to whom the student wrote in all.mbox was left out, because nothing that was written to them asks "
        "for a talk, a visit or advice: Mr Rent <rent@flats.example>. To take one in, add the person with this address "
        "to the contacts, and bring the mail in again.",
        "1 of 2 messages of all.mbox made no row: the student (ana@uni.example) asked nobody in it, as in newsletters, "
        "lists, drafts and private mail, or it is there twice."]


def test_many_who_were_left_out_are_one_problem(tmp_path):
    many = [message(number, ANA, f"P{number} <p{number}@x.example>", "Party") for number in range(30)]
    left = [problem for problem in read(tmp_path, *many).problems if problem.column == "contact"]
    assert len(left) == 1 and left[0].problem.startswith("30 people to whom the student wrote in all.mbox were left")
    assert "P19 <p19@x.example>, and 10 more. To take one in" in left[0].problem
    assert len(left[0].value.split("; ")) == 30


@pytest.mark.parametrize("known", [
    {"contact": ["r"], "email": ["Ruth <Ruth@Bank.example>"]}, {"contact": ["r"], "name": ["Dr. Ruth GRAY"]},
    {"contact": ["r"], "name": ["R. G."], "also_called": ["Ruth Gray; Ruthie"]}])
def test_who_is_a_contact_already_was_asked(tmp_path, known):
    reading = read(tmp_path, message(1, ANA, RUTH, "Hei", "Ehtisitkö?"), message(2, ANA, GRANDMA, "Cake"),
                   contacts=pd.DataFrame(known))
    assert cells(reading, "contact", "purpose") == [["ruth-gray", "ask"]]


def test_who_is_asked_in_one_conversation_is_asked_nothing_in_another(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH, "Homework", "Here it is.", day=1), message(2, ANA, RUTH, day=14))
    assert cells(reading, "message_id", "purpose") == [["1@x.example", "other"], ["2@x.example", "ask"]]


def test_a_later_message_of_the_conversation_may_ask(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH, "Hello", "Remember me?"),
                   message(2, ANA, RUTH, "Re: Hello", "May I shadow you for a day?", day=16, answers=[1]))
    assert cells(reading, "message_id", "purpose") == [["1@x.example", "ask"], ["2@x.example", "ask"]]


def test_who_was_left_out_comes_in_as_a_contact(tmp_path):
    box = tmp_path / "all.mbox"
    box.write_text(mbox(message(1, ANA, RUTH, "Hei", "Ehtisitkö?"), message(2, ANA, OMAR),
                        message(3, RUTH, ANA, "Re: Hei", day=15, answers=[1])))
    journal = sk.open_journal(tmp_path / "log")
    brought = journal.bring_in(box, student_email="ana@uni.example")
    assert journal.log.contacts["contact"].tolist() == ["omar-haddad"]
    assert "Ruth Gray <ruth@bank.example>" in brought.problems["problem"].str.cat()
    journal.add("contacts", contact="ruth", email="ruth@bank.example")
    journal.bring_in(box, student_email="ana@uni.example")
    assert journal.log.outreach[["contact", "purpose"]].to_numpy().tolist() == [["omar-haddad", "ask"], ["ruth", "ask"]]
    assert journal.log.outreach["replied_at"].notna().tolist() == [False, True]


@pytest.mark.parametrize(("name", "text"), [
    ("people.csv", "Name,Company,Date contacted\nRuth Gray,Bank,2026-09-14\n"),
    ("2026-09-20 Ruth Gray.md", "## What is best?\n\nThe quiet.\n"),
    ("calendar.ics", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260920T100000Z\nDTEND:20260920T103000Z\n"
                     "SUMMARY:Informational interview with Ruth Gray\nEND:VEVENT\nEND:VCALENDAR\n")])
@pytest.mark.parametrize("into_a_log", [False, True])
def test_whom_another_file_of_the_folder_names_was_asked(tmp_path, name, text, into_a_log):
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / name).write_text(text)
    (folder / "all.mbox").write_text(mbox(message(1, ANA, RUTH, "Hei", "Ehtisitkö?"), message(2, ANA, GRANDMA, "Hei")))
    if into_a_log:
        journal = sk.open_journal(tmp_path / "log")
        journal.add("contacts", contact="grandma", name="Grandma", email="grandma@home.example")
        journal.bring_in(folder, student_email="ana@uni.example")
        log = journal.log
    else:
        log = sk.load(folder, student_email="ana@uni.example")
    asked = log.contacts.set_index("contact").loc[log.outreach["contact"], "email"]
    assert set(asked) == {"ruth@bank.example", *(["grandma@home.example"] if into_a_log else [])}


# Two people of one name


TWO = [message(1, ANA, "Anna Berg <anna@bank.example>"), message(2, ANA, "Anna Berg <anna@law.example>", day=15)]


def test_two_addresses_of_one_name_are_one_person_and_are_told(tmp_path):
    reading = read(tmp_path, *TWO)
    assert cells(reading, "contact", "email", table="contacts") == [["anna-berg", "anna@bank.example"]]
    assert [(problem.row, problem.column, problem.value) for problem in reading.problems] == [
        (10, "name", "anna@bank.example; anna@law.example")]
    assert said(reading) == [
        "Anna Berg was written to at anna@bank.example and at anna@law.example (line 10 of all.mbox), and the name "
        "being the same, they were taken for one person. If they are two, put Anna Berg on the list of contacts once "
        "for each, with the address, and read the mail again; what was brought in already, undo first."]
    near = read(tmp_path, TWO[0], message(2, ANA, "Anna Berg <a.berg@bank.example>", day=15))
    assert near.problems == []


def test_two_contacts_of_one_name_stay_two(tmp_path):
    (tmp_path / "all.mbox").write_text(mbox(*TWO))
    journal = sk.open_journal(tmp_path / "log")
    journal.bring_in(tmp_path / "all.mbox", student_email="ana@uni.example")
    assert journal.log.outreach["contact"].tolist() == ["anna-berg", "anna-berg"]
    journal.undo()
    journal.add("contacts", contact="anna", name="Anna Berg", email="anna@bank.example")
    journal.add("contacts", contact="anna2", name="Anna Berg", email="anna@law.example")
    assert len(journal.bring_in(tmp_path / "all.mbox", student_email="ana@uni.example").problems) == 0
    assert journal.log.outreach["contact"].tolist() == ["anna", "anna2"]


# Two mailboxes, one after the other


SENT = [message(1, ANA, RUTH), message(4, ANA, RUTH, "Re: Your work", "Tuesday is fine.", day=17, answers=[1, 3]),
        message(5, ANA, OMAR, "Your path"), message(7, ANA, RUTH, "Lovely", "Thank you for the talk.", day=24),
        message(8, ANA, "Kai Ito <kai@lab.example>", "A short call?")]
INBOX = [message(3, RUTH, ANA, "Re: Your work", "Yes, gladly.", day=16, answers=[1]),
         message(6, OMAR, ANA, "AW: Your path", "Not now.", day=18),
         message(9, "Kai Ito <kai@lab.example>", ANA, "Out of office: A short call?", hour=10, answers=[8])]


def brought(folder, *parts):
    folder.mkdir()
    (folder / "Sent.mbox").write_text(mbox(*SENT))
    (folder / "Inbox.mbox").write_text(mbox(*INBOX))
    journal = sk.open_journal(folder / "log")
    problems = [journal.bring_in(*(folder / name for name in names), student_email="ana@uni.example").problems
                for names in parts]
    return journal.log.outreach, [list(table["problem"]) for table in problems]


def test_what_is_sent_and_what_came_in_may_be_brought_in_one_after_the_other(tmp_path):
    whole, _ = brought(tmp_path / "a", ["Sent.mbox", "Inbox.mbox"])
    assert whole[["contact", "purpose", "answer"]].fillna("").to_numpy().tolist() == [
        ["ruth-gray", "ask", "yes"], ["omar-haddad", "ask", ""], ["kai-ito", "ask", ""],
        ["ruth-gray", "other", ""], ["ruth-gray", "thanks", ""]]
    assert whole["replied_at"].notna().tolist() == [True, True, False, False, False]
    assert whole["auto_replied_at"].notna().tolist() == [False, False, True, False, False]
    for number, parts in enumerate([[["Sent.mbox"], ["Inbox.mbox"]], [["Inbox.mbox"], ["Sent.mbox"], ["Inbox.mbox"]],
                                    [["Sent.mbox"], ["Inbox.mbox"], ["Inbox.mbox", "Sent.mbox"]]]):
        table, problems = brought(tmp_path / str(number), *parts)
        pd.testing.assert_frame_equal(table, whole, check_like=True)
        if parts[0] == ["Inbox.mbox"]:
            assert "bring in the mailbox of what was sent, and then this one again" in problems[0][0]


def test_what_was_sent_to_several_finds_the_replies_of_each_in_the_next_mailbox(tmp_path):
    (tmp_path / "Sent.mbox").write_text(mbox(message(1, ANA, f"{RUTH}, {OMAR}")))
    (tmp_path / "Inbox.mbox").write_text(mbox(message(2, OMAR, ANA, day=15, answers=[1])))
    journal = sk.open_journal(tmp_path / "log")
    for name in ("Sent.mbox", "Inbox.mbox", "Inbox.mbox"):
        journal.bring_in(tmp_path / name, student_email="ana@uni.example")
    assert journal.log.outreach[["contact", "message_id"]].to_numpy().tolist() == [
        ["ruth-gray", "1@x.example"], ["omar-haddad", "1@x.example"]]
    assert journal.log.outreach["replied_at"].notna().tolist() == [False, True]


def test_a_mailbox_of_nobody_known_says_so_beside_a_log_too(tmp_path):
    (tmp_path / "Sent.mbox").write_text(mbox(*SENT))
    (tmp_path / "Inbox.mbox").write_text(mbox(message(2, "a@b.example", "c@d.x"), message(3, "e@f.example", "g@h.x")))
    journal = sk.open_journal(tmp_path / "log")
    journal.bring_in(tmp_path / "Sent.mbox")
    problems = journal.bring_in(tmp_path / "Inbox.mbox").problems["problem"].tolist()
    assert len(problems) == 1 and problems[0].startswith("Which address is the student's does not show in Inbox.mbox")


def test_a_reply_to_what_is_not_there_is_told(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(3, OMAR, ANA, "Re: Your path", day=15, answers=[2]))
    assert said(reading)[0] == (
        "1 message of all.mbox answers what is not there, such as 'Re: Your path' of omar@law.example (line 10); if "
        "you asked that, bring in the mailbox of what was sent, and then this one again.")


# What is no reply


@pytest.mark.parametrize("more", [
    {"Auto_Submitted": "auto-replied"}, {"X_Autoreply": "yes"}, {"Precedence": "auto_reply"}, {"Return_Path": "<>"},
    {"Subject": "Abwesenheit: Your work"}, {"Subject": "Automatic reply: Your work"},
    {"Subject": "Abwesenheitsnotiz: Your work"},
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


@pytest.mark.parametrize("words", [
    "I am out of the office until 5 October.", "I am currently away and will answer next week.",
    "Hello,\n\nthank you for your e-mail. I'm currently out of the office\nwith limited access to mail.",
    "Ich bin bis zum 5. Oktober nicht im Büro.", "Vielen Dank für Ihre Nachricht. Ich bin derzeit im Urlaub.",
    "Bonjour,\n\nje suis actuellement absente du bureau.", "Estoy fuera de la oficina hasta el lunes.",
    "Ik ben tot maandag afwezig."])
def test_what_a_machine_says_of_who_is_away_is_no_reply(tmp_path, words):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA, words=words, answers=[1], hour=10))
    assert cells(reading, "replied_at", "auto_replied_at") == [[None, "2026-09-14T10:20:00-04:00"]]


@pytest.mark.parametrize("words", [
    "I am away this week. How about Tuesday the 6th?", "I'm on vacation, but happy to talk when I am back.",
    "Ich bin im Urlaub, danach gerne!", "Sorry for the delay, I was out of the office until today."])
def test_who_is_away_and_says_more_replies(tmp_path, words):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA, words=words, answers=[1], hour=10))
    assert cells(reading, "replied_at", "auto_replied_at") == [["2026-09-14T10:20:00-04:00", None]]


@pytest.mark.parametrize(("subject", "by"), [
    ("Unzustellbar: Your work", "postmaster@bank.example"), ("Undeliverable: Your work", "postmaster@bank.example"),
    ("Delivery Status Notification (Failure)", "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"),
    ("Mail delivery failed: returning message to sender", "MAILER-DAEMON@mx.uni.example"),
    ("Non remis : Your work", "postmaster@bank.example"), ("No se puede entregar: Your work", "postmaster@x.example"),
    ("Undeliverable: Your work", "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@bank.example")])
def test_a_plain_message_that_says_what_came_back_is_no_reply(tmp_path, subject, by):
    words = "This could not be delivered:\n\n  ruth@bank.example\n\nTo: Ruth <ruth@bank.example>, omar@law.example"
    reading = read(tmp_path, message(1, ANA, f"{OMAR}, {RUTH}"), message(2, by, ANA, subject, words, hour=10))
    assert cells(reading, "contact", "replied_at", "bounced_at") == [
        ["omar-haddad", None, None], ["ruth-gray", None, "2026-09-14T10:20:00-04:00"]]


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
    assert said(reading) == ["6 of 7 messages of all.mbox made no row: the student (ana@uni.example) asked nobody "
                             "in them, as in newsletters, lists, drafts and private mail, or they are there twice."]


def test_a_mailing_list_is_nobody_to_ask(tmp_path):
    reading = read(tmp_path, message(1, ANA, "talk@lists.example"),
                   message(2, RUTH, "talk@lists.example", List_Post="<mailto:talk@lists.example>"))
    assert reading.tables["contacts"].empty and reading.tables["outreach"].empty


# Who got a blind copy, wrote first, or answers by a calendar


FIVE = ", ".join(f"P{number} Lee <p{number}@firm{number}.example>" for number in range(5))


@pytest.mark.parametrize("to", [ANA, "undisclosed-recipients:;", None])
def test_who_is_asked_by_a_blind_copy_alone_is_asked(tmp_path, to):
    reading = read(tmp_path, message(1, ANA, to, Bcc=FIVE), message(2, "p3@firm3.example", ANA, day=15, answers=[1]))
    assert cells(reading, "contact", "purpose", "replied_at") == [
        [f"p{number}-lee", "ask", "2026-09-15T09:20:00-04:00" if number == 3 else None] for number in range(5)]


def test_who_gets_a_blind_copy_of_what_is_to_others_is_not_asked(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH, Bcc=OMAR))
    assert cells(reading, "contact", table="contacts") == [["ruth-gray"]]


@pytest.mark.parametrize(("subject", "words", "told"), [("Your work", "", True), ("Party", "On Friday!", False)])
def test_answers_to_what_names_nobody_are_told(tmp_path, subject, words, told):
    reading = read(tmp_path, message(1, ANA, ANA, subject, words), message(2, RUTH, ANA, day=15, answers=[1]),
                   message(3, OMAR, ANA, day=15, answers=[1]))
    assert reading.tables["outreach"].empty
    assert ("The message 'Your work' in line 1 of all.mbox does not say to whom it went, as blind copies are not kept "
            "everywhere, and was answered by ruth@bank.example, omar@law.example; add everybody whom you asked by it "
            "to the contacts and to the outreach, with those who did not reply." in said(reading)) is told


@pytest.mark.parametrize(("to", "words", "purpose"), [
    (RUTH, "Might I shadow you for a day?", "ask"), (RUTH, "Good to know!", "other"),
    (f"{RUTH}, {OMAR}", "Thanks, Ruth! Omar, have you 20 minutes for a call?", "other")])
def test_who_wrote_first_is_asked_by_an_answer_that_asks_them_alone(tmp_path, to, words, purpose):
    reading = read(tmp_path, message(1, RUTH, ANA, "From the fair", "Do write!"),
                   message(2, ANA, to, "Re: From the fair", words, day=15, answers=[1]),
                   message(3, RUTH, ANA, "Re: From the fair", "Yes.", day=16, answers=[1, 2]), message(4, ANA, RUTH))
    assert [row[1:] for row in cells(reading, "contact", "purpose", "replied_at") if row[0] == "ruth-gray"][-1] == [
        purpose, "2026-09-16T09:20:00-04:00"]


def test_what_answers_a_reply_whose_question_is_not_there_asks_nothing(tmp_path):
    reading = read(tmp_path, message(2, RUTH, ANA, "Re: Your work", "Yes.", answers=[1]),
                   message(3, ANA, RUTH, "Re: Your work", "Would a short call suit you?", day=15, answers=[1, 2]))
    assert cells(reading, "purpose") == [["other"]]


@pytest.mark.parametrize(("subject", "words", "purpose"), [
    ("Following up", "Have you time?", "ask"), ("Hello", "I hope you saw my note of last week.", "ask"),
    ("Hallo", "Haben Sie meine Nachricht gesehen?", "ask"), ("Homework", "Here it is.", "other")])
def test_a_follow_up_may_begin_a_conversation_of_its_own(tmp_path, subject, words, purpose):
    reading = read(tmp_path, message(1, ANA, RUTH, day=4), message(2, ANA, RUTH, subject, words, day=14),
                   message(3, RUTH, ANA, f"Re: {subject}", "Yes.", day=15, answers=[2]))
    assert cells(reading, "purpose", "replied_at") == [["ask", None], [purpose, "2026-09-15T09:20:00-04:00"]]
    rates = sk.response_rates(sk.load(tmp_path / "all.mbox", student_email="ana@uni.example"))
    assert rates[["asked", "replied"]].to_numpy().tolist() == [[1, int(purpose == "ask")]]


INVITES = ("--b\nContent-Type: text/plain\n\nYou are invited.\n\n--b\nContent-Type: text/calendar;\n charset=utf-8; "
           "method={method}\n\nBEGIN:VCALENDAR\nEND:VCALENDAR\n--b--\n")


@pytest.mark.parametrize("more", [
    {"Auto_Submitted": "auto-generated", "Sender": "calendar-notification@google.com"},
    {"Content_class": "urn:content-classes:calendarmessage"}, {"Subject": "Accepted: Your work", "answers": [1]}])
@pytest.mark.parametrize("method", ["REQUEST", "REPLY", "CANCEL"])
def test_an_invitation_is_a_reply(tmp_path, more, method):
    reading = read(tmp_path, message(1, ANA, RUTH), message(
        2, RUTH, ANA, **{"subject": "Invitation: Coffee", "day": 15, "words": INVITES.format(method=method),
                         "Content_Type": "multipart/alternative; boundary=b"} | more))
    counts = method != "CANCEL" or "answers" in more
    assert cells(reading, "replied_at") == [["2026-09-15T09:20:00-04:00" if counts else None]]
    if counts and "answers" not in more:
        assert said(reading) == [
            "The invitation 'Invitation: Coffee' of ruth@bank.example (line 10 of all.mbox) was taken for the reply to "
            "the message of 2026-09-14T09:20:00-04:00; if it is none, empty `replied_at`."]


def test_another_address_of_the_student_is_told(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, "Ana Lima <ana@home.example>", OMAR),
                   message(3, "a.l@club.example", KIM, X_Gmail_Labels="Sent"))
    assert cells(reading, "contact", table="contacts") == [["ruth-gray"]]
    assert said(reading)[0] == (
        "2 messages came from a.l@club.example and ana@home.example, which may be the student's too; if so, bring the "
        "mail in with student_email=\"ana@uni.example, a.l@club.example, ana@home.example\", so that who was asked "
        "from there counts.")


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
        "No message in all.mbox was sent from ana@uni.example, so no outreach was read from there, and whom its "
        "replies answer is not known; bring in the mailbox of what was sent, and then this one again, or load a folder "
        "with both, or name another address with sk.load(path, student_email=\"…\"). Addresses seen: "
        "ana@uni.example, ruth@bank.example, omar@law.example."])


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
    reading = read(tmp_path, message(1, ANA, RUTH), message(1, ANA, OMAR, "Your path"))
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
    assert cells(reading, "purpose", "replied_at") == [["ask", "2026-09-14"]]
    assert [(problem.row, problem.column, problem.value) for problem in reading.problems] == [
        (10, "replied_at", "14 Sep 2026 01:20:00 -0400")]
    assert "is dated '14 Sep 2026 01:20:00 -0400', before the message it answers" in said(reading)[0]


def test_a_reply_with_a_wrong_clock_is_a_reply_on_an_unknown_day(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA, day=9, answers=[1]))
    assert cells(reading, "purpose", "replied_at") == [["ask", "dated 9 Sep 2026 09:20:00 -0400"]]
    log = sk.load(tmp_path / "all.mbox", student_email="ana@uni.example")
    rates = sk.response_rates(log)
    assert rates[["asked", "replied"]].to_numpy().tolist() == [[1, 1]]
    assert {"9 Sep 2026 09:20:00 -0400", "dated 9 Sep 2026 09:20:00 -0400"} <= set(log.problems["value"])


def test_a_wrong_clock_hides_no_reply_with_a_right_one(tmp_path):
    reading = read(tmp_path, message(1, ANA, RUTH), message(2, RUTH, ANA, day=9, answers=[1]),
                   message(3, RUTH, ANA, day=16, answers=[1]))
    assert cells(reading, "purpose", "replied_at") == [["ask", "2026-09-16T09:20:00-04:00"]]


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
        text = message(1, ANA, "NAME <j@x.example>", "=?no-such?q?caf=E9?=", "An interview, an "
                       "informational one?").encode().replace(b"NAME", name)
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


def written_to(paths):
    """Return everybody to whom one of the messages goes, as contacts: none of them is asked for a talk."""
    emails = {address.email for path in paths for piece in mailbox.pieces(path)
              for address in mail_facts.facts(piece, path, path.name).to}
    return pd.DataFrame({"contact": sorted(emails), "email": sorted(emails)})


@needs_real
def test_every_real_message_is_read_or_refused():
    files = [path for path in sorted(REAL.rglob("*")) if path.is_file()]
    held = [path for path in files if mail.holds(path)]
    assert len(held) == 163
    assert sum(path.suffix == ".eml" for path in files) == sum(path.suffix == ".eml" for path in held)
    senders, everybody = 0, written_to(held)
    for path in files:
        try:
            sender = mail_facts.facts(next(mailbox.pieces(path)), path, path.name).sender
            about = About("ana", student_email=sender.email if sender else "a@b.example", keep_text=True)
            assert mail.read([path], about).tables["outreach"].empty
            reading = mail.read([path], replace(about, contacts=everybody))
        except (LogError, StopIteration):
            assert path not in held or path.stat().st_size < 5_000
            continue
        senders += len(reading.tables["outreach"]) > 0
    assert senders > 100


@needs_real
def test_a_folder_of_real_messages_is_read_as_one():
    held = [path for path in sorted(REAL.rglob("*")) if path.is_file() and mail.holds(path)]
    reading = mail.read([REAL], About("ana", student_email="mikel@test.lindsaar.net, test@lindsaar.net",
                                      contacts=written_to(held)))
    assert sorted(reading.tables["contacts"]["email"]) == [
        "mikel@lindsaar", "raasdnil@gmail.com", "smith@gmail.com", "tom@gmail.com"]
    assert not [problem for problem in reading.problems if not problem.problem.endswith(".")]
