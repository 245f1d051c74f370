"""Acts by which an office that ends hands everything to its successor."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.database import Instant, Json

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)


def upgrade() -> None:
    op.create_table(
        "succession",
        sa.Column("id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False, comment="the office that ends"),
        sa.Column("successor_id", KEY, nullable=False),
        sa.Column("takes_effect", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False, comment="the act that says so"),
        sa.Column("proposed_at", Instant(timezone=True), nullable=False),
        sa.Column("proposed_by", KEY, nullable=False),
        sa.Column("approved_at", Instant(timezone=True), nullable=True),
        sa.Column("approved_by", KEY, nullable=True),
        sa.Column("declined_at", Instant(timezone=True), nullable=True),
        sa.Column("declined_by", KEY, nullable=True),
        sa.Column("moved", Json(), nullable=False, comment="how much of what was moved"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.ForeignKeyConstraint(["successor_id"], ["office.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_succession_office_id"), "succession", ["office_id"])
    op.create_index(op.f("ix_succession_successor_id"), "succession", ["successor_id"])
