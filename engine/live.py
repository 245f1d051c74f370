"""A live instance within one command: it moves, answers its executor, and is written once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Row, bindparam, insert, update

from engine import deciding, expressions, messages, projections
from engine.database import UnreadableFacts
from engine.definitions import Definition
from engine.errors import LimitExceeded, NotFound, ServiceTaskFailed, UnreadableState
from engine.execution import Execution, Scalar, Wait, WaitKind
from engine.gates import Finding, GateContext, inspect
from engine.hand_ins import last_submission, newest_offer
from engine.incidents import NeedsAdmin, RunawayInstance, UnreadableInstance
from engine.instances import Instance
from engine.lifecycle import InstanceStands, InstanceState, move_instance
from engine.model import Element, EventKind, Stage
from engine.tables import process_instance
from engine.wait_rows import note_opening

if TYPE_CHECKING:
    from engine.context import Context

_SAVE = update(process_instance).where(process_instance.c.id == bindparam("key"))

MAX_GATE_ROUNDS = 100
"""More event gates in a row than this open only in a drawing that runs in circles."""


@dataclass
class LiveInstance:
    """The one writable view of an instance; `settle` at the end of the command writes it."""

    context: Context
    definition: Definition
    id: str
    office_id: str
    state: InstanceState
    stage: Stage
    started_at: datetime
    variables: dict[str, Scalar]
    revision: int
    ended_at: datetime | None = None
    snapshot: bytes = b""
    submissions: dict[str, Mapping[str, object]] = field(default_factory=dict)
    """Forms handed in during this command, by form key."""
    _execution: Execution | None = None
    _before: dict[str, Wait] = field(default_factory=dict)
    _completed: dict[str, Mapping[str, object]] = field(default_factory=dict)
    _moved: bool = False

    # -- coming to be

    @classmethod
    def fresh(
        cls,
        context: Context,
        definition: Definition,
        *,
        office_id: str,
        variables: Mapping[str, Scalar],
    ) -> LiveInstance:
        """A new instance: its row is written at once, so that other rows can point to it."""
        live = cls(
            context=context,
            definition=definition,
            id=context.new_id(),
            office_id=office_id,
            state=InstanceState.RUNNING,
            stage=Stage(),
            started_at=context.now,
            variables=dict(variables),
            revision=0,
        )
        context.connection.execute(
            insert(process_instance).values(
                id=live.id,
                office_id=office_id,
                definition_id=definition.id,
                state=live.state.value,
                revision=0,
                started_at=context.now,
                stage="",
                stage_en="",
                variables=live.variables,
                snapshot=b"",
                snapshot_sha256="",
            )
        )
        return live

    @classmethod
    def stored(
        cls, context: Context, instance: Instance, row: Row[tuple[object, ...]]
    ) -> LiveInstance:
        """An instance as its locked row says; damage is found here: facts, checksum, a drawing."""
        if isinstance(instance.variables, UnreadableFacts):
            raise UnreadableInstance(instance.id)
        if hashlib.sha256(row.snapshot).hexdigest() != row.snapshot_sha256:
            raise UnreadableInstance(instance.id)
        try:
            return cls.unread(context, instance, row)
        except UnreadableState as drawing:
            raise UnreadableInstance(instance.id) from drawing

    @classmethod
    def unread(
        cls, context: Context, instance: Instance, row: Row[tuple[object, ...]]
    ) -> LiveInstance:
        """The same without believing or refusing its state: for whoever repairs or closes it."""
        return cls(
            context=context,
            definition=context.definitions.get(context, instance.definition_id),
            id=instance.id,
            office_id=instance.office_id,
            state=instance.state,
            stage=Stage(instance.stage, instance.stage_en),
            started_at=instance.started_at,
            ended_at=instance.ended_at,
            variables=dict(instance.variables),
            revision=row.instance_revision,
            snapshot=row.snapshot,
        )

    @property
    def record(self) -> Instance:
        """The instance as gates, law and facts see it now."""
        return Instance(
            id=self.id,
            office_id=self.office_id,
            definition_id=self.definition.id,
            state=self.state,
            stage=self.stage.name,
            stage_en=self.stage.name_en,
            started_at=self.started_at,
            ended_at=self.ended_at,
            variables=self.variables,
        )

    # -- moving

    def begin(self, at: str = "") -> None:
        """Run from the plain start event, or the one that heard something, to the first waits."""
        self._moved = True
        with self._within_limits():
            self._execution = self.definition.executable.start(self, at)

    def complete(self, wait_id: str, submission: Mapping[str, object] | None = None) -> None:
        """End a wait and run on; a user task leaves its submission behind."""
        execution = self._moving()
        self._completed[wait_id] = submission or {}
        with self._within_limits():
            execution.complete(wait_id, self)

    def work(self, wait_id: str) -> None:
        """Do the work of a job and run on; a failure for which an error event is drawn takes it."""
        found = self.wait(wait_id)
        try:
            self.perform(self.element_of(found), found.locals)
        except ServiceTaskFailed as failure:
            execution = self._moving()
            with self._within_limits():
                if not execution.fail(wait_id, failure.message.key, self):
                    raise
            return
        self.complete(wait_id)

    def escalate(self, wait_id: str, name: str) -> bool:
        """Wake the escalation event drawn for a step, or for the whole; False if none is drawn."""
        if not self.definition.hears_escalations:
            return False
        execution = self._moving()
        with self._within_limits():
            return execution.escalate(wait_id, name, self)

    def return_to(self, wait_id: str, element_id: str) -> None:
        """Cancel the scope of a wait and open an earlier step of it."""
        execution = self._moving()
        with self._within_limits():
            execution.return_to(wait_id, element_id, self)

    def cancel(self) -> None:
        """End the instance before its end."""
        self.state = move_instance(self.state, InstanceState.CANCELLED)
        self._moved = True
        self._restored().cancel()

    def set(self, name: str, value: Scalar) -> None:
        """Set a process variable: a routing fact, flat and plain."""
        self.variables[name] = value
        self._moved = True

    def correct(self, name: str, value: Scalar) -> None:
        """Set a variable and write it at once: also of a case that stands still."""
        self.variables[name] = value
        self.revision += 1
        self.context.saved.add(self.id)
        changed = {"key": self.id, "variables": self.variables, "revision": self.revision}
        self.context.connection.execute(_SAVE, changed)

    def give_up(self) -> None:
        """End an instance whose state cannot be read: what is open is closed by its rows alone."""
        self.state = move_instance(self.state, InstanceState.CANCELLED)
        self.ended_at = self.context.now
        self.revision += 1
        self.context.saved.add(self.id)
        projections.close_all(self)
        self.context.connection.execute(
            _SAVE,
            {
                "key": self.id,
                "state": self.state.value,
                "ended_at": self.ended_at,
                "revision": self.revision,
            },
        )
        self.context.registry.business.moved(self.context, self.record)

    def receive(self, said: Mapping[str, Scalar]) -> None:
        """Take over what a message says, as far as the drawing asks for it."""
        for name in self.definition.routing_names & said.keys():
            self.set(name, said[name])

    def wait(self, wait_id: str) -> Wait:
        """An open wait by id; raises `NotFound`."""
        for found in self._restored().waits():
            if found.id == wait_id:
                return found
        raise NotFound()

    def element_of(self, wait: Wait) -> Element:
        return self.definition.element(wait.process_id, wait.element_id)

    def submission(self, form_key: str) -> Mapping[str, object] | None:
        """The newest hand-in of a form: of this command, else of an earlier one."""
        if form_key in self.submissions:
            return self.submissions[form_key]
        if form_key not in self.definition.forms_asked:
            return None
        return last_submission(self.context, self.id, form_key)

    def asked_at(self, form_key: str) -> datetime | None:
        """When the newest task with a form was opened."""
        asked = [
            task.created_at
            for task in self.context.tasks.values()
            if (task.instance_id, task.form_key) == (self.id, form_key)
        ]
        return max(asked) if asked else newest_offer(self.context, self.id, form_key)

    # -- what the executor asks (engine.execution.Host)

    def new_id(self) -> str:
        return self.context.new_id()

    def evaluate(self, text: str, element: Element, locals: Mapping[str, Scalar]) -> object:
        return expressions.evaluate(self.context, self.definition, self.record, text, locals=locals)

    def perform(self, element: Element, locals: Mapping[str, Scalar]) -> None:
        if element.decision_ref and not element.topic:
            deciding.decide(self, element, locals)
            return
        topic = self.context.registry.topics.get(element.topic)
        if topic is None:
            raise ServiceTaskFailed("There is no service %(topic)s.", topic=element.topic)
        with self._undone_if_caught():
            topic.perform(self.context, self, element, locals)

    def throw(self, element: Element, locals: Mapping[str, Scalar]) -> None:
        """Messages and signals leave by the outbox; an escalation stays inside the instance."""
        if element.event is not EventKind.ESCALATION:
            kind = messages.SIGNAL if element.event is EventKind.SIGNAL else messages.MESSAGE
            messages.throw(self, element, kind, locals)

    def passed(self, process_id: str, places: Sequence[str]) -> None:
        """Nobody is told at an office; a run that is tried out shows where it went."""
        if (watcher := self.context.registry.watcher) is not None:
            watcher(process_id, places)

    def adopt(self, execution: Execution) -> None:
        """Keep a state that was carried over from another version, as it stands."""
        self._execution = execution
        self._before = {wait.id: wait for wait in execution.waits()}
        self._save(execution)

    @contextmanager
    def _undone_if_caught(self) -> Iterator[None]:
        """Where an error event may go on after a failure, nothing of the failed work stays."""
        if not self.definition.catches_errors:
            yield
            return
        before, told = dict(self.variables), len(self.context.entries)
        try:
            with (
                self.context.clocks.undone_on_failure(),
                self.context.changes.undone_on_failure(),
                self.context.connection.begin_nested(),
            ):
                yield
        except ServiceTaskFailed:
            self.variables = before
            del self.context.entries[told:]
            self.context.forget_all()
            raise

    # -- being written

    @property
    def has_moved(self) -> bool:
        """Whether there is anything that is not written yet."""
        return self._moved

    def settle(self) -> None:
        """Let event gates through while they open, then write rows and state once."""
        if self.state is InstanceState.INCIDENT:
            return  # Asked again when it goes on.
        if self.state is not InstanceState.RUNNING and not self._moved:
            return  # It is over; one that could not be read has nothing to restore.
        execution = self._restored()
        with self._within_limits():
            findings = self._pass_open_gates(execution)
        if self._moved:
            self._write(execution, findings)
        note_opening(
            self, {wait_id: found for wait_id, found in findings.items() if wait_id in self._before}
        )
        self._before = {wait.id: wait for wait in execution.waits()}

    def _write(self, execution: Execution, findings: Mapping[str, tuple[Finding, ...]]) -> None:
        self._end_if_completed(execution)
        after = {wait.id: wait for wait in execution.waits()}
        projections.write(
            self, before=self._before, after=after, completed=self._completed, findings=findings
        )
        self.context.registry.business.moved(self.context, self.record)
        self._save(execution)
        self._completed, self._moved = {}, False

    def _pass_open_gates(self, execution: Execution) -> dict[str, tuple[Finding, ...]]:
        for _ in range(MAX_GATE_ROUNDS):
            shut: dict[str, tuple[Finding, ...]] = {}
            opened = False
            for wait in execution.waits():
                if wait.kind is not WaitKind.GATE:
                    continue
                findings = self._ask(wait)
                if findings is not None and all(finding.passed for finding in findings):
                    self.complete(wait.id)
                    opened = True
                    break
                shut[wait.id] = findings or ()
            if not opened:
                return shut
        raise LimitExceeded("Event gates open in circles.")

    def _ask(self, wait: Wait) -> tuple[Finding, ...] | None:
        """What the gates of a conditional event say; None while its condition is not true."""
        element = self.element_of(wait)
        if element.condition and self.evaluate(element.condition, element, wait.locals) is not True:
            return None
        gates = [self.context.registry.gates[key] for key in element.gates]
        return inspect(GateContext(self.context, self.record), gates)

    def _end_if_completed(self, execution: Execution) -> None:
        if self.state is InstanceState.RUNNING and execution.is_completed():
            self.state = move_instance(self.state, InstanceState.COMPLETED)
        if self.state in (InstanceState.COMPLETED, InstanceState.CANCELLED):
            self.ended_at = self.context.now

    def _save(self, execution: Execution) -> None:
        snapshot = execution.snapshot()
        self.revision += 1
        self.context.saved.add(self.id)
        self.context.connection.execute(
            _SAVE,
            {
                "key": self.id,
                "definition_id": self.definition.id,
                "state": self.state.value,
                "revision": self.revision,
                "stage": self.stage.name,
                "stage_en": self.stage.name_en,
                "ended_at": self.ended_at,
                "variables": self.variables,
                "snapshot": snapshot,
                "snapshot_sha256": hashlib.sha256(snapshot).hexdigest(),
                "snapshot_copy": snapshot,
            },
        )

    def _moving(self) -> Execution:
        if self.state is InstanceState.INCIDENT:
            raise NeedsAdmin()
        if self.state is not InstanceState.RUNNING:
            raise InstanceStands(state=self.state)
        self._moved = True
        return self._restored()

    @contextmanager
    def _within_limits(self) -> Iterator[None]:
        try:
            yield
        except LimitExceeded as limit:
            raise RunawayInstance(self.id, limit) from limit

    def _restored(self) -> Execution:
        if self._execution is None:
            try:
                self._execution = self.definition.executable.restore(self.snapshot)
            except UnreadableState:
                raise UnreadableInstance(self.id) from None
            self._before = {wait.id: wait for wait in self._execution.waits()}
        return self._execution
