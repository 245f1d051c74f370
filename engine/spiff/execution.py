"""The token game of one instance, moved by commands and saved between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from SpiffWorkflow.util.task import TaskState

from engine.errors import LimitExceeded, ModelError, WrongState
from engine.execution import Host, Wait
from engine.model import ElementKind, EventKind
from engine.spiff.events import broadcast, nearest_from, nearest_to, take
from engine.spiff.gateways import InclusiveJoin
from engine.spiff.scope import Instance, Scope
from engine.spiff.state import dump
from engine.spiff.tasks import SystemTask
from engine.spiff.token import Token

MAX_STEPS = 2_000
"""Nodes one command may pass through; a drawing that needs more never waits."""

MAX_TOKENS = 800
"""Open tokens of one instance; beyond, the drawing multiplies work without end."""


class SpiffExecution:
    """A running instance (`engine.execution.Execution`)."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance

    def run(self, host: Host) -> None:
        with self._moved_by(host):
            pass

    def waits(self) -> Sequence[Wait]:
        tokens = [token for token in self._open_tokens() if _is_wait(token)]
        return [_wait(token) for token in sorted(tokens, key=lambda token: token.id)]

    def complete(self, wait_id: str, host: Host) -> None:
        token = self._find(wait_id)
        with self._moved_by(host):
            take(token)

    def fail(self, wait_id: str, code: str, host: Host) -> bool:
        token = self._find(wait_id)
        node = token.task_spec
        if not isinstance(node, SystemTask):
            return False
        with self._moved_by(host):
            return node.is_caught(token, code)

    def return_to(self, wait_id: str, element_id: str, host: Host) -> None:
        scope = _scope_with(element_id, self._find(wait_id).workflow)
        if scope is None:
            raise WrongState(
                "%(element)s is not a step one can return to from here", element=element_id
            )
        with self._moved_by(host):
            scope.cancel_open(but_listeners=True)
            scope.listen()
            scope.place(scope.spec.task_specs[element_id])

    def cancel(self) -> None:
        self._instance.cancel_open()
        self._instance.completed = True

    def throw_event(self, kind: str, name: str, host: Host) -> int:
        event = EventKind(kind)
        if event not in (EventKind.SIGNAL, EventKind.ESCALATION):
            raise ModelError(
                "Only signals and escalations are thrown from outside, not %(kind)s", kind=kind
            )
        with self._moved_by(host):
            return broadcast(self._instance.scopes(), event, name)

    def escalate(self, wait_id: str, name: str, host: Host) -> bool:
        catcher = nearest_from(self._instance, EventKind.ESCALATION, name)
        if wait_id:
            catcher = nearest_to(self._find(wait_id), EventKind.ESCALATION, name)
        if catcher is None:
            return False
        with self._moved_by(host):
            take(catcher)
        return True

    def is_completed(self) -> bool:
        return self._instance.completed

    def size(self) -> int:
        return self._instance.size()

    def snapshot(self) -> bytes:
        return dump(self._instance)

    def open_at(self, element_id: str, host: Host) -> None:
        """Place the first token: the start event of a new instance."""
        node = self._instance.spec.task_specs[element_id]
        with self._moved_by(host):
            self._instance.listen()
            self._instance.place(node)

    def _open_tokens(self) -> Iterator[Token]:
        for scope in self._instance.scopes():
            yield from scope.open.values()

    def _find(self, wait_id: str) -> Token:
        for token in self._open_tokens():
            if token.activity_id == wait_id and _is_wait(token):
                return token
        raise WrongState("This step is not open any more", wait=wait_id)

    @contextmanager
    def _moved_by(self, host: Host) -> Iterator[None]:
        """Let a host move tokens, then run until only waits are left."""
        self._instance.host = host
        try:
            yield
            self._run_on()
            self._refuse_to_hang()
        finally:
            self._instance.host = None

    def _refuse_to_hang(self) -> None:
        """An instance that is not over waits for something the engine can end."""
        if self._instance.completed or self.waits():
            return
        stuck = {token.task_spec.name for token in self._open_tokens()}
        raise ModelError(
            "Nothing is open any more, but %(elements)s still waits for a branch",
            elements=", ".join(sorted(stuck)),
        )

    def _run_on(self) -> None:
        instance, steps = self._instance, 0
        while instance.ready or self._settle():
            token = instance.ready.popleft()
            if token.state != TaskState.READY:
                continue  # Closed by another branch before its turn came.
            steps += 1
            if steps > MAX_STEPS:
                raise LimitExceeded(
                    "More than %(limit)s steps without a wait, last at %(element)s",
                    limit=MAX_STEPS,
                    element=token.task_spec.name,
                )
            token.run()
            if instance.size() > MAX_TOKENS:
                raise LimitExceeded(
                    "More than %(limit)s open branches, last at %(element)s",
                    limit=MAX_TOKENS,
                    element=token.task_spec.name,
                )

    def _settle(self) -> bool:
        """Nothing moves: an inclusive join for which nobody else can come may fire now."""
        return any(
            token.task_spec.settle(token)
            for token in list(self._open_tokens())
            if isinstance(token.task_spec, InclusiveJoin) and token.state == TaskState.WAITING
        )


def _is_wait(token: Token) -> bool:
    return bool(token.activity_id) and token.task_spec.waits_for(token) is not None


def _wait(token: Token) -> Wait:
    holder = token.parent
    return Wait(
        id=token.activity_id,
        kind=token.task_spec.waits_for(token),
        element_id=token.task_spec.stands_at(token).id,
        process_id=token.workflow.spec.process.id,
        attached_to=holder.activity_id if token.task_spec.element.attached_to else "",
        call_path=_call_path(token.workflow),
        locals=token.locals_in_force(),
    )


def _call_path(scope: Scope) -> tuple[str, ...]:
    path: list[str] = []
    while scope.holder is not None:
        if scope.holder.task_spec.is_call:
            path.insert(0, scope.holder.task_spec.element.id)
        scope = scope.holder.workflow
    return tuple(path)


def _scope_with(element_id: str, scope: Scope | None) -> Scope | None:
    """The innermost scope around that holds an element a token may be placed on."""
    while scope is not None:
        node = scope.spec.task_specs.get(element_id)
        if node is not None and node.element.kind is not ElementKind.BOUNDARY:
            return scope
        scope = scope.holder.workflow if scope.holder else None
    return None
