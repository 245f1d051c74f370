"""No way leads to a step of law around the gates it needs; a boundary event is a way around."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.admission.case import Case, problem
from engine.admission.graph import Graph
from engine.model import SCOPES, Element, ElementKind, Problem, Process

ID = "gates-on-every-way"


@dataclass(frozen=True, slots=True)
class Guard:
    """What every way has to pass: a gate, or work of which something comes."""

    gate: str = ""
    topics: frozenset[str] = frozenset()

    def stands_on(self, element: Element) -> bool:
        return self.gate in element.gates or element.topic in self.topics


def check(case: Case) -> Iterator[Problem]:
    if not case.is_business:
        return
    for step in case.elements:
        yield from _unnamed_paper(case, step)
        yield from _ways_around(case, step)
        yield from _never_open(case, step)


def _unnamed_paper(case: Case, step: Element) -> Iterator[Problem]:
    papers = case.catalogue.papers.get(step.form_key)
    if papers and step.document not in papers:
        yield problem(
            case,
            ID,
            step,
            "“%(name)s” makes a paper of law and does not say which",
            "Choose it under “Paper it makes”: the paper says which gates no way leads around.",
        )


def _ways_around(case: Case, step: Element) -> Iterator[Problem]:
    for gate in sorted(case.catalogue.required_gates.get(step.document, ())):
        if gate not in step.gates and _has_way_around(case, step, Guard(gate=gate)):
            yield problem(
                case,
                ID,
                step,
                "A way leads to “%(name)s” around the gate %(gate)s",
                "Name the gate on the step itself, or on a step through which every way leads.",
                gate=gate,
            )


def _never_open(case: Case, step: Element) -> Iterator[Problem]:
    """A gate that only earlier work can open stays shut for whoever comes without it."""
    for gate in step.gates:
        topics = case.catalogue.gate_openers.get(gate, frozenset())
        if topics and _has_way_around(case, step, Guard(topics=topics)):
            yield problem(
                case,
                ID,
                step,
                "A way leads to “%(name)s” on which nothing opens its gate %(gate)s",
                "Draw the service %(topics)s, with its step before it, on every way to this one.",
                gate=gate,
                topics=", ".join(sorted(topics)),
            )


def _has_way_around(case: Case, step: Element, guard: Guard) -> bool:
    """In the process itself, and then in each procedure by which it is called."""
    if not _reached_without(case, case.process, step.id, guard):
        return False
    if case.process.procedure:
        return True
    return any(
        _reached_without(case, caller, call.id, guard)
        for caller in case.procedures
        for call in caller.elements.values()
        if call.called_element == case.process.id
    )


def _reached_without(case: Case, process: Process, target: str, guard: Guard) -> bool:
    """Whether a token can come to an element without having passed the guard normally."""
    graph = Graph.of(process)
    return target in _reached(case, graph, "", guard)


def _reached(case: Case, graph: Graph, scope: str, guard: Guard) -> set[str]:
    ahead = [beginning.id for beginning in graph.beginnings(scope)]
    seen = set(ahead)
    while ahead:
        here = graph.element(ahead.pop())
        for following in _open_ways(case, graph, here, guard):
            if following not in seen:
                seen.add(following)
                ahead.append(following)
    return seen


def _open_ways(case: Case, graph: Graph, here: Element, guard: Guard) -> Iterator[str]:
    """A guarded element lets nobody through its flows, but boundary events still lead out."""
    yield from (boundary.id for boundary in graph.attached(here.id))
    if here.kind in SCOPES:
        yield from (beginning.id for beginning in graph.beginnings(here.id))
    if not _holds(case, graph, here, guard):
        yield from (flow.target for flow in graph.exits(here.id))


def _holds(case: Case, graph: Graph, here: Element, guard: Guard) -> bool:
    """Whether nobody passes an element without the guard: its own, or one inside its part."""
    if guard.stands_on(here):
        return True
    if here.kind is ElementKind.SUB_PROCESS:
        return not _can_end(case, graph, here.id, guard)
    called = case.processes.get(here.called_element)
    return called is not None and case.parts.ask(
        (ID, guard),
        called,
        lambda part: not _can_end(case, Graph.of(part), "", guard),
        meanwhile=False,
    )


def _can_end(case: Case, graph: Graph, scope: str, guard: Guard) -> bool:
    reached = _reached(case, graph, scope, guard)
    return any(
        graph.is_end(id_)
        and graph.element(id_).scope == scope
        and not guard.stands_on(graph.element(id_))
        for id_ in reached
    )
