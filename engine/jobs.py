"""What an act has left to the system: until it is done, nothing may take away what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, bindparam, exists, select

from engine.errors import WrongState
from engine.execution import WaitKind
from engine.lifecycle import WaitState
from engine.tables import KEY, process_instance, wait
from engine.view import View

if TYPE_CHECKING:
    from engine.context import Context

_LOCK = (
    select(process_instance.c.id).where(process_instance.c.id == bindparam("key")).with_for_update()
)


def left_in(instance: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that a job of an instance is not done; one that failed for good counts too."""
    return exists().where(
        wait.c.instance_id == instance,
        wait.c.kind == WaitKind.JOB.value,
        wait.c.state.in_([WaitState.OPEN.value, WaitState.FAILED.value]),
    )


_LEFT = select(left_in(bindparam("key", type_=KEY)))


class BeingCarriedOut(WrongState):
    """What follows from the last act on this case is still being done; try again in a moment."""


def require_carried_out(context: Context, instance_id: str) -> None:
    """No job of an instance, whose row is locked, is left to be done."""
    if has_jobs_left(context, instance_id):
        raise BeingCarriedOut()


def has_jobs_left(view: View, instance_id: str) -> bool:
    return bool(view.connection.execute(_LEFT, {"key": instance_id}).scalar_one())


def lock_case(context: Context, instance_id: str) -> None:
    """Let no job and no step of an instance run meanwhile, without looking at its state."""
    context.connection.execute(_LOCK, {"key": instance_id})
