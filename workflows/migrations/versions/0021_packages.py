"""Offices elsewhere whose signed packages are taken in, and what came in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.database import Instant, Json

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)


def upgrade() -> None:
    op.create_table(
        "partner",
        sa.Column("id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False, comment="who takes packages in"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("agency_code", sa.String(length=40), nullable=False),
        sa.Column(
            "public_key",
            sa.String(length=64),
            nullable=False,
            comment="Ed25519, in hexadecimal",
        ),
        sa.Column("document", sa.Text(), nullable=False, comment="by which the key was made known"),
        sa.Column("entered_at", Instant(timezone=True), nullable=False),
        sa.Column("entered_by", KEY, nullable=False),
        sa.Column("revoked_at", Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_partner_office_id"), "partner", ["office_id"])
    op.create_table(
        "received_package",
        sa.Column("id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("partner_id", KEY, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="submission or answer"),
        sa.Column("upward_id", KEY, nullable=False, comment="the submission that it is or answers"),
        sa.Column("content", Json(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the manifest"),
        sa.Column("received_at", Instant(timezone=True), nullable=False),
        sa.Column("received_by", KEY, nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("office_id", "kind", "upward_id"),
    )
