"""Constructs that begin with a word or bring in names: `if`, loops, functions, contexts."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from engine.feel.errors import FeelError
from engine.feel.lexer import Kind, unquoted
from engine.feel.parsing.cursor import A_NAME
from engine.feel.syntax import (
    ANY_SHAPE,
    NO_MEMBERS,
    ContextLiteral,
    For,
    FunctionLiteral,
    If,
    Iterator,
    Node,
    Quantified,
    Shape,
    Type,
)

if TYPE_CHECKING:
    from engine.feel.parser import Parser


def context(parser: Parser) -> Node:
    position = parser.cursor.advance().start
    entries: dict[str, Node] = {}
    members: dict[str, Shape] = {}
    outer, parser.scope = parser.scope, parser.scope.within(members)
    while not parser.cursor.is_next("}"):
        if entries:
            parser.cursor.expect(",")
        key = _key(parser, entries)
        if parser.cursor.is_next("function"):
            members[key] = NO_MEMBERS
        entries[key] = parser.inner()
        members[key] = entries[key].shape
    parser.cursor.advance()
    parser.scope = outer
    return ContextLiteral(
        position=position,
        entries=tuple(entries.items()),
        shape=Shape(members, is_open=False),
    )


def _key(parser: Parser, entries: Collection[str]) -> str:
    token = parser.cursor.token
    if token.kind is Kind.STRING:
        parser.cursor.advance()
        key = unquoted(token.text, token.start)
    else:
        key = _declared(parser, ":")
    if key in entries:
        raise FeelError(
            "The entry %(key)s stands twice in the context",
            token.start,
            code="feel.double_key",
            key=key,
        )
    parser.cursor.expect(":")
    return key


def if_(parser: Parser) -> Node:
    position = parser.cursor.advance().start
    condition = parser.expression()
    parser.cursor.expect("then")
    then = parser.expression()
    parser.cursor.expect("else")
    otherwise = parser.expression()
    return If(position=position, condition=condition, then=then, otherwise=otherwise)


def for_(parser: Parser) -> Node:
    position = parser.cursor.advance().start
    outer = parser.scope
    iterators = _iterators(parser)
    parser.scope = parser.scope.within({"partial": ANY_SHAPE})
    parser.cursor.expect("return")
    body = parser.expression()
    parser.scope = outer
    return For(position=position, iterators=iterators, body=body, shape=body.shape)


def quantified(parser: Parser) -> Node:
    token = parser.cursor.advance()
    outer = parser.scope
    iterators = _iterators(parser)
    parser.cursor.expect("satisfies")
    condition = parser.expression()
    parser.scope = outer
    return Quantified(
        position=token.start,
        is_every=token.text == "every",
        iterators=iterators,
        condition=condition,
        shape=NO_MEMBERS,
    )


def _iterators(parser: Parser) -> tuple[Iterator, ...]:
    """`x in xs, y in ys`; each may use those before it."""
    iterators: list[Iterator] = []
    while not iterators or parser.cursor.take(","):
        position = parser.cursor.token.start
        name = _declared(parser, "in", stop_word="in")
        parser.cursor.expect("in")
        domain = parser.expression()
        end = parser.expression() if parser.cursor.take("..") else None
        iterators.append(Iterator(position=position, name=name, domain=domain, end=end))
        parser.scope = parser.scope.within({name: domain.shape})
    return tuple(iterators)


def function(parser: Parser) -> Node:
    position = parser.cursor.advance().start
    parser.cursor.expect("(")
    parameters: dict[str, Type | None] = {}
    while not parser.cursor.is_next(")"):
        if parameters:
            parser.cursor.expect(",")
        name = _declared(parser, ":", ",", ")")
        parameters[name] = parser.type() if parser.cursor.take(":") else None
    parser.cursor.advance()
    if parser.cursor.is_next("external"):
        raise FeelError(
            "Functions of other languages are not run",
            parser.cursor.token.start,
            code="feel.external",
        )
    outer = parser.scope
    parser.scope = outer.within(dict.fromkeys(parameters, ANY_SHAPE))
    body = parser.expression()
    parser.scope = outer
    return FunctionLiteral(
        position=position,
        parameters=tuple(parameters),
        types=tuple(parameters.values()),
        body=body,
    )


def _declared(parser: Parser, *after: str, stop_word: str = "") -> str:
    """A name that is introduced here."""
    declared = parser.cursor.lexer.declared_name(parser.cursor.at, stop_word)
    if declared is None or parser.cursor.lexer.token(declared[1]).text not in after:
        parser.cursor.fail_at(parser.cursor.token, expected=A_NAME)
    parser.cursor.at = declared[1]
    return declared[0]
