# mypy: disallow-subclassing-any=False
"""Gateways: choose, split, join, and wait for the first of several events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.defaults import ExclusiveGateway, InclusiveGateway, ParallelGateway
from SpiffWorkflow.util.task import TaskState

from engine.model import Element
from engine.spiff.nodes import Exit, Node, no_way_out
from engine.spiff.token import Token

if TYPE_CHECKING:
    from engine.spiff.definition import Definition

ARRIVED = "arrived"


class Choice(Node, ExclusiveGateway):
    """Takes the first flow, in the order of the file, whose condition holds; else the default."""

    def choose(self, token: Token) -> list[Exit]:
        for way in self.exits:
            if not way.is_default and self._holds(way, token):
                return [way]
        default = [way for way in self.exits if way.is_default]
        if not default and self.exits:
            raise no_way_out(self.element)
        return default


class Join(Node):
    """Counts arrivals for each incoming flow, so that a round cannot complete another's join."""

    def _update_hook(self, token: Token) -> bool:
        """Gather arrivals on one waiting token; it may run when enough have come."""
        if not token.came_by:
            return True  # Placed here by a return: there is nobody to wait for.
        gatherer = self.gatherer(token)
        arrived = gatherer.internal_data.setdefault(ARRIVED, {})
        arrived[token.came_by] = arrived.get(token.came_by, 0) + 1
        if gatherer is not token:
            token.cancel()
        self.advance(gatherer)
        return False

    def gatherer(self, token: Token) -> Token:
        for other in token.workflow.open.values():
            if other.task_spec is self and other.state == TaskState.WAITING:
                return other
        token._set_state(TaskState.WAITING)
        return token

    def advance(self, gatherer: Token) -> None:
        """Fire if enough have come."""

    def fire(self, gatherer: Token) -> None:
        """Take one arrival of each flow and send a token on; what is left over waits on."""
        arrived = gatherer.internal_data[ARRIVED]
        left = {flow: count - 1 for flow, count in arrived.items() if count > 1}
        if left:
            gatherer.internal_data[ARRIVED] = left
            token = gatherer.workflow.task_tree._add_child(self)
        else:
            gatherer.internal_data.clear()
            token = gatherer
        token._ready()


class ParallelJoin(Join, ParallelGateway):
    """Waits for one token on each incoming flow, then opens every outgoing one."""

    def advance(self, gatherer: Token) -> None:
        arrived = gatherer.internal_data[ARRIVED]
        if all(flow in arrived for flow in self.entries):
            self.fire(gatherer)


class InclusiveJoin(Join, InclusiveGateway):
    """Waits as long as a token elsewhere could still come by a flow that is empty."""

    upstream: dict[str, frozenset[str]]
    """For each incoming flow, the nodes from which it can be reached without passing here."""

    def __init__(self, definition: Definition, element: Element) -> None:
        super().__init__(definition, element)
        self.upstream = {}

    def advance(self, gatherer: Token) -> None:
        if len(self.entries) < 2:
            self.fire(gatherer)

    def settle(self, gatherer: Token) -> bool:
        """Asked when everything else stands still: fire unless somebody may still come."""
        arrived = gatherer.internal_data.get(ARRIVED)
        if not arrived or self._somebody_comes(gatherer, arrived):
            return False
        self.fire(gatherer)
        return True

    def _somebody_comes(self, gatherer: Token, arrived: dict[str, int]) -> bool:
        empty = [flow for flow in self.entries if flow not in arrived]
        for other in gatherer.workflow.open.values():
            if other is gatherer:
                continue
            place = other.task_spec.element.id
            late = any(place in self.upstream[flow] for flow in empty)
            # As BPMN 2.0 has it: a token that may also come by a filled flow is not waited for.
            if late and not any(place in self.upstream[flow] for flow in arrived):
                return True
        return False


class FirstEvent(Node):
    """An event-based gateway: the events behind it wait together, the first one wins."""

    def _run_hook(self, token: Token) -> bool | None:
        self.begin(token)
        return None
