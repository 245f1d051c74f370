"""Several at once on the same thing: one wins, the others are told, nothing gets stuck."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import cast

import pytest
from sqlalchemy import func, select

from engine.actors import SYSTEM
from engine.context import Context
from engine.errors import Conflict, NotFound, Rejected, WrongState
from engine.instances import UserTask
from engine.journal import verify
from engine.tables import user_task
from tests.engine.core.plain_drawings import TWO_AT_ONCE
from tests.engine.core.plain_office import LeaveOffice, founded
from tests.faults.cloning import cloned
from tests.scenario.office import Office
from tests.scenario.world import found
from workflows.tables.registers import register

Act = Callable[[], object]
TASKS = 200
EIGHT = 8


def at_once(*acts: Act) -> list[object]:
    """Do all at the same time; answers or refusals in their order. Anything else is a fault."""
    together = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(place: int, act: Act) -> None:
        together.wait()
        try:
            outcomes[place] = act()
        except Exception as failure:
            outcomes[place] = failure

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    faults = [o for o in outcomes if isinstance(o, Exception) and not isinstance(o, Rejected)]
    assert faults == []
    return outcomes


def won(outcomes: Sequence[object]) -> int:
    """How many were not refused; the refused must know why."""
    refused = [one for one in outcomes if isinstance(one, Rejected)]
    assert all(isinstance(one, WrongState | Conflict | NotFound) for one in refused), refused
    return len(outcomes) - len(refused)


@pytest.fixture
def office(office_on_disk: LeaveOffice) -> LeaveOffice:
    return office_on_disk


def sound(office: LeaveOffice) -> None:
    with office.engine.view() as view:
        assert verify(view.connection) is None
    assert office.incidents() == []


# A5: 200 tasks, each completed by eight at once.
def test_eight_complete_one_task_and_one_does(office: LeaveOffice, scale: int) -> None:
    model = office.asks_fully()
    requests = [model, *cloned(office.engine, model, TASKS * scale - 1)]
    pages = [office.task(request, "decide") for request in requests]
    together = threading.Barrier(EIGHT)

    def completes_all() -> list[object]:
        return [completes_with_others(office, page, together) for page in pages]

    everybody = at_once(*[completes_all for _ in range(EIGHT)])

    for outcomes in zip(*cast("list[list[object]]", everybody), strict=True):
        assert won(outcomes) == 1
    assert office.outcomes("task.complete").count("done") == len(requests) + 1
    assert {office.task(request, "decide").state for request in requests} == {"completed"}
    sound(office)


@dataclass(frozen=True)
class TouchInOrder:
    """Changes two cases, one after the other."""

    first: str
    then: str


def test_who_waits_for_another_that_waits_for_him_is_not_let_down(postgres_url: str) -> None:
    """Many cases in one transaction, as sweeps and councils have them, may meet in any order."""
    office, both = founded(postgres_url), threading.Barrier(2)
    met = threading.local()

    def touch(context: Context, command: TouchInOrder, _about: object) -> str:
        context.instance(command.first)
        if not hasattr(met, "once"):
            met.once = both.wait()
        context.record("case.touch", "instance", context.instance(command.then).id)
        return command.then

    register = office.engine.registry.command
    register(TouchInOrder, action="case.touch", locate=lambda *_: None, handle=touch)
    one, other = office.asks_fully(), office.asks_fully()

    answers = at_once(
        partial(office.engine.execute, TouchInOrder(one, other), SYSTEM),
        partial(office.engine.execute, TouchInOrder(other, one), SYSTEM),
    )

    assert answers == [other, one]
    assert office.outcomes("case.touch") == ["done", "done"]
    sound(office)
    office.engine.database.close()


def completes_with_others(
    office: LeaveOffice, page: UserTask, together: threading.Barrier
) -> object:
    together.wait()
    try:
        return office.hands_in(page, by="chi", decision="yes")
    except Rejected as refusal:
        return refusal


def test_completing_and_cancelling_at_once(office: LeaveOffice, scale: int) -> None:
    for _ in range(6 * scale):
        request = office.asks_fully()
        page = office.task(request, "decide")

        completed, cancelled = at_once(
            partial(office.hands_in, page, by="chi", decision="yes"),
            partial(office.cancels, request),
        )

        # Who completes first may still be cancelled afterwards, never the other way round.
        assert won([cancelled]) == 1
        state = "completed" if won([completed]) else "cancelled"
        assert office.task(request, "decide").state == state
        assert office.instance(request).state == "cancelled"
        assert office.open_steps(request) == []
    sound(office)


def test_completing_and_sweeping_at_once(office: LeaveOffice, scale: int) -> None:
    for _ in range(6 * scale):
        request = office.asks_fully()
        page = office.task(request, "decide")
        office.clock.pass_by(timedelta(days=9))
        before = office.effects("remind")

        completed, *_ = at_once(
            partial(office.hands_in, page, by="chi", decision="no"), office.sweeps, office.sweeps
        )

        assert won([completed]) == 1
        assert office.effects("remind") - before in (0, 1)
        assert office.open_steps(request) == []
    sound(office)


def test_handing_over_and_completing_at_once(office: LeaveOffice, scale: int) -> None:
    for _ in range(6 * scale):
        request = office.asks_fully()
        page = office.task(request, "decide")

        outcomes = at_once(
            partial(office.assigns, page, "dung", by="chi"),
            partial(office.hands_in, page, by="chi", decision="no"),
            partial(office.claims, page, by="dung"),
        )

        assert sum(not isinstance(one, Rejected) for one in outcomes) == 1
        assert office.task(request, "decide").revision == 2
    sound(office)


def test_sending_back_and_completing_at_once(office: LeaveOffice, scale: int) -> None:
    for _ in range(6 * scale):
        request = office.asks_fully()
        page = office.task(request, "decide")

        outcomes = at_once(
            partial(office.returns, page, "ask", by="chi"),
            partial(office.hands_in, page, by="chi", decision="no"),
        )

        assert won(outcomes) == 1
        assert office.open_steps(request) in (["ask"], [])
    sound(office)


def test_two_branches_completed_at_once_both_count(office: LeaveOffice, scale: int) -> None:
    office.deploys({"two.bpmn": TWO_AT_ONCE})
    for _ in range(6 * scale):
        both = office.asks("two_at_once")
        left, right = office.task(both, "left"), office.task(both, "right")

        outcomes = at_once(
            partial(office.hands_in, left, by="an"),
            partial(office.claims, right, by="binh"),
            partial(office.returns, left, "nowhere", by="an"),
            partial(office.hands_in, right, by="binh"),
        )

        assert won([outcomes[0]]) == 1
        if office.task(both, "right").is_open:
            office.completes(both, "right", by="binh")
        assert office.instance(both).state == "completed"
    sound(office)


def test_deploying_and_starting_at_once_starts_whole_versions(
    office: LeaveOffice, scale: int
) -> None:
    office.deploys({"two.bpmn": TWO_AT_ONCE})
    for number in range(4 * scale):
        newer = TWO_AT_ONCE.replace(
            b"</bpmn:definitions>", b"<!-- %d --></bpmn:definitions>" % number
        )

        _, *begun = at_once(
            partial(office.deploys, {"two.bpmn": newer}),
            partial(office.asks, "two_at_once"),
            partial(office.asks, "two_at_once"),
        )

        assert won(begun) == 2
        for case in map(str, begun):
            office.completes(case, "left", by="an")
            office.completes(case, "right", by="binh")
            assert office.instance(case).state == "completed"
    sound(office)


def test_commands_on_one_instance_never_wait_for_each_other_in_a_circle(
    office: LeaveOffice, scale: int
) -> None:
    """A cancel closes tasks that others are taking at that very moment."""
    office.deploys({"two.bpmn": TWO_AT_ONCE})
    for _ in range(8 * scale):
        both = office.asks("two_at_once")
        left, right = office.task(both, "left"), office.task(both, "right")

        at_once(
            partial(office.claims, left, by="an"),
            partial(office.claims, right, by="binh"),
            partial(office.cancels, both),
            partial(office.hands_in, left, by="an"),
        )

        assert office.instance(both).state == "cancelled"
        with office.engine.view() as view:
            left_open = view.connection.execute(
                select(func.count()).where(
                    user_task.c.instance_id == both, user_task.c.state != "cancelled"
                )
            ).scalar_one()
        assert left_open in (0, 1)
    sound(office)


def test_numbers_given_at_once_have_no_gap_and_no_twin(database_url: str, scale: int) -> None:
    world = found(database_url)
    office = Office(world)
    filed: list[str] = []

    def file() -> None:
        for _ in range(3 * scale):
            filed.append(office.files(nominees=1).record.code)

    at_once(*[file for _ in range(4)])

    serials = sorted(int(code.rsplit("-", 1)[1]) for code in filed)
    assert serials == list(range(1, 12 * scale + 1))
    with world.engine.view() as view:
        last = select(register.c.last).where(register.c.kind == "dossier")
        assert view.connection.execute(last).scalar_one() == 12 * scale
        assert verify(view.connection) is None
    world.engine.database.close()
