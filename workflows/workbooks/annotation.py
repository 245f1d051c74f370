"""The workbook as it was sent, with every place to mend marked: to correct and send in again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from io import BytesIO

import openpyxl
from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from engine.errors import Message
from forms.definition import Caption
from workflows.workbooks.cells import text_of
from workflows.workbooks.columns import ERROR_HEADING, is_error_heading
from workflows.workbooks.grids import WIDEST
from workflows.workbooks.package import Counts, PackageLimits, WorkbookRefused, inspect
from workflows.workbooks.sheet import Remark, Sheet

Say = Callable[[Message], str]
"""Puts a sentence into the reader's language."""

AUTHOR = "Vinh Danh"
"""Signs the comments, so that an annotated copy can be told from a unit's own remarks."""

_MARK = "FFFCE4E4"
_FILL = PatternFill("solid", fgColor=_MARK)
_NO_FILL = PatternFill()
_BOLD = Font(bold=True)
_HEADS = (
    (Caption(vi="Ô", en="Cell"), 10),
    (Caption(vi="Cột", en="Column"), 26),
    (Caption(vi="Đang ghi", en="Written now"), 34),
    (Caption(vi="Cần sửa", en="To be mended"), 70),
)
_WRAP = Alignment(wrap_text=True, vertical="top")
_LONGEST = 4_000


def annotate(
    data: bytes,
    sheet: Sheet,
    errors: Sequence[Remark],
    *,
    say: Say = str,
    language: str = "vi",
    limits: PackageLimits | None = None,
) -> bytes:
    """The same workbook with these errors marked; marks of an earlier copy go.

    Cells are coloured and commented, a column beside the list tells each row's errors, and a sheet
    lists all of them. Raises `WorkbookRefused` when the workbook cannot be written again.
    """
    inspect(data, Counts(limits or PackageLimits()))
    try:
        book = openpyxl.load_workbook(BytesIO(data), keep_links=False)
        _mark(book, sheet, errors, say, language)
        buffer = BytesIO()
        book.save(buffer)
    except Exception:
        # As when reading: the bytes are anyone's, the reader is not ours.
        raise WorkbookRefused(
            "no_copy", "The marked copy could not be made; correct the rows listed on this page"
        ) from None
    return buffer.getvalue()


def _mark(book: Workbook, sheet: Sheet, errors: Sequence[Remark], say: Say, language: str) -> None:
    place = book[sheet.name]
    _clear(book, place, sheet)
    _mark_cells(place, errors, say)
    _write_column(place, sheet, errors, say, language)
    _write_summary(book, sheet, errors, say, language)
    book.active = book.index(place)


def _clear(book: Workbook, place: Worksheet, sheet: Sheet) -> None:
    for name in [n for n in book.sheetnames if is_error_heading(n) and n != sheet.name]:
        del book[name]
    for row in _area(place, sheet):
        for cell in row:
            if isinstance(cell, MergedCell):
                continue
            if cell.comment is not None and cell.comment.author == AUTHOR:
                cell.comment = None
            if cell.fill.fgColor.rgb == _MARK:
                cell.fill = _NO_FILL
    header, *below = _area(place, sheet)
    for at, cell in enumerate(header):
        if is_error_heading(text_of(cell.value)):
            for row in (header, *below):
                _put(row[at], None)


def _area(place: Worksheet, sheet: Sheet) -> Iterable[Sequence[Cell | MergedCell]]:
    """The cells of the list: the sheet itself may reach to its very last row and column."""
    return place.iter_rows(
        min_row=sheet.header_row, max_row=sheet.last_row, min_col=1, max_col=WIDEST + 1
    )


def _mark_cells(place: Worksheet, errors: Iterable[Remark], say: Say) -> None:
    for name, found in _by_place(errors).items():
        cell = place[name]
        if isinstance(cell, MergedCell):
            continue
        text = "\n".join(say(error.message) for error in found)[:_LONGEST]
        comment = Comment(text, AUTHOR)
        comment.width, comment.height = 320, 40 + 20 * (len(text) // 40 + text.count("\n"))
        cell.fill = _FILL
        cell.comment = comment


def _by_place(errors: Iterable[Remark]) -> Mapping[str, list[Remark]]:
    found: dict[str, list[Remark]] = {}
    for error in errors:
        if error.row and error.column:
            found.setdefault(error.place, []).append(error)
    return found


def _write_column(
    place: Worksheet, sheet: Sheet, errors: Sequence[Remark], say: Say, language: str
) -> None:
    at = _free_column(place, sheet)
    head = place.cell(sheet.header_row, at)
    _put(head, ERROR_HEADING.in_language(language))
    head.font = _BOLD
    head.fill = _FILL
    place.column_dimensions[get_column_letter(at)].width = 60
    rows: dict[int, list[str]] = {}
    for error in errors:
        if error.row and error.row != sheet.header_row:
            rows.setdefault(error.row, []).append(_line(error, say))
    for row, lines in rows.items():
        cell = place.cell(row, at)
        _put(cell, "\n".join(lines)[:_LONGEST])
        cell.fill = _FILL
        cell.alignment = _WRAP


def _free_column(place: Worksheet, sheet: Sheet) -> int:
    """The first empty column right of what the unit wrote; an older copy's is empty again."""
    last = 1
    for row in _area(place, sheet):
        filled = [at for at, cell in enumerate(row, start=1) if cell.value is not None]
        last = max(last, *filled, 1)
    return last + 1


def _write_summary(
    book: Workbook, sheet: Sheet, errors: Sequence[Remark], say: Say, language: str
) -> None:
    summary = book.create_sheet(ERROR_HEADING.in_language(language))
    for at, (text, width) in enumerate(_HEADS, start=1):
        cell = summary.cell(1, at)
        _put(cell, text.in_language(language))
        cell.font = _BOLD
        summary.column_dimensions[get_column_letter(at)].width = width
    summary.freeze_panes = "A2"
    source = book[sheet.name]
    for row, error in enumerate(errors, start=2):
        _put(summary.cell(row, 1), error.place or sheet.name)
        _put(summary.cell(row, 2), error.heading)
        if error.row and error.column:
            quoted = sheet.name.replace("'", "''")
            summary.cell(row, 1).hyperlink = f"#'{quoted}'!{error.place}"
            _put(summary.cell(row, 3), text_of(source[error.place].value)[:200])
        _put(summary.cell(row, 4), say(error.message)[:_LONGEST])
        summary.cell(row, 4).alignment = _WRAP


def _line(error: Remark, say: Say) -> str:
    sentence = say(error.message)
    return f"{error.heading}: {sentence}" if error.heading else sentence


def _put(cell: Cell | MergedCell, text: str | None) -> None:
    """Write text as text: what begins like a formula must not become one."""
    if isinstance(cell, MergedCell):
        return
    cell.value = text
    if text:
        cell.data_type = "s"
