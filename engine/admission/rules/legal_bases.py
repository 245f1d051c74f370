"""A human step of a procedure says on which rules it rests, and they exist."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.admission.rules.human_steps import HUMAN
from engine.model import Problem

ID = "legal-bases"


def check(case: Case) -> Iterator[Problem]:
    if not case.is_business:
        return
    for step in case.elements:
        if step.kind in HUMAN and not step.legal_basis:
            yield problem(
                case,
                ID,
                step,
                "“%(name)s” rests on no rule",
                "Name its rules under “Legal basis”.",
            )
    yield from _unknown(case)


def _unknown(case: Case) -> Iterator[Problem]:
    known = case.catalogue.rules
    if known is None:
        return
    for step in case.elements:
        for rule in step.legal_basis.split():
            if rule not in known:
                yield problem(
                    case,
                    ID,
                    step,
                    "“%(name)s” rests on the rule %(basis)s, which does not exist",
                    "Choose a rule of the law data.",
                    basis=rule,
                )
