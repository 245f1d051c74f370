"""The rows of user tasks: offered, ended, and what a version says about each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, update
from sqlalchemy.dialects import postgresql, sqlite

from engine import places
from engine.execution import Wait, WaitKind
from engine.instances import TASK_COLUMNS, UserTask
from engine.lifecycle import TaskState
from engine.stages import stage_of
from engine.tables import user_task

if TYPE_CHECKING:
    from engine.live import LiveInstance

_ENDING = ("state", "revision", "ended_at", "completed_by", "submission")
"""What the end of a task writes."""

_WRITE_TASKS = {
    dialect: (written := made.insert(user_task).values(places.FRESH)).on_conflict_do_update(
        index_elements=["id"], set_={name: written.excluded[name] for name in _ENDING}
    )
    for dialect, made in (("sqlite", sqlite), ("postgresql", postgresql))
}
"""A task that is known is written whole, so that one statement ends tasks and opens others."""

_CLOSE_TASKS = (
    update(user_task)
    .where(user_task.c.id == bindparam("key"))
    .values(revision=user_task.c.revision + 1)
)


def write_tasks(
    live: LiveInstance,
    ended: Sequence[Wait],
    opened: Sequence[Wait],
    completed: Mapping[str, Mapping[str, object]],
) -> None:
    """End tasks and open others; what was not completed is cancelled.

    Tasks that open look at the clock of the whole instance, so clocks are written before them.
    """
    context = live.context
    endings = {
        task.id: _ending(live, task.id, completed)
        for task in ended
        if task.kind is WaitKind.USER_TASK
    }
    known = [context.tasks[key] for key in endings if key in context.tasks]
    rows = [{**_known_row(task), **endings[task.id]} for task in known]
    rows += [_task_row(live, wait, None) for wait in opened if wait.kind is WaitKind.USER_TASK]
    context.write_clocks()
    if rows:
        context.connection.execute(_WRITE_TASKS[context.connection.dialect.name], rows)
    others = [{"key": key, **ending} for key, ending in endings.items() if key not in context.tasks]
    if others:
        context.connection.execute(_CLOSE_TASKS, others)


def _ending(
    live: LiveInstance, task_id: str, completed: Mapping[str, Mapping[str, object]]
) -> dict[str, object]:
    is_done, context = task_id in completed, live.context
    return {
        "state": (TaskState.COMPLETED if is_done else TaskState.CANCELLED).value,
        "ended_at": context.now,
        "completed_by": context.actor.id if is_done else None,
        "submission": completed.get(task_id),
    }


def _known_row(task: UserTask) -> dict[str, object]:
    """The row of a task as it was read, one revision on; its place in lists is of no matter now."""
    row = {column.name: getattr(task, column.name) for column in TASK_COLUMNS}
    place = {"step_due": None, "of_instance": task.instance_id}
    return {**row, **place, "revision": task.revision + 1}


def open_tasks(
    live: LiveInstance, opened: Sequence[Wait], began: Mapping[str, datetime] | None = None
) -> None:
    """Offer tasks to their candidates; `began` says since when a step's time counts already."""
    if opened:
        rows = [_task_row(live, wait, (began or {}).get(wait.id)) for wait in opened]
        connection = live.context.connection
        connection.execute(_WRITE_TASKS[connection.dialect.name], rows)


def _task_row(live: LiveInstance, wait: Wait, began: datetime | None) -> dict[str, object]:
    deadline, context = live.element_of(wait).deadline, live.context
    due = (
        context.clocks.start(live.record, deadline, task_id=wait.id, at=began) if deadline else None
    )
    return {
        "id": wait.id,
        "instance_id": live.id,
        "office_id": live.office_id,
        **task_columns(live, wait),
        "state": TaskState.OPEN.value,
        "revision": 1,
        "assignee": None,
        "created_at": context.now,
        "claimed_at": None,
        "due_at": due,
        "ended_at": None,
        "completed_by": None,
        "submission": None,
        "step_due": due,
        "of_instance": live.id,
    }


def task_columns(live: LiveInstance, wait: Wait) -> dict[str, object]:
    """What a task's row says because the version of its process says so."""
    element, stage = live.element_of(wait), stage_of(live, wait)
    context = live.context
    members = [
        member
        for group in element.candidate_groups
        for member in context.registry.business.members(context, live.record, group)
    ]
    return {
        "definition_id": live.definition.id,
        "element_id": wait.element_id,
        "process_key": wait.process_id,
        "name": element.name,
        "name_en": element.name_en,
        "title": _title(live, element.task_title) or element.name,
        "title_en": _title(live, element.task_title_en) or element.name_en,
        "stage": stage.name,
        "stage_en": stage.name_en,
        "form_key": element.form_key,
        "candidates": context.registry.candidates.ensure(context, members),
    }


_PLACE = re.compile(r"\{(\w+)\}")


def _title(live: LiveInstance, template: str) -> str:
    """The task's title with business values; only plain names, so that a template cannot pry."""
    if not template:
        return ""
    facts = live.context.registry.business.facts(live.context, live.record)
    return _PLACE.sub(lambda found: _shown(facts.get(found[1])), template)


def _shown(value: object) -> str:
    if value is None:
        return ""
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
