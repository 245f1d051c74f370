"""Lists as Excel files: real dates and numbers, and text that can never act as a formula."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from engine.clock import local
from engine.text import squeeze, unwritable

Value = str | int | Decimal | float | bool | date | datetime | None

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_LONGEST = 32_767
_SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumn:
    """A heading and how wide the column is, in characters."""

    label: str
    width: int = 18


def spreadsheet(
    name: str,
    columns: Sequence[ListColumn],
    rows: Iterable[Sequence[Value]],
    *,
    notes_name: str = "",
    notes: Sequence[str] = (),
) -> bytes:
    """A workbook with one list and, where there are notes, a sheet that says how it was made."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, _SAFE) as book:
        formats = _Formats(
            head=book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"}),
            date=book.add_format({"num_format": "dd/mm/yyyy"}),
            instant=book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            number=book.add_format({"num_format": "#,##0.######"}),
            whole=book.add_format({"num_format": "#,##0"}),
        )
        _write_list(book.add_worksheet(sheet_name(name)), columns, rows, formats)
        if notes:
            sheet = book.add_worksheet(sheet_name(notes_name or "Cách tính"))
            sheet.set_column(0, 0, 100)
            for row, note in enumerate(notes):
                sheet.write_string(row, 0, inert(note))
    return buffer.getvalue()


def inert(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula, not even after a save as CSV."""
    writable = "".join(c for c in text if not unwritable(c)) if unwritable(text) else text
    guarded = f"'{writable}" if writable.lstrip(" ").startswith(_STARTS_A_FORMULA) else writable
    return guarded[:_LONGEST]


def sheet_name(text: str) -> str:
    """A name that Excel accepts for a sheet."""
    plain = "".join(" " if c in "[]:*?/\\" else c for c in text if not unwritable(c))
    return squeeze(plain).strip("'")[:31].strip() or "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Formats:
    head: Format
    date: Format
    instant: Format
    number: Format
    whole: Format


def _write_list(
    sheet: Worksheet,
    columns: Sequence[ListColumn],
    rows: Iterable[Sequence[Value]],
    formats: _Formats,
) -> None:
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width)
        sheet.write_string(0, at, inert(column.label), formats.head)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            _write(sheet, last, at, value, formats)
    if columns:
        sheet.autofilter(0, 0, last, len(columns) - 1)


def _write(sheet: Worksheet, row: int, at: int, value: Value, formats: _Formats) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, at, value)
    elif isinstance(value, int):
        sheet.write_number(row, at, value, formats.whole)
    elif isinstance(value, float | Decimal):
        sheet.write_number(row, at, float(value), formats.number)
    elif isinstance(value, datetime):
        # Excel knows no zones: people read the instant as it was in Vietnam.
        plain = local(value).replace(tzinfo=None) if value.tzinfo else value
        sheet.write_datetime(row, at, plain, formats.instant)
    elif isinstance(value, date):
        sheet.write_datetime(row, at, value, formats.date)
    else:
        sheet.write_string(row, at, inert(value))
