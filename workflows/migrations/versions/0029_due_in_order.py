"""What is due is found in its order: the index of waits ends with their keys."""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_wait_state_due_at_id"), "wait", ["state", "due_at", "id"])
    op.drop_index(op.f("ix_wait_state_due_at"), "wait")


def downgrade() -> None:
    op.create_index(op.f("ix_wait_state_due_at"), "wait", ["state", "due_at"])
    op.drop_index(op.f("ix_wait_state_due_at_id"), "wait")
