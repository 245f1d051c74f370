"""Documents with their versions, the templates they are made of, and who may sign for whom."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.database import Instant, Json
from engine.tables import KEY, metadata
from workflows.tables.dossiers import dossier
from workflows.tables.offices import office, person
from workflows.tables.registers import register_entry

document = Table(
    "document",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("dossier_id", ForeignKey(dossier.c.id), nullable=False),
    Column("instance_id", KEY, nullable=False),
    Column("kind", String(30), nullable=False, comment="workflows.documents.kinds.DocumentKind"),
    Column("about_id", String(36), nullable=False, comment="slip, session, publication; or empty"),
    Column("code", String(20), nullable=False, unique=True, comment="to check it by; public"),
    Column("entry_id", ForeignKey(register_entry.c.id), comment="its number, once it has one"),
    Column("symbol", Text, comment="as printed: 45/QĐ-UBND"),
    Column("dated", Date),
    Column("summary", Text, nullable=False, default=""),
    Column("issued_at", Instant),
    Column("withdrawn_at", Instant, comment="its number was cancelled, or another replaced it"),
    Column("withdrawn_reason", Text, nullable=False, default=""),
    Column("created_at", Instant, nullable=False),
    Column("created_by", KEY, nullable=False),
    UniqueConstraint("dossier_id", "kind", "about_id"),
)

document_version = Table(
    "document_version",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("document_id", ForeignKey(document.c.id), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("origin", String(20), nullable=False, comment="made, edited, signed, sealed"),
    Column("state", String(20), nullable=False, comment="waiting, ready, failed"),
    Column("due_at", Instant, nullable=False, comment="when it is made, or tried again"),
    Column("tries", Integer, nullable=False, default=0),
    Column("error", Text, nullable=False, default=""),
    Column(
        "step",
        Integer,
        nullable=False,
        server_default="0",
        comment="how many of the files are there while they are made",
    ),
    Column("is_draft", Boolean, nullable=False, default=True),
    Column("content", Json, comment="what it was made of; nothing for files that were brought"),
    Column("content_hash", String(64), nullable=False, default=""),
    Column("pdf_sha256", String(64), nullable=False, default="", comment="key in the blob store"),
    Column("pdf_size", Integer, nullable=False, default=0),
    Column("word_sha256", String(64), nullable=False, default=""),
    Column("word_size", Integer, nullable=False, default=0),
    Column("pages", Integer, nullable=False, default=0),
    Column("pages_sha256", String(64), nullable=False, default="", comment="pictures, as a zip"),
    Column("template_id", KEY, comment="the office's own Word template; else the delivered one"),
    Column("created_at", Instant, nullable=False),
    Column("created_by", KEY, nullable=False),
    Column("ready_at", Instant),
    UniqueConstraint("document_id", "ordinal"),
    Index(None, "state", "due_at"),
    Index(None, "pdf_sha256"),
)

document_template = Table(
    "document_template",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("is_delivered", Boolean, nullable=False, comment="back to the delivered template"),
    Column("uploaded_at", Instant, nullable=False),
    Column("uploaded_by", KEY, nullable=False),
    UniqueConstraint("office_id", "kind", "ordinal"),
)

printer = Table(
    "printer",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("name", String(80), nullable=False),
    Column("right_mm", Integer, nullable=False, comment="tenths of a millimetre"),
    Column("down_mm", Integer, nullable=False, comment="tenths of a millimetre"),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", KEY, nullable=False),
    UniqueConstraint("office_id", "name"),
)

delegation = Table(
    "delegation",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("person_id", ForeignKey(person.c.id), nullable=False, comment="who may sign"),
    Column("for_position", String(40), nullable=False, comment="in whose place: chairman"),
    Column("number", Text, nullable=False, comment="of the act that delegates"),
    Column("scope", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("entered_by", KEY, nullable=False),
    Column("ended_at", Instant),
    Column("ended_reason", Text, nullable=False, default=""),
    Index(None, "office_id", "person_id"),
)

certificate = Table(
    "certificate",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("person_id", ForeignKey(person.c.id), comment="empty for the seal of the office"),
    Column("fingerprint", String(64), nullable=False, comment="SHA-256 of the certificate"),
    Column("subject", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("serial", String(80), nullable=False),
    Column("valid_from", Instant, nullable=False),
    Column("valid_to", Instant, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("entered_by", KEY, nullable=False),
    Column("revoked_at", Instant),
    UniqueConstraint("office_id", "fingerprint"),
)

signature_check = Table(
    "signature_check",
    metadata,
    Column("sha256", String(64), primary_key=True, comment="of the signed file"),
    Column("found", Json, nullable=False, comment="what was found in it, signature by signature"),
    Column("checked_at", Instant, nullable=False),
)
