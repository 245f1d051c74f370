"""Who has had a hand in a draft: kept as long as the draft, whatever becomes of its history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select

from workflows.tables.studio import procedure_draft_saver

if TYPE_CHECKING:
    from engine.view import View


def note_saver(connection: Connection, draft_id: str, person_id: str) -> None:
    """Somebody drew in a draft, took something out of it, or handed it in.

    The draft's row is locked by whoever changes it, so that nobody is noted twice.
    """
    saver = procedure_draft_saver
    mine = (saver.c.draft_id == draft_id) & (saver.c.person_id == person_id)
    if connection.execute(select(saver.c.person_id).where(mine)).first() is None:
        connection.execute(insert(saver).values(draft_id=draft_id, person_id=person_id))


def savers_of(view: View, draft_id: str) -> frozenset[str]:
    """Everybody who has had a hand in it: none of them may approve it."""
    found = view.connection.execute(
        select(procedure_draft_saver.c.person_id).where(
            procedure_draft_saver.c.draft_id == draft_id
        )
    )
    return frozenset(found.scalars())
