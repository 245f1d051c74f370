"""How values are written as text: the built-in `string`, with dates and durations in ISO 8601."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from engine.feel.budget import DEPTH, Meter
from engine.feel.errors import FeelBudgetExceeded
from engine.feel.temporal import MICROSECONDS, zone_name
from engine.feel.values import DayTimeDuration, Function, Range, Value, YearMonthDuration

_PLAIN_KEY = re.compile(r"[^\W\d][\w ]*")


def text_of(value: Value, meter: Meter, depth: int = 0) -> str:
    """The value as FEEL would write it; a string at the top stands without quotes."""
    written = _text_of(value, meter, depth)
    meter.admit_text(len(written))
    return written


def _text_of(value: Value, meter: Meter, depth: int) -> str:
    if isinstance(value, str):
        return value if depth == 0 else _quoted(value)
    if isinstance(value, list | dict | Range):
        return _compound(value, meter, depth + 1)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, Function):
        return f"function({', '.join(value.parameters)})"
    return temporal_text(value)


def _compound(value: list[Value] | dict[str, Value] | Range, meter: Meter, depth: int) -> str:
    if depth > DEPTH:
        raise FeelBudgetExceeded("depth", DEPTH)
    if isinstance(value, Range):
        return _range_text(value, meter, depth)
    meter.spend(1 + len(value))
    if isinstance(value, list):
        return f"[{', '.join(text_of(item, meter, depth) for item in value)}]"
    entries = (f"{_key(key)}: {text_of(item, meter, depth)}" for key, item in value.items())
    return f"{{{', '.join(entries)}}}"


def _range_text(value: Range, meter: Meter, depth: int) -> str:
    start, end = text_of(value.start, meter, depth), text_of(value.end, meter, depth)
    opening, closing = "[" if value.start_included else "(", "]" if value.end_included else ")"
    return f"{opening}{start}..{end}{closing}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else _quoted(key)


def number_text(value: Decimal) -> str:
    """Plain digits, without zeros behind the last that counts."""
    if value == 0:
        return "0"
    plain = format(value, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def temporal_text(
    value: date | time | datetime | YearMonthDuration | DayTimeDuration,
) -> str:
    if isinstance(value, YearMonthDuration):
        return _months_text(value.months)
    if isinstance(value, DayTimeDuration):
        return _days_text(value.microseconds)
    if isinstance(value, datetime):
        return f"{value.date().isoformat()}T{_clock_text(value)}"
    if isinstance(value, time):
        return _clock_text(value)
    return value.isoformat()


def _clock_text(value: time | datetime) -> str:
    plain = value.replace(tzinfo=None)
    clock = (plain.time() if isinstance(plain, datetime) else plain).isoformat()
    return (clock.rstrip("0") if "." in clock else clock) + _zone_text(value)


def _zone_text(value: time | datetime) -> str:
    name = zone_name(value)
    if name is not None:
        return f"@{name}"
    offset = value.utcoffset()
    if offset is None:
        return ""
    return _offset_text(offset) if offset else "Z"


def _offset_text(offset: timedelta) -> str:
    minutes, seconds = divmod(int(abs(offset).total_seconds()), 60)
    sign = "-" if offset < timedelta() else "+"
    text = f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def _months_text(months: int) -> str:
    years, rest = divmod(abs(months), 12)
    sign = "-" if months < 0 else ""
    parts = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    return f"{sign}P{parts or '0M'}"


def _days_text(microseconds: int) -> str:
    whole, fraction = divmod(abs(microseconds), MICROSECONDS)
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    second = number_text(Decimal(seconds) + Decimal(fraction) / MICROSECONDS)
    clock = "".join(
        f"{amount}{unit}"
        for amount, unit in ((hours, "H"), (minutes, "M"), (second, "S"))
        if str(amount) != "0"
    )
    sign = "-" if microseconds < 0 else ""
    dates = f"{days}D" if days else ""
    return f"{sign}P{dates}{'T' + clock if clock else ''}" if dates or clock else "PT0S"
