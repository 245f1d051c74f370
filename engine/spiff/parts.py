# mypy: disallow-subclassing-any=False
"""Parts: embedded sub-processes and called processes, each with a scope of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.defaults import CallActivity, SubWorkflowTask

from engine.execution import Scalar
from engine.model import Element
from engine.spiff.nodes import Node, host_of
from engine.spiff.token import Token
from engine.spiff.values import scalar

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
