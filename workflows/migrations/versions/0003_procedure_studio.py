"""The tables of the procedure studio: drafts, their files and past, editors, scenarios."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.database import Instant, Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)


def upgrade() -> None:
    op.create_table(
        "procedure_draft",
        sa.Column("id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column(
            "key",
            sa.String(length=200),
            nullable=False,
            comment="the process, form or table it is about",
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "based_on", sa.Integer(), nullable=False, comment="version it began from; 0: none"
        ),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("created_by", KEY, nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("changed_at", Instant(timezone=True), nullable=False),
        sa.Column("editor_id", KEY, nullable=False, comment="who is at it; empty: nobody"),
        sa.Column(
            "editor_seen",
            Instant(timezone=True),
            nullable=True,
            comment="when their page last said so, by the wall's clock",
        ),
        sa.Column("submitted_by", KEY, nullable=True),
        sa.Column("submitted_at", Instant(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "digest", sa.String(length=64), nullable=False, comment="of the files under review"
        ),
        sa.Column("reviewed_by", KEY, nullable=True),
        sa.Column("reviewed_at", Instant(timezone=True), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=False),
        sa.Column(
            "effective_at",
            Instant(timezone=True),
            nullable=True,
            comment="when it is published by itself",
        ),
        sa.Column(
            "rehearsal", Json(), nullable=False, comment="digest rehearsed, and how each run went"
        ),
        sa.Column("deployment_id", KEY, nullable=True),
        sa.Column("published_at", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_draft")),
    )
    op.create_index(
        op.f("ix_procedure_draft_office_id_state"), "procedure_draft", ["office_id", "state"]
    )
    for table, keys in (
        ("procedure_draft_file", ("draft_id", "name")),
        ("procedure_draft_past", ("draft_id", "name", "revision")),
    ):
        op.create_table(
            table,
            sa.Column("draft_id", KEY, nullable=False),
            sa.Column("name", sa.String(length=200), nullable=False),
            sa.Column("content", sa.LargeBinary(), nullable=False),
            sa.Column("revision", sa.Integer(), nullable=False),
            sa.Column("saved_by", KEY, nullable=False),
            sa.Column("saved_at", Instant(timezone=True), nullable=False),
            sa.ForeignKeyConstraint(
                ["draft_id"],
                ["procedure_draft.id"],
                name=op.f(f"fk_{table}_draft_id_procedure_draft"),
            ),
            sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{table}")),
        )
    op.create_table(
        "procedure_editor",
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("granted_by", KEY, nullable=False),
        sa.Column("granted_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "key", "person_id", name=op.f("pk_procedure_editor")),
    )
    op.create_table(
        "procedure_scenario",
        sa.Column("id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column(
            "key", sa.String(length=200), nullable=False, comment="the process that is played"
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "kept",
            sa.Boolean(),
            nullable=False,
            comment="false: somebody's run, not yet a scenario",
        ),
        sa.Column("steps", Json(), nullable=False),
        sa.Column("draft_id", KEY, nullable=True, comment="on whose files a run is played"),
        sa.Column("created_by", KEY, nullable=False),
        sa.Column("created_at", Instant(timezone=True), nullable=False),
        sa.Column("changed_at", Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_scenario")),
    )
    op.create_index(
        op.f("ix_procedure_scenario_office_id_key"), "procedure_scenario", ["office_id", "key"]
    )


def downgrade() -> None:
    for table in (
        "procedure_scenario",
        "procedure_editor",
        "procedure_draft_past",
        "procedure_draft_file",
        "procedure_draft",
    ):
        op.drop_table(table)
