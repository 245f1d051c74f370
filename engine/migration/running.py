"""Carrying planned moves out: each instance for itself, resumed wherever it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import exists, func, select, update

from engine.actors import SYSTEM
from engine.errors import Message, VinhDanhError
from engine.migration import judging
from engine.migration.carrying_out import MoveBack, MoveInstance
from engine.migration.judging import Obstacle
from engine.migration.kept import ItemState, Migration, stored_migration
from engine.migration.tables import migration, migration_item
from engine.migration.verdicts import obstacles_of
from engine.tables import process_instance
from engine.view import View

if TYPE_CHECKING:
    from engine.process_engine import ProcessEngine

log = structlog.get_logger()

BATCH = 50

AHEAD = {ItemState.PENDING: ItemState.REFUSED, ItemState.UNDOING: ItemState.STAYS}
"""What is still to do, and what it becomes when it cannot be done."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a migration is."""

    migration: Migration
    started_at: datetime
    undone_at: datetime | None
    counts: dict[ItemState, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def is_running(self) -> bool:
        return any(self.counts.get(state) for state in AHEAD)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One instance of a migration as a page lists it."""

    instance_id: str
    name: str
    state: ItemState
    reasons: tuple[Message, ...]
    changed_at: datetime


def run_migrations(engine: ProcessEngine, limit: int = BATCH) -> int:
    """Carry out the next planned moves of any migration; returns how many were looked at.

    May be called by every process at any time: an instance moves once, whoever is quicker. One that
    cannot move is noted with its reasons and holds nobody up.
    """
    with engine.database.read() as connection:
        due = connection.execute(
            select(
                migration_item.c.migration_id, migration_item.c.instance_id, migration_item.c.state
            )
            .where(migration_item.c.state.in_([state.value for state in AHEAD]))
            .order_by(migration_item.c.migration_id, migration_item.c.instance_id)
            .limit(limit)
        ).all()
    for row in due:
        _carry_out(engine, row.migration_id, row.instance_id, ItemState(row.state))
    return len(due)


def progress(view: View, migration_id: str) -> Progress:
    """How far a migration is; raises `NotFound`."""
    made = stored_migration(view, migration_id)
    times = view.connection.execute(
        select(migration.c.started_at, migration.c.undone_at).where(migration.c.id == migration_id)
    ).one()
    counted = view.connection.execute(
        select(migration_item.c.state, func.count().label("number"))
        .where(migration_item.c.migration_id == migration_id)
        .group_by(migration_item.c.state)
    )
    counts = {ItemState(row.state): row.number for row in counted}
    return Progress(made, times.started_at, times.undone_at, counts)


def migrations_of(
    view: View, definition_ids: Sequence[str], limit: int = 20, *, office_id: str
) -> list[str]:
    """Ids of the migrations of an office's instances from or to some versions, newest first."""
    of_office = (
        exists()
        .where(migration_item.c.migration_id == migration.c.id)
        .where(migration_item.c.instance_id == process_instance.c.id)
        .where(process_instance.c.office_id == office_id)
    )
    return list(
        view.connection.execute(
            select(migration.c.id)
            .where(
                migration.c.source_id.in_(definition_ids)
                | migration.c.target_id.in_(definition_ids),
                of_office,
            )
            .order_by(migration.c.id.desc())
            .limit(limit)
        ).scalars()
    )


def items(
    view: View, migration_id: str, *, after: str = "", limit: int = 100
) -> tuple[ItemLine, ...]:
    """The instances of a migration in the order of their ids, a page at a time."""
    rows = view.connection.execute(
        select(
            migration_item.c.instance_id,
            migration_item.c.state,
            migration_item.c.reasons,
            migration_item.c.changed_at,
        )
        .where(migration_item.c.migration_id == migration_id, migration_item.c.instance_id > after)
        .order_by(migration_item.c.instance_id)
        .limit(limit)
    ).all()
    names = view.registry.business.names(view, [row.instance_id for row in rows])
    return tuple(
        ItemLine(
            row.instance_id,
            names.get(row.instance_id, row.instance_id),
            ItemState(row.state),
            tuple(Message(**reason) for reason in row.reasons),
            row.changed_at,
        )
        for row in rows
    )


def _carry_out(
    engine: ProcessEngine, migration_id: str, instance_id: str, state: ItemState
) -> None:
    kind = MoveInstance if state is ItemState.PENDING else MoveBack
    try:
        engine.execute(kind(migration_id=migration_id, instance_id=instance_id), SYSTEM)
    except VinhDanhError as refusal:
        log.warning("instance_stays", instance=instance_id, code=refusal.message.key)
        _note_refusal(engine, migration_id, instance_id, state, obstacles_of(refusal))
    except Exception as failure:  # the edge of a job: the other instances must go on
        log.exception("move_broke", instance=instance_id)
        _note_refusal(engine, migration_id, instance_id, state, (judging.broke(failure),))


def _note_refusal(
    engine: ProcessEngine,
    migration_id: str,
    instance_id: str,
    state: ItemState,
    obstacles: Sequence[Obstacle],
) -> None:
    with engine.database.write() as connection:
        connection.execute(
            update(migration_item)
            .where(
                migration_item.c.migration_id == migration_id,
                migration_item.c.instance_id == instance_id,
                migration_item.c.state == state.value,
            )
            .values(
                state=AHEAD[state].value,
                changed_at=engine.clock.now(),
                reasons=[_spelled(one.message) for one in obstacles],
            )
        )


def _spelled(message: Message) -> dict[str, object]:
    """A sentence as JSON; what fills it is text by now, in whatever language it was."""
    params = {
        name: value if isinstance(value, str | int | bool | None) else str(value)
        for name, value in message.params.items()
    }
    return {"key": message.key, "text": message.text, "params": params}
