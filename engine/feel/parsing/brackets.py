"""What begins with a bracket: groups, lists, ranges, `@` literals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.errors import FeelError
from engine.feel.iso import parse_literal
from engine.feel.lexer import Kind, Token, unquoted
from engine.feel.parsing.cursor import A_MOMENT, A_RANGE
from engine.feel.parsing.precedence import ADD, TEST_OPERATORS
from engine.feel.syntax import ListLiteral, Literal, Node, RangeLiteral, Shape

if TYPE_CHECKING:
    from engine.feel.parser import Parser


def parenthesised(parser: Parser) -> Node:
    position = parser.cursor.advance().start
    operator = parser.cursor.take(*TEST_OPERATORS)
    if operator is not None:
        return _one_sided_range(parser, operator)
    node = parser.inner()
    if parser.cursor.is_next(".."):
        return range_from(parser, node, position, False)
    parser.cursor.expect(")")
    return node


def _one_sided_range(parser: Parser, operator: Token) -> Node:
    """`(> 5)`: a range that is open on one side."""
    end = parser.binary(ADD)
    parser.cursor.expect(")")
    if operator.text == "!=":
        parser.cursor.fail_at(operator, expected=A_RANGE)
    return RangeLiteral(
        position=operator.start,
        start=end if operator.text in (">", ">=", "=") else None,
        end=end if operator.text in ("<", "<=", "=") else None,
        start_included=operator.text in (">=", "="),
        end_included=operator.text in ("<=", "="),
    )


def list_or_range(parser: Parser) -> Node:
    position = parser.cursor.advance().start
    items: list[Node] = []
    while not parser.cursor.is_next("]"):
        if items:
            parser.cursor.expect(",")
        items.append(parser.inner())
        if len(items) == 1 and parser.cursor.is_next(".."):
            return range_from(parser, items[0], position, True)
    parser.cursor.advance()
    members = {name: s for item in items for name, s in item.shape.members.items()}
    is_open = any(item.shape.is_open for item in items)
    return ListLiteral(position=position, items=tuple(items), shape=Shape(members, is_open))


def range_from(parser: Parser, start: Node, position: int, start_included: bool) -> Node:
    parser.cursor.expect("..")
    takes_filters, parser.takes_filters = parser.takes_filters, False
    end = parser.binary(ADD)
    parser.takes_filters = takes_filters
    close = parser.cursor.expect("]", ")", "[")
    return RangeLiteral(
        position=position,
        start=start,
        end=end,
        start_included=start_included,
        end_included=close.text == "]",
    )


def at_literal(parser: Parser) -> Node:
    position = parser.cursor.advance().start
    token = parser.cursor.token
    if token.kind is not Kind.STRING:
        parser.cursor.fail_at(token, expected=A_MOMENT)
    parser.cursor.advance()
    value = parse_literal(unquoted(token.text, token.start))
    if value is None:
        raise FeelError(
            "%(text)s is not a date, time or duration",
            token.start,
            code="feel.temporal",
            text=token.text[:60],
        )
    return Literal(position=position, value=value)
