"""`instance of`: whether a value is of a type."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from engine.feel.budget import Meter
from engine.feel.syntax import Type
from engine.feel.values import DayTimeDuration, Function, Range, Value, YearMonthDuration

_KINDS: Final[dict[str, type]] = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": date,
    "time": time,
    "date and time": datetime,
    "years and months duration": YearMonthDuration,
    "days and time duration": DayTimeDuration,
    "list": list,
    "context": dict,
    "range": Range,
    "function": Function,
}


def is_instance(value: Value, wanted: Type, meter: Meter) -> bool:
    """Whether the value has the type; null has only the types `Any` and `null`."""
    meter.spend(1)
    if wanted.name == "Any":
        return value is not None
    if wanted.name == "null" or value is None:
        return wanted.name == "null" and value is None
    if type(value) is not _KINDS[wanted.name]:
        return False
    return not wanted.parts or _parts_fit(value, wanted, meter)


def _parts_fit(value: Value, wanted: Type, meter: Meter) -> bool:
    if isinstance(value, list):
        element = wanted.parts[0][1]
        return all(_fits(item, element, meter) for item in value)
    if isinstance(value, dict):
        return all(
            name in value and _fits(value[name], member, meter) for name, member in wanted.parts
        )
    if isinstance(value, Range):
        ends = [end for end in (value.start, value.end) if end is not None]
        return all(is_instance(end, wanted.parts[0][1], meter) for end in ends)
    # What a function takes and gives is not known before it runs; only how many arguments.
    return isinstance(value, Function) and len(value.parameters) == len(wanted.parts) - 1


def _fits(value: Value, wanted: Type, meter: Meter) -> bool:
    """Null may stand for an element of any type."""
    return value is None or is_instance(value, wanted, meter)
