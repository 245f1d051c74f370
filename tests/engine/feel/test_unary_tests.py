"""The cells of decision tables: tests of an input."""

from __future__ import annotations

from datetime import date

import pytest

from engine import feel

ROWS = [
    # cell, input, whether it matches
    ("-", None, True),
    (" - ", 7, True),
    ("5", 5, True),
    ("5", 6, False),
    ("-5", -5, True),
    ("< 5", 4, True),
    (">= 5", 4, False),
    ("= 5", 5, True),
    ("!= 5", 5, False),
    ("< 5", None, False),
    ("< 5", "a", False),
    ("[1..5]", 5, True),
    ("[1..5)", 5, False),
    ("]1..5]", 1, False),
    ("1, 3, [5..7]", 6, True),
    ("1, 3, > 8", 4, False),
    ('"a", "b"', "b", True),
    ('not("a", "b")', "b", False),
    ('not("a", "b")', "c", True),
    ("not(< 5)", 7, True),
    ("not(null)", None, False),
    ("not(null)", 1, True),
    ("null", None, True),
    ("true", True, True),
    ("false", False, True),
    ("false", True, False),
    ("? > limit", 11, True),
    ("? > 1 and ? < 5", 3, True),
    ("odd(?)", 3, True),
    ("not(odd(?))", 3, False),
    ("not(odd(?)) or ? = 3", 3, True),
    ('contains(?, "khen")', "giấy khen", True),
    ("? in [1, 2]", 2, True),
    ("(> 5)", 6, True),
    ("(1 + 2)", 3, True),
    ("limit", 10, True),
    ("limit + 1", 11, True),
    ("levels", "B", True),
    ("levels", "C", False),
    ("limit > 5", 99, True),
    ("limit > 50", 99, False),
    ("limit > 5", False, False),
    ('date("2024-01-01")', date(2024, 1, 1), True),
    ('< date("2024-01-01")', date(2023, 12, 31), True),
    ('[date("2024-01-01")..date("2024-12-31")]', date(2024, 6, 1), True),
    ("[1, 2]", [1, 2], True),
    ('"x"', ["x"], False),
    ("count(?) > 1", ["x", "y"], True),
    ("=5", 5, True),
]


@pytest.mark.parametrize(("cell", "given", "matches"), ROWS)
def test_cells(cell, given, matches):
    tests = feel.compile_unary_tests(cell, names=("limit", "levels"))

    assert tests.matches(given, {"limit": 10, "levels": ["A", "B"]}) is matches


def test_a_cell_that_cannot_be_compared_has_no_verdict():
    assert feel.compile_unary_tests("< 5").evaluate("a") is None


@pytest.mark.parametrize("cell", ["", ",", "1,", "not(", "not(1", "- 1 2", "< ", "?.", "-, 1"])
def test_a_broken_cell_is_refused_with_its_place(cell):
    with pytest.raises(feel.FeelError) as refusal:
        feel.compile_unary_tests(cell)

    assert 0 <= refusal.value.position <= len(cell)


def test_a_cell_tells_what_it_asks_for():
    tests = feel.compile_unary_tests('> law("limit"), other.limit', functions=("law",))

    assert tests.free_names == {"other"}
    assert tests.free_paths == {"other.limit"}
    assert tests.string_arguments_of("law") == {"limit"}
