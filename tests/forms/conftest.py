"""An appraisal form as an officer knows it, and ways to fill it in."""

from __future__ import annotations

import pytest

import forms
from engine.forms import FormRow
from tests.forms.form_building import component, form_of, option


@pytest.fixture
def appraisal() -> forms.FormDefinition:
    return form_of(
        component("textfield", "bien_ban", "Biên bản xét số", validate={"maxLength": 60}),
        component("textarea", "y_kien", "Ý kiến", validate={"required": True, "minLength": 20}),
        component("number", "so_nguoi", "Số người", validate={"min": 1, "max": 500}),
        component("number", "ty_le", "Tỷ lệ", decimalDigits=2),
        component("datetime", "ngay_xet", "Ngày xét", properties={"latest": "today"}),
        component("checkbox", "doi_chieu", "Đã đối chiếu", validate={"required": True}),
        component(
            "select",
            "ket_luan_chung",
            "Kết luận chung",
            values=[option("du", "Đủ điều kiện"), option("khong", "Không đủ")],
            validate={"required": True},
        ),
        component(
            "checklist", "kenh", "Kênh", values=[option("loa", "Loa"), option("bang", "Bảng")]
        ),
        component("filepicker", "tep", "Tệp", multiple=True, properties={"maxFiles": 2}),
        component(
            "nominees",
            "ket_luan",
            "Kết luận từng người",
            facts=["unit"],
            columns=[
                component(
                    "select",
                    "outcome",
                    "Kết luận",
                    values=[option("du", "Đủ"), option("giu", "Giữ lại")],
                    validate={"required": True},
                ),
                component("textfield", "note", "Lý do", validate={"maxLength": 200}),
            ],
        ),
    )


@pytest.fixture
def nominees() -> list[FormRow]:
    return [
        FormRow(id="r-1", label="1. Lò Thị Biên", facts={"unit": "Trường Tiểu học"}),
        FormRow(id="r-2", label="2. Vì Văn Thắng", facts={"unit": "Trạm Y tế"}),
    ]


@pytest.fixture
def complete() -> dict[str, object]:
    return {
        "bien_ban": "05/BB-THTT",
        "y_kien": "Hồ sơ đủ, thành tích đúng với báo cáo.",
        "so_nguoi": "12",
        "ty_le": "75,5",
        "ngay_xet": "08/11/2023",
        "doi_chieu": True,
        "ket_luan_chung": "du",
        "kenh": ["bang", "loa"],
        "tep": ["0192-a", "0192-b"],
        "ket_luan": {"r-1": {"outcome": "du"}, "r-2": {"outcome": "giu", "note": "Chờ xác minh"}},
    }
