"""Registers with gap-free numbers, and the decisions entered in them."""

from __future__ import annotations

from sqlalchemy import (
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
from workflows.tables.offices import office

register = Table(
    "register",
    metadata,
    Column("office_id", ForeignKey(office.c.id), primary_key=True),
    Column("kind", String(30), primary_key=True, comment="decision, receipt, dossier day, …"),
    Column(
        "period", String(10), primary_key=True, comment="the year, or the day for dossier codes"
    ),
    Column("last", Integer, nullable=False),
)

register_entry = Table(
    "register_entry",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("kind", String(30), nullable=False),
    Column("period", String(10), nullable=False),
    Column("number", Integer, nullable=False),
    Column("symbol", Text, nullable=False, comment="as printed: 45/QĐ-UBND"),
    Column("summary", Text, nullable=False),
    Column("dossier_id", ForeignKey(dossier.c.id)),
    Column("entered_at", Instant, nullable=False),
    Column("entered_by", KEY, nullable=False),
    Column("late_reason", Text, nullable=False, default="", comment="entered after it went out"),
    Column("cancelled_at", Instant, comment="the number stays, and nobody gets it again"),
    Column("cancelled_by", KEY),
    Column("cancel_reason", Text, nullable=False, default=""),
    UniqueConstraint("office_id", "kind", "period", "number"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("dossier_id", ForeignKey(dossier.c.id), nullable=False),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("content_hash", String(64), nullable=False, comment="of what was signed"),
    Column("signed_at", Instant, nullable=False),
    Column("signed_by", KEY, nullable=False),
    Column("signer_name", Text, nullable=False),
    Column("signer_position", String(40), nullable=False),
    Column("scan", Json, nullable=False, comment="ids of the attachments with the signed paper"),
    Column("number", Integer),
    Column("symbol", Text),
    Column("dated", Date),
    Column("summary", Text, nullable=False),
    Column("summary_key", Text, nullable=False, comment="by which people find it"),
    Column("issued_at", Instant),
    Column("issued_by", KEY),
    Column("superseded_at", Instant, comment="by a return after signing"),
    Index(None, "dossier_id"),
    Index(None, "office_id", "issued_at"),
)
