"""The migrations make exactly the tables that the code speaks of, on both databases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from engine import journal_triggers
from engine.database import Database
from workflows import journal_guard
from workflows.database import MIGRATIONS, is_current, newest
from workflows.tables import metadata

BOOKKEEPING = "alembic_version"
"""The one table that is Alembic's and not ours."""

TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def test_migrating_gives_the_same_tables_as_making_them_anew(
    request: pytest.FixtureRequest, database_url: str
) -> None:
    is_sqlite = database_url.startswith("sqlite")
    anew = "sqlite://" if is_sqlite else str(request.getfixturevalue("empty_postgres_url"))

    with opened(anew) as made:
        metadata.create_all(made)
        expected = described(made)
    with opened(database_url) as migrated:
        found = described(migrated)

    assert sorted(found) == sorted(expected)
    for table, parts in expected.items():
        assert found[table] == parts, table


def test_nothing_is_left_to_migrate(database_url: str) -> None:
    with opened(database_url) as migrated:
        context = MigrationContext.configure(migrated, opts={"compare_type": True})
        differences = compare_metadata(context, metadata)

    assert differences == []


def test_migrations_are_numbered_and_follow_one_another() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)

    chain = [script.revision for script in scripts.walk_revisions()][::-1]

    assert chain == [f"{number:04}" for number in range(1, len(chain) + 1)]
    assert scripts.get_heads() == [newest()]
    assert len(list(MIGRATIONS.glob("versions/*.py"))) == len(chain)


def test_the_journal_has_its_triggers_and_nothing_else_has_any(database_url: str) -> None:
    kind = "sqlite" if database_url.startswith("sqlite") else "postgresql"
    statements = {
        "sqlite": (*journal_guard.SQLITE, *journal_triggers.SQLITE),
        "postgresql": (*journal_guard.POSTGRESQL, *journal_triggers.POSTGRESQL),
    }[kind]

    with opened(database_url) as migrated:
        found = set(migrated.execute(sqlalchemy.text(TRIGGERS[kind])).scalars())

    assert found == {one.split()[2] for one in statements if one.startswith("CREATE TRIGGER")}


def test_migrations_form_one_line(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    scripts = ScriptDirectory(str(MIGRATIONS))

    line = [one.revision for one in scripts.walk_revisions()]
    current = is_current(database)
    database.close()

    assert len(scripts.get_heads()) == 1
    assert line == sorted(line, reverse=True)
    assert current


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    database = Database(url)
    try:
        with database.write() as connection:
            yield connection
    finally:
        database.close()


def described(connection: Connection) -> dict[str, dict[str, object]]:
    """What a database knows of its tables, in an order that does not matter.

    Defaults are left out: a column that came later keeps the one that filled the rows of before.
    """
    look = sqlalchemy.inspect(connection)
    return {
        table: {
            "columns": {
                one["name"]: (str(one["type"]), one["nullable"], one.get("comment"))
                for one in look.get_columns(table)
            },
            "primary key": look.get_pk_constraint(table)["constrained_columns"],
            "foreign keys": in_order(look.get_foreign_keys(table)),
            "unique": in_order(look.get_unique_constraints(table)),
            "checks": in_order(look.get_check_constraints(table)),
            "indexes": in_order(look.get_indexes(table)),
        }
        for table in look.get_table_names()
        if table != BOOKKEEPING
    }


def in_order(things: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted(repr(sorted(spelled_out(one))) for one in things)


def spelled_out(thing: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Conditions of indexes stand one level down."""
    for key, value in thing.items():
        if isinstance(value, Mapping):
            yield key, repr(sorted(spelled_out(value)))
        else:
            yield key, str(value)
