"""Reads dates, times and durations as ISO 8601 (and `@"…"`) writes them; None for other texts."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from engine.feel.temporal import MICROSECONDS, midnight
from engine.feel.values import DayTimeDuration, Value, YearMonthDuration
from engine.feel.zones import ZONES

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
