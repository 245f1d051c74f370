"""Values of ours in the notation that feelin.mjs writes, so that the two can be compared."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

from engine.feel import DayTimeDuration, Function, Range, Value, YearMonthDuration
from engine.feel.text import temporal_text


def canonical(value: Value) -> object:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return {"number": float(value)}
    if isinstance(value, list):
        return [canonical(item) for item in value]
    if isinstance(value, dict):
        return {"context": [[key, canonical(item)] for key, item in value.items()]}
    if isinstance(value, Range):
        ends = [canonical(value.start), canonical(value.end)]
        return {"range": [*ends, value.start_included, value.end_included]}
    if isinstance(value, Function):
        return {"function": True}
    assert isinstance(value, date | time | YearMonthDuration | DayTimeDuration)
    return {"temporal": temporal_text(value)}


def same(ours: object, theirs: object) -> bool:
    """Equal, numbers up to what a binary double can hold."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        if "number" in ours:
            return _close(ours["number"], theirs["number"])
        return all(same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return type(ours) is type(theirs) and ours == theirs


def _close(one: object, other: object) -> bool:
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return False
    return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))
