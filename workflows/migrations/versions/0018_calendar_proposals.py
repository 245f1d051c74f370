"""Calendar years as somebody proposed them, and what became of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.database import Instant, Json

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)


def upgrade() -> None:
    op.create_table(
        "calendar_proposal",
        sa.Column("id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False, comment="whose people propose and decide"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False, comment="else it stays a draft"),
        sa.Column("days", Json(), nullable=False, comment="every day of the year that differs"),
        sa.Column(
            "based_on",
            sa.Integer(),
            nullable=False,
            comment="revision of the year; 0 when it is new",
        ),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", KEY, nullable=False),
        sa.Column("proposed_at", Instant(timezone=True), nullable=False),
        sa.Column("approved_by", KEY),
        sa.Column("approved_at", Instant(timezone=True)),
        sa.Column("declined_by", KEY),
        sa.Column("declined_at", Instant(timezone=True)),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
        sa.Column(
            "moved",
            sa.Integer(),
            comment="open clocks that were counted anew when it was approved",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_proposal")),
    )
    op.create_index(op.f("ix_calendar_proposal_year"), "calendar_proposal", ["year"])


def downgrade() -> None:
    op.drop_table("calendar_proposal")
