"""The officer's desk: kinds of papers, read marks, filters, temporary passwords, overrides."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import engine.database

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ADDED = (("publication", "papers"), ("account", "temporary"), ("attachment", "kind"))
KEY = sa.String(length=36)
INSTANT = engine.database.Instant(timezone=True)


def upgrade() -> None:
    # Files stored before say nothing of their kind; pages then show the name alone.
    op.add_column(
        "attachment",
        sa.Column(
            "kind",
            sa.String(length=200),
            nullable=False,
            server_default="",
            comment="which paper it is: a part of a dossier, or form.field",
        ),
    )
    op.add_column(
        "account",
        sa.Column(
            "temporary",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="the password was set by somebody else and has to be changed",
        ),
    )
    op.add_column(
        "publication",
        sa.Column(
            "papers",
            engine.database.Json(),
            nullable=True,
            comment="ids of the attachments that were made public: the issued decision",
        ),
    )
    _create_tables()


def _create_tables() -> None:
    op.create_table(
        "read_mark",
        sa.Column("task_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("task_id", "person_id", name=op.f("pk_read_mark")),
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.Text(), nullable=False, comment="the narrowing as in the address"),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    with op.batch_alter_table("saved_filter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_filter_person_id"), ["person_id"], unique=False)
    op.create_table(
        "gate_override",
        sa.Column("id", KEY, nullable=False),
        sa.Column("instance_id", KEY, nullable=False),
        sa.Column("gate", sa.String(length=80), nullable=False),
        sa.Column("refusal", sa.String(length=80), nullable=False, comment="for which it was shut"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", KEY, nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("confirmed_by", KEY, nullable=True),
        sa.Column("confirmed_at", INSTANT, nullable=True),
        sa.Column("withdrawn_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_gate_override_instance_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_override")),
    )
    with op.batch_alter_table("gate_override", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_gate_override_instance_id"), ["instance_id"], unique=False
        )


def downgrade() -> None:
    for table in ("gate_override", "saved_filter", "read_mark"):
        op.drop_table(table)
    for table, column in (
        ("publication", "papers"),
        ("account", "temporary"),
        ("attachment", "kind"),
    ):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
