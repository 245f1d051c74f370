"""The functions that expressions and tables may call beside FEEL's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NoReturn

from engine.calendar import Calendar
from engine.clock import local
from engine.feel import FeelError, Function

FARTHEST = 100_000
"""Working days that are counted at once: some four hundred years."""


def _declared(name: str, *parameters: str) -> Function:
    """A function whose parameters are known when an expression is read, its answer later."""

    def absent(*_: object) -> NoReturn:
        raise FeelError(
            "The function %(name)s is not there", code="feel.missing_function", name=name
        )

    return Function(parameters, absent)


HOST_FUNCTIONS: Mapping[str, Function] = {
    "law": _declared("law", "key"),
    "deadline": _declared("deadline", "key"),
    "working days": _declared("working days", "from", "to"),
    "add working days": _declared("add working days", "date", "days"),
}
"""By name, with their parameters, so that a wrong call is found when a drawing is checked."""

ANSWERED_BY_LAW = ("law", "deadline")
"""Those whose argument is a key of the law."""


def working_days_on(calendar: Callable[[], Calendar]) -> Mapping[str, Callable[..., object]]:
    """`working days(from, to)` and `add working days(date, days)`, counted on a calendar.

    Like FEEL's own functions they give null for what they do not take.
    """

    def working_days(start: object, end: object) -> int | None:
        """Working days after the first day, up to and with the second; negative backwards."""
        first, last = _day(start), _day(end)
        if first is None or last is None:
            return None
        if last < first:
            return -calendar().working_days_between(last, first)
        return calendar().working_days_between(first, last)

    def add_working_days(start: object, count: object) -> date | None:
        """The so-many-th working day after a day, or before it; none is the day, rolled on."""
        day = _day(start)
        if day is None or not isinstance(count, Decimal) or count != count.to_integral_value():
            return None
        if abs(count) > FARTHEST:
            return None
        try:
            return calendar().add_working_days(day, int(count))
        except OverflowError:
            return None  # Before the first year that dates know, or after the last.

    return {"working days": working_days, "add working days": add_working_days}


def _day(value: object) -> date | None:
    """The local day of a date or an instant."""
    if isinstance(value, datetime):
        return local(value).date() if value.tzinfo is not None else value.date()
    return value if isinstance(value, date) else None
