"""Clocks as rows: the ledger is appended to, the due columns are an index of what it says.

A clock's row is its start. A task's clock stops with the task, and a provisional one as the next of
its instance starts: their rows already say so. Only what happens between, and the stop of any other
clock of a whole instance, are rows of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from sqlalchemy import Row, Select, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.budgets import Budget
from engine.deadlines import (
    ClockEvent,
    DeadlineClock,
    EventKind,
    Projection,
    due_of,
    project,
    with_event,
)
from engine.errors import ModelError, ServiceTaskFailed
from engine.instances import Instance
from engine.places import move_tasks
from engine.tables import clock, clock_event, user_task, wait
from engine.view import View

if TYPE_CHECKING:
    from engine.context import Context


LEDGER_COLUMNS = (
    *(column.label(f"clock_{column.name}") for column in clock.c),
    *(column.label(f"event_{column.name}") for column in clock_event.c),
)
"""A clock and one of its events; with what a row is about beside it, names do not meet."""

_FOLLOWING = ("key", "rule", "mark", "budget", "due_at", "stopped_at", "paused")
"""What may change in the row of a clock: its limit, and the index of what its ledger says."""

_WRITE = {
    dialect: (written := made.insert(clock)).on_conflict_do_update(
        index_elements=["id"], set_={name: written.excluded[name] for name in _FOLLOWING}
    )
    for dialect, made in (("sqlite", sqlite), ("postgresql", postgresql))
}
"""A clock is written whole: one statement takes in those that start and those that go on."""

_APPEND = insert(clock_event)
_WITH_EVENTS: Select[tuple[object, ...]] = (
    select(
        *LEDGER_COLUMNS,
        user_task.c.ended_at.label("task_ended_at"),
        user_task.c.completed_by.label("task_completed_by"),
    )
    .select_from(clock)
    .outerjoin(user_task, user_task.c.id == clock.c.task_id)
    .outerjoin(clock_event, clock_event.c.clock_id == clock.c.id)
    .order_by(clock.c.id, clock_event.c.id)
)


@dataclass(frozen=True, slots=True)
class Ledger:
    """One clock with its events: all there is to know about a deadline."""

    clock: DeadlineClock
    events: tuple[ClockEvent, ...]
    instance_id: str
    task_id: str | None

    @property
    def is_stopped(self) -> bool:
        return bool(self.events) and self.events[-1].kind is EventKind.STOP

    @property
    def is_paused(self) -> bool:
        return bool(self.events) and self.events[-1].kind is EventKind.PAUSE


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
        return _known(self.due_of(instance, ledger))

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
        self._note(ledger.clock.id, event)
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
        return ledger or self._stored(task_id)

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
        if unwritten:
            rows = [self._row(instances, ledger) for ledger in unwritten]
            connection.execute(_WRITE[connection.dialect.name], rows)
        if self._events:
            connection.execute(_APPEND, self._events)
        for ledger in self._of_unwritten(self._changed):
            self._move(instances[ledger.instance_id], ledger)
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

    def _stored(self, task_id: str) -> Ledger | None:
        rows = self._context.connection.execute(_WITH_EVENTS.where(clock.c.id == task_id))
        return next(iter(_ledgers_in(rows)), None)

    def _note(self, clock_id: str, event: ClockEvent) -> None:
        self._events.append(
            {
                "id": self._context.new_id(),
                "clock_id": clock_id,
                "kind": event.kind.value,
                "at": event.at,
                "reason": event.reason,
                "document": event.document,
                "actor": event.actor,
                "to": event.to,
            }
        )

    def _row(self, instances: Mapping[str, Instance], ledger: Ledger) -> dict[str, object]:
        return {
            "id": ledger.clock.id,
            "instance_id": ledger.instance_id,
            "office_id": instances[ledger.instance_id].office_id,
            "task_id": ledger.task_id,
            **_limit_of(ledger.clock),
            "started_at": ledger.events[0].at,
            "started_by": ledger.events[0].actor,
            "provisional": ledger.clock.provisional,
            **self._index(instances[ledger.instance_id], ledger),
        }

    def _index(self, instance: Instance, ledger: Ledger) -> dict[str, object]:
        due = self.due_of(instance, ledger)
        return {
            "due_at": due,
            "stopped_at": ledger.events[-1].at if ledger.is_stopped else None,
            "paused": due is None and not ledger.is_stopped,
        }

    def _move(self, instance: Instance, ledger: Ledger) -> None:
        """Let the task of a clock and the timers that follow it be due when it is."""
        due, connection = self.due_of(instance, ledger), self._context.connection
        if ledger.task_id is None:
            return  # Timers follow the clocks of steps alone.
        # A clock that stops before its step ends has left the step without a limit.
        of_task = None if ledger.is_stopped else due
        connection.execute(
            update(user_task).where(user_task.c.id == ledger.task_id).values(due_at=of_task)
        )
        if ledger.clock.id in self._moved:
            connection.execute(
                update(wait)
                .where(wait.c.clock_id == ledger.clock.id, wait.c.state == "open")
                .values(due_at=due)
            )


def _limit_of(made: DeadlineClock) -> dict[str, object]:
    return {
        "key": made.key,
        "rule": made.rule,
        "mark": made.mark,
        "budget": str(made.budget),
    }


def resolve_budget(view: View, instance: Instance, text: str) -> tuple[str, Budget, str, str]:
    """(law key, budget, rule id, mark) of a `vd:deadline`: a law key or a literal budget."""
    try:
        return "", Budget.parse(text), "", "d"
    except ValueError:
        fact = view.registry.business.law(view, instance, text)
    try:
        return text, Budget.parse(str(fact.value)), fact.rule, fact.mark
    except ValueError:
        raise ModelError("The law value %(key)s is not a time limit.", key=text) from None


def ledgers(view: View, instance_id: str) -> tuple[Ledger, ...]:
    """Every clock of an instance with its events, oldest first."""
    return view.once(("ledgers", instance_id), lambda: ledgers_of(view, [instance_id]))


def whole_ledgers(view: View, instance_id: str) -> tuple[Ledger, ...]:
    """The clocks of the instance itself, however many steps it has seen."""
    return view.once(
        ("whole ledgers", instance_id),
        lambda: _ledgers_in(
            view.once(
                ("rows of whole ledgers", instance_id),
                lambda: view.connection.execute(_of(instance_id, whole=True)).all(),
            )
        ),
    )


def know_whole(view: View, instance_id: str, rows: Sequence[Row[tuple[object, ...]]]) -> None:
    """Let a view that has read the clocks of an instance beside something else know them."""
    view.once(("rows of whole ledgers", instance_id), lambda: rows)


def ledgers_of(
    view: View, instance_ids: Iterable[str], *, whole: bool = False, running: bool = False
) -> tuple[Ledger, ...]:
    """Clocks of several instances in one query.

    `whole` leaves the steps' clocks out, `running` those that are stopped.
    """
    return _ledgers_in(view.connection.execute(_of(*instance_ids, whole=whole, running=running)))


def _of(*instance_ids: str, whole: bool, running: bool = False) -> Select[tuple[object, ...]]:
    query = _WITH_EVENTS.where(clock.c.instance_id.in_(instance_ids))
    if whole:
        query = query.where(clock.c.task_id.is_(None))
    if running:
        query = query.where(clock.c.stopped_at.is_(None), user_task.c.ended_at.is_(None))
    return query


def _ledgers_in(rows: Iterable[Row[tuple[object, ...]]]) -> tuple[Ledger, ...]:
    """Clocks in the order in which they started, from the rows of their events."""
    groups = groupby(rows, key=lambda row: row.clock_id)
    found = [_ledger([*group]) for clock_id, group in groups if clock_id is not None]
    successors = dict[str, Ledger]()
    for place in range(len(found) - 1, -1, -1):
        ledger = found[place]
        if ledger.task_id is None:
            found[place] = _given_way(ledger, successors.get(ledger.instance_id))
            successors[ledger.instance_id] = ledger
    return tuple(found)


def _given_way(ledger: Ledger, successor: Ledger | None) -> Ledger:
    """A provisional clock has stopped where the next one of its instance started."""
    if successor is None or not ledger.clock.provisional or ledger.is_stopped:
        return ledger
    start = successor.events[0]
    stop = ClockEvent(kind=EventKind.STOP, at=start.at, actor=start.actor)
    return replace(ledger, events=(*ledger.events, stop))


def _ledger(rows: Sequence[Row[tuple[object, ...]]]) -> Ledger:
    """One clock from the rows of its events; a clock without any has one row without event."""
    first = rows[0]
    start = ClockEvent(
        kind=EventKind.START, at=first.clock_started_at, actor=first.clock_started_by
    )
    events = [start, *(_event_of(row) for row in rows if row.event_id is not None)]
    if first.clock_task_id is not None and first.task_ended_at is not None:
        actor = first.task_completed_by or ""
        events.append(ClockEvent(kind=EventKind.STOP, at=first.task_ended_at, actor=actor))
    return Ledger(_clock_of(first), tuple(events), first.clock_instance_id, first.clock_task_id)


def projection_of(view: View, instance: Instance, ledger: Ledger) -> Projection:
    """Due instant, state and explanation of a clock at the view's instant."""
    business = view.registry.business
    return project(
        ledger.clock,
        ledger.events,
        business.calendar(view),
        view.now,
        business.deadline_rules(view, instance),
    )


def _clock_of(row: Row[tuple[object, ...]]) -> DeadlineClock:
    return DeadlineClock(
        id=row.clock_id,
        budget=Budget.parse(row.clock_budget),
        key=row.clock_key,
        rule=row.clock_rule,
        mark=row.clock_mark,
        provisional=row.clock_provisional,
    )


def _event_of(row: Row[tuple[object, ...]]) -> ClockEvent:
    return ClockEvent(
        kind=EventKind(row.event_kind),
        at=row.event_at,
        reason=row.event_reason,
        document=row.event_document,
        actor=row.event_actor,
        to=row.event_to,
    )


def due_from(view: View, instance: Instance, text: str, *, start: datetime) -> datetime:
    """When a limit that began at `start` would be due, without keeping a clock for it."""
    key, budget, rule, mark = resolve_budget(view, instance, text)
    made = DeadlineClock(id="", budget=budget, key=key, rule=rule, mark=mark)
    ledger = Ledger(made, (ClockEvent(kind=EventKind.START, at=start),), instance.id, None)
    return _known(projection_of(view, instance, ledger).due)


def _known(due: datetime | None) -> datetime:
    """A clock that was only started has a due instant; only a paused one has none."""
    if due is None:
        raise ModelError("A clock without a pause must have a due date.")
    return due
