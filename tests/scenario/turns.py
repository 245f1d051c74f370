"""The turns that a step can take beside the usual one: given back, or answered otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.definitions import Definition
from engine.errors import GateClosed, InvalidData, Rejected
from engine.instances import UserTask
from engine.model import ElementKind
from engine.returning import return_targets
from engine.tasks import ReturnTask
from forms.definition import CHOICES, FieldKind, FormDefinition, FormField
from forms.validator import definition_of
from tests.scenario.every_procedure import Walk

REASON = "Cần xem lại trước khi đi tiếp"
TEXT = "Nội dung theo văn bản của cơ quan, đã đối chiếu"
MOST_MENDS = 5

Answers = dict[str, object]


@dataclass(frozen=True)
class Turn:
    """Given back to a place, or a question answered, by which the drawing chooses its way."""

    process: str
    """In whose drawing it stands: what a call names for the steps of its part, in the caller's."""
    element: str
    to: str = ""
    question: str = ""
    answer: object = None

    def is_taken(self, walk: Walk, task: UserTask) -> Rejected | None:
        """Take it, as whoever has the step; or why it cannot be taken here."""
        by, usual = walk.usual(self.element)
        if self.question:
            return _answer(walk, task, by, usual, self.question, self.answer)
        walk.world.engine.execute(
            ReturnTask(task_id=task.id, revision=task.revision, to=self.to, reason=REASON),
            walk.world.actor(by),
        )
        return None

    def is_explained_by(self, refusal: Rejected) -> bool:
        """A gate says why not, or the form why this answer cannot be given here."""
        if isinstance(refusal, InvalidData):
            return {one.field for one in refusal.errors} == {self.question}
        return isinstance(refusal, GateClosed)


def turns_of(walk: Walk, task: UserTask) -> Iterator[Turn]:
    """All turns of an open step, the usual answers among them."""
    yield from drawn_at(walk.definition, task.process_key, task.element_id)


def usual_turns(walk: Walk, task: UserTask) -> set[Turn]:
    """Those that are taken on the usual way."""
    _, usual = walk.usual(task.element_id)
    answers = {one for one in turns_of(walk, task) if one.question}
    return {one for one in answers if usual.get(one.question) == one.answer}


def drawn_turns(definition: Definition) -> set[Turn]:
    """Every turn of every step that people do, in a procedure and the parts that it calls."""
    return {
        turn
        for process in definition.executable.processes.values()
        for element in process.elements.values()
        if element.kind is ElementKind.USER_TASK
        for turn in drawn_at(definition, process.id, element.id)
    }


def drawn_at(definition: Definition, process: str, element: str) -> Iterator[Turn]:
    of_part = definition.executable.processes[process]
    for target in return_targets(definition, process, element):
        place = process if target.id in of_part.elements else definition.executable.process.id
        yield Turn(place, element, to=target.id)
    form_key = of_part.elements[element].form_key
    for key, field in definition_of(definition.form(form_key), form_key).fields.items():
        if key in definition.routing_names and field.kind in (FieldKind.RADIO, FieldKind.SELECT):
            yield from (Turn(process, element, question=key, answer=o.value) for o in field.options)


def _answer(
    walk: Walk, task: UserTask, by: str, usual: Answers, name: str, value: object
) -> Rejected | None:
    """Answer one question otherwise; what the form asks for then is filled in as it wants it."""
    form, answers = _form_of(walk, task), {**usual, name: value}
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


def _form_of(walk: Walk, task: UserTask) -> FormDefinition:
    return definition_of(walk.definition.form(task.form_key), task.form_key)
