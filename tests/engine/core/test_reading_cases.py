"""What a command on a task begins with: the whole case, locked, and all of one moment."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update

from engine.case_reading import read_case
from engine.database import Database
from engine.tables import clock, process_instance
from tests.engine.core.plain_office import LeaveOffice, founded

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


def test_who_had_to_wait_for_a_case_sees_all_of_it_as_it_is_afterwards(postgres_url: str) -> None:
    office = founded(postgres_url)
    task = office.task(office.asks_fully(), "decide")
    seen: list[Sequence[Any]] = []

    def waits() -> None:
        with office.engine.database.write() as connection:
            seen.append(_case(office, connection, task.id))

    other = threading.Thread(target=waits)
    with office.engine.database.write() as connection:
        before = _case(office, connection, task.id)
        other.start()
        _until_somebody_waits(office.engine.database)
        _start_a_clock(connection, task.instance_id)
    other.join()

    [after] = seen
    assert before[0].clock_id is None
    assert after[0].clock_id == "whole"
    assert after[0].instance_revision == before[0].instance_revision + 1


def test_whatever_a_command_changes_shows_in_the_revision_of_its_instance() -> None:
    office = founded()
    task = office.task(office.asks_fully(), "decide")
    before = _revision(office, task.instance_id)

    office.claims(task, by="chi")

    assert _revision(office, task.instance_id) == before + 1


def _case(office: LeaveOffice, connection: Connection, task_id: str) -> Sequence[Any]:
    return read_case(connection, office.engine.registry.case_query, task_id)


def _until_somebody_waits(database: Database) -> None:
    waiting = 0
    while not waiting:
        with database.read() as connection:
            waiting = connection.execute(WAITING).scalar_one()


def _start_a_clock(connection: Connection, instance_id: str) -> None:
    """As a command does that holds the instance: the clock, and another revision."""
    connection.execute(
        insert(clock).values(
            id="whole",
            instance_id=instance_id,
            key="",
            rule="",
            mark="d",
            budget="3wd",
            started_at=func.now(),
            started_by="an",
        )
    )
    connection.execute(
        update(process_instance)
        .where(process_instance.c.id == instance_id)
        .values(revision=process_instance.c.revision + 1)
    )


def _revision(office: LeaveOffice, instance_id: str) -> int:
    with office.engine.view() as view:
        found: int = view.connection.execute(
            select(process_instance.c.revision).where(process_instance.c.id == instance_id)
        ).scalar_one()
    return found
