"""The supervision list as an Excel workbook: real dates and numbers, and how it was counted."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from workflows.spreadsheets import inert

HEAD_ROW = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its heading in the reader's language and how wide it is."""

    text: str
    width: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What stands around the rows, in the reader's language."""

    sheet: str
    title: str
    subtitle: str
    headings: Sequence[Heading]
    notes_sheet: str
    notes: Sequence[str]


Cell = str | int | date | datetime | None


def workbook(texts: Texts, rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file; whatever a cell's text begins with, it stays text."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        _write_rows(book, book.add_worksheet(texts.sheet[:31]), texts, rows)
        _write_notes(book, book.add_worksheet(texts.notes_sheet[:31]), texts)
    return buffer.getvalue()


def _write_rows(
    book: Workbook, sheet: Worksheet, texts: Texts, rows: Iterable[Sequence[Cell]]
) -> None:
    bold = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bg_color": "#EEF1F5", "border": 1, "text_wrap": True})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, texts.title, bold)
    sheet.write_string(1, 0, texts.subtitle)
    for at, heading in enumerate(texts.headings):
        sheet.set_column(at, at, heading.width)
        sheet.write_string(HEAD_ROW, at, heading.text, head)
    last = HEAD_ROW
    for last, row in enumerate(rows, start=HEAD_ROW + 1):
        for at, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(last, at, _midnight(value), day)
            elif isinstance(value, int):
                sheet.write_number(last, at, value)
            elif value:
                sheet.write_string(last, at, inert(value), wrap)
    sheet.freeze_panes(HEAD_ROW + 1, 1)
    sheet.autofilter(HEAD_ROW, 0, last, len(texts.headings) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)


def _write_notes(book: Workbook, sheet: Worksheet, texts: Texts) -> None:
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 100)
    for at, note in enumerate(texts.notes):
        sheet.write_string(at, 0, note, wrap)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001  a cell of a sheet has no zone
