"""What a decision sees while it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.feel import Meter, Value

HostCall: TypeAlias = Callable[..., object]


@dataclass(frozen=True, slots=True)
class Scope:
    """Values and functions by name, and the budget that all expressions of a decision share."""

    values: Mapping[str, object]
    functions: Mapping[str, HostCall]
    meter: Meter

    def knowing(self, more: Mapping[str, object]) -> Scope:
        self.meter.admit_list(len(self.values) + len(more))
        return Scope({**self.values, **more}, self.functions, self.meter)


Code: TypeAlias = Callable[[Scope], Value]
"""Compiled logic."""


def nothing(scope: Scope) -> Value:
    """The code of logic that could not be understood; such a file is refused as a whole."""
    return None
