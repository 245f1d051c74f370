"""Who was told that time runs out, and apologies that are drafted before they are needed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.database import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)


def upgrade() -> None:
    op.create_table(
        "escalation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("dossier_id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column(
            "clock_id", KEY, nullable=False, comment="of the dossier as a whole or of a step"
        ),
        sa.Column("level", sa.String(length=20), nullable=False, comment="soon, due, later"),
        sa.Column(
            "due_at",
            Instant(timezone=True),
            nullable=False,
            comment="what it was about; a new date is told anew",
        ),
        sa.Column(
            "told",
            sa.String(length=40),
            nullable=False,
            comment="the position it was told to, or holders",
        ),
        sa.Column("at", Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("clock_id", "level", "due_at"),
    )
    op.create_index(op.f("ix_escalation_dossier_id"), "escalation", ["dossier_id"])
    op.create_index(
        op.f("ix_escalation_office_id_told_at"), "escalation", ["office_id", "told", "at"]
    )
    op.create_table(
        "apology_draft",
        sa.Column("id", KEY, nullable=False),
        sa.Column("dossier_id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column(
            "cause",
            sa.String(length=20),
            nullable=False,
            comment="own, applicant, superior, council",
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_at", Instant(timezone=True), nullable=False),
        sa.Column(
            "new_due",
            sa.Date(),
            nullable=False,
            comment="proposed; the officer names the real one",
        ),
        sa.Column("drafted_at", Instant(timezone=True), nullable=False),
        sa.Column(
            "settled_at",
            Instant(timezone=True),
            nullable=True,
            comment="checked and sent, or no longer needed",
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_apology_draft_dossier_id"), "apology_draft", ["dossier_id"])
    op.create_index(
        op.f("ix_apology_draft_office_id_settled_at"), "apology_draft", ["office_id", "settled_at"]
    )
