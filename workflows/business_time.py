"""Which day it is here: real time, or the running day of a demo or test database.

A real installation goes by the system's clock. A demo or test database is marked as such and keeps
by how much its business time is ahead of (or behind) real time; only there can time be moved on.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import cast

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from engine.clock import Clock, OffsetClock, SystemClock
from engine.database import Database
from engine.errors import WrongState
from engine.lifecycle import InstanceState, WaitState
from engine.process_engine import ProcessEngine
from engine.sweeping import run_due
from engine.tables import process_instance, wait
from workflows.escalating import escalate_due
from workflows.tables.accounts import setting

KIND = "database.kind"
OFFSET = "business_time.offset_seconds"

MOST_STOPS = 5_000
"""Due instants passed in one move; more than that is a mistake in the date."""


class DatabaseKind(StrEnum):
    """What the data are for."""

    REAL = "real"
    DEMO = "demo"
    TEST = "test"


class RealTime(WrongState):
    """Time cannot be moved on in a real installation; only demo and test databases allow it."""


class NoWayBack(WrongState):
    """Business time only goes forward: it is already %(now)s."""


class TooFar(WrongState):
    """That is too far ahead to be reached in one step; choose an earlier day."""


def kind_of(connection: Connection) -> DatabaseKind:
    """Real, unless the database was marked otherwise when it was made."""
    return DatabaseKind(str(_read(connection, KIND) or DatabaseKind.REAL.value))


def mark(connection: Connection, kind: DatabaseKind, *, offset: timedelta = timedelta(0)) -> None:
    """Say what a new database is for, and by how much its time differs from real time."""
    _write(connection, KIND, kind.value)
    keep_offset(connection, offset)


def clock_of(database: Database) -> Clock:
    """The clock by which this database lives."""
    with database.read() as connection:
        if kind_of(connection) is DatabaseKind.REAL:
            return SystemClock()
        return OffsetClock(offset_of(connection))


def offset_of(connection: Connection) -> timedelta:
    return timedelta(seconds=cast(float, _read(connection, OFFSET) or 0))


def keep_offset(connection: Connection, offset: timedelta) -> None:
    """Remember the offset, so that the next start goes on from the same business day."""
    _write(connection, OFFSET, offset.total_seconds())


def refresh(engine: ProcessEngine) -> None:
    """Take over a move of time that another process made."""
    if isinstance(engine.clock, OffsetClock):
        with engine.database.read() as connection:
            engine.clock.offset = offset_of(connection)


def move_on(engine: ProcessEngine, to: datetime) -> int:
    """Let business time pass up to an instant; returns how many waits were looked at.

    Everything that falls due on the way happens at its own instant and in its order, as it would
    have on those days.
    """
    clock = engine.clock
    with engine.database.read() as connection:
        movable = kind_of(connection) is not DatabaseKind.REAL
    if not movable or not isinstance(clock, OffsetClock):
        raise RealTime()
    if to < clock.now():
        raise NoWayBack(now=clock.now().isoformat(timespec="minutes"))
    looked_at = 0
    for _ in range(MOST_STOPS):
        stop = next_due(engine)
        if stop is None or stop > to:
            break
        _set(engine, clock, max(stop, clock.now()))
        looked_at += run_due(engine) + escalate_due(engine)
    else:
        raise TooFar()
    _set(engine, clock, max(to, clock.now()))
    return looked_at + run_due(engine) + escalate_due(engine)


def next_due(engine: ProcessEngine) -> datetime | None:
    """When the next timer, job or gate is due; what is overdue counts as due at its instant."""
    with engine.database.read() as connection:
        found: datetime | None = connection.execute(
            select(func.min(wait.c.due_at))
            .join(process_instance, process_instance.c.id == wait.c.instance_id)
            .where(
                wait.c.state == WaitState.OPEN.value,
                wait.c.due_at.is_not(None),
                process_instance.c.state == InstanceState.RUNNING.value,
            )
        ).scalar_one()
    return found


def _set(engine: ProcessEngine, clock: OffsetClock, instant: datetime) -> None:
    clock.offset += instant - clock.now()
    with engine.database.write() as connection:
        keep_offset(connection, clock.offset)


def _read(connection: Connection, name: str) -> object:
    found: object = connection.execute(
        select(setting.c.value).where(setting.c.name == name)
    ).scalar_one_or_none()
    return found


def _write(connection: Connection, name: str, value: object) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(setting).values(name=name, value=value)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["name"], set_={"value": statement.excluded.value}
        )
    )
