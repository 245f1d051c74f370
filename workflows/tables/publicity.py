"""Publications with their evidence, and what the public says about them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text

from engine.database import Instant, Json
from engine.tables import KEY, metadata
from workflows.tables.dossiers import dossier, nominee

publication = Table(
    "publication",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("dossier_id", ForeignKey(dossier.c.id), nullable=False),
    Column("office_id", KEY, nullable=False),
    Column("kind", String(20), nullable=False, comment="list or decision"),
    Column("channels", Json, nullable=False, comment="list of keys: board, loudspeaker, website"),
    Column("place", Text, nullable=False),
    Column("poster", Text, nullable=False, comment="who put it up"),
    Column("evidence", Json, nullable=False, comment="ids of attachments"),
    Column(
        "papers", Json, comment="ids of the attachments that were made public: the issued decision"
    ),
    Column("link", Text, nullable=False, default=""),
    Column("started_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False, comment="when the period is over"),
    Column("withdrawn_at", Instant, comment="put up anew before it was closed"),
    Column("closed_at", Instant, comment="when its end was recorded"),
    Column("closing", Json, comment="as handed in: last day, by whom, opinions, evidence"),
    Column("created_by", KEY, nullable=False),
    Index(None, "dossier_id", "kind"),
    Index(None, "office_id", "kind", "started_at"),
)

published_nominee = Table(
    "published_nominee",
    metadata,
    Column("publication_id", ForeignKey(publication.c.id), primary_key=True),
    Column("nominee_id", ForeignKey(nominee.c.id), primary_key=True),
    Column("content_hash", String(64), nullable=False),
)

opinion = Table(
    "opinion",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("publication_id", ForeignKey(publication.c.id), nullable=False),
    Column("dossier_id", ForeignKey(dossier.c.id), nullable=False),
    Column("nominee_id", ForeignKey(nominee.c.id)),
    Column("receipt", String(30), nullable=False, unique=True),
    Column("text", Text, nullable=False),
    Column("author", Text, nullable=False, comment="seen by the handler alone"),
    Column("contact", Text, nullable=False, comment="seen by the handler alone"),
    Column("sent_at", Instant, nullable=False),
    Column("state", String(20), nullable=False, comment="workflows.opinions.OpinionState"),
    Column("reason", Text, nullable=False, default="", comment="of a rejection"),
    Column("answer", Text, nullable=False, default=""),
    Column("handled_at", Instant),
    Column("handled_by", KEY),
    Index(None, "dossier_id", "state"),
)
