"""A link that throws leads to one that catches, of the same name and in the same scope."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.admission.links import Landings, place_of
from engine.model import Element, ElementKind, EventKind, Problem

ID = "links-meet"


def check(case: Case) -> Iterator[Problem]:
    links = [element for element in case.elements if element.event is EventKind.LINK]
    halves = Landings(case.process.elements)
    thrown = {place_of(link) for link in links if link.kind is ElementKind.THROW}
    for throw in links:
        if throw.kind is not ElementKind.THROW:
            continue
        landings = halves.of(throw)
        if len(landings) != 1:
            yield _does_not_meet(case, throw, len(landings))
        elif len(case.graph.exits(throw.id)) > 1:
            yield problem(
                case,
                ID,
                throw,
                "The link “%(name)s” goes on at its other half, but a flow leads out of it too",
                "Remove the flow, or split the way with a gateway before the link.",
            )
    for catch in links:
        if catch.kind is not ElementKind.CATCH:
            continue
        if place_of(catch) not in thrown:
            yield _does_not_meet(case, catch, 0)
        elif any(" " not in flow.id for flow in case.graph.entries(catch.id)):
            yield problem(
                case,
                ID,
                catch,
                "A flow leads into the link “%(name)s”, which only its other half leads to",
                "End the flow at a link event that throws, or at the step behind.",
            )


def _does_not_meet(case: Case, link: Element, others: int) -> Problem:
    return problem(
        case,
        ID,
        link,
        "The link “%(name)s” has %(others)s other halves of its name in the same scope; it needs "
        "one",
        "Give the two halves of a link the same name, and no third one.",
        others=others,
    )
