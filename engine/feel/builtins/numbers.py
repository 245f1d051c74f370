"""Built-in functions on numbers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DecimalException,
)

from engine.feel.budget import Meter
from engine.feel.builtins.registry import builtin
from engine.feel.values import NUMBERS, DayTimeDuration, Value, YearMonthDuration

_COST = 20
"""Steps charged for a root, logarithm or power."""

_SCALES = range(-6111, 6177)
_WIDER = Context(prec=40, Emax=6144, Emin=-6143)
"""Room for the digit that rounding up may add."""


def _rounded(number: Decimal, scale: Decimal | None, mode: str) -> Value:
    places = 0 if scale is None else int(scale)
    if places not in _SCALES:
        return None
    if isinstance(exponent := number.as_tuple().exponent, int) and exponent >= -places:
        return number
    try:
        return NUMBERS.plus(number.quantize(Decimal((0, (1,), -places)), mode, _WIDER))
    except DecimalException:
        return None


def _rounding(name: str, mode: str, *, needs_scale: bool) -> None:
    mark = "" if needs_scale else "?"

    @builtin(f"{name}(n: number, scale{mark}: number)")
    def rounding(meter: Meter, n: Decimal, scale: Decimal | None) -> Value:
        return _rounded(n, scale, mode)


_rounding("decimal", ROUND_HALF_EVEN, needs_scale=True)
_rounding("floor", ROUND_FLOOR, needs_scale=False)
_rounding("ceiling", ROUND_CEILING, needs_scale=False)
_rounding("round up", ROUND_UP, needs_scale=True)
_rounding("round down", ROUND_DOWN, needs_scale=True)
_rounding("round half up", ROUND_HALF_UP, needs_scale=True)
_rounding("round half down", ROUND_HALF_DOWN, needs_scale=True)


@builtin("abs(n: number|years|days)")
def abs_(meter: Meter, n: Value) -> Value:
    if isinstance(n, YearMonthDuration):
        return YearMonthDuration(abs(n.months))
    if isinstance(n, DayTimeDuration):
        return DayTimeDuration(abs(n.microseconds))
    return NUMBERS.abs(n) if isinstance(n, Decimal) else None


@builtin("modulo(dividend: number, divisor: number)")
def modulo(meter: Meter, dividend: Decimal, divisor: Decimal) -> Value:
    """What is left of whole divisions; it has the sign of the divisor."""
    rest = _calculated(meter, lambda: NUMBERS.remainder(dividend, divisor))
    if not isinstance(rest, Decimal) or not rest or (rest < 0) is (divisor < 0):
        return rest
    return NUMBERS.add(rest, divisor)


@builtin("sqrt(number: number)")
def sqrt(meter: Meter, number: Decimal) -> Value:
    return _calculated(meter, lambda: NUMBERS.sqrt(number))


@builtin("log(number: number)")
def log(meter: Meter, number: Decimal) -> Value:
    return _calculated(meter, lambda: NUMBERS.ln(number)) if number > 0 else None


@builtin("exp(number: number)")
def exp(meter: Meter, number: Decimal) -> Value:
    return _calculated(meter, lambda: NUMBERS.exp(number))


def _calculated(meter: Meter, operation: Callable[[], Decimal]) -> Value:
    meter.spend(_COST)
    try:
        return operation()
    except DecimalException:
        return None


@builtin("odd(number: number)")
def odd(meter: Meter, number: Decimal) -> Value:
    return _half_left(number, 1)


@builtin("even(number: number)")
def even(meter: Meter, number: Decimal) -> Value:
    return _half_left(number, 0)


def _half_left(number: Decimal, wanted: int) -> Value:
    if number != number.to_integral_value():
        return None
    exponent = number.as_tuple().exponent
    # A multiple of ten is even; the digits of others are few enough to be written out.
    return (0 if isinstance(exponent, int) and exponent > 0 else int(number) % 2) == wanted
