"""What follows a value: `.member`, `[filter]`, `(arguments)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.parsing import names
from engine.feel.parsing.cursor import ONE_KIND
from engine.feel.syntax import Call, Filter, FunctionLiteral, FunctionName, Name, Node, Path

_CALLABLE = (Name, FunctionName, Path, Call, Filter, FunctionLiteral)

if TYPE_CHECKING:
    from engine.feel.parser import Parser


def postfix(parser: Parser, node: Node) -> Node:
    """The value with all that follows it."""
    while True:
        if parser.cursor.is_next("."):
            node = _path(parser, node)
        elif parser.cursor.is_next("[") and parser.takes_filters:
            node = _filter(parser, node)
        elif parser.cursor.is_next("(") and isinstance(node, _CALLABLE):
            node = _call(parser, node)
        else:
            return node


def _path(parser: Parser, target: Node) -> Node:
    parser.cursor.advance()
    member = names.member(parser, target.shape)
    return Path(
        position=target.position,
        target=target,
        member=member,
        shape=target.shape.member(member),
    )


def _filter(parser: Parser, target: Node) -> Node:
    parser.cursor.advance()
    outer, parser.scope = parser.scope, parser.scope.of_element(target.shape)
    condition = parser.inner()
    parser.scope = outer
    parser.cursor.expect("]")
    return Filter(position=target.position, target=target, condition=condition, shape=target.shape)


def _call(parser: Parser, function: Node) -> Node:
    parser.cursor.advance()
    given: list[str] = []
    arguments: list[Node] = []
    while not parser.cursor.is_next(")"):
        if arguments:
            parser.cursor.expect(",")
        name = _argument_name(parser)
        if (name is None) is bool(given) and arguments:
            parser.cursor.fail_at(parser.cursor.token, expected=ONE_KIND)
        given += [name] if name is not None else []
        arguments.append(parser.inner())
    parser.cursor.expect(")")
    return Call(
        position=function.position,
        function=function,
        arguments=tuple(arguments),
        names=tuple(given),
    )


def _argument_name(parser: Parser) -> str | None:
    declared = parser.cursor.lexer.declared_name(parser.cursor.at)
    if declared is None or parser.cursor.lexer.token(declared[1]).text != ":":
        return None
    parser.cursor.at = parser.cursor.lexer.token(declared[1]).end
    return declared[0]
