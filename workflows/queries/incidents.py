"""What stands still until somebody looks at it: incidents, open ones first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select

from engine.errors import NotFound
from engine.execution import Scalar
from engine.tables import incident, process_instance, wait
from engine.view import View
from workflows.tables.dossiers import dossier
from workflows.tables.offices import person

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One thing that went wrong in the background, or a case that stands still."""

    id: str
    office_id: str
    kind: str
    message: str
    created_at: datetime
    resolved_at: datetime | None
    resolved_by: str
    """The person's name, or the id of whoever is none."""
    resolution: str
    reason: str
    code: str
    title: str
    state: str
    """Of the instance: one that stands is `incident`."""
    stage: str
    variables: Mapping[str, Scalar]
    is_letter: bool
    job: str
    """The element of a failed job; empty when it is no job."""
    tries: int

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None


_INCIDENT = (
    select(
        incident,
        process_instance.c.office_id,
        process_instance.c.state,
        process_instance.c.stage,
        process_instance.c.variables,
        dossier.c.code,
        dossier.c.title,
        person.c.name.label("resolver"),
        wait.c.kind.label("wait_kind"),
        wait.c.element_id,
        wait.c.tries,
    )
    .join(process_instance, process_instance.c.id == incident.c.instance_id)
    .outerjoin(dossier, dossier.c.instance_id == incident.c.instance_id)
    .outerjoin(person, person.c.id == incident.c.resolved_by)
    .outerjoin(wait, wait.c.id == incident.c.wait_id)
)


def incidents(view: View, office_id: str) -> tuple[Incident, ...]:
    """The office's incidents in one statement, the open and newest first."""
    rows = view.connection.execute(
        _INCIDENT.where(process_instance.c.office_id == office_id)
        .order_by(incident.c.resolved_at.is_not(None), incident.c.created_at.desc(), incident.c.id)
        .limit(MOST)
    )
    return tuple(_incident(row) for row in rows)


def get_incident(view: View, incident_id: str) -> Incident:
    """One incident; raises `NotFound`."""
    row = view.connection.execute(_INCIDENT.where(incident.c.id == incident_id)).one_or_none()
    if row is None:
        raise NotFound()
    return _incident(row)


def _incident(row: Row[tuple[object, ...]]) -> Incident:
    return Incident(
        id=row.id,
        office_id=row.office_id,
        kind=row.kind,
        message=row.message,
        created_at=row.created_at,
        resolved_at=row.resolved_at,
        resolved_by=row.resolver or row.resolved_by or "",
        resolution=row.resolution,
        reason=row.reason,
        code=row.code or "",
        title=row.title or "",
        state=row.state,
        stage=row.stage,
        variables=row.variables,
        is_letter=row.outbox_id is not None,
        job=row.element_id if row.wait_kind == "job" else "",
        tries=row.tries or 0,
    )
