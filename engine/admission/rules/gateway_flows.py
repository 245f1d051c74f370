"""Flows out of a gateway say when they are taken, and only where somebody asks."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem
from engine.model import Element, ElementKind, Problem

ID = "gateway-flows"

CHOOSING = (ElementKind.EXCLUSIVE, ElementKind.INCLUSIVE)
NOT_ASKING = (ElementKind.PARALLEL, ElementKind.EVENT_BASED, ElementKind.START)


def check(case: Case) -> Iterator[Problem]:
    for element in case.elements:
        if element.kind in CHOOSING:
            yield from _open_ways(case, element)
        if element.kind in NOT_ASKING:
            yield from _unasked_conditions(case, element)
        else:
            yield from _only_way(case, element)


def _open_ways(case: Case, gateway: Element) -> Iterator[Problem]:
    exits = case.graph.exits(gateway.id)
    if len(exits) < 2:
        return
    for flow in exits:
        if not flow.condition and flow.id != gateway.default_flow:
            yield problem(
                case,
                ID,
                flow,
                "The flow “%(name)s” out of “%(gateway)s” has no condition and is not the default",
                "Write its condition, or mark it as the default flow.",
                gateway=gateway.name or gateway.id,
            )


def _unasked_conditions(case: Case, element: Element) -> Iterator[Problem]:
    for flow in case.graph.exits(element.id):
        if flow.condition:
            yield problem(
                case,
                ID,
                flow,
                "Nobody asks the condition of the flow “%(name)s” out of “%(element)s”",
                "Use an exclusive or inclusive gateway, or remove the condition.",
                element=element.name or element.id,
            )


def _only_way(case: Case, element: Element) -> Iterator[Problem]:
    exits = case.graph.exits(element.id)
    if len(exits) == 1 and exits[0].condition and exits[0].id != element.default_flow:
        yield problem(
            case,
            ID,
            exits[0],
            "The flow “%(name)s” is the only way out of “%(element)s” and has a condition",
            "Remove the condition, or draw the way that is taken when it does not hold.",
            element=element.name or element.id,
        )
