"""The empty workbook that units download: headings, lists to choose from, and how to fill it in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from forms.definition import Caption
from workflows.workbooks.columns import (
    COLUMNS,
    GENDERS,
    GUIDE_NAME,
    KINDS,
    NEEDED_COLUMNS,
    REQUIRED,
    SHEET_NAME,
    Column,
    NomineeKind,
)
from workflows.workbooks.nominations import WorkbookChoices
from workflows.workbooks.readers import OLDEST

HEADER_ROW = 3
"""As Excel numbers it: a title and a line of help stand above."""

SAFE_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy",
}
"""What a person wrote stays text: never a formula, a link or a number."""

_LISTS_NAME = "Danh mục"
_TITLE = Caption(vi="Danh sách đề nghị khen thưởng", en="List of nominations")
_HELP = Caption(
    vi="Mỗi dòng một người, tập thể hoặc hộ. Cách ghi từng cột ở trang “Hướng dẫn”.",
    en="One row for each person, collective or household. The sheet “Hướng dẫn” explains them.",
)
_REQUIRED_FOR = Caption(vi="Bắt buộc với", en="Required for")


def template(choices: WorkbookChoices, *, on: date, rows: int = 500, language: str = "vi") -> bytes:
    """An empty list for these choices; `on` bounds the dates of birth that Excel lets through."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, SAFE_OPTIONS) as book:
        sheet = book.add_worksheet(SHEET_NAME)
        guide = book.add_worksheet(GUIDE_NAME)
        lists = book.add_worksheet(_LISTS_NAME)
        lists.hide()
        _write_list(sheet, _formats(book), language)
        _offer(sheet, lists, choices, on, rows)
        _write_guide(guide, _formats(book), choices, rows, language)
    return buffer.getvalue()


def _formats(book: xlsxwriter.Workbook) -> Mapping[str, Format]:
    base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
    head = {"bold": True, "text_wrap": True, "border": 1, "bg_color": "#EEF1F5", "align": "center"}
    return {
        "title": book.add_format({**base, "bold": True, "font_size": 14}),
        "help": book.add_format({**base, "italic": True, "font_color": "#4A5568"}),
        "head": book.add_format({**base, **head, "valign": "vcenter"}),
        # Cells that are text keep the zero in front of a number.
        "text": book.add_format({**base, "num_format": "@", "text_wrap": True}),
        "date": book.add_format({**base, "num_format": "dd/mm/yyyy"}),
        "bold": book.add_format({**base, "bold": True}),
        "wrap": book.add_format({**base, "text_wrap": True}),
    }


def _write_list(sheet: Worksheet, formats: Mapping[str, Format], language: str) -> None:
    sheet.write_string(0, 0, _TITLE.in_language(language), formats["title"])
    sheet.write_string(1, 0, _HELP.in_language(language), formats["help"])
    sheet.set_row(HEADER_ROW - 1, 34)
    for at, (column, spec) in enumerate(COLUMNS.items()):
        kind = "date" if column is Column.BIRTH_DATE else "text"
        sheet.set_column(at, at, spec.width, formats[kind])
        star = " *" if column in NEEDED_COLUMNS else ""
        sheet.write_string(HEADER_ROW - 1, at, f"{spec.label.vi}{star}", formats["head"])
    sheet.freeze_panes(HEADER_ROW, 3)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW - 1)


def _offer(
    sheet: Worksheet, lists: Worksheet, choices: WorkbookChoices, on: date, rows: int
) -> None:
    """Lists and bounds that Excel checks while one types; the import checks again."""
    offered: dict[Column, tuple[Sequence[str], bool]] = {
        Column.KIND: ([label.vi for label in KINDS.values()], True),
        Column.GENDER: ([label.vi for label in GENDERS.values()], True),
        Column.AWARD: ([label.vi for label in choices.awards.values()], True),
        Column.UNIT: (choices.units, False),
        Column.LOCALITY: (choices.localities, False),
    }
    for place, (column, (values, closed)) in enumerate(offered.items()):
        if values:
            source = _list_source(lists, place, values)
            rule = {"validate": "list", "source": source, "error_type": "stop"}
            _validate(sheet, column, rows, rule if closed else {**rule, "show_error": False})
    bounds = {"minimum": date(on.year - OLDEST, 1, 1), "maximum": on}
    _validate(sheet, Column.BIRTH_DATE, rows, {"validate": "date", "criteria": "between", **bounds})
    _validate(sheet, Column.ID_NUMBER, rows, {"validate": "length", "criteria": "==", "value": 12})


def _list_source(lists: Worksheet, place: int, values: Sequence[str]) -> str:
    for row, value in enumerate(values):
        lists.write_string(row, place, value)
    letter = xl_col_to_name(place)
    return f"='{_LISTS_NAME}'!${letter}$1:${letter}${len(values)}"


def _validate(sheet: Worksheet, column: Column, rows: int, rule: Mapping[str, object]) -> None:
    at = list(COLUMNS).index(column)
    options = {
        "error_title": COLUMNS[column].label.vi[:32],
        "error_message": COLUMNS[column].guide.vi[:255],
        **rule,
    }
    sheet.data_validation(HEADER_ROW, at, HEADER_ROW + rows - 1, at, options)


def _write_guide(
    guide: Worksheet,
    formats: Mapping[str, Format],
    choices: WorkbookChoices,
    rows: int,
    language: str,
) -> None:
    guide.set_column(0, 0, 28)
    guide.set_column(1, 1, 80)
    guide.set_column(2, 2, 34)
    guide.write_string(0, 0, _TITLE.in_language(language), formats["title"])
    for line, sentence in enumerate(_guide_lines(choices, rows), start=1):
        guide.write_string(line, 0, sentence.in_language(language), formats["help"])
    top = 2 + len(_guide_lines(choices, rows))
    guide.write_string(top, 2, _REQUIRED_FOR.in_language(language), formats["bold"])
    for line, (column, spec) in enumerate(COLUMNS.items(), start=top + 1):
        guide.write_string(line, 0, spec.label.vi, formats["bold"])
        guide.write_string(line, 1, spec.guide.in_language(language), formats["wrap"])
        guide.write_string(line, 2, _required_for(column, language), formats["wrap"])


def _guide_lines(choices: WorkbookChoices, rows: int) -> list[Caption]:
    vietnamese = "; ".join(label.vi for label in choices.awards.values())
    english = "; ".join(label.in_language("en") for label in choices.awards.values())
    return [
        Caption(
            vi=f"Tối đa {rows} dòng. Giữ nguyên dòng tiêu đề; thứ tự cột có thể đổi.",
            en=f"At most {rows} rows. Keep the headings; columns may stand in any order.",
        ),
        Caption(
            vi="Nếu còn lỗi, hệ thống trả bản đánh dấu từng ô; sửa xong gửi lại chính bản đó.",
            en="If something is wrong you get a copy with every cell marked: mend and send it.",
        ),
        Caption(vi=f"Hình thức đề nghị: {vietnamese}.", en=f"Awards: {english}."),
    ]


def _required_for(column: Column, language: str) -> str:
    if column is Column.KIND:
        return ", ".join(label.in_language(language) for label in KINDS.values())
    kinds = [kind for kind in NomineeKind if column in REQUIRED[kind]]
    return ", ".join(KINDS[kind].in_language(language) for kind in kinds)
