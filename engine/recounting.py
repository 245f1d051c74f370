"""Counting open clocks anew by another calendar: which would move, and writing all of them at once.

The ledger is not touched: it says what happened. The due columns are an index of what it comes to,
and that depends on the days that are worked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select, text, update

from engine.calendar import Calendar, end_of_day, instant
from engine.database import Instant
from engine.deadlines import due_of
from engine.execution import WaitKind
from engine.instances import INSTANCE_COLUMNS, Instance, instance_of
from engine.ledgers import Ledger, ledgers_of
from engine.lifecycle import LIVE_INSTANCE, WaitState
from engine.places import move_tasks
from engine.tables import KEY, clock, process_instance, user_task, wait
from engine.view import View

if TYPE_CHECKING:
    from engine.context import Context

AT_ONCE = 400
"""Instances whose clocks are read in one statement."""

_HOLD = text("LOCK TABLE process_instance IN EXCLUSIVE MODE")
"""Views go on reading; whoever locks, writes or begins an instance waits."""

_LIVE = [state.value for state in LIVE_INSTANCE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """The days between which two calendars differ, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """An open clock whose due instant is another one by the other calendar."""

    clock_id: str
    instance_id: str
    task_id: str | None
    key: str
    before: datetime
    after: datetime


def difference(one: Calendar, other: Calendar) -> Stretch | None:
    """Where two calendars say otherwise which days are worked; None when they agree."""
    days = [
        day
        for day in {*one.days, *other.days}
        if one.is_working_day(day) != other.is_working_day(day)
    ]
    return Stretch(first=min(days), last=max(days)) if days else None


def moves(view: View, calendar: Calendar, stretch: Stretch) -> Iterator[Move]:
    """Every open clock that is due at another instant by this calendar, instance by instance."""
    instances = _instances(view, stretch)
    for begin in range(0, len(instances), AT_ONCE):
        some = {one.id: one for one in instances[begin : begin + AT_ONCE]}
        for ledger in ledgers_of(view, some, running=True):
            move = _move(view, some[ledger.instance_id], ledger, calendar)
            if move is not None:
                yield move


def hold_clocks(context: Context) -> None:
    """Until the end of this command no other starts or moves a case.

    What is being done ends first, and is counted with the rest; what comes after reads the calendar
    that was written meanwhile. To be called before the calendar is read, as another year may be
    about to hold. SQLite has one writer at a time anyway.
    """
    if context.connection.dialect.name == "postgresql":
        context.connection.execute(_HOLD)


def recount(context: Context, calendar: Calendar, stretch: Stretch) -> Sequence[Move]:
    """Write the due columns of all open clocks by a calendar that is about to hold.

    Called before its days are written, in the same transaction and while the clocks are held.
    Event gates that open at an instant are asked again: theirs may be another one too.
    """
    found = list(moves(context, calendar, stretch))
    _write(context, found)
    for instance_id in _at_gates(context, stretch):
        context.touch(instance_id)
    return found


def _instances(view: View, stretch: Stretch) -> list[Instance]:
    """Instances with an open clock that runs into the stretch: no other clock can move."""
    reached = (
        select(clock.c.instance_id)
        .outerjoin(user_task, user_task.c.id == clock.c.task_id)
        .where(
            clock.c.stopped_at.is_(None),
            user_task.c.ended_at.is_(None),
            clock.c.started_at <= end_of_day(stretch.last),
            clock.c.due_at >= instant(stretch.first, time.min),
        )
    )
    rows = view.connection.execute(
        select(*INSTANCE_COLUMNS)
        .where(process_instance.c.id.in_(reached), process_instance.c.state.in_(_LIVE))
        .order_by(process_instance.c.id)
    )
    return [instance_of(row) for row in rows]


def _move(view: View, instance: Instance, ledger: Ledger, calendar: Calendar) -> Move | None:
    business = view.registry.business
    rules = business.deadline_rules(view, instance)
    before, after = (
        due_of(ledger.clock, ledger.events, days, rules)
        for days in (business.calendar(view), calendar)
    )
    if before is None or after is None or before == after:
        return None
    return Move(
        clock_id=ledger.clock.id,
        instance_id=ledger.instance_id,
        task_id=ledger.task_id,
        key=ledger.clock.key,
        before=before,
        after=after,
    )


def _write(context: Context, found: Sequence[Move]) -> None:
    rows = [{"of_clock": move.clock_id, "due": move.after} for move in found]
    if not rows:
        return
    due, mine = bindparam("due", type_=Instant()), bindparam("of_clock", type_=KEY)
    context.connection.execute(update(clock).where(clock.c.id == mine).values(due_at=due), rows)
    # Those of its own case: else every open wait of the town would be looked at for each clock.
    follows = and_(
        wait.c.instance_id == bindparam("of_instance", type_=KEY),
        wait.c.clock_id == mine,
        wait.c.state == WaitState.OPEN.value,
    )
    context.connection.execute(
        update(wait).where(follows).values(due_at=due),
        [{**row, "of_instance": move.instance_id} for row, move in zip(rows, found, strict=True)],
    )
    steps = [row for row, move in zip(rows, found, strict=True) if move.task_id is not None]
    if steps:
        # The clock of a task has the task's id.
        of_task = update(user_task).where(user_task.c.id == mine).values(due_at=due)
        context.connection.execute(of_task, steps)
    instance_ids = sorted({move.instance_id for move in found})
    for begin in range(0, len(instance_ids), AT_ONCE):
        move_tasks(context.connection, instance_ids[begin : begin + AT_ONCE])


def _at_gates(context: Context, stretch: Stretch) -> list[str]:
    return list(
        context.connection.execute(
            select(wait.c.instance_id)
            .where(
                wait.c.kind == WaitKind.GATE.value,
                wait.c.state == WaitState.OPEN.value,
                wait.c.due_at >= instant(stretch.first, time.min),
            )
            .distinct()
        ).scalars()
    )
