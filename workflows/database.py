"""Opening the database and bringing its tables up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "head"
"""The tables that this code expects."""


def migrate(url: str) -> None:
    """Create or upgrade all tables; running it again changes nothing."""
    database = Database(url)
    try:
        upgrade(database)
    finally:
        database.close()


def upgrade(database: Database, to: str = HEAD) -> None:
    """The same on an open database, so that one in memory can be prepared too."""
    with database.write() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def is_current(database: Database) -> bool:
    """Whether the tables are those that this code expects."""
    with database.read() as connection:
        present = MigrationContext.configure(connection).get_current_revision()
    return present == ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
