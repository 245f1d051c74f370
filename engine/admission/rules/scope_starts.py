"""A process or sub-process has one plain start event; an event sub-process one with a trigger."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.model import Element, ElementKind, EventKind, Problem, Process

ID = "scope-starts"

BEGINS_PROCESS = (EventKind.NONE, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.TIMER)


def check(case: Case) -> Iterator[Problem]:
    for scope in case.graph.scopes():
        place = case.process.elements[scope] if scope else case.process
        starts = case.graph.starts(scope)
        if not starts:
            yield _no_start(case, place)
        elif not scope:
            yield from _process(case, starts)
        elif case.process.elements[scope].kind is ElementKind.EVENT_SUB_PROCESS:
            yield from _event_sub_process(case, starts)
        else:
            yield from _sub_process(case, starts)


def _process(case: Case, starts: list[Element]) -> Iterator[Problem]:
    plain = [start for start in starts if start.event is EventKind.NONE]
    for start in starts:
        if start.event not in BEGINS_PROCESS:
            yield problem(
                case,
                ID,
                start,
                "No process begins with “%(name)s”: nothing is there yet that it could hear",
                "Begin with a message, signal or timer, or put it into an event sub-process.",
            )
    if len(plain) > 1:
        yield _second(case, plain[1])
    if case.process.procedure:
        yield from _procedure(case, starts, plain)


def _procedure(case: Case, starts: list[Element], plain: list[Element]) -> Iterator[Problem]:
    """Somebody files a case, or a message that is known to begin one brings its rows along."""
    known = case.catalogue.beginnings
    heard = [start for start in starts if start.event_ref in (known or ())]
    if not plain and not heard:
        yield problem(
            case,
            ID,
            starts[0],
            "The procedure that “%(name)s” begins has no plain start event for those who file",
            "Keep one plain start event beside those with a trigger.",
        )
    if known is None:
        return
    for start in starts:
        if start not in plain and (start not in heard or start.event is not EventKind.MESSAGE):
            yield problem(
                case,
                ID,
                start,
                "No case of a procedure comes to be by “%(name)s”",
                "Begin with a plain start event, or with one of the messages: %(known)s",
                known=", ".join(sorted(known)) or "–",
            )


def _sub_process(case: Case, starts: list[Element]) -> Iterator[Problem]:
    plain = [start for start in starts if start.event is EventKind.NONE]
    if len(plain) > 1:
        yield _second(case, plain[1])
    elif plain != starts:
        yield problem(
            case,
            ID,
            starts[0],
            "The sub-process around “%(name)s” must begin with one plain start event",
            "Remove the trigger of the start event.",
        )


def _event_sub_process(case: Case, starts: list[Element]) -> Iterator[Problem]:
    start = starts[0]
    if len(starts) > 1 or start.event is EventKind.NONE:
        yield problem(
            case,
            ID,
            starts[-1],
            "The event sub-process around “%(name)s” must begin with one event that has a trigger",
            "Give its start event a message, timer, signal, error, escalation or condition.",
        )
    elif start.event is EventKind.ERROR and not start.interrupting:
        yield problem(
            case,
            ID,
            start,
            "The error event “%(name)s” must interrupt its activity",
            "Make it interrupting, or use an escalation event.",
        )


def _second(case: Case, start: Element) -> Problem:
    return problem(
        case,
        ID,
        start,
        "“%(name)s” is a second start event; nobody could say where to begin",
        "Keep one plain start event; other beginnings are message start events.",
    )


def _no_start(case: Case, place: Element | Process) -> Problem:
    return problem(
        case,
        ID,
        place,
        "“%(name)s” has no start event",
        "Draw a start event and a flow from it to the first step.",
    )
