"""What expressions are worth, by section of the DMN standard (10.3 and its tables)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine import feel
from engine.feel import DayTimeDuration, Range, YearMonthDuration

CONTEXT: dict[str, object] = {
    "a": 1,
    "b": 2,
    "a-b": 5,
    "x y": 7,
    "tỷ lệ": Decimal("0.75"),
    "dossier": {"unit": "UBND", "số ngày": 12},
    "people": [{"name": "An", "score": 80}, {"name": "Bình", "score": 95}],
    "day": date(2024, 2, 29),
    "xs": [3, 1, 2],
}


def days(count: float) -> DayTimeDuration:
    return DayTimeDuration.of(timedelta(days=count))


def value(text: str) -> object:
    return feel.compile(text, names=CONTEXT).evaluate(CONTEXT)


def table(rows: Sequence[tuple[str, object]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("text", "expected"), rows, ids=[row[0] for row in rows])


def expect(text: str, expected: object) -> None:
    found = value(text)
    assert type(found) is type(plain(expected))
    assert found == plain(expected)


def plain(expected: object) -> object:
    """Whole and binary numbers of the table as the decimals they stand for."""
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        return Decimal(str(expected))
    if isinstance(expected, list):
        return [plain(item) for item in expected]
    if isinstance(expected, dict):
        return {key: plain(item) for key, item in expected.items()}
    return expected


@table(
    [
        ("12", 12),
        (".5", 0.5),
        ("1.250", 1.25),
        ("-3", -3),
        ("1e3", 1000),
        ('"chữ"', "chữ"),
        (r'"a\"b\\c\n\u1ebf\U01F600"', 'a"b\\c\nế😀'),
        (r'"\uD83D\uDE00"', "😀"),
        (r'"\d+"', "\\d+"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("[]", []),
        ("[1, [2]]", [1, [2]]),
        ("{}", {}),
        ('{a b: 1, "c+d": 2}', {"a b": 1, "c+d": 2}),
        ("{one: 1, two: one + one}", {"one": 1, "two": 2}),
        ('@"2024-02-29"', date(2024, 2, 29)),
        ('@"08:30:00"', time(8, 30)),
        ('@"08:30:00Z"', time(8, 30, tzinfo=UTC)),
        ('@"08:30:00.25+07:00"', time(8, 30, 0, 250_000, timezone(timedelta(hours=7)))),
        ('@"2024-02-29T08:30:00"', datetime.fromisoformat("2024-02-29T08:30")),
        (
            '@"2024-02-29T08:30:00@Asia/Ho_Chi_Minh"',
            datetime(2024, 2, 29, 8, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh")),
        ),
        ('@"P1Y2M"', YearMonthDuration(14)),
        ('@"-P2DT3H"', days(-2.125)),
        ('@"PT0.5S"', DayTimeDuration(500_000)),
        ("[1..3]", Range(Decimal(1), Decimal(3))),
        ("(1..3]", Range(Decimal(1), Decimal(3), start_included=False)),
        ("]1..3[", Range(Decimal(1), Decimal(3), start_included=False, end_included=False)),
        ("(> 5)", Range(Decimal(5), None, start_included=False, end_included=False)),
        ("(<= 5)", Range(None, Decimal(5), start_included=False)),
        ("1 // a remark\n + /* and\nanother */ 2", 3),
        ("= 1 + 1", 2),
        ('"a\u00a0e\u0302\u0301"', "a \u1ebf"),
        ("ty\u0309 le\u0323\u0302", Decimal("0.75")),
        ("\u00a01\u00a0+ 1", 2),
    ],
)
def test_literals(text, expected):
    expect(text, expected)


@table(
    [
        ("a - b", -1),
        ("a-b", 5),
        ("x y + a", 8),
        ("x   y", 7),
        ("tỷ lệ * 4", 3),
        ("dossier.unit", "UBND"),
        ("dossier.số ngày", 12),
        ("dossier.missing", None),
        ("{a+b: 3}.a+b", 3),
        ("{gạch nối-đuôi: 3, tổng: gạch nối-đuôi + 1}.tổng", 4),
        ("for số lượng in [1, 2] return số lượng * 2", [2, 4]),
        ('{" a": 1, "a": 2}.a', 2),
        ('{"": 1}.a', None),
        ("people.name", ["An", "Bình"]),
        ("people[1].name", "An"),
    ],
)
def test_names_may_hold_spaces_diacritics_and_operators(text, expected):
    expect(text, expected)


@table(
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 2 - 3", 5),
        ("2 ** 3 ** 2", 64),
        ("-2 ** 2", 4),
        ("2 ** -1", 0.5),
        ("0 ** 0", 1),
        ("0.1 + 0.2", 0.3),
        ("1 / 3 * 3", Decimal("0.9999999999999999999999999999999999")),
        ("1 / 0", None),
        ("10 ** 7000", None),
        ('"a" + "b"', "ab"),
        ('"a" + 1', None),
        ("1 + null", None),
        ("true + 1", None),
        ("-null", None),
        ('@"2024-01-31" + @"P1M"', date(2024, 2, 29)),
        ('@"P1M" + @"2024-01-31"', date(2024, 2, 29)),
        ('@"2024-02-29" - @"P1Y"', date(2023, 2, 28)),
        ('@"2024-02-28" + @"P2D"', date(2024, 3, 1)),
        ('@"2024-03-01" - @"2024-02-01"', days(29)),
        ('@"2024-03-01T06:00:00" - @"2024-03-01"', days(0.25)),
        ('@"2024-01-01T00:00:00Z" - @"2024-01-01T07:00:00+07:00"', days(0)),
        ('@"2024-01-01T00:00:00" - @"2024-01-01T00:00:00Z"', None),
        ('@"23:00:00" + @"PT2H"', time(1, 0)),
        ('@"01:00:00" - @"PT2H"', time(23, 0)),
        ('@"10:00:00" - @"08:30:00"', DayTimeDuration.of(timedelta(minutes=90))),
        ('@"P1D" + @"PT12H"', days(1.5)),
        ('@"P1D" - @"P3D"', days(-2)),
        ('@"P1D" + @"P1M"', None),
        ('-@"P1D"', days(-1)),
        ('@"P1D" * 1.5', days(1.5)),
        ('3 * @"P1M"', YearMonthDuration(3)),
        ('@"P1Y" / 5', YearMonthDuration(2)),
        ('@"P1D" / @"PT6H"', 4),
        ('@"P1Y" / @"P1M"', 12),
        ('@"P1D" / 0', None),
        ('@"9999-12-31" + @"P1D"', None),
        ('@"0001-01-01" - @"P1M"', None),
        ('@"2024-02-29" + 1', None),
    ],
)
def test_arithmetic(text, expected):
    expect(text, expected)


@table(
    [
        ("1 = 1.0", True),
        ('1 = "1"', None),
        ("null = null", True),
        ("1 = null", False),
        ("null != 1", True),
        ("[1, 2] = [1, 2]", True),
        ("[1] = [1, 2]", False),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("[1..3] = [1..3]", True),
        ("[1..3] = [1..3)", False),
        ('@"10:00:00Z" = @"17:00:00+07:00"', True),
        ('@"2024-01-01T00:00:00Z" = @"2024-01-01T07:00:00+07:00"', True),
        ("1 < 2", True),
        ('"a" < "b"', True),
        ("true < false", None),
        ("null < 1", None),
        ('@"P1M" < @"P2M"', True),
        ('@"P1M" < @"P31D"', None),
        ('@"2024-01-01" <= @"2024-01-01"', True),
        ('@"2024-01-01" < @"2024-01-01T10:00:00"', None),
        ("2 between 1 and 3", True),
        ("2 between 3 and 1", False),
        ('2 between 1 and "x"', None),
        ("2 in [1..2]", True),
        ("2 in [1..2)", False),
        ("2 in (1, 2)", True),
        ("2 in (> 1, < 0)", True),
        ("2 in > 1", True),
        ("2 in [1, 2]", True),
        ("2 in [[0..3]]", True),
        ("[1] in [[1], [2]]", True),
        ('"x" in [1..2]', None),
        ("2 in (? > 1)", True),
        ("5 in (1 + 4)", True),
        ("5 in (1..6)", True),
        ("2 in []", False),
    ],
)
def test_comparisons(text, expected):
    expect(text, expected)


@table(
    [
        (f"{left} {word} {right}", verdict)
        for word, left, right, verdict in [
            ("and", "true", "true", True),
            ("and", "true", "false", False),
            ("and", "true", "null", None),
            ("and", "false", "null", False),
            ("and", "null", "false", False),
            ("and", "null", "null", None),
            ("and", "1", "true", None),
            ("or", "true", "null", True),
            ("or", "null", "true", True),
            ("or", "false", "null", None),
            ("or", "false", "false", False),
            ("or", '"x"', "false", None),
        ]
    ]
    + [("true or false and false", True), ("1 = 1 and 2 = 2", True), ("not(null)", None)],
)
def test_truth_has_three_values(text, expected):
    expect(text, expected)


@table(
    [
        ("if a = 1 then 2 else 3", 2),
        ("if null then 2 else 3", 3),
        ("if 1 then 2 else 3", 3),
        ("for i in 1..3 return i * i", [1, 4, 9]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in [2..4) return i", [2, 3]),
        ("for i in [1, 2], j in [i, 10] return i * j", [1, 10, 4, 20]),
        ("for i in 1..4 return if i < 3 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3]),
        (
            'for d in @"2024-02-28"..@"2024-03-01" return d',
            [date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)],
        ),
        ("for i in 5 return i", [5]),
        ("for i in null return i", None),
        ("for i in 0.5..2 return i", None),
        ("some x in xs satisfies x > 2", True),
        ("some x in xs satisfies x > 3", False),
        ("some x in [1, null] satisfies x > 3", None),
        ("some x in [] satisfies x > 3", False),
        ("every x in xs satisfies x > 0", True),
        ("every x in xs, y in xs satisfies x <= y", False),
        ("every x in [] satisfies false", True),
        ("every x in [1, null] satisfies x > 0", None),
    ],
)
def test_constructs(text, expected):
    expect(text, expected)


@table(
    [
        ("xs[1]", 3),
        ("xs[-1]", 2),
        ("xs[0]", None),
        ("xs[4]", None),
        ("xs[1.5]", None),
        ("xs[a]", 3),
        ("xs[item > 1]", [3, 2]),
        ("people[score > 90].name", ["Bình"]),
        ("people[item.score > 90][1].name", "Bình"),
        ('people[name = "An" and score > a]', [{"name": "An", "score": 80}]),
        ("5[1]", 5),
        ("5[item > 9]", []),
        ("null[1]", None),
        ("null[item = null]", None),
        ("[][item > 1]", []),
        ("[{item: 4}, {item: 1}][item > 2]", [{"item": 4}]),
        ("[1, 2, 3][item > 1][item < 3]", [2]),
        ("day.year", 2024),
        ("day.weekday", 4),
        ('@"08:30:15.5".second', 15.5),
        ('@"08:30:00+07:00".time offset', DayTimeDuration.of(timedelta(hours=7))),
        ('@"2024-01-01T00:00:00@Europe/Paris".timezone', "Europe/Paris"),
        ('@"2024-01-01T00:00:00Z".timezone', None),
        ('@"P1Y2M".months', 2),
        ('@"-P1DT2H".hours', -2),
        ('@"PT90M".minutes', 30),
        ("[1..3).end included", False),
        ("[1..3).start", 1),
        ("day.__class__", None),
        ("dossier.keys", None),
        ('"text".upper', None),
        ("xs.append", [None, None, None]),
    ],
)
def test_filters_and_members(text, expected):
    expect(text, expected)


@table(
    [
        ("(function(x) x + 1)(2)", 3),
        ("(function(x, y) x - y)(y: 1, x: 5)", 4),
        ("(function(x) x)(1, 2)", None),
        ("(function(x: number) x)(1)", 1),
        ('(function(x: number) x)("a")', None),
        ("{f: function(x) x * a, r: f(4)}.r", 4),
        ("{f: function(n) if n < 2 then 1 else n * f(n - 1), r: f(6)}.r", 720),
        ("{add: function(x) function(y) x + y, r: add(1)(2)}.r", 3),
        ("sort(xs, function(x, y) x > y)", [3, 2, 1]),
        ("a(1)", None),
        ("substring(start position: 2, string: dossier.unit)", "BND"),
        ('date and time(date: day, time: @"08:00:00")', datetime.fromisoformat("2024-02-29T08:00")),
    ],
)
def test_functions(text, expected):
    expect(text, expected)


@table(
    [
        ("1 instance of number", True),
        ("-4 instance of number", True),
        ('"x" instance of number', False),
        ("null instance of number", False),
        ("null instance of Any", False),
        ("1 instance of Any", True),
        ("day instance of date", True),
        ('@"2024-01-01T00:00:00" instance of date', False),
        ('@"2024-01-01T00:00:00" instance of date and time', True),
        ('@"P1D" instance of days and time duration', True),
        ('@"P1M" instance of years and months duration', True),
        ("[1] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ("{a: 1, b: 2} instance of context<a: number>", True),
        ('{a: "x"} instance of context<a: number>', False),
        ("[1..2] instance of range<number>", True),
        ("(function(x) x) instance of function<Any> -> Any", True),
        ("{a: [{b: 1}]} instance of context<a: list<context<b: number>>>", True),
    ],
)
def test_instance_of(text, expected):
    expect(text, expected)


# -- moments of the first and last year, whose UTC lies in no year that dates know

EDGES = (
    'date and time("0001-01-01T00:00:00+14:00")',
    'date and time("9999-12-31T23:59:59.999999-14:00")',
    'date and time("0001-01-01T00:00:00@Asia/Ho_Chi_Minh")',
    'date and time("9999-12-31T23:59:59@America/New_York")',
)


@pytest.mark.parametrize("one", EDGES)
@pytest.mark.parametrize("other", EDGES)
def test_moments_at_the_edge_of_time_are_reckoned_with(one, other):
    between = feel.compile(f"({one} - {other}) + ({other} - {one})").evaluate({})

    assert between == DayTimeDuration(0)
    assert feel.compile(f"{one} < {other} or {one} >= {other}").evaluate({}) is True
