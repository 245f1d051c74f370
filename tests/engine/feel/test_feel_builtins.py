"""The built-in functions, after the tables of the DMN standard (10.3.4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest

from engine import feel
from engine.feel import DayTimeDuration, Range, YearMonthDuration
from engine.feel.builtins import BUILTINS
from engine.feel_page import LEFT_OUT, page

# What each function is worth is a list of expression and value; numbers stand for decimals.
TABLES: dict[str, list[tuple[str, object]]] = {
    "conversion": [
        ('date("2012-12-25")', date(2012, 12, 25)),
        ('date(date and time("2012-12-25T11:00:00Z"))', date(2012, 12, 25)),
        ("date(2012, 12, 25)", date(2012, 12, 25)),
        ("date(2012, 2, 30)", None),
        ('date("2012-13-01")', None),
        (
            'date and time("2012-12-24T23:59:00Z")',
            datetime(2012, 12, 24, 23, 59, tzinfo=UTC),
        ),
        (
            'date and time(date("2012-12-24"), time("23:59:00"))',
            datetime.fromisoformat("2012-12-24T23:59"),
        ),
        ("date and time(2012, 12, 24, 23, 59, 0)", datetime.fromisoformat("2012-12-24T23:59")),
        (
            'date and time(2012, 12, 24, 23, 59, 0, duration("PT7H"))',
            datetime.fromisoformat("2012-12-24T23:59+07:00"),
        ),
        ("date and time(2012, 2, 30, 23, 59, 0)", None),
        ("date and time(2012, 2, 3, 24, 59, 0)", None),
        ('date and time("2012-12-24")', datetime.fromisoformat("2012-12-24T00:00")),
        (
            'date and time(@"2024-01-01T00:00:00Z", "Asia/Ho_Chi_Minh").hour',
            7,
        ),
        ('date and time(@"2024-01-01T00:00:00Z", "Nowhere/Else")', None),
        ('time("23:59:00+02:00")', time(23, 59, tzinfo=timezone(timedelta(hours=2)))),
        (
            'time(23, 59, 0.5, duration("PT7H"))',
            time(23, 59, 0, 500_000, timezone(timedelta(hours=7))),
        ),
        ("time(24, 0, 0)", None),
        ('time(@"2012-12-24T23:59:00Z")', time(23, 59, tzinfo=UTC)),
        ('number("1 000,5", " ", ",")', 1000.5),
        ('number("1,000.5", ",", ".")', 1000.5),
        ('number("1.000.000,5", ".", ",")', 1000000.5),
        ('number("1,5", ",", ",")', None),
        ('number("12a")', None),
        ('number(from: "1.5")', 1.5),
        ("string(1.10)", "1.1"),
        ("string(100)", "100"),
        ("string(0.0000001)", "0.0000001"),
        ('string(@"2012-12-25")', "2012-12-25"),
        ('string(@"12:00:00.500Z")', "12:00:00.5Z"),
        ('string(@"2012-12-25T12:00:00@Asia/Tokyo")', "2012-12-25T12:00:00@Asia/Tokyo"),
        ('string(@"PT36H90S")', "P1DT12H1M30S"),
        ('string(@"P14M")', "P1Y2M"),
        ('string(@"PT0S")', "PT0S"),
        ('string(@"P0M")', "P0M"),
        ('string([1, "a", {b: null, "c d+": true}])', '[1, "a", {b: null, "c d+": true}]'),
        ("string([1..2))", "[1..2)"),
        ("string(null)", None),
        ('range("[1..3)")', Range(Decimal(1), Decimal(3), end_included=False)),
        ('range("[\\"a\\"..\\"c\\"]")', Range("a", "c")),
        ('range("[1..a]")', None),
        ('range("1")', None),
        ('range("")', None),
        ('duration("P1DT2H")', DayTimeDuration.of(timedelta(days=1, hours=2))),
        ('duration("P1M")', YearMonthDuration(1)),
        ('duration("P1M1D")', None),
        ('years and months duration(@"2011-12-22", @"2013-08-24")', YearMonthDuration(20)),
        ('years and months duration(@"2013-08-24", @"2011-12-22")', YearMonthDuration(-20)),
        ('years and months duration(@"2023-12-31", @"2024-02-29")', YearMonthDuration(1)),
    ],
    "boolean": [
        ("not(true)", False),
        ("not(null)", None),
        ("not(1)", None),
        ('is(@"2012-12-25", @"2012-12-25")', True),
        ('is(@"12:00:00Z", @"19:00:00+07:00")', False),
        ('is(1, "1")', False),
        ("all([true, true])", True),
        ("all([true, null])", None),
        ("all([])", True),
        ("all(true, false)", False),
        ("any([false, true])", True),
        ("any([false, null])", None),
        ("any([])", False),
    ],
    "string": [
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", 3, 3)', "oba"),
        ('substring("foobar", -2, 1)', "a"),
        ('substring("\U0001f40efoo", 2)', "foo"),
        ('substring("foobar", 9)', ""),
        ('string length("giấy")', 4),
        ('string length("\U0001f40eab")', 3),
        ('upper case("đỗ")', "ĐỖ"),
        ('lower case("ĐỖ")', "đỗ"),
        ('substring before("foobar", "bar")', "foo"),
        ('substring before("foobar", "xyz")', ""),
        ('substring after("foobar", "ob")', "ar"),
        ('substring after("", "a")', ""),
        ('contains("foobar", "of")', False),
        ('starts with("foobar", "fo")', True),
        ('ends with("foobar", "r")', True),
        ('contains("foobar", null)', None),
        ('matches("foobar", "^fo*bar$")', True),
        ('matches("foobar", "O", "i")', True),
        (r'matches("x1", "^\\w\\d$")', True),
        (r'matches("giấy", "^\p{Ll}+$")', True),
        (r'matches("abab", "(ab)\1")', None),
        ('matches("a", "(?=a)")', None),
        ('matches("a", "[")', None),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("banana", "a", "o")', "bonono"),
        ('replace("a.b", ".", "-", "q")', "a-b"),
        (r'replace("abc", "b", "\\$1")', "a$1c"),
        (r'split("John Doe", "\\s")', ["John", "Doe"]),
        ('split("a;b;c;;", ";")', ["a", "b", "c", "", ""]),
        ('split("abc", "")', ["a", "b", "c"]),
        ('string join(["a", "b", "c"], "_and_")', "a_and_b_and_c"),
        ('string join(["a", null, "c"])', "ac"),
        ('string join(["a", 1])', None),
        ('extract("a1 b22", "[0-9]+")', ["1", "22"]),
        ('trim("  a b ")', "a b"),
        ('is blank(" ")', True),
    ],
    "list": [
        ("list contains([1, 2, null], null)", True),
        ('list contains([1, 2], "1")', False),
        ("count([1, 2, 3])", 3),
        ("count(1, 2)", 2),
        ("count([])", 0),
        ("count(null)", None),
        ("min([3, 1, 2])", 1),
        ('max("a", "c", "b")', "c"),
        ("min([])", None),
        ('min(1, "a")', None),
        ('max(@"2024-01-01", @"2023-01-01")', date(2024, 1, 1)),
        ("sum([1, 2, 3])", 6),
        ("sum(1, 2)", 3),
        ("sum([])", None),
        ('sum([@"P1D", @"P2D"])', DayTimeDuration.of(timedelta(days=3))),
        ('sum([1, "a"])', None),
        ("mean(1, 2, 3)", 2),
        ("mean([])", None),
        ("product([2, 3, 4])", 24),
        ("median(8, 2, 5, 3, 4)", 4),
        ("median([6, 1, 2, 3])", 2.5),
        ("median([])", None),
        ("stddev([47])", None),
        ("stddev(2, 4, 7, 5)", Decimal("2.081665999466132735282297706979931")),
        ("mode(6, 3, 9, 6, 6)", [6]),
        ("mode([6, 1, 9, 6, 1])", [1, 6]),
        ("mode([])", []),
        ("sublist([4, 5, 6], 1, 2)", [4, 5]),
        ("sublist([4, 5, 6], -2)", [5, 6]),
        ("sublist([4, 5, 6], 4)", None),
        ("sublist([4, 5, 6], 2, 5)", None),
        ("append([1], 2, 3)", [1, 2, 3]),
        ("append([1], [2])", [1, [2]]),
        ("append(1, 2)", [1, 2]),
        ("concatenate([1, 2], [3])", [1, 2, 3]),
        ("concatenate([[1], [2]])", [[1], [2]]),
        ("insert before([1, 3], 1, 2)", [2, 1, 3]),
        ("insert before([1, 2, 3], -1, 9)", [1, 2, 9, 3]),
        ("insert before([1], 2, 9)", None),
        ("remove([1, 2, 3], 2)", [1, 3]),
        ("remove([1, 2, 3], -1)", [1, 2]),
        ("list replace([2, 4, 7, 8], 3, 6)", [2, 4, 6, 8]),
        (
            "list replace([2, 4, 7, 8], function(item, new) item < new, 5)",
            [5, 5, 7, 8],
        ),
        ("reverse([1, 2, 3])", [3, 2, 1]),
        ("index of([1, 2, 3, 2], 2)", [2, 4]),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ("distinct values([1, 2, 3, 2, 1])", [1, 2, 3]),
        ("flatten([[1, 2], [[3]], 4])", [1, 2, 3, 4]),
        ("sort([3, 1, 4, 5, 2], function(x, y) x < y)", [1, 2, 3, 4, 5]),
        ("partition([1, 2, 3], 2)", [[1, 2], [3]]),
        ("is empty([])", True),
    ],
    "number": [
        ("decimal(1/3, 2)", 0.33),
        ("decimal(1.5, 0)", 2),
        ("decimal(2.5, 0)", 2),
        ("floor(1.5)", 1),
        ("floor(-1.56, 1)", -1.6),
        ("ceiling(1.5)", 2),
        ("ceiling(-1.56, 1)", -1.5),
        ("round up(5.5, 0)", 6),
        ("round up(-1.126, 2)", -1.13),
        ("round down(-1.126, 2)", -1.12),
        ("round half up(-5.5, 0)", -6),
        ("round half down(5.5, 0)", 5),
        ("round half up(1251, -2)", 1300),
        ("abs(-10)", 10),
        ('abs(@"-PT5H")', DayTimeDuration.of(timedelta(hours=5))),
        ("abs([-3])", 3),
        ("modulo(12, 5)", 2),
        ("modulo(-12, 5)", 3),
        ("modulo(12, -5)", -3),
        ("modulo(10.1, 4.5)", 1.1),
        ("modulo(1, 0)", None),
        ("sqrt(16)", 4),
        ("sqrt(-1)", None),
        ("log(1)", 0),
        ("log(0)", None),
        ("exp(0)", 1),
        ("odd(5)", True),
        ("odd(10 ** 40)", False),
        ("even(-4)", True),
        ("even(1.5)", None),
    ],
    "date": [
        ('day of year(@"2019-09-17")', 260),
        ('day of week(@"2019-09-17")', "Tuesday"),
        ('month of year(@"2019-09-17")', "September"),
        ('week of year(@"2005-01-01")', 53),
        ('last day of month(@"2024-02-01")', date(2024, 2, 29)),
    ],
    "range": [
        ("before(1, 10)", True),
        ("before([1..10), 10)", True),
        ("before([1..10], [10..15])", False),
        ("before([1..10), [10..15])", True),
        ("after(12, [2..5])", True),
        ("after([11..20], (11..20])", False),
        ("meets([1..5], [5..10])", True),
        ("meets([1..5), [5..10])", False),
        ("met by([5..10], [1..5])", True),
        ("overlaps([1..5], [3..8])", True),
        ("overlaps([1..5), [5..8])", False),
        ("overlaps before([1..5], [3..8])", True),
        ("overlaps before([3..8], [1..5])", False),
        ("overlaps after([3..8], [1..5])", True),
        ("finishes(10, [1..10])", True),
        ("finishes([5..10), [1..10])", False),
        ("finished by([1..10], [5..10])", True),
        ("includes([1..10], 5)", True),
        ("includes((1..10], 1)", False),
        ("includes([1..10], (1..10))", True),
        ("during([4..6], [1..10))", True),
        ("starts(1, [1..10])", True),
        ("starts([1..5], (1..10])", False),
        ("started by([1..10], [1..5])", True),
        ("coincides([1..5], [1..5])", True),
        ("coincides([1..5), [1..5])", False),
        ('before(1, "a")', None),
        ("includes((< 5), 3)", True),
    ],
    "context": [
        ('get value({key1: "value1"}, "key1")', "value1"),
        ('get value({a: {b: 1}}, ["a", "b"])', 1),
        ('get value({a: 1}, "x")', None),
        ("get entries({a: 1})", [{"key": "a", "value": 1}]),
        ('context([{key: "a", value: 1}])', {"a": 1}),
        ('context([{key: "a", value: 1}, {key: "a", value: 2}])', None),
        ('context put({x: 1}, "y", 2)', {"x": 1, "y": 2}),
        ('context put({x: {y: 0}}, ["x", "y"], 2)', {"x": {"y": 2}}),
        ("context merge([{x: 1}, {x: 2, y: 3}])", {"x": 2, "y": 3}),
        ("get or else(null, 1)", 1),
        ("is defined(null)", False),
    ],
}
ROWS = [row for rows in TABLES.values() for row in rows]


def plain(expected: object) -> object:
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        return Decimal(str(expected))
    if isinstance(expected, list):
        return [plain(item) for item in expected]
    if isinstance(expected, dict):
        return {key: plain(item) for key, item in expected.items()}
    return expected


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_built_in_functions(text, expected):
    found = feel.compile(text).evaluate({})

    assert type(found) is type(plain(expected))
    assert found == plain(expected)


def test_every_built_in_function_stands_in_the_tables():
    called = frozenset[str]().union(*(feel.compile(text).called_functions for text, _ in ROWS))

    assert called == BUILTINS.keys()


@pytest.mark.parametrize("name", sorted(BUILTINS))
def test_a_built_in_function_takes_null_without_an_error(name):
    for overload in BUILTINS[name]:
        arguments = ", ".join("null" for _ in overload.parameters)

        feel.compile(f"{name}({arguments})").evaluate({})


def test_a_range_can_be_asked_for_by_both_kinds_of_brackets():
    assert feel.compile("]1..2[").evaluate({}) == Range(Decimal(1), Decimal(2), False, False)


# -- the page about them

OF_THE_STANDARD = """
date | date and time | time | number | string | duration | years and months duration | not
substring | string length | upper case | lower case | substring before | substring after | replace
contains | starts with | ends with | matches | split | string join | list contains | count | min
max | sum | mean | all | any | sublist | append | concatenate | insert before | remove | reverse
list replace | index of | union | distinct values | flatten | product | median | stddev | mode
sort | decimal | floor | ceiling | round up | round down | round half up | round half down | abs
modulo | sqrt | log | exp | odd | even | is | before | after | meets | met by | overlaps
overlaps before | overlaps after | finishes | finished by | includes | during | starts | started by
coincides | range | day of year | day of week | month of year | week of year | get value
get entries | context | context put | context merge | now | today
"""
"""DMN 1.3 and what 1.4 and 1.5 added (chapter 10.3.4)."""


def test_every_function_of_the_standard_is_there_or_said_to_be_left_out():
    names = {name.strip() for name in OF_THE_STANDARD.replace("\n", "|").split("|")} - {""}
    left_out = {name.strip() for said in LEFT_OUT for name in said.split(",")}

    assert names - BUILTINS.keys() == names & left_out
    assert names & left_out == {"now", "today"}


def test_the_page_about_feel_is_current():
    assert Path("docs/feel.md").read_text("utf-8") == page()
