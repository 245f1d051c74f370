"""What an administrator does about incidents: try again, put right, restore, go round, close.

Each act is a command with a reason; the incident keeps how it ended and the journal who ended it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select, update

from engine.actors import SYSTEM
from engine.case_reading import WHOLE_INSTANCE
from engine.errors import FieldError, InvalidData, Message, NotFound, UnreadableState, WrongState
from engine.execution import Scalar, Wait, WaitKind
from engine.instances import instance_of
from engine.lifecycle import InstanceState, WaitState, move_instance
from engine.live import LiveInstance
from engine.tables import clock, incident, outbox, process_instance, wait
from engine.tasks import require_reason

if TYPE_CHECKING:
    from engine.context import Context
    from engine.process_engine import ProcessEngine
    from engine.registry import Registry

LONGEST_TEXT = 500
"""Characters of a variable: those are routing facts, not texts."""

LARGEST_NUMBER = 2**53
"""Beyond, numbers do not survive JSON everywhere."""

BATCH = 100


class IncidentOver(WrongState):
    """This incident is over: it was dealt with in the meantime."""


class StillDamaged(WrongState):
    """The stored state still cannot be read; restore it from its copy, or close the case."""


class NoSoundCopy(WrongState):
    """The copy of the stored state is damaged as well; only closing the case is left."""


class CaseWaits(WrongState):
    """The case waits for exactly this and cannot go round it; try again, or close the case."""


class NothingToSend(WrongState):
    """There is no letter to send again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryIncident:
    """Try once more what failed: the job or timer, the letter, or the case that stands still."""

    incident_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveIncident:
    """End an incident without trying again: it was settled otherwise, as the reason says.

    A job counts as done by hand and the case goes on behind it.
    """

    incident_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectVariable:
    """Put right a routing fact of a case that has an incident."""

    incident_id: str
    name: str
    value: Scalar
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreInstance:
    """Take the copy of a damaged stored state in its place, and let the case go on."""

    incident_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseInstance:
    """End a case that stands still for good; works on a damaged state too."""

    incident_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class CloseOvertaken:
    """End the incidents that events have overtaken: what failed is not asked for any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident as located: its instance is locked, its state not believed yet."""

    id: str
    instance_id: str
    office_id: str
    kind: str
    wait_id: str | None
    outbox_id: str | None
    row: Row[tuple[object, ...]]
    """The whole instance as stored."""

    @property
    def stands(self) -> bool:
        return bool(self.row.state == InstanceState.INCIDENT.value)


def register(registry: Registry) -> None:
    registry.command(RetryIncident, action="incident.retry", locate=_locate, handle=retry)
    registry.command(ResolveIncident, action="incident.resolve", locate=_locate, handle=resolve)
    registry.command(CorrectVariable, action="incident.correct", locate=_locate, handle=correct)
    registry.command(RestoreInstance, action="incident.restore", locate=_locate, handle=restore)
    registry.command(CloseInstance, action="incident.close", locate=_locate, handle=close)
    registry.command(
        CloseOvertaken,
        action="incident.overtaken",
        locate=lambda _context, command: command,
        handle=close_overtaken,
    )


# -- acts


def retry(context: Context, command: RetryIncident, about: Incident) -> object:
    if about.wait_id is not None:
        _queue_again(context, about.wait_id)
    elif about.outbox_id is not None:
        _send_again(context, about.outbox_id)
    else:
        _let_go_on(context, about)
    return _end(context, about, "retried")


def resolve(context: Context, command: ResolveIncident, about: Incident) -> object:
    require_reason(command.reason)
    if about.wait_id is not None:
        _go_round(context, about.wait_id, about)
    elif about.outbox_id is None and about.stands:
        raise CaseWaits()
    return _end(context, about, "resolved", command.reason)


def correct(context: Context, command: CorrectVariable, about: Incident) -> object:
    """The incident stays open: the case is tried again when everything is right."""
    require_reason(command.reason)
    live = context.instance(about.instance_id)
    _require_variable(context, live, command)
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
    state = _sound_state(about.row)
    if state is None or not _is_readable(context, about, state):
        raise NoSoundCopy()
    _write(
        context,
        about,
        snapshot=state,
        snapshot_copy=state,
        snapshot_sha256=hashlib.sha256(state).hexdigest(),
        state=InstanceState.RUNNING.value,
    )
    context.touch(about.instance_id)
    return _end(context, about, "restored", command.reason)


def close(context: Context, command: CloseInstance, about: Incident) -> object:
    require_reason(command.reason)
    live = LiveInstance.unread(context, instance_of(about.row), about.row)
    if _is_sound(about.row) and _is_readable(context, about, about.row.snapshot):
        context.instance(about.instance_id).cancel()
    else:
        context.adopt(live).give_up()
    return _end(context, about, "closed", command.reason)


def close_overtaken(context: Context, command: CloseOvertaken, _about: object) -> object:
    rows = context.connection.execute(
        select(incident.c.id, incident.c.instance_id, process_instance.c.office_id)
        .join(process_instance, process_instance.c.id == incident.c.instance_id)
        .where(incident.c.resolved_at.is_(None), _IS_OVERTAKEN)
        .order_by(incident.c.id)
        .limit(BATCH)
        .with_for_update(of=incident, skip_locked=True)
    ).all()
    for row in rows:
        _note_end(context, row.id, "overtaken", "")
        context.record(
            "incident.overtaken",
            "incident",
            row.id,
            office_id=row.office_id,
            instance_id=row.instance_id,
        )
    return None


def sweep_incidents(engine: ProcessEngine) -> None:
    """Part of every tick: end what events have overtaken; nothing is written when nothing is."""
    with engine.database.read() as connection:
        found = connection.execute(
            select(incident.c.id)
            .join(process_instance, process_instance.c.id == incident.c.instance_id)
            .where(incident.c.resolved_at.is_(None), _IS_OVERTAKEN)
            .limit(1)
        ).first()
    if found is not None:
        engine.execute(CloseOvertaken(), SYSTEM)


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
    if not (_is_sound(about.row) and _is_readable(context, about, about.row.snapshot)):
        raise StillDamaged()
    state = move_instance(InstanceState(about.row.state), InstanceState.RUNNING)
    _write(context, about, state=state.value)
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


# -- correcting


def _require_variable(context: Context, live: LiveInstance, command: CorrectVariable) -> None:
    """A known routing fact, and a value of its kind."""
    name, value = command.name, command.value
    known = live.variables.keys() | (
        live.definition.routing_names - {context.registry.business.facts_root}
    )
    if name not in known:
        text = Message("variable_unknown", "This case has no fact of that name.")
        raise InvalidData([FieldError("name", text)])
    if not (_fits(live.variables.get(name), value) and _is_small(value)):
        text = Message("variable_wrong", "This is not a value of the same kind.")
        raise InvalidData([FieldError("value", text)])


def _fits(before: Scalar, after: Scalar) -> bool:
    return before is None or after is None or type(before) is type(after)


def _is_small(value: Scalar) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_TEXT and "\x00" not in value
    if isinstance(value, int):
        return abs(value) <= LARGEST_NUMBER
    return value is None


# -- stored states


def _is_sound(row: Row[tuple[object, ...]]) -> bool:
    return bool(hashlib.sha256(row.snapshot).hexdigest() == row.snapshot_sha256)


def _sound_state(row: Row[tuple[object, ...]]) -> bytes | None:
    """What two of state, copy and checksum agree on; None when all three differ."""
    state, copy = bytes(row.snapshot), row.snapshot_copy
    if _is_sound(row):
        return state
    if copy is None:
        return None
    if hashlib.sha256(copy).hexdigest() == row.snapshot_sha256 or copy == state:
        return bytes(copy)
    return None


def _is_readable(context: Context, about: Incident, state: bytes) -> bool:
    definition = context.definitions.get(context, instance_of(about.row).definition_id)
    try:
        definition.executable.restore(state)
    except UnreadableState:
        return False
    return True


# -- rows


def _locate(
    context: Context,
    command: RetryIncident | ResolveIncident | CorrectVariable | RestoreInstance | CloseInstance,
) -> Incident:
    """The incident with its instance locked first, as everywhere; one that is over is told."""
    chosen = incident.c.id == command.incident_id
    instance_id = context.connection.execute(
        select(incident.c.instance_id).where(chosen)
    ).scalar_one_or_none()
    if instance_id is None:
        raise NotFound()
    context.connection.execute(
        select(process_instance.c.id).where(process_instance.c.id == instance_id).with_for_update()
    )
    row = context.connection.execute(
        select(
            *WHOLE_INSTANCE,
            process_instance.c.snapshot_copy,
            incident.c.kind,
            incident.c.wait_id,
            incident.c.outbox_id,
            incident.c.resolved_at,
        )
        .join(incident, incident.c.instance_id == process_instance.c.id)
        .where(chosen)
    ).one()
    if row.resolved_at is not None:
        raise IncidentOver()
    return Incident(
        id=command.incident_id,
        instance_id=instance_id,
        office_id=row.office_id,
        kind=row.kind,
        wait_id=row.wait_id,
        outbox_id=row.outbox_id,
        row=cast("Row[tuple[object, ...]]", row),
    )


def _end(context: Context, about: Incident, resolution: str, reason: str = "") -> object:
    _note_end(context, about.id, resolution, reason)
    told = {"reason": reason} if reason else {}
    context.record(
        _ACTIONS[resolution],
        "incident",
        about.id,
        office_id=about.office_id,
        instance_id=about.instance_id,
        kind=about.kind,
        **told,
    )
    return {"incident": about.id, "instance": about.instance_id}


def _note_end(context: Context, incident_id: str, resolution: str, reason: str) -> None:
    context.connection.execute(
        update(incident)
        .where(incident.c.id == incident_id)
        .values(
            resolved_at=context.now,
            resolved_by=context.actor.id,
            resolution=resolution,
            reason=reason,
        )
    )


def _write(context: Context, about: Incident, **values: object) -> None:
    context.connection.execute(
        update(process_instance)
        .where(process_instance.c.id == about.instance_id)
        .values(revision=process_instance.c.revision + 1, **values)
    )


_ACTIONS = {
    "retried": "incident.retry",
    "resolved": "incident.resolve",
    "restored": "incident.restore",
    "closed": "incident.close",
}

_STILL_FAILED = exists().where(
    wait.c.id == incident.c.wait_id, wait.c.state == WaitState.FAILED.value
)
_STILL_UNSENT = exists().where(outbox.c.id == incident.c.outbox_id, outbox.c.sent_at.is_(None))
_IS_OVER = process_instance.c.state.in_(
    [InstanceState.COMPLETED.value, InstanceState.CANCELLED.value]
)
_IS_OVERTAKEN: ColumnElement[bool] = or_(
    and_(incident.c.wait_id.is_not(None), ~_STILL_FAILED),
    and_(incident.c.outbox_id.is_not(None), ~_STILL_UNSENT),
    and_(incident.c.wait_id.is_(None), incident.c.outbox_id.is_(None), _IS_OVER),
)
