"""The report: one page that needs nothing else, says what its pictures show, and gives nobody away."""

import html
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from strange import MARKUP, tables

import shadowkit as sk

VOID = ("img", "meta", "br", "link", "hr", "input")


class Outline(HTMLParser):
    """Notes which elements a page has, and fails on one that is not closed."""

    def __init__(self):
        super().__init__()
        self.open, self.all = [], []

    def handle_starttag(self, tag, attrs):
        self.all.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def outline(page):
    parser = Outline()
    parser.feed(page)
    assert not parser.open
    return parser.all


@pytest.fixture(scope="module")
def student_page():
    return sk.report.report(sk.example("student"))


@pytest.fixture(scope="module")
def cohort_page():
    return sk.report.report(sk.example("cohort"))


def test_the_page_needs_nothing_else(student_page, cohort_page):
    for page in (student_page, cohort_page):
        for tag, attributes in outline(page):
            assert tag not in ("script", "link", "iframe", "object", "embed")
            assert not [name for name in attributes if name.startswith("on")]
            for name in ("src", "href"):
                assert attributes.get(name, "data:").startswith("data:")
        assert not re.search(r"https?://|@import|url\(", re.sub(r'src="data:[^"]*"', "", page))


def test_every_picture_has_words_and_they_stand_beneath_it(student_page):
    alts = [attributes["alt"] for tag, attributes in outline(student_page) if tag == "img"]
    captions = [html.unescape(text) for text in re.findall(r"<figcaption>(.*?)</figcaption>", student_page)]
    assert alts == captions
    assert all(len(alt.split()) > 10 for alt in alts)


def test_it_has_headings_a_language_and_a_title(student_page):
    tags = [tag for tag, _ in outline(student_page)]
    assert tags.count("h1") == 1 and tags.count("main") == 1
    assert '<html lang="en">' in student_page
    assert "<title>student: shadowkit report</title>" in student_page


def test_a_student_sees_answers_and_slips(student_page):
    log = sk.example("student")
    for name in ("Amara Okonkwo", "Mei-Ling Zhao"):
        assert f'<th scope="col">{name}</th>' in student_page
    for problem in log.problems["problem"]:
        assert html.escape(problem) in student_page


def test_rates_are_those_of_the_plain_call(student_page):
    assert html.escape(sk.caption(sk.response_rates(sk.example("student"), by="channel"))) in student_page


def test_a_cohort_page_names_nobody_and_quotes_nobody(cohort_page):
    cohort = sk.example("cohort")
    for names in (cohort.students["student"], cohort.contacts["name"], cohort.contacts["organization"]):
        assert not [name for name in names.dropna().unique() if name in re.sub(r'src="[^"]*"', "", cohort_page)]
    assert "What they said" not in cohort_page
    assert "students" not in cohort_page.split("<h2>")[0].replace("<title>", ""), "no totals beside hidden groups"


def test_a_cohort_of_few_shows_no_number():
    asked = pd.DataFrame({"student": ["ann", "ben"], "contact": ["x", "y"], "sent_at": ["2026-09-01", "2026-09-02"],
                          "channel": ["email", "call"], "replied_at": ["2026-09-03", None]})
    page = sk.report.report(sk.log.Log.from_tables(outreach=asked))
    assert "50 %" not in re.sub(r'src="[^"]*"', "", page)


def test_markup_stays_text():
    page = sk.report.report(sk.log.Log.from_tables(name=MARKUP, **tables()))
    for tag, attributes in outline(page):
        assert tag != "script"
        assert "onerror" not in attributes
    assert html.escape(MARKUP) in page


def test_an_empty_log_has_a_page():
    page = sk.report.report(sk.log.Log.from_tables())
    outline(page)
    assert "Nobody has been asked yet" in page


def test_many_problems_are_cut_with_a_word():
    asked = pd.DataFrame({"contact": [f"c{number}" for number in range(250)], "sent_at": ["2026-09-01"] * 250,
                          "channel": ["pigeon"] * 250})
    page = sk.report.report(sk.log.Log.from_tables(outreach=asked))
    assert page.count("<li>") == 200
    assert "… and 50 more." in page
