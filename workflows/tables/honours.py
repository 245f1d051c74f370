"""The honour book (sổ vàng): who was awarded what, by which decision (R-DOC-09)."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from engine.database import Instant
from engine.tables import KEY, metadata
from workflows.tables.dossiers import dossier, nominee, subject
from workflows.tables.offices import office

honour = Table(
    "honour",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("subject_id", ForeignKey(subject.c.id), nullable=False),
    Column("dossier_id", ForeignKey(dossier.c.id), comment="none for awards of earlier years"),
    Column("nominee_id", ForeignKey(nominee.c.id)),
    Column("award", String(60), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False, comment="as the decision names the recipient"),
    Column("search_key", Text, nullable=False),
    Column("unit_name", Text, nullable=False),
    Column("locality", Text, nullable=False),
    Column("achievement", Text, nullable=False),
    Column("achievement_key", Text, nullable=False, comment="the same achievement is the same key"),
    Column("initiative_key", Text, nullable=False, comment="of the initiative it rests on, if any"),
    Column("year", Integer, nullable=False),
    Column("place", Integer, nullable=False, comment="number in the decision: Số sổ vàng"),
    Column("decided_by", String(40), nullable=False, comment="commune, or who decided above"),
    Column("symbol", Text, nullable=False),
    Column("dated", Date, nullable=False),
    Column("reward", Integer),
    Column("entered_at", Instant, nullable=False),
    Column("entered_by", KEY, nullable=False),
    Column("revoked_at", Instant),
    Column("revoked_symbol", Text, nullable=False, default=""),
    Index(None, "subject_id"),
    Index(None, "office_id", "dated", "id"),
)
