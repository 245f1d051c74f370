"""What is due: timers, gates that may have opened, jobs. Any process may sweep at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select, update

from engine.actors import SYSTEM
from engine.case_reading import WHOLE_INSTANCE
from engine.delivering import deliver_due
from engine.errors import VinhDanhError
from engine.execution import WaitKind
from engine.incidents import NeedsAdmin, open_incident
from engine.lifecycle import InstanceState, WaitState
from engine.sharing import Piece, work_through
from engine.tables import process_instance, wait

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
    """End a wait whose time has come, or ask its gates again. The answer: whether it was there."""

    wait_id: str
    tries: int
    """How often it had failed when it was found; if somebody else tried since, it is theirs."""


@dataclass(frozen=True, slots=True)
class Due:
    """A due wait as located; without a kind somebody else has taken it."""

    id: str
    instance_id: str
    kind: WaitKind | None


def register(registry: Registry) -> None:
    registry.command(WakeUp, action="wait.wake", locate=_locate, handle=wake)


def run_due(engine: ProcessEngine, limit: int = BATCH) -> int:
    """Wake everything that is due now, oldest first, then deliver; returns how much was looked at.

    One failing wait never holds up the others: a refusal is noted and tried again later.
    """
    now = engine.clock.now()
    woken = work_through(
        lambda: _due(engine, now, limit),
        lambda command: _wake_one(engine, command),
        ids=engine.ids,
        limit=limit,
    )
    return woken + deliver_due(engine, limit)


def wake(context: Context, command: WakeUp, due: Due) -> object:
    if due.kind is None:
        return False
    if due.kind is WaitKind.GATE:
        _ask_gate_again(context, due)
        return True
    live = context.instance(due.instance_id)
    if due.kind is WaitKind.JOB:
        live.work(due.id)
    else:
        live.complete(due.id)
    context.record("wait.wake", "wait", due.id, instance_id=due.instance_id, kind=due.kind.value)
    return True


def _ask_gate_again(context: Context, due: Due) -> None:
    # Cleared first: what the gate says at the end of this command sets the next time to look.
    context.connection.execute(update(wait).where(wait.c.id == due.id).values(due_at=None))
    context.touch(due.instance_id)


def _locate(context: Context, command: WakeUp) -> Due:
    row = context.connection.execute(
        select(wait.c.kind, *WHOLE_INSTANCE)
        .join(process_instance, process_instance.c.id == wait.c.instance_id)
        .where(
            wait.c.id == command.wait_id,
            wait.c.state == WaitState.OPEN.value,
            wait.c.tries == command.tries,
            wait.c.due_at <= context.now,
            process_instance.c.state == InstanceState.RUNNING.value,
        )
        .with_for_update(of=[process_instance, wait], skip_locked=True)
    ).one_or_none()
    if row is None:
        return Due(command.wait_id, "", None)
    context.adopt_row(row)
    return Due(command.wait_id, row._mapping[process_instance.c.id], WaitKind(row.kind))


def _due(engine: ProcessEngine, now: datetime, limit: int) -> list[Piece[WakeUp]]:
    with engine.database.read() as connection:
        rows = connection.execute(
            select(wait.c.id, wait.c.tries, wait.c.instance_id)
            .join(process_instance, process_instance.c.id == wait.c.instance_id)
            .where(
                wait.c.state == WaitState.OPEN.value,
                wait.c.due_at <= now,
                process_instance.c.state == InstanceState.RUNNING.value,
            )
            .order_by(wait.c.due_at, wait.c.id)
            .limit(limit)
        )
        return [Piece(row.id, row.instance_id, WakeUp(row.id, row.tries)) for row in rows]


def _wake_one(engine: ProcessEngine, command: WakeUp) -> bool:
    """Whether it was there to be woken, however that went; else somebody else has taken it."""
    try:
        return engine.execute(command, SYSTEM) is not False
    except NeedsAdmin as trouble:
        log.warning("wait_stands", wait=command.wait_id, code=trouble.message.key)
    except VinhDanhError as failure:
        log.warning("wait_failed", wait=command.wait_id, code=failure.message.key)
        _note_failure(engine, command, str(failure))
    except Exception as failure:  # the edge of a job: the rest of the sweep must go on
        log.exception("wait_broke", wait=command.wait_id)
        _note_failure(engine, command, type(failure).__name__)
    return True


def _note_failure(engine: ProcessEngine, command: WakeUp, error: str) -> None:
    """Try again later, or give up with an incident; nothing if somebody else has tried since."""
    now, tries = engine.clock.now(), command.tries + 1
    with engine.database.write() as connection:
        instance_id = connection.execute(
            select(wait.c.instance_id)
            .join(process_instance, process_instance.c.id == wait.c.instance_id)
            .where(
                wait.c.id == command.wait_id,
                wait.c.state == WaitState.OPEN.value,
                wait.c.tries == command.tries,
            )
            .with_for_update(of=[process_instance, wait])
        ).scalar_one_or_none()
        if instance_id is None:
            return
        is_given_up = tries >= MAX_TRIES
        later = {"due_at": now + BACK_OFF[command.tries]} if not is_given_up else {}
        state = WaitState.FAILED if is_given_up else WaitState.OPEN
        connection.execute(
            update(wait)
            .where(wait.c.id == command.wait_id)
            .values(tries=tries, error=error, state=state.value, **later)
        )
        if is_given_up:
            open_incident(
                connection,
                instance_id,
                "wait_failed",
                error,
                ids=engine.ids,
                now=now,
                wait_id=command.wait_id,
            )
