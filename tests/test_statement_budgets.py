"""What completing a task costs: statements between BEGIN and COMMIT, and one commit.

Every step of every procedure is counted in `tests/scenario/test_every_procedure_in_one_town.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from sqlalchemy import event, select

from engine.completing import CompleteTask
from engine.tables import process_instance, user_task
from engine.view import View
from tests.engine.core.plain_drawings import TWO_AT_ONCE
from tests.engine.core.plain_office import founded
from tests.faults.test_lost_calls import decided
from tests.scenario.costs import BUDGET, Costs
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from tests.scenario.journey import Journey
from tests.scenario.office import Office, nomination
from tests.scenario.world import World, found
from tests.statements import counted
from workflows.queries.overdue import Asked, board
from workflows.queries.work_counts import counts_of
from workflows.queries.work_places import Asked as WorkAsked
from workflows.queries.worklist import narrowing_of, news_since, tasks_page

ENGINE = 6
"""The engine's own share: read, end and open tasks, save, and two for the journal; one to spare."""


@pytest.fixture
def world() -> Iterator[World]:
    made = found()
    yield made
    made.engine.database.close()


def test_completing_a_task_keeps_to_its_budget(world: World) -> None:
    decided(Office(world), Council(world))  # What is read once a process is read now.
    costs = Costs()
    costs.watch(world.engine)

    decided(Office(world), Council(world))

    assert costs.dear == {}
    assert costs.commits == {1}
    assert len(costs.statements) == 9


def test_signing_for_the_chairman_keeps_to_it_too(world: World) -> None:
    costs, office = Costs(), Office(world)
    costs.watch(world.engine)
    dossier = Journey(office).goes(office.files(nominees=1), until="sign")

    office.signs(dossier, by="vice_chairman")

    assert costs.dear == {}
    assert costs.of("sign") <= BUDGET


def test_the_number_of_nominees_does_not_count(world: World) -> None:
    costs = Costs()
    costs.watch(world.engine)
    office = Office(world)
    found_costs = []

    for number in (1, 1, 200):
        dossier = office.files(nominees=number)
        office.accepts(dossier)
        office.appraises(dossier)
        office.publishes(dossier)
        found_costs.append(dict(costs.statements))

    assert found_costs[1] == found_costs[2]


SMALL = {"calendar_year", "law_value"}
"""Tables with so few rows that their revision is counted anew."""


def test_a_case_is_found_by_its_keys_alone(world: World) -> None:
    query = world.engine.registry.case_query.params(key="a task")

    with world.engine.view() as view:
        compiled = query.compile(view.connection, compile_kwargs={"literal_binds": True})
        plan = view.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}").all()

    steps = [str(row.detail) for row in plan]
    assert {step.split()[1] for step in steps if step.startswith("SCAN")} == SMALL
    assert any(step.startswith("SEARCH dossier USING INDEX") for step in steps)


GROWING = {"user_task", "clock", "dossier", "process_instance"}
"""Tables with a row or more for each case there ever was."""


def test_lists_and_their_numbers_look_at_what_is_open_along_indexes(world: World) -> None:
    office = Office(world)
    office.accepts(office.files())
    officer, manager = world.actor("officer"), Asked(office_id=world.office_id)

    with world.engine.view() as view:
        plans = {
            "list": _steps(view, lambda: tasks_page(view, officer, WorkAsked())),
            "numbers": _steps(view, lambda: counts_of(view, officer, WorkAsked())),
            "choices": _steps(view, lambda: narrowing_of(view, officer)),
            "news": _steps(view, lambda: news_since(view, officer, view.now)),
            "board": _steps(view, lambda: board(view, manager)),
        }

    for name, steps in plans.items():
        whole = [step for step in steps if step.startswith("SCAN") and "COVERING" not in step]
        assert not {step.split()[1] for step in whole} & GROWING, (name, steps)
    of_tasks = [step for step in plans["numbers"] if step.startswith("SEARCH user_task")]
    assert any("ix_user_task_offered (candidates=? AND rank=? AND" in step for step in of_tasks)
    assert not any(step.endswith("ix_user_task_offered (candidates=?)") for step in of_tasks)
    assert any(step.endswith("(id>?)") for step in plans["news"])


def _steps(view: View, look: Callable[[], object]) -> list[str]:
    """How SQLite goes about the statements of a look."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, text: str, values: Any, *_: object) -> None:
        asked.append((text, values))

    event.listen(view.connection, "before_cursor_execute", note)
    look()
    event.remove(view.connection, "before_cursor_execute", note)
    return [
        str(row.detail)
        for text, values in asked
        for row in view.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values)
    ]


def test_the_engine_itself_needs_few() -> None:
    office = founded()
    office.deploys({"two.bpmn": TWO_AT_ONCE})
    office.completes(office.asks("two_at_once"), "left", by="an")
    both = office.asks("two_at_once")
    left, right = office.task(both, "left"), office.task(both, "right")

    with counted(office.engine.database) as first:
        office.hands_in(left, by="an")
    with counted(office.engine.database) as last:
        office.hands_in(right, by="an")

    assert len(first) <= ENGINE, str(first)
    assert len(last) <= ENGINE, str(last)


def test_a_long_life_costs_no_more_than_a_short_one(world: World, scale: int) -> None:
    """A hundred times back and forth between appraisal and signature."""
    costs = Costs()
    costs.watch(world.engine)
    office = Office(world)
    dossier = office.files("giay_khen_dot_xuat", [nomination(1)], event_date=office.today)
    office.accepts(dossier)
    appraisal = {
        **office.appraisal(dossier),
        "simplified_ground": "unexpected_deed",
        "event_date": office.today.isoformat(),
    }
    returned = {"signature_result": "returned", "return_reason": "Xem lại giúp thành tích này"}
    seen: list[tuple[int, ...]] = []

    for _ in range(100 * scale):
        _completes(world, dossier, "officer", appraisal)
        spent = [costs.of("appraise_short")]
        _completes(world, dossier, "chairman", returned)
        seen.append((*spent, costs.of("sign"), _snapshot_size(world, dossier)))

    assert {one[:2] for one in seen[1:]} == {seen[1][:2]}
    # Token numbers grow by digits; nothing else may.
    assert max(size for *_, size in seen) - seen[0][-1] <= 20


def _completes(world: World, dossier: Dossier, by: str, data: Mapping[str, object]) -> None:
    """Complete the one open task, found without reading the hundreds that are not."""
    with world.engine.view() as view:
        task = view.connection.execute(
            select(user_task.c.id, user_task.c.revision).where(
                user_task.c.instance_id == dossier.instance_id, user_task.c.state == "open"
            )
        ).one()
    command = CompleteTask(task_id=task.id, revision=task.revision, data=data)
    world.engine.execute(command, world.actor(by))


def _snapshot_size(world: World, dossier: Dossier) -> int:
    with world.engine.view() as view:
        snapshot: bytes = view.connection.execute(
            select(process_instance.c.snapshot).where(process_instance.c.id == dossier.instance_id)
        ).scalar_one()
    return len(snapshot)
