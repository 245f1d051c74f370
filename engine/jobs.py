"""What an act has left to the system: until it is done, nothing may take away what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from engine.errors import WrongState
from engine.execution import WaitKind
from engine.lifecycle import WaitState
from engine.tables import process_instance, wait

if TYPE_CHECKING:
    from engine.context import Context

_LOCK = (
    select(process_instance.c.id).where(process_instance.c.id == bindparam("key")).with_for_update()
)
_LEFT = (
    select(wait.c.id)
    .where(
        wait.c.instance_id == bindparam("key"),
        wait.c.kind == WaitKind.JOB.value,
        wait.c.state.in_([WaitState.OPEN.value, WaitState.FAILED.value]),
    )
    .limit(1)
)


class BeingCarriedOut(WrongState):
    """What follows from the last act on this case is still being done; try again in a moment."""


def require_carried_out(context: Context, instance_id: str) -> None:
    """No job of an instance, whose row is locked, is left to be done.

    One that failed for good counts too: somebody has to look at it first.
    """
    if context.connection.execute(_LEFT, {"key": instance_id}).first() is not None:
        raise BeingCarriedOut()


def lock_case(context: Context, instance_id: str) -> None:
    """Let no job and no step of an instance run meanwhile, without looking at its state."""
    context.connection.execute(_LOCK, {"key": instance_id})
