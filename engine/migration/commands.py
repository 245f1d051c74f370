"""Moving many instances: planned as one command, carried out one by one, and taken back alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from sqlalchemy import bindparam, func, insert, select, update

from engine.actors import SYSTEM
from engine.errors import Conflict, NotFound, WrongState
from engine.instances import Instance
from engine.journal import DONE
from engine.live import LiveInstance
from engine.migration import image
from engine.migration.moving import Moved, move
from engine.migration.plan import Plan
from engine.migration.routing import Routing
from engine.migration.tables import migration, migration_item
from engine.migration.verdicts import instance_ids, offices_on
from engine.reasons import require_reason
from engine.tables import journal, process_instance
from engine.view import View

if TYPE_CHECKING:
    from engine.context import Context
    from engine.registry import Registry

MOVED = "migration.move"
UNDONE = "migration.move_back"


_MIGRATION = select(migration).where(migration.c.id == bindparam("key"))
_ITEM = (
    select(migration_item.c.state, migration_item.c.before, migration_item.c.revision)
    .where(
        migration_item.c.migration_id == bindparam("migration"),
        migration_item.c.instance_id == bindparam("instance"),
    )
    .with_for_update()
)


class ItemState(StrEnum):
    PENDING = "pending"
    MOVED = "moved"
    REFUSED = "refused"
    """It could not move; its reasons say why."""
    UNDOING = "undoing"
    """It is to be taken back."""
    UNDONE = "undone"
    STAYS = "stays"
    """It could not be taken back; its reasons say why."""


class ActedSince(Conflict):
    """Somebody has worked on this case since it moved; move it back with a plan of its own."""


class NothingToMove(WrongState):
    """No running case is on this version."""


class NothingToUndo(WrongState):
    """Nothing of this migration can be taken back any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrateInstances:
    """Move running instances to another version; `instances` empty means all of the old one."""

    plan: Plan
    reason: str
    instances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoMigration:
    """Take a migration back, for every instance on which nobody has acted since."""

    migration_id: str
    reason: str


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


@dataclass(frozen=True, slots=True)
class Migration:
    """What `may` is asked about, and what the page shows."""

    id: str
    plan: Plan
    reason: str = ""
    started_by: str = ""
    offices: frozenset[str] = frozenset()
    """Whose instances it moves: each has to have agreed by an administrator of its own."""


@dataclass(frozen=True, slots=True)
class Item:
    """One instance of a migration, its row locked behind the instance's."""

    migration: Migration
    instance_id: str
    state: ItemState
    before: image.Image | None
    revision: int | None

    @property
    def id(self) -> str:
        return self.instance_id


def register(registry: Registry) -> None:
    registry.command(MigrateInstances, action="migration.begin", locate=_planned, handle=begin)
    registry.command(UndoMigration, action="migration.undo", locate=_stored, handle=undo)
    registry.command(MoveInstance, action=MOVED, locate=_item, handle=move_one)
    registry.command(MoveBack, action=UNDONE, locate=_item, handle=move_back)


def begin(context: Context, command: MigrateInstances, about: Migration) -> object:
    """Note every instance that is to move; they move afterwards, each for itself."""
    require_reason(command.reason)
    plan = command.plan
    _routing(context, plan)
    chosen = instance_ids(context, plan.source, command.instances or None)
    if not chosen:
        raise NothingToMove()
    context.connection.execute(
        insert(migration).values(
            id=about.id,
            source_id=plan.source,
            target_id=plan.target,
            mapping=dict(plan.mapping),
            reason=command.reason,
            started_at=context.now,
            started_by=context.actor.id,
        )
    )
    context.connection.execute(
        insert(migration_item), [_pending(about.id, one, context) for one in chosen]
    )
    context.record(
        "migration.begin",
        "migration",
        about.id,
        source=plan.source,
        target=plan.target,
        mapping=dict(plan.mapping),
        instances=len(chosen),
        reason=command.reason,
    )
    return {"migration": about.id, "instances": len(chosen)}


def undo(context: Context, command: UndoMigration, about: Migration) -> object:
    """Stop what has not moved yet, and note what is to go back."""
    require_reason(command.reason)
    stopped = _turn(context, about.id, ItemState.PENDING, ItemState.UNDONE)
    turned = _turn(context, about.id, ItemState.MOVED, ItemState.UNDOING)
    if not stopped + turned:
        raise NothingToUndo()
    context.connection.execute(
        update(migration)
        .where(migration.c.id == about.id)
        .values(undone_at=context.now, undone_by=context.actor.id)
    )
    context.record("migration.undo", "migration", about.id, reason=command.reason, instances=turned)
    return {"migration": about.id, "instances": turned}


def move_one(context: Context, command: MoveInstance, item: Item) -> object:
    if item.state is not ItemState.PENDING:
        return None  # Somebody else has seen to it.
    live = context.instance(item.instance_id)
    before = image.take(context.connection, live.id)
    moved = move(context, live, _routing(context, item.migration.plan))
    _note(context, item, ItemState.MOVED, before=before, revision=live.revision + 1)
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
        moved = move(context, live, _routing(context, item.migration.plan.reversed()))
    _note(context, item, ItemState.UNDONE)
    _record(context, UNDONE, live, item, moved)
    return {"instance": live.id}


# -- rows


def _pending(migration_id: str, instance_id: str, context: Context) -> dict[str, object]:
    return {
        "migration_id": migration_id,
        "instance_id": instance_id,
        "state": ItemState.PENDING.value,
        "reasons": [],
        "changed_at": context.now,
    }


def _turn(context: Context, migration_id: str, old: ItemState, new: ItemState) -> int:
    turned = context.connection.execute(
        update(migration_item)
        .where(migration_item.c.migration_id == migration_id, migration_item.c.state == old.value)
        .values(state=new.value, changed_at=context.now)
    )
    return turned.rowcount


def _note(context: Context, item: Item, state: ItemState, **values: object) -> None:
    context.connection.execute(
        update(migration_item)
        .where(
            migration_item.c.migration_id == item.migration.id,
            migration_item.c.instance_id == item.instance_id,
        )
        .values(state=state.value, changed_at=context.now, **values)
    )


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


def _routing(context: Context, plan: Plan) -> Routing:
    definitions = context.definitions
    return Routing.of(
        plan, definitions.get(context, plan.source), definitions.get(context, plan.target)
    )


# -- locating


def _planned(context: Context, command: MigrateInstances) -> Migration:
    return Migration(
        context.new_id(),
        command.plan,
        command.reason,
        context.actor.id,
        offices_on(context, command.plan.source, command.instances or None),
    )


def _stored(context: Context, command: UndoMigration) -> Migration:
    return stored_migration(context, command.migration_id)


def stored_migration(view: View, migration_id: str) -> Migration:
    """A migration by id, with the offices whose instances it moves; raises `NotFound`."""
    made = _bare(view, migration_id)
    offices = view.connection.execute(
        select(process_instance.c.office_id)
        .join(migration_item, migration_item.c.instance_id == process_instance.c.id)
        .where(migration_item.c.migration_id == migration_id)
        .distinct()
    )
    return replace(made, offices=frozenset(offices.scalars()))


def _bare(view: View, migration_id: str) -> Migration:
    row = view.connection.execute(_MIGRATION, {"key": migration_id}).one_or_none()
    if row is None:
        raise NotFound()
    plan = Plan.of(row.source_id, row.target_id, row.mapping)
    return Migration(row.id, plan, row.reason, row.started_by)


def _item(context: Context, command: MoveInstance | MoveBack) -> Item:
    """The instance is locked first, here as everywhere; then its part of the migration."""
    context.instance(command.instance_id)
    row = context.connection.execute(
        _ITEM, {"migration": command.migration_id, "instance": command.instance_id}
    ).one_or_none()
    if row is None:
        raise NotFound()
    return Item(
        _bare(context, command.migration_id),
        command.instance_id,
        ItemState(row.state),
        cast("image.Image | None", row.before),
        row.revision,
    )
