"""Whoever is entered twice is found by whom they are in the registry."""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_person_subject_id"), "person", ["subject_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_person_subject_id"), "person")
