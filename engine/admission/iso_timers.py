"""Timer literals of ISO 8601, read strictly: what is odd now would be a wrong deadline later."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from engine.errors import Message, ModelError
from engine.model import Timer, TimerKind
from engine.timers import add_duration, parse_date

MAX_ROUNDS = 1_000
"""More rounds than this are a drawing error; a reminder without end writes no number at all."""

_LITERAL = re.compile(r"\s*(R\d*/|R$|[-+]?P|[-+]?\d)", re.ASCII)
_CYCLE = re.compile(r"R(?P<rounds>\d{0,9})/(?P<duration>P[^/]*)", re.ASCII)
_DATE = re.compile(
    r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?", re.ASCII
)
_PARTS = re.compile(r"(\d+)([YMWDHS])", re.ASCII)
_LONGEST = {"Y": 100, "M": 1_200, "W": 5_200, "D": 36_500, "H": 100_000, "S": 100_000}
_SOME_DAY = datetime(2024, 2, 29, tzinfo=UTC)


def is_literal(text: str) -> bool:
    """Whether a timer means to be an ISO 8601 literal; anything else is FEEL."""
    return _LITERAL.match(text) is not None


def fault_of(timer: Timer) -> Message | None:
    """What is wrong with a literal, in a few words; None when it is right."""
    text = timer.text.strip()
    if timer.kind is TimerKind.DATE:
        return _fault_of_date(text)
    if timer.kind is TimerKind.DURATION:
        return _fault_of_duration(text)
    cycle = _CYCLE.fullmatch(text)
    if cycle is None:
        return Message("timer.cycle", "a cycle is written R3/P1D or R/P1D")
    if cycle["rounds"] and not 1 <= int(cycle["rounds"]) <= MAX_ROUNDS:
        return Message("timer.rounds", "a cycle comes 1 to %(most)s times", {"most": MAX_ROUNDS})
    if not any(int(number) for number, _ in _PARTS.findall(cycle["duration"])):
        return Message("timer.no_time", "a cycle needs a duration longer than zero")
    return _fault_of_duration(cycle["duration"])


def _fault_of_date(text: str) -> Message | None:
    if not _DATE.fullmatch(text):
        return Message("timer.date", "a date is written 2023-11-20T08:00:00+07:00")
    try:
        parse_date(text)
    except (ModelError, ValueError, OverflowError):
        return Message("timer.no_date", "there is no such date")
    return None


def _fault_of_duration(text: str) -> Message | None:
    try:
        add_duration(_SOME_DAY, text)
    except (ModelError, ValueError, OverflowError):
        return Message("timer.duration", "a duration is written P3D or PT4H")
    if any(int(number[:9]) > _LONGEST[unit] for number, unit in _PARTS.findall(text)):
        return Message("timer.too_long", "the duration is longer than any procedure")
    return None
