"""Sending what waits in the outbox: outside every transaction, at least once, under a stable id.

A row is leased before it is sent, so that several senders never send the same one at the same time;
whoever dies in between leaves a lease that runs out, and the letter goes again with the same
Message-ID.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING, Protocol, cast

import structlog
from sqlalchemy import select, update

from engine.incidents import open_incident
from engine.tables import outbox
from workflows.attachments import BlobStore
from workflows.documents.enclosing import Enclosed, enclosed
from workflows.letters import letter
from workflows.notices import MAIL

if TYPE_CHECKING:
    from engine.process_engine import ProcessEngine

log = structlog.get_logger()

MAX_TRIES = 3
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=10))
"""How long to wait after the first and the second failure; after the third comes an incident."""

LEASE = timedelta(minutes=5)
"""Longer than any transport may take."""

BATCH = 50

PATIENCE, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
"""How soon a letter looks again for documents that go along, and when it goes without them."""


class TransportFailed(Exception):
    """The letter could not be handed over; it is tried again later."""


class Transport(Protocol):
    """Where letters go."""

    def send(self, message: EmailMessage) -> None:
        """Hand a letter over; raises `TransportFailed`."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row that this sender has leased."""

    id: str
    payload: dict[str, object]
    tries: int
    created_at: datetime


def send_due(
    engine: ProcessEngine,
    transport: Transport,
    *,
    sender: str,
    blobs: BlobStore | None = None,
    limit: int = BATCH,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Send the letters that are due, oldest first; returns how many were handed over.

    One that fails never holds up the others. Asked before each, `stop` leaves the rest for later.
    Documents go along from `blobs`; a letter waits a while for one that is still being made.
    """
    handed_over = 0
    for row_id in _due_ids(engine, limit):
        if stop():
            break
        waiting = _lease(engine, row_id)
        if waiting is None:
            continue
        files = _enclosed(engine, blobs, waiting)
        if files is None:
            _put_off(engine, waiting)
            continue
        try:
            transport.send(
                letter(
                    waiting.id,
                    waiting.payload,
                    sender=sender,
                    at=waiting.created_at,
                    enclosed=files,
                )
            )
        except (TransportFailed, ValueError) as failure:
            log.warning("mail_failed", outbox=waiting.id, error=str(failure))
            _note_failure(engine, waiting, str(failure))
            continue
        _note_sent(engine, waiting)
        handed_over += 1
    return handed_over


def _due_ids(engine: ProcessEngine, limit: int) -> list[str]:
    with engine.database.read() as connection:
        return list(
            connection.execute(
                select(outbox.c.id)
                .where(
                    outbox.c.sent_at.is_(None),
                    outbox.c.due_at <= engine.clock.now(),
                    outbox.c.kind == MAIL,
                    outbox.c.tries < MAX_TRIES,
                )
                .order_by(outbox.c.due_at, outbox.c.id)
                .limit(limit)
            ).scalars()
        )


def _lease(engine: ProcessEngine, row_id: str) -> Waiting | None:
    """Take a row for a while; None when another sender has it or has sent it."""
    now = engine.clock.now()
    with engine.database.write() as connection:
        row = connection.execute(
            update(outbox)
            .where(outbox.c.id == row_id, outbox.c.sent_at.is_(None), outbox.c.due_at <= now)
            .values(due_at=now + LEASE)
            .returning(outbox.c.payload, outbox.c.tries, outbox.c.created_at)
        ).one_or_none()
    if row is None:
        return None
    return Waiting(row_id, cast("dict[str, object]", row.payload), row.tries, row.created_at)


def _enclosed(
    engine: ProcessEngine, blobs: BlobStore | None, waiting: Waiting
) -> Sequence[Enclosed] | None:
    """What goes along; None while it is worth waiting for."""
    wanted = cast("list[str]", waiting.payload.get("documents") or [])
    if blobs is None or not wanted:
        return ()
    with engine.view() as view:
        found = enclosed(view, blobs, wanted)
    if found is None and engine.clock.now() - waiting.created_at > LONGEST_WAIT:
        return ()
    return found


def _put_off(engine: ProcessEngine, waiting: Waiting) -> None:
    with engine.database.write() as connection:
        connection.execute(
            update(outbox)
            .where(outbox.c.id == waiting.id)
            .values(due_at=engine.clock.now() + PATIENCE)
        )


def _note_sent(engine: ProcessEngine, waiting: Waiting) -> None:
    with engine.database.write() as connection:
        connection.execute(
            update(outbox)
            .where(outbox.c.id == waiting.id)
            .values(sent_at=engine.clock.now(), error="")
        )


def _note_failure(engine: ProcessEngine, waiting: Waiting, error: str) -> None:
    now = engine.clock.now()
    tries = waiting.tries + 1
    with engine.database.write() as connection:
        connection.execute(
            update(outbox)
            .where(outbox.c.id == waiting.id)
            .values(
                tries=tries,
                error=error,
                due_at=now + BACK_OFF[tries - 1] if tries < MAX_TRIES else now,
            )
        )
        if tries >= MAX_TRIES:
            open_incident(
                connection,
                str(waiting.payload["instance"]),
                "mail_failed",
                error,
                ids=engine.ids,
                now=now,
                outbox_id=waiting.id,
            )
