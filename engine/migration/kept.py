"""A migration as its rows keep it: what it does to whom, and how far each instance is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, cast

from sqlalchemy import bindparam, select, update

from engine.errors import NotFound
from engine.migration import image
from engine.migration.plan import Plan
from engine.migration.tables import migration, migration_item
from engine.tables import process_instance
from engine.view import View

if TYPE_CHECKING:
    from engine.context import Context

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


def stored_migration(view: View, migration_id: str) -> Migration:
    """A migration by id, with the offices whose instances it moves; raises `NotFound`."""
    made = bare_migration(view, migration_id)
    offices = view.connection.execute(
        select(process_instance.c.office_id)
        .join(migration_item, migration_item.c.instance_id == process_instance.c.id)
        .where(migration_item.c.migration_id == migration_id)
        .distinct()
    )
    return replace(made, offices=frozenset(offices.scalars()))


def bare_migration(view: View, migration_id: str) -> Migration:
    row = view.connection.execute(_MIGRATION, {"key": migration_id}).one_or_none()
    if row is None:
        raise NotFound()
    plan = Plan.of(row.source_id, row.target_id, row.mapping)
    return Migration(row.id, plan, row.reason, row.started_by)


def locked_item(context: Context, migration_id: str, instance_id: str) -> Item:
    """The instance is locked first, here as everywhere; then its part of the migration."""
    context.instance(instance_id)
    row = context.connection.execute(
        _ITEM, {"migration": migration_id, "instance": instance_id}
    ).one_or_none()
    if row is None:
        raise NotFound()
    return Item(
        bare_migration(context, migration_id),
        instance_id,
        ItemState(row.state),
        cast("image.Image | None", row.before),
        row.revision,
    )


def pending_row(migration_id: str, instance_id: str, context: Context) -> dict[str, object]:
    return {
        "migration_id": migration_id,
        "instance_id": instance_id,
        "state": ItemState.PENDING.value,
        "reasons": [],
        "changed_at": context.now,
    }


def turn(context: Context, migration_id: str, old: ItemState, new: ItemState) -> int:
    turned = context.connection.execute(
        update(migration_item)
        .where(migration_item.c.migration_id == migration_id, migration_item.c.state == old.value)
        .values(state=new.value, changed_at=context.now)
    )
    return turned.rowcount


def note(context: Context, item: Item, state: ItemState, **values: object) -> None:
    context.connection.execute(
        update(migration_item)
        .where(
            migration_item.c.migration_id == item.migration.id,
            migration_item.c.instance_id == item.instance_id,
        )
        .values(state=state.value, changed_at=context.now, **values)
    )
