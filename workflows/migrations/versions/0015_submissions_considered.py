"""What goes up as it went, and the dossier of the superior that considers it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.database import Json

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column(
            "origin",
            sa.String(length=10),
            nullable=False,
            server_default="",
            comment="of a submission from below: system or package",
        ),
        sa.Column(
            "origin_code",
            sa.String(length=60),
            nullable=False,
            server_default="",
            comment="of the dossier at the office that submitted it",
        ),
        sa.Column(
            "upward_id",
            sa.String(length=36),
            nullable=True,
            comment="the submission that is considered",
        ),
    ):
        op.add_column("dossier", column)
    op.create_index(op.f("ix_dossier_upward_id"), "dossier", ["upward_id"], unique=True)
    op.add_column(
        "unit",
        sa.Column(
            "agency_code",
            sa.String(length=40),
            nullable=False,
            server_default="",
            comment="of an office below that submits to this one",
        ),
    )
    op.add_column(
        "upward",
        sa.Column(
            "delivery",
            sa.String(length=10),
            nullable=False,
            server_default="paper",
            comment="paper, system or package",
        ),
    )
    op.add_column(
        "upward",
        sa.Column("content", Json(), nullable=False, server_default="{}", comment="what went up"),
    )
