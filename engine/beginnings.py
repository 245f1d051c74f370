"""Processes that begin by an event: what their newest versions listen for, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, insert, select, update

from engine.errors import NotFound
from engine.execution import Scalar
from engine.model import Element, ElementKind, EventKind, Process, Timer, TimerKind
from engine.tables import start_event
from engine.timers import add_duration, due_of_literal

if TYPE_CHECKING:
    from engine.context import Context
    from engine.live import LiveInstance
    from engine.registry import Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """The event that begins an instance, as the rooms above are told of it."""

    element_id: str
    kind: EventKind
    name: str = ""
    key: str = ""
    variables: Mapping[str, Scalar] | None = None
    sender: str = ""
    """The instance that threw the message or signal; empty when it came from outside."""


@dataclass(frozen=True, slots=True)
class BeginByTimer:
    """The time has come at which a process begins by itself."""

    start_id: str
    tries: int


@dataclass(frozen=True, slots=True)
class DueStart:
    """A due start event as located; without a definition somebody else has taken it."""

    id: str
    definition_id: str = ""
    element_id: str = ""
    round: int = 1
    due_at: datetime | None = None


def register(registry: Registry) -> None:
    registry.command(BeginByTimer, action="instance.begin", locate=_locate, handle=_begin_by_timer)


def listen(context: Context, definition_id: str, process: Process) -> None:
    """Let the newest version of a process hear what begins it, in the place of the one before."""
    context.connection.execute(delete(start_event).where(start_event.c.process_key == process.id))
    rows = [
        {
            "id": context.new_id(),
            "process_key": process.id,
            "definition_id": definition_id,
            "element_id": start.id,
            "kind": start.event.value,
            "name": start.event_ref,
            "due_at": due_of_literal(start.timer, context.now) if start.timer else None,
            "round": 1,
        }
        for start in triggered_starts(process)
    ]
    if rows:
        context.connection.execute(insert(start_event), rows)


def triggered_starts(process: Process) -> Iterator[Element]:
    """The start events of a process itself that an event sets off."""
    for element in process.elements.values():
        begins = element.kind is ElementKind.START and not element.scope
        if begins and element.event is not EventKind.NONE:
            yield element


def begin(context: Context, definition_id: str, beginning: Beginning) -> LiveInstance:
    """A new instance with the rows that surround it, run on from the start event."""
    definition = context.definitions.get(context, definition_id)
    live = context.registry.business.begin(context, definition, beginning)
    live.begin(beginning.element_id)
    context.record(
        "instance.begin",
        "instance",
        live.id,
        instance_id=live.id,
        office_id=live.office_id,
        kind=beginning.kind.value,
        name=beginning.name,
    )
    return live


def starts_of(connection: Connection, kind: EventKind, name: str) -> list[tuple[str, str, str]]:
    """(id, definition, element) of start events that hear a message or signal."""
    rows = connection.execute(
        select(start_event.c.id, start_event.c.definition_id, start_event.c.element_id)
        .where(start_event.c.kind == kind.value, start_event.c.name == name)
        .order_by(start_event.c.id)
    )
    return [(row.id, row.definition_id, row.element_id) for row in rows]


def due_starts(connection: Connection, now: datetime, limit: int) -> list[BeginByTimer]:
    """Processes whose time to begin has come."""
    rows = connection.execute(
        select(start_event.c.id, start_event.c.tries)
        .where(start_event.c.due_at <= now)
        .order_by(start_event.c.due_at, start_event.c.id)
        .limit(limit)
    )
    return [BeginByTimer(row.id, row.tries) for row in rows]


def _locate(context: Context, command: BeginByTimer) -> DueStart:
    row = context.connection.execute(
        select(start_event)
        .where(
            start_event.c.id == command.start_id,
            start_event.c.tries == command.tries,
            start_event.c.due_at <= context.now,
        )
        .with_for_update(skip_locked=True)
    ).one_or_none()
    if row is None:
        return DueStart(command.start_id)
    return DueStart(row.id, row.definition_id, row.element_id, row.round, row.due_at)


def _begin_by_timer(context: Context, command: BeginByTimer, due: DueStart) -> object:
    if due.due_at is None:
        return False
    definition = context.definitions.get(context, due.definition_id)
    start = definition.element(definition.key, due.element_id)
    if start.timer is None:
        raise NotFound()
    context.connection.execute(
        update(start_event)
        .where(start_event.c.id == due.id)
        .values(
            due_at=_next(start.timer, due.round, due.due_at, context.now),
            round=due.round + 1,
            tries=0,
            error="",
        )
    )
    live = begin(
        context, due.definition_id, Beginning(element_id=due.element_id, kind=EventKind.TIMER)
    )
    return {"instance": live.id}


def _next(timer: Timer, round_: int, due: datetime, now: datetime) -> datetime | None:
    """When a cycle comes again; what was missed while nothing ran comes once."""
    if timer.kind is not TimerKind.CYCLE:
        return None
    count, _, duration = timer.text.strip().partition("/")
    rounds = count.removeprefix("R")
    if rounds and round_ >= int(rounds):
        return None
    following = add_duration(due, duration)
    return following if following > now else add_duration(now, duration)
