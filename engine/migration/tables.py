"""The rows of migrations: the plan once, and one row for every instance that it concerns."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from engine.database import Instant, Json
from engine.tables import KEY, metadata, process_definition, process_instance

migration = Table(
    "migration",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("source_id", ForeignKey(process_definition.c.id), nullable=False),
    Column("target_id", ForeignKey(process_definition.c.id), nullable=False),
    Column("mapping", Json, nullable=False, comment="process/element to process/element"),
    Column("reason", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("started_by", KEY, nullable=False),
    Column("undone_at", Instant, comment="when it was asked back"),
    Column("undone_by", KEY),
)

migration_item = Table(
    "migration_item",
    metadata,
    Column("migration_id", ForeignKey(migration.c.id), primary_key=True),
    Column("instance_id", ForeignKey(process_instance.c.id), primary_key=True),
    Column(
        "state",
        String(20),
        nullable=False,
        comment="pending, moved, refused, undoing, undone, stays",
    ),
    Column("reasons", Json, nullable=False, comment="why it stays: key, text and params each"),
    Column("before", Json, comment="the rows of the instance as they were, to take it back"),
    Column("revision", Integer, comment="of the instance once it had moved"),
    Column("changed_at", Instant, nullable=False),
    Index(None, "state", "migration_id", "instance_id"),
    Index(None, "instance_id"),
)
