"""Read marks: which tasks a person has opened, so that new ones stand out in the list."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.lifecycle import OPEN_TASK
from engine.tables import user_task
from workflows.tables.accounts import read_mark


def is_read(connection: Connection, *, task_id: str, person_id: str) -> bool:
    found = connection.execute(
        select(read_mark.c.task_id).where(
            read_mark.c.task_id == task_id, read_mark.c.person_id == person_id
        )
    ).first()
    return found is not None


def mark(connection: Connection, *, task_id: str, person_id: str, now: datetime) -> None:
    """Note that a person has opened a task; their marks of tasks that have ended go."""
    is_open = user_task.c.state.in_([state.value for state in OPEN_TASK])
    connection.execute(
        delete(read_mark).where(
            read_mark.c.person_id == person_id,
            read_mark.c.task_id.not_in(
                select(user_task.c.id).where(user_task.c.id == read_mark.c.task_id, is_open)
            ),
        )
    )
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(
        dialect.insert(read_mark)
        .values(task_id=task_id, person_id=person_id, read_at=now)
        .on_conflict_do_nothing()
    )
