"""Documents with their versions and templates, certificates and delegations, cancelled numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import engine.database

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signature_check",
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the signed file"),
        sa.Column(
            "found",
            engine.database.Json(),
            nullable=False,
            comment="what was found in it, signature by signature",
        ),
        sa.Column("checked_at", engine.database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_signature_check")),
    )
    op.create_table(
        "document_template",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "is_delivered", sa.Boolean(), nullable=False, comment="back to the delivered template"
        ),
        sa.Column("uploaded_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_document_template_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_template")),
        sa.UniqueConstraint(
            "office_id", "kind", "ordinal", name=op.f("uq_document_template_office_id_kind_ordinal")
        ),
    )
    op.create_table(
        "printer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("right_mm", sa.Integer(), nullable=False, comment="tenths of a millimetre"),
        sa.Column("down_mm", sa.Integer(), nullable=False, comment="tenths of a millimetre"),
        sa.Column("changed_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_printer_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printer")),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_printer_office_id_name")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column(
            "person_id",
            sa.String(length=36),
            nullable=True,
            comment="empty for the seal of the office",
        ),
        sa.Column(
            "fingerprint",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256 of the certificate",
        ),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("serial", sa.String(length=80), nullable=False),
        sa.Column("valid_from", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("valid_to", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("entered_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(length=36), nullable=False),
        sa.Column("revoked_at", engine.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_certificate_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint(
            "office_id", "fingerprint", name=op.f("uq_certificate_office_id_fingerprint")
        ),
    )
    op.create_table(
        "delegation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False, comment="who may sign"),
        sa.Column(
            "for_position", sa.String(length=40), nullable=False, comment="in whose place: chairman"
        ),
        sa.Column("number", sa.Text(), nullable=False, comment="of the act that delegates"),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("entered_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(length=36), nullable=False),
        sa.Column("ended_at", engine.database.Instant(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_delegation_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delegation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delegation_office_id_person_id"),
            ["office_id", "person_id"],
            unique=False,
        )

    op.create_table(
        "document",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=30),
            nullable=False,
            comment="workflows.documents.kinds.DocumentKind",
        ),
        sa.Column(
            "about_id",
            sa.String(length=36),
            nullable=False,
            comment="slip, session, publication; or empty",
        ),
        sa.Column("code", sa.String(length=20), nullable=False, comment="to check it by; public"),
        sa.Column(
            "entry_id", sa.String(length=36), nullable=True, comment="its number, once it has one"
        ),
        sa.Column("symbol", sa.Text(), nullable=True, comment="as printed: 45/QĐ-UBND"),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("issued_at", engine.database.Instant(timezone=True), nullable=True),
        sa.Column(
            "withdrawn_at",
            engine.database.Instant(timezone=True),
            nullable=True,
            comment="its number was cancelled, or another replaced it",
        ),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("created_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_document_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["register_entry.id"], name=op.f("fk_document_entry_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_document_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("code", name=op.f("uq_document_code")),
        sa.UniqueConstraint(
            "dossier_id", "kind", "about_id", name=op.f("uq_document_dossier_id_kind_about_id")
        ),
    )
    op.create_table(
        "document_version",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column(
            "origin", sa.String(length=20), nullable=False, comment="made, edited, signed, sealed"
        ),
        sa.Column("state", sa.String(length=20), nullable=False, comment="waiting, ready, failed"),
        sa.Column(
            "due_at",
            engine.database.Instant(timezone=True),
            nullable=False,
            comment="when it is made, or tried again",
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column(
            "content",
            engine.database.Json(),
            nullable=True,
            comment="what it was made of; nothing for files that were brought",
        ),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "pdf_sha256", sa.String(length=64), nullable=False, comment="key in the blob store"
        ),
        sa.Column("pdf_size", sa.Integer(), nullable=False),
        sa.Column("word_sha256", sa.String(length=64), nullable=False),
        sa.Column("word_size", sa.Integer(), nullable=False),
        sa.Column(
            "template_id",
            sa.String(length=36),
            nullable=True,
            comment="the office's own Word template; else the delivered one",
        ),
        sa.Column("created_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=False),
        sa.Column("ready_at", engine.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_version_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
        sa.UniqueConstraint(
            "document_id", "ordinal", name=op.f("uq_document_version_document_id_ordinal")
        ),
    )
    with op.batch_alter_table("document_version", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_document_version_pdf_sha256"), ["pdf_sha256"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_document_version_state_due_at"), ["state", "due_at"], unique=False
        )

    with op.batch_alter_table("register_entry", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "late_reason",
                sa.Text(),
                nullable=False,
                server_default="",
                comment="entered after it went out",
            )
        )
        batch_op.add_column(
            sa.Column(
                "cancelled_at",
                engine.database.Instant(timezone=True),
                nullable=True,
                comment="the number stays, and nobody gets it again",
            )
        )
        batch_op.add_column(sa.Column("cancelled_by", sa.String(length=36), nullable=True))
        batch_op.add_column(
            sa.Column("cancel_reason", sa.Text(), nullable=False, server_default="")
        )


def downgrade() -> None:
    with op.batch_alter_table("register_entry") as batch:
        for column in ("cancel_reason", "cancelled_by", "cancelled_at", "late_reason"):
            batch.drop_column(column)
    for table in (
        "document_version",
        "document",
        "delegation",
        "certificate",
        "printer",
        "document_template",
        "signature_check",
    ):
        op.drop_table(table)
