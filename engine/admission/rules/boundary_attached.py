"""A boundary event sits on an activity; attached to nothing, its deadline would never come."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem, warning
from engine.admission.graph import waits
from engine.admission.references import ACTIVITIES, TASKS
from engine.model import Element, ElementKind, EventKind, Problem

ID = "boundary-attached"


def check(case: Case) -> Iterator[Problem]:
    for event in case.elements:
        if event.kind is not ElementKind.BOUNDARY:
            continue
        host = case.process.elements.get(event.attached_to)
        if host is None or host.kind not in ACTIVITIES:
            yield problem(
                case,
                ID,
                event,
                "The boundary event “%(name)s” is attached to no activity",
                "Drag it onto the border of the task or sub-process that it belongs to.",
            )
        elif host.scope != event.scope:
            yield problem(
                case,
                ID,
                event,
                "The boundary event “%(name)s” stands in another sub-process than its activity",
                "Draw it anew on the border of the activity.",
            )
        elif event.event is EventKind.ERROR and not event.interrupting:
            yield problem(
                case,
                ID,
                event,
                "The error event “%(name)s” must interrupt its activity",
                "Make it interrupting, or use an escalation event.",
            )
        elif _is_done_at_once(host) and event.event is not EventKind.ERROR:
            yield warning(
                case,
                ID,
                event,
                "“%(name)s” can never come: “%(activity)s” is done at once",
                "Put the event on a step that waits, or draw it as an event of its own.",
                activity=host.name or host.id,
            )


def _is_done_at_once(activity: Element) -> bool:
    return activity.kind in TASKS and not waits(activity)
