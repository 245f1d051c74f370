"""What people do with tasks: take, give back, hand over, complete, send back, end."""

from __future__ import annotations

import pytest

from engine.completing import FourEyes
from engine.errors import Forbidden, InvalidData
from engine.lifecycle import InstanceStands, TaskClosed
from engine.tasks import NoReturn, StaleTask
from tests.engine.core.plain_drawings import TWO_AT_ONCE
from tests.engine.core.plain_office import LeaveOffice


def test_a_request_is_asked_for_decided_and_booked(office: LeaveOffice) -> None:
    request = office.asks_fully(by="an", days=3)
    decision = office.task(request, "decide")
    assert (decision.title, decision.title_en) == ("Leave of 3 days", "3 days of leave")
    a_day = office.task(office.asks_fully(by="an", days=1), "decide")
    assert (a_day.title, a_day.title_en) == ("Leave of 1 days", "1 day of leave")
    assert (decision.stage, decision.stage_en) == ("Decide", "Decision")
    instance = office.instance(request)
    assert (instance.stage, instance.stage_en) == ("Decide", "Decision")

    office.decides(request, "yes")
    office.sweeps()

    assert office.instance(request).state == "completed"
    assert office.instance(request).ended_at == office.clock.now()
    assert office.open_steps(request) == []
    assert office.effects("book") == 1


def test_a_refused_request_ends_without_booking(office: LeaveOffice) -> None:
    request = office.asks_fully()

    office.decides(request, "no")
    office.sweeps()

    assert office.instance(request).state == "completed"
    assert office.effects("book") == 0


def test_fields_that_no_expression_reads_do_not_become_variables(office: LeaveOffice) -> None:
    request = office.asks_fully(days=3, cover="binh")

    office.decides(request, "yes")

    assert dict(office.instance(request).variables) == {"decision": "yes"}


def test_what_was_typed_beside_the_form_is_left_out(office: LeaveOffice) -> None:
    request = office.asks()

    office.completes(
        request, "ask", by="an", days=1, cover="binh", why="x", decision="yes", assignee="an"
    )

    assert dict(office.instance(request).variables) == {}
    assert office.task(request, "ask").submission == {"days": 1, "cover": "binh", "why": "x"}


# -- taking and giving back


def test_a_claimed_task_is_the_claimers_alone(office: LeaveOffice) -> None:
    request = office.asks_fully()
    office.claims(office.task(request, "decide"), by="chi")

    with pytest.raises(Forbidden) as refusal:
        office.decides(request, by="dung")

    assert refusal.value.message.key == "task_taken"
    office.decides(request, by="chi")


def test_a_released_task_is_offered_to_all_again(office: LeaveOffice) -> None:
    request = office.asks_fully()
    office.claims(office.task(request, "decide"), by="chi")

    office.releases(office.task(request, "decide"), by="chi")

    task = office.task(request, "decide")
    assert (task.state, task.assignee, task.claimed_at) == ("open", None, None)
    office.decides(request, by="dung")


def test_giving_back_needs_a_reason_that_says_something(office: LeaveOffice) -> None:
    request = office.asks_fully()
    office.claims(office.task(request, "decide"), by="chi")

    with pytest.raises(InvalidData) as refusal:
        office.releases(office.task(request, "decide"), by="chi", reason="  no   ")

    assert [error.field for error in refusal.value.errors] == ["reason"]
    assert office.task(request, "decide").state == "claimed"


def test_an_open_task_cannot_be_given_back(office: LeaveOffice) -> None:
    request = office.asks_fully()
    task = office.task(request, "decide")

    office.claims(task, by="chi")
    office.releases(office.task(request, "decide"), by="chi")

    with pytest.raises(TaskClosed):
        office.releases(office.task(request, "decide"), by="chi")


def test_a_manager_hands_a_task_to_somebody(office: LeaveOffice) -> None:
    request = office.asks_fully()

    office.assigns(office.task(request, "decide"), "dung", by="chi")

    assert office.task(request, "decide").assignee == "dung"
    with pytest.raises(Forbidden):
        office.decides(request, by="chi")
    office.decides(request, by="dung")


# -- stale pages


def test_a_page_from_before_a_change_is_stale(office: LeaveOffice) -> None:
    request = office.asks_fully()
    page = office.task(request, "decide")
    office.claims(page, by="chi")

    with pytest.raises(StaleTask):
        office.hands_in(page, by="chi", decision="yes")

    assert office.task(request, "decide").is_open


def test_a_task_is_completed_once(office: LeaveOffice) -> None:
    request = office.asks_fully()
    page = office.task(request, "decide")
    office.hands_in(page, by="chi", decision="no")

    with pytest.raises(TaskClosed):
        office.hands_in(page, by="chi", decision="yes")

    assert dict(office.instance(request).variables) == {"decision": "no"}
    assert office.effects("handed_in") == 2


def test_a_parallel_branch_does_not_make_a_page_stale(office: LeaveOffice) -> None:
    office.deploys({"two.bpmn": TWO_AT_ONCE})
    both = office.asks("two_at_once")
    page = office.task(both, "right")

    office.completes(both, "left", by="an")
    office.hands_in(page, by="binh")

    assert office.instance(both).state == "completed"


# -- sending back and ending


def test_a_returned_request_is_asked_for_anew(office: LeaveOffice) -> None:
    request = office.asks_fully()
    late = office.task(request, "decide")

    office.returns(late, "ask", by="chi")

    assert office.open_steps(request) == ["ask"]
    assert office.task(request, "decide").state == "cancelled"
    with pytest.raises(TaskClosed):
        office.hands_in(late, by="chi", decision="yes")
    office.completes(request, "ask", by="an", days=2, cover="binh", why="again")
    office.decides(request)


def test_a_step_is_sent_back_only_to_where_the_drawing_says(office: LeaveOffice) -> None:
    request = office.asks_fully()

    with pytest.raises(NoReturn):
        office.returns(office.task(request, "decide"), "start", by="chi")

    assert office.open_steps(request) == ["decide", "late"]


def test_nobody_decides_on_what_they_asked_for(office: LeaveOffice) -> None:
    request = office.asks_fully(by="dung")

    with pytest.raises(FourEyes):
        office.decides(request, by="dung")

    office.decides(request, by="chi")


def test_a_cancelled_request_leaves_nothing_open(office: LeaveOffice) -> None:
    request = office.asks_fully()
    page = office.task(request, "decide")

    office.cancels(request)

    assert office.instance(request).state == "cancelled"
    assert office.open_steps(request) == []
    with pytest.raises(TaskClosed):
        office.hands_in(page, by="chi", decision="yes")
    with pytest.raises(InstanceStands):
        office.cancels(request)
