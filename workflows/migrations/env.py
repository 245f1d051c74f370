"""How Alembic runs here: on the connection of our own transaction."""

from __future__ import annotations

from alembic import context

from workflows.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
context.run_migrations()
