"""Draws the delivered Word template, `van_ban.docx`, with the fields that officers may move.

`python -m workflows.documents.templates.build` writes it beside this file; measures come from the
law. Whoever changes it changes this module, so that what is in the file can be read here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TypedDict

from docx import Document
from docx.document import Document as Made
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import _Header
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from workflows.documents.layout import layout_of
from workflows.law import LawBook

TARGET = Path(__file__).with_name("van_ban.docx")
FONT = "Times New Roman"
CENTRE, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)

LEFT, RIGHT_HALF = 66, 102
"""Widths of the halves of the head, in mm: the state's name stands on one line."""


class Look(TypedDict, total=False):
    """How a line is written."""

    bold: bool
    italic: bool
    size: int


def main() -> int:
    _draw().save(str(TARGET))
    return 0


def _draw() -> Made:
    made = Document()
    _measure(made)
    _page_numbers(made)
    _head(made)
    _title(made)
    _loop(made, "basis", "bases", "{{ basis }}", italic=True)
    _line(made, "{%p if resolves %}")
    _line(made, "{{ resolves }}", bold=True, align=CENTRE)
    _line(made, "{%p endif %}")
    _blocks(made, "text")
    _signatures(made)
    _annexes(made)
    return made


def _measure(made: Made) -> None:
    layout = layout_of(LawBook.load().on(date(2024, 1, 1)))
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(layout.top), Mm(layout.bottom)
    section.left_margin, section.right_margin = Mm(layout.left), Mm(layout.right)
    section.header_distance = Mm(layout.top // 2)
    section.different_first_page_header_footer = True
    style = made.styles["Normal"]
    style.font.name = FONT
    style.font.size = Pt(layout.body)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(6)
    style.paragraph_format.space_before = Pt(0)


def _page_numbers(made: Made) -> None:
    """Hidden on the first page; drafts say on every page that they are."""
    section = made.sections[0]
    header = section.header.paragraphs[0]
    header.alignment = CENTRE
    run = header.add_run()
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:instrText" if words else "w:fldChar")
        if words:
            part.text = words
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)
    _draft_mark(section.header, header)
    _draft_mark(section.first_page_header, section.first_page_header.paragraphs[0])


def _draft_mark(_header: _Header, paragraph: Paragraph) -> None:
    run = paragraph.add_run("{% if is_draft %} DỰ THẢO{% endif %}")
    run.bold = True
    run.font.color.rgb = RGBColor(0x99, 0x99, 0x99)
    paragraph.alignment = CENTRE


def _head(made: Made) -> None:
    table = made.add_table(rows=5, cols=2)
    _widths(table, LEFT, RIGHT_HALF)
    left, right = table.rows[0].cells
    _cell(left, "{%p if upper_body %}", first=True)
    _cell(left, "{{ upper_body }}", size=13)
    _cell(left, "{%p endif %}")
    _cell(left, "{%p for name in body %}")
    _cell(left, "{{ name }}", bold=True, size=13)
    _cell(left, "{%p endfor %}")
    _rule(_cell(left, "", size=4), indent=26)
    _cell(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, size=12, first=True)
    _cell(right, "Độc lập - Tự do - Hạnh phúc", bold=True, size=13)
    _rule(_cell(right, "", size=4), indent=18)
    below_left, below_right = table.rows[1].cells
    _cell(below_left, "{{ number }}", size=13, first=True)
    _cell(below_right, "{{ place_date }}", italic=True, first=True)
    # A letter has no name of its kind: what it is about stands under its number (R-DOC-02).
    for row, words in enumerate(("{%tr if not type_name %}", "{{ summary }}", "{%tr endif %}"), 2):
        _cell(table.rows[row].cells[0], words, size=12, first=True)


def _widths(table: Table, *widths: int) -> None:
    """Fixed, so that every program shows them as they were drawn."""
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


def _title(made: Made) -> None:
    _line(made, "")
    _line(made, "{%p if type_name %}")
    _line(made, "{{ type_name }}", bold=True, align=CENTRE)
    _line(made, "{%p endif %}")
    _line(made, "{%p if type_name and summary %}")
    _line(made, "{{ summary }}", bold=True, align=CENTRE)
    _rule(_line(made, "", size=4), indent=60)
    _line(made, "{%p endif %}")
    _line(made, "{%p if addressee %}")
    _line(made, "{{ addressee }}", align=CENTRE)
    _line(made, "{%p endif %}")
    _line(made, "{%p if authority %}")
    _line(made, "{{ authority }}", bold=True, align=CENTRE)
    _line(made, "{%p endif %}")


def _blocks(made: Made, name: str) -> None:
    _line(made, f"{{%p for item in {name} %}}")
    _line(made, "{%p if item.type == 'table' %}")
    _grid(made)
    _line(made, "{%p elif item.style == 'centred' %}")
    _line(made, "{{ item.text }}", align=CENTRE)
    _line(made, "{%p elif item.style == 'heading' %}")
    _line(made, "{{ item.text }}", bold=True).paragraph_format.keep_with_next = True
    _line(made, "{%p elif item.style == 'item' %}")
    _line(made, "{{ item.text }}", indent=14).paragraph_format.space_after = Pt(2)
    _line(made, "{%p elif item.style == 'basis' %}")
    _line(made, "{{ item.text }}", italic=True, indent=10)
    _line(made, "{%p else %}")
    paragraph = _line(made, "", indent=10, align=JUSTIFY)
    _run(paragraph, "{% if item.lead %}{{ item.lead }} {% endif %}", bold=True)
    _run(paragraph, "{{ item.text }}")
    _line(made, "{%p endif %}")
    _line(made, "{%p endfor %}")


def _grid(made: Made) -> None:
    """Heads that repeat, a row for each row, and the row of sums where there is one."""
    table = made.add_table(rows=7, cols=3)
    table.style = "Table Grid"
    table.autofit = True
    heads, loop, cells, end, has_total, total, end_total = table.rows
    _mark_head(table)
    for row, name, words, bold in (
        (heads, "item.columns", "{{ cell.head }}", True),
        (cells, "row", "{{ cell }}", False),
        (total, "item.total", "{{ cell }}", True),
    ):
        _put(row.cells[0], f"{{%tc for cell in {name} %}}")
        _put(row.cells[1], words, bold=bold)
        _put(row.cells[2], "{%tc endfor %}")
    _put(loop.cells[0], "{%tr for row in item.rows %}")
    _put(end.cells[0], "{%tr endfor %}")
    _put(has_total.cells[0], "{%tr if item.total %}")
    _put(end_total.cells[0], "{%tr endif %}")


def _mark_head(table: Table) -> None:
    properties = table.rows[0]._tr.get_or_add_trPr()
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    properties.append(mark)


def _signatures(made: Made) -> None:
    """One signer beside the recipients; several side by side, recipients below them."""
    _line(made, "", size=6)
    _line(made, "{%p if signers|length > 1 %}")
    begin, signed, end = made.add_table(rows=1, cols=3).rows[0].cells
    _put(begin, "{%tc for signer in signers %}")
    _signer(signed)
    _put(end, "{%tc endfor %}")
    _received([_line(made, words, **look) for words, look in RECEIVED])
    _line(made, "{%p else %}")
    table = made.add_table(rows=1, cols=4)
    received, begin, signed, end = table.rows[0].cells
    for index, (words, look) in enumerate(RECEIVED):
        _cell(received, words, first=index == 0, align=None, **look)
    _put(begin, "{%tc for signer in signers %}")
    _signer(signed)
    _put(end, "{%tc endfor %}")
    _line(made, "{%p endif %}")


RECEIVED: tuple[tuple[str, Look], ...] = (
    ("{%p if recipients %}", {}),
    ("Nơi nhận:", {"bold": True, "italic": True, "size": 12}),
    ("{%p endif %}", {}),
    ("{%p for line in recipients %}", {}),
    ("- {{ line }}", {"size": 11}),
    ("{%p endfor %}", {}),
    ("{%p if square %}", {}),
    ("{{ square.words[0] }}", {"size": 11}),
    ("{{ square.address }}", {"size": 11}),
    ("{%p endif %}", {}),
)


def _received(lines: Sequence[Paragraph]) -> None:
    for line in lines:
        line.paragraph_format.space_after = Pt(0)


def _signer(signed: _Cell) -> None:
    _cell(signed, "{%p for line in signer.lines %}", first=True)
    _cell(signed, "{{ line }}", bold=True)
    _cell(signed, "{%p endfor %}")
    _cell(signed, "{{ signer.note }}", italic=True, size=12)
    for _ in range(3):
        _cell(signed, "")
    _cell(signed, "{{ signer.name }}", bold=True)


def _annexes(made: Made) -> None:
    _line(made, "{%p for annex in annexes %}")
    heading = _line(made, "{{ annex.title }}", bold=True, align=CENTRE)
    heading.paragraph_format.page_break_before = True
    _line(made, "{%p for line in annex.about %}")
    _line(made, "{{ line }}", italic=True, align=CENTRE)
    _line(made, "{%p endfor %}")
    _blocks(made, "annex.blocks")
    _line(made, "{%p endfor %}")


# -- the small pieces


def _loop(made: Made, one: str, many: str, words: str, *, italic: bool) -> None:
    _line(made, f"{{%p for {one} in {many} %}}")
    _line(made, words, italic=italic, indent=10, align=JUSTIFY)
    _line(made, "{%p endfor %}")


def _line(
    made: Made,
    words: str,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = None,
    indent: int = 0,
    size: int = 0,
) -> Paragraph:
    paragraph: Paragraph = made.add_paragraph()
    if align is not None:
        paragraph.alignment = align
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(indent)
    if words:
        _run(paragraph, words, bold=bold, italic=italic, size=size)
    return paragraph


def _cell(
    cell: _Cell,
    words: str,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = 0,
    first: bool = False,
    align: WD_ALIGN_PARAGRAPH | None = CENTRE,
) -> Paragraph:
    paragraph: Paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
    if align is not None:
        paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    if words:
        _run(paragraph, words, bold=bold, italic=italic, size=size)
    return paragraph


def _put(cell: _Cell, words: str, *, bold: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, words, bold=bold, size=12)


def _run(
    paragraph: Paragraph, words: str, *, bold: bool = False, italic: bool = False, size: int = 0
) -> None:
    run = paragraph.add_run(words)
    run.bold, run.italic = bold, italic
    run.font.name = FONT
    if size:
        run.font.size = Pt(size)


def _rule(paragraph: Paragraph, *, indent: int) -> None:
    """A line of some length under what stands above, as documents have it."""
    properties = paragraph._p.get_or_add_pPr()
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "4"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    properties.append(borders)
    paragraph.paragraph_format.left_indent = Mm(indent)
    paragraph.paragraph_format.right_indent = Mm(indent)


if __name__ == "__main__":
    sys.exit(main())
