"""Law as rows: frozen editions that dossiers keep, and values that offices publish."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, String, Table, Text

from engine.database import Instant, Json
from engine.tables import KEY, metadata

law_edition = Table(
    "law_edition",
    metadata,
    Column("id", String(64), primary_key=True, comment="SHA-256 of the content"),
    Column("content", Json, nullable=False),
    Column("frozen_at", Instant, nullable=False),
)

law_value = Table(
    "law_value",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("key", String(120), nullable=False),
    Column("office_id", KEY, nullable=False, default="", comment="empty: the whole province"),
    Column("procedure", String(100), nullable=False, default=""),
    Column("valid_from", Date, nullable=False),
    Column("value", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("mark", String(1), nullable=False),
    Column("proposed_by", KEY, nullable=False),
    Column("approved_by", KEY),
    Column("approved_at", Instant),
    Column("award", String(100), nullable=False, server_default=""),
    Column("subject", String(100), nullable=False, server_default=""),
    Column(
        "home_id",
        KEY,
        nullable=False,
        server_default="",
        comment="the office whose people propose and decide",
    ),
    Column("reason", Text, nullable=False, server_default=""),
    Column("proposed_at", Instant),
    Column("declined_by", KEY),
    Column("declined_at", Instant),
    Column("note", Text, nullable=False, server_default=""),
    Index(None, "key", "valid_from"),
)
