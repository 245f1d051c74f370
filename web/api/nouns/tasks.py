"""`/tasks`: what waits for the caller, and acting on it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

from engine.completing import CompleteTask
from engine.errors import FieldError, InvalidData
from engine.forms import FormRow
from engine.tasks import AssignTask, ClaimTask, ReleaseTask, ReturnTask
from forms.validator import definition_of
from web.api.bodies import Values
from web.api.nouns.gates import told_rules
from web.api.operations import execute, reads, writes
from web.api.paging import page_answer, turn_of
from web.api.reasons import UNKNOWN
from web.api.shapes import tasks as shapes
from web.api.shapes.common import page_of
from web.problems import is_about
from web.requests import actor, engine, view
from web.typed import kept_answers
from web.wording import gettext, in_language, say
from workflows.queries.tasks import GateSeen, TaskForm, TaskPage, gates_of, task_form, task_page
from workflows.queries.work import Queue, Scope
from workflows.queries.work_places import Asked
from workflows.queries.worklist import TaskRow, tasks_page


@reads(
    "/tasks",
    page_of(shapes.TaskLine),
    query=shapes.TaskQuery,
    summary="Your tasks, the most urgent first",
)
def list_tasks(asked: Values) -> object:
    queue = cast("str | None", asked.get("queue"))
    wanted = Asked(
        scope=Scope(cast(str, asked["scope"])),
        queue=Queue(queue) if queue else None,
        procedure=cast(str, asked.get("procedure", "")),
        unit_id=cast(str, asked.get("unit", "")),
        text=cast(str, asked["q"]),
        turn=turn_of(asked),
    )
    return page_answer(tasks_page(view(), actor(), wanted), _line)


@reads("/tasks/<task_id>", shapes.Task, summary="A task with its form, gates and acts")
def get_task(task_id: str, asked: Values) -> object:
    shown = task_page(view(), engine().definitions, actor(), task_id)
    data = kept_answers(shown)
    return _whole(shown, data)


@writes("/tasks/<task_id>/claim", shapes.Claim, shapes.TaskAct, summary="Take a task")
def claim_task(task_id: str, asked: Values) -> object:
    return execute(ClaimTask(task_id=task_id, revision=_revision(asked)))


@writes("/tasks/<task_id>/release", shapes.Release, shapes.TaskAct, summary="Give a task back")
def release_task(task_id: str, asked: Values) -> object:
    return execute(
        ReleaseTask(task_id=task_id, revision=_revision(asked), reason=_text(asked, "reason"))
    )


@writes("/tasks/<task_id>/assign", shapes.Assign, shapes.TaskAct, summary="Hand a task over")
def assign_task(task_id: str, asked: Values) -> object:
    return execute(
        AssignTask(
            task_id=task_id,
            revision=_revision(asked),
            person_id=_text(asked, "person"),
            reason=_text(asked, "reason"),
        )
    )


@writes(
    "/tasks/<task_id>/complete",
    shapes.Complete,
    shapes.TaskAct,
    summary="Hand the form of a task in; its gates are asked first",
)
def complete_task(task_id: str, asked: Values) -> object:
    shown = task_form(view(), engine().definitions, actor(), task_id)
    is_about(shown.task.instance_id)
    data = cast(Mapping[str, object], asked["data"])
    _refuse_strange_fields(shown, data)
    return execute(CompleteTask(task_id=task_id, revision=_revision(asked), data=data))


@writes(
    "/tasks/<task_id>/return",
    shapes.Return,
    shapes.TaskAct,
    summary="Send the dossier back to an earlier step",
)
def return_task(task_id: str, asked: Values) -> object:
    return execute(
        ReturnTask(
            task_id=task_id,
            revision=_revision(asked),
            to=_text(asked, "to"),
            reason=_text(asked, "reason"),
        )
    )


def _refuse_strange_fields(shown: TaskForm, data: Mapping[str, object]) -> None:
    """Only fields of the form: one that is not there would be dropped without a word."""
    fields: Sequence[str] = ()
    if shown.form_text:
        fields = list(definition_of(shown.form_text, shown.task.form_key).fields)
    strange = [name for name in data if name not in fields]
    if strange:
        raise InvalidData([FieldError(f"data.{name}", UNKNOWN) for name in strange])


def _line(row: TaskRow) -> Mapping[str, object]:
    return {
        "id": row.id,
        "revision": row.revision,
        "title": row.title,
        "title_en": row.title_en,
        "dossier": row.dossier.code,
        "dossier_title": row.dossier.title,
        "assignee": row.assignee,
        "queue": row.queue.value if row.queue else None,
        "created_at": row.created_at,
        "ended_at": row.ended_at,
        "due_at": row.deadline.due if row.deadline else None,
    }


def _whole(shown: TaskPage, data: Mapping[str, object]) -> Mapping[str, object]:
    task, step = shown.task, shown.deadlines.step
    form: dict[str, Any] | None = json.loads(shown.form_text) if shown.form_text else None
    return {
        "id": task.id,
        "revision": task.revision,
        "state": task.state.value,
        "name": in_language(task.name, task.name_en),
        "title": in_language(task.title, task.title_en),
        "stage": in_language(task.stage, task.stage_en),
        "dossier": shown.dossier.code,
        "assignee": task.assignee,
        "created_at": task.created_at,
        "ended_at": task.ended_at,
        "due_at": step.due if step else None,
        "form": form,
        "data": dict(data),
        "rows": [_row(row) for row in shown.rows],
        "gates": [_gate(one) for one in gates_of(view(), shown, data)] if task.is_open else [],
        "may": [action.partition(".")[2] for action in shown.verdicts if shown.may(action)],
        "returns": [
            {"id": one.id, "name": in_language(one.name, one.name_en)} for one in shown.returns
        ],
        "assignable": dict(shown.assignable),
    }


def _row(row: FormRow) -> Mapping[str, object]:
    return {
        "id": row.id,
        "label": row.label,
        "facts": dict(row.facts),
        "locked": gettext(row.locked) if row.locked else "",
    }


def _gate(seen: GateSeen) -> Mapping[str, object]:
    finding = seen.finding
    state = "ahead" if finding is None else "passed" if finding.passed else "shut"
    return {
        "key": seen.gate.key,
        "title": gettext(seen.gate.title),
        "state": state,
        **told_rules(seen.rules),
        "reason": finding.reason if finding else "",
        "message": say(finding.message) if finding and finding.message else "",
        "opens_at": finding.opens_at if finding else None,
        "who": finding.who if finding else "",
    }


def _revision(asked: Values) -> int:
    return cast(int, asked["revision"])


def _text(asked: Values, name: str) -> str:
    return cast(str, asked[name])
