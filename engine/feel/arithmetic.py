"""`+ - * / **` over numbers, texts, dates and durations; null where FEEL gives no answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, DecimalException
from typing import TypeAlias

from engine.feel.budget import Meter
from engine.feel.equality import instant_of_day
from engine.feel.temporal import add_months, add_span, add_to_time, as_date_time
from engine.feel.values import (
    NUMBERS,
    DayTimeDuration,
    Value,
    YearMonthDuration,
)

Operation: TypeAlias = Callable[[Value, Value, Meter], Value]

LARGEST_SPAN = 10**22
"""Months or microseconds of a duration; longer ones (300 million years) are null."""

POWER_COST = 40
"""Steps charged for a power, which takes many multiplications."""


def add(left: Value, right: Value, meter: Meter) -> Value:
    if type(left) is Decimal and type(right) is Decimal:
        return _number(NUMBERS.add, left, right)
    if isinstance(left, str) and isinstance(right, str):
        meter.admit_text(len(left) + len(right))
        return left + right
    return _add_duration(left, right, 1) if _is_duration(right) else _add_duration(right, left, 1)


def subtract(left: Value, right: Value, meter: Meter) -> Value:
    if type(left) is Decimal and type(right) is Decimal:
        return _number(NUMBERS.subtract, left, right)
    if _is_duration(right):
        return _add_duration(left, right, -1)
    return _between(left, right)


def multiply(left: Value, right: Value, meter: Meter) -> Value:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return _number(NUMBERS.multiply, left, right)
    if isinstance(right, Decimal):
        return _scale(left, right, NUMBERS.multiply)
    return _scale(right, left, NUMBERS.multiply) if isinstance(left, Decimal) else None


def divide(left: Value, right: Value, meter: Meter) -> Value:
    if isinstance(right, Decimal):
        if isinstance(left, Decimal):
            return _number(NUMBERS.divide, left, right)
        return _scale(left, right, NUMBERS.divide)
    lengths = _lengths(left, right)
    return _number(NUMBERS.divide, *lengths) if lengths else None


def power(left: Value, right: Value, meter: Meter) -> Value:
    if not isinstance(left, Decimal) or not isinstance(right, Decimal):
        return None
    meter.spend(POWER_COST)
    return Decimal(1) if not left and not right else _number(NUMBERS.power, left, right)


def negate(value: Value) -> Value:
    if isinstance(value, Decimal):
        return NUMBERS.minus(value)
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(-value.months)
    return DayTimeDuration(-value.microseconds) if isinstance(value, DayTimeDuration) else None


OPERATIONS: dict[str, Operation] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "**": power,
}


def _number(operation: Callable[[Decimal, Decimal], Decimal], a: Decimal, b: Decimal) -> Value:
    try:
        return operation(a, b)
    except DecimalException:
        return None


def _is_duration(value: Value) -> bool:
    return type(value) is YearMonthDuration or type(value) is DayTimeDuration


def _add_duration(value: Value, duration: Value, sign: int) -> Value:
    if isinstance(duration, YearMonthDuration):
        return _add_months(value, sign * duration.months)
    if isinstance(duration, DayTimeDuration):
        return _add_span(value, DayTimeDuration(sign * duration.microseconds))
    return None


def _add_months(value: Value, months: int) -> Value:
    if isinstance(value, YearMonthDuration):
        return _bounded_months(value.months + months)
    return add_months(value, months) if isinstance(value, date) else None


def _add_span(value: Value, span: DayTimeDuration) -> Value:
    if isinstance(value, DayTimeDuration):
        return _bounded_span(value.microseconds + span.microseconds)
    if isinstance(value, time):
        return add_to_time(value, span)
    return add_span(value, span) if isinstance(value, date) else None


def _between(left: Value, right: Value) -> Value:
    """The time from the right to the left."""
    if isinstance(left, date) and isinstance(right, date):
        return _between_dates(left, right)
    if isinstance(left, time) and isinstance(right, time):
        return _between_times(left, right)
    return None


def _between_dates(left: date, right: date) -> Value:
    later, earlier = as_date_time(left, right), as_date_time(right, left)
    if (later.tzinfo is None) is not (earlier.tzinfo is None):
        return None
    if later.tzinfo is None:
        return DayTimeDuration.of(later - earlier)
    # Python would ignore a change of the clocks between two moments of the same zone; in UTC the
    # moments themselves may lie outside the years that dates know.
    moved = _offset(later) - _offset(earlier)
    return DayTimeDuration.of(later.replace(tzinfo=None) - earlier.replace(tzinfo=None) - moved)


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta()


def _between_times(left: time, right: time) -> Value:
    ours, theirs = instant_of_day(left), instant_of_day(right)
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        return DayTimeDuration(ours[0] - theirs[0])
    if isinstance(ours, int) and isinstance(theirs, int):
        return DayTimeDuration(ours - theirs)
    return None


def _lengths(left: Value, right: Value) -> tuple[Decimal, Decimal] | None:
    if isinstance(left, YearMonthDuration) and isinstance(right, YearMonthDuration):
        return Decimal(left.months), Decimal(right.months)
    if isinstance(left, DayTimeDuration) and isinstance(right, DayTimeDuration):
        return Decimal(left.microseconds), Decimal(right.microseconds)
    return None


def _scale(
    duration: Value, factor: Decimal, operation: Callable[[Decimal, Decimal], Decimal]
) -> Value:
    if not isinstance(duration, YearMonthDuration | DayTimeDuration):
        return None
    is_months = isinstance(duration, YearMonthDuration)
    length = duration.months if is_months else duration.microseconds  # type: ignore[union-attr]
    scaled = _number(operation, Decimal(length), factor)
    if not isinstance(scaled, Decimal) or abs(scaled) > LARGEST_SPAN:
        return None
    if is_months:
        return YearMonthDuration(int(scaled))
    return DayTimeDuration(int(scaled.to_integral_value(ROUND_HALF_EVEN)))


def _bounded_months(months: int) -> Value:
    return YearMonthDuration(months) if abs(months) <= LARGEST_SPAN else None


def _bounded_span(microseconds: int) -> Value:
    return DayTimeDuration(microseconds) if abs(microseconds) <= LARGEST_SPAN else None
