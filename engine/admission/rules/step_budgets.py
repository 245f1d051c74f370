"""The steps of the longest way through a procedure fit into its limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.admission.case import Case, problem
from engine.admission.graph import Graph
from engine.model import ElementKind, Problem, Process

ID = "step-budgets"


def check(case: Case) -> Iterator[Problem]:
    process = case.process
    if not process.procedure or not process.deadline:
        return
    for place in case.catalogue.law_places:
        limit = case.catalogue.budget_hours(process.deadline, process.procedure, place)
        if limit is None:
            continue
        hours = _Way(case, process.procedure, place).longest(process, "")
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
            return


@dataclass(frozen=True, slots=True)
class _Way:
    """Hours of ways, as the law of one place counts the steps of a procedure."""

    case: Case
    procedure: str
    place: str

    def longest(self, process: Process, scope: str) -> float:
        """Hours of the longest way through a scope, each step counted once."""
        graph = Graph.of(process)
        hours = {e.id: self._hours(process, e.id) for e in graph.in_scope(scope)}
        begun = [start.id for start in graph.starts(scope)]
        return max((_longest_from(graph, start, hours) for start in begun), default=0.0)

    def _hours(self, process: Process, id_: str) -> float:
        element = process.elements[id_]
        if element.deadline:
            hours = self.case.catalogue.budget_hours(element.deadline, self.procedure, self.place)
            return hours or 0.0
        if element.kind is ElementKind.SUB_PROCESS:
            return self.longest(process, id_)
        called = self.case.processes.get(element.called_element)
        if called is None:
            return 0.0
        question = (ID, self.procedure, self.place)
        return self.case.parts.ask(
            question, called, lambda part: self.longest(part, ""), meanwhile=0.0
        )


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
