"""How running dossiers stand towards their due date, as conditions that the database counts by.

The due columns are an index of the ledger. What counts as at risk is the law's own amber rule
(R-TIME-11): so many working days left, or so large a share of the limit; each limit that runs has
one instant from which on that is so, so that a count needs no look at single ledgers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, false, literal, not_, or_, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from engine.budgets import Budget
from engine.calendar import ONE_DAY, Calendar, end_of_day
from engine.clock import local
from engine.database import Instant
from engine.days import CALENDAR_REVISION, calendar_revision
from engine.tables import clock
from engine.view import View
from workflows.amber import Amber, amber_of, horizon

Columns = ReadOnlyColumnCollection[str, Any]


class Standing(StrEnum):
    OVERDUE = "overdue"
    AT_RISK = "at_risk"
    ON_TIME = "on_time"
    PAUSED = "paused"
    """Waiting for somebody else: the due date is open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standings:
    """The four conditions at one instant; together they cover every running dossier once."""

    now: datetime
    calendar: Calendar
    amber: Amber
    horizons: Mapping[str, datetime]
    """Budget to the last due instant that is at risk."""

    def condition(self, standing: Standing, of: Columns = clock.c) -> ColumnElement[bool]:
        """Of clocks, or of whatever has their due instant, budget and pause as columns."""
        now = literal(self.now, Instant())
        running, late = of.paused.is_(False), of.due_at < now
        at_risk = or_(
            false(),
            *(
                and_(of.budget == budget, of.due_at <= literal(until, Instant()))
                for budget, until in self.horizons.items()
            ),
        )
        conditions: dict[Standing, ColumnElement[bool]] = {
            Standing.OVERDUE: and_(running, late),
            Standing.AT_RISK: and_(running, not_(late), at_risk),
            Standing.ON_TIME: and_(running, not_(late), not_(at_risk)),
            Standing.PAUSED: of.paused.is_(True),
        }
        return conditions[standing]

    @property
    def needs_acting(self) -> ColumnElement[bool]:
        """Overdue or at risk, as one stretch of due instants that an index can be read along."""
        if not self.horizons:
            return false()
        last = literal(max(self.horizons.values()), Instant())
        within = (
            and_(clock.c.budget == budget, clock.c.due_at <= literal(until, Instant()))
            for budget, until in self.horizons.items()
        )
        return and_(clock.c.paused.is_(False), clock.c.due_at <= last, or_(*within))

    def due_since(self, days: int) -> datetime:
        """What was due from this instant on is late by so many working days at most."""
        today = local(self.now).date()
        day = today
        while self.calendar.working_days_between(day - ONE_DAY, today) <= days:
            day -= ONE_DAY
        return end_of_day(day - ONE_DAY)


def running() -> tuple[ColumnElement[bool], ...]:
    """Clocks of whole dossiers that have not been read for the last time."""
    return (clock.c.task_id.is_(None), clock.c.stopped_at.is_(None))


def standings_of(view: View) -> Standings:
    """The conditions of this view's instant; read once a view."""
    return view.once("standings", lambda: _standings(view))


def _standings(view: View) -> Standings:
    # The calendar's revision comes along, so that nobody asks for it again.
    rows = view.connection.execute(
        select(clock.c.budget, calendar_revision().label("calendar")).where(*running()).distinct()
    ).all()
    if rows:
        view.once(CALENDAR_REVISION, lambda: str(rows[0].calendar))
    calendar = view.registry.business.calendar(view)
    amber = amber_of(view)
    return Standings(
        now=view.now,
        calendar=calendar,
        amber=amber,
        horizons=_horizons((row.budget for row in rows), calendar, view.now, amber),
    )


def _horizons(
    budgets: Iterable[str], calendar: Calendar, now: datetime, amber: Amber
) -> dict[str, datetime]:
    return {text: horizon(Budget.parse(text), calendar, now, amber) for text in budgets}
