"""A process that starts names what it cannot read; one that stops finishes what it has begun."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select, text, update

from engine.journal import lock_head
from engine.tables import process_instance
from tests.faults.endless_office import EndlessOffice, fired, losses
from tests.faults.fleet import GIVES_UP_AFTER, LOOKS_AGAIN_AFTER, Fleet, Program


@pytest.fixture
def office(endless: EndlessOffice) -> EndlessOffice:
    endless.files(1)
    return endless


def until(holds: object) -> None:
    limit = time.monotonic() + GIVES_UP_AFTER
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < limit
        time.sleep(LOOKS_AGAIN_AFTER)


@contextmanager
def everybody_waits(office: EndlessOffice) -> Iterator[None]:
    """Whoever wants to commit a command waits for the journal until the block ends."""
    with office.engine.database.write() as connection:
        lock_head(connection)
        yield


def somebody_waits(office: EndlessOffice) -> bool:
    with office.engine.view() as view:
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(view.connection.execute(waiting).scalar_one())


def test_a_worker_that_starts_names_the_cases_whose_state_it_cannot_read(
    office: EndlessOffice, together: Fleet
) -> None:
    office.files(1)
    sound, damaged = office.instances
    with office.engine.database.write() as connection:
        connection.execute(
            update(process_instance).where(process_instance.c.id == damaged).values(snapshot=b"{}")
        )

    together.starts_a_worker()
    said = together.workers[0].says(r"(?s).*states_looked_at.*\n")[0]

    assert damaged in said and sound not in said
    assert '"unreadable": 1' in said
    with office.engine.view() as view:
        states = select(process_instance.c.state).where(process_instance.c.id == sound)
        assert view.connection.execute(states).scalar_one() == "running"


@pytest.mark.parametrize("kind", ["starts_gunicorn", "starts_a_server"])
def test_a_request_that_was_let_in_is_answered_by_a_web_process_that_stops(
    office: EndlessOffice, together: Fleet, kind: str
) -> None:
    port = getattr(together, kind)()
    program = Program(together, office.tokens()[0])
    (instance_id,) = office.instances
    task_id, revision = office.open_task(instance_id)
    body = {"revision": revision, "data": {"rounds_left": 5}}
    answers: list[int] = []

    with everybody_waits(office):
        asking = threading.Thread(
            target=lambda: answers.append(
                program.once(f"/tasks/{task_id}/complete", body, "the-one-and-only")[0]
            )
        )
        asking.start()
        until(lambda: somebody_waits(office))
        together.webs[port].is_asked_to_stop()
        together.webs[port].says("Worker exiting|stopping")
    asking.join()

    assert answers == [200]
    assert together.webs[port].ends() == 0
    assert office.open_task(instance_id)[0] != task_id


def test_a_worker_that_stops_finishes_the_timer_it_has_begun(
    office: EndlessOffice, together: Fleet
) -> None:
    with everybody_waits(office):
        together.starts_a_worker()
        until(lambda: somebody_waits(office))
        together.workers[0].is_asked_to_stop()
        together.workers[0].says("stopping")

    assert together.workers[0].ends() == 0
    assert fired(office) > 0
    office.comes_to_rest()
    assert losses(office, []) == []
