"""A live instance within one command: it moves, answers its executor, and is written once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from engine import projections
from engine.definitions import Definition
from engine.errors import LimitExceeded, NotFound, ServiceTaskFailed, UnreadableState
from engine.event_gates import pass_open_gates
from engine.execution import Execution, Host, Scalar, Wait
from engine.gates import Finding
from engine.hand_ins import last_submission, newest_offer
from engine.hosting import InstanceHost
from engine.incidents import NeedsAdmin, RunawayInstance, UnreadableInstance
from engine.instances import Instance
from engine.lifecycle import InstanceStands, InstanceState, move_instance
from engine.model import Element, Stage
from engine.outcome import SAVE
from engine.wait_rows import note_opening

if TYPE_CHECKING:
    from engine.context import Context


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

    @property
    def host(self) -> Host:
        """What answers the executor while this instance moves."""
        return InstanceHost(self)

    # -- moving

    def begin(self, at: str = "") -> None:
        """Run from the plain start event, or the one that heard something, to the first waits."""
        self._moved = True
        with self._within_limits():
            self._execution = self.definition.executable.start(self.host, at)

    def complete(self, wait_id: str, submission: Mapping[str, object] | None = None) -> None:
        """End a wait and run on; a user task leaves its submission behind."""
        execution = self._moving()
        self._completed[wait_id] = submission or {}
        with self._within_limits():
            execution.complete(wait_id, self.host)

    def work(self, wait_id: str) -> None:
        """Do the work of a job and run on; a failure for which an error event is drawn takes it."""
        found = self.wait(wait_id)
        try:
            self.host.perform(self.element_of(found), found.locals)
        except ServiceTaskFailed as failure:
            execution = self._moving()
            with self._within_limits():
                if not execution.fail(wait_id, failure.message.key, self.host):
                    raise
            return
        self.complete(wait_id)

    def escalate(self, wait_id: str, name: str) -> bool:
        """Wake the escalation event drawn for a step, or for the whole; False if none is drawn."""
        if not self.definition.hears_escalations:
            return False
        execution = self._moving()
        with self._within_limits():
            return execution.escalate(wait_id, name, self.host)

    def return_to(self, wait_id: str, element_id: str) -> None:
        """Cancel the scope of a wait and open an earlier step of it."""
        execution = self._moving()
        with self._within_limits():
            execution.return_to(wait_id, element_id, self.host)

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
        self.context.connection.execute(SAVE, changed)

    def give_up(self) -> None:
        """End an instance whose state cannot be read: what is open is closed by its rows alone."""
        self.state = move_instance(self.state, InstanceState.CANCELLED)
        self.ended_at = self.context.now
        self.revision += 1
        self.context.saved.add(self.id)
        projections.close_all(self)
        self.context.connection.execute(
            SAVE,
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

    def adopt(self, execution: Execution) -> None:
        """Keep a state that was carried over from another version, as it stands."""
        self._execution = execution
        self._before = {wait.id: wait for wait in execution.waits()}
        self._save(execution)
        self.context.write_outcome()

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
            findings = pass_open_gates(self, execution)
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

    def _end_if_completed(self, execution: Execution) -> None:
        if self.state is InstanceState.RUNNING and execution.is_completed():
            self.state = move_instance(self.state, InstanceState.COMPLETED)
        if self.state in (InstanceState.COMPLETED, InstanceState.CANCELLED):
            self.ended_at = self.context.now

    def _save(self, execution: Execution) -> None:
        snapshot = execution.snapshot()
        self.revision += 1
        self.context.saved.add(self.id)
        self.context.outcome.saved.append(
            {
                "key": self.id,
                "definition_id": self.definition.id,
                "state": self.state.value,
                "revision": self.revision,
                "stage": self.stage.name,
                "stage_en": self.stage.name_en,
                "ended_at": self.ended_at,
                "variables": dict(self.variables),
                "snapshot": snapshot,
                "snapshot_sha256": hashlib.sha256(snapshot).hexdigest(),
                "snapshot_copy": snapshot,
            }
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
