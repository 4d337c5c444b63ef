"""Files for spreadsheet programs, in which no cell is taken for a formula and none is lost without a word."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime

import pandas as pd

from shadowkit.errors import LogError
from shadowkit.saving.laid_out import Part, laid_out, whole, words

#: A cell of a spreadsheet holds no more characters.
LONGEST = 32_767
_MOST_COLUMNS, _MOST_ROWS = 16_384, 1_048_576
#: What makes spreadsheet programs take a cell for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NOT_IN_A_SHEET = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
#: What is read first of a passage.
_FIRST = ["tag", "person", "quote", "question", "coder"]
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula: where it begins like one, with ' before it."""
    # Blanks before the sign do not keep every program from it.
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text


def rows(table: pd.DataFrame) -> bytes:
    """Return a table as CSV, one row a row; with a mark at the beginning by which Excel knows that it is UTF-8."""
    laid_out(table)
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow([harmless(str(name)) for name in table.columns])
    for row in table.astype(object).itertuples(index=False, name=None):
        write.writerow([_plain(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig", "replace")


def _plain(cell: object) -> object:
    if pd.api.types.is_number(cell) and not pd.api.types.is_bool(cell):
        # As exact as it is; a minus before a number is no formula.
        return "" if pd.isna(cell) else cell
    return harmless(words(cell).replace("\x00", "\ufffd"))


def workbook(table: pd.DataFrame) -> bytes:
    """Return a table as a workbook: headers that stay in sight, wrapped text, and a print set-up that fits."""
    from openpyxl import Workbook

    shown = laid_out(table)
    part = shown.parts[0] if shown.measure == "perspectives" else whole(
        table[[*_FIRST, *table.columns.difference(_FIRST, sort=False)]] if shown.measure == "quotes" else table)
    if len(part.columns) > _MOST_COLUMNS or len(part.rows) >= _MOST_ROWS:
        raise LogError(f"A sheet holds no more than {_MOST_COLUMNS:,} columns and {_MOST_ROWS:,} rows, and this table "
                       f"has {len(part.columns):,} and {len(part.rows) + 1:,}; choose fewer people, or save as .csv.")
    book = Workbook()
    book.properties.title, book.properties.creator = shown.title, "shadowkit"
    # A fixed date: the same table gives the same file.
    book.properties.created = book.properties.modified = datetime(2000, 1, 1)
    sheet = book.active
    sheet.title = _NOT_IN_A_NAME.sub(" ", shown.title)[:31]
    altered = _fill(sheet, part)
    _set_up(sheet, part, shown.title)
    about = book.create_sheet("About")
    about.column_dimensions["A"].width = 100
    for line in [shown.title, shown.caption, *altered]:
        _put(about, about.max_row + (about["A1"].value is not None), 1, line)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(sheet: object, part: Part) -> list[str]:
    """Write the cells, and return what had to be altered."""
    cut, unknown = [], []
    for column, name in enumerate(part.columns, 1):
        _put(sheet, 1, column, name)
    for row, cells in enumerate(part.rows, 2):
        for column, cell in enumerate(cells, 1):
            place = _put(sheet, row, column, cell)
            text = cell if isinstance(cell, str) else ""
            if len(harmless(text)) > LONGEST:
                cut.append(place)
            if _NOT_IN_A_SHEET.search(text):
                unknown.append(place)
    said = []
    if cut:
        said.append(f"Cut, because a cell holds no more than {LONGEST:,} characters: {', '.join(cut)}.")
    if unknown:
        said.append(f"Characters that a sheet cannot hold are shown as \ufffd in: {', '.join(unknown)}.")
    return said


def _put(sheet: object, row: int, column: int, cell: object) -> str:
    """Write one cell, and return its name."""
    from openpyxl.styles import Alignment, Font

    place = sheet.cell(row, column)
    if pd.api.types.is_number(cell) and not pd.api.types.is_bool(cell):
        place.value = None if pd.isna(cell) else cell.item() if hasattr(cell, "item") else cell
        place.number_format = "0" if float(cell).is_integer() else "0.000"
    else:
        text = harmless(_NOT_IN_A_SHEET.sub("\ufffd", words(cell)))
        if len(text) > LONGEST:
            mark = f" … [cut here: {len(text):,} characters]"
            text = text[:LONGEST - len(mark)] + mark
        # Written as text whatever it looks like.
        place.value, place.data_type = (text or None), "s"
    place.alignment = Alignment(wrap_text=True, vertical="top")
    if row == 1 or column == 1:
        place.font = Font(bold=True)
    return place.coordinate


def _set_up(sheet: object, part: Part, title: str) -> None:
    from openpyxl.styles import PatternFill
    from openpyxl.utils import get_column_letter

    for column, name in enumerate(part.columns, 1):
        longest = max((len(words(row[column - 1])) for row in part.rows), default=0)
        width = 60 if longest > 300 else 40 if longest > 60 else max(min(longest, 30), min(len(name), 18)) + 3
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).fill = PatternFill("solid", fgColor="E8E8E8")
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows, sheet.print_title_cols = "1:1", "A:A"
    # In a header & begins a command.
    sheet.oddHeader.left.text = title.replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
