"""What a command works with: one transaction, one instant, one actor, a journal to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import Connection, Row, bindparam, select, update

from engine import taking_up
from engine.actors import Actor
from engine.case_reading import WHOLE_INSTANCE, read_case
from engine.changes import Changes
from engine.clocks import Clocks
from engine.days import CALENDAR_REVISION
from engine.definitions import Definition, Definitions
from engine.errors import LimitExceeded, NotFound
from engine.execution import WaitKind
from engine.ids import Ids
from engine.instances import UserTask, instance_of, task_of
from engine.journal import JournalEntry
from engine.ledgers import know_whole
from engine.lifecycle import InstanceState, WaitState
from engine.live import LiveInstance
from engine.outcome import Outcome
from engine.overrides import know_none
from engine.registry import Registry
from engine.tables import process_instance, wait
from engine.view import View

MAX_ROUNDS = 100
"""Instances that touch one another more often than this would never come to rest."""

_INSTANCE = (
    select(*WHOLE_INSTANCE).where(process_instance.c.id == bindparam("key")).with_for_update()
)
_TOUCH = (
    update(process_instance)
    .where(process_instance.c.id == bindparam("key"))
    .values(revision=process_instance.c.revision + 1)
)
_OPEN_GATE = (
    select(wait.c.id)
    .join(process_instance, process_instance.c.id == wait.c.instance_id)
    .where(
        wait.c.instance_id == bindparam("key"),
        wait.c.kind == WaitKind.GATE.value,
        wait.c.state == WaitState.OPEN.value,
        process_instance.c.state == InstanceState.RUNNING.value,
    )
    .limit(1)
)
# Statements on the way of every command are made once: making one costs more than running it.


class Context(View):
    """The unit of work of one command; the door makes it, handlers use it, nobody keeps it."""

    def __init__(
        self,
        connection: Connection,
        *,
        now: datetime,
        actor: Actor,
        registry: Registry,
        definitions: Definitions,
        ids: Ids,
    ) -> None:
        super().__init__(connection, now, registry)
        self.actor = actor
        self.definitions = definitions
        self._ids = ids
        self.entries: list[JournalEntry] = []
        self.after_commit: list[Callable[[], None]] = []
        self.jobs: list[str] = []
        """What this command leaves to the system, to be done in transactions of their own."""
        self._live: dict[str, LiveInstance] = {}
        self.tasks: dict[str, UserTask] = {}
        """Tasks that were read and locked, as they were when the command began."""
        self.touched: set[str] = set()
        self.saved: set[str] = set()
        """Instances whose rows this command has written, and with them a new revision."""
        self.outcome = Outcome()
        self.clocks = Clocks(self)
        self.changes = Changes(connection)

    def new_id(self) -> str:
        return self._ids.new(self.now)

    @property
    def ids(self) -> Ids:
        return self._ids

    def record(
        self,
        action: str,
        object_type: str,
        object_id: str,
        *,
        office_id: str = "",
        instance_id: str = "",
        **details: object,
    ) -> None:
        """Tell the journal what was done; written with the change, in the same transaction."""
        self.entries.append(
            JournalEntry(
                action=action,
                object_type=object_type,
                object_id=object_id,
                office_id=office_id or self.actor.office_id,
                instance_id=instance_id,
                details=details,
            )
        )

    def instance(self, instance_id: str) -> LiveInstance:
        """The instance, its row locked; its engine state is restored only when it moves."""
        if instance_id not in self._live:
            row = self.connection.execute(_INSTANCE, {"key": instance_id}).one_or_none()
            if row is None:
                raise NotFound()
            self.adopt(taking_up.stored(self, instance_of(row), row))
        return self._live[instance_id]

    def task(self, task_id: str) -> UserTask:
        """The user task and its instance, both locked, read with the rest of the case.

        The instance is locked first, here and everywhere: two commands on the same instance queue
        up behind its row instead of waiting for each other.
        """
        rows = read_case(self.connection, self.registry.case_query, task_id)
        if not rows:
            raise NotFound()
        first = rows[0]
        task = self.tasks[task_id] = task_of(first)
        self.once(CALENDAR_REVISION, lambda: str(first.calendar))
        know_whole(self, task.instance_id, rows)
        if not first.has_overrides:
            know_none(self, task.instance_id)
        if (companion := self.registry.business.companion) is not None:
            companion.know(self, first)
        self.adopt_row(first)
        return task

    def adopt_row(self, row: Row[tuple[object, ...]]) -> None:
        """Take in the instance that a statement read and locked beside something of its own."""
        found = instance_of(row)
        if found.id not in self._live:
            self.adopt(taking_up.stored(self, found, row))

    def adopt(self, live: LiveInstance) -> LiveInstance:
        """Take an instance into this unit of work, so that it is settled at the end."""
        self._live[live.id] = live
        return live

    def start_instance(
        self,
        process_key: str,
        *,
        office_id: str,
        variables: Mapping[str, str | int | bool | None],
        definition: Definition | None = None,
    ) -> LiveInstance:
        """A new instance of the latest version (or the one that is given).

        Its row exists, its first waits come at `begin`.
        """
        definition = definition or self.definitions.latest(self, process_key)
        return self.adopt(
            taking_up.fresh(self, definition, office_id=office_id, variables=variables)
        )

    def touch(self, instance_id: str) -> None:
        """Something an event gate may look at has changed: ask the gates again at the end."""
        self.touched.add(instance_id)

    def settle(self) -> None:
        """Let open gates through and write every instance that moved, until nothing moves."""
        for _ in range(MAX_ROUNDS):
            ahead = self._unsettled()
            if not ahead:
                self.write_clocks()
                self.clocks.place()
                self.changes.write()
                self._show_in_revisions()
                return
            for live in ahead:
                self.touched.discard(live.id)
                live.settle()
            self.write_outcome()
        raise LimitExceeded("Instances move one another in circles.")

    def write_outcome(self) -> None:
        """Write what instances have come to, before somebody looks at their rows again."""
        outcome, self.outcome = self.outcome, Outcome()
        outcome.write(self)

    def write_clocks(self) -> None:
        """Write the clocks of this command, before what looks at their rows."""
        self.clocks.flush({live.id: live.record for live in self._live.values()})

    def _show_in_revisions(self) -> None:
        """Whatever is changed under the lock of an instance shows in the instance's revision."""
        unsaved = self._live.keys() - self.saved
        if unsaved and self.entries:
            self.connection.execute(_TOUCH, [{"key": key} for key in sorted(unsaved)])

    def _unsettled(self) -> list[LiveInstance]:
        for instance_id in sorted(self.touched - self._live.keys()):
            if self._has_open_gate(instance_id):
                self.instance(instance_id)
        self.touched &= self._live.keys()
        return [live for live in self._live.values() if live.has_moved or live.id in self.touched]

    def _has_open_gate(self, instance_id: str) -> bool:
        return self.connection.execute(_OPEN_GATE, {"key": instance_id}).first() is not None
