"""The two databases are opened as the promises about them need it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pysqlite3
import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import CacheStats
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateTable

from engine.database import PREPARED_STATEMENTS, WAL_IS_SAFE_FROM, Database
from engine.tables import calendar_year, outbox
from tests.conftest import DELIVERED_SYNCHRONOUS

NOON = datetime(2023, 11, 20, 5, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    database = Database(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def add_year(connection: Connection, year: int) -> None:
    connection.execute(insert(calendar_year).values(year=year, state="draft"))


def years(connection: Connection) -> list[int]:
    return list(connection.execute(select(calendar_year.c.year)).scalars())


def test_a_statement_is_compiled_once_for_all_databases_of_a_kind(tmp_path: Path) -> None:
    asked = select(calendar_year.c.state).where(calendar_year.c.year == 1)
    taken: list[CacheStats] = []
    one, another = (Database(f"sqlite:///{tmp_path / name}") for name in ("one", "another"))
    for database in (one, another):
        with database.write() as connection:
            connection.execute(CreateTable(calendar_year))

    for database in (one, another):
        with database.read() as connection:
            taken.append(connection.execute(asked).context.cache_hit)
        database.close()

    assert taken[1] is CacheStats.CACHE_HIT


def test_a_statement_that_came_late_is_prepared_once_too(sqlite: Database) -> None:
    prepared: list[object] = []

    def may(*what: object) -> int:
        prepared.append(what)
        return 0  # SQLITE_OK; it is asked when a statement is prepared.

    with sqlite.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.set_authorizer(may)
        for _ in range(3):
            _ask(connection, range(PREPARED_STATEMENTS // 2))
        late = range(PREPARED_STATEMENTS // 2, PREPARED_STATEMENTS // 2 + 3)
        _ask(connection, late)
        prepared.clear()
        _ask(connection, late)

        assert not prepared


def _ask(connection: Connection, numbers: range) -> None:
    for number in numbers:
        connection.exec_driver_sql(f"SELECT {number}").all()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 15_000)],
)
def test_sqlite_keeps_what_it_acknowledged(
    sqlite: Database, pragma: str, value: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pysqlite3.sqlite_version_info >= WAL_IS_SAFE_FROM
    monkeypatch.setattr("engine.database.SYNCHRONOUS", DELIVERED_SYNCHRONOUS)

    with sqlite.read() as one, sqlite.read() as another:
        found = [c.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() for c in (one, another)]

    assert found == [value, value]


def test_readers_neither_wait_for_a_writer_nor_see_what_is_not_committed(
    database: Database,
) -> None:
    with database.write() as writer:
        add_year(writer, 2023)
        with database.read() as reader:
            assert years(reader) == []

    with database.read() as reader:
        assert years(reader) == [2023]


def test_a_view_stays_as_it_was_while_others_write(database: Database) -> None:
    with database.read() as reader:
        assert years(reader) == []
        with database.write() as writer:
            add_year(writer, 2023)

        assert years(reader) == []


def test_a_writer_does_not_wait_for_readers(database: Database) -> None:
    with database.read() as reader:
        years(reader)

        with database.write() as writer:
            add_year(writer, 2023)


def test_writers_on_sqlite_wait_for_each_other_from_the_first_statement_on(
    sqlite: Database,
) -> None:
    def count() -> None:
        for _ in range(10):
            with sqlite.write() as connection:
                add_year(connection, max(years(connection), default=0) + 1)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with sqlite.read() as connection:
        assert years(connection) == list(range(1, 41))


def test_what_fails_is_rolled_back_whole(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        add_year(connection, 2023)
        raise ZeroDivisionError

    with database.read() as connection:
        assert years(connection) == []


def test_a_view_cannot_write_on_the_server(postgres_url: str) -> None:
    database = Database(postgres_url)

    with pytest.raises(DBAPIError, match="read-only"), database.read() as connection:
        add_year(connection, 2023)

    with database.write() as connection:
        add_year(connection, 2023)
    database.close()


def test_the_write_ahead_log_is_emptied_as_it_grows(sqlite: Database) -> None:
    log = Path(f"{make_url(sqlite.url).database}-wal")
    largest = 0

    for number in range(600):
        with sqlite.write() as connection:
            connection.execute(insert(outbox).values(_row(number, payload="x" * 20_000)))
        largest = max(largest, log.stat().st_size)

    # 1000 pages of 4 KB, and what one transaction may add before the log is looked at.
    assert largest < 4_800_000
    with sqlite.read() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"


def test_instants_come_back_as_they_were(database: Database) -> None:
    in_vietnam = NOON.astimezone(timezone(timedelta(hours=7)))

    with database.write() as connection:
        connection.execute(insert(outbox).values(_row(1, at=in_vietnam)))
    with database.read() as connection:
        found = connection.execute(select(outbox.c.created_at)).scalar_one()

    assert (found, found.tzinfo) == (NOON, UTC)


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    naive = NOON.replace(tzinfo=None)

    with pytest.raises(Exception, match="zone"), database.write() as connection:
        connection.execute(insert(outbox).values(_row(1, at=naive)))


def test_json_keeps_its_order_and_its_words(database: Database) -> None:
    payload = {"b": ["ệ", 1, True, None], "a": {"z": 1, "đ": "\u0000"[:0]}}

    with database.write() as connection:
        connection.execute(insert(outbox).values({**_row(1), "payload": payload}))
    with database.read() as connection:
        found = connection.execute(select(outbox.c.payload)).scalar_one()
        stored = connection.execute(text("SELECT payload FROM outbox")).scalar_one()

    assert found == payload
    assert stored == '{"a":{"z":1,"đ":""},"b":["ệ",1,true,null]}'


def _row(number: int, *, payload: object = "", at: datetime = NOON) -> dict[str, object]:
    return {
        "id": f"{number}",
        "kind": "test",
        "payload": payload,
        "created_at": at,
        "due_at": NOON,
    }
