"""Moving many instances is planned as one command, and taken back as one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, update

from engine.errors import WrongState
from engine.migration.kept import ItemState, Migration, pending_row, stored_migration, turn
from engine.migration.plan import Plan
from engine.migration.routing import routing_of
from engine.migration.tables import migration, migration_item
from engine.migration.verdicts import instance_ids, offices_on
from engine.reasons import require_reason

if TYPE_CHECKING:
    from engine.context import Context
    from engine.registry import Registry


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


def register(registry: Registry) -> None:
    registry.command(MigrateInstances, action="migration.begin", locate=_planned, handle=begin)
    registry.command(UndoMigration, action="migration.undo", locate=_stored, handle=undo)


def begin(context: Context, command: MigrateInstances, about: Migration) -> object:
    """Note every instance that is to move; they move afterwards, each for itself."""
    require_reason(command.reason)
    plan = command.plan
    routing_of(context, plan)
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
        insert(migration_item), [pending_row(about.id, one, context) for one in chosen]
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
    stopped = turn(context, about.id, ItemState.PENDING, ItemState.UNDONE)
    turned = turn(context, about.id, ItemState.MOVED, ItemState.UNDOING)
    if not stopped + turned:
        raise NothingToUndo()
    context.connection.execute(
        update(migration)
        .where(migration.c.id == about.id)
        .values(undone_at=context.now, undone_by=context.actor.id)
    )
    context.record("migration.undo", "migration", about.id, reason=command.reason, instances=turned)
    return {"migration": about.id, "instances": turned}


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
