"""What is saved for other programs: it opens there, says the same, does no harm, and overwrites nothing of value."""

import csv
import html
import io
import os
import re
import zipfile

import docx
import openpyxl
import pandas as pd
import pytest
from strange import MARKUP, tables
from test_report import outline

import shadowkit as sk
from shadowkit.saving import sheet

LOG = sk.example("student")
ENDS = (".html", ".xlsx", ".csv", ".docx")


def saved(table, folder, end):
    return sk.save(table, folder / f"out{end}")


def quotes_of(answer, **more):
    """Return the one quote of a log in which somebody says just this."""
    answers = pd.DataFrame({"meeting": ["m1"], "position": 1, "answer": [answer], **more})
    tags = pd.DataFrame({"meeting": ["m1"], "position": 1, "start": 0, "end": len(answer), "tag": ["a"]})
    return sk.quotes(sk.Log.from_tables(answers=answers, tags=tags))


def test_a_matrix_is_one_page_that_needs_nothing_else(tmp_path):
    matrix = sk.perspectives(LOG)
    page = saved(matrix, tmp_path, ".html").read_text(encoding="utf-8")
    for tag, attributes in outline(page):
        assert tag not in ("script", "link", "iframe", "object", "embed", "img")
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset")]
        assert attributes.get("href", "#").startswith("#")
    assert not re.search(r"https?://|@import|url\(", page)
    assert page.startswith('<!doctype html>\n<html lang="en">') and "<title>What they said</title>" in page
    assert f"<caption>{html.escape(sk.caption(matrix))}</caption>" in page
    assert page.count('<th scope="col">') == 2 + 9 and page.count('<th scope="row">') == len(matrix)
    for cell in matrix.iloc[:, 4:].stack().dropna():
        assert html.escape(cell) in page


def test_quotes_stand_below_their_tag_with_who_said_them(tmp_path):
    quotes = sk.quotes(LOG)
    page = saved(quotes, tmp_path, ".html").read_text(encoding="utf-8")
    assert page.count("<h2 id=") == quotes["tag"].nunique() == 17
    assert '<h2 id="tag-4">ladder leads away (1 person, 2 passages)</h2>' in page
    section = page.split('<h2 id="tag-4">')[1].split("</section>")[0]
    # A passage that both marked stands once.
    assert section.count('<th scope="row">Amara Okonkwo</th>') == 2
    assert section.count(">noor and rosa</td>") == 1 and section.count(">rosa</td>") == 1


@pytest.mark.parametrize("measure", ["response_rates", "coverage", "steps", "tag_counts", "funnel", "referrals",
                                     "today"])
def test_any_measure_is_a_good_table_with_its_words_and_picture(tmp_path, measure):
    table = getattr(sk, measure)(LOG)
    page = saved(table, tmp_path, ".html").read_text(encoding="utf-8")
    outline(page)
    assert html.escape(sk.caption(table)) in page
    assert page.count("<tr>") == len(table) + 1
    for end in ENDS[1:]:
        assert saved(table, tmp_path, end).stat().st_size


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("measure", ["perspectives", "quotes", "common_ground", "coverage"])
def test_nothing_said_yet_is_a_file_too(tmp_path, end, measure):
    assert saved(getattr(sk, measure)(sk.Log.from_tables()), tmp_path, end).stat().st_size


def test_somebody_may_be_called_like_a_column(tmp_path):
    answers = pd.DataFrame({"meeting": "m1", "position": 1, "question": ["Why?"], "answer": "Yes.", "speaker": "topic"})
    matrix = sk.perspectives(sk.Log.from_tables(answers=answers))
    made = openpyxl.load_workbook(sk.save(matrix, tmp_path / "a.xlsx")).worksheets[0]
    assert [cell.value for cell in made[1]] == ["Question", "People who answered", "topic"]
    assert [cell.value for cell in made[2]] == ["Why?", 1, "Yes."]


def test_people_read_names_and_not_handles(tmp_path):
    page = saved(sk.saturation(LOG), tmp_path, ".html").read_text(encoding="utf-8")
    assert '<th scope="col">Name</th>' in page
    assert not re.search('<th scope="col">(Student|Contact|Meeting)</th>', page)
    made = openpyxl.load_workbook(saved(sk.saturation(LOG), tmp_path, ".xlsx")).worksheets[0]
    assert "Contact" in [cell.value for cell in made[1]], "a sheet keeps them"


def test_more_than_a_sheet_can_hold_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(sheet, "_MOST_COLUMNS", 5)
    assert refused(sk.perspectives(LOG), tmp_path / "a.xlsx") == (
        "A sheet holds no more than 5 columns and 1,048,576 rows, and this table has 11 and 16; choose fewer people, "
        "or save as .csv.")


def test_markup_stays_text(tmp_path):
    log = sk.Log.from_tables(name=MARKUP, **tables(), tags=pd.DataFrame(
        {"meeting": ["m00"], "position": 2, "start": 0, "end": len(MARKUP), "tag": [MARKUP]}))
    for measure in (sk.perspectives, sk.quotes):
        page = saved(measure(log), tmp_path, ".html").read_text(encoding="utf-8")
        assert not [tag for tag, attributes in outline(page) if tag in ("script", "img") or "onerror" in attributes]
        assert html.escape(MARKUP) in page


def test_a_workbook_has_headers_that_stay_wrapped_text_and_a_print_set_up(tmp_path):
    matrix = sk.perspectives(LOG)
    book = openpyxl.load_workbook(saved(matrix, tmp_path, ".xlsx"))
    made = book["What they said"]
    assert [cell.value for cell in made[1]][2:] == list(matrix.columns[4:])
    assert made.max_row == len(matrix) + 1 and made["B2"].value == matrix["people"].iloc[0]
    assert made.freeze_panes == "B2" and made["C2"].alignment.wrap_text
    assert (made.page_setup.orientation, made.page_setup.fitToWidth, made.page_setup.fitToHeight) == ("landscape", 1, 0)
    assert made.sheet_properties.pageSetUpPr.fitToPage and made.print_title_rows == "$1:$1"
    assert 20 <= made.column_dimensions["C"].width <= 60
    assert book["About"]["A2"].value == sk.caption(matrix)


@pytest.mark.parametrize("answer", ["=1+1", "+1 555 0100", "-none-", "@SUM(A1)", "＝1", " =1+1", "=cmd|' /C calc'!A0"])
def test_no_cell_of_a_spreadsheet_is_taken_for_a_formula(tmp_path, answer):
    # A log strips blanks, so what begins with one is put into the table by hand.
    table = quotes_of(answer).assign(quote=answer)
    table.attrs = sk.quotes(LOG).attrs
    made = openpyxl.load_workbook(saved(table, tmp_path, ".xlsx")).worksheets[0]
    assert (made["C2"].value, made["C2"].data_type) == (f"'{answer}", "s")
    rows = list(csv.reader(io.StringIO(saved(table, tmp_path, ".csv").read_text(encoding="utf-8-sig"))))
    assert rows[1][rows[0].index("quote")] == f"'{answer}"
    assert html.escape(answer) in saved(table, tmp_path, ".html").read_text(encoding="utf-8"), "a page has no formulas"


@pytest.mark.parametrize("first", ["\t", "\r", "\n"])
def test_signs_before_the_first_word_are_made_harmless_too(first):
    assert sheet.harmless(f"{first}=1") == f"'{first}=1"
    assert sheet.harmless("plain") == "plain" and sheet.harmless("") == ""


def test_an_answer_too_long_for_a_cell_is_cut_with_a_mark(tmp_path):
    book = openpyxl.load_workbook(saved(quotes_of("word " * 8000 + "end"), tmp_path, ".xlsx"))
    cell = book.worksheets[0]["C2"].value
    assert len(cell) == 32_767 and cell.endswith(" … [cut here: 40,003 characters]")
    assert "Cut, because a cell holds no more than 32,767 characters: C2." in [row[0].value for row in book["About"]]
    document = docx.Document(saved(quotes_of("word " * 8000 + "end"), tmp_path, ".docx"))
    assert document.tables[0].cell(1, 1).text.endswith("word end"), "a document keeps all of it"


@pytest.mark.parametrize("end", ENDS)
def test_characters_that_a_file_cannot_hold_do_not_lose_the_row(tmp_path, end):
    path = saved(quotes_of("before\x07\x0b\x00after", question=["Why\x01?"]), tmp_path, end)
    if end == ".xlsx":
        book = openpyxl.load_workbook(path)
        assert book.worksheets[0]["C2"].value == "before\ufffd\ufffd\ufffdafter"
        assert "Characters that a sheet cannot hold are shown as \ufffd in: C2, D2." in [
            row[0].value for row in book["About"]]
    elif end == ".docx":
        assert docx.Document(path).tables[0].cell(1, 1).text == "before\ufffd\ufffd\ufffdafter"
    else:
        assert re.search("before.{1,3}after", path.read_text(encoding="utf-8"))


def test_a_table_of_quotes_is_one_row_a_quote_in_csv(tmp_path):
    quotes = sk.quotes(LOG)
    path = saved(quotes, tmp_path, ".csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "by which Excel knows UTF-8"
    back = pd.read_csv(path)
    assert back.columns.tolist() == quotes.columns.tolist()
    assert back["quote"].tolist() == quotes["quote"].tolist() and back["start"].tolist() == quotes["start"].tolist()


def test_a_document_has_headings_and_a_header_that_comes_again(tmp_path):
    matrix = sk.perspectives(LOG, people=["amara", "tomas", "mei"])
    made = docx.Document(saved(matrix, tmp_path, ".docx"))
    assert made.sections[0].page_width > made.sections[0].page_height
    assert made.paragraphs[0].style.name == "Title" and made.paragraphs[1].text == sk.caption(matrix)
    table, = made.tables
    assert [cell.text for cell in table.rows[0].cells][2:] == list(matrix.columns[4:])
    assert "w:tblHeader" in table.rows[0]._tr.xml and "w:tblCaption" in table._tbl.xml
    assert table.cell(1, 2).text == (matrix.iloc[0, 4] if isinstance(matrix.iloc[0, 4], str) else "")


def test_a_document_of_many_people_puts_one_below_the_other(tmp_path):
    matrix = sk.perspectives(LOG)
    made = docx.Document(saved(matrix, tmp_path, ".docx"))
    headings = [(one.style.name, one.text) for one in made.paragraphs if one.style.name.startswith("Heading")]
    assert not made.tables and headings[0] == ("Heading 1", matrix["question"].iloc[0])
    assert [name for name, _ in headings].count("Heading 2") == matrix.iloc[:, 4:].notna().sum().sum()


def test_a_picture_in_a_document_is_told_in_words(tmp_path):
    table = sk.response_rates(LOG)
    with zipfile.ZipFile(saved(table, tmp_path, ".docx")) as made:
        assert f'descr="{html.escape(sk.caption(table))}"' in made.read("word/document.xml").decode("utf-8")


def test_the_same_table_gives_the_same_page(tmp_path):
    first, second = (sk.save(sk.perspectives(LOG), tmp_path / name).read_bytes() for name in ("a.html", "b.html"))
    assert first == second


def refused(what, path, **more):
    with pytest.raises(sk.LogError) as caught:
        sk.save(what, path, **more)
    return str(caught.value)


def test_mistakes_are_told_in_one_sentence(tmp_path):
    matrix = sk.perspectives(LOG)
    assert refused(matrix, tmp_path / "a.pdf") == (
        "`the end of the path of a table` must be one of .html, .xlsx, .docx, .csv; it was '.pdf'.")
    assert refused(LOG, tmp_path / "a.html").startswith("`the end of the path of a log` must be one of .qdpx, .qdc; it")
    assert refused("my-log", tmp_path / "a.html") == (
        "`save` needs a table, such as sk.perspectives(log), or a log, and it got str 'my-log'.")
    assert refused(matrix, None) == "`path` must be the path of a file, such as 'matrix.html'; it was 'None'."
    assert refused(matrix, tmp_path / "no" / "a.html") == (
        f"There is no folder {str(tmp_path / 'no')!r} for a.html; make it first, or name another place.")
    (tmp_path / "folder.html").mkdir()
    assert refused(matrix, tmp_path / "folder.html").endswith("is a folder; name a file in it.")
    assert refused(pd.DataFrame({"a": [1]}), tmp_path / "a.html").startswith("`caption` needs a table just as a ")
    assert [entry.name for entry in tmp_path.iterdir()] == ["folder.html"], "nothing is left behind"


@pytest.mark.parametrize("measure", ["perspectives", "quotes"])
def test_people_of_several_students_are_named_only_when_asked_for(tmp_path, measure):
    log = sk.Log.from_tables(answers=pd.DataFrame(
        {"student": ["ann", "ben"], "meeting": "m1", "position": 1, "question": "Why?", "answer": ["Yes.", "No."]}))
    table = getattr(sk, measure)(log)
    assert refused(table, tmp_path / "a.html") == (
        "This names the people whom single students meet, and it is of several students. Save one student's, or write "
        "identifying=True and show it to nobody.")
    assert sk.save(table, tmp_path / "a.html", identifying=True).exists()


def test_nothing_of_a_log_is_overwritten(tmp_path):
    quotes = sk.quotes(LOG)
    assert refused(quotes, tmp_path / "Tags.csv") == (
        "Tags.csv is how a log names its own table; give the file another name, such as Tags-out.csv.")
    with pd.ExcelWriter(tmp_path / "log.xlsx") as writer:
        LOG.answers.to_excel(writer, sheet_name="answers", index=False)
    assert refused(quotes, tmp_path / "log.xlsx") == (
        "log.xlsx is there already and is a log; give the file another name.")
    # What was saved before is replaced: a notebook may be run again.
    for end in ENDS:
        assert saved(quotes, tmp_path, end) == saved(quotes, tmp_path, end)


def test_a_file_is_written_as_a_whole_or_not_at_all(tmp_path, monkeypatch):
    path = sk.save(sk.quotes(LOG), tmp_path / "a.html")
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert refused(sk.perspectives(LOG), path).startswith("a.html could not be written to ")
    assert path.read_bytes() == before and [entry.name for entry in tmp_path.iterdir()] == ["a.html"]


def test_a_document_without_its_package_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "docx", None)
    assert refused(sk.quotes(LOG), tmp_path / "a.docx") == (
        'A document needs python-docx, which is not installed; add it with: pip install "shadowkit[docx]", or save as '
        ".html, which word processors open too.")
