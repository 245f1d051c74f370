"""Draws expressions from the grammar of FEEL, well typed for the most part, from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable

CONTEXT: dict[str, object] = {
    "n": 7,
    "m": -2.5,
    "zero": 0,
    "t": "giấy khen",
    "so luong": 12,
    "yes": True,
    "no": False,
    "nothing": None,
    "xs": [3, 1, 2, 3],
    "texts": ["b", "a", "ă"],
    "people": [
        {"name": "An", "score": 80, "tags": ["x"]},
        {"name": "Bình", "score": 95.5, "tags": []},
        {"name": "Chi", "score": None, "tags": ["x", "y"]},
    ],
    "dossier": {"unit": "UBND", "count": 3, "inner": {"deep": "yes", "so ngay": 5}},
}


class Grammar:
    """One stream of expressions."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.locals: dict[str, list[str]] = {"number": []}
        self.zone = ""

    def expression(self) -> str:
        # Local times and those with an offset have no common order: one kind an expression.
        self.zone = self._pick("", "Z", "+07:00")
        return self._any(4)

    def _any(self, depth: int) -> str:
        return self._one(
            self.number,
            self.number,
            self.boolean,
            self.boolean,
            self.boolean,
            self.string,
            self.list_of_numbers,
            self.day,
            self.span,
            self.context,
            self.moment,
        )(depth)

    def _one(self, *options: Callable[[int], str]) -> Callable[[int], str]:
        return self.random.choice(options)

    def _pick(self, *options: str) -> str:
        return self.random.choice(options)

    def number(self, depth: int) -> str:
        if depth <= 0:
            return self._plain_number()
        return self.random.choice(
            (
                self._plain_number,
                lambda: self._infix(self.number, ("+", "-", "*"), depth),
                lambda: f"({self.number(depth - 1)} / {self._pick('2', '4', '8', 'zero')})",
                lambda: f"({self.number(0)} ** {self._pick('2', '3', '0')})",
                lambda: f"-({self.number(depth - 1)})",
                lambda: self._if(self.number, depth),
                lambda: self._number_function(depth),
                lambda: f"{self.list_of_numbers(depth - 1)}[{self._pick('1', '2', '-1', '9')}]",
                lambda: self._people(depth) + "[1].score",
                lambda: self._temporal_part(depth),
                lambda: f"({self.day(depth - 1)} - {self.day(depth - 1)}).days",
            )
        )()

    def _plain_number(self) -> str:
        literals = ("0", "1", "2", "3", "10", "0.5", "-4", "2.25", "100")
        names = ("n", "m", "zero", "so luong", "dossier.count", "dossier.inner.so ngay", "missing")
        return self._pick(*literals, *names, *self.locals["number"])

    def _number_function(self, depth: int) -> str:
        inner = depth - 1
        return self._pick(
            f"abs({self.number(inner)})",
            f"floor({self.number(inner)})",
            f"ceiling({self.number(inner)})",
            f"decimal({self.number(inner)}, {self._pick('0', '1', '2')})",
            f"round up({self.number(inner)}, 1)",
            f"round down({self.number(inner)}, 1)",
            f"round half up({self.number(inner)}, 0)",
            f"round half down({self.number(inner)}, 0)",
            f"modulo({self.number(inner)}, {self._pick('3', '-3', '4')})",
            f"sqrt(abs({self.number(inner)}))",
            f"count({self.list_of_numbers(inner)})",
            f"sum({self.list_of_numbers(inner)})",
            f"min({self.list_of_numbers(inner)})",
            f"max({self.number(inner)}, {self.number(inner)})",
            f"mean({self.list_of_numbers(inner)})",
            f"median({self.list_of_numbers(inner)})",
            f"product({self.list_of_numbers(inner)})",
            f"string length({self.string(inner)})",
            f"day of year({self.day(inner)})",
            f"week of year({self.day(inner)})",
            f'number("{self._pick("1,234.5", "7", "abc", "1 000")}", ",", ".")',
            f"years and months duration({self.day(0)}, {self.day(0)}).months",
        )

    def _temporal_part(self, depth: int) -> str:
        part = self._pick("year", "month", "day", "weekday")
        return self._pick(
            f"({self.day(depth - 1)}).{part}",
            f"({self.moment(0)}).{self._pick(part, 'hour', 'minute', 'second')}",
            f"({self.clock(0)}).{self._pick('hour', 'minute', 'second')}",
            f"({self.span(depth - 1)}).{self._pick('days', 'hours', 'minutes', 'seconds')}",
            f"({self.months(depth - 1)}).{self._pick('years', 'months')}",
        )

    def boolean(self, depth: int) -> str:
        if depth <= 0:
            return self._pick("true", "false", "yes", "no", "nothing", "null")
        inner = depth - 1
        return self.random.choice(
            (
                lambda: self._infix(self.number, ("=", "!=", "<", "<=", ">", ">="), depth),
                lambda: self._infix(self.string, ("=", "!=", "<", ">="), depth),
                lambda: self._infix(self.day, ("=", "<", ">="), depth),
                lambda: self._infix(self.moment, ("=", "<", ">="), depth),
                lambda: self._infix(self.clock, ("=", "<", ">="), depth),
                lambda: self._infix(self.span, ("=", "<", ">="), depth),
                lambda: self._infix(self._sure_numbers, ("=", "!="), depth),
                lambda: self._infix(self._sure_context, ("=", "!="), depth),
                lambda: self._infix(self.boolean, ("and", "or"), depth),
                lambda: f"not({self.boolean(inner)})",
                lambda: self._between(depth),
                lambda: self._membership(depth),
                lambda: self._quantified(depth),
                lambda: self._if(self.boolean, depth),
                lambda: self._instance(depth),
                lambda: self._boolean_function(depth),
            )
        )()

    def _sure_numbers(self, depth: int) -> str:
        """A list in which no null stands."""
        return self._pick(
            "[1, 2, 3]", "xs", "reverse([3, 2, 1])", "[n, m]", "append([1, 2], 3)", "[2, 4]"
        )

    def _sure_context(self, depth: int) -> str:
        return self._pick("{a: 1, b: 2}", "{b: 2, a: 1}", "{a: 1}", "dossier.inner", "{}")

    def _between(self, depth: int) -> str:
        low, high = sorted(self.random.sample(range(-5, 20), 2))
        return f"({self.number(depth - 1)} between {low} and {high})"

    def _membership(self, depth: int) -> str:
        number = self.number(depth - 1)
        tests = self._pick(
            self.range(depth - 1),
            f"({self.number(0)}, {self.range(0)})",
            f"(> {self.number(0)})",
            f"(<= {self.number(0)}, {self.number(0)})",
            self.list_of_numbers(depth - 1),
        )
        return f"({number} in {tests})"

    def range(self, depth: int) -> str:
        start, end = sorted(self.random.sample(range(-5, 20), 2))
        return f"{self._pick('[', '(', ']')}{start}..{end}{self._pick(']', ')', '[')}"

    def _quantified(self, depth: int) -> str:
        word = self._pick("some", "every")
        domain = self.list_of_numbers(depth - 1)
        self.locals["number"].append("q")
        condition = self._infix(self.number, ("<", ">", "="), 1)
        self.locals["number"].pop()
        return f"({word} q in {domain} satisfies {condition})"

    def _instance(self, depth: int) -> str:
        type_name = self._pick(
            "number", "string", "boolean", "date", "time", "date and time", "list<number>",
            "days and time duration", "years and months duration",
        )  # fmt: skip
        return f"({self._any(depth - 1)} instance of {type_name})"

    def _boolean_function(self, depth: int) -> str:
        inner = depth - 1
        return self._pick(
            f"contains({self.string(inner)}, {self.string(0)})",
            f"starts with({self.string(inner)}, {self.string(0)})",
            f"ends with({self.string(inner)}, {self.string(0)})",
            f'matches({self.string(inner)}, "{self._pick("a+", "^[a-c]", "n$", "(x|y)?b", ".")}")',
            f"list contains({self.list_of_numbers(inner)}, {self.number(0)})",
            f"odd({self._pick('3', 'n', '10')})",
            f"even({self._pick('3', 'n', '10')})",
            f"before({self.number(0)}, {self.range(0)})",
            f"after({self.range(0)}, {self.range(0)})",
            f"overlaps({self.range(0)}, {self.range(0)})",
            f"includes({self.range(0)}, {self.range(0)})",
            f"includes({self.range(0)}, {self._pick('1', '5', 'n')})",
            f"during({self.range(0)}, {self.range(0)})",
            f"starts({self.range(0)}, {self.range(0)})",
            f"finishes({self.range(0)}, {self.range(0)})",
            f"meets({self.range(0)}, {self.range(0)})",
            f"coincides({self.range(0)}, {self.range(0)})",
            f"all([{self.boolean(inner)}, {self.boolean(0)}])",
            f"any([{self.boolean(inner)}, {self.boolean(0)}])",
        )

    def string(self, depth: int) -> str:
        if depth <= 0:
            literals = ('"a"', '"abc"', '"Giấy"', '""', '"a\\"b"', '"b c"')
            return self._pick(*literals, "t", "dossier.unit", "dossier.inner.deep")
        inner = depth - 1
        return self.random.choice(
            (
                lambda: self._infix(self.string, ("+",), depth),
                lambda: self._if(self.string, depth),
                lambda: f"upper case({self.string(inner)})",
                lambda: f"lower case({self.string(inner)})",
                lambda: f"substring({self.string(inner)}, {self._pick('1', '2', '-1')})",
                lambda: f"substring({self.string(inner)}, 1, {self._pick('1', '2')})",
                lambda: f"substring before({self.string(inner)}, {self._pick(*_MATCHES)})",
                lambda: f"substring after({self.string(inner)}, {self._pick(*_MATCHES)})",
                lambda: f'replace({self.string(inner)}, "[ab]", "<$0>")',
                lambda: f"string join(texts, {self._pick(*_MATCHES)})",
                lambda: f"string({self._writable(inner)})",
                lambda: f"day of week({self.day(inner)})",
                lambda: f"month of year({self.day(inner)})",
                lambda: f"{self._people(inner)}[1].name",
            )
        )()

    def _writable(self, depth: int) -> str:
        return self._one(self.boolean, self.day, self.span, self.months, self.clock)(depth)

    def list_of_numbers(self, depth: int) -> str:
        if depth <= 0:
            return self._pick("xs", "[]", "[1, 2, 3]", "[5]", "[n, m]")
        inner = depth - 1
        return self.random.choice(
            (
                lambda: f"[{self.number(inner)}, {self.number(inner)}]",
                lambda: f"{self.list_of_numbers(inner)}[{self._item_condition()}]",
                lambda: self._for(depth),
                lambda: f"append({self.list_of_numbers(inner)}, {self.number(0)})",
                lambda: f"concatenate({self.list_of_numbers(inner)}, {self.list_of_numbers(0)})",
                lambda: f"union({self.list_of_numbers(inner)}, {self.list_of_numbers(0)})",
                lambda: f"distinct values({self.list_of_numbers(inner)})",
                lambda: f"reverse({self.list_of_numbers(inner)})",
                lambda: f"sublist([4, 5, 6], {self._pick('1', '2', '-1')})",
                lambda: f"insert before([4, 5, 6], {self._pick('1', '3', '-1')}, {self.number(0)})",
                lambda: f"remove([4, 5, 6], {self._pick('1', '3', '-1')})",
                lambda: f"index of([1, 2, 1], {self._pick('1', '2', '3')})",
                lambda: f"flatten([{self.list_of_numbers(inner)}, [[{self.number(0)}]]])",
                lambda: "sort([3, 1, 2], function(a, b) a < b)",
                lambda: f"{self._people(inner)}.score",
            )
        )()

    def _item_condition(self) -> str:
        return f"item {self._pick('<', '>', '=', '!=')} {self._plain_number()}"

    def _for(self, depth: int) -> str:
        domain = self._pick(self.list_of_numbers(depth - 1), "1..3", "3..1", "[2..4]")
        self.locals["number"].append("i")
        body = self.number(1)
        self.locals["number"].pop()
        return f"(for i in {domain} return {body})"

    def _people(self, depth: int) -> str:
        limit = self._pick("80", "90", "0")
        return self._pick("people", f"people[score >= {limit}]", 'people[name != "An"]')

    def context(self, depth: int) -> str:
        if depth <= 0:
            return self._pick("{}", "dossier.inner", "{a: 1}", "{a b: 2}")
        return self.random.choice(
            (
                lambda: f"{{a: {self.number(depth - 1)}, b: a}}",
                lambda: f'{{"k": {self.string(depth - 1)}, so ngay: {self.number(0)}}}',
                lambda: f'context put({self.context(0)}, "z", {self.number(0)})',
                lambda: "context merge([{a: 1}, {a: 2, c: 3}])",
                lambda: f"{{f: function(x) x + 1, r: f({self.number(0)})}}.r",
                lambda: f'get value({self.context(0)}, "a")',
                lambda: f"get entries({self.context(0)})",
            )
        )()

    def day(self, depth: int) -> str:
        if depth <= 0:
            return self._pick(
                '@"2024-02-29"', 'date("2023-12-31")', "date(2025, 1, 31)", '@"2025-07-01"'
            )
        return self.random.choice(
            (
                lambda: self.day(0),
                lambda: f"({self.day(depth - 1)} + {self.months(0)})",
                lambda: f"({self.day(depth - 1)} - {self.months(0)})",
                lambda: f"({self.day(depth - 1)} {self._pick('+', '-')} {self._days()})",
                lambda: self._if(self.day, depth),
            )
        )()

    def moment(self, depth: int) -> str:
        plain = self._pick(
            f'date and time("2024-02-29T08:30:00{self.zone}")',
            f'@"2023-12-31T23:59:59{self.zone}"',
            f'date and time("2025-01-31T00:00:00.5{self.zone}")',
        )
        if depth <= 0:
            return plain
        return self._pick(plain, f"({plain} + {self.span(0)})", f"({plain} - {self.months(0)})")

    def clock(self, depth: int) -> str:
        plain = self._pick(f'time("08:30:00{self.zone}")', f'@"23:15:30{self.zone}"')
        return plain if depth <= 0 else self._pick(plain, f"({plain} + {self.span(0)})")

    def span(self, depth: int) -> str:
        plain = self._pick('@"P1D"', 'duration("PT36H")', '@"PT90M"', '@"-P2DT3H"', '@"PT0S"')
        return plain if depth <= 0 else self._pick(plain, f"({plain} + {self.span(0)})")

    def _days(self) -> str:
        return self._pick('@"P1D"', '@"-P30D"', 'duration("P100D")')

    def months(self, depth: int) -> str:
        plain = self._pick('@"P1M"', 'duration("P1Y2M")', '@"-P3M"', '@"P14M"')
        return plain if depth <= 0 else self._pick(plain, f"({plain} + {self.months(0)})")

    def _infix(self, part: Callable[[int], str], operators: tuple[str, ...], depth: int) -> str:
        return f"({part(depth - 1)} {self._pick(*operators)} {part(depth - 1)})"

    def _if(self, part: Callable[[int], str], depth: int) -> str:
        condition = self.boolean(depth - 1)
        return f"(if {condition} then {part(depth - 1)} else {part(depth - 1)})"


_MATCHES = ('"b"', '"a"', '" "', '", "')
