"""CSV files as text, cell by cell, whatever program wrote them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from shadowkit.errors import LogError, Problem
from shadowkit.readers import delimited

EMPTY = ("outreach.csv is empty, without even a header line; it was taken as a table with no rows. Write its column "
         "names in the first line, or remove it.")
NO_TEXT = ("outreach.csv is not a text file, whatever its name says; if it is a workbook, name it outreach.xlsx, "
           "otherwise export it again as CSV.")
NOT_UTF8 = ("outreach.csv is not written in UTF-8, so it was read as {}; where its accents are wrong, save it as "
            "UTF-8.")


def read(folder: Path, data: bytes | str) -> tuple[pd.DataFrame, list[Problem]]:
    path = folder / "outreach.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return delimited.read(path)


def rows(frame: pd.DataFrame) -> list[list[str | None]]:
    """Return header and rows, missing cells as None."""
    frame = frame.drop(columns="_row", errors="ignore")
    return [list(frame.columns), *([None if pd.isna(cell) else cell for cell in row] for row in frame.to_numpy())]


def sentences(problems: list[Problem]) -> list[str]:
    return [problem.problem for problem in problems]


def test_a_plain_file(tmp_path: Path) -> None:
    frame, problems = read(tmp_path, "contact,note\namara,\njon,\"said \"\"yes\"\", twice\"\n")
    assert rows(frame) == [["contact", "note"], ["amara", None], ["jon", 'said "yes", twice']]
    assert "_row" not in frame and problems == []


@pytest.mark.parametrize("data", [
    "contact,name\nzoë,Zoë Þórsdóttir\n".encode(),
    "contact,name\nzoë,Zoë Þórsdóttir\n".encode("utf-8-sig"),
    "contact,name\nzoë,Zoë Þórsdóttir\n".encode("utf-16"),
    b"\xfe\xff" + "contact,name\nzoë,Zoë Þórsdóttir\n".encode("utf-16-be"),
    "contact,name\nzoë,Zoë Þórsdóttir\n".encode("utf-16-le"),
    b"\xef\xbb\xbf" + '"contact","name"\n"zoë","Zoë Þórsdóttir"\n'.encode(),
    "contact;name\r\nzoë;Zoë Þórsdóttir\r\n".encode(),
    "contact\tname\rzoë\tZoë Þórsdóttir\r".encode(),
    "contact,name\nzoë,Zoë Þórsdóttir".encode(),
    '"contact","name"\n"zoë","Zoë Þórsdóttir"\n'.encode(),
], ids=["utf-8", "mark", "utf-16", "utf-16-be", "utf-16-without-mark", "mark-quoted", "semicolons", "tabs",
        "no-last-line-break", "quoted"])
def test_whatever_program_wrote_it(tmp_path: Path, data: bytes) -> None:
    frame, problems = read(tmp_path, data)
    assert rows(frame) == [["contact", "name"], ["zoë", "Zoë Þórsdóttir"]]
    assert problems == []


@pytest.mark.parametrize(("name", "encoding", "called"), [
    ("Zoë Þórsdóttir", "cp1252", "Windows-1252 (it may also be Windows-1250 or Windows-1254)"),
    ("Ольга Смирнова, Москва", "cp1251", "Windows-1251 (it may also be Windows-1253)"),
    ("Ольга Смирнова, Москва", "koi8_r", "KOI8-R (it may also be Windows-1255)"),
    ("Γιώργος Παπαδόπουλος, Ελένη Νικολάου, Αθήνα", "cp1253", "Windows-1253")])
def test_other_character_sets(tmp_path: Path, name: str, encoding: str, called: str) -> None:
    frame, problems = read(tmp_path, f'contact,name\nann,Ann\nzoe,"{name}"\n'.encode(encoding))
    assert rows(frame) == [["contact", "name"], ["ann", "Ann"], ["zoe", name]]
    assert problems == [Problem("outreach.csv", 3, None, f'zoe,"{name}"', NOT_UTF8.format(called), kind="know")]
    assert delimited.rows(tmp_path / "outreach.csv")[0] == rows(frame)


def test_bytes_that_no_character_set_has_are_kept(tmp_path: Path) -> None:
    data = bytes(byte for byte in range(0x80, 0x100)) + b"\x81\x8d\xff"
    frame, problems = read(tmp_path, b"contact,name\nzoe," + data + b"\n")
    assert rows(frame)[1:] == [["zoe", data.decode("latin-1")]]
    assert sentences(problems) == [NOT_UTF8.format("Latin-1")]


def test_numbers_keep_their_writing(tmp_path: Path) -> None:
    frame, problems = read(tmp_path, "contact,a,b,c,d\n007,1e5,1.50,True,2026-09-14\n010,2,3,False,2026-09-15\n")
    assert rows(frame)[1:] == [["007", "1e5", "1.50", "True", "2026-09-14"], ["010", "2", "3", "False", "2026-09-15"]]
    assert problems == []


def test_words_for_nothing_are_words(tmp_path: Path) -> None:
    frame, _ = read(tmp_path, "contact,note\nNA,null\nNone,nan\nN/A,NULL\n")
    assert rows(frame)[1:] == [["NA", "null"], ["None", "nan"], ["N/A", "NULL"]]


def test_a_quoted_line_break_is_part_of_its_cell(tmp_path: Path) -> None:
    frame, problems = read(tmp_path, 'contact,note\namara,"first\n\nsecond"\njon,x\n')
    assert rows(frame)[1:] == [["amara", "first\n\nsecond"], ["jon", "x"]]
    assert problems == []


def test_blank_lines_keep_the_numbers_of_the_rows(tmp_path: Path) -> None:
    frame, problems = read(tmp_path, "contact,note\n\namara,x\n,\n  \njon,y\n,only a note\n")
    assert rows(frame)[1:] == [["amara", "x"], ["  ", None], ["jon", "y"], [None, "only a note"]]
    assert frame["_row"].tolist() == [3, 5, 6, 7]
    assert problems == []


def test_lines_above_the_header(tmp_path: Path) -> None:
    frame, problems = read(tmp_path, "\n , \ncontact,note\namara,x\n")
    assert rows(frame) == [["contact", "note"], ["amara", "x"]]
    assert frame["_row"].tolist() == [4] and problems == []


def test_too_few_cells_are_empty_cells(tmp_path: Path) -> None:
    frame, problems = read(tmp_path, "contact,channel,note\namara\njon,call\n")
    assert rows(frame)[1:] == [["amara", None, None], ["jon", "call", None]]
    assert problems == []


# Labelled with numbers a constant step apart, the rows once seemed to be numbered by pandas itself.
@pytest.mark.parametrize("data", ["contact,note\namara,soon, or late\njon,x\n",
                                  "contact,note\njon,x\namara,soon, or late\n",
                                  "contact,note\n1,2,3\n4,5,6\n", "contact,note\n\n1,2,3\n0,1,2\n"])
def test_no_cell_moves_where_a_row_has_too_many(tmp_path: Path, data: str) -> None:
    frame, problems = read(tmp_path, data)
    written = [line.split(",") for line in data.splitlines()]
    assert rows(frame)[1:] == [line[:2] for line in written[1:] if line != [""]]
    assert [(problem.row, problem.value) for problem in problems] == [
        (number, ",".join(line)) for number, line in enumerate(written, start=1) if len(line) > 2]


def test_too_many_cells_in_a_row(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "contact,note\njon,x\namara,soon, or late\n")
    assert problems == [Problem(
        "outreach.csv", 3, None, "amara,soon, or late", "row 3 of outreach.csv has 3 cells where the header has 2; "
        "what stands after the first 2 was left out. If a text holds the sign ',', put the text in quotation marks.")]


def test_empty_cells_at_the_end_of_every_line_say_nothing(tmp_path: Path) -> None:
    frame, problems = read(tmp_path, "contact,note,,\namara,x,,\n,,,\njon,y,,,\n")
    assert rows(frame) == [["contact", "note"], ["amara", "x"], ["jon", "y"]]
    assert frame["_row"].tolist() == [2, 4] and problems == []


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    frame, problems = read(tmp_path, 'contact,note\njon,x\namara,"rang back\nmei,y\n')
    assert rows(frame)[1:] == [["jon", "x"], ["amara", "rang back\nmei,y\n"]]
    assert problems == [Problem(
        "outreach.csv", 3, None, "amara,rang back\nmei,y\n", "row 3 of outreach.csv opens a quotation mark that is "
        "never closed, so everything below it was taken into that cell; close it, or remove it.")]


def test_columns_without_a_name_of_their_own(tmp_path: Path) -> None:
    frame, problems = read(tmp_path, "contact,note,,note,_row\namara,x,y,z,9\n")
    assert rows(frame) == [["contact", "note", "column 3", "note_2", "_row_2"], ["amara", "x", "y", "z", "9"]]
    assert sentences(problems) == [
        "A column of outreach.csv has cells but no name in row 1, so it is called 'column 3'; write a name above it.",
        "The column name 'note' cannot be used again in row 1 of outreach.csv, so that column is called 'note_2'; give "
        "each column a name of its own.",
        "The column name '_row' cannot be used again in row 1 of outreach.csv, so that column is called '_row_2'; give "
        "each column a name of its own."]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b" \t\r\n", b",,,\n", b"\x0c"])
def test_an_empty_file(tmp_path: Path, data: bytes) -> None:
    frame, problems = read(tmp_path, data)
    assert frame.shape == (0, 0)
    assert problems == [Problem("outreach.csv", None, None, None, EMPTY)]


def test_only_a_header(tmp_path: Path) -> None:
    frame, problems = read(tmp_path, "contact,note\n")
    assert rows(frame) == [["contact", "note"]] and problems == []


@pytest.mark.parametrize("data", [b"PK\x03\x04\x14\x00\x06", b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff\xfea",
                                  b"contact,note\namara,\x00\n"])
def test_a_binary_file_named_csv(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(LogError) as error:
        read(tmp_path, data)
    assert str(error.value) == NO_TEXT


def test_a_name_may_begin_like_a_packed_file(tmp_path: Path) -> None:
    assert rows(read(tmp_path, "PK,note\n1,x\n")[0]) == [["PK", "note"], ["1", "x"]]


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(LogError) as error:
        delimited.read(tmp_path)
    assert str(error.value) == (f"{tmp_path.name} cannot be opened (Is a directory); close it in other programs and "
                                "check that it is a file that may be read.")


quick = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
written = st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
tricky = st.text(alphabet=',;\t"\r\n 01.-eaN', max_size=8)
cell = st.one_of(written, tricky, st.sampled_from(["NA", "007", "1e5", "True", ""]))


@quick
@given(st.lists(st.tuples(cell, cell, cell), max_size=5),
       st.sampled_from([",", ";", "\t"]), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_is_written_comes_back(tmp_path: Path, table: list[tuple], separator: str, end: str, mark: bool) -> None:
    text = io.StringIO(newline="")
    # With "\n" alone, csv.writer leaves a carriage return in a cell without quotation marks.
    quoting = csv.QUOTE_MINIMAL if end == "\r\n" else csv.QUOTE_ALL
    writer = csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerows([("contact", "sent_at", "note"), *table])
    frame, problems = read(tmp_path, text.getvalue().encode("utf-8-sig" if mark else "utf-8"))
    assert rows(frame)[1:] == [[cell or None for cell in row] for row in table if any(row)]
    numbers = [number for number, row in enumerate(table, start=2) if any(row)]
    assert (frame["_row"].tolist() if "_row" in frame else numbers) == numbers
    assert problems == []


@quick
@given(st.one_of(st.binary(max_size=60), st.binary(max_size=20).map(b"a,b\n1,".__add__), tricky.map(str.encode),
                 tricky.map(lambda text: text.encode("utf-16")), written.map(str.encode)))
@example(b'"')
@example(b'a,b\n"')
def test_any_bytes_make_a_frame_or_a_sentence(tmp_path: Path, data: bytes) -> None:
    try:
        frame, problems = read(tmp_path, data)
    except LogError as error:
        assert str(error) == NO_TEXT
    else:
        assert frame.columns.is_unique
        assert all(sentence.endswith(".") for sentence in sentences(problems))
