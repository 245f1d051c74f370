"""Work that fails is tried three times, then becomes an incident; nobody else waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engine.errors import ServiceTaskFailed
from engine.process_engine import NeedsAdmin
from engine.tables import process_instance, wait
from tests.engine.core.plain_drawings import (
    DOES_A_JOB,
    OPENS_IN_CIRCLES,
    RUNS_AWAY,
    WAITS_A_DAY,
    one_step,
    service,
    task,
    timer,
)
from tests.engine.core.plain_office import JOURNAL, LeaveOffice
from tests.engine.spiff.drawing import chain, document, node, process

MINUTE = timedelta(minutes=1)


def test_a_failing_job_is_tried_three_times_with_growing_pauses(office: LeaveOffice) -> None:
    office.deploys({"job.bpmn": DOES_A_JOB})
    job = office.asks("does_a_job")
    office.business.broken = {"book"}

    assert office.sweeps() == 1
    assert office.sweeps() == 0
    assert office.sweeps(after=MINUTE) == 1
    assert office.sweeps(after=9 * MINUTE) == 0
    assert office.sweeps(after=MINUTE) == 1
    assert office.sweeps(after=365 * 24 * 60 * MINUTE) == 0

    assert office.incidents() == [(job, "wait_failed")]
    assert office.effects("book") == 0
    assert office.outcomes("incident.open") == ["done"]


def test_a_job_that_works_again_leaves_no_incident(office: LeaveOffice) -> None:
    office.deploys({"job.bpmn": DOES_A_JOB})
    job = office.asks("does_a_job")
    office.business.broken = {"book"}
    office.sweeps()
    office.sweeps(after=MINUTE)

    office.business.broken = set()
    office.sweeps(after=10 * MINUTE)

    assert office.instance(job).state == "completed"
    assert office.effects("book") == 1
    assert office.incidents() == []


def test_what_fails_behind_a_timer_does_not_hold_up_other_timers(
    office: LeaveOffice, scale: int
) -> None:
    poison = one_step(
        timer("day", "P1D"), service("work", "book"), ids=("day", "work"), id_="poison"
    )
    office.deploys({"poison.bpmn": poison, "day.bpmn": WAITS_A_DAY})
    office.business.broken = {"book"}
    poisoned = [office.asks("poison") for _ in range(20 * scale)]
    sound = [office.asks("waits_a_day") for _ in range(20 * scale)]

    for pause in (timedelta(days=1), MINUTE, 10 * MINUTE):
        office.sweeps(after=pause)
        assert {office.instance(one).state for one in sound} == {"completed"}

    assert sorted(office.incidents()) == sorted((one, "wait_failed") for one in poisoned)
    with office.engine.view() as view:
        failed = view.connection.execute(
            select(wait.c.tries, wait.c.error).where(wait.c.state == "failed")
        ).all()
    assert set(failed) == {(3, "The payroll does not answer.")}


def test_one_that_is_refused_among_many_is_refused_alone(office_on_disk: LeaveOffice) -> None:
    office = office_on_disk
    office.deploys({"day.bpmn": WAITS_A_DAY})
    waiting = [office.asks("waits_a_day") for _ in range(12)]
    # Its row says that it still waits, its state that it has gone on: its event cannot end again.
    gone_on, bad = waiting[0], waiting[5]
    office.clock.pass_by(timedelta(days=1))
    with office.engine.database.write() as connection:
        state = select(process_instance.c.snapshot, process_instance.c.snapshot_sha256)
        found = connection.execute(state.where(process_instance.c.id == gone_on)).one()
        connection.execute(
            update(process_instance)
            .where(process_instance.c.id == bad)
            .values(snapshot=found.snapshot, snapshot_sha256=found.snapshot_sha256)
        )

    for pause in (timedelta(), MINUTE, 10 * MINUTE):
        office.sweeps(after=pause)

    done = {one for one in waiting if office.instance(one).state == "completed"}
    assert done == set(waiting) - {bad}
    assert sorted(office.outcomes("wait.wake")) == ["done"] * 11 + ["wrong_state"] * 3
    assert office.incidents() == [(bad, "wait_failed")]


def test_a_fault_of_ours_is_an_incident_too(office: LeaveOffice) -> None:
    class Broken(set[str]):
        def __and__(self, other: object) -> set[str]:
            raise ZeroDivisionError

    office.deploys({"job.bpmn": DOES_A_JOB})
    job = office.asks("does_a_job")
    office.business.broken = Broken()

    for pause in (timedelta(), MINUTE, 10 * MINUTE):
        office.sweeps(after=pause)

    assert office.incidents() == [(job, "wait_failed")]


def test_a_failing_step_in_a_command_is_told_to_the_person_and_undoes_it(
    office: LeaveOffice,
) -> None:
    at_once = one_step(
        task("ask", "employee"), service("work", "book"), ids=("ask", "work"), id_="at_once"
    )
    office.deploys({"at_once.bpmn": at_once})
    asking = office.asks("at_once")
    office.business.broken = {"book"}
    before = office.contents()

    with pytest.raises(ServiceTaskFailed):
        office.completes(asking, "ask", by="an")

    assert office.contents() == before


# -- running away


@pytest.mark.parametrize(
    ("drawing", "process"), [(RUNS_AWAY, "runs_away"), (OPENS_IN_CIRCLES, "opens_in_circles")]
)
def test_an_instance_that_runs_away_stands_still_from_then_on(
    office: LeaveOffice, drawing: bytes, process: str
) -> None:
    office.deploys({"away.bpmn": drawing})
    runaway, other = office.asks(process), office.asks()
    before = office.contents(but=(*JOURNAL, "incident", "process_instance"))

    with pytest.raises(NeedsAdmin):
        office.completes(runaway, "before", by="an")

    assert office.contents(but=(*JOURNAL, "incident", "process_instance")) == before
    assert office.instance(runaway).state == "incident"
    assert office.incidents() == [(runaway, "runaway")]
    with pytest.raises(NeedsAdmin):
        office.completes(runaway, "before", by="an")
    assert office.incidents() == [(runaway, "runaway")]
    office.completes(other, "ask", by="an", days=1, cover="binh", why="x")


def test_an_instance_that_runs_away_can_be_ended(office: LeaveOffice) -> None:
    office.deploys({"away.bpmn": RUNS_AWAY})
    runaway = office.asks("runs_away")
    with pytest.raises(NeedsAdmin):
        office.completes(runaway, "before", by="an")

    office.cancels(runaway)

    assert office.instance(runaway).state == "cancelled"
    assert office.open_steps(runaway) == []


def test_one_that_runs_away_at_its_start_leaves_no_trace(office: LeaveOffice) -> None:
    away = one_step(
        service("work", "book"),
        '<bpmn:task id="idle" name="idle">'
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>many</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics></bpmn:task>",
        ids=("work", "idle"),
        id_="away_at_once",
    )
    office.deploys({"away.bpmn": away})
    before = office.contents()

    with pytest.raises(NeedsAdmin):
        office.asks("away_at_once", many=501)

    assert office.contents() == before


def test_a_timer_that_runs_away_is_an_incident_and_is_not_tried_again(office: LeaveOffice) -> None:
    away = RUNS_AWAY.replace(
        b'<bpmn:userTask id="before" name="before" camunda:candidateGroups="employee"  >'
        b"</bpmn:userTask>",
        timer("before", "P1D").encode(),
    )
    assert b"P1D" in away
    office.deploys({"away.bpmn": away})
    runaway = office.asks("runs_away")

    office.sweeps(after=timedelta(days=1))
    assert office.sweeps(after=timedelta(days=1)) == 0

    assert office.incidents() == [(runaway, "runaway")]


CAUGHT = document(
    process(
        node("startEvent", "start")
        + task("before", "employee")
        + service("work", "book", job=True)
        + node("endEvent", "end")
        + node("boundaryEvent", "failed", 'attachedToRef="work"', "<bpmn:errorEventDefinition/>")
        + task("by_hand", "manager")
        + node("endEvent", "mended")
        + chain("start", "before", "work", "end")
        + chain("failed", "by_hand", "mended"),
        "caught",
    )
)


@pytest.mark.parametrize("job", [True, False], ids=["as a job", "in the transaction"])
def test_an_error_event_takes_the_failure_and_nothing_of_the_failed_work_stays(
    office: LeaveOffice, job: bool
) -> None:
    drawn = CAUGHT if job else CAUGHT.replace(b'camunda:asyncBefore="true"', b"")
    office.deploys({"caught.bpmn": drawn})
    office.business.broken = {"book"}
    case = office.asks("caught")

    office.completes(case, "before", by="an")
    office.sweeps()

    assert office.open_steps(case) == ["by_hand"]
    assert office.effects("book") == 0
    assert office.incidents() == []


def test_a_job_that_works_closes_the_error_event_on_it(office: LeaveOffice) -> None:
    office.deploys({"caught.bpmn": CAUGHT})
    case = office.asks("caught")
    office.completes(case, "before", by="an")

    office.sweeps()

    assert office.instance(case).state == "completed"
    assert office.effects("book") == 1


# -- jobs that somebody waits for

ASKS_FOR_A_JOB = one_step(
    task("ask", "employee"),
    service("work", "book", job=True),
    ids=("ask", "work"),
    id_="asks_for_a_job",
)


def test_a_job_is_begun_right_after_the_step_that_leaves_it(office: LeaveOffice) -> None:
    office.engine.begins_jobs = True
    office.deploys({"asks.bpmn": ASKS_FOR_A_JOB})
    asking = office.asks("asks_for_a_job")

    office.completes(asking, "ask", by="an")

    assert office.instance(asking).state == "completed"
    assert office.effects("book") == 1
    assert office.sweeps() == 0


def test_whoever_completes_a_step_is_not_told_that_what_follows_fails(office: LeaveOffice) -> None:
    office.engine.begins_jobs = True
    office.deploys({"asks.bpmn": ASKS_FOR_A_JOB})
    asking = office.asks("asks_for_a_job")
    office.business.broken = {"book"}

    office.completes(asking, "ask", by="an")
    office.business.broken = set()

    assert office.open_steps(asking) == ["work"]
    assert office.sweeps() == 0
    assert office.sweeps(after=MINUTE) == 1
    assert office.instance(asking).state == "completed"
    assert office.effects("book") == 1
