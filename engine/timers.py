"""ISO 8601 timers: dates and durations in calendar time; working time goes through `deadline`."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime, timedelta

from engine.clock import VIETNAM
from engine.errors import ModelError
from engine.model import Timer, TimerKind

_DURATION = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)S)?)?",
    re.ASCII,
)
_ISO_TIMER = re.compile(r"^\s*(R\d*/|P[\dT]|\d{4}-\d{2}-\d{2})")
LARGEST_PART = 100_000


class BadTimer(ModelError):
    """%(text)s is not a date or duration of ISO 8601; write for example P3D or PT4H."""


def is_iso_timer(text: str) -> bool:
    """Whether a timer is an ISO 8601 literal; anything else is FEEL."""
    return _ISO_TIMER.match(text) is not None


def due_of_literal(timer: Timer, now: datetime) -> datetime:
    """When a literal timer that starts now wakes (aware UTC)."""
    if timer.kind is TimerKind.DATE:
        return parse_date(timer.text)
    if timer.kind is TimerKind.DURATION:
        return add_duration(now, timer.text)
    _, _, duration = timer.text.strip().partition("/")
    return add_duration(now, duration)


def parse_date(text: str) -> datetime:
    """An ISO instant; without a zone it is meant in Vietnam."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadTimer(text=text) from None
    return (found if found.tzinfo else found.replace(tzinfo=VIETNAM)).astimezone(UTC)


def add_duration(start: datetime, text: str) -> datetime:
    """An ISO duration after an instant, months by the calendar, days by local days."""
    found = _DURATION.fullmatch(text.strip())
    given = found.groupdict() if found else {}
    parts = {name: int(value) for name, value in given.items() if value}
    if not parts or max(parts.values()) > LARGEST_PART:
        raise BadTimer(text=text)
    months = parts.get("years", 0) * 12 + parts.get("months", 0)
    local = add_months(start, months).astimezone(VIETNAM) + timedelta(
        weeks=parts.get("weeks", 0),
        days=parts.get("days", 0),
        hours=parts.get("hours", 0),
        minutes=parts.get("minutes", 0),
        seconds=parts.get("seconds", 0),
    )
    return local.astimezone(UTC)


def add_months(start: datetime, months: int) -> datetime:
    """So many months after an instant, by the local calendar; the 31st becomes a month's last."""
    local = start.astimezone(VIETNAM)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return local.replace(year=year, month=month + 1, day=min(local.day, last)).astimezone(UTC)
