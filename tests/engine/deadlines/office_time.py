"""Instants and rules as the tests of deadlines write them."""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction

from engine.budgets import Budget
from engine.clock import VIETNAM
from engine.deadlines import (
    ClockEvent,
    DeadlineClock,
    DeadlineRules,
    EventKind,
    Projection,
    Provision,
    project,
)
from workflows.calendar_years import calendar_of

CALENDAR = calendar_of()

RULES = DeadlineRules(
    working_day=Provision("R-TIME-01", "c"),
    first_day=Provision("R-TIME-02", "p"),
    last_hour=Provision("R-TIME-03", "p"),
    last_hour_from=time(16, 30),
    restart=Provision("R-TIME-05", "c"),
    pause=Provision("R-TIME-12", "d"),
    extension=Provision("R-TIME-08", "c"),
    amber=Provision("R-TIME-11", "d"),
    amber_working_days=2,
    amber_share=Fraction(1, 5),
)


def at(text: str) -> datetime:
    """A local instant: `2023-04-28 09:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def on(text: str) -> date:
    return date.fromisoformat(text)


def clock(budget: str, *, provisional: bool = False) -> DeadlineClock:
    return DeadlineClock(
        id="clock",
        budget=Budget.parse(budget),
        key="procedure.limit",
        rule="R-PROC-01",
        mark="c",
        provisional=provisional,
    )


def event(kind: str, when: str, to: str | None = None) -> ClockEvent:
    return ClockEvent(
        kind=EventKind(kind),
        at=at(when),
        reason="hold",
        document="07/YCBS",
        actor="lan",
        to=at(to) if to else None,
    )


def seen(
    budget: str, now: str, *events: tuple[str, ...], rules: DeadlineRules = RULES
) -> Projection:
    """The clock as it stands at an instant after these events."""
    return project(clock(budget), [event(*one) for one in events], CALENDAR, at(now), rules)
