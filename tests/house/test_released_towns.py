"""The database of every release comes up to today's tables, sound, and goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pysqlite3
import pytest
from sqlalchemy import MetaData, func, insert, select, types

from engine.clock import ManualClock
from engine.database import Database
from engine.ids import Ids
from engine.process_engine import ProcessEngine
from engine.soundness import unsound
from engine.sweeping import run_due
from engine.tables import journal, process_instance
from tests.faults.oracle import violations
from tests.golden.towns import towns, unpack
from workflows.assemble import assemble, prepare
from workflows.database import upgrade


@pytest.fixture(params=towns(), ids=lambda town: town.name.split(".sqlite3")[0])
def old_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return unpack(request.param, tmp_path / "town.sqlite3")


@pytest.fixture(params=["sqlite", "postgresql"])
def old_town(request: pytest.FixtureRequest, old_file: Path) -> str:
    """The database as the release left it, on either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{old_file}"
    url = str(request.getfixturevalue("empty_postgres_url"))
    with closing(pysqlite3.connect(old_file)) as source:
        database = Database(url)
        (revision,) = source.execute("SELECT version_num FROM alembic_version").fetchone()
        upgrade(database, revision)
        _carry_over(source, database)
        database.close()
    return url


@pytest.fixture
def engine(old_town: str) -> Iterator[ProcessEngine]:
    made = assemble(old_town, ManualClock(datetime.now(UTC)), Ids(seed=3))
    prepare(made)
    with made.view() as view:
        last = view.connection.execute(select(func.max(journal.c.at))).scalar_one()
    made.clock = ManualClock(last)
    yield made
    made.database.close()


# A12 and A13: stored by an earlier release, on its tables.
def test_the_town_of_a_release_is_sound_after_the_upgrade_and_goes_on(
    engine: ProcessEngine,
) -> None:
    with engine.view() as view:
        running = select(func.count()).where(process_instance.c.state == "running")
        assert view.connection.execute(running).scalar_one() > 40
    assert violations(engine) == []
    assert list(unsound(engine)) == []

    assert isinstance(engine.clock, ManualClock)
    engine.clock.pass_by(timedelta(days=60))
    run_due(engine)

    assert violations(engine) == []


def _carry_over(source: Any, database: Database) -> None:
    """Every row of a file, table by table, in the types of the other database."""
    tables = MetaData()
    tables.reflect(database.engine)
    with database.write() as connection:
        for table in tables.sorted_tables:
            if table.name == "alembic_version":
                continue
            names = [column.name for column in table.columns]
            quoted = ", ".join(f'"{name}"' for name in names)
            read = [_reader(column.type) for column in table.columns]
            rows = source.execute(f"SELECT {quoted} FROM {table.name}").fetchall()
            if rows:
                connection.execute(
                    insert(table),
                    [
                        {
                            n: None if v is None else r(v)
                            for n, r, v in zip(names, read, row, strict=True)
                        }
                        for row in rows
                    ],
                )


def _reader(kind: types.TypeEngine[Any]) -> Callable[[Any], Any]:
    if isinstance(kind, types.DateTime):
        return lambda text: datetime.fromisoformat(text).replace(tzinfo=UTC)
    if isinstance(kind, types.Date):
        return date.fromisoformat
    if isinstance(kind, types.Boolean):
        return bool
    return lambda value: value
