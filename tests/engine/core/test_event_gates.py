"""Gates on events open by themselves: when something happens, or when their time comes."""

from __future__ import annotations

from datetime import timedelta

from tests.engine.core.plain_drawings import task
from tests.engine.core.plain_office import LeaveOffice
from tests.engine.spiff.drawing import chain, document, event, node, process
from tests.statements import counted

DAY = timedelta(days=1)

BESIDE = document(
    process(
        node("startEvent", "start")
        + node("parallelGateway", "split")
        + event("intermediateCatchEvent", "gate", "conditional", 'vd:gate="may_book"')
        + event(
            "intermediateCatchEvent",
            "three_days",
            "conditional",
            inside="<bpmn:condition>leave.days = 3</bpmn:condition>",
        )
        + task("work", "employee")
        + task("more", "employee")
        + node("parallelGateway", "join")
        + node("endEvent", "end")
        + chain("start", "split", "work", "more", "join", "end")
        + chain("split", "gate", "join")
        + chain("split", "three_days", "join"),
        "beside",
    )
)
"""An event gate waits beside people's work, and so does a condition."""


def test_an_open_gate_holds_nobody_up(office: LeaveOffice) -> None:
    request = office.asks_fully()

    office.decides(request)

    assert office.open_steps(request) == ["book"]


def test_a_shut_gate_holds_and_is_asked_again_when_it_may_open(office: LeaveOffice) -> None:
    office.business.quiet_until = office.clock.now() + 3 * DAY
    request = office.asks_fully()
    office.decides(request)
    assert office.due(request, "bookable") == office.business.quiet_until

    office.sweeps(after=2 * DAY)
    assert office.open_steps(request) == ["bookable"]

    office.sweeps(after=DAY)
    assert office.instance(request).state == "completed"


def test_a_gate_that_somebody_has_to_open_is_not_swept(office: LeaveOffice) -> None:
    office.business.budget_frozen = True
    request = office.asks_fully()
    office.decides(request)

    assert office.due(request, "bookable") is None
    assert office.sweeps(after=30 * DAY) == 0


def test_a_gate_opens_at_the_end_of_any_command_that_touches_its_instance(
    office: LeaveOffice,
) -> None:
    office.deploys({"beside.bpmn": BESIDE})
    office.business.budget_frozen = True
    beside = office.asks("beside")
    office.business.budget_frozen = False

    office.completes(beside, "work", by="an")

    assert office.open_steps(beside) == ["more", "three_days"]


def test_a_gate_put_off_by_a_command_is_asked_again_at_its_new_time(office: LeaveOffice) -> None:
    office.deploys({"beside.bpmn": BESIDE})
    office.business.quiet_until = office.clock.now() + DAY
    beside = office.asks("beside")

    office.business.quiet_until = office.clock.now() + 5 * DAY
    office.completes(beside, "work", by="an")

    assert office.due(beside, "gate") == office.business.quiet_until
    office.sweeps(after=5 * DAY)
    assert office.open_steps(beside) == ["more", "three_days"]


def test_a_gate_still_shut_when_its_time_comes_is_not_asked_over_and_over(
    office: LeaveOffice,
) -> None:
    office.business.quiet_until = office.clock.now() + DAY
    request = office.asks_fully()
    office.decides(request)
    office.business.quiet_until = office.clock.now() + 2 * DAY

    assert office.sweeps(after=DAY) == 1
    assert office.due(request, "bookable") == office.business.quiet_until
    assert office.sweeps() == 0


def test_gates_of_many_cases_are_asked_together_and_the_jobs_behind_them_done_one_by_one(
    office: LeaveOffice,
) -> None:
    office.business.quiet_until = office.clock.now() + DAY
    requests = [office.asks_fully() for _ in range(4)]
    for request in requests:
        office.decides(request)

    with counted(office.engine.database) as statements:
        office.sweeps(after=DAY)

    assert office.effects("book") == 4
    assert len(statements.written) == 1 + 4
