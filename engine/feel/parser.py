"""Text to tree: a Pratt parser that tells names apart by what is known at each place."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from engine.feel.budget import DEPTH
from engine.feel.lexer import Kind, Token
from engine.feel.parsing import cells, postfix, primaries, types
from engine.feel.parsing.cursor import Cursor, too_deep
from engine.feel.parsing.precedence import ADD, AND, OR, PRECEDENCE
from engine.feel.parsing.scope import Scope
from engine.feel.syntax import (
    NO_MEMBERS,
    Arithmetic,
    Between,
    Comparison,
    Conjunction,
    Disjunction,
    InstanceOf,
    Negation,
    Node,
    Tests,
    Type,
    walk,
)

_Root = TypeVar("_Root", bound=Node)


class Parser:
    """Parses one expression; `scope` says which names are known, `functions` what can be called."""

    def __init__(
        self, text: str, scope: Scope, functions: Collection[str], *, is_strict: bool
    ) -> None:
        self.cursor = Cursor(text)
        self.scope = scope
        self.functions = functions
        self.spaced_functions = sorted((f for f in functions if " " in f), key=len, reverse=True)
        self.is_strict = is_strict
        self.takes_filters = True
        self.asked_input = False

    def whole(self) -> Node:
        """The text as one expression."""
        node = self.expression()
        self.cursor.expect_end()
        return _bounded(node)

    def whole_tests(self) -> Tests:
        """The text as the content of an input cell: `-`, `not(…)` or tests."""
        return _bounded(cells.cell(self))

    # Expressions, loosest binding first.

    def expression(self) -> Node:
        self.cursor.enter()
        node = self.binary(OR)
        self.cursor.leave()
        return node

    def inner(self) -> Node:
        """An expression between brackets, where `[` is a filter again."""
        takes_filters, self.takes_filters = self.takes_filters, True
        node = self.expression()
        self.takes_filters = takes_filters
        return node

    def binary(self, minimum: int) -> Node:
        return self.continued(self.unary(), minimum)

    def continued(self, left: Node, minimum: int) -> Node:
        while True:
            token = self.cursor.token
            precedence = PRECEDENCE.get(token.text, 0) if token.kind is not Kind.STRING else 0
            if not precedence or precedence < minimum:
                return left
            left = self._infix(left, token, precedence)

    def _infix(self, left: Node, token: Token, precedence: int) -> Node:
        if precedence in (OR, AND):
            return self._logical(left, token)
        if precedence >= ADD:
            return self._arithmetic(left, precedence)
        self.cursor.advance()
        if token.text == "between":
            return self._between(left)
        if token.text == "in":
            return cells.membership(self, left)
        right = self.binary(ADD)
        return Comparison(
            position=left.position, operator=token.text, left=left, right=right, shape=NO_MEMBERS
        )

    def _logical(self, left: Node, token: Token) -> Node:
        operands = [left]
        while self.cursor.take(token.text):
            operands.append(self.binary(PRECEDENCE[token.text] + 1))
        kind = Disjunction if token.text == "or" else Conjunction
        return kind(position=left.position, operands=tuple(operands), shape=NO_MEMBERS)

    def _arithmetic(self, left: Node, precedence: int) -> Node:
        operators = [text for text, found in PRECEDENCE.items() if found == precedence]
        rest = []
        while token := self.cursor.take(*operators):
            rest.append((token.text, self.binary(precedence + 1)))
        return Arithmetic(position=left.position, first=left, rest=tuple(rest))

    def _between(self, value: Node) -> Node:
        low = self.binary(ADD)
        self.cursor.expect("and")
        high = self.binary(ADD)
        return Between(position=value.position, value=value, low=low, high=high, shape=NO_MEMBERS)

    def unary(self) -> Node:
        minus = self.cursor.take("-")
        if minus is None:
            return self._instance_of(postfix.postfix(self, primaries.primary(self)))
        if self.cursor.token.kind is Kind.NUMBER:
            # The sign belongs to the number: `-4 instance of number`.
            return self._instance_of(postfix.postfix(self, primaries.number(self, minus)))
        self.cursor.enter()
        operand = self.unary()
        self.cursor.leave()
        return Negation(position=minus.start, operand=operand, shape=NO_MEMBERS)

    def _instance_of(self, node: Node) -> Node:
        while self.cursor.is_next("instance"):
            self.cursor.advance()
            self.cursor.expect("of")
            node = InstanceOf(
                position=node.position, value=node, type=self.type(), shape=NO_MEMBERS
            )
        return node

    # What an expression can begin with.

    def type(self) -> Type:
        """The name of a type, with its parts in `<…>`."""
        self.cursor.enter()
        parsed = types.parse(self.cursor, self.type)
        self.cursor.leave()
        return parsed


def _bounded(node: _Root) -> _Root:
    """The tree itself, unless it is so deep that working on it would nest too far."""
    for part, level in walk(node):
        if level > DEPTH:
            raise too_deep(part.position)
    return node
