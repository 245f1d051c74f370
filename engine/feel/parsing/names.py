"""Names where they are used: the longest known one, else the words up to an operator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.errors import FeelError
from engine.feel.lexer import KEYWORDS, Kind, Token
from engine.feel.parsing.cursor import A_NAME, A_VALUE
from engine.feel.parsing.scope import Origin, Scope
from engine.feel.syntax import FunctionName, Name, Node, Shape

if TYPE_CHECKING:
    from engine.feel.parser import Parser


def name(parser: Parser, token: Token) -> Node:
    """The variable or function that is named here."""
    known = known_special(parser, token)
    function = _spaced_function(parser, token)
    if function is not None and (known is None or function[1] > known[1]):
        parser.cursor.at = function[1]
        return FunctionName(position=token.start, name=function[0])
    if known is not None:
        parser.cursor.at = known[1]
        return _variable(parser, token, known[0])
    if token.text in KEYWORDS:
        parser.cursor.fail_at(token, expected=A_VALUE)
    parser.cursor.advance()
    found = parser.scope.find(token.text)
    if _is_call(parser, token.text, found):
        return FunctionName(position=token.start, name=token.text)
    text = token.text if found else _words_after(parser, token.text)
    return _variable(parser, token, text)


def known_special(parser: Parser, token: Token) -> tuple[str, int] | None:
    """The known name, of several words or with operators, that stands here."""
    known = parser.scope.longest_special(parser.cursor.lexer, token.start)
    return known if known is not None and known[1] >= token.end else None


def _spaced_function(parser: Parser, token: Token) -> tuple[str, int] | None:
    for name in parser.spaced_functions:
        end = parser.cursor.lexer.ends_name(name, token.start)
        if end is not None and parser.cursor.lexer.token(end).text == "(":
            return name, end
    return None


def _is_call(parser: Parser, name: str, found: tuple[Origin, Shape] | None) -> bool:
    """A function wins over the caller's variable of the same name where it is called."""
    is_local = found is not None and found[0] is Origin.LOCAL
    return parser.cursor.is_next("(") and name in parser.functions and not is_local


def _variable(parser: Parser, token: Token, name: str) -> Node:
    found = parser.scope.find(name)
    if found is not None:
        is_free = found[0] in (Origin.GIVEN, Origin.ELEMENT) and _may_be_given(parser, name)
        return Name(position=token.start, name=name, is_free=is_free, shape=found[1])
    if parser.cursor.is_next("("):
        raise _unknown("There is no function %(name)s", token, "feel.unknown_function", name)
    if not parser.is_strict or parser.scope.may_hold():
        return Name(position=token.start, name=name, is_free=not parser.is_strict)
    if name in parser.functions:
        return FunctionName(position=token.start, name=name)
    raise _unknown("There is no %(name)s here", token, "feel.unknown_name", name)


def _may_be_given(parser: Parser, name: str) -> bool:
    for scope in parser.scope.around():
        if name in scope.shape.members and scope.origin is Origin.LOCAL:
            return False
        if name in scope.shape.members and scope.origin is Origin.GIVEN:
            return True
    return not parser.is_strict and name != "item"


def input_(parser: Parser) -> Node:
    """`?`, the value that is tested."""
    token = parser.cursor.advance()
    found = parser.scope.find("?")
    if found is None:
        parser.cursor.fail_at(token, expected=A_VALUE)
    parser.asked_input = True
    return Name(position=token.start, name="?", is_free=False, shape=found[1])


def member(parser: Parser, shape: Shape) -> str:
    """The name behind a dot."""
    cursor = parser.cursor
    known = Scope(shape, Origin.LOCAL).longest_special(cursor.lexer, cursor.token.start)
    if known is not None and known[1] >= cursor.token.end:
        cursor.at = known[1]
        return known[0]
    if cursor.token.kind is not Kind.NAME:
        cursor.fail_at(cursor.token, expected=A_NAME)
    first = cursor.advance().text
    return first if first in shape.members else _words_after(parser, first)


def _words_after(parser: Parser, first: str) -> str:
    """Words that follow each other can only be one name."""
    words = [first]
    while parser.cursor.token.kind is Kind.NAME and parser.cursor.token.text not in KEYWORDS:
        words.append(parser.cursor.advance().text)
    return " ".join(words)


def _unknown(text: str, token: Token, code: str, name: str) -> FeelError:
    return FeelError(text, token.start, code=code, name=name)
