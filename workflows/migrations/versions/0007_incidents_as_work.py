"""How an incident ended, the letter it is about, and a second copy of each stored state."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)


def upgrade() -> None:
    for column in (
        sa.Column("outbox_id", KEY, comment="the letter that could not be sent"),
        sa.Column("resolved_by", KEY),
        sa.Column("resolution", sa.String(length=20), nullable=False, server_default=""),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("incident", column)
    # Filled by the next command on each instance: until then there is nothing to fall back on.
    op.add_column("process_instance", sa.Column("snapshot_copy", sa.LargeBinary()))


def downgrade() -> None:
    with op.batch_alter_table("process_instance") as batch:
        batch.drop_column("snapshot_copy")
    with op.batch_alter_table("incident") as batch:
        for name in ("reason", "resolution", "resolved_by", "outbox_id"):
            batch.drop_column(name)
