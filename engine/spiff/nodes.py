# mypy: disallow-subclassing-any=False
"""How each flow node moves a token: SpiffWorkflow's task specs with our rules instead of theirs.

Nothing is predicted: a token's followers are made when it completes, from the exits it chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from SpiffWorkflow.bpmn.specs.defaults import BpmnSpecMixin
from SpiffWorkflow.util.task import TaskState

from engine.errors import ModelError
from engine.execution import Host, WaitKind
from engine.model import Element, EventKind
from engine.spiff.token import Token

if TYPE_CHECKING:
    from engine.spiff.definition import Definition
    from engine.spiff.rounds import Rounds


@dataclass(frozen=True, slots=True)
class Exit:
    """A sequence flow as its source sees it."""

    flow_id: str
    target: str
    condition: str
    is_default: bool


class Node(BpmnSpecMixin):
    """A flow node that passes the token on: the base of all others."""

    is_call: ClassVar[bool] = False
    wait_kind: WaitKind | None = None
    """What ends a token that stopped here; None when the node itself or its part does."""
    element: Element
    exits: tuple[Exit, ...]
    entries: tuple[str, ...]
    rounds: Rounds | None = None
    """The activity done more than once of which this node is one round."""
    alternatives: tuple[Node, ...]
    """Boundary events of an activity, or the events behind an event-based gateway."""

    def __init__(self, definition: Definition, element: Element, **kwargs: Any) -> None:
        super().__init__(
            definition, definition.free_name(element), bpmn_name=element.name, **kwargs
        )
        self.element = element
        self.exits = ()
        self.entries = ()
        self.alternatives = ()

    def _predict(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing is predicted, so nothing need be stored or thrown away."""

    def test(self) -> None:
        """Connections were checked once, when the definition was built."""

    def _update_hook(self, token: Token) -> bool:
        return True

    def _on_ready_hook(self, token: Token) -> None:
        """No event handlers hang on shared definitions."""

    def _run_hook(self, token: Token) -> bool | None:
        return True

    def _on_cancel(self, token: Token) -> None:
        """Nothing hangs on a passing token."""

    def _on_complete_hook(self, token: Token) -> None:
        """Close what hangs on the token and open one follower for each exit it takes."""
        for alternative in token.children:
            alternative.cancel()
        scope = token.workflow
        taken = self.choose(token)
        process_id = scope.spec.process.id
        host_of(token).passed(process_id, [self.element.id, *(way.flow_id for way in taken)])
        for way in taken:
            follower = token._add_child(scope.spec.task_specs[way.target])
            follower.came_by = way.flow_id
        if self.rounds is not None:
            self.rounds.round_done(token.parent)

    def choose(self, token: Token) -> list[Exit]:
        """Unconditional exits and those whose condition holds; the default when none does."""
        taken = [way for way in self.exits if not way.is_default and self._holds(way, token)]
        taken = taken or [way for way in self.exits if way.is_default]
        if not taken and self.exits:
            raise no_way_out(self.element)
        return taken

    def _holds(self, way: Exit, token: Token) -> bool:
        if not way.condition:
            return True
        host = host_of(token)
        return host.evaluate(way.condition, self.element, token.locals_in_force()) is True

    def waits_for(self, token: Token) -> WaitKind | None:
        """What ends a token that stands here now."""
        return self.wait_kind

    def stands_at(self, token: Token) -> Element:
        """The drawn element that waits."""
        return self.element

    def is_listening(self, token: Token) -> bool:
        """Whether the token is an event sub-process that has not begun."""
        return False

    def hears(self, token: Token, kind: EventKind, name: str) -> bool:
        """Whether a token that stands here waits for an event thrown inside the instance."""
        return False

    def begin(self, token: Token) -> None:
        """Give the activity instance its key and arm the events that may end it otherwise."""
        token.activity_id = host_of(token).new_id()
        for node in self.alternatives:
            arm(token, node)


def arm(holder: Token, node: Node) -> Token:
    """Let an event wait beside what it may interrupt or replace."""
    token = holder._add_child(node, TaskState.WAITING)
    token.activity_id = host_of(holder).new_id()
    return token


def host_of(token: Token) -> Host:
    host = token.workflow.instance.host
    if host is None:
        raise RuntimeError("tokens move only within a command")
    return host


def no_way_out(element: Element) -> ModelError:
    return ModelError(
        "No way out of %(element)s: no condition holds and there is no default flow",
        element=element.name or element.id,
    )


class WaitingNode(Node):
    """Stops the token until the engine ends the wait."""

    def _run_hook(self, token: Token) -> bool | None:
        self.begin(token)
        return None


def perform(token: Token) -> None:
    """Do the work of a step or event: its topic or decision, or the message that it sends."""
    element, host = token.task_spec.element, host_of(token)
    if element.topic or element.decision_ref or not element.event_ref:
        host.perform(element, token.locals_in_force())
    else:
        host.throw(element, token.locals_in_force())
