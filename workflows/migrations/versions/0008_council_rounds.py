"""Quotas and repeated ballots, invitees, proxies, and scans of written ballots."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.String(length=36)


def upgrade() -> None:
    op.add_column(
        "council_session",
        sa.Column(
            "ballot",
            sa.Integer(),
            nullable=False,
            server_default="1",
            comment="1, or 2 when repeated",
        ),
    )
    op.add_column(
        "council_session",
        sa.Column("repeats", KEY, comment="the session whose equal votes are voted on again"),
    )
    op.add_column(
        "session_member", sa.Column("proxy_id", KEY, comment="the member who votes for this one")
    )
    op.add_column(
        "session_member",
        sa.Column("mandate", KEY, comment="attachment: the written mandate of the proxy"),
    )
    op.add_column(
        "session_dossier",
        sa.Column(
            "quota",
            sa.Integer(),
            comment="how many of its list may be agreed on; empty: no limit",
        ),
    )
    op.add_column(
        "session_nominee",
        sa.Column(
            "standing",
            sa.String(length=20),
            nullable=False,
            server_default="",
            comment="passed, below, over, tied",
        ),
    )
    op.add_column(
        "voted",
        sa.Column("scan", KEY, comment="attachment: the paper ballot of a member asked in writing"),
    )
    op.create_table(
        "session_invitee",
        sa.Column("session_id", KEY, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["council_session.id"],
            name=op.f("fk_session_invitee_session_id_council_session"),
        ),
        sa.PrimaryKeyConstraint("session_id", "ordinal", name=op.f("pk_session_invitee")),
    )


def downgrade() -> None:
    op.drop_table("session_invitee")
    for table, columns in (
        ("voted", ("scan",)),
        ("session_nominee", ("standing",)),
        ("session_dossier", ("quota",)),
        ("session_member", ("mandate", "proxy_id")),
        ("council_session", ("repeats", "ballot")),
    ):
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.drop_column(column)
