"""A clock with its events, as rows say: all there is to know about a deadline.

A clock's row is its start. A task's clock stops with the task, and a provisional one as the next of
its instance starts: their rows already say so. Only what happens between, and the stop of any other
clock of a whole instance, are rows of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import Row, Select, select

from engine.budgets import Budget
from engine.deadlines import ClockEvent, DeadlineClock, EventKind, Projection, project
from engine.instances import Instance
from engine.tables import clock, clock_event, user_task
from engine.view import View

LEDGER_COLUMNS = (
    *(column.label(f"clock_{column.name}") for column in clock.c),
    *(column.label(f"event_{column.name}") for column in clock_event.c),
)
"""A clock and one of its events; with what a row is about beside it, names do not meet."""

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


def ledger_of_task(view: View, task_id: str) -> Ledger | None:
    """The clock of a task, whatever it goes by; it has the task's id."""
    rows = view.connection.execute(_WITH_EVENTS.where(clock.c.id == task_id))
    return next(iter(_ledgers_in(rows)), None)


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
