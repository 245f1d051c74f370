"""What an own value of the law is about, who decided about it, and why it was proposed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.database import Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)
HOME = "the office whose people propose and decide"


def upgrade() -> None:
    with op.batch_alter_table("law_value") as table:
        for column in _added():
            table.add_column(column)


def downgrade() -> None:
    with op.batch_alter_table("law_value") as table:
        for column in _added():
            table.drop_column(column.name)


def _added() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("award", sa.String(length=100), nullable=False, server_default=""),
        sa.Column("subject", sa.String(length=100), nullable=False, server_default=""),
        sa.Column("home_id", KEY, nullable=False, server_default="", comment=HOME),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("proposed_at", Instant(timezone=True)),
        sa.Column("declined_by", KEY),
        sa.Column("declined_at", Instant(timezone=True)),
        sa.Column("note", sa.Text(), nullable=False, server_default=""),
    )
