"""Process versions ready to run, compiled once and kept: they never change after deployment."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from engine import as_feel, compiled, feel
from engine.decisions import DecisionModel
from engine.errors import ModelError, NotFound, UnreadableState
from engine.execution import Executable
from engine.flow_order import in_flow_order
from engine.model import Element, ElementKind, EventKind, Process, Stage
from engine.tables import process_definition, resource
from engine.timers import is_iso_timer
from engine.view import View

FORM_SUFFIX = ".form"
DIAGRAM_SUFFIX = ".bpmn"
TABLE_SUFFIX = ".dmn"


class UnreadableDrawing(UnreadableState):
    """This program cannot read the drawing of %(key)s, version %(version)s."""


@dataclass(frozen=True)
class Definition:
    """One version of a process with everything it was deployed with."""

    id: str
    key: str
    version: int
    name: str
    name_en: str
    procedure: str
    deployment_id: str
    file: str
    executable: Executable
    resources: Mapping[str, bytes]

    def element(self, process_key: str, element_id: str) -> Element:
        """An element of this process or of a part it calls."""
        return self.executable.processes[process_key].elements[element_id]

    def form(self, key: str) -> str:
        """The text of a form as bound to this version."""
        try:
            return self.resources[key + FORM_SUFFIX].decode()
        except KeyError:
            raise ModelError("This version has no form %(key)s.", key=key) from None

    def expression(self, text: str) -> feel.Expression:
        """The compiled expression."""
        return as_feel.expression(text)

    def decision(self, id_: str) -> DecisionModel:
        """The table with a decision as bound to this version."""
        try:
            return self._decisions[id_]
        except KeyError:
            raise ModelError("This version has no decision %(key)s.", key=id_) from None

    @cached_property
    def _decisions(self) -> Mapping[str, DecisionModel]:
        models = [
            compiled.decision_table(name, content)
            for name, content in self.resources.items()
            if name.endswith(TABLE_SUFFIX)
        ]
        return {id_: model for model in models for id_ in model.shapes()}

    @cached_property
    def routing_names(self) -> frozenset[str]:
        """Names that expressions of this version read: these form fields become variables."""
        names: set[str] = set()
        for process in self.executable.processes.values():
            for text in expression_texts(process):
                names |= self.expression(text).free_names
            for element in process.elements.values():
                if element.decision_ref in self._decisions:
                    names |= self.decision(element.decision_ref).shape(element.decision_ref).asks
        return frozenset(names)

    @cached_property
    def forms_asked(self) -> frozenset[str]:
        """The forms of its steps, and of those of the parts it calls."""
        processes = self.executable.processes.values()
        return frozenset(each.form_key for one in processes for each in one.elements.values())

    @cached_property
    def begins_plainly(self) -> bool:
        """Whether somebody can begin it; else it begins by what it hears alone."""
        return any(
            element.kind is ElementKind.START
            and not element.scope
            and element.event is EventKind.NONE
            for element in self.executable.process.elements.values()
        )

    @cached_property
    def catches_errors(self) -> bool:
        """Whether an error event is drawn anywhere, so that one may go on from a failure."""
        return self._hears(EventKind.ERROR)

    @cached_property
    def hears_escalations(self) -> bool:
        """Whether an event is drawn anywhere that an escalation may wake."""
        return self._hears(EventKind.ESCALATION)

    def _hears(self, kind: EventKind) -> bool:
        hearing = (ElementKind.BOUNDARY, ElementKind.START)
        return any(
            element.event is kind and element.kind in hearing
            for process in self.executable.processes.values()
            for element in process.elements.values()
        )

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """The strip of steps: stages in the order in which the drawing reaches them."""
        found: dict[str, Stage] = {}
        for stage in self._stages_of(self.executable.process, frozenset()):
            found.setdefault(stage.name, stage)
        return tuple(found.values())

    def _stages_of(self, process: Process, seen: frozenset[str]) -> Iterator[Stage]:
        for element in in_flow_order(process):
            if element.stage:
                yield Stage(element.stage, element.stage_en)
            called = self.executable.processes.get(element.called_element)
            if called is not None and called.id not in seen:
                yield from self._stages_of(called, seen | {process.id})


class Definitions:
    """The cache of compiled versions of one process of the operating system."""

    def __init__(self) -> None:
        self._by_id: dict[str, Definition] = {}
        self._lock = threading.Lock()

    def get(self, view: View, definition_id: str) -> Definition:
        """A version by id; compiled on first use."""
        known = self._by_id.get(definition_id)
        if known is not None:
            return known
        with self._lock:
            if definition_id not in self._by_id:
                self._by_id[definition_id] = _load(view, definition_id)
            return self._by_id[definition_id]

    def latest(self, view: View, key: str) -> Definition:
        """The newest version of a process; raises `NotFound`."""
        found = view.connection.execute(
            select(process_definition.c.id)
            .where(process_definition.c.key == key)
            .order_by(process_definition.c.version.desc())
            .limit(1)
        ).scalar_one_or_none()
        if found is None:
            raise NotFound("There is no procedure %(key)s.", key=key)
        return self.get(view, found)


def expression_texts(process: Process) -> Iterator[str]:
    """Every FEEL text of a process: conditions, inputs and timers that are not ISO literals."""
    for flow in process.flows.values():
        if flow.condition:
            yield flow.condition
    for element in process.elements.values():
        yield from (text for text in (element.condition, element.correlation) if text)
        if element.timer and not is_iso_timer(element.timer.text):
            yield element.timer.text
        if element.loop:
            yield from element.loop.texts
        yield from element.inputs.values()


def _load(view: View, definition_id: str) -> Definition:
    row = view.connection.execute(
        select(process_definition).where(process_definition.c.id == definition_id)
    ).one_or_none()
    if row is None:
        raise NotFound()
    resources = {
        found.name: found.content
        for found in view.connection.execute(
            select(resource.c.name, resource.c.content).where(
                resource.c.deployment_id == row.deployment_id
            )
        )
    }
    diagrams = {name: text for name, text in resources.items() if name.endswith(DIAGRAM_SUFFIX)}
    return Definition(
        id=row.id,
        key=row.key,
        version=row.version,
        name=row.name,
        name_en=row.name_en,
        procedure=row.procedure,
        deployment_id=row.deployment_id,
        file=row.file,
        executable=_executable(row.key, row.version, diagrams),
        resources=resources,
    )


def _executable(key: str, version: int, diagrams: Mapping[str, bytes]) -> Executable:
    try:
        return compiled.executables(diagrams)[key]
    except (KeyError, ModelError) as failure:
        raise UnreadableDrawing(key=key, version=version) from failure
