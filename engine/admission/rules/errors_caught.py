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
    """By an activity around the end, or by an event sub-process beside it or around it."""
    return _caught_around(process, end.scope, end.event_ref)


def _caught_by_every_caller(end: Element, case: Case) -> bool:
    """Direct callers only: a part says what it throws to those who call it."""
    calls = [
        _catches(process, call.id, end.event_ref)
        or _caught_around(process, call.scope, end.event_ref)
        for process in case.processes.values()
        for call in process.elements.values()
        if call.kind is ElementKind.CALL_ACTIVITY and call.called_element == case.process.id
    ]
    return bool(calls) and all(calls)


def _caught_around(process: Process, scope: str, error: str) -> bool:
    silenced = False
    while True:
        if not silenced and _heard_in(process, scope, error):
            return True
        if not scope:
            return False
        if _catches(process, scope, error):
            return True
        # An event sub-process that interrupts has silenced the others beside it.
        silenced = _interrupts(process, scope)
        scope = process.elements[scope].scope


def _interrupts(process: Process, part: str) -> bool:
    return process.elements[part].kind is ElementKind.EVENT_SUB_PROCESS and any(
        e.interrupting for e in process.elements.values() if _starts(e, part)
    )


def _heard_in(process: Process, scope: str, error: str) -> bool:
    parts = [
        e.id
        for e in process.elements.values()
        if e.kind is ElementKind.EVENT_SUB_PROCESS and e.scope == scope
    ]
    return any(
        e.event is EventKind.ERROR and e.event_ref in ("", error)
        for part in parts
        for e in process.elements.values()
        if _starts(e, part)
    )


def _starts(element: Element, part: str) -> bool:
    return element.kind is ElementKind.START and element.scope == part


def _catches(process: Process, activity: str, error: str) -> bool:
    return any(
        e.kind is ElementKind.BOUNDARY
        and e.attached_to == activity
        and e.event is EventKind.ERROR
        and e.event_ref in ("", error)
        for e in process.elements.values()
    )
