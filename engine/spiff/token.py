# mypy: disallow-subclassing-any=False
# (SpiffWorkflow has no types; this room is where its classes are extended.)
"""A token: where an instance stands, kept flat so that cost never depends on history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.execution import Scalar

if TYPE_CHECKING:
    from engine.spiff.scope import Scope

FINISHED = TaskState.FINISHED_MASK


class Token(Task):
    """A SpiffWorkflow task whose place in the tree says only what hangs on what.

    Every token hangs on the root of its scope, alternatives apart: boundary events hang on their
    activity, the events behind an event-based gateway on the gateway, loop rounds on their loop.
    Finished tokens leave at once, so no iterator has to walk the past.
    """

    workflow: Scope
    parent: Token
    """What it hangs on; only the root of a scope hangs on nothing."""
    children: list[Token]

    def __init__(
        self,
        workflow: Scope,
        task_spec: Any,
        parent: Token | None = None,
        state: int = TaskState.FUTURE,
        id: int | None = None,
    ) -> None:
        super().__init__(
            workflow, task_spec, parent, state, workflow.instance.next_token() if id is None else id
        )
        self.activity_id = ""
        """Key of the activity instance once it began; what the engine ends waits by."""
        self.came_by = ""
        """The sequence flow through which it came; empty when placed by a return."""
        if not state & FINISHED:
            workflow.open[self.id] = self

    def _add_child(self, task_spec: Any, state: int = TaskState.FUTURE) -> Token:
        return Token(self.workflow, task_spec, self, state)

    def _set_state(self, value: int) -> None:
        """Keep the index of open tokens and the queue of ready ones where the state is set."""
        self._state = value
        if value & FINISHED:
            self.workflow.open.pop(self.id, None)
            return
        self.workflow.open[self.id] = self
        if value == TaskState.READY:
            self.workflow.instance.ready.append(self)

    def run(self) -> bool | None:
        """Run the node, unless doing so closed the token (an error event ends its own scope)."""
        outcome: bool | None = self.task_spec._run(self)
        if self.has_state(FINISHED):
            return outcome
        if outcome is None:
            self._set_state(TaskState.STARTED)
        else:
            self.complete()
        return outcome

    def cancel(self) -> None:
        """Close the token with everything that hangs on it and the part it runs."""
        if self.has_state(FINISHED):
            return
        for alternative in self.children:
            alternative.cancel()
        self._set_state(TaskState.CANCELLED)
        self.task_spec._on_cancel(self)
        self.workflow.remove(self)

    def free(self) -> None:
        """Hang the token on the root, so that what it hung on can close without it."""
        root = self.workflow.task_tree
        holder = self.parent
        if holder is root:
            return
        holder._children.remove(self.id)
        self.parent = root
        root._children.append(self.id)

    def locals_in_force(self) -> dict[str, Scalar]:
        """Locals this token sees: those of its scope, and of its own loop round."""
        return {**self.workflow.scope_locals(), **self.data}

    @property
    def is_open(self) -> bool:
        return not self.has_state(FINISHED)
