"""A return goes to a step around it from which the process can go on to its end."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.admission.references import ACTIVITIES
from engine.model import Element, Problem

ID = "returns-possible"


def check(case: Case) -> Iterator[Problem]:
    for step in case.elements:
        for target_id in step.return_to:
            target = case.process.elements.get(target_id)
            if (
                target is None
                or target.kind not in ACTIVITIES
                or not _is_around(case, step, target)
            ):
                yield problem(
                    case,
                    ID,
                    step,
                    "“%(name)s” cannot be returned to %(target)s: that is no step around it",
                    "Choose steps, calls or sub-processes of the same process.",
                    target=target_id,
                )
            elif case.exploration.play(case.graph, target_id).stuck:
                yield problem(
                    case,
                    ID,
                    step,
                    "After a return from “%(name)s” to “%(target)s” a join would wait for ever",
                    "Return to a step before the parallel branches.",
                    target=target.name or target.id,
                )


def _is_around(case: Case, step: Element, target: Element) -> bool:
    """Whether the target stands in the scope of the step or in one around it."""
    scope = step.scope
    while scope != target.scope:
        if not scope:
            return False
        scope = case.process.elements[scope].scope
    return True
