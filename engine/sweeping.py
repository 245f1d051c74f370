"""What is due: timers, gates that may have opened, jobs. Any process may sweep at any time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import Row, Select, bindparam, select, update
from sqlalchemy.exc import SQLAlchemyError

from engine.actors import SYSTEM
from engine.database_trouble import trouble_of
from engine.delivering import deliver_due
from engine.errors import VinhDanhError
from engine.execution import WaitKind
from engine.incidents import NeedsAdmin, open_incident
from engine.lifecycle import InstanceState, WaitState
from engine.sharing import Piece, work_through
from engine.tables import process_instance, wait
from engine.waking import Awaited, WakeUp

if TYPE_CHECKING:
    from engine.process_engine import ProcessEngine

log = structlog.get_logger()

MAX_TRIES = 3
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=10))
"""How long to wait after the first and the second failure; after the third comes an incident."""

BATCH = 200

TOGETHER = 50
"""Cases that are woken in one transaction: while it lasts, others wait to write."""

BEGUN_AT_ONCE = 10
"""So many jobs are worth waiting for to whoever left them; the sweep does the others."""

_DUE: Select[tuple[str, str, str, int]] = (
    select(wait.c.id, wait.c.instance_id, wait.c.kind, wait.c.tries)
    .join(process_instance, process_instance.c.id == wait.c.instance_id)
    .where(
        wait.c.state == WaitState.OPEN.value,
        wait.c.due_at <= bindparam("now"),
        process_instance.c.state == InstanceState.RUNNING.value,
    )
    .order_by(wait.c.due_at, wait.c.id)
    .limit(bindparam("most"))
)


def run_due(engine: ProcessEngine, limit: int = BATCH, *, together: int = TOGETHER) -> int:
    """Wake everything that is due now, oldest first, then deliver; returns how much was looked at.

    One failing wait never holds up the others: a refusal is noted and tried again later.
    """
    now = engine.clock.now()
    woken = work_through(
        lambda: _due(engine, now, limit),
        lambda waits: _were_there(engine, waits),
        ids=engine.ids,
        limit=limit,
        together=together,
    )
    return woken + deliver_due(engine, limit)


def begin_jobs(engine: ProcessEngine, wait_ids: Sequence[str]) -> None:
    """Do jobs that a command has just left, as the sweep would, without waiting for its next beat.

    Each is a transaction of its own. One that fails is tried again later; whoever dies in between
    leaves them to the sweep, and a sweep that is quicker does them. Nothing is raised: the command
    is done, whatever becomes of them.
    """
    for wait_id in wait_ids[:BEGUN_AT_ONCE]:
        try:
            _was_there(engine, Awaited(wait_id, 0))
        except Exception:  # not even the failure could be noted: the database is gone
            log.exception("jobs_left_to_the_sweep", wait=wait_id)
            return


def _due(engine: ProcessEngine, now: datetime, limit: int) -> list[Piece[Awaited]]:
    with engine.database.read() as connection:
        rows = connection.execute(_DUE, {"now": now, "most": limit})
        return [
            Piece(row.id, row.instance_id, Awaited(row.id, row.tries), alone=_is_alone(row))
            for row in rows
        ]


def _is_alone(row: Row[tuple[str, str, str, int]]) -> bool:
    """Work may take long, and what has failed before would spoil it for others again."""
    return bool(row.kind == WaitKind.JOB.value or row.tries)


def _were_there(engine: ProcessEngine, waits: Sequence[Awaited]) -> bool:
    """Whether all were there to be woken, however that went; else somebody else has taken some."""
    if len(waits) == 1:
        return _was_there(engine, waits[0])
    try:
        return engine.execute(WakeUp(tuple(waits)), SYSTEM) == len(waits)
    except SQLAlchemyError as failure:
        if trouble_of(failure) is not None:
            raise  # No case is to blame, and halves would find the database no better.
        log.info("waits_one_by_one", waits=len(waits), error=type(failure).__name__)
    except Exception as failure:  # whose it is shows in the halves, and so is told and noted there
        log.info("waits_one_by_one", waits=len(waits), error=type(failure).__name__)
    middle = len(waits) // 2
    return False not in [_were_there(engine, half) for half in (waits[:middle], waits[middle:])]


def _was_there(engine: ProcessEngine, one: Awaited) -> bool:
    try:
        return engine.execute(WakeUp((one,)), SYSTEM) == 1
    except NeedsAdmin as trouble:
        log.warning("wait_stands", wait=one.wait_id, code=trouble.message.key)
    except VinhDanhError as failure:
        log.warning("wait_failed", wait=one.wait_id, code=failure.message.key)
        _note_failure(engine, one, str(failure))
    except Exception as failure:  # the edge of a job: the rest of the sweep must go on
        log.exception("wait_broke", wait=one.wait_id)
        _note_failure(engine, one, type(failure).__name__)
    return True


def _note_failure(engine: ProcessEngine, one: Awaited, error: str) -> None:
    """Try again later, or give up with an incident; nothing if somebody else has tried since."""
    now, tries = engine.clock.now(), one.tries + 1
    with engine.database.write() as connection:
        instance_id = connection.execute(
            select(wait.c.instance_id)
            .join(process_instance, process_instance.c.id == wait.c.instance_id)
            .where(
                wait.c.id == one.wait_id,
                wait.c.state == WaitState.OPEN.value,
                wait.c.tries == one.tries,
            )
            .with_for_update(of=[process_instance, wait])
        ).scalar_one_or_none()
        if instance_id is None:
            return
        is_given_up = tries >= MAX_TRIES
        later = {"due_at": now + BACK_OFF[one.tries]} if not is_given_up else {}
        state = WaitState.FAILED if is_given_up else WaitState.OPEN
        connection.execute(
            update(wait)
            .where(wait.c.id == one.wait_id)
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
                wait_id=one.wait_id,
            )
