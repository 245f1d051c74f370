"""Opening the database and bringing its tables up to date."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import column, inspect, select, table

from engine.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "head"
"""The tables that this code expects."""

BOOKKEEPING = table("alembic_version", column("version_num"))
"""Where Alembic notes which migrations a database has had."""


def migrate(url: str) -> None:
    """Create or upgrade all tables; running it again changes nothing."""
    database = Database(url)
    try:
        upgrade(database)
    finally:
        database.close()


def upgrade(database: Database, to: str = HEAD) -> None:
    """The same on an open database, so that one in memory can be prepared too."""
    if to == HEAD and is_current(database):
        return
    # Loading it takes as long as all of SQLAlchemy; most starts have nothing to migrate.
    from alembic import command
    from alembic.config import Config

    with database.write() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def is_current(database: Database) -> bool:
    """Whether the tables are those that this code expects."""
    with database.read() as connection:
        if not inspect(connection).has_table(BOOKKEEPING.name):
            return False
        present = connection.execute(select(BOOKKEEPING.c.version_num)).scalars().all()
    return present == [newest()]


@cache
def newest() -> str:
    """The last revision: the files are numbered, and follow one another."""
    return max(path.name.partition("_")[0] for path in MIGRATIONS.glob("versions/[0-9]*_*.py"))
