"""Rows whose state is none that there is: damaged outside the program, and told of no other row.

A task's state follows from what else its row says, a wait's from the stored state of its instance;
of an instance nobody can tell, so it stands still until an admin has looked.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from sqlalchemy import Column, ColumnElement, Connection, case, select, union, update

from engine.lifecycle import InstanceState, TaskState, WaitState
from engine.tables import process_instance, user_task, wait


def is_nameless(column: Column[str], states: type[StrEnum]) -> ColumnElement[bool]:
    return column.not_in([state.value for state in states])


NAMELESS_INSTANCE = is_nameless(process_instance.c.state, InstanceState)
_NAMELESS_TASK = is_nameless(user_task.c.state, TaskState)
_NAMELESS_WAIT = is_nameless(wait.c.state, WaitState)

STATE_OF_TASK = case(
    (user_task.c.ended_at.is_(None) & user_task.c.assignee.is_(None), TaskState.OPEN.value),
    (user_task.c.ended_at.is_(None), TaskState.CLAIMED.value),
    (user_task.c.completed_by.is_not(None), TaskState.COMPLETED.value),
    else_=TaskState.CANCELLED.value,
)
"""The state of a task by what else its row says; `engine.instances` reads it alike."""


def instances_with_nameless_rows(connection: Connection) -> frozenset[str]:
    """Ids of instances of which a task or a wait has a state that there is not."""
    found = union(
        select(user_task.c.instance_id.label("id")).where(_NAMELESS_TASK),
        select(wait.c.instance_id.label("id")).where(_NAMELESS_WAIT),
    ).subquery()
    return frozenset(connection.execute(select(found.c.id)).scalars())


def name_states(connection: Connection, instance_id: str, waiting: Collection[str]) -> None:
    """Give the tasks and waits of an instance their states back; `waiting` are its open waits."""
    connection.execute(
        update(user_task)
        .where(user_task.c.instance_id == instance_id, _NAMELESS_TASK)
        .values(state=STATE_OF_TASK)
    )
    is_open = wait.c.id.in_(list(waiting))
    connection.execute(
        update(wait)
        .where(wait.c.instance_id == instance_id, _NAMELESS_WAIT)
        .values(state=case((is_open, WaitState.OPEN.value), else_=WaitState.DONE.value))
    )
