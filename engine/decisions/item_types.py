"""The types of a DMN file: which there are, and what a value has to be to be of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from engine import feel
from engine.decisions.findings import Findings
from engine.decisions.syntax import Definitions, ItemType, Written
from engine.feel import DayTimeDuration, Function, Range, UnaryTests, Value, YearMonthDuration
from engine.feel.iso import parse_date, parse_date_time, parse_days, parse_months, parse_time

_BASIC: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "boolean": (bool,),
    "number": (Decimal,),
    "integer": (Decimal,),
    "long": (Decimal,),
    "double": (Decimal,),
    "date": (date,),
    "time": (time,),
    "dateTime": (datetime,),
    "date and time": (datetime,),
    "dayTimeDuration": (DayTimeDuration,),
    "days and time duration": (DayTimeDuration,),
    "yearMonthDuration": (YearMonthDuration,),
    "years and months duration": (YearMonthDuration,),
    "duration": (DayTimeDuration, YearMonthDuration),
    "context": (dict,),
    "list": (list,),
    "range": (Range,),
    "function": (Function,),
}
_ANYTHING = ("", "Any", "any")
_FROM_TEXT: Final = {
    date: parse_date,
    time: parse_time,
    datetime: parse_date_time,
    DayTimeDuration: parse_days,
    YearMonthDuration: parse_months,
}


@dataclass(frozen=True, slots=True)
class Types:
    """The declared types of a file beside the basic ones."""

    declared: Mapping[str, ItemType]
    allowed: Mapping[str, UnaryTests]
    """By the name of a declared type: the test its values pass."""

    def knows(self, name: str) -> bool:
        return name in _ANYTHING or name in self.declared or _plain(name) in _BASIC

    def read(self, value: Value, name: str) -> Value:
        """The value, a text understood as the date, time or duration that it should be."""
        kinds = _BASIC.get(_plain(self._base(name)), ())
        if not isinstance(value, str) or str in kinds:
            return value
        for kind in kinds:
            found = _FROM_TEXT[kind](value) if kind in _FROM_TEXT else None
            if found is not None:
                return found
        return value

    def _base(self, name: str) -> str:
        """The basic type that a chain of declared ones restricts."""
        seen: set[str] = set()
        while name in self.declared and name not in seen:
            seen.add(name)
            item = self.declared[name]
            name = "context" if item.components else item.type_ref
        return name

    def fits(self, value: Value, name: str) -> bool:
        """Whether the value is of the type and among its allowed values; null always is."""
        if value is None or name in _ANYTHING:
            return True
        if name in self.declared:
            return self._fits_item(value, self.declared[name], name, 0)
        return type(value) in _BASIC.get(_plain(name), (type(value),))

    def _fits_item(self, value: Value, item: ItemType, name: str, depth: int) -> bool:
        if item.is_collection:
            items = value if isinstance(value, list) else [value]
            return all(self._fits_one(each, item, name, depth) for each in items)
        return self._fits_one(value, item, name, depth)

    def _fits_one(self, value: Value, item: ItemType, name: str, depth: int) -> bool:
        if value is None or depth > len(self.declared) + 1:
            return True
        if name in self.allowed and not self.allowed[name].matches(value):
            return False
        if not item.components:
            inner = self.declared.get(item.type_ref)
            if inner is not None:
                return self._fits_item(value, inner, item.type_ref, depth + 1)
            return self.fits(value, item.type_ref)
        return isinstance(value, dict) and all(
            self._fits_item(value.get(part.name), part, f"{name}.{part.name}", depth + 1)
            for part in item.components
            if value.get(part.name) is not None
        )


def _plain(name: str) -> str:
    """A type without the prefix that older files put in front: `feel:string`."""
    return name.rpartition(":")[2]


def types_of(definitions: Definitions, findings: Findings) -> Types:
    """The types of a file, their references and allowed values checked."""
    allowed: dict[str, UnaryTests] = {}
    types = Types(definitions.types, allowed)
    for name, item in _items(definitions.types):
        if not types.knows(item.type_ref):
            unknown_type(item, item.type_ref, findings)
        if item.values is not None and item.values.text:
            try:
                allowed[name] = feel.compile_unary_tests(item.values.text)
            except feel.FeelError as error:
                findings.misunderstood(item.values, item.values.text, error)
    for item in definitions.types.values():
        if _goes_round(item, definitions.types):
            findings.add("type-cycle", item, "The type %(name)s is made of itself", name=item.name)
    return types


def unknown_type(place: Written, name: str, findings: Findings) -> None:
    findings.add(
        "unknown-type",
        place,
        "There is no type %(name)s",
        hint="Use a type of FEEL, or declare this one in the file.",
        name=name,
    )


def _items(types: Mapping[str, ItemType], prefix: str = "") -> Iterator[tuple[str, ItemType]]:
    for name, item in types.items():
        yield prefix + name, item
        parts = {part.name: part for part in item.components}
        yield from _items(parts, f"{prefix}{name}.")


def _goes_round(item: ItemType, types: Mapping[str, ItemType]) -> bool:
    seen: set[str] = set()
    waiting = [item]
    while waiting:
        current = waiting.pop()
        for name in (current.type_ref, *(part.type_ref for part in current.components)):
            if name == item.name:
                return True
            if name in types and name not in seen:
                seen.add(name)
                waiting.append(types[name])
    return False
