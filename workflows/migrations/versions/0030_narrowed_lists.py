"""A task says which unit proposes, so that lists are narrowed without a look at each dossier."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.add_column(
        "user_task",
        sa.Column(
            "asked_by",
            sa.String(length=36),
            comment="whose matter it is, by which lists are narrowed",
        ),
    )
    op.execute(
        "UPDATE user_task SET asked_by ="
        " (SELECT unit_id FROM dossier WHERE dossier.instance_id = user_task.instance_id)"
    )
    op.create_index(
        "ix_user_task_asked",
        "user_task",
        ["candidates", "definition_id", "asked_by", "ended_at"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_index("ix_user_task_asked", "user_task")
    op.drop_column("user_task", "asked_by")
