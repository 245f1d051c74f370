"""Every procedure that is drawn, walked from what is stored, and every turn of its steps tried.

At each stop the case goes on in another database and engine, with nothing but what was stored.
There each deadline is looked at in time and late, each return is taken, and each answer that
chooses a way is given.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.clocks import ledgers, projection_of
from engine.deadlines import ClockState
from engine.instances import UserTask, get_instance
from engine.view import View
from tests.scenario.every_procedure import Noting, Walk, procedures, recipes
from tests.scenario.journey import MOST_STEPS
from tests.scenario.turns import (
    Answers,
    answer_otherwise,
    give_back,
    is_explained,
    other_answers,
    places_to_return_to,
)
from tests.scenario.world import found


@pytest.mark.parametrize("procedure", procedures())
def test_it_goes_its_whole_way_from_what_is_stored(procedure: str) -> None:
    for recipe in recipes(procedure):
        walk = Walk.of(procedure, Noting(found()), recipe)
        for _ in range(MOST_STEPS):
            step = walk.next_step
            if step is None:
                break
            walk.prepares(step)
            if any(task.element_id == step for task in walk.tasks):
                task = walk.dossier.task(step)
                _look_at_the_deadlines(walk, task)
                if (task.process_key, step) not in _tried_parts:
                    _try_every_turn(walk, task)
                if task.process_key != procedure:
                    _tried_parts.add((task.process_key, step))
            walk.does(step)
            walk = walk.elsewhere()

        assert walk.dossier.open_steps == []
        assert walk.dossier.record.is_ended
        assert walk.dossier.incidents == []


_tried_parts: set[tuple[str, str]] = set()
"""Steps of parts that procedures share: their turns are the same wherever the part is called."""


def _try_every_turn(walk: Walk, task: UserTask) -> None:
    by, answers = walk.usual(task.element_id)
    for target in places_to_return_to(walk, task):
        _give_back(walk, task, by, target)
    for name, value in other_answers(walk, task, answers):
        _answer_otherwise(walk, task, by, answers, name, value)


# -- deadlines


def _look_at_the_deadlines(walk: Walk, task: UserTask) -> None:
    """Up to its last instant a limit is kept, and not a second longer."""
    if task.due_at is None:
        return
    for at, is_late in ((task.due_at, False), (task.due_at + timedelta(seconds=1), True)):
        assert (_state(walk, task, at) is ClockState.OVERDUE) is is_late, (task.element_id, at)


def _state(walk: Walk, task: UserTask, at: object) -> ClockState:
    with walk.world.engine.view() as view:
        then = View(view.connection, at, view.registry)  # type: ignore[arg-type]
        instance = get_instance(then.connection, task.instance_id)
        (ledger,) = [one for one in ledgers(then, task.instance_id) if one.task_id == task.id]
        return projection_of(then, instance, ledger).state


# -- returns and refusals


def _give_back(walk: Walk, task: UserTask, by: str, target: str) -> None:
    """A return goes to where it is drawn to: there or inside it something is open again."""
    there = walk.elsewhere()
    give_back(there, task, by, target)

    assert there.dossier.open_steps, (task.element_id, target)
    assert there.dossier.incidents == []
    assert not any(one.id == task.id for one in there.tasks)


def _answer_otherwise(
    walk: Walk, task: UserTask, by: str, usual: Answers, name: str, value: object
) -> None:
    """Another answer takes another way, to its end or to a next step; or it is said why not."""
    there = walk.elsewhere()
    refusal = answer_otherwise(there, task, by, usual, name, value)

    assert refusal is None or is_explained(refusal, name), (task.element_id, name, value, refusal)
    assert there.dossier.incidents == []
    assert there.dossier.open_steps or there.dossier.record.is_ended
