"""Overrides: a shut gate let pass by two people with a reason, which stays on record for ever.

An override lifts one reason of one gate for one instance. Should the gate be shut for something
else later, it is shut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    exists,
    select,
    update,
)

from engine.database import Instant
from engine.tables import KEY, metadata, process_instance
from engine.view import View

gate_override = Table(
    "gate_override",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("instance_id", ForeignKey(process_instance.c.id), nullable=False),
    Column("gate", String(80), nullable=False),
    Column("refusal", String(80), nullable=False, comment="for which it was shut"),
    Column("reason", Text, nullable=False),
    Column("proposed_by", KEY, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("confirmed_by", KEY),
    Column("confirmed_at", Instant),
    Column("withdrawn_at", Instant),
    Index(None, "instance_id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """One proposal to let a gate pass, and what came of it."""

    id: str
    instance_id: str
    gate: str
    refusal: str
    reason: str
    proposed_by: str
    proposed_at: datetime
    confirmed_by: str | None
    confirmed_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def holds(self) -> bool:
        """Whether it lifts its gate: a second person has confirmed it."""
        return self.confirmed_at is not None and self.withdrawn_at is None

    @property
    def is_pending(self) -> bool:
        return self.confirmed_at is None and self.withdrawn_at is None


def overrides_of(view: View, instance_id: str) -> Sequence[Override]:
    """Every override of an instance, oldest first; read once a view."""
    return view.once(("overrides", instance_id), lambda: _read(view, instance_id))


def lifted(view: View, instance_id: str) -> Mapping[tuple[str, str], Override]:
    """(gate, reason) to the override that lifts it."""
    return {(one.gate, one.refusal): one for one in overrides_of(view, instance_id) if one.holds}


def lapse(connection: Connection, instance_id: str, now: datetime) -> None:
    """A case that is sent back begins anew: what was let pass before has to be proposed again."""
    connection.execute(
        update(gate_override)
        .where(gate_override.c.instance_id == instance_id, gate_override.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )


def has_overrides(instance_id: ColumnElement[str]) -> ColumnElement[bool]:
    """A condition that is true of instances for which an override was ever proposed; few are."""
    return exists().where(gate_override.c.instance_id == instance_id)


def know_none(view: View, instance_id: str) -> None:
    """Let a view that has asked so beside something else know that there is no override."""
    view.once(("overrides", instance_id), tuple[Override, ...])


def _read(view: View, instance_id: str) -> Sequence[Override]:
    rows = view.connection.execute(
        select(gate_override)
        .where(gate_override.c.instance_id == instance_id)
        .order_by(gate_override.c.id)
    )
    return [Override(**row._mapping) for row in rows]
