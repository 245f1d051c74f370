"""What lives for years costs what is open, not what has been."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from sqlalchemy import event

from engine.execution import Execution
from tests.engine.core.plain_drawings import LEAVE, service, task, timer
from tests.engine.core.plain_office import LeaveOffice
from tests.engine.spiff.drawing import chain, compiled, document, node, process
from tests.engine.spiff.playing import FakeHost

RETURNS = 2_000
DAYS = 366
YEARS = 5
MORE_DIGITS = 20
"""Bytes by which a state may grow: the number of its last token gains a digit now and then."""

DAILY = document(
    process(
        node("startEvent", "start")
        + task("work", "employee")
        + timer("each_day", "R/P1D", 'attachedToRef="work" cancelActivity="false"', "timeCycle")
        + service("tell", "tell")
        + node("endEvent", "told")
        + node("endEvent", "end")
        + chain("start", "work", "end")
        + chain("each_day", "tell", "told"),
        "daily",
    )
)


# A15: 2 000 returns of one task.
def test_a_case_that_was_sent_back_two_thousand_times_is_as_small_as_at_first(scale: int) -> None:
    executable, host = compiled(LEAVE, "leave"), FakeHost()
    state = executable.start(host).snapshot()
    sizes, kept = [], []

    for _ in range(RETURNS * scale):
        execution = executable.restore(state)
        execution.complete(_waiting(execution, "ask"), host)
        execution = executable.restore(execution.snapshot())
        kept.append(len(execution._instance.tasks))
        execution.return_to(_waiting(execution, "decide"), "ask", host)
        state = execution.snapshot()
        sizes.append(len(state))

    assert max(sizes) - sizes[0] <= MORE_DIGITS
    assert set(kept) == {kept[0]}
    execution = executable.restore(state)
    execution.complete(_waiting(execution, "ask"), host)
    assert [wait.element_id for wait in execution.waits()] == ["decide", "late"]


def test_a_step_costs_the_same_statements_after_many_returns(office: LeaveOffice) -> None:
    request = office.asks_fully()
    costs = []

    for _ in range(30):
        page = office.task(request, "decide")
        back = statements(office, partial(office.returns, page, "ask", by="chi"))
        page = office.task(request, "ask")
        again = partial(office.hands_in, page, by="an", days=1, cover="binh", why="again")
        costs.append((back, statements(office, again)))

    assert set(costs[1:]) == {costs[1]}


# A15: five years of daily timers, saved and restored each day.
def test_a_step_that_reminds_every_day_for_years_is_as_small_as_at_first(scale: int) -> None:
    executable, host = compiled(DAILY, "daily"), FakeHost()
    state = executable.start(host).snapshot()
    sizes, kept = [], []

    for _ in range(DAYS * YEARS * scale):
        execution = executable.restore(state)
        execution.complete(_waiting(execution, "each_day"), host)
        kept.append(execution.size())
        state = execution.snapshot()
        sizes.append(len(state))

    assert len(host.performed) == DAYS * YEARS * scale
    assert max(sizes) - sizes[0] <= MORE_DIGITS
    assert set(kept) == {kept[0]}
    assert sorted(w.element_id for w in execution.waits()) == ["each_day", "work"]


# A15: a year of them at the office; `make soak` lets twenty years pass.
def test_a_step_that_reminds_every_day_reminds_as_often_as_days_have_passed(
    office: LeaveOffice, scale: int
) -> None:
    office.deploys({"daily.bpmn": DAILY})
    daily = office.asks("daily")
    first = len(office.snapshot(daily))

    for _ in range(DAYS * scale):
        office.sweeps(after=timedelta(days=1))

    assert office.effects("tell") == DAYS * scale
    assert len(office.snapshot(daily)) - first <= MORE_DIGITS
    assert office.open_steps(daily) == ["each_day", "work"]
    assert office.incidents() == []


def _waiting(execution: Execution, element_id: str) -> str:
    (found,) = [wait.id for wait in execution.waits() if wait.element_id == element_id]
    return found


def statements(office: LeaveOffice, act: Callable[[], object]) -> int:
    """How many statements something takes."""
    made = 0

    def count(*_: object) -> None:
        nonlocal made
        made += 1

    engine = office.engine.database.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return made
