"""Messages and signals on their way from the outbox to those who wait, one transaction each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select, update

from engine.actors import SYSTEM
from engine.beginnings import BeginByTimer, Beginning, begin, due_starts, starts_of
from engine.errors import NotFound, VinhDanhError
from engine.execution import Scalar, WaitKind
from engine.incidents import NeedsAdmin, open_incident
from engine.lifecycle import InstanceState, WaitState
from engine.messages import MESSAGE, SIGNAL, send
from engine.model import EventKind
from engine.sharing import Piece, work_through
from engine.tables import outbox, process_instance, start_event, wait

if TYPE_CHECKING:
    from engine.context import Context
    from engine.process_engine import ProcessEngine
    from engine.registry import Registry

log = structlog.get_logger()

BACK_OFF = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(days=1))
"""How long a message is kept before it is tried again; after the last try comes an incident.

Whoever begins to wait for it in between gets it at once.
"""


class NobodyWaits(VinhDanhError):
    """Nobody waits for the message %(name)s yet."""


class SeveralWait(VinhDanhError):
    """Several cases wait for the message %(name)s with the same key; it is for one of them."""


class SeveralBegin(VinhDanhError):
    """Several processes begin with the message %(name)s; it is for one of them."""


@dataclass(frozen=True, slots=True)
class Deliver:
    """Bring a message or signal to whoever waits for it."""

    outbox_id: str
    tries: int


Arrival = BeginByTimer | Deliver


@dataclass(frozen=True, slots=True)
class Letter:
    """A due row as located; without a kind somebody else has taken it."""

    id: str
    kind: str = ""
    name: str = ""
    key: str = ""
    variables: Mapping[str, Scalar] | None = None
    sender: str = ""
    wait_id: str = ""
    start_id: str = ""
    created_at: datetime | None = None


def register(registry: Registry) -> None:
    registry.command(
        Deliver, action="message.deliver", locate=_locate, handle=_deliver, begins_jobs=True
    )


def deliver_due(engine: ProcessEngine, limit: int) -> int:
    """Begin what is due to begin and deliver what waits; how many were looked at.

    One that fails never holds up the others.
    """
    now = engine.clock.now()
    return work_through(
        lambda: _due(engine, now, limit),
        lambda arrivals: False not in [_was_there(engine, one) for one in arrivals],
        ids=engine.ids,
        limit=limit,
    )


def _due(engine: ProcessEngine, now: datetime, limit: int) -> list[Piece[Arrival]]:
    with engine.database.read() as connection:
        starts = due_starts(connection, now, limit)
        rows = connection.execute(
            select(outbox.c.id, outbox.c.tries, outbox.c.payload)
            .where(
                outbox.c.sent_at.is_(None),
                outbox.c.due_at <= now,
                outbox.c.kind.in_((MESSAGE, SIGNAL)),
                outbox.c.tries <= len(BACK_OFF),
            )
            .order_by(outbox.c.due_at, outbox.c.id)
            .limit(limit)
        )
        due: list[Piece[Arrival]] = [Piece(one.start_id, one.start_id, one) for one in starts]
        due += [Piece(row.id, _line(row.payload), Deliver(row.id, row.tries)) for row in rows]
    return due


def _line(told: Mapping[str, str]) -> str:
    """Letters for the same receiver arrive in the order in which they were sent."""
    return told.get("wait") or told.get("start") or f"{told['name']} {told['key']}"


def _deliver(context: Context, command: Deliver, letter: Letter) -> bool:
    if not letter.kind:
        return False
    if letter.wait_id:
        _hand_over(context, letter, letter.wait_id)
    elif letter.start_id:
        _begin_by_signal(context, letter)
    elif letter.kind == SIGNAL:
        _spread(context, letter)
    else:
        _find_one(context, letter)
    context.connection.execute(
        update(outbox).where(outbox.c.id == letter.id).values(sent_at=context.now)
    )
    return True


def _find_one(context: Context, message: Letter) -> None:
    """The one instance that waits for the message, else the process that begins with it."""
    waiting = _waiting(context, WaitKind.MESSAGE, message, most=2)
    if len(waiting) > 1:
        raise SeveralWait(name=message.name)
    if waiting and _hand_over(context, message, waiting[0]):
        return
    starts = starts_of(context.connection, EventKind.MESSAGE, message.name)
    if waiting or not starts:
        raise NobodyWaits(name=message.name)
    if len(starts) > 1:
        raise SeveralBegin(name=message.name)
    [(_, definition_id, element_id)] = starts
    begin(context, definition_id, _beginning(message, element_id, EventKind.MESSAGE))


def _spread(context: Context, signal: Letter) -> None:
    """One row of its own for each who waits, so that none depends on another.

    Whoever threw it has heard it already, and whoever began to wait since did not hear it.
    """
    to = partial(
        send, context, SIGNAL, name=signal.name, variables=signal.variables, sender=signal.sender
    )
    for wait_id in _waiting(context, WaitKind.SIGNAL, signal):
        to(wait=wait_id)
    for start_id, _, _ in starts_of(context.connection, EventKind.SIGNAL, signal.name):
        to(start=start_id)


def _waiting(
    context: Context, kind: WaitKind, letter: Letter, most: int | None = None
) -> list[str]:
    query = (
        select(wait.c.id)
        .join(process_instance, process_instance.c.id == wait.c.instance_id)
        .where(
            wait.c.state == WaitState.OPEN.value,
            wait.c.kind == kind.value,
            wait.c.event_name == letter.name,
            process_instance.c.state == InstanceState.RUNNING.value,
        )
        .order_by(wait.c.created_at, wait.c.id)
        .limit(most)
    )
    if kind is WaitKind.MESSAGE:
        query = query.where(wait.c.correlation == letter.key)
    else:
        query = query.where(
            wait.c.created_at <= letter.created_at, wait.c.instance_id != letter.sender
        )
    return list(context.connection.execute(query).scalars())


def _hand_over(context: Context, letter: Letter, wait_id: str) -> bool:
    """End a wait with what the letter says; False when it is over already."""
    instance_id = context.connection.execute(
        select(wait.c.instance_id).where(wait.c.id == wait_id, wait.c.state == WaitState.OPEN.value)
    ).scalar_one_or_none()
    if instance_id is None:
        return False
    live = context.instance(instance_id)
    try:
        live.wait(wait_id)
    except NotFound:
        return False
    live.receive(letter.variables or {})
    live.complete(wait_id)
    context.record("message.deliver", letter.kind, letter.id, instance_id=live.id, name=letter.name)
    return True


def _begin_by_signal(context: Context, signal: Letter) -> None:
    row = context.connection.execute(
        select(start_event).where(start_event.c.id == signal.start_id)
    ).one_or_none()
    if row is not None:  # Else a newer version was deployed meanwhile, and hears the next one.
        begin(context, row.definition_id, _beginning(signal, row.element_id, EventKind.SIGNAL))


def _beginning(letter: Letter, element_id: str, kind: EventKind) -> Beginning:
    return Beginning(
        element_id=element_id,
        kind=kind,
        name=letter.name,
        key=letter.key,
        variables=letter.variables,
        sender=letter.sender,
    )


def _locate(context: Context, command: Deliver) -> Letter:
    row = context.connection.execute(
        select(outbox)
        .where(
            outbox.c.id == command.outbox_id,
            outbox.c.tries == command.tries,
            outbox.c.sent_at.is_(None),
            outbox.c.due_at <= context.now,
        )
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return Letter(command.outbox_id)
    told = row.payload
    return Letter(
        id=row.id,
        kind=row.kind,
        name=told["name"],
        key=told["key"],
        variables=told["variables"],
        sender=told["instance"],
        wait_id=told.get("wait", ""),
        start_id=told.get("start", ""),
        created_at=row.created_at,
    )


# -- failures


def _was_there(engine: ProcessEngine, command: Arrival) -> bool:
    """Whether it was there to arrive, however that went; else somebody else has taken it."""
    try:
        return engine.execute(command, SYSTEM) is not False
    except NeedsAdmin as trouble:
        log.warning("delivery_stands", command=repr(command), code=trouble.message.key)
        _note_failure(engine, command, str(trouble))
    except VinhDanhError as failure:
        log.info("not_delivered", command=repr(command), code=failure.message.key)
        _note_failure(engine, command, str(failure))
    except Exception as failure:  # the edge of a job: the rest of the sweep must go on
        log.exception("delivery_broke", command=repr(command))
        _note_failure(engine, command, type(failure).__name__)
    return True


def _note_failure(engine: ProcessEngine, command: Arrival, error: str) -> None:
    """Try again later; after the last try whoever sent it has an incident."""
    now = engine.clock.now()
    is_last = command.tries >= len(BACK_OFF)
    later = {} if is_last else {"due_at": now + BACK_OFF[command.tries]}
    is_letter = isinstance(command, Deliver)
    table = outbox if is_letter else start_event
    key = command.outbox_id if isinstance(command, Deliver) else command.start_id
    with engine.database.write() as connection:
        noted = connection.execute(
            update(table)
            .where(table.c.id == key, table.c.tries == command.tries)
            .values(tries=command.tries + 1, error=error, **later)
        )
        if not is_last or noted.rowcount == 0:
            return
        if not is_letter:
            connection.execute(update(table).where(table.c.id == key).values(due_at=None))
            return
        sender = connection.execute(select(outbox.c.payload).where(outbox.c.id == key)).scalar_one()
        if sender["instance"]:
            open_incident(
                connection,
                sender["instance"],
                "message_undelivered",
                error,
                ids=engine.ids,
                now=now,
                outbox_id=key,
            )
