"""The clocks of one command: the ledger is appended to, the due columns follow what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from engine import clock_rows
from engine.deadlines import ClockEvent, DeadlineClock, EventKind, due_of, with_event
from engine.errors import ServiceTaskFailed
from engine.instances import Instance
from engine.ledgers import Ledger, ledger_of_task, whole_ledgers
from engine.limits import known_due, resolve_budget
from engine.places import move_tasks

if TYPE_CHECKING:
    from engine.context import Context


class Clocks:
    """The clocks of one command: what it starts and records, written together at the end."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._started: dict[str, Ledger] = {}
        self._changed: dict[str, Ledger] = {}
        self._unwritten: set[str] = set()
        self._moved: set[str] = set()
        """Clocks that are due at another time than before."""
        self._events: list[dict[str, object]] = []
        self._unplaced: set[str] = set()
        """Instances whose open tasks may have another place in lists than before."""

    @contextmanager
    def undone_on_failure(self) -> Iterator[None]:
        """Forget what was done to clocks within, if it ends in an error that is caught outside."""
        started, changed = dict(self._started), dict(self._changed)
        unwritten, moved, events = set(self._unwritten), set(self._moved), list(self._events)
        try:
            yield
        except ServiceTaskFailed:
            self._started, self._changed = started, changed
            self._unwritten, self._moved, self._events = unwritten, moved, events
            raise

    def start(
        self,
        instance: Instance,
        text: str,
        *,
        task_id: str | None = None,
        provisional: bool = False,
        at: datetime | None = None,
    ) -> datetime:
        """Start a clock for the whole instance or one task; returns when it is due.

        `text` is a law key or, for an internal step, a literal budget such as `16wh`. The clock of
        a task has the task's id.
        """
        context = self._context
        key, budget, rule, mark = resolve_budget(context, instance, text)
        made = DeadlineClock(
            id=task_id or context.new_id(),
            budget=budget,
            key=key,
            rule=rule,
            mark=mark,
            provisional=provisional,
        )
        start = ClockEvent(kind=EventKind.START, at=at or context.now, actor=context.actor.id)
        ledger = Ledger(made, (start,), instance.id, task_id)
        self._started[made.id] = ledger
        self._unwritten.add(made.id)
        return known_due(self.due_of(instance, ledger))

    def give_way(self, instance: Instance) -> None:
        """The provisional clock of an instance stops: the next one, which starts now, says so."""
        ledger = self.of_instance(instance)
        if ledger is not None and ledger.clock.provisional:
            context = self._context
            stop = ClockEvent(kind=EventKind.STOP, at=context.now, actor=context.actor.id)
            self._go_on(instance, replace(ledger, events=with_event(ledger.events, stop)))

    def record(self, instance: Instance, ledger: Ledger, event: ClockEvent) -> Ledger:
        """Append an event; raises when it cannot be the next. Timers tied to the clock follow."""
        after = replace(ledger, events=with_event(ledger.events, event))
        if ledger.clock.id not in self._started and self.due_of(instance, after) != self.due_of(
            instance, ledger
        ):
            self._moved.add(ledger.clock.id)
        self._events.append(clock_rows.event_row(self._context.new_id(), ledger.clock.id, event))
        self._go_on(instance, after)
        return after

    def of_instance(self, instance: Instance) -> Ledger | None:
        """The clock of the whole instance that is not stopped, as it stands in this command."""
        mine = [
            ledger
            for ledger in (*self._changed.values(), *self._started.values())
            if ledger.instance_id == instance.id and ledger.task_id is None
        ]
        known = {ledger.clock.id for ledger in mine}
        mine += [
            ledger
            for ledger in whole_ledgers(self._context, instance.id)
            if ledger.clock.id not in known
        ]
        return next((ledger for ledger in mine if not ledger.is_stopped), None)

    def of_task(self, task_id: str, key: str) -> Ledger | None:
        """The clock of a task when it goes by this law key; started in this command or before."""
        ledger = self.of_step(task_id)
        return ledger if ledger is not None and ledger.clock.key == key else None

    def of_step(self, task_id: str) -> Ledger | None:
        """The clock of a task as it stands in this command, whatever it goes by."""
        ledger = self._changed.get(task_id) or self._started.get(task_id)
        return ledger or ledger_of_task(self._context, task_id)

    def rebudget(self, instance: Instance, ledger: Ledger, text: str) -> Ledger:
        """Give a running clock another limit; it keeps its start and all that happened to it."""
        key, budget, rule, mark = resolve_budget(self._context, instance, text)
        made = replace(ledger.clock, key=key, budget=budget, rule=rule, mark=mark)
        after = replace(ledger, clock=made)
        self._moved.add(made.id)
        self._context.forget(("due", made.id, len(ledger.events)))
        self._go_on(instance, after)
        return after

    def due_of(self, instance: Instance, ledger: Ledger) -> datetime | None:
        """When a clock is due as things stand; None while it is paused. Counted once a command."""
        business, context = self._context.registry.business, self._context
        return context.once(
            ("due", ledger.clock.id, len(ledger.events)),
            lambda: due_of(
                ledger.clock,
                ledger.events,
                business.calendar(context),
                business.deadline_rules(context, instance),
            ),
        )

    def flush(self, instances: Mapping[str, Instance]) -> None:
        """Write what was started and recorded, and move the due columns that depend on it."""
        connection = self._context.connection
        unwritten = [*self._of_unwritten(self._started), *self._of_unwritten(self._changed)]
        dues = {
            ledger.clock.id: self.due_of(instances[ledger.instance_id], ledger)
            for ledger in unwritten
        }
        clock_rows.write(
            connection,
            [
                clock_rows.row_of(
                    ledger, dues[ledger.clock.id], instances[ledger.instance_id].office_id
                )
                for ledger in unwritten
            ],
        )
        clock_rows.append(connection, self._events)
        for ledger in self._of_unwritten(self._changed):
            clock_rows.move_what_follows(
                connection,
                ledger,
                dues[ledger.clock.id],
                with_timers=ledger.clock.id in self._moved,
            )
        # Of clocks that start, those of tasks move nothing else: they open with their tasks.
        self._unplaced |= {
            ledger.instance_id
            for ledger in unwritten
            if ledger.task_id is None or ledger.clock.id in self._changed
        }
        self._unwritten, self._moved, self._events = set(), set(), []

    def are_placed(self, instance_id: str) -> None:
        """The open tasks of an instance have been written after its clocks."""
        self._unplaced.discard(instance_id)

    def place(self) -> None:
        """Write the places in lists of all open tasks that depend on a clock that was written."""
        move_tasks(self._context.connection, self._unplaced)
        self._unplaced = set()

    def _go_on(self, instance: Instance, after: Ledger) -> None:
        """From here on the clock is known as it stands now; `flush` writes it."""
        known = self._started if after.clock.id in self._started else self._changed
        known[after.clock.id] = after
        self._unwritten.add(after.clock.id)
        self._context.forget(("ledgers", instance.id), ("whole ledgers", instance.id))

    def _of_unwritten(self, known: Mapping[str, Ledger]) -> list[Ledger]:
        return [ledger for key, ledger in known.items() if key in self._unwritten]
