# mypy: disallow-subclassing-any=False
"""Events: what waits to be told, what tells, and what ends a scope."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    EndEvent,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    ReceiveTask,
    StartEvent,
)
from SpiffWorkflow.bpmn.specs.event_definitions import NoneEventDefinition

from engine.errors import ModelError
from engine.execution import WaitKind
from engine.model import Element, EventKind, TimerKind
from engine.spiff.nodes import Node, WaitingNode, arm, host_of, perform
from engine.spiff.token import Token

if TYPE_CHECKING:
    from engine.spiff.definition import Definition
    from engine.spiff.scope import Scope

WAIT_KINDS: dict[EventKind, WaitKind] = {
    EventKind.TIMER: WaitKind.TIMER,
    EventKind.CONDITIONAL: WaitKind.GATE,
    EventKind.MESSAGE: WaitKind.MESSAGE,
    EventKind.SIGNAL: WaitKind.SIGNAL,
}
"""Errors and escalations are not waited for by the engine: they are thrown inside the instance."""

ROUND = "round"


class EventNode(Node):
    """What all events share: SpiffWorkflow's own event handling is left out."""

    def __init__(self, definition: Definition, element: Element) -> None:
        super().__init__(definition, element, event_definition=NoneEventDefinition())


class Begin(EventNode, StartEvent):
    """A start event: whoever starts the scope has already heard it."""


class Catch(EventNode, WaitingNode, IntermediateCatchEvent):
    """An intermediate catch event, in the flow or behind an event-based gateway."""

    def __init__(self, definition: Definition, element: Element) -> None:
        super().__init__(definition, element)
        self.wait_kind = WAIT_KINDS[element.event]

    def hears(self, token: Token, kind: EventKind, name: str) -> bool:
        return is_heard(self.element, kind, name)


class Landing(EventNode, IntermediateCatchEvent):
    """A link that catches: the flow goes on here."""


class Receive(EventNode, WaitingNode, ReceiveTask):
    """A receive task: waits for its message."""

    wait_kind = WaitKind.MESSAGE


class Attached(EventNode, BoundaryEvent):
    """A boundary event: waits beside its activity, and replaces it or adds to it."""

    def __init__(self, definition: Definition, element: Element) -> None:
        Node.__init__(
            self,
            definition,
            element,
            event_definition=NoneEventDefinition(),
            cancel_activity=element.interrupting,
        )
        self.wait_kind = WAIT_KINDS.get(element.event)

    def hears(self, token: Token, kind: EventKind, name: str) -> bool:
        return is_heard(self.element, kind, name)


def comes_again(event: Element, token: Token) -> bool:
    """Whether an event that does not interrupt may come again while what is around goes on."""
    if event.event is EventKind.CONDITIONAL:
        return False
    if event.timer is None:
        return True
    round_ = token.internal_data.get(ROUND, 1)
    return event.timer.kind is TimerKind.CYCLE and round_ < rounds(event.timer.text)


def rounds(cycle: str) -> float:
    """How often a cycle `R3/P1D` comes; without a number, without end."""
    count = cycle.partition("/")[0].strip().removeprefix("R")
    return int(count) if count else float("inf")


def take(token: Token) -> None:
    """An event came: close what it interrupts, or let it go on beside, and follow its flow."""
    holder, node = token.parent, token.task_spec
    if node.is_listening(token):
        node.interrupt(token)
        return
    if holder is token.workflow.task_tree or node not in holder.task_spec.alternatives:
        token.complete()
        return
    token.free()
    if isinstance(node, Attached) and not node.element.interrupting:
        if comes_again(node.element, token):
            count_round(token, arm(holder, node))
    else:
        holder.cancel()
    token.complete()


def count_round(before: Token, again: Token) -> None:
    """A cycle remembers how often it came."""
    again.internal_data[ROUND] = before.internal_data.get(ROUND, 1) + 1


class Tell(EventNode, IntermediateThrowEvent):
    """An intermediate throw event; without a definition a milestone that is passed."""

    def _run_hook(self, token: Token) -> bool | None:
        tell(token)
        return True


class Finish(EventNode, EndEvent):
    """An end event: says what it has to say and ends its token, its scope or its activity."""

    def _run_hook(self, token: Token) -> bool | None:
        if self.element.event is EventKind.ERROR:
            raise_error(token)
            return None
        if self.element.event is EventKind.TERMINATE:
            token.workflow.cancel_open(but=token)
            return True
        tell(token)
        return True


def tell(token: Token) -> None:
    """Deliver inside the instance what can be, and hand the event to the outbox."""
    element = token.task_spec.element
    if element.event in (EventKind.NONE, EventKind.LINK):
        return
    if element.event is EventKind.MESSAGE:
        perform(token)
        return
    host_of(token).throw(element, token.locals_in_force())
    if element.event is EventKind.SIGNAL:
        broadcast(token.workflow.instance.scopes(), EventKind.SIGNAL, element.event_ref)
    elif element.event is EventKind.ESCALATION:
        catcher = nearest_catcher(token, EventKind.ESCALATION, element.event_ref)
        if catcher is not None:
            take(catcher)


def broadcast(scopes: list[Scope], kind: EventKind, name: str) -> int:
    """Give an event to every token that waits for it; how many took it."""
    waiting = [
        token
        for scope in scopes
        for token in scope.open.values()
        if token.activity_id and token.task_spec.hears(token, kind, name)
    ]
    waiting.sort(key=lambda token: token.id)
    taken = 0
    for token in waiting:
        if token.is_open:  # An earlier one may have interrupted it.
            take(token)
            taken += 1
    return taken


def is_heard(event: Element, kind: EventKind, name: str) -> bool:
    """Signals are caught by name; escalations and errors also by an event that names none."""
    if event.event is not kind:
        return False
    return event.event_ref == name or (not event.event_ref and kind is not EventKind.SIGNAL)


def nearest_to(token: Token, kind: EventKind, name: str) -> Token | None:
    """Who catches what comes out of an activity: an event on it, or as `nearest_catcher`."""
    for boundary in _beside(token):
        if boundary.task_spec.hears(boundary, kind, name):
            return boundary
    return nearest_catcher(token, kind, name)


def nearest_catcher(token: Token, kind: EventKind, name: str) -> Token | None:
    """Who catches what a token throws: beside it, or at the innermost activity around it.

    Beside it listen the event sub-processes of its scope, and so on outwards.
    """
    return nearest_from(token.workflow, kind, name)


def nearest_from(scope: Scope | None, kind: EventKind, name: str) -> Token | None:
    """The same for what is thrown in a scope."""
    while scope is not None:
        for catcher in (*scope.listeners(), *_beside(scope.holder)):
            if catcher.task_spec.hears(catcher, kind, name):
                return catcher
        scope = scope.holder.workflow if scope.holder else None
    return None


def _beside(activity: Token | None) -> Iterator[Token]:
    """The boundary events of an activity; those of a round hang on its loop."""
    while activity is not None and activity is not activity.workflow.task_tree:
        yield from activity.children
        activity = activity.parent


def raise_error(token: Token) -> None:
    """An error end event: the activity around that catches it is interrupted."""
    element = token.task_spec.element
    catcher = nearest_catcher(token, EventKind.ERROR, element.event_ref)
    if catcher is None:
        raise ModelError(
            "Nobody catches the error %(error)s that %(element)s ends with",
            error=element.event_ref,
            element=element.name or element.id,
        )
    take(catcher)
