"""One task with everything beside it: form, gates, deadlines, papers, and what may be done."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.actors import Actor
from engine.definitions import Definition, Definitions
from engine.errors import NotTheirs
from engine.flow_order import in_flow_order
from engine.forms import FormRow
from engine.gates import Finding, Gate, GateContext, inspect
from engine.instances import Instance, UserTask, get_instance, get_task
from engine.model import Element, Process
from engine.registry import Access, Verdict
from engine.returning import return_targets
from engine.view import View
from workflows import attachments, authority, drafts, eligibility
from workflows.attachments import Attachment
from workflows.dossiers import Dossier, dossier_of
from workflows.drafts import Draft
from workflows.eligibility import Criterion
from workflows.positions import holders_of, names_of
from workflows.queries.came_before import CameBefore, came_before
from workflows.queries.deadlines import Deadlines, deadlines_of
from workflows.queries.rules import RuleSeen, rules_in_force, rules_of_gate
from workflows.queries.ways import papers_left_out


@dataclass(frozen=True, slots=True, kw_only=True)
class GateSeen:
    """A gate as it stands: what it says now, or that it lies ahead."""

    gate: Gate
    finding: Finding | None
    """None for a gate of a later step: it is not asked yet."""
    at: Element
    """The step on which it stands."""
    rules: Sequence[RuleSeen]
    """On what it rests in the law of the dossier, the surest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskForm:
    """A task and the form that is handed in: all that receiving it needs."""

    task: UserTask
    definition: Definition

    @property
    def form_text(self) -> str:
        """The form as bound to the version of the procedure; empty for a step without one."""
        return self.definition.form(self.task.form_key) if self.task.form_key else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPage(TaskForm):
    """A task as its page shows it."""

    instance: Instance
    dossier: Dossier
    element: Element
    deadlines: Deadlines
    rows: Sequence[FormRow]
    draft: Draft | None
    files: Sequence[Attachment]
    rules: Sequence[RuleSeen]
    people: Mapping[str, str]
    """Names by id: whoever has the task or completed it, and whoever sent it back here."""
    before: CameBefore
    """Earlier rounds of the same step, and why it is asked again."""
    verdicts: Mapping[str, Verdict]
    """What the authorization function says to each act on a task."""
    returns: Sequence[Element] = ()
    assignable: Mapping[str, str] = field(default_factory=dict)
    """Person id to name: to whom the task may be handed."""

    def may(self, action: str) -> bool:
        verdict = self.verdicts.get(action)
        return verdict is not None and verdict.access is Access.ALLOWED


ACTS = ("task.claim", "task.complete", "task.return", "task.release")


def get_visible_task(view: View, actor: Actor, task_id: str) -> UserTask:
    """A task of a dossier that the actor may see; else it does not exist for them."""
    task = get_task(view.connection, task_id)
    if actor.id != task.assignee and not authority.may_see_instance(
        view, actor, task.instance_id, task.office_id
    ):
        raise NotTheirs("task.see", task)
    return task


def task_form(view: View, definitions: Definitions, actor: Actor, task_id: str) -> TaskForm:
    """The task and its form; the page around them is read when it has to be shown."""
    task = get_visible_task(view, actor, task_id)
    return TaskForm(task=task, definition=definitions.get(view, task.definition_id))


def task_page(view: View, definitions: Definitions, actor: Actor, task_id: str) -> TaskPage:
    """Everything on the page of a task but its gates, which need what is typed."""
    task = get_visible_task(view, actor, task_id)
    instance = get_instance(view.connection, task.instance_id)
    dossier = dossier_of(view, instance.id)
    definition = definitions.get(view, task.definition_id)
    element = definition.element(task.process_key, task.element_id)
    verdicts = _verdicts(view, actor, task)
    draft = drafts.load(view.connection, task_id=task.id, person_id=actor.id)
    before = came_before(view, task)
    return TaskPage(
        task=task,
        instance=instance,
        dossier=dossier,
        definition=definition,
        element=element,
        deadlines=deadlines_of(view, [(task.id, instance)])[task.id],
        rows=_rows(view, definition, task, instance, actor),
        draft=draft if task.is_open else None,
        files=attachments.of_instance(view, instance.id),
        rules=rules_in_force(view, dossier, element.legal_basis.split()),
        people=names_of(view, {*filter(None, (task.assignee, task.completed_by)), *before.people}),
        before=before,
        verdicts=verdicts,
        returns=return_targets(definition, task.process_key, task.element_id),
        assignable=_assignable(view, verdicts, task),
    )


def gates_of(view: View, shown: TaskPage, submission: Mapping[str, object]) -> Sequence[GateSeen]:
    """The gates of the step as they would answer to what is typed, then those of later steps."""
    registry = view.registry
    eligibility.know(view, shown.instance.id, shown.definition)
    own = [registry.gates[key] for key in shown.element.gates]
    context = GateContext(view, shown.instance, submission)
    seen = [
        _seen(view, shown, gate, finding, shown.element)
        for gate, finding in zip(own, inspect(context, own), strict=True)
    ]
    known = {gate.key for gate in own}
    left_out = papers_left_out(view, shown.dossier, shown.definition)
    for key, element in _gates_ahead(shown.definition, shown.task):
        if key not in known and element.document not in left_out:
            known.add(key)
            seen.append(_seen(view, shown, registry.gates[key], None, element))
    return seen


def criteria_of(
    view: View, shown: TaskPage, answers: Mapping[str, object]
) -> Mapping[str, Sequence[Criterion]]:
    """How the table of criteria judges each row as it is being filled in; nothing elsewhere."""
    if not shown.task.is_open or not shown.element.decision_ref:
        return {}
    eligibility.know(view, shown.instance.id, shown.definition)
    typed = answers.get("nominees")
    rows = typed if isinstance(typed, Mapping) else {}
    return eligibility.judged(
        view,
        shown.instance,
        form=answers,
        answers={key: answer for key, answer in rows.items() if isinstance(answer, Mapping)},
    )


def files_named(view: View, ids: Collection[str], actor: Actor, instance_id: str) -> dict[str, str]:
    """Names of stored files that a form mentions: of the dossier, or one's own uploads."""
    if not ids:
        return {}
    return {
        one.id: one.name
        for one in attachments.get_many(view, ids)
        if one.instance_id == instance_id
        or (one.instance_id is None and one.uploaded_by == actor.id)
    }


# -- parts


def _verdicts(view: View, actor: Actor, task: UserTask) -> Mapping[str, Verdict]:
    if not task.is_open:
        return {}
    may = view.registry.business.may
    verdicts = {action: may(view, actor, action, task) for action in ACTS}
    supervised = actor.holds(*authority.SUPERVISORS, office_id=task.office_id)
    if supervised or task.assignee == actor.id:
        verdicts["task.assign"] = Verdict(Access.ALLOWED)
    return verdicts


def _assignable(view: View, verdicts: Mapping[str, Verdict], task: UserTask) -> dict[str, str]:
    if "task.assign" not in verdicts:
        return {}
    members = view.registry.candidates.members(view, task.candidates)
    people = holders_of(view, members)
    return {person: name for person, name in people.items() if person != task.assignee}


def _rows(
    view: View, definition: Definition, task: UserTask, instance: Instance, actor: Actor
) -> Sequence[FormRow]:
    if not task.form_key:
        return ()
    text = definition.form(task.form_key)
    if not view.registry.forms.asks_rows(text, task.form_key):
        return ()
    return view.registry.business.rows(view, instance, actor)


def _seen(
    view: View, shown: TaskPage, gate: Gate, finding: Finding | None, at: Element
) -> GateSeen:
    rules = rules_of_gate(view, shown.dossier, gate)
    return GateSeen(gate=gate, finding=finding, at=at, rules=rules)


def _gates_ahead(definition: Definition, task: UserTask) -> Iterator[tuple[str, Element]]:
    """Gates of the steps that the drawing reaches after this one, parts included."""
    passed = False
    for process_key, element in _drawn_order(definition, definition.executable.process, ()):
        if passed:
            yield from ((key, element) for key in element.gates)
        passed = passed or (process_key, element.id) == (task.process_key, task.element_id)


def _drawn_order(
    definition: Definition, process: Process, within: tuple[str, ...]
) -> Iterator[tuple[str, Element]]:
    for element in in_flow_order(process):
        yield process.id, element
        called = definition.executable.processes.get(element.called_element)
        if called is not None and called.id not in within:
            yield from _drawn_order(definition, called, (*within, process.id))
