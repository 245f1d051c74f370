"""Stages and task titles in English beside the Vietnamese ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ADDED = (
    ("process_instance", "stage_en"),
    ("user_task", "stage_en"),
    ("user_task", "title_en"),
)


def upgrade() -> None:
    for table, column in ADDED:
        # Rows written before have no English; readers then see the Vietnamese.
        op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for table, column in reversed(ADDED):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
