"""Giving a session up: what was cast in it counts for nothing, and a sealed box stays closed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from engine.context import Context
from engine.reasons import require_reason
from engine.registry import Registry
from engine.text import normalise
from workflows.council.ballot_box import BallotBox
from workflows.council.sessions import LONGEST_LINE, Session, SessionState, lock, move


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSession:
    """Give a session up, with a reason: nobody came, or the ballot went wrong."""

    session_id: str
    reason: str


def register(registry: Registry, box: BallotBox) -> None:
    registry.command(
        CancelSession, action="council.cancel", locate=_locate, handle=partial(cancel, box)
    )


def cancel(box: BallotBox, context: Context, command: CancelSession, about: Session) -> object:
    require_reason(command.reason)
    move(context, about, SessionState.CANCELLED)
    if about.box_lock:
        box.empty(context, about)
    context.record(
        "council.cancel",
        "session",
        about.id,
        office_id=about.office_id,
        reason=normalise(command.reason)[:LONGEST_LINE],
    )
    return {"session": about.id, "state": SessionState.CANCELLED.value}


def _locate(context: Context, command: CancelSession) -> Session:
    return lock(context, command.session_id)
