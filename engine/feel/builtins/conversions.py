"""Built-in functions that make a value of one kind from another."""

from __future__ import annotations

import re
from decimal import Decimal, DecimalException

from engine.feel import iso
from engine.feel.budget import Meter
from engine.feel.builtins.registry import builtin
from engine.feel.compiling.constructs import range_of
from engine.feel.errors import FeelError
from engine.feel.parser import Parser
from engine.feel.parsing.scope import given
from engine.feel.syntax import Literal, RangeLiteral
from engine.feel.text import text_of
from engine.feel.values import NUMBERS, Value

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?")
_LONGEST_NUMBER = 6_200
_READING_COST = 50
"""Steps charged for reading a text as an expression; its length is added."""


@builtin("string(from: any)")
def string(meter: Meter, value: Value) -> Value:
    return None if value is None else text_of(value, meter)


@builtin("number(from: string|number)")
def number(meter: Meter, value: str | Decimal) -> Value:
    return _number(value, meter) if isinstance(value, str) else value


@builtin("number(from: string, grouping separator?: any, decimal separator?: any)")
def number_with_separators(meter: Meter, text: str, grouping: Value, decimal: Value) -> Value:
    """A number as people write it: `1.234,5` with grouping `.` and decimal `,`."""
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", "."):
        return None
    if grouping is not None and grouping == decimal:
        return None
    if isinstance(grouping, str):
        text = text.replace(grouping, "")
    if isinstance(decimal, str) and decimal != ".":
        text = text.replace(".", "?").replace(decimal, ".")
    return _number(text, meter)


def _number(text: str, meter: Meter) -> Value:
    meter.spend(len(text) // 32)
    if len(text) > _LONGEST_NUMBER or not _NUMBER.fullmatch(text):
        return None
    try:
        return NUMBERS.create_decimal(text)
    except DecimalException:
        return None


@builtin("range(from: string)")
def range_(meter: Meter, text: str) -> Value:
    """A range from its text, such as `[1..3)`; its ends must be plain values."""
    meter.spend(_READING_COST + len(text))
    try:
        node = Parser(text, given(()), (), is_strict=True).whole()
    except FeelError:
        return None
    if not isinstance(node, RangeLiteral):
        return None
    start, end = node.start, node.end
    if not isinstance(start, Literal) or not isinstance(end, Literal):
        return None
    if start.value is None or end.value is None:
        return None
    return range_of(start.value, end.value, node.start_included, node.end_included)


@builtin("duration(from: string|years|days)")
def duration(meter: Meter, value: Value) -> Value:
    return iso.parse_duration(value) if isinstance(value, str) else value
