"""The values FEEL knows, and how what the host hands in becomes one of them.

Inside the evaluator every value has exactly one of these types (never a subclass), so that a kind
is told by `type(value)` and no Python attribute is ever reached by name.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, DecimalException, DivisionByZero, InvalidOperation, Overflow
from typing import Final, NoReturn, TypeAlias, Union

from engine.feel.budget import DEPTH
from engine.feel.errors import FeelBudgetExceeded, FeelError

NUMBERS: Final = Context(
    prec=34, Emax=6144, Emin=-6143, traps=[InvalidOperation, DivisionByZero, Overflow]
)
"""The arithmetic of IEEE 754 decimal128, which the DMN standard prescribes."""

_LARGEST_INTEGER_BITS = 20_480


@dataclass(frozen=True, slots=True)
class YearMonthDuration:
    """A length of time in calendar months: `P1Y6M`."""

    months: int


@dataclass(frozen=True, slots=True)
class DayTimeDuration:
    """An exact length of time: `P2DT3H`."""

    microseconds: int

    @classmethod
    def of(cls, span: timedelta) -> DayTimeDuration:
        return cls(span // timedelta(microseconds=1))

    def timedelta(self) -> timedelta:
        """The same length for Python's own dates (OverflowError when it is too long for them)."""
        return timedelta(microseconds=self.microseconds)


@dataclass(frozen=True, slots=True)
class Range:
    """Everything between two ends; an end that is None is open to infinity."""

    start: Value
    end: Value
    start_included: bool = True
    end_included: bool = True


@dataclass(frozen=True, slots=True)
class Function:
    """Something that can be called: defined in an expression, built in, or given by the host."""

    parameters: tuple[str, ...]
    call: Callable[..., object] = field(compare=False)
    is_open: bool = False
    """Takes any number of arguments; `parameters` then only name the usual ones."""

    def apply(self, *arguments: Value) -> Value:
        """What it gives for the arguments; null when there are too few or too many."""
        if not self.is_open and len(arguments) != len(self.parameters):
            return None
        return self.call(*arguments)  # type: ignore[return-value]  # values only, see from_host


Value: TypeAlias = Union[  # noqa: UP007 - a recursive alias needs it
    bool,
    Decimal,
    str,
    date,
    time,
    datetime,
    YearMonthDuration,
    DayTimeDuration,
    Range,
    Function,
    list["Value"],
    dict[str, "Value"],
    None,
]

_AS_THEY_ARE: Final = frozenset(
    {type(None), bool, date, time, datetime, YearMonthDuration, DayTimeDuration}
)


def from_host(value: object, depth: int = 0) -> Value:
    """The FEEL value for what a caller handed in; FeelError when there is none."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value  # type: ignore[return-value]  # told by its exact type
    if kind is str:
        return _text(value)  # type: ignore[arg-type]
    if kind is Decimal:
        return _number(value)  # type: ignore[arg-type]
    if kind is int:
        return integer(value)  # type: ignore[arg-type]
    if depth > DEPTH:
        raise FeelBudgetExceeded("depth", DEPTH)
    return _from_collection(value, depth)


def _from_collection(value: object, depth: int) -> Value:
    if isinstance(value, list | tuple):
        return [from_host(item, depth + 1) for item in value]
    if isinstance(value, Mapping):
        return {_key(key): from_host(item, depth + 1) for key, item in value.items()}
    if isinstance(value, Function):
        return _guarded(value)
    if isinstance(value, Range):
        start, end = from_host(value.start, depth + 1), from_host(value.end, depth + 1)
        return Range(start, end, value.start_included, value.end_included)
    return _from_scalar(value)


def _guarded(function: Function) -> Function:
    """A function of the host, whose results become values."""

    def call(*arguments: Value) -> Value:
        return from_host(function.call(*arguments))

    return Function(function.parameters, call, function.is_open)


def _from_scalar(value: object) -> Value:
    if isinstance(value, str):
        return _composed("".join((value,)))
    if isinstance(value, float):
        return _number(Decimal(repr(float(value)))) if math.isfinite(value) else _refuse(value)
    if isinstance(value, int):
        return integer(int(value))
    if isinstance(value, timedelta):
        return DayTimeDuration.of(value)
    return _refuse(value)


def integer(value: int) -> Decimal:
    """A whole number, rounded to 34 digits like every number."""
    if value.bit_length() > _LARGEST_INTEGER_BITS:
        raise FeelBudgetExceeded("digits", NUMBERS.Emax)
    return _number(Decimal(value))


def _number(value: Decimal) -> Decimal:
    if not value.is_finite():
        _refuse(value)
    try:
        return NUMBERS.plus(value)
    except DecimalException:
        raise FeelBudgetExceeded("digits", NUMBERS.Emax) from None


def _text(text: str) -> str:
    return text if text.isascii() else _composed(text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _key(key: object) -> str:
    return _composed("".join((key,))) if isinstance(key, str) else _refuse(key)


def _refuse(value: object) -> NoReturn:
    raise FeelError(
        "A value of the kind %(kind)s cannot be used in an expression",
        code="feel.foreign_value",
        kind=type(value).__name__ if not isinstance(value, float | Decimal) else str(value),
    )
