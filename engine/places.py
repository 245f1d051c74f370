"""Where an open task stands in lists: kept with its row, so that a list is read from an index.

A task is as urgent as the nearer of its own due instant and that of its whole instance. Whatever
moves one of the two clocks writes the place anew in the same transaction.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)

from engine.database import Instant
from engine.tables import KEY, clock, user_task

DUE, UNDATED, PAUSED = range(3)
"""Ranks: what has a date comes first, what is paused last."""

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""Where tasks without an instant stand: at the end."""

_own = clock.alias("own")
_whole = clock.alias("whole")


def place_of(
    step_due: ColumnElement[datetime], instance: ColumnElement[str], *, paused: ColumnElement[bool]
) -> dict[str, ColumnElement[object]]:
    """Rank and nearest due instant as SQL, by the step's due instant and the running whole clock.

    `paused` says whether the step's own clock stands still.
    """
    # There is one running clock of an instance at most, or none: what is the most of it is its own.
    due = func.max(_whole.c.due_at)
    stands_still = func.max(case((_whole.c.paused.is_(True), 1), else_=0)) == 1
    has_no_step = step_due.is_(None)
    rank = case(
        (and_(has_no_step, or_(stands_still, paused)), PAUSED),
        (and_(has_no_step, due.is_(None)), UNDATED),
        else_=DUE,
    )
    nearest = case(
        (has_no_step, due),
        (due.is_(None), step_due),
        (step_due <= due, step_due),
        else_=due,
    )
    never = literal(NEVER, Instant())
    return {
        "rank": _of_running_clock(rank, instance),
        "nearest_due": _of_running_clock(func.coalesce(nearest, never), instance),
    }


def _of_running_clock(
    asked: ColumnElement[object], instance: ColumnElement[str]
) -> ColumnElement[object]:
    running = and_(
        _whole.c.instance_id == instance, _whole.c.task_id.is_(None), _whole.c.stopped_at.is_(None)
    )
    return select(asked).where(running).scalar_subquery()


FRESH = place_of(
    bindparam("step_due", type_=Instant()),
    bindparam("of_instance", type_=KEY),
    paused=literal(False),
)
"""The place of a task that opens: its own clock has just begun."""

_ALL = (
    update(user_task)
    .where(user_task.c.ended_at.is_(None))
    .values(
        place_of(
            user_task.c.due_at,
            user_task.c.instance_id,
            paused=exists()
            .where(
                _own.c.id == user_task.c.id, _own.c.stopped_at.is_(None), _own.c.paused.is_(True)
            )
            .correlate(user_task),
        )
    )
)
_MOVE = _ALL.where(user_task.c.instance_id.in_(bindparam("instances", expanding=True)))


def move_tasks(connection: Connection, instance_ids: Collection[str]) -> None:
    """Write the places of all open tasks of these instances anew."""
    if instance_ids:
        connection.execute(_MOVE, {"instances": sorted(instance_ids)})


def place_every_open_task(connection: Connection) -> None:
    """Write all places anew: after an upgrade, or when somebody doubts them."""
    connection.execute(_ALL)
