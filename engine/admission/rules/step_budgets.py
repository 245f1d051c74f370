"""The steps of the longest way through a procedure fit into its limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.admission.case import Case, problem
from engine.admission.graph import Graph
from engine.model import ElementKind, Problem, Process

ID = "step-budgets"


def check(case: Case) -> Iterator[Problem]:
    process = case.process
    if not process.procedure or not process.deadline:
        return
    limit = case.catalogue.budget_hours(process.deadline, process.procedure)
    if limit is None:
        return
    hours = _longest(process, "", case, process.procedure, frozenset({process.id}))
    if hours > limit:
        yield problem(
            case,
            ID,
            process,
            "The steps of “%(name)s” may take %(hours)s working hours, its limit is %(limit)s",
            "Shorten the budgets of its steps.",
            hours=round(hours, 1),
            limit=round(limit, 1),
        )


def _longest(
    process: Process, scope: str, case: Case, procedure: str, calling: frozenset[str]
) -> float:
    """Hours of the longest way through a scope, each step counted once."""
    graph = Graph.of(process)
    hours = {e.id: _hours(process, e.id, case, procedure, calling) for e in graph.in_scope(scope)}
    begun = [start.id for start in graph.starts(scope)]
    return max((_longest_from(graph, start, hours) for start in begun), default=0.0)


def _hours(
    process: Process, id_: str, case: Case, procedure: str, calling: frozenset[str]
) -> float:
    element = process.elements[id_]
    if element.deadline:
        return case.catalogue.budget_hours(element.deadline, procedure) or 0.0
    if element.kind is ElementKind.SUB_PROCESS:
        return _longest(process, id_, case, procedure, calling)
    called = case.processes.get(element.called_element)
    if called is not None and called.id not in calling:
        return _longest(called, "", case, procedure, calling | {called.id})
    return 0.0


def _longest_from(graph: Graph, start: str, hours: Mapping[str, float]) -> float:
    """Longest way along flows; a flow that leads back to an open step is a repetition."""
    best: dict[str, float] = {}
    open_: set[str] = set()
    stack = [(start, False)]
    while stack:
        here, is_done = stack.pop()
        following = [flow.target for flow in graph.exits(here)]
        if is_done:
            open_.discard(here)
            ahead = max((best.get(target, 0.0) for target in following), default=0.0)
            best[here] = hours.get(here, 0.0) + ahead
        elif here not in best and here not in open_:
            open_.add(here)
            stack.append((here, True))
            stack.extend((t, False) for t in following if t not in best and t not in open_)
    return best.get(start, 0.0)
