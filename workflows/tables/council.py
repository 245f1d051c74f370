"""The council: members, sessions with a frozen electorate, and ballots."""

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
)

from engine.database import Instant
from engine.tables import KEY, metadata
from workflows.tables.dossiers import dossier, nominee
from workflows.tables.offices import office, person

council_member = Table(
    "council_member",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("person_id", ForeignKey(person.c.id), nullable=False),
    Column("role", String(20), nullable=False, comment="chair, vice_chair, secretary, member"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("decision", Text, nullable=False, comment="the act that set the council up"),
    Index(None, "office_id", "valid_from"),
)

council_session = Table(
    "council_session",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", ForeignKey(office.c.id), nullable=False),
    Column("title", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("scheduled_at", Instant, nullable=False),
    Column("secret", Boolean, nullable=False, comment="secret ballots are sealed until the count"),
    Column("state", String(20), nullable=False, comment="planned, open, closed, cancelled"),
    Column("opened_at", Instant),
    Column("closed_at", Instant),
    Column("created_by", KEY, nullable=False),
    Column("ballot", Integer, nullable=False, server_default="1", comment="1, or 2 when repeated"),
    Column("repeats", KEY, comment="the session whose equal votes are voted on again"),
    Column(
        "box_lock",
        String(64),
        nullable=False,
        default="",
        server_default="",
        comment="what secret ballots are sealed with; its key is kept beside the database",
    ),
    Index(None, "office_id", "state", "scheduled_at"),
)

session_member = Table(
    "session_member",
    metadata,
    Column("session_id", ForeignKey(council_session.c.id), primary_key=True),
    Column("person_id", ForeignKey(person.c.id), primary_key=True),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column(
        "attendance",
        String(20),
        nullable=False,
        comment="expected, present, written, proxy, absent",
    ),
    Column("proxy_id", KEY, comment="the member who votes for this one"),
    Column("mandate", KEY, comment="attachment: the written mandate of the proxy"),
)

session_dossier = Table(
    "session_dossier",
    metadata,
    Column("session_id", ForeignKey(council_session.c.id), primary_key=True),
    Column("dossier_id", ForeignKey(dossier.c.id), primary_key=True),
    Column("ordinal", Integer, nullable=False),
    Column("quota", Integer, comment="how many of its list may be agreed on; empty: no limit"),
    Index(None, "dossier_id"),
)

session_invitee = Table(
    "session_invitee",
    metadata,
    Column(
        "session_id",
        ForeignKey(council_session.c.id, name="fk_session_invitee_session_id_council_session"),
        primary_key=True,
    ),
    Column("ordinal", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
)

session_nominee = Table(
    "session_nominee",
    metadata,
    Column("session_id", ForeignKey(council_session.c.id), primary_key=True),
    Column("nominee_id", ForeignKey(nominee.c.id), primary_key=True),
    Column("dossier_id", ForeignKey(dossier.c.id), nullable=False),
    Column("content_hash", String(64), nullable=False, comment="what the council voted on"),
    Column("members", Integer, nullable=False, comment="the denominator of the threshold"),
    Column("needed", Integer, nullable=False, comment="yes votes needed"),
    Column("yes", Integer, nullable=False, default=0),
    Column("no", Integer, nullable=False, default=0),
    Column("blank", Integer, nullable=False, default=0),
    Column("passed", Boolean, comment="set when the session closes; empty while tied"),
    Column(
        "standing",
        String(20),
        nullable=False,
        server_default="",
        comment="passed, below, over, tied",
    ),
    Index(None, "dossier_id"),
)

recusal = Table(
    "recusal",
    metadata,
    Column("session_id", ForeignKey(council_session.c.id), primary_key=True),
    Column("nominee_id", ForeignKey(nominee.c.id), primary_key=True),
    Column("person_id", ForeignKey(person.c.id), primary_key=True),
    Column("reason", String(40), nullable=False, comment="self, or as stated"),
)

voted = Table(
    "voted",
    metadata,
    Column("session_id", ForeignKey(council_session.c.id), primary_key=True),
    Column("person_id", ForeignKey(person.c.id), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("scan", KEY, comment="attachment: the paper ballot of a member asked in writing"),
)

sealed_ballot = Table(
    "sealed_ballot",
    metadata,
    Column("id", String(32), primary_key=True, comment="random: it tells no order"),
    Column("session_id", ForeignKey(council_session.c.id), nullable=False),
    Column(
        "content", Text, nullable=False, comment="of one length; nobody reads it before the count"
    ),
    Index(None, "session_id"),
    # No hidden row number that would count up with every ballot.
    sqlite_with_rowid=False,
)

open_vote = Table(
    "open_vote",
    metadata,
    Column("session_id", ForeignKey(council_session.c.id), primary_key=True),
    Column("nominee_id", ForeignKey(nominee.c.id), primary_key=True),
    Column("person_id", ForeignKey(person.c.id), primary_key=True),
    Column("choice", String(10), nullable=False, comment="yes, no, blank; open ballots only"),
    Column("note", Text, nullable=False, default="", comment="dissent, recorded"),
)
