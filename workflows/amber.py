"""From when on a limit is due soon (R-TIME-11): so few working days left, or so small a share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from engine.budgets import Budget, Unit
from engine.calendar import ONE_DAY, Calendar, end_of_day
from engine.clock import local
from engine.view import View
from workflows.editions import book
from workflows.law.deadline_rules import typed

AMBER_DAYS = "clock.amber_days"
AMBER_SHARE = "clock.amber_share"


@dataclass(frozen=True, slots=True)
class Amber:
    """From when on a running limit is due soon, as today's law says."""

    days: int
    share: Fraction


def amber_of(view: View) -> Amber:
    today = local(view.now).date()
    edition = book(view).on(today)
    return Amber(days=typed(edition[AMBER_DAYS], int), share=typed(edition[AMBER_SHARE], Fraction))


def horizon(budget: Budget, calendar: Calendar, now: datetime, amber: Amber) -> datetime:
    """The last due instant at which a limit of this length is due soon."""
    today = local(now).date()
    share = amber.share * budget.amount
    if budget.unit is Unit.WORKING_HOURS:
        minutes = int(share * 60)
        return calendar.add_working_time(now, timedelta(minutes=minutes))
    few_left = _last_with(calendar, today, amber.days)
    if budget.unit is Unit.CALENDAR_DAYS:
        return end_of_day(max(few_left, today + timedelta(days=int(share))))
    return end_of_day(max(few_left, _last_with(calendar, today, int(share))))


def _last_with(calendar: Calendar, today: date, count: int) -> date:
    """The last date up to which no more than so many working days lie ahead."""
    return calendar.add_working_days(today, count + 1) - ONE_DAY
