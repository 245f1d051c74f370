"""One instance of a migration is moved, or taken back: each by a command of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.actors import SYSTEM
from engine.errors import Conflict
from engine.instances import Instance
from engine.journal import DONE
from engine.live import LiveInstance
from engine.migration import image
from engine.migration.kept import Item, ItemState, locked_item, note
from engine.migration.moved import Moved
from engine.migration.moving import move
from engine.migration.plan import Plan
from engine.migration.routing import routing_of
from engine.tables import journal

if TYPE_CHECKING:
    from engine.context import Context
    from engine.registry import Registry

MOVED = "migration.move"
UNDONE = "migration.move_back"


class ActedSince(Conflict):
    """Somebody has worked on this case since it moved; move it back with a plan of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveInstance:
    """Move the one instance that a migration has planned."""

    migration_id: str
    instance_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveBack:
    """Take the one instance back that a migration has moved."""

    migration_id: str
    instance_id: str


def register(registry: Registry) -> None:
    registry.command(MoveInstance, action=MOVED, locate=_item, handle=move_one)
    registry.command(MoveBack, action=UNDONE, locate=_item, handle=move_back)


def _item(context: Context, command: MoveInstance | MoveBack) -> Item:
    return locked_item(context, command.migration_id, command.instance_id)


def move_one(context: Context, command: MoveInstance, item: Item) -> object:
    if item.state is not ItemState.PENDING:
        return None  # Somebody else has seen to it.
    live = context.instance(item.instance_id)
    before = image.take(context.connection, live.id)
    moved = move(context, live, routing_of(context, item.migration.plan))
    note(context, item, ItemState.MOVED, before=before, revision=live.revision + 1)
    _record(context, MOVED, live, item, moved)
    return {"instance": live.id}


def move_back(context: Context, command: MoveBack, item: Item) -> object:
    """As it was, if nothing has moved since; else the same road backwards."""
    if item.state is not ItemState.UNDOING:
        return None
    live = context.instance(item.instance_id)
    since = _acts_since(context, live.id)
    if any(actor != SYSTEM.id for actor in since):
        raise ActedSince()
    if item.before is not None and not since and live.revision == item.revision:
        image.put_back(context.connection, live.id, item.before, now=context.now)
        context.registry.business.rebound(context, _before(live, item.migration.plan))
        moved = None
    else:
        moved = move(context, live, routing_of(context, item.migration.plan.reversed()))
    note(context, item, ItemState.UNDONE)
    _record(context, UNDONE, live, item, moved)
    return {"instance": live.id}


def _record(
    context: Context, action: str, live: LiveInstance, item: Item, moved: Moved | None
) -> None:
    told: dict[str, object] = {"migration": item.migration.id, "by": item.migration.started_by}
    if moved is not None:
        told |= {
            "steps": {str(step.old): str(step.new) for step in moved.steps},
            "reissued": [step.task_id for step in moved.steps if step.is_reissued],
            "gates": list(moved.asked),
            "variables": sorted(moved.variables),
        }
    context.record(
        action, "instance", live.id, office_id=live.office_id, instance_id=live.id, **told
    )


def _acts_since(context: Context, instance_id: str) -> Sequence[str]:
    """Who did something on an instance after it moved."""
    last_move = (
        select(func.max(journal.c.seq))
        .where(journal.c.instance_id == instance_id, journal.c.action == MOVED)
        .where(journal.c.outcome == DONE)
        .scalar_subquery()
    )
    rows = context.connection.execute(
        select(journal.c.actor).where(
            journal.c.instance_id == instance_id,
            journal.c.outcome == DONE,
            journal.c.seq > last_move,
        )
    )
    return list(rows.scalars())


def _before(live: LiveInstance, plan: Plan) -> Instance:
    return replace(live.record, definition_id=plan.source)
