"""Dates, times and durations as FEEL writes and reckons them.

Years run from 1 to 9999 and fractions of a second to the microsecond, as Python's dates do; what
lies outside is null.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from engine.feel.values import DayTimeDuration, Value, YearMonthDuration
from engine.feel.zones import ZONES

MICROSECONDS: Final = 1_000_000
DAY: Final = 86_400 * MICROSECONDS

_DATE = r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d{1,20}))?"
_ZONE = r"(?:(?P<utc>[Zz])|(?P<offset>[+-]\d\d:\d\d(?::\d\d)?)|@(?P<zone>[A-Za-z0-9_/+-]{1,64}))?"
_DATE_TEXT = re.compile(_DATE, re.ASCII)
_TIME_TEXT = re.compile(f"T?{_TIME}{_ZONE}", re.ASCII)
_DATE_TIME_TEXT = re.compile(f"{_DATE}T{_TIME}{_ZONE}", re.ASCII)
_MONTHS_TEXT = re.compile(r"(-?)P(?:(\d{1,10})Y)?(?:(\d{1,10})M)?", re.ASCII)
_DAYS_TEXT = re.compile(
    r"(-?)P(?:(\d{1,10})D)?"
    r"(?:T(?=\d)(?:(\d{1,12})H)?(?:(\d{1,14})M)?(?:(\d{1,16})(?:\.(\d{1,20}))?S)?)?",
    re.ASCII,
)


def parse_literal(text: str) -> Value:
    """What `@"…"` stands for; None when it is nothing of the kind."""
    return parse_duration(text) or parse_date(text) or parse_date_time(text) or parse_time(text)


def parse_date(text: str) -> date | None:
    match = _DATE_TEXT.fullmatch(text)
    return _date(match) if match else None


def parse_time(text: str) -> time | None:
    match = _TIME_TEXT.fullmatch(text)
    return _time(match) if match else None


def parse_date_time(text: str) -> datetime | None:
    """`2024-01-31T08:00:00+07:00`; a date alone is its midnight."""
    match = _DATE_TIME_TEXT.fullmatch(text)
    if match is None:
        day = parse_date(text)
        return midnight(day) if day else None
    day, clock = _date(match), _time(match)
    return datetime.combine(day, clock) if day and clock is not None else None


def _date(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


def _time(match: re.Match[str]) -> time | None:
    fraction = int((match["fraction"] or "0")[:6].ljust(6, "0"))
    zone = _zone(match)
    is_known = zone is not None or not (match["offset"] or match["zone"])
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"])
    try:
        return time(hour, minute, second, fraction, zone) if is_known else None
    except ValueError:
        return None


def _zone(match: re.Match[str]) -> tzinfo | None:
    if match["utc"]:
        return UTC
    if match["offset"]:
        return _offset(match["offset"])
    return ZONES.get(match["zone"] or "")


def _offset(text: str) -> tzinfo | None:
    hours, minutes, *seconds = (int(part) for part in text[1:].split(":"))
    if hours > 18 or minutes > 59 or any(part > 59 for part in seconds):
        return None
    span = timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return timezone(-span if text[0] == "-" else span)


def parse_duration(text: str) -> YearMonthDuration | DayTimeDuration | None:
    """`P1Y6M` or `P2DT3H`; a text that mixes months and days is no duration."""
    return parse_months(text) or parse_days(text)


def parse_months(text: str) -> YearMonthDuration | None:
    match = _MONTHS_TEXT.fullmatch(text)
    if match is None or (match[2] is None and match[3] is None):
        return None
    months = int(match[2] or 0) * 12 + int(match[3] or 0)
    return YearMonthDuration(-months if match[1] else months)


def parse_days(text: str) -> DayTimeDuration | None:
    match = _DAYS_TEXT.fullmatch(text)
    if match is None or all(part is None for part in match.groups()[1:5]):
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:5])
    whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    total = whole * MICROSECONDS + int((match[6] or "0")[:6].ljust(6, "0"))
    return DayTimeDuration(-total if match[1] else total)


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
