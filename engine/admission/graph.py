"""A process as a graph: what follows what, boundary events and sub-processes included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from engine.model import SCOPES, Element, ElementKind, EventKind, Flow, Process

T = TypeVar("T")

WAITING_KINDS = frozenset(
    {ElementKind.USER_TASK, ElementKind.MANUAL_TASK, ElementKind.RECEIVE_TASK, ElementKind.CATCH}
)

JOB_KINDS = frozenset(
    {ElementKind.SERVICE_TASK, ElementKind.SEND_TASK, ElementKind.BUSINESS_RULE_TASK}
)
"""Done as a job when `camunda:asyncBefore` says so."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Elements of one process with their flows in both directions."""

    process: Process
    leaving: Mapping[str, tuple[Flow, ...]]
    entering: Mapping[str, tuple[Flow, ...]]
    boundaries: Mapping[str, tuple[Element, ...]]
    """Boundary events by the activity they are attached to."""
    inside: Mapping[str, tuple[Element, ...]]
    """Elements by the scope they stand in."""

    @classmethod
    def of(cls, process: Process) -> Graph:
        leaving: dict[str, list[Flow]] = defaultdict(list)
        entering: dict[str, list[Flow]] = defaultdict(list)
        boundaries: dict[str, list[Element]] = defaultdict(list)
        inside: dict[str, list[Element]] = defaultdict(list)
        for flow in process.flows.values():
            leaving[flow.source].append(flow)
            entering[flow.target].append(flow)
        for element in process.elements.values():
            inside[element.scope].append(element)
            if element.attached_to:
                boundaries[element.attached_to].append(element)
        return cls(
            process, _frozen(leaving), _frozen(entering), _frozen(boundaries), _frozen(inside)
        )

    def element(self, id_: str) -> Element:
        return self.process.elements[id_]

    def exits(self, id_: str) -> tuple[Flow, ...]:
        return self.leaving.get(id_, ())

    def entries(self, id_: str) -> tuple[Flow, ...]:
        return self.entering.get(id_, ())

    def attached(self, id_: str) -> tuple[Element, ...]:
        return self.boundaries.get(id_, ())

    def in_scope(self, scope: str) -> tuple[Element, ...]:
        return self.inside.get(scope, ())

    def starts(self, scope: str) -> list[Element]:
        return [e for e in self.in_scope(scope) if e.kind is ElementKind.START]

    def listeners(self, scope: str) -> list[Element]:
        """Event sub-processes that may begin while a scope is at work."""
        return [e for e in self.in_scope(scope) if e.kind is ElementKind.EVENT_SUB_PROCESS]

    def beginnings(self, scope: str) -> list[Element]:
        """Where tokens come into a scope: its start events and its event sub-processes."""
        return [*self.starts(scope), *self.listeners(scope)]

    def scopes(self) -> list[str]:
        """The process itself and its sub-processes."""
        return ["", *(e.id for e in self.process.elements.values() if e.kind in SCOPES)]

    def after(self, id_: str) -> Iterator[str]:
        """Where a token that is here may be next: along flows, by boundary events, inside parts."""
        for flow in self.exits(id_):
            yield flow.target
        for boundary in self.attached(id_):
            yield boundary.id
        if self.element(id_).kind in SCOPES:
            for beginning in self.beginnings(id_):
                yield beginning.id

    def reached(self, sources: Iterable[str], without: Collection[str] = ()) -> set[str]:
        """All that can be reached from some elements, they included."""
        ahead = [source for source in sources if source not in without]
        seen = set(ahead)
        while ahead:
            for following in self.after(ahead.pop()):
                if following not in seen and following not in without:
                    seen.add(following)
                    ahead.append(following)
        return seen

    def is_end(self, id_: str) -> bool:
        """Whether a token may end here: an end event, or nothing leads on."""
        return not self.exits(id_) and self.element(id_).kind is not ElementKind.BOUNDARY


def waits(element: Element) -> bool:
    """Whether a token surely stops here until somebody or something outside acts."""
    if element.event is EventKind.LINK:
        return False
    return element.kind in WAITING_KINDS or (
        element.kind in (ElementKind.SERVICE_TASK, ElementKind.SEND_TASK) and element.asynchronous
    )


def _frozen(lists: Mapping[str, list[T]]) -> dict[str, tuple[T, ...]]:
    return {key: tuple(values) for key, values in lists.items()}
