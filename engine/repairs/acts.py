"""The acts of an administrator about an incident, each a command with a reason."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from engine import taking_up
from engine.errors import NotFound
from engine.execution import Wait, WaitKind
from engine.instances import instance_of
from engine.lifecycle import InstanceState, WaitState, move_instance
from engine.live import LiveInstance
from engine.nameless_states import name_states
from engine.reasons import require_reason
from engine.repairs.commands import (
    CaseWaits,
    CloseInstance,
    CorrectVariable,
    IncidentOver,
    NoSoundCopy,
    NothingToSend,
    ResolveIncident,
    RestoreInstance,
    RetryIncident,
    StillDamaged,
)
from engine.repairs.located import Incident, end, write
from engine.repairs.stored_states import is_readable, is_sound, open_waits, sound_state
from engine.repairs.variables import require_variable
from engine.tables import clock, outbox, wait

if TYPE_CHECKING:
    from engine.context import Context


def retry(context: Context, command: RetryIncident, about: Incident) -> object:
    if about.wait_id is not None:
        _queue_again(context, about.wait_id)
    elif about.outbox_id is not None:
        _send_again(context, about.outbox_id)
    else:
        _let_go_on(context, about)
    return end(context, about, "retried")


def resolve(context: Context, command: ResolveIncident, about: Incident) -> object:
    require_reason(command.reason)
    if about.wait_id is not None:
        _go_round(context, about.wait_id, about)
    elif about.outbox_id is None and about.stands:
        raise CaseWaits()
    return end(context, about, "resolved", command.reason)


def correct(context: Context, command: CorrectVariable, about: Incident) -> object:
    """The incident stays open: the case is tried again when everything is right."""
    require_reason(command.reason)
    live = context.instance(about.instance_id)
    require_variable(context, live, command)
    before = live.variables.get(command.name)
    live.correct(command.name, command.value)
    context.touch(live.id)
    context.record(
        "incident.correct",
        "incident",
        about.id,
        office_id=about.office_id,
        instance_id=about.instance_id,
        name=command.name,
        before=before,
        after=command.value,
        reason=command.reason,
    )
    return {"incident": about.id, "instance": about.instance_id}


def restore(context: Context, command: RestoreInstance, about: Incident) -> object:
    require_reason(command.reason)
    if not about.stands:
        raise IncidentOver()
    state = sound_state(about.row)
    if state is None or not is_readable(context, about, state):
        raise NoSoundCopy()
    write(
        context,
        about,
        snapshot=state,
        snapshot_copy=state,
        snapshot_sha256=hashlib.sha256(state).hexdigest(),
        state=InstanceState.RUNNING.value,
    )
    name_states(context.connection, about.instance_id, open_waits(context, about, state))
    context.touch(about.instance_id)
    return end(context, about, "restored", command.reason)


def close(context: Context, command: CloseInstance, about: Incident) -> object:
    require_reason(command.reason)
    live = taking_up.unread(context, instance_of(about.row), about.row)
    if is_sound(about.row) and is_readable(context, about, about.row.snapshot):
        context.instance(about.instance_id).cancel()
    else:
        context.adopt(live).give_up()
    return end(context, about, "closed", command.reason)


# -- trying again


def _queue_again(context: Context, wait_id: str) -> None:
    """The wait is due at once, or when the clock that it follows is due by now."""
    row = context.connection.execute(
        select(wait.c.state, wait.c.clock_id, clock.c.due_at)
        .outerjoin(clock, clock.c.id == wait.c.clock_id)
        .where(wait.c.id == wait_id)
    ).one_or_none()
    if row is None or row.state != WaitState.FAILED.value:
        raise IncidentOver()
    due: datetime | None = row.due_at if row.clock_id else context.now
    context.connection.execute(
        update(wait)
        .where(wait.c.id == wait_id)
        .values(state=WaitState.OPEN.value, tries=0, error="", due_at=due)
    )


def _send_again(context: Context, outbox_id: str) -> None:
    waiting = context.connection.execute(
        update(outbox)
        .where(outbox.c.id == outbox_id, outbox.c.sent_at.is_(None))
        .values(tries=0, error="", due_at=context.now)
    )
    if waiting.rowcount == 0:
        raise NothingToSend()


def _let_go_on(context: Context, about: Incident) -> None:
    if not about.stands:
        raise IncidentOver()
    if not (is_sound(about.row) and is_readable(context, about, about.row.snapshot)):
        raise StillDamaged()
    state = move_instance(InstanceState(about.row.state), InstanceState.RUNNING)
    write(context, about, state=state.value)
    context.touch(about.instance_id)


# -- going round


def _go_round(context: Context, wait_id: str, about: Incident) -> None:
    """A job was done by hand; an event beside a step need not happen. Nothing else can be left."""
    live = context.instance(about.instance_id)
    found = _still_failed(context, live, wait_id)
    if found.kind is WaitKind.JOB:
        live.complete(wait_id)
        return
    if not found.attached_to:
        raise CaseWaits()


def _still_failed(context: Context, live: LiveInstance, wait_id: str) -> Wait:
    state = context.connection.execute(
        select(wait.c.state).where(wait.c.id == wait_id)
    ).scalar_one_or_none()
    if state != WaitState.FAILED.value:
        raise IncidentOver()
    try:
        return live.wait(wait_id)
    except NotFound:
        raise IncidentOver() from None
