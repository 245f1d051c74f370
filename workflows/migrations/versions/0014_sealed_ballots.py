"""Secret ballots are sealed until the count."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)
SEALED = "secret ballots are sealed until the count"
COUNTERS = "secret ballots are counters, never rows"


def upgrade() -> None:
    with op.batch_alter_table("council_session") as batch:
        batch.add_column(
            sa.Column(
                "box_lock",
                sa.String(length=64),
                nullable=False,
                server_default="",
                comment="what secret ballots are sealed with; its key is kept beside the database",
            )
        )
        batch.alter_column(
            "secret",
            existing_type=sa.Boolean(),
            existing_nullable=False,
            comment=SEALED,
            existing_comment=COUNTERS,
        )
    op.create_table(
        "sealed_ballot",
        sa.Column("id", sa.String(length=32), nullable=False, comment="random: it tells no order"),
        sa.Column("session_id", KEY, nullable=False),
        sa.Column(
            "content",
            sa.Text(),
            nullable=False,
            comment="of one length; nobody reads it before the count",
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["council_session.id"],
            name=op.f("fk_sealed_ballot_session_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_ballot")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sealed_ballot_session_id"), "sealed_ballot", ["session_id"])


def downgrade() -> None:
    op.drop_table("sealed_ballot")
    with op.batch_alter_table("council_session") as batch:
        batch.drop_column("box_lock")
        batch.alter_column(
            "secret",
            existing_type=sa.Boolean(),
            existing_nullable=False,
            comment=COUNTERS,
            existing_comment=SEALED,
        )
