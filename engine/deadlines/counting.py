"""How each unit is counted: one measure for working days, calendar days and working hours.

A run of a clock is a row of spans `(begin, end]` in which it counted. For limits in days the points
are local dates, so an event takes effect on the day after it: the day of receipt or of a resumption
is not counted, the day on which a pause begins is. For limits in hours the points are instants.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol, TypeVar

from engine.budgets import Budget
from engine.calendar import ONE_DAY, Calendar, end_of_day, instant
from engine.clock import local

Point = TypeVar("Point", date, datetime)

TICK = timedelta(microseconds=1)
TICKS_PER_MINUTE = timedelta(minutes=1) // TICK
TICKS_PER_HOUR = timedelta(hours=1) // TICK


class Axis(Protocol[Point]):
    """The points of a unit and the arithmetic between them; amounts are its own whole numbers."""

    @property
    def calendar(self) -> Calendar: ...

    def total(self, budget: Budget) -> int:
        """The limit as an amount."""

    def shown(self, amount: int) -> int:
        """The amount for people: days, or minutes."""

    def point(self, at: datetime) -> Point:
        """Where an instant lies."""

    def elapsed(self, at: datetime) -> Point:
        """Up to where time had wholly gone by: for days, the end of the day before."""

    def received(self, at: datetime, last_hour_from: time | None) -> Point:
        """Where counting begins for what was received at that instant."""

    def measure(self, after: Point, through: Point) -> int:
        """How much lies between; nothing when the second is not later."""

    def advance(self, after: Point, amount: int) -> Point:
        """The earliest point by which the amount has been counted."""

    def settle(self, point: Point) -> Point:
        """The point itself, or where the law moves a limit that ends there."""

    def due(self, point: Point) -> datetime:
        """The last instant that is still in time."""

    def edges(self, day: date) -> tuple[Point, Point]:
        """The points between which a local day lies."""

    def has_cell(self, day: date) -> bool:
        """Whether the day is drawn: days that cannot count are not."""

    def first_cell(self, begun: datetime) -> date:
        """The first day to draw for a run."""


@dataclass(frozen=True, slots=True)
class _Days:
    """What the two units of days have in common."""

    calendar: Calendar

    def total(self, budget: Budget) -> int:
        return budget.amount

    def shown(self, amount: int) -> int:
        return amount

    def point(self, at: datetime) -> date:
        return local(at).date()

    def elapsed(self, at: datetime) -> date:
        return local(at).date() - ONE_DAY

    def received(self, at: datetime, last_hour_from: time | None) -> date:
        """The local day, or the next working one when the last working hour had begun.

        The rule of the last hour speaks of working days; on a day off only the general rule holds.
        """
        moment = local(at)
        day = moment.date()
        if last_hour_from is None or moment.time() < last_hour_from:
            return day
        return self.calendar.next_working_day(day) if self.calendar.is_working_day(day) else day

    def settle(self, point: date) -> date:
        return self.calendar.roll_forward(point)

    def due(self, point: date) -> datetime:
        return end_of_day(point)

    def edges(self, day: date) -> tuple[date, date]:
        return day - ONE_DAY, day

    def first_cell(self, begun: datetime) -> date:
        return local(begun).date() + ONE_DAY


@dataclass(frozen=True, slots=True)
class WorkingDays(_Days):
    def measure(self, after: date, through: date) -> int:
        return self.calendar.working_days_between(after, through)

    def advance(self, after: date, amount: int) -> date:
        return self.calendar.add_working_days(after, amount)

    def has_cell(self, day: date) -> bool:
        return self.calendar.is_working_day(day)


@dataclass(frozen=True, slots=True)
class CalendarDays(_Days):
    def measure(self, after: date, through: date) -> int:
        return max((through - after).days, 0)

    def advance(self, after: date, amount: int) -> date:
        return after + timedelta(days=amount)

    def has_cell(self, day: date) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """Limits in working hours, exact to the tick; no last-hour rule, the minutes say it all."""

    calendar: Calendar

    def total(self, budget: Budget) -> int:
        return budget.amount * TICKS_PER_HOUR

    def shown(self, amount: int) -> int:
        return amount // TICKS_PER_MINUTE

    def point(self, at: datetime) -> datetime:
        return at

    def elapsed(self, at: datetime) -> datetime:
        return at

    def received(self, at: datetime, last_hour_from: time | None) -> datetime:
        return at

    def measure(self, after: datetime, through: datetime) -> int:
        return self.calendar.working_time_between(after, through) // TICK

    def advance(self, after: datetime, amount: int) -> datetime:
        return self.calendar.add_working_time(after, amount * TICK)

    def settle(self, point: datetime) -> datetime:
        return point

    def due(self, point: datetime) -> datetime:
        return point

    def edges(self, day: date) -> tuple[datetime, datetime]:
        return instant(day, time.min), end_of_day(day)

    def has_cell(self, day: date) -> bool:
        return self.calendar.is_working_day(day)

    def first_cell(self, begun: datetime) -> date:
        return local(begun).date()
