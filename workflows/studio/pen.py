"""Who draws in a draft: one at a time, and whoever has left may be relieved."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from engine.errors import Conflict, NotFound
from workflows.tables.studio import procedure_draft

AWAY_AFTER = timedelta(seconds=40)
"""An editor whose page has been silent for so long has left."""


class AnotherDraws(Conflict):
    """Somebody else is drawing in this draft; take over first."""


def take_pen(
    connection: Connection, *, draft_id: str, person_id: str, wall: datetime, over: bool
) -> None:
    """Say that one is drawing; with `over` also when somebody else still is."""
    row = connection.execute(
        select(procedure_draft.c.editor_id, procedure_draft.c.editor_seen).where(
            procedure_draft.c.id == draft_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound()
    other = row.editor_id not in ("", person_id)
    is_there = row.editor_seen is not None and wall - row.editor_seen < AWAY_AFTER
    if other and is_there and not over:
        raise AnotherDraws()
    note_editor(connection, draft_id, person_id, wall)


def lay_down_pen(connection: Connection, *, draft_id: str, person_id: str) -> None:
    """Say that one draws no more."""
    connection.execute(
        update(procedure_draft)
        .where(procedure_draft.c.id == draft_id, procedure_draft.c.editor_id == person_id)
        .values(editor_id="", editor_seen=None)
    )


def note_editor(connection: Connection, draft_id: str, person_id: str, wall: datetime) -> None:
    """Somebody was seen drawing just now."""
    connection.execute(
        update(procedure_draft)
        .where(procedure_draft.c.id == draft_id)
        .values(editor_id=person_id, editor_seen=wall)
    )
