# mypy: disallow-subclassing-any=False
"""From our reading of a process to the definition SpiffWorkflow runs, one for each scope."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask

from engine.errors import ModelError
from engine.model import SCOPES, Element, ElementKind, EventKind, Flow, Process
from engine.spiff import events, gateways, parts, tasks
from engine.spiff.nodes import Exit, Node
from engine.spiff.rounds import Rounds

Make = Callable[["Definition", Element], Node]

KINDS: Mapping[ElementKind, Make] = {
    ElementKind.START: events.Begin,
    ElementKind.END: events.Finish,
    ElementKind.CATCH: lambda scope, drawn: (
        events.Landing if drawn.event is EventKind.LINK else events.Catch
    )(scope, drawn),
    ElementKind.THROW: events.Tell,
    ElementKind.BOUNDARY: events.Attached,
    ElementKind.TASK: tasks.PassingTask,
    ElementKind.USER_TASK: tasks.HumanTask,
    ElementKind.MANUAL_TASK: tasks.HandTask,
    ElementKind.SERVICE_TASK: tasks.SystemTask,
    ElementKind.SEND_TASK: tasks.SystemTask,
    ElementKind.BUSINESS_RULE_TASK: tasks.RuleTask,
    ElementKind.RECEIVE_TASK: events.Receive,
    ElementKind.CALL_ACTIVITY: lambda scope, drawn: parts.CalledPart(
        scope, drawn, drawn.called_element
    ),
    ElementKind.SUB_PROCESS: lambda scope, drawn: parts.EmbeddedPart(
        scope, drawn, scope_key(scope.process.id, drawn.id)
    ),
    ElementKind.EVENT_SUB_PROCESS: lambda scope, drawn: parts.EventPart(
        scope, drawn, scope_key(scope.process.id, drawn.id), _trigger(scope.process, drawn)
    ),
    ElementKind.EXCLUSIVE: gateways.Choice,
    ElementKind.PARALLEL: gateways.ParallelJoin,
    ElementKind.INCLUSIVE: gateways.InclusiveJoin,
    ElementKind.EVENT_BASED: gateways.FirstEvent,
}


class Definition(BpmnProcessSpec):
    """One scope as SpiffWorkflow sees it: its nodes by id, and a root that no drawing can name."""

    task_specs: dict[str, Node]
    process: Process

    def __init__(self, process: Process, scope: str) -> None:
        super().__init__(name=scope_key(process.id, scope), description=process.name)
        # SpiffWorkflow reserves names that drawings really use ("Start", "End") for nodes that
        # we do not need: a scope is done when no token is left in it.
        self.task_specs.clear()
        self.start = BpmnStartTask(self, " root")
        self.process = process
        self.scope = scope
        self.entries: tuple[Node, ...] = ()
        self.listeners: tuple[Node, ...] = ()
        """Event sub-processes that may begin while the scope is at work."""

    def nodes(self) -> list[Node]:
        """The drawn nodes; neither the root nor what one round of a loop does is drawn."""
        return [
            node
            for node in self.task_specs.values()
            if node is not self.start and node.rounds is None
        ]

    def free_name(self, element: Element) -> str:
        """A node bears its element's id; what one round does comes second and is named apart."""
        return f"{element.id} round" if element.id in self.task_specs else element.id

    @property
    def entry(self) -> Node:
        """Where a token starts when nobody says otherwise: the start event without a trigger."""
        for node in self.entries:
            if node.element.event is EventKind.NONE:
                return node
        raise ModelError("%(process)s has no plain start event", process=self.process.id)


def scope_key(process_id: str, scope: str) -> str:
    """Name of a scope's definition; a space cannot stand in an XML id."""
    return f"{process_id} {scope}" if scope else process_id


def define(process: Process) -> dict[str, Definition]:
    """The definitions of a process: one for itself and one for each sub-process in it."""
    scopes = {element.scope for element in process.elements.values()} | {""}
    scopes |= {e.id for e in process.elements.values() if e.kind in SCOPES}
    built = [_define_scope(process, scope) for scope in sorted(scopes)]
    return {definition.name: definition for definition in built}


def _define_scope(process: Process, scope: str) -> Definition:
    definition = Definition(process, scope)
    elements = [e for e in process.elements.values() if e.scope == scope]
    for element in elements:
        _define(definition, element)
    flows = [f for f in process.flows.values() if process.elements[f.source].scope == scope]
    _connect(definition, flows)
    _hang_alternatives(definition, elements)
    _look_upstream(definition, flows)
    definition.entries = tuple(
        definition.task_specs[e.id] for e in elements if e.kind is ElementKind.START
    )
    definition.listeners = tuple(
        definition.task_specs[e.id] for e in elements if e.kind is ElementKind.EVENT_SUB_PROCESS
    )
    return definition


def _trigger(process: Process, part: Element) -> Element:
    """The start event of an event sub-process."""
    for element in process.elements.values():
        if element.kind is ElementKind.START and element.scope == part.id:
            return element
    raise ModelError("%(process)s has no plain start event", process=part.id)


def _define(definition: Definition, element: Element) -> None:
    if element.loop is None:
        KINDS[element.kind](definition, element)
        return
    rounds = Rounds(definition, element, element.loop)
    rounds.inner = KINDS[element.kind](definition, element)
    rounds.inner.rounds = rounds


def _connect(definition: Definition, flows: Iterable[Flow]) -> None:
    exits: dict[str, list[Exit]] = defaultdict(list)
    entries: dict[str, list[str]] = defaultdict(list)
    for flow in flows:
        source = definition.task_specs[flow.source]
        target = definition.task_specs[flow.target]
        source.connect(target)
        is_default = source.element.default_flow == flow.id
        exits[flow.source].append(
            Exit(flow.id, flow.target, "" if is_default else flow.condition, is_default)
        )
        entries[flow.target].append(flow.id)
    for node in definition.nodes():
        node.exits = tuple(exits[node.name])
        node.entries = tuple(entries[node.name])


def _hang_alternatives(definition: Definition, elements: Iterable[Element]) -> None:
    specs = definition.task_specs
    for element in elements:
        node = specs[element.id]
        if element.kind is ElementKind.BOUNDARY:
            host = specs[element.attached_to]
            host.alternatives = (*host.alternatives, node)
        elif element.kind is ElementKind.EVENT_BASED:
            node.alternatives = tuple(specs[way.target] for way in node.exits)


def _look_upstream(definition: Definition, flows: Iterable[Flow]) -> None:
    """Tell each inclusive join from where its flows can still be reached."""
    before: dict[str, set[str]] = defaultdict(set)
    sources = {}
    for flow in flows:
        before[flow.target].add(flow.source)
        sources[flow.id] = flow.source
    for node in definition.nodes():
        if node.element.attached_to:
            before[node.name].add(node.element.attached_to)
    for node in definition.nodes():
        if isinstance(node, gateways.InclusiveJoin):
            node.upstream = {
                flow: _reaching(sources[flow], without=node.name, before=before)
                for flow in node.entries
            }


def _reaching(place: str, *, without: str, before: Mapping[str, set[str]]) -> frozenset[str]:
    seen: set[str] = set()
    ahead = [place]
    while ahead:
        here = ahead.pop()
        if here in seen or here == without:
            continue
        seen.add(here)
        ahead.extend(before.get(here, ()))
    return frozenset(seen)
