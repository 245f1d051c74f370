"""By what waiting messages and signals are found, and the events that begin processes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.database import Instant

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)


def upgrade() -> None:
    for name, comment in (("event_name", "message or signal"), ("correlation", "key of a message")):
        op.add_column(
            "wait",
            sa.Column(
                name, sa.String(length=200), nullable=False, server_default="", comment=comment
            ),
        )
    op.create_index(
        op.f("ix_wait_event_name_correlation_state"), "wait", ["event_name", "correlation", "state"]
    )
    op.create_table(
        "start_event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("process_key", sa.String(length=200), nullable=False),
        sa.Column("definition_id", KEY, nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="message, signal, timer"),
        sa.Column(
            "name", sa.String(length=200), nullable=False, comment="of the message or signal"
        ),
        sa.Column(
            "due_at",
            Instant(timezone=True),
            nullable=True,
            comment="when a timer begins the process next",
        ),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["definition_id"], ["process_definition.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_start_event_process_key"), "start_event", ["process_key"])
    op.create_index(op.f("ix_start_event_kind_name"), "start_event", ["kind", "name"])
    op.create_index(op.f("ix_start_event_due_at"), "start_event", ["due_at"])
