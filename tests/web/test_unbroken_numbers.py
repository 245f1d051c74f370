"""Numbers of papers stay in one piece in headings."""

from __future__ import annotations

import pytest

from web.unbroken import unbroken


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            "Quyết định 22/QĐ-UBND ngày 16/11/2023",
            'Quyết định <span class="nowrap">22/QĐ-UBND</span> ngày '
            '<span class="nowrap">16/11/2023</span>',
        ),
        ("Ký quyết định – Tiểu khu 4 (1 trường hợp)", "Ký quyết định – Tiểu khu 4 (1 trường hợp)"),
        ("Phó Chủ tịch UBND-HĐND", "Phó Chủ tịch UBND-HĐND"),
        ("<b>1-2</b>", '<span class="nowrap">&lt;b&gt;1-2&lt;/b&gt;</span>'),
        ("1-" + "x" * 40, "1-" + "x" * 40),
        ("", ""),
    ],
)
def test_a_number_with_its_symbol_is_one_word(text: str, shown: str) -> None:
    assert str(unbroken(text)) == shown
