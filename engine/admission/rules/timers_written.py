"""A timer is a date, duration or cycle of ISO 8601, or FEEL such as `deadline("key")`."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.admission.iso_timers import fault_of, is_literal
from engine.model import Element, ElementKind, Problem, TimerKind

ID = "timers-written"


def check(case: Case) -> Iterator[Problem]:
    for event in case.elements:
        timer = event.timer
        if timer is None:
            continue
        if timer.kind is TimerKind.CYCLE and not _may_repeat(event):
            yield problem(
                case,
                ID,
                event,
                "The timer “%(name)s” cannot come again where it stands",
                "Use a duration; only an event that does not interrupt repeats, or one that "
                "starts a process.",
            )
        elif _begins_process(event) and not is_literal(timer.text):
            yield problem(
                case,
                ID,
                event,
                "The timer “%(name)s” starts a process: nothing is there yet that could be asked",
                "Write it as a date, duration or cycle of ISO 8601.",
            )
        elif timer.kind is TimerKind.CYCLE or is_literal(timer.text) or not timer.text:
            fault = fault_of(timer)
            if fault:
                yield problem(
                    case,
                    ID,
                    event,
                    "The timer “%(name)s” says %(text)s: %(fault)s",
                    'Write for example P3D, PT4H, R3/P1D or deadline("step.appraise").',
                    text=timer.text[:80] or "—",
                    fault=fault,
                )


def _begins_process(event: Element) -> bool:
    return event.kind is ElementKind.START and not event.scope


def _may_repeat(event: Element) -> bool:
    """Beside an activity or a scope that goes on, or at the start of a process."""
    if event.kind is ElementKind.START:
        return _begins_process(event) or not event.interrupting
    return event.kind is ElementKind.BOUNDARY and not event.interrupting
