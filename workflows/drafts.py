"""Drafts: what an officer has typed into a task so far; the last one counts, nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from engine.canonical import canonical
from engine.errors import Rejected
from engine.lifecycle import OPEN_TASK
from engine.tables import user_task
from workflows.tables.accounts import draft

LARGEST_DRAFT = 2_000_000


class DraftTooLarge(Rejected):
    """What you typed is too long to be kept as a draft; shorten it or attach a file."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A half-filled form as it was typed, valid or not."""

    data: Mapping[str, object]
    saved_at: datetime


def save(
    connection: Connection,
    *,
    task_id: str,
    person_id: str,
    data: Mapping[str, object],
    now: datetime,
) -> None:
    """Keep what was typed; the person's drafts of tasks that have ended go at the same time."""
    if len(canonical(data)) > LARGEST_DRAFT:
        raise DraftTooLarge()
    _forget_ended(connection, person_id)
    changed = connection.execute(
        update(draft)
        .where(draft.c.task_id == task_id, draft.c.person_id == person_id)
        .values(data=data, saved_at=now)
    )
    if changed.rowcount == 0:
        connection.execute(
            insert(draft).values(task_id=task_id, person_id=person_id, data=data, saved_at=now)
        )


def load(connection: Connection, *, task_id: str, person_id: str) -> Draft | None:
    row = connection.execute(
        select(draft.c.data, draft.c.saved_at).where(
            draft.c.task_id == task_id, draft.c.person_id == person_id
        )
    ).one_or_none()
    return None if row is None else Draft(row.data, row.saved_at)


def _forget_ended(connection: Connection, person_id: str) -> None:
    """Drafts of tasks that are done or gone; here rather than in the command that ends a task."""
    is_open = user_task.c.state.in_([state.value for state in OPEN_TASK])
    connection.execute(
        delete(draft).where(
            draft.c.person_id == person_id,
            draft.c.task_id.not_in(
                select(user_task.c.id).where(user_task.c.id == draft.c.task_id, is_open)
            ),
        )
    )
