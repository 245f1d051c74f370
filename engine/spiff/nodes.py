# mypy: disallow-subclassing-any=False
"""How each flow node moves a token: SpiffWorkflow's task specs with our rules instead of theirs.

Nothing is predicted: a token's followers are made when it completes, from the exits it chooses.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from SpiffWorkflow.bpmn.specs.defaults import (
    BpmnSpecMixin,
    CallActivity,
    ManualTask,
    NoneTask,
    ServiceTask,
    SubWorkflowTask,
    UserTask,
)
from SpiffWorkflow.util.task import TaskState

from engine.errors import ModelError
from engine.execution import Host, Scalar, WaitKind
from engine.model import Element
from engine.spiff.token import Token

if TYPE_CHECKING:
    from engine.spiff.definition import Definition


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
    alternatives: tuple[Node, ...]
    """Boundary events of an activity, or the events behind an event-based gateway."""

    def __init__(self, definition: Definition, element: Element, **kwargs: Any) -> None:
        super().__init__(definition, element.id, bpmn_name=element.name, **kwargs)
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
        for way in self.choose(token):
            follower = token._add_child(scope.spec.task_specs[way.target])
            follower.came_by = way.flow_id

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


class PassingTask(Node, NoneTask):
    """`bpmn:task` without a type: drawn for the reader, passed at once."""

    def __init__(self, definition: Definition, element: Element) -> None:
        super().__init__(definition, element)
        self.manual = False


class WaitingNode(Node):
    """Stops the token until the engine ends the wait."""

    def _run_hook(self, token: Token) -> bool | None:
        self.begin(token)
        return None


class HumanTask(WaitingNode, UserTask):
    """A user task: done when its person says so."""

    wait_kind = WaitKind.USER_TASK


class HandTask(WaitingNode, ManualTask):
    """A manual task: like a user task without a form."""

    wait_kind = WaitKind.USER_TASK


class SystemTask(Node, ServiceTask):
    """A service, send or business-rule task: done in the transaction, or as a job afterwards."""

    def __init__(self, definition: Definition, element: Element) -> None:
        super().__init__(definition, element)
        self.wait_kind = WaitKind.JOB if element.asynchronous else None

    def _run_hook(self, token: Token) -> bool | None:
        if self.element.asynchronous:
            self.begin(token)
            return None
        host_of(token).perform(self.element, token.locals_in_force())
        return True


class EmbeddedPart(Node, SubWorkflowTask):
    """An embedded sub-process: runs its own scope and is done when that is empty."""

    def __init__(self, definition: Definition, element: Element, part: str) -> None:
        super().__init__(definition, element, subworkflow_spec=part)

    def _run_hook(self, token: Token) -> bool | None:
        self.begin(token)
        instance = token.workflow.instance
        part = instance.create_subprocess(token, self.spec)
        part.locals.update(self.locals_for(token))
        part.place(part.spec.entry)
        return None

    def locals_for(self, token: Token) -> dict[str, Scalar]:
        return {}

    def _on_cancel(self, token: Token) -> None:
        token.workflow.instance.close_part(token)


class CalledPart(EmbeddedPart, CallActivity):
    """A call activity: another process as part of this instance, with its own local names."""

    is_call = True

    def locals_for(self, token: Token) -> dict[str, Scalar]:
        host, around = host_of(token), token.locals_in_force()
        return {
            name: scalar(host.evaluate(source, self.element, around), name, self.element)
            for name, source in self.element.inputs.items()
        }


def scalar(value: object, name: str, element: Element) -> Scalar:
    """A value that may travel as a local: plain and flat, so that it is stored as it is."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    if value is None or isinstance(value, str | int | bool):
        return value
    raise ModelError(
        "%(name)s of %(element)s must be a text, a whole number, true, false or null",
        name=name,
        element=element.name or element.id,
    )
