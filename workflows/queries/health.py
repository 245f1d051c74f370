"""How an installation is: what stands still, what waits to be done, how far behind it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, func, select

from engine.lifecycle import InstanceState, WaitState
from engine.process_engine import ProcessEngine
from engine.tables import incident, journal_head, outbox, process_instance, user_task, wait
from engine.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is worth a curve: numbers of now, counted along indexes."""

    running: int
    """Instances that are not over and do not stand still."""
    open_tasks: int
    overdue_tasks: int
    due_waits: int
    """Timers, gates and jobs whose time has come."""
    behind: timedelta
    """How long the oldest of them has waited; grows when no worker is there."""
    unsent: int
    journal_rows: int
    incidents: Mapping[str, int]


def standing_instances(engine: ProcessEngine) -> Mapping[str, int]:
    """Open incidents by kind, such as `unreadable_state`."""
    with engine.view() as view:
        return _incidents(view)


def figures_of(engine: ProcessEngine) -> Figures:
    with engine.view() as view:
        due, oldest = _due(view)
        return Figures(
            running=_count(view, process_instance.c.state == InstanceState.RUNNING.value),
            open_tasks=_count(view, user_task.c.ended_at.is_(None)),
            overdue_tasks=_count(
                view, user_task.c.ended_at.is_(None), user_task.c.due_at < view.now
            ),
            due_waits=due,
            behind=oldest,
            unsent=_count(view, outbox.c.sent_at.is_(None), outbox.c.due_at <= view.now),
            journal_rows=view.connection.execute(select(journal_head.c.seq)).scalar_one_or_none()
            or 0,
            incidents=_incidents(view),
        )


def _incidents(view: View) -> Mapping[str, int]:
    rows = view.connection.execute(
        select(incident.c.kind, func.count())
        .where(incident.c.resolved_at.is_(None))
        .group_by(incident.c.kind)
        .order_by(incident.c.kind)
    )
    return {row[0]: row[1] for row in rows}


def _due(view: View) -> tuple[int, timedelta]:
    number, oldest = view.connection.execute(
        select(func.count(), func.min(wait.c.due_at))
        .join(process_instance, process_instance.c.id == wait.c.instance_id)
        .where(
            wait.c.state == WaitState.OPEN.value,
            wait.c.due_at <= view.now,
            process_instance.c.state == InstanceState.RUNNING.value,
        )
    ).one()
    return number, view.now - oldest if oldest is not None else timedelta()


def _count(view: View, *conditions: ColumnElement[bool]) -> int:
    found: int = view.connection.execute(select(func.count()).where(*conditions)).scalar_one()
    return found
