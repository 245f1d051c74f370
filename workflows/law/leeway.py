"""What an office or its province may set itself of a key, and how far from what the law says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.budgets import Budget, Unit
from workflows.law.values import Value


class Setter(StrEnum):
    """Whose value it is."""

    OFFICE = "office"
    """The office's own rule, by an act of the office."""
    PROVINCE = "province"
    """What the province has decided for all its offices."""


class Bound(StrEnum):
    """In which direction a value of one's own may leave what the law says."""

    AT_MOST = "at_most"
    """A limit: shorter or smaller, never longer."""
    AT_LEAST = "at_least"
    """A least period or share: longer or larger, never less."""
    FREE = "free"
    """A setting: either way."""


@dataclass(frozen=True, slots=True)
class Leeway:
    """The room that a key leaves."""

    setters: frozenset[Setter]
    bound: Bound = Bound.FREE
    choices: tuple[str, ...] = ()
    """The words to choose among, where a value is one of few words."""


NONE = Leeway(frozenset())
"""Keys that only the law itself sets."""


def keeps(bound: Bound, value: Value, of_law: Value, *, hours_per_day: int) -> bool:
    """Whether a value stays on the allowed side of the law's; what cannot be compared does not."""
    if bound is Bound.FREE:
        return True
    own, other = (measure(one, hours_per_day=hours_per_day) for one in (value, of_law))
    if own is None or other is None or own[0] != other[0]:
        return value == of_law
    return own[1] <= other[1] if bound is Bound.AT_MOST else own[1] >= other[1]


def measure(value: Value, *, hours_per_day: int) -> tuple[str, float] | None:
    """What a value counts, and how much of it; words and settings measure nothing."""
    if isinstance(value, Budget):
        if value.unit is Unit.CALENDAR_DAYS:
            return "days", value.amount
        return "hours", value.working_hours(hours_per_day=hours_per_day)
    if isinstance(value, bool | str | tuple) or not hasattr(value, "__float__"):
        return None
    return "number", float(value)
