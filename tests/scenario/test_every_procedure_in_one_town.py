"""Every procedure that is drawn, one after the other in one town on PostgreSQL.

Two processes serve the town and take turns at every step, so that each goes on from what the other
has stored and knows nothing else. Whatever else a step may become is done once: it is given back to
each place that is drawn, and answered in each way by which the drawing chooses. A dossier that ends
by such a turn is followed by another, until one goes its whole way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count, cycle

import pytest

from engine.ids import Ids
from engine.model import ElementKind
from tests.databases import PostgresServer, database_on
from tests.scenario.costs import Costs
from tests.scenario.dossier import Dossier
from tests.scenario.every_procedure import A, Noting, Recipe, Walk, drawn, procedures, recipes
from tests.scenario.superior import Superior
from tests.scenario.turns import Turn, turns_of, usual_turns
from tests.scenario.world import World, found
from workflows.assemble import assemble

FIRST_DAY = datetime(2023, 7, 3, 1, 0, tzinfo=UTC)
"""The dossiers of regime A go one after the other; all are done before it ends."""

MOST_STEPS = 80
MOST_DOSSIERS = 10

WALKS = sorted(
    ((procedure, recipe) for procedure in procedures() for recipe in recipes(procedure)),
    key=lambda walk: walk[1].day,
)
"""In the order of their days; those of the first regime begin as soon as the town is there."""

_turned_in_parts: set[Turn] = set()
"""Turns within parts that procedures share: they are the same wherever the part is called."""


@dataclass
class Town:
    """One database, and the processes that serve it."""

    worlds: Iterator[World]
    numbers: Iterator[int]
    costs: Costs
    gone: set[str] = field(default_factory=set)
    """Procedures that went their whole way."""

    def begins(self, procedure: str, recipe: Recipe) -> Walk:
        """A dossier about somebody who has not been proposed before."""
        return Walk.of(procedure, Noting(next(self.worlds)), self._of_somebody_else(recipe))

    def served_by_the_other(self, walk: Walk) -> Walk:
        """The same dossier a little later, seen from the other process."""
        walk.world.clock.pass_by(timedelta(seconds=1))
        world = replace(walk.world, engine=next(self.worlds).engine)
        office = type(walk.office)(world)
        dossier = Dossier(world, walk.dossier.id, walk.dossier.instance_id)
        return Walk(office, dossier, replace(walk.journey, office=office))

    def _of_somebody_else(self, recipe: Recipe) -> Recipe:
        number = next(self.numbers)
        row = {
            "id_number": f"0140850{number:05}",
            **recipe.row,
            "name": f"{recipe.row.get('name', 'Lò Thị Xuân')} {number}",
            "achievement": f"Hoàn thành xuất sắc nhiệm vụ, lần {number}",
        }
        criteria = dict(recipe.criteria)
        if "initiative" in criteria:
            criteria["initiative"] = f"Bộ bài giảng điện tử, tập {number}"
        day = FIRST_DAY.date() if recipe.day == A else recipe.day
        return replace(recipe, row=row, criteria=criteria, day=day)


@pytest.fixture(scope="module")
def town(postgres_server: PostgresServer, postgres_template: str) -> Iterator[Town]:
    with database_on(postgres_server, template=postgres_template) as url:
        first = found(url, now=FIRST_DAY)
        Superior.of(first)
        second = replace(first, engine=assemble(url, first.clock, Ids(seed=2)))
        costs = Costs()
        costs.watch(first.engine)
        costs.watch(second.engine)
        yield Town(cycle((first, second)), count(1), costs)
        for world in (first, second):
            world.engine.database.close()


@pytest.mark.parametrize(
    ("procedure", "recipe"), WALKS, ids=[f"{key}-{recipe.day}" for key, recipe in WALKS]
)
def test_two_processes_take_turns_on_one_database(
    town: Town, procedure: str, recipe: Recipe
) -> None:
    turned: set[Turn] = set()

    for _ in range(MOST_DOSSIERS):
        if _goes_its_usual_way(town, town.begins(procedure, recipe), turned):
            break
    else:
        raise AssertionError("none came to its usual end")

    town.gone.add(procedure)
    assert any(turn.process == procedure for turn in turned)


def test_no_step_of_theirs_asks_more_of_the_database_than_it_may(town: Town) -> None:
    """On the ways gone above; what is read once a process was read on the first of them."""
    steps = {
        (process.id, element.id)
        for process in drawn().values()
        for element in process.elements.values()
        if element.kind is ElementKind.USER_TASK
    }

    if not town.gone:
        pytest.skip("no way was gone before it")
    assert town.costs.dear == {}
    assert town.costs.dear_jobs == {}
    assert town.costs.commits <= {1}
    if town.gone == set(procedures()):
        assert {place[1:] for place in town.costs.statements} == steps


def _goes_its_usual_way(town: Town, walk: Walk, turned: set[Turn]) -> bool:
    """Go on to the end, with every turn at its first chance; whether none of them was the end."""
    is_usual = True
    for _ in range(MOST_STEPS):
        walk = town.served_by_the_other(walk)
        step = walk.next_step
        if step is None:
            assert walk.dossier.open_steps == []
            assert walk.dossier.record.is_ended
            assert walk.dossier.incidents == []
            assert not is_usual or walk.dossier.state == "finished"
            return is_usual
        is_usual = not _turns(walk, step, turned)
        if is_usual:
            walk.prepares(step)
            walk.does(step)
    raise AssertionError("it never ends")


def _turns(walk: Walk, step: str, turned: set[Turn]) -> bool:
    """Take the next turn that the step has not taken yet; False when none is left."""
    task = next((task for task in walk.tasks if task.element_id == step), None)
    if task is None:
        return False
    behind = turned | _turned_in_parts | usual_turns(walk, task)
    for turn in turns_of(walk, task):
        if turn in behind:
            continue
        turned.add(turn)
        if turn.process != walk.dossier.record.procedure:
            _turned_in_parts.add(turn)
        refusal = turn.is_taken(walk, task)
        if refusal is None:
            return True
        assert turn.is_explained_by(refusal), (turn, refusal)
    return False
