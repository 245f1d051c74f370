"""The steps that somebody else must have done exist and are done by people."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.admission.rules.human_steps import HUMAN
from engine.model import Problem

ID = "four-eyes-known"


def check(case: Case) -> Iterator[Problem]:
    asking = [step for step in case.elements if step.four_eyes]
    human = _human_steps(case) if asking else frozenset()
    for step in asking:
        for other in step.four_eyes:
            if other not in human or other == step.id:
                yield problem(
                    case,
                    ID,
                    step,
                    "“%(name)s” wants other eyes than those of %(other)s, which is no other step",
                    "Choose steps of people in this process or its parts.",
                    other=other,
                )


def _human_steps(case: Case) -> frozenset[str]:
    return frozenset(
        element.id
        for process in case.processes.values()
        for element in process.elements.values()
        if element.kind in HUMAN
    )
