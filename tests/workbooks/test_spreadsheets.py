"""Exported lists hold real numbers and dates, and text that never acts."""

# ruff: noqa: DTZ001 - the dates of Excel have no zone

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from workflows.spreadsheets import ListColumn, inert, sheet_name, spreadsheet

COLUMNS = [ListColumn(label="Họ tên", width=30), ListColumn(label="Hạn"), ListColumn(label="Số")]


def opened(*rows, **how):
    return openpyxl.load_workbook(BytesIO(spreadsheet("Hồ sơ quá hạn", COLUMNS, rows, **how)))


def test_numbers_dates_and_instants_are_real():
    sheet = opened(
        ("Lò Thị Biên", date(2023, 12, 1), 5),
        (None, datetime(2023, 11, 20, 3, 30, tzinfo=UTC), Decimal("92.4")),
    ).active

    assert sheet["B2"].value == datetime(2023, 12, 1)
    assert sheet["B3"].value == datetime(2023, 11, 20, 10, 30)
    assert (sheet["C2"].value, sheet["C3"].value) == (5, 92.4)
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize(
    "text", ["=1+1", "+84912", "-5", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0", "＝1+1"]
)
def test_what_looks_like_a_formula_is_inert_text(text):
    cell = opened((text, None, 1)).active["A2"]

    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_ordinary_names_are_left_alone():
    sheet = opened(("""Nguyễn "Thị" <b>O'Hà</b>""", None, None), ("http://vidu.vn", None, "007"))

    assert sheet.active["A2"].value == """Nguyễn "Thị" <b>O'Hà</b>"""
    assert sheet.active["A3"].hyperlink is None
    assert sheet.active["C3"].value == "007"


def test_characters_that_xml_cannot_hold_are_dropped():
    assert inert("a\x00b\ud800c\x0b") == "abc"
    assert len(inert("x" * 50_000)) == 32_767


def test_a_sheet_says_how_it_was_computed():
    book = opened(("a", None, 1), notes_name="Cách tính", notes=["Tính đến 10:42", "=1"])

    assert book.sheetnames == ["Hồ sơ quá hạn", "Cách tính"]
    assert book["Cách tính"]["A2"].value == "'=1"


@pytest.mark.parametrize(
    ("name", "sheet"),
    [("Quá hạn / sắp hạn: [tất cả]?", "Quá hạn sắp hạn tất cả"), ("'" * 40, "1"), ("", "1")],
)
def test_any_name_becomes_a_sheets_name(name, sheet):
    assert sheet_name(name) == sheet
