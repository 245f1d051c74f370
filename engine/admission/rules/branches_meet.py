"""Parallel branches come together again: no join waits for a token that cannot come."""

from __future__ import annotations

from collections.abc import Iterator

from engine.admission.case import Case, problem, warning
from engine.model import Element, ElementKind, Problem

ID = "branches-meet"


def check(case: Case) -> Iterator[Problem]:
    told: set[str] = set()
    for beginning in _beginnings(case):
        played = case.exploration.play(case.graph, beginning.id)
        for id_ in sorted(played.stuck - told):
            yield problem(
                case,
                ID,
                case.graph.element(id_),
                "“%(name)s” may wait for ever for a branch that does not come",
                "Join the branches with the same kind of gateway that split them.",
            )
        told |= played.stuck
        if played.swarming:
            yield problem(
                case,
                ID,
                beginning,
                "After “%(name)s” branches may multiply without end",
                "Join parallel branches before a flow leads back.",
            )
        elif not played.complete:
            yield warning(
                case,
                ID,
                beginning,
                "Not every way after “%(name)s” could be tried; a join might wait for ever",
                "Move parts of the process into called processes.",
            )
            if case.exploration.left <= 0:
                return  # The same would be said of all that follows.


def _beginnings(case: Case) -> Iterator[Element]:
    """Where tokens come into a scope: its starts, and events that add a branch."""
    for element in case.elements:
        if element.kind is ElementKind.START:
            yield element
        if element.kind is ElementKind.BOUNDARY and not element.interrupting:
            yield element
