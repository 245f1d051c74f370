"""The rows of clocks: how they start, go on, and what is due with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.deadlines import ClockEvent
from engine.ledgers import Ledger
from engine.lifecycle import WaitState
from engine.tables import clock, clock_event, user_task, wait

_FOLLOWING = ("key", "rule", "mark", "budget", "due_at", "stopped_at", "paused")
"""What may change in the row of a clock: its limit, and the index of what its ledger says."""

_WRITE = {
    dialect: (written := made.insert(clock)).on_conflict_do_update(
        index_elements=["id"], set_={name: written.excluded[name] for name in _FOLLOWING}
    )
    for dialect, made in (("sqlite", sqlite), ("postgresql", postgresql))
}
"""A clock is written whole: one statement takes in those that start and those that go on."""

_APPEND = insert(clock_event)


def write(connection: Connection, rows: Sequence[Mapping[str, object]]) -> None:
    """Keep clocks that start and clocks that go on."""
    if rows:
        connection.execute(_WRITE[connection.dialect.name], rows)


def append(connection: Connection, events: Sequence[Mapping[str, object]]) -> None:
    """Add to the ledgers; nothing is ever taken out of them."""
    if events:
        connection.execute(_APPEND, events)


def move_what_follows(
    connection: Connection, ledger: Ledger, due: datetime | None, *, with_timers: bool
) -> None:
    """Let the task of a clock and the timers that follow it be due when it is."""
    if ledger.task_id is None:
        return  # Timers follow the clocks of steps alone.
    # A clock that stops before its step ends has left the step without a limit.
    of_task = None if ledger.is_stopped else due
    connection.execute(
        update(user_task).where(user_task.c.id == ledger.task_id).values(due_at=of_task)
    )
    if with_timers:
        connection.execute(
            update(wait)
            .where(
                wait.c.instance_id == ledger.instance_id,
                wait.c.clock_id == ledger.clock.id,
                wait.c.state == WaitState.OPEN.value,
            )
            .values(due_at=due)
        )


def row_of(ledger: Ledger, due: datetime | None, office_id: str) -> dict[str, object]:
    """A clock as it stands: its limit, its start, and the index of what its ledger says."""
    made, start = ledger.clock, ledger.events[0]
    return {
        "id": made.id,
        "instance_id": ledger.instance_id,
        "office_id": office_id,
        "task_id": ledger.task_id,
        "key": made.key,
        "rule": made.rule,
        "mark": made.mark,
        "budget": str(made.budget),
        "started_at": start.at,
        "started_by": start.actor,
        "provisional": made.provisional,
        "due_at": due,
        "stopped_at": ledger.events[-1].at if ledger.is_stopped else None,
        "paused": due is None and not ledger.is_stopped,
    }


def event_row(event_id: str, clock_id: str, event: ClockEvent) -> dict[str, object]:
    """One entry of a ledger."""
    return {
        "id": event_id,
        "clock_id": clock_id,
        "kind": event.kind.value,
        "at": event.at,
        "reason": event.reason,
        "document": event.document,
        "actor": event.actor,
        "to": event.to,
    }
