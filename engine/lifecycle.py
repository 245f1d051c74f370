"""Which state may follow which. What is not in these tables is refused, whatever else agrees."""

from __future__ import annotations

from enum import StrEnum

from engine.errors import WrongState


class InstanceState(StrEnum):
    RUNNING = "running"
    INCIDENT = "incident"
    """Stands still until an admin has looked: its stored state is damaged or it ran away."""
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @classmethod
    def _missing_(cls, value: object) -> InstanceState:
        """A row that says none of these stands still: its incident is opened when it is to move."""
        return cls.INCIDENT


class TaskState(StrEnum):
    OPEN = "open"
    """Offered to its candidates."""
    CLAIMED = "claimed"
    """One person has taken it."""
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    """No longer asked for: a return, a boundary event or the end of the instance."""


class WaitState(StrEnum):
    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"
    """Out of tries; an incident tells why."""

    @classmethod
    def _missing_(cls, value: object) -> WaitState:
        """A row that says none of these is awaited, until the nightly check has found it."""
        return cls.OPEN


INSTANCE: dict[InstanceState, frozenset[InstanceState]] = {
    InstanceState.RUNNING: frozenset(
        {InstanceState.COMPLETED, InstanceState.CANCELLED, InstanceState.INCIDENT}
    ),
    InstanceState.INCIDENT: frozenset({InstanceState.RUNNING, InstanceState.CANCELLED}),
    InstanceState.COMPLETED: frozenset(),
    InstanceState.CANCELLED: frozenset(),
}

TASK: dict[TaskState, frozenset[TaskState]] = {
    TaskState.OPEN: frozenset({TaskState.CLAIMED, TaskState.COMPLETED, TaskState.CANCELLED}),
    TaskState.CLAIMED: frozenset(
        {TaskState.OPEN, TaskState.CLAIMED, TaskState.COMPLETED, TaskState.CANCELLED}
    ),
    TaskState.COMPLETED: frozenset(),
    TaskState.CANCELLED: frozenset(),
}

OPEN_TASK = (TaskState.OPEN, TaskState.CLAIMED)
LIVE_INSTANCE = (InstanceState.RUNNING, InstanceState.INCIDENT)


class TaskClosed(WrongState):
    """This task is no longer open: it is %(state)s."""


class InstanceStands(WrongState):
    """This instance cannot move: it is %(state)s."""


def move_task(now: TaskState, to: TaskState) -> TaskState:
    """The next state of a user task; raises `TaskClosed`."""
    if to not in TASK[now]:
        raise TaskClosed(state=now)
    return to


def move_instance(now: InstanceState, to: InstanceState) -> InstanceState:
    """The next state of an instance; raises `InstanceStands`."""
    if to not in INSTANCE[now]:
        raise InstanceStands(state=now)
    return to
