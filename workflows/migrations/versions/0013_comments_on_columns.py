"""What columns say of themselves on PostgreSQL, where earlier migrations left it out."""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

COMMENTS = (
    ("incident", "wait_id", "the wait that failed; empty when the instance itself stands"),
    ("incident", "resolution", "how it ended"),
    ("incident", "reason", "of whoever ended it"),
    ("process_instance", "snapshot_copy", "the same again, should the first be damaged"),
    ("session_member", "attendance", "expected, present, written, proxy, absent"),
    ("session_nominee", "passed", "set when the session closes; empty while tied"),
)


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column, comment in COMMENTS:
        op.execute(f"COMMENT ON COLUMN {table}.{column} IS '{comment}'")


def downgrade() -> None:
    """Comments may stay."""
