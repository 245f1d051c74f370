"""Moving running instances between versions of a process.

`verdicts(engine, plan)` says what a plan would do to each instance, by really moving it and taking
everything back. `MigrateInstances` notes what is to move; `run_migrations` carries it out, one
instance a transaction, and may be called again and again. `UndoMigration` takes it back for every
instance on which nobody has acted since. The way back later is `plan.reversed()`.
"""

from __future__ import annotations

from engine.migration.commands import (
    ActedSince,
    ItemState,
    MigrateInstances,
    Migration,
    UndoMigration,
    register,
    stored_migration,
)
from engine.migration.judging import Obstacle
from engine.migration.moving import CannotMove, Moved, Step
from engine.migration.plan import Pairing, Place, Plan
from engine.migration.running import (
    ItemLine,
    Progress,
    items,
    migrations_of,
    progress,
    run_migrations,
)
from engine.migration.verdicts import Verdict, VerdictKind, choices, count_of, verdicts

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
