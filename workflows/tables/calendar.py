"""Proposals of calendar years: the days as somebody proposed them, and what became of it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text

from engine.database import Instant, Json
from engine.tables import KEY, metadata

calendar_proposal = Table(
    "calendar_proposal",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", KEY, nullable=False, comment="whose people propose and decide"),
    Column("year", Integer, nullable=False),
    Column("announced", Boolean, nullable=False, comment="else it stays a draft"),
    Column("days", Json, nullable=False, comment="every day of the year that differs"),
    Column("based_on", Integer, nullable=False, comment="revision of the year; 0 when it is new"),
    Column("document", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("proposed_by", KEY, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("approved_by", KEY),
    Column("approved_at", Instant),
    Column("declined_by", KEY),
    Column("declined_at", Instant),
    Column("note", Text, nullable=False, server_default=""),
    Column("moved", Integer, comment="open clocks that were counted anew when it was approved"),
    Index(None, "year"),
)
