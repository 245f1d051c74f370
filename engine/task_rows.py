"""The rows of user tasks: offered, ended, and what a version says about each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from engine.execution import Wait, WaitKind
from engine.instances import TASK_COLUMNS, UserTask
from engine.lifecycle import TaskState
from engine.outcome import WRITE_TASKS
from engine.stages import stage_of

if TYPE_CHECKING:
    from engine.live import LiveInstance


def end_and_open(
    live: LiveInstance,
    ended: Sequence[Wait],
    opened: Sequence[Wait],
    completed: Mapping[str, Mapping[str, object]],
) -> None:
    """End tasks and open others; what was not completed is cancelled."""
    context = live.context
    for task in ended:
        if task.kind is not WaitKind.USER_TASK:
            continue
        ending = _ending(live, task.id, completed)
        if (known := context.tasks.get(task.id)) is not None:
            context.outcome.tasks.append({**_known_row(known), **ending})
        else:
            context.outcome.ended_tasks.append({"key": task.id, **ending})
    context.outcome.tasks += [
        _task_row(live, wait, None) for wait in opened if wait.kind is WaitKind.USER_TASK
    ]


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
    place = {"step_due": None, "of_instance": task.instance_id, "asked_by": None}
    return {**row, **place, "revision": task.revision + 1}


def open_tasks(
    live: LiveInstance, opened: Sequence[Wait], began: Mapping[str, datetime] | None = None
) -> None:
    """Offer tasks to their candidates; `began` says since when a step's time counts already."""
    if opened:
        rows = [_task_row(live, wait, (began or {}).get(wait.id)) for wait in opened]
        connection = live.context.connection
        connection.execute(WRITE_TASKS[connection.dialect.name], rows)


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
        "asked_by": context.registry.business.asked_by(context, live.record),
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


_PLACE = re.compile(r"\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}")
"""A value by its name, `{unit}`, or a number with its noun, `{files|file|files}`."""


def _title(live: LiveInstance, template: str) -> str:
    """The task's title with business values; only plain names, so that a template cannot pry."""
    if not template:
        return ""
    facts = live.context.registry.business.facts(live.context, live.record)
    return _PLACE.sub(lambda found: _shown(facts.get(found[1]), found[2], found[3]), template)


def _shown(value: object, one: str | None, many: str | None) -> str:
    if value is None:
        return ""
    if one is not None:
        return f"{value} {one if value == 1 else many}"
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
