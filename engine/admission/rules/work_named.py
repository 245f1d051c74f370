"""A step done by the system names what is done: a topic, a message or a decision."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.model import Element, ElementKind, Problem, Severity

ID = "work-named"


def check(case: Case) -> Iterator[Problem]:
    severity = Severity.ERROR if case.is_business else Severity.WARNING
    for step in case.elements:
        missing = _missing(step)
        if missing:
            yield problem(
                case,
                ID,
                step,
                "“%(name)s” is done by the system, but does not say by what",
                missing,
                severity,
            )
        elif case.is_business:
            yield from _unknown(case, step)


def _missing(step: Element) -> str:
    if step.kind is ElementKind.SERVICE_TASK and not step.topic:
        return "Choose one under “What the system does”; Java classes and scripts are not run."
    if step.kind is ElementKind.SEND_TASK and not (step.topic or step.event_ref):
        return "Choose one under “What the system does”, or choose its message."
    if step.kind is ElementKind.BUSINESS_RULE_TASK and not (step.decision_ref or step.topic):
        return "Choose one under “Decision table”."
    return ""


def _unknown(case: Case, step: Element) -> Iterator[Problem]:
    if step.topic and step.topic not in case.catalogue.topics:
        yield problem(
            case,
            ID,
            step,
            "“%(name)s” asks for the topic %(topic)s, which nobody performs",
            "Known are: %(known)s",
            known=", ".join(sorted(case.catalogue.topics)),
            topic=step.topic,
        )
