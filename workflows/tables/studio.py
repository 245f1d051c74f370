"""The studio's rows: drafts of procedures with their files, who may edit, and scenarios."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from engine.database import Instant, Json
from engine.tables import KEY, metadata

procedure_draft = Table(
    "procedure_draft",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", KEY, nullable=False),
    Column("key", String(200), nullable=False, comment="the process, form or table it is about"),
    Column("title", Text, nullable=False),
    Column("based_on", Integer, nullable=False, comment="version it began from; 0: none"),
    Column("state", String(20), nullable=False),
    Column("created_by", KEY, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("editor_id", KEY, nullable=False, default="", comment="who is at it; empty: nobody"),
    Column("editor_seen", Instant, comment="when their page last said so, by the wall's clock"),
    Column("submitted_by", KEY),
    Column("submitted_at", Instant),
    Column("reason", Text, nullable=False, default=""),
    Column("digest", String(64), nullable=False, default="", comment="of the files under review"),
    Column("reviewed_by", KEY),
    Column("reviewed_at", Instant),
    Column("review_note", Text, nullable=False, default=""),
    Column("effective_at", Instant, comment="when it is published by itself"),
    Column("rehearsal", Json, nullable=False, comment="digest rehearsed, and how each run went"),
    Column("deployment_id", KEY),
    Column("published_at", Instant),
    Index(None, "office_id", "state"),
)

procedure_draft_file = Table(
    "procedure_draft_file",
    metadata,
    Column(
        "draft_id",
        ForeignKey(procedure_draft.c.id, name="fk_procedure_draft_file_draft_id_procedure_draft"),
        primary_key=True,
    ),
    Column("name", String(200), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("saved_by", KEY, nullable=False),
    Column("saved_at", Instant, nullable=False),
)

procedure_draft_past = Table(
    "procedure_draft_past",
    metadata,
    Column(
        "draft_id",
        ForeignKey(procedure_draft.c.id, name="fk_procedure_draft_past_draft_id_procedure_draft"),
        primary_key=True,
    ),
    Column("name", String(200), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("saved_by", KEY, nullable=False),
    Column("saved_at", Instant, nullable=False),
)

procedure_draft_saver = Table(
    "procedure_draft_saver",
    metadata,
    Column(
        "draft_id",
        ForeignKey(procedure_draft.c.id, name="fk_procedure_draft_saver_draft_id_procedure_draft"),
        primary_key=True,
    ),
    Column("person_id", KEY, primary_key=True, comment="drew in it or handed it in"),
)

procedure_editor = Table(
    "procedure_editor",
    metadata,
    Column("office_id", KEY, primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("person_id", KEY, primary_key=True),
    Column("granted_by", KEY, nullable=False),
    Column("granted_at", Instant, nullable=False),
)

procedure_scenario = Table(
    "procedure_scenario",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", KEY, nullable=False),
    Column("key", String(200), nullable=False, comment="the process that is played"),
    Column("title", Text, nullable=False, default=""),
    Column("kept", Boolean, nullable=False, comment="false: somebody's run, not yet a scenario"),
    Column("steps", Json, nullable=False),
    Column("draft_id", KEY, comment="on whose files a run is played"),
    Column("created_by", KEY, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Index(None, "office_id", "key"),
)
