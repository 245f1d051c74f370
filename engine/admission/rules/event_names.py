"""Messages and signals have names: by them senders and receivers find one another."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.model import Element, ElementKind, EventKind, Problem

ID = "event-names"


def check(case: Case) -> Iterator[Problem]:
    for element in case.elements:
        if _needs_name(element) and not element.event_ref:
            yield problem(
                case,
                ID,
                element,
                "“%(name)s” does not say which message, signal or error it is about",
                "Choose or create the message, signal or error in its properties.",
            )


def _needs_name(element: Element) -> bool:
    if element.kind is ElementKind.RECEIVE_TASK:
        return True
    if element.event in (EventKind.MESSAGE, EventKind.SIGNAL):
        # A throwing message may also be a topic's work.
        return not (element.topic and element.kind in (ElementKind.THROW, ElementKind.END))
    return element.event is EventKind.ERROR and element.kind is ElementKind.END
