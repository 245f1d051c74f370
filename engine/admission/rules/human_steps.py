"""In a procedure every human step says who does it, on which form, and by when."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.model import Element, ElementKind, Problem

ID = "human-steps"

HUMAN = (ElementKind.USER_TASK, ElementKind.MANUAL_TASK)


def check(case: Case) -> Iterator[Problem]:
    if not case.is_business:
        return
    for step in case.elements:
        if step.kind in HUMAN:
            yield from _who(case, step)
            yield from _form(case, step)
            yield from _deadline(case, step)


def _who(case: Case, step: Element) -> Iterator[Problem]:
    if not step.candidate_groups:
        yield problem(
            case,
            ID,
            step,
            "Nobody is named who does “%(name)s”",
            "Choose a role under “Who does it”.",
        )
    for group in step.candidate_groups:
        place, _, role = group.rpartition(":")
        if role not in case.catalogue.roles or place not in case.catalogue.places:
            yield problem(
                case,
                ID,
                step,
                "“%(name)s” names the role %(role)s, which does not exist",
                "Known are: %(known)s",
                known=", ".join(sorted(case.catalogue.roles)),
                role=group,
            )


def _form(case: Case, step: Element) -> Iterator[Problem]:
    if not step.form_key:
        if step.kind is ElementKind.USER_TASK:
            yield problem(case, ID, step, "“%(name)s” has no form", "Choose one under “Form”.")
    elif step.form_key not in case.catalogue.forms:
        yield problem(
            case,
            ID,
            step,
            "“%(name)s” uses the form %(form)s, which does not exist",
            "Deploy the form with the process, or correct the name.",
            form=step.form_key,
        )


def _deadline(case: Case, step: Element) -> Iterator[Problem]:
    if not step.deadline:
        yield problem(
            case,
            ID,
            step,
            "“%(name)s” has no deadline",
            "Choose a limit of the law, or give a number of working days or hours.",
        )
