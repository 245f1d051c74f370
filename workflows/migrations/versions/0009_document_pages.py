"""Pictures of a document's pages, for screens that show no PDF."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document_version") as batch:
        batch.add_column(sa.Column("pages", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(
            sa.Column(
                "pages_sha256",
                sa.String(length=64),
                nullable=False,
                server_default="",
                comment="pictures, as a zip",
            )
        )


def downgrade() -> None:
    with op.batch_alter_table("document_version") as batch:
        batch.drop_column("pages_sha256")
        batch.drop_column("pages")
