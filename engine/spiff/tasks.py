# mypy: disallow-subclassing-any=False
"""Tasks: done by people, by the system, or by nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.defaults import ManualTask, NoneTask, ServiceTask, UserTask

from engine.errors import ServiceTaskFailed
from engine.execution import WaitKind
from engine.model import Element, EventKind
from engine.spiff.events import is_heard, nearest_to, take
from engine.spiff.nodes import Node, WaitingNode, arm, perform
from engine.spiff.token import Token

if TYPE_CHECKING:
    from engine.spiff.definition import Definition


class PassingTask(Node, NoneTask):
    """`bpmn:task` without a type: drawn for the reader, passed at once."""

    def __init__(self, definition: Definition, element: Element) -> None:
        super().__init__(definition, element)
        self.manual = False


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
        try:
            perform(token)
        except ServiceTaskFailed as failure:
            if not self.is_caught(token, failure.message.key):
                self._give_up(token, failure)
            return None
        return True

    def is_caught(self, token: Token, code: str) -> bool:
        """Whether an error event on the task or around it is drawn for a failure; it is taken."""
        for node in self.alternatives:
            if token.activity_id:
                break  # They are armed, as of a task done by a job.
            if is_heard(node.element, EventKind.ERROR, code):
                take(arm(token, node))
                return True
        catcher = nearest_to(token, EventKind.ERROR, code)
        if catcher is not None:
            take(catcher)
        return catcher is not None

    def _give_up(self, token: Token, failure: ServiceTaskFailed) -> None:
        """Whoever brought the token here is told, and nothing of their command is done."""
        raise failure


class RuleTask(SystemTask):
    """A business rule task: a decision that cannot be made waits as a job, for an admin to mend.

    The person whose step led here cannot mend a table or a fact; their step stays done.
    """

    def __init__(self, definition: Definition, element: Element) -> None:
        super().__init__(definition, element)
        self.wait_kind = WaitKind.JOB

    def _give_up(self, token: Token, failure: ServiceTaskFailed) -> None:
        self.begin(token)
