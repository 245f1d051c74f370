"""What goes up to the superior office, and what it answers (R-AUTH-10)."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from engine.database import Instant, Json
from engine.tables import KEY, metadata
from workflows.tables.dossiers import dossier
from workflows.tables.offices import office

upward = Table(
    "upward",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("dossier_id", ForeignKey(dossier.c.id), nullable=False),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("number", Integer, nullable=False),
    Column("symbol", Text, nullable=False, comment="as printed: 12/TTr-UBND"),
    Column("dated", Date, nullable=False),
    Column("addressee", Text, nullable=False),
    Column("content_hash", String(64), nullable=False, comment="of the list that went up"),
    Column("scan", Json, nullable=False, comment="ids of the attachments with the signed paper"),
    Column(
        "delivery",
        String(10),
        nullable=False,
        default="paper",
        server_default="paper",
        comment="paper, system or package",
    ),
    Column(
        "content", Json, nullable=False, default=dict, server_default="{}", comment="what went up"
    ),
    Column("sent_at", Instant, nullable=False),
    Column("sent_by", KEY, nullable=False),
    Index(None, "dossier_id"),
)

superior_answer = Table(
    "superior_answer",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("dossier_id", ForeignKey(dossier.c.id), nullable=False),
    Column("result", String(20), nullable=False, comment="decided, returned, refused"),
    Column("authority", Text, nullable=False, comment="who answered"),
    Column("symbol", Text, nullable=False),
    Column("dated", Date, nullable=False),
    Column("note", Text, nullable=False),
    Column("files", Json, nullable=False),
    Column("answers", Json, nullable=False, comment="awarded or rejected, by nominee id"),
    Column("received_at", Instant, nullable=False),
    Column("received_by", KEY, nullable=False),
    Column("taken_at", Instant, comment="when the procedure went on with it"),
    Index(None, "dossier_id"),
)
