# mypy: disallow-subclassing-any=False
"""Parts: embedded sub-processes and called processes, each with a scope of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.defaults import CallActivity, SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from engine.execution import Scalar, WaitKind
from engine.model import Element, EventKind
from engine.scalars import scalar
from engine.spiff.events import WAIT_KINDS, comes_again, count_round, is_heard
from engine.spiff.nodes import Node, arm, host_of
from engine.spiff.token import Token

if TYPE_CHECKING:
    from engine.spiff.definition import Definition


class EmbeddedPart(Node, SubWorkflowTask):
    """An embedded sub-process: runs its own scope and is done when that is empty."""

    def __init__(self, definition: Definition, element: Element, part: str) -> None:
        super().__init__(definition, element, subworkflow_spec=part)

    def _run_hook(self, token: Token) -> bool | None:
        self.begin(token)
        instance = token.workflow.instance
        part = instance.create_subprocess(token, self.spec)
        part.locals.update(self.locals_for(token))
        part.listen()
        part.place(self.entry_of(part.spec))
        return None

    def entry_of(self, definition: Definition) -> Node:
        return definition.entry

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


class EventPart(EmbeddedPart):
    """An event sub-process: its token listens beside what is open, and runs when its event came."""

    def __init__(
        self, definition: Definition, element: Element, part: str, trigger: Element
    ) -> None:
        super().__init__(definition, element, part)
        self.trigger = trigger
        """The start event by which it begins."""

    def is_listening(self, token: Token) -> bool:
        return bool(token.state == TaskState.WAITING)

    def waits_for(self, token: Token) -> WaitKind | None:
        return WAIT_KINDS.get(self.trigger.event) if self.is_listening(token) else None

    def stands_at(self, token: Token) -> Element:
        return self.trigger if self.is_listening(token) else self.element

    def hears(self, token: Token, kind: EventKind, name: str) -> bool:
        return self.is_listening(token) and is_heard(self.trigger, kind, name)

    def interrupt(self, token: Token) -> None:
        """The event came: close what is open in the scope, or listen again beside it; then run."""
        if self.trigger.interrupting:
            token.workflow.cancel_open(but=token)
        elif comes_again(self.trigger, token):
            count_round(token, arm(token.workflow.task_tree, self))
        token.internal_data.clear()
        token._ready()

    def entry_of(self, definition: Definition) -> Node:
        return definition.entries[0]
