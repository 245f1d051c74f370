"""What stands still until somebody looks at it: incidents, open ones first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.tables import incident, process_instance
from engine.view import View
from workflows.tables.dossiers import dossier

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One thing that went wrong in the background, or a case that stands still."""

    id: str
    kind: str
    message: str
    created_at: datetime
    resolved_at: datetime | None
    code: str
    title: str
    state: str
    """Of the instance: one that stands is `incident`."""


def incidents(view: View, office_id: str) -> tuple[Incident, ...]:
    """The office's incidents in one statement, the open and newest first."""
    rows = view.connection.execute(
        select(incident, process_instance.c.state, dossier.c.code, dossier.c.title)
        .join(process_instance, process_instance.c.id == incident.c.instance_id)
        .outerjoin(dossier, dossier.c.instance_id == incident.c.instance_id)
        .where(process_instance.c.office_id == office_id)
        .order_by(incident.c.resolved_at.is_not(None), incident.c.created_at.desc(), incident.c.id)
        .limit(MOST)
    )
    return tuple(
        Incident(
            id=row.id,
            kind=row.kind,
            message=row.message,
            created_at=row.created_at,
            resolved_at=row.resolved_at,
            code=row.code or "",
            title=row.title or "",
            state=row.state,
        )
        for row in rows
    )
