"""Built-in functions on truth and sameness."""

from __future__ import annotations

from datetime import datetime, time

from engine.feel.budget import Meter
from engine.feel.builtins.registry import builtin
from engine.feel.equality import equal
from engine.feel.values import Value


@builtin("not(negand: any)")
def not_(meter: Meter, negand: Value) -> Value:
    return not negand if isinstance(negand, bool) else None


@builtin("is(value1: any, value2: any)")
def is_(meter: Meter, one: Value, other: Value) -> Value:
    """The same value of the same kind, for times also the same zone."""
    if type(one) is not type(other):
        return False
    if isinstance(one, datetime | time) and isinstance(other, datetime | time):
        return one.replace(tzinfo=None) == other.replace(tzinfo=None) and (
            one.utcoffset() == other.utcoffset()
        )
    return equal(one, other, meter) is True


@builtin("is defined(value: any)")
def is_defined(meter: Meter, value: Value) -> Value:
    return value is not None


@builtin("get or else(value: any, default: any)")
def get_or_else(meter: Meter, value: Value, default: Value) -> Value:
    return default if value is None else value
