"""Where an open task stands in lists, kept with its row, and the indexes that lists are read from.

Clocks get the office they run for, so that supervision is counted from an index as well.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.database import Instant
from engine.places import place_every_open_task

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OPEN = "ended_at IS NULL"
WHOLE = "task_id IS NULL AND stopped_at"
ADDED = (
    (
        "ix_user_task_offered",
        "user_task",
        OPEN,
        ["candidates", "rank", "nearest_due", "id", "assignee", "instance_id", "ended_at"],
    ),
    (
        "ix_user_task_taken",
        "user_task",
        f"{OPEN} AND assignee IS NOT NULL",
        ["assignee", "rank", "nearest_due", "id", "candidates", "ended_at"],
    ),
    (
        "ix_user_task_desk",
        "user_task",
        OPEN,
        ["office_id", "stage", "assignee", "due_at", "stage_en", "ended_at"],
    ),
    (
        "ix_clock_running",
        "clock",
        f"{WHOLE} IS NULL",
        ["office_id", "due_at", "paused", "budget", "instance_id", "task_id", "stopped_at"],
    ),
    (
        "ix_clock_stopped",
        "clock",
        f"{WHOLE} IS NOT NULL",
        ["office_id", "stopped_at", "due_at", "provisional", "task_id"],
    ),
)
REPLACED = (
    ("ix_user_task_candidates_state_due_at", "user_task", ["candidates", "state", "due_at"]),
    ("ix_user_task_assignee_state_due_at", "user_task", ["assignee", "state", "due_at"]),
    ("ix_user_task_office_id_state_due_at", "user_task", ["office_id", "state", "due_at"]),
    ("ix_clock_stopped_at_due_at", "clock", ["stopped_at", "due_at"]),
)


def upgrade() -> None:
    op.add_column(
        "user_task",
        sa.Column("rank", sa.Integer(), comment="engine.places: dated, undated, paused"),
    )
    op.add_column(
        "user_task",
        sa.Column(
            "nearest_due",
            Instant(timezone=True),
            comment="the nearer of its own and the whole clock's due",
        ),
    )
    op.add_column("clock", sa.Column("office_id", sa.String(length=36), comment="of the instance"))
    op.execute(
        "UPDATE clock SET office_id = (SELECT office_id FROM process_instance"
        " WHERE process_instance.id = clock.instance_id)"
    )
    place_every_open_task(op.get_bind())
    for name, table, _columns in REPLACED:
        op.drop_index(name, table_name=table)
    for name, table, where, columns in ADDED:
        some = sa.text(where)
        op.create_index(name, table, columns, sqlite_where=some, postgresql_where=some)


def downgrade() -> None:
    for name, table, _where, _columns in ADDED:
        op.drop_index(name, table_name=table)
    for name, table, columns in REPLACED:
        op.create_index(name, table, columns)
    with op.batch_alter_table("clock") as batch:
        batch.drop_column("office_id")
    with op.batch_alter_table("user_task") as batch:
        batch.drop_column("nearest_due")
        batch.drop_column("rank")
