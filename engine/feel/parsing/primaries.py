"""What an expression can begin with."""

from __future__ import annotations

from decimal import DecimalException
from typing import TYPE_CHECKING

from engine.feel.errors import FeelError
from engine.feel.lexer import Kind, Token, unquoted
from engine.feel.parsing import brackets, constructs, names
from engine.feel.parsing.cursor import A_VALUE
from engine.feel.parsing.precedence import ADD
from engine.feel.syntax import NO_MEMBERS, Literal, Node
from engine.feel.values import NUMBERS, Value

if TYPE_CHECKING:
    from engine.feel.parser import Parser


def primary(parser: Parser) -> Node:
    token = parser.cursor.token
    if token.kind is Kind.NUMBER:
        return number(parser)
    if token.kind is Kind.STRING:
        parser.cursor.advance()
        return _literal(token.start, unquoted(token.text, token.start))
    if token.kind is Kind.NAME:
        return _keyword(parser, token) or names.name(parser, token)
    return _bracket(parser, token)


def number(parser: Parser, minus: Token | None = None) -> Node:
    token = parser.cursor.advance()
    sign = minus or token
    try:
        number = NUMBERS.create_decimal(token.text)
        return _literal(sign.start, NUMBERS.minus(number) if minus else number)
    except DecimalException:
        raise FeelError("The number is too large", token.start, code="feel.large_number") from None


def _keyword(parser: Parser, token: Token) -> Node | None:
    if names.known_special(parser, token) is not None:
        return None
    match token.text:
        case "true" | "false":
            parser.cursor.advance()
            return _literal(token.start, token.text == "true")
        case "null":
            parser.cursor.advance()
            return _literal(token.start, None)
        case "if":
            return constructs.if_(parser)
        case "for":
            return constructs.for_(parser)
        case "some" | "every":
            return constructs.quantified(parser)
        case "function":
            return constructs.function(parser)
    return None


def _bracket(parser: Parser, token: Token) -> Node:
    match token.text if token.kind is Kind.SYMBOL else "":
        case "(":
            return brackets.parenthesised(parser)
        case "[":
            return brackets.list_or_range(parser)
        case "]":
            parser.cursor.advance()
            return brackets.range_from(parser, parser.binary(ADD), token.start, False)
        case "{":
            return constructs.context(parser)
        case "@":
            return brackets.at_literal(parser)
        case "?":
            return names.input_(parser)
    return parser.cursor.fail_at(token, expected=A_VALUE)


def _literal(position: int, value: Value) -> Node:
    return Literal(position=position, value=value, shape=NO_MEMBERS)
