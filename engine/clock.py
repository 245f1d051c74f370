"""Time, asked for once per command: business time, and the wall's for sessions and throttles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
"""The zone in which people read dates; inside, every instant is aware UTC."""


class Clock(Protocol):
    """Where every instant comes from; nothing else in the product reads a clock."""

    def now(self) -> datetime:
        """The business instant (aware UTC): what deadlines, law and the journal go by."""

    def wall(self) -> datetime:
        """The real instant (aware UTC): what sessions, throttles and tokens go by."""


class SystemClock:
    """The clock of a real installation: business time is real time."""

    def now(self) -> datetime:
        return self.wall()

    def wall(self) -> datetime:
        return datetime.now(UTC)


class OffsetClock:
    """The dated demo: business time runs on from a chosen day by a stored offset."""

    def __init__(self, offset: timedelta, base: Clock | None = None) -> None:
        self._base = base or SystemClock()
        self.offset = offset

    def now(self) -> datetime:
        return self._base.now() + self.offset

    def wall(self) -> datetime:
        return self._base.wall()


class ManualClock:
    """A clock that stands still until told to go on: for scenarios and for making the demo."""

    def __init__(self, now: datetime) -> None:
        if now.tzinfo is None:
            raise ValueError("a clock needs an aware instant")
        self._now = now.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def wall(self) -> datetime:
        return self._now

    def set(self, instant: datetime) -> None:
        """Jump to an instant, forwards or backwards."""
        self._now = instant.astimezone(UTC)

    def pass_by(self, duration: timedelta) -> None:
        self._now += duration


def local(instant: datetime) -> datetime:
    """The instant as people in Vietnam read it."""
    return instant.astimezone(VIETNAM)
