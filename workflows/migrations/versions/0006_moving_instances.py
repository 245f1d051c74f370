"""The tables of moving running instances between versions of their process."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.database import Instant, Json

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)


def upgrade() -> None:
    op.create_table(
        "migration",
        sa.Column("id", KEY, nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("target_id", KEY, nullable=False),
        sa.Column("mapping", Json(), nullable=False, comment="process/element to process/element"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(timezone=True), nullable=False),
        sa.Column("started_by", KEY, nullable=False),
        sa.Column("undone_at", Instant(timezone=True), comment="when it was asked back"),
        sa.Column("undone_by", KEY),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["process_definition.id"],
            name=op.f("fk_migration_source_id"),
        ),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["process_definition.id"],
            name=op.f("fk_migration_target_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_migration")),
    )
    op.create_table(
        "migration_item",
        sa.Column("migration_id", KEY, nullable=False),
        sa.Column("instance_id", KEY, nullable=False),
        sa.Column(
            "state",
            sa.String(length=20),
            nullable=False,
            comment="pending, moved, refused, undoing, undone, stays",
        ),
        sa.Column(
            "reasons", Json(), nullable=False, comment="why it stays: key, text and params each"
        ),
        sa.Column(
            "before", Json(), comment="the rows of the instance as they were, to take it back"
        ),
        sa.Column("revision", sa.Integer(), comment="of the instance once it had moved"),
        sa.Column("changed_at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["migration_id"], ["migration.id"], name=op.f("fk_migration_item_migration_id")
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_migration_item_instance_id"),
        ),
        sa.PrimaryKeyConstraint("migration_id", "instance_id", name=op.f("pk_migration_item")),
    )
    for columns in (["state", "migration_id", "instance_id"], ["instance_id"]):
        name = op.f(f"ix_migration_item_{'_'.join(columns)}")
        op.create_index(name, "migration_item", columns)


def downgrade() -> None:
    op.drop_table("migration_item")
    op.drop_table("migration")
