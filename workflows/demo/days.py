"""The days of the stories: working days counted from the day on which the demo opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from engine.calendar import Calendar, instant


@dataclass(frozen=True, slots=True)
class StoryDays:
    """Dates the stories, so that they keep their shape whatever day the demo opens on.

    Day -1 is the last working day before the opening, day 0 the opening or the first one after.
    """

    calendar: Calendar
    opening: date

    def day(self, number: int) -> date:
        if number >= 0:
            return self.calendar.add_working_days(self.opening, number)
        day = self.opening
        for _ in range(-number):
            day = self._working_day_before(day)
        return day

    def instant(self, number: int, at: time) -> datetime:
        return instant(self.day(number), at)

    def _working_day_before(self, day: date) -> date:
        day -= timedelta(days=1)
        while not self.calendar.is_working_day(day):
            day -= timedelta(days=1)
        return day
