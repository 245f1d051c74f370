"""Built-in functions that sum up a list: totals, extremes, averages, and all or any of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, DecimalException

from engine.feel.arithmetic import add
from engine.feel.budget import Meter
from engine.feel.builtins.registry import builtin
from engine.feel.equality import ordered
from engine.feel.values import NUMBERS, DayTimeDuration, Value, YearMonthDuration


@builtin("count(items...: list)")
@builtin("count(list: list)")
def count(meter: Meter, items: list[Value]) -> Value:
    return Decimal(len(items))


@builtin("min(items...: list)")
@builtin("min(list: list)")
def minimum(meter: Meter, items: list[Value]) -> Value:
    return _extreme(meter, items, "<")


@builtin("max(items...: list)")
@builtin("max(list: list)")
def maximum(meter: Meter, items: list[Value]) -> Value:
    return _extreme(meter, items, ">")


def _extreme(meter: Meter, items: list[Value], operator: str) -> Value:
    """The element that comes first; null where two have no common order."""
    meter.spend(len(items))
    if not items or ordered("<=", items[0], items[0]) is None:
        return None
    best = items[0]
    for item in items[1:]:
        is_better = ordered(operator, item, best)
        if is_better is None:
            return None
        best = item if is_better else best
    return best


@builtin("sum(items...: list)")
@builtin("sum(list: list)")
def total(meter: Meter, items: list[Value]) -> Value:
    """The total of numbers, or of durations of one kind."""
    meter.spend(len(items))
    if not items or not isinstance(items[0], Decimal | YearMonthDuration | DayTimeDuration):
        return None
    result: Value = items[0]
    for item in items[1:]:
        if type(item) is not type(items[0]):
            return None
        result = add(result, item, meter)
    return result


@builtin("product(items...: list)")
@builtin("product(list: list)")
def product(meter: Meter, items: list[Value]) -> Value:
    return _of_numbers(meter, items, _product)


@builtin("mean(items...: list)")
@builtin("mean(list: list)")
def mean(meter: Meter, items: list[Value]) -> Value:
    return _of_numbers(meter, items, _mean)


@builtin("median(items...: list)")
@builtin("median(list: list)")
def median(meter: Meter, items: list[Value]) -> Value:
    return _of_numbers(meter, items, _median)


@builtin("stddev(items...: list)")
@builtin("stddev(list: list)")
def stddev(meter: Meter, items: list[Value]) -> Value:
    """How far a sample spreads around its mean."""
    return _of_numbers(meter, items, _stddev) if len(items) > 1 else None


@builtin("mode(items...: list)")
@builtin("mode(list: list)")
def mode(meter: Meter, items: list[Value]) -> Value:
    """The most frequent numbers, in ascending order."""
    return _of_numbers(meter, items, _mode) if items else []


def _of_numbers(
    meter: Meter, items: list[Value], figure: Callable[[list[Decimal]], Value]
) -> Value:
    meter.spend(2 * len(items))
    numbers = [item for item in items if isinstance(item, Decimal)]
    if not items or len(numbers) < len(items):
        return None
    try:
        return figure(numbers)
    except DecimalException:
        return None


def _total(numbers: list[Decimal]) -> Decimal:
    result = Decimal(0)
    for number in numbers:
        result = NUMBERS.add(result, number)
    return result


def _product(numbers: list[Decimal]) -> Value:
    result = Decimal(1)
    for number in numbers:
        result = NUMBERS.multiply(result, number)
    return result


def _mean(numbers: list[Decimal]) -> Decimal:
    return NUMBERS.divide(_total(numbers), Decimal(len(numbers)))


def _median(numbers: list[Decimal]) -> Value:
    middle = sorted(numbers)[(len(numbers) - 1) // 2 : len(numbers) // 2 + 1]
    return _mean(middle)


def _stddev(numbers: list[Decimal]) -> Value:
    mean = _mean(numbers)
    distances = [NUMBERS.subtract(number, mean) for number in numbers]
    squares = [NUMBERS.multiply(distance, distance) for distance in distances]
    return NUMBERS.sqrt(NUMBERS.divide(_total(squares), Decimal(len(numbers) - 1)))


def _mode(numbers: list[Decimal]) -> Value:
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values())
    return list[Value](sorted(number for number, times in counts.items() if times == most))


@builtin("all(items...: list)")
@builtin("all(list: list)")
def all_(meter: Meter, items: list[Value]) -> Value:
    return _verdict(meter, items, decisive=False)


@builtin("any(items...: list)")
@builtin("any(list: list)")
def any_(meter: Meter, items: list[Value]) -> Value:
    return _verdict(meter, items, decisive=True)


def _verdict(meter: Meter, items: list[Value], *, decisive: bool) -> Value:
    """Three-valued: what is neither true nor false leaves the verdict open."""
    meter.spend(len(items))
    if any(item is decisive for item in items):
        return decisive
    return not decisive if all(item is (not decisive) for item in items) else None
