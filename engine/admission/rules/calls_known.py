"""A call activity calls a process that is there, and no process calls itself."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.model import Element, ElementKind, EventKind, Problem, Process

ID = "calls-known"


def check(case: Case) -> Iterator[Problem]:
    for call in case.elements:
        if call.kind is not ElementKind.CALL_ACTIVITY:
            continue
        called = case.processes.get(call.called_element)
        if called is None:
            if call.called_element not in case.catalogue.processes or not call.called_element:
                yield _unknown(case, call)
        elif _leads_back(called, case):
            yield problem(
                case,
                ID,
                call,
                "“%(name)s” calls %(called)s, which leads back to this process",
                "Draw the repetition as a loop inside one process.",
                called=called.name or called.id,
            )
        elif not _starts_plainly(called):
            yield problem(
                case,
                ID,
                call,
                "“%(name)s” calls %(called)s, which has no plain start event",
                "Give the called process a start event without a trigger.",
                called=called.name or called.id,
            )


def _unknown(case: Case, call: Element) -> Problem:
    return problem(
        case,
        ID,
        call,
        "“%(name)s” calls %(called)s, which is not deployed",
        "Deploy the called process with this one, or correct its name.",
        called=call.called_element or "—",
    )


def _leads_back(called: Process, case: Case) -> bool:
    ahead, seen = [called.id], {called.id}
    while ahead:
        here = ahead.pop()
        if here == case.process.id:
            return True
        for element in case.processes[here].elements.values():
            following = element.called_element
            if following in case.processes and following not in seen:
                seen.add(following)
                ahead.append(following)
    return False


def _starts_plainly(process: Process) -> bool:
    return any(
        e.kind is ElementKind.START and not e.scope and e.event is EventKind.NONE
        for e in process.elements.values()
    )
