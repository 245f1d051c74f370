"""Gates, deadlines and procedure keys that a drawing names exist."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.budgets import Budget
from engine.model import Element, ElementKind, EventKind, Problem, Process

ID = "keys-known"


def check(case: Case) -> Iterator[Problem]:
    if not case.is_business:
        return
    yield from _procedure(case)
    for element in case.elements:
        yield from _gates(case, element)
        if element.deadline:
            yield from _deadline(case, element)


def _procedure(case: Case) -> Iterator[Problem]:
    process, known = case.process, case.catalogue.procedures
    if process.procedure and known is not None and process.procedure not in known:
        yield problem(
            case,
            ID,
            process,
            "“%(name)s” says it is the procedure %(procedure)s, which the law data do not know",
            "Known are: %(known)s",
            known=", ".join(sorted(known)),
            procedure=process.procedure,
        )
    if process.deadline:
        yield from _deadline(case, process)
    elif process.procedure:
        yield problem(
            case,
            ID,
            process,
            "The procedure “%(name)s” has no limit",
            "Choose it under “Limit of the whole procedure”.",
        )


def _gates(case: Case, element: Element) -> Iterator[Problem]:
    for gate in element.gates:
        if gate not in case.catalogue.gates:
            yield problem(
                case,
                ID,
                element,
                "“%(name)s” names the gate %(gate)s, which does not exist",
                "Known are: %(known)s",
                known=", ".join(sorted(case.catalogue.gates)),
                gate=gate,
            )
    if element.gates and not _can_guard(element):
        yield problem(
            case,
            ID,
            element,
            "The gates of “%(name)s” guard nothing: a %(kind)s is not held by a gate",
            "Put them on a user task or on a conditional event.",
            kind=element.kind.value,
        )


def _can_guard(element: Element) -> bool:
    return (
        element.kind in (ElementKind.USER_TASK, ElementKind.MANUAL_TASK)
        or element.event is EventKind.CONDITIONAL
    )


def _deadline(case: Case, place: Element | Process) -> Iterator[Problem]:
    if isinstance(place, Element) and _is_budget(place.deadline):
        return  # Internal step budgets may be literal.
    if lacking := case.lacks_law(place.deadline):
        yield problem(
            case,
            ID,
            place,
            "The deadline %(key)s of “%(name)s” is no value of the law for %(procedure)s",
            "Choose a key of the law data; only internal step budgets may be written as 16wh.",
            key=place.deadline,
            procedure=lacking,
        )


def _is_budget(text: str) -> bool:
    try:
        Budget.parse(text)
    except ValueError:
        return False
    return True
