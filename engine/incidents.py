"""Incidents: what stands still until an administrator has looked, and how the journal tells it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert, or_, update

from engine import journal
from engine.actors import SYSTEM
from engine.errors import LimitExceeded, Rejected, UnreadableState
from engine.ids import Ids
from engine.journal import JournalEntry
from engine.lifecycle import InstanceState
from engine.nameless_states import NAMELESS_INSTANCE
from engine.tables import incident, process_instance


class NeedsAdmin(Rejected):
    """This case needs an administrator before it can go on; nothing of it was lost."""


class UnreadableInstance(UnreadableState):
    """The stored state of instance %(instance_id)s is damaged; an admin has been told."""

    kind = "unreadable_state"

    def __init__(self, instance_id: str) -> None:
        super().__init__(instance_id=instance_id)
        self.instance_id = instance_id


class RunawayInstance(LimitExceeded):
    """Instance %(instance_id)s went past a limit of the engine: %(limit)s"""

    kind = "runaway"

    def __init__(self, instance_id: str, limit: LimitExceeded) -> None:
        super().__init__(instance_id=instance_id, limit=str(limit))
        self.instance_id = instance_id
        self.limit = limit


def stop_instance(
    connection: Connection,
    trouble: UnreadableInstance | RunawayInstance,
    *,
    ids: Ids,
    now: datetime,
) -> bool:
    """Let a running instance stand still; False when it already does, or never came to be."""
    stopped = connection.execute(
        update(process_instance)
        .where(
            process_instance.c.id == trouble.instance_id,
            or_(process_instance.c.state == InstanceState.RUNNING.value, NAMELESS_INSTANCE),
        )
        .values(state=InstanceState.INCIDENT.value)
    )
    if stopped.rowcount == 0:
        return False
    open_incident(connection, trouble.instance_id, trouble.kind, str(trouble), ids=ids, now=now)
    return True


def open_incident(
    connection: Connection,
    instance_id: str,
    kind: str,
    message: str,
    *,
    ids: Ids,
    now: datetime,
    wait_id: str | None = None,
    outbox_id: str | None = None,
) -> None:
    """Write the incident, and tell the journal of it."""
    connection.execute(
        insert(incident).values(
            id=ids.new(now),
            instance_id=instance_id,
            wait_id=wait_id,
            outbox_id=outbox_id,
            kind=kind,
            message=message,
            created_at=now,
        )
    )
    entry = JournalEntry(
        action="incident.open",
        object_type="instance",
        object_id=instance_id,
        instance_id=instance_id,
        details={"kind": kind},
    )
    journal.append(connection, [entry], at=now, actor=SYSTEM.id)
