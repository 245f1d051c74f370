"""No way leads to a step of law around the gates it needs; a boundary event is a way around."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.admission.graph import Graph
from engine.model import SCOPES, Element, ElementKind, Problem, Process

ID = "gates-on-every-way"


def check(case: Case) -> Iterator[Problem]:
    for step in case.elements:
        papers = case.catalogue.papers.get(step.form_key)
        if case.is_business and papers and step.document not in papers:
            yield problem(
                case,
                ID,
                step,
                "“%(name)s” makes a paper of law and does not say which",
                "Choose it under “Paper it makes”: the paper says which gates no way leads around.",
            )
        for gate in sorted(case.catalogue.required_gates.get(step.document, ())):
            if case.is_business and gate not in step.gates and _has_way_around(case, step, gate):
                yield problem(
                    case,
                    ID,
                    step,
                    "A way leads to “%(name)s” around the gate %(gate)s",
                    "Name the gate on the step itself, or on a step through which every way leads.",
                    gate=gate,
                )


def _has_way_around(case: Case, step: Element, gate: str) -> bool:
    """In the process itself, and then in each procedure by which it is called."""
    if not _reached_without(case, case.process, step.id, gate):
        return False
    if case.process.procedure:
        return True
    return any(
        _reached_without(case, caller, call.id, gate)
        for caller in case.procedures
        for call in caller.elements.values()
        if call.called_element == case.process.id
    )


def _reached_without(case: Case, process: Process, target: str, gate: str) -> bool:
    """Whether a token can come to an element without having passed the gate normally."""
    graph = Graph.of(process)
    return target in _reached(case, graph, "", gate)


def _reached(case: Case, graph: Graph, scope: str, gate: str) -> set[str]:
    ahead = [beginning.id for beginning in graph.beginnings(scope)]
    seen = set(ahead)
    while ahead:
        here = graph.element(ahead.pop())
        for following in _open_ways(case, graph, here, gate):
            if following not in seen:
                seen.add(following)
                ahead.append(following)
    return seen


def _open_ways(case: Case, graph: Graph, here: Element, gate: str) -> Iterator[str]:
    """A guarded element lets nobody through its flows, but boundary events still lead out."""
    yield from (boundary.id for boundary in graph.attached(here.id))
    if here.kind in SCOPES:
        yield from (beginning.id for beginning in graph.beginnings(here.id))
    if not _holds(case, graph, here, gate):
        yield from (flow.target for flow in graph.exits(here.id))


def _holds(case: Case, graph: Graph, here: Element, gate: str) -> bool:
    """Whether nobody passes an element without the gate: its own, or one inside its part."""
    if gate in here.gates:
        return True
    if here.kind is ElementKind.SUB_PROCESS:
        return not _can_end(case, graph, here.id, gate)
    called = case.processes.get(here.called_element)
    return called is not None and case.parts.ask(
        (ID, gate),
        called,
        lambda part: not _can_end(case, Graph.of(part), "", gate),
        meanwhile=False,
    )


def _can_end(case: Case, graph: Graph, scope: str, gate: str) -> bool:
    reached = _reached(case, graph, scope, gate)
    return any(
        graph.is_end(id_)
        and graph.element(id_).scope == scope
        and gate not in graph.element(id_).gates
        for id_ in reached
    )
