"""Moving running instances between versions of a process.

`verdicts(engine, plan)` says what a plan would do to each instance, by really moving it and taking
everything back. `MigrateInstances` notes what is to move; `run_migrations` carries it out, one
instance a transaction, and may be called again and again. `UndoMigration` takes it back for every
instance on which nobody has acted since. The way back later is `plan.reversed()`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.migration import carrying_out, planning
from engine.migration.carrying_out import ActedSince
from engine.migration.judging import Obstacle
from engine.migration.kept import ItemState, Migration, stored_migration
from engine.migration.moved import Moved, Step
from engine.migration.moving import CannotMove
from engine.migration.plan import Pairing, Place, Plan
from engine.migration.planning import MigrateInstances, UndoMigration
from engine.migration.running import (
    ItemLine,
    Progress,
    items,
    migrations_of,
    progress,
    run_migrations,
)
from engine.migration.verdicts import Verdict, VerdictKind, choices, count_of, verdicts

if TYPE_CHECKING:
    from engine.registry import Registry

__all__ = [
    "ActedSince",
    "CannotMove",
    "ItemLine",
    "ItemState",
    "MigrateInstances",
    "Migration",
    "Moved",
    "Obstacle",
    "Pairing",
    "Place",
    "Plan",
    "Progress",
    "Step",
    "UndoMigration",
    "Verdict",
    "VerdictKind",
    "choices",
    "count_of",
    "items",
    "migrations_of",
    "progress",
    "register",
    "run_migrations",
    "stored_migration",
    "verdicts",
]


def register(registry: Registry) -> None:
    planning.register(registry)
    carrying_out.register(registry)
