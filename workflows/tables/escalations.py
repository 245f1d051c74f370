"""Who was told that time runs out, and the apologies that wait for an officer to check them."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, Text, UniqueConstraint

from engine.database import Instant
from engine.tables import KEY, metadata
from workflows.tables.dossiers import dossier

escalation = Table(
    "escalation",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("dossier_id", ForeignKey(dossier.c.id), nullable=False),
    Column("office_id", KEY, nullable=False),
    Column("clock_id", KEY, nullable=False, comment="of the dossier as a whole or of a step"),
    Column("level", String(20), nullable=False, comment="soon, due, later"),
    Column("due_at", Instant, nullable=False, comment="what it was about; a new date is told anew"),
    Column("told", String(40), nullable=False, comment="the position it was told to, or holders"),
    Column("at", Instant, nullable=False),
    UniqueConstraint("clock_id", "level", "due_at"),
    Index(None, "dossier_id"),
    Index(None, "office_id", "told", "at"),
)

apology_draft = Table(
    "apology_draft",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("dossier_id", ForeignKey(dossier.c.id), nullable=False),
    Column("office_id", KEY, nullable=False),
    Column("cause", String(20), nullable=False, comment="own, applicant, superior, council"),
    Column("reason", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("new_due", Date, nullable=False, comment="proposed; the officer names the real one"),
    Column("drafted_at", Instant, nullable=False),
    Column("settled_at", Instant, comment="checked and sent, or no longer needed"),
    Index(None, "dossier_id"),
    Index(None, "office_id", "settled_at"),
)
