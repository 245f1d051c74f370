"""The honour book, the way up to the superior, and what an appraisal says of a nominee."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.database import Instant, Json

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)


def upgrade() -> None:
    for name, empty, comment in (
        ("criteria", "{}", "what the appraisal says of it"),
        ("findings", "[]", "how criteria judged it"),
    ):
        op.add_column(
            "nominee",
            sa.Column(name, Json(), nullable=False, server_default=empty, comment=comment),
        )
    with op.batch_alter_table("nominee") as batch:
        batch.alter_column("criteria", server_default=None)
        batch.alter_column("findings", server_default=None)
    op.create_table(
        "honour",
        sa.Column("id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("subject_id", KEY, nullable=False),
        sa.Column("dossier_id", KEY, nullable=True, comment="none for awards of earlier years"),
        sa.Column("nominee_id", KEY, nullable=True),
        sa.Column("award", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="as the decision names the recipient"),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("locality", sa.Text(), nullable=False),
        sa.Column("achievement", sa.Text(), nullable=False),
        sa.Column(
            "achievement_key",
            sa.Text(),
            nullable=False,
            comment="the same achievement is the same key",
        ),
        sa.Column(
            "initiative_key",
            sa.Text(),
            nullable=False,
            comment="of the initiative it rests on, if any",
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "place", sa.Integer(), nullable=False, comment="number in the decision: Số sổ vàng"
        ),
        sa.Column(
            "decided_by",
            sa.String(length=40),
            nullable=False,
            comment="commune, or who decided above",
        ),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("reward", sa.Integer(), nullable=True),
        sa.Column("entered_at", Instant(timezone=True), nullable=False),
        sa.Column("entered_by", KEY, nullable=False),
        sa.Column("revoked_at", Instant(timezone=True), nullable=True),
        sa.Column("revoked_symbol", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"]),
        sa.ForeignKeyConstraint(["nominee_id"], ["nominee.id"]),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_honour_subject_id"), "honour", ["subject_id"])
    op.create_index(op.f("ix_honour_office_id_dated_id"), "honour", ["office_id", "dated", "id"])
    op.create_table(
        "upward",
        sa.Column("id", KEY, nullable=False),
        sa.Column("dossier_id", KEY, nullable=False),
        sa.Column("office_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False, comment="as printed: 12/TTr-UBND"),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column(
            "content_hash", sa.String(length=64), nullable=False, comment="of the list that went up"
        ),
        sa.Column(
            "scan",
            Json(),
            nullable=False,
            comment="ids of the attachments with the signed paper",
        ),
        sa.Column("sent_at", Instant(timezone=True), nullable=False),
        sa.Column("sent_by", KEY, nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"]),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_upward_dossier_id"), "upward", ["dossier_id"])
    op.create_table(
        "superior_answer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("dossier_id", KEY, nullable=False),
        sa.Column(
            "result",
            sa.String(length=20),
            nullable=False,
            comment="decided, returned, refused",
        ),
        sa.Column("authority", sa.Text(), nullable=False, comment="who answered"),
        sa.Column("symbol", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("files", Json(), nullable=False),
        sa.Column("answers", Json(), nullable=False, comment="awarded or rejected, by nominee id"),
        sa.Column("received_at", Instant(timezone=True), nullable=False),
        sa.Column("received_by", KEY, nullable=False),
        sa.Column(
            "taken_at",
            Instant(timezone=True),
            nullable=True,
            comment="when the procedure went on with it",
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_superior_answer_dossier_id"), "superior_answer", ["dossier_id"])
