"""The engine's rows. Rooms above hang their own tables on the same metadata."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from engine.database import Facts, Instant, Json
from engine.journal_triggers import come_with

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

KEY = String(36)

deployment = Table(
    "deployment",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("digest", String(64), nullable=False, comment="of its files: equal files deploy once"),
    Column("deployed_at", Instant, nullable=False),
    Column("deployed_by", KEY, nullable=False),
    Column("reason", Text, nullable=False, default=""),
)

resource = Table(
    "resource",
    metadata,
    Column("deployment_id", ForeignKey(deployment.c.id), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

process_definition = Table(
    "process_definition",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("deployment_id", ForeignKey(deployment.c.id), nullable=False),
    Column("key", String(200), nullable=False, comment="id of the process in the diagram"),
    Column("version", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("procedure", String(100), nullable=False, comment="empty for parts and other processes"),
    Column("file", String(200), nullable=False),
    UniqueConstraint("key", "version"),
)

process_instance = Table(
    "process_instance",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("office_id", KEY, nullable=False),
    Column("definition_id", ForeignKey(process_definition.c.id), nullable=False),
    Column("state", String(20), nullable=False),
    Column("revision", Integer, nullable=False, comment="internal; forms carry the task's"),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("stage", Text, nullable=False, default=""),
    Column("stage_en", Text, nullable=False, default=""),
    Column("variables", Facts, nullable=False),
    Column("snapshot", LargeBinary, nullable=False),
    Column("snapshot_sha256", String(64), nullable=False),
    Column("snapshot_copy", LargeBinary, comment="the same again, should the first be damaged"),
    Index(None, "definition_id", "state"),
)

candidate = Table(
    "candidate",
    metadata,
    Column("set_id", String(64), primary_key=True, comment="digest of the members: sets are few"),
    Column("member", String(120), primary_key=True, comment="position@office or position@unit"),
    Index(None, "member"),
)

user_task = Table(
    "user_task",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("instance_id", ForeignKey(process_instance.c.id), nullable=False),
    Column("office_id", KEY, nullable=False),
    Column("definition_id", ForeignKey(process_definition.c.id), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("process_key", String(200), nullable=False, comment="process of the element: a part?"),
    Column("name", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_en", Text, nullable=False, default=""),
    Column("stage", Text, nullable=False),
    Column("stage_en", Text, nullable=False, default=""),
    Column("form_key", String(200), nullable=False),
    Column("candidates", String(64), nullable=False, comment="candidate.set_id"),
    Column("asked_by", KEY, comment="whose matter it is, by which lists are narrowed"),
    Column("state", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("assignee", KEY),
    Column("created_at", Instant, nullable=False),
    Column("claimed_at", Instant),
    Column("due_at", Instant, comment="index of its clock; rebuilt from the ledger"),
    Column("rank", Integer, comment="engine.places: dated, undated, paused"),
    Column("nearest_due", Instant, comment="the nearer of its own and the whole clock's due"),
    Column("ended_at", Instant),
    Column("completed_by", KEY),
    Column("submission", Json, comment="the form as completed"),
    Index(None, "instance_id", "state"),
)


def _index_of_some(name: str, table: Table, where: ColumnElement[bool], *columns: str) -> None:
    """An index of the rows at hand alone: it stays as small as the work, whatever has ended.

    The columns of the condition stand in it too: without them SQLite looks every row up.
    """
    Index(name, *(table.c[one] for one in columns), sqlite_where=where, postgresql_where=where)


_is_open = user_task.c.ended_at.is_(None)
_index_of_some(
    "ix_user_task_offered",
    user_task,
    _is_open,
    *("candidates", "rank", "nearest_due", "id", "assignee", "instance_id", "ended_at"),
)
_index_of_some(
    "ix_user_task_taken",
    user_task,
    _is_open & user_task.c.assignee.is_not(None),
    *("assignee", "rank", "nearest_due", "id", "candidates", "ended_at"),
)
_index_of_some(
    "ix_user_task_asked",
    user_task,
    _is_open,
    *("candidates", "definition_id", "asked_by", "ended_at"),
)
_index_of_some(
    "ix_user_task_desk",
    user_task,
    _is_open,
    *("office_id", "stage", "assignee", "due_at", "stage_en", "ended_at"),
)

wait = Table(
    "wait",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("instance_id", ForeignKey(process_instance.c.id), nullable=False),
    Column("kind", String(20), nullable=False, comment="timer, gate, job, message, signal"),
    Column("element_id", String(200), nullable=False),
    Column("process_key", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("due_at", Instant, comment="when to try next; a gate's is when it may open"),
    Column("clock_id", KEY, comment="the clock whose due instant the timer follows"),
    Column("tries", Integer, nullable=False, default=0),
    Column("error", Text, nullable=False, default=""),
    Column("created_at", Instant, nullable=False),
    Column("event_name", String(200), nullable=False, default="", comment="message or signal"),
    Column("correlation", String(200), nullable=False, default="", comment="key of a message"),
    Index(None, "state", "due_at", "id"),
    Index(None, "instance_id", "state"),
    Index(None, "event_name", "correlation", "state"),
)

start_event = Table(
    "start_event",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("process_key", String(200), nullable=False),
    Column("definition_id", ForeignKey(process_definition.c.id), nullable=False),
    Column("element_id", String(200), nullable=False),
    Column("kind", String(20), nullable=False, comment="message, signal, timer"),
    Column("name", String(200), nullable=False, default="", comment="of the message or signal"),
    Column("due_at", Instant, comment="when a timer begins the process next"),
    Column("round", Integer, nullable=False, default=1),
    Column("tries", Integer, nullable=False, default=0),
    Column("error", Text, nullable=False, default=""),
    Index(None, "process_key"),
    Index(None, "kind", "name"),
    Index(None, "due_at"),
)

clock = Table(
    "clock",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("instance_id", ForeignKey(process_instance.c.id), nullable=False),
    Column("office_id", KEY, comment="of the instance"),
    Column("task_id", KEY, comment="the user task it belongs to; empty for the whole instance"),
    Column("key", String(120), nullable=False, comment="the law key; empty for a literal budget"),
    Column("rule", String(40), nullable=False),
    Column("mark", String(1), nullable=False),
    Column("budget", String(20), nullable=False, comment="10wd, 30d, 8wh"),
    Column("started_at", Instant, nullable=False),
    Column("started_by", KEY, nullable=False),
    Column("provisional", Boolean, nullable=False, default=False),
    Column("due_at", Instant, comment="index; project() decides; empty while paused"),
    Column("stopped_at", Instant, comment="index; project() decides"),
    Column("paused", Boolean, nullable=False, default=False, comment="index; project() decides"),
    Index(None, "instance_id", "task_id"),
)
_is_whole = clock.c.task_id.is_(None)
_index_of_some(
    "ix_clock_running",
    clock,
    _is_whole & clock.c.stopped_at.is_(None),
    *("office_id", "due_at", "paused", "budget", "instance_id", "task_id", "stopped_at"),
)
_index_of_some(
    "ix_clock_stopped",
    clock,
    _is_whole & clock.c.stopped_at.is_not(None),
    *("office_id", "stopped_at", "due_at", "provisional", "task_id"),
)

clock_event = Table(
    "clock_event",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("clock_id", ForeignKey(clock.c.id), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("at", Instant, nullable=False),
    Column("reason", Text, nullable=False, default=""),
    Column("document", Text, nullable=False, default=""),
    Column("actor", KEY, nullable=False),
    Column("to", Instant, comment="the new date of an extension"),
    Index(None, "clock_id", "id"),
)

calendar_year = Table(
    "calendar_year",
    metadata,
    Column("year", Integer, primary_key=True),
    Column("state", String(20), nullable=False, comment="draft or published"),
    Column("revision", Integer, nullable=False, default=1),
)

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kind", String(10), nullable=False, comment="off or work"),
    Column("reason", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("mark", String(1), nullable=False),
)

journal_head = Table(
    "journal_head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", KEY, nullable=False),
    Column("on_behalf_of", KEY, nullable=False, default=""),
    Column("action", String(100), nullable=False),
    Column("outcome", String(60), nullable=False, comment="done, or the code of the refusal"),
    Column("object_type", String(40), nullable=False),
    Column("object_id", String(100), nullable=False),
    Column("office_id", KEY, nullable=False, default=""),
    Column("instance_id", KEY, nullable=False, default=""),
    Column("details", Json, nullable=False),
    Column("request_id", String(100), comment="idempotency key; the first row of a command"),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    UniqueConstraint("request_id"),
    Index(None, "instance_id", "seq"),
)
come_with(journal)

incident = Table(
    "incident",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("instance_id", ForeignKey(process_instance.c.id), nullable=False),
    Column("wait_id", KEY, comment="the wait that failed; empty when the instance itself stands"),
    Column("outbox_id", KEY, comment="the letter that could not be sent"),
    Column("kind", String(60), nullable=False),
    Column("message", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("resolved_at", Instant),
    Column("resolved_by", KEY),
    Column("resolution", String(20), nullable=False, server_default="", comment="how it ended"),
    Column("reason", Text, nullable=False, server_default="", comment="of whoever ended it"),
    Index(None, "resolved_at", "instance_id"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", KEY, primary_key=True, comment="also the stable Message-ID"),
    Column("kind", String(60), nullable=False),
    Column("payload", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("sent_at", Instant),
    Column("error", Text, nullable=False, default=""),
    Index(None, "sent_at", "due_at"),
)
