"""Instances and user tasks as rows: frozen records and how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, select

from engine.errors import NotFound
from engine.execution import Scalar
from engine.lifecycle import InstanceState, TaskState
from engine.rows import values_of
from engine.tables import process_instance, user_task


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """A running (or ended) process, without its engine state: enough for pages, gates and law."""

    id: str
    office_id: str
    definition_id: str
    state: InstanceState
    stage: str
    stage_en: str
    started_at: datetime
    ended_at: datetime | None
    variables: Mapping[str, Scalar]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTask:
    """One step that waits for a person, or did."""

    id: str
    instance_id: str
    office_id: str
    definition_id: str
    element_id: str
    process_key: str
    name: str
    name_en: str
    title: str
    title_en: str
    stage: str
    stage_en: str
    form_key: str
    candidates: str
    state: TaskState
    revision: int
    assignee: str | None
    created_at: datetime
    claimed_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    completed_by: str | None
    submission: Mapping[str, object] | None

    @property
    def is_open(self) -> bool:
        return self.state in (TaskState.OPEN, TaskState.CLAIMED)


INSTANCE_COLUMNS = tuple(
    process_instance.c[name]
    for name in (
        "id",
        "office_id",
        "definition_id",
        "state",
        "stage",
        "stage_en",
        "started_at",
        "ended_at",
        "variables",
    )
)
"""Everything but the snapshot: no page restores an instance."""


def instance_of(row: Row[tuple[object, ...]]) -> Instance:
    values = values_of(row, INSTANCE_COLUMNS)
    values["state"] = InstanceState(values["state"])
    return Instance(**values)


_OF_LISTS = ("rank", "nearest_due", "asked_by")
TASK_COLUMNS = tuple(column for column in user_task.c if column.name not in _OF_LISTS)
"""Everything but its place in lists, which lists alone look at."""


def task_of(row: Row[tuple[object, ...]]) -> UserTask:
    values = values_of(row, TASK_COLUMNS)
    values["state"] = _task_state(values)
    return UserTask(**values)


def _task_state(values: Mapping[str, object]) -> TaskState:
    """What the row says; where that is no state, what follows from the rest of it."""
    try:
        return TaskState(str(values["state"]))
    except ValueError:
        if values["ended_at"] is None:
            return TaskState.OPEN if values["assignee"] is None else TaskState.CLAIMED
        is_done = values["completed_by"] is not None
        return TaskState.COMPLETED if is_done else TaskState.CANCELLED


_INSTANCE = select(*INSTANCE_COLUMNS).where(process_instance.c.id == bindparam("key"))
_TASK = select(*TASK_COLUMNS).where(user_task.c.id == bindparam("key"))
_TASKS = (
    select(*TASK_COLUMNS)
    .where(user_task.c.instance_id == bindparam("instance"))
    .order_by(user_task.c.created_at, user_task.c.id)
)
# Made once: making a statement costs more than running it.


def get_instance(connection: Connection, instance_id: str) -> Instance:
    row = connection.execute(_INSTANCE, {"key": instance_id}).one_or_none()
    if row is None:
        raise NotFound()
    return instance_of(row)


def get_task(connection: Connection, task_id: str) -> UserTask:
    row = connection.execute(_TASK, {"key": task_id}).one_or_none()
    if row is None:
        raise NotFound()
    return task_of(row)


def tasks_of_instance(connection: Connection, instance_id: str) -> tuple[UserTask, ...]:
    """All user tasks of an instance, open and ended, oldest first."""
    rows = connection.execute(_TASKS, {"instance": instance_id})
    return tuple(task_of(row) for row in rows)
