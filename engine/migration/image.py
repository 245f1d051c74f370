"""The rows of one instance as they were, to put them back as they were."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, LargeBinary, Table, delete, select, update

from engine.database import Instant
from engine.lifecycle import OPEN_TASK, TaskState, WaitState
from engine.tables import clock, clock_event, process_instance, user_task
from engine.tables import wait as wait_table

Image = Mapping[str, Sequence[Mapping[str, object]]]

OPEN_WAIT = (WaitState.OPEN.value, WaitState.FAILED.value)
UNTOUCHED = frozenset({"revision", "ended_at"})
"""Columns of the instance that go on counting, or are not a migration's to set."""


def take(connection: Connection, instance_id: str) -> Image:
    """Everything of an instance that a migration may change."""
    clocks = _rows(connection, clock, clock.c.instance_id == instance_id)
    keys = [str(row["id"]) for row in clocks]
    return {
        "instance": _rows(connection, process_instance, process_instance.c.id == instance_id),
        "tasks": _rows(connection, user_task, *_open_tasks(instance_id)),
        "waits": _rows(connection, wait_table, *_open_waits(instance_id)),
        "clocks": clocks,
        "events": _rows(connection, clock_event, clock_event.c.clock_id.in_(keys)),
    }


def put_back(connection: Connection, instance_id: str, image: Image, *, now: datetime) -> None:
    """Make the rows of an instance what they were; what came since is cancelled."""
    _close_what_came(connection, instance_id, image, now)
    _forget_ledger_entries(connection, instance_id, image)
    _write(connection, user_task, image["tasks"])
    _write(connection, wait_table, image["waits"])
    _write(connection, clock, image["clocks"])
    _write(connection, process_instance, image["instance"], but=UNTOUCHED)
    connection.execute(
        update(process_instance)
        .where(process_instance.c.id == instance_id)
        .values(revision=process_instance.c.revision + 1)
    )


def _close_what_came(connection: Connection, instance_id: str, image: Image, now: datetime) -> None:
    connection.execute(
        update(user_task)
        .where(*_open_tasks(instance_id), user_task.c.id.not_in(_keys(image["tasks"])))
        .values(state=TaskState.CANCELLED.value, ended_at=now, revision=user_task.c.revision + 1)
    )
    connection.execute(
        update(wait_table)
        .where(*_open_waits(instance_id), wait_table.c.id.not_in(_keys(image["waits"])))
        .values(state=WaitState.CANCELLED.value)
    )


def _forget_ledger_entries(connection: Connection, instance_id: str, image: Image) -> None:
    """Clocks and events that only the migration wrote never counted for anybody."""
    known = _keys(image["clocks"])
    open_before = _keys(image["tasks"])
    connection.execute(
        delete(clock_event).where(
            clock_event.c.clock_id.in_(known), clock_event.c.id.not_in(_keys(image["events"]))
        )
    )
    fresh = select(clock.c.id).where(
        clock.c.instance_id == instance_id,
        clock.c.id.not_in(known),
        clock.c.task_id.in_(open_before),
    )
    connection.execute(delete(clock_event).where(clock_event.c.clock_id.in_(fresh)))
    connection.execute(delete(clock).where(clock.c.id.in_(fresh)))


def _open_tasks(instance_id: str) -> tuple[ColumnElement[bool], ...]:
    return user_task.c.instance_id == instance_id, user_task.c.state.in_(OPEN_TASK)


def _open_waits(instance_id: str) -> tuple[ColumnElement[bool], ...]:
    return wait_table.c.instance_id == instance_id, wait_table.c.state.in_(OPEN_WAIT)


def _keys(rows: Sequence[Mapping[str, object]]) -> list[str]:
    return [str(row["id"]) for row in rows]


# -- rows as JSON and back


def _rows(
    connection: Connection, table: Table, *where: ColumnElement[bool]
) -> list[dict[str, object]]:
    found = connection.execute(select(table).where(*where).order_by(table.c.id))
    return [{key: _plain(value) for key, value in row._mapping.items()} for row in found]


def _plain(value: object) -> object:
    return b64encode(value).decode() if isinstance(value, bytes) else value


def _write(
    connection: Connection,
    table: Table,
    rows: Sequence[Mapping[str, object]],
    but: frozenset[str] = frozenset(),
) -> None:
    for row in rows:
        values = {
            name: _stored(table, name, value)
            for name, value in row.items()
            if name in table.c and name not in but
        }
        connection.execute(update(table).where(table.c.id == row["id"]).values(values))


def _stored(table: Table, name: str, value: object) -> Any:
    kind = table.c[name].type
    if value is None:
        return None
    if isinstance(kind, Instant):
        return datetime.fromisoformat(cast(str, value))
    if isinstance(kind, LargeBinary):
        return b64decode(cast(str, value))
    return value
