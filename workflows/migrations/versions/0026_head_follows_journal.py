"""The head of the journal follows its rows by a trigger."""

from __future__ import annotations

from alembic import op

from engine.journal_triggers import POSTGRESQL, SQLITE

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in POSTGRESQL if _is_postgresql() else SQLITE:
        op.execute(statement)


def downgrade() -> None:
    if _is_postgresql():
        op.execute("DROP TRIGGER journal_moves_head ON journal")
        op.execute("DROP FUNCTION journal_moves_its_head()")
    else:
        op.execute("DROP TRIGGER journal_moves_head")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
