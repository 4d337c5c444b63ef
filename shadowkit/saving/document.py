"""A document (.docx) with real headings and tables whose header comes again on every page."""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from shadowkit import plot
from shadowkit.errors import LogError
from shadowkit.saving.laid_out import Part, laid_out, words

if TYPE_CHECKING:
    from docx.document import Document

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Columns beyond which a table needs the width of a sheet on its side; people beyond whom not even that is enough.
_UPRIGHT, _ACROSS = 4, 5


def document(table: pd.DataFrame) -> bytes:
    """Return a measure's table as a document."""
    try:
        from docx import Document
    except ImportError:
        raise LogError('A document needs python-docx, which is not installed; add it with: pip install '
                       '"shadowkit[docx]", or save as .html, which word processors open too.') from None
    shown = laid_out(table)
    made = Document()
    made.core_properties.title, made.core_properties.author = shown.title, "shadowkit"
    made.core_properties.language = "en"
    made.core_properties.created = made.core_properties.modified = datetime(2000, 1, 1)
    if shown.widest > _UPRIGHT:
        _turn(made)
    made.add_heading(shown.title, 0)
    made.add_paragraph(_plain(shown.caption))
    if shown.measure not in ("perspectives", "quotes"):
        _picture(made, table)
    for part in shown.parts:
        if shown.measure == "perspectives" and len(part.columns) - 2 > _ACROSS:
            _one_below_the_other(made, part)
            continue
        if part.heading:
            made.add_heading(_plain(part.heading), 1)
        _table(made, part, shown.title)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def _plain(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _turn(made: Document) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Cm

    section = made.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.8)


def _picture(made: Document, table: pd.DataFrame) -> None:
    from docx.shared import Inches

    measure = table.attrs["measure"]
    if measure not in plot.__all__ or not len(table):
        return
    figure, buffer = getattr(plot, measure)(table), io.BytesIO()
    figure.savefig(buffer, format="png", dpi=150)
    section = made.sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) / 914_400
    picture = made.add_picture(buffer, width=Inches(min(figure.get_figwidth(), room)))
    picture._inline.docPr.set("descr", _plain(figure.alt))


def _table(made: Document, part: Part, title: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    grid = made.add_table(rows=1 + len(part.rows), cols=len(part.columns), style="Table Grid")
    # What a screen reader says before it reads the table.
    about = OxmlElement("w:tblCaption")
    about.set(qn("w:val"), _plain(part.heading or title))
    grid._tbl.tblPr.append(about)
    head = grid.rows[0]._tr.get_or_add_trPr()
    again = OxmlElement("w:tblHeader")
    again.set(qn("w:val"), "true")
    head.append(again)
    for row, cells in zip(grid.rows, [part.columns, *part.rows], strict=True):
        for number, (place, cell) in enumerate(zip(row.cells, cells, strict=True)):
            paragraph = place.paragraphs[0]
            run = paragraph.add_run(_plain(words(cell)))
            run.font.size = Pt(9)
            run.bold = cells is part.columns or number == 0


def _one_below_the_other(made: Document, part: Part) -> None:
    """Write a matrix of many people as a list: no sheet of paper is wide enough for it."""
    for row in part.rows:
        made.add_heading(_plain(words(row[0])), 1)
        for person, answer in zip(part.columns[2:], row[2:], strict=True):
            if said := words(answer):
                made.add_heading(_plain(person), 2)
                made.add_paragraph(_plain(said))
