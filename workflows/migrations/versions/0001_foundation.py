"""The tables of the engine and the office, and the triggers that guard the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import engine.database
from workflows.journal_guard import POSTGRESQL, SQLITE

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column(
            "instance_id",
            sa.String(length=36),
            nullable=True,
            comment="empty until the form that names it is handed in",
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column(
            "sha256", sa.String(length=64), nullable=False, comment="also the key in the blob store"
        ),
        sa.Column("uploaded_by", sa.String(length=36), nullable=False),
        sa.Column("uploaded_at", engine.database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attachment_instance_id"), ["instance_id"], unique=False
        )

    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False, comment="off or work"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(length=1), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False, comment="draft or published"),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
    )
    op.create_table(
        "candidate",
        sa.Column(
            "set_id",
            sa.String(length=64),
            nullable=False,
            comment="digest of the members: sets are few",
        ),
        sa.Column(
            "member",
            sa.String(length=120),
            nullable=False,
            comment="position@office or position@unit",
        ),
        sa.PrimaryKeyConstraint("set_id", "member", name=op.f("pk_candidate")),
    )
    with op.batch_alter_table("candidate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidate_member"), ["member"], unique=False)

    op.create_table(
        "deployment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column(
            "digest",
            sa.String(length=64),
            nullable=False,
            comment="of its files: equal files deploy once",
        ),
        sa.Column("deployed_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("deployed_by", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
    )
    op.create_table(
        "draft",
        sa.Column("task_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("data", engine.database.Json(), nullable=False),
        sa.Column("saved_at", engine.database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("task_id", "person_id", name=op.f("pk_draft")),
    )
    op.create_table(
        "journal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=36), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=36), nullable=False),
        sa.Column("action", sa.String(length=100), nullable=False),
        sa.Column(
            "outcome",
            sa.String(length=60),
            nullable=False,
            comment="done, or the code of the refusal",
        ),
        sa.Column("object_type", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.String(length=100), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("details", engine.database.Json(), nullable=False),
        sa.Column(
            "request_id",
            sa.String(length=100),
            nullable=True,
            comment="idempotency key; the first row of a command",
        ),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
        sa.UniqueConstraint("request_id", name=op.f("uq_journal_request_id")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_journal_instance_id_seq"), ["instance_id", "seq"], unique=False
        )

    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "law_edition",
        sa.Column("id", sa.String(length=64), nullable=False, comment="SHA-256 of the content"),
        sa.Column("content", engine.database.Json(), nullable=False),
        sa.Column("frozen_at", engine.database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_edition")),
    )
    op.create_table(
        "law_value",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column(
            "office_id", sa.String(length=36), nullable=False, comment="empty: the whole province"
        ),
        sa.Column("procedure", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(length=1), nullable=False),
        sa.Column("proposed_by", sa.String(length=36), nullable=False),
        sa.Column("approved_by", sa.String(length=36), nullable=True),
        sa.Column("approved_at", engine.database.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_value")),
    )
    with op.batch_alter_table("law_value", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_law_value_key_valid_from"), ["key", "valid_from"], unique=False
        )

    op.create_table(
        "office",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="UBND thị trấn Yên Châu"),
        sa.Column(
            "short_name", sa.Text(), nullable=False, comment="as in UBND-…: symbols of documents"
        ),
        sa.Column(
            "agency_code",
            sa.String(length=40),
            nullable=False,
            comment="first part of dossier codes",
        ),
        sa.Column(
            "level", sa.String(length=20), nullable=False, comment="commune, district, province"
        ),
        sa.Column("place", sa.Text(), nullable=False, comment="place line of documents"),
        sa.Column("superior_id", sa.String(length=36), nullable=True),
        sa.Column(
            "intake_channel",
            sa.String(length=20),
            nullable=False,
            comment="one_stop or internal_registry",
        ),
        sa.ForeignKeyConstraint(["superior_id"], ["office.id"], name=op.f("fk_office_superior_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(length=36), nullable=False, comment="also the stable Message-ID"),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("payload", engine.database.Json(), nullable=False),
        sa.Column("created_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("due_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", engine.database.Instant(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outbox_sent_at_due_at"), ["sent_at", "due_at"], unique=False
        )

    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", engine.database.Json(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "throttle",
        sa.Column(
            "bucket",
            sa.String(length=200),
            nullable=False,
            comment="what is limited: sign-in, opinions, …",
        ),
        sa.Column("tokens", sa.Integer(), nullable=False),
        sa.Column("refilled_at", engine.database.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_throttle")),
    )
    op.create_table(
        "council_session",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("scheduled_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column(
            "secret",
            sa.Boolean(),
            nullable=False,
            comment="secret ballots are counters, never rows",
        ),
        sa.Column(
            "state",
            sa.String(length=20),
            nullable=False,
            comment="planned, open, closed, cancelled",
        ),
        sa.Column("opened_at", engine.database.Instant(timezone=True), nullable=True),
        sa.Column("closed_at", engine.database.Instant(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_council_session_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_session")),
    )
    with op.batch_alter_table("council_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_council_session_office_id_state_scheduled_at"),
            ["office_id", "state", "scheduled_at"],
            unique=False,
        )

    op.create_table(
        "process_definition",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("deployment_id", sa.String(length=36), nullable=False),
        sa.Column(
            "key", sa.String(length=200), nullable=False, comment="id of the process in the diagram"
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column(
            "procedure",
            sa.String(length=100),
            nullable=False,
            comment="empty for parts and other processes",
        ),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name=op.f("fk_process_definition_deployment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_definition")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_process_definition_key_version")),
    )
    op.create_table(
        "register",
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=30),
            nullable=False,
            comment="decision, receipt, dossier day, …",
        ),
        sa.Column(
            "period",
            sa.String(length=10),
            nullable=False,
            comment="the year, or the day for dossier codes",
        ),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_register_office_id")),
        sa.PrimaryKeyConstraint("office_id", "kind", "period", name=op.f("pk_register")),
    )
    op.create_table(
        "resource",
        sa.Column("deployment_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name=op.f("fk_resource_deployment_id")
        ),
        sa.PrimaryKeyConstraint("deployment_id", "name", name=op.f("pk_resource")),
    )
    op.create_table(
        "subject",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=20),
            nullable=False,
            comment="individual, collective, household",
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("gender", sa.String(length=10), nullable=False),
        sa.Column(
            "id_number",
            sa.String(length=12),
            nullable=True,
            comment="private: never leaves the office's own pages",
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("locality", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_subject_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject")),
        sa.UniqueConstraint(
            "office_id", "kind", "id_number", name=op.f("uq_subject_office_id_kind_id_number")
        ),
    )
    with op.batch_alter_table("subject", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subject_office_id_kind_search_key"),
            ["office_id", "kind", "search_key"],
            unique=False,
        )

    op.create_table(
        "unit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=20),
            nullable=False,
            comment="residential, school, health, mass, sector",
        ),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_unit_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_unit_office_id_search_key"), ["office_id", "search_key"], unique=False
        )

    op.create_table(
        "person",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False, comment="as shown beside the name"),
        sa.Column(
            "subject_id",
            sa.String(length=36),
            nullable=True,
            comment="the same human in the registry of subjects",
        ),
        sa.Column("email", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_person_office_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "process_instance",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("definition_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column(
            "revision", sa.Integer(), nullable=False, comment="internal; forms carry the task's"
        ),
        sa.Column("started_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("ended_at", engine.database.Instant(timezone=True), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("variables", engine.database.Json(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=False),
        sa.Column("snapshot_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_id"],
            ["process_definition.id"],
            name=op.f("fk_process_instance_definition_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_instance")),
    )
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_process_instance_definition_id_state"),
            ["definition_id", "state"],
            unique=False,
        )

    op.create_table(
        "account",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("username", name=op.f("uq_account_username")),
    )
    op.create_table(
        "clock",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column(
            "task_id",
            sa.String(length=36),
            nullable=True,
            comment="the user task it belongs to; empty for the whole instance",
        ),
        sa.Column(
            "key",
            sa.String(length=120),
            nullable=False,
            comment="the law key; empty for a literal budget",
        ),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("mark", sa.String(length=1), nullable=False),
        sa.Column("budget", sa.String(length=20), nullable=False, comment="10wd, 30d, 8wh"),
        sa.Column("started_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("started_by", sa.String(length=36), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column(
            "due_at",
            engine.database.Instant(timezone=True),
            nullable=True,
            comment="index; project() decides; empty while paused",
        ),
        sa.Column(
            "stopped_at",
            engine.database.Instant(timezone=True),
            nullable=True,
            comment="index; project() decides",
        ),
        sa.Column("paused", sa.Boolean(), nullable=False, comment="index; project() decides"),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_clock_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock")),
    )
    with op.batch_alter_table("clock", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_clock_instance_id_task_id"), ["instance_id", "task_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_clock_stopped_at_due_at"), ["stopped_at", "due_at"], unique=False
        )

    op.create_table(
        "council_member",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column(
            "role",
            sa.String(length=20),
            nullable=False,
            comment="chair, vice_chair, secretary, member",
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=False, comment="the act that set the council up"),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_council_member_office_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_council_member_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_member")),
    )
    with op.batch_alter_table("council_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_council_member_office_id_valid_from"),
            ["office_id", "valid_from"],
            unique=False,
        )

    op.create_table(
        "dossier",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=False, comment="who proposes"),
        sa.Column("procedure", sa.String(length=100), nullable=False),
        sa.Column("definition_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column(
            "lookup_code", sa.String(length=30), nullable=False, comment="the receipt's, random"
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column(
            "search_key", sa.Text(), nullable=False, comment="title, unit, code and nominees' names"
        ),
        sa.Column("letter_number", sa.Text(), nullable=False, comment="the unit's tờ trình"),
        sa.Column("letter_date", sa.Date(), nullable=False),
        sa.Column("filed_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("filed_by", sa.String(length=36), nullable=False),
        sa.Column("accepted_at", engine.database.Instant(timezone=True), nullable=True),
        sa.Column(
            "regime_date", sa.Date(), nullable=True, comment="fixed at acceptance (R-REG-01)"
        ),
        sa.Column("law_edition_id", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("supplements", sa.Integer(), nullable=False),
        sa.Column("nominee_count", sa.Integer(), nullable=False),
        sa.Column(
            "event_date",
            sa.Date(),
            nullable=True,
            comment="of an unexpected achievement (R-TIME-15)",
        ),
        sa.Column("ended_at", engine.database.Instant(timezone=True), nullable=True),
        sa.Column(
            "due_at",
            engine.database.Instant(timezone=True),
            nullable=True,
            comment="index of the clock of the whole dossier",
        ),
        sa.ForeignKeyConstraint(["filed_by"], ["person.id"], name=op.f("fk_dossier_filed_by")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_dossier_office_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_dossier_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("code", name=op.f("uq_dossier_code")),
        sa.UniqueConstraint("instance_id", name=op.f("uq_dossier_instance_id")),
        sa.UniqueConstraint("lookup_code", name=op.f("uq_dossier_lookup_code")),
    )
    with op.batch_alter_table("dossier", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dossier_office_id_filed_at"), ["office_id", "filed_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_dossier_office_id_state_due_at"),
            ["office_id", "state", "due_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_dossier_unit_id_filed_at"), ["unit_id", "filed_at"], unique=False
        )

    op.create_table(
        "holding",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column(
            "unit_id",
            sa.String(length=36),
            nullable=True,
            comment="for people of a unit; else the office's own",
        ),
        sa.Column("position", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True, comment="last day; open when empty"),
        sa.Column("decision", sa.Text(), nullable=False, comment="the act that gave the position"),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_holding_office_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_holding_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_holding_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding")),
    )
    with op.batch_alter_table("holding", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_holding_office_id_position"), ["office_id", "position"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_holding_person_id"), ["person_id"], unique=False)

    op.create_table(
        "incident",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("wait_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("resolved_at", engine.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_incident_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_incident_resolved_at_instance_id"),
            ["resolved_at", "instance_id"],
            unique=False,
        )

    op.create_table(
        "session_member",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column(
            "attendance",
            sa.String(length=20),
            nullable=False,
            comment="expected, present, written, absent",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_session_member_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_session_member_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_session_member")),
    )
    op.create_table(
        "user_task",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("definition_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column(
            "process_key",
            sa.String(length=200),
            nullable=False,
            comment="process of the element: a part?",
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("form_key", sa.String(length=200), nullable=False),
        sa.Column("candidates", sa.String(length=64), nullable=False, comment="candidate.set_id"),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("assignee", sa.String(length=36), nullable=True),
        sa.Column("created_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("claimed_at", engine.database.Instant(timezone=True), nullable=True),
        sa.Column(
            "due_at",
            engine.database.Instant(timezone=True),
            nullable=True,
            comment="index of its clock; rebuilt from the ledger",
        ),
        sa.Column("ended_at", engine.database.Instant(timezone=True), nullable=True),
        sa.Column("completed_by", sa.String(length=36), nullable=True),
        sa.Column(
            "submission", engine.database.Json(), nullable=True, comment="the form as completed"
        ),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["process_definition.id"], name=op.f("fk_user_task_definition_id")
        ),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_user_task_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_task")),
    )
    with op.batch_alter_table("user_task", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_user_task_assignee_state_due_at"),
            ["assignee", "state", "due_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_user_task_candidates_state_due_at"),
            ["candidates", "state", "due_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_user_task_instance_id_state"), ["instance_id", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_user_task_office_id_state_due_at"),
            ["office_id", "state", "due_at"],
            unique=False,
        )

    op.create_table(
        "voted",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("at", engine.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_voted_person_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_voted_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "person_id", name=op.f("pk_voted")),
    )
    op.create_table(
        "wait",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("instance_id", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=20),
            nullable=False,
            comment="timer, gate, job, message, signal",
        ),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("process_key", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column(
            "due_at",
            engine.database.Instant(timezone=True),
            nullable=True,
            comment="when to try next; a gate's is when it may open",
        ),
        sa.Column(
            "clock_id",
            sa.String(length=36),
            nullable=True,
            comment="the clock whose due instant the timer follows",
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", engine.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_wait_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wait")),
    )
    with op.batch_alter_table("wait", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_wait_instance_id_state"), ["instance_id", "state"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_wait_state_due_at"), ["state", "due_at"], unique=False)

    op.create_table(
        "api_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("revoked_at", engine.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_api_token_account_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_api_token")),
    )
    op.create_table(
        "clock_event",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("clock_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("actor", sa.String(length=36), nullable=False),
        sa.Column(
            "to",
            engine.database.Instant(timezone=True),
            nullable=True,
            comment="the new date of an extension",
        ),
        sa.ForeignKeyConstraint(["clock_id"], ["clock.id"], name=op.f("fk_clock_event_clock_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_event")),
    )
    with op.batch_alter_table("clock_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_clock_event_clock_id_id"), ["clock_id", "id"], unique=False
        )

    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column(
            "content_hash", sa.String(length=64), nullable=False, comment="of what was signed"
        ),
        sa.Column("signed_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("signed_by", sa.String(length=36), nullable=False),
        sa.Column("signer_name", sa.Text(), nullable=False),
        sa.Column("signer_position", sa.String(length=40), nullable=False),
        sa.Column(
            "scan",
            engine.database.Json(),
            nullable=False,
            comment="ids of the attachments with the signed paper",
        ),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("symbol", sa.Text(), nullable=True),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("issued_at", engine.database.Instant(timezone=True), nullable=True),
        sa.Column("issued_by", sa.String(length=36), nullable=True),
        sa.Column(
            "superseded_at",
            engine.database.Instant(timezone=True),
            nullable=True,
            comment="by a return after signing",
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_decision_dossier_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_decision_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_dossier_id"), ["dossier_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_decision_office_id_issued_at"), ["office_id", "issued_at"], unique=False
        )

    op.create_table(
        "nominee",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("locality", sa.Text(), nullable=False),
        sa.Column("achievement", sa.Text(), nullable=False),
        sa.Column("award", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "outcome", sa.String(length=20), nullable=False, comment="workflows.nominees.Outcome"
        ),
        sa.Column("outcome_note", sa.Text(), nullable=False),
        sa.Column(
            "content_hash",
            sa.String(length=64),
            nullable=False,
            comment="what evidence is bound to",
        ),
        sa.Column(
            "reward",
            sa.Integer(),
            nullable=True,
            comment="đồng, fixed when the decision is registered",
        ),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_nominee_dossier_id")),
        sa.ForeignKeyConstraint(["subject_id"], ["subject.id"], name=op.f("fk_nominee_subject_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominee")),
        sa.UniqueConstraint("dossier_id", "ordinal", name=op.f("uq_nominee_dossier_id_ordinal")),
    )
    with op.batch_alter_table("nominee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nominee_subject_id"), ["subject_id"], unique=False)

    op.create_table(
        "publication",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="list or decision"),
        sa.Column(
            "channels",
            engine.database.Json(),
            nullable=False,
            comment="list of keys: board, loudspeaker, website",
        ),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("poster", sa.Text(), nullable=False, comment="who put it up"),
        sa.Column("evidence", engine.database.Json(), nullable=False, comment="ids of attachments"),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("started_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column(
            "ends_at",
            engine.database.Instant(timezone=True),
            nullable=False,
            comment="when the period is over",
        ),
        sa.Column(
            "withdrawn_at",
            engine.database.Instant(timezone=True),
            nullable=True,
            comment="put up anew before it was closed",
        ),
        sa.Column(
            "closed_at",
            engine.database.Instant(timezone=True),
            nullable=True,
            comment="when its end was recorded",
        ),
        sa.Column(
            "closing",
            engine.database.Json(),
            nullable=True,
            comment="as handed in: last day, by whom, opinions, evidence",
        ),
        sa.Column("created_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_publication_dossier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    with op.batch_alter_table("publication", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_publication_dossier_id_kind"), ["dossier_id", "kind"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_publication_office_id_kind_started_at"),
            ["office_id", "kind", "started_at"],
            unique=False,
        )

    op.create_table(
        "register_entry",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("office_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("period", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("symbol", sa.Text(), nullable=False, comment="as printed: 45/QĐ-UBND"),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=True),
        sa.Column("entered_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_register_entry_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_register_entry_office_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
        sa.UniqueConstraint(
            "office_id",
            "kind",
            "period",
            "number",
            name=op.f("uq_register_entry_office_id_kind_period_number"),
        ),
    )
    op.create_table(
        "session_dossier",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_session_dossier_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_session_dossier_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "dossier_id", name=op.f("pk_session_dossier")),
    )
    with op.batch_alter_table("session_dossier", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_dossier_dossier_id"), ["dossier_id"], unique=False
        )

    op.create_table(
        "slip",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=20),
            nullable=False,
            comment="receipt, supplement, refusal, apology",
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("content", engine.database.Json(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_slip_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip")),
    )
    with op.batch_alter_table("slip", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_slip_dossier_id_kind"), ["dossier_id", "kind"], unique=False
        )

    op.create_table(
        "web_session",
        sa.Column(
            "token_hash",
            sa.String(length=64),
            nullable=False,
            comment="SHA-256; the token is the cookie's",
        ),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("seen_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_web_session_account_id")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_session")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_web_session_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "lateness",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column(
            "cause",
            sa.String(length=20),
            nullable=False,
            comment="own, applicant, superior, council",
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "new_due_at",
            engine.database.Instant(timezone=True),
            nullable=True,
            comment="the one new date, if it was announced in time",
        ),
        sa.Column("apology_slip_id", sa.String(length=36), nullable=False),
        sa.Column("after_due", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["apology_slip_id"], ["slip.id"], name=op.f("fk_lateness_apology_slip_id")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_lateness_dossier_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lateness")),
    )
    with op.batch_alter_table("lateness", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lateness_dossier_id"), ["dossier_id"], unique=False)

    op.create_table(
        "open_vote",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("nominee_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column(
            "choice",
            sa.String(length=10),
            nullable=False,
            comment="yes, no, blank; open ballots only",
        ),
        sa.Column("note", sa.Text(), nullable=False, comment="dissent, recorded"),
        sa.ForeignKeyConstraint(
            ["nominee_id"], ["nominee.id"], name=op.f("fk_open_vote_nominee_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_open_vote_person_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_open_vote_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "nominee_id", "person_id", name=op.f("pk_open_vote")),
    )
    op.create_table(
        "opinion",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("publication_id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column("nominee_id", sa.String(length=36), nullable=True),
        sa.Column("receipt", sa.String(length=30), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False, comment="seen by the handler alone"),
        sa.Column("contact", sa.Text(), nullable=False, comment="seen by the handler alone"),
        sa.Column("sent_at", engine.database.Instant(timezone=True), nullable=False),
        sa.Column(
            "state", sa.String(length=20), nullable=False, comment="workflows.opinions.OpinionState"
        ),
        sa.Column("reason", sa.Text(), nullable=False, comment="of a rejection"),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("handled_at", engine.database.Instant(timezone=True), nullable=True),
        sa.Column("handled_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_opinion_dossier_id")),
        sa.ForeignKeyConstraint(["nominee_id"], ["nominee.id"], name=op.f("fk_opinion_nominee_id")),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_opinion_publication_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
        sa.UniqueConstraint("receipt", name=op.f("uq_opinion_receipt")),
    )
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_opinion_dossier_id_state"), ["dossier_id", "state"], unique=False
        )

    op.create_table(
        "published_nominee",
        sa.Column("publication_id", sa.String(length=36), nullable=False),
        sa.Column("nominee_id", sa.String(length=36), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["nominee_id"], ["nominee.id"], name=op.f("fk_published_nominee_nominee_id")
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_published_nominee_publication_id")
        ),
        sa.PrimaryKeyConstraint("publication_id", "nominee_id", name=op.f("pk_published_nominee")),
    )
    op.create_table(
        "recusal",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("nominee_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False, comment="self, or as stated"),
        sa.ForeignKeyConstraint(["nominee_id"], ["nominee.id"], name=op.f("fk_recusal_nominee_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recusal_person_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_recusal_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "nominee_id", "person_id", name=op.f("pk_recusal")),
    )
    op.create_table(
        "session_nominee",
        sa.Column("session_id", sa.String(length=36), nullable=False),
        sa.Column("nominee_id", sa.String(length=36), nullable=False),
        sa.Column("dossier_id", sa.String(length=36), nullable=False),
        sa.Column(
            "content_hash",
            sa.String(length=64),
            nullable=False,
            comment="what the council voted on",
        ),
        sa.Column(
            "members", sa.Integer(), nullable=False, comment="the denominator of the threshold"
        ),
        sa.Column("needed", sa.Integer(), nullable=False, comment="yes votes needed"),
        sa.Column("yes", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("blank", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=True, comment="set when the session closes"),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossier.id"], name=op.f("fk_session_nominee_dossier_id")
        ),
        sa.ForeignKeyConstraint(
            ["nominee_id"], ["nominee.id"], name=op.f("fk_session_nominee_nominee_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["council_session.id"], name=op.f("fk_session_nominee_session_id")
        ),
        sa.PrimaryKeyConstraint("session_id", "nominee_id", name=op.f("pk_session_nominee")),
    )
    with op.batch_alter_table("session_nominee", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_session_nominee_dossier_id"), ["dossier_id"], unique=False
        )

    _guard_journal()


def downgrade() -> None:
    raise NotImplementedError("the first revision has nothing before it")


def _guard_journal() -> None:
    statements = POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE
    for statement in statements:
        op.execute(statement)
