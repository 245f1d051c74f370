"""Built-in functions on lists; places are counted from 1, and from the end below 0."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key

from engine.feel.budget import DEPTH, Meter
from engine.feel.builtins.registry import builtin
from engine.feel.equality import equal
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.values import Function, Value


@builtin("list contains(list: list, element: any)")
def list_contains(meter: Meter, items: list[Value], element: Value) -> Value:
    return _place_of(meter, items, element) is not None


def _place_of(meter: Meter, items: list[Value], element: Value) -> int | None:
    for place, item in enumerate(items):
        meter.spend(1)
        if equal(item, element, meter) is True:
            return place
    return None


@builtin("sublist(list: list, start position: number, length?: number)")
def sublist(meter: Meter, items: list[Value], start: Decimal, length: Decimal | None) -> Value:
    first = place(start, len(items))
    if first is None:
        return None
    if length is None:
        return items[first:]
    return items[first : first + int(length)] if 0 <= length <= len(items) - first else None


def place(position: Decimal, size: int) -> int | None:
    """A position as an index from 0; None when nothing stands there."""
    if position == 0 or abs(position) > size:
        return None
    return int(position) - 1 if position > 0 else size + int(position)


@builtin("append(list: list, items...: list)")
def append(meter: Meter, items: list[Value], more: list[Value]) -> Value:
    return joined(meter, items, more)


def joined(meter: Meter, *parts: list[Value]) -> list[Value]:
    meter.admit_list(sum(len(part) for part in parts))
    return [item for part in parts for item in part]


@builtin("concatenate(lists...: list)")
def concatenate(meter: Meter, lists: list[Value]) -> Value:
    return joined(meter, *(_as_list(each) for each in lists))


@builtin("union(lists...: list)")
def union(meter: Meter, lists: list[Value]) -> Value:
    return _distinct(meter, joined(meter, *(_as_list(each) for each in lists)))


def _as_list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else [value]


@builtin("distinct values(list: list)")
def distinct_values(meter: Meter, items: list[Value]) -> Value:
    return _distinct(meter, items)


def _distinct(meter: Meter, items: list[Value]) -> Value:
    kept: list[Value] = []
    for item in items:
        if _place_of(meter, kept, item) is None:
            kept.append(item)
    return kept


@builtin("insert before(list: list, position: number, newItem: any)")
def insert_before(meter: Meter, items: list[Value], position: Decimal, new_item: Value) -> Value:
    index = place(position, len(items))
    if index is None:
        return None
    return joined(meter, items[:index], [new_item], items[index:])


@builtin("remove(list: list, position: number)")
def remove(meter: Meter, items: list[Value], position: Decimal) -> Value:
    index = place(position, len(items))
    return None if index is None else joined(meter, items[:index], items[index + 1 :])


@builtin("list replace(list: list, match: function, newItem: any)")
@builtin("list replace(list: list, position: number|function, newItem: any)")
def list_replace(
    meter: Meter, items: list[Value], match: Decimal | Function, new_item: Value
) -> Value:
    """The list with the element at a place, or all that a function chooses, replaced."""
    if isinstance(match, Function):
        return _replace_matching(meter, items, match, new_item)
    index = place(match, len(items))
    if index is None:
        return None
    return joined(meter, items[:index], [new_item], items[index + 1 :])


def _replace_matching(meter: Meter, items: list[Value], match: Function, new_item: Value) -> Value:
    verdicts = [match.apply(item, new_item) for item in items]
    if any(not isinstance(verdict, bool) for verdict in verdicts):
        return None
    meter.admit_list(len(items))
    return [new_item if verdict else item for item, verdict in zip(items, verdicts, strict=True)]


@builtin("reverse(list: list)")
def reverse(meter: Meter, items: list[Value]) -> Value:
    return joined(meter, items[::-1])


@builtin("index of(list: list, match: any)")
def index_of(meter: Meter, items: list[Value], match: Value) -> Value:
    places: list[Value] = []
    for number, item in enumerate(items, 1):
        meter.spend(1)
        if equal(item, match, meter) is True:
            places.append(Decimal(number))
    return places


@builtin("flatten(list: list)")
def flatten(meter: Meter, items: list[Value]) -> Value:
    flat: list[Value] = []
    _flatten_into(flat, items, meter, 1)
    return flat


def _flatten_into(flat: list[Value], items: list[Value], meter: Meter, depth: int) -> None:
    if depth > DEPTH:
        raise FeelBudgetExceeded("depth", DEPTH)
    for item in items:
        meter.spend(1)
        if isinstance(item, list):
            _flatten_into(flat, item, meter, depth + 1)
        else:
            flat.append(item)
            meter.admit_length(len(flat))


@builtin("sort(list: list, precedes: function)")
def sort(meter: Meter, items: list[Value], precedes: Function) -> Value:
    """Sorted by the caller's own order; elements that are neither first keep their places."""

    def order(one: Value, other: Value) -> int:
        if precedes.apply(one, other) is True:
            return -1
        return 1 if precedes.apply(other, one) is True else 0

    meter.admit_list(len(items))
    return sorted(items, key=cmp_to_key(order))


@builtin("partition(list: list, size: number)")
def partition(meter: Meter, items: list[Value], size: Decimal) -> Value:
    if size < 1:
        return None
    width = int(min(size, Decimal(max(1, len(items)))))
    return [items[start : start + width] for start in range(0, len(items), width)]


@builtin("is empty(list: list)")
def is_empty(meter: Meter, items: list[Value]) -> Value:
    return not items
