# mypy: disallow-subclassing-any=False
"""Scopes in which tokens move: the instance, its called parts and embedded sub-processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.errors import LimitExceeded
from engine.execution import Host, Scalar
from engine.spiff.no_scripts import NoScripts
from engine.spiff.nodes import arm
from engine.spiff.token import Token

if TYPE_CHECKING:
    from engine.spiff.definition import Definition

ROOT = -1
"""Id of the root of every scope; tokens count from 1."""

MAX_NESTING = 20
"""Calls and sub-processes inside one another."""


class Scope:
    """What the instance and its parts have in common: open tokens and when the scope is done."""

    open: dict[int, Token]
    spec: Definition
    tasks: dict[int, Token]
    task_tree: Token
    completed: bool
    instance: Instance
    holder: Token | None
    locals: dict[str, Scalar]

    def plant(self) -> None:
        """Set the root on which tokens hang; it has no work of its own."""
        self.open = {}
        self.task_tree = Token(self, self.spec.start, state=TaskState.COMPLETED, id=ROOT)

    def place(self, node: Any, came_by: str = "") -> Token:
        """Put a new token on a node and let it see whether it may run."""
        token = self.task_tree._add_child(node)
        token.came_by = came_by
        node._update(token)
        return token

    def listen(self) -> None:
        """Let every event sub-process that does not listen yet wait for its event."""
        listening = {token.task_spec for token in self.listeners()}
        for node in self.spec.listeners:
            if node not in listening:
                arm(self.task_tree, node)

    def listeners(self) -> list[Token]:
        """Tokens of event sub-processes that have not begun."""
        if not self.spec.listeners:
            return []
        return [token for token in self.open.values() if token.task_spec.is_listening(token)]

    def remove(self, token: Token) -> None:
        """Forget a finished token."""
        token.parent._children.remove(token.id)
        self.tasks.pop(token.id, None)

    def cancel_open(self, but: Token | None = None, *, but_listeners: bool = False) -> None:
        """Close all that is open here and below, one token apart, or those that listen."""
        kept = {*self.listeners()} if but_listeners else set[Token]()
        for token in list(self.open.values()):
            if token is not but and token not in kept:
                token.cancel()

    def scope_locals(self) -> Mapping[str, Scalar]:
        """Locals in force: those of the sub-processes around, up to the call that came here."""
        holder = self.holder
        if holder is None or holder.task_spec.is_call:
            return self.locals
        return {**holder.locals_in_force(), **self.locals}

    def _task_completed_notify(self, token: Token) -> None:
        """SpiffWorkflow's word that a token is done: let it go, and see whether we are too."""
        for child in token.children:
            child.free()
        self.remove(token)
        if self.completed or len(self.open) > len(self.spec.listeners):
            return
        listeners = self.listeners()
        if len(listeners) == len(self.open):  # Nobody is at work here to whom anything could come.
            for listener in listeners:
                listener.cancel()
            self.completed = True
            self.instance.scope_done(self)


class Instance(Scope, BpmnWorkflow):
    """A running instance: the outermost scope, with the queue of what can move."""

    def __init__(self, spec: Definition, definitions: Mapping[str, Definition]) -> None:
        self.instance = self
        self.holder = None
        self.locals = {}
        self.ready: deque[Token] = deque()
        self.host: Host | None = None
        self.last_token = 0
        BpmnWorkflow.__init__(
            self, spec, definitions, script_engine=NoScripts(), deserializing=True
        )
        self.plant()

    def next_token(self) -> int:
        self.last_token += 1
        return self.last_token

    def size(self) -> int:
        return sum(len(scope.open) for scope in self.scopes())

    def scopes(self) -> list[Scope]:
        return [self, *self.subprocesses.values()]

    def create_subprocess(self, holder: Token, spec_name: str) -> Part:
        """Open a part inside the token that runs it."""
        part = Part(self.subprocess_specs[spec_name], holder)
        if part.depth > MAX_NESTING:
            raise LimitExceeded("Calls are nested deeper than %(limit)s", limit=MAX_NESTING)
        self.subprocesses[holder.id] = part
        return part

    def close_part(self, holder: Token) -> None:
        """Cancel and forget the part a token runs, if it runs one."""
        part = self.subprocesses.get(holder.id)
        if part is None:
            return
        part.completed = True
        part.cancel_open()
        del self.subprocesses[holder.id]

    def scope_done(self, scope: Scope) -> None:
        """The last token of a scope ended: the activity that runs the scope is complete."""
        if scope.holder is None:
            return
        del self.subprocesses[scope.holder.id]
        scope.holder.complete()


class Part(Scope, BpmnSubWorkflow):
    """A called process or an embedded sub-process, inside the token that runs it."""

    def __init__(self, spec: Definition, holder: Token) -> None:
        self.instance = holder.workflow.instance
        self.holder = holder
        self.locals = {}
        BpmnSubWorkflow.__init__(
            self, spec, parent_task_id=holder.id, top_workflow=self.instance, deserializing=True
        )
        self.plant()
