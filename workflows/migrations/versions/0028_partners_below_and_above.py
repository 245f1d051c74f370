"""Of an office elsewhere it is known whether it submits here or answers what is submitted there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)

partner = sa.table("partner", sa.column("id", KEY), sa.column("role", sa.String))
received_package = sa.table(
    "received_package", sa.column("partner_id", KEY), sa.column("kind", sa.String)
)


def upgrade() -> None:
    op.add_column(
        "partner",
        sa.Column(
            "role",
            sa.String(length=10),
            nullable=False,
            server_default="below",
            comment="below: it submits here; superior: it decides on what is submitted from here",
        ),
    )
    # Whoever has not submitted anything yet may be the superior whose answer is awaited.
    op.execute(
        sa.update(partner)
        .where(
            ~sa.exists().where(
                received_package.c.partner_id == partner.c.id,
                received_package.c.kind == "submission",
            )
        )
        .values(role="superior")
    )


def downgrade() -> None:
    with op.batch_alter_table("partner") as table:
        table.drop_column("role")
