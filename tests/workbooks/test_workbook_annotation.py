"""The annotated copy is the unit's own workbook, with the right cells marked."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest

from tests.workbooks.workbook_building import (
    CHOICES,
    FAMILY,
    TEACHER,
    TEAM,
    TODAY,
    but,
    first_sheet,
    imported,
    saved,
    workbook,
)
from workflows.workbooks import annotate, template


def marked(data: bytes, **how):
    found = imported(data)
    return annotate(data, found.sheet, found.errors, **how)


@pytest.fixture
def wrong() -> bytes:
    return workbook(
        TEACHER,
        but(TEAM, award="Huân chương"),
        but(FAMILY, locality=None, name="Hộ ông <Ểng>"),
        above=2,
    )


def test_wrong_cells_are_coloured_and_commented_and_no_others(wrong):
    sheet = openpyxl.load_workbook(BytesIO(marked(wrong)))["Danh sách đề nghị"]

    commented = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment is not None
    }
    coloured = {
        cell.coordinate
        for row in sheet.iter_rows(max_col=12)
        for cell in row
        if cell.fill.fgColor.rgb == "FFFCE4E4"
    }
    assert commented == coloured == {"K5", "I6"}
    assert sheet["K5"].comment.text.startswith("Not an award")


def test_a_column_tells_what_is_wrong_with_each_row(wrong):
    sheet = openpyxl.load_workbook(BytesIO(marked(wrong)))["Danh sách đề nghị"]

    assert sheet["M3"].value == "Lỗi cần sửa"
    assert sheet["M4"].value is None
    assert sheet["M5"].value.startswith("Hình thức đề nghị: ")
    assert sheet["M6"].value.startswith("Nơi ở (tiểu khu): ")


def test_a_sheet_lists_every_error_with_a_link(wrong):
    summary = openpyxl.load_workbook(BytesIO(marked(wrong)))["Lỗi cần sửa"]

    assert [summary.cell(row, 1).value for row in (2, 3)] == ["K5", "I6"]
    assert summary["A2"].hyperlink.location or summary["A2"].hyperlink.target
    assert summary["C2"].value == "Huân chương"
    assert summary.max_row == 3


def test_everything_the_unit_wrote_is_still_there(wrong):
    before = first_sheet(openpyxl.load_workbook(BytesIO(wrong)))
    after = openpyxl.load_workbook(BytesIO(marked(wrong)))["Danh sách đề nghị"]

    for row in before.iter_rows():
        for cell in row:
            assert after[cell.coordinate].value == cell.value
    assert after.merged_cells.ranges == before.merged_cells.ranges


def test_sentences_are_in_the_readers_language(wrong):
    data = marked(wrong, say=lambda message: f"[{message.key}]", language="en")

    book = openpyxl.load_workbook(BytesIO(data))
    assert book["Danh sách đề nghị"]["I6"].comment.text == "[workbook.missing]"
    assert book["To be mended"]["D2"].value == "[workbook.award]"


def test_text_that_looks_like_a_formula_stays_text():
    data = marked(workbook(but(TEACHER, name="Lò", award="+1")), say=lambda _: "=cmd|' /C calc'!A0")

    book = openpyxl.load_workbook(BytesIO(data))
    for cell in (book["Lỗi cần sửa"]["D2"], book["Danh sách đề nghị"]["M2"]):
        assert cell.data_type == "s"


def test_a_mended_copy_is_imported(wrong):
    book = openpyxl.load_workbook(BytesIO(marked(wrong)))
    sheet = book["Danh sách đề nghị"]
    sheet["K5"] = "Lao động tiên tiến"
    sheet["I6"] = "Tiểu khu 1"

    found = imported(saved(book))

    assert [row.award for row in found.require()][1] == "lao_dong_tien_tien"
    assert found.notices == ()


def test_marking_again_leaves_only_the_new_marks(wrong):
    book = openpyxl.load_workbook(BytesIO(marked(wrong)))
    book["Danh sách đề nghị"]["K5"] = "Lao động tiên tiến"

    again = openpyxl.load_workbook(BytesIO(marked(saved(book))))

    sheet = again["Danh sách đề nghị"]
    assert again.sheetnames == ["Danh sách đề nghị", "Lỗi cần sửa"]
    assert sheet["K5"].comment is None
    assert sheet["K5"].fill.fgColor.rgb != "FFFCE4E4"
    assert sheet["M5"].value is None
    assert sheet["I6"].comment is not None
    assert sheet["N3"].value is None


def test_a_cell_in_the_last_corner_of_the_sheet_costs_nothing(wrong):
    book = openpyxl.load_workbook(BytesIO(wrong))
    book["Danh sách đề nghị"]["XFD1048576"] = "xa"

    sheet = openpyxl.load_workbook(BytesIO(marked(saved(book))))["Danh sách đề nghị"]

    assert sheet["M3"].value == "Lỗi cần sửa"
    assert sheet["XFD1048576"].value == "xa"


def test_the_template_offers_lists_and_keeps_numbers_text():
    book = openpyxl.load_workbook(BytesIO(template(CHOICES, on=TODAY, language="en")))

    sheet = book["Danh sách đề nghị"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["B4:B503"].type == "list"
    assert rules["K4:K503"].formula1.startswith("'Danh mục'!")
    assert rules["F4:F503"].type == "textLength"
    assert book["Danh mục"]["C1"].value == "Giấy khen của Chủ tịch UBND thị trấn"
    assert book["Danh mục"].sheet_state == "hidden"
    assert sheet.column_dimensions["F"].number_format == "@"
    assert "Hướng dẫn" in book.sheetnames
