"""The nightly check finds what must not be, and leaves a sound database alone."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from engine.process_engine import NeedsAdmin
from engine.soundness import Unsound, stop_unreadable, unreadable, unsound
from engine.tables import incident, process_instance, resource, user_task, wait
from tests.engine.core.plain_drawings import DOES_A_JOB
from tests.engine.core.plain_office import LeaveOffice, seen_again
from tests.engine.core.test_damaged_state import damage


def test_a_busy_office_is_sound(office: LeaveOffice) -> None:
    office.deploys({"job.bpmn": DOES_A_JOB})
    office.business.broken = {"book"}
    office.asks("does_a_job")
    office.decides(office.asks_fully())
    office.cancels(office.asks_fully())
    office.sweeps()

    assert list(unsound(office.engine)) == []


def test_an_instance_that_waits_for_nothing_is_found(office_on_disk: LeaveOffice) -> None:
    office = office_on_disk
    zombie, sound = office.asks(), office.asks()
    with office.engine.database.write() as connection:
        connection.execute(
            update(user_task)
            .where(user_task.c.instance_id == zombie)
            .values(state="cancelled", ended_at=office.clock.now())
        )

    assert list(unsound(office.engine)) == [Unsound(zombie, "waits_for_nothing")]
    assert office.task(sound, "ask").is_open


@pytest.mark.parametrize("state", ["completed", "cancelled"])
def test_work_of_an_instance_that_is_over_is_found(office: LeaveOffice, state: str) -> None:
    over = office.asks()
    with office.engine.database.write() as connection:
        connection.execute(update(process_instance).values(state=state))

    assert list(unsound(office.engine)) == [Unsound(over, "over_with_work")]


def test_an_instance_that_stands_without_an_incident_is_found(office: LeaveOffice) -> None:
    request = office.asks_fully()
    damage(office, request, b"{}")
    with pytest.raises(NeedsAdmin):
        office.decides(request)
    assert list(unsound(office.engine)) == []
    with office.engine.database.write() as connection:
        connection.execute(delete(incident))

    assert list(unsound(office.engine)) == [Unsound(request, "stands_untold")]


@pytest.mark.parametrize("forged", [False, True])
def test_a_damaged_state_is_found_before_anybody_runs_into_it(
    office: LeaveOffice, forged: bool
) -> None:
    request, sound = office.asks_fully(), office.asks_fully()
    damage(office, request, b"{}", forged=forged)

    (found,) = unsound(office.engine)
    stop_unreadable(office.engine, found)

    assert found == Unsound(request, "unreadable_state")
    assert office.incidents() == [(request, "unreadable_state")]
    assert list(unsound(office.engine)) == []
    office.decides(sound)


def test_cases_of_a_drawing_that_cannot_be_read_are_found(office_on_disk: LeaveOffice) -> None:
    office = office_on_disk
    request = office.asks()
    with office.engine.database.write() as connection:
        connection.execute(update(resource).values(content=b"<no-drawing/>"))
    later = seen_again(office)  # This one has not compiled it yet.

    found = list(unreadable(later.engine))
    with pytest.raises(NeedsAdmin):
        later.completes(request, "ask", by="an", days=1, cover="binh", why="x")
    later.engine.database.close()

    assert found == [Unsound(request, "unreadable_state")]
    assert office.incidents() == [(request, "unreadable_state")]


def test_many_instances_are_looked_at_a_chunk_at_a_time(
    office: LeaveOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.soundness.CHUNK", 2)
    requests = [office.asks() for _ in range(5)]
    for one in requests[::2]:
        damage(office, one, b"{}")
    with office.engine.database.write() as connection:
        connection.execute(delete(wait).where(wait.c.instance_id.in_(requests)))

    assert {one.instance_id for one in unsound(office.engine)} == set(requests[::2])
