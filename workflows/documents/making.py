"""Making the files of documents: outside every request and transaction, tried again, never twice.

A version is leased before it is made, so that several processes never make the same one at once;
whoever dies in between leaves a lease that runs out. What is made depends on the fixed content
alone, so that making it again gives the same files and no number is ever taken here.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import case, select, update

from engine.actors import SYSTEM
from engine.errors import VinhDanhError
from engine.incidents import open_incident
from workflows.attachments import BlobStore
from workflows.documents.keeping_files import KeepFiles
from workflows.documents.page_pictures import packed
from workflows.documents.rendering import Press, render
from workflows.documents.store import Step, Version, VersionState, get_document, get_version
from workflows.tables.documents import document_version as version_table

if TYPE_CHECKING:
    from engine.process_engine import ProcessEngine

log = structlog.get_logger()

MAX_TRIES = 3
BACK_OFF = (timedelta(minutes=1), timedelta(minutes=10))
"""How long to wait after the first and the second failure; after the third comes an incident."""

LEASE = timedelta(minutes=5)
"""Longer than the longest document takes."""

BATCH = 20

LOOKED_FOR = timedelta(minutes=10)
"""Whoever has asked for a document looks for it so long; what waits longer gives way to it."""


def render_due(
    engine: ProcessEngine,
    press: Press,
    limit: int = BATCH,
    *,
    stop: Callable[[], bool] = lambda: False,
) -> int:
    """Make what is due, oldest first; returns how many versions became ready.

    What somebody has just asked for goes before a backlog. One that fails never holds up the
    others. Asked before each, `stop` leaves the rest for later.
    """
    made, seen = 0, set[str]()
    while len(seen) < limit and not stop():
        version_id = _next(engine, seen)
        if version_id is None:
            break
        seen.add(version_id)
        version = _lease(engine, version_id)
        if version is None:
            continue
        try:
            _make(engine, press, version)
        except VinhDanhError as failure:
            log.warning("document_failed", version=version.id, error=str(failure))
            _note_failure(engine, version, str(failure))
        except Exception as failure:  # the edge of a job: the others must go on
            log.exception("document_broke", version=version.id)
            _note_failure(engine, version, f"{type(failure).__name__}: {failure}"[:500])
        else:
            made += 1
    return made


def _make(engine: ProcessEngine, press: Press, version: Version) -> None:
    rendered = render(engine, press, version, tell=partial(_tell, engine, version))
    pdf_sha256, pdf_size = _stored(press.blobs, rendered.pdf)
    word_sha256, word_size = _stored(press.blobs, rendered.word)
    engine.execute(
        KeepFiles(
            version_id=version.id,
            tries=version.tries,
            content=rendered.content,
            content_hash=rendered.content_hash,
            is_draft=rendered.is_draft,
            pdf_sha256=pdf_sha256,
            pdf_size=pdf_size,
            word_sha256=word_sha256,
            word_size=word_size,
            pages=len(rendered.pages),
            pages_sha256=press.blobs.put(io.BytesIO(packed(rendered.pages)))[0],
            template_id=rendered.template_id,
        ),
        SYSTEM,
    )


def _stored(blobs: BlobStore, file: bytes) -> tuple[str, int]:
    if not file:
        return "", 0
    sha256, size, _ = blobs.put(io.BytesIO(file))
    return sha256, size


def _tell(engine: ProcessEngine, version: Version, step: Step) -> None:
    """Say on the page how far it is; nothing but a look depends on it."""
    with engine.database.write() as connection:
        connection.execute(
            update(version_table)
            .where(version_table.c.id == version.id, version_table.c.tries == version.tries)
            .values(step=step)
        )


def _next(engine: ProcessEngine, seen: Collection[str]) -> str | None:
    """What comes now; asked before each, for somebody may have asked meanwhile."""
    now, made = engine.clock.now(), version_table.c
    has_waited = case((made.created_at < now - LOOKED_FOR, 1), else_=0)
    with engine.database.read() as connection:
        found: str | None = connection.execute(
            select(made.id)
            .where(
                made.state == VersionState.WAITING.value,
                made.due_at <= now,
                made.id.not_in(list(seen)),
            )
            .order_by(has_waited, made.due_at, made.id)
            .limit(1)
        ).scalar_one_or_none()
    return found


def _lease(engine: ProcessEngine, version_id: str) -> Version | None:
    """Take a version for a while; None when another process has it or has made it."""
    now = engine.clock.now()
    with engine.database.write() as connection:
        taken = connection.execute(
            update(version_table)
            .where(
                version_table.c.id == version_id,
                version_table.c.state == VersionState.WAITING.value,
                version_table.c.due_at <= now,
            )
            .values(due_at=now + LEASE)
        ).rowcount
    if not taken:
        return None
    with engine.view() as view:
        return get_version(view, version_id)


def _note_failure(engine: ProcessEngine, version: Version, error: str) -> None:
    now, tries = engine.clock.now(), version.tries + 1
    is_given_up = tries >= MAX_TRIES
    state = VersionState.FAILED if is_given_up else VersionState.WAITING
    with engine.database.write() as connection:
        noted = connection.execute(
            update(version_table)
            .where(version_table.c.id == version.id, version_table.c.tries == version.tries)
            .values(
                tries=tries,
                error=error,
                step=Step.QUEUED,
                state=state.value,
                due_at=_next_try(now, tries),
            )
        ).rowcount
    if noted and is_given_up:
        _report(engine, version, error, now)


def _next_try(now: datetime, tries: int) -> datetime:
    return now + BACK_OFF[tries - 1] if tries < MAX_TRIES else now


def _report(engine: ProcessEngine, version: Version, error: str, now: datetime) -> None:
    with engine.view() as view:
        instance_id = get_document(view, version.document_id).instance_id
    with engine.database.write() as connection:
        open_incident(connection, instance_id, "document_failed", error, ids=engine.ids, now=now)
