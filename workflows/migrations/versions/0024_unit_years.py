"""An index with all that is asked about a unit's dossiers of a year."""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BEFORE, AFTER = "ix_dossier_unit_id_filed_at", "ix_dossier_unit_id_filed_at_state_id"


def upgrade() -> None:
    op.create_index(op.f(AFTER), "dossier", ["unit_id", "filed_at", "state", "id"])
    op.drop_index(op.f(BEFORE), table_name="dossier")


def downgrade() -> None:
    op.create_index(op.f(BEFORE), "dossier", ["unit_id", "filed_at"])
    op.drop_index(op.f(AFTER), table_name="dossier")
