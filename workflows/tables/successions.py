"""Acts by which an office that ends hands everything to its successor (R-REG-05)."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Table, Text

from engine.database import Instant, Json
from engine.tables import KEY, metadata
from workflows.tables.offices import office

succession = Table(
    "succession",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False, comment="the office that ends"),
    Column("successor_id", ForeignKey(office.c.id), nullable=False),
    Column("takes_effect", Date, nullable=False),
    Column("document", Text, nullable=False, comment="the act that says so"),
    Column("proposed_at", Instant, nullable=False),
    Column("proposed_by", KEY, nullable=False),
    Column("approved_at", Instant),
    Column("approved_by", KEY),
    Column("declined_at", Instant),
    Column("declined_by", KEY),
    Column("moved", Json, nullable=False, default=dict, comment="how much of what was moved"),
    Index(None, "office_id"),
    Index(None, "successor_id"),
)
