"""Every procedure that is drawn, walked from what is stored, and every turn of its steps tried.

At each stop the case goes on in another database and engine, with nothing but what was stored.
There each deadline is looked at early, on its last day and late, with what it wakes; each return is
taken, and each answer that chooses a way is given. What the drawings hold is counted at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from engine.deadlines import ClockState
from engine.instances import UserTask, get_instance
from engine.ledgers import Ledger, ledgers, projection_of
from engine.model import ElementKind
from engine.view import View
from tests.scenario.every_procedure import Noting, Walk, procedures, recipes
from tests.scenario.journey import MOST_STEPS
from tests.scenario.turns import Turn, drawn_turns, turns_of, usual_turns
from tests.scenario.world import found
from workflows.editions import seed_book
from workflows.escalating import ripe
from workflows.queries.dossier_page import dossier_page
from workflows.queries.tasks import gates_of, task_page

Place = tuple[str, str]

A_MINUTE, A_FORTNIGHT = timedelta(minutes=1), timedelta(days=14)

_seen: set[Place] = set()
"""Steps that people had to do, by process and element."""
_taken: set[Turn] = set()
"""Turns that were tried; those of shared parts are the same wherever the part is called."""


@pytest.mark.parametrize("procedure", procedures())
def test_it_goes_its_whole_way_from_what_is_stored(procedure: str) -> None:
    for recipe in recipes(procedure):
        walk = Walk.of(procedure, Noting(found()), recipe)
        for _ in range(MOST_STEPS):
            step = walk.next_step
            if step is None:
                break
            walk.prepares(step)
            _look_at(walk, step)
            walk.does(step)
            walk = walk.elsewhere()

        assert walk.dossier.open_steps == []
        assert walk.dossier.record.is_ended
        assert walk.dossier.incidents == []
        drawn = walk.definition.executable.processes.values()

    people = {
        (process.id, element.id)
        for process in drawn
        for element in process.elements.values()
        if element.kind is ElementKind.USER_TASK
    }
    assert people <= _seen
    assert drawn_turns(walk.definition) <= _taken


def _look_at(walk: Walk, step: str) -> None:
    """A step that is open: its deadline, and all that may become of it."""
    task = next((task for task in walk.tasks if task.element_id == step), None)
    if task is None:
        return
    _look_at_the_deadlines(walk, task)
    _look_at_the_rules(walk, task)
    _seen.add((task.process_key, step))
    _taken.update(usual_turns(walk, task))
    for turn in turns_of(walk, task):
        if turn not in _taken:
            _taken.add(turn)
            _try(walk, task, turn)


# -- rules


def _look_at_the_rules(walk: Walk, task: UserTask) -> None:
    """What the pages of step and dossier cite, the regime of the dossier has."""
    world, book = walk.office.world, seed_book()
    admin, definitions = world.actor("admin"), world.engine.definitions
    with world.engine.view() as view:
        page = task_page(view, definitions, admin, task.id)
        shown = dossier_page(view, definitions, admin, page.dossier.code)
        beside = [one.rules for one in gates_of(view, page, {})]
        beside += [one.rules for one in shown.gates]
    cited = {rule.rule for rules in (page.rules, *beside) for rule in rules}
    found = {str(each["rule"]) for row in shown.nominees for each in row.findings}
    assert {one for one in cited | found if not book.has_rule(one, shown.regime.key)} == set()


# -- deadlines


def _look_at_the_deadlines(walk: Walk, task: UserTask) -> None:
    """Up to its last instant a limit is kept, and not a second longer; then it is told upwards."""
    assert task.due_at is not None, task.element_id
    is_new = (task.process_key, task.element_id) not in _seen
    with walk.world.engine.view() as view:
        instance = get_instance(view.connection, task.instance_id)
        whole = [one for one in ledgers(view, instance.id) if one.task_id is None]
        (mine,) = [one for one in ledgers(view, instance.id) if one.task_id == task.id]
        for ledger in (mine, *whole[-1:]):
            seen = projection_of(view, instance, ledger)
            if (due := seen.due) is None or seen.state is ClockState.STOPPED:
                continue
            for at, is_late in ((due, False), (due + timedelta(seconds=1), True)):
                then = View(view.connection, at, view.registry)
                state = projection_of(then, instance, ledger).state
                assert (state is ClockState.OVERDUE) is is_late, (task.element_id, at)
            if is_new and not ledger.clock.provisional:
                _look_at_what_it_wakes(view, ledger, due)


def _look_at_what_it_wakes(view: View, ledger: Ledger, due: datetime) -> None:
    assert _woken(view, ledger, due - A_MINUTE) == ["soon"]
    assert _woken(view, ledger, due + A_MINUTE) == ["due"]
    assert _woken(view, ledger, due + A_FORTNIGHT) == ["due", "later"]


def _woken(view: View, ledger: Ledger, at: datetime) -> list[str]:
    """The levels at which escalations would be thrown for a clock at an instant."""
    then = View(view.connection, at, view.registry)
    return [one.level for one in ripe(then, 100) if one.clock_id == ledger.clock.id]


# -- returns, refusals and other answers


def _try(walk: Walk, task: UserTask, turn: Turn) -> None:
    """It leads to where it is drawn to, to an end or to a next step; or it is said why not."""
    there = walk.elsewhere()
    refusal = turn.is_taken(there, task)

    assert refusal is None or turn.is_explained_by(refusal), (turn, refusal)
    assert there.dossier.incidents == []
    assert there.dossier.open_steps or there.dossier.record.is_ended
    if turn.to:
        assert there.dossier.open_steps
        assert not any(one.id == task.id for one in there.tasks)
    following = there.next_step
    if following is not None and not _known(there.tasks, following):
        _look_at(there, following)


def _known(tasks: Iterable[UserTask], step: str) -> bool:
    """Whether a step was looked at, or will be on the usual way of some procedure."""
    return all((one.process_key, step) in _seen for one in tasks if one.element_id == step)
