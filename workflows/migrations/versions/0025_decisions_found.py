"""Decisions are found by their matter however it is spelled."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.text import search_key

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

DECISION = sa.table("decision", sa.column("id"), sa.column("summary"), sa.column("summary_key"))


def upgrade() -> None:
    column = sa.Column("summary_key", sa.Text(), nullable=True, comment="by which people find it")
    op.add_column("decision", column)
    connection = op.get_bind()
    for row in connection.execute(sa.select(DECISION.c.id, DECISION.c.summary)).all():
        connection.execute(
            sa.update(DECISION)
            .where(DECISION.c.id == row.id)
            .values(summary_key=search_key(row.summary))
        )
    with op.batch_alter_table("decision") as batch:
        batch.alter_column("summary_key", existing_type=sa.Text(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("decision") as batch:
        batch.drop_column("summary_key")
