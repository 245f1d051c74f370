"""Columns of the tables in a filled Word file, as wide and aligned as the content says; rows whole.

A template repeats one cell for all columns, so each would be as wide as the others. Tables are
known by their heads; what an office has changed in its template is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row, CT_Tbl

from workflows.documents.content import Align, tables_in

TWIPS = 56.7
"""A millimetre."""

PAGE_WIDTH = 210

JUSTIFIED: Mapping[str, str] = {
    Align.LEFT: "left",
    Align.CENTRE: "center",
    Align.RIGHT: "right",
}

Columns = Sequence[Mapping[str, object]]


def fit_columns(made: Document, content: Mapping[str, object]) -> None:
    """Give every table of the content its widths and its alignments."""
    known = {_heads(columns): columns for columns in _columns(content)}
    for table in made.element.body.iter(qn("w:tbl")):
        columns = known.get(_words_of(next(table.iterchildren(qn("w:tr")), None)))
        if columns is not None:
            _fit(cast(CT_Tbl, table), columns, _room(content))


def _columns(content: Mapping[str, object]) -> Iterator[Columns]:
    for table in tables_in(content):
        yield cast(Columns, table["columns"])


def _heads(columns: Columns) -> tuple[str, ...]:
    return tuple(str(column["head"]) for column in columns)


def _words_of(row: CT_Row | None) -> tuple[str, ...]:
    if row is None:
        return ()
    return tuple(
        "".join(words.text or "" for words in cell.iter(qn("w:t")))
        for cell in row.iterchildren(qn("w:tc"))
    )


def _room(content: Mapping[str, object]) -> float:
    layout = cast("Mapping[str, int]", content["layout"])
    return (PAGE_WIDTH - layout["left"] - layout["right"]) * TWIPS


def _fit(table: CT_Tbl, columns: Columns, room: float) -> None:
    shares = [cast(int, column["share"]) for column in columns]
    widths = [round(room * share / sum(shares)) for share in shares]
    aligned = [JUSTIFIED[str(column["align"])] for column in columns]
    for grid, width in zip(table.tblGrid.iterchildren(qn("w:gridCol")), widths, strict=False):
        grid.set(qn("w:w"), str(width))
    for index, row in enumerate(table.iterchildren(qn("w:tr"))):
        _keep_together(cast(CT_Row, row))
        for cell, width, align in zip(row.iterchildren(qn("w:tc")), widths, aligned, strict=False):
            _set_width(cell, width)
            for paragraph in cell.iterchildren(qn("w:p")):
                _justify(paragraph, align if index else "center")


def _keep_together(row: CT_Row) -> None:
    """Who is told of on one page is not told of on two; one longer than a page goes on anyway."""
    properties = row.get_or_add_trPr()
    if properties.find(qn("w:cantSplit")) is None:
        properties.insert(0, OxmlElement("w:cantSplit"))


def _set_width(cell: object, width: int) -> None:
    wanted = cell.get_or_add_tcPr().get_or_add_tcW()  # type: ignore[attr-defined]  # an lxml class of docx
    wanted.set(qn("w:w"), str(width))
    wanted.set(qn("w:type"), "dxa")


def _justify(paragraph: object, align: str) -> None:
    properties = paragraph.get_or_add_pPr()  # type: ignore[attr-defined]  # an lxml class of docx
    for one in properties.findall(qn("w:jc")):
        properties.remove(one)
    mark = OxmlElement("w:jc")
    mark.set(qn("w:val"), align)
    properties._insert_jc(mark)
