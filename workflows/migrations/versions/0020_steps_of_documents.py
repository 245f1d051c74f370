"""How far the files of a document are, while they are being made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document_version") as batch:
        batch.add_column(
            sa.Column(
                "step",
                sa.Integer(),
                nullable=False,
                server_default="0",
                comment="how many of the files are there while they are made",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("document_version") as batch:
        batch.drop_column("step")
