"""What people do with user tasks: take, give back, hand over, complete, send back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from engine.clock import local
from engine.errors import Conflict, FieldError, Forbidden, GateClosed, InvalidData, Message
from engine.forms import Validated
from engine.gates import Finding, GateContext, inspect
from engine.instances import Instance, UserTask
from engine.lifecycle import TaskClosed, TaskState, move_task
from engine.model import Element
from engine.overrides import lapse
from engine.returning import return_targets
from engine.tables import user_task

if TYPE_CHECKING:
    from engine.context import Context
    from engine.live import LiveInstance
    from engine.registry import Registry

_REWRITE = update(user_task).where(user_task.c.id == bindparam("key"))
_DID_BEFORE = (
    select(user_task.c.id)
    .where(
        user_task.c.instance_id == bindparam("instance"),
        user_task.c.element_id.in_(bindparam("elements", expanding=True)),
        user_task.c.completed_by.in_(bindparam("people", expanding=True)),
    )
    .limit(1)
)

SHORTEST_REASON = 10
"""Characters below which a reason tells a later reader nothing."""


class StaleTask(Conflict):
    """This task was changed by someone else while you had it open; what you typed is kept."""


class FourEyes(Forbidden):
    """You did an earlier step of this case yourself; someone else has to do this one."""


class NoReturn(Conflict):
    """This step cannot send back to %(element)s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTask:
    """Take a task that is offered to one's group."""

    task_id: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseTask:
    """Give a task back to its group, with a reason."""

    task_id: str
    revision: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignTask:
    """Hand a task to a person, with a reason."""

    task_id: str
    revision: int
    person_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask:
    """Hand in the form of a task; the gates on the step are asked first."""

    task_id: str
    revision: int
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTask:
    """Send the case back to an earlier step that the drawing names, with a reason."""

    task_id: str
    revision: int
    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelInstance:
    """End an instance before its end, with a reason."""

    instance_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """What `may` is asked about an assignment: the task and the person it would go to."""

    task: UserTask
    person_id: str

    @property
    def id(self) -> str:
        return self.task.id

    @property
    def instance_id(self) -> str:
        return self.task.instance_id


def register(registry: Registry) -> None:
    registry.command(ClaimTask, action="task.claim", locate=_task, handle=claim)
    registry.command(ReleaseTask, action="task.release", locate=_task, handle=release)
    registry.command(AssignTask, action="task.assign", locate=_assignment, handle=assign)
    registry.command(CompleteTask, action="task.complete", locate=_task, handle=complete)
    registry.command(ReturnTask, action="task.return", locate=_task, handle=return_back)
    registry.command(CancelInstance, action="instance.cancel", locate=_instance, handle=cancel)


def claim(context: Context, command: ClaimTask, task: UserTask) -> object:
    _check(task, command.revision, TaskState.CLAIMED)
    if task.assignee not in (None, context.actor.id):
        raise TaskClosed("Someone else has already taken this task.", code="task_taken")
    _rewrite(context, task, TaskState.CLAIMED, assignee=context.actor.id)
    _record(context, "task.claim", task)
    return {"task": task.id, "revision": task.revision + 1}


def release(context: Context, command: ReleaseTask, task: UserTask) -> object:
    _check(task, command.revision, TaskState.OPEN)
    require_reason(command.reason)
    _rewrite(context, task, TaskState.OPEN, assignee=None)
    _record(context, "task.release", task, reason=command.reason)
    return {"task": task.id, "revision": task.revision + 1}


def assign(context: Context, command: AssignTask, about: Assignment) -> object:
    task = about.task
    _check(task, command.revision, TaskState.CLAIMED)
    require_reason(command.reason)
    _rewrite(context, task, TaskState.CLAIMED, assignee=command.person_id)
    _record(context, "task.assign", task, to=command.person_id, reason=command.reason)
    return {"task": task.id, "revision": task.revision + 1}


def complete(context: Context, command: CompleteTask, task: UserTask) -> object:
    """Validate, store, ask the gates, move on: in this order, so that gates see what was said."""
    _check(task, command.revision, TaskState.COMPLETED)
    live = context.instance(task.instance_id)
    element = live.definition.element(task.process_key, task.element_id)
    _require_four_eyes(context, element, task)
    values = _hand_in(context, live, task, command.data)
    findings = _require_open_gates(context, live, element, values)
    live.complete(task.id, values)
    _record(context, "task.complete", task, **_overrides(findings))
    return {"task": task.id, "instance": task.instance_id}


def return_back(context: Context, command: ReturnTask, task: UserTask) -> object:
    _check(task, command.revision, TaskState.CANCELLED)
    require_reason(command.reason)
    live = context.instance(task.instance_id)
    targets = return_targets(live.definition, task.process_key, task.element_id)
    if all(target.id != command.to for target in targets):
        raise NoReturn(element=command.to)
    live.return_to(task.id, command.to)
    lapse(context.connection, task.instance_id, context.now)
    context.forget(("overrides", task.instance_id))
    _record(context, "task.return", task, to=command.to, reason=command.reason)
    return {"task": task.id, "instance": task.instance_id}


def cancel(context: Context, command: CancelInstance, about: Instance) -> object:
    require_reason(command.reason)
    context.instance(about.id).cancel()
    context.record(
        "instance.cancel",
        "instance",
        about.id,
        instance_id=about.id,
        office_id=about.office_id,
        reason=command.reason,
    )
    return {"instance": about.id}


def require_reason(reason: str) -> None:
    """A reason that somebody can read later; raises `InvalidData` naming the field."""
    if len(reason.strip()) < SHORTEST_REASON:
        message = Message(
            "reason_too_short",
            "Give the reason in at least %(least)s characters.",
            {"least": SHORTEST_REASON},
        )
        raise InvalidData([FieldError("reason", message)])


def submit(context: Context, live: LiveInstance, form_key: str, handed_in: Validated) -> None:
    """Keep what a form said for this command's services, and its routing facts as variables."""
    live.submissions[form_key] = handed_in.values
    for name in live.definition.routing_names & handed_in.scalars.keys():
        live.set(name, handed_in.scalars[name])


# -- steps of completing


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
    submit(context, live, task.form_key, validated)
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


def _check(task: UserTask, revision: int, to: TaskState) -> None:
    move_task(task.state, to)
    if task.revision != revision:
        raise StaleTask()


def _rewrite(context: Context, task: UserTask, state: TaskState, *, assignee: str | None) -> None:
    context.connection.execute(
        _REWRITE,
        {
            "key": task.id,
            "state": state.value,
            "assignee": assignee,
            "claimed_at": context.now if assignee else None,
            "revision": task.revision + 1,
        },
    )


def _record(context: Context, action: str, task: UserTask, **details: object) -> None:
    context.record(
        action,
        "task",
        task.id,
        office_id=task.office_id,
        instance_id=task.instance_id,
        element=task.element_id,
        **details,
    )


# -- locating


def _task(
    context: Context,
    command: ClaimTask | ReleaseTask | CompleteTask | ReturnTask,
) -> UserTask:
    return context.task(command.task_id)


def _assignment(context: Context, command: AssignTask) -> Assignment:
    return Assignment(context.task(command.task_id), command.person_id)


def _instance(context: Context, command: CancelInstance) -> Instance:
    return context.instance(command.instance_id).record
