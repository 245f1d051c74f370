"""A loop waits somewhere: one that never does would run until a limit stops it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.admission.graph import Graph, waits
from engine.model import Element, ElementKind, EventKind, LoopKind, Problem

ID = "busy-loop"

FROM_INSIDE = (EventKind.ERROR, EventKind.ESCALATION)
"""Events that come from the inside of an activity rather than with time."""


def check(case: Case) -> Iterator[Problem]:
    graph = case.graph
    passing = {e.id for e in case.elements if not _surely_waits(e, graph, case)}
    yield from _repeated(case, passing)
    for first in _one_of_each_loop(graph, passing):
        yield problem(
            case,
            ID,
            graph.element(first),
            "The loop through “%(name)s” never waits for anybody",
            "Put a user task, a timer or another event into the loop.",
        )


def _repeated(case: Case, passing: set[str]) -> Iterator[Problem]:
    """A standard loop without a maximum around something that never waits."""
    for step in case.elements:
        loop = step.loop
        if loop and loop.kind is LoopKind.STANDARD and loop.maximum is None and step.id in passing:
            yield problem(
                case,
                ID,
                step,
                "“%(name)s” is repeated without waiting and without a maximum",
                "Give the loop a maximum.",
            )


def _surely_waits(element: Element, graph: Graph, case: Case) -> bool:
    """Whether no token gets through without waiting; parts are looked into."""
    if element.kind is ElementKind.EVENT_BASED:
        return True
    if element.kind is ElementKind.SUB_PROCESS:
        return _scope_waits(graph, element.id, case)
    if element.kind is ElementKind.CALL_ACTIVITY:
        called = case.processes.get(element.called_element)
        return called is not None and case.parts.ask(
            ID, called, lambda part: _scope_waits(Graph.of(part), "", case), meanwhile=False
        )
    return waits(element)


def _scope_waits(graph: Graph, scope: str, case: Case) -> bool:
    """Whether every way from the start of a scope to its end leads through a wait."""
    stops = {e.id for e in graph.in_scope(scope) if _surely_waits(e, graph, case)}
    within = {scope}
    through = graph.reached((start.id for start in graph.starts(scope)), without=stops)
    if any(graph.element(id_).event in FROM_INSIDE for id_ in through):
        heard = [e for e in graph.listeners(scope) if _begins_from_inside(graph, e)]
        within |= {e.id for e in heard}
        starts = [start.id for e in heard for start in graph.starts(e.id)]
        through |= graph.reached(starts, without=stops | {e.id for e in heard})
    return not any(
        graph.is_end(id_) and graph.element(id_).scope in within
        for id_ in through
        if graph.element(id_).kind is not ElementKind.EVENT_SUB_PROCESS
    )


def _begins_from_inside(graph: Graph, part: Element) -> bool:
    return any(start.event in FROM_INSIDE for start in graph.starts(part.id))


def _one_of_each_loop(graph: Graph, passing: set[str]) -> Iterator[str]:
    """One element for each group of passing elements that lead back to one another."""
    told: set[str] = set()
    for id_ in graph.process.elements:
        if id_ not in passing or id_ in told:
            continue
        around = _led_to(graph, id_, passing)
        if id_ in around:
            told |= {other for other in around if id_ in _led_to(graph, other, passing)}
            yield id_


def _led_to(graph: Graph, id_: str, passing: set[str]) -> set[str]:
    """Passing elements to which a token comes from here without any wait."""
    ahead, seen = [id_], set[str]()
    while ahead:
        for following in _at_once_after(graph, ahead.pop()):
            if following not in seen and following in passing:
                seen.add(following)
                ahead.append(following)
    return seen


def _at_once_after(graph: Graph, id_: str) -> Iterator[str]:
    """Along flows, and by events from the inside."""
    yield from (flow.target for flow in graph.exits(id_))
    for boundary in graph.attached(id_):
        if boundary.event in FROM_INSIDE:
            yield boundary.id
