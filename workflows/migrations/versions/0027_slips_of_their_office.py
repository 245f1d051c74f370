"""A slip bears the office that numbered it: dossiers move to a successor, numbers do not."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.database import Instant

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)

slip = sa.table(
    "slip",
    sa.column("office_id", KEY),
    sa.column("dossier_id", KEY),
    sa.column("at", Instant(timezone=True)),
)
dossier = sa.table(
    "dossier", sa.column("id", KEY), sa.column("office_id", KEY), sa.column("code", sa.String)
)
office = sa.table("office", sa.column("id", KEY), sa.column("agency_code", sa.String))
succession = sa.table(
    "succession",
    sa.column("office_id", KEY),
    sa.column("successor_id", KEY),
    sa.column("approved_at", Instant(timezone=True)),
)


def upgrade() -> None:
    op.add_column(
        "slip",
        sa.Column("office_id", KEY, nullable=False, server_default="", comment="that numbered it"),
    )
    op.execute(
        sa.update(slip).values(
            office_id=sa.select(dossier.c.office_id)
            .where(dossier.c.id == slip.c.dossier_id)
            .scalar_subquery()
        )
    )
    _give_back()
    op.create_index(op.f("ix_slip_office_id_kind_at"), "slip", ["office_id", "kind", "at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_slip_office_id_kind_at"), "slip")
    op.drop_column("slip", "office_id")


def _give_back() -> None:
    """What an office numbered before it ended: its dossiers still bear its code."""
    acts = op.get_bind().execute(
        sa.select(succession.c.office_id, succession.c.approved_at, office.c.agency_code)
        .join(office, office.c.id == succession.c.office_id)
        .where(succession.c.approved_at.is_not(None))
    )
    for act in acts.all():
        moved = sa.select(dossier.c.id).where(dossier.c.code.startswith(f"{act.agency_code}-"))
        op.execute(
            sa.update(slip)
            .where(slip.c.dossier_id.in_(moved), slip.c.at < act.approved_at)
            .values(office_id=act.office_id)
        )
