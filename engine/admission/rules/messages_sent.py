"""A message or signal that somebody waits for is sent by somebody, here or in what is deployed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.admission.case import Case, warning
from engine.model import Element, ElementKind, EventKind, Problem, Process

ID = "messages-sent"

HEARD = (EventKind.MESSAGE, EventKind.SIGNAL)
SAYING = (ElementKind.THROW, ElementKind.END)


def check(case: Case) -> Iterator[Problem]:
    """A warning: programs and other installations send messages too."""
    here: frozenset[str] | None = None
    for element in case.elements:
        if not _waits(element):
            continue
        here = sent_in(case.processes.values()) if here is None else here
        name = element.event_ref
        if name not in here and not case.catalogue.sent_elsewhere(name):
            yield warning(
                case,
                ID,
                element,
                "Nobody sends %(sent)s, for which “%(name)s” waits",
                "Draw the step or event that sends it, or correct its name.",
                sent=name,
            )


def sent_in(processes: Iterable[Process]) -> frozenset[str]:
    """Names of the messages and signals that these processes send."""
    return frozenset(
        element.event_ref
        for process in processes
        for element in process.elements.values()
        if element.event_ref and _says(element)
    )


def _says(element: Element) -> bool:
    if element.kind is ElementKind.SEND_TASK:
        return True
    return element.kind in SAYING and element.event in HEARD


def _waits(element: Element) -> bool:
    if not element.event_ref or _says(element):
        return False
    return element.kind is ElementKind.RECEIVE_TASK or element.event in HEARD
