"""Dossiers, their nominees, and the registry of those who can be honoured."""

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
from workflows.tables.offices import office, person, unit

subject = Table(
    "subject",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("kind", String(20), nullable=False, comment="individual, collective, household"),
    Column("name", Text, nullable=False),
    Column("search_key", Text, nullable=False),
    Column("sort_key", Text, nullable=False),
    Column("birth_date", Date),
    Column("gender", String(10), nullable=False, default=""),
    Column("id_number", String(12), comment="private: never leaves the office's own pages"),
    Column("title", Text, nullable=False, default=""),
    Column("unit_name", Text, nullable=False, default=""),
    Column("locality", Text, nullable=False, default=""),
    UniqueConstraint("office_id", "kind", "id_number"),
    Index(None, "office_id", "kind", "search_key"),
)

dossier = Table(
    "dossier",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("instance_id", KEY, nullable=False, unique=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("unit_id", ForeignKey(unit.c.id), nullable=False, comment="who proposes"),
    Column("procedure", String(100), nullable=False),
    Column("definition_id", KEY, nullable=False),
    Column("code", String(60), nullable=False, unique=True),
    Column("lookup_code", String(30), nullable=False, unique=True, comment="the receipt's, random"),
    Column("title", Text, nullable=False),
    Column("search_key", Text, nullable=False, comment="title, unit, code and nominees' names"),
    Column("letter_number", Text, nullable=False, comment="the unit's tờ trình"),
    Column("letter_date", Date, nullable=False),
    Column("filed_at", Instant, nullable=False),
    Column("filed_by", ForeignKey(person.c.id), nullable=False),
    Column("accepted_at", Instant),
    Column("regime_date", Date, comment="fixed at acceptance (R-REG-01)"),
    Column("law_edition_id", String(64)),
    Column("state", String(20), nullable=False),
    Column("state_reason", Text, nullable=False, default=""),
    Column("supplements", Integer, nullable=False, default=0),
    Column("nominee_count", Integer, nullable=False),
    Column("event_date", Date, comment="of an unexpected achievement (R-TIME-15)"),
    Column("ended_at", Instant),
    Column("due_at", Instant, comment="index of the clock of the whole dossier"),
    Column(
        "origin",
        String(10),
        nullable=False,
        default="",
        server_default="",
        comment="of a submission from below: system or package",
    ),
    Column(
        "origin_code",
        String(60),
        nullable=False,
        default="",
        server_default="",
        comment="of the dossier at the office that submitted it",
    ),
    Column("upward_id", KEY, comment="the submission that is considered"),
    Index(None, "office_id", "state", "due_at"),
    Index(None, "office_id", "filed_at"),
    # With all that is asked about a unit's dossiers of a year, so that none of them is read.
    Index(None, "unit_id", "filed_at", "state", "id"),
    Index(None, "upward_id", unique=True),
)

nominee = Table(
    "nominee",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("dossier_id", ForeignKey(dossier.c.id), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("subject_id", ForeignKey(subject.c.id), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("unit_name", Text, nullable=False),
    Column("locality", Text, nullable=False),
    Column("achievement", Text, nullable=False),
    Column("award", String(60), nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("outcome", String(20), nullable=False, comment="workflows.nominees.Outcome"),
    Column("outcome_note", Text, nullable=False, default=""),
    Column("content_hash", String(64), nullable=False, comment="what evidence is bound to"),
    Column("reward", Integer, comment="đồng, fixed when the decision is registered"),
    Column("criteria", Json, nullable=False, default=dict, comment="what the appraisal says of it"),
    Column("findings", Json, nullable=False, default=list, comment="how criteria judged it"),
    UniqueConstraint("dossier_id", "ordinal"),
    Index(None, "subject_id"),
)

slip = Table(
    "slip",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("dossier_id", ForeignKey(dossier.c.id), nullable=False),
    Column("kind", String(20), nullable=False, comment="receipt, supplement, refusal, apology"),
    Column("number", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", KEY, nullable=False),
    Column("content", Json, nullable=False),
    Index(None, "dossier_id", "kind"),
)

lateness = Table(
    "lateness",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("dossier_id", ForeignKey(dossier.c.id), nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", KEY, nullable=False),
    Column("cause", String(20), nullable=False, comment="own, applicant, superior, council"),
    Column("reason", Text, nullable=False),
    Column("new_due_at", Instant, comment="the one new date, if it was announced in time"),
    Column("apology_slip_id", ForeignKey(slip.c.id), nullable=False),
    Column("after_due", Boolean, nullable=False),
    Index(None, "dossier_id"),
)
