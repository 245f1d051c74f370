"""Letting the demo's days pass: to the next working day, to the next deadline."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from engine.clock import VIETNAM, local
from engine.lifecycle import InstanceState
from engine.process_engine import ProcessEngine
from engine.tables import clock, process_instance, user_task
from engine.view import View
from workflows import business_time

MORNING = time(7, 30)


def advance_working_days(engine: ProcessEngine, days: int) -> datetime:
    """The same time of day, so many working days later; what falls due on the way happens."""
    with engine.view() as view:
        today = local(view.now)
        calendar = view.registry.business.calendar(view)
        day = calendar.add_working_days(today.date(), days)
        target = datetime.combine(day, today.timetz())
    business_time.move_on(engine, target)
    return target


def advance_to_next_deadline(engine: ProcessEngine) -> datetime | None:
    """The morning on which the next deadline falls; from there past it. None when there is none."""
    with engine.view() as view:
        due = _next_deadline(view)
        if due is None:
            return None
        morning = datetime.combine(local(due).date(), MORNING, VIETNAM)
        target = morning if morning > view.now else due + timedelta(minutes=1)
    business_time.move_on(engine, target)
    return target


def _next_deadline(view: View) -> datetime | None:
    found: datetime | None = view.connection.execute(
        select(func.min(clock.c.due_at))
        .join(process_instance, process_instance.c.id == clock.c.instance_id)
        .outerjoin(user_task, user_task.c.id == clock.c.task_id)
        .where(
            clock.c.stopped_at.is_(None),
            user_task.c.ended_at.is_(None),
            clock.c.due_at > view.now,
            process_instance.c.state == InstanceState.RUNNING.value,
        )
    ).scalar_one()
    return found
