"""Earlier contents of the files of a draft, and what was set aside: kept, the oldest forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Row, delete, func, insert, select

from workflows.studio.drafts import DraftFile, file_of, files_in
from workflows.tables.studio import procedure_draft_past

if TYPE_CHECKING:
    from engine.view import View

MOST_PAST = 40
"""Earlier contents kept of one file; the oldest go first."""

PAST_EVERY = timedelta(minutes=5)
"""How often one's own earlier content is kept; what somebody else saved is kept always."""


def past_of(view: View, draft_id: str, name: str) -> tuple[DraftFile, ...]:
    """Earlier contents of a file, the newest first."""
    rows = view.connection.execute(
        files_in(procedure_draft_past, draft_id)
        .where(procedure_draft_past.c.name == name)
        .order_by(procedure_draft_past.c.saved_at.desc(), procedure_draft_past.c.revision.desc())
    )
    return tuple(file_of(row) for row in rows)


def keep_past(
    connection: Connection,
    known: Row[tuple[object, ...]],
    person_id: str,
    now: datetime,
    *,
    always: bool = False,
) -> None:
    """What is about to be replaced, unless it is one's own of a few minutes ago."""
    past = procedure_draft_past
    mine = (past.c.draft_id == known.draft_id) & (past.c.name == known.name)
    last = connection.execute(select(func.max(past.c.saved_at)).where(mine)).scalar_one_or_none()
    is_fresh = last is not None and now - last < PAST_EVERY
    if known.saved_by == person_id and is_fresh and not always:
        return
    if connection.execute(
        select(past.c.revision).where(mine, past.c.revision == known.revision)
    ).first():
        return
    connection.execute(
        insert(past).values(
            draft_id=known.draft_id,
            name=known.name,
            revision=known.revision,
            content=known.content,
            saved_by=known.saved_by,
            saved_at=known.saved_at,
        )
    )
    _forget_oldest(connection, known.draft_id, known.name)


def _forget_oldest(connection: Connection, draft_id: str, name: str) -> None:
    """Who saved what is forgotten here stays known: `savers_of`."""
    past = procedure_draft_past
    mine = (past.c.draft_id == draft_id) & (past.c.name == name)
    kept = connection.execute(
        select(past.c.revision)
        .where(mine)
        .order_by(past.c.saved_at.desc(), func.abs(past.c.revision).desc())
    ).scalars()
    if oldest := list(kept)[MOST_PAST:]:
        connection.execute(delete(past).where(mine, past.c.revision.in_(oldest)))


def keep_aside(
    connection: Connection,
    *,
    draft_id: str,
    name: str,
    content: bytes,
    person_id: str,
    now: datetime,
) -> None:
    """Below zero: what was set aside never was the file itself."""
    past = procedure_draft_past
    mine = (past.c.draft_id == draft_id) & (past.c.name == name)
    lowest = connection.execute(select(func.min(past.c.revision)).where(mine)).scalar_one_or_none()
    connection.execute(
        insert(past).values(
            draft_id=draft_id,
            name=name,
            revision=min(lowest or 0, 0) - 1,
            content=content,
            saved_by=person_id,
            saved_at=now,
        )
    )
    _forget_oldest(connection, draft_id, name)


def next_revision(connection: Connection, draft_id: str, name: str) -> int:
    """A file that comes back after it was removed goes on counting: revisions are never reused."""
    past = procedure_draft_past
    last = connection.execute(
        select(func.max(past.c.revision)).where(past.c.draft_id == draft_id, past.c.name == name)
    ).scalar_one_or_none()
    return (last or 0) + 1
