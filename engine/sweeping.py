"""What is due: timers, gates that may have opened, jobs. Any process may sweep at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import insert, select, update

from engine.actors import SYSTEM
from engine.errors import Rejected, ServiceTaskFailed
from engine.execution import WaitKind
from engine.lifecycle import InstanceState, WaitState
from engine.tables import incident, process_instance, wait

if TYPE_CHECKING:
    from engine.context import Context
    from engine.process_engine import ProcessEngine
    from engine.registry import Registry

log = structlog.get_logger()

MAX_TRIES = 3
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=10))
"""How long to wait after the first and the second failure; after the third comes an incident."""

BATCH = 200


@dataclass(frozen=True, slots=True)
class WakeUp:
    """End a wait whose time has come, or ask its gates again."""

    wait_id: str


@dataclass(frozen=True, slots=True)
class Due:
    """A due wait as found by the sweep; `None` fields mean that somebody else took it."""

    id: str
    instance_id: str
    kind: WaitKind | None
    tries: int = 0


def register(registry: Registry) -> None:
    registry.command(WakeUp, action="wait.wake", locate=_locate, handle=wake)


def run_due(engine: ProcessEngine, limit: int = BATCH) -> int:
    """Wake everything that is due now, oldest first; returns how many waits were looked at.

    One failing wait never holds up the others: a refusal is noted and tried again later.
    """
    looked_at = 0
    now = engine.clock.now()
    while looked_at < limit:
        due = _due_ids(engine, now, limit - looked_at)
        if not due:
            break
        for wait_id in due:
            _wake_one(engine, wait_id)
        looked_at += len(due)
    return looked_at


def wake(context: Context, command: WakeUp, due: Due) -> object:
    if due.kind is None:
        return None
    if due.kind is WaitKind.GATE:
        _ask_gate_again(context, due)
        return None
    live = context.instance(due.instance_id)
    if due.kind is WaitKind.JOB:
        found = live.wait(due.id)
        live.perform(live.element_of(found), found.locals)
    live.complete(due.id)
    context.record("wait.wake", "wait", due.id, instance_id=due.instance_id, kind=due.kind.value)
    return None


def _ask_gate_again(context: Context, due: Due) -> None:
    # Cleared first: what the gate says at the end of this command sets the next time to look.
    context.connection.execute(update(wait).where(wait.c.id == due.id).values(due_at=None))
    context.touch(due.instance_id)


def _locate(context: Context, command: WakeUp) -> Due:
    row = context.connection.execute(
        select(wait.c.instance_id, wait.c.kind, wait.c.tries)
        .where(
            wait.c.id == command.wait_id,
            wait.c.state == WaitState.OPEN.value,
            wait.c.due_at <= context.now,
        )
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return Due(command.wait_id, "", None)
    return Due(command.wait_id, row.instance_id, WaitKind(row.kind), row.tries)


def _due_ids(engine: ProcessEngine, now: datetime, limit: int) -> list[str]:
    with engine.database.read() as connection:
        return list(
            connection.execute(
                select(wait.c.id)
                .join(process_instance, process_instance.c.id == wait.c.instance_id)
                .where(
                    wait.c.state == WaitState.OPEN.value,
                    wait.c.due_at <= now,
                    process_instance.c.state == InstanceState.RUNNING.value,
                )
                .order_by(wait.c.due_at, wait.c.id)
                .limit(limit)
            ).scalars()
        )


def _wake_one(engine: ProcessEngine, wait_id: str) -> None:
    try:
        engine.execute(WakeUp(wait_id), SYSTEM)
    except (Rejected, ServiceTaskFailed) as failure:
        log.warning("wait_failed", wait=wait_id, code=failure.message.key)
        _note_failure(engine, wait_id, str(failure))
    except Exception as failure:  # the edge of a job: the rest of the sweep must go on
        log.exception("wait_broke", wait=wait_id)
        _note_failure(engine, wait_id, type(failure).__name__)


def _note_failure(engine: ProcessEngine, wait_id: str, error: str) -> None:
    now = engine.clock.now()
    with engine.database.write() as connection:
        row = connection.execute(
            select(wait.c.instance_id, wait.c.tries)
            .where(wait.c.id == wait_id, wait.c.state == WaitState.OPEN.value)
            .with_for_update()
        ).one_or_none()
        if row is None:
            return
        tries = row.tries + 1
        if tries < MAX_TRIES:
            connection.execute(
                update(wait)
                .where(wait.c.id == wait_id)
                .values(tries=tries, error=error, due_at=now + BACK_OFF[tries - 1])
            )
            return
        connection.execute(
            update(wait)
            .where(wait.c.id == wait_id)
            .values(tries=tries, error=error, state=WaitState.FAILED.value)
        )
        connection.execute(
            insert(incident).values(
                id=engine.ids.new(now),
                instance_id=row.instance_id,
                wait_id=wait_id,
                kind="wait_failed",
                message=error,
                created_at=now,
            )
        )
