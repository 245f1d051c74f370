"""The business calendar of an office: which days are worked, and working time between instants.

A pure value. Days off and worked Saturdays are data with a source each; this module knows none.
Years nobody has announced yet can still be counted, but what is counted in them is provisional.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from engine.clock import VIETNAM, local

ONE_DAY = timedelta(days=1)
SATURDAY_SUNDAY = frozenset({5, 6})

Hours = tuple[tuple[time, time], ...]
"""The stretches of a day in which the office is open, in order."""

USUAL_HOURS: Hours = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 30)))


class DayKind(StrEnum):
    OFF = "off"
    """A holiday, a substitute day, or a weekday swapped for a Saturday."""
    WORK = "work"
    """A day of the weekend that is worked."""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that differs from its weekday, why, and who said so."""

    kind: DayKind
    reason: str = ""
    source: str = ""
    reason_en: str = ""


@dataclass(frozen=True)
class Calendar:
    """The days and hours an office works. Dates are local, instants aware UTC."""

    days: Mapping[date, SpecialDay]
    published_years: frozenset[int]
    office_hours: Hours = USUAL_HOURS
    weekend: frozenset[int] = field(default=SATURDAY_SUNDAY)

    def __post_init__(self) -> None:
        ends = [end for stretch in self.office_hours for end in stretch]
        if not ends or ends != sorted(set(ends)):
            raise ValueError("office hours are stretches in order, each ending after it began")
        if len(self.weekend) >= 7:
            raise ValueError("an office works at least one day a week")

    def is_working_day(self, day: date) -> bool:
        special = self.days.get(day)
        if special is not None:
            return special.kind is DayKind.WORK
        return day.weekday() not in self.weekend

    def is_published(self, day: date) -> bool:
        """Whether the days off of that year have been announced."""
        return day.year in self.published_years

    def next_working_day(self, day: date) -> date:
        """The first working day after this one."""
        return self.roll_forward(day + ONE_DAY)

    def roll_forward(self, day: date) -> date:
        """This day if it is worked, else the next one that is."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after this one, or before it if the count is negative.

        None after it is the day itself, rolled. OverflowError where dates end.
        """
        if count == 0:
            return self.roll_forward(day)
        here = day.toordinal()
        if count > 0:
            return self._working_day_number(self._worked_until(here) + count)
        return self._working_day_number(self._worked_until(here - 1) + 1 + count)

    def working_days_between(self, after: date, through: date) -> int:
        """How many working days lie after the first date, up to and with the second."""
        if through <= after:
            return 0
        return self._worked_until(through.toordinal()) - self._worked_until(after.toordinal())

    def _working_day_number(self, number: int) -> date:
        """The day with a number, when all working days since the first of all are counted."""
        usual = number * 7 // (7 - len(self.weekend))
        around = range(usual - len(self.days) * 7 - 7, usual + len(self.days) * 7 + 8)
        found = around[bisect_left(around, number, key=self._worked_until)]
        if not 1 <= found <= date.max.toordinal():
            raise OverflowError("date value out of range")
        return date.fromordinal(found)

    def _worked_until(self, ordinal: int) -> int:
        """Working days from the first of all dates up to and with one.

        Weeks are multiplied out, special days looked up: a long stretch costs what a short one
        does, so that neither pages nor expressions need to fear it.
        """
        weeks, rest = divmod(ordinal, 7)
        worked = weeks * (7 - len(self.weekend)) + self._worked_in_week[rest]
        ordinals, corrections = self._corrections
        return worked + corrections[bisect_right(ordinals, ordinal)]

    @cached_property
    def _worked_in_week(self) -> list[int]:
        """Usual working days among the first so many of a week; the first date is a Monday."""
        return [sum(1 for day in range(n) if day not in self.weekend) for n in range(7)]

    @cached_property
    def _corrections(self) -> tuple[list[int], list[int]]:
        """Special days in order, and by how many working days those up to each change the count."""
        ordinals, corrections = [], [0]
        for day in sorted(self.days):
            usual = day.weekday() not in self.weekend
            ordinals.append(day.toordinal())
            corrections.append(corrections[-1] + self.is_working_day(day) - usual)
        return ordinals, corrections

    @cached_property
    def working_time_per_day(self) -> timedelta:
        opened = (_since_midnight(end) - _since_midnight(begin) for begin, end in self.office_hours)
        return sum(opened, timedelta())

    def stretches(self, day: date) -> list[tuple[datetime, datetime]]:
        """The opening stretches of a day as instants; none on a day off."""
        if not self.is_working_day(day):
            return []
        return [(instant(day, begin), instant(day, end)) for begin, end in self.office_hours]

    def add_working_time(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest instant by which that much working time has passed since the start."""
        day = local(start).date()
        begin = start
        while True:
            for opened, closed in self.stretches(day):
                opened = max(opened, begin)
                if closed < opened:
                    continue
                if closed - opened >= amount:
                    return opened + amount
                amount -= closed - opened
            day = self.next_working_day(day)

    def working_time_between(self, start: datetime, end: datetime) -> timedelta:
        """The working time after the first instant, up to the second."""
        total = timedelta()
        first, last = local(start).date(), local(end).date()
        for day in days_between(first - ONE_DAY, last):
            if first < day < last and self.is_working_day(day):
                total += self.working_time_per_day
                continue
            for opened, closed in self.stretches(day):
                total += max(min(closed, end) - max(opened, start), timedelta())
        return total


def days_between(after: date, through: date) -> Iterator[date]:
    """The dates after the first, up to and with the second."""
    for offset in range(1, (through - after).days + 1):
        yield after + timedelta(days=offset)


def instant(day: date, at: time) -> datetime:
    """The UTC instant of a local date and time of day."""
    return datetime.combine(day, at, VIETNAM).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """The last instant of a local day: what is done at it is in time, midnight is too late."""
    return instant(day, time.max)


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
