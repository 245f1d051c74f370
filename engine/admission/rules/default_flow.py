"""A default flow leaves the element that names it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem, warning
from engine.model import Problem

ID = "default-flow"


def check(case: Case) -> Iterator[Problem]:
    for element in case.elements:
        if not element.default_flow:
            continue
        own = {flow.id: flow for flow in case.graph.exits(element.id)}
        flow = own.get(element.default_flow)
        if flow is None:
            yield problem(
                case,
                ID,
                element,
                "The default flow %(flow)s does not leave “%(name)s”",
                "Mark one of its own flows as default.",
                flow=element.default_flow,
            )
        elif flow.condition:
            yield warning(
                case,
                ID,
                flow,
                "The condition of the default flow “%(name)s” is never asked",
                "Remove the condition, or let another flow be the default.",
            )
