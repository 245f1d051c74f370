"""What people do with a user task short of completing it: take, give back, hand over, return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, update

from engine.errors import Conflict
from engine.instances import Instance, UserTask
from engine.lifecycle import TaskClosed, TaskState, move_task
from engine.overrides import lapse
from engine.reasons import require_reason
from engine.returning import return_targets
from engine.tables import user_task

if TYPE_CHECKING:
    from engine.context import Context
    from engine.registry import Registry

_REWRITE = update(user_task).where(user_task.c.id == bindparam("key"))


class StaleTask(Conflict):
    """This task was changed by someone else while you had it open; what you typed is kept."""


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
    registry.command(ReturnTask, action="task.return", locate=_task, handle=return_back)
    registry.command(CancelInstance, action="instance.cancel", locate=_instance, handle=cancel)


def claim(context: Context, command: ClaimTask, task: UserTask) -> object:
    require_as_seen(task, command.revision, TaskState.CLAIMED)
    if task.assignee not in (None, context.actor.id):
        raise TaskClosed("Someone else has already taken this task.", code="task_taken")
    _rewrite(context, task, TaskState.CLAIMED, assignee=context.actor.id)
    tell(context, "task.claim", task)
    return {"task": task.id, "revision": task.revision + 1}


def release(context: Context, command: ReleaseTask, task: UserTask) -> object:
    require_as_seen(task, command.revision, TaskState.OPEN)
    require_reason(command.reason)
    _rewrite(context, task, TaskState.OPEN, assignee=None)
    tell(context, "task.release", task, reason=command.reason)
    return {"task": task.id, "revision": task.revision + 1}


def assign(context: Context, command: AssignTask, about: Assignment) -> object:
    task = about.task
    require_as_seen(task, command.revision, TaskState.CLAIMED)
    require_reason(command.reason)
    _rewrite(context, task, TaskState.CLAIMED, assignee=command.person_id)
    tell(context, "task.assign", task, to=command.person_id, reason=command.reason)
    return {"task": task.id, "revision": task.revision + 1}


def return_back(context: Context, command: ReturnTask, task: UserTask) -> object:
    require_as_seen(task, command.revision, TaskState.CANCELLED)
    require_reason(command.reason)
    live = context.instance(task.instance_id)
    targets = return_targets(live.definition, task.process_key, task.element_id)
    if all(target.id != command.to for target in targets):
        raise NoReturn(element=command.to)
    live.return_to(task.id, command.to)
    lapse(context.connection, task.instance_id, context.now)
    context.forget(("overrides", task.instance_id))
    tell(context, "task.return", task, to=command.to, reason=command.reason)
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


def require_as_seen(task: UserTask, revision: int, to: TaskState) -> None:
    """The task may become this, and is as it was when the person looked at it."""
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


def tell(context: Context, action: str, task: UserTask, **details: object) -> None:
    """Tell the journal what was done to a task."""
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
    command: ClaimTask | ReleaseTask | ReturnTask,
) -> UserTask:
    return context.task(command.task_id)


def _assignment(context: Context, command: AssignTask) -> Assignment:
    return Assignment(context.task(command.task_id), command.person_id)


def _instance(context: Context, command: CancelInstance) -> Instance:
    return context.instance(command.instance_id).record
