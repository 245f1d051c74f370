"""Every element can be reached from a start event, and can reach an end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.admission.graph import Graph
from engine.model import Problem

ID = "reachable"


def check(case: Case) -> Iterator[Problem]:
    graph = case.graph
    begun = graph.reached(beginning.id for beginning in graph.beginnings(""))
    finishing = _finishing(graph)
    for element in case.elements:
        if element.id not in begun:
            yield problem(
                case,
                ID,
                element,
                "“%(name)s” can never be reached",
                "Draw a flow to it, or remove it.",
            )
        elif element.id not in finishing:
            yield problem(
                case,
                ID,
                element,
                "From “%(name)s” no end can be reached",
                "Give the loop a gateway that leads out of it.",
            )


def _finishing(graph: Graph) -> set[str]:
    """Elements from which their own scope can end; a sub-process must be able to end inside."""
    before: dict[str, set[str]] = defaultdict(set)
    for flow in graph.process.flows.values():
        before[flow.target].add(flow.source)
    for element in graph.process.elements.values():
        if element.attached_to in graph.process.elements:
            before[element.id].add(element.attached_to)
    ahead = [id_ for id_ in graph.process.elements if graph.is_end(id_)]
    seen = set(ahead)
    while ahead:
        for earlier in before[ahead.pop()]:
            if earlier not in seen:
                seen.add(earlier)
                ahead.append(earlier)
    return seen
