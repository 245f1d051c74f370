"""Behind an event-based gateway stand events that wait, each reached from it alone."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.model import ElementKind, EventKind, Problem

ID = "event-gateways"

WAITING = (ElementKind.CATCH, ElementKind.RECEIVE_TASK)


def check(case: Case) -> Iterator[Problem]:
    graph = case.graph
    for gateway in case.elements:
        if gateway.kind is not ElementKind.EVENT_BASED:
            continue
        for flow in graph.exits(gateway.id):
            target = graph.element(flow.target)
            if target.kind not in WAITING or target.event is EventKind.LINK:
                yield problem(
                    case,
                    ID,
                    target,
                    "“%(name)s” stands behind an event-based gateway but waits for no event",
                    "Put an intermediate catch event or a receive task there.",
                )
            elif len(graph.entries(target.id)) > 1 or graph.attached(target.id):
                yield problem(
                    case,
                    ID,
                    target,
                    "“%(name)s” stands behind an event-based gateway and must be reached only so, "
                    "without boundary events",
                    "Draw a separate event for the other way.",
                )
