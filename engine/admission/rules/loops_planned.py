"""An activity done more than once says how often: a count, a list or a condition."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.model import LoopKind, Problem

ID = "loops-planned"


def check(case: Case) -> Iterator[Problem]:
    for step in case.elements:
        loop = step.loop
        if loop is None:
            continue
        if loop.kind is LoopKind.STANDARD:
            if not loop.condition and loop.maximum is None:
                yield problem(
                    case,
                    ID,
                    step,
                    "“%(name)s” is repeated without end: it has neither condition nor maximum",
                    "Write its loop condition in FEEL.",
                )
        elif bool(loop.cardinality) == bool(loop.collection):
            yield problem(
                case,
                ID,
                step,
                "“%(name)s” must say either how many times or for which list it is done",
                "Write its cardinality or its collection in FEEL, one of the two.",
            )
