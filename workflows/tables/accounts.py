"""Accounts, sessions and throttles: written by their own repositories, not journalled."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, false

from engine.database import Instant, Json
from engine.tables import KEY, metadata
from workflows.tables.offices import person

account = Table(
    "account",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("username", String(80), nullable=False, unique=True),
    Column("person_id", ForeignKey(person.c.id), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Boolean, nullable=False, default=False),
    Column("language", String(5), nullable=False, default="vi"),
    Column(
        "temporary",
        Boolean,
        nullable=False,
        default=False,
        server_default=false(),
        comment="the password was set by somebody else and has to be changed",
    ),
)

web_session = Table(
    "web_session",
    metadata,
    Column(
        "token_hash", String(64), primary_key=True, comment="SHA-256; the token is the cookie's"
    ),
    Column("account_id", ForeignKey(account.c.id), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("user_agent", Text, nullable=False, default=""),
    Index(None, "account_id"),
    Index(None, "expires_at"),
)

api_token = Table(
    "api_token",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", ForeignKey(account.c.id), nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column(
        "scope",
        String(10),
        nullable=False,
        default="act",
        server_default="act",
        comment="read, act",
    ),
    Column("used_at", Instant, comment="written now and then"),
    Index(None, "account_id"),
)

throttle = Table(
    "throttle",
    metadata,
    Column(
        "bucket", String(200), primary_key=True, comment="what is limited: sign-in, opinions, …"
    ),
    Column("tokens", Integer, nullable=False),
    Column("refilled_at", Instant, nullable=False),
)

draft = Table(
    "draft",
    metadata,
    Column("task_id", KEY, primary_key=True),
    Column("person_id", KEY, primary_key=True),
    Column("data", Json, nullable=False),
    Column("saved_at", Instant, nullable=False),
)

read_mark = Table(
    "read_mark",
    metadata,
    Column("task_id", KEY, primary_key=True),
    Column("person_id", KEY, primary_key=True),
    Column("read_at", Instant, nullable=False),
)

saved_filter = Table(
    "saved_filter",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("person_id", KEY, nullable=False),
    Column("name", String(80), nullable=False),
    Column("query", Text, nullable=False, comment="the narrowing as in the address"),
    Column("created_at", Instant, nullable=False),
    Index(None, "person_id"),
)

setting = Table(
    "setting",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("value", Json, nullable=False),
)

attachment = Table(
    "attachment",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", KEY, nullable=False),
    Column("instance_id", KEY, comment="empty until the form that names it is handed in"),
    Column("name", Text, nullable=False),
    Column("media_type", String(120), nullable=False),
    Column("size", Integer, nullable=False),
    Column("sha256", String(64), nullable=False, comment="also the key in the blob store"),
    Column("uploaded_by", KEY, nullable=False),
    Column("uploaded_at", Instant, nullable=False),
    Column(
        "kind",
        String(200),
        nullable=False,
        default="",
        server_default="",
        comment="which paper it is: a part of a dossier, or form.field",
    ),
    Index(None, "instance_id"),
)
