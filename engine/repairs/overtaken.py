"""Incidents that end by themselves, because nobody asks for what failed any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, exists, or_, select

from engine.actors import SYSTEM
from engine.lifecycle import InstanceState, WaitState
from engine.repairs.located import note_end
from engine.tables import incident, outbox, process_instance, wait

if TYPE_CHECKING:
    from engine.context import Context
    from engine.process_engine import ProcessEngine

BATCH = 100

_STILL_FAILED = exists().where(
    wait.c.id == incident.c.wait_id, wait.c.state == WaitState.FAILED.value
)
_STILL_UNSENT = exists().where(outbox.c.id == incident.c.outbox_id, outbox.c.sent_at.is_(None))
_IS_OVER = process_instance.c.state.in_(
    [InstanceState.COMPLETED.value, InstanceState.CANCELLED.value]
)
_IS_OVERTAKEN: ColumnElement[bool] = or_(
    and_(incident.c.wait_id.is_not(None), ~_STILL_FAILED),
    and_(incident.c.outbox_id.is_not(None), ~_STILL_UNSENT),
    and_(incident.c.wait_id.is_(None), incident.c.outbox_id.is_(None), _IS_OVER),
)


@dataclass(frozen=True, slots=True)
class CloseOvertaken:
    """End the incidents that events have overtaken: what failed is not asked for any more."""


def close_overtaken(context: Context, command: CloseOvertaken, _about: object) -> object:
    rows = context.connection.execute(
        select(incident.c.id, incident.c.instance_id, process_instance.c.office_id)
        .join(process_instance, process_instance.c.id == incident.c.instance_id)
        .where(incident.c.resolved_at.is_(None), _IS_OVERTAKEN)
        .order_by(incident.c.id)
        .limit(BATCH)
        .with_for_update(of=incident, skip_locked=True)
    ).all()
    for row in rows:
        note_end(context, row.id, "overtaken", "")
        context.record(
            "incident.overtaken",
            "incident",
            row.id,
            office_id=row.office_id,
            instance_id=row.instance_id,
        )
    return None


def sweep_incidents(engine: ProcessEngine) -> None:
    """Part of every tick: end what events have overtaken; nothing is written when nothing is."""
    with engine.database.read() as connection:
        found = connection.execute(
            select(incident.c.id)
            .join(process_instance, process_instance.c.id == incident.c.instance_id)
            .where(incident.c.resolved_at.is_(None), _IS_OVERTAKEN)
            .limit(1)
        ).first()
    if found is not None:
        engine.execute(CloseOvertaken(), SYSTEM)
