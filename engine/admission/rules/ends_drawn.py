"""Every end is drawn: a path that just stops says nothing about how it ends."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.model import ElementKind, Problem, Severity

ID = "ends-drawn"

ENDING = (ElementKind.END, ElementKind.EVENT_SUB_PROCESS)


def check(case: Case) -> Iterator[Problem]:
    severity = Severity.ERROR if case.is_business else Severity.WARNING
    for element in case.elements:
        if element.kind in ENDING or case.graph.exits(element.id):
            continue
        # A boundary event without a flow loses its token whoever judges it.
        lost = element.kind is ElementKind.BOUNDARY and element.interrupting
        yield problem(
            case,
            ID,
            element,
            "“%(name)s” has no flow leading on and is no end event",
            "Draw a flow from it to an end event.",
            Severity.ERROR if lost else severity,
        )
