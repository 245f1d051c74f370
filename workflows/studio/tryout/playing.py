"""Playing a run: every step in order, what came of it, and where the tokens stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import structlog
from sqlalchemy import select

from engine.clock import local
from engine.definitions import Definition
from engine.errors import FieldError, GateClosed, InvalidData, Message, VinhDanhError
from engine.gates import Finding
from engine.instances import UserTask, get_instance, tasks_of_instance
from engine.ledgers import ledgers, projection_of
from engine.tables import incident, outbox
from engine.view import View
from workflows.queries.drawing import event_waits, reached
from workflows.studio.drafts import Draft, contents_of
from workflows.studio.leaning import with_leaning
from workflows.studio.scenarios import MOST_STEPS, Scenario, Step, stamp_of, to_play
from workflows.studio.tryout.acts import Stage, begin_of, perform
from workflows.studio.tryout.trial import Place, Trial, trial

log = structlog.get_logger()

DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What came of one step."""

    step: Step
    result: str
    """`done`, or the code of the refusal."""
    sentences: tuple[Message, ...]
    """Why it was refused: every gate, every field."""
    at: tuple[str, ...]
    """Where the run waits after it."""
    now: datetime
    passed: tuple[Place, ...] = ()
    """Elements and flows that tokens went through in it, in order."""

    @property
    def told(self) -> dict[str, object]:
        """What a scenario expects of the step from now on."""
        return {"result": self.result, "at": list(self.at)}

    @property
    def is_as_recorded(self) -> bool:
        expected = self.step.get("then")
        return expected is None or expected == self.told


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStep:
    """A step that somebody could do next."""

    element: str
    process: str
    name: str
    roles: tuple[str, ...]
    form_key: str
    form_text: str
    return_to: tuple[str, ...]
    due: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A whole run, and how things stand at its end."""

    moments: tuple[Moment, ...]
    now: datetime
    open_steps: tuple[OpenStep, ...]
    current: frozenset[tuple[str, str]]
    done: frozenset[tuple[str, str]]
    """Places (process key, element id), for the drawing."""
    due: datetime | None
    mails: int
    """Letters that would have been sent; nothing leaves a run."""
    incidents: tuple[str, ...]
    begun: bool
    ended: bool
    names: Mapping[str, str] = field(default_factory=dict)
    """Elements of the run, and processes, by their ids: as the drawing calls them."""

    @property
    def passed(self) -> bool:
        return all(moment.is_as_recorded for moment in self.moments)

    @property
    def went(self) -> frozenset[Place]:
        """Every element and flow that a token went through."""
        return frozenset(place for moment in self.moments for place in moment.passed)

    @property
    def fault(self) -> int | None:
        """Number of the first step that did not go as recorded."""
        for number, moment in enumerate(self.moments, start=1):
            if not moment.is_as_recorded:
                return number
        return None

    def recorded(self) -> list[dict[str, object]]:
        """The steps with what came of them, as a scenario keeps them."""
        return [{**moment.step, "then": moment.told} for moment in self.moments]


def play(
    real: View, files: Mapping[str, bytes], key: str, steps: Sequence[Step], *, begins: date
) -> Run:
    """Play the steps on these files; raises `NotAdmitted` when they cannot be deployed."""
    with trial(real, files, begin_of(begins)) as office:
        stage = Stage(office, key)
        moments = []
        for step in steps[:MOST_STEPS]:
            moments.append(_moment(stage, step))
        return _stand(office, stage, tuple(moments))


def rehearse(real: View, draft: Draft) -> dict[str, object]:
    """Play every scenario that the draft's files concern on them; what `is_rehearsed` asks for."""
    files = with_leaning(real, contents_of(real, draft.id))
    known = to_play(real, draft, files)
    runs: dict[str, object] = {}
    passed, went = True, set[Place]()
    for one in known:
        run = play(real, files, one.key, one.steps, begins=day_of(one))
        runs[one.id] = {"passed": run.passed, "fault": run.fault or 0}
        passed = passed and run.passed
        went |= run.went
    return {
        "stamp": stamp_of(known, files),
        "passed": passed,
        "runs": runs,
        "went": sorted([process, place] for process, place in went),
    }


def day_of(scenario: Scenario) -> date:
    """The day on which a run begins: it is part of its first step."""
    first = scenario.steps[0] if scenario.steps else {}
    return begins_on(first, scenario.changed_at)


def begins_on(first: Step, otherwise: datetime) -> date:
    try:
        return date.fromisoformat(str(first.get("on", "")))
    except ValueError:
        return local(otherwise).date()


def _moment(stage: Stage, step: Step) -> Moment:
    result, stage.acting = DONE, ""
    before = len(stage.trial.passed)
    sentences: tuple[Message, ...] = ()
    try:
        perform(stage, step)
    except VinhDanhError as refusal:
        result, sentences = refusal.message.key, tuple(_sentences(refusal))
    except (ValueError, KeyError, TypeError):
        # Steps come from a stored row: one that makes no sense is refused like any other.
        log.info("run_step_makes_no_sense", step=str(step)[:200])
        result = "unknown_step"
    return Moment(
        step={**step, "as": stage.acting} if stage.acting else step,
        result=result,
        sentences=sentences,
        at=_places(stage),
        now=stage.trial.clock.now(),
        passed=tuple(stage.trial.passed[before:]),
    )


def _sentences(refusal: VinhDanhError) -> list[Message]:
    if isinstance(refusal, GateClosed):
        found = (one for one in refusal.findings if isinstance(one, Finding))
        return [one.message for one in found if one.message is not None and not one.passed]
    if isinstance(refusal, InvalidData):
        return [_of_field(error) for error in refusal.errors]
    return [refusal.message]


def _of_field(error: FieldError) -> Message:
    if not error.label:
        return error.message
    return Message(
        "field", "%(field)s: %(sentence)s", {"field": error.label, "sentence": error.message}
    )


def _places(stage: Stage) -> tuple[str, ...]:
    """Where the run waits: open tasks and gate events, in a stable order."""
    if not stage.instance_id:
        return ()
    with stage.trial.engine.view() as view:
        tasks = tasks_of_instance(view.connection, stage.instance_id)
        waits = event_waits(view, stage.instance_id)
    here = [task.element_id for task in tasks if task.is_open]
    here += [one.element_id for one in waits if one.state.value == "open"]
    return tuple(sorted(here))


def _stand(office: Trial, stage: Stage, moments: tuple[Moment, ...]) -> Run:
    if not stage.instance_id:
        return Run(
            moments=moments,
            now=office.clock.now(),
            open_steps=(),
            current=frozenset(),
            done=frozenset(),
            due=None,
            mails=0,
            incidents=(),
            begun=False,
            ended=False,
        )
    engine = office.engine
    tasks = stage.tasks
    open_steps = tuple(_open_step(stage, task) for task in tasks if task.is_open)
    with engine.view() as view:
        instance = get_instance(view.connection, stage.instance_id)
        definition = engine.definitions.get(view, instance.definition_id)
        at = reached(definition, tasks, event_waits(view, stage.instance_id))
        whole = [one for one in ledgers(view, stage.instance_id) if one.task_id is None]
        due = projection_of(view, instance, whole[-1]).due if whole else None
        mails = len(view.connection.execute(select(outbox.c.id)).all())
        incidents = tuple(view.connection.execute(select(incident.c.message)).scalars())
    return Run(
        moments=moments,
        now=office.clock.now(),
        open_steps=open_steps,
        current=at.current,
        done=at.done,
        due=due,
        mails=mails,
        incidents=incidents,
        begun=True,
        ended=instance.ended_at is not None,
        names=_names(definition),
    )


def _names(definition: Definition) -> dict[str, str]:
    names: dict[str, str] = {}
    for process in definition.executable.processes.values():
        names[process.id] = process.name or process.id
        names |= {id_: one.name for id_, one in process.elements.items() if one.name}
    return names


def _open_step(stage: Stage, task: UserTask) -> OpenStep:
    element = stage.element(task)
    return OpenStep(
        element=task.element_id,
        process=task.process_key,
        name=task.name,
        roles=element.candidate_groups,
        form_key=task.form_key,
        form_text=stage.form_text(task) if task.form_key else "",
        return_to=element.return_to,
        due=task.due_at,
    )
