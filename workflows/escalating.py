"""What runs out of time wakes the escalation event of its procedure (R-TIME-08, R-TIME-11).

Each level of each due instant comes once, whoever sweeps: the row that says so is unique, and what
the drawing does about it is done in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Column, ColumnElement, Select, and_, exists, false, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.actors import SYSTEM
from engine.budgets import Budget
from engine.calendar import ONE_DAY, Calendar, end_of_day
from engine.clock import local
from engine.context import Context
from engine.database import Instant
from engine.deadlines import ClockState
from engine.errors import NotFound, VinhDanhError
from engine.jobs import has_jobs_left, left_in
from engine.ledgers import Ledger, ledgers, projection_of
from engine.lifecycle import InstanceState
from engine.live import LiveInstance
from engine.process_engine import ProcessEngine
from engine.registry import Registry
from engine.tables import clock, process_instance, user_task
from engine.view import View
from workflows import escalation_steps
from workflows.amber import amber_of, horizon
from workflows.dossiers import Dossier, dossier_of
from workflows.editions import book
from workflows.escalation_steps import Level
from workflows.law.deadline_rules import typed
from workflows.tables.escalations import escalation

log = structlog.get_logger()

BATCH = 200
LATER_AFTER = "escalation.later_after"


STATES = {
    Level.SOON: ClockState.DUE_SOON,
    Level.DUE: ClockState.OVERDUE,
    Level.LATER: ClockState.OVERDUE,
}


@dataclass(frozen=True, slots=True)
class EscalateClock:
    """Tell about one clock that it has come to a level."""

    clock_id: str
    level: str
    is_plain: bool = False
    """In the usual order, whatever is drawn: what was drawn has failed."""


@dataclass(frozen=True, slots=True)
class Found:
    """A clock as located, its case locked; none when it has been told or has moved meanwhile."""

    ledger: Ledger | None
    office_id: str
    due_at: datetime | None = None
    live: LiveInstance | None = None


def register(registry: Registry) -> None:
    registry.command(EscalateClock, action="clock.escalate", locate=_locate, handle=escalate)
    escalation_steps.register(registry)


def escalate_due(engine: ProcessEngine, limit: int = BATCH) -> int:
    """Tell everything that has come to a level since; how much was told. Any process may sweep."""
    with engine.view() as view:
        commands = list(ripe(view, limit))
    for command in commands:
        if not _is_told_by(engine, command):
            _is_told_by(engine, replace(command, is_plain=True))
    return len(commands)


def _is_told_by(engine: ProcessEngine, command: EscalateClock) -> bool:
    try:
        engine.execute(command, SYSTEM)
    except VinhDanhError as failure:
        log.warning("not_escalated", clock=command.clock_id, code=failure.message.key)
        return False
    return True


def escalate(context: Context, command: EscalateClock, found: Found) -> object:
    """Keep that it is told, and wake the escalation event that is drawn for it.

    A version in whose drawing nothing hears of it goes through the same steps in the usual order.
    """
    level = Level(command.level)
    if found.live is None or found.ledger is None:
        return None
    dossier = dossier_of(context, found.live.id)
    row = _keep(context, dossier, found, level)
    if row is None:
        return None
    step = found.ledger.task_id or ""
    is_drawn = not command.is_plain and found.live.escalate(step, level.value)
    if not is_drawn:
        escalation_steps.in_usual_order(context, found.live)
    told = context.connection.execute(
        select(escalation.c.told).where(escalation.c.id == row)
    ).scalar_one()
    context.record(
        "clock.escalate",
        "dossier",
        dossier.id,
        office_id=dossier.office_id,
        instance_id=dossier.instance_id,
        level=level.value,
        told=told,
        due=found.due_at,
        step=step,
        drawn=is_drawn,
    )
    return {"dossier": dossier.id, "level": level.value, "told": told}


# -- what is ripe


def ripe(view: View, limit: int) -> Iterator[EscalateClock]:
    """Running clocks at a level that nobody has been told of, the longest due first."""
    calendar = view.registry.business.calendar(view)
    for level in Level:
        has_come = _has_come_to(view, level, calendar)
        for running in (_whole(clock.c.id), _of_steps(clock.c.id)):
            query = running.where(
                clock.c.paused.is_(False),
                clock.c.provisional.is_(False),
                process_instance.c.state == InstanceState.RUNNING.value,
                has_come,
                ~_is_told(level),
            ).order_by(clock.c.due_at, clock.c.id)
            for clock_id in view.connection.execute(query.limit(limit)).scalars():
                yield EscalateClock(clock_id, level.value)


def _whole(column: Column[Any]) -> Select[Any]:
    """Of the clocks of whole dossiers that run."""
    return (
        select(column)
        .select_from(clock)
        .join(process_instance, process_instance.c.id == clock.c.instance_id)
        .where(
            clock.c.task_id.is_(None),
            clock.c.stopped_at.is_(None),
            # The act that ends it may be done, and what follows, dated by the act, not yet.
            ~left_in(clock.c.instance_id),
        )
    )


def _of_steps(column: Column[Any]) -> Select[Any]:
    """Of the clocks of open steps, found from the steps: those of ended ones are many."""
    return (
        select(column)
        .select_from(user_task)
        .join(clock, clock.c.id == user_task.c.id)
        .join(process_instance, process_instance.c.id == user_task.c.instance_id)
        .where(user_task.c.ended_at.is_(None), clock.c.stopped_at.is_(None))
    )


def _has_come_to(view: View, level: Level, calendar: Calendar) -> ColumnElement[bool]:
    now = literal(view.now, Instant())
    if level is Level.DUE:
        return clock.c.due_at < now
    if level is Level.LATER:
        after = typed(book(view).on(local(view.now).date())[LATER_AFTER], Budget)
        return clock.c.due_at <= literal(_late_since(calendar, view.now, after), Instant())
    amber = amber_of(view)
    soon = (
        and_(
            clock.c.budget == text,
            clock.c.due_at
            <= literal(horizon(Budget.parse(text), calendar, view.now, amber), Instant()),
        )
        for text in _budgets(view)
    )
    return and_(clock.c.due_at >= now, or_(false(), *soon))


def _budgets(view: View) -> Collection[str]:
    """How long the limits are that run now."""
    queries = (_whole(clock.c.budget), _of_steps(clock.c.budget))
    return {
        text for query in queries for text in view.connection.execute(query.distinct()).scalars()
    }


def _late_since(calendar: Calendar, now: datetime, after: Budget) -> datetime:
    """What was due by then has been late for so many working days."""
    day = local(now).date()
    return end_of_day(calendar.add_working_days(day, -after.amount) - ONE_DAY)


def _is_told(level: Level) -> ColumnElement[bool]:
    return exists().where(
        escalation.c.clock_id == clock.c.id,
        escalation.c.level == level.value,
        escalation.c.due_at == clock.c.due_at,
    )


# -- one clock


def _locate(context: Context, command: EscalateClock) -> Found:
    """The clock, its case locked and looked at again: it may have been paused, moved or stopped."""
    instance_id = context.connection.execute(
        select(clock.c.instance_id).where(clock.c.id == command.clock_id)
    ).scalar_one_or_none()
    if instance_id is None:
        raise NotFound()
    live = context.instance(instance_id)
    ledger = next(
        (one for one in ledgers(context, instance_id) if one.clock.id == command.clock_id), None
    )
    if ledger is None or ledger.is_stopped:
        return Found(None, live.office_id)
    if ledger.task_id is None and has_jobs_left(context, instance_id):
        return Found(None, live.office_id)
    seen = projection_of(context, live.record, ledger)
    if seen.state is not STATES[Level(command.level)]:
        return Found(None, live.office_id)
    return Found(ledger, live.office_id, seen.due, live)


def _keep(context: Context, dossier: Dossier, found: Found, level: Level) -> str | None:
    """The row that says it is told; None when another says so already."""
    assert found.ledger is not None  # noqa: S101  asked by the caller
    dialect = postgresql if context.connection.dialect.name == "postgresql" else sqlite
    kept = context.connection.execute(
        dialect.insert(escalation)
        .values(
            id=(key := context.new_id()),
            dossier_id=dossier.id,
            office_id=dossier.office_id,
            clock_id=found.ledger.clock.id,
            level=level.value,
            due_at=found.due_at,
            told="",
            at=context.now,
        )
        .on_conflict_do_nothing()
    )
    return key if kept.rowcount == 1 else None
