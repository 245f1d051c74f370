"""How built-in functions are declared: the signature as the standard writes it, and a function."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final, TypeAlias

from engine.feel.budget import Meter
from engine.feel.values import DayTimeDuration, Function, Range, Value, YearMonthDuration

Call: TypeAlias = Callable[..., Value]

_ANY: Final[frozenset[type]] = frozenset()
_KINDS: Final[dict[str, frozenset[type]]] = {
    "any": _ANY,
    "number": frozenset({Decimal}),
    "string": frozenset({str}),
    "boolean": frozenset({bool}),
    "list": frozenset({list}),
    "context": frozenset({dict}),
    "range": frozenset({Range}),
    "function": frozenset({Function}),
    "date": frozenset({date}),
    "time": frozenset({time}),
    "date and time": frozenset({datetime}),
    "years": frozenset({YearMonthDuration}),
    "days": frozenset({DayTimeDuration}),
}
_SIGNATURE = re.compile(r"([\w ]+)\((.*)\)")
_PARAMETER = re.compile(r"([\w ]+)(\?|\.\.\.)?: ([\w |]+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a built-in function and the kinds of values it takes (none: any)."""

    name: str
    kinds: frozenset[type]
    is_optional: bool = False
    is_rest: bool = False
    """Takes all further arguments as a list."""


@dataclass(frozen=True, slots=True)
class Overload:
    """One way to call a built-in function."""

    parameters: tuple[Parameter, ...]
    call: Call
    signature: str

    def takes(self, count: int) -> bool:
        if self.parameters and self.parameters[-1].is_rest:
            return count >= len(self.parameters)
        required = sum(not parameter.is_optional for parameter in self.parameters)
        return required <= count <= len(self.parameters)

    def takes_names(self, names: Sequence[str]) -> bool:
        known = {parameter.name for parameter in self.parameters}
        required = {p.name for p in self.parameters if not p.is_optional}
        return required <= set(names) <= known and len(set(names)) == len(names)


BUILTINS: Final[dict[str, list[Overload]]] = {}


def builtin(signature: str) -> Callable[[Call], Call]:
    """Declare a built-in function: `name(parameter: kind, optional?: kind, rest...: kind)`.

    A null or an argument of another kind makes the result null, before the function is called;
    a list of one element stands for the element, and a single value for a list of it.
    """
    name, parameters = _parsed(signature)

    def register(call: Call) -> Call:
        BUILTINS.setdefault(name, []).append(Overload(parameters, call, signature))
        return call

    return register


def _parsed(signature: str) -> tuple[str, tuple[Parameter, ...]]:
    match = _SIGNATURE.fullmatch(signature)
    if match is None:
        raise ValueError(signature)
    texts = [text.strip() for text in match[2].split(",") if text.strip()]
    return match[1], tuple(_parameter(text) for text in texts)


def _parameter(text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text)
    if match is None:
        raise ValueError(text)
    name, mark, kinds = match.groups()
    taken = frozenset[type]().union(*(_KINDS[kind] for kind in kinds.split("|")))
    if mark == "?" and taken:
        taken |= {type(None)}
    return Parameter(name, taken, is_optional=mark == "?", is_rest=mark == "...")


class Refused:
    """Stands for an argument that the function does not take."""


REFUSED: Final = Refused()


def fitted(value: Value, kinds: frozenset[type]) -> Value | Refused:
    """The value as the parameter takes it, unwrapped from or wrapped into a list of one."""
    if not kinds or type(value) in kinds:
        return value
    if isinstance(value, list) and len(value) == 1 and type(value[0]) in kinds:
        return value[0]
    return [value] if list in kinds and value is not None else REFUSED


def invoke(overload: Overload, meter: Meter, arguments: Sequence[Value]) -> Value:
    """Call a built-in function with arguments by position."""
    values: list[Value] = []
    for parameter, value in zip(overload.parameters, gathered(overload, arguments), strict=False):
        taken = fitted(value, parameter.kinds)
        if isinstance(taken, Refused):
            return None
        values.append(taken)
    values += [None] * (len(overload.parameters) - len(values))
    return overload.call(meter, *values)


def gathered(overload: Overload, arguments: Sequence[Value]) -> Sequence[Value]:
    """The arguments, those of a rest parameter put into one list."""
    if not overload.parameters or not overload.parameters[-1].is_rest:
        return arguments
    fixed = len(overload.parameters) - 1
    return [*arguments[:fixed], list(arguments[fixed:])]


def as_function(name: str, meter: Meter) -> Function:
    """A built-in function as a value, to hand to another function."""
    overloads = BUILTINS[name]

    def call(*arguments: Value) -> Value:
        meter.spend(1)
        for overload in overloads:
            if overload.takes(len(arguments)):
                return invoke(overload, meter, arguments)
        return None

    parameters = tuple(parameter.name for parameter in overloads[0].parameters)
    return Function(parameters, call, is_open=True)
