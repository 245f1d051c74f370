"""Completing a user task: the form is validated and kept, the gates are asked, the case goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from engine.clock import local
from engine.errors import Forbidden, GateClosed
from engine.forms import Validated
from engine.gates import Finding, GateContext, inspect
from engine.instances import UserTask
from engine.lifecycle import TaskState
from engine.model import Element
from engine.tables import user_task
from engine.tasks import require_as_seen, tell

if TYPE_CHECKING:
    from engine.context import Context
    from engine.live import LiveInstance
    from engine.registry import Registry

_DID_BEFORE = (
    select(user_task.c.id)
    .where(
        user_task.c.instance_id == bindparam("instance"),
        user_task.c.element_id.in_(bindparam("elements", expanding=True)),
        user_task.c.completed_by.in_(bindparam("people", expanding=True)),
    )
    .limit(1)
)


class FourEyes(Forbidden):
    """You did an earlier step of this case yourself; someone else has to do this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask:
    """Hand in the form of a task; the gates on the step are asked first."""

    task_id: str
    revision: int
    data: Mapping[str, object] = field(default_factory=dict)


def register(registry: Registry) -> None:
    registry.command(
        CompleteTask, action="task.complete", locate=_task, handle=complete, begins_jobs=True
    )


def _task(context: Context, command: CompleteTask) -> UserTask:
    return context.task(command.task_id)


def complete(context: Context, command: CompleteTask, task: UserTask) -> object:
    """Validate, store, ask the gates, move on: in this order, so that gates see what was said."""
    require_as_seen(task, command.revision, TaskState.COMPLETED)
    live = context.instance(task.instance_id)
    element = live.definition.element(task.process_key, task.element_id)
    _require_four_eyes(context, element, task)
    values = _hand_in(context, live, task, command.data)
    findings = _require_open_gates(context, live, element, values)
    live.complete(task.id, values)
    tell(context, "task.complete", task, **_overrides(findings))
    return {"task": task.id, "instance": task.instance_id}


def _hand_in(
    context: Context, live: LiveInstance, task: UserTask, data: Mapping[str, object]
) -> Mapping[str, object]:
    if not task.form_key:
        return {}
    business = context.registry.business
    forms, form = context.registry.forms, live.definition.form(task.form_key)
    asks_rows = forms.asks_rows(form, task.form_key)
    validated = forms.validate(
        form,
        task.form_key,
        data,
        rows=business.rows(context, live.record, context.actor) if asks_rows else (),
        on=local(context.now).date(),
    )
    business.handed_in(context, task, validated)
    _submit(context, live, task.form_key, validated)
    return validated.values


def _require_open_gates(
    context: Context, live: LiveInstance, element: Element, values: Mapping[str, object]
) -> Sequence[Finding]:
    gates = [context.registry.gates[key] for key in element.gates]
    findings = inspect(GateContext(context, live.record, values), gates)
    if not all(finding.passed for finding in findings):
        raise GateClosed(findings)
    return findings


def _overrides(findings: Sequence[Finding]) -> Mapping[str, object]:
    """For the journal: by which overrides a step passed gates that were shut."""
    used = [finding.override.id for finding in findings if finding.override is not None]
    return {"overrides": used} if used else {}


def _require_four_eyes(context: Context, element: Element, task: UserTask) -> None:
    """The person who did a step that the drawing pairs with this one may not do this one too."""
    if not element.four_eyes:
        return
    paired = {
        "instance": task.instance_id,
        "elements": element.four_eyes,
        "people": sorted(context.actor.selves),
    }
    same_person = context.connection.execute(_DID_BEFORE, paired).first()
    if same_person is not None:
        raise FourEyes()


def _submit(context: Context, live: LiveInstance, form_key: str, handed_in: Validated) -> None:
    """Keep what a form said for this command's services, and its routing facts as variables."""
    live.submissions[form_key] = handed_in.values
    for name in live.definition.routing_names & handed_in.scalars.keys():
        live.set(name, handed_in.scalars[name])
