"""How many instances stand still and wait for an administrator."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from engine.process_engine import ProcessEngine
from engine.tables import incident


def standing_instances(engine: ProcessEngine) -> Mapping[str, int]:
    """Open incidents by kind, such as `unreadable_state`."""
    with engine.database.read() as connection:
        rows = connection.execute(
            select(incident.c.kind, func.count())
            .where(incident.c.resolved_at.is_(None))
            .group_by(incident.c.kind)
            .order_by(incident.c.kind)
        )
        return {row[0]: row[1] for row in rows}
