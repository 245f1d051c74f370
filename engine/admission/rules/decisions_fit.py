"""The decision that a task asks for is there; a business rule task keeps it as plain values."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.admission.catalogue import DecisionShape
from engine.model import Element, ElementKind, Problem, Severity

ID = "decisions-fit"

LISTS = ("collectEntries", "resultList")
"""Values of `camunda:mapDecisionResult` that make a list."""

KNOWN = ("", "singleEntry", "singleResult")


def check(case: Case) -> Iterator[Problem]:
    for task in case.elements:
        if not task.decision_ref or task.topic:
            continue
        shape = case.catalogue.decisions.get(task.decision_ref)
        if shape is None:
            yield _unknown(case, task)
        if task.kind is ElementKind.BUSINESS_RULE_TASK:
            yield from _mapping(case, task, shape or DecisionShape())


def _unknown(case: Case, task: Element) -> Problem:
    return problem(
        case,
        ID,
        task,
        "“%(name)s” asks for the decision %(decision)s, which is in no table",
        "Deploy the decision table with the process, or correct the name.",
        Severity.ERROR if case.is_business else Severity.WARNING,
        decision=task.decision_ref,
    )


def _mapping(case: Case, task: Element, shape: DecisionShape) -> Iterator[Problem]:
    mapping = task.result_mapping
    if mapping in LISTS or shape.is_list:
        yield problem(
            case,
            ID,
            task,
            "The decision of “%(name)s” gives a list, which no variable can hold",
            "Map its result as singleEntry or singleResult, and let the table have the hit policy "
            "UNIQUE, ANY, FIRST or PRIORITY, or COLLECT with a figure such as SUM.",
        )
    elif mapping not in KNOWN:
        yield problem(
            case,
            ID,
            task,
            "“%(name)s” maps its result as %(mapping)s, which means nothing",
            "Known are: %(known)s",
            known="singleEntry, singleResult",
            mapping=mapping,
        )
    elif mapping == "singleEntry" and len(shape.gives) > 1:
        yield problem(
            case,
            ID,
            task,
            "“%(name)s” keeps one value, but its decision gives several: %(given)s",
            "Map its result as singleResult; each value is then known by its name.",
            given=", ".join(shape.gives),
        )
    elif not task.result_variable and len(shape.gives) < 2 and mapping != "singleResult":
        yield problem(
            case,
            ID,
            task,
            "What “%(name)s” decides is kept nowhere",
            "Name it under “Result kept in”.",
            Severity.ERROR if case.is_business else Severity.WARNING,
        )
