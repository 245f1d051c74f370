"""An administrator deals with incidents: tries again, puts right, restores, goes round, closes."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from engine.errors import Forbidden, InvalidData, Rejected
from engine.process_engine import NeedsAdmin
from engine.repairs import (
    CaseWaits,
    CloseInstance,
    CorrectVariable,
    IncidentOver,
    NoSoundCopy,
    ResolveIncident,
    RestoreInstance,
    RetryIncident,
    StillDamaged,
    sweep_incidents,
)
from engine.tables import incident, process_instance, wait
from tests.engine.core.plain_drawings import (
    DOES_A_JOB,
    OPENS_IN_CIRCLES,
    RUNS_AWAY,
    one_step,
    service,
    timer,
)
from tests.engine.core.plain_office import REASON, LeaveOffice
from tests.engine.core.test_damaged_state import damage

MINUTE = timedelta(minutes=1)


def failed_job(office: LeaveOffice) -> str:
    """A job that was given up after three tries; what was wrong is mended by now."""
    office.deploys({"job.bpmn": DOES_A_JOB})
    job = office.asks("does_a_job")
    office.business.broken = {"book"}
    for pause in (timedelta(), MINUTE, 10 * MINUTE):
        office.sweeps(after=pause)
    office.business.broken = set()
    return job


def open_incident(office: LeaveOffice, instance: str) -> str:
    with office.engine.view() as view:
        found = view.connection.execute(
            select(incident.c.id).where(
                incident.c.instance_id == instance, incident.c.resolved_at.is_(None)
            )
        ).scalar_one()
    return str(found)


def ending(office: LeaveOffice, incident_id: str) -> tuple[str, str | None, str]:
    """(how it ended, by whom, why)"""
    with office.engine.view() as view:
        row = view.connection.execute(select(incident).where(incident.c.id == incident_id)).one()
    return row.resolution, row.resolved_by, row.reason


def does(office: LeaveOffice, command: object, *, by: str = "admin") -> None:
    office.engine.execute(command, office.people[by])


# -- trying again


def test_a_job_tried_again_is_done_and_its_incident_ends(office: LeaveOffice) -> None:
    job = failed_job(office)
    found = open_incident(office, job)

    does(office, RetryIncident(incident_id=found))
    office.sweeps()

    assert office.instance(job).state == "completed"
    assert office.effects("book") == 1
    assert ending(office, found) == ("retried", "admin", "")
    assert office.outcomes("incident.retry") == ["done"]


def test_a_job_that_fails_again_has_three_more_tries_and_a_new_incident(
    office: LeaveOffice,
) -> None:
    job = failed_job(office)
    office.business.broken = {"book"}
    does(office, RetryIncident(incident_id=open_incident(office, job)))

    for pause in (timedelta(), MINUTE, 10 * MINUTE):
        assert office.sweeps(after=pause) == 1

    assert office.incidents() == [(job, "wait_failed")] * 2
    assert open_incident(office, job)


def test_a_runaway_goes_on_and_stands_again_when_it_runs_away_again(office: LeaveOffice) -> None:
    office.deploys({"away.bpmn": RUNS_AWAY})
    runaway = office.asks("runs_away")
    with pytest.raises(NeedsAdmin):
        office.completes(runaway, "before", by="an")

    does(office, RetryIncident(incident_id=open_incident(office, runaway)))

    assert office.instance(runaway).state == "running"
    with pytest.raises(NeedsAdmin):
        office.completes(runaway, "before", by="an")
    assert office.incidents() == [(runaway, "runaway")] * 2


def test_an_incident_is_dealt_with_once(office: LeaveOffice) -> None:
    found = open_incident(office, failed_job(office))
    does(office, RetryIncident(incident_id=found))

    with pytest.raises(IncidentOver):
        does(office, RetryIncident(incident_id=found))
    with pytest.raises(IncidentOver):
        does(office, ResolveIncident(incident_id=found, reason=REASON))


# -- going round


def test_a_job_done_by_hand_lets_the_case_go_on_without_doing_it_again(
    office: LeaveOffice,
) -> None:
    job = failed_job(office)
    found = open_incident(office, job)

    does(office, ResolveIncident(incident_id=found, reason=REASON))

    assert office.instance(job).state == "completed"
    assert office.effects("book") == 0
    assert ending(office, found) == ("resolved", "admin", REASON)
    assert office.sweeps() == 0


def test_a_timer_on_which_the_case_hangs_is_not_gone_round(office: LeaveOffice) -> None:
    poison = one_step(
        timer("day", "P1D"), service("work", "book"), ids=("day", "work"), id_="poison"
    )
    office.deploys({"poison.bpmn": poison})
    office.business.broken = {"book"}
    poisoned = office.asks("poison")
    for pause in (timedelta(days=1), MINUTE, 10 * MINUTE):
        office.sweeps(after=pause)

    with pytest.raises(CaseWaits):
        does(
            office,
            ResolveIncident(incident_id=open_incident(office, poisoned), reason=REASON),
        )

    assert office.incidents() == [(poisoned, "wait_failed")]


def test_an_event_beside_a_step_may_be_left(office: LeaveOffice) -> None:
    office.business.broken = {"remind"}
    request = office.asks_fully()
    for pause in (timedelta(days=9), MINUTE, 10 * MINUTE):
        office.sweeps(after=pause)
    found = open_incident(office, request)

    does(office, ResolveIncident(incident_id=found, reason=REASON))

    assert ending(office, found)[0] == "resolved"
    office.decides(request)
    assert office.task(request, "decide").state == "completed"


# -- overtaken


def test_an_incident_about_something_that_is_not_asked_for_any_more_ends_by_itself(
    office: LeaveOffice,
) -> None:
    office.business.broken = {"remind"}
    request, other = office.asks_fully(), failed_job(office)
    office.business.broken = {"remind"}
    for pause in (timedelta(days=9), MINUTE, 10 * MINUTE):
        office.sweeps(after=pause)
    found = open_incident(office, request)
    sweep_incidents(office.engine)
    assert ending(office, found)[0] == ""

    office.decides(request)
    sweep_incidents(office.engine)
    before = office.contents()
    sweep_incidents(office.engine)

    assert office.contents() == before
    assert ending(office, found) == ("overtaken", "system", "")
    assert open_incident(office, other)


# -- correcting


def test_a_wrong_fact_is_put_right_and_the_case_then_comes_to_its_end(
    office: LeaveOffice,
) -> None:
    office.deploys({"circles.bpmn": OPENS_IN_CIRCLES})
    circling = office.asks("opens_in_circles", days=1)
    with pytest.raises(NeedsAdmin):
        office.completes(circling, "before", by="an")
    found = open_incident(office, circling)

    does(office, CorrectVariable(incident_id=found, name="days", value=99, reason=REASON))
    does(office, RetryIncident(incident_id=found))
    office.completes(circling, "before", by="an")

    assert office.instance(circling).state == "completed"
    assert office.outcomes("incident.correct") == ["done"]


def test_a_fact_of_a_case_that_stands_is_put_right_too(office: LeaveOffice) -> None:
    office.deploys({"away.bpmn": RUNS_AWAY})
    runaway = office.asks("runs_away", rounds=3)
    with pytest.raises(NeedsAdmin):
        office.completes(runaway, "before", by="an")
    found = open_incident(office, runaway)

    does(office, CorrectVariable(incident_id=found, name="rounds", value=4, reason=REASON))

    assert office.instance(runaway).variables["rounds"] == 4
    assert office.instance(runaway).state == "incident"


@pytest.mark.parametrize(
    ("name", "value"),
    [("rounds", "four"), ("rounds", True), ("rounds", 2**60), ("leave", 1), ("nothing", 1)],
)
def test_what_is_no_fact_of_the_case_or_no_value_of_its_kind_is_refused(
    office: LeaveOffice, name: str, value: str | int
) -> None:
    office.deploys({"away.bpmn": RUNS_AWAY})
    runaway = office.asks("runs_away", rounds=3)
    with pytest.raises(NeedsAdmin):
        office.completes(runaway, "before", by="an")
    found = open_incident(office, runaway)
    before = office.contents()

    with pytest.raises(InvalidData):
        does(office, CorrectVariable(incident_id=found, name=name, value=value, reason=REASON))

    assert office.contents() == before


# -- restoring


def damaged(office: LeaveOffice) -> tuple[str, bytes]:
    """A request whose stored state was hit, found out about; and what it was."""
    request = office.asks_fully()
    sound = office.snapshot(request)
    damage(office, request, b"\x00" + sound[1:])
    with pytest.raises(NeedsAdmin):
        office.decides(request)
    return request, sound


def test_a_damaged_state_is_restored_from_its_copy_and_nothing_is_lost(
    office: LeaveOffice,
) -> None:
    request, sound = damaged(office)

    does(office, RestoreInstance(incident_id=open_incident(office, request), reason=REASON))

    assert office.snapshot(request) == sound
    office.decides(request)
    office.sweeps()
    assert office.instance(request).state == "completed"


def test_a_damaged_checksum_is_made_anew_when_state_and_copy_agree(office: LeaveOffice) -> None:
    request, sound = damaged(office)
    damage(office, request, sound)
    with office.engine.database.write() as connection:
        connection.execute(update(process_instance).values(snapshot_sha256="0" * 64))

    does(office, RestoreInstance(incident_id=open_incident(office, request), reason=REASON))

    office.decides(request)


def test_a_state_that_is_well_again_needs_no_copy(office: LeaveOffice) -> None:
    request, sound = damaged(office)
    with pytest.raises(StillDamaged):
        does(office, RetryIncident(incident_id=open_incident(office, request)))
    damage(office, request, sound)

    does(office, RetryIncident(incident_id=open_incident(office, request)))

    office.decides(request)


@pytest.mark.parametrize("copy", [None, b"", b"{}", b"\x00other"])
def test_a_copy_that_is_damaged_too_is_not_believed(
    office: LeaveOffice, copy: bytes | None
) -> None:
    request, _ = damaged(office)
    with office.engine.database.write() as connection:
        connection.execute(update(process_instance).values(snapshot_copy=copy))

    with pytest.raises(NoSoundCopy):
        does(office, RestoreInstance(incident_id=open_incident(office, request), reason=REASON))

    assert office.instance(request).state == "incident"


def test_two_damaged_states_that_agree_are_not_believed_unless_they_can_be_read(
    office: LeaveOffice,
) -> None:
    request, _ = damaged(office)
    with office.engine.database.write() as connection:
        connection.execute(update(process_instance).values(snapshot=b"{}", snapshot_copy=b"{}"))

    with pytest.raises(NoSoundCopy):
        does(office, RestoreInstance(incident_id=open_incident(office, request), reason=REASON))


# -- closing


def test_a_damaged_case_without_a_copy_is_closed_and_leaves_no_open_work(
    office: LeaveOffice,
) -> None:
    request, _ = damaged(office)
    found = open_incident(office, request)

    does(office, CloseInstance(incident_id=found, reason=REASON))

    assert office.instance(request).state == "cancelled"
    assert office.open_steps(request) == []
    assert ending(office, found) == ("closed", "admin", REASON)
    assert office.sweeps(after=timedelta(days=99)) == 0


def test_a_runaway_is_closed_as_any_other(office: LeaveOffice) -> None:
    office.deploys({"away.bpmn": RUNS_AWAY})
    runaway = office.asks("runs_away")
    with pytest.raises(NeedsAdmin):
        office.completes(runaway, "before", by="an")

    does(office, CloseInstance(incident_id=open_incident(office, runaway), reason=REASON))

    assert office.instance(runaway).state == "cancelled"
    assert office.open_steps(runaway) == []


# -- who, why, both databases


@pytest.mark.parametrize(
    "act", [RetryIncident, ResolveIncident, CorrectVariable, RestoreInstance, CloseInstance]
)
def test_incidents_are_for_administrators(office: LeaveOffice, act: type) -> None:
    found = open_incident(office, failed_job(office))
    given = {"incident_id": found, "reason": REASON, "name": "days", "value": 1}
    command = act(**{name: given[name] for name in act.__dataclass_fields__})  # type: ignore[attr-defined]

    with pytest.raises(Forbidden):
        does(office, command, by="chi")
    with pytest.raises(Rejected):
        does(office, command, by="stranger")

    assert ending(office, found)[0] == ""


@pytest.mark.parametrize("act", [ResolveIncident, RestoreInstance, CloseInstance])
def test_each_act_but_trying_again_needs_a_reason(office: LeaveOffice, act: type) -> None:
    found = open_incident(office, failed_job(office))

    with pytest.raises(InvalidData):
        does(office, act(incident_id=found, reason="too short"))


def test_repairs_work_on_both_databases(office_on_disk: LeaveOffice) -> None:
    office = office_on_disk
    job = failed_job(office)
    request, _ = damaged(office)

    does(office, RetryIncident(incident_id=open_incident(office, job)))
    does(office, RestoreInstance(incident_id=open_incident(office, request), reason=REASON))
    office.sweeps()
    office.decides(request)
    sweep_incidents(office.engine)

    assert office.instance(job).state == "completed"
    with office.engine.view() as view:
        failed = view.connection.execute(select(wait.c.id).where(wait.c.state == "failed")).all()
        digests = view.connection.execute(
            select(process_instance.c.snapshot_copy, process_instance.c.snapshot_sha256)
        ).all()
    assert failed == []
    assert all(hashlib.sha256(row[0]).hexdigest() == row[1] for row in digests)
