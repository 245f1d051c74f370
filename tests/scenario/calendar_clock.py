"""Time as an office passes it; whatever falls due on the way happens on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from engine.calendar import instant
from engine.clock import local
from engine.days import calendar_of
from tests.scenario.world import World


@dataclass(frozen=True)
class CalendarClock:
    world: World

    @property
    def now(self) -> datetime:
        return local(self.world.clock.now())

    def passes(self, *, working_days: int = 0, days: int = 0, hours: int = 0) -> None:
        """Go on, day by day at the same hour, sweeping each morning."""
        for _ in range(working_days):
            with self.world.engine.view() as view:
                following = calendar_of(view).next_working_day(self.now.date())
            self.reaches(following, self.now.time())
        for _ in range(days):
            self.reaches(self.now.date() + timedelta(days=1), self.now.time())
        if hours:
            self.world.clock.pass_by(timedelta(hours=hours))
            self.world.sweep()

    def reaches(self, day: date, at: time = time(8, 0)) -> None:
        """Jump to a day and hour, then let what is due happen."""
        self.world.clock.set(instant(day, at))
        self.world.sweep()
