"""An error end event has somebody around it who catches the error."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.model import Element, ElementKind, EventKind, Problem, Process

ID = "errors-caught"


def check(case: Case) -> Iterator[Problem]:
    for end in case.elements:
        if end.kind is not ElementKind.END or end.event is not EventKind.ERROR:
            continue
        if not _caught_inside(end, case.process) and not _caught_by_every_caller(end, case):
            yield problem(
                case,
                ID,
                end,
                "Nobody catches the error “%(error)s” with which “%(name)s” ends",
                "Put an error boundary event on the sub-process or call activity around it.",
                error=end.event_ref or "—",
            )


def _caught_inside(end: Element, process: Process) -> bool:
    scope = end.scope
    while scope:
        if _catches(process, scope, end.event_ref):
            return True
        scope = process.elements[scope].scope
    return False


def _caught_by_every_caller(end: Element, case: Case) -> bool:
    """Direct callers only: a part says what it throws to those who call it."""
    calls = [
        _catches(process, call.id, end.event_ref) or _caught_inside_as(call, end.event_ref, process)
        for process in case.processes.values()
        for call in process.elements.values()
        if call.kind is ElementKind.CALL_ACTIVITY and call.called_element == case.process.id
    ]
    return bool(calls) and all(calls)


def _caught_inside_as(call: Element, error: str, process: Process) -> bool:
    scope = call.scope
    while scope:
        if _catches(process, scope, error):
            return True
        scope = process.elements[scope].scope
    return False


def _catches(process: Process, activity: str, error: str) -> bool:
    return any(
        e.kind is ElementKind.BOUNDARY
        and e.attached_to == activity
        and e.event is EventKind.ERROR
        and e.event_ref in ("", error)
        for e in process.elements.values()
    )
