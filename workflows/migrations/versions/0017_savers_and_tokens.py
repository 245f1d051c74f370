"""Who had a hand in a draft, for good; how far a token reaches and when it was last used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.database import Instant

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)

KNOWN_SAVERS = """
    INSERT INTO procedure_draft_saver (draft_id, person_id)
    SELECT draft_id, saved_by FROM procedure_draft_file
    UNION SELECT draft_id, saved_by FROM procedure_draft_past
    UNION SELECT id, submitted_by FROM procedure_draft WHERE submitted_by IS NOT NULL
    UNION SELECT id, created_by FROM procedure_draft
"""


def upgrade() -> None:
    op.create_table(
        "procedure_draft_saver",
        sa.Column("draft_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False, comment="drew in it or handed it in"),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["procedure_draft.id"],
            name=op.f("fk_procedure_draft_saver_draft_id_procedure_draft"),
        ),
        sa.PrimaryKeyConstraint("draft_id", "person_id", name=op.f("pk_procedure_draft_saver")),
    )
    op.execute(KNOWN_SAVERS)
    # A token that is taken back is gone; until now none could be.
    op.execute("DELETE FROM api_token WHERE revoked_at IS NOT NULL")
    with op.batch_alter_table("api_token") as batch:
        batch.drop_column("revoked_at")
        batch.add_column(
            sa.Column(
                "scope",
                sa.String(length=10),
                nullable=False,
                server_default="act",
                comment="read, act",
            )
        )
        batch.add_column(
            sa.Column("used_at", Instant(timezone=True), comment="written now and then")
        )
    op.create_index(op.f("ix_api_token_account_id"), "api_token", ["account_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_api_token_account_id"), "api_token")
    with op.batch_alter_table("api_token") as batch:
        batch.drop_column("used_at")
        batch.drop_column("scope")
        batch.add_column(sa.Column("revoked_at", Instant(timezone=True)))
    op.drop_table("procedure_draft_saver")
