"""What lies behind a place and what lies ahead of it: gates, and steps that cannot be done twice.

A migration may put a token somewhere else in the drawing. It must not carry it past a gate that
nobody asked, nor back before a step whose effect stays in the world.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from engine.admission.graph import Graph
from engine.definitions import Definition
from engine.model import Element, ElementKind

Path = tuple[tuple[str, str], ...]


class MarkKind(StrEnum):
    GATE = "gate"
    IRREVERSIBLE = "irreversible"


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Something on a way that matters: a gate by its key, an irreversible step by its id."""

    kind: MarkKind
    name: str


Marks = frozenset[Mark]
NOTHING: Marks = frozenset()


class Ways:
    """The ways through one version of a process, the parts it calls included."""

    def __init__(self, definition: Definition) -> None:
        processes = definition.executable.processes
        self._graphs = {process.id: Graph.of(process) for process in processes.values()}
        self._before: dict[tuple[str, str], Mapping[str, Marks]] = {}

    def behind(self, path: Path) -> Marks:
        """What every token that stands at a place has passed, by whichever way it came."""
        passed = NOTHING
        for process_id, element_id in path:
            scope = self._graphs[process_id].element(element_id).scope
            passed |= self._entered(process_id, scope, frozenset()).get(element_id, NOTHING)
        return passed

    def ahead(self, path: Path) -> Marks:
        """What a token that stands at a place may still come to, here and after the parts."""
        *around, (process_id, element_id) = path
        ahead = self._from(process_id, [element_id])
        for holder_process, holder in around:
            graph = self._graphs[holder_process]
            ahead |= self._from(holder_process, [*_next_to(graph, holder)])
        return ahead

    # -- what is certainly passed

    def _entered(self, process_id: str, scope: str, calling: frozenset[str]) -> Mapping[str, Marks]:
        """For each element of a scope, what is passed on every way to it."""
        known = self._before.get((process_id, scope))
        if known is None:
            known = self._solve(process_id, scope, calling)
            self._before[process_id, scope] = known
        return known

    def _solve(self, process_id: str, scope: str, calling: frozenset[str]) -> Mapping[str, Marks]:
        """Narrow down from "everything" until no way in is left that says less."""
        graph = self._graphs[process_id]
        elements = graph.in_scope(scope)
        through = {e.id: self._through(process_id, e, calling) for e in elements}
        entered: dict[str, Marks | None] = {e.id: None for e in elements}
        changes = True
        while changes:
            changes = False
            for element in elements:
                ways = [*_ways_in(graph, element, entered, through)]
                found = _joined(element, ways)
                if found != entered[element.id]:
                    entered[element.id] = found
                    changes = True
        return {id_: NOTHING if marks is None else marks for id_, marks in entered.items()}

    def _through(self, process_id: str, element: Element, calling: frozenset[str]) -> Marks:
        """What is passed by whoever leaves an element by its flows."""
        own = _marks(element)
        if element.loop is not None:
            return NOTHING  # It may be done no times at all.
        if element.kind is ElementKind.SUB_PROCESS:
            return own | self._to_the_end(process_id, element.id, calling)
        called = element.called_element
        if called in self._graphs and called not in calling | {process_id}:
            return own | self._to_the_end(called, "", calling | {process_id})
        return own

    def _to_the_end(self, process_id: str, scope: str, calling: frozenset[str]) -> Marks:
        graph = self._graphs[process_id]
        entered = self._entered(process_id, scope, calling)
        ends = [e for e in graph.in_scope(scope) if graph.is_end(e.id)]
        passed = [entered[e.id] | _marks(e) for e in ends]
        return frozenset.intersection(*passed) if passed else NOTHING

    # -- what may come

    def _from(self, process_id: str, sources: list[str]) -> Marks:
        graph = self._graphs[process_id]
        found: set[Mark] = set()
        for element_id in graph.reached(sources):
            element = graph.element(element_id)
            found |= _marks(element) | self._anywhere_in.get(element.called_element, NOTHING)
        return frozenset(found)

    @cached_property
    def _anywhere_in(self) -> Mapping[str, Marks]:
        """Everything that stands in a process or in what it calls."""
        inside: dict[str, set[Mark]] = {}
        calls: dict[str, set[str]] = {}
        for process_id, graph in self._graphs.items():
            elements = graph.process.elements.values()
            inside[process_id] = {mark for e in elements for mark in _marks(e)}
            calls[process_id] = {e.called_element for e in elements} & self._graphs.keys()
        for _ in self._graphs:  # Calls are nested no deeper than there are processes.
            for process_id, called in calls.items():
                inside[process_id].update(*(inside[one] for one in called))
        return {process_id: frozenset(marks) for process_id, marks in inside.items()}


def _marks(element: Element) -> Marks:
    marks = {Mark(MarkKind.GATE, gate) for gate in element.gates}
    if element.irreversible:
        marks.add(Mark(MarkKind.IRREVERSIBLE, element.id))
    return frozenset(marks)


def _ways_in(
    graph: Graph,
    element: Element,
    entered: Mapping[str, Marks | None],
    through: Mapping[str, Marks],
) -> Iterator[Marks | None]:
    """What each way to an element has passed; None while nothing is known about it yet."""
    if element.kind is ElementKind.START:
        yield NOTHING
    if element.attached_to:
        yield entered.get(element.attached_to, NOTHING)  # Interrupted: its gates were not asked.
    for flow in graph.entries(element.id):
        before = entered[flow.source]
        yield None if before is None else before | through[flow.source]
    for other in graph.process.elements.values():
        if element.id in other.return_to:
            yield entered.get(_around(graph, other, element.scope), NOTHING)


def _around(graph: Graph, element: Element, scope: str) -> str:
    """The element itself, or the sub-process around it that stands in a scope."""
    while element.scope != scope and element.scope:
        element = graph.element(element.scope)
    return element.id


def _joined(element: Element, ways: list[Marks | None]) -> Marks | None:
    known = [way for way in ways if way is not None]
    if not known:
        return None
    if element.kind is ElementKind.PARALLEL:
        return frozenset.union(*known)  # All of them have come.
    return frozenset.intersection(*known)


def _next_to(graph: Graph, element_id: str) -> Iterator[str]:
    """Where a token goes from an activity, without entering it again."""
    for flow in graph.exits(element_id):
        yield flow.target
    for boundary in graph.attached(element_id):
        yield boundary.id
