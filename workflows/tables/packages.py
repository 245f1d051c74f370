"""Offices elsewhere whose packages are taken in, and the packages that came and went."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint

from engine.database import Instant, Json
from engine.tables import KEY, metadata
from workflows.tables.offices import office

SUBMISSION, ANSWER = "submission", "answer"
"""Kinds of packages."""

partner = Table(
    "partner",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False, comment="who takes packages in"),
    Column("name", Text, nullable=False),
    Column("agency_code", String(40), nullable=False),
    Column(
        "role",
        String(10),
        nullable=False,
        server_default="below",
        comment="below: it submits here; superior: it decides on what is submitted from here",
    ),
    Column("public_key", String(64), nullable=False, comment="Ed25519, in hexadecimal"),
    Column("document", Text, nullable=False, comment="by which the key was made known"),
    Column("entered_at", Instant, nullable=False),
    Column("entered_by", KEY, nullable=False),
    Column("revoked_at", Instant),
    Index(None, "office_id"),
)

received_package = Table(
    "received_package",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("partner_id", ForeignKey(partner.c.id), nullable=False),
    Column("kind", String(20), nullable=False, comment="submission or answer"),
    Column("upward_id", KEY, nullable=False, comment="the submission that it is or answers"),
    Column("content", Json, nullable=False),
    Column("sha256", String(64), nullable=False, comment="of the manifest"),
    Column("received_at", Instant, nullable=False),
    Column("received_by", KEY, nullable=False),
    UniqueConstraint("office_id", "kind", "upward_id"),
)
