"""What completing a task costs: statements between BEGIN and COMMIT, and one commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import select

from engine.actors import Actor
from engine.instances import get_task
from engine.tables import process_instance, user_task
from engine.tasks import CompleteTask
from tests.engine.core.plain_drawings import TWO_AT_ONCE
from tests.engine.core.plain_office import founded
from tests.faults.breaking import Execute, around_each_command
from tests.faults.test_lost_calls import decided
from tests.scenario.council import Council
from tests.scenario.dossier import Dossier
from tests.scenario.office import Office, nomination
from tests.scenario.world import World, found
from tests.statements import counted

BUDGET = 12
"""Completing a task whose step runs no service with rows of its own."""

LARGER = {
    # The receipt with its number and its document, the frozen law, the clocks of a whole dossier
    # and with them the places of open tasks, a notice.
    "check": 21,
    # What the honour book and the other dossiers say of those on the list (R-ELIG).
    "appraise": 14,
    # A publication with a row for each nominee; whether two people let its gate be passed.
    "publish_list": 16,
    # The end of the publication, its evidence and the public's opinions.
    "close_publication": 13,
    # The decision that is signed; it asks for list, votes, lateness and four eyes.
    # And, since signatures may be digital, how the office signs and what was found in the file.
    "sign": 18,
    # The number in the register, rewards and outcomes of all, the end of the clock and the places
    # that depend on it, what the documents are made of, the honour book.
    "issue": 26,
    # A publication, the notices that tell of it, and the document that goes along with them.
    "publish_decision": 16,
}
"""Steps that write rows of their own beside those of the engine."""

ENGINE = 8
"""The engine's own share: read, close, open, save, and three for the journal; one to spare."""


@pytest.fixture
def world() -> Iterator[World]:
    made = found()
    yield made
    made.engine.database.close()


class Costs:
    """Statements of the last completion of each step, and how many commits it took."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.statements: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.commits: set[int] = set()

    def __call__(self, execute: Execute, command: object, actor: Actor, key: str | None) -> object:
        if not isinstance(command, CompleteTask):
            return execute(command, actor, key)
        with self.world.engine.view() as view:
            element = get_task(view.connection, command.task_id).element_id
        with counted(self.world.engine.database) as seen:
            answer = execute(command, actor, key)
        self.commits.add(len(seen.written))
        self.statements[element] = len(seen)
        self.texts[element] = str(seen)
        return answer


def test_completing_a_task_keeps_to_its_budget(world: World) -> None:
    costs = Costs(world)
    around_each_command(world.engine, costs)
    decided(Office(world), Council(world))  # What is read once a process is read now.

    decided(Office(world), Council(world))

    dear = {
        element: costs.texts[element]
        for element, number in costs.statements.items()
        if number > LARGER.get(element, BUDGET)
    }
    assert dear == {}
    assert costs.commits == {1}
    assert len(costs.statements) == 9


def test_the_number_of_nominees_does_not_count(world: World) -> None:
    costs = Costs(world)
    around_each_command(world.engine, costs)
    office = Office(world)
    found_costs = []

    for number in (1, 1, 200):
        dossier = office.files(nominees=number)
        office.accepts(dossier)
        office.appraises(dossier)
        office.publishes(dossier)
        found_costs.append(dict(costs.statements))

    assert found_costs[1] == found_costs[2]


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
    """300 times back and forth between appraisal and signature."""
    costs = Costs(world)
    around_each_command(world.engine, costs)
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

    for _ in range(300 * scale):
        _completes(world, dossier, "officer", appraisal)
        spent = [costs.statements["appraise_short"]]
        _completes(world, dossier, "chairman", returned)
        seen.append((*spent, costs.statements["sign"], _snapshot_size(world, dossier)))

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
