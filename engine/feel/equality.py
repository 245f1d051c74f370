"""When two values are the same, and which comes first; null where they cannot be compared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Never, Protocol

from engine.feel.budget import DEPTH, Meter
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.temporal import microseconds_of, utc_offset
from engine.feel.values import DayTimeDuration, Function, Range, Value, YearMonthDuration


class Ordered(Protocol):
    """Something Python can order; which two may meet is decided before they do."""

    def __lt__(self, other: Never, /) -> bool: ...
    def __le__(self, other: Never, /) -> bool: ...
    def __gt__(self, other: Never, /) -> bool: ...
    def __ge__(self, other: Never, /) -> bool: ...


ORDERINGS: dict[str, Callable[[Ordered, Ordered], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def equal(left: Value, right: Value, meter: Meter, depth: int = 0) -> bool | None:
    """Whether two values are the same; null for values of different kinds."""
    kind = type(left)
    if kind is not type(right):
        return False if left is None or right is None else None
    if kind is list or kind is dict or kind is Range:
        if depth > DEPTH:
            raise FeelBudgetExceeded("depth", DEPTH)
        return _equal_compounds(left, right, meter, depth + 1)
    if kind is Function:
        return True if left is right else None
    if kind is datetime or kind is time:
        return _equal_clocks(left, right)  # type: ignore[arg-type]
    return left == right


def _equal_compounds(left: Value, right: Value, meter: Meter, depth: int) -> bool | None:
    if isinstance(left, list) and isinstance(right, list):
        if len(left) != len(right):
            return False
        meter.spend(1 + len(left))
        return _all(equal(a, b, meter, depth) for a, b in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        if left.keys() != right.keys():
            return False
        meter.spend(1 + len(left))
        return _all(equal(item, right[key], meter, depth) for key, item in left.items())
    return _equal_ranges(left, right, meter, depth)


def _all(verdicts: object) -> bool:
    return all(verdict is True for verdict in verdicts)  # type: ignore[attr-defined]


def _equal_ranges(left: Value, right: Value, meter: Meter, depth: int) -> bool | None:
    if not isinstance(left, Range) or not isinstance(right, Range):
        return None
    return (
        (left.start_included, left.end_included) == (right.start_included, right.end_included)
        and equal(left.start, right.start, meter, depth) is True
        and equal(left.end, right.end, meter, depth) is True
    )


def _equal_clocks(left: time | datetime, right: time | datetime) -> bool | None:
    """Two clocks are compared when both are local or both know their distance from UTC."""
    if isinstance(left, datetime) and isinstance(right, datetime):
        if (left.tzinfo is None) is not (right.tzinfo is None):
            return None
        return left == right
    if isinstance(left, time) and isinstance(right, time):
        ours, theirs = instant_of_day(left), instant_of_day(right)
        return None if type(ours) is not type(theirs) else ours == theirs
    return None


def instant_of_day(clock: time) -> int | tuple[int]:
    """A time by its place in the UTC day, or (boxed, so the two never meet) in the local day."""
    offset = utc_offset(clock)
    if offset is None:
        return (microseconds_of(clock),)
    return microseconds_of(clock) - DayTimeDuration.of(offset).microseconds


def ordered(operator: str, left: Value, right: Value) -> bool | None:
    """`left < right` and its like; null for values without a common order."""
    pair = _orderable(left, right)
    return None if pair is None else ORDERINGS[operator](*pair)


def _orderable(left: Value, right: Value) -> tuple[Ordered, Ordered] | None:
    if isinstance(left, Decimal | str) and type(left) is type(right):
        return left, right
    if isinstance(left, YearMonthDuration) and isinstance(right, YearMonthDuration):
        return left.months, right.months
    if isinstance(left, DayTimeDuration) and isinstance(right, DayTimeDuration):
        return left.microseconds, right.microseconds
    if isinstance(left, time) and isinstance(right, time):
        ours, theirs = instant_of_day(left), instant_of_day(right)
        return (ours, theirs) if type(ours) is type(theirs) else None
    if isinstance(left, date) and isinstance(right, date):
        return _orderable_dates(left, right)
    return None


def _orderable_dates(left: date, right: date) -> tuple[Ordered, Ordered] | None:
    if type(left) is not type(right):
        return None
    if isinstance(left, datetime) and isinstance(right, datetime):
        return (left, right) if (left.tzinfo is None) is (right.tzinfo is None) else None
    return left, right


def contains(span: Range, value: Value) -> bool | None:
    """Whether a value lies in a range."""
    above = _within(">=" if span.start_included else ">", value, span.start)
    below = _within("<=" if span.end_included else "<", value, span.end)
    return None if above is None or below is None else above and below


def _within(operator: str, value: Value, end: Value) -> bool | None:
    return True if end is None and value is not None else ordered(operator, value, end)


def satisfies(value: Value, wanted: Value, meter: Meter) -> bool | None:
    """Whether a value is (in) what a test without an operator names: a value, list or range."""
    if isinstance(wanted, Range) and type(value) is not Range:
        return contains(wanted, value)
    if isinstance(wanted, list):
        return _is_among(value, wanted, meter)
    return equal(value, wanted, meter)


def _is_among(value: Value, wanted: list[Value], meter: Meter) -> bool:
    if isinstance(value, list) and equal(value, wanted, meter) is True:
        return True
    meter.spend(1 + len(wanted) // 8)
    return any(
        equal(value, item, meter) is True
        or (isinstance(item, Range) and contains(item, value) is True)
        for item in wanted
    )
