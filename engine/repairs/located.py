"""An incident as it is found, with its instance locked, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sqlalchemy import Row, select, update

from engine.case_reading import WHOLE_INSTANCE
from engine.errors import NotFound
from engine.lifecycle import InstanceState
from engine.repairs.commands import IncidentOver, Repair
from engine.tables import incident, process_instance

if TYPE_CHECKING:
    from engine.context import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident as located: its instance is locked, its state not believed yet."""

    id: str
    instance_id: str
    office_id: str
    kind: str
    wait_id: str | None
    outbox_id: str | None
    row: Row[tuple[object, ...]]
    """The whole instance as stored."""

    @property
    def stands(self) -> bool:
        return bool(self.row.state == InstanceState.INCIDENT.value)


def locate(context: Context, command: Repair) -> Incident:
    """The incident with its instance locked first, as everywhere; one that is over is told."""
    chosen = incident.c.id == command.incident_id
    instance_id = context.connection.execute(
        select(incident.c.instance_id).where(chosen)
    ).scalar_one_or_none()
    if instance_id is None:
        raise NotFound()
    context.connection.execute(
        select(process_instance.c.id).where(process_instance.c.id == instance_id).with_for_update()
    )
    row = context.connection.execute(
        select(
            *WHOLE_INSTANCE,
            process_instance.c.snapshot_copy,
            incident.c.kind,
            incident.c.wait_id,
            incident.c.outbox_id,
            incident.c.resolved_at,
        )
        .join(incident, incident.c.instance_id == process_instance.c.id)
        .where(chosen)
    ).one()
    if row.resolved_at is not None:
        raise IncidentOver()
    return Incident(
        id=command.incident_id,
        instance_id=instance_id,
        office_id=row.office_id,
        kind=row.kind,
        wait_id=row.wait_id,
        outbox_id=row.outbox_id,
        row=cast("Row[tuple[object, ...]]", row),
    )


def end(context: Context, about: Incident, resolution: str, reason: str = "") -> object:
    note_end(context, about.id, resolution, reason)
    told = {"reason": reason} if reason else {}
    context.record(
        _ACTIONS[resolution],
        "incident",
        about.id,
        office_id=about.office_id,
        instance_id=about.instance_id,
        kind=about.kind,
        **told,
    )
    return {"incident": about.id, "instance": about.instance_id}


def note_end(context: Context, incident_id: str, resolution: str, reason: str) -> None:
    context.connection.execute(
        update(incident)
        .where(incident.c.id == incident_id)
        .values(
            resolved_at=context.now,
            resolved_by=context.actor.id,
            resolution=resolution,
            reason=reason,
        )
    )


def write(context: Context, about: Incident, **values: object) -> None:
    context.connection.execute(
        update(process_instance)
        .where(process_instance.c.id == about.instance_id)
        .values(revision=process_instance.c.revision + 1, **values)
    )


_ACTIONS = {
    "retried": "incident.retry",
    "resolved": "incident.resolve",
    "restored": "incident.restore",
    "closed": "incident.close",
}
