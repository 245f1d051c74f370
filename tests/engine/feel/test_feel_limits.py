"""Hostile expressions: whatever the text, little time, little memory, no way out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine import feel
from engine.feel import Budget, FeelBudgetExceeded, FeelError
from tests.encodable import ENCODABLE
from tests.engine.feel.feel_grammar import CONTEXT, Grammar

WORDS = (
    *"()[]{},.:?+-*/<>=@",
    *("..", "**", "<=", "!=", "in", "and", "or", "if", "then", "else", "for", "return", "some"),
    *("every", "satisfies", "between", "instance of", "function", "null", "true", "item", "xs"),
    *("n", "x y", "people", "1", "2.5", '"a"', '@"P1D"', "string(", "flatten(", "1..99", "ế"),
    *("matches(", "replace(", "sort(", "date(", "\\", '"', "//", "/*", "\u00a0", "{a: 1}"),
)
PIECES = st.sampled_from(WORDS)
TEXTS = st.one_of(
    st.text(ENCODABLE, max_size=80),
    st.lists(PIECES, max_size=30).map(" ".join),
    st.integers(0, 10**6).map(lambda seed: Grammar(seed).expression()),
)
FORBIDDEN = ("open", "exec", "compile", "import", "socket.", "subprocess.", "os.", "shutil.")


class Watch:
    """Notes what the interpreter does while it is on; an audit hook cannot be taken off."""

    def __init__(self) -> None:
        self.is_on = False
        self.seen: list[str] = []
        sys.addaudithook(self._note)

    def _note(self, event: str, _: tuple[object, ...]) -> None:
        if self.is_on and event.startswith(FORBIDDEN):
            self.seen.append(event)

    def __enter__(self) -> Watch:
        self.seen, self.is_on = [], True
        return self

    def __exit__(self, *_: object) -> None:
        self.is_on = False


@pytest.fixture(scope="module")
def watch() -> Iterator[Watch]:
    yield Watch()


def attempt(text: str) -> None:
    """Compile and evaluate, as an expression and as a cell; only the two errors may come."""
    for compiled, ask in (
        (feel.compile, lambda found: found.evaluate(CONTEXT)),
        (feel.compile_unary_tests, lambda found: found.matches(5, CONTEXT)),
    ):
        try:
            found = compiled(text)
        except FeelError as refusal:
            assert 0 <= refusal.position <= len(text) + 1
            continue
        try:
            ask(found)
        except FeelBudgetExceeded:
            continue


@settings(max_examples=600, deadline=None)
@given(TEXTS)
@example("[" * 2_000)
@example("-" * 4_000)
@example("a" + ".b" * 1_900)
@example("1" + "**9" * 1_300)
@example('"' + "\\u0041" * 600)
@example("not(" * 900)
@example("x instance of " + "list<" * 700)
@example('{"": 1}.a')
@example('{" a": 1, "b  c": 2}.a')
def test_any_text_is_an_expression_or_refused(text):
    attempt(text)


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_an_expression_reaches_nothing_outside(watch, text):
    attempt("1")

    with watch:
        attempt(text)

    assert watch.seen == []


def hostile(number: int) -> str:
    """A text out of pieces, or an expression in which something was put, cut or doubled."""
    random = Random(number)
    if number % 2:
        return " ".join(random.choice(WORDS) for _ in range(random.randrange(1, 25)))
    text = Grammar(number).expression()[:400]
    for _ in range(random.randrange(3)):
        start, end = sorted(random.randrange(len(text) + 1) for _ in range(2))
        put = random.choice(("", random.choice(WORDS), text[start:end] * 2))
        text = text[:start] + put + text[end:]
    return text


def test_twenty_thousand_expressions_reach_nothing_outside(watch):
    attempt("1")

    with watch:
        for number in range(20_000):
            attempt(hostile(number))

    assert watch.seen == []


def test_the_watch_would_see_a_file_opened(watch):
    with watch, open(__file__) as source:
        source.read(1)

    assert watch.seen


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("for i in 1..10**12 return i", "list_size"),
        ("for i in 1..9999 return i * i + i * i", "steps"),
        ("some i in 1..200, j in 1..200 satisfies i > 200", "steps"),
        ("every i in 1..9999 satisfies i > 0 and i < 10000", "steps"),
        ("{f: function(n) f(n + 1), r: f(1)}.r", "call_depth"),
        ("{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), r: f(30)}.r", "steps"),
        (
            "{f: function(s, n) if n = 0 then s else f(s + s, n - 1), r: f(text, 30)}.r",
            "string_size",
        ),
        ("string(for i in 1..60 return [partial, partial])", "steps"),
        ("flatten(for i in 1..60 return [partial, partial])", "steps"),
        ("for i in 1..70 return [partial[-1]]", "depth"),
        ("(for i in 1..40 return [partial]) = (for i in 1..40 return [partial])", "steps"),
        ("distinct values(for i in 1..1000 return i)", "steps"),
        ("sort(for i in 1..9000 return i, function(a, b) a < b)", "steps"),
        ("for i in 1..1000 return 1.00001 ** 12345.678", "steps"),
        ('for i in 1..300 return matches(text, "(a|a)*(a|aa)*b")', "steps"),
        ('replace(long, "", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")', "steps"),
        ("string join(for i in 1..900 return long)", "string_size"),
        ("huge + 1", "digits"),
        ("deep", "depth"),
    ],
)
def test_every_limit_trips(text, limit):
    deep: object = 1
    for _ in range(100):
        deep = [deep]
    context = {"text": "a" * 100, "long": "a" * 3_000, "huge": 10**9_000, "deep": deep}

    with pytest.raises(FeelBudgetExceeded) as stop:
        feel.compile(text).evaluate(context)

    assert stop.value.limit == limit


def test_what_fits_the_budget_runs():
    assert feel.compile("sum(for i in 1..2000 return i * i)").evaluate({}) == 2_668_667_000


def test_the_caller_sets_the_budget():
    expression = feel.compile("for i in 1..10 return i")

    with pytest.raises(FeelBudgetExceeded):
        expression.evaluate({}, budget=Budget(steps=15))
    with pytest.raises(FeelBudgetExceeded):
        expression.evaluate({}, budget=Budget(list_size=9))


def test_a_pattern_that_others_choke_on_takes_linear_time():
    # Steps are counted for every character and alternative, so the budget shows what it took.
    for pattern in ("(a*)*b", "(a|aa)+b", "(.*)*(.*)*b", "(a?){20}a{20}b"):
        expression = feel.compile(f'matches(text, "{pattern}")')

        assert expression.evaluate({"text": "a" * 300}) is False


def test_a_chain_of_operators_may_be_long():
    assert feel.compile("+".join(["1"] * 1_900)).evaluate({}) == 1_900
    assert feel.compile(" or ".join(["a=1"] * 500)).evaluate({"a": 2}) is False
