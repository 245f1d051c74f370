"""Literals, `if`, lists, contexts and ranges, compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.feel.equality import ordered
from engine.feel.frames import Code, Frame
from engine.feel.syntax import (
    ContextLiteral,
    FunctionLiteral,
    If,
    ListLiteral,
    Literal,
    RangeLiteral,
)
from engine.feel.values import Range, Value

if TYPE_CHECKING:
    from engine.feel.compiler import Compiler


def literal(node: Literal, compiler: Compiler) -> Code:
    value = node.value
    return lambda frame: value


def if_(node: If, compiler: Compiler) -> Code:
    condition = compiler.code(node.condition)
    then, otherwise = compiler.code(node.then), compiler.code(node.otherwise)
    return lambda frame: then(frame) if condition(frame) is True else otherwise(frame)


def list_(node: ListLiteral, compiler: Compiler) -> Code:
    items = [compiler.code(item) for item in node.items]
    return lambda frame: [item(frame) for item in items]


def context(node: ContextLiteral, compiler: Compiler) -> Code:
    """Entries one after the other: each sees those before it, a function also itself."""
    entries: list[tuple[str, Code]] = []
    known: frozenset[str] = frozenset()
    for key, value in node.entries:
        visible = known | {key} if isinstance(value, FunctionLiteral) else known
        entries.append((key, compiler.within(visible, value)))
        known |= {key}

    def code(frame: Frame) -> Value:
        values: dict[str, Value] = {}
        inside = Frame(frame.run, values, frame)
        for key, entry in entries:
            values[key] = entry(inside)
        return values

    return code


def range_(node: RangeLiteral, compiler: Compiler) -> Code:
    start = compiler.code(node.start) if node.start else None
    end = compiler.code(node.end) if node.end else None
    start_included, end_included = node.start_included, node.end_included

    def code(frame: Frame) -> Value:
        low = start(frame) if start else None
        high = end(frame) if end else None
        if (start and low is None) or (end and high is None):
            return None
        return range_of(low, high, start_included, end_included)

    return code


def range_of(low: Value, high: Value, start_included: bool, end_included: bool) -> Value:
    """A range whose ends (None: open) have a common order; otherwise null."""
    probe = low if low is not None else high
    if ordered("<=", probe, high if high is not None else probe) is None:
        return None
    return Range(low, high, start_included, end_included)
