"""What a running expression can see: the caller's context, and the frames of its own names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import TypeAlias

from engine.feel.budget import Meter
from engine.feel.errors import FeelError
from engine.feel.values import Function, Value, from_host

HostCall: TypeAlias = Callable[..., object]

NOTHING: Mapping[str, HostCall] = MappingProxyType({})


class Run:
    """One evaluation: what the caller gave, what was declared with the expression, the meter."""

    __slots__ = ("context", "declared", "functions", "meter")

    def __init__(
        self,
        context: Mapping[str, object],
        functions: Mapping[str, HostCall],
        meter: Meter,
        declared: Mapping[str, HostCall] = NOTHING,
    ) -> None:
        self.context = context
        self.functions = functions
        self.meter = meter
        self.declared = declared

    def call_host(self, name: str, arguments: Sequence[Value]) -> Value:
        """Call a function of the host; what it raises is the host's own affair."""
        call = self.functions.get(name) or self.declared.get(name)
        if call is None:
            raise FeelError(
                "The function %(name)s is not there", code="feel.missing_function", name=name
            )
        self.meter.spend(1)
        return from_host(call(*arguments))

    def host_function(self, name: str, declared: Function | None) -> Function:
        """A function of the host as a value."""
        parameters = declared.parameters if declared else ()
        is_open = declared is None or declared.is_open
        return Function(parameters, lambda *given: self.call_host(name, given), is_open)


class Frame:
    """The names of one construct while it runs.

    `values` are the named values, or in a filter the element that is looked at.
    """

    __slots__ = ("outer", "run", "values")

    def __init__(self, run: Run, values: Value, outer: Frame | None) -> None:
        self.run = run
        self.values = values
        self.outer = outer


Code: TypeAlias = Callable[[Frame], Value]
"""A compiled part of an expression."""
