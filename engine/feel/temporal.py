"""Dates, times and durations as FEEL writes and reckons them.

Years run from 1 to 9999 and fractions of a second to the microsecond, as Python's dates do; what
lies outside is null.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from engine.feel.values import DayTimeDuration, Value, YearMonthDuration

MICROSECONDS: Final = 1_000_000
DAY: Final = 86_400 * MICROSECONDS


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def as_date_time(value: date, other: date) -> datetime:
    """A date that meets a date and time counts as its midnight, in UTC unless both are local."""
    if isinstance(value, datetime):
        return value
    is_local = not isinstance(other, datetime) or other.tzinfo is None
    return midnight(value) if is_local else midnight(value).replace(tzinfo=UTC)


def add_months(day: date, months: int) -> date | None:
    """The same day of another month, or its last day; keeps the time of a date and time."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def add_span(moment: date, span: DayTimeDuration) -> date | None:
    """A date (by whole days) or a date and time later by a length of time."""
    try:
        if type(moment) is datetime:
            return _later(moment, span.timedelta())
        return (midnight(moment) + span.timedelta()).date()
    except (OverflowError, ValueError):
        return None


def _later(moment: datetime, span: timedelta) -> datetime:
    """Elapsed time, also across a change to or from summer time."""
    if moment.tzinfo is None:
        return moment + span
    return (moment.astimezone(UTC) + span).astimezone(moment.tzinfo)


def add_to_time(clock: time, span: DayTimeDuration) -> time:
    """The clock goes round at midnight."""
    total = (microseconds_of(clock) + span.microseconds) % DAY
    later = midnight(date(2000, 1, 1)) + timedelta(microseconds=total)
    return later.time().replace(tzinfo=clock.tzinfo)


def microseconds_of(clock: time) -> int:
    whole = (clock.hour * 60 + clock.minute) * 60 + clock.second
    return whole * MICROSECONDS + clock.microsecond


def utc_offset(value: time | datetime) -> timedelta | None:
    """How far the clock is ahead of UTC; a time alone in a zone with rules has no fixed offset."""
    return value.utcoffset()


def member(value: Value, name: str) -> Value:
    """A documented property of a date, time or duration; null for any other name."""
    kind = type(value)
    if kind is date or kind is datetime:
        found = _date_member(value, name)  # type: ignore[arg-type]
        if found is not None or kind is date:
            return found
    if kind is time or kind is datetime:
        return _time_member(value, name)  # type: ignore[arg-type]
    if kind is YearMonthDuration:
        return _months_member(value.months, name)  # type: ignore[union-attr]
    if kind is DayTimeDuration:
        return _days_member(value.microseconds, name)  # type: ignore[union-attr]
    return None


def _date_member(value: date, name: str) -> Value:
    match name:
        case "year":
            return Decimal(value.year)
        case "month":
            return Decimal(value.month)
        case "day":
            return Decimal(value.day)
        case "weekday":
            return Decimal(value.isoweekday())
    return None


def _time_member(value: time | datetime, name: str) -> Value:
    match name:
        case "hour":
            return Decimal(value.hour)
        case "minute":
            return Decimal(value.minute)
        case "second":
            return Decimal(value.second) + Decimal(value.microsecond) / MICROSECONDS
        case "time offset":
            offset = utc_offset(value)
            return DayTimeDuration.of(offset) if offset is not None else None
        case "timezone":
            return zone_name(value)
    return None


def zone_name(value: time | datetime) -> str | None:
    """The name of the zone, where it was given by name."""
    return value.tzinfo.key if isinstance(value.tzinfo, ZoneInfo) else None


def _months_member(months: int, name: str) -> Value:
    whole = abs(months)
    sign = -1 if months < 0 else 1
    match name:
        case "years":
            return Decimal(sign * (whole // 12))
        case "months":
            return Decimal(sign * (whole % 12))
    return None


def _days_member(microseconds: int, name: str) -> Value:
    whole, fraction = divmod(abs(microseconds), MICROSECONDS)
    sign = -1 if microseconds < 0 else 1
    match name:
        case "days":
            return Decimal(sign * (whole // 86_400))
        case "hours":
            return Decimal(sign * (whole // 3_600 % 24))
        case "minutes":
            return Decimal(sign * (whole // 60 % 60))
        case "seconds":
            return sign * (Decimal(whole % 60) + Decimal(fraction) / MICROSECONDS)
    return None
