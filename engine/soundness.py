"""What must hold in a database at any time, looked for in a running installation.

Zombies: an instance that is open and waits for nothing, or is over and still has open work.
Damage: a stored state that does not fit its checksum or cannot be read, a row in no state.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from engine.database import UnreadableFacts
from engine.errors import VinhDanhError
from engine.incidents import UnreadableInstance, stop_instance
from engine.lifecycle import InstanceState, WaitState
from engine.nameless_states import NAMELESS_INSTANCE, instances_with_nameless_rows
from engine.process_engine import ProcessEngine
from engine.tables import incident, process_instance, user_task, wait
from engine.view import View

CHUNK = 500

RUNNING = InstanceState.RUNNING.value
OVER = (InstanceState.COMPLETED.value, InstanceState.CANCELLED.value)
ASKED_FOR = (WaitState.OPEN.value, WaitState.FAILED.value)


@dataclass(frozen=True, slots=True)
class Unsound:
    """One instance in which something does not hold."""

    instance_id: str
    kind: str
    """`waits_for_nothing`, `over_with_work`, `stands_untold`, `unreadable_state`"""


@dataclass(frozen=True, slots=True)
class State:
    """A stored state as it is looked at."""

    id: str
    definition_id: str
    snapshot: bytes
    sha256: str
    facts: object
    name: str


def unsound(engine: ProcessEngine) -> Iterator[Unsound]:
    """Everything that does not hold; read a chunk at a time, so that nobody waits for it."""
    with engine.view() as view:
        yield from _zombies(view.connection)
    yield from unreadable(engine)


def unreadable(engine: ProcessEngine) -> Iterator[Unsound]:
    """Running instances whose stored state this version of the program cannot read."""
    with engine.view() as view:
        nameless = instances_with_nameless_rows(view.connection)
    yield from (Unsound(instance_id, "unreadable_state") for instance_id in sorted(nameless))
    last = ""
    while True:
        with engine.view() as view:
            rows = _running_after(view.connection, last)
            found = (_damage(engine, view, row) for row in rows)
            yield from (one for one in found if one and one.instance_id not in nameless)
        if not rows:
            return
        last = rows[-1].id


def stop_unreadable(engine: ProcessEngine, found: Unsound) -> bool:
    """Let a damaged instance stand still, with its incident, before somebody runs into it."""
    with engine.database.write() as connection:
        trouble = UnreadableInstance(found.instance_id)
        return stop_instance(connection, trouble, ids=engine.ids, now=engine.clock.now())


def _zombies(connection: Connection) -> Iterator[Unsound]:
    own = process_instance.c.id
    works = or_(
        exists().where(user_task.c.instance_id == own, user_task.c.ended_at.is_(None)),
        exists().where(wait.c.instance_id == own, wait.c.state.in_(ASKED_FOR)),
    )
    told = exists().where(incident.c.instance_id == own, incident.c.resolved_at.is_(None))
    state = process_instance.c.state
    kinds: tuple[tuple[str, ColumnElement[bool]], ...] = (
        ("waits_for_nothing", and_(state == RUNNING, ~works)),
        ("over_with_work", and_(state.in_(OVER), works)),
        ("stands_untold", and_(state == InstanceState.INCIDENT.value, ~told)),
    )
    for kind, condition in kinds:
        for instance_id in connection.execute(select(own).where(condition).order_by(own)).scalars():
            yield Unsound(instance_id, kind)


def _running_after(connection: Connection, last: str) -> Sequence[State]:
    return [
        State(*row)
        for row in connection.execute(
            select(
                process_instance.c.id,
                process_instance.c.definition_id,
                process_instance.c.snapshot,
                process_instance.c.snapshot_sha256,
                process_instance.c.variables,
                process_instance.c.state,
            )
            .where(
                or_(process_instance.c.state == RUNNING, NAMELESS_INSTANCE),
                process_instance.c.id > last,
            )
            .order_by(process_instance.c.id)
            .limit(CHUNK)
        )
    ]


def _damage(engine: ProcessEngine, view: View, state: State) -> Unsound | None:
    is_whole = hashlib.sha256(state.snapshot).hexdigest() == state.sha256
    if is_whole and state.name == RUNNING and not isinstance(state.facts, UnreadableFacts):
        try:
            engine.definitions.get(view, state.definition_id).executable.restore(state.snapshot)
        except VinhDanhError:
            pass  # The state, or the drawing that it belongs to.
        else:
            return None
    return Unsound(state.id, "unreadable_state")
