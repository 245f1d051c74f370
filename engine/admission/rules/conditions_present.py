"""A conditional event says what it waits for: a gate or a condition."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.model import EventKind, Problem

ID = "conditions-present"


def check(case: Case) -> Iterator[Problem]:
    for event in case.elements:
        if event.event is EventKind.CONDITIONAL and not event.condition and not event.gates:
            yield problem(
                case,
                ID,
                event,
                "The conditional event “%(name)s” waits for nothing that could come true",
                "Choose what it waits for under “Gates”, or give a condition.",
            )
