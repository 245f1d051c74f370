"""A step that people meet has a name."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.admission.rules.human_steps import HUMAN
from engine.model import Problem, Severity

ID = "names-given"


def check(case: Case) -> Iterator[Problem]:
    severity = Severity.ERROR if case.is_business else Severity.WARNING
    for step in case.elements:
        if step.kind in HUMAN and not step.name:
            yield problem(
                case,
                ID,
                step,
                "A step has no name",
                "Name it with a verb and an object, such as “Check the file”.",
                severity,
            )
