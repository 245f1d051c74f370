"""Every procedure that is drawn, walked from what is stored, and every turn of its steps tried.

At each stop the case goes on in another database and engine, with nothing but what was stored.
There each deadline is looked at in time and late, each return is taken, and each answer that
chooses a way is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest

from engine.clocks import ledgers, projection_of
from engine.deadlines import ClockState
from engine.errors import GateClosed, InvalidData, Rejected
from engine.instances import UserTask, get_instance
from engine.tasks import ReturnTask
from engine.view import View
from forms.definition import CHOICES, FieldKind, FormDefinition, FormField
from forms.validator import definition_of
from tests.scenario.every_procedure import Noting, Walk, procedures, recipes
from tests.scenario.journey import MOST_STEPS
from tests.scenario.world import found

REASON = "Cần xem lại trước khi đi tiếp"
TEXT = "Nội dung theo văn bản của cơ quan, đã đối chiếu"
MOST_MENDS = 5

Answers = dict[str, object]


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
    by, answers = _usual(walk, task)
    for target in walk.element((task.process_key, task.element_id)).return_to:
        _give_back(walk, task, by, target)
    for name, value in _routing_answers(walk, task, answers):
        _answer_otherwise(walk, task, by, {**answers, name: value})


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


def _usual(walk: Walk, task: UserTask) -> tuple[str, Answers]:
    """Who does the step, and what they usually say."""
    there = walk.elsewhere()
    there.does(task.element_id)
    assert isinstance(there.office, Noting)
    _, by, answers = there.office.told
    return by, answers


def _give_back(walk: Walk, task: UserTask, by: str, target: str) -> None:
    """A return goes to where it is drawn to: there or inside it something is open again."""
    there = walk.elsewhere()
    there.world.engine.execute(
        ReturnTask(task_id=task.id, revision=task.revision, to=target, reason=REASON),
        there.world.actor(by),
    )

    assert there.dossier.open_steps, (task.element_id, target)
    assert there.dossier.incidents == []
    assert not any(one.id == task.id for one in there.tasks)


def _answer_otherwise(walk: Walk, task: UserTask, by: str, answers: Answers) -> None:
    """Another answer takes another way, to its end or to a next step; or a gate says why not."""
    there = walk.elsewhere()
    refusal = _handed_in(there, task, by, answers)

    assert refusal is None or isinstance(refusal, GateClosed), (task.element_id, refusal)
    assert there.dossier.incidents == []
    assert there.dossier.open_steps or there.dossier.record.is_ended


def _handed_in(walk: Walk, task: UserTask, by: str, answers: Answers) -> Rejected | None:
    """Hand a form in; what else it asks for then is filled in as its fields want it."""
    form = _form_of(walk, task)
    for _ in range(MOST_MENDS):
        given = {**answers, **_files_anew(walk, form, answers, by)}
        try:
            walk.office.completes(walk.dossier, task.element_id, by=by, **given)
        except InvalidData as invalid:
            wanted = {
                one.field: form.fields[one.field]
                for one in invalid.errors
                if one.field in form.fields
            }
            if not wanted:
                return invalid
            answers = {**answers, **{key: _filled(field) for key, field in wanted.items()}}
        except Rejected as refusal:
            return refusal
        else:
            return None
    return None


def _files_anew(
    walk: Walk, form: FormDefinition, answers: Mapping[str, object], by: str
) -> Answers:
    """Files belong to whoever stored them there: on a copy they are stored again."""
    files = (key for key, field in form.fields.items() if field.kind is FieldKind.FILES)
    return {key: [walk.office.file(by)] for key in files if answers.get(key)}


def _filled(field: FormField) -> object:
    if field.kind is FieldKind.FILES:
        return ["wanted"]
    if field.kind is FieldKind.DATE:
        return "2023-11-20"
    if field.kind is FieldKind.NUMBER:
        return 1
    if field.kind is FieldKind.CHECKBOX:
        return True
    if field.kind in CHOICES:
        first = field.options[0].value
        return [first] if field.kind is FieldKind.CHECKLIST else first
    return TEXT


def _routing_answers(
    walk: Walk, task: UserTask, usual: Mapping[str, object]
) -> Iterator[tuple[str, object]]:
    """Every other answer to a question by which the drawing chooses its way."""
    routing = walk.definition.routing_names
    for key, field in _form_of(walk, task).fields.items():
        if key in routing and field.kind in (FieldKind.RADIO, FieldKind.SELECT):
            yield from ((key, one.value) for one in field.options if one.value != usual.get(key))


def _form_of(walk: Walk, task: UserTask) -> FormDefinition:
    return definition_of(walk.definition.form(task.form_key), task.form_key)
