"""A backup that was taken while people worked comes back sound, with all that was acknowledged."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.engine import make_url

from engine.database import Database
from engine.ids import Ids
from engine.journal import verify
from engine.process_engine import ProcessEngine
from engine.soundness import unsound
from engine.tables import user_task
from tests.databases import PostgresServer, database_on, program
from tests.engine.core.plain_business import registry
from tests.engine.core.plain_office import LeaveOffice, founded, seen_again
from tests.faults.cloning import cloned
from workflows.backups import back_up, restore
from workflows.database import migrate

LIVE = 1_000
BEFORE, AFTER = 10, 10
"""Completions acknowledged before the backup begins, and after it is done."""


class Clerk:
    """Somebody who completes one request after the other until told to stop."""

    def __init__(self, office: LeaveOffice, requests: list[str]) -> None:
        self.office = seen_again(office)
        self.requests = requests
        self.done: list[str] = []
        self.enough = threading.Event()
        self.stop = threading.Event()
        self._thread = threading.Thread(target=self._works)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        self._thread.start()
        assert self.enough.wait(60)
        yield
        self.stop.set()
        self._thread.join()
        self.office.engine.database.close()

    def _works(self) -> None:
        ahead = AFTER
        for request in self.requests:
            self.office.completes(request, "ask", by="an", days=1, cover="binh", why="x")
            self.done.append(request)
            if len(self.done) >= BEFORE:
                self.enough.set()
            if self.stop.is_set():
                ahead -= 1
            if ahead == 0:
                return


@pytest.fixture
def busy(request: pytest.FixtureRequest) -> Iterator[tuple[LeaveOffice, Clerk]]:
    office = founded(request.getfixturevalue(request.param))
    requests = cloned(office.engine, office.asks(), LIVE)
    yield office, Clerk(office, requests)
    office.engine.database.close()


def holds(url: str, office: LeaveOffice, acknowledged: list[str]) -> None:
    """What is back is sound, knows all that was acknowledged before, and goes on."""
    engine = ProcessEngine(Database(url), office.clock, Ids(seed=99), registry(office.business))
    back = LeaveOffice(engine, office.clock, office.business)
    with engine.view() as view:
        assert verify(view.connection) is None
        asked = select(user_task.c.instance_id).where(user_task.c.element_id == "decide")
        assert set(acknowledged) <= set(view.connection.execute(asked).scalars())
    assert list(unsound(engine)) == []
    for request in acknowledged[:3]:
        back.decides(request, "no")
        assert back.instance(request).state == "completed"
    engine.database.close()


# A13: a backup of 1 000 live cases while they are worked on.
@pytest.mark.parametrize("busy", ["sqlite_url"], indirect=True)
def test_a_backup_of_a_file_at_work_is_whole(
    busy: tuple[LeaveOffice, Clerk], tmp_path: Path
) -> None:
    office, clerk = busy
    database, archive = office.engine.database, tmp_path / "backup.zip"
    place = make_url(f"sqlite:///{tmp_path / 'elsewhere' / 'back.sqlite3'}")

    with clerk.at_work():
        acknowledged = list(clerk.done)
        back_up(database, tmp_path, archive, office.clock.now())
    restore(archive, place, tmp_path / "elsewhere")
    migrate(str(place))

    assert len(clerk.done) > len(acknowledged)
    holds(str(place), office, acknowledged)


@pytest.mark.parametrize("busy", ["postgres_url"], indirect=True)
def test_a_dump_of_a_server_at_work_is_whole(
    busy: tuple[LeaveOffice, Clerk], postgres_server: PostgresServer, tmp_path: Path
) -> None:
    office, clerk = busy
    source, dump = office.engine.database.url, tmp_path / "dump"

    with clerk.at_work():
        acknowledged = list(clerk.done)
        address = source.set(drivername="postgresql").render_as_string(hide_password=False)
        subprocess.run(
            [program("pg_dump"), "--format=custom", f"--file={dump}", address], check=True
        )
    with database_on(postgres_server) as url:
        target = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        subprocess.run(
            [program("pg_restore"), "--no-owner", f"--dbname={target}", dump], check=True
        )
        migrate(url)
        holds(url, office, acknowledged)

    assert len(clerk.done) > len(acknowledged)
