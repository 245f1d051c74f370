"""Vietnamese text: one spelling, searching without marks, the dictionary's order."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.text import normalise, search_key, sort_key, squeeze, unwritable
from tests.encodable import ENCODABLE


def test_decomposed_and_composed_spellings_become_one():
    typed = unicodedata.normalize("NFD", "Tòng Thị Phương")

    assert typed != "Tòng Thị Phương"
    assert normalise(typed) == "Tòng Thị Phương"


def test_invisible_marks_and_outer_spaces_go():
    assert normalise("\u00a0\ufeffLò\u200b Thị \u202eBiên\u2069 ") == "Lò Thị Biên"


def test_lines_are_kept_and_squeezed_only_on_demand():
    assert normalise("một\r\nhai\rba") == "một\nhai\nba"
    assert squeeze("một\n  hai\tba") == "một hai ba"


def test_half_of_a_character_is_no_text():
    with pytest.raises(ValueError, match="half"):
        normalise("a\ud83d")


# The NUL of PostgreSQL, the bell of XML, a C1 control, a lone surrogate, a non-character
@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x85", "\udc00", "\uffff"])
def test_what_no_database_stores_is_named(bad):
    assert unwritable(f"tên {bad}") == f"U+{ord(bad):04X}"


def test_ordinary_text_is_writable():
    assert unwritable("Đặng\tThị\nThuý 🏅") == ""


def test_search_finds_names_without_marks():
    assert search_key("  ĐỖ  Thị  Ngọc Ưởng ") == "do thi ngoc uong"
    assert search_key("Ðinh Thị Ðào") == "dinh thi dao"  # the Icelandic letter old fonts typed
    assert search_key(unicodedata.normalize("NFD", "Đường số 45/QĐ-UBND")) == "duong so 45/qd-ubnd"


def test_letters_stand_in_the_order_of_the_alphabet():
    words = "an ăn ân ba ca da đa em êm ga hoa in ka la ma na on ôn ơn pa qua ra sa ta un ưn va xa"

    assert [sort_key(w) for w in words.split()] == sorted(map(sort_key, words.split()))


def test_tones_stand_in_the_order_of_the_dictionary():
    words = ["ma", "mà", "mả", "mã", "má", "mạ"]

    assert [sort_key(word) for word in words] == sorted(map(sort_key, words))


# Letters before tones, syllable before syllable, short before long, numbers by value
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("hòa", "hoan"),
        ("Hoa Lan", "Hòa An"),
        ("Tiểu khu 2", "Tiểu khu 10"),
        ("Tiểu khu 02", "Tiểu khu 3"),
        ("Lò", "Lò Văn"),
        ("Đinh", "Em"),
        ("Dung", "Đa"),
        ("2", "An"),
        ("Zung", "中"),
    ],
)
def test_first_sorts_before_second(first, second):
    assert sort_key(first) < sort_key(second)


def test_case_and_decomposition_do_not_change_the_order():
    assert sort_key("ĐẶNG") == sort_key(unicodedata.normalize("NFD", "đặng"))


@given(st.text(ENCODABLE))
def test_any_text_has_keys_that_every_collation_sorts_alike(text):
    assert set(sort_key(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789")
    assert search_key(search_key(text)) == search_key(text)
