"""The database: SQLite in one file or PostgreSQL, behind two kinds of transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast

import pysqlite3
from sqlalchemy import Connection, DateTime, Dialect, Engine, Text, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool
from sqlalchemy.types import TypeDecorator
from sqlalchemy.util import LRUCache

from engine.canonical import canonical, parse

WAL_IS_SAFE_FROM = (3, 51, 3)
"""SQLite before this can corrupt a database in WAL mode that several processes write."""

BUSY_TIMEOUT_MS = 15_000

PREPARED_STATEMENTS = 500
"""How many a connection to SQLite keeps, at 10 to 60 KB each. Its driver forgets the rarest first:
with its own 100, a full memory drops each new statement at once, and whatever came late is prepared
every time.
"""

POOL: Mapping[str, Any] = {"pool_size": 10, "pool_use_lifo": True}
"""The connection that was used last is used next: it knows most of what is asked."""

SYNCHRONOUS = "FULL"
"""What was acknowledged is on the disk, whatever happens to the machine."""

DEADLOCK_DETECTED = "40P01"

ONE_SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
"""What SQLite's readers have anyway: all statements of a view see the same moment."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite keeps it without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a zone cannot be stored")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[object]):
    """Canonical JSON kept as text: `jsonb` would lose the order that stored states rely on."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object | None, dialect: Dialect) -> str | None:
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object | None:
        return None if value is None else parse(value)


class UnreadableFacts(dict[str, Any]):
    """Stands where a case's facts are stored and cannot be read: lists still tell of the case."""


class Facts(Json):
    """The facts of a case; damaged ones stop that case alone, when it is to move."""

    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> object | None:
        try:
            facts = super().process_result_value(value, dialect)
        except ValueError:
            return UnreadableFacts()
        return facts if isinstance(facts, dict) else UnreadableFacts()


class Compiled(LRUCache[Any, Any]):
    """Statements compiled once a process: many open more than one database, as trial runs do.

    The library keeps what it compiled under the database's dialect, of which each has its own;
    those of one kind write the same SQL.
    """

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(_by_kind(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(_by_kind(key), value)


def _by_kind(key: tuple[Dialect, *tuple[Any, ...]]) -> tuple[Any, ...]:
    dialect, *shape = key
    return type(dialect), *shape


_compiled = Compiled(2_000)


class Database:
    """Gives transactions. `write` is exclusive on SQLite from its first statement on."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.engine = _create(self.url)
        self.engine.update_execution_options(compiled_cache=_compiled)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that commits at the end or rolls back whole."""
        with self.engine.connect() as connection:
            connection = connection.execution_options(immediate=True)
            with connection.begin():
                yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent view; nothing is written."""
        with self.engine.connect() as connection:
            if not self.is_sqlite:
                connection = connection.execution_options(**ONE_SNAPSHOT)
            with connection.begin():
                yield connection

    def close(self) -> None:
        self.engine.dispose()


def is_deadlock(failure: DBAPIError) -> bool:
    """Whether PostgreSQL has undone a transaction that waited for one that waited for it."""
    return getattr(failure.orig, "sqlstate", None) == DEADLOCK_DETECTED


def _create(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        return _create_sqlite(url)
    return create_engine(url, pool_pre_ping=True, max_overflow=20, **POOL)


def _create_sqlite(url: URL) -> Engine:
    in_memory = url.database in (None, "", ":memory:")
    options = {"poolclass": StaticPool} if in_memory else POOL
    engine = create_engine(
        url,
        module=pysqlite3,
        connect_args={
            "check_same_thread": False,
            "timeout": BUSY_TIMEOUT_MS / 1000,
            "cached_statements": PREPARED_STATEMENTS,
        },
        **options,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(dbapi: Any, _record: object) -> None:
    # The driver must not open transactions by itself: it would make them deferred, and two
    # deferred writers can only fail, not wait.
    dbapi.isolation_level = None
    version = cast(tuple[int, int, int], pysqlite3.sqlite_version_info)
    journal_mode = "WAL" if version >= WAL_IS_SAFE_FROM else "DELETE"
    cursor = dbapi.cursor()
    for pragma in (
        f"journal_mode={journal_mode}",
        f"synchronous={SYNCHRONOUS}",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
