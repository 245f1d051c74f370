"""The turns that a step can take beside the usual one: given back, or answered otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.errors import GateClosed, InvalidData, Rejected
from engine.instances import UserTask
from engine.tasks import ReturnTask
from forms.definition import CHOICES, FieldKind, FormDefinition, FormField
from forms.validator import definition_of
from tests.scenario.every_procedure import Walk

REASON = "Cần xem lại trước khi đi tiếp"
TEXT = "Nội dung theo văn bản của cơ quan, đã đối chiếu"
MOST_MENDS = 5

Answers = dict[str, object]


def places_to_return_to(walk: Walk, task: UserTask) -> tuple[str, ...]:
    """Where the drawing lets the step be given back to."""
    return walk.element((task.process_key, task.element_id)).return_to


def give_back(walk: Walk, task: UserTask, by: str, target: str) -> None:
    walk.world.engine.execute(
        ReturnTask(task_id=task.id, revision=task.revision, to=target, reason=REASON),
        walk.world.actor(by),
    )


def answer_otherwise(
    walk: Walk, task: UserTask, by: str, usual: Answers, name: str, value: object
) -> Rejected | None:
    """Answer one question otherwise; what the form asks for then is filled in as it wants it."""
    form, answers = form_of(walk, task), {**usual, name: value}
    refusal: Rejected | None = None
    for _ in range(MOST_MENDS):
        given = {**answers, **_files_anew(walk, form, answers, by)}
        try:
            walk.office.completes(walk.dossier, task.element_id, by=by, **given)
        except InvalidData as invalid:
            refusal, fields = invalid, {one.field for one in invalid.errors}
            wanted = (fields & form.fields.keys()) - {name}
            answers |= {key: _filled(form.fields[key]) for key in wanted}
            if not wanted:
                break
        except Rejected as other:
            return other
        else:
            return None
    return refusal


def is_explained(refusal: Rejected, name: str) -> bool:
    """A gate says why not, or the form why this answer cannot be given here."""
    if isinstance(refusal, InvalidData):
        return {one.field for one in refusal.errors} == {name}
    return isinstance(refusal, GateClosed)


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


def other_answers(
    walk: Walk, task: UserTask, usual: Mapping[str, object]
) -> Iterator[tuple[str, object]]:
    """Every other answer to a question by which the drawing chooses its way."""
    routing = walk.definition.routing_names
    for key, field in form_of(walk, task).fields.items():
        if key in routing and field.kind in (FieldKind.RADIO, FieldKind.SELECT):
            yield from ((key, one.value) for one in field.options if one.value != usual.get(key))


def form_of(walk: Walk, task: UserTask) -> FormDefinition:
    return definition_of(walk.definition.form(task.form_key), task.form_key)
