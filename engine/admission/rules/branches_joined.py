"""Parallel branches are joined by a parallel gateway, lest what follows is done twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from engine.admission.case import Case, warning
from engine.admission.graph import Graph
from engine.model import Element, ElementKind, Problem

ID = "branches-joined"

JOINING = (ElementKind.PARALLEL, ElementKind.INCLUSIVE)


def check(case: Case) -> Iterator[Problem]:
    graph = case.graph
    reached = cache(lambda id_: graph.reached([id_]))
    for split in case.elements:
        branches = [flow.target for flow in graph.exits(split.id)]
        if split.kind is not ElementKind.PARALLEL or len(branches) < 2:
            continue
        meeting = _meeting(graph, branches, reached)
        if meeting is not None and meeting.kind not in JOINING:
            yield warning(
                case,
                ID,
                meeting,
                "“%(name)s” is done once for each branch that “%(split)s” opens",
                "Join the branches with a parallel gateway before it.",
                split=split.name or split.id,
            )


def _meeting(
    graph: Graph, branches: list[str], reached: Callable[[str], set[str]]
) -> Element | None:
    """The first element that every branch passes, if any does."""
    through = [reached(branch) for branch in branches]
    common = set.intersection(*through)
    for id_ in sorted(common, key=lambda id_: -len(reached(id_) & common)):
        element = graph.element(id_)
        if element.kind is ElementKind.END:
            return None
        if len(graph.entries(id_)) > 1:
            return element
    return None
