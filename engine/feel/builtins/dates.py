"""Built-in functions on dates, times and durations."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timezone
from decimal import Decimal

from engine.feel import iso, temporal
from engine.feel.budget import Meter
from engine.feel.builtins.registry import builtin
from engine.feel.temporal import MICROSECONDS
from engine.feel.values import DayTimeDuration, Value, YearMonthDuration
from engine.feel.zones import ZONES

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@builtin("date(from: string|date|date and time)")
def date_(meter: Meter, value: str | date) -> Value:
    if isinstance(value, str):
        return iso.parse_date(value)
    return value.date() if isinstance(value, datetime) else value


@builtin("date(year: number, month: number, day: number)")
def date_of(meter: Meter, year: Decimal, month: Decimal, day: Decimal) -> Value:
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    if any(part != int(part) for part in (year, month, day)):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@builtin("time(from: string|time|date|date and time)")
def time_(meter: Meter, value: str | time | date) -> Value:
    if isinstance(value, str):
        return iso.parse_time(value)
    if isinstance(value, datetime):
        return value.timetz()
    return value if isinstance(value, time) else time(tzinfo=UTC)


@builtin("time(hour: number, minute: number, second: number, offset?: days)")
def time_of(
    meter: Meter,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: DayTimeDuration | None,
) -> Value:
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return None
    whole = int(second)
    fraction = int((second - whole) * MICROSECONDS)
    zone = None if offset is None else _zone(offset)
    if zone is None and offset is not None:
        return None
    return time(int(hour), int(minute), whole, fraction, zone)


def _zone(offset: DayTimeDuration) -> timezone | None:
    if abs(offset.microseconds) > 18 * 3_600 * MICROSECONDS:
        return None
    return timezone(offset.timedelta())


@builtin("date and time(from: string|date|date and time)")
def date_and_time(meter: Meter, value: str | date) -> Value:
    if isinstance(value, str):
        return iso.parse_date_time(value)
    return value if isinstance(value, datetime) else temporal.midnight(value)


@builtin("date and time(date: date|date and time, timezone: string)")
@builtin("date and time(date: date|date and time, time: time|string)")
def date_and_time_of(meter: Meter, day: date, clock: time | str) -> Value:
    """A day with a time, or a moment on the clocks of another zone."""
    if isinstance(clock, str):
        return _in_zone(day, clock)
    return datetime.combine(_day(day), clock)


@builtin(
    "date and time(year: number, month: number, day: number, hour: number, minute: number, "
    "second: number, offset?: days)"
)
def date_and_time_of_parts(
    meter: Meter,
    year: Decimal,
    month: Decimal,
    day: Decimal,
    hour: Decimal,
    minute: Decimal,
    second: Decimal,
    offset: DayTimeDuration | None,
) -> Value:
    on = date_of(meter, year, month, day)
    at = time_of(meter, hour, minute, second, offset)
    return datetime.combine(on, at) if isinstance(on, date) and isinstance(at, time) else None


def _in_zone(moment: date, zone: str) -> Value:
    target = ZONES.get(zone)
    if target is None:
        return None
    moment = moment if isinstance(moment, datetime) else temporal.midnight(moment)
    try:
        return moment.replace(tzinfo=target) if moment.tzinfo is None else moment.astimezone(target)
    except OverflowError:
        return None


@builtin("years and months duration(from: date|date and time, to: date|date and time)")
def years_and_months_duration(meter: Meter, start: date, end: date) -> Value:
    """Whole months from one day to the other, negative when it goes back."""
    if _day(end) < _day(start):
        return YearMonthDuration(-_whole_months(_day(end), _day(start)))
    return YearMonthDuration(_whole_months(_day(start), _day(end)))


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _whole_months(start: date, end: date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if end.day >= start.day else months - 1


@builtin("day of year(date: date|date and time)")
def day_of_year(meter: Meter, day: date) -> Value:
    return Decimal(day.timetuple().tm_yday)


@builtin("day of week(date: date|date and time)")
def day_of_week(meter: Meter, day: date) -> Value:
    return _DAYS[day.weekday()]


@builtin("month of year(date: date|date and time)")
def month_of_year(meter: Meter, day: date) -> Value:
    return _MONTHS[day.month - 1]


@builtin("week of year(date: date|date and time)")
def week_of_year(meter: Meter, day: date) -> Value:
    return Decimal(day.isocalendar().week)


@builtin("last day of month(date: date|date and time)")
def last_day_of_month(meter: Meter, day: date) -> Value:
    last = calendar.monthrange(day.year, day.month)[1]
    return date(day.year, day.month, last)
