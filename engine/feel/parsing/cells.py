"""Tests of a value: the content of an input cell, and what follows `in`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.lexer import Kind
from engine.feel.parsing import brackets, postfix
from engine.feel.parsing.precedence import ADD, TEST_OPERATORS
from engine.feel.syntax import ANY_SHAPE, NO_MEMBERS, Membership, Node, Test, Tests

if TYPE_CHECKING:
    from engine.feel.parser import Parser


def cell(parser: Parser) -> Tests:
    """The text as the content of an input cell: `-`, `not(…)` or tests."""
    cursor = parser.cursor
    parser.scope = parser.scope.within({"?": ANY_SHAPE})
    if cursor.is_next("-") and cursor.following.kind is Kind.END:
        return Tests(position=0, tests=(), is_any=True)
    if cursor.is_next("not") and cursor.following.text == "(":
        negated = _negated(parser)
        if negated is not None:
            return negated
    tests = Tests(position=0, tests=_several(parser))
    cursor.expect_end()
    return tests


def _negated(parser: Parser) -> Tests | None:
    """`not(…)` around the whole cell; None when it is only the beginning of an expression."""
    cursor, start = parser.cursor, parser.cursor.at
    cursor.advance()
    cursor.advance()
    tests = _several(parser)
    cursor.expect(")")
    if cursor.token.kind is Kind.END:
        return Tests(position=start, tests=tests, is_negated=True)
    cursor.at = start
    return None


def _several(parser: Parser) -> tuple[Test, ...]:
    tests = [_single(parser)]
    while parser.cursor.take(","):
        tests.append(_single(parser))
    return tuple(tests)


def _single(parser: Parser) -> Test:
    position = parser.cursor.token.start
    outer_asked, parser.asked_input = parser.asked_input, False
    operator = parser.cursor.take(*TEST_OPERATORS)
    operand = parser.binary(ADD) if operator else parser.inner()
    test = Test(
        position=position,
        operator=operator.text if operator else "",
        operand=operand,
        asks_input=parser.asked_input,
    )
    parser.asked_input = outer_asked
    return test


def membership(parser: Parser, value: Node) -> Node:
    position = parser.cursor.token.start
    outer, asked = parser.scope, parser.asked_input
    parser.scope = outer.within({"?": value.shape})
    tests = _wanted(parser, position)
    parser.scope, parser.asked_input = outer, asked
    return Membership(position=value.position, value=value, tests=tests, shape=NO_MEMBERS)


def _wanted(parser: Parser, position: int) -> tuple[Test, ...]:
    if not parser.cursor.is_next("("):
        operator = parser.cursor.take(*TEST_OPERATORS)
        operand = parser.binary(ADD)
        text = operator.text if operator else ""
        return (Test(position=position, operator=text, operand=operand),)
    parser.cursor.advance()
    first = _single(parser)
    if not first.operator and parser.cursor.is_next(".."):
        operand = postfix.postfix(
            parser, brackets.range_from(parser, first.operand, position, False)
        )
    elif first.operator or parser.cursor.is_next(","):
        return _further(parser, first)
    else:
        parser.cursor.expect(")")
        operand = postfix.postfix(parser, first.operand)
    operand = parser.continued(operand, ADD)
    return (Test(position=position, operator="", operand=operand, asks_input=first.asks_input),)


def _further(parser: Parser, first: Test) -> tuple[Test, ...]:
    rest = _several(parser) if parser.cursor.take(",") else ()
    parser.cursor.expect(")")
    return first, *rest
