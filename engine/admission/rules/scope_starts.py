"""Every process and sub-process has one plain start event, or a process message starts."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.model import Element, EventKind, Problem, Process

ID = "scope-starts"


def check(case: Case) -> Iterator[Problem]:
    for scope in case.graph.scopes():
        place = case.process.elements[scope] if scope else case.process
        starts = case.graph.starts(scope)
        plain = [start for start in starts if start.event is EventKind.NONE]
        if not starts:
            yield _no_start(case, place)
        elif len(plain) > 1:
            yield problem(
                case,
                ID,
                plain[1],
                "“%(name)s” is a second start event; nobody could say where to begin",
                "Keep one plain start event; other beginnings are message start events.",
            )
        elif scope and plain != starts:
            yield problem(
                case,
                ID,
                starts[0],
                "The sub-process around “%(name)s” must begin with one plain start event",
                "Remove the trigger of the start event.",
            )


def _no_start(case: Case, place: Element | Process) -> Problem:
    return problem(
        case,
        ID,
        place,
        "“%(name)s” has no start event",
        "Draw a start event and a flow from it to the first step.",
    )
